// What is done on a contact: sessions, ending, starting a rating.
#include "modules/treatment/contact_parts.hpp"
#include "modules/treatment/kiosk_texts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::treatment {

namespace {

std::string base_of(const CaseView &v) { return "/arenden/" + std::to_string(v.contact.id); }

std::string error_at(const Problem *problem, std::string_view field) {
  if (problem)
    for (const auto &e : problem->fields)
      if (e.field == field) return e.message;
  return {};
}

html::Field field_of(std::string_view id, std::string_view label, const Problem *problem, const http::Fields *given, const std::string &value = {}) {
  html::Field f(id, html::Label(label));
  f.value = given ? (*given)[id] : value;
  f.error = error_at(problem, id);
  return f;
}

std::vector<html::Choice> choices_of(const definitions::Catalog &catalog, std::string_view reg, std::string_view field) {
  std::vector<html::Choice> choices;
  const auto *r = catalog.find(reg);
  const auto *f = r ? r->field(field) : nullptr;
  for (const auto &option : f ? f->options : std::vector<definitions::Option>{})
    choices.push_back({option.id, option.title.str(), !option.valid_to.empty()});
  return choices;
}

std::string option_id(const definitions::Catalog &catalog, std::string_view reg, std::string_view field, const records::Record &record) {
  if (!record.has(field)) return {};
  const auto *f = catalog.find(reg)->field(field);
  const auto *o = f ? f->option_by_code(static_cast<int>(record.integer(field))) : nullptr;
  return o ? o->id : std::string();
}

void act_button(Out &out, const CaseView &v, const records::Record &s, std::string_view act, std::string_view words, html::Button kind) {
  html::begin_form(out, base_of(v) + "/samtal/" + std::to_string(s.id), false, "inline");
  html::input_hidden(out, "version", std::to_string(s.version));
  html::button(out, words, kind, "act", act);
  html::end_form(out);
}

void session_row(Out &out, const Deps &deps, const CaseView &v, const records::Record &s, Date day, bool may_write) {
  const auto &catalog = deps.records.catalog();
  const int booked = state_code(catalog, "session", "booked"), cancelled = state_code(catalog, "session", "cancelled");
  const int number = number_of(v.sessions, s.id, cancelled);
  out.open("li", {{"class", s.state == cancelled ? "cancelled" : ""}});
  out.open("p").element("b", near_date(s.text("date"), day));
  if (s.has("time")) out.raw(" ").text(s.text("time"));
  out.raw(" · ");
  if (s.state == cancelled) out.text(tr("blev inte av"));
  else if (v.habits.sessions_planned > 0) out.text(tr_f("samtal {0} av {1}", {std::to_string(number), std::to_string(v.habits.sessions_planned)}));
  else out.text(tr_f("samtal {0}", {std::to_string(number)}));
  if (s.has("place")) out.raw(" · ").text(lower(option_title(catalog, "session", "place", s.integer("place"))));
  if (s.integer("interpreter") == 1) out.raw(" · ").text(tr("tolk"));
  out.raw(" ").link("/register/session/" + std::to_string(s.id), tr("Öppna"), "quiet");
  out.close("p");
  std::string rated;
  for (const auto &r : v.ors)
    if (r.integer("session") == s.id) rated += (rated.empty() ? "" : " · ") + tr_f("ORS {0}", {points(static_cast<Tenths>(r.integer("total")))});
  for (const auto &r : v.srs)
    if (r.integer("session") == s.id) rated += (rated.empty() ? "" : " · ") + tr_f("SRS {0}", {points(static_cast<Tenths>(r.integer("total")))});
  if (!rated.empty()) out.element("p", rated, {{"class", "rated"}});
  if (may_write) {
    out.open("div", {{"class", "acts"}});
    if (s.state == booked) {
      act_button(out, v, s, "hold", tr("Samtalet är hållet"), html::Button::secondary);
      act_button(out, v, s, "cancel", tr("Blev inte av"), html::Button::quiet);
    } else if (s.state == cancelled) {
      act_button(out, v, s, "rebook", tr("Ångra"), html::Button::quiet);
    }
    out.close("div");
  }
  out.close("li");
}

/// The problem's page: the same tab again, with what was typed.
http::Response again(const Deps &deps, const access::Actor &actor, std::int64_t contact, bool ending, const Problem &problem,
                     const http::Fields &given) {
  const auto view = load_case(deps, actor, contact);
  if (!view) return http::html("", 404);
  Out out;
  contact_header(out, deps, actor, *view);
  out.open("div", {{"class", "case-main"}});
  if (ending) ending_tab(out, deps, actor, *view, &problem, &given);
  else sessions_tab(out, deps, actor, *view, &problem, &given);
  out.close("div");
  auto frame = make_frame(deps, actor, "arenden", view->name);
  frame.own_heading = true;
  return http::html(html::page(frame, out.str()), http::status_of(problem.kind));
}

void put_choice(records::Draft &draft, const definitions::Catalog &catalog, std::string_view reg, std::string_view field, const std::string &option) {
  const int code = option.empty() ? -1 : code_of(catalog, reg, field, option);
  if (code >= 0) draft.values[std::string(field)] = std::int64_t{code};
  else draft.values.erase(std::string(field));
}

/// A date as people write it, or a field error.
void put_date(records::Draft &draft, std::vector<FieldError> &errors, const http::Fields &form, const std::string &field, Date day) {
  if (trim(form[field]).empty()) return;
  if (const auto date = parse_date(form[field], day)) draft.values[field] = to_iso(*date);
  else errors.push_back({field, std::string(tr("Skriv datumet som 2019-03-22 eller 22/3.")), 0});
}

http::Response book(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto id = id_param(request);
  const auto contact = deps.records.get(actor, "contact", id, "bokning av samtal");
  if (!contact) return http::problem(request, contact.error());
  const auto &catalog = deps.records.catalog();
  records::Draft draft;
  std::vector<FieldError> errors;
  draft.unit = contact->unit;
  draft.team = contact->team;
  draft.contact = id;
  draft.values["contact"] = id;
  put_date(draft, errors, request.form, "date", today(deps.clock));
  if (!draft.has("date") && errors.empty()) errors.push_back({"date", std::string(tr("Skriv vilken dag samtalet är.")), 0});
  if (const auto time = std::string(trim(request.form["time"])); !time.empty()) draft.values["time"] = replace_all(time, ":", ".");
  put_choice(draft, catalog, "session", "place", request.form["place"]);
  draft.values["interpreter"] = std::int64_t{request.form["interpreter"] == "1"};
  if (const auto handler = contact->integer("handler")) draft.values["handler"] = handler;
  if (!errors.empty())
    return again(deps, actor, id, false, {ProblemKind::invalid, std::string(tr("Samtalet är inte bokat än.")), errors}, request.form);
  const auto saved = deps.records.save(actor, "session", std::move(draft));
  if (!saved) return again(deps, actor, id, false, saved.error(), request.form);
  return http::redirect("/arenden/" + std::to_string(id) + "?flik=samtal");
}

http::Response act(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto &what = request.form["act"];
  if (what != "hold" && what != "cancel" && what != "rebook") return not_found(request);
  const auto moved =
      deps.records.move_state(actor, "session", id_param(request, 1), static_cast<int>(parse_integer(request.form["version"]).value_or(0)), what);
  if (!moved) return http::problem(request, moved.error());
  const auto back = request.form["tillbaka"];
  return http::redirect(back == "min-dag" ? std::string("/min-dag") : "/arenden/" + std::to_string(id_param(request)) + "?flik=samtal");
}

Result<void> close_contact(const Deps &deps, const access::Actor &actor, std::int64_t id, const http::Fields &form) {
  const auto &catalog = deps.records.catalog();
  RT_TRY(auto draft, deps.records.get(actor, "contact", id, "avslut av kontakt"));
  std::vector<FieldError> errors;
  put_date(draft, errors, form, "ended", today(deps.clock));
  if (!draft.has("ended") && errors.empty()) errors.push_back({"ended", std::string(tr("Skriv vilken dag kontakten avslutas.")), 0});
  put_choice(draft, catalog, "contact", "ending", form["ending"]);
  if (!draft.has("ending")) errors.push_back({"ending", std::string(tr("Välj hur kontakten avslutas.")), 0});
  put_choice(draft, catalog, "contact", "referral", form["referral"]);
  const auto reason = std::string(trim(form["referral_reason"]));
  if (reason.empty()) draft.values.erase("referral_reason");
  else draft.values["referral_reason"] = reason;
  RT_TRY(const auto view, load_case(deps, actor, id));
  const auto *instrument = catalog.instrument("ors");
  if (instrument && view.habits.uses_ors && referral_question(deciding_ors(catalog, view.ors), parameters(*instrument, view.age_at_start))) {
    if (!draft.has("referral"))
      errors.push_back({"referral", std::string(tr("Den sista skattningen är under gränsen. Skriv om brukaren remitteras vidare.")), 0});
    else if (draft.integer("referral") == code_of(catalog, "contact", "referral", "no") && reason.empty())
      errors.push_back({"referral_reason", std::string(tr("Skriv varför brukaren inte remitteras vidare.")), 0});
  }
  const auto *reg = catalog.find("contact");
  const auto *state = reg->state_by_code(draft.state);
  const auto step =
      std::find_if(reg->transitions.begin(), reg->transitions.end(), [&](const auto &t) { return state && t.leaves(state->id) && t.to == "closed"; });
  if (step == reg->transitions.end())
    return fail(ProblemKind::conflict, std::string(tr("Kontakten kan inte avslutas härifrån. Öppna den i registret och kontrollera läget.")));
  if (!errors.empty()) return fail(ProblemKind::invalid, std::string(tr("Kontakten är inte avslutad än.")), std::move(errors));
  RT_TRY(const auto saved, deps.records.save(actor, "contact", std::move(draft)));
  RT_TRY(const auto moved, deps.records.move_state(actor, "contact", id, saved.version, step->id));
  (void)moved;
  return {};
}

http::Response start(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto kind = kind_from(request.form["kind"]);
  if (!kind) return not_found(request);
  TicketRequest ask;
  ask.kind = *kind;
  ask.contact = is_anonymous(*kind) ? 0 : id_param(request);
  ask.session = is_anonymous(*kind) ? 0 : parse_integer(request.form["session"]).value_or(0);
  if (is_anonymous(*kind)) {
    const auto contact = deps.records.get(actor, "contact", id_param(request), "start av enkät");
    if (!contact) return http::problem(request, contact.error());
    ask.team = contact->team;
  }
  ask.rater = request.form["rater"].empty() ? "client" : request.form["rater"];
  ask.parent = request.form["parent"];
  ask.moment = request.form["moment"];
  ask.lang = request.form[*kind == Kind::child_safety ? "lang_child_safety" : "lang"];
  ask.faces = request.form["faces"] == "1";
  const auto ticket = deps.treatment.start(actor, ask);
  if (!ticket) return http::problem(request, ticket.error());
  return http::redirect("/skatta/" + std::to_string(ticket->id));
}

} // namespace

void sessions_tab(Out &out, const Deps &deps, const access::Actor &actor, const CaseView &v, const Problem *problem, const http::Fields *given) {
  const auto day = today(deps.clock);
  const bool may_write = actor.may(access::May::write_records);
  if (problem) html::error_summary(out, *problem);
  if (v.sessions.empty()) html::empty_state(out, tr("Inga samtal ännu. Boka det första här nedanför."));
  out.open("ol", {{"class", "sessions"}});
  for (auto it = v.sessions.rbegin(); it != v.sessions.rend(); ++it) session_row(out, deps, v, *it, day, may_write);
  out.close("ol");
  if (!may_write || v.line.next.what == Step::none) return;
  out.element("h2", tr("Boka samtal"));
  html::begin_form(out, base_of(v) + "/samtal", false, "form narrow");
  auto date = field_of("date", tr("Dag"), problem, given);
  date.required = true;
  date.width = "date";
  date.help = tr("Till exempel 22/3 eller 2019-03-22");
  html::input_date(out, date);
  auto time = field_of("time", tr("Klockslag"), problem, given);
  time.width = "short";
  time.help = tr("Till exempel 14.30");
  html::input_text(out, time);
  html::input_select(out, field_of("place", tr("Plats"), problem, given), choices_of(deps.records.catalog(), "session", "place"));
  html::input_check(out, field_of("interpreter", tr("Tolk behövs"), problem, given));
  html::button(out, tr("Boka samtalet"));
  html::end_form(out);
}

void ending_tab(Out &out, const Deps &deps, const access::Actor &actor, const CaseView &v, const Problem *problem, const http::Fields *given) {
  const auto &catalog = deps.records.catalog();
  if (v.line.next.what == Step::none) {
    out.element("p", tr_f("Kontakten avslutades {0}: {1}.", {near_date(v.contact.text("ended"), today(deps.clock)),
                                                             lower(option_title(catalog, "contact", "ending", v.contact.integer("ending")))}));
    return;
  }
  if (!actor.may(access::May::write_records)) {
    out.element("p", tr("Kontakten är pågående."));
    return;
  }
  if (problem) html::error_summary(out, *problem);
  const auto *instrument = catalog.instrument("ors");
  const auto last = deciding_ors(catalog, v.ors);
  const auto p = instrument ? parameters(*instrument, v.age_at_start) : Parameters{};
  const bool ask = v.habits.uses_ors && referral_question(last, p);
  if (ask)
    html::message(out, html::Tone::partly,
                  tr_f("Den sista ORS-skattningen är {0}, under gränsen {1}. Behovet finns troligen kvar: remittera vidare, eller skriv varför inte.",
                       {points(*last), points(p.cutoff)}));
  else if (last && v.habits.uses_ors)
    html::message(out, html::Tone::info, tr_f("Den sista ORS-skattningen är {0}, över gränsen {1}.", {points(*last), points(p.cutoff)}));
  else if (v.habits.uses_ors) html::message(out, html::Tone::info, tr("Det finns ingen ORS-skattning. Gör gärna en sista innan ni avslutar."));
  html::begin_form(out, base_of(v) + "/avslut", false, "form narrow");
  auto ended = field_of("ended", tr("Avslutas"), problem, given, to_iso(today(deps.clock)));
  ended.required = true;
  ended.width = "date";
  html::input_date(out, ended);
  auto ending = field_of("ending", tr("Hur avslutas kontakten?"), problem, given, option_id(catalog, "contact", "ending", v.contact));
  ending.required = true;
  html::input_radios(out, ending, choices_of(catalog, "contact", "ending"));
  auto referral = field_of("referral", tr("Remitteras brukaren vidare?"), problem, given, option_id(catalog, "contact", "referral", v.contact));
  referral.required = ask;
  html::input_radios(out, referral, choices_of(catalog, "contact", "referral"));
  auto reason = field_of("referral_reason", tr("Om inte, varför?"), problem, given, v.contact.text("referral_reason"));
  if (ask) reason.help = tr("Behövs när den sista skattningen är under gränsen och brukaren inte remitteras.");
  html::input_area(out, reason, 3);
  html::button(out, tr("Avsluta kontakten"));
  html::end_form(out);
}

void start_rating_form(Out &out, const Deps &deps, const CaseView &v, std::int64_t session) {
  const auto &catalog = deps.records.catalog();
  if (!session) {
    // The nearest booked session, else the last held: that is what a rating now is about.
    const int booked = state_code(catalog, "session", "booked"), held = state_code(catalog, "session", "held");
    for (const auto &s : v.sessions)
      if (s.state == held) session = s.id;
    const auto day = to_iso(today(deps.clock));
    for (const auto &s : v.sessions)
      if (s.state == booked && s.text("date") <= day) session = s.id;
  }
  out.open("aside", {{"class", "start-rating"}, {"aria-labelledby", "start-rating"}});
  out.element("h2", tr("Starta en skattning"), {{"id", "start-rating"}});
  out.element("p", tr("Du får en kod som gäller i 30 minuter. Brukaren svarar på en surfplatta eller sin egen telefon, utan inloggning."),
              {{"class", "lead"}});
  html::begin_form(out, base_of(v) + "/skatta");
  html::input_hidden(out, "session", std::to_string(session));
  html::Field rater("rater", html::Label(tr("Vem skattar?")));
  rater.value = "client";
  html::input_select(out, rater, choices_of(catalog, "ors", "rater"), false);
  html::Field lang("lang", html::Label(tr("Språk")));
  lang.value = v.language;
  std::vector<html::Choice> languages;
  for (const auto &l : kiosk_languages()) languages.push_back({std::string(l.id), std::string(l.name), false});
  html::input_select(out, lang, languages, false);
  html::input_check(out, html::Field("faces", html::Label(tr("Visa ansikten"))));
  out.open("div", {{"class", "acts"}});
  if (v.habits.uses_ors) html::button(out, tr("Före samtalet: ORS"), html::Button::primary, "kind", "ors");
  if (v.habits.uses_srs)
    html::button(out, tr("Efter samtalet: SRS"), v.habits.uses_ors ? html::Button::secondary : html::Button::primary, "kind", "srs");
  if (v.habits.sessions_planned > 0) html::button(out, tr("Enkät efter samtalet"), html::Button::secondary, "kind", "talk_survey");
  out.close("div");
  html::end_form(out);
  html::begin_disclosure(out, tr("Frågor till dig, om barnets trygghet"));
  html::begin_form(out, base_of(v) + "/skatta");
  html::input_hidden(out, "kind", "child_safety");
  html::Field parent("parent", html::Label(tr("Vem gäller frågorna?")));
  parent.required = true;
  html::input_radios(out, parent, choices_of(catalog, "child_safety", "parent"));
  html::Field moment("moment", html::Label(tr("När?")));
  moment.required = true;
  moment.value = v.safety.empty() ? "start" : "end";
  html::input_radios(out, moment, choices_of(catalog, "child_safety", "moment"));
  lang.id = "lang_child_safety";
  html::input_select(out, lang, languages, false);
  html::button(out, tr("Visa koden"), html::Button::secondary);
  html::end_form(out);
  html::end_disclosure(out);
  out.close("aside");
}

void add_contact_acts(http::Router &router, const std::shared_ptr<Deps> &deps) {
  using access::May;
  router.post("/arenden/{id}/samtal",
              access::guarded(May::write_records, [deps](http::Request &r, const access::Actor &a) { return book(*deps, r, a); }),
              {.help = "Boka ett samtal", .permission = "write_records"});
  router.post("/arenden/{id}/samtal/{session}",
              access::guarded(May::write_records, [deps](http::Request &r, const access::Actor &a) { return act(*deps, r, a); }),
              {.help = "Hållet, inte av, ångra", .permission = "write_records"});
  router.post("/arenden/{id}/avslut",
              access::guarded(May::write_records,
                              [deps](http::Request &r, const access::Actor &a) {
                                const auto id = id_param(r);
                                const auto done = close_contact(*deps, a, id, r.form);
                                if (done) return http::redirect("/arenden/" + std::to_string(id));
                                if (done.error().kind == ProblemKind::not_found) return http::problem(r, done.error());
                                return again(*deps, a, id, true, done.error(), r.form);
                              }),
              {.help = "Avsluta kontakten", .permission = "write_records"});
  router.post("/arenden/{id}/steg",
              access::guarded(May::write_records, [deps](http::Request &r, const access::Actor &a) { return take_step(*deps, r, a); }),
              {.help = "Nästa steg i kontakten", .permission = "write_records"});
  router.post("/arenden/{id}/skatta",
              access::guarded(May::start_rating, [deps](http::Request &r, const access::Actor &a) { return start(*deps, r, a); }),
              {.help = "Starta en skattning", .permission = "start_rating"});
}

} // namespace rt::treatment
