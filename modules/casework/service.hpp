#pragma once
// Inside the module: what the service's files share.
#include "modules/casework/store.hpp"

namespace rt::casework {

using access::Actor;
using access::May;

struct Casework::Impl {
  records::Records &records;
  records::Persons &persons;
  organisation::Organisation &organisation;
  audit::ReadLog &read_log;
  const Clock &clock;
  store::Known known;

  Date today() const { return swedish_day(clock.now()); }
  std::string now() const { return to_iso(clock.now()); }
  db::Pool &pool() const { return records.pool(); }
  /// The lines with the people's shown names; one query.
  void name(const Actor &actor, std::vector<CaseLine> &lines) const;
  Result<CaseLine> find(const Actor &actor, std::int64_t case_id) const;
  void log(const Actor &actor, std::string object, std::string detail = {}) const;
};

Problem no_such_case();
/// The same reader as the sending unit's reader of the whole unit: for what was handed over, and to close what was sent.
Actor in_unit(const Actor &actor, std::int64_t unit);

} // namespace rt::casework
