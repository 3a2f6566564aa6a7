#include "modules/casework/rules.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::casework {

std::vector<std::int64_t> staff_ids(std::string_view text) {
  std::vector<std::int64_t> ids;
  for (const auto &part : split(text, ','))
    if (const auto id = parse_integer(part); id && *id > 0 && std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
  return ids;
}

std::string staff_text(const std::vector<std::int64_t> &ids) {
  std::string text;
  for (const auto id : ids) text += (text.empty() ? "" : ",") + std::to_string(id);
  return text;
}

std::string_view words_of(Gap gap) {
  switch (gap) {
  case Gap::no_note: return tr("Ingen anteckning på länge");
  case Gap::no_next_step: return tr("Inget nästa steg");
  case Gap::late_step: return tr("Nästa steg är försenat");
  case Gap::late_deadline: return tr("En tidsgräns är passerad");
  case Gap::no_guardian: return tr("Ingen vårdnadshavare är kontaktad");
  case Gap::one_handler: return tr("Saknar den andra handläggaren");
  case Gap::no_second_guardian: return tr("Bara en av vårdnadshavarna är kontaktad");
  }
  return {};
}

std::vector<Gap> gaps(const Facts &facts, const CaseHabits &habits, Date today) {
  std::vector<Gap> found;
  const auto since = date_from_iso(facts.last_note.empty() ? facts.opened : facts.last_note);
  if (since && today - *since > 7 * habits.weeks_without_note) found.push_back(Gap::no_note);
  if (!facts.has_step) found.push_back(Gap::no_next_step);
  else if (!facts.next_due.empty() && facts.next_due < to_iso(today)) found.push_back(Gap::late_step);
  if (facts.deadline_late) found.push_back(Gap::late_deadline);
  // Both parents: inventory C31. Somebody whose guardians are not registered yet has none contacted either.
  if (facts.child && facts.guardians_contacted == 0) found.push_back(Gap::no_guardian);
  else if (facts.child && facts.guardians > 1 && facts.guardians_contacted == 1) found.push_back(Gap::no_second_guardian);
  if (facts.handlers < habits.handlers && facts.handlers > 0) found.push_back(Gap::one_handler);
  return found;
}

namespace {

/// Words that tell somebody's sex, in their common forms. "Hen", "förälder", "barn" and "syskon" tell nothing.
const std::set<std::string> &gendered() {
  static const std::set<std::string> kWords = [] {
    std::set<std::string> words{
        "hon",     "henne",    "hennes",     "han",        "honom",    "hans",        "mor",       "modern",     "moderns", "mors",    "far",
        "fadern",  "faderns",  "fars",       "mormor",     "farmor",   "morfar",      "farfar",    "moster",     "faster",  "morbror", "farbror",
        "fru",     "frun",     "hustru",     "hustrun",    "herr",     "man",         "mannen",    "mannens",    "män",     "männen",  "kvinna",
        "kvinnan", "kvinnans", "kvinnor",    "kvinnorna",  "maka",     "makan",       "maken",     "son",        "sonen",   "sonens",  "sons",
        "söner",   "sönerna",  "dotter",     "dottern",    "dotterns", "döttrar",     "döttrarna", "bror",       "brodern", "broder",  "bröder",
        "syster",  "systern",  "systerns",   "systrar",    "flickvän", "flickvännen", "pojkvän",   "pojkvännen", "änka",    "änkan",   "änkling",
        "styvmor", "styvfar",  "bonusmamma", "bonuspappa", "tjej",     "tjejen",      "tjejer",    "kille",      "killen",  "killar",  "brorsan",
        "syrran",  "farsan",   "morsan",     "manlig",     "kvinnlig", "manligt",     "kvinnligt", "gravid",     "he",      "him",     "his",
        "she",     "her",      "hers",       "mother",     "father",   "daughter",    "brother",   "sister",     "wife",    "husband"};
    for (const char *stem : {"mamma", "pappa", "flicka", "pojke"}) {
      const std::string one = stem, root = one.substr(0, one.size() - 1);
      for (const std::string &form : {one, one + "n", one + "s", one + "ns", root + "or", root + "orna", root + "ar", root + "arna", root + "ans"})
        words.insert(form);
    }
    words.erase("man"); // almost always the pronoun: "man kan"; "mannen" is caught
    return words;
  }();
  return kWords;
}

/// Letters of a word: ASCII letters and everything outside ASCII (å, ä, ö are two bytes).
bool in_word(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u >= 0x80 || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z');
}

void add(std::vector<Piece> &pieces, std::string_view text, bool flagged) {
  if (text.empty()) return;
  if (!flagged && !pieces.empty() && !pieces.back().gendered) pieces.back().text += text;
  else pieces.push_back({std::string(text), flagged});
}

} // namespace

std::vector<Piece> flag_gendered(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size() && in_word(text[end])) ++end;
    if (end > at) add(pieces, text.substr(at, end - at), gendered().contains(lower(text.substr(at, end - at))));
    at = end;
    while (end < text.size() && !in_word(text[end])) ++end;
    add(pieces, text.substr(at, end - at), false);
    at = end;
  }
  return pieces;
}

int gendered_words(const std::vector<Piece> &pieces) {
  return static_cast<int>(std::count_if(pieces.begin(), pieces.end(), [](const Piece &piece) { return piece.gendered; }));
}

std::string without_names(std::string_view text, const std::vector<std::string> &names) {
  std::set<std::string> hidden;
  for (const auto &name : names)
    for (const auto &word : split(name, ' '))
      if (trim(word).size() > 1) hidden.insert(lower(trim(word)));
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size() && in_word(text[end])) ++end;
    if (end > at) {
      const auto word = lower(text.substr(at, end - at));
      const bool genitive = word.size() > 2 && word.back() == 's' && hidden.contains(word.substr(0, word.size() - 1));
      out += hidden.contains(word) ? "NN" : genitive ? "NN:s" : std::string(text.substr(at, end - at));
      at = end;
      continue;
    }
    std::size_t digits = 0;
    while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || (text[end] == '-' && end > at))) {
      if (text[end] != '-') ++digits;
      ++end;
    }
    if (end > at) {
      out += digits == 10 || digits == 12 ? "[nummer]" : std::string(text.substr(at, end - at));
      at = end;
      continue;
    }
    out += text[at++];
  }
  return out;
}

std::vector<Flag> flags() {
  return {{"newly_arrived", tr("Nyanländ")},
          {"unaccompanied", tr("Ensamkommande")},
          {"homeless", tr("Hemlös")},
          {"lives_with_children", tr("Lever med barn")},
          {"faces", tr("Vill ha ansikten i skattningar")},
          {"reminder", tr("Vill ha påminnelse före möten")},
          {"hearing", tr("Hörselnedsättning")},
          {"memory", tr("Svårt med minnet")},
          {"npf", tr("Neuropsykiatrisk funktionsnedsättning")},
          {"non_verbal", tr("Talar inte med ord")}};
}

} // namespace rt::casework
