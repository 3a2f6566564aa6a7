// One date: why it is that day, who has it, and the decision to extend.
#include "modules/deadlines/pages.hpp"
#include "platform/core/text.hpp"

namespace rt::deadlines::pages {

using access::Actor;
using access::May;
using html::Out;

namespace {

struct Place {
  std::string reg, rule;
  std::int64_t record = 0;
  int occurrence = 1;
};
Place place_of(const http::Request &request) {
  return {request.param(0), request.param(2), parse_integer(request.param(1)).value_or(-1),
          static_cast<int>(parse_integer(request.param(3)).value_or(0))};
}

void write_extension(Out &out, const Detail &detail, const http::Request &request, const Problem &problem) {
  out.element("h2", tr("Förläng tiden"));
  out.element("p", tr("Ett beslut med skäl och ny sista dag. Det skrivs in i posten, syns i historiken och gäller från och med nu."),
              {{"class", "quiet"}});
  html::begin_form(out, detail_href(detail.item.kept) + "/forlang", false, "stack");
  html::input_hidden(out, "_version", std::to_string(detail.version));
  const auto error_of = [&](std::string_view field) {
    for (const auto &error : problem.fields)
      if (error.field == field) return error.message;
    return std::string();
  };
  html::Field to("to", html::Label(tr("Ny sista dag")));
  to.value = request.form["to"], to.error = error_of("to"), to.required = true, to.width = "date";
  html::input_date(out, to);
  html::Field why("why", html::Label(tr("Skäl")));
  why.value = request.form["why"], why.error = error_of("why"), why.required = true, why.law = detail.law;
  html::input_area(out, why, 3);
  html::button(out, tr("Besluta om förlängning"), html::Button::secondary);
  html::end_form(out);
}

http::Response show(const Deps &deps, http::Request &request, const Actor &actor, const Problem &problem = {}) {
  const auto at = place_of(request);
  const auto found = deps.deadlines.detail(actor, at.reg, at.record, at.rule, at.occurrence);
  if (!found) return http::problem(request, found.error());
  const auto &item = found->item;
  Out out;
  if (!problem.message.empty()) html::error_summary(out, problem);
  if (request.query["sparad"] == "1") html::message(out, html::Tone::good, tr("Tiden är förlängd."));
  out.open("div", {{"class", "with-aside"}}).open("div", {{"class", "reading"}});
  out.element("h2", tr("Varför detta datum?")).open("ol", {{"class", "why"}});
  for (const auto &step : found->steps) out.element("li", step);
  out.close("ol");
  if (!found->source.empty()) out.element("p", found->source, {{"class", "quiet"}});
  if (found->may_extend) write_extension(out, *found, request, problem);
  out.open("div", {{"class", "actions"}});
  html::link_button(out, item.href,
                    item.kept.record != 0 ? tr_f("Öppna: {0}", {lower(item.about)}) : tr_f("Till registret: {0}", {lower(item.about)}),
                    html::Button::primary);
  html::link_button(out, "/bevakning", tr("Till bevakningen"), html::Button::quiet);
  out.close("div").close("div");
  out.open("aside", {{"class", "note"}}).open("dl", {{"class", "facts"}});
  const auto fact = [&](std::string_view word, const std::string &value, std::string_view css = {}) {
    if (!value.empty()) out.element("dt", word).element("dd", value, {{"class", css}});
  };
  const bool late = item.state == State::overdue || item.state == State::missed;
  fact(tr("Läge"), std::string(title_of(item.state)), late ? "late" : "");
  fact(tr("Kvar"), is_open(item.state) ? days_words(item) : "", late ? "late" : "");
  fact(tr("Måldag"), item.kept.target);
  fact(tr("Sista dag"), item.kept.last);
  fact(tr("Gäller"), item.who);
  fact(tr("Ansvarig"), item.responsible);
  fact(tr("Grupp"), item.team);
  out.close("dl").close("aside").close("div");
  auto lead = item.kept.last.empty() ? std::string(tr("Tiden vilar."))
                                     : tr_f("Sista dag {0}: {1}.", {long_date(date_from_iso(item.kept.last).value_or(Date{})), days_words(item)});
  const auto status = problem.message.empty() ? 200 : http::status_of(problem.kind);
  return http::html(html::page(frame(deps, actor, item.title, std::move(lead)), out.take()), status);
}

http::Response extend(const Deps &deps, http::Request &request, const Actor &actor) {
  const auto at = place_of(request);
  const auto version = static_cast<int>(parse_integer(request.form["_version"]).value_or(0));
  const auto done = deps.deadlines.extend(actor, at.reg, at.record, at.rule, at.occurrence, version, request.form["to"], request.form["why"]);
  if (!done)
    return done.error().kind == ProblemKind::invalid || done.error().kind == ProblemKind::conflict ? show(deps, request, actor, done.error())
                                                                                                   : http::problem(request, done.error());
  return http::redirect("/bevakning/" + url_encode(at.reg) + "/" + std::to_string(at.record) + "/" + url_encode(at.rule) + "/" +
                        std::to_string(at.occurrence) + "?sparad=1");
}

} // namespace

void add_detail(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.get("/bevakning/{register}/{record}/{rule}/{occurrence}",
             access::guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return show(*deps, r, a); }),
             {.help = "Varför detta datum?", .permission = "read_records"});
  router.post("/bevakning/{register}/{record}/{rule}/{occurrence}/forlang",
              access::guarded(May::write_records, [deps](http::Request &r, const Actor &a) { return extend(*deps, r, a); }),
              {.help = "Beslutar om förlängd tid", .permission = "write_records"});
}

} // namespace rt::deadlines::pages
