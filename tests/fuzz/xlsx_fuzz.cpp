// LIBS rt_platform_sheet
// Any bytes as a workbook. A zip's checksums would stop nearly every mutation, so the bytes are also put inside a sound zip as the
// part that is parsed.
#include "platform/core/text.hpp"
#include "platform/sheet/parts.hpp"
#include <cstdlib>

namespace {

void read(const std::string &bytes) {
  rt::sheet::Limits limits;
  limits.rows = 5000;
  limits.columns = 200;
  limits.unpacked = 4u << 20;
  const auto book = rt::sheet::read(bytes, "fuzz.xlsx", limits);
  if (!book) {
    if (book.error().message.empty()) std::abort();
    return;
  }
  for (const auto &sheet : book->sheets) {
    if (sheet.rows.size() > limits.rows) std::abort();
    for (const auto &row : sheet.rows)
      for (const auto &cell : row)
        if (!rt::is_utf8(cell.text)) std::abort();
  }
}

constexpr const char *kRelations =
    R"(<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/styles" Target="styles.xml"/>)"
    R"(<Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>)";
constexpr const char *kWorkbook = R"(<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>)";
constexpr const char *kSheet =
    R"(<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>43110</v></c></row></sheetData></worksheet>)";
constexpr const char *kStyles = R"(<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>)";
constexpr const char *kStrings = R"(<sst><si><t>x</t></si></sst>)";

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
  const auto book = [](const std::string &sheet, const std::string &styles, const std::string &strings) {
    return rt::sheet::write_zip({{"xl/workbook.xml", kWorkbook},
                                 {"xl/_rels/workbook.xml.rels", kRelations},
                                 {"xl/worksheets/sheet1.xml", sheet},
                                 {"xl/styles.xml", styles},
                                 {"xl/sharedStrings.xml", strings}});
  };
  switch (data[0] % 5) {
  case 0: read(bytes); break;
  case 1: read(book(bytes, kStyles, kStrings)); break;
  case 2: read(book(kSheet, bytes, kStrings)); break;
  case 3: read(book(kSheet, kStyles, bytes)); break;
  default: read(rt::sheet::write_zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", bytes}})); break;
  }
  return 0;
}
