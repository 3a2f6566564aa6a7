// The register with every type of field as a browser without scripts meets it, and as files: out, changed, and in again.
#include "modules/records/import.hpp"
#include "modules/records/pages.hpp"
#include "modules/records/tests/everything_pack.hpp"
#include "platform/core/text.hpp"
#include <gtest/gtest.h>

namespace rt::records {
namespace {

using Form = std::vector<std::pair<std::string, std::string>>;

class EverythingPages : public ::testing::TestWithParam<std::string> {
protected:
  EverythingPages() : w(GetParam()), organisation(w.db.pool()) {
    add_pages(router, {w.records,
                       w.persons,
                       organisation,
                       w.clock,
                       [](const access::Actor &, std::string_view) { return html::Frame{}; },
                       [](std::string_view, std::int64_t) { return std::vector<html::Knot>{}; },
                       {}});
    as(w.anna);
  }
  void as(const access::Actor &actor) { access::current() = actor; }
  http::Response send(http::Method method, const std::string &address, const Form &form = {}, const std::map<std::string, http::Upload> &files = {}) {
    http::Request request;
    request.method = method;
    request.files = files;
    const auto mark = address.find('?');
    request.path = address.substr(0, mark);
    if (mark != std::string::npos)
      for (const auto &pair : split(address.substr(mark + 1), '&'))
        request.query.add(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    for (const auto &[name, value] : form) request.form.add(name, value);
    bool other = false;
    const auto *route = router.match(method, request.path, request.params, other);
    EXPECT_NE(route, nullptr) << address;
    return route != nullptr ? sent(route->handler(request)) : http::Response{404, "", "", {}, false};
  }
  http::Response get(const std::string &address) { return send(http::Method::get, address); }
  http::Response post(const std::string &address, const Form &form, const std::map<std::string, http::Upload> &files = {}) {
    return send(http::Method::post, address, form, files);
  }
  static std::string header(const http::Response &response, std::string_view sought) {
    for (const auto &[name, value] : response.headers)
      if (lower(name) == sought) return value;
    return {};
  }
  static bool has(const http::Response &response, std::string_view words) { return response.body.find(words) != std::string::npos; }
  std::string path(const Record &record) const { return "/register/everything/" + std::to_string(record.id); }
  std::string id(std::int64_t number) const { return std::to_string(number); }

  Form filled() const {
    return {{"name", "Ifyllt"},
            {"person", id(w.child)},
            {"persons.0.role", "mother"},
            {"persons.0", id(w.mother)},
            {"persons.1.role", "father"},
            {"persons.1.sok", ""},
            {"persons.1.first_name", "Nya"},
            {"persons.1.last_name", "Pappan"},
            {"handlers", id(w.second_staff)},
            {"handlers", id(w.maria_staff)},
            {"home", id(w.home)},
            {"place", id(w.place)},
            {"address.street", "Storgatan 1"},
            {"address.postcode", "12732"},
            {"address.town", "Skärholmen"},
            {"number", "701063-2391"},
            {"day", "1/2 2019"},
            {"count", "7"},
            {"cost", "1 234,50"},
            {"clock", "14.30"},
            {"month", "februari 2019"},
            {"one", "new"},
            {"several", "low"},
            {"several", "high"},
            {"asked", "no"},
            {"scale", "6,3"},
            {"level", "middle"},
            {"mood", "high"},
            {"secret", "Bara för mig"},
            {"judged", "yes"},
            {"phone", "070"},
            {"checklist_heard", "yes"},
            {"checklist_plan", "no"},
            {"children.0._rad", ""},
            {"children.0.child_name", "Nils"},
            {"children.0.born", "8/7 2008"},
            {"children.0.kind", "high"},
            {"children.0.who", id(w.sibling)},
            {"_team", id(w.family)},
            {"gor", "spara"}};
  }
  EverythingWorld w;
  organisation::Organisation organisation;
  http::Router router;
};
RT_BOTH_DATABASES(EverythingPages);

TEST_P(EverythingPages, TheFormHasAControlForEveryField) {
  const auto page = get("/register/everything/ny");
  ASSERT_EQ(page.status, 200);
  EXPECT_TRUE(has(page, "enctype=\"multipart/form-data\""));
  for (const auto &field : w.reg().fields) {
    if (!in_record(field) || field.type == definitions::FieldType::computed) continue;
    EXPECT_TRUE(has(page, "id=\"f-" + field.id)) << field.id;
  }
  EXPECT_TRUE(has(page, "<table><caption>Checklista</caption>"));
  EXPECT_TRUE(has(page, "<th scope=\"col\" class=\"answer\">Delvis</th>"));
  EXPECT_TRUE(has(page, "-words\">Finns en plan?")) << "the row's heading names the answers";
  EXPECT_TRUE(has(page, "class=\"face\""));
  EXPECT_TRUE(has(page, "maxlength=\"12\""));
  EXPECT_TRUE(has(page, "value=\"rad+:children\""));
  EXPECT_TRUE(has(page, "Solgläntan"));
  EXPECT_TRUE(has(page, "href=\"#del-what\"")) << "three sections have a jump list";
  EXPECT_FALSE(has(page, "Gammalt")) << "a retired answer is not offered";
  EXPECT_TRUE(has(page, "data-when=\"{&quot;is&quot;:&quot;all&quot;")) << "the script hides what is asked for only sometimes";
}

TEST_P(EverythingPages, RowsAreAddedAndRemovedWithoutAScriptAndNothingTypedIsLost) {
  Form form{{"name", "Halv"},        {"children.0._rad", ""},          {"children.0.child_name", "Ett"},
            {"children.1._rad", ""}, {"children.1.child_name", "Två"}, {"gor", "rad+:children"}};
  auto page = post("/register/everything/ny", form);
  EXPECT_TRUE(has(page, "value=\"Halv\""));
  EXPECT_TRUE(has(page, "name=\"children.2.child_name\""));
  form.back().second = "rad-:children.0";
  page = post("/register/everything/ny", form);
  EXPECT_TRUE(has(page, "name=\"children.0.child_name\" value=\"Två\""));
  EXPECT_FALSE(has(page, "name=\"children.1.child_name\""));
  page = post("/register/everything/ny", {{"name", "Halv"}, {"gor", "rad+:persons"}});
  EXPECT_TRUE(has(page, "name=\"persons.0.role\""));
  EXPECT_TRUE(has(page, "name=\"persons.0.sok\""));
  page = post("/register/everything/ny", {{"persons.0.role", "mother"}, {"persons.0.sok", "maja"}, {"gor", "sok"}});
  EXPECT_TRUE(has(page, "Maja Exempel, född 1980-01-02"));
}

TEST_P(EverythingPages, AFilledFormIsSavedShownAndItsFileDownloaded) {
  const auto saved = post("/register/everything/ny", filled(), {{"paper.fil", {"beslut.pdf", "text/html", "%PDF-1.4 prov"}}});
  ASSERT_EQ(saved.status, 303) << saved.body;
  const auto record = w.records.list(w.anna, "everything", {}, "test").rows.at(0);
  const auto page = get(path(record));
  for (const char *said : {"Mamma: Maja Exempel, Pappa: Nya Pappan", "Sara Lund, Maria Berg", "Familjen Ek", "Solgläntan",
                           "Storgatan 1, 127 32 Skärholmen", "19701063-2391", "2019-02-01", "14:30", "2019-02", "Nytt", "Låg, Hög", "6,3", "Mellan",
                           "beslut.pdf", "Bara för mig", "Har barnet kommit till tals?", "Nils Exempel", "2008-07-08"})
    EXPECT_TRUE(has(page, said)) << said;
  const auto file = get(path(record) + "/fil/" + id(record.integer("paper")));
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, "%PDF-1.4 prov");
  EXPECT_EQ(file.content_type, "application/pdf") << "what is in the file, not what the browser said";
  EXPECT_NE(header(file, "content-disposition").find("attachment"), std::string::npos);
  as(w.olle);
  EXPECT_EQ(get(path(record) + "/fil/" + id(record.integer("paper"))).status, 404);
  as(w.anna);
  EXPECT_TRUE(has(get(path(record) + "/andra"), "name=\"children.0.child_name\" value=\"Nils\""));
}

TEST_P(EverythingPages, EachBadAnswerIsSaidAtItsFieldAndAFileIsKeptMeanwhile) {
  auto form = filled();
  for (auto &[name, value] : form) {
    if (name == "clock") value = "halv tre";
    if (name == "month") value = "snart";
    if (name == "children.0.born") value = "31/2";
    if (name == "number") value = "19701063-2392";
  }
  const auto page = post("/register/everything/ny", form, {{"paper.fil", {"beslut.pdf", "", "%PDF-1.4 prov"}}});
  EXPECT_EQ(page.status, 422);
  for (const char *control : {"#f-clock", "#f-month", "#f-children.0.born", "#f-number"}) EXPECT_TRUE(has(page, control)) << control;
  EXPECT_TRUE(has(page, "Syskon 1, Född: ”31/2” är inget datum."));
  EXPECT_TRUE(has(page, "<b>beslut.pdf</b>")) << "it need not be chosen again";
  EXPECT_TRUE(has(page, "value=\"halv tre\""));
  const auto refused = post("/register/everything/ny", filled(), {{"paper.fil", {"beslut.pdf", "", "<script>alert(1)</script>"}}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_TRUE(has(refused, "Handling: den sortens fil tas inte emot."));
}

TEST_P(EverythingPages, WhatOthersMayNotSeeIsCalledHiddenEverywhere) {
  const auto record = w.records.save(w.anna, "everything", w.full()).value();
  as(w.maria);
  const auto page = get(path(record));
  EXPECT_TRUE(has(page, "Dold"));
  EXPECT_FALSE(has(page, "Bara för mig"));
  const auto form = get(path(record) + "/andra");
  EXPECT_TRUE(has(form, "Din roll får inte se det här."));
  EXPECT_TRUE(has(form, "Du får läsa men inte ändra det här."));
  EXPECT_FALSE(has(form, "name=\"secret\""));
  EXPECT_FALSE(has(form, "name=\"judged\""));
  as(w.actor(9, 0, "Dag Ek", access::Role::deputy, {}));
  EXPECT_FALSE(has(get("/register/everything/export.csv"), "Bara för mig"));
  EXPECT_TRUE(has(get("/register/everything/export.csv"), "Dold"));
  as(w.maria);
  const auto told = get("/api/v1/registers/everything/" + id(record.id));
  EXPECT_FALSE(has(told, "Bara för mig"));
  EXPECT_FALSE(has(told, "Chefens"));
  EXPECT_TRUE(has(told, "\"hidden\":[\"remark\",\"secret\"]"));
  EXPECT_TRUE(has(told, "\"child_name\":\"Lo\"")) << "rows of groups stand among the fields";
  auto sent = filled();
  sent.emplace_back("_version", "1");
  const auto refused = post(path(record) + "/andra", sent);
  EXPECT_EQ(refused.status, 422);
  EXPECT_TRUE(has(refused, "Chefens anteckning: din roll får inte ändra det här.")) << "not even the right words: that would tell what they are";
  EXPECT_EQ(w.records.get(w.anna, "everything", record.id, "test")->text("secret"), "Bara för mig");
}

TEST_P(EverythingPages, AFileForFollowUpSaysNothingAboutWho) {
  (void)w.records.save(w.anna, "everything", w.full()).value();
  const auto file = get("/register/everything/export.csv?syfte=uppfoljning");
  for (const char *personal : {"Elsa", "Maja", "070-123", "Storgatan", "19701063"}) EXPECT_FALSE(has(file, personal)) << personal;
  EXPECT_TRUE(has(file, "Solgläntan"));
  const auto record = w.records.list(w.anna, "everything", {}, "test").rows.at(0);
  const auto page = get(path(record) + "?visa=presentation");
  for (const char *personal : {"Elsa", "Maja", "070-123", "Storgatan", "19701063", "beslut.pdf", "Nils Exempel"})
    EXPECT_FALSE(has(page, personal)) << personal;
  EXPECT_TRUE(has(page, "Solgläntan"));
}

/// Everything but the name, the person and the day is taken away, then the file is read in.
TEST_P(EverythingPages, WhatIsExportedIsReadBackEqual) {
  Imports imports(w.records, w.persons, w.clock);
  for (const char *kind : {"csv", "xlsx"}) {
    SCOPED_TRACE(kind);
    auto full = w.full(kind);
    full.values["before"] = w.records.save(w.anna, "everything", w.least(kind[0] == 'c' ? "Förr" : "Förut")).value().id;
    const auto record = w.records.save(w.anna, "everything", full).value();
    const auto file = get(std::string("/register/everything/export.") + kind);
    ASSERT_EQ(file.status, 200);
    const auto again = imports.import_file(w.anna, "everything", file.body, std::string("allt.") + kind, {});
    ASSERT_TRUE(again.has_value()) << again.error().message;
    for (const auto &error : again->errors) ADD_FAILURE() << error.row << " " << error.header << " ”" << error.value << "” " << error.message;
    EXPECT_EQ(again->will_do(), 0) << "nothing differs";

    auto bare = w.records.get(w.anna, "everything", record.id, "test").value();
    bare.values = {{"name", bare.value("name")}, {"person", bare.value("person")}, {"day", bare.value("day")}};
    bare.groups["children"].clear();
    const auto emptied = w.records.save(w.anna, "everything", bare);
    ASSERT_TRUE(emptied.has_value());
    ASSERT_FALSE(emptied->has("cost"));
    const auto report = imports.import_file(w.anna, "everything", file.body + (kind[0] == 'c' ? "\r\n" : ""), std::string("allt.") + kind, {});
    ASSERT_TRUE(report.has_value()) << report.error().message;
    for (const auto &error : report->errors) ADD_FAILURE() << error.row << " " << error.header << " ”" << error.value << "” " << error.message;
    EXPECT_EQ(report->changed, 1);
    const auto back = w.records.get(w.anna, "everything", record.id, "test").value();
    EXPECT_EQ(back.values, record.values);
    EXPECT_EQ(back.groups, record.groups);
  }
}

} // namespace
} // namespace rt::records
