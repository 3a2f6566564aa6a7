#include "modules/access/access.hpp"
#include "platform/testing/databases.hpp"
#include <gtest/gtest.h>

namespace rt::access {

Actor actor(Role role, std::vector<std::int64_t> teams = {}) {
  Actor a;
  a.user = 7;
  a.role = role;
  a.unit = 1;
  a.teams = std::move(teams);
  return a;
}

TEST(Roles, HaveIdsThatComeBack) {
  for (Role role : {Role::none, Role::head, Role::deputy, Role::therapist, Role::administrator, Role::kiosk}) EXPECT_EQ(role_from(id_of(role)), role);
  EXPECT_EQ(role_from("boss"), Role::none);
  EXPECT_EQ(title_of(Role::head), "enhetschef");
}

/// The table that a quality officer checks: a letter for each act of each role.
TEST(Roles, MayDoWhatTheTableSays) {
  struct Line {
    May what;
    std::string_view who; ///< h head, d deputy, t therapist, a administrator, k kiosk
  };
  const Line table[] = {
      {May::read_board, "hdta"},    {May::read_records, "hdta"},   {May::write_records, "hdt"},  {May::sign_records, "hdt"},
      {May::delete_records, "hd"},  {May::import_records, "hdta"}, {May::export_records, "hda"}, {May::edit_goals, "hda"},
      {May::write_followup, "hdt"}, {May::review_cases, "hdt"},    {May::read_audit, "ha"},      {May::manage_users, "ha"},
      {May::manage_unit, "hda"},    {May::start_rating, "hdtk"},   {May::make_reports, "hda"},
  };
  const std::pair<char, Role> roles[] = {
      {'h', Role::head}, {'d', Role::deputy}, {'t', Role::therapist}, {'a', Role::administrator}, {'k', Role::kiosk}};
  for (const Line &line : table) {
    for (const auto &[letter, role] : roles)
      EXPECT_EQ(actor(role).may(line.what), line.who.find(letter) != std::string_view::npos) << letter << " act " << static_cast<int>(line.what);
    EXPECT_FALSE(actor(Role::none).may(line.what));
    EXPECT_FALSE(Actor{}.may(line.what));
    EXPECT_TRUE(system_actor(1).may(line.what));
  }
}

TEST(Roles, ARoleWithoutAUserMayNothing) {
  Actor nobody = actor(Role::head);
  nobody.user = 0;
  EXPECT_FALSE(nobody.may(May::read_board));
  EXPECT_TRUE(nobody.scope().nothing);
}

TEST(Refusal, IsASentence) {
  EXPECT_TRUE(require(actor(Role::head), May::read_audit));
  const auto refused = require(actor(Role::therapist), May::read_audit);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::forbidden);
  EXPECT_NE(refused.error().message.find("behörighet"), std::string::npos);
  EXPECT_NE(require(Actor{}, May::read_board).error().message.find("logga in"), std::string::npos);
}

TEST(Scopes, AreTheUnitForLeadersAndTheOwnTeamsForTherapists) {
  for (Role role : {Role::head, Role::deputy, Role::administrator}) {
    const Scope scope = actor(role, {3}).scope();
    EXPECT_TRUE(scope.covers(1, 3) && scope.covers(1, 4));
    EXPECT_FALSE(scope.covers(2, 3));
  }
  const Scope own = actor(Role::therapist, {3, 5}).scope();
  EXPECT_TRUE(own.covers(1, 3) && own.covers(1, 5));
  EXPECT_FALSE(own.covers(1, 4) || own.covers(2, 3) || own.covers(1, 0));
  for (const Scope &scope :
       {actor(Role::therapist).scope(), actor(Role::kiosk, {3}).scope(), actor(Role::none, {3}).scope(), Actor{}.scope(), Scope{}}) {
    EXPECT_TRUE(scope.nothing);
    EXPECT_FALSE(scope.covers(1, 3));
  }
  EXPECT_TRUE(system_actor(1).scope().covers(1, 9));
  EXPECT_TRUE(system_actor(0).scope().nothing);
}

TEST(Current, BelongsToTheThread) {
  current() = actor(Role::head);
  EXPECT_EQ(current().role, Role::head);
  current() = {};
  EXPECT_EQ(current().user, 0);
}

class ScopedQuery : public ::testing::TestWithParam<std::string> {
protected:
  ScopedQuery() { db.pool().write()->script("CREATE TABLE r (unit_id INT, team_id INT); INSERT INTO r VALUES (1,3), (1,4), (1,5), (1,NULL), (2,3)"); }
  std::int64_t rows(const Scope &scope, std::string_view alias) {
    db::Values args{std::int64_t{0}};
    const std::string where = scope.where(alias, args);
    const auto found = db.pool().read()->count("SELECT count(*) FROM r WHERE unit_id > ?" + where, args);
    args.resize(1);
    const std::string beside = scope.beside(alias, args); // another way to the rows, never other rows
    EXPECT_EQ(db.pool().read()->count("SELECT count(*) FROM r WHERE unit_id > ?" + beside, args), found);
    return found;
  }
  testing::TestDatabase db{GetParam()};
};
RT_BOTH_DATABASES(ScopedQuery);

TEST_P(ScopedQuery, CountsOnlyWhatMayBeSeen) {
  EXPECT_EQ(rows(actor(Role::head).scope(), "r"), 4);
  EXPECT_EQ(rows(actor(Role::therapist, {3}).scope(), "r"), 1);
  EXPECT_EQ(rows(actor(Role::therapist, {3, 5}).scope(), ""), 2);
  EXPECT_EQ(rows(actor(Role::therapist).scope(), "r"), 0);
  EXPECT_EQ(rows(Scope{}, ""), 0);
}

} // namespace rt::access
