// The plan as a document: cover, introduction, a chapter per goal, indicators and activities. Pure.
#include "modules/reports/parts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::reports {
namespace {

using document::Document;
using document::Heading;
using document::List;
using document::Paragraph;
using document::Table;

Table table_of(std::string caption, std::initializer_list<std::string_view> header) {
  Table out;
  out.caption = std::move(caption);
  for (const auto words : header) out.header.emplace_back(words);
  return out;
}

void add_introduction(Document &out, const PlanFacts &facts) {
  std::size_t results = 0, measured = 0;
  for (const auto &goal : facts.goals)
    for (const auto &result : goal.results) ++results, measured += !result.reads.empty();
  out.blocks.push_back(Heading{1, std::string(tr("Inledning"))});
  out.blocks.push_back(Paragraph{
      tr_f("Planen säger vad {0} ska åstadkomma {1}, hur vi arbetar och hur vi följer upp. Den bygger på kommunfullmäktiges och nämndens mål, "
           "som enheten har brutit ned till egna mål och förväntade resultat.",
           {facts.unit, std::to_string(facts.year)}),
      true});
  out.blocks.push_back(Paragraph{tr_f("Enhetsmål: {0}. Förväntade resultat: {1}, varav {2} räknas fram ur enhetens register.",
                                      {std::to_string(facts.goals.size()), std::to_string(results), std::to_string(measured)})});
  if (!facts.teams.empty()) {
    Table table = table_of(std::string(tr("Enhetens verksamheter")), {tr("Verksamhet"), tr("Så kommer man dit")});
    for (const auto &[name, entry] : facts.teams) table.rows.push_back({name, entry.empty() ? "–" : entry});
    out.blocks.push_back(std::move(table));
  }
  if (!facts.without.empty()) {
    out.blocks.push_back(Heading{2, std::string(tr("Mål som enheten inte har egna mål under"))});
    out.blocks.push_back(List{facts.without});
  }
}

void add_goal(Document &out, const PlanGoalFacts &goal) {
  out.blocks.push_back(Heading{1, goal.title});
  if (goal.path.size() > 1) out.blocks.push_back(document::ThreadPath{goal.path});
  if (!goal.results.empty()) {
    out.blocks.push_back(Heading{2, std::string(tr("Förväntat resultat"))});
    Table table = table_of(tr_f("Förväntat resultat: {0}", {goal.title}), {tr("Förväntat resultat"), tr("Verksamhet"), tr("Målvärde")});
    table.numeric = {false, false, true};
    for (const auto &result : goal.results) table.rows.push_back({result.text, result.team, result.target.empty() ? "–" : result.target});
    out.blocks.push_back(std::move(table));
  }
  for (const auto &words : goal.words) {
    out.blocks.push_back(Heading{2, words.title});
    out.blocks.push_back(Paragraph{words.words});
  }
}

void add_indicators(Document &out, const PlanFacts &facts) {
  Table table = table_of(tr_f("Indikatorer {0}", {std::to_string(facts.year)}),
                         {tr("Indikator"), tr("Så räknas den"), tr("Verksamhet"), tr("Enhetens mål"), tr("Mål ovanifrån"), tr("Följs upp")});
  table.numeric = {false, false, false, true, true, false};
  for (const auto &goal : facts.goals)
    for (const auto &result : goal.results)
      if (!result.measure.empty())
        table.rows.push_back({result.measure, result.reads.empty() ? std::string(tr("räknas inte fram ur register här")) : result.reads, result.team,
                              result.target.empty() ? "–" : result.target, result.upper_target.empty() ? "–" : result.upper_target,
                              result.period.empty() ? std::string(tr("månad, tertial och år")) : result.period});
  if (table.rows.empty()) return;
  out.blocks.push_back(Heading{1, std::string(tr("Indikatorer"))});
  out.blocks.push_back(std::move(table));
}

/// One row per expected result, for those who go on planning in a table.
sheet::OutSheet results_sheet(const PlanFacts &facts) {
  sheet::OutSheet out;
  out.name = tr("Alla förväntade resultat");
  for (const auto words : {tr("Mål"), tr("Förväntat resultat"), tr("Verksamhet"), tr("Mått"), tr("Målvärde"), tr("Mål ovanifrån")})
    out.header.emplace_back(words);
  for (const auto &goal : facts.goals)
    for (const auto &result : goal.results)
      out.rows.push_back({goal.title, result.text, result.team, result.measure, result.target, result.upper_target});
  return out;
}

} // namespace

Document compose(const PlanFacts &facts) {
  Document out;
  out.lang = std::string(i18n::code(i18n::current()));
  const std::string name = lower(title_of(Kind::plan, facts.year));
  out.title = facts.unit + ": " + name;
  std::vector<std::string> above;
  for (const auto *words : {&facts.administration, &facts.board, &facts.city})
    if (!words->empty()) above.push_back(*words);
  out.subtitle = join(above, ", ");
  out.author = facts.unit;
  const auto day = date_from_iso(facts.made_on);
  out.date = tr_f("Utskriven {0}", {day ? long_date(*day) : facts.made_on});
  out.header = facts.unit + " · " + name;
  std::vector<std::string> chapters{std::string(tr("Inledning"))};
  for (const auto &goal : facts.goals) chapters.push_back(goal.title);
  out.blocks.push_back(List{std::move(chapters)}); // the cover says what is inside
  out.blocks.push_back(document::PageBreak{});
  add_introduction(out, facts);
  for (const auto &goal : facts.goals) add_goal(out, goal);
  add_indicators(out, facts);
  add_activities(out, facts.year, facts.activities, false);
  out.sheets.push_back(results_sheet(facts));
  return out;
}

} // namespace rt::reports
