// /rapporter: each year's plan, tertial reports and result with their state; one of them as it will be printed, with its files.
#include "modules/reports/reports.hpp"
#include "platform/core/text.hpp"
#include <array>
#include <memory>

namespace rt::reports {

using access::Actor;
using access::May;
using html::Out;

namespace {

struct Format {
  std::string_view id, content_type, ending;
};
constexpr std::array kFormats = {
    Format{"pdf", "application/pdf", "pdf"},
    Format{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    Format{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    Format{"html", "text/html; charset=utf-8", "html"},
};

std::string_view words_of(std::string_view format) {
  if (format == "pdf") return tr("Hämta som PDF");
  if (format == "docx") return tr("Hämta som Word");
  if (format == "xlsx") return tr("Hämta siffrorna som Excel");
  return tr("Hämta som webbsida");
}

std::string path_of(int year, Kind kind) { return "/rapporter/" + std::to_string(year) + (kind == Kind::year ? "" : "/" + std::string(id_of(kind))); }

void write_row(Out &out, const Reports &reports, std::int64_t unit, int year, Kind kind) {
  const std::string path = path_of(year, kind);
  html::begin_row(out, path);
  out.open("td").link(path, title_of(kind, year)).close("td");
  out.open("td");
  const auto status = reports.status(unit, year, kind);
  if (kind == Kind::plan) out.text(tr("följer Planen"));
  else if (status.approved) html::badge(out, html::Tone::good, "●", tr_f("godkänd {0}", {long_date(swedish_day(from_iso(status.at)))}));
  else out.text(tr("utkast"));
  out.close("td").open("td", {{"class", "files"}});
  for (const auto &format : kFormats) {
    if (format.id == "html") continue;
    const std::string name = format.id == "docx" ? "Word" : format.id == "pdf" ? "PDF" : "Excel";
    // The eye reads PDF, Word, Excel; the ear hears of what.
    out.raw("<a")
        .attr("href", path + "/" + std::string(format.id))
        .raw(">")
        .text(name)
        .raw("<span class=\"sr-only\"> ")
        .text(tr_f("för {0}", {lower(title_of(kind, year))}))
        .raw("</span></a> ");
  }
  out.close("td");
  html::end_row(out);
}

http::Response list_page(const Deps &deps, const Actor &actor) {
  Out out;
  const auto years = deps.reports.years(actor.unit);
  if (years.empty()) {
    html::empty_state(out, tr("Här samlas årens resultat. Lägg upp en plan eller läs in historik, så finns den första rapporten."), "/planen",
                      tr("Till planen"));
  } else {
    html::begin_table(out, tr("Årens planer och rapporter"), {{std::string(tr("Dokument"))}, {std::string(tr("Läge"))}, {std::string(tr("Filer"))}},
                      "list reports");
    for (const int year : years) {
      const auto kinds = deps.reports.kinds(actor.unit, year);
      for (auto kind = kinds.rbegin(); kind != kinds.rend(); ++kind) write_row(out, deps.reports, actor.unit, year, *kind); // newest first
    }
    html::end_table(out);
  }
  auto frame = deps.frame(actor, "reports");
  frame.title = tr("Rapporter");
  frame.lead = tr("Enhetens plan, tertialrapporter och årsresultat: siffror ur registren, bedömningar och lärdomar med era egna ord.");
  return http::html(html::page(frame, out.take()));
}

void write_state(Out &out, const Actor &actor, const Status &status) {
  const std::string path = path_of(status.year, status.kind);
  if (status.kind == Kind::plan) {
    html::message(out, html::Tone::info, tr("Det här är planen som dokument. Du ändrar den på sidan Planen."));
  } else if (status.approved) {
    html::message(out, html::Tone::good,
                  tr_f("Rapporten godkändes {0} av {1} och är fryst: den ändras inte när register ändras.",
                       {long_date(swedish_day(from_iso(status.at))), status.by}));
    if (status.changed_since > 0)
      html::message(out, html::Tone::partly,
                    tr_n("{} siffra är en annan i dag än när rapporten godkändes.", "{} siffror är andra i dag än när rapporten godkändes.",
                         status.changed_since));
  } else {
    html::message(out, html::Tone::info, tr("Det här är ett utkast. Siffrorna följer registren tills rapporten godkänns."));
  }
  out.open("div", {{"class", "actions"}});
  for (const auto &format : kFormats)
    html::link_button(out, path + "/" + std::string(format.id), words_of(format.id),
                      format.id == "html" ? html::Button::quiet : html::Button::secondary);
  if (status.kind == Kind::plan) html::link_button(out, "/planen?ar=" + std::to_string(status.year), tr("Till planen"), html::Button::quiet);
  else if (actor.may(May::edit_goals)) {
    html::begin_form(out, path + (status.approved ? "/oppna" : "/godkann"), false, "inline");
    if (status.approved) html::button(out, tr("Öppna rapporten igen"), html::Button::quiet);
    else html::button(out, tr("Godkänn och frys rapporten"));
    html::end_form(out);
  }
  out.close("div");
}

std::optional<int> year_param(const http::Request &request) {
  const auto year = parse_integer(request.param(0));
  if (!year || *year < 1990 || *year > 2200) return std::nullopt;
  return static_cast<int>(*year);
}

http::Response no_page(const http::Request &request) {
  return http::problem(request, {ProblemKind::not_found, std::string(tr("Sidan finns inte.")), {}});
}

http::Response report_page(const Deps &deps, const http::Request &request, const Actor &actor, Kind kind) {
  const auto year = year_param(request);
  if (!year) return no_page(request);
  const auto document = deps.reports.document(actor, actor.unit, *year, kind);
  if (!document) return http::problem(request, document.error());
  Out out;
  write_state(out, actor, deps.reports.status(actor.unit, *year, kind, true));
  out.open("article", {{"class", "report"}});
  out.raw(document::to_html(*document, false));
  out.close("article");
  auto frame = deps.frame(actor, "reports");
  frame.title = document->title;
  frame.lead = document->subtitle + (document->subtitle.empty() ? "" : " · ") + document->date;
  return http::html(html::page(frame, out.take()));
}

std::string file_name(Kind kind, int year) {
  return std::string(kind == Kind::plan       ? tr("verksamhetsplan")
                     : kind == Kind::tertial1 ? tr("tertialrapport-1")
                     : kind == Kind::tertial2 ? tr("tertialrapport-2")
                                              : tr("arets-resultat")) +
         "-" + std::to_string(year);
}

http::Response file(const Deps &deps, const http::Request &request, const Actor &actor, Kind kind) {
  const auto year = year_param(request);
  for (const auto &format : kFormats) {
    if (!year || format.id != request.param(1)) continue;
    auto bytes = deps.reports.file(actor, actor.unit, *year, kind, format.id);
    if (!bytes) return http::problem(request, bytes.error());
    return http::download(std::move(*bytes), std::string(format.content_type), file_name(kind, *year) + "." + std::string(format.ending));
  }
  return no_page(request);
}

http::Response change(const Deps &deps, const http::Request &request, const Actor &actor, bool approve, Kind kind) {
  const auto year = year_param(request);
  if (!year) return no_page(request);
  const auto done = approve ? deps.reports.approve(actor, actor.unit, *year, kind) : deps.reports.reopen(actor, actor.unit, *year, kind);
  return done ? http::redirect(path_of(*year, kind)) : http::problem(request, done.error());
}

} // namespace

void add_pages(http::Router &router, Deps given) {
  auto deps = std::make_shared<Deps>(std::move(given));
  const auto page = [deps](auto what) {
    return access::guarded(May::make_reports, [deps, what](http::Request &request, const Actor &actor) { return what(*deps, request, actor); });
  };
  router.get("/rapporter", page([](const Deps &d, http::Request &, const Actor &actor) { return list_page(d, actor); }),
             {.help = "Årens planer och rapporter", .permission = "make_reports"});
  for (const Kind kind : kKinds) {
    const std::string path = "/rapporter/{year}" + (kind == Kind::year ? std::string() : "/" + std::string(id_of(kind)));
    const std::string name = kind == Kind::plan       ? "Verksamhetsplanen"
                             : kind == Kind::year     ? "Årets resultat"
                             : kind == Kind::tertial1 ? "Tertialrapport 1"
                                                      : "Tertialrapport 2";
    router.get(path, page([kind](const Deps &d, http::Request &request, const Actor &actor) { return report_page(d, request, actor, kind); }),
               {.help = name, .permission = "make_reports"});
    router.get(path + "/{format}", page([kind](const Deps &d, http::Request &request, const Actor &actor) { return file(d, request, actor, kind); }),
               {.help = name + " som pdf, docx, xlsx eller html", .permission = "make_reports"});
    if (kind == Kind::plan) continue;
    router.post(path + "/godkann",
                page([kind](const Deps &d, http::Request &request, const Actor &actor) { return change(d, request, actor, true, kind); }),
                {.help = "Godkänn och frys rapporten", .permission = "edit_goals"});
    router.post(path + "/oppna",
                page([kind](const Deps &d, http::Request &request, const Actor &actor) { return change(d, request, actor, false, kind); }),
                {.help = "Öppna en godkänd rapport igen", .permission = "edit_goals"});
  }
}

} // namespace rt::reports
