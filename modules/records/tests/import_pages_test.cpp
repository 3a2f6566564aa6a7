// The import page as a person meets it: upload, read what was understood, correct, read in, undo. No script runs here.
#include "modules/records/import_pages.hpp"
#include "modules/records/tests/fixture.hpp"

namespace rt::records {
namespace {

class ImportPages : public ::testing::Test {
protected:
  ImportPages() {
    // The record's page is asked for in the same way; the more literal pattern wins whichever was added first.
    router.get("/register/{id}/{record}", [](http::Request &) { return http::text("post"); });
    add_import_pages(router, {imports, organisation, [](const access::Actor &, std::string_view) { return html::Frame{}; }});
    access::current() = world.maria;
  }
  ~ImportPages() override { access::current() = {}; }

  http::Response ask(http::Method method, const std::string &path, const std::vector<std::pair<std::string, std::string>> &form = {},
                     const std::string &file = "") {
    http::Request request;
    request.method = method;
    request.path = path.substr(0, path.find('?'));
    for (const auto &[name, value] : form) request.form.add(name, value);
    if (!file.empty()) request.files["file"] = {"figur1.csv", "text/csv", file};
    bool other = false;
    const auto *route = router.match(method, request.path, request.params, other);
    EXPECT_NE(route, nullptr) << path;
    return route->handler(request);
  }
  static std::string where(const http::Response &response) {
    for (const auto &[name, value] : response.headers)
      if (name == "Location") return value;
    return "";
  }
  static bool has(const http::Response &response, std::string_view words) { return response.body.find(words) != std::string::npos; }

  World world{"sqlite"};
  organisation::Organisation organisation{world.db.pool()};
  Imports imports{world.records, world.persons, world.clock};
  http::Router router;
};

TEST_F(ImportPages, FromFileToRecordsAndBack) {
  EXPECT_TRUE(has(ask(http::Method::get, "/register/viewpoint/import"), "Visa vad filen innehåller"));
  const auto uploaded =
      ask(http::Method::post, "/register/viewpoint/import", {},
          "Datum;Kategori;Vem lämnar synpunkten?;KÖN;Beskrivning;Eget\n"
          "2018-01-10;Klagomol;Brukare;pojke;<b>Hann inte säga allt</b>;x\n2018-01-11;Beröm;Mamma;;Tack;y\n2018-01-12;Beröm;Mamma;;Mer;z\n");
  EXPECT_EQ(uploaded.status, 303);
  const auto job = where(uploaded);
  auto page = ask(http::Method::get, job);
  EXPECT_TRUE(has(page, "2 nya, 1 passar inte."));
  EXPECT_TRUE(has(page, "Menade du ”Klagomål”?"));
  EXPECT_TRUE(has(page, "name=\"fix.2.1\""));
  EXPECT_TRUE(has(page, "aria-label=\"Rätta Kategori på rad 2\""));
  EXPECT_TRUE(has(page, "CSV, UTF-8, semikolon"));
  EXPECT_FALSE(has(page, "<b>Hann"));       // what the file holds is text, never markup
  EXPECT_FALSE(has(page, job + "/las-in")); // not before the rows fit
  EXPECT_EQ(job.find("figur1"), std::string::npos);

  EXPECT_EQ(where(ask(http::Method::post, job + "/ratta", {{"fix.2.1", "Klagomål"}, {"skip.4", "1"}})), job);
  page = ask(http::Method::get, job);
  EXPECT_TRUE(has(page, "2 nya, 1 hoppas över."));
  EXPECT_TRUE(has(page, "Läs in 2 nya"));
  EXPECT_EQ(where(ask(http::Method::post, job + "/val", {{"map.5", "comment"}, {"map.0", "received"}, {"date", ""}})), job);
  EXPECT_TRUE(has(ask(http::Method::get, job), "du valde"));

  EXPECT_EQ(where(ask(http::Method::post, job + "/las-in")), job);
  page = ask(http::Method::get, job);
  EXPECT_TRUE(has(page, "figur1.csv är inläst: 2 nya och 0 ändrade."));
  EXPECT_EQ(world.records.list(world.maria, "viewpoint", {}, "test").total, 2);
  EXPECT_TRUE(has(ask(http::Method::get, "/register/viewpoint/import"), "Ångra inläsningen av figur1.csv"));
  EXPECT_EQ(where(ask(http::Method::post, job + "/angra")), "/register/viewpoint/import?bort=2&ater=0&kvar=0");
  EXPECT_EQ(world.records.list(world.maria, "viewpoint", {}, "test").total, 0);
}

TEST_F(ImportPages, ABadFileIsRefusedWithWordsAndNothingIsKept) {
  const auto page = ask(http::Method::post, "/register/viewpoint/import", {}, "%PDF-1.7 x");
  EXPECT_EQ(page.status, 422);
  EXPECT_TRUE(has(page, "Filen är en PDF"));
  EXPECT_TRUE(has(ask(http::Method::post, "/register/viewpoint/import"), "Välj en fil först."));
  auto c = world.db.pool().read();
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM import_job"), 0);
}

TEST_F(ImportPages, AFileCanBeThrownAwayAndIsNotForOthers) {
  const auto job = where(ask(http::Method::post, "/register/viewpoint/import", {}, "Datum;Kategori\n2018-01-10;Beröm\n"));
  access::current() = world.olle;
  EXPECT_EQ(ask(http::Method::get, job).status, 404);
  EXPECT_EQ(ask(http::Method::post, job + "/kasta").status, 404);
  access::current() = world.maria;
  EXPECT_EQ(where(ask(http::Method::post, job + "/kasta")), "/register/viewpoint/import");
  EXPECT_EQ(ask(http::Method::get, job).status, 404);
}

TEST_F(ImportPages, TheTemplateIsReadWithoutChoices) {
  const auto file = ask(http::Method::get, "/register/viewpoint/import/mall.xlsx");
  ImportOptions dry;
  dry.dry_run = true;
  const auto report = imports.import_file(world.maria, "viewpoint", file.body, "mall.xlsx", dry);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->rows, 0);
  for (const auto &column : report->columns) EXPECT_NE(column.key, "") << column.header;
}

} // namespace
} // namespace rt::records
