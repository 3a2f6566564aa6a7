// Skattningar for the administrator: the unit's licensed wordings, and how each team works.
#include "modules/treatment/kiosk_texts.hpp"
#include "modules/treatment/pages.hpp"
#include "platform/core/text.hpp"

namespace rt::treatment {

namespace {

std::string error_at(const Problem *problem, std::string_view field) {
  if (problem)
    for (const auto &e : problem->fields)
      if (e.field == field) return e.message;
  return {};
}

std::string variant_title(const definitions::Catalog &catalog, std::string_view instrument, std::string_view variant) {
  const auto *i = catalog.instrument(instrument);
  if (i)
    for (const auto &v : i->variants)
      if (v.id == variant) return v.title.str();
  return std::string(variant);
}

void wording_list(Out &out, const Deps &deps, const access::Actor &actor) {
  const auto all = deps.treatment.wordings(actor.unit);
  out.element("h2", tr("Licensierade texter"));
  out.element(
      "p",
      tr("Skalornas egna texter är skyddade och följer inte med systemet. Har enheten licens läser du in dem här. Utan dem visas neutrala texter."),
      {{"class", "lead"}});
  if (all.empty()) {
    html::empty_state(out, tr("Inga texter är inlästa. Kiosken visar de neutrala texterna."));
    return;
  }
  html::begin_table(out, tr("Inlästa texter"),
                    {{std::string(tr("Instrument")), "", "", {}},
                     {std::string(tr("Språk")), "", "", {}},
                     {std::string(tr("Variant")), "", "", {}},
                     {std::string(tr("Licens")), "", "", {}},
                     {std::string(tr("Inläst")), "", "", {}},
                     {"", "", "", {}}},
                    "list");
  for (const auto &w : all) {
    html::begin_row(out);
    const auto *i = deps.records.catalog().instrument(w.instrument);
    html::cell(out, i ? i->title.str() : w.instrument);
    html::cell(out, kiosk_language(w.language).name);
    html::cell(out, variant_title(deps.records.catalog(), w.instrument, w.variant));
    html::cell(out, w.reference);
    html::cell(out, w.loaded_at.substr(0, 10));
    out.open("td");
    html::begin_form(out, "/skattningar/texter/" + std::to_string(w.id) + "/ta-bort", false, "inline");
    html::button(out, tr("Sluta använda"), html::Button::quiet);
    html::end_form(out);
    out.close("td");
    html::end_row(out);
  }
  html::end_table(out);
}

void wording_form(Out &out, const Deps &deps, const Problem *problem, const http::Fields *given) {
  const auto value = [&](std::string_view field) { return given ? (*given)[field] : std::string(); };
  html::begin_disclosure(out, tr("Läs in texter"), problem != nullptr);
  if (problem) html::error_summary(out, *problem);
  html::begin_form(out, "/skattningar/texter", false, "form narrow");
  const auto field = [&](std::string_view id, std::string_view label, std::string_view help = {}) {
    html::Field f(id, html::Label(label));
    f.value = value(id);
    f.help = help;
    f.error = error_at(problem, id);
    return f;
  };
  std::vector<html::Choice> instruments, languages, variants;
  for (const auto &i : deps.records.catalog().instruments) {
    instruments.push_back({i.id, i.title.str(), false});
    if (variants.empty())
      for (const auto &v : i.variants) variants.push_back({v.id, v.title.str(), false});
  }
  for (const auto &l : kiosk_languages()) languages.push_back({std::string(l.id), std::string(l.name), false});
  html::input_select(out, field("instrument", tr("Instrument")), instruments, false);
  html::input_select(out, field("language", tr("Språk")), languages, false);
  html::input_select(out, field("variant", tr("Variant")), variants, false);
  auto reference = field("reference", tr("Licens"), tr("Nummer eller avtal. Sparas med varje skattning."));
  reference.required = true;
  html::input_text(out, reference);
  html::input_text(out, field("text_title", tr("Rubrik")));
  html::input_area(out, field("text_lead", tr("Instruktion")), 2);
  for (int i = 1; i <= kScales; ++i) {
    const auto n = std::to_string(i);
    auto item = field("text_" + n, tr_f("Område {0}", {n}));
    item.required = true;
    html::input_text(out, item);
    html::input_text(out, field("text_low." + n, tr_f("Område {0}, vänster ände", {n})));
    html::input_text(out, field("text_high." + n, tr_f("Område {0}, höger ände", {n})));
  }
  html::button(out, tr("Läs in texterna"));
  html::end_form(out);
  html::end_disclosure(out);
}

void wording_upload(Out &out, const Problem *problem) {
  html::begin_disclosure(out, tr("Läs in texter från en fil"), problem != nullptr);
  if (problem != nullptr) {
    html::message(out, html::Tone::bad, problem->message);
    out.open("ul");
    for (const auto &error : problem->fields)
      out.element("li", (error.row > 0 ? tr_f("rad {0}", {std::to_string(error.row)}) + ": " : std::string()) +
                            (error.field.empty() ? "" : error.field + ": ") + error.message);
    out.close("ul");
  }
  html::begin_form(out, "/skattningar/texter/fil", true, "form narrow");
  html::Field file("file", html::Label(tr("Fil")));
  file.required = true;
  file.help = tr("En tabell med kolumnerna instrument, språk, variant, licens, text och ord, en text per rad (CSV, Excel, ODS), eller TOML.");
  html::input_file(out, file, ".csv,.xlsx,.ods,.toml");
  html::button(out, tr("Läs in filen"));
  html::end_form(out);
  html::end_disclosure(out);
}

void habits_part(Out &out, const Deps &deps, const access::Actor &actor) {
  out.element("h2", tr("Så arbetar teamen"));
  out.element("p", tr("Styr vad som räknas som att det saknas, och när nästa steg ska ske."), {{"class", "lead"}});
  auto habits = deps.treatment.habits_of(actor.unit);
  for (const auto &team : deps.organisation.teams(actor.unit)) {
    if (!team.active) continue;
    const auto &h = habits[team.id];
    const auto id = std::to_string(team.id);
    html::begin_disclosure(out, team.name);
    html::begin_form(out, "/skattningar/team/" + id, false, "form habits");
    const auto box = [&](std::string_view name, std::string_view words, bool on) {
      out.open("label", {{"class", "tickbox"}})
          .raw("<input type=\"checkbox\" value=\"1\"")
          .attr("name", name)
          .raw(on ? " checked> " : "> ")
          .text(words)
          .close("label");
    };
    const auto figure = [&](std::string_view name, std::string_view words, int value) {
      const auto field_id = std::string(name) + "-" + id;
      out.open("p").open("label", {{"for", field_id}}).text(words).close("label");
      out.raw("<input class=\"text-field__input short\" inputmode=\"numeric\"")
          .attr("id", field_id)
          .attr("name", name)
          .attr("value", std::to_string(value))
          .raw(">")
          .close("p");
    };
    box("uses_ors", tr("Använder ORS"), h.uses_ors);
    box("uses_srs", tr("Använder SRS"), h.uses_srs);
    figure("sessions_planned", tr("Antal samtal som erbjuds (0 = inget bestämt)"), h.sessions_planned);
    figure("review_days", tr("Dagar mellan ärendegenomgångar"), h.review_days);
    figure("first_session_days", tr("Dagar tills första samtalet ska vara bokat"), h.first_session_days);
    figure("book_next_days", tr("Dagar tills nästa samtal ska vara bokat"), h.book_next_days);
    html::button(out, tr_f("Spara för {0}", {team.short_name.empty() ? team.name : team.short_name}), html::Button::secondary);
    html::end_form(out);
    html::end_disclosure(out);
  }
}

http::Response page(const Deps &deps, const access::Actor &actor, const Problem *problem = nullptr, const http::Fields *given = nullptr,
                    const Problem *file_problem = nullptr) {
  Out out;
  wording_list(out, deps, actor);
  wording_form(out, deps, problem, given);
  wording_upload(out, file_problem);
  if (problem == nullptr) problem = file_problem;
  habits_part(out, deps, actor);
  return http::html(html::page(make_frame(deps, actor, "skattningar", std::string(tr("Skattningar")),
                                          std::string(tr("Texterna på surfplattan och teamens arbetssätt."))),
                               out.str()),
                    problem ? http::status_of(problem->kind) : 200);
}

http::Response load(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  Wording w;
  w.instrument = request.form["instrument"];
  w.language = std::string(kiosk_language(request.form["language"]).id);
  w.variant = request.form["variant"] == "faces" ? "faces" : "standard";
  w.reference = std::string(trim(request.form["reference"]));
  for (const auto &[name, value] : request.form.items())
    if (starts_with(name, "text_")) w.texts.emplace_back(name.substr(5), std::string(trim(value)));
  const auto loaded = deps.treatment.load_wording(actor, std::move(w));
  return loaded ? http::redirect("/skattningar") : page(deps, actor, &loaded.error(), &request.form);
}

http::Response load_file(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto file = request.files.find("file");
  if (file == request.files.end() || file->second.bytes.empty()) {
    const Problem none{ProblemKind::invalid, std::string(tr("Välj en fil att läsa in.")), {}};
    return page(deps, actor, nullptr, nullptr, &none);
  }
  const auto loaded = deps.treatment.load_wordings(actor, file->second.bytes, file->second.filename);
  return loaded ? http::redirect("/skattningar") : page(deps, actor, nullptr, nullptr, &loaded.error());
}

http::Response habits(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto team = deps.organisation.team(id_param(request));
  if (!team || team->unit != actor.unit) return not_found(request);
  const auto figure = [&](std::string_view name) {
    return static_cast<int>(std::clamp<long long>(parse_integer(request.form[name]).value_or(-1), -1, 1000));
  };
  Habits h;
  h.uses_ors = request.form["uses_ors"] == "1";
  h.uses_srs = request.form["uses_srs"] == "1";
  h.sessions_planned = figure("sessions_planned");
  h.review_days = figure("review_days");
  h.first_session_days = figure("first_session_days");
  h.book_next_days = figure("book_next_days");
  const auto set = deps.treatment.set_habits(actor, team->id, h);
  return set ? http::redirect("/skattningar") : page(deps, actor, &set.error());
}

} // namespace

void add_licence_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<Deps>(given);
  using access::May;
  router.get("/skattningar", access::guarded(May::manage_unit, [deps](http::Request &, const access::Actor &a) { return page(*deps, a); }),
             {.help = "Licensierade texter och teamens arbetssätt", .permission = "manage_unit"});
  router.post("/skattningar/texter",
              access::guarded(May::manage_unit, [deps](http::Request &r, const access::Actor &a) { return load(*deps, r, a); }),
              {.help = "Läs in licensierade texter", .permission = "manage_unit"});
  router.post("/skattningar/texter/fil",
              access::guarded(May::manage_unit, [deps](http::Request &r, const access::Actor &a) { return load_file(*deps, r, a); }),
              {.max_body = 2u << 20, .help = "Läs in licensierade texter från en fil", .permission = "manage_unit"});
  router.post("/skattningar/texter/{id}/ta-bort",
              access::guarded(May::manage_unit,
                              [deps](http::Request &r, const access::Actor &a) {
                                const auto removed = deps->treatment.remove_wording(a, id_param(r));
                                return removed ? http::redirect("/skattningar") : http::problem(r, removed.error());
                              }),
              {.help = "Sluta använda licensierade texter", .permission = "manage_unit"});
  router.post("/skattningar/team/{id}",
              access::guarded(May::manage_unit, [deps](http::Request &r, const access::Actor &a) { return habits(*deps, r, a); }),
              {.help = "Teamets arbetssätt", .permission = "manage_unit"});
}

} // namespace rt::treatment
