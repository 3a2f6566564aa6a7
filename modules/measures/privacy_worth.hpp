#pragma once
#include "modules/measures/measures.hpp"

namespace rt::measures::privacy {

/// As protect(), when some figures are worth more than others: a city's is not hidden where a unit's would do. One factor for each cell.
void protect(std::vector<Cell> &cells, const std::vector<Relation> &relations, const std::vector<double> &worth);

} // namespace rt::measures::privacy
