// People and records of other registers in a form: chosen by words that people know, or added on the way.
#include "modules/records/form_fields.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using html::Out;

namespace {

constexpr int kMostChoices = 200;

std::string typed_in(const FormPage &page, const std::string &control) {
  const auto found = page.state.typed.find(control);
  return found != page.state.typed.end() ? found->second : std::string{};
}

const PersonInput &input_of(const FormPage &page, const std::string &control) {
  static const PersonInput kNone;
  const auto found = page.state.people.find(control);
  return found != page.state.people.end() ? found->second : kNone;
}

void write_found(Out &out, const PersonInput &input, const std::string &control) {
  if (!input.sought) return;
  if (input.found.empty()) return html::message(out, html::Tone::info, tr("Ingen person hittades. Lägg upp en ny nedan."));
  html::Field box(control, html::Label(tr("Välj person")));
  std::vector<html::Choice> choices;
  for (const auto &person : input.found) {
    auto words = person.first_name + " " + person.last_name;
    if (!person.birth_date.empty()) words += ", " + tr_f("född {0}", {person.birth_date});
    choices.push_back({std::to_string(person.id), words});
  }
  if (choices.size() == 1) box.value = choices.front().value;
  html::input_radios(out, box, choices);
}

void write_new_person(Out &out, const FormPage &page, const PersonInput &input, const std::string &control) {
  const auto &person = input.fresh;
  const bool typed_some = !person.first_name.empty() || !person.last_name.empty() || (input.sought && input.found.empty());
  html::begin_disclosure(out, tr("Ny person"), typed_some);
  const auto text = [&](const char *id, std::string_view label, const std::string &value, const char *width = "") {
    html::Field box(control + "." + id, html::Label(label));
    box.value = value;
    box.width = width;
    box.error = error_of(page.problem, control + "." + id);
    return box;
  };
  html::input_text(out, text("first_name", tr("Förnamn"), person.first_name));
  html::input_text(out, text("last_name", tr("Efternamn"), person.last_name));
  auto number = text("personnummer", tr("Personnummer eller samordningsnummer"), person.personnummer, "short");
  number.help = std::string(tr("Kan lämnas tomt. Födelsedatum och kön fylls då i nedan."));
  html::input_text(out, number);
  html::input_date(out, text("birth_date", tr("Födelsedatum"), person.birth_date, "date"));
  auto sex = text("sex", tr("Kön"), std::string(organisation::id_of(person.sex)));
  html::input_radios(out, sex, sex_choices());
  html::end_disclosure(out);
}

/// Shown when chosen, else sought by name or number, or added.
void write_chooser(Out &out, const FormPage &page, const html::Field &box, const std::string &control, bool may_change) {
  const auto &input = input_of(page, control);
  const auto id = parse_integer(box.value).value_or(0);
  if (id != 0 && !input.sought) {
    const auto names = page.desk.deps.persons.names(page.actor, {id});
    out.open("div", {{"class", "chosen-person"}, {"id", "f-" + control}});
    out.element("span", box.label.words, {{"class", "label"}})
        .raw(" ")
        .element("b", names.empty() ? std::string(tr("vald person")) : names.begin()->second);
    html::input_hidden(out, control, box.value);
    if (may_change) html::button(out, tr("Välj en annan"), html::Button::quiet, "gor", control == "person" ? "annan" : "annan:" + control);
    if (!box.error.empty()) out.element("p", box.error, {{"class", "label__message label__message--error"}});
    out.close("div");
    return;
  }
  html::Field search(control + ".sok", html::Label(box.label.words));
  search.value = input.words;
  search.help = std::string(tr("Sök på namn, personnummer eller ärendets nummer."));
  search.error = box.error;
  search.required = box.required;
  out.open("div", {{"class", "with-button"}, {"id", "f-" + control}});
  html::input_text(out, search, "search");
  html::button(out, tr("Sök person"), html::Button::secondary, "gor", "sok");
  out.close("div");
  write_found(out, input, control);
  write_new_person(out, page, input, control);
}

void begin_people(Out &out, const FormPage &page, const Field &field, const std::string &control, const char *css) {
  out.raw("<fieldset tabindex=\"-1\"").attr("class", std::string("fieldset ") + css).attr("id", "f-" + control).attr("data-rows", control).raw(">");
  out.open("legend", {{"class", "label fieldset__label"}}).text(field.title.str());
  if (field.required) out.raw(" <span class=\"required\">").text(tr("måste fyllas i")).raw("</span>");
  out.close("legend");
  if (!field.help.str().empty()) out.element("p", field.help.str(), {{"class", "label__description"}});
  if (const auto error = error_of(page.problem, control); !error.empty())
    out.element("p", error, {{"class", "label__message label__message--error"}});
}

} // namespace

void write_person(Out &out, const FormPage &page, const Field &field, const std::string &control) {
  // The record's own person is chosen once; people in other fields may be changed.
  write_chooser(out, page, control_of(page, field, control), control, page.state.id == 0 || field.id != "person");
}

void write_people(Out &out, const FormPage &page, const Field &field, const std::string &control) {
  begin_people(out, page, field, control, "people-rows");
  const auto found = page.state.role_rows.find(control);
  const auto rows = found != page.state.role_rows.end() ? found->second : 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto at = control + "." + std::to_string(i), which = std::to_string(i + 1);
    out.open("div", {{"class", "row person-row"}});
    html::Field role(at + ".role", html::Label(tr_f("Roll {0}", {which})));
    role.value = typed_in(page, at + ".role");
    html::input_select(out, role, choices_of(page, field));
    html::Field who(at, html::Label(tr_f("Person {0}", {which})));
    who.value = typed_in(page, at);
    write_chooser(out, page, who, at, true);
    html::button(out, tr_f("Ta bort person {0}", {which}), html::Button::quiet, "gor", "rad-:" + at);
    out.close("div");
  }
  html::button(out, tr("Lägg till en person"), html::Button::secondary, "gor", "rad+:" + control);
  out.close("fieldset");
}

void write_givers(Out &out, const FormPage &page, const Field &field) {
  begin_people(out, page, field, field.id, "givers");
  auto givers = page.state.givers;
  if (givers.empty()) givers.emplace_back();
  for (std::size_t i = 0; i < givers.size(); ++i) {
    const auto row = "givers." + std::to_string(i), which = " " + std::to_string(i + 1);
    out.open("div", {{"class", "form--row giver"}});
    html::Field role(row + ".role", html::Label(std::string(tr("Person")) + which));
    role.value = givers[i].role;
    html::input_select(out, role, choices_of(page, field));
    html::Field sex(row + ".sex", html::Label(std::string(tr("Kön")) + which));
    sex.value = givers[i].sex;
    html::input_select(out, sex, sex_choices());
    html::Field child(row + ".child", html::Label(tr("Barn")));
    child.value = givers[i].child ? "1" : "";
    html::input_check(out, child);
    out.close("div");
  }
  html::button(out, tr("Lägg till en person"), html::Button::secondary, "gor", "giver");
  out.close("fieldset");
}

void write_reference(Out &out, const FormPage &page, const Field &field, const std::string &control) {
  auto box = control_of(page, field, control);
  auto &records = page.desk.deps.records;
  const auto typed_words = page.state.sought_words.find(control);
  const auto words = typed_words != page.state.sought_words.end() ? typed_words->second : std::string{};
  const bool contact = field.target == "contact";
  const auto found =
      contact ? records.open_contacts(page.actor, words, kMostChoices) : records.reference_choices(page.actor, field.target, words, kMostChoices);
  std::vector<html::Choice> choices;
  for (const auto &[id, name] : found)
    if (contact || field.target != page.reg.id || id != page.state.id) choices.push_back({std::to_string(id), name}); // never itself
  const bool listed = std::any_of(choices.begin(), choices.end(), [&](const auto &c) { return c.value == box.value; });
  if (const auto id = parse_integer(box.value); id && !listed) { // a closed one, or one that the search left out, stays chosen
    const auto names = contact ? records.contact_names(page.actor, {*id}) : records.reference_names(page.actor, field.target, {*id});
    if (!names.empty()) choices.insert(choices.begin(), {box.value, names.begin()->second});
  }
  html::input_select(out, box, choices);
  if (found.size() < kMostChoices && words.empty()) return;
  html::Field search(control + ".sok", html::Label(contact ? tr("Sök bland kontakterna på namn") : tr("Sök på namn eller nummer")));
  search.value = words;
  out.open("div", {{"class", "with-button"}});
  html::input_text(out, search, "search");
  html::button(out, contact ? tr("Sök kontakt") : tr("Sök"), html::Button::secondary, "gor", "sok");
  out.close("div");
}

} // namespace rt::records
