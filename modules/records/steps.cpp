// Steps between states, signatures and corrections, each in one transaction with what they bring about.
#include "modules/records/engine.hpp"
#include "modules/records/step_rules.hpp"
#include <algorithm>

namespace rt::records {

using access::Actor;
using access::May;
using definitions::Register;
using definitions::Transition;

namespace {

bool has_error(const std::vector<FieldError> &errors, std::string_view field) {
  return std::any_of(errors.begin(), errors.end(), [&](const auto &e) { return e.field == field; });
}

Problem locked_problem() { return {ProblemKind::forbidden, std::string(tr("Posten är signerad och låst. Skriv en ny post som rättar den.")), {}}; }

/// The record after the step, with everything that it lacks said at once.
Record after_step(const Actor &actor, const Register &reg, const Record &before, const Transition &step, const StepInput &input, Instant now,
                  std::vector<FieldError> &errors) {
  auto after = before;
  for (const auto &[name, value] : input.values) {
    if (const auto *field = reg.field(name); field == nullptr || (!may_write(*field, actor) && value != before.value(name))) {
      errors.push_back({name, std::string(tr("Din roll får inte ändra det här fältet."))});
      continue;
    }
    after.values[name] = value;
    if (const auto *givers = givers_field(reg); givers != nullptr && givers->id == name) after.givers = givers_from_text(*givers, after.text(name));
  }
  after.state = reg.state(step.to)->code;
  fill_in(actor, reg, step, now, input.values, after);
  for (const auto &name : missing_fields(reg, step, after, swedish_day(now)))
    errors.push_back({name, tr_f("Fyll i {0} innan du väljer ”{1}”.", {reg.field(name)->title.str(), step.title.str()})});
  return after;
}

/// Makes the records that the step creates; faults are told under their names in the step's form.
std::vector<FieldError> create_all(Records &records, db::Connection &c, const Actor &actor, const Register &here, const Record &record,
                                   const Transition &step, const StepInput &input, Date today, const Stamp &stamp) {
  std::vector<FieldError> errors;
  for (std::size_t i = 0; i < step.creates.size(); ++i) {
    const auto &creation = step.creates[i];
    const auto *there = records.catalog().find(creation.register_id);
    if (there == nullptr || (!creation.when.empty() && !holds(here, record, creation.when, today).value_or(false))) continue;
    auto draft = made_from(here, record, creation, *there, actor, today);
    if (i < input.created.size())
      for (const auto &[name, value] : input.created[i]) {
        draft.values[name] = value;
        if (const auto *givers = givers_field(*there); givers != nullptr && givers->id == name)
          draft.givers = givers_from_text(*givers, draft.text(name));
      }
    const auto made = records.save_in(c, actor, there->id, std::move(draft));
    if (made) {
      store::add_tie(c, store::TieKind::made, *there, made->id, here, record.id, step.id, stamp);
      continue;
    }
    if (made.error().fields.empty()) errors.push_back({"", there->singular.str() + ": " + made.error().message});
    for (const auto &error : made.error().fields) errors.push_back({created_name(i, error.field), there->singular.str() + " – " + error.message});
  }
  return errors;
}

} // namespace

std::vector<std::vector<Step>> Records::steps(const Actor &actor, std::string_view register_id, const std::vector<Record> &rows) {
  std::vector<std::vector<Step>> all(rows.size());
  const auto *table = impl_->table(register_id);
  if (table == nullptr || !actor.may(May::write_records)) return all;
  const auto &reg = *table->reg;
  const bool by_second = std::any_of(reg.transitions.begin(), reg.transitions.end(), [](const auto &t) { return !t.not_by.empty(); });
  std::vector<store::Taken> taken;
  if (by_second) taken = store::taken_steps(*impl_->pool.read(), reg.id, rows);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (const auto &step : reg.transitions) {
      if (!offered(reg, rows[i], step, impl_->today())) continue;
      Step one{&step, why_not(actor, reg, rows[i], step, taken), {}};
      auto filled = rows[i];
      fill_in(actor, reg, step, impl_->clock.now(), {}, filled);
      one.missing = missing_fields(reg, step, filled, impl_->today());
      all[i].push_back(std::move(one));
    }
  return all;
}

std::vector<Creating> Records::creating(const Actor &actor, const Register &reg, const Record &record, const Transition &step) {
  std::vector<Creating> all;
  auto after = record;
  fill_in(actor, reg, step, impl_->clock.now(), {}, after);
  for (std::size_t i = 0; i < step.creates.size(); ++i) {
    const auto &creation = step.creates[i];
    const auto *table = impl_->table(creation.register_id);
    if (table == nullptr || (!creation.when.empty() && !holds(reg, after, creation.when, impl_->today()).value_or(false))) continue;
    Creating one{table->reg, i, made_from(reg, after, creation, *table->reg, actor, impl_->today()), {}};
    for (const auto &error : check(*table->reg, one.draft, impl_->today()))
      if (!one.draft.has(error.field)) one.missing.push_back(error.field);
    all.push_back(std::move(one));
  }
  return all;
}

Result<Record> Records::move_state_in(db::Connection &c, const Actor &actor, std::string_view register_id, std::int64_t id, int version,
                                      std::string_view transition_id, const StepInput &input) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::write_records));
  RT_TRY(const Record before, impl_->load_for_change(c, *table, actor, id, version));
  const auto &reg = *table->reg;
  if (before.locked) return fail(locked_problem());
  const auto *step = step_of(reg, before, transition_id);
  if (step == nullptr || !offered(reg, before, *step, impl_->today()))
    return fail(ProblemKind::invalid, std::string(tr("Det steget går inte att ta härifrån. Ladda om sidan och försök igen.")));
  if (auto why = why_not(actor, reg, before, *step, step->not_by.empty() ? std::vector<store::Taken>{} : store::taken_steps(c, reg.id, {before}));
      !why.empty())
    return fail(ProblemKind::forbidden, std::move(why));
  std::vector<FieldError> errors;
  auto after = after_step(actor, reg, before, *step, input, impl_->clock.now(), errors);
  for (auto &error : impl_->complete(c, *table, actor, after, &before))
    if (!has_error(errors, error.field)) errors.push_back(std::move(error));
  if (!errors.empty()) return fail(invalid(std::move(errors)));
  after.locked = step->signs;
  RT_TRY(auto moved,
         impl_->write(c, *table, actor, std::move(after), &before, "steg:" + step->id, step->signs ? audit::Act::sign : audit::Act::update));
  errors = create_all(*this, c, actor, reg, moved, *step, input, impl_->today(), impl_->stamp(actor, reg));
  if (!errors.empty()) return fail(invalid(std::move(errors)));
  return moved;
}

Result<Record> Records::move_state(const Actor &actor, std::string_view register_id, std::int64_t id, int version, std::string_view transition_id,
                                   const StepInput &input) {
  auto result = impl_->in_transaction([&](db::Connection &c) { return move_state_in(c, actor, register_id, id, version, transition_id, input); });
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

Result<Record> Records::correct(const Actor &actor, std::string_view register_id, std::int64_t corrects, Draft draft) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::write_records));
  auto result = impl_->in_transaction([&](db::Connection &c) -> Result<Record> {
    const auto old = store::find(c, *table, corrects, actor.scope());
    if (!old) return fail(not_there());
    if (!old->locked) return fail(ProblemKind::invalid, std::string(tr("Posten är inte signerad. Ändra den i stället.")));
    if (!store::corrected(c, *table, {*old}).empty())
      return fail(ProblemKind::conflict, std::string(tr("Posten är redan rättad. Öppna rättelsen och rätta den i stället.")));
    draft.id = 0;
    draft.locked = false;
    draft.unit = old->unit;
    if (draft.team == 0) draft.team = old->team;
    // What a step approves is approved anew; a note that is only signed stays where it was.
    const bool approved = std::any_of(table->reg->transitions.begin(), table->reg->transitions.end(), [](const auto &t) { return t.signs; });
    draft.state = approved ? 0 : old->state;
    for (const auto &field : table->reg->fields) // what the writer may not see stays as it was
      if (!may_read(field, actor) && old->has(field.id)) draft.values[field.id] = old->value(field.id);
    RT_TRY(auto saved, save_in(c, actor, register_id, std::move(draft)));
    store::add_tie(c, store::TieKind::correction, *table->reg, saved.id, *table->reg, old->id, "", impl_->stamp(actor, *table->reg));
    impl_->recount_corrected(c, *table, actor, saved.id);
    return saved;
  });
  if (result) committed();
  return result;
}

void Records::Impl::recount_corrected(db::Connection &c, const Table &t, const Actor &actor, std::int64_t correction) {
  const auto id = store::corrected_by_id(c, t.reg->id, correction);
  if (id == 0) return;
  access::Scope everywhere; // the record that is corrected is the same unit's, whoever moved it since
  everywhere.unit = actor.unit;
  everywhere.nothing = false;
  const auto old = store::find(c, t, id, everywhere);
  if (!old) return;
  auto after = *old;
  const bool is_corrected = !store::corrected(c, t, {*old}).empty();
  if (is_corrected) std::fill(std::begin(after.counts), std::end(after.counts), 0);
  else count_people(t, after);
  const auto by = stamp(actor, *t.reg);
  const auto changed = store::difference(t, &*old, after);
  if (changed == "{}" || !store::update(c, t, *old, after, by)) return;
  after.version = old->version + 1;
  store::append_history(c, t, id, after.version, "rättad", changed, by);
  write_audit(c, actor, *t.reg, audit::Act::update, id, is_corrected ? "correction" : "correction removed");
  tell(c, *t.reg, &*old, &after);
}

std::vector<std::int64_t> Records::corrected(std::string_view register_id, const std::vector<Record> &rows) {
  const auto *table = impl_->table(register_id);
  return table != nullptr ? store::corrected(*impl_->pool.read(), *table, rows) : std::vector<std::int64_t>{};
}

Ties Records::ties(const Actor &actor, std::string_view register_id, std::int64_t id) {
  Ties ties;
  if (impl_->table(register_id) == nullptr || !actor.may(May::read_records)) return ties;
  auto lease = impl_->pool.read();
  ties = store::ties(*lease, register_id, id);
  const auto hidden = [&](const Tie &tie) {
    const auto *table = impl_->table(tie.register_id);
    return table == nullptr || !store::visible(*lease, table->name, tie.record, actor.scope());
  };
  for (auto *list : {&ties.made, &ties.corrected_by}) list->erase(std::remove_if(list->begin(), list->end(), hidden), list->end());
  for (auto *one : {&ties.made_from, &ties.corrects})
    if (*one && hidden(**one)) one->reset();
  return ties;
}

} // namespace rt::records
