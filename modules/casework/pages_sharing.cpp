// Cases among colleagues: which lack a handler, who has how many, what is offered from elsewhere, and the review of a caseload.
#include "modules/casework/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::casework {
namespace {

constexpr std::size_t kMostShown = 200; ///< rows of a page; nobody reads more, and the counts tell of all

void tabs(Out &out, const Deps &deps, const Actor &actor, std::string_view here) {
  const auto offers = deps.casework.offers_to(actor).size();
  std::vector<html::Tab> list{{"/fordelning", std::string(tr("Fördelning")), here == "fordelning"}};
  if (actor.may(May::review_cases)) list.push_back({"/arendelage", std::string(tr("Genomgång")), here == "arendelage"});
  list.push_back({"/bevakade", std::string(tr("Jag följer")), here == "bevakade"});
  if (actor.may(May::write_records)) // who only reads takes nothing over
    list.push_back({"/overlamningar", offers == 0 ? std::string(tr("Överlämnas hit")) : tr_f("Överlämnas hit ({0})", {std::to_string(offers)}),
                    here == "overlamningar"});
  html::tabs(out, tr("Ärenden"), list);
}

void no_register(Out &out) {
  html::empty_state(out, tr("Enheten har inget register för ärenden. Det finns i paketet common, som den som sköter systemet kan lägga till."));
}

void person_cell(Out &out, const CaseLine &line) {
  out.open("td").link(case_href(line.id), line.person_name.empty() ? std::string(tr("Ärende")) : line.person_name);
  if (!line.number.empty()) out.element("small", tr_f("nr {0}", {line.number}));
  out.close("td");
}

void unallocated(Out &out, const Deps &deps, const Actor &actor, const std::vector<CaseLine> &lines, const CaseHabits &habits, const Names &names) {
  const auto day = today(deps);
  const auto wanted = static_cast<std::size_t>(habits.handlers);
  out.element("h2", tr("Väntar på handläggare"));
  if (std::none_of(lines.begin(), lines.end(), [&](const CaseLine &line) { return line.handlers.size() < wanted; })) {
    out.element("p", tr("Alla öppna ärenden har handläggare."), {{"class", "calm"}});
    return;
  }
  html::begin_table(out, tr("Ärenden som väntar på handläggare"),
                    {{std::string(tr("Person"))},
                     {std::string(tr("Slag"))},
                     {std::string(tr("Öppnat"))},
                     {std::string(tr("Väntat")), "n"},
                     {std::string(tr("Grupp"))},
                     {std::string(tr("Handläggare"))},
                     {std::string(tr("Ledigt"))}},
                    "list stacked");
  std::size_t waiting = 0;
  for (const auto &line : lines) {
    if (line.handlers.size() >= wanted || ++waiting > kMostShown) continue;
    html::begin_row(out);
    person_cell(out, line);
    html::cell(out, line.kind);
    html::cell(out, line.opened, "date");
    const auto opened = date_from_iso(line.opened);
    html::cell(out, opened ? tr_n("{} dag", "{} dagar", day - *opened) : std::string{}, "n");
    html::cell(out, names.of_team(line.team));
    html::cell(out, line.handlers.empty() ? std::string(tr("ingen")) : tr_f("{0}, en till behövs", {names.of_staff(line.handlers)}));
    out.open("td");
    const bool mine = std::find(line.handlers.begin(), line.handlers.end(), actor.staff) != line.handlers.end();
    if (actor.staff != 0 && !mine && actor.may(May::write_records)) {
      html::begin_form(out, case_href(line.id) + "/ta", false, "inline");
      html::input_hidden(out, "version", std::to_string(line.version));
      html::input_hidden(out, "tillbaka", "fordelning");
      out.open("button", {{"class", "as-link"}, {"type", "submit"}})
          .text(tr("Ta ärendet"))
          .element("span", " " + line.person_name, {{"class", "sr-only"}})
          .close("button");
      html::end_form(out);
    }
    out.close("td");
    html::end_row(out);
  }
  html::end_table(out);
  if (waiting > kMostShown)
    out.element("p", tr_f("De {0} som har väntat längst visas. {1} till väntar.", {std::to_string(kMostShown), std::to_string(waiting - kMostShown)}),
                {{"class", "quiet"}});
}

void load(Out &out, const Deps &deps, const Actor &actor, const std::vector<CaseLine> &lines) {
  struct Load {
    std::string name;
    int cases = 0, with_other = 0, helping = 0, late = 0;
  };
  std::map<std::int64_t, Load> loads;
  const auto iso = to_iso(today(deps));
  for (const auto &one : deps.organisation.staff(actor.unit)) {
    if (one.teams.empty()) continue; // who belongs to no group takes no cases
    const bool near = actor.teams.empty() || std::any_of(one.teams.begin(), one.teams.end(), [&](auto team) {
                        return std::find(actor.teams.begin(), actor.teams.end(), team) != actor.teams.end();
                      });
    if (near && (one.ended.empty() || one.ended >= iso)) loads[one.id].name = one.name;
  }
  for (const auto &line : lines) {
    for (const auto id : line.handlers)
      if (const auto it = loads.find(id); it != loads.end()) {
        ++it->second.cases;
        if (line.handlers.size() > 1) ++it->second.with_other;
        if (!line.next_due.empty() && line.next_due < iso) ++it->second.late;
      }
    for (const auto id : line.co_workers)
      if (const auto it = loads.find(id); it != loads.end()) ++it->second.helping;
  }
  std::vector<std::pair<std::int64_t, Load>> sorted(loads.begin(), loads.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.second.cases < b.second.cases; });
  out.element("h2", tr("Så många har var och en"));
  out.element("p", tr("Den som har minst står först. Antalet säger inte hur tunga ärendena är."), {{"class", "quiet"}});
  html::begin_table(out, tr("Ärenden per handläggare"),
                    {{std::string(tr("Handläggare"))},
                     {std::string(tr("Öppna ärenden")), "n"},
                     {std::string(tr("Delas med en kollega")), "n"},
                     {std::string(tr("Medarbetar i")), "n"},
                     {std::string(tr("Försenat nästa steg")), "n"}},
                    "list narrow");
  for (const auto &[id, one] : sorted) {
    html::begin_row(out);
    out.open("td").link("/arendelage?vem=" + std::to_string(id), one.name).close("td");
    for (const int count : {one.cases, one.with_other, one.helping, one.late}) html::cell(out, std::to_string(count), "n");
    html::end_row(out);
  }
  html::end_table(out);
}

void habits_form(Out &out, const CaseHabits &habits) {
  html::begin_disclosure(out, tr("Så arbetar enheten"));
  html::begin_form(out, "/fordelning/installning", false, "form");
  html::Field handlers("handlers", html::Label(tr("Handläggare i varje ärende")));
  handlers.value = std::to_string(habits.handlers);
  html::input_select(out, handlers, {{"1", std::string(tr("En"))}, {"2", std::string(tr("Två"))}}, false);
  html::Field weeks("weeks", html::Label(tr("Säg till när ett ärende saknat anteckning i så här många veckor")));
  weeks.value = std::to_string(habits.weeks_without_note);
  weeks.width = "number";
  html::input_text(out, weeks, "text", "numeric");
  html::button(out, tr("Spara"), html::Button::secondary);
  html::end_form(out);
  html::end_disclosure(out);
}

http::Response sharing_page(const Deps &deps, const Actor &actor, const Problem &problem = {}) {
  Out out;
  if (!problem.message.empty()) html::error_summary(out, problem);
  tabs(out, deps, actor, "fordelning");
  if (!deps.casework.has_cases()) no_register(out);
  else {
    const auto lines = deps.casework.open_cases(actor);
    const auto names = names_of(deps, actor.unit);
    const auto habits = deps.casework.habits(actor.unit);
    if (lines.empty())
      html::empty_state(out, tr("Inga öppna ärenden. Det första öppnar du från en persons sida."), "/person/ny", tr("Lägg upp en person"));
    else {
      unallocated(out, deps, actor, lines, habits, names);
      load(out, deps, actor, lines);
    }
    out.open("p", {{"class", "actions"}});
    if (actor.may(May::write_records)) html::link_button(out, "/person/ny", tr("Ny person"));
    html::link_button(out, "/register/case", tr("Alla ärenden"), html::Button::quiet);
    out.close("p");
    if (actor.may(May::manage_unit)) habits_form(out, habits);
  }
  return page(deps, actor, "cases", std::string(tr("Ärenden")), std::string(tr("Den som har utrymme tar nya ärenden.")), out.take(), false,
              problem.message.empty() ? 200 : http::status_of(problem.kind));
}

http::Response review_page(const Deps &deps, const http::Request &request, const Actor &actor) {
  Out out;
  tabs(out, deps, actor, "arendelage");
  if (!deps.casework.has_cases()) {
    no_register(out);
    return page(deps, actor, "cases", std::string(tr("Ärendegenomgång")), "", out.take());
  }
  const bool all = request.query["vem"] == "alla";
  const auto who = request.query.has("vem") ? id_in(request.query, "vem") : actor.staff;
  const auto names = names_of(deps, actor.unit);
  const auto lines = deps.casework.review(actor, all ? 0 : who, deps.late_people ? deps.late_people(actor) : std::vector<std::int64_t>{});
  html::begin_search_form(out, "/arendelage", "filters");
  html::Field field("vem", html::Label(tr("Handläggare")));
  field.value = all ? "alla" : std::to_string(who);
  std::vector<html::Choice> choices{{"alla", std::string(tr("Alla"))}};
  for (const auto &choice : staff_choices(deps, actor))
    if (!choice.retired) choices.push_back(choice);
  html::input_select(out, field, choices, false);
  html::button(out, tr("Visa"), html::Button::secondary);
  html::end_form(out);
  const auto with_gaps = std::count_if(lines.begin(), lines.end(), [](const ReviewLine &one) { return !one.gaps.empty(); });
  const auto lead = lines.empty() ? std::string(tr("Inga öppna ärenden."))
                                  : tr_f("{0} öppna ärenden, {1} att prata om.", {std::to_string(lines.size()), std::to_string(with_gaps)});
  if (!lines.empty()) {
    html::begin_table(out, tr("Ärenden att gå igenom"),
                      {{std::string(tr("Person"))},
                       {std::string(tr("Slag"))},
                       {std::string(tr("Handläggare"))},
                       {std::string(tr("Det här saknas"))},
                       {std::string(tr("Nästa steg"))},
                       {std::string(tr("Senaste anteckning"))}},
                      "list stacked");
    for (std::size_t i = 0; i < std::min(lines.size(), kMostShown); ++i) {
      const auto &one = lines[i];
      html::begin_row(out);
      person_cell(out, one.line);
      html::cell(out, one.line.kind);
      html::cell(out, names.of_staff(one.line.handlers));
      out.open("td", {{"class", "whole"}});
      if (one.gaps.empty()) html::badge(out, html::Tone::good, "●", tr("inget"));
      else {
        out.open("ul", {{"class", "plain gaps"}});
        for (const auto gap : one.gaps)
          out.element("li", words_of(gap), {{"class", gap == Gap::late_deadline || gap == Gap::late_step ? "late" : ""}});
        out.close("ul");
      }
      out.close("td");
      const auto told = [&](std::string_view label, const std::string &words, const char *css) {
        out.open("td", {{"class", css}, {"data-label", label}}).text(words).close("td");
      };
      told(tr("Nästa steg"), one.line.next_step.empty() ? "–" : one.line.next_step + ", " + near_date(one.line.next_due, today(deps)), "");
      told(tr("Senaste anteckning"), one.line.last_note.empty() ? std::string(tr("ingen")) : one.line.last_note, "date");
      html::end_row(out);
    }
    html::end_table(out);
    if (lines.size() > kMostShown)
      out.element("p", tr_f("De {0} där mest saknas visas. Välj en handläggare så syns alla hens ärenden.", {std::to_string(kMostShown)}),
                  {{"class", "quiet"}});
  }
  return page(deps, actor, "cases", std::string(tr("Ärendegenomgång")), lead, out.take());
}

http::Response watched_page(const Deps &deps, const Actor &actor) {
  Out out;
  tabs(out, deps, actor, "bevakade");
  const auto lines = deps.casework.watched(actor);
  const auto names = names_of(deps, actor.unit);
  if (lines.empty())
    html::empty_state(out, tr("Här samlas ärenden som du följer. Välj ”Följ ärendet” på ett ärendes sida, så syns det också på Min dag."));
  else {
    html::begin_table(out, tr("Ärenden som du följer"),
                      {{std::string(tr("Person"))},
                       {std::string(tr("Slag"))},
                       {std::string(tr("Handläggare"))},
                       {std::string(tr("Nästa steg"))},
                       {std::string(tr("Läge"))}},
                      "list stacked");
    for (const auto &line : lines) {
      html::begin_row(out);
      person_cell(out, line);
      html::cell(out, line.kind);
      html::cell(out, names.of_staff(line.handlers));
      html::cell(out, line.next_step.empty() ? "–" : line.next_step + ", " + near_date(line.next_due, today(deps)));
      html::cell(out, line.state);
      html::end_row(out);
    }
    html::end_table(out);
  }
  return page(deps, actor, "cases", std::string(tr("Ärenden jag följer")), "", out.take());
}

void write_offer(Out &out, const Deps &deps, const Actor &actor, const Transfer &t) {
  const auto unit = deps.organisation.unit(t.from_unit);
  const auto from = deps.organisation.team(t.from_team);
  out.open("li").element("h2",
                         tr_f("{0} från {1}", {t.kind.empty() ? std::string(tr("Ärende")) : t.kind, t.from_unit == t.to_unit && from ? from->name
                                                                                                    : unit                           ? unit->name
                                                                                                           : std::string{}}));
  out.element("p", t.reason, {{"class", "pre reading"}});
  out.element("p", tr_f("{0} frågade {1}. Vem det gäller ser du när ni har tagit emot.", {t.who, near_date(t.at, today(deps))}),
              {{"class", "quiet"}});
  out.open("div", {{"class", "acts"}});
  html::begin_form(out, "/overlamningar/" + std::to_string(t.id) + "/ta-emot", false, "inline");
  if (t.to_team == 0) {
    html::Field team("team", html::Label(tr("Grupp som tar emot")));
    html::input_select(out, team, team_choices(deps, actor.unit, actor.scope()));
  }
  html::button(out, tr("Ta emot ärendet"));
  html::end_form(out);
  html::begin_form(out, "/overlamningar/" + std::to_string(t.id) + "/avboj", false, "inline");
  html::Field why("why", html::Label(tr("Om ni inte tar emot: varför?")));
  html::input_text(out, why);
  html::button(out, tr("Tacka nej"), html::Button::secondary);
  html::end_form(out);
  out.close("div").close("li");
}

http::Response offers_page(const Deps &deps, const Actor &actor, const Problem &problem = {}) {
  Out out;
  if (!problem.message.empty()) html::error_summary(out, problem);
  tabs(out, deps, actor, "overlamningar");
  const auto offers = deps.casework.offers_to(actor);
  if (offers.empty()) html::empty_state(out, tr("Här syns ärenden som en annan grupp eller enhet vill lämna över till er. Inget väntar just nu."));
  else {
    out.open("ul", {{"class", "plain offers"}});
    for (const auto &t : offers) write_offer(out, deps, actor, t);
    out.close("ul");
  }
  return page(deps, actor, "cases", std::string(tr("Överlämnas hit")), "", out.take(), false,
              problem.message.empty() ? 200 : http::status_of(problem.kind));
}

http::Response before_page(const Deps &deps, const http::Request &request, const Actor &actor) {
  const int number = static_cast<int>(std::clamp<long long>(parse_integer(request.query["sida"]).value_or(1), 1, 10000));
  const auto timeline = deps.casework.handed_over(actor, id_param(request), {0, "", 40, (number - 1) * 40, ""});
  if (!timeline) return http::problem(request, timeline.error());
  Out out;
  write_timeline(out, deps, *timeline, {}, false);
  const auto path = "/overlamningar/" + std::to_string(id_param(request)) + "/tidigare?sida=";
  out.open("p", {{"class", "more"}});
  if (number > 1) out.link(path + std::to_string(number - 1), tr("Nyare")).raw(" ");
  if (timeline->total > static_cast<std::int64_t>(number) * 40) out.link(path + std::to_string(number + 1), tr("Äldre"));
  out.close("p");
  return page(deps, actor, "cases", std::string(tr("Det som lämnades över")),
              std::string(tr("Rubrikerna ur den andra enhetens akt, till och med dagen då ni tog emot. Läsningen syns i båda enheternas logg.")),
              out.take());
}

} // namespace

void add_sharing_pages(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.get("/fordelning", access::guarded(May::read_records, [deps](http::Request &, const Actor &a) { return sharing_page(*deps, a); }),
             {.help = "Ärenden utan handläggare och hur många var och en har", .permission = "read_records"});
  router.post("/fordelning/installning",
              access::guarded(May::manage_unit,
                              [deps](http::Request &r, const Actor &a) {
                                const auto done = deps->casework.set_habits(
                                    a, {static_cast<int>(id_in(r.form, "handlers")), static_cast<int>(id_in(r.form, "weeks"))});
                                return done ? http::redirect("/fordelning") : sharing_page(*deps, a, done.error());
                              }),
              {.help = "Hur enheten delar sina ärenden", .permission = "manage_unit"});
  router.get("/arendelage", access::guarded(May::review_cases, [deps](http::Request &r, const Actor &a) { return review_page(*deps, r, a); }),
             {.help = "Genomgång: vad saknas i ärendena", .permission = "review_cases"});
  router.get("/bevakade", access::guarded(May::read_records, [deps](http::Request &, const Actor &a) { return watched_page(*deps, a); }),
             {.help = "Ärenden som du följer", .permission = "read_records"});
  router.get("/overlamningar", access::guarded(May::write_records, [deps](http::Request &, const Actor &a) { return offers_page(*deps, a); }),
             {.help = "Ärenden som andra vill lämna över hit", .permission = "write_records"});
  router.post("/overlamningar/{id}/ta-emot",
              access::guarded(May::write_records,
                              [deps](http::Request &r, const Actor &a) {
                                const auto received = deps->casework.receive(a, id_param(r), id_in(r.form, "team"));
                                return received ? http::redirect(case_href(*received)) : offers_page(*deps, a, received.error());
                              }),
              {.help = "Ta emot ett ärende", .permission = "write_records"});
  router.post("/overlamningar/{id}/avboj",
              access::guarded(May::write_records,
                              [deps](http::Request &r, const Actor &a) {
                                const auto declined = deps->casework.decline(a, id_param(r), r.form["why"]);
                                return declined ? http::redirect("/overlamningar") : offers_page(*deps, a, declined.error());
                              }),
              {.help = "Tacka nej till ett ärende", .permission = "write_records"});
  router.get("/overlamningar/{id}/tidigare",
             access::guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return before_page(*deps, r, a); }),
             {.help = "Vad den andra enheten hade skrivit", .permission = "read_records"});
}

} // namespace rt::casework
