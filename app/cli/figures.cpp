// measure, explain, rebuild
#include "app/cli/cli.hpp"
#include "app/cli/unit.hpp"
#include <iostream>

namespace rt::cli {
namespace {

Format format_of(const std::string &name) { return name == "json" ? Format::json : name == "csv" ? Format::csv : Format::table; }

std::string sex_id(int code) { return code < 0 ? std::string("all") : std::string(organisation::id_of(static_cast<organisation::Sex>(code))); }

std::string_view state_words(measures::State state) {
  switch (state) {
  case measures::State::figure: return "";
  case measures::State::missing: return tr("saknas");
  case measures::State::not_comparable: return tr("ej jämförbart");
  case measures::State::removed: return tr("borttagen");
  case measures::State::suppressed: return tr("undertryckt");
  case measures::State::not_yet: return tr("inga poster");
  }
  return "";
}

std::vector<db::Value> figure_row(const measures::Definition &definition, const std::string &period, int sex, const measures::Value &value) {
  const bool known = value.state == measures::State::figure;
  return {definition.id,
          definition.title.str(),
          period,
          sex_id(sex),
          known ? db::Value{value.value} : db::Value{db::Null{}},
          value.printed ? db::Value{db::Null{}} : db::Value{value.numerator},
          value.printed ? db::Value{db::Null{}} : db::Value{value.denominator},
          value.n,
          measures::show(definition, value),
          value.flag.empty() ? std::string(state_words(value.state)) : value.flag};
}

} // namespace

int measure(const Common &common, const Figure &figure) {
  auto opened = open_unit(common, figure.team);
  if (!opened) return complain(opened.error());
  const auto period = period_from_text(figure.period);
  if (!period)
    return complain({ProblemKind::invalid, std::string(tr("Skriv perioden som 2018, 2018-T1, 2018-03, R12-2018-03 eller YTD-2019-03.")), {}});
  Table table;
  table.keys = {"measure", "title", "period", "sex", "value", "numerator", "denominator", "n", "shown", "note"};
  for (std::string_view heading :
       {tr("mått"), tr("namn"), tr("period"), tr("kön"), tr("värde"), tr("täljare"), tr("nämnare"), tr("n"), tr("visas"), tr("anmärkning")})
    table.headings.emplace_back(heading);
  std::vector<std::string> ids;
  for (const auto &definition : opened->app->measures->definitions())
    if (figure.measure.empty() || definition.id == figure.measure) ids.push_back(definition.id);
  if (ids.empty()) return complain({ProblemKind::not_found, tr_f("Det finns inget mått som heter {0}.", {figure.measure}), {}});
  const auto values = opened->app->measures->values(ids, {opened->unit, opened->team}, {*period});
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto &definition = *opened->app->measures->find(ids[i]);
    const auto &value = values[i][0];
    table.rows.push_back(figure_row(definition, figure.period, -1, value.all));
    if (figure.split != "sex") continue;
    for (int sex : {1, 2, 3, 0})
      if (value.sex[sex].n > 0 || value.sex[sex].printed) table.rows.push_back(figure_row(definition, figure.period, sex, value.sex[sex]));
  }
  print(table, format_of(figure.format));
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

int rebuild(const Common &common, bool check) {
  auto opened = app::App::open(common.setup, false);
  if (!opened) return complain(opened.error());
  app::App &app = **opened;
  auto connection = app.pool().write();
  if (!check) {
    db::Transaction tx(*connection);
    app.measures->rebuild(*connection);
    app.deadlines->rebuild(*connection);
    tx.commit();
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
