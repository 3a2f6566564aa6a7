// One way for every change: authorise, inherit, compute, check, store, history, audit, listeners - in one transaction.
#include "modules/records/engine.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using access::Actor;
using definitions::FieldType;
using definitions::Register;

namespace {
constexpr std::size_t kBulkAuditRows = 500;
}

Problem not_there() { return {ProblemKind::not_found, std::string(tr("Posten finns inte, eller så får du inte se den.")), {}}; }

Problem invalid(std::vector<FieldError> errors) {
  auto message = tr_n("Ett svar behöver rättas innan posten kan sparas.", "{} svar behöver rättas innan posten kan sparas.",
                      static_cast<long long>(errors.size()));
  return {ProblemKind::invalid, std::move(message), std::move(errors)};
}

const Table *Records::Impl::table(std::string_view id) const {
  const auto found = tables.find(id);
  return found != tables.end() ? &found->second : nullptr;
}

Stamp Records::Impl::stamp(const Actor &actor, const Register &reg) const {
  if (reg.anonymous) return {0, "", to_iso(today())}; // a person must not be found through the moment of an answer
  return {actor.user, actor.name, to_iso(clock.now())};
}

void Records::Impl::write_audit(db::Connection &c, const Actor &actor, const Register &reg, audit::Act act, std::int64_t id, std::string detail) {
  if (act == audit::Act::create && in_bulk(c)) {
    auto &ids = bulk_ids[reg.id];
    bulk_actor = actor;
    ids.push_back(id);
    if (ids.size() >= kBulkAuditRows) gather_bulk_audit(reg.id);
    return;
  }
  if (reg.anonymous) {
    Actor nobody;
    nobody.unit = actor.unit;
    const auto midnight = from_swedish(today(), 0);
    return trace(c, nobody, midnight, {act, reg.id + ":answer", "anonymt svar", ""});
  }
  trace(c, actor, clock.now(),
        {act, reg.id + ":" + std::to_string(id), reg.purpose == "quality" ? "uppföljning" : "arbete i ärendet", std::move(detail)});
}

void Records::Impl::trace(db::Connection &c, const Actor &actor, Instant at, audit::Event event) {
  if (!in_bulk(c)) return audit::append(c, actor, at, event);
  constexpr std::size_t kMany = 20000; // more are not kept in memory
  bulk_traces.push_back({actor, at, std::move(event)});
  if (bulk_traces.size() < kMany) return;
  audit::append(c, bulk_traces);
  bulk_traces.clear();
}

void Records::Impl::gather_bulk_audit(const std::string &reg_id) {
  auto &ids = bulk_ids[reg_id];
  if (ids.empty()) return;
  const auto [least, most] = std::minmax_element(ids.begin(), ids.end());
  const auto detail = std::to_string(ids.size()) + " poster, id " + std::to_string(*least) + "–" + std::to_string(*most);
  bulk_traces.push_back({bulk_actor, clock.now(), {audit::Act::import, reg_id + ":import", "inläsning", detail}});
  ids.clear();
}

void Records::Impl::tell(db::Connection &c, const Register &reg, const Record *before, const Record *after) {
  const Change change{&reg, before, after};
  for (auto *listener : listeners) listener->changed(c, change);
}

// ---- what a record takes from elsewhere ----

void Records::Impl::inherit_contact(db::Connection &c, const Table &t, const access::Scope &scope, Record &draft, const Record *before,
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

void Records::Impl::inherit_person(db::Connection &c, const Table &t, const access::Scope &scope, Record &draft, const Record *before,
                                   std::vector<FieldError> &errors) const {
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
  const auto facts = store::person_facts(c, person, draft.unit, scope);
  if (!facts) {
    errors.push_back({"person", std::string(tr("Personen finns inte, eller så får du inte se hen."))});
    return;
  }
  draft.sex = facts->sex;
  draft.birth_year = facts->birth_year;
}

void Records::Impl::count_people(const Table &t, Record &draft) {
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
void Records::Impl::normalise(const Table &t, Record &draft) {
  if (t.givers != nullptr) {
    if (draft.givers.empty()) draft.givers = givers_from_text(*t.givers, draft.text(t.givers->id));
    draft.values[t.givers->id] = db::opt(givers_to_text(*t.givers, draft.givers));
  }
  for (auto it = draft.values.begin(); it != draft.values.end();) {
    const auto *field = t.reg->field(it->first);
    auto *whole = std::get_if<std::int64_t>(&it->second);
    if (field == nullptr || !in_record(*field) || std::holds_alternative<db::Null>(it->second) ||
        (std::holds_alternative<std::string>(it->second) && std::get<std::string>(it->second).empty())) {
      it = draft.values.erase(it);
      continue;
    }
    const bool real = field->type == FieldType::decimal || field->type == FieldType::money;
    if (real && whole != nullptr) it->second = static_cast<double>(*whole);
    ++it;
  }
}

std::vector<FieldError> Records::Impl::complete(db::Connection &c, const Table &t, const Actor &actor, Record &draft, const Record *before) const {
  std::vector<FieldError> errors;
  const auto scope = actor.scope();
  normalise(t, draft);
  complete_groups(t, draft, before);
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
  inherit_person(c, t, scope, draft, before, errors);
  if (!t.person_field && !t.contact_field) store::inherit_reference(c, t, scope, draft, before);
  if (draft.team == 0 && !actor.teams.empty()) draft.team = actor.teams.front();
  for (const auto &field : t.reg->fields)
    if (field.type == FieldType::staff && in_record(field) && draft.has(field.id)) {
      draft.staff = draft.integer(field.id);
      break;
    }
  if (draft.staff == 0 && !t.reg->anonymous) draft.staff = before != nullptr ? before->staff : actor.staff;
  check_pointed_at(c, t, actor, draft, before, errors);
  if (t.reg->anonymous) draft.person = draft.contact = draft.staff = draft.birth_year = 0;
  count_people(t, draft);
  compute(*t.reg, draft);
  normalise(t, draft);
  auto faults = check(*t.reg, draft, today(), before);
  errors.insert(errors.end(), faults.begin(), faults.end());
  if (errors.empty()) check_clashes(c, t, draft, errors);
  return errors;
}

/// Who changed what since the version that the writer saw; the writer's own text is kept by the page.
Problem Records::Impl::conflict(db::Connection &c, const Table &t, std::int64_t id, int seen_version) const {
  Problem problem{ProblemKind::conflict, std::string(tr("Någon annan har ändrat posten. Det du skrev finns kvar.")), {}};
  const auto rows = store::history(c, *t.reg, id, seen_version);
  if (rows.empty()) return problem;
  const auto &last = rows.back();
  const auto who = last.who.empty() ? std::string(tr("Någon annan")) : last.who;
  problem.message = tr_f("{0} ändrade posten {1}. Det du skrev finns kvar.", {who, moment_text(last.at)});
  for (const auto &row : rows)
    for (const auto &change : store::changes(row.difference)) {
      const auto *field = t.reg->field(change.field);
      const auto *group = t.reg->group(change.field);
      if (field == nullptr && group == nullptr && change.field != "_state") continue;
      const auto title = field != nullptr ? field->title.str() : group != nullptr ? group->title.str() : std::string(tr("Läge"));
      problem.fields.push_back(
          {change.field == "_state" ? "state" : change.field,
           tr_f("{0}: ändrat av {1} {2}.", {title, row.who.empty() ? std::string(tr("någon annan")) : row.who, moment_text(row.at)})});
    }
  return problem;
}

Result<Record> Records::Impl::load_for_change(db::Connection &c, const Table &t, const Actor &actor, std::int64_t id, int version,
                                              bool with_deleted) const {
  if (!in_bulk(c)) wait_for_bulk(c);
  auto before = store::find(c, t, id, actor.scope(), with_deleted);
  if (!before) return fail(not_there());
  if (before->version != version) return fail(conflict(c, t, id, version));
  return std::move(*before);
}

/// Stores a complete record and everything that must be stored with it.
Result<Record> Records::Impl::write(db::Connection &c, const Table &t, const Actor &actor, Record after, const Record *before, std::string_view what,
                                    audit::Act act) {
  const auto by = stamp(actor, *t.reg);
  auto changed = store::difference(t, before, after);
  const bool is_step = what.rfind("steg:", 0) == 0; // told even when nothing but its creations came of it
  if (before != nullptr && changed == "{}" && !is_step) return after;
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
    if (!store::update(c, t, *before, after, by)) return fail(conflict(c, t, after.id, before->version));
    after.version = before->version + 1;
    after.created_at = before->created_at;
  }
  after.updated_at = by.at;
  if (t.givers != nullptr && (before == nullptr || before->value(t.givers->id) != after.value(t.givers->id)))
    store::write_givers(c, t, after.id, after.givers, before != nullptr);
  write_parts(c, t, after, before);
  if (t.person_field && (before == nullptr || before->person != after.person || before->team != after.team))
    store::link_person_team(c, after.person, after.team);
  store::append_history(c, t, after.id, after.version, what, changed, by);
  write_audit(c, actor, *t.reg, act, after.id, changed_fields(t, changed));
  tell(c, *t.reg, before, &after);
  return after;
}

std::string Records::Impl::changed_fields(const Table &t, const std::string &difference) {
  std::string names; // ids only: what was changed, never to what
  const auto add = [&](const std::string &id) {
    if (difference.find('"' + id + "\":[") != std::string::npos) names += (names.empty() ? "" : " ") + id;
  };
  for (const auto *field : t.fields) add(field->id);
  for (const auto &group : t.groups) add(group.group->id);
  return names;
}

} // namespace rt::records
