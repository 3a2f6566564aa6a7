#include "modules/steering/table.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/sheet/sheet.hpp"

namespace rt::steering {

int Table::column(std::initializer_list<std::string_view> names) const {
  for (const auto name : names)
    for (std::size_t i = 0; i < header.size(); ++i)
      if (header[i] == fold(name)) return static_cast<int>(i);
  return -1;
}

std::string cell(const Table::Row &row, int column) {
  if (column < 0 || static_cast<std::size_t>(column) >= row.cells.size()) return {};
  return std::string(trim(row.cells[static_cast<std::size_t>(column)]));
}

Result<Table> read_table(std::string_view bytes, std::string_view filename) {
  RT_TRY(const auto book, sheet::read(bytes, filename));
  Table table;
  if (!book.sheets.empty()) {
    int number = 0;
    for (const auto &row : book.sheets.front().rows) {
      ++number;
      std::vector<std::string> cells;
      bool empty = true;
      for (const auto &c : row) {
        cells.push_back(c.text);
        empty = empty && trim(c.text).empty();
      }
      if (empty) continue;
      if (table.header.empty())
        for (const auto &c : cells) table.header.push_back(fold(c));
      else table.rows.push_back({number, std::move(cells)});
    }
  }
  if (table.rows.empty())
    return fail(ProblemKind::invalid, std::string(tr("Filen har inga rader. Den första raden ska vara rubriker och resten innehåll.")));
  return table;
}

Result<void> need(const Table &table, std::initializer_list<std::string_view> columns) {
  for (const auto name : columns)
    if (!table.has({name}))
      return fail(ProblemKind::invalid, tr_f("Kolumnen {0} saknas. Filens kolumner är: {1}.", {name, join(table.header, ", ")}));
  return {};
}

std::string source_of(std::string_view filename, int row) {
  const auto slash = filename.find_last_of("/\\");
  return tr_f("{0} rad {1}", {slash == std::string_view::npos ? filename : filename.substr(slash + 1), std::to_string(row)});
}

} // namespace rt::steering
