// The import's service: one plan shows what will happen, the same plan is carried out in one transaction, and it can be undone.
#include "modules/records/import_store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace rt::records {

using access::Actor;
using access::May;
using definitions::Register;
using namespace importing;

namespace {

constexpr int kInBackground = 2000; ///< rows; fewer are done before the page answers
constexpr std::int64_t kKept = 24 * 3600;

Problem no_job() {
  return {ProblemKind::not_found, std::string(tr("Filen finns inte kvar. Uppladdade filer sparas högst ett dygn; ladda upp den igen.")), {}};
}

struct Progress {
  std::atomic<int> rows{0};
  std::atomic<bool> done{false};
};

struct Understood {
  sheet::Workbook book;
  std::size_t sheet = 0;
  int header = -1;
  std::vector<Target> targets;
  std::vector<ImportColumn> columns;
  std::string signature;
};

} // namespace

struct Imports::Impl {
  Impl(Records &r, Persons &p, const Clock &k) : records(r), persons(p), clock(k) {}
  ~Impl() { join_all(); }

  Records &records;
  Persons &persons;
  const Clock &clock;
  std::mutex mutex;
  std::map<std::int64_t, std::shared_ptr<Progress>> running;
  std::vector<std::thread> threads;

  void join_all() {
    std::vector<std::thread> mine;
    {
      const std::lock_guard lock(mutex);
      mine.swap(threads);
    }
    for (auto &thread : mine) thread.join();
  }
  std::shared_ptr<Progress> progress_of(std::int64_t job) {
    const std::lock_guard lock(mutex);
    const auto found = running.find(job);
    return found == running.end() || found->second->done ? nullptr : found->second;
  }

  Result<const Register *> reg(std::string_view id) const {
    const auto *found = records.catalog().find(id);
    if (found == nullptr) return fail(ProblemKind::not_found, std::string(tr("Registret finns inte.")));
    return found;
  }
  Date today() const { return swedish_day(clock.now()); }

  /// An uploaded file holds what its reader may see: only the one who uploaded it goes on with it.
  Result<Job> open_job(db::Connection &c, const Actor &actor, std::int64_t id) const {
    RT_CHECK(access::require(actor, May::import_records));
    const auto found = job(c, actor.unit, id);
    if (!found || found->user != actor.user) return fail(no_job());
    return *found;
  }

  Result<Understood> understand(db::Connection &c, const Actor &actor, const Register &reg, sheet::Workbook book,
                                const ImportOptions &options) const {
    Understood out;
    out.book = std::move(book);
    out.targets = targets(reg);
    const auto headings = remembered_headings(c, actor.unit, reg.id);
    std::size_t most = 0;
    for (std::size_t i = 0; i < out.book.sheets.size(); ++i) {
      const auto &sheet = out.book.sheets[i];
      if (sheet.rows.empty() || (!options.sheet.empty() && sheet.name != options.sheet)) continue;
      const int header = header_row(sheet, out.targets, headings);
      const auto columns = header < 0 ? std::vector<ImportColumn>{} : map_columns(sheet, header, out.targets, headings, {});
      const auto read =
          static_cast<std::size_t>(std::count_if(columns.begin(), columns.end(), [](const auto &column) { return !column.key.empty(); }));
      const bool better = out.header < 0 || read > most;
      if (better && header >= 0) out.sheet = i, out.header = header, most = read;
      else if (out.header < 0 && options.sheet == sheet.name) out.sheet = i;
    }
    if (!options.sheet.empty() && out.book.sheets[out.sheet].name != options.sheet)
      return fail(ProblemKind::invalid, tr_f("Bladet ”{0}” finns inte i filen.", {options.sheet}));
    const auto &sheet = out.book.sheets[out.sheet];
    if (out.header < 0) out.header = first_filled(sheet);
    out.signature = signature(sheet, out.header);
    out.columns = map_columns(sheet, out.header, out.targets, remembered(c, actor.unit, reg.id, out.signature), options.mapping);
    return out;
  }
  static int first_filled(const sheet::Sheet &sheet) {
    for (std::size_t r = 0; r < sheet.rows.size(); ++r)
      if (!sheet.rows[r].empty()) return static_cast<int>(r);
    return 0;
  }

  struct Planned {
    ImportReport report;
    std::vector<PlannedRow> rows;
    std::string signature;
  };

  Result<Planned> plan_job(db::Connection &c, const Actor &actor, const Register &reg, Job job, sheet::Workbook book) const {
    RT_TRY(Understood seen, understand(c, actor, reg, std::move(book), job.options));
    if (job.options.team == 0)
      if (const auto team = remembered_team(c, actor.unit, reg.id, seen.signature); team != 0 && actor.scope().covers(actor.unit, team))
        job.options.team = team;
    Planned out;
    auto &report = out.report;
    report.job = job.id;
    report.register_id = reg.id;
    report.filename = job.filename;
    report.understood = seen.book.understood;
    for (const auto &sheet : seen.book.sheets) report.sheets.push_back(sheet.name);
    report.sheet = seen.book.sheets[seen.sheet].name;
    report.header_row = seen.header + 1;
    report.columns = seen.columns;
    report.options = job.options;
    report.state = job.state;
    const organisation::Organisation organisation(records.pool());
    const auto facts = known(c, records.catalog(), reg, actor, organisation.teams(actor.unit), organisation.staff(actor.unit));
    const auto fixed = job.id == 0 ? Fixes{} : fixes(c, job.id);
    const Input input{reg,     seen.targets, seen.book.sheets[seen.sheet], seen.header, report.columns, job.options, fixed, facts, actor,
                      today(), &seen.book};
    out.rows = plan(input, report.notes);
    out.signature = seen.signature;
    note_same_file(c, actor, reg, job, out);
    count(out);
    return out;
  }

  void note_same_file(db::Connection &c, const Actor &actor, const Register &reg, const Job &job, Planned &out) const {
    const std::string before = read_before(c, actor.unit, reg.id, job.hash);
    if (before.empty()) return;
    out.report.notes.push_back(
        tr_f("Samma fil lästes in {0}. Rader som redan finns läggs inte till igen.", {long_date(swedish_day(from_iso(before)))}));
    if (!unique_fields(reg).empty()) return;
    // Nothing tells one row of this register from another, so the file as a whole is the only sign of a repetition.
    for (auto &row : out.rows)
      if (row.outcome == Outcome::create) row.outcome = Outcome::repeated;
  }

  static void count(Planned &out) {
    auto &report = out.report;
    report.rows = static_cast<int>(out.rows.size());
    std::map<std::string, bool> people;
    for (const auto &row : out.rows) {
      switch (row.outcome) {
      case Outcome::create: ++report.created; break;
      case Outcome::change: ++report.changed; break;
      case Outcome::unchanged: ++report.unchanged; break;
      case Outcome::repeated: ++report.repeated; break;
      case Outcome::skipped: ++report.skipped; break;
      case Outcome::bad: ++report.bad; break;
      }
      if (row.new_person && row.outcome == Outcome::create) people[row.person_key] = true;
      report.errors.insert(report.errors.end(), row.errors.begin(), row.errors.end());
    }
    report.new_people = static_cast<int>(people.size());
    if (std::none_of(report.columns.begin(), report.columns.end(), [](const auto &column) { return !column.key.empty(); }))
      report.notes.push_back(std::string(tr("Ingen rubrik i filen känns igen. Säg nedan vilken kolumn som är vad.")));
  }

  /// A person who is new in the file is stored once, however many rows she has.
  std::int64_t stored_person(db::Connection &c, const Actor &actor, std::int64_t job, PlannedRow &row,
                             std::map<std::string, std::int64_t> &new_people) {
    auto &id = new_people[row.person_key];
    if (id == 0) {
      if (row.new_person->personnummer.size() >= 10) fill_from_number(*row.new_person);
      id = persons.insert(c, *row.new_person);
      add_person(c, job, id);
      records.trace(c, actor, {audit::Act::create, "person:" + std::to_string(id), "inläsning", ""});
    }
    return id;
  }
  static void fill_from_number(Person &person) {
    const auto &number = person.personnummer; // 19800102-1234; a samordningsnummer has 60 added to the day
    const int day = static_cast<int>(parse_integer(number.substr(6, 2)).value_or(1));
    const std::string two = std::to_string(day > 60 ? day - 60 : day);
    if (person.birth_date.empty()) person.birth_date = number.substr(0, 4) + "-" + number.substr(4, 2) + "-" + (two.size() < 2 ? "0" + two : two);
    if (person.sex == Sex::unknown) person.sex = (number[number.size() - 2] - '0') % 2 == 0 ? Sex::female : Sex::male;
  }

  Result<void> carry_out(db::Connection &c, const Actor &actor, const Register &reg, Job &job, Planned &planned, Progress *progress) {
    std::map<std::string, std::int64_t> new_people;
    for (auto &row : planned.rows) {
      if (progress != nullptr) ++progress->rows;
      if (row.outcome != Outcome::create && row.outcome != Outcome::change) continue;
      if (row.new_person) row.draft.values["person"] = stored_person(c, actor, job.id, row, new_people);
      const bool is_new = row.outcome == Outcome::create;
      auto saved = records.save_in(c, actor, reg.id, row.draft);
      if (!saved) {
        // The engine sees more than the plan (a right, a reference that went away): the whole file waits.
        Problem problem = saved.error();
        for (auto &field : problem.fields) field.row = row.row;
        problem.message = tr_f("Rad {0}: {1} Ingenting är inläst.",
                               {std::to_string(row.row), problem.fields.empty() ? problem.message : problem.fields[0].message});
        return fail(std::move(problem));
      }
      add_row(c, job.id, {saved->id, is_new, saved->version});
    }
    const auto &report = planned.report;
    job.state = "done";
    job.committed_at = to_iso(clock.now());
    job.created = report.created;
    job.changed = report.changed;
    job.skipped = report.rows - report.created - report.changed;
    finish(c, job);
    remember(c, actor.unit, reg.id, planned.signature, report.columns, job.options.mapping);
    remember_team(c, actor.unit, reg.id, planned.signature, report.options.team);
    records.trace(c, actor,
                  {audit::Act::import, reg.id + ":import:" + std::to_string(job.id), "inläsning",
                   std::to_string(job.created) + " nya, " + std::to_string(job.changed) + " ändrade"});
    return {};
  }

  /// Plans and carries out inside one transaction, so that nothing changes between what is planned and what is done.
  Result<ImportReport> commit_book(const Actor &actor, const Register &reg, Job job, const sheet::Workbook &book, Progress *progress) {
    std::optional<ImportReport> report;
    bool refused = false;
    auto result = records.bulk([&](db::Connection &c) -> Result<void> {
      RT_TRY(Planned planned, plan_job(c, actor, reg, job, book));
      report = planned.report;
      refused = planned.report.bad > 0 || planned.report.will_do() == 0;
      if (refused) return {};
      RT_CHECK(carry_out(c, actor, reg, job, planned, progress));
      report->state = job.state;
      return {};
    });
    if (!result) return tl::unexpected(std::move(result).error());
    return *report;
  }

  void fail_job(const Actor &actor, Job job, const std::string &why) {
    auto lease = records.pool().write();
    db::Transaction transaction(*lease);
    lease->exec("UPDATE import_job SET failure = ? WHERE id = ? AND unit_id = ?", {why, job.id, actor.unit});
    transaction.commit();
  }

  void start(const Actor &actor, const Register &reg, const Job &job, sheet::Workbook book) {
    auto progress = std::make_shared<Progress>();
    const std::lock_guard lock(mutex);
    running[job.id] = progress;
    threads.emplace_back([this, actor, &reg, job, progress, book = std::move(book)] {
      const i18n::Scope language(actor.lang);
      try {
        auto result = commit_book(actor, reg, job, book, progress.get());
        if (!result) fail_job(actor, job, result.error().message);
      } catch (const std::exception &) {
        try {
          fail_job(actor, job, std::string(tr("Något gick fel medan filen lästes in. Ingenting är inläst; försök igen.")));
        } catch (const std::exception &) { // the database is gone: the job is still open, and the page says so
        }
      }
      progress->done = true;
    });
  }

  Result<Record> earlier(db::Connection &c, const Table &table, const Record &now, int version) const {
    Record before;
    before.id = now.id;
    for (const auto &row : store::history(c, *table.reg, now.id))
      if (row.version < version) store::replay(table, row.difference, before);
    before.unit = now.unit;
    before.version = now.version;
    before.locked = now.locked;
    return before;
  }
};

Imports::Imports(Records &records, Persons &persons, const Clock &clock) : impl_(std::make_unique<Impl>(records, persons, clock)) {}
Imports::~Imports() = default;
Records &Imports::records() const { return impl_->records; }
void Imports::wait() { impl_->join_all(); }

Result<ImportReport> Imports::import_file(const Actor &actor, std::string_view register_id, std::string_view bytes, std::string_view filename,
                                          const ImportOptions &options) {
  RT_CHECK(access::require(actor, May::import_records));
  RT_TRY(const auto *reg, impl_->reg(register_id));
  RT_TRY(auto book, sheet::read(bytes, filename));
  Job job;
  job.unit = actor.unit;
  job.user = actor.user;
  job.who = actor.name;
  job.register_id = reg->id;
  job.filename = filename;
  job.hash = hash_of(bytes);
  job.state = "open";
  job.created_at = to_iso(impl_->clock.now());
  job.options = options;
  if (options.dry_run) {
    auto lease = impl_->records.pool().read();
    RT_TRY(auto planned, impl_->plan_job(*lease, actor, *reg, job, std::move(book)));
    return std::move(planned.report);
  }
  {
    auto lease = impl_->records.pool().write();
    db::Transaction transaction(*lease);
    job.id = insert_job(*lease, job, {});
    transaction.commit();
  }
  auto report = impl_->commit_book(actor, *reg, job, book, nullptr);
  if (!report || report->state != "done") {
    auto lease = impl_->records.pool().write();
    db::Transaction transaction(*lease);
    remove_job(*lease, job.id);
    transaction.commit();
    if (report) report->job = 0;
  }
  return report;
}

Result<std::int64_t> Imports::upload(const Actor &actor, std::string_view register_id, std::string_view bytes, std::string_view filename) {
  RT_CHECK(access::require(actor, May::import_records));
  RT_TRY(const auto *reg, impl_->reg(register_id));
  RT_CHECK(sheet::read(bytes, filename));
  Job job;
  job.unit = actor.unit;
  job.user = actor.user;
  job.who = actor.name;
  job.register_id = reg->id;
  job.filename = filename;
  job.hash = hash_of(bytes);
  job.state = "open";
  job.created_at = to_iso(impl_->clock.now());
  if (actor.teams.size() == 1) job.options.team = actor.teams[0];
  auto lease = impl_->records.pool().write();
  db::Transaction transaction(*lease);
  importing::purge(*lease, to_iso(impl_->clock.now() - kKept));
  const auto id = insert_job(*lease, job, bytes);
  audit::append(*lease, actor, impl_->clock.now(), {audit::Act::import, reg->id + ":upload:" + std::to_string(id), "inläsning", ""});
  transaction.commit();
  return id;
}

Result<ImportReport> Imports::preview(const Actor &actor, std::int64_t id) {
  const auto progress = impl_->progress_of(id); // before the job is read, so that an end in between is seen
  auto lease = impl_->records.pool().read();
  RT_TRY(const Job job, impl_->open_job(*lease, actor, id));
  RT_TRY(const auto *reg, impl_->reg(job.register_id));
  if (job.state == "done" || job.state == "undone" || progress) {
    ImportReport report;
    report.job = id;
    report.register_id = job.register_id;
    report.filename = job.filename;
    report.state = progress && job.state == "open" ? "running" : job.state;
    report.created = job.created;
    report.changed = job.changed;
    report.skipped = job.skipped;
    report.done_rows = progress ? progress->rows.load() : 0;
    return report;
  }
  RT_TRY(auto book, sheet::read(content(*lease, id), job.filename));
  RT_TRY(auto planned, impl_->plan_job(*lease, actor, *reg, job, std::move(book)));
  planned.report.failure = job.failure;
  return std::move(planned.report);
}

Result<void> Imports::choose(const Actor &actor, std::int64_t id, const ImportOptions &options) {
  auto lease = impl_->records.pool().write();
  db::Transaction transaction(*lease);
  RT_TRY(const Job job, impl_->open_job(*lease, actor, id));
  if (job.state != "open") return fail(no_job());
  if (options.team != 0 && !actor.scope().covers(actor.unit, options.team))
    return fail(ProblemKind::forbidden, std::string(tr("Du kan bara läsa in till dina egna grupper.")));
  if (!options.date.empty() && !date_from_iso(options.date))
    return fail(ProblemKind::invalid, std::string(tr("Skriv datumet som 2018-12-31.")), {{"date", std::string(tr("Skriv datumet som 2018-12-31."))}});
  save_options(*lease, id, options);
  if (options.sheet != job.options.sheet) lease->exec("DELETE FROM import_fix WHERE job_id = ?", {id}); // the rows are others now
  transaction.commit();
  return {};
}

Result<void> Imports::correct(const Actor &actor, std::int64_t id, int row, int column, std::string_view text) {
  auto lease = impl_->records.pool().write();
  db::Transaction transaction(*lease);
  RT_TRY(const Job job, impl_->open_job(*lease, actor, id));
  if (job.state != "open" || column < 0) return fail(no_job());
  save_fix(*lease, id, row, column, text);
  transaction.commit();
  return {};
}

Result<void> Imports::skip_row(const Actor &actor, std::int64_t id, int row, bool skip) {
  auto lease = impl_->records.pool().write();
  db::Transaction transaction(*lease);
  RT_TRY(const Job job, impl_->open_job(*lease, actor, id));
  if (job.state != "open") return fail(no_job());
  if (skip) save_fix(*lease, id, row, -1, "");
  else remove_fix(*lease, id, row, -1);
  transaction.commit();
  return {};
}

Result<ImportReport> Imports::commit(const Actor &actor, std::int64_t id) {
  Job job;
  sheet::Workbook book;
  {
    auto lease = impl_->records.pool().read();
    RT_TRY(job, impl_->open_job(*lease, actor, id));
    if (job.state != "open" || impl_->progress_of(id)) return preview(actor, id);
    RT_TRY(book, sheet::read(content(*lease, id), job.filename));
  }
  RT_TRY(const auto *reg, impl_->reg(job.register_id));
  std::size_t rows = 0;
  for (const auto &sheet : book.sheets) rows = std::max(rows, sheet.rows.size());
  if (static_cast<int>(rows) <= kInBackground) return impl_->commit_book(actor, *reg, job, book, nullptr);
  impl_->start(actor, *reg, job, std::move(book));
  return preview(actor, id);
}

Result<void> Imports::cancel(const Actor &actor, std::int64_t id) {
  auto lease = impl_->records.pool().write();
  db::Transaction transaction(*lease);
  RT_TRY(const Job job, impl_->open_job(*lease, actor, id));
  if (job.state != "open" || impl_->progress_of(id)) return fail(no_job());
  remove_job(*lease, id);
  transaction.commit();
  return {};
}

Result<ImportUndo> Imports::undo(const Actor &actor, std::int64_t id) {
  RT_CHECK(access::require(actor, May::import_records));
  ImportUndo out;
  auto result = impl_->records.bulk([&](db::Connection &c) -> Result<void> {
    auto found = job(c, actor.unit, id);
    // The one who read the file in, or one who may remove records.
    if (!found || (found->user != actor.user && !actor.may(May::delete_records))) return fail(no_job());
    if (found->state != "done") return fail(ProblemKind::conflict, std::string(tr("Inläsningen är redan ångrad.")));
    RT_TRY(const auto *reg, impl_->reg(found->register_id));
    const Table table = make_table(*reg);
    for (const auto &row : importing::rows(c, id)) {
      const auto now = store::find(c, table, row.record, actor.scope());
      if (!now || now->version != row.version || now->locked) {
        ++out.kept; // somebody has worked with it since; their work is not thrown away
        continue;
      }
      if (row.is_new) {
        RT_CHECK(impl_->records.remove_in(c, actor, reg->id, row.record, row.version));
        ++out.removed;
      } else {
        RT_TRY(auto before, impl_->earlier(c, table, *now, row.version));
        hide(*reg, actor, before);
        RT_TRY(const auto restored, impl_->records.save_in(c, actor, reg->id, std::move(before)));
        know_again(c, *found, row.record, row.version - 1, restored.version);
        ++out.restored;
      }
    }
    for (const auto person : remove_people(c, impl_->records.catalog(), *found)) {
      impl_->records.trace(c, actor, {audit::Act::remove, "person:" + std::to_string(person), "inläsning ångrad", ""});
      ++out.people;
    }
    found->state = "undone";
    finish(c, *found);
    impl_->records.trace(c, actor,
                         {audit::Act::undo, reg->id + ":import:" + std::to_string(id), "inläsning",
                          std::to_string(out.removed) + " borttagna, " + std::to_string(out.restored) + " återställda"});
    return {};
  });
  if (!result) return tl::unexpected(std::move(result).error());
  return out;
}

std::vector<ImportJob> Imports::recent(const Actor &actor, std::string_view register_id, int limit) {
  std::vector<ImportJob> out;
  if (!actor.may(May::import_records)) return out;
  auto lease = impl_->records.pool().read();
  for (const auto &job : importing::recent(*lease, actor.unit, register_id, limit))
    if (job.user == actor.user || actor.may(May::delete_records))
      out.push_back({job.id, job.filename, job.who, job.committed_at, job.state, job.created, job.changed, job.skipped});
  return out;
}

int Imports::purge() {
  auto lease = impl_->records.pool().write();
  db::Transaction transaction(*lease);
  const int removed = importing::purge(*lease, to_iso(impl_->clock.now() - kKept));
  transaction.commit();
  return removed;
}

} // namespace rt::records
