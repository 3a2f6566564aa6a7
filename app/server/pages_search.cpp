// "/": where do I find …? Pages, goals and measures for everybody; people only for those who handle cases, and only by
// name, personnummer or case number (förordning 2001:637 15 §). What was typed is posted, so no name ends up in an address.
#include "app/server/pages.hpp"
#include "platform/core/text.hpp"

namespace rt::app {
namespace {

constexpr int kMostPeople = 20;

struct Place {
  const char *href;
  std::string_view words, about;
  access::May may;
};

std::vector<Place> places() {
  using access::May;
  return {{"/min-dag", tr("Min dag"), tr("vad som måste bli klart, möten och det du lovat"), May::read_records},
          {"/tavla", tr("Resultattavla"), tr("så går det för målen"), May::read_board},
          {"/tavla/tv", tr("Resultattavla på storskärm"), tr("läsbar från fyra meter"), May::read_board},
          {"/traden", tr("Röda tråden"), tr("från kommunfullmäktiges mål till en skattning"), May::read_board},
          {"/planen", tr("Planen"), tr("mål, förväntade resultat och arbetssätt"), May::read_board},
          {"/arenden", tr("Ärenden"), tr("kontakter, samtal och kurvor"), May::read_records},
          {"/fordelning", tr("Fördela ärenden"), tr("utan handläggare, och hur många var och en har"), May::read_records},
          {"/arendelage", tr("Genomgång av ärenden"), tr("vad saknas i varje ärende"), May::review_cases},
          {"/bevakade", tr("Ärenden jag följer"), tr("och nästa steg i dem"), May::read_records},
          {"/overlamningar", tr("Överlämnas hit"), tr("ärenden från andra grupper och enheter"), May::write_records},
          {"/person/ny", tr("Ny person"), tr("med kontroll att personen inte redan finns"), May::write_records},
          {"/genomgang", tr("Ärendegenomgång"), tr("vem saknar SRS, vilken akt väntar"), May::review_cases},
          {"/synpunkter", tr("Synpunkter"), tr("till verksamhetsmötet, och mönster"), May::read_records},
          {"/enkater", tr("Enkäter"), tr("efter rådgivningssamtal och RoS"), May::start_rating},
          {"/bevakning", tr("Bevakning"), tr("tidsgränser som närmar sig eller har passerat"), May::read_records},
          {"/granskningar", tr("Granskningar"), tr("stickprov som en kollega läser och svarar på frågor om"), May::read_board},
          {"/register", tr("Register"), tr("allt som förs, med import och export"), May::read_records},
          {"/matt", tr("Mått"), tr("hur varje siffra räknas"), May::read_board},
          {"/uppfoljning", tr("Uppföljning"), tr("månadens tre frågor"), May::read_board},
          {"/utveckling", tr("Utvecklingslista"), tr("pågående och vilande förslag"), May::read_board},
          {"/arshjul", tr("Årshjul"), tr("årets möten och uppföljningar"), May::read_board},
          {"/ekonomi", tr("Ekonomi"), tr("budget och utfall per år"), May::read_board},
          {"/medarbetarenkat", tr("Medarbetarenkät"), tr("index och påståenden per år"), May::read_board},
          {"/historik", tr("Tidigare års siffror"), tr("det som lästs in ur tryckta tabeller"), May::read_board},
          {"/rapporter", tr("Rapporter"), tr("årets resultat som sida, PDF, Word och Excel"), May::make_reports},
          {"/skattningar", tr("Formuleringar i instrumenten"), tr("läs in den text ni har licens för"), May::manage_unit},
          {"/anvandare", tr("Användare"), tr("vem som får logga in"), May::manage_users},
          {"/enheten", tr("Enheten"), tr("namn och verksamheter"), May::manage_unit},
          {"/logg", tr("Logg"), tr("vem som läst och skrivit vad"), May::read_audit},
          {"/konto", tr("Ditt konto"), tr("lösenord och språk"), May::read_board}};
}

bool fits(std::string_view words, const std::string &sought) { return sought.empty() || fold(words).find(sought) != std::string::npos; }

void link_list(html::Out &out, std::string_view heading, const std::vector<std::pair<std::pair<std::string, std::string>, std::string>> &found) {
  if (found.empty()) return;
  out.element("h2", heading);
  out.open("ul", {{"class", "found"}});
  for (const auto &[link, about] : found) {
    out.open("li").link(link.first, link.second);
    if (!about.empty()) out.raw(" ").open("small").text(about).close("small");
    out.close("li");
  }
  out.close("ul");
}

using Found = std::vector<std::pair<std::pair<std::string, std::string>, std::string>>;

Found goals(App &app, const access::Actor &actor, const std::string &sought) {
  Found found;
  if (sought.empty()) return found;
  const int year = year_of(swedish_day(app.clock().now()));
  const auto plan = app.steering->plan(actor.unit, year);
  for (const auto &goal : plan.goals)
    if (fits(goal.title, sought))
      found.push_back({{"/traden?niva=goal&id=" + std::to_string(goal.id), goal.title}, std::string(steering::title_of(goal.level))});
  for (const auto &result : plan.expected)
    if (fits(result.text, sought))
      found.push_back({{"/traden?niva=result&id=" + std::to_string(result.id), result.text}, std::string(tr("Förväntat resultat"))});
  for (const auto *definition : app.measures->definitions_of(actor.unit, app.organisation->packs(actor.unit)))
    if (fits(definition->title.str(), sought)) found.push_back({{"/matt/" + definition->id, definition->title.str()}, std::string(tr("Mått"))});
  return found;
}

Found people(App &app, const access::Actor &actor, const std::string &words) {
  Found found;
  if (words.empty() || !actor.may(access::May::read_records) || actor.role == access::Role::administrator) return found;
  const auto persons = app.persons->search(actor, words, kMostPeople);
  if (persons.empty()) return found;
  std::vector<std::int64_t> ids;
  std::string listed;
  for (const auto &person : persons) {
    ids.push_back(person.id);
    listed += (listed.empty() ? "" : ",") + std::to_string(person.id);
  }
  std::vector<records::Record> contacts;
  if (const auto *reg = app.catalog().find("contact"); reg != nullptr && app.catalog().keeps(app.organisation->packs(actor.unit), reg->pack)) {
    records::ListQuery query;
    query.filters = {{"person", "in", listed}};
    query.limit = 5 * kMostPeople;
    query.with_total = false;
    contacts = app.records->list(actor, reg->id, query, tr("arbete i ärendet")).rows;
  }
  const auto cases = app.casework->cases_of(actor, ids);
  std::map<std::int64_t, std::string> teams;
  for (const auto &team : app.organisation->teams(actor.unit)) teams[team.id] = team.name;
  for (const auto &person : persons) {
    const auto name = person.is_protected ? std::string(tr("Skyddad person")) : person.first_name + " " + person.last_name;
    found.push_back(
        {{"/person/" + std::to_string(person.id), name}, person.birth_date.empty() ? std::string{} : tr_f("född {0}", {person.birth_date})});
    if (const auto own = cases.find(person.id); own != cases.end())
      for (const auto &line : own->second) {
        const auto about = teams[line.team] + (teams[line.team].empty() ? "" : " · ");
        found.push_back({{"/arende/" + std::to_string(line.id), name + ": " + fold(line.kind)},
                         about + (line.open ? line.opened : tr_f("avslutat {0}", {line.closed}))});
      }
    for (const auto &contact : contacts)
      if (contact.person == person.id)
        found.push_back(
            {{"/arenden/" + std::to_string(contact.id), tr_f("{0}: kontakt", {name})}, teams[contact.team] + " · " + contact.text("received")});
  }
  return found;
}

http::Response answer(App &app, const FrameOf &frame_of, const access::Actor &actor, const std::string &typed) {
  const std::string sought = fold(typed);
  html::Out out;
  html::begin_form(out, "/sok", false, "search");
  html::Field field("q", html::Label(tr("Sök")));
  field.value = typed;
  field.help = actor.may(access::May::read_records) && actor.role != access::Role::administrator
                   ? tr("Sidor, mål och mått. Personer hittar du på namn, personnummer eller ärendenummer.")
                   : tr("Sidor, mål och mått.");
  html::input_text(out, field, "search");
  html::button(out, tr("Sök"));
  html::end_form(out);

  Found found;
  for (const auto &place : places())
    if (actor.may(place.may) && (fits(place.words, sought) || fits(place.about, sought)))
      found.push_back({{place.href, std::string(place.words)}, std::string(place.about)});
  const auto persons = people(app, actor, typed);
  const auto targets = goals(app, actor, sought);
  link_list(out, tr("Personer"), persons);
  link_list(out, sought.empty() ? tr("Allt som finns") : tr("Sidor"), found);
  link_list(out, tr("Mål och mått"), targets);
  if (!sought.empty() && found.empty() && persons.empty() && targets.empty())
    html::message(out, html::Tone::info, tr("Inget hittades. Pröva ett kortare ord."));
  html::Frame frame = frame_of(actor, "search");
  frame.title = tr("Sök");
  return http::html(html::page(frame, out.str()));
}

} // namespace

void add_search_page(App &app, http::Router &router, const FrameOf &frame) {
  http::RouteOptions options;
  options.permission = "alla inloggade";
  options.help = "sök sidor, mål och mått; personer för dem som arbetar i ärenden";
  router.get(
      "/sok",
      access::guarded(access::May::read_board,
                      [&app, frame](http::Request &request, const access::Actor &actor) { return answer(app, frame, actor, request.query["q"]); }),
      options);
  router.post(
      "/sok",
      access::guarded(access::May::read_board,
                      [&app, frame](http::Request &request, const access::Actor &actor) { return answer(app, frame, actor, request.form["q"]); }),
      options);
}

} // namespace rt::app
