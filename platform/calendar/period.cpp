// Periods of whole months and their texts in addresses and definitions.
#include "platform/calendar/date.hpp"

namespace rt {

namespace {

bool all_digits(std::string_view text) {
  for (const char c : text)
    if (c < '0' || c > '9') return false;
  return !text.empty();
}

std::optional<int> year_from(std::string_view text) {
  if (text.size() != 4 || !all_digits(text) || text[0] == '0') return std::nullopt;
  return std::stoi(std::string(text));
}

std::optional<Month> month_from(std::string_view text) {
  if (text.size() != 7 || text[4] != '-' || !all_digits(text.substr(5))) return std::nullopt;
  const auto year = year_from(text.substr(0, 4));
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  if (!year || month < 1 || month > 12) return std::nullopt;
  return make_month(*year, month);
}

std::string year_text(Month m) { return to_iso(m).substr(0, 4); }

} // namespace

Period year_period(int year) { return {PeriodKind::year, make_month(year, 1), make_month(year, 12)}; }

Period tertial_period(int year, int tertial) {
  const Month first = make_month(year, tertial * 4 - 3);
  return {PeriodKind::tertial, first, first + 3};
}

Period month_period(Month m) { return {PeriodKind::month, m, m}; }
Period rolling12(Month last) { return {PeriodKind::rolling12, last - 11, last}; }
Period year_to_date(Month until) { return {PeriodKind::year, make_month(until.year(), 1), until}; }

std::optional<Period> period_from_text(std::string_view text) {
  if (const auto year = year_from(text)) return year_period(*year);
  if (const auto month = month_from(text)) return month_period(*month);
  if (text.size() == 7 && text.substr(4, 2) == "-T" && text[6] >= '1' && text[6] <= '3') {
    const auto year = year_from(text.substr(0, 4));
    if (year) return tertial_period(*year, text[6] - '0');
  }
  if (text.substr(0, 4) == "R12-" || text.substr(0, 4) == "YTD-") {
    const auto month = month_from(text.substr(4));
    if (month) return text[0] == 'R' ? rolling12(*month) : year_to_date(*month);
  }
  return std::nullopt;
}

std::string to_text(const Period &p) {
  switch (p.kind) {
  case PeriodKind::month: return to_iso(p.first);
  case PeriodKind::tertial: return year_text(p.first) + "-T" + std::to_string(p.last.number() / 4);
  case PeriodKind::rolling12: return "R12-" + to_iso(p.last);
  case PeriodKind::year: break;
  }
  // A year that ended in December is the year; one that has not is "hittills i år".
  return p.last.number() == 12 ? year_text(p.first) : "YTD-" + to_iso(p.last);
}

Period previous(const Period &p) { return {p.kind, p.first - 12, p.last - 12}; }

} // namespace rt
