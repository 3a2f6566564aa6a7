#include "modules/steering/steering.hpp"
#include <gtest/gtest.h>

namespace rt::steering {
namespace {

TEST(WheelCell, a_date_is_read_and_leaves_the_words) {
  const auto e = read_wheel_cell(2019, 1, "APT 8/1 tema: Vad är ett aktivt medarbetarskap").at(0);
  EXPECT_EQ(e.date, "2019-01-08");
  EXPECT_EQ(e.words, "APT tema: Vad är ett aktivt medarbetarskap");
  EXPECT_EQ(e.ring, Ring::method);
  EXPECT_FALSE(e.deadline);
}

TEST(WheelCell, senast_makes_a_deadline) {
  const auto e = read_wheel_cell(2019, 3, "Semesterönskemål inför sommaren senast 15/3").at(0);
  EXPECT_EQ(e.date, "2019-03-15");
  EXPECT_EQ(e.words, "Semesterönskemål inför sommaren");
  EXPECT_TRUE(e.deadline);
}

TEST(WheelCell, two_dates_in_one_cell_are_two_events_about_the_same_thing) {
  const auto e = read_wheel_cell(2019, 4, "T1 klar 12/4, verksamhet klar 1/4");
  ASSERT_EQ(e.size(), 2u);
  EXPECT_EQ(e[0].date, "2019-04-12");
  EXPECT_EQ(e[0].words, "T1 klar");
  EXPECT_EQ(e[1].date, "2019-04-01");
  EXPECT_EQ(e[1].words, "T1: verksamhet klar");
  EXPECT_EQ(e[1].ring, Ring::followup);
}

TEST(WheelCell, a_date_in_another_month_is_flagged_and_not_moved) {
  const auto e = read_wheel_cell(2019, 2, "VP 15/5").at(0);
  EXPECT_EQ(e.month, 2);
  EXPECT_EQ(e.date, "");
  EXPECT_EQ(e.words, "VP 15/5");
  EXPECT_EQ(e.flag, "VP 15/5 står i februari: kontrollera.");
}

TEST(WheelCell, a_day_that_does_not_exist_is_flagged) {
  EXPECT_EQ(read_wheel_cell(2019, 2, "APT 30/2").at(0).flag, "Datumet 30/2 finns inte: kontrollera.");
  EXPECT_EQ(read_wheel_cell(2019, 2, "APT 5/14").at(0).date, "");
}

TEST(WheelCell, words_without_a_date_stand_in_their_month) {
  const auto e = read_wheel_cell(2019, 12, "VB klar 11/12, verks. klar i nov.");
  ASSERT_EQ(e.size(), 1u);
  EXPECT_EQ(e[0].date, "2019-12-11");
  EXPECT_EQ(read_wheel_cell(2019, 1, "Medarbetarsamtal").at(0).date, "");
  EXPECT_EQ(read_wheel_cell(2019, 11, "Indimassa, 27/11").at(0).words, "Indimassa");
}

TEST(Themes, both_must_be_taken_up_in_two_months) {
  std::vector<WheelEvent> events;
  for (auto &e : read_wheel_cell(2019, 3, "APT 5/3 tema: HBTQ och mångfald")) events.push_back(e);
  for (auto &e : read_wheel_cell(2019, 5, "APT 7/5 tema: 1. Återhämtning 2. Bemötande")) events.push_back(e);
  for (auto &e : read_wheel_cell(2019, 11, "APT 7/11 tema: 1. HBTQ och mångfald 2. Bemötande")) events.push_back(e);
  auto rules = theme_rules(events);
  EXPECT_TRUE(rules[0].kept());
  EXPECT_TRUE(rules[1].kept());
  events.pop_back();
  rules = theme_rules(events);
  EXPECT_FALSE(rules[0].kept());
}

TEST(Feed, has_neutral_titles_and_is_read_back) {
  auto events = read_wheel_cell(2019, 4, "T1 klar 12/4, verksamhet klar 1/4");
  for (auto &e : read_wheel_cell(2019, 10, "Samtal om Kalle Karlsson 7/10")) events.push_back(e); // what must not leave
  for (auto &e : read_wheel_cell(2019, 10, "Semester jul")) events.push_back(e);
  for (std::size_t i = 0; i < events.size(); ++i) events[i].id = static_cast<std::int64_t>(i) + 1;
  events[0].remind_days = 7;
  const auto text = to_ical(events, "Resursenheten", 1553249700);
  EXPECT_EQ(text.find("Kalle"), std::string::npos);
  const auto back = read_ical(text);
  ASSERT_EQ(back.size(), 3u) << "an event without a day has no place in a calendar";
  EXPECT_EQ(back[0].date, "2019-04-12");
  EXPECT_EQ(back[0].summary, "T1 (årshjulet)");
  EXPECT_TRUE(back[0].alarm);
  EXPECT_EQ(back[1].date, "2019-04-01");
  EXPECT_EQ(back[2].summary, "Planering (årshjulet)");
  EXPECT_NE(back[0].uid, back[1].uid);
}

} // namespace
} // namespace rt::steering
