#include "modules/records/form_state.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

namespace {
constexpr std::size_t kMostRows = 200;
constexpr std::size_t kMostGivers = 20;
} // namespace

bool in_form(const Field &field) { return field.type != FieldType::computed && field.id != "key" && !field.retired; } // key: the tablet's receipt

bool has_several(const Field &field) { return field.type == FieldType::choices || field.type == FieldType::staff_list; }

std::string row_prefix(std::string_view group, std::size_t row) { return std::string(group) + "." + std::to_string(row) + "."; }

std::string typed(const Field &field, const db::Value &value) {
  if (std::holds_alternative<db::Null>(value)) return {};
  const auto *whole = std::get_if<std::int64_t>(&value);
  switch (field.type) {
  case FieldType::choice: {
    const auto *option = whole != nullptr ? field.option_by_code(static_cast<int>(*whole)) : nullptr;
    return option != nullptr ? option->id : std::string{};
  }
  case FieldType::item:
  case FieldType::faces:
    for (const auto &option : field.options)
      if (whole != nullptr && option.score == *whole) return option.id;
    return {};
  case FieldType::yes_no: return whole != nullptr && *whole != 0 ? "yes" : "no";
  case FieldType::integer:
  case FieldType::reference:
  case FieldType::person:
  case FieldType::staff:
  case FieldType::team:
  case FieldType::household:
  case FieldType::provider:
  case FieldType::file: return whole != nullptr ? std::to_string(*whole) : std::string{};
  case FieldType::address:
  case FieldType::personnummer: return std::holds_alternative<std::string>(value) ? std::get<std::string>(value) : std::string{};
  default: return replace_all(show(field, value), "\u202f", " ");
  }
}

namespace {

/// One field of a record or a row into the form, under its control's name.
void put(const Field &field, const db::Value &value, const std::string &control, FormState &state) {
  const auto *text = std::get_if<std::string>(&value);
  if (field.type == FieldType::choices) {
    for (const auto &code : split(text != nullptr ? *text : "", ','))
      if (const auto *option = field.option_by_code(static_cast<int>(parse_integer(code).value_or(-1)))) state.chosen[control].push_back(option->id);
  } else if (field.type == FieldType::staff_list) {
    for (const auto id : ids_from_text(text != nullptr ? *text : "")) state.chosen[control].push_back(std::to_string(id));
  } else if (field.type == FieldType::persons) {
    std::size_t row = 0;
    for (const auto &one : persons_from_text(field, text != nullptr ? *text : "")) {
      const auto at = control + "." + std::to_string(row++);
      state.typed[at + ".role"] = one.role;
      state.typed[at] = std::to_string(one.person);
    }
    state.role_rows[control] = row;
  } else if (field.type != FieldType::givers) {
    state.typed[control] = typed(field, value);
  }
}

PersonInput person_from(const http::Fields &form, const std::string &control) {
  PersonInput input;
  input.words = form[control + ".sok"];
  input.fresh.first_name = form[control + ".first_name"];
  input.fresh.last_name = form[control + ".last_name"];
  input.fresh.personnummer = form[control + ".personnummer"];
  input.fresh.birth_date = form[control + ".birth_date"];
  input.fresh.sex = organisation::sex_from(form[control + ".sex"]);
  return input;
}

std::string address_from(const http::Fields &form, const std::string &control) {
  const auto street = std::string(trim(form[control + ".street"])), postcode = std::string(trim(form[control + ".postcode"])),
             town = std::string(trim(form[control + ".town"]));
  if (street.empty() && postcode.empty() && town.empty()) return form[control];
  return replace_all(street, "\n", " ") + "\n" + replace_all(postcode, "\n", " ") + "\n" + replace_all(town, "\n", " ");
}

void take(const Field &field, const http::Fields &form, const std::string &control, FormState &state) {
  switch (field.type) {
  case FieldType::givers: return;
  case FieldType::choices:
  case FieldType::staff_list:
    for (const auto &one : form.all(control))
      if (!one.empty()) state.chosen[control].push_back(one);
    state.sought_words[control] = form[control + ".sok"];
    return;
  case FieldType::persons: {
    std::size_t row = 0;
    for (; row < kMostGivers && form.has(control + "." + std::to_string(row) + ".role"); ++row) {
      const auto at = control + "." + std::to_string(row);
      state.typed[at + ".role"] = form[at + ".role"];
      state.typed[at] = form[at];
      state.people[at] = person_from(form, at);
    }
    state.role_rows[control] = row;
    return;
  }
  case FieldType::address: state.typed[control] = address_from(form, control); return;
  default: state.typed[control] = form[control];
  }
  if (field.type == FieldType::person) state.people[control] = person_from(form, control);
  if (field.points_at_record()) state.sought_words[control] = form[control + ".sok"];
}

} // namespace

FormState from_record(const Register &reg, const Record &record) {
  FormState state;
  state.id = record.id;
  state.version = record.version;
  if (record.team != 0) state.team = std::to_string(record.team);
  for (const auto &field : reg.fields)
    if (in_record(field)) put(field, record.value(field.id), field.id, state);
  static const db::Value kNothing{db::Null{}};
  for (const auto &group : reg.groups) {
    const auto rows = record.groups.find(group.id);
    auto &origins = state.rows[group.id];
    for (std::size_t i = 0; rows != record.groups.end() && i < rows->second.size(); ++i) {
      origins.push_back(record.id != 0 ? std::to_string(i + 1) : "");
      for (const auto &field : reg.fields) {
        if (field.group != group.id) continue;
        const auto value = rows->second[i].find(field.id);
        put(field, value != rows->second[i].end() ? value->second : kNothing, row_prefix(group.id, i) + field.id, state);
      }
    }
  }
  for (const auto &giver : record.givers) state.givers.push_back({giver.role, std::string(organisation::id_of(giver.sex)), giver.child});
  return state;
}

FormState from_form(const Register &reg, const http::Fields &form) {
  FormState state;
  state.version = static_cast<int>(parse_integer(form["_version"]).value_or(0));
  state.team = form["_team"];
  for (const auto &field : reg.fields)
    if (in_record(field)) take(field, form, field.id, state);
  for (const auto &group : reg.groups) {
    auto &origins = state.rows[group.id];
    for (std::size_t i = 0; i < kMostRows && form.has(row_prefix(group.id, i) + "_rad"); ++i) {
      origins.push_back(form[row_prefix(group.id, i) + "_rad"]);
      for (const auto &field : reg.fields)
        if (field.group == group.id) take(field, form, row_prefix(group.id, i) + field.id, state);
    }
  }
  for (std::size_t i = 0; i < kMostGivers; ++i) {
    const auto row = "givers." + std::to_string(i);
    if (!form.has(row + ".role")) break;
    state.givers.push_back({form[row + ".role"], form[row + ".sex"], form[row + ".child"] == "1"});
  }
  return state;
}

std::vector<std::string> person_controls(const Register &reg, const FormState &state) {
  std::vector<std::string> controls;
  const auto add = [&](const Field &field, const std::string &control) {
    if (field.type == FieldType::person) controls.push_back(control);
    if (field.type != FieldType::persons) return;
    const auto rows = state.role_rows.find(control);
    for (std::size_t i = 0; rows != state.role_rows.end() && i < rows->second; ++i) controls.push_back(control + "." + std::to_string(i));
  };
  for (const auto &field : reg.fields) {
    if (in_record(field)) add(field, field.id);
    else if (const auto rows = state.rows.find(field.group); rows != state.rows.end())
      for (std::size_t i = 0; i < rows->second.size(); ++i) add(field, row_prefix(field.group, i) + field.id);
  }
  return controls;
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

std::string typed_in(const FormState &state, const std::string &control) {
  const auto found = state.typed.find(control);
  return found != state.typed.end() ? found->second : std::string{};
}

/// "role.person,…"; a row with a role but nobody, or somebody without a role, is said.
Result<db::Value> persons_in(const Field &field, const FormState &state, const std::string &control) {
  std::vector<PersonRole> people;
  const auto rows = state.role_rows.find(control);
  for (std::size_t i = 0; rows != state.role_rows.end() && i < rows->second; ++i) {
    const auto at = control + "." + std::to_string(i);
    const auto role = typed_in(state, at + ".role");
    const auto person = parse_integer(typed_in(state, at)).value_or(0);
    const auto input = state.people.find(at);
    const bool sought = input != state.people.end() && !trim(input->second.words).empty();
    if (role.empty() && person == 0 && !sought) continue;
    if (person == 0) return fail(ProblemKind::invalid, std::string(tr("välj vem personen är, eller ta bort raden.")));
    if (field.option(role) == nullptr) return fail(ProblemKind::invalid, std::string(tr("välj en roll för varje person.")));
    people.push_back({role, person});
  }
  return db::opt(persons_to_text(field, people));
}

Result<db::Value> value_in(const Field &field, const FormState &state, const std::string &control, Date today) {
  if (field.type == FieldType::persons) return persons_in(field, state, control);
  if (const auto input = state.people.find(control);
      field.type == FieldType::person && input != state.people.end() && typed_in(state, control).empty() && !trim(input->second.words).empty())
    return fail(ProblemKind::invalid, std::string(tr("sök och välj personen, eller töm sökrutan.")));
  if (!has_several(field)) return parse(field, typed_in(state, control), today);
  const auto chosen = state.chosen.find(control);
  return parse(field, chosen != state.chosen.end() ? join(chosen->second, ",") : "", today);
}

void understand_group(const Register &reg, const definitions::Group &group, const FormState &state, Date today, Understood &result) {
  const auto rows = state.rows.find(group.id);
  if (rows == state.rows.end()) return;
  auto &understood = result.draft.groups[group.id];
  understood.clear();
  const bool has_locked = std::any_of(reg.fields.begin(), reg.fields.end(),
                                      [&](const Field &f) { return f.group == group.id && (f.retired || state.locked.count(f.id) != 0); });
  for (std::size_t i = 0; i < rows->second.size(); ++i) {
    GroupRow row;
    for (const auto &field : reg.fields) {
      if (field.group != group.id || !in_form(field)) continue;
      const auto control = row_prefix(group.id, i) + field.id;
      auto value = value_in(field, state, control, today);
      if (!value)
        result.errors.push_back(
            {control, group.singular.str() + " " + std::to_string(i + 1) + ", " + field.title.str() + ": " + value.error().message});
      else if (!std::holds_alternative<db::Null>(*value)) row[field.id] = std::move(*value);
    }
    if (row.empty()) continue; // a row that nobody filled in
    // Where a row comes from matters only when it has values that the form does not send.
    if (has_locked) row["_row"] = static_cast<std::int64_t>(parse_integer(rows->second[i]).value_or(0));
    understood.push_back(std::move(row));
  }
}

} // namespace

Understood understand(const Register &reg, const FormState &state, const Record &base, Date today) {
  Understood result;
  result.draft = base;
  result.draft.version = state.version;
  if (const auto team = parse_integer(state.team)) result.draft.team = *team;
  result.draft.givers.clear();
  for (const auto &field : reg.fields) {
    if (!in_form(field) || !in_record(field)) continue;
    if (field.type == FieldType::givers) {
      understand_givers(field, state, result);
      continue;
    }
    const auto sent = state.chosen.find(field.id);
    const bool nothing = typed_in(state, field.id).empty() && (sent == state.chosen.end() || sent->second.empty());
    if (nothing && state.locked.count(field.id) != 0) continue;
    auto value = value_in(field, state, field.id, today);
    if (!value) result.errors.push_back({field.id, field.title.str() + ": " + value.error().message});
    else result.draft.values[field.id] = std::move(*value);
  }
  for (const auto &group : reg.groups) understand_group(reg, group, state, today, result);
  return result;
}

} // namespace rt::records
