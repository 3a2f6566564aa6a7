// A measure that is being written: what fits at the cursor, and what is wrong and where.
#include "modules/measures/editor.hpp"
#include "modules/definitions/measure_text.hpp"
#include "modules/measures/tests/fixture.hpp"
#include <algorithm>
#include <gtest/gtest.h>

using namespace rt;
using namespace rt::measures;
using rt::measures::testing::World;

namespace {

editor::Read read_text(std::string_view text) {
  auto found = definitions::read_measure_text(text, "utkast");
  return {std::move(found.measures), std::move(found.findings), found.is_toml};
}

const definitions::Catalog &shipped() {
  static const auto catalog = rt::measures::testing::shipped_catalog();
  return catalog;
}
/// Every pack.
const definitions::Catalog &all_packs() {
  static const auto catalog = rt::measures::testing::shipped_catalog({});
  return catalog;
}
editor::Here here() { return {shipped(), {}, {{"UM", "Ungdomsmottagningen"}, {"KBT", "KBT-teamet"}}}; }

std::string draft(const std::string &lines) { return "[[measure]]\nid = \"prov\"\ntitle = { sv = \"Prov\", en = \"Test\" }\n" + lines; }

/// Where ‸ stands in the text is the cursor; the ids that are offered there, in order.
editor::Completion complete(std::string text) {
  const auto at = text.find("‸");
  EXPECT_NE(at, std::string::npos);
  text.erase(at, std::string("‸").size());
  return editor::complete(here(), text, editor::spot_of(text, at));
}
std::vector<std::string> offered(const std::string &text) {
  std::vector<std::string> ids;
  for (const auto &one : complete(text).candidates) ids.push_back(one.text);
  return ids;
}
bool has(const std::vector<std::string> &all, const std::string &one) { return std::find(all.begin(), all.end(), one) != all.end(); }
std::string title_of(const editor::Completion &found, const std::string &id) {
  for (const auto &one : found.candidates)
    if (one.text == id) return one.title;
  return {};
}

} // namespace

// ---- completion ----

TEST(Completion, OffersTheKeysThatAreNotThereYet) {
  const auto first = offered("‸");
  ASSERT_FALSE(first.empty());
  EXPECT_EQ(first[0], "[[measure]]");
  const auto keys = offered(draft("‸"));
  EXPECT_TRUE(has(keys, "count") && has(keys, "share") && has(keys, "better"));
  EXPECT_FALSE(has(keys, "id")) << "stands there already";
  EXPECT_EQ(offered(draft("bet‸"))[0], "better");
  const auto after_kind = offered(draft("count = \"contact ended in period\"\n‸"));
  EXPECT_FALSE(has(after_kind, "share")) << "a measure has one kind";
  EXPECT_TRUE(has(after_kind, "split"));
}

TEST(Completion, FollowsTheGrammarWordByWord) {
  EXPECT_TRUE(has(offered(draft("count = \"‸")), "contact"));
  const auto moment = offered(draft("count = \"contact ‸"));
  EXPECT_TRUE(has(moment, "ended") && has(moment, "closed") && has(moment, "in period") && has(moment, "running from"));
  EXPECT_FALSE(has(moment, "ending")) << "a choice is no date";
  EXPECT_EQ(offered(draft("count = \"contact ended ‸")), std::vector<std::string>{"in period"});
  EXPECT_TRUE(has(offered(draft("count = \"contact ended in period ‸")), "where"));
  const auto asked = offered(draft("count = \"contact ended in period where ‸"));
  EXPECT_TRUE(has(asked, "ending") && has(asked, "state") && has(asked, "last") && has(asked, "exists") && has(asked, "age"));
  const auto signs = offered(draft("count = \"contact ended in period where ending ‸"));
  EXPECT_TRUE(has(signs, "=") && has(signs, "in (") && has(signs, "is set"));
  EXPECT_FALSE(has(signs, "<")) << "a choice has no order";
  EXPECT_FALSE(has(signs, "has"));
  EXPECT_TRUE(has(offered(draft("count = \"contact ended in period where info_present ‸")), "has"));
  EXPECT_TRUE(has(offered(draft("count = \"contact ended in period where ended ‸")), "within"));
  const auto options = complete(draft("count = \"contact ended in period where ending = ‸"));
  EXPECT_EQ(title_of(options, "planned"), shipped().find("contact")->field("ending")->option("planned")->title.sv);
  EXPECT_FALSE(has(offered(draft("count = \"contact ended in period where ending = ‸")), "reason")) << "only the field's own answers";
  const auto next = offered(draft("count = \"contact ended in period where ending = planned ‸"));
  EXPECT_TRUE(has(next, "and") && has(next, "or"));
  EXPECT_FALSE(has(next, "by same")) << "nothing linked to hold for";
  const auto both = offered(draft("count = \"contact ended in period where ending = planned and ‸"));
  EXPECT_TRUE(has(both, "reason")) << "after and a new question begins";
  EXPECT_FALSE(has(both, "planned"));
}

TEST(Completion, KnowsWhatIsLinked) {
  const auto registers = offered(draft("count = \"contact ended in period where last ‸"));
  EXPECT_TRUE(has(registers, "ors") && has(registers, "session"));
  const auto fields = offered(draft("count = \"contact ended in period where last ors.‸"));
  EXPECT_TRUE(has(fields, "total") && has(fields, "rater"));
  const auto inside = offered(draft("count = \"contact ended in period where last ors.total where (‸"));
  EXPECT_TRUE(has(inside, "rater"));
  EXPECT_FALSE(has(inside, "ending")) << "a linked register is asked for its own fields";
  EXPECT_TRUE(has(offered(draft("count = \"contact ended in period where last ors.total where (rater = ‸")), "client"));
  EXPECT_TRUE(has(offered(draft("count = \"contact ended in period where last ors.total > ‸")), "ors.cutoff"));
  EXPECT_TRUE(has(offered(draft("count = \"contact ended in period where last ors.total > 25 ‸")), "by same"));
  EXPECT_TRUE(has(offered(draft("count = \"contact ended in period where last ors.total > 25 by same ‸")), "rater"));
  EXPECT_TRUE(has(offered(draft("count = \"session held in period where contact.‸")), "reason"));
  EXPECT_TRUE(has(offered(draft("count = \"contact ended in period where exists contact of same ‸")), "person"));
}

TEST(Completion, KnowsTheOtherKeys) {
  EXPECT_EQ(offered(draft("better = \"‸\"")), (std::vector<std::string>{"higher", "lower", "none"}));
  EXPECT_EQ(offered(draft("better = ‸")), (std::vector<std::string>{"\"higher\"", "\"lower\"", "\"none\""}));
  EXPECT_EQ(offered(draft("team = \"‸\"")), (std::vector<std::string>{"UM", "KBT"}));
  const auto splits = offered(draft("count = \"contact ended in period\"\nsplit = [\"sex\", \"‸\"]"));
  EXPECT_TRUE(has(splits, "age_group") && has(splits, "ending"));
  EXPECT_FALSE(has(splits, "ended")) << "one splits by a choice";
  EXPECT_TRUE(has(offered(draft("count = \"contact ended in period\"\nwhere = \"‸\"")), "ending")) << "the register of the kind";
  EXPECT_TRUE(has(offered(draft("mean = \"mon‸ of contact ended in period\"")), "months")) << "the register stands after the cursor";
  EXPECT_TRUE(has(offered(draft("mean = \"months‸\"")), "months of contact")) << "or is put in with the value";
  EXPECT_TRUE(has(offered(draft("index = \"mean(‸")), "staff_motivation"));
  EXPECT_TRUE(has(offered(draft("ontime = \"viewpoint.‸")), "answer"));
  EXPECT_TRUE(offered(draft("law = \"‸\"")).empty());
  EXPECT_TRUE(offered(draft("# ‸")).empty());
}

TEST(Completion, IsFoundByTheSwedishWordAndReplacesTheWholeWord) {
  const auto found = complete(draft("count = \"contact Avsl‸ in period\""));
  ASSERT_FALSE(found.candidates.empty());
  EXPECT_EQ(found.candidates[0].text, "ended") << "Avslutad is its title";
  const auto inside = complete(draft("count = \"contact en‸dd in period\""));
  EXPECT_EQ(inside.from.line, 4);
  EXPECT_EQ(inside.from.column, 18);
  EXPECT_EQ(inside.to.column, 22);
}

TEST(Completion, LeavesOutPacksThatTheUnitHasNotChosen) {
  static const auto catalog = rt::measures::testing::shipped_catalog({"open-care", "income-support"});
  const std::string text = draft("count = \"");
  const auto ids = [&](const std::vector<std::string> &packs) {
    std::vector<std::string> all;
    for (const auto &one : editor::complete({catalog, packs, {}}, text, editor::spot_of(text, text.size())).candidates) all.push_back(one.text);
    return all;
  };
  std::string foreign;
  for (const auto &reg : catalog.registers)
    if (reg.pack == "income-support") foreign = reg.id;
  ASSERT_FALSE(foreign.empty());
  EXPECT_TRUE(has(ids({"income-support"}), foreign));
  EXPECT_FALSE(has(ids({"open-care"}), foreign));
  const auto judged = editor::judge({catalog, {"open-care"}, {}}, read_text, draft("count = \"" + foreign + " in period\""));
  ASSERT_EQ(judged.faults.size(), 1u);
  EXPECT_EQ(judged.faults[0].at.column, 10);
}

TEST(Completion, OffersNothingThatTheLanguageRefuses) {
  // Every register and moment that is offered gives, put into the text, a measure without faults.
  int tried = 0;
  for (const auto &reg : offered(draft("count = \"‸\"")))
    for (const auto &moment : offered(draft("count = \"" + reg + " ‸\""))) {
      if (moment == "in period" || moment == "running from") continue;
      const auto judged = editor::judge(here(), read_text, draft("count = \"" + reg + " " + moment + " in period\""));
      EXPECT_TRUE(judged.whole) << reg << " " << moment << ": " << (judged.faults.empty() ? "" : judged.faults[0].message);
      ++tried;
    }
  EXPECT_GT(tried, 25);
  for (const auto &field : offered(draft("count = \"contact ended in period where ‸\"")))
    for (const auto &sign : offered(draft("count = \"contact ended in period where " + field + " ‸\""))) {
      if (sign != "=") continue;
      for (const auto &word : offered(draft("count = \"contact ended in period where " + field + " = ‸\""))) {
        if (word == "first" || word == "last" || word == "count" || word == "sum" || word == "mean" || word == "lowest" || word == "highest")
          continue;
        const auto judged = editor::judge(here(), read_text, draft("count = \"contact ended in period where " + field + " = " + word + "\""));
        EXPECT_TRUE(judged.whole) << field << " = " << word << ": " << (judged.faults.empty() ? "" : judged.faults[0].message);
        ++tried;
      }
    }
  EXPECT_GT(tried, 100);
}

TEST(Completion, OffersTheWordThatEveryShippedMeasureHasThere) {
  // Whoever writes the same measure again is offered each of its words where it stands.
  int asked = 0;
  for (const auto &source : all_packs().measures) {
    const auto text = editor::text_of(source, source.id, source.title);
    const auto scanned = editor::scan(text, 0);
    for (const char *key : {"count", "share", "sum", "mean", "median", "distinct", "change", "ontime", "ratio", "of", "where"}) {
      const auto *entry = scanned.entry(key);
      if (entry == nullptr) continue;
      const auto begins = text.find('"', entry->value_at) + 1;
      for (const auto &word : language::words_of(entry->texts.front())) {
        if (word.kind != language::Kind::word) continue;
        const auto at = begins + editor::offset_of(entry->texts.front(), {1, word.column});
        const auto found = editor::complete({all_packs(), {}, {}}, text, editor::spot_of(text, at)).candidates;
        const bool there = std::any_of(found.begin(), found.end(), [&](const auto &one) {
          return one.text == word.text || language::words_of(one.text).front().text == word.text; // "in period", "contact."
        });
        EXPECT_TRUE(there) << source.id << ", " << key << ": " << entry->texts.front() << "\nnot offered: " << word.text << " at " << word.column;
        ++asked;
      }
    }
  }
  EXPECT_GT(asked, 1000);
}

// ---- faults ----

struct Wrong {
  std::string lines;
  int line, column;
  std::string message, meant;
};
class Faults : public ::testing::TestWithParam<Wrong> {};

TEST_P(Faults, StandAtTheirPlaceInTheText) {
  const auto judged = editor::judge(here(), read_text, draft(GetParam().lines));
  ASSERT_EQ(judged.faults.size(), 1u) << GetParam().lines;
  const auto &fault = judged.faults[0];
  EXPECT_EQ(fault.at.line, GetParam().line) << fault.message;
  EXPECT_EQ(fault.at.column, GetParam().column) << fault.message;
  EXPECT_EQ(fault.message, GetParam().message);
  EXPECT_EQ(fault.meant, GetParam().meant);
  EXPECT_FALSE(judged.whole);
}

INSTANTIATE_TEST_SUITE_P(
    Editor, Faults,
    ::testing::Values(
        Wrong{"count = \"contact endd in period\"", 4, 18, "Registret contact har inget datumfält och inget läge som heter endd.", "ended"},
        Wrong{"count   =   \"contact endd in period\"", 4, 22, "Registret contact har inget datumfält och inget läge som heter endd.", "ended"},
        Wrong{"count = \"contact ended in period\"\nwhere = \"reason = moood\"", 5, 19, "Fältet reason har inget val som heter moood.", "mood"},
        Wrong{"count = \"\"\"\ncontact ended in period\nwhere endng = planned\"\"\"", 6, 7, "Registret contact har inget fält som heter endng.",
              "ending"},
        Wrong{"count = \"contact ended in period\"\nsplit = [\"sex\", \"ending\", \"reson\"]", 5, 28,
              "Det går inte att dela på reson. Dela på sex, team, age_group eller ett fält med val i contact.", "reason"},
        Wrong{"count = \"contact ended in period\"\nsplit = [\"reson\"]", 5, 11,
              "Det går inte att dela på reson. Dela på sex, team, age_group eller ett fält med val i contact.", "reason"},
        Wrong{"count = \"contact ended in period\"\nbeter = \"higher\"", 5, 1, "Nyckeln beter finns inte för ett mått.", "better"},
        Wrong{"count = \"contact ended in period\"\nbetter = \"highr\"", 5, 11, "better ska vara higher, lower eller none.", "higher"},
        Wrong{"count = \"contact ended in period", 4, 9, "Citattecknet stängs inte. Skriv ett \" sist i texten.", ""},
        Wrong{"count contact ended in period", 4, 1, "Raden saknar =. Skriv nyckeln, ett = och värdet: better = \"higher\".", ""},
        Wrong{"count = contact", 4, 9, "Värdet ska stå inom citattecken: better = \"higher\".", ""},
        Wrong{"law = \"Å ä ö\" # ö\ncount = \"contact ended in period where wishes = yes\"", 5, 49,
              "en text kan bara jämföras med is set och is missing.", ""},
        Wrong{"count = \"contact ended in period\"\n[[measure]]\nid = \"annat\"\ntitle = { sv = \"A\" }\ncount = \"ors in period\"", 5, 1,
              "Här ska bara ett mått stå. Skriv det andra i ett eget utkast.", ""}));

TEST(Editor, AllThatIsWrongIsToldAtOnce) {
  const auto judged = editor::judge(
      here(), read_text,
      draft(
          "share = \"contact ended in period where ending = planed\"\nof = \"contact endd in period\"\nwhere = \"reson = mood\"\nbetter = \"highr\"\nbeter = \"none\""));
  std::vector<std::pair<int, std::string>> told;
  for (const auto &fault : judged.faults) told.emplace_back(fault.at.line, fault.meant);
  EXPECT_EQ(told, (std::vector<std::pair<int, std::string>>{{4, "planned"}, {5, "ended"}, {7, "higher"}, {8, "better"}}));
}

TEST(Editor, EveryShippedMeasureIsRightWhenItIsCopied) {
  for (const auto &source : all_packs().measures) {
    const auto text = editor::text_of(source, source.id + "_kopia", source.title);
    const auto judged = editor::judge({all_packs(), {}, {}}, read_text, text);
    EXPECT_TRUE(judged.whole) << text << (judged.faults.empty() ? "" : judged.faults[0].message);
    EXPECT_FALSE(judged.reading.empty()) << source.id;
  }
}

TEST(Editor, TheSameIdAgainIsToldBeforeItIsTakenIntoUse) {
  const std::string text = "[[measure]]\nid = \"um_positive_change\"\ntitle = { sv = \"U\", en = \"Y\" }\ncount = \"contact ended in period\"\n";
  const auto same = editor::judge(here(), read_text, text);
  EXPECT_TRUE(same.whole);
  ASSERT_EQ(same.notes.size(), 1u);
  EXPECT_NE(same.notes[0].find("version = 2"), std::string::npos);
  EXPECT_TRUE(editor::judge(here(), read_text, text + "version = 2\nvalid_from = \"2027-01-01\"\n").notes.empty());
}

TEST(Editor, HostileTextsAreRefusedInWords) {
  const auto refused = [](const std::string &text) {
    const auto judged = editor::judge(here(), read_text, text);
    EXPECT_FALSE(judged.whole) << text.substr(0, 80);
    EXPECT_FALSE(judged.faults.empty() || judged.faults[0].message.empty());
    (void)editor::complete(here(), text, {1, 1});
    (void)editor::complete(here(), text, {3, 4000});
    (void)editor::word_lists(here(), text);
  };
  refused("");
  refused(std::string(1 << 20, 'a'));
  refused(std::string(1 << 20, '['));
  refused(std::string("[[measure]]\nid = \"a") + std::string(1, '\0') + "b\"");
  refused("[[measure]]\nid = \"\x1b[31m\"");
  refused("[[measure]]\nid = \"\xff\xfe\"");
  refused("[[measure]]\nid = " + std::string(3000, '['));
  refused("[[measure]]\nid = " + std::string(3000, '{'));
  std::string dots = "[[measure]]\na";
  for (int i = 0; i < 3000; ++i) dots += ".a";
  refused(dots + " = 1");
  std::string header = "[a";
  for (int i = 0; i < 3000; ++i) header += ".a";
  refused(header + "]");
  std::string sum = "months";
  for (int i = 0; i < 1500; ++i) sum += "+n";
  refused(draft("mean = \"" + sum + " of contact ended in period\""));
  refused(draft("count = \"contact ended in period where " + std::string(3000, '(') + "\""));
  std::string no = "count = \"contact ended in period where ";
  for (int i = 0; i < 1500; ++i) no += "not ";
  refused(draft(no + "\""));
  refused("[[[[[");
  refused("[[measure]]\n\"\"\"\n");
  refused("[[measure]]\r\nid");
}
