#include "platform/db/indexes.hpp"

namespace rt::db {

void IndexesAside::put_aside(std::string_view table) {
  const bool postgres = connection_.backend() == Backend::postgres;
  std::vector<std::string> names;
  connection_.query(
      postgres ? "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ? AND indexdef LIKE 'CREATE INDEX%'"
               : "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql LIKE 'CREATE INDEX%'",
      {std::string(table)}, [&](const Row &row) {
        names.push_back(row.str(0));
        made_by_.push_back(row.str(1));
      });
  for (const auto &name : names) connection_.script("DROP INDEX " + name);
}

std::vector<std::string> indexes_named(Connection &connection, const std::string &beginning, const std::string &table_beginning) {
  std::vector<std::string> names;
  connection.query(
      connection.backend() == Backend::postgres
          ? "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND starts_with(indexname, ?) AND starts_with(tablename, ?)"
          : "SELECT name FROM sqlite_master WHERE type = 'index' AND instr(name, ?) = 1 AND instr(tbl_name, ?) = 1",
      {beginning, table_beginning}, [&](const Row &row) { names.push_back(row.str(0)); });
  return names;
}

void IndexesAside::make_again() {
  for (const auto &sql : made_by_) connection_.script(sql);
  made_by_.clear();
}

} // namespace rt::db
