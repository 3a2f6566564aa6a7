// The tools through the records engine, on both databases, and the pages as a browser without scripts meets them.
#include "modules/mapping/tests/world.hpp"
#include "platform/core/text.hpp"
#include <gtest/gtest.h>
#include <thread>

namespace rt::mapping {
namespace {

class ServiceTest : public ::testing::TestWithParam<std::string> {
protected:
  ServiceTest() : deps(w.deps()), mapping(w.made("mapping")) {}
  Sheet sheet(const Actor &who) { return open(deps, who, "mapping", mapping).value(); }
  Act write(const std::string &part, const std::string &text) {
    Act one;
    one.part = part;
    one.place = kLast;
    one.values["words"] = text;
    return one;
  }
  std::string column(const char *field) { return w.records.get(w.maria, "mapping", mapping, "prov")->text(field); }
  World w{GetParam()};
  Deps deps;
  std::int64_t mapping;
};
RT_BOTH_DATABASES(ServiceTest);

TEST_P(ServiceTest, ANewOneIsReadyToWorkInAndEachCardIsInTheRecordsHistory) {
  ASSERT_TRUE(act(deps, w.maria, sheet(w.maria), write("worries", "Pappa skriker")));
  ASSERT_TRUE(act(deps, w.maria, sheet(w.maria), write("worries", "Leo: jag blir rädd")));
  EXPECT_EQ(column("worries"), "Pappa skriker\nLeo: jag blir rädd");
  EXPECT_EQ(w.records.history(w.maria, "mapping", mapping).size(), 3u);
}

TEST_P(ServiceTest, TwoWhoWriteFromTheSameMomentBothKeepTheirWords) {
  const auto hers = sheet(w.maria), his = sheet(w.sara); // both have read the same version
  ASSERT_TRUE(act(deps, w.maria, hers, write("worries", "Marias ord")));
  ASSERT_TRUE(act(deps, w.sara, his, write("worries", "Saras ord")));
  ASSERT_TRUE(act(deps, w.sara, his, write("works", "Skolan")));
  EXPECT_EQ(column("worries"), "Marias ord\nSaras ord");
  EXPECT_EQ(column("works"), "Skolan");
}

TEST_P(ServiceTest, ManyAtTheSameTimeLoseNothing) {
  std::vector<std::thread> people;
  for (int i = 0; i < 4; ++i)
    people.emplace_back([&, i] {
      for (int n = 0; n < 5; ++n) {
        const auto now = open(deps, w.maria, "mapping", mapping);
        ASSERT_TRUE(now);
        const auto done = act(deps, w.maria, *now, write(i % 2 == 0 ? "worries" : "works", "kort " + std::to_string(i) + "-" + std::to_string(n)));
        EXPECT_TRUE(done) << (done ? "" : done.error().message);
      }
    });
  for (auto &one : people) one.join();
  EXPECT_EQ(split(column("worries"), '\n').size(), 10u);
  EXPECT_EQ(split(column("works"), '\n').size(), 10u);
}

TEST_P(ServiceTest, WhatWasRemovedComesBackToItsPlaceAlsoAfterOthersHaveWritten) {
  for (const auto *text : {"ett", "två", "tre"}) ASSERT_TRUE(act(deps, w.maria, sheet(w.maria), write("needs", text)));
  const auto now = sheet(w.maria);
  const auto card = cards_of(*now.reg, *now.tool.part("needs"), now.record).at(1);
  Act gone;
  gone.kind = Act::Kind::remove;
  gone.part = "needs";
  gone.at = 1;
  gone.mark = card.mark;
  const auto removed = act(deps, w.maria, now, gone);
  ASSERT_TRUE(removed);
  EXPECT_EQ(column("needs"), "ett\ntre");
  ASSERT_TRUE(act(deps, w.sara, sheet(w.sara), write("needs", "fyra")));
  ASSERT_TRUE(put_back(deps, w.maria, sheet(w.maria), removed->version, "needs", removed->done.at));
  EXPECT_EQ(column("needs"), "ett\ntvå\ntre\nfyra");
}

TEST_P(ServiceTest, OutsideTheGroupItDoesNotExistAndAnAdministratorWritesNothing) {
  EXPECT_FALSE(open(deps, w.olle, "mapping", mapping));
  EXPECT_FALSE(may_hear(w.records, w.olle, "tillsammans:mapping:" + std::to_string(mapping)));
  EXPECT_TRUE(may_hear(w.records, w.maria, "tillsammans:mapping:" + std::to_string(mapping)));
  EXPECT_FALSE(may_hear(w.records, w.maria, "tillsammans:case:1"));
  const auto theirs = sheet(w.maria);
  EXPECT_FALSE(act(deps, w.kerstin, theirs, write("worries", "nej")));
  EXPECT_FALSE(act(deps, w.olle, theirs, write("worries", "nej")));
  EXPECT_EQ(column("worries"), "");
}

TEST_P(ServiceTest, AMarkAPictureAndAPersonInTheCirclesAreStoredInTheirGroups) {
  Act mark;
  mark.part = "marks";
  mark.place = kLast;
  mark.values = {{"who", "child"}, {"whose_name", "Leo"}, {"number", "3"}, {"reason", "för att de bråkar"}};
  ASSERT_TRUE(act(deps, w.maria, sheet(w.maria), mark));
  const auto stored = w.records.get(w.maria, "mapping", mapping, "prov");
  EXPECT_EQ(stored->groups.at("marks").size(), 1u);
  const auto circles = w.made("safe_circles");
  Act birgit;
  birgit.part = "outer";
  birgit.place = kLast;
  birgit.values = {{"name", "Birgit"}, {"relation", "farmor"}};
  ASSERT_TRUE(act(deps, w.maria, open(deps, w.maria, "safe_circles", circles).value(), birgit));
  EXPECT_EQ(w.records.get(w.maria, "safe_circles", circles, "prov")->groups.at("circle_people").at(0).at("circle"), (db::Value{std::int64_t{3}}));
  EXPECT_EQ(all_of(deps, w.maria, reg_of("mapping"), w.leo).size(), 1u);
}

TEST_P(ServiceTest, ANewOneBelongsToTheOnlyOpenCase) {
  EXPECT_FALSE(w.records.get(w.maria, "mapping", mapping, "prov")->has("case")) << "there is none";
  auto one = records::blank(reg_of("case"), w.maria, make_date(2026, 3, 22));
  one.values["person"] = w.leo;
  one.values["opened"] = std::string("2026-01-10");
  one.values["kind"] = std::int64_t{1};
  auto second = one;
  const auto first = w.records.save(w.maria, "case", one);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(w.records.get(w.maria, "mapping", w.made("mapping"), "prov")->integer("case"), first->id);
  second.values["kind"] = std::int64_t{2};
  ASSERT_TRUE(w.records.save(w.maria, "case", second));
  EXPECT_FALSE(w.records.get(w.maria, "mapping", w.made("mapping"), "prov")->has("case")) << "two cases: a human chooses";
}

TEST_P(ServiceTest, ADrawingIsAPictureByItsContentAndBelongsToTheRecord) {
  const auto houses = w.made("three_houses");
  const auto now = open(deps, w.maria, "three_houses", houses).value();
  EXPECT_FALSE(hang_up(deps, w.maria, now, "bild.png", "<svg onload=x>"));
  const std::string png = std::string("\x89PNG\r\n\x1a\n") + std::string(40, 'x');
  ASSERT_TRUE(hang_up(deps, w.maria, now, "teckning.png", png));
  const auto file = w.records.get(w.maria, "three_houses", houses, "prov")->integer("drawing");
  EXPECT_EQ(w.records.file(w.maria, "three_houses", houses, file)->bytes, png);
  EXPECT_FALSE(w.records.file(w.olle, "three_houses", houses, file));
}

// ---- the pages ----

using Form = std::vector<std::pair<std::string, std::string>>;

class ScreenTest : public ::testing::Test {
protected:
  ScreenTest() : deps(w.deps()) {
    add_pages(router, deps);
    access::current() = w.maria;
    mapping = address("mapping");
  }
  std::string address(const std::string &reg) { return "/tillsammans/" + reg + "/" + std::to_string(w.made(reg)); }
  http::Response send(http::Method method, const std::string &to, const Form &form = {}) {
    http::Request request;
    request.method = method;
    const auto mark = to.find('?');
    request.path = to.substr(0, mark);
    if (mark != std::string::npos)
      for (const auto &pair : split(to.substr(mark + 1), '&')) {
        const auto equal = pair.find('=');
        request.query.add(pair.substr(0, equal), pair.substr(equal + 1));
      }
    for (const auto &[name, value] : form) request.form.add(name, value);
    bool other = false;
    const auto *route = router.match(method, request.path, request.params, other);
    EXPECT_NE(route, nullptr) << to;
    return route != nullptr ? route->handler(request) : http::Response{404, "", "", {}, false};
  }
  http::Response get(const std::string &to) { return send(http::Method::get, to); }
  http::Response post(const std::string &to, const Form &form) { return send(http::Method::post, to, form); }
  static std::string location(const http::Response &response) {
    for (const auto &[name, value] : response.headers)
      if (lower(name) == "location") return value;
    return {};
  }
  static bool has(const http::Response &response, std::string_view words) { return response.body.find(words) != std::string::npos; }
  /// What the page says of a card: its mark.
  static std::string mark_of(const http::Response &page, const std::string &id) {
    const auto at = page.body.find("id=\"" + id + "\"");
    const auto mark = page.body.find("data-mark=\"", at);
    return at == std::string::npos ? "" : page.body.substr(mark + 11, 16);
  }
  World w{"sqlite"};
  Deps deps;
  http::Router router;
  std::string mapping;
};

TEST_F(ScreenTest, NothingButTheFirstNameIsOnTheScreen) {
  for (const auto &tool : tools()) {
    const auto page = get(address(tool.register_id));
    ASSERT_EQ(page.status, 200) << tool.register_id;
    EXPECT_TRUE(has(page, "Leo")) << tool.register_id;
    for (const char *secret : {"Exempelson", "Emil", "19701063", "2391", "Barn och ungdom", "Maria Berg"})
      EXPECT_FALSE(has(page, secret)) << tool.register_id << ": " << secret;
    EXPECT_FALSE(has(page, "style=")) << tool.register_id;
  }
}

TEST_F(ScreenTest, ACardIsWrittenMovedRemovedAndPutBackWithPlainForms) {
  auto done = post(mapping, {{"del", "worries"}, {"gor", "lagg"}, {"v_words", "Pappa skriker"}});
  ASSERT_EQ(done.status, 303);
  EXPECT_EQ(location(done).find("Pappa"), std::string::npos) << "no words in an address";
  auto page = get(location(done));
  ASSERT_TRUE(has(page, "Pappa skriker"));
  done = post(mapping, {{"del", "worries"}, {"plats", "0"}, {"marke", mark_of(page, "k-worries-0")}, {"gor", "till:needs"}});
  page = get(location(done));
  EXPECT_TRUE(has(page, "Flyttat till Vad behöver hända?, plats 1."));
  EXPECT_TRUE(has(page, "id=\"k-needs-0\""));
  done = post(mapping, {{"del", "needs"}, {"plats", "0"}, {"marke", mark_of(page, "k-needs-0")}, {"gor", "bort"}});
  page = get(location(done));
  EXPECT_FALSE(has(page, "Pappa skriker"));
  EXPECT_TRUE(has(page, "Ångra"));
  const auto version = location(done).substr(location(done).find("angra=") + 6);
  page = get(location(post(mapping, {{"del", "needs"}, {"plats", "0"}, {"version", version}, {"gor", "tillbaka"}})));
  EXPECT_TRUE(has(page, "Pappa skriker"));
}

TEST_F(ScreenTest, ACardIsOpenedForWritingAndAnEmptyOneGivesTheWordsBack) {
  auto page = get(location(post(mapping, {{"del", "works"}, {"gor", "lagg"}, {"v_words", "Mormor hämtar"}})));
  page = get(mapping + "?andra=works.0");
  EXPECT_TRUE(has(page, "class=\"card editing\""));
  EXPECT_TRUE(has(page, ">Mormor hämtar</textarea>"));
  const auto mark = mark_of(page, "k-works-0");
  EXPECT_EQ(post(mapping, {{"del", "works"}, {"plats", "0"}, {"marke", mark}, {"gor", "spara"}, {"v_words", " "}}).status, 422);
  post(mapping, {{"del", "works"}, {"plats", "0"}, {"marke", mark}, {"gor", "spara"}, {"v_words", "Mormor hämtar varje dag"}});
  const auto met = post(mapping, {{"del", "works"}, {"plats", "0"}, {"marke", mark}, {"gor", "spara"}, {"v_words", "Mormor och morfar"}});
  page = get(location(met));
  EXPECT_TRUE(has(page, "Båda finns kvar"));
  EXPECT_TRUE(has(page, "Mormor hämtar varje dag"));
  EXPECT_TRUE(has(page, "Mormor och morfar"));
}

TEST_F(ScreenTest, ARefusedNumberSaysWhyAndKeepsTheWords) {
  const auto page = post(mapping, {{"del", "marks"}, {"gor", "lagg"}, {"v_who", ""}, {"v_number", "4"}, {"v_reason", "för att det är bättre"}});
  EXPECT_EQ(page.status, 422);
  EXPECT_TRUE(has(page, "Fyll i: Vem svarar."));
  EXPECT_TRUE(has(page, "för att det är bättre"));
}

TEST_F(ScreenTest, AMarkThatIsOpenedAgainHasItsNumberAndWho) {
  post(mapping, {{"del", "marks"}, {"gor", "lagg"}, {"v_who", "mother"}, {"v_number", "4"}, {"v_reason", "för att det är bättre"}});
  const auto page = get(mapping + "?andra=marks.0");
  EXPECT_TRUE(has(page, "value=\"4\" checked"));
  EXPECT_TRUE(has(page, "value=\"mother\" selected"));
  EXPECT_TRUE(has(page, "value=\"för att det är bättre\""));
}

TEST_F(ScreenTest, TheStaffsNotesAreOnlyInTheStaffsVersion) {
  const auto id = parse_integer(mapping.substr(mapping.rfind('/') + 1)).value();
  auto record = w.records.get(w.maria, "mapping", id, "prov").value();
  record.values["own_notes"] = std::string("Vi är oroliga för mammas nya kille");
  ASSERT_TRUE(w.records.save(w.maria, "mapping", record));
  EXPECT_FALSE(has(get(mapping), "nya kille"));
  EXPECT_FALSE(has(get(mapping + "/jamfor"), "nya kille"));
  const auto ours = get(mapping + "?version=var");
  EXPECT_TRUE(has(ours, "nya kille"));
  EXPECT_TRUE(has(ours, "ge inte det här papperet till familjen"));
}

TEST_F(ScreenTest, TheChildsCodeWordIsNeverOnTheSharedScreen) {
  const auto plan = address("safety_plan");
  const auto id = parse_integer(plan.substr(plan.rfind('/') + 1)).value();
  auto record = w.records.get(w.maria, "safety_plan", id, "prov").value();
  record.values["code_word"] = std::string("elefant");
  ASSERT_TRUE(w.records.save(w.maria, "safety_plan", record));
  EXPECT_FALSE(has(get(plan), "elefant"));
}

TEST_F(ScreenTest, TheChildNamesAFaceAndAnswersWithIt) {
  const auto scale = address("child_scale");
  post(scale, {{"del", "face_names"}, {"gor", "namn"}, {"v_face", "worst"}, {"v_called", "Stormen"}});
  post(scale, {{"del", "home"}, {"gor", "svara"}, {"v_home", "worst"}});
  auto page = get(scale);
  EXPECT_TRUE(has(page, "<span>Stormen</span>"));
  EXPECT_TRUE(has(page, "value=\"worst\" checked"));
  post(scale, {{"del", "face_names"}, {"gor", "namn"}, {"v_face", "worst"}, {"v_called", "Åskan"}});
  page = get(scale);
  EXPECT_TRUE(has(page, "<span>Åskan</span>"));
  EXPECT_FALSE(has(page, "Stormen")) << "named anew, not twice";
  post(scale, {{"del", "face_names"}, {"gor", "namn"}, {"v_face", "worst"}, {"v_called", ""}});
  EXPECT_FALSE(has(get(scale), "Åskan"));
}

TEST_F(ScreenTest, ThenAndNowBesideEachOther) {
  EXPECT_TRUE(has(get(mapping + "/jamfor"), "Det finns bara den här än"));
  post(mapping, {{"del", "works"}, {"gor", "lagg"}, {"v_words", "Mormor hämtar"}});
  post(mapping, {{"del", "marks"}, {"gor", "lagg"}, {"v_who", "mother"}, {"v_number", "3"}});
  w.clock.advance(60LL * 86400);
  const auto later = address("mapping");
  post(later, {{"del", "works"}, {"gor", "lagg"}, {"v_words", "Pappa går i samtal"}});
  post(later, {{"del", "marks"}, {"gor", "lagg"}, {"v_who", "mother"}, {"v_number", "6"}});
  const auto page = get(later + "/jamfor");
  EXPECT_TRUE(has(page, "Stod här då"));
  EXPECT_TRUE(has(page, "Mamma från 3 till 6"));
  EXPECT_TRUE(has(page, "Då är 22 mars 2026. Nu är 21 maj 2026."));
}

TEST_F(ScreenTest, FromAPersonAToolIsChosenAndBegun) {
  const auto person = "/tillsammans/person/" + std::to_string(w.leo);
  const auto page = get(person);
  for (const char *words : {"Kartläggningar", "Mina tre hus", "Trygga cirklar", "Barnskalan", "Ord och bild", "Säkerhetsplaner", "Mitt trygga hem"})
    EXPECT_TRUE(has(page, words)) << words;
  EXPECT_TRUE(has(page, "Öppna den från"));
  EXPECT_EQ(get(location(post(person, {{"register", "three_houses"}}))).status, 200);
  EXPECT_EQ(post(person, {{"register", "case"}}).status, 404) << "a case is no tool";
}

TEST_F(ScreenTest, WhatIsSignedIsReadAndPrintedButNotChanged) {
  post(mapping, {{"del", "works"}, {"gor", "lagg"}, {"v_words", "Mormor hämtar"}});
  const auto id = parse_integer(mapping.substr(mapping.rfind('/') + 1)).value();
  ASSERT_TRUE(w.records.sign(w.maria, "mapping", id, w.records.get(w.maria, "mapping", id, "prov")->version));
  const auto page = get(mapping);
  EXPECT_TRUE(has(page, "Mormor hämtar"));
  EXPECT_TRUE(has(page, "signerat och låst"));
  EXPECT_FALSE(has(page, "name=\"gor\""));
  EXPECT_NE(post(mapping, {{"del", "works"}, {"gor", "lagg"}, {"v_words", "Smygskrivet"}}).status, 303);
  EXPECT_FALSE(has(get(mapping), "Smygskrivet"));
}

} // namespace
} // namespace rt::mapping
