// Steps: the buttons with a reason where one cannot be taken, and a step's own page that asks for what is missing in one go.
#include "modules/records/form_fields.hpp"
#include "modules/records/step_rules.hpp"
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using definitions::Transition;
using html::Out;

struct StepPage {
  const Desk &desk;
  const Actor &actor;
  const Register &reg;
  Record record;
  const Transition &step;
  std::string why_not;
  std::vector<Creating> creating;
  FormState typed; ///< what was written on the page, when it comes back
  bool returned = false;
  Problem problem;
};

const Transition *transition(const Register &reg, std::string_view id) {
  for (const auto &step : reg.transitions)
    if (step.id == id) return &step;
  return nullptr;
}

bool sets(const Transition &step, const std::string &field) {
  return std::any_of(step.sets.begin(), step.sets.end(), [&](const auto &set) { return set.first == field; });
}

/// The fields that the page asks for: what the step requires, and what else was found missing when it was tried.
std::vector<Field> asked_fields(const StepPage &page) {
  std::vector<Field> asked;
  for (const auto &field : page.reg.fields) {
    const auto &required = page.step.requires_fields;
    const bool wanted = std::find(required.begin(), required.end(), field.id) != required.end() && !sets(page.step, field.id);
    const bool faulty = std::any_of(page.problem.fields.begin(), page.problem.fields.end(), [&](const auto &e) { return e.field == field.id; });
    if (!in_form(field) || !(wanted || faulty)) continue;
    auto copy = field;
    copy.required = true;
    copy.section.clear();
    copy.group.clear();
    asked.push_back(std::move(copy));
  }
  return asked;
}

/// Is it copied from what the page asks for itself? Then it is asked once.
bool comes_along(const StepPage &page, const Creating &creating, const std::string &field) {
  const auto own = asked_fields(page);
  for (const auto &[there, here] : page.step.creates[creating.index].copies)
    if (there == field && std::any_of(own.begin(), own.end(), [&here = here](const Field &f) { return f.id == here; })) return true;
  return false;
}

/// The same for a record that the step makes; the names say which of them.
std::vector<Field> asked_fields(const StepPage &page, const Creating &creating) {
  std::vector<Field> asked;
  for (const auto &field : creating.reg->fields) {
    const auto name = created_name(creating.index, field.id);
    const bool missing = std::find(creating.missing.begin(), creating.missing.end(), field.id) != creating.missing.end();
    const bool faulty = std::any_of(page.problem.fields.begin(), page.problem.fields.end(), [&](const auto &e) { return e.field == name; });
    if (!in_form(field) || !(faulty || (missing && !comes_along(page, creating, field.id)))) continue;
    auto copy = field;
    copy.id = name;
    copy.show_when.clear();
    asked.push_back(std::move(copy));
  }
  return asked;
}

/// A register of nothing but these fields, so that the form's own reading and writing serve a step's page too.
Register part_of(const Register &reg, std::vector<Field> fields) {
  Register part;
  part.id = reg.id;
  part.fields = std::move(fields);
  part.matrices = reg.matrices;
  return part;
}

void write_fields(Out &out, const StepPage &page, const Register &part, const FormState &state) {
  const FormPage form{page.desk, page.actor, part, state, page.problem};
  for (const auto &field : part.fields) write_field(out, form, field);
  for (const auto &field : part.fields) html::input_hidden(out, "_fragat", field.id);
}

/// What the step does by itself, said before it is done.
void write_consequences(Out &out, const StepPage &page) {
  std::vector<std::string> said;
  Record filled = page.record;
  fill_in(page.actor, page.reg, page.step, page.desk.deps.clock.now(), {}, filled);
  const auto labels = page.desk.labels(page.actor, page.reg, {filled});
  for (const auto &[name, word] : page.step.sets)
    if (const auto *field = page.reg.field(name); field != nullptr && filled.has(name))
      said.push_back(tr_f("{0} blir {1}.", {field->title.str(), words(*field, filled, labels)}));
  for (const auto &creating : page.creating) said.push_back(tr_f("En ny post skapas: {0}.", {in_sentence(creating.reg->singular.str())}));
  if (const auto *to = page.reg.state(page.step.to)) said.push_back(tr_f("Läget blir {0}.", {in_sentence(to->title.str())}));
  if (page.step.signs) said.push_back(std::string(tr("Posten signeras och låses.")));
  out.element("h2", tr("Det här händer"), {{"class", "small-heading"}}).open("ul", {{"class", "plain"}});
  for (const auto &one : said) out.element("li", one);
  out.close("ul");
}

/// What stood on one part of the page, laid on what is known of the others.
void add_typed(FormState &state, const FormState &typed) {
  for (const auto &[name, value] : typed.typed) state.typed[name] = value;
  for (const auto &[name, value] : typed.chosen) state.chosen[name] = value;
  for (const auto &[name, value] : typed.people) state.people[name] = value;
  for (const auto &[name, value] : typed.sought_words) state.sought_words[name] = value;
  for (const auto &[name, value] : typed.role_rows) state.role_rows[name] = value;
  if (!typed.givers.empty()) state.givers = typed.givers;
}

http::Response show_step(const StepPage &page, int status) {
  Out out;
  const auto path = record_path(page.reg, page.record.id);
  if (!page.problem.message.empty() || !page.problem.fields.empty()) html::error_summary(out, page.problem);
  const auto title = heading(page.reg, page.record, page.desk.labels(page.actor, page.reg, {page.record}));
  if (!page.why_not.empty()) {
    html::message(out, html::Tone::info, page.why_not);
    html::link_button(out, path, tr("Tillbaka till posten"), html::Button::secondary);
    return page.desk.page(page.actor, page.step.title.str(), title, out.take(), status);
  }
  const auto own = part_of(page.reg, asked_fields(page));
  const bool files = has_files(own) || std::any_of(page.creating.begin(), page.creating.end(),
                                                   [&](const Creating &one) { return has_files(part_of(*one.reg, asked_fields(page, one))); });
  out.raw("<form method=\"post\" class=\"form\" novalidate").attr("action", path + "/steg");
  if (files) out.raw(" enctype=\"multipart/form-data\"");
  out.raw(">");
  html::input_hidden(out, "_csrf", html::marks().csrf);
  html::input_hidden(out, "_version", std::to_string(page.record.version));
  html::input_hidden(out, "steg", page.step.id);
  // Enter in a field presses the first button of a form: it must be the one that takes the step.
  out.raw("<button type=\"submit\" class=\"sr-only\" tabindex=\"-1\" aria-hidden=\"true\"></button>");
  auto state = from_record(page.reg, page.record);
  if (page.returned) add_typed(state, page.typed);
  write_fields(out, page, own, state);
  for (const auto &creating : page.creating) {
    auto fields = asked_fields(page, creating);
    if (fields.empty()) continue;
    FormState there = page.returned ? page.typed : FormState{};
    out.open("fieldset", {{"class", "group"}}).element("legend", tr_f("Ny: {0}", {in_sentence(creating.reg->singular.str())})).raw("<div>");
    write_fields(out, page, part_of(*creating.reg, std::move(fields)), there);
    out.raw("</div>").close("fieldset");
  }
  write_consequences(out, page);
  out.open("div", {{"class", "actions"}});
  html::button(out, page.step.title.str(), html::Button::primary);
  html::link_button(out, path, tr("Tillbaka utan att ta steget"), html::Button::quiet);
  out.close("div");
  html::end_form(out);
  return page.desk.page(page.actor, page.step.title.str(), title, out.take(), status);
}

std::optional<StepPage> open_step(const Desk &desk, http::Request &request, const Actor &actor, std::string_view step_id) {
  const auto *reg = desk.find(request.param(0));
  const auto *step = reg != nullptr ? transition(*reg, step_id) : nullptr;
  if (step == nullptr) return std::nullopt;
  auto record = desk.deps.records.get(actor, reg->id, id_param(request, 1), purpose_of(*reg));
  if (!record) return std::nullopt;
  StepPage page{desk, actor, *reg, std::move(*record), *step, {}, {}, {}, false, {}};
  const auto offered = desk.deps.records.steps(actor, reg->id, {page.record});
  const auto found = std::find_if(offered[0].begin(), offered[0].end(), [&](const auto &s) { return s.transition == step; });
  page.why_not = found == offered[0].end() ? std::string(tr("Det steget går inte att ta härifrån. Ladda om sidan och försök igen.")) : found->why_not;
  page.creating = desk.deps.records.creating(actor, *reg, page.record, *step);
  return page;
}

/// The fields of `from` that stood on the page, under the names they had there.
std::vector<Field> sent_fields(const Register &from, const std::vector<std::string> &names,
                               const std::function<std::string(const Field &)> &name_of) {
  std::vector<Field> fields;
  for (const auto &field : from.fields) {
    if (!in_form(field) || std::find(names.begin(), names.end(), name_of(field)) == names.end()) continue;
    auto copy = field;
    copy.id = name_of(field);
    copy.group.clear();
    fields.push_back(std::move(copy));
  }
  return fields;
}

/// The parts of the page that a form came from: the record's own fields, and those of each record that the step makes.
std::vector<Register> sent_parts(const StepPage &page, const http::Fields &form) {
  const auto names = form.all("_fragat");
  std::vector<Register> parts{part_of(page.reg, sent_fields(page.reg, names, [](const Field &f) { return f.id; }))};
  for (const auto &creating : page.creating)
    parts.push_back(part_of(*creating.reg, sent_fields(*creating.reg, names, [&](const Field &f) { return created_name(creating.index, f.id); })));
  return parts;
}

/// A button inside the form: search, another person, one more row. Everything typed stays; nothing is taken.
bool step_form_work(StepPage &page, const http::Request &request, const std::string &what) {
  bool done = false;
  for (const auto &part : sent_parts(page, request.form)) {
    FormPage there{page.desk, page.actor, part, from_form(part, request.form), {}};
    const auto errors = take_files(there, request);
    page.problem.fields.insert(page.problem.fields.end(), errors.begin(), errors.end());
    done = do_form_work(there, what) || done;
    add_typed(page.typed, there.state);
  }
  page.returned = true;
  return done;
}

/// What was written on the step's page; people typed as new are added; faults at their fields.
StepInput read_input(StepPage &page, const http::Request &request, std::vector<FieldError> &errors) {
  StepInput input;
  const auto parts = sent_parts(page, request.form);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    FormPage there{page.desk, page.actor, parts[i], from_form(parts[i], request.form), {}};
    const auto refused = take_files(there, request);
    errors.insert(errors.end(), refused.begin(), refused.end());
    if (auto problem = add_new_people(there)) errors.insert(errors.end(), problem->fields.begin(), problem->fields.end());
    add_typed(page.typed, there.state);
    auto understood = understand(parts[i], there.state, {}, page.desk.today());
    errors.insert(errors.end(), understood.errors.begin(), understood.errors.end());
    if (const auto *givers = givers_field(parts[i]); givers != nullptr && !understood.draft.givers.empty())
      understood.draft.values[givers->id] = givers_to_text(*givers, understood.draft.givers);
    if (i == 0) {
      input.values = std::move(understood.draft.values);
      continue;
    }
    const auto index = page.creating[i - 1].index;
    input.created.resize(std::max(input.created.size(), index + 1));
    const auto prefix = created_name(index, "").size();
    for (const auto &[name, value] : understood.draft.values)
      if (!std::holds_alternative<db::Null>(value)) input.created[index][name.substr(prefix)] = value;
  }
  return input;
}

http::Response step_page(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto page = open_step(desk, request, actor, request.param(2));
  return page ? show_step(*page, 200) : not_found(request);
}

http::Response take_step(const Desk &desk, http::Request &request, const Actor &actor) {
  auto page = open_step(desk, request, actor, request.form["steg"]);
  if (!page) return not_found(request);
  if (const auto &what = request.form["gor"]; !what.empty() && page->why_not.empty() && step_form_work(*page, request, what))
    return show_step(*page, 200);
  std::vector<FieldError> errors;
  const auto input = read_input(*page, request, errors);
  page->returned = true;
  if (!errors.empty()) {
    page->problem = {ProblemKind::invalid, std::string(tr("Det saknas uppgifter för steget. Fyll i dem här.")), std::move(errors)};
    return show_step(*page, 422);
  }
  const auto version = static_cast<int>(parse_integer(request.form["_version"]).value_or(0));
  const auto moved = desk.deps.records.move_state(actor, page->reg.id, page->record.id, version, page->step.id, input);
  if (moved) {
    const auto back = request.form["_tillbaka"]; // the board stays on the board
    if (back == "tavla") return http::redirect(register_path(page->reg) + "/tavla#post-" + std::to_string(page->record.id));
    return http::redirect(record_path(page->reg, page->record.id) + "?sparad=1&steg=" + url_encode(page->step.id));
  }
  page->problem = moved.error();
  if (page->problem.kind == ProblemKind::invalid && !page->problem.fields.empty())
    page->problem.message = std::string(tr("Det saknas uppgifter för steget. Fyll i dem här."));
  if (page->problem.kind == ProblemKind::conflict) { // the fields that changed are no faults of this page
    for (auto &error : page->problem.fields) error.field.clear();
    page->problem.message += " " + std::string(tr("Läs posten och ta steget igen om det fortfarande stämmer."));
  }
  return show_step(*page, http::status_of(page->problem.kind));
}

} // namespace

bool asks(const Desk &desk, const Actor &actor, const Register &reg, const Record &record, const Step &step) {
  if (!step.missing.empty()) return true;
  const auto creating = desk.deps.records.creating(actor, reg, record, *step.transition);
  return std::any_of(creating.begin(), creating.end(), [](const auto &one) { return !one.missing.empty(); });
}

void write_step_buttons(Out &out, const Desk &desk, const Actor &actor, const Register &reg, const Record &record, const std::vector<Step> &steps,
                        std::string_view back) {
  const auto path = record_path(reg, record.id);
  for (const auto &step : steps) {
    if (!step.why_not.empty()) continue;
    out.open("span", {{"class", "step"}, {"data-to", step.transition->to}}); // a dragged card finds its step by this
    if (asks(desk, actor, reg, record, step)) {
      html::link_button(out, path + "/steg/" + step.transition->id, step.transition->title.str() + " …", html::Button::secondary);
    } else {
      html::begin_form(out, path + "/steg", false, "inline");
      html::input_hidden(out, "_version", std::to_string(record.version));
      if (!back.empty()) html::input_hidden(out, "_tillbaka", back);
      html::button(out, step.transition->title.str(), html::Button::secondary, "steg", step.transition->id);
      html::end_form(out);
    }
    out.close("span");
  }
}

void write_step_reasons(Out &out, const std::vector<Step> &steps) {
  for (const auto &step : steps)
    if (!step.why_not.empty()) out.element("p", step.why_not, {{"class", "quiet why-not"}});
}

void add_step_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  http::RouteOptions with_files;
  with_files.max_body = kMostFileBytes + (2u << 20);
  router.get("/register/{id}/{record}/steg/{step}",
             access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return step_page(*desk, r, a); }));
  router.post("/register/{id}/{record}/steg",
              access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return take_step(*desk, r, a); }), with_files);
}

} // namespace rt::records
