#pragma once
// The text of a measure while somebody writes it: not yet whole, so that it is read by hand here and by nobody else. Pure.
#include "modules/measures/measures.hpp"

namespace rt::measures::editor {

/// A place as people say it: both from 1, columns in characters.
struct Spot {
  int line = 1, column = 1;
};
std::size_t offset_of(std::string_view text, Spot spot); ///< in bytes; within the text
Spot spot_of(std::string_view text, std::size_t offset);

/// What stands where the cursor is.
struct Cursor {
  enum class In { key, value, text, elsewhere } in = In::elsewhere;
  std::string key;       ///< of the measure
  bool in_list = false;  ///< "split = [ … ]"
  bool in_table = false; ///< "title = { … }"
  std::size_t begins = 0;
};
/// `key = "text"` as far as it is written; of a list its texts.
struct Entry {
  std::string key;
  std::vector<std::string> texts;
  std::string title; ///< the first text of a table: the Swedish title
  std::size_t key_at = 0, value_at = 0;
};
struct Scan {
  std::vector<Entry> entries;
  Cursor cursor;
  bool has_header = false;
  int deepest = 0, dots = 0;           ///< brackets inside one another; dots in one key
  std::optional<Spot> open_quote;      ///< a quote that is not closed on its line
  std::optional<Spot> no_equals, bare; ///< a line that is no `key = value`; words without quotes
  const Entry *entry(std::string_view key) const;
};
Scan scan(std::string_view text, std::size_t cursor);

/// A measure of a pack as text again, for somebody to change. `id` and `title` of the copy; what is only for the history file is left.
std::string text_of(const definitions::MeasureSource &source, const std::string &id, const Text &title);

} // namespace rt::measures::editor
