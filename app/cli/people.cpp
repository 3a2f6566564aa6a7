// unit add, user add, audit verify
#include "app/cli/cli.hpp"
#include "app/cli/unit.hpp"
#include "platform/core/text.hpp"
#include <iostream>

namespace rt::cli {

int unit_add(const Common &common, const UnitAdd &options) {
  auto app = app::App::open(common.setup, true);
  if (!app) return complain(app.error());
  auto &organisation = *(*app)->organisation;
  organisation::Unit unit;
  unit.name = options.name;
  unit.code = options.code.empty() ? options.name : options.code;
  unit.department = options.department;
  unit.administration = options.administration;
  unit.board = options.board;
  unit.city = options.city;
  if (organisation.unit_by_code(unit.code))
    return complain({ProblemKind::conflict, tr_f("Det finns redan en enhet som heter {0}.", {unit.code}), {}});
  auto connection = (*app)->pool().write();
  db::Transaction tx(*connection);
  const auto id = organisation.add_unit(*connection, unit);
  if (!id) return complain(id.error());
  int order = 0;
  for (const auto &words : options.teams) {
    const auto at = words.find('=');
    organisation::Team team;
    team.unit = *id;
    team.code = std::string(trim(words.substr(0, at)));
    team.name = at == std::string::npos ? team.code : std::string(trim(words.substr(at + 1)));
    team.short_name = team.name;
    team.entry = "service";
    team.people = "adults";
    team.order = ++order;
    if (auto added = organisation.add_team(*connection, team); !added) return complain(added.error());
  }
  organisation.set_packs(*connection, *id, common.setup.packs); // --packs: those that the unit works with; none = all
  audit::append(*connection, access::system_actor(*id), (*app)->clock().now(), {audit::Act::create, "unit:" + std::to_string(*id), "ny enhet", ""});
  tx.commit();
  std::cout << tr_n("{} verksamhet upplagd.", "{} verksamheter upplagda.", order) << '\n';
  return 0;
}

int token_add(const Common &common, const std::string &login, const std::string &name) {
  auto opened = open_unit(common);
  if (!opened) return complain(opened.error());
  const auto token = opened->app->identity->make_token(access::system_actor(opened->unit), login, name);
  if (!token) return complain(token.error());
  std::cout << *token << '\n';
  return 0;
}

int token_list(const Common &common) {
  auto opened = open_unit(common);
  if (!opened) return complain(opened.error());
  const auto tokens = opened->app->identity->tokens(access::system_actor(opened->unit));
  Table table;
  table.keys = {"id", "login", "name", "made_at", "used_on", "state"};
  for (const auto words : {tr("Nummer"), tr("Användare"), tr("Till"), tr("Gjord"), tr("Senast använd"), tr("Läge")})
    table.headings.emplace_back(words);
  for (const auto &t : tokens)
    table.rows.push_back({t.id, t.login, t.name, t.made_at, db::opt(t.used_on), std::string(t.revoked ? tr("återkallad") : tr("gäller"))});
  print(table, common.json ? Format::json : Format::table);
  return 0;
}

int token_revoke(const Common &common, long long id) {
  auto opened = open_unit(common);
  if (!opened) return complain(opened.error());
  if (auto done = opened->app->identity->revoke_token(access::system_actor(opened->unit), id); !done) return complain(done.error());
  std::cout << tr("Nyckeln är återkallad.") << '\n';
  return 0;
}

namespace {

/// The account and the list of staff are one person.
Result<void> add_as_staff(OpenUnit &opened, std::int64_t user_id, const std::string &title) {
  auto &app = *opened.app;
  auto user = app.identity->user(user_id).value();
  const auto system = access::system_actor(opened.unit);
  {
    auto connection = app.pool().write();
    db::Transaction tx(*connection);
    RT_TRY(user.staff,
           app.organisation->add_staff(*connection, {0, opened.unit, user.name, title, "", user.teams, to_iso(swedish_day(app.clock().now())), ""}));
    audit::append(*connection, system, app.clock().now(), {audit::Act::create, "staff:" + std::to_string(user.staff), "ny medarbetare", ""});
    tx.commit();
  }
  return app.identity->update_user(system, user);
}

} // namespace

int user_add(const Common &common, const UserAdd &options) {
  auto opened = open_unit(common);
  if (!opened) return complain(opened.error());
  identity::User user;
  user.login = options.login;
  user.name = options.name;
  user.role = access::role_from(options.role);
  user.unit = opened->unit;
  if (user.role == access::Role::none || user.role == access::Role::kiosk)
    return complain({ProblemKind::invalid, std::string(tr("Rollen ska vara head, deputy, therapist, social_worker eller administrator.")), {}});
  for (const auto &code : options.teams) {
    const auto team = opened->app->organisation->team_by_code(opened->unit, code);
    if (!team) return complain({ProblemKind::not_found, tr_f("Det finns ingen verksamhet som heter {0}.", {code}), {}});
    user.teams.push_back(team->id);
  }
  std::string password = read_all(options.password_file);
  while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) password.pop_back();
  auto added = opened->app->identity->add_user(access::system_actor(opened->unit), user, password);
  if (!added) return complain(added.error());
  if (!options.title.empty())
    if (auto done = add_as_staff(*opened, *added, options.title); !done) return complain(done.error());
  std::cout << tr_f("{0} kan nu logga in.", {options.login}) << '\n';
  return 0;
}

int audit_verify(const Common &common) {
  auto app = app::App::open(common.setup, false);
  if (!app) return complain(app.error());
  auto connection = (*app)->pool().read();
  const auto result = audit::verify(*connection);
  if (common.json) {
    print_json_object({{"rows", result.rows},
                       {"whole", std::int64_t{!result.broken}},
                       {"last_hash", result.last_hash},
                       {"broken_at", result.broken ? db::Value{result.broken->seq} : db::Value{db::Null{}}},
                       {"why", result.broken ? db::Value{result.broken->why} : db::Value{db::Null{}}}});
  } else if (result.broken) {
    std::cout << tr_f("Kedjan är bruten vid rad {0}: {1}", {std::to_string(result.broken->seq), result.broken->why}) << '\n';
  } else {
    std::cout << tr_n("Kedjan är hel: {} rad.", "Kedjan är hel: {} rader.", result.rows) << '\n'
              << tr_f("Sista kontrollsumman: {0}", {result.last_hash}) << '\n';
  }
  return result.broken ? 5 : 0;
}

} // namespace rt::cli
