// The fields of a register's form as controls: what fits the kind of answer, most of it by keyboard alone.
#include "modules/records/form_fields.hpp"
#include "modules/records/values.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using html::Out;

namespace {

constexpr std::size_t kMostRadios = 5;
constexpr std::size_t kMostBoxes = 20; ///< members of staff to tick; more are sought

std::string typed_in(const FormPage &page, const std::string &control) {
  const auto found = page.state.typed.find(control);
  return found != page.state.typed.end() ? found->second : std::string{};
}

std::vector<std::string> chosen_in(const FormPage &page, const std::string &control) {
  const auto found = page.state.chosen.find(control);
  return found != page.state.chosen.end() ? found->second : std::vector<std::string>{};
}

void write_choice(Out &out, const FormPage &page, const Field &field, const html::Field &box) {
  auto choices = choices_of(page, field);
  if (field.type != FieldType::faces && choices.size() > kMostRadios) return html::input_select(out, box, choices);
  if (!field.required) choices.push_back({"", std::string(tr("Inte ifyllt"))});
  if (field.type == FieldType::faces) html::input_faces(out, box, choices);
  else html::input_radios(out, box, choices);
}

void write_number(Out &out, const Field &field, html::Field box) {
  box.width = "number";
  if (field.type == FieldType::scale && box.help.empty()) box.help = std::string(tr("0–10, med högst en decimal. Till exempel 6,3."));
  html::input_text(out, box, "text", "decimal");
}

void write_staff_list(Out &out, const FormPage &page, const html::Field &box, const std::string &control) {
  const auto chosen = chosen_in(page, control);
  const auto staff = page.desk.staff(page.actor);
  const auto working = static_cast<std::size_t>(std::count_if(staff.begin(), staff.end(), [](const auto &one) { return one.ended.empty(); }));
  const auto words = page.state.sought_words.find(control);
  const auto sought = words != page.state.sought_words.end() ? fold(words->second) : std::string{};
  std::vector<html::Choice> choices;
  for (const auto &one : staff) {
    const auto id = std::to_string(one.id);
    const bool on = std::find(chosen.begin(), chosen.end(), id) != chosen.end();
    const bool found = working <= kMostBoxes || (!sought.empty() && fold(one.name).find(sought) != std::string::npos);
    if (on || (found && one.ended.empty())) choices.push_back({id, one.name});
  }
  html::input_checks(out, box, choices, chosen);
  if (working <= kMostBoxes) return;
  html::Field search(control + ".sok", html::Label(tr("Sök medarbetare")));
  search.value = words != page.state.sought_words.end() ? words->second : "";
  out.open("div", {{"class", "with-button"}});
  html::input_text(out, search, "search");
  html::button(out, tr("Sök medarbetare"), html::Button::secondary, "gor", "sok");
  out.close("div");
}

void write_address(Out &out, const FormPage &page, const html::Field &box, const std::string &control) {
  const auto lines = split(typed_in(page, control) + "\n\n", '\n');
  out.raw("<fieldset class=\"fieldset address\" tabindex=\"-1\"").attr("id", "f-" + control).raw(">");
  out.open("legend", {{"class", "label fieldset__label"}}).text(box.label.words);
  if (box.required) out.raw(" <span class=\"required\">").text(tr("måste fyllas i")).raw("</span>");
  out.close("legend");
  if (!box.help.empty()) out.element("p", box.help, {{"class", "label__description"}});
  if (!box.error.empty()) out.element("p", box.error, {{"class", "label__message label__message--error"}});
  const auto line = [&](const char *part, std::string_view label, const std::string &value, const char *width) {
    html::Field input(control + "." + part, html::Label(label));
    input.value = value;
    input.width = width;
    html::input_text(out, input);
  };
  line("street", tr("Gatuadress"), lines[0], "");
  out.open("div", {{"class", "form--row"}});
  line("postcode", tr("Postnummer"), lines[1], "number");
  line("town", tr("Ort"), lines[2], "short");
  out.close("div").close("fieldset");
}

void write_file(Out &out, const FormPage &page, const Field &field, html::Field box, const std::string &control) {
  const auto id = parse_integer(typed_in(page, control)).value_or(0);
  const auto files = page.desk.deps.records.file_names(page.actor, {id});
  const auto known = files.find(id);
  if (known != files.end()) {
    out.open("p", {{"class", "kept-file"}}).element("span", field.title.str(), {{"class", "label"}}).raw(" ").element("b", known->second.filename);
    out.raw(" ").element("small", file_size(known->second.size)).close("p");
    html::input_hidden(out, control, std::to_string(id));
    html::Field drop(control + ".bort", html::Label(tr("Ta bort filen")));
    if (!field.required) html::input_check(out, drop);
    box.required = false;
    box.label = html::Label(tr("Byt till en annan fil"));
  }
  if (box.help.empty()) box.help = std::string(tr("PDF, bild, Word, Excel, OpenDocument eller ren text, högst 10 MB."));
  // The id of what is kept has the field's own name; the new file comes beside it.
  box.id = control + ".fil";
  out.raw("<div").attr("id", "f-" + control).raw(" tabindex=\"-1\">");
  html::input_file(out, box, ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.pptx,.odt,.ods,.txt,.csv");
  out.raw("</div>");
}

void write_select(Out &out, const FormPage &page, const Field &field, const html::Field &box) {
  std::vector<html::Choice> choices;
  if (field.type == FieldType::staff)
    for (const auto &one : page.desk.staff(page.actor)) choices.push_back({std::to_string(one.id), one.name, !one.ended.empty()});
  else
    for (const auto &team : page.desk.teams(page.actor)) choices.push_back({std::to_string(team.id), team.name});
  html::input_select(out, box, choices);
}

/// Somebody else's field: its words, or that it is hidden. Nothing is sent.
void write_locked(Out &out, const FormPage &page, const Field &field, const std::string &control) {
  const bool seen = may_read(field, page.actor);
  Record shown_here;
  std::string said;
  if (!seen) {
    said = std::string(tr("Dold"));
  } else if (field.type == FieldType::address) {
    said = replace_all(std::string(trim(typed_in(page, control))), "\n", ", ");
  } else if (!has_several(field) && field.type != FieldType::persons) {
    const auto value = parse(field, typed_in(page, control), page.desk.today());
    if (value) shown_here.values[field.id] = *value;
  } else if (has_several(field)) {
    const auto value = parse(field, join(chosen_in(page, control), ","), page.desk.today());
    if (value) shown_here.values[field.id] = *value;
  }
  if (said.empty()) said = words(field, shown_here, page.desk.labels(page.actor, page.reg, {shown_here}));
  out.open("div", {{"class", "locked-field"}, {"id", "f-" + control}});
  out.element("span", field.title.str(), {{"class", "label"}});
  out.element("p", said.empty() ? std::string(tr("inte ifyllt")) : said);
  out.element("p", seen ? tr("Du får läsa men inte ändra det här.") : tr("Din roll får inte se det här."), {{"class", "label__description"}});
  const auto error = error_of(page.problem, control);
  if (!error.empty()) out.element("p", error, {{"class", "label__message label__message--error"}});
  out.close("div");
}

} // namespace

std::string error_of(const Problem &problem, std::string_view control) {
  for (const auto &error : problem.fields)
    if (error.field == control) return error.message;
  return {};
}

html::Field control_of(const FormPage &page, const Field &field, const std::string &control) {
  auto label = field.title.str();
  if (!field.unit.empty()) label += " (" + std::string(tr(field.unit)) + ")";
  html::Field box(control, html::Label(label));
  box.value = typed_in(page, control);
  box.help = field.help.str();
  box.law = field.law;
  box.error = error_of(page.problem, control);
  box.required = field.required;
  box.max_length = field.max_length;
  return box;
}

/// Answers of the code list as it was on the record's day; a retired one stays when it is the one chosen.
std::vector<html::Choice> choices_of(const FormPage &page, const Field &field) {
  auto date = parse_date(typed_in(page, page.reg.date_field).substr(0, 10), page.desk.today());
  if (!date) date = page.desk.today();
  const auto day = to_iso(*date);
  std::vector<html::Choice> choices;
  for (const auto &option : field.options) {
    const bool retired = (!option.valid_to.empty() && option.valid_to < day) || (!option.valid_from.empty() && option.valid_from > day);
    choices.push_back({option.id, option.title.str(), retired});
  }
  return choices;
}

void write_control(Out &out, const FormPage &page, const Field &field, const std::string &control) {
  if (!may_write(field, page.actor)) return write_locked(out, page, field, control);
  auto box = control_of(page, field, control);
  switch (field.type) {
  case FieldType::choice:
  case FieldType::item:
  case FieldType::faces: return write_choice(out, page, field, box);
  case FieldType::integer:
  case FieldType::decimal:
  case FieldType::money:
  case FieldType::scale: return write_number(out, field, std::move(box));
  case FieldType::reference:
  case FieldType::household:
  case FieldType::provider: return write_reference(out, page, field, control);
  case FieldType::person: return write_person(out, page, field, control);
  case FieldType::persons: return write_people(out, page, field, control);
  case FieldType::givers: return write_givers(out, page, field);
  case FieldType::staff_list: return write_staff_list(out, page, box, control);
  case FieldType::staff:
  case FieldType::team: return write_select(out, page, field, box);
  case FieldType::address: return write_address(out, page, box, control);
  case FieldType::file: return write_file(out, page, field, std::move(box), control);
  case FieldType::long_text: return html::input_area(out, box);
  case FieldType::date: box.width = "date"; return html::input_date(out, box);
  case FieldType::datetime:
  case FieldType::personnummer: box.width = "short"; return html::input_text(out, box);
  case FieldType::time:
    box.width = "number";
    if (box.help.empty()) box.help = std::string(tr("Till exempel 14:30."));
    return html::input_text(out, box);
  case FieldType::month:
    box.width = "date";
    if (box.help.empty()) box.help = std::string(tr("Till exempel 2026-11."));
    return html::input_text(out, box);
  case FieldType::yes_no: {
    std::vector<html::Choice> choices{{"yes", std::string(tr("Ja"))}, {"no", std::string(tr("Nej"))}};
    if (!field.required) choices.push_back({"", std::string(tr("Inte ifyllt"))});
    return html::input_radios(out, box, choices);
  }
  case FieldType::choices: return html::input_checks(out, box, choices_of(page, field), chosen_in(page, control));
  default: return html::input_text(out, box);
  }
}

std::vector<html::Choice> sex_choices() {
  return {{"female", std::string(tr("kvinna eller flicka"))},
          {"male", std::string(tr("man eller pojke"))},
          {"other", std::string(tr("annat"))},
          {"unknown", std::string(tr("vet inte"))}};
}

void write_field(Out &out, const FormPage &page, const Field &field) {
  if (const auto *group = page.reg.group(field.group); group != nullptr) {
    const auto first =
        std::find_if(page.reg.fields.begin(), page.reg.fields.end(), [&](const Field &f) { return f.group == field.group && in_form(f); });
    if (first != page.reg.fields.end() && first->id == field.id) write_group(out, page, *group);
    return;
  }
  for (const auto &matrix : page.reg.matrices) {
    const bool whole = std::all_of(matrix.fields.begin(), matrix.fields.end(), [&](const auto &id) { return page.reg.field(id) != nullptr; });
    if (matrix.id != field.matrix || !whole) continue;
    if (matrix.fields.front() == field.id) write_matrix(out, page, matrix);
    return;
  }
  begin_condition(out, page, field, "");
  write_control(out, page, field, field.id);
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

std::string section_anchor(const std::string &section) { return "del-" + section; }

void write_jumps(Out &out, const Register &reg, const std::function<bool(const std::string &)> &has) {
  constexpr std::size_t kFewSections = 3;
  std::vector<const definitions::Section *> sections;
  for (const auto &section : reg.sections)
    if (has(section.id)) sections.push_back(&section);
  if (sections.size() < kFewSections) return;
  out.open("nav", {{"class", "jumps"}, {"aria-label", tr("Avsnitt")}});
  for (const auto *section : sections) out.link("#" + section_anchor(section->id), section->title.str());
  out.close("nav");
}

bool has_files(const Register &reg) {
  return std::any_of(reg.fields.begin(), reg.fields.end(), [](const Field &field) { return field.type == FieldType::file; });
}

} // namespace rt::records
