// /rapporter: the years and their state; one year as it will be printed, with its files.
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

std::string path_of(int year) { return "/rapporter/" + std::to_string(year); }

http::Response list_page(const Deps &deps, const Actor &actor) {
  Out out;
  const auto years = deps.reports.years(actor.unit);
  if (years.empty()) {
    html::empty_state(out, tr("Här samlas årens resultat. Lägg upp en plan eller läs in historik, så finns den första rapporten."), "/planen", tr("Till planen"));
  } else {
    html::begin_table(out, tr("Årens rapporter"), {{std::string(tr("År"))}, {std::string(tr("Läge"))}, {std::string(tr("Filer"))}}, "list");
    for (const int year : years) {
      const auto status = deps.reports.status(actor.unit, year);
      html::begin_row(out, path_of(year));
      out.open("td").link(path_of(year), tr_f("Årets resultat {0}", {std::to_string(year)})).close("td");
      out.open("td");
      if (status.approved) html::badge(out, html::Tone::good, "●", tr_f("godkänd {0}", {long_date(swedish_day(from_iso(status.at)))}));
      else html::badge(out, html::Tone::info, "–", tr("utkast som följer siffrorna"));
      out.close("td").open("td");
      for (const auto &format : kFormats) {
        if (format.id == "html") continue;
        out.link(path_of(year) + "/" + std::string(format.id), tr_f("{0} för {1}", {format.id == "docx" ? "Word" : format.id == "pdf" ? "PDF" : "Excel", std::to_string(year)})).raw(" ");
      }
      out.close("td");
      html::end_row(out);
    }
    html::end_table(out);
  }
  auto frame = deps.frame(actor, "reports");
  frame.title = tr("Rapporter");
  frame.lead = tr("Årets resultat för enheten: siffror ur registren, bedömningar och lärdomar med era egna ord.");
  return http::html(html::page(frame, out.take()));
}

void write_state(Out &out, const Actor &actor, const Status &status) {
  const std::string path = path_of(status.year);
  if (status.approved) {
    html::message(out, html::Tone::good, tr_f("Rapporten godkändes {0} av {1} och är fryst: den ändras inte när register ändras.",
                                              {long_date(swedish_day(from_iso(status.at))), status.by}));
    if (status.changed_since > 0)
      html::message(out, html::Tone::partly, tr_n("{} siffra är en annan i dag än när rapporten godkändes.", "{} siffror är andra i dag än när rapporten godkändes.", status.changed_since));
  } else {
    html::message(out, html::Tone::info, tr("Det här är ett utkast. Siffrorna följer registren tills rapporten godkänns."));
  }
  out.open("div", {{"class", "actions"}});
  for (const auto &format : kFormats)
    html::link_button(out, path + "/" + std::string(format.id), words_of(format.id), format.id == "html" ? html::Button::quiet : html::Button::secondary);
  if (actor.may(May::edit_goals)) {
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

http::Response no_page(const http::Request &request) { return http::problem(request, {ProblemKind::not_found, std::string(tr("Sidan finns inte.")), {}}); }

http::Response year_page(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto year = year_param(request);
  if (!year) return no_page(request);
  const auto document = deps.reports.year(actor, actor.unit, *year);
  if (!document) return http::problem(request, document.error());
  Out out;
  write_state(out, actor, deps.reports.status(actor.unit, *year, true));
  out.open("article", {{"class", "report"}});
  out.raw(document::to_html(*document, false));
  out.close("article");
  auto frame = deps.frame(actor, "reports");
  frame.title = document->title;
  frame.lead = document->subtitle + (document->subtitle.empty() ? "" : " · ") + document->date;
  return http::html(html::page(frame, out.take()));
}

http::Response file(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto year = year_param(request);
  for (const auto &format : kFormats) {
    if (!year || format.id != request.param(1)) continue;
    auto bytes = deps.reports.year_report(actor, actor.unit, *year, format.id);
    if (!bytes) return http::problem(request, bytes.error());
    return http::download(std::move(*bytes), std::string(format.content_type), std::string(tr("arets-resultat")) + "-" + std::to_string(*year) + "." + std::string(format.ending));
  }
  return no_page(request);
}

} // namespace

void add_pages(http::Router &router, Deps given) {
  auto deps = std::make_shared<Deps>(std::move(given));
  const auto page = [deps](auto what) {
    return access::guarded(May::make_reports, [deps, what](http::Request &request, const Actor &actor) { return what(*deps, request, actor); });
  };
  router.get("/rapporter", page([](const Deps &d, http::Request &, const Actor &actor) { return list_page(d, actor); }), {.help = "Årens rapporter", .permission = "make_reports"});
  router.get("/rapporter/{year}", page([](const Deps &d, http::Request &request, const Actor &actor) { return year_page(d, request, actor); }),
             {.help = "Årets resultat", .permission = "make_reports"});
  router.get("/rapporter/{year}/{format}", page([](const Deps &d, http::Request &request, const Actor &actor) { return file(d, request, actor); }),
             {.help = "Årets resultat som pdf, docx, xlsx eller html", .permission = "make_reports"});
  const auto change = [page](bool approve) {
    return page([approve](const Deps &d, http::Request &request, const Actor &actor) {
      const auto year = year_param(request);
      if (!year) return no_page(request);
      const auto done = approve ? d.reports.approve(actor, actor.unit, *year) : d.reports.reopen(actor, actor.unit, *year);
      return done ? http::redirect(path_of(*year)) : http::problem(request, done.error());
    });
  };
  router.post("/rapporter/{year}/godkann", change(true), {.help = "Godkänn och frys rapporten", .permission = "edit_goals"});
  router.post("/rapporter/{year}/oppna", change(false), {.help = "Öppna en godkänd rapport igen", .permission = "edit_goals"});
}

} // namespace rt::reports
