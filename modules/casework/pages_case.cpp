// One case: who works with it, what comes next, what is written, and the ways it can end or move.
#include "modules/casework/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::casework {
namespace {

constexpr int kLatest = 12; ///< events on the case's own page; the person's page has them all

std::string ids_text(std::int64_t id) { return std::to_string(id); }

void form_start(Out &out, const CaseLine &line, std::string_view act, std::string_view css = "form") {
  html::begin_form(out, case_href(line.id) + "/" + std::string(act), false, css);
  html::input_hidden(out, "version", std::to_string(line.version));
}

void head(Out &out, const Deps &deps, const Actor &actor, const CaseLine &line, const Names &names) {
  const auto day = today(deps);
  out.open("header", {{"class", "case-head"}}).open("h1");
  out.text(line.person_name.empty() ? std::string(tr("Ärende")) : line.person_name).close("h1");
  std::string lead;
  const auto add = [&](const std::string &words) { lead += words.empty() ? "" : (lead.empty() ? "" : " · ") + words; };
  add(case_words(line, day));
  if (!line.number.empty()) add(tr_f("nr {0}", {line.number}));
  add(names.of_team(line.team));
  add(line.open ? lower(line.state) : tr_f("avslutat {0}", {near_date(line.closed, day)}));
  out.element("p", lead, {{"class", "lead"}});
  out.open("p", {{"class", "next-step"}}).element("span", tr("Nästa steg"), {{"class", "lead-in"}}).raw(" ");
  if (!line.open) out.text(tr("Ärendet är avslutat."));
  else if (line.next_step.empty()) no_next_step(out, deps, actor, line.id);
  else out.text(line.next_step).raw(" ").element("b", near_date(line.next_due, day), {{"class", line.next_due < to_iso(day) ? "late" : ""}});
  out.close("p").close("header");
}

void hands(Out &out, const Deps &deps, const Actor &actor, const CaseLine &line, const Names &names, const CaseHabits &habits) {
  out.element("h2", tr("Vem arbetar med det"));
  out.open("dl", {{"class", "facts"}});
  out.element("dt", habits.handlers > 1 ? tr("Handläggare, två") : tr("Handläggare"))
      .element("dd", line.handlers.empty() ? std::string(tr("ingen ännu")) : names.of_staff(line.handlers));
  if (!line.co_workers.empty()) out.element("dt", tr("Medarbetar")).element("dd", names.of_staff(line.co_workers));
  out.close("dl");
  if (line.open && habits.handlers > 1 && line.handlers.size() == 1)
    html::message(out, html::Tone::partly, tr("Enheten vill ha två handläggare i varje ärende. Den andra saknas."));
  if (!actor.may(May::write_records) || !line.open) return;
  const bool mine = std::find(line.handlers.begin(), line.handlers.end(), actor.staff) != line.handlers.end();
  if (actor.staff != 0 && !mine && static_cast<int>(line.handlers.size()) < habits.handlers) {
    form_start(out, line, "ta", "inline");
    html::button(out, tr("Ta ärendet"));
    html::end_form(out);
  }
  html::begin_disclosure(out, tr("Ändra vilka som arbetar med ärendet"));
  form_start(out, line, "fordela");
  const auto choices = staff_choices(deps, actor);
  for (int i = 0; i < std::max<int>(habits.handlers, static_cast<int>(line.handlers.size())); ++i) {
    html::Field field("handler" + std::to_string(i), html::Label(i == 0 ? tr("Huvudhandläggare") : tr("Andra handläggaren")));
    if (i < static_cast<int>(line.handlers.size())) field.value = ids_text(line.handlers[static_cast<std::size_t>(i)]);
    html::input_select(out, field, choices);
  }
  std::vector<std::string> helping;
  std::vector<html::Choice> helpers;
  for (const auto id : line.co_workers) helping.push_back(ids_text(id));
  for (const auto &choice : choices)
    if (!choice.retired || std::find(helping.begin(), helping.end(), choice.value) != helping.end())
      helpers.push_back({choice.value, choice.words, false});
  html::input_checks(out, html::Field("co_workers", html::Label(tr("Medarbetar också"))), helpers, helping);
  html::button(out, tr("Spara vilka som arbetar med ärendet"), html::Button::secondary);
  html::end_form(out);
  html::end_disclosure(out);
}

void ways_on(Out &out, const Deps &deps, const Actor &actor, const CaseLine &line) {
  if (!actor.may(May::write_records)) return;
  const auto *reg = deps.records.catalog().find("case");
  const auto waiting = deps.casework.transfers_of(actor, line.id);
  if (!waiting.empty()) {
    out.element("h2", tr("Överlämningar")).open("ul", {{"class", "plain side-list"}});
    for (const auto &t : waiting) {
      const auto unit = deps.organisation.unit(t.to_unit);
      const auto team = t.to_team != 0 ? deps.organisation.team(t.to_team) : std::nullopt;
      out.open("li").element("span", tr_f("Till {0}", {team ? team->name : unit ? unit->name : std::string{}}));
      out.element("small", tr_f("{0}, {1} {2}", {std::string(transfer_state(t.state)), t.who, t.at.substr(0, 10)}));
      if (!t.answer.empty()) out.element("small", t.answer);
      if (t.state == "offered") {
        html::begin_form(out, case_href(line.id) + "/aterta", false, "inline");
        html::input_hidden(out, "transfer", std::to_string(t.id));
        html::button(out, tr("Ta tillbaka"), html::Button::quiet);
        html::end_form(out);
      }
      out.close("li");
    }
    out.close("ul");
  }
  out.element("h2", line.open ? tr("Avsluta eller lämna över") : tr("Öppna igen"));
  if (!line.open) {
    form_start(out, line, "oppna", "inline");
    html::button(out, tr("Öppna ärendet igen"), html::Button::secondary);
    html::end_form(out);
    return;
  }
  html::begin_disclosure(out, tr("Avsluta ärendet"));
  form_start(out, line, "avsluta");
  html::Field day("closed", html::Label(tr("Avslutat")));
  day.value = to_iso(today(deps));
  day.width = "date";
  html::input_date(out, day);
  html::Field why("close_reason", html::Label(tr("Varför avslutas ärendet?")));
  std::vector<html::Choice> reasons;
  if (const auto *field = reg->field("close_reason"))
    for (const auto &option : field->options) reasons.push_back({option.id, option.title.str(), !option.valid_to.empty()});
  html::input_select(out, why, reasons);
  html::button(out, tr("Avsluta ärendet"), html::Button::secondary);
  html::end_form(out);
  html::end_disclosure(out);
  html::begin_disclosure(out, tr("Lämna över till en annan grupp eller enhet"));
  form_start(out, line, "lamna");
  html::Field to("to", html::Label(tr("Till")));
  std::vector<html::Choice> places;
  for (const auto &unit : deps.organisation.units()) {
    if (unit.id != actor.unit) places.push_back({std::to_string(unit.id) + ".0", unit.name});
    if (unit.id == actor.unit)
      for (const auto &team : deps.organisation.teams(unit.id))
        if (team.active && team.id != line.team) places.push_back({std::to_string(unit.id) + "." + std::to_string(team.id), team.name});
  }
  html::input_select(out, to, places);
  html::Field reason("reason", html::Label(tr("Varför, och vad återstår?")));
  reason.help = tr("Den som tar emot läser det här först.");
  html::input_area(out, reason, 3);
  html::button(out, tr("Fråga om de tar emot"), html::Button::secondary);
  html::end_form(out);
  html::end_disclosure(out);
}

void write_links(Out &out, const Deps &deps, const Actor &actor, const CaseLine &line) {
  out.open("p", {{"class", "actions"}});
  const auto id = std::to_string(line.id);
  for (const auto &[reg, words] :
       {std::pair{"note", tr("Ny anteckning")}, std::pair{"task", tr("Nytt nästa steg")}, std::pair{"decision", tr("Nytt beslut")}})
    if (deps.records.catalog().find(reg) != nullptr) html::link_button(out, "/register/" + std::string(reg) + "/ny?case=" + id, words);
  if (const auto href = deps.together ? deps.together(actor, line.person) : std::string{}; !href.empty())
    html::link_button(out, href, tr("Arbeta tillsammans på skärm"));
  html::link_button(out, case_href(line.id) + "/dragning", tr("Visa könsneutralt"), html::Button::quiet);
  out.close("p");
}

http::Response case_page(const Deps &deps, const http::Request &request, const Actor &actor, const Problem &problem = {}) {
  const auto line = deps.casework.get(actor, id_param(request));
  if (!line) return http::problem(request, line.error());
  const auto names = names_of(deps, actor.unit);
  const auto habits = deps.casework.habits(actor.unit);
  Out out;
  if (!problem.message.empty()) html::error_summary(out, problem);
  head(out, deps, actor, *line, names);
  out.open("div", {{"class", "with-aside"}}).open("div", {{"class", "person-main"}});
  if (line->open && actor.may(May::write_records)) write_links(out, deps, actor, *line);
  const auto timeline = deps.casework.timeline(actor, {line->person, "", kLatest, 0, ""});
  out.element("h2", tr("Det senaste"));
  write_timeline(out, deps, timeline, names, true);
  out.open("p", {{"class", "more"}}).link(person_href(line->person), tr("Hela tidslinjen")).close("p");
  out.close("div").open("aside", {{"class", "note person-side"}, {"aria-label", tr("Om ärendet")}});
  out.open("p").link(person_href(line->person), tr("Personens sida")).close("p");
  hands(out, deps, actor, *line, names, habits);
  if (deps.deadlines) write_deadlines(out, deps, deps.deadlines(actor, line->person));
  ways_on(out, deps, actor, *line);
  html::begin_form(out, case_href(line->id) + "/bevaka", false, "inline");
  const bool follows = deps.casework.watches(actor, line->id);
  html::button(out, follows ? tr("Sluta följa ärendet") : tr("Följ ärendet"), html::Button::quiet, "folj", follows ? "0" : "1");
  html::end_form(out);
  out.open("p").link("/register/case/" + std::to_string(line->id), tr("Ärendets alla uppgifter och historik")).close("p");
  out.close("aside").close("div");
  return page(deps, actor, "cases", line->person_name.empty() ? std::string(tr("Ärende")) : line->person_name, "", out.take(), true,
              problem.message.empty() ? 200 : http::status_of(problem.kind));
}

/// Done: back to the case (or where the button stood). Not done: the case again, saying why.
http::Response after(const Deps &deps, const http::Request &request, const Actor &actor, const Result<void> &done) {
  if (!done) return case_page(deps, request, actor, done.error());
  return http::redirect(request.form["tillbaka"] == "fordelning" ? "/fordelning" : case_href(id_param(request)));
}

int version_in(const http::Request &request) { return static_cast<int>(parse_integer(request.form["version"]).value_or(0)); }

http::Response assign(const Deps &deps, const http::Request &request, const Actor &actor) {
  std::vector<std::int64_t> handlers, co_workers;
  for (int i = 0; i < 10; ++i)
    if (const auto id = id_in(request.form, "handler" + std::to_string(i));
        id != 0 && std::find(handlers.begin(), handlers.end(), id) == handlers.end())
      handlers.push_back(id);
  for (const auto &one : request.form.all("co_workers"))
    if (const auto id = parse_integer(one)) co_workers.push_back(*id);
  return after(deps, request, actor, deps.casework.assign(actor, id_param(request), version_in(request), handlers, co_workers, 0));
}

http::Response hand_over(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto parts = split(request.form["to"], '.');
  const auto unit = parts.size() == 2 ? parse_integer(parts[0]).value_or(0) : 0, team = parts.size() == 2 ? parse_integer(parts[1]).value_or(0) : 0;
  const auto offered = deps.casework.offer(actor, id_param(request), unit, team, request.form["reason"]);
  return after(deps, request, actor, offered ? Result<void>{} : Result<void>(fail(offered.error())));
}

} // namespace

void add_case_pages(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.get("/arende/{id}", access::guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return case_page(*deps, r, a); }),
             {.help = "Ett ärende", .permission = "read_records"});
  const auto post = [&](const char *act, const char *help, auto work) {
    router.post(std::string("/arende/{id}/") + act,
                access::guarded(May::write_records, [deps, work](http::Request &r, const Actor &a) { return work(*deps, r, a); }),
                {.help = help, .permission = "write_records"});
  };
  post("ta", "Ta ärendet",
       [](const Deps &d, const http::Request &r, const Actor &a) { return after(d, r, a, d.casework.take(a, id_param(r), version_in(r))); });
  post("fordela", "Välj handläggare och medarbetare", [](const Deps &d, const http::Request &r, const Actor &a) { return assign(d, r, a); });
  post("avsluta", "Avsluta ärendet", [](const Deps &d, const http::Request &r, const Actor &a) {
    return after(d, r, a, d.casework.close(a, id_param(r), version_in(r), r.form["closed"], r.form["close_reason"]));
  });
  post("oppna", "Öppna ärendet igen",
       [](const Deps &d, const http::Request &r, const Actor &a) { return after(d, r, a, d.casework.reopen(a, id_param(r), version_in(r))); });
  post("lamna", "Fråga om en annan grupp eller enhet tar emot ärendet",
       [](const Deps &d, const http::Request &r, const Actor &a) { return hand_over(d, r, a); });
  post("aterta", "Ta tillbaka en överlämning",
       [](const Deps &d, const http::Request &r, const Actor &a) { return after(d, r, a, d.casework.withdraw(a, id_in(r.form, "transfer"))); });
  router.post("/arende/{id}/bevaka",
              access::guarded(May::read_records,
                              [deps](http::Request &r, const Actor &a) {
                                deps->casework.watch(a, id_param(r), r.form["folj"] == "1");
                                return http::redirect(case_href(id_param(r)));
                              }),
              {.help = "Följ eller sluta följa ett ärende", .permission = "read_records"});
}

} // namespace rt::casework
