// An address is a question; the same question always has the same address; an odd one is still a question.
#include "modules/explore/explore.hpp"
#include <gtest/gtest.h>

namespace rt::explore {
namespace {

std::vector<measures::Definition> known() {
  std::vector<measures::Definition> all(3);
  all[0].id = "a", all[1].id = "b", all[2].id = "c";
  return all;
}
Question asked(std::initializer_list<std::pair<std::string, std::string>> parts) {
  http::Fields fields;
  for (const auto &[name, value] : parts) fields.add(name, value);
  return question_from(fields, known(), 2019);
}

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
