// One record: what it says, what it feeds (the red thread upward), its steps, what belongs to it, and its history.
#include "modules/records/difference.hpp"
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
  std::vector<HistoryEntry> history;
  Problem problem;
};

void write_steps(Out &out, const View &view) {
  const auto path = record_path(view.reg, view.record.id);
  out.open("div", {{"class", "actions"}});
  const bool writes = view.actor.may(May::write_records);
  if (writes && !view.record.locked) html::link_button(out, path + "/andra", tr("Ändra"), html::Button::primary);
  const auto steps = view.desk.deps.records.steps(view.actor, view.reg.id, {view.record});
  write_step_buttons(out, view.desk, view.actor, view.reg, view.record, steps[0], "");
  if (view.desk.deps.actions)
    for (const auto &[href, said] : view.desk.deps.actions(view.actor, view.reg.id, view.record.id))
      html::link_button(out, href, said, html::Button::secondary);
  const bool step_signs = std::any_of(view.reg.transitions.begin(), view.reg.transitions.end(), [](const auto &t) { return t.signs; });
  if (view.reg.signed_notes && !step_signs && !view.record.locked && view.actor.may(May::sign_records)) {
    html::begin_form(out, path + "/signera", false, "inline");
    html::input_hidden(out, "_version", std::to_string(view.record.version));
    html::button(out, tr("Signera och lås"), html::Button::secondary);
    html::end_form(out);
  }
  out.close("div");
  write_step_reasons(out, steps[0]);
}

/// What is seldom wanted stands last.
void write_other_ways(Out &out, const View &view) {
  const auto path = record_path(view.reg, view.record.id);
  out.open("div", {{"class", "actions"}});
  html::link_button(out, register_path(view.reg), tr_f("Till listan: {0}", {in_sentence(view.reg.title.str())}), html::Button::quiet);
  html::link_button(out, path + "?visa=presentation", tr("Visa utan personuppgifter"), html::Button::quiet);
  if (view.actor.may(May::delete_records) && !view.record.locked) {
    html::begin_form(out, path + "/bort", false, "inline");
    html::input_hidden(out, "_version", std::to_string(view.record.version));
    html::button(out, tr("Ta bort"), html::Button::quiet);
    html::end_form(out);
  }
  out.close("div");
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
  html::begin_table(out, tr("Hör till kontakten"), {{std::string(tr("Register"))}, {std::string(tr("Poster")), "n"}, {std::string(tr("Lägg till"))}},
                    "list belongings");
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

void write_history(Out &out, const View &view) {
  html::begin_disclosure(out, tr_n("Historik: en händelse", "Historik: {} händelser", static_cast<long long>(view.history.size())));
  write_history_entries(out, view.reg, view.history, false);
  out.open("p").link(record_path(view.reg, view.record.id) + "/historik", tr("Visa hela historiken")).close("p");
  html::end_disclosure(out);
}

// ---- signed, corrected ----

/// Who signed it and when, from the history.
std::string signed_words(const View &view) {
  for (const auto &entry : view.history) {
    const auto signs = [&](const auto &t) { return t.signs && entry.what == "steg:" + t.id; };
    if (entry.what != "signerad" && std::none_of(view.reg.transitions.begin(), view.reg.transitions.end(), signs)) continue;
    return entry.who.empty() ? tr_f("Signerad och låst {0}.", {moment_text(entry.at)})
                             : tr_f("Signerad och låst av {0} {1}.", {entry.who, moment_text(entry.at)});
  }
  return std::string(tr("Posten är signerad och låst."));
}

/// What differs between the signed record and its correction, field by field.
void write_correction_table(Out &out, const View &view, const Record &old, const Record &correction) {
  const auto labels = view.desk.labels(view.actor, view.reg, {old, correction});
  out.open("dl", {{"class", "facts corrected"}});
  bool any = false;
  for (const auto &field : view.reg.fields) {
    const auto before = words(field, old, labels), after = words(field, correction, labels);
    if (before == after || field.id == "key") continue;
    any = true;
    out.element("dt", field.title.str()).open("dd");
    if (is_long(before, after)) write_difference(out, before, after);
    else {
      if (!before.empty()) out.element("del", before).raw(" → ");
      if (after.empty()) out.element("i", tr("tomt"));
      else out.element("ins", after);
    }
    out.close("dd");
  }
  out.close("dl");
  if (!any) out.element("p", tr("Inget av fälten skiljer sig."), {{"class", "quiet"}});
}

void write_signed(Out &out, const View &view) {
  auto &records = view.desk.deps.records;
  const auto singular = in_sentence(view.reg.singular.str());
  if (view.ties.corrects) {
    const auto old = records.get(view.actor, view.reg.id, view.ties.corrects->record, purpose_of(view.reg));
    out.open("section", {{"class", "correction"}});
    html::message(
        out, html::Tone::info,
        tr_f("Den här posten rättar en signerad post. Rättelsen skrevs av {0} {1}.", {view.ties.corrects->who, moment_text(view.ties.corrects->at)}));
    html::link_button(out, record_path(view.reg, view.ties.corrects->record), tr("Öppna den som rättas"), html::Button::secondary);
    if (old) write_correction_table(out, view, *old, view.record);
    out.close("section");
  }
  if (!view.record.locked) return;
  out.open("section", {{"class", "correction"}});
  if (!view.ties.corrected_by.empty()) {
    const auto &tie = view.ties.corrected_by.back();
    const auto correction = records.get(view.actor, view.reg.id, tie.record, purpose_of(view.reg));
    html::message(out, html::Tone::partly,
                  tr_f("Rättad av {0} {1}. Läs rättelsen i stället; den här finns kvar som den skrevs.", {tie.who, moment_text(tie.at)}));
    html::link_button(out, record_path(view.reg, tie.record), tr("Öppna rättelsen"), html::Button::primary);
    out.element("h2", tr("Det här är rättat"));
    if (correction) write_correction_table(out, view, view.record, *correction);
  } else {
    html::message(out, html::Tone::info, signed_words(view));
    if (view.actor.may(May::write_records))
      html::link_button(out, record_path(view.reg, view.record.id) + "/ratta", tr_f("Rätta: {0}", {singular}), html::Button::secondary);
  }
  out.close("section");
}

/// Red thread: the measures above, this record below them.
void write_thread(Out &out, const View &view, const std::string &title) {
  const auto above = view.desk.deps.feeds ? view.desk.deps.feeds(view.reg.id, view.record.id) : std::vector<html::Knot>{};
  out.element("h2",
              above.empty() ? std::string(tr("Röda tråden")) : tr_n("Räknas i ett mått", "Räknas i {} mått", static_cast<long long>(above.size())));
  if (above.empty()) out.element("p", tr("Posten räknas inte i något mått än. Det kan bero på att den inte är avslutad."));
  const bool repeats = title.rfind(view.reg.singular.str(), 0) == 0;
  html::thread(out, above, {view.reg.singular.str(), repeats ? view.record.text(view.reg.date_field).substr(0, 10) : title}, {});
}

/// Beside the record: where it stands, its dates, its letters, and what it feeds.
void write_aside(Out &out, const View &view, const std::string &title) {
  out.open("aside", {{"class", "note"}, {"aria-label", tr("Om posten")}});
  out.open("dl", {{"class", "facts"}});
  if (const auto *state = view.reg.state_by_code(view.record.state)) out.element("dt", tr("Läge")).element("dd", state->title.str());
  if (const auto team = view.labels.teams.find(view.record.team); team != view.labels.teams.end())
    out.element("dt", tr("Grupp")).element("dd", team->second);
  if (view.reg.id == "contact") out.element("dt", tr("Ärendets nummer")).element("dd", std::to_string(view.record.id));
  out.close("dl");
  if (view.desk.deps.panel) out.raw(view.desk.deps.panel(view.actor, view.reg.id, view.record.id));
  write_letters(out, view.reg, view.record, view.actor);
  write_thread(out, view, title);
  out.close("aside");
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
  for (const auto &warning : view.desk.deps.records.warnings(view.actor, view.reg, view.record)) html::message(out, html::Tone::partly, warning);
  write_signed(out, view);
  write_step_done(out, view, step);
  const auto title = heading(view.reg, view.record, view.labels);
  out.open("div", {{"class", "with-aside record"}}).open("div");
  write_steps(out, view);
  write_facts(out, view.desk, view.reg, view.record, view.labels);
  write_made(out, view);
  write_belongings(out, view);
  write_history(out, view);
  write_other_ways(out, view);
  out.close("div");
  write_aside(out, view, title);
  out.close("div");
  return view.desk.page(view.actor, title, lead_of(view, title), out.take(), status);
}

/// For a shared screen: what the record says, not about whom.
http::Response present(const View &view) {
  Out out;
  html::message(out, html::Tone::info,
                tr("Här visas inga personuppgifter. Fria texter kan ändå nämna någon; läs igenom dem innan du visar sidan för andra."));
  write_facts(out, view.desk, view.reg, view.record, view.labels, true);
  out.open("div", {{"class", "actions"}});
  html::link_button(out, record_path(view.reg, view.record.id), tr("Visa hela posten"), html::Button::quiet);
  out.close("div");
  return view.desk.page(view.actor, view.reg.singular.str() + " " + view.record.text(view.reg.date_field).substr(0, 10), "", out.take());
}

std::optional<View> open(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  const auto id = id_param(request, 1);
  if (reg == nullptr || id == 0) return std::nullopt;
  auto record = desk.deps.records.get(actor, reg->id, id, purpose_of(*reg));
  if (!record) return std::nullopt;
  auto labels = desk.labels(actor, *reg, {*record});
  return View{desk,
              actor,
              *reg,
              std::move(*record),
              std::move(labels),
              desk.deps.records.ties(actor, reg->id, id),
              desk.deps.records.history(actor, reg->id, id),
              {}};
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
               if (view && request.query["visa"] == "presentation") return present(*view);
               return view ? show_record(*view, 200, request.query["sparad"] == "1", request.query["steg"]) : not_found(request);
             }));
}

} // namespace rt::records
