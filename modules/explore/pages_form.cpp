// The form of a question: measures, place, time and picture.
#include "modules/explore/pages_parts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::explore::pages {

using html::Out;
using measures::Definition;

std::string home_of(const View &v, const Definition &d) {
  if (d.team.empty()) return std::string(tr("Hela enheten"));
  for (const auto &team : v.teams)
    if (team.code == d.team) return team.name;
  return d.team;
}

/// What the unit is shown. An address may ask for another measure, as the measure's own page does; then it stands in the list
/// too, or the next question would lose it.
std::vector<const Definition *> choices_of(const View &v) {
  auto all = v.deps.measures.definitions_of(v.actor.unit, v.deps.organisation.packs(v.actor.unit));
  for (const auto &id : v.question.measures)
    if (std::none_of(all.begin(), all.end(), [&](const auto *d) { return d->id == id; })) all.push_back(v.deps.measures.find(id));
  return all;
}

namespace {

/// The measures in lists by home. One name for all of them, so each box has an id of its own across the lists.
void measure_choice(Out &out, const View &v) {
  std::map<std::string, std::vector<const Definition *>> by_home;
  std::vector<std::string> homes;
  for (const auto *d : choices_of(v)) {
    auto &list = by_home[home_of(v, *d)];
    if (list.empty()) homes.push_back(home_of(v, *d));
    list.push_back(d);
  }
  const auto chosen = [&](const Definition *d) {
    return std::find(v.question.measures.begin(), v.question.measures.end(), d->id) != v.question.measures.end();
  };
  for (const auto &home : homes) {
    const auto &list = by_home[home];
    const auto count = std::count_if(list.begin(), list.end(), chosen);
    html::begin_disclosure(out, count == 0 ? home : home + " · " + tr_n("ett valt", "{} valda", count), count > 0, "pick-measures");
    out.open("fieldset", {{"class", "fieldset"}}).open("legend", {{"class", "label fieldset__label"}}).text(home).close("legend");
    out.open("div", {{"class", "fieldset__content"}});
    for (const auto *d : list) {
      const auto id = "m-" + d->id;
      out.open("div", {{"class", "checkbox"}});
      out.raw("<input class=\"checkbox__input\" type=\"checkbox\" name=\"m\"").attr("id", id).attr("value", d->id);
      out.raw(chosen(d) ? " checked>" : ">").element("label", d->title.str(), {{"class", "checkbox__label"}, {"for", id}}).close("div");
    }
    out.close("div").close("fieldset");
    html::end_disclosure(out);
  }
}

void select(Out &out, std::string_view name, std::string_view label, std::string_view value, const std::vector<html::Choice> &choices) {
  html::Field field(name, html::Label(label));
  field.value = value;
  html::input_select(out, field, choices, false);
}

/// The value of one part of the question as its address says it.
std::string part_of(const Question &q, std::string_view name) {
  for (const auto &pair : split(to_query(q), '&'))
    if (pair.rfind(std::string(name) + "=", 0) == 0) return pair.substr(name.size() + 1);
  return {};
}

/// Beside the field: what the question was, and what is shown instead.
void too_many(Out &out, const View &v) {
  if (v.left_out.empty()) return;
  std::string titles;
  for (const auto &id : v.left_out) {
    const auto *d = v.deps.measures.find(id);
    if (d != nullptr) titles += (titles.empty() ? "" : ", ") + d->title.str();
  }
  html::message(out, html::Tone::partly,
                tr_f("Högst {0} mått visas på en gång och du valde {1}. De här är inte med: {2}.",
                     {std::to_string(kMostMeasures), std::to_string(kMostMeasures + v.left_out.size()), titles}));
}
void other_years(Out &out, const View &v) {
  const auto &q = v.question;
  if (v.swapped)
    html::message(out, html::Tone::partly,
                  tr_f("Du valde ett senare år att börja med än att sluta med. De har bytt plats: från {0} till och med {1}.",
                       {std::to_string(q.from), std::to_string(q.to)}));
  if (v.shortened)
    html::message(
        out, html::Tone::partly,
        tr_f("Högst {0} år visas på en gång här. Du ser de sista, från {1}.", {std::to_string(most_years(q.grain)), std::to_string(q.from)}));
}

// ---- above the unit ----

/// Groups are the unit's own; above it there are units.
std::vector<html::Choice> splits_of(const View &v) {
  std::vector<html::Choice> all{{"inget", std::string(tr("inget, bara alla"))}, {"kon", std::string(tr("kön"))}};
  if (v.question.level == measures::Level::unit) all.push_back({"grupp", std::string(tr("grupp"))});
  if (!v.levels.empty()) all.push_back({"enhet", std::string(tr("enhet"))});
  return all;
}

std::string_view word_of(measures::Level level) {
  switch (level) {
  case measures::Level::department: return tr("Avdelningen");
  case measures::Level::administration: return tr("Förvaltningen");
  case measures::Level::board: return tr("Nämnden");
  case measures::Level::city: return tr("Kommunen");
  case measures::Level::unit: break;
  }
  return tr("Min enhet");
}
std::string_view address_of(measures::Level level) {
  switch (level) {
  case measures::Level::department: return "avdelning";
  case measures::Level::administration: return "forvaltning";
  case measures::Level::board: return "namnd";
  case measures::Level::city: return "kommun";
  case measures::Level::unit: break;
  }
  return "enhet";
}

/// Where the figures are from. A unit that stands alone, and who may not look above it, is not asked.
void place_choice(Out &out, const View &v) {
  if (v.only_own)
    html::message(out, html::Tone::info, tr("Frågan gäller flera enheter. Du ser din egen: andra enheter visas för dem som gör rapporter."));
  if (v.levels.empty()) return;
  const auto &q = v.question;
  out.element("h2", tr("Var"));
  std::vector<html::Choice> places{{"enhet", std::string(tr("Min enhet"))}};
  for (const auto &level : v.levels)
    places.push_back({std::string(address_of(level.level)), std::string(word_of(level.level)) + ": " + level.name + " (" +
                                                                tr_n("en enhet", "{} enheter", static_cast<int>(level.units.size())) + ")"});
  html::Field field("niva", html::Label(tr("Siffrorna gäller")));
  field.value = address_of(q.level);
  field.help = tr("Ovanför enheten döljs siffror om färre än fem personer, och det som skulle röja dem.");
  html::input_select(out, field, places, false);
  if (v.coarser) html::message(out, html::Tone::partly, tr("Ovanför enheten visas tertial och år, inte månader."));
  for (const auto &level : v.levels) {
    if (level.level != q.level || q.split != Split::unit) continue;
    std::vector<html::Choice> units;
    std::vector<std::string> chosen;
    for (const auto &unit : level.units)
      if (unit.id != v.actor.unit) units.push_back({std::to_string(unit.id), unit.name});
    for (const auto id : q.units) chosen.push_back(std::to_string(id));
    html::begin_disclosure(out,
                           q.units.empty() ? std::string(tr("Välj enheter, annars visas alla"))
                                           : tr_n("En enhet vald", "{} enheter valda", static_cast<int>(q.units.size())),
                           !q.units.empty(), "pick-measures");
    html::input_checks(out, html::Field("enhet", html::Label(tr("Enheter bredvid din egen"))), units, chosen);
    html::end_disclosure(out);
  }
}

} // namespace

void question_form(Out &out, const View &v) {
  const auto &q = v.question;
  html::begin_search_form(out, "/utforska", "form explore-question");
  out.element("h2", tr("Mått"));
  too_many(out, v);
  measure_choice(out, v);
  place_choice(out, v);
  out.element("h2", tr("Tid"));
  other_years(out, v);
  select(out, "per", tr("Ett värde för varje"), part_of(q, "per"),
         {{"ar", std::string(tr("år"))},
          {"tertial", std::string(tr("tertial"))},
          {"manad", std::string(tr("månad"))},
          {"tolv", std::string(tr("månad, tolv månader bakåt"))}});
  std::vector<html::Choice> years;
  for (int year = year_of(v.today); year > year_of(v.today) - 12; --year) years.push_back({std::to_string(year), std::to_string(year)});
  out.open("div", {{"class", "form--row"}});
  select(out, "fran", tr("Från"), std::to_string(q.from), years);
  select(out, "till", tr("Till och med"), std::to_string(q.to), years);
  out.close("div");
  out.element("h2", tr("Bild"));
  select(out, "delat", tr("Delat på"), part_of(q, "delat"), splits_of(v));
  select(out, "bild", tr("Ritat som"), part_of(q, "bild"),
         {{"kurva", std::string(tr("kurva"))},
          {"staplar", std::string(tr("staplar"))},
          {"sma", std::string(tr("små bilder i samma skala"))},
          {"tratt", std::string(tr("tratt: jämför stora och små rättvist"))},
          {"tabell", std::string(tr("bara tabell"))}});
  if (q.measures.size() > 1) {
    html::Field together("ihop", html::Label(tr("Rita måtten i samma bild när de går att jämföra")));
    together.value = q.together ? "1" : "";
    html::input_check(out, together);
  }
  html::button(out, tr("Visa"));
  out.close("form");
}

} // namespace rt::explore::pages
