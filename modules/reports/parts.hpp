#pragma once
// Inside modules/reports.
#include "modules/reports/reports.hpp"

namespace rt::reports {

/// The wheel's events of the period, by day; those of a month without a day stand last in it.
std::vector<ActivityFacts> activities_of(const steering::Steering &steering, std::int64_t unit, const Period &period);

} // namespace rt::reports
