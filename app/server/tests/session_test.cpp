// Somebody writes, is called away, and comes back after the session has ended: what was written is there after the login, for that
// user and nobody else.
#include "app/server/app.hpp"
#include "platform/core/text.hpp"
#include "platform/testing/databases.hpp"
#include <gtest/gtest.h>

namespace rt {
namespace {

class SessionEnds : public ::testing::Test {
protected:
  SessionEnds() {
    app::Setup setup;
    setup.database = database.url();
    app = std::move(app::App::open(setup, true)).value();
    app::add_routes(*app, router);
    {
      auto c = app->pool().write();
      db::Transaction tx(*c);
      organisation::Unit unit_made;
      unit_made.name = "Resursenheten", unit_made.code = "RES";
      unit = app->organisation->add_unit(*c, unit_made).value();
      organisation::Team team_made;
      team_made.unit = unit, team_made.code = "FNG", team_made.name = "Familj", team_made.entry = "assessed", team_made.people = "children";
      team = app->organisation->add_team(*c, team_made).value();
      tx.commit();
    }
    for (const auto *login : {"maja", "olle"}) {
      identity::User user;
      user.login = login, user.name = login, user.role = access::Role::therapist, user.unit = unit, user.teams = {team};
      (void)app->identity->add_user(access::system_actor(unit), user, kPassword).value();
    }
  }
  ~SessionEnds() override { access::current() = {}; }
  /// The request's way through the server, without the server.
  http::Response send(http::Method method, const std::string &address, const std::vector<std::pair<std::string, std::string>> &form = {}) {
    html::marks() = {};
    http::Request request;
    request.method = method;
    const auto mark = address.find('?');
    request.path = address.substr(0, mark);
    if (mark != std::string::npos)
      for (const auto &pair : split(address.substr(mark + 1), '&')) {
        const auto equal = pair.find('=');
        request.query.add(pair.substr(0, equal), url_decode(pair.substr(equal + 1)).value());
      }
    request.remote = "10.0.0.1";
    request.cookies[std::string(identity::kSessionCookie)] = token;
    for (const auto &[name, value] : form) request.form.add(name, value);
    if (auto answer = app::before(*app)(request)) return std::move(*answer);
    const auto &reader = access::current();
    if (method == http::Method::post && request.path != "/login" && !http::csrf_ok(reader.session_secret, request.form["_csrf"]))
      return http::text("csrf", 403);
    bool other = false;
    const auto *route = router.match(method, request.path, request.params, other);
    return route == nullptr ? http::text("no route", 404) : route->handler(request);
  }
  static std::string header(const http::Response &response, std::string_view wanted) {
    for (const auto &[name, value] : response.headers)
      if (name == wanted) return value;
    return {};
  }
  static bool says(const http::Response &response, std::string_view words) { return response.body.find(words) != std::string::npos; }
  /// Logs in from the page and goes where it leads.
  std::string log_in(const std::string &login, const std::string &next = "/min-dag") {
    const auto answer = send(http::Method::post, "/login", {{"login", login}, {"password", kPassword}, {"next", next}});
    const auto cookie = header(answer, "Set-Cookie");
    token = cookie.substr(cookie.find('=') + 1, 64);
    return header(answer, "Location");
  }
  std::string csrf() { return http::csrf_token(app->identity->actor(token)->session_secret); }
  /// Time alone ends the session: 31 minutes have passed since it was last used.
  void away() {
    app->pool().write()->exec("UPDATE login_session SET created_at = ?, seen_at = ?",
                              {to_iso(app->clock().now() - 45 * 60), to_iso(app->clock().now() - 31 * 60)});
    // A server remembers who somebody is for ten seconds; a password set anew makes it forget.
    identity::User other = *app->identity->user_by_login("olle");
    (void)app->identity->update_user(access::system_actor(unit), other);
  }

  static constexpr const char *kPassword = "tre små grisar";
  testing::TestDatabase database{"sqlite"};
  std::unique_ptr<app::App> app;
  http::Router router;
  std::string token;
  std::int64_t unit = 0, team = 0;
};

TEST_F(SessionEnds, WhatIsSentTooLateIsKeptAndOfferedToItsWriterAfterTheLogin) {
  log_in("maja");
  const auto sealed = csrf();
  away();
  const auto late = send(http::Method::post, "/register/viewpoint/ny",
                         {{"_csrf", sealed}, {"description", "Halva eftermiddagens arbete"}, {"category", "complaint"}, {"gor", "spara"}});
  EXPECT_EQ(late.status, 303);
  const auto to = header(late, "Location");
  EXPECT_EQ(to, "/login?utkast=1&next=" + url_encode("/register/viewpoint/ny"));
  EXPECT_EQ(app->pool().read()->count("SELECT COUNT(*) FROM r_viewpoint"), 0) << "kept, not saved";
  EXPECT_TRUE(says(send(http::Method::get, to), "sparat som utkast"));

  EXPECT_EQ(log_in("olle", "/register/viewpoint/ny"), "/register/viewpoint/ny");
  const auto others = send(http::Method::get, "/register/viewpoint/ny");
  EXPECT_EQ(others.status, 200);
  EXPECT_FALSE(says(others, "Halva eftermiddagens arbete")) << "somebody else logs in on the same machine";

  EXPECT_EQ(log_in("maja", "/register/viewpoint/ny"), "/register/viewpoint/ny");
  const auto mine = send(http::Method::get, "/register/viewpoint/ny");
  EXPECT_TRUE(says(mine, "Halva eftermiddagens arbete"));
  EXPECT_TRUE(says(mine, "Det här är ditt utkast."));
}

TEST_F(SessionEnds, ThePageThatSavesItselfSaysThatOneIsLoggedOut) {
  log_in("maja");
  const auto sealed = csrf();
  EXPECT_EQ(send(http::Method::post, "/register/viewpoint/utkast/0", {{"_csrf", sealed}, {"description", "Först"}}).status, 200);
  away();
  const auto told = send(http::Method::post, "/register/viewpoint/utkast/0", {{"_csrf", sealed}, {"description", "Sedan"}});
  EXPECT_EQ(told.status, 401);
  EXPECT_TRUE(says(told, "Du är utloggad"));
  log_in("maja");
  EXPECT_TRUE(says(send(http::Method::get, "/register/viewpoint/ny"), "Sedan"));
}

TEST_F(SessionEnds, NothingIsKeptForAFormThatWasNotShownInThatSession) {
  log_in("maja");
  away();
  for (const char *sealed : {"", "påhittad"})
    EXPECT_NE(send(http::Method::post, "/register/viewpoint/ny", {{"_csrf", sealed}, {"description", "Utifrån"}}).status, 303);
  EXPECT_EQ(app->pool().read()->count("SELECT COUNT(*) FROM draft"), 0);
}

} // namespace
} // namespace rt
