#include "modules/measures/editor_words.hpp"
#include "platform/i18n/i18n.hpp"
#include <map>

namespace rt::measures::editor {
namespace {
/// Marks a text of a table, so that it is found for translation; tr() is asked when it is shown.
constexpr std::string_view help(std::string_view swedish) { return swedish; }
} // namespace

std::string gloss(std::string_view word) {
  static const std::map<std::string_view, std::string_view> kWords{
      {"where", help("där")},
      {"and", help("och")},
      {"or", help("eller")},
      {"not", help("inte")},
      {"in period", help("hör till perioden")},
      {"running from", help("pågår från … till …")},
      {"running", help("pågår")},
      {"from", help("från")},
      {"to", help("till")},
      {"of", help("av det som räknas")},
      {"of same", help("som hör till samma …")},
      {"is", help("är")},
      {"is set", help("är ifyllt")},
      {"is missing", help("saknas")},
      {"set", help("ifyllt")},
      {"missing", help("saknas")},
      {"has", help("innehåller")},
      {"in (", help("är något av")},
      {"within", help("inom en tid")},
      {"after", help("efter")},
      {"before", help("före")},
      {"by same", help("med samma svar på …")},
      {"by", help("med samma …")},
      {"same", help("samma")},
      {"days", help("dagar")},
      {"weeks", help("veckor")},
      {"months", help("månader")},
      {"years", help("år")},
      {"per", help("delat med")},
      {"period", help("perioden")},
      {"at", help("vid datumet")},
      {"mean(", help("medeltalet av måtten")},
      {"=", help("är")},
      {"!=", help("inte är")},
      {"<", help("är under")},
      {"<=", help("är högst")},
      {">", help("är över")},
      {">=", help("är minst")},
      {")", help("parentesen stängs")},
      {"first", help("den första")},
      {"last", help("den sista")},
      {"count", help("antalet")},
      {"exists", help("det finns")},
      {"sum", help("summan av")},
      {"mean", help("medeltalet av")},
      {"lowest", help("lägsta")},
      {"highest", help("högsta")},
      {"age", help("åldern det året")},
      {"state", help("läget")},
      {"team", help("verksamheten")},
      {"sex", help("könet")},
      {"person", help("personen")},
      {"contact", help("kontakten")},
      {"due", help("sista dagen")},
      {"met", help("dagen då det blev klart")},
      {"in_time", help("klart i tid")},
      {"days_late", help("dagar efter sista dagen")},
      {"cutoff", help("gränsen")},
      {"smallest_rise", help("den minsta höjning som räknas")},
      {"reliable_change", help("en tillförlitlig förändring")},
      {"yes", help("ja")},
      {"no", help("nej")},
      {"female", help("kvinna eller flicka")},
      {"male", help("man eller pojke")},
      {"other", help("annat")},
      {"unknown", help("inte känt")},
  };
  const auto found = kWords.find(word);
  return found == kWords.end() ? std::string() : std::string(tr(found->second));
}

const std::vector<Key> &keys() {
  static const std::vector<Key> kKeys{
      {"count", help("räknar poster"), "count = \"\"", 1},
      {"share", help("andelen poster, i procent"), "share = \"\"", 1},
      {"sum", help("summan av ett värde"), "sum = \"\"", 1},
      {"mean", help("medeltalet av ett värde"), "mean = \"\"", 1},
      {"median", help("det mittersta värdet"), "median = \"\"", 1},
      {"distinct", help("räknar var och en en gång"), "distinct = \"\"", 1},
      {"change", help("förändring från första till sista"), "change = \"\"", 1},
      {"ontime", help("andelen klara i tid"), "ontime = \"\"", 1},
      {"index", help("medeltalet av andra mått"), "index = \"mean()\"", 2},
      {"ratio", help("ett mått delat med ett annat"), "ratio = \"\"", 1},
      {"manual", help("skrivs in för hand"), "manual = \"\"", 1},
      {"imported", help("läses in utifrån"), "imported = \"\"", 1},
      {"id", help("måttets namn för datorn"), "id = \"\"", 1},
      {"title", help("vad måttet heter"), "title = { sv = \"\", en = \"\" }", 12},
      {"reads", help("vad måttet betyder, i en mening"), "reads = { sv = \"\", en = \"\" }", 12},
      {"of", help("det som en andel räknas av"), "of = \"\"", 1},
      {"where", help("ett villkor till, för allt"), "where = \"\"", 1},
      {"team", help("bara en verksamhet"), "team = \"\"", 1},
      {"people", help("hur könen benämns"), "people = \"\"", 1},
      {"unit", help("vad talet är"), "unit = \"\"", 1},
      {"better", help("vad som är bättre"), "better = \"\"", 1},
      {"decimals", help("antal decimaler"), "decimals = ", 0},
      {"split", help("hur siffran delas"), "split = [\"\"]", 2},
      {"age_groups", help("åldersgrupperna"), "age_groups = [\"\"]", 2},
      {"law", help("varför det räknas så"), "law = \"\"", 1},
      {"source", help("varifrån det kommer"), "source = \"\"", 1},
      {"version", help("versionens nummer"), "version = ", 0},
      {"valid_from", help("versionen gäller från"), "valid_from = \"\"", 1},
      {"at_most", help("aldrig större än ett annat mått"), "at_most = \"\"", 1},
      {"same_as", help("alltid lika med ett annat mått"), "same_as = \"\"", 1},
      {"parts", help("måtten som tillsammans är det här"), "parts = [\"\"]", 2},
      {"every", help("hur ofta uppgiften kommer"), "every = \"\"", 1},
  };
  return kKeys;
}
std::vector<std::pair<std::string, std::string>> fixed_words(std::string_view key) {
  const auto list = [](std::initializer_list<std::pair<std::string_view, std::string_view>> words) {
    std::vector<std::pair<std::string, std::string>> made;
    for (const auto &[word, title] : words) made.emplace_back(word, title);
    return made;
  };
  if (key == "better") return list({{"higher", tr("högre är bättre")}, {"lower", tr("lägre är bättre")}, {"none", tr("varken eller")}});
  if (key == "every") return list({{"month", tr("varje månad")}, {"tertial", tr("varje tertial")}, {"year", tr("varje år")}});
  if (key == "people") return list({{"adults", tr("kvinnor och män")}, {"children", tr("flickor och pojkar")}, {"parents", tr("mammor och pappor")}});
  if (key == "unit")
    return list({{"count", tr("antal")},
                 {"percent", tr("procent")},
                 {"hours", tr("timmar")},
                 {"days", tr("dagar")},
                 {"months", tr("månader")},
                 {"points", tr("poäng")},
                 {"kr", tr("kronor")},
                 {"tkr", tr("tusen kronor")}});
  return {};
}

std::optional<language::Form> form_of(std::string_view key, bool distinct) {
  if (key == "count" || key == "share") return language::Form::selection;
  if (key == "sum" || key == "mean" || key == "median" || key == "distinct") return language::Form::with_value;
  if (key == "of") return distinct ? language::Form::with_value : language::Form::selection;
  if (key == "change") return language::Form::change;
  if (key == "ontime") return language::Form::kept;
  if (key == "index") return language::Form::index;
  if (key == "ratio") return language::Form::ratio;
  if (key == "where") return language::Form::condition;
  return std::nullopt;
}

// After the "of" that stands outside of parentheses.
std::pair<std::string, std::string> counted_in(language::Form form, std::string_view text) {
  const auto words = language::words_of(text);
  std::size_t at = 0;
  if (form == language::Form::with_value || form == language::Form::change) {
    int depth = 0;
    for (at = 0; at < words.size(); ++at) {
      if (words[at].text == "(") ++depth;
      if (words[at].text == ")") --depth;
      if (depth == 0 && words[at].text == "of" && at + 1 < words.size() && words[at + 1].text != "same") break;
    }
    ++at;
  }
  if (at >= words.size() || words[at].kind != language::Kind::word) return {};
  const bool dot = at + 2 < words.size() && words[at + 1].text == "." && words[at + 2].kind == language::Kind::word;
  return {words[at].text, dot ? words[at + 2].text : std::string()};
}

std::pair<std::string, std::string> counted_by(const Scan &scan) {
  for (std::size_t i = 0; i < kKinds; ++i)
    if (const Entry *entry = scan.entry(keys()[i].id); entry != nullptr && !entry->texts.empty())
      if (const auto form = form_of(keys()[i].id, false); form && *form != language::Form::index && *form != language::Form::ratio)
        if (auto found = counted_in(*form, entry->texts.front()); !found.first.empty()) return found;
  return {};
}

} // namespace rt::measures::editor
