// Every register of every shipped pack goes out as a file and comes back equal, and stands in the API's description with its fields.
#include "modules/records/import.hpp"
#include "modules/records/openapi.hpp"
#include "modules/records/tests/shipped_world.hpp"
#include <nlohmann/json.hpp>

namespace rt::records {
namespace {

using nlohmann::json;

class ShippedFiles : public ::testing::TestWithParam<std::string>, public ShippedWorld {
protected:
  ShippedFiles() : ShippedWorld(GetParam()) { nils = w.person("Nils", Sex::male, "2008-07-08"); }
  Record alone(Record record, const Register &reg);
  std::int64_t nils = 0;
};
RT_BOTH_DATABASES(ShippedFiles);

/// What tells a repeated row in a file is of this record only: others are there that references point at.
Record ShippedFiles::alone(Record record, const Register &reg) {
  for (const auto &part : split(reg.unique, ',')) {
    const auto *field = reg.field(trim(part));
    if (field == nullptr) continue;
    if (field->type == FieldType::text || field->type == FieldType::long_text) record.values[field->id] = std::string("eget");
    if (field->type == FieldType::person) record.values[field->id] = nils;
    if (field->type == FieldType::integer) record.values[field->id] = static_cast<std::int64_t>(field->max.value_or(13));
  }
  return record;
}

TEST_P(ShippedFiles, WhatIsExportedIsReadInAgainEqual) {
  Imports imports(w.records, w.persons, w.clock);
  for (const auto &reg : w.catalog.registers) {
    SCOPED_TRACE(reg.pack + "/" + reg.id);
    if (reg.anonymous) continue; // nobody may take out single answers
    const auto saved = w.records.save(head, reg.id, alone(full(reg), reg));
    ASSERT_TRUE(saved.has_value()) << words_of(saved.error());
    const auto file = site.get("/register/" + reg.id + "/export.csv?poster=" + std::to_string(saved->id));
    ASSERT_EQ(file.status, 200);
    // Then it is gone, and the file is all there is.
    ASSERT_TRUE(w.records.remove(head, reg.id, saved->id, saved->version).has_value());
    ImportOptions options;
    options.team = w.youth; // for a row that does not say; this one does
    const auto report = imports.import_file(head, reg.id, file.body, reg.id + ".csv", options);
    ASSERT_TRUE(report.has_value()) << report.error().message;
    for (const auto &error : report->errors) ADD_FAILURE() << error.header << " ”" << error.value << "” " << error.message;
    EXPECT_EQ(report->created, 1);
    const auto rows = w.records.list(head, reg.id, {{}, "-id", 1, 0, false, true}, "test").rows;
    if (rows.empty()) continue;
    EXPECT_NE(rows[0].id, saved->id);
    for (const auto &field : reg.fields) {
      if (field.id == "key") continue; // the tablet's receipt stays here
      EXPECT_EQ(rows[0].value(field.id), saved->value(field.id)) << field.id;
    }
    EXPECT_EQ(rows[0].groups, saved->groups);
    EXPECT_EQ(rows[0].state, saved->state);
    EXPECT_EQ(rows[0].team, saved->team);
    EXPECT_EQ(rows[0].sex, saved->sex);
  }
}

/// As docs/utveckling/api.md tells it.
std::string type_in_the_api(FieldType type) {
  switch (type) {
  case FieldType::integer:
  case FieldType::reference:
  case FieldType::person:
  case FieldType::staff:
  case FieldType::team:
  case FieldType::household:
  case FieldType::provider:
  case FieldType::file: return "integer";
  case FieldType::decimal:
  case FieldType::money:
  case FieldType::scale: return "number";
  case FieldType::choices:
  case FieldType::staff_list:
  case FieldType::persons:
  case FieldType::givers: return "array";
  case FieldType::yes_no: return "boolean";
  case FieldType::computed: return ""; // as what it is computed from
  default: return "string";
  }
}

TEST(ShippedApi, EveryRegisterStandsInTheDescriptionWithItsFieldsAndSteps) {
  const auto document = json::parse(openapi(every_pack()));
  const auto &schemas = document["components"]["schemas"];
  int fields = 0;
  for (const auto &reg : every_pack().registers) {
    SCOPED_TRACE(reg.pack + "/" + reg.id);
    const auto base = "/api/v1/registers/" + reg.id, one = base + "/{record}";
    ASSERT_TRUE(document["paths"].contains(base) && document["paths"].contains(one));
    for (const char *method : {"get", "post"}) EXPECT_TRUE(document["paths"][base].contains(method)) << method;
    for (const char *method : {"get", "put", "delete"}) EXPECT_TRUE(document["paths"][one].contains(method)) << method;
    EXPECT_TRUE(document["paths"].contains(one + "/history"));
    for (const auto &step : reg.transitions) EXPECT_TRUE(document["paths"].contains(one + "/steps/" + step.id)) << step.id;
    const auto &whole = schemas[reg.id + "_fields"];
    for (const auto &field : reg.fields) {
      const auto &those = field.group.empty() ? whole["properties"] : whole["properties"][field.group]["items"]["properties"];
      ASSERT_TRUE(those.contains(field.id)) << field.id;
      const auto &schema = those[field.id];
      const auto type = type_in_the_api(field.type);
      if (!type.empty()) { EXPECT_EQ(schema["type"], type) << field.id; }
      EXPECT_EQ(schema.value("title", ""), field.title.sv);
      EXPECT_EQ(schema.value("x-register", ""), field.target) << field.id;
      if (field.type == FieldType::choice) { EXPECT_EQ(schema["enum"].size(), field.options.size()) << field.id; }
      if (field.required && field.group.empty()) {
        EXPECT_NE(std::find(whole["required"].begin(), whole["required"].end(), field.id), whole["required"].end()) << field.id;
      }
      ++fields;
    }
    if (reg.states.empty()) continue;
    EXPECT_EQ(schemas[reg.id]["properties"]["state"]["enum"].size(), reg.states.size());
  }
  EXPECT_GT(fields, 2500);
}

} // namespace
} // namespace rt::records
