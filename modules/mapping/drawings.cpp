#include "modules/mapping/drawings.hpp"
#include "platform/core/text.hpp"
#include "platform/html/html.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <cmath>

namespace rt::mapping {

using html::Out;

namespace {

std::string n(double value) { return std::to_string(std::lround(value)); }

struct Shape24 {
  std::string_view id, paths;
};
/// Drawn on 24 by 24 with one pen.
constexpr Shape24 kShapes[] = {
    {"happy", "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M8.5 9v.6M15.5 9v.6M7.5 14c2.4 3.6 6.6 3.6 9 0\"/>"},
    {"sad", "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M8.5 9.4v.6M15.5 9.4v.6M7.8 17c2.3-3 6.1-3 8.4 0\"/>"},
    {"angry", "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M6.8 8l3.2 1.6M17.2 8L14 9.6M8.7 11v.5M15.3 11v.5M8 16.6h8\"/>"},
    {"scared",
     "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M7 7.2l2.4-.8M17 7.2l-2.4-.8\"/><circle cx=\"8.6\" cy=\"10\" r=\"1.3\"/><circle cx=\"15.4\" cy=\"10\" r=\"1.3\"/><ellipse cx=\"12\" cy=\"16\" rx=\"2\" ry=\"2.6\"/>"},
    {"calm", "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M7 10.2c.9 1 2.3 1 3.2 0M13.8 10.2c.9 1 2.3 1 3.2 0M9 15.4c2 1.2 4 1.2 6 0\"/>"},
    {"heart", "<path d=\"M12 20.5C4.5 15 2.5 11.5 2.8 8.6 3.2 5 8.6 3 12 7.6 15.4 3 20.8 5 21.2 8.6c.3 2.9-1.7 6.4-9.2 11.9z\"/>"},
    {"sun",
     "<circle cx=\"12\" cy=\"12\" r=\"4.6\"/><path d=\"M12 1.8v3M12 19.2v3M1.8 12h3M19.2 12h3M4.8 4.8l2.1 2.1M17.1 17.1l2.1 2.1M4.8 19.2l2.1-2.1M17.1 6.9l2.1-2.1\"/>"},
    {"cloud", "<path d=\"M6.5 18.5c-5.4 0-5.6-7.2-.4-7.6.6-5.9 9-6.7 10.8-1.3 6-.6 6.8 8.9.3 8.9z\"/>"},
    {"lightning", "<path d=\"M13.5 1.8L4.5 13.5h6L9 22.2l10-12.4h-6.2z\"/>"},
    {"star", "<path d=\"M12 2.2l3 6.4 7 .8-5.2 4.7 1.4 6.9L12 17.5l-6.2 3.5 1.4-6.9L2 9.4l7-.8z\"/>"},
    {"child", "<circle cx=\"12\" cy=\"7\" r=\"3.8\"/><path d=\"M12 10.8v6M7 13h10M12 16.8l-3.5 5M12 16.8l3.5 5\"/>"},
    {"grown_up", "<circle cx=\"12\" cy=\"4.6\" r=\"2.8\"/><path d=\"M7.5 9.5h9l1 7h-2.5l-.6 6.2H9.6L9 16.5H6.5z\"/>"},
    {"family",
     "<circle cx=\"6\" cy=\"5\" r=\"2.4\"/><circle cx=\"18\" cy=\"5\" r=\"2.4\"/><circle cx=\"12\" cy=\"11\" r=\"1.9\"/><path d=\"M6 7.4v8M3.5 22l2.5-6.6L8.5 22M18 7.4v8M15.5 22l2.5-6.6 2.5 6.6M12 12.9v5M10 22l2-4 2 4M2.5 12L6 9.5l4 4M21.5 12L18 9.5l-4 4\"/>"},
    {"home", "<path d=\"M2.5 12L12 3l9.5 9M5 10v11h14V10M10 21v-6.5h4V21\"/>"},
    {"school", "<path d=\"M2.5 21V11L12 5.5l9.5 5.5v10zM12 5.5V1.8h4v2.2h-4M10 21v-5h4v5M6 13v2.5M18 13v2.5\"/>"},
    {"bed", "<path d=\"M2 20V6M2 16.5h20V20M22 16.5v-3c0-2-1-3-3-3h-8v6M6.5 13.5a2 2 0 100-4 2 2 0 000 4z\"/>"},
    {"bottle", "<path d=\"M10 2h4v5.5c0 1.2 2.5 2 2.5 4.5v9a1 1 0 01-1 1h-7a1 1 0 01-1-1v-9c0-2.5 2.5-3.3 2.5-4.5zM7.5 13.5h9M7.5 18h9\"/>"},
    {"police",
     "<path d=\"M12 2l8 2.8v6.4c0 5-3.2 8.6-8 10.8-4.8-2.2-8-5.8-8-10.8V4.8zM12 7.5l1.3 2.8 3 .3-2.2 2 .6 3-2.7-1.5-2.7 1.5.6-3-2.2-2 3-.3z\"/>"},
    {"phone", "<rect x=\"6.5\" y=\"1.8\" width=\"11\" height=\"20.4\" rx=\"2\"/><path d=\"M10.5 19h3\"/>"},
    {"hands",
     "<circle cx=\"6\" cy=\"5.5\" r=\"2.7\"/><circle cx=\"18\" cy=\"5.5\" r=\"2.7\"/><path d=\"M6 8.2V16M3.8 22L6 16l2.2 6M18 8.2V16M15.8 22l2.2-6 2.2 6M6 10.5l6 3.5 6-3.5\"/>"},
    {"food",
     "<path d=\"M2.5 12h19c0 5-4 8.5-9.5 8.5S2.5 17 2.5 12zM8 3.5c-1.5 1.5 1.5 3 0 5M12 3.5c-1.5 1.5 1.5 3 0 5M16 3.5c-1.5 1.5 1.5 3 0 5\"/>"},
    {"animal",
     "<path d=\"M5 10L4 3.5 8.5 6c2-.8 5-.8 7 0L20 3.5 19 10c1.5 6-2.5 10.5-7 10.5S3.5 16 5 10zM9 11.5v.6M15 11.5v.6M12 14.5v1.5M9.5 17c1.2.7 2 .2 2.5-1 .5 1.2 1.3 1.7 2.5 1\"/>"},
    {"ball",
     "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M12 8l3.7 2.7-1.4 4.3H9.7l-1.4-4.3zM12 8V2.6M15.7 10.7l5-1.7M14.3 15l3.2 4.6M9.7 15l-3.2 4.6M8.3 10.7l-5-1.7\"/>"},
    {"talk", "<path d=\"M3 4h18v12h-9l-5 4.5V16H3zM7.5 8.5h9M7.5 11.8h6\"/>"},
    // the faces of the child's scale
    {"worst",
     "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M6.8 8.6l2.6-1.4M17.2 8.6l-2.6-1.4M8.6 10.4v.6M15.4 10.4v.6M8.6 18c1.8-2.6 5-2.6 6.8 0M6.6 13.2c-1 1.5-1 2.5 0 2.5s1-1 0-2.5z\"/>"},
    {"bad", "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M8.5 9.4v.6M15.5 9.4v.6M8.2 16.6c2.1-2.4 5.5-2.4 7.6 0\"/>"},
    {"so_so", "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M8.5 9.2v.6M15.5 9.2v.6M8.3 15.3h7.4\"/>"},
    {"good", "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M8.5 9.2v.6M15.5 9.2v.6M8.2 14.4c2.1 2.4 5.5 2.4 7.6 0\"/>"},
    {"best",
     "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><path d=\"M7.4 9.8c.5-1 1.7-1 2.2 0M14.4 9.8c.5-1 1.7-1 2.2 0M7 13.3h10c-.8 5.4-9.2 5.4-10 0z\"/>"},
};

std::string drawn(std::string_view id, std::string_view css, std::string_view words) {
  std::string_view paths = "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/>";
  for (const auto &shape : kShapes)
    if (shape.id == id) paths = shape.paths;
  Out out;
  out.raw("<svg viewBox=\"0 0 24 24\" focusable=\"false\"").attr("class", css);
  if (words.empty()) out.raw(" aria-hidden=\"true\"");
  else out.raw(" role=\"img\"").attr("aria-label", words);
  out.raw("><g fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.4\" stroke-linecap=\"round\" stroke-linejoin=\"round\">")
      .raw(paths)
      .raw("</g></svg>");
  return out.take();
}

} // namespace

std::string picture(std::string_view id, std::string_view words) { return drawn(id, "picture", words); }
std::string face(std::string_view id) { return drawn(id, "face", {}); }

std::string roof(std::string_view house) {
  Out out;
  out.raw("<svg class=\"roof\" viewBox=\"0 0 400 132\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">");
  out.raw("<path class=\"chimney\" d=\"M296 74V26h34v70\"/><path class=\"slope\" d=\"M3 130L200 8l197 122z\"/></svg>");
  out.raw("<span class=\"over\" aria-hidden=\"true\">").raw(picture(house == "worries" ? "cloud" : house == "good" ? "sun" : "star")).raw("</span>");
  return out.take();
}

// ---- the scale ----

namespace {

/// Where on the drawing the line runs.
struct Line {
  double left, width;
  double at(int tenths) const { return left + width * tenths / 100.0; }
};
} // namespace

std::string figure(int tenths) { return format_number(tenths / 10.0, tenths % 10 == 0 ? 0 : 1, i18n::current() != Lang::en); }

namespace {

void axis(Out &out, const Line &line, double y) {
  out.raw("<path class=\"axis\" d=\"M").raw(n(line.at(0))).raw(" ").raw(n(y)).raw("H").raw(n(line.at(100))).raw("\"/>");
  for (int i = 0; i <= 10; ++i) {
    const auto x = n(line.at(i * 10));
    out.raw("<path class=\"tick\" d=\"M").raw(x).raw(" ").raw(n(y - 7)).raw("v14\"/>");
    out.raw("<text class=\"tick-words\" text-anchor=\"middle\" x=\"")
        .raw(x)
        .raw("\" y=\"")
        .raw(n(y + 36))
        .raw("\">")
        .raw(std::to_string(i))
        .raw("</text>");
  }
}

void dot(Out &out, const Line &line, std::string_view css, int tenths, double y) {
  out.raw("<circle").attr("class", css).raw(" r=\"11\" cx=\"").raw(n(line.at(tenths))).raw("\" cy=\"").raw(n(y)).raw("\"/>");
}

} // namespace

std::string scale_line(std::vector<Mark> marks, std::string_view words, bool narrow) {
  set_lanes(marks, narrow ? 2.7 : 1.15);
  int lanes = 0;
  for (const auto &mark : marks) lanes = std::max(lanes, mark.lane + 1);
  const double rise = narrow ? 26 : 34, y = 26 + rise * std::max(lanes, 1);
  const Line line{narrow ? 16.0 : 40.0, narrow ? 368.0 : 920.0};
  Out out;
  out.raw("<svg role=\"img\"").attr("class", narrow ? "scale-line narrow" : "scale-line wide").attr("aria-label", words);
  out.raw(" viewBox=\"0 0 ")
      .raw(narrow ? "400" : "1000")
      .raw(" ")
      .raw(n(y + 48))
      .raw("\" data-left=\"")
      .raw(n(line.left))
      .raw("\" data-width=\"")
      .raw(n(line.width))
      .raw("\" data-all=\"")
      .raw(narrow ? "400" : "1000")
      .raw("\">");
  axis(out, line, y);
  const auto top_of = [y, rise](const Mark &mark) { return y - 30 - rise * mark.lane + (rise < 30 ? 8 : 0); };
  for (const auto &mark : marks) {
    // Several with the same number stand above one another: one stem under the lowest.
    const bool lower = std::any_of(marks.begin(), marks.end(), [&](const Mark &m) { return m.tenths == mark.tenths && m.lane < mark.lane; });
    if (!lower) out.raw("<path class=\"stem\" d=\"M").raw(n(line.at(mark.tenths))).raw(" ").raw(n(y)).raw("V").raw(n(top_of(mark) + 6)).raw("\"/>");
    dot(out, line, "mark", mark.tenths, y);
  }
  for (const auto &mark : marks) {
    const int edge = narrow ? 14 : 6;
    out.raw("<text class=\"mark-words\" x=\"")
        .raw(n(line.at(mark.tenths)))
        .raw("\" y=\"")
        .raw(n(top_of(mark)))
        .raw("\" text-anchor=\"")
        .raw(mark.tenths < edge         ? "start"
             : mark.tenths > 100 - edge ? "end"
                                        : "middle")
        .raw("\">");
    out.text(mark.who).raw("</text>");
  }
  out.raw("</svg>");
  return out.take();
}

std::string scale_moves(const std::vector<Moved> &moves, std::string_view words) {
  const double step = 54, y0 = 34;
  const double bottom = y0 + step * static_cast<double>(moves.size());
  Out out;
  out.raw("<svg class=\"scale-line moves\" role=\"img\"").attr("aria-label", words).raw(" viewBox=\"0 0 1000 ").raw(n(bottom + 44)).raw("\">");
  const Line line{40, 920};
  axis(out, line, bottom);
  double y = y0;
  for (const auto &one : moves) {
    if (one.then && one.now && *one.then != *one.now)
      out.raw("<path class=\"way\" d=\"M").raw(n(line.at(*one.then))).raw(" ").raw(n(y)).raw("H").raw(n(line.at(*one.now))).raw("\"/>");
    if (one.then) dot(out, line, "mark then", *one.then, y);
    if (one.now) dot(out, line, "mark", *one.now, y);
    const int far = std::max(one.then.value_or(0), one.now.value_or(0));
    const bool left = far > 80;
    const int near = std::min(one.then.value_or(100), one.now.value_or(100));
    std::string said = one.who;
    if (one.then && one.now) said += " " + figure(*one.then) + " → " + figure(*one.now);
    else said += " " + figure(one.now ? *one.now : *one.then);
    out.raw("<text class=\"mark-words\" x=\"")
        .raw(n(left ? line.at(near) - 20 : line.at(far) + 20))
        .raw("\" y=\"")
        .raw(n(y + 7))
        .raw("\" text-anchor=\"")
        .raw(left ? "end" : "start")
        .raw("\">")
        .text(said)
        .raw("</text>");
    y += step;
  }
  out.raw("</svg>");
  return out.take();
}

// ---- the circles ----

std::string circles(const std::vector<Placed> &people, const std::vector<std::string> &rings, std::string_view centre, std::string_view words,
                    bool can_move) {
  Out out;
  out.raw("<svg class=\"rings\" viewBox=\"-480 -480 960 960\"").attr("aria-label", words).raw(can_move ? " role=\"group\">" : " role=\"img\">");
  for (std::size_t ring = rings.size(); ring-- > 0;) {
    const double r = kRings[std::min<std::size_t>(ring, 2)];
    out.raw("<circle class=\"ring ring-").raw(std::to_string(ring)).raw("\" r=\"").raw(n(r)).raw("\"/>");
  }
  for (std::size_t ring = 0; ring < rings.size(); ++ring)
    out.raw("<text class=\"ring-words\" aria-hidden=\"true\" text-anchor=\"middle\" y=\"")
        .raw(n(-kRings[std::min<std::size_t>(ring, 2)] + 26))
        .raw("\">")
        .text(rings[ring])
        .raw("</text>");
  out.raw("<circle class=\"centre\" r=\"58\"/><text class=\"centre-words\" text-anchor=\"middle\" y=\"8\">").text(centre).raw("</text>");
  for (const auto &one : people) {
    const auto at = spot(one.ring, one.at, one.count);
    out.raw("<g class=\"who\" transform=\"translate(").raw(n(at.x)).raw(" ").raw(n(at.y)).raw(")\"");
    if (can_move)
      out.raw(" tabindex=\"0\" role=\"button\"")
          .attr("aria-label", one.label)
          .attr("data-part", one.part)
          .attr("data-at", std::to_string(one.at))
          .attr("data-mark", one.mark);
    out.raw("><circle class=\"dot\" r=\"15\" cy=\"-8\"/><text class=\"name\" text-anchor=\"middle\" y=\"30\">").text(one.name).raw("</text> ");
    if (!one.relation.empty()) out.raw("<text class=\"relation\" text-anchor=\"middle\" y=\"52\">").text(one.relation).raw("</text>");
    out.raw("</g>");
  }
  out.raw("</svg>");
  return out.take();
}

} // namespace rt::mapping
