// A person's ratings over time. The curve is looked at together with the person: large marks, few words.
#include "platform/chart/svg.hpp"
#include "platform/chart/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rt::chart {

namespace {

/// All raters' days in order. The texts cannot be sorted, so each rater's sequence is merged into what is there.
std::vector<std::string> merged_dates(const std::vector<Rater> &raters) {
  std::vector<std::string> dates;
  for (const auto &rater : raters) {
    std::size_t from = 0;
    for (const auto &rating : rater.ratings) {
      const auto found = std::find(dates.begin() + static_cast<std::ptrdiff_t>(from), dates.end(), rating.date);
      if (found == dates.end()) dates.insert(dates.begin() + static_cast<std::ptrdiff_t>(from), rating.date);
      else from = static_cast<std::size_t>(found - dates.begin());
      ++from;
    }
  }
  return dates;
}

/// Positions of a rater's ratings among the dates; the same day twice takes the next place.
std::vector<std::size_t> positions(const Rater &rater, const std::vector<std::string> &dates) {
  std::vector<std::size_t> out;
  std::size_t from = 0;
  for (const auto &rating : rater.ratings) {
    from = static_cast<std::size_t>(std::find(dates.begin() + static_cast<std::ptrdiff_t>(from), dates.end(), rating.date) - dates.begin());
    out.push_back(from++);
  }
  return out;
}

std::string value_words(double value) { return number(value, value == static_cast<double>(static_cast<long long>(value)) ? 0 : 1); }

std::string spoken(const std::vector<Rater> &raters, std::string_view label, std::string_view cutoff_words) {
  std::string out(label);
  for (const auto &rater : raters) {
    std::vector<Point> points;
    for (const auto &rating : rater.ratings) points.push_back({rating.date, rating.value, Gap::value});
    if (!out.empty()) out += out.ends_with('.') ? " " : ". ";
    out += series_words(rater.name, points, "", 1);
  }
  if (!cutoff_words.empty()) out += " " + std::string(cutoff_words) + ".";
  return out;
}

struct Side {
  double y;
  std::string name, value;
  int color; ///< 0: the cut-off
};

std::string side_labels(const std::vector<Side> &sides, double x, svg::Anchor anchor, double height, bool marked) {
  std::vector<svg::Label> places;
  for (const auto &side : sides) places.push_back({side.y + 4.5, 0, true});
  svg::spread(places, 14, height - 22);
  std::string out;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (!places[i].fits) continue;
    double at = x;
    const double y = places[i].y;
    if (sides[i].color && marked) {
      out += svg::mark(at + 4, y - 4.5, 4, sides[i].color);
      at += 14;
    }
    const auto &[wanted, name, value, color] = sides[i];
    if (value.empty()) out += svg::text(at, y, name, svg::Ink::muted, anchor);
    else if (!name.empty()) out += svg::named_value(at, y, name, value);
    else out += svg::text(at, y, value, anchor == svg::Anchor::end ? svg::Ink::muted : svg::Ink::strong, anchor);
  }
  return out;
}

std::string thread_mark(double x, double y) { // the rating the reader came from: a knot of the red thread
  return fmt::format(R"(<circle class="c-knot" cx="{}" cy="{}" r="6" fill="#B3261E"/>)", svg::n(x), svg::n(y));
}

} // namespace

std::string curve(const std::vector<Rater> &raters, std::optional<double> cutoff, std::string_view cutoff_words, double max, std::string_view label,
                  int width, int height, int highlight) {
  const auto dates = merged_dates(raters);
  const bool several = raters.size() > 1;
  double left = 8, right_words = 0;
  for (const auto &rater : raters) {
    if (rater.ratings.empty()) continue;
    left = std::max(left, svg::text_width(value_words(rater.ratings.front().value), svg::kText) + 14);
    const double name = several ? svg::text_width(svg::shorten(rater.name, svg::kText, width * 0.28), svg::kText) + 19 : 0;
    right_words = std::max(right_words, name + svg::text_width(value_words(rater.ratings.back().value), svg::kText) * 1.04);
  }
  if (cutoff) right_words = std::max(right_words, svg::text_width(cutoff_words, svg::kText));
  const double right = width - right_words - 16, top = 12, bottom = height - 30;
  const auto x = [&](std::size_t i) {
    return dates.size() < 2 ? (left + right) / 2 : left + (right - left) * static_cast<double>(i) / static_cast<double>(dates.size() - 1);
  };
  const auto y = [&](double v) { return bottom - (bottom - top) * std::clamp(v / (max > 0 ? max : 1), 0.0, 1.0); };

  std::string out = svg::open("curve", width, height, spoken(raters, label, cutoff ? cutoff_words : ""));
  out += svg::line(left, y(0), right, y(0), svg::Stroke::grid);
  if (cutoff && !dates.empty()) out += svg::line(left, y(*cutoff), right, y(*cutoff), svg::Stroke::target);
  std::vector<Side> first, last;
  std::string marks, middle;
  for (std::size_t r = 0; r < raters.size(); ++r) {
    const auto &rater = raters[r];
    const auto at = positions(rater, dates);
    std::string d;
    for (std::size_t i = 0; i < at.size(); ++i) {
      const double px = x(at[i]), py = y(rater.ratings[i].value);
      d += (i ? "L" : "M") + svg::n(px) + " " + svg::n(py);
      const std::string title = (several ? rater.name + ", " : "") + rater.ratings[i].date + ": " + value_words(rater.ratings[i].value);
      const bool lit = r == 0 && static_cast<int>(i) == highlight;
      marks += "<g><title>" + svg::escape(title) + "</title>" +
               (lit ? thread_mark(px, py) : svg::mark(px, py, i + 1 == at.size() ? 4.5 : 3, rater.color)) + "</g>";
      if (lit && i > 0 && i + 1 < at.size())
        middle = svg::text(px, py - 12 < 12 ? py + 22 : py - 12, value_words(rater.ratings[i].value), svg::Ink::strong, svg::Anchor::middle);
    }
    out += svg::path(d, rater.color);
    if (at.empty()) continue;
    if (at.size() > 1) first.push_back({y(rater.ratings.front().value), "", value_words(rater.ratings.front().value), rater.color});
    last.push_back({y(rater.ratings.back().value), several ? svg::shorten(rater.name, svg::kText, width * 0.28) : "",
                    value_words(rater.ratings.back().value), rater.color});
  }
  out += marks + middle;
  if (cutoff && !dates.empty()) last.push_back({y(*cutoff), std::string(cutoff_words), "", 0});
  out += side_labels(first, left - 10, svg::Anchor::end, height, false) + side_labels(last, right + 12, svg::Anchor::start, height, several);
  std::vector<svg::RowText> names;
  for (std::size_t i = 0; i < dates.size(); ++i) names.push_back({x(i), dates[i]});
  out += svg::row(names, height - 8, 0, width);
  if (dates.empty()) out += svg::text((left + right) / 2, (top + bottom) / 2 - 8, tr("Inga skattningar än"), svg::Ink::muted, svg::Anchor::middle);
  return out + svg::close();
}

} // namespace rt::chart
