// What may be shown outside the unit (measures::privacy); the unit's own staff see the figures on the board.
#include "modules/reports/reports.hpp"
#include <iterator>

namespace rt::reports {

namespace privacy = measures::privacy;

namespace {

using measures::State;

bool is_figure(const Figure &figure) { return figure.state == State::figure; }

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

void suppress(YearFigures &figures) {
  std::vector<Figure *> shown = {&figures.all};
  for (auto &figure : figures.sex) shown.push_back(&figure);
  std::vector<privacy::Cell> cells;
  privacy::Relation whole{0, {}};
  for (std::size_t i = 0; i < shown.size(); ++i) {
    privacy::Cell cell;
    // A figure that the unit itself has published before is no secret.
    cell.fixed = shown[i]->printed || !is_figure(*shown[i]);
    cell.count = is_figure(*shown[i]) ? static_cast<double>(shown[i]->n) : 0;
    cells.push_back(cell);
    if (i > 0 && is_figure(*shown[i])) whole.parts.push_back(i);
  }
  privacy::protect(cells, is_figure(figures.all) && !whole.parts.empty() ? std::vector{whole} : std::vector<privacy::Relation>{});
  for (std::size_t i = 0; i < shown.size(); ++i)
    if (cells[i].hidden) measures::hide(*shown[i]);
}

void suppress(Pattern &pattern) {
  // Rows by the whole and each sex. The sums of the columns are said elsewhere in the report: they are known.
  constexpr std::size_t kColumns = 1 + organisation::kSexes;
  std::vector<privacy::Cell> cells;
  std::vector<privacy::Relation> relations;
  const auto count_of = [](const PatternRow &row, std::size_t column) { return column == 0 ? row.all : row.people[column - 1]; };
  for (const auto &row : pattern.rows) {
    const auto whole = cells.size();
    privacy::Relation sexes{whole, {}};
    for (std::size_t c = 1; c < kColumns; ++c) sexes.parts.push_back(whole + c);
    relations.push_back(std::move(sexes));
    for (std::size_t c = 0; c < kColumns; ++c) cells.push_back({static_cast<double>(count_of(row, c))});
  }
  for (std::size_t c = 0; c < kColumns; ++c) {
    privacy::Relation column{cells.size(), {}};
    for (std::size_t r = 0; r < pattern.rows.size(); ++r) column.parts.push_back(r * kColumns + c);
    relations.push_back(std::move(column));
    cells.push_back({0, 0, true});
  }
  privacy::protect(cells, relations);
  for (std::size_t r = 0; r < pattern.rows.size(); ++r)
    for (std::size_t c = 0; c < kColumns; ++c)
      if (cells[r * kColumns + c].hidden) (c == 0 ? pattern.rows[r].all : pattern.rows[r].people[c - 1]) = -1;
}

} // namespace rt::reports
