// Judges a text: what is wrong and where, and what it means when nothing is.
#include "modules/measures/editor.hpp"
#include "modules/measures/editor_words.hpp"
#include "modules/measures/plan.hpp"
#include "modules/measures/words.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::measures::editor {
namespace {

using definitions::MeasureSource;

constexpr std::size_t kMostWords = 400; // of one expression: the checker walks it as a tree, and somebody must read it
constexpr int kMostBrackets = 8, kMostDots = 4;

int characters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

class Judge {
public:
  Judge(const Here &here, const Reader &reader, std::string_view text) : here_(here), reader_(reader), text_(text) {}
  Judged run() {
    if (fits() && written() && read() && compiled()) {
      result_.whole = true;
      tell();
    }
    std::stable_sort(result_.faults.begin(), result_.faults.end(),
                     [](const Fault &a, const Fault &b) { return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column); });
    return std::move(result_);
  }

private:
  const Here &here_;
  const Reader &reader_;
  std::string_view text_;
  Scan scan_;
  MeasureSource source_;
  Judged result_;

  /// The word that stands there is what is marked.
  int length_at(Spot at) const {
    const auto first = offset_of(text_, at);
    auto last = first;
    while (last < text_.size() && letter(text_[last])) ++last;
    return std::max(1, characters(text_.substr(first, last - first)));
  }
  bool fault(Spot at, std::string message, std::string meant = {}) {
    result_.faults.push_back({at, length_at(at), std::move(message), std::move(meant)});
    return false;
  }

  /// What no reader should be given.
  bool fits() {
    if (text_.size() > kMostText)
      return fault({}, tr_f("Texten är för lång. Ett mått får ha högst {0} tecken.", {format_integer(static_cast<long long>(kMostText))}));
    if (!is_utf8(text_))
      return fault({}, std::string(tr("Texten har tecken som inte går att läsa. Skriv om den, eller klistra in den som ren text.")));
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const auto c = static_cast<unsigned char>(text_[i]);
      if (c < 0x20 && c != '\n' && c != '\r' && c != '\t')
        return fault(spot_of(text_, i), std::string(tr("Här står ett tecken som inte syns och inte får vara med. Ta bort det.")));
    }
    return true;
  }

  /// What can be said in better words than the reader of TOML has.
  bool written() {
    scan_ = scan(text_, 0);
    if (trim(text_).empty()) return fault({}, std::string(tr("Här är tomt. Börja med raden [[measure]], eller utgå från ett mått som finns.")));
    if (scan_.deepest > kMostBrackets || scan_.dots > kMostDots) return fault({}, std::string(tr("Texten har för många parenteser inuti varandra.")));
    if (scan_.open_quote) return fault(*scan_.open_quote, std::string(tr("Citattecknet stängs inte. Skriv ett \" sist i texten.")));
    if (scan_.no_equals) return fault(*scan_.no_equals, std::string(tr("Raden saknar =. Skriv nyckeln, ett = och värdet: better = \"higher\".")));
    if (scan_.bare) return fault(*scan_.bare, std::string(tr("Värdet ska stå inom citattecken: better = \"higher\".")));
    for (const Entry &entry : scan_.entries)
      for (const auto &words : entry.texts)
        if (language::words_of(words).size() > kMostWords)
          return fault(spot_of(text_, entry.value_at), std::string(tr("Uttrycket är för långt. Dela det i flera mått.")));
    if (!scan_.has_header) return fault({}, std::string(tr("Texten ska börja med raden [[measure]].")));
    return true;
  }

  bool read() {
    Read read = reader_(text_);
    if (!read.is_toml) {
      const auto &first = read.findings.front();
      return fault({std::max(1, first.line), std::max(1, first.column)},
                   std::string(tr("Det går inte att läsa texten härifrån. Varje rad ska vara nyckel = \"värde\", och en nyckel får stå en gång.")));
    }
    for (const auto &finding : read.findings) fault({std::max(1, finding.line), std::max(1, finding.column)}, finding.message, meant_in(finding));
    if (read.measures.size() > 1) fault({read.measures[1].line, 1}, std::string(tr("Här ska bara ett mått stå. Skriv det andra i ett eget utkast.")));
    if (read.measures.empty() && result_.faults.empty()) fault({}, std::string(tr("Texten ska börja med raden [[measure]].")));
    if (!result_.faults.empty()) return false;
    source_ = std::move(read.measures.front());
    return true;
  }
  /// "Menade du ”spellings”?" → spellings
  static std::string meant_in(const definitions::Finding &finding) {
    const std::string_view opens = "”";
    const auto first = finding.suggestion.find(opens);
    const auto last = finding.suggestion.rfind(opens);
    if (first == std::string::npos || last <= first) return {};
    return finding.suggestion.substr(first + opens.size(), last - first - opens.size());
  }

  bool compiled() {
    std::vector<MeasureSource> sources;
    for (const auto &id : parts_of(source_))
      for (const auto &known : here_.catalog.measures)
        if (known.id == id && known.id != source_.id && here_.catalog.keeps_file(here_.packs, known.file)) {
          sources.push_back(known);
          for (const char *key : {"at_most", "same_as", "parts"}) sources.back().keys.erase(key); // held against measures that are not read here
        }
    sources.push_back(source_);
    plan::Plan made = plan::compile(here_.catalog, sources);
    for (const auto &[key, mistake] : made.mistakes) fault(place_of(key, mistake), mistake.message, mistake.suggestion);
    if (!made.mistakes.empty()) further(sources, made.mistakes.front().first);
    outside_of_packs(made);
    if (!result_.faults.empty()) return false;
    result_.by_month = !made.measures.back().direct && !made.measures.back().parts.empty();
    for (auto &m : made.measures) m.direct = true; // the draft has no cells; what it is put together from may be newer than they are
    result_.definition = made.measures.back().definition;
    const auto &compiled = made.measures.back();
    result_.reading = source_.reads.str().empty() ? words::reading(here_.catalog, compiled) : source_.reads.str();
    result_.written_reading = words::reading(here_.catalog, compiled);
    result_.card = {words::counted(here_.catalog, compiled), words::counted_of(here_.catalog, compiled), words::moment(here_.catalog, compiled)};
    auto &draft = made.measures.back();
    draft.definition.id = "-"; // no printed or kept figure of a measure with the same name stands beside it
    draft.first = Month{0}, draft.last = Month{12 * 3000};
    result_.plan = std::make_shared<const plan::Plan>(std::move(made));
    return true;
  }
  /// The compiler stops at the first mistake of a measure: the key is taken away, and what is wrong in the others is told too.
  void further(std::vector<MeasureSource> sources, std::string wrong) {
    MeasureSource &source = sources.back();
    std::string as; // the key that `of` is read as, when the kind itself is wrong
    for (int round = 0; round < 6; ++round) {
      const auto of = source.keys.find("of");
      if ((wrong == "share" || wrong == "distinct") && of != source.keys.end() && as.empty()) {
        as = wrong == "share" ? "count" : "distinct";
        const std::string text = of->second;
        source.keys.erase(wrong), source.keys.erase("of");
        source.keys[as] = text;
      } else if (wrong == "id" || wrong == as || source.keys.erase(wrong) == 0) {
        return;
      }
      if (as.empty() && !has_kind(source)) return;
      const plan::Plan made = plan::compile(here_.catalog, sources);
      if (made.mistakes.empty()) return;
      const auto &[key, mistake] = made.mistakes.front();
      fault(place_of(key == as ? "of" : key, mistake), mistake.message, mistake.suggestion);
      wrong = key;
    }
  }
  static bool has_kind(const MeasureSource &source) {
    return std::any_of(keys().begin(), keys().begin() + kKinds, [&](const Key &key) { return source.keys.count(std::string(key.id)) != 0; });
  }
  /// The measures that an index or a ratio names, and those that it is held against.
  static std::vector<std::string> parts_of(const MeasureSource &source) {
    std::vector<std::string> ids;
    for (const char *key : {"index", "ratio", "at_most", "same_as", "parts"})
      if (const auto found = source.keys.find(key); found != source.keys.end())
        for (const auto &word : language::words_of(found->second))
          if (word.kind == language::Kind::word && word.text != "mean" && word.text != "per") ids.push_back(word.text);
    return ids;
  }
  /// A unit asks its own registers: a pack that it has not chosen is nothing that it keeps.
  void outside_of_packs(const plan::Plan &made) {
    for (const auto &base : made.bases) {
      check_pack(*base.table.reg);
      for (const auto &link : base.link_tables) check_pack(*link.table.reg);
    }
  }
  void check_pack(const definitions::Register &reg) {
    if (here_.catalog.keeps(here_.packs, reg.pack)) return;
    for (const Entry &entry : scan_.entries)
      for (const auto &words : entry.texts)
        for (const auto &word : language::words_of(words))
          if (word.text == reg.id && form_key(entry.key)) {
            fault(in_text(entry.key, word.column), tr_f("Registret {0} hör till ett paket som enheten inte har valt.", {reg.title.str()}));
            return;
          }
    fault({}, tr_f("Registret {0} hör till ett paket som enheten inte har valt.", {reg.title.str()}));
  }
  static bool form_key(std::string_view key) { return key != "title" && key != "reads" && key != "law" && key != "source" && key != "id"; }

  /// Where a character of a key's value stands in the text as it is written.
  Spot in_text(const std::string &key, int column) const {
    const auto line = source_.lines.find(key), at = source_.columns.find(key);
    if (line == source_.lines.end() || at == source_.columns.end()) return {std::max(1, source_.line), 1};
    std::size_t offset = offset_of(text_, {line->second, at->second});
    const auto opens = text_.substr(offset, 3);
    if (opens == "\"\"\"" || opens == "'''") {
      offset += 3;
      if (offset < text_.size() && text_[offset] == '\r') ++offset;
      if (offset < text_.size() && text_[offset] == '\n') ++offset;
    } else if (opens.substr(0, 1) == "\"" || opens.substr(0, 1) == "'") {
      ++offset;
    }
    for (int i = 1; i < column && offset < text_.size(); ++i) {
      ++offset;
      while (offset < text_.size() && (static_cast<unsigned char>(text_[offset]) & 0xC0U) == 0x80U) ++offset;
    }
    return spot_of(text_, offset);
  }
  Spot place_of(const std::string &key, const language::Mistake &mistake) const {
    const Entry *entry = scan_.entry(key);
    if (entry != nullptr && entry->texts.size() > 1 && (key == "split" || key == "age_groups")) { // the list as one text: which of its words?
      const std::string joined = join(entry->texts, ", ");
      const auto word = language::words_of(joined.substr(std::min(offset_of(joined, {1, mistake.column}), joined.size()))).front().text;
      const auto found = text_.find("\"" + word, entry->value_at);
      if (!word.empty() && found != std::string_view::npos) return spot_of(text_, found + 1);
    }
    if (key == "id" || entry == nullptr) { // of the whole measure, or of a key that stands there
      const Entry *id = scan_.entry("id");
      return entry != nullptr && key != "id" ? spot_of(text_, entry->key_at) : id != nullptr ? spot_of(text_, id->key_at) : Spot{};
    }
    if (mistake.message == tr_f("Nyckeln {0} finns inte för ett mått.", {key})) return spot_of(text_, entry->key_at);
    if (entry->texts.size() == 1 && text_.substr(entry->value_at).find('[') < text_.substr(entry->value_at).find('"'))
      return in_text(key, mistake.column + 2); // a list of one
    return in_text(key, mistake.column);
  }

  /// What must be known before it is taken into use.
  void tell() {
    for (const auto &known : here_.catalog.measures) {
      if (known.id != source_.id) continue;
      const auto version = known.keys.find("version");
      const int before = version == known.keys.end() ? 1 : static_cast<int>(parse_integer(version->second).value_or(1));
      if (result_.definition.version <= before || result_.definition.valid_from.empty()) {
        result_.notes.push_back(tr_f(
            "Det finns redan ett mått med id {0}. Ge det här ett annat id, eller gör det till en ny version: version = {1} och valid_from, den dag den börjar gälla.",
            {source_.id, std::to_string(before + 1)}));
        return;
      }
    }
  }
};

} // namespace

Judged judge(const Here &here, const Reader &reader, std::string_view text) { return Judge(here, reader, text).run(); }

} // namespace rt::measures::editor
