#include "platform/calendar/date.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

using namespace rt;

namespace {

TEST(Period, tertials_are_four_months) {
  const Period t2 = tertial_period(2018, 2);
  EXPECT_EQ(to_iso(first_day(t2.first)), "2018-05-01");
  EXPECT_EQ(to_iso(last_day(t2.last)), "2018-08-31");
  EXPECT_EQ(t2.months(), 4);
  EXPECT_EQ(tertial_period(2018, 3).last, make_month(2018, 12));
}

TEST(Period, rolling_twelve_ends_with_its_month) {
  const Period r = rolling12(make_month(2018, 3));
  EXPECT_EQ(r.first, make_month(2017, 4));
  EXPECT_EQ(r.months(), 12);
  EXPECT_EQ(previous(r), rolling12(make_month(2017, 3)));
}

TEST(Period, texts_are_the_ones_in_addresses) {
  EXPECT_EQ(to_text(year_period(2018)), "2018");
  EXPECT_EQ(to_text(tertial_period(2018, 1)), "2018-T1");
  EXPECT_EQ(to_text(month_period(make_month(2018, 3))), "2018-03");
  EXPECT_EQ(to_text(rolling12(make_month(2018, 3))), "R12-2018-03");
  EXPECT_EQ(to_text(year_to_date(make_month(2018, 3))), "YTD-2018-03");
  EXPECT_EQ(previous(tertial_period(2018, 1)), tertial_period(2017, 1));
  for (const auto *text : {"", "18", "2018-T0", "2018-T4", "2018-13", "2018-00", "2018-3", "R12-2018", "YTD-", "2018-03-01", "x018", "R13-2018-03"})
    EXPECT_FALSE(period_from_text(text)) << text;
}

TEST(Period, a_month_knows_its_year_also_in_january_and_december) {
  EXPECT_EQ(to_iso(make_month(2019, 1) - 1), "2018-12");
  EXPECT_EQ(to_iso(make_month(2018, 12) + 1), "2019-01");
  EXPECT_EQ(month_containing(*date_from_iso("2019-03-22")), make_month(2019, 3));
}

RC_GTEST_PROP(PeriodProperty, text_round_trips, ()) {
  const Month m = make_month(*rc::gen::inRange(1900, 2100), *rc::gen::inRange(1, 13));
  const Period all[] = {year_period(m.year()), tertial_period(m.year(), (m.number() + 3) / 4), month_period(m), rolling12(m), year_to_date(m)};
  for (const auto &p : all) {
    RC_ASSERT(period_from_text(to_text(p)) == p);
    RC_ASSERT(p.first - previous(p).first == 12);
    RC_ASSERT(first_day(p.first) <= last_day(p.last));
  }
}

TEST(SwedishTime, the_day_turns_at_swedish_midnight) {
  // 2019-03-22T22:59:59Z is 23.59 in Sweden in winter time.
  const std::int64_t winter = make_date(2019, 3, 22).days * 86400LL + 22 * 3600 + 59 * 60 + 59;
  EXPECT_EQ(to_iso(swedish_day(winter)), "2019-03-22");
  EXPECT_EQ(swedish_minute(winter), 23 * 60 + 59);
  EXPECT_EQ(to_iso(swedish_day(winter + 1)), "2019-03-23");
  EXPECT_EQ(swedish_minute(winter + 1), 0);
  const std::int64_t summer = make_date(2019, 7, 1).days * 86400LL + 22 * 3600;
  EXPECT_EQ(to_iso(swedish_day(summer)), "2019-07-02");
  EXPECT_EQ(swedish_minute(summer), 0);
}

TEST(SwedishTime, the_hours_that_are_missing_and_come_twice) {
  const Date spring = make_date(2019, 3, 31), autumn = make_date(2019, 10, 27);
  const std::int64_t change = spring.days * 86400LL + 3600;
  EXPECT_EQ(from_swedish(spring, 119), change - 60);
  EXPECT_EQ(from_swedish(spring, 150), change) << "02.30 does not exist: the moment the clocks move";
  EXPECT_EQ(from_swedish(spring, 180), change);
  EXPECT_EQ(from_swedish(autumn, 150), autumn.days * 86400LL + 30 * 60) << "02.30 the first time";
  EXPECT_EQ(from_swedish(autumn, 180), autumn.days * 86400LL + 2 * 3600);
}

RC_GTEST_PROP(SwedishTimeProperty, civil_time_round_trips_but_for_the_hour_that_is_missing, ()) {
  const Date d{*rc::gen::inRange(10957, 25000)};
  const int minute = *rc::gen::inRange(180, 24 * 60);
  const auto at = from_swedish(d, minute);
  RC_ASSERT(swedish_day(at) == d);
  RC_ASSERT(swedish_minute(at) == minute);
}

} // namespace
