// The list of contacts follows the records, and proves itself equal to them.
#include "modules/treatment/reads.hpp"
#include "modules/treatment/tests/world.hpp"
#include <gtest/gtest.h>

using namespace rt;
using namespace rt::treatment;

namespace {
class Lines : public ::testing::TestWithParam<std::string> {
protected:
  Clinic w{GetParam()};
  ListRow line(std::int64_t contact) { return line_of(*w.db.pool().read(), w.maria, contact).value(); }
  void expect_equal() {
    auto c = w.db.pool().write();
    EXPECT_TRUE(w.treatment.lines().check(*c).empty());
  }
};
RT_BOTH_DATABASES(Lines);
} // namespace

TEST_P(Lines, ARatingShowsItsTopicAndTheSrsItsAlert) {
  const auto contact = w.treated();
  w.session(contact, "2019-03-10", 2);
  EXPECT_TRUE(line(contact).srs_missing);
  EXPECT_EQ(line(contact).next.what, Step::missing_srs);
  w.rating("ors", contact, "2019-03-10", {63, 38, 71, 57});
  w.rating("srs", contact, "2019-03-10", {95, 95, 95, 95});
  EXPECT_EQ(line(contact).last_ors, 229);
  EXPECT_EQ(line(contact).topic, 2) << "close relations";
  EXPECT_FALSE(line(contact).srs_missing);
  EXPECT_FALSE(line(contact).srs_alert);
  w.session(contact, "2019-03-17", 2);
  w.rating("srs", contact, "2019-03-17", {93, 92, 92, 92});
  EXPECT_TRUE(line(contact).srs_alert) << "38,0 to 36,9 is a drop of more than one";
  expect_equal();
}

TEST_P(Lines, TheClientsOwnRatingGoesBeforeTheParents) {
  const auto contact = w.treated();
  w.rating("ors", contact, "2019-03-01", {50, 50, 50, 40});
  w.rating("ors", contact, "2019-03-15", {90, 90, 90, 90}, 2);
  EXPECT_EQ(line(contact).last_ors, 190);
  expect_equal();
}

TEST_P(Lines, DueSoonFirstInPagesThatNeitherRepeatNorSkip) {
  std::vector<std::int64_t> contacts;
  for (int i = 0; i < 7; ++i) {
    const auto contact = w.treated();
    w.session(contact, ("2019-04-0" + std::to_string(7 - i)).c_str(), 1);
    contacts.push_back(contact);
  }
  std::vector<std::int64_t> seen;
  ListAsk ask;
  ask.limit = 3;
  for (;;) {
    auto rows = list_cases(*w.db.pool().read(), w.maria, ask);
    const bool more = rows.size() > 3;
    if (more) rows.pop_back();
    for (const auto &r : rows) seen.push_back(r.contact);
    if (!more) break;
    ask.after_date = rows.back().next.on;
    ask.after_contact = rows.back().contact;
  }
  // All are due for a case review before their sessions: six weeks from 1 February. The order is then by contact.
  EXPECT_EQ(seen, contacts);
}

TEST_P(Lines, NobodySeesAnotherTeamsContacts) {
  (void)w.treated();
  EXPECT_EQ(list_cases(*w.db.pool().read(), w.maria, {}).size(), 1u);
  EXPECT_EQ(list_cases(*w.db.pool().read(), w.olle, {}).size(), 0u);
  EXPECT_EQ(list_cases(*w.db.pool().read(), w.anna, {}).size(), 1u);
}

TEST_P(Lines, AProtectedPersonIsMaskedInTheList) {
  const auto contact = w.treated();
  auto c = w.db.pool().write();
  c->exec("UPDATE person SET is_protected = 1");
  const auto rows = list_cases(*c, w.maria, {});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].contact, contact);
  EXPECT_EQ(rows[0].name.find("Elsa"), std::string::npos);
}

TEST_P(Lines, ClosingTakesItOffTheListAndReviewMovesTheNextSixWeeksOn) {
  const auto contact = w.treated();
  records::Record review;
  review.values["contact"] = contact;
  review.values["date"] = std::string("2019-03-22");
  ASSERT_TRUE(w.records.save(w.maria, "case_review", review));
  EXPECT_EQ(line(contact).review_on, "2019-05-03");
  auto draft = w.records.get(w.maria, "contact", contact, "test").value();
  draft.values["ended"] = std::string("2019-03-22");
  draft.values["ending"] = std::int64_t{1};
  const auto saved = w.records.save(w.maria, "contact", draft).value();
  ASSERT_TRUE(w.records.move_state(w.maria, "contact", contact, saved.version, "close"));
  EXPECT_TRUE(list_cases(*w.db.pool().read(), w.maria, {}).empty());
  ListAsk closed;
  closed.show = Show::closed;
  EXPECT_EQ(list_cases(*w.db.pool().read(), w.maria, closed).size(), 1u);
  expect_equal();
}

TEST_P(Lines, AnImportGivesTheSameLinesAsOneByOne) {
  const auto contact = w.treated();
  ASSERT_TRUE(w.records.bulk([&](db::Connection &c) -> Result<void> {
    for (int day = 10; day < 20; ++day) {
      records::Record session;
      session.values["contact"] = contact;
      session.values["date"] = "2019-03-" + std::to_string(day);
      session.state = 2;
      RT_CHECK(w.records.save_in(c, w.maria, "session", session));
    }
    return {};
  }));
  EXPECT_EQ(line(contact).sessions_held, 10);
  expect_equal();
}

TEST_P(Lines, HowATeamWorksDecidesWhatIsMissing) {
  const auto contact = w.treated();
  w.session(contact, "2019-03-10", 2);
  Habits habits;
  habits.uses_srs = false;
  ASSERT_TRUE(w.treatment.set_habits(w.anna, w.family, habits));
  EXPECT_FALSE(line(contact).srs_missing);
  EXPECT_EQ(w.treatment.set_habits(w.maria, w.family, habits).error().kind, ProblemKind::forbidden);
}

TEST_P(Lines, AfterAViewpointTheNextSrsIsFilledInByItself) {
  const auto contact = w.treated();
  w.rating("srs", contact, "2019-02-01", {80, 80, 80, 80});
  auto draft = w.viewpoint();
  draft.values["contact"] = contact;
  const auto viewpoint = w.records.save(w.maria, "viewpoint", draft).value();
  EXPECT_FALSE(viewpoint.has("next_srs"));
  w.rating("srs", contact, "2019-02-01", {10, 10, 10, 10}, 2);
  w.rating("srs", contact, "2019-02-07", {9, 9, 9, 9}, 2);
  EXPECT_FALSE(w.records.get(w.maria, "viewpoint", viewpoint.id, "test")->has("next_srs")) << "only the mother has rated since";
  w.rating("srs", contact, "2019-02-08", {85, 85, 85, 85});
  EXPECT_EQ(w.records.get(w.maria, "viewpoint", viewpoint.id, "test")->integer("next_srs"), 1) << "SRS ökat: 32,0 to 34,0, the same rater";
}
