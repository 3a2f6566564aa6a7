#include "platform/calendar/date.hpp"

#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>

using namespace rt;

namespace {

Date day(std::string_view iso) { return date_from_iso(iso).value(); }

struct Year {
  int year;
  std::string easter, ascension, midsummer, all_saints;
};
// From the almanac, not from our formula.
const Year kYears[] = {
    {2015, "04-05", "05-14", "06-20", "10-31"}, {2016, "03-27", "05-05", "06-25", "11-05"}, {2017, "04-16", "05-25", "06-24", "11-04"},
    {2018, "04-01", "05-10", "06-23", "11-03"}, {2019, "04-21", "05-30", "06-22", "11-02"}, {2020, "04-12", "05-21", "06-20", "10-31"},
    {2021, "04-04", "05-13", "06-26", "11-06"}, {2022, "04-17", "05-26", "06-25", "11-05"}, {2023, "04-09", "05-18", "06-24", "11-04"},
    {2024, "03-31", "05-09", "06-22", "11-02"}, {2025, "04-20", "05-29", "06-21", "11-01"}, {2026, "04-05", "05-14", "06-20", "10-31"},
    {2027, "03-28", "05-06", "06-26", "11-06"}, {2028, "04-16", "05-25", "06-24", "11-04"}, {2029, "04-01", "05-10", "06-23", "11-03"},
    {2030, "04-21", "05-30", "06-22", "11-02"},
};

std::map<std::string, std::string> named_days(const Year &y) {
  const Date easter = day(std::to_string(y.year) + "-" + y.easter), midsummer = day(std::to_string(y.year) + "-" + y.midsummer);
  return {{"01-01", "nyårsdagen"},
          {"01-06", "trettondedag jul"},
          {to_iso(easter - 2).substr(5), "långfredagen"},
          {y.easter, "påskdagen"},
          {to_iso(easter + 1).substr(5), "annandag påsk"},
          {"05-01", "första maj"},
          {y.ascension, "Kristi himmelsfärdsdag"},
          {to_iso(easter + 49).substr(5), "pingstdagen"},
          {"06-06", "nationaldagen"},
          {to_iso(midsummer - 1).substr(5), "midsommarafton"},
          {y.midsummer, "midsommardagen"},
          {y.all_saints, "alla helgons dag"},
          {"12-24", "julafton"},
          {"12-25", "juldagen"},
          {"12-26", "annandag jul"},
          {"12-31", "nyårsafton"}};
}

TEST(Holidays, sixteen_years_have_exactly_the_days_of_the_almanac) {
  for (const auto &y : kYears) {
    std::map<std::string, std::string> found;
    for (Date d = make_date(y.year, 1, 1); d <= make_date(y.year, 12, 31); d = d + 1)
      if (const auto name = holiday_name(d)) found[to_iso(d).substr(5)] = *name;
    EXPECT_EQ(found, named_days(y)) << y.year;
    EXPECT_EQ(to_iso(easter_sunday(y.year)), std::to_string(y.year) + "-" + y.easter);
  }
}

TEST(Holidays, easter_at_its_earliest_and_latest) {
  EXPECT_EQ(to_iso(easter_sunday(1818)), "1818-03-22");
  EXPECT_EQ(to_iso(easter_sunday(2008)), "2008-03-23");
  EXPECT_EQ(to_iso(easter_sunday(1943)), "1943-04-25");
  EXPECT_EQ(to_iso(easter_sunday(2038)), "2038-04-25");
}

TEST(Holidays, whit_monday_gave_way_to_the_national_day_in_2005) {
  EXPECT_EQ(holiday_name(day("2004-05-31")), "annandag pingst");
  EXPECT_FALSE(holiday_name(day("2004-06-06")));
  EXPECT_FALSE(holiday_name(day("2005-05-16")));
  EXPECT_EQ(holiday_name(day("2005-06-06")), "nationaldagen");
}

TEST(Holidays, eves_are_no_public_holidays_but_no_working_days_either) {
  for (const auto *eve : {"2019-06-21", "2019-12-24", "2019-12-31"}) {
    EXPECT_FALSE(is_public_holiday(day(eve))) << eve;
    EXPECT_FALSE(is_working_day(day(eve))) << eve;
  }
  EXPECT_TRUE(is_working_day(day("2019-04-18"))) << "skärtorsdagen is an ordinary day";
  EXPECT_TRUE(is_working_day(day("2019-12-23")));
  EXPECT_FALSE(is_working_day(day("2019-03-23"))) << "Saturday";
  EXPECT_TRUE(is_public_holiday(day("2019-03-24"))) << "every Sunday";
}

TEST(StatutoryTime, a_last_day_on_a_free_day_moves_to_the_next_working_day) {
  EXPECT_EQ(to_iso(legal_last_day(day("2019-03-22"))), "2019-03-22");
  EXPECT_EQ(to_iso(legal_last_day(day("2019-03-23"))), "2019-03-25");
  EXPECT_EQ(to_iso(legal_last_day(day("2019-06-21"))), "2019-06-24") << "midsommarafton";
  EXPECT_EQ(to_iso(legal_last_day(day("2019-04-19"))), "2019-04-23") << "långfredagen to the Tuesday";
  EXPECT_EQ(to_iso(legal_last_day(day("2026-12-24"))), "2026-12-28");
  EXPECT_EQ(to_iso(legal_last_day(day("2019-12-31"))), "2020-01-02");
  EXPECT_EQ(to_iso(legal_last_day(add_months(day("2018-08-31"), 4))), "2019-01-02") << "four months from 31 August";
}

TEST(StatutoryTime, working_days_skip_the_free_ones_both_ways) {
  EXPECT_EQ(to_iso(add_working_days(day("2019-04-17"), 2)), "2019-04-23");
  EXPECT_EQ(to_iso(add_working_days(day("2019-04-23"), -2)), "2019-04-17");
  EXPECT_EQ(to_iso(add_working_days(day("2019-03-22"), 0)), "2019-03-22");
  EXPECT_EQ(to_iso(add_working_days(day("2019-03-23"), 1)), "2019-03-25");
}

RC_GTEST_PROP(StatutoryTimeProperty, the_legal_last_day_is_the_nearest_working_day_from_the_target, ()) {
  const Date target{*rc::gen::inRange(13000, 25000)};
  const Date last = legal_last_day(target);
  RC_ASSERT(is_working_day(last));
  RC_ASSERT(last - target >= 0 && last - target <= 5);
  for (Date d = target; d < last; d = d + 1) RC_ASSERT(!is_working_day(d));
}

} // namespace
