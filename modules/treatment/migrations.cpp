#include "modules/treatment/treatment.hpp"

namespace rt::treatment {

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> all = {{700, "Leave to give one answer without login, and proof that it is stored once", R"sql(
CREATE TABLE treatment_ticket (
  id {{identity}},
  unit_id {{integer}} NOT NULL,
  team_id {{integer}} NOT NULL,
  kind TEXT NOT NULL,
  contact_id {{integer}},
  session_id {{integer}},
  rater TEXT NOT NULL,
  parent TEXT NOT NULL,
  moment TEXT NOT NULL,
  lang TEXT NOT NULL,
  faces {{integer}} NOT NULL,
  many {{integer}} NOT NULL,
  pin TEXT UNIQUE,
  token TEXT NOT NULL UNIQUE,
  created_by {{integer}} NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  opened_at TEXT
){{strict}};
CREATE INDEX treatment_ticket_contact ON treatment_ticket (contact_id, session_id);
CREATE TABLE treatment_receipt (
  receipt_key TEXT PRIMARY KEY,
  single_ticket {{integer}} UNIQUE,
  kind TEXT NOT NULL,
  record_id {{integer}},
  wording_id {{integer}},
  on_day TEXT NOT NULL
){{strict}};
CREATE TABLE treatment_guard (
  who TEXT PRIMARY KEY,
  since TEXT NOT NULL,
  fails {{integer}} NOT NULL
){{strict}};
CREATE TABLE treatment_waiting (
  receipt_key TEXT PRIMARY KEY,
  unit_id {{integer}} NOT NULL,
  team_id {{integer}} NOT NULL,
  kind TEXT NOT NULL,
  on_day TEXT NOT NULL,
  answer TEXT NOT NULL
){{strict}};
)sql"},
                                                 {701, "Licensed wordings that the unit loads, and how each team works with ratings", R"sql(
CREATE TABLE treatment_wording (
  id {{identity}},
  unit_id {{integer}} NOT NULL,
  instrument TEXT NOT NULL,
  language TEXT NOT NULL,
  variant TEXT NOT NULL,
  reference TEXT NOT NULL,
  loaded_by {{integer}} NOT NULL,
  loaded_at TEXT NOT NULL,
  retired_at TEXT
){{strict}};
CREATE INDEX treatment_wording_unit ON treatment_wording (unit_id, instrument, language, variant);
CREATE TABLE treatment_wording_text (
  wording_id {{integer}} NOT NULL REFERENCES treatment_wording (id),
  text_key TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (wording_id, text_key)
){{strict}};
CREATE TABLE treatment_habit (
  team_id {{integer}} PRIMARY KEY,
  uses_ors {{integer}} NOT NULL,
  uses_srs {{integer}} NOT NULL,
  sessions_planned {{integer}} NOT NULL,
  review_days {{integer}} NOT NULL,
  first_session_days {{integer}} NOT NULL,
  book_next_days {{integer}} NOT NULL
){{strict}};
)sql"},
                                                 {702, "The case line: the list of contacts in one indexed query; derived, can be rebuilt", R"sql(
CREATE TABLE treatment_line (
  contact_id {{integer}} PRIMARY KEY,
  unit_id {{integer}} NOT NULL,
  team_id {{integer}} NOT NULL,
  staff_id {{integer}} NOT NULL,
  person_id {{integer}} NOT NULL,
  is_open {{integer}} NOT NULL,
  state {{integer}} NOT NULL,
  received TEXT NOT NULL,
  started TEXT NOT NULL,
  ended TEXT NOT NULL,
  next_on TEXT NOT NULL,
  next_step {{integer}} NOT NULL,
  next_time TEXT NOT NULL,
  sessions_held {{integer}} NOT NULL,
  last_held TEXT NOT NULL,
  last_ors_on TEXT NOT NULL,
  last_ors {{integer}} NOT NULL,
  topic {{integer}} NOT NULL,
  last_srs_on TEXT NOT NULL,
  last_srs {{integer}} NOT NULL,
  srs_alert {{integer}} NOT NULL,
  srs_missing {{integer}} NOT NULL,
  last_review TEXT NOT NULL,
  review_on TEXT NOT NULL
){{strict}};
CREATE INDEX treatment_line_unit ON treatment_line (is_open, unit_id, next_on, contact_id);
CREATE INDEX treatment_line_team ON treatment_line (is_open, unit_id, team_id, next_on, contact_id);
CREATE INDEX treatment_line_staff ON treatment_line (is_open, unit_id, staff_id, next_on, contact_id);
CREATE INDEX treatment_line_closed ON treatment_line (is_open, unit_id, ended, contact_id);
CREATE INDEX treatment_line_person ON treatment_line (person_id);
)sql"},
                                                 {703, "Things ticked off on my day, so that they fade and can be taken back", R"sql(
CREATE TABLE treatment_done (
  user_id {{integer}} NOT NULL,
  item TEXT NOT NULL,
  done_at TEXT NOT NULL,
  PRIMARY KEY (user_id, item)
){{strict}};
)sql"}};
  return all;
}

} // namespace rt::treatment
