#include "platform/chart/chart.hpp"

#include "platform/chart/svg.hpp"
#include "platform/chart/tests/svg_reader.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

using namespace rt;
using namespace rt::chart;
using rt::chart::testing::Element;

namespace {

constexpr double kMissing = -1, kHidden = -2, kBroken = -3;

std::vector<Point> months(const std::vector<double> &values) {
  std::vector<Point> out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string name = month_name(static_cast<int>(i % 12) + 1, true);
    if (values[i] >= 0) out.push_back({name, values[i], Gap::value});
    else out.push_back({name, std::nullopt, values[i] == kMissing ? Gap::missing : values[i] == kHidden ? Gap::suppressed : Gap::not_comparable});
  }
  return out;
}

std::vector<Element> elements(const std::string &svg) {
  std::string error;
  const auto all = chart::testing::read_xml(svg, error);
  EXPECT_TRUE(all) << error;
  return all.value_or(std::vector<Element>{});
}

std::vector<Element> of_class(const std::vector<Element> &all, std::string_view klass) {
  std::vector<Element> out;
  for (const auto &e : all)
    if (e.is(klass)) out.push_back(e);
  return out;
}

std::string label(const std::vector<Element> &all) { return all.at(0).attributes.at("aria-label"); }

int count(const std::string &text, char c) { return static_cast<int>(std::count(text.begin(), text.end(), c)); }

struct Box {
  double left, right, top, bottom;
  std::string words;
};
/// Where each unrotated text stands.
std::vector<Box> text_boxes(const std::vector<Element> &all) {
  std::vector<Box> out;
  for (const auto &e : all) {
    if (e.tag != "text" || e.attributes.contains("transform")) continue;
    const double width = svg::text_width(e.text, e.num("font-size"), false);
    const auto anchor = e.attributes.contains("text-anchor") ? e.attributes.at("text-anchor") : "start";
    const double left = e.num("x") - (anchor == "end" ? width : anchor == "middle" ? width / 2 : 0);
    out.push_back({left, left + width, e.num("y") - e.num("font-size") * 0.72, e.num("y") + 2, e.text});
  }
  return out;
}

void expect_tidy(const std::string &svg) {
  const auto all = elements(svg);
  const double width = all.at(0).num("width"), height = all.at(0).num("height");
  const auto boxes = text_boxes(all);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto &a = boxes[i];
    EXPECT_GE(a.left, -0.6) << a.words;
    EXPECT_LE(a.right, width + 0.6) << a.words;
    EXPECT_GE(a.top, -0.6) << a.words;
    EXPECT_LE(a.bottom, height + 0.6) << a.words;
    for (std::size_t k = i + 1; k < boxes.size(); ++k) {
      const auto &b = boxes[k];
      const bool overlap = a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
      EXPECT_FALSE(overlap) << '"' << a.words << "\" stands on \"" << b.words << '"';
    }
  }
}

Chart rent() {
  Chart c;
  c.title = "Andel som betalar sin hyra i tid";
  c.unit = "%";
  c.target = Target{80, "mål 80 %"};
  c.series = {{"kvinnor", 1, months({86, 84, 80, 88, 90, 86})}, {"män", 2, months({81, 79, 78, 80, 64, 71})}};
  return c;
}

TEST(Line, the_target_stands_at_its_own_value) {
  const auto all = elements(line(rent()));
  const auto target = of_class(all, "c-target");
  ASSERT_EQ(target.size(), 1u);
  EXPECT_EQ(target[0].attributes.at("y1"), target[0].attributes.at("y2"));
  int at_target = 0;
  for (const auto &e : all)
    if (e.tag == "circle" && e.text.find("mars: 80") != e.text.npos) {
      ++at_target;
      EXPECT_NEAR(e.num("cy"), target[0].num("y1"), 0.1) << "kvinnor in March are exactly at the target";
    }
  EXPECT_EQ(at_target, 1);
}

TEST(Line, the_zero_is_honest_and_a_share_is_read_against_the_whole) {
  const auto all = elements(line(rent()));
  const auto axis = of_class(all, "c-axis");
  ASSERT_EQ(axis.size(), 1u);
  double lowest = 0, highest = 1000;
  for (const auto &e : of_class(all, "c-grid")) highest = std::min(highest, e.num("y1"));
  for (const auto &e : all)
    if (e.tag == "line") lowest = std::max(lowest, e.num("y1"));
  EXPECT_EQ(axis[0].num("y1"), lowest);
  const double target = of_class(all, "c-target")[0].num("y1");
  EXPECT_NEAR((lowest - target) / (lowest - highest), 0.80, 0.005);
}

TEST(Line, a_gap_breaks_the_line_and_what_stands_alone_has_a_mark) {
  Chart c = rent();
  c.series = {{"", 1, months({70, 75, kMissing, 80, kMissing, 85, 86})}};
  const auto all = elements(line(c));
  const auto paths = of_class(all, "c-line");
  ASSERT_EQ(paths.size(), 1u);
  EXPECT_EQ(count(paths[0].attributes.at("d"), 'M'), 3);
  EXPECT_EQ(count(paths[0].attributes.at("d"), 'L'), 2);
  int april = 0;
  for (const auto &e : all) april += e.tag == "circle" && e.text == "april: 80\u202f%";
  EXPECT_EQ(april, 1);
}

TEST(Line, what_cannot_be_compared_has_a_break_mark_and_what_is_hidden_is_hatched) {
  Chart c = rent();
  c.series = {{"", 1, months({70, 75, kBroken, 80, kHidden, 85})}};
  const auto svg = line(c);
  const auto all = elements(svg);
  EXPECT_EQ(of_class(all, "c-break").size(), 1u);
  ASSERT_EQ(of_class(all, "c-hatch").size(), 1u);
  EXPECT_NE(of_class(all, "c-hatch")[0].text.find("maj: visas inte, för få personer"), std::string::npos);
  EXPECT_NE(svg.find(">ej jämförbart<"), std::string::npos);
  EXPECT_EQ(count(of_class(all, "c-line")[0].attributes.at("d"), 'M'), 3);
  expect_tidy(svg);
}

TEST(Line, a_value_after_a_new_definition_is_drawn_but_not_joined) {
  Chart c = rent();
  c.series = {{"", 1, {{"2016", 70.0, Gap::value}, {"2017", 75.0, Gap::value}, {"2018", 90.0, Gap::not_comparable}, {"2019", 91.0, Gap::value}}}};
  const auto all = elements(line(c));
  EXPECT_EQ(count(of_class(all, "c-line")[0].attributes.at("d"), 'M'), 2);
  EXPECT_EQ(of_class(all, "c-break").size(), 1u);
}

TEST(Line, says_in_words_what_it_shows) {
  Chart c = rent();
  c.decimals = 1;
  c.series = {{"kvinnor", 1, months({86, 84.5, 80, 90, 88})}};
  EXPECT_EQ(label(elements(line(c))), "Andel som betalar sin hyra i tid. kvinnor: från 86,0\u202f% (jan) till 88,0\u202f% (maj), "
                                      "lägst 80,0\u202f% (mars), högst 90,0\u202f% (april). mål 80 %");
  c.description = "Kvinnor betalar i tid.";
  EXPECT_EQ(label(elements(line(c))), "Andel som betalar sin hyra i tid. Kvinnor betalar i tid.");
}

TEST(Line, the_last_value_and_the_names_are_written_at_the_end) {
  const auto svg = line(rent());
  std::vector<std::string> words;
  for (const auto &e : elements(svg))
    if (e.tag == "text") words.push_back(e.text);
  for (const auto *expected : {"kvinnor 86\u202f%", "män 71\u202f%", "mål 80 %"})
    EXPECT_NE(std::find(words.begin(), words.end(), expected), words.end()) << expected;
}

TEST(Line, english_has_english_words_and_a_decimal_point) {
  const i18n::Scope english(Lang::en);
  Chart c = rent();
  c.decimals = 1;
  c.series = {{"", 1, months({80, 85.5})}};
  EXPECT_NE(label(elements(line(c))).find("from 80.0% (Jan) to 85.5% (Feb)"), std::string::npos);
}

TEST(Line, nothing_to_show_says_so) {
  Chart c = rent();
  c.series = {{"kvinnor", 1, months({kMissing, kMissing})}};
  EXPECT_NE(line(c).find("Inga värden än"), std::string::npos);
  c.series.clear();
  expect_tidy(line(c));
  expect_tidy(bars(c));
}

TEST(Line, words_from_people_cannot_become_markup) {
  Chart c = rent();
  c.title = "<script>\"&\x01";
  c.series[0].name = "a<b>&c\"";
  c.series[0].points[0].label = "\"><x";
  for (const auto &svg : {line(c), bars(c), figure(c), figure(c, true)}) {
    elements(svg);
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    EXPECT_EQ(svg.find("<x"), std::string::npos);
  }
}

TEST(Bars, one_series_over_time_stands_and_its_heights_are_in_proportion) {
  Chart c;
  c.title = "Ärenden";
  c.series = {{"", 1, {{"2016", 50.0, Gap::value}, {"2017", 100.0, Gap::value}, {"2018", {}, Gap::suppressed}}}};
  const auto all = elements(bars(c));
  const auto columns = of_class(all, "c-fill");
  ASSERT_EQ(columns.size(), 2u);
  EXPECT_NEAR(columns[1].num("height"), 2 * columns[0].num("height"), 0.2);
  EXPECT_EQ(of_class(all, "c-hatch").size(), 1u);
}

TEST(Bars, several_series_lie_with_their_names_and_values_beside_them) {
  Chart c = rent();
  c.series = {{"kvinnor", 1, {{"Ungdomsmottagningen", 92.0, Gap::value}, {"Bostöd", {}, Gap::missing}}},
              {"män", 2, {{"Ungdomsmottagningen", 46.0, Gap::value}, {"Bostöd", 71.0, Gap::value}}}};
  const auto svg = bars(c);
  const auto all = elements(svg);
  const auto fills = of_class(all, "c-fill");
  ASSERT_EQ(fills.size(), 3u);
  EXPECT_NEAR(fills[0].num("width"), 2 * fills[1].num("width"), 0.2);
  EXPECT_NE(svg.find(">kvinnor uppgift saknas<"), std::string::npos);
  EXPECT_NE(svg.find(">män 71\u202f%<"), std::string::npos);
  expect_tidy(svg);
}

TEST(Spark, keeps_target_gap_and_last_point) {
  const auto all = elements(spark(months({70, 72, kMissing, 80, 85}), 80, "Hyra i tid"));
  const auto target = of_class(all, "c-target");
  ASSERT_EQ(target.size(), 1u);
  EXPECT_EQ(count(of_class(all, "c-line")[0].attributes.at("d"), 'M'), 2);
  EXPECT_EQ(of_class(all, "c-fill").size(), 1u);
  EXPECT_NE(of_class(all, "c-line")[0].attributes.at("d").find(svg::n(target[0].num("y1"))), std::string::npos) << "April is at the target";
  EXPECT_EQ(label(all), "Hyra i tid. från 70 (jan) till 85 (maj), lägst 70 (jan), högst 85 (maj).");
  elements(spark({}, {}, ""));
  elements(spark(months({5}), 5, "x"));
}

TEST(Bullet, bar_and_target_share_one_scale) {
  const auto all = elements(bullet(50, 80, 100, "Kontakter", 202));
  EXPECT_EQ(of_class(all, "c-fill")[0].num("width"), 100);
  EXPECT_EQ(of_class(all, "c-goal")[0].num("x"), 160);
  EXPECT_EQ(label(all), "Kontakter. 50, mål 80");
  EXPECT_TRUE(of_class(elements(bullet({}, 80, 100, "x")), "c-fill").empty());
  const auto over = elements(bullet(130, 80, 100, "x", 202));
  EXPECT_EQ(of_class(over, "c-fill")[0].num("width"), 202);
  EXPECT_EQ(of_class(over, "c-over").size(), 1u) << "a bar that goes on says so";
}

TEST(Curve, one_line_per_person_first_and_last_written_the_rating_you_came_from_in_thread_red) {
  const std::vector<Rater> raters = {{"Ungdomen", 1, {{"10 jan", 22.4}, {"24 jan", 25}, {"22 mars", 29.3}}},
                                     {"Mamma", 2, {{"10 jan", 18}, {"7 feb", 20}, {"22 mars", 28.5}}}};
  const auto svg = curve(raters, 25, "gräns 25", 40, "ORS", 560, 190, 2);
  const auto all = elements(svg);
  EXPECT_EQ(of_class(all, "c-line").size(), 2u);
  const auto knot = of_class(all, "c-knot");
  ASSERT_EQ(knot.size(), 1u);
  const auto target = of_class(all, "c-target");
  for (const auto &e : all) {
    const bool between = e.tag == "circle" && e.is("c-fill") && e.num("cx") > 100 && e.num("cx") < 300;
    if (between) { EXPECT_NEAR(e.num("cy"), target[0].num("y1"), 0.1) << "24 Jan is at the cut-off"; }
  }
  for (const auto *words : {">22,4<", ">18<", ">29,3</tspan>", ">28,5</tspan>", ">gräns 25<", ">10 jan<", ">22 mars<"})
    EXPECT_NE(svg.find(words), std::string::npos) << words;
  EXPECT_NE(label(all).find("Ungdomen: från 22,4 (10 jan) till 29,3 (22 mars)"), std::string::npos);
  expect_tidy(svg);
  expect_tidy(curve({}, 25, "gräns 25", 40, "ORS"));
  expect_tidy(curve({{"x", 1, {{"22 mars", 12}}}}, 25, "gräns 25", 40, "ORS"));
}

TEST(Curve, people_who_rate_on_different_days_share_one_axis_in_order) {
  const std::vector<Rater> raters = {{"a", 1, {{"1 jan", 1}, {"3 jan", 2}, {"5 jan", 3}}}, {"b", 2, {{"1 jan", 1}, {"2 jan", 2}, {"5 jan", 3}}}};
  std::vector<double> x;
  for (const auto *day : {"1 jan", "5 jan"})
    for (const auto &e : elements(curve(raters, {}, "", 40, "ORS")))
      if (e.tag == "text" && e.text == day) x.push_back(e.num("x"));
  ASSERT_EQ(x.size(), 2u);
  EXPECT_LT(x[0], x[1]);
}

double degrees_from_top(double x, double y, double middle) {
  const double angle = std::atan2(x - middle, middle - y) * 180 / M_PI;
  return angle < 0 ? angle + 360 : angle;
}

TEST(Wheel, every_event_is_a_link_at_its_day_with_its_words) {
  const Date today = make_date(2019, 3, 22);
  const std::vector<WheelEvent> events = {{make_date(2019, 4, 16), "Tertialrapport 1", "/plan/1", 1, false, false, false},
                                          {make_date(2019, 1, 15), "Plan beslutad", "/plan/2", 0, true, false, false},
                                          {make_date(2019, 3, 1), "Skyddsrond", "/plan/3", 2, false, false, true},
                                          {make_date(2018, 3, 1), "Förra året", "/plan/4", 2, false, false, false}};
  const auto all = elements(wheel(2019, {"Plan", "Uppföljning", "Arbetsmiljö"}, events, today));
  const auto links = of_class(all, "c-event");
  ASSERT_EQ(links.size(), 3u);
  EXPECT_EQ(links[0].attributes.at("aria-label"), "Plan beslutad, 15 jan 2019, klart") << "Tab walks the year in order";
  EXPECT_EQ(links[1].attributes.at("aria-label"), "Skyddsrond, 1 mars 2019, försenat");
  EXPECT_EQ(links[2].attributes.at("aria-label"), "Tertialrapport 1, 16 april 2019");
  EXPECT_EQ(links[2].attributes.at("href"), "/plan/1");
  const auto touch = of_class(all, "c-touch");
  ASSERT_EQ(touch.size(), 3u);
  EXPECT_NEAR(degrees_from_top(touch[2].num("cx"), touch[2].num("cy"), 320), 90 + 15.5, 1.5) << "the middle of April";
  EXPECT_EQ(touch[0].num("r"), 12) << "24 px to touch";
  EXPECT_EQ(all[0].attributes.at("role"), "group") << "an img would hide the links";
  EXPECT_EQ(of_class(all, "c-today").size(), 1u);
  EXPECT_TRUE(of_class(elements(wheel(2018, {"Plan"}, events, today)), "c-today").empty());
}

TEST(Wheel, many_events_on_one_day_do_not_cover_each_other) {
  std::vector<WheelEvent> events(9, {make_date(2019, 10, 15), "Metoddag", "/x", 1, false, false, false});
  const auto touch = of_class(elements(wheel(2019, {"Plan", "Metoder"}, events, make_date(2019, 3, 22))), "c-touch");
  ASSERT_EQ(touch.size(), 9u);
  for (std::size_t i = 0; i < touch.size(); ++i)
    for (std::size_t k = i + 1; k < touch.size(); ++k)
      EXPECT_GE(std::hypot(touch[i].num("cx") - touch[k].num("cx"), touch[i].num("cy") - touch[k].num("cy")), 13);
}

TEST(Table, has_the_same_figures_and_the_reason_for_each_gap) {
  Chart c = rent();
  c.series = {{"kvinnor", 1, months({86.4, kMissing, kHidden, kBroken})}};
  const auto html = table(c);
  elements(html);
  for (const auto *words : {">86\u202f%<", ">uppgift saknas<", ">visas inte, för få personer<", ">ej jämförbart<", ">80\u202f%<", "<caption>"})
    EXPECT_NE(html.find(words), std::string::npos) << words;
  EXPECT_NE(figure(c).find("<summary>Visa som tabell</summary>"), std::string::npos);
}

RC_GTEST_PROP(ChartProperty, labels_never_overlap_or_leave_the_box, ()) {
  Chart c;
  c.title = "x";
  c.unit = *rc::gen::element<std::string>("", "%");
  c.decimals = *rc::gen::inRange(0, 2);
  c.width = *rc::gen::inRange(300, 900);
  c.height = *rc::gen::inRange(160, 300);
  const int series = *rc::gen::inRange(1, 6);
  const auto n = static_cast<std::size_t>(*rc::gen::inRange(1, 30));
  for (int s = 1; s <= series; ++s) {
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(*rc::gen::inRange(-3, 101));
    c.series.push_back({*rc::gen::element<std::string>("", "kvinnor", "Familj- och nätverksgruppen", "män"), s, months(values)});
  }
  if (*rc::gen::arbitrary<bool>()) c.target = Target{static_cast<double>(*rc::gen::inRange(0, 101)), ""};
  expect_tidy(line(c));
  expect_tidy(bars(c));
  RC_ASSERT(!::testing::Test::HasFailure());
}

TEST(Labels, keep_their_order_and_share_the_room) {
  std::vector<svg::Label> labels = {{50, 0, true}, {52, 0, true}, {48, 0, true}, {200, 0, true}};
  svg::spread(labels, 10, 100, 16);
  EXPECT_LE(labels[2].y + 16, labels[0].y + 1e-9);
  EXPECT_LE(labels[0].y + 16, labels[1].y + 1e-9);
  EXPECT_NEAR(labels[0].y, 50, 0.01) << "the middle one stays";
  EXPECT_EQ(labels[3].y, 100);
  std::vector<svg::Label> many(10, {50, 0, true});
  svg::spread(many, 10, 60, 16);
  EXPECT_EQ(std::count_if(many.begin(), many.end(), [](const auto &l) { return l.fits; }), 4);
}

} // namespace
