// The board's two small pictures: no axes, one thought each.
#include "platform/chart/svg.hpp"
#include "platform/chart/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rt::chart {

namespace {

struct Range {
  double low, high;
};

Range range_of(const std::vector<Point> &points, std::optional<double> target) {
  std::optional<Range> range;
  const auto widen = [&](double v) {
    if (!range) range = Range{v, v};
    range = Range{std::min(range->low, v), std::max(range->high, v)};
  };
  for (const auto &point : points)
    if (point.value) widen(*point.value);
  if (target) widen(*target);
  if (!range) return {0, 1};
  if (range->high - range->low < 1e-9) return {range->low - 1, range->high + 1};
  return *range;
}

std::string joined(std::string_view label, const std::string &rest) {
  return label.empty() ? rest : std::string(label) + (label.ends_with('.') ? " " : ". ") + rest;
}

} // namespace

std::string spark(const std::vector<Point> &points, std::optional<double> target, std::string_view label, int width, int height) {
  const Range range = range_of(points, target);
  const double pad = 6;
  const auto count = points.size();
  const auto x = [&](std::size_t i) {
    return count < 2 ? width - pad : pad + (width - 2 * pad) * static_cast<double>(i) / static_cast<double>(count - 1);
  };
  const auto y = [&](double v) { return height - pad - (height - 2 * pad) * (v - range.low) / (range.high - range.low); };
  int decimals = 0;
  for (const auto &point : points)
    if (point.value && *point.value != static_cast<double>(static_cast<long long>(*point.value))) decimals = 1;

  std::string out = svg::open("spark", width, height, joined(label, series_words("", points, "", decimals)));
  if (target) out += svg::line(pad, y(*target), width - pad, y(*target), svg::Stroke::target);
  std::string d, alone;
  std::optional<std::size_t> last;
  bool drawing = false;
  for (std::size_t i = 0; i < count; ++i) {
    const bool broken = points[i].gap == Gap::not_comparable;
    if (broken) drawing = false;
    if (broken)
      out += svg::line(points[i].value && i > 0 ? (x(i - 1) + x(i)) / 2 : x(i), 3, points[i].value && i > 0 ? (x(i - 1) + x(i)) / 2 : x(i),
                       height - 3, svg::Stroke::leader);
    if (!points[i].value && points[i].gap == Gap::suppressed)
      out += svg::hatching(std::max(x(i) - 4, 0.0), 4, 8, height - 8, gap_words(Gap::suppressed));
    if (points[i].value) {
      d += (drawing ? "L" : "M") + svg::n(x(i)) + " " + svg::n(y(*points[i].value));
      const bool follows = i + 1 < count && points[i + 1].value && points[i + 1].gap != Gap::not_comparable;
      if (!drawing && !follows) alone += svg::mark(x(i), y(*points[i].value), 1.8, 1);
      last = i;
    }
    drawing = points[i].value.has_value();
  }
  out += svg::path(d, 1, 1.8) + alone;
  if (last) out += svg::mark(x(*last), y(*points[*last].value), 3.6, 1);
  return out + svg::close();
}

std::string bullet(std::optional<double> value, double target, double max, std::string_view label, int width, std::string_view said) {
  const double height = 20, bar = 8, top = (height - bar) / 2;
  const double span = std::max({max, target, 1e-9});
  const auto x = [&](double v) { return std::clamp(v / span, 0.0, 1.0) * (width - 2); };
  const int decimals = value && *value != static_cast<double>(static_cast<long long>(*value)) ? 1 : 0;
  const std::string words = value ? tr_f("{0}, mål {1}", {said.empty() ? number(*value, decimals) : std::string(said), number(target)})
                                  : tr_f("uppgift saknas, mål {0}", {number(target)});
  std::string out = svg::open("bullet", width, height, joined(label, words));
  out += fmt::format(R"(<rect class="c-track" x="0" y="{}" width="{}" height="{}" fill="#ECE7DD"/>)", svg::n(top), svg::n(width), svg::n(bar));
  if (value) out += svg::rect(0, top, *value > span ? width : x(*value), bar, 1);
  if (value && *value > span) // the bar goes on: an arrow head at its end
    out +=
        fmt::format(R"(<path class="c-over" d="M{} {}l4 4l-4 4" fill="none" stroke="#FFFFFF" stroke-width="1.5"/>)", svg::n(width - 7), svg::n(top));
  out += fmt::format(R"(<rect class="c-goal" x="{}" y="1" width="2" height="{}" fill="#1F2328"/>)", svg::n(x(target)), svg::n(height - 2));
  return out + svg::close();
}

} // namespace rt::chart
