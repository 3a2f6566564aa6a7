#include "modules/measures/editor_text.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::measures::editor {
namespace {

constexpr int kDeepEnough = 40; // deeper than any measure; the scan then only looks for the end of the line

bool tail(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

class Scanner {
public:
  Scanner(std::string_view text, std::size_t cursor) : text_(text), cursor_(std::min(cursor, text.size())) {}
  Scan run() {
    while (at_ < text_.size()) statement();
    place(text_.size(), text_.size(), Cursor::In::key, text_.size());
    return std::move(scan_);
  }

private:
  std::string_view text_;
  std::size_t cursor_;
  std::size_t at_ = 0;
  bool placed_ = false;
  int depth_ = 0;
  bool in_list_ = false, in_table_ = false;
  Scan scan_;
  Entry entry_;

  char now() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool is(char c) const { return at_ < text_.size() && text_[at_] == c; }
  /// The cursor stands there, when it is between the two.
  void place(std::size_t first, std::size_t last, Cursor::In in, std::size_t begins) {
    if (placed_ || cursor_ < first || cursor_ > last) return;
    placed_ = true;
    scan_.cursor = {in, entry_.key, in_list_, in_table_, begins};
  }
  void blanks(bool lines) {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || (lines && text_[at_] == '\n'))) ++at_;
  }
  void to_line_end() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }
  void comment() {
    const auto first = at_;
    to_line_end();
    place(first + 1, at_, Cursor::In::elsewhere, first);
  }

  void statement() {
    entry_ = {};
    const auto before = at_;
    blanks(true);
    if (at_ > before) place(before, at_ - 1, Cursor::In::key, cursor_);
    if (at_ >= text_.size()) return;
    if (is('#')) return comment();
    if (is('[')) return header();
    const auto first = at_;
    while (at_ < text_.size() && text_[at_] != '=' && text_[at_] != '\n') ++at_;
    entry_.key = std::string(trim(text_.substr(first, at_ - first)));
    entry_.key_at = first;
    scan_.dots = std::max(scan_.dots, static_cast<int>(std::count(entry_.key.begin(), entry_.key.end(), '.')));
    const std::size_t key_ends = first + entry_.key.size();
    place(first, key_ends, Cursor::In::key, first);
    if (!is('=')) {
      if (!scan_.no_equals) scan_.no_equals = spot_of(text_, first);
      return;
    }
    ++at_;
    entry_.value_at = at_;
    value();
    scan_.entries.push_back(entry_);
    const auto rest = at_;
    to_line_end();
    place(rest, at_, Cursor::In::elsewhere, rest);
  }
  void header() {
    const auto first = at_;
    to_line_end();
    const auto line = text_.substr(first, at_ - first);
    scan_.deepest = std::max(scan_.deepest, static_cast<int>(std::count(line.begin(), line.end(), '[')) - 1);
    scan_.dots = std::max(scan_.dots, static_cast<int>(std::count(line.begin(), line.end(), '.')));
    scan_.has_header = scan_.has_header || starts_with(line, "[[measure]]");
    place(first, at_, Cursor::In::key, first);
  }
  void value() {
    const auto first = at_;
    blanks(depth_ > 0);
    place(first, at_ == first ? first : at_ - (is('"') || is('\'') ? 1 : 0), Cursor::In::value, at_);
    if (is('"') || is('\'')) return text();
    if (is('[') || is('{')) return many();
    const auto begins = at_;
    while (at_ < text_.size() && std::string_view(",]}\n#").find(text_[at_]) == std::string_view::npos) ++at_;
    const auto word = trim(text_.substr(begins, at_ - begins));
    place(begins, begins + word.size(), Cursor::In::value, begins);
    if (word.empty()) return;
    if (word.front() >= 'a' && word.front() <= 'z' && word != "true" && word != "false" && !scan_.bare) scan_.bare = spot_of(text_, begins);
    entry_.texts.emplace_back(word);
  }
  void many() {
    const char opens = now(), closes = opens == '[' ? ']' : '}';
    scan_.deepest = std::max(scan_.deepest, ++depth_);
    if (depth_ > kDeepEnough) {
      to_line_end();
      --depth_;
      return;
    }
    const bool list = in_list_, table = in_table_;
    (opens == '[' ? in_list_ : in_table_) = true;
    ++at_;
    while (at_ < text_.size() && !is(closes)) {
      const auto before = at_;
      blanks(opens == '[');
      if (is(',')) ++at_;
      else if (is('#')) comment();
      else if (is('\n') || is(closes)) break;
      else if (opens == '{') inner();
      else value();
      if (at_ == before) break; // what cannot be read is left to the reader of TOML
    }
    blanks(opens == '[');
    if (is(closes)) ++at_;
    in_list_ = list, in_table_ = table;
    --depth_;
  }
  /// `sv = "…"` in a table on one line.
  void inner() {
    while (at_ < text_.size() && std::string_view("=,}\n").find(text_[at_]) == std::string_view::npos) ++at_;
    if (!is('=')) return;
    ++at_;
    value();
  }
  void text() {
    const char quote = now();
    const std::string three(3, quote);
    const bool tall = text_.substr(at_, 3) == three;
    const auto opened = at_;
    at_ += tall ? 3 : 1;
    const auto begins = at_;
    while (at_ < text_.size()) {
      if (tall ? text_.substr(at_, 3) == three : is(quote)) break;
      if (!tall && is('\n')) break;
      at_ += quote == '"' && is('\\') && at_ + 1 < text_.size() && text_[at_ + 1] != '\n' ? 2 : 1;
    }
    at_ = std::min(at_, text_.size());
    place(begins, at_, Cursor::In::text, begins);
    auto words = std::string(text_.substr(begins, at_ - begins));
    if (in_table_ && entry_.title.empty()) entry_.title = words;
    entry_.texts.push_back(std::move(words));
    const bool closed = tall ? text_.substr(at_, 3) == three : is(quote);
    if (!closed && !scan_.open_quote) scan_.open_quote = spot_of(text_, opened);
    if (closed) at_ += tall ? 3 : 1;
  }
};

std::string quoted(std::string_view words) {
  std::string text = "\"";
  for (const char c : words) {
    if (c == '"' || c == '\\') text += '\\';
    if (c == '\n') text += "\\n";
    else text += c;
  }
  return text + "\"";
}
std::string both(const Text &text) { return "{ sv = " + quoted(text.sv) + ", en = " + quoted(text.en) + " }"; }

} // namespace

std::size_t offset_of(std::string_view text, Spot spot) {
  std::size_t at = 0;
  for (int line = 1; line < spot.line; ++line) {
    const auto end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  for (int column = 1; column < spot.column && at < text.size() && text[at] != '\n'; ++column) {
    ++at;
    while (at < text.size() && tail(text[at])) ++at;
  }
  return at;
}

Spot spot_of(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n');
  const auto start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto characters = std::count_if(before.begin() + static_cast<std::ptrdiff_t>(start), before.end(), [](char c) { return !tail(c); });
  return {static_cast<int>(line) + 1, static_cast<int>(characters) + 1};
}

const Entry *Scan::entry(std::string_view key) const {
  for (const auto &one : entries)
    if (one.key == key) return &one;
  return nullptr;
}

Scan scan(std::string_view text, std::size_t cursor) { return Scanner(text, cursor).run(); }

std::string text_of(const definitions::MeasureSource &source, const std::string &id, const Text &title) {
  std::string text = "[[measure]]\nid = " + quoted(id) + "\ntitle = " + both(title) + "\n";
  if (!source.reads.sv.empty()) text += "reads = " + both(source.reads) + "\n";
  std::vector<std::pair<std::pair<int, int>, std::string>> order; // as the pack has them
  for (const auto &[key, value] : source.keys) {
    const auto line = source.lines.find(key), column = source.columns.find(key);
    order.push_back({{line == source.lines.end() ? 0 : line->second, column == source.columns.end() ? 0 : column->second}, key});
  }
  std::sort(order.begin(), order.end());
  for (const auto &[place, key] : order) {
    const std::string &value = source.keys.at(key);
    if (key == "version" || key == "valid_from") continue; // of the measure that is copied
    text += key + " = ";
    if (key == "split" || key == "age_groups") {
      std::vector<std::string> parts;
      for (const auto &part : split(value, ',')) parts.push_back(quoted(trim(part)));
      text += "[" + join(parts, ", ") + "]";
    } else if (key == "decimals") {
      text += value;
    } else {
      text += quoted(value);
    }
    text += "\n";
  }
  return text;
}

} // namespace rt::measures::editor
