// tests/golden/deadlines.csv: more than three hundred dates with what they must be and why, worked out without this program
// (deadlines.py beside it). A lawyer can read the file; this test holds the rules to it.
#include "modules/deadlines/rules.hpp"
#include "modules/definitions/tests/shipped.hpp"
#include "platform/core/text.hpp"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

namespace rt::deadlines {
namespace {

constexpr int kColumns = 13;

std::string golden_file() { return (std::filesystem::path(shipped_packs()).parent_path() / "tests/golden/deadlines.csv").string(); }

std::vector<std::string> cells_of(const std::string &line) {
  std::vector<std::string> cells{""};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    else if (c == ';' && !quoted) cells.emplace_back();
    else cells.back() += c;
  }
  return cells;
}

/// "2019-03-22" or "2019-03-22 14:30" on a Swedish clock.
Moment moment(const std::string &text) {
  const Date day = *date_from_iso(text.substr(0, 10));
  if (text.size() < 16) return {day};
  return {day, from_swedish(day, std::stoi(text.substr(11, 2)) * 60 + std::stoi(text.substr(14, 2)))};
}

Deadline rule_from(std::string text) {
  Deadline rule;
  rule.id = "rule";
  rule.title = {"Regeln", ""};
  if (const auto at = text.find(" until "); at != std::string::npos) rule.valid_to = text.substr(at + 7), text.resize(at);
  if (const auto at = text.find(" from "); at != std::string::npos) rule.valid_from = text.substr(at + 6), text.resize(at);
  if (text == "before") {
    rule.before = "day";
    return rule;
  }
  using Unit = definitions::Within::Unit;
  if (text == "same day") {
    rule.within = {Unit::same_day, 0};
    return rule;
  }
  if (const auto at = text.find(" per "); at != std::string::npos) {
    rule.times = std::stoi(text);
    rule.per = text.substr(at + 5);
    return rule;
  }
  if (starts_with(text, "every ")) rule.repeats = true, text = text.substr(6);
  const auto space = text.find(' ');
  auto unit = text.substr(space + 1);
  if (unit.back() == 's') unit.pop_back();
  const std::map<std::string, Unit> units{{"hour", Unit::hours}, {"day", Unit::days},     {"working day", Unit::working_days},
                                          {"week", Unit::weeks}, {"month", Unit::months}, {"year", Unit::years}};
  rule.within = {units.at(unit), std::stoi(text)};
  return rule;
}

Facts facts_from(const std::vector<std::string> &c) {
  Facts facts;
  facts.start = moment(c[2]);
  if (!c[3].empty()) {
    Pause pause{*date_from_iso(c[3].substr(0, 10)), {}};
    if (c[3].size() > 11) pause.to = date_from_iso(c[3].substr(11));
    facts.pauses.push_back(pause);
  }
  if (!c[4].empty()) facts.extended_to = date_from_iso(c[4]);
  if (!c[5].empty()) facts.before = date_from_iso(c[5]);
  if (!c[6].empty())
    for (const auto &met : split(c[6], '|')) facts.met.push_back(moment(met));
  return facts;
}

std::string last_text(const Occurrence &o, bool with_clock) {
  if (!with_clock) return to_iso(o.days.last);
  const int minute = swedish_minute(o.days.last_at);
  char text[16];
  std::snprintf(text, sizeof text, " %02d:%02d", minute / 60 % 24, minute % 60);
  return to_iso(o.days.last) + text;
}

TEST(GoldenDates, EveryRowOfTheFileComesOutAsItMust) {
  std::ifstream file(golden_file());
  ASSERT_TRUE(file) << golden_file();
  std::string line;
  std::getline(file, line);
  int cases = 0;
  std::set<std::string> holiday_years;
  for (int number = 2; std::getline(file, line); ++number) {
    SCOPED_TRACE("rad " + std::to_string(number) + ": " + line);
    const auto c = cells_of(line);
    ASSERT_EQ(c.size(), static_cast<std::size_t>(kColumns));
    ++cases;
    if (starts_with(c[0], "helgdag ")) holiday_years.insert(c[0]);
    std::vector<Deadline> rules;
    std::string rest = c[1];
    for (std::size_t at; (at = rest.find(" / ")) != std::string::npos; rest = rest.substr(at + 3)) rules.push_back(rule_from(rest.substr(0, at)));
    rules.push_back(rule_from(rest));
    std::vector<const Deadline *> versions;
    for (const auto &rule : rules) versions.push_back(&rule);
    const auto facts = facts_from(c);
    const Date today = c[8].empty() ? facts.start->day : *date_from_iso(c[8]);
    const auto all = occurrences(versions, facts, today);
    const auto which = static_cast<std::size_t>(std::stoi(c[7]));
    ASSERT_GE(all.size(), which);
    const auto &o = all[which - 1];
    if (!c[9].empty()) {
      EXPECT_EQ(to_iso(o.days.target), c[9]);
      EXPECT_EQ(last_text(o, c[10].size() > 10), c[10]);
    }
    if (c[11].empty()) continue;
    const auto state = state_of(o.phase, o.start.day, o.days.last, o.days.last_at, !o.rule->per.empty(), first_reminder(*o.rule), today,
                                from_swedish(today, 12 * 60));
    EXPECT_EQ(title_of(state), c[11]);
  }
  EXPECT_GE(cases, 300);
  EXPECT_EQ(holiday_years.size(), 16u) << "2015-2030";
}

} // namespace
} // namespace rt::deadlines
