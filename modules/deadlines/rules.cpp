#include "modules/deadlines/rules.hpp"
#include <algorithm>

namespace rt::deadlines {

using Unit = definitions::Within::Unit;

namespace {

constexpr int kSecondsPerHour = 3600, kHoursPerDay = 24;
constexpr int kMostOccurrences = 2000; // a rule per week for forty years; past this the dates are wrong

/// What must be done at once, in hours, before a day or within a period is not moved by a weekend.
bool moves_to_weekday(const Deadline &rule) {
  return rule.next_weekday && rule.before.empty() && rule.per.empty() && rule.within.unit != Unit::same_day && rule.within.unit != Unit::hours;
}

Date natural_day(const Deadline &rule, Date start) {
  const int n = rule.within.count;
  switch (rule.within.unit) {
  case Unit::same_day:
  case Unit::none: return start;
  case Unit::hours: return start + (n + kHoursPerDay - 1) / kHoursPerDay;
  case Unit::days: return start + n;
  case Unit::working_days: return add_working_days(start, n);
  case Unit::weeks: return start + 7 * n;
  case Unit::months: return add_months(start, n); // lag (1930:173) 1 §
  case Unit::years: return add_months(start, 12 * n);
  }
  return start;
}

/// Lays `days` that did not count onto the target. Working days: as many working days as the pause took.
Date moved_by(const Deadline &rule, Date target, Date from, Date to) {
  if (rule.within.unit != Unit::working_days) return target + (to - from);
  int lost = 0;
  for (Date d = from; d < to; d = d + 1) lost += is_working_day(d) ? 1 : 0;
  return add_working_days(target, lost);
}

void rest(const Deadline &rule, Date start, const std::vector<Pause> &given, Reckoning &r) {
  auto pauses = given;
  std::sort(pauses.begin(), pauses.end(), [](const auto &a, const auto &b) { return a.from < b.from; });
  Date counted_to = start; // two pauses that overlap stop the time once
  for (const auto &pause : pauses) {
    const Date from = std::max(pause.from, counted_to);
    if (pause.from > r.target || (pause.to && *pause.to <= from)) continue;
    if (!pause.to) {
      r.resting = true;
      r.left = std::max(0, r.target - from);
      return;
    }
    r.paused_days += *pause.to - from;
    r.target = moved_by(rule, r.target, from, *pause.to);
    counted_to = *pause.to;
  }
}

bool in_time(const Reckoning &r, const Moment &met) {
  if (r.last_at >= 0 && met.at >= 0) return met.at <= r.last_at;
  return met.day <= r.last;
}

/// An extension belongs to the occurrence whose day it moves, not to one that was over long before it.
void extend(const Deadline &rule, const Facts &facts, const std::optional<Moment> &met, Reckoning &r) {
  if (!facts.extended_to || *facts.extended_to <= r.target || !rule.before.empty()) return;
  if (rule.repeats && met && *facts.extended_to > natural_day(rule, met->day)) return;
  r.extended_to = r.target = *facts.extended_to;
  r.resting = false;
  r.last = moves_to_weekday(rule) ? legal_last_day(r.target) : r.target;
  r.last_at = -1; // a decision names a day
}

void settle(Occurrence &o, const std::optional<Date> &ended_on) {
  if (o.met) o.phase = o.days.resting || in_time(o.days, *o.met) ? Phase::met_in_time : Phase::met_late;
  else if (ended_on) o.phase = o.days.resting || *ended_on <= o.days.last ? Phase::ended : Phase::never_done;
  else o.phase = o.days.resting ? Phase::resting : Phase::open;
}

Occurrence one(const Deadline &rule, int number, const Moment &start, const std::optional<Moment> &met, const Facts &facts) {
  Occurrence o;
  o.number = number;
  o.rule = &rule;
  o.start = start;
  o.met = met;
  o.done = met ? 1 : 0;
  o.days = reckon(rule, start, facts);
  extend(rule, facts, met, o.days);
  settle(o, facts.ended_on);
  return o;
}

bool at_or_after(const Moment &met, const Moment &start) {
  if (met.at >= 0 && start.at >= 0) return met.at >= start.at;
  return met.day >= start.day;
}

std::vector<Occurrence> once(const Deadline &rule, const Facts &facts) {
  std::optional<Moment> met;
  for (const auto &m : facts.met)
    if (facts.early_counts || at_or_after(m, *facts.start)) {
      met = m;
      break;
    }
  return {one(rule, 1, *facts.start, met, facts)};
}

std::vector<Occurrence> again_and_again(const Deadline &rule, const Facts &facts) {
  std::vector<Occurrence> all;
  Moment start = *facts.start;
  for (int number = 1; number <= kMostOccurrences; ++number) {
    std::optional<Moment> met;
    for (const auto &m : facts.met)
      if (number == 1 ? at_or_after(m, start) : m.day > start.day) {
        met = m;
        break;
      }
    all.push_back(one(rule, number, start, met, facts));
    if (!met) break;
    start = *met;
  }
  return all;
}

std::vector<Occurrence> per_period(const std::vector<const Deadline *> &versions, const Deadline &first_rule, const Facts &facts, Date today) {
  std::vector<Occurrence> all;
  const Date start = facts.start->day;
  Window w = window_of(first_rule.per, start);
  const Date until = facts.ended_on ? std::min(today, *facts.ended_on) : today;
  for (int number = 1; number <= kMostOccurrences; w = window_of(first_rule.per, w.last + 1)) {
    // The first period is told even when it lies ahead, so that somebody can see what is coming.
    if (w.first > until && (!all.empty() || facts.ended_on)) break;
    // A unit's own rhythm has no case that began under an older rule.
    const auto *rule = first_rule.of_unit ? version_at(versions, std::max(w.first, start)) : &first_rule;
    if (rule == nullptr || rule->per != first_rule.per) {
      if (w.first > today) break; // the rule is over
      continue;
    }
    Occurrence o;
    o.rule = rule;
    o.times = times_in(*rule, w, start);
    if (o.times == 0) continue;
    o.number = number++;
    o.start = {std::max(w.first, start)};
    o.days.natural = o.days.target = o.days.last = w.last;
    for (const auto &m : facts.met) {
      if (m.day < o.start.day || m.day > w.last) continue;
      if (++o.done == o.times) o.met = m;
    }
    settle(o, facts.ended_on && *facts.ended_on <= w.last ? facts.ended_on : std::nullopt);
    all.push_back(o);
  }
  return all;
}

} // namespace

std::optional<Moment> moment_from(std::string_view stored) {
  if (stored.size() > 10)
    if (const Instant at = from_iso(stored); at >= 0) return Moment{swedish_day(at), at};
  if (stored.size() < 10) return std::nullopt;
  if (const auto day = date_from_iso(stored.substr(0, 10))) return Moment{*day};
  return std::nullopt;
}

std::string to_stored(const Moment &moment) { return moment.at >= 0 ? to_iso(moment.at) : to_iso(moment.day); }

const Deadline *version_at(const std::vector<const Deadline *> &versions, Date start) {
  const auto day = to_iso(start);
  const Deadline *found = nullptr;
  for (const auto *rule : versions) {
    if (!rule->valid_from.empty() && day < rule->valid_from) continue;
    if (!rule->valid_to.empty() && day > rule->valid_to) continue;
    if (found == nullptr || found->valid_from < rule->valid_from) found = rule;
  }
  return found;
}

Reckoning reckon(const Deadline &rule, const Moment &start, const Facts &facts) {
  Reckoning r;
  if (!rule.before.empty()) {
    r.natural = r.target = r.last = facts.before ? *facts.before - 1 : start.day;
    return r;
  }
  const bool clock = rule.within.unit == Unit::hours && start.at >= 0;
  const Instant due = clock ? start.at + Instant{rule.within.count} * kSecondsPerHour : -1;
  r.natural = r.target = clock ? swedish_day(due) : natural_day(rule, start.day);
  rest(rule, start.day, facts.pauses, r);
  r.last = moves_to_weekday(rule) ? legal_last_day(r.target) : r.target;
  if (clock) r.last_at = r.target == r.natural ? due : from_swedish(r.target, swedish_minute(due));
  return r;
}

std::vector<Occurrence> occurrences(const std::vector<const Deadline *> &versions, const Facts &given, Date today) {
  if (!given.start || !given.applies) return {};
  const auto *rule = version_at(versions, given.start->day);
  // The unit's rhythm may begin before the first version: its periods ask for themselves.
  if (rule == nullptr && !versions.empty() && versions.front()->of_unit) rule = versions.front();
  if (rule == nullptr || (!rule->before.empty() && !given.before)) return {};
  Facts facts = given;
  std::sort(facts.met.begin(), facts.met.end());
  if (!rule->per.empty()) return per_period(versions, *rule, facts, today);
  return rule->repeats ? again_and_again(*rule, facts) : once(*rule, facts);
}

State state_of(Phase phase, Date start, Date last, Instant last_at, bool window, int remind, Date today, Instant now) {
  switch (phase) {
  case Phase::met_in_time: return State::met_in_time;
  case Phase::met_late: return State::met_late;
  case Phase::ended: return State::ended;
  case Phase::never_done: return State::never_done;
  case Phase::resting: return State::resting;
  case Phase::open: break;
  }
  if (start > today && last - today > remind) return State::not_started;
  if (last_at >= 0 ? now > last_at : today > last) return window ? State::missed : State::overdue;
  return last - today <= remind ? State::due_soon : State::running;
}

bool is_open(State state) {
  return state == State::not_started || state == State::running || state == State::due_soon || state == State::overdue || state == State::resting;
}

int first_reminder(const Deadline &rule) {
  int most = 0;
  for (const int days : rule.remind) most = std::max(most, days);
  return most;
}

bool reminds(const std::vector<int> &remind, Date last, Date today) { return std::find(remind.begin(), remind.end(), last - today) != remind.end(); }

Window window_of(std::string_view per, Date day) {
  if (per == "week") {
    const Date monday = day - (weekday(day) - 1);
    return {monday, monday + 6};
  }
  const int months = per == "month" ? 1 : per == "quarter" ? 3 : per == "tertial" ? 4 : per == "term" ? 6 : 12;
  const int number = (month_of(day) - 1) / months;
  const Month first = make_month(year_of(day), number * months + 1);
  return {first_day(first), last_day(first + (months - 1))};
}

int times_in(const Deadline &rule, const Window &window, Date start) {
  const int times = std::max(1, rule.times);
  if (start <= window.first) return times;
  const int whole = window.last - window.first + 1, left = window.last - start + 1;
  return left <= 0 ? 0 : (2 * times * left + whole) / (2 * whole); // the nearest whole number
}

} // namespace rt::deadlines
