// The code that the therapist shows, and the links of the anonymous surveys.
#include "modules/treatment/drawings.hpp"
#include "modules/treatment/kiosk_texts.hpp"
#include "modules/treatment/pages.hpp"
#include "platform/core/text.hpp"

namespace rt::treatment {

namespace {

std::string kind_title(Kind kind) {
  switch (kind) {
  case Kind::ors: return std::string(tr("ORS före samtalet"));
  case Kind::srs: return std::string(tr("SRS efter samtalet"));
  case Kind::child_safety: return std::string(tr("Frågor till dig"));
  case Kind::talk_survey: return std::string(tr("Enkät efter samtalet"));
  case Kind::ros_survey: return std::string(tr("RoS-enkät"));
  }
  return {};
}

std::string address_base(const Deps &deps, const http::Request &request) {
  if (!deps.public_url.empty()) return deps.public_url;
  const auto proto = request.header("x-forwarded-proto");
  return (proto == "https" ? "https://" : "http://") + request.header("host");
}

/// With several units in the database each has a code page of its own, which others' wrong codes do not close.
std::string kiosk_path(const Deps &deps, std::int64_t unit_id) {
  const auto units = deps.organisation.units();
  if (units.size() > 1)
    for (const auto &unit : units)
      if (unit.id == unit_id) return "/kiosk/" + unit_slug(unit);
  return "/kiosk";
}

void code_part(Out &out, const Deps &deps, const http::Request &request, const Ticket &t) {
  const auto base = address_base(deps, request);
  out.open("div", {{"class", "code-columns"}});
  out.open("section").element("h2", tr("På surfplattan"));
  out.open("p").text(tr("Öppna ")).element("b", base + kiosk_path(deps, t.unit)).text(tr(" och skriv koden:")).close("p");
  out.open("p", {{"class", "pin"}}).text(t.pin.substr(0, 3)).raw(" ").text(t.pin.substr(3)).close("p");
  const auto until = from_iso(t.expires_at);
  const int minute = swedish_minute(until);
  const auto clock = std::to_string(minute / 60) + (minute % 60 < 10 ? ".0" : ".") + std::to_string(minute % 60);
  out.element("p", tr_f("Koden gäller till klockan {0}.", {clock}), {{"class", "lead"}});
  out.open("p")
      .link("/k/" + t.token + "?p=1&lang=" + t.lang + (t.faces ? "&v=faces" : ""), tr("Öppna på den här skärmen"))
      .close("p")
      .close("section");
  out.open("section").element("h2", tr("På egen telefon"));
  out.raw(qr_code(base + "/k/" + t.token + "?lang=" + t.lang + (t.faces ? "&v=faces" : ""), tr("QR-kod som öppnar skattningen på telefonen")));
  out.element("p", tr("Rikta kameran mot rutan."), {{"class", "lead"}});
  out.close("section").close("div");
}

/// What came, in one sentence, with the way on.
void answered(Out &out, const Deps &deps, const access::Actor &actor, const Ticket &t) {
  html::message(out, html::Tone::good, tr("Svaret har kommit."));
  if (!t.contact) return;
  const auto base = "/arenden/" + std::to_string(t.contact);
  auto connection = deps.records.pool().read();
  const auto line = line_of(*connection, actor, t.contact);
  if (line && t.kind == Kind::ors && line->last_ors >= 0) {
    const auto topic = topic_words(deps.records.catalog(), line->topic);
    out.element("p",
                topic.empty() ? tr_f("ORS {0}. Inget område är lägre än de andra.", {points(line->last_ors)})
                              : tr_f("ORS {0}. Ta upp {1} först.", {points(line->last_ors), topic}),
                {{"class", "answer"}});
  }
  if (line && t.kind == Kind::srs && line->last_srs >= 0) {
    out.element("p", tr_f("SRS {0}.", {points(line->last_srs)}), {{"class", "answer"}});
    if (line->srs_alert)
      html::message(out, html::Tone::partly, tr("SRS är låg eller har sjunkit. Tacka för svaret och fråga vad som kunde ha varit annorlunda."));
  }
  html::link_button(out, base + "?flik=kurvor", tr("Se kurvan"), html::Button::primary);
  out.raw(" ");
  if (t.kind == Kind::srs)
    html::link_button(out, "/register/viewpoint/ny?contact=" + std::to_string(t.contact), tr("Skriv en synpunkt"), html::Button::secondary);
}

http::Response ticket_page(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto t = deps.treatment.ticket(actor, id_param(request));
  if (!t) return http::problem(request, t.error());
  const bool over = t->expires_at < to_iso(deps.clock.now());
  Out out;
  out.open("div", {{"id", "live-part"}, {"class", "ticket"}});
  if (!t->used) out.element("p", tr("Visa koden för den som ska svara. Sidan byter själv när svaret kommer."), {{"class", "lead"}});
  if (t->used) answered(out, deps, actor, *t);
  else if (over || (t->pin.empty() && !t->many))
    html::message(out, html::Tone::partly, tr("Koden gäller inte längre. Gå tillbaka och starta en ny."));
  else code_part(out, deps, request, *t);
  if (t->many) {
    const auto waiting = deps.treatment.waiting_answers(actor.unit, t->kind);
    out.element(
        "p",
        waiting
            ? tr_n("{} svar väntar. Svaren sparas fem i taget eller när dagen är slut, i blandad ordning, så att ingen kan se vem som svarade när.",
                   "{} svar väntar. Svaren sparas fem i taget eller när dagen är slut, i blandad ordning, så att ingen kan se vem som svarade när.",
                   waiting)
            : std::string(tr("Svaren sparas fem i taget eller när dagen är slut, i blandad ordning, så att ingen kan se vem som svarade när.")),
        {{"class", "lead"}});
  }
  out.open("div", {{"class", "actions ticket-acts"}});
  if (t->contact) out.link("/arenden/" + std::to_string(t->contact), tr("Till kontakten"));
  else out.link("/enkater", tr("Till enkäterna"));
  if (!t->used && !over) {
    html::begin_form(out, "/skatta/" + std::to_string(t->id) + "/stang", false, "inline");
    html::button(out, tr("Stäng koden"), html::Button::quiet);
    html::end_form(out);
  }
  out.close("div").close("div");
  auto frame = make_frame(deps, actor, t->contact ? "arenden" : "enkater", kind_title(t->kind));
  frame.live = "ticket-" + std::to_string(t->id);
  frame.scripts.emplace_back("treatment.js");
  return http::html(html::page(frame, out.str()));
}

http::Response surveys(const Deps &deps, const http::Request &, const access::Actor &actor) {
  Out out;
  std::vector<html::Choice> teams;
  for (const auto &team : deps.organisation.teams(actor.unit))
    if (team.active && actor.scope().covers(actor.unit, team.id)) teams.push_back({std::to_string(team.id), team.name, false});
  std::vector<html::Choice> languages;
  for (const auto &l : kiosk_languages()) languages.push_back({std::string(l.id), std::string(l.name), false});
  for (const auto kind : {Kind::talk_survey, Kind::ros_survey}) {
    const auto *reg = deps.records.catalog().find(id_of(kind));
    if (!reg) continue;
    out.open("section", {{"class", "survey"}}).element("h2", reg->title.str()).element("p", reg->about_text.str(), {{"class", "lead"}});
    if (const auto waiting = deps.treatment.waiting_answers(actor.unit, kind))
      out.element("p", tr_n("{} svar väntar på att bli fem.", "{} svar väntar på att bli fem.", waiting), {{"class", "lead"}});
    html::begin_form(out, "/enkater", false, "form form--row");
    html::input_hidden(out, "kind", id_of(kind));
    html::Field team("team_" + reg->id, html::Label(tr("Team")));
    if (!teams.empty()) team.value = teams.front().value;
    html::input_select(out, team, teams, false);
    html::Field lang("lang_" + reg->id, html::Label(tr("Språk")));
    lang.value = "sv";
    html::input_select(out, lang, languages, false);
    html::button(out, tr("Visa kod för ett svar"), kind == Kind::talk_survey ? html::Button::primary : html::Button::secondary, "many", "0");
    html::button(out, tr("Visa kod för en hel klass"), kind == Kind::ros_survey ? html::Button::primary : html::Button::secondary, "many", "1");
    html::end_form(out);
    out.open("p").link("/register/" + reg->id, tr("Se svaren")).close("p").close("section");
  }
  return http::html(html::page(make_frame(deps, actor, "enkater", std::string(tr("Enkäter")),
                                          std::string(tr("Anonyma svar på surfplatta eller telefon. Inget namn och inget klockslag sparas."))),
                               out.str()));
}

http::Response start_survey(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto kind = kind_from(request.form["kind"]);
  if (!kind || !is_anonymous(*kind)) return not_found(request);
  TicketRequest ask;
  ask.kind = *kind;
  ask.team = parse_integer(request.form["team_" + std::string(id_of(*kind))]).value_or(0);
  ask.lang = request.form["lang_" + std::string(id_of(*kind))];
  ask.many = request.form["many"] == "1";
  const auto t = deps.treatment.start(actor, ask);
  if (!t) return http::problem(request, t.error());
  return http::redirect("/skatta/" + std::to_string(t->id));
}

} // namespace

void add_ticket_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<Deps>(given);
  using access::May;
  router.get("/skatta/{id}",
             access::guarded(May::start_rating, [deps](http::Request &r, const access::Actor &a) { return ticket_page(*deps, r, a); }),
             {.help = "Koden för en skattning", .permission = "start_rating"});
  router.post("/skatta/{id}/stang",
              access::guarded(May::start_rating,
                              [deps](http::Request &r, const access::Actor &a) {
                                const auto id = id_param(r);
                                const auto closed = deps->treatment.close(a, id);
                                return closed ? http::redirect("/skatta/" + std::to_string(id)) : http::problem(r, closed.error());
                              }),
              {.help = "Stäng koden", .permission = "start_rating"});
  router.get("/enkater", access::guarded(May::start_rating, [deps](http::Request &r, const access::Actor &a) { return surveys(*deps, r, a); }),
             {.help = "Anonyma enkäter", .permission = "start_rating"});
  router.post("/enkater", access::guarded(May::start_rating, [deps](http::Request &r, const access::Actor &a) { return start_survey(*deps, r, a); }),
              {.help = "Ny länk till en enkät", .permission = "start_rating"});
}

} // namespace rt::treatment
