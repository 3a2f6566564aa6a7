#pragma once
// The pencil: elements with presentation attributes (right when the picture stands alone in a PDF or in Word) and class
// names that web/css/chart.css overrides for dark mode and forced colours.
#include "platform/chart/chart.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace rt::chart::svg {

inline constexpr double kText = 13;  ///< size of most text
inline constexpr double kSmall = 12; ///< axis text
inline constexpr double kLineHeight = 16;

std::string escape(std::string_view text);
/// A coordinate with at most one decimal: "12.5", "12".
std::string n(double value);
/// Advance width in Source Sans 3; `safe` adds what a wider fallback font may need.
double text_width(std::string_view text, double size, bool safe = true);
/// The text, cut with … so that it fits.
std::string shorten(const std::string &text, double size, double max_width);
/// The UTF-8 characters of a text, one string each.
std::vector<std::string> glyphs(std::string_view text);
std::string color(int number);

std::string open(std::string_view kind, double width, double height, std::string_view label, std::string_view role = "img");
inline std::string close() { return "</svg>"; }

enum class Ink { text, strong, muted };
enum class Anchor { start, middle, end };
std::string text(double x, double y, std::string_view words, Ink ink = Ink::muted, Anchor anchor = Anchor::start, double size = kText,
                 std::string_view transform = {});
/// "kvinnor 86 %": the name in plain ink, the value strong, in one text so that the gap is right in every font.
std::string named_value(double x, double y, std::string_view name, std::string_view value);
enum class Stroke { grid, axis, target, leader, today };
std::string line(double x1, double y1, double x2, double y2, Stroke stroke);
/// A data line: "M1 2L3 4".
std::string path(const std::string &d, int color, double width = 2);
std::string rect(double x, double y, double width, double height, int color);
/// Another shape per colour: circle, square, triangle, diamond, ring. `title` is shown on hover and read aloud.
std::string mark(double x, double y, double radius, int color, std::string_view title = {});
/// Diagonal lines in a box: a figure that exists but is not shown.
std::string hatching(double x, double y, double width, double height, std::string_view title);

/// A label that wants to stand at y; spread() moves labels apart and into [top, bottom] and keeps their order.
struct Label {
  double wanted = 0;
  double y = 0;
  bool fits = true; ///< false: no room, to be left out
};
void spread(std::vector<Label> &labels, double top, double bottom, double height = kLineHeight);

/// Texts on one row: keeps the last, the first, then as many evenly chosen as stand without touching.
struct RowText {
  double x;
  std::string words;
};
std::string row(const std::vector<RowText> &texts, double y, double left, double right, double size = kSmall);

/// "78 %", "1 234,5", "12 dagar".
std::string value_text(double value, const std::string &unit, int decimals);

} // namespace rt::chart::svg
