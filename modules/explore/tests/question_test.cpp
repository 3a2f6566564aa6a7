// An address is a question; the same question always has the same address; an odd one is still a question.
#include "modules/explore/explore.hpp"
#include <gtest/gtest.h>

namespace rt::explore {
namespace {

std::vector<measures::Definition> known() {
  std::vector<measures::Definition> all;
  for (const auto *id : {"a", "b", "c", "d", "e", "f", "g", "h"}) all.emplace_back().id = id;
  return all;
}
Asked heard(std::initializer_list<std::pair<std::string, std::string>> parts) {
  http::Fields fields;
  for (const auto &[name, value] : parts) fields.add(name, value);
  return asked_from(fields, known(), 2019);
}
Question asked(std::initializer_list<std::pair<std::string, std::string>> parts) { return heard(parts).question; }

TEST(ExploreQuestion, ReadsWhatItWrites) {
  const auto q =
      asked({{"m", "b"}, {"m", "a"}, {"grupp", "7"}, {"per", "manad"}, {"fran", "2018"}, {"till", "2019"}, {"delat", "grupp"}, {"bild", "tratt"}});
  EXPECT_EQ(to_query(q), "m=b&m=a&grupp=7&per=manad&fran=2018&till=2019&delat=grupp&bild=tratt");
  EXPECT_EQ(q.picture, Picture::funnel);
  EXPECT_EQ(q.split, Split::team);
}

TEST(ExploreQuestion, AnOldOrOddLinkIsStillAQuestion) {
  const auto q = asked({{"m", "gone"}, {"m", "a"}, {"m", "a"}, {"per", "vecka"}, {"fran", "2031"}, {"till", "x"}, {"delat", "<b>"}, {"grupp", "-4"}});
  EXPECT_EQ(to_query(q), "m=a&per=ar&fran=2019&till=2019&delat=inget&bild=kurva");
}

TEST(ExploreQuestion, MonthsAreFewEnoughToRead) {
  EXPECT_EQ(asked({{"m", "a"}, {"per", "manad"}, {"fran", "2001"}}).from, 2017);
  EXPECT_EQ(asked({{"m", "a"}, {"per", "ar"}, {"fran", "2001"}}).from, 2010);
}

TEST(ExploreQuestion, SaysWhatHadToGive) {
  const auto many =
      heard({{"m", "h"}, {"m", "a"}, {"m", "a"}, {"m", "b"}, {"m", "c"}, {"m", "d"}, {"m", "e"}, {"m", "f"}, {"m", "gone"}, {"m", "g"}});
  EXPECT_EQ(many.question.measures, (std::vector<std::string>{"h", "a", "b", "c", "d", "e"})) << "as many as are shown, as they were asked for";
  EXPECT_EQ(many.left_out, (std::vector<std::string>{"f", "g"}));
  const auto backwards = heard({{"m", "a"}, {"fran", "2018"}, {"till", "2016"}});
  EXPECT_TRUE(backwards.swapped);
  EXPECT_EQ(to_query(backwards.question), "m=a&per=ar&fran=2016&till=2018&delat=inget&bild=kurva");
  const auto long_ago = heard({{"m", "a"}, {"per", "manad"}, {"fran", "2019"}, {"till", "2012"}});
  EXPECT_TRUE(long_ago.swapped && long_ago.shortened);
  EXPECT_EQ(long_ago.question.from, 2017);
  const auto usual = heard({{"m", "a"}, {"fran", "2016"}, {"till", "2018"}});
  EXPECT_TRUE(usual.left_out.empty() && !usual.swapped && !usual.shortened);
}

TEST(ExploreQuestion, OnlyWhatHasBegun) {
  const auto months = periods_of(asked({{"m", "a"}, {"per", "manad"}, {"fran", "2018"}}), make_date(2019, 3, 22));
  ASSERT_EQ(months.size(), 15u);
  EXPECT_EQ(to_text(months.back()), "2019-03");
  const auto rolling = periods_of(asked({{"m", "a"}, {"per", "tolv"}, {"fran", "2019"}}), make_date(2019, 3, 22));
  ASSERT_EQ(rolling.size(), 3u);
  EXPECT_EQ(to_text(rolling.back()), "R12-2019-03");
  EXPECT_EQ(periods_of(asked({{"m", "a"}, {"per", "tertial"}, {"fran", "2019"}}), make_date(2019, 3, 22)).size(), 1u);
}

} // namespace
} // namespace rt::explore
