#pragma once
// Inside platform/sheet only: the steps between bytes and a Workbook.
#include "platform/sheet/sheet.hpp"
#include <cstdint>

namespace rt::sheet::detail {

/// How a number in a workbook is meant to be read; from its number format.
enum class Format { general, date, time, date_time, percent };
Format format_of(int id, std::string_view code);
/// A number as its format says: 43110 with a date format is the date 2018-01-10.
Cell cell_of(double number, Format format);
/// "1234,5", without thousands separators, no more digits than the number has.
std::string number_words(double number);

struct ZipEntry {
  std::string name;
  std::uint64_t packed = 0, unpacked = 0;
  bool encrypted = false;
};
/// The central directory of a zip file; invalid when it is none.
Result<std::vector<ZipEntry>> zip_entries(std::string_view bytes);

/// XLSX and ODS through liborcus. The caller has checked the sizes in the directory.
Result<Workbook> read_packed(std::string_view bytes, bool ods, const Limits &limits);

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
Problem too_much(const Limits &limits);
Problem unreadable();

} // namespace rt::sheet::detail
