#include "modules/identity/internal.hpp"
#include <map>

namespace rt::identity::store {
namespace {

constexpr std::string_view kUser = "SELECT id, login, name, role, unit_id, staff_id, lang, active, password_hash, version, must_change FROM app_user";

Stored stored_of(const db::Row &row) {
  return {{row.integer(0),
           row.str(1),
           row.str(2),
           access::role_from(row.text(3)),
           row.integer(4),
           row.integer(5),
           {},
           row.str(6),
           row.flag(7),
           static_cast<int>(row.integer(9)),
           row.flag(10)},
          row.str(8)};
}

/// Two queries however many people there are.
std::vector<Stored> read(db::Connection &c, const std::string &where, const db::Values &args) {
  std::vector<Stored> found;
  std::map<std::int64_t, std::size_t> place;
  c.query(std::string(kUser) + where + " ORDER BY name, id", args, [&](const db::Row &row) {
    place[row.integer(0)] = found.size();
    found.push_back(stored_of(row));
  });
  if (found.empty()) return found;
  c.query("SELECT user_id, team_id FROM app_user_team WHERE user_id IN (SELECT id FROM app_user" + where + ") ORDER BY user_id, team_id", args,
          [&](const db::Row &row) { found[place.at(row.integer(0))].user.teams.push_back(row.integer(1)); });
  return found;
}

std::optional<Stored> read_one(db::Connection &c, const std::string &where, const db::Values &args) {
  auto found = read(c, where, args);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

db::Value staff_of(const User &user) { return user.staff == 0 ? db::Value{db::Null{}} : db::Value{user.staff}; }

void set_teams(db::Connection &c, const User &user) {
  c.exec("DELETE FROM app_user_team WHERE user_id = ?", {user.id});
  for (const std::int64_t team : user.teams) c.exec("INSERT INTO app_user_team (user_id, team_id) VALUES (?, ?)", {user.id, team});
}

} // namespace

std::optional<Stored> by_id(db::Connection &c, std::int64_t id) { return read_one(c, " WHERE id = ?", {id}); }
std::optional<Stored> by_login(db::Connection &c, std::string_view login) { return read_one(c, " WHERE login = ?", {std::string(login)}); }

std::vector<User> of_unit(db::Connection &c, std::int64_t unit) {
  std::vector<User> users;
  for (Stored &stored : read(c, " WHERE unit_id = ?", {unit})) users.push_back(std::move(stored.user));
  return users;
}

std::int64_t insert(db::Connection &c, const User &user, const std::string &password_hash) {
  User added = user;
  added.id = c.insert("INSERT INTO app_user (login, name, role, unit_id, staff_id, lang, active, password_hash, must_change) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                      {user.login, user.name, std::string(access::id_of(user.role)), user.unit, staff_of(user), user.lang, std::int64_t{user.active},
                       password_hash, std::int64_t{user.must_change}});
  set_teams(c, added);
  return added.id;
}

bool update(db::Connection &c, const User &user) {
  const auto changed = c.exec(
      "UPDATE app_user SET name = ?, role = ?, staff_id = ?, lang = ?, active = ?, version = version + 1 WHERE id = ? AND version = ?",
      {user.name, std::string(access::id_of(user.role)), staff_of(user), user.lang, std::int64_t{user.active}, user.id, std::int64_t{user.version}});
  if (changed == 0) return false;
  set_teams(c, user);
  return true;
}

void set_hash(db::Connection &c, std::int64_t user, const std::string &password_hash, bool must_change) {
  c.exec("UPDATE app_user SET password_hash = ?, must_change = ? WHERE id = ?", {password_hash, std::int64_t{must_change}, user});
}

void hold_managers(db::Connection &c, std::int64_t unit) { c.exec("UPDATE app_user SET active = active WHERE unit_id = ? AND active = 1", {unit}); }

void set_language(db::Connection &c, std::int64_t user, std::string_view lang) {
  c.exec("UPDATE app_user SET lang = ? WHERE id = ?", {std::string(lang), user});
}

bool teams_in_unit(db::Connection &c, const std::vector<std::int64_t> &teams, std::int64_t unit) {
  for (const std::int64_t team : teams)
    if (!c.exists("SELECT 1 FROM team WHERE id = ? AND unit_id = ?", {team, unit})) return false;
  return true;
}

Door door(db::Connection &c, const std::string &key) {
  Door found;
  c.query("SELECT failures, since, closed_until FROM login_door WHERE door_key = ?", {key},
          [&](const db::Row &row) { found = {row.integer(0), from_iso(row.text(1)), from_iso(row.text(2))}; });
  return found;
}

void set_door(db::Connection &c, const std::string &key, const Door &door) {
  c.exec("INSERT INTO login_door (door_key, failures, since, closed_until) VALUES (?, ?, ?, ?) "
         "ON CONFLICT (door_key) DO UPDATE SET failures = excluded.failures, since = excluded.since, "
         "closed_until = excluded.closed_until",
         {key, door.failures, to_iso(door.since), to_iso(door.closed_until)});
}

void open_door(db::Connection &c, const std::string &key) { c.exec("DELETE FROM login_door WHERE door_key = ?", {key}); }

std::optional<Session> session(db::Connection &c, const std::string &token_hash) {
  std::optional<Session> found;
  c.query("SELECT user_id, created_at, seen_at FROM login_session WHERE token_hash = ?", {token_hash},
          [&](const db::Row &row) { found = Session{row.integer(0), from_iso(row.text(1)), from_iso(row.text(2))}; });
  return found;
}

void add_session(db::Connection &c, const std::string &token_hash, std::int64_t user, Instant now) {
  c.exec("INSERT INTO login_session (token_hash, user_id, created_at, seen_at) VALUES (?, ?, ?, ?)", {token_hash, user, to_iso(now), to_iso(now)});
}

void touch_session(db::Connection &c, const std::string &token_hash, Instant now) {
  c.exec("UPDATE login_session SET seen_at = ? WHERE token_hash = ?", {to_iso(now), token_hash});
}

void end_session(db::Connection &c, const std::string &token_hash) { c.exec("DELETE FROM login_session WHERE token_hash = ?", {token_hash}); }

void end_sessions_of(db::Connection &c, std::int64_t user) { c.exec("DELETE FROM login_session WHERE user_id = ?", {user}); }

void forget_old(db::Connection &c, Instant now) {
  c.exec("DELETE FROM login_session WHERE created_at < ?", {to_iso(now - kSessionKept)});
  c.exec("DELETE FROM login_door WHERE since < ? AND closed_until < ?", {to_iso(now - kQuarter), to_iso(now)});
}

} // namespace rt::identity::store
