#include "modules/organisation/organisation.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <array>

namespace rt::organisation {
namespace {

struct Spelling {
  std::string_view words;
  Sex sex;
};
/// What stands in the units' Excel files, folded to lower case.
constexpr Spelling kSpellings[] = {
    {"k", Sex::female},         {"f", Sex::female},         {"kv", Sex::female},     {"kvinna", Sex::female},   {"kvinnor", Sex::female},
    {"kvinnlig", Sex::female},  {"kvinnligt", Sex::female}, {"flicka", Sex::female}, {"flickor", Sex::female},  {"tjej", Sex::female},
    {"tjejer", Sex::female},    {"mamma", Sex::female},     {"mammor", Sex::female}, {"mor", Sex::female},      {"moder", Sex::female},
    {"female", Sex::female},    {"woman", Sex::female},     {"women", Sex::female},  {"girl", Sex::female},     {"girls", Sex::female},
    {"mother", Sex::female},    {"m", Sex::male},           {"man", Sex::male},      {"män", Sex::male},        {"manlig", Sex::male},
    {"manligt", Sex::male},     {"pojke", Sex::male},       {"pojkar", Sex::male},   {"kille", Sex::male},      {"killar", Sex::male},
    {"pappa", Sex::male},       {"pappor", Sex::male},      {"p", Sex::male},        {"far", Sex::male},        {"fader", Sex::male},
    {"male", Sex::male},        {"men", Sex::male},         {"boy", Sex::male},      {"boys", Sex::male},       {"father", Sex::male},
    {"a", Sex::other},          {"annan", Sex::other},      {"annat", Sex::other},   {"annat kön", Sex::other}, {"annan könsidentitet", Sex::other},
    {"icke-binär", Sex::other}, {"ickebinär", Sex::other},  {"hen", Sex::other},     {"övrigt", Sex::other},    {"other", Sex::other},
    {"non-binary", Sex::other},
};

} // namespace

Sex sex_from(std::string_view words) {
  const std::string folded = fold(words);
  for (const Spelling &spelling : kSpellings)
    if (spelling.words == folded) return spelling.sex;
  return Sex::unknown;
}

std::string_view id_of(Sex sex) {
  constexpr std::array<std::string_view, kSexes> ids{"unknown", "female", "male", "other"};
  return ids[static_cast<std::size_t>(sex)];
}

std::string_view word(Sex sex, People people, bool plural) {
  switch (sex) {
  case Sex::unknown: return tr("okänt");
  case Sex::other: return tr("annan");
  case Sex::female:
    if (people == People::children) return plural ? tr("flickor") : tr("flicka");
    if (people == People::parents) return plural ? tr("mammor") : tr("mamma");
    return plural ? tr("kvinnor") : tr("kvinna");
  case Sex::male:
    if (people == People::children) return plural ? tr("pojkar") : tr("pojke");
    if (people == People::parents) return plural ? tr("pappor") : tr("pappa");
    return plural ? tr("män") : tr("man");
  }
  return {};
}

People people_from(std::string_view id) { return id == "children" ? People::children : id == "parents" ? People::parents : People::adults; }

} // namespace rt::organisation
