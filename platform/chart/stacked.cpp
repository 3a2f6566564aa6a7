#include "platform/chart/svg.hpp"

#include <algorithm>
#include <cstdlib>

namespace rt::chart {

namespace {

/// The number of an attribute of the first tag: pictures say their own size.
double attribute(std::string_view svg, std::string_view name) {
  const auto at = svg.find(" " + std::string(name) + "=\"");
  return at == std::string_view::npos ? 0 : std::strtod(svg.data() + at + name.size() + 3, nullptr);
}

} // namespace

std::string stacked(const std::vector<std::pair<std::string, std::string>> &titled, std::string_view foot) {
  constexpr double kMargin = 24, kTitle = 28, kGap = 20;
  double width = 0, y = kMargin;
  std::string body;
  for (const auto &[title, picture] : titled) {
    body += svg::text(kMargin, y + 14, title, svg::Ink::strong, svg::Anchor::start, 15);
    y += kTitle;
    body += "<svg x=\"" + svg::n(kMargin) + "\" y=\"" + svg::n(y) + "\" " + picture.substr(5); // after "<svg "
    width = std::max({width, attribute(picture, "width"), svg::text_width(title, 15)});
    y += attribute(picture, "height") + kGap;
  }
  body += svg::text(kMargin, y + 10, foot, svg::Ink::muted, svg::Anchor::start, svg::kSmall);
  width = std::max(width, svg::text_width(foot, svg::kSmall)) + 2 * kMargin;
  const double height = y + kMargin;
  std::string all;
  for (const auto &[title, picture] : titled) all += (all.empty() ? "" : ". ") + title;
  return svg::open("stacked", width, height, all) + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>" + body + svg::close();
}

} // namespace rt::chart
