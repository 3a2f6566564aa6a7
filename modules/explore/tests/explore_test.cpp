// What a reader sees of an answer inside the unit, and what leaves it.
#include "modules/deadlines/deadlines.hpp"
#include "modules/explore/explore.hpp"
#include "modules/measures/tests/fixture.hpp"
#include <gtest/gtest.h>

namespace rt::explore {
namespace {

using measures::State;
using organisation::Sex;

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  for (const auto *part :
       {&organisation::migrations(), &audit::migrations(), &records::migrations(), &measures::migrations(), &deadlines::migrations(), &migrations()})
    all.insert(all.end(), part->begin(), part->end());
  return all;
}

class ExploreTest : public ::testing::TestWithParam<std::string> {
protected:
  void SetUp() override {
    auto c = world.db.pool().write();
    ASSERT_TRUE(db::migrate(*c, all_migrations()));
    head = world.actor(access::Role::head);
    head.user = 1, head.name = "Anna Lindqvist";
  }
  void viewpoints(const std::string &team, const std::string &giver, int count, const std::string &month) {
    for (int i = 0; i < count; ++i)
      world.save("viewpoint", measures::testing::fields_of("team = " + team + "; received = " + month + "-1" + std::to_string(i % 10) +
                                                           "; category = complaint; givers = " + giver + "; description = ord; adapted = ja"));
  }
  /// 30 women and 22 men in the family group, 12 women and 2 men in KBT, all in 2018.
  void story() {
    viewpoints("FNG", "mother female", 30, "2018-03");
    viewpoints("FNG", "father male", 22, "2018-03");
    viewpoints("KBT", "mother female", 12, "2018-03");
    viewpoints("KBT", "father male", 2, "2018-03");
  }
  Asker asker() {
    teams = organisation.teams(world.unit);
    return {world.measures, teams, world.unit, make_date(2019, 3, 22)};
  }
  Question question(Split split, Grain grain = Grain::year) {
    Question q;
    q.measures = {"viewpoints_received"};
    q.from = q.to = 2018, q.split = split, q.grain = grain;
    return q;
  }

  measures::testing::World world{GetParam()};
  organisation::Organisation organisation{world.db.pool()};
  std::vector<organisation::Team> teams;
  Explore explore{world.db.pool(), world.clock};
  access::Actor head;
};
RT_BOTH_DATABASES(ExploreTest);

const Line *line_of(const Answer &answer, const std::string &name) {
  for (const auto &line : answer.parts.at(0).lines)
    if (line.name.find(name) != std::string::npos) return &line;
  return nullptr;
}

TEST_P(ExploreTest, TheUnitSeesItsOwnFigures) {
  story();
  const auto by_team = answer(asker(), question(Split::team));
  ASSERT_EQ(by_team.parts.size(), 1u);
  EXPECT_EQ(by_team.parts[0].lines.size(), 3u) << "the unit and the two groups that have figures";
  EXPECT_EQ(by_team.parts[0].lines[0].values[0].value, 66);
  ASSERT_NE(line_of(by_team, "KBT"), nullptr);
  EXPECT_EQ(line_of(by_team, "KBT")->values[0].value, 14);
  const auto by_sex = answer(asker(), question(Split::sex, Grain::tertial));
  ASSERT_EQ(by_sex.parts[0].lines.size(), 3u);
  EXPECT_EQ(by_sex.parts[0].lines[2].values[0].value, 24);
}

TEST_P(ExploreTest, WhatLeavesTheUnitHidesTheTwoMenAndWhatWouldTellThem) {
  story();
  viewpoints("KBT", "father male", 1, "2018-09");
  const auto outside = answer_outside(asker(), question(Split::sex, Grain::tertial));
  EXPECT_TRUE(outside.is_protected);
  // In September one man alone: his tertial is hidden for men and for all; that of the year is not enough to subtract from.
  const auto *men = &outside.parts[0].lines[2];
  EXPECT_EQ(men->values[2].state, State::suppressed);
  EXPECT_EQ(men->values[2].value, 0);
  int hidden = 0;
  for (const auto &value : outside.parts[0].lines[0].values) hidden += value.state == State::suppressed ? 1 : 0;
  EXPECT_GE(hidden, 2) << "the year is known: one hidden tertial alone could be subtracted out";
}

TEST_P(ExploreTest, TheSameIsHiddenWhateverPartIsAskedFor) {
  story();
  const auto year = answer_outside(asker(), question(Split::team));
  const auto months = answer_outside(asker(), question(Split::team, Grain::month));
  ASSERT_NE(line_of(year, "KBT"), nullptr);
  // All of KBT's viewpoints came in March: the month must not show what the year hides, nor the other way.
  EXPECT_EQ(line_of(year, "KBT")->values[0].state == State::suppressed, line_of(months, "KBT")->values[2].state == State::suppressed);
  auto q = question(Split::none, Grain::rolling);
  EXPECT_EQ(answer_outside(asker(), q).periods.size(), 1u) << "rolling years are given as years";
}

TEST_P(ExploreTest, DrawsEachWay) {
  story();
  const auto found = answer(asker(), question(Split::team, Grain::month));
  EXPECT_EQ(drawings(found, Picture::curve).size(), 1u);
  EXPECT_EQ(drawings(found, Picture::small).size(), 3u);
  EXPECT_TRUE(drawings(found, Picture::table).empty());
  EXPECT_TRUE(drawings(found, Picture::funnel).empty()) << "a number of viewpoints is no share";
  const auto bars = drawings(found, Picture::bars);
  ASSERT_EQ(bars.size(), 1u);
  EXPECT_NE(bars[0].svg.find("<svg"), std::string::npos);
}

TEST_P(ExploreTest, AKeptQuestionIsItsOwnersUntilItIsShared) {
  const auto own = explore.save(head, "  Synpunkter per grupp ", question(Split::team), false);
  ASSERT_TRUE(own);
  auto colleague = world.actor(access::Role::therapist, {"KBT"});
  colleague.user = 2;
  EXPECT_TRUE(explore.saved(colleague).empty());
  ASSERT_TRUE(explore.save(head, "Delad", question(Split::sex), true));
  ASSERT_EQ(explore.saved(colleague).size(), 1u);
  EXPECT_EQ(explore.saved(colleague)[0].owner_name, "Anna Lindqvist");
  EXPECT_EQ(explore.saved(head)[1].title, "Synpunkter per grupp");
  EXPECT_EQ(explore.saved(head)[1].query, to_query(question(Split::team)));
  EXPECT_FALSE(explore.remove(colleague, own->id)) << "not theirs";
  EXPECT_FALSE(explore.remove(colleague, explore.saved(colleague)[0].id)) << "only leaders clear up what is shared";
  EXPECT_TRUE(explore.remove(head, own->id));
  EXPECT_FALSE(explore.save(head, "   ", question(Split::sex), true));
  EXPECT_FALSE(explore.save(head, "Utan mått", Question{}, true));
  world.new_unit();
  auto stranger = world.actor(access::Role::head);
  stranger.user = 3;
  EXPECT_TRUE(explore.saved(stranger).empty()) << "another unit";
}

TEST_P(ExploreTest, ATitleIsKeptOnceForItsOwner) {
  const auto first = explore.save(head, "Synpunkter", question(Split::team), false);
  const auto again = explore.save(head, "Synpunkter ", question(Split::team), false);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->id, again->id) << "a double click on save";
  EXPECT_FALSE(again->replaced) << "the same question: nothing was lost";
  const auto other = explore.save(head, "Synpunkter", question(Split::sex), true);
  ASSERT_TRUE(other);
  EXPECT_TRUE(other->replaced);
  auto colleague = world.actor(access::Role::therapist, {"KBT"});
  colleague.user = 2;
  const auto theirs = explore.save(colleague, "Synpunkter", question(Split::none), false);
  ASSERT_TRUE(theirs);
  EXPECT_FALSE(theirs->replaced) << "another's is another's";
  ASSERT_EQ(explore.saved(head).size(), 1u);
  EXPECT_EQ(explore.saved(head)[0].query, to_query(question(Split::sex)));
  EXPECT_TRUE(explore.saved(head)[0].shared);
  EXPECT_EQ(explore.saved(colleague).size(), 2u);
}

// ---- above the unit ----

/// The unit of `story`, one of the same department with two men, and one of another department with many.
class AboveTest : public ExploreTest {
protected:
  void SetUp() override {
    ExploreTest::SetUp();
    story();
    own = world.unit;
    belongs("Öppenvård");
    head = world.actor(access::Role::head);
    second = another("Öppenvård", 12, 2);
    third = another("Myndighet", 40, 25);
    world.unit = own;
  }
  void belongs(const std::string &department) {
    auto c = world.db.pool().write();
    auto unit = *organisation.unit(world.unit);
    unit.department = department, unit.name = "Enhet " + std::to_string(world.unit);
    ASSERT_TRUE(organisation.update_unit(*c, unit));
  }
  std::int64_t another(const std::string &department, int women, int men) {
    world.new_unit();
    belongs(department);
    viewpoints("FNG", "mother female", women, "2018-03");
    viewpoints("FNG", "father male", men, "2018-06");
    return world.unit;
  }
  Question above(measures::Level level, Split split) {
    auto q = question(split);
    q.level = level;
    return q;
  }
  std::int64_t own = 0, second = 0, third = 0;
};
RT_BOTH_DATABASES(AboveTest);

TEST_P(AboveTest, DepartmentBoardAndCityAreOffered) {
  const auto levels = levels_of(organisation, own);
  ASSERT_EQ(levels.size(), 4u);
  EXPECT_EQ(levels[0].level, measures::Level::department);
  EXPECT_EQ(levels[0].name, "Öppenvård");
  EXPECT_EQ(levels[0].units.size(), 2u);
  EXPECT_EQ(levels[3].name, "Staden");
  EXPECT_EQ(levels[3].units.size(), 3u);
  world.unit = third;
  EXPECT_EQ(levels_of(organisation, third)[0].level, measures::Level::administration) << "alone in its department";
}

TEST_P(AboveTest, UnitsStandBesideTheWholeCity) {
  const auto city = answer(asker(), above(measures::Level::city, Split::unit));
  EXPECT_EQ(city.level, "Staden");
  ASSERT_EQ(city.parts.at(0).lines.size(), 4u) << "the city and its three units";
  EXPECT_EQ(city.parts[0].lines[0].values[0].value, 66 + 14 + 65);
  auto q = above(measures::Level::city, Split::unit);
  q.units = {third};
  EXPECT_EQ(answer(asker(), q).parts[0].lines.size(), 3u) << "the whole, one's own, and the one that was chosen";
  const auto department = answer(asker(), above(measures::Level::department, Split::unit));
  EXPECT_EQ(department.parts.at(0).lines.size(), 3u);
}

TEST_P(AboveTest, TwoMenOfAnotherUnitCannotBeWorkedOutByTheHeadOfThisOne) {
  // She knows her own 42 women and 24 men, and sees the department: 54 women and 26 men would tell the other unit's two men.
  for (const auto level : {measures::Level::department, measures::Level::board, measures::Level::city}) {
    const auto by_sex = answer(asker(), above(level, Split::sex));
    const Line *men = nullptr;
    for (const auto &line : by_sex.parts.at(0).lines)
      if (line.sex == Sex::male) men = &line;
    if (level == measures::Level::department && men != nullptr) {
      EXPECT_EQ(men->values[0].state, State::suppressed);
      EXPECT_EQ(men->values[0].value, 0);
    }
  }
  auto tertials = above(measures::Level::department, Split::unit);
  tertials.grain = Grain::tertial;
  const auto found = answer(asker(), tertials);
  for (const auto &line : found.parts.at(0).lines)
    if (line.unit == second) { EXPECT_EQ(line.values[1].state, State::suppressed) << "only the two men came in the second tertial"; }
  EXPECT_EQ(found.parts[0].lines[0].values[1].state, State::suppressed) << "nobody else came then: the whole is those two";
}

TEST_P(AboveTest, TheOwnRowIsPlainOnThePageAndProtectedInTheFile) {
  auto q = above(measures::Level::city, Split::unit);
  q.grain = Grain::tertial;
  world.unit = second;
  const auto page = answer(asker(), q), file = answer_outside(asker(), q);
  const auto row = [&](const Answer &a, std::int64_t unit) {
    for (const auto &line : a.parts.at(0).lines)
      if (line.unit == unit) return line.values[1];
    return measures::Value{};
  };
  EXPECT_EQ(row(page, second).value, 2);
  EXPECT_EQ(row(file, second).state, State::suppressed);
  for (const auto unit : {own, third}) EXPECT_EQ(row(page, unit).state, row(file, unit).state) << "what is hidden is hidden everywhere";
}

TEST_P(AboveTest, MonthsAreNotShownThere) {
  http::Fields fields;
  fields.add("m", "viewpoints_received"), fields.add("niva", "namnd"), fields.add("per", "manad"), fields.add("delat", "grupp");
  const auto asked = asked_from(fields, world.measures.definitions(), 2019);
  EXPECT_TRUE(asked.coarser);
  EXPECT_EQ(asked.question.grain, Grain::tertial);
  EXPECT_EQ(asked.question.split, Split::unit) << "groups are a unit's own";
  EXPECT_NE(to_query(asked.question).find("niva=namnd"), std::string::npos);
  EXPECT_EQ(to_query(asked_from(http::Fields{}, world.measures.definitions(), 2019).question).find("niva"), std::string::npos);
  const auto compared = answer(asker(), [&] {
    auto q = above(measures::Level::board, Split::unit);
    q.grain = Grain::month; // somebody who comes round the address
    return q;
  }());
  for (const auto &line : compared.parts.at(0).lines)
    for (const auto &value : line.values)
      if (line.unit != own) { EXPECT_EQ(value.state, State::suppressed); }
}

TEST_P(AboveTest, AFunnelComparesUnits) {
  Question q = above(measures::Level::city, Split::unit);
  q.measures = {"srs_complete"};
  EXPECT_TRUE(drawings(answer(asker(), q), Picture::funnel).empty()) << "nobody has talked yet";
  q.measures = {"viewpoints_received"};
  const auto bars = drawings(answer(asker(), q), Picture::bars);
  ASSERT_EQ(bars.size(), 1u);
  EXPECT_EQ(bars[0].chart.series.at(0).points.size(), 4u) << "the city and a bar for each unit";
}

TEST_P(ExploreTest, MeasuresAreDrawnTogetherOnlyWhenTheyAreCountedAlike) {
  story();
  auto q = question(Split::none);
  q.measures = {"viewpoints_received", "viewpoints_adapted", "srs_complete"};
  EXPECT_TRUE(answer(asker(), q).companies.empty()) << "each has its own picture unless they are asked for together";
  q.together = true;
  const auto found = answer(asker(), q);
  ASSERT_EQ(found.companies.size(), 2u);
  EXPECT_EQ(found.companies[0].parts, (std::vector<std::size_t>{0, 1}));
  EXPECT_NE(found.companies[1].why_apart.find("Måtten räknas i olika enheter: antal och procent."), std::string::npos)
      << found.companies[1].why_apart;
  const auto drawn = drawings(found, Picture::curve);
  ASSERT_EQ(drawn.size(), 2u);
  EXPECT_EQ(drawn[0].chart.series.size(), 2u);
}

} // namespace
} // namespace rt::explore
