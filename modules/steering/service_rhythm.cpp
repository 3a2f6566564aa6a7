// What comes back through the year: the wheel and its feed, the monthly follow-up, the development list.
#include "modules/audit/audit.hpp"
#include "modules/steering/store.hpp"
#include "modules/steering/table.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>
#include <sodium.h>

namespace rt::steering {
using access::Actor;
using access::May;
namespace {
void trace(db::Connection &c, const Actor &actor, Instant at, audit::Act act, std::string_view kind, std::int64_t id, std::string_view what,
           std::string_view before, std::string_view after) {
  store::note(c, actor, at, kind, id, what, before, after);
  audit::append(c, actor, at, {act, std::string(kind) + ":" + std::to_string(id), "styrning", ""});
}

Result<void> check_event(WheelEvent &e) {
  RT_CHECK(check_words("words", e.words, 500, true));
  if (!e.date.empty()) {
    const auto date = date_from_iso(e.date);
    if (!date) {
      const std::string message{tr("Skriv datumet som 2026-11-22 eller 22/11.")};
      return fail(ProblemKind::invalid, message, {{"date", message, 0}});
    }
    e.year = year_of(*date), e.month = month_of(*date);
  }
  if (e.month < 1 || e.month > 12 || e.year < 1990 || e.year > 2200) {
    const std::string message{tr("Välj en månad.")};
    return fail(ProblemKind::invalid, message, {{"month", message, 0}});
  }
  e.remind_days = std::clamp(e.remind_days, 0, 90);
  return {};
}

std::string hash_of(std::string_view token) {
  unsigned char hash[crypto_generichash_BYTES];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char *>(token.data()), token.size(), nullptr, 0);
  return to_hex({reinterpret_cast<const char *>(hash), sizeof hash});
}
} // namespace

std::vector<WheelEvent> Steering::wheel(std::int64_t unit, int year) const { return store::events(*pool_.read(), unit, year); }

std::vector<int> Steering::wheel_years(std::int64_t unit) const {
  std::vector<int> found;
  pool_.read()->query("SELECT DISTINCT year FROM steer_event WHERE unit_id = ? AND deleted = 0 ORDER BY year", {unit},
                      [&](const db::Row &r) { found.push_back(static_cast<int>(r.integer(0))); });
  return found;
}

Result<WheelEvent> Steering::save_event(const Actor &actor, WheelEvent e) {
  RT_CHECK(may_in_unit(actor, May::edit_goals, e.unit));
  RT_CHECK(check_event(e));
  auto c = pool_.write();
  db::Transaction tx(*c);
  if (e.id == 0) {
    e.id = store::insert_event(*c, e);
    e.version = 1;
    trace(*c, actor, clock_.now(), audit::Act::create, "event", e.id, "tillagd", "", e.words);
  } else {
    const auto before = store::event(*c, e.id);
    if (!before || before->unit != e.unit) return no_such();
    e.done_at = before->done_at, e.done_by = before->done_by, e.source = before->source;
    // A flag stands until somebody has changed what it was about.
    e.flag = before->words == e.words && before->date == e.date && before->month == e.month ? before->flag : "";
    if (!store::update_event(*c, e)) return conflict();
    ++e.version;
    trace(*c, actor, clock_.now(), audit::Act::update, "event", e.id, "ändrad", before->date + " " + before->words, e.date + " " + e.words);
  }
  tx.commit();
  return e;
}

Result<void> Steering::remove_event(const Actor &actor, std::int64_t id, int version) {
  auto c = pool_.write();
  db::Transaction tx(*c);
  const auto e = store::event(*c, id);
  if (!e) return no_such();
  RT_CHECK(may_in_unit(actor, May::edit_goals, e->unit));
  if (!store::remove(*c, "steer_event", e->unit, id, version)) return conflict();
  trace(*c, actor, clock_.now(), audit::Act::remove, "event", id, "borttagen", e->words, "");
  tx.commit();
  return {};
}

Result<void> Steering::mark_event(const Actor &actor, std::int64_t id, bool done) {
  auto c = pool_.write();
  db::Transaction tx(*c);
  auto e = store::event(*c, id);
  if (!e) return no_such();
  RT_CHECK(may_in_unit(actor, May::write_followup, e->unit));
  e->done_at = done ? to_iso(clock_.now()) : "";
  e->done_by = done ? actor.name : "";
  if (!store::update_event(*c, *e)) return conflict();
  trace(*c, actor, clock_.now(), audit::Act::update, "event", id, done ? "klar" : "inte klar", "", e->words);
  tx.commit();
  return {};
}

Result<ImportReport> Steering::import_wheel(const Actor &actor, std::int64_t unit, int year, std::string_view bytes, std::string_view filename,
                                            bool dry_run) {
  RT_CHECK(may_in_unit(actor, May::edit_goals, unit));
  RT_TRY(const auto table, read_table(bytes, filename));
  RT_CHECK(need(table, {"månad", "händelse"}));
  const int month_c = table.column({"månad"}), words_c = table.column({"händelse"});
  std::map<std::string, int> months;
  {
    const i18n::Scope swedish(Lang::sv);
    for (int m = 1; m <= 12; ++m) months[fold(month_name(m))] = m, months[fold(month_name(m, true))] = m;
  }
  ImportReport report;
  report.read = static_cast<int>(table.rows.size());
  auto c = pool_.write();
  db::Transaction tx(*c);
  std::set<std::string> known; // the same file read twice adds nothing
  for (const auto &e : store::events(*c, unit, year)) known.insert(std::to_string(e.month) + e.date + fold(e.words));
  for (const auto &row : table.rows) {
    const auto month = months.find(fold(cell(row, month_c)));
    const std::string words = cell(row, words_c);
    if (month == months.end() || words.empty() || words.size() > 500) {
      report.errors.push_back(
          {month == months.end() ? "månad" : "händelse",
           std::string(month == months.end() ? tr("Skriv månadens namn, till exempel januari.") : tr("Skriv vad som händer, med högst 500 tecken.")),
           row.number});
      continue;
    }
    for (auto e : read_wheel_cell(year, month->second, words)) {
      if (!known.insert(std::to_string(e.month) + e.date + fold(e.words)).second) {
        ++report.same;
        continue;
      }
      e.unit = unit, e.source = source_of(filename, row.number);
      e.id = store::insert_event(*c, e);
      trace(*c, actor, clock_.now(), audit::Act::create, "event", e.id, "inläst från fil", "", e.words);
      if (!e.flag.empty()) report.flags.push_back(e.flag);
      ++report.created;
    }
  }
  if (!dry_run) tx.commit();
  return report;
}

std::vector<WheelEvent> Steering::due_events(std::int64_t unit, Date today, int days_ahead) const {
  std::vector<WheelEvent> due;
  for (int year = year_of(today); year <= year_of(today + days_ahead); ++year)
    for (auto &e : wheel(unit, year)) {
      const auto date = date_from_iso(e.date);
      if (!date || !e.done_at.empty()) continue;
      const bool meeting = !e.deadline && *date < today; // a meeting that was is not late, a deadline is
      if (!meeting && *date <= today + std::max(days_ahead, e.remind_days)) due.push_back(std::move(e));
    }
  return due;
}

Result<std::string> Steering::make_feed(const Actor &actor) {
  RT_CHECK(access::require(actor, May::read_board));
  unsigned char bytes[24];
  randombytes_buf(bytes, sizeof bytes);
  std::string token = to_hex({reinterpret_cast<const char *>(bytes), sizeof bytes});
  auto c = pool_.write();
  db::Transaction tx(*c);
  const std::string now = to_iso(clock_.now());
  c->exec("UPDATE steer_feed SET revoked_at = ? WHERE user_id = ? AND unit_id = ? AND revoked_at = ''", {now, actor.user, actor.unit});
  c->exec("INSERT INTO steer_feed (unit_id, user_id, token_hash, created_at) VALUES (?,?,?,?)", {actor.unit, actor.user, hash_of(token), now});
  audit::append(*c, actor, clock_.now(), {audit::Act::right_changed, "feed:" + std::to_string(actor.user), "styrning", "kalenderlänk skapad"});
  tx.commit();
  return token;
}

Result<void> Steering::revoke_feed(const Actor &actor) {
  RT_CHECK(access::require(actor, May::read_board));
  auto c = pool_.write();
  db::Transaction tx(*c);
  c->exec("UPDATE steer_feed SET revoked_at = ? WHERE user_id = ? AND unit_id = ? AND revoked_at = ''",
          {to_iso(clock_.now()), actor.user, actor.unit});
  audit::append(*c, actor, clock_.now(), {audit::Act::right_changed, "feed:" + std::to_string(actor.user), "styrning", "kalenderlänk återkallad"});
  tx.commit();
  return {};
}

std::optional<std::int64_t> Steering::feed_unit(std::string_view token) const {
  if (token.size() != 48) return std::nullopt;
  const auto unit = pool_.read()->count("SELECT unit_id FROM steer_feed WHERE token_hash = ? AND revoked_at = ''", {hash_of(token)});
  return unit == 0 ? std::nullopt : std::optional(unit);
}

// ---- follow-up ----

std::vector<FollowUp> Steering::follow_ups(std::int64_t unit, std::int64_t team, int year) const {
  auto found = store::follow_ups(*pool_.read(), unit, year);
  if (team != 0) std::erase_if(found, [&](const FollowUp &f) { return f.team != team; });
  return found;
}

Result<FollowUp> Steering::save_follow_up(const Actor &actor, FollowUp f) {
  RT_CHECK(may_in_unit(actor, May::write_followup, f.unit));
  RT_CHECK(check_words("see", f.see, 4000, false));
  RT_CHECK(check_words("why", f.why, 4000, false));
  RT_CHECK(check_words("lesson", f.lesson, 1000, false));
  // A team writes about its own results; what the whole unit shares is written by those who may edit the plan.
  if (f.team == 0 ? !actor.may(May::edit_goals) : !actor.scope().covers(f.unit, f.team))
    return fail(ProblemKind::forbidden, std::string(tr("Du skriver uppföljning för din egen verksamhet.")));
  const auto period = period_from_text(f.month);
  if (!period || period->kind != PeriodKind::month) return fail(ProblemKind::invalid, std::string(tr("Välj en månad.")));
  auto c = pool_.write();
  db::Transaction tx(*c);
  const auto e = store::one_expected(*c, f.expected);
  if (!e || e->unit != f.unit || (e->team != 0 && e->team != f.team)) return no_such();
  f.updated_at = to_iso(clock_.now()), f.updated_by = actor.name;
  const auto before = store::follow_up(*c, f.expected, f.team, f.month);
  if (before && before->see == f.see && before->why == f.why && before->lesson == f.lesson) return *before;
  if ((before ? before->version : 0) != f.version) return conflict();
  if (before) {
    f.id = before->id;
    if (!store::update_follow_up(*c, f)) return conflict();
    ++f.version;
  } else {
    f.id = store::insert_follow_up(*c, f);
    f.version = 1;
  }
  const auto words = [](const FollowUp &x) { return x.see + "\n" + x.why + "\n" + x.lesson; };
  trace(*c, actor, clock_.now(), before ? audit::Act::update : audit::Act::create, "followup", f.id, f.month, before ? words(*before) : "", words(f));
  tx.commit();
  return f;
}

std::vector<Steering::Due> Steering::due_follow_ups(std::int64_t unit, Date today) const {
  std::vector<Due> due;
  // A month is due when it is over: its figures are whole.
  const Month last = month_containing(today) - 1;
  const Plan p = plan(unit, last.year());
  const auto written = follow_ups(unit, 0, last.year());
  for (Month m = make_month(last.year(), 1); m <= last; m = m + 1) {
    std::map<std::int64_t, int> missing;
    for (const auto &e : p.expected) {
      const bool answered = std::any_of(written.begin(), written.end(),
                                        [&](const FollowUp &f) { return f.expected == e.id && f.month == to_iso(m) && !trim(f.see).empty(); });
      if (!answered) ++missing[e.team];
    }
    for (const auto &[team, n] : missing) due.push_back({team, to_iso(m), n});
  }
  return due;
}

// ---- development list ----

std::vector<Idea> Steering::ideas(std::int64_t unit, bool with_done) const { return store::ideas(*pool_.read(), unit, with_done); }

Result<Idea> Steering::save_idea(const Actor &actor, Idea i) {
  RT_CHECK(may_in_unit(actor, May::write_followup, i.unit));
  RT_CHECK(check_words("words", i.words, 1000, true));
  RT_CHECK(check_words("source", i.source, 1000, false));
  RT_CHECK(check_words("owner", i.owner, 200, false));
  auto c = pool_.write();
  db::Transaction tx(*c);
  const auto before = i.id == 0 ? std::nullopt : store::idea(*c, i.id);
  if (i.id != 0 && (!before || before->unit != i.unit)) return no_such();
  i.done_at = i.state != IdeaState::done ? "" : before && !before->done_at.empty() ? before->done_at : to_iso(clock_.now());
  if (!before) {
    i.created_at = to_iso(clock_.now());
    i.id = store::insert_idea(*c, i);
    i.version = 1;
  } else {
    i.created_at = before->created_at, i.followup = before->followup;
    if (!store::update_idea(*c, i)) return conflict();
    ++i.version;
  }
  const auto words = [](const Idea &x) { return x.words + " · " + std::string(title_of(x.state)) + " · " + x.owner; };
  trace(*c, actor, clock_.now(), before ? audit::Act::update : audit::Act::create, "idea", i.id, before ? "ändrat" : "nytt",
        before ? words(*before) : "", words(i));
  tx.commit();
  return i;
}

Result<void> Steering::review_ideas(const Actor &actor, const std::vector<std::int64_t> &ids) {
  RT_CHECK(may_in_unit(actor, May::edit_goals, actor.unit));
  auto c = pool_.write();
  db::Transaction tx(*c);
  const std::string month = to_iso(month_containing(today()));
  for (const auto id : ids) {
    auto i = store::idea(*c, id);
    if (!i || i->unit != actor.unit) return no_such();
    i->reviewed = month;
    if (!store::update_idea(*c, *i)) return conflict();
    trace(*c, actor, clock_.now(), audit::Act::update, "idea", id, "genomgånget " + month, "", i->words);
  }
  tx.commit();
  return {};
}

} // namespace rt::steering
