// Facts to document. Pure, so that an approved report is set again word for word.
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
using measures::State;
using organisation::Sex;

std::string capital(std::string_view words) {
  std::string out(words);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
  if (starts_with(out, "å")) return "Å" + out.substr(2);
  return out;
}

std::string sex_title(int sex, const std::string &people) {
  return capital(organisation::word(static_cast<Sex>(sex), organisation::people_from(people)));
}

bool says_something(const Figure &figure) { return figure.state != State::not_yet; }

/// The sexes that have a figure in any of the years, women and men first.
std::vector<int> sexes_of(const ResultFacts &result) {
  std::vector<int> out;
  for (const int sex : {1, 2, 3, 0})
    for (const auto &year : result.years) {
      if (static_cast<std::size_t>(sex) >= year.sex.size() || !says_something(year.sex[static_cast<std::size_t>(sex)])) continue;
      const auto &figure = year.sex[static_cast<std::size_t>(sex)];
      const bool empty = figure.state == State::figure && figure.value == 0 && figure.n == 0;
      if ((sex == 1 || sex == 2 || !empty) && figure.state != State::missing) {
        out.push_back(sex);
        break;
      }
    }
  return out;
}

const Figure *figure_of(const YearFigures &year, int sex) {
  return static_cast<std::size_t>(sex) < year.sex.size() ? &year.sex[static_cast<std::size_t>(sex)] : nullptr;
}

chart::Point point_of(int year, const Figure *figure) {
  return figure == nullptr ? chart::Point{std::to_string(year), std::nullopt} : measures::point_of(*figure, std::to_string(year));
}

document::Figure figure(const ResultFacts &result) {
  document::Figure out;
  out.bars = true;
  auto &chart = out.chart;
  chart.title = result.measure_title.empty() ? result.text : result.measure_title;
  chart.unit = result.unit;
  chart.decimals = result.decimals;
  if (result.has_target) chart.target = chart::Target{result.target_value, result.target};
  if (result.unit == "%") chart.max = 100;
  const auto add = [&](const std::string &name, int color, auto &&which) {
    chart::Series series{name, color, {}};
    for (const auto &year : result.years) series.points.push_back(point_of(year.year, which(year)));
    const bool any = std::any_of(series.points.begin(), series.points.end(), [](const auto &p) { return p.value.has_value(); });
    if (any) chart.series.push_back(std::move(series));
  };
  add(std::string(tr("alla")), 5, [](const YearFigures &year) { return &year.all; });
  int color = 1;
  for (const int sex : sexes_of(result)) {
    if (sex == 1 || sex == 2) add(lower(sex_title(sex, result.people)), color, [sex](const YearFigures &year) { return figure_of(year, sex); });
    ++color;
  }
  return out;
}

Table years_table(const ResultFacts &result) {
  Table table;
  table.caption = result.measure_title.empty() ? result.text : result.measure_title;
  table.header = {std::string(tr("År")), std::string(tr("Alla"))};
  table.numeric = {false, true};
  const auto sexes = sexes_of(result);
  for (const int sex : sexes) {
    table.header.push_back(sex_title(sex, result.people));
    table.numeric.push_back(true);
  }
  for (const auto &year : result.years) {
    std::vector<std::string> row{std::to_string(year.year), year.all.words};
    for (const int sex : sexes) {
      const auto *one = figure_of(year, sex);
      row.push_back(one != nullptr ? one->words : "");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// Lines without those that say the same.
void add_list(Document &out, int level, std::string_view title, std::vector<std::string> lines) {
  std::erase_if(lines, [](const auto &line) { return trim(line).empty(); });
  if (lines.empty()) return;
  out.blocks.push_back(Heading{level, std::string(title)});
  if (lines.size() == 1) out.blocks.push_back(Paragraph{lines[0]});
  else out.blocks.push_back(List{std::move(lines)});
}

void add_flags(Document &out, const ResultFacts &result) {
  std::vector<std::string> flags;
  for (const auto &year : result.years)
    if (!year.all.flag.empty()) flags.push_back(std::to_string(year.year) + ": " + year.all.flag);
  add_list(out, 3, tr("Siffror som inte stämmer med varandra"), std::move(flags));
}

bool has_figures(const ResultFacts &result) {
  return std::any_of(result.years.begin(), result.years.end(), [](const auto &year) { return says_something(year.all); });
}

void add_result(Document &out, const ResultFacts &result) {
  out.blocks.push_back(Heading{2, result.text});
  std::vector<std::string> line;
  if (!result.team.empty()) line.push_back(result.team);
  if (!result.target.empty()) line.push_back(result.target);
  line.push_back(result.sign + "\u00a0" + result.judgement);
  out.blocks.push_back(Paragraph{join(line, " · "), true});
  if (!result.measure_title.empty() && has_figures(result)) {
    auto drawn = figure(result);
    if (drawn.chart.series.empty()) out.blocks.push_back(years_table(result));
    else out.blocks.push_back(std::move(drawn));
  } else if (result.measure.empty()) {
    out.blocks.push_back(Paragraph{result.indicator.empty() ? std::string(tr("Resultatet har inget mått. Bedömningen är gjord av människor."))
                                                            : tr_f("Indikator: {0}. Den räknas inte fram ur register här.", {result.indicator})});
  } else {
    out.blocks.push_back(Paragraph{std::string(tr("Det finns inga siffror för åren."))});
  }
  std::vector<std::string> analysis = result.analysis;
  if (!result.reason.empty()) analysis.insert(analysis.begin(), result.reason);
  add_list(out, 3, tr("Analys"), std::move(analysis));
  std::vector<std::string> lessons = result.lessons;
  if (!result.lesson.empty()) lessons.insert(lessons.begin(), result.lesson);
  add_list(out, 3, tr("Lärdomar att ta tillvara"), std::move(lessons));
  add_flags(out, result);
}

std::string last_words(const ResultFacts &result, int sex) {
  if (result.years.empty()) return "–";
  const auto &year = result.years.back();
  if (sex < 0) return year.all.words;
  const auto *one = figure_of(year, sex);
  return one != nullptr && says_something(*one) ? one->words : "–";
}

/// "2018", or the months that a tertial's report tells of.
std::string span_words(const Facts &facts) {
  if (facts.kind == Kind::tertial1) return tr_f("januari–april {0}", {std::to_string(facts.year)});
  if (facts.kind == Kind::tertial2) return tr_f("januari–augusti {0}", {std::to_string(facts.year)});
  return std::to_string(facts.year);
}

/// Under the heading "Mål" the word is not said again.
std::string short_target(const ResultFacts &result) {
  if (!result.has_target) return result.target;
  return number(result.target_value, result.target_value == static_cast<double>(static_cast<long long>(result.target_value)) ? 0 : 1) +
         (result.unit == "%" ? "\u202f%" : "");
}

void add_overview(Document &out, const Facts &facts) {
  int all = 0, fully = 0, partly = 0, not_met = 0;
  Table table;
  table.caption = tr_f("Förväntade resultat {0}", {span_words(facts)});
  for (const auto &words :
       {tr("Förväntat resultat"), tr("Mål"), tr("Resultat"), tr("Kvinnor, flickor, mammor"), tr("Män, pojkar, pappor"), tr("Bedömning")})
    table.header.emplace_back(words);
  table.numeric = {false, true, true, true, true, false};
  const bool foreseen = std::any_of(facts.goals.begin(), facts.goals.end(), [](const auto &goal) {
    return std::any_of(goal.results.begin(), goal.results.end(), [](const auto &result) { return !result.forecast.empty(); });
  });
  if (foreseen) {
    table.header.insert(table.header.begin() + 5, std::string(tr("Prognos för året")));
    table.numeric.insert(table.numeric.begin() + 5, true);
  }
  for (const auto &goal : facts.goals)
    for (const auto &result : goal.results) {
      ++all;
      fully += result.judgement_id == "fully";
      partly += result.judgement_id == "partly";
      not_met += result.judgement_id == "not_met";
      table.rows.push_back({result.text, short_target(result), last_words(result, -1), last_words(result, 1), last_words(result, 2),
                            result.sign + "\u00a0" + result.judgement});
      if (auto &row = table.rows.back(); foreseen) row.insert(row.begin() + 5, result.forecast.empty() ? std::string("–") : result.forecast);
    }
  if (all == 0) return;
  out.blocks.push_back(Heading{1, std::string(facts.kind == Kind::year ? tr("Året i korthet") : tr("Tertialet i korthet"))});
  if (facts.kind != Kind::year)
    out.blocks.push_back(Paragraph{tr_f("Siffrorna gäller {0}. De jämförs med samma månader de två åren före.", {span_words(facts)})});
  std::string words = tr_f("Av {0} förväntade resultat är {1} helt uppfyllda, {2} delvis och {3} inte.",
                           {std::to_string(all), std::to_string(fully), std::to_string(partly), std::to_string(not_met)});
  if (const int rest = all - fully - partly - not_met; rest > 0) words += " " + tr_n("{} är inte bedömt.", "{} är inte bedömda.", rest);
  out.blocks.push_back(Paragraph{std::move(words), true});
  out.blocks.push_back(std::move(table));
}

void add_goals(Document &out, const Facts &facts) {
  for (const auto &goal : facts.goals) {
    out.blocks.push_back(Heading{1, goal.title});
    if (goal.path.size() > 1) out.blocks.push_back(document::ThreadPath{goal.path});
    for (const auto &result : goal.results) add_result(out, result);
    if (goal.words.empty()) continue;
    for (const auto &words : goal.words) {
      out.blocks.push_back(Heading{goal.results.empty() ? 2 : 3, words.title});
      out.blocks.push_back(Paragraph{words.words});
    }
  }
}

std::string thousands(bool has, double value) { return has ? number(value) : std::string(tr("saknas")); }

void add_economy(Document &out, const Facts &facts) {
  if (facts.economy.empty()) return;
  out.blocks.push_back(Heading{1, std::string(tr("Ekonomi"))});
  Table table;
  table.caption = tr("Budget och utfall, tusen kronor");
  for (const auto &words : {tr("År"), tr("Budget"), tr("Utfall"), tr("Avvikelse"), tr("Orsak")}) table.header.emplace_back(words);
  table.numeric = {false, true, true, true, false};
  std::vector<std::string> flags;
  for (const auto &row : facts.economy) {
    const bool both = row.has_budget && row.has_outcome;
    table.rows.push_back({std::to_string(row.year) + (row.forecast ? " " + std::string(tr("(prognos)")) : ""), thousands(row.has_budget, row.budget),
                          thousands(row.has_outcome, row.outcome), thousands(both, row.budget - row.outcome), row.cause});
    if (!row.flag.empty()) flags.push_back(std::to_string(row.year) + ": " + row.flag);
  }
  out.blocks.push_back(std::move(table));
  add_list(out, 2, tr("Siffror som inte stämmer med varandra"), std::move(flags));
}

void add_survey(Document &out, const Facts &facts) {
  if (facts.survey.empty()) return;
  out.blocks.push_back(Heading{1, std::string(tr("Medarbetarenkät"))});
  Table table;
  table.caption = tr("Medarbetarenkätens index");
  table.header.emplace_back(tr("Påstående"));
  table.numeric.push_back(false);
  for (const int year : facts.survey_years) {
    table.header.push_back(std::to_string(year));
    table.numeric.push_back(true);
  }
  for (const auto &row : facts.survey) {
    std::vector<std::string> cells{row.statement};
    for (const auto &figure : row.years) cells.push_back(figure.words);
    table.rows.push_back(std::move(cells));
  }
  out.blocks.push_back(std::move(table));
  add_list(out, 2, tr("Siffror som inte stämmer med varandra"), facts.survey_flags);
}

std::string count_words(std::int64_t count) { return count < 0 ? std::string(tr("färre än fem")) : number(static_cast<double>(count)); }

void add_viewpoints(Document &out, const Facts &facts) {
  if (facts.viewpoints == 0) return;
  out.blocks.push_back(Heading{1, std::string(tr("Vad brukarna tycker"))});
  if (facts.viewpoints < kFewest) {
    out.blocks.push_back(Paragraph{std::string(facts.kind == Kind::year ? tr("Färre än fem synpunkter kom in under året. De visas inte här.")
                                                                        : tr("Färre än fem synpunkter kom in under perioden. De visas inte här."))});
    return;
  }
  if (facts.kind != Kind::year)
    out.blocks.push_back(
        Paragraph{tr_n("{} synpunkt kom in under perioden. Ett par lämnar en synpunkt och räknas som två personer.",
                       "{} synpunkter kom in under perioden. Ett par lämnar en synpunkt och räknas som två personer.", facts.viewpoints)});
  else
    out.blocks.push_back(
        Paragraph{tr_n("{} synpunkt kom in under året. Ett par lämnar en synpunkt och räknas som två personer.",
                       "{} synpunkter kom in under året. Ett par lämnar en synpunkt och räknas som två personer.", facts.viewpoints)});
  for (const auto &pattern : facts.viewpoint_patterns) {
    Table table;
    table.caption = pattern.title;
    table.header = {pattern.title, std::string(tr("Synpunkter")), sex_title(1, ""), sex_title(2, "")};
    table.numeric = {false, true, true, true};
    const bool others = std::any_of(pattern.rows.begin(), pattern.rows.end(), [](const auto &row) { return row.people[3] != 0; });
    const bool unknown = std::any_of(pattern.rows.begin(), pattern.rows.end(), [](const auto &row) { return row.people[0] != 0; });
    for (const int sex : {3, 0})
      if (sex == 3 ? others : unknown) {
        table.header.push_back(sex_title(sex, ""));
        table.numeric.push_back(true);
      }
    for (const auto &row : pattern.rows) {
      std::vector<std::string> cells{row.words, count_words(row.all), count_words(row.people[1]), count_words(row.people[2])};
      if (others) cells.push_back(count_words(row.people[3]));
      if (unknown) cells.push_back(count_words(row.people[0]));
      table.rows.push_back(std::move(cells));
    }
    out.blocks.push_back(std::move(table));
  }
}

void add_ideas(Document &out, const Facts &facts) {
  if (facts.ideas.empty()) return;
  out.blocks.push_back(Heading{1, std::string(tr("Utveckling"))});
  std::vector<std::string> states;
  for (const auto &idea : facts.ideas)
    if (std::find(states.begin(), states.end(), idea.title) == states.end()) states.push_back(idea.title);
  for (const auto &state : states) {
    std::vector<std::string> lines;
    for (const auto &idea : facts.ideas)
      if (idea.title == state) lines.push_back(idea.words);
    add_list(out, 2, capital(state), std::move(lines));
  }
}

void add_others(Document &out, const Facts &facts) {
  if (facts.others.empty()) return;
  out.blocks.push_back(Heading{1, std::string(tr("Andra mått"))});
  Table table;
  table.caption = tr("Mått som inget förväntat resultat använder");
  table.header.emplace_back(tr("Mått"));
  table.numeric.push_back(false);
  for (int y = facts.year - 2; y <= facts.year; ++y) {
    table.header.push_back(std::to_string(y));
    table.numeric.push_back(true);
  }
  for (const auto &result : facts.others) {
    std::vector<std::string> cells{result.measure_title};
    for (const auto &year : result.years) cells.push_back(year.all.words);
    table.rows.push_back(std::move(cells));
  }
  out.blocks.push_back(std::move(table));
}

void add_how(Document &out, const Facts &facts) {
  out.blocks.push_back(Heading{1, std::string(tr("Så är siffrorna räknade"))});
  out.blocks.push_back(Paragraph{tr_f(
      "Siffror som bygger på färre än {0} poster visas inte, och inte heller den siffra som skulle avslöja dem. Saknas betyder att uppgiften inte finns. "
      "Ej jämförbart betyder att måttet har ändrats.",
      {std::to_string(kFewest)})});
  std::vector<std::string> lines;
  const auto add = [&](const ResultFacts &result) {
    if (result.reads.empty()) return;
    const std::string line = result.measure_title + ": " + result.reads;
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  };
  for (const auto &goal : facts.goals)
    for (const auto &result : goal.results) add(result);
  for (const auto &result : facts.others) add(result);
  if (!lines.empty()) out.blocks.push_back(List{std::move(lines)});
}

/// One row per figure, for those who go on counting.
sheet::OutSheet data_sheet(const Facts &facts) {
  sheet::OutSheet out;
  out.name = tr("Alla siffror");
  for (const auto &words :
       {tr("Mål"), tr("Förväntat resultat"), tr("Mått"), tr("År"), tr("Kön"), tr("Värde"), tr("Enhet"), tr("Läge"), tr("Antal poster"), tr("Källa")})
    out.header.emplace_back(words);
  const auto add = [&](const std::string &goal, const ResultFacts &result) {
    for (const auto &year : result.years) {
      const auto row = [&](std::string_view sex, const Figure &figure) {
        if (!says_something(figure)) return;
        const bool shown = figure.state == State::figure;
        auto &cells = out.rows.emplace_back();
        cells = {goal, result.text, result.measure_title, static_cast<std::int64_t>(year.year), std::string(sex)};
        if (shown) cells.emplace_back(figure.value);
        else cells.emplace_back();
        cells.emplace_back(result.unit);
        cells.emplace_back(shown ? std::string(tr("siffra")) : figure.words);
        if (shown && !figure.printed) cells.emplace_back(figure.n);
        else cells.emplace_back();
        cells.emplace_back(std::string(figure.printed ? tr("tidigare redovisad") : tr("register")));
      };
      row(tr("alla"), year.all);
      for (const int sex : sexes_of(result))
        if (const auto *one = figure_of(year, sex)) row(organisation::word(static_cast<Sex>(sex), organisation::people_from(result.people)), *one);
    }
  };
  for (const auto &goal : facts.goals)
    for (const auto &result : goal.results) add(goal.title, result);
  for (const auto &result : facts.others) add("", result);
  return out;
}

} // namespace

void add_activities(Document &out, int year, const std::vector<ActivityFacts> &activities, bool with_done) {
  if (activities.empty()) return;
  out.blocks.push_back(Heading{1, std::string(tr("Aktiviteter"))});
  Table table;
  table.caption = tr_f("Aktiviteter i årshjulet {0}", {std::to_string(year)});
  for (const auto &words : {tr("När"), tr("Aktivitet"), tr("Verksamhet"), tr("Ansvarig")}) table.header.emplace_back(words);
  if (with_done) table.header.emplace_back(tr("Genomförd"));
  for (const auto &one : activities) {
    auto &row = table.rows.emplace_back();
    row = {one.when, one.words, one.team, one.responsible};
    if (with_done) row.push_back(one.done);
  }
  out.blocks.push_back(std::move(table));
}

Document compose(const Facts &facts, const std::optional<std::string> &approved) {
  Document out;
  out.lang = std::string(i18n::code(i18n::current()));
  const std::string name = title_of(facts.kind, facts.year);
  out.title = facts.kind == Kind::year ? tr_f("{0}: årets resultat {1}", {facts.unit, std::to_string(facts.year)}) : facts.unit + ": " + lower(name);
  out.subtitle = join({facts.administration, facts.board}, facts.administration.empty() || facts.board.empty() ? "" : ", ");
  out.author = facts.author.empty() ? facts.unit : facts.author;
  const auto day = date_from_iso(facts.made_on);
  out.date = approved ? *approved : tr_f("Utkast {0}", {day ? long_date(*day) : facts.made_on});
  out.header = facts.unit + " · " + lower(name);
  add_overview(out, facts);
  add_goals(out, facts);
  add_economy(out, facts);
  if (facts.kind == Kind::year) add_survey(out, facts);
  add_viewpoints(out, facts);
  if (facts.kind != Kind::year) add_activities(out, facts.year, facts.activities, true);
  add_ideas(out, facts);
  add_others(out, facts);
  add_how(out, facts);
  out.sheets.push_back(data_sheet(facts));
  return out;
}

} // namespace rt::reports
