// Min dag: what must be done today, whom do I meet, what did I promise. Nothing else.
#include "modules/treatment/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <map>
#include <set>

namespace rt::treatment {

namespace {

constexpr int kAheadDays = 7;
constexpr int kMostOfAKind = 8;

std::string contact_href(std::int64_t contact, std::string_view tab = {}) {
  return "/arenden/" + std::to_string(contact) + (tab.empty() ? std::string() : "?flik=" + std::string(tab));
}

/// The contacts of mine that wait for something.
void from_lines(const Deps &deps, const access::Actor &actor, Date day, std::vector<TodoItem> &items) {
  if (!actor.staff) return;
  ListAsk ask;
  ask.show = Show::mine;
  ask.limit = 80;
  std::vector<ListRow> rows;
  {
    auto connection = deps.records.pool().read();
    rows = list_cases(*connection, actor, ask);
  }
  const auto until = to_iso(day + kAheadDays);
  for (const auto &r : rows) {
    if (r.next.on > until) break;
    const auto step = step_words(r, day);
    if (r.next.what == Step::session && !step.late) continue; // a session to come is a meeting, not a duty
    TodoItem item;
    item.key = "line:" + std::to_string(r.contact) + ":" + r.next.on;
    item.title = step.what;
    item.detail = r.name;
    item.due = r.next.on;
    item.can_tick = false;
    item.href = contact_href(r.contact, r.next.what == Step::ending ? "avslut" : r.next.what == Step::review ? "" : "samtal");
    if (r.next.what == Step::review) {
      item.href = "/genomgang?vem=" + std::to_string(r.staff);
      item.detail += r.last_review.empty() ? std::string(" · ") + std::string(tr("sex veckor efter starten"))
                                           : " · " + tr_f("senast {0}", {near_date(r.last_review, day)});
    } else if (r.next.what == Step::missing_srs) {
      item.detail += " · " + tr_f("samtalet {0}", {near_date(r.last_held, day)});
    } else if (r.next.what == Step::first_session) {
      item.detail += " · " + tr_f("kom in {0}", {near_date(r.received, day)});
    }
    items.push_back(std::move(item));
  }
}

std::vector<records::Record> rows(const Deps &deps, const access::Actor &actor, std::string_view reg, std::vector<records::Filter> filters,
                                  std::string sort, int limit) {
  if (!deps.records.catalog().find(reg)) return {};
  records::ListQuery query;
  query.filters = std::move(filters);
  query.sort = std::move(sort);
  query.limit = limit;
  query.with_total = false;
  return deps.records.list(actor, reg, query, "min dag").rows;
}

/// About a month after linking the field assistant asks the youth: only a confirmed contact counts.
void from_links(const Deps &deps, const access::Actor &actor, Date day, std::vector<TodoItem> &items) {
  const auto linked_before = to_iso(add_months(day + kAheadDays, -1));
  for (const auto &r :
       rows(deps, actor, "youth_link", {{"confirmed", "none", ""}, {"linked", "<=", linked_before}, {"linked", ">=", to_iso(add_months(day, -6))}},
            "linked", kMostOfAKind)) {
    const auto linked = date_from_iso(r.text("linked"));
    if (!linked) continue;
    TodoItem item;
    item.key = "link:" + std::to_string(r.id);
    item.title = tr("Fråga om kontakten blev av");
    item.detail = tr_f("{0}, länkad {1} till {2}", {r.text("alias"), near_date(r.text("linked"), day),
                                                    lower(option_title(deps.records.catalog(), "youth_link", "activity", r.integer("activity")))});
    item.href = "/register/youth_link/" + std::to_string(r.id);
    item.due = to_iso(add_months(*linked, 1));
    items.push_back(std::move(item));
  }
}

/// Early in the month: who risks paying late, while there is time for a plan B.
void from_rents(const Deps &deps, const access::Actor &actor, Date day, std::vector<TodoItem> &items) {
  constexpr int kEarly = 10;
  if (day_of(day) > kEarly) return;
  const auto month = month_containing(day);
  const auto rents = rows(deps, actor, "rent",
                          {{"risk", "=", "1"}, {"paid", "none", ""}, {"due", ">=", to_iso(first_day(month))}, {"due", "<=", to_iso(last_day(month))}},
                          "due", kMostOfAKind);
  std::vector<std::int64_t> persons;
  for (const auto &r : rents) persons.push_back(r.person);
  const auto names = deps.persons.names(actor, persons);
  for (const auto &r : rents) {
    TodoItem item;
    item.key = "rent:" + std::to_string(r.id);
    item.title = tr("Risk för sen hyra");
    const auto name = names.find(r.person);
    item.detail = (name == names.end() ? std::string(tr("Hyresgäst")) : name->second) + " · " +
                  (r.has("plan_b") ? tr_f("plan B: {0}", {r.text("plan_b")}) : std::string(tr("ingen plan B än")));
    item.href = r.contact ? contact_href(r.contact) : "/register/rent/" + std::to_string(r.id);
    item.due = r.text("due");
    items.push_back(std::move(item));
  }
}

/// Both guardians are always contacted when the field assistants are worried.
void from_parents(const Deps &deps, const access::Actor &actor, Date day, std::vector<TodoItem> &items) {
  constexpr int kRecentDays = 60;
  for (const auto &r :
       rows(deps, actor, "parent_informed", {{"other_parent", "=", "0"}, {"date", ">=", to_iso(day - kRecentDays)}}, "-date", kMostOfAKind)) {
    TodoItem item;
    item.key = "parent:" + std::to_string(r.id);
    item.title = tr("Kontakta den andra vårdnadshavaren");
    item.detail =
        tr_f("{0}, {1} är informerad {2}", {r.text("alias"), lower(option_title(deps.records.catalog(), "parent_informed", "sex", r.integer("sex"))),
                                            near_date(r.text("date"), day)});
    item.href = "/register/parent_informed/" + std::to_string(r.id);
    items.push_back(std::move(item));
  }
}

void from_viewpoints(const Deps &deps, const access::Actor &actor, Date day, std::vector<TodoItem> &items) {
  const auto waiting = rows(deps, actor, "viewpoint", {{"state", "=", "new"}}, "received", 100);
  if (!waiting.empty()) {
    TodoItem item;
    item.key = "viewpoints:" + to_iso(day);
    item.title = tr_n("{} synpunkt att ta upp", "{} synpunkter att ta upp", static_cast<long long>(waiting.size()));
    item.detail = tr_f("Den äldsta kom {0}. Tas upp på verksamhetsmötet.", {near_date(waiting.front().text("received"), day)});
    item.href = "/synpunkter";
    item.can_tick = false;
    items.push_back(std::move(item));
  }
  if (!actor.staff) return;
  for (const auto &r : rows(deps, actor, "viewpoint", {{"staff", "=", std::to_string(actor.staff)}, {"adapted", "=", "1"}, {"fed_back", "none", ""}},
                            "-received", kMostOfAKind)) {
    TodoItem item;
    item.column = TodoItem::Column::promised;
    item.key = "feedback:" + std::to_string(r.id);
    item.title = tr("Berätta om anpassningen");
    item.detail = tr_f("Synpunkten från {0}", {near_date(r.text("received"), day)});
    item.href = "/register/viewpoint/" + std::to_string(r.id);
    items.push_back(std::move(item));
  }
}

/// What was agreed at the last case review.
void from_reviews(const Deps &deps, const access::Actor &actor, std::vector<TodoItem> &items) {
  if (!actor.staff) return;
  auto connection = deps.records.pool().read();
  const auto mine = under_treatment(*connection, actor, actor.staff);
  std::vector<std::int64_t> ids;
  for (const auto &r : mine) ids.push_back(r.contact);
  const auto reviews = last_reviews(*connection, actor, ids);
  for (const auto &r : mine) {
    const auto review = reviews.find(r.contact);
    if (review == reviews.end() || trim(review->second.note).empty()) continue;
    TodoItem item;
    item.column = TodoItem::Column::promised;
    item.key = "note:" + std::to_string(r.contact) + ":" + review->second.date;
    item.title = review->second.note;
    item.detail = tr_f("{0}, från ärendegenomgången", {r.name});
    item.href = contact_href(r.contact);
    item.due = r.review_on;
    items.push_back(std::move(item));
  }
}

/// A head sees how many reviews are late in the unit, not each of them.
void from_unit(const Deps &deps, const access::Actor &actor, Date day, std::vector<TodoItem> &items) {
  if (actor.role != access::Role::head && actor.role != access::Role::deputy) return;
  auto connection = deps.records.pool().read();
  int late = 0;
  std::string oldest;
  for (const auto &r : under_treatment(*connection, actor, 0)) {
    if (r.review_on > to_iso(day)) continue;
    ++late;
    if (oldest.empty() || r.review_on < oldest) oldest = r.review_on;
  }
  if (!late) return;
  TodoItem item;
  item.key = "reviews:" + to_iso(day);
  item.title = tr_n("{} ärendegenomgång är sen", "{} ärendegenomgångar är sena", late);
  item.detail = tr("Ungefär var sjätte vecka: SRS, akten, båda föräldrarna");
  item.href = "/genomgang";
  item.due = oldest;
  item.can_tick = false;
  items.push_back(std::move(item));
}

std::vector<TodoItem> all_items(const Deps &deps, const access::Actor &actor, Date day) {
  std::vector<TodoItem> items;
  from_unit(deps, actor, day, items);
  from_lines(deps, actor, day, items);
  from_links(deps, actor, day, items);
  from_rents(deps, actor, day, items);
  from_parents(deps, actor, day, items);
  from_viewpoints(deps, actor, day, items);
  from_reviews(deps, actor, items);
  for (const auto &source : deps.todos) {
    auto more = source(actor);
    items.insert(items.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  std::stable_sort(items.begin(), items.end(), [](const auto &a, const auto &b) {
    if (a.due.empty() != b.due.empty()) return !a.due.empty();
    return a.due < b.due;
  });
  return items;
}

void tick_form(Out &out, const TodoItem &item, bool done) {
  html::begin_form(out, "/min-dag/klart", false, "inline tick");
  html::input_hidden(out, "sak", item.key);
  html::input_hidden(out, "klart", done ? "1" : "0");
  out.open("button", {{"class", "as-link"}, {"type", "submit"}}).text(done ? tr("Klart") : tr("Ångra"));
  out.element("span", ": " + item.title, {{"class", "sr-only"}}).close("button");
  html::end_form(out);
}

void draw_item(Out &out, const TodoItem &item, Date day, const std::string &done_at) {
  const bool done = !done_at.empty();
  out.open("li", {{"class", done ? "item done" : "item"}});
  const auto due = date_from_iso(item.due);
  if (done) {
    const int minute = swedish_minute(from_iso(done_at));
    out.element("span", tr_f("klart {0}", {std::to_string(minute / 60) + (minute % 60 < 10 ? ".0" : ".") + std::to_string(minute % 60)}),
                {{"class", "d"}});
  } else if (due) {
    out.element("span", near_date(item.due, day), {{"class", *due <= day ? "d late" : "d"}});
  }
  if (item.href.empty() || done) out.element("span", item.title, {{"class", "t"}});
  else out.link(item.href, item.title, "t");
  if (!item.detail.empty() && !done) out.element("small", item.detail);
  if (item.can_tick || done) tick_form(out, item, !done);
  out.close("li");
}

void column(Out &out, const std::vector<TodoItem> &items, TodoItem::Column which, std::string_view title, std::string_view empty, Date day,
            const std::map<std::string, std::string> &ticked) {
  const auto today_iso = to_iso(day);
  out.open("section").element("h2", title);
  Out open, gone;
  int shown = 0;
  for (const auto &item : items) {
    if (item.column != which) continue;
    const auto done = ticked.find(item.key);
    // Done today fades; done earlier is gone.
    if (done == ticked.end()) draw_item(open, item, day, ""), ++shown;
    else if (to_iso(swedish_day(from_iso(done->second))) == today_iso) draw_item(gone, item, day, done->second), ++shown;
  }
  if (shown) out.open("ul", {{"class", "items"}}).raw(open.str()).raw(gone.str()).close("ul");
  else out.element("p", empty, {{"class", "calm"}});
  out.close("section");
}

void start_button(Out &out, const DaySession &s, Kind kind, std::string_view words) {
  html::begin_form(out, contact_href(s.line.contact) + "/skatta", false, "inline");
  html::input_hidden(out, "kind", id_of(kind));
  html::input_hidden(out, "session", std::to_string(s.session));
  out.open("button", {{"class", "as-link"}, {"type", "submit"}})
      .text(words)
      .element("span", " " + s.line.name, {{"class", "sr-only"}})
      .close("button");
  html::end_form(out);
}

void meeting(Out &out, const Deps &deps, const access::Actor &actor, const DaySession &s, const std::vector<Tenths> &sums, const Habits &habits) {
  const auto &catalog = deps.records.catalog();
  const bool held = s.state == state_code(catalog, "session", "held"), cancelled = s.state == state_code(catalog, "session", "cancelled");
  const auto &l = s.line;
  out.open("li", {{"class", held || cancelled ? "item done" : "item"}});
  out.element("span", s.time, {{"class", "d"}});
  const auto number = std::to_string(l.sessions_held + (held ? 0 : 1));
  const auto title = habits.sessions_planned > 0 ? tr_f("{0}, samtal {1} av {2}", {l.name, number, std::to_string(habits.sessions_planned)})
                                                 : tr_f("{0}, samtal {1}", {l.name, number});
  out.link(contact_href(l.contact, "kurvor"), title, "t");
  if (cancelled) out.element("small", tr("Blev inte av"));
  if (!cancelled && l.last_ors >= 0) {
    out.open("small").text(tr_f("Senaste ORS {0}", {points(l.last_ors)}));
    if (const auto topic = topic_words(catalog, l.topic); !topic.empty()) out.raw(" – ").element("b", topic).text(tr(" lägst, ta upp först"));
    out.raw(".");
    if (l.last_srs >= 0) {
      out.raw(" ");
      if (l.srs_alert) out.element("b", tr_f("SRS {0}: fråga vad som kan bli annorlunda.", {points(l.last_srs)}), {{"class", "srs-low"}});
      else out.text(tr_f("SRS {0}.", {points(l.last_srs)}));
    }
    out.close("small");
    if (sums.size() > 1) {
      std::vector<chart::Point> line;
      for (const auto sum : sums) line.push_back({"", sum / 10.0, chart::Gap::value});
      const auto *ors = catalog.instrument("ors");
      out.open("div", {{"class", "spark"}})
          .raw(chart::spark(line, ors ? std::optional<double>(parameters(*ors, std::nullopt).cutoff / 10.0) : std::nullopt,
                            tr_f("ORS över tid, {0} skattningar", {std::to_string(sums.size())}), 220, 36))
          .close("div");
    }
  } else if (!cancelled && habits.uses_ors) {
    out.element("small", tr("Ingen ORS än. Börja samtalet med en."));
  }
  if (s.interpreter) out.element("small", tr("Tolk behövs"));
  if (!cancelled && actor.may(access::May::start_rating)) {
    out.open("div", {{"class", "acts"}});
    if (!held && habits.uses_ors) start_button(out, s, Kind::ors, tr("ORS"));
    if (habits.uses_srs) start_button(out, s, Kind::srs, tr("SRS"));
    if (!held && actor.may(access::May::write_records)) {
      html::begin_form(out, contact_href(l.contact) + "/samtal/" + std::to_string(s.session), false, "inline");
      html::input_hidden(out, "version", std::to_string(s.version));
      html::input_hidden(out, "tillbaka", "min-dag");
      out.open("button", {{"class", "as-link"}, {"type", "submit"}, {"name", "act"}, {"value", "hold"}})
          .text(tr("Hållet"))
          .element("span", " " + l.name, {{"class", "sr-only"}})
          .close("button");
      html::end_form(out);
    }
    out.close("div");
  }
  out.close("li");
}

std::string greeting(int minute, std::string_view name) {
  const auto first = std::string(name.substr(0, name.find(' ')));
  if (minute < 10 * 60) return tr_f("God morgon, {0}", {first});
  if (minute < 17 * 60) return tr_f("Hej, {0}", {first});
  return tr_f("God kväll, {0}", {first});
}

http::Response day_page(const Deps &deps, const http::Request &, const access::Actor &actor) {
  const auto now = deps.clock.now();
  const auto day = today(deps.clock);
  const auto items = all_items(deps, actor, day);
  std::map<std::string, std::string> ticked;
  for (const auto &[item, at] : deps.treatment.ticked(actor)) ticked[item] = at;
  std::vector<DaySession> sessions;
  std::map<std::int64_t, std::vector<Tenths>> sums;
  if (actor.staff) {
    auto connection = deps.records.pool().read();
    sessions = sessions_of_day(*connection, actor, to_iso(day));
    std::vector<std::int64_t> ids;
    for (const auto &s : sessions) ids.push_back(s.line.contact);
    sums = ors_sums(*connection, actor, ids);
  }
  if (!sessions.empty()) deps.read_log.log(actor, {audit::Act::read, "session:list", "min dag", "rader:" + std::to_string(sessions.size())});
  const auto due = std::count_if(items.begin(), items.end(), [&](const auto &i) {
    return i.column == TodoItem::Column::must && !i.due.empty() && i.due <= to_iso(day) && !ticked.contains(i.key);
  });
  auto weekday_words = weekday_date(day);
  auto lead = tr_f("{0}, vecka {1}.", {weekday_words, std::to_string(iso_week(day).week)}) + " " +
              (due ? tr_n("{} sak måste bli klar i dag.", "{} saker måste bli klara i dag.", due) : std::string(tr("Inget är försenat.")));
  if (!lead.empty() && lead[0] >= 'a' && lead[0] <= 'z') lead[0] = static_cast<char>(lead[0] - 'a' + 'A');
  Out out;
  out.open("div", {{"class", "cols"}});
  column(out, items, TodoItem::Column::must, tr("Måste bli klart"), tr("Inget måste bli klart just nu."), day, ticked);
  out.open("section").element("h2", tr("Möten i dag"));
  if (sessions.empty()) out.element("p", tr("Inga samtal bokade i dag."), {{"class", "calm"}});
  else out.open("ul", {{"class", "items"}});
  auto habits = deps.treatment.habits_of(actor.unit);
  for (const auto &s : sessions) meeting(out, deps, actor, s, sums[s.line.contact], habits[s.line.team]);
  if (!sessions.empty()) out.close("ul");
  out.close("section");
  column(out, items, TodoItem::Column::promised, tr("Jag lovade"), tr("Inget du har lovat är kvar att göra."), day, ticked);
  out.close("div");
  return http::html(html::page(make_frame(deps, actor, "min-dag", greeting(swedish_minute(now), actor.name), lead), out.str()));
}

} // namespace

void add_day_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<Deps>(given);
  using access::May;
  router.get("/min-dag", access::guarded(May::read_board, [deps](http::Request &r, const access::Actor &a) { return day_page(*deps, r, a); }),
             {.help = "Min dag", .permission = "read_board"});
  router.post("/min-dag/klart",
              access::guarded(May::read_board,
                              [deps](http::Request &r, const access::Actor &a) {
                                deps->treatment.tick(a, r.form["sak"], r.form["klart"] == "1");
                                return http::redirect("/min-dag");
                              }),
              {.help = "Bocka av eller ångra", .permission = "read_board"});
}

} // namespace rt::treatment
