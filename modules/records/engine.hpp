#pragma once
// Inside the module: what every change goes through (authorise, inherit, compute, check, store, history, audit, listeners).
#include "modules/records/store.hpp"
#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace rt::records {

Problem not_there();
/// "2 svar behöver rättas innan posten kan sparas." with the faults at their fields.
Problem invalid(std::vector<FieldError> errors);

struct Records::Impl {
  using Actor = access::Actor;
  using Register = definitions::Register;

  Impl(db::Pool &p, const definitions::Catalog &c, const Clock &k, audit::ReadLog &log) : pool(p), catalog(c), clock(k), read_log(log) {
    for (const auto &reg : catalog.registers) tables.emplace(reg.id, make_table(reg));
  }
  db::Pool &pool;
  const definitions::Catalog &catalog;
  const Clock &clock;
  audit::ReadLog &read_log;
  std::map<std::string, Table, std::less<>> tables;
  std::vector<Listener *> listeners;

  /// An import or the demo runs alone: the listeners collect, so no other change may come between (PostgreSQL).
  std::shared_mutex one_bulk;
  std::atomic<const db::Connection *> bulk_connection = nullptr; ///< a rating may be saved on another one meanwhile, and asks
  std::map<std::string, std::vector<std::int64_t>> bulk_ids;
  std::vector<audit::Trace> bulk_traces;
  Actor bulk_actor;

  const Table *table(std::string_view id) const;
  Date today() const { return swedish_day(clock.now()); }
  bool in_bulk(const db::Connection &c) const { return bulk_connection == &c; }

  Stamp stamp(const Actor &actor, const Register &reg) const;

  void write_audit(db::Connection &c, const Actor &actor, const Register &reg, audit::Act act, std::int64_t id, std::string detail);

  void trace(db::Connection &c, const Actor &actor, Instant at, audit::Event event);
  /// The new records of one register so far, as one row of the chain.
  void gather_bulk_audit(const std::string &reg_id);

  void tell(db::Connection &c, const Register &reg, const Record *before, const Record *after);

  // ---- what a record takes from elsewhere ----
  void inherit_contact(db::Connection &c, const Table &t, const access::Scope &scope, Record &draft, const Record *before,
                       std::vector<FieldError> &errors) const;

  void inherit_person(db::Connection &c, const Table &t, const access::Scope &scope, Record &draft, const Record *before,
                      std::vector<FieldError> &errors) const;

  static void count_people(const Table &t, Record &draft);

  /// Only known fields; empty texts are nothing; givers in one form.
  static void normalise(const Table &t, Record &draft);

  std::vector<FieldError> complete(db::Connection &c, const Table &t, const Actor &actor, Record &draft, const Record *before) const;

  // ---- rights per field, groups, and what is pointed at (completion.cpp) ----
  static void normalise_row(const Table &t, const std::string &group, GroupRow &row);
  /// What the actor may not see or change stays as it is; an attempt is an error at the field.
  void keep_protected(const Table &t, const Actor &actor, Record &draft, const Record *before, std::vector<FieldError> &errors) const;
  /// A group that was not sent is as it was; empty rows are none.
  void complete_groups(const Table &t, Record &draft, const Record *before) const;
  /// Records, people, staff and files that are newly named are there for the actor.
  void check_pointed_at(db::Connection &c, const Table &t, const Actor &actor, const Record &draft, const Record *before,
                        std::vector<FieldError> &errors) const;
  /// What a record keeps beside its own row: groups, people in roles, files.
  static void write_parts(db::Connection &c, const Table &t, const Record &after, const Record *before);

  /// Nobody else has what the record takes at the same time (clashes.cpp).
  void check_clashes(db::Connection &c, const Table &t, const Record &draft, std::vector<FieldError> &errors) const;

  /// Who changed what since the version that the writer saw; the writer's own text is kept by the page.
  Problem conflict(db::Connection &c, const Table &t, std::int64_t id, int seen_version) const;

  Result<Record> load_for_change(db::Connection &c, const Table &t, const Actor &actor, std::int64_t id, int version,
                                 bool with_deleted = false) const;

  /// Stores a complete record and everything that must be stored with it.
  Result<Record> write(db::Connection &c, const Table &t, const Actor &actor, Record after, const Record *before, std::string_view what,
                       audit::Act act);

  /// A corrected record counts nobody: its correction does (ties.cpp). Counts again when the correction is removed.
  void recount_corrected(db::Connection &c, const Table &t, const Actor &actor, std::int64_t correction);

  static std::string changed_fields(const Table &t, const std::string &difference);

  template<class Work> auto in_transaction(Work work) -> decltype(work(std::declval<db::Connection &>())) {
    std::shared_lock alone(one_bulk);
    auto lease = pool.write();
    db::Transaction transaction(*lease);
    auto result = work(*lease);
    if (result) transaction.commit();
    return result;
  }
};

} // namespace rt::records
