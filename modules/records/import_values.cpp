// One cell as a stored value, and the sexes of those who gave something together.
#include "modules/records/import_plan.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <cmath>

namespace rt::records::importing {

using definitions::Field;
using definitions::FieldType;
using definitions::Option;

namespace {

/// A spelling without accents and signs: "KLAGOMAL." is Klagomål. Nothing when two options are spelt alike then.
const Option *loose_option(const Field &field, std::string_view text) {
  const std::string sought = bare(text);
  if (sought.empty()) return nullptr;
  const Option *found = nullptr;
  for (const auto &option : field.options) {
    const bool says = bare(option.title.sv) == sought || bare(option.title.en) == sought ||
                      std::any_of(option.spellings.begin(), option.spellings.end(), [&](const auto &s) { return bare(s) == sought; });
    if (!says) continue;
    if (found != nullptr) return nullptr;
    found = &option;
  }
  return found;
}

/// A day that lost its date format on the way is a number such as 43110.
std::optional<Date> serial_day(std::string_view text) {
  const auto number = parse_number(text);
  if (text.size() != 5 || !number || *number != std::floor(*number) || *number < 20000 || *number > 60000) return std::nullopt;
  return date_from_excel(static_cast<int>(*number));
}

std::string day_words(const sheet::Cell &cell, std::string text) {
  if (cell.kind == sheet::CellKind::date && text.size() > 10) return text.substr(0, 10);
  if (const auto day = serial_day(text)) return to_iso(*day);
  // 2018-01-10 00:00:00, as databases write it
  if (text.size() > 10 && date_from_iso(std::string_view(text).substr(0, 10)) && text.find_first_of("123456789", 10) == std::string::npos)
    return text.substr(0, 10);
  return text;
}

std::vector<std::string> words_apart(std::string_view text) {
  std::string list = " " + fold(text) + " ";
  for (const char *between : {" och ", " samt ", " o ", " and ", "/", "+", "&", ";"}) list = replace_all(std::move(list), between, ",");
  std::vector<std::string> out;
  for (const auto &part : split(list, ','))
    if (const auto word = trim(part); !word.empty()) out.emplace_back(word);
  return out;
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

struct Said {
  Sex sex = Sex::unknown;
  bool child = false;
};

Result<std::vector<Said>> read_sexes(std::string_view text) {
  std::vector<Said> out;
  for (const auto &word : words_apart(text)) {
    // "Par" says how many, not which sexes: never guessed.
    if (one_of(word, {"par", "paret", "föräldrapar", "föräldrar", "båda"})) {
      out.insert(out.end(), 2, {});
      continue;
    }
    const Sex sex = organisation::sex_from(word);
    const bool unsaid = one_of(word, {"okänt", "okänd", "vet ej", "vet inte", "-", "?", "unknown", "ej angivet", "uppgift saknas"});
    if (sex == Sex::unknown && !unsaid)
      return fail(
          ProblemKind::invalid,
          tr_f("”{0}” går inte att läsa som kön. Skriv kvinna, man, flicka, pojke, annat eller okänt; för två personer ”kvinna och man”.", {word}));
    out.push_back({sex, one_of(word, {"flicka", "pojke", "flickor", "pojkar", "girl", "boy"})});
  }
  return out;
}

} // namespace

Result<db::Value> read_value(const Field &field, const sheet::Cell &cell, Date today) {
  std::string text(trim(cell.text));
  if (text.empty()) return db::Value{db::Null{}};
  if (field.type == FieldType::date) text = day_words(cell, std::move(text));
  if (field.type == FieldType::datetime)
    if (const auto day = serial_day(text)) text = to_iso(*day);
  // A spreadsheet keeps a time of day as a part of the day.
  if (field.type == FieldType::time && cell.kind != sheet::CellKind::text && cell.number >= 0 && cell.number < 1 &&
      text.find(':') == std::string::npos) {
    const int minutes = static_cast<int>(std::lround(cell.number * 24 * 60)) % (24 * 60);
    text = std::to_string(minutes / 60) + (minutes % 60 < 10 ? ":0" : ":") + std::to_string(minutes % 60);
  }
  auto value = parse(field, text, today);
  if (value) return value;
  if (field.type == FieldType::choice || field.type == FieldType::item || field.type == FieldType::faces)
    if (const auto *option = loose_option(field, text))
      return db::Value{static_cast<std::int64_t>(field.type == FieldType::choice ? option->code : option->score)};
  if (field.type == FieldType::yes_no) { // "Ja." and "ja, en gång"
    const auto word = bare(text.substr(0, text.find_first_of(" ,.;:")));
    if (word == "ja" || word == "nej") return db::Value{std::int64_t{word == "ja" ? 1 : 0}};
  }
  return value;
}

Result<std::vector<Giver>> read_givers(const Field &field, std::string_view roles, std::string_view sexes) {
  std::vector<Giver> givers;
  RT_TRY(const auto said, read_sexes(sexes));
  if (!trim(roles).empty()) {
    auto value = parse(field, roles, Date{});
    if (!value) {
      const auto *option = loose_option(field, roles);
      if (option == nullptr) return tl::unexpected(std::move(value).error());
      givers.push_back({option->id, organisation::sex_from(roles), false});
    } else if (const auto *text = std::get_if<std::string>(&*value)) {
      givers = givers_from_text(field, *text);
    }
  }
  if (givers.empty() || said.empty()) return givers;
  // One word for several people, or several words for people of one sex.
  if (givers.size() == 1) givers.resize(said.size(), givers[0]);
  if (said.size() != 1 && said.size() != givers.size())
    return fail(ProblemKind::invalid, tr_f("Det står {0} personer men {1} kön. Skriv lika många, till exempel ”kvinna och man” för ett par.",
                                           {std::to_string(givers.size()), std::to_string(said.size())}));
  for (std::size_t i = 0; i < givers.size(); ++i) {
    const Said &one = said[said.size() == 1 ? 0 : i];
    if (one.sex != Sex::unknown) givers[i].sex = one.sex;
    givers[i].child = givers[i].child || one.child;
  }
  return givers;
}

} // namespace rt::records::importing
