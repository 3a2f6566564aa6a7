#pragma once
// Above the unit: the department, administration, board or city and its units beside one another.
#include "modules/measures/measures.hpp"

namespace rt::measures {

struct Compared {
  struct Row {
    std::int64_t unit = 0; ///< 0: the level as a whole, first
    std::string title;
    std::vector<BySex> values; ///< one for each period
  };
  std::string title; ///< of the level: "Skärholmens stadsdelsnämnd"; "" when the unit stands alone
  std::vector<Row> rows;
};

} // namespace rt::measures
