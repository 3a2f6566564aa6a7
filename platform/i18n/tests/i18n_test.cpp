#include "platform/i18n/i18n.hpp"

#include "platform/i18n/catalogue.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <thread>

using namespace rt;

namespace {

TEST(Text, swedish_is_its_own_key_and_is_never_lost) {
  EXPECT_EQ(tr("Finns inte i katalogen"), "Finns inte i katalogen");
  const i18n::Scope english(Lang::en);
  EXPECT_EQ(tr("Finns inte i katalogen"), "Finns inte i katalogen");
}

TEST(Text, english_comes_from_the_embedded_catalogue) {
  const Period r = rolling12(make_month(2019, 3));
  EXPECT_EQ(period_name(r), "tolv månader t.o.m. mars 2019");
  const i18n::Scope english(Lang::en);
  EXPECT_EQ(period_name(r), "twelve months to March 2019");
}

TEST(Text, arguments_go_where_the_text_wants_them) {
  EXPECT_EQ(tr_f("Sparat {0}", {"10:42"}), "Sparat 10:42");
  EXPECT_EQ(tr_f("{} av {}", {"3", "4"}), "3 av 4");
  EXPECT_EQ(tr_f("{1} före {0}", {"a", "b"}), "b före a");
  EXPECT_EQ(tr_f("{} och {}", {"{}", "{0}"}), "{} och {0}") << "what a person wrote is never a placeholder";
  EXPECT_EQ(tr_f("{0} {9}", {"a"}), "a {9}");
}

TEST(Text, plural_follows_the_number) {
  EXPECT_EQ(tr_n("{} synpunkt", "{} synpunkter", 0), "0 synpunkter");
  EXPECT_EQ(tr_n("{} synpunkt", "{} synpunkter", 1), "1 synpunkt");
  EXPECT_EQ(tr_n("{} synpunkt", "{} synpunkter", 1200), "1\u202f200 synpunkter");
}

TEST(Text, the_language_belongs_to_the_thread_and_ends_with_its_scope) {
  const i18n::Scope english(Lang::en);
  {
    const i18n::Scope swedish(Lang::sv);
    EXPECT_EQ(i18n::current(), Lang::sv);
  }
  EXPECT_EQ(i18n::current(), Lang::en);
  Lang other = Lang::en;
  std::thread([&] { other = i18n::current(); }).join();
  EXPECT_EQ(other, Lang::sv);
}

TEST(Text, the_reader_gets_swedish_unless_english_is_asked_for_first) {
  EXPECT_EQ(i18n::lang_from("en"), Lang::en);
  EXPECT_EQ(i18n::lang_from("sv"), Lang::sv);
  EXPECT_EQ(i18n::lang_from(""), Lang::sv);
  EXPECT_EQ(i18n::lang_from("sv-SE,sv;q=0.9,en;q=0.8"), Lang::sv);
  EXPECT_EQ(i18n::lang_from("en-GB,en;q=0.9,sv;q=0.8"), Lang::en);
  EXPECT_EQ(i18n::lang_from("en;q=0.3, sv;q=0.7"), Lang::sv);
  EXPECT_EQ(i18n::lang_from("de,fr;q=0.9"), Lang::sv);
  EXPECT_EQ(i18n::lang_from("*;q=zzz,;;"), Lang::sv);
}

TEST(Text, a_definition_without_english_shows_swedish) {
  const Text both{"Mål", "Goal"}, one{"Mål", ""};
  const i18n::Scope english(Lang::en);
  EXPECT_EQ(both.str(), "Goal");
  EXPECT_EQ(one.str(), "Mål");
}

TEST(Words, dates_and_periods_read_like_a_sentence) {
  const Date d = *date_from_iso("2019-03-22");
  EXPECT_EQ(long_date(*date_from_iso("2026-11-22")), "22 nov 2026");
  EXPECT_EQ(weekday_date(d), "fredag 22 mars");
  EXPECT_EQ(long_month(make_month(2019, 3)), "mars 2019");
  EXPECT_EQ(month_name(9, true), "sep");
  EXPECT_EQ(period_name(year_period(2018)), "2018");
  EXPECT_EQ(period_name(tertial_period(2018, 1)), "tertial 1 2018");
  EXPECT_EQ(period_name(month_period(make_month(2018, 3))), "mars 2018");
  EXPECT_EQ(period_name(year_to_date(make_month(2018, 3))), "januari–mars 2018");
  const i18n::Scope english(Lang::en);
  EXPECT_EQ(long_date(*date_from_iso("2026-11-22")), "22 Nov 2026");
  EXPECT_EQ(weekday_date(d), "Friday 22 March");
}

TEST(Words, numbers_have_thin_spaces_and_a_comma_in_swedish) {
  EXPECT_EQ(number(1234.5, 1), "1\u202f234,5");
  EXPECT_EQ(percent(80), "80\u202f%");
  EXPECT_EQ(percent(79.95, 1), "80,0\u202f%");
  const i18n::Scope english(Lang::en);
  EXPECT_EQ(number(1234.5, 1), "1,234.5");
  EXPECT_EQ(percent(80), "80%");
}

/// The placeholders of a text in any order: {"{}", "{0}"}.
std::multiset<std::string> placeholders(std::string_view text) {
  std::multiset<std::string> out;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text.substr(i, 2) == "{}") out.insert("{}");
    if (i + 2 < text.size() && text[i] == '{' && text[i + 2] == '}') out.emplace(text.substr(i, 3));
  }
  return out;
}

TEST(Catalogue, every_translation_keeps_the_placeholders_of_its_sentence) {
  ASSERT_FALSE(i18n::english().empty());
  for (const auto &[swedish, forms] : i18n::english()) {
    if (forms.size() == 1) {
      EXPECT_EQ(placeholders(forms.front()), placeholders(swedish)) << swedish;
      continue;
    }
    // The singular may say "en post" instead of {}, in either language; the plural may not lose its number.
    auto expected = placeholders(swedish);
    if (expected.count("{}") == 0) expected.insert("{}");
    EXPECT_EQ(placeholders(forms.back()), expected) << swedish;
  }
}

TEST(Catalogue, broken_bytes_give_an_empty_catalogue) {
  EXPECT_TRUE(i18n::read_mo("").empty());
  EXPECT_TRUE(i18n::read_mo("this is no .mo file, but it is long enough to be one").empty());
  std::string cut("\xde\x12\x04\x95\0\0\0\0\xff\xff\xff\x0f\x1c\0\0\0\x1c\0\0\0", 20); // claims 268 million texts
  cut.resize(28);
  EXPECT_TRUE(i18n::read_mo(cut).empty());
}

} // namespace
