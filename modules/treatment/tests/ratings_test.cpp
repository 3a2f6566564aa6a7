// From a code on a tablet to a stored rating: once, never twice, never lost.
#include "modules/treatment/tests/world.hpp"
#include <atomic>
#include <chrono>
#include <future>
#include <gtest/gtest.h>
#include <set>
#include <thread>

using namespace rt;
using namespace rt::treatment;

namespace {
constexpr const char *kKey = "0123456789abcdef0123456789abcdef";
class Ratings : public ::testing::TestWithParam<std::string> {
protected:
  Clinic w{GetParam()};
};
RT_BOTH_DATABASES(Ratings);
} // namespace

TEST_P(Ratings, ACodeOpensTheFormAndTheAnswerIsStoredOnTheContact) {
  const auto contact = w.treated();
  const auto t = w.ticket(contact, Kind::ors);
  EXPECT_EQ(t.pin.size(), 6u);
  const auto found = w.treatment.by_pin(t.pin.substr(0, 3) + " " + t.pin.substr(3), "10.0.0.1");
  ASSERT_TRUE(found) << "people write a blank in the middle";
  ASSERT_TRUE(w.treatment.open(found->token));
  const auto receipt = w.treatment.submit(found->token, Clinic::answer(kKey, {63, 38, 71, 57}));
  ASSERT_TRUE(receipt);
  EXPECT_FALSE(receipt->repeated);
  const auto saved = w.records.get(w.maria, "ors", receipt->record, "test").value();
  EXPECT_EQ(saved.integer("total"), 229);
  EXPECT_EQ(saved.contact, contact);
  EXPECT_EQ(saved.sex, records::Sex::female) << "counted under the client's sex";
  EXPECT_EQ(saved.text("date"), "2019-03-22");
  EXPECT_EQ(saved.text("key"), kKey);
}

TEST_P(Ratings, TheSameKeyAgainGivesTheSameThanksAndNoSecondRecord) {
  const auto t = w.ticket(w.treated(), Kind::ors);
  (void)w.treatment.open(t.token);
  const auto first = w.treatment.submit(t.token, Clinic::answer(kKey, {10, 20, 30, 40}));
  const auto again = w.treatment.submit(t.token, Clinic::answer(kKey, {10, 20, 30, 40}));
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->record, first->record);
  EXPECT_EQ(w.count("r_ors"), 1);
}

TEST_P(Ratings, ASecondAnswerOnTheSameTicketIsRefused) {
  const auto t = w.ticket(w.treated(), Kind::srs);
  (void)w.treatment.open(t.token);
  ASSERT_TRUE(w.treatment.submit(t.token, Clinic::answer(kKey, {90, 90, 90, 90})));
  const auto other = w.treatment.submit(t.token, Clinic::answer("ffffffffffffffffffffffffffffffff", {10, 10, 10, 10}));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ProblemKind::conflict);
  EXPECT_EQ(w.count("r_srs"), 1);
}

TEST_P(Ratings, EightPostsOfOneKeyAtOnceStoreOne) {
  const auto t = w.ticket(w.treated(), Kind::ors);
  (void)w.treatment.open(t.token);
  std::vector<std::string> refused(8);
  std::vector<std::thread> threads;
  for (auto &why : refused)
    threads.emplace_back([&] {
      if (const auto sent = w.treatment.submit(t.token, Clinic::answer(kKey, {10, 20, 30, 40})); !sent) why = sent.error().message;
    });
  for (auto &thread : threads) thread.join();
  for (const auto &why : refused) EXPECT_EQ(why, "") << "every post gets its thanks";
  EXPECT_EQ(w.count("r_ors"), 1);
}

/// While a file is read in, in this process or in another one, somebody rates on a tablet: both are stored, and what is derived from
/// them is right afterwards.
TEST_P(Ratings, ARatingDuringAnImportIsNeitherLostNorLeftOutOfTheCaseLine) {
  const auto contact = w.treated();
  const auto t = w.ticket(contact, Kind::srs);
  (void)w.treatment.open(t.token);
  // A second program over the same database, as a city has several.
  const auto other_pool = db::Pool::open(w.db.url());
  audit::ReadLog other_log(*other_pool, w.clock);
  records::Records other(*other_pool, w.records.catalog(), w.clock, other_log);
  Treatment other_treatment(*other_pool, other, w.clock);

  const auto client = w.person("Nils", records::Sex::male, "2001-02-03");
  constexpr int kRows = 350; // contacts: past what the case lines count one by one, so that all are counted anew
  std::promise<void> begun;
  std::thread tablet([&] {
    begun.get_future().wait();
    Result<Receipt> receipt = fail(ProblemKind::busy, "");
    for (int tries = 0; tries < 20 && !receipt && receipt.error().kind == ProblemKind::busy; ++tries)
      receipt = other_treatment.submit(t.token, Clinic::answer(kKey, {91, 90, 90, 90}));
    EXPECT_TRUE(receipt) << (receipt ? "" : receipt.error().message);
  });
  const auto read = w.records.bulk([&](db::Connection &c) -> Result<void> {
    for (int i = 0; i < kRows; ++i) {
      if (i == 1) begun.set_value();
      records::Draft draft;
      draft.unit = w.unit, draft.team = w.family;
      draft.values = {{"person", client}, {"received", std::string("2018-05-07")}};
      RT_CHECK(w.records.save_in(c, access::system_actor(w.unit), "contact", std::move(draft)));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(300)); // time enough for the tablet to come in between, were it let in
    return {};
  });
  ASSERT_TRUE(read) << read.error().message;
  tablet.join();
  EXPECT_EQ(w.count("r_srs"), 1);
  EXPECT_EQ(w.count("r_contact"), kRows + 1);
  auto c = w.db.pool().write();
  EXPECT_TRUE(w.treatment.lines().check(*c).empty()) << "case lines = records";
  EXPECT_FALSE(audit::verify(*c).broken);
}

/// An import that rebuilds nothing, and many tablets at once: nobody stands in anybody's way for good.
TEST_P(Ratings, ManyTabletsDuringASmallImportAllGetTheirThanks) {
  std::vector<Ticket> tickets;
  for (int i = 0; i < 6; ++i) {
    tickets.push_back(w.ticket(w.treated(), Kind::ors));
    (void)w.treatment.open(tickets.back().token);
  }
  std::atomic<int> thanked{0};
  std::vector<std::thread> tablets;
  for (int i = 0; i < 6; ++i)
    tablets.emplace_back([&, i] {
      thanked +=
          w.treatment.submit(tickets[static_cast<std::size_t>(i)].token, Clinic::answer(std::string(kKey) + std::to_string(i), {50, 50, 50, 50}))
              .has_value();
    });
  int imports = 0;
  for (int n = 0; n < 3; ++n) {
    const auto read = w.records.bulk([&](db::Connection &c) -> Result<void> {
      for (const auto &t : tickets) {
        records::Draft draft;
        draft.unit = w.unit, draft.team = w.family;
        draft.values = {{"contact", t.contact},
                        {"date", std::string("2019-03-0") + std::to_string(n + 1)},
                        {"time", std::string("09.00")},
                        {"handler", w.maria_staff}};
        RT_CHECK(w.records.save_in(c, access::system_actor(w.unit), "session", std::move(draft)));
      }
      return {};
    });
    imports += read.has_value();
  }
  for (auto &tablet : tablets) tablet.join();
  EXPECT_EQ(thanked, 6);
  EXPECT_EQ(imports, 3);
  auto c = w.db.pool().write();
  EXPECT_TRUE(w.treatment.lines().check(*c).empty());
  EXPECT_FALSE(audit::verify(*c).broken);
}

TEST_P(Ratings, MotherAndFatherRateOnTheSameContactWithTicketsOfTheirOwn) {
  const auto contact = w.treated();
  int n = 0;
  for (const auto *rater : {"client", "mother", "father", "social_worker"}) {
    const auto t = w.ticket(contact, Kind::ors, rater);
    (void)w.treatment.open(t.token);
    ASSERT_TRUE(w.treatment.submit(t.token, Clinic::answer(std::string(kKey) + std::to_string(n++), {50, 60, 70, 80})));
  }
  std::set<std::int64_t> raters;
  w.db.pool().read()->query("SELECT rater FROM r_ors", {}, [&](const db::Row &row) { raters.insert(row.integer(0)); });
  EXPECT_EQ(raters, (std::set<std::int64_t>{1, 2, 3, 5}));
}

TEST_P(Ratings, AnUnmarkedScaleOrANumberOutsideTheLineIsRefused) {
  const auto t = w.ticket(w.treated(), Kind::ors);
  auto incomplete = Clinic::answer(kKey, {10, 20, 30, 40});
  incomplete.fields.pop_back();
  EXPECT_EQ(w.treatment.submit(t.token, incomplete).error().kind, ProblemKind::invalid);
  EXPECT_EQ(w.treatment.submit(t.token, Clinic::answer(kKey, {10, 20, 30, 101})).error().kind, ProblemKind::invalid);
  EXPECT_EQ(w.treatment.submit(t.token, Clinic::answer(kKey, {10, 20, 30, -1})).error().kind, ProblemKind::invalid);
  EXPECT_TRUE(w.treatment.submit(t.token, Clinic::answer(kKey, {0, 0, 0, 0}))) << "0 is a real score, and the key is not spent";
}

TEST_P(Ratings, TheCodeLivesThirtyMinutesButAFilledAnswerFromALostNetworkIsStillTaken) {
  const auto contact = w.treated();
  const auto opened = w.ticket(contact, Kind::ors), never = w.ticket(contact, Kind::srs);
  ASSERT_TRUE(w.treatment.open(opened.token));
  w.clock.advance(31 * 60);
  EXPECT_FALSE(w.treatment.by_pin(opened.pin, "10.0.0.1"));
  EXPECT_FALSE(w.treatment.open(opened.token));
  const auto late = w.treatment.submit(opened.token, Clinic::answer(kKey, {10, 20, 30, 40}));
  ASSERT_TRUE(late) << "the form was open in time";
  EXPECT_EQ(w.records.get(w.maria, "ors", late->record, "test")->text("date"), "2019-03-22");
  EXPECT_FALSE(w.treatment.submit(never.token, Clinic::answer("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", {1, 2, 3, 4}))) << "nobody opened it in time";
}

TEST_P(Ratings, TenWrongCodesCloseTheDoorForAQuarterAlsoForTheRightOne) {
  const auto t = w.ticket(w.treated(), Kind::ors);
  const std::string wrong = t.pin == "000000" ? "000001" : "000000";
  for (int i = 0; i < 10; ++i) EXPECT_EQ(w.treatment.by_pin(wrong, "10.0.0.9").error().kind, ProblemKind::not_found);
  EXPECT_EQ(w.treatment.by_pin(wrong, "10.0.0.9").error().kind, ProblemKind::busy);
  EXPECT_EQ(w.treatment.by_pin(t.pin, "10.0.0.9").error().kind, ProblemKind::busy) << "guessing on does not pay";
  EXPECT_TRUE(w.treatment.by_pin(t.pin, "10.0.0.2")) << "the tablet in the next room is not disturbed";
  w.clock.advance(15 * 60 + 1);
  EXPECT_TRUE(w.treatment.by_pin(t.pin, "10.0.0.9"));
}

TEST_P(Ratings, OneUnitsSlipsDoNotCloseTheNextUnitsTabletsInTheSameHouse) {
  const auto t = w.ticket(w.treated(), Kind::ors);
  const std::string wrong = t.pin == "000000" ? "000001" : "000000";
  const std::int64_t neighbour = w.unit + 1000;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(w.treatment.by_pin(wrong, "10.0.0.9", neighbour).error().kind, ProblemKind::not_found);
  EXPECT_EQ(w.treatment.by_pin(wrong, "10.0.0.9", neighbour).error().kind, ProblemKind::busy);
  EXPECT_TRUE(w.treatment.by_pin(t.pin, "10.0.0.9", w.unit)) << "the same address, another unit";
  EXPECT_EQ(w.treatment.by_pin(t.pin, "10.0.0.2", neighbour).error().kind, ProblemKind::not_found) << "a unit's page opens its own tickets only";
}

TEST_P(Ratings, ManyAddressesTogetherAreStoppedToo) {
  const auto t = w.ticket(w.treated(), Kind::ors);
  const std::string wrong = t.pin == "000000" ? "000001" : "000000";
  int tried = 0;
  for (int address = 0; address < 60; ++address)
    for (int i = 0; i < 9; ++i)
      if (w.treatment.by_pin(wrong, "10.1.0." + std::to_string(address)).error().kind == ProblemKind::not_found) ++tried;
  EXPECT_EQ(tried, 300);
  EXPECT_TRUE(w.treatment.open(t.token)) << "the QR code still works";
}

TEST_P(Ratings, NobodyStartsARatingOnAContactOutsideTheirTeam) {
  TicketRequest ask;
  ask.contact = w.treated();
  EXPECT_EQ(w.treatment.start(w.olle, ask).error().kind, ProblemKind::not_found);
  const auto t = w.ticket(ask.contact, Kind::ors);
  EXPECT_FALSE(w.treatment.ticket(w.olle, t.id)) << "nor sees its code";
}

TEST_P(Ratings, TheClientSeesTheirOwnCurveOnlyWithTheKeyJustAnswered) {
  const auto contact = w.treated();
  w.rating("ors", contact, "2019-03-01", {40, 40, 40, 40});
  w.rating("ors", contact, "2019-03-02", {90, 90, 90, 90}, 2); // the mother's
  const auto t = w.ticket(contact, Kind::ors);
  (void)w.treatment.open(t.token);
  EXPECT_TRUE(w.treatment.own_curve(t.token, kKey).empty());
  ASSERT_TRUE(w.treatment.submit(t.token, Clinic::answer(kKey, {50, 50, 50, 50})));
  const auto own = w.treatment.own_curve(t.token, kKey);
  ASSERT_EQ(own.size(), 2u) << "not the mother's";
  EXPECT_EQ(own[0].value, 16.0);
  EXPECT_EQ(own[1].value, 20.0);
}

TEST_P(Ratings, AnonymousAnswersWaitUntilFiveAndLeadBackToNobody) {
  TicketRequest ask;
  ask.kind = Kind::ros_survey;
  ask.team = w.family;
  ask.many = true;
  const auto t = w.treatment.start(w.maria, ask).value();
  EXPECT_EQ(t.contact, 0);
  const auto give = [&](int i) {
    Answer a;
    a.key = std::string(kKey) + std::to_string(i);
    a.lang = "sv";
    a.fields = {{"sex", i % 2 ? "female" : "male"}, {"own_limits", "yes"}, {"others_limits", "partly"}, {"experience", "Bra"}};
    return w.treatment.submit(t.token, a);
  };
  for (int i = 0; i < 4; ++i) {
    const auto receipt = give(i);
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->record, 0);
  }
  EXPECT_EQ(w.count("r_ros_survey"), 0);
  EXPECT_EQ(w.treatment.waiting_answers(w.unit, Kind::ros_survey), 4);
  ASSERT_TRUE(give(4));
  ASSERT_TRUE(give(4)) << "the same answer again is thanked";
  EXPECT_EQ(w.count("r_ros_survey"), 5);
  EXPECT_EQ(w.count("treatment_waiting"), 0);
  EXPECT_EQ(w.db.pool().read()->count("SELECT COUNT(*) FROM treatment_receipt WHERE record_id IS NOT NULL OR single_ticket IS NOT NULL"), 0);
  EXPECT_EQ(
      w.db.pool().read()->count("SELECT COUNT(*) FROM r_ros_survey WHERE person_id IS NOT NULL OR contact_id IS NOT NULL OR staff_id IS NOT NULL"),
      0);
  std::set<std::string> moments;
  w.db.pool().read()->query("SELECT created_at FROM r_ros_survey", {}, [&](const db::Row &row) { moments.insert(row.str(0)); });
  for (const auto &moment : moments) EXPECT_EQ(moment.find("10:"), std::string::npos) << "no time of day";
  const auto *female = "SELECT n1 FROM r_ros_survey WHERE n1 = 1";
  int girls = 0;
  w.db.pool().read()->query(female, {}, [&](const db::Row &) { ++girls; });
  EXPECT_EQ(girls, 2);
}

TEST_P(Ratings, FewAnonymousAnswersAreStoredWhenTheDayIsOver) {
  TicketRequest ask;
  ask.kind = Kind::talk_survey;
  ask.team = w.family;
  const auto t = w.treatment.start(w.maria, ask).value();
  Answer a;
  a.key = kKey;
  a.lang = "ar";
  a.fields = {{"sex", "male"}, {"helpful", "yes"}};
  ASSERT_TRUE(w.treatment.submit(t.token, a));
  EXPECT_EQ(w.treatment.store_waiting_answers().value(), 0);
  w.clock.advance(24 * 3600);
  EXPECT_EQ(w.treatment.store_waiting_answers().value(), 1);
  EXPECT_EQ(w.db.pool().read()->scalar("SELECT date FROM r_talk_survey"), db::Value{std::string("2019-03-22")});
}

TEST_P(Ratings, TheChildsFormSumsByParentAndMoment) {
  TicketRequest ask;
  ask.kind = Kind::child_safety;
  ask.contact = w.treated();
  EXPECT_EQ(w.treatment.start(w.maria, ask).error().kind, ProblemKind::invalid) << "which parent?";
  ask.parent = "father";
  ask.moment = "start";
  const auto t = w.treatment.start(w.maria, ask).value();
  (void)w.treatment.open(t.token);
  Answer a;
  a.key = kKey;
  a.fields = {{"q1", "seldom"}, {"q2", "often"}, {"q3", "never"}};
  const auto receipt = w.treatment.submit(t.token, a);
  ASSERT_TRUE(receipt);
  const auto saved = w.records.get(w.maria, "child_safety", receipt->record, "test").value();
  EXPECT_EQ(saved.integer("total"), 3 + 3 + 1) << "the negative questions are scored the other way";
  EXPECT_EQ(saved.integer("parent"), 2);
}

TEST_P(Ratings, ALicensedWordingIsLoadedByTheUnitAndRememberedWithTheRating) {
  Wording wording;
  wording.instrument = "ors";
  wording.language = "sv";
  wording.texts = {{"1", "Egen text ett"}, {"2", "två"}, {"3", "tre"}, {"4", "fyra"}};
  EXPECT_EQ(w.treatment.load_wording(w.maria, wording).error().kind, ProblemKind::forbidden);
  EXPECT_EQ(w.treatment.load_wording(w.anna, wording).error().kind, ProblemKind::invalid) << "without a licence reference";
  wording.reference = "Licens 4711";
  const auto id = w.treatment.load_wording(w.anna, wording).value();
  const auto used = w.treatment.wording(w.unit, Kind::ors, "sv", false);
  ASSERT_TRUE(used);
  EXPECT_EQ(used->reference, "Licens 4711");
  EXPECT_FALSE(w.treatment.wording(w.unit, Kind::ors, "ar", false)) << "another language keeps the neutral texts";
  const auto t = w.ticket(w.treated(), Kind::ors);
  ASSERT_TRUE(w.treatment.submit(t.token, Clinic::answer(kKey, {1, 2, 3, 4})));
  EXPECT_EQ(w.db.pool().read()->count("SELECT wording_id FROM treatment_receipt"), id);
}

TEST_P(Ratings, OnlyThoseWhoMayReadTheContactHearThatSomethingHappensThere) {
  const auto contact = w.treated();
  const auto t = w.ticket(contact, Kind::ors);
  const auto on_contact = "contact-" + std::to_string(contact), on_ticket = "ticket-" + std::to_string(t.id);
  EXPECT_TRUE(w.treatment.may_hear(w.maria, on_contact));
  EXPECT_TRUE(w.treatment.may_hear(w.maria, on_ticket));
  const auto elsewhere = w.actor(99, 0, "Annan", access::Role::therapist, {w.youth});
  for (const auto &topic : {on_contact, on_ticket}) EXPECT_FALSE(w.treatment.may_hear(elsewhere, topic)) << topic;
  EXPECT_FALSE(w.treatment.may_hear({}, on_contact)) << "nobody";
  for (const auto *odd : {"contact-", "contact", "contact-x", "board:1", "", "unit-1"}) EXPECT_FALSE(w.treatment.may_hear(w.maria, odd)) << odd;
}
