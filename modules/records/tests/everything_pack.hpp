#pragma once
// A pack made for these tests: one register with a field of every type, a repeated group, a matrix, rights per field and a dated
// code list, and the two registers that it points at. Read and checked like any other pack.
#include "modules/records/tests/fixture.hpp"
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace rt::records {

inline std::string register_head(const char *id, const char *title, const char *singular, const char *more) {
  return "[register]\nid = \"" + std::string(id) + "\"\ntitle = { sv = \"" + title + "\", en = \"" + title + "\" }\nsingular = { sv = \"" + singular +
         "\", en = \"" + singular + "\" }\n" + more + "\n";
}
inline std::string named_register(const char *id, const char *title, const char *singular) {
  return register_head(id, title, singular, "about = \"none\"\npurpose = \"quality\"\ndate_field = \"since\"") + R"toml(
[[field]]
id = "name"
type = "text"
title = { sv = "Namn", en = "Name" }
required = true
in_list = true
[[field]]
id = "since"
type = "date"
title = { sv = "Sedan", en = "Since" }
required = true
)toml";
}

/// id, type, title and further lines.
inline std::string field_toml(const std::string &id, const std::string &type, const std::string &title, const std::string &more = {}) {
  return "[[field]]\nid = \"" + id + "\"\ntype = \"" + type + "\"\ntitle = { sv = \"" + title + "\", en = \"" + title + "\" }\n" + more + "\n";
}

inline std::string everything_toml() {
  const std::string three = R"(options = [
  { id = "low", code = 1, title = { sv = "Låg", en = "Low" } },
  { id = "middle", code = 2, title = { sv = "Mellan", en = "Middle" } },
  { id = "high", code = 3, title = { sv = "Hög", en = "High" } },
])";
  const std::string who = "section = \"who\"\n", what = "section = \"what\"\n", more = "section = \"more\"\n";
  return register_head("everything", "Allting", "Allt", "about = \"person\"\npurpose = \"case\"\ndate_field = \"day\"\nunique = \"name\"") + R"toml(
[[section]]
id = "who"
title = { sv = "Vem", en = "Who" }
[[section]]
id = "what"
title = { sv = "Vad", en = "What" }
[[section]]
id = "more"
title = { sv = "Mer", en = "More" }
)toml" + field_toml("name", "text", "Rubrik", "required = true\nin_list = true\nmax_length = 12\n" + who) +
         field_toml("person", "person", "Barnet", "required = true\nin_list = true\n" + who) +
         field_toml("persons", "persons", "Vårdnadshavare", R"(options = [
  { id = "mother", code = 1, title = { sv = "Mamma", en = "Mother" } },
  { id = "father", code = 2, title = { sv = "Pappa", en = "Father" } },
]
)" + who) +
         field_toml("handlers", "staff_list", "Handläggare", "default = \"me\"\nin_list = true\n" + who) +
         field_toml("home", "household", "Hushåll", who) + field_toml("place", "provider", "Utförare", "in_list = true\n" + who) +
         field_toml("before", "reference", "Tidigare", "target = \"everything\"\n" + who) + field_toml("address", "address", "Adress", who) +
         field_toml("number", "personnummer", "Förälderns nummer", who) +
         field_toml("day", "date", "Dag", "required = true\nin_list = true\n" + what) + field_toml("words", "long_text", "Text", what) +
         field_toml("count", "integer", "Antal", "min = 0\nmax = 20\n" + what) + field_toml("share", "decimal", "Andel", what) +
         field_toml("cost", "money", "Kostnad", "unit = \"kr\"\n" + what) + field_toml("moment", "datetime", "Tidpunkt", what) +
         field_toml("clock", "time", "Klockan", what) + field_toml("month", "month", "Månad", what) +
         field_toml("one", "choice", "Ett val", R"(options = [
  { id = "old", code = 1, title = { sv = "Gammalt", en = "Old" }, valid_to = "2018-12-31" },
  { id = "new", code = 2, title = { sv = "Nytt", en = "New" } },
]
)" + what) +
         field_toml("several", "choices", "Flera val", three + "\n" + what) + field_toml("asked", "yes_no", "Frågat", what) +
         field_toml("more_words", "text", "Vad sa hen?",
                    "show_when = \"asked = yes and one = new\"\nrequired_when = \"asked = yes and one = new\"\n" + what) +
         field_toml("scale", "scale", "Skala", what) + field_toml("level", "item", "Nivå", three + "\n" + what) +
         field_toml("mood", "faces", "Känsla", three + "\n" + what) + field_toml("paper", "file", "Handling", what) +
         field_toml("secret", "text", "Chefens anteckning", "read_roles = [\"head\"]\nwrite_roles = [\"head\"]\n" + more) +
         field_toml("judged", "yes_no", "Bedömt av chefen", "write_roles = [\"head\"]\n" + more) +
         field_toml("phone", "text", "Telefon", "personal = true\n" + more) +
         field_toml("rows", "computed", "Antal barn", "compute = \"count(children)\"") +
         field_toml("nights", "computed", "Nätter", "compute = \"sum(children.stays)\"") +
         field_toml("left", "computed", "Kvar", "compute = \"difference(cost, share)\"") +
         field_toml("years", "computed", "Ålder", "compute = \"age(number, day)\"") + R"toml(
[[group]]
id = "children"
title = { sv = "Syskon", en = "Siblings" }
singular = { sv = "Syskon", en = "Sibling" }
section = "more"
max = 3
)toml" + field_toml("child_name", "text", "Namn", "required = true\ngroup = \"children\"") +
         field_toml("born", "date", "Född", "group = \"children\"") +
         field_toml("stays", "integer", "Nätter hemma", "group = \"children\"\nmin = 0\nmax = 31") +
         field_toml("kind", "choice", "Slag", "group = \"children\"\n" + three) + field_toml("who", "person", "Person", "group = \"children\"") +
         field_toml("remark", "text", "Chefens ord", "group = \"children\"\nread_roles = [\"head\"]") + R"toml(
[[matrix]]
id = "checklist"
title = { sv = "Checklista", en = "Checklist" }
section = "more"
options = [
  { id = "yes", code = 2, title = { sv = "Ja", en = "Yes" } },
  { id = "partly", code = 1, title = { sv = "Delvis", en = "Partly" } },
  { id = "no", code = 0, title = { sv = "Nej", en = "No" } },
]
questions = [
  { id = "heard", title = { sv = "Har barnet kommit till tals?", en = "Has the child been heard?" } },
  { id = "plan", title = { sv = "Finns en plan?", en = "Is there a plan?" } },
]
)toml";
}

/// Writes a pack folder and reads it back as the program does.
class PackFolder {
public:
  explicit PackFolder(const std::vector<std::pair<std::string, std::string>> &registers) {
    static int made = 0;
    folder_ = std::filesystem::temp_directory_path() / ("rt_pack_" + std::to_string(::getpid()) + "_" + std::to_string(++made));
    std::filesystem::create_directories(folder_ / "prov" / "registers");
    std::ofstream(folder_ / "prov" / "pack.toml") << "[pack]\nid = \"prov\"\nversion = 1\ntitle = { sv = \"Prov\", en = \"Test\" }\nrequires = []\n";
    for (const auto &[name, text] : registers) std::ofstream(folder_ / "prov" / "registers" / (name + ".toml")) << text;
  }
  ~PackFolder() { std::filesystem::remove_all(folder_); }
  PackFolder(const PackFolder &) = delete;
  PackFolder &operator=(const PackFolder &) = delete;
  definitions::Loaded load() const { return definitions::load(folder_.string(), {"prov"}); }

private:
  std::filesystem::path folder_;
};

inline const definitions::Loaded &everything_loaded() {
  static const definitions::Loaded kLoaded = PackFolder({{"household", named_register("household", "Hushåll", "Hushåll")},
                                                         {"provider", named_register("provider", "Utförare", "Utförare")},
                                                         {"everything", everything_toml()}})
                                                 .load();
  return kLoaded;
}

/// The world with that pack instead of the shipped one.
struct EverythingWorld : World {
  explicit EverythingWorld(const std::string &engine) : World(engine, everything_loaded().catalog) {
    mother = person("Maja", Sex::female, "1980-01-02");
    father = person("Ali", Sex::male, "1979-05-06");
    child = person("Elsa", Sex::female, "2004-05-06");
    sibling = person("Nils", Sex::male, "2008-07-08");
    home = save("household", {{"name", std::string("Familjen Ek")}, {"since", std::string("2018-01-01")}}).id;
    place = save("provider", {{"name", std::string("Solgläntan")}, {"since", std::string("2018-01-01")}}).id;
    auto c = db.pool().write();
    organisation::Organisation organisation(db.pool());
    second_staff = organisation.add_staff(*c, {0, unit, "Sara Lund", "behandlare", "", {family}, "2017-01-01", ""}).value();
  }
  const definitions::Register &reg() const { return *records.catalog().find("everything"); }
  Record save(const char *register_id, std::map<std::string, db::Value> values) {
    Record draft;
    draft.values = std::move(values);
    return records.save(maria, register_id, draft).value();
  }
  /// Only what must be there.
  Record least(const char *name = "Ett") {
    Record draft;
    draft.team = family;
    draft.values = {{"name", std::string(name)}, {"person", child}, {"day", std::string("2019-02-01")}};
    return draft;
  }
  /// Every field filled in, as the head may.
  Record full(const char *name = "Allt") {
    auto draft = least(name);
    const auto &paper = *reg().field("paper");
    const auto file = records.add_file(anna, "everything", paper, "beslut.pdf", "%PDF-1.4 prov").value();
    draft.values.insert({{"persons", "1." + std::to_string(mother) + ",2." + std::to_string(father)},
                         {"handlers", std::to_string(second_staff) + "," + std::to_string(maria_staff)},
                         {"home", home},
                         {"place", place},
                         {"address", std::string("Storgatan 1, lgh 2\n127 32\nSkärholmen")},
                         {"number", std::string("19701063-2391")},
                         {"words", std::string("Första raden; med tecken\nandra | raden")},
                         {"count", std::int64_t{7}},
                         {"share", 2.5},
                         {"cost", 1234.5},
                         {"moment", std::string("2019-02-01T09:30:00Z")},
                         {"clock", std::string("14:30")},
                         {"month", std::string("2019-02")},
                         {"one", std::int64_t{2}},
                         {"several", std::string("1,3")},
                         {"asked", std::int64_t{1}},
                         {"more_words", std::string("Ja då")},
                         {"scale", std::int64_t{63}},
                         {"level", std::int64_t{2}},
                         {"mood", std::int64_t{3}},
                         {"paper", file},
                         {"secret", std::string("Bara för mig")},
                         {"judged", std::int64_t{1}},
                         {"phone", std::string("070-123 45 67")},
                         {"checklist_heard", std::int64_t{2}},
                         {"checklist_plan", std::int64_t{0}}});
    draft.groups["children"] = {{{"child_name", std::string("Nils; och | en \\ till")},
                                 {"born", std::string("2008-07-08")},
                                 {"stays", std::int64_t{12}},
                                 {"kind", std::int64_t{3}},
                                 {"who", sibling},
                                 {"remark", std::string("Chefens")}},
                                {{"child_name", std::string("Lo")}, {"stays", std::int64_t{3}}}};
    return draft;
  }
  std::int64_t mother = 0, father = 0, child = 0, sibling = 0, home = 0, place = 0, second_staff = 0;
};

} // namespace rt::records
