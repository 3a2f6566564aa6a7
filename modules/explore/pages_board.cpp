// The unit's shared questions on its results board: a small picture of each, and the way to the whole question.
#include "modules/explore/pages_parts.hpp"
#include <algorithm>

namespace rt::explore {
namespace {

using access::Actor;
using html::Out;

constexpr int kSmallWidth = 340, kSmallHeight = 170, kWallWidth = 480, kWallHeight = 165;

/// One picture says one thing: the first measure, and of many small pictures the whole unit's.
std::string drawn(const Answer &answer, Picture picture, bool wall) {
  auto all = drawings(answer, picture == Picture::table ? Picture::curve : picture);
  if (all.empty()) all = drawings(answer, Picture::curve);
  if (all.empty()) return {};
  auto &one = all.front();
  if (one.funnel) {
    one.funnel->width = wall ? kWallWidth : kSmallWidth, one.funnel->height = wall ? 180 : 240;
    return chart::funnel_figure(*one.funnel);
  }
  one.chart.width = wall ? kWallWidth : kSmallWidth, one.chart.height = wall ? kWallHeight : kSmallHeight;
  return chart::figure(one.chart, one.bars);
}

void take_away(Out &out, const Saved &one) {
  html::begin_form(out, "/utforska/" + std::to_string(one.id) + "/tavla", false, "inline");
  html::input_hidden(out, "pa", "0");
  html::input_hidden(out, "till", "tavla");
  out.raw("<button type=\"submit\" class=\"as-link\"")
      .attr("aria-label", tr_f("Ta bort från tavlan: {0}", {one.title}))
      .raw(">")
      .text(tr("ta bort från tavlan"))
      .raw("</button>");
  html::end_form(out);
}

} // namespace

std::string board_pictures(const Deps &deps, const Actor &actor, bool wall) {
  if (!actor.may(access::May::read_board)) return {};
  const auto *heading = wall ? "h2" : "h3"; // on the wall there is none above it
  Out all;
  for (const auto &one : deps.explore.on_board(actor.unit)) {
    auto question = pages::question_of(deps, actor, one.query);
    if (question.measures.empty()) continue; // its measures are no longer the unit's
    const auto more = question.measures.size() - 1;
    question.measures.resize(1);
    const auto teams = deps.organisation.teams(actor.unit);
    const auto found = answer({deps.measures, teams, actor.unit, swedish_day(deps.clock.now())}, question);
    if (found.parts.empty()) continue;
    const auto picture = drawn(found, question.picture, wall);
    if (picture.empty()) continue;
    all.open("div", {{"class", "board-picture"}}).open(heading).link("/utforska?" + one.query, one.title).close(heading);
    auto words = found.parts.front().measure->title.str();
    if (more > 0) words += " · " + tr_n("och {} mått till", "och {} mått till", static_cast<long long>(more));
    all.element("p", words, {{"class", "quiet"}}).raw(picture);
    if (!wall && actor.may(access::May::edit_goals)) take_away(all, one);
    all.close("div");
  }
  if (all.str().empty()) return {};
  Out out;
  out.open("section", {{"class", wall ? "board-pictures wall" : "board-pictures"}, {"aria-label", tr("Bilder ur Utforska")}});
  if (!wall) out.element("h2", tr("Bilder ur Utforska"));
  return out.raw("<div class=\"board-pictures__list\">").raw(all.str()).raw("</div>").close("section").take();
}

} // namespace rt::explore
