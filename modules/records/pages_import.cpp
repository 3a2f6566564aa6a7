// Import: choose a file → what was understood → what does not fit, corrected on the spot → what will happen → done, with undo.
// One page that works without a script; nothing of the file is ever in the address or kept in the browser.
#include "modules/records/import_pages.hpp"
#include "modules/records/import_plan.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/sheet.hpp"
#include <algorithm>

namespace rt::records {

using access::Actor;
using access::May;
using definitions::Register;
using html::Out;

namespace {

constexpr std::size_t kErrorsShown = 100;
constexpr std::size_t kMostBytes = 25u << 20;

struct Room {
  ImportDeps deps;
  const Register *find(std::string_view id) const { return deps.imports.records().catalog().find(id); }
  std::string path(const Register &reg) const { return "/register/" + reg.id + "/import"; }
  std::string path(const Register &reg, std::int64_t job) const { return path(reg) + "/" + std::to_string(job); }
  http::Response page(const Actor &actor, const std::string &title, std::string_view lead, const std::string &body, int status = 200) const {
    auto frame = deps.frame(actor, "register");
    frame.title = title;
    frame.lead = lead;
    return http::html(html::page(frame, body), status);
  }
};

/// "412 nya, 6 ändras, 3 hoppas över."
std::string outcome_words(const ImportReport &report) {
  std::vector<std::string> parts;
  if (report.created > 0) parts.push_back(tr_n("{} ny", "{} nya", report.created));
  if (report.changed > 0) parts.push_back(tr_n("{} ändras", "{} ändras", report.changed));
  const int left = report.unchanged + report.repeated + report.skipped;
  if (left > 0) parts.push_back(tr_n("{} hoppas över", "{} hoppas över", left));
  if (report.bad > 0) parts.push_back(tr_n("{} passar inte", "{} passar inte", report.bad));
  if (parts.empty()) return std::string(tr("Filen har inga rader under rubrikerna."));
  std::string out = join(parts, ", ");
  return out + ".";
}

// ---- the first page ----

void write_upload(Out &out, const Room &room, const Register &reg, const Problem *problem) {
  if (problem != nullptr) html::message(out, html::Tone::bad, problem->message);
  html::begin_form(out, room.path(reg), true, "form");
  html::Field file("file", html::Label(tr("Fil från Excel, LibreOffice eller ett annat system")));
  file.help = tr("Excel (.xlsx), OpenDocument (.ods) eller CSV. Högst 20 MB. Ingenting läses in förrän du har sett vad som kommer att hända.");
  file.required = true;
  html::input_file(out, file, ".xlsx,.xlsm,.ods,.csv,.txt");
  html::button(out, tr("Visa vad filen innehåller"));
  html::end_form(out);
}

void write_headings(Out &out, const Room &room, const Register &reg) {
  html::begin_disclosure(out, tr("Vilka rubriker känns igen?"));
  out.element(
      "p",
      tr("Rubrikerna får stå i vilken ordning som helst, med stora eller små bokstäver. Andra rubriker pekar du ut själv; det kommer programmet ihåg till nästa gång."));
  html::begin_table(out, tr("Rubriker som känns igen"),
                    {{std::string(tr("Läses som"))}, {std::string(tr("Rubriker"))}, {std::string(tr("Innehåll"))}}, "list");
  for (const auto &target : importing::targets(reg)) {
    html::begin_row(out);
    html::cell(out, target.title);
    html::cell(out, join(target.headings, ", "));
    html::cell(out, target.kind);
    html::end_row(out);
  }
  html::end_table(out);
  html::link_button(out, room.path(reg) + "/mall.xlsx", tr("Hämta en tom Excel-fil med rubrikerna"), html::Button::quiet);
  html::end_disclosure(out);
}

void write_recent(Out &out, const Room &room, const Register &reg, const Actor &actor) {
  const auto jobs = room.deps.imports.recent(actor, reg.id);
  if (jobs.empty()) return;
  out.element("h2", tr("Tidigare inläsningar"));
  html::begin_table(out, tr("Tidigare inläsningar"),
                    {{std::string(tr("Fil"))},
                     {std::string(tr("Dag"))},
                     {std::string(tr("Av"))},
                     {std::string(tr("Nya")), "n"},
                     {std::string(tr("Ändrade")), "n"},
                     {std::string(tr("Ångra"))}},
                    "list");
  for (const auto &job : jobs) {
    html::begin_row(out);
    html::cell(out, job.filename);
    html::cell(out, job.at.substr(0, 10), "date");
    html::cell(out, job.who);
    html::cell(out, number(job.created), "n");
    html::cell(out, number(job.changed), "n");
    out.open("td");
    if (job.state == "done") {
      html::begin_form(out, room.path(reg, job.id) + "/angra", false, "inline");
      html::button(out, tr_f("Ångra inläsningen av {0}", {job.filename}), html::Button::quiet);
      html::end_form(out);
    } else {
      out.text(tr("ångrad"));
    }
    out.close("td");
    html::end_row(out);
  }
  html::end_table(out);
}

/// After undo; the numbers stand in the address, nothing else.
void write_undone(Out &out, const http::Request &request) {
  const auto removed = parse_integer(request.query["bort"]), restored = parse_integer(request.query["ater"]),
             kept = parse_integer(request.query["kvar"]);
  if (!removed || !restored || !kept) return;
  std::string words = tr_f("Inläsningen är ångrad: {0} borttagna och {1} återställda.",
                           {number(static_cast<double>(*removed)), number(static_cast<double>(*restored))});
  if (*kept > 0)
    words += " " + tr_n("{} post har ändrats av någon sedan dess och är kvar.", "{} poster har ändrats av någon sedan dess och är kvar.", *kept);
  if (const auto people = parse_integer(request.query["personer"]).value_or(0); people > 0)
    words += " " + tr_n("{} person som bara fanns i filen är borttagen.", "{} personer som bara fanns i filen är borttagna.", people);
  html::message(out, *kept > 0 ? html::Tone::partly : html::Tone::good, words);
}

http::Response first_page(const Room &room, const http::Request &request, const Register &reg, const Actor &actor, const Problem *problem = nullptr) {
  Out out;
  write_undone(out, request);
  write_upload(out, room, reg, problem);
  write_headings(out, room, reg);
  write_recent(out, room, reg, actor);
  return room.page(actor, tr_f("Läs in fil: {0}", {lower(reg.title.str())}), tr("Läs in det ni har i dag, från en Excel-fil eller ett annat system."),
                   out.take(), problem != nullptr ? http::status_of(problem->kind) : 200);
}

// ---- the job's page ----

void write_fact(Out &out, std::string_view name, std::string_view value) { out.element("dt", name).element("dd", value); }

void write_choices(Out &out, const Room &room, const Register &reg, const Actor &actor, const ImportReport &report) {
  if (report.sheets.size() > 1) {
    html::Field sheet("sheet", html::Label(tr("Blad")));
    sheet.value = report.sheet;
    std::vector<html::Choice> choices;
    for (const auto &name : report.sheets) choices.push_back({name, name});
    html::input_select(out, sheet, choices, false);
  }
  std::vector<html::Choice> teams;
  for (const auto &team : room.deps.organisation.teams(actor.unit))
    if (team.active && actor.scope().covers(team.unit, team.id)) teams.push_back({std::to_string(team.id), team.name});
  if (teams.size() > 1) {
    html::Field team("team", html::Label(tr("Grupp för rader som inte säger någon")));
    if (report.options.team != 0) team.value = std::to_string(report.options.team);
    html::input_select(out, team, teams);
  } else if (teams.size() == 1) {
    html::input_hidden(out, "team", teams[0].value);
  }
  html::Field date("date", html::Label(tr("Datum för rader utan datum")));
  date.value = report.options.date;
  date.width = "date";
  date.help = tr("Lämna tomt om varje rad har sitt datum.");
  html::input_date(out, date);
  (void)reg;
}

void write_columns(Out &out, const Register &reg, const ImportReport &report) {
  const auto targets = importing::targets(reg);
  html::begin_table(out, tr("Kolumner i filen"),
                    {{std::string(tr("Kolumn i filen"))},
                     {std::string(tr("Exempel"))},
                     {std::string(tr("Läses som"))},
                     {std::string(tr("Innehåll"))},
                     {std::string(tr("Därför"))}},
                    "list import-columns");
  for (const auto &column : report.columns) {
    const std::string name = column.header.empty() ? tr_f("kolumn {0}, utan rubrik", {std::to_string(column.index + 1)}) : column.header;
    html::begin_row(out);
    html::cell(out, name);
    std::string examples = join(column.examples, " · ");
    if (examples.size() > 90) {
      std::size_t cut = 88;
      while (cut > 0 && (static_cast<unsigned char>(examples[cut]) & 0xC0) == 0x80) --cut;
      examples = examples.substr(0, cut) + "…";
    }
    html::cell(out, examples, "quiet");
    out.raw("<td><select class=\"select-field__select\"")
        .attr("name", "map." + std::to_string(column.index))
        .attr("aria-label", tr_f("Läs {0} som", {name}))
        .raw(">");
    out.raw("<option value=\"-\"").raw(column.key.empty() ? " selected" : "").raw(">").text(tr("läs inte in")).raw("</option>");
    for (const auto &target : targets) {
      out.raw("<option").attr("value", target.key).raw(target.key == column.key ? " selected" : "").raw(">").text(target.title).raw("</option>");
    }
    out.raw("</select></td>");
    html::cell(out, column.kind);
    html::cell(out, column.why, "quiet");
    html::end_row(out);
  }
  html::end_table(out);
}

void write_understood(Out &out, const Room &room, const Register &reg, const Actor &actor, const ImportReport &report) {
  out.element("h2", tr("Det här förstod vi"));
  for (const auto &note : report.notes) html::message(out, html::Tone::info, note);
  out.open("dl", {{"class", "facts"}});
  write_fact(out, tr("Fil"), report.filename);
  write_fact(out, tr("Läst som"), report.understood);
  write_fact(out, tr("Rubrikerna står på"), tr_f("rad {0}", {std::to_string(report.header_row)}));
  write_fact(out, tr("Rader med innehåll"), number(report.rows));
  out.close("dl");
  html::begin_form(out, room.path(reg, report.job) + "/val");
  out.open("div", {{"class", "form"}});
  write_choices(out, room, reg, actor, report);
  out.close("div");
  // The columns are looked at when something about them is unclear; a file that is understood as a whole stays short.
  const bool clear =
      std::all_of(report.columns.begin(), report.columns.end(), [](const auto &c) { return !c.key.empty() && c.why != tr("liknande rubrik"); });
  html::begin_disclosure(
      out, tr_n("{} kolumn och vad den läses som", "{} kolumner och vad de läses som", static_cast<long long>(report.columns.size())), !clear);
  write_columns(out, reg, report);
  html::end_disclosure(out);
  out.open("div", {{"class", "actions"}});
  html::button(out, tr("Använd de här valen"), html::Button::secondary);
  out.close("div");
  html::end_form(out);
}

void write_error_row(Out &out, const ImportError &error, bool first_of_row) {
  const std::string row = std::to_string(error.row);
  html::begin_row(out);
  html::cell(out, tr_f("rad {0}", {row}));
  html::cell(out, error.header);
  html::cell(out, error.value);
  html::cell(out, error.message);
  out.open("td");
  if (error.column >= 0) {
    out.raw("<input class=\"text-field__input\" type=\"text\" autocomplete=\"off\"").attr("name", "fix." + row + "." + std::to_string(error.column));
    out.attr("value", error.value).attr("aria-label", tr_f("Rätta {0} på rad {1}", {error.header, row})).raw(">");
  }
  out.close("td").open("td");
  if (first_of_row) {
    const std::string id = "skip-" + row;
    out.raw("<div class=\"checkbox\"><input class=\"checkbox__input\" type=\"checkbox\" value=\"1\"")
        .attr("id", id)
        .attr("name", "skip." + row)
        .raw(">");
    out.raw("<label class=\"checkbox__label\"").attr("for", id).raw(">").text(tr_f("Hoppa över rad {0}", {row})).raw("</label></div>");
  }
  out.close("td");
  html::end_row(out);
}

void write_errors(Out &out, const Room &room, const Register &reg, const ImportReport &report) {
  if (report.errors.empty()) return;
  out.element("h2", tr("Det här passar inte"));
  if (report.options.skip_bad_rows) html::message(out, html::Tone::partly, tr("De här raderna hoppas över. Rätta dem så läses de in."));
  if (report.errors.size() > kErrorsShown)
    out.element("p", tr_f("Här visas de första {0} av {1}. Är det samma fel överallt är det ofta en kolumn som är fel vald.",
                          {number(static_cast<double>(kErrorsShown)), number(static_cast<double>(report.errors.size()))}));
  html::begin_form(out, room.path(reg, report.job) + "/ratta");
  html::begin_table(out, tr("Rader som inte passar"),
                    {{std::string(tr("Rad"))},
                     {std::string(tr("Kolumn"))},
                     {std::string(tr("I filen"))},
                     {std::string(tr("Vad som behövs"))},
                     {std::string(tr("Rätta"))},
                     {std::string(tr("Hoppa över"))}},
                    "list import-errors");
  int last = 0;
  for (std::size_t i = 0; i < std::min(report.errors.size(), kErrorsShown); ++i) {
    write_error_row(out, report.errors[i], report.errors[i].row != last);
    last = report.errors[i].row;
  }
  html::end_table(out);
  out.open("div", {{"class", "actions"}});
  html::button(out, tr("Rätta och kontrollera igen"), html::Button::secondary);
  if (!report.options.skip_bad_rows) html::button(out, tr("Hoppa över alla rader som inte passar"), html::Button::quiet, "skip_all", "1");
  else html::button(out, tr("Hoppa inte över dem"), html::Button::quiet, "skip_none", "1");
  out.close("div");
  html::end_form(out);
}

void write_outcome(Out &out, const Room &room, const Register &reg, const ImportReport &report) {
  out.element("h2", tr("Det här kommer att hända"));
  if (!report.failure.empty()) html::message(out, html::Tone::bad, report.failure);
  out.element("p", outcome_words(report), {{"class", "lead"}});
  std::vector<std::string> why;
  if (report.unchanged > 0) why.push_back(tr_n("{} rad finns redan och är likadan.", "{} rader finns redan och är likadana.", report.unchanged));
  if (report.repeated > 0) why.push_back(tr_n("{} rad är en upprepning.", "{} rader är upprepningar.", report.repeated));
  if (report.skipped > 0) why.push_back(tr_n("{} rad har du valt att hoppa över.", "{} rader har du valt att hoppa över.", report.skipped));
  if (report.new_people > 0) why.push_back(tr_n("{} person är ny och läggs upp.", "{} personer är nya och läggs upp.", report.new_people));
  if (!why.empty()) {
    out.open("ul");
    for (const auto &line : why) out.element("li", line);
    out.close("ul");
  }
  out.open("div", {{"class", "actions"}});
  if (report.bad > 0) html::message(out, html::Tone::partly, tr("Rätta raderna som inte passar, eller hoppa över dem. Sedan kan du läsa in filen."));
  else if (report.will_do() > 0) {
    html::begin_form(out, room.path(reg, report.job) + "/las-in", false, "inline");
    std::vector<std::string> parts;
    if (report.created > 0) parts.push_back(tr_n("{} ny", "{} nya", report.created));
    if (report.changed > 0) parts.push_back(tr_n("{} ändrad", "{} ändrade", report.changed));
    html::button(out, tr_f("Läs in {0}", {join(parts, std::string(" ") + std::string(tr("och")) + " ")}));
    html::end_form(out);
  }
  html::begin_form(out, room.path(reg, report.job) + "/kasta", false, "inline");
  html::button(out, tr("Kasta filen utan att läsa in"), html::Button::quiet);
  html::end_form(out);
  out.close("div");
  out.element("p",
              tr("Filen finns kvar på servern i högst ett dygn, tills du har läst in eller kastat den. Allt läses in på en gång, eller ingenting."),
              {{"class", "hint"}});
}

void write_done(Out &out, const Room &room, const Register &reg, const ImportReport &report) {
  html::message(out, html::Tone::good,
                tr_f("{0} är inläst: {1} nya och {2} ändrade.", {report.filename, number(report.created), number(report.changed)}));
  out.open("div", {{"class", "actions"}});
  html::link_button(out, "/register/" + reg.id, tr_f("Visa {0}", {lower(reg.title.str())}), html::Button::primary);
  html::begin_form(out, room.path(reg, report.job) + "/angra", false, "inline");
  html::button(out, tr("Ångra hela inläsningen"), html::Button::secondary);
  html::end_form(out);
  html::link_button(out, room.path(reg), tr("Läs in en fil till"), html::Button::quiet);
  out.close("div");
}

http::Response job_page(const Room &room, const Register &reg, const Actor &actor, const ImportReport &report, const Problem *problem = nullptr) {
  Out out;
  if (problem != nullptr) html::message(out, html::Tone::bad, problem->message);
  http::Response response;
  const std::string title = tr_f("Läs in fil: {0}", {lower(reg.title.str())});
  if (report.state == "running") {
    html::message(
        out, html::Tone::info,
        tr_f("Läser in … {0} rader hittills. Sidan uppdateras av sig själv; du kan gå härifrån och komma tillbaka.", {number(report.done_rows)}));
    response = room.page(actor, title, "", out.take());
    return response.header("Refresh", "2");
  }
  if (report.state == "done") write_done(out, room, reg, report);
  else if (report.state == "undone") {
    html::message(out, html::Tone::info, tr("Inläsningen är ångrad."));
    html::link_button(out, room.path(reg), tr("Läs in en fil till"), html::Button::secondary);
  } else {
    write_understood(out, room, reg, actor, report);
    write_errors(out, room, reg, report);
    write_outcome(out, room, reg, report);
  }
  return room.page(actor, title, report.state == "open" ? std::string(tr("Ingenting är inläst än.")) + " " + outcome_words(report) : std::string(),
                   out.take(), problem != nullptr ? http::status_of(problem->kind) : 200);
}

// ---- what is sent ----

ImportOptions options_from(const http::Request &request, const ImportReport &now) {
  ImportOptions options = now.options;
  if (request.form.has("sheet")) options.sheet = request.form["sheet"];
  if (request.form.has("team")) options.team = parse_integer(request.form["team"]).value_or(0);
  options.date = trim(request.form["date"]);
  if (options.sheet != now.sheet && now.sheets.size() > 1) {
    options.mapping.clear(); // the columns are others now
    return options;
  }
  for (const auto &column : now.columns) {
    const std::string name = "map." + std::to_string(column.index);
    if (!request.form.has(name)) continue;
    const std::string chosen = request.form[name], before = column.key.empty() ? "-" : column.key;
    if (chosen != before) options.mapping[column.header.empty() ? "#" + std::to_string(column.index + 1) : column.header] = chosen;
  }
  return options;
}

Result<void> apply_fixes(Imports &imports, const Actor &actor, std::int64_t job, const http::Request &request, const ImportReport &now) {
  for (const auto &[name, value] : request.form.items()) {
    const auto parts = split(name, '.');
    const auto row = parts.size() > 1 ? parse_integer(parts[1]) : std::nullopt;
    if (!row) continue;
    if (parts[0] == "skip") RT_CHECK(imports.skip_row(actor, job, static_cast<int>(*row), true));
    const auto column = parts[0] == "fix" && parts.size() == 3 ? parse_integer(parts[2]) : std::nullopt;
    if (!column) continue;
    const auto same = std::find_if(now.errors.begin(), now.errors.end(), [&](const auto &e) { return e.row == *row && e.column == *column; });
    if (same != now.errors.end() && same->value != value)
      RT_CHECK(imports.correct(actor, job, static_cast<int>(*row), static_cast<int>(*column), value));
  }
  return {};
}

using Step = std::function<http::Response(http::Request &, const Actor &, const Register &, std::int64_t job)>;

/// A step of one job: finds the register and the job's number.
http::Handler on_job(const std::shared_ptr<Room> &room, Step step) {
  return access::guarded(May::import_records, [room, step = std::move(step)](http::Request &request, const Actor &actor) {
    const auto *reg = room->find(request.param(0));
    const auto job = parse_integer(request.param(1));
    if (reg == nullptr || !job) return http::problem(request, {ProblemKind::not_found, std::string(tr("Sidan finns inte.")), {}});
    return step(request, actor, *reg, *job);
  });
}

http::Handler on_register(const std::shared_ptr<Room> &room, std::function<http::Response(http::Request &, const Actor &, const Register &)> step) {
  return access::guarded(May::import_records, [room, step = std::move(step)](http::Request &request, const Actor &actor) {
    const auto *reg = room->find(request.param(0));
    if (reg == nullptr) return http::problem(request, {ProblemKind::not_found, std::string(tr("Registret finns inte.")), {}});
    return step(request, actor, *reg);
  });
}

http::Response empty_file(const Register &reg) {
  sheet::OutSheet out;
  out.name = reg.title.str();
  for (const auto &target : importing::targets(reg))
    if (!target.headings.empty()) out.header.push_back(target.headings[0]);
  return http::download(sheet::write_xlsx({out}, ""), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", reg.id + ".xlsx");
}

void add_first(http::Router &router, const std::shared_ptr<Room> &room) {
  router.get(
      "/register/{id}/import",
      on_register(room, [room](http::Request &request, const Actor &actor, const Register &reg) { return first_page(*room, request, reg, actor); }),
      {.help = "Läs in en fil", .permission = "import_records"});
  router.get("/register/{id}/import/mall.xlsx",
             on_register(room, [](http::Request &, const Actor &, const Register &reg) { return empty_file(reg); }),
             {.help = "Tom Excel-fil med registrets rubriker", .permission = "import_records"});
  router.post("/register/{id}/import",
              on_register(room,
                          [room](http::Request &request, const Actor &actor, const Register &reg) {
                            const auto file = request.files.find("file");
                            const bool none = file == request.files.end() || file->second.bytes.empty();
                            auto job = none ? Result<std::int64_t>(fail(ProblemKind::invalid, std::string(tr("Välj en fil först."))))
                                            : room->deps.imports.upload(actor, reg.id, file->second.bytes, file->second.filename);
                            if (!job) return first_page(*room, request, reg, actor, &job.error());
                            return http::redirect(room->path(reg, *job));
                          }),
              {.max_body = kMostBytes, .help = "Ladda upp en fil", .permission = "import_records"});
}

void add_steps(http::Router &router, const std::shared_ptr<Room> &room) {
  const auto show = [room](const http::Request &request, const Actor &actor, const Register &reg, std::int64_t job, const Problem *problem) {
    auto report = room->deps.imports.preview(actor, job);
    if (!report) return http::problem(request, report.error());
    return job_page(*room, reg, actor, *report, problem);
  };
  const auto then = [room, show](const http::Request &request, const Actor &actor, const Register &reg, std::int64_t job,
                                 const Result<void> &result) {
    if (!result) return show(request, actor, reg, job, &result.error());
    return http::redirect(room->path(reg, job));
  };
  router.get("/register/{id}/import/{job}",
             on_job(room, [show](http::Request &request, const Actor &actor, const Register &reg,
                                 std::int64_t job) { return show(request, actor, reg, job, nullptr); }),
             {.help = "Vad en uppladdad fil innehåller", .permission = "import_records"});
  router.post("/register/{id}/import/{job}/val",
              on_job(room,
                     [room, then](http::Request &request, const Actor &actor, const Register &reg, std::int64_t job) {
                       auto now = room->deps.imports.preview(actor, job);
                       if (!now) return http::problem(request, now.error());
                       return then(request, actor, reg, job, room->deps.imports.choose(actor, job, options_from(request, *now)));
                     }),
              {.help = "Välj blad, grupp och kolumner", .permission = "import_records"});
  router.post("/register/{id}/import/{job}/ratta",
              on_job(room,
                     [room, then](http::Request &request, const Actor &actor, const Register &reg, std::int64_t job) {
                       auto now = room->deps.imports.preview(actor, job);
                       if (!now) return http::problem(request, now.error());
                       auto result = apply_fixes(room->deps.imports, actor, job, request, *now);
                       if (result && (request.form.has("skip_all") || request.form.has("skip_none"))) {
                         now->options.skip_bad_rows = request.form.has("skip_all");
                         result = room->deps.imports.choose(actor, job, now->options);
                       }
                       return then(request, actor, reg, job, result);
                     }),
              {.help = "Rätta rader som inte passar", .permission = "import_records"});
  router.post("/register/{id}/import/{job}/las-in",
              on_job(room,
                     [show, room](http::Request &request, const Actor &actor, const Register &reg, std::int64_t job) {
                       const auto done = room->deps.imports.commit(actor, job);
                       if (!done) return show(request, actor, reg, job, &done.error());
                       return http::redirect(room->path(reg, job));
                     }),
              {.help = "Läs in filen", .permission = "import_records"});
  router.post("/register/{id}/import/{job}/kasta",
              on_job(room,
                     [room](http::Request &request, const Actor &actor, const Register &reg, std::int64_t job) {
                       const auto gone = room->deps.imports.cancel(actor, job);
                       if (!gone) return http::problem(request, gone.error());
                       return http::redirect(room->path(reg));
                     }),
              {.help = "Kasta en uppladdad fil", .permission = "import_records"});
  router.post("/register/{id}/import/{job}/angra",
              on_job(room,
                     [room](http::Request &request, const Actor &actor, const Register &reg, std::int64_t job) {
                       const auto undone = room->deps.imports.undo(actor, job);
                       if (!undone) return http::problem(request, undone.error());
                       return http::redirect(room->path(reg) + "?bort=" + std::to_string(undone->removed) +
                                             "&ater=" + std::to_string(undone->restored) + "&kvar=" + std::to_string(undone->kept) +
                                             (undone->people > 0 ? "&personer=" + std::to_string(undone->people) : std::string()));
                     }),
              {.help = "Ångra en inläsning", .permission = "import_records"});
}

} // namespace

void add_import_pages(http::Router &router, const ImportDeps &deps) {
  auto room = std::make_shared<Room>(Room{deps});
  add_first(router, room);
  add_steps(router, room);
}

} // namespace rt::records
