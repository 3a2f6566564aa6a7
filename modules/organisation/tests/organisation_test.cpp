#include "modules/organisation/organisation.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/testing/databases.hpp"
#include <gtest/gtest.h>

namespace rt::organisation {

TEST(Sex, IsReadFromWhatPeopleWrite) {
  for (std::string_view words : {"kvinna", " Flicka", "MAMMA", "k", "F", "Kvinnor", "tjej"}) EXPECT_EQ(sex_from(words), Sex::female) << words;
  for (std::string_view words : {"man", "Pojke ", "pappa", "m", "MÄN", "kille"}) EXPECT_EQ(sex_from(words), Sex::male) << words;
  for (std::string_view words : {"annan", "Annat", "icke-binär"}) EXPECT_EQ(sex_from(words), Sex::other) << words;
  for (std::string_view words : {"", "?", "okänt", "vet ej", "kvinna/man"}) EXPECT_EQ(sex_from(words), Sex::unknown) << words;
}

TEST(Sex, HasCodesThatNeverChange) {
  EXPECT_EQ(static_cast<int>(Sex::unknown), 0);
  EXPECT_EQ(static_cast<int>(Sex::female), 1);
  EXPECT_EQ(static_cast<int>(Sex::male), 2);
  EXPECT_EQ(static_cast<int>(Sex::other), 3);
  for (int code = 0; code < kSexes; ++code) EXPECT_EQ(sex_from(id_of(static_cast<Sex>(code))), static_cast<Sex>(code));
}

TEST(Sex, IsNamedByThePeopleThatAreCounted) {
  EXPECT_EQ(word(Sex::female), "kvinnor");
  EXPECT_EQ(word(Sex::male, People::adults, false), "man");
  EXPECT_EQ(word(Sex::female, People::children), "flickor");
  EXPECT_EQ(word(Sex::male, People::children, false), "pojke");
  EXPECT_EQ(word(Sex::female, People::parents), "mammor");
  EXPECT_EQ(word(Sex::male, People::parents), "pappor");
  EXPECT_EQ(word(Sex::other, People::children), "annan");
  const i18n::Scope english(Lang::en);
  EXPECT_EQ(word(Sex::female), "women");
  EXPECT_EQ(word(Sex::male, People::children), "boys");
  EXPECT_EQ(word(Sex::female, People::parents, false), "mother");
  EXPECT_EQ(word(Sex::other), "other");
  EXPECT_EQ(people_from("children"), People::children);
  EXPECT_EQ(people_from("anything"), People::adults);
}

class OrganisationTest : public ::testing::TestWithParam<std::string> {
protected:
  OrganisationTest() {
    (void)db::migrate(*db.pool().write(), migrations()).value();
    unit = org.add_unit(*db.pool().write(),
                        {0, "Resursenheten", "Skärholmens stadsdelsförvaltning", "Skärholmens stadsdelsnämnd", "Stockholm", "resurs", ""})
               .value();
  }
  std::int64_t add_team(const std::string &code, const std::string &name, int order) {
    return org.add_team(*db.pool().write(), {0, unit, code, name, "", "assessed", "children", order, true}).value();
  }
  testing::TestDatabase db{GetParam()};
  Organisation org{db.pool()};
  std::int64_t unit = 0;
};
RT_BOTH_DATABASES(OrganisationTest);

TEST_P(OrganisationTest, FindsUnitsByIdAndCode) {
  EXPECT_EQ(org.units().size(), 1U);
  EXPECT_EQ(org.unit(unit)->board, "Skärholmens stadsdelsnämnd");
  EXPECT_EQ(org.unit_by_code("resurs")->id, unit);
  EXPECT_FALSE(org.unit_by_code("Resurs "));
  EXPECT_FALSE(org.unit(unit + 1));
}

TEST_P(OrganisationTest, TeamsStandInTheirOrderAndAreFoundByCodeOrName) {
  const auto second = add_team("KBT", "KBT-teamet", 2), first = add_team("FNG", "Familj- och nätverksgruppen", 1);
  const auto teams = org.teams(unit);
  ASSERT_EQ(teams.size(), 2U);
  EXPECT_EQ(teams[0].id, first);
  EXPECT_EQ(teams[1].id, second);
  EXPECT_EQ(teams[0].short_name, "Familj- och nätverksgruppen");
  EXPECT_EQ(org.team_by_code(unit, " fng ")->id, first);
  EXPECT_EQ(org.team_by_code(unit, "FAMILJ- OCH NÄTVERKSGRUPPEN")->id, first);
  EXPECT_FALSE(org.team_by_code(unit, ""));
  EXPECT_FALSE(org.team_by_code(unit + 1, "FNG"));
}

TEST_P(OrganisationTest, ACodeIsUsedOnceAndTheCallersWorkIsKept) {
  add_team("FNG", "Familj- och nätverksgruppen", 1);
  auto c = db.pool().write();
  db::Transaction outer(*c);
  ASSERT_TRUE(org.add_team(*c, {0, unit, "KBT", "KBT-teamet", "", "", "", 2, true}));
  const auto taken = org.add_team(*c, {0, unit, "FNG", "En till", "", "", "", 3, true});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().kind, ProblemKind::conflict);
  EXPECT_EQ(taken.error().fields.at(0).field, "code");
  outer.commit();
  EXPECT_EQ(org.teams(unit).size(), 2U);
}

TEST_P(OrganisationTest, MissingWordsAreToldAtTheField) {
  const auto refused = org.add_team(*db.pool().write(), {0, unit, " ", "", "", "", "", 0, true});
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().fields.size(), 2U);
  EXPECT_EQ(refused.error().fields[0].field, "code");
  EXPECT_EQ(refused.error().fields[1].field, "name");
}

TEST_P(OrganisationTest, ATeamOrUnitMayBeRenamedButNotInAnotherUnit) {
  const auto id = add_team("SIG", "Sociala insatsgrupper", 1);
  auto team = *org.team(id);
  team.name = "Sociala insatsgrupper 18–29 år";
  team.active = false;
  EXPECT_TRUE(org.update_team(*db.pool().write(), team));
  EXPECT_EQ(org.team(id)->name, "Sociala insatsgrupper 18–29 år");
  EXPECT_FALSE(org.team(id)->active);
  team.unit = unit + 1;
  EXPECT_EQ(org.update_team(*db.pool().write(), team).error().kind, ProblemKind::not_found);
  auto whole = *org.unit(unit);
  whole.name = "Nya resursenheten";
  EXPECT_TRUE(org.update_unit(*db.pool().write(), whole));
  EXPECT_EQ(org.unit(unit)->name, "Nya resursenheten");
}

TEST_P(OrganisationTest, StaffWorkInSeveralTeams) {
  const auto a = add_team("SST", "Skolsociala teamet", 1), b = add_team("UM", "Ungdomsmottagningen", 2);
  const auto id = org.add_staff(*db.pool().write(), {0, unit, "Åsa Öberg", "kurator", "svenska, somaliska", {a, b}, "2019-01-07", ""}).value();
  ASSERT_TRUE(org.add_staff(*db.pool().write(), {0, unit, "Bo Ek", "behandlare", "", {}, "", ""}));
  EXPECT_EQ(org.staff(unit).size(), 2U);
  const auto asa = org.staff_member(id);
  ASSERT_TRUE(asa);
  EXPECT_EQ(asa->teams, (std::vector<std::int64_t>{a, b}));
  EXPECT_EQ(asa->started, "2019-01-07");
  EXPECT_EQ(asa->ended, "");
  const auto astray = org.add_staff(*db.pool().write(), {0, unit, "Cia Dal", "", "", {a, b + 99}, "", ""});
  EXPECT_EQ(astray.error().kind, ProblemKind::invalid);
  EXPECT_EQ(org.staff(unit).size(), 2U);
}

} // namespace rt::organisation
