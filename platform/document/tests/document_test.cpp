// One report, four surfaces: each is opened again by another program and must say the same.
#include "platform/document/document.hpp"
#include "platform/document/parts.hpp"
#include "platform/document/tool.hpp"
#include "platform/sheet/zip.hpp"
#include <gtest/gtest.h>
#include <fstream>
#include <regex>

namespace rt::document {
namespace {

Document report() {
  chart::Chart chart;
  chart.title = "Tre år av nöjdare ungdomar";
  chart.unit = "%";
  chart.series = {{"kvinnor", 1, {{"2016", 71.4, {}}, {"2017", {}, chart::Gap::missing}, {"2018", 88.0, {}}}},
                  {"män", 2, {{"2016", 70.0, {}}, {"2017", {}, chart::Gap::not_comparable}, {"2018", 74.0, {}}}}};
  Document document;
  document.title = "Resursenhetens år 2018";
  document.subtitle = "Verksamhetsberättelse";
  document.author = "Anna Lindqvist";
  document.date = "2019-01-15";
  document.header = "Resursenheten · Sekretess 26 kap. 1 § OSL";
  document.blocks = {Heading{1, "Mål 1: Barn & unga <trygga>"},
                     ThreadPath{{"Kommunfullmäktige", "Nämnden", "Enheten"}},
                     Paragraph{"Hyran betalades i tid av fler än målet.", true},
                     List{{"åttio procent", "en lärdom"}},
                     Table{"Hyra i tid", {"År", "Resultat"}, {false, true}, {{"2016", "saknas"}, {"2018", "80"}}},
                     Figure{chart, false},
                     PageBreak{},
                     Heading{2, "Ekonomi"},
                     Paragraph{"Budgeten hölls.", false}};
  document.sheets = {{"Underlag", {"Månad", "Antal"}, {}, {{std::string("2018-01-31"), std::int64_t{7}}}, {}}};
  return document;
}

std::string output_of(const std::vector<std::string> &command, const std::string &bytes, const std::string &name) {
  const WorkFolder folder;
  folder.write(name, bytes);
  const auto ran = run({command, "?", 60}, folder);
  EXPECT_TRUE(ran) << (ran ? "" : ran.error().message) << folder.read("tool.log");
  return folder.read("tool.log");
}

#define EXPECT_HAS(text, words) EXPECT_NE((text).find(words), std::string::npos) << "does not contain: " << (words) << "\n" << (text)

int occurrences(const std::string &text, const std::string &words) {
  int n = 0;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++n;
  return n;
}

TEST(Html, HasHeadingsTablesWithScopesAndEscapes) {
  const std::string html = to_html(report(), true);
  EXPECT_HAS(html, "<html lang=\"sv\">");
  EXPECT_HAS(html, "<h1>Resursenhetens år 2018</h1>");
  EXPECT_HAS(html, "<h2>Mål 1: Barn &amp; unga &lt;trygga&gt;</h2>");
  EXPECT_HAS(html, "<caption>Hyra i tid</caption>");
  EXPECT_HAS(html, "<th scope=\"col\" class=\"num\">Resultat</th>");
  EXPECT_HAS(html, "<th scope=\"row\">2018</th><td class=\"num\">80</td>");
  EXPECT_HAS(html, "Sekretess 26 kap. 1 § OSL");
  EXPECT_HAS(html, "ej jämförbart");
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(to_html(report(), false).find("<html"), std::string::npos);
}

TEST(Pdf, IsTaggedWithTitleLanguageAndReadableWords) {
  const auto pdf = to_pdf(report());
  ASSERT_TRUE(pdf) << pdf.error().message;
  if (const char *keep = std::getenv("RT_KEEP")) std::ofstream(std::string(keep) + "/d.pdf", std::ios::binary) << *pdf;
  const std::string info = output_of({"pdfinfo", "d.pdf"}, *pdf, "d.pdf");
  EXPECT_TRUE(std::regex_search(info, std::regex("Tagged: +yes"))) << info;
  EXPECT_HAS(info, "Resursenhetens år 2018");
  EXPECT_HAS(info, "Anna Lindqvist");
  EXPECT_HAS(*pdf, "/Lang (sv)");
  const std::string text = output_of({"pdftotext", "-layout", "d.pdf", "-"}, *pdf, "d.pdf");
  EXPECT_HAS(text, "Resursenheten · Sekretess 26 kap. 1 § OSL"); // on each page
  EXPECT_HAS(text, "2 (2)");
  EXPECT_HAS(text, "Hyra i tid");
  const std::string structure = output_of({"pdfinfo", "-struct-text", "d.pdf"}, *pdf, "d.pdf");
  for (const char *tag : {"H1", "H2", "Table", "TH", "Figure", "L ", "P "}) EXPECT_HAS(structure, tag);
  // pdfinfo -struct shows the alternative words of figures.
  EXPECT_HAS(output_of({"pdfinfo", "-struct", "d.pdf"}, *pdf, "d.pdf"), "Figure");
  EXPECT_EQ(occurrences(*pdf, "/S /Figure"), 1);
  EXPECT_EQ(occurrences(*pdf, "/Alt "), 1);
}

TEST(Docx, OpensWithHeadingsTableAndPictureWithWords) {
  const auto docx = to_docx(report());
  ASSERT_TRUE(docx) << docx.error().message;
  const std::string text = output_of({"pandoc", "-f", "docx", "-t", "markdown", "d.docx"}, *docx, "d.docx");
  EXPECT_HAS(text, "# Mål 1: Barn & unga \\<trygga\\>");
  EXPECT_HAS(text, "Hyra i tid");
  EXPECT_HAS(text, "ej jämförbart");
  EXPECT_HAS(text, "media/");
  const auto zip = sheet::Zip::open(*docx);
  ASSERT_TRUE(zip);
  std::string header, document, picture;
  for (const auto &entry : zip->entries()) {
    if (entry.name.find("word/header") == 0) header += *zip->part(entry.name);
    if (entry.name.find("word/media/") == 0) picture = *zip->part(entry.name);
  }
  document = zip->part("word/document.xml").value_or("");
  EXPECT_HAS(header, "Resursenheten · Sekretess 26 kap. 1 § OSL");
  EXPECT_HAS(document, "headerReference");
  EXPECT_HAS(document, "descr=\"Tre år av nöjdare ungdomar");
  EXPECT_HAS(document, "w:val=\"Heading1\"");
  EXPECT_TRUE(picture.starts_with("\x89PNG"));
  EXPECT_HAS(zip->part("word/styles.xml").value_or(""), "sv-SE");
}

TEST(Xlsx, HasEachTableAndTheDataSheets) {
  const auto book = sheet::read(to_xlsx(report()), "d.xlsx");
  ASSERT_TRUE(book);
  ASSERT_EQ(book->sheets.size(), 3u);
  const auto &table = book->sheets[0].rows;
  EXPECT_EQ(book->sheets[0].name, "Hyra i tid");
  EXPECT_EQ(table[2][1].text, "Resultat");
  EXPECT_EQ(table[3][1].text, "saknas");
  EXPECT_EQ(table[4][1].kind, sheet::CellKind::number);
  EXPECT_DOUBLE_EQ(table[4][1].number, 80);
  const auto &chart = book->sheets[1].rows;
  EXPECT_DOUBLE_EQ(chart[3][1].number, 71.4); // the figure itself, not its rounding
  EXPECT_EQ(chart[4][2].text, "ej jämförbart");
  EXPECT_EQ(book->sheets[2].name, "Underlag");
  EXPECT_EQ(book->sheets[2].rows[1][0].kind, sheet::CellKind::date);
}

TEST(Tool, SaysWhichPackageIsMissing) {
  const WorkFolder folder;
  const auto ran = run({{"rodatraden-no-such-program"}, "weasyprint", 5}, folder);
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().kind, ProblemKind::busy);
  EXPECT_HAS(ran.error().message, "installera paketet weasyprint");
}

TEST(Tool, IsEndedWhenItTakesTooLong) {
  const WorkFolder folder;
  const auto ran = run({{"sleep", "30"}, "coreutils", 1}, folder);
  ASSERT_FALSE(ran);
  EXPECT_HAS(ran.error().message, "längre tid än 1 sekunder");
}

TEST(Tool, LeavesNothingBehind) {
  std::filesystem::path place;
  {
    const WorkFolder folder;
    place = folder.folder();
    folder.write("x", "hemligt");
    EXPECT_EQ(std::filesystem::status(place).permissions(), std::filesystem::perms::owner_all);
  }
  EXPECT_FALSE(std::filesystem::exists(place));
}

} // namespace
} // namespace rt::document
