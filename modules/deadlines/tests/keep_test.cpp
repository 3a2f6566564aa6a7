#include "modules/deadlines/tests/world.hpp"
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace rt::deadlines {
namespace {

using Rows = std::vector<std::string>;
std::string text(const char *s) { return s; }

class KeepTest : public ::testing::TestWithParam<std::string> {
protected:
  World w{GetParam()};
};
RT_BOTH_DATABASES(KeepTest);

TEST_P(KeepTest, ANewReportAsksForWhatTheLawAsksForInTheSameTransaction) {
  const auto r = w.report();
  EXPECT_EQ(w.kept("report", r.id), (Rows{"preliminary#1 2019-03-25 0", "protective#1 2019-03-11 0", "talk#1 2019-03-13 0"}));
}

TEST_P(KeepTest, WhatIsDoneIsMetAndWhatIsDoneLateIsLate) {
  const auto r = w.report();
  w.change(w.maria, "report", r.id, {{"protective", text("2019-03-12T08:00:00Z")}, {"decided", text("2019-03-25")}});
  EXPECT_EQ(w.kept("report", r.id), (Rows{"preliminary#1 2019-03-25 1", "protective#1 2019-03-11 2", "talk#1 2019-03-13 0"}));
}

TEST_P(KeepTest, ATalkInAnotherRegisterMeetsTheReportItPointsAt) {
  const auto r = w.report(), other = w.report();
  const auto cancelled =
      w.save(w.maria, "talk", {{"report", r.id}, {"date", text("2019-03-12")}, {"held_at", text("2019-03-12T09:00:00Z")}, {"held", std::int64_t{0}}});
  EXPECT_EQ(w.kept("report", r.id)[2], "talk#1 2019-03-13 0") << "en inställd tid räknas inte";
  const auto held =
      w.save(w.maria, "talk", {{"report", r.id}, {"date", text("2019-03-13")}, {"held_at", text("2019-03-13T09:00:00Z")}, {"held", std::int64_t{1}}});
  EXPECT_EQ(w.kept("report", r.id)[2], "talk#1 2019-03-13 1");
  EXPECT_EQ(w.kept("report", other.id)[2], "talk#1 2019-03-13 0");
  // Moved to the other report: one is open again, the other is met.
  w.change(w.maria, "talk", held.id, {{"report", other.id}});
  EXPECT_EQ(w.kept("report", r.id)[2], "talk#1 2019-03-13 0");
  EXPECT_EQ(w.kept("report", other.id)[2], "talk#1 2019-03-13 1");
  w.change(w.maria, "talk", held.id, {{"held_at", text("2019-03-13T09:01:00Z")}});
  EXPECT_EQ(w.kept("report", other.id)[2], "talk#1 2019-03-13 2") << "en minut för sent";
  (void)cancelled;
}

TEST_P(KeepTest, ARuleThatDoesNotApplyAsksNothingAndOneThatHasEndedAsksNoMore) {
  const auto r = w.report();
  w.change(w.maria, "report", r.id, {{"child", std::int64_t{0}}});
  EXPECT_EQ(w.kept("report", r.id), (Rows{"preliminary#1 2019-03-25 0", "talk#1 2019-03-13 0"}));
  const auto version = w.records.get(w.maria, "report", r.id, "test")->version;
  ASSERT_TRUE(w.records.move_state(w.maria, "report", r.id, version, "close"));
  // Closed 22 March without a decision, in time; a week from then there should be feedback.
  EXPECT_EQ(w.kept("report", r.id), (Rows{"after#1 2019-03-29 0", "preliminary#1 2019-03-25 4", "talk#1 2019-03-13 0"}));
}

TEST_P(KeepTest, ACaseClosedAfterItsLastDayWithoutAnythingDoneWasNeverDone) {
  const auto r = w.report("2019-03-01T09:00:00Z");
  ASSERT_TRUE(w.records.move_state(w.maria, "report", r.id, r.version, "close"));
  EXPECT_EQ(w.kept("report", r.id)[1], "preliminary#1 2019-03-15 5");
}

TEST_P(KeepTest, ARemovedRecordHasNoDatesAndARestoredOneHasThemAgain) {
  const auto r = w.report();
  const auto before = w.kept("report", r.id);
  ASSERT_TRUE(w.records.remove(w.anna, "report", r.id, r.version));
  EXPECT_TRUE(w.kept("report", r.id).empty());
  ASSERT_TRUE(w.records.restore(w.anna, "report", r.id));
  EXPECT_EQ(w.kept("report", r.id), before);
}

TEST_P(KeepTest, AgainAndAgainAndSoManyTimesATerm) {
  const auto p = w.save(w.anna, "placement", {{"started", text("2018-07-02")}});
  w.save(w.anna, "visit", {{"placement", p.id}, {"date", text("2018-09-10")}});
  w.save(w.anna, "visit", {{"placement", p.id}, {"date", text("2018-12-20")}, {"considered", text("2018-12-20")}});
  w.save(w.anna, "visit", {{"placement", p.id}, {"date", text("2019-02-11")}});
  EXPECT_EQ(w.kept("placement", p.id), (Rows{"consideration#1 2019-01-02 1", "consideration#2 2019-06-20 0", "health#1 2018-09-03 0",
                                             "visits#1 2018-12-31 1 2/2", "visits#2 2019-06-30 0 1/2"}));
}

TEST_P(KeepTest, WhatWasAgreedForNextTimeIsMetByTheNextAndNotByAnEarlierOne) {
  const auto one = w.save(w.anna, "case", {{"opened", text("2018-09-01")}}), other = w.save(w.anna, "case", {{"opened", text("2018-09-01")}});
  const auto first = w.save(w.anna, "follow_up", {{"case", one.id}, {"date", text("2018-10-01")}, {"next", text("2019-01-15")}});
  const auto second = w.save(w.anna, "follow_up", {{"case", one.id}, {"date", text("2019-01-10")}, {"next", text("2019-04-10")}});
  EXPECT_EQ(w.kept("follow_up", first.id), (Rows{"next#1 2019-01-14 1"}));
  EXPECT_EQ(w.kept("follow_up", second.id), (Rows{"next#1 2019-04-09 0"})) << "the first came before";
  w.save(w.anna, "follow_up", {{"case", other.id}, {"date", text("2019-03-01")}});
  EXPECT_EQ(w.kept("follow_up", second.id), (Rows{"next#1 2019-04-09 0"})) << "another case";
  w.save(w.anna, "follow_up", {{"case", one.id}, {"date", text("2019-03-20")}});
  EXPECT_EQ(w.kept("follow_up", second.id), (Rows{"next#1 2019-04-09 1"}));
}

TEST_P(KeepTest, WithoutACaseItIsTheSamePersonsNextThatMeets) {
  records::Person elsa, nils;
  elsa.first_name = "Elsa", nils.first_name = "Nils";
  const auto one = w.persons.save(w.anna, elsa).value(), other = w.persons.save(w.anna, nils).value();
  const auto begun = w.save(w.anna, "case", {{"opened", text("2018-09-01")}});
  const auto loose = w.save(w.anna, "follow_up", {{"person", one}, {"date", text("2019-01-10")}, {"next", text("2019-04-10")}});
  const auto in_case = w.save(w.anna, "follow_up", {{"person", one}, {"case", begun.id}, {"date", text("2019-01-10")}, {"next", text("2019-04-10")}});
  w.save(w.anna, "follow_up", {{"person", other}, {"date", text("2019-03-01")}});
  EXPECT_EQ(w.kept("follow_up", loose.id), (Rows{"next#1 2019-04-09 0"})) << "någon annans uppföljning";
  w.save(w.anna, "follow_up", {{"person", one}, {"date", text("2019-03-20")}});
  EXPECT_EQ(w.kept("follow_up", loose.id), (Rows{"next#1 2019-04-09 1"}));
  EXPECT_EQ(w.kept("follow_up", in_case.id), (Rows{"next#1 2019-04-09 0"})) << "den hör till ett ärende och väntar på ärendets nästa";
  EXPECT_TRUE(w.differences().empty());
}

TEST_P(KeepTest, ARestHasNoLastDayUntilItIsOver) {
  const auto p = w.save(w.anna, "placement", {{"started", text("2019-01-15")}, {"paused_from", text("2019-02-01")}});
  EXPECT_EQ(w.kept("placement", p.id)[0], "consideration#1  3");
  w.change(w.anna, "placement", p.id, {{"paused_to", text("2019-02-15")}});
  EXPECT_EQ(w.kept("placement", p.id)[0], "consideration#1 2019-07-29 0");
}

TEST_P(KeepTest, WhatBeganUnderARuleKeepsIt) {
  const auto old = w.save(w.anna, "placement", {{"started", text("2019-06-30")}}),
             fresh = w.save(w.anna, "placement", {{"started", text("2019-07-01")}});
  EXPECT_EQ(w.kept("placement", old.id)[1], "health#1 2019-08-30 0");
  EXPECT_EQ(w.kept("placement", fresh.id)[1], "health#1 2019-08-01 0");
}

TEST_P(KeepTest, NewTermsAskForThemselvesAndAnEndedPlacementAsksNoMore) {
  const auto p = w.save(w.anna, "placement", {{"started", text("2019-01-01")}}),
             over = w.save(w.anna, "placement", {{"started", text("2019-01-01")}, {"ended", text("2019-03-01")}});
  w.clock.set(from_iso("2020-01-02T10:00:00Z"));
  w.deadlines.roll();
  const auto rows = w.kept("placement", p.id);
  EXPECT_EQ(Rows(rows.begin() + 2, rows.end()), (Rows{"visits#1 2019-06-30 0 0/2", "visits#2 2019-12-31 0 0/2", "visits#3 2020-06-30 0 0/2"}));
  EXPECT_EQ(w.kept("placement", over.id).back(), "visits#1 2019-06-30 4 0/2");
  EXPECT_TRUE(w.differences().empty());
}

TEST_P(KeepTest, TheUnitsOwnRhythmCountsItsRecords) {
  w.save(w.anna, "control", {{"date", text("2018-05-02")}});
  for (const char *day : {"2019-01-10", "2019-02-10", "2019-03-10"}) w.save(w.anna, "control", {{"date", text(day)}});
  EXPECT_EQ(w.kept("control", 0), (Rows{"rhythm#1 2018-12-31 0 1/8", "rhythm#2 2019-12-31 0 3/8"}));
}

TEST_P(KeepTest, AnImportWorksThemOutOnceAtTheEnd) {
  std::int64_t first = 0;
  const auto done = w.records.bulk([&](db::Connection &c) -> Result<void> {
    for (int i = 0; i < 60; ++i) {
      records::Record draft;
      draft.values = {{"received_on", to_iso(make_date(2019, 1, 1) + i)},
                      {"received", to_iso(make_date(2019, 1, 1) + i) + "T10:00:00Z"},
                      {"child", std::int64_t{1}}};
      RT_TRY(auto saved, w.records.save_in(c, w.maria, "report", draft));
      if (first == 0) first = saved.id;
      records::Record talk;
      talk.values = {{"report", saved.id},
                     {"date", to_iso(make_date(2019, 1, 2) + i)},
                     {"held_at", to_iso(make_date(2019, 1, 2) + i) + "T10:00:00Z"},
                     {"held", std::int64_t{1}}};
      RT_CHECK(w.records.save_in(c, w.maria, "talk", talk));
      EXPECT_EQ(c.count("SELECT COUNT(*) FROM deadline"), 0) << "först på slutet";
    }
    return {};
  });
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(w.kept("report", first), (Rows{"preliminary#1 2019-01-15 0", "protective#1 2019-01-01 0", "talk#1 2019-01-03 1"}));
  EXPECT_TRUE(w.differences().empty());
}

TEST_P(KeepTest, ARegisterWithoutRulesCostsNothing) {
  auto c = w.db.pool().write();
  const auto &visit = *test_catalog().find("control");
  definitions::Register none = visit;
  none.id = "none";
  records::Record record;
  const auto before = c->statements_run();
  w.deadlines.changed(*c, {&none, nullptr, &record});
  EXPECT_EQ(c->statements_run(), before);
}

TEST_P(KeepTest, AnotherRuleMakesThemStaleAndARebuildMakesThemRight) {
  const auto r = w.report();
  auto c = w.db.pool().write();
  EXPECT_TRUE(w.deadlines.stale(*c));
  w.deadlines.rebuild(*c);
  EXPECT_FALSE(w.deadlines.stale(*c));
  c->exec("UPDATE deadline SET last_day = '2019-04-01' WHERE record_id = ? AND rule_id = 'talk'", {r.id});
  c->exec("UPDATE deadline_rules SET fingerprint = 'older'");
  EXPECT_TRUE(w.deadlines.stale(*c));
  EXPECT_EQ(w.deadlines.check(*c).size(), 1u);
  w.deadlines.rebuild(*c);
  EXPECT_TRUE(w.deadlines.check(*c).empty());
}

TEST_P(KeepTest, ManyAreMadeAgainBesideTheWorkWithoutHoldingTheWriter) {
  for (int i = 0; i < 250; ++i) w.report();
  {
    auto c = w.db.pool().write();
    w.deadlines.rebuild(*c);
    c->exec("UPDATE deadline SET last_day = '2001-01-01'");
    c->exec("UPDATE deadline_rules SET fingerprint = 'older'");
    c->exec("UPDATE deadline SET register_id = 'dropped', record_id = 990000 WHERE id = (SELECT MIN(id) FROM deadline)");
    EXPECT_FALSE(w.deadlines.is_large(*c)) << "a start makes so few again itself";
  }
  int turns = 0;
  EXPECT_FALSE(w.deadlines.rebuild_beside([&] { return ++turns > 1; })) << "stopped half-way";
  EXPECT_TRUE(w.deadlines.stale(*w.db.pool().write())) << "and begun again at the next start";
  turns = 0;
  EXPECT_TRUE(w.deadlines.rebuild_beside([&] {
    if (++turns <= 3) w.report(); // somebody saves in the middle: the writer is free
    return false;
  }));
  EXPECT_GE(turns, 3) << "a hundred at a time";
  auto c = w.db.pool().write();
  EXPECT_FALSE(w.deadlines.stale(*c));
  EXPECT_TRUE(w.deadlines.check(*c).empty());
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM deadline WHERE register_id = 'dropped'"), 0) << "what no rule asks for is gone";
}

/// Whatever is done to the records, in any order: what is kept is what a rebuild would make.
TEST_P(KeepTest, KeptStepByStepEqualsMadeAnew) {
  std::vector<std::int64_t> reports, talks, placements, visits;
  const auto day = [](int n) { return to_iso(make_date(2018, 6, 1) + n); };
  const auto pick = [](std::vector<std::int64_t> &from) {
    return from[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(from.size())))];
  };
  rc::check("any run of changes", [&] {
    const int steps = *rc::gen::inRange(1, 12);
    for (int i = 0; i < steps; ++i) {
      const int n = *rc::gen::inRange(0, 400), what = *rc::gen::inRange(0, 9);
      if (what == 0 || reports.empty()) {
        reports.push_back(
            w.save(w.maria, "report", {{"received_on", day(n)}, {"received", day(n) + "T10:00:00Z"}, {"child", std::int64_t{n % 2}}}).id);
      } else if (what == 1) {
        talks.push_back(w.save(w.maria, "talk",
                               {{"report", pick(reports)}, {"date", day(n)}, {"held_at", day(n) + "T12:00:00Z"}, {"held", std::int64_t{n % 3 != 0}}})
                            .id);
      } else if (what == 2 && !talks.empty()) {
        w.change(w.maria, "talk", pick(talks), {{"report", pick(reports)}, {"held_at", day(n) + "T12:00:00Z"}});
      } else if (what == 3) {
        w.change(w.maria, "report", pick(reports),
                 {{"decided", day(n)}, {"extended_to", day(n + 20)}, {"extended_why", text(n % 2 ? "Synnerliga skäl" : "")}});
      } else if (what == 4 || placements.empty()) {
        placements.push_back(w.save(w.anna, "placement", {{"started", day(n)}}).id);
      } else if (what == 5) {
        visits.push_back(
            w.save(w.anna, "visit",
                   {{"placement", pick(placements)}, {"date", day(n)}, {"considered", n % 2 ? db::Value{day(n)} : db::Value{db::Null{}}}})
                .id);
      } else if (what == 6) {
        w.change(w.anna, "placement", pick(placements),
                 {{"ended", n % 2 ? db::Value{day(n)} : db::Value{db::Null{}}},
                  {"paused_from", day(n)},
                  {"paused_to", n % 3 ? db::Value{day(n + 10)} : db::Value{db::Null{}}}});
      } else if (what == 7 && !visits.empty()) {
        const auto id = pick(visits);
        if (const auto visit = w.records.get(w.anna, "visit", id, "test")) (void)w.records.remove(w.anna, "visit", id, visit->version);
        else (void)w.records.restore(w.anna, "visit", id);
      } else {
        const auto id = pick(reports);
        const auto version = w.records.get(w.maria, "report", id, "test")->version;
        (void)w.records.move_state(w.maria, "report", id, version, "close");
        w.save(w.anna, "control", {{"date", day(n)}});
      }
    }
    const auto differences = w.differences();
    for (const auto &d : differences) RC_LOG() << d.where << ": " << d.kept << " | " << d.fresh << "\n";
    RC_ASSERT(differences.empty());
  });
}

} // namespace
} // namespace rt::deadlines
