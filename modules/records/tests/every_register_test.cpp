// Every register that comes with the program: installs, is filled in, read back, and refuses what is wrong - on both databases.
#include "modules/records/tests/fixture.hpp"
#include <gtest/gtest.h>
#include <set>

namespace rt::records {
namespace {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;

const definitions::Catalog &every_catalog() {
  static const definitions::Loaded kLoaded = definitions::load(shipped_packs(), {});
  return kLoaded.catalog;
}

std::string words_of(const Problem &problem) {
  std::string all = problem.message + "\n";
  for (const auto &error : problem.fields) all += "  " + error.field + ": " + error.message + "\n";
  return all;
}

class EveryRegister : public ::testing::TestWithParam<std::string> {
protected:
  World w{GetParam(), every_catalog()};
  std::map<std::string, std::int64_t> made_;
  std::int64_t person_ = 0;
  int day_ = 0; ///< each date a day after the one before it, as in life

  std::int64_t person() {
    if (person_ == 0) person_ = w.person("Elsa", Sex::female, "1984-05-06");
    return person_;
  }
  /// A record of the register to point at.
  std::int64_t made(const std::string &id) {
    if (const auto found = made_.find(id); found != made_.end()) return found->second;
    made_[id] = 0; // two registers that point at each other do not chase each other
    const auto saved = least(*every_catalog().find(id));
    return made_[id] = saved ? saved->id : 0;
  }
  db::Value good(const Field &field) {
    const auto whole = [](double value) { return static_cast<std::int64_t>(value); };
    switch (field.type) {
    case FieldType::date: return to_iso(make_date(2018, 6, 1) + day_++);
    case FieldType::datetime: return to_iso(make_date(2018, 6, 1) + day_++) + "T10:00:00Z";
    case FieldType::integer: return whole(field.min.value_or(1) > 1 ? *field.min : 1);
    case FieldType::decimal: case FieldType::money: return std::max(1.0, field.min.value_or(1));
    case FieldType::scale: return whole(field.min.value_or(0) * 10);
    case FieldType::faces: return std::int64_t{field.options.front().score};
    case FieldType::time: return std::string("14:30");
    case FieldType::month: return std::string("2018-06");
    case FieldType::staff: return w.maria_staff;
    case FieldType::staff_list: return std::to_string(w.maria_staff);
    case FieldType::person: return person();
    case FieldType::persons: return std::to_string(field.options.front().code) + "." + std::to_string(person());
    case FieldType::reference: case FieldType::household: case FieldType::provider: {
      const auto id = made(field.target);
      return id != 0 ? db::Value{id} : db::Value{db::Null{}};
    }
    case FieldType::address: return std::string("Storgatan 1\n127 32\nSkärholmen");
    case FieldType::personnummer: return std::string("19701063-2391");
    default: return good_value(field, 1);
    }
  }
  void put(Draft &draft, const Register &reg, const std::string &id) {
    if (reg.group(id) != nullptr) { // as many rows as it asks for, each with what it must have
      GroupRow row;
      for (const auto &part : reg.fields)
        if (part.group == id && part.required) row[part.id] = good(part);
      draft.groups[id].assign(static_cast<std::size_t>(std::max(1, reg.group(id)->min)), row);
      return;
    }
    const auto *field = reg.field(id);
    if (field == nullptr) return;
    if (field->type == FieldType::givers) draft.givers = {{field->options.front().id, Sex::female, false}};
    draft.values[id] = good(*field);
  }
  /// The least that the register accepts: what it asks for is given until it asks no more.
  Result<Record> least(const Register &reg) {
    Draft draft;
    draft.team = w.family;
    auto saved = w.records.save(w.anna, reg.id, draft);
    for (int round = 0; round < 8 && !saved; ++round) {
      for (const auto &error : saved.error().fields) put(draft, reg, error.field);
      saved = w.records.save(w.anna, reg.id, draft);
    }
    return saved;
  }
};
RT_BOTH_DATABASES(EveryRegister);

bool is_rule(const Register &reg, const std::string &message) {
  return std::any_of(reg.checks.begin(), reg.checks.end(), [&](const auto &check) { return check.message.sv == message; });
}

TEST_P(EveryRegister, IsFilledInAndReadBackAsItWas) {
  for (const auto &reg : every_catalog().registers) {
    SCOPED_TRACE(reg.pack + "/" + reg.id);
    day_ = 0;
    auto saved = least(reg);
    if (!saved) { ADD_FAILURE() << words_of(saved.error()); continue; }
    Draft full = *saved;
    for (const auto &field : reg.fields)
      if (field.group.empty() && field.type != FieldType::computed && field.type != FieldType::file && field.type != FieldType::team && !full.has(field.id) && field.id != "key")
        put(full, reg, field.id);
    auto filled = w.records.save(w.anna, reg.id, full);
    // Values that are each sound may break a rule between them; the rule says so at its field, and nothing else is refused.
    for (int round = 0; round < 8 && !filled; ++round) {
      for (const auto &error : filled.error().fields) {
        EXPECT_TRUE(is_rule(reg, error.message)) << error.field << ": " << error.message;
        full.values.erase(error.field);
      }
      filled = w.records.save(w.anna, reg.id, full);
    }
    if (!filled) { ADD_FAILURE() << words_of(filled.error()); continue; }
    const auto back = w.records.get(w.anna, reg.id, filled->id, "test");
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->values, filled->values);
  }
}

TEST_P(EveryRegister, WhatIsWrongIsRefusedAtItsFieldWithASentence) {
  for (const auto &reg : every_catalog().registers) {
    SCOPED_TRACE(reg.pack + "/" + reg.id);
    day_ = 0;
    const auto saved = least(reg);
    if (!saved) { ADD_FAILURE() << words_of(saved.error()); continue; }
    Draft draft = *saved;
    std::set<std::string> spoiled;
    for (const auto &field : reg.fields) {
      if (!field.group.empty() || !field.show_when.empty() || field.id == "key") continue;
      switch (field.type) {
      case FieldType::date: draft.values[field.id] = std::string("2019-02-31"); break;
      case FieldType::choice: case FieldType::item: case FieldType::faces: draft.values[field.id] = std::int64_t{997}; break;
      case FieldType::choices: draft.values[field.id] = std::string("997"); break;
      case FieldType::yes_no: draft.values[field.id] = std::int64_t{2}; break;
      case FieldType::month: draft.values[field.id] = std::string("2019-13"); break;
      case FieldType::integer:
        if (!field.max) continue;
        draft.values[field.id] = static_cast<std::int64_t>(*field.max) + 1;
        break;
      case FieldType::text:
        draft.values[field.id] = std::string(600, 'x');
        break;
      default: continue;
      }
      spoiled.insert(field.id);
    }
    if (spoiled.empty()) continue;
    const auto refused = w.records.save(w.anna, reg.id, draft);
    ASSERT_FALSE(refused.has_value());
    for (const auto &error : refused.error().fields) {
      EXPECT_FALSE(error.message.empty()) << error.field;
      spoiled.erase(error.field);
    }
    for (const auto &id : spoiled) ADD_FAILURE() << id << " was accepted";
  }
}

} // namespace
} // namespace rt::records
