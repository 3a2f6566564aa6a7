#pragma once
// Reports: the unit's year result, its tertial reports and its plan as documents. Figures come from measures, words and judgements
// from people; an approved report is frozen with its figures and the number of records behind each, and is rebuilt word for word.
#include "modules/steering/steering.hpp"
#include "platform/document/document.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt::reports {

/// Which report. The numbers are stored with frozen reports.
enum class Kind { year = 0, tertial1 = 1, tertial2 = 2, plan = 3 };
inline constexpr Kind kKinds[] = {Kind::plan, Kind::tertial1, Kind::tertial2, Kind::year};
std::string_view id_of(Kind kind); ///< "vb" "t1" "t2" "vp"
std::optional<Kind> kind_from(std::string_view id);
std::string title_of(Kind kind, int year); ///< "Tertialrapport 1 2018"
/// What the figures cover. The second tertial's report tells January to August: the year so far, not May to August alone.
Period period_of(Kind kind, int year);

/// The same object as every other surface shows; its state is stored as a number in approved reports.
using measures::Figure;
struct YearFigures {
  int year = 0;
  Figure all;
  std::vector<Figure> sex; ///< by organisation::Sex code
};
struct ResultFacts {
  std::string text, team, target, indicator, upper_target;
  bool has_target = false;
  double target_value = 0;
  std::string measure, measure_title, reads, unit, people; ///< unit: "%" or ""
  int decimals = 0;
  std::vector<YearFigures> years; ///< oldest first, three of them
  std::string sign, judgement, judgement_id, reason, lesson;
  std::string forecast; ///< of the whole year, in a tertial's report; "" = none
  bool by_person = false;
  std::vector<std::string> analysis, lessons; ///< of the monthly follow-up
};
struct Words {
  std::string title, words;
};
struct GoalFacts {
  std::vector<std::string> path; ///< from the council's goal down
  std::string title;
  std::vector<Words> words; ///< ways of working, resources …
  std::vector<ResultFacts> results;
};
struct EconomyFacts {
  int year = 0;
  bool has_budget = false, has_outcome = false, forecast = false;
  double budget = 0, outcome = 0;
  std::string cause, flag;
};
struct SurveyFacts {
  std::string statement;
  std::vector<Figure> years;
};
/// How many viewpoints said what, per sex of the givers.
struct PatternRow {
  std::string words;
  std::int64_t all = 0, people[4] = {0, 0, 0, 0};
};
struct Pattern {
  std::string title;
  std::vector<PatternRow> rows;
};
/// What the year wheel holds: planned in a plan, done or not in a report.
struct ActivityFacts {
  std::string when, words, team, responsible, done; ///< done: "9 april 2019", "nej", or "" when the day has not come
};
/// Everything the report says, before it is set. A value: composing it twice gives the same document.
struct Facts {
  Kind kind = Kind::year;
  std::string unit, administration, board, city, author, made_on; ///< made_on: ISO
  int year = 0;
  std::vector<GoalFacts> goals;
  std::vector<ResultFacts> others; ///< measures with figures that no goal uses
  std::vector<EconomyFacts> economy;
  std::vector<int> survey_years;
  std::vector<SurveyFacts> survey;
  std::vector<std::string> survey_flags;
  std::int64_t viewpoints = 0;
  std::vector<Pattern> viewpoint_patterns;
  std::vector<Words> ideas;              ///< title = state
  std::vector<ActivityFacts> activities; ///< not in the year's report
};

/// The plan as it is read: every goal in its place, with what is expected, how the unit works and how it follows up.
struct PlanResultFacts {
  std::string text, team, target, upper_target, measure, reads, period;
};
struct PlanGoalFacts {
  std::vector<std::string> path;
  std::string title;
  std::vector<PlanResultFacts> results;
  std::vector<Words> words; ///< title: the part and the team
};
struct PlanFacts {
  std::string unit, administration, board, city, made_on;
  int year = 0;
  std::vector<std::pair<std::string, std::string>> teams; ///< name, how people come there
  std::vector<PlanGoalFacts> goals;                       ///< the unit's own
  std::vector<std::string> without;                       ///< inherited goals that the unit has set no goal under
  std::vector<ActivityFacts> activities;
};

// ---- rules (pure) ----
/// Fewer than five are not shown outside the unit, nor what would reveal them (the only other part of a shown whole).
inline constexpr auto kFewest = static_cast<std::int64_t>(measures::privacy::kFewest);
void suppress(YearFigures &figures);
void suppress(Pattern &pattern); ///< small counts become -1, and one more where the total would reveal it
document::Document compose(const Facts &facts, const std::optional<std::string> &approved);
document::Document compose(const PlanFacts &facts);
void add_activities(document::Document &out, int year, const std::vector<ActivityFacts> &activities, bool with_done);

// ---- service ----
struct Status {
  int year = 0;
  Kind kind = Kind::year;
  bool approved = false;
  std::string at, by;
  int changed_since = 0; ///< figures that are others now than when the report was approved
};

class Reports {
public:
  Reports(db::Pool &pool, steering::Steering &steering, records::Records &records, const Clock &clock)
      : pool_(pool), steering_(steering), records_(records), clock_(clock) {}
  std::vector<int> years(std::int64_t unit) const; ///< that have a plan or history, newest first
  /// What can be made of a year: no plan without goals, no tertial's report before the tertial begins.
  std::vector<Kind> kinds(std::int64_t unit, int year) const;
  /// The frozen report when it is approved, else the live one.
  Result<document::Document> document(const access::Actor &actor, std::int64_t unit, int year, Kind kind = Kind::year) const;
  /// As a file: "html", "pdf", "docx" or "xlsx". The command line's `report`.
  Result<std::string> file(const access::Actor &actor, std::int64_t unit, int year, Kind kind, std::string_view format) const;
  Status status(std::int64_t unit, int year, Kind kind = Kind::year, bool compare = false) const;
  /// A plan is not approved here: its own pages hold its state.
  Result<void> approve(const access::Actor &actor, std::int64_t unit, int year, Kind kind = Kind::year);
  /// The frozen copy is kept, marked as replaced.
  Result<void> reopen(const access::Actor &actor, std::int64_t unit, int year, Kind kind = Kind::year);

private:
  Facts gather(std::int64_t unit, int year, Kind kind) const;
  PlanFacts gather_plan(std::int64_t unit, int year) const;
  db::Pool &pool_;
  steering::Steering &steering_;
  records::Records &records_;
  const Clock &clock_;
};

// ---- pages ----
struct Deps {
  Reports &reports;
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
};
/// /rapporter, /rapporter/{year} (the year's result), /rapporter/{year}/{t1|t2|vp}, each with /{format}
void add_pages(http::Router &router, Deps deps);

const std::vector<db::Migration> &migrations(); ///< numbers 800-849

} // namespace rt::reports
