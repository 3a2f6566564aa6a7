#include "modules/audit/audit.hpp"
#include "platform/testing/databases.hpp"
#include <gtest/gtest.h>

namespace rt::audit {

class LogPage : public ::testing::TestWithParam<std::string> {
protected:
  LogPage() {
    (void)db::migrate(*db.pool().write(), migrations()).value();
    add_pages(router, {db.pool(), read_log, [](const access::Actor &, std::string_view) { return html::Frame(); },
                       [](std::int64_t) { return std::vector<html::Choice>{{"7", "Anna Lindqvist"}, {"8", "Bo Ek"}}; },
                       [](std::string_view kind) { return kind == "contact" ? "kontakt" : ""; }});
    access::current() = person(7, "Anna Lindqvist", access::Role::head);
  }
  ~LogPage() override { access::current() = {}; }
  static access::Actor person(std::int64_t id, std::string name, access::Role role, std::int64_t unit = 1) {
    access::Actor a;
    a.user = id;
    a.name = std::move(name);
    a.role = role;
    a.unit = unit;
    return a;
  }
  void trace(const access::Actor &who, Act act, const std::string &object) {
    append(*db.pool().write(), who, clock.now(), {act, object, "uppföljning", "hemlig detalj"});
  }
  http::Response get(std::vector<std::pair<std::string, std::string>> query = {}) {
    http::Request request;
    request.path = "/logg";
    for (auto &[name, value] : query) request.query.add(name, value);
    bool other_method = false;
    auto response = router.match(http::Method::get, "/logg", request.params, other_method)->handler(request);
    read_log.flush();
    return response;
  }
  static bool says(const http::Response &response, std::string_view words) { return response.body.find(words) != std::string::npos; }

  FixedClock clock{1553249700}; // 11.15 in Sweden
  testing::TestDatabase db{GetParam()};
  ReadLog read_log{db.pool(), clock};
  http::Router router;
};
RT_BOTH_DATABASES(LogPage);

TEST_P(LogPage, ShowsWhoDidWhatInWordsAndThatTheChainIsWhole) {
  trace(person(8, "Bo <Ek>", access::Role::therapist), Act::update, "contact:412");
  trace(access::system_actor(1), Act::import, "contact:import");
  trace(person(7, "Anna Lindqvist", access::Role::head), Act::right_changed, "user:8");
  const auto page = get();
  EXPECT_TRUE(says(page, "Kedjan är hel: 3 rader."));
  EXPECT_TRUE(says(page, ">Bo Ek</a>")); // a user by name, a client only by number
  EXPECT_TRUE(says(page, "Bo &lt;Ek&gt;"));
  EXPECT_TRUE(says(page, "behandlare"));
  EXPECT_TRUE(says(page, "ändrade"));
  EXPECT_TRUE(says(page, "kontakt, nummer 412"));
  EXPECT_TRUE(says(page, "kontakt, inläsning"));
  EXPECT_TRUE(says(page, "<td>uppföljning</td>"));
  EXPECT_FALSE(says(page, "hemlig detalj"));
  EXPECT_TRUE(says(page, "2019-03-22 11:15"));
  EXPECT_LT(page.body.find("inläsning"), page.body.find("nummer 412")); // newest first
}

TEST_P(LogPage, IsFilteredByObjectAndUser) {
  trace(person(8, "Bo Ek", access::Role::therapist), Act::update, "contact:412");
  trace(person(9, "Cia Dal", access::Role::therapist), Act::update, "contact:413");
  const auto one = get({{"objekt", "contact:412"}});
  EXPECT_TRUE(says(one, "Bo Ek"));
  EXPECT_FALSE(says(one, "Cia Dal"));
  EXPECT_TRUE(says(one, "Visa allt"));
  const auto cia = get({{"anvandare", "9"}});
  EXPECT_TRUE(says(cia, "nummer 413"));
  EXPECT_FALSE(says(cia, "nummer 412"));
  EXPECT_TRUE(says(get({{"objekt", "contact:9"}}), "Ingen rad passar"));
}

TEST_P(LogPage, ShowsOnlyTheReadersUnitAndOnlyToThoseWhoMay) {
  trace(person(8, "Bo Ek", access::Role::therapist, 2), Act::read, "contact:1");
  EXPECT_FALSE(says(get(), "<td>Bo Ek"));
  access::current() = person(8, "Bo Ek", access::Role::therapist);
  EXPECT_EQ(get().status, 403);
  access::current() = person(8, "Bo Ek", access::Role::deputy);
  EXPECT_EQ(get().status, 403);
  access::current() = person(8, "Bo Ek", access::Role::administrator);
  EXPECT_EQ(get().status, 200);
}

TEST_P(LogPage, ReadingTheLogIsLoggedItself) {
  get({{"objekt", "contact:412"}});
  const auto rows = entries(*db.pool().read(), "audit", 7, 10, 0);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].act, "read");
  EXPECT_EQ(rows[0].detail, "contact:412");
}

TEST_P(LogPage, SaysWhereTheChainIsBroken) {
  for (int i = 1; i <= 5; ++i) trace(person(7, "Anna Lindqvist", access::Role::head), Act::read, "contact:" + std::to_string(i));
  db.pool().write()->script("UPDATE audit_event SET actor_name = 'Någon annan' WHERE seq = 3");
  const auto page = get();
  EXPECT_TRUE(says(page, "Kedjan är bruten vid rad 3."));
  EXPECT_FALSE(says(page, "Kedjan är hel"));
}

TEST_P(LogPage, ShowsSomeDaysAndSaysHowToWriteThem) {
  trace(person(7, "Anna Lindqvist", access::Role::head), Act::read, "contact:1");
  const std::string today = to_iso(swedish_day(clock.now()));
  const auto page = get({{"fran_dag", today}, {"till_dag", today}});
  EXPECT_TRUE(says(page, "nummer 1"));
  EXPECT_TRUE(says(page, "value=\"" + today + "\""));
  EXPECT_FALSE(says(get({{"till_dag", to_iso(swedish_day(clock.now()) - 1)}}), "nummer 1"));
  const auto broken = get({{"fran_dag", "Elsa Exempel"}});
  EXPECT_TRUE(says(broken, "Skriv datumet som 2019-03-22"));
  EXPECT_FALSE(says(broken, "Elsa"));
}

TEST_P(LogPage, TurnsItsPagesAndKeepsTheFilter) {
  {
    auto c = db.pool().write();
    db::Transaction together(*c);
    for (int i = 1; i <= 60; ++i) append(*c, access::system_actor(1), clock.now(), {Act::import, "contact:" + std::to_string(i), "systemet", ""});
    together.commit();
  }
  const auto first = get({{"objekt", "contact"}});
  EXPECT_TRUE(says(first, "nummer 60"));
  EXPECT_FALSE(says(first, "nummer 10<"));
  EXPECT_TRUE(says(first, "/logg?objekt=contact&amp;fran=50"));
  const auto second = get({{"objekt", "contact"}, {"fran", "50"}});
  EXPECT_TRUE(says(second, "nummer 10<"));
  EXPECT_FALSE(says(second, "Äldre"));
  EXPECT_TRUE(says(second, "Nyare"));
}

} // namespace rt::audit
