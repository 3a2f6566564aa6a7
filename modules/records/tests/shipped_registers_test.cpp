// Every register of every shipped pack, on both databases: a full record is saved and read back, what is required is asked for,
// numbers outside their range are refused, and every step can be taken from where it begins.
#include "modules/records/tests/shipped_world.hpp"
#include <deque>

namespace rt::records {
namespace {

class ShippedRegisters : public ::testing::TestWithParam<std::string>, public ShippedWorld {
protected:
  ShippedRegisters() : ShippedWorld(GetParam()) {}
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

/// What each role is told that may not take the step, and what those who may are told while something is missing.
TEST_P(ShippedRegisters, AStepIsRefusedToRolesThatMayNotAndWhileSomethingIsMissing) {
  using access::Role;
  const std::vector<access::Actor> everybody{head, deputy, w.actor(21, w.maria_staff, "Tove Ek", Role::therapist, {w.family}),
                                             w.actor(22, w.maria_staff, "Sara Ek", Role::social_worker, {w.family}),
                                             w.actor(23, w.maria_staff, "Ada Ek", Role::administrator, {})};
  int by_role = 0, by_field = 0;
  for (const auto &reg : w.catalog.registers)
    for (const auto &step : reg.transitions) {
      SCOPED_TRACE(reg.pack + "/" + reg.id + "." + step.id);
      const auto whole = full(reg);
      auto draft = whole;
      draft.team = w.family;
      draft.state = reg.state(step.from.front())->code;
      for (const auto &field : step.requires_fields) draft.values.erase(field);
      // A field that is always required is there in every record; a step cannot find it missing.
      for (const auto &field : step.requires_fields)
        if (const auto *one = reg.field(field); one->required || !one->required_when.empty()) draft.values[field] = whole.value(field);
      compute(reg, draft);
      if (!check(reg, draft, kToday).empty()) continue;
      const auto saved = w.records.save(head, reg.id, draft);
      ASSERT_TRUE(saved.has_value()) << words_of(saved.error());
      if (!step.when.empty() && !holds(reg, *saved, step.when, kToday).value_or(false)) continue; // not offered to anybody
      for (const auto &who : everybody) {
        const bool may = who.may(access::May::write_records) &&
                         (step.roles.empty() || std::find(step.roles.begin(), step.roles.end(), access::id_of(who.role)) != step.roles.end()) &&
                         (!step.signs || who.may(access::May::sign_records));
        const auto taken = w.records.move_state(who, reg.id, saved->id, saved->version, step.id);
        if (!may) {
          ASSERT_FALSE(taken.has_value()) << access::id_of(who.role);
          EXPECT_EQ(taken.error().kind, ProblemKind::forbidden) << access::id_of(who.role) << ": " << taken.error().message;
          if (!step.roles.empty() && who.may(access::May::write_records)) {
            EXPECT_TRUE(taken.error().message.starts_with("Din roll får inte ta steget ”" + step.title.sv + "”")) << taken.error().message;
          }
          ++by_role;
          continue;
        }
        std::vector<std::string> missing;
        for (const auto &field : step.requires_fields) {
          const auto fills = [&](const auto &set) { return set.first == field; };
          if (!saved->has(field) && shown(reg, *reg.field(field), *saved, kToday) && std::none_of(step.sets.begin(), step.sets.end(), fills))
            missing.push_back(field);
        }
        if (missing.empty()) break; // the one who may takes it in the test above
        ASSERT_FALSE(taken.has_value()) << access::id_of(who.role);
        for (const auto &field : missing) {
          const auto said = [&](const FieldError &error) {
            return error.field == field && error.message == "Fyll i " + reg.field(field)->title.sv + " innan du väljer ”" + step.title.sv + "”.";
          };
          EXPECT_TRUE(std::any_of(taken.error().fields.begin(), taken.error().fields.end(), said)) << field << ": " << words_of(taken.error());
          ++by_field;
        }
      }
    }
  EXPECT_GT(by_role, 150);
  EXPECT_GT(by_field, 300);
}

} // namespace
} // namespace rt::records
