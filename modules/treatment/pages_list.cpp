// Ärenden: the contacts of the reader's scope, what is due first on top. The page that is opened most: one indexed
// query, no count, little HTML.
#include "modules/treatment/pages.hpp"
#include "platform/core/text.hpp"
#include <array>

namespace rt::treatment {

namespace {

struct View {
  Show show;
  std::string_view id;
};
constexpr std::array<View, 7> kViews{{{Show::mine, "mina"},
                                      {Show::all, "alla"},
                                      {Show::without_srs, "utan-srs"},
                                      {Show::this_week, "veckan"},
                                      {Show::ending, "avslut"},
                                      {Show::closed, "avslutade"},
                                      {Show::team, "team"}}};

std::string_view title_of(Show show) {
  switch (show) {
  case Show::mine: return tr("Mina");
  case Show::team: return tr("Teamet");
  case Show::all: return tr("Alla pågående");
  case Show::without_srs: return tr("Utan SRS");
  case Show::this_week: return tr("Samtal i veckan");
  case Show::ending: return tr("På väg mot avslut");
  case Show::closed: return tr("Avslutade");
  }
  return {};
}

std::string_view sentence_of(Show show) {
  switch (show) {
  case Show::mine: return tr("Dina pågående kontakter. Det som snart ska göras står först.");
  case Show::team: return tr("Teamets pågående kontakter. Det som snart ska göras står först.");
  case Show::all: return tr("Alla pågående kontakter som du får se. Det som snart ska göras står först.");
  case Show::without_srs: return tr("Kontakter där det senaste hållna samtalet saknar SRS.");
  case Show::this_week: return tr("Kontakter med ett samtal inom sju dagar.");
  case Show::ending: return tr("Kontakter där samtalen är slut eller den senaste ORS är över gränsen.");
  case Show::closed: return tr("Avslutade kontakter, de senaste först.");
  }
  return {};
}

std::string_view empty_of(Show show) {
  switch (show) {
  case Show::without_srs: return tr("Alla kontakter har SRS efter sitt senaste samtal. Bra jobbat.");
  case Show::this_week: return tr("Inga samtal är bokade de närmaste sju dagarna.");
  case Show::ending: return tr("Ingen kontakt är på väg mot avslut just nu.");
  case Show::closed: return tr("Inga avslutade kontakter än.");
  default: return tr("Här samlas kontakterna. Den första lägger du upp här eller läser in från er Excel-fil.");
  }
}

/// The day and the contact that the next page starts after: no row is shown twice when something moves in between.
struct Place {
  std::string date;
  std::int64_t contact = 0;
};
Place place_from(const std::string &text) {
  const auto at = text.find('_');
  if (at != 10 || !date_from_iso(text.substr(0, 10))) return {};
  const auto id = parse_integer(text.substr(11));
  return id ? Place{text.substr(0, 10), *id} : Place{};
}

void row(Out &out, const Deps &deps, const ListRow &r, const Names &names, Date day, bool with_staff, bool closed) {
  const auto href = "/arenden/" + std::to_string(r.contact);
  out.raw("<tr data-href=\"").raw(href).raw("\"><td class=\"who-cell\"><a href=\"").raw(href).raw("\">").text(r.name).raw("</a>");
  const auto team = names.team_short.find(r.team);
  const auto staff = with_staff ? names.staff.find(r.staff) : names.staff.end();
  out.raw("<small>");
  if (team != names.team_short.end()) out.text(team->second);
  if (staff != names.staff.end()) out.raw(" · ").text(staff->second);
  out.raw("</small></td><td class=\"step\">");
  if (closed) {
    out.text(tr_f("Avslutad {0}", {near_date(r.ended, day)}));
  } else {
    const auto step = step_words(r, day);
    out.raw(step.late ? "<b class=\"late\">" : "<b>").text(step.when).raw("</b> ").text(step.what);
  }
  out.raw("</td><td class=\"n\" data-label=\"")
      .text(tr("Samtal"))
      .raw("\">")
      .raw(std::to_string(r.sessions_held))
      .raw("</td><td class=\"n\" data-label=\"ORS\">");
  if (r.last_ors >= 0) out.text(points(r.last_ors));
  else out.raw("–");
  out.raw("</td><td class=\"topic\">").text(topic_words(deps.records.catalog(), r.topic)).raw("</td><td class=\"n\" data-label=\"SRS\">");
  if (r.last_srs >= 0) {
    if (r.srs_alert)
      out.raw("<span class=\"srs-low\">").text(points(r.last_srs)).raw(" <span class=\"sr-only\">").text(tr("ta upp")).raw("</span></span>");
    else out.text(points(r.last_srs));
  } else {
    out.raw("–");
  }
  out.raw("</td></tr>");
}

void head_of_table(Out &out) {
  html::begin_table(out, tr("Kontakter, det som snart ska göras först"),
                    {{std::string(tr("Brukare")), "", "", {}},
                     {std::string(tr("Nästa steg")), "", "", {}},
                     {std::string(tr("Samtal")), "n", "", {}},
                     {std::string(tr("ORS")), "n", "", {}},
                     {std::string(tr("Lägst, ta upp först")), "", "", {}},
                     {std::string(tr("SRS")), "n", "", {}}},
                    "list sticky cases");
}

void chips(Out &out, Show show, const access::Actor &actor) {
  std::vector<html::Tab> tabs;
  for (const auto &view : kViews) {
    if (view.show == Show::team || (view.show == Show::mine && !actor.staff)) continue;
    tabs.push_back({"/arenden?visa=" + std::string(view.id), std::string(title_of(view.show)), view.show == show});
  }
  html::tabs(out, tr("Urval"), tabs);
}

void tools(Out &out, const access::Actor &actor, const ListAsk &ask, const Names &names, std::string_view view) {
  out.open("div", {{"class", "list-tools"}});
  // Sought by post: a name never stands in an address (2001:637 15 §: name, personnummer or case number only).
  html::begin_form(out, "/arenden/sok", false, "inline seek");
  out.element("label", tr("Sök brukare"), {{"for", "seek"}});
  out.raw("<input class=\"text-field__input\" id=\"seek\" name=\"ord\" autocomplete=\"off\" maxlength=\"100\">");
  html::button(out, tr("Sök"), html::Button::secondary);
  html::end_form(out);
  if (actor.teams.size() != 1 && names.teams.size() > 1) {
    html::begin_search_form(out, "/arenden", "inline");
    html::input_hidden(out, "visa", view);
    out.element("label", tr("Team"), {{"for", "team"}});
    out.raw("<select class=\"select-field__select\" id=\"team\" name=\"team\"><option value=\"\">").text(tr("Alla team")).raw("</option>");
    for (const auto &[id, name] : names.teams) {
      if (!actor.scope().covers(actor.unit, id)) continue;
      out.raw("<option").attr("value", std::to_string(id)).raw(id == ask.team ? " selected>" : ">").text(name).raw("</option>");
    }
    out.raw("</select>");
    html::button(out, tr("Visa"), html::Button::quiet);
    html::end_form(out);
  }
  if (actor.may(access::May::write_records)) html::link_button(out, "/register/contact/ny", tr("Ny kontakt"), html::Button::primary);
  out.close("div");
}

http::Response list(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  ListAsk ask;
  // Who has contacts of their own begins with them; a head begins with all.
  ask.show = access::works_with_clients(actor.role) && actor.staff ? Show::mine : Show::all;
  for (const auto &view : kViews)
    if (request.query["visa"] == view.id) ask.show = view.show;
  std::string_view view_id;
  for (const auto &view : kViews)
    if (view.show == ask.show) view_id = view.id;
  if (const auto team = parse_integer(request.query["team"])) ask.team = *team;
  const auto place = place_from(request.query["efter"]);
  ask.after_date = place.date;
  ask.after_contact = place.contact;
  const auto day = today(deps.clock);
  ask.today = to_iso(day);
  ask.in_a_week = to_iso(day + 7);
  if (const auto *ors = deps.records.catalog().instrument("ors")) ask.cutoff = parameters(*ors, std::nullopt).cutoff;
  std::vector<ListRow> rows;
  {
    auto connection = deps.records.pool().read();
    rows = list_cases(*connection, actor, ask);
  }
  const bool more = static_cast<int>(rows.size()) > ask.limit;
  if (more) rows.pop_back();
  deps.read_log.log(actor, {audit::Act::read, "contact:list", "arbete i ärendet", "rader:" + std::to_string(rows.size())});
  const auto names = names_of(deps, actor.unit);
  Out out;
  out.reserve(24 * 1024);
  chips(out, ask.show, actor);
  tools(out, actor, ask, *names, view_id);
  if (rows.empty()) {
    html::empty_state(out, empty_of(ask.show));
  } else {
    head_of_table(out);
    for (const auto &r : rows) row(out, deps, r, *names, day, ask.show != Show::mine, ask.show == Show::closed);
    html::end_table(out);
  }
  if (more) {
    const auto &last = rows.back();
    const auto after = ask.show == Show::closed ? last.ended : last.next.on;
    std::string href = "/arenden?visa=" + std::string(view_id) + "&efter=" + after + "_" + std::to_string(last.contact);
    if (ask.team) href += "&team=" + std::to_string(ask.team);
    out.open("p", {{"class", "more"}});
    html::link_button(out, href, tr("Visa fler"), html::Button::secondary);
    out.close("p");
  }
  return http::html(html::page(make_frame(deps, actor, "arenden", std::string(tr("Ärenden")), std::string(sentence_of(ask.show))), out.str()));
}

http::Response seek(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto words = std::string(trim(request.form["ord"]));
  Out out;
  chips(out, Show::team, actor);
  std::vector<ListRow> rows;
  const auto names = names_of(deps, actor.unit);
  tools(out, actor, {}, *names, "alla");
  if (words.size() >= 2) {
    std::vector<std::int64_t> ids;
    for (const auto &person : deps.persons.search(actor, words, 40)) ids.push_back(person.id);
    auto connection = deps.records.pool().read();
    rows = lines_of_persons(*connection, actor, ids);
  }
  if (rows.empty()) {
    html::empty_state(out, words.size() < 2 ? tr("Skriv minst två bokstäver av namnet, eller personnumret.")
                                            : tr("Ingen brukare med det namnet eller personnumret har en kontakt i dina team."));
  } else {
    head_of_table(out);
    for (const auto &r : rows) row(out, deps, r, *names, today(deps.clock), true, r.next.what == Step::none);
    html::end_table(out);
  }
  return http::html(html::page(
      make_frame(deps, actor, "arenden", std::string(tr("Sökträffar")), std::string(tr("Sök bara den du behöver i ditt arbete. Sökningen loggas."))),
      out.str()));
}

} // namespace

void add_list_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<Deps>(given);
  using access::May;
  router.get("/arenden", access::guarded(May::read_records, [deps](http::Request &r, const access::Actor &a) { return list(*deps, r, a); }),
             {.help = "Kontakter, det som snart ska göras först", .permission = "read_records"});
  router.post("/arenden/sok", access::guarded(May::read_records, [deps](http::Request &r, const access::Actor &a) { return seek(*deps, r, a); }),
              {.help = "Sök brukare", .permission = "read_records"});
}

} // namespace rt::treatment
