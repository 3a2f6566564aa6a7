#pragma once
// Texts. The Swedish sentence is the key (gettext), so Swedish is complete by construction; en.po is complete by a
// test. The language of the current request or command is a thread's property, set by a Scope at the edge.
#include "platform/calendar/date.hpp"
#include <initializer_list>
#include <string>
#include <string_view>

namespace rt {

enum class Lang { sv, en };

namespace i18n {
/// Sets the thread's language for the life of the object.
class Scope {
public:
  explicit Scope(Lang lang);
  ~Scope();
  Scope(const Scope &) = delete;
  Scope &operator=(const Scope &) = delete;

private:
  Lang before_;
};
Lang current();
Lang lang_from(std::string_view code_or_accept_language); ///< sv unless English is asked for first
std::string_view code(Lang lang);                         ///< "sv" | "en"
} // namespace i18n

/// The text in the current language. `swedish` must be a literal, so that xgettext finds it.
std::string_view tr(std::string_view swedish);
/// Plural: tr_n("{} synpunkt", "{} synpunkter", n); the number replaces {}.
std::string tr_n(std::string_view one, std::string_view many, long long n);
/// Replaces {0}, {1} … (or {} in order) in the translated text: tr_f("Sparat {0}", {"10:42"}).
std::string tr_f(std::string_view swedish, std::initializer_list<std::string_view> args);

/// Text with one form per language, from a definition.
struct Text {
  std::string sv;
  std::string en;
  /// The current language's form; Swedish when English is missing.
  const std::string &str() const;
};

std::string long_date(Date d);    ///< "22 nov 2026" / "22 Nov 2026"
std::string weekday_date(Date d); ///< "fredag 22 mars" / "Friday 22 March"
std::string month_name(int month, bool abbreviated = false);
std::string long_month(Month m);                     ///< "mars 2019"
std::string period_name(const Period &p);            ///< "2018", "tertial 1 2018", "mars 2018", "tolv månader t.o.m. mars 2019"
std::string number(double value, int decimals = 0);  ///< "1 234,5" / "1,234.5"
std::string percent(double value, int decimals = 0); ///< "80 %" with narrow space

} // namespace rt
