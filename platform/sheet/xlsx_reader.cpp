// XLSX: strings, number formats and cells. What Excel, LibreOffice, Google and program libraries write differently is all read:
// shared, rich and inline strings, the results of formulas, cells without addresses, days counted from 1900 or 1904.
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/sheet/parts.hpp"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace rt::sheet::detail {

namespace {

struct Book {
  std::vector<std::string> strings;
  std::vector<Format> formats; ///< by cell style
  double first_day_shift = 0;  ///< 1462 in books that count from 1904
  std::size_t cells = 0, bytes = 0;
};

std::size_t whole(const std::string &text) {
  std::size_t value = 0;
  const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && last == text.data() + text.size() ? value : std::string::npos;
}

/// The text of <si>, <is>: all <t> inside, without the phonetic guide.
std::string rich_text(Xml &xml) {
  std::string out;
  for (int depth = 1, in_t = 0; depth > 0;) {
    switch (xml.next()) {
    case Xml::open:
      if (xml.name() == "rPh") {
        xml.skip();
        break;
      }
      ++depth;
      if (xml.name() == "t") in_t = depth;
      break;
    case Xml::close:
      if (in_t == depth) in_t = 0;
      --depth;
      break;
    case Xml::text:
      if (in_t) out += xml.words();
      break;
    default: return out;
    }
  }
  // How Excel writes a carriage return in XML.
  return replace_all(std::move(out), "_x000D_", "");
}

bool read_strings(std::string_view part, Book &book, const Limits &limits) {
  Xml xml(part);
  for (;;) {
    const auto token = xml.next();
    if (token == Xml::end) return true;
    if (token == Xml::broken || book.bytes > limits.unpacked) return false;
    if (token != Xml::open || xml.name() != "si") continue;
    book.strings.push_back(rich_text(xml));
    book.bytes += book.strings.back().size() + sizeof(std::string);
  }
}

void read_styles(std::string_view part, Book &book) {
  Xml xml(part);
  std::map<std::size_t, std::string> codes;
  bool in_cells = false;
  for (;;) {
    const auto token = xml.next();
    if (token == Xml::end || token == Xml::broken) return;
    if (xml.name() == "cellXfs") in_cells = token == Xml::open;
    if (token != Xml::open) continue;
    if (xml.name() == "numFmt") codes[whole(xml.attribute("numFmtId"))] = xml.attribute("formatCode");
    if (xml.name() != "xf" || !in_cells) continue;
    const std::size_t id = whole(xml.attribute("numFmtId"));
    const auto code = codes.find(id);
    book.formats.push_back(format_of(id < 100000 ? static_cast<int>(id) : 0, code == codes.end() ? std::string_view() : code->second));
  }
}

struct SheetPart {
  std::string name, path;
};
struct Parts {
  std::vector<SheetPart> sheets;
  std::string strings, styles;
};

std::string resolved(const std::string &target) {
  if (target.starts_with("/")) return target.substr(1);
  return starts_with(target, "../") ? target.substr(3) : "xl/" + target;
}

Parts find_parts(const Zip &zip, Book &book) {
  Parts parts;
  std::map<std::string, std::string> sheets;
  const std::string relations = zip.part("xl/_rels/workbook.xml.rels").value_or("");
  Xml xml(relations);
  for (auto token = xml.next(); token != Xml::end && token != Xml::broken; token = xml.next()) {
    if (token != Xml::open || xml.name() != "Relationship") continue;
    const std::string type = xml.attribute("Type"), path = resolved(xml.attribute("Target"));
    if (type.ends_with("/worksheet")) sheets[xml.attribute("Id")] = path;
    if (type.ends_with("/sharedStrings")) parts.strings = path;
    if (type.ends_with("/styles")) parts.styles = path;
  }
  const std::string workbook = zip.part("xl/workbook.xml").value_or("");
  Xml names(workbook);
  for (auto token = names.next(); token != Xml::end && token != Xml::broken; token = names.next()) {
    if (token != Xml::open) continue;
    if (names.name() == "workbookPr") {
      const std::string answer = names.attribute("date1904");
      if (answer == "1" || answer == "true") book.first_day_shift = 1462;
    }
    if (names.name() != "sheet") continue;
    if (const auto found = sheets.find(names.attribute("id")); found != sheets.end())
      parts.sheets.push_back({names.attribute("name"), found->second});
  }
  return parts;
}

/// "B12" → column 1, row 11; false when it is no address.
bool address(const std::string &text, std::size_t &row, std::size_t &column) {
  std::size_t i = 0, c = 0;
  for (; i < text.size() && text[i] >= 'A' && text[i] <= 'Z' && i < 4; ++i) c = c * 26 + static_cast<std::size_t>(text[i] - 'A' + 1);
  const std::size_t r = whole(text.substr(i));
  if (c == 0 || r == 0 || r == std::string::npos) return false;
  row = r - 1, column = c - 1;
  return true;
}

Cell text_cell(std::string text) {
  if (trim(text).empty()) return {};
  return Cell{CellKind::text, std::move(text), 0};
}

Cell cell_from(const Book &book, const std::string &type, std::size_t style, const std::string &value) {
  if (type == "s") {
    const std::size_t i = whole(value);
    return i < book.strings.size() ? text_cell(book.strings[i]) : Cell{};
  }
  if (type == "str" || type == "inlineStr") return text_cell(value);
  if (type == "b") return Cell{CellKind::text, value == "1" ? "ja" : "nej", value == "1" ? 1.0 : 0.0};
  if (type == "e") return text_cell(value); // "#N/A": the row check tells the user, we do not guess
  if (type == "d") return text_cell(value.substr(0, 10));
  const auto number = plain_number(value);
  if (!number) return text_cell(value);
  const Format format = style < book.formats.size() ? book.formats[style] : Format::general;
  const bool day = format == Format::date || format == Format::date_time;
  return cell_of(*number + (day ? book.first_day_shift : 0), format);
}

/// One <c>: its value is in <v> or <is>; the formula in <f> is of no interest, its last result is in <v>.
std::string cell_value(Xml &xml) {
  std::string value;
  for (int depth = 1, in_v = 0; depth > 0;) {
    switch (xml.next()) {
    case Xml::open:
      if (xml.name() == "is") {
        value = rich_text(xml);
      } else if (xml.name() == "v") {
        in_v = ++depth;
      } else {
        xml.skip();
      }
      break;
    case Xml::close:
      if (in_v == depth) in_v = 0;
      --depth;
      break;
    case Xml::text:
      if (in_v) value += xml.words();
      break;
    default: return value;
    }
  }
  return value;
}

Result<Sheet> read_sheet(std::string_view part, const std::string &name, Book &book, const Limits &limits) {
  Xml xml(part);
  Grid grid(limits, book.cells, book.bytes);
  std::size_t row = 0, next_row = 0, column = 0;
  for (;;) {
    const auto token = xml.next();
    if (token == Xml::broken) return fail(unreadable());
    if (token == Xml::end) break;
    if (token == Xml::close && xml.name() == "sheetData") break;
    if (token != Xml::open) continue;
    if (xml.name() == "row") {
      const std::size_t given = whole(xml.attribute("r"));
      row = given != std::string::npos && given > 0 ? given - 1 : next_row;
      next_row = row + 1;
      column = 0;
    } else if (xml.name() == "c") {
      std::size_t r = row;
      address(xml.attribute("r"), r, column);
      const std::string type = xml.attribute("t"), style = xml.attribute("s");
      Cell cell = cell_from(book, type, style.empty() ? 0 : whole(style), cell_value(xml));
      if (!grid.put(r, column, std::move(cell))) return fail(grid.problem());
      ++column;
    }
  }
  return Sheet{name, grid.take()};
}

} // namespace

std::optional<double> plain_number(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || last != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

Result<Workbook> read_xlsx(const Zip &zip, const Limits &limits) {
  Book book;
  const Parts parts = find_parts(zip, book);
  if (!parts.strings.empty())
    if (const auto strings = zip.part(parts.strings); strings && !read_strings(*strings, book, limits))
      return fail(book.bytes > limits.unpacked ? too_much() : unreadable());
  if (!parts.styles.empty())
    if (const auto styles = zip.part(parts.styles)) read_styles(*styles, book);
  Workbook workbook;
  for (const auto &sheet : parts.sheets) {
    const auto part = zip.part(sheet.path);
    if (!part) return fail(unreadable());
    RT_TRY(auto read, read_sheet(*part, sheet.name, book, limits));
    workbook.sheets.push_back(std::move(read));
  }
  if (workbook.sheets.empty()) return fail(unreadable());
  workbook.understood = "Excel (.xlsx), " + tr_n("{} blad", "{} blad", static_cast<long long>(workbook.sheets.size()));
  return workbook;
}

} // namespace rt::sheet::detail
