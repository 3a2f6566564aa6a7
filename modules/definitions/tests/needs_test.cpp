// docs/utveckling/behov.csv: every need that the units have told of has a room that is there: a register with the fields it asks for, a
// deadline, an audit, an instrument, a page. What is renamed or taken away without its need being moved stops here.
#include "modules/definitions/definitions.hpp"
#include "modules/definitions/tests/shipped.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>

namespace rt::definitions {
namespace {

namespace fs = std::filesystem;

/// The needs that must have a room, by the inventory of the units' own plans: registers, forms and rules of the organisation (A), the
/// cases (C), the tools (D), voice (E), quality (F) and collaboration (I), the core of the cases, and the deadlines (L).
const char *kNeeds =
    "A03 A06 A07 A08 A09 A10 A11 A14 A15 "
    "C01 C02 C03 C04 C05 C06 C07 C08 C09 C10 C11 C12 C13 C14 C15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C26 C27 C28 C29 C30 C31 C32 C33 C34 C35 "
    "C36 C37 C38 C39 C40 C42 C43 C44 C45 C46 C47 C49 C52 C53 C54 C55 C56 C57 C58 C60 C61 C62 C63 C65 C66 C67 C68 C69 C70 C71 C72 C73 C76 C77 "
    "C78 C79 C80 C81 C82 C83 C84 C85 C86 C87 "
    "D02 D03 D06 D07 D08 D09 D10 D11 D12 D13 D14 D15 D16 D18 E01 E03 E04 E05 E06 E07 "
    "F01 F02 F03 F04 F05 F08 F09 F10 F11 F12 F14 F15 F16 I01 I02 I03 I04 I05 I06 I07 I08 I09 I10 I11 I12 "
    "L01 L02 L03 L04 L05 L06 L07 L08 L09 L10 L11 L12 L13 L14 L15 L16 L17 L18 L19 L20 L21 L22 L23 L24 L25";

fs::path source() { return fs::path(shipped_packs()).parent_path(); }

const Catalog &shipped() {
  static const Loaded kLoaded = load(shipped_packs(), {});
  return kLoaded.catalog;
}

struct Need {
  std::string id, words;
  std::vector<std::string> rooms;
};

std::vector<Need> needs() {
  std::ifstream file(source() / "docs/utveckling/behov.csv");
  std::vector<Need> found;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto cells = split(line, ';');
    if (cells.size() != 3) {
      ADD_FAILURE() << line;
      continue;
    }
    Need need{cells[0], cells[1], {}};
    for (std::string rest = cells[2]; !rest.empty();) {
      const auto bar = rest.find(" | ");
      need.rooms.push_back(rest.substr(0, bar));
      rest = bar == std::string::npos ? "" : rest.substr(bar + 3);
    }
    found.push_back(std::move(need));
  }
  return found;
}

/// Every address that a page answers to, from the source.
const std::string &routes() {
  static const std::string kRoutes = [] {
    std::ostringstream all;
    for (const char *folder : {"modules", "app"})
      for (const auto &entry : fs::recursive_directory_iterator(source() / folder)) {
        if (entry.path().extension() != ".cpp" || entry.path().string().find("/tests/") != std::string::npos) continue;
        std::ifstream in(entry.path());
        for (std::string line; std::getline(in, line);)
          if (line.find("router.get(\"") != std::string::npos) all << line << '\n';
      }
    return all.str();
  }();
  return kRoutes;
}

/// Why the room is not there; "" = it is.
std::string missing(const std::string &room) {
  static const std::regex kFields(R"((\w+)\((.*)\))");
  std::smatch found;
  if (std::regex_match(room, found, kFields)) {
    const auto *reg = shipped().find(found[1].str());
    if (reg == nullptr) return "registret finns inte";
    for (const auto &part : split(found[2].str(), ',')) {
      const std::string id(trim(part));
      if (reg->field(id) == nullptr && reg->group(id) == nullptr) return "fältet " + id + " finns inte";
    }
    return {};
  }
  const auto colon = room.find(':');
  const auto kind = room.substr(0, colon), name = colon == std::string::npos ? std::string() : room.substr(colon + 1);
  if (kind == "granskning") return shipped().audit(name) != nullptr ? "" : "granskningen finns inte";
  if (kind == "instrument") return shipped().instrument(name) != nullptr ? "" : "instrumentet finns inte";
  if (kind == "sida") return routes().find("router.get(\"" + name + "\"") != std::string::npos ? "" : "sidan finns inte";
  const auto *reg = shipped().find(kind == "varning" || kind == "krock" ? name : kind);
  if (reg == nullptr) return "registret finns inte";
  if (kind == "varning") return !reg->warnings.empty() ? "" : "registret varnar inte";
  if (kind == "krock") return !reg->clashes.empty() ? "" : "registret stoppar inga krockar";
  const auto is = [&](const Deadline &rule) { return rule.id == name; };
  return std::any_of(reg->deadlines.begin(), reg->deadlines.end(), is) ? "" : "tidsgränsen finns inte";
}

TEST(Needs, EveryNeedHasARoomAndEveryRoomIsThere) {
  std::set<std::string> told;
  for (const auto &need : needs()) {
    EXPECT_TRUE(told.insert(need.id).second) << need.id << " står två gånger";
    EXPECT_FALSE(need.rooms.empty()) << need.id << " " << need.words;
    for (const auto &room : need.rooms) EXPECT_EQ(missing(room), "") << need.id << " " << need.words << ": " << room;
  }
  for (const auto &id : split(kNeeds, ' ')) EXPECT_EQ(told.count(id), 1u) << id << " har inget rum i docs/utveckling/behov.csv";
}

/// What docs/utveckling/paket.md names as a register or a deadline is one.
TEST(Needs, TheTableOfPacksNamesOnlyWhatIsThere) {
  std::ifstream in(source() / "docs/utveckling/paket.md");
  std::ostringstream text;
  text << in.rdbuf();
  const auto words = text.str();
  static const std::regex kCode("`([a-z][a-z0-9_]*)(?::([a-z0-9_]+))?`");
  // Words of the language and of packs that stand in code there too.
  static const std::set<std::string> kOther{
      "common",  "family",      "prevention", "adults",   "disability", "source",      "elderly_",
      "income_", "disability_", "daily_",     "housing_", "adult_",     "income_steps"}; // the last is a code list
  std::set<std::string> known;
  for (const auto &reg : shipped().registers) {
    known.insert(reg.id);
    for (const auto &rule : reg.deadlines) known.insert(rule.id), known.insert(reg.id + ":" + rule.id);
    for (const auto &field : reg.fields) known.insert(field.id);
    for (const auto &step : reg.transitions) known.insert(step.id);
  }
  for (const auto &audit : shipped().audits) known.insert(audit.id);
  int named = 0;
  for (std::sregex_iterator it(words.begin(), words.end(), kCode), end; it != end; ++it) {
    const auto name = (*it)[1].str() + ((*it)[2].matched ? ":" + (*it)[2].str() : "");
    if (kOther.count(name) != 0) continue;
    EXPECT_EQ(known.count(name), 1u) << "paket.md nämner `" << name << "`";
    ++named;
  }
  EXPECT_GT(named, 200);
}

} // namespace
} // namespace rt::definitions
