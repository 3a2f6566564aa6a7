// A measure that is being written gives the engine's own figure, on the unit's own records, and is the unit's own.
#include "modules/measures/editor_pages.hpp"
#include "modules/definitions/measure_text.hpp"
#include "modules/measures/tests/fixture.hpp"
#include <algorithm>
#include <gtest/gtest.h>

using namespace rt;
using namespace rt::measures;
using rt::measures::testing::World;

namespace {

editor::Read read_text(std::string_view text) {
  auto found = definitions::read_measure_text(text, "utkast");
  return {std::move(found.measures), std::move(found.findings), found.is_toml};
}

std::string draft(const std::string &lines) { return "[[measure]]\nid = \"prov\"\ntitle = { sv = \"Prov\", en = \"Test\" }\n" + lines; }

} // namespace

// ---- tried on records ----

namespace {

class EditorWorld : public ::testing::TestWithParam<std::string> {
protected:
  World w{GetParam()};
  access::Actor head = w.actor(access::Role::head);
  editor::Tries tries{w.db.pool(), w.catalog, w.clock};
  editor::Drafts drafts{w.db.pool(), w.clock};

  editor::Here mine() { return {w.catalog, {}, {}}; }
  Result<editor::Tried> tried(const std::string &text, const access::Actor &actor, std::int64_t most = editor::kMostRows) {
    const auto judged = editor::judge(mine(), read_text, text);
    EXPECT_TRUE(judged.whole) << text << (judged.faults.empty() ? "" : judged.faults[0].message);
    return tries.run(actor, judged, most);
  }
  /// Ended talks with ratings before and after, over a year and more.
  void some_records() {
    for (int i = 0; i < 14; ++i) {
      const std::string name = "K" + std::to_string(i), month = std::to_string(i % 9 + 1);
      const std::string sex = i % 3 == 0 ? "male" : "female", year = i < 10 ? "2018" : "2017";
      w.save("contact",
             {{"team", i % 4 == 0 ? "KBT" : "UM"},
              {"sex", sex},
              {"born", "2001"},
              {"received", year + "-01-02"},
              {"started", year + "-01-10"},
              {"ended", year + "-0" + month + "-20"},
              {"reason", i % 2 == 0 ? "mood" : "relations"},
              {"ending", i % 5 == 0 ? "unplanned" : "planned"},
              {"state", "closed"}},
             name);
      for (int rating = 0; rating < 2; ++rating)
        w.save("ors", {{"contact", name},
                       {"date", year + "-0" + month + "-0" + std::to_string(rating * 5 + 2)},
                       {"rater", "client"},
                       {"s1", "5"},
                       {"s2", "5"},
                       {"s3", "5"},
                       {"s4", rating == 0  ? "4"
                              : i % 4 == 1 ? "2"
                                           : "8"}});
    }
    w.save("viewpoint", {{"team", "UM"}, {"received", "2019-02-01"}, {"category", "wish"}, {"adapted", "yes"}, {"givers", "client kvinna"}});
    w.save("viewpoint",
           {{"team", "KBT"}, {"received", "2018-12-01"}, {"category", "wish"}, {"adapted", "yes"}, {"givers", "mother kvinna, father man"}});
  }
  static void same(const Value &engine, const Value &preview, const std::string &what) {
    if (engine.state == State::not_comparable) return; // its definition changed inside the period; the copy has one
    EXPECT_EQ(engine.state, preview.state) << what;
    EXPECT_DOUBLE_EQ(engine.value, preview.value) << what;
    EXPECT_DOUBLE_EQ(engine.numerator, preview.numerator) << what;
    EXPECT_DOUBLE_EQ(engine.denominator, preview.denominator) << what;
    EXPECT_EQ(engine.n, preview.n) << what;
  }
};

} // namespace

TEST_P(EditorWorld, ACopyOfAMeasureGivesTheEnginesFigure) {
  some_records();
  int with_figures = 0;
  for (const auto &d : w.measures.definitions()) {
    if (d.own_of != 0 || from_outside(d.kind)) continue;
    const auto source = std::find_if(w.catalog.measures.rbegin(), w.catalog.measures.rend(), [&](const auto &s) { return s.id == d.id; });
    const auto answer = tried(editor::text_of(*source, d.id + "_kopia", d.title), head);
    ASSERT_TRUE(answer) << d.id << ": " << answer.error().message;
    const auto months = w.measures.values({d.id}, {w.unit, 0}, answer->months).front(),
               years = w.measures.values({d.id}, {w.unit, 0}, answer->years).front();
    for (std::size_t i = 0; i < months.size(); ++i) same(months[i].all, answer->by_month[i].all, d.id + " " + to_text(answer->months[i]));
    for (std::size_t i = 0; i < years.size(); ++i) {
      same(years[i].all, answer->by_year[i].all, d.id + " " + to_text(answer->years[i]));
      for (int sex = 0; sex < organisation::kSexes; ++sex) same(years[i].sex[sex], answer->by_year[i].sex[sex], d.id + " by sex");
    }
    with_figures += years.back().all.state == State::figure && years.back().all.n > 0 ? 1 : 0;
    const auto behind = w.measures.lineage(head, d.id, {w.unit, 0}, answer->whole, std::nullopt);
    ASSERT_TRUE(behind);
    EXPECT_EQ(behind->rows.size(), answer->lineage.rows.size()) << d.id;
    EXPECT_EQ(w.measures.left_out(d.id, {w.unit, 0}, answer->whole).size(), answer->left_out.size()) << d.id;
  }
  EXPECT_GT(with_figures, 8) << "the records must give the measures something to disagree about";
  EXPECT_EQ(w.differences(), "") << "trying writes no cell";
}

TEST_P(EditorWorld, ANewMeasureIsCountedFromTheUnitsOwnRecordsOnly) {
  some_records();
  const std::string text = draft("share = \"contact ended in period where ending = planned\"\nsplit = [\"sex\"]");
  const auto before = w.db.pool().read()->count("SELECT COUNT(*) FROM cell") + w.db.pool().read()->count("SELECT COUNT(*) FROM measure_key");
  const auto answer = tried(text, head);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->by_year.front().all.state, State::missing); // 2016: before the first record
  EXPECT_EQ(answer->by_year[1].all.n, 4);                       // 2017
  EXPECT_EQ(answer->by_year[2].all.numerator, 8);               // 2018: ten ended, two of them unplanned
  EXPECT_EQ(answer->by_year[2].all.denominator, 10);
  EXPECT_EQ(answer->lineage.rows.size(), static_cast<std::size_t>(answer->by_year.back().all.n));
  EXPECT_EQ(w.db.pool().read()->count("SELECT COUNT(*) FROM cell") + w.db.pool().read()->count("SELECT COUNT(*) FROM measure_key"), before);
  w.new_unit();
  const auto neighbour = tried(text, w.actor(access::Role::head));
  ASSERT_TRUE(neighbour);
  for (const auto &year : neighbour->by_year) EXPECT_EQ(year.all.n, 0) << "another unit's records";
  EXPECT_TRUE(neighbour->lineage.rows.empty());
}

TEST_P(EditorWorld, WhatAPersonHasInAnotherUnitIsNotAskedFor) {
  const auto ended = [](const std::string &day) {
    return std::map<std::string, std::string>{{"team", "UM"},     {"received", "2018-01-02"}, {"started", "2018-01-10"}, {"ended", day},
                                              {"reason", "mood"}, {"ending", "planned"},      {"state", "closed"}};
  };
  const auto first = w.save("contact", ended("2018-05-01"), "K");
  auto again = ended("2018-09-01");
  again["person"] = "K.person";
  w.save("contact", again);
  const std::string text = draft("count = \"contact ended in period where exists contact of same person\"");
  EXPECT_EQ(tried(text, head)->by_year.back().all.numerator, 2);
  w.db.pool().write()->exec("UPDATE r_contact SET unit_id = 4711 WHERE id = ?", {first.id});
  EXPECT_EQ(tried(text, head)->by_year.back().all.numerator, 0);
}

TEST_P(EditorWorld, TooManyRecordsAreToldAndNotRead) {
  some_records();
  const std::string text = draft("count = \"contact ended in period\"");
  const auto fewer = tried(text, head, 12);
  ASSERT_TRUE(fewer) << fewer.error().message;
  EXPECT_EQ(fewer->years.size(), 1u) << "the twelve months alone";
  EXPECT_FALSE(fewer->only.empty());
  const auto none = tried(text, head, 3);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ProblemKind::too_large);
}

TEST_P(EditorWorld, OnlyThoseWhoManageTheUnitWriteAndTry) {
  const std::string text = draft("count = \"contact ended in period\"");
  const auto judged = editor::judge(mine(), read_text, text);
  for (const auto role : {access::Role::head, access::Role::deputy, access::Role::administrator}) {
    EXPECT_TRUE(drafts.create(w.actor(role), text));
    EXPECT_TRUE(tries.run(w.actor(role), judged));
  }
  for (const auto role : {access::Role::therapist, access::Role::social_worker, access::Role::kiosk, access::Role::none}) {
    EXPECT_EQ(drafts.create(w.actor(role, {"UM"}), text).error().kind, ProblemKind::forbidden);
    EXPECT_EQ(drafts.all(w.actor(role, {"UM"})).error().kind, ProblemKind::forbidden);
    EXPECT_EQ(tries.run(w.actor(role, {"UM"}), judged).error().kind, ProblemKind::forbidden);
  }
}

TEST_P(EditorWorld, AFieldThatTheRoleMayNotReadMayNotBeAskedForEither) {
  auto catalog = rt::measures::testing::shipped_catalog();
  for (auto &reg : catalog.registers)
    for (auto &field : reg.fields)
      if (reg.id == "contact" && field.id == "ending") field.read_roles = {"head"};
  World secret(GetParam(), catalog);
  editor::Tries there(secret.db.pool(), secret.catalog, secret.clock);
  const auto judged = editor::judge({secret.catalog, {}, {}}, read_text, draft("count = \"contact ended in period where ending = planned\""));
  EXPECT_TRUE(there.run(secret.actor(access::Role::head), judged));
  const auto refused = there.run(secret.actor(access::Role::administrator), judged);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::forbidden);
}

TEST_P(EditorWorld, DraftsAreTheUnitsOwnAndNobodyWritesOverAnother) {
  const auto made = drafts.create(head, draft("count = \"contact ended in period\""));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->title, "Prov");
  const auto saved = drafts.save(head, made->id, made->version, draft("count = \"ors in period\""));
  ASSERT_TRUE(saved);
  const auto late = drafts.save(w.actor(access::Role::deputy), made->id, made->version, "något annat");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ProblemKind::conflict);
  EXPECT_EQ(drafts.get(head, made->id)->text, draft("count = \"ors in period\""));
  EXPECT_EQ(drafts.save(head, made->id, saved->version, std::string(1 << 20, 'a')).error().kind, ProblemKind::too_large);
  EXPECT_EQ(drafts.save(head, made->id, saved->version, std::string("a\0b", 3)).error().kind, ProblemKind::invalid);
  const auto first_unit = w.unit;
  w.new_unit();
  const auto neighbour = w.actor(access::Role::head);
  EXPECT_EQ(drafts.get(neighbour, made->id).error().kind, ProblemKind::not_found);
  EXPECT_EQ(drafts.save(neighbour, made->id, saved->version, "x").error().kind, ProblemKind::not_found);
  EXPECT_EQ(drafts.remove(neighbour, made->id).error().kind, ProblemKind::not_found);
  EXPECT_TRUE(drafts.all(neighbour)->empty());
  w.unit = first_unit;
  ASSERT_TRUE(drafts.remove(head, made->id));
  EXPECT_EQ(drafts.get(head, made->id).error().kind, ProblemKind::not_found);
  EXPECT_EQ(drafts.restore(neighbour, made->id).error().kind, ProblemKind::not_found);
  ASSERT_TRUE(drafts.restore(head, made->id));
  EXPECT_TRUE(drafts.get(head, made->id));
  EXPECT_EQ(w.db.pool().read()->count("SELECT COUNT(*) FROM audit_event WHERE object = ?", {"measure_draft:" + std::to_string(made->id)}), 4);
}

RT_BOTH_DATABASES(EditorWorld);

// ---- the page ----

namespace {
class EditorPages : public ::testing::Test {
protected:
  World w{"sqlite"};
  organisation::Organisation organisation{w.db.pool()};
  http::Router router;
  EditorPages() {
    const Deps deps{w.measures, organisation,    w.db.pool(),
                    w.read_log, w.clock,         [](const access::Actor &, std::string_view) { return html::Frame{}; },
                    "",         "/matt/redigera"};
    add_pages(router, deps);
    add_editor_pages(router, deps, read_text);
  }
  http::Response ask(const access::Actor &actor, http::Method method, const std::string &path,
                     const std::vector<std::pair<std::string, std::string>> &form = {}) {
    http::Request request;
    request.method = method;
    request.path = path;
    for (const auto &[name, value] : form) request.form.add(name, value);
    bool other = false;
    const auto *route = router.match(method, path, request.params, other);
    if (route == nullptr) return http::text("no route", 404);
    access::current() = actor;
    auto response = route->handler(request);
    access::current() = {};
    return response;
  }
  http::Response get(const access::Actor &actor, const std::string &path) { return ask(actor, http::Method::get, path); }
  static bool says(const http::Response &response, const std::string &words) { return response.body.find(words) != std::string::npos; }
};
} // namespace

TEST_F(EditorPages, TeachesWhileThereIsNothingAndBeginsWithACopy) {
  const auto head = w.actor(access::Role::head);
  const auto empty = get(head, "/matt/redigera");
  EXPECT_EQ(empty.status, 200);
  EXPECT_TRUE(says(empty, "[[measure]]")) << "a worked example";
  EXPECT_TRUE(says(empty, "Börja med det här måttet"));
  EXPECT_TRUE(says(get(head, "/matt/um_positive_change"), "Ändra en kopia"));
  EXPECT_FALSE(says(get(w.actor(access::Role::therapist, {"UM"}), "/matt/um_positive_change"), "Ändra en kopia"));
  EXPECT_EQ(ask(head, http::Method::post, "/matt/redigera", {{"fran", "um_positive_change"}}).status, 303);
  EXPECT_EQ(ask(head, http::Method::post, "/matt/redigera", {{"fran", "finns_inte"}}).status, 404);
  const auto page = get(head, "/matt/redigera/1");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(says(page, "um_positive_change_kopia"));
  EXPECT_TRUE(says(page, "Måttet är rätt skrivet"));
  EXPECT_TRUE(says(page, "Andelen kontakter där"));
  EXPECT_TRUE(says(page, "Ord som går att använda"));
  const auto file = get(head, "/matt/redigera/1/fil");
  EXPECT_TRUE(says(file, "[[measure]]\nid = \"um_positive_change_kopia\""));
  EXPECT_TRUE(read_text(file.body).findings.empty());
}

TEST_F(EditorPages, WorksByItsButtonsAndByTheScriptsRequests) {
  const auto head = w.actor(access::Role::head);
  ask(head, http::Method::post, "/matt/redigera");
  const std::string wrong = draft("count = \"contact endd in period\"");
  const auto tried = ask(head, http::Method::post, "/matt/redigera/1", {{"text", wrong}, {"version", "1"}, {"gor", "prova"}});
  EXPECT_TRUE(says(tried, "Rad 4, tecken 18"));
  EXPECT_TRUE(says(tried, "Menade du ended?"));
  EXPECT_TRUE(says(tried, "endd in period")) << "what was typed is kept";
  EXPECT_FALSE(says(get(head, "/matt/redigera/1"), "endd")) << "trying does not save";
  const auto part = ask(head, http::Method::post, "/matt/redigera/1/prova", {{"text", wrong}});
  EXPECT_TRUE(says(part, "Rad 4, tecken 18"));
  EXPECT_FALSE(says(part, "<html"));
  const auto words = ask(head, http::Method::post, "/matt/redigera/1/ord", {{"text", wrong}, {"rad", "4"}, {"tecken", "20"}});
  EXPECT_TRUE(says(words, "[\"ended\",\"Avslutad\",\"ended \",0]")) << words.body;
  EXPECT_EQ(ask(head, http::Method::post, "/matt/redigera/1", {{"text", wrong}, {"version", "1"}, {"gor", "spara"}}).status, 303);
  const auto late = ask(head, http::Method::post, "/matt/redigera/1", {{"text", "annat"}, {"version", "1"}, {"gor", "spara"}});
  EXPECT_EQ(late.status, 409);
  EXPECT_TRUE(says(late, "annat"));
  const auto script = ask(head, http::Method::post, "/matt/redigera/1/prova", {{"text", "<script>alert(1)</script>"}});
  EXPECT_FALSE(says(script, "<script>"));
  EXPECT_EQ(ask(head, http::Method::post, "/matt/redigera/1/bort").status, 303);
  EXPECT_EQ(get(head, "/matt/redigera/1").status, 404);
  EXPECT_EQ(ask(head, http::Method::post, "/matt/redigera/1/tillbaka").status, 303);
  EXPECT_EQ(get(head, "/matt/redigera/1").status, 200);
}

TEST_F(EditorPages, AnotherUnitsDraftDoesNotExist) {
  ask(w.actor(access::Role::head), http::Method::post, "/matt/redigera");
  w.new_unit();
  const auto neighbour = w.actor(access::Role::head);
  for (const auto *path : {"/matt/redigera/1", "/matt/redigera/1/fil", "/matt/redigera/999", "/matt/redigera/x"})
    EXPECT_EQ(get(neighbour, path).status, 404) << path;
  for (const auto *path :
       {"/matt/redigera/1", "/matt/redigera/1/prova", "/matt/redigera/1/ord", "/matt/redigera/1/bort", "/matt/redigera/1/tillbaka"})
    EXPECT_EQ(ask(neighbour, http::Method::post, path, {{"text", "x"}, {"version", "1"}, {"gor", "spara"}}).status, 404) << path;
  EXPECT_EQ(get(w.actor(access::Role::therapist, {"UM"}), "/matt/redigera").status, 403);
}

TEST_F(EditorPages, TheRecordsThatAreShownAreInTheAuditChain) {
  w.save("viewpoint", {{"team", "UM"},
                       {"received", "2019-02-01"},
                       {"category", "wish"},
                       {"adapted", "yes"},
                       {"givers", "client kvinna"},
                       {"description", "Hemligt om Elsa"}});
  const auto head = w.actor(access::Role::head);
  ask(head, http::Method::post, "/matt/redigera");
  const auto part =
      ask(head, http::Method::post, "/matt/redigera/1/prova", {{"text", draft("count = \"viewpoint received in period where adapted = yes\"")}});
  EXPECT_TRUE(says(part, "/register/viewpoint/1"));
  EXPECT_FALSE(says(part, "Elsa"));
  w.read_log.flush();
  EXPECT_EQ(w.db.pool().read()->count("SELECT COUNT(*) FROM audit_event WHERE object = 'measure_draft:1' AND act = 'read'"), 1);
}
