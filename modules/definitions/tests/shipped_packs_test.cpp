// What every pack that comes with the program keeps to, and the dates of the law as they stand in the packs.
#include "modules/definitions/definitions.hpp"
#include "modules/definitions/tests/shipped.hpp"
#include <algorithm>
#include <gtest/gtest.h>
#include <regex>
#include <set>

namespace rt::definitions {
namespace {

const Catalog &shipped() {
  static const auto kLoaded = load(shipped_packs(), {});
  return kLoaded.catalog;
}

std::string at(const Register &reg, std::string_view part) { return reg.pack + "/" + reg.id + "." + std::string(part); }

TEST(ShippedPacks, EveryWordIsInBothLanguages) {
  for (const auto &reg : shipped().registers) {
    const auto both = [&](const Text &text, std::string_view part) { EXPECT_EQ(text.sv.empty(), text.en.empty()) << at(reg, part); };
    both(reg.title, "title");
    both(reg.singular, "singular");
    both(reg.about_text, "about_text");
    both(reg.empty_text, "empty_text");
    for (const auto &section : reg.sections) both(section.title, section.id);
    for (const auto &field : reg.fields) {
      both(field.title, field.id);
      both(field.help, field.id);
      for (const auto &option : field.options) both(option.title, field.id + "." + option.id);
    }
    for (const auto &group : reg.groups) both(group.title, group.id), both(group.singular, group.id);
    for (const auto &state : reg.states) both(state.title, state.id);
    for (const auto &step : reg.transitions) both(step.title, step.id);
    for (const auto &check : reg.checks) both(check.message, check.rule);
    for (const auto &rule : reg.deadlines) both(rule.title, rule.id);
    for (const auto &view : reg.views) both(view.title, view.id);
    for (const auto &phrase : reg.phrases) both(phrase.title, phrase.field), both(phrase.text, phrase.field);
    for (const auto &letter : reg.letters) both(letter.title, letter.id), both(letter.text, letter.id);
  }
}

TEST(ShippedPacks, WhoItIsAboutIsPersonal) {
  for (const auto &reg : shipped().registers)
    for (const auto &field : reg.fields)
      EXPECT_TRUE(field.personal || (field.type != FieldType::person && field.type != FieldType::persons)) << at(reg, field.id);
}

TEST(ShippedPacks, ALetterNamesOnlyFieldsThatExist) {
  static const std::regex kName(R"(\{\{(\w+)\}\})");
  for (const auto &reg : shipped().registers)
    for (const auto &letter : reg.letters)
      for (const auto *text : {&letter.text.sv, &letter.text.en})
        for (std::sregex_iterator it(text->begin(), text->end(), kName), end; it != end; ++it)
          EXPECT_NE(reg.field((*it)[1].str()), nullptr) << at(reg, letter.id) << ": " << (*it)[1];
}

TEST(ShippedPacks, EveryStateCanBeReached) {
  for (const auto &reg : shipped().registers) {
    std::set<std::string> reached;
    for (const auto &state : reg.states)
      if (state.initial) reached.insert(state.id);
    for (std::size_t round = 0; round < reg.states.size(); ++round)
      for (const auto &step : reg.transitions)
        for (const auto &from : step.from)
          if (reached.count(from) != 0) reached.insert(step.to);
    for (const auto &state : reg.states) EXPECT_EQ(reached.count(state.id), 1U) << at(reg, state.id);
  }
}

/// A rule that no law gives says where its time comes from, or is measured to a day that somebody set.
TEST(ShippedPacks, ADeadlineSaysOnWhatItRests) {
  for (const auto &reg : shipped().registers)
    for (const auto &rule : reg.deadlines) EXPECT_TRUE(!rule.law.empty() || !rule.source.empty() || !rule.before.empty()) << at(reg, rule.id);
}

/// A field that is both kept as "the last time" and what starts a rule per period would show earlier periods as missed:
/// what is counted per period is met by records of their own, or by the unit's.
TEST(ShippedPacks, WhatIsCountedPerPeriodIsNotMetByOneDateOfTheRecord) {
  for (const auto &reg : shipped().registers) {
    if (reg.pack != "common" && reg.pack != "child-and-youth" && reg.pack != "family" && reg.pack != "prevention") continue;
    for (const auto &rule : reg.deadlines)
      EXPECT_TRUE(rule.per.empty() || rule.of_unit || rule.met_by.find('.') != std::string::npos) << at(reg, rule.id);
  }
}

struct Rule {
  std::string reg, id;
  Within::Unit unit;
  int count;
  std::string law; ///< a part of it
};

/// Inventory L01-L10 and L25, and the dates of the law that have a register here.
TEST(ShippedPacks, TheDatesOfTheLawAreAsPrinted) {
  using enum Within::Unit;
  const std::vector<Rule> kRules{
      {"report_of_concern", "protective_assessment", same_day, 0, "20 kap. 1 §"},
      {"report_of_concern", "preliminary_assessment", days, 14, "20 kap. 2 §"},
      {"investigation", "investigation", months, 4, "20 kap. 3 §"},
      {"serious_talk", "offer", hours, 48, ""},
      {"child_service", "follow_up_family", months, 6, ""},
      {"placement", "consideration", months, 6, "LVU 13 §"},
      {"placement", "review", months, 6, "LVU 13 §"},
      {"placement", "limits", months, 3, "LVU 14 §"},
      {"placement", "custody", years, 2, "LVU 13 c §"},
      {"placement", "after", months, 6, "LVU 21"},
      {"custody_case", "submit", weeks, 1, "LVU 7 §"},
      {"custody_case", "apply", weeks, 4, "LVU 8 §"},
      {"custody_case", "moving_ban", months, 3, "LVU 26 §"},
      {"cooperation_talk", "first_time", weeks, 2, ""},
      {"decision", "appeal", weeks, 3, "FL 44 §"},
      {"decision", "execution", months, 3, "34 kap. 1 §"},
      {"unexecuted_decision", "three_months", months, 3, "34 kap. 1 §"},
      {"complaint", "answer", weeks, 2, ""},
      {"est", "picture", weeks, 2, ""},
  };
  for (const auto &expected : kRules) {
    const auto *reg = shipped().find(expected.reg);
    ASSERT_NE(reg, nullptr) << expected.reg;
    const Deadline *newest = nullptr;
    for (const auto &rule : reg->deadlines)
      if (rule.id == expected.id && rule.valid_to.empty()) newest = &rule;
    ASSERT_NE(newest, nullptr) << expected.reg << "." << expected.id;
    EXPECT_EQ(newest->within.unit, expected.unit) << expected.reg << "." << expected.id;
    EXPECT_EQ(newest->within.count, expected.count) << expected.reg << "." << expected.id;
    EXPECT_NE(newest->law.find(expected.law), std::string::npos) << newest->law;
  }
}

/// Old cases keep the rule they began under: the day before and the day of the new act.
TEST(ShippedPacks, TheOldActEndsWhereTheNewBegins) {
  for (const auto &[reg_id, rule_id] : std::vector<std::pair<std::string, std::string>>{
           {"report_of_concern", "protective_assessment"}, {"report_of_concern", "preliminary_assessment"}, {"investigation", "investigation"}}) {
    std::string old_ends, new_begins;
    for (const auto &rule : shipped().find(reg_id)->deadlines) {
      if (rule.id != rule_id) continue;
      if (rule.law.find("2001:453") != std::string::npos) old_ends = rule.valid_to;
      if (rule.law.find("2025:400") != std::string::npos) new_begins = rule.valid_from;
    }
    EXPECT_EQ(old_ends, "2025-06-30") << reg_id;
    EXPECT_EQ(new_begins, "2025-07-01") << reg_id;
  }
}

/// Nobody decides on their own proposal, and an opened report makes the investigation with its two handlers.
TEST(ShippedPacks, TheStepsThatTheLawLeansOn) {
  const auto step = [](std::string_view reg, std::string_view id) {
    for (const auto &t : shipped().find(reg)->transitions)
      if (t.id == id) return t;
    return Transition{};
  };
  EXPECT_EQ(step("decision", "decide").not_by, "propose");
  EXPECT_TRUE(step("note", "sign").signs);
  const auto open = step("report_of_concern", "open_investigation");
  ASSERT_EQ(open.creates.size(), 1U);
  EXPECT_EQ(open.creates[0].register_id, "investigation");
  const std::pair<std::string, std::string> both{"handlers", "handlers"};
  EXPECT_EQ(std::count(open.creates[0].copies.begin(), open.creates[0].copies.end(), both), 1);
  const auto finish = step("consideration", "finish").requires_fields;
  for (const char *needed : {"schooling", "health"}) EXPECT_EQ(std::count(finish.begin(), finish.end(), needed), 1) << needed;
}

} // namespace
} // namespace rt::definitions
