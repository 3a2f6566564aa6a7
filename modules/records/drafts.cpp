// Drafts of forms and saved views: on the server, never in the browser's storage.
#include "modules/records/pages_shared.hpp"

namespace rt::records {

void keep_draft(db::Pool &pool, std::int64_t user, const std::string &register_id, std::int64_t record, const std::string &form,
                const std::string &at) {
  pool.write()->exec("INSERT INTO draft (user_id, register_id, record_id, saved_at, form) VALUES (?, ?, ?, ?, ?) "
                     "ON CONFLICT (user_id, register_id, record_id) DO UPDATE SET saved_at = excluded.saved_at, form = excluded.form",
                     {user, register_id, record, at, form});
}

std::optional<StoredDraft> draft_of(db::Pool &pool, std::int64_t user, const std::string &register_id, std::int64_t record) {
  std::optional<StoredDraft> found;
  pool.read()->query("SELECT saved_at, form FROM draft WHERE user_id = ? AND register_id = ? AND record_id = ?", {user, register_id, record},
                     [&](const db::Row &row) { found = StoredDraft{row.str(0), row.str(1)}; });
  return found;
}

void drop_draft(db::Pool &pool, std::int64_t user, const std::string &register_id, std::int64_t record) {
  pool.write()->exec("DELETE FROM draft WHERE user_id = ? AND register_id = ? AND record_id = ?", {user, register_id, record});
}

std::vector<SavedView> views_of(db::Pool &pool, const Actor &actor, const std::string &register_id) {
  std::vector<SavedView> views;
  pool.read()->query("SELECT id, name, query, user_id FROM saved_view WHERE unit_id = ? AND register_id = ? AND (user_id IS NULL OR user_id = ?) ORDER BY name, id",
                     {actor.unit, register_id, actor.user}, [&](const db::Row &row) {
                       views.push_back({row.integer(0), row.str(1), row.str(2), !row.null(3)});
                     });
  return views;
}

void keep_view(db::Pool &pool, const Actor &actor, const std::string &register_id, const std::string &name, const std::string &query, bool for_all) {
  pool.write()->exec("INSERT INTO saved_view (unit_id, user_id, register_id, name, query) VALUES (?, ?, ?, ?, ?)",
                     {actor.unit, for_all ? db::Value{db::Null{}} : db::Value{actor.user}, register_id, name, query});
}

void drop_view(db::Pool &pool, const Actor &actor, std::int64_t id) {
  const bool may_shared = actor.may(May::manage_unit);
  pool.write()->exec(std::string("DELETE FROM saved_view WHERE id = ? AND unit_id = ? AND (user_id = ?") + (may_shared ? " OR user_id IS NULL)" : ")"),
                     {id, actor.unit, actor.user});
}

} // namespace rt::records
