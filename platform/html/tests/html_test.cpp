// Components: what is written is escaped, named and tied together.
#include "platform/html/html.hpp"
#include <gtest/gtest.h>

using namespace rt;
using html::Field;
using html::Label;
using html::Out;

namespace {
template<class Write> std::string written(Write write) {
  Out out;
  write(out);
  return out.take();
}
bool has(const std::string &text, std::string_view part) { return text.find(part) != std::string::npos; }
int count(const std::string &text, std::string_view part) {
  int n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}
const std::string kEvil = "<script>alert('x')</script>\" onload=\"x & y";
} // namespace

TEST(Out, escapes_in_text_and_attributes) {
  EXPECT_EQ(html::escape("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;&#39;c");
  EXPECT_EQ(html::escape(std::string_view("a\0b", 3)), "a\xef\xbf\xbd"
                                                       "b");
  EXPECT_EQ(written([](Out &o) { o.link("/a?b=\"", "x<y", "big"); }), "<a href=\"/a?b=&quot;\" class=\"big\">x&lt;y</a>");
  EXPECT_EQ(written([](Out &o) { o.element("p", "å & ö", {{"id", "a'b"}}); }), "<p id=\"a&#39;b\">å &amp; ö</p>");
}

TEST(Components, nothing_a_person_wrote_becomes_markup) {
  Field field("id", Label(kEvil));
  field.value = field.help = field.law = field.error = kEvil;
  const std::vector<html::Choice> choices = {{kEvil, kEvil, false}};
  const auto all = written([&](Out &o) {
    html::input_text(o, field);
    html::input_area(o, field);
    html::input_date(o, field);
    html::input_select(o, field, choices);
    html::input_radios(o, field, choices);
    html::input_checks(o, field, choices, {kEvil});
    html::input_check(o, field);
    html::input_file(o, field, kEvil);
    html::input_hidden(o, kEvil, kEvil);
    html::button(o, kEvil, html::Button::primary, kEvil, kEvil);
    html::link_button(o, kEvil, kEvil);
    html::begin_form(o, kEvil);
    html::error_summary(o, Problem{ProblemKind::invalid, kEvil, {{kEvil, kEvil, 0}}});
    html::message(o, html::Tone::bad, kEvil);
    html::badge(o, html::Tone::good, kEvil, kEvil);
    html::tabs(o, kEvil, {{kEvil, kEvil, true}});
    html::thread(o, {{kEvil, kEvil, kEvil, kEvil}}, {kEvil, kEvil, kEvil, kEvil}, {});
    html::begin_table(o, kEvil, {{kEvil, kEvil, kEvil, html::Sorted::up}});
    html::begin_row(o, kEvil, kEvil);
    html::cell(o, kEvil, kEvil);
    html::empty_state(o, kEvil, kEvil, kEvil);
  });
  html::Frame frame;
  frame.title = frame.lead = frame.unit = frame.administration = frame.when = frame.who = frame.role = frame.live = kEvil;
  frame.menu = frame.units = {{kEvil, kEvil, false}, {kEvil, kEvil, true}};
  for (const auto &text : {all, html::page(frame, ""), html::bare_page(kEvil, "", kEvil, kEvil)}) {
    EXPECT_FALSE(has(text, "<script>alert"));
    EXPECT_FALSE(has(text, "\" onload=\""));
  }
}

TEST(Components, no_inline_script_or_style_that_the_policy_would_stop) {
  html::Frame frame;
  frame.menu = {{"/a", "A", true}};
  frame.who = "Anna";
  const auto page = html::page(frame, "");
  EXPECT_FALSE(has(page, " style="));
  EXPECT_FALSE(has(page, "<style"));
  EXPECT_EQ(count(page, "<script"), count(page, "<script defer src=\"/s/js/"));
  for (const char *handler : {"onclick", "onload", "onchange", "javascript:"}) EXPECT_FALSE(has(page, handler));
}

TEST(Field, label_help_and_error_are_tied_to_the_control) {
  Field field("date", Label("Datum"));
  field.help = "Till exempel 22/3.";
  field.error = "Skriv datumet som 2019-03-22.";
  field.required = true;
  const auto text = written([&](Out &o) { html::input_text(o, field); });
  EXPECT_TRUE(has(text, "<label class=\"label\" for=\"f-date\">Datum"));
  EXPECT_TRUE(has(text, "id=\"f-date\" name=\"date\""));
  EXPECT_TRUE(has(text, "aria-describedby=\"f-date-error f-date-help\" aria-invalid=\"true\" required"));
  EXPECT_TRUE(has(text, "id=\"f-date-error\">Skriv datumet"));
  EXPECT_TRUE(has(text, "id=\"f-date-help\">Till exempel"));
  EXPECT_TRUE(has(text, "måste fyllas i"));
}

TEST(Field, a_group_has_a_legend_and_each_choice_its_label) {
  Field field("sex", Label("Gavs av"));
  field.value = "2";
  const auto text =
      written([&](Out &o) { html::input_radios(o, field, {{"1", "flicka", false}, {"2", "pojke", false}, {"9", "gammalt val", true}}); });
  EXPECT_TRUE(has(text, "<legend class=\"label fieldset__label\">Gavs av</legend>"));
  EXPECT_EQ(count(text, "<label"), 2);
  EXPECT_EQ(count(text, " checked"), 1);
  EXPECT_TRUE(has(text, "value=\"2\" checked"));
  EXPECT_FALSE(has(text, "gammalt val")) << "a retired choice is offered only where it is the chosen one";
  field.value = "9";
  EXPECT_TRUE(has(written([&](Out &o) { html::input_select(o, field, {{"9", "gammalt val", true}}); }), "<option value=\"9\" selected>gammalt val"));
}

TEST(Field, what_may_not_be_changed_is_still_sent) {
  Field field("team", Label("Grupp"));
  field.value = "1";
  field.readonly = true;
  EXPECT_TRUE(
      has(written([&](Out &o) { html::input_select(o, field, {{"1", "KBT", false}}); }), "<input type=\"hidden\" name=\"team\" value=\"1\">"));
}

TEST(Field, a_first_line_break_in_a_text_survives) {
  Field field("t", Label("Text"));
  field.value = "\nandra raden";
  EXPECT_TRUE(has(written([&](Out &o) { html::input_area(o, field); }), ">\n\nandra raden</textarea>"));
}

TEST(Form, carries_the_requests_token) {
  html::marks().csrf = "abc123";
  EXPECT_TRUE(has(written([](Out &o) { html::begin_form(o, "/save"); }),
                  "<form method=\"post\" action=\"/save\" class=\"form\" novalidate><input type=\"hidden\" "
                  "name=\"_csrf\" value=\"abc123\">"));
  EXPECT_FALSE(has(written([](Out &o) { html::begin_search_form(o, "/list"); }), "_csrf")) << "a token in a URL would leak";
  html::marks() = {};
}

TEST(ErrorSummary, links_to_the_fields_and_is_silent_without_errors) {
  EXPECT_EQ(written([](Out &o) { html::error_summary(o, {}); }), "");
  const auto text =
      written([](Out &o) { html::error_summary(o, Problem{ProblemKind::invalid, "", {{"date", "Skriv datumet.", 0}, {"", "Välj något.", 0}}}); });
  EXPECT_TRUE(has(text, "role=\"alert\""));
  EXPECT_TRUE(has(text, "<a href=\"#f-date\" class=\"error-list__link\">Skriv datumet.</a>"));
  EXPECT_TRUE(has(text, "<li>Välj något.</li>"));
  EXPECT_TRUE(has(text, "Det här behöver rättas"));
}

TEST(Message, says_its_tone_in_words_and_to_those_who_listen) {
  EXPECT_TRUE(has(written([](Out &o) { html::message(o, html::Tone::bad, "x"); }), "role=\"alert\""));
  EXPECT_TRUE(
      has(written([](Out &o) { html::message(o, html::Tone::good, "x"); }), "role=\"status\"><p class=\"message-box__content\"><b>Klart:</b> x"));
}

TEST(Thread, the_knot_you_stand_on_is_no_link) {
  const auto text = written(
      [](Out &o) { html::thread(o, {{"Nämndens mål", "Upp", "/up", "k1"}}, {"Mått", "Här", "/here", "k2"}, {{"Månad", "Ned", "/down", "k3"}}); });
  EXPECT_TRUE(has(text, "<li class=\"knot\" id=\"k1\"><a href=\"/up\"><small>Nämndens mål</small>"));
  EXPECT_TRUE(has(text, "<li class=\"knot here\" id=\"k2\" aria-current=\"true\"><small>Mått</small>"));
  EXPECT_FALSE(has(text, "href=\"/here\""));
}

TEST(Page, says_where_you_are_and_lets_you_skip_the_menu) {
  html::Frame frame;
  frame.title = "Resultattavla";
  frame.section = "board";
  frame.menu = {{"/today", "Min dag", false}, {"/board", "Resultattavla", false}};
  frame.live = "unit-1";
  frame.styles = {"print-a3.css"};
  const auto page = html::page(frame, "<p>kropp</p>");
  EXPECT_TRUE(has(page, "<html lang=\"sv\">"));
  EXPECT_TRUE(has(page, "<title>Resultattavla · Röda tråden</title>"));
  EXPECT_TRUE(has(page, "<a class=\"skip\" href=\"#main\">Till innehållet</a>"));
  EXPECT_TRUE(has(page, "<a href=\"/board\" class=\"on\" aria-current=\"page\">Resultattavla</a>"));
  EXPECT_TRUE(has(page, "data-live=\"unit-1\""));
  EXPECT_EQ(count(page, "<h1"), 1);
  EXPECT_EQ(count(page, "<main"), 1);
  EXPECT_TRUE(has(page, "href=\"" + html::asset("css/print-a3.css") + "\""));
  frame.wide = frame.own_heading = true;
  const auto tv = html::page(frame, "");
  EXPECT_FALSE(has(tv, "class=\"rail\""));
  EXPECT_EQ(count(tv, "<h1"), 0);
}

TEST(Page, english_readers_get_an_english_frame) {
  const i18n::Scope scope(Lang::en);
  const auto page = html::page({}, "");
  EXPECT_TRUE(has(page, "<html lang=\"en\">"));
  EXPECT_TRUE(has(page, "To the content"));
}

TEST(BarePage, speaks_the_readers_language_and_direction) {
  const auto page = html::bare_page("استبيان", "<main></main>", "kiosk", "ar", true, {"kiosk.js"}, {"kiosk.css"});
  EXPECT_TRUE(has(page, "<html lang=\"ar\" dir=\"rtl\">"));
  EXPECT_TRUE(has(page, "<body class=\"kiosk\">"));
  EXPECT_TRUE(has(page, "src=\"/s/js/kiosk.js"));
  EXPECT_TRUE(has(page, "href=\"/s/css/kiosk.css"));
  EXPECT_FALSE(has(page, "class=\"rail\""));
}

TEST(Asset, a_url_carries_the_hash_of_the_content) {
  const auto url = html::asset("css/app.css");
  EXPECT_EQ(url.rfind("/s/css/app.css?v=", 0), 0u);
  EXPECT_EQ(url.size(), 17u + 8u);
  EXPECT_EQ(html::asset("css/no-such.css"), "/s/css/no-such.css");
}
