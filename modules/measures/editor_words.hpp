#pragma once
// The words of the language and the keys of a measure, in plain words for whoever writes one.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rt::measures::editor {

/// What a word of the grammar says; "" for what is no such word.
std::string gloss(std::string_view word);

struct Key {
  std::string_view id, title, insert; ///< the title is the Swedish sentence: tr() is asked when it is shown
  int back;                           ///< the cursor stands so many characters from the end of what is put in
};
/// The keys of a measure, the kinds first.
const std::vector<Key> &keys();
inline constexpr std::size_t kKinds = 12;
/// Keys that take one of a few words: the word and what it means.
std::vector<std::pair<std::string, std::string>> fixed_words(std::string_view key);

} // namespace rt::measures::editor
