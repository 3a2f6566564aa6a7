// Which packs the database was made for.
#include "modules/records/engine.hpp"
#include <map>

namespace rt::records {

Result<void> Records::remember_packs(db::Connection &c) {
  std::map<std::string, std::int64_t> before;
  c.query("SELECT id, version FROM pack_installed", {}, [&](const db::Row &row) { before[row.str(0)] = row.integer(1); });
  for (const auto &pack : catalog().pack_infos) {
    const auto found = before.find(pack.id);
    if (found != before.end() && found->second > pack.version)
      return fail(
          ProblemKind::conflict,
          tr_f(
              "Databasen har version {0} av paketet {1}, men programmet har version {2}. Använd den nyare versionen: en äldre skulle tappa uppgifter.",
              {std::to_string(found->second), pack.id, std::to_string(pack.version)}));
  }
  auto position = static_cast<std::int64_t>(before.size());
  for (const auto &pack : catalog().pack_infos) {
    const auto found = before.find(pack.id);
    const std::int64_t version = pack.version;
    if (found == before.end())
      c.exec("INSERT INTO pack_installed (position, id, version, installed_at) VALUES (?,?,?,?)",
             {++position, pack.id, version, to_iso(impl_->clock.now())});
    else if (found->second < version)
      c.exec("UPDATE pack_installed SET version = ?, installed_at = ? WHERE id = ?", {version, to_iso(impl_->clock.now()), pack.id});
  }
  return {};
}

std::vector<std::string> installed_packs(db::Connection &c) {
  std::vector<std::string> found;
  c.query("SELECT id FROM pack_installed ORDER BY position", {}, [&](const db::Row &row) { found.push_back(row.str(0)); });
  return found;
}

} // namespace rt::records
