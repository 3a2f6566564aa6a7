// The plan and the year's activities, from steering.
#include "modules/reports/parts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::reports {
namespace {

using steering::Goal;
using steering::Part;

std::string team_name(const std::map<std::int64_t, std::string> &teams, std::int64_t team) {
  const auto found = teams.find(team);
  return found == teams.end() ? std::string(tr("Hela enheten")) : found->second;
}

std::string entry_words(const organisation::Team &team) {
  if (team.entry == "service") return std::string(tr("serviceinsats: man söker sig dit själv"));
  if (team.entry == "assessed") return std::string(tr("biståndsbedömd: efter utredning och beslut"));
  return "";
}

std::string done_words(const steering::WheelEvent &event, Date today) {
  if (!event.done_at.empty()) return long_date(swedish_day(from_iso(event.done_at)));
  const auto day = date_from_iso(event.date);
  const Date last = day ? *day : last_day(make_month(event.year, event.month));
  return last < today ? std::string(tr("inte markerad")) : "";
}

PlanResultFacts result_of(const steering::Figures &figures, const steering::Expected &expected, const std::map<std::int64_t, std::string> &teams) {
  PlanResultFacts out;
  out.text = expected.text;
  out.team = team_name(teams, expected.team);
  out.target = steering::write_target(expected.target);
  out.upper_target = expected.upper_target;
  out.period = expected.period;
  out.measure = expected.indicator;
  if (const auto *definition = expected.measure.empty() ? nullptr : figures.find(expected.measure)) {
    out.measure = definition->title.str();
    out.reads = definition->reads.str();
  }
  return out;
}

/// In the order of a plan: what we want, how, with what, how we see it, what we develop; per part the teams in their order.
std::vector<Words> words_of(const steering::Plan &plan, std::int64_t goal, const std::vector<organisation::Team> &teams) {
  std::vector<Words> out;
  const auto add = [&](Part part, std::int64_t team, const std::string &name) {
    const auto words = plan.words(goal, team, part);
    if (!trim(words).empty()) out.push_back({std::string(steering::title_of(part)) + (name.empty() ? "" : ", " + name), words});
  };
  for (const Part part : steering::kParts) {
    add(part, 0, "");
    for (const auto &team : teams) add(part, team.id, team.name);
  }
  return out;
}

} // namespace

std::vector<ActivityFacts> activities_of(const steering::Steering &steering, std::int64_t unit, const Period &period) {
  std::map<std::int64_t, std::string> teams;
  for (const auto &team : steering.organisation().teams(unit)) teams[team.id] = team.name;
  auto events = steering.wheel(unit, period.first.year());
  std::erase_if(events, [&](const auto &event) { return make_month(event.year, event.month) > period.last; });
  const auto key = [](const steering::WheelEvent &event) { return std::pair(event.month, event.date.empty() ? std::string("9") : event.date); };
  std::stable_sort(events.begin(), events.end(), [&](const auto &a, const auto &b) { return key(a) < key(b); });
  std::vector<ActivityFacts> out;
  for (const auto &event : events) {
    const auto day = date_from_iso(event.date);
    std::string when =
        day ? (event.deadline ? tr_f("senast {0}", {long_date(*day)}) : long_date(*day)) : long_month(make_month(event.year, event.month));
    out.push_back({std::move(when), event.words, team_name(teams, event.team), event.responsible, done_words(event, steering.today())});
  }
  return out;
}

PlanFacts Reports::gather_plan(std::int64_t unit_id, int year) const {
  PlanFacts out;
  if (const auto unit = steering_.organisation().unit(unit_id)) {
    out.unit = unit->name;
    out.administration = unit->administration;
    out.board = unit->board;
    out.city = unit->city;
  }
  out.year = year;
  out.made_on = to_iso(steering_.today());
  const auto teams = steering_.organisation().teams(unit_id);
  std::map<std::int64_t, std::string> names;
  for (const auto &team : teams) {
    names[team.id] = team.name;
    if (team.active && team.entry != "whole") out.teams.emplace_back(team.name, entry_words(team));
  }
  const auto plan = steering_.plan(unit_id, year);
  for (const Goal &goal : plan.goals) {
    if (goal.inherited()) {
      if (plan.results_under(goal.id).empty() && plan.children(goal.id).empty()) out.without.push_back(goal.title);
      continue;
    }
    PlanGoalFacts facts;
    facts.title = goal.title;
    for (const auto *step : plan.path(goal)) facts.path.push_back(step->title);
    for (const auto *expected : plan.results_of(goal.id)) facts.results.push_back(result_of(steering_.figures(), *expected, names));
    facts.words = words_of(plan, goal.id, teams);
    out.goals.push_back(std::move(facts));
  }
  out.activities = activities_of(steering_, unit_id, year_period(year));
  return out;
}

} // namespace rt::reports
