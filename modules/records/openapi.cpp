#include "modules/records/openapi.hpp"
#include "platform/i18n/i18n.hpp"
#include <nlohmann/json.hpp>

namespace rt::records {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;
using json = nlohmann::ordered_json;

namespace {

json see(const std::string &to) { return {{"$ref", "#/components/" + to}}; }

json option_ids(const Field &field) {
  auto ids = json::array();
  for (const auto &option : field.options) ids.push_back(option.id);
  return ids;
}

json number_of(const Field &field, const char *type) {
  json schema{{"type", type}};
  if (field.min) schema["minimum"] = *field.min;
  if (field.max) schema["maximum"] = *field.max;
  return schema;
}

json type_of(const Field &field) {
  json id{{"type", "integer"}, {"format", "int64"}};
  switch (field.type) {
  case FieldType::text:
  case FieldType::long_text: {
    json schema{{"type", "string"}};
    if (field.max_length > 0) schema["maxLength"] = field.max_length;
    return schema;
  }
  case FieldType::address: return {{"type", "string"}};
  case FieldType::personnummer: return {{"type", "string"}, {"examples", {"19811218-9876"}}};
  case FieldType::time: return {{"type", "string"}, {"pattern", "^[0-2][0-9]:[0-5][0-9]$"}};
  case FieldType::month: return {{"type", "string"}, {"pattern", "^[0-9]{4}-[01][0-9]$"}};
  case FieldType::integer: return number_of(field, "integer");
  case FieldType::decimal:
  case FieldType::money: return number_of(field, "number");
  case FieldType::scale: {
    auto schema = number_of(field, "number");
    schema["multipleOf"] = 0.1;
    return schema;
  }
  case FieldType::date: return {{"type", "string"}, {"format", "date"}};
  case FieldType::datetime: return {{"type", "string"}, {"format", "date-time"}};
  case FieldType::choice:
  case FieldType::item:
  case FieldType::faces: return {{"type", "string"}, {"enum", option_ids(field)}};
  case FieldType::choices: return {{"type", "array"}, {"items", {{"type", "string"}, {"enum", option_ids(field)}}}};
  case FieldType::yes_no: return {{"type", "boolean"}};
  case FieldType::computed:
    return field.options.empty() ? json{{"type", "number"}, {"readOnly", true}}
                                 : json{{"type", "string"}, {"enum", option_ids(field)}, {"readOnly", true}};
  case FieldType::staff_list: return {{"type", "array"}, {"items", id}};
  case FieldType::persons:
    return {{"type", "array"},
            {"items",
             {{"type", "object"},
              {"required", {"role", "person"}},
              {"properties", {{"role", {{"type", "string"}, {"enum", option_ids(field)}}}, {"person", id}}}}}};
  case FieldType::givers:
    return {{"type", "array"},
            {"items",
             {{"type", "object"},
              {"required", {"role"}},
              {"properties",
               {{"role", {{"type", "string"}, {"enum", option_ids(field)}}},
                {"sex", {{"type", "string"}, {"enum", {"unknown", "female", "male", "other"}}}},
                {"child", {{"type", "boolean"}}}}}}}};
  default: return id; // reference, person, staff, team, household, provider, file
  }
}

json schema_of(const Field &field) {
  auto schema = type_of(field);
  schema["title"] = field.title.str();
  std::string description = field.help.str();
  if (!field.law.empty()) description += (description.empty() ? "" : " ") + field.law;
  if (!description.empty()) schema["description"] = description;
  if (!field.unit.empty()) schema["x-unit"] = field.unit;
  if (!field.target.empty()) schema["x-register"] = field.target;
  if (field.personal) schema["x-personal"] = true;
  if (field.retired) schema["deprecated"] = true;
  return schema;
}

/// The fields of a register; those of a repeated group stand in an array of their own.
json fields_schema(const Register &reg) {
  json properties = json::object();
  auto required = json::array();
  for (const auto &field : reg.fields) {
    if (!field.group.empty()) continue;
    properties[field.id] = schema_of(field);
    if (field.required) required.push_back(field.id);
  }
  for (const auto &group : reg.groups) {
    json row{{"type", "object"}, {"properties", json::object()}};
    for (const auto &field : reg.fields)
      if (field.group == group.id) row["properties"][field.id] = schema_of(field);
    properties[group.id] = {{"type", "array"}, {"title", group.title.str()}, {"maxItems", group.max}, {"items", row}};
  }
  json schema{{"type", "object"}, {"title", reg.title.str()}, {"properties", properties}};
  if (!required.empty()) schema["required"] = required;
  return schema;
}

json record_schema(const Register &reg) {
  json properties{{"id", {{"type", "integer"}, {"format", "int64"}}},
                  {"version", {{"type", "integer"}}},
                  {"unit", {{"type", "integer"}}},
                  {"team", {{"type", "integer"}}},
                  {"sex", {{"type", "string"}, {"enum", {"unknown", "female", "male", "other"}}}},
                  {"birth_year", {{"type", "integer"}}},
                  {"locked", {{"type", "boolean"}}}};
  if (!reg.states.empty()) {
    auto ids = json::array();
    for (const auto &state : reg.states) ids.push_back(state.id);
    properties["state"] = {{"type", "string"}, {"enum", ids}};
  }
  properties["fields"] = see("schemas/" + reg.id + "_fields");
  return {{"type", "object"}, {"title", reg.singular.str()}, {"properties", properties}, {"required", {"id", "version", "fields"}}};
}

/// What a change answers with: the record, and what the definition warns of, in the reader's language.
json saved_schema(const Register &reg) {
  const json warnings{{"type", "array"}, {"items", {{"type", "string"}}}};
  const json told{{"type", "object"}, {"properties", {{"warnings", warnings}}}, {"required", {"warnings"}}};
  return {{"allOf", json::array({see("schemas/" + reg.id), told})}};
}

json problems(std::initializer_list<const char *> statuses) {
  json responses = json::object();
  for (const char *status : statuses) responses[status] = see("responses/Problem");
  return responses;
}

json answer(const json &schema, const char *words) {
  return {
      {"description", words}, {"headers", {{"ETag", {{"schema", {{"type", "string"}}}}}}}, {"content", {{"application/json", {{"schema", schema}}}}}};
}

json operation(const std::string &id, const Register &reg, const std::string &summary, json responses, bool body = false) {
  json made{{"operationId", id + "_" + reg.id}, {"tags", {reg.pack}}, {"summary", summary}, {"responses", std::move(responses)}};
  if (body) made["requestBody"] = {{"required", true}, {"content", {{"application/json", {{"schema", see("schemas/" + reg.id + "_input")}}}}}};
  return made;
}

void add_paths(json &paths, const Register &reg) {
  const std::string base = "/api/v1/registers/" + reg.id, of_one = base + "/{record}";
  const auto record = see("schemas/" + reg.id), saved = see("schemas/" + reg.id + "_saved");
  const json page{{"type", "object"},
                  {"properties",
                   {{"register", {{"type", "string"}}},
                    {"total", {{"type", "integer"}}},
                    {"page", {{"type", "integer"}}},
                    {"limit", {{"type", "integer"}}},
                    {"records", {{"type", "array"}, {"items", record}}}}}};
  const auto with = [](json responses, const char *status, json answer) {
    responses[status] = std::move(answer);
    return responses;
  };
  auto list = operation("list", reg, reg.title.str(), with(problems({"401", "403"}), "200", answer(page, "OK")));
  list["parameters"] =
      json::array({see("parameters/page"), see("parameters/limit"), see("parameters/sort"), see("parameters/from"), see("parameters/to")});
  auto create = operation("create", reg, reg.singular.str(), with(problems({"401", "403", "422"}), "201", answer(saved, "Created")), true);
  create["parameters"] = json::array({see("parameters/idempotency")});
  paths[base] = {{"get", list}, {"post", create}};
  auto put =
      operation("replace", reg, reg.singular.str(), with(problems({"401", "403", "404", "412", "422", "428"}), "200", answer(saved, "OK")), true);
  auto del = operation("remove", reg, reg.singular.str(), with(problems({"401", "403", "404", "412", "428"}), "204", {{"description", "Removed"}}));
  for (auto *changing : {&put, &del}) (*changing)["parameters"] = json::array({see("parameters/if_match")});
  paths[of_one] = {{"parameters", json::array({see("parameters/record")})},
                   {"get", operation("read", reg, reg.singular.str(), with(problems({"401", "403", "404"}), "200", answer(record, "OK")))},
                   {"put", put},
                   {"delete", del}};
  paths[of_one + "/history"] = {
      {"parameters", json::array({see("parameters/record")})},
      {"get", operation("history", reg, reg.singular.str(), with(problems({"401", "404"}), "200", answer(see("schemas/History"), "OK")))}};
  if (reg.signed_notes) {
    auto sign = operation("sign", reg, reg.singular.str(), with(problems({"401", "403", "412", "428"}), "200", answer(saved, "OK")));
    sign["parameters"] = json::array({see("parameters/if_match")});
    paths[of_one + "/sign"] = {{"parameters", json::array({see("parameters/record")})}, {"post", sign}};
  }
  for (const auto &transition : reg.transitions) {
    auto step = operation("step_" + transition.id, reg, transition.title.str(),
                          with(problems({"401", "403", "404", "412", "422", "428"}), "200", answer(saved, "OK")));
    step["parameters"] = json::array({see("parameters/if_match")});
    paths[of_one + "/steps/" + transition.id] = {{"parameters", json::array({see("parameters/record")})}, {"post", step}};
  }
}

json parameter(const char *name, const char *in, json schema, bool required = false) {
  return {{"name", name}, {"in", in}, {"required", required}, {"schema", std::move(schema)}};
}

json components() {
  const json text{{"type", "string"}};
  json made;
  made["securitySchemes"] = {{"token", {{"type", "http"}, {"scheme", "bearer"}}}};
  made["parameters"] = {{"record", parameter("record", "path", {{"type", "integer"}, {"format", "int64"}}, true)},
                        {"page", parameter("sida", "query", {{"type", "integer"}, {"minimum", 1}})},
                        {"limit", parameter("limit", "query", {{"type", "integer"}, {"minimum", 1}, {"maximum", 500}})},
                        {"sort", parameter("sort", "query", text)},
                        {"from", parameter("from", "query", {{"type", "string"}, {"format", "date"}})},
                        {"to", parameter("to", "query", {{"type", "string"}, {"format", "date"}})},
                        {"if_match", parameter("If-Match", "header", text, true)},
                        {"idempotency", parameter("Idempotency-Key", "header", {{"type", "string"}, {"maxLength", 200}})}};
  const json error{{"type", "object"}, {"properties", {{"field", text}, {"message", text}}}};
  made["schemas"]["Problem"] = {
      {"type", "object"},
      {"required", {"type", "title", "status"}},
      {"properties", {{"type", text}, {"title", text}, {"status", {{"type", "integer"}}}, {"errors", {{"type", "array"}, {"items", error}}}}}};
  const json difference{{"type", "object"}, {"properties", {{"field", text}, {"before", text}, {"after", text}}}};
  const json entry{{"type", "object"},
                   {"properties", {{"at", text}, {"who", text}, {"what", text}, {"differences", {{"type", "array"}, {"items", difference}}}}}};
  made["schemas"]["History"] = {{"type", "object"}, {"properties", {{"history", {{"type", "array"}, {"items", entry}}}}}};
  made["responses"]["Problem"] = {{"description", "Refused"}, {"content", {{"application/problem+json", {{"schema", see("schemas/Problem")}}}}}};
  return made;
}

} // namespace

std::string openapi(const definitions::Catalog &catalog, const std::string &more) {
  json document{{"openapi", "3.1.0"},
                {"info", {{"title", "Röda tråden"}, {"version", "1"}, {"license", {{"name", "EUPL-1.2"}, {"identifier", "EUPL-1.2"}}}}},
                {"security", {{{"token", json::array()}}}}};
  document["paths"] = json::object();
  document["components"] = components();
  auto &schemas = document["components"]["schemas"];
  for (const auto &reg : catalog.registers) {
    add_paths(document["paths"], reg);
    schemas[reg.id + "_fields"] = fields_schema(reg);
    schemas[reg.id] = record_schema(reg);
    schemas[reg.id + "_saved"] = saved_schema(reg);
    schemas[reg.id + "_input"] = {{"type", "object"},
                                  {"required", {"fields"}},
                                  {"properties", {{"team", {{"type", "integer"}}}, {"fields", see("schemas/" + reg.id + "_fields")}}}};
  }
  if (!more.empty()) document.update(json::parse(more), true);
  return document.dump();
}

} // namespace rt::records
