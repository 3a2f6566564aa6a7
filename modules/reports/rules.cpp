// What may be shown outside the unit. Small groups can be recognised: fewer than five are hidden, and so is the part that would
// give the hidden one away by subtraction (OSL 26 kap. 1 §; the unit's own staff see the figures on the board).
#include "modules/reports/reports.hpp"
#include <algorithm>
#include <iterator>

namespace rt::reports {

namespace {

using measures::State;

bool is_figure(const Figure &figure) { return figure.state == static_cast<int>(State::figure); }
/// A figure that the unit itself has published before is no secret; nor is a nought.
bool too_few(const Figure &figure) { return is_figure(figure) && !figure.printed && figure.n > 0 && figure.n < kFewest; }

void hide(Figure &figure, std::string_view words) {
  figure.state = static_cast<int>(State::suppressed);
  figure.value = figure.numerator = figure.denominator = 0;
  figure.words = words;
  figure.flag.clear();
}

constexpr std::string_view kIds[] = {"vb", "t1", "t2", "vp"}; // by Kind

} // namespace

std::string_view id_of(Kind kind) { return kIds[static_cast<std::size_t>(kind)]; }

std::optional<Kind> kind_from(std::string_view id) {
  for (std::size_t i = 0; i < std::size(kIds); ++i)
    if (kIds[i] == id) return static_cast<Kind>(i);
  return std::nullopt;
}

std::string title_of(Kind kind, int year) {
  switch (kind) {
  case Kind::tertial1: return tr_f("Tertialrapport 1 {0}", {std::to_string(year)});
  case Kind::tertial2: return tr_f("Tertialrapport 2 {0}", {std::to_string(year)});
  case Kind::plan: return tr_f("Verksamhetsplan {0}", {std::to_string(year)});
  case Kind::year: break;
  }
  return tr_f("Årets resultat {0}", {std::to_string(year)});
}

Period period_of(Kind kind, int year) {
  if (kind == Kind::tertial1) return tertial_period(year, 1);
  if (kind == Kind::tertial2) return year_to_date(make_month(year, 8));
  return year_period(year);
}

void suppress(YearFigures &figures, std::string_view hidden_words) {
  if (too_few(figures.all)) {
    hide(figures.all, hidden_words);
    for (auto &figure : figures.sex)
      if (is_figure(figure) && figure.n > 0) hide(figure, hidden_words);
    return;
  }
  int hidden = 0;
  for (auto &figure : figures.sex)
    if (too_few(figure)) hide(figure, hidden_words), ++hidden;
  if (hidden != 1 || !is_figure(figures.all)) return;
  Figure *least = nullptr;
  for (auto &figure : figures.sex)
    if (is_figure(figure) && !figure.printed && figure.n > 0 && (least == nullptr || figure.n < least->n)) least = &figure;
  if (least != nullptr) hide(*least, hidden_words);
}

void suppress(Pattern &pattern) {
  for (auto &row : pattern.rows) {
    int hidden = 0;
    std::int64_t *least = nullptr;
    for (auto &count : row.people) {
      if (count > 0 && count < kFewest) count = -1, ++hidden;
      else if (count > 0 && (least == nullptr || count < *least)) least = &count;
    }
    if (hidden == 1 && least != nullptr) *least = -1;
    if (row.all > 0 && row.all < kFewest) row.all = -1;
  }
  const auto small = std::count_if(pattern.rows.begin(), pattern.rows.end(), [](const auto &row) { return row.all < 0; });
  if (small != 1) return;
  // The rows add up to the number of viewpoints, which is shown: one hidden row alone could be counted out.
  PatternRow *least = nullptr;
  for (auto &row : pattern.rows)
    if (row.all > 0 && (least == nullptr || row.all < least->all)) least = &row;
  if (least != nullptr) least->all = -1;
}

} // namespace rt::reports
