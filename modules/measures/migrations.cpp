#include "modules/measures/measures.hpp"

namespace rt::measures {

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> steps = {
      {500,
       "Figures are kept per measure, month, team and sex, so that a page adds a few numbers instead of reading "
       "records.",
       R"sql(
CREATE TABLE measure_key (
  id {{identity}},
  measure TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL
){{strict}};
CREATE TABLE cell (
  measure_id {{integer}} NOT NULL REFERENCES measure_key (id),
  unit_id {{integer}} NOT NULL,
  team_id {{integer}} NOT NULL,
  month {{integer}} NOT NULL,
  sex {{integer}} NOT NULL,
  numerator {{real}} NOT NULL,
  denominator {{real}} NOT NULL,
  n {{integer}} NOT NULL,
  PRIMARY KEY (measure_id, unit_id, month, team_id, sex)
){{strict}};
CREATE INDEX cell_place ON cell (unit_id, month, team_id);
)sql"},
      {501,
       "What was printed before the records were here is kept as printed, with its source, and compared with what is "
       "computed.",
       R"sql(
CREATE TABLE measure_printed (
  measure TEXT NOT NULL,
  unit_id {{integer}} NOT NULL,
  period TEXT NOT NULL,
  sex {{integer}} NOT NULL,
  state {{integer}} NOT NULL,
  value {{real}} NOT NULL,
  source TEXT NOT NULL,
  flag TEXT NOT NULL,
  PRIMARY KEY (unit_id, measure, period, sex)
){{strict}};
)sql"},
      {502,
       "A unit's own history holds figures that no pack computes; they are measures of that unit, so that goals may "
       "point at them.",
       R"sql(
CREATE TABLE measure_own (
  id TEXT PRIMARY KEY,
  unit_id {{integer}} NOT NULL,
  printed TEXT NOT NULL,
  title TEXT NOT NULL,
  percent {{integer}} NOT NULL,
  UNIQUE (unit_id, printed)
){{strict}};
)sql"},
      {503, "Cells by age group and by the choices of a field too. Cells can always be counted again from the records, so that the old ones go.",
       R"sql(
DROP TABLE cell;
UPDATE measure_key SET fingerprint = '';
)sql"},
      {504, "One row for a measure at a place, with all its sexes, and its parts packed: a city's cells are written in seconds.",
       R"sql(
DROP TABLE IF EXISTS cell;
CREATE TABLE cell (
  measure_id {{integer}} NOT NULL REFERENCES measure_key (id),
  unit_id {{integer}} NOT NULL, team_id {{integer}} NOT NULL, month {{integer}} NOT NULL,
  numerator {{real}} NOT NULL, denominator {{real}} NOT NULL, n {{integer}} NOT NULL,
  numerator0 {{real}} NOT NULL, denominator0 {{real}} NOT NULL, n0 {{integer}} NOT NULL,
  numerator1 {{real}} NOT NULL, denominator1 {{real}} NOT NULL, n1 {{integer}} NOT NULL,
  numerator2 {{real}} NOT NULL, denominator2 {{real}} NOT NULL, n2 {{integer}} NOT NULL,
  numerator3 {{real}} NOT NULL, denominator3 {{real}} NOT NULL, n3 {{integer}} NOT NULL,
  parts TEXT NOT NULL,
  PRIMARY KEY (measure_id, unit_id, month, team_id)
){{strict}};
CREATE INDEX cell_place ON cell (unit_id, month, team_id);
UPDATE measure_key SET fingerprint = '';
)sql"},
      {505, "A measure that somebody is writing is kept as a text for the unit until it stands in a pack; what is removed can be brought back.",
       R"sql(
CREATE TABLE measure_draft (
  id {{identity}}, unit_id {{integer}} NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, version {{integer}} NOT NULL,
  created_at TEXT NOT NULL, created_by {{integer}} NOT NULL, changed_at TEXT NOT NULL, changed_by {{integer}} NOT NULL, changed_name TEXT NOT NULL,
  deleted_at TEXT
){{strict}};
CREATE INDEX measure_draft_unit ON measure_draft (unit_id, changed_at);
)sql"},
      {507, "What is odd about a figure has been looked at by somebody; the next reader sees by whom and why.", R"sql(
CREATE TABLE measure_seen (
  unit_id {{integer}} NOT NULL,
  measure TEXT NOT NULL,
  what TEXT NOT NULL,
  period TEXT NOT NULL,
  figures TEXT NOT NULL,
  note TEXT NOT NULL,
  by_id {{integer}} NOT NULL,
  by_name TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  PRIMARY KEY (unit_id, measure, what, period)
){{strict}};
)sql"},
      {508, "The cells lie by unit and month, as boards and saved records ask for them; one place in the file instead of a row and two entries.",
       R"sql(
DROP TABLE cell;
CREATE TABLE cell (
  unit_id {{integer}} NOT NULL, month {{integer}} NOT NULL, team_id {{integer}} NOT NULL, measure_id {{integer}} NOT NULL,
  numerator {{real}} NOT NULL, denominator {{real}} NOT NULL, n {{integer}} NOT NULL,
  numerator0 {{real}} NOT NULL, denominator0 {{real}} NOT NULL, n0 {{integer}} NOT NULL,
  numerator1 {{real}} NOT NULL, denominator1 {{real}} NOT NULL, n1 {{integer}} NOT NULL,
  numerator2 {{real}} NOT NULL, denominator2 {{real}} NOT NULL, n2 {{integer}} NOT NULL,
  numerator3 {{real}} NOT NULL, denominator3 {{real}} NOT NULL, n3 {{integer}} NOT NULL,
  parts TEXT NOT NULL,
  PRIMARY KEY (unit_id, month, team_id, measure_id)
){{by_key}};
CREATE INDEX cell_measure ON cell (measure_id, unit_id, month);
UPDATE measure_key SET fingerprint = '';
)sql"},
  };
  return steps;
}

} // namespace rt::measures
