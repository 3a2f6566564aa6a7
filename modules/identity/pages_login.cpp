#include "modules/identity/internal.hpp"
#include "platform/html/html.hpp"
#include "platform/i18n/i18n.hpp"

namespace rt::identity {
namespace {

http::Response login_page(const http::Fields &filled, const std::optional<Problem> &problem) {
  html::Out out;
  out.open("main", {{"id", "main"}}).element("h1", tr("Logga in"));
  out.element("p", tr("Röda tråden visar hur dagens möten når ända till målen."), {{"class", "lead"}});
  if (problem) html::error_summary(out, *problem);
  else if (filled["utkast"] == "1")
    html::message(out, html::Tone::info,
                  tr("Du har varit borta en stund och är utloggad. Det du skrev är sparat som utkast: logga in, så fortsätter du där."));
  html::begin_form(out, "/login");
  html::input_hidden(out, "next", filled["next"]);
  html::Field login("login", html::Label(tr("Användarnamn")));
  login.value = filled["login"];
  login.autocomplete = "username";
  login.required = true;
  html::input_text(out, login);
  html::Field password("password", html::Label(tr("Lösenord")));
  password.autocomplete = "current-password";
  password.help = tr("Har du glömt lösenordet? Den som sköter användare i din enhet kan ge dig ett nytt.");
  password.required = true;
  html::input_text(out, password, "password");
  out.open("div", {{"class", "actions"}});
  html::button(out, tr("Logga in"));
  out.close("div");
  html::end_form(out);
  out.close("main");
  return http::html(html::bare_page(tr("Logga in"), out.str(), "bare"), problem ? http::status_of(problem->kind) : 200);
}

} // namespace

void add_pages(http::Router &router, Identity &identity, bool secure_cookies) {
  (void)secure_cookies; // the server adds Secure to every cookie
  router.get("/login",
             [](http::Request &request) {
               if (access::current().user > 0) return http::redirect(safe_next(request.query["next"]));
               return login_page(request.query, std::nullopt);
             },
             {.help = "Logga in", .permission = "alla"});
  router.post("/login",
              [&identity](http::Request &request) {
                const auto token = identity.login(request.form["login"], request.form["password"], request.remote);
                if (!token) return login_page(request.form, token.error());
                auto response = http::redirect(safe_next(request.form["next"]));
                response.cookie(kSessionCookie, *token, kSessionKept); // an ended session still says whose draft comes
                return response;
              },
              {.max_body = 16 * 1024, .help = "Logga in", .permission = "alla"});
  router.post("/logout",
              [&identity](http::Request &request) {
                identity.logout(request.cookie(kSessionCookie));
                auto response = http::redirect("/login");
                response.cookie(kSessionCookie, "", 0);
                return response;
              },
              {.help = "Logga ut", .permission = "alla"});
}

} // namespace rt::identity
