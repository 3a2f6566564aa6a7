// Bevakning as a browser without scripts meets it.
#include "modules/deadlines/pages.hpp"
#include "modules/deadlines/tests/world.hpp"
#include "platform/core/text.hpp"
#include <gtest/gtest.h>

namespace rt::deadlines {
namespace {

class PagesTest : public ::testing::Test {
protected:
  PagesTest() : w("sqlite") {
    add_pages(router, {w.deadlines, w.organisation, w.clock, w.read_log, [](const access::Actor &, std::string_view) { return html::Frame{}; }, {}});
    as(w.maria);
  }
  void as(const access::Actor &actor) { access::current() = actor; }
  http::Response send(http::Method method, const std::string &address, const std::vector<std::pair<std::string, std::string>> &form = {}) {
    http::Request request;
    request.method = method;
    const auto mark = address.find('?');
    request.path = address.substr(0, mark);
    if (mark != std::string::npos)
      for (const auto &pair : split(address.substr(mark + 1), '&'))
        request.query.add(pair.substr(0, pair.find('=')), url_decode(pair.substr(pair.find('=') + 1)).value());
    for (const auto &[name, value] : form) request.form.add(name, value);
    bool other = false;
    const auto *route = router.match(method, request.path, request.params, other);
    EXPECT_NE(route, nullptr) << address;
    return route->handler(request);
  }
  http::Response get(const std::string &address) { return send(http::Method::get, address); }
  static bool has(const http::Response &response, std::string_view words) { return response.body.find(words) != std::string::npos; }
  World w;
  http::Router router;
};

TEST_F(PagesTest, AnEmptyListTeaches) { EXPECT_TRUE(has(get("/bevakning"), "Inget att bevaka just nu. En tidsgräns kommer hit av sig själv")); }

TEST_F(PagesTest, TheListIsGroupedLateFirstWithAWayToTheRecordAndToTheReason) {
  const auto r = w.report();
  const auto page = get("/bevakning");
  const auto late = page.body.find("Försenade"), fortnight = page.body.find("De två kommande veckorna");
  ASSERT_NE(late, std::string::npos);
  ASSERT_NE(fortnight, std::string::npos);
  EXPECT_LT(late, fortnight);
  EXPECT_TRUE(has(page, "11 dagar sen"));
  EXPECT_TRUE(has(page, "3 dagar kvar"));
  EXPECT_TRUE(has(page, "påminnelse")) << "tre dagar före";
  EXPECT_TRUE(has(page, "href=\"/register/report/" + std::to_string(r.id) + "\""));
  EXPECT_TRUE(has(page, "href=\"/bevakning/report/" + std::to_string(r.id) + "/preliminary/1\""));
  EXPECT_TRUE(has(page, "Maria Berg"));
  EXPECT_TRUE(has(page, "2 är försenade."));
  EXPECT_FALSE(has(get("/bevakning?regel=report.talk"), "11 dagar sen"));
}

TEST_F(PagesTest, TheReasonAndTheDecisionToExtend) {
  const auto r = w.report();
  const auto address = "/bevakning/report/" + std::to_string(r.id) + "/preliminary/1";
  const auto page = get(address);
  EXPECT_TRUE(has(page, "Varför detta datum?"));
  EXPECT_TRUE(has(page, "Sista dagen är alltså måndag 25 mars 2019."));
  EXPECT_TRUE(has(page, "Besluta om förlängning"));
  const auto refused = send(http::Method::post, address + "/forlang", {{"_version", std::to_string(r.version)}, {"to", "2019-04-10"}, {"why", ""}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_TRUE(has(refused, "Utan skäl gäller inte förlängningen."));
  EXPECT_TRUE(has(refused, "value=\"2019-04-10\"")) << "det skrivna finns kvar";
  const auto done =
      send(http::Method::post, address + "/forlang", {{"_version", std::to_string(r.version)}, {"to", "2019-04-10"}, {"why", "Tolk saknas"}});
  EXPECT_EQ(done.status, 303);
  EXPECT_TRUE(has(get(address + "?sparad=1"), "Skälet till förlängningen: Tolk saknas"));
  as(w.olle);
  EXPECT_EQ(get(address).status, 404);
}

TEST_F(PagesTest, TheWeekIsSignedAndListed) {
  w.report();
  EXPECT_TRUE(has(get("/bevakning"), "Gå igenom listan varje vecka och signera här."));
  EXPECT_EQ(send(http::Method::post, "/bevakning/signera", {{"grupp", std::to_string(w.reception)}, {"anteckning", "Två möten bokas"}}).status, 303);
  EXPECT_TRUE(has(get("/bevakning"), "Senast signerad vecka 12 av Maria Berg: 2 försenade"));
  const auto list = get("/bevakning/signerade");
  EXPECT_TRUE(has(list, "v. 12 2019"));
  EXPECT_TRUE(has(list, "Två möten bokas"));
}

TEST_F(PagesTest, TheOutcomeOfAPeriodAddsUp) {
  const auto r = w.report("2019-02-01T09:00:00Z");
  w.change(w.maria, "report", r.id, {{"decided", std::string("2019-02-15")}});
  const auto page = get("/bevakning/utfall?period=2019-T1");
  EXPECT_TRUE(has(page, "Förhandsbedömning klar"));
  EXPECT_TRUE(has(page, "100 %") || has(page, "100\u202f%") || has(page, "100\u00a0%")) << page.body;
}

TEST_F(PagesTest, ThePanelOfARecordAndTheCalendar) {
  const auto r = w.report();
  const auto html = panel(w.deadlines, w.maria, "report", r.id);
  EXPECT_NE(html.find("Tidsgränser"), std::string::npos);
  EXPECT_NE(html.find("Allvarssamtal"), std::string::npos);
  EXPECT_EQ(panel(w.deadlines, w.maria, "visit", 1), "");
  const auto page = send(http::Method::post, "/bevakning/kalender", {{"gor", "ny"}});
  const auto at = page.body.find("nyckel=");
  ASSERT_NE(at, std::string::npos);
  const auto feed = get("/bevakning.ics?nyckel=" + page.body.substr(at + 7, 48));
  EXPECT_EQ(feed.content_type, "text/calendar; charset=utf-8");
  EXPECT_TRUE(has(feed, "BEGIN:VEVENT"));
  EXPECT_EQ(get("/bevakning.ics?nyckel=fel").status, 404);
}

} // namespace
} // namespace rt::deadlines
