// The share kept in time by rule and period, and the calendar's secret address.
#include "modules/deadlines/pages.hpp"
#include "platform/core/text.hpp"

namespace rt::deadlines::pages {

using access::Actor;
using access::May;
using html::Out;

namespace {

std::vector<Period> periods_before(Date today) {
  const auto now = month_containing(today);
  std::vector<Period> periods{year_to_date(now)};
  for (int back = 0; back < 4; ++back) {
    const auto month = now - 4 * back;
    periods.push_back(tertial_period(month.year(), (month.number() - 1) / 4 + 1));
  }
  periods.push_back(year_period(now.year() - 1));
  periods.push_back(year_period(now.year() - 2));
  return periods;
}

http::Response outcome_page(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto today = deps.deadlines.today();
  const auto asked = period_from_text(request.query["period"]);
  const auto period = asked ? *asked : year_to_date(month_containing(today));
  const bool by_team = request.query["per"] == "grupp";
  const auto shares = deps.deadlines.shares(actor, period, by_team);
  std::map<std::int64_t, std::string> teams;
  for (const auto &team : deps.organisation.teams(actor.unit)) teams[team.id] = team.name;
  Out out;
  html::begin_search_form(out, "/bevakning/utfall", "filters");
  html::Field field("period", html::Label(tr("Period")));
  field.value = to_text(period);
  std::vector<html::Choice> choices;
  for (const auto &one : periods_before(today)) choices.push_back({to_text(one), period_name(one)});
  html::input_select(out, field, choices, false);
  html::Field split("per", html::Label(tr("Dela upp")));
  split.value = by_team ? "grupp" : "";
  html::input_select(out, split, {{"", std::string(tr("hela enheten"))}, {"grupp", std::string(tr("per grupp"))}}, false);
  html::button(out, tr("Visa"), html::Button::secondary);
  html::end_form(out);
  if (shares.empty()) html::empty_state(out, tr("Ingen tidsgräns hade sin sista dag i perioden."));
  else {
    std::vector<html::Column> columns{{std::string(tr("Regel"))}};
    if (by_team) columns.push_back({std::string(tr("Grupp"))});
    for (const auto words : {tr("I tid"), tr("För sent"), tr("Inte gjorda"), tr("Alla"), tr("Andel i tid")})
      columns.push_back({std::string(words), "n"});
    html::begin_table(out, tr("Hållna tider"), columns);
    for (const auto &share : shares) {
      html::begin_row(out);
      html::cell(out, share.title);
      if (by_team) html::cell(out, share.team != 0 ? teams[share.team] : std::string(tr("ingen grupp")), "team");
      for (const auto n : {share.in_time, share.late, share.not_done, share.all()}) html::cell(out, number(static_cast<double>(n)), "n");
      html::cell(out, percent(100.0 * static_cast<double>(share.in_time) / static_cast<double>(share.all())), "n");
      html::end_row(out);
    }
    html::end_table(out);
  }
  return http::html(html::page(
      frame(
          deps, actor, std::string(tr("Hållna tider")),
          std::string(tr(
              "Av dem som hade sin sista dag i perioden: hur många blev gjorda i tid. Det som är försenat och ännu inte gjort räknas som inte gjort."))),
      out.take()));
}

http::Response feed_page(const Deps &deps, const Actor &actor, const std::string &address) {
  Out out;
  out.open("div", {{"class", "reading"}});
  out.element(
      "p",
      tr("Din kalender kan hämta dagarna när något går ut för dig. Den visar bara hur många, aldrig vad eller vem: ”Bevakning (3)”. Adressen är hemlig och bara din."));
  if (!address.empty()) {
    html::message(out, html::Tone::good, tr("Adressen visas bara nu. Klistra in den i kalenderns ”prenumerera på webbadress”."));
    html::Field field("address", html::Label(tr("Kalenderadress")));
    field.value = address, field.readonly = true, field.width = "wide";
    html::input_text(out, field);
  }
  html::begin_form(out, "/bevakning/kalender");
  html::button(out, address.empty() ? tr("Skapa en adress") : tr("Skapa en ny adress och stäng den gamla"), html::Button::secondary, "gor", "ny");
  out.raw(" ");
  html::button(out, tr("Stäng min adress"), html::Button::quiet, "gor", "stang");
  html::end_form(out);
  out.close("div");
  return http::html(html::page(frame(deps, actor, std::string(tr("Bevakningen i din kalender"))), out.take()));
}

http::Response change_feed(const Deps &deps, http::Request &request, const Actor &actor) {
  if (request.form["gor"] == "stang") {
    const auto done = deps.deadlines.revoke_feed(actor);
    return done ? http::redirect("/bevakning/kalender") : http::problem(request, done.error());
  }
  const auto token = deps.deadlines.make_feed(actor);
  if (!token) return http::problem(request, token.error());
  return feed_page(deps, actor,
                   (request.header("x-forwarded-proto") == "https" ? "https://" : "http://") + request.header("host") +
                       "/bevakning.ics?nyckel=" + *token);
}

http::Response feed(const Deps &deps, http::Request &request) {
  const auto found = deps.deadlines.feed(request.query["nyckel"]);
  if (!found || (deps.active && !deps.active(found->user)))
    return http::problem(request, {ProblemKind::not_found, std::string(tr("Kalenderadressen gäller inte längre. Skapa en ny under Bevakning.")), {}});
  auto response = http::text(to_ical(*found, deps.clock.now()));
  response.content_type = "text/calendar; charset=utf-8";
  return response;
}

} // namespace

void add_outcome(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.get("/bevakning/utfall", access::guarded(May::read_board, [deps](http::Request &r, const Actor &a) { return outcome_page(*deps, r, a); }),
             {.help = "Andel hållna tider", .permission = "read_board"});
  router.get("/bevakning/kalender", access::guarded(May::read_records, [deps](http::Request &, const Actor &a) { return feed_page(*deps, a, ""); }),
             {.help = "Kalenderns hemliga adress", .permission = "read_records"});
  router.post("/bevakning/kalender",
              access::guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return change_feed(*deps, r, a); }),
              {.help = "Skapar eller stänger adressen", .permission = "read_records"});
  router.get("/bevakning.ics", [deps](http::Request &r) { return feed(*deps, r); },
             {.help = "Dagar då något går ut, som kalender med hemlig adress", .permission = "nyckel"});
}

} // namespace rt::deadlines::pages
