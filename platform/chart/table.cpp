#include "platform/chart/svg.hpp"
#include "platform/chart/words.hpp"

#include <algorithm>

namespace rt::chart {

namespace {
constexpr int kPhoneWidth = 350;
}

std::string table(const Chart &chart) {
  std::size_t rows = 0;
  for (const auto &series : chart.series) rows = std::max(rows, series.points.size());
  std::string out = R"(<table class="chart-table"><caption>)" + svg::escape(chart.title) + "</caption><thead><tr><td></td>";
  for (const auto &series : chart.series)
    out += R"(<th scope="col">)" + svg::escape(series.name.empty() ? std::string(tr("värde")) : series.name) + "</th>";
  if (chart.target) out += R"(<th scope="col">)" + svg::escape(tr("mål")) + "</th>";
  out += "</tr></thead><tbody>";
  for (std::size_t i = 0; i < rows; ++i) {
    std::string name;
    for (const auto &series : chart.series)
      if (i < series.points.size() && name.empty()) name = series.points[i].label;
    out += R"(<tr><th scope="row">)" + svg::escape(name) + "</th>";
    for (const auto &series : chart.series) {
      const Point point = i < series.points.size() ? series.points[i] : Point{};
      std::string words = words_at(point, chart.unit, chart.decimals);
      if (point.value && point.gap == Gap::not_comparable) words += " (" + std::string(tr("ej jämförbart med tidigare")) + ")";
      out += (point.value ? R"(<td class="n">)" : R"(<td class="gap">)") + svg::escape(words) + "</td>";
    }
    if (chart.target) out += R"(<td class="n">)" + svg::escape(svg::value_text(chart.target->value, chart.unit, chart.decimals)) + "</td>";
    out += "</tr>";
  }
  return out + "</tbody></table>";
}

std::string for_both(int width, const std::function<std::string(int)> &draw) {
  if (width <= kPhoneWidth) return draw(width);
  return R"(<div class="c-wide">)" + draw(width) + R"(</div><div class="c-narrow" hidden="">)" + draw(kPhoneWidth) + "</div>";
}

std::string figure(const Chart &chart, bool as_bars) {
  const auto draw = [&](int width) {
    Chart sized = chart;
    sized.width = width;
    return as_bars ? bars(sized) : line(sized);
  };
  return R"(<figure class="chart"><figcaption>)" + svg::escape(chart.title) + "</figcaption>" + for_both(chart.width, draw) +
         R"(<details class="chart-data"><summary>)" + svg::escape(tr("Visa som tabell")) + "</summary>" + table(chart) + "</details></figure>";
}

} // namespace rt::chart
