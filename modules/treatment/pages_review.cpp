// Ärendegenomgång: deputy and employee go through each case about every sixth week. SRS done, file up to date, both parents.
#include "modules/treatment/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::treatment {

namespace {

struct Employee {
  std::int64_t staff = 0;
  std::string name;
  int contacts = 0, with_sessions = 0, with_srs = 0, late = 0;
  std::string last_srs;
};

std::vector<Employee> by_employee(const std::vector<ListRow> &rows, const Names &names, const std::string &day) {
  std::map<std::int64_t, Employee> found;
  for (const auto &r : rows) {
    auto &e = found[r.staff];
    e.staff = r.staff;
    ++e.contacts;
    if (!r.last_held.empty()) ++e.with_sessions;
    if (!r.last_held.empty() && !r.srs_missing) ++e.with_srs;
    if (r.review_on <= day) ++e.late;
    e.last_srs = std::max(e.last_srs, r.last_srs_on);
  }
  std::vector<Employee> list;
  for (auto &[id, e] : found) {
    const auto name = names.staff.find(id);
    e.name = name == names.staff.end() ? std::string(tr("Utan behandlare")) : name->second;
    list.push_back(std::move(e));
  }
  std::sort(list.begin(), list.end(), [](const auto &a, const auto &b) { return a.late != b.late ? a.late > b.late : a.name < b.name; });
  return list;
}

void overview(Out &out, const std::vector<Employee> &employees, Date day) {
  html::begin_table(out, tr("Ärenden per medarbetare"),
                    {{std::string(tr("Medarbetare")), "", "", {}},
                     {std::string(tr("Ärenden")), "n", "", {}},
                     {std::string(tr("SRS görs")), "n", "", {}},
                     {std::string(tr("Senaste SRS")), "", "", {}},
                     {std::string(tr("Genomgång sen")), "n", "", {}}},
                    "list");
  for (const auto &e : employees) {
    const auto href = "/genomgang?vem=" + std::to_string(e.staff);
    html::begin_row(out, href);
    out.open("td").link(href, e.name).close("td");
    html::cell(out, std::to_string(e.contacts), "n");
    html::cell(out, e.with_sessions ? percent(100.0 * e.with_srs / e.with_sessions) : std::string("–"), "n");
    html::cell(out, e.last_srs.empty() ? std::string("–") : near_date(e.last_srs, day));
    html::cell(out, e.late ? std::to_string(e.late) : std::string("–"), e.late ? "n late" : "n");
    html::end_row(out);
  }
  html::end_table(out);
}

void yes_no(Out &out, std::string_view id, std::string_view words, std::optional<bool> value) {
  out.open("label", {{"class", "tickbox"}}).raw("<input type=\"checkbox\" value=\"1\"").attr("name", id);
  if (value.value_or(false)) out.raw(" checked");
  out.raw("> ").text(words).close("label");
}

void one_case(Out &out, const ListRow &r, const Review *last, Date day, bool may_write, std::int64_t staff) {
  const bool late = r.review_on <= to_iso(day);
  out.open("li", {{"class", late ? "review due" : "review"}});
  out.open("div", {{"class", "review-head"}});
  out.link("/arenden/" + std::to_string(r.contact), r.name, "t");
  out.element("span", late ? tr_f("genomgång {0}", {near_date(r.review_on, day)}) : tr_f("nästa {0}", {near_date(r.review_on, day)}),
              {{"class", late ? "d late" : "d"}});
  out.close("div");
  std::string facts;
  const auto add = [&](const std::string &words) { facts += (facts.empty() ? "" : " · ") + words; };
  if (r.srs_missing) add(std::string(tr("SRS saknas efter det senaste samtalet")));
  else if (!r.last_srs_on.empty()) add(tr_f("SRS {0}, {1}", {points(r.last_srs), near_date(r.last_srs_on, day)}));
  else add(std::string(tr("inget samtal hållet än")));
  if (last) {
    add(last->file_current.value_or(false) ? std::string(tr("akten var uppdaterad")) : std::string(tr("akten var inte uppdaterad")));
    if (last->both_parents) add(*last->both_parents ? std::string(tr("båda föräldrarna är med")) : std::string(tr("en förälder saknas")));
  }
  out.element("p", facts, {{"class", r.srs_missing ? "bits lacking" : "bits"}});
  if (last && !trim(last->note).empty())
    out.open("p", {{"class", "bits"}}).element("b", tr("Från förra gången:")).raw(" ").text(last->note).close("p");
  if (may_write) {
    html::begin_disclosure(out, tr("Gå igenom"), false, "disclosure");
    html::begin_form(out, "/genomgang/" + std::to_string(r.contact), false, "form review-form");
    html::input_hidden(out, "vem", std::to_string(staff));
    out.open("div", {{"class", "ticks"}});
    yes_no(out, "srs_done", tr("SRS görs"), !r.srs_missing && !r.last_srs_on.empty());
    yes_no(out, "file_current", tr("Akten är uppdaterad"), std::nullopt);
    yes_no(out, "both_parents", tr("Båda föräldrarna är med"), last ? last->both_parents : std::nullopt);
    out.close("div");
    html::Field note("note", html::Label(tr("Att göra till nästa gång")));
    // Several forms on one page: the element ids must differ, the names in the form may not.
    out.open("p").open("label", {{"for", "note-" + std::to_string(r.contact)}}).text(note.label.words).close("label");
    out.open("textarea", {{"class", "textarea-field__textarea"}, {"id", "note-" + std::to_string(r.contact)}, {"name", "note"}, {"rows", "2"}})
        .close("textarea")
        .close("p");
    html::button(out, tr("Spara genomgången"));
    html::end_form(out);
    html::end_disclosure(out);
  }
  out.close("li");
}

http::Response page(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto day = today(deps.clock);
  const auto names = names_of(deps, actor.unit);
  const bool leads = actor.role == access::Role::head || actor.role == access::Role::deputy;
  auto connection = deps.records.pool().read();
  const auto rows = under_treatment(*connection, actor, leads ? 0 : actor.staff);
  deps.read_log.log(actor, {audit::Act::read, "contact:review", "ärendegenomgång", "rader:" + std::to_string(rows.size())});
  const auto employees = by_employee(rows, *names, to_iso(day));
  std::int64_t chosen = parse_integer(request.query["vem"]).value_or(0);
  if (!leads) chosen = actor.staff;
  Out out;
  if (rows.empty()) {
    html::empty_state(out, tr("Här går ni igenom ärendena ungefär var sjätte vecka. Ärendet kommer hit när behandlingen har börjat."));
  } else if (leads && chosen) {
    out.open("p").link("/genomgang", tr("Alla medarbetare")).close("p");
  } else if (leads) {
    overview(out, employees, day);
    out.element("p", tr("Välj en medarbetare för att gå igenom ärendena tillsammans."), {{"class", "calm"}});
  }
  if (chosen) {
    std::vector<std::int64_t> ids;
    for (const auto &r : rows)
      if (r.staff == chosen) ids.push_back(r.contact);
    const auto reviews = last_reviews(*connection, actor, ids);
    const auto name = names->staff.find(chosen);
    if (leads && name != names->staff.end()) out.element("h2", name->second);
    const auto e = std::find_if(employees.begin(), employees.end(), [&](const auto &x) { return x.staff == chosen; });
    if (e != employees.end() && e->with_sessions)
      out.element("p",
                  tr_f("SRS görs i {0} av {1} ärenden med samtal ({2}).",
                       {std::to_string(e->with_srs), std::to_string(e->with_sessions), percent(100.0 * e->with_srs / e->with_sessions)}),
                  {{"class", "lead"}});
    out.open("ul", {{"class", "reviews"}});
    for (const auto &r : rows) {
      if (r.staff != chosen) continue;
      const auto last = reviews.find(r.contact);
      one_case(out, r, last == reviews.end() ? nullptr : &last->second, day, actor.may(access::May::write_records), chosen);
    }
    out.close("ul");
  }
  return http::html(html::page(make_frame(deps, actor, "genomgang", std::string(tr("Ärendegenomgång")),
                                          std::string(tr("Ungefär var sjätte vecka: görs SRS, är akten uppdaterad, är båda föräldrarna med?"))),
                               out.str()));
}

http::Response save(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto id = id_param(request);
  const auto contact = deps.records.get(actor, "contact", id, "ärendegenomgång");
  if (!contact) return http::problem(request, contact.error());
  records::Draft draft;
  draft.unit = contact->unit;
  draft.team = contact->team;
  draft.contact = id;
  draft.values["contact"] = id;
  draft.values["date"] = to_iso(today(deps.clock));
  for (const auto *field : {"srs_done", "file_current", "both_parents"}) draft.values[field] = std::int64_t{request.form[field] == "1"};
  if (const auto note = std::string(trim(request.form["note"])); !note.empty()) draft.values["note"] = note;
  const auto saved = deps.records.save(actor, "case_review", std::move(draft));
  if (!saved) return http::problem(request, saved.error());
  const auto who = parse_integer(request.form["vem"]).value_or(0);
  return http::redirect(who ? "/genomgang?vem=" + std::to_string(who) : std::string("/genomgang"));
}

} // namespace

void add_review_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<Deps>(given);
  using access::May;
  router.get("/genomgang", access::guarded(May::review_cases, [deps](http::Request &r, const access::Actor &a) { return page(*deps, r, a); }),
             {.help = "Ärendegenomgång per medarbetare", .permission = "review_cases"});
  router.post("/genomgang/{contact}",
              access::guarded(May::review_cases, [deps](http::Request &r, const access::Actor &a) { return save(*deps, r, a); }),
              {.help = "Spara en ärendegenomgång", .permission = "review_cases"});
}

} // namespace rt::treatment
