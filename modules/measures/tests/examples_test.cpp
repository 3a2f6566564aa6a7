// Runs every tests/examples/*.case on both databases. The files are the examples: given records → expected figure.
#include "modules/measures/tests/fixture.hpp"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>

namespace fs = std::filesystem;
using namespace rt;
using rt::measures::testing::World;

namespace {

/// One block of a file: from "Exempel" to the next one.
struct Example {
  std::string file, title, measure;
  std::vector<std::string> packs; ///< "Paket:" at the top of the file
  std::vector<std::pair<int, std::string>> lines;
};

std::vector<Example> read_examples() {
  std::vector<Example> all;
  const fs::path folder = fs::path(shipped_packs()).parent_path() / "modules/measures/tests/examples";
  std::vector<fs::path> files;
  for (const auto &entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".case") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto &path : files) {
    std::ifstream in(path);
    std::string line;
    std::vector<std::string> packs{"open-care"};
    for (int number = 1; std::getline(in, line); ++number) {
      const std::string text(trim(line));
      if (text.empty() || text[0] == '#') continue;
      if (starts_with(text, "Paket:")) {
        packs.clear();
        for (const auto &pack : split(text.substr(6), ',')) packs.emplace_back(trim(pack));
      } else if (starts_with(text, "Exempel ")) all.push_back({path.filename().string(), text.substr(8), "", packs, {}});
      else if (!all.empty()) all.back().lines.emplace_back(number, text);
    }
  }
  return all;
}

struct Expected {
  std::string shown;
  double numerator = -1, denominator = -1;
};
/// "67 %, 2 av 3" or "2" or "saknas"
Expected expected(std::string_view text) {
  Expected e;
  const auto comma = text.rfind(", ");
  const auto of = text.find(" av ", comma == std::string_view::npos ? 0 : comma);
  if (comma != std::string_view::npos && of != std::string_view::npos) {
    e.numerator = *parse_number(trim(text.substr(comma + 2, of - comma - 2)));
    e.denominator = *parse_number(trim(text.substr(of + 4)));
    text = text.substr(0, comma);
  }
  e.shown = trim(text);
  return e;
}

void compare(const measures::Definition &d, const measures::Value &v, const std::string &text, const std::string &where) {
  const Expected e = expected(text);
  std::string shown = measures::show(d, v);
  for (const char *space : {"\u202f", "\u00a0", "\u2009"}) shown = replace_all(shown, space, " ");
  EXPECT_EQ(shown, e.shown) << where;
  if (e.numerator < 0) return;
  EXPECT_NEAR(v.numerator, e.numerator, 1e-9) << where;
  EXPECT_NEAR(v.denominator, e.denominator, 1e-9) << where;
}

/// "57 × viewpoint: …" is 57 records, "40–44 × rent: contact = K#; …" those with the numbers 40 to 44. # is the number.
std::vector<std::string> repeated(const std::string &line) {
  const std::string times = " × ", dash = "–";
  const auto sign = line.find(times);
  if (sign == std::string::npos) return {line};
  const std::string count = line.substr(0, sign), what = line.substr(sign + times.size());
  const auto to = count.find(dash);
  const auto first = to == std::string::npos ? std::optional<long long>(1) : parse_integer(count.substr(0, to));
  const auto last = parse_integer(to == std::string::npos ? count : count.substr(to + dash.size()));
  if (!first || !last) return {line};
  std::vector<std::string> lines;
  for (auto number = *first; number <= *last; ++number) lines.push_back(replace_all(what, "#", std::to_string(number)));
  return lines;
}

void run_line(World &world, Example &example, measures::BySex &value, std::string &period, int number, const std::string &line) {
  const std::string where = example.file + ":" + std::to_string(number) + " (" + example.title + ")";
  const auto colon = line.find(':');
  ASSERT_NE(colon, std::string::npos) << where;
  const std::string head = line.substr(0, colon), rest(trim(std::string_view(line).substr(colon + 1)));
  const auto *d = world.measures.find(example.measure);
  static const std::map<std::string, int> sexes{{"Kvinnor", 1}, {"Flickor", 1}, {"Mammor", 1}, {"Män", 2},
                                                {"Pojkar", 2},  {"Pappor", 2},  {"Annat", 3},  {"Okänt", 0}};
  if (head == "Mått") {
    example.measure = rest;
    ASSERT_NE(world.measures.find(rest), nullptr) << where;
  } else if (head == "Svar" || starts_with(head, "Svar ")) {
    period = head == "Svar" ? "2018" : head.substr(5);
    value = world.value(example.measure, period);
    compare(*d, value.all, rest, where);
  } else if (sexes.count(head) != 0) {
    compare(*d, value.sex[sexes.at(head)], rest, where + " " + head);
  } else if (starts_with(head, "Delat på ")) { // "Delat på age_group 13–17 år: 2"
    const auto space = head.find(' ', std::string("Delat på ").size());
    const std::string by = head.substr(std::string("Delat på ").size(), space - std::string("Delat på ").size()), part = head.substr(space + 1);
    const auto rows = world.measures.split(example.measure, by, {world.unit, 0}, {*period_from_text(period)});
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto &row) { return row.title == part; });
    if (found == rows.end()) {
      ADD_FAILURE() << where << ": det finns ingen del " << part;
      return;
    }
    compare(*d, found->values[0].all, rest, where + " " + part);
  } else if (head == "I dag") {
    world.clock.set(from_iso(rest + "T10:00:00Z"));
  } else if (head == "Flagga" || starts_with(head, "Flagga ")) { // "Flagga: ingen", "Flagga Flickor: …"
    std::string flag = head == "Flagga" ? value.all.flag : value.sex[sexes.at(head.substr(7))].flag;
    for (const char *space : {"\u202f", "\u00a0"}) flag = replace_all(flag, space, " ");
    EXPECT_EQ(flag, rest == "ingen" ? "" : rest) << where;
  } else if (head == "Ta bort") {
    const auto words = split(rest, ' ');
    world.remove(words[0], world.get(words[0], world.names.at(words[1])));
  } else if (starts_with(head, "Tryckt ")) {
    measures::Measures::Printed p;
    p.measure = example.measure, p.unit = world.unit, p.period = head.substr(7, 4), p.source = "exempel";
    if (const auto state = measures::state_from(rest)) p.state = *state;
    else p.value = *parse_number(rest);
    if (head.size() > 12) p.sex = organisation::sex_from(head.substr(12));
    auto c = world.db.pool().write();
    world.measures.store_printed(*c, p);
  } else {
    const auto words = split(head, ' ');
    try {
      world.save(words[0], measures::testing::fields_of(rest), words.size() > 1 ? words[1] : "");
    } catch (const std::exception &e) { ADD_FAILURE() << where << ": " << e.what(); }
  }
}

class Examples : public ::testing::TestWithParam<std::string> {};

} // namespace

TEST_P(Examples, GivenRecordsGiveTheExpectedFigure) {
  auto examples = read_examples();
  ASSERT_GE(examples.size(), 10u);
  std::unique_ptr<World> made;
  std::vector<std::string> packs;
  for (auto &example : examples) {
    if (made == nullptr || packs != example.packs)
      made = std::make_unique<World>(GetParam(), measures::testing::shipped_catalog(packs = example.packs));
    World &world = *made;
    world.new_unit(); // one example knows nothing of another
    world.clock.set(from_iso("2019-03-22T10:00:00Z"));
    measures::BySex value;
    std::string period;
    int answers = 0;
    for (const auto &[number, line] : example.lines) {
      for (const auto &one : repeated(line)) run_line(world, example, value, period, number, one);
      answers += starts_with(line, "Svar") ? 1 : 0;
    }
    EXPECT_GT(answers, 0) << example.file << ": " << example.title << " saknar Svar";
    EXPECT_EQ(world.differences(), "") << example.title;
  }
}
RT_BOTH_DATABASES(Examples);
