#include "modules/casework/rules.hpp"
#include <gtest/gtest.h>

namespace rt::casework {
namespace {

std::vector<std::string> marked(std::string_view text) {
  std::vector<std::string> words;
  for (const auto &piece : flag_gendered(text))
    if (piece.gendered) words.push_back(piece.text);
  return words;
}

TEST(GenderedWords, PronounsAndFamilyWordsAreMarkedAsWholeWords) {
  EXPECT_EQ(marked("Hon bor hos pappan; dottern saknar sin mamma."), (std::vector<std::string>{"Hon", "pappan", "dottern", "mamma"}));
  EXPECT_EQ(marked("Flickans lärare ringde modern."), (std::vector<std::string>{"Flickans", "modern"}));
  EXPECT_TRUE(marked("Hen bor hos en förälder. Barnet har ett syskon.").empty());
  EXPECT_TRUE(marked("Handläggaren hanterar honungen på Hansavägen, man kan ju undra.").empty()) << "only whole words, and not the pronoun man";
}

TEST(GenderedWords, TheTextIsOtherwiseUnchanged) {
  std::string whole;
  for (const auto &piece : flag_gendered("Åsa sa: ”hon & han” – ja!")) whole += piece.text;
  EXPECT_EQ(whole, "Åsa sa: ”hon & han” – ja!");
}

TEST(WithoutNames, NamesAndNumbersOfThePersonAreTakenOut) {
  EXPECT_EQ(without_names("Elsa och Elsas bror Nils, 20120506-2389, ringde 08-123.", {"Elsa Ek", "Nils"}),
            "NN och NN:s bror NN, [nummer], ringde 08-123.");
}

TEST(Gaps, WhatIsMissingInACase) {
  const auto day = make_date(2026, 3, 22);
  CaseHabits habits{2, 4};
  Facts facts;
  facts.opened = "2026-01-10";
  facts.child = true;
  facts.handlers = 1;
  EXPECT_EQ(gaps(facts, habits, day), (std::vector<Gap>{Gap::no_note, Gap::no_next_step, Gap::no_guardian, Gap::one_handler}));
  facts.last_note = "2026-02-22"; // 28 days ago: four weeks are not passed
  facts.has_step = true;
  facts.next_due = "2026-03-22";
  facts.guardians = 2;
  facts.guardians_contacted = 1;
  facts.handlers = 2;
  EXPECT_EQ(gaps(facts, habits, day), std::vector<Gap>{Gap::no_second_guardian});
  facts.last_note = "2026-02-21";
  facts.next_due = "2026-03-21";
  facts.guardians_contacted = 2;
  facts.deadline_late = true;
  EXPECT_EQ(gaps(facts, habits, day), (std::vector<Gap>{Gap::no_note, Gap::late_step, Gap::late_deadline}));
  facts.child = false;
  facts.guardians_contacted = 0;
  EXPECT_EQ(gaps(facts, habits, day).size(), 3U) << "an adult has no guardians";
}

TEST(StaffIds, KeepTheirOrderAndAreWrittenOnce) {
  EXPECT_EQ(staff_ids("7,3,7,x,"), (std::vector<std::int64_t>{7, 3}));
  EXPECT_EQ(staff_text({7, 3}), "7,3");
}

TEST(Circles, EverybodyIsDrawnAndNamesAreNeverMarkup) {
  NetworkPerson one;
  one.name = "<b>Mor";
  one.guardian = true;
  one.circle = 1;
  NetworkPerson two;
  two.name = "Lärare Lind";
  two.professional = true;
  const auto svg = circles_svg({one, two}, "Personen");
  EXPECT_NE(svg.find("class=\"guardian\""), std::string::npos);
  EXPECT_NE(svg.find("class=\"pro\""), std::string::npos);
  EXPECT_EQ(svg.find("<b>"), std::string::npos);
}

} // namespace
} // namespace rt::casework
