#include "modules/identity/identity.hpp"
#include "modules/identity/internal.hpp"
#include "platform/testing/databases.hpp"
#include <gtest/gtest.h>

namespace rt::identity {

TEST(Next, IsAPageOfThisServer) {
  EXPECT_EQ(safe_next("/tavla/1?a=b"), "/tavla/1?a=b");
  for (std::string_view elsewhere :
       {"", "https://evil.example", "//evil.example", "/\\evil.example", "tavla", "/a\nb", "/login", "/login?next=/login"})
    EXPECT_EQ(safe_next(elsewhere), "/") << elsewhere;
}

/// The pages as a browser meets them, without the socket: the same routes, the same requests.
class Pages : public ::testing::Test {
protected:
  Pages() {
    auto steps = organisation::migrations();
    for (const auto *more : {&audit::migrations(), &migrations()}) steps.insert(steps.end(), more->begin(), more->end());
    (void)db::migrate(*db.pool().write(), steps).value();
    unit = org.add_unit(*db.pool().write(), {0, "Resursenheten", "", "", "", "resurs", ""}).value();
    team = org.add_team(*db.pool().write(), {0, unit, "FNG", "Familj- och nätverksgruppen", "", "", "", 1, true}).value();
    User chef;
    chef.login = "chef";
    chef.name = "Anna <Lindqvist>";
    chef.role = access::Role::head;
    chef.unit = unit;
    (void)identity.add_user(access::system_actor(unit), chef, kPassword).value();
    add_pages(router, identity, false);
    add_account_pages(router, {identity, org, [](const access::Actor &, std::string_view) { return html::Frame(); }});
  }
  ~Pages() override { access::current() = {}; }

  http::Response ask(http::Method method, const std::string &path, std::vector<std::pair<std::string, std::string>> fields = {}) {
    http::Request request;
    request.method = method;
    request.path = path;
    request.remote = "10.0.0.1";
    request.cookies[std::string(kSessionCookie)] = token;
    for (auto &[name, value] : fields) (method == http::Method::get ? request.query : request.form).add(name, value);
    bool other_method = false;
    const auto *route = router.match(method, path, request.params, other_method);
    if (route == nullptr) return http::html("no route", 404);
    access::current() = identity.actor(token).value_or(access::Actor{});
    auto response = route->handler(request);
    if (const auto cookie = header(response, "Set-Cookie"); cookie.starts_with("rt_session=")) token = cookie.substr(11, cookie.find(';') - 11);
    return response;
  }
  http::Response get(const std::string &path) { return ask(http::Method::get, path); }
  http::Response post(const std::string &path, std::vector<std::pair<std::string, std::string>> fields) {
    return ask(http::Method::post, path, std::move(fields));
  }
  http::Response log_in(const std::string &login = "chef") { return post("/login", {{"login", login}, {"password", kPassword}, {"next", "/tavla"}}); }
  static std::string header(const http::Response &response, std::string_view wanted) {
    for (const auto &[name, value] : response.headers)
      if (name == wanted) return value;
    return {};
  }
  static bool says(const http::Response &response, std::string_view words) { return response.body.find(words) != std::string::npos; }

  static std::string password_in(const http::Response &page) {
    const auto from = page.body.find("<code class=\"once\">");
    return from == std::string::npos ? "" : page.body.substr(from + 19, page.body.find("</code>", from) - from - 19);
  }

  static constexpr const char *kPassword = "tre små grisar";
  FixedClock clock{1553249700};
  testing::TestDatabase db{"sqlite"};
  organisation::Organisation org{db.pool()};
  Identity identity{db.pool(), clock, true};
  http::Router router;
  std::string token;
  std::int64_t unit = 0, team = 0;
};

TEST_F(Pages, TheLoginPageLeadsToThePageAskedFor) {
  const auto form = ask(http::Method::get, "/login", {{"next", "/tavla"}});
  EXPECT_EQ(form.status, 200);
  EXPECT_TRUE(says(form, "value=\"/tavla\""));
  EXPECT_TRUE(says(form, "autocomplete=\"current-password\""));
  const auto welcome = log_in();
  EXPECT_EQ(welcome.status, 303);
  EXPECT_EQ(header(welcome, "Location"), "/tavla");
  EXPECT_NE(header(welcome, "Set-Cookie").find("HttpOnly"), std::string::npos);
  EXPECT_EQ(header(get("/login"), "Location"), "/"); // already inside
}

TEST_F(Pages, AWrongPasswordKeepsTheLoginButNeverThePassword) {
  const auto again = post("/login", {{"login", "chef"}, {"password", "hemligt & fel"}, {"next", "//evil.example"}});
  EXPECT_EQ(again.status, 422);
  EXPECT_TRUE(says(again, "stämmer inte"));
  EXPECT_TRUE(says(again, "value=\"chef\""));
  EXPECT_FALSE(says(again, "hemligt"));
  EXPECT_EQ(header(again, "Set-Cookie"), "");
  EXPECT_EQ(header(post("/login", {{"login", "chef"}, {"password", kPassword}, {"next", "//evil.example"}}), "Location"), "/");
}

TEST_F(Pages, LoggingOutEndsTheSession) {
  log_in();
  const std::string was = token;
  const auto bye = post("/logout", {});
  EXPECT_EQ(header(bye, "Location"), "/login");
  EXPECT_NE(header(bye, "Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_FALSE(identity.actor(was));
}

TEST_F(Pages, TheAccountPageShowsOneselfAndChangesTheLanguage) {
  EXPECT_EQ(header(get("/konto"), "Location"), "/login?next=%2Fkonto");
  log_in();
  const auto page = get("/konto");
  EXPECT_TRUE(says(page, "Anna &lt;Lindqvist&gt;"));
  EXPECT_TRUE(says(page, "enhetschef"));
  EXPECT_EQ(header(post("/konto/sprak", {{"lang", "en"}}), "Location"), "/konto?sparat=sprak");
  EXPECT_EQ(identity.user_by_login("chef")->lang, "en");
  EXPECT_EQ(post("/konto/sprak", {{"lang", "de"}}).status, 422);
}

TEST_F(Pages, ANewPasswordNeedsTheOldOneAndKeepsOneLoggedIn) {
  log_in();
  const std::string was = token, fresh = "ett helt nytt lösenord";
  EXPECT_TRUE(says(post("/konto/losenord", {{"current", kPassword}, {"password", fresh}, {"repeated", "annat"}}), "inte lika"));
  EXPECT_TRUE(says(post("/konto/losenord", {{"current", "fel"}, {"password", fresh}, {"repeated", fresh}}), "nuvarande lösenord"));
  EXPECT_TRUE(says(post("/konto/losenord", {{"current", kPassword}, {"password", "kort"}, {"repeated", "kort"}}), "minst 12 tecken"));
  EXPECT_EQ(post("/konto/losenord", {{"current", kPassword}, {"password", fresh}, {"repeated", fresh}}).status, 303);
  EXPECT_FALSE(identity.actor(was));
  EXPECT_TRUE(identity.actor(token));
  EXPECT_EQ(get("/konto").status, 200);
}

TEST_F(Pages, AHeadAddsChangesAndClosesAUser) {
  log_in();
  EXPECT_TRUE(says(get("/anvandare"), "Anna &lt;Lindqvist&gt;"));
  const std::vector<std::pair<std::string, std::string>> bo = {
      {"name", " Bo Ek "}, {"title", "familjebehandlare"}, {"login", "bo.ek"}, {"role", "therapist"}, {"lang", "sv"}};
  const auto no_team = post("/anvandare/ny", bo);
  EXPECT_EQ(no_team.status, 422);
  EXPECT_TRUE(says(no_team, "Välj minst en grupp"));
  EXPECT_TRUE(says(no_team, "value=\"Bo Ek\"")); // nothing typed is lost
  EXPECT_TRUE(says(no_team, "value=\"familjebehandlare\""));
  EXPECT_TRUE(org.staff(unit).empty());
  auto with_team = bo;
  with_team.emplace_back("teams", std::to_string(team));
  const auto told = post("/anvandare/ny", with_team);
  EXPECT_EQ(told.status, 200);
  const auto first = password_in(told);
  const auto user = *identity.user_by_login("bo.ek");
  EXPECT_FALSE(says(get("/anvandare/" + std::to_string(user.id)), first)) << "shown once";
  EXPECT_EQ(org.staff(unit).at(0).title, "familjebehandlare");
  EXPECT_EQ(org.staff(unit).at(0).teams, (std::vector<std::int64_t>{team}));
  EXPECT_EQ(user.staff, org.staff(unit).at(0).id);
  EXPECT_TRUE(says(get("/anvandare"), "engångslösenord, inte bytt än"));
  EXPECT_EQ(user.name, "Bo Ek");
  EXPECT_EQ(user.teams, (std::vector<std::int64_t>{team}));
  const std::string address = "/anvandare/" + std::to_string(user.id);
  EXPECT_TRUE(says(get(address), "bo.ek"));
  const auto second = password_in(post(address + "/losenord", {}));
  EXPECT_NE(second, first);
  EXPECT_FALSE(identity.login("bo.ek", first, "10.0.0.2"));
  const auto session = identity.login("bo.ek", second, "10.0.0.2").value();
  ASSERT_TRUE(identity.actor(session));
  EXPECT_TRUE(identity.must_change(session)) << "the edge lets it to /konto only";
  const auto version = std::to_string(identity.user(user.id)->version);
  EXPECT_TRUE(says(get(address), "name=\"version\" value=\"" + version + "\""));
  EXPECT_EQ(post(address, {{"name", "Bo Ek"},
                           {"title", "bitr. enhetschef"},
                           {"staff", std::to_string(user.staff)},
                           {"role", "deputy"},
                           {"lang", "sv"},
                           {"version", version}})
                .status,
            303); // the box "open" is not ticked
  EXPECT_FALSE(identity.user(user.id)->active);
  EXPECT_FALSE(identity.actor(session)) << "out at once";
  EXPECT_EQ(org.staff(unit).at(0).title, "bitr. enhetschef");
  EXPECT_EQ(org.staff(unit).at(0).ended, "2019-03-22");
  EXPECT_TRUE(says(get("/anvandare"), "stängt"));
  EXPECT_EQ(get("/anvandare/999").status, 404);
  EXPECT_EQ(get("/anvandare/x").status, 404);
}

TEST_F(Pages, AOneTimePasswordIsChangedAndThenOnesOwn) {
  log_in();
  const auto first = password_in(post("/anvandare/ny", {{"name", "Bo Ek"}, {"login", "bo.ek"}, {"role", "deputy"}, {"lang", "sv"}}));
  ASSERT_GE(first.size(), 24u);
  token.clear();
  post("/login", {{"login", "bo.ek"}, {"password", first}});
  EXPECT_TRUE(identity.actor(token) && identity.must_change(token));
  EXPECT_TRUE(says(get("/konto"), "Du har ett engångslösenord."));
  const std::string own = "ett helt nytt lösenord";
  EXPECT_EQ(post("/konto/losenord", {{"current", first}, {"password", own}, {"repeated", own}}).status, 303);
  EXPECT_TRUE(identity.actor(token));
  EXPECT_FALSE(identity.must_change(token));
  EXPECT_FALSE(says(get("/konto"), "Du har ett engångslösenord."));
}

TEST_F(Pages, SomebodyWhoManagesUsersIsAlwaysLeft) {
  log_in();
  const auto chef = *identity.user_by_login("chef");
  const auto address = "/anvandare/" + std::to_string(chef.id);
  const auto version = std::to_string(chef.version);
  const auto closed = post(address, {{"name", "Anna"}, {"role", "head"}, {"lang", "sv"}, {"version", version}});
  EXPECT_EQ(closed.status, 422);
  EXPECT_TRUE(says(closed, "Du kan inte ändra din egen roll eller stänga ditt eget konto."));
  EXPECT_EQ(post(address + "/losenord", {}).status, 403) << "one's own is changed under Mitt konto, with the one before";
  auto shut = chef;
  shut.active = false;
  EXPECT_EQ(identity.update_user(access::system_actor(unit), shut).error().fields.at(0).message,
            "Någon måste kunna sköta användarna. Ge den rätten till någon annan först.");
  EXPECT_TRUE(identity.user(chef.id)->active);
  post("/anvandare/ny", {{"name", "Bo Ek"}, {"login", "bo.ek"}, {"role", "administrator"}, {"lang", "sv"}});
  EXPECT_TRUE(identity.update_user(access::system_actor(unit), shut)) << "now there is another";
}

TEST_F(Pages, TwoAdministratorsSeeEachOthersChanges) {
  log_in();
  const auto other = identity
                         .add_user(
                             access::system_actor(unit),
                             [&] {
                               User u;
                               u.login = "bo", u.name = "Bo Ek", u.role = access::Role::deputy, u.unit = unit;
                               return u;
                             }(),
                             kPassword)
                         .value();
  const std::string address = "/anvandare/" + std::to_string(other);
  const std::vector<std::pair<std::string, std::string>> mine = {
      {"name", "Bo Alm"}, {"role", "deputy"}, {"lang", "sv"}, {"active", "1"}, {"version", "1"}};
  auto theirs = mine;
  theirs[0].second = "Bo Gran";
  EXPECT_EQ(post(address, theirs).status, 303);
  const auto told = post(address, mine);
  EXPECT_EQ(told.status, 409);
  EXPECT_TRUE(says(told, "Bo Gran"));                      // what is stored
  EXPECT_TRUE(says(told, "value=\"Bo Alm\""));             // and what was typed
  EXPECT_TRUE(says(told, "name=\"version\" value=\"2\"")); // sent again it is a choice
}

TEST_F(Pages, UsersAreForThoseWhoManageThem) {
  User therapist;
  therapist.login = "bo";
  therapist.name = "Bo Ek";
  therapist.role = access::Role::therapist;
  therapist.unit = unit;
  therapist.teams = {team};
  (void)identity.add_user(access::system_actor(unit), therapist, kPassword).value();
  log_in("bo");
  EXPECT_EQ(get("/anvandare").status, 403);
  EXPECT_EQ(post("/anvandare/ny", {}).status, 403);
  EXPECT_EQ(get("/konto").status, 200);
}

TEST_F(Pages, AUserOfAnotherUnitIsNotThere) {
  const auto elsewhere = org.add_unit(*db.pool().write(), {0, "Vuxenenheten", "", "", "", "vuxen", ""}).value();
  User other;
  other.login = "cia";
  other.name = "Cia";
  other.role = access::Role::head;
  other.unit = elsewhere;
  const auto id = identity.add_user(access::system_actor(elsewhere), other, kPassword).value();
  log_in();
  EXPECT_EQ(get("/anvandare/" + std::to_string(id)).status, 404);
  EXPECT_EQ(post("/anvandare/" + std::to_string(id), {{"name", "X"}, {"role", "kiosk"}, {"lang", "sv"}}).status, 404);
}

} // namespace rt::identity
