// What teams have written in their own documents, month by month: read row by row through the same services as the page,
// so that the same rules hold. A row that is refused says why; the others stand.
#include "modules/steering/store.hpp"
#include "modules/steering/table.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::steering {
using access::Actor;
namespace {

struct Row {
  Period period;
  std::int64_t team = 0;
  Expected expected;
  FollowUp words;
  std::optional<Judgement> judged;
  std::string reason;
  std::optional<IdeaState> idea;
  std::string owner;
};

tl::unexpected<Problem> refuse(std::string_view field, std::string message) {
  return fail(ProblemKind::invalid, message, {{std::string(field), message, 0}});
}

std::optional<IdeaState> idea_from(const std::string &words) {
  const std::string w = fold(words);
  if (w == "pågående" || w == "grön" || w == "ja") return IdeaState::active;
  if (w == "vilande" || w == "gul") return IdeaState::resting;
  return std::nullopt;
}

Result<Row> read_row(const Steering &steering, std::int64_t unit, const Table &table, const Table::Row &row) {
  const auto at = [&](std::initializer_list<std::string_view> names) { return cell(row, table.column(names)); };
  Row r;
  const auto period = period_from_text(at({"period", "månad"}));
  if (!period || (period->kind != PeriodKind::month && period->kind != PeriodKind::year))
    return refuse("period", std::string(tr("Skriv perioden som 2019-03 eller 2019.")));
  r.period = *period;
  if (const std::string team = at({"verksamhet", "team"}); !team.empty() && fold(team) != "hela enheten") {
    const auto found = steering.organisation().team_by_code(unit, team);
    if (!found) return refuse("verksamhet", tr_f("Verksamheten {0} finns inte. Lägg upp den först eller skriv Hela enheten.", {team}));
    r.team = found->id;
  }
  const std::string measure = at({"mått", "förväntat resultat"});
  const auto plan = steering.plan(unit, r.period.last.year());
  const auto it = std::find_if(plan.expected.begin(), plan.expected.end(), [&](const Expected &e) {
    return e.team == r.team && !measure.empty() && (e.measure == measure || fold(e.text) == fold(measure));
  });
  if (it == plan.expected.end())
    return refuse("mått", tr_f("Planen för {0} har inget förväntat resultat med måttet {1} för verksamheten.",
                               {std::to_string(r.period.last.year()), measure}));
  r.expected = *it;
  r.words = {0,
             unit,
             r.team,
             it->id,
             to_text(r.period),
             at({"vad ser vi", "vad ser vi?"}),
             at({"varför", "varför blev det så?"}),
             at({"lärdom", "lärdomar"}),
             "",
             "",
             0};
  if (const std::string judged = at({"bedömning"}); !judged.empty()) {
    r.judged = judgement_from(judged);
    if (!r.judged) return refuse("bedömning", std::string(tr("Skriv bedömningen som helt, delvis eller inte.")));
  }
  r.reason = at({"skäl"}), r.owner = at({"ansvarig"}), r.idea = idea_from(at({"utvecklingsförslag"}));
  return r;
}

Result<void> store_idea(Steering &steering, const Actor &actor, const Row &r, std::int64_t followup, std::string source) {
  if (!r.idea || r.words.lesson.empty()) return {};
  Idea i;
  i.unit = r.words.unit, i.team = r.team, i.followup = followup, i.words = r.words.lesson, i.owner = r.owner, i.state = *r.idea;
  i.source = std::move(source);
  RT_CHECK(steering.save_idea(actor, i));
  return {};
}

Result<bool> store_words(Steering &steering, const Actor &actor, const Row &r) {
  FollowUp f = r.words;
  if (r.period.kind != PeriodKind::month || (f.see.empty() && f.why.empty() && f.lesson.empty())) return false;
  for (const auto &old : steering.follow_ups(f.unit, f.team, r.period.last.year()))
    if (old.expected == f.expected && old.month == f.month) f.version = old.version;
  RT_TRY(const auto saved, steering.save_follow_up(actor, f));
  if (saved.version == f.version) return false; // the same words stood there
  RT_CHECK(store_idea(steering, actor, r, saved.id, tr_f("Uppföljning {0}", {long_month(r.period.first)})));
  return true;
}

Result<bool> store_judgement(Steering &steering, const Actor &actor, const Row &r) {
  if (!r.judged) return false;
  Assessment a;
  a.unit = r.words.unit, a.expected = r.expected.id, a.period = to_text(r.period), a.judged = *r.judged, a.reason = r.reason;
  const bool year = r.period.kind == PeriodKind::year;
  if (year) a.lesson = r.words.lesson;
  for (const auto &old : steering.assessments(a.unit, r.period.last.year())) {
    if (old.expected != a.expected || old.period != a.period) continue;
    if (old.judged == a.judged && old.reason == a.reason && old.lesson == a.lesson) return false;
    a.version = old.version;
  }
  RT_CHECK(steering.judge(actor, a));
  if (year) RT_CHECK(store_idea(steering, actor, r, 0, tr_f("Årsuppföljning {0}", {a.period})));
  return true;
}

Result<void> store_row(Steering &steering, const Actor &actor, const Row &r, ImportReport &report) {
  RT_TRY(const bool words, store_words(steering, actor, r));
  RT_TRY(const bool judged, store_judgement(steering, actor, r));
  ++(words || judged ? report.created : report.same);
  return {};
}
} // namespace

Result<ImportReport> Steering::import_follow_ups(const Actor &actor, std::int64_t unit, std::string_view bytes, std::string_view filename,
                                                 bool dry_run) {
  RT_CHECK(may_in_unit(actor, access::May::edit_goals, unit));
  RT_TRY(const auto table, read_table(bytes, filename));
  RT_CHECK(need(table, {"period", "mått"}));
  ImportReport report;
  report.read = static_cast<int>(table.rows.size());
  for (const auto &row : table.rows) {
    const auto read = read_row(*this, unit, table, row);
    Result<void> done{};
    if (!read) done = fail(read.error());
    else if (!dry_run) done = store_row(*this, actor, *read, report);
    if (!done) report.errors.push_back({done.error().fields.empty() ? "" : done.error().fields.front().field, done.error().message, row.number});
  }
  return report;
}

} // namespace rt::steering
