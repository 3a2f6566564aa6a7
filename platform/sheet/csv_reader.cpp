// CSV as it is in the world: five encodings, four separators, quotes with line breaks, rows of different lengths.
#include "platform/calendar/date.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/sheet/parts.hpp"
#include <algorithm>
#include <array>
#include <map>
#include <unicode/unistr.h>

namespace rt::sheet::detail {

namespace {

struct Table8 {
  const char *icu;
  const char *name;
  std::string_view swedish; ///< the bytes of å ä ö Å Ä Ö é
};
constexpr std::array kTables = {
    Table8{"windows-1252", "Windows-1252", "\xE5\xE4\xF6\xC5\xC4\xD6\xE9"},
    Table8{"macintosh", "Mac OS Roman", "\x8C\x8A\x9A\x81\x80\x85\x8E"},
    Table8{"ibm-850", "DOS (850)", "\x86\x84\x94\x8F\x8E\x99\x82"},
};

std::string from_icu(std::string_view bytes, const char *codepage) {
  const icu::UnicodeString words(bytes.data(), static_cast<std::int32_t>(bytes.size()), codepage);
  std::string utf8;
  words.toUTF8String(utf8);
  return utf8;
}

std::size_t count_of(std::string_view bytes, std::string_view wanted) {
  std::array<bool, 256> set{};
  for (const char c : wanted) set[static_cast<unsigned char>(c)] = true;
  return static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), [&](char c) { return set[static_cast<unsigned char>(c)]; }));
}

std::size_t utf8_pairs(std::string_view bytes) {
  std::size_t n = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i)
    if (bytes[i] == '\xC3' && std::string_view("\xA5\xA4\xB6\x85\x84\x96\xA9").find(bytes[i + 1]) != std::string_view::npos) ++n;
  return n;
}

/// "little", "big" or "": which half of the pairs is zero in the beginning of the file.
std::string_view utf16_without_mark(std::string_view bytes) {
  const std::size_t n = std::min<std::size_t>(bytes.size() / 2 * 2, 2000);
  std::size_t low = 0, high = 0;
  for (std::size_t i = 0; i + 1 < n; i += 2) {
    if (bytes[i] == 0) ++low;
    if (bytes[i + 1] == 0) ++high;
  }
  if (n < 4) return "";
  if (high > n / 2 * 7 / 10 && low < n / 20) return "little";
  if (low > n / 2 * 7 / 10 && high < n / 20) return "big";
  return "";
}

/// A few broken bytes in a text that is otherwise UTF-8: those bytes are read as Windows-1252, the rest is kept.
std::string mend_utf8(std::string_view bytes) {
  std::string out;
  std::size_t i = 0;
  while (i < bytes.size()) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const std::size_t n = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (i + n <= bytes.size() && is_utf8(bytes.substr(i, n))) {
      out += bytes.substr(i, n);
      i += n;
    } else {
      out += from_icu(bytes.substr(i++, 1), "windows-1252");
    }
  }
  return out;
}

class Parser {
public:
  Parser(std::string_view text, char separator) : text_(text), separator_(separator) {}

  bool done() const { return at_ >= text_.size(); }

  /// The next record; fields are trimmed of nothing.
  std::vector<std::string> record() {
    std::vector<std::string> fields;
    for (;;) {
      fields.push_back(field());
      if (done()) return fields;
      const char c = text_[at_++];
      if (c == separator_) {
        if (done()) fields.emplace_back();
        if (done()) return fields;
        continue;
      }
      if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      return fields;
    }
  }

private:
  bool ends(char c) const { return c == separator_ || c == '\n' || c == '\r'; }

  std::string field() {
    if (at_ < text_.size() && text_[at_] == '"' && !quotes_are_words_) {
      const std::size_t start = at_;
      if (auto quoted = quoted_field()) return *quoted;
      // A quote that is never closed would swallow the rest of the file: from here on quotes are ordinary characters.
      at_ = start;
      quotes_are_words_ = true;
    }
    return plain_field();
  }
  std::string plain_field() {
    const std::size_t start = at_;
    while (at_ < text_.size() && !ends(text_[at_])) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }
  std::optional<std::string> quoted_field() {
    std::string out;
    ++at_;
    while (at_ < text_.size()) {
      const auto quote = text_.find('"', at_);
      if (quote == std::string_view::npos) return std::nullopt;
      out += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (at_ < text_.size() && text_[at_] == '"') {
        out += '"';
        ++at_;
      } else {
        return out + plain_field();
      }
    }
    return std::nullopt;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  bool quotes_are_words_ = false;
};

bool looks_like_number(std::string_view text) {
  std::size_t i = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::size_t first = i;
  while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
  const std::size_t whole = i - first;
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false; // 0701 is a telephone number, not seven hundred and one
  if (i < text.size() && (text[i] == ',' || text[i] == '.')) {
    const std::size_t point = i++;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    if (i == point + 1) return false;
  }
  return i == text.size() && i <= 16;
}

Cell text_cell(std::string text) {
  const std::string_view bare = trim(text);
  if (bare.empty()) return {};
  // The apostrophe that write_csv puts before what a spreadsheet would run as a formula.
  if (bare.size() > 1 && bare[0] == '\'' && std::string_view("=+-@\t\r").find(bare[1]) != std::string_view::npos)
    return Cell{CellKind::text, std::string(bare.substr(1)), 0};
  if (looks_like_number(bare))
    if (const auto number = parse_number(bare)) return Cell{CellKind::number, std::string(bare), *number};
  if (bare.size() == 10)
    if (const auto date = date_from_iso(bare)) return Cell{CellKind::date, std::string(bare), static_cast<double>(date->days + 25569)};
  return Cell{CellKind::text, std::move(text), 0};
}

std::string separator_name(char separator) {
  switch (separator) {
  case ';': return std::string(tr("semikolon"));
  case ',': return std::string(tr("komma"));
  case '\t': return std::string(tr("tabb"));
  default: return std::string(tr("lodstreck"));
  }
}

} // namespace

Decoded decode(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    const auto rest = bytes.substr(3);
    return {is_utf8(rest) ? std::string(rest) : mend_utf8(rest), "UTF-8 (BOM)"};
  }
  if (bytes.starts_with("\xFF\xFE")) return {from_icu(bytes.substr(2), "UTF-16LE"), "UTF-16"};
  if (bytes.starts_with("\xFE\xFF")) return {from_icu(bytes.substr(2), "UTF-16BE"), "UTF-16"};
  const auto order = utf16_without_mark(bytes);
  if (!order.empty()) return {from_icu(bytes, order == "little" ? "UTF-16LE" : "UTF-16BE"), "UTF-16"};
  if (is_utf8(bytes)) return {std::string(bytes), "UTF-8"};
  // Not UTF-8: the table in which the bytes make most å, ä and ö. Windows-1252 when it is even.
  const Table8 *best = &kTables[0];
  std::size_t most = count_of(bytes, best->swedish);
  for (const auto &table : kTables)
    if (const std::size_t n = count_of(bytes, table.swedish); n > most) best = &table, most = n;
  if (utf8_pairs(bytes) > most) return {mend_utf8(bytes), "UTF-8"};
  return {from_icu(bytes, best->icu), best->name};
}

char sniff_separator(std::string_view text) {
  constexpr std::size_t kSample = 60;
  char best = ';';
  double best_score = 0;
  for (const char candidate : {';', '\t', ',', '|'}) {
    Parser parser(text, candidate);
    std::map<std::size_t, int> widths;
    for (std::size_t i = 0; i < kSample && !parser.done(); ++i)
      if (const auto fields = parser.record(); fields.size() > 1) ++widths[fields.size()];
    double score = 0;
    for (const auto &[width, rows] : widths)
      score = std::max(score, static_cast<double>(rows) * static_cast<double>(std::min<std::size_t>(width, 30)));
    // In Swedish files the comma is also the decimal sign, so it must win clearly.
    if (candidate == ';' || candidate == '\t') score *= 1.5;
    if (score > best_score) best = candidate, best_score = score;
  }
  return best;
}

Result<Workbook> read_text(std::string_view bytes, const Limits &limits) {
  Decoded decoded = decode(bytes);
  std::erase(decoded.text, '\0');
  std::string_view text = decoded.text;
  char separator = 0;
  // Excel's own hint. Only a sign of one byte: another would cut letters in two.
  if (text.starts_with("sep=") && text.size() > 4 && (text[4] == '\t' || (text[4] > ' ' && text[4] < 127 && text[4] != '"'))) {
    separator = text[4];
    const auto end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  } else {
    separator = sniff_separator(text);
  }
  Workbook workbook;
  auto &sheet = workbook.sheets.emplace_back();
  Parser parser(text, separator);
  std::size_t cells = 0;
  while (!parser.done()) {
    auto fields = parser.record();
    if (sheet.rows.size() >= limits.rows) return fail(too_many_rows(limits));
    if (fields.size() > limits.columns) return fail(too_many_columns(limits));
    auto &row = sheet.rows.emplace_back();
    row.reserve(fields.size());
    for (auto &field : fields) row.push_back(text_cell(std::move(field)));
    cells += row.size();
    if (cells > limits.unpacked / sizeof(Cell)) return fail(too_much());
  }
  workbook.understood = "CSV, " + decoded.encoding + ", " + separator_name(separator);
  return workbook;
}

} // namespace rt::sheet::detail
