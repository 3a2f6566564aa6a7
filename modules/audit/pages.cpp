#include "modules/audit/audit.hpp"
#include "platform/calendar/date.hpp"
#include "platform/core/text.hpp"
#include "platform/html/html.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace rt::audit {
namespace {

constexpr int kRows = 50;
constexpr std::int64_t kCheckedAtOnce = 20000; ///< a longer chain is checked when asked for: the page must not keep people waiting

struct Asked {
  std::string object;
  std::int64_t user = 0;
  int offset = 0;
  bool check = false;
  std::string from, to; ///< as typed; a broken one is shown again with what to write
  Days days;
  Problem problem;
};

/// A day that somebody typed. What is no day is not kept: the address must not carry other words on.
std::optional<Date> day_in(const http::Request &request, std::string_view name, std::string &typed, Problem &problem) {
  typed = trim(request.query[name]);
  if (typed.empty()) return std::nullopt;
  const auto day = parse_date(typed, swedish_day(SystemClock().now()));
  if (day) {
    typed = to_iso(*day);
    return day;
  }
  typed.clear();
  problem.message = tr("Skriv datumet som 2019-03-22 eller 22/3 2019.");
  problem.fields.push_back({std::string(name), problem.message});
  return std::nullopt;
}

/// Only what an object can be called: what somebody types into the address must not end up in the log.
std::string object_in(std::string_view typed) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == ':' || c == '-'; };
  return std::all_of(typed.begin(), typed.end(), plain) && typed.size() < 100 ? std::string(typed) : std::string();
}

Asked asked_in(const http::Request &request) {
  Asked asked;
  asked.object = object_in(trim(request.query["objekt"]));
  asked.user = parse_integer(request.query["anvandare"]).value_or(0);
  asked.offset = static_cast<int>(std::clamp(parse_integer(request.query["fran"]).value_or(0), 0LL, 100'000'000LL));
  asked.check = request.query["kontroll"] == "1";
  asked.days.from = day_in(request, "fran_dag", asked.from, asked.problem);
  asked.days.to = day_in(request, "till_dag", asked.to, asked.problem);
  if (asked.days.from && asked.days.to && *asked.days.to < *asked.days.from)
    std::swap(asked.days.from, asked.days.to), std::swap(asked.from, asked.to);
  return asked;
}

std::string address(const Asked &asked) {
  std::string query;
  const auto add = [&](std::string_view name, const std::string &value) {
    query += (query.empty() ? "?" : "&") + std::string(name) + "=" + url_encode(value);
  };
  if (!asked.object.empty()) add("objekt", asked.object);
  if (asked.user != 0) add("anvandare", std::to_string(asked.user));
  if (!asked.from.empty()) add("fran_dag", asked.from);
  if (!asked.to.empty()) add("till_dag", asked.to);
  if (asked.offset > 0) add("fran", std::to_string(asked.offset));
  if (asked.check) add("kontroll", "1");
  return "/logg" + query;
}

/// Those who can be filtered on; asked for once per page.
using Names = std::vector<html::Choice>;

/// "contact:412" as a person would say it: "kontakt, nummer 412"; a user by name.
std::string in_words(std::string_view object, const Names &names, const Deps &deps) {
  const std::size_t colon = std::min(object.find(':'), object.size());
  const std::string_view kind = object.substr(0, colon), which = object.substr(std::min(colon + 1, object.size()));
  if (kind == "user")
    for (const auto &one : names)
      if (one.value == which) return one.words;
  std::string words = deps.object_words ? deps.object_words(kind) : std::string();
  if (words.empty()) {
    if (kind == "user") words = tr("användare");
    else if (kind == "person") words = tr("person");
    else if (kind == "audit") words = tr("loggen");
    else if (kind == "team") words = tr("grupp");
    else if (kind == "unit") words = tr("enhet");
    else if (kind == "goal") words = tr("mål");
    else words = tr("annan uppgift");
  }
  if (parse_integer(which)) return tr_f("{0}, nummer {1}", {words, which});
  if (which == "list") return tr_f("{0}, lista", {words});
  if (which == "search") return tr_f("{0}, sökning", {words});
  if (which == "import") return tr_f("{0}, inläsning", {words});
  return words;
}

/// Purposes are stored in Swedish; the reader's language is chosen here.
std::string purpose_in_words(const std::string &purpose) {
  if (purpose == "arbete i ärendet") return std::string(tr("arbete i ärendet"));
  if (purpose == "uppföljning") return std::string(tr("uppföljning"));
  if (purpose == "ärendegenomgång") return std::string(tr("ärendegenomgång"));
  if (purpose == "min dag") return std::string(tr("min dag"));
  if (purpose == "styrning") return std::string(tr("styrning"));
  if (purpose == "inläsning") return std::string(tr("inläsning"));
  if (purpose == "inläsning ångrad") return std::string(tr("inläsning ångrad"));
  if (purpose == "behörighet") return std::string(tr("behörighet"));
  if (purpose == "logguppföljning") return std::string(tr("logguppföljning"));
  if (purpose == "enhetens inställningar") return std::string(tr("enhetens inställningar"));
  if (purpose == "start av skattning") return std::string(tr("start av skattning"));
  if (purpose == "anonymt svar") return std::string(tr("anonymt svar"));
  if (purpose == "systemet") return std::string(tr("systemet"));
  return purpose;
}

std::string swedish_time(const std::string &at) {
  const Instant moment = from_iso(at);
  const int minute = swedish_minute(moment);
  return fmt::format("{} {:02}:{:02}", to_iso(swedish_day(moment)), minute / 60, minute % 60);
}

void verification(html::Out &out, db::Connection &c, const Asked &asked) {
  const std::int64_t rows = c.count("SELECT seq FROM audit_head WHERE id = 1");
  if (rows > kCheckedAtOnce && !asked.check) {
    Asked with_check = asked;
    with_check.check = true;
    out.open("div", {{"class", "actions"}});
    html::link_button(out, address(with_check), tr_n("Kontrollera hela kedjan: {} rad", "Kontrollera hela kedjan: {} rader", rows));
    out.close("div");
    return;
  }
  const Verification seen = verify(c);
  if (!seen.broken) return html::message(out, html::Tone::good, tr_n("Kedjan är hel: {} rad.", "Kedjan är hel: {} rader.", seen.rows));
  html::message(out, html::Tone::bad,
                tr_f("Kedjan är bruten vid rad {0}. {1} Spara databasen som den är och kontakta den som ansvarar för systemet.",
                     {std::to_string(seen.broken->seq), seen.broken->why}));
}

void filters(html::Out &out, const Names &names, const Asked &asked, const Deps &deps) {
  html::begin_search_form(out, "/logg");
  html::Field user("anvandare", html::Label(tr("Vem")));
  user.value = asked.user == 0 ? "" : std::to_string(asked.user);
  std::vector<html::Choice> people{{"", std::string(tr("alla"))}};
  people.insert(people.end(), names.begin(), names.end());
  people.push_back({std::to_string(access::kSystemUser), std::string(tr("systemet"))});
  html::input_select(out, user, people, false);
  const auto day = [&](std::string_view name, std::string_view label, const std::string &typed) {
    html::Field field(name, html::Label(label));
    field.value = typed;
    field.width = "date";
    for (const auto &error : asked.problem.fields)
      if (error.field == name) field.error = error.message;
    html::input_date(out, field);
  };
  day("fran_dag", tr("Från"), asked.from);
  day("till_dag", tr("Till och med"), asked.to);
  if (!asked.object.empty()) html::input_hidden(out, "objekt", asked.object);
  html::button(out, tr("Visa"), html::Button::secondary);
  html::end_form(out);
  if (asked.object.empty()) return;
  Asked all = asked;
  all.object.clear();
  all.offset = 0;
  out.open("p").text(tr_f("Visar bara {0}.", {in_words(asked.object, names, deps)})).raw(" ").link(address(all), tr("Visa allt")).close("p");
}

std::string_view role_words(const std::string &role) { return role == "system" ? std::string_view() : access::title_of(access::role_from(role)); }

void one_row(html::Out &out, const Entry &entry, const Names &names, const Asked &asked, const Deps &deps) {
  html::begin_row(out);
  html::cell(out, swedish_time(entry.at), "date");
  out.open("td").text(entry.role == "system" ? tr("systemet") : entry.actor_name.empty() ? tr("okänd") : std::string_view(entry.actor_name));
  if (const auto role = role_words(entry.role); !role.empty() && entry.role != "none") out.raw(" ").element("small", role, {{"class", "quiet"}});
  out.close("td");
  html::cell(out, words_of(entry.act));
  Asked same = asked;
  same.object = entry.object;
  same.offset = 0;
  out.open("td").link(address(same), in_words(entry.object, names, deps)).close("td");
  html::cell(out, purpose_in_words(entry.purpose));
  html::end_row(out);
}

void table(html::Out &out, const std::vector<Entry> &rows, const Names &names, const Asked &asked, const Deps &deps) {
  if (rows.empty())
    return html::empty_state(out, tr("Här syns vem som har läst, skrivit, läst in eller tagit ut uppgifter. Ingen rad passar det du söker."));
  html::begin_table(out, tr("Logg"),
                    {{std::string(tr("När")), "date"},
                     {std::string(tr("Vem"))},
                     {std::string(tr("Gjorde"))},
                     {std::string(tr("Vad"))},
                     {std::string(tr("Ändamål"))}});
  const std::size_t shown = std::min<std::size_t>(rows.size(), kRows);
  for (std::size_t i = 0; i < shown; ++i) one_row(out, rows[i], names, asked, deps);
  html::end_table(out);
  Asked other = asked;
  out.open("nav", {{"class", "actions"}, {"aria-label", tr("Bläddra i loggen")}});
  if (asked.offset > 0) {
    other.offset = std::max(0, asked.offset - kRows);
    html::link_button(out, address(other), tr("Nyare"));
  }
  if (rows.size() > shown) {
    other.offset = asked.offset + kRows;
    html::link_button(out, address(other), tr("Äldre"));
  }
  out.close("nav");
}

http::Response log_page(const http::Request &request, const access::Actor &actor, const Deps &deps) {
  const Asked asked = asked_in(request);
  const Names names = deps.users ? deps.users(actor.unit) : Names();
  html::Out out;
  {
    const auto c = deps.pool.read();
    verification(out, *c, asked);
    filters(out, names, asked, deps);
    // One more than is shown tells whether there are older ones.
    table(out, entries(*c, asked.object, asked.user, kRows + 1, asked.offset, actor.unit, asked.days), names, asked, deps);
  }
  // Reading the log is reading about persons too.
  deps.read_log.log(actor, {Act::read, "audit:list", "logguppföljning", asked.object});
  auto frame = deps.frame(actor, "logg");
  frame.title = tr("Logg");
  frame.lead = tr("Vem som har läst och skrivit vad i enheten, det senaste först. Raderna hänger ihop i en kedja som "
                  "inte kan ändras utan att det syns.");
  return http::html(html::page(frame, out.str()));
}

} // namespace

void add_pages(http::Router &router, const Deps &deps) {
  router.get(
      "/logg",
      access::guarded(access::May::read_audit, [deps](http::Request &request, const access::Actor &actor) { return log_page(request, actor, deps); }),
      {.help = "Logg: vem som läst och skrivit vad", .permission = "read_audit"});
}

} // namespace rt::audit
