// measure, explain, rebuild
#include "app/cli/cli.hpp"
#include "app/cli/unit.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
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

/// Sexes stand in a column of their own; every other split names its part.
bool by_part(const Figure &asked) { return !asked.split.empty() && asked.split != "sex"; }

/// One line of the answer; `part` is a team, an age group or a choice.
std::vector<db::Value> figure_row(const Figure &asked, const measures::Definition &definition, int sex, const measures::Value &value,
                                  const std::string &part = {}) {
  const bool known = value.state == measures::State::figure;
  std::vector<db::Value> row{definition.id, definition.title.str(), asked.period, sex_id(sex)};
  if (by_part(asked)) row.emplace_back(part);
  row.emplace_back(known ? db::Value{value.value} : db::Value{db::Null{}});
  row.emplace_back(value.printed ? db::Value{db::Null{}} : db::Value{value.numerator});
  row.emplace_back(value.printed ? db::Value{db::Null{}} : db::Value{value.denominator});
  row.emplace_back(value.n);
  row.emplace_back(measures::show(definition, value));
  row.emplace_back(value.flag.empty() ? std::string(state_words(value.state)) : value.flag);
  return row;
}

Table figure_table(const Figure &asked) {
  Table table;
  table.keys = {"measure", "title", "period", "sex", "value", "numerator", "denominator", "n", "shown", "note"};
  for (std::string_view heading :
       {tr("mått"), tr("namn"), tr("period"), tr("kön"), tr("värde"), tr("täljare"), tr("nämnare"), tr("n"), tr("visas"), tr("anmärkning")})
    table.headings.emplace_back(heading);
  if (!by_part(asked)) return table;
  table.keys.insert(table.keys.begin() + 4, "part");
  table.headings.insert(table.headings.begin() + 4, std::string(tr("del")));
  return table;
}

/// The ways a measure may be divided, each with its word.
std::vector<std::pair<std::string, std::string>> splits_of(const measures::Definition &d) {
  std::vector<std::pair<std::string, std::string>> all;
  if (d.by_sex) all.emplace_back("sex", tr("kön"));
  if (d.base.empty()) return all; // typed, or made of other measures
  if (d.team.empty()) all.emplace_back("team", lower(tr("Verksamhet")));
  for (const auto &split : d.splits) all.emplace_back(split.id, lower(split.title.str()));
  return all;
}
bool may_split(const measures::Definition &d, std::string_view by) {
  const auto all = splits_of(d);
  return std::any_of(all.begin(), all.end(), [&](const auto &one) { return one.first == by; });
}

/// No, in words, and what can be asked for instead.
Problem cannot_split(const Figure &asked, const measures::Definition *one) {
  if (one == nullptr) return {ProblemKind::invalid, tr_f("Inget av enhetens mått går att dela på {0}.", {asked.split}), {}};
  std::vector<std::string> words;
  for (const auto &[id, title] : splits_of(*one)) words.push_back(id + " (" + title + ")");
  return {ProblemKind::invalid,
          words.empty() ? tr_f("{0} går inte att dela.", {one->title.str()})
                        : tr_f("{0} går inte att dela på {1}. Det går att dela på {2}.", {one->title.str(), asked.split, join(words, ", ")}),
          {}};
}

} // namespace

int measure(const Common &common, const Figure &figure) {
  auto opened = open_unit(common, figure.team);
  if (!opened) return complain(opened.error());
  const auto period = period_from_text(figure.period);
  if (!period)
    return complain({ProblemKind::invalid, std::string(tr("Skriv perioden som 2018, 2018-T1, 2018-03, R12-2018-03 eller YTD-2019-03.")), {}});
  const auto &engine = *opened->app->measures;
  std::vector<const measures::Definition *> asked;
  if (figure.measure.empty()) asked = engine.definitions_of(opened->unit, opened->app->organisation->packs(opened->unit));
  else if (const auto *one = engine.find(figure.measure)) asked = {one};
  if (asked.empty()) return complain({ProblemKind::not_found, tr_f("Det finns inget mått som heter {0}.", {figure.measure}), {}});
  if (!figure.split.empty() && std::none_of(asked.begin(), asked.end(), [&](const auto *d) { return may_split(*d, figure.split); }))
    return complain(cannot_split(figure, figure.measure.empty() ? nullptr : asked.front()));
  std::vector<std::string> ids;
  for (const auto *d : asked) ids.push_back(d->id);
  const measures::Where where{opened->unit, opened->team};
  const auto values = engine.values(ids, where, {*period});
  Table table = figure_table(figure);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto &definition = *asked[i];
    const auto &value = values[i][0];
    table.rows.push_back(figure_row(figure, definition, -1, value.all));
    if (figure.split == "sex") {
      for (int sex : {1, 2, 3, 0})
        if (value.sex[sex].n > 0 || value.sex[sex].printed) table.rows.push_back(figure_row(figure, definition, sex, value.sex[sex]));
    } else if (!figure.split.empty() && may_split(definition, figure.split)) {
      for (const auto &part : engine.split(ids[i], figure.split, where, {*period}))
        table.rows.push_back(figure_row(figure, definition, -1, part.values[0].all, part.title));
    }
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
