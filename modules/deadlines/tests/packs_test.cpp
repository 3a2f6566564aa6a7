// Every rule of the packs that are shipped points at something that can meet it, and its words can be told.
#include "modules/deadlines/impl.hpp"
#include "modules/deadlines/tests/world.hpp"
#include "modules/definitions/tests/shipped.hpp"
#include <gtest/gtest.h>

namespace rt::deadlines {
namespace {

TEST(ShippedPacks, EveryRuleCanBeMetAndTold) {
  std::vector<std::string> names;
  for (const auto &entry : std::filesystem::directory_iterator(shipped_packs()))
    if (std::filesystem::exists(entry.path() / "pack.toml")) names.push_back(entry.path().filename().string());
  const auto loaded = definitions::load(shipped_packs(), names);
  for (const auto &finding : loaded.findings) ADD_FAILURE() << finding.file << ":" << finding.line << " " << finding.message;
  testing::TestDatabase db("sqlite");
  FixedClock clock(from_iso("2019-03-22T10:00:00Z"));
  audit::ReadLog read_log(db.pool(), clock);
  records::Records records(db.pool(), loaded.catalog, clock, read_log);
  records::Persons persons(db.pool(), clock, read_log);
  const organisation::Organisation organisation(db.pool());
  Deadlines::Impl impl{db.pool(), records, persons, organisation, clock, {}, {}, {}, {}, {}, {}, 0, {}};
  impl.prepare();
  int rules = 0;
  for (const auto &[id, watched] : impl.watched)
    for (const auto &[rule, source] : watched.sources) {
      SCOPED_TRACE(id + "." + rule->id);
      ++rules;
      EXPECT_TRUE(rule->met_by.empty() || source.kind != Source::Kind::none) << "inget kan uppfylla regeln: " << rule->met_by;
      EXPECT_FALSE(rule->of_unit && source.field == nullptr) << "enhetens rytm räknar poster efter ett datum";
      EXPECT_FALSE(rule->met_by.empty() && rule->until.empty() && !rule->of_unit) << "regeln tar aldrig slut: den har varken met_by eller until";
      Facts facts;
      facts.start = Moment{make_date(2026, 3, 2)};
      facts.before = make_date(2026, 6, 1);
      const auto all = occurrences({rule}, facts, make_date(2026, 11, 22));
      if (!rule->valid_to.empty() && rule->valid_to < "2026-03-02") continue;
      if (!rule->valid_from.empty() && rule->valid_from > "2026-03-02") continue;
      ASSERT_FALSE(all.empty());
      for (const auto lang : {Lang::sv, Lang::en}) {
        const i18n::Scope scope(lang);
        for (const auto &step : explain(all.front(), {})) EXPECT_EQ(step.find('{'), std::string::npos) << step;
      }
    }
  EXPECT_GT(rules, 3);
}

} // namespace
} // namespace rt::deadlines
