#include "platform/chart/axis.hpp"

#include <algorithm>
#include <cmath>

namespace rt::chart {

namespace {

constexpr double kMostTicks = 5;

double round_step(double span, bool whole) {
  const double rough = span / kMostTicks;
  const double magnitude = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0, 10.0})
    if (factor * magnitude >= rough) return whole ? std::max(1.0, factor * magnitude) : factor * magnitude;
  return 10 * magnitude;
}

} // namespace

std::vector<double> Axis::ticks() const {
  std::vector<double> out;
  for (int i = 0; low + i * step <= high + step * 1e-6; ++i) out.push_back(low + i * step);
  return out;
}

int Axis::decimals() const { return step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9)); }

Axis axis_of(const Chart &chart) {
  double low = 0, high = 0;
  for (const auto &series : chart.series)
    for (const auto &point : series.points)
      if (point.value) {
        low = std::min(low, *point.value);
        high = std::max(high, *point.value);
      }
  if (chart.target) {
    low = std::min(low, chart.target->value);
    high = std::max(high, chart.target->value);
  }
  // Shares are read against the whole: an axis to 100 % unless they are all small.
  const bool share = chart.unit == "%" && low == 0 && high > 50 && high <= 100;
  if (share && !chart.max) return {0, 100, 25};
  if (chart.max) high = std::max(high, *chart.max);
  if (high == low) high = low + (chart.unit == "%" ? 100 : 1);
  Axis axis;
  axis.step = round_step(high - low, chart.decimals == 0);
  axis.low = std::floor(low / axis.step + 1e-9) * axis.step;
  axis.high = chart.max && *chart.max >= high ? *chart.max : std::ceil(high / axis.step - 1e-9) * axis.step;
  return axis;
}

} // namespace rt::chart
