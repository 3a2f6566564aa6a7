// The list of measures and the definition card.
#include "modules/measures/pages.hpp"
#include "modules/measures/pages_parts.hpp"
#include "platform/chart/chart.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::measures {
namespace pages {

std::string sexes(const Definition &d, const BySex &v) {
  std::string words;
  for (int sex : {1, 2, 3, 0}) {
    const Value &value = v.sex[sex];
    if (value.state != State::figure || (value.n == 0 && !value.printed)) continue;
    words += (words.empty() ? "" : " · ") + std::string(organisation::word(static_cast<Sex>(sex), organisation::people_from(d.people))) + " " +
             show(d, value);
  }
  return words;
}

const Definition *asked_for(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const Definition *d = deps.measures.find(request.param(0));
  return d == nullptr || hidden_from(*d, actor.unit) ? nullptr : d;
}

std::string team_name(const Deps &deps, const access::Actor &actor, const Definition &d) {
  if (d.team.empty()) return std::string(tr("Hela enheten"));
  const auto team = deps.organisation.team_by_code(actor.unit, d.team);
  return team ? team->name : d.team;
}

namespace {

Date today(const Deps &deps) { return swedish_day(deps.clock.now()); }

/// This year so far, and the years before it, oldest first.
std::vector<Period> years(const Deps &deps, int count) {
  const int now = year_of(today(deps));
  std::vector<Period> periods;
  for (int year = now - count; year < now; ++year) periods.push_back(year_period(year));
  periods.push_back(year_to_date(month_containing(today(deps))));
  return periods;
}
std::string year_label(const Period &p) {
  return p.kind == PeriodKind::year && p.months() == 12 ? std::to_string(p.first.year()) : tr_f("{0} hittills", {std::to_string(p.last.year())});
}

http::Response list_page(const Deps &deps, const access::Actor &actor) {
  html::Out out;
  const auto all = deps.measures.definitions_of(actor.unit, deps.organisation.packs(actor.unit));
  const auto periods = years(deps, 1);
  std::vector<std::string> ids;
  for (const auto *d : all) ids.push_back(d->id);
  const auto values = deps.measures.values(ids, {actor.unit, 0}, periods);
  if (all.empty()) html::empty_state(out, tr("Här samlas måtten. De kommer med paketet som enheten har installerat."));
  std::map<std::string, std::string> teams{{"", std::string(tr("Hela enheten"))}};
  for (const auto &team : deps.organisation.teams(actor.unit)) teams[team.code] = team.name;
  std::map<std::string, std::vector<std::size_t>> by_team;
  std::vector<std::string> order;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto named = teams.find(all[i]->team);
    const std::string &team = named == teams.end() ? all[i]->team : named->second;
    if (by_team[team].empty()) order.push_back(team);
    by_team[team].push_back(i);
  }
  // One table, so that figures stand under one another through all the teams.
  if (!all.empty())
    html::begin_table(out, tr("Mått"),
                      {{std::string(tr("Mått"))}, {year_label(periods[0]), "n"}, {year_label(periods[1]), "n"}, {std::string(tr("Delat på kön"))}});
  for (const auto &team : order) {
    out.raw("<tr class=\"goal\"><th scope=\"rowgroup\" colspan=\"4\">").text(team).raw("</th></tr>");
    for (std::size_t i : by_team[team]) {
      const Definition &d = *all[i];
      const std::string href = "/matt/" + d.id;
      html::begin_row(out, href);
      out.raw("<td>").link(href, d.title.str()).raw("</td>");
      for (std::size_t p = 0; p < periods.size(); ++p)
        out.raw("<td class=\"n\"").attr("data-live-key", d.id + "-" + to_text(periods[p])).raw(">").text(show(d, values[i][p].all)).raw("</td>");
      const std::string parts = sexes(d, values[i][1]);
      html::cell(out, parts.empty() ? sexes(d, values[i][0]) : parts, "sex");
      html::end_row(out);
    }
  }
  if (!all.empty()) html::end_table(out);
  const bool explores = !deps.explore.empty() && !all.empty(), writes = !deps.editor.empty() && actor.may(access::May::manage_unit);
  if (explores || writes) out.open("p", {{"class", "actions"}});
  if (explores) html::link_button(out, deps.explore, tr("Ställ en egen fråga till siffrorna"));
  if (explores) pages::flags_link(out);
  if (writes) html::link_button(out, deps.editor, tr("Skriv ett mått"));
  if (explores || writes) out.close("p");
  auto frame = deps.frame(actor, "matt");
  frame.title = tr("Mått");
  frame.lead = tr("Varje siffra räknas ur registren när en post sparas. Öppna ett mått för att se vad det betyder och "
                  "vilka poster det står på.");
  frame.live = "board:" + std::to_string(actor.unit); // told when a record changes a figure
  return http::html(html::page(frame, out.str()));
}

/// All, and women and men when both have figures; more lines than three would not be read.
std::vector<chart::Series> series_of(const Definition &d, const std::vector<BySex> &values, const std::vector<std::string> &labels) {
  std::vector<chart::Series> series;
  auto add = [&](const std::string &name, int color, auto pick) {
    chart::Series s;
    s.name = name;
    s.color = color;
    bool any = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      s.points.push_back(point_of(figure_of(d, pick(values[i])), labels[i]));
      any = any || s.points.back().value.has_value();
    }
    if (any) series.push_back(std::move(s));
  };
  add(std::string(tr("alla")), 5, [](const BySex &v) { return v.all; });
  for (int sex : {1, 2})
    add(std::string(organisation::word(static_cast<Sex>(sex), organisation::people_from(d.people))), sex,
        [sex](const BySex &v) { return v.sex[sex]; });
  return series;
}

chart::Chart picture(const Definition &d, std::vector<chart::Series> series, std::string title) {
  chart::Chart chart;
  chart.title = std::move(title);
  chart.series = std::move(series);
  chart.unit = d.unit == "percent" ? "%" : "";
  chart.decimals = d.decimals;
  if (d.unit == "percent") chart.max = 100;
  return chart;
}

/// Returns this year's figure so far.
BySex history(html::Out &out, const Deps &deps, const access::Actor &actor, const Definition &d, ReadOnce &once) {
  auto periods = years(deps, 5);
  auto values = deps.measures.values({d.id}, {actor.unit, 0}, periods, Flags::all, &once).front();
  while (values.size() > 2 && values.front().all.state != State::figure && values.front().all.state != State::not_comparable &&
         !values.front().all.printed) {
    values.erase(values.begin());
    periods.erase(periods.begin());
  }
  std::vector<std::string> labels;
  for (const Period &p : periods) labels.push_back(year_label(p));
  const auto series = series_of(d, values, labels);
  if (series.empty()) {
    html::empty_state(out, tr("Det finns inget att räkna ännu. Siffran kommer när den första posten sparas eller när "
                              "historiken läses in."));
    return values.back();
  }
  out.element("h2", tr("År för år"));
  out.raw(chart::figure(picture(d, series, labels.front() + "–" + labels.back()), true));
  html::begin_table(out, tr("År för år"),
                    {{std::string(tr("Period"))}, {std::string(tr("Resultat")), "n"}, {std::string(tr("Delat på kön"))}, {std::string(tr("Källa"))}});
  for (std::size_t i = periods.size(); i-- > 0;) {
    html::begin_row(out);
    out.raw("<td>").text(labels[i]).raw("</td><td class=\"n\"").attr("data-live-key", d.id + "-" + to_text(periods[i])).raw(">");
    const Value &v = values[i].all;
    if (v.state == State::figure && !v.printed) out.link(records_href(d.id, periods[i]), show(d, v));
    else out.text(show(d, v));
    out.raw("</td>");
    html::cell(out, sexes(d, values[i]), "sex");
    out.raw("<td>").text(v.printed ? tr("tryckt uppgift") : v.state == State::figure ? tr("beräknat ur register") : std::string_view());
    if (!v.flag.empty()) out.raw("<br><span class=\"late\">").text(v.flag).raw("</span>");
    out.raw("</td>");
    html::end_row(out);
  }
  html::end_table(out);
  return values.back();
}

void months(html::Out &out, const Deps &deps, const access::Actor &actor, const Definition &d, ReadOnce &once) {
  if (from_outside(d.kind) || of_others(d.kind)) return;
  const Month last = month_containing(today(deps));
  std::vector<Period> periods;
  std::vector<std::string> labels;
  for (int back = 11; back >= 0; --back) {
    periods.push_back(month_period(last - back));
    labels.push_back(month_name((last - back).number(), true));
  }
  const auto values = deps.measures.values({d.id}, {actor.unit, 0}, periods, Flags::all, &once).front();
  const auto series = series_of(d, values, labels);
  if (series.empty()) return;
  out.element("h2", tr("Tolv månader"));
  out.raw(chart::figure(picture(d, series, long_month(last - 11) + "–" + long_month(last))));
  for (std::size_t i = 0; i < periods.size(); ++i) // the year has told what is old
    if (values[i].all.odd != Odd::none && values[i].all.odd != Odd::stale)
      out.element("p", period_name(periods[i]) + ": " + values[i].all.flag, {{"class", "late"}});
}

/// The parts of one split, last year and this; a part leads to its records when it is a team.
void by_part(html::Out &out, const Deps &deps, const access::Actor &actor, const Definition &d, std::string_view by, const std::string &heading,
             std::string_view column, ReadOnce &once) {
  const auto periods = years(deps, 1);
  auto rows = deps.measures.split(d.id, by, {actor.unit, 0}, periods, &once);
  std::erase_if(rows, [](const SplitRow &row) {
    return std::none_of(row.values.begin(), row.values.end(), [](const BySex &v) { return v.all.state == State::figure && v.all.n > 0; });
  });
  if (rows.size() < 2) return;
  out.element("h2", heading);
  html::begin_table(out, heading,
                    {{std::string(column)}, {year_label(periods[0]), "n"}, {year_label(periods[1]), "n"}, {std::string(tr("Delat på kön"))}});
  for (const SplitRow &row : rows) {
    html::begin_row(out);
    html::cell(out, row.title);
    for (std::size_t p = 0; p < periods.size(); ++p) {
      out.raw("<td class=\"n\">");
      const Value &v = row.values[p].all;
      if (by == "team" && row.code != 0 && v.state == State::figure && v.n > 0)
        out.link(records_href(d.id, periods[p], std::nullopt, row.code), show(d, v));
      else out.text(show(d, v));
      out.raw("</td>");
    }
    html::cell(out, sexes(d, row.values[1]), "sex");
    html::end_row(out);
  }
  html::end_table(out);
}
/// Team by team, when the measure is not of one team; then the splits that it names itself.
void by_parts(html::Out &out, const Deps &deps, const access::Actor &actor, const Definition &d, ReadOnce &once) {
  if (d.base.empty()) return;
  if (d.team.empty()) by_part(out, deps, actor, d, "team", std::string(tr("Verksamhet för verksamhet")), tr("Verksamhet"), once);
  for (const Split &split : d.splits)
    by_part(out, deps, actor, d, split.id, tr_f("Delat på {0}", {lower(split.title.str())}), split.title.str(), once);
}

/// What comes from outside is typed here, with its source.
void entry_form(html::Out &out, const Deps &deps, const access::Actor &actor, const Definition &d, const Measures::Entry &typed,
                const Problem *problem) {
  if (!from_outside(d.kind) || !actor.may(access::May::edit_goals)) return;
  out.element("h2", tr("Skriv in ett värde"));
  if (problem != nullptr) html::error_summary(out, *problem);
  auto field = [&](std::string_view id, std::string_view label, std::string value, std::string_view help) {
    html::Field f(id, html::Label(label));
    f.value = std::move(value);
    f.help = help;
    f.required = true;
    f.width = "short";
    if (problem != nullptr)
      for (const auto &error : problem->fields)
        if (error.field == id) f.error = error.message;
    return f;
  };
  html::begin_form(out, "/matt/" + d.id + "/varde", false, "form");
  const std::string year = std::to_string(year_of(today(deps)) - 1);
  html::input_text(out, field("period", tr("Period"), typed.period.empty() ? year : typed.period, tr("Till exempel 2018, 2018-T1 eller 2018-03.")));
  html::input_text(out, field("value", tr("Värde"), typed.value, tr("Ett tal, eller saknas, ej jämförbart eller borttagen.")), "text", "decimal");
  auto source = field("source", tr("Källa"), typed.source, tr("Till exempel medarbetarenkäten 2018."));
  source.width = "wide";
  html::input_text(out, source);
  html::button(out, tr("Spara värdet"));
  html::end_form(out);
}

void fact(html::Out &out, std::string_view word, std::string_view value) {
  if (!value.empty()) out.element("dt", word).element("dd", value);
}

/// For who may write measures: the text of this one, to begin with.
void change_a_copy(html::Out &out, const Deps &deps, const access::Actor &actor, const Definition &d) {
  if (deps.editor.empty() || d.own_of != 0 || !actor.may(access::May::manage_unit)) return;
  html::begin_form(out, deps.editor, false, "inline");
  html::input_hidden(out, "fran", d.id);
  out.raw("<button type=\"submit\" class=\"as-link\">").text(tr("Ändra en kopia")).raw("</button>");
  html::end_form(out);
}

void definition(html::Out &out, const Deps &deps, const access::Actor &actor, const Definition &d) {
  const auto card = deps.measures.card(d.id);
  const auto *reg = d.base.empty() ? nullptr : deps.measures.catalog().find(d.base);
  out.raw("<aside class=\"note\">").element("h2", tr("Så räknas måttet"));
  out.open("dl", {{"class", "facts"}});
  const bool divided = !card.denominator.empty();
  fact(out, divided ? tr("Räknas") : tr("Räknar"), card.numerator);
  fact(out, tr("Av"), card.denominator);
  fact(out, tr("Period"), card.moment);
  if (reg != nullptr) fact(out, tr("Register"), reg->title.str());
  fact(out, tr("Verksamhet"), team_name(deps, actor, d));
  fact(out, tr("Bättre när"), d.better == Better::higher ? tr("högre") : d.better == Better::lower ? tr("lägre") : std::string_view());
  fact(out, tr("Källa"), d.source);
  fact(out, tr("Lag"), d.law);
  fact(out, tr("Version"),
       d.valid_from.empty() ? std::to_string(d.version) : tr_f("{0}, gäller från {1}", {std::to_string(d.version), d.valid_from}));
  out.close("dl");
  change_a_copy(out, deps, actor, d);
  const auto versions = deps.measures.versions(d.id);
  if (versions.size() > 1) {
    out.element("h2", tr("Tidigare definition"));
    for (std::size_t i = 0; i + 1 < versions.size(); ++i) out.element("p", versions[i].reads.str());
    out.element("p", tr("Siffror före och efter ändringen jämförs inte i samma period."));
  }
  out.raw("</aside>");
}

http::Response card(const Deps &deps, http::Request &request, const access::Actor &actor, const Measures::Entry &typed, const Problem *problem) {
  const Definition *d = asked_for(deps, request, actor);
  if (d == nullptr) return http::problem(request, {ProblemKind::not_found, std::string(tr("Måttet finns inte.")), {}});
  html::Out out;
  out.raw("<div class=\"with-aside\"><div>");
  ReadOnce once;
  const BySex so_far = history(out, deps, actor, *d, once);
  months(out, deps, actor, *d, once);
  by_parts(out, deps, actor, *d, once);
  entry_form(out, deps, actor, *d, typed, problem);
  left_out(out, deps, *d, {actor.unit, 0}, year_to_date(month_containing(today(deps))), so_far, actor.may(access::May::read_records));
  if (!from_outside(d->kind) && !of_others(d->kind)) {
    out.open("p", {{"class", "actions"}});
    html::link_button(out, records_href(d->id, year_to_date(month_containing(today(deps)))), tr("Visa posterna bakom årets siffra"));
    if (!deps.explore.empty())
      html::link_button(out, deps.explore + "?m=" + d->id + "&delat=" + (d->by_sex ? "kon" : "inget"), tr("Utforska måttet"));
    out.close("p");
  }
  out.raw("</div>");
  definition(out, deps, actor, *d);
  out.raw("</div>");
  auto frame = deps.frame(actor, "matt");
  frame.title = d->title.str();
  frame.lead = d->reads.str();
  frame.live = "board:" + std::to_string(actor.unit); // told when a record changes a figure
  return http::html(html::page(frame, out.str()), problem == nullptr ? 200 : http::status_of(problem->kind));
}

http::Response card_page(const Deps &deps, http::Request &request, const access::Actor &actor) { return card(deps, request, actor, {}, nullptr); }

http::Response enter(const Deps &deps, http::Request &request, const access::Actor &actor) {
  const Measures::Entry entry{request.form["period"], request.form["value"], request.form["source"], std::nullopt};
  const Definition *d = asked_for(deps, request, actor);
  if (d == nullptr || !from_outside(d->kind)) return http::problem(request, {ProblemKind::not_found, std::string(tr("Måttet finns inte.")), {}});
  const auto done = deps.measures.enter(actor, d->id, entry);
  if (!done && done.error().kind == ProblemKind::invalid) return card(deps, request, actor, entry, &done.error());
  return done ? http::redirect("/matt/" + d->id) : http::problem(request, done.error());
}

} // namespace

std::string curve(const Definition &d, const std::vector<BySex> &values, const std::vector<std::string> &labels, const std::string &title) {
  const auto series = series_of(d, values, labels);
  return series.empty() ? std::string() : chart::figure(picture(d, series, title));
}
} // namespace pages

std::string records_href(std::string_view measure, const Period &period, std::optional<Sex> sex, std::int64_t team) {
  std::string href = "/matt/" + std::string(measure) + "/poster?period=" + to_text(period);
  if (sex) href += "&sex=" + std::string(organisation::id_of(*sex));
  if (team != 0) href += "&team=" + std::to_string(team);
  return href;
}

void add_pages(http::Router &router, const Deps &deps) {
  using access::May;
  add_api(router, deps);
  pages::add_flag_pages(router, deps);
  http::RouteOptions options;
  options.permission = "read_board";
  options.help = "Alla mått med årets och förra årets siffror";
  router.get("/matt", access::guarded(May::read_board, [deps](http::Request &, const access::Actor &actor) { return pages::list_page(deps, actor); }),
             options);
  options.help = "Ett måtts betydelse och historia";
  router.get("/matt/{id}",
             access::guarded(May::read_board, [deps](http::Request &r, const access::Actor &actor) { return pages::card_page(deps, r, actor); }),
             options);
  options.permission = "edit_goals";
  options.help = "Skriver in ett värde som kommer utifrån";
  router.post("/matt/{id}/varde",
              access::guarded(May::edit_goals, [deps](http::Request &r, const access::Actor &actor) { return pages::enter(deps, r, actor); }),
              options);
  options.permission = "read_records";
  options.help = "Posterna bakom en siffra, inom läsarens behörighet";
  router.get("/matt/{id}/poster",
             access::guarded(May::read_records, [deps](http::Request &r, const access::Actor &actor) { return pages::records_page(deps, r, actor); }),
             options);
  options.permission = "export_records";
  options.help = "Samma poster som en tabell att spara (csv)";
  router.get(
      "/matt/{id}/poster.csv",
      access::guarded(May::export_records, [deps](http::Request &r, const access::Actor &actor) { return pages::records_file(deps, r, actor); }),
      options);
}

} // namespace rt::measures
