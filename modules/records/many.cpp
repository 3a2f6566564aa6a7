#include "modules/records/many.hpp"
#include "platform/log/log.hpp"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

namespace rt::records {

using access::Actor;
using access::May;
using definitions::Register;
using Kind = ManyAct::Kind;

namespace {

constexpr int kBatch = 50;
constexpr int kInBackground = 200; ///< fewer are done before the page answers
constexpr std::chrono::milliseconds kLongestBatch{150}, kBreath{10};
constexpr std::int64_t kKept = 30LL * 24 * 3600, kSilent = 60; ///< seconds: a job that has not been heard of for so long has stopped
constexpr int kReasonsShown = 20, kRefusalsShown = 100;        ///< of the reasons, and of the records together
constexpr int kTries = 20;

std::string_view id_of(Kind kind) { return kind == Kind::remove ? "remove" : kind == Kind::step ? "step" : "restore"; }
Kind kind_from(std::string_view id) { return id == "remove" ? Kind::remove : id == "step" ? Kind::step : Kind::restore; }

May needed(Kind kind) { return kind == Kind::step ? May::write_records : May::delete_records; }

struct Job {
  std::int64_t id = 0, unit = 0, user = 0;
  std::string register_id, state, beat_at;
  ManyAct act;
  int total = 0, done = 0, refused = 0;
};

struct Row {
  std::int64_t record = 0;
  int position = 0, version = 0;
};

std::optional<Job> find(db::Connection &c, const Actor &actor, std::int64_t id) {
  std::optional<Job> found;
  c.query("SELECT id, unit_id, user_id, register_id, act, step, back, state, beat_at, total, done, refused FROM many_job "
          "WHERE id = ? AND unit_id = ? AND user_id = ?",
          {id, actor.unit, actor.user}, [&](const db::Row &r) {
            found = Job{r.integer(0), r.integer(1), r.integer(2), r.str(3), r.str(7), r.str(8), {kind_from(r.text(4)), r.str(5), r.str(6)}};
            found->total = static_cast<int>(r.integer(9));
            found->done = static_cast<int>(r.integer(10));
            found->refused = static_cast<int>(r.integer(11));
          });
  return found;
}

std::vector<Row> next_rows(db::Connection &c, const Job &job) {
  std::vector<Row> rows;
  c.query("SELECT record_id, position, version FROM many_row WHERE job_id = ? AND position > ? ORDER BY position LIMIT ?",
          {job.id, static_cast<std::int64_t>(job.done + job.refused), static_cast<std::int64_t>(kBatch)},
          [&](const db::Row &r) { rows.push_back({r.integer(0), static_cast<int>(r.integer(1)), static_cast<int>(r.integer(2))}); });
  return rows;
}

/// The step with this title that leads from the record's own state.
std::string step_from(const Register &reg, const std::string &title, int state) {
  const auto *from = reg.state_by_code(state);
  for (const auto &transition : reg.transitions)
    if (transition.title.sv == title && from != nullptr && transition.leaves(from->id)) return transition.id;
  return {};
}

/// One sentence: what the record lacks says more than that it lacks something.
std::string reason(const Problem &problem, Kind kind) {
  if (problem.kind == ProblemKind::conflict && kind != Kind::restore) return std::string(tr("Någon har ändrat posten sedan listan visades."));
  if (problem.fields.empty()) return problem.message;
  std::string said;
  for (std::size_t i = 0; i < std::min<std::size_t>(problem.fields.size(), 3); ++i) said += (i > 0 ? " " : "") + problem.fields[i].message;
  return said;
}

Problem no_job() { return {ProblemKind::not_found, std::string(tr("Arbetet finns inte kvar. Det sparas i 30 dagar för den som började det.")), {}}; }

} // namespace

struct Many::Impl {
  Impl(Records &r, const Clock &k) : records(r), clock(k) {}
  Records &records;
  const Clock &clock;
  std::mutex mutex, turn; ///< `turn`: one long work at a time leaves the machine to those who wait for a page
  std::map<std::int64_t, bool> running;
  std::vector<std::thread> threads;
  std::atomic<bool> ending = false;

  std::string now() const { return to_iso(clock.now()); }
  bool is_running(std::int64_t job) {
    const std::lock_guard lock(mutex);
    return running.count(job) != 0;
  }

  Result<void> one(db::Connection &c, const Actor &actor, const Job &job, const Register &reg, const Row &row,
                   const std::map<std::int64_t, int> &states) {
    if (job.act.kind == Kind::restore) return records.restore_in(c, actor, reg.id, row.record);
    if (job.act.kind == Kind::remove) {
      RT_CHECK(access::require(actor, May::delete_records));
      return records.remove_in(c, actor, reg.id, row.record, row.version);
    }
    const auto state = states.find(row.record);
    if (state == states.end()) return fail(ProblemKind::not_found, std::string(tr("Posten finns inte, eller så får du inte se den.")));
    const auto step = step_from(reg, job.act.step, state->second);
    if (step.empty()) return fail(ProblemKind::invalid, std::string(tr("Steget går inte att ta från det läge som posten har.")));
    RT_CHECK(records.move_state_in(c, actor, reg.id, row.record, row.version, step));
    return {};
  }

  /// One record inside the batch: what it did is taken back when it is refused.
  std::string outcome(db::Connection &c, const Actor &actor, const Job &job, const Register &reg, const Row &row,
                      const std::map<std::int64_t, int> &states) {
    db::Transaction alone(c);
    try {
      const auto result = one(c, actor, job, reg, row, states);
      if (!result) return reason(result.error(), job.act.kind);
    } catch (const db::ConstraintError &) { return std::string(tr("Posten gick inte att ändra: något annat hänger ihop med den.")); }
    alone.commit();
    return {};
  }

  void write_outcome(db::Connection &c, const Job &job, const Row &row, const std::string &refused) const {
    c.exec("UPDATE many_row SET outcome = ?, reason = ? WHERE job_id = ? AND position = ?",
           {static_cast<std::int64_t>(refused.empty() ? 1 : 2), db::opt(refused), job.id, static_cast<std::int64_t>(row.position)});
  }

  /// The next records of the job in one transaction. False when nothing is left, or somebody else goes on with it.
  bool batch(const Actor &actor, Job &job, const Register &reg) {
    auto rows = next_rows(*records.pool().read(), job);
    std::map<std::int64_t, int> states;
    if (job.act.kind == Kind::step) {
      std::vector<std::int64_t> ids;
      for (const auto &row : rows) ids.push_back(row.record);
      for (const auto &record : records.some(actor, reg.id, ids, "arbete med flera")) states[record.id] = record.state;
    }
    auto after = job;
    {
      const auto c = records.pool().write();
      db::Transaction together(*c);
      const auto until = std::chrono::steady_clock::now() + kLongestBatch;
      for (const auto &row : rows) {
        const auto refused = outcome(*c, actor, job, reg, row, states);
        write_outcome(*c, job, row, refused);
        ++(refused.empty() ? after.done : after.refused);
        if (std::chrono::steady_clock::now() > until) break;
      }
      const bool last = after.done + after.refused >= after.total;
      after.state = last ? "done" : "running";
      const auto mine = c->exec("UPDATE many_job SET done = ?, refused = ?, beat_at = ?, state = ? WHERE id = ? AND done = ? AND refused = ?",
                                {static_cast<std::int64_t>(after.done), static_cast<std::int64_t>(after.refused), now(), after.state, job.id,
                                 static_cast<std::int64_t>(job.done), static_cast<std::int64_t>(job.refused)});
      if (mine == 0) return false;
      if (last) trace(*c, actor, after, std::to_string(after.done) + " gjorda, " + std::to_string(after.refused) + " nekade");
      together.commit();
    }
    records.committed();
    job = after;
    return job.state == "running";
  }

  void trace(db::Connection &c, const Actor &actor, const Job &job, std::string detail) const {
    const auto act = job.act.kind == Kind::remove ? audit::Act::remove : job.act.kind == Kind::step ? audit::Act::update : audit::Act::undo;
    audit::append(c, actor, clock.now(), {act, job.register_id + ":list", "arbete med flera", std::move(detail)});
  }

  void work(const Actor &actor, Job job, const Register &reg) {
    int tries = 0;
    while (!ending) try {
        if (!batch(actor, job, reg)) return;
        tries = 0;
        std::this_thread::sleep_for(kBreath); // those who wait to write come first
      } catch (const db::BusyError &) {
        if (++tries == kTries) break;
        std::this_thread::sleep_for(kBreath * tries);
      }
    records.pool().write()->exec("UPDATE many_job SET state = 'stopped' WHERE id = ? AND state = 'running'", {job.id});
  }

  void work_quietly(const Actor &actor, const Job &job, const Register &reg) {
    try {
      work(actor, job, reg);
    } catch (const std::exception &) { // the page says that it has stopped, and how far it came
      log::error("records.many", {{"job", job.id}});
    }
  }

  void in_background(const Actor &actor, const Job &job, const Register &reg) {
    const std::lock_guard lock(mutex);
    if (!running.emplace(job.id, true).second) return;
    threads.emplace_back([this, actor, job, &reg, lang = i18n::current()] {
      const i18n::Scope reader(lang);
      {
        const std::lock_guard mine(turn);
        if (!ending) work_quietly(actor, job, reg);
      }
      const std::lock_guard done(mutex);
      running.erase(job.id);
    });
  }
};

Many::Many(Records &records, const Clock &clock) : impl_(std::make_unique<Impl>(records, clock)) {}

Many::~Many() {
  impl_->ending = true;
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(impl_->mutex);
    threads.swap(impl_->threads);
  }
  for (auto &thread : threads) thread.join();
}

Result<std::int64_t> Many::prepare(const Actor &actor, std::string_view register_id, const ManyAct &act, const Rows &rows) {
  const auto *reg = impl_->records.catalog().find(register_id);
  if (reg == nullptr) return fail(ProblemKind::not_found, std::string(tr("Registret finns inte.")));
  RT_CHECK(access::require(actor, needed(act.kind)));
  if (rows.empty()) return fail(ProblemKind::invalid, std::string(tr("Markera minst en post.")));
  if (rows.size() > static_cast<std::size_t>(kMostAtOnce))
    return fail(ProblemKind::invalid,
                std::string(tr("Så många poster går inte att ändra på en gång: högst 100 000. Lägg till ett villkor och gör det i delar.")));
  const auto at = impl_->clock.now();
  const auto c = impl_->records.pool().write();
  db::Transaction together(*c);
  const auto old = to_iso(at - kKept);
  c->exec("DELETE FROM many_row WHERE job_id IN (SELECT id FROM many_job WHERE made_at < ?)", {old});
  c->exec("DELETE FROM many_job WHERE made_at < ?", {old});
  const auto job = c->insert("INSERT INTO many_job (unit_id, user_id, register_id, act, step, back, state, total, made_at, beat_at) "
                             "VALUES (?,?,?,?,?,?,'open',?,?,?) RETURNING id",
                             {actor.unit, actor.user, reg->id, std::string(id_of(act.kind)), act.step, act.back,
                              static_cast<std::int64_t>(rows.size()), to_iso(at), to_iso(at)});
  std::int64_t position = 0;
  for (const auto &[record, version] : rows)
    c->exec("INSERT INTO many_row (job_id, position, record_id, version) VALUES (?,?,?,?)",
            {job, ++position, record, static_cast<std::int64_t>(version)});
  together.commit();
  return job;
}

Result<void> Many::start(const Actor &actor, std::int64_t id) {
  std::optional<Job> job;
  {
    const auto c = impl_->records.pool().write();
    db::Transaction together(*c);
    job = find(*c, actor, id);
    if (!job) return fail(no_job());
    RT_CHECK(access::require(actor, needed(job->act.kind)));
    if (job->state == "done" || impl_->is_running(id)) return {};
    const auto silent_since = to_iso(impl_->clock.now() - kSilent);
    if (c->exec("UPDATE many_job SET state = 'running', beat_at = ? WHERE id = ? AND (state IN ('open', 'stopped') OR beat_at < ?)",
                {impl_->now(), id, silent_since}) == 0)
      return {}; // somebody has begun
    job->state = "running";
    if (job->done + job->refused == 0) impl_->trace(*c, actor, *job, std::to_string(job->total) + " poster");
    together.commit();
  }
  const auto *reg = impl_->records.catalog().find(job->register_id);
  if (reg == nullptr) return fail(ProblemKind::not_found, std::string(tr("Registret finns inte.")));
  if (job->total - job->done - job->refused > kInBackground) impl_->in_background(actor, *job, *reg);
  else impl_->work(actor, *job, *reg);
  return {};
}

Result<ManyReport> Many::report(const Actor &actor, std::int64_t id) const {
  const auto c = impl_->records.pool().read();
  const auto job = find(*c, actor, id);
  if (!job) return fail(no_job());
  ManyReport report{job->id, job->register_id, job->state, job->act, job->total, job->done, job->refused, false, 0, {}};
  const bool silent = job->beat_at < to_iso(impl_->clock.now() - kSilent);
  if (job->state == "running" && silent && !impl_->is_running(id)) report.state = "stopped";
  c->query("SELECT id FROM many_job WHERE undo_of = ?", {id}, [&](const db::Row &row) { report.undone_by = row.integer(0); });
  report.can_undo = job->act.kind == Kind::remove && job->done > 0 && report.undone_by == 0 && report.state != "running";
  if (report.refused == 0) return report;
  c->query("SELECT reason, COUNT(*) FROM many_row WHERE job_id = ? AND outcome = 2 GROUP BY reason ORDER BY COUNT(*) DESC, reason LIMIT ?",
           {id, static_cast<std::int64_t>(kReasonsShown)},
           [&](const db::Row &row) { report.refusals.push_back({row.str(0), static_cast<int>(row.integer(1))}); });
  // The first of every reason, so that a common one does not hide the rest.
  c->query("SELECT record_id, reason FROM (SELECT record_id, reason, position, ROW_NUMBER() OVER (PARTITION BY reason ORDER BY position) AS nth "
           "FROM many_row WHERE job_id = ? AND outcome = 2) r ORDER BY nth, position LIMIT ?",
           {id, static_cast<std::int64_t>(kRefusalsShown)}, [&](const db::Row &row) {
             for (auto &one : report.refusals)
               if (one.reason == row.text(1)) one.records.push_back(row.integer(0));
           });
  return report;
}

Result<std::int64_t> Many::undo(const Actor &actor, std::int64_t id) {
  RT_TRY(const ManyReport before, report(actor, id));
  if (!before.can_undo) return fail(ProblemKind::conflict, std::string(tr("Borttagningen är redan ångrad, eller så finns det inget att ångra.")));
  Rows rows;
  impl_->records.pool().read()->query("SELECT record_id, version FROM many_row WHERE job_id = ? AND outcome = 1 ORDER BY position", {id},
                                      [&](const db::Row &row) { rows.emplace_back(row.integer(0), static_cast<int>(row.integer(1))); });
  RT_TRY(const std::int64_t job, prepare(actor, before.register_id, {Kind::restore, {}, before.act.back}, rows));
  impl_->records.pool().write()->exec("UPDATE many_job SET undo_of = ? WHERE id = ?", {id, job});
  RT_CHECK(start(actor, job));
  return job;
}

} // namespace rt::records
