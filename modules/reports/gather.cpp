// The facts of a year, from the services that own them.
#include "modules/reports/parts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <map>
#include <set>

namespace rt::reports {

namespace {

using measures::BySex;
using measures::Definition;
using measures::State;

YearFigures year_of(const Definition &definition, int year, const BySex &values) {
  YearFigures out;
  out.year = year;
  out.all = measures::figure_of(definition, values.all);
  for (const auto &value : values.sex) out.sex.push_back(measures::figure_of(definition, value));
  suppress(out);
  return out;
}

void describe(ResultFacts &facts, const Definition &definition) {
  facts.measure = definition.id;
  facts.measure_title = definition.title.str();
  facts.reads = definition.reads.str();
  facts.unit = definition.unit == "percent" ? "%" : "";
  facts.people = definition.people;
  facts.decimals = definition.decimals;
}

std::string from_period(std::string_view month, const std::string &words) {
  const auto period = period_from_text(month);
  return period ? period_name(*period) + ": " + words : words;
}

void add_follow_ups(ResultFacts &facts, const std::vector<steering::FollowUp> &follow_ups, std::int64_t expected) {
  for (const auto &one : follow_ups) {
    if (one.expected != expected) continue;
    if (!one.why.empty()) facts.analysis.push_back(from_period(one.month, one.why));
    if (!one.lesson.empty()) facts.lessons.push_back(from_period(one.month, one.lesson));
  }
}

/// The period and the same one of the two years before, oldest first.
std::vector<Period> three_years(const Period &period) { return {previous(previous(period)), previous(period), period}; }

class Gatherer {
public:
  Gatherer(steering::Steering &steering, records::Records &records, std::int64_t unit, int year, Kind kind)
      : steering_(steering), records_(records), figures_(steering.figures()), unit_(unit), year_(year), period_(period_of(kind, year)) {
    out_.kind = kind;
  }

  Facts facts() {
    if (const auto unit = steering_.organisation().unit(unit_)) {
      out_.unit = unit->name;
      out_.administration = unit->administration;
      out_.board = unit->board;
      out_.city = unit->city;
    }
    out_.year = year_;
    out_.made_on = to_iso(steering_.today());
    goals();
    others();
    economy();
    survey();
    viewpoints();
    ideas();
    if (out_.kind != Kind::year) out_.activities = activities_of(steering_, unit_, period_);
    return std::move(out_);
  }

private:
  void goals() {
    const auto plan = steering_.plan(unit_, year_);
    const auto board = steering_.board(unit_, 0, period_, year_);
    auto follow_ups = steering_.follow_ups(unit_, 0, year_);
    std::erase_if(follow_ups, [this](const auto &one) { return one.month > to_iso(period_.last); });
    std::vector<std::pair<std::int64_t, std::string>> asked; // team, measure
    for (const auto &group : board.groups)
      for (const auto &row : group.rows)
        if (row.measure != nullptr) asked.emplace_back(row.expected.team, row.measure->id);
    ask(asked);
    std::map<std::int64_t, std::string> team_names;
    for (const auto &team : steering_.organisation().teams(unit_)) team_names[team.id] = team.name;
    for (const auto &group : board.groups) {
      GoalFacts goal;
      goal.title = group.goal.title;
      for (const auto *step : plan.path(group.goal)) goal.path.push_back(step->title);
      for (const auto &paragraph : plan.paragraphs)
        if (paragraph.goal == group.goal.id && !trim(paragraph.words).empty() && paragraph.part != steering::Part::expected) {
          const auto team = team_names.find(paragraph.team);
          goal.words.push_back(
              {std::string(steering::title_of(paragraph.part)) + (team != team_names.end() ? ", " + team->second : ""), paragraph.words});
        }
      for (const auto &row : group.rows) goal.results.push_back(result(row, follow_ups));
      out_.goals.push_back(std::move(goal));
    }
  }

  ResultFacts result(const steering::BoardRow &row, const std::vector<steering::FollowUp> &follow_ups) {
    ResultFacts facts;
    facts.text = row.expected.text;
    facts.team = row.team;
    facts.target = steering::show_target(row.expected.target);
    facts.has_target = row.expected.target.kind == steering::TargetKind::number;
    facts.target_value = row.expected.target.value;
    facts.upper_target = row.expected.upper_target;
    facts.indicator = row.expected.indicator;
    facts.sign = steering::sign_of(row.shown);
    facts.judgement = steering::title_of(row.shown);
    facts.judgement_id = steering::id_of(row.shown);
    facts.by_person = row.by_person;
    facts.reason = row.reason;
    facts.lesson = row.lesson;
    if (out_.kind != Kind::year && row.forecast && row.measure != nullptr) facts.forecast = steering::show_forecast(*row.measure, *row.forecast);
    add_follow_ups(facts, follow_ups, row.expected.id);
    if (row.measure == nullptr) return facts;
    used_.insert(row.measure->id);
    describe(facts, *row.measure);
    for (const auto &[key, years] : answers_)
      if (key.first == row.expected.team && key.second == row.measure->id) facts.years = years;
    return facts;
  }

  /// One query per team for all its measures.
  void ask(const std::vector<std::pair<std::int64_t, std::string>> &asked) {
    std::map<std::int64_t, std::vector<std::string>> by_team;
    for (const auto &[team, measure] : asked)
      if (auto &list = by_team[team]; std::find(list.begin(), list.end(), measure) == list.end()) list.push_back(measure);
    for (const auto &[team, ids] : by_team) {
      const auto values = figures_.values(ids, {unit_, team}, three_years(period_));
      for (std::size_t m = 0; m < ids.size(); ++m) {
        const auto *definition = figures_.find(ids[m]);
        if (definition == nullptr) continue;
        std::vector<YearFigures> years;
        for (int y = 0; y < 3; ++y) years.push_back(year_of(*definition, year_ - 2 + y, values[m][static_cast<std::size_t>(y)]));
        answers_[{team, ids[m]}] = std::move(years);
      }
    }
  }

  void others() {
    std::vector<Definition> rest;
    std::vector<std::string> ids;
    for (auto &definition : figures_.of_unit(unit_))
      if (used_.count(definition.id) == 0 && std::find(ids.begin(), ids.end(), definition.id) == ids.end()) {
        ids.push_back(definition.id);
        rest.push_back(std::move(definition));
      }
    if (ids.empty()) return;
    const auto values = figures_.values(ids, {unit_, 0}, three_years(period_));
    for (std::size_t m = 0; m < ids.size(); ++m) {
      const auto &now = values[m].back().all;
      if (now.state == State::not_yet || (now.state == State::figure && now.n == 0 && !now.printed && now.value == 0)) continue;
      ResultFacts facts;
      describe(facts, rest[m]);
      facts.text = facts.measure_title;
      for (int y = 0; y < 3; ++y) facts.years.push_back(year_of(rest[m], year_ - 2 + y, values[m][static_cast<std::size_t>(y)]));
      out_.others.push_back(std::move(facts));
    }
  }

  void economy() {
    for (const auto &row : steering_.economy(unit_)) {
      if (row.year < year_ - 2 || row.year > year_) continue;
      EconomyFacts facts;
      facts.year = row.year;
      facts.has_budget = row.budget.has_value();
      facts.has_outcome = row.outcome.has_value();
      facts.budget = row.budget.value_or(0);
      facts.outcome = row.outcome.value_or(0);
      facts.forecast = row.forecast;
      facts.cause = row.cause;
      facts.flag = steering::economy_flag(row);
      out_.economy.push_back(std::move(facts));
    }
    std::sort(out_.economy.begin(), out_.economy.end(), [](const auto &a, const auto &b) { return a.year < b.year; });
  }

  void survey() {
    const auto values = steering_.survey(unit_);
    std::set<int> years;
    for (const auto &value : values)
      if (value.year > year_ - 3 && value.year <= year_) years.insert(value.year);
    out_.survey_years.assign(years.begin(), years.end());
    for (const auto &value : values) {
      const auto at = std::find(out_.survey_years.begin(), out_.survey_years.end(), value.year);
      if (at == out_.survey_years.end()) continue;
      auto row = std::find_if(out_.survey.begin(), out_.survey.end(), [&](const auto &one) { return one.statement == value.statement; });
      if (row == out_.survey.end()) {
        measures::Value missing;
        missing.state = State::missing;
        out_.survey.push_back({value.statement, std::vector<Figure>(out_.survey_years.size(), measures::figure_of({}, missing))});
        row = out_.survey.end() - 1;
      }
      row->years[static_cast<std::size_t>(at - out_.survey_years.begin())] = measures::figure_of({}, {value.state, 0, 0, value.value, 0, true, {}});
    }
    for (const auto &[year, flag] : steering::survey_flags(values))
      if (years.count(year) != 0 && !flag.empty()) out_.survey_flags.push_back(std::to_string(year) + ": " + flag);
  }

  /// Patterns over the register of viewpoints, if the unit keeps one: how many, about what, from whom.
  void viewpoints() {
    const auto *reg = records_.catalog().find("viewpoint");
    if (reg == nullptr) return;
    const auto system = access::system_actor(unit_);
    std::map<std::string, std::map<int, PatternRow>> counted;
    records::ListQuery query{{{"date", ">=", to_iso(first_day(period_.first))}, {"date", "<=", to_iso(last_day(period_.last))}}, "id", 500, 0, false};
    for (;;) {
      const auto page = records_.list(system, reg->id, query, "rapport");
      for (const auto &row : page.rows) {
        ++out_.viewpoints;
        for (const auto &field : reg->fields) {
          if (field.type != definitions::FieldType::choice && field.type != definitions::FieldType::yes_no) continue;
          auto &cell = counted[field.id][static_cast<int>(row.has(field.id) ? row.integer(field.id) : -1)];
          ++cell.all;
          for (int s = 0; s < organisation::kSexes; ++s) cell.people[s] += row.counts[s];
        }
      }
      if (page.rows.size() < 500) break;
      query.offset += 500;
    }
    for (const auto &field : reg->fields) {
      const auto found = counted.find(field.id);
      if (found == counted.end()) continue;
      Pattern pattern;
      pattern.title = field.title.str();
      for (auto &[code, row] : found->second) {
        row.words = code < 0 ? std::string(tr("ej angivet")) : records::show(field, db::Value{std::int64_t{code}});
        pattern.rows.push_back(row);
      }
      // "Not stated" is no pattern when it is all there is.
      if (pattern.rows.size() == 1 && found->second.begin()->first < 0) continue;
      std::stable_sort(pattern.rows.begin(), pattern.rows.end(), [](const auto &a, const auto &b) { return a.all > b.all; });
      suppress(pattern);
      out_.viewpoint_patterns.push_back(std::move(pattern));
    }
  }

  void ideas() {
    const std::string first = std::to_string(year_) + "-01-01", last = to_iso(last_day(period_.last)) + "T23:59:59Z";
    for (const auto &idea : steering_.ideas(unit_, true)) {
      const bool done_earlier = !idea.done_at.empty() && idea.done_at < first;
      if (idea.created_at <= last && !done_earlier) out_.ideas.push_back({std::string(steering::title_of(idea.state)), idea.words});
    }
  }

  steering::Steering &steering_;
  records::Records &records_;
  const steering::Figures &figures_;
  std::int64_t unit_;
  int year_;
  Period period_;
  std::set<std::string> used_;
  std::map<std::pair<std::int64_t, std::string>, std::vector<YearFigures>> answers_;
  Facts out_;
};

} // namespace

Facts Reports::gather(std::int64_t unit, int year, Kind kind) const { return Gatherer(steering_, records_, unit, year, kind).facts(); }

} // namespace rt::reports
