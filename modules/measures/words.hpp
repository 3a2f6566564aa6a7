#pragma once
// The plain reading of a parsed measure, in the current language.
#include "modules/measures/plan.hpp"

namespace rt::measures::words {

/// "kontakter där sista ORS (summa) är högre än första ORS (summa)"
std::string counted(const definitions::Catalog &catalog, const plan::Compiled &measure);
std::string counted_of(const definitions::Catalog &catalog,
                       const plan::Compiled &measure);                                  ///< "" when nothing is divided by
std::string moment(const definitions::Catalog &catalog, const plan::Compiled &measure); ///< which date decides
/// One or two sentences, for a measure whose pack has none.
std::string reading(const definitions::Catalog &catalog, const plan::Compiled &measure);

} // namespace rt::measures::words
