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

TEST(KioskTexts, AnUnknownLanguageReadsSwedish) {
  EXPECT_EQ(kiosk_language("xx").id, "sv");
  EXPECT_EQ(kiosk_text("thanks", "xx"), "Tack!");
  EXPECT_EQ(kiosk_text("thanks", "so"), "Mahadsanid!");
  EXPECT_EQ(kiosk_text("no such text", "sv"), "");
}
