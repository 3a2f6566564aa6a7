#pragma once
// Tables in files: reads CSV (UTF-8, UTF-8 with BOM, UTF-16, Windows-1252; ; , or tab), XLSX and ODS with limits; writes CSV as Swedish
// Excel wants it (UTF-8 with BOM, ;, decimal comma, CRLF, no formula injection) and XLSX.
#include "platform/core/result.hpp"
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

struct OutSheet {
  std::string name;
  std::vector<std::string> header;
  std::vector<int> widths; ///< characters; may be empty
  std::vector<std::vector<std::variant<std::monostate, std::string, double, std::int64_t>>> rows;
  std::string title; ///< first row in bold, may be empty
};
std::string write_csv(const OutSheet &sheet);
std::string write_xlsx(const std::vector<OutSheet> &sheets, std::string_view author);

} // namespace rt::sheet
