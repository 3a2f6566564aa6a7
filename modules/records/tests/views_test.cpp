// The same records as list, board and calendar; the definition's views; views that people save, rename and share.
#include "modules/records/tests/flow_pack.hpp"
#include "modules/records/tests/site.hpp"
#include <gtest/gtest.h>

namespace rt::records {
namespace {

class Views : public ::testing::TestWithParam<std::string>, public Site {
protected:
  Views() : Site(GetParam(), flow_catalog()) {}
  Record saved(const char *day, bool urgent, const char *words = "Skolan är orolig.") {
    auto draft = report();
    draft.values["received"] = std::string(day);
    draft.values["words"] = std::string(words);
    draft.values["urgent"] = std::int64_t{urgent ? 1 : 0};
    draft.values["reason"] = std::int64_t{1};
    return w.records.save(w.maria, "report", draft).value();
  }
  ListPage listed(const char *view, const access::Actor &actor) {
    http::Fields query;
    query.add("vy", view);
    const auto &reg = *flow_catalog().find("report");
    ListQuery list;
    for (const auto &v : reg.views)
      if (v.id == view) list.condition = v.filter, list.sort = v.sort;
    list.me = actor.staff;
    return w.records.list(actor, "report", list, "test");
  }
};
RT_BOTH_DATABASES(Views);

TEST_P(Views, ADefinitionsViewIsItsConditionAndItsOrder) {
  saved("2019-03-01", false);
  const auto first = saved("2019-03-02", true), second = saved("2019-03-03", true), opened = saved("2019-03-04", true);
  ASSERT_TRUE(w.records.move_state(w.maria, "report", opened.id, 1, "open", {{}, {{{"plan", std::string("Plan")}}}}).has_value());
  const auto page = listed("urgent_open", w.maria);
  ASSERT_EQ(page.rows.size(), 2u) << "urgent, and not yet opened";
  EXPECT_EQ(page.rows[0].id, second.id) << "the newest first";
  EXPECT_EQ(page.rows[1].id, first.id);
  EXPECT_EQ(page.total, 2);
  const auto html = get("/register/report?vy=urgent_open");
  EXPECT_TRUE(has(html, "Akuta som väntar"));
  EXPECT_TRUE(has(html, "2 poster"));
}

TEST_P(Views, MineIsTheReadersOwn) {
  const auto record = saved("2019-03-01", false);
  ASSERT_TRUE(w.records.move_state(w.maria, "report", record.id, 1, "open", {{}, {{{"plan", std::string("Plan")}}}}).has_value());
  saved("2019-03-02", false);
  EXPECT_EQ(listed("mine", w.maria).total, 1);
  EXPECT_EQ(listed("mine", w.anna).total, 0);
}

TEST_P(Views, ATabThatTheDefinitionDoesNotHaveIsIgnored) {
  saved("2019-03-01", true);
  EXPECT_TRUE(has(get("/register/report?vy=finns_inte"), "1 post"));
}

TEST_P(Views, ASavedViewIsRenamedSharedAndRemoved) {
  const auto sara = w.actor(4, 0, "Sara Holm", access::Role::therapist, {w.family});
  saved("2019-03-01", true);
  EXPECT_EQ(location(post("/register/report/vy", {{"name", "Mars"}, {"query", "?from=2019-03-01&kolumn=words&evil=%3Cscript%3E"}})),
            "/register/report?from=2019-03-01&kolumn=words");
  const auto id = [&] {
    auto c = w.db.pool().read();
    return std::to_string(c->count("SELECT id FROM saved_view"));
  }();
  as(sara);
  EXPECT_FALSE(has(get("/register/report"), "Mars"));
  post("/register/report/vy/andra", {{"id", id}, {"name", "Kapad"}, {"gor", "spara"}});
  as(w.maria);
  EXPECT_TRUE(has(get("/register/report"), ">Mars</a>")) << "nobody else changes it";
  EXPECT_EQ(post("/register/report/vy/andra", {{"id", id}, {"name", "Vårens"}, {"for_all", "1"}, {"gor", "spara"}}).status, 303);
  as(sara);
  EXPECT_TRUE(has(get("/register/report"), ">Vårens</a>"));
  post("/register/report/vy/andra", {{"id", id}, {"name", "Vårens"}, {"gor", "bort"}});
  EXPECT_TRUE(has(get("/register/report"), ">Vårens</a>")) << "a shared view is its maker's and the head's";
  as(w.anna);
  post("/register/report/vy/andra", {{"id", id}, {"name", "Vårens"}, {"gor", "bort"}});
  EXPECT_FALSE(has(get("/register/report"), ">Vårens</a>"));
}

TEST_P(Views, TheBoardHasAColumnPerStateAndMovesByTheSteps) {
  const auto record = saved("2019-03-01", false, "Ropar på hjälp.");
  const auto page = get("/register/report/tavla");
  EXPECT_EQ(page.status, 200);
  for (const char *state : {"id=\"lage-new\">Ny", "id=\"lage-assessed\">Bedömd", "id=\"lage-opened\">Inledd"}) EXPECT_TRUE(has(page, state)) << state;
  EXPECT_TRUE(has(page, "id=\"post-" + std::to_string(record.id) + "\""));
  EXPECT_TRUE(has(page, "Ropar på hjälp."));
  EXPECT_TRUE(has(page, "Maria Berg"));
  EXPECT_TRUE(has(page, "/steg/open\"")) << "a step that asks for something has a page of its own";
  EXPECT_EQ(
      location(post("/register/report/" + std::to_string(record.id) + "/steg", {{"_version", "1"}, {"steg", "assess"}, {"_tillbaka", "tavla"}})),
      "/register/report/tavla#post-" + std::to_string(record.id));
  EXPECT_EQ(w.records.get(w.maria, "report", record.id, "test")->state, 2);
  as(w.olle);
  EXPECT_FALSE(has(get("/register/report/tavla"), "Ropar på hjälp."));
}

TEST_P(Views, ABoardWithoutStatesIsNoPage) { EXPECT_EQ(get("/register/talk/tavla").status, 404); }

TEST_P(Views, TheCalendarPutsEachRecordOnItsDay) {
  saved("2019-03-05", false);
  saved("2019-04-01", false);
  const auto march = get("/register/report/kalender?manad=2019-03");
  EXPECT_TRUE(has(march, "5 mars 2019"));
  EXPECT_TRUE(has(march, "v. 10"));
  EXPECT_TRUE(has(march, "Orosanmälan</a>"));
  EXPECT_TRUE(has(march, "manad=2019-04"));
  EXPECT_TRUE(has(get("/register/report/kalender?manad=2019-02"), "Inget den här månaden."));
  EXPECT_TRUE(has(get("/register/report/kalender?manad=trams"), "mars 2019")) << "else the month of today";
}

TEST_P(Views, ADayWithManyLeadsToTheList) {
  for (int i = 0; i < 6; ++i) saved("2019-03-05", false);
  const auto page = get("/register/report/kalender?manad=2019-03");
  EXPECT_TRUE(has(page, "2 till"));
  EXPECT_TRUE(has(page, "from=2019-03-05&amp;to=2019-03-05"));
}

TEST_P(Views, TheStepsOwnPageAsksForWhatIsMissingAndSaysWhatWillHappen) {
  auto record = w.records.save(w.maria, "report", report()).value();
  const auto path = "/register/report/" + std::to_string(record.id);
  const auto page = get(path + "/steg/open");
  EXPECT_TRUE(has(page, "name=\"reason\""));
  EXPECT_TRUE(has(page, "name=\"steg.0.plan\""));
  EXPECT_TRUE(has(page, "En ny post skapas: utredning."));
  EXPECT_TRUE(has(page, "Beslutad blir 2019-03-22."));
  const auto refused = post(
      path + "/steg", {{"_version", "1"}, {"steg", "open"}, {"_fragat", "reason"}, {"_fragat", "steg.0.plan"}, {"steg.0.plan", "Samtal med barnet"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_TRUE(has(refused, "Fyll i Orsak innan du väljer ”Inled utredning”."));
  EXPECT_TRUE(has(refused, "value=\"Samtal med barnet\"")) << "what was written stays";
  const auto done = post(path + "/steg", {{"_version", "1"},
                                          {"steg", "open"},
                                          {"_fragat", "reason"},
                                          {"_fragat", "steg.0.plan"},
                                          {"reason", "violence"},
                                          {"steg.0.plan", "Samtal med barnet"}});
  ASSERT_EQ(done.status, 303) << done.body;
  const auto after = get(location(done));
  EXPECT_TRUE(has(after, "Steget skapade en ny post: utredning."));
  EXPECT_TRUE(has(after, "href=\"/register/investigation/1\""));
  EXPECT_TRUE(has(get("/register/investigation/1"), "Skapad från"));
}

TEST_P(Views, WhyAStepCannotBeTakenIsSaidAtThePlace) {
  Record draft;
  draft.values = {{"opened", std::string("2019-03-01")}, {"plan", std::string("Plan")}, {"decision", std::string("Bistånd beviljas.")}};
  auto record = w.records.save(w.maria, "investigation", draft).value();
  record = w.records.move_state(w.maria, "investigation", record.id, record.version, "hand_in").value();
  const auto page = get("/register/investigation/" + std::to_string(record.id));
  EXPECT_TRUE(has(page, "Du tog själv steget ”Lämna in beslutet” 22 mars 2019 11:00. En annan person måste ta steget ”Godkänn beslutet”."));
  EXPECT_FALSE(has(page, "value=\"approve\""));
}

const definitions::Catalog &with_witness() {
  static const definitions::Loaded kLoaded = load_flow_pack(R"toml(
[[field]]
id = "witness"
type = "person"
title = { sv = "Den som såg", en = "Witness" }
[[transition]]
id = "hear"
title = { sv = "Hör den som såg", en = "Hear" }
from = "new"
to = "assessed"
requires_fields = ["witness", "reason"]
)toml");
  return kLoaded.catalog;
}

class StepPeople : public ::testing::TestWithParam<std::string>, public Site {
protected:
  StepPeople() : Site(GetParam(), with_witness()) {}
};
RT_BOTH_DATABASES(StepPeople);

TEST_P(StepPeople, APersonIsSoughtOnAStepsOwnPageAndWhatIsWrittenStays) {
  const auto record = w.records.save(w.maria, "report", report()).value();
  Person sara;
  sara.unit = w.maria.unit, sara.first_name = "Sara", sara.last_name = "Vittnesson", sara.birth_date = "1980-05-04",
  sara.sex = organisation::Sex::female;
  const auto id = std::to_string(w.persons.save(w.maria, sara).value());
  const auto path = "/register/report/" + std::to_string(record.id);
  EXPECT_TRUE(has(get(path + "/steg/hear"), "name=\"witness.sok\"")) << "a person is sought, not typed as a number";
  const Form asked{{"_version", "1"}, {"steg", "hear"}, {"_fragat", "witness"}, {"_fragat", "reason"}, {"reason", "violence"}};
  auto search = asked;
  search.emplace_back("witness.sok", "Vittnesson"), search.emplace_back("gor", "sok");
  const auto found = post(path + "/steg", search);
  EXPECT_EQ(found.status, 200);
  EXPECT_TRUE(has(found, "Sara Vittnesson"));
  EXPECT_TRUE(has(found, "value=\"violence\" checked")) << "what was chosen stays";
  EXPECT_EQ(w.records.get(w.maria, "report", record.id, "test")->state, 1) << "a search takes no step";
  auto chosen = asked;
  chosen.emplace_back("witness", id);
  EXPECT_EQ(post(path + "/steg", chosen).status, 303);
  EXPECT_EQ(w.records.get(w.maria, "report", record.id, "test")->integer("witness"), std::stoll(id));
}

TEST_P(StepPeople, SomebodyNewIsAddedOnTheWay) {
  const auto record = w.records.save(w.maria, "report", report()).value();
  const auto path = "/register/report/" + std::to_string(record.id);
  const auto done = post(path + "/steg", {{"_version", "1"},
                                          {"steg", "hear"},
                                          {"_fragat", "witness"},
                                          {"_fragat", "reason"},
                                          {"reason", "violence"},
                                          {"witness.first_name", "Nils"},
                                          {"witness.last_name", "Nysson"},
                                          {"witness.birth_date", "1975-01-02"},
                                          {"witness.sex", "male"}});
  ASSERT_EQ(done.status, 303) << done.body;
  EXPECT_TRUE(has(get(path), "Nils Nysson"));
}

} // namespace
} // namespace rt::records
