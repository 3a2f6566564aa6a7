// A pack that is wrong is refused with the place and the word that was meant; the shipped packs load without a finding.
#include "modules/definitions/tree.hpp"
#include "modules/definitions/tests/shipped.hpp"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace rt::definitions;

namespace {

class Folder {
public:
  Folder() : path_(fs::temp_directory_path() / ("rt_pack_" + std::to_string(::getpid()))) { fs::remove_all(path_); }
  ~Folder() { fs::remove_all(path_); }
  void write(const std::string &file, const std::string &text) {
    const auto path = path_ / "p" / file;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  Loaded load() const { return rt::definitions::load(path_.string(), {"p"}); }
  std::string pack() const { return (path_ / "p").string(); }

private:
  fs::path path_;
};

const std::string kPack = "[pack]\nid = \"p\"\nversion = 1\ntitle = { sv = \"P\" }\n";

// Lines 1-8; the fields under test begin on line 9.
const std::string kHead = "[register]\n"
                          "id = \"talk\"\n"
                          "title = { sv = \"Samtal\" }\n"
                          "singular = { sv = \"Samtal\" }\n"
                          "about = \"none\"\n"
                          "purpose = \"quality\"\n"
                          "date_field = \"day\"\n"
                          "\n";
const std::string kDay = "[[field]]\nid = \"day\"\ntype = \"date\"\ntitle = { sv = \"Dag\" }\nrequired = true\n"; // lines 9-13

std::string lines(const Loaded &loaded) {
  std::string all;
  for (const auto &f : loaded.findings)
    all += f.file + ":" + std::to_string(f.line) + ":" + std::to_string(f.column) + ": " + f.message +
           (f.suggestion.empty() ? "" : " " + f.suggestion) + "\n";
  return all;
}

struct Broken {
  const char *name;
  std::string register_text;
  std::string expected; ///< after "p/registers/talk.toml:"
};

std::string field(const std::string &rest) { return kHead + kDay + "[[field]]\n" + rest; } // the field is on line 14

const std::vector<Broken> &broken_registers() {
  static const std::vector<Broken> kBroken{
      {"unknown_key", field("id = \"a\"\ntype = \"text\"\ntitle = { sv = \"A\" }\nrequierd = true\n"),
       "18:1: Nyckeln ”requierd” finns inte här. Menade du ”required”?"},
      {"unknown_type", field("id = \"a\"\ntype = \"txt\"\ntitle = { sv = \"A\" }\n"), "16:8: ”txt” är inget som ”type” kan vara. Menade du ”text”?"},
      {"no_swedish_title", field("id = \"a\"\ntype = \"text\"\ntitle = { en = \"A\" }\n"), "17:9: ”title” saknar svensk text (sv)."},
      {"no_title", field("id = \"a\"\ntype = \"text\"\n"), "14:1: Nyckeln ”title” saknas."},
      {"title_is_text", field("id = \"a\"\ntype = \"text\"\ntitle = \"A\"\n"),
       "17:9: ”title” ska vara en text per språk, till exempel { sv = \"Namn\", en = \"Name\" }."},
      {"bad_id", field("id = \"Å\"\ntype = \"text\"\ntitle = { sv = \"A\" }\n"),
       "15:6: ”Å” kan inte vara ett id. Använd bara a–z, 0–9 och _, och börja med en bokstav."},
      {"same_field_twice", field("id = \"day\"\ntype = \"date\"\ntitle = { sv = \"A\" }\n"), "15:6: ”day” finns redan, på rad 10."},
      {"flag_is_text", field("id = \"a\"\ntype = \"text\"\ntitle = { sv = \"A\" }\nrequired = \"yes\"\n"),
       "18:12: ”required” ska vara true eller false."},
      {"same_code_twice",
       field("id = \"a\"\ntype = \"choice\"\ntitle = { sv = \"A\" }\noptions = [\n  { id = \"x\", code = 1, title = { sv = \"X\" } },\n  { "
             "id = \"y\", code = 1, title = { sv = \"Y\" } },\n]\n"),
       "20:22: Koden 1 används redan, på rad 19."},
      {"choice_without_options", field("id = \"a\"\ntype = \"choice\"\ntitle = { sv = \"A\" }\n"),
       "16:8: Fältet ”a” har inga svar att välja på (options)."},
      {"dangling_target", field("id = \"a\"\ntype = \"reference\"\ntarget = \"tlak\"\ntitle = { sv = \"A\" }\n"),
       "17:10: Registret ”tlak” finns inte. Menade du ”talk”?"},
      {"reference_without_target", field("id = \"a\"\ntype = \"reference\"\ntitle = { sv = \"A\" }\n"),
       "16:8: Fältet ”a” säger inte vilket register det pekar på (target)."},
      {"date_field_unknown", kHead + "[[field]]\nid = \"dya\"\ntype = \"date\"\ntitle = { sv = \"A\" }\nrequired = true\n",
       "7:14: Fältet ”day” finns inte i registret. Menade du ”dya”?"},
      {"date_field_is_text", kHead + "[[field]]\nid = \"day\"\ntype = \"text\"\ntitle = { sv = \"A\" }\n",
       "7:14: Fältet ”day” är inget datum och kan inte placera posten i tiden."},
      {"compute_unknown_field", field("id = \"a\"\ntype = \"computed\"\ntitle = { sv = \"A\" }\ncompute = \"days(day, dya)\"\n"),
       "18:22: Fältet ”dya” finns inte i registret. Menade du ”day”?"},
      {"compute_unknown_function", field("id = \"a\"\ntype = \"computed\"\ntitle = { sv = \"A\" }\ncompute = \"smu(day)\"\n"),
       "18:12: Räknesättet ”smu” finns inte. Menade du ”sum”?"},
      {"compute_wrong_type", field("id = \"a\"\ntype = \"computed\"\ntitle = { sv = \"A\" }\ncompute = \"sum(day)\"\n"),
       "18:16: ”day” är inget tal."},
      {"compute_syntax", field("id = \"a\"\ntype = \"computed\"\ntitle = { sv = \"A\" }\ncompute = \"days(day, day\"\n"), "18:25: Här väntas ”)”."},
      {"show_when_unknown_field", field("id = \"a\"\ntype = \"text\"\ntitle = { sv = \"A\" }\nshow_when = \"dag\"\n"),
       "18:14: Fältet ”dag” finns inte i registret. Menade du ”day”?"},
      {"required_when_wrong_value", field("id = \"a\"\ntype = \"text\"\ntitle = { sv = \"A\" }\nrequired_when = \"day > 5\"\n"),
       "18:24: ”day” kan inte jämföras med ”5”."},
      {"default_not_an_option",
       field("id = \"a\"\ntype = \"choice\"\ntitle = { sv = \"A\" }\ndefault = \"yees\"\noptions = [{ id = \"yes\", code = 1, title = { sv = "
             "\"Ja\" } }]\n"),
       "18:11: ”yees” kan inte vara förvalt i fältet ”a”. Menade du ”yes”?"},
      {"answer_that_is_also_a_field",
       field("id = \"a\"\ntype = \"choice\"\ntitle = { sv = \"A\" }\nshow_when = \"a = day\"\noptions = [{ id = \"day\", code = 1, title = { sv = "
             "\"Dag\" } }]\n"),
       "18:18: ”day” är både ett svar i ”a” och ett fält. Skriv 'day' om du menar svaret."},
      {"min_above_max", field("id = \"a\"\ntype = \"integer\"\ntitle = { sv = \"A\" }\nmin = 5\nmax = 1\n"), "18:7: ”min” är större än ”max”."},
      {"limits_of_text", field("id = \"a\"\ntype = \"text\"\ntitle = { sv = \"A\" }\nmax = 1\n"), "18:1: ”max” hör bara till fält med tal."},
      {"unknown_section", field("id = \"a\"\ntype = \"text\"\ntitle = { sv = \"A\" }\nsection = \"start\"\n"),
       "18:11: Avsnittet ”start” finns inte."},
      {"check_other_kind", kHead + kDay + "[[check]]\nrule = \"day >= weight\"\nfield = \"day\"\nmessage = { sv = \"Fel\" }\n",
       "15:16: ”day” kan inte jämföras med ”weight”."},
      {"check_field_unknown", kHead + kDay + "[[check]]\nrule = \"day <= today\"\nfield = \"dayy\"\nmessage = { sv = \"Fel\" }\n",
       "16:9: Fältet ”dayy” finns inte i registret. Menade du ”day”?"},
      {"transition_to_nowhere",
       kHead + kDay + "[[state]]\nid = \"new\"\ncode = 1\ntitle = { sv = \"Ny\" }\ninitial = true\n" +
           "[[transition]]\nid = \"go\"\ntitle = { sv = \"Gå\" }\nfrom = \"new\"\nto = \"nwe\"\n",
       "23:6: Läget ”nwe” finns inte. Menade du ”new”?"},
      {"no_first_state", kHead + kDay + "[[state]]\nid = \"new\"\ncode = 1\ntitle = { sv = \"Ny\" }\n",
       "14:1: Exakt ett läge ska vara det första (initial = true)."},
      {"unknown_role",
       kHead + kDay + "[[state]]\nid = \"new\"\ncode = 1\ntitle = { sv = \"Ny\" }\ninitial = true\n" +
           "[[transition]]\nid = \"go\"\ntitle = { sv = \"Gå\" }\nfrom = \"new\"\nto = \"new\"\nroles = [\"haed\"]\n",
       "24:10: Rollen ”haed” finns inte. Menade du ”head”?"},
      {"reserved_name", field("id = \"state\"\ntype = \"text\"\ntitle = { sv = \"A\" }\n"), "15:6: ”state” är upptaget: varje post har redan det."},
      {"name_of_a_column_that_is_there", field("id = \"others\"\ntype = \"text\"\ntitle = { sv = \"A\" }\n"),
       "15:6: ”others” är upptaget: varje post har redan det."},
      {"met_when_unknown_field",
       kHead + kDay + "[[deadline]]\nid = \"d\"\ntitle = { sv = \"D\" }\nfrom = \"day\"\nwithin = \"2 days\"\nmet_by = \"day\"\nmet_when = \"dya\"\n",
       "20:13: Fältet ”dya” finns inte i registret. Menade du ”day”?"},
      {"met_when_of_another_register",
       kHead + kDay +
           "[[field]]\nid = \"person\"\ntype = \"person\"\ntitle = { sv = \"P\" }\n[[deadline]]\nid = \"d\"\ntitle = { sv = \"D\" }\nfrom = \"day\"\nwithin = \"2 days\"\nmet_by = \"talk.day\"\nmet_when = \"dya\"\n",
       "24:12: Fältet ”dya” finns inte i registret ”talk”. Menade du ”day”?"},
      {"sex_with_other_codes",
       field("id = \"sex\"\ntype = \"choice\"\ntitle = { sv = \"A\" }\noptions = [{ id = \"x\", code = 7, title = { sv = \"X\" } }]\n"),
       "15:6: Kön har koderna 0 okänt, 1 kvinna, 2 man och 3 annat."},
      {"retired_day", kHead + kDay + "retired = true\n", "14:11: Fältet ”day” placerar posten i tiden och kan inte tas ur bruk."},
      {"warning_without_a_rule", kHead + kDay + "[[warning]]\nmessage = { sv = \"Obs\" }\n",
       "14:1: En varning har antingen ”rule” eller ”age_limits”."},
      {"warning_of_age_about_nobody", kHead + kDay + "[[warning]]\nage_limits = \"talk\"\nmessage = { sv = \"Obs\" }\n",
       "15:14: Registret handlar inte om någon person och kan inte varna för åldern."},
      {"limits_that_are_none",
       kHead + kDay +
           "[[field]]\nid = \"person\"\ntype = \"person\"\ntitle = { sv = \"P\" }\n[[warning]]\nage_limits = \"talk\"\nmessage = { sv = \"Obs\" }\n",
       "19:14: Registret ”talk” saknar fältet ”age_from”, som säger vilka åldrar som gäller och när."},
      {"clash_of_nothing", kHead + kDay + "[[clash]]\nof = \"rum\"\nday = \"day\"\nmessage = { sv = \"Upptaget\" }\n",
       "15:6: Fältet ”rum” finns inte i registret."},
      {"clash_at_a_day_that_is_a_clock", kHead + kDay + "[[clash]]\nof = \"day\"\nday = \"day\"\nbegins = \"day\"\nmessage = { sv = \"Upptaget\" }\n",
       "17:10: ”day” är inget klockslag."},
      {"not_toml", kHead + "[[field]\n", "9:9: "},
  };
  return kBroken;
}

class BrokenPack : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenPack, IsRefusedWithThePlaceAndTheWordThatWasMeant) {
  Folder folder;
  folder.write("pack.toml", kPack);
  folder.write("registers/talk.toml", GetParam().register_text);
  const auto found = lines(folder.load());
  const auto expected = "p/registers/talk.toml:" + GetParam().expected;
  if (expected.back() == ' ') EXPECT_EQ(found.substr(0, expected.size()), expected);
  else EXPECT_EQ(found, expected + "\n");
}
INSTANTIATE_TEST_SUITE_P(Table, BrokenPack, ::testing::ValuesIn(broken_registers()), [](const auto &info) { return info.param.name; });

TEST(Packs, TheShippedPacksLoadWithoutFindings) {
  const auto loaded = load(shipped_packs(), {});
  EXPECT_EQ(lines(loaded), "");
  ASSERT_NE(loaded.catalog.find("contact"), nullptr);
  ASSERT_NE(loaded.catalog.instrument("srs"), nullptr);
  const auto *viewpoint = loaded.catalog.find("viewpoint");
  ASSERT_NE(viewpoint, nullptr);
  EXPECT_EQ(viewpoint->field("givers")->sex_columns.front(), "KÖN");
  EXPECT_EQ(viewpoint->field("category")->option("complaint")->code, 1);
}

TEST(Packs, ThePacksInsideTheProgramAreTheSourcesOwn) {
  const auto inside = load("", {"open-care"}), beside = load(shipped_packs(), {"open-care"});
  EXPECT_EQ(lines(inside), "");
  ASSERT_EQ(inside.catalog.registers.size(), beside.catalog.registers.size());
  EXPECT_EQ(inside.catalog.measures.size(), beside.catalog.measures.size());
  EXPECT_EQ(inside.catalog.packs, beside.catalog.packs);
}

TEST(Packs, ASumOfScalesIsInTenthsAndTheLowestAreaHasItsName) {
  const auto catalog = load(shipped_packs(), {"open-care"}).catalog;
  const auto *srs = catalog.find("srs");
  ASSERT_NE(srs, nullptr);
  EXPECT_TRUE(srs->field("total")->tenths);
  EXPECT_EQ(srs->field("lowest")->option_by_code(2)->title.sv, "Mål och innehåll");
  EXPECT_FALSE(catalog.find("child_safety")->field("total")->tenths);
}

TEST(Packs, AGoodPackHasNoFindings) {
  Folder folder;
  folder.write("pack.toml", kPack);
  folder.write("registers/talk.toml", kHead + kDay);
  EXPECT_EQ(lines(folder.load()), "");
  EXPECT_EQ(lines(check(folder.pack())), "");
}

TEST(Packs, ADeadlineIsMetOnlyByRecordsThatBelongTogetherWithItsOwn) {
  Folder folder;
  folder.write("pack.toml", kPack);
  const std::string rule =
      "[[deadline]]\nid = \"talk\"\ntitle = { sv = \"Samtal\", en = \"Talk\" }\nfrom = \"day\"\nwithin = \"2 weeks\"\nmet_by = \"visit.day\"\n";
  auto visit = kHead;
  visit.replace(visit.find("talk"), 4, "visit");
  folder.write("registers/talk.toml", kHead + kDay + rule);
  folder.write("registers/visit.toml", visit + kDay);
  EXPECT_NE(lines(folder.load()).find("Poster i registret ”visit” kan inte uppfylla tidsgränsen"), std::string::npos) << lines(folder.load());
  folder.write("registers/visit.toml",
               visit + kDay + "[[field]]\nid = \"about\"\ntype = \"reference\"\ntarget = \"talk\"\ntitle = { sv = \"Samtal\", en = \"Talk\" }\n");
  EXPECT_EQ(lines(folder.load()), "");
}

TEST(Packs, AFileThatIsNoTomlIsAFindingAndNeverTheEnd) { // found by the fuzzer: the library asserted on the third bracket
  for (const char *text : {"[[[pack", "[[[pack\nid = \"x\"", "[register\n", "= 1", "\xff\xfe"}) {
    std::vector<rt::definitions::Finding> findings;
    rt::definitions::parse_toml(text, "p/registers/x.toml", findings);
    ASSERT_EQ(findings.size(), 1U) << text;
    EXPECT_GE(findings[0].line, 1) << text;
    EXPECT_FALSE(findings[0].message.empty()) << text;
  }
}

TEST(Packs, AnUnknownPackAndAMissingHeadAreSaid) {
  Folder folder;
  folder.write("registers/talk.toml", kHead + kDay);
  EXPECT_EQ(lines(check(folder.pack())), "p/pack.toml:1:1: Paketet saknar filen pack.toml.\n");
  EXPECT_EQ(lines(folder.load()), "p:0:0: Paketet ”p” finns inte.\n");
  EXPECT_EQ(lines(load(shipped_packs(), {"open-caer"})), "open-caer:0:0: Paketet ”open-caer” finns inte. Menade du ”open-care”?\n");
}

TEST(Packs, AFolderThatIsNearlyRightIsNotSilentlySkipped) {
  Folder folder;
  folder.write("pack.toml", kPack);
  folder.write("registres/talk.toml", kHead + kDay);
  EXPECT_EQ(lines(folder.load()), "p/registres/talk.toml:1:1: Mappen ”registres” läses inte. Menade du ”registers”?\n");
}

TEST(Packs, TheSameRegisterInTwoFilesIsRefused) {
  Folder folder;
  folder.write("pack.toml", kPack);
  folder.write("registers/a.toml", kHead + kDay);
  folder.write("registers/b.toml", kHead + kDay);
  EXPECT_EQ(lines(folder.load()), "p/registers/b.toml:2:6: Registret ”talk” finns redan, i p/registers/a.toml.\n");
}

TEST(Packs, AnAnonymousRegisterMayNotPointAtAPerson) {
  Folder folder;
  folder.write("pack.toml", kPack);
  auto text = kHead + kDay + "[[field]]\nid = \"person\"\ntype = \"person\"\ntitle = { sv = \"Vem\" }\n";
  text.replace(text.find("purpose"), 0, "anonymous = true\n");
  folder.write("registers/talk.toml", text);
  EXPECT_EQ(lines(folder.load()), "p/registers/talk.toml:17:8: Ett anonymt register får inte ha fältet ”person”: svaret skulle kunna "
                                  "kopplas till en person.\n");
}

TEST(Packs, AnInstrumentsAreasMustBeScalesOfItsRegister) {
  Folder folder;
  folder.write("pack.toml", kPack);
  folder.write("registers/talk.toml", kHead + kDay);
  folder.write("instruments/i.toml", "[instrument]\nid = \"i\"\ntitle = { sv = \"I\" }\nwhen = \"after\"\nregister = \"talk\"\n"
                                     "items = [{ id = \"a\", field = \"day\", title = { sv = \"A\" } }]\n");
  EXPECT_EQ(lines(folder.load()), "p/instruments/i.toml:6:30: Fältet ”day” är ingen skala och kan inte vara ett område i instrumentet.\n");
}

TEST(Packs, MeasuresKeepTheirWordsAndLines) {
  Folder folder;
  folder.write("pack.toml", kPack);
  folder.write("registers/talk.toml", kHead + kDay);
  folder.write("measures/m.toml", "[[measure]]\nid = \"talks\"\ntitle = { sv = \"Samtal\" }\ncount = \"talk in period\"\nsplit = [\"sex\", "
                                  "\"team\"]\nprinted = [\"Gruppen/Samtal\"]\n");
  const auto loaded = folder.load();
  EXPECT_EQ(lines(loaded), "");
  ASSERT_EQ(loaded.catalog.measures.size(), 1U);
  const auto &measure = loaded.catalog.measures.front();
  EXPECT_EQ(measure.keys.at("count"), "talk in period");
  EXPECT_EQ(measure.keys.at("split"), "sex, team");
  EXPECT_EQ(measure.lines.at("count"), 4);
  EXPECT_EQ(measure.line, 1);
  EXPECT_EQ(measure.printed, std::vector<std::string>{"Gruppen/Samtal"});
}

TEST(Packs, AGoalsParentMustExist) {
  Folder folder;
  folder.write("pack.toml", kPack);
  folder.write("goals/2019.toml", "[[goal]]\nid = \"kf1\"\nlevel = \"council\"\ntitle = \"En stad för alla\"\nyear = 2019\n"
                                  "[[goal]]\nid = \"n1\"\nparent = \"kf2\"\nlevel = \"board\"\ntitle = \"Nämndmål\"\nyear = 2019\n");
  EXPECT_EQ(lines(folder.load()), "p/goals/2019.toml:8:10: Målet ”kf2” finns inte. Menade du ”kf1”?\n");
}

} // namespace
