// The only place that knows every module: who gets which service, what the frame shows, who may pass the door.
#include "app/server/app.hpp"
#include "app/server/pages.hpp"
#include "modules/deadlines/pages.hpp"
#include "modules/definitions/measure_text.hpp"
#include "modules/mapping/mapping.hpp"
#include "modules/measures/editor_pages.hpp"
#include "modules/measures/pages.hpp"
#include "modules/records/import_pages.hpp"
#include "modules/records/pages.hpp"
#include "platform/core/text.hpp"
#include "platform/html/html.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/http/operations.hpp"
#include <algorithm>

namespace rt::app {
namespace {

struct MenuItem {
  const char *section, *href;
  std::string_view words;
};

/// At most nine, and only what the role uses; everything else is found by "/".
std::vector<MenuItem> menu_of(access::Role role, bool has_contacts) {
  using access::Role;
  std::vector<MenuItem> items;
  if (role != Role::administrator) items.push_back({"day", "/min-dag", tr("Min dag")});
  items.push_back({"board", "/tavla", tr("Resultattavla")});
  items.push_back({"thread", "/traden", tr("Röda tråden")});
  items.push_back({"plan", "/planen", tr("Planen")});
  // An open-care unit's cases are contacts with ratings; an authority unit's are cases with handlers.
  if (role != Role::administrator)
    items.push_back({"cases", has_contacts && role != Role::social_worker ? "/arenden" : "/fordelning", tr("Ärenden")});
  items.push_back({"registers", "/register", tr("Register")});
  if (role == Role::administrator) {
    items.push_back({"wheel", "/arshjul", tr("Årshjul")});
    items.push_back({"reports", "/rapporter", tr("Rapporter")});
    items.push_back({"users", "/anvandare", tr("Användare")});
    items.push_back({"unit", "/enheten", tr("Enheten")});
    items.push_back({"audit", "/logg", tr("Logg")});
    return items;
  }
  items.push_back({"deadlines", "/bevakning", tr("Bevakning")});
  items.push_back({"followup", "/uppfoljning", tr("Uppföljning")}); // the year wheel is a tab of it
  items.push_back(access::works_with_clients(role) ? MenuItem{"viewpoints", "/synpunkter", tr("Synpunkter")}
                                                   : MenuItem{"reports", "/rapporter", tr("Rapporter")});
  return items;
}

html::Frame frame_for(App &app, const access::Actor &actor, std::string_view section) {
  html::Frame frame;
  frame.section = section;
  if (const auto unit = app.organisation->unit(actor.unit)) {
    frame.unit = unit->name;
    frame.administration = unit->administration;
  }
  std::string month = long_month(month_containing(swedish_day(app.clock().now())));
  if (!month.empty() && month[0] >= 'a' && month[0] <= 'z') month[0] = static_cast<char>(month[0] - 'a' + 'A');
  frame.when = month;
  frame.who = actor.name;
  frame.role = access::title_of(actor.role);
  frame.search = "/sok";
  const bool has_contacts = app.catalog().keeps(app.organisation->packs(actor.unit), "open-care");
  for (const auto &item : menu_of(actor.role, has_contacts)) frame.menu.push_back({item.href, std::string(item.words), item.section == section});
  return frame;
}

void add_module_pages(App &app, http::Router &router, const Web &web) {
  const auto frame = [&app](const access::Actor &actor, std::string_view section) { return frame_for(app, actor, section); };
  identity::add_pages(router, *app.identity, web.secure_cookies);
  identity::add_account_pages(router, {*app.identity, *app.organisation, frame});
  audit::add_pages(router, {.pool = app.pool(),
                            .read_log = *app.read_log,
                            .frame = frame,
                            .users =
                                [&app](std::int64_t unit) {
                                  std::vector<html::Choice> choices;
                                  for (const auto &user : app.identity->users(unit)) choices.push_back({std::to_string(user.id), user.name});
                                  return choices;
                                },
                            .object_words =
                                [&app](std::string_view object) {
                                  const auto *reg = app.catalog().find(object);
                                  return reg == nullptr ? std::string() : fold(reg->singular.str());
                                }});
  records::add_pages(router, {.records = *app.records,
                              .persons = *app.persons,
                              .organisation = *app.organisation,
                              .clock = app.clock(),
                              .frame = frame,
                              .feeds = [&app](std::string_view reg, std::int64_t id) { return feeds_of(app, reg, id); },
                              .actions = [&app](const access::Actor &actor, std::string_view reg,
                                                std::int64_t id) { return mapping::actions(*app.records, actor, reg, id); },
                              .panel = [&app](const access::Actor &actor, std::string_view reg,
                                              std::int64_t id) { return deadlines::panel(*app.deadlines, actor, reg, id); },
                              .beside = [&app](const access::Actor &actor) { return beside_registers(app, actor); },
                              .due = [&app](const access::Actor &actor, std::string_view reg,
                                            const std::vector<std::int64_t> &ids) { return due_on_cards(app, actor, reg, ids); },
                              .person_href = casework::person_href,
                              .described = measures::api_description});
  records::add_import_pages(router, {*app.imports, *app.organisation, frame});
  deadlines::add_pages(router, {.deadlines = *app.deadlines,
                                .organisation = *app.organisation,
                                .clock = app.clock(),
                                .read_log = *app.read_log,
                                .frame = frame,
                                .active = [&app](std::int64_t user) {
                                  const auto found = app.identity->user(user);
                                  return found && found->active;
                                }});
  const measures::Deps figures{*app.measures, *app.organisation, app.pool(), *app.read_log, app.clock(), frame, "/utforska", "/matt/redigera"};
  measures::add_pages(router, figures);
  measures::add_editor_pages(router, figures, [](std::string_view text) -> measures::editor::Read {
    auto read = definitions::read_measure_text(text, "utkast");
    return {std::move(read.measures), std::move(read.findings), read.is_toml};
  });
  const explore::Deps questions{.explore = *app.explore,
                                .measures = *app.measures,
                                .organisation = *app.organisation,
                                .read_log = *app.read_log,
                                .clock = app.clock(),
                                .frame = frame,
                                .records_href = [](std::string_view measure, const Period &period, std::optional<organisation::Sex> sex,
                                                   std::int64_t team) { return measures::records_href(measure, period, sex, team); }};
  explore::add_pages(router, questions);

  treatment::add_pages(router, {.treatment = *app.treatment,
                                .records = *app.records,
                                .persons = *app.persons,
                                .organisation = *app.organisation,
                                .read_log = *app.read_log,
                                .clock = app.clock(),
                                .live = &app.live,
                                .public_url = web.public_url,
                                .frame = frame,
                                .todos = {[&app](const access::Actor &actor) { return deadline_todos(app, actor); },
                                          [&app](const access::Actor &actor) { return steering_todos(app, actor); },
                                          [&app](const access::Actor &actor) { return review_todos(app, actor); },
                                          [&app](const access::Actor &actor) { return case_todos(app, actor); }}});
  const mapping::Deps together{*app.records, *app.persons, *app.organisation, app.clock(), &app.live, frame};
  mapping::add_pages(router, together);
  casework::add_pages(
      router, {.casework = *app.casework,
               .records = *app.records,
               .persons = *app.persons,
               .merges = *app.merges,
               .organisation = *app.organisation,
               .clock = app.clock(),
               .frame = frame,
               .deadlines = [&app](const access::Actor &actor, std::int64_t person) { return deadlines_of(app, actor, person); },
               .late_people = [&app](const access::Actor &actor) { return app.deadlines->late_people(actor); },
               .together = [together](const access::Actor &actor, std::int64_t person) { return mapping::person_href(together, actor, person); }});

  steering::Deps steering{*app.steering, app.live, frame};
  steering.curve = [&app](const access::Actor &actor, std::int64_t contact, std::int64_t rating) {
    return treatment::curve(*app.records, actor, contact, rating);
  };
  steering.record = [&app](const access::Actor &actor, std::string_view reg, std::int64_t id) { return words_of_record(app, actor, reg, id); };
  steering.ratings = [&app](const access::Actor &actor, std::int64_t contact) { return ratings_of(app, actor, contact); };
  steering.pictures = [questions](const access::Actor &actor, bool wall) { return explore::board_pictures(questions, actor, wall); };
  steering::add_pages(router, steering);
  reports::add_pages(router, {*app.reports, frame});
  assurance::add_pages(router, {*app.assurance, frame});
}

} // namespace

void add_routes(App &app, http::Router &router, const Web &web) {
  add_module_pages(app, router, web);
  const auto frame = [&app](const access::Actor &actor, std::string_view section) { return frame_for(app, actor, section); };
  add_search_page(app, router, frame);
  add_unit_page(app, router, frame);
  http::RouteOptions open;
  open.help = "startsidan efter roll";
  open.permission = "alla";
  router.get(
      "/", [](http::Request &) { return http::redirect(access::current().role == access::Role::administrator ? "/tavla" : "/min-dag"); }, open);
  open.help = "lever servern och databasen?";
  router.get("/halsa", http::health_handler({{"databas", [&app] { return app.pool().read()->count("SELECT 1") == 1; }}}), open);
  open.help = "mätvärden i Prometheus form, för den egna maskinen";
  router.get("/metrics", http::metrics_handler(web.metrics_token), open);
}

std::function<bool(const http::Request &, std::string_view)> may_listen(App &app) {
  return [&app](const http::Request &, std::string_view topic) {
    const access::Actor &actor = access::current();
    if (topic == "board:" + std::to_string(actor.unit)) return actor.may(access::May::read_board);
    return mapping::may_hear(*app.records, actor, topic) || app.treatment->may_hear(actor, topic);
  };
}

namespace {

/// What comes from a page whose session has ended while somebody was writing: kept as that user's draft and offered after the login. The
/// page's own token proves that the form was shown in that session.
std::optional<http::Response> kept_for_later(App &app, const http::Request &request, const std::string &token) {
  const auto user = app.identity->timed_out(token);
  if (!user || !http::csrf_ok(user->session_secret, request.form["_csrf"])) return std::nullopt;
  const auto kept = records::keep_unsent(*app.records, app.clock(), *user, request);
  if (!kept) return std::nullopt;
  const i18n::Scope reader(user->lang);
  if (kept->automatic) return http::text(tr_f("Sparat {0}. Du är utloggad: logga in igen för att fortsätta.", {kept->saved}), 401);
  return http::redirect("/login?utkast=1&next=" + url_encode(kept->address));
}

} // namespace

http::Before before(App &app) {
  return [&app](http::Request &request) -> std::optional<http::Response> {
    access::Actor &actor = access::current();
    actor = {};
    // A program with a key is known by the key alone: a cookie beside it must not lend it a person's rights.
    if (const auto key = request.header("authorization"); starts_with(key, "Bearer ")) {
      if (auto found = app.identity->program(key.substr(7)); found && starts_with(request.path, "/api/")) actor = *found;
      return std::nullopt;
    }
    if (const std::string token = request.cookie(identity::kSessionCookie); !token.empty()) {
      if (auto found = app.identity->actor(token)) {
        actor = *found;
        // Somebody else has seen a one-time password: nothing is done with it but changing it.
        if (app.identity->must_change(token) && !starts_with(request.path, "/konto") && request.path != "/logout") return http::redirect("/konto");
      } else if (request.method == http::Method::post)
        if (auto answer = kept_for_later(app, request, token)) return answer;
    }
    if (!actor.session_secret.empty()) {
      html::marks().csrf = http::csrf_token(actor.session_secret);
      html::marks().lang = i18n::code(actor.lang);
    }
    return std::nullopt;
  };
}

} // namespace rt::app
