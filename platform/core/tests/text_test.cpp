#include "platform/core/text.hpp"
#include <gtest/gtest.h>

namespace rt {

TEST(Text, TrimsTheBlanksThatExcelLeaves) {
  EXPECT_EQ(trim("  a b \t\n"), "a b");
  EXPECT_EQ(trim("\u00A0Kön\u202F\u00A0"), "Kön");
  EXPECT_EQ(trim(" \u00A0 "), "");
}

TEST(Text, SplitsAndJoins) {
  EXPECT_EQ(split("a;b;;c", ';'), (std::vector<std::string>{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ';'), (std::vector<std::string>{""}));
  EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join({}, ", "), "");
}

TEST(Text, ReplacesAll) {
  EXPECT_EQ(replace_all("aXbXc", "X", "XX"), "aXXbXXc");
  EXPECT_EQ(replace_all("abc", "", "x"), "abc");
}

TEST(Text, LowersSwedishLetters) {
  EXPECT_EQ(lower("ÅÄÖ ÉÜ ABC × ß"), "åäö éü abc × ß");
  EXPECT_EQ(lower("日本 İ"), "日本 İ"); // what is not Latin-1 stays whole
}

TEST(Text, FoldsWhatPeopleWriteToOneForm) {
  EXPECT_EQ(fold("  Kön "), "kön");
  EXPECT_EQ(fold("Inkom\u00A0 \n datum"), "inkom datum");
  EXPECT_EQ(fold("\uFEFFA\u030Atgärd Ko\u0308n"), "åtgärd kön");
}

TEST(Text, KnowsValidUtf8) {
  EXPECT_TRUE(is_utf8("Åsa \U0001F600"));
  for (std::string_view broken : {"\xE5sa", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x80", "\x80"}) EXPECT_FALSE(is_utf8(broken));
}

TEST(Text, CountsMistakesInLettersNotBytes) {
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("kön", "kon"), 1);
  EXPECT_EQ(edit_distance("team", "taem"), 1);
  EXPECT_EQ(edit_distance("synpunkt", "synpukter"), 3);
}

TEST(Text, SuggestsOnlyWhatMayBeAMisspelling) {
  const std::vector<std::string> columns{"Inkom", "Kön", "Åtgärd", "Team"};
  EXPECT_EQ(nearest("atgärd", columns), "Åtgärd");
  EXPECT_EQ(nearest("Inkomm", columns), "Inkom");
  EXPECT_EQ(nearest("xyz", columns), std::nullopt);
  EXPECT_EQ(nearest("", columns), std::nullopt);
}

TEST(Text, ReadsIntegersWithThousandsSeparators) {
  EXPECT_EQ(parse_integer("1 234"), 1234);
  EXPECT_EQ(parse_integer(" \u22121\u202F234\u00A0567 "), -1234567);
  EXPECT_EQ(parse_integer("+7"), 7);
  for (std::string_view text : {"", "-", "1 2", "12 34", "1,5", "a", "1a", "+-1", "99999999999999999999"})
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
}

TEST(Text, ReadsSwedishAndPlainNumbers) {
  EXPECT_EQ(parse_number("1 234,5"), 1234.5);
  EXPECT_EQ(parse_number("1234.5"), 1234.5);
  EXPECT_EQ(parse_number("1,234.5"), 1234.5);
  EXPECT_EQ(parse_number("1.234,5"), 1234.5);
  EXPECT_EQ(parse_number("−3"), -3);
  EXPECT_EQ(parse_number("80 %"), 80);
  EXPECT_EQ(parse_number("2,5%"), 2.5);
  for (std::string_view text : {"", "-", "–", "nan", "inf", "1e5", "1,2,3", "1.2.3", "1,23.4", "5 st", "%"})
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
}

TEST(Text, WritesNumbersForTheReader) {
  EXPECT_EQ(format_number(1234.5, 1), "1\u202F234,5");
  EXPECT_EQ(format_number(1234567.25, 2, false), "1,234,567.25");
  EXPECT_EQ(format_number(-0.04, 1), "0,0");
  EXPECT_EQ(format_number(-1.5, 1), "\u22121,5");
  EXPECT_EQ(format_integer(100), "100");
  EXPECT_EQ(format_integer(-1000), "\u22121\u202F000");
  EXPECT_EQ(parse_number(format_number(-98765.4, 1)), -98765.4);
}

TEST(Text, EncodesUrls) {
  EXPECT_EQ(url_encode("/min dag?å=1"), "%2Fmin%20dag%3F%C3%A5%3D1");
  EXPECT_EQ(url_decode("%2Fmin+dag%3f"), "/min dag?");
  EXPECT_EQ(url_decode("a+b", false), "a+b");
  EXPECT_EQ(url_decode("%4"), std::nullopt);
  EXPECT_EQ(url_decode("%zz"), std::nullopt);
  EXPECT_EQ(to_hex(std::string("\x00\xff\x1a", 3)), "00ff1a");
}

} // namespace rt
