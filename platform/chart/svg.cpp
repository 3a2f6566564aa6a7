#include "platform/chart/svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace rt::chart::svg {

namespace {

// Advance widths of Source Sans 3 at weight 400 in thousandths, from blank to tilde.
constexpr std::array<short, 95> kWidths = {200, 289, 426, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 497, 497, 497,
                                           497, 497, 497, 497, 497, 497, 497, 249, 249, 497, 497, 497, 425, 847, 543, 588, 571, 615, 527,
                                           494, 617, 652, 263, 479, 579, 486, 727, 647, 664, 566, 664, 569, 534, 536, 645, 515, 786, 513,
                                           476, 539, 303, 350, 303, 497, 500, 542, 504, 553, 456, 555, 496, 292, 504, 544, 246, 247, 495,
                                           255, 829, 547, 542, 555, 555, 347, 419, 338, 544, 467, 719, 446, 467, 425, 303, 241, 303, 497};
constexpr double kFallbackMargin = 1.07; // Segoe UI and Arial are wider; 7 % and the outer padding cover them

double glyph_width(const std::string &glyph) {
  if (glyph.size() == 1 && glyph[0] >= ' ' && glyph[0] <= '~') return kWidths[static_cast<std::size_t>(glyph[0] - ' ')] / 1000.0;
  if (glyph == "\u202f" || glyph == "\u2009") return 0.1;
  if (glyph == "\u00a0") return 0.2;
  if (glyph == "…") return 0.95;
  return glyph.size() == 2 ? 0.54 : 0.6;
}

std::string_view ink_attributes(Ink ink) {
  switch (ink) {
  case Ink::strong: return R"(class="c-ink" fill="#1F2328" font-weight="600")";
  case Ink::text: return R"(class="c-ink" fill="#1F2328")";
  case Ink::muted: break;
  }
  return R"(class="c-muted" fill="#57606A")";
}

std::string_view stroke_attributes(Stroke stroke) {
  switch (stroke) {
  case Stroke::axis: return R"(class="c-axis" stroke="#8B857A" stroke-width="1")";
  case Stroke::target: return R"(class="c-target" stroke="#57606A" stroke-width="1.5" stroke-dasharray="1.5 3.5" stroke-linecap="round")";
  case Stroke::leader: return R"(class="c-leader" stroke="#B8B1A4" stroke-width="1")";
  case Stroke::today: return R"(class="c-today" stroke="#1F2328" stroke-width="1")";
  case Stroke::grid: break;
  }
  return R"(class="c-grid" stroke="#E3DFD7" stroke-width="1")";
}

std::string shape(double x, double y, double r, int number) {
  const auto at = [&](double dx, double dy) { return n(x + dx * r) + " " + n(y + dy * r); };
  switch (number) {
  case 2: return fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}")", n(x - r * .9), n(y - r * .9), n(r * 1.8), n(r * 1.8));
  case 3: return fmt::format(R"(<path d="M{}L{}L{}Z")", at(0, -1.2), at(1.15, .85), at(-1.15, .85));
  case 4: return fmt::format(R"(<path d="M{}L{}L{}L{}Z")", at(0, -1.3), at(1.3, 0), at(0, 1.3), at(-1.3, 0));
  default: return fmt::format(R"(<circle cx="{}" cy="{}" r="{}")", n(x), n(y), n(r));
  }
}

} // namespace

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    default:
      if (static_cast<unsigned char>(c) >= ' ' || c == '\n') out += c; // control characters are not allowed in XML at all
    }
  }
  return out;
}

std::string n(double value) {
  std::string s = fmt::format("{:.1f}", value);
  if (s.ends_with(".0")) s.resize(s.size() - 2);
  return s == "-0" ? "0" : s;
}

std::vector<std::string> glyphs(std::string_view text) {
  std::vector<std::string> out;
  for (const char c : text) {
    const bool continues = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
    if (!continues || out.empty()) out.emplace_back();
    out.back() += c;
  }
  return out;
}

double text_width(std::string_view text, double size, bool safe) {
  double width = 0;
  for (const auto &glyph : glyphs(text)) width += glyph_width(glyph);
  return width * size * (safe ? kFallbackMargin : 1);
}

std::string shorten(const std::string &text, double size, double max_width) {
  if (text_width(text, size) <= max_width) return text;
  auto parts = glyphs(text);
  std::string out;
  do {
    if (!parts.empty()) parts.pop_back();
    out.clear();
    for (const auto &part : parts) out += part;
    while (out.ends_with(' ')) out.pop_back();
    out += "…";
  } while (!parts.empty() && text_width(out, size) > max_width);
  return out;
}

std::string color(int number) {
  static constexpr std::string_view kColors[] = {"#1F4E79", "#B7791F", "#5B8A72", "#7A4B7A", "#6E7781"};
  return std::string(kColors[static_cast<std::size_t>(std::clamp(number, 1, 5)) - 1]);
}

std::string open(std::string_view kind, double width, double height, std::string_view label, std::string_view role) {
  return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" class="c-chart c-{}" width="{}" height="{}" viewBox="0 0 {} {}" )"
                     R"(role="{}" aria-label="{}" font-family="'Source Sans 3', Inter, 'Segoe UI', sans-serif">)",
                     kind, n(width), n(height), n(width), n(height), role, escape(label));
}

std::string text(double x, double y, std::string_view words, Ink ink, Anchor anchor, double size, std::string_view transform) {
  static constexpr std::string_view kAnchors[] = {"start", "middle", "end"};
  return fmt::format(R"(<text x="{}" y="{}" {} font-size="{}" text-anchor="{}"{}{}{}>{}</text>)", n(x), n(y), ink_attributes(ink), n(size),
                     kAnchors[static_cast<int>(anchor)], transform.empty() ? "" : R"( transform=")", transform, transform.empty() ? "" : R"(")",
                     escape(words));
}

std::string named_value(double x, double y, std::string_view name, std::string_view value) {
  return fmt::format(R"(<text x="{}" y="{}" {} font-size="{}">{} <tspan font-weight="600">{}</tspan></text>)", n(x), n(y), ink_attributes(Ink::text),
                     n(kText), escape(name), escape(value));
}

std::string line(double x1, double y1, double x2, double y2, Stroke stroke) {
  return fmt::format(R"(<line x1="{}" y1="{}" x2="{}" y2="{}" {}/>)", n(x1), n(y1), n(x2), n(y2), stroke_attributes(stroke));
}

std::string path(const std::string &d, int number, double width) {
  if (d.empty()) return {};
  return fmt::format(
      R"(<path class="c-line c-s{}" d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-linejoin="round" stroke-linecap="round"/>)",
      std::clamp(number, 1, 5), d, color(number), n(width));
}

std::string rect(double x, double y, double width, double height, int number) {
  return fmt::format(R"(<rect class="c-fill c-s{}" x="{}" y="{}" width="{}" height="{}" fill="{}"/>)", std::clamp(number, 1, 5), n(x), n(y),
                     n(std::max(width, 0.0)), n(std::max(height, 0.0)), color(number));
}

std::string mark(double x, double y, double radius, int number, std::string_view title) {
  const bool hollow = number >= 5; // the fifth mark is a ring
  const std::string paint = hollow ? fmt::format(R"( class="c-hollow c-s5" fill="#FFFFFF" stroke="{}" stroke-width="2")", color(number))
                                   : fmt::format(R"( class="c-fill c-s{}" fill="{}")", std::clamp(number, 1, 5), color(number));
  const std::string start = shape(x, y, radius, number) + paint;
  if (title.empty()) return start + "/>";
  const std::string_view tag = std::string_view(start).substr(1, start.find(' ') - 1);
  return fmt::format("{}><title>{}</title></{}>", start, escape(title), tag);
}

std::string hatching(double x, double y, double width, double height, std::string_view title) {
  std::string d;
  for (double c = 6; c < width + height; c += 6) { // the lines x + y = c, cut at the box's sides
    const double x1 = std::min(c, width), x2 = std::max(c - height, 0.0);
    d += "M" + n(x + x1) + " " + n(y + c - x1) + "L" + n(x + x2) + " " + n(y + c - x2);
  }
  return fmt::format(R"(<g class="c-hatch"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" fill="#57606A" fill-opacity="0.06"/>)"
                     R"(<path d="{}" fill="none" stroke="#8B857A" stroke-width="1"/></g>)",
                     escape(title), n(x), n(y), n(width), n(height), d);
}

void spread(std::vector<Label> &labels, double top, double bottom, double height) {
  std::vector<Label *> order;
  for (auto &label : labels) order.push_back(&label);
  std::stable_sort(order.begin(), order.end(), [](auto *a, auto *b) { return a->wanted < b->wanted; });
  const auto room = static_cast<std::size_t>(std::max(0.0, std::floor((bottom - top) / height) + 1));
  while (order.size() > room) {
    order.back()->fits = false;
    order.pop_back();
  }
  // y[i] - i * height must not fall: isotonic regression by pooling, so that labels close together share the
  // displacement.
  struct Pool {
    double sum;
    int count;
    double mean() const { return sum / count; }
  };
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < order.size(); ++i) {
    pools.push_back({order[i]->wanted - static_cast<double>(i) * height, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      const Pool top_pool = pools.back();
      pools.pop_back();
      pools.back().sum += top_pool.sum;
      pools.back().count += top_pool.count;
    }
  }
  const double highest = bottom - static_cast<double>(order.size() - 1) * height;
  std::size_t i = 0;
  for (const auto &pool : pools)
    for (int k = 0; k < pool.count; ++k, ++i) order[i]->y = std::clamp(pool.mean(), top, std::max(top, highest)) + static_cast<double>(i) * height;
}

std::string row(const std::vector<RowText> &texts, double y, double left, double right, double size) {
  if (texts.empty()) return {};
  struct Box {
    double start, end;
  };
  std::vector<Box> taken;
  std::string out;
  const auto place = [&](const RowText &t) {
    const double width = text_width(t.words, size);
    double start = std::clamp(t.x - width / 2, left, std::max(left, right - width));
    for (const auto &box : taken)
      if (start < box.end + 8 && start + width + 8 > box.start) return false;
    taken.push_back({start, start + width});
    const bool moved = std::abs(start + width / 2 - t.x) > 0.5;
    const bool at_end = moved && start < t.x - width / 2;
    out += !moved   ? text(t.x, y, t.words, Ink::muted, Anchor::middle, size)
           : at_end ? text(right, y, t.words, Ink::muted, Anchor::end, size)
                    : text(start, y, t.words, Ink::muted, Anchor::start, size);
    return true;
  };
  const auto last = texts.size() - 1;
  double widest = 0;
  for (const auto &t : texts) widest = std::max(widest, text_width(t.words, size));
  const double gap = last == 0 ? widest : (texts[last].x - texts[0].x) / static_cast<double>(last);
  std::size_t step = 1;
  while (static_cast<double>(step) * gap < widest + 10 && step <= last) ++step;
  place(texts[last]);
  for (std::size_t i = step; i <= last; i += step) place(texts[last - i]);
  place(texts[0]);
  return out;
}

std::string value_text(double value, const std::string &unit, int decimals) {
  if (unit == "%") return percent(value, decimals);
  return number(value, decimals) + (unit.empty() ? "" : "\u00a0" + unit);
}

} // namespace rt::chart::svg
