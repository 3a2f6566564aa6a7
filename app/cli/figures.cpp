// measure, explain, rebuild
#include "app/cli/cli.hpp"
#include "app/cli/unit.hpp"
#include "platform/core/text.hpp"
#include <iostream>
#include <map>

namespace rt::cli {
namespace {

Format format_of(const std::string &name) { return name == "json" ? Format::json : name == "csv" ? Format::csv : Format::table; }

std::string sex_id(int code) { return code < 0 ? std::string("all") : std::string(organisation::id_of(static_cast<organisation::Sex>(code))); }

/// The measures' own rows under headings in the reader's language.
Table figure_table(const measures::Asking &asking, const std::vector<measures::Row> &rows) {
  const std::map<std::string_view, std::string_view> words{
      {"measure", tr("mått")}, {"title", tr("namn")},  {"period", tr("period")},     {"sex", tr("kön")},
      {"part", tr("del")},     {"value", tr("värde")}, {"numerator", tr("täljare")}, {"denominator", tr("nämnare")},
      {"n", tr("n")},          {"state", tr("läge")},  {"shown", tr("visas")},       {"note", tr("anmärkning")}};
  Table table;
  table.keys = measures::keys_of(asking);
  for (const auto &key : table.keys) table.headings.emplace_back(words.at(key));
  for (const auto &row : rows) table.rows.push_back(measures::cells_of(asking, row));
  return table;
}

} // namespace

int measure(const Common &common, const Figure &figure) {
  auto opened = open_unit(common, figure.team);
  if (!opened) return complain(opened.error());
  const auto period = period_from_text(figure.period);
  if (!period)
    return complain({ProblemKind::invalid, std::string(tr("Skriv perioden som 2018, 2018-T1, 2018-03, R12-2018-03 eller YTD-2019-03.")), {}});
  const auto &engine = *opened->app->measures;
  measures::Asking asking{
      {}, {opened->unit, opened->team}, measures::level_from(figure.level).value_or(measures::Level::unit), {*period}, figure.split};
  if (figure.measure.empty()) asking.measures = engine.definitions_of(opened->unit, opened->app->organisation->packs(opened->unit));
  else if (const auto *one = engine.find(figure.measure); one != nullptr && !measures::hidden_from(*one, opened->unit)) asking.measures = {one};
  if (asking.measures.empty()) return complain({ProblemKind::not_found, tr_f("Det finns inget mått som heter {0}.", {figure.measure}), {}});
  const auto rows = measures::rows_of(engine, asking);
  if (!rows) return complain(Problem{rows.error().kind, rows.error().message, {}});
  print(figure_table(asking, *rows), format_of(figure.format));
  return 0;
}

int explain(const Common &common, const Figure &figure) {
  auto opened = open_unit(common, figure.team);
  if (!opened) return complain(opened.error());
  const auto period = period_from_text(figure.period);
  if (!period)
    return complain({ProblemKind::invalid, std::string(tr("Skriv perioden som 2018, 2018-T1, 2018-03, R12-2018-03 eller YTD-2019-03.")), {}});
  const auto lineage =
      opened->app->measures->lineage(access::system_actor(opened->unit), figure.measure, {opened->unit, opened->team}, *period, std::nullopt);
  if (!lineage) return complain(lineage.error());
  Table table;
  table.keys = {"register", "record", "date", "sex", "numerator", "denominator", "words"};
  for (std::string_view heading : {tr("register"), tr("post"), tr("datum"), tr("kön"), tr("täljare"), tr("nämnare"), tr("beskrivning")})
    table.headings.emplace_back(heading);
  double numerator = lineage->hidden_numerator, denominator = lineage->hidden_denominator;
  for (const auto &row : lineage->rows) {
    table.rows.push_back({row.register_id, row.record, row.date, sex_id(static_cast<int>(row.sex)), row.numerator, row.denominator, row.words});
    numerator += row.numerator;
    denominator += row.denominator;
  }
  print(table, format_of(figure.format));
  if (figure.format == "table")
    std::cout << tr_f("Summa: täljare {0}, nämnare {1}, {2} poster, {3} dolda",
                      {number(numerator), number(denominator), std::to_string(lineage->rows.size()), std::to_string(lineage->hidden)})
              << '\n';
  return 0;
}

int rebuild(Common common, bool check, const std::string &today) {
  if (!today.empty()) {
    const auto day = date_from_iso(today);
    if (!day) return complain({ProblemKind::invalid, std::string(tr("Skriv dagen som 2019-03-22.")), {}});
    common.setup.clock_offset = offset_to(*day);
  }
  auto opened = app::App::open(common.setup, false);
  if (!opened) return complain(opened.error());
  app::App &app = **opened;
  auto connection = app.pool().write();
  if (!check) {
    app.measures->rebuild(*connection);
    app.deadlines->rebuild(*connection);
    std::cout << tr("Alla siffror och tidsgränser är omräknade från posterna.") << '\n';
    return 0;
  }
  Table table;
  table.keys = {"measure", "where", "stored", "fresh"};
  for (std::string_view heading : {tr("mått"), tr("var"), tr("lagrat"), tr("omräknat")}) table.headings.emplace_back(heading);
  for (const auto &difference : app.measures->check(*connection))
    table.rows.push_back({difference.measure, difference.where, difference.stored, difference.fresh});
  for (const auto &difference : app.deadlines->check(*connection))
    table.rows.push_back({std::string(tr("tidsgräns")), difference.where, difference.kept, difference.fresh});
  if (common.json || !table.rows.empty()) print(table, common.json ? Format::json : Format::table);
  if (table.rows.empty() && !common.json) std::cout << tr("Alla siffror och tidsgränser stämmer med posterna.") << '\n';
  return table.rows.empty() ? 0 : 5;
}

} // namespace rt::cli
