#include "modules/identity/internal.hpp"
#include "modules/identity/pages.hpp"
#include "platform/html/html.hpp"
#include "platform/i18n/i18n.hpp"

namespace rt::identity {
namespace {

void fact(html::Out &out, std::string_view word, std::string_view value) { out.element("dt", word).element("dd", value); }

void facts(html::Out &out, const User &user, const Deps &deps) {
  out.open("dl", {{"class", "facts"}});
  fact(out, tr("Namn"), user.name);
  fact(out, tr("Användarnamn"), user.login);
  fact(out, tr("Roll"), access::title_of(user.role));
  if (const auto names = team_names(user, deps.organisation.teams(user.unit)); !names.empty()) fact(out, tr("Grupper"), names);
  out.close("dl");
}

void language_form(html::Out &out, const User &user) {
  html::begin_form(out, "/konto/sprak");
  out.open("fieldset", {{"class", "group"}}).element("legend", tr("Språk"));
  html::Field lang("lang", html::Label(tr("Visa sidorna på")));
  lang.value = user.lang;
  html::input_radios(out, lang, languages());
  out.open("div", {{"class", "actions"}});
  html::button(out, tr("Spara språk"), html::Button::secondary);
  out.close("div").close("fieldset");
  html::end_form(out);
}

void password_form(html::Out &out, const Problem &problem) {
  html::begin_form(out, "/konto/losenord");
  out.open("fieldset", {{"class", "group"}}).element("legend", tr("Byt lösenord"));
  html::Field current("current", html::Label(tr("Nuvarande lösenord")));
  current.autocomplete = "current-password";
  current.error = error_at(problem, "current");
  html::input_text(out, current, "password");
  html::Field fresh("password", html::Label(tr("Nytt lösenord")));
  fresh.autocomplete = "new-password";
  fresh.help = tr("Minst 12 tecken. Flera ord efter varandra är lätta att minnas och svåra att gissa.");
  fresh.error = error_at(problem, "password");
  html::input_text(out, fresh, "password");
  html::Field repeated("repeated", html::Label(tr("Nytt lösenord en gång till")));
  repeated.autocomplete = "new-password";
  repeated.error = error_at(problem, "repeated");
  html::input_text(out, repeated, "password");
  out.open("div", {{"class", "actions"}});
  html::button(out, tr("Byt lösenord"));
  out.close("div").close("fieldset");
  html::end_form(out);
}

http::Response account_page(const http::Request &request, const access::Actor &actor, const Deps &deps, const Problem &problem = {}) {
  const auto user = deps.identity.user(actor.user);
  if (!user) return http::redirect("/login");
  html::Out out;
  html::error_summary(out, problem);
  if (request.query["sparat"] == "losenord") html::message(out, html::Tone::good, tr("Ditt lösenord är bytt. Du är utloggad på andra enheter."));
  if (request.query["sparat"] == "sprak") html::message(out, html::Tone::good, tr("Ditt språk är sparat."));
  if (user->must_change)
    html::message(out, html::Tone::info, tr("Du har ett engångslösenord. Välj ett eget längst ned på sidan innan du går vidare."));
  facts(out, *user, deps);
  language_form(out, *user);
  password_form(out, problem);
  auto frame = deps.frame(actor, "konto");
  frame.title = tr("Mitt konto");
  return http::html(html::page(frame, out.str()), problem.fields.empty() && problem.message.empty() ? 200 : http::status_of(problem.kind));
}

http::Response change_password(const http::Request &request, const access::Actor &actor, const Deps &deps) {
  const std::string &fresh = request.form["password"];
  if (fresh != request.form["repeated"])
    return account_page(request, actor, deps, {ProblemKind::invalid, {}, {{"repeated", std::string(tr("De två nya lösenorden är inte lika."))}}});
  if (auto known = deps.identity.confirm_password(actor, request.form["current"], request.remote); !known)
    return account_page(request, actor, deps, known.error());
  if (auto changed = deps.identity.set_password(actor, actor.user, fresh); !changed) return account_page(request, actor, deps, changed.error());
  // Every session ended with the old password; this one goes on with a new token.
  const auto user = deps.identity.user(actor.user);
  const auto token = deps.identity.login(user->login, fresh, request.remote);
  auto response = http::redirect("/konto?sparat=losenord");
  if (token) response.cookie(kSessionCookie, *token, kSessionLife);
  return response;
}

} // namespace

std::string error_at(const Problem &problem, std::string_view field) {
  for (const auto &error : problem.fields)
    if (error.field == field) return error.message;
  return {};
}

std::vector<html::Choice> languages() { return {{"sv", "Svenska"}, {"en", "English"}}; }

std::string team_names(const User &user, const std::vector<organisation::Team> &teams) {
  std::string names;
  for (const auto &team : teams)
    for (const std::int64_t own : user.teams)
      if (own == team.id) names += (names.empty() ? "" : ", ") + team.name;
  return names;
}

void add_account_pages(http::Router &router, Deps deps) {
  const std::string everybody = "alla som är inloggade";
  router.get("/konto", access::logged_in([deps](http::Request &request, const access::Actor &actor) { return account_page(request, actor, deps); }),
             {.help = "Mitt konto", .permission = everybody});
  router.post("/konto/sprak", access::logged_in([deps](http::Request &request, const access::Actor &actor) {
                if (auto saved = deps.identity.set_language(actor, request.form["lang"]); !saved)
                  return account_page(request, actor, deps, saved.error());
                return http::redirect("/konto?sparat=sprak");
              }),
              {.help = "Byt språk", .permission = everybody});
  router.post("/konto/losenord",
              access::logged_in([deps](http::Request &request, const access::Actor &actor) { return change_password(request, actor, deps); }),
              {.help = "Byt lösenord", .permission = everybody});
  add_user_pages(router, deps);
}

} // namespace rt::identity
