#include "app/maintenance/maintenance.hpp"
#include "app/maintenance/sqlite_file.hpp"
#include "platform/i18n/i18n.hpp"
#include <set>

namespace rt::app {
namespace {

namespace fs = std::filesystem;

auto use_the_servers_tools() {
  return fail(ProblemKind::invalid, std::string(tr("En PostgreSQL-databas kopieras och läses tillbaka med pg_dump och pg_restore.")));
}

/// Opened, whole and known to this program.
Result<void> usable(const fs::path &file, const std::vector<db::Migration> *known) {
  try {
    const auto pool = db::Pool::open(file.string());
    const auto c = pool->read();
    if (integrity_words(*c) != "ok") return fail(ProblemKind::invalid, std::string(tr("Kopian är skadad.")));
    if (!c->has_table("schema_migration")) return fail(ProblemKind::invalid, std::string(tr("Filen är inte en kopia av systemets databas.")));
    if (known == nullptr) return {};
    std::set<std::int64_t> numbers;
    for (const auto &step : *known) numbers.insert(step.number);
    bool newer = false;
    c->query("SELECT number FROM schema_migration", {}, [&](const db::Row &row) { newer |= !numbers.contains(row.integer(0)); });
    if (newer)
      return fail(ProblemKind::invalid, std::string(tr("Kopian är skriven av en nyare version av programmet. Installera den versionen först.")));
    return {};
  } catch (const db::Error &) { return fail(ProblemKind::invalid, std::string(tr("Filen är inte en kopia av systemets databas."))); }
}

/// Leaves the file alone on disk, without its write-ahead log. Only possible when nobody else has it open.
Result<void> close_for_all(const fs::path &file) {
  try {
    db::Options impatient;
    impatient.busy_timeout_ms = 500;
    const auto pool = db::Pool::open(file.string(), impatient);
    const auto mode = pool->write()->scalar("PRAGMA journal_mode = DELETE");
    if (mode == db::Value{std::string("delete")}) return {};
  } catch (const db::BusyError &) { // said below, as when the mode did not change
  }
  return fail(ProblemKind::busy, std::string(tr("Databasen används. Stoppa servern först.")));
}

bool has_no_tables(const fs::path &file) {
  const auto pool = db::Pool::open(file.string());
  return !pool->read()->exists("SELECT 1 FROM sqlite_master");
}

/// FILE.old, or FILE.old2 … when there is one from an earlier restore: what was replaced is never lost.
fs::path place_for_old(const fs::path &file) {
  fs::path place = file.string() + ".old";
  for (int i = 2; fs::exists(place); ++i) place = file.string() + ".old" + std::to_string(i);
  return place;
}

/// Out of the way: nothing of the old database may lie beside the new one. A file that is no database is moved as it
/// is.
/// The place it was moved to, empty when there was nothing.
Result<fs::path> move_away(const fs::path &file, bool force) {
  if (!fs::exists(file)) return fs::path();
  bool empty = fs::file_size(file) == 0, database = true;
  try {
    empty = empty || has_no_tables(file);
  } catch (const db::BusyError &) {
    return fail(ProblemKind::busy, std::string(tr("Databasen används. Stoppa servern först.")));
  } catch (const db::Error &) {
    database = false; // broken beyond opening: that may be why there is a restore
  }
  if (!empty && !force)
    return fail(ProblemKind::conflict, std::string(tr("Databasen är inte tom. Lägg till --force för att ersätta den; "
                                                      "den gamla sparas som en fil som slutar på .old.")));
  if (database) RT_CHECK(close_for_all(file));
  fs::path place = place_for_old(file);
  fs::rename(file, place);
  for (const char *ending : {"-wal", "-shm"}) fs::remove(file.string() + ending);
  return place;
}

} // namespace

Result<void> backup(const std::string &database, const std::string &file) {
  const auto source = sqlite_file(database);
  if (!source) return use_the_servers_tools();
  if (!fs::exists(*source)) return fail(ProblemKind::not_found, std::string(tr("Databasfilen finns inte.")));
  if (fs::exists(file)) return fail(ProblemKind::conflict, std::string(tr("Filen finns redan. Välj ett annat namn.")));
  try {
    db::Pool::open(database)->backup_to(file);
  } catch (const db::BusyError &) {
    return fail(ProblemKind::busy, std::string(tr("Databasen är upptagen. Försök igen om en stund.")));
  } catch (const db::Error &) {
    return fail(ProblemKind::invalid, std::string(tr("Kopian gick inte att skriva. Kontrollera mappen, rättigheterna och utrymmet på disken.")));
  }
  return usable(file, nullptr);
}

Result<void> restore(const std::string &file, const std::string &database, bool force, const std::vector<db::Migration> &migrations) {
  const auto target = sqlite_file(database);
  if (!target) return use_the_servers_tools();
  if (!fs::exists(file)) return fail(ProblemKind::not_found, std::string(tr("Kopian finns inte.")));
  if (fs::exists(*target) && fs::equivalent(file, *target)) return fail(ProblemKind::invalid, std::string(tr("Kopian och databasen är samma fil.")));
  RT_CHECK(usable(file, &migrations));
  RT_TRY(const fs::path old, move_away(*target, force));
  try {
    db::Pool::open(file)->backup_to(target->string());
  } catch (const db::Error &) {
    if (!old.empty()) fs::rename(old, *target);
    return fail(ProblemKind::invalid, std::string(tr("Kopian gick inte att skriva. Kontrollera mappen, rättigheterna och utrymmet på disken.")));
  }
  return usable(*target, &migrations);
}

} // namespace rt::app
