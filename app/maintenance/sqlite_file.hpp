#pragma once
// Which databases are a file, and whether a file is whole. Internal to app/maintenance.
#include "platform/db/db.hpp"
#include <filesystem>
#include <optional>
#include <string>

namespace rt::app {

/// The file behind an address; nothing for PostgreSQL and for a database in memory.
inline std::optional<std::filesystem::path> sqlite_file(std::string_view database) {
  if (database.starts_with("postgresql://") || database.starts_with("postgres://")) return std::nullopt;
  if (database.starts_with("sqlite:")) database.remove_prefix(7);
  if (database == ":memory:") return std::nullopt;
  return std::filesystem::path(database);
}

/// "ok" when SQLite finds the whole file in order.
inline std::string integrity_words(db::Connection &c) {
  const auto answer = c.scalar("PRAGMA integrity_check(1)");
  const auto *words = std::get_if<std::string>(&answer);
  return words != nullptr ? *words : std::string();
}

} // namespace rt::app
