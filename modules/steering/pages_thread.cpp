// Röda tråden: from the council's goal down to one rating, and from a rating up to every goal it feeds. The address says
// where you stand with ids only; what may be seen of a record is decided by the measures' lineage and the records.
#include "modules/steering/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::steering::pages {
namespace {
using measures::State;

/// One knot: level in small, words, and what belongs under them.
struct Step {
  std::string level, words, href, id;
  std::string body; ///< markup made by this file
  std::string css;  ///< "strong" for the expected result
};

struct View {
  const Deps &deps;
  const Actor &actor;
  Period period;
  Date today;
  Plan plan;
  Board board;
  const BoardRow *row(std::int64_t expected) const {
    for (const auto &g : board.groups)
      for (const auto &r : g.rows)
        if (r.expected.id == expected) return &r;
    return nullptr;
  }
};

struct Drawn {
  std::vector<Step> above;
  Step here;
  std::vector<Step> below;
  std::string aside;
};

std::string result_words(const View &v, std::int64_t goal) {
  int fully = 0, judged = 0, all = 0;
  for (const auto *e : v.plan.results_under(goal)) {
    const auto *row = v.row(e->id);
    ++all;
    if (row == nullptr || row->shown == Judgement::not_assessed) continue;
    ++judged;
    fully += row->shown == Judgement::fully;
  }
  if (all == 0) return std::string(tr("Inga förväntade resultat ännu"));
  const std::string results = tr_n("{} förväntat resultat", "{} förväntade resultat", all);
  return judged == 0 ? results : results + " · " + tr_f("{0} av {1} uppfylls helt", {std::to_string(fully), std::to_string(all)});
}

Step goal_step(const View &v, const Goal &g) {
  Out out;
  out.element("div", result_words(v, g.id), {{"class", "under"}});
  return {std::string(title_of(g.level)), g.title, thread_href("mal", g.id, v.period), "knot-goal-" + std::to_string(g.id), out.take(), ""};
}

std::string figure_body(const View &v, const BoardRow &row, bool large) {
  Out out;
  out.open("div", {{"class", large ? "under figline" : "under"}});
  if (row.measure != nullptr) {
    out.element("span", v.deps.steering.figures().show(*row.measure, row.now.all), {{"class", large ? "fig" : "smallfig"}})
        .raw(" <span class=\"sex\">");
    sexes(out, v.deps.steering.figures(), *row.measure, row.now);
    out.raw(" · ").text(show_target(row.expected.target)).raw("</span> ");
  }
  status(out, row.shown);
  if (row.contradicts) out.raw(" <span class=\"team\">").text(tr_f("siffran säger {0}", {title_of(row.proposed)})).raw("</span>");
  out.close("div");
  if (!row.reason.empty() && large) out.element("p", row.reason, {{"class", "under reading"}});
  return out.take();
}

Step result_step(const View &v, const Expected &e, bool large) {
  const auto *row = v.row(e.id);
  const std::string team = row == nullptr ? std::string{} : " · " + row->team;
  return {std::string(tr("Förväntat resultat")) + team,
          e.text,
          thread_href("resultat", e.id, v.period),
          "knot-result-" + std::to_string(e.id),
          row == nullptr ? std::string{} : figure_body(v, *row, large),
          "strong"};
}

/// "9 av 10" for shares, "7" for counts; the people by sex behind.
Step month_step(const View &v, const Expected &e, const measures::Definition &d, const measures::BySex &values, Month month) {
  Out out;
  std::string words = measures::is_share(d.kind) ? measures::of_words(d, values.all) : std::string();
  if (words.empty()) words = v.deps.steering.figures().show(d, values.all);
  out.open("div", {{"class", "under"}}).raw("<span class=\"sex\">");
  sexes(out, v.deps.steering.figures(), d, values);
  out.raw("</span>").close("div");
  std::string name = long_month(month);
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A'); // it stands as a heading
  return {name,
          words,
          "/traden?niva=manad&id=" + std::to_string(e.id) + "&manad=" + to_iso(month) + "&period=" + to_text(v.period),
          "knot-month-" + to_iso(month),
          out.take(),
          ""};
}

std::vector<Step> path_to(const View &v, const Goal &goal) {
  std::vector<Step> steps;
  for (const auto *g : v.plan.path(goal)) steps.push_back(goal_step(v, *g));
  return steps;
}

std::string record_href(std::string_view register_id, std::int64_t record, std::int64_t expected, std::string_view month, const Period &period) {
  return "/traden?niva=post&register=" + url_encode(register_id) + "&id=" + std::to_string(record) +
         (expected != 0 ? "&resultat=" + std::to_string(expected) : std::string{}) +
         (month.empty() ? std::string{} : "&manad=" + std::string(month)) + "&period=" + to_text(period);
}

// ---- the margin ----

std::string aside_of(const View &v, const BoardRow &row, const measures::BySex &now) {
  const auto &figures = v.deps.steering.figures();
  Out out;
  out.element("h2", tr("Så räknas det"));
  definition(out, figures, *row.measure, now, row.expected.target);
  const int year = v.period.last.year();
  const auto earlier = figures.values({row.measure->id}, {v.actor.unit, 0}, {year_period(year - 1), year_period(year - 2), year_period(year - 3)});
  std::vector<std::string> words;
  for (int i = 0; i < 3; ++i)
    if (const auto &value = earlier.at(0).at(static_cast<std::size_t>(i)).all; value.state != State::not_yet)
      words.push_back(std::to_string(year - 1 - i) + " " + figures.show(*row.measure, value));
  if (!words.empty()) out.raw("<p>").link("/historik", tr("Tidigare år")).raw(": ").text(join(words, ", ")).raw("</p>");
  std::vector<const Expected *> others;
  for (const auto &e : v.plan.expected)
    if (e.measure == row.expected.measure && e.id != row.expected.id) others.push_back(&e);
  if (!others.empty()) {
    out.raw("<p>").text(tr("Räknas också i:")).raw("</p><ul>");
    for (const auto *e : others) out.raw("<li>").link(thread_href("resultat", e->id, v.period), e->text).raw("</li>");
    out.raw("</ul>");
  }
  return out.take();
}

// ---- the places where one can stand ----

Drawn at_top(const View &v) {
  Drawn d;
  d.here = {std::string(tr("Överst")), std::string(tr("Välj ett mål och gå nedåt")), "", "knot-top", "", ""};
  for (const auto *g : v.plan.children(0)) d.below.push_back(goal_step(v, *g));
  return d;
}

Drawn at_goal(const View &v, const Goal &goal) {
  Drawn d;
  d.above = path_to(v, goal);
  d.here = d.above.back();
  d.above.pop_back();
  for (const auto *child : v.plan.children(goal.id)) d.below.push_back(goal_step(v, *child));
  for (const auto *e : v.plan.results_of(goal.id)) d.below.push_back(result_step(v, *e, false));
  return d;
}

std::vector<Period> months_of(const Period &period, Date today) {
  std::vector<Period> months;
  for (Month m = std::min(period.last, month_containing(today)); m >= period.first && months.size() < 12; m = m - 1)
    months.push_back(month_period(m));
  return months;
}

Drawn at_result(const View &v, const Expected &e) {
  Drawn d;
  if (const auto *g = v.plan.goal(e.goal)) d.above = path_to(v, *g);
  d.here = result_step(v, e, true);
  const auto *row = v.row(e.id);
  if (row != nullptr && v.actor.may(access::May::edit_goals)) {
    const auto given = v.deps.steering.assessments(v.actor.unit, v.period.last.year());
    const auto it =
        std::find_if(given.begin(), given.end(), [&](const Assessment &a) { return a.expected == e.id && a.period == to_text(v.period); });
    Out out;
    judge_form(out, *row, it == given.end() ? nullptr : &*it, v.period, thread_href("resultat", e.id, v.period));
    d.here.body += out.take();
  }
  if (row == nullptr || row->measure == nullptr) return d;
  const auto months = months_of(v.period, v.today);
  const auto values = v.deps.steering.figures().values({e.measure}, {v.actor.unit, 0}, months);
  for (std::size_t i = 0; i < months.size(); ++i) {
    const auto &value = values.at(0).at(i);
    if (value.all.state == State::not_yet) continue;
    d.below.push_back(month_step(v, e, *row->measure, value, months[i].first));
  }
  d.aside = aside_of(v, *row, row->now);
  return d;
}

/// What stands behind a month, a knot each, so that the keys walk on into them.
void lineage_steps(Drawn &d, const View &v, const Expected &e, const measures::Lineage &lineage, const std::string &month) {
  for (const auto &r : lineage.rows) {
    Step s{r.date, r.words, record_href(r.register_id, r.record, e.id, month, v.period), "knot-" + r.register_id + "-" + std::to_string(r.record),
           "",     "row"};
    if (r.denominator > 0 && r.numerator == 0) s.level += " · " + std::string(tr("räknas i nämnaren, inte i täljaren"));
    d.below.push_back(std::move(s));
  }
  Out out;
  if (lineage.rows.empty() && lineage.hidden == 0) out.element("p", tr("Inga poster bakom siffran den här månaden."), {{"class", "quiet"}});
  if (lineage.hidden > 0)
    out.element("p",
                tr_n("{} post räknas med men hör till en verksamhet som du inte läser ärenden i.",
                     "{} poster räknas med men hör till verksamheter som du inte läser ärenden i.", lineage.hidden),
                {{"class", "quiet"}});
  d.here.body += out.take();
}

Drawn at_month(const View &v, const Expected &e, Month month) {
  Drawn d;
  if (const auto *g = v.plan.goal(e.goal)) d.above = path_to(v, *g);
  d.above.push_back(result_step(v, e, false));
  const auto *row = v.row(e.id);
  if (row == nullptr || row->measure == nullptr) return d;
  const auto &figures = v.deps.steering.figures();
  const auto values = figures.values({e.measure}, {v.actor.unit, 0}, {month_period(month)});
  d.here = month_step(v, e, *row->measure, values.at(0).at(0), month);
  if (const auto lineage = figures.lineage(v.actor, e.measure, {v.actor.unit, 0}, month_period(month), std::nullopt))
    lineage_steps(d, v, e, *lineage, to_iso(month));
  else d.here.body += "<p class=\"quiet\">" + html::escape(lineage.error().message) + "</p>";
  d.aside = aside_of(v, *row, values.at(0).at(0));
  return d;
}

/// The results whose measure a record feeds, with the month it is counted in.
struct Counted {
  const Expected *expected;
  Month month;
};
std::vector<Counted> counted_in(const View &v, const std::vector<measures::Measures::Fed> &feeds) {
  std::vector<Counted> found;
  for (const auto &f : feeds)
    for (const auto &e : v.plan.expected)
      if (e.measure == f.measure) found.push_back({&e, f.month});
  return found;
}

Drawn at_record(const View &v, const std::string &register_id, std::int64_t record, std::int64_t asked_result) {
  Drawn d;
  const auto &figures = v.deps.steering.figures();
  const auto seen = v.deps.record ? v.deps.record(v.actor, register_id, record) : std::nullopt;
  if (!seen) return d;
  auto feeds = figures.feeds(register_id, record);
  auto counted = counted_in(v, feeds);
  const bool rating = seen->contact != 0 && register_id != "contact";
  if (counted.empty() && rating) { // a rating works through the contact it belongs to
    feeds = figures.feeds("contact", seen->contact);
    counted = counted_in(v, feeds);
  }
  auto it = std::find_if(counted.begin(), counted.end(), [&](const Counted &c) { return c.expected->id == asked_result; });
  if (it == counted.end()) it = counted.begin();
  const std::int64_t result = it == counted.end() ? 0 : it->expected->id;
  std::string month;
  Out aside;
  if (it != counted.end()) {
    month = to_iso(it->month);
    if (const auto *g = v.plan.goal(it->expected->goal)) d.above = path_to(v, *g);
    d.above.push_back(result_step(v, *it->expected, false));
    if (const auto *def = figures.find(it->expected->measure)) {
      const auto values = figures.values({def->id}, {v.actor.unit, 0}, {month_period(it->month)});
      d.above.push_back(month_step(v, *it->expected, *def, values.at(0).at(0), it->month));
      aside.element("h2", tr("Så räknas det"));
      definition(aside, figures, *def, values.at(0).at(0), it->expected->target);
    }
  }
  std::vector<std::string> listed;
  for (const auto &f : feeds) {
    if ((it != counted.end() && f.measure == it->expected->measure) || std::find(listed.begin(), listed.end(), f.measure) != listed.end()) continue;
    const auto *def = figures.find(f.measure);
    if (def == nullptr) continue;
    if (listed.empty()) aside.raw("<p>").text(tr("Räknas också i:")).raw("</p><ul>");
    listed.push_back(f.measure);
    const auto other = std::find_if(counted.begin(), counted.end(), [&](const Counted &c) { return c.expected->measure == f.measure; });
    aside.raw("<li>");
    if (other != counted.end()) aside.link(record_href(register_id, record, other->expected->id, to_iso(other->month), v.period), def->title.str());
    else aside.text(def->title.str());
    aside.raw(" <span class=\"team\">").text(long_month(f.month)).raw("</span></li>");
  }
  if (!listed.empty()) aside.raw("</ul>");
  d.aside = aside.take();

  const auto words = [&](const Deps::RecordWords &r) {
    Out out;
    out.open("div", {{"class", "under"}});
    if (!r.href.empty())
      out.link(r.href, tr("Öppna posten")).raw(" <span class=\"sex\">").text(tr("Du ser namnet när du öppnar den; läsningen loggas.")).raw("</span>");
    out.close("div");
    return out.take();
  };
  const std::int64_t contact = register_id == "contact" ? record : seen->contact;
  if (rating) {
    if (const auto c = v.deps.record(v.actor, "contact", contact))
      d.above.push_back({std::string(tr("Kontakten")), c->words, record_href("contact", contact, result, month, v.period), "knot-contact", "", ""});
  }
  d.here = {std::string(rating                     ? tr("Skattningen")
                        : register_id == "contact" ? tr("Kontakten")
                                                   : tr("Posten")),
            seen->words,
            "",
            "knot-record",
            words(*seen),
            "strong"};
  if (contact != 0 && v.deps.curve) d.here.body += v.deps.curve(v.actor, contact, rating ? record : 0);
  if (!rating && contact != 0 && v.deps.ratings)
    for (const auto &r : v.deps.ratings(v.actor, contact))
      d.below.push_back({std::string(tr("Skattning")), r.words, record_href(r.register_id, r.record, result, month, v.period),
                         "knot-" + r.register_id + "-" + std::to_string(r.record), "", ""});
  return d;
}

// ---- drawing ----

void draw(Out &out, const Step &step, bool here, int depth) {
  out.raw("<li").attr("class", std::string("knot") + (here ? " here" : "")).attr("id", step.id);
  if (here) out.raw(" aria-current=\"true\"");
  out.raw("><div").attr("data-live-key", step.id).raw(">");
  if (!step.href.empty() && !here) out.open("a", {{"href", step.href}});
  out.element("small", step.level)
      .element("span", step.words, {{"class", "t d" + std::to_string(std::min(depth, 6)) + (step.css.empty() ? "" : " " + step.css)}});
  if (!step.href.empty() && !here) out.close("a");
  out.raw(step.body).raw("</div>").close("li");
}

Response show(const Deps &deps, Request &request, const Actor &actor) {
  const Date today = deps.steering.today();
  Period period = asked_period(request, today);
  View v{
      deps, actor, period, today, deps.steering.plan(actor.unit, period.last.year()), deps.steering.board(actor.unit, 0, period, period.last.year())};
  const std::string level = request.query["niva"];
  const std::int64_t id = number_of(request.query["id"]);
  Drawn d;
  if ((level == "mal" || level == "goal") && v.plan.goal(id) != nullptr) d = at_goal(v, *v.plan.goal(id));
  else if ((level == "resultat" || level == "result") && v.plan.result(id) != nullptr) d = at_result(v, *v.plan.result(id));
  else if (level == "manad" && v.plan.result(id) != nullptr) {
    const auto month = period_from_text(request.query["manad"]);
    d = at_month(v, *v.plan.result(id), month ? month->first : period.last);
  } else if (level == "post" && id != 0) {
    if (auto ok = access::require(actor, access::May::read_records); !ok) return http::problem(request, ok.error());
    d = at_record(v, request.query["register"], id, number_of(request.query["resultat"]));
  } else if (level.empty()) {
    // Where there is only one way down it is gone already: the reader stands where there is something to choose.
    const auto tops = v.plan.children(0);
    const Goal *at = tops.size() == 1 ? tops.front() : nullptr;
    while (at != nullptr && v.plan.results_of(at->id).empty() && v.plan.children(at->id).size() == 1) at = v.plan.children(at->id).front();
    if (!tops.empty()) d = at != nullptr ? at_goal(v, *at) : at_top(v);
  }
  Out out;
  if (d.here.words.empty() && level.empty()) {
    html::empty_state(out, tr("Här går tråden från kommunfullmäktiges mål till det som händer i ett möte. Den börjar i planen: läs in den först."),
                      "/planen", tr("Till planen"));
  } else if (d.here.words.empty()) {
    return http::problem(request, {ProblemKind::not_found, std::string(tr("Det du söker finns inte, eller hör till något som du inte läser.")), {}});
  } else {
    out.raw("<div")
        .attr("class", d.aside.empty() ? "threadpage" : "with-aside threadpage")
        .raw("><nav")
        .attr("aria-label", tr("Röda tråden"))
        .raw("><ol class=\"threaded\">");
    int depth = 0;
    for (const auto &s : d.above) draw(out, s, false, depth++);
    draw(out, d.here, true, depth++);
    for (const auto &s : d.below) draw(out, s, false, depth);
    out.raw("</ol></nav>");
    if (!d.aside.empty()) out.raw("<aside class=\"note\"><div data-live-key=\"aside\">").raw(d.aside).raw("</div></aside>");
    out.raw("</div>");
  }
  if (request.wants_fragment()) return http::html(out.take());
  auto f = frame(deps, actor, "traden", tr("Röda tråden"));
  f.own_heading = true;
  f.live = topic(actor.unit);
  Out page;
  page.element("h1", tr("Röda tråden")).raw("<p class=\"lead\">").text(tr("Från kommunfullmäktiges mål till en skattning på en surfplatta."));
  page.raw(" <span class=\"keys-words\">")
      .text(tr("Gå uppåt eller nedåt med"))
      .raw(" <kbd>Alt</kbd> <kbd>↑</kbd> <kbd>↓</kbd>.</span></p>")
      .raw(out.str());
  return http::html(html::page(f, page.take()));
}
} // namespace

void add_thread(http::Router &router, const Deps &deps) {
  router.get("/traden", access::guarded(access::May::read_board, [deps](Request &r, const Actor &a) { return show(deps, r, a); }),
             {.help = "Röda tråden, uppåt och nedåt", .permission = "read_board"});
}

} // namespace rt::steering::pages
