#pragma once
// Days, months and periods as plain values, ISO weeks, Swedish holidays and the counting of statutory time.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt {

/// A calendar day without time zone. Days since 1970-01-01; cheap to copy, compare and subtract.
struct Date {
  std::int32_t days = 0;
  auto operator<=>(const Date &) const = default;
  Date operator+(int n) const { return {days + n}; }
  Date operator-(int n) const { return {days - n}; }
  int operator-(Date other) const { return days - other.days; }
};

Date make_date(int year, int month, int day); ///< precondition: a real date
int year_of(Date d);
int month_of(Date d); ///< 1-12
int day_of(Date d);   ///< 1-31
int weekday(Date d);  ///< 1 = Monday … 7 = Sunday
struct IsoWeek {
  int year;
  int week;
};
IsoWeek iso_week(Date d);   ///< ISO 8601
std::string to_iso(Date d); ///< "2019-03-22"
/// Only "2019-03-22"; real dates only.
std::optional<Date> date_from_iso(std::string_view text);
/// What people write: 2026-11-22, 20261122, 261122 (180110), 22/11 (this year), 22/11 2026, 22.11.2026, 22 nov 2026.
/// Two-digit years belong to the century that puts the date at most ten years after `today`.
std::optional<Date> parse_date(std::string_view text, Date today);
/// Excel's serial day number (1900 system) as a date.
Date date_from_excel(int serial);
/// The civil day in Sweden (Europe/Stockholm) of a moment in UTC.
Date swedish_day(std::int64_t utc_seconds);
/// Minutes past midnight in Sweden of that moment.
int swedish_minute(std::int64_t utc_seconds);
/// The moment in UTC of a Swedish civil day and minute.
std::int64_t from_swedish(Date day, int minute);

/// Same day number n months on (or back), else the month's last day. Lag (1930:173) 1 §.
Date add_months(Date d, int months);
/// Whole months from a to b (b's day number reached), negative when b is before a.
int months_between(Date a, Date b);
int age_at(Date birth, Date on);

/// Public holidays (lag 1989:253) and the eves of lag (1930:173) 2 §.
std::optional<std::string_view> holiday_name(Date d); ///< Swedish name, Sundays excluded
bool is_public_holiday(Date d);                       ///< Sundays and holidays of lag 1989:253
/// False on Saturdays, Sundays, public holidays, midsommarafton, julafton and nyårsafton. Lag (1930:173) 2 §.
bool is_working_day(Date d);
/// The day itself or the next working day. Lag (1930:173) 2 §.
Date legal_last_day(Date target);
Date add_working_days(Date d, int n);
Date easter_sunday(int year);

/// A month: year * 12 + (month - 1).
struct Month {
  std::int32_t index = 0;
  auto operator<=>(const Month &) const = default;
  Month operator+(int n) const { return {index + n}; }
  Month operator-(int n) const { return {index - n}; }
  int operator-(Month o) const { return index - o.index; }
  int year() const { return index / 12; }
  int number() const { return index % 12 + 1; }
};
inline Month make_month(int year, int month) { return {year * 12 + month - 1}; }
inline Month month_containing(Date d) { return make_month(year_of(d), month_of(d)); }
Date first_day(Month m);
Date last_day(Month m);
std::string to_iso(Month m); ///< "2019-03"

enum class PeriodKind { month, tertial, year, rolling12 };

/// A run of whole months with a name. Tertial 1 = January-April.
struct Period {
  PeriodKind kind = PeriodKind::year;
  Month first;
  Month last; ///< inclusive
  auto operator<=>(const Period &) const = default;
  int months() const { return last - first + 1; }
};
Period year_period(int year);
Period tertial_period(int year, int tertial);
Period month_period(Month m);
Period rolling12(Month last); ///< the twelve months that end with `last`
/// From the first month of the year of `until` through `until`: "hittills i år".
Period year_to_date(Month until);
/// "2018", "2018-T1", "2018-03", "R12-2018-03" and "YTD-2018-03".
std::optional<Period> period_from_text(std::string_view text);
std::string to_text(const Period &p);
/// The same period a year earlier.
Period previous(const Period &p);

} // namespace rt
