#include "modules/measures/splits.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <functional>

namespace rt::measures::plan {
namespace {

using definitions::FieldType;
using Ages = std::vector<std::pair<int, int>>;
constexpr int kOldest = 150;

Text both_languages(const std::function<std::string()> &words) {
  Text text;
  const i18n::Scope swedish(Lang::sv);
  text.sv = words();
  const i18n::Scope english(Lang::en);
  text.en = words();
  return text;
}

Ages ages_of(const std::string &text, const std::string &people) {
  if (text.empty() && people == "children") return {{0, 5}, {6, 12}, {13, 17}, {18, 20}};
  if (text.empty()) return {{0, 12}, {13, 17}, {18, 24}, {25, 44}, {45, 64}, {65, 79}, {80, kOldest}};
  Ages groups;
  for (const auto &one : ::rt::split(text, ',')) {
    const std::string group(trim(one));
    const auto dash = group.find('-');
    const auto from = parse_integer(group.substr(0, dash));
    const bool open = dash != std::string::npos && dash + 1 == group.size(); // "80-"
    const auto to = dash == std::string::npos ? from : open ? decltype(from)(kOldest) : parse_integer(group.substr(dash + 1));
    if (!from || !to || *to < *from || (!groups.empty() && *from <= groups.back().second))
      throw language::Mistake{static_cast<int>(text.find(group)) + 1,
                              tr_f("Åldersgruppen {0} går inte att läsa. Skriv dem i ordning och utan överlapp: ”0-12”, ”13-17”, ”18-”.", {group}),
                              {}};
    groups.emplace_back(static_cast<int>(*from), static_cast<int>(*to));
  }
  return groups;
}

Split named(std::string id, Text title) {
  Split split;
  split.id = std::move(id);
  split.title = std::move(title);
  split.parts.push_back({-1, both_languages([] { return std::string(tr("inte känt")); })});
  return split;
}

} // namespace

MadeSplit split_by_age(const std::string &groups, const std::string &people) {
  MadeSplit made;
  made.split = named("age_group", both_languages([] { return std::string(tr("Åldersgrupp")); }));
  made.by.ages = ages_of(groups, people);
  made.by.column = kBirthYear;
  for (std::size_t i = 0; i < made.by.ages.size(); ++i) {
    const int from = made.by.ages[i].first, to = made.by.ages[i].second;
    made.split.parts.push_back({static_cast<int>(i), both_languages([&] {
                                  return to >= kOldest ? tr_f("{0} år och äldre", {std::to_string(from)})
                                                       : tr_f("{0}–{1} år", {std::to_string(from), std::to_string(to)});
                                })});
  }
  return made;
}

MadeSplit split_by_field(const definitions::Field &field, int column) {
  MadeSplit made;
  made.split = named(field.id, field.title);
  made.by.column = column;
  if (field.type == FieldType::yes_no) {
    made.by.codes = {1, 0};
    made.split.parts.push_back({1, both_languages([] { return std::string(tr("ja")); })});
    made.split.parts.push_back({0, both_languages([] { return std::string(tr("nej")); })});
    return made;
  }
  made.by.several = field.type == FieldType::choices;
  for (std::size_t i = 0; i < field.options.size(); ++i) {
    const auto &option = field.options[i];
    const int code = field.type == FieldType::item ? option.score : option.code;
    made.by.codes.push_back(made.by.several ? static_cast<int>(i) : code); // several choices are a set of places
    made.split.parts.push_back({code, option.title});
  }
  return made;
}

} // namespace rt::measures::plan
