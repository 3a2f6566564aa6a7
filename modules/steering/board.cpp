// The results board: every figure of a plan in one question to the measures, set beside targets, judgements and lessons.
#include "modules/steering/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::steering {
namespace {

/// Twelve months that end with the period, or with today's month when the period is not over.
std::vector<Period> spark_months(const Period &period, Date today) {
  const Month last = std::min(period.last, month_containing(today));
  std::vector<Period> months;
  for (Month m = last - 11; m <= last; m = m + 1) months.push_back(month_period(m));
  return months;
}

/// The judgement that holds for a period: its own, or for a running year the latest one that lies within it.
const Assessment *assessment_for(const std::vector<Assessment> &all, std::int64_t expected, const Period &period) {
  const std::string exact = to_text(period);
  const Assessment *latest = nullptr;
  Month latest_end{};
  const bool running = exact != to_text(year_period(period.last.year())) && period.kind != PeriodKind::month && period.kind != PeriodKind::tertial;
  for (const auto &a : all) {
    if (a.expected != expected) continue;
    if (a.period == exact) return &a;
    const auto p = period_from_text(a.period);
    if (!running || !p || p->last > period.last || (latest != nullptr && p->last < latest_end)) continue;
    latest = &a, latest_end = p->last;
  }
  return latest;
}

void add_lesson(BoardRow &row, const std::vector<Assessment> &assessments, const std::vector<FollowUp> &follow_ups, std::int64_t team, Month until) {
  Month at{};
  for (const auto &a : assessments)
    if (const auto p = period_from_text(a.period); a.expected == row.expected.id && !a.lesson.empty() && p && p->last <= until && p->last >= at)
      at = p->last, row.lesson = a.lesson, row.lesson_when = long_month(at);
  for (const auto &f : follow_ups)
    if (const auto p = period_from_text(f.month); f.expected == row.expected.id && !f.lesson.empty() && p && p->last <= until && p->last >= at &&
                                                  (team == 0 || f.team == team || row.expected.team == 0))
      at = p->last, row.lesson = f.lesson, row.lesson_when = long_month(at);
}
} // namespace

Board Steering::board(std::int64_t unit, std::int64_t team, const Period &period, int plan_year) const {
  Board board{period, today(), {}};
  const Plan p = plan(unit, plan_year);
  const auto assessments = this->assessments(unit, plan_year);
  const auto follow_ups = this->follow_ups(unit, 0, period.last.year());
  std::map<std::int64_t, std::string> teams;
  for (const auto &t : organisation_.teams(unit)) teams[t.id] = t.name;

  std::vector<std::string> ids, shared;
  for (const auto &e : p.expected) {
    if (e.measure.empty() || figures_.find(e.measure) == nullptr) continue;
    if (std::find(ids.begin(), ids.end(), e.measure) == ids.end()) ids.push_back(e.measure);
    if (e.team == 0) shared.push_back(e.measure);
  }
  std::vector<Period> periods{period, previous(period)};
  const auto months = spark_months(period, board.today);
  periods.insert(periods.end(), months.begin(), months.end());
  const auto values = ids.empty() ? std::vector<std::vector<measures::BySex>>{} : figures_.values(ids, {unit, 0}, periods);
  // A team sees its own part of what the whole unit shares.
  const auto own = team == 0 || shared.empty() ? std::vector<std::vector<measures::BySex>>{} : figures_.values(shared, {unit, team}, {period});
  const double elapsed = elapsed_years(period, board.today);

  const auto make_row = [&](const Expected &e) {
    BoardRow row;
    row.expected = e;
    row.team = e.team == 0 ? std::string(tr("Hela enheten")) : teams[e.team];
    const auto it = std::find(ids.begin(), ids.end(), e.measure);
    if (it != ids.end()) {
      const auto &figures = values.at(static_cast<std::size_t>(it - ids.begin()));
      row.measure = figures_.find(e.measure);
      row.now = figures.at(0), row.before = figures.at(1);
      for (std::size_t i = 0; i < months.size(); ++i) row.months.emplace_back(months[i].first, figures.at(i + 2).all);
      if (const auto s = std::find(shared.begin(), shared.end(), e.measure); e.team == 0 && !own.empty() && s != shared.end())
        row.own = own.at(static_cast<std::size_t>(s - shared.begin())).at(0);
      row.target_now = target_now(e.target, row.measure->kind, elapsed);
      row.proposed = propose({e.target, row.measure->kind, row.measure->better, row.now.all, row.before.all, elapsed});
      // Only the running year has an end to foresee.
      if (period.first == make_month(year_of(board.today), 1)) row.forecast = forecast(row.measure->kind, row.now.all, elapsed);
    }
    row.shown = row.proposed;
    if (const auto *a = assessment_for(assessments, e.id, period)) {
      row.shown = a->judged, row.by_person = true, row.reason = a->reason;
      row.contradicts = row.proposed != Judgement::not_assessed && row.shown != row.proposed;
    }
    add_lesson(row, assessments, follow_ups, team, period.last);
    return row;
  };
  for (const auto &g : p.goals) {
    BoardGroup group{g, {}};
    for (const auto *e : p.results_of(g.id))
      if (team == 0 || e->team == team || e->team == 0) group.rows.push_back(make_row(*e));
    if (!group.rows.empty()) board.groups.push_back(std::move(group));
  }
  return board;
}

} // namespace rt::steering
