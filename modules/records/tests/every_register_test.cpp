// Every register that comes with the program refuses an answer that cannot be right, at its field and with a sentence.
#include "modules/records/tests/fixture.hpp"
#include <gtest/gtest.h>
#include <map>

namespace rt::records {
namespace {

using definitions::FieldType;

/// A value of the field that no register may accept; nothing for what is looked up in the database.
std::optional<db::Value> wrong(const definitions::Field &field) {
  switch (field.type) {
  case FieldType::date: return std::string("2019-02-31");
  case FieldType::month: return std::string("2019-13");
  case FieldType::time: return std::string("25:00");
  case FieldType::choice:
  case FieldType::item:
  case FieldType::faces: return std::int64_t{997};
  case FieldType::choices: return std::string("997");
  case FieldType::yes_no: return std::int64_t{2};
  case FieldType::text: return std::string(600, 'x');
  case FieldType::address: return std::string("Storgatan 1\n1273\nSkärholmen");
  case FieldType::personnummer: return std::string("19701063-2392");
  case FieldType::scale: return static_cast<std::int64_t>(field.max.value_or(10) * 10) + 1;
  case FieldType::integer:
    if (field.min) return static_cast<std::int64_t>(*field.min) - 1;
    return std::nullopt;
  default: return std::nullopt;
  }
}

TEST(EveryRegister, WhatCannotBeRightIsRefusedAtItsFieldWithASentence) {
  const auto loaded = definitions::load(shipped_packs(), {});
  std::map<FieldType, int> tried;
  for (const auto &reg : loaded.catalog.registers) {
    Record draft;
    std::vector<const definitions::Field *> spoiled;
    for (const auto &field : reg.fields) {
      const auto value = in_record(field) && field.show_when.empty() && field.id != "key" ? wrong(field) : std::nullopt;
      if (!value) continue;
      draft.values[field.id] = *value;
      spoiled.push_back(&field);
      ++tried[field.type];
    }
    const auto errors = check(reg, draft, make_date(2019, 3, 22));
    for (const auto *field : spoiled) {
      const auto at = std::find_if(errors.begin(), errors.end(), [&](const FieldError &error) { return error.field == field->id; });
      if (at == errors.end()) ADD_FAILURE() << reg.pack << "/" << reg.id << "." << field->id << " took it";
      else EXPECT_GT(at->message.size(), 10U) << reg.id << "." << field->id;
    }
  }
  for (const auto type : {FieldType::date, FieldType::choice, FieldType::choices, FieldType::yes_no, FieldType::text, FieldType::integer})
    EXPECT_GT(tried[type], 50) << static_cast<int>(type);
}

} // namespace
} // namespace rt::records
