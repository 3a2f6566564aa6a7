#include "modules/treatment/kiosk_texts.hpp"
#include <gtest/gtest.h>

using namespace rt::treatment;

TEST(KioskTexts, EveryTextExistsInEveryLanguage) { EXPECT_EQ(missing_kiosk_texts(), std::vector<std::string>{}); }

TEST(KioskTexts, FourLanguagesByTheirOwnNamesArabicFromTheRight) {
  ASSERT_EQ(kiosk_languages().size(), 4u);
  EXPECT_EQ(kiosk_language("ar").name, "العربية");
  EXPECT_TRUE(kiosk_language("ar").rtl);
  EXPECT_FALSE(kiosk_language("so").rtl);
}

TEST(KioskTexts, TheLanguageWrittenOnThePersonIsFound) {
  EXPECT_EQ(kiosk_language_from(" Arabiska"), "ar");
  EXPECT_EQ(kiosk_language_from("somaliska"), "so");
  EXPECT_EQ(kiosk_language_from("engelska"), "en");
  EXPECT_EQ(kiosk_language_from("so"), "so");
  EXPECT_EQ(kiosk_language_from("tigrinja"), "sv") << "we have no texts, so Swedish and an interpreter";
  EXPECT_EQ(kiosk_language_from(""), "sv");
}

TEST(KioskTexts, AnUnknownLanguageReadsSwedish) {
  EXPECT_EQ(kiosk_language("xx").id, "sv");
  EXPECT_EQ(kiosk_text("thanks", "xx"), "Tack!");
  EXPECT_EQ(kiosk_text("thanks", "so"), "Mahadsanid!");
  EXPECT_EQ(kiosk_text("no such text", "sv"), "");
}
