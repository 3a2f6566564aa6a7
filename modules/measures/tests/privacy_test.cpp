// Nobody can be recognised in what leaves the unit. An attacker who knows everything that is shown, and how the hiding works,
// looks for every table that could stand behind it; where only one or two numbers are possible for a hidden figure, he has won.
#include "modules/measures/tests/fixture.hpp"
#include <gtest/gtest.h>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <random>

namespace rt::measures::privacy {
namespace {

/// Knows the shown numbers and the sums, and that what is hidden is at least one. Tries numbers by bounds and branching: another
/// way of thinking than the rules' own.
class Attacker {
public:
  /// `from_within`: whose own figures the attacker knows besides.
  Attacker(const std::vector<Cell> &cells, const std::vector<Relation> &relations, double Cell::*number, int from_within = -2)
      : relations_(relations) {
    const bool shares = std::any_of(cells.begin(), cells.end(), [](const Cell &cell) { return cell.rest > 0; }); // one of the groups may be empty
    for (const auto &cell : cells) {
      const auto x = static_cast<long>(cell.*number);
      const bool shown = !cell.hidden || (cell.owner >= 0 && cell.owner == from_within);
      bounds_.push_back(shown ? Bounds{x, x} : Bounds{shares ? 0 : 1, kMost});
    }
  }
  /// How many numbers the cell may have, counted to `enough`.
  int possible(std::size_t cell, int enough) const {
    int found = 0;
    for (long x = 0; x <= 70 && found < enough; ++x) {
      auto guess = bounds_;
      if (x < guess[cell].low || x > guess[cell].high) continue;
      guess[cell] = {x, x};
      int looked = 0;
      if (fits(guess, looked)) ++found;
    }
    return found;
  }

private:
  struct Bounds {
    long low, high;
  };
  static constexpr long kMost = 2000;

  bool narrow(std::vector<Bounds> &b) const {
    for (bool moved = true; moved;) {
      moved = false;
      const auto set = [&](Bounds &one, long low, long high) {
        if (low > one.low) one.low = low, moved = true;
        if (high < one.high) one.high = high, moved = true;
        return one.low <= one.high;
      };
      for (const auto &r : relations_) {
        long low = 0, high = 0;
        for (auto part : r.parts) low += b[part].low, high += b[part].high;
        if (!set(b[r.total], low, high)) return false;
        for (auto part : r.parts)
          if (!set(b[part], b[r.total].low - (high - b[part].high), b[r.total].high - (low - b[part].low))) return false;
      }
    }
    return true;
  }
  bool fits(std::vector<Bounds> &b, int &looked) const {
    if (++looked > 200000 || !narrow(b)) return false;
    std::size_t open = b.size();
    for (std::size_t i = 0; i < b.size(); ++i)
      if (b[i].low < b[i].high && (open == b.size() || b[i].high - b[i].low < b[open].high - b[open].low)) open = i;
    if (open == b.size()) return true;
    const auto [low, high] = b[open];
    for (long x = low; x <= std::min(high, low + 80); ++x) {
      auto guess = b;
      guess[open] = {x, x};
      if (fits(guess, looked)) return true;
    }
    return false;
  }

  const std::vector<Relation> &relations_;
  std::vector<Bounds> bounds_;
};

/// Teams by periods by sexes, each with its sums: what a report or a drill-down shows.
struct Numbers {
  std::vector<Cell> cells;
  std::vector<Relation> relations;
};
/// `alone`: of the last sex there are so many people in all, each alone in a team and period.
Numbers table_of(std::mt19937 &random, int teams, int periods, int sexes, bool shares, int alone = 0) {
  Numbers out;
  const auto at = [&](int p, int t, int s) { return static_cast<std::size_t>((p * (periods + 1) + t) * (sexes + 1) + s); };
  out.cells.resize(static_cast<std::size_t>((teams + 1) * (periods + 1) * (sexes + 1)));
  std::geometric_distribution<int> few(0.18);
  for (int p = 1; p <= teams; ++p)
    for (int t = 1; t <= periods; ++t)
      for (int s = 1; s <= sexes; ++s) {
        double have = few(random), lack = shares ? few(random) : 0;
        if (alone > 0 && s == sexes) have = p == 1 && t <= alone ? 1 : 0;
        for (int pp : {0, p})
          for (int tt : {0, t})
            for (int ss : {0, s}) {
              out.cells[at(pp, tt, ss)].count += have;
              out.cells[at(pp, tt, ss)].rest += lack;
            }
      }
  for (int p = 0; p <= teams; ++p)
    for (int t = 0; t <= periods; ++t)
      for (int s = 0; s <= sexes; ++s) {
        if (s == 0) {
          out.relations.push_back({at(p, t, 0), {}});
          for (int i = 1; i <= sexes; ++i) out.relations.back().parts.push_back(at(p, t, i));
        }
        if (t == 0) {
          out.relations.push_back({at(p, 0, s), {}});
          for (int i = 1; i <= periods; ++i) out.relations.back().parts.push_back(at(p, i, s));
        }
        if (p == 0) {
          out.relations.push_back({at(0, t, s), {}});
          for (int i = 1; i <= teams; ++i) out.relations.back().parts.push_back(at(i, t, s));
        }
      }
  return out;
}

bool is_small(double x) { return x > 0 && x < kFewest; }

struct Outcome {
  int secrets = 0, broken = 0, hidden = 0, cells = 0;
};
Outcome attack(const Numbers &table) {
  Outcome out;
  for (auto number : {&Cell::count, &Cell::rest}) {
    const Attacker attacker(table.cells, table.relations, number);
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
      if (!is_small(table.cells[i].*number)) continue;
      ++out.secrets;
      if (!table.cells[i].hidden || attacker.possible(i, 3) < 3) ++out.broken;
    }
  }
  for (const auto &cell : table.cells) out.hidden += cell.hidden, ++out.cells;
  return out;
}

TEST(Privacy, AnAttackerCannotWorkOutASmallGroup) {
  std::mt19937 random(20190322);
  Outcome all, only_small;
  for (int round = 0; round < 60; ++round) {
    auto table = table_of(random, 1 + round % 3, 1 + round / 3 % 3, 2, false);
    auto naive = table;
    for (auto &cell : naive.cells) cell.hidden = is_small(cell.count);
    const auto bad = attack(naive);
    only_small.broken += bad.broken;
    protect(table.cells, table.relations);
    const auto one = attack(table);
    EXPECT_EQ(one.broken, 0) << "round " << round;
    all.secrets += one.secrets, all.hidden += one.hidden, all.cells += one.cells;
  }
  EXPECT_GT(all.secrets, 100);
  EXPECT_GT(only_small.broken, 50) << "hiding the small alone must be broken, or this attacker proves nothing";
  EXPECT_LT(all.hidden, all.cells * 3 / 4) << "hiding everything would be no art";
}

TEST(Privacy, OfAShareNeitherThoseWhoHaveNorThoseWhoLackCanBeWorkedOut) {
  std::mt19937 random(7);
  for (int round = 0; round < 30; ++round) {
    auto table = table_of(random, 2, 1 + round % 2, 2, true);
    protect(table.cells, table.relations);
    EXPECT_EQ(attack(table).broken, 0) << "round " << round;
  }
}

// Months and rolling years, month after month: the difference between two of them is the difference between two single months.
TEST(Privacy, RollingYearsDoNotTellAMonth) {
  std::mt19937 random(11);
  std::geometric_distribution<int> few(0.3);
  for (int round = 0; round < 20; ++round) {
    Numbers table;
    for (int m = 0; m < 6; ++m) table.cells.push_back({static_cast<double>(few(random))});
    for (std::size_t first = 0; first + 3 <= 6; ++first) {
      Relation window{table.cells.size(), {first, first + 1, first + 2}};
      Cell sum;
      for (auto m : window.parts) sum.count += table.cells[m].count;
      table.cells.push_back(sum);
      table.relations.push_back(window);
    }
    protect(table.cells, table.relations);
    const Attacker attacker(table.cells, table.relations, &Cell::count);
    for (std::size_t i = 0; i < table.cells.size(); ++i)
      if (is_small(table.cells[i].count)) {
        EXPECT_TRUE(table.cells[i].hidden);
        EXPECT_GE(attacker.possible(i, 3), 3) << "round " << round;
      }
  }
}

Value people(std::int64_t n) {
  Value v;
  v.state = State::figure;
  v.value = v.numerator = static_cast<double>(n);
  v.n = n;
  return v;
}
BySex of(std::int64_t women, std::int64_t men) {
  BySex out;
  out.all = people(women + men);
  out.sex[0] = people(0), out.sex[1] = people(women), out.sex[2] = people(men), out.sex[3] = people(0);
  return out;
}

TEST(Privacy, AYearByTeamHidesTheSmallAndWhatWouldTellIt) {
  // The unit, then two teams: 61 women and 31 men, of whom 3 men are in the second team.
  Table table{{{of(61, 31)}, {of(30, 28)}, {of(31, 3)}}, {year_period(2018)}, true, true};
  protect(table);
  const auto state = [&](std::size_t team, int sex) { return sex < 0 ? table.figures[team][0].all.state : table.figures[team][0].sex[sex].state; };
  EXPECT_EQ(state(2, 2), State::suppressed);
  EXPECT_EQ(table.figures[2][0].sex[2].value, 0) << "the number itself is gone, not only its look";
  EXPECT_EQ(state(2, 1), State::suppressed) << "34 - 31 would tell the men";
  EXPECT_EQ(state(1, 2), State::suppressed) << "31 - 28 would tell the men";
  EXPECT_EQ(state(1, 1), State::suppressed) << "61 - 30 would tell the women";
  EXPECT_EQ(state(0, -1), State::figure);
  EXPECT_EQ(state(0, 1), State::figure);
  EXPECT_EQ(state(1, -1), State::figure);
  EXPECT_EQ(state(2, 0), State::figure) << "a nought is about nobody";
}

TEST(Privacy, WhatIsPrintedStays) {
  Table table{{{of(0, 3)}}, {year_period(2018)}, false, true};
  table.figures[0][0].all.printed = table.figures[0][0].sex[2].printed = true;
  protect(table);
  EXPECT_EQ(table.figures[0][0].sex[2].state, State::figure);
}

// A unit's year: eight teams, twelve months with tertials and the year, women and men, of whom some months have few.
TEST(Privacy, ALargeTableKeepsMostOfItsFigures) {
  std::mt19937 random(3);
  std::poisson_distribution<int> month(14);
  Table table;
  table.figures.assign(9, std::vector<BySex>(16));
  for (int m = 0; m < 12; ++m) table.periods.push_back(month_period(make_month(2018, m + 1)));
  for (int t = 1; t <= 3; ++t) table.periods.push_back(tertial_period(2018, t));
  table.periods.push_back(year_period(2018));
  std::int64_t count[9][16][2] = {};
  for (int team = 1; team <= 8; ++team)
    for (int m = 0; m < 12; ++m)
      for (int sex = 0; sex < 2; ++sex) {
        const int n = month(random) * (team == 8 ? 1 : 4) / (team == 8 ? 3 : 1);
        for (int place : {0, team})
          for (int period : {m, 12 + m / 4, 15}) count[place][period][sex] += n;
      }
  for (int place = 0; place < 9; ++place)
    for (int period = 0; period < 16; ++period) table.figures[place][period] = of(count[place][period][0], count[place][period][1]);
  table.parts_add_up = true;
  protect(table);
  int hidden = 0, small = 0, years = 0;
  for (int place = 0; place < 9; ++place)
    for (int period = 0; period < 16; ++period)
      for (int sex = 0; sex < 2; ++sex) {
        const bool gone = table.figures[place][period].sex[1 + sex].state == State::suppressed;
        hidden += gone, small += is_small(static_cast<double>(count[place][period][sex]));
        years += gone && period == 15;
        EXPECT_TRUE(gone || !is_small(static_cast<double>(count[place][period][sex])));
      }
  EXPECT_GT(small, 5);
  EXPECT_LT(hidden, small * 6 + 8) << "few figures give cover to each small one";
  EXPECT_EQ(years, 0) << "a year of many is not hidden for a month of few";
}

/// A unit's year by team, month, tertial and sex, with everything that they are sums of. `people(team, month, sex)`.
struct Year {
  Table table;
  int small = 0, large = 0; ///< figures that must be hidden, and those that need not be
  int hidden() const {
    int found = 0;
    each([&](const Value &value) { found += value.state == State::suppressed; });
    return found;
  }
  template<class Look> void each(const Look &look) const {
    for (const auto &place : table.figures)
      for (const auto &figure : place) {
        look(figure.all);
        for (const auto &value : figure.sex) look(value);
      }
  }
};
template<class People> Year year_of(int teams, const People &count) {
  Year year;
  auto &table = year.table;
  for (int m = 0; m < 12; ++m) table.periods.push_back(month_period(make_month(2018, m + 1)));
  for (int t = 1; t <= 3; ++t) table.periods.push_back(tertial_period(2018, t));
  table.periods.push_back(year_period(2018));
  table.parts_add_up = true;
  table.figures.assign(static_cast<std::size_t>(teams) + 1, std::vector<BySex>(16));
  const auto add = [](Value &value, std::int64_t n) { value = people(value.n + n); };
  for (int team = 1; team <= teams; ++team)
    for (int m = 0; m < 12; ++m)
      for (int sex = 0; sex < 4; ++sex) {
        const int n = count(team, m, sex);
        for (int place : {0, team})
          for (int period : {m, 12 + m / 4, 15}) {
            auto &figure = table.figures[static_cast<std::size_t>(place)][static_cast<std::size_t>(period)];
            add(figure.all, n), add(figure.sex[sex], n);
          }
      }
  year.each([&](const Value &value) { (is_small(static_cast<double>(value.n)) ? year.small : year.large) += value.n > 0; });
  return year;
}

// Talks by team, month and sex, where months have few and three people are neither women nor men.
TEST(Privacy, ATableOfVeryManySmallFiguresStillSaysMostOfWhatIsLarge) {
  std::mt19937 random(41);
  for (const int teams : {4, 8, 16}) {
    std::poisson_distribution<int> women(9), men(4);
    auto year = year_of(teams, [&](int team, int month, int sex) {
      if (sex == 3) return team <= 3 && month == team ? 1 : 0;
      return sex == 1 ? women(random) : sex == 2 ? men(random) : 0;
    });
    protect(year.table);
    EXPECT_GT(year.small, teams * 6);
    EXPECT_GE(year.hidden(), year.small);
    EXPECT_LT(year.hidden() - year.small, year.large * 2 / 5) << "of " << year.large << " with " << teams << " teams";
    const auto shown = [&](int team) { return year.table.figures[static_cast<std::size_t>(team)][15].all.state == State::figure; };
    EXPECT_TRUE(shown(0)) << "the unit's year";
    int years = 0;
    for (int team = 1; team <= teams; ++team) years += shown(team);
    EXPECT_GE(years, teams - 3) << "only the three teams with somebody of a third sex may have to hide their year";
  }
}

TEST(Privacy, AnAttackerCannotWorkOutTheOnlyOneOfAThirdSex) {
  std::mt19937 random(5);
  Outcome all;
  for (int round = 0; round < 12; ++round) {
    auto table = table_of(random, 2, 3, 3, false, 1 + round % 3);
    protect(table.cells, table.relations);
    const auto one = attack(table);
    EXPECT_EQ(one.broken, 0) << "round " << round;
    all.secrets += one.secrets, all.hidden += one.hidden, all.cells += one.cells;
  }
  EXPECT_GT(all.secrets, 100);
  EXPECT_LT(all.hidden, all.cells * 3 / 4);
}

/// A city of two departments, each with its units, by tertial, year and sex: what compares units above them.
Numbers city_of(std::mt19937 &random, const std::vector<int> &units_of_department, double few) {
  Numbers out;
  int units = 0;
  for (const int n : units_of_department) units += n;
  const int departments = static_cast<int>(units_of_department.size()), places = units + departments + 1;
  const auto at = [](int place, int grain, int sex) { return static_cast<std::size_t>((place * 4 + grain) * 3 + sex); };
  out.cells.resize(static_cast<std::size_t>(places * 12));
  std::geometric_distribution<int> count(few);
  int unit = 0;
  for (int d = 0; d < departments; ++d)
    for (int u = 0; u < units_of_department[static_cast<std::size_t>(d)]; ++u, ++unit)
      for (int grain = 0; grain < 3; ++grain)
        for (int sex = 1; sex <= 2; ++sex) {
          const double n = count(random);
          for (const int place : {unit, units + d, places - 1})
            for (const int g : {grain, 3})
              for (const int s : {0, sex}) out.cells[at(place, g, s)].count += n;
        }
  for (int place = 0; place < places; ++place)
    for (int i = 0; i < 12; ++i)
      out.cells[static_cast<std::size_t>(place * 12 + i)].owner =
          place < units                                                                                      ? place
          : place < units + departments && units_of_department[static_cast<std::size_t>(place - units)] == 1 ? place - units
                                                                                                             : -1;
  const auto sum = [&](std::size_t total, std::vector<std::size_t> parts) { out.relations.push_back({total, std::move(parts)}); };
  for (int place = 0; place < places; ++place) {
    for (int grain = 0; grain < 4; ++grain) sum(at(place, grain, 0), {at(place, grain, 1), at(place, grain, 2)});
    for (int sex = 0; sex < 3; ++sex) sum(at(place, 3, sex), {at(place, 0, sex), at(place, 1, sex), at(place, 2, sex)});
  }
  for (int grain = 0; grain < 4; ++grain)
    for (int sex = 0; sex < 3; ++sex) {
      std::vector<std::size_t> all;
      int first = 0;
      for (int d = 0; d < departments; ++d) {
        std::vector<std::size_t> inside;
        for (int u = 0; u < units_of_department[static_cast<std::size_t>(d)]; ++u) inside.push_back(at(first++, grain, sex));
        sum(at(units + d, grain, sex), std::move(inside));
        all.push_back(at(units + d, grain, sex));
      }
      sum(at(places - 1, grain, sex), std::move(all));
    }
  return out;
}

// The head of one unit knows her own figures, small ones too, and reads the picture of the whole department.
TEST(Privacy, WhoKnowsOneUnitFromWithinCannotWorkOutAnother) {
  std::mt19937 random(1930);
  int secrets = 0, broken = 0, broken_before = 0, hidden = 0, cells = 0;
  for (int round = 0; round < 24; ++round) {
    const auto table = city_of(random, round % 2 == 0 ? std::vector<int>{2, 2} : std::vector<int>{3, 2}, 0.08);
    auto safe = table, naive = table;
    protect(safe.cells, safe.relations);
    for (auto &cell : naive.cells) cell.owner = -1; // the old rule: everybody stands outside
    protect(naive.cells, naive.relations);
    for (std::size_t i = 0; i < naive.cells.size(); ++i) naive.cells[i].owner = table.cells[i].owner;
    const int units = round % 2 == 0 ? 4 : 5;
    for (int insider = -2; insider < units; ++insider) {
      if (insider == -1) continue;
      const Attacker attacker(safe.cells, safe.relations, &Cell::count, insider), before(naive.cells, naive.relations, &Cell::count, insider);
      for (std::size_t i = 0; i < safe.cells.size(); ++i) {
        const auto &cell = safe.cells[i];
        if (!is_small(cell.count) || cell.owner == insider) continue;
        ++secrets;
        // What lies in a department of which the insider is all but one unit: the other's figure is the secret, and is looked at itself.
        if (cell.owner < 0) continue;
        broken += !cell.hidden || attacker.possible(i, 3) < 3;
        broken_before += !naive.cells[i].hidden || before.possible(i, 3) < 3;
      }
    }
    for (const auto &cell : safe.cells) hidden += cell.hidden, ++cells;
  }
  EXPECT_GT(secrets, 500);
  EXPECT_EQ(broken, 0);
  EXPECT_GT(broken_before, 0) << "without the rule an insider would have won somewhere, or this proves nothing";
  EXPECT_LT(hidden, cells * 3 / 4);
}

// ---- the whole way: records in four units, compared at every level, and the attacker reads all of it ----

class Units : public ::testing::TestWithParam<std::string> {
protected:
  testing::World w{GetParam()};
  std::vector<std::int64_t> units;
  std::mt19937 random{77};

  void SetUp() override {
    std::geometric_distribution<int> few(0.11);
    for (int u = 0; u < 4; ++u) {
      if (u > 0) w.new_unit();
      units.push_back(w.unit);
      auto c = w.db.pool().write();
      auto unit = *w.organisation.unit(w.unit);
      unit.department = u < 2 ? "Öppenvård" : "Myndighet", unit.name = "Enhet " + std::to_string(u);
      ASSERT_TRUE(w.organisation.update_unit(*c, unit));
    }
    for (std::size_t u = 0; u < 4; ++u)
      for (int tertial = 0; tertial < 3; ++tertial)
        for (const char *sex : {"kvinna", "man"})
          for (int n = few(random); n > 0; --n) viewpoint(units[u], make_date(2018, 2 + 4 * tertial, 1 + n % 28), sex);
  }
  void viewpoint(std::int64_t unit, Date day, const std::string &sex) {
    auto draft = w.draft("viewpoint", {{"received", to_iso(day)}, {"category", "wish"}, {"givers", "client " + sex}});
    draft.unit = unit;
    ASSERT_TRUE(w.records.save(access::system_actor(unit), "viewpoint", draft));
  }
  const std::vector<Period> periods{tertial_period(2018, 1), tertial_period(2018, 2), tertial_period(2018, 3), year_period(2018)};
};

TEST_P(Units, NoLevelTellsWhatAnotherHidesNotEvenToTheStaffOfOneUnit) {
  // Places: the units, their departments, the administration, the board and the city, which here are the same people.
  constexpr int kPlaces = 9, kGrains = 4, kSexes = 3;
  const auto at = [](int place, int grain, int sex) { return static_cast<std::size_t>((place * kGrains + grain) * kSexes + sex); };
  const auto of = [](const BySex &v, int sex) { return sex == 0 ? v.all : v.sex[sex]; };
  Numbers table;
  table.cells.resize(kPlaces * kGrains * kSexes);
  const auto read = [&](int place, const std::vector<BySex> &row, bool hide) {
    for (int g = 0; g < kGrains; ++g)
      for (int sex = 0; sex < kSexes; ++sex) {
        const Value v = of(row[static_cast<std::size_t>(g)], sex);
        auto &cell = table.cells[at(place, g, sex)];
        if (hide) cell.hidden = cell.hidden || v.state == State::suppressed;
        else cell.count += v.value;
      }
  };
  for (int u = 0; u < 4; ++u) {
    const auto plain = w.measures.values({"viewpoints_received"}, {units[static_cast<std::size_t>(u)]}, periods).front();
    for (const int place : {u, 4 + u / 2, 6, 7, 8}) read(place, plain, false);
    for (int i = 0; i < kGrains * kSexes; ++i) table.cells[static_cast<std::size_t>(u * kGrains * kSexes + i)].owner = u;
  }
  const std::pair<Level, int> levels[] = {{Level::administration, 6}, {Level::board, 7}, {Level::city, 8}};
  for (int d = 0; d < 2; ++d) {
    const auto found = w.measures.compare("viewpoints_received", units[static_cast<std::size_t>(d * 2)], Level::department, periods);
    ASSERT_EQ(found.rows.size(), 3u);
    read(4 + d, found.rows[0].values, true);
    for (int u = 0; u < 2; ++u) read(d * 2 + u, found.rows[static_cast<std::size_t>(u + 1)].values, true);
  }
  for (const auto &[level, place] : levels) {
    const auto found = w.measures.compare("viewpoints_received", units[0], level, periods);
    ASSERT_EQ(found.rows.size(), 5u);
    read(place, found.rows[0].values, true);
  }
  const auto sum = [&](std::size_t total, std::vector<std::size_t> parts) { table.relations.push_back({total, std::move(parts)}); };
  for (int place = 0; place < kPlaces; ++place) {
    for (int g = 0; g < kGrains; ++g) sum(at(place, g, 0), {at(place, g, 1), at(place, g, 2)});
    for (int sex = 0; sex < kSexes; ++sex) sum(at(place, 3, sex), {at(place, 0, sex), at(place, 1, sex), at(place, 2, sex)});
  }
  for (int g = 0; g < kGrains; ++g)
    for (int sex = 0; sex < kSexes; ++sex) {
      sum(at(4, g, sex), {at(0, g, sex), at(1, g, sex)}), sum(at(5, g, sex), {at(2, g, sex), at(3, g, sex)});
      sum(at(6, g, sex), {at(4, g, sex), at(5, g, sex)}), sum(at(7, g, sex), {at(6, g, sex)}), sum(at(8, g, sex), {at(7, g, sex)});
    }
  int secrets = 0, shown = 0;
  for (int insider = -2; insider < 4; ++insider) {
    if (insider == -1) continue;
    const Attacker attacker(table.cells, table.relations, &Cell::count, insider);
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
      const auto &cell = table.cells[i];
      shown += !cell.hidden && cell.count > 0;
      if (!is_small(cell.count) || cell.owner < 0 || cell.owner == insider) continue;
      ++secrets;
      EXPECT_TRUE(cell.hidden);
      EXPECT_GE(attacker.possible(i, 3), 3) << "place " << i / 12 << ", who knows unit " << insider;
    }
  }
  EXPECT_GT(secrets, 20);
  EXPECT_GT(shown, 50) << "hiding everything would be no art";
}
RT_BOTH_DATABASES(Units);

TEST(Privacy, ACityOfAHundredUnitsIsProtectedInASecondOrSo) {
  std::mt19937 random(120);
  auto table = city_of(random, {10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10}, 0.05);
  const auto start = std::chrono::steady_clock::now();
  protect(table.cells, table.relations);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
  int small = 0, hidden = 0;
  for (const auto &cell : table.cells) small += is_small(cell.count), hidden += cell.hidden;
  RecordProperty("milliseconds", static_cast<int>(took));
  std::cout << "120 units: " << small << " small, " << hidden << " hidden of " << table.cells.size() << ", " << took << " ms\n";
  EXPECT_LT(took, 60'000) << "unoptimised";
}

TEST(Privacy, NothingSmallNothingHidden) {
  Table table{{{of(61, 31), of(40, 12)}, {of(61, 31), of(40, 12)}}, {year_period(2017), year_period(2018)}, false, true};
  protect(table);
  for (const auto &place : table.figures)
    for (const auto &one : place) EXPECT_EQ(one.sex[2].state, State::figure);
}

} // namespace
} // namespace rt::measures::privacy
