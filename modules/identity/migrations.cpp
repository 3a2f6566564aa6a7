#include "modules/identity/identity.hpp"

namespace rt::identity {

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> steps = {
      {300, "People log in; only hashes of passwords and of session tokens are kept.", R"sql(
CREATE TABLE app_user (
  id {{identity}},
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  unit_id {{integer}} NOT NULL REFERENCES unit (id),
  staff_id {{integer}} REFERENCES staff (id),
  lang TEXT NOT NULL,
  active {{integer}} NOT NULL,
  password_hash TEXT NOT NULL
){{strict}};
CREATE INDEX app_user_unit ON app_user (unit_id);
CREATE TABLE app_user_team (
  user_id {{integer}} NOT NULL REFERENCES app_user (id),
  team_id {{integer}} NOT NULL REFERENCES team (id),
  PRIMARY KEY (user_id, team_id)
){{strict}};
CREATE TABLE login_session (
  token_hash TEXT NOT NULL PRIMARY KEY,
  user_id {{integer}} NOT NULL REFERENCES app_user (id),
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL
){{strict}};
CREATE INDEX login_session_user ON login_session (user_id);
CREATE TABLE login_door (
  door_key TEXT NOT NULL PRIMARY KEY,
  failures {{integer}} NOT NULL,
  since TEXT NOT NULL,
  closed_until TEXT NOT NULL
){{strict}};
)sql"},
      {310, "Two administrators who change the same user at once are told.", R"sql(
ALTER TABLE app_user ADD COLUMN version {{integer}} NOT NULL DEFAULT 1;
)sql"},
      {320, "A program of the city reads and writes with a key of its own; only the key's hash is kept.", R"sql(
CREATE TABLE api_token (
  id {{identity}},
  unit_id {{integer}} NOT NULL REFERENCES unit (id),
  user_id {{integer}} NOT NULL REFERENCES app_user (id),
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  made_at TEXT NOT NULL,
  used_on TEXT NOT NULL DEFAULT '',
  revoked_at TEXT NOT NULL DEFAULT ''
){{strict}};
CREATE INDEX api_token_unit ON api_token (unit_id);
)sql"},
      {330, "A password that somebody else has seen is changed before anything else is done with it.", R"sql(
ALTER TABLE app_user ADD COLUMN must_change {{integer}} NOT NULL DEFAULT 0;
)sql"},
  };
  return steps;
}

} // namespace rt::identity
