// Samples, reviews and shares as a quality officer would check them.
#include "modules/assurance/assurance.hpp"
#include "modules/definitions/tests/shipped.hpp"
#include "platform/testing/databases.hpp"
#include <set>

namespace rt::assurance {
namespace {

TEST(Spans, HoldTheirDays) {
  const auto day = make_date(2019, 8, 31);
  EXPECT_EQ(span_of("month", day).label, "2019-08");
  EXPECT_EQ(span_of("quarter", day).label, "2019-Q3");
  EXPECT_EQ(span_of("term", day).label, "2019-HT");
  EXPECT_EQ(span_of("tertial", day).label, "2019-T2");
  EXPECT_EQ(span_of("year", day).label, "2019");
  EXPECT_EQ(to_iso(span_of("tertial", day).first), "2019-05-01");
  EXPECT_EQ(to_iso(span_of("tertial", day).last), "2019-08-31");
  EXPECT_EQ(words_of(span_of("term", make_date(2019, 6, 30))), "våren 2019");
  EXPECT_EQ(to_iso(span_from("quarter", "2020-Q1")->last), "2020-03-31");
  EXPECT_FALSE(span_from("tertial", "2020-Q1"));
  EXPECT_FALSE(span_from("tertial", "skräp"));
}

TEST(Choice, TheSameSeedChoosesTheSame) {
  // Fixed numbers: a sample that was drawn years ago can be drawn again.
  EXPECT_EQ(choose("random", 3, 10, 42), choose("random", 3, 10, 42));
  EXPECT_NE(choose("random", 3, 1000, 42), choose("random", 3, 1000, 43));
  const auto all = choose("random", 50, 10, 7);
  EXPECT_EQ(all.size(), 10u); // fewer than asked for: all of them, each once
  EXPECT_EQ(std::set<std::size_t>(all.begin(), all.end()).size(), 10u);
  EXPECT_TRUE(choose("random", 5, 0, 1).empty());
}

TEST(Choice, EveryRecordIsAsLikely) {
  std::vector<int> times(10);
  for (std::uint64_t seed = 0; seed < 10000; ++seed)
    for (const auto index : choose("random", 3, 10, seed)) ++times[index];
  for (const int n : times) EXPECT_NEAR(n, 3000, 200);
}

TEST(Choice, EveryKthFromARandomStart) {
  std::set<std::size_t> starts;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto chosen = choose("every", 5, 23, seed);
    starts.insert(chosen.front());
    for (std::size_t i = 1; i < chosen.size(); ++i) EXPECT_EQ(chosen[i] - chosen[i - 1], 5u);
  }
  EXPECT_EQ(starts, (std::set<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(Shares, NotRelevantCountsInNoShare) {
  Share share{3, 1, 0, 6};
  EXPECT_EQ(share.counted(), 4);
  EXPECT_DOUBLE_EQ(*share.percent(), 75);
  EXPECT_FALSE((Share{0, 0, 0, 5}).percent());
}

definitions::Catalog catalog_with_audit() {
  auto catalog = definitions::load(shipped_packs(), {"open-care"}).catalog;
  definitions::Audit audit;
  audit.id = "contact_audit";
  audit.title = {"Aktgranskning", "File audit"};
  audit.register_id = "contact";
  audit.filter = "commissioner = school";
  audit.count = 4;
  audit.period = "tertial";
  audit.group_by = "reason";
  audit.areas = {{"child", {"Barnet", "The child"}}, {"file", {"Akten", "The file"}}};
  audit.questions = {{"heard", "child", {"Framgår barnets inställning?", ""}, {}, ""},
                     {"parents", "child", {"Är båda föräldrarna inbjudna?", ""}, {}, ""},
                     {"current", "file", {"Är akten aktuell?", ""}, {}, ""}};
  catalog.audits.push_back(audit);
  return catalog;
}

class AssuranceTest : public ::testing::TestWithParam<std::string> {
protected:
  void SetUp() override {
    std::vector<db::Migration> all;
    for (const auto *part : {&organisation::migrations(), &audit::migrations(), &records::migrations(), &migrations()})
      all.insert(all.end(), part->begin(), part->end());
    auto c = db.pool().write();
    ASSERT_TRUE(db::migrate(*c, all));
    db::Transaction t(*c);
    unit = organisation.add_unit(*c, {0, "Resursenheten", "Förvaltningen", "Nämnden", "Staden", "RE", ""}).value();
    family = organisation.add_team(*c, {0, unit, "FNG", "Familjegruppen", "Familj", "assessed", "children", 1, true}).value();
    youth = organisation.add_team(*c, {0, unit, "UNG", "Ungdomsgruppen", "Ungdom", "service", "children", 2, true}).value();
    const auto add = [&](const char *name, std::int64_t team) {
      return organisation.add_staff(*c, {0, unit, name, "", "", {team}, "2016-01-01", ""}).value();
    };
    maria_staff = add("Maria Berg", family), per_staff = add("Per Lund", family), olle_staff = add("Olle Ek", youth);
    t.commit();
    records.install(*c);
    anna = actor(1, 0, "Anna Lindqvist", access::Role::head, {});
    maria = actor(2, maria_staff, "Maria Berg", access::Role::therapist, {family});
    per = actor(3, per_staff, "Per Lund", access::Role::therapist, {family});
    olle = actor(4, olle_staff, "Olle Ek", access::Role::therapist, {youth});
  }
  access::Actor actor(std::int64_t user, std::int64_t staff, const char *name, access::Role role, std::vector<std::int64_t> teams) const {
    access::Actor a;
    a.user = user, a.staff = staff, a.name = name, a.role = role, a.unit = unit, a.teams = std::move(teams);
    return a;
  }
  /// A contact of Maria's, from the school unless `who` says otherwise.
  std::int64_t contact(const char *received, std::int64_t who = 5) {
    records::Person person;
    person.first_name = "Elsa", person.last_name = "Exempel", person.sex = records::Sex::female, person.birth_date = "2004-05-06";
    records::Record draft;
    draft.values["person"] = persons.save(maria, person).value();
    draft.values["received"] = std::string(received);
    draft.values["commissioner"] = who;
    draft.values["reason"] = std::int64_t{2};
    draft.values["handler"] = maria_staff;
    return records.save(maria, "contact", draft).value().id;
  }
  Item answered(std::int64_t id, Answer heard, Answer parents, Answer current) {
    auto item = assurance.item(anna, id).value();
    item.replies = {{"heard", {heard, "Se samtalet i mars"}}, {"parents", {parents, ""}}, {"current", {current, ""}}};
    item.feedback = "Fint beskrivet. Bjud in pappan nästa gång.";
    return item;
  }
  testing::TestDatabase db{GetParam()};
  FixedClock clock{from_iso("2019-05-10T10:00:00Z")};
  audit::ReadLog read_log{db.pool(), clock};
  definitions::Catalog catalog = catalog_with_audit();
  records::Records records{db.pool(), catalog, clock, read_log};
  records::Persons persons{db.pool(), clock, read_log};
  organisation::Organisation organisation{db.pool()};
  Assurance assurance{db.pool(), records, organisation, clock};
  Span spring = span_of("tertial", make_date(2019, 2, 1));
  std::int64_t unit = 0, family = 0, youth = 0, maria_staff = 0, per_staff = 0, olle_staff = 0;
  access::Actor anna, maria, per, olle;
};

TEST_P(AssuranceTest, DrawsWhatTheRuleSaysAndGivesItToAColleagueOfTheTeam) {
  std::set<std::int64_t> fits;
  for (int i = 0; i < 6; ++i) fits.insert(contact("2019-02-01"));
  contact("2019-02-01", 1); // not from the school
  contact("2019-05-02");    // another tertial
  const auto draw = assurance.draw(anna, "contact_audit", spring);
  ASSERT_TRUE(draw) << draw.error().message;
  EXPECT_EQ(draw->population, 6);
  EXPECT_EQ(draw->items, 4);
  for (const auto &item : assurance.items(anna, draw->id)) {
    EXPECT_TRUE(fits.count(item.record));
    EXPECT_EQ(item.staff, maria_staff);
    EXPECT_EQ(item.reviewer, per_staff) << "nobody reviews their own, and Olle works in another team";
    EXPECT_EQ(item.group, "Misstanke om upplevt våld");
  }
  const auto second = assurance.draw(anna, "contact_audit", spring);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->population, 2) << "what was drawn is not drawn again";
  const auto third = assurance.draw(anna, "contact_audit", spring);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().message, "Allt i den perioden är redan draget.");
  EXPECT_FALSE(assurance.draw(maria, "contact_audit", spring)) << "only those who lead draw";
  EXPECT_FALSE(assurance.draw(anna, "contact_audit", span_of("tertial", make_date(2017, 1, 1))));
}

TEST_P(AssuranceTest, AReviewGoesFromColleagueToFeedback) {
  contact("2019-02-01");
  const auto draw = assurance.draw(anna, "contact_audit", spring).value();
  const auto id = assurance.items(anna, draw.id).at(0).id;
  EXPECT_EQ(assurance.mine(per).size(), 1u);
  EXPECT_TRUE(assurance.mine(maria).empty());
  EXPECT_FALSE(assurance.item(olle, id)) << "another team's review does not exist for Olle";
  EXPECT_FALSE(assurance.item(maria, id)) << "nor for the one reviewed before it is done";
  auto item = answered(id, Answer::yes, Answer::none, Answer::no);
  ASSERT_TRUE(assurance.save(per, item, false)) << "half done can be saved";
  item = assurance.item(per, id).value();
  EXPECT_EQ(item.replies.at("heard").comment, "Se samtalet i mars");
  const auto early = assurance.save(per, item, true);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().fields.at(0).message, "Svara på: Är båda föräldrarna inbjudna?");
  auto stale = item;
  stale.version = 1;
  EXPECT_EQ(assurance.save(per, stale, false).error().kind, ProblemKind::conflict);
  item.replies["parents"].answer = Answer::not_relevant;
  ASSERT_TRUE(assurance.save(per, item, true));
  EXPECT_TRUE(assurance.mine(per).empty());
  ASSERT_EQ(assurance.feedback(maria).size(), 1u);
  EXPECT_EQ(assurance.item(maria, id).value().feedback, "Fint beskrivet. Bjud in pappan nästa gång.");
  ASSERT_TRUE(assurance.seen(maria, id));
  EXPECT_TRUE(assurance.feedback(maria).empty());
  const auto kept = assurance.compliance(anna, catalog.audits.back());
  EXPECT_EQ(kept.periods, std::vector<std::string>{"2019-T1"});
  EXPECT_EQ(kept.areas.at("child").at("2019-T1").yes, 1);
  EXPECT_EQ(kept.areas.at("child").at("2019-T1").counted(), 1);
  EXPECT_DOUBLE_EQ(*kept.all.at("2019-T1").percent(), 50);
  EXPECT_DOUBLE_EQ(*kept.groups.at("Misstanke om upplevt våld").at("2019-T1").percent(), 50);
  auto c = db.pool().read();
  EXPECT_FALSE(audit::verify(*c).broken);
}

TEST_P(AssuranceTest, NobodyGetsTheirOwnOrWhatTheyMayNotRead) {
  contact("2019-02-01");
  const auto draw = assurance.draw(anna, "contact_audit", spring).value();
  const auto id = assurance.items(anna, draw.id).at(0).id;
  EXPECT_EQ(assurance.assign(anna, id, maria_staff).error().message, "Ingen granskar sitt eget arbete. Välj en kollega.");
  EXPECT_EQ(assurance.assign(anna, id, olle_staff).error().fields.at(0).field, "reviewer");
  EXPECT_FALSE(assurance.assign(per, id, per_staff));
  EXPECT_TRUE(assurance.assign(anna, id, per_staff));
  EXPECT_FALSE(assurance.save(maria, answered(id, Answer::yes, Answer::yes, Answer::yes), true));
}
RT_BOTH_DATABASES(AssuranceTest);

} // namespace
} // namespace rt::assurance
