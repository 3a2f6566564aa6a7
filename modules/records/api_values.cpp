#include "modules/records/api_values.hpp"
#include "platform/core/text.hpp"
#include <cmath>
#include <nlohmann/json.hpp>

namespace rt::records {

using definitions::Field;
using definitions::FieldType;
using definitions::Option;
using definitions::Register;
using nlohmann::json;

namespace {

const Option *option_of(const Field &field, std::int64_t stored) {
  const bool scored = field.type == FieldType::item || field.type == FieldType::faces;
  for (const auto &option : field.options)
    if ((scored ? option.score : option.code) == stored) return &option;
  return nullptr;
}

json ids_of(const std::string &text) {
  auto list = json::array();
  for (const auto &part : split(text, ','))
    if (const auto id = parse_integer(part)) list.push_back(*id);
  return list;
}

json option_ids_of(const Field &field, const std::string &text) {
  auto list = json::array();
  for (const auto &code : split(text, ','))
    if (const auto *option = field.option_by_code(static_cast<int>(parse_integer(code).value_or(-1)))) list.push_back(option->id);
  return list;
}

/// "role.person,…" with the role's code.
json persons_of(const Field &field, const std::string &text) {
  auto list = json::array();
  for (const auto &part : split(text, ',')) {
    const auto dot = part.find('.');
    if (dot == std::string::npos) continue;
    const auto *role = field.option_by_code(static_cast<int>(parse_integer(part.substr(0, dot)).value_or(-1)));
    list.push_back({{"role", role != nullptr ? role->id : std::string()}, {"person", parse_integer(part.substr(dot + 1)).value_or(0)}});
  }
  return list;
}

json plain(const Field &field, const db::Value &value) {
  if (const auto *whole = std::get_if<std::int64_t>(&value)) {
    if (field.tenths) return static_cast<double>(*whole) / 10;
    return *whole;
  }
  if (const auto *real = std::get_if<double>(&value)) return *real;
  if (const auto *text = std::get_if<std::string>(&value)) return *text;
  return nullptr;
}

json value_of(const Field &field, const db::Value &value) {
  if (std::holds_alternative<db::Null>(value)) return nullptr;
  const auto *whole = std::get_if<std::int64_t>(&value);
  const auto *text = std::get_if<std::string>(&value);
  switch (field.type) {
  case FieldType::choice:
  case FieldType::item:
  case FieldType::faces:
    if (const auto *option = whole != nullptr ? option_of(field, *whole) : nullptr) return option->id;
    return nullptr;
  case FieldType::computed:
    if (!field.options.empty() && whole != nullptr)
      if (const auto *option = field.option_by_code(static_cast<int>(*whole))) return option->id;
    return plain(field, value);
  case FieldType::choices: return text != nullptr ? option_ids_of(field, *text) : json::array();
  case FieldType::staff_list: return text != nullptr ? ids_of(*text) : json::array();
  case FieldType::persons: return text != nullptr ? persons_of(field, *text) : json::array();
  case FieldType::yes_no: return whole != nullptr && *whole != 0;
  default: return plain(field, value);
  }
}

// ---- the other way ----

Result<db::Value> wrong(std::string message) { return fail(ProblemKind::invalid, std::move(message)); }

std::string known_ids(const Field &field) {
  std::vector<std::string> ids;
  for (const auto &option : field.options) ids.push_back(option.id);
  return join(ids, ", ");
}

Result<std::int64_t> code_of(const Field &field, const json &value) {
  const auto *option = value.is_string() ? field.option(value.get<std::string>()) : nullptr;
  if (option == nullptr) return fail(ProblemKind::invalid, tr_f("Skriv ett av svaren: {0}.", {known_ids(field)}));
  return field.type == FieldType::item || field.type == FieldType::faces ? option->score : option->code;
}

template<class Part> Result<db::Value> listed(const json &value, Part part) {
  if (!value.is_array()) return wrong(std::string(tr("Skriv en lista.")));
  std::vector<std::string> parts;
  for (const auto &one : value) {
    RT_TRY(auto text, part(one));
    parts.push_back(std::move(text));
  }
  return parts.empty() ? db::Value{db::Null{}} : db::Value{join(parts, ",")};
}

Result<std::string> id_text(const json &value) {
  if (!value.is_number_integer()) return fail(ProblemKind::invalid, std::string(tr("Skriv id som ett heltal.")));
  return std::to_string(value.get<std::int64_t>());
}

Result<db::Value> number_of(const Field &field, const json &value) {
  if (!value.is_number()) return wrong(std::string(tr("Skriv ett tal.")));
  const double number = value.get<double>();
  if (field.tenths) return db::Value{static_cast<std::int64_t>(std::llround(number * 10))};
  if (field.type == FieldType::integer) {
    if (std::floor(number) != number || std::abs(number) > 9e15) return wrong(std::string(tr("Skriv ett heltal.")));
    return db::Value{static_cast<std::int64_t>(number)};
  }
  return db::Value{number};
}

Result<db::Value> stored_of(const Field &field, const json &value, Date today) {
  if (value.is_null()) return db::Value{db::Null{}};
  switch (field.type) {
  case FieldType::choice:
  case FieldType::item:
  case FieldType::faces: {
    RT_TRY(const auto code, code_of(field, value));
    return db::Value{code};
  }
  case FieldType::choices:
    return listed(value, [&](const json &one) -> Result<std::string> {
      RT_TRY(const auto code, code_of(field, one));
      return std::to_string(code);
    });
  case FieldType::staff_list: return listed(value, id_text);
  case FieldType::persons:
    return listed(value, [&](const json &one) -> Result<std::string> {
      if (!one.is_object() || !one.contains("role") || !one.contains("person"))
        return fail(ProblemKind::invalid, std::string(tr("Skriv roll och person för var och en.")));
      RT_TRY(const auto role, code_of(field, one["role"]));
      RT_TRY(const auto person, id_text(one["person"]));
      return std::to_string(role) + "." + person;
    });
  case FieldType::yes_no:
    if (!value.is_boolean()) return wrong(std::string(tr("Skriv true eller false.")));
    return db::Value{std::int64_t{value.get<bool>() ? 1 : 0}};
  case FieldType::integer:
  case FieldType::decimal:
  case FieldType::money:
  case FieldType::scale: return number_of(field, value);
  case FieldType::reference:
  case FieldType::person:
  case FieldType::staff:
  case FieldType::team:
  case FieldType::household:
  case FieldType::provider:
  case FieldType::file:
    if (!value.is_number_integer()) return wrong(std::string(tr("Skriv id som ett heltal.")));
    return db::Value{value.get<std::int64_t>()};
  default:
    if (!value.is_string()) return wrong(std::string(tr("Skriv en text.")));
    return parse(field, value.get<std::string>(), today);
  }
}

Result<std::vector<Giver>> givers_of(const Field &field, const json &value) {
  if (!value.is_array()) return fail(ProblemKind::invalid, std::string(tr("Skriv en lista.")));
  std::vector<Giver> givers;
  for (const auto &one : value) {
    if (!one.is_object()) return fail(ProblemKind::invalid, std::string(tr("Skriv roll och kön för var och en.")));
    const auto role = one.value("role", std::string());
    if (field.option(role) == nullptr) return fail(ProblemKind::invalid, tr_f("Skriv ett av svaren: {0}.", {known_ids(field)}));
    givers.push_back({role, organisation::sex_from(one.value("sex", std::string())), one.value("child", false)});
  }
  return givers;
}

std::vector<GroupRow> rows_of(const Register &reg, const definitions::Group &group, const json &list, Date today, std::vector<FieldError> &errors) {
  std::vector<GroupRow> rows;
  if (!list.is_array()) {
    errors.push_back({group.id, std::string(tr("Skriv en lista.")), 0});
    return rows;
  }
  for (const auto &one : list) {
    const auto place = group.id + "." + std::to_string(rows.size()) + ".";
    auto &row = rows.emplace_back();
    if (!one.is_object()) errors.push_back({group.id, std::string(tr("Skriv en lista.")), 0});
    else
      for (const auto &[id, said] : one.items()) {
        const auto *field = reg.field(id);
        if (field == nullptr || field->group != group.id)
          errors.push_back({place + id, tr_f("Fältet ”{0}” finns inte i gruppen ”{1}”.", {id, group.id}), 0});
        else if (field->type == FieldType::computed) continue;
        else if (auto value = stored_of(*field, said, today)) row[id] = std::move(*value);
        else errors.push_back({place + id, value.error().message, 0});
      }
  }
  return rows;
}

} // namespace

json to_json(const Register &reg, const Record &record) {
  json object{{"id", record.id},
              {"version", record.version},
              {"unit", record.unit},
              {"sex", organisation::id_of(record.sex)},
              {"locked", record.locked},
              {"people", {{"unknown", record.counts[0]}, {"female", record.counts[1]}, {"male", record.counts[2]}, {"other", record.counts[3]}}}};
  if (record.team != 0) object["team"] = record.team;
  if (record.birth_year != 0) object["birth_year"] = record.birth_year;
  if (const auto *state = reg.state_by_code(record.state)) object["state"] = state->id;
  auto &fields = object["fields"] = json::object();
  for (const auto &field : reg.fields) {
    if (!in_record(field)) continue;
    if (field.type == FieldType::givers) {
      auto list = json::array();
      for (const auto &giver : record.givers) list.push_back({{"role", giver.role}, {"sex", organisation::id_of(giver.sex)}, {"child", giver.child}});
      if (!list.empty()) fields[field.id] = std::move(list);
      continue;
    }
    if (auto value = value_of(field, record.value(field.id)); !value.is_null()) fields[field.id] = std::move(value);
  }
  for (const auto &[group, rows] : record.groups) {
    auto &list = fields[group] = json::array();
    for (const auto &row : rows) {
      auto one = json::object();
      for (const auto &[id, value] : row)
        if (const auto *field = reg.field(id); field != nullptr) one[id] = value_of(*field, value);
      list.push_back(std::move(one));
    }
  }
  if (!record.hidden.empty()) object["hidden"] = record.hidden; // there, but not for this reader
  return object;
}

std::vector<FieldError> from_json(const Register &reg, const json &body, Date today, Record &draft) {
  std::vector<FieldError> errors;
  const auto said = body.find("fields");
  if (!body.is_object() || said == body.end() || !said->is_object()) return {{"", std::string(tr("Skicka ett JSON-objekt med ”fields”.")), 0}};
  for (const auto &[name, value] : said->items())
    if (reg.field(name) == nullptr && reg.group(name) == nullptr) {
      std::vector<std::string> known;
      for (const auto &field : reg.fields) known.push_back(field.id);
      const auto near = nearest(name, known);
      errors.push_back(
          {name, tr_f("Fältet ”{0}” finns inte i registret.", {name}) + (near ? " " + tr_f("Menade du ”{0}”?", {*near}) : std::string()), 0});
    }
  for (const auto &group : reg.groups) {
    const auto found = said->find(group.id);
    draft.groups[group.id] = rows_of(reg, group, found == said->end() ? json::array() : *found, today, errors);
  }
  for (const auto &field : reg.fields) {
    if (!in_record(field)) continue;
    const auto found = said->find(field.id);
    if (field.type == FieldType::computed) {
      if (found != said->end()) continue; // what was read may be sent back; it is computed anew
    } else if (field.type == FieldType::givers) {
      if (auto givers = givers_of(field, found == said->end() ? json::array() : *found)) draft.givers = std::move(*givers);
      else errors.push_back({field.id, givers.error().message, 0});
    } else if (auto value = stored_of(field, found == said->end() ? json() : *found, today)) draft.values[field.id] = std::move(*value);
    else errors.push_back({field.id, value.error().message, 0});
  }
  if (const auto team = body.find("team"); team != body.end() && team->is_number_integer()) draft.team = team->get<std::int64_t>();
  return errors;
}

} // namespace rt::records
