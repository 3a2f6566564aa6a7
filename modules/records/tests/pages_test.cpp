// The register pages as a browser without scripts meets them: plain links and forms.
#include "modules/records/tests/site.hpp"
#include <gtest/gtest.h>

namespace rt::records {
namespace {

class PagesTest : public ::testing::Test, public Site {
protected:
  PagesTest() : Site("sqlite") {}
  Form viewpoint() const {
    return {{"received", "1/2 2019"},
            {"category", "complaint"},
            {"givers.0.role", "mother"},
            {"givers.0.sex", "female"},
            {"givers.1.role", "father"},
            {"givers.1.sex", "male"},
            {"description", "Svårt att <b>hitta</b>"},
            {"gor", "spara"}};
  }
};

TEST_F(PagesTest, TheIndexSaysWhatEachRegisterIsFor) {
  const auto page = get("/register");
  EXPECT_TRUE(has(page, "Vad brukare tycker och vilken anpassning det ledde till."));
  EXPECT_TRUE(has(page, "href=\"/register/viewpoint\""));
}

TEST_F(PagesTest, AnEmptyRegisterTeaches) { EXPECT_TRUE(has(get("/register/viewpoint"), "Den första kan du läsa in från er Excel-fil.")); }

TEST_F(PagesTest, AViewpointOfACoupleIsSavedListedAndShown) {
  const auto saved = post("/register/viewpoint/ny", viewpoint());
  ASSERT_EQ(saved.status, 303) << saved.body;
  const auto record = get(location(saved));
  EXPECT_TRUE(has(record, "Mamma (kvinna), Pappa (man)"));
  EXPECT_TRUE(has(record, "2019-02-01"));
  EXPECT_TRUE(has(record, "Svårt att &lt;b&gt;hitta&lt;/b&gt;")) << "what people write is never markup";
  EXPECT_TRUE(has(record, "Räknas i ett mått"));
  EXPECT_TRUE(has(record, "Synpunkter som lett till anpassning"));
  const auto list = get("/register/viewpoint");
  EXPECT_TRUE(has(list, "1 post"));
  EXPECT_TRUE(has(list, "Klagomål"));
}

TEST_F(PagesTest, ABadAnswerIsSaidAtTheFieldAndInTheSummaryAndNothingIsLost) {
  auto form = viewpoint();
  form[0].second = "31/2 2019";
  form[1].second = "";
  const auto page = post("/register/viewpoint/ny", form);
  EXPECT_EQ(page.status, 422);
  EXPECT_TRUE(has(page, "href=\"#f-received\""));
  EXPECT_TRUE(has(page, "Skriv datumet som 2026-11-22 eller 22/11."));
  EXPECT_TRUE(has(page, "value=\"31/2 2019\""));
  EXPECT_TRUE(has(page, "Kategori: välj ett svar.")) << "what is missing is said in the same breath";
  EXPECT_TRUE(has(page, "2 svar behöver rättas"));
  EXPECT_TRUE(has(page, "Svårt att &lt;b&gt;hitta"));
  EXPECT_TRUE(has(page, "givers.1.role"));
}

TEST_F(PagesTest, AnotherGiverIsAddedWithoutAScript) {
  auto form = viewpoint();
  form.back().second = "giver";
  const auto page = post("/register/viewpoint/ny", form);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has(page, "name=\"givers.2.role\""));
  EXPECT_EQ(w.records.list(w.maria, "viewpoint", {}, "test").total, 0);
}

TEST_F(PagesTest, ANewClientAndContactAreMadeInOneForm) {
  const auto saved = post("/register/contact/ny", {{"person.first_name", "Nils"},
                                                   {"person.last_name", "Test"},
                                                   {"person.sex", "male"},
                                                   {"person.birth_date", "2005-03-02"},
                                                   {"received", "2019-03-01"},
                                                   {"gor", "spara"}});
  ASSERT_EQ(saved.status, 303) << saved.body;
  const auto page = get(location(saved));
  EXPECT_TRUE(has(page, "Nils Test"));
  const auto contact = w.records.list(w.maria, "contact", {}, "test").rows.at(0);
  EXPECT_EQ(contact.sex, Sex::male);
  EXPECT_EQ(contact.birth_year, 2005);
}

TEST_F(PagesTest, AKnownClientIsSoughtByNameInTheForm) {
  w.person("Elsa", Sex::female, "2004-05-06");
  const auto page = post("/register/contact/ny", {{"person.sok", "elsa"}, {"received", "2019-03-01"}, {"gor", "sok"}});
  EXPECT_TRUE(has(page, "Elsa Exempel, född 2004-05-06"));
  EXPECT_TRUE(has(page, "value=\"2019-03-01\""));
  as(w.olle);
  EXPECT_TRUE(has(post("/register/contact/ny", {{"person.sok", "elsa"}, {"gor", "sok"}}), "Ingen person hittades."));
}

TEST_F(PagesTest, AFormOffersTheReadersOpenContactsByName) {
  const auto contact = w.contact();
  EXPECT_TRUE(has(get("/register/session/ny?contact=" + std::to_string(contact.id)), "selected>Elsa Exempel, inkom 2019-01-10"));
  as(w.olle);
  EXPECT_FALSE(has(get("/register/session/ny"), "Elsa"));
}

TEST_F(PagesTest, TwoWhoWriteAtTheSameTimeSeeBothAndPick) {
  const auto first = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  auto annas = first;
  annas.values["measure"] = std::string("Ny skylt");
  ASSERT_TRUE(w.records.save(w.anna, "viewpoint", annas).has_value());
  const auto path = "/register/viewpoint/" + std::to_string(first.id) + "/andra";
  Form mine{{"_version", "1"},          {"received", "2019-02-01"},
            {"category", "wish"},       {"givers.0.role", "client"},
            {"givers.0.sex", "female"}, {"description", "Svårt att hitta hit"},
            {"measure", "Karta"},       {"gor", "spara"}};
  const auto page = post(path, mine);
  EXPECT_EQ(page.status, 409);
  EXPECT_TRUE(has(page, "Anna Lindqvist ändrade posten"));
  EXPECT_TRUE(has(page, "Ny skylt"));
  EXPECT_TRUE(has(page, "Karta"));
  mine[0].second = "2";
  mine.emplace_back("_valj.measure", "deras");
  ASSERT_EQ(post(path, mine).status, 303);
  const auto merged = w.records.get(w.maria, "viewpoint", first.id, "test").value();
  EXPECT_EQ(merged.text("measure"), "Ny skylt");
  EXPECT_EQ(merged.integer("category"), 2);
}

TEST_F(PagesTest, ADraftIsKeptOnTheServerAndComesBack) {
  EXPECT_EQ(post("/register/viewpoint/utkast/0", {{"_csrf", "x"}, {"description", "Halvskriven & viktig"}, {"givers.0.role", "mother"}}).body,
            "11:00");
  const auto page = get("/register/viewpoint/ny");
  EXPECT_TRUE(has(page, "Halvskriven &amp; viktig"));
  EXPECT_TRUE(has(page, "Sparat 11:00"));
  as(w.anna);
  EXPECT_FALSE(has(get("/register/viewpoint/ny"), "Halvskriven"));
  as(w.maria);
  EXPECT_EQ(post("/register/viewpoint/utkast/0/bort", {}).status, 303);
  EXPECT_FALSE(has(get("/register/viewpoint/ny"), "Halvskriven"));
}

TEST_F(PagesTest, ASavedRecordEndsItsDraft) {
  post("/register/viewpoint/utkast/0", {{"description", "Halvskriven"}});
  ASSERT_EQ(post("/register/viewpoint/ny", viewpoint()).status, 303);
  EXPECT_FALSE(has(get("/register/viewpoint/ny"), "Halvskriven"));
}

TEST_F(PagesTest, TheFilterIsASentenceAndAnAddressCannotCarryWords) {
  ASSERT_EQ(post("/register/viewpoint/ny", viewpoint()).status, 303);
  const auto page = get("/register/viewpoint?category=complaint&state=open&from=2019-01-01");
  EXPECT_TRUE(has(page, "Kategori: Klagomål"));
  EXPECT_TRUE(has(page, "från 2019-01-01"));
  EXPECT_TRUE(has(get("/register/viewpoint?category=praise"), "Ingen post passar."));
  EXPECT_TRUE(has(get("/register/viewpoint?description=hemligt&category=%27--"), "1 post"));
  EXPECT_FALSE(has(get("/register/viewpoint?description=hemligt"), "hemligt"));
}

TEST_F(PagesTest, AViewIsSavedUnderItsName) {
  ASSERT_EQ(post("/register/viewpoint/ny", viewpoint()).status, 303);
  EXPECT_EQ(location(post("/register/viewpoint/vy", {{"name", "Våra klagomål"}, {"query", "?category=complaint&evil=%3Cscript%3E"}})),
            "/register/viewpoint?category=complaint");
  EXPECT_TRUE(has(get("/register/viewpoint"), "Våra klagomål"));
  as(w.olle);
  EXPECT_FALSE(has(get("/register/viewpoint"), "Våra klagomål")) << "a view is its maker's until it is shared";
}

TEST_F(PagesTest, ManyAreRemovedAndTakenBack) {
  as(w.anna);
  std::vector<Record> saved;
  for (int i = 0; i < 3; ++i) saved.push_back(w.records.save(w.maria, "viewpoint", w.viewpoint()).value());
  const auto mark = [&](const Record &r) { return std::to_string(r.id) + "." + std::to_string(r.version); };
  const auto gone = post("/register/viewpoint/flera",
                         {{"gor", "bort"}, {"post", mark(saved[0])}, {"post", mark(saved[1])}, {"post", std::to_string(saved[2].id) + ".9"}});
  const auto page = get(location(gone));
  EXPECT_TRUE(has(page, "2 poster är borttagna."));
  EXPECT_TRUE(has(page, "En post kunde inte ändras."));
  EXPECT_EQ(w.records.list(w.anna, "viewpoint", {}, "test").total, 1);
  const auto job = location(gone).substr(location(gone).find("flera=") + 6);
  EXPECT_TRUE(has(get("/register/viewpoint/flera/" + job), "Någon har ändrat posten sedan listan visades."));
  EXPECT_TRUE(has(get(location(post("/register/viewpoint/flera/" + job + "/angra", {}))), "2 poster är återställda."));
  EXPECT_EQ(w.records.list(w.anna, "viewpoint", {}, "test").total, 3);
  EXPECT_EQ(post("/register/viewpoint/flera/" + job + "/angra", {}).status, 409) << "once";
}

TEST_F(PagesTest, OneIsRemovedAndTakenBack) {
  as(w.anna);
  const auto saved = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  const auto id = std::to_string(saved.id);
  const auto page = get(location(post("/register/viewpoint/" + id + "/bort", {{"_version", "1"}})));
  EXPECT_TRUE(has(page, "Posten är borttagen."));
  EXPECT_EQ(post("/register/viewpoint/aterstall", {{"id", id}}).status, 303);
  EXPECT_EQ(w.records.list(w.anna, "viewpoint", {}, "test").total, 1);
}

TEST_F(PagesTest, ManyTakeTheSameStep) {
  const auto saved = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  ASSERT_EQ(post("/register/viewpoint/flera", {{"gor", "steg"}, {"steg", "Hanterad på mötet"}, {"post", std::to_string(saved.id) + ".1"}}).status,
            303);
  EXPECT_EQ(w.records.get(w.maria, "viewpoint", saved.id, "test")->state, 2);
}

TEST_F(PagesTest, AStepThatLacksSomethingSaysWhat) {
  const auto contact = w.contact();
  const auto page = post("/register/contact/" + std::to_string(contact.id) + "/steg", {{"_version", "1"}, {"steg", "start_direct"}});
  EXPECT_EQ(page.status, 422);
  EXPECT_TRUE(has(page, "Fyll i Behandlingen började innan du väljer ”Börja behandlingen”."));
}

TEST_F(PagesTest, AnExportIsAuditedAndHasTheWords) {
  as(w.anna);
  ASSERT_TRUE(w.records.save(w.maria, "viewpoint", w.viewpoint()).has_value());
  const auto file = get("/register/viewpoint/export.csv?category=complaint");
  EXPECT_EQ(file.status, 200);
  EXPECT_TRUE(has(file, "Klagomål"));
  EXPECT_TRUE(has(file, "kvinna"));
  auto c = w.db.pool().read();
  const auto entries = audit::entries(*c, "viewpoint:list", 0, 10, 0);
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const auto &e) { return e.act == "export" && e.detail == "1 poster"; }));
  as(w.maria);
  EXPECT_EQ(get("/register/viewpoint/export.csv").status, 403);
}

TEST_F(PagesTest, OfAnotherTeamsRecordThereIsNothing) {
  const auto contact = w.contact();
  as(w.olle);
  const auto id = std::to_string(contact.id);
  EXPECT_EQ(get("/register/contact/" + id).status, 404);
  EXPECT_EQ(get("/register/contact/" + id + "/andra").status, 404);
  EXPECT_EQ(get("/api/v1/registers/contact/" + id).status, 404);
  EXPECT_FALSE(has(get("/register/contact?contact=" + id), "Elsa"));
  EXPECT_EQ(get("/register/contact/abc").status, 404);
  EXPECT_EQ(get("/register/none").status, 404);
}

TEST_F(PagesTest, ProgramsReadTheSameAsJson) {
  ASSERT_TRUE(w.records.save(w.maria, "viewpoint", w.viewpoint()).has_value());
  const auto list = get("/api/v1/registers/viewpoint?category=complaint");
  EXPECT_EQ(list.content_type.substr(0, 16), "application/json");
  EXPECT_TRUE(has(list, "\"total\":1"));
  EXPECT_TRUE(has(list, "\"category\":\"complaint\""));
  as({});
  const auto refused = get("/api/v1/registers/viewpoint");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.content_type, "application/problem+json");
}

TEST_F(PagesTest, NobodyWhoIsNotLoggedInReadsAPage) {
  as({});
  EXPECT_EQ(get("/register/viewpoint").status, 303);
}

} // namespace
} // namespace rt::records
