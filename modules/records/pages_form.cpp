// New and changed records: sections, help, errors at the field, drafts on the server, and both versions when two have written.
#include "modules/records/form_fields.hpp"
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using html::Out;

std::string form_path(const Register &reg, std::int64_t id) { return id == 0 ? register_path(reg) + "/ny" : record_path(reg, id) + "/andra"; }

void write_section(Out &out, const FormPage &page, const std::string &id, const std::string &title) {
  const auto belongs = [&](const Field &f) { return in_form(f) && f.section == id; };
  if (std::none_of(page.reg.fields.begin(), page.reg.fields.end(), belongs)) return;
  if (!title.empty()) out.open("fieldset", {{"class", "group"}}).element("legend", title).raw("<div>");
  for (const auto &field : page.reg.fields)
    if (belongs(field)) write_field(out, page, field);
  if (!title.empty()) out.raw("</div>").close("fieldset");
}

void write_form(Out &out, const FormPage &page, const std::string &draft_saved) {
  const auto action = form_path(page.reg, page.state.id);
  out.raw("<form method=\"post\" class=\"form\" novalidate").attr("action", action);
  out.attr("data-draft", register_path(page.reg) + "/utkast/" + std::to_string(page.state.id)).raw(">");
  html::input_hidden(out, "_csrf", html::marks().csrf);
  html::input_hidden(out, "_version", std::to_string(page.state.version));
  // Enter in a field presses the first button of a form: it must be the one that saves.
  out.raw("<button type=\"submit\" class=\"sr-only\" tabindex=\"-1\" aria-hidden=\"true\" name=\"gor\" value=\"spara\"></button>");
  write_section(out, page, "", "");
  for (const auto &section : page.reg.sections) write_section(out, page, section.id, section.title.str());
  write_team(out, page);
  out.open("div", {{"class", "actions"}});
  html::button(out, page.state.id == 0 ? tr("Spara") : tr("Spara ändringen"), html::Button::primary, "gor", "spara");
  html::link_button(out, page.state.id == 0 ? register_path(page.reg) : record_path(page.reg, page.state.id), tr("Tillbaka utan att spara"), html::Button::quiet);
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
    html::begin_form(out, register_path(page.reg) + "/utkast/" + std::to_string(page.state.id) + "/bort", false, "inline");
    html::button(out, tr("Kasta utkastet"), html::Button::quiet);
    html::end_form(out);
  }
  write_form(out, page, draft_saved);
  const auto title = page.state.id == 0 ? tr_f("Ny: {0}", {in_sentence(page.reg.singular.str())}) : tr_f("Ändra: {0}", {in_sentence(page.reg.singular.str())});
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

http::Response open_form(const Desk &desk, http::Request &request, const Actor &actor, std::int64_t id) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  Record record = blank(*reg, actor, desk.today());
  if (id != 0) {
    auto stored = desk.deps.records.get(actor, reg->id, id, purpose_of(*reg));
    if (!stored) return not_found(request);
    if (stored->locked) return http::redirect(record_path(*reg, id));
    record = std::move(*stored);
  } else if (const auto contact = parse_integer(request.query["contact"]); contact && reg->field("contact") != nullptr) {
    record.values["contact"] = static_cast<std::int64_t>(*contact);
  }
  FormPage page{desk, actor, *reg, from_record(*reg, record), {}};
  std::string saved;
  if (const auto draft = draft_of(desk.deps.records.pool(), actor.user, reg->id, id); draft && request.query["contact"].empty()) {
    page.state = from_form(*reg, fields_of(draft->form));
    page.state.id = id;
    saved = saved_words(draft->saved_at);
  }
  return show_form(page, saved, 200);
}

// ---- two have written ----

std::string shown_of(const Desk &desk, const Actor &actor, const Register &reg, const Field &field, const Record &record) {
  auto text = words(field, record, desk.labels(actor, reg, {record}));
  return text.empty() ? std::string(tr("inte ifyllt")) : text;
}

/// Both versions side by side; the reader picks field by field, and nothing typed is lost.
http::Response show_conflict(const FormPage &page, const Record &stored, const Draft &mine, const http::Fields &form) {
  Out out;
  html::error_summary(out, page.problem);
  out.element("p", tr("Välj för varje fält vilken text som ska gälla. Fält som ni är överens om följer med av sig själva."));
  out.raw("<form method=\"post\" class=\"form wide-form\" novalidate").attr("action", form_path(page.reg, stored.id)).raw(">");
  html::input_hidden(out, "_csrf", html::marks().csrf);
  html::input_hidden(out, "_version", std::to_string(stored.version));
  for (const auto &[name, value] : form.items())
    if (name != "_csrf" && name != "_version" && name != "gor" && name.rfind("_valj.", 0) != 0) html::input_hidden(out, name, value);
  html::begin_table(out, tr("Det som skiljer"), {{std::string(tr("Fält"))}, {std::string(tr("I registret nu"))}, {std::string(tr("Det du skrev"))}}, "list");
  for (const auto &field : page.reg.fields) {
    if (!in_form(field) || stored.value(field.id) == mine.value(field.id)) continue;
    html::begin_row(out);
    html::cell(out, field.title.str());
    const auto side = [&](const char *value, const std::string &said, bool chosen) {
      const auto id = (chosen ? "v-" : "f-") + field.id; // the summary's link leads to the first of the two
      out.raw("<td><input type=\"radio\"").attr("name", "_valj." + field.id).attr("value", value).attr("id", id);
      if (chosen) out.raw(" checked");
      out.raw("> <label").attr("for", id).raw(">").text(said).raw("</label></td>");
    };
    side("deras", shown_of(page.desk, page.actor, page.reg, field, stored), false);
    side("mitt", shown_of(page.desk, page.actor, page.reg, field, mine), true);
    html::end_row(out);
  }
  html::end_table(out);
  out.open("div", {{"class", "actions"}});
  html::button(out, tr("Spara det valda"), html::Button::primary, "gor", "spara");
  html::link_button(out, record_path(page.reg, stored.id), tr("Behåll det som står i registret"), html::Button::quiet);
  out.close("div");
  html::end_form(out);
  return page.desk.page(page.actor, std::string(tr("Två har skrivit samtidigt")), "", out.take(), 409);
}

// ---- saving ----

/// What is typed as the person's own draft; false when it is more than a form can be.
bool keep(const Desk &desk, const Actor &actor, const Register &reg, std::int64_t id, const http::Fields &typed) {
  constexpr std::size_t kMostDraft = 200000;
  std::string form;
  for (const auto &[name, value] : typed.items())
    if (name != "_csrf" && name != "gor") form += (form.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(value);
  if (form.size() > kMostDraft) return false;
  keep_draft(desk.deps.records.pool(), actor.user, reg.id, id, form, to_iso(desk.deps.clock.now()));
  return true;
}

/// A person typed beside the search is added first; its id is then the form's.
std::optional<Problem> add_new_person(const FormPage &page, FormState &state) {
  const auto &typed_person = state.new_person;
  const bool typed_some = !trim(typed_person.first_name).empty() || !trim(typed_person.last_name).empty();
  if (page.reg.field("person") == nullptr || !state.typed["person"].empty() || !typed_some) return std::nullopt;
  auto id = page.desk.deps.persons.save(page.actor, typed_person);
  if (!id) {
    auto problem = id.error();
    for (auto &error : problem.fields) error.field = "person." + error.field;
    return problem;
  }
  state.typed["person"] = std::to_string(*id);
  return std::nullopt;
}

void take_theirs(const Register &reg, const http::Fields &form, const Record &stored, Draft &draft) {
  for (const auto &field : reg.fields) {
    if (form["_valj." + field.id] != "deras") continue;
    draft.values[field.id] = stored.value(field.id);
    if (field.type == FieldType::givers) draft.givers = stored.givers;
  }
}

/// "Sök", "Lägg till en person", "Välj en annan": the same form again with more in it.
bool is_form_work(FormPage &page, const std::string &what) {
  if (what == "giver") page.state.givers.emplace_back();
  else if (what == "annan") page.state.typed["person"].clear();
  else if (what == "sok") {
    if (!page.state.person_words.empty()) {
      page.state.sought = true;
      page.state.found = page.desk.deps.persons.search(page.actor, page.state.person_words, 20);
    }
  } else return false;
  return true;
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

http::Response save_form(const Desk &desk, http::Request &request, const Actor &actor, std::int64_t id) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  auto &records = desk.deps.records;
  Record base = blank(*reg, actor, desk.today());
  base.values.clear();
  if (id != 0) {
    auto stored = records.get(actor, reg->id, id, purpose_of(*reg));
    if (!stored) return not_found(request);
    base = std::move(*stored);
  }
  FormPage page{desk, actor, *reg, from_form(*reg, request.form), {}};
  page.state.id = id;
  if (is_form_work(page, request.form["gor"])) return show_form(page, "", 200);
  if (auto problem = add_new_person(page, page.state)) {
    page.problem = std::move(*problem);
    return show_form(page, "", 422);
  }
  auto understood = understand(*reg, page.state, base, desk.today());
  if (!understood.errors.empty()) add_missing(*reg, understood, desk.today());
  take_theirs(*reg, request.form, base, understood.draft);
  if (!understood.errors.empty()) {
    if (actor.user > 0) keep(desk, actor, *reg, id, request.form); // the last words were typed a moment ago: leaving now must not lose them
    page.problem = {ProblemKind::invalid, tr_n("Ett svar behöver rättas innan posten kan sparas.", "{} svar behöver rättas innan posten kan sparas.",
                                               static_cast<long long>(understood.errors.size())), understood.errors};
    return show_form(page, "", 422);
  }
  auto saved = records.save(actor, reg->id, understood.draft);
  if (saved) {
    drop_draft(records.pool(), actor.user, reg->id, id);
    return http::redirect(record_path(*reg, saved->id) + "?sparad=1");
  }
  page.problem = saved.error();
  if (page.problem.kind == ProblemKind::conflict) {
    const auto stored = records.get(actor, reg->id, id, purpose_of(*reg));
    if (stored) return show_conflict(page, *stored, understood.draft, request.form);
  }
  if (page.problem.kind == ProblemKind::not_found) return not_found(request);
  return show_form(page, "", http::status_of(page.problem.kind));
}

// ---- drafts ----

http::Response save_draft(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr || actor.user <= 0) return http::text("", 404);
  return keep(desk, actor, *reg, id_param(request, 1), request.form) ? http::text(clock_text(desk.deps.clock.now())) : http::text("", 413);
}

http::Response discard_draft(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  const auto id = id_param(request, 1);
  drop_draft(desk.deps.records.pool(), actor.user, reg->id, id);
  return http::redirect(form_path(*reg, id));
}

} // namespace

void add_form_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.get("/register/{id}/ny", access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return open_form(*desk, r, a, 0); }));
  router.post("/register/{id}/ny", access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return save_form(*desk, r, a, 0); }));
  router.get("/register/{id}/{record}/andra", access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) {
    const auto id = id_param(r, 1);
    return id == 0 ? not_found(r) : open_form(*desk, r, a, id);
  }));
  router.post("/register/{id}/{record}/andra", access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) {
    const auto id = id_param(r, 1);
    return id == 0 ? not_found(r) : save_form(*desk, r, a, id);
  }));
  router.post("/register/{id}/utkast/{record}", access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return save_draft(*desk, r, a); }));
  router.post("/register/{id}/utkast/{record}/bort", access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return discard_draft(*desk, r, a); }));
}

} // namespace rt::records
