// Letters from records, and phrases for long texts.
#include "modules/records/letters.hpp"
#include "modules/records/tests/flow_pack.hpp"
#include "modules/records/tests/site.hpp"
#include <gtest/gtest.h>

namespace rt::records {
namespace {

class Letters : public ::testing::TestWithParam<std::string>, public Site {
protected:
  Letters() : Site(GetParam(), flow_catalog()) {
    auto draft = report();
    draft.values["reason"] = std::int64_t{1};
    record = w.records.save(w.maria, "report", draft).value();
    path = "/register/report/" + std::to_string(record.id) + "/brev/invitation";
  }
  std::vector<std::string> traces() {
    std::vector<std::string> details;
    auto c = w.db.pool().read();
    for (const auto &entry : audit::entries(*c, "report:" + std::to_string(record.id), 0, 20, 0))
      if (entry.act == "export") details.push_back(entry.detail);
    return details;
  }
  Record record;
  std::string path;
};
RT_BOTH_DATABASES(Letters);

TEST_P(Letters, ALetterSaysWhatTheRecordSaysInWords) {
  const auto page = get(path);
  EXPECT_TRUE(has(page, "vi fick en anmälan 2019-03-20 och vill träffa dig"));
  EXPECT_TRUE(has(page, "Orsak: Våld"));
  EXPECT_TRUE(has(page, "Skrivet 22 mars 2019 av Maria Berg"));
  EXPECT_TRUE(has(page, "Brevet har rader att fylla i, för att det här är tomt: Möte."));
  EXPECT_FALSE(has(page, "{{"));
}

TEST_P(Letters, WhatSomebodyWroteIsWordsNeverMarkupOrAPlaceholder) {
  definitions::Letter letter;
  letter.text.sv = "Hej {{words}}";
  record.values["words"] = std::string("# Inte en rubrik {{me}} <b>");
  const auto filled = fill_letter(*flow_catalog().find("report"), letter, record, {}, {"i dag", "Maria", "Enheten", ""});
  ASSERT_EQ(filled.document.blocks.size(), 1u);
  EXPECT_EQ(std::get<document::Paragraph>(filled.document.blocks[0]).text, "Hej # Inte en rubrik {{me}} <b>");
  EXPECT_TRUE(has(http::html(document::to_html(filled.document, false)), "&lt;b&gt;"));
}

TEST_P(Letters, EveryLetterKnowsTheDayTheWriterTheUnitTheTeamAndTheState) {
  definitions::Letter letter;
  letter.text.sv = "{{today}}|{{me}}|{{unit}}|{{team}}|{{state}}";
  const auto filled = fill_letter(*flow_catalog().find("report"), letter, record, {}, {"i dag", "Maria", "Enheten", "Familj"});
  EXPECT_EQ(std::get<document::Paragraph>(filled.document.blocks[0]).text, "i dag|Maria|Enheten|Familj|Ny");
  EXPECT_TRUE(filled.empty.empty());
}

TEST_P(Letters, EachThatLeavesIsInTheAuditChainAndItsFileNamesNobody) {
  get(path);
  const auto word = get(path + "/docx");
  ASSERT_EQ(word.status, 200) << word.body.substr(0, 300);
  EXPECT_EQ(word.body.substr(0, 2), "PK");
  std::string disposition;
  for (const auto &[name, value] : word.headers)
    if (lower(name) == "content-disposition") disposition = value;
  EXPECT_NE(disposition.find("invitation-2019-03-22.docx"), std::string::npos) << disposition;
  EXPECT_EQ(traces(), (std::vector<std::string>{"brev invitation docx", "brev invitation utskrift"}));
}

TEST_P(Letters, OutsideTheTeamThereIsNoLetter) {
  as(w.olle);
  EXPECT_EQ(get(path).status, 404);
  EXPECT_EQ(get(path + "/docx").status, 404);
  as(w.maria);
  EXPECT_EQ(get("/register/report/" + std::to_string(record.id) + "/brev/finns_inte").status, 404);
}

TEST_P(Letters, APhraseStandsUnderItsLongTextToPutInOrCopy) {
  const auto form = get("/register/report/ny");
  EXPECT_TRUE(has(form, "Infoga fras i innehåll"));
  EXPECT_TRUE(has(form, "Anmälaren vill vara anonym och har fått veta vad det innebär."));
  EXPECT_TRUE(has(form, "data-insert=\"f-words\""));
  EXPECT_TRUE(has(form, "id=\"f-words\"")) << "the place that the script puts it in";
}

TEST(LetterCheck, AnUnknownWordInALetterIsFoundWhenThePackIsChecked) {
  const auto loaded = load_flow_pack(
      "\n[[letter]]\nid = \"wrong\"\ntitle = { sv = \"Fel\", en = \"Wrong\" }\ntext = { sv = \"Hej {{recieved}} och {{unit}}\", en = \"Hi {{reason}}\" }\n");
  ASSERT_EQ(loaded.findings.size(), 1u);
  EXPECT_EQ(loaded.findings[0].message, "Brevet nämner ”recieved”, som inte är något fält.");
  EXPECT_EQ(loaded.findings[0].suggestion, "Menade du ”received”?");
}

} // namespace
} // namespace rt::records
