// Holidays by lag (1989:253) and the counting of statutory days by lag (1930:173).
#include "platform/calendar/date.hpp"

namespace rt {

namespace {

struct Fixed {
  int month, day;
  std::string_view name;
};
constexpr Fixed kFixedHolidays[] = {
    {1, 1, "nyårsdagen"}, {1, 6, "trettondedag jul"}, {5, 1, "första maj"}, {12, 25, "juldagen"}, {12, 26, "annandag jul"},
};
struct Movable {
  int days_after_easter;
  std::string_view name;
};
constexpr Movable kMovableHolidays[] = {
    {-2, "långfredagen"}, {0, "påskdagen"}, {1, "annandag påsk"}, {39, "Kristi himmelsfärdsdag"}, {49, "pingstdagen"},
};
constexpr int kNationalDayReform = 2005; // SFS 2004:1320: 6 June became a holiday, Whit Monday ceased to be one

Date saturday_from(int year, int month, int day) {
  const Date first = make_date(year, month, day);
  return first + (6 - weekday(first) + 7) % 7;
}

std::optional<std::string_view> holiday_of_law(Date d) {
  const int year = year_of(d), month = month_of(d), day = day_of(d);
  for (const auto &h : kFixedHolidays)
    if (h.month == month && h.day == day) return h.name;
  const Date easter = easter_sunday(year);
  for (const auto &h : kMovableHolidays)
    if (d == easter + h.days_after_easter) return h.name;
  if (year >= kNationalDayReform && month == 6 && day == 6) return "nationaldagen";
  if (year < kNationalDayReform && d == easter + 50) return "annandag pingst";
  if (d == saturday_from(year, 6, 20)) return "midsommardagen";
  if (d == saturday_from(year, 10, 31)) return "alla helgons dag";
  return std::nullopt;
}

std::optional<std::string_view> eve(Date d) {
  const int month = month_of(d), day = day_of(d);
  if (month == 12 && day == 24) return "julafton";
  if (month == 12 && day == 31) return "nyårsafton";
  if (d + 1 == saturday_from(year_of(d), 6, 20)) return "midsommarafton";
  return std::nullopt;
}

} // namespace

Date easter_sunday(int year) { // Gregorian computus, Meeus/Jones/Butcher
  const int a = year % 19, b = year / 100, c = year % 100;
  const int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return make_date(year, n / 31, n % 31 + 1);
}

std::optional<std::string_view> holiday_name(Date d) {
  if (const auto name = holiday_of_law(d)) return name;
  return eve(d);
}

bool is_public_holiday(Date d) { return weekday(d) == 7 || holiday_of_law(d).has_value(); }

bool is_working_day(Date d) { return weekday(d) < 6 && !holiday_of_law(d) && !eve(d); }

Date legal_last_day(Date target) {
  while (!is_working_day(target)) target = target + 1;
  return target;
}

Date add_working_days(Date d, int n) {
  const int step = n < 0 ? -1 : 1;
  for (int left = n * step; left > 0;) {
    d = d + step;
    if (is_working_day(d)) --left;
  }
  return d;
}

} // namespace rt
