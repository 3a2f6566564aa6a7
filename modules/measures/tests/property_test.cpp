// Whatever is saved, changed, moved, removed and put back, in any order: the cells are what a rebuild gives, the listed
// records add up to the figure, months add up to tertials and years, and both databases agree.
#include "modules/measures/tests/slow.hpp"
#include <cstdlib>
#include <gtest/gtest.h>
#include <rapidcheck.h>

using namespace rt;
using measures::Kind;
using rt::measures::testing::World;

namespace {

// A history is long work on two databases; 20 of them say enough in one run.
const bool kShort = (::setenv("RC_PARAMS", "max_success=20 max_size=60", 0), true);

/// One step of a history; the numbers choose what, on which record, and how.
struct Step {
  unsigned what, which, how;
};
void showValue(const Step &s, std::ostream &out) { out << "{" << s.what << "," << s.which << "," << s.how << "}"; }

const std::vector<std::string> kTeams{"UM", "FNG", "KBT", "BOSTOD", "FUG"};
std::string some_day(unsigned n, int from_year = 2018) { return to_iso(make_date(from_year, 1, 1) + static_cast<int>(n % 470)); }
std::string pick(const std::vector<std::string> &words, unsigned n) { return words[n % words.size()]; }

/// The same history told to one world. Remembers what it made, so that later steps can change it.
class Teller {
public:
  explicit Teller(World &world) : w(world) {}
  void tell(const Step &s) {
    switch (s.what % 14) {
    case 0:
    case 1: return contact(s);
    case 2:
    case 3: return rating("ors", s);
    case 4: return session(s);
    case 5: return rating("srs", s);
    case 6: return rent(s);
    case 7: return viewpoint(s);
    case 8: return link(s);
    case 9: return kbt(s);
    case 10:
    case 11: return change(s);
    case 12: return remove(s);
    default: return restore(s);
    }
  }

private:
  World &w;
  std::vector<std::pair<std::string, std::int64_t>> made_, removed_;
  std::vector<std::string> contacts_, sessions_;
  int next_ = 0;

  void keep(const std::string &reg, const std::map<std::string, std::string> &fields, std::vector<std::string> *names = nullptr) {
    const std::string name = "p" + std::to_string(next_++);
    const auto draft = w.draft(reg, fields);
    const auto saved = w.records.save(w.system, reg, draft);
    if (!saved) return; // a rule said no, the same on both databases
    w.names[name] = saved->id;
    made_.emplace_back(reg, saved->id);
    if (names != nullptr) names->push_back(name);
  }
  void contact(const Step &s) {
    std::map<std::string, std::string> f{{"team", pick(kTeams, s.which)},
                                         {"sex", pick({"kvinna", "man", "annat"}, s.how)},
                                         {"born", std::to_string(1990 + s.which % 20)},
                                         {"received", some_day(s.how)},
                                         {"started", some_day(s.how + 9)},
                                         {"reason", pick({"behaviour", "violence", "mood"}, s.which)}};
    if (s.which % 3 != 0) f["ended"] = some_day(s.how + 60 + s.which % 90), f["ending"] = pick({"planned", "unplanned"}, s.how);
    if (s.which % 4 == 0) f["continued"] = pick({"yes", "no"}, s.how), f["motivation_done"] = some_day(s.how + 30);
    keep("contact", f, &contacts_);
  }
  void rating(const std::string &reg, const Step &s) {
    if (contacts_.empty()) return;
    std::map<std::string, std::string> f{
        {"contact", pick(contacts_, s.which)}, {"date", some_day(s.how)}, {"rater", pick({"client", "mother", "father"}, s.what / 14)}};
    for (int i = 1; i <= 4; ++i)
      f["s" + std::to_string(i)] = std::to_string((s.how + static_cast<unsigned>(i) * s.which) % 10) + "," + std::to_string(s.how % 10);
    if (reg == "srs" && !sessions_.empty()) f["session"] = pick(sessions_, s.which);
    keep(reg, f);
  }
  void session(const Step &s) {
    if (!contacts_.empty())
      keep("session",
           {{"contact", pick(contacts_, s.which)}, {"date", some_day(s.how)}, {"state", pick({"held", "held", "cancelled", "booked"}, s.how)}},
           &sessions_);
  }
  void rent(const Step &s) {
    if (contacts_.empty()) return;
    std::map<std::string, std::string> f{{"contact", pick(contacts_, s.which)}, {"due", some_day(s.how)}};
    if (s.how % 3 != 0) f["paid"] = some_day(s.how + s.which % 3);
    keep("rent", f);
  }
  void viewpoint(const Step &s) {
    keep("viewpoint", {{"team", pick(kTeams, s.which)},
                       {"received", some_day(s.how)},
                       {"category", "wish"},
                       {"adapted", pick({"yes", "no"}, s.how)},
                       {"givers", pick({"client kvinna", "client man", "mother kvinna, father man"}, s.which)}});
  }
  void link(const Step &s) {
    std::map<std::string, std::string> f{{"team", "FUG"},
                                         {"sex", pick({"female", "male", "other", "unknown"}, s.which)},
                                         {"alias", "U" + std::to_string(next_)},
                                         {"identified", some_day(s.how)}};
    if (s.which % 3 != 0) f["confirmed"] = some_day(s.how + 30);
    keep("youth_link", f);
  }
  void kbt(const Step &s) {
    if (contacts_.empty()) return;
    std::map<std::string, std::string> f{{"contact", pick(contacts_, s.which)},
                                         {"substance", pick({"alcohol", "gambling"}, s.how)},
                                         {"start_date", some_day(s.how)},
                                         {"start_extent", "7"}};
    if (s.which % 2 == 0) f["end_date"] = some_day(s.how + 50), f["outcome"] = pick({"reduced", "kept", "not_reduced"}, s.how), f["end_extent"] = "2";
    keep("kbt", f);
  }
  std::optional<std::size_t> one_of(std::size_t count, const Step &s) const { return count == 0 ? std::nullopt : std::optional(s.which % count); }
  /// Moves in time, between teams and between sexes, and a link that points elsewhere.
  void change(const Step &s) {
    const auto i = one_of(made_.size(), s);
    if (!i) return;
    const auto &[reg_id, id] = made_[*i];
    const auto found = w.records.get(w.system, reg_id, id, "test");
    if (!found) return;
    records::Draft d = *found;
    const auto &reg = *w.catalog.find(reg_id);
    switch (s.how % 5) {
    case 0: d.team = w.teams.at(pick(kTeams, s.how / 5)); break;
    case 1:
      if (d.has(reg.date_field)) d.values[reg.date_field] = some_day(s.how / 5);
      break;
    case 2:
      if (reg_id == "contact") d.sex = static_cast<measures::Sex>(s.how / 5 % 4);
      else if (reg.field("sex") != nullptr) d.values["sex"] = std::int64_t{s.how / 5 % 3};
      else if (!d.givers.empty()) d.givers[0].sex = static_cast<measures::Sex>(s.how / 5 % 3);
      break;
    case 3:
      if (reg.field("contact") != nullptr && !contacts_.empty()) d.values["contact"] = w.names.at(pick(contacts_, s.how / 5));
      else if (reg_id == "contact") d.values["ended"] = some_day(s.how / 5 + 200), d.values["ending"] = std::int64_t{1};
      break;
    default:
      if (reg_id == "contact") d.values.erase("ended"), d.values.erase("ending");
      else if (d.has("s1")) d.values["s1"] = std::int64_t{s.how % 100};
      else if (d.has("paid")) d.values.erase("paid");
    }
    (void)w.records.save(w.system, reg_id, d);
  }
  void remove(const Step &s) {
    const auto i = one_of(made_.size(), s);
    if (!i) return;
    const auto found = w.records.get(w.system, made_[*i].first, made_[*i].second, "test");
    if (found && w.records.remove(w.system, made_[*i].first, found->id, found->version)) removed_.push_back(made_[*i]);
  }
  void restore(const Step &s) {
    if (const auto i = one_of(removed_.size(), s)) (void)w.records.restore(w.system, removed_[*i].first, removed_[*i].second);
  }
};

std::vector<Step> history() {
  return *rc::gen::container<std::vector<Step>>(
      rc::gen::construct<Step>(rc::gen::inRange(0U, 42U), rc::gen::inRange(0U, 1000U), rc::gen::inRange(0U, 1000U)));
}

bool adds_up(const measures::Definition &d) { return d.kind == Kind::count || d.kind == Kind::share || d.kind == Kind::mean || d.kind == Kind::sum; }
bool near(double a, double b) { return std::abs(a - b) < 1e-6; }

/// The shipped measures, and some of every other kind and split.
definitions::Catalog with_more() {
  auto catalog = rt::measures::testing::shipped_catalog();
  using rt::measures::testing::measure;
  catalog.measures.push_back(measure("x_ended", {{"count", "contact ended in period"}, {"split", "age_group, reason, ending"}}));
  catalog.measures.push_back(measure("x_planned", {{"share", "contact ended in period where ending = planned"}, {"split", "reason, age_group"}}));
  catalog.measures.push_back(measure("x_rise", {{"change", "ors.total by same rater of contact ended in period"}, {"split", "reason"}}));
  catalog.measures.push_back(
      measure("x_again", {{"share", "contact ended in period where exists contact of same person within 12 months after ended"}}));
  catalog.measures.push_back(measure("x_lowest", {{"mean", "lowest ors.total of contact ended in period"}, {"split", "age_group"}}));
  catalog.measures.push_back(measure("x_sessions", {{"sum", "count session where (state is held) of contact ended in period"}}));
  catalog.measures.push_back(measure("x_people", {{"distinct", "person of contact running from started to ended in period"}}));
  return catalog;
}

class Property : public ::testing::TestWithParam<std::string> {};

void lineage_is_the_figure(World &w, const measures::Definition &d, const Period &period) {
  const auto figure = w.measures.value(d.id, {w.unit, 0}, period);
  for (int sex = -1; sex < 4; ++sex) {
    const auto &v = sex < 0 ? figure.all : figure.sex[sex];
    const auto lineage =
        w.measures.lineage(w.system, d.id, {w.unit, 0}, period, sex < 0 ? std::nullopt : std::optional(static_cast<measures::Sex>(sex))).value();
    double numerator = 0, denominator = 0;
    for (const auto &row : lineage.rows) numerator += row.numerator, denominator += row.denominator;
    RC_ASSERT(near(numerator, v.numerator));
    RC_ASSERT(near(denominator, v.denominator));
    RC_ASSERT(lineage.hidden == 0);
  }
}

void months_are_the_year(World &w, const measures::Definition &d) {
  std::vector<Period> periods;
  for (int m = 1; m <= 12; ++m) periods.push_back(month_period(make_month(2018, m)));
  for (int t = 1; t <= 3; ++t) periods.push_back(tertial_period(2018, t));
  periods.push_back(year_period(2018));
  const auto v = w.measures.values({d.id}, {w.unit, 0}, periods).front();
  double months = 0, tertials = 0;
  for (int m = 0; m < 12; ++m) months += v[static_cast<std::size_t>(m)].all.numerator + 1000 * v[static_cast<std::size_t>(m)].all.denominator;
  for (int t = 12; t < 15; ++t) tertials += v[static_cast<std::size_t>(t)].all.numerator + 1000 * v[static_cast<std::size_t>(t)].all.denominator;
  const double year = v[15].all.numerator + 1000 * v[15].all.denominator;
  RC_ASSERT(near(months, year));
  RC_ASSERT(near(tertials, year));
}

int told_apart = 0; ///< figures above nought that both ways have given
/// Every figure of every measure that the slow way knows, whole and by sex.
void slow_says_the_same(World &w, const Period &period) {
  const rt::measures::testing::Slow slow(w);
  for (const auto &source : w.catalog.measures) {
    const auto versions = w.measures.versions(source.id);
    if (versions.size() > 1) continue; // which version is meant is a question of its own
    const auto expected = slow.figure(source, period);
    if (!expected) continue;
    const auto v = w.measures.value(source.id, {w.unit, 0}, period);
    for (int i = 0; i < 5; ++i) {
      const auto &one = i == 4 ? v.all : v.sex[i];
      if (i < 4 && !w.measures.find(source.id)->by_sex) continue;
      const bool divided = one.denominator != 0 || expected->denominator[i] != 0;
      if (!near(one.numerator, expected->numerator[i]) || (divided && !near(one.denominator, expected->denominator[i])))
        RC_LOG() << source.id << " " << i << ": " << one.numerator << "/" << one.denominator << ", slow " << expected->numerator[i] << "/"
                 << expected->denominator[i];
      RC_ASSERT(near(one.numerator, expected->numerator[i]));
      told_apart += one.numerator > 0 ? 1 : 0;
      RC_ASSERT(!divided || near(one.denominator, expected->denominator[i]));
    }
  }
}

/// The parts of every split that each record has once add up to the whole.
void parts_are_the_whole(World &w, const measures::Definition &d, const Period &period) {
  const auto whole = w.measures.value(d.id, {w.unit, 0}, period);
  if (whole.all.state == measures::State::not_comparable) return;
  std::vector<std::string> by{"team"};
  for (const auto &split : d.splits) by.push_back(split.id);
  for (const auto &split : by) {
    double numerator = 0, denominator = 0;
    for (const auto &row : w.measures.split(d.id, split, {w.unit, 0}, {period}))
      numerator += row.values[0].all.numerator, denominator += row.values[0].all.denominator;
    RC_ASSERT(near(numerator, whole.all.numerator));
    RC_ASSERT(near(denominator, whole.all.denominator));
  }
}

/// Every figure of the unit as one text, to compare two databases by.
std::string all_figures(World &w) {
  std::vector<std::string> ids;
  for (const auto &d : w.measures.definitions()) ids.push_back(d.id);
  const auto values = w.measures.values(
      ids, {w.unit, 0}, {year_period(2018), tertial_period(2018, 2), rolling12(make_month(2018, 11)), month_period(make_month(2018, 5))});
  std::string text;
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (const auto &v : values[i]) {
      text += ids[i] + " " + std::to_string(static_cast<int>(v.all.state)) + " " + std::to_string(v.all.numerator) + "/" +
              std::to_string(v.all.denominator);
      for (const auto &sex : v.sex) text += " " + std::to_string(sex.numerator) + "/" + std::to_string(sex.denominator);
      text += "\n";
    }
  return text;
}

} // namespace

TEST_P(Property, CellsAreWhatARebuildGivesAndRecordsAddUpToThem) {
  World world(GetParam(), with_more());
  ASSERT_TRUE(world.measures.findings().empty());
  Teller teller(world); // one unit lives through all the histories; every one adds to it
  EXPECT_TRUE(rc::check("cells = records after any history", [&] {
    for (const Step &step : history()) teller.tell(step);
    const std::string differences = world.differences();
    if (!differences.empty()) RC_LOG() << differences;
    RC_ASSERT(differences.empty());
    const auto &all = world.measures.definitions();
    const auto &d = all[*rc::gen::inRange<std::size_t>(0, all.size())];
    if (d.kind == Kind::index || d.kind == Kind::manual) return;
    const Period period =
        *rc::gen::element(year_period(2018), tertial_period(2018, 1), rolling12(make_month(2019, 1)), month_period(make_month(2018, 6)));
    lineage_is_the_figure(world, d, period);
    if (adds_up(d)) months_are_the_year(world, d);
    if (adds_up(d)) parts_are_the_whole(world, d, period);
    slow_says_the_same(world, period);
  }));
  // The histories must have touched something, or the above says nothing.
  EXPECT_GT(told_apart, 300);
  auto c = world.db.pool().read();
  EXPECT_GT(c->count("SELECT COUNT(*) FROM cell"), 100);
  EXPECT_GT(c->count("SELECT COUNT(DISTINCT measure_id) FROM cell"), 15);
}
RT_BOTH_DATABASES(Property);

TEST(Databases, AgreeOnEveryFigure) {
  if (rt::testing::databases().size() < 2) GTEST_SKIP() << "PostgreSQL is not running";
  World sqlite("sqlite"), postgres("postgres");
  Teller one(sqlite), other(postgres);
  EXPECT_TRUE(rc::check("both databases give the same figures", [&] {
    for (const Step &step : history()) {
      one.tell(step);
      other.tell(step);
    }
    RC_ASSERT(all_figures(sqlite) == all_figures(postgres));
  }));
}
