#pragma once
// What an operator does: is everything whole (doctor), a copy aside (backup), a copy back (restore).
#include "platform/core/result.hpp"
#include "platform/db/db.hpp"
#include <string>
#include <vector>

namespace rt::app {

struct Check {
  std::string name; ///< "schema" – stable, for programs
  bool ok = false;
  std::string words; ///< a finished sentence for people
};

struct Patient {
  std::string database;                  ///< file, sqlite: or postgresql:// URL
  std::vector<db::Migration> migrations; ///< every one that the program knows
  std::string packs_folder;              ///< "" = those embedded in the program
  std::vector<std::string> packs;
};

/// Looks, changes nothing. What cannot be looked at because an earlier check failed is left out.
/// The names: database, schema, integrity, foreign_keys, audit, disk (SQLite), packs.
std::vector<Check> doctor(const Patient &patient);
bool healthy(const std::vector<Check> &checks);

/// A consistent copy of a running SQLite database to a new file, opened and checked before it counts.
Result<void> backup(const std::string &database, const std::string &file);

/// The copy becomes the database. Refuses a database that is in use, one that is not empty (unless forced; the old one
/// is then kept beside it as FILE.old), and a copy that is broken or newer than the program.
Result<void> restore(const std::string &file, const std::string &database, bool force, const std::vector<db::Migration> &migrations);

} // namespace rt::app
