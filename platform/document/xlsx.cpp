// All tables of the document as sheets, then its data sheets.
#include "platform/core/text.hpp"
#include "platform/document/parts.hpp"
#include "platform/i18n/i18n.hpp"

namespace rt::document {

namespace {

using OutCell = std::variant<std::monostate, std::string, double, std::int64_t>;

sheet::OutSheet sheet_of(const Table &table, const std::string &fallback) {
  sheet::OutSheet out;
  out.name = table.caption.empty() ? fallback : table.caption;
  out.title = table.caption;
  out.header = table.header;
  for (const auto &row : table.rows) {
    auto &cells = out.rows.emplace_back();
    for (std::size_t c = 0; c < row.size(); ++c) {
      const bool numeric = c < table.numeric.size() && table.numeric[c];
      const auto value = numeric ? parse_number(row[c]) : std::nullopt;
      cells.push_back(value ? OutCell(*value) : OutCell(row[c])); // "saknas" stays a word
    }
  }
  return out;
}

sheet::OutSheet sheet_of(const chart::Chart &chart) {
  Table table = table_of(chart);
  for (std::size_t c = 1; c < table.header.size(); ++c)
    if (!chart.unit.empty()) table.header[c] += " (" + chart.unit + ")";
  sheet::OutSheet out = sheet_of(table, chart.title);
  for (std::size_t r = 0; r < out.rows.size(); ++r)
    for (std::size_t s = 0; s < chart.series.size() && s + 1 < out.rows[r].size(); ++s)
      if (r < chart.series[s].points.size())
        if (const auto &value = chart.series[s].points[r].value) out.rows[r][s + 1] = *value; // the figure, not its rounded words
  return out;
}

} // namespace

std::string to_xlsx(const Document &document) {
  std::vector<sheet::OutSheet> sheets;
  const std::string fallback(tr("Tabell"));
  for (const auto &block : document.blocks) {
    if (const auto *table = std::get_if<Table>(&block)) sheets.push_back(sheet_of(*table, fallback));
    if (const auto *figure = std::get_if<Figure>(&block)) sheets.push_back(sheet_of(figure->chart));
  }
  sheets.insert(sheets.end(), document.sheets.begin(), document.sheets.end());
  return sheet::write_xlsx(sheets, document.author);
}

} // namespace rt::document
