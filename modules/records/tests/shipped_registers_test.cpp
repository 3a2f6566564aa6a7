// Every register of every shipped pack, on both databases: a full record is saved and read back, what is required is asked for,
// numbers outside their range are refused, and every step can be taken from where it begins.
#include "modules/definitions/tests/shipped.hpp"
#include "modules/records/tests/fixture.hpp"
#include <deque>
#include <gtest/gtest.h>

namespace rt::records {
namespace {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;

const definitions::Catalog &every_pack() {
  static const definitions::Loaded kLoaded = definitions::load(shipped_packs(), {});
  return kLoaded.catalog;
}

const Date kToday = make_date(2019, 3, 22);

std::string words_of(const Problem &problem) {
  std::string all = problem.message;
  for (const auto &error : problem.fields) all += "\n  " + error.field + ": " + error.message;
  return all;
}

class ShippedRegisters : public ::testing::TestWithParam<std::string> {
protected:
  ShippedRegisters() {
    head = w.actor(11, w.maria_staff, "Maria Berg", access::Role::head, {});
    deputy = w.actor(12, w.maria_staff, "Karin Ek", access::Role::deputy, {w.family, w.youth});
    elsa = w.person("Elsa", Sex::female, "2006-05-06");
  }

  const definitions::Option &an_answer(const Field &field) const {
    for (const auto &option : field.options)
      if (option.valid_to.empty() && option.valid_from.empty()) return option;
    return field.options.front();
  }

  /// The clock's day for every date, so that "not before the start" holds; a number in the middle of what is asked for.
  db::Value value_for(const Field &field, int depth) {
    switch (field.type) {
    case FieldType::text: case FieldType::long_text: return std::string("ord");
    case FieldType::integer: case FieldType::decimal: case FieldType::money: {
      const double number = std::clamp(12.0, field.min.value_or(-1e9), field.max.value_or(1e9));
      return field.type == FieldType::integer ? db::Value{static_cast<std::int64_t>(number)} : db::Value{number};
    }
    case FieldType::date: return std::string("2019-03-22");
    case FieldType::datetime: return std::string("2019-03-22T10:00:00Z");
    case FieldType::time: return std::string("14:30");
    case FieldType::month: return std::string("2019-03");
    case FieldType::choice: return std::int64_t{an_answer(field).code};
    case FieldType::choices: return std::to_string(an_answer(field).code);
    case FieldType::item: case FieldType::faces: return std::int64_t{an_answer(field).score};
    case FieldType::yes_no: return std::int64_t{1};
    case FieldType::scale: return std::int64_t{50};
    case FieldType::person: return elsa;
    case FieldType::persons: return persons_to_text(field, {{field.options.front().id, elsa}});
    case FieldType::staff: return w.maria_staff;
    case FieldType::staff_list: return std::to_string(w.maria_staff);
    case FieldType::team: return w.family;
    case FieldType::address: return std::string("Storgatan 1\n127 32\nSkärholmen");
    case FieldType::personnummer: return std::string("19701063-2391");
    case FieldType::reference: case FieldType::household: case FieldType::provider:
      if (depth > 6) return db::Null{};
      return a_record(field.target, depth + 1);
    default: return db::Null{};
    }
  }

  Record draft_of(const Register &reg, bool only_required, int depth) {
    Record draft = blank(reg, head, kToday);
    for (const auto &field : reg.fields) {
      if (!in_record(field) || field.type == FieldType::computed || field.type == FieldType::file) continue;
      if (field.type == FieldType::givers) draft.givers = {{field.options.front().id, Sex::female, false}};
      else if (field.required || (!only_required && depth == 0)) draft.values[field.id] = value_for(field, depth);
    }
    return draft;
  }

  /// A record that a reference can point at; one for each register is enough.
  std::int64_t a_record(const std::string &register_id, int depth) {
    if (const auto found = made.find(register_id); found != made.end()) return found->second;
    const auto &reg = *w.catalog.find(register_id);
    auto draft = draft_of(reg, true, depth);
    for (const auto &group : reg.groups) fill_group(reg, group, draft, depth);
    const auto saved = w.records.save(head, register_id, draft);
    EXPECT_TRUE(saved.has_value()) << register_id << ": " << (saved ? "" : words_of(saved.error()));
    return saved ? made[register_id] = saved->id : 0;
  }

  void fill_group(const Register &reg, const definitions::Group &group, Record &draft, int depth) {
    GroupRow row;
    for (const auto &field : reg.fields)
      if (field.group == group.id && field.type != FieldType::computed && field.type != FieldType::file) row[field.id] = value_for(field, depth + 1);
    draft.groups[group.id] = {row};
  }

  Record full(const Register &reg) {
    auto draft = draft_of(reg, false, 0);
    for (const auto &group : reg.groups) fill_group(reg, group, draft, 0);
    // What must end after its beginning ends the day after.
    for (int days = 1; days <= 3; ++days)
      for (const auto &error : check(reg, draft, kToday))
        if (const auto *field = reg.field(error.field); field != nullptr && field->type == FieldType::date) draft.values[field->id] = to_iso(kToday + days);
    return draft;
  }

  World w{GetParam(), every_pack()};
  access::Actor head, deputy;
  std::int64_t elsa = 0;
  std::map<std::string, std::int64_t> made;
};
RT_BOTH_DATABASES(ShippedRegisters);

TEST_P(ShippedRegisters, AFullRecordIsSavedAndReadBack) {
  for (const auto &reg : w.catalog.registers) {
    const auto draft = full(reg);
    const auto saved = w.records.save(head, reg.id, draft);
    EXPECT_TRUE(saved.has_value()) << reg.pack << "/" << reg.id << ": " << words_of(saved.error());
    if (!saved) continue;
    const auto back = w.records.get(head, reg.id, saved->id, "test").value();
    EXPECT_EQ(back.values, saved->values) << reg.id;
    EXPECT_EQ(back.groups, saved->groups) << reg.id;
    for (const auto &[id, value] : draft.values) {
      const auto *field = reg.field(id);
      if (field == nullptr || std::holds_alternative<db::Null>(value) || !shown(reg, *field, back, kToday)) continue;
      EXPECT_TRUE(back.has(id)) << reg.id << "." << id;
    }
  }
}

TEST(ShippedRegisterRules, WhatIsRequiredIsAskedForAtItsField) {
  for (const auto &reg : every_pack().registers) {
    const auto errors = check(reg, Record{}, kToday);
    for (const auto &field : reg.fields) {
      if (!field.required || !in_record(field) || !field.show_when.empty()) continue;
      const auto is = [&](const FieldError &error) { return error.field == field.id; };
      EXPECT_TRUE(std::any_of(errors.begin(), errors.end(), is)) << reg.id << "." << field.id;
    }
  }
}

TEST(ShippedRegisterRules, ANumberOutsideItsRangeIsRefusedAtItsField) {
  int refused = 0;
  for (const auto &reg : every_pack().registers)
    for (const auto &field : reg.fields) {
      const bool number = field.type == FieldType::integer || field.type == FieldType::decimal || field.type == FieldType::money;
      if (!number || !field.max || !in_record(field) || !field.show_when.empty()) continue;
      Record bad;
      bad.values[field.id] = field.type == FieldType::integer ? db::Value{static_cast<std::int64_t>(*field.max) + 1} : db::Value{*field.max + 1};
      const auto errors = check(reg, bad, kToday);
      const auto is = [&](const FieldError &error) { return error.field == field.id; };
      EXPECT_TRUE(std::any_of(errors.begin(), errors.end(), is)) << reg.id << "." << field.id;
      ++refused;
    }
  EXPECT_GT(refused, 50);
}

/// The steps from the first state to the one where `step` begins; the shortest.
std::vector<const definitions::Transition *> way_to(const Register &reg, const definitions::Transition &step) {
  std::map<std::string, std::vector<const definitions::Transition *>> ways;
  std::deque<std::string> open;
  for (const auto &state : reg.states)
    if (state.initial) ways[state.id] = {}, open.push_back(state.id);
  while (!open.empty()) {
    const auto at = open.front();
    open.pop_front();
    if (step.leaves(at)) {
      auto way = ways[at];
      way.push_back(&step);
      return way;
    }
    for (const auto &next : reg.transitions)
      if (next.leaves(at) && ways.count(next.to) == 0) {
        ways[next.to] = ways[at];
        ways[next.to].push_back(&next);
        open.push_back(next.to);
      }
  }
  return {};
}

TEST_P(ShippedRegisters, EveryStepCanBeTakenAndMakesWhatItSays) {
  for (const auto &reg : w.catalog.registers)
    for (const auto &wanted : reg.transitions) {
      auto at = w.records.save(head, reg.id, full(reg));
      ASSERT_TRUE(at.has_value()) << reg.id << ": " << words_of(at.error());
      int turn = 0;
      for (const auto *step : way_to(reg, wanted)) {
        // Two people in turn, so that what needs a second person has one. A step whose condition does not hold is not offered.
        if (!step->when.empty() && !holds(reg, *at, step->when, kToday).value_or(false)) break;
        const auto &actor = turn++ % 2 == 0 ? head : deputy;
        StepInput input;
        for (const auto &creating : w.records.creating(actor, reg, *at, *step)) {
          input.created.resize(std::max(input.created.size(), creating.index + 1));
          for (const auto &missing : creating.missing)
            if (const auto *field = creating.reg->field(missing); field != nullptr) input.created[creating.index][missing] = value_for(*field, 1);
        }
        auto next = w.records.move_state(actor, reg.id, at->id, at->version, step->id, input);
        EXPECT_TRUE(next.has_value()) << reg.pack << "/" << reg.id << "." << step->id << ": " << words_of(next.error());
        if (!next) break;
        at = std::move(next);
      }
    }
}

} // namespace
} // namespace rt::records
