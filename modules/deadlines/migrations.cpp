#include "modules/deadlines/deadlines.hpp"

namespace rt::deadlines {

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> kMigrations{
      {900, "Dates that must be kept, derived from the records; their lists are one query each.",
       R"sql(
CREATE TABLE deadline (
  id {{identity}}, register_id TEXT NOT NULL, record_id {{integer}} NOT NULL, rule_id TEXT NOT NULL, rule_from TEXT NOT NULL, occurrence {{integer}} NOT NULL,
  unit_id {{integer}} NOT NULL, team_id {{integer}}, staff_id {{integer}}, other_staff_id {{integer}}, person_id {{integer}},
  started TEXT NOT NULL, target_day TEXT NOT NULL, last_day TEXT NOT NULL, last_at TEXT NOT NULL, met TEXT NOT NULL,
  phase {{integer}} NOT NULL, times {{integer}} NOT NULL, done {{integer}} NOT NULL, days_left {{integer}} NOT NULL, paused_days {{integer}} NOT NULL,
  per_period {{integer}} NOT NULL, extended {{integer}} NOT NULL, live {{integer}} NOT NULL,
  UNIQUE (register_id, record_id, unit_id, rule_id, occurrence)
){{strict}};
CREATE INDEX deadline_unit ON deadline (unit_id, phase, last_day, id);
CREATE INDEX deadline_team ON deadline (team_id, phase, last_day, id);
CREATE INDEX deadline_staff ON deadline (staff_id, phase, last_day);
CREATE INDEX deadline_other_staff ON deadline (other_staff_id, phase, last_day);
CREATE INDEX deadline_rule ON deadline (unit_id, last_day, register_id, rule_id);
CREATE INDEX deadline_live ON deadline (last_day) WHERE live = 1;
CREATE TABLE deadline_rules (number {{integer}} PRIMARY KEY, fingerprint TEXT NOT NULL){{strict}};
)sql"},
      {901, "The weekly walk through the list is signed (SYS), and the secret addresses of calendars.",
       R"sql(
CREATE TABLE deadline_check (
  id {{identity}}, unit_id {{integer}} NOT NULL, team_id {{integer}} NOT NULL, year {{integer}} NOT NULL, week {{integer}} NOT NULL,
  user_id {{integer}} NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, overdue {{integer}} NOT NULL, soon {{integer}} NOT NULL, note TEXT NOT NULL,
  UNIQUE (unit_id, team_id, year, week)
){{strict}};
CREATE TABLE deadline_feed (
  id {{identity}}, unit_id {{integer}} NOT NULL, user_id {{integer}} NOT NULL, staff_id {{integer}} NOT NULL, token_hash TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL, revoked_at TEXT NOT NULL DEFAULT ''
){{strict}};
CREATE VIEW v_deadline AS SELECT id, register_id, record_id, rule_id, occurrence, unit_id, team_id, staff_id, started, target_day, last_day, met,
  CASE phase WHEN 0 THEN 'öppen' WHEN 1 THEN 'klar i tid' WHEN 2 THEN 'klar för sent' WHEN 3 THEN 'vilar' WHEN 4 THEN 'gäller inte längre' ELSE 'blev aldrig gjord' END AS phase,
  times, done, paused_days, extended FROM deadline;
)sql"},
      {902, "A person's page shows what runs for the person.", "CREATE INDEX deadline_person ON deadline (person_id, phase, last_day);"},
      {903, "The lists of one person and one team are answered inside the index.",
       R"sql(
DROP INDEX deadline_unit;
CREATE INDEX deadline_due ON deadline (unit_id, phase, last_day, id, team_id, staff_id, other_staff_id, per_period);
)sql"},
      {904, "The lists of one team and of one person, at any size.",
       R"sql(
DROP INDEX deadline_due;
DROP INDEX deadline_team;
DROP INDEX deadline_staff;
DROP INDEX deadline_other_staff;
CREATE INDEX deadline_of_unit ON deadline (unit_id, phase, last_day, id, team_id, staff_id, other_staff_id, per_period, register_id);
CREATE INDEX deadline_of_team ON deadline (team_id, phase, last_day, id, per_period, unit_id, register_id);
CREATE INDEX deadline_of_staff ON deadline (staff_id, phase, last_day, id, per_period, unit_id, team_id, register_id);
CREATE INDEX deadline_of_other ON deadline (other_staff_id, phase, last_day, id, per_period, unit_id, team_id, staff_id, register_id);
CREATE INDEX deadline_of_rule ON deadline (unit_id, register_id, rule_id, phase, last_day, id, team_id, per_period);
)sql"},
      {905, "A rule's dates are found by unit, register and rule; by day alone a measure walked through every date of the unit's year.",
       "DROP INDEX deadline_rule;"},
      {906, "A measure that counts kept dates goes from the index to the record.",
       R"sql(
DROP INDEX deadline_of_rule;
CREATE INDEX deadline_of_rule ON deadline (unit_id, register_id, rule_id, phase, last_day, id, team_id, per_period, record_id);
)sql"},
      {907, "A measure asks for the days of every phase at once: PostgreSQL, that plans for any values, read all years of the rule to find one.",
       "CREATE INDEX deadline_counted ON deadline (unit_id, register_id, rule_id, last_day, phase, record_id);"},
  };
  return kMigrations;
}

} // namespace rt::deadlines
