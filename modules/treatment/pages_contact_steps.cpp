// The way of a commission: information meeting, motivation phase, treatment (Resursenheten 3.4). The steps come from the
// register's definition; what a step asks for is asked beside its button.
#include "modules/treatment/contact_parts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::treatment {

namespace {
using definitions::Field;
using definitions::FieldType;
using definitions::Transition;

/// The steps from where the contact stands, endings left out: they have a tab of their own.
std::vector<const Transition *> steps_of(const definitions::Register &reg, const records::Record &contact, const access::Actor &actor) {
  std::vector<const Transition *> steps;
  const auto *state = reg.state_by_code(contact.state);
  for (const auto &t : reg.transitions) {
    if (!state || !t.leaves(state->id)) continue;
    const auto *to = reg.state(t.to);
    if (to && to->final) continue;
    if (!t.roles.empty() && std::find(t.roles.begin(), t.roles.end(), access::id_of(actor.role)) == t.roles.end()) continue;
    steps.push_back(&t);
  }
  return steps;
}

bool asked_here(const Field &f) { return f.type == FieldType::date || f.type == FieldType::yes_no || f.type == FieldType::choices; }

void ask(Out &out, const Field &f, const std::string &step, const std::string &today) {
  html::Field field(step + "-" + f.id, html::Label(f.title.str()));
  field.required = true;
  if (f.type == FieldType::date) {
    field.value = today;
    field.width = "date";
    return html::input_date(out, field);
  }
  if (f.type == FieldType::yes_no) return html::input_radios(out, field, {{"1", std::string(tr("Ja")), false}, {"0", std::string(tr("Nej")), false}});
  std::vector<html::Choice> choices;
  for (const auto &o : f.options) choices.push_back({std::to_string(o.code), o.title.str(), false});
  html::input_checks(out, field, choices, {});
}

Result<void> take(const Deps &deps, const access::Actor &actor, std::int64_t id, const http::Fields &form) {
  const auto *reg = deps.records.catalog().find("contact");
  RT_TRY(auto draft, deps.records.get(actor, "contact", id, "steg i kontakten"));
  const auto steps = steps_of(*reg, draft, actor);
  const auto step = std::find_if(steps.begin(), steps.end(), [&](const auto *t) { return t->id == form["steg"]; });
  if (step == steps.end())
    return fail(ProblemKind::conflict, std::string(tr("Det steget går inte att ta härifrån. Ladda om sidan och försök igen.")));
  bool changed = false;
  for (const auto &name : (*step)->requires_fields) {
    const auto *f = reg->field(name);
    const auto key = (*step)->id + "-" + name;
    if (!f || draft.has(name) || !asked_here(*f) || !form.has(key)) continue;
    if (f->type == FieldType::choices) {
      draft.values[name] = join(form.all(key), ",");
    } else {
      const auto date = f->type == FieldType::date ? parse_date(form[key], today(deps.clock)) : std::nullopt;
      if (f->type == FieldType::date && !date) return fail(ProblemKind::invalid, std::string(tr("Skriv datumet som 2019-03-22 eller 22/3.")));
      if (date) draft.values[name] = to_iso(*date);
      else draft.values[name] = std::int64_t{form[key] == "1"};
    }
    changed = true;
  }
  const auto transition = (*step)->id;
  int version = draft.version;
  if (changed) {
    RT_TRY(const auto saved, deps.records.save(actor, "contact", std::move(draft)));
    version = saved.version;
  }
  RT_TRY(const auto moved, deps.records.move_state(actor, "contact", id, version, transition));
  (void)moved;
  return {};
}
} // namespace

void steps_part(Out &out, const Deps &deps, const access::Actor &actor, const CaseView &v) {
  if (!actor.may(access::May::write_records)) return;
  const auto *reg = deps.records.catalog().find("contact");
  const auto id = std::to_string(v.contact.id);
  for (const auto *step : steps_of(*reg, v.contact, actor)) {
    html::begin_form(out, "/arenden/" + id + "/steg", false, "form step-form");
    bool elsewhere = false;
    for (const auto &name : step->requires_fields) {
      const auto *f = reg->field(name);
      if (!f || v.contact.has(name)) continue;
      if (asked_here(*f)) ask(out, *f, step->id, to_iso(today(deps.clock)));
      else elsewhere = true;
    }
    if (elsewhere) html::link_button(out, "/register/contact/" + id + "/andra", step->title.str(), html::Button::secondary);
    else html::button(out, step->title.str(), html::Button::secondary, "steg", step->id);
    html::end_form(out);
  }
}

http::Response take_step(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto id = id_param(request);
  const auto taken = take(deps, actor, id, request.form);
  return taken ? http::redirect("/arenden/" + std::to_string(id)) : http::problem(request, taken.error());
}

} // namespace rt::treatment
