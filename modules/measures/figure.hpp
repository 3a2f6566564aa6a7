#pragma once
// A figure as it is shown. Pages, reports, the API and the command line take its words and its numbers from here and make none of
// their own: that is why they say the same, byte for byte. Other modules get it with measures.hpp, whose end includes it.
#include "modules/measures/measures.hpp"
#include "platform/chart/chart.hpp"
#include <utility>

namespace rt::measures {

std::string_view id_of(State state); ///< "figure" "missing" "not_comparable" "removed" "not_yet" "suppressed"
std::string_view id_of(Kind kind);   ///< "count" "share" …, as a measure is written

/// Approved reports keep it whole: what it holds is said again word for word years later.
struct Figure {
  State state = State::not_yet;
  double value = 0, numerator = 0, denominator = 0;
  std::int64_t n = 0;   ///< records behind it
  bool printed = false; ///< imported or typed: there is no numerator
  std::string words;    ///< "91 %", "saknas": what a person reads
  std::string flag;     ///< what it contradicts, in a sentence; "" else
};
Figure figure_of(const Definition &definition, const Value &value);
/// For a reader outside the unit: the numbers are gone, and it says so.
void hide(Figure &figure);
/// "61 av 88" for a share or mean that is counted; "" for what is not put together so.
std::string of_words(const Definition &definition, const Value &value);
/// A numerator, a denominator or what a record adds to one: whole people without decimals.
std::string amount(const Definition &definition, double value);
/// In a picture: the same words at the point and in the table under it.
chart::Point point_of(const Figure &figure, std::string label);

/// What another unit has brought or written for itself is not explained here, however its address was found.
inline bool hidden_from(const Definition &definition, std::int64_t unit) { return definition.own_of != 0 && definition.own_of != unit; }

// ---- figures as data: the API and the command line ----

struct Asking {
  std::vector<const Definition *> measures;
  Where where;
  Level level = Level::unit; ///< what the unit belongs to: then figures are of all its units
  std::vector<Period> periods;
  std::string split = {}; ///< "", "sex", "team", "age_group" or a field with choices
  /// Sexes stand in a column of their own; every other split names its part.
  bool by_part() const { return !split.empty() && split != "sex"; }
};
struct Row {
  const Definition *measure = nullptr;
  Period period;
  std::optional<Sex> sex; ///< none = all
  std::string part;       ///< a team, an age group, a choice; "" = the whole
  Figure figure;
};
/// The ways a measure may be divided, each with its word.
std::vector<std::pair<std::string, std::string>> splits_of(const Definition &definition);
/// The whole first, then its parts, period by period. A split that none of the measures has is refused in words.
Result<std::vector<Row>> rows_of(const Measures &measures, const Asking &asking);
std::vector<std::string> keys_of(const Asking &asking); ///< "measure", "title", "period", "sex" … "shown", "note"
std::vector<db::Value> cells_of(const Asking &asking, const Row &row);

} // namespace rt::measures
