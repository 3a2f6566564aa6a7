// Two people and one record: whatever happens, nothing that anybody wrote is lost.
#include "modules/records/difference.hpp"
#include "modules/records/tests/flow_pack.hpp"
#include "modules/records/tests/site.hpp"
#include "modules/records/two_writers.hpp"
#include <gtest/gtest.h>
#include <map>
#include <random>

namespace rt::records {
namespace {

class TwoWriters : public ::testing::TestWithParam<std::string>, public Site {
protected:
  TwoWriters() : Site(GetParam(), flow_catalog()) {
    record = w.records.save(w.maria, "report", report()).value();
    path = "/register/report/" + std::to_string(record.id) + "/andra";
  }
  void anna_writes(std::initializer_list<std::pair<const char *, db::Value>> fields) {
    auto annas = w.records.get(w.anna, "report", record.id, "test").value();
    for (const auto &[field, value] : fields) annas.values[field] = value;
    ASSERT_TRUE(w.records.save(w.anna, "report", annas).has_value());
  }
  Form mine(const std::string &text, const char *version = "1") const {
    return {{"_version", version}, {"received", "2019-03-20"}, {"words", text}, {"gor", "spara"}};
  }
  Record now() { return w.records.get(w.maria, "report", record.id, "test").value(); }
  Record record;
  std::string path;
};
RT_BOTH_DATABASES(TwoWriters);

TEST_P(TwoWriters, WhatOnlyTheOtherChangedComesAlong) {
  anna_writes({{"reason", std::int64_t{2}}, {"meeting", std::string("2019-03-28")}});
  const auto page = post(path, mine("Skolan är mycket orolig."));
  EXPECT_EQ(page.status, 409);
  EXPECT_TRUE(has(page, "Anna Lindqvist ändrade posten 22 mars 2019 11:00. Det du skrev finns kvar."));
  EXPECT_TRUE(has(page, "Det här har bara den andra ändrat."));
  EXPECT_TRUE(has(page, "Omsorgsbrist"));
  EXPECT_TRUE(has(page, "Skolan är mycket orolig.</textarea>")) << "my own text stands in the form";
  EXPECT_TRUE(has(page, "name=\"_version\" value=\"2\""));
  EXPECT_FALSE(has(page, "_valj.")) << "nothing to choose between";
  auto again = mine("Skolan är mycket orolig.", "2");
  again.insert(again.end(), {{"_bas", "1"}, {"reason", "neglect"}, {"meeting", "2019-03-28"}});
  ASSERT_EQ(post(path, again).status, 303);
  EXPECT_EQ(now().text("words"), "Skolan är mycket orolig.");
  EXPECT_EQ(now().integer("reason"), 2);
}

TEST_P(TwoWriters, WhatBothChangedIsForAHumanToChoose) {
  anna_writes({{"words", std::string("Skolan och fritids är oroliga.")}});
  const auto page = post(path, mine("Skolan är mycket orolig."));
  EXPECT_TRUE(has(page, "Innehåll: Anna Lindqvist har också skrivit"));
  EXPECT_TRUE(has(page, "Skolan och fritids är oroliga."));
  EXPECT_TRUE(has(page, "Skolan är mycket orolig.</textarea>"));
  auto kept = mine("Skolan är mycket orolig.", "2");
  kept.insert(kept.end(), {{"_bas", "1"}, {"_valj.words", "mitt"}});
  ASSERT_EQ(post(path, kept).status, 303);
  EXPECT_EQ(now().text("words"), "Skolan är mycket orolig.");
}

TEST_P(TwoWriters, TheirsIsTakenWhenIChooseIt) {
  anna_writes({{"words", std::string("Annas text.")}});
  post(path, mine("Min text."));
  auto form = mine("Min text.", "2");
  form.insert(form.end(), {{"_bas", "1"}, {"_valj.words", "deras"}});
  ASSERT_EQ(post(path, form).status, 303);
  EXPECT_EQ(now().text("words"), "Annas text.");
}

TEST_P(TwoWriters, TwoLongTextsCanStandOneUnderTheOther) {
  anna_writes({{"words", std::string("Annas text.")}});
  post(path, mine("Min text."));
  auto form = mine("Min text.", "2");
  form.insert(form.end(), {{"_bas", "1"}, {"_valj.words", "bada"}});
  ASSERT_EQ(post(path, form).status, 303);
  EXPECT_EQ(now().text("words"), "Min text.\n\nAnnas text.");
}

TEST_P(TwoWriters, AThirdChangeBetweenTheChoiceAndTheSaveLosesNothing) {
  anna_writes({{"words", std::string("Annas text.")}});
  post(path, mine("Min text."));
  anna_writes({{"words", std::string("Annas andra text.")}});
  auto form = mine("Min text.", "2");
  form.insert(form.end(), {{"_bas", "1"}, {"_valj.words", "bada"}});
  const auto page = post(path, form);
  EXPECT_EQ(page.status, 409);
  EXPECT_TRUE(has(page, "Min text.\n\nAnnas text.</textarea>"));
  EXPECT_TRUE(has(page, "Annas andra text."));
  EXPECT_TRUE(has(page, "name=\"_version\" value=\"3\""));
}

TEST_P(TwoWriters, SearchingInTheFormKeepsTheChoiceOnThePage) {
  anna_writes({{"words", std::string("Annas text.")}});
  auto form = mine("Min text.", "2");
  form.back().second = "giver";
  form.insert(form.end(), {{"_bas", "1"}, {"_valj.words", "bada"}});
  const auto page = post(path, form);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has(page, "Innehåll: Anna Lindqvist har också skrivit"));
  EXPECT_TRUE(has(page, "value=\"bada\" id=\"v-words-bada\" checked"));
}

TEST_P(TwoWriters, ADraftFromBeforeTheChangeIsLaidBesideIt) {
  post("/register/report/utkast/" + std::to_string(record.id), mine("Halvskriven text."));
  anna_writes({{"words", std::string("Annas text.")}, {"reason", std::int64_t{1}}});
  const auto page = get(path);
  EXPECT_TRUE(has(page, "Halvskriven text.</textarea>"));
  EXPECT_TRUE(has(page, "Innehåll: Anna Lindqvist har också skrivit"));
  EXPECT_TRUE(has(page, "Annas text."));
  EXPECT_TRUE(has(page, "Våld"));
  EXPECT_TRUE(has(page, "name=\"_version\" value=\"2\""));
}

TEST_P(TwoWriters, ARefusedSaveIsKeptAsADraftOnTheServer) {
  anna_writes({{"words", std::string("Annas text.")}});
  ASSERT_EQ(post(path, mine("Min text som inte får försvinna.")).status, 409);
  EXPECT_TRUE(has(get(path), "Min text som inte får försvinna.")) << "the browser was closed on the page with the choice";
}

TEST_P(TwoWriters, WhatWasWrittenInARemovedRecordComesBackAsANewOne) {
  ASSERT_TRUE(w.records.remove(w.anna, "report", record.id, 1).has_value());
  const auto page = post(path, mine("Lång text."));
  EXPECT_EQ(page.status, 409);
  EXPECT_TRUE(has(page, "Posten finns inte längre, eller så får du inte se den."));
  EXPECT_TRUE(has(page, "action=\"/register/report/ny\""));
  EXPECT_TRUE(has(page, "Lång text.</textarea>"));
}

TEST_P(TwoWriters, WhatWasWrittenWhileAnotherSignedBecomesACorrection) {
  Record note;
  note.values = {{"day", std::string("2019-03-20")}, {"note", std::string("Vi pratade om skolan.")}};
  const auto saved = w.records.save(w.maria, "talk", note).value();
  ASSERT_TRUE(w.records.sign(w.anna, "talk", saved.id, 1).has_value());
  const auto page = post("/register/talk/" + std::to_string(saved.id) + "/andra",
                         {{"_version", "1"}, {"day", "2019-03-20"}, {"note", "Vi pratade om skolan och hemmet."}, {"gor", "spara"}});
  EXPECT_EQ(page.status, 409);
  EXPECT_TRUE(has(page, "action=\"/register/talk/" + std::to_string(saved.id) + "/ratta\""));
  EXPECT_TRUE(has(page, "Vi pratade om skolan och hemmet.</textarea>"));
}

/// Two people with the same form open, again and again, in any order, with any answer to "whose shall stand?". After each round the record is
/// what the rule says, and in the end every text that was thanked for stands in the record or in its history.
TEST_P(TwoWriters, RandomEditsInRandomOrderLoseNothing) {
  using Words = std::map<std::string, std::string>;
  std::mt19937 random(20261122);
  const auto one_of = [&](std::initializer_list<const char *> all) {
    return std::string(*(all.begin() + static_cast<std::ptrdiff_t>(random() % all.size())));
  };
  const auto stored = [&] {
    const auto record = now();
    Words words{{"received", record.text("received")}, {"words", record.text("words")}, {"meeting", record.text("meeting")}, {"reason", ""}};
    if (record.has("reason")) words["reason"] = record.integer("reason") == 1 ? "violence" : "neglect";
    return words;
  };
  int texts = 0, told = 0;
  std::vector<std::string> thanked;
  const auto edited = [&](Words form) {
    const auto text = "Text nummer " + std::to_string(++texts) + ".";
    const auto changes = 1 + random() % 3;
    for (unsigned i = 0; i < changes; ++i) switch (random() % 4) {
      case 0: form["words"] = text; break;
      case 1: form["reason"] = one_of({"", "violence", "neglect"}); break;
      case 2: form["meeting"] = one_of({"", "2019-03-25", "2019-03-26", "2019-03-27"}); break;
      default: form["received"] = one_of({"2019-03-18", "2019-03-19", "2019-03-20"});
      }
    return form;
  };
  const auto send = [&](const Words &form, int version, Form more = {}) {
    Form all{{"_version", std::to_string(version)}, {"gor", "spara"}};
    all.insert(all.end(), form.begin(), form.end());
    all.insert(all.end(), more.begin(), more.end());
    return post(path, all);
  };
  for (int round = 0; round < 60; ++round) {
    const auto base = stored();
    const int version = now().version;
    const bool anna_first = random() % 2 == 0;
    const auto theirs = edited(base), mine = edited(base);
    as(anna_first ? w.anna : w.maria);
    ASSERT_EQ(send(theirs, version).status, 303) << "round " << round;
    if (theirs.at("words") != base.at("words")) thanked.push_back(theirs.at("words"));
    as(anna_first ? w.maria : w.anna);
    if (random() % 3 == 0) { // the form saves itself while it is written in
      Form draft{{"_version", std::to_string(version)}};
      draft.insert(draft.end(), mine.begin(), mine.end());
      post("/register/report/utkast/" + std::to_string(record.id), draft);
    }
    const int stands = now().version;
    const auto page = send(mine, version);
    if (stands == version) { // the first had changed nothing after all
      ASSERT_EQ(page.status, 303);
      if (mine.at("words") != base.at("words")) thanked.push_back(mine.at("words"));
      continue;
    }
    ASSERT_EQ(page.status, 409) << "round " << round << ": the second is told, always";
    ++told;
    EXPECT_TRUE(has(page, anna_first ? "Anna Lindqvist" : "Maria Berg")) << "told who";
    if (mine.at("words") != base.at("words")) { EXPECT_TRUE(has(page, mine.at("words"))) << "my own text stands in the form"; }
    Words wanted = mine;
    Form choices{{"_bas", std::to_string(version)}};
    for (const auto &[field, value] : theirs) {
      if (value == base.at(field) || value == mine.at(field)) continue;
      if (mine.at(field) == base.at(field)) {
        wanted[field] = value; // only they changed it: it comes along
        continue;
      }
      EXPECT_TRUE(has(page, "_valj." + field)) << field << " is for a human to choose";
      const auto choice = field == "words" ? one_of({"mitt", "deras", "bada"}) : one_of({"mitt", "deras"});
      choices.emplace_back("_valj." + field, choice);
      if (choice == "deras") wanted[field] = value;
      else if (choice == "bada") wanted[field] = mine.at(field).empty() ? value : value.empty() ? mine.at(field) : mine.at(field) + "\n\n" + value;
    }
    auto form = mine;
    for (const auto &[field, value] : theirs)
      if (mine.at(field) == base.at(field)) form[field] = value; // as the page shows it
    ASSERT_EQ(send(form, stands, choices).status, 303) << "round " << round;
    EXPECT_EQ(stored(), wanted) << "round " << round;
    if (wanted.at("words").find(mine.at("words")) != std::string::npos && mine.at("words") != base.at("words")) thanked.push_back(mine.at("words"));
  }
  EXPECT_GT(told, 30);
  std::string kept;
  w.db.pool().read()->query("SELECT difference FROM record_history WHERE register_id = 'report' AND record_id = ? ORDER BY version", {record.id},
                            [&](const db::Row &row) { kept += row.str(0) + "\n"; });
  for (const auto &text : thanked) EXPECT_NE(kept.find(text.substr(0, text.find('\n'))), std::string::npos) << text;
  EXPECT_EQ(w.records.replayed(w.maria, "report", record.id).value().values, now().values);
}

// ---- the pure rules ----

Record with(std::initializer_list<std::pair<const char *, const char *>> values) {
  Record record;
  for (const auto &[field, value] : values) record.values[field] = std::string(value);
  return record;
}

TEST(Meet, EachFieldIsMineTheirsOrAChoice) {
  const auto &reg = *flow_catalog().find("report");
  const auto base = with({{"words", "a"}, {"received", "2019-01-01"}, {"meeting", "2019-01-05"}});
  const auto theirs = with({{"words", "b"}, {"received", "2019-01-02"}, {"meeting", "2019-01-05"}});
  const auto mine = with({{"words", "c"}, {"received", "2019-01-01"}, {"meeting", "2019-01-06"}});
  const auto meeting = meet(reg, base, theirs, mine);
  EXPECT_EQ(meeting.both, std::vector<std::string>{"words"});
  EXPECT_EQ(meeting.taken, std::vector<std::string>{"received"});
  EXPECT_EQ(meeting.merged.text("words"), "c");
  EXPECT_EQ(meeting.merged.text("received"), "2019-01-02");
  EXPECT_EQ(meeting.merged.text("meeting"), "2019-01-06");
}

TEST(Meet, WhatTheyEmptiedIsEmptyAndWhatBothWroteAlikeIsSettled) {
  const auto &reg = *flow_catalog().find("report");
  const auto meeting =
      meet(reg, with({{"words", "a"}, {"meeting", "2019-01-05"}}), with({{"words", "b"}}), with({{"words", "b"}, {"meeting", "2019-01-05"}}));
  EXPECT_TRUE(meeting.both.empty());
  EXPECT_EQ(meeting.taken, std::vector<std::string>{"meeting"});
  EXPECT_FALSE(meeting.merged.has("meeting"));
}

std::string told(const char *before, const char *after) {
  std::string text;
  for (const auto &part : word_difference(before, after))
    text += part.kind == DifferencePart::Kind::same ? part.text : (part.kind == DifferencePart::Kind::gone ? "[-" : "[+") + part.text + "]";
  return text;
}

TEST(Difference, IsToldWordByWord) {
  EXPECT_EQ(told("Elsa trivs i skolan nu.", "Elsa trivs bättre i skolan."), "Elsa trivs [+bättre ]i [-skolan nu.][+skolan.]");
  EXPECT_EQ(told("lika", "lika"), "lika");
  EXPECT_EQ(told("", "ny text"), "[+ny text]");
  EXPECT_EQ(told("Åsa\nÖrjan", "Åsa\nÄven Örjan"), "Åsa\n[+Även ]Örjan");
}

TEST(Difference, ItsPartsMakeBothTextsAgain) {
  const std::string a = "Vi såg att barnet sov dåligt och åt lite den här veckan", b = "Vi hörde att barnet sov gott och åt mycket lite den veckan";
  std::string before, after;
  for (const auto &part : word_difference(a, b)) {
    if (part.kind != DifferencePart::Kind::added) before += part.text;
    if (part.kind != DifferencePart::Kind::gone) after += part.text;
  }
  EXPECT_EQ(before, a);
  EXPECT_EQ(after, b);
}

} // namespace
} // namespace rt::records
