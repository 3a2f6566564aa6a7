#pragma once
// The value axis that line and bars share: from an honest zero to a round number.
#include "platform/chart/chart.hpp"
#include <vector>

namespace rt::chart {

struct Axis {
  double low = 0, high = 1, step = 1;
  std::vector<double> ticks() const;
  int decimals() const; ///< as many as the step needs
};
Axis axis_of(const Chart &chart);

} // namespace rt::chart
