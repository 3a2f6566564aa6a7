// A list of any length: pages lead from one to the next and back, nobody falls between two, and the database walks an index.
#include "modules/records/tests/fixture.hpp"
#include "platform/core/text.hpp"
#include "platform/db/work.hpp"
#include <gtest/gtest.h>
#include <random>
#include <set>

namespace rt::records {
namespace {

class LongLists : public ::testing::TestWithParam<std::string> {
protected:
  /// Viewpoints in both teams, some without a day of feedback, several on the same day.
  void fill(int count) {
    std::mt19937 random(4711);
    ASSERT_TRUE(w.records
                    .bulk([&](db::Connection &c) -> Result<void> {
                      for (int i = 0; i < count; ++i) {
                        auto draft = w.viewpoint();
                        draft.team = random() % 3 == 0 ? w.youth : w.family;
                        draft.values["received"] = to_iso(make_date(2019, 1, 1) + static_cast<int>(random() % 20));
                        draft.values["category"] = static_cast<std::int64_t>(1 + random() % 3);
                        if (random() % 2 == 0) draft.values["fed_back"] = to_iso(make_date(2019, 2, 1) + static_cast<int>(random() % 9));
                        RT_CHECK(w.records.save_in(c, draft.team == w.youth ? w.olle : w.maria, "viewpoint", draft));
                      }
                      return {};
                    })
                    .has_value());
  }
  std::vector<std::int64_t> ids(const ListPage &page) {
    std::vector<std::int64_t> found;
    for (const auto &row : page.rows) found.push_back(row.id);
    return found;
  }
  World w{GetParam()};
};
RT_BOTH_DATABASES(LongLists);

TEST_P(LongLists, PagesLeadForwardsAndBackInEveryOrder) {
  fill(95);
  auto both = w.maria;
  both.teams = {w.family, w.youth};
  std::string nullable;
  for (const auto &field : w.catalog.find("viewpoint")->fields)
    if (field.type == definitions::FieldType::date && !field.required && in_record(field)) nullable = field.id;
  ASSERT_FALSE(nullable.empty());
  for (const auto &reader : {w.anna, both})
    for (const auto &sort :
         {std::string(), std::string("received"), "-" + nullable, nullable, std::string("category"), std::string("id"), std::string("-id")})
      for (const bool open : {false, true}) {
        ListQuery query;
        query.sort = sort;
        query.limit = 1000;
        if (open)
          for (const auto &state : w.catalog.find("viewpoint")->states)
            if (state.final) query.filters.push_back({"state", "!=", state.id});
        const auto all = ids(w.records.list(reader, "viewpoint", query, "test"));
        ASSERT_EQ(all.size(), 95U) << sort;
        EXPECT_EQ(std::set<std::int64_t>(all.begin(), all.end()).size(), 95U);
        query.limit = 10;
        std::vector<std::int64_t> walked, page;
        std::vector<std::vector<std::int64_t>> pages;
        do {
          const auto found = w.records.list(reader, "viewpoint", query, "test");
          EXPECT_EQ(found.total, 95);
          page = ids(found);
          EXPECT_EQ(found.more, walked.size() + page.size() < all.size());
          walked.insert(walked.end(), page.begin(), page.end());
          pages.push_back(page);
          query.after = page.empty() ? 0 : page.back();
        } while (!page.empty() && walked.size() < all.size());
        EXPECT_EQ(walked, all) << "forwards, " << sort;
        query.after = 0;
        for (std::size_t i = pages.size() - 1; i > 0; --i) {
          query.before = pages[i].front();
          EXPECT_EQ(ids(w.records.list(reader, "viewpoint", query, "test")), pages[i - 1]) << "back, " << sort << " page " << i;
        }
        query.before = 0;
        query.offset = 30;
        EXPECT_EQ(ids(w.records.list(reader, "viewpoint", query, "test")), pages[3]) << "walked past";
      }
}

TEST_P(LongLists, ADeepPageIsOneQueryToo) {
  fill(60);
  ListQuery query;
  query.after = w.records.list(w.anna, "viewpoint", query, "test").rows.back().id;
  const auto before = db::statements_here();
  EXPECT_EQ(w.records.list(w.anna, "viewpoint", query, "test").rows.size(), 20U);
  EXPECT_EQ(db::statements_here() - before, 1);
}

TEST_P(LongLists, WhoseTheRecordsAreComesWithThem) {
  const auto contact = w.contact();
  const auto before = db::statements_here();
  const auto page = w.records.list(w.maria, "contact", {}, "test");
  EXPECT_EQ(db::statements_here() - before, 1);
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.persons.at(contact.person), "Elsa Exempel");
}

TEST_P(LongLists, ARegisterThatHasGrownGetsTheIndexesOfItsDefinition) {
  fill(20);
  const auto indexes = [&] {
    std::set<std::string> names;
    const bool sqlite = GetParam() == "sqlite";
    w.db.pool().read()->query(sqlite ? "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'r_viewpoint'"
                                     : "SELECT indexname FROM pg_indexes WHERE tablename = 'r_viewpoint'",
                              {}, [&](const db::Row &row) { names.insert(row.str(0)); });
    return names;
  };
  EXPECT_EQ(indexes().count("r_viewpoint_t_of_category"), 0U) << "a scan of twenty is as quick";
  fill(2100);
  const auto now = indexes();
  for (const char *name : {"r_viewpoint_u_of_category", "r_viewpoint_t_of_category", "r_viewpoint_u_by_category", "r_viewpoint_t_state"})
    EXPECT_EQ(now.count(name), 1U) << name;
  if (GetParam() != "sqlite") return;
  // What the planner does is what a million rows cost: no sorting of them all, no walk through the table.
  auto c = w.db.pool().read();
  for (
      const char *sql :
      {"SELECT id FROM r_viewpoint r WHERE r.unit_id = ? AND r.deleted_at IS NULL AND r.category = 1 ORDER BY r.received DESC, r.id DESC LIMIT 41",
       "SELECT id FROM r_viewpoint r WHERE r.unit_id = ? AND r.deleted_at IS NULL AND (r.received, r.id) < ((SELECT k.received FROM r_viewpoint k WHERE k.id = 7), 7) ORDER BY r.received DESC, r.id DESC LIMIT 41",
       "SELECT id FROM r_viewpoint r WHERE r.unit_id = ? AND r.team_id IN (1) AND r.deleted_at IS NULL AND r.category IS NOT NULL ORDER BY r.category, r.id LIMIT 41"}) {
    std::string plan;
    c->query(std::string("EXPLAIN QUERY PLAN ") + sql, {w.unit}, [&](const db::Row &row) { plan += row.str(3) + "\n"; });
    EXPECT_EQ(plan.find("SCAN r"), std::string::npos) << sql << "\n" << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << sql << "\n" << plan;
  }
  // A person leads to a handful of rows; by date under a LIMIT the unit would be walked to find them.
  db::Values args{std::int64_t{7}};
  const auto sql = "SELECT r.id FROM r_viewpoint r WHERE r.deleted_at IS NULL AND r.person_id = ?" + w.anna.scope().beside("r", args) +
                   " ORDER BY r.received, r.id LIMIT 5";
  std::string plan;
  c->query("EXPLAIN QUERY PLAN " + sql, args, [&](const db::Row &row) { plan += row.str(3) + "\n"; });
  EXPECT_NE(plan.find("r_viewpoint_of_person"), std::string::npos) << plan;
}

TEST_P(LongLists, TheContactsOfSeveralPersonsAreOneQueryInsideTheReadersScope) {
  const auto hers = w.contact();
  const auto asked = [&](const access::Actor &who, const std::string &people) {
    ListQuery query;
    query.filters = {{"person", "in", people}};
    return w.records.list(who, "contact", query, "test").rows.size();
  };
  const auto person = std::to_string(hers.person);
  EXPECT_EQ(asked(w.maria, person + ",999999"), 1U);
  EXPECT_EQ(asked(w.maria, "999999"), 0U);
  EXPECT_EQ(asked(w.olle, person), 0U) << "another group's";
  EXPECT_EQ(asked(w.maria, "elsa"), 0U) << "what is no number finds nobody, not everybody";
  EXPECT_EQ(asked(w.maria, ""), 0U);
}

} // namespace
} // namespace rt::records
