#include "modules/casework/tests/world.hpp"
#include <gtest/gtest.h>

namespace rt::casework {
namespace {

class CaseworkTest : public ::testing::TestWithParam<std::string> {
protected:
  World w{GetParam()};
};
RT_BOTH_DATABASES(CaseworkTest);

TEST_P(CaseworkTest, TheTimelineHasEverythingTheReaderMaySeeNewestFirst) {
  const auto elsa = w.person("Elsa");
  const auto a_case = w.open_case(elsa, w.maria_staff);
  w.save(w.maria, "note",
         {{"case", a_case.id},
          {"happened", std::string("2026-02-01T09:00:00Z")},
          {"kind", std::int64_t{1}},
          {"author", w.maria_staff},
          {"text", std::string("Ringde skolan")}});
  w.save(w.maria, "network_person",
         {{"person", elsa}, {"name", std::string("Karin")}, {"relation", std::int64_t{1}}, {"registered", std::string("2026-01-12")}});
  const auto timeline = w.casework.timeline(w.maria, {elsa, "", 40, 0, ""});
  ASSERT_EQ(timeline.events.size(), 3U);
  EXPECT_EQ(timeline.events[0].register_id, "note");
  EXPECT_EQ(timeline.events[0].date.substr(0, 10), "2026-02-01");
  EXPECT_EQ(timeline.events[1].register_id, "network_person");
  EXPECT_EQ(timeline.events[2].register_id, "case");
  EXPECT_NE(timeline.events[2].words.find("Barn"), std::string::npos) << timeline.events[2].words;
  EXPECT_EQ(timeline.total, 3);
  EXPECT_EQ(w.casework.timeline(w.maria, {elsa, "note", 40, 0, ""}).events.size(), 1U);
  EXPECT_EQ(w.casework.timeline(w.maria, {elsa, "", 2, 2, ""}).events.size(), 1U) << "the second page";
  EXPECT_EQ(w.casework.timeline(w.maria, {elsa, "", 40, 0, "2026-01-11"}).total, 1);
  EXPECT_TRUE(w.casework.timeline(w.olle, {elsa, "", 40, 0, ""}).events.empty()) << "another group";
}

TEST_P(CaseworkTest, TheTimelineIsTwoQueriesHoweverManyRegistersAndRecords) {
  const auto elsa = w.person("Elsa");
  const auto a_case = w.open_case(elsa);
  for (int i = 0; i < 30; ++i)
    w.save(w.maria, "task",
           {{"case", a_case.id},
            {"what", std::string("Ring")},
            {"due", std::string("2026-04-01")},
            {"responsible", w.maria_staff},
            {"created", std::string("2026-02-01")}});
  std::int64_t before = 0, after = 0;
  { before = w.db.pool().read()->statements_run(); }
  EXPECT_EQ(w.casework.timeline(w.maria, {elsa, "", 40, 0, ""}).events.size(), 31U);
  { after = w.db.pool().read()->statements_run(); }
  EXPECT_LE(after - before, 6) << "who, masking, numbers and rows; not one per record";
}

TEST_P(CaseworkTest, WhatIsWrittenInACaseIsThePersons) {
  const auto elsa = w.person("Elsa");
  const auto a_case = w.open_case(elsa);
  const auto task = w.save(w.maria, "task",
                           {{"case", a_case.id},
                            {"what", std::string("Ring skolan")},
                            {"due", std::string("2026-04-01")},
                            {"responsible", w.maria_staff},
                            {"created", std::string("2026-02-01")}});
  EXPECT_EQ(task.person, elsa);
  EXPECT_EQ(task.sex, organisation::Sex::female);
  EXPECT_EQ(task.birth_year, 2012);
  EXPECT_EQ(task.counts[1], 1);
  ASSERT_TRUE(w.casework.next_step(w.maria, elsa).has_value());
  EXPECT_EQ(w.casework.next_step(w.maria, elsa)->what, "Ring skolan");
  EXPECT_FALSE(w.casework.next_step(w.olle, elsa).has_value());
}

TEST_P(CaseworkTest, TheOneWhoHasRoomTakesTheCase) {
  const auto a_case = w.open_case(w.person("Elsa"));
  ASSERT_TRUE(w.casework.take(w.maria, a_case.id, a_case.version).has_value());
  auto line = w.casework.get(w.maria, a_case.id).value();
  EXPECT_EQ(line.handlers, std::vector<std::int64_t>{w.maria_staff});
  EXPECT_EQ(w.records.get(w.maria, "case", a_case.id, "test")->text("allocated"), "2026-03-22");
  EXPECT_EQ(w.casework.take(w.sara, a_case.id, line.version).error().kind, ProblemKind::conflict) << "the unit wants one";
  ASSERT_TRUE(w.casework.set_habits(w.anna, {2, 4}).has_value());
  EXPECT_TRUE(w.casework.take(w.sara, a_case.id, line.version).has_value());
  line = w.casework.get(w.maria, a_case.id).value();
  EXPECT_EQ(line.handlers, (std::vector<std::int64_t>{w.maria_staff, w.sara_staff}));
  EXPECT_EQ(w.casework.take(w.anna, a_case.id, line.version).error().kind, ProblemKind::forbidden) << "no staff record";
}

TEST_P(CaseworkTest, TwoWhoTakeTheSameCaseAtOnceDoNotBothGetIt) {
  const auto a_case = w.open_case(w.person("Elsa"));
  ASSERT_TRUE(w.casework.set_habits(w.anna, {2, 4}).has_value());
  ASSERT_TRUE(w.casework.take(w.maria, a_case.id, a_case.version).has_value());
  EXPECT_EQ(w.casework.take(w.sara, a_case.id, a_case.version).error().kind, ProblemKind::conflict) << "she saw an older version";
}

TEST_P(CaseworkTest, ACaseIsClosedWithAReasonAndOpenedAgain) {
  const auto a_case = w.open_case(w.person("Elsa"));
  EXPECT_EQ(w.casework.close(w.maria, a_case.id, 1, "2026-03-20", "").error().fields.size(), 1U);
  ASSERT_TRUE(w.casework.close(w.maria, a_case.id, 1, "20/3", "goals_met").has_value());
  auto line = w.casework.get(w.maria, a_case.id).value();
  EXPECT_FALSE(line.open);
  EXPECT_EQ(line.closed, "2026-03-20");
  EXPECT_TRUE(w.casework.open_cases(w.maria).empty());
  ASSERT_TRUE(w.casework.reopen(w.maria, a_case.id, line.version).has_value());
  line = w.casework.get(w.maria, a_case.id).value();
  EXPECT_TRUE(line.open);
  EXPECT_EQ(line.closed, "");
  EXPECT_EQ(w.records.replayed(w.maria, "case", a_case.id)->state, 1);
}

TEST_P(CaseworkTest, ACaseGoesToAnotherGroupWhenSomebodyThereSaysYes) {
  const auto elsa = w.person("Elsa");
  const auto a_case = w.open_case(elsa, w.maria_staff);
  const auto offered = w.casework.offer(w.maria, a_case.id, w.unit, w.children, "Utredning är inledd");
  ASSERT_TRUE(offered.has_value()) << offered.error().message;
  EXPECT_EQ(w.casework.offer(w.maria, a_case.id, w.unit, w.children, "En gång till").error().kind, ProblemKind::conflict);
  EXPECT_FALSE(w.casework.get(w.olle, a_case.id).has_value()) << "not before it is received";
  ASSERT_EQ(w.casework.offers_to(w.olle).size(), 1U);
  EXPECT_TRUE(w.casework.offers_to(w.sara).empty());
  ASSERT_TRUE(w.casework.receive(w.olle, *offered, 0).has_value());
  const auto line = w.casework.get(w.olle, a_case.id).value();
  EXPECT_EQ(line.team, w.children);
  EXPECT_TRUE(line.handlers.empty()) << "the new group shares it among themselves";
  EXPECT_TRUE(w.persons.get(w.olle, elsa, "test").has_value()) << "and sees the person";
  EXPECT_FALSE(w.casework.get(w.maria, a_case.id).has_value());
  EXPECT_FALSE(w.casework.receive(w.olle, *offered, 0).has_value()) << "once";
}

TEST_P(CaseworkTest, BetweenUnitsTheSendersFileStaysAndTheReceiverGetsACaseOfItsOwn) {
  records::Person p;
  p.first_name = "Elsa";
  p.last_name = "Exempel";
  p.personnummer = "19811218-9876"; // Skatteverkets testnummer
  p.language = "somaliska";
  const auto elsa = w.persons.save(w.maria, p).value();
  const auto a_case = w.open_case(elsa, w.maria_staff);
  w.save(w.maria, "note",
         {{"case", a_case.id},
          {"happened", std::string("2026-02-01T09:00:00Z")},
          {"kind", std::int64_t{1}},
          {"author", w.maria_staff},
          {"text", std::string("Ringde skolan")}});
  const auto offered = w.casework.offer(w.maria, a_case.id, w.other_unit, 0, "Familjen har flyttat").value();
  EXPECT_EQ(w.casework.decline(w.vera, offered, " ").error().kind, ProblemKind::invalid);
  EXPECT_EQ(w.casework.receive(w.vera, offered, 0).error().kind, ProblemKind::invalid) << "which group?";
  const auto received = w.casework.receive(w.vera, offered, w.neighbours);
  ASSERT_TRUE(received.has_value()) << received.error().message << (received.error().fields.empty() ? "" : received.error().fields[0].message);
  const auto sent = w.records.get(w.maria, "case", a_case.id, "test").value();
  EXPECT_EQ(common_catalog().find("case")->state_by_code(sent.state)->final, true);
  EXPECT_EQ(sent.unit, w.unit) << "the sender's figures do not change";
  const auto fresh = w.records.get(w.vera, "case", *received, "test").value();
  EXPECT_EQ(fresh.unit, w.other_unit);
  EXPECT_EQ(fresh.text("number"), "BU-26-17");
  const auto there = w.persons.get(w.vera, fresh.person, "test").value();
  EXPECT_EQ(there.personnummer, "19811218-9876");
  EXPECT_EQ(there.language, "somaliska");
  EXPECT_NE(there.id, elsa) << "each board has its own register";
  const auto past = w.casework.handed_over(w.vera, offered, {0, "", 40, 0, ""});
  ASSERT_TRUE(past.has_value());
  EXPECT_EQ(past->events.size(), 2U);
  EXPECT_FALSE(w.casework.handed_over(w.olle, offered, {0, "", 40, 0, ""}).has_value());
  w.read_log.flush();
  auto c = w.db.pool().read();
  for (const auto unit : {w.unit, w.other_unit})
    EXPECT_FALSE(audit::entries(*c, "case:" + std::to_string(a_case.id), 0, 50, 0, unit).empty()) << "both units' log";
}

TEST_P(CaseworkTest, ADeclinedTransferSaysWhyAndChangesNothing) {
  const auto a_case = w.open_case(w.person("Elsa"), w.maria_staff);
  const auto offered = w.casework.offer(w.maria, a_case.id, w.unit, w.children, "Ska utredas").value();
  ASSERT_TRUE(w.casework.decline(w.olle, offered, "Vi väntar på skyddsbedömningen").has_value());
  const auto transfers = w.casework.transfers_of(w.maria, a_case.id);
  ASSERT_EQ(transfers.size(), 1U);
  EXPECT_EQ(transfers[0].answer, "Vi väntar på skyddsbedömningen");
  EXPECT_EQ(w.casework.get(w.maria, a_case.id)->handlers.size(), 1U);
  const auto again = w.casework.offer(w.maria, a_case.id, w.unit, w.children, "Nu är den klar").value();
  ASSERT_TRUE(w.casework.withdraw(w.maria, again).has_value());
  EXPECT_TRUE(w.casework.offers_to(w.olle).empty());
}

TEST_P(CaseworkTest, TheReviewListsWhatIsMissingPerHandler) {
  const auto elsa = w.person("Elsa");
  const auto a_case = w.open_case(elsa, w.maria_staff);
  auto review = w.casework.review(w.maria, w.maria_staff, {});
  ASSERT_EQ(review.size(), 1U);
  EXPECT_EQ(review[0].gaps, (std::vector<Gap>{Gap::no_note, Gap::no_next_step, Gap::no_guardian}));
  w.save(w.maria, "note",
         {{"case", a_case.id},
          {"happened", std::string("2026-03-20T09:00:00Z")},
          {"kind", std::int64_t{1}},
          {"author", w.maria_staff},
          {"text", std::string("Ringde skolan")}});
  w.save(w.maria, "task",
         {{"case", a_case.id},
          {"what", std::string("Besök")},
          {"due", std::string("2026-03-01")},
          {"responsible", w.maria_staff},
          {"created", std::string("2026-02-01")}});
  w.save(w.maria, "network_person",
         {{"person", elsa},
          {"name", std::string("Karin")},
          {"relation", std::int64_t{1}},
          {"guardian", std::int64_t{1}},
          {"registered", std::string("2026-01-12")},
          {"contacted", std::string("2026-01-12")}});
  w.save(w.maria, "network_person",
         {{"person", elsa},
          {"name", std::string("Per")},
          {"relation", std::int64_t{2}},
          {"guardian", std::int64_t{1}},
          {"registered", std::string("2026-01-12")}});
  review = w.casework.review(w.maria, w.maria_staff, {elsa});
  EXPECT_EQ(review[0].gaps, (std::vector<Gap>{Gap::late_step, Gap::late_deadline, Gap::no_second_guardian}));
  EXPECT_EQ(review[0].line.last_note, "2026-03-20");
  EXPECT_TRUE(w.casework.review(w.maria, w.sara_staff, {}).empty());
}

TEST_P(CaseworkTest, SiblingsAreFoundThroughTheGuardians) {
  const auto elsa = w.person("Elsa"), nils = w.person("Nils", "Exempel", "2015-02-03", organisation::Sex::male),
             karin = w.person("Karin", "Exempel", "1985-02-03");
  for (const auto child : {elsa, nils})
    w.save(w.maria, "network_person",
           {{"person", child},
            {"known", karin},
            {"name", std::string("Karin")},
            {"relation", std::int64_t{1}},
            {"guardian", std::int64_t{1}},
            {"registered", std::string("2026-01-12")}});
  const auto siblings = w.casework.siblings(w.maria, elsa, {});
  ASSERT_EQ(siblings.size(), 1U);
  EXPECT_EQ(siblings[0].name, "Nils Exempel");
  const auto network = w.casework.network(w.maria, elsa);
  ASSERT_EQ(network.size(), 1U);
  EXPECT_EQ(network[0].known, karin);
  EXPECT_TRUE(network[0].guardian);
}

TEST_P(CaseworkTest, AHouseholdGivesSiblingsAndEachAdultIsSeen) {
  const auto elsa = w.person("Elsa"), nils = w.person("Nils", "Exempel", "2015-02-03", organisation::Sex::male),
             karin = w.person("Karin", "Exempel", "1985-02-03");
  auto draft = records::blank(*common_catalog().find("household"), w.maria, make_date(2026, 3, 22));
  draft.values["name"] = std::string("Familjen Exempel");
  draft.values["registered"] = std::string("2026-01-12");
  draft.groups["members"] = {
      {{"member", elsa}, {"role", std::int64_t{2}}}, {{"member", nils}, {"role", std::int64_t{2}}}, {{"member", karin}, {"role", std::int64_t{1}}}};
  const auto saved = w.records.save(w.maria, "household", std::move(draft));
  ASSERT_TRUE(saved.has_value()) << saved.error().message;
  const auto households = w.casework.households(w.maria, elsa);
  ASSERT_EQ(households.size(), 1U);
  ASSERT_EQ(households[0].members.size(), 3U);
  EXPECT_EQ(households[0].members[2].name, "Karin Exempel");
  EXPECT_FALSE(households[0].members[2].child);
  const auto siblings = w.casework.siblings(w.maria, elsa, households);
  ASSERT_EQ(siblings.size(), 1U);
  EXPECT_EQ(siblings[0].person, nils);
  EXPECT_TRUE(w.casework.siblings(w.maria, karin, households).empty()) << "a mother has children, not siblings";
  const auto twice = w.person("Nils", "Eksempel", "2015-02-03", organisation::Sex::male);
  const auto merged = w.merges.merge(w.anna, twice, nils);
  ASSERT_TRUE(merged.has_value());
  EXPECT_EQ(w.casework.households(w.maria, elsa)[0].members[1].person, twice) << "the rows of a group follow too";
  EXPECT_EQ(w.casework.households(w.maria, twice).size(), 1U);
  w.clock.advance(60);
  ASSERT_TRUE(w.merges.undo(w.anna, *merged).has_value());
  EXPECT_EQ(w.casework.households(w.maria, elsa)[0].members[1].person, nils);
}

TEST_P(CaseworkTest, IFollowACaseUntilIStop) {
  const auto a_case = w.open_case(w.person("Elsa"));
  w.casework.watch(w.maria, a_case.id, true);
  w.casework.watch(w.olle, a_case.id, true); // may not see it: nothing happens
  EXPECT_EQ(w.casework.watched(w.maria).size(), 1U);
  EXPECT_TRUE(w.casework.watched(w.olle).empty());
  EXPECT_TRUE(w.casework.watched(w.sara).empty());
  w.casework.watch(w.maria, a_case.id, false);
  EXPECT_TRUE(w.casework.watched(w.maria).empty());
}

TEST_P(CaseworkTest, MergedPeopleHaveOneTimeline) {
  const auto one = w.person("Elsa"), two = w.person("Else", "Exempel", "2012-05-06");
  w.open_case(one);
  const auto other = w.open_case(two);
  ASSERT_TRUE(w.merges.merge(w.anna, one, two).has_value());
  EXPECT_EQ(w.casework.timeline(w.maria, {one, "", 40, 0, ""}).total, 2);
  EXPECT_EQ(w.casework.get(w.maria, other.id)->person, one);
}

} // namespace
} // namespace rt::casework
