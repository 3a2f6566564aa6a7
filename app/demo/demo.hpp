#pragma once
// The demo unit: Resursenheten with four years of invented life, deterministic.
#include "modules/audit/audit.hpp"
#include "modules/identity/identity.hpp"
#include "modules/organisation/organisation.hpp"
#include "modules/records/records.hpp"
#include <functional>
#include <string>

namespace rt::demo {

struct Made {
  std::int64_t unit = 0;
  int people = 0, contacts = 0, sessions = 0, ratings = 0, viewpoints = 0, other = 0;
};
/// The logins that ./dev demo prints, all with the same password.
inline constexpr std::string_view kPassword = "roda-traden-demo";

/// Fills an empty, migrated and installed database. `progress` gets a finished Swedish sentence now and then.
Result<Made> make_unit(db::Pool &pool, records::Records &records, records::Persons &persons, organisation::Organisation &organisation,
                       identity::Identity &identity, const Clock &clock, const std::function<void(const std::string &)> &progress);

} // namespace rt::demo
