// Resultattavlan: the unit's wall, per goal and team; screen, TV and A3.
#include "modules/steering/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::steering::pages {
namespace {
using measures::State;

std::string board_href(std::string_view path, const Period &period) { return std::string(path) + "?period=" + to_text(period); }

/// Hittills i år · Månad · Tertial · Tolv månader, with a step back and forth, and the years.
void period_choice(Out &out, const std::string &path, const Period &period, Date today, const std::vector<int> &years) {
  const Month now = month_containing(today);
  const int year = period.last.year();
  const Month last = std::min(make_month(year, 12), now);
  const Period whole = year == now.year() ? year_to_date(now) : year_period(year);
  out.open("div", {{"class", "periods"}}).open("nav", {{"aria-label", tr("Period")}});
  const auto choice = [&](const Period &p, std::string_view words, bool on) {
    out.raw("<a").attr("href", board_href(path, p));
    if (on) out.raw(" aria-current=\"true\"");
    out.raw(">").text(words).raw("</a> ");
  };
  const Month at = period.kind == PeriodKind::month || period.kind == PeriodKind::rolling12 ? period.last : last;
  choice(whole, year == now.year() ? tr("Hittills i år") : tr("Hela året"), period.kind == PeriodKind::year);
  choice(month_period(at), tr("Månad"), period.kind == PeriodKind::month);
  choice(tertial_period(year, period.kind == PeriodKind::tertial ? period.last.number() / 4 : (at.number() - 1) / 4 + 1), tr("Tertial"),
         period.kind == PeriodKind::tertial);
  choice(rolling12(at), tr("Tolv månader"), period.kind == PeriodKind::rolling12);
  out.close("nav");
  if (period.kind != PeriodKind::year) {
    const int step = period.kind == PeriodKind::tertial ? 4 : 1;
    out.open("span", {{"class", "step"}});
    out.raw("<a rel=\"prev\"")
        .attr("href", board_href(path, {period.kind, period.first - step, period.last - step}))
        .attr("aria-label", tr("Perioden före"))
        .raw(">‹</a> ");
    out.text(period_name(period));
    const Period next{period.kind, period.first + step, period.last + step};
    if (next.first <= now && (period.kind == PeriodKind::tertial || next.last <= now))
      out.raw(" <a rel=\"next\"").attr("href", board_href(path, next)).attr("aria-label", tr("Perioden efter")).raw(">›</a>");
    out.close("span");
  }
  out.open("nav", {{"class", "years"}, {"aria-label", tr("År")}});
  for (const int y : years) choice(y == now.year() ? year_to_date(now) : year_period(y), std::to_string(y), y == year);
  out.close("nav").close("div");
}

void figure_cell(Out &out, const Deps &deps, const BoardRow &row, const Period &period) {
  const std::string id = std::to_string(row.expected.id);
  out.open("td", {{"class", "n figcell"}});
  if (row.measure == nullptr) {
    out.element("a", tr("bedöms utan siffra"), {{"class", "quiet"}, {"href", thread_href("resultat", row.expected.id, period)}});
    out.close("td");
    return;
  }
  const bool has = row.now.all.state == State::figure;
  out.raw("<a")
      .attr("class", has ? "fig" : "fig none")
      .attr("href", thread_href("resultat", row.expected.id, period))
      .attr("aria-describedby", "def-" + id)
      .raw(">");
  out.text(deps.steering.figures().show(*row.measure, row.now.all));
  if (has && row.expected.target.kind == TargetKind::number && row.expected.target.unit != "%")
    out.raw(" <span>").text(tr_f("av {0}", {number(row.expected.target.value)})).raw("</span>");
  out.raw("</a><div class=\"sex\">");
  sexes(out, deps.steering.figures(), *row.measure, row.now);
  out.raw("</div>");
  if (row.own && row.own->all.state == State::figure)
    out.element("div", tr_f("varav vi {0}", {deps.steering.figures().show(*row.measure, row.own->all)}), {{"class", "sex"}});
  if (!row.now.all.flag.empty()) out.element("div", row.now.all.flag, {{"class", "flag"}});
  out.raw("<div class=\"defcard\" role=\"tooltip\"").attr("id", "def-" + id).raw(">").element("b", tr("Så räknas det"));
  definition(out, deps.steering.figures(), *row.measure, row.now, row.expected.target);
  out.raw("</div>").close("td");
}

void board_row(Out &out, const Deps &deps, const BoardRow &row, const Period &period, bool with_team) {
  out.raw("<tr")
      .attr("id", "r-" + std::to_string(row.expected.id))
      .attr("data-live-key", "r-" + std::to_string(row.expected.id))
      .attr("data-measure", row.expected.measure);
  out.attr("data-href", thread_href("resultat", row.expected.id, period)).raw("><th scope=\"row\" class=\"words\">").text(row.expected.text);
  if (with_team) out.element("div", row.team, {{"class", "team"}});
  out.raw("</th>");
  figure_cell(out, deps, row, period);
  out.raw("<td class=\"goalcell\">").raw(bullet_of(row)).raw("<div class=\"team\">").text(show_target(row.expected.target));
  if (const auto words = forecast_words(row); !words.empty()) out.raw(" · ").text(words);
  out.raw("</div></td><td class=\"sparkcell\">");
  if (row.measure != nullptr) out.raw(spark_of(row));
  out.raw("</td><td class=\"stcell\">");
  status(out, row.shown);
  if (row.contradicts) out.element("div", tr_f("siffran säger {0}", {title_of(row.proposed)}), {{"class", "team"}});
  else if (!row.by_person && row.shown != Judgement::not_assessed) out.element("div", tr("förslag"), {{"class", "team"}});
  out.raw("</td><td class=\"lesson\">").text(row.lesson);
  if (!row.lesson_when.empty()) out.raw(" <span class=\"when\">").text(row.lesson_when).raw("</span>");
  out.raw("</td></tr>");
}

void board_table(Out &out, const Deps &deps, const Board &board, std::string_view caption, bool with_team) {
  const auto words = period_words(board.period, board.today);
  out.raw("<div class=\"table-scroll\"><table class=\"board\" id=\"board\"><caption class=\"sr-only\">").text(caption).raw("</caption><thead><tr>");
  out.raw("<th scope=\"col\">")
      .text(tr("Förväntat resultat"))
      .raw("</th><th scope=\"col\" class=\"n\">")
      .text(words)
      .raw("</th><th scope=\"col\">")
      .text(tr("Mål"));
  out.raw("</th><th scope=\"col\">")
      .text(tr("Tolv månader"))
      .raw("</th><th scope=\"col\">")
      .text(tr("Bedömning"))
      .raw("</th><th scope=\"col\">")
      .text(tr("Det vi lärt oss"))
      .raw("</th></tr></thead>");
  for (const auto &group : board.groups) {
    out.raw("<tbody><tr class=\"goal\"><th scope=\"rowgroup\" colspan=\"6\"><a")
        .attr("href", thread_href("mal", group.goal.id, board.period))
        .raw(">")
        .text(group.goal.title)
        .raw("</a></th></tr>");
    for (const auto &row : group.rows) board_row(out, deps, row, board.period, with_team);
    out.raw("</tbody>");
  }
  out.raw("</table></div>");
}

void nothing_yet(Out &out, const Actor &actor, int year) {
  const bool may = actor.may(access::May::edit_goals);
  html::empty_state(out,
                    tr_f("Här står enhetens mål för {0} med resultat, mål och lärdomar. Planen för {0} är inte inläst ännu.", {std::to_string(year)}),
                    may ? "/inlasning" : "", may ? tr("Läs in planen från en fil") : std::string_view{});
}

Response show_board(const Deps &deps, Request &request, const Actor &actor, std::int64_t team) {
  const auto &steering = deps.steering;
  const Date today = steering.today();
  const Period period = asked_period(request, today);
  const Board board = steering.board(actor.unit, team, period, period.last.year());
  const auto teams = steering.organisation().teams(actor.unit);
  const auto it = std::find_if(teams.begin(), teams.end(), [&](const auto &t) { return t.id == team; });
  const std::string title = it == teams.end() ? std::string(tr("Resultattavla")) : it->name;
  Out out;
  if (!request.wants_fragment()) {
    std::vector<html::Tab> tabs{{board_href("/tavla", period), std::string(tr("Alla verksamheter")), team == 0}};
    for (const auto &t : teams)
      if (t.active) tabs.push_back({board_href("/tavla/" + url_encode(t.code), period), t.short_name.empty() ? t.name : t.short_name, t.id == team});
    html::tabs(out, tr("Verksamheter"), tabs);
    period_choice(out, request.path, period, today, steering.years(actor.unit));
  }
  if (board.groups.empty()) nothing_yet(out, actor, period.last.year());
  else board_table(out, deps, board, title + ", " + period_words(period, today), team == 0);
  if (request.wants_fragment()) return http::html(out.take());
  if (deps.pictures && team == 0) out.raw(deps.pictures(actor, false));
  out.open("p", {{"class", "actions screen-only"}})
      .link(board_href("/tavla/tv", period), tr("Visa på TV"))
      .raw(" <button type=\"button\" class=\"as-link\" data-print hidden>")
      .text(tr("Skriv ut på A3"))
      .raw("</button>")
      .close("p");
  auto f = frame(deps, actor, "tavla", title,
                 tr("Så går det för våra mål i år. Varje siffra går att öppna ända ned till de möten och skattningar som den bygger på."));
  f.live = topic(actor.unit);
  f.styles.emplace_back("print-a3.css");
  f.scripts.emplace_back("steering.js");
  return http::html(html::page(f, out.take()));
}

/// One team at a time, changed by the browser itself (Refresh), so that a TV needs neither script nor hand.
Response show_tv(const Deps &deps, Request &request, const Actor &actor) {
  const auto &steering = deps.steering;
  const Date today = steering.today();
  const Period period = asked_period(request, today);
  const Board all = steering.board(actor.unit, 0, period, period.last.year());
  std::vector<std::string> names;
  for (const auto &g : all.groups)
    for (const auto &r : g.rows)
      if (std::find(names.begin(), names.end(), r.team) == names.end()) names.push_back(r.team);
  const std::string pictures = deps.pictures ? deps.pictures(actor, true) : std::string(); // a wall of their own, after the teams
  if (!pictures.empty()) names.emplace_back(tr("Bilder"));
  const std::size_t at = names.empty() ? 0 : static_cast<std::size_t>(number_of(request.query["sida"])) % names.size();
  Board shown{all.period, all.today, {}};
  for (const auto &g : all.groups) {
    BoardGroup part{g.goal, {}};
    for (const auto &r : g.rows)
      if (!names.empty() && r.team == names[at]) part.rows.push_back(r);
    if (!part.rows.empty()) shown.groups.push_back(std::move(part));
  }
  const bool still = request.query["stilla"] == "1";
  const auto href = [&](std::size_t page, bool stay) {
    return "/tavla/tv?sida=" + std::to_string(page) + (stay ? "&stilla=1" : "") + "&period=" + to_text(period);
  };
  Out out;
  if (names.empty()) nothing_yet(out, actor, period.last.year());
  else if (!pictures.empty() && at + 1 == names.size()) out.raw(pictures);
  else board_table(out, deps, shown, names[at], false);
  if (request.wants_fragment()) return http::html(out.take());
  out.open("nav", {{"class", "tvfoot"}, {"aria-label", tr("Verksamheter")}});
  for (std::size_t i = 0; i < names.size(); ++i) {
    out.raw("<a").attr("href", href(i, still));
    if (i == at) out.raw(" aria-current=\"page\"");
    out.raw(">").text(names[i]).raw("</a>");
  }
  out.link(href(at, !still), still ? tr("Byt av sig självt") : tr("Stanna här"))
      .link(board_href("/tavla", period), tr("Tillbaka till tavlan"))
      .close("nav");
  auto f = frame(deps, actor, "tavla", names.empty() ? std::string(tr("Resultattavla")) : names[at]);
  f.wide = true;
  f.live = topic(actor.unit);
  f.scripts.emplace_back("steering.js");
  auto response = http::html(html::page(f, out.take()));
  if (!still && names.size() > 1) response.header("Refresh", "25; url=" + href((at + 1) % names.size(), false));
  return response;
}
} // namespace

void add_board(http::Router &router, const Deps &deps) {
  using access::guarded;
  using access::May;
  router.get("/tavla", guarded(May::read_board, [deps](Request &r, const Actor &a) { return show_board(deps, r, a, 0); }),
             {.help = "Resultattavlan, alla verksamheter", .permission = "read_board"});
  router.get("/tavla/tv", guarded(May::read_board, [deps](Request &r, const Actor &a) { return show_tv(deps, r, a); }),
             {.help = "Resultattavlan för en TV", .permission = "read_board"});
  router.get("/tavla/{team}",
             guarded(May::read_board,
                     [deps](Request &r, const Actor &a) {
                       const auto team = deps.steering.organisation().team_by_code(a.unit, r.param(0));
                       if (!team) return http::problem(r, {ProblemKind::not_found, std::string(tr("Verksamheten finns inte.")), {}});
                       return show_board(deps, r, a, team->id);
                     }),
             {.help = "Resultattavlan för en verksamhet", .permission = "read_board"});
}

} // namespace rt::steering::pages
