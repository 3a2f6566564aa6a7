#pragma once
// Tables in files: reads CSV (UTF-8, UTF-8 with BOM, UTF-16, Windows-1252; ; , or tab), XLSX and ODS with limits; writes CSV as Swedish
// Excel wants it (UTF-8 with BOM, ;, decimal comma, CRLF, no formula injection) and XLSX.
#include "platform/core/result.hpp"
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rt::sheet {

enum class CellKind { empty, text, number, date };
struct Cell {
  CellKind kind = CellKind::empty;
  std::string text;  ///< always what a person would read: "2018-01-10", "1234,5"
  double number = 0; ///< for numbers; a date's Excel serial number
};
struct Sheet {
  std::string name;
  std::vector<std::vector<Cell>> rows; ///< ragged; row i of the file is rows[i - 1]
};
struct Workbook {
  std::vector<Sheet> sheets;
  std::string understood; ///< "CSV, Windows-1252, semikolon" – shown to the user
};
struct Limits {
  std::size_t bytes = 20u << 20;
  std::size_t rows = 200000;
  std::size_t columns = 500;
  std::size_t unpacked = 200u << 20; ///< against zip bombs
};
/// By content first, then by the file name's ending. The problem is a Swedish sentence that says what to do.
Result<Workbook> read(std::string_view bytes, std::string_view filename, Limits limits = {});

using OutRow = std::vector<std::variant<std::monostate, std::string, double, std::int64_t>>;
struct OutSheet {
  std::string name;
  std::vector<std::string> header;
  std::vector<int> widths; ///< characters; may be empty
  std::vector<OutRow> rows;
  std::string title; ///< first row in bold, may be empty
};
std::string write_csv(const OutSheet &sheet);
std::string write_xlsx(const std::vector<OutSheet> &sheets, std::string_view author);

// ---- the same a part at a time, so that memory does not grow with the rows ----
std::string csv_head(const std::vector<std::string> &header); ///< what a file begins with
std::string csv_rows(const std::vector<OutRow> &rows);

/// Rows go to a temporary file, which nobody else may read and which is gone with the object. Sheets may be written in turns.
class XlsxFile {
public:
  explicit XlsxFile(std::string_view author);
  ~XlsxFile();
  /// A sheet's name, title, header and first rows, by which its columns get their width. Gives its number.
  std::size_t add(const OutSheet &sheet);
  void write(std::size_t sheet, const std::vector<OutRow> &rows);
  void close();
  /// The next bytes of the closed file; false when there were none left.
  bool read(std::string &piece, std::size_t most = 256 * 1024);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace rt::sheet
