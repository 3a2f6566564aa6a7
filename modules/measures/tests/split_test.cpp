// Figures divided by team, age and reason, and summed above the unit.
#include "modules/measures/tests/fixture.hpp"
#include <gtest/gtest.h>

using namespace rt;
using namespace rt::measures;
using rt::measures::testing::World;

namespace {

class Splits : public ::testing::TestWithParam<std::string> {};

definitions::Catalog with_splits() {
  auto catalog = rt::measures::testing::shipped_catalog();
  catalog.measures = {rt::measures::testing::measure(
                          "ended", {{"count", "contact ended in period"}, {"split", "age_group, reason"}, {"age_groups", "0-12, 13-17, 18-"}}),
                      rt::measures::testing::measure("people", {{"distinct", "person of contact ended in period"}, {"split", "age_group"}}),
                      rt::measures::testing::measure("planned", {{"share", "contact ended in period where ending = planned"}, {"split", "reason"}}),
                      rt::measures::testing::measure("open", {{"count", "contact running from started to ended in period"}}),
                      rt::measures::testing::measure("per", {{"ratio", "ended per 100 people"}}),
                      rt::measures::testing::measure("rise", {{"change", "ors.total by same rater of contact ended in period"}})};
  return catalog;
}
void contact(World &w, const std::string &team, const std::string &sex, const std::string &born, const std::string &reason, const std::string &ended,
             const std::string &name = {}, const std::string &ending = "planned") {
  w.save("contact",
         {{"team", team},
          {"sex", sex},
          {"born", born},
          {"received", "2018-01-08"},
          {"started", "2018-01-15"},
          {"ended", ended},
          {"ending", ending},
          {"reason", reason}},
         name);
}
std::string words(const std::vector<SplitRow> &rows) {
  std::string text;
  for (const auto &row : rows) text += row.title + " " + std::to_string(static_cast<int>(row.values[0].all.value)) + "; ";
  return text;
}

} // namespace

TEST_P(Splits, PartsAddUpToTheWholeAndWhatIsNotKnownIsToldLast) {
  World w(GetParam(), with_splits());
  ASSERT_TRUE(w.measures.findings().empty());
  contact(w, "UM", "female", "2010", "mood", "2018-03-01");
  contact(w, "UM", "male", "2004", "mood", "2018-04-01", "A");
  contact(w, "FNG", "male", "1990", "violence", "2018-04-02");
  const std::vector<Period> year{year_period(2018)};
  EXPECT_EQ(words(w.measures.split("ended", "age_group", {w.unit, 0}, year)), "0–12 år 1; 13–17 år 1; 18 år och äldre 1; ");
  EXPECT_EQ(words(w.measures.split("people", "age_group", {w.unit, 0}, year)), "0–12 år 1; 13–17 år 1; 25–44 år 1; ");
  EXPECT_EQ(w.measures.split("ended", "team", {w.unit, 0}, year).size(), 2u);
  const auto by_reason = w.measures.split("planned", "reason", {w.unit, 0}, year);
  ASSERT_EQ(by_reason.size(), 2u);
  EXPECT_EQ(by_reason[0].values[0].all.denominator + by_reason[1].values[0].all.denominator, 3);
  // A changed birth year and a changed reason move the record to another part in the same transaction.
  auto a = w.get("contact", w.names.at("A"));
  a.birth_year = 1999;
  a.values.erase("reason");
  ASSERT_TRUE(w.records.save(w.system, "contact", a));
  EXPECT_EQ(w.differences(), "");
  EXPECT_EQ(w.measures.split("planned", "reason", {w.unit, 0}, year).size(), 3u);
}

TEST_P(Splits, ARatioAndAChangeAreWorkedOutFromTheSameRecords) {
  World w(GetParam(), with_splits());
  contact(w, "UM", "female", "2004", "mood", "2018-03-01", "A");
  contact(w, "UM", "female", "2005", "mood", "2018-03-02", "B");
  const auto rate = [&](const std::string &contact, const std::string &date, const std::string &score, const std::string &rater) {
    w.save("ors", {{"contact", contact}, {"date", date}, {"rater", rater}, {"s1", score}, {"s2", score}, {"s3", score}, {"s4", score}});
  };
  rate("A", "2018-01-20", "4", "client"), rate("A", "2018-02-20", "6", "client");                                         // +8
  rate("B", "2018-01-20", "5", "client"), rate("B", "2018-01-20", "2", "mother"), rate("B", "2018-02-20", "3", "mother"); // +4, the mother's
  EXPECT_DOUBLE_EQ(w.value("rise", "2018").all.value, 6);
  EXPECT_DOUBLE_EQ(w.value("per", "2018").all.value, 100);
  EXPECT_EQ(w.value("per", "2017").all.state, State::missing);
}

TEST_P(Splits, AboveTheUnitFiguresAreSummedAndTheFewAreHidden) {
  World w(GetParam(), with_splits());
  const auto first = w.unit;
  const auto contacts = [&](const std::string &sex, int count) {
    for (int i = 0; i < count; ++i) contact(w, "UM", sex, "2004", "mood", "2018-03-1" + std::to_string(i % 10));
  };
  contacts("female", 12), contacts("male", 9), contacts("other", 2);
  w.new_unit(); // of the same board and city
  contacts("female", 8), contacts("male", 11);
  const std::vector<Period> periods{year_period(2018)};
  EXPECT_EQ(w.measures.value("ended", {first, 0}, periods.front()).sex[3].value, 2); // inside the unit nothing is hidden
  const auto board = w.measures.compare("ended", first, Level::board, periods);
  ASSERT_EQ(board.rows.size(), 3U) << "the board, and its two units";
  const auto &whole = board.rows.front().values.front();
  EXPECT_EQ(whole.all.value, 42);
  EXPECT_EQ(whole.sex[3].state, State::suppressed);
  int shown = 0; // the two may not be the total less the others
  for (const auto &sex : whole.sex) shown += sex.state == State::figure && sex.value > 0 ? 1 : 0;
  EXPECT_EQ(shown, 1);
  EXPECT_EQ(w.measures.compare("people", first, Level::city, periods).rows.front().values.front().all.value, 42);
  contacts("female", 1); // what was hidden before is looked for again, and everything else is as the records are now
  EXPECT_EQ(w.measures.compare("ended", first, Level::board, periods).rows.front().values.front().all.value, 43);
}

TEST_P(Splits, WhatIsReadForAllUnitsAtOnceIsWhatEachUnitHas) {
  World w(GetParam(), with_splits());
  std::vector<std::int64_t> units{w.unit};
  for (int i = 0; i < 40; ++i) contact(w, "UM", i % 2 == 0 ? "female" : "male", "2004", "mood", "2018-03-1" + std::to_string(i % 10));
  w.new_unit();
  units.push_back(w.unit);
  for (int i = 0; i < 60; ++i) contact(w, "FNG", i % 2 == 0 ? "female" : "male", "2004", "mood", "2019-02-1" + std::to_string(i % 10));
  w.new_unit(); // has nothing, and never had
  units.push_back(w.unit);
  const std::vector<Period> periods{year_period(2017), year_period(2018), tertial_period(2018, 2), year_period(2019)};
  for (const std::string measure : {"open", "people", "per"}) {
    const auto found = w.measures.compare(measure, units.front(), Level::city, periods);
    ASSERT_EQ(found.rows.size(), 4U) << "the city, and its three units";
    for (std::size_t p = 0; p < periods.size(); ++p) {
      double sum = 0;
      for (std::size_t u = 0; u < units.size(); ++u) {
        const auto own = w.measures.value(measure, {units[u], 0}, periods[p]), beside = found.rows[u + 1].values[p];
        EXPECT_EQ(beside.all.state, own.all.state) << measure << ", unit " << u << ", " << to_text(periods[p]);
        EXPECT_EQ(beside.all.value, own.all.value) << measure << ", unit " << u << ", " << to_text(periods[p]);
        EXPECT_EQ(beside.sex[1].value, own.sex[1].value) << measure << ", unit " << u << ", " << to_text(periods[p]);
        sum += own.all.value;
      }
      if (measure != "per") { EXPECT_EQ(found.rows[0].values[p].all.value, sum) << measure << ", " << to_text(periods[p]); }
    }
  }
  const auto open = w.measures.compare("open", units.front(), Level::city, periods);
  EXPECT_EQ(open.rows[1].values[3].all.state, State::figure) << "nought, for the unit keeps the register";
  EXPECT_EQ(open.rows[3].values[3].all.state, State::missing) << "nothing is known of a unit that does not keep it";
  EXPECT_EQ(open.rows[0].values[1].all.value, 100) << "all of them went on in 2018";
}
RT_BOTH_DATABASES(Splits);
