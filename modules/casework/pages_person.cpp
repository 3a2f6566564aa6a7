// The person: who may be seen, what comes next, everything that is written, the people around.
#include "modules/casework/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::casework {
namespace {

constexpr int kPerPage = 40, kPrinted = 1000;

struct View {
  records::Person person;
  bool masked = false;
  std::vector<CaseLine> cases;
  std::vector<Household> households;
  std::vector<NetworkPerson> network;
  std::vector<Sibling> siblings;
  std::optional<NextStep> next;
  std::vector<Due> deadlines;
  Names names;
};

std::string full_name(const records::Person &p) { return std::string(trim(p.first_name + " " + p.last_name)); }

std::string age_words(const records::Person &p, Date day) {
  const auto born = date_from_iso(p.birth_date);
  if (!born) return {};
  return tr_f("{0} år, född {1}", {std::to_string(age_at(*born, day)), p.birth_date});
}

std::string sex_words(const records::Person &p, Date day) {
  if (p.sex == organisation::Sex::unknown) return {};
  const auto born = date_from_iso(p.birth_date);
  const bool child = born && age_at(*born, day) < 18;
  return std::string(organisation::word(p.sex, child ? organisation::People::children : organisation::People::adults, false));
}

void head(Out &out, const Deps &deps, const Actor &actor, const View &v) {
  const auto day = today(deps);
  const auto &p = v.person;
  out.open("header", {{"class", "case-head"}}).element("h1", full_name(p));
  if (v.masked) html::message(out, html::Tone::partly, tr("Personen har skyddade uppgifter. Bara de som arbetar med personen ser vem det är."));
  else if (p.is_protected)
    html::message(out, html::Tone::partly,
                  tr("Skyddade personuppgifter: lämna inte ut något om personen, och skriv aldrig namn eller adress i kalendern eller i mejl."));
  std::string lead;
  const auto add = [&](const std::string &words) { lead += words.empty() ? "" : (lead.empty() ? "" : " · ") + words; };
  if (!v.masked) {
    add(age_words(p, day));
    add(sex_words(p, day));
    add(p.personnummer);
    if (!p.language.empty()) add(p.interpreter ? tr_f("tolk i {0}", {p.language}) : tr_f("talar {0}", {p.language}));
    else if (p.interpreter) add(std::string(tr("behöver tolk")));
  }
  if (!lead.empty()) out.element("p", lead, {{"class", "lead"}});
  const auto marked = split(p.flags, ',');
  bool any = false;
  for (const auto &flag : flags())
    if (!v.masked && std::find(marked.begin(), marked.end(), flag.id) != marked.end()) {
      if (!any) out.open("p", {{"class", "tags"}});
      any = true;
      out.element("span", flag.words, {{"class", "tag"}}).raw(" ");
    }
  if (any) out.close("p");
  if (!p.needs.empty()) out.open("p", {{"class", "bits"}}).element("b", tr("Behov:")).raw(" ").text(p.needs).close("p");
  out.open("p", {{"class", "next-step"}}).element("span", tr("Nästa steg"), {{"class", "lead-in"}}).raw(" ");
  if (v.masked) out.text(tr("Visas inte."));
  else if (v.next) {
    out.link("/register/task/" + std::to_string(v.next->record), v.next->what).raw(" ");
    out.element("b", near_date(v.next->due, day), {{"class", v.next->due < to_iso(day) ? "late" : ""}});
    if (const auto who = v.names.of_staff({v.next->responsible}); !who.empty()) out.text(", " + who);
  } else
    no_next_step(out, deps, actor,
                 std::any_of(v.cases.begin(), v.cases.end(), [](const CaseLine &line) { return line.open; }) ? v.cases.front().id : 0);
  out.close("p").close("header");
}

void cases_part(Out &out, const Deps &deps, const Actor &actor, const View &v) {
  if (!deps.casework.has_cases()) return;
  out.element("h2", tr("Ärenden"));
  if (v.cases.empty()) out.element("p", tr("Inget ärende ännu."));
  else out.open("ul", {{"class", "plain side-list"}});
  for (const auto &line : v.cases) {
    out.open("li", {{"class", line.open ? "" : "quiet"}}).link(case_href(line.id), case_words(line, today(deps)));
    std::string about = line.number.empty() ? "" : tr_f("nr {0}", {line.number}) + " · ";
    if (!line.open) about += line.closed.empty() ? lower(line.state) : tr_f("avslutat {0}", {line.closed});
    else about += line.handlers.empty() ? std::string(tr("ingen handläggare")) : v.names.of_staff(line.handlers);
    out.element("small", about).close("li");
  }
  if (!v.cases.empty()) out.close("ul");
  if (!actor.may(May::write_records) || v.masked) return;
  html::begin_disclosure(out, tr("Öppna ett ärende"));
  html::begin_form(out, person_href(v.person.id) + "/arende", false, "form");
  html::Field kind("kind", html::Label(tr("Slag")));
  kind.required = true;
  std::vector<html::Choice> choices;
  if (const auto *field = deps.records.catalog().find("case")->field("kind"))
    for (const auto &option : field->options) choices.push_back({option.id, option.title.str(), !option.valid_to.empty()});
  html::input_select(out, kind, choices);
  html::Field opened("opened", html::Label(tr("Öppnat")));
  opened.value = to_iso(today(deps));
  opened.width = "date";
  html::input_date(out, opened);
  html::Field mine("mine", html::Label(tr("Jag handlägger")));
  mine.value = "1";
  if (actor.staff != 0) html::input_check(out, mine);
  html::button(out, tr("Öppna ärendet"));
  html::end_form(out);
  html::end_disclosure(out);
}

void people_part(Out &out, const View &v) {
  if (v.masked) return;
  std::vector<const NetworkPerson *> guardians;
  for (const auto &one : v.network)
    if (one.guardian) guardians.push_back(&one);
  if (!guardians.empty()) {
    out.element("h2", tr("Vårdnadshavare")).open("ul", {{"class", "plain side-list"}});
    for (const auto *one : guardians) {
      out.open("li").link(one->known != 0 ? person_href(one->known) : "/register/network_person/" + std::to_string(one->record), one->name);
      out.element("small",
                  one->relation + " · " + (one->contacted.empty() ? std::string(tr("inte kontaktad än")) : tr_f("kontaktad {0}", {one->contacted})));
      out.close("li");
    }
    out.close("ul");
    if (guardians.size() == 1) out.element("p", tr("Bara en vårdnadshavare är antecknad. Finns det en till?"), {{"class", "quiet"}});
  }
  if (!v.siblings.empty()) {
    out.element("h2", tr("Syskon")).open("ul", {{"class", "plain side-list"}});
    for (const auto &one : v.siblings) out.open("li").link(person_href(one.person), one.name).element("small", one.through).close("li");
    out.close("ul");
  }
  for (const auto &household : v.households) {
    out.open("h2")
        .link("/register/household/" + std::to_string(household.record), tr("Hushåll"))
        .close("h2")
        .open("ul", {{"class", "plain side-list"}});
    for (const auto &member : household.members) {
      if (member.person == v.person.id) continue;
      out.open("li");
      if (member.person != 0) out.link(person_href(member.person), member.name);
      else out.element("span", member.name);
      out.element("small", lower(member.role)).close("li");
    }
    out.close("ul");
  }
}

/// One plan per adult (C02): who in the household has a plan, who lacks one.
void plans_part(Out &out, const Deps &deps, const Actor &actor, const View &v) {
  std::vector<const HouseholdMember *> adults;
  std::vector<std::int64_t> ids;
  for (const auto &household : v.households)
    for (const auto &member : household.members)
      if (!member.child && member.person != 0) {
        adults.push_back(&member);
        ids.push_back(member.person);
      }
  if (adults.size() < 2 || v.masked) return;
  const auto plans = deps.casework.plans(actor, ids);
  if (plans.register_id.empty()) return;
  out.element("h2", deps.records.catalog().find(plans.register_id)->title.str()).open("ul", {{"class", "plain side-list"}});
  for (const auto *adult : adults) {
    out.open("li").element("span", adult->name);
    if (const auto it = plans.newest.find(adult->person); it == plans.newest.end())
      out.element("small", tr("har ingen plan. Varje vuxen ska ha en egen."));
    else
      out.open("small")
          .link("/register/" + plans.register_id + "/" + std::to_string(it->second.first), tr_f("plan från {0}", {it->second.second}))
          .close("small");
    out.close("li");
  }
  out.close("ul");
}

void acts_part(Out &out, const Deps &deps, const Actor &actor, const View &v) {
  if (v.masked || !actor.may(May::write_records)) return;
  if (const auto href = deps.together ? deps.together(actor, v.person.id) : std::string{}; !href.empty())
    out.open("p", {{"class", "side-acts"}}).link(href, tr("Arbeta tillsammans på skärm")).close("p");
  out.open("p", {{"class", "side-acts"}}).link(person_href(v.person.id) + "/uppgifter", tr("Ändra personens uppgifter"));
  if (actor.may(May::delete_records)) out.raw("<br>").link(person_href(v.person.id) + "/sammanfor", tr("Samma person finns två gånger"));
  out.close("p");
}

std::string address(std::int64_t person, const std::string &reg, int page) {
  std::string query;
  if (!reg.empty()) query += "?register=" + reg;
  if (page > 1) query += std::string(query.empty() ? "?" : "&") + "sida=" + std::to_string(page);
  return person_href(person) + query;
}

/// What kinds of events there are and how many: one line to choose from, however many registers write about a person.
void write_kinds(Out &out, const Deps &deps, const View &v, const Timeline &timeline, const std::string &reg) {
  std::int64_t all = 0;
  std::vector<html::Choice> kinds;
  for (const auto &[id, count] : timeline.counts) {
    all += count;
    if (const auto *one = deps.records.catalog().find(id)) kinds.push_back({id, one->title.str() + " (" + std::to_string(count) + ")"});
  }
  std::sort(kinds.begin(), kinds.end(), [](const auto &a, const auto &b) { return a.words < b.words; });
  kinds.insert(kinds.begin(), {"", tr_f("Allt ({0})", {std::to_string(all)})});
  html::begin_search_form(out, person_href(v.person.id), "filters");
  html::Field field("register", html::Label(tr("Visa bara")));
  field.value = reg;
  html::input_select(out, field, kinds, false);
  html::button(out, tr("Visa"), html::Button::secondary);
  html::end_form(out);
}

void timeline_tab(Out &out, const Deps &deps, const Actor &actor, const View &v, const std::string &reg, int page, bool printing) {
  TimelineQuery query{v.person.id, reg, printing ? kPrinted : kPerPage, printing ? 0 : (page - 1) * kPerPage, ""};
  const auto timeline = deps.casework.timeline(actor, query);
  if (timeline.counts.empty())
    return html::empty_state(out, tr("Här samlas allt som skrivs om personen, det nyaste först. Öppna ett ärende, så börjar tidslinjen."));
  if (!printing && timeline.counts.size() > 1) write_kinds(out, deps, v, timeline, reg);
  write_timeline(out, deps, timeline, v.names, !printing);
  if (printing) return;
  out.open("p", {{"class", "more"}});
  if (page > 1) out.link(address(v.person.id, reg, page - 1), tr("Nyare")).raw(" · ");
  if (timeline.total > static_cast<std::int64_t>(page) * kPerPage) out.link(address(v.person.id, reg, page + 1), tr("Äldre")).raw(" · ");
  out.link(person_href(v.person.id) + "?utskrift=1", tr("Visa allt för utskrift")).close("p");
}

void details_tab(Out &out, const Deps &deps, const Actor &actor, const View &v) {
  const auto numbers = deps.persons.numbers(actor, v.person.id);
  out.open("dl", {{"class", "facts"}});
  const auto fact = [&](std::string_view word, const std::string &value) {
    if (!value.empty()) out.element("dt", word).element("dd", value);
  };
  fact(tr("Namn"), full_name(v.person));
  fact(tr("Personnummer"), v.person.personnummer);
  for (const auto &number : numbers)
    fact(number.kind == "official"  ? tr("Tidigare nummer")
         : number.kind == "reserve" ? tr("Reservnummer")
                                    : tr("Annat nummer"),
         number.number + (number.valid_to.empty() ? "" : ", " + tr_f("till {0}", {number.valid_to})));
  fact(tr("Internt nummer"), std::to_string(v.person.id));
  fact(tr("Född"), v.person.birth_date);
  fact(tr("Språk"), v.person.language);
  fact(tr("Tolk"), v.person.interpreter ? std::string(tr("ja")) : std::string{});
  fact(tr("Behov"), v.person.needs);
  out.close("dl");
  for (const auto &merge : deps.merges.of(actor, v.person.id)) {
    out.element("h2", tr("Sammanförd"));
    out.element("p", tr_f("{0} förde samman två registreringar {1}. {2} poster flyttades.",
                          {merge.who, merge.at.substr(0, 10), std::to_string(merge.records)}));
    if (!actor.may(May::delete_records)) continue;
    if (!merge.why_not.empty()) {
      out.element("p", merge.why_not + " " + std::string(tr("Därför går det inte att föra isär personerna.")), {{"class", "quiet"}});
      continue;
    }
    html::begin_form(out, person_href(v.person.id) + "/isar");
    html::input_hidden(out, "merge", std::to_string(merge.id));
    html::button(out, tr("För isär dem igen"), html::Button::secondary);
    html::end_form(out);
  }
}

View load(const Deps &deps, const Actor &actor, records::Person person) {
  View v;
  v.person = std::move(person);
  v.masked = v.person.is_protected && v.person.last_name.empty() && v.person.first_name == tr("Skyddad person");
  v.names = names_of(deps, actor.unit);
  v.cases = deps.casework.cases_of(actor, v.person.id);
  if (!v.masked) {
    v.households = deps.casework.households(actor, v.person.id);
    v.network = deps.casework.network(actor, v.person.id);
    v.siblings = deps.casework.siblings(actor, v.person.id, v.households);
    v.next = deps.casework.next_step(actor, v.person.id);
  }
  if (deps.deadlines) v.deadlines = deps.deadlines(actor, v.person.id);
  return v;
}

http::Response person_page(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto id = id_param(request);
  auto person = deps.persons.get(actor, id, tr("arbete i ärendet"));
  if (!person) return http::problem(request, person.error());
  if (person->merged_into != 0) return http::redirect(person_href(person->merged_into));
  const auto v = load(deps, actor, std::move(*person));
  const auto tab = request.query["flik"];
  const auto *reg = deps.records.catalog().find(request.query["register"]);
  const int number = static_cast<int>(std::clamp<long long>(parse_integer(request.query["sida"]).value_or(1), 1, 10000));
  const bool printing = request.query["utskrift"] == "1", network = tab == "natverk", details = tab == "uppgifter";
  Out out;
  head(out, deps, actor, v);
  if (!printing)
    html::tabs(out, tr("Delar av personens sida"),
               {{person_href(id), std::string(tr("Tidslinje")), !network && !details},
                {person_href(id) + "?flik=natverk", std::string(tr("Nätverk")), network},
                {person_href(id) + "?flik=uppgifter", std::string(tr("Uppgifter")), details}});
  out.open("div", {{"class", "with-aside"}}).open("div", {{"class", "person-main"}});
  if (network) write_network(out, deps, actor, v.network, id, v.masked);
  else if (details && !v.masked) details_tab(out, deps, actor, v);
  else timeline_tab(out, deps, actor, v, reg != nullptr ? reg->id : "", number, printing);
  out.close("div").open("aside", {{"class", "note person-side comes-first"}, {"aria-label", tr("Om personen")}});
  cases_part(out, deps, actor, v);
  for (const auto &t : deps.casework.received_about(actor, id)) {
    const auto unit = deps.organisation.unit(t.from_unit);
    out.open("p")
        .link("/overlamningar/" + std::to_string(t.id) + "/tidigare", tr_f("Tidigare i {0}", {unit ? unit->name : std::string(tr("en annan enhet"))}))
        .close("p");
  }
  write_deadlines(out, deps, v.deadlines);
  people_part(out, v);
  plans_part(out, deps, actor, v);
  acts_part(out, deps, actor, v);
  out.close("aside").close("div");
  return page(deps, actor, "cases", full_name(v.person), "", out.take(), true);
}

http::Response open_case(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto *reg = deps.records.catalog().find("case");
  if (reg == nullptr) return http::problem(request, {ProblemKind::not_found, std::string(tr("Enheten har inget register för ärenden.")), {}});
  auto draft = records::blank(*reg, actor, today(deps));
  draft.values["person"] = id_param(request);
  const auto day = parse_date(request.form["opened"], today(deps));
  draft.values["opened"] = day ? db::Value{to_iso(*day)} : db::Value{request.form["opened"]};
  if (const auto *kind = reg->field("kind"))
    if (const auto *option = kind->option(request.form["kind"])) draft.values["kind"] = static_cast<std::int64_t>(option->code);
  if (request.form["mine"] == "1" && actor.staff != 0) {
    draft.values["handlers"] = staff_text({actor.staff});
    draft.values["allocated"] = day ? db::Value{to_iso(*day)} : db::Value{db::Null{}};
  } else draft.values.erase("handlers");
  auto saved = deps.records.save(actor, "case", std::move(draft));
  if (!saved) return http::problem(request, saved.error());
  return http::redirect(case_href(saved->id));
}

} // namespace

void add_person_pages(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.get("/person/{id}", access::guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return person_page(*deps, r, a); }),
             {.help = "En person: tidslinje, nätverk och uppgifter", .permission = "read_records"});
  router.post("/person/{id}/arende", access::guarded(May::write_records, [deps](http::Request &r, const Actor &a) { return open_case(*deps, r, a); }),
              {.help = "Öppna ett ärende om personen", .permission = "write_records"});
}

} // namespace rt::casework
