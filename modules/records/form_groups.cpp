// Rows that repeat, questions in a table, and what the script needs to know about fields that are asked for only sometimes.
#include "modules/records/form_fields.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using definitions::Condition;
using html::Out;

namespace {

std::string quoted(std::string_view text) { return "\"" + replace_all(replace_all(std::string(text), "\\", "\\\\"), "\"", "\\\"") + "\""; }

/// How the script compares: as a day, as a number, or as what was chosen.
const char *kind_of(const Field &field) {
  switch (field.type) {
  case FieldType::date:
  case FieldType::datetime: return "day";
  case FieldType::integer:
  case FieldType::decimal:
  case FieldType::money:
  case FieldType::scale: return "number";
  case FieldType::time:
  case FieldType::month: return "clock";
  default: return "word";
  }
}

/// A condition as JSON for the script: the same three answers as on the server. What only the server knows is told as it is now.
std::string for_script(const FormPage &page, const Condition &c, const std::string &prefix) {
  if (c.kind == Condition::Kind::any || c.kind == Condition::Kind::all || c.kind == Condition::Kind::negation) {
    std::string parts;
    for (const auto &part : c.parts) parts += (parts.empty() ? "" : ",") + for_script(page, part, prefix);
    return std::string("{\"is\":\"") +
           (c.kind == Condition::Kind::any   ? "any"
            : c.kind == Condition::Kind::all ? "all"
                                             : "not") +
           "\",\"parts\":[" + parts + "]}";
  }
  const auto *field = page.reg.field(c.field);
  if (c.field == "state" || field == nullptr || !in_form(*field) || !may_read(*field, page.actor)) return "{\"is\":\"kept\"}";
  const auto control = [&](const Field &f) { return f.group.empty() ? f.id : prefix + f.id; };
  if (c.kind == Condition::Kind::has) return "{\"is\":\"has\",\"field\":" + quoted(control(*field)) + "}";
  const auto *other = c.quoted ? nullptr : page.reg.field(c.value);
  std::string value = c.value;
  if (c.value == "today") value = to_iso(page.desk.today());
  if (c.value == "me") value = std::to_string(page.actor.staff);
  return "{\"is\":\"compare\",\"field\":" + quoted(control(*field)) + ",\"op\":" + quoted(c.op) + ",\"kind\":\"" + kind_of(*field) + "\"," +
         (other != nullptr ? "\"other\":" + quoted(control(*other)) : "\"value\":" + quoted(value)) + "}";
}

void write_row(Out &out, const FormPage &page, const definitions::Group &group, std::size_t row, const std::string &origin, bool removable) {
  const auto prefix = row_prefix(group.id, row);
  const auto name = group.singular.str() + " " + std::to_string(row + 1);
  out.raw("<fieldset class=\"row group-row\">").element("legend", name);
  html::input_hidden(out, prefix + "_rad", origin);
  for (const auto &field : page.reg.fields) {
    if (field.group != group.id || !in_form(field)) continue;
    begin_condition(out, page, field, prefix);
    write_control(out, page, field, prefix + field.id);
    out.close("div");
  }
  if (removable)
    html::button(out, tr_f("Ta bort {0}", {in_sentence(name)}), html::Button::quiet, "gor", "rad-:" + group.id + "." + std::to_string(row));
  out.close("fieldset");
}

} // namespace

void begin_condition(Out &out, const FormPage &page, const Field &field, const std::string &prefix) {
  out.raw("<div");
  if (!field.show_when.empty())
    if (const auto parsed = definitions::parse_condition(field.show_when); parsed.value)
      out.attr("data-when", for_script(page, *parsed.value, prefix));
  out.raw(">");
}

void write_group(Out &out, const FormPage &page, const definitions::Group &group) {
  const auto found = page.state.rows.find(group.id);
  auto rows = found != page.state.rows.end() ? found->second : std::vector<std::string>{};
  while (static_cast<int>(rows.size()) < group.min) rows.emplace_back();
  out.raw("<div class=\"group-rows\" tabindex=\"-1\" role=\"group\"")
      .attr("id", "f-" + group.id)
      .attr("data-rows", group.id)
      .attr("aria-label", group.title.str())
      .raw(">");
  out.element("h2", group.title.str());
  if (const auto error = error_of(page.problem, group.id); !error.empty())
    out.element("p", error, {{"class", "label__message label__message--error"}});
  if (rows.empty()) out.element("p", tr("Inga rader än."), {{"class", "quiet"}});
  for (std::size_t i = 0; i < rows.size(); ++i) write_row(out, page, group, i, rows[i], static_cast<int>(rows.size()) > group.min);
  if (static_cast<int>(rows.size()) < group.max)
    html::button(out, tr_f("Lägg till {0}", {in_sentence(group.singular.str())}), html::Button::secondary, "gor", "rad+:" + group.id);
  out.close("div");
}

void write_matrix(Out &out, const FormPage &page, const definitions::Matrix &matrix) {
  std::vector<html::Field> questions;
  std::vector<html::Choice> answers;
  bool required = true;
  for (const auto &id : matrix.fields) {
    const auto *field = page.reg.field(id);
    questions.push_back(control_of(page, *field, id));
    questions.back().readonly = !may_write(*field, page.actor);
    required = required && field->required;
    if (answers.empty()) answers = choices_of(page, *field);
  }
  if (!required) answers.push_back({"", std::string(tr("Inte ifyllt"))});
  begin_condition(out, page, *page.reg.field(matrix.fields.front()), "");
  html::input_matrix(out, matrix.title.str(), questions, answers);
  out.close("div");
}

} // namespace rt::records
