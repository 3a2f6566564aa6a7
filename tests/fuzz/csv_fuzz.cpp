// LIBS rt_platform_sheet
// Any bytes as a text table: never a crash, valid UTF-8 out, within the limits; what we write is read back as it was.
#include "platform/core/text.hpp"
#include "platform/sheet/parts.hpp"
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  rt::sheet::Limits limits;
  limits.rows = 5000;
  limits.columns = 100;
  const auto book = rt::sheet::read({reinterpret_cast<const char *>(data), size}, "fuzz.csv", limits);
  if (!book) {
    if (book.error().message.empty()) std::abort();
    return 0;
  }
  rt::sheet::OutSheet out;
  for (const auto &row : book->sheets.at(0).rows) {
    if (row.size() > limits.columns) std::abort();
    auto &cells = out.rows.emplace_back();
    for (const auto &cell : row) {
      if (!rt::is_utf8(cell.text)) std::abort();
      cells.emplace_back(cell.text);
    }
  }
  if (out.rows.size() > limits.rows) std::abort();
  const std::string csv = rt::sheet::write_csv(out);
  if (!rt::is_utf8(csv)) std::abort();
  return 0;
}
