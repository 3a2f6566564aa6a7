// What people bring: files from Excel in Swedish, from old systems, broken ones and hostile ones.
#include "platform/sheet/parts.hpp"
#include "platform/sheet/tests/small_zip.hpp"
#include <gtest/gtest.h>

namespace rt::sheet {
namespace {

std::vector<std::string> texts(const Workbook &book, std::size_t row, std::size_t sheet = 0) {
  std::vector<std::string> out;
  for (const auto &cell : book.sheets.at(sheet).rows.at(row)) out.push_back(cell.text);
  return out;
}
using Words = std::vector<std::string>;

Workbook must_read(std::string_view bytes, std::string_view name = "fil.csv", Limits limits = {}) {
  auto book = read(bytes, name, limits);
  EXPECT_TRUE(book) << (book ? "" : book.error().message);
  return book ? *book : Workbook{};
}
std::string refusal(std::string_view bytes, std::string_view name, Limits limits = {}) {
  const auto book = read(bytes, name, limits);
  return book ? "" : book.error().message;
}

TEST(Csv, ReadsUtf8WithAndWithoutMark) {
  const auto plain = must_read("Datum;Kön\n2018-01-10;Flicka\n");
  EXPECT_EQ(texts(plain, 0), (Words{"Datum", "Kön"}));
  EXPECT_EQ(plain.understood, "CSV, UTF-8, semikolon");
  EXPECT_EQ(plain.sheets[0].rows[1][0].kind, CellKind::date);
  EXPECT_EQ(plain.sheets[0].name, "fil.csv");
  const auto marked = must_read("\xEF\xBB\xBF"
                                "Kön;Åtgärd\r\npojke;\"Först;\r\nsedan \"\"agenda\"\"\"\r\n");
  EXPECT_EQ(texts(marked, 0), (Words{"Kön", "Åtgärd"}));
  EXPECT_EQ(texts(marked, 1), (Words{"pojke", "Först;\r\nsedan \"agenda\""}));
}

TEST(Csv, KnowsTheTablesThatMakeSwedishLetters) {
  EXPECT_EQ(texts(must_read("Kategori,K\xF6n\nKlagom\xE5l,pojke\n"), 1), (Words{"Klagomål", "pojke"}));
  EXPECT_EQ(must_read("Kategori,K\xF6n\nKlagom\xE5l,pojke\n").understood, "CSV, Windows-1252, komma");
  EXPECT_EQ(texts(must_read("Kategori;K\x9An\rKlagom\x8Cl;pojke\r"), 1), (Words{"Klagomål", "pojke"}));     // old Mac, CR only
  EXPECT_EQ(texts(must_read("Kategori;K\x94n\r\nKlagom\x86l;pojke\r\n"), 1), (Words{"Klagomål", "pojke"})); // DOS
  // One broken byte does not turn a whole UTF-8 file into nonsense.
  EXPECT_EQ(texts(must_read("Kön;Åtgärd\nFlicka;Sm\xE5 möten på kvällar\n"), 1), (Words{"Flicka", "Små möten på kvällar"}));
}

TEST(Csv, ReadsUtf16AsExcelSavesUnicodeText) {
  std::string wide = "\xFF\xFE";
  for (const char16_t c : std::u16string(u"Kön\tÅtgärd\r\npojke\tAgenda\r\n")) {
    wide += static_cast<char>(c & 0xFF);
    wide += static_cast<char>(c >> 8);
  }
  const auto book = must_read(wide);
  EXPECT_EQ(texts(book, 0), (Words{"Kön", "Åtgärd"}));
  EXPECT_EQ(book.understood, "CSV, UTF-16, tabb");
  EXPECT_EQ(texts(must_read(wide.substr(2)), 0), (Words{"Kön", "Åtgärd"})); // and without its mark
}

TEST(Csv, FindsTheSeparatorDespiteDecimalCommasAndTitleRows) {
  EXPECT_EQ(detail::sniff_separator("A;B\n1,5;2,5\n3,5;4,5\n"), ';');
  EXPECT_EQ(detail::sniff_separator("Synpunkter 2018\n\nA,B,C\n1,\"x, y\",3\n"), ',');
  EXPECT_EQ(detail::sniff_separator("A\tB\nx, y, z\tb\n"), '\t');
  EXPECT_EQ(texts(must_read("sep=|\nA|B\n1|2\n"), 0), (Words{"A", "B"}));
  EXPECT_EQ(texts(must_read("sep=å\nAå;B\n"), 1), (Words{"Aå", "B"})); // found by the fuzzer: half a letter is no separator
}

TEST(Csv, KeepsRaggedRowsAndQuotesThatAreNeverClosed) {
  const auto book = must_read("A;B;C\n1\n;;3\n\n\"öppet;x;y\n5;6;7\n");
  ASSERT_EQ(book.sheets[0].rows.size(), 6u); // row i of the file is rows[i - 1], the empty one too
  EXPECT_EQ(texts(book, 1), (Words{"1"}));
  EXPECT_EQ(texts(book, 2), (Words{"", "", "3"}));
  EXPECT_TRUE(book.sheets[0].rows[3].empty());
  EXPECT_EQ(texts(book, 4), (Words{"\"öppet", "x", "y"}));
  EXPECT_EQ(texts(book, 5), (Words{"5", "6", "7"}));
}

TEST(Csv, TellsNumbersFromTelephoneNumbers) {
  const auto row = must_read("a;b;c;d\n1234,5;0701234567;180110;-3\n").sheets[0].rows[1];
  EXPECT_EQ(row[0].kind, CellKind::number);
  EXPECT_DOUBLE_EQ(row[0].number, 1234.5);
  EXPECT_EQ(row[1].kind, CellKind::text);
  EXPECT_EQ(row[2].text, "180110");
  EXPECT_DOUBLE_EQ(row[3].number, -3);
}

TEST(Csv, IsWrittenForSwedishExcelWithoutFormulas) {
  OutSheet out;
  out.header = {"Text", "Tal", "Antal"};
  out.rows = {{std::string("=HYPERLINK(\"http://x\";\"y\")"), 6.3, std::int64_t{88}},
              {std::string("-12,5"), {}, std::int64_t{0}},
              {std::string("@SUM(A1)"), 0.1 + 0.2, {}},
              {std::string("-bra- \"sa hon\""), -1234567.25, {}}};
  const std::string csv = write_csv(out);
  EXPECT_EQ(csv, "\xEF\xBB\xBF"
                 "Text;Tal;Antal\r\n"
                 "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\";6,3;88\r\n"
                 "-12,5;;0\r\n"
                 "'@SUM(A1);0,3;\r\n"
                 "\"'-bra- \"\"sa hon\"\"\";-1234567,25;\r\n");
  // Read again, the words are the ones that were written: the apostrophe is not a part of them.
  const auto back = must_read(csv);
  EXPECT_EQ(back.sheets[0].rows[1][0].text, "=HYPERLINK(\"http://x\";\"y\")");
  EXPECT_EQ(back.sheets[0].rows[4][0].text, "-bra- \"sa hon\"");
}

TEST(Xlsx, RoundTripsTextNumbersAndRealDates) {
  OutSheet first;
  first.name = "Synpunkter";
  first.title = "Synpunkter 2018";
  first.header = {"Datum", "Kategori", "Andel", "Antal"};
  first.rows = {{std::string("2018-01-10"), std::string("Klagomål"), 0.25, std::int64_t{88}},
                {std::string("2018-12-31"), std::string("=1+1"), -1234.5, {}},
                {std::string("v. 47"), {}, {}, std::int64_t{2}}};
  OutSheet second = first;
  second.title.clear();
  const auto book = must_read(write_xlsx({first, second}, "Anna Lindqvist"), "x.xlsx");
  ASSERT_EQ(book.sheets.size(), 2u);
  EXPECT_EQ(book.sheets[0].name, "Synpunkter");
  EXPECT_EQ(book.sheets[1].name, "Synpunkter (2)");
  EXPECT_EQ(texts(book, 0), (Words{"Synpunkter 2018"}));
  EXPECT_EQ(texts(book, 2), first.header);
  EXPECT_EQ(texts(book, 3), (Words{"2018-01-10", "Klagomål", "0,25", "88"}));
  EXPECT_EQ(book.sheets[0].rows[3][0].kind, CellKind::date);
  EXPECT_DOUBLE_EQ(book.sheets[0].rows[3][0].number, 43110);
  EXPECT_EQ(texts(book, 4), (Words{"2018-12-31", "=1+1", "-1234,5"}));
  EXPECT_EQ(texts(book, 5), (Words{"v. 47", "", "", "2"}));
  EXPECT_EQ(texts(book, 0, 1), second.header);
  EXPECT_EQ(book.understood, "Excel (.xlsx), 2 blad");
}

TEST(Xlsx, ReadsWhatOtherProgramsWrite) {
  // Inline strings, rich strings, custom and built-in date formats, percent, time, formulas' last results, booleans.
  const auto book = must_read(
      testing::xlsx(R"(<row r="2"><c r="A2" t="inlineStr"><is><t>Kön</t></is></c><c r="B2" t="s"><v>0</v></c></row>)"
                    R"(<row r="3"><c r="A3" s="1"><v>43110</v></c><c r="B3" s="2"><v>43110.5625</v></c><c r="C3" s="3"><v>0.805</v></c>)"
                    R"(<c r="D3" s="4"><v>0.5625</v></c><c r="E3"><v>180110</v></c><c r="F3" s="5"><v>43110</v></c></row>)"
                    R"(<row r="4"><c r="A4"><f>1+1</f><v>2</v></c><c r="B4" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="C4" t="b"><v>1</v></c>)"
                    R"(<c r="D4" s="6"><v>43110</v></c></row>)"),
      "x.xlsx");
  ASSERT_EQ(book.sheets.size(), 1u);
  EXPECT_TRUE(book.sheets[0].rows[0].empty());
  EXPECT_EQ(texts(book, 1), (Words{"Kön", "Åtgärd och mer"}));
  EXPECT_EQ(texts(book, 2), (Words{"2018-01-10", "2018-01-10 13:30", "80,5 %", "13:30", "180110", "2018-01-10"}));
  EXPECT_EQ(texts(book, 3), (Words{"2", "ab", "ja", "43110"}));
  EXPECT_EQ(book.sheets[0].rows[2][4].kind, CellKind::number);
}

TEST(Xlsx, ReadsBooksThatCountFrom1904) {
  const auto book = must_read(testing::xlsx(R"(<row r="1"><c r="A1" s="1"><v>41648</v></c></row>)", R"(<workbookPr date1904="1"/>)"), "x.xlsx");
  EXPECT_EQ(texts(book, 0), (Words{"2018-01-10"}));
}

TEST(Ods, ReadsDatesNumbersAndRepeatedCells) {
  const auto book = must_read(
      testing::ods(
          R"(<table:table-row><table:table-cell office:value-type="string"><text:p>Kön</text:p></table:table-cell>)"
          R"(<table:table-cell office:value-type="string"><text:p>Först</text:p><text:p>sedan</text:p></table:table-cell></table:table-row>)"
          R"(<table:table-row><table:table-cell office:value-type="date" office:date-value="2018-01-10"><text:p>10/1</text:p></table:table-cell>)"
          R"(<table:table-cell office:value-type="float" office:value="6.3"><text:p>6,3</text:p></table:table-cell>)"
          R"(<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>)"
          R"(<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>)"),
      "x.ods");
  ASSERT_EQ(book.sheets.size(), 1u);
  EXPECT_EQ(book.sheets[0].name, "Blad 1");
  EXPECT_EQ(texts(book, 0), (Words{"Kön", "Först\nsedan"}));
  EXPECT_EQ(texts(book, 1), (Words{"2018-01-10", "6,3", "x", "x"}));
  EXPECT_EQ(book.sheets[0].rows[1][0].kind, CellKind::date);
  EXPECT_EQ(book.sheets[0].rows.size(), 2u);
}

TEST(Refusals, SayWhatToDo) {
  const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0');
  std::string locked = ole;
  for (const char c : std::string("EncryptedPackage")) locked += c, locked += '\0';
  EXPECT_NE(refusal(ole, "gammal.xls").find("spara som"), 0u);
  EXPECT_NE(refusal(ole, "gammal.xls").find(".xls är Excels gamla format"), std::string::npos);
  EXPECT_NE(refusal(locked, "x.xlsx").find("Filen är ett lösenordsskyddat Excel-dokument"), std::string::npos);
  EXPECT_NE(refusal("%PDF-1.7\n", "x.pdf").find("Filen är en PDF"), std::string::npos);
  EXPECT_NE(refusal("<html><table><tr><td>1</td></tr></table></html>", "x.xls").find("webbsida"), std::string::npos);
  EXPECT_NE(refusal(testing::zip({{"word/document.xml", "<w/>"}}), "x.xlsx").find("Word-dokument"), std::string::npos);
  EXPECT_NE(refusal(testing::zip({{"bild.png", "x"}}), "x.zip").find("zip-arkiv"), std::string::npos);
  EXPECT_NE(refusal("", "x.csv").find("tom"), std::string::npos);
  EXPECT_NE(refusal("\n\n;;;\n", "x.csv").find("inga ifyllda celler"), std::string::npos);
  EXPECT_NE(refusal(std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\x01\x02\x03", 20), "x.csv").find("ingen tabell"), std::string::npos);
  const auto whole = write_xlsx({{"A", {"x"}, {}, {{std::string("y")}}, {}}}, "a");
  EXPECT_NE(refusal(whole.substr(0, whole.size() / 2), "x.xlsx").find("trasig"), std::string::npos);
}

TEST(Limits, StopHugeAndHostileFiles) {
  Limits small;
  small.rows = 3;
  small.columns = 4;
  EXPECT_NE(refusal("a\nb\nc\nd\n", "x.csv", small).find("fler än 3 rader"), std::string::npos);
  EXPECT_NE(refusal("a;b;c;d;e\n", "x.csv", small).find("fler än 4 kolumner"), std::string::npos);
  EXPECT_NE(refusal(testing::xlsx(R"(<row r="900000"><c r="A900000"><v>1</v></c></row>)"), "x.xlsx").find("rader"), std::string::npos);
  EXPECT_NE(refusal(testing::xlsx(R"(<row r="1"><c r="XFD1"><v>1</v></c></row>)"), "x.xlsx").find("kolumner"), std::string::npos);
  Limits tiny;
  tiny.unpacked = 1000;
  EXPECT_NE(refusal(testing::xlsx("<row r=\"1\"/>" + std::string(2000, ' ')), "x.xlsx", tiny).find("för stor när den packas upp"), std::string::npos);
  tiny.bytes = 10;
  EXPECT_EQ(read("a;b;c;d;e;f;g", "x.csv", tiny).error().kind, ProblemKind::too_large);
}

TEST(Formats, TellDaysFromNumbers) {
  using detail::Format;
  using detail::format_of;
  EXPECT_EQ(format_of(14, ""), Format::date);
  EXPECT_EQ(format_of(22, ""), Format::date_time);
  EXPECT_EQ(format_of(1, ""), Format::general);
  EXPECT_EQ(format_of(164, "yyyy\\-mm\\-dd;@"), Format::date);
  EXPECT_EQ(format_of(164, "[$-41D]d mmmm yyyy"), Format::date);
  EXPECT_EQ(format_of(164, "åååå-MM-dd"), Format::date);
  EXPECT_EQ(format_of(164, "yy/mm/dd hh:mm"), Format::date_time);
  EXPECT_EQ(format_of(164, "[h]:mm"), Format::time);
  EXPECT_EQ(format_of(164, "# ##0\" dagar och dygn\""), Format::general);
  EXPECT_EQ(format_of(164, "[Red]#,##0.00 \"kr\""), Format::general);
  EXPECT_EQ(format_of(164, "0.0%"), Format::percent);
  EXPECT_EQ(format_of(164, "General"), Format::general);
  EXPECT_EQ(format_of(164, "Standard"), Format::general);
}

} // namespace
} // namespace rt::sheet
