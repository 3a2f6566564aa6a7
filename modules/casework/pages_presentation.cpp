// The case for everybody in the room (K04, C08): without sex, name and personnummer, and with the words marked that tell of sex.
// Would we come to the same conclusion if it had been somebody else?
#include "modules/casework/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::casework {
namespace {

using definitions::FieldType;

struct Told {
  std::string title, date;
  std::vector<std::pair<std::string, std::vector<Piece>>> texts;
};

bool is_free_text(const definitions::Field &field) { return field.type == FieldType::long_text || field.type == FieldType::text; }

bool tells(const definitions::Field &field, const Actor &actor) {
  if (field.id == "number" || field.id == "reference" || field.id == "phone" || field.id == "email") return false;
  if (!field.group.empty()) return false;
  if (!field.read_roles.empty() && std::find(field.read_roles.begin(), field.read_roles.end(), access::id_of(actor.role)) == field.read_roles.end())
    return false;
  switch (field.type) {
  case FieldType::text:
  case FieldType::long_text:
  case FieldType::choice:
  case FieldType::choices:
  case FieldType::yes_no: return field.id != "sex";
  default: return false;
  }
}

std::vector<Told> told(const Deps &deps, const Actor &actor, std::int64_t person, const Timeline &timeline, const std::vector<std::string> &names) {
  std::vector<Told> all;
  std::map<std::string, std::map<std::int64_t, records::Record>> by_register; // by register: one query each
  for (const auto &event : timeline.events) {
    const auto *reg = deps.records.catalog().find(event.register_id);
    if (reg == nullptr || reg->id == "case" || reg->id == "network_person") continue;
    if (!by_register.contains(reg->id)) {
      records::ListQuery query;
      query.filters = {{"person", "=", std::to_string(person)}};
      query.limit = static_cast<int>(timeline.events.size());
      query.with_total = false;
      auto &found = by_register[reg->id];
      for (auto &record : deps.records.list(actor, reg->id, query, "ärendedragning").rows) found.emplace(record.id, std::move(record));
    }
    const auto record = by_register[reg->id].find(event.record);
    if (record == by_register[reg->id].end()) continue;
    Told one{event.title, event.date.substr(0, 10), {}};
    for (const auto &field : reg->fields) {
      if (!tells(field, actor) || !record->second.has(field.id)) continue;
      const auto words = records::show(field, record->second.value(field.id));
      one.texts.emplace_back(field.title.str(), flag_gendered(is_free_text(field) ? without_names(words, names) : words));
    }
    if (!one.texts.empty()) all.push_back(std::move(one));
  }
  return all;
}

http::Response presentation(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto line = deps.casework.get(actor, id_param(request));
  if (!line) return http::problem(request, line.error());
  const auto person = deps.persons.get(actor, line->person, "ärendedragning");
  if (!person) return http::problem(request, person.error());
  std::vector<std::string> names{person->first_name, person->last_name};
  for (const auto &one : deps.casework.network(actor, line->person))
    if (!one.professional) names.push_back(one.name);
  for (const auto &household : deps.casework.households(actor, line->person))
    for (const auto &member : household.members) names.push_back(member.name);
  constexpr int kTold = 20;
  const auto timeline = deps.casework.timeline(actor, {line->person, "", kTold, 0, ""});
  const auto parts = told(deps, actor, line->person, timeline, names);
  int marked = 0;
  for (const auto &part : parts)
    for (const auto &[title, pieces] : part.texts) marked += gendered_words(pieces);
  Out out;
  const auto born = date_from_iso(person->birth_date);
  std::string lead = line->kind;
  if (born) lead += (lead.empty() ? "" : " · ") + tr_f("{0} år", {std::to_string(age_at(*born, today(deps)))});
  lead += (lead.empty() ? "" : " · ") + tr_f("öppnat {0}", {line->opened});
  if (marked > 0)
    html::message(out, html::Tone::partly,
                  tr_n("Ett ord i texterna talar om kön. Det är markerat: läs det som hen, förälder eller barn.",
                       "{} ord i texterna talar om kön. De är markerade: läs dem som hen, förälder eller barn.", marked));
  if (parts.empty()) html::empty_state(out, tr("Inget är skrivet om personen än."));
  out.open("div", {{"class", "presentation"}});
  for (const auto &part : parts) {
    out.open("section").open("h2").text(part.title).raw(" ").element("small", near_date(part.date, today(deps))).close("h2").open("dl");
    for (const auto &[title, pieces] : part.texts) {
      out.element("dt", title).open("dd", {{"class", "pre"}});
      for (const auto &piece : pieces) {
        if (piece.gendered) out.element("mark", piece.text);
        else out.text(piece.text);
      }
      out.close("dd");
    }
    out.close("dl").close("section");
  }
  out.close("div");
  out.open("p", {{"class", "more"}}).element("b", tr("Hade ni kommit fram till samma sak om könet var ett annat?")).raw(" ");
  if (deps.records.catalog().find("case_conference") != nullptr)
    out.link("/register/case_conference/ny?case=" + std::to_string(line->id), tr("Skriv vad ni kom fram till"));
  out.raw(" ").link(case_href(line->id), tr("Till ärendet")).close("p");
  auto frame = deps.frame(actor, "cases");
  frame.title = tr("Ärendet, könsneutralt");
  frame.lead = lead;
  frame.styles.insert(frame.styles.end(), {"register.css", "casework.css"});
  frame.wide = request.query["stor"] == "1";
  return http::html(html::page(frame, out.str()));
}

} // namespace

void add_presentation_page(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.get("/arende/{id}/dragning",
             access::guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return presentation(*deps, r, a); }),
             {.help = "Ärendet utan kön, namn och nummer, för dragning i grupp", .permission = "read_records"});
}

} // namespace rt::casework
