// Builds the services in order, each from those before it.
#include "app/server/app.hpp"
#include <algorithm>

namespace rt::app {

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  for (const auto *part : {&organisation::migrations(), &audit::migrations(), &identity::migrations(), &records::migrations(),
                           &measures::migrations(), &steering::migrations(), &treatment::migrations(), &reports::migrations(),
                           &deadlines::migrations(), &assurance::migrations(), &casework::migrations(), &explore::migrations()})
    all.insert(all.end(), part->begin(), part->end());
  std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.number < b.number; });
  return all;
}

namespace {

std::vector<FieldError> rows_of(const std::vector<definitions::Finding> &findings) {
  std::vector<FieldError> rows;
  for (const auto &finding : findings)
    rows.push_back(
        {finding.file + ":" + std::to_string(finding.line), finding.message + (finding.suggestion.empty() ? "" : " " + finding.suggestion), 0});
  return rows;
}

Result<void> prepare_schema(db::Pool &pool, bool migrate) {
  const auto migrations = all_migrations();
  auto connection = pool.write();
  if (!migrate) {
    const int version = db::schema_version(*connection);
    if (version == 0) return fail(ProblemKind::not_found, std::string(tr("Databasen är tom. Kör först: rodatraden init")));
    if (version < migrations.back().number)
      return fail(ProblemKind::conflict, std::string(tr("Databasen är från en äldre version. Kör: rodatraden migrate")));
  }
  RT_CHECK(db::migrate(*connection, migrations));
  return {};
}

} // namespace

Result<std::unique_ptr<App>> App::open(const Setup &setup, bool migrate) {
  std::unique_ptr<App> app(new App(setup));
  app->pool_ = db::Pool::open(setup.database);
  RT_CHECK(prepare_schema(*app->pool_, migrate));
  auto packs = setup.packs;
  for (auto &name : records::installed_packs(*app->pool_->read())) // what has been kept is always there to read
    if (std::find(packs.begin(), packs.end(), name) == packs.end()) packs.push_back(std::move(name));
  if (packs.empty()) packs = {"open-care", "stockholm"};
  auto loaded = definitions::load(setup.packs_folder, packs);
  if (!loaded.findings.empty()) return fail(ProblemKind::invalid, std::string(tr("Definitionspaketen har fel.")), rows_of(loaded.findings));
  app->catalog_ = std::move(loaded.catalog);
  db::Pool &pool = *app->pool_;
  app->read_log = std::make_unique<audit::ReadLog>(pool, app->clock_);
  app->organisation = std::make_unique<organisation::Organisation>(pool);
  app->identity = std::make_unique<identity::Identity>(pool, app->clock_);
  app->records = std::make_unique<records::Records>(pool, app->catalog_, app->clock_, *app->read_log);
  app->persons = std::make_unique<records::Persons>(pool, app->clock_, *app->read_log);
  {
    auto connection = pool.write();
    db::Transaction tx(*connection);
    app->records->install(*connection);
    RT_CHECK(app->records->remember_packs(*connection));
    tx.commit();
  }
  app->measures = std::make_unique<measures::Measures>(pool, app->catalog_, app->clock_);
  if (!app->measures->findings().empty()) return fail(ProblemKind::invalid, std::string(tr("Måtten har fel.")), rows_of(app->measures->findings()));
  app->records->listen(*app->measures);
  if (auto connection = pool.write(); app->measures->stale(*connection)) app->measures->rebuild(*connection); // a measure was redefined
  app->deadlines = std::make_unique<deadlines::Deadlines>(pool, *app->records, *app->persons, *app->organisation, app->clock_);
  app->records->listen(*app->deadlines);
  if (auto connection = pool.write(); app->deadlines->stale(*connection)) {  // a rule is another
    if (app->deadlines->is_large(*connection)) app->remake_deadlines = true; // housekeeping does it while people work
    else app->deadlines->rebuild(*connection);
  }
  app->merges = std::make_unique<records::Merges>(*app->records, *app->persons, app->clock_);
  app->casework = std::make_unique<casework::Casework>(*app->records, *app->persons, *app->organisation, *app->read_log, app->clock_);
  app->imports = std::make_unique<records::Imports>(*app->records, *app->persons, app->clock_);
  app->steering =
      std::make_unique<steering::Steering>(pool, *app->organisation, steering::figures_of(*app->measures, *app->organisation), app->clock_);
  app->treatment = std::make_unique<treatment::Treatment>(pool, *app->records, app->clock_);
  app->reports = std::make_unique<reports::Reports>(pool, *app->steering, *app->records, app->clock_);
  app->explore = std::make_unique<explore::Explore>(pool, app->clock_);
  app->assurance = std::make_unique<assurance::Assurance>(pool, *app->records, *app->organisation, app->clock_);
  app->measures->on_change([live = &app->live](std::int64_t unit, const std::vector<std::string> &measures) {
    std::string data = "{\"measures\":[";
    for (std::size_t i = 0; i < measures.size(); ++i) data += (i ? ",\"" : "\"") + measures[i] + '"';
    live->publish("board:" + std::to_string(unit), data + "]}");
  });
  return app;
}

App::~App() = default;

} // namespace rt::app
