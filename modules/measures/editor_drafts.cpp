// Drafts of measures, kept for the unit: all SQL of the editor.
#include "modules/audit/audit.hpp"
#include "modules/measures/editor.hpp"
#include "platform/core/text.hpp"

namespace rt::measures::editor {
namespace {

using access::Actor;
using access::May;

Draft of_row(const db::Row &r) { return {r.integer(0), r.integer(1), r.integer(2), r.str(3), r.str(4), r.str(5), r.str(6)}; }

/// What the draft is called in the list: the title in the text, else its id.
std::string title_of(std::string_view text) {
  const Scan scanned = scan(text, 0);
  for (const char *key : {"title", "id"})
    if (const Entry *entry = scanned.entry(key); entry != nullptr) {
      const std::string words(trim(entry->title.empty() && !entry->texts.empty() ? entry->texts.front() : entry->title));
      if (!words.empty()) return words.substr(0, offset_of(words, {1, 121}));
    }
  return {};
}

Result<void> fits(std::string_view text) {
  if (text.size() > kMostText)
    return fail(ProblemKind::too_large,
                tr_f("Texten är för lång. Ett mått får ha högst {0} tecken.", {format_integer(static_cast<long long>(kMostText))}));
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
    return fail(ProblemKind::invalid, std::string(tr("Texten har tecken som inte går att läsa. Skriv om den, eller klistra in den som ren text.")));
  return {};
}
auto gone() { return fail(ProblemKind::not_found, std::string(tr("Utkastet finns inte. Det kan ha tagits bort."))); }
std::string object(std::int64_t id) { return "measure_draft:" + std::to_string(id); }

} // namespace

Result<std::vector<Draft>> Drafts::all(const Actor &actor) const {
  RT_CHECK(access::require(actor, May::manage_unit));
  std::vector<Draft> found;
  pool_.read()->query("SELECT id, unit_id, version, title, '', changed_at, changed_name FROM measure_draft WHERE unit_id = ? AND deleted_at IS NULL "
                      "ORDER BY changed_at DESC, id DESC",
                      {actor.unit}, [&](const db::Row &r) { found.push_back(of_row(r)); });
  return found;
}

Result<Draft> Drafts::get(const Actor &actor, std::int64_t id) const {
  RT_CHECK(access::require(actor, May::manage_unit));
  std::optional<Draft> found;
  pool_.read()->query(
      "SELECT id, unit_id, version, title, text, changed_at, changed_name FROM measure_draft WHERE id = ? AND unit_id = ? AND deleted_at IS NULL",
      {id, actor.unit}, [&](const db::Row &r) { found = of_row(r); });
  if (!found) return gone();
  return *found;
}

Result<Draft> Drafts::create(const Actor &actor, std::string_view text) {
  RT_CHECK(access::require(actor, May::manage_unit));
  RT_CHECK(fits(text));
  auto c = pool_.write();
  db::Transaction tx(*c);
  if (c->count("SELECT COUNT(*) FROM measure_draft WHERE unit_id = ? AND deleted_at IS NULL", {actor.unit}) >= kMostDrafts)
    return fail(ProblemKind::too_large, tr_f("Enheten har redan {0} utkast. Ta bort något först.", {std::to_string(kMostDrafts)}));
  const auto now = to_iso(clock_.now());
  const auto id = c->insert("INSERT INTO measure_draft (unit_id, title, text, version, created_at, created_by, changed_at, changed_by, changed_name) "
                            "VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?) RETURNING id",
                            {actor.unit, title_of(text), std::string(text), now, actor.user, now, actor.user, actor.name});
  audit::append(*c, actor, clock_.now(), {audit::Act::create, object(id), "uppföljning", ""});
  tx.commit();
  return Draft{id, actor.unit, 1, title_of(text), std::string(text), now, actor.name};
}

Result<Draft> Drafts::save(const Actor &actor, std::int64_t id, std::int64_t version, std::string_view text) {
  RT_CHECK(access::require(actor, May::manage_unit));
  RT_CHECK(fits(text));
  auto c = pool_.write();
  db::Transaction tx(*c);
  const auto now = to_iso(clock_.now());
  const auto changed =
      c->exec("UPDATE measure_draft SET title = ?, text = ?, version = version + 1, changed_at = ?, changed_by = ?, changed_name = ? "
              "WHERE id = ? AND unit_id = ? AND version = ? AND deleted_at IS NULL",
              {title_of(text), std::string(text), now, actor.user, actor.name, id, actor.unit, version});
  if (changed == 0) {
    std::string who;
    c->query("SELECT changed_name FROM measure_draft WHERE id = ? AND unit_id = ? AND deleted_at IS NULL", {id, actor.unit},
             [&](const db::Row &r) { who = r.str(0); });
    if (who.empty()) return gone();
    return fail(ProblemKind::conflict,
                tr_f("{0} har sparat utkastet medan du skrev. Din text står kvar här. Spara igen om den ska ersätta den andra.", {who}));
  }
  audit::append(*c, actor, clock_.now(), {audit::Act::update, object(id), "uppföljning", "version " + std::to_string(version + 1)});
  tx.commit();
  return Draft{id, actor.unit, version + 1, title_of(text), std::string(text), now, actor.name};
}

Result<void> Drafts::remove(const Actor &actor, std::int64_t id) {
  RT_CHECK(access::require(actor, May::manage_unit));
  auto c = pool_.write();
  db::Transaction tx(*c);
  if (c->exec("UPDATE measure_draft SET deleted_at = ? WHERE id = ? AND unit_id = ? AND deleted_at IS NULL",
              {to_iso(clock_.now()), id, actor.unit}) == 0)
    return gone();
  audit::append(*c, actor, clock_.now(), {audit::Act::remove, object(id), "uppföljning", ""});
  tx.commit();
  return {};
}

Result<void> Drafts::restore(const Actor &actor, std::int64_t id) {
  RT_CHECK(access::require(actor, May::manage_unit));
  auto c = pool_.write();
  db::Transaction tx(*c);
  if (c->exec("UPDATE measure_draft SET deleted_at = NULL WHERE id = ? AND unit_id = ? AND deleted_at IS NOT NULL", {id, actor.unit}) == 0)
    return gone();
  audit::append(*c, actor, clock_.now(), {audit::Act::undo, object(id), "uppföljning", ""});
  tx.commit();
  return {};
}

} // namespace rt::measures::editor
