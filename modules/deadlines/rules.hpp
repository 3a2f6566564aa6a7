#pragma once
// The pure rules of a date that must be kept: no clock, no database. From a rule and the facts of one record follow its
// occurrences, each with the day that the rule gives, the last day of the law, and what has become of it.
#include "modules/definitions/definitions.hpp"
#include "platform/calendar/date.hpp"
#include "platform/core/clock.hpp"
#include <optional>
#include <string>
#include <vector>

namespace rt::deadlines {

using definitions::Deadline;

/// A day and, where the record knows it, the moment of that day (a field of type datetime).
struct Moment {
  Date day;
  Instant at = -1; ///< -1 = only the day is known
  auto operator<=>(const Moment &) const = default;
};
/// "2019-03-22" or "2019-03-22T10:00:00Z" as records keep them.
std::optional<Moment> moment_from(std::string_view stored);
std::string to_stored(const Moment &moment);

/// Days that do not count: from the first, up to but not including the day when the time runs again.
struct Pause {
  Date from;
  std::optional<Date> to; ///< empty = it still rests
};

/// What a record says about one of its rules.
struct Facts {
  std::optional<Moment> start;
  std::optional<Date> before; ///< the day that it must be done before
  std::vector<Moment> met;    ///< every time that it was done
  bool early_counts = false;  ///< what was done before the start counts: it is a field of the same record
  std::vector<Pause> pauses;
  std::optional<Date> extended_to; ///< by a decision with a reason
  bool applies = true;             ///< `when`
  std::optional<Date> ended_on;    ///< `until` holds since that day
};

/// How one last day was arrived at. The explanation tells it step by step.
struct Reckoning {
  Date natural;                    ///< the rule alone
  int paused_days = 0;             ///< that did not count
  bool resting = false;            ///< the time has stopped and nobody knows yet when it runs again
  int left = 0;                    ///< days that remained when it stopped
  std::optional<Date> extended_to; ///< the decision that counts
  Date target;                     ///< with pauses and extension, not moved
  Date last;                       ///< the last day of the law
  Instant last_at = -1;            ///< for hours: the moment
};

/// What is kept. Only time decides the rest (State).
/// ended: no longer asked for. never_done: its last day was past when the rule ceased to ask.
enum class Phase { open = 0, met_in_time = 1, met_late = 2, resting = 3, ended = 4, never_done = 5 };

struct Occurrence {
  int number = 1;                 ///< of a rule that comes again
  const Deadline *rule = nullptr; ///< the version it began under
  Moment start;
  Reckoning days;
  std::optional<Moment> met;
  int times = 1, done = 0; ///< of a rule per period
  Phase phase = Phase::open;
};

/// The versions of one rule and a record's facts give its occurrences in order of time. `today` matters only for rules
/// per period: of those to come only the first, and only when none has begun.
std::vector<Occurrence> occurrences(const std::vector<const Deadline *> &versions, const Facts &facts, Date today);
/// The version in force that day, or null: old cases keep the rule they began under.
const Deadline *version_at(const std::vector<const Deadline *> &versions, Date start);
Reckoning reckon(const Deadline &rule, const Moment &start, const Facts &facts);

enum class State { not_started, running, due_soon, overdue, missed, resting, met_in_time, met_late, ended, never_done };
/// `window` = of a rule per period, which cannot be met when the period is over.
State state_of(Phase phase, Date start, Date last, Instant last_at, bool window, int remind, Date today, Instant now);
std::string_view title_of(State state);
bool is_open(State state);
/// The first reminder, in days before the last day; 0 = only on the day.
int first_reminder(const Deadline &rule);
/// Is today a day of reminder? `remind` is the rule's list.
bool reminds(const std::vector<int> &remind, Date last, Date today);

/// The run of days that a rule per period counts within. Terms: January-June and July-December.
struct Window {
  Date first, last;
};
Window window_of(std::string_view per, Date day);
/// What a period that was under way at the start asks for: its share of the times, to the nearest
/// whole number, which may be none.
int times_in(const Deadline &rule, const Window &window, Date start);

/// "inom 14 dagar", "var sjätte vecka", "2 gånger per termin".
std::string rule_words(const Deadline &rule);

/// What the explanation needs beside the dates: how the fields are called, who decided.
struct Telling {
  std::string start_title;               ///< "Inkom"
  std::string before_title;              ///< "Placeringen börjar"
  std::string extended_by, extended_why; ///< of the decision, when known
  std::vector<Pause> pauses;
};
/// "Varför detta datum?", one finished sentence per step.
std::vector<std::string> explain(const Occurrence &occurrence, const Telling &telling);

} // namespace rt::deadlines
