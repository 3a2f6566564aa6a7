#include "modules/access/access.hpp"
#include <gtest/gtest.h>

namespace rt::access {

class Guard : public ::testing::Test {
protected:
  ~Guard() override { current() = {}; }
  void log_in(Role role) {
    current().user = 7;
    current().role = role;
    current().unit = 1;
  }
  http::Response get(May what, std::string path = "/logg") {
    request.path = std::move(path);
    return guarded(what, [&](http::Request &, const Actor &actor) {
      seen = actor.user;
      return http::html("the page");
    })(request);
  }
  static std::string location(const http::Response &response) {
    for (const auto &[name, value] : response.headers)
      if (name == "Location") return value;
    return {};
  }
  http::Request request;
  std::int64_t seen = 0;
};

TEST_F(Guard, LetsInThoseWhoMay) {
  log_in(Role::head);
  EXPECT_EQ(get(May::read_audit).body, "the page");
  EXPECT_EQ(seen, 7);
}

TEST_F(Guard, RefusesThoseWhoMayNot) {
  log_in(Role::therapist);
  EXPECT_EQ(get(May::read_audit).status, 403);
  EXPECT_EQ(seen, 0);
}

TEST_F(Guard, SendsAVisitorToTheLoginAndBack) {
  request.query.add("år", "2019");
  request.query.add("a", "b&c");
  const auto response = get(May::read_board, "/tavla/1");
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(location(response), "/login?next=%2Ftavla%2F1%3F%25C3%25A5r%3D2019%26a%3Db%2526c");
  request.method = http::Method::post;
  EXPECT_EQ(location(get(May::read_board)), "/login");
}

TEST_F(Guard, TellsAProgramInsteadOfSendingItToALoginPage) {
  request.headers["accept"] = "application/json";
  const auto response = get(May::read_board);
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(seen, 0);
}

} // namespace rt::access
