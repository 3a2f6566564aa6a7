// The API as another program of the city meets it.
#include "modules/records/openapi.hpp"
#include "modules/records/pages.hpp"
#include "modules/records/tests/fixture.hpp"
#include "platform/core/text.hpp"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace rt::records {
namespace {

using nlohmann::json;
using Headers = std::map<std::string, std::string>;

class ApiTest : public ::testing::TestWithParam<std::string> {
protected:
  ApiTest() : w(GetParam()), organisation(w.db.pool()) {
    add_pages(router, {w.records, w.persons, organisation, w.clock, [](const access::Actor &, std::string_view) { return html::Frame{}; }, {}, {}});
    access::current() = w.maria;
  }
  ~ApiTest() override { access::current() = {}; }
  http::Response send(http::Method method, const std::string &address, const std::string &body = {}, const Headers &headers = {}) {
    http::Request request;
    request.method = method;
    const auto mark = address.find('?');
    request.path = address.substr(0, mark);
    if (mark != std::string::npos)
      for (const auto &pair : split(address.substr(mark + 1), '&'))
        request.query.add(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    request.body = body;
    request.headers = headers;
    bool other = false;
    const auto *route = router.match(method, request.path, request.params, other);
    EXPECT_NE(route, nullptr) << address;
    return route->handler(request);
  }
  http::Response get(const std::string &path, const Headers &headers = {}) { return send(http::Method::get, path, {}, headers); }
  http::Response create(const json &body, const std::string &key = {}) {
    return send(http::Method::post, "/api/v1/registers/viewpoint", body.dump(), key.empty() ? Headers{} : Headers{{"idempotency-key", key}});
  }
  static std::string header(const http::Response &response, std::string_view name) {
    for (const auto &[key, value] : response.headers)
      if (lower(key) == lower(name)) return value;
    return {};
  }
  std::int64_t count() { return json::parse(get("/api/v1/registers/viewpoint").body)["total"]; }
  static json viewpoint() {
    return {{"fields",
             {{"received", "2019-02-01"},
              {"category", "complaint"},
              {"description", "Svårt att hitta hit"},
              {"givers", {{{"role", "mother"}, {"sex", "female"}}, {{"role", "father"}, {"sex", "male"}}}}}}};
  }
  World w;
  organisation::Organisation organisation;
  http::Router router;
};

TEST_P(ApiTest, WhatIsWrittenIsReadBackEqual) {
  const auto made = create(viewpoint());
  ASSERT_EQ(made.status, 201) << made.body;
  const auto where = header(made, "Location");
  const auto read = get(where);
  EXPECT_EQ(header(read, "ETag"), "\"1\"");
  const auto record = json::parse(read.body);
  EXPECT_EQ(record["fields"]["category"], "complaint");
  EXPECT_EQ(record["people"]["female"], 1) << "a couple is one viewpoint and two people";
  EXPECT_EQ(record["people"]["male"], 1);
  // What was read can be sent back as it is and changes nothing but the version.
  const auto again = send(http::Method::put, where, read.body, {{"if-match", "\"1\""}});
  ASSERT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(json::parse(again.body)["fields"], record["fields"]);
  EXPECT_EQ(get(where, {{"if-none-match", header(again, "ETag")}}).status, 304);
}

TEST_P(ApiTest, ARepeatedRequestMakesNothingNew) {
  const auto first = create(viewpoint(), "rad-17");
  const auto second = create(viewpoint(), "rad-17");
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(json::parse(first.body)["id"], json::parse(second.body)["id"]);
  EXPECT_EQ(header(second, "Idempotency-Replayed"), "true");
  EXPECT_EQ(count(), 1);
  auto other = viewpoint();
  other["fields"]["description"] = "Något annat";
  EXPECT_EQ(create(other, "rad-17").status, 422) << "the same key for something else is a mistake";
  EXPECT_EQ(create(other, "rad-18").status, 201);
  EXPECT_EQ(count(), 2);
}

TEST_P(ApiTest, AChangeNeedsTheVersionThatWasRead) {
  const auto where = header(create(viewpoint()), "Location");
  auto body = viewpoint();
  body["fields"]["description"] = "Svårt att hitta entrén";
  EXPECT_EQ(send(http::Method::put, where, body.dump()).status, 428);
  ASSERT_EQ(send(http::Method::put, where, body.dump(), {{"if-match", "\"1\""}}).status, 200);
  const auto stale = send(http::Method::put, where, body.dump(), {{"if-match", "\"1\""}});
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(stale.content_type, "application/problem+json");
  EXPECT_EQ(json::parse(stale.body)["status"], 412);
  EXPECT_EQ(json::parse(get(where + "/history").body)["history"].size(), 2u);
}

TEST_P(ApiTest, EachFaultIsToldAtItsField) {
  auto body = viewpoint();
  body["fields"]["category"] = "complain";
  body["fields"]["received"] = "i går kanske";
  body["fields"]["recieved"] = "2019-02-01";
  const auto refused = create(body);
  ASSERT_EQ(refused.status, 422);
  std::map<std::string, std::string> said;
  const auto problem = json::parse(refused.body);
  for (const auto &error : problem["errors"]) said[error["field"]] = error["message"];
  EXPECT_NE(said["category"].find("complaint"), std::string::npos);
  EXPECT_FALSE(said["received"].empty());
  EXPECT_NE(said["recieved"].find("Menade du ”received”?"), std::string::npos);
  EXPECT_EQ(send(http::Method::post, "/api/v1/registers/viewpoint", "{inte json").status, 422);
  EXPECT_EQ(send(http::Method::post, "/api/v1/registers/viewpoint", "[]").status, 422);
  EXPECT_EQ(count(), 0);
}

TEST_P(ApiTest, WhatIsOutsideTheScopeDoesNotExist) {
  const auto contact = w.contact();
  const auto where = "/api/v1/registers/contact/" + std::to_string(contact.id);
  EXPECT_EQ(get(where).status, 200);
  access::current() = w.olle;
  EXPECT_EQ(get(where).status, 404);
  EXPECT_EQ(send(http::Method::put, where, R"({"fields":{}})", {{"if-match", "\"1\""}}).status, 404);
  access::current() = {};
  EXPECT_EQ(get(where).status, 401);
}

TEST_P(ApiTest, StepsAreTakenWithTheVersion) {
  const auto contact = w.contact();
  const auto where = "/api/v1/registers/contact/" + std::to_string(contact.id) + "/steps/start_direct";
  EXPECT_EQ(send(http::Method::post, where).status, 428);
  const auto missing = send(http::Method::post, where, "", {{"if-match", "\"1\""}});
  EXPECT_EQ(missing.status, 422);
  EXPECT_EQ(json::parse(missing.body)["errors"][0]["field"], "started");
}
RT_BOTH_DATABASES(ApiTest);

/// Every "$ref" of the document points at something in it.
void check_refs(const json &document, const json &node) {
  if (node.is_object() && node.contains("$ref")) {
    const auto target = node["$ref"].get<std::string>();
    ASSERT_EQ(target.substr(0, 2), "#/");
    EXPECT_TRUE(document.contains(json::json_pointer(target.substr(1)))) << target;
  }
  for (const auto &child : node)
    if (child.is_structured()) check_refs(document, child);
}

TEST(OpenApi, EveryRegisterAndFieldIsInIt) {
  const auto document = json::parse(openapi(shipped_catalog()));
  EXPECT_EQ(document["openapi"], "3.1.0");
  check_refs(document, document);
  for (const auto &reg : shipped_catalog().registers) {
    SCOPED_TRACE(reg.id);
    const auto base = "/api/v1/registers/" + reg.id;
    ASSERT_TRUE(document["paths"].contains(base));
    EXPECT_TRUE(document["paths"][base].contains("post"));
    EXPECT_EQ(document["paths"][base + "/{record}"]["parameters"].size(), 1u);
    const auto &fields = document["components"]["schemas"][reg.id + "_fields"]["properties"];
    for (const auto &field : reg.fields)
      if (field.group.empty()) {
        EXPECT_TRUE(fields.contains(field.id)) << field.id;
        EXPECT_EQ(fields[field.id].value("title", ""), field.title.sv);
      }
  }
  const auto &viewpoint = document["components"]["schemas"]["viewpoint_fields"];
  EXPECT_EQ(viewpoint["properties"]["category"]["type"], "string");
  EXPECT_TRUE(viewpoint["properties"]["category"]["enum"].is_array());
  EXPECT_NE(std::find(viewpoint["required"].begin(), viewpoint["required"].end(), "received"), viewpoint["required"].end());
}

} // namespace
} // namespace rt::records
