// The same human is not registered twice by mistake.
#include "modules/records/tests/fixture.hpp"
#include <gtest/gtest.h>

namespace rt::records {
namespace {

class AlikeTest : public ::testing::TestWithParam<std::string> {
protected:
  World w{GetParam()};
  Person asking(std::string first, std::string last, std::string born, std::string number = {}) {
    Person p;
    p.first_name = std::move(first);
    p.last_name = std::move(last);
    p.birth_date = std::move(born);
    p.personnummer = std::move(number);
    return p;
  }
};
RT_BOTH_DATABASES(AlikeTest);

TEST(SimilarNames, ANameIsTheSameHoweverItIsSpelt) {
  EXPECT_TRUE(similar_names("Åsa Sjöö", "Aasa Sjoo"));
  EXPECT_TRUE(similar_names("Filip Wikström", "Philip Vikstrom"));
  EXPECT_TRUE(similar_names("Anna-Karin Nilsson", "Karin Nilson"));
  EXPECT_TRUE(similar_names("Mohammed Ali", "Muhammed Ali"));
  EXPECT_TRUE(similar_names("Ali Hassan Omar", "Hassan Ali"));
  EXPECT_TRUE(similar_names("Zara Ek", "Sara Ek"));
  EXPECT_FALSE(similar_names("Anna Nilsson", "Erik Nilsson"));
  EXPECT_FALSE(similar_names("Anna", "Anna Nilsson")) << "one shared first name says nothing";
  EXPECT_FALSE(similar_names("", "Anna"));
}

TEST_P(AlikeTest, TheSameBirthDateAndASimilarNameAreAskedAbout) {
  w.person("Åsa", Sex::female, "2004-05-06");
  EXPECT_EQ(w.persons.alike(w.maria, asking("Aasa", "Exempel", "2004-05-06")).size(), 1U);
  EXPECT_TRUE(w.persons.alike(w.maria, asking("Aasa", "Exempel", "2004-05-07")).empty());
  EXPECT_TRUE(w.persons.alike(w.maria, asking("Erik", "Annat", "2004-05-06")).empty());
}

TEST_P(AlikeTest, AnotherGroupsPersonIsToldOfWithoutAName) {
  w.person("Elsa", Sex::female, "2004-05-06");
  const auto alike = w.persons.alike(w.olle, asking("Elsa", "Exempel", "2004-05-06"));
  ASSERT_EQ(alike.size(), 1U);
  EXPECT_TRUE(alike[0].outside);
  EXPECT_EQ(alike[0].person.id, 0);
  EXPECT_TRUE(alike[0].person.first_name.empty());
}

TEST_P(AlikeTest, AKnownNumberBringsThePersonToMyGroupUnlessProtected) {
  auto person = asking("Nils", "Test", "", "701063-2391"); // Skatteverkets exempel på samordningsnummer
  const auto id = w.persons.save(w.maria, person).value();
  EXPECT_EQ(w.persons.get(w.maria, id, "test")->birth_date, "1970-10-03") << "sixty is added to the day of a samordningsnummer";
  EXPECT_TRUE(w.persons.search(w.olle, "701063-2391", 5).empty());
  const auto alike = w.persons.alike(w.olle, asking("Helt", "Annat", "", "19701063-2391"));
  ASSERT_EQ(alike.size(), 1U);
  EXPECT_TRUE(alike[0].same_number);
  ASSERT_TRUE(w.persons.take_in(w.olle, "701063-2391").has_value());
  EXPECT_EQ(w.persons.search(w.olle, "701063-2391", 5).size(), 1U);
  EXPECT_EQ(w.persons.take_in(w.olle, "19800101-1234").error().kind, ProblemKind::not_found);
}

TEST_P(AlikeTest, ANumberThatThePersonHadStillFindsThePerson) {
  auto person = asking("Nils", "Test", "", "701063-2391");
  const auto id = w.persons.save(w.maria, person).value();
  auto stored = w.persons.get(w.maria, id, "test").value();
  stored.personnummer = "19811218-9876"; // Skatteverkets testnummer
  ASSERT_TRUE(w.persons.save(w.maria, stored).has_value());
  EXPECT_EQ(w.persons.search(w.maria, "701063-2391", 5).size(), 1U);
  EXPECT_EQ(w.persons.search(w.maria, "811218-9876", 5).size(), 1U);
  ASSERT_TRUE(w.persons.add_number(w.maria, id, {"reserve", "R-2019-17", "", ""}).has_value());
  EXPECT_EQ(w.persons.search(w.maria, "R-2019-17", 5).size(), 1U);
  EXPECT_EQ(w.persons.numbers(w.maria, id).size(), 2U);
  EXPECT_TRUE(w.persons.numbers(w.olle, id).empty());
}

} // namespace
} // namespace rt::records
