#include "app/maintenance/maintenance.hpp"
#include "app/maintenance/sqlite_file.hpp"
#include "modules/audit/audit.hpp"
#include "modules/definitions/definitions.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <set>

namespace rt::app {
namespace {

constexpr std::uintmax_t kGigabyte = 1'000'000'000;

Check good(std::string name, std::string words) { return {std::move(name), true, std::move(words)}; }
Check bad(std::string name, std::string words) { return {std::move(name), false, std::move(words)}; }

Check schema(db::Connection &c, const std::vector<db::Migration> &known) {
  if (!c.has_table("schema_migration")) return bad("schema", std::string(tr("Databasen är tom. Kör: rodatraden init")));
  std::set<std::int64_t> applied;
  c.query("SELECT number FROM schema_migration", {}, [&](const db::Row &row) { applied.insert(row.integer(0)); });
  std::int64_t missing = 0;
  for (const auto &step : known) missing += applied.erase(step.number) == 0 ? 1 : 0;
  if (!applied.empty())
    return bad("schema", tr_f("Databasen är skriven av en nyare version (steg {0}). Installera den versionen av programmet.",
                              {std::to_string(*applied.rbegin())}));
  if (missing > 0)
    return bad("schema", tr_n("{} steg saknas i databasens schema. Kör: rodatraden migrate",
                              "{} steg saknas i databasens schema. Kör: rodatraden migrate", missing));
  return good("schema", tr_f("Databasens schema är det senaste (steg {0}).", {std::to_string(db::schema_version(c))}));
}

Check integrity(db::Connection &c) {
  const std::string answer = integrity_words(c);
  if (answer == "ok") return good("integrity", std::string(tr("Databasfilen är hel.")));
  return bad("integrity", std::string(tr("Databasfilen är skadad. Läs tillbaka den senaste säkerhetskopian: rodatraden restore")));
}

Check foreign_keys(db::Connection &c) {
  std::int64_t broken = 0;
  const bool sqlite = c.backend() == db::Backend::sqlite;
  c.query(sqlite ? "PRAGMA foreign_key_check" : "SELECT 1 FROM pg_constraint WHERE contype = 'f' AND NOT convalidated", {},
          [&](const db::Row &) { ++broken; });
  if (broken == 0) return good("foreign_keys", std::string(tr("Alla kopplingar mellan tabeller håller.")));
  return bad("foreign_keys", tr_n("{} koppling pekar på något som inte finns.", "{} kopplingar pekar på något som inte finns.", broken));
}

Check audit_chain(db::Connection &c) {
  const auto seen = audit::verify(c);
  if (!seen.broken) return good("audit", tr_n("Loggkedjan är hel: {} rad.", "Loggkedjan är hel: {} rader.", seen.rows));
  return bad("audit", tr_f("Loggkedjan är bruten vid rad {0}. {1}", {std::to_string(seen.broken->seq), seen.broken->why}));
}

Check disk(const std::filesystem::path &file) {
  std::error_code error;
  const auto space = std::filesystem::space(file.has_parent_path() ? file.parent_path() : std::filesystem::path("."), error);
  if (error) return bad("disk", std::string(tr("Det lediga utrymmet på disken går inte att läsa.")));
  const auto size = std::filesystem::file_size(file, error);
  const std::string free = number(static_cast<double>(space.available) / kGigabyte, 1);
  // A copy of the database must fit beside it, and the write-ahead log must have room to grow.
  if (space.available < kGigabyte || (!error && space.available < 2 * size))
    return bad("disk", tr_f("Bara {0} GB är ledigt på disken. Frigör utrymme innan den tar slut.", {free}));
  return good("disk", tr_f("{0} GB är ledigt på disken.", {free}));
}

Check packs(const Patient &patient) {
  const auto loaded = definitions::load(patient.packs_folder, patient.packs);
  if (loaded.findings.empty())
    return good("packs", tr_n("Definitionspaketen är hela: {} register.", "Definitionspaketen är hela: {} register.",
                              static_cast<long long>(loaded.catalog.registers.size())));
  const auto &first = loaded.findings.front();
  return bad("packs", tr_f("Definitionspaketen har fel. Det första: {0} rad {1}: {2}", {first.file, std::to_string(first.line), first.message}));
}

void look_inside(std::vector<Check> &checks, const Patient &patient) {
  const auto pool = db::Pool::open(patient.database);
  const auto c = pool->read();
  checks.push_back(good("database", std::string(c->backend() == db::Backend::sqlite ? tr("Databasen går att öppna (SQLite).")
                                                                                    : tr("Databasen går att nå (PostgreSQL)."))));
  if (c->backend() == db::Backend::sqlite) checks.push_back(integrity(*c));
  checks.push_back(schema(*c, patient.migrations));
  checks.push_back(foreign_keys(*c));
  if (c->has_table("audit_head")) checks.push_back(audit_chain(*c));
}

} // namespace

std::vector<Check> doctor(const Patient &patient) {
  std::vector<Check> checks;
  const auto file = sqlite_file(patient.database);
  // Opening a file that is not there would make it.
  if (file && !std::filesystem::exists(*file)) {
    checks.push_back(bad("database", std::string(tr("Databasfilen finns inte. Kör: rodatraden init"))));
  } else {
    try {
      look_inside(checks, patient);
    } catch (const db::Error &) {
      checks.push_back(
          checks.empty()
              ? bad("database", std::string(tr("Databasen går inte att öppna. Kontrollera adressen, rättigheterna och "
                                               "att servern är i gång.")))
              : bad("reading", std::string(tr("Databasen går inte att läsa. Läs tillbaka den senaste säkerhetskopian: rodatraden restore"))));
    }
    if (file) checks.push_back(disk(*file));
  }
  checks.push_back(packs(patient));
  return checks;
}

bool healthy(const std::vector<Check> &checks) {
  return std::all_of(checks.begin(), checks.end(), [](const Check &check) { return check.ok; });
}

} // namespace rt::app
