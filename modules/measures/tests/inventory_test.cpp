// What the units count: every row of the list docs/utveckling/matten.md is written as a measure, or says what it waits for.
#include "modules/measures/plan.hpp"
#include "modules/measures/tests/fixture.hpp"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

namespace fs = std::filesystem;
using namespace rt;

namespace {

std::vector<std::string> all_packs() {
  std::vector<std::string> packs;
  for (const auto &entry : fs::directory_iterator(shipped_packs()))
    if (fs::exists(entry.path() / "pack.toml")) packs.push_back(entry.path().filename().string());
  std::sort(packs.begin(), packs.end());
  return packs;
}

struct Row {
  std::string number, measures, waits;
};
/// "| M001 | Ungdomar i riskzon … | `youth_linked` | |"
std::vector<Row> rows() {
  std::vector<Row> all;
  std::ifstream in(fs::path(shipped_packs()).parent_path() / "docs/utveckling/matten.md");
  for (std::string line; std::getline(in, line);) {
    if (!starts_with(line, "| M")) continue;
    const auto cells = split(line, '|');
    if (cells.size() >= 5) all.push_back({std::string(trim(cells[1])), std::string(trim(cells[3])), std::string(trim(cells[4]))});
  }
  return all;
}

} // namespace

TEST(Inventory, EveryMeasureOfEveryPackHoldsTogether) {
  const auto catalog = measures::testing::shipped_catalog(all_packs());
  const auto plan = measures::plan::compile(catalog);
  for (const auto &f : plan.findings) ADD_FAILURE() << f.file << ":" << f.line << ": " << f.message << " " << f.suggestion;
  EXPECT_GE(plan.measures.size(), 200u);
}

/// A saved record looks up the rows that count it by their key: without an index each save would walk a register.
TEST(Inventory, EveryKeyFromOneRecordToAnotherHasAnIndex) {
  const auto catalog = measures::testing::shipped_catalog(all_packs());
  const auto plan = measures::plan::compile(catalog);
  int keys = 0;
  for (const auto &base : plan.bases)
    for (const auto &link : base.link_tables) {
      const auto &column = base.table.columns[static_cast<std::size_t>(link.base_key)];
      const bool fixed = column.sql == "id" || column.sql == "contact_id" || column.sql == "person_id";
      const bool pointing = column.field != nullptr && column.field->points_at_record() && column.field->id != "contact";
      EXPECT_TRUE(fixed || pointing) << base.table.reg->id << " " << column.sql;
      ++keys;
    }
  EXPECT_GT(keys, 10);
}

TEST(Inventory, EveryRowIsWrittenOrSaysWhatItWaitsFor) {
  const auto catalog = measures::testing::shipped_catalog(all_packs());
  std::set<std::string> known, numbers;
  for (const auto &measure : catalog.measures) known.insert(measure.id);
  for (const Row &row : rows()) {
    EXPECT_TRUE(numbers.insert(row.number).second) << row.number << " står två gånger";
    EXPECT_NE(row.measures.empty(), row.waits.empty()) << row.number << ": antingen mått eller vad det väntar på";
    for (const auto &id : split(replace_all(row.measures, "`", ""), ','))
      EXPECT_TRUE(trim(id).empty() || known.count(std::string(trim(id))) == 1) << row.number << ": måttet " << id << " finns inte";
  }
  EXPECT_EQ(numbers.size(), 214u);
  for (int i = 1; i <= 214; ++i) {
    char number[16];
    std::snprintf(number, sizeof number, "M%03d", i);
    EXPECT_EQ(numbers.count(number), 1u) << number << " saknas i listan";
  }
}
