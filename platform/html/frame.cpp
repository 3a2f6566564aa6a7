#include "platform/html/html.hpp"

namespace rt::html {
namespace {

void stylesheet(Out &out, std::string_view name) {
  // "print-a3.css" lies in css/; a name with a folder is taken as it is.
  const std::string path = name.find('/') == std::string_view::npos ? "css/" + std::string(name) : std::string(name);
  out.raw("<link rel=\"stylesheet\"").attr("href", asset(path)).raw(">");
}

void script(Out &out, std::string_view name) {
  const std::string path = name.find('/') == std::string_view::npos ? "js/" + std::string(name) : std::string(name);
  out.raw("<script defer").attr("src", asset(path)).raw("></script>");
}

void begin_document(Out &out, std::string_view title, std::string_view lang, bool rtl) {
  out.raw("<!doctype html>\n<html").attr("lang", lang.empty() ? i18n::code(i18n::current()) : lang);
  if (rtl) out.raw(" dir=\"rtl\"");
  out.raw("><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
  out.raw("<title>").text(title);
  if (title != tr("Röda tråden")) out.raw(" · ").text(tr("Röda tråden"));
  out.raw("</title><meta name=\"color-scheme\" content=\"light dark\">");
  out.raw("<meta name=\"csrf-token\"").attr("content", marks().csrf).raw(">");
  out.raw("<link rel=\"icon\" type=\"image/svg+xml\"").attr("href", asset("img/thread.svg")).raw(">");
  out.raw("<link rel=\"preload\" as=\"font\" type=\"font/woff2\" crossorigin")
      .attr("href", asset("fonts/source-sans-3-latin-wght-normal.woff2"))
      .raw(">");
  stylesheet(out, "fkui.css");
  stylesheet(out, "app.css");
  stylesheet(out, "chart.css");
}

bool is_on(const Frame &frame, const Tab &tab) { return tab.current || (!frame.section.empty() && tab.href == "/" + frame.section); }

void menu(Out &out, const Frame &frame) {
  for (const auto &tab : frame.menu) {
    out.raw("<a").attr("href", tab.href);
    if (is_on(frame, tab)) out.raw(" class=\"on\" aria-current=\"page\"");
    out.raw(">").text(tab.words).raw("</a>");
  }
}

void mark(Out &out) { out.raw("<a class=\"mark\" href=\"/\"><i aria-hidden=\"true\"></i>").text(tr("Röda tråden")).raw("</a>"); }

void who(Out &out, const Frame &frame) {
  if (frame.who.empty()) return;
  out.open("div", {{"class", "who"}}).text(frame.who).raw("<br>").text(frame.role);
  out.open("div", {{"class", "who__links"}}).link("/konto", tr("Mitt konto"));
  begin_form(out, "/logout", false, "inline");
  out.raw("<button class=\"as-link\">").text(tr("Logga ut")).raw("</button>");
  end_form(out);
  out.close("div").close("div");
}

void unit(Out &out, const Frame &frame) {
  out.open("div", {{"class", "unit"}});
  if (frame.units.size() > 1) {
    out.raw("<details class=\"switch\"><summary><b>").text(frame.unit).raw("</b></summary><ul>");
    for (const auto &tab : frame.units) {
      out.raw("<li><a").attr("href", tab.href);
      if (tab.current) out.raw(" aria-current=\"true\"");
      out.raw(">").text(tab.words).raw("</a></li>");
    }
    out.raw("</ul></details>");
  } else {
    out.element("b", frame.unit);
  }
  if (!frame.administration.empty()) out.raw("<span class=\"administration\"> · ").text(frame.administration).raw("</span>");
  out.close("div");
}

void top(Out &out, const Frame &frame) {
  out.open("header", {{"class", "top"}});
  unit(out, frame);
  out.open("div", {{"class", "top__right"}}).element("span", frame.when, {{"class", "when"}});
  if (!frame.search.empty()) out.raw("<a class=\"key\" data-search").attr("href", frame.search).raw("><kbd>/</kbd> ").text(tr("sök")).raw("</a>");
  out.raw("<button class=\"key\" type=\"button\" data-keys hidden><kbd>?</kbd> ").text(tr("tangenter")).raw("</button>");
  out.close("div").close("header");
}

void key_row(Out &out, std::string_view keys, std::string_view words) { out.raw("<dt>").raw(keys).raw("</dt>").element("dd", words); }

void key_help(Out &out, const Frame &frame) {
  out.raw("<dialog id=\"keys\" aria-labelledby=\"keys-title\"><h2 id=\"keys-title\">").text(tr("Tangenter")).raw("</h2><dl class=\"keys\">");
  if (!frame.search.empty()) key_row(out, "<kbd>/</kbd>", tr("Sök"));
  key_row(out, "<kbd>?</kbd>", tr("Den här listan"));
  key_row(out, "<kbd>Alt</kbd> <kbd>↑</kbd>", tr("Uppåt längs röda tråden"));
  key_row(out, "<kbd>Alt</kbd> <kbd>↓</kbd>", tr("Nedåt längs röda tråden"));
  key_row(out, "<kbd>Ctrl</kbd> <kbd>Enter</kbd>", tr("Spara formuläret"));
  key_row(out, "<kbd>J</kbd> <kbd>K</kbd>", tr("Nästa och föregående rad i en lista"));
  key_row(out, "<kbd>Enter</kbd>", tr("Öppna raden"));
  int number = 1;
  for (const auto &tab : frame.menu)
    if (number < 10) key_row(out, "<kbd>G</kbd> <kbd>" + std::to_string(number++) + "</kbd>", tab.words);
  out.raw("</dl><p class=\"check\"><input type=\"checkbox\" id=\"keys-on\" checked> <label for=\"keys-on\">")
      .text(tr("Använd enkla tangenter (stäng av dem om du dikterar)"))
      .raw("</label></p><form method=\"dialog\"><button class=\"button button--secondary button--medium\">")
      .text(tr("Stäng"))
      .raw("</button></form></dialog>");
}

/// On a phone the rail is a sheet at the lower edge; it opens without a script.
void sheet(Out &out, const Frame &frame) {
  out.raw("<details class=\"sheet\"><summary>").text(tr("Meny")).raw("</summary><nav").attr("aria-label", tr("Huvudmeny")).raw(">");
  menu(out, frame);
  out.close("nav");
  who(out, frame);
  out.close("details");
}

} // namespace

std::string page(const Frame &frame, std::string_view body) {
  Out out;
  out.reserve(body.size() + 8192);
  begin_document(out, frame.title, {}, false);
  for (const auto &name : frame.styles) stylesheet(out, name);
  script(out, "app.js");
  for (const auto &name : frame.scripts) script(out, name);
  out.raw("</head><body").attr("class", frame.wide ? "wide" : "framed");
  if (!frame.live.empty()) out.attr("data-live", frame.live);
  out.attr("data-unsaved", tr("Du har skrivit något som inte är sparat.")).raw(">");
  out.raw("<a class=\"skip\" href=\"#main\">").text(tr("Till innehållet")).raw("</a><div class=\"frame\">");
  if (!frame.wide) {
    out.open("aside", {{"class", "rail"}, {"aria-label", tr("Röda tråden")}});
    mark(out);
    out.open("nav", {{"aria-label", tr("Huvudmeny")}});
    menu(out, frame);
    out.close("nav");
    who(out, frame);
    out.close("aside");
  }
  out.raw("<div class=\"content\">");
  top(out, frame);
  out.raw("<main id=\"main\" tabindex=\"-1\">");
  if (!frame.own_heading) {
    out.element("h1", frame.title);
    if (!frame.lead.empty()) out.element("p", frame.lead, {{"class", "lead"}});
  }
  out.raw(body).raw("</main></div></div>");
  if (!frame.wide) sheet(out, frame);
  key_help(out, frame);
  out.raw("<p class=\"sr-only\" role=\"status\" id=\"live-words\"").attr("data-words", tr("Sidan har uppdaterats.")).raw("></p></body></html>\n");
  return out.take();
}

std::string bare_page(std::string_view title, std::string_view body, std::string_view body_class, std::string_view lang, bool rtl,
                      const std::vector<std::string> &scripts, const std::vector<std::string> &styles) {
  Out out;
  out.reserve(body.size() + 2048);
  begin_document(out, title, lang, rtl);
  for (const auto &name : styles) stylesheet(out, name);
  for (const auto &name : scripts) script(out, name);
  out.raw("</head><body").attr("class", body_class.empty() ? "bare" : body_class).raw(">").raw(body).raw("</body></html>\n");
  return out.take();
}

} // namespace rt::html
