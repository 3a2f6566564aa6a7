// The pages say the same figure as the records they list, and show nobody more than they may see.
#include "modules/measures/pages.hpp"
#include "modules/measures/tests/fixture.hpp"
#include <gtest/gtest.h>

using namespace rt;
using rt::measures::testing::World;

namespace {

class Pages : public ::testing::Test {
protected:
  World w{"sqlite"};
  organisation::Organisation organisation{w.db.pool()};
  http::Router router;

  Pages() {
    measures::add_pages(router, {w.measures, organisation, w.db.pool(), w.read_log, w.clock, [](const access::Actor &, std::string_view section) {
                                   html::Frame frame;
                                   frame.section = section;
                                   return frame;
                                 }});
    w.save("viewpoint", {{"team", "UM"},
                         {"received", "2019-02-01"},
                         {"category", "wish"},
                         {"adapted", "yes"},
                         {"givers", "client kvinna"},
                         {"description", "Hemligt om Elsa"}});
    w.save("viewpoint",
           {{"team", "KBT"}, {"received", "2019-02-02"}, {"category", "wish"}, {"adapted", "yes"}, {"givers", "mother kvinna, father man"}});
    w.save("viewpoint", {{"team", "KBT"}, {"received", "2019-03-02"}, {"category", "wish"}, {"adapted", "no"}, {"givers", "client man"}});
  }
  http::Response get(const access::Actor &actor, const std::string &path, const std::vector<std::pair<std::string, std::string>> &query = {}) {
    http::Request request;
    request.path = path;
    for (const auto &[name, value] : query) request.query.add(name, value);
    bool other = false;
    const auto *route = router.match(http::Method::get, path, request.params, other);
    if (route == nullptr) return http::text("no route", 404);
    access::current() = actor;
    auto response = route->handler(request);
    access::current() = {};
    return response;
  }
  static bool says(const http::Response &response, const std::string &words) { return response.body.find(words) != std::string::npos; }
};

} // namespace

TEST_F(Pages, TheListHasEveryMeasureWithItsFigure) {
  const auto page = get(w.actor(access::Role::head), "/matt");
  EXPECT_EQ(page.status, 200);
  for (const auto &d : w.measures.definitions()) EXPECT_TRUE(says(page, html::escape(d.title.sv))) << d.id;
  EXPECT_TRUE(says(page, "data-live-key=\"viewpoints_adapted-YTD-2019-03\">2<"));
  EXPECT_TRUE(says(page, "kvinnor 2 · män 1"));
}

TEST_F(Pages, TheCardSaysWhatIsCountedInPlainSwedish) {
  const auto page = get(w.actor(access::Role::therapist, {"UM"}), "/matt/um_positive_change");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(says(page, "Andelen avslutade kontakter där ungdomens sista ORS är högre än den första."));
  EXPECT_TRUE(says(page, "kontakter där antalet ORS-skattning är minst 2, med samma svar på ”Vem skattade”")) << page.body;
  EXPECT_TRUE(says(page, "Hör till perioden där ”Avslutad” ligger"));
  EXPECT_EQ(get(w.actor(access::Role::head), "/matt/finns_inte").status, 404);
}

TEST_F(Pages, TheRecordsBehindAddUpAndLeadToTheRecord) {
  const auto page = get(w.actor(access::Role::head), "/matt/viewpoints_adapted/poster", {{"period", "2019-02"}});
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(says(page, "/register/viewpoint/1"));
  EXPECT_TRUE(says(page, "/register/viewpoint/2"));
  EXPECT_FALSE(says(page, "/register/viewpoint/3"));
  EXPECT_TRUE(says(page, "Synpunkt · kvinna och man"));
  EXPECT_TRUE(says(page, "<td>Summa</td><td></td><td class=\"n\">2</td>"));
  EXPECT_FALSE(says(page, "Elsa")) << "words of a record are not shown in a follow-up";
}

TEST_F(Pages, WhatIsLeftOutIsCountedWithItsReasonAndAWayThere) {
  w.save("viewpoint", {{"team", "KBT"}, {"received", "2019-03-03"}, {"category", "wish"}, {"givers", "client okänt"}});
  const auto head = w.actor(access::Role::head);
  const auto card = get(head, "/matt/viewpoints_adapted");
  EXPECT_TRUE(says(card, "1 post saknar uppgiften"));
  EXPECT_TRUE(says(card, "/register/viewpoint?saknar=adapted&amp;from=2019-01-01&amp;to=2019-03-31"));
  EXPECT_TRUE(says(card, "1 post har annat än det som räknas i")); // the one that led to nothing
  w.save("viewpoint", {{"team", "KBT"}, {"received", "2019-03-03"}, {"category", "wish"}, {"adapted", "yes"}, {"givers", "client okänt"}});
  const auto behind = get(head, "/matt/viewpoints_adapted/poster", {{"period", "2019"}});
  EXPECT_TRUE(says(behind, "1 post saknar kön"));
  EXPECT_TRUE(says(behind, "sex=unknown"));
}

TEST_F(Pages, WhatIsHiddenIsCountedNotShown) {
  const auto page = get(w.actor(access::Role::therapist, {"UM"}), "/matt/viewpoints_adapted/poster", {{"period", "2019-02"}});
  EXPECT_TRUE(says(page, "1 post är dold för dig"));
  EXPECT_TRUE(says(page, "/register/viewpoint/1"));
  EXPECT_FALSE(says(page, "/register/viewpoint/2"));
  EXPECT_TRUE(says(page, "<td>Summa</td><td></td><td class=\"n\">2</td>"));
}

TEST_F(Pages, AnotherUnitsTeamAndABrokenPeriodAreNotFound) {
  const auto head = w.actor(access::Role::head);
  EXPECT_EQ(get(head, "/matt/viewpoints_adapted/poster", {{"team", "999"}}).status, 404);
  EXPECT_EQ(get(head, "/matt/viewpoints_adapted/poster", {{"period", "i fjol"}}).status, 404);
  const auto old = get(head, "/matt/viewpoints_adapted/poster", {{"period", "2019-02"}, {"sida", "99999999999"}}); // there were more rows then
  EXPECT_EQ(old.status, 303);
  ASSERT_FALSE(old.headers.empty());
  EXPECT_EQ(old.headers.front().second, "/matt/viewpoints_adapted/poster?period=2019-02&sida=1");
}

TEST_F(Pages, TheFileHasTheSameRows) {
  const auto file = get(w.actor(access::Role::head), "/matt/viewpoints_adapted/poster.csv", {{"period", "2019"}});
  EXPECT_EQ(file.status, 200);
  EXPECT_TRUE(says(file, "2019-02-01"));
  EXPECT_TRUE(says(file, "2019-02-02"));
  EXPECT_FALSE(says(file, "2019-03-02"));
  const auto kiosk = get(w.actor(access::Role::kiosk), "/matt/viewpoints_adapted/poster.csv", {{"period", "2019"}});
  EXPECT_NE(kiosk.status, 200);
}

TEST_F(Pages, WhatComesFromOutsideIsTypedWithItsSource) {
  auto post = [&](const access::Actor &actor, const std::string &value, const std::string &source) {
    http::Request request;
    request.method = http::Method::post;
    request.form.add("period", "2018");
    request.form.add("value", value);
    request.form.add("source", source);
    bool other = false;
    const auto *route = router.match(http::Method::post, "/matt/staff_motivation/varde", request.params, other);
    access::current() = actor;
    auto response = route->handler(request);
    access::current() = {};
    return response;
  };
  const auto head = w.actor(access::Role::head);
  EXPECT_EQ(post(head, "94", "Medarbetarenkäten 2018").status, 303);
  EXPECT_EQ(w.value("staff_motivation", "2018").all.value, 94);
  EXPECT_TRUE(w.value("staff_motivation", "2018").all.printed);
  const auto wrong = post(head, "många", "");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_TRUE(says(wrong, "Skriv ett tal, till exempel 87 eller 12,5, eller ordet saknas."));
  EXPECT_TRUE(says(wrong, "Skriv var siffran kommer ifrån."));
  EXPECT_TRUE(says(wrong, "många")) << "what was typed is kept";
  EXPECT_EQ(post(head, "saknas", "Medarbetarenkäten 2018").status, 303);
  EXPECT_EQ(w.value("staff_motivation", "2018").all.state, measures::State::missing);
  EXPECT_EQ(post(w.actor(access::Role::kiosk), "1", "x").status, 403);
}

TEST_F(Pages, EveryPageOfEveryMeasureIsShown) {
  for (const auto &d : w.measures.definitions()) {
    EXPECT_EQ(get(w.actor(access::Role::head), "/matt/" + d.id).status, 200) << d.id;
    EXPECT_EQ(get(w.actor(access::Role::head), "/matt/" + d.id + "/poster").status, 200) << d.id;
  }
}
