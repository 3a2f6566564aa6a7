#include "modules/reports/store.hpp"
#include <nlohmann/json.hpp>

namespace rt::measures {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Figure, state, value, numerator, denominator, n, printed, words, flag)
} // namespace rt::measures

namespace rt::reports {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(YearFigures, year, all, sex)
// What later versions have added may be missing in a report that was frozen before.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ResultFacts, text, team, target, indicator, upper_target, has_target, target_value, measure,
                                                measure_title, reads, unit, people, decimals, years, sign, judgement, judgement_id, reason, lesson,
                                                forecast, by_person, analysis, lessons)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Words, title, words)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(GoalFacts, path, title, words, results)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EconomyFacts, year, has_budget, has_outcome, forecast, budget, outcome, cause, flag)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SurveyFacts, statement, years)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PatternRow, words, all, people)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Pattern, title, rows)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ActivityFacts, when, words, team, responsible, done)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Facts, kind, unit, administration, board, city, author, made_on, year, goals, others, economy,
                                                survey_years, survey, survey_flags, viewpoints, viewpoint_patterns, ideas, activities)

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> kMigrations{
      {800, "Approved reports are frozen with their figures and the number of records behind each.",
       R"sql(
CREATE TABLE report_frozen (
  id {{identity}}, unit_id {{integer}} NOT NULL, year {{integer}} NOT NULL, facts TEXT NOT NULL, approved_at TEXT NOT NULL, approved_by TEXT NOT NULL,
  user_id {{integer}} NOT NULL, reopened_at TEXT
){{strict}};
CREATE INDEX report_frozen_year ON report_frozen (unit_id, year);
CREATE TABLE report_figure (
  id {{identity}}, report_id {{integer}} NOT NULL REFERENCES report_frozen (id), measure TEXT NOT NULL, team TEXT NOT NULL, year {{integer}} NOT NULL,
  sex {{integer}}, state {{integer}} NOT NULL, value {{real}} NOT NULL, numerator {{real}} NOT NULL, denominator {{real}} NOT NULL, records {{integer}} NOT NULL
){{strict}};
CREATE INDEX report_figure_report ON report_figure (report_id);
)sql"},
      {801, "Tertial reports are frozen too: 0 = the year's, 1 and 2 = the tertial's.",
       R"sql(
ALTER TABLE report_frozen ADD COLUMN kind {{integer}} NOT NULL DEFAULT 0;
)sql"},
  };
  return kMigrations;
}

namespace store {

std::string to_text(const Facts &facts) { return nlohmann::json(facts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

std::optional<Facts> from_text(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("goals") || !json.contains("year")) return std::nullopt;
  try {
    return json.get<Facts>();
  } catch (const nlohmann::json::exception &) { return std::nullopt; }
}

std::optional<Frozen> frozen(db::Connection &c, std::int64_t unit, int year, Kind kind) {
  std::optional<Frozen> found;
  c.query(
      "SELECT id, facts, approved_at, approved_by FROM report_frozen WHERE unit_id = ? AND year = ? AND kind = ? AND reopened_at IS NULL ORDER BY id DESC LIMIT 1",
      {unit, std::int64_t{year}, static_cast<std::int64_t>(kind)}, [&](const db::Row &row) {
        auto facts = from_text(row.text(1));
        if (!facts) throw db::Error("report_frozen holds a report that cannot be read");
        found = Frozen{row.integer(0), std::move(*facts), row.str(2), row.str(3)};
      });
  return found;
}

namespace {

void insert_figure(db::Connection &c, std::int64_t report, const ResultFacts &result, int year, const db::Value &sex, const Figure &figure) {
  c.exec(
      "INSERT INTO report_figure (report_id, measure, team, year, sex, state, value, numerator, denominator, records) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {report, result.measure, result.team, std::int64_t{year}, sex, static_cast<std::int64_t>(figure.state), figure.value, figure.numerator,
       figure.denominator, figure.n});
}

void insert_figures(db::Connection &c, std::int64_t report, const ResultFacts &result) {
  for (const auto &year : result.years) {
    insert_figure(c, report, result, year.year, db::Null{}, year.all);
    for (std::size_t sex = 0; sex < year.sex.size(); ++sex)
      insert_figure(c, report, result, year.year, static_cast<std::int64_t>(sex), year.sex[sex]);
  }
}

} // namespace

void insert(db::Connection &c, std::int64_t unit, const Facts &facts, const access::Actor &actor, const std::string &at) {
  const auto report =
      c.insert("INSERT INTO report_frozen (unit_id, year, kind, facts, approved_at, approved_by, user_id) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
               {unit, std::int64_t{facts.year}, static_cast<std::int64_t>(facts.kind), to_text(facts), at, actor.name, actor.user});
  for (const auto &goal : facts.goals)
    for (const auto &result : goal.results) insert_figures(c, report, result);
  for (const auto &result : facts.others) insert_figures(c, report, result);
}

bool reopen(db::Connection &c, std::int64_t unit, int year, Kind kind, const std::string &at) {
  return c.exec("UPDATE report_frozen SET reopened_at = ? WHERE unit_id = ? AND year = ? AND kind = ? AND reopened_at IS NULL",
                {at, unit, std::int64_t{year}, static_cast<std::int64_t>(kind)}) > 0;
}

} // namespace store
} // namespace rt::reports
