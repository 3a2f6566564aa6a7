#include "platform/chart/axis.hpp"
#include "platform/chart/svg.hpp"
#include "platform/chart/words.hpp"

#include <algorithm>
#include <cmath>

namespace rt::chart {

namespace {

constexpr double kMostMarks = 26; // more points than this and the marks would hide the line

struct Plot {
  double left, right, top, bottom;
  Axis axis;
  std::size_t count;
  double x(std::size_t i) const {
    return count < 2 ? (left + right) / 2 : left + (right - left) * static_cast<double>(i) / static_cast<double>(count - 1);
  }
  double y(double value) const { return bottom - (bottom - top) * (value - axis.low) / (axis.high - axis.low); }
  double step() const { return count < 2 ? right - left : (right - left) / static_cast<double>(count - 1); }
};

struct EndLabel {
  std::string name, value;
  int color = 0;       // 0: the target
  double x = 0, y = 0; // the point it belongs to
};

const std::vector<Point> &longest(const Chart &chart) {
  static const std::vector<Point> none;
  const std::vector<Point> *out = &none;
  for (const auto &series : chart.series)
    if (series.points.size() > out->size()) out = &series.points;
  return *out;
}

const Point *last_value(const Series &series) {
  for (auto it = series.points.rbegin(); it != series.points.rend(); ++it)
    if (it->value) return &*it;
  return nullptr;
}

/// Where the picture says why there is no (comparable) value.
struct Note {
  double x;
  std::string words;
};

bool breaks_before(const Point &point) { return point.gap == Gap::not_comparable; }

std::string path_of(const std::vector<Point> &points, const Plot &plot) {
  std::string d;
  bool drawing = false;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (breaks_before(points[i])) drawing = false;
    if (points[i].value) d += (drawing ? "L" : "M") + svg::n(plot.x(i)) + " " + svg::n(plot.y(*points[i].value));
    drawing = points[i].value.has_value();
  }
  return d;
}

std::string marks_of(const Series &series, const Chart &chart, const Plot &plot) {
  std::string out;
  const auto &points = series.points;
  const Point *last = last_value(series);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].value) continue;
    const bool alone = (i == 0 || !points[i - 1].value || breaks_before(points[i])) &&
                       (i + 1 == points.size() || !points[i + 1].value || breaks_before(points[i + 1]));
    if (static_cast<double>(points.size()) > kMostMarks && !alone && &points[i] != last) continue;
    const std::string title = (series.name.empty() ? "" : series.name + ", ") + point_words(points[i], chart.unit, chart.decimals);
    out += svg::mark(plot.x(i), plot.y(*points[i].value), &points[i] == last ? 4.5 : 3, series.color, title);
  }
  return out;
}

bool has_gap(const Chart &chart, Gap gap) {
  for (const auto &series : chart.series)
    for (const auto &point : series.points)
      if (point.gap == gap && (!point.value || gap == Gap::not_comparable)) return true;
  return false;
}

/// Breaks and hatched columns: once per place, however many series share it.
std::string gaps_of(const Chart &chart, const Plot &plot) {
  std::string out;
  std::vector<Note> notes;
  for (std::size_t i = 0; i < plot.count; ++i) {
    bool broken = false, hidden = false;
    double at = plot.x(i);
    for (const auto &series : chart.series) {
      if (i >= series.points.size()) continue;
      const auto &point = series.points[i];
      if (breaks_before(point)) {
        broken = true;
        if (point.value && i > 0) at = plot.x(i) - plot.step() / 2;
      }
      if (!point.value && point.gap == Gap::suppressed) hidden = true;
    }
    if (hidden) {
      const double half = std::min(plot.step() / 2, 24.0) * 0.8;
      const double x1 = std::max(plot.left, plot.x(i) - half), x2 = std::min(plot.right, plot.x(i) + half);
      const std::string words = gap_words(Gap::suppressed);
      out += svg::hatching(x1, plot.top, x2 - x1, plot.bottom - plot.top, longest(chart)[i].label + ": " + words);
      notes.push_back({plot.x(i), words});
    }
    if (broken) {
      out += "<g class=\"c-break\">" + svg::line(at, plot.top, at, plot.bottom, svg::Stroke::leader);
      for (const double shift : {-2.0, 2.0}) out += svg::line(at + shift - 2, plot.bottom + 4, at + shift + 2, plot.bottom - 4, svg::Stroke::axis);
      out += "</g>";
      notes.push_back({at, gap_words(Gap::not_comparable)});
    }
  }
  double free_from = plot.left;
  for (const auto &note : notes) { // one row above the plot; a word that would touch its neighbour is left to the title and the table
    const double width = svg::text_width(note.words, svg::kSmall);
    const double x = std::clamp(note.x - width / 2, plot.left, std::max(plot.left, plot.right - width));
    if (x < free_from) continue;
    out += svg::text(x, plot.top - 6, note.words, svg::Ink::muted, svg::Anchor::start, svg::kSmall);
    free_from = x + width + 8;
  }
  return out;
}

std::string grid_of(const Chart &chart, const Plot &plot) {
  std::string out;
  const int decimals = std::max(plot.axis.decimals(), 0);
  for (const double tick : plot.axis.ticks()) {
    const bool zero = std::abs(tick) < plot.axis.step * 1e-6;
    out += svg::line(plot.left, plot.y(tick), plot.right, plot.y(tick), zero ? svg::Stroke::axis : svg::Stroke::grid);
    out += svg::text(plot.left - 8, plot.y(tick) + 4, svg::value_text(zero ? 0 : tick, chart.unit == "%" ? "%" : "", decimals), svg::Ink::muted,
                     svg::Anchor::end, svg::kSmall);
  }
  return out;
}

double label_width(const EndLabel &label) {
  const double mark = label.color ? 14 : 0;
  const double gap = !label.name.empty() && !label.value.empty() ? 5 : 0;
  return mark + svg::text_width(label.name, svg::kText) + gap + svg::text_width(label.value, svg::kText) * 1.04;
}

std::vector<EndLabel> end_labels(const Chart &chart) {
  std::vector<EndLabel> labels;
  for (const auto &series : chart.series) {
    const Point *last = last_value(series);
    if (!last) continue;
    std::string value = words_at(*last, chart.unit, chart.decimals);
    if (last != &series.points.back() && !last->label.empty()) value += " (" + last->label + ")";
    labels.push_back({series.name, value, series.color, 0, 0});
  }
  if (chart.target) labels.push_back({target_words(chart), "", 0, 0, 0});
  return labels;
}

std::string draw_label(const EndLabel &label, double x, double y) {
  std::string out;
  if (label.color) {
    out += svg::mark(x + 4, y - 4.5, 4, label.color);
    x += 14;
  }
  if (label.name.empty()) return out + svg::text(x, y, label.value, svg::Ink::strong);
  if (label.value.empty()) return out + svg::text(x, y, label.name);
  return out + svg::named_value(x, y, label.name, label.value);
}

void place_end_points(const Chart &chart, const Plot &plot, std::vector<EndLabel> &labels) {
  std::size_t k = 0;
  for (const auto &series : chart.series)
    if (const Point *last = last_value(series)) {
      labels[k].x = plot.x(static_cast<std::size_t>(last - series.points.data()));
      labels[k++].y = plot.y(*last->value);
    }
  if (chart.target) {
    labels[k].x = plot.right;
    labels[k].y = plot.y(chart.target->value);
  }
}

std::string labels_of(std::vector<EndLabel> &labels, const Plot &plot, double height) {
  std::vector<svg::Label> places;
  for (const auto &label : labels) places.push_back({label.y + 4.5, 0, true});
  svg::spread(places, 14, height - 6);
  std::string out;
  const double x = plot.right + 16;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!places[i].fits) continue;
    const double from = labels[i].color ? labels[i].x + 7 : labels[i].x + 2;
    if (std::abs(places[i].y - 4.5 - labels[i].y) > 3 || from < plot.right)
      out += svg::line(from, labels[i].y, x - 3, places[i].y - 4.5, svg::Stroke::leader);
    out += draw_label(labels[i], x, places[i].y);
  }
  return out;
}

} // namespace

std::string line(const Chart &chart) {
  const double width = chart.width, height = chart.height;
  const auto &points = longest(chart);
  auto labels = end_labels(chart);
  double widest = 0;
  for (auto &label : labels) {
    const double other = label_width(label) - svg::text_width(label.name, svg::kText);
    label.name = svg::shorten(label.name, svg::kText, std::max(24.0, width * 0.42 - other));
    widest = std::max(widest, label_width(label));
  }
  Plot plot{0, width - (labels.empty() ? 12 : widest + 20), 12, height - 26, axis_of(chart), points.size()};
  if (has_gap(chart, Gap::not_comparable) || has_gap(chart, Gap::suppressed)) plot.top = 24;
  for (const double tick : plot.axis.ticks())
    plot.left = std::max(plot.left, svg::text_width(svg::value_text(tick, chart.unit == "%" ? "%" : "", plot.axis.decimals()), svg::kSmall) + 10);
  place_end_points(chart, plot, labels);

  std::string out = svg::open("lines", width, height, label_of(chart)) + grid_of(chart, plot) + gaps_of(chart, plot);
  if (chart.target) out += svg::line(plot.left, plot.y(chart.target->value), plot.right, plot.y(chart.target->value), svg::Stroke::target);
  for (const auto &series : chart.series) out += svg::path(path_of(series.points, plot), series.color);
  for (const auto &series : chart.series) out += marks_of(series, chart, plot);
  out += labels_of(labels, plot, height);
  std::vector<svg::RowText> names;
  for (std::size_t i = 0; i < points.size(); ++i) names.push_back({plot.x(i), points[i].label});
  out += svg::row(names, height - 6, 0, plot.right + 14);
  if (labels.empty() || (labels.size() == 1 && chart.target))
    out += svg::text((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2 - 8, tr("Inga värden än"), svg::Ink::muted, svg::Anchor::middle);
  return out + svg::close();
}

} // namespace rt::chart
