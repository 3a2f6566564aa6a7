// Writes CSV as Swedish Excel opens it without questions, and XLSX with real dates.
#include "platform/calendar/date.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/parts.hpp"
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>
#include <xlsxwriter.h>

namespace rt::sheet {

namespace {

using OutCell = std::variant<std::monostate, std::string, double, std::int64_t>;

/// A text that a spreadsheet would run as a formula gets an apostrophe first, unless it is a number.
std::string guarded(const std::string &text) {
  if (text.empty() || std::string_view("=+-@\t\r").find(text[0]) == std::string_view::npos) return text;
  return parse_number(text) ? text : "'" + text;
}

std::string csv_field(const std::string &text) {
  if (text.find_first_of(";\"\r\n") == std::string::npos) return text;
  return "\"" + replace_all(text, "\"", "\"\"") + "\"";
}

std::string csv_cell(const OutCell &cell) {
  if (const auto *text = std::get_if<std::string>(&cell)) return csv_field(guarded(*text));
  if (const auto *number = std::get_if<double>(&cell)) return detail::number_words(*number);
  if (const auto *whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  return {};
}

/// Without the characters that XML cannot carry, and within Excel's limit for a cell.
std::string xlsx_text(const std::string &text) {
  constexpr std::size_t kMost = 32000;
  std::string out;
  out.reserve(text.size());
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 32 || c == '\n' || c == '\t') out += c;
  if (out.size() > kMost) {
    std::size_t cut = kMost;
    while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0) == 0x80) --cut;
    out = out.substr(0, cut) + "…";
  }
  return out;
}

std::size_t characters(std::string_view text) {
  const auto line = text.substr(0, text.find('\n'));
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string sheet_name(const std::string &wanted, std::set<std::string> &taken) {
  std::string name;
  for (const char c : wanted)
    if (std::string_view("[]:*?/\\").find(c) == std::string_view::npos) name += c;
    else name += ' ';
  name = std::string(trim(name));
  while (!name.empty() && (name.front() == '\'' || name.back() == '\''))
    name = name.front() == '\'' ? name.substr(1) : name.substr(0, name.size() - 1);
  if (name.empty()) name = "Blad";
  const auto shorten = [](std::string text, std::size_t most) {
    while (characters(text) > most) {
      do text.pop_back();
      while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80 && characters(text) > most);
    }
    while (!text.empty() && !is_utf8(text)) text.pop_back();
    return text;
  };
  std::string candidate = shorten(name, 31);
  for (int n = 2; !taken.insert(lower(candidate)).second; ++n) candidate = shorten(name, 25) + " (" + std::to_string(n) + ")";
  return candidate;
}

struct Formats {
  explicit Formats(lxw_workbook *book)
      : title(workbook_add_format(book)), head(workbook_add_format(book)), text(workbook_add_format(book)), date(workbook_add_format(book)) {
    format_set_bold(title);
    format_set_font_size(title, 14);
    format_set_bold(head);
    format_set_bottom(head, LXW_BORDER_THIN);
    format_set_text_wrap(head);
    format_set_align(head, LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(text);
    format_set_align(text, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format(date, "yyyy-mm-dd");
    format_set_align(date, LXW_ALIGN_VERTICAL_TOP);
    format_set_align(date, LXW_ALIGN_LEFT);
  }
  lxw_format *title, *head, *text, *date;
};

void write_cell(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col, const OutCell &cell, const Formats &formats) {
  if (const auto *number = std::get_if<double>(&cell)) {
    worksheet_write_number(sheet, row, col, *number, nullptr);
  } else if (const auto *whole = std::get_if<std::int64_t>(&cell)) {
    worksheet_write_number(sheet, row, col, static_cast<double>(*whole), nullptr);
  } else if (const auto *text = std::get_if<std::string>(&cell); text && !text->empty()) {
    const auto day = text->size() == 10 ? date_from_iso(*text) : std::nullopt;
    if (day && year_of(*day) >= 1901) worksheet_write_number(sheet, row, col, day->days + 25569, formats.date);
    else worksheet_write_string(sheet, row, col, xlsx_text(*text).c_str(), formats.text);
  }
}

int width_of(const OutSheet &sheet, std::size_t column) {
  if (column < sheet.widths.size() && sheet.widths[column] > 0) return sheet.widths[column];
  std::size_t widest = column < sheet.header.size() ? characters(sheet.header[column]) + 3 : 8;
  for (std::size_t i = 0; i < std::min<std::size_t>(sheet.rows.size(), 500); ++i)
    if (column < sheet.rows[i].size()) {
      const auto *text = std::get_if<std::string>(&sheet.rows[i][column]);
      widest = std::max(widest, text ? characters(*text) + 1 : std::size_t{10});
    }
  return static_cast<int>(std::clamp<std::size_t>(widest, 8, 60));
}

/// A file of our own with rights for nobody else, gone at the end.
struct TempFile {
  TempFile() : path((std::filesystem::temp_directory_path() / "rodatraden-XXXXXX").string()) {
    const int handle = ::mkstemp(path.data());
    if (handle < 0) throw std::runtime_error("no temporary file could be made");
    ::close(handle);
  }
  ~TempFile() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  TempFile(const TempFile &) = delete;
  TempFile &operator=(const TempFile &) = delete;
  std::string path;
};

constexpr std::size_t kRowsPerSheet = 1'000'000; // Excel's limit is 1 048 576 with title and header

void write_sheet(lxw_workbook *book, const OutSheet &sheet, const Formats &formats, std::set<std::string> &taken) {
  std::size_t first = 0;
  do {
    lxw_worksheet *out = workbook_add_worksheet(book, sheet_name(sheet.name, taken).c_str());
    const std::size_t last = std::min(sheet.rows.size(), first + kRowsPerSheet);
    lxw_row_t row = 0;
    if (!sheet.title.empty()) {
      worksheet_write_string(out, 0, 0, xlsx_text(sheet.title).c_str(), formats.title);
      row = 2;
    }
    const lxw_row_t head = row;
    std::size_t columns = sheet.header.size();
    for (std::size_t c = 0; c < sheet.header.size(); ++c)
      worksheet_write_string(out, head, static_cast<lxw_col_t>(c), xlsx_text(sheet.header[c]).c_str(), formats.head);
    if (!sheet.header.empty()) ++row;
    for (std::size_t r = first; r < last; ++r, ++row) {
      columns = std::max(columns, sheet.rows[r].size());
      for (std::size_t c = 0; c < sheet.rows[r].size(); ++c) write_cell(out, row, static_cast<lxw_col_t>(c), sheet.rows[r][c], formats);
    }
    for (std::size_t c = 0; c < columns; ++c)
      worksheet_set_column(out, static_cast<lxw_col_t>(c), static_cast<lxw_col_t>(c), width_of(sheet, c), nullptr);
    if (!sheet.header.empty()) {
      worksheet_freeze_panes(out, head + 1, 0);
      worksheet_autofilter(out, head, 0, std::max(row, head + 1) - 1, static_cast<lxw_col_t>(sheet.header.size() - 1));
      worksheet_repeat_rows(out, head, head);
    }
    worksheet_set_landscape(out);
    worksheet_set_paper(out, 9); // A4
    worksheet_fit_to_pages(out, 1, 0);
    first = last;
  } while (first < sheet.rows.size());
}

} // namespace

std::string write_csv(const OutSheet &sheet) {
  std::string out = "\xEF\xBB\xBF";
  const auto line = [&out](const auto &cells, const auto &words) {
    bool first = true;
    for (const auto &cell : cells) {
      if (!first) out += ';';
      out += words(cell);
      first = false;
    }
    out += "\r\n";
  };
  if (!sheet.header.empty()) line(sheet.header, [](const std::string &h) { return csv_field(guarded(h)); });
  for (const auto &row : sheet.rows) line(row, [](const OutCell &cell) { return csv_cell(cell); });
  return out;
}

std::string write_xlsx(const std::vector<OutSheet> &sheets, std::string_view author) {
  const TempFile file; // this libxlsxwriter writes to files only
  lxw_workbook *book = workbook_new(file.path.c_str());
  if (!book) throw std::bad_alloc();
  std::string name(author);
  lxw_doc_properties properties{};
  properties.author = name.data();
  workbook_set_properties(book, &properties);
  const Formats formats(book);
  std::set<std::string> taken;
  for (const auto &sheet : sheets) write_sheet(book, sheet, formats, taken);
  if (sheets.empty()) workbook_add_worksheet(book, nullptr);
  if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR) throw std::runtime_error(std::string("xlsx: ") + lxw_strerror(error));
  std::ifstream in(file.path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

} // namespace rt::sheet
