// Årshjulet: the wheel and the same as a list; the calendar feed by a secret address.
#include "modules/steering/pages.hpp"
#include "platform/chart/chart.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::steering::pages {
namespace {

int asked_year(const Request &request, const Steering &steering, std::int64_t unit) {
  if (const auto y = parse_integer(request.query["ar"]); y && *y >= 1990 && *y <= 2200) return static_cast<int>(*y);
  const int now = year_of(steering.today());
  const auto years = steering.wheel_years(unit);
  return years.empty() || std::find(years.begin(), years.end(), now) != years.end() ? now : years.back();
}

/// A month that is a heading begins with a capital; every month's first letter is ASCII.
std::string capital(std::string words) {
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

std::string month_anchor(int month) { return "manad-" + std::to_string(month); }

std::string picture(const std::vector<WheelEvent> &events, int year, Date today) {
  std::vector<std::string> rings;
  for (int r = 0; r < kRings; ++r) rings.emplace_back(title_of(static_cast<Ring>(r)));
  std::vector<chart::WheelEvent> drawn;
  for (const auto &e : events) {
    chart::WheelEvent d;
    const auto date = date_from_iso(e.date);
    d.date = date.value_or(make_date(e.year, e.month, 1));
    d.whole_month = !date;
    d.words = e.words, d.href = "#handelse-" + std::to_string(e.id), d.ring = static_cast<int>(e.ring), d.done = !e.done_at.empty();
    d.late = !d.done && e.deadline && date && *date < today;
    drawn.push_back(std::move(d));
  }
  return chart::wheel(year, rings, drawn, today, 640, "#manad-");
}

void event_row(Out &out, const Deps &deps, const Actor &actor, const WheelEvent &e, Date today) {
  const auto date = date_from_iso(e.date);
  const bool done = !e.done_at.empty(), late = !done && e.deadline && date && *date < today;
  out.raw("<div")
      .attr("class", done ? "event done" : "event")
      .attr("id", "handelse-" + std::to_string(e.id))
      .raw("><time")
      .attr("datetime", e.date)
      .raw(">");
  if (date) out.text(std::to_string(day_of(*date)) + " " + month_name(month_of(*date), true));
  out.raw("</time><div><span class=\"w\">").text(e.words).raw("</span>");
  std::vector<std::string> facts{std::string(title_of(e.ring))};
  if (e.deadline) facts.emplace_back(tr("senast"));
  if (!e.responsible.empty()) facts.push_back(e.responsible);
  if (e.remind_days > 0) facts.push_back(tr_n("påminnelse {} dag före", "påminnelse {} dagar före", e.remind_days));
  if (done) facts.push_back(tr_f("klart {0}, {1}", {e.done_at.substr(0, 10), e.done_by}));
  out.raw("<small>");
  if (late) out.raw("<b class=\"late\">").text(tr("sen")).raw("</b> · ");
  out.text(join(facts, " · ")).raw("</small>");
  if (!e.flag.empty()) out.element("div", e.flag, {{"class", "flag"}});
  out.raw("</div><div class=\"acts\">");
  if (actor.may(access::May::write_followup)) {
    html::begin_form(out, "/arshjul/klar", false, "inline");
    html::input_hidden(out, "id", std::to_string(e.id));
    html::input_hidden(out, "klar", done ? "0" : "1");
    out.raw("<button class=\"as-link\">")
        .text(done ? tr("Ångra") : tr("Klart"))
        .raw("<span class=\"sr-only\">: ")
        .text(e.words)
        .raw("</span></button>");
    html::end_form(out);
  }
  if (actor.may(access::May::edit_goals))
    out.raw(" <a class=\"as-link\"")
        .attr("href", "/arshjul/handelse?id=" + std::to_string(e.id))
        .raw(">")
        .text(tr("Ändra"))
        .raw("<span class=\"sr-only\">: ")
        .text(e.words)
        .raw("</span></a>");
  out.raw("</div></div>");
  (void)deps;
}

void rules(Out &out, const std::vector<WheelEvent> &events) {
  out.raw("<ul class=\"rulelist\">");
  for (const auto &rule : theme_rules(events)) {
    std::vector<std::string> months;
    for (const Month m : rule.months) months.push_back(month_name(m.number()));
    const std::string where = months.empty() ? std::string(tr("finns inte i hjulet")) : join(months, ", ");
    out.raw("<li>");
    out.raw(rule.kept() ? "<span class=\"st g\"><i aria-hidden=\"true\">●</i>" : "<span class=\"st p\"><i aria-hidden=\"true\">◐</i>");
    out.text(rule.kept() ? tr_f("{0} tas upp två gånger", {rule.theme}) : tr_f("{0} ska tas upp två gånger om året", {rule.theme}))
        .raw("</span> <span class=\"quiet\">")
        .text(where)
        .raw("</span></li>");
  }
  out.raw("</ul>");
}

Response show(const Deps &deps, Request &request, const Actor &actor) {
  const int year = asked_year(request, deps.steering, actor.unit);
  const Date today = deps.steering.today();
  const auto events = deps.steering.wheel(actor.unit, year);
  const bool edits = actor.may(access::May::edit_goals);
  Out out;
  std::vector<html::Tab> years;
  auto known = deps.steering.wheel_years(actor.unit);
  for (const int y : {year_of(today), year_of(today) + 1})
    if (std::find(known.begin(), known.end(), y) == known.end()) known.push_back(y);
  std::sort(known.begin(), known.end());
  for (const int y : known) years.push_back({"/arshjul?ar=" + std::to_string(y), std::to_string(y), y == year});
  html::tabs(out, tr("År"), years);
  if (events.empty()) {
    html::empty_state(
        out,
        tr_f("Här samlas årets tider: planering, uppföljning, arbetsmiljö och teman. Årshjulet för {0} är tomt. Du kan läsa in det från er fil.",
             {std::to_string(year)}),
        edits ? "/inlasning" : "", edits ? tr("Läs in årshjulet") : std::string_view{});
    if (edits) out.raw("<p>").link("/arshjul/handelse?ar=" + std::to_string(year), tr("Lägg till en händelse")).raw("</p>");
  } else {
    out.raw("<div class=\"wheelpage\"><div class=\"wheelbox\">").raw(picture(events, year, today));
    rules(out, events);
    out.raw("<p class=\"actions\">");
    if (edits) out.link("/arshjul/handelse?ar=" + std::to_string(year), tr("Lägg till en händelse")).raw(" ");
    out.link("/arshjul/kalender", tr("Prenumerera i din kalender")).raw("</p></div><div>");
    for (int m = 1; m <= 12; ++m) {
      const bool now = make_month(year, m) == month_containing(today);
      out.raw("<section")
          .attr("class", now ? "wheelmonth now" : "wheelmonth")
          .attr("id", month_anchor(m))
          .raw(">")
          .element("h2", capital(month_name(m)));
      bool any = false;
      for (const auto &e : events)
        if (e.month == m) event_row(out, deps, actor, e, today), any = true;
      if (!any) out.element("p", tr("Inget inplanerat."), {{"class", "quiet"}});
      out.raw("</section>");
    }
    out.raw("</div></div>");
  }
  return http::html(html::page(frame(deps, actor, "arshjul", tr_f("Årshjul {0}", {std::to_string(year)})), out.take()));
}

Response event_form(const Deps &deps, const Actor &actor, const WheelEvent &e, const std::string &date, const Problem &problem) {
  const auto error = [&](std::string_view field) {
    for (const auto &f : problem.fields)
      if (f.field == field) return f.message;
    return std::string{};
  };
  Out out;
  html::error_summary(out, problem);
  if (!e.flag.empty()) html::message(out, html::Tone::partly, e.flag);
  html::begin_form(out, "/arshjul/handelse", false, "form");
  html::input_hidden(out, "id", std::to_string(e.id));
  html::input_hidden(out, "version", std::to_string(e.version));
  html::input_hidden(out, "year", std::to_string(e.year));
  html::Field words("words", html::Label(tr("Vad händer?")));
  words.value = e.words, words.required = true, words.error = error("words"),
  words.help = tr("Skriv inga namn på brukare här: hjulet läses av alla.");
  html::input_text(out, words);
  html::Field day("date", html::Label(tr("Datum")));
  day.value = date, day.width = "date", day.error = error("date"), day.help = tr("Lämna tomt om det sker någon gång under månaden.");
  html::input_date(out, day);
  html::Field month("month", html::Label(tr("Månad")));
  month.value = std::to_string(e.month), month.error = error("month"), month.width = "short";
  std::vector<html::Choice> months;
  for (int m = 1; m <= 12; ++m) months.push_back({std::to_string(m), month_name(m)});
  html::input_select(out, month, months, false);
  html::Field ring("ring", html::Label(tr("Slag")));
  ring.value = std::to_string(static_cast<int>(e.ring));
  std::vector<html::Choice> rings;
  for (int r = 0; r < kRings; ++r) rings.push_back({std::to_string(r), std::string(title_of(static_cast<Ring>(r)))});
  html::input_radios(out, ring, rings);
  html::Field deadline("deadline", html::Label(tr("Det är sista dag")));
  deadline.value = e.deadline ? "1" : "";
  html::input_check(out, deadline);
  html::Field responsible("responsible", html::Label(tr("Ansvarig")));
  responsible.value = e.responsible, responsible.help = tr("En funktion eller en medarbetare.");
  html::input_text(out, responsible);
  html::Field remind("remind", html::Label(tr("Påminn så många dagar före")));
  remind.value = e.remind_days == 0 ? "" : std::to_string(e.remind_days), remind.width = "number";
  html::input_text(out, remind, "text", "numeric");
  html::button(out, tr("Spara i årshjulet"));
  out.raw(" ");
  if (e.id != 0) html::button(out, tr("Ta bort ur årshjulet"), html::Button::danger, "remove", "1");
  html::end_form(out);
  if (e.id != 0) history(out, deps.steering.history(actor.unit, "event", e.id));
  return http::html(html::page(frame(deps, actor, "arshjul", e.id == 0 ? tr("Ny händelse") : tr("Ändra händelse")), out.take()),
                    problem.message.empty() ? 200 : http::status_of(problem.kind));
}

Response open_event(const Deps &deps, Request &request, const Actor &actor) {
  const auto id = number_of(request.query["id"]);
  WheelEvent e;
  e.unit = actor.unit, e.year = asked_year(request, deps.steering, actor.unit), e.month = month_of(deps.steering.today());
  if (id != 0) {
    bool found = false;
    for (const auto &other : deps.steering.wheel(actor.unit, 0))
      if (other.id == id) e = other, found = true;
    if (!found) return http::problem(request, no_such_part());
  }
  return event_form(deps, actor, e, e.date, {});
}

Response save_event(const Deps &deps, Request &request, const Actor &actor) {
  WheelEvent e;
  e.id = number_of(request.form["id"]), e.unit = actor.unit, e.version = static_cast<int>(number_of(request.form["version"]));
  e.year = static_cast<int>(number_of(request.form["year"])), e.month = static_cast<int>(number_of(request.form["month"]));
  e.words = std::string(trim(request.form["words"])), e.responsible = std::string(trim(request.form["responsible"]));
  const auto ring = parse_integer(request.form["ring"]);
  e.ring = static_cast<Ring>(std::clamp<long long>(ring.value_or(0), 0, kRings - 1));
  e.deadline = request.form["deadline"] == "1", e.remind_days = static_cast<int>(std::min<std::int64_t>(number_of(request.form["remind"]), 90));
  if (request.form["remove"] == "1")
    return done_or(request, deps.steering.remove_event(actor, e.id, e.version), "/arshjul?ar=" + std::to_string(e.year));
  const std::string written{trim(request.form["date"])};
  if (!written.empty()) {
    const auto date = parse_date(written, deps.steering.today());
    if (!date) {
      const std::string message{tr("Skriv datumet som 2026-11-22 eller 22/11.")};
      return event_form(deps, actor, e, written, {ProblemKind::invalid, message, {{"date", message, 0}}});
    }
    e.date = to_iso(*date);
  }
  const auto saved = deps.steering.save_event(actor, e);
  if (saved) return http::redirect("/arshjul?ar=" + std::to_string(saved->year) + "#handelse-" + std::to_string(saved->id));
  return saved.error().kind == ProblemKind::invalid || saved.error().kind == ProblemKind::conflict
             ? event_form(deps, actor, e, written, saved.error())
             : http::problem(request, saved.error());
}

// ---- the calendar feed ----

Response feed_page(const Deps &deps, const Actor &actor, const std::string &address) {
  Out out;
  out.raw("<div class=\"reading\">");
  out.element(
      "p",
      tr("Din kalender kan hämta årshjulets dagar av sig själv. Adressen är hemlig och bara din. Rubrikerna är neutrala: det som står i hjulet syns bara här."));
  if (!address.empty()) {
    html::message(out, html::Tone::good, tr("Adressen visas bara nu. Klistra in den i kalenderns ”prenumerera på webbadress”."));
    html::Field field("address", html::Label(tr("Kalenderadress")));
    field.value = address, field.readonly = true, field.width = "wide";
    html::input_text(out, field);
  }
  html::begin_form(out, "/arshjul/kalender");
  html::button(out, address.empty() ? tr("Skapa en adress") : tr("Skapa en ny adress och stäng den gamla"), html::Button::secondary, "gor", "ny");
  out.raw(" ");
  html::button(out, tr("Stäng min adress"), html::Button::quiet, "gor", "stang");
  html::end_form(out);
  out.raw("</div>");
  return http::html(html::page(frame(deps, actor, "arshjul", tr("Årshjulet i din kalender")), out.take()));
}

Response change_feed(const Deps &deps, Request &request, const Actor &actor) {
  if (request.form["gor"] == "stang") return done_or(request, deps.steering.revoke_feed(actor), "/arshjul/kalender");
  const auto token = deps.steering.make_feed(actor);
  if (!token) return http::problem(request, token.error());
  const std::string host = request.header("host");
  return feed_page(deps, actor, (request.header("x-forwarded-proto") == "https" ? "https://" : "http://") + host + "/arshjul.ics?nyckel=" + *token);
}

Response feed(const Deps &deps, Request &request) {
  const auto unit = deps.steering.feed_unit(request.query["nyckel"]);
  if (!unit)
    return http::problem(request, {ProblemKind::not_found, std::string(tr("Kalenderadressen gäller inte längre. Skapa en ny i årshjulet.")), {}});
  const auto name = deps.steering.organisation().unit(*unit);
  Response response = http::text(to_ical(deps.steering.wheel(*unit, 0), name ? name->name : "", deps.steering.now()));
  response.content_type = "text/calendar; charset=utf-8";
  return response;
}
} // namespace

void add_wheel(http::Router &router, const Deps &deps) {
  using access::guarded;
  using access::May;
  router.get("/arshjul", guarded(May::read_board, [deps](Request &r, const Actor &a) { return show(deps, r, a); }),
             {.help = "Årshjulet", .permission = "read_board"});
  router.get("/arshjul/handelse", guarded(May::edit_goals, [deps](Request &r, const Actor &a) { return open_event(deps, r, a); }),
             {.help = "En händelse att ändra", .permission = "edit_goals"});
  router.post("/arshjul/handelse", guarded(May::edit_goals, [deps](Request &r, const Actor &a) { return save_event(deps, r, a); }),
              {.help = "Sparar en händelse", .permission = "edit_goals"});
  router.post("/arshjul/klar",
              guarded(May::write_followup,
                      [deps](Request &r, const Actor &a) {
                        const auto id = number_of(r.form["id"]);
                        return done_or(r, deps.steering.mark_event(a, id, r.form["klar"] == "1"), "/arshjul#handelse-" + std::to_string(id));
                      }),
              {.help = "Markerar en händelse som klar", .permission = "write_followup"});
  router.get("/arshjul/kalender", guarded(May::read_board, [deps](Request &, const Actor &a) { return feed_page(deps, a, ""); }),
             {.help = "Kalenderns hemliga adress", .permission = "read_board"});
  router.post("/arshjul/kalender", guarded(May::read_board, [deps](Request &r, const Actor &a) { return change_feed(deps, r, a); }),
              {.help = "Skapar eller stänger adressen", .permission = "read_board"});
  router.get("/arshjul.ics", [deps](Request &r) { return feed(deps, r); },
             {.help = "Årshjulet som kalender, med hemlig adress", .permission = "nyckel"});
}

} // namespace rt::steering::pages
