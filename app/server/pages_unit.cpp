// /enheten: what the unit is called and which teams it has. A new unit begins here.
#include "app/server/pages.hpp"
#include "platform/core/text.hpp"

namespace rt::app {
namespace {

std::vector<html::Choice> entries() {
  return {{"service", std::string(tr("Serviceinsats"))}, {"assessed", std::string(tr("Biståndsbedömd insats"))}};
}

/// Every team has its own form on the page: its controls carry its number.
std::string control(const char *name, const std::string &team) { return std::string(name) + "-" + team; }

std::vector<html::Choice> peoples() {
  return {{"children", std::string(tr("flickor och pojkar"))},
          {"adults", std::string(tr("kvinnor och män"))},
          {"parents", std::string(tr("mammor och pappor"))}};
}

void team_form(html::Out &out, const organisation::Team &team, const Problem *problem, const std::string &posted_id) {
  const std::string id = std::to_string(team.id);
  html::begin_disclosure(out, team.id == 0 ? std::string(tr("Ny verksamhet")) : team.name, problem != nullptr && posted_id == id);
  html::begin_form(out, "/enheten/verksamhet");
  html::input_hidden(out, "id", id);
  auto field = [&](const char *name, std::string_view label, const std::string &value, bool required) {
    html::Field f(control(name, id), html::Label(label));
    f.value = value;
    f.required = required;
    if (problem != nullptr && posted_id == id)
      for (const auto &error : problem->fields)
        if (error.field == f.id) f.error = error.message;
    return f;
  };
  html::input_text(out, field("code", tr("Kod"), team.code, true));
  html::input_text(out, field("name", tr("Namn"), team.name, true));
  html::input_select(out, field("entry", tr("Insatsform"), team.entry, false), entries(), false);
  html::input_select(out, field("people", tr("Siffror delas på"), team.people, false), peoples(), false);
  html::button(out, team.id == 0 ? tr("Lägg till verksamheten") : tr("Spara"), team.id == 0 ? html::Button::primary : html::Button::secondary);
  html::end_form(out);
  html::end_disclosure(out);
}

/// Which packs the unit works with; what has been kept in another is hidden from the menu, never lost.
void packs_form(html::Out &out, App &app, const access::Actor &actor) {
  std::vector<html::Choice> choices;
  for (const auto &pack : app.catalog().pack_infos)
    if (!pack.shared) choices.push_back({pack.id, pack.title.str()});
  if (choices.size() < 2) return;
  auto chosen = app.organisation->packs(actor.unit);
  if (chosen.empty())
    for (const auto &choice : choices) chosen.push_back(choice.value);
  out.element("h2", tr("Paket"));
  html::begin_form(out, "/enheten/paket");
  html::Field field("pack", html::Label(tr("Register och mått från")));
  field.help = tr("Det som redan är antecknat i ett paket som du tar bort finns kvar och kommer tillbaka om du väljer det igen.");
  html::input_checks(out, field, choices, chosen);
  html::button(out, tr("Spara paketen"));
  html::end_form(out);
}

http::Response show(App &app, const FrameOf &frame_of, const access::Actor &actor, const Problem *problem, const std::string &posted_id, int status) {
  html::Out out;
  const auto unit = app.organisation->unit(actor.unit).value_or(organisation::Unit{});
  if (problem != nullptr) html::error_summary(out, *problem);
  html::begin_form(out, "/enheten");
  for (const auto &[name, label, value] :
       std::vector<std::tuple<std::string, std::string_view, std::string>>{{"name", tr("Enhetens namn"), unit.name},
                                                                           {"department", tr("Avdelning, om det finns en"), unit.department},
                                                                           {"administration", tr("Förvaltning"), unit.administration},
                                                                           {"board", tr("Nämnd"), unit.board},
                                                                           {"city", tr("Kommun"), unit.city}}) {
    html::Field f(name, html::Label(label));
    f.value = value;
    f.required = name == "name";
    html::input_text(out, f);
  }
  html::button(out, tr("Spara enheten"));
  html::end_form(out);
  packs_form(out, app, actor);
  out.element("h2", tr("Verksamheter"));
  for (const auto &team : app.organisation->teams(actor.unit)) team_form(out, team, problem, posted_id);
  organisation::Team fresh;
  fresh.entry = "service";
  fresh.people = "adults";
  team_form(out, fresh, problem, posted_id);
  html::Frame frame = frame_of(actor, "unit");
  frame.title = tr("Enheten");
  frame.lead = tr("Namnen som syns på tavlan och i rapporter, och verksamheterna som resultat följs för.");
  return http::html(html::page(frame, out.str()), status);
}

Result<void> save_team(App &app, const access::Actor &actor, const http::Request &request) {
  organisation::Team team;
  const auto id = parse_integer(request.form["id"]).value_or(0);
  if (id != 0) {
    const auto stored = app.organisation->team(id);
    if (!stored || stored->unit != actor.unit) return fail(ProblemKind::not_found, std::string(tr("Verksamheten finns inte.")));
    team = *stored;
  }
  team.unit = actor.unit;
  const auto said = [&](const char *name) { return std::string(trim(request.form[control(name, request.form["id"])])); };
  const auto at = [&](const char *name) { return control(name, request.form["id"]); };
  team.code = said("code");
  team.name = said("name");
  team.entry = said("entry");
  team.people = said("people");
  std::vector<FieldError> errors;
  if (team.code.empty()) errors.push_back({at("code"), std::string(tr("Skriv en kort kod, till exempel KBT.")), 0});
  if (team.name.empty()) errors.push_back({at("name"), std::string(tr("Skriv verksamhetens namn.")), 0});
  if (!errors.empty()) return fail(ProblemKind::invalid, std::string(tr("Verksamheten är inte sparad.")), errors);
  auto connection = app.pool().write();
  db::Transaction tx(*connection);
  if (team.id == 0) {
    team.short_name = team.name;
    team.order = static_cast<int>(app.organisation->teams(actor.unit).size()) + 1;
    RT_TRY(team.id, app.organisation->add_team(*connection, team));
  } else {
    RT_CHECK(app.organisation->update_team(*connection, team));
  }
  audit::append(*connection, actor, app.clock().now(), {audit::Act::update, "team:" + std::to_string(team.id), "enhetens inställningar", ""});
  tx.commit();
  return {};
}

Result<void> save_packs(App &app, const access::Actor &actor, const http::Request &request) {
  std::vector<std::string> chosen;
  for (const auto &pack : app.catalog().pack_infos)
    for (const auto &name : request.form.all("pack"))
      if (name == pack.id && !pack.shared) chosen.push_back(name);
  if (chosen.empty())
    return fail(ProblemKind::invalid, std::string(tr("Välj minst ett paket.")), {{"pack", std::string(tr("Välj minst ett paket.")), 0}});
  auto connection = app.pool().write();
  db::Transaction tx(*connection);
  app.organisation->set_packs(*connection, actor.unit, chosen);
  audit::append(*connection, actor, app.clock().now(), {audit::Act::update, "unit:" + std::to_string(actor.unit), "enhetens inställningar", "paket"});
  tx.commit();
  return {};
}

Result<void> save_unit(App &app, const access::Actor &actor, const http::Request &request) {
  auto unit = app.organisation->unit(actor.unit);
  if (!unit) return fail(ProblemKind::not_found, std::string(tr("Enheten finns inte.")));
  unit->name = std::string(trim(request.form["name"]));
  unit->department = std::string(trim(request.form["department"]));
  unit->administration = std::string(trim(request.form["administration"]));
  unit->board = std::string(trim(request.form["board"]));
  unit->city = std::string(trim(request.form["city"]));
  if (unit->name.empty())
    return fail(ProblemKind::invalid, std::string(tr("Enheten är inte sparad.")), {{"name", std::string(tr("Skriv enhetens namn.")), 0}});
  auto connection = app.pool().write();
  db::Transaction tx(*connection);
  RT_CHECK(app.organisation->update_unit(*connection, *unit));
  audit::append(*connection, actor, app.clock().now(), {audit::Act::update, "unit:" + std::to_string(unit->id), "enhetens inställningar", ""});
  tx.commit();
  return {};
}

} // namespace

void add_unit_page(App &app, http::Router &router, const FrameOf &frame) {
  using access::May;
  http::RouteOptions options;
  options.permission = "manage_unit";
  options.help = "enhetens namn och verksamheter";
  router.get("/enheten",
             access::guarded(May::manage_unit,
                             [&app, frame](http::Request &, const access::Actor &actor) { return show(app, frame, actor, nullptr, "", 200); }),
             options);
  auto save = [&app, frame](auto work) {
    return access::guarded(May::manage_unit, [&app, frame, work](http::Request &request, const access::Actor &actor) {
      const Result<void> saved = work(app, actor, request);
      return saved ? http::redirect("/enheten") : show(app, frame, actor, &saved.error(), request.form["id"], http::status_of(saved.error().kind));
    });
  };
  router.post("/enheten", save(save_unit), options);
  router.post("/enheten/verksamhet", save(save_team), options);
  router.post("/enheten/paket", save(save_packs), options);
}

} // namespace rt::app
