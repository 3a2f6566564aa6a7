// The year's report: what it says, what it hides, and that an approved one stays as it was.
#include "modules/deadlines/deadlines.hpp"
#include "modules/measures/tests/fixture.hpp"
#include "modules/reports/reports.hpp"
#include "modules/reports/store.hpp"
#include <gtest/gtest.h>

namespace rt::reports {
namespace {

using measures::State;

Figure figure(double value, std::int64_t n, bool printed = false) {
  Figure out;
  out.state = State::figure;
  out.value = value;
  out.n = n;
  out.printed = printed;
  out.words = number(value);
  return out;
}
YearFigures year_of(Figure all, std::int64_t unknown, std::int64_t women, std::int64_t men, std::int64_t other) {
  YearFigures out{2018, std::move(all), {}};
  for (const auto n : {unknown, women, men, other}) out.sex.push_back(figure(static_cast<double>(n), n));
  return out;
}
std::string words(const YearFigures &figures) {
  std::string out = figures.all.words;
  for (const auto &one : figures.sex) out += " " + one.words;
  for (std::size_t at; (at = out.find("visas inte")) != std::string::npos;) out.replace(at, 10, "*");
  return out;
}

TEST(Suppression, HidesFewerThanFiveAndWhatWouldGiveThemAway) {
  auto figures = year_of(figure(43, 43), 0, 40, 3, 0);
  suppress(figures);
  EXPECT_EQ(words(figures), "43 0 * * 0"); // 43 - 40 would say 3
  figures = year_of(figure(46, 46), 0, 40, 3, 3);
  suppress(figures);
  EXPECT_EQ(words(figures), "46 0 40 * *"); // the two hide each other
  figures = year_of(figure(4, 4), 0, 3, 1, 0);
  suppress(figures);
  EXPECT_EQ(words(figures), "* 0 * * 0");
  figures = year_of(figure(50, 50), 0, 30, 20, 0);
  suppress(figures);
  EXPECT_EQ(words(figures), "50 0 30 20 0");
  figures = year_of(figure(3, 3, true), 0, 0, 0, 0);
  suppress(figures);
  EXPECT_EQ(figures.all.words, "3"); // published before
}

TEST(Suppression, OneHiddenRowTakesAnotherWithIt) {
  Pattern pattern{"Kategori", {{"Klagomål", 40, {0, 30, 10, 0}}, {"Beröm", 20, {0, 10, 10, 0}}, {"Annat", 3, {0, 1, 2, 0}}}};
  suppress(pattern);
  EXPECT_EQ(pattern.rows[0].all, 40);
  EXPECT_EQ(pattern.rows[1].all, -1);
  EXPECT_EQ(pattern.rows[2].all, -1);
  EXPECT_EQ(pattern.rows[2].people[1], -1);
}

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  for (const auto *part : {&organisation::migrations(), &audit::migrations(), &records::migrations(), &measures::migrations(),
                           &steering::migrations(), &migrations(), &deadlines::migrations()})
    all.insert(all.end(), part->begin(), part->end());
  return all;
}

class ReportTest : public ::testing::TestWithParam<std::string> {
protected:
  void SetUp() override {
    auto c = world.db.pool().write();
    ASSERT_TRUE(db::migrate(*c, all_migrations()));
    head = world.actor(access::Role::head);
    head.name = "Anna Lindqvist";
  }
  void viewpoint(const std::string &givers, const std::string &day, const std::string &adapted, const std::string &words) {
    world.save("viewpoint", measures::testing::fields_of("team = FNG; received = " + day + "; category = complaint; givers = " + givers +
                                                         "; description = " + words + "; adapted = " + adapted));
  }
  /// A plan with one goal and one result, 12 viewpoints in 2018 of which 9 led to something.
  void story() {
    steering::Goal goal;
    goal.unit = world.unit, goal.year = 2018, goal.title = "Brukarna är delaktiga", goal.level = steering::Level::unit;
    goal = steering.save_goal(head, goal).value();
    steering::Expected expected;
    expected.unit = world.unit, expected.goal = goal.id, expected.year = 2018, expected.text = "Synpunkter leder till anpassningar",
    expected.measure = "viewpoints_adapted";
    expected.target = {steering::TargetKind::number, 8, ""};
    expected = steering.save_expected(head, expected).value();
    steering::Paragraph methods;
    methods.unit = world.unit, methods.goal = goal.id, methods.part = steering::Part::methods, methods.words = "Vi frågar vid varje samtal.";
    ASSERT_TRUE(steering.save_paragraph(head, methods));
    for (int i = 0; i < 12; ++i)
      viewpoint(i % 2 == 0 ? "mother female" : "father male", "2018-03-0" + std::to_string(i % 9 + 1), i < 9 ? "ja" : "nej",
                "synpunkt " + std::to_string(i));
    steering::Assessment judged;
    judged.unit = world.unit, judged.expected = expected.id, judged.period = "2018", judged.judged = steering::Judgement::fully,
    judged.reason = "Fler frågade efter en tydlig agenda.", judged.lesson = "Förbered agendan tjugo minuter före slutet.";
    const auto done = steering.judge(head, judged);
    ASSERT_TRUE(done) << done.error().message;
  }
  std::string html(int year = 2018, Kind kind = Kind::year) {
    const auto text = reports.file(head, world.unit, year, kind, "html");
    EXPECT_TRUE(text) << (text ? "" : text.error().message);
    return text.value_or("");
  }

  measures::testing::World world{GetParam()};
  organisation::Organisation organisation{world.db.pool()};
  steering::Steering steering{world.db.pool(), organisation, steering::figures_of(world.measures, organisation), world.clock};
  Reports reports{world.db.pool(), steering, world.records, world.clock};
  access::Actor head;
};
RT_BOTH_DATABASES(ReportTest);

#define EXPECT_HAS(text, words) EXPECT_NE((text).find(words), std::string::npos) << "does not contain: " << (words)

TEST_P(ReportTest, SaysGoalResultJudgementAnalysisAndLessons) {
  story();
  const auto text = html();
  EXPECT_HAS(text, "<h1>Resursenheten: årets resultat 2018</h1>");
  EXPECT_HAS(text, "Av 1 förväntade resultat är 1 helt uppfyllda");
  EXPECT_HAS(text, "<h2>Brukarna är delaktiga</h2>");
  EXPECT_HAS(text, "<h3>Synpunkter leder till anpassningar</h3>");
  EXPECT_HAS(text, "●\u00a0uppfylls helt");
  EXPECT_HAS(text, "Vi frågar vid varje samtal.");
  EXPECT_HAS(text, "Fler frågade efter en tydlig agenda.");
  EXPECT_HAS(text, "Förbered agendan tjugo minuter före slutet.");
  EXPECT_HAS(text, "12 synpunkter kom in under året.");
  EXPECT_HAS(text, "Utkast 22 mars 2019");
  // 9 of the 12 led to an adaptation: five by mothers, four by fathers - the four are hidden and so are the five.
  EXPECT_HAS(text, "<th scope=\"row\">2018</th><td class=\"num\">9</td>");
  EXPECT_HAS(text, "visas inte");
  EXPECT_EQ(text.find("synpunkt 3"), std::string::npos) << "no viewpoint's own words leave the unit";
}

TEST_P(ReportTest, AnApprovedReportIsFrozenWordForWord) {
  story();
  ASSERT_TRUE(reports.approve(head, world.unit, 2018));
  EXPECT_FALSE(reports.approve(head, world.unit, 2018)); // once
  const auto before = html();
  EXPECT_HAS(before, "Godkänd 22 mars 2019 av Anna Lindqvist");
  viewpoint("mother female", "2018-05-05", "ja", "kom efteråt");
  world.clock.advance(40 * 86400);
  EXPECT_EQ(html(), before);
  EXPECT_GE(reports.status(world.unit, 2018, Kind::year, true).changed_since, 1);
  auto c = world.db.pool().read();
  EXPECT_EQ(c->count("SELECT records FROM report_figure WHERE measure = 'viewpoints_adapted' AND year = 2018 AND sex IS NULL"), 9);
  ASSERT_TRUE(reports.reopen(head, world.unit, 2018));
  EXPECT_NE(html(), before);
  ASSERT_TRUE(reports.approve(head, world.unit, 2018));
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM report_frozen"), 2); // the first is kept
}

TEST_P(ReportTest, FactsSurviveTheDatabase) {
  story();
  ASSERT_TRUE(reports.approve(head, world.unit, 2018));
  auto c = world.db.pool().read();
  const auto frozen = store::frozen(*c, world.unit, 2018);
  ASSERT_TRUE(frozen);
  EXPECT_EQ(store::to_text(*store::from_text(store::to_text(frozen->facts))), store::to_text(frozen->facts));
  EXPECT_FALSE(store::from_text("{\"unit\":1}"));
}

TEST_P(ReportTest, ShowsEconomyWithFlagsAndTheStaffSurvey) {
  ASSERT_TRUE(steering.import_economy(
      head, world.unit, "år,budget,utfall,avvikelse_dokument,avvikelse_omräknad\n2016,17177,14466,2634,2711\n2018,19177,17336,1843,1841\n",
      "ekonomi.csv"));
  ASSERT_TRUE(steering.import_survey(head, world.unit, "mått,2017,2018\nMotivation,90,94\nLedarskap,saknas,90\n", "enkät.csv"));
  const auto text = html();
  EXPECT_HAS(text, "Budget och utfall");
  EXPECT_HAS(text, "2016: ");
  EXPECT_HAS(text, "<th scope=\"row\">Ledarskap</th><td class=\"num\">saknas</td><td class=\"num\">90</td>");
  EXPECT_EQ(reports.years(world.unit), (std::vector<int>{2018, 2016}));
}

TEST_P(ReportTest, ATertialTellsOfItsOwnMonthsAndIsApprovedByItself) {
  story(); // twelve viewpoints in March
  for (int i = 0; i < 6; ++i) viewpoint("mother female", "2018-06-0" + std::to_string(i + 1), "ja", "sommar " + std::to_string(i));
  for (int i = 0; i < 5; ++i) viewpoint("mother female", "2018-10-0" + std::to_string(i + 1), "ja", "höst " + std::to_string(i));
  const auto judge = [&](const std::string &period, const std::string &reason) {
    steering::Assessment judged;
    judged.unit = world.unit, judged.expected = steering.plan(world.unit, 2018).expected.at(0).id, judged.period = period,
    judged.judged = steering::Judgement::partly, judged.reason = reason;
    ASSERT_TRUE(steering.judge(head, judged));
  };
  judge("2018-T1", "Sommaren avgör.");
  judge("2018-T2", "Fler frågar nu.");
  steering::WheelEvent event;
  event.unit = world.unit, event.year = 2018, event.month = 4, event.date = "2018-04-12", event.words = "T1 klar", event.deadline = true,
  event.responsible = "enhetschef";
  ASSERT_TRUE(steering.save_event(head, event));
  event.month = 11, event.date = "2018-11-06", event.words = "APT om bemötande", event.deadline = false;
  ASSERT_TRUE(steering.save_event(head, event));

  const auto first = html(2018, Kind::tertial1);
  EXPECT_HAS(first, "<h1>Resursenheten: tertialrapport 1 2018</h1>");
  EXPECT_HAS(first, "Siffrorna gäller januari–april 2018.");
  EXPECT_HAS(first, "<th scope=\"row\">2018</th><td class=\"num\">9</td>");
  EXPECT_HAS(first, "12 synpunkter kom in under perioden.");
  EXPECT_HAS(first, "Sommaren avgör.");
  EXPECT_EQ(first.find("Fler frågar nu."), std::string::npos);
  EXPECT_HAS(first, "senast 12 april 2018");
  EXPECT_HAS(first, "inte markerad"); // nobody has said that it was done
  EXPECT_EQ(first.find("APT om bemötande"), std::string::npos);

  const auto second = html(2018, Kind::tertial2); // the year so far
  EXPECT_HAS(second, "Siffrorna gäller januari–augusti 2018.");
  EXPECT_HAS(second, "<th scope=\"row\">2018</th><td class=\"num\">15</td>");
  EXPECT_HAS(second, "18 synpunkter kom in under perioden.");
  EXPECT_HAS(second, "Fler frågar nu.");

  ASSERT_TRUE(reports.approve(head, world.unit, 2018, Kind::tertial1));
  EXPECT_TRUE(reports.status(world.unit, 2018, Kind::tertial1).approved);
  EXPECT_FALSE(reports.status(world.unit, 2018, Kind::tertial2).approved);
  EXPECT_FALSE(reports.status(world.unit, 2018).approved);
  const auto frozen = html(2018, Kind::tertial1);
  viewpoint("mother female", "2018-03-20", "ja", "sen");
  EXPECT_EQ(html(2018, Kind::tertial1), frozen);
  EXPECT_HAS(html(2018, Kind::tertial2), "19 synpunkter");
  ASSERT_TRUE(reports.reopen(head, world.unit, 2018, Kind::tertial1));
  EXPECT_HAS(html(2018, Kind::tertial1), "13 synpunkter");
}

TEST_P(ReportTest, ARunningTertialForeseesTheYear) { // the clock stands on 22 March 2019
  steering::Goal goal;
  goal.unit = world.unit, goal.year = 2019, goal.title = "Brukarna är delaktiga", goal.level = steering::Level::unit;
  goal = steering.save_goal(head, goal).value();
  steering::Expected expected;
  expected.unit = world.unit, expected.goal = goal.id, expected.year = 2019, expected.text = "Synpunkter leder till anpassningar",
  expected.measure = "viewpoints_adapted";
  expected.target = {steering::TargetKind::number, 8, ""};
  ASSERT_TRUE(steering.save_expected(head, expected));
  for (int i = 0; i < 6; ++i) viewpoint("mother female", "2019-02-0" + std::to_string(i + 1), "ja", "vinter");
  EXPECT_HAS(html(2019, Kind::tertial1), "Prognos för året");
  EXPECT_EQ(html(2018).find("Prognos för året"), std::string::npos);
  EXPECT_EQ(reports.kinds(world.unit, 2019), (std::vector<Kind>{Kind::plan, Kind::tertial1, Kind::year})); // May has not come
}

TEST_P(ReportTest, ThePlanIsADocumentWithGoalsWorkAndIndicators) {
  story();
  steering::WheelEvent event;
  event.unit = world.unit, event.year = 2018, event.month = 11, event.words = "APT om bemötande", event.responsible = "enhetschef";
  ASSERT_TRUE(steering.save_event(head, event));
  const auto text = html(2018, Kind::plan);
  EXPECT_HAS(text, "<h1>Resursenheten: verksamhetsplan 2018</h1>");
  EXPECT_HAS(text, "<h2>Inledning</h2>");
  EXPECT_HAS(text, "<h2>Brukarna är delaktiga</h2>");
  EXPECT_HAS(text, "<h3>Förväntat resultat</h3>");
  EXPECT_HAS(text, "<th scope=\"row\">Synpunkter leder till anpassningar</th>");
  EXPECT_HAS(text, "<h3>Arbetssätt</h3>");
  EXPECT_HAS(text, "Vi frågar vid varje samtal.");
  EXPECT_HAS(text, "<h2>Indikatorer</h2>");
  EXPECT_HAS(text, "APT om bemötande");
  EXPECT_EQ(text.find("Fler frågade efter en tydlig agenda."), std::string::npos) << "a judgement belongs to the report, not to the plan";
  EXPECT_FALSE(reports.file(head, world.unit, 2031, Kind::plan, "html")); // no plan that year
  EXPECT_FALSE(reports.approve(head, world.unit, 2018, Kind::plan));
  const auto book = sheet::read(reports.file(head, world.unit, 2018, Kind::plan, "xlsx").value(), "p.xlsx");
  ASSERT_TRUE(book);
  EXPECT_EQ(book->sheets.back().rows.at(1).at(1).text, "Synpunkter leder till anpassningar");
}

TEST_P(ReportTest, ComesAsFourFiles) {
  story();
  for (const Kind kind : {Kind::year, Kind::tertial1, Kind::plan})
    for (const auto &[format, start] : {std::pair{"pdf", "%PDF"}, {"docx", "PK"}, {"xlsx", "PK"}, {"html", "<!doctype html>"}}) {
      const auto bytes = reports.file(head, world.unit, 2018, kind, format);
      ASSERT_TRUE(bytes) << format << ": " << bytes.error().message;
      EXPECT_TRUE(bytes->starts_with(start)) << format;
    }
  const auto book = sheet::read(reports.file(head, world.unit, 2018, Kind::year, "xlsx").value(), "r.xlsx");
  ASSERT_TRUE(book);
  EXPECT_EQ(book->sheets.back().name, "Alla siffror");
  EXPECT_FALSE(reports.file(head, world.unit, 2018, Kind::year, "exe"));
  EXPECT_FALSE(reports.file(world.actor(access::Role::therapist), world.unit, 2018, Kind::year, "html"));
}

} // namespace
} // namespace rt::reports
