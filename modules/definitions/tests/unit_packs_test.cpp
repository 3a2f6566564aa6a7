// The deadlines, steps and samples of the units that order, provide and support: inventory L11-L18 and L22-L24.
#include "modules/definitions/definitions.hpp"
#include "modules/definitions/tests/shipped.hpp"
#include <algorithm>
#include <gtest/gtest.h>

namespace rt::definitions {
namespace {

const Catalog &shipped() {
  static const auto kLoaded = load(shipped_packs(), {});
  return kLoaded.catalog;
}

const Deadline *rule(std::string_view reg_id, std::string_view id) {
  const auto *reg = shipped().find(reg_id);
  if (reg == nullptr) return nullptr;
  const auto found = std::find_if(reg->deadlines.begin(), reg->deadlines.end(), [&](const auto &r) { return r.id == id; });
  return found == reg->deadlines.end() ? nullptr : &*found;
}

Transition step(std::string_view reg_id, std::string_view id) {
  const auto *reg = shipped().find(reg_id);
  if (reg == nullptr) return {};
  for (const auto &t : reg->transitions)
    if (t.id == id) return t;
  return {};
}

struct Length {
  std::string reg, id;
  Within::Unit unit;
  int count;
  bool repeats;
  std::string met_by;
};

TEST(UnitPacks, TheTimesAreThoseOfTheUnits) {
  using enum Within::Unit;
  const std::vector<Length> kRules{
      {"elderly_contact", "call_back", hours, 48, false, "informed"},                          // L11: until the client has been told
      {"income_first_contact", "visit_in_two_weeks", days, 14, false, "visit_offered"},        // L14
      {"complaint", "answer", weeks, 2, false, "answered"},                                    // L15
      {"income_change_plan", "follow_up", months, 3, true, "income_plan_follow_up.date"},      // L16
      {"income_temp_housing", "check_two_weeks", weeks, 2, true, "income_housing_check.date"}, // L17
      {"adult_service", "follow_up", months, 6, true, "adult_follow_up.date"},                 // L23
      {"adult_flat", "twelve", months, 12, false, "twelve_months"},                            // L24
      {"disability_individual_plan", "yearly", years, 1, true, "disability_plan_review.date"}, // LSS 10 §
      {"elderly_application", "requested", weeks, 4, false, "state:decided"},                  // FL 12 §
      {"elderly_order", "not_executed", months, 3, false, "started"},                          // SoL 34 kap.
  };
  for (const auto &expected : kRules) {
    const auto *found = rule(expected.reg, expected.id);
    ASSERT_NE(found, nullptr) << expected.reg << "." << expected.id;
    EXPECT_EQ(found->within.unit, expected.unit) << expected.reg << "." << expected.id;
    EXPECT_EQ(found->within.count, expected.count) << expected.reg << "." << expected.id;
    EXPECT_EQ(found->repeats, expected.repeats) << expected.reg << "." << expected.id;
    EXPECT_EQ(found->met_by, expected.met_by) << expected.reg << "." << expected.id;
  }
}

TEST(UnitPacks, WhatIsCountedPerTermQuarterAndWeek) {
  const auto *control = rule("income_self_control", "four_per_term"); // L18: eight a year
  ASSERT_NE(control, nullptr);
  EXPECT_EQ(control->per, "term");
  EXPECT_EQ(control->times, 4);
  EXPECT_TRUE(control->of_unit);
  const auto *quarterly = rule("daily_place", "quarterly"); // L22: per user
  ASSERT_NE(quarterly, nullptr);
  EXPECT_EQ(quarterly->per, "quarter");
  EXPECT_FALSE(quarterly->of_unit);
  EXPECT_EQ(quarterly->met_by, "daily_quarterly.date");
  const auto *weekly = rule("daily_watch_check", "weekly"); // the check counts when it is signed
  ASSERT_NE(weekly, nullptr);
  EXPECT_EQ(weekly->per, "week");
  EXPECT_EQ(weekly->met_by, "checked_signed");
}

TEST(UnitPacks, BeforeTheDecisionAndBeforeItEnds) {
  for (const auto &[reg, id] : std::vector<std::pair<std::string, std::string>>{{"income_housing_application", "bka_rent_debt"},
                                                                                {"income_housing_application", "bka_refusal"},
                                                                                {"disability_investigation", "child_impact"}}) { // L13
    ASSERT_NE(rule(reg, id), nullptr) << reg;
    EXPECT_EQ(rule(reg, id)->before, "decide_by") << reg;
  }
  const auto *follow = rule("elderly_order", "individual_follow_up"); // L12: prolonged only with a reason
  ASSERT_NE(follow, nullptr);
  EXPECT_EQ(follow->before, "decision_ends");
  EXPECT_EQ(follow->extended_why, "extended_why");
  EXPECT_EQ(shipped().find("elderly_order")->field("extended_why")->required_when, "extended_to");
  // A disability decision is not offered before the child impact analysis when children are affected.
  EXPECT_NE(step("disability_investigation", "decide").when.find("impact_made"), std::string::npos);
}

TEST(UnitPacks, AStepMakesTheRecordThatMeetsTheDeadline) {
  struct Made {
    std::string reg, step, makes, link;
  };
  const std::vector<Made> kSteps{
      {"elderly_order", "follow_up", "elderly_follow_up", "order"},
      {"elderly_order", "plan_came", "elderly_plan", "order"},
      {"income_change_plan", "follow_up", "income_plan_follow_up", "plan"},
      {"income_temp_housing", "check", "income_housing_check", "placement"},
      {"disability_investigation", "impact", "disability_child_impact", "investigation"},
      {"disability_individual_plan", "review", "disability_plan_review", "plan"},
      {"daily_place", "quarterly", "daily_quarterly", "place"},
      {"housing_plan", "follow_up", "housing_follow_up", "plan"},
      {"adult_service", "follow", "adult_follow_up", "service_ref"},
  };
  for (const auto &expected : kSteps) {
    const auto found = step(expected.reg, expected.step);
    ASSERT_EQ(found.creates.size(), 1U) << expected.reg << "." << expected.step;
    EXPECT_EQ(found.creates[0].register_id, expected.makes);
    EXPECT_EQ(found.creates[0].link, expected.link) << "without the link the deadline is never met";
    EXPECT_EQ(shipped().find(expected.makes)->field(expected.link)->target, expected.reg);
  }
}

TEST(UnitPacks, ADecisionBeyondTheDelegationIsTakenByTheHeadAndNotByTheOneWhoAsked) {
  const auto head = step("elderly_investigation", "decide_head");
  EXPECT_EQ(head.not_by, "ask_head");
  EXPECT_EQ(head.roles, (std::vector<std::string>{"head", "deputy"}));
  EXPECT_NE(step("elderly_investigation", "decide").when.find("beyond_delegation = no"), std::string::npos);
}

TEST(UnitPacks, TheSamplesAreDrawnAsPrinted) {
  const auto audit = [](std::string_view id) {
    for (const auto &a : shipped().audits)
      if (a.id == id) return a;
    return Audit{};
  };
  const auto bka = audit("income_bka_sample"); // ten random cases per tertial
  EXPECT_EQ(bka.count, 10);
  EXPECT_EQ(bka.period, "tertial");
  EXPECT_EQ(bka.draw, "random");
  for (const char *id : {"elderly_file_audit", "disability_spring_audit", "disability_autumn_audit", "daily_note_review", "housing_documentation",
                         "adult_peer_review"})
    EXPECT_FALSE(audit(id).questions.empty()) << id;
}

/// A list is read at a glance: at most seven columns besides what every list has.
TEST(UnitPacks, NoListIsWiderThanAGlance) {
  for (const auto &reg : shipped().registers) {
    const auto columns = std::count_if(reg.fields.begin(), reg.fields.end(), [](const auto &f) { return f.in_list; });
    const bool units = reg.pack == "elderly-care" || reg.pack == "income-support" || reg.pack == "disability" || reg.pack == "daily-activity" ||
                       reg.pack == "housing-support" || reg.pack == "adults";
    EXPECT_TRUE(!units || columns <= 7) << reg.id << " shows " << columns;
  }
}

} // namespace
} // namespace rt::definitions
