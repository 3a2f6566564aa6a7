#pragma once
// The words of the language and the keys of a measure, in plain words for whoever writes one.
#include "modules/measures/editor_text.hpp"
#include "modules/measures/language.hpp"
#include <optional>
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

/// How a key's text is read; nothing for a key that is no expression.
std::optional<language::Form> form_of(std::string_view key, bool distinct);
/// The register that a text counts and its part, also when the text is not whole.
std::pair<std::string, std::string> counted_in(language::Form form, std::string_view text);
std::pair<std::string, std::string> counted_by(const Scan &scan); ///< of the whole draft: what its kind counts

} // namespace rt::measures::editor
