#include "platform/html/html.hpp"

namespace rt::html {
namespace {

struct ToneWords {
  std::string_view box, badge, word;
};

ToneWords words_of(Tone tone) {
  switch (tone) {
  case Tone::info: return {"message-box--info-short", "badge--info-inverted", tr("Att veta")};
  case Tone::good: return {"message-box--success-short", "badge--success-inverted", tr("Klart")};
  case Tone::partly: return {"message-box--warning-short", "badge--warning-inverted", tr("Tänk på")};
  case Tone::bad: return {"message-box--error-short", "badge--error-inverted", tr("Fel")};
  }
  return {};
}

void knot(Out &out, const Knot &knot, bool here) {
  out.raw("<li").attr("class", here ? "knot here" : "knot");
  if (!knot.id.empty()) out.attr("id", knot.id);
  if (here) out.raw(" aria-current=\"true\"");
  out.raw(">");
  if (!here && !knot.href.empty()) out.open("a", {{"href", knot.href}});
  out.element("small", knot.level).element("span", knot.title, {{"class", "knot__title"}});
  if (!here && !knot.href.empty()) out.close("a");
  out.close("li");
}

} // namespace

void message(Out &out, Tone tone, std::string_view words) {
  const auto look = words_of(tone);
  out.open("div", {{"class", "message-box " + std::string(look.box)}, {"role", tone == Tone::bad ? "alert" : "status"}});
  out.open("p", {{"class", "message-box__content"}}).element("b", std::string(look.word) + ":").raw(" ").text(words);
  out.close("p").close("div");
}

void badge(Out &out, Tone tone, std::string_view sign, std::string_view words) {
  out.open("span", {{"class", "badge " + std::string(words_of(tone).badge)}});
  if (!sign.empty()) out.raw("<i aria-hidden=\"true\">").text(sign).raw("</i> ");
  out.text(words).close("span");
}

void tabs(Out &out, std::string_view name, const std::vector<Tab> &tabs) {
  if (tabs.empty()) return;
  out.open("nav", {{"class", "chips"}, {"aria-label", name}});
  for (const auto &tab : tabs) {
    out.raw("<a").attr("href", tab.href);
    if (tab.current) out.raw(" aria-current=\"page\"");
    out.raw(">").text(tab.words).raw("</a>");
  }
  out.close("nav");
}

void thread(Out &out, const std::vector<Knot> &above, const Knot &here, const std::vector<Knot> &below) {
  out.open("nav", {{"class", "thread"}, {"aria-label", tr("Röda tråden hit")}}).open("ol", {{"class", "threaded"}});
  for (const auto &one : above) knot(out, one, false);
  knot(out, here, true);
  for (const auto &one : below) knot(out, one, false);
  out.close("ol").close("nav");
}

void begin_table(Out &out, std::string_view caption, const std::vector<Column> &columns, std::string_view css) {
  out.open("div", {{"class", "table-scroll"}, {"role", "region"}, {"aria-label", caption}, {"tabindex", "0"}});
  out.open("table", {{"class", css.empty() ? "list sticky" : css}});
  out.element("caption", caption, {{"class", "sr-only"}}).raw("<thead><tr>");
  for (const auto &column : columns) {
    const bool heads = !column.words.empty(); // a column of buttons has no name, and an empty heading says nothing
    out.raw(heads ? "<th scope=\"col\"" : "<td");
    if (!column.css.empty()) out.attr("class", column.css);
    if (column.sorted != Sorted::no) out.attr("aria-sort", column.sorted == Sorted::up ? "ascending" : "descending");
    out.raw(">");
    if (column.sort_href.empty()) {
      out.text(column.words);
    } else {
      out.open("a", {{"href", column.sort_href}, {"class", "sort"}}).text(column.words);
      if (column.sorted != Sorted::no) out.raw("<i aria-hidden=\"true\">").raw(column.sorted == Sorted::up ? " ↑" : " ↓").raw("</i>");
      out.close("a");
    }
    out.close(heads ? "th" : "td");
  }
  out.raw("</tr></thead><tbody>");
}

void end_table(Out &out) { out.raw("</tbody></table></div>"); }

void begin_row(Out &out, std::string_view href, std::string_view css) {
  out.raw("<tr");
  if (!href.empty()) out.attr("data-href", href);
  if (!css.empty()) out.attr("class", css);
  out.raw(">");
}

void end_row(Out &out) { out.close("tr"); }

void cell(Out &out, std::string_view words, std::string_view css) {
  out.raw("<td");
  if (!css.empty()) out.attr("class", css);
  out.raw(">").text(words).raw("</td>");
}

void begin_disclosure(Out &out, std::string_view words, bool is_open, std::string_view css) {
  out.raw("<details").attr("class", css.empty() ? "disclosure" : css);
  if (is_open) out.raw(" open");
  out.raw("><summary>").text(words).raw("</summary>");
}

void end_disclosure(Out &out) { out.close("details"); }

void empty_state(Out &out, std::string_view words, std::string_view href, std::string_view link_words) {
  out.open("div", {{"class", "empty"}}).element("p", words);
  if (!href.empty()) link_button(out, href, link_words, Button::secondary);
  out.close("div");
}

} // namespace rt::html
