// One record: what it says, what it feeds (the red thread upward), its steps, what belongs to it, and its history.
#include "modules/records/pages_shared.hpp"
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using html::Out;

struct View {
  const Desk &desk;
  const Actor &actor;
  const Register &reg;
  Record record;
  Labels labels;
  Ties ties;
  Problem problem;
};

void write_value(Out &out, const View &view, const Field &field) {
  const auto said = words(field, view.record, view.labels);
  if (said.empty()) return;
  out.element("dt", field.title.str()).open("dd");
  if (field.type == FieldType::reference) {
    if (const auto *target = view.desk.find(field.target)) out.link(record_path(*target, view.record.integer(field.id)), said);
  } else if (field.type == FieldType::long_text) {
    out.open("span", {{"class", "pre"}}).text(said).close("span");
  } else {
    out.text(said);
  }
  out.close("dd");
}

void write_facts(Out &out, const View &view) {
  const auto part = [&](const std::string &section, const std::string &title) {
    const auto has = [&](const Field &f) { return f.section == section && view.record.has(f.id) && f.id != "key"; };
    if (std::none_of(view.reg.fields.begin(), view.reg.fields.end(), has)) return;
    if (!title.empty()) out.element("h2", title);
    out.open("dl", {{"class", "facts"}});
    for (const auto &field : view.reg.fields)
      if (has(field)) write_value(out, view, field);
    out.close("dl");
  };
  if (view.reg.sections.empty()) return part("", "");
  for (const auto &section : view.reg.sections) part(section.id, section.title.str());
  part("", std::string(tr("Beräknat"))); // what stands outside the form's sections is what the system works out
}

void write_steps(Out &out, const View &view) {
  const auto path = record_path(view.reg, view.record.id);
  out.open("div", {{"class", "actions"}});
  const bool writes = view.actor.may(May::write_records);
  if (writes && !view.record.locked) html::link_button(out, path + "/andra", tr("Ändra"), html::Button::primary);
  const auto steps = view.desk.deps.records.steps(view.actor, view.reg.id, {view.record});
  write_step_buttons(out, view.desk, view.actor, view.reg, view.record, steps[0], "");
  if (view.desk.deps.actions)
    for (const auto &[href, said] : view.desk.deps.actions(view.actor, view.reg.id, view.record.id)) html::link_button(out, href, said, html::Button::secondary);
  if (view.reg.signed_notes && !view.record.locked && view.actor.may(May::sign_records)) {
    html::begin_form(out, path + "/signera", false, "inline");
    html::input_hidden(out, "_version", std::to_string(view.record.version));
    html::button(out, tr("Signera och lås"), html::Button::secondary);
    html::end_form(out);
  }
  if (view.actor.may(May::delete_records) && !view.record.locked) {
    html::begin_form(out, path + "/bort", false, "inline");
    html::input_hidden(out, "_version", std::to_string(view.record.version));
    html::button(out, tr("Ta bort"), html::Button::quiet);
    html::end_form(out);
  }
  html::link_button(out, register_path(view.reg), tr_f("Till listan: {0}", {in_sentence(view.reg.title.str())}), html::Button::quiet);
  out.close("div");
  write_step_reasons(out, steps[0]);
}

/// What steps made from this record, and what it was made from.
void write_made(Out &out, const View &view) {
  const auto line = [&](const Tie &tie, bool from) {
    const auto *reg = view.desk.find(tie.register_id);
    if (reg == nullptr) return;
    out.open("li").text(from ? tr("Skapad från") : tr("Skapade")).raw(" ");
    out.link(record_path(*reg, tie.record), in_sentence(reg->singular.str())).raw(" ").element("small", moment_text(tie.at)).close("li");
  };
  if (view.ties.made.empty() && !view.ties.made_from) return;
  out.element("h2", tr("Hänger ihop med")).open("ul", {{"class", "plain"}});
  if (view.ties.made_from) line(*view.ties.made_from, true);
  for (const auto &tie : view.ties.made) line(tie, false);
  out.close("ul");
}

/// After a step: what it made, with a way there.
void write_step_done(Out &out, const View &view, const std::string &step) {
  if (step.empty()) return;
  for (const auto &tie : view.ties.made) {
    const auto *reg = view.desk.find(tie.register_id);
    if (reg == nullptr || tie.step != step || tie.at != view.record.updated_at) continue;
    out.open("div", {{"class", "made"}});
    html::message(out, html::Tone::good, tr_f("Steget skapade en ny post: {0}.", {in_sentence(reg->singular.str())}));
    html::link_button(out, record_path(*reg, tie.record), tr_f("Öppna: {0}", {in_sentence(reg->singular.str())}), html::Button::secondary);
    out.close("div");
  }
}

/// Sessions, ratings, viewpoints … of this contact, each a way in and a way to add.
void write_belongings(Out &out, const View &view) {
  if (view.reg.id != "contact") return;
  const auto counts = view.desk.deps.records.belongings(view.actor, view.record.id);
  if (counts.empty()) return;
  out.element("h2", tr("Hör till kontakten"));
  const bool writes = view.actor.may(May::write_records);
  html::begin_table(out, tr("Hör till kontakten"), {{std::string(tr("Register"))}, {std::string(tr("Poster")), "n"}, {std::string(tr("Lägg till"))}}, "list belongings");
  for (const auto &[id, count] : counts) {
    const auto *reg = view.desk.find(id);
    html::begin_row(out);
    out.open("td");
    if (count > 0) out.link(register_path(*reg) + "?contact=" + std::to_string(view.record.id), reg->title.str());
    else out.element("span", reg->title.str(), {{"class", "quiet"}});
    out.close("td");
    html::cell(out, count > 0 ? number(static_cast<double>(count)) : "–", "n");
    out.open("td");
    if (writes) out.link(register_path(*reg) + "/ny?contact=" + std::to_string(view.record.id), tr_f("Ny: {0}", {in_sentence(reg->singular.str())}));
    out.close("td");
    html::end_row(out);
  }
  html::end_table(out);
}

std::string what_words(const Register &reg, const std::string &what) {
  if (what.rfind("steg:", 0) == 0) {
    for (const auto &step : reg.transitions)
      if (step.id == what.substr(5)) return step.title.str();
    return std::string(tr("Nytt läge"));
  }
  if (what == "skapad") return std::string(tr("Skapad"));
  if (what == "borttagen") return std::string(tr("Borttagen"));
  if (what == "återställd") return std::string(tr("Återställd"));
  if (what == "sammanförd") return std::string(tr("Flyttad när två personer fördes samman"));
  if (what == "isärförd") return std::string(tr("Flyttad tillbaka när personerna fördes isär"));
  if (what == "rättad") return std::string(tr("Rättad"));
  if (what == "signerad") return std::string(tr("Signerad"));
  return std::string(tr("Ändrad"));
}

void write_history(Out &out, const View &view) {
  const auto entries = view.desk.deps.records.history(view.actor, view.reg.id, view.record.id);
  html::begin_disclosure(out, tr_n("Historik: en händelse", "Historik: {} händelser", static_cast<long long>(entries.size())));
  out.open("ol", {{"class", "timeline"}});
  for (const auto &entry : entries) {
    out.open("li").element("time", moment_text(entry.at)).open("div");
    out.element("b", what_words(view.reg, entry.what));
    if (!entry.who.empty()) out.raw(" ").text(tr_f("av {0}", {entry.who}));
    if (entry.what != "skapad")
      for (const auto &difference : entry.differences) {
        out.open("small").text(difference.field + ": ");
        if (!difference.before.empty()) out.element("del", shorten(difference.before, 200)).raw(" → ");
        if (difference.after.empty()) out.element("i", tr("tomt"));
        else out.element("ins", shorten(difference.after, 200));
        out.close("small");
      }
    out.close("div").close("li");
  }
  out.close("ol");
  html::end_disclosure(out);
}

/// Red thread: the measures above, this record below them.
void write_thread(Out &out, const View &view, const std::string &title) {
  const auto above = view.desk.deps.feeds ? view.desk.deps.feeds(view.reg.id, view.record.id) : std::vector<html::Knot>{};
  out.open("aside", {{"class", "note"}});
  out.element("h2", above.empty() ? std::string(tr("Röda tråden")) : tr_n("Räknas i ett mått", "Räknas i {} mått", static_cast<long long>(above.size())));
  if (above.empty()) out.element("p", tr("Posten räknas inte i något mått än. Det kan bero på att den inte är avslutad."));
  const bool repeats = title.rfind(view.reg.singular.str(), 0) == 0;
  html::thread(out, above, {view.reg.singular.str(), repeats ? view.record.text(view.reg.date_field).substr(0, 10) : title}, {});
  out.open("dl", {{"class", "facts"}});
  if (const auto *state = view.reg.state_by_code(view.record.state)) out.element("dt", tr("Läge")).element("dd", state->title.str());
  if (const auto team = view.labels.teams.find(view.record.team); team != view.labels.teams.end()) out.element("dt", tr("Grupp")).element("dd", team->second);
  if (view.reg.id == "contact") out.element("dt", tr("Ärendets nummer")).element("dd", std::to_string(view.record.id));
  out.close("dl").close("aside");
}

/// Whom it is about, when the heading does not say so.
std::string lead_of(const View &view, const std::string &title) {
  if (const auto contact = view.labels.contacts.find(view.record.contact); contact != view.labels.contacts.end()) return contact->second;
  return title.rfind(view.reg.singular.str(), 0) == 0 ? std::string{} : view.reg.singular.str();
}

http::Response show_record(const View &view, int status = 200, bool saved = false, const std::string &step = {}) {
  Out out;
  out.reserve(16 * 1024);
  if (!view.problem.message.empty()) html::error_summary(out, view.problem);
  if (saved) html::message(out, html::Tone::good, tr_f("Sparat {0}.", {clock_text(view.desk.deps.clock.now())}));
  if (view.record.locked) html::message(out, html::Tone::info, tr("Posten är signerad och låst. En rättelse skrivs som en ny post."));
  write_step_done(out, view, step);
  const auto title = heading(view.reg, view.record, view.labels);
  out.open("div", {{"class", "with-aside"}}).open("div");
  write_facts(out, view);
  write_steps(out, view);
  write_made(out, view);
  if (view.desk.deps.panel) out.raw(view.desk.deps.panel(view.actor, view.reg.id, view.record.id));
  write_belongings(out, view);
  write_history(out, view);
  out.close("div");
  write_thread(out, view, title);
  out.close("div");
  return view.desk.page(view.actor, title, lead_of(view, title), out.take(), status);
}

std::optional<View> open(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  const auto id = id_param(request, 1);
  if (reg == nullptr || id == 0) return std::nullopt;
  auto record = desk.deps.records.get(actor, reg->id, id, purpose_of(*reg));
  if (!record) return std::nullopt;
  auto labels = desk.labels(actor, *reg, {*record});
  return View{desk, actor, *reg, std::move(*record), std::move(labels), desk.deps.records.ties(actor, reg->id, id), {}};
}

/// A step that could not be taken: the record again with what is missing, each with a way to the form.
http::Response refused(View view, Problem problem) {
  view.problem = std::move(problem);
  return show_record(view, http::status_of(view.problem.kind));
}

int version_in(const http::Request &request) { return static_cast<int>(parse_integer(request.form["_version"]).value_or(0)); }

http::Response sign_record(const Desk &desk, http::Request &request, const Actor &actor) {
  auto view = open(desk, request, actor);
  if (!view) return not_found(request);
  auto done = desk.deps.records.sign(actor, view->reg.id, view->record.id, version_in(request));
  if (!done) return refused(std::move(*view), done.error());
  return http::redirect(record_path(view->reg, view->record.id) + "?sparad=1");
}

http::Response remove_record(const Desk &desk, http::Request &request, const Actor &actor) {
  auto view = open(desk, request, actor);
  if (!view) return not_found(request);
  auto done = desk.deps.records.remove(actor, view->reg.id, view->record.id, version_in(request));
  if (!done) return refused(std::move(*view), done.error());
  return http::redirect(register_path(view->reg) + "?angra=" + std::to_string(view->record.id));
}

} // namespace

void add_record_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  const auto page = [&](http::Response (*work)(const Desk &, http::Request &, const Actor &)) {
    return [desk, work](http::Request &request, const Actor &actor) { return work(*desk, request, actor); };
  };
  router.post("/register/{id}/{record}/signera", access::guarded(May::sign_records, page(sign_record)));
  router.post("/register/{id}/{record}/bort", access::guarded(May::delete_records, page(remove_record)));
  router.get("/register/{id}/{record}", access::guarded(May::read_records, [desk](http::Request &request, const Actor &actor) {
    const auto view = open(*desk, request, actor);
    return view ? show_record(*view, 200, request.query["sparad"] == "1", request.query["steg"]) : not_found(request);
  }));
}

} // namespace rt::records
