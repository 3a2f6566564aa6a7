// Runs tests/examples/*.case on both databases: printed economy tables → what is recomputed and told.
#include "modules/steering/tests/fixture.hpp"
#include "platform/core/text.hpp"

namespace rt::steering {
namespace {

class PrintedTables : public SteeringTest {};

struct Table {
  std::string title;
  std::vector<std::string> rows; ///< of the file that is imported
  std::map<std::string, std::string> flags;
  std::vector<std::string> paces;
};

std::vector<Table> tables() {
  std::vector<Table> all;
  for (const auto &row : split(project_file("modules/steering/tests/examples/tryckta-tabeller-ekonomi.case"), '\n')) {
    const std::string line(trim(row));
    if (line.empty() || line[0] == '#') continue;
    const auto colon = line.find(':');
    const std::string head = line.substr(0, colon), rest(trim(line.substr(std::min(colon, line.size() - 1) + 1)));
    if (starts_with(line, "Exempel ")) all.push_back({line.substr(8), {}, {}, {}});
    else if (starts_with(head, "Flagga ")) all.back().flags[head.substr(7)] = rest;
    else if (head == "Takt") all.back().paces.push_back(rest);
    else if (starts_with(head, "Ekonomi ")) {
      std::map<std::string, std::string> cells;
      for (const auto &part : split(rest, ';')) cells[std::string(trim(part.substr(0, part.find('='))))] = trim(part.substr(part.find('=') + 1));
      all.back().rows.push_back(head.substr(8) + ";" + cells["budget"] + ";" + cells["utfall"] + ";" + cells["avvikelse"]);
    } else ADD_FAILURE() << "förstår inte raden: " << line;
  }
  return all;
}

TEST_P(PrintedTables, what_does_not_recompute_is_told_with_both_figures) {
  const auto all = tables();
  ASSERT_GE(all.size(), 8u);
  for (const Table &table : all) {
    std::string file = "år;budget;utfall;avvikelse\n";
    for (const auto &row : table.rows) file += row + "\n";
    if (!table.rows.empty()) {
      const auto report = steering.import_economy(head, unit, file, "tabell.csv");
      ASSERT_TRUE(report) << table.title << ": " << report.error().message;
      EXPECT_TRUE(report->errors.empty()) << table.title;
      std::map<std::string, std::string> told;
      for (const auto &row : table.rows) told[row.substr(0, 4)] = "ingen";
      for (const auto &flag : report->flags) told[flag.substr(0, 4)] = replace_all(flag.substr(6), "\u202f", " ");
      EXPECT_EQ(told, table.flags) << table.title;
    }
    for (const auto &pace : table.paces) { // "22 efter 4 månader ger 66"
      const auto words = split(pace, ' ');
      measures::Value so_far;
      so_far.state = measures::State::figure, so_far.value = *parse_number(words[0]);
      EXPECT_DOUBLE_EQ(forecast(measures::Kind::count, so_far, *parse_number(words[2]) / 12).value_or(-1), *parse_number(words[5])) << pace;
    }
  }
}

RT_BOTH_DATABASES(PrintedTables);
} // namespace
} // namespace rt::steering
