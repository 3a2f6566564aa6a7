#include "modules/records/records.hpp"

namespace rt::records {
namespace {

constexpr std::int64_t kTurn = std::int64_t{400} << 40; // measures and the audit chain have locks of their own

void lock(db::Connection &c, const char *sql) {
  c.query(sql, {kTurn}, [](const db::Row &) {});
}

} // namespace

void wait_for_bulk(db::Connection &c) {
  if (c.backend() == db::Backend::postgres) lock(c, "SELECT pg_advisory_xact_lock_shared(?)");
}

void begin_alone(db::Connection &c) {
  if (c.backend() != db::Backend::postgres) return;
  c.exec("SET LOCAL lock_timeout TO 120000", {}); // two imports at once stand in line; a page would rather give up
  lock(c, "SELECT pg_advisory_xact_lock(?)");
}

} // namespace rt::records
