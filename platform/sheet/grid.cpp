#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/sheet/parts.hpp"

namespace rt::sheet::detail {

namespace {
constexpr std::size_t kMostCells = 4'000'000; // 200 000 rows of 20 columns; a bomb of nearly empty wide rows stops here
}

bool Grid::put(std::size_t row, std::size_t column, Cell cell) {
  if (cell.kind == CellKind::empty) return true;
  if (row >= limits_.rows) return problem_ = too_many_rows(limits_), false;
  if (column >= limits_.columns) return problem_ = too_many_columns(limits_), false;
  if (rows_.size() <= row) {
    cells_ += (row + 1 - rows_.size()) / 2;
    rows_.resize(row + 1);
  }
  auto &cells = rows_[row];
  if (cells.size() <= column) {
    cells_ += column + 1 - cells.size();
    if (cells_ > kMostCells) return problem_ = too_much(), false;
    cells.resize(column + 1);
  }
  bytes_ += cell.text.size();
  if (bytes_ > limits_.unpacked) return problem_ = too_much(), false;
  if (!is_utf8(cell.text)) cell.text = decode(cell.text).text;
  cells[column] = std::move(cell);
  return true;
}

Problem too_many_rows(const Limits &limits) {
  return {ProblemKind::too_large,
          tr_f("Bladet har fler än {0} rader. Dela upp det i flera filer och läs in dem en i taget.", {number(static_cast<double>(limits.rows))}),
          {}};
}
Problem too_many_columns(const Limits &limits) {
  return {ProblemKind::too_large,
          tr_f("Bladet har fler än {0} kolumner. Ta bort de kolumner som inte ska läsas in.", {number(static_cast<double>(limits.columns))}),
          {}};
}
Problem too_much() { return {ProblemKind::too_large, std::string(tr("Filen blir för stor när den packas upp. Dela upp den i mindre filer.")), {}}; }
Problem unreadable() {
  return {ProblemKind::invalid,
          std::string(tr(
              "Filen går inte att läsa, den verkar vara trasig. Öppna den i Excel eller LibreOffice, spara den igen som .xlsx och försök på nytt.")),
          {}};
}

} // namespace rt::sheet::detail
