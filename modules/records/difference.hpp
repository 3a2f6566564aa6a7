#pragma once
// Inside the module: what differs between two texts, word by word, and how it is shown so that everybody can tell.
#include "platform/html/html.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace rt::records {

struct DifferencePart {
  enum class Kind { same, gone, added };
  Kind kind = Kind::same;
  std::string text;
};
/// The shortest telling of what was taken away and what was added; each part is whole words with the space after them.
/// All "same" and "gone" parts together are `before`, all "same" and "added" parts are `after`.
std::vector<DifferencePart> word_difference(std::string_view before, std::string_view after);
/// Is the change best told word by word, rather than as before and after?
bool is_long(std::string_view before, std::string_view after);
/// <del> and <ins> with words for those who do not see them. Long stretches that are the same are cut down.
void write_difference(html::Out &out, std::string_view before, std::string_view after);

} // namespace rt::records
