#include "modules/casework/casework.hpp"

namespace rt::casework {

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> kMigrations{
      {1000, "Whom I follow, how a unit shares its cases, and cases handed over between units with both sides' answer.",
       R"sql(
CREATE TABLE case_watch (
  user_id {{integer}} NOT NULL, unit_id {{integer}} NOT NULL, case_id {{integer}} NOT NULL, since TEXT NOT NULL, PRIMARY KEY (user_id, case_id)
){{strict}};
CREATE TABLE case_habits (
  unit_id {{integer}} NOT NULL PRIMARY KEY, handlers {{integer}} NOT NULL, weeks_without_note {{integer}} NOT NULL
){{strict}};
CREATE TABLE case_handover (
  id {{identity}}, case_id {{integer}} NOT NULL, person_id {{integer}} NOT NULL, from_unit {{integer}} NOT NULL, from_team {{integer}},
  to_unit {{integer}} NOT NULL, to_team {{integer}}, at TEXT NOT NULL, user_id {{integer}}, who TEXT, reason TEXT NOT NULL, kind TEXT,
  state TEXT NOT NULL, answered_at TEXT, answered_by TEXT, answer TEXT, new_case {{integer}}, new_person {{integer}}
){{strict}};
CREATE INDEX case_handover_to ON case_handover (to_unit, state);
CREATE INDEX case_handover_case ON case_handover (from_unit, case_id);
CREATE INDEX case_handover_new ON case_handover (to_unit, new_person);
)sql"},
  };
  return kMigrations;
}

} // namespace rt::casework
