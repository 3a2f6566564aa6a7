// One way for every change: authorise, inherit, compute, check, store, history, audit, listeners - in one transaction.
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <thread>

namespace rt::records {

using access::Actor;
using access::May;
using definitions::FieldType;
using definitions::Register;

namespace {
constexpr std::size_t kBulkAuditRows = 500;

Problem not_there() { return {ProblemKind::not_found, std::string(tr("Posten finns inte, eller så får du inte se den.")), {}}; }
Problem invalid(std::vector<FieldError> errors) {
  auto message = tr_n("Ett svar behöver rättas innan posten kan sparas.", "{} svar behöver rättas innan posten kan sparas.",
                      static_cast<long long>(errors.size()));
  return {ProblemKind::invalid, std::move(message), std::move(errors)};
}

/// The work broke; the listener must leave its bulk mode even if the connection can do no more.
void end_quietly(Listener &listener, db::Connection &connection) {
  try {
    listener.end_bulk(connection);
  } catch (const db::Error &) { // the first error is the one to tell
  }
}

} // namespace

struct Records::Impl {
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
  db::Connection *bulk_connection = nullptr;
  std::thread::id bulk_thread;
  std::map<std::string, std::vector<std::int64_t>> bulk_ids;
  Actor bulk_actor;

  /// Totals of lists, each with the state of the history it was counted at; never trusted past it.
  std::mutex totals_mutex;
  std::map<std::string, store::Counted> totals;
  std::optional<store::Counted> known_total(const std::string &key, const store::Counted *fresh) {
    constexpr std::size_t kMostTotals = 2000;
    const std::scoped_lock lock(totals_mutex);
    if (fresh != nullptr) {
      if (totals.size() >= kMostTotals) totals.clear();
      totals[key] = *fresh;
      return *fresh;
    }
    const auto found = totals.find(key);
    return found != totals.end() ? std::optional(found->second) : std::nullopt;
  }

  const Table *table(std::string_view id) const {
    const auto found = tables.find(id);
    return found != tables.end() ? &found->second : nullptr;
  }
  Date today() const { return swedish_day(clock.now()); }
  bool in_bulk(const db::Connection &c) const { return bulk_connection == &c && bulk_thread == std::this_thread::get_id(); }

  Stamp stamp(const Actor &actor, const Register &reg) const {
    if (reg.anonymous) return {0, "", to_iso(today())}; // a person must not be found through the moment of an answer
    return {actor.user, actor.name, to_iso(clock.now())};
  }

  void write_audit(db::Connection &c, const Actor &actor, const Register &reg, audit::Act act, std::int64_t id, std::string detail) {
    if (act == audit::Act::create && in_bulk(c)) {
      auto &ids = bulk_ids[reg.id];
      bulk_actor = actor;
      ids.push_back(id);
      if (ids.size() >= kBulkAuditRows) flush_bulk_audit(c, reg.id);
      return;
    }
    if (reg.anonymous) {
      Actor nobody;
      nobody.unit = actor.unit;
      const auto midnight = from_swedish(today(), 0);
      return audit::append(c, nobody, midnight, {act, reg.id + ":answer", "anonymt svar", ""});
    }
    audit::append(c, actor, clock.now(), {act, reg.id + ":" + std::to_string(id), reg.purpose == "quality" ? "uppföljning" : "arbete i ärendet", std::move(detail)});
  }

  void flush_bulk_audit(db::Connection &c, const std::string &reg_id) {
    auto &ids = bulk_ids[reg_id];
    if (ids.empty()) return;
    const auto [least, most] = std::minmax_element(ids.begin(), ids.end());
    const auto detail = std::to_string(ids.size()) + " poster, id " + std::to_string(*least) + "–" + std::to_string(*most);
    audit::append(c, bulk_actor, clock.now(), {audit::Act::import, reg_id + ":import", "inläsning", detail});
    ids.clear();
  }

  void tell(db::Connection &c, const Register &reg, const Record *before, const Record *after) {
    const Change change{&reg, before, after};
    for (auto *listener : listeners) listener->changed(c, change);
  }

  // ---- what a record takes from elsewhere ----
  void inherit_contact(db::Connection &c, const Table &t, const access::Scope &scope, Record &draft, const Record *before,
                       std::vector<FieldError> &errors) const {
    draft.contact = t.contact_field ? draft.integer("contact") : 0;
    if (draft.contact == 0) return;
    if (before != nullptr && before->contact == draft.contact) { // what was true at the event stays
      draft.person = before->person;
      draft.birth_year = before->birth_year;
      if (!t.sex_field) draft.sex = before->sex;
      return;
    }
    const auto *contacts = table("contact");
    if (contacts == nullptr) return;
    db::Values args{draft.contact};
    const auto where = scope.where("r", args);
    bool found = false;
    c.query("SELECT r.person_id, r.sex, r.birth_year, r.unit_id, r.team_id FROM r_contact r WHERE r.id = ? AND r.deleted_at IS NULL" + where, args,
            [&](const db::Row &row) {
              found = true;
              draft.person = row.integer(0);
              if (!t.sex_field) draft.sex = static_cast<Sex>(row.integer(1));
              draft.birth_year = static_cast<int>(row.integer(2));
              draft.unit = row.integer(3);
              if (draft.team == 0) draft.team = row.integer(4);
            });
    if (!found) errors.push_back({"contact", std::string(tr("Kontakten finns inte, eller så får du inte se den."))});
  }

  void inherit_person(db::Connection &c, const Table &t, Record &draft, const Record *before, std::vector<FieldError> &errors) const {
    if (!t.person_field) return;
    const auto person = draft.integer("person");
    if (before != nullptr && before->person == person) { // what was true at the event stays
      draft.person = person;
      if (draft.sex == Sex::unknown) draft.sex = before->sex;
      if (draft.birth_year == 0) draft.birth_year = before->birth_year;
      return;
    }
    draft.person = person;
    if (person == 0) return;
    const auto facts = store::person_facts(c, person, draft.unit);
    if (!facts) {
      errors.push_back({"person", std::string(tr("Personen finns inte, eller så får du inte se hen."))});
      return;
    }
    draft.sex = facts->sex;
    draft.birth_year = facts->birth_year;
  }

  static void count_people(const Table &t, Record &draft) {
    for (int &n : draft.counts) n = 0;
    if (t.givers == nullptr || draft.givers.empty()) {
      draft.counts[static_cast<int>(draft.sex)] = 1;
      return;
    }
    for (const auto &giver : draft.givers) ++draft.counts[static_cast<int>(giver.sex)];
    const auto same = [&](const Giver &g) { return g.sex == draft.givers.front().sex; };
    draft.sex = std::all_of(draft.givers.begin(), draft.givers.end(), same) ? draft.givers.front().sex : Sex::unknown;
  }

  /// Only known fields; empty texts are nothing; givers in one form.
  static void normalise(const Table &t, Record &draft) {
    if (t.givers != nullptr) {
      if (draft.givers.empty()) draft.givers = givers_from_text(*t.givers, draft.text(t.givers->id));
      draft.values[t.givers->id] = db::opt(givers_to_text(*t.givers, draft.givers));
    }
    for (auto it = draft.values.begin(); it != draft.values.end();) {
      const auto *field = t.reg->field(it->first);
      auto *whole = std::get_if<std::int64_t>(&it->second);
      if (field == nullptr || std::holds_alternative<db::Null>(it->second) || (std::holds_alternative<std::string>(it->second) && std::get<std::string>(it->second).empty())) {
        it = draft.values.erase(it);
        continue;
      }
      const bool real = field->type == FieldType::decimal || field->type == FieldType::money;
      if (real && whole != nullptr) it->second = static_cast<double>(*whole);
      ++it;
    }
  }

  std::vector<FieldError> complete(db::Connection &c, const Table &t, const Actor &actor, Record &draft, const Record *before) const {
    std::vector<FieldError> errors;
    const auto scope = actor.scope();
    normalise(t, draft);
    if (draft.unit == 0 || before != nullptr) draft.unit = before != nullptr ? before->unit : actor.unit;
    if (draft.team == 0 && before != nullptr) draft.team = before->team;
    if (draft.state == 0) {
      if (before != nullptr) draft.state = before->state;
      else
        for (const auto &state : t.reg->states)
          if (state.initial) draft.state = state.code;
    }
    if (const auto team = draft.integer("team"); team != 0) draft.team = team;
    if (t.sex_field) draft.sex = static_cast<Sex>(draft.integer("sex") & 3);
    inherit_contact(c, t, scope, draft, before, errors);
    inherit_person(c, t, draft, before, errors);
    if (draft.team == 0 && !actor.teams.empty()) draft.team = actor.teams.front();
    for (const auto &field : t.reg->fields)
      if (field.type == FieldType::staff && draft.has(field.id)) {
        draft.staff = draft.integer(field.id);
        break;
      }
    if (draft.staff == 0 && !t.reg->anonymous) draft.staff = before != nullptr ? before->staff : actor.staff;
    check_references(c, t, scope, draft, before, errors);
    if (t.reg->anonymous) draft.person = draft.contact = draft.staff = draft.birth_year = 0;
    count_people(t, draft);
    compute(*t.reg, draft);
    normalise(t, draft);
    auto faults = check(*t.reg, draft, today());
    errors.insert(errors.end(), faults.begin(), faults.end());
    return errors;
  }

  void check_references(db::Connection &c, const Table &t, const access::Scope &scope, const Record &draft, const Record *before,
                        std::vector<FieldError> &errors) const {
    for (const auto &field : t.reg->fields) {
      if (field.type != FieldType::reference || field.id == "contact" || !draft.has(field.id)) continue;
      const auto id = draft.integer(field.id);
      if (before != nullptr && before->integer(field.id) == id) continue;
      if (!store::visible(c, "r_" + field.target, id, scope))
        errors.push_back({field.id, tr_f("{0}: posten finns inte, eller så får du inte se den.", {field.title.str()})});
    }
  }

  /// Who changed what since the version that the writer saw; the writer's own text is kept by the page.
  Problem conflict(db::Connection &c, const Table &t, std::int64_t id, int seen_version) const {
    Problem problem{ProblemKind::conflict, std::string(tr("Någon annan har ändrat posten. Det du skrev finns kvar.")), {}};
    const auto rows = store::history(c, *t.reg, id, seen_version);
    if (rows.empty()) return problem;
    const auto &last = rows.back();
    const auto who = last.who.empty() ? std::string(tr("Någon annan")) : last.who;
    problem.message = tr_f("{0} ändrade posten {1}. Det du skrev finns kvar.", {who, moment_text(last.at)});
    for (const auto &row : rows)
      for (const auto &change : store::changes(row.difference)) {
        const auto *field = t.reg->field(change.field);
        if (field == nullptr && change.field != "_state") continue;
        problem.fields.push_back({field != nullptr ? field->id : "state",
                                  tr_f("{0}: ändrat av {1} {2}.", {field != nullptr ? field->title.str() : std::string(tr("Läge")),
                                                                   row.who.empty() ? std::string(tr("någon annan")) : row.who, moment_text(row.at)})});
      }
    return problem;
  }

  Result<Record> load_for_change(db::Connection &c, const Table &t, const Actor &actor, std::int64_t id, int version, bool with_deleted = false) const {
    auto before = store::find(c, t, id, actor.scope(), with_deleted);
    if (!before) return fail(not_there());
    if (before->version != version) return fail(conflict(c, t, id, version));
    return std::move(*before);
  }

  /// Stores a complete record and everything that must be stored with it.
  Result<Record> write(db::Connection &c, const Table &t, const Actor &actor, Record after, const Record *before, std::string_view what,
                       audit::Act act) {
    const auto by = stamp(actor, *t.reg);
    auto changed = store::difference(t, before, after);
    if (before != nullptr && changed == "{}") return after;
    if (before == nullptr) {
      after.id = store::insert(c, t, after, by);
      if (t.reg->id == "contact") {
        after.contact = after.id; // what is asked for of a contact's records includes the contact itself
        c.exec("UPDATE r_contact SET contact_id = id WHERE id = ?", {after.id});
        changed = store::difference(t, nullptr, after);
      }
      after.version = 1;
      after.created_at = by.at;
    } else {
      if (t.reg->id == "contact") after.contact = after.id;
      if (!store::update(c, t, after, before->version, by)) return fail(conflict(c, t, after.id, before->version));
      after.version = before->version + 1;
      after.created_at = before->created_at;
    }
    after.updated_at = by.at;
    if (t.givers != nullptr && (before == nullptr || before->value(t.givers->id) != after.value(t.givers->id)))
      store::write_givers(c, t, after.id, after.givers, before != nullptr);
    if (t.person_field && (before == nullptr || before->person != after.person || before->team != after.team))
      store::link_person_team(c, after.person, after.team);
    store::append_history(c, t, after.id, after.version, what, changed, by);
    write_audit(c, actor, *t.reg, act, after.id, changed_fields(t, changed));
    tell(c, *t.reg, before, &after);
    return after;
  }

  static std::string changed_fields(const Table &t, const std::string &difference) {
    std::string names; // ids only: what was changed, never to what
    for (const auto &field : t.reg->fields)
      if (difference.find('"' + field.id + "\":[") != std::string::npos) names += (names.empty() ? "" : " ") + field.id;
    return names;
  }

  template<class Work> auto in_transaction(Work work) -> decltype(work(std::declval<db::Connection &>())) {
    std::shared_lock alone(one_bulk);
    auto lease = pool.write();
    db::Transaction transaction(*lease);
    auto result = work(*lease);
    if (result) transaction.commit();
    return result;
  }
};

Records::Records(db::Pool &pool, const definitions::Catalog &catalog, const Clock &clock, audit::ReadLog &read_log)
    : impl_(std::make_shared<Impl>(pool, catalog, clock, read_log)) {}

const definitions::Catalog &Records::catalog() const { return impl_->catalog; }
db::Pool &Records::pool() const { return impl_->pool; }
void Records::listen(Listener &listener) { impl_->listeners.push_back(&listener); }
void Records::committed() {
  for (auto *listener : impl_->listeners) listener->committed();
}

std::vector<std::string> Records::install(db::Connection &connection) {
  std::vector<std::string> done;
  db::Transaction transaction(connection);
  for (const auto &reg : impl_->catalog.registers) {
    auto steps = store::install(connection, *impl_->table(reg.id));
    done.insert(done.end(), steps.begin(), steps.end());
  }
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
  return std::move(*record);
}

ListPage Records::list(const Actor &actor, std::string_view register_id, const ListQuery &query, std::string_view purpose) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr || !actor.may(May::read_records)) return {};
  auto lease = impl_->pool.read();
  auto page = store::list(*lease, *table, actor.scope(), query, [this](const std::string &key, const store::Counted *fresh) { return impl_->known_total(key, fresh); });
  std::string ids;
  for (const auto &row : page.rows) ids += (ids.empty() ? "" : " ") + std::to_string(row.id);
  impl_->read_log.log(actor, {audit::Act::read, table->reg->id + ":list", std::string(purpose), ids});
  return page;
}

Result<Record> Records::save_in(db::Connection &connection, const Actor &actor, std::string_view register_id, Draft draft) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  // An administrator writes no record by hand but may import a file.
  RT_CHECK(access::require(actor, impl_->in_bulk(connection) && actor.may(May::import_records) ? May::import_records : May::write_records));
  std::optional<Record> before;
  if (draft.id != 0) {
    RT_TRY(before, impl_->load_for_change(connection, *table, actor, draft.id, draft.version));
    if (before->locked)
      return fail(ProblemKind::forbidden, std::string(tr("Posten är signerad och låst. Skriv en ny post som rättar den.")));
    draft.locked = before->locked;
  }
  draft.deleted = false;
  auto errors = impl_->complete(connection, *table, actor, draft, before ? &*before : nullptr);
  if (!errors.empty()) return fail(invalid(std::move(errors)));
  if (!actor.scope().covers(draft.unit, draft.team))
    return fail(ProblemKind::forbidden, std::string(tr("Du kan bara spara i dina egna grupper.")), {{"team", std::string(tr("Välj en grupp som du arbetar i."))}});
  return impl_->write(connection, *table, actor, std::move(draft), before ? &*before : nullptr, before ? "ändrad" : "skapad",
                      before ? audit::Act::update : audit::Act::create);
}

Result<Record> Records::save(const Actor &actor, std::string_view register_id, Draft draft) {
  auto result = impl_->in_transaction([&](db::Connection &c) { return save_in(c, actor, register_id, std::move(draft)); });
  if (result) committed();
  return result;
}

Result<Record> Records::move_state(const Actor &actor, std::string_view register_id, std::int64_t id, int version, std::string_view transition_id) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::write_records));
  auto result = impl_->in_transaction([&](db::Connection &c) -> Result<Record> {
    RT_TRY(const Record before, impl_->load_for_change(c, *table, actor, id, version));
    const auto &reg = *table->reg;
    const auto found = std::find_if(reg.transitions.begin(), reg.transitions.end(), [&](const auto &t) { return t.id == transition_id; });
    const auto *from = reg.state_by_code(before.state);
    const auto *to = found != reg.transitions.end() ? reg.state(found->to) : nullptr;
    if (from == nullptr || to == nullptr || !found->leaves(from->id))
      return fail(ProblemKind::invalid, std::string(tr("Det steget går inte att ta härifrån. Ladda om sidan och försök igen.")));
    const auto &roles = found->roles;
    if (!roles.empty() && actor.user != -1 && std::find(roles.begin(), roles.end(), access::id_of(actor.role)) == roles.end())
      return fail(ProblemKind::forbidden, std::string(tr("Din roll får inte ta det här steget.")));
    std::vector<FieldError> errors;
    for (const auto &name : found->requires_fields)
      if (const auto *field = reg.field(name); field != nullptr && !before.has(name))
        errors.push_back({name, tr_f("Fyll i {0} innan du väljer ”{1}”.", {field->title.str(), found->title.str()})});
    if (!errors.empty()) return fail(invalid(std::move(errors)));
    auto after = before;
    after.state = to->code;
    return impl_->write(c, *table, actor, std::move(after), &before, "ändrad", audit::Act::update);
  });
  if (result) committed();
  return result;
}

Result<Record> Records::sign(const Actor &actor, std::string_view register_id, std::int64_t id, int version) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::sign_records));
  auto result = impl_->in_transaction([&](db::Connection &c) -> Result<Record> {
    RT_TRY(const Record before, impl_->load_for_change(c, *table, actor, id, version));
    auto after = before;
    after.locked = true;
    return impl_->write(c, *table, actor, std::move(after), &before, "signerad", audit::Act::sign);
  });
  if (result) committed();
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
  return {};
}

Result<void> Records::remove(const Actor &actor, std::string_view register_id, std::int64_t id, int version) {
  if (impl_->table(register_id) == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::delete_records));
  auto result = impl_->in_transaction([&](db::Connection &c) { return remove_in(c, actor, register_id, id, version); });
  if (result) committed();
  return result;
}

Result<void> Records::restore(const Actor &actor, std::string_view register_id, std::int64_t id) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::delete_records));
  auto result = impl_->in_transaction([&](db::Connection &c) -> Result<void> {
    auto before = store::find(c, *table, id, actor.scope(), true);
    if (!before) return fail(not_there());
    if (!before->deleted) return {};
    auto after = *before;
    after.deleted = false;
    after.version = before->version + 1;
    const auto by = impl_->stamp(actor, *table->reg);
    if (!store::set_deleted(c, *table, id, before->version, false, by)) return fail(impl_->conflict(c, *table, id, before->version));
    store::append_history(c, *table, id, after.version, "återställd", store::difference(*table, &*before, after), by);
    impl_->write_audit(c, actor, *table->reg, audit::Act::undo, id, "");
    impl_->tell(c, *table->reg, nullptr, &after);
    return {};
  });
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
  return store::in_words(*lease, actor, *table, store::history(*lease, *table->reg, id), teams, staff);
}

Result<Record> Records::replayed(const Actor &actor, std::string_view register_id, std::int64_t id) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::read_records));
  auto lease = impl_->pool.read();
  if (!store::find(*lease, *table, id, actor.scope(), true)) return fail(not_there());
  Record record;
  record.id = id;
  record.counts[0] = 0;
  for (const auto &row : store::history(*lease, *table->reg, id)) {
    store::replay(*table, row.difference, record);
    record.version = row.version;
  }
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
           " r WHERE r.contact_id = ? AND r.deleted_at IS NULL" + store::beside_ids(actor.scope().where("r", args));
  }
  if (sql.empty()) return counts;
  auto lease = impl_->pool.read();
  lease->query(sql, args, [&](const db::Row &row) { counts.emplace_back(row.str(0), row.integer(1)); });
  return counts;
}

Result<void> Records::bulk(const std::function<Result<void>(db::Connection &)> &work) {
  std::unique_lock alone(impl_->one_bulk);
  auto lease = impl_->pool.write();
  db::Transaction transaction(*lease);
  struct Ends {
    Impl &impl;
    ~Ends() {
      impl.bulk_connection = nullptr;
      impl.bulk_ids.clear();
    }
  } ends{*impl_};
  impl_->bulk_connection = &*lease;
  impl_->bulk_thread = std::this_thread::get_id();
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
  for (const auto &reg : impl_->catalog.registers) impl_->flush_bulk_audit(*lease, reg.id);
  transaction.commit();
  committed();
  return {};
}

} // namespace rt::records
