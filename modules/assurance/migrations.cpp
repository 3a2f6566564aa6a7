#include "modules/assurance/assurance.hpp"

namespace rt::assurance {

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> steps = {
      {1100, "Samples of records, their reviews and the answers to each question", R"sql(
CREATE TABLE assurance_draw (
  id {{identity}}, unit_id {{integer}} NOT NULL REFERENCES unit (id), audit TEXT NOT NULL, period TEXT NOT NULL,
  seed {{integer}} NOT NULL, population {{integer}} NOT NULL, drawn_at TEXT NOT NULL, drawn_by TEXT NOT NULL
){{strict}};
CREATE INDEX assurance_draw_audit ON assurance_draw (unit_id, audit, period);
CREATE TABLE assurance_item (
  id {{identity}}, draw_id {{integer}} NOT NULL REFERENCES assurance_draw (id), unit_id {{integer}} NOT NULL,
  record_id {{integer}} NOT NULL, team_id {{integer}} NOT NULL, staff_id {{integer}} NOT NULL, reviewer_id {{integer}} NOT NULL,
  group_words TEXT NOT NULL, feedback TEXT NOT NULL DEFAULT '', done_at TEXT NOT NULL DEFAULT '', done_by TEXT NOT NULL DEFAULT '',
  seen_at TEXT NOT NULL DEFAULT '', version {{integer}} NOT NULL DEFAULT 1, UNIQUE (draw_id, record_id)
){{strict}};
CREATE INDEX assurance_item_reviewer ON assurance_item (unit_id, reviewer_id, done_at);
CREATE INDEX assurance_item_staff ON assurance_item (unit_id, staff_id, seen_at);
CREATE TABLE assurance_answer (
  item_id {{integer}} NOT NULL REFERENCES assurance_item (id), question TEXT NOT NULL, answer {{integer}} NOT NULL,
  comment TEXT NOT NULL DEFAULT '', PRIMARY KEY (item_id, question)
){{strict}};
)sql"},
  };
  return steps;
}

} // namespace rt::assurance
