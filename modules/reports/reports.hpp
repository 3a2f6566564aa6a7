#pragma once
// Reports: the unit's year result. Figures come from measures, words and judgements from people; an approved report is frozen with
// its figures and the number of records behind each, and is rebuilt from them word for word.
#include "modules/steering/steering.hpp"
#include "platform/document/document.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt::reports {

/// One figure as the report shows it.
struct Figure {
  int state = 0;      ///< measures::State
  double value = 0, numerator = 0, denominator = 0;
  std::int64_t n = 0; ///< records behind it
  bool printed = false;
  std::string words, flag;
};
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
  bool by_person = false;
  std::vector<std::string> analysis, lessons; ///< of the monthly follow-up
};
struct Words {
  std::string title, words;
};
struct GoalFacts {
  std::vector<std::string> path; ///< from the council's goal down
  std::string title;
  std::vector<Words> words;      ///< ways of working, resources …
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
/// Everything the report says, before it is set. A value: composing it twice gives the same document.
struct Facts {
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
  std::vector<Words> ideas; ///< title = state
};

// ---- rules (pure) ----
/// Fewer than five are not shown outside the unit, nor what would reveal them (the only other part of a shown whole).
inline constexpr std::int64_t kFewest = 5;
void suppress(YearFigures &figures, std::string_view hidden_words);
void suppress(Pattern &pattern); ///< small counts become -1, and one more where the total would reveal it
document::Document compose(const Facts &facts, const std::optional<std::string> &approved);

// ---- service ----
struct Status {
  int year = 0;
  bool approved = false;
  std::string at, by;
  int changed_since = 0; ///< figures that are others now than when the report was approved
};

class Reports {
public:
  Reports(db::Pool &pool, steering::Steering &steering, records::Records &records, const Clock &clock)
      : pool_(pool), steering_(steering), records_(records), clock_(clock) {}
  std::vector<int> years(std::int64_t unit) const; ///< that have a plan or history, newest first
  /// The frozen report when it is approved, else the live one.
  Result<document::Document> year(const access::Actor &actor, std::int64_t unit, int year) const;
  /// As a file: "html", "pdf", "docx" or "xlsx". The command line's `report vb`.
  Result<std::string> year_report(const access::Actor &actor, std::int64_t unit, int year, std::string_view format) const;
  Status status(std::int64_t unit, int year, bool compare = false) const;
  Result<void> approve(const access::Actor &actor, std::int64_t unit, int year);
  /// The frozen copy is kept, marked as replaced.
  Result<void> reopen(const access::Actor &actor, std::int64_t unit, int year);

private:
  Facts gather(std::int64_t unit, int year) const;
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
/// /rapporter, /rapporter/{year}, /rapporter/{year}/{format}
void add_pages(http::Router &router, Deps deps);

const std::vector<db::Migration> &migrations(); ///< numbers 800-849

} // namespace rt::reports
