// New and changed records: sections, help, errors at the field, drafts on the server, and both versions when two have written.
#include "modules/records/form_fields.hpp"
#include "modules/records/store.hpp"
#include "modules/records/two_writers.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using html::Out;

using rt::records::form_path; // of a record; here also of what the page shows
std::string form_path(const FormPage &page) {
  return page.corrects != 0 ? record_path(page.reg, page.corrects) + "/ratta" : form_path(page.reg, page.state.id);
}

/// Under which number the draft is kept: a correction's under the signed record's, negative.
std::int64_t draft_key(const FormPage &page) { return page.corrects != 0 ? -page.corrects : page.state.id; }
std::string draft_path(const FormPage &page) {
  const auto base = register_path(page.reg) + "/utkast/" + std::to_string(page.corrects != 0 ? page.corrects : page.state.id);
  return page.corrects != 0 ? base + "/rattelse" : base;
}
std::string back_path(const FormPage &page) {
  if (page.corrects != 0) return record_path(page.reg, page.corrects);
  return page.state.id == 0 ? register_path(page.reg) : record_path(page.reg, page.state.id);
}

void write_section(Out &out, const FormPage &page, const std::string &id, const std::string &title) {
  const auto belongs = [&](const Field &f) { return in_form(f) && f.section == id; };
  if (std::none_of(page.reg.fields.begin(), page.reg.fields.end(), belongs)) return;
  if (!title.empty()) out.open("fieldset", {{"class", "group"}, {"id", section_anchor(id)}}).element("legend", title).raw("<div>");
  for (const auto &field : page.reg.fields)
    if (belongs(field)) {
      const bool first_of_group = !field.group.empty() && &field == &*std::find_if(page.reg.fields.begin(), page.reg.fields.end(),
                                                                                   [&](const Field &f) { return f.group == field.group; });
      write_other(out, page, first_of_group ? field.group : field.id);
      write_field(out, page, field);
      write_phrases(out, page.reg, field);
    }
  if (!title.empty()) out.raw("</div>").close("fieldset");
}

void write_form(Out &out, const FormPage &page, const std::string &draft_saved) {
  out.raw("<form method=\"post\" class=\"form\" novalidate").attr("action", form_path(page));
  if (has_files(page.reg)) out.raw(" enctype=\"multipart/form-data\"");
  out.attr("data-draft", draft_path(page)).raw(">");
  html::input_hidden(out, "_csrf", html::marks().csrf);
  html::input_hidden(out, "_version", std::to_string(page.state.version));
  if (page.base_version != 0) html::input_hidden(out, "_bas", std::to_string(page.base_version));
  // Enter in a field presses the first button of a form: it must be the one that saves.
  out.raw("<button type=\"submit\" class=\"sr-only\" tabindex=\"-1\" aria-hidden=\"true\" name=\"gor\" value=\"spara\"></button>");
  write_jumps(out, page.reg, [&](const std::string &section) {
    return std::any_of(page.reg.fields.begin(), page.reg.fields.end(), [&](const Field &f) { return in_form(f) && f.section == section; });
  });
  write_section(out, page, "", "");
  for (const auto &section : page.reg.sections) write_section(out, page, section.id, section.title.str());
  write_team(out, page);
  out.open("div", {{"class", "actions"}});
  html::button(out,
               page.corrects != 0   ? tr("Spara rättelsen")
               : page.state.id == 0 ? tr("Spara")
                                    : tr("Spara ändringen"),
               html::Button::primary, "gor", "spara");
  html::link_button(out, back_path(page), tr("Tillbaka utan att spara"), html::Button::quiet);
  out.raw("<span class=\"quiet\" role=\"status\" data-draft-words").attr("data-words", tr("Sparat {}")).raw(">");
  if (!draft_saved.empty()) out.text(draft_saved);
  out.raw("</span>").close("div");
  html::end_form(out);
}

http::Response show_form(const FormPage &page, const std::string &draft_saved, int status) {
  Out out;
  out.reserve(24 * 1024);
  if (!page.problem.message.empty() || !page.problem.fields.empty()) html::error_summary(out, page.problem);
  if (!draft_saved.empty()) {
    html::message(out, html::Tone::info, tr_f("Det här är ditt utkast. {0}.", {draft_saved}));
    html::begin_form(out, draft_path(page) + "/bort", false, "inline");
    html::button(out, tr("Kasta utkastet"), html::Button::quiet);
    html::end_form(out);
  }
  if (page.corrects != 0)
    html::message(
        out, html::Tone::info,
        tr("Den signerade posten ändras inte. Det du skriver här blir en ny post som visas tillsammans med den, och den gamla märks som rättad."));
  write_taken(out, page);
  write_form(out, page, draft_saved);
  const auto title = page.corrects != 0   ? tr_f("Rätta: {0}", {in_sentence(page.reg.singular.str())})
                     : page.state.id == 0 ? tr_f("Ny: {0}", {in_sentence(page.reg.singular.str())})
                                          : tr_f("Ändra: {0}", {in_sentence(page.reg.singular.str())});
  const auto law = page.reg.law.empty() ? std::string{} : tr_f("Lagrum: {0}", {page.reg.law});
  return page.desk.page(page.actor, title, law, out.take(), status);
}

/// A browser's form text as fields, to fill a form from a draft.
http::Fields fields_of(const std::string &form) {
  http::Fields fields;
  for (const auto &pair : split(form, '&')) {
    const auto equal = pair.find('=');
    if (equal == std::string::npos) continue;
    fields.add(url_decode(pair.substr(0, equal)).value_or(""), url_decode(pair.substr(equal + 1)).value_or(""));
  }
  return fields;
}

std::string saved_words(const std::string &at) {
  const auto instant = from_iso(at);
  return instant < 0 ? std::string{} : tr_f("Sparat {0}", {clock_text(instant)});
}

// ---- two have written ----

/// What is stored in a field or group, in words.
std::string said(const FormPage &page, const std::string &id, const Record &record, const Labels &labels) {
  if (const auto *field = page.reg.field(id)) return words(*field, record, labels);
  std::vector<std::string> rows;
  const auto found = record.groups.find(id);
  if (found == record.groups.end()) return {};
  for (const auto &row : found->second) {
    const auto laid = with_row(record, row);
    std::vector<std::string> parts;
    for (const auto &field : page.reg.fields)
      if (field.group == id && row.count(field.id) != 0) parts.push_back(field.title.str() + ": " + words(field, laid, labels));
    rows.push_back(join(parts, ", "));
  }
  return join(rows, "\n");
}

/// Lays my text beside what another has stored since I read the record. My text stands in the form, what only they changed
/// comes along, and what both changed gets a choice.
void lay_beside(FormPage &page, int base_version, const Record &theirs, const Record &mine, const http::Fields &form, bool take_over) {
  auto &records = page.desk.deps.records;
  auto base = records.replayed(page.actor, page.reg.id, page.state.id, base_version);
  if (!base) return;
  hide(page.reg, page.actor, *base);
  const auto meeting = meet(page.reg, *base, theirs, mine);
  std::map<std::string, std::string> who;
  std::string latest(tr("Någon annan"));
  for (const auto &entry : records.history(page.actor, page.reg.id, page.state.id)) {
    if (entry.version <= base_version || entry.version > theirs.version) continue;
    for (const auto &difference : entry.differences) who.emplace(difference.field, entry.who);
  }
  const auto labels = page.desk.labels(page.actor, page.reg, {*base, theirs});
  page.others.clear();
  const auto add = [&](const std::string &id, bool both) {
    const auto *field = page.reg.field(id);
    FormPage::Other other{id,
                          field != nullptr ? field->title.str() : page.reg.group(id)->title.str(),
                          latest,
                          said(page, id, *base, labels),
                          said(page, id, theirs, labels),
                          both,
                          form["_valj." + id]};
    if (const auto found = who.find(other.title); found != who.end() && !found->second.empty()) other.who = found->second;
    page.others.push_back(std::move(other));
  };
  for (const auto &id : meeting.both) add(id, true);
  for (const auto &id : meeting.taken) add(id, false);
  page.base_version = base_version;
  if (!take_over) return;
  auto state = from_record(page.reg, meeting.merged);
  state.id = page.state.id;
  state.version = theirs.version;
  page.state = std::move(state);
}

/// "…/ny?case=17": what the new record is about, when somebody comes from that person, case or contact. Ids only.
bool fill_from_address(const Register &reg, const http::Fields &query, Record &record) {
  bool filled = false;
  for (const auto &field : reg.fields) {
    const bool points = field.type == FieldType::reference || field.type == FieldType::person || field.type == FieldType::household;
    const auto id = points && field.group.empty() ? parse_integer(query[field.id]) : std::nullopt;
    if (!id) continue;
    record.values[field.id] = static_cast<std::int64_t>(*id);
    filled = true;
  }
  return filled;
}

http::Response open_form(const Desk &desk, http::Request &request, const Actor &actor, std::int64_t id, bool correction = false) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  Record record = blank(*reg, actor, desk.today());
  for (const auto &field : reg->fields) // a 48-hour limit begins at the minute, not at midnight
    if (field.group.empty() && field.type == FieldType::datetime && field.default_value == "now")
      record.values[field.id] = to_iso(desk.deps.clock.now());
  bool begun_from_link = false;
  if (id != 0) {
    auto stored = desk.deps.records.get(actor, reg->id, id, purpose_of(*reg));
    if (!stored) return not_found(request);
    if (stored->locked != correction) return http::redirect(record_path(*reg, id));
    record = std::move(*stored);
  } else {
    begun_from_link = fill_from_address(*reg, request.query, record);
  }
  FormPage page{desk, actor, *reg, from_record(*reg, record), {}};
  if (correction) page.corrects = id, page.state.id = 0;
  std::string saved;
  if (const auto draft = draft_of(desk.deps.records.pool(), actor.user, reg->id, draft_key(page)); draft && !begun_from_link) {
    const auto form = fields_of(draft->form);
    page.state = from_form(*reg, form);
    page.state.id = correction ? 0 : id;
    page.state.locked = locked_fields(*reg, actor);
    saved = saved_words(draft->saved_at);
    const bool changed_since = page.state.version != record.version || form.has("_bas");
    if (id != 0 && !correction && changed_since) { // somebody has changed the record since the draft was begun
      const auto typed = page.state;
      const auto mine = understand(*reg, page.state, record, desk.today());
      const auto began = static_cast<int>(parse_integer(form["_bas"]).value_or(page.state.version));
      lay_beside(page, began, record, mine.draft, form, true);
      for (const auto &error : mine.errors) // what cannot be understood stays as it was typed
        if (const auto found = typed.typed.find(error.field); found != typed.typed.end()) page.state.typed[error.field] = found->second;
    }
  }
  return show_form(page, saved, 200);
}

// ---- saving ----

/// What is typed as the person's own draft; false when it is more than a form can be.
bool keep(const Desk &desk, const Actor &actor, const Register &reg, std::int64_t id, const http::Fields &typed) {
  const auto form = draft_text(typed);
  if (form) keep_draft(desk.deps.records.pool(), actor.user, reg.id, id, *form, to_iso(desk.deps.clock.now()));
  return form.has_value();
}

/// My choices where two had written, against what was stored when I was asked.
void apply_choices(const FormPage &page, const http::Fields &form, Record &mine) {
  std::optional<Record> theirs;
  for (const auto &[name, value] : form.items()) {
    if (name.rfind("_valj.", 0) != 0 || choice_from(value) == Choice::mine) continue;
    if (!theirs) {
      auto then = page.desk.deps.records.replayed(page.actor, page.reg.id, page.state.id, page.state.version);
      if (!then) return;
      hide(page.reg, page.actor, *then);
      theirs = std::move(*then);
    }
    choose(page.reg, name.substr(6), choice_from(value), *theirs, mine);
  }
}

/// What could not be understood and what is missing are said at once, each field once.
void add_missing(const Register &reg, Understood &understood, Date today) {
  for (auto &error : check(reg, understood.draft, today)) {
    const auto same = [&](const FieldError &e) { return e.field == error.field; };
    if (std::none_of(understood.errors.begin(), understood.errors.end(), same)) understood.errors.push_back(std::move(error));
  }
  const auto place = [&](const FieldError &e) {
    for (std::size_t i = 0; i < reg.fields.size(); ++i)
      if (reg.fields[i].id == e.field) return i;
    return reg.fields.size();
  };
  std::stable_sort(understood.errors.begin(), understood.errors.end(), [&](const auto &a, const auto &b) { return place(a) < place(b); });
}

/// The record is gone or no longer the reader's: what was written comes back as a new one, so that it can be saved or copied.
http::Response gone_meanwhile(FormPage page) {
  page.problem = {
      ProblemKind::not_found,
      std::string(tr("Posten finns inte längre, eller så får du inte se den. Det du skrev står kvar här. Spara det som en ny post om det behövs.")),
      {}};
  page.state.id = 0;
  page.state.version = 0;
  return show_form(page, "", 409);
}

/// A save that was refused. Whatever the reason, the form comes back with every word.
http::Response refused(FormPage page, Problem problem, const Record &mine, const http::Fields &form) {
  page.problem = std::move(problem);
  const auto id = page.state.id;
  if (page.actor.user > 0) keep(page.desk, page.actor, page.reg, draft_key(page), form);
  if (page.problem.kind == ProblemKind::not_found && id != 0) return gone_meanwhile(std::move(page));
  if (id == 0 || (page.problem.kind != ProblemKind::conflict && page.problem.kind != ProblemKind::forbidden))
    return show_form(page, "", http::status_of(page.problem.kind));
  const auto stored = page.desk.deps.records.get(page.actor, page.reg.id, id, purpose_of(page.reg));
  if (!stored) return gone_meanwhile(std::move(page));
  if (stored->locked) { // signed while I wrote: my text becomes a correction
    page.corrects = id;
    page.state.id = 0;
    return show_form(page, "", 409);
  }
  if (page.problem.kind == ProblemKind::conflict) {
    lay_beside(page, page.state.version, *stored, mine, {}, true); // the choices made so far are in what I wrote
    page.problem.fields.clear();                                   // each stands at its field
  }
  return show_form(page, "", http::status_of(page.problem.kind));
}

http::Response save_form(const Desk &desk, http::Request &request, const Actor &actor, std::int64_t id, bool correction = false) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  auto &records = desk.deps.records;
  FormPage page{desk, actor, *reg, from_form(*reg, request.form), {}};
  if (correction) page.corrects = id;
  page.state.id = correction ? 0 : id;
  page.state.locked = locked_fields(*reg, actor);
  Record base = blank(*reg, actor, desk.today());
  base.values.clear();
  if (id != 0) {
    auto stored = records.get(actor, reg->id, id, purpose_of(*reg));
    if (!stored) return correction || request.form["gor"] != "spara" ? not_found(request) : gone_meanwhile(std::move(page));
    base = std::move(*stored);
    if (correction) base.id = 0, base.version = 0, base.locked = false;
  }
  auto file_errors = take_files(page, request);
  const bool form_work = do_form_work(page, request.form["gor"]);
  auto understood = understand(*reg, page.state, base, desk.today());
  const auto base_version = static_cast<int>(parse_integer(request.form["_bas"]).value_or(0));
  if (base_version != 0 && id != 0) // the choices stay on the page until it is saved
    if (auto then = records.replayed(actor, reg->id, id, page.state.version)) {
      hide(*reg, actor, *then);
      lay_beside(page, base_version, *then, understood.draft, request.form, false);
    }
  if (form_work) return show_form(page, "", 200);
  if (auto problem = add_new_people(page)) {
    page.problem = std::move(*problem);
    return show_form(page, "", 422);
  }
  understood = understand(*reg, page.state, base, desk.today());
  understood.errors.insert(understood.errors.end(), file_errors.begin(), file_errors.end());
  if (!understood.errors.empty()) add_missing(*reg, understood, desk.today());
  apply_choices(page, request.form, understood.draft);
  if (!understood.errors.empty()) {
    if (actor.user > 0)
      keep(desk, actor, *reg, draft_key(page), request.form); // the last words were typed a moment ago: leaving now must not lose them
    page.problem = {ProblemKind::invalid,
                    tr_n("Ett svar behöver rättas innan posten kan sparas.", "{} svar behöver rättas innan posten kan sparas.",
                         static_cast<long long>(understood.errors.size())),
                    understood.errors};
    return show_form(page, "", 422);
  }
  auto saved = correction ? records.correct(actor, reg->id, id, understood.draft) : records.save(actor, reg->id, understood.draft);
  if (!saved) return refused(std::move(page), saved.error(), understood.draft, request.form);
  drop_draft(records.pool(), actor.user, reg->id, draft_key(page));
  return http::redirect(record_path(*reg, saved->id) + "?sparad=1");
}

// ---- drafts ----

http::Response save_draft(const Desk &desk, http::Request &request, const Actor &actor, int sign) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr || actor.user <= 0) return http::text("", 404);
  return keep(desk, actor, *reg, sign * id_param(request, 1), request.form) ? http::text(clock_text(desk.deps.clock.now())) : http::text("", 413);
}

http::Response discard_draft(const Desk &desk, http::Request &request, const Actor &actor, int sign) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  const auto id = id_param(request, 1);
  drop_draft(desk.deps.records.pool(), actor.user, reg->id, sign * id);
  return http::redirect(sign < 0 ? record_path(*reg, id) + "/ratta" : form_path(*reg, id));
}

} // namespace

void add_form_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  http::RouteOptions with_files;
  with_files.max_body = kMostFileBytes + (2u << 20);
  router.get("/register/{id}/ny",
             access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return open_form(*desk, r, a, 0); }));
  router.post("/register/{id}/ny",
              access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return save_form(*desk, r, a, 0); }), with_files);
  router.get("/register/{id}/{record}/andra", access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) {
               const auto id = id_param(r, 1);
               return id == 0 ? not_found(r) : open_form(*desk, r, a, id);
             }));
  router.post("/register/{id}/{record}/andra",
              access::guarded(May::write_records,
                              [desk](http::Request &r, const Actor &a) {
                                const auto id = id_param(r, 1);
                                return id == 0 ? not_found(r) : save_form(*desk, r, a, id);
                              }),
              with_files);
  router.get("/register/{id}/{record}/ratta", access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) {
               const auto id = id_param(r, 1);
               return id == 0 ? not_found(r) : open_form(*desk, r, a, id, true);
             }));
  router.post("/register/{id}/{record}/ratta",
              access::guarded(May::write_records,
                              [desk](http::Request &r, const Actor &a) {
                                const auto id = id_param(r, 1);
                                return id == 0 ? not_found(r) : save_form(*desk, r, a, id, true);
                              }),
              with_files);
  for (const int sign : {1, -1}) { // a correction's draft stands beside the draft of the record itself
    const std::string path = std::string("/register/{id}/utkast/{record}") + (sign < 0 ? "/rattelse" : "");
    router.post(path, access::guarded(May::write_records, [desk, sign](http::Request &r, const Actor &a) { return save_draft(*desk, r, a, sign); }));
    router.post(path + "/bort",
                access::guarded(May::write_records, [desk, sign](http::Request &r, const Actor &a) { return discard_draft(*desk, r, a, sign); }));
  }
}

} // namespace rt::records
