#include "modules/identity/pages.hpp"
#include "platform/core/text.hpp"
#include "platform/html/html.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <map>

namespace rt::identity {
namespace {

using access::Actor;
using access::Role;

std::vector<html::Choice> role_choices() {
  std::vector<html::Choice> choices;
  for (const Role role : {Role::head, Role::deputy, Role::therapist, Role::social_worker, Role::administrator, Role::kiosk})
    choices.push_back({std::string(access::id_of(role)), std::string(access::title_of(role))});
  return choices;
}

std::string address_of(std::int64_t user) { return "/anvandare/" + std::to_string(user); }

http::Response framed(const Actor &actor, const Deps &deps, std::string title, std::string lead, const html::Out &out, int status = 200) {
  auto frame = deps.frame(actor, "anvandare");
  frame.title = std::move(title);
  frame.lead = std::move(lead);
  frame.styles.push_back("register.css");
  return http::html(html::page(frame, out.str()), status);
}

/// Titles by the row in the list of staff.
std::map<std::int64_t, std::string> titles(const Actor &actor, const Deps &deps) {
  std::map<std::int64_t, std::string> found;
  for (const auto &one : deps.organisation.staff(actor.unit)) found[one.id] = one.title;
  return found;
}

std::string title_of(const User &user, const std::map<std::int64_t, std::string> &titles) {
  const auto found = titles.find(user.staff);
  return found != titles.end() ? found->second : std::string{};
}

std::string_view account_words(const User &user) {
  if (!user.active) return tr("stängt");
  return user.must_change ? tr("engångslösenord, inte bytt än") : tr("öppet");
}

http::Response list_page(const http::Request &request, const Actor &actor, const Deps &deps) {
  const auto teams = deps.organisation.teams(actor.unit);
  const auto known_titles = titles(actor, deps);
  auto users = deps.identity.users(actor.unit);
  std::stable_partition(users.begin(), users.end(), [](const User &user) { return user.active; });
  html::Out out;
  if (!request.query["sparat"].empty()) html::message(out, html::Tone::good, tr("Användaren är sparad."));
  out.open("div", {{"class", "actions"}});
  html::link_button(out, "/anvandare/ny", tr("Lägg till en användare"), html::Button::primary);
  out.close("div");
  html::begin_table(out, tr("Användare"),
                    {{std::string(tr("Namn"))},
                     {std::string(tr("Titel"))},
                     {std::string(tr("Användarnamn"))},
                     {std::string(tr("Roll"))},
                     {std::string(tr("Grupper"))},
                     {std::string(tr("Konto"))}},
                    "list stacked");
  for (const User &user : users) {
    html::begin_row(out, address_of(user.id), user.active ? "" : "done");
    out.open("td").link(address_of(user.id), user.name).close("td");
    html::cell(out, title_of(user, known_titles));
    html::cell(out, user.login);
    html::cell(out, access::title_of(user.role));
    const auto names = team_names(user, teams);
    html::cell(out, access::works_with_clients(user.role) ? std::string_view(names)
                    : user.role == Role::kiosk            ? std::string_view()
                                                          : tr("hela enheten"));
    html::cell(out, account_words(user));
    html::end_row(out);
  }
  html::end_table(out);
  if (users.size() == 1)
    html::empty_state(out, tr("Du är ensam här än. Lägg till dina kollegor: var och en får ett eget konto och ett engångslösenord."), "/anvandare/ny",
                      tr("Lägg till en användare"));
  return framed(actor, deps, std::string(tr("Användare")), std::string(tr("De som kan logga in i enheten, och vad de får göra.")), out);
}

void user_fields(html::Out &out, const User &user, const std::string &title, const Actor &actor, const Deps &deps, const Problem &problem) {
  html::Field name("name", html::Label(tr("Namn")));
  name.value = user.name;
  name.required = true;
  name.error = error_at(problem, "name");
  html::input_text(out, name);
  html::Field called("title", html::Label(tr("Titel")));
  called.value = title;
  called.help = user.staff == 0 ? tr("Till exempel socialsekreterare. Med en titel kommer personen med i personallistan.") : std::string_view();
  called.error = error_at(problem, "title");
  html::input_text(out, called);
  html::Field login("login", html::Label(tr("Användarnamn")));
  login.value = user.login;
  login.required = user.id == 0;
  login.readonly = user.id != 0;
  login.help = user.id == 0 ? tr("Till exempel anna.lindqvist. Det kan inte ändras sedan.") : std::string_view();
  login.error = error_at(problem, "login");
  html::input_text(out, login);
  html::Field role("role", html::Label(tr("Roll")));
  role.value = user.role == Role::none ? "" : access::id_of(user.role);
  role.required = true;
  role.error = error_at(problem, "role");
  html::input_select(out, role, role_choices());
  html::Field teams("teams", html::Label(tr("Grupper")));
  teams.help = tr("En behandlare läser och skriver bara i sina egna grupper. Övriga roller ser hela enheten.");
  teams.error = error_at(problem, "teams");
  std::vector<html::Choice> choices;
  std::vector<std::string> chosen;
  for (const auto &team : deps.organisation.teams(actor.unit)) choices.push_back({std::to_string(team.id), team.name, !team.active});
  for (const std::int64_t team : user.teams) chosen.push_back(std::to_string(team));
  html::input_checks(out, teams, choices, chosen);
  html::Field staff("staff", html::Label(tr("Medarbetare")));
  staff.help = tr("Finns personen redan i personallistan? Koppla kontot dit, så syns hens egna ärenden på Min dag.");
  staff.error = error_at(problem, "staff");
  staff.value = user.staff == 0 ? "" : std::to_string(user.staff);
  std::vector<html::Choice> people;
  for (const auto &one : deps.organisation.staff(actor.unit)) people.push_back({std::to_string(one.id), one.name, !one.ended.empty()});
  html::input_select(out, staff, people);
  html::Field lang("lang", html::Label(tr("Språk")));
  lang.value = user.lang;
  lang.error = error_at(problem, "lang");
  html::input_radios(out, lang, languages());
}

/// What another administrator has saved, beside what was typed here: nobody's work is lost unseen.
void stored_now(html::Out &out, const User &typed, const Deps &deps) {
  const auto now = deps.identity.user(typed.id);
  if (!now) return;
  const auto teams = team_names(*now, deps.organisation.teams(now->unit));
  out.open("div", {{"class", "conflict"}}).element("b", tr("Det här är sparat nu"));
  out.element("p", now->name + " · " + std::string(access::title_of(now->role)) + (teams.empty() ? "" : " · " + teams) + " · " +
                       std::string(now->active ? tr("kontot är öppet") : tr("kontot är stängt")));
  out.close("div");
}

http::Response form_page(const User &user, const std::string &title, const Actor &actor, const Deps &deps, const Problem &problem = {}) {
  html::Out out;
  html::error_summary(out, problem);
  if (problem.kind == ProblemKind::conflict && problem.fields.empty() && !problem.message.empty()) stored_now(out, user, deps);
  html::begin_form(out, user.id == 0 ? "/anvandare/ny" : address_of(user.id));
  if (user.id != 0) html::input_hidden(out, "version", std::to_string(user.version));
  user_fields(out, user, title, actor, deps, problem);
  if (user.id == 0) {
    out.element("p", tr("När du lägger till personen får du se ett engångslösenord att lämna över. Det byts vid första inloggningen."),
                {{"class", "hint"}});
  } else {
    html::Field active("active", html::Label(tr("Kontot är öppet: personen kan logga in")));
    active.value = user.active ? "1" : "";
    active.help = tr("Stäng kontot när personen slutar. Hen loggas ut genast; allt hen har gjort står kvar.");
    html::input_check(out, active);
  }
  out.open("div", {{"class", "actions"}});
  html::button(out, user.id == 0 ? tr("Lägg till") : tr("Spara"));
  html::link_button(out, "/anvandare", tr("Avbryt"), html::Button::quiet);
  out.close("div");
  html::end_form(out);
  if (user.id != 0 && user.id != actor.user && user.active) {
    html::begin_form(out, address_of(user.id) + "/losenord");
    out.open("fieldset", {{"class", "group"}}).element("legend", tr("Ge ett nytt lösenord"));
    out.element("p", tr("Du får se ett engångslösenord en enda gång. Personen loggas ut överallt och väljer ett eget vid nästa inloggning."));
    out.open("div", {{"class", "actions"}});
    html::button(out, tr("Gör ett engångslösenord"), html::Button::secondary);
    out.close("div").close("fieldset");
    html::end_form(out);
  }
  const bool wrong = !problem.fields.empty() || !problem.message.empty();
  return framed(actor, deps, std::string(user.id == 0 ? tr("Lägg till en användare") : tr("Ändra användare")), {}, out,
                wrong ? http::status_of(problem.kind) : 200);
}

User filled_in(const http::Fields &form, const Actor &actor) {
  User user;
  user.login = form["login"];
  user.name = trim(form["name"]);
  user.role = access::role_from(form["role"]);
  user.unit = actor.unit;
  user.staff = parse_integer(form["staff"]).value_or(0);
  user.lang = form["lang"];
  for (const std::string &team : form.all("teams"))
    if (const auto id = parse_integer(team)) user.teams.push_back(*id);
  return user;
}

/// The user in the address when it is one of the reader's unit.
std::optional<User> asked_for(const http::Request &request, const Actor &actor, const Deps &deps) {
  const auto id = parse_integer(request.param(0));
  auto user = id ? deps.identity.user(*id) : std::nullopt;
  if (user && user->unit != actor.unit) return std::nullopt;
  return user;
}

http::Response not_found(const http::Request &request) {
  return http::problem(request, {ProblemKind::not_found, std::string(tr("Användaren finns inte.")), {}});
}

/// The only time that the password is shown: in the answer itself, which nobody keeps.
http::Response password_page(const User &user, const std::string &password, const Actor &actor, const Deps &deps) {
  html::Out out;
  out.open("dl", {{"class", "facts"}});
  out.element("dt", tr("Användarnamn")).element("dd", user.login);
  out.element("dt", tr("Engångslösenord")).open("dd").element("code", password, {{"class", "once"}}).close("dd");
  out.close("dl");
  html::message(out, html::Tone::partly, tr("Lösenordet visas bara nu. Skriv av det och lämna över det personligen, aldrig i ett mejl."));
  out.element("p", user.role == Role::kiosk
                       ? tr("Logga in med det på den skärm som kontot är till för.")
                       : tr("Vid första inloggningen väljer personen ett eget lösenord; innan dess går det inte att göra något annat."));
  out.open("div", {{"class", "actions"}});
  html::link_button(out, "/anvandare", tr("Till användarna"), html::Button::primary);
  out.close("div");
  return framed(actor, deps, tr_f("Engångslösenord för {0}", {user.name}), {}, out);
}

http::Response add(const http::Request &request, const Actor &actor, const Deps &deps) {
  const User user = filled_in(request.form, actor);
  const std::string title(trim(request.form["title"]));
  const auto added = deps.identity.welcome(actor, user, {title});
  if (!added) return form_page(user, title, actor, deps, added.error());
  return password_page(deps.identity.user(added->user).value_or(user), added->password, actor, deps);
}

http::Response change(const http::Request &request, const Actor &actor, const Deps &deps) {
  const auto known = asked_for(request, actor, deps);
  if (!known) return not_found(request);
  User user = filled_in(request.form, actor);
  user.id = known->id;
  user.login = known->login;
  user.active = request.form["active"] == "1";
  user.version = static_cast<int>(parse_integer(request.form["version"]).value_or(0));
  const std::string title(trim(request.form["title"]));
  const auto changed = deps.identity.update_user(actor, user, StaffFacts{title});
  if (!changed && changed.error().kind == ProblemKind::conflict) user.version = known->version; // saved again, it is a choice
  return changed ? http::redirect("/anvandare?sparat=1") : form_page(user, title, actor, deps, changed.error());
}

http::Response give_password(const http::Request &request, const Actor &actor, const Deps &deps) {
  const auto known = asked_for(request, actor, deps);
  if (!known) return not_found(request);
  const auto password = deps.identity.give_password(actor, known->id);
  if (!password) return http::problem(request, password.error());
  return password_page(*known, *password, actor, deps);
}

} // namespace

void add_user_pages(http::Router &router, const Deps &deps) {
  using Step = http::Response (*)(const http::Request &, const Actor &, const Deps &);
  const auto page = [deps](Step step) {
    return access::guarded(access::May::manage_users,
                           [deps, step](http::Request &request, const Actor &actor) { return step(request, actor, deps); });
  };
  const std::string who = "manage_users";
  router.get("/anvandare", page(list_page), {.help = "Enhetens användare", .permission = who});
  router.get("/anvandare/ny", page([](const http::Request &, const Actor &actor, const Deps &d) { return form_page({}, {}, actor, d); }),
             {.help = "Ny användare", .permission = who});
  router.post("/anvandare/ny", page(add), {.help = "Lägg till en användare", .permission = who});
  router.get("/anvandare/{id}", page([](const http::Request &request, const Actor &actor, const Deps &d) {
               const auto user = asked_for(request, actor, d);
               return user ? form_page(*user, title_of(*user, titles(actor, d)), actor, d) : not_found(request);
             }),
             {.help = "Ändra användare", .permission = who});
  router.post("/anvandare/{id}", page(change), {.help = "Spara användare", .permission = who});
  router.post("/anvandare/{id}/losenord", page(give_password), {.help = "Ge ett nytt lösenord", .permission = who});
}

} // namespace rt::identity
