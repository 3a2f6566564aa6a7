// Licensed wordings as a unit keeps them: a table with one text per row, or TOML. Pure.
#include "modules/treatment/kiosk_texts.hpp"
#include "modules/treatment/treatment.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/sheet.hpp"
#include <algorithm>
// With exceptions, as in platform/config: the two forms of toml++ may not be linked into one program.
#include <toml++/toml.h>

namespace rt::treatment {

namespace {

/// "område 1", "1", "vänster 2", "low.2", "rubrik" → the name that a wording's text has; "" = no such text.
std::string text_name(std::string_view typed) {
  const std::string words = fold(typed);
  for (const auto &[name, said] :
       {std::pair{"title", "rubrik"}, {"lead", "instruktion"}, {"comment", "kommentar"}, {"low", "vänster"}, {"high", "höger"}})
    if (words == name || words == said) return name;
  for (int i = 1; i <= kScales; ++i) {
    auto n = std::to_string(i);
    if (words == n || words == "område " + n) return n;
    if (words == "low." + n || words == "vänster " + n) return "low." + n;
    if (words == "high." + n || words == "höger " + n) return "high." + n;
  }
  return words == "title.other" || words == "rubrik annan" ? "title.other" : "";
}

std::string variant_of(const definitions::Catalog &catalog, const std::string &instrument, std::string_view typed) {
  const std::string words = fold(typed);
  if (words.empty()) return "standard";
  if (const auto *found = catalog.instrument(instrument))
    for (const auto &variant : found->variants)
      if (words == variant.id || words == fold(variant.title.sv) || words == fold(variant.title.en)) return variant.id;
  return "";
}

std::string language_of(std::string_view typed) {
  const std::string words = fold(typed);
  for (const auto &language : kiosk_languages())
    if (words == language.id || words == fold(language.name)) return std::string(language.id);
  return "";
}

/// The same faults for both kinds of file. `row` = row of a table or line of a TOML file.
class Collector {
public:
  explicit Collector(const definitions::Catalog &catalog) : catalog_(catalog) {}
  Wording *wording(int row, std::string_view instrument, std::string_view language, std::string_view variant, std::string_view licence) {
    const std::string id = fold(instrument), lang = language_of(language), form = variant_of(catalog_, id, variant);
    const auto languages = [] {
      std::vector<std::string> names;
      for (const auto &one : kiosk_languages()) names.emplace_back(one.id);
      return join(names, ", ");
    };
    if (catalog_.instrument(id) == nullptr) return wrong(row, tr_f("Instrumentet {0} finns inte. Skriv ors eller srs.", {instrument}));
    if (lang.empty()) return wrong(row, tr_f("Språket {0} finns inte. Skriv ett av {1}.", {language, languages()}));
    if (form.empty()) return wrong(row, tr_f("Varianten {0} finns inte. Skriv standard eller faces.", {variant}));
    for (auto &one : found_)
      if (one.instrument == id && one.language == lang && one.variant == form) {
        if (one.reference.empty()) one.reference = trim(licence);
        return &one;
      }
    Wording made;
    made.instrument = id, made.language = lang, made.variant = form, made.reference = trim(licence);
    found_.push_back(std::move(made));
    return &found_.back();
  }
  void text(int row, Wording &wording, std::string_view name, std::string_view words) {
    const auto id = text_name(name);
    if (id.empty()) {
      wrong(row, tr_f("Texten {0} finns inte. Skriv rubrik, instruktion, område 1–4, vänster 1–4 eller höger 1–4.", {name}));
      return;
    }
    std::erase_if(wording.texts, [&](const auto &pair) { return pair.first == id; });
    wording.texts.emplace_back(id, std::string(trim(words)));
  }
  Wording *wrong(int row, std::string message) {
    errors_.push_back({"", std::move(message), row});
    return nullptr;
  }
  Result<std::vector<Wording>> done() {
    if (!errors_.empty()) return fail(ProblemKind::invalid, std::string(tr("Filen passar inte. Ingenting är inläst.")), std::move(errors_));
    if (found_.empty()) return fail(ProblemKind::invalid, std::string(tr("Filen har inga texter.")));
    return std::move(found_);
  }

private:
  const definitions::Catalog &catalog_;
  std::vector<Wording> found_;
  std::vector<FieldError> errors_;
};

/// A text or a number: 1 = "…" has a number as its name already, and a licence may be one.
std::string text_of(const toml::table &table, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (const auto *text = table[name].as_string()) return text->get();
    if (const auto *number = table[name].as_integer()) return std::to_string(number->get());
  }
  return {};
}

int line_of(const toml::node &node) { return static_cast<int>(node.source().begin.line); }

Result<std::vector<Wording>> read_toml(const definitions::Catalog &catalog, std::string_view bytes, std::string_view filename) {
  Collector out(catalog);
  try {
    const toml::table file = toml::parse(bytes, filename);
    for (const auto &[key, value] : file) {
      const auto *sets = key.str() == "wording" ? value.as_array() : nullptr;
      if (sets == nullptr) {
        out.wrong(line_of(value), tr_f("{0} finns inte. Skriv varje text under [[wording]].", {key.str()}));
        continue;
      }
      for (const auto &one : *sets) {
        const auto *table = one.as_table();
        if (table == nullptr) continue;
        auto *wording = out.wording(line_of(one), text_of(*table, {"instrument"}), text_of(*table, {"language", "språk"}),
                                    text_of(*table, {"variant"}), text_of(*table, {"licence", "licens"}));
        if (wording == nullptr) continue;
        const auto *texts = (*table)["texts"].as_table();
        if (texts == nullptr) out.wrong(line_of(one), std::string(tr("Skriv texterna under [wording.texts].")));
        else
          for (const auto &[name, words] : *texts) out.text(line_of(words), *wording, name.str(), text_of(*texts, {name.str()}));
      }
    }
  } catch (const toml::parse_error &error) {
    out.wrong(static_cast<int>(error.source().begin.line), tr_f("Filen går inte att läsa som TOML: {0}", {error.description()}));
  }
  return out.done();
}

/// One text per row: instrument, språk, variant, licens, text, ord. A cell left empty means the same as in the row above.
Result<std::vector<Wording>> read_table(const definitions::Catalog &catalog, std::string_view bytes, std::string_view filename) {
  RT_TRY(const auto book, sheet::read(bytes, filename));
  Collector out(catalog);
  if (book.sheets.empty() || book.sheets[0].rows.empty()) return out.done();
  const auto &rows = book.sheets[0].rows;
  constexpr std::string_view kHeadings[][2] = {{"instrument", "instrument"}, {"språk", "language"}, {"variant", "variant"},
                                               {"licens", "licence"},        {"text", "name"},      {"ord", "words"}};
  int place[6] = {-1, -1, -1, -1, -1, -1};
  for (std::size_t c = 0; c < rows[0].size(); ++c)
    for (int h = 0; h < 6; ++h)
      if (const auto heading = fold(rows[0][c].text); heading == kHeadings[h][0] || heading == kHeadings[h][1]) place[h] = static_cast<int>(c);
  for (const int needed : {0, 1, 4, 5})
    if (place[needed] < 0)
      out.wrong(1, tr_f("Kolumnen {0} saknas. Filen ska ha kolumnerna instrument, språk, variant, licens, text och ord.", {kHeadings[needed][0]}));
  std::string last[4];
  for (std::size_t r = 1; r < rows.size() && place[0] >= 0 && place[1] >= 0 && place[4] >= 0 && place[5] >= 0; ++r) {
    const auto cell = [&](int h) {
      return place[h] >= 0 && static_cast<std::size_t>(place[h]) < rows[r].size()
                 ? std::string(trim(rows[r][static_cast<std::size_t>(place[h])].text))
                 : std::string();
    };
    if (cell(4).empty() && cell(5).empty()) continue;
    for (int h = 0; h < 4; ++h)
      if (auto words = cell(h); !words.empty()) last[h] = std::move(words);
    const int row = static_cast<int>(r) + 1;
    if (auto *wording = out.wording(row, last[0], last[1], last[2], last[3])) out.text(row, *wording, cell(4), cell(5));
  }
  return out.done();
}

} // namespace

Result<std::vector<Wording>> read_wordings(const definitions::Catalog &catalog, std::string_view bytes, std::string_view filename) {
  if (fold(filename).ends_with(".toml")) return read_toml(catalog, bytes, filename);
  return read_table(catalog, bytes, filename);
}

} // namespace rt::treatment
