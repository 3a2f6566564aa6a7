// What a card is and what may be done with it, without a database.
#include "modules/mapping/tests/world.hpp"
#include <cmath>
#include <gtest/gtest.h>

namespace rt::mapping {
namespace {

const Date kToday = make_date(2026, 3, 22);

std::vector<std::string> words(std::string_view reg, std::string_view part, const Record &record) {
  const auto tool = *tool_of(reg_of(reg));
  std::vector<std::string> said;
  for (const auto &card : cards_of(reg_of(reg), *tool.part(part), record)) said.push_back(card.words);
  return said;
}
Card card_of(std::string_view reg, std::string_view part, const Record &record, std::size_t at) {
  const auto tool = *tool_of(reg_of(reg));
  return cards_of(reg_of(reg), *tool.part(part), record).at(at);
}
Result<Done> do_on(std::string_view reg, Record &record, Act act) { return apply(*tool_of(reg_of(reg)), reg_of(reg), record, act, kToday); }
Act write(std::string part, std::string text) {
  Act act;
  act.part = std::move(part);
  act.place = kLast;
  act.values["words"] = std::move(text);
  return act;
}
Act on(Act::Kind kind, std::string part, const Card &seen) {
  Act act;
  act.kind = kind;
  act.part = std::move(part);
  act.at = seen.at;
  act.mark = seen.mark;
  act.place = kLast;
  return act;
}
using Words = std::vector<std::string>;

Record three_worries() {
  Record record;
  record.values["worries"] = std::string("- Pappa skriker\nLeo: jag vågar inte sova\n\nMamma är trött");
  return record;
}

TEST(Tools, EveryToolHasItsRegisterAndEveryPart) {
  for (const auto &tool : tools()) {
    const auto *reg = child_catalog().find(tool.register_id);
    ASSERT_NE(reg, nullptr) << tool.register_id;
    const auto found = tool_of(*reg);
    ASSERT_TRUE(found) << tool.register_id;
    EXPECT_EQ(found->parts.size(), tool.parts.size()) << tool.register_id;
    EXPECT_EQ(found->single, tool.single) << tool.register_id;
    EXPECT_EQ(found->internal, tool.internal) << tool.register_id;
  }
  EXPECT_FALSE(tool_of(reg_of("case")));
}

TEST(Tools, ARegisterWithoutAPartIsAToolWithoutIt) {
  auto own = reg_of("mapping");
  std::erase_if(own.fields, [](const auto &f) { return f.group == "marks" || f.id == "score_why"; });
  std::erase_if(own.groups, [](const auto &g) { return g.id == "marks"; });
  const auto tool = tool_of(own);
  ASSERT_TRUE(tool);
  EXPECT_EQ(tool->parts.size(), 3u);
}

TEST(Cards, EveryLineIsACardAndANameBeforeTheColonSaysIt) {
  const auto record = three_worries();
  EXPECT_EQ(words("mapping", "worries", record), (Words{"Pappa skriker", "jag vågar inte sova", "Mamma är trött"}));
  EXPECT_EQ(card_of("mapping", "worries", record, 1).by, "Leo");
  EXPECT_EQ(card_of("mapping", "worries", record, 0).by, "");
  Record clock;
  clock.values["works"] = std::string("Klockan 20: 30 är det lugnt\nhttps: nej\nPå måndagar, tisdagar: mormor");
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(card_of("mapping", "works", clock, i).by, "") << "a sentence is nobody's name";
}

TEST(Cards, AreAddedEditedMovedAndTakenAway) {
  auto record = three_worries();
  ASSERT_TRUE(do_on("mapping", record, write("worries", "  Ny\nrad  ")));
  EXPECT_EQ(words("mapping", "worries", record).back(), "Ny rad") << "a card is one line";
  auto edit = on(Act::Kind::edit, "worries", card_of("mapping", "worries", record, 0));
  edit.values["words"] = "Pappa skriker på kvällen";
  ASSERT_TRUE(do_on("mapping", record, edit));
  EXPECT_EQ(words("mapping", "worries", record)[0], "Pappa skriker på kvällen");
  auto move = on(Act::Kind::move, "worries", card_of("mapping", "worries", record, 3));
  move.to = "worries";
  move.place = 0;
  ASSERT_EQ(do_on("mapping", record, move)->at, 0u);
  EXPECT_EQ(words("mapping", "worries", record), (Words{"Ny rad", "Pappa skriker på kvällen", "jag vågar inte sova", "Mamma är trött"}));
  move = on(Act::Kind::move, "worries", card_of("mapping", "worries", record, 2));
  move.to = "needs";
  ASSERT_TRUE(do_on("mapping", record, move));
  EXPECT_EQ(words("mapping", "needs", record), (Words{"jag vågar inte sova"}));
  EXPECT_EQ(card_of("mapping", "needs", record, 0).by, "Leo") << "who said it goes with the card";
  const auto gone = card_of("mapping", "worries", record, 0);
  ASSERT_TRUE(do_on("mapping", record, on(Act::Kind::remove, "worries", gone)));
  ASSERT_TRUE(restore(reg_of("mapping"), record, *tool_of(reg_of("mapping"))->part("worries"), 0, gone));
  EXPECT_EQ(words("mapping", "worries", record), (Words{"Ny rad", "Pappa skriker på kvällen", "Mamma är trött"}));
}

TEST(Cards, AnEmptyCardIsRefusedAndAnUnknownPlaceToo) {
  auto record = three_worries();
  EXPECT_FALSE(do_on("mapping", record, write("worries", " \n - ")));
  EXPECT_FALSE(do_on("mapping", record, write("nowhere", "ord")));
  auto move = on(Act::Kind::move, "worries", card_of("mapping", "worries", record, 0));
  move.to = "marks";
  EXPECT_FALSE(do_on("mapping", record, move)) << "a line is no answer on the scale";
  EXPECT_EQ(words("mapping", "worries", record).size(), 3u);
}

TEST(TwoAtATime, TheCardIsFoundWhereverItHasGone) {
  auto record = three_worries();
  const auto seen = card_of("mapping", "worries", record, 2);
  ASSERT_TRUE(do_on("mapping", record, on(Act::Kind::remove, "worries", card_of("mapping", "worries", record, 0))));
  auto edit = on(Act::Kind::edit, "worries", seen);
  edit.values["words"] = "Mamma är trött men gladare";
  const auto done = do_on("mapping", record, edit);
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->met);
  EXPECT_EQ(words("mapping", "worries", record), (Words{"jag vågar inte sova", "Mamma är trött men gladare"}));
}

TEST(TwoAtATime, BothKeepTheirWordsOnTheSameCard) {
  auto record = three_worries();
  const auto seen = card_of("mapping", "worries", record, 0);
  auto hers = on(Act::Kind::edit, "worries", seen), his = hers;
  hers.values["words"] = "Pappa skriker när han är stressad";
  his.values["words"] = "Det blir bråk vid läggning";
  ASSERT_TRUE(do_on("mapping", record, hers));
  const auto done = do_on("mapping", record, his);
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->met);
  EXPECT_EQ(words("mapping", "worries", record),
            (Words{"Pappa skriker när han är stressad", "Det blir bråk vid läggning", "jag vågar inte sova", "Mamma är trött"}));
}

TEST(TwoAtATime, WhatAnotherHasChangedIsNotRemovedOrMovedUnseen) {
  auto record = three_worries();
  const auto seen = card_of("mapping", "worries", record, 0);
  auto edit = on(Act::Kind::edit, "worries", seen);
  edit.values["words"] = "Annat";
  ASSERT_TRUE(do_on("mapping", record, edit));
  const auto refused = do_on("mapping", record, on(Act::Kind::remove, "worries", seen));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::conflict);
  EXPECT_EQ(words("mapping", "worries", record).size(), 3u);
}

Act mark(std::string who, std::string number, std::string name = {}) {
  Act act;
  act.part = "marks";
  act.place = kLast;
  act.values = {{"who", std::move(who)}, {"number", std::move(number)}, {"whose_name", std::move(name)}, {"reason", "för att"}};
  return act;
}

TEST(Scale, SeveralPeopleAnswerEachWithTheirWords) {
  Record record;
  ASSERT_TRUE(do_on("mapping", record, mark("mother", "4")));
  ASSERT_TRUE(do_on("mapping", record, mark("child", "3,5", "Leo")));
  ASSERT_TRUE(do_on("mapping", record, mark("social_worker", "4")));
  EXPECT_FALSE(do_on("mapping", record, mark("", "4"))) << "somebody must have said it";
  EXPECT_FALSE(do_on("mapping", record, mark("father", "")));
  auto marks = marks_of(reg_of("mapping"), record);
  set_lanes(marks, 1.15);
  ASSERT_EQ(marks.size(), 3u);
  EXPECT_EQ(marks[0].who, "Mamma");
  EXPECT_EQ(marks[1].who, "Leo") << "the name, when there is one";
  EXPECT_EQ(marks[1].tenths, 35);
  EXPECT_EQ(marks[0].reason, "för att");
  EXPECT_NE(marks[0].lane, marks[1].lane) << "names that would stand on each other go above one another";
  EXPECT_NE(marks[0].lane, marks[2].lane);
  const auto drawn = scale_line(marks, "Linjen", false);
  EXPECT_NE(drawn.find(">Leo<"), std::string::npos);
  EXPECT_NE(drawn.find(">10<"), std::string::npos);
}

TEST(Scale, AnOlderMappingHasItsOneNumber) {
  Record record;
  record.values["score"] = std::int64_t{60};
  record.values["with"] = std::int64_t{4};
  const auto marks = marks_of(reg_of("mapping"), record);
  ASSERT_EQ(marks.size(), 1u);
  EXPECT_EQ(marks[0].who, "Mamma");
  EXPECT_EQ(marks[0].tenths, 60);
}

TEST(Scale, ThenAndNowArePairedByWhoAnswered) {
  const auto moves = moved({{"Mamma", 30, "", 0}, {"Skolan", 50, "", 0}}, {{"mamma", 60, "", 0}, {"Leo", 40, "", 0}});
  ASSERT_EQ(moves.size(), 3u);
  EXPECT_EQ(moves[0].then, 30);
  EXPECT_EQ(moves[0].now, 60);
  EXPECT_FALSE(moves[1].then) << "Leo answers for the first time";
  EXPECT_FALSE(moves[2].now) << "the school was not there";
}

TEST(Circles, SomebodyMovesInwardAndKeepsWhatIsKnownOfThem) {
  Record record;
  record.groups["circle_people"] = {{{"name", std::string("Birgit")},
                                     {"relation", std::string("farmor")},
                                     {"circle", std::int64_t{3}},
                                     {"could", std::string("hämta på fredagar")}},
                                    {{"name", std::string("Ali")}, {"circle", std::int64_t{3}}}};
  auto move = on(Act::Kind::move, "outer", card_of("safe_circles", "outer", record, 0));
  move.to = "inner";
  ASSERT_TRUE(do_on("safe_circles", record, move));
  EXPECT_EQ(words("safe_circles", "inner", record), (Words{"Birgit"}));
  EXPECT_EQ(words("safe_circles", "outer", record), (Words{"Ali"}));
  EXPECT_EQ(card_of("safe_circles", "inner", record, 0).row.at("could"), (db::Value{std::string("hämta på fredagar")}));
  for (std::size_t ring = 0; ring < 3; ++ring)
    for (std::size_t i = 0; i < 5; ++i) {
      const auto at = spot(ring, i, 5);
      const auto far = std::hypot(at.x, at.y);
      EXPECT_LT(far, kRings[ring]) << "inside its ring";
      EXPECT_GT(far, ring == 0 ? 60 : kRings[ring - 1]);
    }
}

TEST(Houses, APictureLiesInItsHouseAndCanBeMovedToAnother) {
  Record record;
  Act act;
  act.part = "symbols-worries";
  act.place = kLast;
  act.values["symbol"] = "lightning";
  ASSERT_TRUE(do_on("three_houses", record, act));
  auto move = on(Act::Kind::move, "symbols-worries", card_of("three_houses", "symbols-worries", record, 0));
  move.to = "symbols-dreams";
  ASSERT_TRUE(do_on("three_houses", record, move));
  EXPECT_TRUE(words("three_houses", "symbols-worries", record).empty());
  EXPECT_EQ(words("three_houses", "symbols-dreams", record), (Words{"Blixt"}));
}

TEST(Pictures, EveryPictureOfTheListIsDrawn) {
  for (const auto &option : reg_of("three_houses").field("symbol")->options) EXPECT_NE(picture(option.id), picture("not drawn")) << option.id;
  for (const auto &option : reg_of("child_scale").field("home")->options) EXPECT_NE(face(option.id), face("not drawn")) << option.id;
}

TEST(Faces, AnAnswerIsSetAndOnlyWhereAFaceIsAsked) {
  Record record;
  Act act;
  act.kind = Act::Kind::set;
  act.values["home"] = "worst";
  ASSERT_TRUE(do_on("child_scale", record, act));
  EXPECT_EQ(record.integer("home"), 1);
  act.values = {{"own_notes", "nej"}};
  EXPECT_FALSE(do_on("child_scale", record, act)) << "the staff's notes are not written from the shared screen";
}

TEST(ThenAndNow, SaysWhatStaysWhatIsNewAndWhatIsGone) {
  Record then, now;
  then.values["works"] = std::string("Mormor hämtar\nSkolan är lugn");
  now.values["works"] = std::string("skolan är  lugn\nPappa går i samtal");
  const auto tool = *tool_of(reg_of("mapping"));
  const auto &part = *tool.part("works");
  const auto compared = compare(cards_of(reg_of("mapping"), part, then), cards_of(reg_of("mapping"), part, now));
  ASSERT_EQ(compared.kept.size(), 1u);
  EXPECT_EQ(compared.fresh.at(0).words, "Pappa går i samtal");
  EXPECT_EQ(compared.gone.at(0).words, "Mormor hämtar");
}

TEST(ThenAndNow, WhatSomebodyMadeAloneIsNotShownToTheOthersBeforeItIsShared) {
  Record parents, youth, parents_before;
  parents.values["with"] = parents_before.values["with"] = std::int64_t{6};
  youth.values["with"] = std::int64_t{3};
  const auto &reg = reg_of("mapping");
  EXPECT_TRUE(may_compare(reg, parents, parents_before));
  EXPECT_FALSE(may_compare(reg, parents, youth));
  youth.values["shared"] = std::string("2026-03-20");
  EXPECT_TRUE(may_compare(reg, parents, youth));
  EXPECT_TRUE(may_compare(reg_of("three_houses"), {}, {}));
}

TEST(Names, OnlyTheFirstNameStandsOnTheScreen) {
  EXPECT_EQ(first_name("Leo Emil"), "Leo");
  EXPECT_EQ(first_name(" Anna-Karin "), "Anna-Karin");
}

} // namespace
} // namespace rt::mapping
