// Drafts of forms and saved views: on the server, never in the browser's storage.
#include "modules/records/pages.hpp"
#include "modules/records/pages_shared.hpp"
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"

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

std::string form_path(const Register &reg, std::int64_t id) { return id == 0 ? register_path(reg) + "/ny" : record_path(reg, id) + "/andra"; }

std::optional<std::string> draft_text(const http::Fields &form) {
  constexpr std::size_t kMostDraft = 200000;
  std::string text;
  for (const auto &[name, value] : form.items())
    if (name != "_csrf" && name != "gor") text += (text.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(value);
  return text.size() > kMostDraft ? std::nullopt : std::optional(std::move(text));
}

std::optional<KeptForm> keep_unsent(Records &records, const Clock &clock, const Actor &user, const http::Request &request) {
  if (request.method != http::Method::post || !user.may(May::write_records)) return std::nullopt;
  const auto steps = split(request.path, '/'); // "", "register", id, …
  if (steps.size() < 4 || steps[1] != "register") return std::nullopt;
  const auto *reg = records.catalog().find(steps[2]);
  if (reg == nullptr) return std::nullopt;
  const auto at = [&](std::size_t i) { return i < steps.size() ? steps[i] : std::string(); };
  const bool fresh = steps.size() == 4 && at(3) == "ny";
  const bool changed = steps.size() == 5 && (at(4) == "andra" || at(4) == "ratta");
  const bool automatic = at(3) == "utkast" && (steps.size() == 5 || (steps.size() == 6 && at(5) == "rattelse"));
  if (!fresh && !changed && !automatic) return std::nullopt;
  const long long number = fresh ? 0 : parse_integer(at(changed ? 3 : 4)).value_or(-1);
  const bool corrects = at(4) == "ratta" || at(5) == "rattelse"; // kept under the signed record's number, negative
  const auto text = draft_text(request.form);
  if (number < 0 || !text || text->empty()) return std::nullopt;
  const auto now = clock.now();
  keep_draft(records.pool(), user.user, reg->id, corrects ? -number : number, *text, to_iso(now));
  return KeptForm{corrects ? record_path(*reg, number) + "/ratta" : form_path(*reg, number), clock_text(now), automatic};
}

std::vector<SavedView> views_of(db::Pool &pool, const Actor &actor, const std::string &register_id) {
  std::vector<SavedView> views;
  pool.read()->query(
      "SELECT id, name, query, user_id, shared FROM saved_view WHERE unit_id = ? AND register_id = ? AND (shared = 1 OR user_id = ?) ORDER BY name, id",
      {actor.unit, register_id, actor.user}, [&](const db::Row &row) {
        views.push_back({row.integer(0), row.str(1), row.str(2), !row.null(3) && row.integer(3) == actor.user, row.flag(4)});
      });
  return views;
}

void keep_view(db::Pool &pool, const Actor &actor, const std::string &register_id, const std::string &name, const std::string &query, bool shared) {
  pool.write()->exec("INSERT INTO saved_view (unit_id, user_id, register_id, name, query, shared) VALUES (?, ?, ?, ?, ?, ?)",
                     {actor.unit, actor.user, register_id, name, query, static_cast<std::int64_t>(shared ? 1 : 0)});
}

namespace {
/// One's own; the head also what others share with the unit.
std::string mine(const Actor &actor) { return actor.may(May::manage_unit) ? " AND (user_id = ? OR shared = 1)" : " AND user_id = ?"; }
} // namespace

void change_view(db::Pool &pool, const Actor &actor, std::int64_t id, const std::string &name, bool shared) {
  pool.write()->exec("UPDATE saved_view SET name = ?, shared = ? WHERE id = ? AND unit_id = ?" + mine(actor),
                     {name, static_cast<std::int64_t>(shared ? 1 : 0), id, actor.unit, actor.user});
}

void drop_view(db::Pool &pool, const Actor &actor, std::int64_t id) {
  pool.write()->exec("DELETE FROM saved_view WHERE id = ? AND unit_id = ?" + mine(actor), {id, actor.unit, actor.user});
}

} // namespace rt::records
