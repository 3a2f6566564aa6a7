// What may be shown outside the unit. Small groups can be recognised: fewer than five are hidden, and so is the part that would
// give the hidden one away by subtraction (OSL 26 kap. 1 §; the unit's own staff see the figures on the board).
#include "modules/reports/reports.hpp"
#include <algorithm>

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

} // namespace

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
