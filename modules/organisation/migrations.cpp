#include "modules/organisation/organisation.hpp"

namespace rt::organisation {

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> steps = {
      {100, "A unit belongs to a board, which is the data controller by law; teams and staff belong to a unit.", R"sql(
CREATE TABLE unit (
  id {{identity}},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  administration TEXT NOT NULL,
  board TEXT NOT NULL,
  city TEXT NOT NULL
){{strict}};
CREATE TABLE team (
  id {{identity}},
  unit_id {{integer}} NOT NULL REFERENCES unit (id),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  entry TEXT NOT NULL,
  people TEXT NOT NULL,
  sort_order {{integer}} NOT NULL,
  active {{integer}} NOT NULL,
  UNIQUE (unit_id, code)
){{strict}};
CREATE TABLE staff (
  id {{identity}},
  unit_id {{integer}} NOT NULL REFERENCES unit (id),
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  languages TEXT NOT NULL,
  started {{date}},
  ended {{date}}
){{strict}};
CREATE INDEX staff_unit ON staff (unit_id);
CREATE TABLE staff_team (
  staff_id {{integer}} NOT NULL REFERENCES staff (id),
  team_id {{integer}} NOT NULL REFERENCES team (id),
  PRIMARY KEY (staff_id, team_id)
){{strict}};
)sql"},
      {110, "Each unit keeps the registers of its own packs, several units in one database.", R"sql(
CREATE TABLE unit_pack (
  unit_id {{integer}} NOT NULL REFERENCES unit (id),
  pack TEXT NOT NULL,
  PRIMARY KEY (unit_id, pack)
){{strict}};
)sql"},
      {120, "A unit may belong to a department of its administration; figures are summed to it on their way up.", R"sql(
ALTER TABLE unit ADD COLUMN department TEXT NOT NULL DEFAULT '';
)sql"},
  };
  return steps;
}

} // namespace rt::organisation
