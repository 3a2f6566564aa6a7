#include "platform/core/text.hpp"
#include "platform/db/db.hpp"
#include <algorithm>
#include <set>

namespace rt::db {
namespace {

/// Several servers may start at once over one PostgreSQL; the lock lives as long as the transaction.
constexpr std::string_view kOneAtATime = "SELECT pg_advisory_xact_lock(7264710001)";

void lock_schema(Connection &connection) {
  if (connection.backend() == Backend::postgres) connection.query(kOneAtATime, {}, [](const Row &) {});
}

std::set<std::int64_t> applied_numbers(Connection &connection) {
  std::set<std::int64_t> numbers;
  connection.query("SELECT number FROM schema_migration", {}, [&](const Row &row) { numbers.insert(row.integer(0)); });
  return numbers;
}

std::string in_dialect(const Migration &migration, const Dialect &dialect) {
  std::string sql(migration.sql);
  sql = replace_all(std::move(sql), "{{identity}}", dialect.identity());
  sql = replace_all(std::move(sql), "{{integer}}", dialect.integer());
  sql = replace_all(std::move(sql), "{{real}}", dialect.real());
  sql = replace_all(std::move(sql), "{{text}}", dialect.text());
  sql = replace_all(std::move(sql), "{{date}}", dialect.date());
  sql = replace_all(std::move(sql), "{{strict}}", dialect.strict());
  sql = replace_all(std::move(sql), "{{by_key}}", dialect.by_key());
  // Compared byte by byte on both, so that "begins with" is a range of an index whatever the database's language.
  sql = replace_all(std::move(sql), "{{bytes}}", dialect.backend == Backend::postgres ? "COLLATE \"C\"" : "COLLATE BINARY");
  if (sql.find("{{") != std::string::npos) throw Error("migration " + std::to_string(migration.number) + " has a placeholder that no dialect knows");
  return sql;
}

std::vector<Migration> in_order(std::vector<Migration> migrations) {
  const auto by_number = [](const Migration &a, const Migration &b) { return a.number < b.number; };
  std::stable_sort(migrations.begin(), migrations.end(), by_number);
  const auto same = [](const Migration &a, const Migration &b) { return a.number == b.number; };
  const auto twice = std::adjacent_find(migrations.begin(), migrations.end(), same);
  if (twice != migrations.end()) throw Error("two migrations have the number " + std::to_string(twice->number));
  return migrations;
}

/// True when it was applied now, false when it had been before.
bool apply(Connection &connection, const Migration &migration) {
  Transaction transaction(connection);
  lock_schema(connection);
  if (connection.exists("SELECT 1 FROM schema_migration WHERE number = ?", {std::int64_t{migration.number}})) return false;
  connection.script(in_dialect(migration, connection.dialect()));
  connection.exec("INSERT INTO schema_migration (number, why) VALUES (?, ?)", {std::int64_t{migration.number}, std::string(migration.why)});
  transaction.commit();
  return true;
}

void make_list(Connection &connection) {
  if (connection.has_table("schema_migration")) return;
  Transaction transaction(connection);
  lock_schema(connection);
  connection.script("CREATE TABLE IF NOT EXISTS schema_migration (number " + std::string(connection.dialect().integer()) +
                    " NOT NULL PRIMARY KEY, why TEXT NOT NULL)" + std::string(connection.dialect().strict()));
  transaction.commit();
}

} // namespace

Result<int> migrate(Connection &connection, const std::vector<Migration> &migrations) {
  const auto ordered = in_order(migrations);
  make_list(connection);
  auto unknown = applied_numbers(connection);
  for (const Migration &migration : ordered) unknown.erase(migration.number);
  if (!unknown.empty())
    return fail(ProblemKind::invalid, "Databasen är skriven av en nyare version av programmet (steg " + std::to_string(*unknown.rbegin()) +
                                          "). Installera den versionen eller läs tillbaka en äldre säkerhetskopia.");
  int applied = 0;
  for (const Migration &migration : ordered) applied += apply(connection, migration) ? 1 : 0;
  return applied;
}

int schema_version(Connection &connection) {
  if (!connection.has_table("schema_migration")) return 0;
  return static_cast<int>(connection.count("SELECT max(number) FROM schema_migration"));
}

} // namespace rt::db
