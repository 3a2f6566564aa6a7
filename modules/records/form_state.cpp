#include "modules/records/form_state.hpp"
#include "platform/core/text.hpp"

namespace rt::records {

bool in_form(const Field &field) {
  if (field.type == FieldType::computed) return false;
  if (field.type == FieldType::reference) return field.target == "contact";
  return field.id != "key"; // the tablet's receipt
}

std::string typed(const Field &field, const db::Value &value) {
  if (std::holds_alternative<db::Null>(value)) return {};
  const auto *whole = std::get_if<std::int64_t>(&value);
  switch (field.type) {
  case FieldType::choice: {
    const auto *option = whole != nullptr ? field.option_by_code(static_cast<int>(*whole)) : nullptr;
    return option != nullptr ? option->id : std::string{};
  }
  case FieldType::item:
    for (const auto &option : field.options)
      if (whole != nullptr && option.score == *whole) return option.id;
    return {};
  case FieldType::yes_no: return whole != nullptr && *whole != 0 ? "yes" : "no";
  case FieldType::integer: case FieldType::reference: case FieldType::person: case FieldType::staff: case FieldType::team:
    return whole != nullptr ? std::to_string(*whole) : std::string{};
  default: return replace_all(show(field, value), "\u202f", " ");
  }
}

FormState from_record(const Register &reg, const Record &record) {
  FormState state;
  state.id = record.id;
  state.version = record.version;
  if (record.team != 0) state.team = std::to_string(record.team);
  for (const auto &field : reg.fields) {
    if (field.type == FieldType::choices) {
      for (const auto &code : split(record.text(field.id), ','))
        if (const auto *option = field.option_by_code(static_cast<int>(parse_integer(code).value_or(-1)))) state.chosen[field.id].push_back(option->id);
    } else if (field.type != FieldType::givers) {
      state.typed[field.id] = typed(field, record.value(field.id));
    }
  }
  for (const auto &giver : record.givers) state.givers.push_back({giver.role, std::string(organisation::id_of(giver.sex)), giver.child});
  return state;
}

FormState from_form(const Register &reg, const http::Fields &form) {
  FormState state;
  state.version = static_cast<int>(parse_integer(form["_version"]).value_or(0));
  state.team = form["_team"];
  for (const auto &field : reg.fields) {
    if (field.type == FieldType::choices) state.chosen[field.id] = form.all(field.id);
    else if (field.type != FieldType::givers) state.typed[field.id] = form[field.id];
    if (field.type == FieldType::reference) state.contact_words[field.id] = form[field.id + ".sok"];
  }
  for (int i = 0; i < 20; ++i) {
    const auto row = "givers." + std::to_string(i);
    if (!form.has(row + ".role")) break;
    state.givers.push_back({form[row + ".role"], form[row + ".sex"], form[row + ".child"] == "1"});
  }
  state.person_words = form["person.sok"];
  state.new_person.first_name = form["person.first_name"];
  state.new_person.last_name = form["person.last_name"];
  state.new_person.personnummer = form["person.personnummer"];
  state.new_person.birth_date = form["person.birth_date"];
  state.new_person.sex = organisation::sex_from(form["person.sex"]);
  return state;
}

namespace {

void understand_givers(const Field &field, const FormState &state, Understood &result) {
  for (const auto &input : state.givers) {
    if (input.role.empty() && input.sex.empty()) continue;
    if (field.option(input.role) == nullptr) {
      result.errors.push_back({field.id, tr_f("{0}: välj vem varje person är.", {field.title.str()})});
      return;
    }
    result.draft.givers.push_back({input.role, organisation::sex_from(input.sex), input.child});
  }
  result.draft.values[field.id] = db::opt(givers_to_text(field, result.draft.givers));
}

} // namespace

Understood understand(const Register &reg, const FormState &state, const Record &base, Date today) {
  Understood result;
  result.draft = base;
  result.draft.version = state.version;
  if (const auto team = parse_integer(state.team)) result.draft.team = *team;
  result.draft.givers.clear();
  for (const auto &field : reg.fields) {
    if (!in_form(field)) continue;
    if (field.type == FieldType::givers) {
      understand_givers(field, state, result);
      continue;
    }
    std::string text;
    if (field.type == FieldType::choices) {
      const auto chosen = state.chosen.find(field.id);
      text = chosen != state.chosen.end() ? join(chosen->second, ",") : "";
    } else if (const auto found = state.typed.find(field.id); found != state.typed.end()) {
      text = found->second;
    }
    auto value = parse(field, text, today);
    if (!value) result.errors.push_back({field.id, field.title.str() + ": " + value.error().message});
    else result.draft.values[field.id] = std::move(*value);
  }
  return result;
}

} // namespace rt::records
