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

const Point *point_at(const Series &series, std::size_t i) {
  return i < series.points.size() ? &series.points[i] : nullptr;
}

std::string category_name(const Chart &chart, std::size_t i) {
  for (const auto &series : chart.series)
    if (const Point *p = point_at(series, i); p && !p->label.empty()) return p->label;
  return {};
}

std::string bar_words(const Series &series, const Point *point, const Chart &chart, bool with_name) {
  const std::string value = point && point->value ? svg::value_text(*point->value, chart.unit, chart.decimals)
                                                  : gap_words(point ? point->gap : Gap::missing);
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
      out +=
          "<g><title>" + svg::escape(point_words(point, chart.unit, chart.decimals)) + "</title>" +
          svg::rect(x - bar / 2, std::min(y(*point.value), y(0)), bar, std::abs(y(0) - y(*point.value)), series.color) +
          "</g>";
      const std::string words = svg::value_text(*point.value, chart.unit, chart.decimals);
      if (svg::text_width(words, svg::kText) + 2 <= room || i + 1 == count)
        out += svg::text(std::min(x, width - svg::text_width(words, svg::kText) / 2),
                         clear_of_target(std::min(y(*point.value), y(0)) - 5), words, svg::Ink::strong,
                         svg::Anchor::middle);
    } else if (point.gap == Gap::suppressed) {
      out += svg::hatching(x - bar / 2, y(0) - 28, bar, 28, point_words(point, chart.unit, chart.decimals));
    } else { // missing and not comparable: a short dash where the column would stand, with the reason
      out +=
          "<g><title>" + svg::escape(point_words(point, chart.unit, chart.decimals)) + "</title>" +
          svg::text(x, y(0) - 5, point.gap == Gap::not_comparable ? "≠" : "–", svg::Ink::muted, svg::Anchor::middle) +
          "</g>";
    }
  }
  out += svg::line(0, y(0), right, y(0), svg::Stroke::axis);
  if (chart.target) {
    out += svg::line(0, y(chart.target->value), right, y(chart.target->value), svg::Stroke::target);
    out += svg::text(right + 6, y(chart.target->value) + 4.5, target_words(chart), svg::Ink::muted);
  }
  return out + svg::row(names, height - 6, 0, right) + svg::close();
}

std::string lying_bars(const Chart &chart) {
  const auto count = categories(chart);
  const double rows = static_cast<double>(count * std::max<std::size_t>(chart.series.size(), 1));
  const double top = chart.target ? 22 : 4, gap = 14;
  const double bar =
      std::clamp((chart.height - top - 6 - gap * static_cast<double>(count)) / std::max(rows, 1.0) - 3, 15.0, 20.0);
  const double height = std::max(60.0, top + 6 + rows * (bar + 3) + gap * static_cast<double>(count));
  const double width = chart.width;
  const bool named = chart.series.size() > 1;
  double names = 0, words = 0;
  for (std::size_t i = 0; i < count; ++i) {
    names = std::max(names, svg::text_width(category_name(chart, i), svg::kText));
    for (const auto &series : chart.series)
      words = std::max(words, svg::text_width(bar_words(series, point_at(series, i), chart, named), svg::kText) * 1.04);
  }
  names = std::min(names, width * 0.34);
  words = std::min(words, width * 0.4);
  const Axis axis = axis_of(chart);
  const double left = names + (names > 0 ? 12 : 2), right = width - words - 12;
  const auto x = [&](double v) { return left + (right - left) * (v - axis.low) / (axis.high - axis.low); };

  std::string out = svg::open("bars", width, height, label_of(chart));
  double y = top + gap / 2;
  for (std::size_t i = 0; i < count; ++i) {
    const double group = static_cast<double>(chart.series.size()) * (bar + 3) - 3;
    out += svg::text(left - 10, y + group / 2 + 4.5, svg::shorten(category_name(chart, i), svg::kText, names),
                     svg::Ink::text, svg::Anchor::end);
    for (const auto &series : chart.series) {
      const Point *point = point_at(series, i);
      const std::string said = svg::shorten(bar_words(series, point, chart, named), svg::kText, words);
      const bool hatched = point && !point->value && point->gap == Gap::suppressed;
      if (point && point->value)
        out += svg::rect(std::min(x(*point->value), x(0)), y, std::abs(x(*point->value) - x(0)), bar, series.color);
      if (hatched) out += svg::hatching(x(0), y, 28, bar, point_words(*point, chart.unit, chart.decimals));
      out += svg::text(right + 10, y + bar / 2 + 4.5, said, point && point->value ? svg::Ink::text : svg::Ink::muted);
      y += bar + 3;
    }
    y += gap;
  }
  out += svg::line(x(0), top, x(0), height - 4, svg::Stroke::axis);
  if (chart.target) {
    const double at = x(chart.target->value), said = svg::text_width(target_words(chart), svg::kText);
    out += svg::line(at, top - 2, at, height - 4, svg::Stroke::target);
    out += svg::text(std::clamp(at - said / 2, 0.0, std::max(0.0, width - said)), 14, target_words(chart),
                     svg::Ink::muted);
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
