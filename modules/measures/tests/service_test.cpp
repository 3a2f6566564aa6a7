// Rights, what a record feeds, imports in one go, and two writers at once.
#include "modules/measures/tests/fixture.hpp"
#include "platform/db/indexes.hpp"
#include <gtest/gtest.h>
#include <chrono>
#include <future>
#include <thread>

using namespace rt;
using rt::measures::testing::World;

namespace {

class Service : public ::testing::TestWithParam<std::string> {
protected:
  World w{GetParam()};
  Period year = year_period(2018);
  void viewpoint(const std::string &team, const std::string &day, const std::string &givers = "client kvinna") {
    w.save("viewpoint", {{"team", team}, {"received", day}, {"category", "wish"}, {"adapted", "yes"}, {"givers", givers}});
  }
};

} // namespace

TEST_P(Service, AReaderSeesTheFigureOfTheUnitAndTheRecordsOfTheOwnTeam) {
  viewpoint("UM", "2018-02-01");
  viewpoint("KBT", "2018-02-01");
  viewpoint("KBT", "2018-03-01", "mother kvinna, father man");
  const auto maria = w.actor(access::Role::therapist, {"UM"});
  const auto lineage = w.measures.lineage(maria, "viewpoints_adapted", {w.unit, 0}, year, std::nullopt).value();
  ASSERT_EQ(lineage.rows.size(), 1u);
  EXPECT_EQ(lineage.rows[0].team, w.teams.at("UM"));
  EXPECT_EQ(lineage.rows[0].date, "2018-02-01");
  EXPECT_EQ(lineage.hidden, 2);
  EXPECT_EQ(lineage.hidden_numerator, 2);
  const auto women = w.measures.lineage(maria, "viewpoints_adapted", {w.unit, 0}, year, measures::Sex::female).value();
  EXPECT_EQ(women.rows.size() + static_cast<std::size_t>(women.hidden), 3u);
  const auto head = w.measures.lineage(w.actor(access::Role::head), "viewpoints_adapted", {w.unit, 0}, year, std::nullopt).value();
  EXPECT_EQ(head.rows.size(), 3u);
  EXPECT_EQ(head.hidden, 0);
}

TEST_P(Service, SaysHowManyRecordsAreLeftOutAndWhy) {
  viewpoint("UM", "2018-02-01");
  w.save("viewpoint", {{"team", "UM"}, {"received", "2018-02-02"}, {"category", "wish"}, {"adapted", "no"}, {"givers", "client man"}});
  w.save("viewpoint", {{"team", "KBT"}, {"received", "2018-02-03"}, {"category", "wish"}, {"givers", "client man"}});
  w.save("viewpoint", {{"team", "KBT"}, {"received", "2018-02-04"}, {"category", "wish"}, {"givers", "client man"}});
  w.save("viewpoint", {{"team", "KBT"}, {"received", "2019-02-04"}, {"category", "wish"}, {"givers", "client man"}}); // another year
  const auto all = w.measures.left_out("viewpoints_adapted", {w.unit, 0}, year);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].why, measures::LeftOut::Why::no_value);
  EXPECT_EQ(all[0].field, "adapted");
  EXPECT_EQ(all[0].count, 2);
  EXPECT_EQ(all[1].why, measures::LeftOut::Why::outside);
  EXPECT_EQ(all[1].count, 1);
  const auto um = w.measures.left_out("viewpoints_adapted", {w.unit, w.teams.at("UM")}, year);
  ASSERT_EQ(um.size(), 1u);
  EXPECT_EQ(um[0].count, 1);
  // What lacks its date belongs to no period: it is told in every one.
  auto c = w.db.pool().write();
  c->exec("UPDATE r_viewpoint SET received = NULL WHERE adapted = 1 AND received = '2018-02-01'");
  const auto undated = w.measures.left_out("viewpoints_adapted", {w.unit, 0}, year_period(2017));
  ASSERT_EQ(undated.size(), 1u);
  EXPECT_EQ(undated[0].why, measures::LeftOut::Why::no_date);
  EXPECT_EQ(undated[0].field, "received");
}

TEST_P(Service, AMeasureThatAsksForTheSexIsNotSplitByIt) {
  w.save("contact", {{"team", "UM"}, {"sex", "flicka"}, {"received", "2018-01-08"}, {"started", "2018-01-08"}}, "A");
  w.save("contact", {{"team", "UM"}, {"sex", "pojke"}, {"received", "2018-01-08"}, {"started", "2018-01-08"}}, "B");
  w.save("session", {{"contact", "A"}, {"date", "2018-01-15"}, {"state", "held"}});
  w.save("session", {{"contact", "B"}, {"date", "2018-01-15"}, {"state", "held"}});
  const auto share = w.value("um_share_boys", "2018");
  EXPECT_EQ(share.all.value, 50);
  for (const auto &sex : share.sex) EXPECT_NE(sex.state, measures::State::figure); // "boys 100 %, girls 0 %" says nothing
  EXPECT_FALSE(w.measures.find("um_share_boys")->by_sex);
  EXPECT_TRUE(w.measures.find("um_youth_in_talks")->by_sex);
}

TEST_P(Service, WhoMayNotReadRecordsSeesNone) {
  viewpoint("UM", "2018-02-01");
  const auto lineage = w.measures.lineage(w.actor(access::Role::kiosk), "viewpoints_adapted", {w.unit, 0}, year, std::nullopt).value();
  EXPECT_TRUE(lineage.rows.empty());
  EXPECT_EQ(lineage.hidden, 1);
}

TEST_P(Service, AnAnonymousAnswerLeadsToNobody) {
  w.save("talk_survey", {{"team", "FORALDRAR"}, {"date", "2018-02-14"}, {"sex", "female"}, {"helpful", "yes"}});
  const auto lineage = w.measures.lineage(w.actor(access::Role::head), "talk_helpful", {w.unit, 0}, year, std::nullopt).value();
  ASSERT_EQ(lineage.rows.size(), 1u);
  EXPECT_EQ(lineage.rows[0].record, 0);
  EXPECT_EQ(lineage.rows[0].date, "2018-02");
}

TEST_P(Service, ARatingFeedsTheFigureOfItsContact) {
  w.save("contact",
         {{"team", "UM"}, {"sex", "flicka"}, {"received", "2018-01-08"}, {"started", "2018-01-15"}, {"ended", "2018-06-12"}, {"ending", "planned"}},
         "A");
  w.save("ors", {{"contact", "A"}, {"date", "2018-01-15"}, {"rater", "client"}, {"s1", "2"}, {"s2", "2"}, {"s3", "2"}, {"s4", "2"}});
  const auto last =
      w.save("ors", {{"contact", "A"}, {"date", "2018-06-12"}, {"rater", "client"}, {"s1", "8"}, {"s2", "8"}, {"s3", "8"}, {"s4", "8"}});
  bool found = false;
  for (const auto &fed : w.measures.feeds("ors", last.id))
    if (fed.measure == "um_positive_change") {
      found = true;
      EXPECT_EQ(to_iso(fed.month), "2018-06");
      EXPECT_EQ(fed.numerator, 1);
      EXPECT_EQ(fed.denominator, 1);
    }
  EXPECT_TRUE(found);
  EXPECT_TRUE(w.measures.feeds("ors", 9999).empty());
}

TEST_P(Service, OpenPagesAreToldWhichMeasuresChanged) {
  std::vector<std::string> told;
  w.measures.on_change([&](std::int64_t unit, const std::vector<std::string> &ids) {
    EXPECT_EQ(unit, w.unit);
    told = ids;
  });
  viewpoint("UM", "2018-02-01");
  EXPECT_EQ(told, (std::vector<std::string>{"viewpoints_adapted", "viewpoints_received"}));
  w.save("contact", {{"team", "SKOLA"}, {"sex", "flicka"}, {"received", "2018-01-08"}}, "A");
  told.clear();
  w.save("case_review", {{"contact", "A"}, {"date", "2018-02-14"}, {"srs_done", "yes"}}); // in no figure
  EXPECT_TRUE(told.empty());
}

TEST_P(Service, AnImportOfManyIsCountedOnceAtTheEnd) {
  const auto done = w.records.bulk([&](db::Connection &c) -> Result<void> {
    for (int i = 0; i < 300; ++i) {
      auto draft = w.draft("viewpoint", {{"team", i % 2 ? "UM" : "KBT"},
                                         {"received", to_iso(make_date(2018, 1, 1) + i)},
                                         {"category", "wish"},
                                         {"adapted", "yes"},
                                         {"givers", "client kvinna"}});
      RT_CHECK(w.records.save_in(c, w.system, "viewpoint", draft));
    }
    return {};
  });
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(w.value("viewpoints_adapted", "2018").all.value, 300);
  EXPECT_EQ(w.differences(), "");
}

TEST_P(Service, TwoWritersAtOnceAreBothCounted) {
  auto draft =
      w.draft("viewpoint", {{"team", "UM"}, {"received", "2018-02-01"}, {"category", "wish"}, {"adapted", "yes"}, {"givers", "client kvinna"}});
  std::vector<std::thread> writers;
  std::atomic<int> saved{0};
  for (int t = 0; t < 3; ++t)
    writers.emplace_back([&] {
      for (int i = 0; i < 8; ++i) {
        const access::Actor actor = w.system;
        if (w.records.save(actor, "viewpoint", draft)) ++saved;
      }
    });
  for (auto &writer : writers) writer.join();
  EXPECT_EQ(saved, 24);
  EXPECT_EQ(w.value("viewpoints_adapted", "2018-02").all.value, 24);
  EXPECT_EQ(w.differences(), "");
}

TEST_P(Service, WhatAnotherProgramSavesDuringAnImportIsCountedToo) {
  const auto draft = [&](const std::string &day) {
    return w.draft("viewpoint", {{"team", "UM"}, {"received", day}, {"category", "wish"}, {"adapted", "yes"}, {"givers", "client kvinna"}});
  };
  const auto pool = db::Pool::open(w.db.url());
  audit::ReadLog log(*pool, w.clock);
  records::Records other(*pool, w.catalog, w.clock, log);
  measures::Measures counted(*pool, w.catalog, w.clock);
  other.listen(counted);
  for (const int rows : {20, 2600}) { // counted place by place, and all anew
    std::promise<void> begun;
    std::thread writer([&] {
      begun.get_future().wait();
      auto c = pool->write();
      db::Transaction tx(*c);
      EXPECT_TRUE(other.save_in(*c, w.system, "viewpoint", draft("2018-02-01"))); // as a tablet does: a transaction of its own
      tx.commit();
    });
    const auto done = w.records.bulk([&](db::Connection &c) -> Result<void> {
      for (int i = 0; i < rows; ++i) {
        if (i == 1) begun.set_value();
        RT_CHECK(w.records.save_in(c, w.system, "viewpoint", draft(to_iso(make_date(2010, 1, 1) + i))));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      return {};
    });
    EXPECT_TRUE(done) << done.error().message;
    writer.join();
    EXPECT_EQ(w.differences(), "") << rows << " rows";
  }
}

TEST_P(Service, ADefinitionThatChangedIsToldUntilTheCellsAreRebuilt) {
  auto c = w.db.pool().write();
  EXPECT_FALSE(w.measures.stale(*c));
  auto changed = w.catalog;
  for (auto &m : changed.measures)
    if (m.id == "viewpoints_adapted") m.keys["count"] = "viewpoint received in period where adapted = no";
  measures::Measures other(w.db.pool(), changed, w.clock);
  EXPECT_TRUE(other.stale(*c));
  other.rebuild(*c);
  EXPECT_FALSE(other.stale(*c));
}

TEST_P(Service, ARebuildMendsTheCellsThatDifferFewOrMany) {
  for (const std::string team : {"UM", "KBT", "FNG"})
    for (const std::string day : {"2018-02-01", "2018-03-05", "2018-03-06", "2018-11-20"}) viewpoint(team, day);
  auto c = w.db.pool().write();
  const auto cells = [&] {
    std::string all;
    c->query("SELECT unit_id, month, team_id, measure_id, numerator, denominator, n, parts FROM cell ORDER BY 1, 2, 3, 4", {},
             [&](const db::Row &row) {
               for (int i = 0; i < row.columns(); ++i) all += row.str(i) + (i + 1 < row.columns() ? " " : "\n");
             });
    return all;
  };
  const std::string right = cells();
  ASSERT_NE(right, "");
  const std::string key = std::to_string(c->count("SELECT MIN(measure_id) FROM cell")), unit = std::to_string(w.unit);
  const auto stray = [&](int month) { // where nothing was ever recorded
    c->exec(
        "INSERT INTO cell (unit_id, month, team_id, measure_id, numerator, denominator, n, numerator0, denominator0, n0, numerator1, denominator1, "
        "n1, numerator2, denominator2, n2, numerator3, denominator3, n3, parts) VALUES (" +
        unit + ", " + std::to_string(month) + ", 0, " + key + ", 7, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '')");
  };
  const auto mended = [&](std::size_t wrong) {
    EXPECT_GE(w.measures.check(*c).size(), wrong) << "the check sees it";
    w.measures.rebuild(*c);
    EXPECT_EQ(cells(), right);
    EXPECT_EQ(w.measures.check(*c).size(), 0u);
  };
  stray(12 * 1990);
  c->exec("UPDATE cell SET numerator = numerator + 1 WHERE month = (SELECT MAX(month) FROM cell)");
  c->exec("DELETE FROM cell WHERE month = (SELECT MIN(month) FROM cell WHERE month > ?)", {std::int64_t{12 * 1990}});
  mended(3);
  for (int month = 12 * 1900; month < 12 * 2000; ++month) stray(month); // so many that all are written anew
  mended(1200);
  c->exec("DELETE FROM cell");
  mended(1);
}

TEST_P(Service, AnIndexThatIsMissingOrThatNobodyAsksForIsToldUntilTheCellsAreRebuilt) {
  auto c = w.db.pool().write();
  const auto named = [&] { return db::indexes_named(*c, "measure_", "r_"); };
  const auto all = named();
  ASSERT_FALSE(all.empty());
  c->script("DROP INDEX " + all.front());
  EXPECT_TRUE(w.measures.stale(*c)) << "as after a new version of the program";
  w.measures.rebuild(*c);
  EXPECT_FALSE(w.measures.stale(*c));
  c->script("CREATE INDEX measure_contact_of_old ON r_contact (unit_id, reason)");
  EXPECT_TRUE(w.measures.stale(*c));
  w.measures.rebuild(*c);
  EXPECT_FALSE(w.measures.stale(*c));
  auto again = named(), before = all;
  std::sort(again.begin(), again.end());
  std::sort(before.begin(), before.end());
  EXPECT_EQ(again, before);
}

TEST_P(Service, AListOfMeasuresGivesWhatEachGivesAlone) {
  w.save("contact", {{"team", "UM"}, {"sex", "female"}, {"born", "2001"}, {"received", "2018-01-10"}, {"started", "2018-01-20"}, {"reason", "mood"}},
         "A");
  w.save("contact", {{"team", "FNG"}, {"sex", "male"}, {"born", "1990"}, {"received", "2018-02-10"}, {"started", "2018-02-20"}}, "B");
  for (const std::string day : {"2018-03-05", "2018-04-09", "2019-02-11"})
    for (const std::string who : {"A", "B"}) w.save("session", {{"contact", who}, {"date", day}, {"state", "held"}});
  std::vector<std::string> ids;
  for (const auto &d : w.measures.definitions()) ids.push_back(d.id);
  const std::vector<Period> periods{year_period(2018), year_period(2019), tertial_period(2018, 1)};
  const auto together = w.measures.values(ids, {w.unit, 0}, periods);
  int figures = 0;
  measures::ReadOnce once;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto alone = w.measures.values({ids[i]}, {w.unit, 0}, periods).front();
    const auto shared =
        w.measures.values({ids[i]}, {w.unit, 0}, {periods[2]}, measures::Flags::own, &once).front(); // after longer ones of other measures
    for (std::size_t p = 0; p < periods.size(); ++p) {
      EXPECT_EQ(show(*w.measures.find(ids[i]), together[i][p].all), show(*w.measures.find(ids[i]), alone[p].all)) << ids[i] << " " << p;
      EXPECT_EQ(together[i][p].sex[1].n, alone[p].sex[1].n) << ids[i] << " " << p;
      figures += alone[p].all.n > 0 ? 1 : 0;
    }
    EXPECT_EQ(show(*w.measures.find(ids[i]), shared[0].all), show(*w.measures.find(ids[i]), alone[2].all)) << ids[i];
  }
  EXPECT_GT(figures, 10);
}

TEST_P(Service, ReReportedWithinAYearIsFoundThroughThePerson) {
  auto catalog = w.catalog;
  definitions::MeasureSource source;
  source.id = "again";
  source.title = {"Åter inom ett år", "Again within a year"};
  source.keys = {{"share", "contact ended in period where exists contact of same person within 12 months after ended"},
                 {"of", "contact ended in period"}};
  catalog.measures = {source};
  measures::Measures again(w.db.pool(), catalog, w.clock);
  ASSERT_TRUE(again.findings().empty()) << again.findings()[0].message;
  auto contact = [&](const std::string &received, const std::string &ended, const std::string &name, const std::string &person) {
    std::map<std::string, std::string> f{{"team", "FNG"}, {"sex", "flicka"}, {"received", received}, {"ended", ended}, {"ending", "planned"}};
    if (!person.empty()) f["person"] = person;
    w.save("contact", f, name);
  };
  contact("2017-01-01", "2017-06-01", "A", "");
  contact("2018-05-30", "2018-09-01", "B", "A.person"); // comes back within the year, and stays away
  contact("2017-01-01", "2017-06-01", "C", "");
  contact("2018-06-02", "2018-09-01", "D", "C.person"); // a day too late
  {
    auto c = w.db.pool().write();
    again.rebuild(*c);
  }
  const auto v = again.value("again", {w.unit, 0}, year_period(2017));
  EXPECT_EQ(v.all.numerator, 1);
  EXPECT_EQ(v.all.denominator, 2);
}

TEST_P(Service, WhatGoesOnInThePeriodIsCountedForThePeriod) {
  auto catalog = w.catalog;
  definitions::MeasureSource source;
  source.id = "open";
  source.keys = {{"count", "contact running from started to ended in period"}};
  catalog.measures = {source};
  measures::Measures open(w.db.pool(), catalog, w.clock);
  ASSERT_TRUE(open.findings().empty()) << open.findings()[0].message;
  w.save("contact", {{"team", "UM"}, {"sex", "flicka"}, {"received", "2017-01-01"}, {"started", "2017-01-10"}});
  w.save("contact",
         {{"team", "UM"}, {"sex", "pojke"}, {"received", "2018-01-01"}, {"started", "2018-02-10"}, {"ended", "2018-03-01"}, {"ending", "planned"}});
  auto at = [&](const char *period) { return open.value("open", {w.unit, 0}, *period_from_text(period)).all.value; };
  EXPECT_EQ(at("2018-01"), 1);
  EXPECT_EQ(at("2018-02"), 2);
  EXPECT_EQ(at("2018-03"), 2);
  EXPECT_EQ(at("2018-04"), 1);
  EXPECT_EQ(at("2018"), 2);
}

TEST_P(Service, ARowBelongsToItsMonthAndMovesWithIt) {
  World sheets(GetParam(), measures::testing::shipped_catalog({"child-and-youth", "common"}));
  auto row =
      sheets.save("placement_sheet", {{"label", "A"},
                                      {"form", "hvb"},
                                      {"begins", "2018-01-10"},
                                      {"months", "(month = 2018-01, days = 22, amount = 100 000) (month = 2018-12, days = 31, amount = 140 000)"}});
  const auto cost = [&](const char *period) { return sheets.value("cy_placement_cost", period).all.value; };
  EXPECT_EQ(cost("2018-01"), 100000); // and the month's first day is its own, not the month before
  EXPECT_EQ(cost("2017-12"), 0);
  EXPECT_EQ(cost("2018-12"), 140000);
  EXPECT_EQ(cost("2018"), 240000);
  EXPECT_EQ(sheets.differences(), "");
  row.groups["months"][1]["month"] = std::string("2019-01");
  const auto moved = sheets.records.save(sheets.system, "placement_sheet", row);
  ASSERT_TRUE(moved);
  EXPECT_EQ(cost("2018"), 100000);
  EXPECT_EQ(cost("2019-01"), 140000);
  EXPECT_EQ(sheets.differences(), "");
  const auto lineage =
      sheets.measures.lineage(sheets.actor(access::Role::head), "cy_placement_cost", {sheets.unit, 0}, *period_from_text("2019-01"), std::nullopt);
  ASSERT_TRUE(lineage);
  EXPECT_EQ(lineage->rows.size(), 1u);
}

TEST_P(Service, AMonthIsComparedByItsFirstDay) {
  auto catalog = measures::testing::shipped_catalog({"child-and-youth", "common"});
  catalog.measures = {
      measures::testing::measure("whole", {{"count", "placement_sheet.months month in period where month >= begins"}}),
      measures::testing::measure("soon", {{"count", "placement_sheet.months month in period where month within 2 months after begins"}}),
      measures::testing::measure("weighed", {{"sum", "days + 2 * days of placement_sheet.months month in period"}})};
  World sheets(GetParam(), catalog);
  ASSERT_TRUE(sheets.measures.findings().empty()) << sheets.measures.findings()[0].message;
  sheets.save("placement_sheet",
              {{"label", "A"},
               {"begins", "2018-01-02"},
               {"months", "(month = 2018-01, days = 30) (month = 2018-02, days = 28) (month = 2018-03) (month = 2018-05, days = 1)"}});
  EXPECT_EQ(sheets.value("whole", "2018").all.value, 3); // January began before the placement did
  EXPECT_EQ(sheets.value("soon", "2018").all.value, 2);
  EXPECT_EQ(sheets.value("weighed", "2018").all.value, 3 * 59); // times goes first; March has no days
  EXPECT_EQ(sheets.differences(), "");
}

RT_BOTH_DATABASES(Service);
