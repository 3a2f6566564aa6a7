// The year as a wheel: January begins at twelve o'clock, themes are rings, every event a link where its day is.
#include "platform/chart/svg.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace rt::chart {

namespace {

constexpr double kNameBand = 17; // the part of a ring that carries its name
constexpr double kMark = 6.5;
constexpr double kTouch = 12; // WCAG 2.2: a target of 24 px

struct Spot {
  double angle, radius; // radians clockwise from twelve o'clock
};
struct Wheel {
  double middle, outer, inner, band;
  double x(double angle, double radius) const { return middle + radius * std::sin(angle); }
  double y(double angle, double radius) const { return middle - radius * std::cos(angle); }
  double ring_outer(int ring) const { return outer - band * ring; }
  double ring_inner(int ring) const { return outer - band * (ring + 1); }
};

double month_start(int month) { // sectors of equal size are easier to read; days move inside their month
  return 2 * std::numbers::pi * (month - 1) / 12;
}
double day_angle(Date day) {
  const Month month = month_containing(day);
  const double share = (day_of(day) - 0.5) / static_cast<double>(last_day(month) - first_day(month) + 1);
  return month_start(month.number()) + share * std::numbers::pi / 6;
}

std::string point(const Wheel &w, double angle, double radius) { return svg::n(w.x(angle, radius)) + " " + svg::n(w.y(angle, radius)); }

std::string arc(const Wheel &w, double from, double to, double radius) {
  return fmt::format("M{}A{} {} 0 {} 1 {}", point(w, from, radius), svg::n(radius), svg::n(radius), to - from > std::numbers::pi ? 1 : 0,
                     point(w, to, radius));
}

std::string degrees(const Wheel &w, double angle, double radius, bool flip) {
  const double turn = angle * 180 / std::numbers::pi + (flip ? 180 : 0);
  return fmt::format("rotate({} {} {})", svg::n(turn > 360 ? turn - 360 : turn), svg::n(w.x(angle, radius)), svg::n(w.y(angle, radius)));
}

/// Words along a ring, glyph by glyph, because not every PDF renderer knows textPath. Hidden from readers: the label
/// says them.
std::string words_along(const Wheel &w, const std::string &words, double radius, double size) {
  const double length = svg::text_width(words, size, false);
  double angle = -length / 2 / radius;
  std::string out = R"(<g aria-hidden="true">)";
  for (const auto &glyph : svg::glyphs(words)) {
    const double step = svg::text_width(glyph, size, false) / radius;
    angle += step / 2;
    if (glyph != " ")
      out += svg::text(w.x(angle, radius), w.y(angle, radius), glyph, svg::Ink::muted, svg::Anchor::middle, size, degrees(w, angle, radius, false));
    angle += step / 2;
  }
  return out + "</g>";
}

std::string sector(const Wheel &w, double from, double to, std::string_view look) {
  return fmt::format(R"(<path d="M{}A{} {} 0 0 1 {}L{}A{} {} 0 0 0 {}Z" {}/>)", point(w, from, w.outer), svg::n(w.outer), svg::n(w.outer),
                     point(w, to, w.outer), point(w, to, w.inner), svg::n(w.inner), svg::n(w.inner), point(w, from, w.inner), look);
}

std::string months(const Wheel &w, int year, Date today, std::string_view month_href) {
  std::string out;
  if (year_of(today) == year) {
    const double from = month_start(month_of(today));
    out += sector(w, from, from + std::numbers::pi / 6, R"(class="c-now" fill="#F0EBE0")");
  }
  for (int month = 1; month <= 12; ++month) {
    const double from = month_start(month), middle = from + std::numbers::pi / 12;
    out += svg::line(w.x(from, w.inner), w.y(from, w.inner), w.x(from, w.outer + 6), w.y(from, w.outer + 6), svg::Stroke::grid);
    const bool flip = month >= 4 && month <= 9; // the lower half would stand on its head
    const double radius = w.outer + (flip ? 20 : 11);
    const bool now = year_of(today) == year && month_of(today) == month;
    const std::string name = svg::text(w.x(middle, radius), w.y(middle, radius), month_name(month), now ? svg::Ink::strong : svg::Ink::text,
                                       svg::Anchor::middle, 14, degrees(w, middle, radius, flip));
    if (month_href.empty()) out += name;
    else out += fmt::format(R"(<a class="c-month" href="{}{}">{}</a>)", svg::escape(month_href), month, name);
  }
  return out;
}

std::string rings_of(const Wheel &w, const std::vector<std::string> &rings) {
  std::string out;
  for (int i = 0; i <= static_cast<int>(rings.size()); ++i)
    out += fmt::format(R"(<circle class="c-grid" cx="{0}" cy="{0}" r="{1}" fill="none" stroke="{2}" stroke-width="1"/>)", svg::n(w.middle),
                       svg::n(w.ring_outer(i)), i == 0 ? "#8B857A" : "#D9D3C6");
  for (std::size_t i = 0; i < rings.size(); ++i) {
    const double radius = w.ring_outer(static_cast<int>(i)) - 13;
    const std::string name = svg::shorten(rings[i], 12.5, 2 * std::numbers::pi * radius * 0.45);
    const double half = svg::text_width(name, 12.5) / 2 + 5;
    // Paper behind the name, so that the line between December and January does not cross it.
    out += fmt::format(R"(<path class="c-paper" d="{}" fill="none" stroke="#FBFAF7" stroke-width="14"/>)",
                       arc(w, -half / radius, half / radius, radius + 4));
    out += words_along(w, name, radius, 12.5);
  }
  return out;
}

/// Where each event stands: its day's angle, and the first of the ring's lanes where it touches no other.
std::vector<Spot> spots(const Wheel &w, int rings, const std::vector<WheelEvent> &events) {
  std::vector<Spot> out;
  const auto free = [&](const Spot &s) {
    for (const auto &other : out)
      if (std::hypot(w.x(s.angle, s.radius) - w.x(other.angle, other.radius), w.y(s.angle, s.radius) - w.y(other.angle, other.radius)) <
          2 * kMark + 3)
        return false;
    return true;
  };
  for (const auto &event : events) {
    const int ring = std::clamp(event.ring, 0, std::max(rings - 1, 0));
    const double low = w.ring_inner(ring) + kMark + 3, high = w.ring_outer(ring) - kNameBand - kMark + 1;
    const double middle = (low + std::max(low, high)) / 2;
    const double day = event.whole_month ? month_start(month_of(event.date)) + std::numbers::pi / 12 : day_angle(event.date);
    Spot spot{day, middle};
    bool found = false;
    for (int nudge = 0; nudge < 40 && !found; ++nudge) {
      const int steps = (nudge + 1) / 2 * (nudge % 2 ? 1 : -1);
      const double turn = steps * 5 / middle; // a few pixels along the ring at a time
      for (const double radius : {middle, low, high}) {
        if (radius > high && radius > middle) continue;
        spot = {day + turn, radius};
        found = free(spot);
        if (found) break;
      }
    }
    out.push_back(spot);
  }
  return out;
}

std::string event_mark(const Wheel &w, const WheelEvent &event, const Spot &spot, int color) {
  const bool late = event.late && !event.done;
  const std::string when = event.whole_month ? long_month(month_containing(event.date)) : long_date(event.date);
  const std::string state = event.done ? std::string(tr("klart")) : late ? std::string(tr("försenat")) : "";
  const std::string title = event.words + ", " + when + (state.empty() ? "" : ", " + state);
  const std::string x = svg::n(w.x(spot.angle, spot.radius)), y = svg::n(w.y(spot.angle, spot.radius));
  std::string out =
      event.href.empty() ? "<g>" : fmt::format(R"(<a class="c-event" href="{}" aria-label="{}">)", svg::escape(event.href), svg::escape(title));
  out += "<title>" + svg::escape(title) + "</title>";
  out += fmt::format(R"(<circle class="c-touch" cx="{}" cy="{}" r="{}" fill="none" pointer-events="all"/>)", x, y, svg::n(kTouch));
  if (event.whole_month) {
    const double from = month_start(month_of(event.date)) + 0.05;
    out += fmt::format(
        R"(<path class="c-month-arc c-s{}" d="{}" fill="none" stroke="{}" stroke-opacity="0.35" stroke-width="5" stroke-linecap="round"/>)", color,
        arc(w, from, from + std::numbers::pi / 6 - 0.1, spot.radius), svg::color(color));
  }
  if (event.done) {
    out += fmt::format(R"(<circle class="c-fill c-s{}" cx="{}" cy="{}" r="{}" fill="{}"/>)", color, x, y, svg::n(kMark), svg::color(color));
    out += fmt::format(
        R"(<path class="c-tick" d="M{} {}l2.2 2.4l3.8 -4.6" fill="none" stroke="#FFFFFF" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>)",
        svg::n(w.x(spot.angle, spot.radius) - 3), svg::n(w.y(spot.angle, spot.radius) + 0.3));
  } else {
    out += fmt::format(R"(<circle class="c-hollow c-s{}{}" cx="{}" cy="{}" r="{}" fill="#FFFFFF" stroke="{}" stroke-width="2.2"/>)", color,
                       late ? " c-late" : "", x, y, svg::n(kMark), late ? "#B3261E" : svg::color(color));
    if (late)
      out += fmt::format(R"(<path class="c-late" d="M{0} {1}v3.6m0 2.2v.4" stroke="#B3261E" stroke-width="1.8" stroke-linecap="round"/>)", x,
                         svg::n(w.y(spot.angle, spot.radius) - 3.1));
  }
  return out + (event.href.empty() ? "</g>" : "</a>");
}

std::string today_line(const Wheel &w, Date today) {
  const double angle = day_angle(today);
  return svg::line(w.x(angle, w.inner), w.y(angle, w.inner), w.x(angle, w.outer + 3), w.y(angle, w.outer + 3), svg::Stroke::today) +
         fmt::format(R"(<circle class="c-today-dot" cx="{}" cy="{}" r="3" fill="#1F2328"/>)", svg::n(w.x(angle, w.inner)),
                     svg::n(w.y(angle, w.inner)));
}

} // namespace

std::string wheel(int year, const std::vector<std::string> &rings, const std::vector<WheelEvent> &all, Date today, int size,
                  std::string_view month_href) {
  std::vector<WheelEvent> events;
  for (const auto &event : all)
    if (year_of(event.date) == year) events.push_back(event);
  std::stable_sort(events.begin(), events.end(), [](const auto &a, const auto &b) { return a.date < b.date; }); // the order of Tab
  const double middle = size / 2.0, outer = middle - 32, inner = outer * 0.27;
  const auto count = static_cast<int>(rings.size());
  const Wheel w{middle, outer, inner, (outer - inner) / std::max(count, 1)};
  const std::string label =
      tr_f("Årshjul {0}", {std::to_string(year)}) + ". " + tr_n("{} händelse", "{} händelser", static_cast<long long>(events.size())) + ".";
  std::string out = svg::open("wheel", size, size, label, "group");
  out += months(w, year, today, month_href) + rings_of(w, rings);
  if (year_of(today) == year) out += today_line(w, today);
  const auto where = spots(w, count, events);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const int color = std::clamp(events[i].ring, 0, std::max(count - 1, 0)) % 5 + 1;
    out += event_mark(w, events[i], where[i], color);
  }
  out += svg::text(middle, middle + 4, std::to_string(year), svg::Ink::strong, svg::Anchor::middle, 34);
  if (year_of(today) == year) out += svg::text(middle, middle + 26, weekday_date(today), svg::Ink::muted, svg::Anchor::middle, 12.5);
  return out + svg::close();
}

} // namespace rt::chart
