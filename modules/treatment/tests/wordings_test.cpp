// Licensed wordings from a file. The words here are made up: nothing licensed is in the repository.
#include "modules/treatment/tests/world.hpp"
#include <gtest/gtest.h>

using namespace rt;
using namespace rt::treatment;

namespace {

class Wordings : public ::testing::TestWithParam<std::string> {
protected:
  Clinic w{GetParam()};
  std::string text(const char *language, const std::string &name, bool faces = false) {
    const auto found = w.treatment.wording(w.unit, Kind::ors, language, faces);
    if (found)
      for (const auto &[id, words] : found->texts)
        if (id == name) return words;
    return "";
  }
};
RT_BOTH_DATABASES(Wordings);

constexpr const char *kTable = "Instrument;Språk;Variant;Licens;Text;Ord\n"
                               "ORS;svenska;;Avtal 17;rubrik;Provrubrik\n"
                               ";;;;område 1;Prov ett\n;;;;område 2;Prov två\n;;;;område 3;Prov tre\n;;;;område 4;Prov fyra\n;;;;vänster 1;lite\n"
                               "ors;en;faces;Avtal 17;1;Trial one\n;;;;2;Trial two\n;;;;3;Trial three\n;;;;4;Trial four\n";
constexpr const char *kToml = R"([[wording]]
instrument = "ors"
language = "sv"
licence = "Avtal 18"
[wording.texts]
title = "Ny rubrik"
1 = "Ett"
2 = "Två"
3 = "Tre"
4 = "Fyra"
"high.4" = "mycket"
)";

} // namespace

TEST_P(Wordings, ATableOrATomlFileIsReadWhole) {
  EXPECT_EQ(w.treatment.load_wordings(w.anna, kTable, "texter.csv").value(), 2);
  EXPECT_EQ(text("sv", "title"), "Provrubrik");
  EXPECT_EQ(text("sv", "low.1"), "lite");
  EXPECT_EQ(text("en", "4", true), "Trial four");
  EXPECT_EQ(text("en", "4"), "") << "only the faces were in the file";
  EXPECT_EQ(w.treatment.load_wordings(w.anna, kToml, "texter.toml").value(), 1);
  EXPECT_EQ(text("sv", "title"), "Ny rubrik");
  EXPECT_EQ(text("sv", "high.4"), "mycket");
  EXPECT_EQ(w.treatment.wordings(w.unit).size(), 2u) << "the replaced one is retired";
}

TEST_P(Wordings, AFileThatDoesNotFitIsNamedByRowAndNothingIsLoaded) {
  const auto bad =
      w.treatment.load_wordings(w.anna, "instrument;språk;licens;text;ord\nors;klingon;A;1;x\nxyz;sv;A;1;x\nors;sv;A;fem;x\n", "texter.csv");
  ASSERT_FALSE(bad);
  ASSERT_EQ(bad.error().fields.size(), 3u);
  EXPECT_EQ(bad.error().fields[0].row, 2);
  EXPECT_NE(bad.error().fields[0].message.find("klingon"), std::string::npos);
  EXPECT_EQ(bad.error().fields[2].row, 4);
  // One whole, one without its fourth text and without a licence: neither is loaded.
  std::string half = kTable;
  half.erase(half.rfind(";;;;4;"));
  const auto refused = w.treatment.load_wordings(w.anna, half, "texter.csv");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().fields.at(0).field.find("område 4"), std::string::npos);
  EXPECT_TRUE(w.treatment.wordings(w.unit).empty());
  EXPECT_FALSE(w.treatment.load_wordings(w.anna, "[[wording]]\ninstrument = ", "texter.toml"));
  EXPECT_FALSE(w.treatment.load_wordings(w.anna, "", "texter.csv"));
  EXPECT_EQ(w.treatment.load_wordings(w.maria, kTable, "texter.csv").error().kind, ProblemKind::forbidden);
}
