// A step that asks for a file, for its own record and for one that it makes: taken on the step's page, and kept when something else is missing.
#include "modules/records/tests/everything_pack.hpp"
#include "modules/records/tests/site.hpp"

namespace rt::records {
namespace {

std::string matter() {
  return register_head("matter", "Frågor", "Fråga", "about = \"unit\"\npurpose = \"quality\"\ndate_field = \"day\"") +
         field_toml("day", "date", "Dag", "required = true") + field_toml("reason", "text", "Skäl") + field_toml("paper", "file", "Beslutet") +
         R"toml(
[[state]]
id = "open"
code = 1
title = { sv = "Öppen", en = "Open" }
initial = true
[[state]]
id = "decided"
code = 2
title = { sv = "Beslutad", en = "Decided" }
final = true
[[transition]]
id = "decide"
title = { sv = "Besluta", en = "Decide" }
from = "open"
to = "decided"
requires_fields = ["reason", "paper"]
creates = [ { register = "letter", link = "matter", copies = { day = "day" } } ]
)toml";
}

std::string letter() {
  return register_head("letter", "Brev", "Brev", "about = \"unit\"\npurpose = \"quality\"\ndate_field = \"day\"") +
         field_toml("matter", "reference", "Fråga", "target = \"matter\"") + field_toml("day", "date", "Dag", "required = true") +
         field_toml("scan", "file", "Inskannat", "required = true");
}

const definitions::Catalog &catalog() {
  static const auto kLoaded = PackFolder({{"matter", matter()}, {"letter", letter()}}).load();
  for (const auto &finding : kLoaded.findings) ADD_FAILURE() << finding.file << ":" << finding.line << " " << finding.message;
  return kLoaded.catalog;
}

struct StepFiles : ::testing::TestWithParam<std::string>, Site {
  StepFiles() : Site(GetParam(), catalog()) {
    Draft draft;
    draft.values["day"] = std::string("2019-02-01");
    draft.values["reason"] = std::string();
    record = w.records.save(w.maria, "matter", draft).value();
  }
  http::Response take(const Form &form, const std::map<std::string, http::Upload> &files) {
    http::Request request;
    request.method = http::Method::post;
    request.path = "/register/matter/" + std::to_string(record.id) + "/steg";
    request.form.add("steg", "decide");
    request.form.add("_version", "1");
    for (const auto &[name, value] : form) request.form.add(name, value);
    request.files = files;
    bool other = false;
    return router.match(request.method, request.path, request.params, other)->handler(request);
  }
  /// The names that the page asks for, sent back with it.
  static Form asked(const Form &more) {
    Form form{{"_fragat", "reason"}, {"_fragat", "paper"}, {"_fragat", "steg.0.scan"}};
    form.insert(form.end(), more.begin(), more.end());
    return form;
  }
  static std::string hidden(const http::Response &page, const std::string &name) {
    const auto at = page.body.find("name=\"" + name + "\" value=\"");
    return at == std::string::npos ? "" : page.body.substr(at + name.size() + 15, page.body.find('"', at + name.size() + 15) - at - name.size() - 15);
  }
  Record record;
  const http::Upload pdf{"beslut.pdf", "application/pdf", "%PDF-1.4 beslutet"}, png{"brev.png", "image/png", "\x89PNG\r\n\x1a\n brevet"};
};
RT_BOTH_DATABASES(StepFiles);

TEST_P(StepFiles, TheStepTakesItsFilesAndTheNewRecordHasItsOwn) {
  const auto page = get("/register/matter/" + std::to_string(record.id) + "/steg/decide");
  EXPECT_TRUE(has(page, "enctype=\"multipart/form-data\""));
  EXPECT_TRUE(has(page, "name=\"paper.fil\""));
  EXPECT_TRUE(has(page, "name=\"steg.0.scan.fil\""));
  const auto taken = take(asked({{"reason", "Enligt avtal"}}), {{"paper.fil", pdf}, {"steg.0.scan.fil", png}});
  ASSERT_EQ(taken.status, 303) << taken.body;
  const auto after = w.records.get(w.maria, "matter", record.id, "test").value();
  EXPECT_EQ(after.state, 2);
  EXPECT_EQ(w.records.file(w.maria, "matter", record.id, after.integer("paper"))->bytes, pdf.bytes);
  const auto made = w.records.list(w.maria, "letter", {}, "test").rows.at(0);
  EXPECT_EQ(w.records.file(w.maria, "letter", made.id, made.integer("scan"))->filename, "brev.png");
}

TEST_P(StepFiles, AFileIsKeptWhileSomethingElseIsMissing) {
  const auto refused = take(asked({}), {{"paper.fil", pdf}, {"steg.0.scan.fil", png}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_TRUE(has(refused, "beslut.pdf")) << "need not be chosen again";
  EXPECT_EQ(w.records.get(w.maria, "matter", record.id, "test")->state, 1);
  const auto taken =
      take(asked({{"reason", "Enligt avtal"}, {"paper", hidden(refused, "paper")}, {"steg.0.scan", hidden(refused, "steg.0.scan")}}), {});
  ASSERT_EQ(taken.status, 303) << taken.body;
  const auto after = w.records.get(w.maria, "matter", record.id, "test").value();
  EXPECT_EQ(w.records.file(w.maria, "matter", record.id, after.integer("paper"))->filename, "beslut.pdf");
}

TEST_P(StepFiles, WhatIsNoFileOfTheKindIsRefusedAtItsField) {
  const auto refused = take(asked({{"reason", "Enligt avtal"}}), {{"paper.fil", {"x.exe", "application/x", "MZ\x90\x01"}}, {"steg.0.scan.fil", png}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_TRUE(has(refused, "den sortens fil tas inte emot"));
  EXPECT_EQ(w.records.get(w.maria, "matter", record.id, "test")->state, 1);
}

} // namespace
} // namespace rt::records
