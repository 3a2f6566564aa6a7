// serve, init, migrate, demo, routes
#include "app/cli/cli.hpp"
#include "app/demo/city.hpp"
#include "app/demo/demo.hpp"
#include "app/demo/district.hpp"
#include "platform/calendar/date.hpp"
#include "platform/config/config.hpp"
#include "platform/http/listen_error.hpp"
#include "platform/log/log.hpp"
#include <csignal>
#include <iostream>
#include <thread>

namespace rt::cli {
namespace {

constexpr std::string_view kDemoDay = "2019-03-22";

/// Moves the clock so that now is 09.40 (Swedish time) on that day.

void say(const std::string &sentence) { std::cerr << sentence << '\n'; }

/// File, then environment, then what stands on the command line.
Result<config::Config> settled(const Common &common, const Serve &options) {
  RT_TRY(auto c, config::load(options.config_file));
  const auto said = [&](const char *name) { return options.said.count(name) > 0; };
  if (said("--db") || options.config_file.empty()) c.database = common.setup.database;
  if (said("--packs") || options.config_file.empty()) c.packs = common.setup.packs;
  if (said("--packs-dir")) c.packs_folder = common.setup.packs_folder;
  if (said("--address")) c.address = options.address;
  if (said("--port")) c.port = options.port;
  if (said("--threads")) c.threads = options.threads;
  if (said("--log-level")) c.log_level = options.log_level;
  if (said("--secure-cookies")) c.secure_cookies = true;
  if (said("--public-url")) {
    c.public_url = options.public_url;
    while (!c.public_url.empty() && c.public_url.back() == '/') c.public_url.pop_back();
  }
  if (said("--today")) c.today = options.today;
  else if (options.demo) c.today = kDemoDay;
  if (!c.today.empty() && !date_from_iso(c.today)) return fail(ProblemKind::invalid, std::string(tr("Skriv dagen som 2019-03-22.")));
  return c;
}

int cannot_listen(const http::ListenError &error) {
  const std::string port = std::to_string(error.port);
  using Why = http::ListenError::Why;
  switch (error.why) {
  case Why::taken:
    return complain({ProblemKind::busy,
                     tr_f("Port {0} på {1} är upptagen: något annat program lyssnar redan där. Stäng det, eller välj en annan port med --port.",
                          {port, error.address}),
                     {}});
  case Why::not_allowed:
    return complain({ProblemKind::forbidden,
                     tr_f("Du får inte lyssna på port {0}. Välj en port över 1023 med --port, eller sätt en omvänd proxy framför.", {port}),
                     {}});
  case Why::no_such_address:
    return complain({ProblemKind::invalid,
                     tr_f("Datorn har inte adressen {0}. Välj 127.0.0.1, 0.0.0.0 eller en av datorns egna adresser med --address.", {error.address}),
                     {}});
  case Why::other: break;
  }
  return complain({ProblemKind::busy, tr_f("Det går inte att lyssna på {0} port {1}.", {error.address, port}), {}});
}

int wait_for_signal(const sigset_t &signals) {
  int which = 0;
  sigwait(&signals, &which);
  return which;
}

} // namespace

std::int64_t offset_to(Date day) { return from_swedish(day, 9 * 60 + 40) - SystemClock().now(); }

int serve(Common common, const Serve &options) {
  // Signals are taken by this thread alone, so they are blocked before any other thread starts.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto settings = settled(common, options);
  if (!settings) return complain(settings.error());
  log::start(log::level_from(settings->log_level), settings->log_file);
  common.setup.database = settings->database;
  common.setup.packs = settings->packs;
  common.setup.packs_folder = settings->packs_folder;
  common.setup.clock_offset = settings->today.empty() ? settings->offset : offset_to(*date_from_iso(settings->today));
  auto app = app::App::open(common.setup, true);
  if (!app) return complain(app.error());
  http::Router router;
  app::add_routes(**app, router, {settings->secure_cookies, settings->metrics_token, settings->public_url});
  http::Config config;
  config.address = settings->address;
  config.port = settings->port;
  config.threads = settings->threads;
  config.secure_cookies = settings->secure_cookies;
  config.trusted_proxies = settings->trusted_proxies;
  config.may_listen = app::may_listen(**app);
  std::unique_ptr<http::Server> server;
  try {
    server = std::make_unique<http::Server>(router, config, app::before(**app), http::After{}, &(*app)->live);
  } catch (const http::ListenError &error) { return cannot_listen(error); }
  const std::string url = "http://" + settings->address + ":" + std::to_string(server->port());
  std::cout << tr_f("Lyssnar på {0}", {url}) << std::endl;
  if (options.demo) {
    std::cout << tr_f("Logga in som anna (enhetschef), leyla (bitr. enhetschef), maja (kurator) eller kerstin (administratör). Lösenord: {0}",
                      {demo::kPassword})
              << '\n'
              << tr_f("Surfplattan: {0}/kiosk", {url}) << std::endl;
    for (const auto &unit : demo::district_units()) // only those that the database has
      if ((*app)->organisation->unit_by_code(unit.code))
        std::cout << unit.name << ": " << unit.login << ".chef, " << unit.login << ".bitr, " << unit.login << ".1" << std::endl;
  }
  {
    const std::jthread warming([&](const std::stop_token &stop) {
      try {
        (*app)->pool().warm(stop);
      } catch (const db::Error &) {
        // Then pages are read when they are asked for.
      }
    });
    const std::jthread housekeeping([&](const std::stop_token &stop) { app::housekeeping(**app, stop); });
    wait_for_signal(signals);
  }
  server->stop();
  return 0;
}

int init(const Common &common) {
  auto app = app::App::open(common.setup, true);
  if (!app) return complain(app.error());
  std::cout << tr_f("Databasen är klar: {0} register, {1} mått.",
                    {std::to_string((*app)->catalog().registers.size()), std::to_string((*app)->measures->definitions().size())})
            << '\n';
  return 0;
}

int migrate(const Common &common) {
  auto app = app::App::open(common.setup, true);
  if (!app) return complain(app.error());
  auto connection = (*app)->pool().read();
  std::cout << tr_f("Databasens schema är version {0}.", {std::to_string(db::schema_version(*connection))}) << '\n';
  return 0;
}

int demo(Common common, const Demo &demo) {
  common.setup.clock_offset = offset_to(*date_from_iso(kDemoDay));
  const bool city = demo.size == "city", district = demo.size == "district";
  if (city || district) common.setup.packs = app::kDistrictPacks;
  auto app = app::App::open(common.setup, true);
  if (!app) return complain(app.error());
  const auto made = city       ? app::make_city_demo(**app, demo.records > 0 ? demo.records : demo::kCityRecords, say)
                    : district ? app::make_district_demo(**app, demo.only, say)
                               : app::make_demo(**app, demo.extra_contacts, say);
  if (!made) return complain(made.error());
  return 0;
}

int routes(const Common &common) {
  Common in_memory = common;
  in_memory.setup.database = "sqlite::memory:";
  auto app = app::App::open(in_memory.setup, true);
  if (!app) return complain(app.error());
  http::Router router;
  app::add_routes(**app, router);
  Table table;
  table.keys = {"method", "path", "permission", "help"};
  for (std::string_view heading : {tr("metod"), tr("adress"), tr("behörighet"), tr("vad den gör")}) table.headings.emplace_back(heading);
  for (const auto &route : router.routes())
    table.rows.push_back({std::string(route.method == http::Method::get    ? "GET"
                                      : route.method == http::Method::post ? "POST"
                                      : route.method == http::Method::put  ? "PUT"
                                                                           : "DELETE"),
                          route.pattern, route.options.permission, route.options.help});
  print(table, common.json ? Format::json : Format::table);
  return 0;
}

} // namespace rt::cli
