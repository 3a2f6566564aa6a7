// What is wrong in a measure is said with the place and the word that was meant.
#include "modules/measures/plan.hpp"
#include "modules/measures/tests/fixture.hpp"
#include "modules/measures/words.hpp"
#include <gtest/gtest.h>

using namespace rt::measures;

namespace {

struct Wrong {
  std::string key, text; ///< the line under test
  int column;            ///< in the text
  std::string message, suggestion;
};

/// A share needs nothing more; `of` and `where` stand beside a good share or count.
rt::definitions::MeasureSource source(const std::string &key, const std::string &text) {
  rt::definitions::MeasureSource s;
  s.id = "m";
  s.file = "measures/a.toml";
  s.line = 1;
  s.title = {"M", "M"};
  s.keys[key] = text;
  s.lines[key] = 4;
  if (key == "of") s.keys["share"] = "contact ended in period where ending = planned";
  if (key == "where") s.keys["count"] = "contact ended in period";
  static const std::set<std::string> kinds{"count",  "sum", "share", "mean",   "median", "distinct", "index",
                                           "manual", "of",  "where", "change", "ontime", "ratio",    "imported"};
  if (kinds.count(key) == 0) s.keys["count"] = "contact ended in period";
  return s;
}

class Mistakes : public ::testing::TestWithParam<Wrong> {};

} // namespace

TEST_P(Mistakes, SaysWhereAndWhatWasMeant) {
  const Wrong &wrong = GetParam();
  auto catalog = rt::measures::testing::shipped_catalog();
  catalog.measures = {source(wrong.key, wrong.text)};
  const auto plan = plan::compile(catalog);
  ASSERT_EQ(plan.findings.size(), 1u) << wrong.text;
  const auto &f = plan.findings[0];
  EXPECT_EQ(f.line, 4);
  EXPECT_EQ(f.column, wrong.column) << f.message;
  EXPECT_EQ(f.message, "Mått m, " + wrong.key + ", tecken " + std::to_string(wrong.column) + ": " + wrong.message);
  EXPECT_EQ(f.suggestion, wrong.suggestion.empty() ? "" : "Menade du " + wrong.suggestion + "?");
}

INSTANTIATE_TEST_SUITE_P(
    Language, Mistakes,
    ::testing::Values(
        Wrong{"count", "kontakt ended in period", 1, "Registret kontakt finns inte.", "contact"},
        Wrong{"count", "contact endd in period", 9, "Registret contact har inget datumfält och inget läge som heter endd.", "ended"},
        Wrong{"count", "contact ended", 14, "Här ska ”in period” stå: det som räknas ska höra till en period.", ""},
        Wrong{"count", "contact ended in perod", 18, "Efter in ska ordet period stå.", "period"},
        Wrong{"count", "contact ended in period whre ending = planned", 25, "Uttrycket borde vara slut före ”whre”. Saknas and eller or?", "where"},
        Wrong{"count", "contact ended in period where endng = planned", 31, "Registret contact har inget fält som heter endng.", "ending"},
        Wrong{"count", "contact ended in period where ending = planed", 40, "Fältet ending har inget val som heter planed.", "planned"},
        Wrong{"count", "contact ended in period where ending > planned", 40, "ett val i en lista har ingen ordning. Använd =, != eller in (…).", ""},
        Wrong{"count", "contact ended in period where ending", 37,
              "Här saknas en jämförelse: =, !=, <, <=, >, >=, is set, is missing, in (…), has eller within.", ""},
        Wrong{"count", "contact ended in period where (ending = planned", 48, "Parentesen stängs inte. Här ska ) stå.", ""},
        Wrong{"count", "contact ended in period where ended = 3", 39, "Till vänster står ett datum men här står ett tal.", ""},
        Wrong{"count", "contact ended in period where months < 2019-01-01", 40, "Till vänster står ett tal men här står ett datum.", ""},
        Wrong{"count", "contact ended in period where continued = ja", 43, "Här ska yes eller no stå.", ""},
        Wrong{"count", "contact ended in period where state is closd", 40, "Registret contact har inget läge som heter closd.", "closed"},
        Wrong{"count", "contact ended in period where info_present = client", 46, "Ett fält med flera val jämförs med has: info_present has client.",
              ""},
        Wrong{"count", "contact ended in period where info_present has klient", 48, "Fältet info_present har inget val som heter klient.", "client"},
        Wrong{"count", "contact ended in period where ended within 3 month of started", 52, "Här ska after eller before stå.", ""},
        Wrong{"count", "contact ended in period where ended within three months after started", 44,
              "Efter within ska ett helt tal stå, till exempel within 3 months.", ""},
        Wrong{"count", "contact ended in period where ended within 3 months after ending", 59,
              "within jämför datum, men här står ett val i en lista.", ""},
        Wrong{"count", "contact ended in period where wishes = yes", 40, "en text kan bara jämföras med is set och is missing.", ""},
        Wrong{"count", "contact ended in period where last ors.totl > 25", 40, "Registret ors har inget fält som heter totl.", "total"},
        Wrong{"count", "contact ended in period where last orss.total > 25", 36, "Registret orss finns inte.", "ors"},
        Wrong{"count", "contact ended in period where count ors.total >= 2", 41, "count räknar poster och tar inget fält.", ""},
        Wrong{"count", "contact ended in period where last ors.total > 25 by same ratr", 59, "by same ska följas av ett fält med val i ors.",
              "rater"},
        Wrong{"count", "contact ended in period where ending = planned by same rater", 56,
              "by same gäller länkade register (first, last, count …), och här finns inget sådant.", ""},
        Wrong{"count", "contact ended in period where exists youth_link", 38,
              "Registret youth_link pekar inte på contact. Skriv of same och vad de har gemensamt.", ""},
        Wrong{"count", "contact ended in period where last ors.total < ors.cutof", 48,
              "Ett instrument har cutoff, smallest_rise och reliable_change, inte cutof.", "cutoff"},
        Wrong{"count", "contact ended in period where ending = planned; drop", 47, "Tecknet ; används inte i måttspråket.", ""},
        Wrong{"mean", "months contact ended in period", 8, "Efter värdet ska ordet of stå, till exempel ”months of contact ended in period”.", ""},
        Wrong{"mean", "ending of contact ended in period", 1, "Före of ska ett tal stå, till exempel months.", ""},
        Wrong{"distinct", "wishes of contact ended in period", 1, "Före of ska det som ska räknas en gång var stå, till exempel person.", ""},
        Wrong{"index", "mean(a, b", 10, "Parentesen efter mean stängs inte.", ""}, Wrong{"index", "mean(m2)", 6, "Måttet m2 finns inte.", ""},
        Wrong{"of", "contact endd in period", 9, "Registret contact har inget datumfält och inget läge som heter endd.", "ended"},
        Wrong{"sum", "received * 2 of contact ended in period", 12, "Det går inte att räkna med ett datum och ett tal tillsammans.", ""},
        Wrong{"where", "reason = moood", 10, "Fältet reason har inget val som heter moood.", "mood"},
        Wrong{"better", "highr", 1, "better ska vara higher, lower eller none.", "higher"},
        Wrong{"unit", "procent", 1, "Enheten procent finns inte.", "percent"}, Wrong{"valid_from", "2019", 1, "Skriv datumet som 2019-01-01.", ""},
        Wrong{"change", "ors of contact ended in period", 1, "Skriv vilket tal som förändras, till exempel ors.total.", ""},
        Wrong{"change", "ors.total by same ratr of contact ended in period", 19, "by same ska följas av ett fält med val i ors.", "rater"},
        Wrong{"ontime", "viewpoint", 1, "Skriv register.tidsfrist, till exempel report_of_concern.protective_assessment.", ""},
        Wrong{"ontime", "viewpoint.anser", 11, "Registret viewpoint har varken en grupp med rader eller en tidsfrist som heter anser.", "answer"},
        Wrong{"ontime", "viewpoint.answer received in period", 18, "Det som har en tidsfrist hör till perioden där sista dagen ligger. Skriv due.",
              "due"},
        Wrong{"ratio", "m2 per", 7, "Här ska ett måtts id stå.", ""},
        Wrong{"imported", "x", 1, "Ett mått som läses in ska säga varifrån: source = \"…\".", ""},
        Wrong{"split", "sex, ending, reson", 14, "Det går inte att dela på reson. Dela på sex, team, age_group eller ett fält med val i contact.",
              "reason"},
        Wrong{"uint", "percent", 1, "Nyckeln uint finns inte för ett mått.", "unit"}));

TEST(Language, TheShippedMeasuresHoldTogether) {
  const auto catalog = rt::measures::testing::shipped_catalog();
  const auto plan = plan::compile(catalog);
  for (const auto &f : plan.findings) ADD_FAILURE() << f.file << ":" << f.line << ": " << f.message << " " << f.suggestion;
  EXPECT_GE(plan.measures.size(), 40u);
}

TEST(Language, ParenthesesAndWordsOfTimeAreRead) {
  using namespace language;
  const auto parsed = parse_condition("not (a = yes or b is missing) and started within 1 week before ended");
  ASSERT_TRUE(parsed.condition.has_value()) << parsed.mistakes[0].message;
  EXPECT_EQ(parsed.condition->what, What::both);
  EXPECT_EQ(parsed.condition->parts[0].what, What::negate);
  EXPECT_EQ(parsed.condition->parts[0].parts[0].what, What::either);
  EXPECT_EQ(parsed.condition->parts[1].what, What::within);
  EXPECT_EQ(parsed.condition->parts[1].word, "weeks");
}

TEST(Language, ColumnsCountCharactersNotBytes) {
  const auto parsed = language::parse_condition("åäö = ö ;");
  ASSERT_FALSE(parsed.mistakes.empty());
  EXPECT_EQ(parsed.mistakes[0].column, 9);
}

TEST(Language, DeepNestingIsRefusedNotCrashed) {
  const auto parsed = language::parse_condition(std::string(100000, '(') + "a");
  ASSERT_FALSE(parsed.mistakes.empty());
  EXPECT_EQ(language::parse_condition(std::string(50000, ' ') + "not ").mistakes.empty(), false);
}

// A quality officer reads what is counted with the form's own words.
TEST(Language, AMeasureWithoutWordsOfItsOwnIsReadFromItsDefinition) {
  const auto catalog = rt::measures::testing::shipped_catalog({"open-care", "common", "child-and-youth"});
  const auto plan = plan::compile(catalog);
  std::map<std::string, std::string> said;
  for (const auto &m : plan.measures) said[m.definition.id] = words::reading(catalog, m);
  EXPECT_EQ(said["violence_asked"],
            "Andelen våld i nära relation där ”Ställdes frågan?” är ”Ja”, av våld i nära relation. Hör till perioden där ”Datum” ligger.");
  EXPECT_EQ(said["clients"], "Räknar personer med samtal där läget är ”Hållet”. Var och en räknas en gång. Hör till perioden där ”Datum” ligger.");
  EXPECT_EQ(said["rent_in_time"],
            "Andelen hyror där ”Betald” är senast ”Sista betalningsdag”, av hyror. Hör till perioden där ”Sista betalningsdag” ligger.");
  EXPECT_EQ(said["cy_placement_days"],
            "Summan av ”Dygn” för ”Månader” i placeringsarket där ”Kostnad” är ifyllt. Hör till perioden där ”Månad” ligger.");
  EXPECT_EQ(said["sip_actions"], "Räknar ”Vem gör vad” i SIP. Hör till perioden där ”Upprättad” ligger.");
  EXPECT_EQ(said["cy_preliminary_in_time"],
            "Andelen som blev klar i tid, av ”Beslut att inleda utredning eller inte” i orosanmälningar. Hör till perioden där sista dagen "
            "ligger; det som ännu har tid kvar räknas inte.");
}
