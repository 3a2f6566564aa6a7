// The list: what is late, what is due, who has it, and the way to the record. Filters stand in the address as ids only.
#include "modules/deadlines/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::deadlines {

using access::Actor;
using access::May;
using html::Out;

namespace pages {

html::Frame frame(const Deps &deps, const Actor &actor, std::string title, std::string lead) {
  auto frame = deps.frame(actor, "deadlines");
  frame.title = std::move(title);
  frame.lead = std::move(lead);
  frame.styles.insert(frame.styles.end(), {"register.css", "deadlines.css"});
  frame.scripts.emplace_back("register.js"); // a filter chosen is a filter used
  return frame;
}

std::string detail_href(const Kept &k) {
  return "/bevakning/" + k.register_id + "/" + std::to_string(k.record) + "/" + k.rule + "/" + std::to_string(k.occurrence);
}

std::string days_words(const Item &item) {
  switch (item.state) {
  case State::overdue:
  case State::missed: return item.days < 0 ? tr_n("en dag sen", "{} dagar sen", -item.days) : std::string(tr("sen"));
  case State::resting: return tr_n("vilar, en dag kvar", "vilar, {} dagar kvar", item.days);
  case State::not_started:
  case State::running:
  case State::due_soon: return item.days == 0 ? std::string(tr("går ut i dag")) : tr_n("en dag kvar", "{} dagar kvar", item.days);
  default: return std::string(title_of(item.state));
  }
}

namespace {

constexpr int kRows = 100;

/// What the reader has chosen, as it stands in the address.
struct Chosen {
  Ask ask;
  std::string query(const std::vector<std::pair<std::string, std::string>> &changes) const {
    std::vector<std::pair<std::string, std::string>> parts{{"vilka", ask.whose == Whose::mine ? "mina" : "alla"},
                                                           {"grupp", ask.team ? std::to_string(ask.team) : ""},
                                                           {"medarbetare", ask.staff ? std::to_string(ask.staff) : ""},
                                                           {"regel", ask.rule},
                                                           {"visa", ask.show == Show::resting ? "vilar"
                                                                    : ask.show == Show::old   ? "gamla"
                                                                                              : ""},
                                                           {"sortera", ask.by_responsible ? "ansvarig" : ""},
                                                           {"fran", ""}};
    std::string text;
    for (auto &[name, value] : parts) {
      for (const auto &[changed, to] : changes)
        if (changed == name) value = to;
      if (!value.empty()) text += (text.empty() ? "?" : "&") + name + "=" + url_encode(value);
    }
    return "/bevakning" + text;
  }
};

bool own_list(const Actor &actor) { return access::works_with_clients(actor.role) && actor.staff != 0; }

Chosen read(const http::Request &request, const Actor &actor) {
  Chosen c;
  const auto &whose = request.query["vilka"];
  c.ask.whose = whose == "mina" || (whose.empty() && own_list(actor)) ? Whose::mine : Whose::all;
  if (actor.staff == 0) c.ask.whose = Whose::all;
  c.ask.team = parse_integer(request.query["grupp"]).value_or(0);
  c.ask.staff = parse_integer(request.query["medarbetare"]).value_or(0);
  c.ask.rule = request.query["regel"];
  const auto &show = request.query["visa"];
  c.ask.show = show == "vilar" ? Show::resting : show == "gamla" ? Show::old : Show::current;
  c.ask.by_responsible = request.query["sortera"] == "ansvarig";
  c.ask.offset = static_cast<int>(std::clamp<long long>(parse_integer(request.query["fran"]).value_or(0), 0, 1000000));
  c.ask.limit = kRows;
  return c;
}

std::vector<organisation::Team> teams_of(const Deps &deps, const Actor &actor) {
  auto teams = deps.organisation.teams(actor.unit);
  const auto scope = actor.scope();
  std::erase_if(teams, [&](const auto &team) { return !team.active || !scope.covers(actor.unit, team.id); });
  return teams;
}

void write_tabs(Out &out, const Chosen &c, const Actor &actor, const Queue &queue) {
  std::vector<html::Tab> tabs;
  const bool mine = c.ask.whose == Whose::mine, now = c.ask.show == Show::current;
  const auto all = access::works_with_clients(actor.role) ? std::string(tr("Mina grupper")) : std::string(tr("Hela enheten"));
  if (actor.staff != 0) tabs.push_back({c.query({{"vilka", "mina"}, {"visa", ""}, {"medarbetare", ""}}), std::string(tr("Mina")), mine && now});
  tabs.push_back({c.query({{"vilka", "alla"}, {"visa", ""}}), all, !mine && now});
  if (queue.old || c.ask.show == Show::old)
    tabs.push_back({c.query({{"visa", "gamla"}}), tr_f("Mer än ett halvår sena ({0})", {count_words(queue.old)}), c.ask.show == Show::old});
  tabs.push_back({c.query({{"visa", "vilar"}}), queue.resting ? tr_f("Vilar ({0})", {count_words(queue.resting)}) : std::string(tr("Vilar")),
                  c.ask.show == Show::resting});
  html::tabs(out, tr("Vilka tidsgränser"), tabs);
}

void write_filters(Out &out, const Deps &deps, const Chosen &c, const Actor &actor) {
  html::begin_search_form(out, "/bevakning", "filters watch-filters");
  html::input_hidden(out, "vilka", c.ask.whose == Whose::mine ? "mina" : "alla");
  if (c.ask.show != Show::current) html::input_hidden(out, "visa", c.ask.show == Show::resting ? "vilar" : "gamla");
  std::vector<html::Choice> rules;
  for (const auto *rule : deps.deadlines.rules_of(actor))
    rules.push_back({rule->reg->id + "." + rule->id, rule->newest().title.str() + " – " + lower(rule->reg->singular.str())});
  std::sort(rules.begin(), rules.end(), [](const auto &a, const auto &b) { return a.words < b.words; });
  const auto pick = [&](const char *id, std::string_view label, std::string value, std::vector<html::Choice> choices) {
    if (choices.size() < 2) return;
    html::Field field(id, html::Label(label));
    field.value = std::move(value);
    choices.insert(choices.begin(), {"", std::string(tr("alla"))});
    html::input_select(out, field, choices, false);
  };
  pick("regel", tr("Regel"), c.ask.rule, rules);
  std::vector<html::Choice> teams, staff;
  for (const auto &team : teams_of(deps, actor)) teams.push_back({std::to_string(team.id), team.name});
  pick("grupp", tr("Grupp"), c.ask.team ? std::to_string(c.ask.team) : "", teams);
  if (c.ask.whose == Whose::all) {
    const auto scope = actor.scope();
    for (const auto &one : deps.organisation.staff(actor.unit))
      if (one.ended.empty() && std::any_of(one.teams.begin(), one.teams.end(), [&](auto team) { return scope.covers(actor.unit, team); }))
        staff.push_back({std::to_string(one.id), one.name});
    pick("medarbetare", tr("Ansvarig"), c.ask.staff ? std::to_string(c.ask.staff) : "", staff);
  }
  html::Field order("sortera", html::Label(tr("Sortera efter")));
  order.value = c.ask.by_responsible ? "ansvarig" : "dag";
  html::input_select(out, order, {{"dag", std::string(tr("sista dag"))}, {"ansvarig", std::string(tr("ansvarig"))}}, false);
  html::button(out, tr("Visa"), html::Button::secondary);
  html::end_form(out);
}

void write_row(Out &out, const Item &item) {
  const bool late = item.state == State::overdue || item.state == State::missed;
  html::begin_row(out, item.href, late ? "is-late" : "");
  out.open("td", {{"class", "date"}});
  const auto &k = item.kept;
  std::string day = k.last.empty() ? std::string(tr("vilar")) : k.last;
  if (!k.last_at.empty()) {
    const int minute = swedish_minute(from_iso(k.last_at));
    day += " " + std::to_string(minute / 60) + (minute % 60 < 10 ? ".0" : ".") + std::to_string(minute % 60);
  }
  out.open("a", {{"href", detail_href(k)}}).text(day).element("span", tr(" – varför detta datum?"), {{"class", "sr-only"}}).close("a").close("td");
  out.open("td", {{"class", late ? "left late" : "left"}}).text(days_words(item));
  if (item.reminder && !late) out.raw(" ").element("span", tr("påminnelse"), {{"class", "tag"}});
  out.close("td");
  out.open("td").link(item.href, item.title).open("small", {{"class", "quiet"}});
  auto about = lower(item.about);
  if (k.times > 1) about += " · " + tr_f("{0} av {1} gjorda", {std::to_string(k.done), std::to_string(k.times)});
  if (k.extended) about += " · " + std::string(tr("förlängd"));
  out.text(about).close("small").close("td");
  html::cell(out, item.who);
  out.open("td")
      .text(item.responsible.empty() ? tr("ingen") : std::string_view(item.responsible))
      .element("small", item.team, {{"class", "quiet"}})
      .close("td");
  html::end_row(out);
}

void write_table(Out &out, const Chosen &c, const Queue &queue) {
  html::begin_table(
      out, tr("Tidsgränser"),
      {{std::string(tr("Sista dag")), "date", c.query({{"sortera", ""}}), c.ask.by_responsible ? html::Sorted::no : html::Sorted::up},
       {std::string(tr("Kvar"))},
       {std::string(tr("Vad"))},
       {std::string(tr("Gäller"))},
       {std::string(tr("Ansvarig")), "", c.query({{"sortera", "ansvarig"}}), c.ask.by_responsible ? html::Sorted::up : html::Sorted::no}},
      "list sticky watch stacked");
  std::optional<Group> group;
  for (const auto &item : queue.items) {
    if (!c.ask.by_responsible && c.ask.show == Show::current && group != item.group) {
      group = item.group;
      const auto counted = queue.counts.find(item.group);
      out.raw("<tr class=\"goal\"><th scope=\"rowgroup\" colspan=\"5\">").text(title_of(item.group));
      if (counted != queue.counts.end()) out.raw(" ").element("span", count_words(counted->second), {{"class", "quiet"}});
      out.raw("</th></tr>");
    }
    write_row(out, item);
  }
  html::end_table(out);
  if (c.ask.offset == 0 && !queue.more) return;
  out.open("div", {{"class", "actions"}});
  if (c.ask.offset > 0)
    html::link_button(out, c.query({{"fran", std::to_string(std::max(0, c.ask.offset - kRows))}}), tr("Föregående"), html::Button::quiet);
  if (queue.more) html::link_button(out, c.query({{"fran", std::to_string(c.ask.offset + kRows)}}), tr("Visa fler"), html::Button::secondary);
  out.close("div");
}

void write_week(Out &out, const Deps &deps, const Chosen &c, const Actor &actor) {
  const auto checks = deps.deadlines.checks(actor, 1);
  const auto today = deps.deadlines.today();
  const auto week = iso_week(today);
  out.open("aside", {{"class", "week"}}).element("h2", tr_f("Vecka {0}", {std::to_string(week.week)}));
  const auto signed_now = !checks.empty() && checks.front().year == week.year && checks.front().week == week.week;
  if (!checks.empty())
    out.element("p",
                tr_f("Senast signerad vecka {0} av {1}: {2}, {3}.",
                     {std::to_string(checks.front().week), checks.front().who, tr_n("en försenad", "{} försenade", checks.front().overdue),
                      tr_n("en gick ut i veckan", "{} gick ut i veckan", checks.front().soon)}),
                {{"class", "quiet"}});
  else out.element("p", tr("Gå igenom listan varje vecka och signera här. Då går det att visa att bevakningen fungerar."), {{"class", "quiet"}});
  const auto teams = teams_of(deps, actor);
  const bool whole = actor.scope().teams.empty();
  if (actor.may(May::write_followup) && !(signed_now && whole && checks.front().team == 0) && (whole || !teams.empty())) {
    html::begin_form(out, "/bevakning/signera", false, "stack");
    if (!whole && teams.size() == 1) html::input_hidden(out, "grupp", std::to_string(teams.front().id));
    else {
      html::Field field("grupp", html::Label(tr("Jag har gått igenom")));
      field.value = c.ask.team ? std::to_string(c.ask.team) : whole ? "0" : "";
      std::vector<html::Choice> choices;
      if (whole) choices.push_back({"0", std::string(tr("hela enheten"))});
      for (const auto &team : teams) choices.push_back({std::to_string(team.id), team.name});
      html::input_select(out, field, choices, false);
    }
    html::Field note("anteckning", html::Label(tr("Anteckning, utan namn")));
    html::input_text(out, note);
    html::button(out, tr("Signera veckans genomgång"), html::Button::secondary);
    html::end_form(out);
  }
  out.open("p").link("/bevakning/signerade", tr("Signerade veckor")).raw(" · ").link("/bevakning/utfall", tr("Hållna tider"));
  if (actor.staff != 0) out.raw(" · ").link("/bevakning/kalender", tr("I min kalender"));
  out.close("p").close("aside");
}

http::Response list_page(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto c = read(request, actor);
  const auto queue = deps.deadlines.queue(actor, c.ask);
  if (!queue.items.empty()) deps.read_log.log(actor, {audit::Act::read, "deadline:list", "bevakning", "rader:" + std::to_string(queue.items.size())});
  Out out;
  out.reserve(64 * 1024);
  out.element("div", tr_f("Utskrivet {0} av {1}", {long_date(deps.deadlines.today()), actor.name}), {{"class", "printed"}});
  if (request.query["signerad"] == "1") html::message(out, html::Tone::good, tr("Veckans bevakning är signerad."));
  if (deps.deadlines.rules_of(actor).empty()) {
    html::empty_state(out, tr("Här samlas allt som har en sista dag. Tidsgränserna står i enhetens definitionspaket, under registret de gäller."));
  } else {
    write_tabs(out, c, actor, queue);
    write_filters(out, deps, c, actor);
    out.open("div", {{"class", "with-aside queue"}}).open("div");
    if (c.ask.show == Show::old && !queue.items.empty())
      out.element("p", tr("Gå igenom dem: gör klart, fyll i dagen då det gjordes, förläng eller avsluta. De räknas som inte gjorda så länge."),
                  {{"class", "quiet"}});
    if (queue.items.empty()) {
      const bool narrowed = !c.ask.rule.empty() || c.ask.team != 0 || c.ask.staff != 0;
      if (c.ask.show == Show::resting)
        html::empty_state(out, tr("Ingen tid vilar. En tid vilar när posten säger från vilken dag, till exempel när man väntar på den enskilde."));
      else if (c.ask.show == Show::old) html::empty_state(out, tr("Inget har varit försenat så länge."), "/bevakning", tr("Till bevakningen"));
      else if (narrowed) html::empty_state(out, tr("Inget passar. Ta bort ett villkor så ser du fler."), "/bevakning", tr("Visa alla"));
      else
        html::empty_state(out, tr("Inget att bevaka just nu. En tidsgräns kommer hit av sig själv när en post får det datum som den räknas från."));
    } else write_table(out, c, queue);
    out.close("div");
    write_week(out, deps, c, actor);
    out.close("div");
  }
  auto lead = deps.deadlines.rules_of(actor).empty() ? std::string() : deps.deadlines.summary(actor, c.ask.whose);
  return http::html(html::page(frame(deps, actor, std::string(tr("Bevakning")), std::move(lead)), out.take()));
}

http::Response sign(const Deps &deps, http::Request &request, const Actor &actor) {
  const auto done = deps.deadlines.sign_week(actor, parse_integer(request.form["grupp"]).value_or(0), request.form["anteckning"]);
  return done ? http::redirect("/bevakning?signerad=1") : http::problem(request, done.error());
}

http::Response signed_page(const Deps &deps, const Actor &actor) {
  Out out;
  const auto checks = deps.deadlines.checks(actor, 60);
  if (checks.empty())
    html::empty_state(out, tr("Ingen vecka är signerad än. Gå igenom listan och signera den där."), "/bevakning", tr("Till bevakningen"));
  else {
    html::begin_table(out, tr("Signerade veckor"),
                      {{std::string(tr("Vecka"))},
                       {std::string(tr("Grupp"))},
                       {std::string(tr("Försenade")), "n"},
                       {std::string(tr("Gick ut i veckan")), "n"},
                       {std::string(tr("Signerad av"))},
                       {std::string(tr("När"))},
                       {std::string(tr("Anteckning"))}});
    for (const auto &check : checks) {
      const auto team = check.team != 0 ? deps.organisation.team(check.team) : std::nullopt;
      html::begin_row(out);
      html::cell(out, tr_f("v. {0} {1}", {std::to_string(check.week), std::to_string(check.year)}));
      html::cell(out, team ? team->name : std::string(tr("hela enheten")));
      html::cell(out, std::to_string(check.overdue), "n");
      html::cell(out, std::to_string(check.soon), "n");
      html::cell(out, check.who);
      html::cell(out, to_iso(swedish_day(from_iso(check.at))), "date");
      html::cell(out, check.note);
      html::end_row(out);
    }
    html::end_table(out);
  }
  return http::html(html::page(frame(deps, actor, std::string(tr("Signerade veckor")),
                                     std::string(tr("Varje vecka går någon igenom bevakningslistan. Här syns när, av vem och hur läget var."))),
                               out.take()));
}

} // namespace
} // namespace pages

std::string panel(Deadlines &deadlines, const Actor &actor, std::string_view register_id, std::int64_t record) {
  const auto items = deadlines.of_record(actor, register_id, record);
  if (items.empty()) return {};
  Out out;
  out.element("h2", tr("Tidsgränser")).open("ul", {{"class", "plain"}});
  for (const auto &item : items) {
    const bool late = item.state == State::overdue || item.state == State::missed || item.state == State::met_late || item.state == State::never_done;
    out.open("li", {{"class", is_open(item.state) ? "item" : "item done-before"}});
    out.element("span", item.kept.last.empty() ? std::string(tr("vilar")) : item.kept.last,
                {{"class", late && is_open(item.state) ? "d late" : "d"}});
    out.link(pages::detail_href(item.kept), item.title, "t");
    auto words = pages::days_words(item);
    if (item.kept.times > 1) words += " · " + tr_f("{0} av {1} gjorda", {std::to_string(item.kept.done), std::to_string(item.kept.times)});
    if (item.kept.extended) words += " · " + std::string(tr("förlängd"));
    out.element("small", words, {{"class", late ? "late" : ""}}).close("li");
  }
  out.close("ul");
  return out.take();
}

void add_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<Deps>(given);
  router.get("/bevakning", access::guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return pages::list_page(*deps, r, a); }),
             {.help = "Vad som har en sista dag", .permission = "read_records"});
  router.post("/bevakning/signera",
              access::guarded(May::write_followup, [deps](http::Request &r, const Actor &a) { return pages::sign(*deps, r, a); }),
              {.help = "Signerar veckans bevakning", .permission = "write_followup"});
  router.get("/bevakning/signerade",
             access::guarded(May::read_records, [deps](http::Request &, const Actor &a) { return pages::signed_page(*deps, a); }),
             {.help = "Signerade veckor", .permission = "read_records"});
  pages::add_detail(router, deps);
  pages::add_outcome(router, deps);
}

} // namespace rt::deadlines
