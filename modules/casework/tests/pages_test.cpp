// The pages as a browser without scripts meets them.
#include "modules/casework/tests/world.hpp"
#include "platform/core/text.hpp"
#include <gtest/gtest.h>

namespace rt::casework {
namespace {

using Form = std::vector<std::pair<std::string, std::string>>;

class PagesTest : public ::testing::Test {
protected:
  PagesTest() {
    add_pages(router, {.casework = w.casework,
                       .records = w.records,
                       .persons = w.persons,
                       .merges = w.merges,
                       .organisation = w.organisation,
                       .clock = w.clock,
                       .frame = [](const access::Actor &, std::string_view) { return html::Frame{}; }});
    access::current() = w.maria;
  }
  http::Response send(http::Method method, const std::string &address, const Form &form = {}) {
    http::Request request;
    request.method = method;
    const auto mark = address.find('?');
    request.path = address.substr(0, mark);
    if (mark != std::string::npos)
      for (const auto &pair : split(address.substr(mark + 1), '&')) {
        const auto equal = pair.find('=');
        request.query.add(pair.substr(0, equal), pair.substr(equal + 1));
      }
    for (const auto &[name, value] : form) request.form.add(name, value);
    bool other = false;
    const auto *route = router.match(method, request.path, request.params, other);
    EXPECT_NE(route, nullptr) << address;
    return route != nullptr ? route->handler(request) : http::Response{404, "", "", {}, false};
  }
  http::Response get(const std::string &address) { return send(http::Method::get, address); }
  http::Response post(const std::string &address, const Form &form) { return send(http::Method::post, address, form); }
  static std::string location(const http::Response &response) {
    for (const auto &[name, value] : response.headers)
      if (lower(name) == "location") return value;
    return {};
  }
  static bool has(const http::Response &response, std::string_view words) { return response.body.find(words) != std::string::npos; }
  Form elsa() const {
    return {{"first_name", "Elsa"},    {"last_name", "Ek"},  {"birth_date", "2012-05-06"}, {"sex", "female"},
            {"language", "somaliska"}, {"interpreter", "1"}, {"flags", "newly_arrived"},   {"gor", "spara"}};
  }
  World w{"sqlite"};
  http::Router router;
};

TEST_F(PagesTest, ANewPersonIsCheckedSavedAndShown) {
  const auto saved = post("/person/ny", elsa());
  ASSERT_EQ(saved.status, 303) << saved.body;
  const auto page = get(location(saved));
  EXPECT_TRUE(has(page, "<h1>Elsa Ek</h1>"));
  EXPECT_TRUE(has(page, "13 år, född 2012-05-06"));
  EXPECT_TRUE(has(page, "tolk i somaliska"));
  EXPECT_TRUE(has(page, "Nyanländ"));
  EXPECT_TRUE(has(page, "Här samlas allt som skrivs om personen")) << "an empty page teaches";
  EXPECT_EQ(location(saved).find("Elsa"), std::string::npos) << "never a name in an address";
}

TEST_F(PagesTest, SomebodyAlikeIsAskedAboutAndTheChoiceIsClear) {
  post("/person/ny", elsa());
  auto again = elsa();
  again[1].second = "Eek";
  const auto asked = post("/person/ny", again);
  EXPECT_EQ(asked.status, 409);
  EXPECT_TRUE(has(asked, "Är det någon av dem?"));
  EXPECT_TRUE(has(asked, ">Elsa Ek</a>"));
  EXPECT_TRUE(has(asked, "value=\"Eek\"")) << "nothing typed is lost";
  again.back().second = "ny";
  EXPECT_EQ(post("/person/ny", again).status, 303);
}

TEST_F(PagesTest, TheSameNumberIsNeverRegisteredTwice) {
  auto form = elsa();
  form.insert(form.begin(), {"personnummer", "19811218-9876"}); // Skatteverkets testnummer
  form[3].second = "";
  ASSERT_EQ(post("/person/ny", form).status, 303);
  form.back().second = "ny";
  const auto refused = post("/person/ny", form);
  EXPECT_EQ(refused.status, 409);
  EXPECT_TRUE(has(refused, "Personen finns redan"));
  EXPECT_FALSE(has(refused, "value=\"ny\"")) << "no way past it";
  access::current() = w.olle;
  const auto elsewhere = post("/person/ny", form);
  EXPECT_TRUE(has(elsewhere, "En annan grupp i enheten arbetar med personen."));
  EXPECT_FALSE(has(elsewhere, ">Elsa Ek</a>"));
  form.back().second = "ta-in";
  EXPECT_EQ(post("/person/ny", form).status, 303);
}

TEST_F(PagesTest, ABadNumberIsSaidAtTheField) {
  auto form = elsa();
  form.insert(form.begin(), {"personnummer", "19811218-9875"});
  const auto page = post("/person/ny", form);
  EXPECT_EQ(page.status, 422);
  EXPECT_TRUE(has(page, "href=\"#f-personnummer\""));
}

TEST_F(PagesTest, AProtectedPersonIsMaskedForThoseWhoDoNotWorkWithThem) {
  auto form = elsa();
  form.insert(form.begin(), {"is_protected", "1"});
  const auto where = location(post("/person/ny", form));
  w.open_case(1);
  EXPECT_TRUE(has(get(where), "Skyddade personuppgifter: lämna inte ut"));
  access::current() = w.anna; // the head works in no group
  const auto page = get(where);
  EXPECT_TRUE(has(page, "Skyddad person"));
  EXPECT_FALSE(has(page, "Elsa"));
  EXPECT_FALSE(has(page, "somaliska"));
  EXPECT_EQ(get(where + "/uppgifter").status, 403);
  access::current() = w.olle;
  EXPECT_EQ(get(where).status, 404);
}

TEST_F(PagesTest, ACaseIsOpenedTakenAndClosedFromThePages) {
  const auto where = location(post("/person/ny", elsa()));
  const auto opened = post(where + "/arende", {{"kind", "child"}, {"opened", "2026-03-01"}});
  ASSERT_EQ(opened.status, 303) << opened.body;
  const auto address = location(opened);
  EXPECT_TRUE(has(get("/fordelning"), "Väntar på handläggare"));
  EXPECT_TRUE(has(get("/fordelning"), "21 dagar"));
  EXPECT_TRUE(has(get(address), "Ta ärendet"));
  ASSERT_EQ(post(address + "/ta", {{"version", "1"}, {"tillbaka", "fordelning"}}).status, 303);
  EXPECT_TRUE(has(get("/fordelning"), "Alla öppna ärenden har handläggare."));
  EXPECT_TRUE(has(get(address), "Maria Berg"));
  EXPECT_TRUE(has(get("/arendelage"), "Inget nästa steg"));
  const auto refused = post(address + "/avsluta", {{"version", "2"}, {"closed", "2026-03-22"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_TRUE(has(refused, "Välj varför ärendet avslutas."));
  ASSERT_EQ(post(address + "/avsluta", {{"version", "2"}, {"closed", "2026-03-22"}, {"close_reason", "goals_met"}}).status, 303);
  EXPECT_TRUE(has(get(address), "Öppna ärendet igen"));
}

TEST_F(PagesTest, TheNeutralViewHasNoNameNoNumberAndMarksGenderedWords) {
  auto form = elsa();
  form.insert(form.begin(), {"personnummer", "19811218-9876"});
  const auto where = location(post("/person/ny", form));
  const auto address = location(post(where + "/arende", {{"kind", "child"}, {"opened", "2026-03-01"}, {"mine", "1"}}));
  w.save(w.maria, "note",
         {{"case", std::int64_t{1}},
          {"happened", std::string("2026-03-02T09:00:00Z")},
          {"kind", std::int64_t{1}},
          {"author", w.maria_staff},
          {"text", std::string("Elsa säger att hon vill bo hos pappa. Nr 811218-9876.")}});
  const auto page = get(address + "/dragning");
  EXPECT_TRUE(has(page, "NN säger att <mark>hon</mark> vill bo hos <mark>pappa</mark>. Nr [nummer]."));
  EXPECT_FALSE(has(page, "Elsa"));
  EXPECT_FALSE(has(page, "9876"));
  EXPECT_FALSE(has(page, "flicka"));
}

TEST_F(PagesTest, TheNetworkIsDrawnAndListed) {
  const auto where = location(post("/person/ny", elsa()));
  const auto id = parse_integer(where.substr(8)).value();
  EXPECT_TRUE(has(get(where + "?flik=natverk"), "Börja med vårdnadshavarna"));
  w.save(w.maria, "network_person",
         {{"person", static_cast<std::int64_t>(id)},
          {"name", std::string("Karin Ek")},
          {"relation", std::int64_t{1}},
          {"guardian", std::int64_t{1}},
          {"circle", std::int64_t{1}},
          {"registered", std::string("2026-01-12")}});
  const auto page = get(where + "?flik=natverk");
  EXPECT_TRUE(has(page, "<svg class=\"circles\""));
  EXPECT_TRUE(has(page, "Karin Ek"));
  EXPECT_TRUE(has(page, "Bara en vårdnadshavare är antecknad"));
}

TEST_F(PagesTest, TwoRegistrationsBecomeOneAndTwoAgain) {
  const auto one = location(post("/person/ny", elsa()));
  auto form = elsa();
  form[0].second = "Else";
  form.back().second = "ny";
  const auto two = location(post("/person/ny", form));
  access::current() = w.anna;
  EXPECT_TRUE(has(post(one + "/sammanfor", {{"q", "Else"}}), "Visa vad som flyttas"));
  const auto other = two.substr(8);
  EXPECT_TRUE(has(post(one + "/sammanfor", {{"other", other}}), "För samman dem"));
  ASSERT_EQ(post(one + "/sammanfor", {{"other", other}, {"gor", "ja"}}).status, 303);
  EXPECT_EQ(location(get(two)), one) << "the old address leads on";
  EXPECT_TRUE(has(get(one + "?flik=uppgifter"), "För isär dem igen"));
  ASSERT_EQ(post(one + "/isar", {{"merge", "1"}}).status, 303);
  EXPECT_EQ(get(two).status, 200);
}

TEST_F(PagesTest, ACaseIsOfferedAndReceived) {
  const auto a_case = w.open_case(w.person("Elsa"), w.maria_staff);
  const auto address = "/arende/" + std::to_string(a_case.id);
  ASSERT_EQ(post(address + "/lamna", {{"to", std::to_string(w.unit) + "." + std::to_string(w.children)}, {"reason", "Utredning inledd"}}).status,
            303);
  EXPECT_TRUE(has(get(address), "Väntar på svar"));
  access::current() = w.olle;
  const auto offers = get("/overlamningar");
  EXPECT_TRUE(has(offers, "Utredning inledd"));
  EXPECT_FALSE(has(offers, "Elsa")) << "who it is, is known when it is received";
  ASSERT_EQ(post("/overlamningar/1/ta-emot", {}).status, 303);
  EXPECT_EQ(get(address).status, 200);
}

} // namespace
} // namespace rt::casework
