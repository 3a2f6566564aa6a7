// Månadens uppföljning: the figure beside its target and three questions; a lesson may go on to the development list.
#include "modules/steering/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::steering::pages {
namespace {

std::string page_href(const std::string &team, Month month) { return "/uppfoljning?team=" + url_encode(team) + "&manad=" + to_iso(month); }

bool may_write(const Actor &actor, std::int64_t team) {
  if (!actor.may(access::May::write_followup)) return false;
  return team == 0 ? actor.may(access::May::edit_goals) : actor.scope().covers(actor.unit, team);
}

void questions(Out &out, const FollowUp &f, const std::string &team, bool may) {
  if (!may) {
    for (const auto &[q, a] : {std::pair{tr("Vad ser vi?"), f.see}, {tr("Varför blev det så?"), f.why}, {tr("Vilka lärdomar kan vi dra?"), f.lesson}})
      if (!a.empty()) out.raw("<p><b>").text(q).raw("</b> ").text(a).raw("</p>");
    if (f.id == 0) out.element("p", tr("Inte skrivet ännu."), {{"class", "quiet"}});
    return;
  }
  out.raw("<form method=\"post\" action=\"/uppfoljning\" class=\"inline\" data-autosave")
      .attr("data-offline", tr("Ingen kontakt. Texten ligger kvar här."))
      .raw(">");
  html::input_hidden(out, "_csrf", html::marks().csrf);
  html::input_hidden(out, "expected", std::to_string(f.expected));
  html::input_hidden(out, "team", team);
  html::input_hidden(out, "month", f.month);
  html::input_hidden(out, "version", std::to_string(f.version));
  out.raw("<div class=\"three\">");
  area(out, "see", tr("Vad ser vi?"), f.see, f.expected);
  area(out, "why", tr("Varför blev det så?"), f.why, f.expected);
  area(out, "lesson", tr("Vilka lärdomar kan vi dra?"), f.lesson, f.expected);
  out.raw("</div><div class=\"followacts\">");
  html::button(out, tr("Spara"), html::Button::secondary);
  html::button(out, tr("Spara och lägg lärdomen i utvecklingslistan"), html::Button::quiet, "idea", "1");
  out.raw("<span class=\"saved\" data-saved role=\"status\">");
  out.text(last_saved(f.updated_at, f.updated_by));
  out.raw("</span></div></form>");
}

const FollowUp *find(const std::vector<FollowUp> &all, std::int64_t expected, std::int64_t team, const std::string &month) {
  for (const auto &f : all)
    if (f.expected == expected && f.team == team && f.month == month) return &f;
  return nullptr;
}

/// What is due: the months that are over, per team.
void due_list(Out &out, const Deps &deps, const Actor &actor, const std::vector<organisation::Team> &teams) {
  const auto due = deps.steering.due_follow_ups(actor.unit, deps.steering.today());
  std::vector<const Steering::Due *> mine;
  for (const auto &d : due)
    if (may_write(actor, d.team)) mine.push_back(&d);
  if (mine.empty()) return;
  html::begin_disclosure(out, tr_n("{} månad väntar på svar", "{} månader väntar på svar", static_cast<long long>(mine.size())));
  out.raw("<ul>");
  for (const auto *d : mine) {
    const auto it = std::find_if(teams.begin(), teams.end(), [&](const auto &t) { return t.id == d->team; });
    const auto month = period_from_text(d->month);
    const std::string name = it == teams.end() ? std::string(tr("Hela enheten")) : it->name;
    out.raw("<li>")
        .link(page_href(it == teams.end() ? "alla" : it->code, month->first), name + ", " + long_month(month->first))
        .raw(" <span class=\"quiet\">");
    out.text(tr_n("{} resultat", "{} resultat", d->missing)).raw("</span></li>");
  }
  out.raw("</ul>");
  html::end_disclosure(out);
}

Response show(const Deps &deps, Request &request, const Actor &actor) {
  const auto &steering = deps.steering;
  const auto teams = steering.organisation().teams(actor.unit);
  const Date today = steering.today();
  const auto asked = period_from_text(request.query["manad"]);
  // The month to talk about is the last one that is over, unless another is asked for.
  const Month now = month_containing(today), month = asked && asked->kind == PeriodKind::month && asked->first <= now ? asked->first : now - 1;
  std::int64_t team = 0;
  if (const auto chosen = steering.organisation().team_by_code(actor.unit, request.query["team"])) team = chosen->id;
  else if (request.query["team"].empty() && !actor.teams.empty()) team = actor.teams.front();
  const auto it = std::find_if(teams.begin(), teams.end(), [&](const auto &t) { return t.id == team; });
  const std::string code = it == teams.end() ? "alla" : it->code;

  Out out;
  std::vector<html::Tab> tabs{{page_href("alla", month), std::string(tr("Hela enheten")), team == 0}};
  for (const auto &t : teams)
    if (t.active) tabs.push_back({page_href(t.code, month), t.short_name.empty() ? t.name : t.short_name, t.id == team});
  html::tabs(out, tr("Verksamheter"), tabs);
  out.raw("<div class=\"periods\"><span class=\"step\"><a rel=\"prev\"")
      .attr("href", page_href(code, month - 1))
      .attr("aria-label", tr("Månaden före"))
      .raw(">‹</a> <b>")
      .text(long_month(month))
      .raw("</b>");
  if (month < now) out.raw(" <a rel=\"next\"").attr("href", page_href(code, month + 1)).attr("aria-label", tr("Månaden efter")).raw(">›</a>");
  out.raw("</span><span class=\"years\">").link("/utveckling", tr("Utvecklingslista")).raw("</span></div>");
  due_list(out, deps, actor, teams);

  const Board board = steering.board(actor.unit, team, month_period(month), month.year());
  const auto written = steering.follow_ups(actor.unit, 0, month.year());
  const auto given = steering.assessments(actor.unit, month.year());
  const std::string back = page_href(code, month);
  bool any = false;
  for (const auto &group : board.groups)
    for (const auto &row : group.rows) {
      if (row.expected.team != team) continue; // what the whole unit shares is answered on its own page
      any = true;
      out.raw("<section class=\"followcard\"")
          .attr("id", "resultat-" + std::to_string(row.expected.id))
          .raw(">")
          .element("p", group.goal.title, {{"class", "quiet"}})
          .element("h2", row.expected.text);
      out.raw("<div class=\"followline\"").attr("data-live-key", "f-" + std::to_string(row.expected.id)).raw(">");
      if (row.measure != nullptr) {
        out.raw("<a class=\"fig\"")
            .attr("href", "/traden?niva=manad&id=" + std::to_string(row.expected.id) + "&manad=" + to_iso(month))
            .raw(">")
            .text(steering.figures().show(*row.measure, row.now.all))
            .raw("</a><span class=\"sex\">");
        sexes(out, steering.figures(), *row.measure, row.now);
        out.raw("</span><span class=\"team\">").text(show_target(row.expected.target)).raw("</span>").raw(spark_of(row));
      }
      status(out, row.shown);
      out.raw("</div>");
      const auto *f = find(written, row.expected.id, team, to_iso(month));
      questions(out, f != nullptr ? *f : FollowUp{0, actor.unit, team, row.expected.id, to_iso(month), "", "", "", "", "", 0}, std::to_string(team),
                may_write(actor, team));
      if (f != nullptr)
        out.raw("<p class=\"quiet\">").link("/planen/historik?slag=followup&id=" + std::to_string(f->id), tr("Vem ändrade vad")).raw("</p>");
      if (actor.may(access::May::edit_goals)) {
        const auto a =
            std::find_if(given.begin(), given.end(), [&](const Assessment &x) { return x.expected == row.expected.id && x.period == to_iso(month); });
        judge_form(out, row, a == given.end() ? nullptr : &*a, month_period(month), back);
      }
      out.raw("</section>");
    }
  if (!any)
    html::empty_state(out,
                      team == 0 ? tr("Hela enheten har inget eget förväntat resultat det här året. Välj en verksamhet.")
                                : tr("Verksamheten har inga förväntade resultat det här året. De läggs till i planen."),
                      "/planen", tr("Till planen"));
  if (request.wants_fragment()) return http::html(out.take());
  auto f = frame(deps, actor, "uppfoljning", tr("Månadens uppföljning"),
                 tr("Siffran står där. Skriv vad ni ser, varför det blev så och vad ni lär er. Det sparas medan du skriver."));
  f.live = topic(actor.unit);
  f.scripts.emplace_back("steering.js");
  return http::html(html::page(f, out.take()));
}

Response save(const Deps &deps, Request &request, const Actor &actor) {
  FollowUp f;
  f.unit = actor.unit, f.team = number_of(request.form["team"]), f.expected = number_of(request.form["expected"]);
  f.month = request.form["month"], f.version = static_cast<int>(number_of(request.form["version"]));
  f.see = std::string(trim(request.form["see"])), f.why = std::string(trim(request.form["why"])),
  f.lesson = std::string(trim(request.form["lesson"]));
  const auto saved = deps.steering.save_follow_up(actor, f);
  if (request.wants_json()) {
    if (!saved) return http::problem(request, saved.error());
    const int m = swedish_minute(deps.steering.now());
    char at[8];
    std::snprintf(at, sizeof at, "%02d:%02d", m / 60 % 24, m % 60);
    return http::json("{\"version\":" + std::to_string(saved->version) + ",\"words\":\"" + tr_f("Sparat {0}", {at}) + "\"}");
  }
  const auto team = deps.steering.organisation().team(f.team);
  const auto month = period_from_text(f.month);
  const std::string back = page_href(team ? team->code : "alla", month ? month->first : month_containing(deps.steering.today())) + "#resultat-" +
                           std::to_string(f.expected);
  if (!saved && saved.error().kind == ProblemKind::conflict) {
    Out out;
    html::message(out, html::Tone::partly, saved.error().message);
    const auto stored = deps.steering.follow_ups(actor.unit, 0, month ? month->first.year() : 0);
    if (const auto *old = find(stored, f.expected, f.team, f.month)) {
      out.raw("<div class=\"conflict\">").element("b", tr_f("Sparat av {0}", {old->updated_by}));
      for (const auto *words : {&old->see, &old->why, &old->lesson}) out.element("p", *words);
      out.raw("</div>");
      f.version = old->version;
    }
    questions(out, f, request.form["team"], true);
    return http::html(html::page(frame(deps, actor, "uppfoljning", tr("Två har skrivit samtidigt")), out.take()), 409);
  }
  if (!saved) return http::problem(request, saved.error());
  if (request.form["idea"] == "1" && !saved->lesson.empty()) {
    Idea i;
    i.unit = actor.unit, i.team = f.team, i.followup = saved->id, i.words = saved->lesson, i.owner = actor.name;
    i.source = tr_f("Uppföljning {0}", {month ? long_month(month->first) : f.month});
    const auto idea = deps.steering.save_idea(actor, i);
    return done_or(request, idea, "/utveckling");
  }
  return http::redirect(back);
}

Response judge(const Deps &deps, Request &request, const Actor &actor) {
  Assessment a;
  a.unit = actor.unit, a.expected = number_of(request.form["expected"]), a.period = request.form["period"];
  a.version = static_cast<int>(number_of(request.form["version"]));
  a.judged = judgement_from(request.form["judged"]).value_or(Judgement::not_assessed);
  a.reason = std::string(trim(request.form["reason"])), a.lesson = std::string(trim(request.form["judgelesson"]));
  const auto judged = deps.steering.judge(actor, a);
  const std::string &back = request.form["back"];
  if (judged) tell_boards(deps.live, actor.unit, {});
  // Only to our own pages: an address that is sent with a form is not to be trusted.
  const std::string where = starts_with(back, "/uppfoljning?") ? back + "#resultat-" + std::to_string(a.expected)
                            : starts_with(back, "/traden?")    ? back
                                                               : "/tavla";
  return done_or(request, judged, where);
}
} // namespace

void add_followup(http::Router &router, const Deps &deps) {
  using access::guarded;
  using access::May;
  router.get("/uppfoljning", guarded(May::read_board, [deps](Request &r, const Actor &a) { return show(deps, r, a); }),
             {.help = "Månadens uppföljning", .permission = "read_board"});
  router.post("/uppfoljning", guarded(May::write_followup, [deps](Request &r, const Actor &a) { return save(deps, r, a); }),
              {.help = "Sparar månadens svar", .permission = "write_followup"});
  router.post("/uppfoljning/bedom", guarded(May::edit_goals, [deps](Request &r, const Actor &a) { return judge(deps, r, a); }),
              {.help = "Sparar en bedömning", .permission = "edit_goals"});
}

} // namespace rt::steering::pages
