// Questions that are kept under a name: the owner's, and what is shared with the unit.
#include "modules/audit/audit.hpp"
#include "modules/explore/explore.hpp"
#include "platform/core/text.hpp"
#include "platform/db/db.hpp"
#include <algorithm>

namespace rt::explore {

using access::Actor;
using access::May;

namespace {

constexpr long kMostTitle = 120;

long characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

tl::unexpected<Problem> invalid(std::string_view message) {
  return fail(ProblemKind::invalid, std::string(message), {{"titel", std::string(message), 0}});
}

} // namespace

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> steps = {
      {1200, "Questions to the figures, kept under a name", R"sql(
CREATE TABLE explore_saved (
  id {{identity}}, unit_id {{integer}} NOT NULL REFERENCES unit (id), owner_id {{integer}} NOT NULL, owner_name TEXT NOT NULL,
  title TEXT NOT NULL, query TEXT NOT NULL, shared {{integer}} NOT NULL, created_at TEXT NOT NULL
){{strict}};
CREATE INDEX explore_saved_unit ON explore_saved (unit_id, shared, owner_id);
)sql"},
      // A double click on save used to keep two; the last one stays.
      {1201, "One question of each title for its owner", R"sql(
DELETE FROM explore_saved WHERE id NOT IN (SELECT MAX(id) FROM explore_saved GROUP BY unit_id, owner_id, title);
CREATE UNIQUE INDEX explore_saved_title ON explore_saved (unit_id, owner_id, title);
)sql"},
      {1202, "Shared questions on the results board", R"sql(
ALTER TABLE explore_saved ADD COLUMN on_board {{integer}} NOT NULL DEFAULT 0;
)sql"},
  };
  return steps;
}

namespace {
std::vector<Saved> read(db::Connection &c, const std::string &where, const db::Values &values) {
  std::vector<Saved> found;
  c.query("SELECT id, unit_id, owner_id, title, query, owner_name, shared, on_board FROM explore_saved WHERE " + where + " ORDER BY title, id",
          values, [&](const db::Row &r) {
            found.push_back({r.integer(0), r.integer(1), r.integer(2), r.str(3), r.str(4), r.str(5), r.integer(6) != 0, r.integer(7) != 0});
          });
  return found;
}
} // namespace

std::vector<Saved> Explore::saved(const Actor &actor) const {
  return read(*pool_.read(), "unit_id = ? AND (owner_id = ? OR shared = 1)", {actor.unit, actor.user});
}

std::vector<Saved> Explore::on_board(std::int64_t unit) const { return read(*pool_.read(), "unit_id = ? AND shared = 1 AND on_board = 1", {unit}); }

Result<void> Explore::put_on_board(const Actor &actor, std::int64_t id, bool on) {
  RT_CHECK(access::require(actor, May::edit_goals));
  auto c = pool_.write();
  db::Transaction tx(*c);
  const auto there = read(*c, "unit_id = ? AND shared = 1 AND on_board = 1 AND id <> ?", {actor.unit, id});
  if (on && there.size() >= kMostOnBoard)
    return fail(ProblemKind::conflict, tr_f("Tavlan har redan {0} bilder. Ta bort en av dem först.", {std::to_string(kMostOnBoard)}));
  std::int64_t found = 0;
  c->query("UPDATE explore_saved SET on_board = ? WHERE id = ? AND unit_id = ? AND shared = 1 RETURNING id",
           {std::int64_t{on ? 1 : 0}, id, actor.unit}, [&](const db::Row &r) { found = r.integer(0); });
  if (found == 0) return fail(ProblemKind::not_found, std::string(tr("Bilden finns inte, eller så är den inte delad med enheten.")));
  audit::append(*c, actor, clock_.now(), {audit::Act::update, "explore:" + std::to_string(id), "uppföljning", on ? "på tavlan" : "inte på tavlan"});
  tx.commit();
  return {};
}

Result<Explore::Kept> Explore::save(const Actor &actor, std::string_view title, const Question &question, bool shared) {
  RT_CHECK(access::require(actor, May::read_board));
  const std::string name(trim(title));
  if (name.empty()) return invalid(tr("Skriv ett namn, så att du hittar bilden igen."));
  if (characters(name) > kMostTitle) return invalid(tr_f("Namnet får ha högst {0} tecken.", {std::to_string(kMostTitle)}));
  if (question.measures.empty()) return invalid(tr("Välj ett mått först."));
  auto c = pool_.write();
  db::Transaction tx(*c);
  Kept kept;
  const auto query = to_query(question);
  c->query("SELECT query FROM explore_saved WHERE unit_id = ? AND owner_id = ? AND title = ?", {actor.unit, actor.user, name},
           [&](const db::Row &r) { kept.replaced = r.str(0) != query; });
  // Two clicks may come at the same moment: the database keeps one.
  c->query("INSERT INTO explore_saved (unit_id, owner_id, owner_name, title, query, shared, created_at) VALUES (?,?,?,?,?,?,?) "
           "ON CONFLICT (unit_id, owner_id, title) DO UPDATE SET owner_name = excluded.owner_name, query = excluded.query, "
           "shared = excluded.shared, created_at = excluded.created_at, "
           "on_board = CASE WHEN excluded.shared = 1 THEN explore_saved.on_board ELSE 0 END RETURNING id", // what is not shared is on no board
           {actor.unit, actor.user, actor.name, name, query, std::int64_t{shared ? 1 : 0}, to_iso(clock_.now())},
           [&](const db::Row &r) { kept.id = r.integer(0); });
  audit::append(
      *c, actor, clock_.now(),
      {kept.replaced ? audit::Act::update : audit::Act::create, "explore:" + std::to_string(kept.id), "uppföljning", shared ? "delad" : "egen"});
  tx.commit();
  return kept;
}

Result<void> Explore::remove(const Actor &actor, std::int64_t id) {
  auto c = pool_.write();
  db::Transaction tx(*c);
  // What is shared belongs to the unit: its leaders may clear up.
  const std::int64_t leads = actor.may(May::edit_goals) ? 1 : 0;
  std::int64_t gone = 0;
  c->query("DELETE FROM explore_saved WHERE id = ? AND unit_id = ? AND (owner_id = ? OR (shared = 1 AND ? = 1)) RETURNING id",
           {id, actor.unit, actor.user, leads}, [&](const db::Row &r) { gone = r.integer(0); });
  if (gone == 0) return fail(ProblemKind::not_found, std::string(tr("Bilden finns inte, eller så är den inte din.")));
  audit::append(*c, actor, clock_.now(), {audit::Act::remove, "explore:" + std::to_string(id), "uppföljning", ""});
  tx.commit();
  return {};
}

} // namespace rt::explore
