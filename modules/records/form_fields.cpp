// The fields of a register's form as controls: what fits the kind of answer, most of it by keyboard alone.
#include "modules/records/form_state.hpp"
#include "modules/records/form_fields.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using html::Out;

constexpr std::size_t kMostRadios = 5;
constexpr int kMostContacts = 200;

std::string error_of(const Problem &problem, std::string_view field) {
  for (const auto &error : problem.fields)
    if (error.field == field) return error.message;
  return {};
}

html::Field control(const FormPage &page, const Field &field) {
  auto label = field.title.str();
  if (!field.unit.empty()) label += " (" + std::string(tr(field.unit)) + ")";
  html::Field control(field.id, html::Label(label));
  const auto found = page.state.typed.find(field.id);
  if (found != page.state.typed.end()) control.value = found->second;
  control.help = field.help.str();
  control.law = field.law;
  control.error = error_of(page.problem, field.id);
  control.required = field.required;
  return control;
}

std::vector<html::Choice> choices_of(const Field &field, Date today) {
  const auto day = to_iso(today);
  std::vector<html::Choice> choices;
  for (const auto &option : field.options) {
    const bool retired = (!option.valid_to.empty() && option.valid_to < day) || (!option.valid_from.empty() && option.valid_from > day);
    choices.push_back({option.id, option.title.str(), retired});
  }
  return choices;
}

void write_choice(Out &out, const FormPage &page, const Field &field) {
  auto box = control(page, field);
  auto choices = choices_of(field, page.desk.today());
  if (choices.size() > kMostRadios) return html::input_select(out, box, choices);
  if (!field.required) choices.push_back({"", std::string(tr("Inte ifyllt"))});
  html::input_radios(out, box, choices);
}

void write_number(Out &out, const FormPage &page, const Field &field) {
  auto box = control(page, field);
  box.width = "number";
  if (field.type == FieldType::scale && box.help.empty()) box.help = std::string(tr("0–10, med högst en decimal. Till exempel 6,3."));
  html::input_text(out, box, "text", "decimal");
}

void write_contact(Out &out, const FormPage &page, const Field &field) {
  auto box = control(page, field);
  std::string words_typed;
  if (const auto found = page.state.contact_words.find(field.id); found != page.state.contact_words.end()) words_typed = found->second;
  const auto contacts = page.desk.deps.records.open_contacts(page.actor, words_typed, kMostContacts);
  std::vector<html::Choice> choices;
  for (const auto &[id, name] : contacts) choices.push_back({std::to_string(id), name});
  const bool listed = std::any_of(choices.begin(), choices.end(), [&](const auto &c) { return c.value == box.value; });
  if (!box.value.empty() && !listed) { // a closed contact, or one that the search left out, stays chosen
    const auto names = page.desk.deps.records.contact_names(page.actor, {parse_integer(box.value).value_or(0)});
    if (!names.empty()) choices.insert(choices.begin(), {box.value, names.begin()->second});
  }
  html::input_select(out, box, choices);
  if (contacts.size() < kMostContacts && words_typed.empty()) return;
  html::Field search(field.id + ".sok", html::Label(tr("Sök bland kontakterna på namn")));
  search.value = words_typed;
  html::input_text(out, search, "search");
  html::button(out, tr("Sök kontakt"), html::Button::secondary, "gor", "sok");
}

void write_found(Out &out, const FormPage &page) {
  if (!page.state.sought) return;
  if (page.state.found.empty()) return html::message(out, html::Tone::info, tr("Ingen person hittades. Lägg upp en ny nedan."));
  html::Field box("person", html::Label(tr("Välj person")));
  std::vector<html::Choice> choices;
  for (const auto &person : page.state.found) {
    auto words = person.first_name + " " + person.last_name;
    if (!person.birth_date.empty()) words += ", " + tr_f("född {0}", {person.birth_date});
    choices.push_back({std::to_string(person.id), words});
  }
  if (choices.size() == 1) box.value = choices.front().value;
  html::input_radios(out, box, choices);
}

void write_new_person(Out &out, const FormPage &page) {
  const auto &person = page.state.new_person;
  const bool typed_some = !person.first_name.empty() || !person.last_name.empty() || (page.state.sought && page.state.found.empty());
  html::begin_disclosure(out, tr("Ny person"), typed_some);
  const auto text = [&](const char *id, std::string_view label, const std::string &value, const char *width = "") {
    html::Field box(std::string("person.") + id, html::Label(label));
    box.value = value;
    box.width = width;
    box.error = error_of(page.problem, id);
    if (box.error.empty()) box.error = error_of(page.problem, std::string("person.") + id);
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

/// The client: shown when chosen, else sought by name or number, or added.
void write_person(Out &out, const FormPage &page, const Field &field) {
  auto box = control(page, field);
  const auto id = parse_integer(box.value).value_or(0);
  if (id != 0 && !page.state.sought) {
    const auto names = page.desk.deps.persons.names(page.actor, {id});
    out.open("div", {{"class", "chosen-person"}, {"id", "f-" + field.id}});
    out.element("span", field.title.str(), {{"class", "label"}}).raw(" ").element("b", names.empty() ? std::string(tr("vald person")) : names.begin()->second);
    html::input_hidden(out, field.id, box.value);
    if (page.state.id == 0) html::button(out, tr("Välj en annan"), html::Button::quiet, "gor", "annan");
    out.close("div");
    return;
  }
  html::Field search("person.sok", html::Label(field.title.str()));
  search.value = page.state.person_words;
  search.help = std::string(tr("Sök på namn, personnummer eller ärendets nummer."));
  search.error = box.error;
  search.required = field.required;
  out.open("div", {{"class", "with-button"}, {"id", "f-" + field.id}});
  html::input_text(out, search, "search");
  html::button(out, tr("Sök person"), html::Button::secondary, "gor", "sok");
  out.close("div");
  write_found(out, page);
  write_new_person(out, page);
}

void write_givers(Out &out, const FormPage &page, const Field &field) {
  const auto error = error_of(page.problem, field.id);
  out.raw("<fieldset class=\"fieldset givers\" tabindex=\"-1\"").attr("id", "f-" + field.id).raw(">");
  out.open("legend", {{"class", "label fieldset__label"}}).text(field.title.str());
  if (field.required) out.raw(" <span class=\"required\">").text(tr("måste fyllas i")).raw("</span>");
  out.close("legend");
  if (!field.help.str().empty()) out.element("p", field.help.str(), {{"class", "label__description"}});
  if (!error.empty()) out.element("p", error, {{"class", "label__message label__message--error"}});
  auto givers = page.state.givers;
  if (givers.empty()) givers.emplace_back();
  for (std::size_t i = 0; i < givers.size(); ++i) {
    const auto row = "givers." + std::to_string(i), which = " " + std::to_string(i + 1);
    out.open("div", {{"class", "form--row giver"}});
    html::Field role(row + ".role", html::Label(std::string(tr("Person")) + which));
    role.value = givers[i].role;
    html::input_select(out, role, choices_of(field, page.desk.today()));
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

/// What the script needs to show a field only when it is asked for; without it the field stands with its help.
void begin_condition(Out &out, const Field &field) {
  out.raw("<div");
  if (!field.show_when.empty()) {
    const auto parsed = definitions::parse_condition(field.show_when);
    const bool simple = parsed.value && (parsed.value->kind == definitions::Condition::Kind::has || parsed.value->kind == definitions::Condition::Kind::compare);
    if (simple) out.attr("data-when", parsed.value->field).attr("data-op", parsed.value->op).attr("data-value", parsed.value->value);
  }
  out.raw(">");
}

void write_plain(Out &out, const FormPage &page, const Field &field) {
  auto box = control(page, field);
  switch (field.type) {
  case FieldType::long_text: return html::input_area(out, box);
  case FieldType::date: box.width = "date"; return html::input_date(out, box);
  case FieldType::datetime: box.width = "short"; return html::input_text(out, box);
  case FieldType::yes_no: {
    std::vector<html::Choice> choices{{"yes", std::string(tr("Ja"))}, {"no", std::string(tr("Nej"))}};
    if (!field.required) choices.push_back({"", std::string(tr("Inte ifyllt"))});
    return html::input_radios(out, box, choices);
  }
  case FieldType::choices: {
    const auto chosen = page.state.chosen.find(field.id);
    return html::input_checks(out, box, choices_of(field, page.desk.today()), chosen != page.state.chosen.end() ? chosen->second : std::vector<std::string>{});
  }
  case FieldType::staff: case FieldType::team: {
    std::vector<html::Choice> choices;
    if (field.type == FieldType::staff)
      for (const auto &one : page.desk.staff(page.actor)) choices.push_back({std::to_string(one.id), one.name, !one.ended.empty()});
    else
      for (const auto &team : page.desk.teams(page.actor)) choices.push_back({std::to_string(team.id), team.name});
    return html::input_select(out, box, choices);
  }
  default: return html::input_text(out, box);
  }
}

} // namespace

std::vector<html::Choice> sex_choices() {
  return {{"female", std::string(tr("kvinna eller flicka"))}, {"male", std::string(tr("man eller pojke"))}, {"other", std::string(tr("annat"))},
          {"unknown", std::string(tr("vet inte"))}};
}

void write_field(Out &out, const FormPage &page, const Field &field) {
  begin_condition(out, field);
  switch (field.type) {
  case FieldType::choice: case FieldType::item: write_choice(out, page, field); break;
  case FieldType::integer: case FieldType::decimal: case FieldType::money: case FieldType::scale: write_number(out, page, field); break;
  case FieldType::reference: write_contact(out, page, field); break;
  case FieldType::person: write_person(out, page, field); break;
  case FieldType::givers: write_givers(out, page, field); break;
  default: write_plain(out, page, field);
  }
  out.close("div");
}

void write_team(Out &out, const FormPage &page) {
  const auto teams = page.desk.teams(page.actor);
  if (teams.size() < 2 || page.reg.field("team") != nullptr || page.reg.about == "contact") return;
  html::Field box("_team", html::Label(tr("Grupp")));
  box.value = page.state.team;
  box.error = error_of(page.problem, "team");
  std::vector<html::Choice> choices;
  for (const auto &team : teams) choices.push_back({std::to_string(team.id), team.name});
  html::input_select(out, box, choices);
}

} // namespace rt::records
