// What a unit is shown of the measures, wherever it looks: those of the packs that it works with, and its own. Neither another
// pack's nor another unit's.
#include "app/server/app.hpp"
#include "platform/core/text.hpp"
#include "platform/testing/databases.hpp"
#include <gtest/gtest.h>

namespace rt {
namespace {

class Surfaces : public ::testing::TestWithParam<std::string> {
protected:
  Surfaces() {
    app::Setup setup;
    setup.database = database.url();
    setup.packs = {"open-care", "elderly-care"};
    app = std::move(app::App::open(setup, true)).value();
    app::add_routes(*app, router);
    unit = add_unit("Resursenheten", "RES", {"open-care"});
    other = add_unit("Beställarenheten", "BES", {"elderly-care"});
    auto c = app->pool().write();
    db::Transaction tx(*c);
    ours = app->measures->add_own(*c, unit, "Resurs/trygga", "Trygga hos oss", true);
    theirs = app->measures->add_own(*c, other, "Bestall/lugna", "Lugna hos dem", true);
    tx.commit();
  }
  ~Surfaces() override { access::current() = {}; }

  std::int64_t add_unit(const std::string &name, const std::string &code, const std::vector<std::string> &packs) {
    auto c = app->pool().write();
    db::Transaction tx(*c);
    organisation::Unit made;
    made.name = name, made.code = code;
    const auto id = app->organisation->add_unit(*c, made).value();
    app->organisation->set_packs(*c, id, packs);
    tx.commit();
    return id;
  }
  access::Actor head() const {
    access::Actor actor;
    actor.user = 1, actor.name = "Anna Lindqvist", actor.role = access::Role::head, actor.unit = unit;
    if (reader.role != access::Role::none) actor.role = reader.role;
    if (reader.unit != 0) actor.unit = reader.unit;
    return actor;
  }
  static http::Fields fields_of(const std::string &query) {
    http::Fields fields;
    for (const auto &pair : split(query, '&')) fields.add(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    return fields;
  }
  using Fields = std::vector<std::pair<std::string, std::string>>;
  http::Response send(http::Method method, const std::string &path, const Fields &fields) {
    html::marks() = {};
    access::current() = head();
    http::Request request;
    request.method = method, request.path = path;
    for (const auto &[name, value] : fields) (method == http::Method::get ? request.query : request.form).add(name, value);
    bool elsewhere = false;
    const auto *route = router.match(method, path, request.params, elsewhere);
    return route == nullptr ? http::text("no route", 404) : route->handler(request);
  }
  std::string page(http::Method method, const std::string &path, const Fields &fields = {}) {
    const auto answer = send(method, path, fields);
    EXPECT_EQ(answer.status, 200) << path;
    return answer.body;
  }
  /// Where an answer leads.
  std::string page_at(const std::string &address) {
    const auto mark = address.find('?');
    Fields fields;
    for (const auto &pair : split(address.substr(mark + 1), '&'))
      fields.emplace_back(pair.substr(0, pair.find('=')), url_decode(pair.substr(pair.find('=') + 1)).value());
    return page(http::Method::get, address.substr(0, mark), fields);
  }

  testing::TestDatabase database{GetParam()};
  std::unique_ptr<app::App> app;
  http::Router router;
  std::int64_t unit = 0, other = 0;
  access::Actor reader;     ///< somebody else than the unit's head, for a while
  std::string ours, theirs; ///< measures of a unit's own
};
RT_BOTH_DATABASES(Surfaces);

bool says(const std::string &page, std::string_view words) { return page.find(words) != std::string::npos; }

/// The unit's own measure and its pack's; not the elderly care's, and not the other unit's.
void shows_only_ours(const std::string &page, const std::string &surface) {
  EXPECT_TRUE(says(page, "Trygga hos oss")) << surface << ": the unit's own";
  EXPECT_TRUE(says(page, "Samtal där brukaren har skattat SRS")) << surface << ": its pack's";
  EXPECT_FALSE(says(page, "Boendeansökningar utan omsorgsbehov")) << surface << ": another pack's";
  EXPECT_FALSE(says(page, "Lugna hos dem")) << surface << ": another unit's own";
}

TEST_P(Surfaces, NoneShowsAnotherPacksOrAnotherUnitsMeasures) {
  using http::Method;
  shows_only_ours(page(Method::get, "/matt"), "/matt");
  shows_only_ours(page(Method::get, "/utforska"), "/utforska");
  std::string found;
  for (const auto *sought : {"hos", "SRS", "omsorgsbehov"}) found += page(Method::post, "/sok", {{"q", sought}});
  // The words that were sought stand in the field again; a hit is a link.
  EXPECT_FALSE(says(found, "/matt/" + theirs));
  EXPECT_FALSE(says(found, "/matt/elderly_no_care_need"));
  shows_only_ours(found, "/sok");
  steering::Goal goal;
  goal.unit = unit, goal.year = 2019, goal.level = steering::Level::unit, goal.title = "Barn och unga är trygga";
  const auto saved = app->steering->save_goal(head(), goal);
  ASSERT_TRUE(saved) << saved.error().message;
  const auto address = Fields{{"mal", std::to_string(saved->id)}};
  shows_only_ours(page(Method::get, "/planen/resultat", address), "a result's measure");
}

TEST_P(Surfaces, AnAddressToAMeasureOutsideIsAnsweredAsItsOwnPageIs) {
  EXPECT_TRUE(says(page(http::Method::get, "/matt/elderly_no_care_need"), "Boendeansökningar utan omsorgsbehov"));
  const auto asked = page(http::Method::get, "/utforska", {{"m", "elderly_no_care_need"}});
  EXPECT_TRUE(says(asked, "href=\"/matt/elderly_no_care_need\""));
  EXPECT_TRUE(says(asked, "value=\"elderly_no_care_need\" checked")) << "the next question keeps it";
  EXPECT_FALSE(says(asked, "Påminnelser från Äldre direkt")) << "the rest of its pack stays away";
}

TEST_P(Surfaces, AnotherUnitsOwnMeasureIsNotFoundHoweverItsAddressWasGuessed) {
  using http::Method;
  EXPECT_EQ(send(Method::get, "/matt/" + ours, {}).status, 200);
  for (const auto *path : {"", "/poster", "/poster.csv"}) {
    const auto answer = send(Method::get, "/matt/" + theirs + path, {});
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_FALSE(says(answer.body, "Lugna hos dem")) << path;
  }
  EXPECT_EQ(send(Method::post, "/matt/" + theirs + "/varde", {{"period", "2018"}, {"value", "50"}, {"source", "gissad"}}).status, 404);
  const auto asked = page(Method::get, "/utforska", {{"m", theirs}, {"m", ours}});
  EXPECT_FALSE(says(asked, "Lugna hos dem"));
  EXPECT_FALSE(says(asked, theirs)) << "nor is it kept for the next question";
  for (const auto *path : {"", "/figures"}) EXPECT_EQ(send(Method::get, "/api/v1/measures/" + theirs + path, {{"period", "2018"}}).status, 404);
  EXPECT_EQ(send(Method::get, "/api/v1/measures/elderly_no_care_need", {}).status, 404) << "the API has only what the unit is shown";
  shows_only_ours(page(Method::get, "/api/v1/measures"), "/api/v1/measures");
  steering::Expected guessed;
  guessed.unit = unit, guessed.year = 2019, guessed.text = "Gissat", guessed.measure = theirs;
  EXPECT_FALSE(app->steering->save_expected(head(), guessed));
}

TEST_P(Surfaces, ExploreSaysAtTheFieldWhatHadToGive) {
  const auto asked = page(http::Method::get, "/utforska",
                          {{"m", "clients"},
                           {"m", "srs_complete"},
                           {"m", "viewpoints_received"},
                           {"m", ours},
                           {"m", "kbt_persons"},
                           {"m", "rent_in_time"},
                           {"m", "budget"},
                           {"fran", "2018"},
                           {"till", "2016"}});
  const auto at_measures = asked.substr(0, asked.find("name=\"fran\""));
  EXPECT_TRUE(says(at_measures, "Högst 6 mått visas på en gång och du valde 7."));
  EXPECT_TRUE(says(at_measures, "De har bytt plats: från 2016 till och med 2018.")) << "before the years' own fields";
  EXPECT_TRUE(says(asked, "<option value=\"2016\" selected>2016"));
}

TEST_P(Surfaces, ExploreSaysThatOneSavedTookAnothersPlace) {
  const auto keep = [&](const std::string &question) {
    const auto answer = send(http::Method::post, "/utforska/spara", {{"fraga", question}, {"titel", "Brukare"}});
    EXPECT_EQ(answer.status, 303);
    for (const auto &[name, value] : answer.headers)
      if (name == "Location") return page_at(value);
    return std::string{};
  };
  EXPECT_TRUE(says(keep("m=clients&fran=2017&till=2018"), "Brukare är sparad.</p>"));
  EXPECT_TRUE(says(keep("m=clients&fran=2017&till=2018"), "Brukare är sparad.</p>")) << "a double click";
  const auto third = keep("m=clients&fran=2016&till=2018");
  EXPECT_TRUE(says(third, "Brukare är sparad. Den ersätter din förra bild med samma namn."));
  EXPECT_EQ(app->explore->saved(head()).size(), 1u);
}

TEST_P(Surfaces, AHeadPutsASharedQuestionOnTheBoard) {
  using http::Method;
  const auto kept = [&](const std::string &title, const std::string &query, bool shared) {
    return app->explore->save(head(), title, explore::question_from(fields_of(query), app->measures->definitions(), 2019), shared).value().id;
  };
  const auto put = [&](std::int64_t id, const char *on) {
    return send(Method::post, "/utforska/" + std::to_string(id) + "/tavla", {{"pa", on}, {"till", "tavla"}}).status;
  };
  const auto board = [&] { return page(Method::get, "/tavla"); };
  const auto question = "m=" + ours + "&fran=2016&till=2018&bild=kurva";
  const auto trust = kept("Tryggheten", question, true), own = kept("Bara min", question, false);
  EXPECT_FALSE(says(board(), "Tryggheten"));
  EXPECT_EQ(put(trust, "1"), 303);
  EXPECT_EQ(put(own, "1"), 404) << "what is not shared is nobody else's";
  EXPECT_TRUE(says(board(), "Tryggheten</a></h3>"));
  EXPECT_TRUE(says(board(), "href=\"/utforska?m=" + ours));
  EXPECT_FALSE(says(board(), "Bara min"));
  EXPECT_TRUE(says(board(), "Ta bort från tavlan: Tryggheten"));
  const auto wall = page(Method::get, "/tavla/tv");
  EXPECT_TRUE(says(wall, "Tryggheten</a></h2>")) << "the unit has no plan, so the pictures are all there is";
  EXPECT_FALSE(says(wall, "från tavlan: Tryggheten"));
  reader.role = access::Role::therapist;
  EXPECT_TRUE(says(board(), "Tryggheten</a></h3>"));
  EXPECT_FALSE(says(board(), "från tavlan: Tryggheten"));
  EXPECT_EQ(put(trust, "0"), 403);
  reader.unit = other; // a guessed address from another unit
  reader.role = access::Role::head;
  EXPECT_FALSE(says(board(), "Tryggheten"));
  EXPECT_EQ(put(trust, "0"), 404);
  reader = {};
  for (const auto *title : {"Två", "Tre", "Fyra"}) EXPECT_EQ(put(kept(title, question, true), "1"), 303);
  EXPECT_EQ(put(kept("Fem", question, true), "1"), 409) << "a board is read at a glance";
  EXPECT_EQ(put(trust, "0"), 303);
  EXPECT_FALSE(says(board(), "Tryggheten</a></h3>"));
  kept("Två", question, false); // no longer shared
  EXPECT_FALSE(says(board(), "Två</a></h3>"));
}

TEST_P(Surfaces, APictureOfWhatTheUnitNoLongerSeesIsNotOnTheBoard) {
  explore::Question stale;
  stale.measures = {theirs}, stale.from = 2016, stale.to = 2018;
  const auto id = app->explore->save(head(), "Gammal", stale, true).value().id;
  ASSERT_TRUE(app->explore->put_on_board(head(), id, true));
  const auto board = page(http::Method::get, "/tavla");
  EXPECT_FALSE(says(board, "Gammal"));
  EXPECT_FALSE(says(board, "Lugna hos dem"));
}

} // namespace
} // namespace rt
