// A case goes to another group or another unit when somebody there says yes. Within the unit it is the same case in a new group.
// Between units the sender's case is closed and keeps its records and its figures; the receiver gets a case of its own and
// may read what was written until that day (OSL 2009:400 26 kap.; each nämnd answers for its own register).
#include "modules/casework/service.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::casework {

namespace {
constexpr const char *kPurpose = "överlämning";

Problem no_such_transfer() { return {ProblemKind::not_found, std::string(tr("Överlämningen finns inte, eller så är den redan besvarad.")), {}}; }

/// Both units see in their own log that the case was offered and answered.
void audit_both(db::Connection &c, const Actor &actor, Instant at, const Transfer &t, audit::Act act, const std::string &detail) {
  audit::append(c, actor, at, {act, "case:" + std::to_string(t.case_id), kPurpose, detail});
  const auto other = actor.unit == t.from_unit ? t.to_unit : t.from_unit;
  if (other == actor.unit) return;
  Actor there = actor;
  there.unit = other;
  audit::append(c, there, at, {act, "case:" + std::to_string(t.case_id), kPurpose, detail});
}

/// The kinds and reasons of the register by their ids, as far as they exist.
void choose(const definitions::Register &reg, records::Record &record, const char *field, const char *option) {
  const auto *found = reg.field(field);
  if (const auto *value = found != nullptr ? found->option(option) : nullptr) record.values[field] = static_cast<std::int64_t>(value->code);
}

int final_state(const definitions::Register &reg) {
  for (const auto &state : reg.states)
    if (state.final) return state.code;
  return 0;
}

} // namespace

Result<std::int64_t> Casework::offer(const Actor &actor, std::int64_t case_id, std::int64_t to_unit, std::int64_t to_team, std::string_view reason) {
  RT_CHECK(access::require(actor, May::write_records));
  RT_TRY(const auto line, impl_->find(actor, case_id));
  std::vector<FieldError> errors;
  const auto team = to_team != 0 ? impl_->organisation.team(to_team) : std::nullopt;
  if (!impl_->organisation.unit(to_unit) || (to_team != 0 && (!team || team->unit != to_unit)))
    errors.push_back({"to", std::string(tr("Välj vart ärendet ska gå."))});
  else if (to_unit == actor.unit && (to_team == 0 || to_team == line.team))
    errors.push_back({"to", std::string(tr("Välj en annan grupp än den som har ärendet."))});
  if (trim(reason).empty()) errors.push_back({"reason", std::string(tr("Skriv varför ärendet lämnas över."))});
  if (!line.open) errors.push_back({"to", std::string(tr("Ärendet är avslutat. Öppna det igen först."))});
  if (!errors.empty()) return fail(ProblemKind::invalid, std::string(tr("Överlämningen behöver rättas.")), std::move(errors));
  Transfer t;
  t.case_id = case_id;
  t.person = line.person;
  t.from_unit = actor.unit;
  t.from_team = line.team;
  t.to_unit = to_unit;
  t.to_team = to_team;
  t.at = impl_->now();
  t.who = actor.name;
  t.reason = std::string(trim(reason));
  t.kind = line.kind;
  auto lease = impl_->pool().write();
  db::Transaction transaction(*lease);
  if (lease->exists("SELECT 1 FROM case_handover WHERE from_unit = ? AND case_id = ? AND state = 'offered'", {actor.unit, case_id}))
    return fail(ProblemKind::conflict, std::string(tr("Ärendet väntar redan på svar från en annan grupp eller enhet.")));
  t.id = store::offer(*lease, t, actor.user);
  audit_both(*lease, actor, impl_->clock.now(), t, audit::Act::update, "erbjudet");
  transaction.commit();
  return t.id;
}

std::vector<Transfer> Casework::offers_to(const Actor &actor) {
  if (!actor.may(May::write_records)) return {};
  auto lease = impl_->pool().read();
  auto offers = store::transfers(*lease, "to_unit = ? AND state = 'offered'", {actor.unit});
  // An offer to a group is seen by that group; one to the whole unit by those who see the whole unit.
  std::erase_if(offers, [&](const Transfer &t) { return !actor.scope().covers(t.to_unit, t.to_team); });
  return offers;
}

std::vector<Transfer> Casework::transfers_of(const Actor &actor, std::int64_t case_id) {
  if (!impl_->find(actor, case_id)) return {};
  auto lease = impl_->pool().read();
  return store::transfers(*lease, "from_unit = ? AND case_id = ?", {actor.unit, case_id});
}

std::vector<Transfer> Casework::received_about(const Actor &actor, std::int64_t person) {
  if (!actor.may(May::read_records)) return {};
  auto lease = impl_->pool().read();
  return store::transfers(*lease, "to_unit = ? AND new_person = ? AND from_unit <> to_unit AND state = 'received'", {actor.unit, person});
}

namespace {

struct Receiving {
  db::Connection &c;
  const Actor &actor;
  records::Records &records;
  records::Persons &persons;
  const definitions::Register &reg;
  Transfer &t;
  Date today;
  Instant now;
};

/// The receiving unit's own row for the person: the one with the same number, else a new one.
Result<std::int64_t> own_person(Receiving &r, records::Person person) {
  std::int64_t id = 0;
  if (!person.personnummer.empty())
    r.c.query(
        "SELECT p.id FROM person p WHERE p.unit_id = ? AND p.merged_into IS NULL AND (p.personnummer = ? OR p.id IN (SELECT n.person_id FROM person_number n WHERE "
        "n.unit_id = ? AND n.number = ?)) ORDER BY p.id",
        {r.actor.unit, person.personnummer, r.actor.unit, person.personnummer}, [&](const db::Row &row) { id = row.integer(0); });
  if (id != 0) return id;
  person.id = 0;
  person.unit = r.actor.unit;
  person.merged_into = 0;
  id = r.persons.insert(r.c, person);
  audit::append(r.c, r.actor, r.now, {audit::Act::create, "person:" + std::to_string(id), kPurpose, ""});
  return id;
}

Result<void> within_the_unit(Receiving &r, std::int64_t team) {
  Actor wide = r.actor; // the receiver does not see the old group's case until it has moved
  if (!wide.teams.empty()) wide.teams.push_back(r.t.from_team);
  RT_TRY(auto record, r.records.get(wide, "case", r.t.case_id, kPurpose));
  record.team = team;
  record.values["team"] = team;
  record.values.erase("handlers");
  record.values.erase("allocated");
  RT_CHECK(r.records.save_in(r.c, wide, "case", std::move(record)));
  r.t.new_case = r.t.case_id;
  r.t.new_person = r.t.person;
  return {};
}

Result<void> between_units(Receiving &r, const records::Person &person, const records::Record &sent, std::int64_t team) {
  const auto sender = in_unit(r.actor, r.t.from_unit);
  auto closed = sent;
  closed.values["closed"] = to_iso(r.today);
  choose(r.reg, closed, "close_reason", "transferred");
  closed.state = final_state(r.reg);
  RT_CHECK(r.records.save_in(r.c, sender, "case", std::move(closed)));
  RT_TRY(r.t.new_person, own_person(r, person));
  auto fresh = records::blank(r.reg, r.actor, r.today);
  fresh.values["person"] = r.t.new_person;
  fresh.values["opened"] = to_iso(r.today);
  fresh.values.erase("handlers");
  if (sent.has("kind")) fresh.values["kind"] = sent.value("kind");
  if (sent.has("number")) fresh.values["number"] = sent.value("number");
  choose(r.reg, fresh, "origin", "transfer");
  fresh.team = team;
  fresh.values["team"] = team;
  fresh.staff = r.actor.staff;
  // The receiver may not have worked with the person before; having said yes, they do.
  RT_TRY(const auto made, r.records.save_in(r.c, in_unit(r.actor, r.actor.unit), "case", std::move(fresh)));
  r.t.new_case = made.id;
  return {};
}

} // namespace

Result<std::int64_t> Casework::receive(const Actor &actor, std::int64_t transfer_id, std::int64_t team) {
  RT_CHECK(access::require(actor, May::write_records));
  if (impl_->known.cases == nullptr) return fail(no_such_case());
  std::optional<Transfer> t;
  {
    auto lease = impl_->pool().read();
    t = store::transfer(*lease, transfer_id);
  }
  if (!t || t->state != "offered" || t->to_unit != actor.unit || !actor.scope().covers(t->to_unit, t->to_team)) return fail(no_such_transfer());
  if (t->to_team != 0) team = t->to_team;
  const auto chosen = impl_->organisation.team(team);
  if (!chosen || chosen->unit != actor.unit || !actor.scope().covers(actor.unit, team))
    return fail(ProblemKind::invalid, std::string(tr("Välj vilken grupp som tar emot ärendet.")), {{"team", std::string(tr("Välj en grupp."))}});
  const bool same_unit = t->from_unit == t->to_unit;
  RT_TRY(const auto person, impl_->persons.get(access::system_actor(t->from_unit), t->person, kPurpose));
  RT_TRY(const auto sent, impl_->records.get(in_unit(actor, t->from_unit), "case", t->case_id, kPurpose));
  auto lease = impl_->pool().write();
  db::Transaction transaction(*lease);
  const auto again = store::transfer(*lease, transfer_id);
  if (!again || again->state != "offered") return fail(no_such_transfer()); // somebody answered meanwhile
  Receiving receiving{*lease, actor, impl_->records, impl_->persons, *impl_->known.cases, *t, impl_->today(), impl_->clock.now()};
  if (same_unit) RT_CHECK(within_the_unit(receiving, team));
  else RT_CHECK(between_units(receiving, person, sent, team));
  t->state = "received";
  t->to_team = team;
  t->answered_at = impl_->now();
  t->answered_by = actor.name;
  store::answer(*lease, *t);
  audit_both(*lease, actor, impl_->clock.now(), *t, audit::Act::update, "mottaget som case:" + std::to_string(t->new_case));
  transaction.commit();
  impl_->records.committed();
  return t->new_case;
}

Result<void> Casework::decline(const Actor &actor, std::int64_t transfer_id, std::string_view why) {
  RT_CHECK(access::require(actor, May::write_records));
  if (trim(why).empty())
    return fail(ProblemKind::invalid, std::string(tr("Skriv varför ni inte tar emot ärendet.")),
                {{"why", std::string(tr("Skriv varför ni inte tar emot ärendet."))}});
  auto lease = impl_->pool().write();
  db::Transaction transaction(*lease);
  auto t = store::transfer(*lease, transfer_id);
  if (!t || t->state != "offered" || t->to_unit != actor.unit || !actor.scope().covers(t->to_unit, t->to_team)) return fail(no_such_transfer());
  t->state = "declined";
  t->answer = std::string(trim(why));
  t->answered_at = impl_->now();
  t->answered_by = actor.name;
  store::answer(*lease, *t);
  audit_both(*lease, actor, impl_->clock.now(), *t, audit::Act::update, "ej mottaget");
  transaction.commit();
  return {};
}

Result<void> Casework::withdraw(const Actor &actor, std::int64_t transfer_id) {
  RT_CHECK(access::require(actor, May::write_records));
  auto lease = impl_->pool().write();
  db::Transaction transaction(*lease);
  auto t = store::transfer(*lease, transfer_id);
  if (!t || t->state != "offered" || t->from_unit != actor.unit || !actor.scope().covers(t->from_unit, t->from_team)) return fail(no_such_transfer());
  t->state = "withdrawn";
  t->answered_at = impl_->now();
  t->answered_by = actor.name;
  store::answer(*lease, *t);
  audit_both(*lease, actor, impl_->clock.now(), *t, audit::Act::undo, "återtaget");
  transaction.commit();
  return {};
}

Result<Timeline> Casework::handed_over(const Actor &actor, std::int64_t transfer_id, const TimelineQuery &page) {
  RT_CHECK(access::require(actor, May::read_records));
  std::optional<Transfer> t;
  {
    auto lease = impl_->pool().read();
    t = store::transfer(*lease, transfer_id);
  }
  if (!t || t->state != "received" || t->to_unit != actor.unit || t->from_unit == t->to_unit) return fail(no_such_transfer());
  RT_CHECK(impl_->find(actor, t->new_case)); // only those who work with the case where it came to
  auto query = page;
  query.person = t->person;
  query.until = t->answered_at.substr(0, 10);
  const auto there = in_unit(actor, t->from_unit);
  auto lease = impl_->pool().read();
  auto timeline = store::timeline(*lease, impl_->records.catalog(), there, query, true);
  impl_->log(actor, "person:" + std::to_string(t->new_person) + ":handed_over", "case:" + std::to_string(t->case_id));
  impl_->log(there, "person:" + std::to_string(t->person) + ":handed_over", "case:" + std::to_string(t->case_id));
  return timeline;
}

} // namespace rt::casework
