// One act on everything that a list shows, however many they are: asked first, done in batches, told one by one what was refused.
#include "modules/records/many.hpp"
#include "modules/records/tests/site.hpp"
#include <chrono>
#include <thread>

namespace rt::records {
namespace {

class ManyTest : public ::testing::TestWithParam<std::string>, public Site {
protected:
  ManyTest() : Site(GetParam()) {}
  /// So many viewpoints in the family team, every tenth a compliment.
  void fill(int number) {
    const auto done = w.records.bulk([&](db::Connection &c) -> Result<void> {
      for (int i = 0; i < number; ++i) {
        auto draft = w.viewpoint();
        draft.values["category"] = std::int64_t{i % 10 == 0 ? 2 : 1};
        RT_CHECK(w.records.save_in(c, w.maria, "viewpoint", std::move(draft)));
      }
      return {};
    });
    ASSERT_TRUE(done.has_value());
  }
  std::int64_t total(const std::string &category = {}) {
    ListQuery query;
    if (!category.empty()) query.filters = {{"category", "=", category}};
    return w.records.list(w.anna, "viewpoint", query, "test").total;
  }
  /// As the browser does: the page is asked for again until it no longer says that work goes on.
  std::string when_done(const std::string &address) {
    for (int i = 0; i < 1000; ++i) {
      const auto page = get(address);
      bool goes_on = false;
      for (const auto &[name, value] : page.headers) goes_on = goes_on || name == "Refresh";
      if (!goes_on) return page.body;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return "it never ended";
  }
  static bool says(const std::string &page, std::string_view words) { return page.find(words) != std::string::npos; }
};

TEST_P(ManyTest, EverythingThatTheFilterShowsIsRemovedAfterAQuestionAndComesBack) {
  fill(600);
  as(w.anna);
  EXPECT_TRUE(has(get("/register/viewpoint?category=complaint"), "Markera alla 540 poster i listan"));
  const auto asked = location(post("/register/viewpoint/flera", {{"gor", "bort"}, {"alla", "1"}, {"tillbaka", "?category=complaint"}}));
  EXPECT_TRUE(has(get(asked), "Ta bort 540 poster"));
  EXPECT_EQ(total(), 600) << "a question does nothing";

  ASSERT_EQ(location(post(asked + "/borja", {})), asked);
  EXPECT_TRUE(says(when_done(asked), "540 poster är borttagna."));
  EXPECT_EQ(total("complaint"), 0);
  EXPECT_EQ(total(), 60) << "what the filter left out is as it was";
  EXPECT_EQ(w.records.history(w.anna, "viewpoint", 2).front().what, "borttagen");

  const auto back = location(post(asked + "/angra", {}));
  EXPECT_TRUE(says(when_done(back), "540 poster är återställda."));
  EXPECT_EQ(total(), 600);
  EXPECT_TRUE(has(get(asked), "Borttagningen är ångrad.")) << "and cannot be taken back twice";
}

TEST_P(ManyTest, WhatIsRefusedIsCountedAndToldWithItsReason) {
  fill(300);
  as(w.anna);
  for (const std::int64_t id : {5, 6, 7}) ASSERT_TRUE(w.records.sign(w.anna, "viewpoint", id, 1).has_value());
  const auto job = location(post("/register/viewpoint/flera", {{"gor", "bort"}, {"alla", "1"}, {"tillbaka", ""}}));
  auto changed = w.records.get(w.anna, "viewpoint", 9, "test").value(); // by somebody else, after the question was asked
  changed.values["description"] = std::string("Ändrad");
  ASSERT_TRUE(w.records.save(w.maria, "viewpoint", changed).has_value());
  post(job + "/borja", {});
  const auto page = when_done(job);
  EXPECT_TRUE(says(page, "296 poster är borttagna."));
  EXPECT_TRUE(says(page, "4 poster kunde inte ändras."));
  EXPECT_TRUE(says(page, "Posten är signerad och låst. Den kan inte tas bort. 3 poster."));
  EXPECT_TRUE(says(page, "Någon har ändrat posten sedan listan visades. 1 post.")) << "a reason is said once, with its number";
  EXPECT_TRUE(says(page, "/register/viewpoint/9\""));
  EXPECT_EQ(total(), 4);
  auto c = w.db.pool().read();
  const auto entries = audit::entries(*c, "viewpoint:list", 0, 10, 0);
  const auto told = [&](std::string_view detail) {
    return std::any_of(entries.begin(), entries.end(), [&](const auto &e) { return e.act == "remove" && e.detail == detail; });
  };
  EXPECT_TRUE(told("300 poster"));
  EXPECT_TRUE(told("296 gjorda, 4 nekade"));
}

TEST_P(ManyTest, TheStepIsTakenWhereItCanBeTaken) {
  fill(260);
  as(w.anna);
  const auto handled = w.records.get(w.anna, "viewpoint", 3, "test").value();
  post("/register/viewpoint/flera", {{"gor", "steg"}, {"steg", "Hanterad på mötet"}, {"post", "3.1"}});
  const auto job = location(post("/register/viewpoint/flera", {{"gor", "steg"}, {"steg", "Hanterad på mötet"}, {"alla", "1"}, {"tillbaka", ""}}));
  EXPECT_TRUE(has(get(job), "Ett steg går inte att ångra för alla på en gång."));
  post(job + "/borja", {});
  const auto page = when_done(job);
  EXPECT_TRUE(says(page, "Steget är taget för 259 poster.")) << page;
  EXPECT_TRUE(says(page, "Steget går inte att ta från det läge som posten har."));
  EXPECT_FALSE(says(page, "Ångra borttagningen"));
  EXPECT_EQ(w.records.get(w.anna, "viewpoint", 200, "test")->state, 2);
  EXPECT_EQ(handled.state, 1);
}

TEST_P(ManyTest, OnlyOnesOwnTeamsRecordsAndOnlyWithTheRight) {
  fill(5);
  as(w.maria); // a therapist removes nothing
  EXPECT_EQ(post("/register/viewpoint/flera", {{"gor", "bort"}, {"alla", "1"}, {"tillbaka", ""}}).status, 403);
  as(w.olle); // of another team: there is nothing to work with
  EXPECT_EQ(location(post("/register/viewpoint/flera", {{"gor", "steg"}, {"steg", "Hanterad på mötet"}, {"alla", "1"}, {"tillbaka", ""}})),
            "/register/viewpoint");
  const auto own = location(post("/register/viewpoint/flera", {{"gor", "steg"}, {"steg", "Hanterad på mötet"}, {"post", "1.1"}}));
  EXPECT_TRUE(has(get(own), "En post kunde inte ändras.")) << "a number in a form reaches nothing";
  EXPECT_EQ(w.records.get(w.anna, "viewpoint", 1, "test")->state, 1);
  as(w.anna); // what somebody else began is not shown, and not gone on with
  EXPECT_EQ(get("/register/viewpoint/flera/1").status, 404);
  EXPECT_EQ(post("/register/viewpoint/flera/1/borja", {}).status, 404);
}

TEST_P(ManyTest, OthersWriteInBetween) {
  fill(2000);
  as(w.anna);
  const auto job = location(post("/register/viewpoint/flera", {{"gor", "bort"}, {"alla", "1"}, {"tillbaka", ""}}));
  post(job + "/borja", {});
  double longest = 0;
  int written = 0;
  for (; written < 20; ++written) {
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE(w.records.save(w.maria, "viewpoint", w.viewpoint()).has_value());
    longest = std::max(longest, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  EXPECT_LT(longest, 2.0) << "a save waits for a batch, never for the whole work";
  EXPECT_TRUE(says(when_done(job), number(2000) + " poster är borttagna."));
  EXPECT_EQ(total(), written);
}

TEST_P(ManyTest, WhatStoppedHalfwayGoesOnWhereItWas) {
  fill(10);
  as(w.anna);
  const auto job = location(post("/register/viewpoint/flera", {{"gor", "bort"}, {"alla", "1"}, {"tillbaka", ""}}));
  { // the server was killed after four
    auto c = w.db.pool().write();
    db::Transaction t(*c);
    c->exec("UPDATE many_job SET state = 'running', done = 4");
    c->exec("UPDATE many_row SET outcome = 1 WHERE position <= 4");
    t.commit();
  }
  w.clock.set(w.clock.now() + 120);
  const auto page = get(job);
  EXPECT_TRUE(has(page, "Arbetet stannade innan det var klart."));
  EXPECT_TRUE(has(page, "4 av 10 klara"));
  post(job + "/borja", {});
  EXPECT_TRUE(says(when_done(job), "10 poster är borttagna."));
  EXPECT_EQ(total(), 4) << "the four that this test only said were removed";
}

RT_BOTH_DATABASES(ManyTest);

} // namespace
} // namespace rt::records
