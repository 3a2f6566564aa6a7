// Steps: what they ask for, fill in, create, and who may take them.
#include "modules/records/tests/flow_pack.hpp"
#include <gtest/gtest.h>

namespace rt::records {
namespace {

class StepsTest : public ::testing::TestWithParam<std::string> {
protected:
  StepsTest() { // a second person in Maria's team
    sara = w.actor(4, 0, "Sara Holm", access::Role::therapist, {w.family});
  }
  Record saved(Record draft = report()) { return w.records.save(w.maria, "report", std::move(draft)).value(); }
  std::vector<std::string> offered(const access::Actor &actor, const char *reg, const Record &record) {
    std::vector<std::string> ids;
    const auto steps = w.records.steps(actor, reg, {record});
    for (const auto &step : steps.at(0)) ids.push_back(step.transition->id + (step.why_not.empty() ? "" : " (nej)"));
    return ids;
  }
  static StepInput plan(const char *words) { return {{}, {{{"plan", std::string(words)}}}}; }
  World w{GetParam(), flow_catalog()};
  access::Actor sara;
};
RT_BOTH_DATABASES(StepsTest);

using Ids = std::vector<std::string>;

TEST_P(StepsTest, AStepIsOfferedFromEachOfItsStatesAndOnlyWhenItsConditionHolds) {
  auto record = saved();
  EXPECT_EQ(offered(w.maria, "report", record), (Ids{"assess", "open"}));
  record.values["urgent"] = std::int64_t{1};
  record = w.records.save(w.maria, "report", record).value();
  EXPECT_EQ(offered(w.maria, "report", record), (Ids{"assess", "open", "alarm"}));
  record = w.records.move_state(w.maria, "report", record.id, record.version, "assess").value();
  EXPECT_EQ(offered(w.maria, "report", record), (Ids{"open"}));
  const auto late = w.records.move_state(w.maria, "report", record.id, record.version, "alarm");
  EXPECT_EQ(late.error().message, "Det steget går inte att ta härifrån. Ladda om sidan och försök igen.");
}

TEST_P(StepsTest, AConditionThatDoesNotHoldStopsTheStepAlsoPastThePage) {
  const auto record = saved();
  EXPECT_EQ(w.records.move_state(w.maria, "report", record.id, 1, "alarm").error().kind, ProblemKind::invalid);
}

TEST_P(StepsTest, WhatIsMissingIsFilledInWithTheStepInOneGo) {
  const auto record = saved();
  const auto refused = w.records.move_state(w.maria, "report", record.id, 1, "open", plan("Samtal med barnet"));
  ASSERT_FALSE(refused.has_value());
  ASSERT_EQ(refused.error().fields.size(), 1u);
  EXPECT_EQ(refused.error().fields[0].message, "Fyll i Orsak innan du väljer ”Inled utredning”.");
  auto input = plan("Samtal med barnet");
  input.values["reason"] = std::int64_t{2};
  const auto moved = w.records.move_state(w.maria, "report", record.id, 1, "open", input).value();
  EXPECT_EQ(moved.version, 2) << "fields and state are one change";
  EXPECT_EQ(moved.integer("reason"), 2);
  EXPECT_EQ(moved.text("decided"), "2019-03-22") << "the day of the step";
  EXPECT_EQ(moved.integer("decider"), w.maria_staff);
}

TEST_P(StepsTest, AStepCreatesALinkedRecordWithWhatIsKnown) {
  auto draft = report();
  draft.values["reason"] = std::int64_t{1};
  const auto record = saved(draft);
  ASSERT_TRUE(w.records.move_state(w.maria, "report", record.id, 1, "open", plan("Samtal med barnet")).has_value());
  const auto made = w.records.list(w.maria, "investigation", {}, "test").rows;
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made[0].integer("report"), record.id);
  EXPECT_EQ(made[0].text("opened"), "2019-03-22");
  EXPECT_EQ(made[0].integer("cause"), 8) << "violence has another code there: the answer is carried, not the number";
  EXPECT_EQ(made[0].text("plan"), "Samtal med barnet");
  EXPECT_EQ(made[0].team, w.family);
  EXPECT_EQ(w.records.list(w.maria, "talk", {}, "test").total, 0) << "only for urgent reports";
  const auto history = w.records.history(w.maria, "investigation", made[0].id);
  EXPECT_EQ(history.at(0).what, "skapad");
  auto c = w.db.pool().read();
  EXPECT_EQ(audit::entries(*c, "investigation:" + std::to_string(made[0].id), 0, 9, 0).back().act, "create");
  const auto ties = w.records.ties(w.maria, "report", record.id);
  ASSERT_EQ(ties.made.size(), 1u);
  EXPECT_EQ(ties.made[0].record, made[0].id);
  EXPECT_EQ(ties.made[0].step, "open");
  EXPECT_EQ(w.records.ties(w.maria, "investigation", made[0].id).made_from->record, record.id);
  EXPECT_TRUE(w.records.ties(w.olle, "report", record.id).made.empty()) << "outside the team there is nothing";
}

TEST_P(StepsTest, WhenACreatedRecordLacksSomethingNothingAtAllHappens) {
  auto draft = report();
  draft.values["reason"] = std::int64_t{1};
  draft.values["urgent"] = std::int64_t{1};
  const auto record = saved(draft);
  const auto refused = w.records.move_state(w.maria, "report", record.id, 1, "open");
  ASSERT_FALSE(refused.has_value());
  ASSERT_EQ(refused.error().fields.size(), 1u);
  EXPECT_EQ(refused.error().fields[0].field, "steg.0.plan");
  EXPECT_EQ(refused.error().fields[0].message, "Utredning – Utredningsplan: fyll i fältet.");
  EXPECT_EQ(w.records.get(w.maria, "report", record.id, "test")->version, 1);
  EXPECT_EQ(w.records.list(w.maria, "talk", {}, "test").total, 0) << "the talk is not left behind";
  ASSERT_TRUE(w.records.move_state(w.maria, "report", record.id, 1, "open", plan("Plan")).has_value());
  EXPECT_EQ(w.records.list(w.maria, "talk", {}, "test").rows.at(0).text("day"), "2019-03-22");
}

TEST_P(StepsTest, WhoHandedInMayNotApprove) {
  Record draft;
  draft.values = {{"opened", std::string("2019-03-01")}, {"plan", std::string("Plan")}, {"decision", std::string("Bistånd beviljas.")}};
  auto record = w.records.save(w.maria, "investigation", draft).value();
  record = w.records.move_state(w.maria, "investigation", record.id, record.version, "hand_in").value();
  const auto steps = w.records.steps(w.maria, "investigation", {record}).at(0);
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[1].why_not, "Du tog själv steget ”Lämna in beslutet” 22 mars 2019 11:00. En annan person måste ta steget ”Godkänn beslutet”.");
  const auto refused = w.records.move_state(w.maria, "investigation", record.id, record.version, "approve");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ProblemKind::forbidden);
  EXPECT_EQ(refused.error().message, steps[1].why_not);
  const auto approved = w.records.move_state(sara, "investigation", record.id, record.version, "approve").value();
  EXPECT_TRUE(approved.locked) << "the step signs";
  EXPECT_TRUE(w.records.steps(sara, "investigation", {approved}).at(0).empty());
  auto changed = approved;
  changed.values["decision"] = std::string("Avslag.");
  EXPECT_EQ(w.records.save(sara, "investigation", changed).error().kind, ProblemKind::forbidden);
}

TEST_P(StepsTest, WhatWasSentBackIsApprovedByAnotherThanTheLastWhoHandedIn) {
  Record draft;
  draft.values = {{"opened", std::string("2019-03-01")}, {"plan", std::string("Plan")}, {"decision", std::string("Bistånd beviljas.")}};
  auto record = w.records.save(w.maria, "investigation", draft).value();
  const auto take = [&](const access::Actor &actor, const char *step) {
    auto moved = w.records.move_state(actor, "investigation", record.id, record.version, step);
    if (moved) record = *moved;
    return moved.has_value();
  };
  ASSERT_TRUE(take(w.maria, "hand_in"));
  ASSERT_TRUE(take(sara, "send_back"));
  ASSERT_TRUE(take(sara, "hand_in"));
  EXPECT_FALSE(take(sara, "approve"));
  EXPECT_TRUE(take(w.maria, "approve"));
}

TEST_P(StepsTest, AStepThatTheRoleMayNotTakeSaysWhoMay) {
  Record draft;
  draft.values = {{"opened", std::string("2019-03-01")}, {"plan", std::string("Plan")}, {"decision", std::string("Bistånd beviljas.")}};
  auto record = w.records.save(w.maria, "investigation", draft).value();
  record = w.records.move_state(w.maria, "investigation", record.id, record.version, "hand_in").value();
  const auto worker = w.actor(9, 0, "Eva Lund", access::Role::social_worker, {w.family});
  const auto steps = w.records.steps(worker, "investigation", {record}).at(0);
  EXPECT_EQ(steps.at(1).why_not, "Din roll får inte ta steget ”Godkänn beslutet”. Det tas av enhetschef, biträdande enhetschef eller behandlare.");
}

TEST_P(StepsTest, TheHistoryTellsWhichStepWasTakenAndReplaysToTheRecord) {
  auto draft = report();
  draft.values["reason"] = std::int64_t{1};
  const auto record = saved(draft);
  const auto moved = w.records.move_state(w.maria, "report", record.id, 1, "open", plan("Plan")).value();
  EXPECT_EQ(w.records.history(w.maria, "report", record.id).at(0).what, "steg:open");
  const auto replayed = w.records.replayed(w.maria, "report", record.id).value();
  EXPECT_EQ(replayed.values, moved.values);
  EXPECT_EQ(replayed.state, moved.state);
  EXPECT_EQ(w.records.replayed(w.maria, "report", record.id, 1)->has("decided"), false) << "as it was before the step";
}

TEST_P(StepsTest, StepsOfAWholePageOfRecordsCostOneQuery) {
  Record draft;
  draft.values = {{"opened", std::string("2019-03-01")}, {"plan", std::string("Plan")}};
  std::vector<Record> rows;
  for (int i = 0; i < 12; ++i) rows.push_back(w.records.save(w.maria, "investigation", draft).value());
  const auto before = w.db.pool().read()->statements_run();
  (void)w.records.steps(w.maria, "investigation", rows);
  EXPECT_LE(w.db.pool().read()->statements_run() - before, 1);
}

} // namespace
} // namespace rt::records
