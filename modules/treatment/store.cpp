#include "modules/treatment/store.hpp"

namespace rt::treatment::store {

namespace {
constexpr std::string_view kTicket =
    "SELECT t.id, t.unit_id, t.team_id, t.kind, t.contact_id, t.session_id, t.rater, t.parent, t.moment, t.lang, t.faces, t.many, t.pin, "
    "t.token, t.created_at, t.expires_at, t.opened_at, (SELECT COUNT(*) FROM treatment_receipt r WHERE r.single_ticket = t.id) FROM treatment_ticket t ";

std::optional<Ticket> one_ticket(db::Connection &c, std::string_view where, const db::Values &args) {
  std::optional<Ticket> found;
  c.query(std::string(kTicket) + std::string(where), args, [&](const db::Row &row) {
    Ticket t;
    t.id = row.integer(0);
    t.unit = row.integer(1);
    t.team = row.integer(2);
    t.kind = kind_from(row.text(3)).value_or(Kind::ors);
    t.contact = row.integer(4);
    t.session = row.integer(5);
    t.rater = row.str(6);
    t.parent = row.str(7);
    t.moment = row.str(8);
    t.lang = row.str(9);
    t.faces = row.flag(10);
    t.many = row.flag(11);
    t.pin = row.str(12);
    t.token = row.str(13);
    t.created_at = row.str(14);
    t.expires_at = row.str(15);
    t.opened_at = row.str(16);
    t.used = row.integer(17) > 0;
    found = t;
  });
  return found;
}

db::Value id_or_null(std::int64_t id) { return id ? db::Value{id} : db::Value{db::Null{}}; }
std::string str(std::string_view s) { return std::string(s); }
} // namespace

std::int64_t add_ticket(db::Connection &c, const Ticket &t, std::int64_t by) {
  return c.insert(
      "INSERT INTO treatment_ticket (unit_id, team_id, kind, contact_id, session_id, rater, parent, moment, lang, faces, many, pin, token, "
      "created_by, created_at, expires_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id",
      {t.unit, t.team, str(id_of(t.kind)), id_or_null(t.contact), id_or_null(t.session), t.rater, t.parent, t.moment, t.lang, std::int64_t{t.faces},
       std::int64_t{t.many}, db::opt(t.pin), t.token, by, t.created_at, t.expires_at});
}

void free_old_pins(db::Connection &c, const std::string &now) {
  c.exec("UPDATE treatment_ticket SET pin = NULL WHERE pin IS NOT NULL AND expires_at < ?", {now});
}

bool pin_taken(db::Connection &c, std::string_view pin) { return c.exists("SELECT 1 FROM treatment_ticket WHERE pin = ?", {str(pin)}); }
std::optional<Ticket> ticket(db::Connection &c, std::int64_t id) { return one_ticket(c, "WHERE t.id = ?", {id}); }
std::optional<Ticket> ticket_by_token(db::Connection &c, std::string_view token) { return one_ticket(c, "WHERE t.token = ?", {str(token)}); }
std::optional<Ticket> ticket_by_pin(db::Connection &c, std::string_view pin, const std::string &now) {
  return one_ticket(c, "WHERE t.pin = ? AND t.expires_at >= ?", {str(pin), now});
}
void mark_opened(db::Connection &c, std::int64_t id, const std::string &now) {
  c.exec("UPDATE treatment_ticket SET opened_at = ? WHERE id = ? AND opened_at IS NULL", {now, id});
}
void end_ticket(db::Connection &c, std::int64_t id, const std::string &now) {
  c.exec("UPDATE treatment_ticket SET pin = NULL, expires_at = ? WHERE id = ? AND expires_at > ?", {now, id, now});
}
void drop_pin(db::Connection &c, std::int64_t id) { c.exec("UPDATE treatment_ticket SET pin = NULL WHERE id = ?", {id}); }

std::optional<StoredReceipt> receipt(db::Connection &c, std::string_view key) {
  std::optional<StoredReceipt> found;
  c.query("SELECT kind, record_id, single_ticket FROM treatment_receipt WHERE receipt_key = ?", {str(key)},
          [&](const db::Row &row) { found = StoredReceipt{kind_from(row.text(0)).value_or(Kind::ors), row.integer(1), row.integer(2)}; });
  return found;
}

void add_receipt(db::Connection &c, std::string_view key, const Ticket &t, std::int64_t wording, const std::string &day) {
  c.exec("INSERT INTO treatment_receipt (receipt_key, single_ticket, kind, wording_id, on_day) VALUES (?,?,?,?,?)",
         {str(key), t.many ? db::Value{db::Null{}} : db::Value{t.id}, str(id_of(t.kind)), id_or_null(wording), day});
}

void set_receipt_record(db::Connection &c, std::string_view key, std::int64_t record) {
  c.exec("UPDATE treatment_receipt SET record_id = ? WHERE receipt_key = ?", {record, str(key)});
}

std::vector<std::pair<std::string, Tenths>> ratings_of(db::Connection &c, Kind kind, std::int64_t contact, std::int64_t rater) {
  std::vector<std::pair<std::string, Tenths>> ratings;
  c.query("SELECT date, total FROM r_" + str(id_of(kind)) + " WHERE deleted_at IS NULL AND contact_id = ? AND rater = ? ORDER BY date, id",
          {contact, rater}, [&](const db::Row &row) { ratings.emplace_back(row.str(0), static_cast<Tenths>(row.integer(1))); });
  return ratings;
}

int fails(db::Connection &c, std::string_view who, const std::string &since) {
  return static_cast<int>(c.count("SELECT fails FROM treatment_guard WHERE who = ? AND since >= ?", {str(who), since}));
}

void add_fail(db::Connection &c, std::string_view who, const std::string &since, const std::string &now) {
  c.exec("DELETE FROM treatment_guard WHERE since < ?", {since});
  c.exec("INSERT INTO treatment_guard (who, since, fails) VALUES (?,?,1) ON CONFLICT (who) DO UPDATE SET fails = treatment_guard.fails + 1",
         {str(who), now});
}

void add_waiting(db::Connection &c, const Waiting &w) {
  c.exec("INSERT INTO treatment_waiting (receipt_key, unit_id, team_id, kind, on_day, answer) VALUES (?,?,?,?,?,?)",
         {w.key, w.unit, w.team, str(id_of(w.kind)), w.day, w.answer});
}

std::vector<Waiting> ready_answers(db::Connection &c, int at_least, const std::string &today) {
  std::vector<Waiting> ready;
  c.query("SELECT w.receipt_key, w.unit_id, w.team_id, w.kind, w.on_day, w.answer FROM treatment_waiting w WHERE w.on_day < ? OR "
          "(SELECT COUNT(*) FROM treatment_waiting v WHERE v.kind = w.kind AND v.team_id = w.team_id AND v.unit_id = w.unit_id) >= ?",
          {today, std::int64_t{at_least}}, [&](const db::Row &row) {
            ready.push_back({row.str(0), row.integer(1), row.integer(2), kind_from(row.text(3)).value_or(Kind::talk_survey), row.str(4), row.str(5)});
          });
  return ready;
}

void drop_waiting(db::Connection &c, std::string_view key) { c.exec("DELETE FROM treatment_waiting WHERE receipt_key = ?", {str(key)}); }
std::int64_t waiting(db::Connection &c, std::int64_t unit, Kind kind) {
  return c.count("SELECT COUNT(*) FROM treatment_waiting WHERE unit_id = ? AND kind = ?", {unit, str(id_of(kind))});
}

std::int64_t add_wording(db::Connection &c, const Wording &w, std::int64_t by) {
  const auto id = c.insert(
      "INSERT INTO treatment_wording (unit_id, instrument, language, variant, reference, loaded_by, loaded_at) VALUES (?,?,?,?,?,?,?) RETURNING id",
      {w.unit, w.instrument, w.language, w.variant, w.reference, by, w.loaded_at});
  for (const auto &[key, words] : w.texts)
    c.exec("INSERT INTO treatment_wording_text (wording_id, text_key, words) VALUES (?,?,?)", {id, key, words});
  return id;
}

void retire_wording(db::Connection &c, std::int64_t id, std::int64_t unit, const std::string &now) {
  // Kept, not removed: every rating says with which wording it was given.
  c.exec("UPDATE treatment_wording SET retired_at = ? WHERE id = ? AND unit_id = ? AND retired_at IS NULL", {now, id, unit});
}

namespace {
std::vector<Wording> read_wordings(db::Connection &c, std::string_view where, const db::Values &args) {
  std::vector<Wording> all;
  c.query("SELECT w.id, w.unit_id, w.instrument, w.language, w.variant, w.reference, w.loaded_at, x.text_key, x.words FROM treatment_wording w "
          "LEFT JOIN treatment_wording_text x ON x.wording_id = w.id WHERE w.retired_at IS NULL AND " +
              std::string(where) + " ORDER BY w.instrument, w.language, w.variant, w.id, x.text_key",
          args, [&](const db::Row &row) {
            if (all.empty() || all.back().id != row.integer(0))
              all.push_back({row.integer(0), row.integer(1), row.str(2), row.str(3), row.str(4), row.str(5), row.str(6), {}});
            if (!row.null(7)) all.back().texts.emplace_back(row.str(7), row.str(8));
          });
  return all;
}
} // namespace

std::vector<Wording> wordings(db::Connection &c, std::int64_t unit) { return read_wordings(c, "w.unit_id = ?", {unit}); }

std::optional<Wording> wording(db::Connection &c, std::int64_t unit, std::string_view instrument, std::string_view language,
                               std::string_view variant) {
  auto found = read_wordings(c, "w.unit_id = ? AND w.instrument = ? AND w.language = ? AND w.variant = ?",
                             {unit, str(instrument), str(language), str(variant)});
  if (found.empty()) return std::nullopt;
  return std::move(found.back());
}

namespace {

constexpr const char *kHabits =
    "SELECT team_id, uses_ors, uses_srs, sessions_planned, review_days, first_session_days, book_next_days FROM treatment_habit";

Habits read_habits(const db::Row &row) {
  Habits h;
  h.uses_ors = row.flag(1);
  h.uses_srs = row.flag(2);
  h.sessions_planned = static_cast<int>(row.integer(3));
  h.review_days = static_cast<int>(row.integer(4));
  h.first_session_days = static_cast<int>(row.integer(5));
  h.book_next_days = static_cast<int>(row.integer(6));
  return h;
}

} // namespace

std::optional<Habits> habits(db::Connection &c, std::int64_t team) {
  std::optional<Habits> found;
  c.query(std::string(kHabits) + " WHERE team_id = ?", {team}, [&](const db::Row &row) { found = read_habits(row); });
  return found;
}

std::map<std::int64_t, Habits> habits_of(db::Connection &c, std::int64_t unit) {
  std::map<std::int64_t, Habits> found;
  c.query(std::string(kHabits) + " WHERE team_id IN (SELECT t.id FROM team t WHERE t.unit_id = ?)", {unit},
          [&](const db::Row &row) { found[row.integer(0)] = read_habits(row); });
  return found;
}

void set_habits(db::Connection &c, std::int64_t team, const Habits &h) {
  c.exec("DELETE FROM treatment_habit WHERE team_id = ?", {team});
  c.exec(
      "INSERT INTO treatment_habit (team_id, uses_ors, uses_srs, sessions_planned, review_days, first_session_days, book_next_days) VALUES (?,?,?,?,?,?,?)",
      {team, std::int64_t{h.uses_ors}, std::int64_t{h.uses_srs}, std::int64_t{h.sessions_planned}, std::int64_t{h.review_days},
       std::int64_t{h.first_session_days}, std::int64_t{h.book_next_days}});
}

std::vector<std::pair<std::string, std::string>> done_items(db::Connection &c, std::int64_t user, const std::string &since) {
  std::vector<std::pair<std::string, std::string>> items;
  c.query("SELECT item, done_at FROM treatment_done WHERE user_id = ? AND done_at >= ? ORDER BY done_at", {user, since},
          [&](const db::Row &row) { items.emplace_back(row.str(0), row.str(1)); });
  return items;
}
void set_done(db::Connection &c, std::int64_t user, std::string_view item, const std::string &now) {
  c.exec("INSERT INTO treatment_done (user_id, item, done_at) VALUES (?,?,?) ON CONFLICT (user_id, item) DO UPDATE SET done_at = excluded.done_at",
         {user, str(item), now});
}
void set_undone(db::Connection &c, std::int64_t user, std::string_view item) {
  c.exec("DELETE FROM treatment_done WHERE user_id = ? AND item = ?", {user, str(item)});
}

} // namespace rt::treatment::store
