#include "modules/steering/pages.hpp"
#include "platform/chart/chart.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::steering {

std::vector<html::Tab> menu() {
  return {{"/tavla", std::string(tr("Resultattavla"))}, {"/traden", std::string(tr("Röda tråden"))},
          {"/planen", std::string(tr("Planen"))},       {"/uppfoljning", std::string(tr("Uppföljning"))},
          {"/arshjul", std::string(tr("Årshjul"))},     {"/utveckling", std::string(tr("Utvecklingslista"))}};
}

void tell_boards(http::Live &live, std::int64_t unit, const std::vector<std::string> &measures) {
  std::string line = "{\"measures\":[";
  for (std::size_t i = 0; i < measures.size(); ++i) line += (i == 0 ? "\"" : ",\"") + measures[i] + "\"";
  live.publish(pages::topic(unit), line + "]}");
}

void add_pages(http::Router &router, const Deps &deps) {
  pages::add_board(router, deps);
  pages::add_thread(router, deps);
  pages::add_plan(router, deps);
  pages::add_wheel(router, deps);
  pages::add_followup(router, deps);
  pages::add_ideas(router, deps);
  pages::add_numbers(router, deps);
  pages::add_imports(router, deps);
}

namespace pages {
using measures::State;

std::string topic(std::int64_t unit) { return "board:" + std::to_string(unit); }

html::Frame frame(const Deps &deps, const Actor &actor, std::string_view section, std::string_view title, std::string_view lead) {
  html::Frame f = deps.frame(actor, section);
  f.section = std::string(section);
  f.title = std::string(title);
  f.lead = std::string(lead);
  f.styles.emplace_back("chart.css");
  f.styles.emplace_back("steering.css");
  return f;
}

Period asked_period(const Request &request, Date today) {
  const auto asked = period_from_text(request.query["period"]);
  const Month now = month_containing(today);
  // Nothing is known of months to come, and a period far away is a broken link.
  if (!asked || asked->first > now || asked->first < now - 12 * 30) return year_to_date(now);
  return *asked;
}

std::string period_words(const Period &period, Date today) {
  if (period == year_to_date(month_containing(today))) return std::string(tr("Hittills i år"));
  return period_name(period);
}

void sexes(Out &out, const Figures &figures, const measures::Definition &measure, const measures::BySex &values) {
  using organisation::Sex;
  bool first = true;
  for (const Sex sex : {Sex::female, Sex::male, Sex::other, Sex::unknown}) {
    const auto &v = values.sex[static_cast<int>(sex)];
    if (v.state != State::figure) continue;
    const bool rare = sex == Sex::other || sex == Sex::unknown;
    if (rare && v.n == 0 && v.value == 0) continue;
    if (!first) out.raw(" · ");
    first = false;
    out.text(organisation::word(sex, organisation::people_from(measure.people))).raw(" <b>").text(figures.show(measure, v)).raw("</b>");
  }
}

void status(Out &out, Judgement judgement) {
  static constexpr std::string_view kCss[] = {"st o", "st g", "st p", "st n"};
  out.raw("<span")
      .attr("class", kCss[static_cast<int>(judgement)])
      .raw("><i aria-hidden=\"true\">")
      .text(sign_of(judgement))
      .raw("</i>")
      .text(title_of(judgement))
      .raw("</span>");
}

void definition(Out &out, const Figures &figures, const measures::Definition &measure, const measures::BySex &now, const Target &target) {
  out.element("p", measure.reads.str());
  out.open("dl", {{"class", "deffacts"}});
  const auto fact = [&](std::string_view name, std::string_view words) { out.raw("<div>").element("dt", name).element("dd", words).raw("</div>"); };
  if (now.all.state == State::figure && now.all.denominator > 0) {
    fact(tr("Täljare"), measures::amount(measure, now.all.numerator));
    fact(tr("Nämnare"), measures::amount(measure, now.all.denominator));
  } else if (now.all.state == State::figure && !now.all.printed) {
    fact(tr("Underlag"), tr_n("{} post", "{} poster", now.all.n));
  }
  if (now.all.printed) fact(tr("Källa"), tr("inläst ur enhetens egna tabeller"));
  else if (!measure.source.empty()) fact(tr("Källa"), measure.source);
  if (const auto &v = now.sex[0]; v.state == State::figure && v.n > 0) fact(tr("Kön saknas"), tr_n("{} post", "{} poster", v.n));
  if (!measure.valid_from.empty()) fact(tr("Gäller från"), tr_f("{0}, version {1}", {measure.valid_from, std::to_string(measure.version)}));
  fact(tr("Mål"), show_target(target));
  out.close("dl");
  if (!now.all.flag.empty()) out.element("p", now.all.flag, {{"class", "flag"}});
  (void)figures;
}

std::string spark_of(const BoardRow &row) {
  std::vector<chart::Point> points;
  for (const auto &[month, value] : row.months)
    points.push_back(measures::point_of(measures::figure_of(*row.measure, value), month_name(month.number(), true)));
  std::optional<double> target;
  if (row.expected.target.kind == TargetKind::number && row.measure != nullptr) target = target_now(row.expected.target, row.measure->kind, 1.0 / 12);
  return chart::spark(points, target, tr_f("Tolv månader: {0}", {row.expected.text}));
}

std::string bullet_of(const BoardRow &row) {
  if (row.expected.target.kind != TargetKind::number || row.measure == nullptr) return {};
  const double target = row.expected.target.value;
  const std::optional<double> value = row.now.all.state == State::figure ? std::optional(row.now.all.value) : std::nullopt;
  const double max = row.expected.target.unit == "%" ? 100 : std::max(target, value.value_or(0)) * 1.12;
  return chart::bullet(value, target, max, {}, 150, measures::show(*row.measure, row.now.all));
}

std::string forecast_words(const BoardRow &row) {
  if (!row.forecast || row.measure == nullptr) return {};
  return tr_f("prognos {0}", {show_forecast(*row.measure, *row.forecast)});
}

std::string last_saved(const std::string &at, const std::string &by) {
  if (at.empty()) return {};
  const auto day = at.substr(0, 10);
  return by == access::system_actor(0).name ? tr_f("Senast {0}", {day}) : tr_f("Senast {0} av {1}", {day, by});
}

std::string thread_href(std::string_view level, std::int64_t id, const Period &period) {
  return "/traden?niva=" + std::string(level) + "&id=" + std::to_string(id) + "&period=" + to_text(period);
}

std::int64_t number_of(const std::string &words) {
  const auto n = parse_integer(words);
  return n && *n > 0 ? *n : 0;
}

Response done_or(const Request &request, const Result<void> &result, std::string_view where) {
  return result ? http::redirect(std::string(where)) : http::problem(request, result.error());
}

std::vector<html::Choice> measure_choices(const Figures &figures, const Expected &e) {
  std::vector<html::Choice> choices;
  bool listed = e.measure.empty();
  for (const auto &d : figures.of_unit(e.unit)) {
    choices.push_back({d.id, d.title.str()});
    listed = listed || d.id == e.measure;
  }
  if (const auto *kept = listed ? nullptr : figures.find(e.measure)) choices.push_back({kept->id, kept->title.str()});
  return choices;
}

void area(Out &out, std::string_view name, std::string_view label, const std::string &value, std::int64_t key) {
  const std::string id = std::string(name) + "-" + std::to_string(key);
  out.raw("<div class=\"textarea-field\"><label class=\"label\"")
      .attr("for", id)
      .raw(">")
      .text(label)
      .raw("</label><textarea class=\"textarea-field__textarea\" rows=\"4\"")
      .attr("name", name)
      .attr("id", id)
      .raw(">\n")
      .text(value)
      .raw("</textarea></div>");
}

void judge_form(Out &out, const BoardRow &row, const Assessment *given, const Period &period, const std::string &back) {
  html::begin_disclosure(out, given == nullptr ? tr_f("Bedöm {0}", {period_name(period)}) : std::string(tr("Ändra bedömningen")));
  html::begin_form(out, "/uppfoljning/bedom");
  const std::string key = std::to_string(row.expected.id);
  html::input_hidden(out, "expected", key);
  html::input_hidden(out, "period", to_text(period));
  html::input_hidden(out, "back", back);
  html::input_hidden(out, "version", std::to_string(given == nullptr ? 0 : given->version));
  const std::string chosen(id_of(given == nullptr ? row.proposed : given->judged));
  out.raw("<fieldset class=\"fieldset radio-button-group\"><legend class=\"label fieldset__label\">")
      .text(tr_f("Bedömning, siffran säger {0}", {title_of(row.proposed)}))
      .raw("</legend><div class=\"fieldset__content\">");
  for (const auto j : {Judgement::fully, Judgement::partly, Judgement::not_met, Judgement::not_assessed}) {
    const std::string id = "judged-" + key + "-" + std::string(id_of(j)); // several forms on a page: the ids carry the row
    out.raw("<div class=\"radio-button\"><input class=\"radio-button__input\" type=\"radio\" name=\"judged\"").attr("id", id).attr("value", id_of(j));
    if (chosen == id_of(j)) out.raw(" checked");
    out.raw("><label class=\"radio-button__label\"")
        .attr("for", id)
        .raw(">")
        .text(std::string(sign_of(j)) + " " + std::string(title_of(j)))
        .raw("</label></div>");
  }
  out.raw("</div></fieldset>");
  area(out, "reason", tr("Varför? Behövs när du bedömer annorlunda än siffran."), given == nullptr ? "" : given->reason, row.expected.id);
  area(out, "judgelesson", tr("Det vi lärt oss, i en mening"), given == nullptr ? "" : given->lesson, row.expected.id);
  html::button(out, tr("Spara bedömningen"));
  html::end_form(out);
  html::end_disclosure(out);
}

void history(Out &out, const std::vector<HistoryRow> &rows) {
  if (rows.empty()) return;
  html::begin_disclosure(out, tr("Historik"));
  out.raw("<ol class=\"timeline\">");
  for (const auto &h : rows) {
    out.raw("<li><time>").text(h.at.substr(0, 10)).raw("</time><div>").text(h.who + ": " + h.what);
    if (!h.before.empty()) out.element("small", tr_f("före: {0}", {h.before}));
    if (!h.after.empty()) out.element("small", tr_f("efter: {0}", {h.after}));
    out.raw("</div></li>");
  }
  out.raw("</ol>");
  html::end_disclosure(out);
}

void report(Out &out, const ImportReport &r) {
  html::message(
      out, r.errors.empty() ? html::Tone::good : html::Tone::partly,
      tr_f("{0} rader lästa: {1} nya, {2} ändrade, {3} fanns redan, {4} kunde inte läsas.",
           {std::to_string(r.read), std::to_string(r.created), std::to_string(r.changed), std::to_string(r.same), std::to_string(r.errors.size())}));
  if (!r.errors.empty()) {
    out.element("h2", tr("Det här kom inte med")).raw("<ul>");
    for (const auto &e : r.errors) out.element("li", tr_f("Rad {0}: {1}", {std::to_string(e.row), e.message}));
    out.raw("</ul>");
  }
  if (!r.flags.empty()) {
    out.element("h2", tr("Sparat som det står, men kontrollera")).raw("<ul>");
    for (const auto &f : r.flags) out.element("li", f);
    out.raw("</ul>");
  }
}

} // namespace pages
} // namespace rt::steering
