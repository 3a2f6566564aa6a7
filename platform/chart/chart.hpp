#pragma once
// Server-drawn SVG, the same in the page, the PDF and the Word file. Every figure carries its data as a table.
// Direct labels, honest zero line, a target as a dotted line with its value, missing as a gap, "ej jämförbart" as a
// break.
#include "platform/i18n/i18n.hpp"
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rt::chart {

enum class Gap { value, missing, not_comparable, suppressed };
struct Point {
  std::string label; ///< "mars", "2018"
  std::optional<double> value;
  Gap gap = Gap::missing; ///< why there is no value
  std::string words = {}; ///< of the value or the gap, as the rest of the program says it; "" = made of the value here
};
struct Series {
  std::string name; ///< written at the last point: "kvinnor"
  int color = 1;    ///< 1 ink blue, 2 ochre, 3 sage, 4 plum, 5 grey; also another mark per number
  std::vector<Point> points;
};
struct Target {
  double value;
  std::string words; ///< "mål 85 %"
};
struct Chart {
  std::string title;       ///< the finding when a person wrote one, else the measure
  std::string description; ///< for those who cannot see it; generated from the data when empty
  std::vector<Series> series;
  std::optional<Target> target;
  std::string unit; ///< "%" or ""
  int decimals = 0;
  std::optional<double> max; ///< axis end; default from the data
  int width = 560, height = 220;
};
std::string line(const Chart &chart); ///< curve over time
std::string bars(const Chart &chart); ///< grouped bars
/// The small curve of the board: no axes, dotted target, last point marked.
std::string spark(const std::vector<Point> &points, std::optional<double> target, std::string_view label, int width = 150, int height = 34);
/// The bullet of the board: bar to value, line at target. `said` = the value as the rest of the program says it.
std::string bullet(std::optional<double> value, double target, double max, std::string_view label, int width = 150, std::string_view said = {});
/// Ratings over time: one line per rater, dotted cut-off, first and last written out. `highlight` = index of a point
/// drawn in thread red.
struct Rating {
  std::string date; ///< shown under the axis
  double value;     ///< 0-40
};
struct Rater {
  std::string name;
  int color = 1;
  std::vector<Rating> ratings;
};
std::string curve(const std::vector<Rater> &raters, std::optional<double> cutoff, std::string_view cutoff_words, double max, std::string_view label,
                  int width = 560, int height = 160, int highlight = -1);
/// Twelve sectors, one ring per theme, today as a fine line. Each event is a link (href) with a title.
struct WheelEvent {
  Date date;
  std::string words, href;
  int ring = 0;
  bool done = false;
  bool whole_month = false;
  bool late = false; ///< a deadline that has passed: the one thing on the page that is red
};
std::string wheel(int year, const std::vector<std::string> &rings, const std::vector<WheelEvent> &events, Date today, int size = 640,
                  std::string_view month_href = {}); ///< "#manad-": month names become links to #manad-1 … #manad-12
/// Shares of groups of different size around the whole's share, with the limits of chance.
struct FunnelPoint {
  std::string name;
  double n = 0;           ///< people behind it, at least 1
  double value = 0;       ///< percent, 0-100
  std::string words = {}; ///< of the value; "" = made of it here
};
struct Funnel {
  std::string title;
  double center = 0; ///< the whole's share, percent
  std::string center_words = {};
  std::vector<FunnelPoint> points;
  std::string what; ///< of the axis: "barn och unga", "personer"
  int decimals = 0;
  int width = 560, height = 300;
};
enum class FunnelPlace { within, above, below, far_above, far_below }; ///< against the limits at 95 % and 99.8 %
FunnelPlace place_of(const Funnel &funnel, const FunnelPoint &point);
std::string_view words_of(FunnelPlace place);
std::string funnel(const Funnel &funnel);
std::string funnel_figure(const Funnel &funnel); ///< <figure> with the SVG and the table in a <details>

/// Several pictures as one: each under its title, with a line of words at the foot. For a file of its own.
std::string stacked(const std::vector<std::pair<std::string, std::string>> &titled, std::string_view foot);

/// The same data as a table, for "Visa som tabell" and print.
std::string table(const Chart &chart);
/// <figure> with the SVG and the table in a <details>.
std::string figure(const Chart &chart, bool as_bars = false);

/// The same picture drawn for a desk (`width`) and for a phone, so that words keep their size; chart.css shows the one
/// that fits. Print, PDF and Word see the first.
std::string for_both(int width, const std::function<std::string(int width)> &draw);

} // namespace rt::chart
