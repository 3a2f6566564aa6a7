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

} // namespace
} // namespace rt::explore
