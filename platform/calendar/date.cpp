#include "platform/calendar/date.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace rt {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day civil(Date d) { return year_month_day{sys_days{std::chrono::days{d.days}}}; }

year_month_day civil(int year, int month, int day) {
  return {std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)}, std::chrono::day{static_cast<unsigned>(day)}};
}

} // namespace

Date make_date(int year, int month, int day) { return {static_cast<std::int32_t>(sys_days{civil(year, month, day)}.time_since_epoch().count())}; }

int year_of(Date d) { return static_cast<int>(civil(d).year()); }
int month_of(Date d) { return static_cast<int>(static_cast<unsigned>(civil(d).month())); }
int day_of(Date d) { return static_cast<int>(static_cast<unsigned>(civil(d).day())); }

int weekday(Date d) {
  // 1970-01-01 was a Thursday; the inner remainder may be negative before that.
  return (d.days % 7 + 7 + 3) % 7 + 1;
}

IsoWeek iso_week(Date d) {
  const Date thursday = d + (4 - weekday(d)); // a week belongs to the year that owns its Thursday
  const int year = year_of(thursday);
  return {year, (thursday - make_date(year, 1, 1)) / 7 + 1};
}

std::string to_iso(Date d) {
  char text[24];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", year_of(d), month_of(d), day_of(d));
  return text;
}

Date date_from_excel(int serial) {
  // Excel believes that 29 February 1900 (serial 60) existed, as Lotus 1-2-3 did.
  const int epoch = serial < 60 ? 25568 : 25569;
  return {serial - epoch};
}

Date add_months(Date d, int months) {
  const Month target = month_containing(d) + months;
  return std::min(first_day(target) + (day_of(d) - 1), last_day(target));
}

int months_between(Date a, Date b) {
  if (b < a) return -months_between(b, a);
  const int months = month_containing(b) - month_containing(a);
  return add_months(a, months) > b ? months - 1 : months;
}

int age_at(Date birth, Date on) {
  // Born 29 February: a year older on 28 February in a common year, as the month rule in lag (1930:173) 1 § has it.
  return months_between(birth, on) / 12;
}

Date first_day(Month m) { return make_date(m.year(), m.number(), 1); }
Date last_day(Month m) { return first_day(m + 1) - 1; }

std::string to_iso(Month m) {
  char text[24];
  std::snprintf(text, sizeof text, "%04d-%02d", m.year(), m.number());
  return text;
}

} // namespace rt
