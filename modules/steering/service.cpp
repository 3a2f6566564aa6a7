// Plan, judgements: authorise → rule → store with history and audit, in one transaction.
#include "modules/audit/audit.hpp"
#include "modules/steering/store.hpp"
#include "platform/core/text.hpp"

namespace rt::steering {
using access::Actor;
using access::May;

Result<void> may_in_unit(const Actor &actor, May may, std::int64_t unit) {
  if (auto ok = access::require(actor, may); !ok) return ok;
  // The unit of another board is another data controller's; it is not said whether it exists.
  if (unit != actor.unit) return no_such();
  return {};
}
tl::unexpected<Problem> conflict() {
  return fail(ProblemKind::conflict,
              std::string(tr(
                  "Någon annan har ändrat det här sedan du öppnade sidan. Din text finns kvar nedan: jämför den med den sparade och spara igen.")));
}
tl::unexpected<Problem> no_such() { return fail(ProblemKind::not_found, std::string(tr("Det du söker finns inte, eller hör till en annan enhet."))); }

Result<void> check_words(std::string_view field, std::string_view words, std::size_t most, bool required) {
  std::string message;
  if (required && trim(words).empty()) message = tr("Skriv en text här.");
  else if (words.size() > most) message = tr_f("Korta texten till högst {0} tecken.", {std::to_string(most)});
  else if (!is_utf8(words)) message = tr("Texten innehåller tecken som inte går att läsa. Skriv om den.");
  if (message.empty()) return {};
  return fail(ProblemKind::invalid, message, {{std::string(field), message, 0}});
}

Steering::Steering(db::Pool &pool, const organisation::Organisation &organisation, Figures figures, const Clock &clock)
    : pool_(pool), organisation_(organisation), figures_(std::move(figures)), clock_(clock) {}

Date Steering::today() const { return swedish_day(clock_.now()); }

Plan Steering::plan(std::int64_t unit, int year) const {
  auto c = pool_.read();
  return {unit, year, store::goals(*c, unit, year), store::expected(*c, unit, year), store::paragraphs(*c, unit, year)};
}

std::vector<int> Steering::years(std::int64_t unit) const {
  std::vector<int> found;
  pool_.read()->query("SELECT DISTINCT year FROM steer_goal WHERE unit_id = ? AND deleted = 0 ORDER BY year", {unit},
                      [&](const db::Row &r) { found.push_back(static_cast<int>(r.integer(0))); });
  return found;
}

namespace {
void trace(db::Connection &c, const Actor &actor, Instant at, audit::Act act, std::string_view kind, std::int64_t id, std::string_view what,
           std::string_view before, std::string_view after) {
  store::note(c, actor, at, kind, id, what, before, after);
  audit::append(c, actor, at, {act, std::string(kind) + ":" + std::to_string(id), "styrning", ""});
}

Result<void> check_goal(const Goal &goal) {
  RT_CHECK(check_words("title", goal.title, 1000, true));
  if (goal.year < 1990 || goal.year > 2200) {
    const std::string message{tr("Skriv året med fyra siffror, till exempel 2019.")};
    return fail(ProblemKind::invalid, message, {{"year", message, 0}});
  }
  return {};
}
std::string in_words(const Expected &e) { return e.text + " · " + show_target(e.target) + (e.measure.empty() ? "" : " · " + e.measure); }
} // namespace

Result<Goal> Steering::save_goal(const Actor &actor, Goal goal) {
  RT_CHECK(may_in_unit(actor, May::edit_goals, goal.unit));
  RT_CHECK(check_goal(goal));
  if (goal.inherited())
    return fail(ProblemKind::forbidden, std::string(tr("Målet kommer uppifrån och ändras inte i enhetens plan. Läs in det på nytt om det är fel.")));
  auto c = pool_.write();
  db::Transaction tx(*c);
  if (goal.parent != 0) {
    const auto parent = store::goal(*c, goal.parent);
    if (!parent || parent->unit != goal.unit || parent->year != goal.year || parent->level >= goal.level) return no_such();
  }
  if (goal.id == 0) {
    goal.id = store::insert_goal(*c, goal);
    goal.version = 1;
    trace(*c, actor, clock_.now(), audit::Act::create, "goal", goal.id, "skapad", "", goal.title);
  } else {
    const auto before = store::goal(*c, goal.id);
    if (!before || before->unit != goal.unit || before->inherited()) return no_such();
    if (!store::update_goal(*c, goal)) return conflict();
    ++goal.version;
    trace(*c, actor, clock_.now(), audit::Act::update, "goal", goal.id, "ändrad", before->title, goal.title);
  }
  tx.commit();
  return goal;
}

Result<void> Steering::remove_goal(const Actor &actor, std::int64_t id, int version) {
  auto c = pool_.write();
  db::Transaction tx(*c);
  const auto goal = store::goal(*c, id);
  if (!goal) return no_such();
  RT_CHECK(may_in_unit(actor, May::edit_goals, goal->unit));
  if (goal->inherited()) return fail(ProblemKind::forbidden, std::string(tr("Målet kommer uppifrån och tas inte bort här.")));
  if (c->exists("SELECT 1 FROM steer_expected WHERE goal_id = ? AND deleted = 0", {id}) ||
      c->exists("SELECT 1 FROM steer_goal WHERE parent_id = ? AND deleted = 0", {id}))
    return fail(ProblemKind::invalid, std::string(tr("Ta först bort eller flytta det som hör till målet.")));
  if (!store::remove(*c, "steer_goal", goal->unit, id, version)) return conflict();
  trace(*c, actor, clock_.now(), audit::Act::remove, "goal", id, "borttagen", goal->title, "");
  tx.commit();
  return {};
}

Result<Expected> Steering::save_expected(const Actor &actor, Expected e) {
  RT_CHECK(may_in_unit(actor, May::edit_goals, e.unit));
  RT_CHECK(check_words("text", e.text, 2000, true));
  const auto *measure = e.measure.empty() ? nullptr : figures_.find(e.measure);
  if (!e.measure.empty() && (measure == nullptr || measures::hidden_from(*measure, e.unit))) {
    const std::string message{tr("Måttet finns inte. Välj ett ur listan.")};
    return fail(ProblemKind::invalid, message, {{"measure", message, 0}});
  }
  auto c = pool_.write();
  db::Transaction tx(*c);
  const auto goal = store::goal(*c, e.goal);
  if (!goal || goal->unit != e.unit) return no_such();
  e.year = goal->year;
  if (e.id == 0) {
    e.id = store::insert_expected(*c, e);
    e.version = 1;
    trace(*c, actor, clock_.now(), audit::Act::create, "expected", e.id, "skapat", "", in_words(e));
  } else {
    const auto before = store::one_expected(*c, e.id);
    if (!before || before->unit != e.unit) return no_such();
    if (!store::update_expected(*c, e)) return conflict();
    ++e.version;
    trace(*c, actor, clock_.now(), audit::Act::update, "expected", e.id, "ändrat", in_words(*before), in_words(e));
  }
  tx.commit();
  return e;
}

Result<void> Steering::remove_expected(const Actor &actor, std::int64_t id, int version) {
  auto c = pool_.write();
  db::Transaction tx(*c);
  const auto e = store::one_expected(*c, id);
  if (!e) return no_such();
  RT_CHECK(may_in_unit(actor, May::edit_goals, e->unit));
  if (!store::remove(*c, "steer_expected", e->unit, id, version)) return conflict();
  trace(*c, actor, clock_.now(), audit::Act::remove, "expected", id, "borttaget", in_words(*e), "");
  tx.commit();
  return {};
}

Result<Paragraph> Steering::save_paragraph(const Actor &actor, Paragraph p) {
  RT_CHECK(may_in_unit(actor, May::edit_goals, p.unit));
  RT_CHECK(check_words("words", p.words, 20000, false));
  auto c = pool_.write();
  db::Transaction tx(*c);
  const auto goal = store::goal(*c, p.goal);
  if (!goal || goal->unit != p.unit || goal->inherited()) return no_such();
  const auto before = store::paragraph(*c, p.goal, p.team, p.part);
  p.updated_at = to_iso(clock_.now());
  p.updated_by = actor.name;
  if (!before) {
    if (p.version != 0) return conflict();
    p.id = store::insert_paragraph(*c, p);
    p.version = 1;
  } else {
    if (before->version != p.version) return conflict();
    if (before->words == p.words) return *before; // autosave of an unchanged text leaves no trace
    p.id = before->id;
    if (!store::update_paragraph(*c, p)) return conflict();
    ++p.version;
  }
  trace(*c, actor, clock_.now(), before ? audit::Act::update : audit::Act::create, "paragraph", p.id, before ? "ändrad" : "skriven",
        before ? before->words : "", p.words);
  tx.commit();
  return p;
}

Result<Assessment> Steering::judge(const Actor &actor, Assessment a) {
  RT_CHECK(may_in_unit(actor, May::edit_goals, a.unit));
  RT_CHECK(check_words("reason", a.reason, 4000, false));
  RT_CHECK(check_words("lesson", a.lesson, 1000, false));
  const auto period = period_from_text(a.period);
  if (!period) return fail(ProblemKind::invalid, std::string(tr("Välj en period: ett år, ett tertial eller en månad.")));
  auto c = pool_.write();
  db::Transaction tx(*c);
  const auto e = store::one_expected(*c, a.expected);
  if (!e || e->unit != a.unit) return no_such();
  // The proposal is computed here, from the figure of this moment, so that what the person contradicted is on record.
  a.proposed = Judgement::not_assessed;
  a.figure.clear();
  if (const auto *d = e->measure.empty() ? nullptr : figures_.find(e->measure)) {
    const auto values = figures_.values({e->measure}, {a.unit, 0}, {*period, previous(*period)});
    const auto &now = values.at(0).at(0).all;
    a.proposed = propose({e->target, d->kind, d->better, now, values.at(0).at(1).all, elapsed_years(*period, today())});
    a.figure = figures_.show(*d, now);
  }
  if (a.judged != a.proposed && a.judged != Judgement::not_assessed && trim(a.reason).empty()) {
    const std::string message{tr("Skriv varför du bedömer annorlunda än siffran.")};
    return fail(ProblemKind::invalid, message, {{"reason", message, 0}});
  }
  a.at = to_iso(clock_.now());
  a.by = actor.name;
  const auto before = store::assessment(*c, a.expected, a.period);
  if (before) {
    if (before->version != a.version) return conflict();
    a.id = before->id;
    if (!store::update_assessment(*c, a)) return conflict();
    ++a.version;
  } else {
    if (a.version != 0) return conflict();
    a.id = store::insert_assessment(*c, a, period->last.year());
    a.version = 1;
  }
  const auto words = [](const Assessment &x) {
    return std::string(title_of(x.judged)) + ": " + x.reason + (x.lesson.empty() ? "" : " · " + x.lesson);
  };
  trace(*c, actor, clock_.now(), before ? audit::Act::update : audit::Act::create, "expected", a.expected, "bedömning " + a.period,
        before ? words(*before) : "", words(a));
  tx.commit();
  return a;
}

std::vector<Assessment> Steering::assessments(std::int64_t unit, int year) const { return store::assessments(*pool_.read(), unit, year); }
std::vector<HistoryRow> Steering::history(std::int64_t unit, std::string_view kind, std::int64_t id) const {
  return store::history(*pool_.read(), unit, kind, id);
}

Result<ImportReport> Steering::install_goals(const Actor &actor, std::int64_t unit, const std::vector<definitions::GoalSource> &sources) {
  RT_CHECK(may_in_unit(actor, May::edit_goals, unit));
  ImportReport report;
  auto c = pool_.write();
  db::Transaction tx(*c);
  std::map<int, std::vector<Goal>> by_year;
  const auto find = [&](int year, std::string_view code) -> Goal * {
    for (auto &g : by_year[year])
      if (g.code == code) return &g;
    return nullptr;
  };
  int position = 0;
  for (const auto &s : sources) {
    ++report.read;
    if (!by_year.contains(s.year)) by_year[s.year] = store::goals(*c, unit, s.year);
    Goal g{0, unit, 0, 0, s.year, level_from(s.level).value_or(Level::unit), s.id, s.title, ++position, 1};
    if (!s.parent.empty()) {
      const Goal *parent = find(s.year, s.parent);
      if (parent == nullptr) {
        report.errors.push_back(
            {"parent", tr_f("{0}: målet ovanför ({1}) finns inte för {2}.", {s.title, s.parent, std::to_string(s.year)}), s.line});
        continue;
      }
      g.parent = parent->id;
    }
    if (Goal *old = find(s.year, s.id)) {
      if (old->title == g.title && old->parent == g.parent) {
        ++report.same;
        continue;
      }
      g.id = old->id, g.version = old->version, g.position = old->position;
      store::update_goal(*c, g);
      trace(*c, actor, clock_.now(), audit::Act::update, "goal", g.id, "ändrad av mallen", old->title, g.title);
      *old = g;
      ++old->version, ++report.changed;
    } else {
      g.id = store::insert_goal(*c, g);
      trace(*c, actor, clock_.now(), audit::Act::create, "goal", g.id, "inläst ur mallen", "", g.title);
      by_year[s.year].push_back(g);
      ++report.created;
    }
  }
  tx.commit();
  return report;
}

} // namespace rt::steering
