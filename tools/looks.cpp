// Every component on a few pages, with invented words: to look at when the theme is changed.
// cmake --build build/quick --target rt_looks && build/quick/bin/rt_looks 8099
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"
#include <atomic>
#include <chrono>
#include <iostream>
#include <thread>

using namespace rt;
using html::Out;
using html::Tone;

namespace {

html::Frame frame(std::string_view section, std::string title, std::string lead) {
  html::Frame f;
  f.title = std::move(title);
  f.lead = std::move(lead);
  f.section = section;
  f.unit = "Resursenheten";
  f.administration = "Skärholmens stadsdelsförvaltning";
  f.when = "22 mars 2019";
  f.who = "Anna Lindqvist";
  f.role = "enhetschef";
  f.search = "/sok";
  f.units = {{"/?u=1", "Resursenheten", true}, {"/?u=2", "Barn- och ungdomsenheten", false}};
  f.menu = {{"/min-dag", "Min dag", false}, {"/tavla", "Resultattavla", false}, {"/trad", "Röda tråden", false},
            {"/lista", "Register", false},  {"/form", "Ny synpunkt", false},    {"/fel", "Rättelser", false}};
  return f;
}

constexpr std::string_view kBullet =
    R"(<svg width="150" height="22" viewBox="0 0 150 22" role="img" aria-label="77 av mål 80"><rect y="7" width="150" height="8" fill="#ece8df"/><rect y="7" width="116" height="8" fill="#1f4e79"/><line x1="120" x2="120" y1="2" y2="20" stroke="#1f2328" stroke-width="2"/></svg>)";
constexpr std::string_view kSpark =
    R"(<svg width="150" height="34" viewBox="0 0 150 34" role="img" aria-label="Tolv månader"><line x1="4" x2="124" y1="15" y2="15" stroke="#57606a" stroke-dasharray="2 3"/><polyline points="4,30 18,24 33,18 47,27 62,15 76,4 91,10 105,12 120,7" fill="none" stroke="#1f4e79" stroke-width="1.8"/><circle cx="120" cy="7" r="3" fill="#1f4e79"/></svg>)";

std::atomic<int> counted{23};

void board_row(Out &out, std::string_view words, std::string_view team, std::string_view figure, std::string_view of, std::string_view sexes,
               std::string_view status, std::string_view lesson) {
  html::begin_row(out, "/trad");
  const std::string key = "cell-" + std::string(team);
  out.raw("<td class=\"words\">")
      .text(words)
      .element("div", team, {{"class", "team"}})
      .raw("</td><td class=\"n\"><div class=\"fig\"")
      .attr("data-live-key", key)
      .raw(">");
  out.link("/trad", figure).raw(" ").element("span", of).raw("</div>").element("div", sexes, {{"class", "sex"}}).raw("</td>");
  out.raw("<td class=\"bullet\">").raw(kBullet).raw("<div class=\"team\">mål 80 %</div></td><td class=\"spark\">").raw(kSpark).raw("</td>");
  out.raw(status).raw("<td class=\"lesson\">").text(lesson).raw("</td>");
  html::end_row(out);
}

http::Response board(http::Request &request) {
  Out out;
  html::tabs(out, "Verksamheter",
             {{"#", "Alla verksamheter", true},
              {"#a", "Ungdomsmottagningen", false},
              {"#b", "Familj- och nätverksgruppen", false},
              {"#c", "Bostöd", false}});
  html::begin_table(
      out, "Resultattavla",
      {{"Förväntat resultat", ""}, {"Hittills i år", "n"}, {"Mål", ""}, {"Tolv månader", ""}, {"Bedömning", ""}, {"Det vi lärt oss", ""}}, "board");
  out.raw("<tr class=\"goal\"><td colspan=\"6\">Flickor och pojkar lever ett liv utan destruktivt beteende</td></tr>");
  board_row(out, "80 flickor och pojkar i riskzon har fått kontakt med en lämplig verksamhet", "Förebyggande ungdomsgruppen", std::to_string(counted),
            "av 80", "flickor 9 · pojkar 14", "<td class=\"st p\"><i aria-hidden=\"true\">◐</i>delvis</td>",
            "Skolbesök i årskurs 9 gav sex nya kontakter i mars.");
  board_row(out, "85 % har vid avslutad kontakt gjort en positiv förändring", "Ungdomsmottagningen", "91 %", "", "flickor 92 % · pojkar 88 %",
            "<td class=\"st g\"><i aria-hidden=\"true\">●</i>uppfylls helt</td>", "Vi frågar om avslut två samtal i förväg.");
  out.raw("<tr class=\"goal\"><td colspan=\"6\">Kvinnor och män har ett självständigt boende</td></tr>");
  board_row(out, "80 % betalar sin hyra i tid", "Bostödsverksamheten", "77 %", "", "kvinnor 86 % · män 71 %",
            "<td class=\"st n\"><i aria-hidden=\"true\">○</i>inte</td>", "Tre hyresavier kom bort; autogiro erbjuds vid start.");
  html::end_table(out);
  auto f = frame("tavla", "Resultattavla",
                 "Så går det för våra mål i år. Varje siffra går att öppna ända ned till de möten och skattningar som "
                 "den bygger på.");
  f.wide = request.query.has("tv");
  f.live = "unit-1";
  f.styles = {"print-a3.css"};
  return http::html(html::page(f, out.str()));
}

http::Response walk(http::Request &) {
  Out out;
  out.raw("<div class=\"with-aside\"><div>");
  html::thread(out,
               {{"Kommunfullmäktiges mål", "Stockholms invånare i behov av stöd får tidiga och evidensbaserade insatser", "/trad?1", "knot-1"},
                {"Nämndens mål", "Skärholmens invånare får tidiga insatser av hög kvalitet", "/trad?2", "knot-2"},
                {"Enhetens mål", "Flickor och pojkar lever ett liv utan destruktivt beteende", "/trad?3", "knot-3"}},
               {"Förväntat resultat", "85 % har vid avslutad kontakt gjort en positiv förändring", "", "knot-4"},
               {{"Mars 2019", "9 av 10 avslutade kontakter", "/trad?5", "knot-5"}});
  out.raw("<p class=\"fig\">91 % <span>av 43</span></p><p class=\"sex\">flickor <b>92 %</b> · pojkar <b>88 %</b></p>");
  html::begin_disclosure(out, "Visa som tabell");
  out.raw("<p>Tabellen.</p>");
  html::end_disclosure(out);
  out.raw("</div><aside class=\"note\"><h2>Så räknas det</h2><p>Andel avslutade kontakter där summan är högre vid "
          "sista samtalet än vid det första.</p><p><b>Hör till månaden</b> när kontakten avslutas.</p></aside></div>");
  return http::html(html::page(frame("trad", "Röda tråden", "Från kommunfullmäktiges mål till en skattning på en surfplatta."), out.str()));
}

http::Response list(http::Request &) {
  Out out;
  html::begin_search_form(out, "/lista");
  html::Field team("team", html::Label("Grupp"));
  html::input_select(out, team, {{"1", "Bostöd", false}, {"2", "KBT", false}});
  html::input_text(out, html::Field("q", html::Label("Innehåller")), "search");
  html::button(out, "Visa", html::Button::secondary);
  html::end_form(out);
  html::begin_table(
      out, "Synpunkter",
      {{"Datum", "date", "?sort=d", html::Sorted::down}, {"Synpunkt", "", "?sort=s"}, {"Gavs av", ""}, {"Ledde till", ""}, {"Läge", ""}});
  for (int i = 0; i < 30; ++i) {
    html::begin_row(out, "/form");
    out.raw("<td class=\"date\"><a href=\"/form\">2019-03-22</a></td>");
    html::cell(out, "Tiden för mötet passade inte med skolan");
    html::cell(out, i % 3 ? "flicka" : "kvinna och man");
    html::cell(out, "Vi bytte dag");
    out.raw("<td>");
    html::badge(out, i % 4 ? Tone::good : Tone::partly, i % 4 ? "●" : "◐", i % 4 ? "anpassad" : "pågår");
    out.raw("</td>");
    html::end_row(out);
  }
  html::end_table(out);
  html::empty_state(out, "Här samlas synpunkter. Den första kan du läsa in från er Excel-fil.", "/form", "Läs in från Excel");
  return http::html(html::page(frame("lista", "Synpunkter", ""), out.str()));
}

http::Response form(bool wrong) {
  Out out;
  if (wrong)
    html::error_summary(out, Problem{ProblemKind::invalid,
                                     "Två uppgifter behöver rättas",
                                     {{"date", "Skriv datumet som 2019-03-22 eller 22/3.", 0}, {"sex", "Välj kön.", 0}}});
  html::message(out, Tone::info, "Synpunkten räknas i två mått så snart du sparar den.");
  html::begin_form(out, "/save");
  html::Field date("date", html::Label("Datum"));
  date.width = "date";
  date.help = "Till exempel 22/3, 2019-03-22 eller i går.";
  date.required = true;
  date.value = wrong ? "32/3" : "";
  date.error = wrong ? "Skriv datumet som 2019-03-22 eller 22/3." : "";
  html::input_date(out, date);
  html::Field words("text", html::Label("Synpunkten"));
  words.help = "Skriv utan namn.";
  words.law = "Synpunkter ska tas emot, utredas och ligga till grund för förbättring enligt SOSFS 2011:9, 5 kap. 3 §.";
  html::input_area(out, words);
  html::Field sex("sex", html::Label("Gavs av"));
  sex.error = wrong ? "Välj kön." : "";
  html::input_radios(out, sex, {{"1", "flicka", false}, {"2", "pojke", false}, {"3", "kvinna", false}, {"4", "man", false}});
  html::input_checks(out, html::Field("about", html::Label("Handlar om")), {{"1", "tid och plats", false}, {"2", "bemötande", false}}, {"2"});
  html::Field team("team", html::Label("Grupp"));
  html::input_select(out, team, {{"1", "Bostöd", false}, {"2", "KBT", false}});
  html::Field n("n", html::Label("Antal givare"));
  n.width = "number";
  html::input_text(out, n, "text", "numeric");
  html::input_check(out, html::Field("told", html::Label("Återkoppling är lämnad")));
  html::input_file(out, html::Field("file", html::Label("Bilaga")), ".xlsx");
  out.open("div", {{"class", "actions"}});
  html::button(out, "Spara synpunkten");
  html::button(out, "Spara och skriv en till", html::Button::secondary, "again", "1");
  html::link_button(out, "/lista", "Avbryt", html::Button::quiet);
  html::button(out, "Ta bort", html::Button::danger);
  out.close("div");
  html::end_form(out);
  html::message(out, Tone::good, "Synpunkten är sparad. Två mått räknades om.");
  html::message(out, Tone::partly, "Tre rader saknar datum.");
  html::message(out, Tone::bad, "Filen gick inte att läsa.");
  return http::html(html::page(frame(wrong ? "fel" : "form", "Ny synpunkt", "Det mesta fylls i av dig på en minut."), out.str()));
}

http::Response day(http::Request &) {
  Out out;
  const auto item = [&](std::string_view words, std::string_view when, bool late, std::string_view more) {
    out.raw("<div class=\"item\"><span")
        .attr("class", late ? "d late" : "d")
        .raw(">")
        .text(when)
        .raw("</span>")
        .link("/form", words)
        .element("small", more)
        .raw("</div>");
  };
  out.raw("<div class=\"cols\"><section><h2>Måste bli klart</h2>");
  item("Skyddsbedömning saknas", "i går", true, "Anmälan 21 mars 15.40, skola · ska göras samma dag (SoL)");
  item("Förhandsbedömning, beslut om utredning", "mån 25 mars", false, "Dag 11 av 14 · barnet är informerat");
  out.raw("</section><section><h2>Möten i dag</h2>");
  item("Samtal, åttonde mötet", "10.00", false, "Senaste ORS 26,9 – nära relationer lägst, ta upp först.");
  out.raw("</section><section><h2>Jag lovade</h2>");
  item("Uppföljning av mål 1 till Anna", "29 mars", false, "Två av tre fält ifyllda");
  out.raw("<div class=\"item done\"><span class=\"d\">klart 8.12</span><s>Återkoppling till anmälaren</s><small><a "
          "href=\"#\">Ångra</a></small></div></section></div>");
  return http::html(html::page(frame("min-dag", "God morgon, Anna", "Fredag 22 mars, vecka 12. Två saker måste bli klara i dag."), out.str()));
}

} // namespace

int main(int argc, char **argv) {
  http::Router router;
  router.get("/", [](http::Request &) { return http::redirect("/tavla"); });
  router.get("/tavla", board);
  router.get("/trad", walk);
  router.get("/lista", list);
  router.get("/form", [](http::Request &) { return form(false); });
  router.get("/fel", [](http::Request &) { return form(true); });
  router.get("/min-dag", day);
  router.post("/save", [](http::Request &) { return form(true); });
  http::Live live;
  http::Config config;
  config.port = argc > 1 ? std::atoi(argv[1]) : 8099;
  router.post("/event",
              [&live](http::Request &r) {
                ++counted;
                live.publish("unit-1", r.body);
                return http::text("ok");
              },
              {.csrf = false});
  http::Server server(router, config, {}, {}, &live);
  std::cout << "http://127.0.0.1:" << server.port() << std::endl;
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}
