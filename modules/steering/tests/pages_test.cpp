#include "modules/steering/tests/fixture.hpp"

namespace rt::steering {
namespace {

class PagesTest : public SteeringTest {
protected:
  void SetUp() override {
    SteeringTest::SetUp();
    Deps deps{steering, live, [](const access::Actor &, std::string_view) { return html::Frame{}; }};
    deps.record = [](const access::Actor &, std::string_view register_id, std::int64_t record) -> std::optional<Deps::RecordWords> {
      if (register_id == "ors" && record == 41) return Deps::RecordWords{12, "ORS 29,3 vid sista samtalet", "/register/ors/41"};
      if (register_id == "contact" && record == 12)
        return Deps::RecordWords{12, "Ungdom, 17 år · avslutad enligt planering 22 mars", "/register/contact/12"};
      return std::nullopt;
    };
    deps.curve = [](const access::Actor &, std::int64_t contact, std::int64_t rating) {
      return "<svg data-contact=\"" + std::to_string(contact) + "\" data-rating=\"" + std::to_string(rating) + "\"></svg>";
    };
    add_pages(router, deps);
    import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
    set("um_positive_change", "YTD-2019-03", 91);
    set("um_positive_change", "2019-03", 90);
    access::current() = head;
  }
  void TearDown() override { access::current() = {}; }
  http::Response call(http::Method method, const std::string &path, http::Request request = {}) {
    request.method = method;
    const auto q = path.find('?');
    request.path = path.substr(0, q);
    if (q != std::string::npos)
      for (std::size_t at = q + 1; at < path.size();) {
        const auto end = std::min(path.find('&', at), path.size()), eq = path.find('=', at);
        request.query.add(path.substr(at, eq - at), path.substr(eq + 1, end - eq - 1));
        at = end + 1;
      }
    bool other = false;
    const auto *route = router.match(method, request.path, request.params, other);
    EXPECT_NE(route, nullptr) << path;
    return route == nullptr ? http::html("", 404) : route->handler(request);
  }
  std::string get(const std::string &path) {
    const auto r = call(http::Method::get, path);
    EXPECT_EQ(r.status, 200) << path;
    return r.body;
  }
  std::int64_t result(const std::string &measure) {
    for (const auto &e : steering.plan(unit, 2019).expected)
      if (e.measure == measure) return e.id;
    return 0;
  }
  static bool has(const std::string &body, std::string_view words) { return body.find(words) != std::string::npos; }

  http::Router router;
  http::Live live;
};

TEST_P(PagesTest, every_page_is_drawn_when_it_has_content_and_when_it_is_empty) {
  for (const char *path : {"/tavla",
                           "/tavla/UM",
                           "/tavla?period=2018",
                           "/tavla?period=R12-2019-02",
                           "/tavla?period=2019-T1",
                           "/tavla/tv",
                           "/traden",
                           "/planen",
                           "/planen.csv",
                           "/planen/mal",
                           "/arshjul",
                           "/arshjul/handelse",
                           "/arshjul/kalender",
                           "/uppfoljning",
                           "/uppfoljning?team=KBT&manad=2019-02",
                           "/utveckling",
                           "/utveckling?visa=alla",
                           "/ekonomi",
                           "/medarbetarenkat",
                           "/historik",
                           "/inlasning"})
    EXPECT_FALSE(get(path).empty()) << path;
  steering.import_wheel(head, unit, 2019, project_file("packs/demo-unit/year-wheel-2019.csv"), "w.csv").value();
  steering.import_economy(head, unit, project_file("packs/demo-unit/economy.csv"), "e.csv").value();
  steering.import_survey(head, unit, project_file("packs/demo-unit/staff-survey.csv"), "s.csv").value();
  steering.import_outcomes(head, unit, project_file("packs/demo-unit/outcomes.csv"), "o.csv").value();
  EXPECT_TRUE(has(get("/arshjul"), "VP 15/5 står i februari: kontrollera."));
  EXPECT_TRUE(has(get("/ekonomi"), "budget minus utfall ger 2\u202f711."));
  EXPECT_TRUE(has(get("/medarbetarenkat"), "medelvärdet av de tre delarna ger 87."));
  EXPECT_TRUE(has(get("/historik"), "ej jämförbart"));
}

TEST_P(PagesTest, a_row_of_the_board_leads_to_the_thread_and_can_be_exchanged_alone) {
  const auto body = get("/tavla");
  const std::string id = std::to_string(result("um_positive_change"));
  EXPECT_TRUE(has(body, "data-live-key=\"r-" + id + "\""));
  EXPECT_TRUE(has(body, "/traden?niva=resultat&amp;id=" + id));
  http::Request part;
  part.headers["x-fragment"] = "1";
  const auto fragment = call(http::Method::get, "/tavla", part).body;
  EXPECT_FALSE(has(fragment, "<html")) << "only the table";
  EXPECT_TRUE(has(fragment, "data-live-key=\"r-" + id + "\""));
}

TEST_P(PagesTest, the_thread_goes_from_the_councils_goal_to_the_result_and_names_no_one) {
  const auto body = get("/traden?niva=resultat&id=" + std::to_string(result("um_positive_change")));
  const auto council = body.find("Kommunfullmäktiges mål"), board = body.find("Nämndens mål"), goal = body.find("Enhetens mål"),
             here = body.find("knot here");
  EXPECT_LT(council, board);
  EXPECT_LT(board, goal);
  EXPECT_LT(goal, here);
  EXPECT_TRUE(has(body, "niva=manad"));
}

TEST_P(PagesTest, a_rating_leads_up_to_the_goal_it_feeds) {
  feeds["contact 12"] = {{"um_positive_change", make_month(2019, 3), 1, 1}};
  const auto body = get("/traden?niva=post&register=ors&id=41");
  EXPECT_TRUE(has(body, "Flickor och pojkar lever ett liv utan destruktivt beteende"));
  EXPECT_TRUE(has(body, "Mars 2019"));
  EXPECT_LT(body.find("Ungdom, 17 år"), body.find("ORS 29,3 vid sista samtalet"));
  EXPECT_TRUE(has(body, "data-contact=\"12\" data-rating=\"41\""));
}

TEST_P(PagesTest, what_one_may_not_read_is_not_found) {
  EXPECT_EQ(call(http::Method::get, "/traden?niva=post&register=ors&id=99").status, 404);
  EXPECT_EQ(call(http::Method::get, "/traden?niva=resultat&id=999999").status, 404);
  EXPECT_EQ(call(http::Method::get, "/tavla/OKÄND").status, 404);
}

TEST_P(PagesTest, the_tv_goes_on_by_itself_until_somebody_says_stay) {
  const auto refresh = [](const http::Response &r) {
    for (const auto &[name, value] : r.headers)
      if (name == "Refresh") return value;
    return std::string{};
  };
  EXPECT_TRUE(has(refresh(call(http::Method::get, "/tavla/tv")), "/tavla/tv?sida=1"));
  EXPECT_EQ(refresh(call(http::Method::get, "/tavla/tv?sida=1&stilla=1")), "");
}

TEST_P(PagesTest, autosave_answers_with_the_new_version_and_a_conflict_shows_both_texts) {
  const auto goal = steering.plan(unit, 2019).expected.front().goal;
  const auto send = [&](const std::string &words, const std::string &version, bool json) {
    http::Request r;
    for (const auto &[name, value] : {std::pair<std::string, std::string>{"goal", std::to_string(goal)},
                                      {"team", std::to_string(kbt)},
                                      {"part", "2"},
                                      {"words", words},
                                      {"version", version}})
      r.form.add(name, value);
    if (json) r.headers["accept"] = "application/json";
    return call(http::Method::post, "/planen/text", r);
  };
  const auto first = send("Min text", "0", true);
  EXPECT_EQ(first.status, 200);
  EXPECT_TRUE(has(first.body, "\"version\":1")) << first.body;
  const auto second = send("Min andra text", "0", false);
  EXPECT_EQ(second.status, 409);
  EXPECT_TRUE(has(second.body, "Min text"));
  EXPECT_TRUE(has(second.body, "Min andra text"));
}

TEST_P(PagesTest, a_judgement_given_on_the_thread_is_shown_on_the_board_and_leads_back_only_to_our_own_pages) {
  http::Request r;
  const std::string id = std::to_string(result("um_positive_change"));
  for (const auto &[name, value] : {std::pair<std::string, std::string>{"expected", id},
                                    {"period", "YTD-2019-03"},
                                    {"judged", "partly"},
                                    {"reason", "En ungdom slutade för tidigt."},
                                    {"judgelesson", "Ring dagen före."},
                                    {"version", "0"},
                                    {"back", "https://annan.example/traden?x"}})
    r.form.add(name, value);
  const auto answer = call(http::Method::post, "/uppfoljning/bedom", r);
  EXPECT_EQ(answer.status, 303);
  for (const auto &[name, value] : answer.headers)
    if (name == "Location") { EXPECT_EQ(value, "/tavla"); }
  const auto board = get("/tavla/UM");
  EXPECT_TRUE(has(board, "siffran säger uppfylls helt"));
  EXPECT_TRUE(has(board, "Ring dagen före."));
  EXPECT_TRUE(has(get("/planen/historik?slag=paragraph&id=1"), "inläst från fil"));
}

TEST_P(PagesTest, an_uploaded_file_is_tried_first_and_its_bad_rows_are_named) {
  http::Request r;
  r.form.add("kind", "plan"), r.form.add("year", "2020"), r.form.add("prova", "1");
  r.files["file"] = {"plan.csv", "text/csv", "nivå;mål;förväntat resultat;mått;målvärde;team\nenhet;Ett mål;;;;\nfel;X;;;;\n"};
  const auto tried = call(http::Method::post, "/inlasning", r);
  EXPECT_TRUE(has(tried.body, "Rad 3: Skriv nivån som"));
  EXPECT_TRUE(steering.plan(unit, 2020).goals.empty());
}

TEST_P(PagesTest, the_calendar_opens_without_login_but_not_without_its_key) {
  steering.import_wheel(head, unit, 2019, project_file("packs/demo-unit/year-wheel-2019.csv"), "w.csv").value();
  const auto token = *steering.make_feed(head);
  access::current() = {};
  const auto events = read_ical(get("/arshjul.ics?nyckel=" + token));
  EXPECT_EQ(events.size(), 25u);
  EXPECT_EQ(call(http::Method::get, "/arshjul.ics?nyckel=fel").status, 404);
}

INSTANTIATE_TEST_SUITE_P(Databases, PagesTest, ::testing::Values("sqlite"), [](const auto &info) { return info.param; });
} // namespace
} // namespace rt::steering
