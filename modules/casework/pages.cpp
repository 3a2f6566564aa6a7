#include "modules/casework/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::casework {

std::string Names::of_staff(const std::vector<std::int64_t> &ids) const {
  std::vector<std::string> names;
  for (const auto id : ids)
    if (const auto it = staff.find(id); it != staff.end()) names.push_back(it->second);
  if (names.size() < 2) return names.empty() ? std::string{} : names.front();
  const auto last = names.back();
  names.pop_back();
  return tr_f("{0} och {1}", {join(names, ", "), last});
}

std::string Names::of_team(std::int64_t id) const {
  const auto it = teams.find(id);
  return it != teams.end() ? it->second : std::string{};
}

Names names_of(const Deps &deps, std::int64_t unit) {
  Names names;
  for (const auto &team : deps.organisation.teams(unit)) names.teams[team.id] = team.name;
  for (const auto &one : deps.organisation.staff(unit)) names.staff[one.id] = one.name;
  return names;
}

std::vector<html::Choice> staff_choices(const Deps &deps, const Actor &actor) {
  std::vector<html::Choice> choices;
  const auto now = to_iso(today(deps));
  for (const auto &one : deps.organisation.staff(actor.unit)) {
    const bool near = actor.teams.empty() || std::any_of(one.teams.begin(), one.teams.end(), [&](auto team) {
                        return std::find(actor.teams.begin(), actor.teams.end(), team) != actor.teams.end();
                      });
    choices.push_back({std::to_string(one.id), one.name, (!one.ended.empty() && one.ended < now) || !near});
  }
  return choices;
}

std::vector<html::Choice> team_choices(const Deps &deps, std::int64_t unit, const access::Scope &scope) {
  std::vector<html::Choice> choices;
  for (const auto &team : deps.organisation.teams(unit))
    if (team.active && scope.covers(unit, team.id)) choices.push_back({std::to_string(team.id), team.name});
  return choices;
}

Date today(const Deps &deps) { return swedish_day(deps.clock.now()); }
std::int64_t id_param(const http::Request &request, std::size_t index) { return parse_integer(request.param(index)).value_or(0); }
std::int64_t id_in(const http::Fields &fields, std::string_view name) { return parse_integer(fields[name]).value_or(0); }
std::string person_href(std::int64_t id) { return "/person/" + std::to_string(id); }
std::string case_href(std::int64_t id) { return "/arende/" + std::to_string(id); }

std::string near_date(std::string_view iso, Date today) {
  const auto date = date_from_iso(iso.substr(0, 10));
  if (!date) return std::string(iso);
  switch (*date - today) {
  case -1: return std::string(tr("i går"));
  case 0: return std::string(tr("i dag"));
  case 1: return std::string(tr("i morgon"));
  default: break;
  }
  auto words = std::to_string(day_of(*date)) + " " + std::string(month_name(month_of(*date), true));
  return year_of(*date) == year_of(today) ? words : words + " " + std::to_string(year_of(*date));
}

http::Response page(const Deps &deps, const Actor &actor, std::string_view section, const std::string &title, const std::string &lead,
                    const std::string &body, bool own_heading, int status) {
  auto frame = deps.frame(actor, section);
  frame.title = title;
  frame.lead = lead;
  frame.own_heading = own_heading;
  frame.styles.insert(frame.styles.end(), {"treatment.css", "register.css", "casework.css"});
  frame.scripts.emplace_back("register.js"); // a filter chosen is a filter used
  Out out;
  const auto printed = [&] { out.element("div", tr_f("Utskrivet {0} av {1}", {long_date(today(deps)), actor.name}), {{"class", "printed"}}); };
  if (!own_heading) printed();
  out.raw(body);
  if (own_heading) printed();
  return http::html(html::page(frame, out.take()), status);
}

std::string case_words(const CaseLine &line, Date today) {
  const auto kind = line.kind.empty() ? std::string(tr("Ärende")) : line.kind;
  return tr_f("{0}, öppnat {1}", {kind, near_date(line.opened, today)});
}

std::string_view transfer_state(std::string_view state) {
  if (state == "offered") return tr("Väntar på svar");
  if (state == "received") return tr("Mottaget");
  if (state == "declined") return tr("Inte mottaget");
  return tr("Återtaget");
}

void no_next_step(Out &out, const Deps &deps, const Actor &actor, std::int64_t case_id) {
  out.text(tr("Inget är bestämt.")).raw(" ");
  if (case_id != 0 && actor.may(May::write_records) && deps.records.catalog().find("task") != nullptr)
    out.link("/register/task/ny?case=" + std::to_string(case_id), tr("Skriv vad som ska hända och när"));
}

void write_deadlines(Out &out, const Deps &deps, const std::vector<Due> &deadlines) {
  constexpr std::size_t kAtOnce = 6; // the nearest; the rest at hand
  if (deadlines.empty()) return;
  out.element("h2", tr("Tidsgränser")).open("ul", {{"class", "plain side-list"}});
  for (std::size_t i = 0; i < deadlines.size(); ++i) {
    const auto &due = deadlines[i];
    if (i == kAtOnce) {
      out.close("ul");
      html::begin_disclosure(out, tr_n("Visa en till", "Visa {} till", static_cast<long long>(deadlines.size() - kAtOnce)), false, "rest");
      out.open("ul", {{"class", "plain side-list"}});
    }
    out.open("li");
    if (due.href.empty()) out.element("span", due.title);
    else out.link(due.href, due.title);
    out.raw(" ").element("b", near_date(due.date, today(deps)), {{"class", due.late ? "late" : ""}});
    if (!due.why.empty()) out.element("small", due.why);
    out.close("li");
  }
  out.close("ul");
  if (deadlines.size() > kAtOnce) html::end_disclosure(out);
}

void write_timeline(Out &out, const Deps &deps, const Timeline &timeline, const Names &names, bool links) {
  const auto day = today(deps);
  out.open("ol", {{"class", "timeline person-timeline"}});
  for (const auto &event : timeline.events) {
    out.open("li", {{"class", event.coming ? "coming" : ""}});
    out.open("time", {{"datetime", event.date.substr(0, 10)}}).text(near_date(event.date, day)).close("time");
    out.open("div");
    const auto words = event.title + (event.words.empty() ? "" : ": " + event.words);
    if (links) out.link("/register/" + event.register_id + "/" + std::to_string(event.record), words);
    else out.element("span", words);
    std::string about;
    const auto add = [&](const std::string &text) { about += text.empty() ? "" : (about.empty() ? "" : " · ") + text; };
    add(event.state);
    add(names.of_staff({event.staff}));
    if (event.locked) add(std::string(tr("signerad")));
    if (!about.empty()) out.element("small", about);
    out.close("div").close("li");
  }
  out.close("ol");
}

void add_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<Deps>(given);
  add_person_pages(router, deps);
  add_person_forms(router, deps);
  add_merge_pages(router, deps);
  add_case_pages(router, deps);
  add_sharing_pages(router, deps);
  add_presentation_page(router, deps);
}

} // namespace rt::casework
