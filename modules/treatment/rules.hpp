#pragma once
// The arithmetic of session ratings and the next step of a contact. Pure: no clock, no SQL. Scores are whole tenths
// (63 = 6,3), so that 24,9 and 25,0 never meet in a rounding.
#include "modules/definitions/definitions.hpp"
#include "platform/calendar/date.hpp"
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace rt::treatment {

using Tenths = int;
inline constexpr int kScales = 4;
using Scores = std::array<Tenths, kScales>;

Tenths total(const Scores &scores);
/// Older records have the sum only: the scales become a quarter each, the odd tenths on the first ones, so that the sum holds.
Scores scores_from_total(Tenths sum);
/// The scale or scales rated lowest: what to talk about first. All four equal = nothing stands out, empty.
std::vector<int> lowest_scales(const Scores &scores);

/// An instrument's parameters in tenths; parameters, never facts (reference: cut-offs and reliable change differ by source).
struct Parameters {
  Tenths cutoff = 250;
  Tenths alert_below = 0; ///< 0 = the instrument gives no alert
  Tenths alert_drop = 0;
  Tenths reliable_change = 50;
  Tenths smallest_rise = 1;
};
/// `age` at the episode's start: a birthday does not move a series from one cut-off to another.
Parameters parameters(const definitions::Instrument &instrument, std::optional<int> age);

struct Alert {
  bool below = false; ///< under the limit
  Tenths dropped = 0; ///< how much below the session before, when that is enough to ask about
  explicit operator bool() const { return below || dropped > 0; }
};
Alert alert(Tenths sum, std::optional<Tenths> before, const Parameters &parameters);

/// Last above first, same rater, by at least the smallest rise that counts.
bool positive_change(Tenths first, Tenths last, const Parameters &parameters);
enum class Zone { none, better, same, worse }; ///< none: one rating says nothing about change
Zone zone(const std::vector<Tenths> &sums, const Parameters &parameters);
/// Under the cut-off at the ending: the need is presumed to go on, so referral or the reason against must be written.
bool referral_question(std::optional<Tenths> last_ors, const Parameters &parameters);

/// Frågor till dig: three answers 1-4 (the form's own scores), 3-12.
int safety_sum(const std::array<int, 3> &answers);
/// Low is safer unless the instrument is set the other way.
bool safer(int start, int end, bool low_is_safer = true);

/// How SRS turned out at the session after a viewpoint; codes of viewpoint.next_srs.
enum class NextSrs { up = 1, same = 2, down = 3 };
NextSrs next_srs(Tenths then, Tenths next);

// ---- what a contact waits for ----
/// Stored in the case line; the numbers never change.
enum class Step {
  none = 0,
  first_session = 1, ///< arrived, nothing booked
  session = 2,       ///< next booked session; when its day is past it is neither held nor cancelled
  missing_srs = 4,   ///< held without SRS
  review = 5,        ///< case review, every sixth week
  book_next = 6,     ///< under treatment, nothing booked
  ending = 7,        ///< the agreed number of talks is used up
};
struct Habits { ///< of a team
  bool uses_ors = true, uses_srs = true;
  int sessions_planned = 0; ///< "samtal 5 av 5"; 0 = no number agreed
  int review_days = 42;     ///< "ungefär var sjätte vecka"
  int first_session_days = 7;
  int book_next_days = 14;
};
struct CaseFacts {
  bool open = true;
  bool in_treatment = false;
  std::string received = {}, started = {};
  std::string next_booked = {}; ///< earliest booked session's date
  std::string last_held = {};
  int held = 0; ///< sessions held
  std::string last_srs_on = {}, last_ors_on = {};
  std::string last_review = {};
};
struct NextStep {
  Step what = Step::none;
  std::string on; ///< ISO; kNoDate when nothing waits
};
inline constexpr const char *kNoDate = "9999-12-31";
NextStep next_step(const CaseFacts &facts, const Habits &habits);
/// When the next case review is due: six weeks after the last, else after the start (or the arrival).
std::string review_due(const CaseFacts &facts, const Habits &habits);
bool srs_missing(const CaseFacts &facts, const Habits &habits);

} // namespace rt::treatment
