// A contact: who, what comes next, and the tabs timeline, curves, sessions, ending.
#include "modules/treatment/case_view.hpp"
#include "modules/treatment/contact_parts.hpp"
#include "modules/treatment/drawings.hpp"
#include "modules/treatment/kiosk_texts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::treatment {

namespace {

struct TimelineEvent {
  std::string date, words, href;
  std::string mark; ///< class of the knot
};

std::string record_link(std::string_view reg, std::int64_t id) { return "/register/" + std::string(reg) + "/" + std::to_string(id); }

void rating_events(std::vector<TimelineEvent> &events, const definitions::Catalog &catalog, const CaseView &v) {
  for (const auto &r : v.ors) {
    const auto scores = scores_of(r);
    int bits = 0;
    for (const int i : lowest_scales(scores)) bits |= 1 << i;
    auto words =
        tr_f("ORS {0}, {1}", {points(static_cast<Tenths>(r.integer("total"))), lower(option_title(catalog, "ors", "rater", r.integer("rater")))});
    if (const auto topic = topic_words(catalog, bits); !topic.empty()) words += tr_f(" – {0} lägst", {topic});
    events.push_back({r.text("date"), words, record_link("ors", r.id), "rating"});
  }
  for (const auto &r : v.srs)
    events.push_back(
        {r.text("date"),
         tr_f("SRS {0}, {1}", {points(static_cast<Tenths>(r.integer("total"))), lower(option_title(catalog, "srs", "rater", r.integer("rater")))}),
         record_link("srs", r.id), "rating"});
}

std::vector<TimelineEvent> timeline(const definitions::Catalog &catalog, const CaseView &v) {
  std::vector<TimelineEvent> events;
  const auto &c = v.contact;
  const auto add = [&](std::string date, std::string words, std::string href = {}, std::string mark = {}) {
    if (!date.empty()) events.push_back({std::move(date), std::move(words), std::move(href), std::move(mark)});
  };
  add(c.text("received"),
      c.has("commissioner") ? tr_f("Kom in från {0}", {lower(option_title(catalog, "contact", "commissioner", c.integer("commissioner")))})
                            : std::string(tr("Kom in")),
      record_link("contact", c.id));
  add(c.text("info_meeting"), std::string(tr("Informationsmöte")));
  add(c.text("started"), std::string(tr("Behandlingen började")));
  add(c.text("ended"), c.has("ending") ? tr_f("Avslutad: {0}", {lower(option_title(catalog, "contact", "ending", c.integer("ending")))})
                                       : std::string(tr("Avslutad")));
  const int cancelled = state_code(catalog, "session", "cancelled"), booked = state_code(catalog, "session", "booked");
  for (const auto &s : v.sessions) {
    const auto *state = catalog.find("session")->state_by_code(s.state);
    std::string words = s.state == cancelled ? std::string(tr("Samtal som inte blev av"))
                                             : tr_f("Samtal {0}", {std::to_string(number_of(v.sessions, s.id, cancelled))});
    if (s.has("place")) words += ", " + lower(option_title(catalog, "session", "place", s.integer("place")));
    if (s.state == booked && state) words += ", " + lower(state->title.str());
    add(s.text("date"), words, record_link("session", s.id), s.state == booked ? "coming" : "");
  }
  rating_events(events, catalog, v);
  for (const auto &r : v.viewpoints)
    add(r.text("received"), tr_f("Synpunkt: {0}", {lower(option_title(catalog, "viewpoint", "category", r.integer("category")))}),
        record_link("viewpoint", r.id));
  for (const auto &r : v.safety)
    add(r.text("date"),
        tr_f("Frågor till dig om {0}, {1}: {2}",
             {lower(option_title(catalog, "child_safety", "parent", r.integer("parent"))),
              lower(option_title(catalog, "child_safety", "moment", r.integer("moment"))), std::to_string(r.integer("total"))}),
        record_link("child_safety", r.id));
  for (const auto &r : v.reviews) add(r.text("date"), std::string(tr("Ärendegenomgång")), record_link("case_review", r.id));
  std::stable_sort(events.begin(), events.end(), [](const auto &a, const auto &b) { return a.date > b.date; });
  return events;
}

void timeline_tab(Out &out, const Deps &deps, const CaseView &v) {
  const auto day = today(deps.clock);
  out.open("ol", {{"class", "timeline"}});
  for (const auto &e : timeline(deps.records.catalog(), v)) {
    out.open("li", {{"class", e.mark}});
    out.open("time", {{"datetime", e.date}}).text(near_date(e.date, day)).close("time").raw(" ");
    if (e.href.empty()) out.element("span", e.words);
    else out.link(e.href, e.words);
    out.close("li");
  }
  out.close("ol");
}

void latest_scales(Out &out, const definitions::Catalog &catalog, const records::Record &rating) {
  const auto *instrument = catalog.instrument("ors");
  if (!instrument) return;
  const auto scores = scores_of(rating);
  const auto lowest = lowest_scales(scores);
  out.open("dl", {{"class", "scales"}});
  for (std::size_t i = 0; i < instrument->items.size() && i < scores.size(); ++i) {
    const bool low = std::find(lowest.begin(), lowest.end(), static_cast<int>(i)) != lowest.end();
    out.open("div", {{"class", low ? "scale low" : "scale"}});
    out.element("dt", instrument->items[i].title.str());
    out.open("dd").raw(
        "<svg class=\"scale-bar\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"back\" width=\"100\" height=\"6\"/><rect class=\"bar\" height=\"6\"");
    out.attr("width", std::to_string(scores[i])).raw("/></svg>").element("b", points(scores[i]));
    if (low) out.raw(" ").element("span", tr("ta upp först"), {{"class", "first"}});
    out.close("dd").close("div");
  }
  out.close("dl");
}

void srs_words(Out &out, const definitions::Catalog &catalog, const CaseView &v) {
  const auto *instrument = catalog.instrument("srs");
  if (!instrument || v.srs.empty()) return;
  const auto &last = v.srs.back();
  std::optional<Tenths> before;
  for (auto it = v.srs.rbegin() + 1; it != v.srs.rend() && !before; ++it)
    if (it->integer("rater") == last.integer("rater")) before = static_cast<Tenths>(it->integer("total"));
  const auto p = parameters(*instrument, std::nullopt);
  const auto a = alert(static_cast<Tenths>(last.integer("total")), before, p);
  if (a.dropped)
    html::message(out, html::Tone::partly, tr_f("SRS är {0} lägre än förra gången. Fråga vad som kunde ha varit annorlunda.", {points(a.dropped)}));
  else if (a.below)
    html::message(out, html::Tone::partly, tr_f("SRS är under {0}. Fråga vad som kunde ha varit annorlunda.", {points(p.alert_below)}));
}

void curve_table(Out &out, const definitions::Catalog &catalog, std::string_view reg, const std::vector<records::Record> &ratings) {
  html::begin_disclosure(out, tr("Visa som tabell"));
  const auto *instrument = catalog.instrument(reg);
  std::vector<html::Column> columns{{std::string(tr("Datum")), "", "", {}}, {std::string(tr("Vem")), "", "", {}}};
  for (const auto &item : instrument->items) columns.push_back({item.title.str(), "n", "", {}});
  columns.push_back({std::string(tr("Summa")), "n", "", {}});
  html::begin_table(out, tr("Skattningar"), columns, "list");
  for (const auto &r : ratings) {
    html::begin_row(out);
    out.open("td").link(record_link(reg, r.id), r.text("date")).close("td");
    html::cell(out, option_title(catalog, reg, "rater", r.integer("rater")));
    for (const auto score : scores_of(r)) html::cell(out, points(score), "n");
    html::cell(out, points(static_cast<Tenths>(r.integer("total"))), "n");
    html::end_row(out);
  }
  html::end_table(out);
  html::end_disclosure(out);
}

void safety_part(Out &out, const definitions::Catalog &catalog, const CaseView &v) {
  if (v.safety.empty()) return;
  out.element("h2", tr("Frågor till dig"));
  const auto *parent = catalog.find("child_safety")->field("parent");
  const int start = code_of(catalog, "child_safety", "moment", "start"), end = code_of(catalog, "child_safety", "moment", "end");
  out.open("ul", {{"class", "plain"}});
  for (const auto &option : parent->options) {
    std::optional<int> first, last;
    for (const auto &r : v.safety) {
      if (r.integer("parent") != option.code) continue;
      if (r.integer("moment") == start) first = static_cast<int>(r.integer("total"));
      if (r.integer("moment") == end) last = static_cast<int>(r.integer("total"));
    }
    if (!first && !last) continue;
    out.open("li").element("b", option.title.str()).raw(": ");
    if (first && last)
      out.text(tr_f("{0} i början, {1} vid avslut – {2}", {std::to_string(*first), std::to_string(*last),
                                                           safer(*first, *last) ? tr("tryggare")
                                                           : *first == *last    ? tr("oförändrat")
                                                                                : tr("mindre tryggt")}));
    else if (first) out.text(tr_f("{0} i början. Fråga igen vid avslut.", {std::to_string(*first)}));
    else out.text(tr_f("{0} vid avslut. Svar från början saknas.", {std::to_string(*last)}));
    out.close("li");
  }
  out.close("ul");
}

void curves_tab(Out &out, const Deps &deps, const CaseView &v) {
  const auto &catalog = deps.records.catalog();
  if (v.ors.empty() && v.srs.empty()) {
    html::empty_state(out, tr("Inga skattningar ännu. Starta en nedan: då visas en kod för surfplattan eller telefonen."));
  }
  if (!v.ors.empty()) {
    out.element("h2", tr("Så har det varit (ORS)"));
    out.open("figure", {{"class", "curve"}}).raw(ors_curve(catalog, v.ors, v.age_at_start, 0)).close("figure");
    out.element("h3", tr_f("Senast, {0}", {near_date(v.ors.back().text("date"), today(deps.clock))}));
    latest_scales(out, catalog, v.ors.back());
    curve_table(out, catalog, "ors", v.ors);
  }
  if (!v.srs.empty()) {
    out.element("h2", tr("Så var samtalen (SRS)"));
    srs_words(out, catalog, v);
    out.open("figure", {{"class", "curve"}}).raw(srs_curve(catalog, v.srs)).close("figure");
    curve_table(out, catalog, "srs", v.srs);
  }
  safety_part(out, catalog, v);
}

http::Response contact_page(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto view = load_case(deps, actor, id_param(request));
  if (!view) return http::problem(request, view.error());
  const auto tab = request.query["flik"];
  Out out;
  contact_header(out, deps, actor, *view);
  const auto base = "/arenden/" + std::to_string(view->contact.id);
  const bool curves = tab == "kurvor", sessions = tab == "samtal", ending = tab == "avslut";
  html::tabs(out, tr("Delar av kontakten"),
             {{base, std::string(tr("Tidslinje")), !curves && !sessions && !ending},
              {base + "?flik=kurvor", std::string(tr("Kurvor")), curves},
              {base + "?flik=samtal", std::string(tr("Samtal")), sessions},
              {base + "?flik=avslut", std::string(tr("Avslut")), ending}});
  out.open("div", {{"class", "case-columns"}}).open("div", {{"class", "case-main"}, {"id", "live-part"}});
  if (curves) curves_tab(out, deps, *view);
  else if (sessions) sessions_tab(out, deps, actor, *view);
  else if (ending) ending_tab(out, deps, actor, *view, nullptr, nullptr);
  else {
    steps_part(out, deps, actor, *view);
    timeline_tab(out, deps, *view);
  }
  out.close("div");
  if (actor.may(access::May::start_rating) && view->line.next.what != Step::none) start_rating_form(out, deps, *view, 0);
  out.close("div");
  auto frame = make_frame(deps, actor, "arenden", view->name);
  frame.own_heading = true;
  frame.live = "contact-" + std::to_string(view->contact.id);
  frame.scripts.emplace_back("treatment.js");
  return http::html(html::page(frame, out.str()));
}

} // namespace

void contact_header(Out &out, const Deps &deps, const access::Actor &actor, const CaseView &v) {
  const auto &catalog = deps.records.catalog();
  const auto names = names_of(deps, actor.unit);
  const auto day = today(deps.clock);
  out.open("header", {{"class", "case-head"}}).element("h1", v.name);
  if (v.is_protected)
    html::message(out, html::Tone::partly, tr("Personen har skyddade uppgifter. Namn och adress visas inte här; se stadens ärendesystem."));
  std::string who;
  const auto add = [&](const std::string &words) {
    if (!words.empty()) who += (who.empty() ? "" : " · ") + words;
  };
  if (v.age_at_start) add(tr_f("{0} år vid start", {std::to_string(*v.age_at_start)}));
  if (const auto it = names->teams.find(v.contact.team); it != names->teams.end()) add(it->second);
  if (const auto it = names->staff.find(v.line.staff); it != names->staff.end()) add(it->second);
  if (const auto *state = catalog.find("contact")->state_by_code(v.contact.state)) add(lower(state->title.str()));
  out.element("p", who, {{"class", "lead"}});
  if (!v.needs.empty()) out.open("p", {{"class", "bits"}}).element("b", tr("Behov:")).raw(" ").text(v.needs).close("p");
  if (v.contact.has("wishes")) out.open("p", {{"class", "bits"}}).element("b", tr("Önskemål:")).raw(" ").text(v.contact.text("wishes")).close("p");
  out.open("p", {{"class", "next-step"}});
  if (v.line.next.what == Step::none) out.text(tr_f("Kontakten avslutades {0}.", {near_date(v.contact.text("ended"), day)}));
  else {
    const auto step = step_words(v.line, day);
    out.element("span", tr("Nästa steg"), {{"class", "lead-in"}})
        .raw(" ")
        .text(step.what)
        .raw(" ")
        .element("b", step.when, {{"class", step.late ? "late" : ""}});
    if (v.line.topic && v.line.next.what == Step::session) out.text(tr_f(". Ta upp {0} först.", {topic_words(catalog, v.line.topic)}));
  }
  out.close("p").close("header");
}

void add_contact_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<Deps>(given);
  using access::May;
  router.get("/arenden/{id}",
             access::guarded(May::read_records, [deps](http::Request &r, const access::Actor &a) { return contact_page(*deps, r, a); }),
             {.help = "En kontakt: tidslinje, kurvor, samtal och avslut", .permission = "read_records"});
  add_contact_acts(router, deps);
}

} // namespace rt::treatment
