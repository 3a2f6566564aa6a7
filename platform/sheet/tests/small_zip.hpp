#pragma once
// Files as other programs write them, made by hand: a zip with stored entries is enough for XLSX and ODS.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rt::sheet::testing {

inline std::uint32_t crc32_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

inline std::string little(std::uint32_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

inline std::string zip(const std::vector<std::pair<std::string, std::string>> &files) {
  std::string body, directory;
  for (const auto &[name, bytes] : files) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    const std::string common = little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2) + little(crc32_of(bytes), 4) +
                               little(size, 4) + little(size, 4) + little(static_cast<std::uint32_t>(name.size()), 2) + little(0, 2);
    directory += "PK\x01\x02" + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) +
                 little(static_cast<std::uint32_t>(body.size()), 4) + name;
    body += "PK\x03\x04" + common + name + bytes;
  }
  const auto count = static_cast<std::uint32_t>(files.size());
  return body + directory + "PK\x05\x06" + little(0, 2) + little(0, 2) + little(count, 2) + little(count, 2) +
         little(static_cast<std::uint32_t>(directory.size()), 4) + little(static_cast<std::uint32_t>(body.size()), 4) + little(0, 2);
}

/// A workbook with one sheet of these rows. Styles 1-6: built-in date, date and time, percent, time, own date format, general.
inline std::string xlsx(const std::string &rows, const std::string &workbook_extra = "") {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const std::string rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const std::string package = "http://schemas.openxmlformats.org/package/2006/";
  const std::string type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  return zip({
      {"[Content_Types].xml",
       head + "<Types xmlns=\"" + package +
           "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
           "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
           "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" +
           type +
           "sheet.main+xml\"/>"
           "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" +
           type +
           "worksheet+xml\"/>"
           "<Override PartName=\"/xl/styles.xml\" ContentType=\"" +
           type +
           "styles+xml\"/>"
           "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"" +
           type + "sharedStrings+xml\"/></Types>"},
      {"_rels/.rels", head + "<Relationships xmlns=\"" + package + "relationships\"><Relationship Id=\"rId1\" Type=\"" + rel +
                          "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
      {"xl/workbook.xml", head + "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + rel + "\">" + workbook_extra +
                              "<sheets><sheet name=\"Blad1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels", head + "<Relationships xmlns=\"" + package +
                                         "relationships\">"
                                         "<Relationship Id=\"rId1\" Type=\"" +
                                         rel +
                                         "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                                         "<Relationship Id=\"rId2\" Type=\"" +
                                         rel +
                                         "/styles\" Target=\"styles.xml\"/>"
                                         "<Relationship Id=\"rId3\" Type=\"" +
                                         rel + "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"},
      {"xl/styles.xml",
       head + "<styleSheet xmlns=\"" + main +
           "\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd;@\"/></numFmts>"
           "<fonts count=\"1\"><font><sz val=\"11\"/></font></fonts><fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills>"
           "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
           "<cellXfs count=\"7\"><xf numFmtId=\"0\" xfId=\"0\"/><xf numFmtId=\"14\" xfId=\"0\"/><xf numFmtId=\"22\" xfId=\"0\"/><xf numFmtId=\"10\" xfId=\"0\"/>"
           "<xf numFmtId=\"20\" xfId=\"0\"/><xf numFmtId=\"164\" xfId=\"0\"/><xf numFmtId=\"1\" xfId=\"0\"/></cellXfs></styleSheet>"},
      {"xl/sharedStrings.xml",
       head + "<sst xmlns=\"" + main +
           "\" count=\"1\" uniqueCount=\"1\"><si><r><t xml:space=\"preserve\">Åtgärd </t></r><r><rPr><b/></rPr><t>och mer</t></r></si></sst>"},
      {"xl/worksheets/sheet1.xml", head + "<worksheet xmlns=\"" + main + "\"><sheetData>" + rows + "</sheetData></worksheet>"},
  });
}

inline std::string ods(const std::string &rows) {
  const std::string mime = "application/vnd.oasis.opendocument.spreadsheet";
  return zip({
      {"mimetype", mime},
      {"META-INF/manifest.xml",
       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">"
       "<manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"" +
           mime + "\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"},
      {"content.xml",
       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
       "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\">"
       "<office:body><office:spreadsheet><table:table table:name=\"Blad 1\">" +
           rows + "</table:table></office:spreadsheet></office:body></office:document-content>"},
  });
}

} // namespace rt::sheet::testing
