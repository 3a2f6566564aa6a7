// What others may ask of the records: read, list, save, remove, history. Steps and signatures: steps.cpp.
#include "modules/records/engine.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using access::Actor;
using access::May;

namespace {
/// The work broke; the listener must leave its bulk mode even if the connection can do no more.
void end_quietly(Listener &listener, db::Connection &connection) {
  try {
    listener.end_bulk(connection);
  } catch (const db::Error &) { // the first error is the one to tell
  }
}

/// What one may not see one may not ask for either: the rows that come back would tell it. "me" becomes the reader's id.
bool may_ask(const definitions::Register &reg, const Actor &actor, ListQuery &query) {
  for (auto &filter : query.filters) {
    const auto *field = reg.field(filter.field);
    if (field != nullptr && (!may_read(*field, actor) || !in_record(*field))) return false;
    if (filter.value == "me" &&
        (field == nullptr || field->type == definitions::FieldType::staff || field->type == definitions::FieldType::staff_list))
      filter.value = std::to_string(actor.staff);
  }
  std::vector<std::string> names; // of a view's condition
  if (!query.condition.empty())
    if (const auto parsed = definitions::parse_condition(query.condition); parsed.value) definitions::fields_of(*parsed.value, names);
  for (const auto &name : names)
    if (const auto *field = reg.field(name); field != nullptr && (!may_read(*field, actor) || !in_record(*field))) return false;
  const auto *by = reg.field(starts_with(query.sort, "-") ? query.sort.substr(1) : query.sort);
  if (by != nullptr && (!may_read(*by, actor) || !in_record(*by))) query.sort.clear();
  return true;
}

} // namespace

Records::Records(db::Pool &pool, const definitions::Catalog &catalog, const Clock &clock, audit::ReadLog &read_log)
    : impl_(std::make_shared<Impl>(pool, catalog, clock, read_log)) {}

const definitions::Catalog &Records::catalog() const { return impl_->catalog; }
db::Pool &Records::pool() const { return impl_->pool; }
void Records::listen(Listener &listener) { impl_->listeners.push_back(&listener); }
void Records::committed() {
  for (auto *listener : impl_->listeners) listener->committed();
}
void Records::announce(db::Connection &connection, const Change &change) {
  for (auto *listener : impl_->listeners) listener->changed(connection, change);
}

std::vector<std::string> Records::install(db::Connection &connection) {
  std::vector<std::string> done;
  db::Transaction transaction(connection);
  for (const auto &reg : impl_->catalog.registers) {
    auto steps = store::install(connection, *impl_->table(reg.id));
    done.insert(done.end(), steps.begin(), steps.end());
  }
  for (const auto &reg : impl_->catalog.registers) store::create_views(connection, impl_->catalog, *impl_->table(reg.id));
  std::vector<const Table *> tables;
  for (const auto &reg : impl_->catalog.registers) tables.push_back(impl_->table(reg.id));
  store::fill_staff(connection, tables);
  store::fill_words(connection);
  store::index_large(connection, tables);
  transaction.commit();
  return done;
}

Result<Record> Records::get(const Actor &actor, std::string_view register_id, std::int64_t id, std::string_view purpose) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::read_records));
  auto lease = impl_->pool.read();
  auto record = store::find(*lease, *table, id, actor.scope());
  if (!record) return fail(not_there());
  impl_->read_log.log(actor, {audit::Act::read, table->reg->id + ":" + std::to_string(id), std::string(purpose), ""});
  hide(*table->reg, actor, *record);
  return std::move(*record);
}

ListPage Records::list(const Actor &actor, std::string_view register_id, const ListQuery &asked, std::string_view purpose) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr || !actor.may(May::read_records)) return {};
  auto query = asked;
  if (!may_ask(*table->reg, actor, query)) return {};
  auto lease = impl_->pool.read();
  auto page = store::list(*lease, *table, actor.scope(), query, impl_->today());
  if (query.with_groups) store::read_groups(*lease, *table, page.rows);
  std::string ids;
  for (auto &row : page.rows) {
    ids += (ids.empty() ? "" : " ") + std::to_string(row.id);
    hide(*table->reg, actor, row);
  }
  impl_->read_log.log(actor, {audit::Act::read, table->reg->id + ":list", std::string(purpose), ids});
  return page;
}

std::vector<std::pair<std::int64_t, int>> Records::matching(const Actor &actor, std::string_view register_id, const ListQuery &asked, int most) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr || !actor.may(May::read_records)) return {};
  auto query = asked;
  if (!may_ask(*table->reg, actor, query)) return {};
  query.limit = most;
  query.offset = 0;
  query.after = query.before = 0;
  auto lease = impl_->pool.read();
  return store::matching(*lease, *table, actor.scope(), query, impl_->today());
}

std::vector<Record> Records::some(const Actor &actor, std::string_view register_id, const std::vector<std::int64_t> &ids, std::string_view purpose) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr || ids.empty() || !actor.may(May::read_records)) return {};
  std::vector<Record> rows;
  {
    auto lease = impl_->pool.read();
    rows = store::some(*lease, *table, actor.scope(), ids);
    store::read_groups(*lease, *table, rows);
  }
  std::string seen;
  for (auto &row : rows) {
    seen += (seen.empty() ? "" : " ") + std::to_string(row.id);
    hide(*table->reg, actor, row);
  }
  impl_->read_log.log(actor, {audit::Act::read, table->reg->id + ":list", std::string(purpose), seen});
  return rows;
}

Result<Record> Records::save_in(db::Connection &connection, const Actor &actor, std::string_view register_id, Draft draft) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  // An administrator writes no record by hand but may import a file.
  RT_CHECK(access::require(actor, impl_->in_bulk(connection) && actor.may(May::import_records) ? May::import_records : May::write_records));
  std::optional<Record> before;
  if (draft.id != 0) {
    RT_TRY(before, impl_->load_for_change(connection, *table, actor, draft.id, draft.version));
    if (before->locked) return fail(ProblemKind::forbidden, std::string(tr("Posten är signerad och låst. Skriv en ny post som rättar den.")));
    draft.locked = before->locked;
  }
  if (draft.id == 0 && !impl_->in_bulk(connection)) wait_for_bulk(connection);
  draft.deleted = false;
  std::vector<FieldError> errors;
  impl_->keep_protected(*table, actor, draft, before ? &*before : nullptr, errors);
  auto faults = impl_->complete(connection, *table, actor, draft, before ? &*before : nullptr);
  errors.insert(errors.end(), faults.begin(), faults.end());
  if (!errors.empty()) return fail(invalid(std::move(errors)));
  if (!actor.scope().covers(draft.unit, draft.team))
    return fail(ProblemKind::forbidden, std::string(tr("Du kan bara spara i dina egna grupper.")),
                {{"team", std::string(tr("Välj en grupp som du arbetar i."))}});
  return impl_->write(connection, *table, actor, std::move(draft), before ? &*before : nullptr, before ? "ändrad" : "skapad",
                      before ? audit::Act::update : audit::Act::create);
}

Result<Record> Records::save(const Actor &actor, std::string_view register_id, Draft draft) {
  auto result = impl_->in_transaction([&](db::Connection &c) { return save_in(c, actor, register_id, std::move(draft)); });
  if (result) committed();
  if (result) hide(*impl_->table(register_id)->reg, actor, *result);
  return result;
}

Result<void> Records::remove_in(db::Connection &c, const Actor &actor, std::string_view register_id, std::int64_t id, int version) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_TRY(const Record before, impl_->load_for_change(c, *table, actor, id, version));
  if (before.locked) return fail(ProblemKind::forbidden, std::string(tr("Posten är signerad och låst. Den kan inte tas bort.")));
  auto after = before;
  after.deleted = true;
  const auto by = impl_->stamp(actor, *table->reg);
  if (!store::set_deleted(c, *table, id, before.version, true, by)) return fail(impl_->conflict(c, *table, id, before.version));
  store::append_history(c, *table, id, before.version + 1, "borttagen", store::difference(*table, &before, after), by);
  impl_->write_audit(c, actor, *table->reg, audit::Act::remove, id, "");
  impl_->tell(c, *table->reg, &before, nullptr);
  impl_->recount_corrected(c, *table, actor, id); // what a removed correction corrected counts again
  return {};
}

Result<void> Records::remove(const Actor &actor, std::string_view register_id, std::int64_t id, int version) {
  if (impl_->table(register_id) == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::delete_records));
  auto result = impl_->in_transaction([&](db::Connection &c) { return remove_in(c, actor, register_id, id, version); });
  if (result) committed();
  return result;
}

Result<void> Records::restore_in(db::Connection &c, const Actor &actor, std::string_view register_id, std::int64_t id) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::delete_records));
  wait_for_bulk(c);
  auto before = store::find(c, *table, id, actor.scope(), true);
  if (!before) return fail(not_there());
  if (!before->deleted) return {};
  if (before->person != 0 && !store::person_facts(c, before->person, before->unit, {before->unit, {}, false}))
    return fail(ProblemKind::conflict, std::string(tr("Personen togs bort när inläsningen ångrades. Läs in filen igen i stället.")));
  auto after = *before;
  std::vector<FieldError> taken;
  impl_->check_clashes(c, *table, after, taken);
  if (!taken.empty()) {
    const auto first = taken.front().message;
    return fail(ProblemKind::conflict, first, std::move(taken));
  }
  after.deleted = false;
  after.version = before->version + 1;
  const auto by = impl_->stamp(actor, *table->reg);
  if (!store::set_deleted(c, *table, id, before->version, false, by)) return fail(impl_->conflict(c, *table, id, before->version));
  store::append_history(c, *table, id, after.version, "återställd", store::difference(*table, &*before, after), by);
  impl_->write_audit(c, actor, *table->reg, audit::Act::undo, id, "");
  impl_->tell(c, *table->reg, nullptr, &after);
  impl_->recount_corrected(c, *table, actor, id);
  return {};
}

Result<void> Records::restore(const Actor &actor, std::string_view register_id, std::int64_t id) {
  auto result = impl_->in_transaction([&](db::Connection &c) { return restore_in(c, actor, register_id, id); });
  if (result) committed();
  return result;
}

std::vector<HistoryEntry> Records::history(const Actor &actor, std::string_view register_id, std::int64_t id) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr || !actor.may(May::read_records)) return {};
  const organisation::Organisation organisation(impl_->pool);
  std::map<std::int64_t, std::string> teams, staff;
  for (const auto &team : organisation.teams(actor.unit)) teams[team.id] = team.name;
  for (const auto &one : organisation.staff(actor.unit)) staff[one.id] = one.name;
  auto lease = impl_->pool.read();
  if (!store::find(*lease, *table, id, actor.scope(), true)) return {};
  return store::in_words(*lease, actor, impl_->catalog, *table, store::history(*lease, *table->reg, id), teams, staff);
}

Result<Record> Records::replayed(const Actor &actor, std::string_view register_id, std::int64_t id, int version) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::read_records));
  auto lease = impl_->pool.read();
  if (!store::find(*lease, *table, id, actor.scope(), true)) return fail(not_there());
  Record record;
  record.id = id;
  record.counts[0] = 0;
  for (const auto &row : store::history(*lease, *table->reg, id)) {
    if (version != 0 && row.version > version) break;
    store::replay(*table, row.difference, record);
    record.version = row.version;
  }
  hide(*table->reg, actor, record);
  return record;
}

std::map<std::int64_t, std::string> Records::contact_names(const Actor &actor, const std::vector<std::int64_t> &contacts) {
  if (contacts.empty() || impl_->table("contact") == nullptr || !actor.may(May::read_records)) return {};
  auto lease = impl_->pool.read();
  return store::contact_names(*lease, actor, contacts);
}

std::vector<std::pair<std::int64_t, std::string>> Records::open_contacts(const Actor &actor, std::string_view words, int limit) {
  const auto *table = impl_->table("contact");
  if (table == nullptr || !actor.may(May::read_records)) return {};
  std::string closed;
  for (const auto &state : table->reg->states)
    if (state.final) closed += (closed.empty() ? "" : ", ") + std::to_string(state.code);
  auto lease = impl_->pool.read();
  return store::open_contacts(*lease, actor, closed, words, limit);
}

std::map<std::int64_t, std::string> Records::reference_names(const Actor &actor, std::string_view register_id, const std::vector<std::int64_t> &ids) {
  const auto *table = impl_->table(register_id);
  if (ids.empty() || table == nullptr || !actor.may(May::read_records)) return {};
  auto lease = impl_->pool.read();
  return store::reference_names(*lease, actor, *table->reg, ids);
}

std::vector<std::pair<std::int64_t, std::string>> Records::reference_choices(const Actor &actor, std::string_view register_id, std::string_view words,
                                                                             int limit) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr || !actor.may(May::read_records)) return {};
  auto lease = impl_->pool.read();
  return store::reference_choices(*lease, actor, *table->reg, words, limit);
}

std::vector<std::pair<std::string, std::int64_t>> Records::belongings(const Actor &actor, std::int64_t contact) {
  std::vector<std::pair<std::string, std::int64_t>> counts;
  if (!actor.may(May::read_records)) return counts;
  std::string sql;
  db::Values args;
  for (const auto &reg : impl_->catalog.registers) {
    if (reg.id == "contact" || reg.field("contact") == nullptr) continue;
    const auto *table = impl_->table(reg.id);
    args.emplace_back(contact);
    sql += std::string(sql.empty() ? "" : " UNION ALL ") + "SELECT '" + reg.id + "', COUNT(*) FROM " + table->name +
           " r WHERE r.contact_id = ? AND r.deleted_at IS NULL" + actor.scope().beside("r", args);
  }
  if (sql.empty()) return counts;
  auto lease = impl_->pool.read();
  lease->query(sql, args, [&](const db::Row &row) { counts.emplace_back(row.str(0), row.integer(1)); });
  return counts;
}

void Records::trace(db::Connection &c, const Actor &actor, audit::Event event) { impl_->trace(c, actor, impl_->clock.now(), std::move(event)); }

Result<void> Records::bulk(const std::function<Result<void>(db::Connection &)> &work) {
  std::unique_lock alone(impl_->one_bulk);
  auto lease = impl_->pool.write();
  db::Transaction transaction(*lease);
  begin_alone(*lease);
  struct Ends {
    Impl &impl;
    ~Ends() {
      impl.bulk_connection = nullptr;
      impl.bulk_ids.clear();
      impl.bulk_traces.clear();
    }
  } ends{*impl_};
  impl_->bulk_connection = &*lease;
  for (auto *listener : impl_->listeners) listener->begin_bulk();
  Result<void> result;
  try {
    result = work(*lease);
  } catch (...) {
    for (auto *listener : impl_->listeners) end_quietly(*listener, *lease);
    throw;
  }
  for (auto *listener : impl_->listeners) listener->end_bulk(*lease);
  RT_CHECK(result);
  std::vector<const Table *> grown;
  for (const auto &[id, ids] : impl_->bulk_ids) grown.push_back(impl_->table(id));
  store::index_large(*lease, grown);
  for (const auto &reg : impl_->catalog.registers) impl_->gather_bulk_audit(reg.id);
  audit::append(*lease, impl_->bulk_traces);
  transaction.commit();
  committed();
  return {};
}

} // namespace rt::records
