#pragma once
// Inside platform/sheet only: the steps between bytes and a Workbook.
#include "platform/sheet/sheet.hpp"
#include "platform/sheet/zip.hpp"
#include <cstdint>
#include <optional>

namespace rt::sheet::detail {

/// How a number in a workbook is meant to be read; from its number format.
enum class Format { general, date, time, date_time, percent };
Format format_of(int id, std::string_view code);
/// A number as its format says: 43110 with a date format is the date 2018-01-10.
Cell cell_of(double number, Format format);
/// "1234,5", without thousands separators, no more digits than the number has.
std::string number_words(double number);
/// XML's and Excel's own form of a number, "1.5E-3".
std::optional<double> plain_number(std::string_view text);

/// A pull parser for the XML inside workbooks: no entities of its own, no external anything, bounded by its text.
class Xml {
public:
  enum Token { open, close, text, end, broken };
  explicit Xml(std::string_view text) : text_(text) {}
  Token next();
  std::string_view name() const { return name_; }     ///< without prefix
  std::string attribute(std::string_view name) const; ///< without prefix; "" when absent
  std::string words() const;                          ///< of a text token, decoded
  void skip();                                        ///< from an open token to its close

private:
  bool tag();
  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view name_, raw_;
  bool is_close_ = false, pending_close_ = false, literal_ = false;
  std::vector<std::pair<std::string_view, std::string_view>> attributes_;
};

/// Cells as they come, with the limits.
class Grid {
public:
  Grid(const Limits &limits, std::size_t &cells, std::size_t &bytes) : limits_(limits), cells_(cells), bytes_(bytes) {}
  /// False when a limit is passed; problem() says which.
  bool put(std::size_t row, std::size_t column, Cell cell);
  const Problem &problem() const { return problem_; }
  std::vector<std::vector<Cell>> take() { return std::move(rows_); }

private:
  const Limits &limits_;
  std::size_t &cells_, &bytes_;
  std::vector<std::vector<Cell>> rows_;
  Problem problem_;
};

Result<Workbook> read_xlsx(const Zip &zip, const Limits &limits);
Result<Workbook> read_ods(const Zip &zip, const Limits &limits);
Result<Workbook> read_text(std::string_view bytes, const Limits &limits);

/// UTF-8 text and the name of the encoding that was found.
struct Decoded {
  std::string text;
  std::string encoding;
};
Decoded decode(std::string_view bytes);
char sniff_separator(std::string_view text);

Problem too_many_rows(const Limits &limits);
Problem too_many_columns(const Limits &limits);
Problem too_much();
Problem unreadable();

} // namespace rt::sheet::detail
