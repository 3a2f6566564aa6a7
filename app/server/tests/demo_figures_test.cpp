// The demo's records of 2018 must give the unit's published figures, each of them, and the same on both engines.
#include "app/server/app.hpp"
#include "platform/core/embedded.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/sheet.hpp"
#include "platform/testing/databases.hpp"
#include <cmath>
#include <gtest/gtest.h>
#include <optional>

namespace rt {
namespace {

/// Made once per engine: it takes seconds.
class DemoFigures : public ::testing::TestWithParam<std::string> {
protected:
  struct Made {
    testing::TestDatabase database;
    std::unique_ptr<app::App> app;
    explicit Made(const std::string &engine) : database(engine) {}
  };
  static std::map<std::string, std::unique_ptr<Made>> made_;

  app::App &demo() {
    auto &made = made_[GetParam()];
    if (!made) {
      made = std::make_unique<Made>(GetParam());
      app::Setup setup;
      setup.database = made->database.url();
      setup.clock_offset = from_swedish(*date_from_iso("2019-03-22"), 9 * 60 + 40) - SystemClock().now();
      auto opened = app::App::open(setup, true);
      if (!opened) {
        for (const auto &field : opened.error().fields) ADD_FAILURE() << field.field << ": " << field.message;
        throw std::runtime_error(opened.error().message);
      }
      made->app = std::move(*opened);
      const auto done = app::make_demo(*made->app, 0, [](const std::string &) {});
      if (!done) throw std::runtime_error(done.error().message);
    }
    return *made->app;
  }
  static void TearDownTestSuite() { made_.clear(); }
  std::int64_t unit() { return demo().organisation->units().at(0).id; }
};
std::map<std::string, std::unique_ptr<DemoFigures::Made>> DemoFigures::made_;

struct PublishedRow {
  std::string service, label, value;
};

std::vector<PublishedRow> published(std::size_t column) { // 3 = 2017, 4 = 2018
  std::vector<PublishedRow> rows;
  for (const auto &file : embedded_packs()) {
    if (file.name != "demo-unit/outcomes.csv") continue;
    const auto book = sheet::read(file.bytes, file.name);
    const auto &table = book->sheets.at(0).rows;
    for (std::size_t i = 1; i < table.size(); ++i)
      if (table[i].size() >= 5) rows.push_back({table[i][0].text, table[i][1].text, column < table[i].size() ? table[i][column].text : ""});
  }
  return rows;
}

void every_published_figure(app::App &app, std::int64_t unit, int year) {
  const auto rows = published(static_cast<std::size_t>(year - 2014));
  ASSERT_EQ(rows.size(), 36u);
  int compared = 0;
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto &row : rows) names.emplace_back(row.service, row.label);
  const auto meanings = steering::match_rows(names, app.measures->definitions());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto printed = parse_number(rows[i].value);
    if (!printed) continue;
    SCOPED_TRACE(rows[i].service + ", " + rows[i].label);
    if (meanings[i].measure.empty()) {
      ADD_FAILURE() << "no measure computes this published figure";
      continue;
    }
    const auto value = app.measures->value(meanings[i].measure, {unit, 0}, year_period(year));
    const auto &figure = meanings[i].sex ? value.sex[static_cast<int>(*meanings[i].sex)] : value.all;
    ASSERT_EQ(figure.state, measures::State::figure);
    EXPECT_FALSE(figure.printed) << "the figure must be computed, not read from the table";
    EXPECT_EQ(std::lround(figure.value), std::lround(*printed)) << figure.numerator << " / " << figure.denominator;
    ++compared;
  }
  EXPECT_GE(compared, year == 2018 ? 35 : 8);
}

TEST_P(DemoFigures, EveryPublishedFigureOf2018ComesFromTheRecords) { every_published_figure(demo(), unit(), 2018); }
TEST_P(DemoFigures, EveryPublishedFigureOf2017ComesFromTheRecords) { every_published_figure(demo(), unit(), 2017); }

TEST_P(DemoFigures, TheTeamsWorkAsTheUnitDescribes) {
  app::App &app = demo();
  const auto habits = [&](const char *code) { return app.treatment->habits(app.organisation->team_by_code(unit(), code)->id); };
  EXPECT_FALSE(habits("FUG").uses_srs); // outreach: no session to rate
  EXPECT_FALSE(habits("FUG").uses_ors);
  EXPECT_EQ(habits("FORALDRAR").sessions_planned, 5); // råd- och stödsamtal, at most five
  EXPECT_TRUE(habits("UM").uses_ors);
}

TEST_P(DemoFigures, EightyEightViewpointsFromSixtyOneWomenAndThirtyOneMen) {
  const auto value = demo().measures->value("viewpoints_adapted", {unit(), 0}, year_period(2018));
  EXPECT_EQ(value.all.value, 88);
  EXPECT_EQ(value.sex[1].value, 61);
  EXPECT_EQ(value.sex[2].value, 31);
}

TEST_P(DemoFigures, EveryExpectedResultOf2019HasAFigureOrIsNew) {
  app::App &app = demo();
  const auto plan = app.steering->plan(unit(), 2019);
  ASSERT_EQ(plan.expected.size(), 13u);
  for (const auto &expected : plan.expected) {
    SCOPED_TRACE(expected.text);
    ASSERT_FALSE(expected.measure.empty());
    const auto value = app.measures->value(expected.measure, {unit(), 0}, *period_from_text("YTD-2019-03"));
    EXPECT_EQ(value.all.state, measures::State::figure);
    EXPECT_GT(value.all.n, 0);
  }
  EXPECT_EQ(app.steering->plan(unit(), 2018).expected.size(), 8u);
}

TEST_P(DemoFigures, CellsAreEqualToTheRecordsAndTheChainIsWhole) {
  app::App &app = demo();
  app.read_log->flush();
  auto connection = app.pool().write();
  for (const auto &difference : app.measures->check(*connection)) ADD_FAILURE() << difference.measure << " " << difference.where;
  EXPECT_FALSE(audit::verify(*connection).broken);
  EXPECT_TRUE(app.treatment->lines().check(*connection).empty());
}

// Outside a transaction several connections read the registers at once; inside one only its own sees what is changed.
TEST_P(DemoFigures, CountedByOneConnectionOrBySeveralTheyAreTheSame) {
  auto connection = demo().pool().write();
  const auto figures = [&] {
    return connection->count("SELECT COUNT(*) FROM cell") + connection->count("SELECT SUM(n) FROM cell") +
           connection->count("SELECT SUM(n1) FROM cell");
  };
  const auto kept = figures();
  for (const bool alone : {true, false}) {
    {
      std::optional<db::Transaction> transaction;
      if (alone) transaction.emplace(*connection);
      demo().measures->rebuild(*connection);
      if (transaction) transaction->commit();
    }
    EXPECT_EQ(figures(), kept);
    for (const bool checked_alone : {true, false}) {
      std::optional<db::Transaction> transaction;
      if (checked_alone) transaction.emplace(*connection);
      for (const auto &difference : demo().measures->check(*connection)) ADD_FAILURE() << difference.measure << " " << difference.where;
    }
  }
}

TEST_P(DemoFigures, AboutSixHundredClientsIn2018) {
  auto connection = demo().pool().read();
  const auto clients = connection->count(
      "SELECT COUNT(DISTINCT c.person_id) FROM r_contact c JOIN r_session s ON s.contact_id = c.id WHERE s.date >= '2018-01-01' AND s.date < '2019-01-01' AND s.state = 2");
  const auto youths = connection->count("SELECT COUNT(*) FROM r_youth_link WHERE identified >= '2018-01-01' AND identified < '2019-01-01'");
  EXPECT_GT(clients + youths, 550);
  EXPECT_LT(clients + youths, 750);
}

RT_BOTH_DATABASES(DemoFigures);

} // namespace
} // namespace rt
