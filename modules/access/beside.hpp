// The scope where something else leads: an id, a person, a few ids.
#pragma once
#include "modules/access/access.hpp"

namespace rt::access {

/// Scope::where() kept from choosing the index (" AND +r.unit_id = ? …"). An id or a person is always the shorter way; a planner
/// that sorts by date under a LIMIT would otherwise walk the whole unit.
std::string beside(const Scope &scope, std::string_view alias, db::Values &args);

} // namespace rt::access
