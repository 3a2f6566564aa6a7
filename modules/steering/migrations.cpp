#include "modules/steering/steering.hpp"

namespace rt::steering {
const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> all{
      {600, "The goal chain of a year, its expected results, words and judgements, each with history",
       R"(CREATE TABLE steer_goal (
            id {{identity}}, unit_id {{integer}} NOT NULL, year {{integer}} NOT NULL, level {{integer}} NOT NULL,
            parent_id {{integer}} NOT NULL DEFAULT 0, team_id {{integer}} NOT NULL DEFAULT 0, code TEXT NOT NULL DEFAULT '',
            title TEXT NOT NULL, position {{integer}} NOT NULL DEFAULT 0, version {{integer}} NOT NULL DEFAULT 1,
            deleted {{integer}} NOT NULL DEFAULT 0){{strict}};
          CREATE INDEX steer_goal_plan ON steer_goal (unit_id, year);
          CREATE TABLE steer_expected (
            id {{identity}}, unit_id {{integer}} NOT NULL, goal_id {{integer}} NOT NULL, team_id {{integer}} NOT NULL DEFAULT 0,
            year {{integer}} NOT NULL, words TEXT NOT NULL, measure TEXT NOT NULL DEFAULT '', indicator TEXT NOT NULL DEFAULT '',
            target_kind {{integer}} NOT NULL DEFAULT 0, target_value {{real}} NOT NULL DEFAULT 0,
            target_unit TEXT NOT NULL DEFAULT '', upper_target TEXT NOT NULL DEFAULT '', period TEXT NOT NULL DEFAULT '',
            position {{integer}} NOT NULL DEFAULT 0, version {{integer}} NOT NULL DEFAULT 1,
            deleted {{integer}} NOT NULL DEFAULT 0){{strict}};
          CREATE INDEX steer_expected_plan ON steer_expected (unit_id, year);
          CREATE TABLE steer_paragraph (
            id {{identity}}, unit_id {{integer}} NOT NULL, goal_id {{integer}} NOT NULL, team_id {{integer}} NOT NULL DEFAULT 0,
            part {{integer}} NOT NULL, words TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
            version {{integer}} NOT NULL DEFAULT 1, UNIQUE (goal_id, team_id, part)){{strict}};
          CREATE INDEX steer_paragraph_unit ON steer_paragraph (unit_id);
          CREATE TABLE steer_assessment (
            id {{identity}}, unit_id {{integer}} NOT NULL, expected_id {{integer}} NOT NULL, period TEXT NOT NULL,
            year {{integer}} NOT NULL, proposed {{integer}} NOT NULL, judged {{integer}} NOT NULL, reason TEXT NOT NULL,
            lesson TEXT NOT NULL DEFAULT '', figure TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, by_name TEXT NOT NULL,
            version {{integer}} NOT NULL DEFAULT 1, UNIQUE (expected_id, period)){{strict}};
          CREATE INDEX steer_assessment_year ON steer_assessment (unit_id, year);
          CREATE TABLE steer_history (
            id {{identity}}, unit_id {{integer}} NOT NULL, kind TEXT NOT NULL, object_id {{integer}} NOT NULL,
            at TEXT NOT NULL, user_id {{integer}} NOT NULL, by_name TEXT NOT NULL, what TEXT NOT NULL,
            before TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT ''){{strict}};
          CREATE INDEX steer_history_object ON steer_history (unit_id, kind, object_id);)"},
      {610, "The year wheel and its calendar feed",
       R"(CREATE TABLE steer_event (
            id {{identity}}, unit_id {{integer}} NOT NULL, team_id {{integer}} NOT NULL DEFAULT 0, year {{integer}} NOT NULL,
            month {{integer}} NOT NULL, day TEXT NOT NULL DEFAULT '', words TEXT NOT NULL, ring {{integer}} NOT NULL,
            deadline {{integer}} NOT NULL DEFAULT 0, responsible TEXT NOT NULL DEFAULT '',
            remind_days {{integer}} NOT NULL DEFAULT 0, done_at TEXT NOT NULL DEFAULT '', done_by TEXT NOT NULL DEFAULT '',
            flag TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '', version {{integer}} NOT NULL DEFAULT 1,
            deleted {{integer}} NOT NULL DEFAULT 0){{strict}};
          CREATE INDEX steer_event_year ON steer_event (unit_id, year);
          CREATE TABLE steer_feed (
            id {{identity}}, unit_id {{integer}} NOT NULL, user_id {{integer}} NOT NULL, token_hash TEXT NOT NULL UNIQUE,
            created_at TEXT NOT NULL, revoked_at TEXT NOT NULL DEFAULT ''){{strict}};)"},
      {620, "The monthly follow-up with its three questions, and the development list",
       R"(CREATE TABLE steer_followup (
            id {{identity}}, unit_id {{integer}} NOT NULL, team_id {{integer}} NOT NULL, expected_id {{integer}} NOT NULL,
            month TEXT NOT NULL, see TEXT NOT NULL, why TEXT NOT NULL, lesson TEXT NOT NULL, updated_at TEXT NOT NULL,
            updated_by TEXT NOT NULL, version {{integer}} NOT NULL DEFAULT 1, UNIQUE (expected_id, team_id, month)){{strict}};
          CREATE INDEX steer_followup_month ON steer_followup (unit_id, month);
          CREATE TABLE steer_idea (
            id {{identity}}, unit_id {{integer}} NOT NULL, team_id {{integer}} NOT NULL DEFAULT 0,
            followup_id {{integer}} NOT NULL DEFAULT 0, words TEXT NOT NULL, source TEXT NOT NULL DEFAULT '',
            owner TEXT NOT NULL DEFAULT '', state {{integer}} NOT NULL, reviewed TEXT NOT NULL DEFAULT '',
            created_at TEXT NOT NULL, done_at TEXT NOT NULL DEFAULT '', version {{integer}} NOT NULL DEFAULT 1){{strict}};
          CREATE INDEX steer_idea_unit ON steer_idea (unit_id, state);)"},
      {630, "History from the unit's files, as printed: outcomes, economy, staff survey",
       R"(CREATE TABLE steer_series (
            id {{identity}}, unit_id {{integer}} NOT NULL, service TEXT NOT NULL, label TEXT NOT NULL, year {{integer}} NOT NULL,
            row_number {{integer}} NOT NULL, state {{integer}} NOT NULL, value {{real}} NOT NULL DEFAULT 0,
            measure TEXT NOT NULL DEFAULT '', sex {{integer}}, source TEXT NOT NULL, flag TEXT NOT NULL DEFAULT '',
            UNIQUE (unit_id, service, label, year)){{strict}};
          CREATE TABLE steer_economy (
            id {{identity}}, unit_id {{integer}} NOT NULL, year {{integer}} NOT NULL, budget {{real}}, outcome {{real}},
            printed_deviation {{real}}, forecast {{integer}} NOT NULL DEFAULT 0, cause TEXT NOT NULL DEFAULT '',
            source TEXT NOT NULL DEFAULT '', UNIQUE (unit_id, year)){{strict}};
          CREATE TABLE steer_survey (
            id {{identity}}, unit_id {{integer}} NOT NULL, year {{integer}} NOT NULL, statement TEXT NOT NULL,
            state {{integer}} NOT NULL, value {{real}} NOT NULL DEFAULT 0, source TEXT NOT NULL DEFAULT '',
            position {{integer}} NOT NULL DEFAULT 0, UNIQUE (unit_id, year, statement)){{strict}};)"},
  };
  return all;
}
} // namespace rt::steering
