// The list, the reason, the decision, the signed week, the share and the calendar.
#include "modules/deadlines/tests/world.hpp"
#include "platform/core/text.hpp"
#include <gtest/gtest.h>

namespace rt::deadlines {
namespace {

std::string text(const char *s) { return s; }

class QueueTest : public ::testing::TestWithParam<std::string> {
protected:
  World w{GetParam()}; // Friday 22 March 2019
  std::vector<std::string> listed(const access::Actor &who, const Ask &ask) {
    std::vector<std::string> rows;
    for (const auto &item : w.deadlines.queue(who, ask).items)
      rows.push_back(item.title + " " + item.kept.last + " " + std::to_string(item.days) + " " + std::string(title_of(item.group)));
    return rows;
  }
};
RT_BOTH_DATABASES(QueueTest);
using Rows = std::vector<std::string>;

TEST_P(QueueTest, TheHeadSeesAllTheWorkerHerOwnAndAnotherTeamNothing) {
  w.report();                                                       // 11 March: everything but the preliminary assessment is late
  w.report("2019-03-22T07:00:00Z");                                 // today
  w.save(w.maria, "report", {{"received_on", text("2019-03-13")}}); // nobody's
  EXPECT_EQ(listed(w.anna, {}),
            (Rows{"Skyddsbedömning 2019-03-11 -11 Försenade", "Allvarssamtal 2019-03-13 -9 Försenade", "Skyddsbedömning 2019-03-22 0 I dag",
                  "Allvarssamtal 2019-03-24 2 Resten av veckan", "Förhandsbedömning klar 2019-03-25 3 De två kommande veckorna",
                  "Förhandsbedömning klar 2019-03-27 5 De två kommande veckorna", "Förhandsbedömning klar 2019-04-05 14 De två kommande veckorna"}));
  Ask mine;
  mine.whose = Whose::mine;
  EXPECT_EQ(listed(w.maria, mine).size(), 7u) << "den som skriver posten är ansvarig när ingen annan är det";
  EXPECT_TRUE(listed(w.olle, {}).empty());
  EXPECT_TRUE(listed(w.anna, mine).empty()) << "chefen är inte upplagd som medarbetare";
  const auto queue = w.deadlines.queue(w.anna, {});
  EXPECT_EQ(queue.counts.at(Group::overdue), 2);
  EXPECT_EQ(queue.counts.at(Group::today), 1);
  EXPECT_EQ(queue.counts.at(Group::week), 1);
  EXPECT_EQ(queue.counts.at(Group::fortnight), 3);
  EXPECT_EQ(w.deadlines.summary(w.anna, Whose::all), "2 är försenade. En går ut i dag. En till går ut i veckan. 3 går ut inom två veckor.");
}

TEST_P(QueueTest, FiltersByRuleTeamAndResponsible) {
  w.report();
  w.save(w.anna, "placement", {{"started", text("2019-03-01")}});
  Ask ask;
  ask.rule = "report.talk";
  EXPECT_EQ(listed(w.anna, ask), (Rows{"Allvarssamtal 2019-03-13 -9 Försenade"}));
  ask.rule = "placement.consideration";
  EXPECT_EQ(listed(w.anna, ask), (Rows{"Övervägande 2019-09-02 164 Senare"}));
  ask = {};
  ask.team = w.reception;
  EXPECT_EQ(listed(w.anna, ask).size(), 3u);
  ask = {};
  ask.staff = w.maria_staff;
  EXPECT_EQ(listed(w.anna, ask).size(), 3u);
}

TEST_P(QueueTest, NobodyIsRemindedOfARegisterThatTheUnitHasNotChosen) {
  w.report();
  EXPECT_FALSE(listed(w.anna, {}).empty());
  w.organisation.set_packs(*w.db.pool().write(), w.unit, {"another"});
  w.clock.advance(60); // names and packs are known for half a minute
  EXPECT_TRUE(listed(w.anna, {}).empty());
  EXPECT_TRUE(w.deadlines.rules_of(w.anna).empty());
  EXPECT_EQ(w.deadlines.queue(w.anna, {}).counts.at(Group::overdue), 0);
  EXPECT_TRUE(w.deadlines.shares(w.anna, year_period(2019), false).empty());
  EXPECT_TRUE(w.differences().empty()) << "dagarna finns kvar, om enheten väljer paketet igen";
  w.organisation.set_packs(*w.db.pool().write(), w.unit, {"duty"});
  w.clock.advance(60);
  EXPECT_FALSE(listed(w.anna, {}).empty());
}

TEST_P(QueueTest, WhatHasBeenLateForHalfAYearDoesNotHideTheDay) {
  w.report("2018-06-01T09:00:00Z");
  w.report();
  EXPECT_EQ(listed(w.anna, {}).size(), 3u);
  Ask old;
  old.show = Show::old;
  EXPECT_EQ(listed(w.anna, old), (Rows{"Skyddsbedömning 2018-06-01 -294 Försenade", "Allvarssamtal 2018-06-03 -292 Försenade",
                                       "Förhandsbedömning klar 2018-06-15 -280 Försenade"}));
  EXPECT_EQ(w.deadlines.summary(w.anna, Whose::all), "2 är försenade. En går ut inom två veckor. 3 är försenade sedan mer än ett halvår.");
}

TEST_P(QueueTest, AListIsOneQueryHoweverLong) {
  (void)w.records.bulk([&](db::Connection &c) -> Result<void> {
    for (int i = 0; i < 300; ++i) {
      records::Record draft;
      draft.values = {{"received_on", to_iso(make_date(2019, 3, 1) + i % 20)},
                      {"received", text("2019-03-11T09:00:00Z")},
                      {"child", std::int64_t{1}},
                      {"handler", w.maria_staff}};
      RT_CHECK(w.records.save_in(c, w.maria, "report", draft));
    }
    return {};
  });
  (void)w.deadlines.queue(w.anna, {}); // names and new periods are known after the first
  std::int64_t before = 0;
  { before = w.db.pool().read()->statements_run(); }
  Ask ask;
  ask.limit = 200;
  const auto queue = w.deadlines.queue(w.anna, ask);
  EXPECT_EQ(queue.items.size(), 200u);
  EXPECT_TRUE(queue.more);
  EXPECT_EQ(w.db.pool().read()->statements_run() - before, 1) << "rows, counts, those that rest and those that are old";
}

TEST_P(QueueTest, RemindersComeSevenThreeAndNoDaysBefore) {
  w.save(w.maria, "report", {{"received_on", text("2019-03-25")}}); // last day Monday 8 April
  std::string days;
  for (int day = 1; day <= 8; ++day) {
    w.clock.set(from_iso("2019-04-0" + std::to_string(day) + "T10:00:00Z"));
    const auto items = w.deadlines.queue(w.anna, {}).items;
    ASSERT_EQ(items.size(), 1u);
    if (items[0].reminder) days += std::to_string(items[0].days) + " ";
  }
  EXPECT_EQ(days, "7 3 0 ");
}

TEST_P(QueueTest, TheReasonIsToldAndTheDecisionIsWrittenIntoTheRecord) {
  const auto r = w.report();
  auto detail = w.deadlines.detail(w.maria, "report", r.id, "preliminary", 1);
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(join(detail->steps, "\n"), "Regeln: Förhandsbedömning klar, inom 14 dagar (SoL 20 kap. 2 §).\n"
                                       "Tiden räknas från datum, måndag 11 mars 2019.\n"
                                       "Räknat från dagen efter är måldagen måndag 25 mars 2019.\n"
                                       "Sista dagen är alltså måndag 25 mars 2019.");
  EXPECT_TRUE(detail->may_extend);
  auto refused = w.deadlines.extend(w.maria, "report", r.id, "preliminary", 1, r.version, "20/3 2019", " ");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().fields.size(), 2u) << "för tidigt, och utan skäl";
  ASSERT_TRUE(w.deadlines.extend(w.maria, "report", r.id, "preliminary", 1, r.version, "19/4 2019", "Synnerliga skäl: tolk saknas."));
  EXPECT_EQ(w.kept("report", r.id)[0], "preliminary#1 2019-04-23 0") << "långfredagen flyttas till tisdagen efter påsk";
  detail = w.deadlines.detail(w.anna, "report", r.id, "preliminary", 1);
  const auto words = join(detail->steps, "\n");
  EXPECT_NE(
      words.find(
          "Tiden är förlängd till fredag 19 april 2019 genom ett beslut som Maria Berg har antecknat.\nSkälet till förlängningen: Synnerliga skäl: tolk saknas."),
      std::string::npos)
      << words;
  EXPECT_NE(words.find("Fredag 19 april 2019 är långfredagen. Då räcker det att göra det nästa vardag, tisdag 23 april 2019"), std::string::npos)
      << words;
  // Somebody else was first: nothing is overwritten.
  const auto late = w.deadlines.extend(w.anna, "report", r.id, "preliminary", 1, r.version, "2019-06-01", "Senare");
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().kind, ProblemKind::conflict);
}

TEST_P(QueueTest, WhatIsNotTheirsIsNotThereAndWhatCannotBeExtendedIsNot) {
  const auto r = w.report();
  EXPECT_EQ(w.deadlines.detail(w.olle, "report", r.id, "preliminary", 1).error().kind, ProblemKind::not_found);
  EXPECT_FALSE(w.deadlines.extend(w.olle, "report", r.id, "preliminary", 1, r.version, "2019-06-01", "x").has_value());
  EXPECT_FALSE(w.deadlines.extend(w.maria, "report", r.id, "talk", 1, r.version, "2019-06-01", "x").has_value());
  EXPECT_TRUE(w.deadlines.of_record(w.olle, "report", r.id).empty());
  EXPECT_EQ(w.deadlines.of_record(w.maria, "report", r.id).size(), 3u);
}

TEST_P(QueueTest, TheWeekIsSignedOncePerTeamWithWhatStoodThere) {
  w.report();
  ASSERT_TRUE(w.deadlines.sign_week(w.maria, w.reception, "Två samtal bokas i dag"));
  EXPECT_EQ(w.deadlines.sign_week(w.maria, w.reception, "").error().kind, ProblemKind::conflict);
  EXPECT_EQ(w.deadlines.sign_week(w.maria, 0, "").error().kind, ProblemKind::forbidden);
  EXPECT_EQ(w.deadlines.sign_week(w.maria, w.placed, "").error().kind, ProblemKind::forbidden);
  ASSERT_TRUE(w.deadlines.sign_week(w.anna, 0, ""));
  const auto checks = w.deadlines.checks(w.maria, 10);
  ASSERT_EQ(checks.size(), 1u) << "bara den egna gruppens";
  EXPECT_EQ(checks[0].week, 12);
  EXPECT_EQ(checks[0].overdue, 2);
  EXPECT_EQ(checks[0].who, "Maria Berg");
  w.clock.advance(3 * 24 * 3600);
  EXPECT_TRUE(w.deadlines.sign_week(w.maria, w.reception, ""));
  EXPECT_EQ(w.deadlines.checks(w.anna, 10).size(), 3u);
}

TEST_P(QueueTest, TheShareKeptInTimeCountsWhatWasNeverDone) {
  const auto a = w.report("2019-02-01T09:00:00Z"), b = w.report("2019-02-04T09:00:00Z"), c = w.report("2019-02-05T09:00:00Z");
  w.report("2019-03-20T09:00:00Z"); // its last day is to come
  w.change(w.maria, "report", a.id, {{"decided", text("2019-02-15")}});
  w.change(w.maria, "report", b.id, {{"decided", text("2019-02-19")}});
  ASSERT_TRUE(w.records.move_state(w.maria, "report", c.id, c.version, "close"));
  for (const auto &share : w.deadlines.shares(w.anna, tertial_period(2019, 1), false)) {
    if (share.rule != "preliminary") continue;
    EXPECT_EQ(share.in_time, 1);
    EXPECT_EQ(share.late, 1);
    EXPECT_EQ(share.not_done, 1);
  }
  EXPECT_EQ(w.deadlines.shares(w.anna, tertial_period(2019, 1), true).front().team, w.reception);
}

TEST_P(QueueTest, TheCalendarSaysHowManyAndNothingElse) {
  w.report();
  EXPECT_FALSE(w.deadlines.make_feed(w.anna).has_value()) << "chefen är inte upplagd som medarbetare";
  const auto token = w.deadlines.make_feed(w.maria).value();
  const auto feed = w.deadlines.feed(token);
  ASSERT_TRUE(feed.has_value());
  const auto ical = to_ical(*feed, w.clock.now());
  EXPECT_NE(ical.find("SUMMARY:Bevakning (1)"), std::string::npos) << ical;
  EXPECT_NE(ical.find("20190325"), std::string::npos);
  for (const char *never : {"Skydds", "anm", "Maria", "Allvar"}) EXPECT_EQ(ical.find(never), std::string::npos) << never;
  EXPECT_FALSE(w.deadlines.feed("0" + token.substr(1)).has_value() && token[0] != '0');
  const auto fresh = w.deadlines.make_feed(w.maria).value();
  EXPECT_FALSE(w.deadlines.feed(token).has_value()) << "en ny adress stänger den gamla";
  ASSERT_TRUE(w.deadlines.revoke_feed(w.maria));
  EXPECT_FALSE(w.deadlines.feed(fresh).has_value());
}

} // namespace
} // namespace rt::deadlines
