#include "modules/audit/audit.hpp"

namespace rt::audit {

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> steps = {
      {200, "Every row carries the hash of the one before; the head tells where the chain should end.", R"sql(
CREATE TABLE audit_event (
  seq {{integer}} NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  unit_id {{integer}} NOT NULL,
  actor_id {{integer}} NOT NULL,
  actor_name TEXT NOT NULL,
  role TEXT NOT NULL,
  act TEXT NOT NULL,
  object TEXT NOT NULL,
  purpose TEXT NOT NULL,
  detail TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
){{strict}};
CREATE INDEX audit_event_object ON audit_event (object, seq);
CREATE INDEX audit_event_actor ON audit_event (actor_id, seq);
CREATE TABLE audit_head (
  id {{integer}} NOT NULL PRIMARY KEY CHECK (id = 1),
  seq {{integer}} NOT NULL,
  hash TEXT NOT NULL
){{strict}};
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
)sql"},
      {201, "The log of some days is found without reading the rest of it.", R"sql(
CREATE INDEX audit_event_day ON audit_event (unit_id, at, seq);
CREATE INDEX audit_event_actor_day ON audit_event (actor_id, at, seq);
)sql"},
  };
  return steps;
}

} // namespace rt::audit
