#include "platform/chart/axis.hpp"
#include "platform/chart/svg.hpp"
#include "platform/chart/words.hpp"

#include <algorithm>
#include <cmath>

namespace rt::chart {

namespace {

std::size_t categories(const Chart &chart) {
  std::size_t count = 0;
  for (const auto &series : chart.series) count = std::max(count, series.points.size());
  return count;
}

const Point *point_at(const Series &series, std::size_t i) { return i < series.points.size() ? &series.points[i] : nullptr; }

std::string category_name(const Chart &chart, std::size_t i) {
  for (const auto &series : chart.series)
    if (const Point *p = point_at(series, i); p && !p->label.empty()) return p->label;
  return {};
}

std::string bar_words(const Series &series, const Point *point, const Chart &chart, bool with_name) {
  const std::string value = words_at(point ? *point : Point{}, chart.unit, chart.decimals);
  return with_name && !series.name.empty() ? series.name + " " + value : value;
}

/// Columns stand for time, when there is one series and every name has room under its column.
bool fits_columns(const Chart &chart, double room) {
  if (chart.series.size() != 1) return false;
  const auto count = categories(chart);
  for (std::size_t i = 0; i < count; ++i)
    if (svg::text_width(category_name(chart, i), svg::kSmall) + 6 > room / static_cast<double>(count)) return false;
  return true;
}

std::string columns(const Chart &chart) {
  const double width = chart.width, height = chart.height, top = 22, bottom = height - 26;
  const Axis axis = axis_of(chart);
  const auto y = [&](double v) { return bottom - (bottom - top) * (v - axis.low) / (axis.high - axis.low); };
  const double right = chart.target ? width - svg::text_width(target_words(chart), svg::kText) - 10 : width - 2;
  const auto count = categories(chart);
  const double room = (right - 2) / static_cast<double>(std::max<std::size_t>(count, 1));
  const double bar = std::min(room * 0.68, 56.0);
  const auto &series = chart.series.front();
  std::string out = svg::open("bars", width, height, label_of(chart));
  const auto clear_of_target = [&](double baseline) { // the dotted line must not cross a figure
    if (!chart.target) return baseline;
    const double line = y(chart.target->value);
    return line > baseline - 12 && line < baseline + 4 ? line - 5 : baseline;
  };
  std::vector<svg::RowText> names;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = 2 + room * (static_cast<double>(i) + 0.5);
    const auto &point = series.points[i];
    names.push_back({x, point.label});
    if (point.value) {
      out += "<g><title>" + svg::escape(point_words(point, chart.unit, chart.decimals)) + "</title>" +
             svg::rect(x - bar / 2, std::min(y(*point.value), y(0)), bar, std::abs(y(0) - y(*point.value)), series.color) + "</g>";
      const std::string words = words_at(point, chart.unit, chart.decimals);
      if (svg::text_width(words, svg::kText) + 2 <= room || i + 1 == count)
        out += svg::text(std::min(x, width - svg::text_width(words, svg::kText) / 2), clear_of_target(std::min(y(*point.value), y(0)) - 5), words,
                         svg::Ink::strong, svg::Anchor::middle);
    } else if (point.gap == Gap::suppressed) {
      out += svg::hatching(x - bar / 2, y(0) - 28, bar, 28, point_words(point, chart.unit, chart.decimals));
    } else { // missing and not comparable: a short dash where the column would stand, with the reason
      out += "<g><title>" + svg::escape(point_words(point, chart.unit, chart.decimals)) + "</title>" +
             svg::text(x, y(0) - 5, point.gap == Gap::not_comparable ? "≠" : "–", svg::Ink::muted, svg::Anchor::middle) + "</g>";
    }
  }
  out += svg::line(0, y(0), right, y(0), svg::Stroke::axis);
  if (chart.target) {
    out += svg::line(0, y(chart.target->value), right, y(chart.target->value), svg::Stroke::target);
    out += svg::text(right + 6, y(chart.target->value) + 4.5, target_words(chart), svg::Ink::muted);
  }
  return out + svg::row(names, height - 6, 0, right) + svg::close();
}

/// How lying bars share the width: names | bars | words. Long names stand above their bars instead of beside them.
struct Lying {
  bool named = false, above = false;
  double names = 0, words = 0, left = 2, right = 0, top = 4, bar = 15, group = 0, height = 0;
};
constexpr double kBarGap = 3, kGroupGap = 14, kNameAbove = 18;

Lying lying_layout(const Chart &chart) {
  Lying l;
  const auto count = categories(chart);
  const double width = chart.width, groups = static_cast<double>(count);
  const double series = static_cast<double>(std::max<std::size_t>(chart.series.size(), 1));
  l.named = chart.series.size() > 1;
  for (std::size_t i = 0; i < count; ++i) {
    l.names = std::max(l.names, svg::text_width(category_name(chart, i), svg::kText));
    for (const auto &s : chart.series) l.words = std::max(l.words, svg::text_width(bar_words(s, point_at(s, i), chart, l.named), svg::kText) * 1.04);
  }
  l.above = l.names > width * 0.34;
  l.words = std::min(l.words, width * 0.4);
  if (l.above) l.names = width - 4;
  else if (l.names > 0) l.left = l.names + 12;
  l.right = width - l.words - 12;
  l.top = chart.target ? 22 : 4;
  const double fixed = l.top + 6 + groups * (kGroupGap + (l.above ? kNameAbove : 0));
  l.bar = std::clamp((chart.height - fixed) / (groups * series) - kBarGap, 15.0, 20.0);
  l.group = series * (l.bar + kBarGap) - kBarGap;
  l.height = std::max(60.0, fixed + groups * (l.group + kBarGap));
  return l;
}

std::string lying_bars(const Chart &chart) {
  const Lying l = lying_layout(chart);
  const Axis axis = axis_of(chart);
  const auto x = [&](double v) { return l.left + (l.right - l.left) * (v - axis.low) / (axis.high - axis.low); };
  std::string out = svg::open("bars", chart.width, l.height, label_of(chart)), targets;
  double y = l.top + kGroupGap / 2;
  for (std::size_t i = 0; i < categories(chart); ++i) {
    const std::string name = svg::shorten(category_name(chart, i), svg::kText, l.names);
    if (l.above) out += svg::text(2, y + 11, name, svg::Ink::text);
    else out += svg::text(l.left - 10, y + l.group / 2 + 4.5, name, svg::Ink::text, svg::Anchor::end);
    if (l.above) y += kNameAbove;
    if (chart.target) // in pieces, so that it crosses no name
      targets += svg::line(x(chart.target->value), y - 4, x(chart.target->value), y + l.group + 4, svg::Stroke::target);
    for (const auto &series : chart.series) {
      const Point *point = point_at(series, i);
      const std::string said = svg::shorten(bar_words(series, point, chart, l.named), svg::kText, l.words);
      const bool hatched = point && !point->value && point->gap == Gap::suppressed;
      if (point && point->value) out += svg::rect(std::min(x(*point->value), x(0)), y, std::abs(x(*point->value) - x(0)), l.bar, series.color);
      if (hatched) out += svg::hatching(x(0), y, 28, l.bar, point_words(*point, chart.unit, chart.decimals));
      out += svg::text(l.right + 10, y + l.bar / 2 + 4.5, said, point && point->value ? svg::Ink::text : svg::Ink::muted);
      y += l.bar + kBarGap;
    }
    y += kGroupGap;
  }
  if (!l.above) out += svg::line(x(0), l.top, x(0), l.height - 4, svg::Stroke::axis);
  out += targets;
  if (chart.target) {
    const double at = x(chart.target->value), said = svg::text_width(target_words(chart), svg::kText);
    const double start = std::clamp(at - said / 2, 0.0, std::max(0.0, chart.width - said));
    out += svg::text(start, 14, target_words(chart), svg::Ink::muted);
  }
  return out + svg::close();
}

} // namespace

std::string bars(const Chart &chart) {
  if (categories(chart) == 0) {
    return svg::open("bars", chart.width, 60, label_of(chart)) +
           svg::text(chart.width / 2.0, 34, tr("Inga värden än"), svg::Ink::muted, svg::Anchor::middle) + svg::close();
  }
  const double room = chart.target ? chart.width - svg::text_width(target_words(chart), svg::kText) - 12 : chart.width;
  return fits_columns(chart, room) ? columns(chart) : lying_bars(chart);
}

} // namespace rt::chart
