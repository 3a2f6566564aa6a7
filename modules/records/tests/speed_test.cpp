// Not a benchmark: bounds wide enough for a loaded machine, narrow enough to catch a query per row or a lost index.
#include "modules/records/tests/fixture.hpp"
#include <chrono>
#include <gtest/gtest.h>

namespace rt::records {
namespace {

double seconds(const std::function<void()> &work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST(Speed, AnImportOfThousandsIsSecondsAndAListOfThemIsMilliseconds) {
  World w("sqlite");
  const auto contact = w.contact();
  constexpr int kRecords = 6000;
  const auto bulk = seconds([&] {
    const auto done = w.records.bulk([&](db::Connection &c) -> Result<void> {
      for (int i = 0; i < kRecords; ++i) {
        Record draft;
        draft.values = {{"contact", contact.id},    {"date", to_iso(make_date(2018, 1, 1) + i % 365)},
                        {"rater", std::int64_t{1}}, {"s1", std::int64_t{63}},
                        {"s2", std::int64_t{80}},   {"s3", std::int64_t{42}},
                        {"s4", std::int64_t{90}}};
        RT_CHECK(w.records.save_in(c, w.maria, "srs", draft));
      }
      return {};
    });
    ASSERT_TRUE(done.has_value());
  });
  RecordProperty("bulk_us_per_record", static_cast<int>(bulk * 1e6 / kRecords));
  EXPECT_LT(bulk, 10) << "20 s for 60 000 in a release build leaves much room here";
  const auto one_list = seconds([&] {
                          for (int i = 0; i < 20; ++i) EXPECT_EQ(w.records.list(w.maria, "srs", {}, "test").rows.size(), 40U);
                        }) /
                        20;
  RecordProperty("list_us", static_cast<int>(one_list * 1e6));
  EXPECT_LT(one_list, 0.05);
  const auto one_save = seconds([&] {
                          for (int i = 0; i < 50; ++i) ASSERT_TRUE(w.records.save(w.maria, "viewpoint", w.viewpoint()).has_value());
                        }) /
                        50;
  RecordProperty("save_us", static_cast<int>(one_save * 1e6));
  EXPECT_LT(one_save, 0.1) << "with the disk waited for";
  auto c = w.db.pool().read();
  EXPECT_EQ(audit::entries(*c, "srs:import", 0, 100, 0).size(), kRecords / 500U) << "one row of the chain per 500 records";
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM record_history WHERE register_id = 'srs'"), kRecords);
}

} // namespace
} // namespace rt::records
