// Work on many records: the bar under a list, the page that says what will happen and how far it has come, and the way back.
#include "modules/records/pages_shared.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using html::Out;
using Kind = ManyAct::Kind;

constexpr int kRefusalsOpen = 10;

std::string job_path(const Register &reg, std::int64_t job) { return register_path(reg) + "/flera/" + std::to_string(job); }

std::string with_job(const Register &reg, const std::string &back, std::int64_t job) {
  return register_path(reg) + back + (back.empty() ? "?" : "&") + "flera=" + std::to_string(job);
}

/// "1 240 poster är borttagna."
std::string done_words(const ManyReport &report) {
  switch (report.act.kind) {
  case Kind::remove: return tr_n("En post är borttagen.", "{} poster är borttagna.", report.done);
  case Kind::restore: return tr_n("En post är återställd.", "{} poster är återställda.", report.done);
  case Kind::step: return tr_n("Steget är taget för en post.", "Steget är taget för {} poster.", report.done);
  }
  return {};
}

std::string refused_words(const ManyReport &report) { return tr_n("En post kunde inte ändras.", "{} poster kunde inte ändras.", report.refused); }

std::string step_words(const Register &reg, const std::string &title) {
  for (const auto &transition : reg.transitions)
    if (transition.title.sv == title) return transition.title.str();
  return title;
}

std::string title_of(const Register &reg, const ManyReport &report) {
  switch (report.act.kind) {
  case Kind::remove: return tr_n("Ta bort en post", "Ta bort {} poster", report.total);
  case Kind::restore: return tr_n("Ta tillbaka en post", "Ta tillbaka {} poster", report.total);
  case Kind::step: return step_words(reg, report.act.step) + ": " + tr_n("{} post", "{} poster", report.total);
  }
  return {};
}

void write_button(Out &out, const std::string &action, std::string_view words, html::Button kind) {
  html::begin_form(out, action, false, "inline");
  html::button(out, words, kind);
  html::end_form(out);
}

void write_back(Out &out, const Register &reg, const ManyReport &report, std::string_view words) {
  html::link_button(out, register_path(reg) + report.act.back, words, html::Button::quiet);
}

void write_question(Out &out, const Register &reg, const ManyReport &report) {
  const auto what = report.act.kind == Kind::remove
                        ? tr("Posterna tas bort en i taget, och bara de som du får ta bort. Du kan ångra borttagningen i 30 dagar.")
                        : tr("Steget tas för en post i taget, och bara där det går. Ett steg går inte att ångra för alla på en gång.");
  out.open("div", {{"class", "question"}}).element("p", what);
  out.element("p", tr("En post som är signerad, som någon annan ändrar under tiden eller som saknar uppgifter lämnas som den är. Du får veta vilka."))
      .close("div");
  out.open("div", {{"class", "actions"}});
  const bool removes = report.act.kind == Kind::remove;
  write_button(out, job_path(reg, report.job) + "/borja", title_of(reg, report), removes ? html::Button::danger : html::Button::primary);
  write_back(out, reg, report, tr("Avbryt"));
  out.close("div");
}

void write_progress(Out &out, const ManyReport &report) {
  const auto so_far = report.done + report.refused;
  const auto words = tr_f("{0} av {1} klara", {number(so_far), number(report.total)});
  out.raw("<p class=\"progress\"><progress").attr("max", std::to_string(report.total)).attr("value", std::to_string(so_far));
  out.attr("aria-label", words).raw("></progress> ").text(words).raw("</p>");
}

/// By reason, for two hundred alike are one thing to know. Few stand open.
void write_refusals(Out &out, const Desk &desk, const Actor &actor, const Register &reg, const ManyReport &report) {
  if (report.refused == 0) return;
  out.element("h2", refused_words(report));
  std::vector<std::int64_t> ids;
  for (const auto &refusal : report.refusals) ids.insert(ids.end(), refusal.records.begin(), refusal.records.end());
  const auto rows = desk.deps.records.some(actor, reg.id, ids, purpose_of(reg));
  const auto labels = desk.labels(actor, reg, rows);
  for (const auto &refusal : report.refusals) {
    html::begin_disclosure(out, refusal.reason + " " + tr_n("{} post.", "{} poster.", refusal.count), report.refused <= kRefusalsOpen);
    out.open("ul", {{"class", "plain"}});
    for (const auto id : refusal.records) {
      const auto row = std::find_if(rows.begin(), rows.end(), [&](const Record &r) { return r.id == id; });
      out.open("li");
      if (row != rows.end()) out.link(record_path(reg, id), heading(reg, *row, labels));
      else out.text(tr_f("Nr {0}", {std::to_string(id)}));
      out.close("li");
    }
    out.close("ul");
    if (const int rest = refusal.count - static_cast<int>(refusal.records.size()); rest > 0)
      out.element("p", tr_n("Och en till.", "Och {} till.", rest), {{"class", "hint"}});
    html::end_disclosure(out);
  }
}

void write_undo_button(Out &out, const Register &reg, const ManyReport &report) {
  if (report.can_undo) write_button(out, job_path(reg, report.job) + "/angra", tr("Ångra borttagningen"), html::Button::secondary);
}

http::Response job_page(const Desk &desk, const Actor &actor, const Register &reg, const ManyReport &report) {
  Out out;
  std::string lead = reg.title.str();
  if (report.state == "open") write_question(out, reg, report);
  else if (report.state == "running") {
    write_progress(out, report);
    out.element("p", tr("Sidan uppdateras av sig själv. Du kan gå härifrån: arbetet fortsätter, och andra kan arbeta under tiden."));
  } else {
    if (report.state == "stopped") {
      html::message(out, html::Tone::partly,
                    tr("Arbetet stannade innan det var klart. Det som är gjort är gjort; du kan fortsätta där det slutade."));
      write_progress(out, report);
    }
    if (report.done > 0) html::message(out, report.undone_by != 0 ? html::Tone::info : html::Tone::good, done_words(report));
    if (report.undone_by != 0)
      out.open("p").link(job_path(reg, report.undone_by), tr("Borttagningen är ångrad. Visa vad som togs tillbaka.")).close("p");
    out.open("div", {{"class", "actions"}});
    if (report.state == "stopped") write_button(out, job_path(reg, report.job) + "/borja", tr("Fortsätt"), html::Button::primary);
    write_undo_button(out, reg, report);
    write_back(out, reg, report, tr("Till listan"));
    out.close("div");
    write_refusals(out, desk, actor, reg, report);
  }
  auto response = desk.page(actor, title_of(reg, report), lead, out.take());
  if (report.state == "running") response.header("Refresh", "2");
  return response;
}

// ---- what is sent ----

Many::Rows marked(const http::Request &request) {
  Many::Rows rows;
  for (const auto &value : request.form.all("post")) {
    const auto dot = value.find('.');
    if (dot == std::string::npos || rows.size() >= static_cast<std::size_t>(kMostAtOnce)) continue;
    rows.emplace_back(parse_integer(value.substr(0, dot)).value_or(0), static_cast<int>(parse_integer(value.substr(dot + 1)).value_or(0)));
  }
  return rows;
}

/// A short work is told above the list that it was begun from; a long one, and one that nobody has said yes to, has its page.
http::Response shown(const Desk &desk, const Actor &actor, const Register &reg, std::int64_t job) {
  const auto report = desk.many->report(actor, job);
  const bool told_in_list = report && report->state == "done";
  return http::redirect(told_in_list ? with_job(reg, report->act.back, job) : job_path(reg, job));
}

http::Response export_chosen(const Register &reg, const ListAddress &address, bool all, const Many::Rows &rows) {
  if (all) return http::redirect(register_path(reg) + "/export.xlsx" + address.query(1));
  std::string ids;
  for (const auto &[id, version] : rows) ids += (ids.empty() ? "" : ".") + std::to_string(id);
  return http::redirect(register_path(reg) + (ids.empty() ? address.query(address.page) : "/export.xlsx?poster=" + ids));
}

http::Response many(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  const auto address = read_address(*reg, request.form["tillbaka"]);
  const bool all = request.form["alla"] == "1";
  const auto &what = request.form["gor"];
  auto rows = all ? desk.deps.records.matching(actor, reg->id, to_query(*reg, address, actor), kMostAtOnce + 1) : marked(request);
  if (what == "export") return export_chosen(*reg, address, all, rows);
  if (rows.empty() || (what != "bort" && what != "steg")) return http::redirect(register_path(*reg) + address.query(address.page));
  const ManyAct act{what == "bort" ? Kind::remove : Kind::step, what == "steg" ? request.form["steg"] : "", address.query(address.page)};
  const auto job = desk.many->prepare(actor, reg->id, act, rows);
  if (!job) return http::problem(request, job.error());
  if (all) return http::redirect(job_path(*reg, *job)); // what was not seen row by row is asked about first
  if (const auto begun = desk.many->start(actor, *job); !begun) return http::problem(request, begun.error());
  return shown(desk, actor, *reg, *job);
}

using Work = http::Response (*)(const Desk &, http::Request &, const Actor &, const Register &, std::int64_t job);

http::Handler on_job(const std::shared_ptr<Desk> &desk, May what, Work work) {
  return access::guarded(what, [desk, work](http::Request &request, const Actor &actor) {
    const auto *reg = desk->find(request.param(0));
    return reg != nullptr ? work(*desk, request, actor, *reg, id_param(request, 1)) : not_found(request);
  });
}

http::Response show(const Desk &desk, http::Request &request, const Actor &actor, const Register &reg, std::int64_t job) {
  const auto report = desk.many->report(actor, job);
  if (!report) return http::problem(request, report.error());
  return report->register_id == reg.id ? job_page(desk, actor, reg, *report) : not_found(request);
}

http::Response begin(const Desk &desk, http::Request &request, const Actor &actor, const Register &reg, std::int64_t job) {
  if (const auto begun = desk.many->start(actor, job); !begun) return http::problem(request, begun.error());
  return http::redirect(job_path(reg, job));
}

http::Response undo(const Desk &desk, http::Request &request, const Actor &actor, const Register &reg, std::int64_t job) {
  const auto back = desk.many->undo(actor, job);
  return back ? shown(desk, actor, reg, *back) : http::problem(request, back.error());
}

} // namespace

void write_many_bar(Out &out, const Actor &actor, const Register &reg, const ListAddress &address, const ListPage &page) {
  if (!actor.may(May::write_records)) return;
  out.raw("<form method=\"post\" id=\"many\" class=\"bar inline\"").attr("action", register_path(reg) + "/flera").raw(">");
  html::input_hidden(out, "_csrf", html::marks().csrf);
  html::input_hidden(out, "tillbaka", address.query(address.page));
  const auto all = page.uncounted ? tr_f("alla, fler än {0}", {number(static_cast<double>(page.total))})
                                  : tr_f("alla {0}", {number(static_cast<double>(page.total))});
  out.raw("<span data-marked").attr("data-one", tr("1 markerad")).attr("data-many", tr("{} markerade")).attr("data-all", all).raw(">");
  out.text(tr("Markera rader för att arbeta med flera:")).raw("</span>");
  std::vector<html::Choice> steps;
  for (const auto &transition : reg.transitions) {
    const bool known = std::any_of(steps.begin(), steps.end(), [&](const auto &s) { return s.words == transition.title.str(); });
    if (!known) steps.push_back({transition.title.sv, transition.title.str()});
  }
  if (!steps.empty()) {
    html::Field field("steg", html::Label(tr("Steg")));
    html::input_select(out, field, steps, false);
    html::button(out, tr("Ta steget för de markerade"), html::Button::secondary, "gor", "steg");
  }
  if (actor.may(May::export_records)) html::button(out, tr("Exportera markerade"), html::Button::secondary, "gor", "export");
  if (actor.may(May::delete_records)) html::button(out, tr("Ta bort markerade"), html::Button::danger, "gor", "bort");
  out.raw("</form>");
}

void write_mark_all(Out &out, const Actor &actor, const ListPage &page) {
  if (!actor.may(May::write_records) || page.total < 2) return;
  const auto words = page.uncounted ? tr_f("Markera alla poster i listan, fler än {0}", {number(static_cast<double>(page.total))})
                                    : tr_f("Markera alla {0} poster i listan", {number(static_cast<double>(page.total))});
  out.raw(
      "<div class=\"checkbox mark-all\"><input class=\"checkbox__input\" type=\"checkbox\" id=\"mark-all\" name=\"alla\" value=\"1\" form=\"many\">");
  out.raw("<label class=\"checkbox__label\" for=\"mark-all\">").text(words).raw("</label></div>");
}

void write_many_result(Out &out, const Desk &desk, const Actor &actor, const Register &reg, const http::Request &request) {
  const auto job = parse_integer(request.query["flera"]);
  if (!job) return;
  const auto report = desk.many->report(actor, *job);
  if (!report || report->register_id != reg.id || report->state != "done") return;
  if (report->done > 0 && report->undone_by == 0) html::message(out, html::Tone::good, done_words(*report));
  if (report->refused > 0) {
    html::message(out, html::Tone::partly, refused_words(*report));
    out.open("p").link(job_path(reg, *job), tr("Se vilka och varför")).close("p");
  }
  write_undo_button(out, reg, *report);
}

void add_many_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.post("/register/{id}/flera", access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return many(*desk, r, a); }));
  router.get("/register/{id}/flera/{job}", on_job(desk, May::write_records, show));
  router.post("/register/{id}/flera/{job}/borja", on_job(desk, May::write_records, begin));
  router.post("/register/{id}/flera/{job}/angra", on_job(desk, May::delete_records, undo));
}

} // namespace rt::records
