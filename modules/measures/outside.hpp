#pragma once
// Figures above the unit (administration, board, city) are shown together with everything they are sums of: sexes, parts and months.
#include "modules/measures/measures.hpp"

namespace rt::measures::outside {

struct Sheet {
  std::vector<std::vector<BySex>> figures; ///< [place][period]; with parts, the whole stands first
  std::vector<Period> periods;
  std::size_t shown = 0;       ///< so many of the periods are shown; the rest are months that they are sums of
  bool parts_add_up = false;   ///< the first place is the sum of the others
  bool months_add_up = true;   ///< periods are sums of their months
  bool anybody = false;        ///< read by anybody
};
/// The asked periods, and after them every month that one of them holds and that is not asked for itself.
std::vector<Period> with_months(const std::vector<Period> &periods);
void protect(Sheet &sheet);

} // namespace rt::measures::outside
