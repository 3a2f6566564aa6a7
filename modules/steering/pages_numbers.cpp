// What the unit has brought from its files, as printed: economy, staff survey, outcomes by year. What does not recompute
// is said beside the figure.
#include "modules/steering/pages.hpp"
#include "platform/chart/chart.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::steering::pages {
namespace {
using measures::State;

std::string words_of(State state, double value) {
  switch (state) {
  case State::figure: return number(value, value == static_cast<long long>(value) ? 0 : 1);
  case State::missing: return std::string(tr("saknas"));
  case State::not_comparable: return std::string(tr("ej jämförbart"));
  case State::removed: return std::string(tr("borttagen"));
  default: return {};
  }
}

chart::Point point_of(int year, State state, double value) {
  chart::Point p{std::to_string(year), std::nullopt, chart::Gap::missing};
  if (state == State::figure) p.value = value, p.gap = chart::Gap::value;
  else if (state == State::not_comparable) p.gap = chart::Gap::not_comparable;
  return p;
}

html::Column column(std::string_view words, std::string_view css = {}) { return {std::string(words), std::string(css), "", html::Sorted::no}; }
std::string amount(const std::optional<double> &v) { return v ? number(*v) : std::string(tr("saknas")); }

/// A page of what the unit has brought from files, and what it says before there is anything.
struct Brought {
  std::string_view section, title, lead, empty, bring;
};
template<class Values, class Write> Response brought(const Deps &deps, const Actor &actor, const Brought &page, const Values &values,
                                                     const Write &write) {
  Out out;
  if (values.empty()) html::empty_state(out, page.empty, actor.may(access::May::edit_goals) ? "/inlasning" : "", page.bring);
  else write(out, deps, values);
  return http::html(html::page(frame(deps, actor, page.section, page.title, page.lead), out.take()));
}
template<class T> std::vector<int> years_of(const std::vector<T> &values) {
  std::set<int> years;
  for (const auto &value : values) years.insert(value.year);
  return {years.begin(), years.end()};
}

void economy(Out &out, const Deps &, const std::vector<EconomyYear> &years) {
  chart::Chart c;
  c.title = tr("Budget och utfall");
  chart::Series budget{std::string(tr("budget")), 5, {}}, outcome{std::string(tr("utfall")), 1, {}};
  for (const auto &y : years) {
    budget.points.push_back(point_of(y.year, y.budget ? State::figure : State::missing, y.budget.value_or(0)));
    outcome.points.push_back(point_of(y.year, y.outcome ? State::figure : State::missing, y.outcome.value_or(0)));
    if (y.forecast)
      for (auto *series : {&budget, &outcome}) series->points.back().label += " " + std::string(tr("prognos"));
  }
  c.series = {budget, outcome};
  c.unit = "tkr";
  out.raw(chart::figure(c, true));
  html::begin_table(out, tr("Ekonomi per år"),
                    {column(tr("År")), column(tr("Budget"), "n"), column(tr("Utfall"), "n"), column(tr("Avvikelse i tabellen"), "n"),
                     column(tr("Budget minus utfall"), "n"), column(tr("Att kontrollera"))},
                    "list");
  for (const auto &y : years) {
    html::begin_row(out);
    out.raw("<th scope=\"row\">").text(std::to_string(y.year));
    if (y.forecast) out.raw(" <span class=\"tag\">").text(tr("prognos")).raw("</span>");
    out.raw("</th>");
    html::cell(out, amount(y.budget), "n");
    html::cell(out, amount(y.outcome), "n");
    html::cell(out, amount(y.printed_deviation), "n");
    html::cell(out, y.budget && y.outcome ? number(*y.budget - *y.outcome) : std::string{}, "n");
    const auto flag = economy_flag(y);
    out.raw("<td>");
    if (!flag.empty()) out.element("div", flag, {{"class", "flag"}});
    out.text(y.cause).raw("</td>");
    html::end_row(out);
  }
  html::end_table(out);
}

void survey(Out &out, const Deps &, const std::vector<SurveyValue> &values) {
  const auto years = years_of(values);
  std::vector<std::string> statements;
  for (const auto &v : values)
    if (std::find(statements.begin(), statements.end(), v.statement) == statements.end()) statements.push_back(v.statement);
  const auto find = [&](const std::string &statement, int year) -> const SurveyValue * {
    for (const auto &v : values)
      if (v.statement == statement && v.year == year) return &v;
    return nullptr;
  };
  const auto flags = survey_flags(values);
  chart::Chart c;
  c.title = tr("Index per år");
  c.max = 100;
  int color = 0;
  for (const auto &s : statements) {
    if (++color > 4) break;
    chart::Series series{s, color, {}};
    for (const int y : years) {
      const auto *v = find(s, y);
      series.points.push_back(point_of(y, v == nullptr ? State::missing : v->state, v == nullptr ? 0 : v->value));
    }
    c.series.push_back(std::move(series));
  }
  out.raw(chart::figure(c));
  std::vector<html::Column> columns{column(tr("Mått"))};
  for (const int y : years) columns.push_back(column(std::to_string(y), "n"));
  html::begin_table(out, tr("Medarbetarenkät per år"), columns, "list");
  for (const auto &s : statements) {
    html::begin_row(out);
    out.raw("<th scope=\"row\">").text(s).raw("</th>");
    for (const int y : years) {
      const auto *v = find(s, y);
      html::cell(out, v == nullptr ? std::string{} : words_of(v->state, v->value), "n");
    }
    html::end_row(out);
  }
  html::end_table(out);
  for (const auto &[year, flag] : flags) out.element("p", std::to_string(year) + ": " + flag, {{"class", "flag"}});
}

void outcomes(Out &out, const Deps &deps, const std::vector<SeriesValue> &values) {
  const auto years = years_of(values);
  std::vector<html::Column> columns{column(tr("Verksamhet")), column(tr("Mått i tabellen"))};
  for (const int y : years) columns.push_back(column(std::to_string(y), "n"));
  columns.push_back(column(tr("Hör till måttet")));
  html::begin_table(out, tr("Resultat per år"), columns, "list sticky");
  for (std::size_t i = 0; i < values.size();) {
    const auto &first = values[i];
    std::map<int, const SeriesValue *> row;
    for (; i < values.size() && values[i].service == first.service && values[i].label == first.label; ++i) row[values[i].year] = &values[i];
    html::begin_row(out);
    html::cell(out, first.service);
    out.raw("<th scope=\"row\">").text(first.label).raw("</th>");
    for (const int y : years) {
      out.raw("<td class=\"n\">");
      if (row.contains(y)) {
        out.text(words_of(row[y]->state, row[y]->value));
        if (!row[y]->flag.empty()) out.element("div", row[y]->flag, {{"class", "flag"}});
      }
      out.raw("</td>");
    }
    const auto *d = first.measure.empty() ? nullptr : deps.steering.figures().find(first.measure);
    html::cell(out,
               d == nullptr
                   ? std::string(tr("inget mått"))
                   : d->title.str() + (first.sex ? ", " + std::string(organisation::word(*first.sex, organisation::people_from(d->people))) : ""),
               "quiet");
    html::end_row(out);
  }
  html::end_table(out);
}

Response economy_page(const Deps &deps, const Actor &actor) {
  return brought(deps, actor,
                 {"ekonomi", tr("Ekonomi"), tr("Budget och utfall per år, i tusental kronor, så som de står i enhetens egna tabeller."),
                  tr("Här visas budget och utfall för flera år. Läs in dem från en fil med kolumnerna år, budget och utfall."), tr("Läs in ekonomi")},
                 deps.steering.economy(actor.unit), economy);
}
Response survey_page(const Deps &deps, const Actor &actor) {
  return brought(deps, actor,
                 {"medarbetarenkat", tr("Medarbetarenkät"), tr("Index och frågor år för år. En fråga som tagits bort är inget resultat, inte noll."),
                  tr("Här visas medarbetarenkäten flera år bakåt. Läs in den från en fil med ett mått per rad och en kolumn per år."),
                  tr("Läs in medarbetarenkät")},
                 deps.steering.survey(actor.unit), survey);
}
Response outcomes_page(const Deps &deps, const Actor &actor) {
  return brought(
      deps, actor,
      {"historik", tr("Tidigare år"), tr("Resultat som lästs in ur enhetens egna tabeller. De står som de är tryckta, också när de inte går ihop."),
       tr("Här visas resultat från tidigare år. Läs in dem från en fil med verksamhet, mått och en kolumn per år."), tr("Läs in tidigare år")},
      deps.steering.series(actor.unit), outcomes);
}
} // namespace

void add_numbers(http::Router &router, const Deps &deps) {
  using access::guarded;
  using access::May;
  router.get("/ekonomi", guarded(May::read_board, [deps](Request &, const Actor &a) { return economy_page(deps, a); }),
             {.help = "Ekonomi per år", .permission = "read_board"});
  router.get("/medarbetarenkat", guarded(May::read_board, [deps](Request &, const Actor &a) { return survey_page(deps, a); }),
             {.help = "Medarbetarenkäten per år", .permission = "read_board"});
  router.get("/historik", guarded(May::read_board, [deps](Request &, const Actor &a) { return outcomes_page(deps, a); }),
             {.help = "Resultat från tidigare år", .permission = "read_board"});
}

// ---- reading files ----

namespace {
struct Kind {
  std::string id;
  std::string_view title, help;
  std::string_view where;
};
std::vector<Kind> kinds() {
  return {
      {"plan", tr("Plan"),
       tr("Kolumner: nivå, mål, förväntat resultat, mått, målvärde, team. Planeringssystemets listor över enhetsmål och indikatorer går också bra."),
       "/planen"},
      {"arshjul", tr("Årshjul"), tr("Kolumner: månad, händelse. Datum skrivs som 8/1 eller senast 15/3 i händelsen."), "/arshjul"},
      {"resultat", tr("Resultat per år"),
       tr("Kolumner: verksamhet, mått och en kolumn per år. Skriv saknas eller ej jämförbart där det inte finns en siffra."), "/historik"},
      {"uppfoljning", tr("Uppföljning"), tr("Kolumner: period, verksamhet, mått, vad ser vi, varför, lärdom och gärna bedömning och skäl."),
       "/uppfoljning"},
      {"ekonomi", tr("Ekonomi per år"), tr("Kolumner: år, budget, utfall och gärna avvikelse."), "/ekonomi"},
      {"enkat", tr("Medarbetarenkät"), tr("Kolumner: mått och en kolumn per år."), "/medarbetarenkat"}};
}

Response import_form(const Deps &deps, const Actor &actor, const std::string &kind, const Problem &problem) {
  Out out;
  html::error_summary(out, problem);
  if (!problem.message.empty() && problem.fields.empty()) html::message(out, html::Tone::bad, problem.message);
  html::begin_form(out, "/inlasning", true, "form");
  html::Field what("kind", html::Label(tr("Vad är det för fil?")));
  what.value = kind.empty() ? "plan" : kind;
  std::vector<html::Choice> choices;
  for (const auto &k : kinds()) choices.push_back({k.id, std::string(k.title) + ". " + std::string(k.help)});
  html::input_radios(out, what, choices);
  html::Field file("file", html::Label(tr("Fil")));
  file.required = true, file.help = tr("CSV, Excel eller ODS");
  html::input_file(out, file, ".csv,.xlsx,.ods");
  html::Field year("year", html::Label(tr("År")));
  year.value = std::to_string(year_of(deps.steering.today())), year.width = "number", year.help = tr("För planen och årshjulet.");
  html::input_text(out, year, "text", "numeric");
  html::Field plan("plan", html::Label(tr("Vilken plan i filen?")));
  plan.width = "short", plan.help = tr("Bara när filen har flera enheters planer, till exempel FAM.");
  for (const auto &e : problem.fields)
    if (e.field == "plan") plan.error = problem.message;
  html::input_text(out, plan);
  html::button(out, tr("Visa vad som skulle hända"), html::Button::secondary, "prova", "1");
  out.raw(" ");
  html::button(out, tr("Läs in filen"));
  html::end_form(out);
  return http::html(
      html::page(frame(deps, actor, "planen", tr("Läs in från fil"), tr("Det som inte går att läsa visas rad för rad. Inget rättas i tysthet.")),
                 out.take()),
      problem.message.empty() ? 200 : http::status_of(problem.kind));
}

Response import_file(const Deps &deps, Request &request, const Actor &actor) {
  const std::string &kind = request.form["kind"];
  const auto it = request.files.find("file");
  if (it == request.files.end() || it->second.bytes.empty()) {
    const std::string message{tr("Välj en fil att läsa in.")};
    return import_form(deps, actor, kind, {ProblemKind::invalid, message, {{"file", message, 0}}});
  }
  const auto asked = parse_integer(request.form["year"]);
  const int year = asked && *asked >= 1990 && *asked <= 2200 ? static_cast<int>(*asked) : year_of(deps.steering.today());
  const bool dry = request.form["prova"] == "1";
  const auto &[bytes, name] = std::pair<const std::string &, const std::string &>(it->second.bytes, it->second.filename);
  Result<ImportReport> read = fail(ProblemKind::invalid, std::string(tr("Välj vad det är för fil.")));
  if (kind == "plan") read = deps.steering.import_plan(actor, {actor.unit, year, std::string(trim(request.form["plan"])), dry}, bytes, name);
  else if (kind == "arshjul") read = deps.steering.import_wheel(actor, actor.unit, year, bytes, name, dry);
  else if (kind == "resultat") read = deps.steering.import_outcomes(actor, actor.unit, bytes, name, dry);
  else if (kind == "uppfoljning") read = deps.steering.import_follow_ups(actor, actor.unit, bytes, name, dry);
  else if (kind == "ekonomi") read = deps.steering.import_economy(actor, actor.unit, bytes, name, dry);
  else if (kind == "enkat") read = deps.steering.import_survey(actor, actor.unit, bytes, name, dry);
  if (!read) return import_form(deps, actor, kind, read.error());
  Out out;
  if (dry) html::message(out, html::Tone::info, tr("Det här är en provläsning. Inget är sparat."));
  report(out, *read);
  out.raw("<p class=\"actions\">");
  for (const auto &k : kinds())
    if (k.id == kind && !dry)
      html::link_button(out, std::string(k.where) + (kind == "plan" || kind == "arshjul" ? "?ar=" + std::to_string(year) : ""),
                        tr("Visa det inlästa"));
  out.raw(" ");
  html::link_button(out, "/inlasning", dry ? tr("Läs in filen på riktigt") : tr("Läs in en fil till"), html::Button::quiet);
  out.raw("</p>");
  return http::html(html::page(frame(deps, actor, "planen", dry ? tr("Provläst") : tr("Inläst")), out.take()));
}
} // namespace

void add_imports(http::Router &router, const Deps &deps) {
  using access::guarded;
  using access::May;
  router.get("/inlasning", guarded(May::edit_goals, [deps](Request &r, const Actor &a) { return import_form(deps, a, r.query["vad"], {}); }),
             {.help = "Läs in plan, årshjul och historik", .permission = "edit_goals"});
  router.post("/inlasning", guarded(May::edit_goals, [deps](Request &r, const Actor &a) { return import_file(deps, r, a); }),
              {.max_body = 20u << 20, .help = "Läser in en fil", .permission = "edit_goals"});
}

} // namespace rt::steering::pages
