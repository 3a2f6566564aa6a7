// Dates, periods and numbers in words. These few are written here in both languages: "mars" and "maj" as keys say too
// little.
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"

namespace rt {

namespace {

struct Names {
  std::string_view months[12], short_months[12], weekdays[7];
};
// Short forms as Språkrådet has them: mars, april, maj, juni and juli stay whole.
constexpr Names kSwedish = {
    {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"},
    {"jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"},
    {"måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"},
};
constexpr Names kEnglish = {
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
};

bool swedish() { return i18n::current() == Lang::sv; }
const Names &names() { return swedish() ? kSwedish : kEnglish; }

} // namespace

std::string month_name(int month, bool abbreviated) {
  if (month < 1 || month > 12) return {};
  return std::string(abbreviated ? names().short_months[month - 1] : names().months[month - 1]);
}

std::string long_date(Date d) { return std::to_string(day_of(d)) + " " + month_name(month_of(d), true) + " " + std::to_string(year_of(d)); }

std::string weekday_date(Date d) {
  return std::string(names().weekdays[weekday(d) - 1]) + " " + std::to_string(day_of(d)) + " " + month_name(month_of(d));
}

std::string long_month(Month m) { return month_name(m.number()) + " " + std::to_string(m.year()); }

std::string period_name(const Period &p) {
  std::string year = std::to_string(p.first.year());
  switch (p.kind) {
  case PeriodKind::month: return long_month(p.first);
  case PeriodKind::tertial: return tr_f("tertial {0} {1}", {std::to_string(p.last.number() / 4), year});
  case PeriodKind::rolling12: return tr_f("tolv månader t.o.m. {0}", {long_month(p.last)});
  case PeriodKind::year: break;
  }
  if (p.last.number() == 12) return year;
  return p.months() == 1 ? long_month(p.first) : tr_f("{0}–{1}", {month_name(1), long_month(p.last)});
}

std::string number(double value, int decimals) { return format_number(value, decimals, swedish()); }

std::string percent(double value, int decimals) { return number(value, decimals) + (swedish() ? "\u202f%" : "%"); }

} // namespace rt
