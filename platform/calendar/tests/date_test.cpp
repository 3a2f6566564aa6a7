#include "platform/calendar/date.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

using namespace rt;

namespace {

Date day(std::string_view iso) {
  const auto d = date_from_iso(iso);
  EXPECT_TRUE(d) << iso;
  return d.value_or(Date{});
}
std::string week(std::string_view iso) {
  const auto w = iso_week(day(iso));
  return std::to_string(w.year) + "v" + std::to_string(w.week);
}
std::string parsed(std::string_view text) {
  const auto d = parse_date(text, day("2026-11-22"));
  return d ? to_iso(*d) : "-";
}

TEST(Date, knows_leap_years_and_month_ends) {
  EXPECT_EQ(to_iso(day("2024-02-28") + 1), "2024-02-29");
  EXPECT_EQ(to_iso(day("2023-02-28") + 1), "2023-03-01");
  EXPECT_EQ(to_iso(day("2000-02-28") + 1), "2000-02-29");
  EXPECT_EQ(to_iso(day("1900-02-28") + 1), "1900-03-01");
  EXPECT_EQ(to_iso(last_day(make_month(2020, 2))), "2020-02-29");
  EXPECT_EQ(to_iso(last_day(make_month(2019, 12))), "2019-12-31");
  EXPECT_EQ(make_date(1970, 1, 1).days, 0);
  EXPECT_EQ(make_date(1969, 12, 31).days, -1);
}

TEST(Date, weekdays_run_from_monday_also_before_1970) {
  EXPECT_EQ(weekday(day("2019-03-22")), 5);
  EXPECT_EQ(weekday(day("2026-11-22")), 7);
  EXPECT_EQ(weekday(day("1969-12-29")), 1);
  EXPECT_EQ(weekday(day("1936-01-05")), 7);
}

TEST(Date, iso_weeks_at_the_turns_of_the_years) {
  EXPECT_EQ(week("2015-12-31"), "2015v53");
  EXPECT_EQ(week("2016-01-03"), "2015v53");
  EXPECT_EQ(week("2016-01-04"), "2016v1");
  EXPECT_EQ(week("2018-12-31"), "2019v1");
  EXPECT_EQ(week("2019-12-30"), "2020v1");
  EXPECT_EQ(week("2021-01-03"), "2020v53");
  EXPECT_EQ(week("2022-01-02"), "2021v52");
  EXPECT_EQ(week("2023-01-01"), "2022v52");
  EXPECT_EQ(week("2024-12-30"), "2025v1");
  EXPECT_EQ(week("2026-11-22"), "2026v47");
  EXPECT_EQ(week("2027-01-03"), "2026v53");
  EXPECT_EQ(week("2028-01-02"), "2027v52");
  EXPECT_EQ(week("2029-12-31"), "2030v1");
}

TEST(Date, only_2015_2020_and_2026_have_week_53) {
  for (int year = 2015; year <= 2030; ++year) {
    const int weeks = iso_week(make_date(year, 12, 28)).week; // 28 December is always in the last week
    EXPECT_EQ(weeks, year == 2015 || year == 2020 || year == 2026 ? 53 : 52) << year;
  }
}

TEST(Date, iso_text_must_be_a_real_date_in_exactly_that_form) {
  EXPECT_FALSE(date_from_iso("2023-02-29"));
  EXPECT_FALSE(date_from_iso("2023-13-01"));
  EXPECT_FALSE(date_from_iso("2023-1-01"));
  EXPECT_FALSE(date_from_iso("2023-01-01 "));
  EXPECT_FALSE(date_from_iso("0000-01-01"));
  EXPECT_FALSE(date_from_iso(""));
  EXPECT_TRUE(date_from_iso("2024-02-29"));
}

TEST(Date, reads_what_people_write) {
  for (const auto *text :
       {"2026-11-22", "20261122", "261122", "22/11", "22/11 2026", "22/11 26", "22/11-26", "22/11/2026", "22.11.2026", "22.11.26", "22 nov 2026",
        "22 november 2026", "22 NOV 2026", "22 nov", "2026/11/22", " 2026-11-22 ", "22 / 11", "22\u00a0nov 2026", "22 nov 26"})
    EXPECT_EQ(parsed(text), "2026-11-22") << text;
  EXPECT_EQ(parsed("180110"), "2018-01-10");
  EXPECT_EQ(parsed("1/3"), "2026-03-01");
  EXPECT_EQ(parsed("3 maj 2019"), "2019-05-03");
  EXPECT_EQ(parsed("3 okt 2019"), "2019-10-03");
  EXPECT_EQ(parsed("3 Oct 2019"), "2019-10-03");
}

TEST(Date, refuses_what_is_no_date) {
  for (const auto *text : {"",           " ",       "-",           "i morgon",   "2026-02-30",           "32/1",       "0/1",       "22/13",
                           "1122",       "2611222", "202611221",   "22 no 2026", "22 nov 2026 kl 10",    "2026-11",    "22/11 202", "22/11 6",
                           "1,5",        "12.5",    "22..11.2026", "261132",     "99999999999999999999", "22 nov nov", "å",         "-2026-11-22",
                           "2026-11-22-"})
    EXPECT_EQ(parsed(text), "-") << text;
}

TEST(Date, two_digit_years_reach_at_most_ten_years_ahead) {
  EXPECT_EQ(parsed("361122"), "2036-11-22");
  EXPECT_EQ(parsed("361123"), "1936-11-23");
  EXPECT_EQ(parsed("680101"), "1968-01-01");
  EXPECT_EQ(to_iso(parse_date("050101", day("1999-12-31")).value()), "2005-01-01");
  EXPECT_EQ(parsed("290229"), "-") << "2029 is no leap year and 1929 was none";
}

TEST(Date, excel_serials) {
  EXPECT_EQ(to_iso(date_from_excel(43101)), "2018-01-01");
  EXPECT_EQ(to_iso(date_from_excel(1)), "1900-01-01");
  EXPECT_EQ(to_iso(date_from_excel(59)), "1900-02-28");
  EXPECT_EQ(to_iso(date_from_excel(61)), "1900-03-01");
}

TEST(Date, months_by_the_law_end_on_the_same_day_number_or_the_last) {
  EXPECT_EQ(to_iso(add_months(day("2023-01-31"), 1)), "2023-02-28");
  EXPECT_EQ(to_iso(add_months(day("2024-01-31"), 1)), "2024-02-29");
  EXPECT_EQ(to_iso(add_months(day("2023-10-31"), 4)), "2024-02-29");
  EXPECT_EQ(to_iso(add_months(day("2024-03-31"), -1)), "2024-02-29");
  EXPECT_EQ(to_iso(add_months(day("2024-01-15"), -13)), "2022-12-15");
  EXPECT_EQ(months_between(day("2018-01-10"), day("2018-04-09")), 2);
  EXPECT_EQ(months_between(day("2018-01-10"), day("2018-04-10")), 3);
  EXPECT_EQ(months_between(day("2018-01-31"), day("2018-02-28")), 1);
  EXPECT_EQ(months_between(day("2018-04-10"), day("2018-01-10")), -3);
  EXPECT_EQ(age_at(day("2002-03-23"), day("2019-03-22")), 16);
  EXPECT_EQ(age_at(day("2002-03-22"), day("2019-03-22")), 17);
  EXPECT_EQ(age_at(day("2004-02-29"), day("2022-02-28")), 18);
}

RC_GTEST_PROP(DateProperty, text_round_trips, ()) {
  const Date d{*rc::gen::inRange(-200000, 200000)};
  RC_ASSERT(date_from_iso(to_iso(d)) == d);
  RC_ASSERT(make_date(year_of(d), month_of(d), day_of(d)) == d);
  RC_ASSERT(parse_date(to_iso(d), Date{20000}) == d);
}

RC_GTEST_PROP(DateProperty, weeks_and_days_follow_each_other, ()) {
  const Date d{*rc::gen::inRange(-40000, 40000)};
  const auto now = iso_week(d), next = iso_week(d + 7);
  RC_ASSERT(weekday(d) == weekday(d + 7));
  RC_ASSERT(next.week == now.week + 1 || (next.week == 1 && next.year == now.year + 1 && now.week >= 52));
}

RC_GTEST_PROP(DateProperty, months_between_is_the_largest_that_add_months_reaches, ()) {
  const Date a{*rc::gen::inRange(-20000, 40000)};
  const Date b = a + *rc::gen::inRange(0, 10000);
  const int n = months_between(a, b);
  RC_ASSERT(add_months(a, n) <= b);
  RC_ASSERT(add_months(a, n + 1) > b);
}

RC_GTEST_PROP(DateProperty, any_text_is_read_or_refused_but_never_breaks, (const std::string &text)) {
  if (const auto d = parse_date(text, Date{20000})) RC_ASSERT(year_of(*d) >= 1000);
}

} // namespace
