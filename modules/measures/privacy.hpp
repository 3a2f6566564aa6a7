#pragma once
// What may be shown outside the unit. A figure about one to four people is hidden (26 kap. 1 § OSL: a person must not be
// recognised), and so is every further figure from which it could be worked out: by subtraction from a total, across
// teams, sexes and periods. Pure: no clock, no SQL.
//
// A hidden figure is safe when another table agrees with everything that is shown and yet has another number there. The
// rules look for such tables themselves: a closed way of +1 and −1 through hidden cells that no shown sum can feel.
#include "modules/measures/measures.hpp"
#include <vector>

namespace rt::measures::privacy {

/// Fewer people than this are hidden. Nought is shown: it is about nobody.
inline constexpr double kFewest = 5;
/// So many numbers must be possible for what is hidden, for a reader who knows everything that is shown.
inline constexpr double kPossible = 3;

/// How much stands behind a figure. Of a count or mean: the people. Of a share, when it goes where anybody may read it:
/// those who have what is asked for, and in `rest` those who lack it; either group alone may be recognised.
struct Cell {
  double count = 0, rest = 0;
  bool published = true; ///< false: nobody is shown it (the months behind a year), so it hides at no cost
  bool fixed = false;    ///< known already, from print: cannot be hidden and is nobody's secret
  bool hidden = false;   ///< out: what protect() decided
};
/// cells[total] is the sum of cells[parts]; a rolling year is the total of its twelve months.
struct Relation {
  std::size_t total = 0;
  std::vector<std::size_t> parts;
};

/// Hides what is small and what would give it away. What is hidden already stays hidden.
void protect(std::vector<Cell> &cells, const std::vector<Relation> &relations);

/// A table of places (teams, units) by periods, each figure whole and by sex. With `place_total` the first place is the
/// sum of the others, with `period_total` the first period is.
struct Table {
  std::vector<std::vector<BySex>> figures; ///< [place][period]
  bool place_total = false, period_total = false;
  bool anybody = false; ///< read by anybody: shares are judged by both their groups
};
/// Sets State::suppressed and takes the numbers away. Printed figures stay: they are public since before.
void protect(Table &table);

} // namespace rt::measures::privacy
