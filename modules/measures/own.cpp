// A unit's own measures: figures that come in a file of its own and that no pack computes. They are measures like the
// others, so that a goal may point at them and the board, the report and the command line show them the same way.
#include "modules/measures/impl.hpp"
#include "platform/core/text.hpp"

namespace rt::measures {
namespace {

/// "Andel nöjda, flickor %" → "andel_nojda_flickor"
std::string slug(std::string_view words) {
  std::string id;
  std::string plain = fold(words);
  for (const auto &[from, to] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"å", "a"}, {"ä", "a"}, {"ö", "o"}, {"é", "e"}, {"ü", "u"}})
    plain = replace_all(std::move(plain), from, to);
  for (const char c : plain) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) id += c;
    else if (!id.empty() && id.back() != '_') id += '_';
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  return id.substr(0, 60);
}

Definition definition_of(std::string id, std::int64_t unit, std::string printed, const std::string &title, bool percent) {
  Definition d;
  d.id = std::move(id);
  d.own_of = unit;
  d.title = {title, title};
  d.kind = Kind::manual;
  d.unit = percent ? "percent" : "count";
  d.better = Better::higher;
  d.source = "import";
  d.reads = {"Läses in ur enhetens egen fil och räknas inte ur poster.", "Imported from the unit's own file, not computed from records."};
  d.printed = {std::move(printed)};
  return d;
}

} // namespace

void Measures::Impl::load_own(db::Connection &c) {
  std::vector<Definition> found;
  if (c.has_table("measure_own"))
    c.query("SELECT id, unit_id, printed, title, percent FROM measure_own ORDER BY unit_id, title", {},
            [&](const db::Row &row) { found.push_back(definition_of(row.str(0), row.integer(1), row.str(2), row.str(3), row.flag(4))); });
  const std::unique_lock lock(own_mutex);
  std::vector<Definition> all = definitions;
  for (auto &definition : found) {
    if (own_by_id.find(definition.id) == own_by_id.end()) {
      plan::Compiled &compiled = own.emplace_back();
      compiled.definition = definition;
      own_by_id[definition.id] = &compiled;
    }
    all.push_back(std::move(definition));
  }
  generations.push_back(std::move(all));
}

const plan::Compiled *Measures::Impl::own_measure(std::string_view id) const {
  const std::shared_lock lock(own_mutex);
  const auto found = own_by_id.find(id);
  return found == own_by_id.end() ? nullptr : found->second;
}

std::string Measures::add_own(db::Connection &connection, std::int64_t unit, std::string_view printed, std::string_view title, bool percent) {
  if (const auto known = connection.scalar("SELECT id FROM measure_own WHERE unit_id = ? AND printed = ?", {unit, std::string(printed)});
      std::holds_alternative<std::string>(known))
    return std::get<std::string>(known);
  const std::string base = "egen_" + slug(printed);
  std::string id = base;
  for (int n = 2; impl_->latest(id) != nullptr || connection.exists("SELECT 1 FROM measure_own WHERE id = ?", {id}); ++n)
    id = base + "_" + std::to_string(n);
  connection.exec("INSERT INTO measure_own (id, unit_id, printed, title, percent) VALUES (?, ?, ?, ?, ?)",
                  {id, unit, std::string(printed), std::string(title), std::int64_t{percent}});
  impl_->load_own(connection);
  return id;
}

} // namespace rt::measures
