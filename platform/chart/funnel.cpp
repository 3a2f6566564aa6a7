// Shares of groups of different size, fairly compared: a small group swings more by chance alone. Limits at 95 and 99.8 % around
// the whole's share (normal approximation of the binomial, Spiegelhalter 2005); a point outside the outer ones is worth a question.
#include "platform/chart/axis.hpp"
#include "platform/chart/svg.hpp"
#include "platform/chart/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace rt::chart {

namespace {

constexpr double kInner = 1.96, kOuter = 3.09;

double limit(double center, double n, double z) {
  const double p = center / 100;
  return std::clamp(center + z * 100 * std::sqrt(p * (1 - p) / n), 0.0, 100.0);
}

struct Box {
  double left, top, right, bottom;
  bool touches(const Box &o) const { return left < o.right && o.left < right && top < o.bottom && o.top < bottom; }
};

double round_up(double n) {
  const double magnitude = std::pow(10, std::floor(std::log10(std::max(n, 10.0))));
  for (const double factor : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0})
    if (factor * magnitude >= n) return factor * magnitude;
  return 10 * magnitude;
}

std::string number_words(double n) { return svg::value_text(n, "", 0); }
std::string share_words(const FunnelPoint &point, const Funnel &f) {
  return point.words.empty() ? svg::value_text(point.value, "%", f.decimals) : point.words;
}

} // namespace

FunnelPlace place_of(const Funnel &funnel, const FunnelPoint &point) {
  const auto outside = [&](double z) {
    return point.value > limit(funnel.center, point.n, z) + 1e-9 ? 1 : point.value < limit(funnel.center, point.n, -z) - 1e-9 ? -1 : 0;
  };
  if (const int side = outside(kOuter); side != 0) return side > 0 ? FunnelPlace::far_above : FunnelPlace::far_below;
  if (const int side = outside(kInner); side != 0) return side > 0 ? FunnelPlace::above : FunnelPlace::below;
  return FunnelPlace::within;
}

std::string_view words_of(FunnelPlace place) {
  switch (place) {
  case FunnelPlace::far_above: return tr("klart över resten");
  case FunnelPlace::above: return tr("över resten, kan vara slump");
  case FunnelPlace::below: return tr("under resten, kan vara slump");
  case FunnelPlace::far_below: return tr("klart under resten");
  case FunnelPlace::within: break;
  }
  return tr("inom det som slumpen ger");
}

std::string funnel(const Funnel &f) {
  const double left = 44, right = f.width - 12, top = 12, bottom = f.height - 34;
  double most = 10;
  for (const auto &point : f.points) most = std::max(most, point.n);
  most = round_up(most * 1.05);
  const auto x = [&](double n) { return left + (right - left) * n / most; };
  // Points, not bars: the axis need not begin at nought, and shares near one another must be told apart.
  double least = f.center;
  for (const auto &point : f.points) least = std::min(least, point.value);
  const double low = std::max(0.0, std::floor((least - 8) / 20) * 20);
  const auto y = [&](double value) { return bottom - (bottom - top) * (std::max(value, low) - low) / (100 - low); };
  std::string label = f.title;
  for (const auto &point : f.points)
    label += (label.empty() ? "" : "; ") + point.name + " " + share_words(point, f) + ", " + std::string(words_of(place_of(f, point)));
  std::string out = svg::open("funnel", f.width, f.height, label);
  for (double tick = low; tick <= 100; tick += low >= 60 ? 10 : 20) {
    out += svg::line(left, y(tick), right, y(tick), tick == low ? svg::Stroke::axis : svg::Stroke::grid);
    out += svg::text(left - 6, y(tick) + 4, svg::value_text(tick, "%", 0), svg::Ink::muted, svg::Anchor::end, svg::kSmall);
  }
  std::vector<svg::RowText> ticks;
  for (int i = 0; i <= 4; ++i) ticks.push_back({x(most * i / 4), number_words(most * i / 4)});
  out += svg::row(ticks, bottom + 16, left, right);
  out += svg::text(right, f.height - 4, f.what, svg::Ink::muted, svg::Anchor::end, svg::kSmall);
  constexpr int kSteps = 60;
  for (const double z : {-kOuter, -kInner, kInner, kOuter}) {
    std::string d;
    for (int i = 0; i <= kSteps; ++i) {
      const double n = 1 + (most - 1) * std::pow(static_cast<double>(i) / kSteps, 2); // close together where the curve bends
      d += (i == 0 ? "M" : "L") + svg::n(x(n)) + " " + svg::n(y(limit(f.center, n, z)));
    }
    out += std::abs(z) == kOuter ? svg::path(d, 5, 1.5) : svg::path(d, 5, 0.75);
  }
  out += svg::line(left, y(f.center), right, y(f.center), svg::Stroke::target);
  const std::string center = std::string(tr("alla")) + " " + (f.center_words.empty() ? svg::value_text(f.center, "%", f.decimals) : f.center_words);
  out += svg::text(right, y(f.center) - 5, center, svg::Ink::strong, svg::Anchor::end, svg::kSmall);
  std::vector<Box> taken{{right - svg::text_width(center, svg::kSmall) - 4, y(f.center) - 18, right, y(f.center)}};
  for (const auto &point : f.points) taken.push_back({x(point.n) - 5, y(point.value) - 5, x(point.n) + 5, y(point.value) + 5});
  for (const auto &point : f.points) {
    const auto place = place_of(f, point);
    const bool far = place == FunnelPlace::far_above || place == FunnelPlace::far_below;
    out += svg::mark(x(point.n), y(point.value), far ? 6 : 4.5, far ? 2 : 1,
                     point.name + ", " + share_words(point, f) + ", " + std::string(words_of(place)));
    const double width = svg::text_width(point.name, svg::kSmall), px = x(point.n), py = y(point.value);
    struct Spot {
      double x, y;
      svg::Anchor anchor;
    };
    const std::array<Spot, 4> spots{{{px + 9, py + 4, svg::Anchor::start},
                                     {px - 9, py + 4, svg::Anchor::end},
                                     {px, py - 10, svg::Anchor::middle},
                                     {px, py + 19, svg::Anchor::middle}}};
    for (const auto &spot : spots) {
      const double from = spot.anchor == svg::Anchor::start ? spot.x : spot.anchor == svg::Anchor::end ? spot.x - width : spot.x - width / 2;
      const Box box{from - 2, spot.y - 11, from + width + 2, spot.y + 3};
      if (box.left < left || box.right > right || box.top < 0 || box.bottom > bottom + 2) continue;
      if (std::any_of(taken.begin(), taken.end(), [&](const Box &other) { return box.touches(other); })) continue;
      taken.push_back(box);
      out += svg::text(spot.x, spot.y, point.name, far ? svg::Ink::strong : svg::Ink::muted, spot.anchor, svg::kSmall);
      break;
    }
  }
  return out + svg::close();
}

std::string funnel_figure(const Funnel &f) {
  const auto draw = [&](int width) {
    Funnel sized = f;
    sized.width = width;
    return funnel(sized);
  };
  std::string rows;
  for (const auto &point : f.points)
    rows += "<tr><th scope=\"row\">" + svg::escape(point.name) + "</th><td class=\"n\">" + number_words(point.n) + "</td><td class=\"n\">" +
            share_words(point, f) + "</td><td>" + svg::escape(words_of(place_of(f, point))) + "</td></tr>";
  return "<figure class=\"chart funnel\"><figcaption>" + svg::escape(f.title) + "</figcaption>" + for_both(f.width, draw) +
         "<details class=\"chart-data\"><summary>" + svg::escape(tr("Visa som tabell")) + "</summary><table class=\"chart-table\"><caption>" +
         svg::escape(f.title) + "</caption><thead><tr><th scope=\"col\">" + svg::escape(tr("Grupp")) + "</th><th scope=\"col\" class=\"n\">" +
         svg::escape(f.what) + "</th><th scope=\"col\" class=\"n\">" + svg::escape(tr("Resultat")) + "</th><th scope=\"col\">" +
         svg::escape(tr("Jämfört med alla")) + "</th></tr></thead><tbody>" + rows + "</tbody></table></details></figure>";
}

} // namespace rt::chart
