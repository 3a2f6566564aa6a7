#pragma once
// What the client reads on the tablet, in the client's language. Our own neutral words: the licensed wording of an
// instrument is loaded by the unit (Wording) and replaces title, lead, item and end texts.
#include <string>
#include <string_view>
#include <vector>

namespace rt::treatment {

struct KioskLanguage {
  std::string_view id;   ///< "sv"
  std::string_view name; ///< in its own script; no flags
  bool rtl;
};
const std::vector<KioskLanguage> &kiosk_languages();
/// The language itself, or Swedish when we do not have it.
const KioskLanguage &kiosk_language(std::string_view id);
/// What is written on a person ("arabiska", "Somali", "ar") as a language we have; Swedish else.
std::string kiosk_language_from(std::string_view words);
/// The text of a key in a language; Swedish when the language lacks it, "" when there is no such key.
std::string_view kiosk_text(std::string_view key, std::string_view lang);
/// True when the key exists in that very language.
bool has_kiosk_text(std::string_view key, std::string_view lang);
/// Keys that lack a language, as "key:so"; a test keeps it empty.
std::vector<std::string> missing_kiosk_texts();

} // namespace rt::treatment
