#include "modules/identity/identity.hpp"
#include "modules/identity/internal.hpp"
#include "platform/testing/databases.hpp"
#include <ctime>
#include <gtest/gtest.h>

namespace rt::identity {

TEST(Doors, CloseAfterTenFailuresWithinAQuarter) {
  Door door;
  Instant now = 1'000'000;
  for (int i = 0; i < 9; ++i) door = after_failure(door, now += 60);
  EXPECT_FALSE(closed(door, now));
  door = after_failure(door, now += 60);
  EXPECT_TRUE(closed(door, now));
  EXPECT_TRUE(closed(door, now + 15 * 60 - 1));
  EXPECT_FALSE(closed(door, now + 15 * 60));
  door = after_failure(door, now + 15 * 60); // then ten new ones are needed
  EXPECT_FALSE(closed(door, now + 15 * 60));
}

TEST(Doors, ForgetFailuresThatLieFarApart) {
  Door door;
  for (int i = 0; i < 100; ++i) door = after_failure(door, 1'000'000 + i * 100); // nine in any quarter
  EXPECT_FALSE(closed(door, 1'000'000 + 99 * 100));
}

TEST(NewPassword, HasTwelveLettersAndIsNotTheLogin) {
  EXPECT_EQ(password_fault("åäöåäöåäöåäö", "anna"), "");
  EXPECT_NE(password_fault("åäöåäöåäöåä", "anna"), "");
  EXPECT_NE(password_fault("Anna.Lindqvist", "anna.lindqvist"), "");
  EXPECT_NE(password_fault(std::string(201, 'x'), "anna"), "");
}

class IdentityTest : public ::testing::TestWithParam<std::string> {
protected:
  IdentityTest() {
    auto c = db.pool().write();
    auto steps = organisation::migrations();
    for (const auto *more : {&audit::migrations(), &migrations()}) steps.insert(steps.end(), more->begin(), more->end());
    (void)db::migrate(*c, steps).value();
    organisation::Organisation org(db.pool());
    unit = org.add_unit(*c, {0, "Resursenheten", "", "", "", "resurs", ""}).value();
    other_unit = org.add_unit(*c, {0, "Vuxenenheten", "", "", "", "vuxen", ""}).value();
    team = org.add_team(*c, {0, unit, "FNG", "Familj- och nätverksgruppen", "", "", "", 1, true}).value();
    other_team = org.add_team(*c, {0, other_unit, "X", "Annan grupp", "", "", "", 1, true}).value();
  }
  User person(std::string login, access::Role role = access::Role::head) {
    User user;
    user.login = std::move(login);
    user.name = "Anna Lindqvist";
    user.role = role;
    user.unit = unit;
    if (role == access::Role::therapist) user.teams = {team};
    return user;
  }
  std::int64_t add(const User &user) { return identity.add_user(access::system_actor(unit), user, kPassword).value(); }
  access::Actor log_in(const std::string &login) { return identity.actor(identity.login(login, kPassword, "10.0.0.1").value()).value(); }
  std::vector<std::string> acts() {
    std::vector<std::string> found;
    for (const auto &entry : audit::entries(*db.pool().read(), "", 0, 100, 0)) found.push_back(entry.act);
    return found;
  }

  static constexpr const char *kPassword = "tre små grisar";
  FixedClock clock{1553249700};
  testing::TestDatabase db{GetParam()};
  Identity identity{db.pool(), clock, true};
  std::int64_t unit = 0, other_unit = 0, team = 0, other_team = 0;
};
RT_BOTH_DATABASES(IdentityTest);

TEST_P(IdentityTest, ALoginGivesTheActorWithRoleAndTeams) {
  const auto id = add(person("Anna.L", access::Role::therapist));
  const auto token = identity.login(" anna.l ", kPassword, "10.0.0.1");
  ASSERT_TRUE(token);
  const auto actor = identity.actor(*token);
  ASSERT_TRUE(actor);
  EXPECT_EQ(actor->user, id);
  EXPECT_EQ(actor->name, "Anna Lindqvist");
  EXPECT_EQ(actor->role, access::Role::therapist);
  EXPECT_EQ(actor->unit, unit);
  EXPECT_EQ(actor->teams, (std::vector<std::int64_t>{team}));
  EXPECT_EQ(actor->session_secret.size(), 64U);
  EXPECT_NE(actor->session_secret, *token);
  const auto again = identity.login("anna.l", kPassword, "10.0.0.1");
  EXPECT_NE(*again, *token);
  EXPECT_NE(identity.actor(*again)->session_secret, actor->session_secret);
}

TEST_P(IdentityTest, NeitherPasswordNorTokenIsStored) {
  add(person("anna"));
  const auto token = identity.login("anna", kPassword, "10.0.0.1").value();
  auto c = db.pool().read();
  EXPECT_FALSE(c->exists("SELECT 1 FROM login_session WHERE token_hash = ?", {token}));
  EXPECT_TRUE(std::get<std::string>(c->scalar("SELECT password_hash FROM app_user")).starts_with("$argon2id$"));
}

TEST_P(IdentityTest, ARefusalNeverSaysWhatWasWrong) {
  add(person("anna"));
  User closed_account = person("bo");
  closed_account.active = false;
  add(closed_account);
  const auto wrong = identity.login("anna", "fel lösenord", "10.0.0.1");
  const auto unknown = identity.login("nobody", kPassword, "10.0.0.1");
  const auto inactive = identity.login("bo", kPassword, "10.0.0.1");
  for (const auto *refusal : {&wrong, &unknown, &inactive}) {
    ASSERT_FALSE(*refusal);
    EXPECT_EQ(refusal->error().kind, ProblemKind::invalid);
    EXPECT_EQ(refusal->error().message, wrong.error().message);
  }
}

/// Measured in processor time of this thread, so that a busy machine does not disturb it.
TEST_P(IdentityTest, AnUnknownLoginTakesAsLongAsAKnownOne) {
  if (GetParam() != "sqlite") GTEST_SKIP() << "the database has no part in this";
  Identity real(db.pool(), clock);
  ASSERT_TRUE(real.add_user(access::system_actor(unit), person("anna"), kPassword));
  const auto seconds = [&](std::string_view login, std::string_view password) {
    timespec before{}, after{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    (void)real.login(login, password, "10.0.0.1");
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    return static_cast<double>(after.tv_sec - before.tv_sec) + static_cast<double>(after.tv_nsec - before.tv_nsec) * 1e-9;
  };
  double known = 0, unknown = 0;
  for (int i = 0; i < 4; ++i) {
    known += seconds("anna", "fel lösenord");
    unknown += seconds("nobody", "fel lösenord");
  }
  EXPECT_GT(unknown, 0.02) << "a hash was not made";
  EXPECT_LT(std::max(known, unknown) / std::min(known, unknown), 1.5);
}

TEST_P(IdentityTest, TenFailuresCloseTheDoorForAQuarterEvenForTheRightPassword) {
  add(person("anna"));
  add(person("bo"));
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(identity.login("anna", "fel", "10.0.0." + std::to_string(i)).error().kind, ProblemKind::invalid);
    clock.advance(10);
  }
  EXPECT_EQ(identity.login("anna", kPassword, "10.0.0.99").error().kind, ProblemKind::busy);
  EXPECT_TRUE(identity.login("bo", kPassword, "10.0.0.99")); // nobody else is shut out
  clock.advance(15 * 60);
  EXPECT_TRUE(identity.login("anna", kPassword, "10.0.0.99"));
}

TEST_P(IdentityTest, AnAddressThatTriesManyLoginsIsShutOut) {
  add(person("anna"));
  for (int i = 0; i < 10; ++i) (void)identity.login("guess" + std::to_string(i), "fel", "10.0.0.66");
  EXPECT_EQ(identity.login("anna", kPassword, "10.0.0.66").error().kind, ProblemKind::busy);
  EXPECT_TRUE(identity.login("anna", kPassword, "10.0.0.1"));
}

TEST_P(IdentityTest, AGoodLoginForgetsEarlierMistakes) {
  add(person("anna"));
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 9; ++i) (void)identity.login("anna", "fel", "10.0." + std::to_string(round) + ".1");
    EXPECT_TRUE(identity.login("anna", kPassword, "10.0.9.9"));
  }
}

TEST_P(IdentityTest, ASessionEndsWhenUnusedAndAfterAWorkingDay) {
  add(person("anna"));
  const auto token = identity.login("anna", kPassword, "10.0.0.1").value();
  for (int i = 0; i < 15; ++i) { // used every 29 minutes: 7 hours and a quarter
    clock.advance(29 * 60);
    EXPECT_TRUE(identity.actor(token)) << i;
  }
  clock.advance(29 * 60);
  EXPECT_TRUE(identity.actor(token));
  clock.advance(29 * 60); // eight hours have passed
  EXPECT_FALSE(identity.actor(token));
  const auto unused = identity.login("anna", kPassword, "10.0.0.1").value();
  clock.advance(30 * 60);
  EXPECT_FALSE(identity.actor(unused));
}

TEST_P(IdentityTest, ASessionThatTimeEndedStillTellsWhoseDraftComesForADay) {
  const auto id = add(person("anna"));
  const auto token = identity.login("anna", kPassword, "10.0.0.1").value();
  EXPECT_FALSE(identity.timed_out(token)) << "it is alive";
  const auto secret = identity.actor(token)->session_secret;
  clock.advance(31 * 60);
  EXPECT_FALSE(identity.actor(token));
  ASSERT_TRUE(identity.timed_out(token));
  EXPECT_EQ(identity.timed_out(token)->user, id);
  EXPECT_EQ(identity.timed_out(token)->session_secret, secret) << "the form's own token is known again";
  const auto out = identity.login("anna", kPassword, "10.0.0.1").value(); // tidies up among the old ones
  EXPECT_TRUE(identity.timed_out(token));
  identity.logout(out);
  EXPECT_FALSE(identity.timed_out(out)) << "who has logged out leaves nothing behind";
  clock.advance(24 * 3600);
  EXPECT_FALSE(identity.timed_out(token));
  EXPECT_FALSE(identity.timed_out(std::string(64, 'a')));
}

TEST_P(IdentityTest, UnknownTokensAndLoggedOutOnesAreNobody) {
  add(person("anna"));
  const auto token = identity.login("anna", kPassword, "10.0.0.1").value();
  EXPECT_TRUE(identity.actor(token));
  identity.logout(token);
  EXPECT_FALSE(identity.actor(token));
  EXPECT_FALSE(identity.actor(""));
  EXPECT_FALSE(identity.actor(std::string(64, 'a')));
  identity.logout("unknown");
}

TEST_P(IdentityTest, AClosedAccountIsOutAtOnceHereAndWithinTenSecondsEverywhere) {
  const auto id = add(person("anna"));
  add(person("bo")); // somebody who manages users is always left
  Identity other_server(db.pool(), clock, true);
  const auto token = identity.login("anna", kPassword, "10.0.0.1").value();
  EXPECT_TRUE(identity.actor(token));
  EXPECT_TRUE(other_server.actor(token));
  User changed = *identity.user(id);
  changed.active = false;
  ASSERT_TRUE(identity.update_user(access::system_actor(unit), changed));
  EXPECT_FALSE(identity.actor(token));
  clock.advance(10);
  EXPECT_FALSE(other_server.actor(token));
  EXPECT_FALSE(identity.login("anna", kPassword, "10.0.0.1"));
}

TEST_P(IdentityTest, ANewPasswordEndsTheOldSessions) {
  const auto id = add(person("anna"));
  const auto token = identity.login("anna", kPassword, "10.0.0.1").value();
  const auto anna = *identity.actor(token);
  EXPECT_EQ(identity.confirm_password(anna, "fel", "10.0.0.1").error().fields.at(0).field, "current");
  EXPECT_TRUE(identity.confirm_password(anna, kPassword, "10.0.0.1"));
  EXPECT_EQ(identity.set_password(anna, id, "kort").error().fields.at(0).field, "password");
  ASSERT_TRUE(identity.set_password(anna, id, "ett helt nytt lösenord"));
  EXPECT_FALSE(identity.actor(token));
  EXPECT_FALSE(identity.login("anna", kPassword, "10.0.0.1"));
  EXPECT_TRUE(identity.login("anna", "ett helt nytt lösenord", "10.0.0.1"));
}

TEST_P(IdentityTest, OnlyThoseWhoManageUsersOfTheUnitMayAddAndChangeThem) {
  add(person("chef"));
  const auto therapist_id = add(person("terapeut", access::Role::therapist));
  const auto head = log_in("chef"), therapist = log_in("terapeut");
  EXPECT_EQ(identity.add_user(therapist, person("ny"), kPassword).error().kind, ProblemKind::forbidden);
  EXPECT_TRUE(identity.add_user(head, person("ny"), kPassword));
  User elsewhere = person("annan");
  elsewhere.unit = other_unit;
  EXPECT_EQ(identity.add_user(head, elsewhere, kPassword).error().kind, ProblemKind::forbidden);
  elsewhere.id = add(elsewhere);
  EXPECT_EQ(identity.update_user(head, elsewhere).error().kind, ProblemKind::not_found);
  EXPECT_EQ(identity.set_password(head, elsewhere.id, "ett helt nytt lösenord").error().kind, ProblemKind::not_found);
  EXPECT_EQ(identity.set_password(therapist, head.user, "ett helt nytt lösenord").error().kind, ProblemKind::forbidden);
  User moved = *identity.user(therapist_id);
  moved.teams = {other_team};
  EXPECT_EQ(identity.update_user(head, moved).error().fields.at(0).field, "teams");
  User myself = *identity.user(head.user);
  myself.role = access::Role::deputy;
  EXPECT_EQ(identity.update_user(head, myself).error().fields.at(0).field, "role");
}

TEST_P(IdentityTest, TheSecondOfTwoAdministratorsIsTold) {
  const auto id = add(person("bo"));
  add(person("anna"));                             // somebody who manages users is always left
  User first = *identity.user(id), second = first; // both have the form open
  first.name = "Bo Ek";
  second.active = false;
  ASSERT_TRUE(identity.update_user(access::system_actor(unit), first));
  EXPECT_EQ(identity.update_user(access::system_actor(unit), second).error().kind, ProblemKind::conflict);
  EXPECT_EQ(identity.user(id)->name, "Bo Ek");
  EXPECT_TRUE(identity.user(id)->active);
  second = *identity.user(id);
  second.active = false;
  EXPECT_TRUE(identity.update_user(access::system_actor(unit), second));
}

TEST_P(IdentityTest, FaultsAreToldAtTheField) {
  User empty;
  empty.unit = unit;
  const auto refused = identity.add_user(access::system_actor(unit), empty, "kort");
  std::vector<std::string> fields;
  for (const auto &fault : refused.error().fields) fields.push_back(fault.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"login", "name", "role", "password"}));
  User lost = person("x1", access::Role::therapist);
  lost.teams = {};
  EXPECT_EQ(identity.add_user(access::system_actor(unit), lost, kPassword).error().fields.at(0).field, "teams");
  add(person("anna"));
  EXPECT_EQ(identity.add_user(access::system_actor(unit), person("ANNA"), kPassword).error().fields.at(0).field, "login");
}

TEST_P(IdentityTest, LanguageIsOnesOwnChoice) {
  const auto id = add(person("anna"));
  const auto anna = log_in("anna");
  EXPECT_TRUE(identity.set_language(anna, "en"));
  EXPECT_EQ(identity.user(id)->lang, "en");
  EXPECT_FALSE(identity.set_language(anna, "de"));
}

TEST_P(IdentityTest, EveryStepIsInTheLogWithoutWhatWasTyped) {
  add(person("anna"));
  (void)identity.login("anna", "fel", "10.0.0.1");
  (void)identity.login("mitt hemliga lösenord", "fel", "10.0.0.1");
  identity.logout(identity.login("anna", kPassword, "10.0.0.1").value());
  EXPECT_EQ(acts(), (std::vector<std::string>{"logout", "login", "login_failed", "login_failed", "right_changed"}));
  for (const auto &entry : audit::entries(*db.pool().read(), "", 0, 100, 0)) {
    EXPECT_EQ((entry.object + entry.detail).find("hemliga"), std::string::npos);
    EXPECT_TRUE(entry.object.starts_with("user:"));
  }
  EXPECT_FALSE(audit::verify(*db.pool().read()).broken);
}

TEST_P(IdentityTest, AProgramActsAsItsUserUntilTheKeyIsRevoked) {
  add(person("system.x"));
  const auto admin = access::system_actor(unit);
  const auto key = identity.make_token(admin, "system.x", "Nattlig överföring").value();
  const auto actor = identity.program(key);
  ASSERT_TRUE(actor);
  EXPECT_EQ(actor->unit, unit);
  EXPECT_TRUE(actor->session_secret.empty()) << "a key is no session";
  EXPECT_FALSE(identity.actor(key)) << "and does not log in";
  EXPECT_FALSE(identity.program("rt_" + std::string(64, 'a')));
  const auto keys = identity.tokens(admin);
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_FALSE(keys[0].used_on.empty());
  EXPECT_EQ(db.pool().read()->count("SELECT COUNT(*) FROM api_token WHERE token_hash = ?", {key}), 0) << "only the hash is kept";
  EXPECT_FALSE(identity.revoke_token(access::system_actor(other_unit), keys[0].id));
  ASSERT_TRUE(identity.revoke_token(admin, keys[0].id));
  EXPECT_FALSE(identity.program(key));
  EXPECT_FALSE(identity.make_token(admin, "finns.inte", "x"));
}

TEST_P(IdentityTest, UsersOfAUnitAreListedByName) {
  User bo = person("bo", access::Role::therapist);
  bo.name = "Bo Ek";
  add(person("anna"));
  add(bo);
  User elsewhere = person("cia");
  elsewhere.unit = other_unit;
  add(elsewhere);
  const auto users = identity.users(unit);
  ASSERT_EQ(users.size(), 2U);
  EXPECT_EQ(users[0].login, "anna");
  EXPECT_EQ(users[1].teams, (std::vector<std::int64_t>{team}));
  EXPECT_EQ(identity.user_by_login("BO")->name, "Bo Ek");
}

} // namespace rt::identity
