// What the program says to look at, and what it leaves alone. Each example is one that a quality officer can check by hand.
#include "modules/measures/quality.hpp"
#include "modules/measures/tests/fixture.hpp"
#include "platform/i18n/i18n.hpp"
#include <gtest/gtest.h>
#include <chrono>
#include <random>

namespace rt::measures::quality {
namespace {

using testing::World;

Definition named(const std::string &id, const std::string &unit = "count", int decimals = 0, Kind kind = Kind::imported) {
  Definition d;
  d.id = id, d.title = {id, id}, d.unit = unit, d.decimals = decimals, d.kind = kind;
  return d;
}
Value is(double value, double denominator = 0, std::int64_t n = 0) {
  Value v;
  v.state = State::figure, v.value = value, v.printed = n == 0, v.n = n, v.denominator = denominator, v.numerator = value * denominator / 100;
  return v;
}
BySex whole(double value) { return {is(value), {}}; }
std::vector<Value> series(const std::vector<double> &values) {
  std::vector<Value> out;
  for (const double value : values) out.push_back(is(value));
  return out;
}
std::string said(const std::optional<Flag> &flag) { return flag ? flag->words : ""; }

// ---- between measures: the reference's own examples ----

TEST(Relations, ShortSickLeaveCannotBeMoreThanAll) { // VUX: day 1–14 3,1 %, in all 2,8 %
  const Definition all = named("Sjukfrånvaro", "percent", 1), brief = named("Sjukfrånvaro dag 1–14", "percent", 1);
  EXPECT_EQ(said(above({&brief, whole(3.1)}, {&all, whole(2.8)})), "3,1\u202f% är mer än 2,8\u202f% för ”Sjukfrånvaro”, och det går inte.");
  EXPECT_EQ(above({&brief, whole(3.1)}, {&all, whole(2.8)})->plain, "Siffran är högre än den för ”Sjukfrånvaro”, och det går inte.");
  EXPECT_FALSE(above({&brief, whole(2.8)}, {&all, whole(2.8)}));
  EXPECT_FALSE(above({&brief, whole(3.1)}, {&all, {}})) << "nothing is known of the other";
}

TEST(Relations, OneSexMayBreakWhatTheWholeKeeps) {
  Definition all = named("Avslutade"), some = named("Planerade");
  BySex a = whole(10), b = whole(8);
  a.sex[1] = is(3), b.sex[1] = is(4), a.sex[2] = is(7), b.sex[2] = is(4);
  EXPECT_EQ(said(above({&some, b}, {&all, a})), "kvinnor: 4 är mer än 3 för ”Avslutade”, och det går inte.");
}

TEST(Relations, FortyOneAndNineAreNotFiftyTwo) { // the complaints of 004
  const Definition all = named("Klagomål"), first = named("SYS"), second = named("SSH");
  EXPECT_EQ(said(not_the_sum({&all, whole(52)}, {{&first, whole(41)}, {&second, whole(9)}})),
            "Delarna ”SYS”, ”SSH” blir 41 + 9 = 50, men hela talet är 52.");
  EXPECT_FALSE(not_the_sum({&all, whole(50)}, {{&first, whole(41)}, {&second, whole(9)}}));
  EXPECT_FALSE(not_the_sum({&all, whole(52)}, {{&first, whole(41)}, {&second, {}}})) << "one part is not there yet";
}

TEST(Relations, RoundedPartsMayDifferByTheirRounding) {
  const Definition all = named("Timmar", "hours", 1), part = named("Del", "hours", 1);
  EXPECT_FALSE(not_the_sum({&all, whole(10.0)}, {{&part, whole(3.3)}, {&part, whole(3.3)}, {&part, whole(3.3)}}));
  EXPECT_TRUE(not_the_sum({&all, whole(10.4)}, {{&part, whole(3.3)}, {&part, whole(3.3)}, {&part, whole(3.3)}}));
}

TEST(Relations, TheSamePeopleCountedTwice) {
  const Definition a = named("Unga i samtal"), b = named("Bekräftade unga");
  EXPECT_EQ(said(unlike({&a, whole(80)}, {&b, whole(81)})), "Ska vara lika med ”Bekräftade unga”, som är 81, men är 80.");
  EXPECT_FALSE(unlike({&a, whole(80)}, {&b, whole(80)}));
}

// ---- outliers ----

std::string far(const std::vector<double> &earlier, double now, const std::string &unit = "count", int decimals = 0) {
  return said(outlier(named("x", unit, decimals), series(earlier), year_period(2018), is(now)));
}

TEST(Outliers, FarOutsideAllThatHasBeen) {
  EXPECT_EQ(far({100, 104, 97, 101, 99, 103, 98, 102}, 160), "Ovanligt högt: de 8 tidigare åren har det varit 97–104.");
  EXPECT_EQ(far({100, 104, 97, 101, 99, 103, 98, 102}, 40), "Ovanligt lågt: de 8 tidigare åren har det varit 97–104.");
}
TEST(Outliers, WithinChanceNothingIsSaid) {
  EXPECT_EQ(far({100, 104, 97, 101, 99, 103, 98, 102}, 130), "") << "a count of a hundred moves by ten of itself; three times that is no news";
  EXPECT_EQ(far({100, 104, 97, 101, 99, 103, 98, 102}, 104), "");
}
TEST(Outliers, FewAreNeverFar) {
  for (const double now : {0, 1, 2, 3, 4, 5, 6}) EXPECT_EQ(far({0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, now), "") << now;
  EXPECT_NE(far({0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 12), "");
  for (const double now : {0, 1, 2}) EXPECT_EQ(far({1, 2, 1, 0, 2, 1, 1, 2}, now), "") << now;
}
TEST(Outliers, SevenEarlierFiguresAreTooFew) {
  EXPECT_EQ(far({10, 10, 10, 10, 10, 10, 10}, 900), "");
  auto with_gap = series({10, 10, 10, 10, 10, 10, 10, 10});
  with_gap[3].state = State::missing;
  EXPECT_FALSE(outlier(named("x"), with_gap, year_period(2018), is(900))) << "a figure that is missing is none";
}
TEST(Outliers, TheSummerDipHasBeenThereBefore) {
  EXPECT_EQ(far({100, 101, 99, 100, 12, 100, 102, 98, 101, 100, 99, 100}, 13), "") << "July was as low last year";
}
TEST(Outliers, AShareIsJudgedByHowManyItIsOf) {
  const auto d = named("x", "percent", 0, Kind::share);
  const auto earlier = series({80, 82, 79, 81, 80, 78, 81, 80});
  EXPECT_FALSE(outlier(d, earlier, year_period(2018), is(0, 3, 3))) << "none of three";
  EXPECT_FALSE(outlier(d, earlier, year_period(2018), is(60, 20, 20))) << "twelve of twenty";
  EXPECT_TRUE(outlier(d, earlier, year_period(2018), is(20, 50, 50))) << "ten of fifty";
}
TEST(Outliers, WordsForTheReportHoldNoOtherFigures) {
  const auto flag = outlier(named("x"), series({100, 104, 97, 101, 99, 103, 98, 102}), year_period(2018), is(160));
  EXPECT_EQ(flag->plain, "Ovanligt högt jämfört med de 8 tidigare åren.");
}
TEST(Outliers, ChanceAloneSaysNextToNothing) { // a unit of 100 measures by month for a year
  std::mt19937 random(20190322);
  int told = 0;
  for (const double mean : {0.3, 1.0, 3.0, 12.0, 60.0, 400.0}) {
    std::poisson_distribution<int> count(mean);
    for (int round = 0; round < 1000; ++round) {
      std::vector<double> earlier;
      for (int i = 0; i < 8 + round % 29; ++i) earlier.push_back(count(random));
      told += far(earlier, count(random)).empty() ? 0 : 1;
    }
  }
  EXPECT_LE(told, 3) << "of 6 000";
}

// ---- stale ----

TEST(Stale, AYearIsDueThreeMonthsAfterItsEnd) {
  const std::vector<Period> given{year_period(2016), year_period(2017)};
  EXPECT_FALSE(overdue({}, given, make_date(2019, 3, 31)));
  const auto awaited = overdue({}, given, make_date(2019, 4, 1));
  ASSERT_TRUE(awaited);
  EXPECT_EQ(old_figure(named("x"), *awaited).words, "Gammal uppgift: den senaste gäller 2017. Den för 2018 borde ha kommit senast 31 mars 2019.");
}
TEST(Stale, TheDefinitionSaysHowOftenItComes) {
  EXPECT_TRUE(overdue(PeriodKind::tertial, {tertial_period(2018, 2)}, make_date(2019, 3, 1)));
  EXPECT_FALSE(overdue(PeriodKind::tertial, {tertial_period(2018, 2)}, make_date(2019, 2, 28)));
  EXPECT_TRUE(overdue(PeriodKind::month, {month_period(make_month(2019, 1))}, make_date(2019, 4, 1)));
  EXPECT_FALSE(overdue(PeriodKind::month, {month_period(make_month(2019, 1))}, make_date(2019, 3, 22)));
  EXPECT_FALSE(overdue(PeriodKind::year, {}, make_date(2019, 3, 22))) << "what was never there is missing, not old";
}
std::vector<MonthCount> monthly(Month first, int months, double each, int step = 1) {
  std::vector<MonthCount> all;
  for (int i = 0; i < months; i += step) all.push_back({first + i, each});
  return all;
}
TEST(Stale, RecordsThatStoppedAreTold) {
  const auto kept = monthly(make_month(2017, 1), 18, 6); // six a month until June 2018
  EXPECT_EQ(said(stopped(named("x"), kept, make_date(2019, 3, 22))), "Inget har registrerats sedan juni 2018. Förut var det ungefär 6 i månaden.");
  EXPECT_EQ(said(stopped(named("x"), kept, make_date(2018, 9, 22))), "") << "two whole months may be a summer";
}
TEST(Stale, TheRhythmIsItsOwn) {
  EXPECT_EQ(said(stopped(named("x"), monthly(make_month(2014, 1), 58, 12, 6), make_date(2019, 3, 22))), "") << "twice a year, and half a year ago";
  EXPECT_EQ(said(stopped(named("x"), monthly(make_month(2017, 1), 18, 0.5), make_date(2019, 3, 22))), "")
      << "so few that eight silent months are nothing";
}

// ---- not together ----

TEST(Together, OnlyWhatIsCountedAlike) {
  const auto share = named("a", "percent", 0, Kind::share), other = named("b", "percent", 0, Kind::share),
             count = named("c", "count", 0, Kind::count);
  const auto days = named("d", "days", 0, Kind::mean), middle = named("e", "days", 0, Kind::median);
  EXPECT_EQ(not_together(share, "avslutad", other, "avslutad"), "");
  EXPECT_EQ(not_together(share, "avslutad", count, "avslutad"), "Måtten räknas i olika enheter: procent och antal.");
  EXPECT_EQ(not_together(days, "avslutad", middle, "avslutad"), "De räknas på olika sätt: den ena är ett medelvärde, den andra en median.");
  EXPECT_EQ(not_together(share, "startad", other, "avslutad"), "De hör till perioden på olika sätt: ”startad” och ”avslutad”.");
  EXPECT_EQ(not_together(count, "startad", count, "avslutad"), "") << "started and ended beside one another is what one wants to see";
}
TEST(Together, ASeriesBreaksWhereTheDefinitionChanged) {
  const std::vector<Period> years{year_period(2016), year_period(2017), year_period(2018), year_period(2019)};
  EXPECT_EQ(breaks({"", "2018-01-01"}, years), (std::vector<std::size_t>{2}));
  EXPECT_EQ(breaks({"", "2018-07-01"}, years), (std::vector<std::size_t>{3})) << "2018 holds both and is not comparable by itself";
  EXPECT_TRUE(breaks({"", "2012-01-01"}, years).empty());
}

// ---- in a unit, on both databases ----

definitions::Catalog with_relations() {
  auto catalog = testing::shipped_catalog();
  using testing::measure;
  catalog.measures.push_back(measure("all_ended", {{"count", "contact ended in period"}, {"parts", "planned,unplanned"}}));
  catalog.measures.push_back(measure("planned", {{"count", "contact ended in period where ending = planned"}, {"at_most", "all_ended"}}));
  catalog.measures.push_back(measure("unplanned", {{"count", "contact ended in period where ending = unplanned"}}));
  catalog.measures.push_back(measure("leave", {{"imported", "value"}, {"unit", "percent"}, {"decimals", "1"}, {"source", "lönesystemet"}}));
  catalog.measures.push_back(
      measure("leave_short", {{"imported", "value"}, {"unit", "percent"}, {"decimals", "1"}, {"source", "lönesystemet"}, {"at_most", "leave"}}));
  catalog.measures.push_back(measure("monthly", {{"count", "viewpoint received in period"}}));
  return catalog;
}

class Looks : public ::testing::TestWithParam<std::string> {
protected:
  World w{GetParam(), with_relations()};
  std::vector<Flag> of(const std::vector<std::string> &ids) {
    std::vector<const Definition *> definitions;
    for (const auto &id : ids) definitions.push_back(w.measures.find(id));
    return w.measures.flags(w.unit, definitions);
  }
  void typed(const std::string &measure, const std::string &period, const std::string &value) {
    auto head = w.actor(access::Role::head);
    ASSERT_TRUE(w.measures.enter(head, measure, {period, value, "lönesystemet", std::nullopt}));
  }
  void contact(const std::string &ended, const std::string &ending) {
    w.save("contact",
           {{"team", "UM"}, {"sex", "flicka"}, {"received", "2018-01-08"}, {"started", "2018-01-15"}, {"ended", ended}, {"ending", ending}});
  }
  void viewpoints(Month month, int count) {
    for (int i = 0; i < count; ++i)
      w.save("viewpoint", {{"team", "UM"}, {"received", to_iso(first_day(month) + i)}, {"category", "wish"}, {"givers", "client kvinna"}});
  }
};

TEST_P(Looks, WhatCannotBeIsToldBesideTheFigureAndOnThePage) {
  ASSERT_TRUE(w.measures.findings().empty()) << w.measures.findings().front().message;
  typed("leave", "2018", "2,8");
  typed("leave_short", "2018", "3,1");
  const auto flags = of({"leave", "leave_short"});
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags[0].what, Odd::impossible);
  EXPECT_EQ(flags[0].measure, "leave_short");
  EXPECT_EQ(to_text(flags[0].period), "2018");
  EXPECT_EQ(flags[0].others, std::vector<std::string>{"leave"});
  const Where here{w.unit};
  const auto beside = w.measures.values({"leave_short"}, here, {year_period(2018)}, Flags::all).front().front().all;
  EXPECT_EQ(beside.flag, flags[0].words);
  EXPECT_EQ(beside.value, 3.1) << "nothing is corrected";
  EXPECT_EQ(w.measures.values({"leave_short"}, here, {year_period(2018)}, Flags::plain).front().front().all.flag, flags[0].plain);
  EXPECT_EQ(w.measures.values({"leave_short"}, here, {year_period(2018)}).front().front().all.flag, "");
}

TEST_P(Looks, PartsThatAreCountedAreHeldAgainstTheirWhole) {
  contact("2018-06-12", "planned"), contact("2018-06-13", "planned"), contact("2018-06-14", "unplanned");
  EXPECT_TRUE(of({"all_ended", "planned"}).empty());
  contact("2018-06-15", "not_started");
  const auto flags = of({"all_ended", "planned"});
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags[0].words, "Delarna ”planned”, ”unplanned” blir 2 + 1 = 3, men hela talet är 4.");
}

TEST_P(Looks, AMonthFarFromTheUsualAndOneThatIsNot) {
  for (int back = 14; back >= 2; --back) viewpoints(make_month(2019, 3) - back, 2 + back % 2);
  viewpoints(make_month(2019, 2), 20);
  const auto flags = of({"monthly"});
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags[0].what, Odd::outlier);
  EXPECT_EQ(to_text(flags[0].period), "2019-02");
  EXPECT_EQ(flags[0].words, "Ovanligt högt: de 13 tidigare månaderna har det varit 2–3.");
  const auto beside = w.measures.values({"monthly"}, {w.unit}, {month_period(make_month(2019, 2))}, Flags::all).front().front().all;
  EXPECT_EQ(beside.flag, flags[0].words);
  EXPECT_EQ(beside.odd, Odd::outlier);
}

TEST_P(Looks, RecordsThatStoppedComing) {
  for (int back = 20; back >= 8; --back) viewpoints(make_month(2019, 3) - back, 3);
  const auto flags = of({"monthly"});
  ASSERT_FALSE(flags.empty());
  EXPECT_EQ(flags[0].what, Odd::stale);
  EXPECT_EQ(flags[0].words, "Inget har registrerats sedan juli 2018. Förut var det ungefär 3 i månaden.");
  const auto now = w.measures.values({"monthly"}, {w.unit}, {year_period(2018), year_period(2019)}, Flags::all).front();
  EXPECT_EQ(now[0].all.flag, "") << "last year's figure is as it should be";
  EXPECT_EQ(now[1].all.odd, Odd::stale);
}

TEST_P(Looks, AnOldFigureIsToldUntilTheNextOneComes) {
  typed("leave", "2016", "4,2");
  const auto flags = of({"leave"});
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags[0].what, Odd::stale);
  const auto years = w.measures.values({"leave"}, {w.unit}, {year_period(2016), year_period(2017)}, Flags::all).front();
  EXPECT_EQ(years[0].all.odd, Odd::stale);
  EXPECT_EQ(years[1].all.odd, Odd::stale) << "it is missing, and should be here";
  typed("leave", "2017", "saknas");
  typed("leave", "2018", "4,0");
  EXPECT_TRUE(of({"leave"}).empty());
}

TEST_P(Looks, SeenWithANoteForTheNextReader) {
  typed("leave", "2018", "2,8"), typed("leave_short", "2018", "3,1");
  const auto flag = of({"leave_short"}).at(0);
  const Sight sight{flag.measure, std::string(id_of(flag.what)), "2018", flag.figures, " Lönesystemet räknar deltid olika. "};
  EXPECT_FALSE(w.measures.see(w.actor(access::Role::therapist, {"UM"}), sight)) << "who leads the unit answers for its figures";
  EXPECT_FALSE(w.measures.see(w.actor(access::Role::head), {sight.measure, sight.what, sight.period, sight.figures, "  "})) << "why is the point";
  ASSERT_TRUE(w.measures.see(w.actor(access::Role::head), sight));
  auto seen = of({"leave_short"}).at(0);
  ASSERT_TRUE(seen.seen);
  EXPECT_FALSE(seen.open());
  EXPECT_EQ(seen.seen->note, "Lönesystemet räknar deltid olika.");
  EXPECT_EQ(seen.seen->by, "Maria");
  EXPECT_EQ(w.db.pool().read()->count("SELECT COUNT(*) FROM audit_event WHERE object = 'measure:leave_short' AND detail LIKE 'sett:%'"), 1);
  typed("leave_short", "2018", "3,3");
  EXPECT_TRUE(of({"leave_short"}).at(0).open()) << "other figures than those that were looked at";
  w.new_unit();
  EXPECT_TRUE(of({"leave_short"}).empty()) << "another unit";
}

TEST_P(Looks, AUnitOfManyMeasuresIsLookedThroughAtOnce) {
  for (int back = 14; back >= 1; --back) viewpoints(make_month(2019, 3) - back, 2);
  const auto start = std::chrono::steady_clock::now();
  std::vector<const Definition *> all;
  for (const auto &d : w.measures.definitions()) all.push_back(&d);
  (void)w.measures.flags(w.unit, all);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(500)) << "unoptimised and on a busy machine";
}
RT_BOTH_DATABASES(Looks);

// ---- what the definitions may say ----

std::string finding_of(const std::map<std::string, std::string> &keys) {
  auto catalog = testing::shipped_catalog();
  const auto before = catalog.measures.size();
  using testing::measure;
  catalog.measures.push_back(measure("a", keys));
  catalog.measures.push_back(measure("b", {{"count", "contact started in period"}, {"at_most", "c"}}));
  catalog.measures.push_back(measure("c", {{"count", "contact ended in period"}}));
  (void)before;
  rt::testing::TestDatabase db("sqlite");
  const FixedClock clock(from_iso("2019-03-22T10:00:00Z"));
  const Measures measures(db.pool(), catalog, clock);
  if (measures.findings().empty()) return {};
  const auto &f = measures.findings().front();
  return f.message + (f.suggestion.empty() ? "" : " " + f.suggestion);
}
TEST(RelationsInDefinitions, SayWhatIsWrongAndWhere) {
  const std::string count = "contact ended in period";
  EXPECT_EQ(finding_of({{"count", count}, {"at_most", "b"}}), "");
  EXPECT_EQ(finding_of({{"count", count}, {"at_most", "contact_ended"}}).rfind("Mått a, at_most, tecken 1: Måttet contact_ended finns inte.", 0), 0u);
  EXPECT_EQ(finding_of({{"count", count}, {"at_most", "kbt_planned"}}).find("finns inte") != std::string::npos ||
                finding_of({{"count", count}, {"at_most", "kbt_planned"}}).find("räknas i") != std::string::npos,
            true);
  EXPECT_EQ(finding_of({{"share", count}, {"at_most", "b"}}),
            "Mått a, at_most, tecken 1: a räknas i percent och b i count. De går inte att jämföra.");
  EXPECT_EQ(finding_of({{"count", count}, {"at_most", "a"}}), "Mått a, at_most, tecken 1: Ett mått kan inte jämföras med sig självt.");
  EXPECT_EQ(finding_of({{"count", count}, {"parts", "b"}}),
            "Mått a, parts, tecken 1: parts ska ha minst två mått: de som tillsammans är hela talet.");
  EXPECT_EQ(finding_of({{"share", count}, {"parts", "b,c"}}),
            "Mått a, parts, tecken 1: Andelar och poäng blir inte en helhet när de läggs ihop. Ta bort parts.");
  EXPECT_EQ(finding_of({{"count", count}, {"every", "year"}}),
            "Mått a, every, tecken 1: every hör till manual och imported: hur ofta uppgiften kommer.");
  EXPECT_EQ(finding_of({{"manual", "x"}, {"every", "yearly"}}), "Mått a, every, tecken 1: every ska vara month, tertial eller year. Menade du year?");
}
TEST(RelationsInDefinitions, MayNotGoRound) {
  auto catalog = testing::shipped_catalog();
  using testing::measure;
  catalog.measures.push_back(measure("a", {{"count", "contact ended in period"}, {"at_most", "b"}}));
  catalog.measures.push_back(measure("b", {{"count", "contact ended in period"}, {"at_most", "c"}}));
  catalog.measures.push_back(measure("c", {{"count", "contact ended in period"}, {"at_most", "a"}}));
  rt::testing::TestDatabase db("sqlite");
  const FixedClock clock(from_iso("2019-03-22T10:00:00Z"));
  const Measures measures(db.pool(), catalog, clock);
  ASSERT_EQ(measures.findings().size(), 3u);
  EXPECT_EQ(measures.findings()[0].message, "Mått a, at_most, tecken 1: at_most går i ring: a → b → c → a.");
}

} // namespace
} // namespace rt::measures::quality
