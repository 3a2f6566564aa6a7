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
#include <utility>
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

constexpr lxw_row_t kRowsPerSheet = 1'000'000; // Excel's limit is 1 048 576 with title and header

} // namespace

std::string csv_head(const std::vector<std::string> &header) {
  std::string out = "\xEF\xBB\xBF";
  for (std::size_t i = 0; i < header.size(); ++i) out += (i > 0 ? ";" : "") + csv_field(guarded(header[i]));
  return header.empty() ? out : out + "\r\n";
}

std::string csv_rows(const std::vector<OutRow> &rows) {
  std::string out;
  for (const auto &row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) out += (i > 0 ? ";" : "") + csv_cell(row[i]);
    out += "\r\n";
  }
  return out;
}

std::string write_csv(const OutSheet &sheet) { return csv_head(sheet.header) + csv_rows(sheet.rows); }

/// A sheet on its way; when Excel's limit is reached it goes on in another with the same head.
struct Part {
  OutSheet head; ///< without rows
  lxw_worksheet *sheet = nullptr;
  lxw_row_t row = 0, header_row = 0, written = 0;
};

struct XlsxFile::Impl {
  TempFile file; // this libxlsxwriter writes to files only
  lxw_workbook *book = nullptr;
  std::unique_ptr<Formats> formats;
  std::vector<Part> parts;
  std::set<std::string> taken;
  std::ifstream in;

  void begin(Part &part) {
    part.sheet = workbook_add_worksheet(book, sheet_name(part.head.name, taken).c_str());
    part.row = part.written = 0;
    if (!part.head.title.empty()) {
      worksheet_write_string(part.sheet, 0, 0, xlsx_text(part.head.title).c_str(), formats->title);
      part.row = 2;
    }
    part.header_row = part.row;
    for (std::size_t c = 0; c < part.head.header.size(); ++c)
      worksheet_write_string(part.sheet, part.row, static_cast<lxw_col_t>(c), xlsx_text(part.head.header[c]).c_str(), formats->head);
    if (!part.head.header.empty()) ++part.row;
    for (std::size_t c = 0; c < part.head.widths.size(); ++c)
      worksheet_set_column(part.sheet, static_cast<lxw_col_t>(c), static_cast<lxw_col_t>(c), part.head.widths[c], nullptr);
    worksheet_set_landscape(part.sheet);
    worksheet_set_paper(part.sheet, 9); // A4
    worksheet_fit_to_pages(part.sheet, 1, 0);
  }
  static void end(const Part &part) {
    if (part.head.header.empty()) return;
    const auto head = part.header_row;
    worksheet_freeze_panes(part.sheet, head + 1, 0);
    worksheet_autofilter(part.sheet, head, 0, std::max(part.row, head + 1) - 1, static_cast<lxw_col_t>(part.head.header.size() - 1));
    worksheet_repeat_rows(part.sheet, head, head);
  }
};

XlsxFile::XlsxFile(std::string_view author) : impl_(std::make_unique<Impl>()) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  impl_->book = workbook_new_opt(impl_->file.path.c_str(), &options);
  if (impl_->book == nullptr) throw std::bad_alloc();
  std::string name(author);
  lxw_doc_properties properties{};
  properties.author = name.data();
  workbook_set_properties(impl_->book, &properties);
  impl_->formats = std::make_unique<Formats>(impl_->book);
}

XlsxFile::~XlsxFile() {
  if (impl_->book != nullptr) workbook_close(impl_->book); // given up on: frees what it holds
}

std::size_t XlsxFile::add(const OutSheet &sheet) {
  Part part{{sheet.name, sheet.header, {}, {}, sheet.title}};
  std::size_t columns = sheet.header.size();
  for (const auto &row : sheet.rows) columns = std::max(columns, row.size());
  for (std::size_t c = 0; c < columns; ++c) part.head.widths.push_back(width_of(sheet, c));
  impl_->begin(part);
  impl_->parts.push_back(std::move(part));
  write(impl_->parts.size() - 1, sheet.rows);
  return impl_->parts.size() - 1;
}

void XlsxFile::write(std::size_t sheet, const std::vector<OutRow> &rows) {
  auto &part = impl_->parts.at(sheet);
  for (const auto &row : rows) {
    if (part.written == kRowsPerSheet) {
      Impl::end(part);
      impl_->begin(part);
    }
    for (std::size_t c = 0; c < row.size(); ++c) write_cell(part.sheet, part.row, static_cast<lxw_col_t>(c), row[c], *impl_->formats);
    ++part.row;
    ++part.written;
  }
}

void XlsxFile::close() {
  for (const auto &part : impl_->parts) Impl::end(part);
  if (impl_->parts.empty()) workbook_add_worksheet(impl_->book, nullptr);
  auto *const book = std::exchange(impl_->book, nullptr);
  if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR) throw std::runtime_error(std::string("xlsx: ") + lxw_strerror(error));
  impl_->in.open(impl_->file.path, std::ios::binary);
}

bool XlsxFile::read(std::string &piece, std::size_t most) {
  piece.resize(most);
  impl_->in.read(piece.data(), static_cast<std::streamsize>(most));
  piece.resize(static_cast<std::size_t>(impl_->in.gcount()));
  return !piece.empty();
}

std::string write_xlsx(const std::vector<OutSheet> &sheets, std::string_view author) {
  XlsxFile file(author);
  for (const auto &sheet : sheets) file.add(sheet);
  file.close();
  std::string all;
  for (std::string piece; file.read(piece);) all += piece;
  return all;
}

} // namespace rt::sheet
