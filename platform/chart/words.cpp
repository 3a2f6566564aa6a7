#include "platform/chart/words.hpp"

#include "platform/chart/svg.hpp"

namespace rt::chart {

std::string gap_words(Gap gap) {
  switch (gap) {
  case Gap::not_comparable: return std::string(tr("ej jämförbart"));
  case Gap::suppressed: return std::string(tr("visas inte, för få personer"));
  case Gap::value:
  case Gap::missing: break;
  }
  return std::string(tr("uppgift saknas"));
}

std::string words_at(const Point &point, const std::string &unit, int decimals) {
  if (!point.words.empty()) return point.words;
  return point.value ? svg::value_text(*point.value, unit, decimals) : gap_words(point.gap);
}

std::string point_words(const Point &point, const std::string &unit, int decimals) { return point.label + ": " + words_at(point, unit, decimals); }

std::string series_words(const std::string &name, const std::vector<Point> &points, const std::string &unit, int decimals) {
  const Point *first = nullptr, *last = nullptr, *low = nullptr, *high = nullptr;
  for (const auto &point : points) {
    if (!point.value) continue;
    if (!first) first = low = high = &point;
    last = &point;
    if (*point.value < *low->value) low = &point;
    if (*point.value > *high->value) high = &point;
  }
  const std::string start = name.empty() ? "" : name + ": ";
  if (!first) return start + std::string(tr("inga värden än")) + ".";
  const auto with_label = [&](const Point &p) {
    const std::string value = words_at(p, unit, decimals);
    return p.label.empty() ? value : value + " (" + p.label + ")";
  };
  if (first == last) return start + with_label(*first) + ".";
  return start + tr_f("från {0} till {1}, lägst {2}, högst {3}.", {with_label(*first), with_label(*last), with_label(*low), with_label(*high)});
}

std::string target_words(const Chart &chart) {
  if (!chart.target) return {};
  if (!chart.target->words.empty()) return chart.target->words;
  return tr_f("mål {0}", {svg::value_text(chart.target->value, chart.unit, chart.decimals)});
}

std::string label_of(const Chart &chart) {
  std::string out = chart.title;
  const auto add = [&](const std::string &sentence) {
    if (sentence.empty()) return;
    if (!out.empty()) out += out.ends_with('.') || out.ends_with('?') || out.ends_with('!') ? " " : ". ";
    out += sentence;
  };
  if (!chart.description.empty()) {
    add(chart.description);
    return out;
  }
  for (const auto &series : chart.series) add(series_words(series.name, series.points, chart.unit, chart.decimals));
  if (chart.series.empty()) add(std::string(tr("inga värden än")) + ".");
  add(target_words(chart));
  return out;
}

} // namespace rt::chart
