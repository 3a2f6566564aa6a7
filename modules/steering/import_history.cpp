// What the unit brings from earlier years. Everything is kept as printed: "saknas" and "ej jämförbart" are values, not
// zeros; sums that do not agree are flagged beside the figure and never corrected.
#include "modules/audit/audit.hpp"
#include "modules/steering/store.hpp"
#include "modules/steering/table.hpp"
#include "platform/core/text.hpp"
#include <cmath>
#include <set>

namespace rt::steering {
using access::Actor;
using measures::State;
namespace {
db::Value num(std::int64_t n) { return n; }
db::Value maybe(const std::optional<double> &v) { return v ? db::Value{*v} : db::Value{db::Null{}}; }
std::optional<double> real_of(const db::Row &r, int column) { return r.null(column) ? std::nullopt : std::optional(r.real(column)); }

/// The columns whose heading is a year.
std::vector<std::pair<int, int>> year_columns(const Table &table) {
  std::vector<std::pair<int, int>> found;
  for (std::size_t i = 0; i < table.header.size(); ++i)
    if (const auto year = parse_integer(table.header[i]); year && *year >= 1990 && *year <= 2200)
      found.emplace_back(static_cast<int>(i), static_cast<int>(*year));
  return found;
}

enum class Stored { created, changed, same };
void count(ImportReport &report, Stored stored) {
  ++(stored == Stored::created ? report.created : stored == Stored::changed ? report.changed : report.same);
}

Stored store_series(db::Connection &c, const SeriesValue &v) {
  const db::Value sex = v.sex ? num(static_cast<std::int64_t>(*v.sex)) : db::Value{db::Null{}};
  bool found = false, same = false;
  c.query("SELECT state, value, measure FROM steer_series WHERE unit_id = ? AND service = ? AND label = ? AND year = ?",
          {num(v.unit), v.service, v.label, num(v.year)}, [&](const db::Row &r) {
            found = true;
            same = r.integer(0) == static_cast<std::int64_t>(v.state) && r.real(1) == v.value && r.text(2) == v.measure;
          });
  if (same) return Stored::same;
  if (found) {
    c.exec("UPDATE steer_series SET row_number = ?, state = ?, value = ?, measure = ?, sex = ?, source = ?, flag = ? "
           "WHERE unit_id = ? AND service = ? AND label = ? AND year = ?",
           {num(v.row), num(static_cast<std::int64_t>(v.state)), v.value, v.measure, sex, v.source, v.flag, num(v.unit), v.service, v.label,
            num(v.year)});
    return Stored::changed;
  }
  c.exec(
      "INSERT INTO steer_series (unit_id, service, label, year, row_number, state, value, measure, sex, source, flag) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
      {num(v.unit), v.service, v.label, num(v.year), num(v.row), num(static_cast<std::int64_t>(v.state)), v.value, v.measure, sex, v.source, v.flag});
  return Stored::created;
}

/// Gives a printed figure to the measure that names it: "Ekonomi/budget", "Medarbetarenkät/Motivation".
void give_printed(db::Connection &c, const Figures &figures, const std::vector<measures::Definition> &definitions, std::string_view service,
                  std::string_view label, std::int64_t unit, int year, State state, double value, const std::string &source,
                  const std::string &flag) {
  const auto meaning = match_rows({{std::string(service), std::string(label)}}, definitions).front();
  if (!meaning.measure.empty()) figures.store_printed(c, {meaning.measure, unit, std::to_string(year), meaning.sex, state, value, source, flag});
}

/// Parts by sex that do not add up to their whole, per year: "34 + 46 ger 80, raden säger 81".
void flag_parts(std::vector<SeriesValue> &values, ImportReport &report) {
  for (auto &whole : values) {
    if (whole.measure.empty() || whole.sex || whole.state != State::figure || whole.label.find('%') != std::string::npos) continue;
    double sum = 0;
    int parts = 0;
    std::string words;
    for (const auto &part : values)
      if (part.measure == whole.measure && part.sex && part.year == whole.year && part.state == State::figure &&
          part.label.find('%') == std::string::npos) {
        sum += part.value, ++parts;
        words += (words.empty() ? "" : " + ") + number(part.value);
      }
    // A mean of months has parts that never add up; only whole counts do.
    if (parts < 2 || std::abs(sum - whole.value) < 0.5 || fold(whole.label).find("mån") != std::string::npos) continue;
    whole.flag = tr_f("{0} ger {1}, raden säger {2}.", {words, number(sum), number(whole.value)});
    report.flags.push_back(std::to_string(whole.year) + ": " + whole.flag);
  }
}

std::vector<SeriesValue> read_series(const Table &table, std::int64_t unit, std::string_view filename,
                                     const std::vector<measures::Definition> &definitions, ImportReport &report) {
  const int service_c = table.column({"verksamhet", "team"}), label_c = table.column({"mått", "påstående"});
  const auto years = year_columns(table);
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto &row : table.rows) names.emplace_back(cell(row, service_c), cell(row, label_c));
  const auto meanings = match_rows(names, definitions);
  std::vector<SeriesValue> values;
  std::set<std::pair<std::string, std::string>> seen;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto &row = table.rows[i];
    const auto &[service, label] = names[i];
    if (label.empty()) {
      report.errors.push_back({"mått", std::string(tr("Raden har inget mått.")), row.number});
      continue;
    }
    if (!seen.insert({fold(service), fold(label)}).second) {
      report.errors.push_back({"mått", tr_f("{0} finns redan på en tidigare rad i filen.", {label}), row.number});
      continue;
    }
    for (const auto &[column, year] : years) {
      const auto read = read_history_value(cell(row, column));
      if (!read) {
        report.errors.push_back({std::to_string(year), read.error().message, row.number});
        continue;
      }
      if (!*read) continue;
      values.push_back({unit,
                        service,
                        label,
                        year,
                        row.number,
                        (*read)->state,
                        (*read)->value,
                        meanings[i].measure,
                        meanings[i].sex,
                        source_of(filename, row.number),
                        {}});
    }
  }
  return values;
}

/// Rows that no pack knows become measures of the unit's own; "varav flickor" is the part of the row above it.
void name_own_measures(db::Connection &c, const Figures &figures, std::vector<SeriesValue> &values) {
  std::string service, above;
  for (auto &v : values) {
    const std::string label = fold(v.label);
    if (v.service != service) service = v.service, above.clear();
    if (!v.measure.empty()) {
      if (!v.sex) above = v.measure;
      continue;
    }
    const auto sex = starts_with(label, "varav ") ? organisation::sex_from(label.substr(6)) : measures::Sex::unknown;
    if (sex != measures::Sex::unknown && !above.empty()) {
      v.measure = above, v.sex = sex;
      continue;
    }
    v.measure = above = figures.add_own(c, v.unit, v.service + "/" + v.label, v.label, v.label.find('%') != std::string::npos);
  }
}
} // namespace

Result<ImportReport> Steering::import_outcomes(const Actor &actor, std::int64_t unit, std::string_view bytes, std::string_view filename,
                                               bool dry_run) {
  RT_CHECK(may_in_unit(actor, access::May::edit_goals, unit));
  RT_TRY(const auto table, read_table(bytes, filename));
  RT_CHECK(need(table, {"verksamhet", "mått"}));
  if (year_columns(table).empty()) return fail(ProblemKind::invalid, std::string(tr("Ingen kolumn har ett år som rubrik, till exempel 2018.")));
  ImportReport report;
  report.read = static_cast<int>(table.rows.size());
  auto known = figures_.all();
  std::erase_if(known, [&](const auto &d) { return d.own_of != 0 && d.own_of != unit; });
  auto values = read_series(table, unit, filename, known, report);
  flag_parts(values, report);
  auto c = pool_.write();
  db::Transaction tx(*c);
  if (!dry_run && figures_.add_own) name_own_measures(*c, figures_, values);
  for (const auto &v : values) {
    const Stored stored = store_series(*c, v);
    count(report, stored);
    if (!v.measure.empty() && stored != Stored::same)
      figures_.store_printed(*c, {v.measure, unit, std::to_string(v.year), v.sex, v.state, v.value, v.source, v.flag});
  }
  audit::append(*c, actor, clock_.now(), {audit::Act::import, "history:outcomes", "styrning", std::to_string(values.size())});
  if (!dry_run) tx.commit();
  return report;
}

std::vector<SeriesValue> Steering::series(std::int64_t unit) const {
  std::vector<SeriesValue> found;
  pool_.read()->query("SELECT service, label, year, row_number, state, value, measure, sex, source, flag FROM steer_series WHERE unit_id = ? "
                      "ORDER BY row_number, service, label, year",
                      {num(unit)}, [&](const db::Row &r) {
                        SeriesValue v{unit,
                                      r.str(0),
                                      r.str(1),
                                      static_cast<int>(r.integer(2)),
                                      static_cast<int>(r.integer(3)),
                                      static_cast<State>(r.integer(4)),
                                      r.real(5),
                                      r.str(6),
                                      std::nullopt,
                                      r.str(8),
                                      r.str(9)};
                        if (!r.null(7)) v.sex = static_cast<measures::Sex>(r.integer(7));
                        found.push_back(std::move(v));
                      });
  return found;
}

// ---- economy ----

namespace {
Stored store_economy(db::Connection &c, const EconomyYear &y, const std::vector<EconomyYear> &stored) {
  for (const auto &old : stored) {
    if (old.year != y.year) continue;
    if (old.budget == y.budget && old.outcome == y.outcome && old.printed_deviation == y.printed_deviation && old.forecast == y.forecast &&
        old.cause == y.cause)
      return Stored::same;
    c.exec(
        "UPDATE steer_economy SET budget = ?, outcome = ?, printed_deviation = ?, forecast = ?, cause = ?, source = ? WHERE unit_id = ? AND year = ?",
        {maybe(y.budget), maybe(y.outcome), maybe(y.printed_deviation), num(y.forecast), y.cause, y.source, num(y.unit), num(y.year)});
    return Stored::changed;
  }
  c.exec("INSERT INTO steer_economy (unit_id, year, budget, outcome, printed_deviation, forecast, cause, source) VALUES (?,?,?,?,?,?,?,?)",
         {num(y.unit), num(y.year), maybe(y.budget), maybe(y.outcome), maybe(y.printed_deviation), num(y.forecast), y.cause, y.source});
  return Stored::created;
}
} // namespace

std::vector<EconomyYear> Steering::economy(std::int64_t unit) const {
  std::vector<EconomyYear> found;
  pool_.read()->query("SELECT year, budget, outcome, printed_deviation, forecast, cause, source FROM steer_economy WHERE unit_id = ? ORDER BY year",
                      {num(unit)}, [&](const db::Row &r) {
                        found.push_back(
                            {unit, static_cast<int>(r.integer(0)), real_of(r, 1), real_of(r, 2), real_of(r, 3), r.flag(4), r.str(5), r.str(6)});
                      });
  return found;
}

Result<ImportReport> Steering::import_economy(const Actor &actor, std::int64_t unit, std::string_view bytes, std::string_view filename,
                                              bool dry_run) {
  RT_CHECK(may_in_unit(actor, access::May::edit_goals, unit));
  RT_TRY(const auto table, read_table(bytes, filename));
  RT_CHECK(need(table, {"år", "budget", "utfall"}));
  const int year_c = table.column({"år"}), budget_c = table.column({"budget"}), outcome_c = table.column({"utfall"}),
            deviation_c = table.column({"avvikelse", "avvikelse_dokument", "avvikelse dokument"}), cause_c = table.column({"orsak", "kommentar"});
  ImportReport report;
  report.read = static_cast<int>(table.rows.size());
  const auto stored = economy(unit);
  const auto definitions = figures_.all();
  auto c = pool_.write();
  db::Transaction tx(*c);
  std::set<int> seen;
  for (const auto &row : table.rows) {
    const auto year = parse_integer(cell(row, year_c));
    if (!year || *year < 1990 || *year > 2200 || !seen.insert(static_cast<int>(*year)).second) {
      report.errors.push_back({"år", std::string(tr("Skriv ett år med fyra siffror, en gång i filen.")), row.number});
      continue;
    }
    EconomyYear y;
    y.unit = unit, y.year = static_cast<int>(*year), y.cause = cell(row, cause_c), y.source = source_of(filename, row.number);
    bool good = true;
    for (const auto &[name, column, into] :
         {std::tuple{"budget", budget_c, &y.budget}, {"utfall", outcome_c, &y.outcome}, {"avvikelse", deviation_c, &y.printed_deviation}}) {
      const std::string words = cell(row, column);
      if (words.empty()) continue;
      *into = parse_number(words);
      if (*into && std::isfinite(**into)) continue;
      report.errors.push_back({name, tr_f("{0} är inget belopp. Skriv till exempel 17 177.", {words}), row.number});
      good = false;
    }
    if (!good) continue;
    // The year that is still running is a forecast, whatever the column is called.
    y.forecast = y.year >= year_of(today());
    const Stored done = store_economy(*c, y, stored);
    count(report, done);
    const auto flag = economy_flag(y);
    if (!flag.empty()) report.flags.push_back(std::to_string(y.year) + ": " + flag);
    if (done == Stored::same) continue;
    for (const auto &[label, value] : {std::pair{"budget", y.budget}, {"utfall", y.outcome}, {"avvikelse_dokument", y.printed_deviation}})
      if (value)
        give_printed(*c, figures_, definitions, "Ekonomi", label, unit, y.year, State::figure, *value, y.source,
                     std::string_view(label) == "avvikelse_dokument" ? flag : "");
  }
  audit::append(*c, actor, clock_.now(), {audit::Act::import, "history:economy", "styrning", std::to_string(seen.size())});
  if (!dry_run) tx.commit();
  return report;
}

Result<void> Steering::save_economy(const Actor &actor, const EconomyYear &year) {
  RT_CHECK(may_in_unit(actor, access::May::edit_goals, year.unit));
  RT_CHECK(check_words("cause", year.cause, 4000, false));
  const auto stored = economy(year.unit);
  auto c = pool_.write();
  db::Transaction tx(*c);
  store_economy(*c, year, stored);
  store::note(*c, actor, clock_.now(), "economy", year.year, "ändrad", "", year.cause);
  audit::append(*c, actor, clock_.now(), {audit::Act::update, "economy:" + std::to_string(year.year), "styrning", ""});
  tx.commit();
  return {};
}

// ---- staff survey ----

Result<ImportReport> Steering::import_survey(const Actor &actor, std::int64_t unit, std::string_view bytes, std::string_view filename, bool dry_run) {
  RT_CHECK(may_in_unit(actor, access::May::edit_goals, unit));
  RT_TRY(const auto table, read_table(bytes, filename));
  const int label_c = table.column({"mått", "påstående", "fråga"});
  const auto years = year_columns(table);
  if (label_c < 0 || years.empty())
    return fail(ProblemKind::invalid, std::string(tr("Filen ska ha kolumnen mått eller påstående och en kolumn för varje år.")));
  ImportReport report;
  report.read = static_cast<int>(table.rows.size());
  std::map<std::pair<std::string, int>, SurveyValue> stored;
  for (auto &v : survey(unit)) stored.emplace(std::pair{v.statement, v.year}, v);
  auto c = pool_.write();
  db::Transaction tx(*c);
  int position = 0;
  std::vector<SurveyValue> read_values;
  for (const auto &row : table.rows) {
    const std::string statement = cell(row, label_c);
    ++position;
    for (const auto &[column, year] : years) {
      const auto read = read_history_value(cell(row, column));
      if (!read || (*read && (*read)->state == State::figure && ((*read)->value < 0 || (*read)->value > 100))) {
        report.errors.push_back(
            {std::to_string(year), read ? std::string(tr("Värdet ska vara mellan 0 och 100.")) : read.error().message, row.number});
        continue;
      }
      if (!*read || statement.empty()) continue;
      const SurveyValue v{unit, year, statement, (*read)->state, (*read)->value, source_of(filename, row.number)};
      read_values.push_back(v);
      const db::Values key{num(static_cast<std::int64_t>(v.state)), v.value, v.source, num(position), num(unit), num(year), statement};
      if (const auto it = stored.find({statement, year}); it == stored.end()) {
        c->exec("INSERT INTO steer_survey (state, value, source, position, unit_id, year, statement) VALUES (?,?,?,?,?,?,?)", key);
        count(report, Stored::created);
      } else if (it->second.state == v.state && it->second.value == v.value) {
        count(report, Stored::same);
      } else {
        c->exec("UPDATE steer_survey SET state = ?, value = ?, source = ?, position = ? WHERE unit_id = ? AND year = ? AND statement = ?", key);
        count(report, Stored::changed);
      }
    }
  }
  const auto flags = survey_flags(read_values);
  for (const auto &[year, flag] : flags) report.flags.push_back(std::to_string(year) + ": " + flag);
  const auto definitions = figures_.all();
  for (const auto &v : read_values) {
    const auto flag = flags.find(v.year);
    const bool index = fold(v.statement) == "aktivt medskapandeindex";
    give_printed(*c, figures_, definitions, "Medarbetarenkät", v.statement, unit, v.year, v.state, v.value, v.source,
                 index && flag != flags.end() ? flag->second : "");
  }
  audit::append(*c, actor, clock_.now(), {audit::Act::import, "history:survey", "styrning", std::to_string(read_values.size())});
  if (!dry_run) tx.commit();
  return report;
}

std::vector<SurveyValue> Steering::survey(std::int64_t unit) const {
  std::vector<SurveyValue> found;
  pool_.read()->query("SELECT year, statement, state, value, source FROM steer_survey WHERE unit_id = ? ORDER BY position, statement, year",
                      {num(unit)}, [&](const db::Row &r) {
                        found.push_back({unit, static_cast<int>(r.integer(0)), r.str(1), static_cast<State>(r.integer(2)), r.real(3), r.str(4)});
                      });
  return found;
}

} // namespace rt::steering
