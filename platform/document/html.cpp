// The document as HTML: for the page, for print and as the way to Word.
#include "platform/core/text.hpp"
#include "platform/document/embedded.hpp"
#include "platform/document/parts.hpp"
#include "platform/html/html.hpp"
#include <algorithm>

namespace rt::document {

namespace {

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t n = 0;
    for (std::size_t j = 0; j < 3; ++j) n = n << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j) out += j <= std::min<std::size_t>(3, bytes.size() - i) ? kDigits[n >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

class Writer {
public:
  Writer(Surface surface, html::Out &out) : surface_(surface), out_(out) {}

  void operator()(const Heading &heading) {
    // A reader who listens walks by headings: none may be skipped on the way down.
    last_heading_ = std::clamp(heading.level + 1, 2, std::min(5, last_heading_ + 1));
    out_.element("h" + std::to_string(last_heading_), heading.text);
  }
  void operator()(const Paragraph &paragraph) {
    if (paragraph.lead) out_.element("p", paragraph.text, {{"class", "lead"}});
    else out_.element("p", paragraph.text);
  }
  void operator()(const List &list) {
    if (list.items.empty()) return;
    out_.open("ul");
    for (const auto &item : list.items) out_.element("li", item);
    out_.close("ul");
  }
  void operator()(const Table &table) {
    const bool on_page = surface_ == Surface::page;
    // On a phone a wide table scrolls inside itself, with the keyboard too.
    if (on_page)
      out_.open(
          "div",
          {{"class", "table-scroll"}, {"role", "region"}, {"aria-label", table.caption.empty() ? tr("Tabell") : table.caption}, {"tabindex", "0"}});
    out_.open("table", {{"class", on_page ? "list" : "table"}});
    if (!table.caption.empty()) out_.element("caption", table.caption);
    if (!table.header.empty()) {
      out_.open("thead").open("tr");
      for (std::size_t c = 0; c < table.header.size(); ++c) cell("th", table, c, table.header[c], "col");
      out_.close("tr").close("thead");
    }
    out_.open("tbody");
    for (const auto &row : table.rows) {
      out_.open("tr");
      for (std::size_t c = 0; c < row.size(); ++c) {
        const bool names_row = c == 0 && !numeric(table, 0);
        cell(names_row ? "th" : "td", table, c, row[c], names_row ? "row" : "");
      }
      out_.close("tr");
    }
    out_.close("tbody").close("table");
    if (on_page) out_.close("div");
  }
  void operator()(const Figure &figure) {
    ++figures_;
    if (surface_ == Surface::page) {
      out_.raw(chart::figure(figure.chart, figure.bars));
      return;
    }
    const std::string svg = svg_of(figure);
    const std::string alt = words_of(svg, figure);
    if (surface_ == Surface::word) {
      // pandoc: an image alone in a paragraph with a title becomes a captioned figure.
      out_.open("figure").raw("<img").attr("src", "figure" + std::to_string(figures_) + ".png").attr("alt", alt);
      out_.attr("width", std::to_string(figure.chart.width)).raw("/>").element("figcaption", figure.chart.title).close("figure");
    } else {
      out_.open("figure").element("figcaption", figure.chart.title);
      // As an image with alternative words, so that the tagged PDF can read it out.
      out_.raw("<img").attr("alt", alt).attr("src", "data:image/svg+xml;base64," + base64(svg)).raw("/>").close("figure");
    }
    Table table = table_of(figure.chart);
    table.caption = tr("Samma siffror som tabell");
    (*this)(table);
  }
  void operator()(const ThreadPath &thread) {
    if (thread.names.empty()) return;
    if (surface_ == Surface::word) {
      out_.open("div", {{"custom-style", "Röda tråden"}}).element("p", join(thread.names, " › ")).close("div");
      return;
    }
    out_.open("ol", {{"class", surface_ == Surface::page ? "thread-path" : "thread"}});
    for (const auto &name : thread.names) out_.element("li", name);
    out_.close("ol");
  }
  void operator()(const PageBreak &) {
    if (surface_ == Surface::print) out_.raw("<div class=\"page-break\"></div>");
  }

private:
  static bool numeric(const Table &table, std::size_t column) { return column < table.numeric.size() && table.numeric[column]; }
  void cell(std::string_view name, const Table &table, std::size_t column, const std::string &words, std::string_view scope) {
    out_.raw("<").raw(name);
    if (!scope.empty()) out_.attr("scope", scope);
    if (numeric(table, column)) {
      if (surface_ == Surface::word) out_.attr("align", "right");
      else out_.attr("class", surface_ == Surface::page ? "n" : "num");
    }
    out_.raw(">").text(words).raw("</").raw(name).raw(">");
  }

  Surface surface_;
  int last_heading_ = 1; ///< the title is h1
  html::Out &out_;
  int figures_ = 0;
};

void write_title(const Document &document, html::Out &out) {
  out.open("header").element("h1", document.title);
  if (!document.subtitle.empty()) out.element("p", document.subtitle, {{"class", "subtitle"}});
  std::vector<std::string> by;
  for (const auto *words : {&document.author, &document.date})
    if (!words->empty()) by.push_back(*words);
  if (!by.empty()) out.element("p", join(by, ", "), {{"class", "byline"}});
  out.close("header");
}

} // namespace

std::string svg_of(const Figure &figure) { return figure.bars ? chart::bars(figure.chart) : chart::line(figure.chart); }

std::string words_of(const std::string &svg, const Figure &figure) {
  if (!figure.chart.description.empty()) return figure.chart.title + ". " + figure.chart.description;
  // The chart writes what it shows on its first element; that is one description for all surfaces.
  const auto start = svg.find("aria-label=\"");
  const auto head_end = svg.find('>');
  if (start == std::string::npos || start > head_end) return figure.chart.title;
  const auto from = start + 12;
  std::string words = svg.substr(from, svg.find('"', from) - from);
  for (const auto &[entity, c] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&apos;", "'"}, {"&amp;", "&"}})
    words = replace_all(std::move(words), entity, c);
  return words;
}

Table table_of(const chart::Chart &chart) {
  Table table;
  table.caption = chart.title;
  table.header.emplace_back(tr("Period"));
  table.numeric.push_back(false);
  for (const auto &series : chart.series) {
    table.header.push_back(series.name);
    table.numeric.push_back(true);
  }
  if (chart.series.empty()) return table;
  for (std::size_t i = 0; i < chart.series[0].points.size(); ++i) {
    auto &row = table.rows.emplace_back();
    row.push_back(chart.series[0].points[i].label);
    for (const auto &series : chart.series) row.push_back(i < series.points.size() ? point_words(series.points[i], chart) : "");
  }
  return table;
}

std::string point_words(const chart::Point &point, const chart::Chart &chart) {
  if (!point.words.empty()) return point.words;
  if (point.value) {
    const std::string figure = number(*point.value, chart.decimals);
    return chart.unit.empty() ? figure : figure + "\u202f" + chart.unit;
  }
  switch (point.gap) {
  case chart::Gap::not_comparable: return std::string(tr("ej jämförbart"));
  case chart::Gap::suppressed: return std::string(tr("för få för att visas"));
  default: return std::string(tr("saknas"));
  }
}

std::string write_html(const Document &document, Surface surface) {
  html::Out out;
  Writer writer(surface, out);
  if (surface == Surface::page) {
    for (const auto &block : document.blocks) std::visit(writer, block);
    return out.take();
  }
  out.raw("<!doctype html>\n<html").attr("lang", document.lang).raw("><head><meta charset=\"utf-8\"/>");
  out.element("title", document.title);
  if (!document.author.empty()) out.raw("<meta name=\"author\"").attr("content", document.author).raw("/>");
  out.raw("<meta name=\"generator\" content=\"Röda tråden\"/><meta name=\"viewport\" content=\"width=device-width\"/>");
  if (surface == Surface::word) {
    // pandoc makes title, author and date of the metadata; the heading would come twice.
    if (!document.date.empty()) out.raw("<meta name=\"date\"").attr("content", document.date).raw("/>");
    if (!document.subtitle.empty()) out.raw("<meta name=\"subtitle\"").attr("content", document.subtitle).raw("/>");
    out.raw("</head><body>");
  } else {
    out.raw("<style>").raw(embedded::print_css()).raw("</style></head><body>");
    if (!document.header.empty()) out.element("div", document.header, {{"class", "running"}, {"aria-hidden", "true"}});
    write_title(document, out);
  }
  out.open("main");
  for (const auto &block : document.blocks) std::visit(writer, block);
  out.close("main").raw("</body></html>\n");
  return out.take();
}

std::string to_html(const Document &document, bool standalone) { return write_html(document, standalone ? Surface::print : Surface::page); }

} // namespace rt::document
