// Planen: read as a well-set document, written in place, paragraph by paragraph. What comes from above is tinted and locked.
#include "modules/steering/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::steering::pages {
namespace {
using PlanGapKind = PlanGap::Kind;

struct Reader {
  const Deps &deps;
  const Actor &actor;
  Plan plan;
  Board board;
  std::map<std::int64_t, std::string> teams;
  bool may_edit = false;
  const BoardRow *row(std::int64_t expected) const {
    for (const auto &g : board.groups)
      for (const auto &r : g.rows)
        if (r.expected.id == expected) return &r;
    return nullptr;
  }
  std::string team(std::int64_t id) const {
    const auto it = teams.find(id);
    return it == teams.end() ? std::string(tr("Hela enheten")) : it->second;
  }
};

int asked_year(const Request &request, const Steering &steering, std::int64_t unit) {
  const int now = year_of(steering.today());
  const auto years = steering.years(unit);
  if (const auto y = parse_integer(request.query["ar"]); y && *y >= 1990 && *y <= 2200) return static_cast<int>(*y);
  if (years.empty() || std::find(years.begin(), years.end(), now) != years.end()) return now;
  return years.back();
}

Reader reader(const Deps &deps, const Actor &actor, int year) {
  Reader r{deps, actor, deps.steering.plan(actor.unit, year), {}, {}, actor.may(access::May::edit_goals)};
  const Date today = deps.steering.today();
  const Period period = year == year_of(today) ? year_to_date(month_containing(today)) : year_period(year);
  r.board = deps.steering.board(actor.unit, 0, period, year);
  for (const auto &t : deps.steering.organisation().teams(actor.unit)) r.teams[t.id] = t.name;
  return r;
}

std::string anchor(std::int64_t goal) { return "mal-" + std::to_string(goal); }
std::string part_anchor(const Paragraph &p) {
  return "del-" + std::to_string(p.goal) + "-" + std::to_string(p.team) + "-" + std::to_string(static_cast<int>(p.part));
}

void edit_form(Out &out, const Paragraph &p, std::string_view open_words) {
  out.raw("<details><summary>")
      .text(open_words)
      .raw("</summary><form method=\"post\" action=\"/planen/text\" class=\"inline\" data-autosave")
      .attr("data-offline", tr("Ingen kontakt. Texten ligger kvar här."))
      .raw(">");
  html::input_hidden(out, "_csrf", html::marks().csrf);
  html::input_hidden(out, "goal", std::to_string(p.goal));
  html::input_hidden(out, "team", std::to_string(p.team));
  html::input_hidden(out, "part", std::to_string(static_cast<int>(p.part)));
  html::input_hidden(out, "version", std::to_string(p.version));
  const std::string id = "words-" + part_anchor(p);
  out.raw("<div class=\"textarea-field\"><label class=\"sr-only\"")
      .attr("for", id)
      .raw(">")
      .text(title_of(p.part))
      .raw("</label><textarea class=\"textarea-field__textarea\" name=\"words\" rows=\"6\"")
      .attr("id", id)
      .raw(">\n")
      .text(p.words)
      .raw("</textarea></div>");
  html::button(out, tr_f("Spara {0}", {lower(title_of(p.part))}), html::Button::secondary);
  out.raw(" <span class=\"saved\" data-saved role=\"status\">");
  out.text(last_saved(p.updated_at, p.updated_by));
  out.raw("</span>");
  if (p.id != 0)
    out.raw(" <span class=\"saved\">").link("/planen/historik?slag=paragraph&id=" + std::to_string(p.id), tr("Historik för stycket")).raw("</span>");
  out.raw("</form></details>");
}

void part(Out &out, const Reader &r, std::int64_t goal, std::int64_t team, Part which, std::string_view heading) {
  Paragraph p{0, r.actor.unit, goal, team, which, "", "", "", 0};
  for (const auto &stored : r.plan.paragraphs)
    if (stored.goal == goal && stored.team == team && stored.part == which) p = stored;
  const bool asked = which == Part::methods || which == Part::followup;
  if (p.words.empty() && !r.may_edit && !asked) return;
  out.raw("<div class=\"part\"")
      .attr("id", part_anchor(p))
      .raw(">")
      .element(heading, title_of(which), {{"class", "partname"}})
      .raw("<div class=\"reading\">");
  if (p.words.empty()) out.element("p", asked ? tr("Inte skrivet ännu.") : tr("–"), {{"class", "missing"}});
  else out.element("p", p.words);
  if (r.may_edit) edit_form(out, p, p.words.empty() ? tr("Skriv") : tr("Ändra"));
  out.raw("</div></div>");
}

void results(Out &out, const Reader &r, const Goal &goal) {
  const auto results = r.plan.results_of(goal.id);
  if (results.empty()) return;
  out.raw("<ul class=\"planresults\">");
  for (const auto *e : results) {
    out.raw("<li><div>").text(e->text).raw("<div class=\"team\">").text(r.team(e->team)).raw(" · ").text(show_target(e->target));
    if (!e->upper_target.empty()) out.raw(" · ").text(tr_f("nivån ovanför: {0}", {e->upper_target}));
    if (r.may_edit) out.raw(" · ").link("/planen/resultat?id=" + std::to_string(e->id), tr("Ändra"));
    out.raw("</div></div><div class=\"live\"").attr("data-live-key", "p-" + std::to_string(e->id)).raw(">");
    if (const auto *row = r.row(e->id)) {
      if (row->measure != nullptr)
        out.raw("<a class=\"fig\"")
            .attr("href", thread_href("resultat", e->id, r.board.period))
            .raw(">")
            .text(r.deps.steering.figures().show(*row->measure, row->now.all))
            .raw("</a><br>");
      status(out, row->shown);
    }
    out.raw("</div></li>");
  }
  out.raw("</ul>");
}

void unit_goal(Out &out, const Reader &r, const Goal &goal) {
  out.raw("<section class=\"unitgoal\"").attr("id", anchor(goal.id)).raw(">").element("h2", goal.title);
  if (r.may_edit) {
    out.raw("<p class=\"quiet\">").link("/planen/mal?id=" + std::to_string(goal.id), tr("Ändra målet")).raw(" · ");
    out.link("/planen/resultat?mal=" + std::to_string(goal.id), tr("Lägg till förväntat resultat")).raw("</p>");
  }
  results(out, r, goal);
  std::vector<std::int64_t> teams;
  const auto add = [&](std::int64_t t) {
    if (std::find(teams.begin(), teams.end(), t) == teams.end()) teams.push_back(t);
  };
  for (const auto *e : r.plan.results_of(goal.id)) add(e->team);
  for (const auto &p : r.plan.paragraphs)
    if (p.goal == goal.id) add(p.team);
  if (teams.empty()) add(goal.team);
  for (const auto team : teams) {
    const bool named = teams.size() > 1 || team != 0;
    if (named) out.element("h3", r.team(team), {{"class", "teamname"}});
    for (const Part which : kParts) part(out, r, goal.id, team, which, named ? "h4" : "h3");
  }
  out.raw("</section>");
  for (const auto *child : r.plan.children(goal.id)) unit_goal(out, r, *child);
}

void inherited(Out &out, const Reader &r, const Goal &goal) {
  out.raw("<div class=\"inherited\"")
      .attr("id", anchor(goal.id))
      .raw("><small class=\"lock\">")
      .text(title_of(goal.level))
      .raw("<span class=\"sr-only\"> ")
      .text(tr("låst, kommer uppifrån"))
      .raw("</span></small><p>")
      .text(goal.title)
      .raw("</p></div>");
  results(out, r, goal);
  for (const auto *child : r.plan.children(goal.id)) {
    if (child->inherited()) inherited(out, r, *child);
    else unit_goal(out, r, *child);
  }
}

std::string gap_words(PlanGapKind kind, long long n) {
  switch (kind) {
  case PlanGapKind::no_results: return tr_n("{} mål saknar förväntat resultat", "{} mål saknar förväntade resultat", n);
  case PlanGapKind::no_methods: return tr_n("{} mål saknar arbetssätt", "{} mål saknar arbetssätt", n);
  case PlanGapKind::no_followup: return tr_n("{} mål saknar uppföljning", "{} mål saknar uppföljning", n);
  case PlanGapKind::no_target: return tr_n("{} förväntat resultat saknar målvärde", "{} förväntade resultat saknar målvärde", n);
  case PlanGapKind::no_measure: return tr_n("{} förväntat resultat saknar mått", "{} förväntade resultat saknar mått", n);
  }
  return {};
}

void check_list(Out &out, const Reader &r) {
  const auto gaps = plan_gaps(r.plan);
  out.raw("<section class=\"checklist\" id=\"checklista\">").element("h2", tr("Checklista"));
  if (gaps.empty()) {
    out.element("p", tr("Planen är hel: alla mål har förväntade resultat, arbetssätt, uppföljning, mått och målvärde."));
  } else {
    out.raw("<ul>");
    for (const auto kind :
         {PlanGapKind::no_results, PlanGapKind::no_methods, PlanGapKind::no_followup, PlanGapKind::no_target, PlanGapKind::no_measure}) {
      std::vector<const PlanGap *> of;
      for (const auto &g : gaps)
        if (g.kind == kind) of.push_back(&g);
      if (of.empty()) continue;
      out.raw("<li>○ <a")
          .attr("href", "#" + anchor(of.front()->goal))
          .raw(">")
          .text(gap_words(kind, static_cast<long long>(of.size())))
          .raw("</a></li>");
    }
    out.raw("</ul>");
  }
  out.raw("</section>");
}

void contents(Out &out, const Reader &r, const std::vector<int> &years) {
  out.raw("<nav class=\"plantoc\"").attr("aria-label", tr("Innehåll")).raw(">").element("h2", tr("Innehåll")).raw("<ol>");
  for (const auto &g : r.plan.goals)
    if (g.level == Level::unit) out.raw("<li>").link("#" + anchor(g.id), g.title).raw("</li>");
  out.raw("<li>").link("#checklista", tr("Checklista")).raw("</li></ol>").element("h2", tr("År")).raw("<p>");
  for (const int y : years) {
    if (y == r.plan.year) out.element("b", std::to_string(y)).raw(" ");
    else out.link("/planen?ar=" + std::to_string(y), std::to_string(y)).raw(" ");
  }
  out.raw("</p>").element("h2", tr("Fil")).raw("<ol><li>").link("/planen.csv?ar=" + std::to_string(r.plan.year), tr("Spara som fil")).raw("</li>");
  if (r.may_edit) out.raw("<li>").link("/inlasning", tr("Läs in en plan")).raw("</li>");
  out.raw("</ol>")
      .element("h2", tr("Bakgrund"))
      .raw("<ol><li>")
      .link("/historik", tr("Tidigare år"))
      .raw("</li><li>")
      .link("/ekonomi", tr("Ekonomi"))
      .raw("</li><li>")
      .link("/medarbetarenkat", tr("Medarbetarenkät"));
  out.raw("</li><li>").link("/utveckling", tr("Utvecklingslista")).raw("</li></ol>");
  out.raw("</nav>");
}

Response show(const Deps &deps, Request &request, const Actor &actor) {
  const int year = asked_year(request, deps.steering, actor.unit);
  const Reader r = reader(deps, actor, year);
  auto f = frame(deps, actor, "planen", tr_f("Planen {0}", {std::to_string(year)}),
                 tr("Det vi har åtagit oss, hur vi arbetar och hur vi följer upp. Siffrorna är dagens."));
  f.live = topic(actor.unit);
  f.scripts.emplace_back("steering.js");
  Out out;
  if (r.plan.goals.empty()) {
    html::empty_state(out, tr("Här står enhetens plan. Läs in den från en fil, eller börja med ett mål."), r.may_edit ? "/inlasning" : "",
                      r.may_edit ? tr("Läs in en plan") : std::string_view{});
    if (r.may_edit) out.raw("<p>").link("/planen/mal?ar=" + std::to_string(year), tr("Skriv det första målet")).raw("</p>");
  } else {
    out.raw("<div class=\"planpage\"><div>");
    for (const auto *top : r.plan.children(0)) {
      if (top->inherited()) inherited(out, r, *top);
      else unit_goal(out, r, *top);
    }
    if (r.may_edit) out.raw("<p class=\"actions\">").link("/planen/mal?ar=" + std::to_string(year), tr("Lägg till ett enhetsmål")).raw("</p>");
    check_list(out, r);
    out.raw("</div>");
    contents(out, r, deps.steering.years(actor.unit));
    out.raw("</div>");
  }
  if (request.wants_fragment()) return http::html(out.take());
  return http::html(html::page(f, out.take()));
}

std::string saved_words(const Steering &steering) {
  const int m = swedish_minute(steering.now());
  char text[8];
  std::snprintf(text, sizeof text, "%02d:%02d", m / 60 % 24, m % 60);
  return tr_f("Sparat {0}", {text});
}

Response save_text(const Deps &deps, Request &request, const Actor &actor) {
  Paragraph p{0,
              actor.unit,
              number_of(request.form["goal"]),
              number_of(request.form["team"]),
              Part::methods,
              request.form["words"],
              "",
              "",
              static_cast<int>(number_of(request.form["version"]))};
  const auto which = number_of(request.form["part"]);
  if (which < 1 || which > 5) return http::problem(request, no_such_part());
  p.part = static_cast<Part>(which);
  const auto saved = deps.steering.save_paragraph(actor, p);
  if (request.wants_json()) {
    if (!saved) return http::problem(request, saved.error());
    return http::json("{\"version\":" + std::to_string(saved->version) + ",\"words\":\"" + saved_words(deps.steering) + "\"}");
  }
  const std::string where = "/planen#" + part_anchor(p);
  if (saved || saved.error().kind != ProblemKind::conflict) return done_or(request, saved, where);
  // Both texts on one page; nothing typed is lost.
  Paragraph stored = p;
  for (const int y : deps.steering.years(actor.unit))
    for (const auto &other : deps.steering.plan(actor.unit, y).paragraphs)
      if (other.goal == p.goal && other.team == p.team && other.part == p.part) stored = other;
  Out out;
  html::message(out, html::Tone::partly, saved.error().message);
  out.raw("<div class=\"conflict\">").element("b", tr_f("Sparat av {0}", {stored.updated_by})).element("p", stored.words).raw("</div>");
  p.version = stored.version;
  edit_form(out, p, tr("Din text"));
  return http::html(html::page(frame(deps, actor, "planen", tr("Två har skrivit samtidigt")), out.take()), 409);
}

// ---- goals and expected results ----

std::vector<html::Choice> team_choices(const Deps &deps, std::int64_t unit) {
  std::vector<html::Choice> choices{{"0", std::string(tr("Hela enheten"))}};
  for (const auto &t : deps.steering.organisation().teams(unit)) choices.push_back({std::to_string(t.id), t.name, !t.active});
  return choices;
}

std::optional<std::pair<Plan, std::int64_t>> plan_of(const Deps &deps, std::int64_t unit, const std::function<bool(const Plan &)> &has) {
  for (const int y : deps.steering.years(unit)) {
    auto plan = deps.steering.plan(unit, y);
    if (has(plan)) return std::pair{std::move(plan), std::int64_t(y)};
  }
  return std::nullopt;
}

std::string error_of(const Problem &problem, std::string_view field) {
  for (const auto &e : problem.fields)
    if (e.field == field) return e.message;
  return {};
}

/// A form of one thing in the plan: what it is, where it is sent, its words, and what stood before.
struct Edit {
  std::string_view kind, action; ///< "goal", "/planen/mal"
  std::int64_t id = 0;           ///< 0 = a new one
  int version = 0;
  std::string_view title, save, remove;
};
template<class Fields> Response edit_page(const Deps &deps, const Actor &actor, const Edit &edit, const Problem &problem, const Fields &fields) {
  Out out;
  html::error_summary(out, problem);
  html::begin_form(out, edit.action, false, "form");
  html::input_hidden(out, "id", std::to_string(edit.id));
  html::input_hidden(out, "version", std::to_string(edit.version));
  fields(out);
  html::button(out, edit.save);
  out.raw(" ");
  if (edit.id != 0) html::button(out, edit.remove, html::Button::danger, "remove", "1");
  html::end_form(out);
  if (edit.id != 0) history(out, deps.steering.history(actor.unit, edit.kind, edit.id));
  return http::html(html::page(frame(deps, actor, "planen", edit.title), out.take()), problem.message.empty() ? 200 : http::status_of(problem.kind));
}
/// On to the plan; or the form again when something in it can be mended or somebody else was first; or the problem as a page.
template<class T, class Form> Response saved_or(const Request &request, const Result<T> &saved, const std::string &where, const Form &form) {
  if (saved) return http::redirect(where);
  const bool mend = !saved.error().fields.empty() || saved.error().kind == ProblemKind::conflict;
  return mend ? form(saved.error()) : http::problem(request, saved.error());
}
std::string in_plan(int year, std::int64_t goal) { return "/planen?ar=" + std::to_string(year) + "#" + anchor(goal); }

void goal_fields(Out &out, const Deps &deps, const Goal &g, const Problem &problem) {
  html::input_hidden(out, "year", std::to_string(g.year));
  html::Field title("title", html::Label(tr("Målet")));
  title.value = g.title, title.required = true, title.error = error_of(problem, "title");
  title.help = tr("Skriv som det ska vara när målet är nått: Kvinnor och män har ett självständigt boende.");
  html::input_area(out, title, 3);
  html::Field parent("parent", html::Label(tr("Hör under")));
  parent.value = std::to_string(g.parent);
  std::vector<html::Choice> choices;
  for (const auto &p : deps.steering.plan(g.unit, g.year).goals)
    if (p.id != g.id && p.level < Level::team) choices.push_back({std::to_string(p.id), std::string(title_of(p.level)) + ": " + p.title});
  html::input_select(out, parent, choices, true);
}
Response goal_form(const Deps &deps, const Actor &actor, const Goal &g, const Problem &problem) {
  return edit_page(deps, actor,
                   {"goal", "/planen/mal", g.id, g.version, g.id == 0 ? tr("Nytt mål") : tr("Ändra målet"), tr("Spara målet"), tr("Ta bort målet")},
                   problem, [&](Out &out) { goal_fields(out, deps, g, problem); });
}

Response save_goal(const Deps &deps, Request &request, const Actor &actor) {
  Goal g;
  g.id = number_of(request.form["id"]), g.unit = actor.unit, g.parent = number_of(request.form["parent"]);
  g.version = static_cast<int>(number_of(request.form["version"])), g.year = static_cast<int>(number_of(request.form["year"]));
  g.title = std::string(trim(request.form["title"]));
  if (const auto found = plan_of(deps, actor.unit, [&](const Plan &p) { return p.goal(g.id) != nullptr; })) {
    const Goal &old = *found->first.goal(g.id);
    g.year = old.year, g.position = old.position, g.code = old.code, g.level = old.level;
  }
  if (request.form["remove"] == "1")
    return done_or(request, deps.steering.remove_goal(actor, g.id, g.version), "/planen?ar=" + std::to_string(g.year));
  const auto plan = deps.steering.plan(actor.unit, g.year);
  const Goal *parent = plan.goal(g.parent);
  if (g.id == 0)
    g.level = parent != nullptr && parent->level >= Level::unit ? Level::team : Level::unit, g.position = static_cast<int>(plan.goals.size()) + 1;
  const auto saved = deps.steering.save_goal(actor, g);
  return saved_or(request, saved, in_plan(g.year, saved ? saved->id : 0), [&](const Problem &problem) { return goal_form(deps, actor, g, problem); });
}

void expected_fields(Out &out, const Deps &deps, const Expected &e, const std::string &target, const Problem &problem) {
  html::input_hidden(out, "goal", std::to_string(e.goal));
  html::Field text("text", html::Label(tr("Förväntat resultat")));
  text.value = e.text, text.required = true, text.error = error_of(problem, "text");
  text.help = tr("Till exempel: 80 % av kvinnor och män betalar sin hyra i tid.");
  html::input_area(out, text, 3);
  html::Field measure("measure", html::Label(tr("Mått")));
  measure.value = e.measure, measure.error = error_of(problem, "measure"),
  measure.help = tr("Måttet räknar ut siffran ur registren. Utan mått bedöms resultatet av er.");
  html::input_select(out, measure, measure_choices(deps.steering.figures(), e), true);
  html::Field goal_value("target", html::Label(tr("Målvärde")));
  goal_value.value = target, goal_value.width = "short", goal_value.error = error_of(problem, "target"),
  goal_value.help = tr("80 %, 75, öka, minska eller Tas fram av nämnd");
  html::input_text(out, goal_value);
  html::Field team("team", html::Label(tr("Verksamhet")));
  team.value = std::to_string(e.team);
  html::input_select(out, team, team_choices(deps, e.unit), false);
}
Response expected_form(const Deps &deps, const Actor &actor, const Expected &e, const std::string &target, const Problem &problem) {
  return edit_page(deps, actor,
                   {"expected", "/planen/resultat", e.id, e.version, e.id == 0 ? tr("Nytt förväntat resultat") : tr("Ändra förväntat resultat"),
                    tr("Spara förväntat resultat"), tr("Ta bort")},
                   problem, [&](Out &out) { expected_fields(out, deps, e, target, problem); });
}

Response save_expected(const Deps &deps, Request &request, const Actor &actor) {
  Expected e;
  e.id = number_of(request.form["id"]), e.unit = actor.unit, e.goal = number_of(request.form["goal"]), e.team = number_of(request.form["team"]);
  e.version = static_cast<int>(number_of(request.form["version"]));
  e.text = std::string(trim(request.form["text"])), e.measure = request.form["measure"];
  if (const auto found = plan_of(deps, actor.unit, [&](const Plan &p) { return p.result(e.id) != nullptr; })) {
    const Expected &old = *found->first.result(e.id);
    e.goal = old.goal, e.position = old.position, e.upper_target = old.upper_target, e.period = old.period, e.indicator = old.indicator;
  }
  if (request.form["remove"] == "1") return done_or(request, deps.steering.remove_expected(actor, e.id, e.version), "/planen");
  if (e.id == 0) e.position = 1000;
  const auto target = parse_target(request.form["target"]);
  if (!target)
    return expected_form(deps, actor, e, request.form["target"],
                         {ProblemKind::invalid, target.error().message, {{"target", target.error().message, 0}}});
  e.target = *target;
  const auto saved = deps.steering.save_expected(actor, e);
  return saved_or(request, saved, saved ? in_plan(saved->year, saved->goal) : "",
                  [&](const Problem &problem) { return expected_form(deps, actor, e, request.form["target"], problem); });
}

/// What stood before: of a paragraph, a follow-up or an event of the wheel.
Response show_history(const Deps &deps, Request &request, const Actor &actor) {
  const std::string &kind = request.query["slag"];
  if (kind != "paragraph" && kind != "followup" && kind != "event" && kind != "idea") return http::problem(request, no_such_part());
  Out out;
  const auto rows = deps.steering.history(actor.unit, kind, number_of(request.query["id"]));
  if (rows.empty()) out.element("p", tr("Inget har ändrats ännu."), {{"class", "quiet"}});
  history(out, rows);
  return http::html(html::page(frame(deps, actor,
                                     kind == "paragraph" ? "planen"
                                     : kind == "event"   ? "arshjul"
                                     : kind == "idea"    ? "utveckling"
                                                         : "uppfoljning",
                                     tr("Vem ändrade vad")),
                               out.take()));
}

Response open_goal(const Deps &deps, Request &request, const Actor &actor) {
  const auto id = number_of(request.query["id"]);
  Goal g;
  g.unit = actor.unit, g.year = asked_year(request, deps.steering, actor.unit);
  if (id != 0) {
    const auto found = plan_of(deps, actor.unit, [&](const Plan &p) { return p.goal(id) != nullptr && !p.goal(id)->inherited(); });
    if (!found) return http::problem(request, no_such_part());
    g = *found->first.goal(id);
  } else {
    for (const auto &p : deps.steering.plan(actor.unit, g.year).goals)
      if (p.level == Level::board) g.parent = p.id;
  }
  return goal_form(deps, actor, g, {});
}

Response open_expected(const Deps &deps, Request &request, const Actor &actor) {
  const auto id = number_of(request.query["id"]), goal = number_of(request.query["mal"]);
  Expected e;
  e.unit = actor.unit, e.goal = goal;
  const auto found = plan_of(deps, actor.unit, [&](const Plan &p) { return id != 0 ? p.result(id) != nullptr : p.goal(goal) != nullptr; });
  if (!found) return http::problem(request, no_such_part());
  if (id != 0) e = *found->first.result(id);
  return expected_form(deps, actor, e, write_target(e.target), {});
}
} // namespace

Problem no_such_part() { return {ProblemKind::not_found, std::string(tr("Det du söker finns inte, eller hör till en annan enhet.")), {}}; }

void add_plan(http::Router &router, const Deps &deps) {
  using access::guarded;
  using access::May;
  router.get("/planen", guarded(May::read_board, [deps](Request &r, const Actor &a) { return show(deps, r, a); }),
             {.help = "Planen som dokument", .permission = "read_board"});
  router.get("/planen.csv",
             guarded(May::read_board,
                     [deps](Request &r, const Actor &a) {
                       const int year = asked_year(r, deps.steering, a.unit);
                       return http::download(deps.steering.export_plan(a.unit, year), "text/csv; charset=utf-8",
                                             "plan-" + std::to_string(year) + ".csv");
                     }),
             {.help = "Planen som fil", .permission = "read_board"});
  router.post("/planen/text", guarded(May::edit_goals, [deps](Request &r, const Actor &a) { return save_text(deps, r, a); }),
              {.help = "Sparar ett stycke", .permission = "edit_goals"});
  router.get("/planen/historik", guarded(May::read_board, [deps](Request &r, const Actor &a) { return show_history(deps, r, a); }),
             {.help = "Vem ändrade vad", .permission = "read_board"});
  router.get("/planen/mal", guarded(May::edit_goals, [deps](Request &r, const Actor &a) { return open_goal(deps, r, a); }),
             {.help = "Ett mål att ändra", .permission = "edit_goals"});
  router.post("/planen/mal", guarded(May::edit_goals, [deps](Request &r, const Actor &a) { return save_goal(deps, r, a); }),
              {.help = "Sparar ett mål", .permission = "edit_goals"});
  router.get("/planen/resultat", guarded(May::edit_goals, [deps](Request &r, const Actor &a) { return open_expected(deps, r, a); }),
             {.help = "Ett förväntat resultat att ändra", .permission = "edit_goals"});
  router.post("/planen/resultat", guarded(May::edit_goals, [deps](Request &r, const Actor &a) { return save_expected(deps, r, a); }),
              {.help = "Sparar ett förväntat resultat", .permission = "edit_goals"});
}

} // namespace rt::steering::pages
