// "Varför detta datum?" reads like a person wrote it.
#include "modules/deadlines/rules.hpp"
#include "platform/core/text.hpp"
#include <gtest/gtest.h>

namespace rt::deadlines {
namespace {

using Unit = definitions::Within::Unit;

Deadline investigation() {
  Deadline rule;
  rule.id = "investigation";
  rule.title = {"Utredningen klar", "Investigation finished"};
  rule.law = "SoL 20 kap. 3 §";
  rule.within = {Unit::months, 4};
  return rule;
}

std::string told(const Deadline &rule, const Facts &facts, Telling telling = {}, const char *today = "2026-11-22") {
  telling.start_title = "beslutet att inleda";
  telling.pauses = facts.pauses;
  return join(explain(occurrences({&rule}, facts, *date_from_iso(today)).back(), telling), "\n");
}

TEST(Explain, MonthsAreCountedByTheCalendarAndChristmasEveIsMoved) {
  Facts facts;
  facts.start = Moment{make_date(2018, 8, 24)};
  EXPECT_EQ(told(investigation(), facts),
            "Regeln: Utredningen klar, inom 4 månader (SoL 20 kap. 3 §).\n"
            "Tiden räknas från beslutet att inleda, fredag 24 augusti 2018.\n"
            "Månader och år räknas efter kalendern: samma dag i slutmånaden, måndag 24 december 2018 (lag 1930:173 1 §).\n"
            "Måndag 24 december 2018 är julafton. Då räcker det att göra det nästa vardag, torsdag 27 december 2018 (lag 1930:173 2 §).\n"
            "Sista dagen är alltså torsdag 27 december 2018.");
}

TEST(Explain, AMonthWithoutTheDayNumberEndsOnItsLastDay) {
  Facts facts;
  facts.start = Moment{make_date(2018, 10, 31)};
  EXPECT_NE(told(investigation(), facts).find("Slutmånaden har ingen dag 31, så dess sista dag gäller: torsdag 28 februari 2019 (lag 1930:173 1 §)."),
            std::string::npos);
}

TEST(Explain, ARestAndAnExtensionSayHowLongWhoAndWhy) {
  Facts facts;
  facts.start = Moment{make_date(2019, 1, 15)};
  facts.pauses = {{make_date(2019, 2, 1), make_date(2019, 2, 15)}};
  facts.extended_to = make_date(2019, 6, 14);
  facts.met = {Moment{make_date(2019, 6, 17)}};
  Telling telling;
  telling.extended_by = "Anna Lindqvist";
  telling.extended_why = "Utlåtande från barn- och ungdomspsykiatrin dröjer.";
  EXPECT_EQ(told(investigation(), facts, telling),
            "Regeln: Utredningen klar, inom 4 månader (SoL 20 kap. 3 §).\n"
            "Tiden räknas från beslutet att inleda, tisdag 15 januari 2019.\n"
            "Månader och år räknas efter kalendern: samma dag i slutmånaden, onsdag 15 maj 2019 (lag 1930:173 1 §).\n"
            "Tiden vilade från fredag 1 februari 2019 till fredag 15 februari 2019: 14 dagar räknas inte. Ny dag: onsdag 29 maj 2019.\n"
            "Tiden är förlängd till fredag 14 juni 2019 genom ett beslut som Anna Lindqvist har antecknat.\n"
            "Skälet till förlängningen: Utlåtande från barn- och ungdomspsykiatrin dröjer.\n"
            "Sista dagen är alltså fredag 14 juni 2019.\n"
            "Klart måndag 17 juni 2019: 3 dagar för sent.");
}

TEST(Explain, ARestingTimeHasNoLastDay) {
  Facts facts;
  facts.start = Moment{make_date(2019, 1, 15)};
  facts.pauses = {{make_date(2019, 2, 1), std::nullopt}};
  const auto words = told(investigation(), facts);
  EXPECT_NE(words.find("Tiden vilar sedan fredag 1 februari 2019. Då var det 103 dagar kvar."), std::string::npos) << words;
  EXPECT_EQ(words.find("Sista dagen"), std::string::npos) << words;
}

TEST(Explain, HoursGoOnThroughTheWeekendAndTheChangeOfClocks) {
  auto rule = investigation();
  rule.within = {Unit::hours, 48};
  rule.law.clear();
  rule.title = {"Allvarssamtal", ""};
  Facts facts;
  facts.start = Moment{make_date(2019, 3, 30), from_swedish(make_date(2019, 3, 30), 10 * 60)};
  EXPECT_EQ(told(rule, facts), "Regeln: Allvarssamtal, inom 48 timmar.\n"
                               "Tiden räknas från beslutet att inleda, lördag 30 mars 2019 klockan 10.00.\n"
                               "Timmarna räknas dygnet runt, även helger: till måndag 1 april 2019 klockan 11.00.\n"
                               "Sista dagen är alltså måndag 1 april 2019.");
}

TEST(Explain, AnOldCaseKeepsItsRuleAndSaysSo) {
  auto old = investigation(), fresh = investigation();
  old.valid_to = "2025-06-30";
  fresh.valid_from = "2025-07-01";
  fresh.within = {Unit::months, 3};
  Facts facts;
  facts.start = Moment{make_date(2025, 6, 30)};
  const auto o = occurrences({&old, &fresh}, facts, make_date(2025, 8, 1)).front();
  EXPECT_EQ(o.rule, &old);
  EXPECT_NE(join(explain(o, {}), "\n").find("gäller för det som började senast 30 juni 2025. Regeln har ändrats sedan dess."), std::string::npos);
}

TEST(Explain, APeriodSaysHowManyTimesAreLeft) {
  Deadline rule;
  rule.id = "follow_up";
  rule.title = {"Uppföljning av placerat barn", ""};
  rule.per = "term";
  rule.times = 2;
  Facts facts;
  facts.start = Moment{make_date(2019, 3, 1)};
  EXPECT_EQ(told(rule, facts, {}, "2019-05-01"), "Regeln: Uppföljning av placerat barn, 2 gånger per termin.\n"
                                                 "Perioden går från 1 mars 2019 till 30 juni 2019.\n"
                                                 "Perioden hade redan börjat. För den tid som är kvar krävs en gång.\n"
                                                 "Hittills gjort: 0 av 1.\n"
                                                 "Sista dagen är alltså söndag 30 juni 2019.");
}

TEST(Explain, ThereIsEnglish) {
  const i18n::Scope english(Lang::en);
  Facts facts;
  facts.start = Moment{make_date(2026, 11, 8)};
  auto rule = investigation();
  rule.within = {Unit::days, 14};
  Telling telling;
  const auto words = told(rule, facts, telling);
  EXPECT_NE(words.find("The rule: Investigation finished, within 14 days"), std::string::npos) << words;
  EXPECT_NE(words.find("the next weekday, Monday 23 November 2026"), std::string::npos) << words;
}

} // namespace
} // namespace rt::deadlines
