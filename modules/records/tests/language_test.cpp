// What a definition can say beside its fields: a field that is no longer asked for, a thing that only one can have at a time, an age
// outside the unit's own limits, hours that stand in order, and conditions with "or" in the form, on the server and in a list.
#include "modules/records/tests/everything_pack.hpp"
#include "modules/records/tests/site.hpp"
#include <thread>

namespace rt::records {
namespace {

const std::string kYear = R"toml(
[[field]]
id = "person"
type = "person"
title = { sv = "Barnet", en = "Child" }
[[field]]
id = "day"
type = "date"
title = { sv = "Dag", en = "Day" }
required = true
[[field]]
id = "way"
type = "choice"
title = { sv = "Sätt", en = "Way" }
in_list = true
options = [
  { id = "phone", code = 1, title = { sv = "Telefon", en = "Phone" } },
  { id = "visit", code = 2, title = { sv = "Besök", en = "Visit" } },
  { id = "letter", code = 3, title = { sv = "Brev", en = "Letter" } },
]
[[field]]
id = "who"
type = "text"
title = { sv = "Vem var med?", en = "Who took part?" }
show_when = "way = phone or way = visit"
required_when = "way = phone or way = visit"
[[group]]
id = "children"
title = { sv = "Barn", en = "Children" }
singular = { sv = "Barn", en = "Child" }
[[field]]
id = "name"
type = "text"
title = { sv = "Namn", en = "Name" }
group = "children"
[[view]]
id = "talks"
title = { sv = "Samtal", en = "Talks" }
filter = "way = phone or way = visit"
)toml";

/// The register as it was first, and with two fields taken out of use.
std::string talk(bool later) {
  const std::string gone = later ? "retired = true\n" : "required = true\nin_list = true\n", row_gone = later ? "retired = true\n" : "";
  return register_head("talk", "Samtal", "Samtal", "about = \"person\"\npurpose = \"quality\"\ndate_field = \"day\"") + kYear +
         field_toml("fax", "text", "Fax", gone) + field_toml("shoe", "text", "Skonummer", "group = \"children\"\n" + row_gone) +
         "[[warning]]\nage_limits = \"limits\"\nmessage = { sv = \"Utanför målgruppen.\", en = \"Outside the target group.\" }\n" +
         "[[warning]]\nrule = \"way != letter\"\nmessage = { sv = \"Ring hellre.\", en = \"Rather call.\" }\n";
}

std::string limits() {
  return register_head("limits", "Målgrupper", "Målgrupp", "about = \"unit\"\npurpose = \"quality\"\ndate_field = \"valid_from\"") +
         field_toml("valid_from", "date", "Från", "required = true") + field_toml("valid_to", "date", "Till") + field_toml("team", "team", "Grupp") +
         field_toml("age_from", "integer", "Från ålder") + field_toml("age_to", "integer", "Till ålder");
}

std::string booking() {
  return register_head("booking", "Bokningar", "Bokning", "about = \"unit\"\npurpose = \"quality\"\ndate_field = \"day\"") +
         field_toml("room", "reference", "Rum", "target = \"room\"\nrequired = true") + field_toml("day", "date", "Dag", "required = true") +
         field_toml("back", "date", "Tillbaka") + field_toml("begins", "time", "Från") + field_toml("ends", "time", "Till") +
         field_toml("cancelled", "yes_no", "Avbokad") +
         "[[check]]\nrule = \"back or ends > begins\"\nfield = \"ends\"\nmessage = { sv = \"Slutar före början.\", en = \"Ends before it begins.\" }\n" +
         "[[clash]]\nof = \"room\"\nday = \"day\"\nlast_day = \"back\"\nbegins = \"begins\"\nends = \"ends\"\nwhen = \"not cancelled = yes or not cancelled\"\n"
         "message = { sv = \"Rummet är bokat.\", en = \"The room is booked.\" }\n";
}

const definitions::Catalog &catalog_of(bool later) {
  static const auto load = [](bool changed) {
    auto loaded =
        PackFolder({{"talk", talk(changed)}, {"limits", limits()}, {"booking", booking()}, {"room", named_register("room", "Rum", "Rum")}}).load();
    for (const auto &finding : loaded.findings) ADD_FAILURE() << finding.file << ":" << finding.line << " " << finding.message;
    return loaded;
  };
  static const definitions::Loaded kFirst = load(false), kLater = load(true);
  return (later ? kLater : kFirst).catalog;
}

using Values = std::map<std::string, db::Value>;

struct LanguageTest : ::testing::TestWithParam<std::string> {
  static Draft of(Values values) {
    Draft draft;
    draft.values = std::move(values);
    return draft;
  }
  static std::string fault(const Result<Record> &saved) {
    if (saved) return "";
    return saved.error().fields.empty() ? saved.error().message : saved.error().fields.front().field + ": " + saved.error().fields.front().message;
  }
};
RT_BOTH_DATABASES(LanguageTest);

TEST_P(LanguageTest, AFieldTakenOutOfUseIsReadButNotAskedFor) {
  Site site(GetParam(), catalog_of(false));
  auto draft = of({{"day", std::string("2019-02-01")}, {"fax", std::string("08-123")}});
  draft.groups["children"] = {{{"name", std::string("Elsa")}, {"shoe", std::string("38")}}};
  const auto old = site.w.records.save(site.w.maria, "talk", draft).value();
  // The pack comes in a new version: the same database, other definitions.
  Records records(site.w.db.pool(), catalog_of(true), site.w.clock, site.w.read_log);
  records.install(*site.w.db.pool().write());
  http::Router router;
  add_pages(
      router,
      {records, site.w.persons, site.organisation, site.w.clock, [](const access::Actor &, std::string_view) { return html::Frame{}; }, {}, {}});
  site.router = std::move(router);
  const auto path = "/register/talk/" + std::to_string(old.id);
  const auto page = site.get(path);
  for (const auto *words : {"Fax", "08-123", "Skonummer", "38"}) EXPECT_TRUE(Site::has(page, words)) << words;
  EXPECT_FALSE(Site::has(site.get("/register/talk/ny"), "Fax"));
  EXPECT_FALSE(Site::has(site.get(path + "/andra"), "08-123"));
  EXPECT_TRUE(Site::has(site.get(path + "/historik"), "08-123"));
  site.as(site.w.anna);
  EXPECT_TRUE(Site::has(site.get("/register/talk/export.csv"), "08-123"));
  site.as(site.w.maria);
  // Nobody has to fill it in, and who changes an old record does not empty it.
  EXPECT_TRUE(records.save(site.w.maria, "talk", of({{"day", std::string("2019-02-02")}})).has_value());
  EXPECT_EQ(site.post(path + "/andra", {{"_version", "1"},
                                        {"day", "2019-02-03"},
                                        {"way", "letter"},
                                        {"children.0._rad", "1"},
                                        {"children.0.name", "Elsa Ek"},
                                        {"gor", "spara"}})
                .status,
            303);
  const auto changed = records.get(site.w.maria, "talk", old.id, "test").value();
  EXPECT_EQ(changed.text("day"), "2019-02-03");
  EXPECT_EQ(changed.text("fax"), "08-123");
  EXPECT_EQ(changed.groups.at("children")[0].at("name"), db::Value{std::string("Elsa Ek")});
  EXPECT_EQ(changed.groups.at("children")[0].at("shoe"), db::Value{std::string("38")});
}

TEST_P(LanguageTest, OnlyOneHasAThingAtATime) {
  World w(GetParam(), catalog_of(true));
  const auto room = w.records.save(w.maria, "room", of({{"name", std::string("Nätverksrummet")}, {"since", std::string("2018-01-01")}})).value().id;
  const auto other = w.records.save(w.maria, "room", of({{"name", std::string("Bilen")}, {"since", std::string("2018-01-01")}})).value().id;
  const auto book = [&](std::int64_t what, const char *day, const char *from, const char *to, const char *back = "") {
    return w.records.save(
        w.maria, "booking",
        of({{"room", what}, {"day", std::string(day)}, {"begins", std::string(from)}, {"ends", std::string(to)}, {"back", std::string(back)}}));
  };
  auto mine = book(room, "2019-03-22", "13:00", "15:00");
  ASSERT_TRUE(mine.has_value()) << fault(mine);
  EXPECT_EQ(fault(book(room, "2019-03-22", "14:30", "16:00")), "begins: Rummet är bokat. Upptaget 22 mars 2019 13:00–15:00.");
  EXPECT_EQ(fault(book(room, "2019-03-22", "", "")), "begins: Rummet är bokat. Upptaget 22 mars 2019 13:00–15:00.") << "hela dagen";
  EXPECT_TRUE(book(room, "2019-03-22", "15:00", "16:00").has_value()) << "den ena slutar när den andra börjar";
  EXPECT_TRUE(book(other, "2019-03-22", "13:00", "15:00").has_value()) << "något annat";
  ASSERT_TRUE(book(other, "2019-04-01", "08:00", "12:00", "2019-04-03").has_value());
  EXPECT_EQ(fault(book(other, "2019-04-02", "", "")), "begins: Rummet är bokat. Upptaget 1 april 2019 08:00 – 3 april 2019 12:00.");
  EXPECT_TRUE(book(other, "2019-04-03", "13:00", "14:00").has_value());
  EXPECT_EQ(fault(book(room, "2019-05-02", "15:00", "13:00")), "ends: Slutar före början.");
  // It can be changed without being in its own way; what is cancelled takes nothing; what is removed neither.
  mine->values["ends"] = std::string("14:00");
  mine = w.records.save(w.maria, "booking", *mine);
  ASSERT_TRUE(mine.has_value()) << fault(mine);
  mine->values["cancelled"] = std::int64_t{1};
  ASSERT_TRUE(w.records.save(w.maria, "booking", *mine).has_value());
  EXPECT_TRUE(book(room, "2019-03-22", "13:00", "14:00").has_value());
}

TEST_P(LanguageTest, OfTwoWhoBookAtOnceOneGetsIt) {
  World w(GetParam(), catalog_of(true));
  const auto room = w.records.save(w.maria, "room", of({{"name", std::string("Rummet")}, {"since", std::string("2018-01-01")}})).value().id;
  for (int day = 1; day <= 8; ++day) {
    std::atomic<int> got = 0, refused = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < 4; ++i)
      all.emplace_back([&] {
        (w.records.save(w.maria, "booking", of({{"room", room}, {"day", "2019-06-0" + std::to_string(day)}})).has_value() ? got : refused)++;
      });
    for (auto &one : all) one.join();
    EXPECT_EQ(got, 1);
    EXPECT_EQ(refused, 3);
  }
}

TEST_P(LanguageTest, WhoIsOutsideTheLimitsIsSavedAndItIsSaid) {
  World w(GetParam(), catalog_of(true));
  const auto limit = [&](const char *from, const char *to, std::int64_t team, std::int64_t least, std::int64_t most) {
    Values values{{"valid_from", std::string(from)}, {"age_from", least}, {"age_to", most}};
    if (*to != 0) values["valid_to"] = std::string(to);
    if (team != 0) values["team"] = team;
    ASSERT_TRUE(w.records.save(w.anna, "limits", of(values)).has_value());
  };
  const auto warned = [&](const char *born, const char *day, std::int64_t team) {
    auto draft = of({{"person", w.person("Elsa", Sex::female, born)}, {"day", std::string(day)}});
    draft.team = team;
    const auto saved = w.records.save(w.anna, "talk", draft);
    EXPECT_TRUE(saved.has_value()) << fault(saved);
    const auto told = w.records.warnings(w.anna, *w.catalog.find("talk"), *saved);
    return told.empty() ? std::string() : told.front();
  };
  EXPECT_EQ(warned("1990-01-01", "2019-02-01", w.family), "") << "ingen har sagt några gränser";
  limit("2019-01-01", "", 0, 0, 20);
  limit("2019-01-01", "", w.youth, 12, 17);
  limit("2018-01-01", "2018-12-31", 0, 0, 10);
  EXPECT_EQ(warned("1998-02-01", "2019-02-01", w.family), "Utanför målgruppen. Personen är 21 år; målgruppen är 0–20 år.");
  EXPECT_EQ(warned("1998-02-02", "2019-02-01", w.family), "") << "fyller 21 i morgon";
  EXPECT_EQ(warned("2010-02-02", "2019-02-01", w.youth), "Utanför målgruppen. Personen är 8 år; målgruppen är 12–17 år.")
      << "gruppens egna gränser går före";
  EXPECT_EQ(warned("2005-02-02", "2018-12-31", w.family), "Utanför målgruppen. Personen är 13 år; målgruppen är 0–10 år.") << "gränserna den dagen";
  const auto letter = w.records.save(w.anna, "talk", of({{"day", std::string("2019-02-01")}, {"way", std::int64_t{3}}})).value();
  EXPECT_EQ(w.records.warnings(w.anna, *w.catalog.find("talk"), letter), std::vector<std::string>{"Ring hellre."});
}

TEST_P(LanguageTest, ThePageSaysTheWarning) {
  Site site(GetParam(), catalog_of(true));
  const auto letter = site.w.records.save(site.w.maria, "talk", of({{"day", std::string("2019-02-01")}, {"way", std::int64_t{3}}})).value();
  EXPECT_TRUE(Site::has(site.get("/register/talk/" + std::to_string(letter.id)), "Ring hellre."));
}

TEST_P(LanguageTest, AProgramIsToldTheWarningBesideWhatItSaved) {
  Site site(GetParam(), catalog_of(true));
  const auto ask = [&](http::Method method, const std::string &path, const std::string &body, int version = 0) {
    http::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    if (version != 0) request.headers["if-match"] = "\"" + std::to_string(version) + "\"";
    bool other = false;
    return site.router.match(method, path, request.params, other)->handler(request);
  };
  const std::string path = "/api/v1/registers/talk";
  const auto made = ask(http::Method::post, path, R"({"fields": {"day": "2019-02-01", "way": "letter"}})");
  EXPECT_EQ(made.status, 201) << "a warning hinders nothing: " << made.body;
  EXPECT_TRUE(Site::has(made, R"("warnings":["Ring hellre."])")) << made.body;
  const auto again = ask(http::Method::put, path + "/1", made.body, 1);
  EXPECT_EQ(again.status, 200) << "the answer can be sent back as it is: " << again.body;
  const auto rung = ask(http::Method::put, path + "/1", R"({"fields": {"day": "2019-02-01", "way": "phone", "who": "Mamma"}})", 1);
  EXPECT_EQ(rung.status, 200) << rung.body;
  EXPECT_TRUE(Site::has(rung, R"("warnings":[])")) << "nothing to warn of: " << rung.body;
  const auto refused = ask(http::Method::post, path, R"({"fields": {"way": "letter"}})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_FALSE(Site::has(refused, "warnings")) << "what is refused is a problem and nothing else";
  EXPECT_FALSE(Site::has(ask(http::Method::get, path + "/1", ""), "warnings"));
  const auto document = ask(http::Method::get, "/api/v1/openapi.json", "").body;
  EXPECT_NE(document.find(R"("talk_saved":{"allOf":[{"$ref":"#/components/schemas/talk"})"), std::string::npos);
  EXPECT_NE(document.find(R"("201":{"description":"Created")"), std::string::npos);
}

TEST_P(LanguageTest, OneOfSeveralConditionsIsEnoughEverywhere) {
  Site site(GetParam(), catalog_of(true));
  // The form's script gets the whole condition, so that it can answer as the server does.
  EXPECT_TRUE(Site::has(site.get("/register/talk/ny"),
                        "{&quot;is&quot;:&quot;any&quot;,&quot;parts&quot;:[{&quot;is&quot;:&quot;compare&quot;,&quot;field&quot;:&quot;way&quot;"))
      << "formuläret";
  const auto &reg = *catalog_of(true).find("talk");
  for (const auto &[code, asked] : {std::pair{1, true}, {2, true}, {3, false}}) {
    const auto saved = site.w.records.save(site.w.maria, "talk", of({{"day", std::string("2019-02-01")}, {"way", std::int64_t{code}}}));
    EXPECT_EQ(saved.has_value(), !asked) << "utan svar på frågan";
    auto full = of({{"day", std::string("2019-02-01")}, {"way", std::int64_t{code}}});
    EXPECT_EQ(shown(reg, *reg.field("who"), full, make_date(2019, 3, 22)), asked);
    if (asked) full.values["who"] = std::string("Mamma");
    EXPECT_TRUE(site.w.records.save(site.w.maria, "talk", full).has_value());
  }
  EXPECT_EQ(site.w.records.list(site.w.maria, "talk", {{}, "", 40, 0, true, false, "way = phone or way = visit"}, "test").total, 2);
  EXPECT_EQ(site.w.records.list(site.w.maria, "talk", {{}, "", 40, 0, true, false, "not (way = phone or way = visit)"}, "test").total, 2)
      << "två brev";
}

TEST_P(LanguageTest, NobodyIsReachedByWritingANumberInAForm) {
  World w(GetParam(), catalog_of(true));
  const auto elsa = w.person("Elsa", Sex::female, "2006-05-06"); // Maria's team works with her
  const auto about = [&](const access::Actor &who) {
    return w.records.save(who, "talk", of({{"person", elsa}, {"day", std::string("2019-02-01")}}));
  };
  EXPECT_EQ(fault(about(w.olle)), "person: Personen finns inte, eller så får du inte se hen.");
  ASSERT_TRUE(about(w.maria).has_value());
  EXPECT_FALSE(about(w.olle).has_value()) << "också när hon har poster hos andra";
  EXPECT_TRUE(about(w.anna).has_value()) << "chefen ser hela enheten";
  EXPECT_TRUE(w.persons.names(w.olle, {elsa}).empty());
}

} // namespace
} // namespace rt::records
