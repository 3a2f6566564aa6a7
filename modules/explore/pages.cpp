// /utforska: a question on the left, its answer beside it. Everything is in the address; nothing needs a script.
#include "modules/audit/audit.hpp"
#include "modules/explore/pages_parts.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/sheet.hpp"
#include <algorithm>

namespace rt::explore {

using namespace pages;

std::vector<measures::Definition> pages::known_to(const Deps &deps, const access::Actor &actor) {
  auto all = deps.measures.definitions();
  std::erase_if(all, [&](const measures::Definition &d) { return measures::hidden_from(d, actor.unit); });
  return all;
}

Question pages::question_of(const Deps &deps, const access::Actor &actor, std::string_view query) {
  http::Fields fields;
  for (const auto &pair : split(query, '&')) {
    const auto at = pair.find('=');
    if (at != std::string::npos) fields.add(url_decode(pair.substr(0, at)).value_or(""), url_decode(pair.substr(at + 1)).value_or(""));
  }
  return question_from(fields, known_to(deps, actor), year_of(swedish_day(deps.clock.now())));
}

namespace {

using access::Actor;
using access::May;
using html::Out;
using measures::Definition;
using measures::State;

/// Above the unit look those who make its reports; everything there is protected. An address from a colleague is still a question.
void stay_where_one_may(View &v) {
  if (v.actor.may(May::make_reports)) v.levels = levels_of(v.deps.organisation, v.actor.unit);
  auto &q = v.question;
  if (q.level == measures::Level::unit) return;
  if (std::any_of(v.levels.begin(), v.levels.end(), [&](const auto &choice) { return choice.level == q.level; })) return;
  v.only_own = true;
  q.level = measures::Level::unit;
  if (q.split == Split::unit) q.split = Split::none;
  q.units.clear();
}

View view_of(const Deps &deps, const Actor &actor, const http::Fields &query) {
  const auto today = swedish_day(deps.clock.now());
  auto asked = asked_from(query, pages::known_to(deps, actor), year_of(today));
  View v{deps, actor, std::move(asked.question), deps.organisation.teams(actor.unit), today};
  v.left_out = asked.left_out, v.swapped = asked.swapped, v.shortened = asked.shortened, v.coarser = asked.coarser;
  stay_where_one_may(v);
  return v;
}
Asker asker_of(const View &v) { return {v.deps.measures, v.teams, v.actor.unit, v.today}; }
std::string href(const Question &q) { return "/utforska?" + to_query(q); }

// ---- the answer ----

std::string period_label(const Period &p) { return p.kind == PeriodKind::rolling12 ? tr_f("t.o.m. {0}", {long_month(p.last)}) : period_name(p); }

void figure_cell(Out &out, const View &v, const Answer &answer, const Part &part, const Line &line, std::size_t i) {
  const auto &value = line.values[i];
  out.raw("<td class=\"n\">");
  const auto said = measures::show(*part.measure, value);
  const bool own = v.question.level == measures::Level::unit || line.unit == v.actor.unit;
  if (own && value.state == State::figure && !value.printed && value.n > 0 && v.deps.records_href && v.actor.may(May::read_records))
    out.link(v.deps.records_href(part.measure->id, answer.periods[i], line.sex, line.team), said);
  else out.text(said);
  if (!value.flag.empty()) out.raw("<br><small class=\"late\">").text(value.flag).raw("</small>");
  out.raw("</td>");
}

/// Units as rows, for there are many of them.
void table_of_units(Out &out, const View &v, const Answer &answer, const Part &part) {
  std::vector<html::Column> columns{{std::string(tr("Enhet"))}};
  for (const auto &period : answer.periods) columns.push_back({period_label(period), "n"});
  html::begin_table(out, part.measure->title.str(), columns);
  for (const auto &line : part.lines) {
    html::begin_row(out);
    out.open("th", {{"scope", "row"}}).text(line.name).close("th");
    for (std::size_t i = 0; i < answer.periods.size(); ++i) figure_cell(out, v, answer, part, line, i);
    html::end_row(out);
  }
  html::end_table(out);
}

/// Periods as rows: a year reads downward, and a new line of figures is a column.
void table_of(Out &out, const View &v, const Answer &answer, const Part &part) {
  if (v.question.split == Split::unit) return table_of_units(out, v, answer, part);
  std::vector<html::Column> columns{{std::string(tr("Period"))}};
  for (const auto &line : part.lines) columns.push_back({line.name, "n"});
  html::begin_table(out, part.measure->title.str(), columns);
  for (std::size_t i = answer.periods.size(); i-- > 0;) {
    html::begin_row(out);
    out.open("th", {{"scope", "row"}}).text(period_label(answer.periods[i])).close("th");
    for (const auto &line : part.lines) figure_cell(out, v, answer, part, line, i);
    html::end_row(out);
  }
  html::end_table(out);
}

void pictures_of(Out &out, const View &v, const Answer &answer, const Part &part) {
  Answer one;
  one.periods = answer.periods;
  one.parts = {part};
  if (part.lines.size() > kMostUnits && v.question.picture != Picture::funnel && v.question.picture != Picture::table) {
    html::message(
        out, html::Tone::info,
        tr_f("{0} enheter får inte plats i en bild. Välj några, eller rita en tratt. Tabellen har alla.", {std::to_string(part.lines.size())}));
    return;
  }
  const auto drawn = drawings(one, v.question.picture);
  if (drawn.empty() && v.question.picture == Picture::funnel) {
    html::message(out, html::Tone::info,
                  v.question.split != Split::team && v.question.split != Split::unit
                      ? tr("En tratt jämför grupper eller enheter. Välj Delat på: grupp, eller enhet ovanför enheten.")
                  : part.measure->unit != "percent" ? tr("En tratt jämför andelar. Det här måttet är inte en andel.")
                                                    : tr("Det behövs minst två med siffror som får visas för att jämföra dem."));
    return;
  }
  const bool small = drawn.size() > 1;
  if (small) out.open("div", {{"class", "small-multiples"}});
  for (const auto &drawing : drawn) out.raw(drawing.funnel ? chart::funnel_figure(*drawing.funnel) : chart::figure(drawing.chart, drawing.bars));
  if (small) out.close("div");
  if (!drawn.empty() && drawn.front().funnel)
    out.element(
        "p",
        tr("Linjerna visar hur mycket som slumpen ensam ger: 19 av 20 ligger innanför de inre, 998 av 1 000 innanför de yttre. Utanför de yttre finns något att fråga om, åt båda hållen."),
        {{"class", "quiet"}});
}

/// Measures in one picture, and why some are not in it.
void pictures_together(Out &out, const View &v, const Answer &answer) {
  if (answer.companies.empty()) return;
  out.open("section", {{"class", "explore-answer"}});
  const auto drawn = drawings(answer, v.question.picture);
  const auto draw = [&](const Drawing &one) { out.raw(one.funnel ? chart::funnel_figure(*one.funnel) : chart::figure(one.chart, one.bars)); };
  const bool one_each = drawn.size() == answer.companies.size(); // else small ones, a line in each
  for (std::size_t i = 0; i < answer.companies.size(); ++i) {
    if (!answer.companies[i].why_apart.empty()) html::message(out, html::Tone::info, answer.companies[i].why_apart);
    if (one_each) draw(drawn[i]);
  }
  for (std::size_t i = 0; i < drawn.size() && !one_each; ++i) draw(drawn[i]);
  out.close("section");
}

void answer_part(Out &out, const View &v, const Answer &answer) {
  if (answer.is_protected)
    out.element("p",
                tr("Siffror om färre än fem personer döljs, och det som skulle röja dem, också för den som känner en av enheterna inifrån. Din egen "
                   "enhets rad ser du som vanligt; i filerna är även den skyddad."),
                {{"class", "quiet"}});
  pictures_together(out, v, answer);
  for (const auto &part : answer.parts) {
    out.open("section", {{"class", "explore-answer"}}).open("h2").link("/matt/" + part.measure->id, part.measure->title.str()).close("h2");
    if (v.question.split == Split::team && !part.measure->team.empty())
      out.element("p", tr_f("Måttet räknas bara i {0} och går inte att dela på grupp.", {home_of(v, *part.measure)}), {{"class", "quiet"}});
    if (v.question.split == Split::sex && !part.measure->by_sex)
      out.element("p", tr("Måttet frågar själv efter kön och delas därför inte."), {{"class", "quiet"}});
    if (part.lines.empty()) {
      html::message(out, html::Tone::info, tr("Enheten hör inte till någon sådan nivå. Skriv in den på sidan Enheten."));
      out.close("section");
      continue;
    }
    for (const auto at : part.breaks)
      html::message(out, html::Tone::info,
                    tr_f("Definitionen ändrades före {0}. Siffror före och efter går inte att jämföra, och linjen är bruten där.",
                         {period_label(answer.periods[at])}));
    if (answer.companies.empty()) pictures_of(out, v, answer, part);
    html::begin_disclosure(out, tr("Siffrorna, med vägen till posterna"), v.question.picture == Picture::table);
    table_of(out, v, answer, part);
    html::end_disclosure(out);
    out.close("section");
  }
}

// ---- kept, shared, taken away ----

void keep_part(Out &out, const View &v, const Problem *problem, const std::string &typed) {
  if (problem != nullptr) html::error_summary(out, *problem);
  html::begin_disclosure(out, tr("Spara bilden under ett namn"), problem != nullptr);
  html::begin_form(out, "/utforska/spara", false, "form");
  html::input_hidden(out, "fraga", to_query(v.question));
  html::Field title("titel", html::Label(tr("Namn")));
  title.value = typed;
  title.required = true;
  title.max_length = 120;
  if (problem != nullptr) title.error = problem->message;
  html::input_text(out, title);
  html::Field shared("delad", html::Label(tr("Alla i enheten ska se den")));
  html::input_check(out, shared);
  html::button(out, tr("Spara"), html::Button::secondary);
  html::end_form(out);
  html::end_disclosure(out);
}

void file_part(Out &out, const View &v) {
  if (!v.actor.may(May::make_reports)) return;
  out.element("h2", tr("Ta med"));
  const auto query = to_query(v.question);
  out.open("p", {{"class", "actions"}});
  html::link_button(out, "/utforska/siffror.xlsx?" + query, tr("Excel"));
  html::link_button(out, "/utforska/siffror.csv?" + query, tr("CSV"));
  if (v.question.picture != Picture::table) html::link_button(out, "/utforska/bild.svg?" + query, tr("Bilden"));
  out.close("p");
  out.element("p", tr("I filerna döljs siffror om färre än fem personer, och det som skulle röja dem."), {{"class", "quiet"}});
}

void board_choice(Out &out, const View &v, const Saved &one) {
  html::begin_form(out, "/utforska/" + std::to_string(one.id) + "/tavla", false, "inline");
  html::input_hidden(out, "fraga", to_query(v.question));
  html::input_hidden(out, "pa", one.on_board ? "0" : "1");
  out.raw("<button type=\"submit\" class=\"as-link\"")
      .attr("aria-label", one.on_board ? tr_f("Ta bort från tavlan: {0}", {one.title}) : tr_f("Visa på tavlan: {0}", {one.title}))
      .raw(">")
      .text(one.on_board ? tr("ta bort från tavlan") : tr("visa på tavlan"))
      .raw("</button>");
  html::end_form(out);
}

void saved_part(Out &out, const View &v) {
  const auto kept = v.deps.explore.saved(v.actor);
  if (kept.empty()) return;
  out.element("h2", tr("Sparade bilder")).open("ul", {{"class", "plain side-list"}});
  for (const auto &one : kept) {
    out.open("li").link("/utforska?" + one.query, one.title);
    if (one.owner != v.actor.user) out.element("small", tr_f("delad av {0}", {one.owner_name}));
    else if (one.shared) out.element("small", tr("delad med enheten"));
    if (one.owner == v.actor.user || v.actor.may(May::edit_goals)) {
      html::begin_form(out, "/utforska/" + std::to_string(one.id) + "/bort", false, "inline");
      html::input_hidden(out, "fraga", to_query(v.question));
      out.raw("<button type=\"submit\" class=\"as-link\"")
          .attr("aria-label", tr_f("Ta bort {0}", {one.title}))
          .raw(">")
          .text(tr("ta bort"))
          .raw("</button>");
      html::end_form(out);
    }
    if (one.shared && v.actor.may(May::edit_goals)) board_choice(out, v, one);
    else if (one.on_board) out.element("small", tr("på resultattavlan"));
    out.close("li");
  }
  out.close("ul");
}

/// Ready questions for the one who has not asked yet, made of the unit's own measures.
void examples(Out &out, const View &v) {
  std::vector<std::pair<std::string, std::string>> found;
  const auto choices = choices_of(v);
  const auto offer = [&](auto fits, const Definition *&taken, Split split, Grain grain, Picture picture, auto words) {
    for (const auto *choice : choices) {
      const auto &d = *choice;
      if (d.base.empty() || &d == taken || !fits(d)) continue;
      auto q = question_from({}, {}, year_of(v.today));
      q.measures = {d.id}, q.split = split, q.grain = grain, q.picture = picture;
      q.from = q.to - (grain == Grain::year ? 3 : 1);
      found.emplace_back(href(q), words(d.title.str()));
      taken = &d;
      return;
    }
  };
  const Definition *taken = nullptr;
  const auto everywhere = [](const Definition &d) { return d.team.empty(); };
  offer([](const Definition &d) { return d.by_sex && d.unit == "percent"; }, taken, Split::sex, Grain::year, Picture::curve,
        [](const std::string &title) { return tr_f("{0}: år för år, delat på kön", {title}); });
  offer([&](const Definition &d) { return everywhere(d) && d.unit == "percent"; }, taken, Split::team, Grain::year, Picture::funnel,
        [](const std::string &title) { return tr_f("{0}: skiljer sig grupperna mer än slumpen ger?", {title}); });
  offer([&](const Definition &d) { return everywhere(d) && d.unit != "percent"; }, taken, Split::team, Grain::tertial, Picture::small,
        [](const std::string &title) { return tr_f("{0}: en liten bild för varje grupp", {title}); });
  offer([&](const Definition &d) { return everywhere(d) && d.unit != "percent"; }, taken, Split::team, Grain::year, Picture::bars,
        [](const std::string &title) { return tr_f("{0}: grupperna bredvid varandra", {title}); });
  if (found.empty()) return;
  out.element("h2", tr("Prova till exempel")).open("ul", {{"class", "explore-examples"}});
  for (const auto &[address, words] : found) out.open("li").link(address, words).close("li");
  out.close("ul");
}

/// After saving: the address says which one and whether it took another's place.
void kept_message(Out &out, const View &v, const http::Fields &query) {
  const auto id = parse_integer(query["sparad"]).value_or(0);
  if (id == 0) return;
  for (const auto &one : v.deps.explore.saved(v.actor))
    if (one.id == id && one.owner == v.actor.user)
      html::message(out, html::Tone::good,
                    query["ersatt"] == "1" ? tr_f("{0} är sparad. Den ersätter din förra bild med samma namn.", {one.title})
                                           : tr_f("{0} är sparad.", {one.title}));
}

http::Response show(const View &v, const http::Fields &query, const Problem *problem = nullptr, const std::string &typed = {}) {
  Out out;
  kept_message(out, v, query);
  out.open("div", {{"class", "explore"}}).open("aside", {{"class", "explore-side"}, {"aria-label", tr("Frågan")}});
  question_form(out, v);
  saved_part(out, v);
  out.close("aside").open("div", {{"class", "explore-main"}});
  if (v.question.measures.empty()) {
    html::empty_state(out,
                      tr("Välj ett eller flera mått, en tid och hur det ska ritas. Frågan står i adressen, så du kan skicka den till en kollega."));
    examples(out, v);
  } else {
    const auto found = answer(asker_of(v), v.question);
    answer_part(out, v, found);
    keep_part(out, v, problem, typed);
    file_part(out, v);
  }
  out.close("div").close("div");
  auto frame = v.deps.frame(v.actor, "matt");
  frame.title = tr("Utforska");
  frame.lead = tr("Ställ en egen fråga till siffrorna: följ dem över tid, dela dem, jämför grupper.");
  frame.styles.emplace_back("css/explore.css");
  frame.live = "board:" + std::to_string(v.actor.unit);
  return http::html(html::page(frame, out.str()), problem != nullptr ? http::status_of(problem->kind) : 200);
}

/// A question that travelled in a form field.
Question question_in(const Deps &deps, const http::Request &request, const Actor &actor) {
  return pages::question_of(deps, actor, request.form["fraga"]);
}

http::Response save(const Deps &deps, http::Request &request, const Actor &actor) {
  auto v = view_of(deps, actor, {});
  v.question = question_in(deps, request, actor);
  const auto saved = deps.explore.save(actor, request.form["titel"], v.question, request.form["delad"] == "1");
  if (!saved) return show(v, {}, &saved.error(), request.form["titel"]);
  return http::redirect(href(v.question) + "&sparad=" + std::to_string(saved->id) + (saved->replaced ? "&ersatt=1" : ""));
}

http::Response remove(const Deps &deps, http::Request &request, const Actor &actor) {
  const auto gone = deps.explore.remove(actor, parse_integer(request.param(0)).value_or(0));
  if (!gone) return http::problem(request, gone.error());
  return http::redirect(href(question_in(deps, request, actor)));
}

/// A head puts a shared question on the board, or takes it away there or here.
http::Response on_board(const Deps &deps, http::Request &request, const Actor &actor) {
  const auto done = deps.explore.put_on_board(actor, parse_integer(request.param(0)).value_or(0), request.form["pa"] == "1");
  if (!done) return http::problem(request, done.error());
  return http::redirect(request.form["till"] == "tavla" ? "/tavla" : href(question_in(deps, request, actor)));
}

// ---- files ----

sheet::OutSheet sheet_of(const Part &part, const Answer &answer) {
  sheet::OutSheet out;
  out.name = part.measure->id;
  out.header = {part.measure->title.str()};
  for (const auto &line : part.lines) out.header.push_back(line.name);
  for (std::size_t i = 0; i < answer.periods.size(); ++i) {
    std::vector<std::variant<std::monostate, std::string, double, std::int64_t>> row{period_label(answer.periods[i])};
    for (const auto &line : part.lines) {
      const auto &value = line.values[i];
      if (value.state == State::figure) row.emplace_back(value.value);
      else row.emplace_back(measures::show(*part.measure, value));
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

/// Leaves the unit: protected, and traced.
Result<Answer> taken(const View &v) {
  if (v.question.measures.empty()) return fail(ProblemKind::not_found, std::string(tr("Välj ett mått först.")));
  v.deps.read_log.log(v.actor, {audit::Act::export_, "explore", "uppföljning", std::to_string(v.question.measures.size()) + " mått"});
  return answer_outside(asker_of(v), v.question);
}

http::Response file(const Deps &deps, http::Request &request, const Actor &actor, bool csv) {
  const auto v = view_of(deps, actor, request.query);
  const auto found = taken(v);
  if (!found) return http::problem(request, found.error());
  std::vector<sheet::OutSheet> sheets;
  for (const auto &part : found->parts) sheets.push_back(sheet_of(part, *found));
  if (!csv)
    return http::download(sheet::write_xlsx(sheets, actor.name), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                          "utforska.xlsx");
  std::string text;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    auto one = sheet::write_csv(sheets[i]);
    if (i > 0 && one.rfind("\xef\xbb\xbf", 0) == 0) one.erase(0, 3); // one mark for the whole file
    text += (i == 0 ? "" : "\r\n") + one;
  }
  return http::download(text, "text/csv; charset=utf-8", "utforska.csv");
}

http::Response image(const Deps &deps, http::Request &request, const Actor &actor) {
  const auto v = view_of(deps, actor, request.query);
  const auto found = taken(v);
  if (!found) return http::problem(request, found.error());
  const auto drawn = drawings(*found, v.question.picture);
  if (drawn.empty())
    return http::problem(request, {ProblemKind::not_found, std::string(tr("Det finns ingen bild att ta med. Välj ett annat sätt att rita.")), {}});
  std::vector<std::pair<std::string, std::string>> pictures;
  for (const auto &one : drawn) pictures.emplace_back(one.title, one.svg);
  return http::download(
      chart::stacked(pictures, tr_f("Uppgifter om färre än {0} visas inte.", {std::to_string(static_cast<int>(measures::privacy::kFewest))})),
      "image/svg+xml", "utforska.svg");
}

} // namespace

void add_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<const Deps>(given);
  const auto page = [&](auto work) { return [deps, work](http::Request &request, const Actor &actor) { return work(*deps, request, actor); }; };
  router.get(
      "/utforska",
      access::guarded(May::read_board, page([](const Deps &d, http::Request &r, const Actor &a) { return show(view_of(d, a, r.query), r.query); })),
      {.help = "Egna frågor till siffrorna", .permission = "read_board"});
  router.post("/utforska/spara", access::guarded(May::read_board, page(save)), {.help = "Spara en bild under ett namn", .permission = "read_board"});
  router.post("/utforska/{id}/bort", access::guarded(May::read_board, page(remove)), {.help = "Ta bort en sparad bild", .permission = "read_board"});
  router.post("/utforska/{id}/tavla", access::guarded(May::edit_goals, page(on_board)),
              {.help = "Visa en delad bild på resultattavlan, eller ta bort den", .permission = "edit_goals"});
  router.get("/utforska/siffror.csv",
             access::guarded(May::make_reports, page([](const Deps &d, http::Request &r, const Actor &a) { return file(d, r, a, true); })),
             {.help = "Siffrorna som CSV, skyddade", .permission = "make_reports"});
  router.get("/utforska/siffror.xlsx",
             access::guarded(May::make_reports, page([](const Deps &d, http::Request &r, const Actor &a) { return file(d, r, a, false); })),
             {.help = "Siffrorna som Excel, skyddade", .permission = "make_reports"});
  router.get("/utforska/bild.svg", access::guarded(May::make_reports, page(image)), {.help = "Bilden, skyddad", .permission = "make_reports"});
}

} // namespace rt::explore
