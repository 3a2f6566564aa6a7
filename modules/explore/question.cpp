// From an address to a question and back. Pure.
#include "modules/explore/explore.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <array>
#include <utility>

namespace rt::explore {
namespace {

template<class T> using Words = std::pair<std::string_view, T>;
constexpr std::array<Words<Grain>, 4> kGrains{{{"ar", Grain::year}, {"tertial", Grain::tertial}, {"manad", Grain::month}, {"tolv", Grain::rolling}}};
constexpr std::array<Words<Split>, 4> kSplits{{{"inget", Split::none}, {"kon", Split::sex}, {"grupp", Split::team}, {"enhet", Split::unit}}};
constexpr std::array<Words<measures::Level>, 5> kLevels{{{"enhet", measures::Level::unit},
                                                         {"avdelning", measures::Level::department},
                                                         {"forvaltning", measures::Level::administration},
                                                         {"namnd", measures::Level::board},
                                                         {"kommun", measures::Level::city}}};
constexpr std::array<Words<Picture>, 5> kPictures{
    {{"kurva", Picture::curve}, {"staplar", Picture::bars}, {"sma", Picture::small}, {"tratt", Picture::funnel}, {"tabell", Picture::table}}};

template<class T, std::size_t n> T chosen(const std::array<Words<T>, n> &all, std::string_view id) {
  for (const auto &[word, value] : all)
    if (word == id) return value;
  return all.front().second;
}
template<class T, std::size_t n> std::string_view id_of(const std::array<Words<T>, n> &all, T value) {
  for (const auto &[word, one] : all)
    if (one == value) return word;
  return all.front().first;
}

int year_in(const http::Fields &query, std::string_view name, int otherwise) {
  const auto found = parse_integer(query[name]);
  return found && *found >= 1990 && *found <= 2100 ? static_cast<int>(*found) : otherwise;
}

} // namespace

int most_years(Grain grain) { return grain == Grain::year ? kMostYears : kMostMonthYears; }

Question question_from(const http::Fields &query, const std::vector<measures::Definition> &known, int year) {
  return asked_from(query, known, year).question;
}

Asked asked_from(const http::Fields &query, const std::vector<measures::Definition> &known, int year) {
  Asked asked;
  Question &q = asked.question;
  std::vector<std::string> measures;
  for (const auto &id : query.all("m")) {
    const bool exists = std::any_of(known.begin(), known.end(), [&](const auto &d) { return d.id == id; });
    const bool twice = std::find(measures.begin(), measures.end(), id) != measures.end();
    if (exists && !twice) measures.push_back(id);
  }
  const auto shown = measures.begin() + static_cast<std::ptrdiff_t>(std::min(measures.size(), kMostMeasures));
  q.measures.assign(measures.begin(), shown);
  asked.left_out.assign(shown, measures.end());
  for (const auto &text : query.all("grupp"))
    if (const auto id = parse_integer(text); id && *id > 0 && q.teams.size() < kMostTeams) q.teams.push_back(*id);
  q.grain = chosen(kGrains, query["per"]);
  q.split = chosen(kSplits, query["delat"]);
  q.picture = chosen(kPictures, query["bild"]);
  q.level = chosen(kLevels, query["niva"]);
  q.together = query["ihop"] == "1";
  for (const auto &text : query.all("enhet"))
    if (const auto id = parse_integer(text); id && *id > 0 && q.units.size() < kMostUnits) q.units.push_back(*id);
  // Groups are a unit's own, and units are seen from above it.
  if (q.level != measures::Level::unit && q.split == Split::team) q.split = Split::unit;
  if (q.level == measures::Level::unit && q.split == Split::unit) q.split = Split::none;
  asked.coarser = q.level != measures::Level::unit && (q.grain == Grain::month || q.grain == Grain::rolling);
  if (asked.coarser) q.grain = Grain::tertial;
  q.to = std::min(year_in(query, "till", year), year);
  q.from = std::min(year_in(query, "fran", q.grain == Grain::year ? q.to - 4 : q.to - 1), year);
  asked.swapped = q.from > q.to;
  if (asked.swapped) std::swap(q.from, q.to);
  const int earliest = q.to - most_years(q.grain) + 1;
  asked.shortened = q.from < earliest;
  q.from = std::max(q.from, earliest);
  return asked;
}

std::string to_query(const Question &q) {
  std::string text;
  const auto add = [&](std::string_view name, std::string_view value) {
    text += (text.empty() ? "" : "&") + std::string(name) + "=" + url_encode(value);
  };
  for (const auto &id : q.measures) add("m", id);
  if (q.split == Split::team)
    for (const auto id : q.teams) add("grupp", std::to_string(id));
  add("per", id_of(kGrains, q.grain));
  add("fran", std::to_string(q.from));
  add("till", std::to_string(q.to));
  add("delat", id_of(kSplits, q.split));
  add("bild", id_of(kPictures, q.picture));
  if (q.level != measures::Level::unit) add("niva", id_of(kLevels, q.level));
  if (q.split == Split::unit)
    for (const auto id : q.units) add("enhet", std::to_string(id));
  if (q.together) add("ihop", "1");
  return text;
}

std::vector<Period> periods_of(const Question &q, Date today) {
  std::vector<Period> all;
  const auto now = month_containing(today);
  const auto add = [&](const Period &period) {
    if (period.first <= now) all.push_back(period);
  };
  for (int year = q.from; year <= q.to; ++year) {
    if (q.grain == Grain::year) add(year_period(year));
    for (int t = 1; t <= 3 && q.grain == Grain::tertial; ++t) add(tertial_period(year, t));
    for (int m = 1; m <= 12; ++m) {
      if (q.grain == Grain::month) add(month_period(make_month(year, m)));
      if (q.grain == Grain::rolling && make_month(year, m) <= now) all.push_back(rolling12(make_month(year, m)));
    }
  }
  return all;
}

} // namespace rt::explore
