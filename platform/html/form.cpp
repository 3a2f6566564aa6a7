// Form controls on FKUI's class names. Help, law and error are tied to the control by aria-describedby.
#include "platform/html/html.hpp"
#include <cmath>

namespace rt::html {
namespace {

std::string element_id(const Field &field) { return "f-" + field.id; }

std::string described_by(const Field &field) {
  std::string ids;
  if (!field.error.empty()) ids += element_id(field) + "-error";
  if (!field.help.empty()) ids += (ids.empty() ? "" : " ") + element_id(field) + "-help";
  return ids;
}

/// The attributes that every control has, without name and value.
void control_attributes(Out &out, const Field &field) {
  if (const auto ids = described_by(field); !ids.empty()) out.attr("aria-describedby", ids);
  if (!field.error.empty()) out.raw(" aria-invalid=\"true\"");
  if (field.required) out.raw(" required");
  if (field.readonly) out.raw(" readonly");
  if (field.max_length > 0) out.attr("maxlength", std::to_string(field.max_length));
}

void law_note(Out &out, const Field &field) {
  if (field.law.empty()) return;
  out.raw("<details class=\"law\"><summary").attr("aria-label", tr_f("Lagrum för {0}", {field.label.words})).raw(">i</summary>");
  out.element("p", field.law).raw("</details>");
}

/// "(frivilligt)" is not said; what must be filled in is.
void label_words(Out &out, const Field &field) {
  out.text(field.label.words);
  if (field.required) out.raw(" <span class=\"required\">").text(tr("måste fyllas i")).raw("</span>");
}

void notes(Out &out, const Field &field) {
  if (!field.help.empty()) out.element("p", field.help, {{"class", "label__description"}, {"id", element_id(field) + "-help"}});
  if (!field.error.empty()) out.element("p", field.error, {{"class", "label__message label__message--error"}, {"id", element_id(field) + "-error"}});
}

/// Opens `<div class="text-field …">` with the label above; `kind` is FKUI's block.
void begin_field(Out &out, const Field &field, std::string_view kind) {
  std::string css(kind);
  if (!field.error.empty()) css += " " + std::string(kind) + "--error";
  if (!field.width.empty()) css += " w-" + field.width;
  out.open("div", {{"class", css}});
  out.open("div", {{"class", "field-label"}}).open("label", {{"class", "label"}, {"for", element_id(field)}});
  label_words(out, field);
  out.close("label");
  law_note(out, field);
  out.close("div");
}

void end_field(Out &out, const Field &field) {
  notes(out, field);
  out.close("div");
}

void begin_group(Out &out, const Field &field, std::string_view kind) {
  const std::string css = "fieldset " + std::string(kind) + (field.error.empty() ? "" : " " + std::string(kind) + "--error");
  out.raw("<fieldset").attr("class", css).attr("id", element_id(field)).raw(" tabindex=\"-1\"");
  if (const auto ids = described_by(field); !ids.empty()) out.attr("aria-describedby", ids);
  out.raw(">").open("legend", {{"class", "label fieldset__label"}});
  label_words(out, field);
  out.close("legend");
  law_note(out, field);
  notes(out, field);
  out.open("div", {{"class", "fieldset__content " + std::string(kind) + "__content"}});
}

void end_group(Out &out) { out.close("div").close("fieldset"); }

void one_choice(Out &out, const Field &field, const Choice &choice, std::size_t index, std::string_view block, std::string_view type, bool chosen) {
  const std::string id = element_id(field) + "-" + std::to_string(index);
  const std::string b(block);
  out.open("div", {{"class", block}});
  out.raw("<input").attr("class", b + "__input").attr("type", type).attr("name", field.id).attr("id", id).attr("value", choice.value);
  if (chosen) out.raw(" checked");
  if (field.readonly) out.raw(" disabled");
  if (!field.error.empty()) out.raw(" aria-invalid=\"true\"");
  if (field.required && type == "radio") out.raw(" required");
  out.raw(">").element("label", choice.words, {{"class", b + "__label"}, {"for", id}}).close("div");
}

bool among(const std::vector<std::string> &values, const std::string &value) {
  for (const auto &one : values)
    if (one == value) return true;
  return false;
}

} // namespace

void input_text(Out &out, const Field &field, std::string_view type, std::string_view inputmode) {
  begin_field(out, field, "text-field");
  out.raw("<div class=\"text-field__input-wrapper\"><input class=\"text-field__input\"").attr("type", type);
  out.attr("id", element_id(field)).attr("name", field.id).attr("value", field.value);
  if (!inputmode.empty()) out.attr("inputmode", inputmode);
  if (!field.autocomplete.empty()) out.attr("autocomplete", field.autocomplete);
  else if (type != "password") out.raw(" autocomplete=\"off\"");
  control_attributes(out, field);
  out.raw("></div>");
  end_field(out, field);
}

void input_area(Out &out, const Field &field, int rows) {
  begin_field(out, field, "textarea-field");
  out.raw("<textarea class=\"textarea-field__textarea\"").attr("id", element_id(field)).attr("name", field.id);
  out.attr("rows", std::to_string(rows));
  control_attributes(out, field);
  // A first line break in a textarea is swallowed by browsers.
  out.raw(">\n").text(field.value).raw("</textarea>");
  end_field(out, field);
}

void input_date(Out &out, const Field &field) {
  begin_field(out, field, "text-field");
  out.raw("<div class=\"text-field__input-wrapper\" data-date><input class=\"text-field__input\" type=\"text\" "
          "autocomplete=\"off\"");
  out.attr("id", element_id(field)).attr("name", field.id).attr("value", field.value);
  control_attributes(out, field);
  out.raw("></div>");
  end_field(out, field);
}

void input_select(Out &out, const Field &field, const std::vector<Choice> &choices, bool empty_choice) {
  begin_field(out, field, "select-field");
  out.raw("<div class=\"select-field__icon-wrapper\"><select class=\"select-field__select\"");
  out.attr("id", element_id(field)).attr("name", field.id);
  if (const auto ids = described_by(field); !ids.empty()) out.attr("aria-describedby", ids);
  if (!field.error.empty()) out.raw(" aria-invalid=\"true\"");
  if (field.required) out.raw(" required");
  if (field.readonly) out.raw(" disabled");
  out.raw(">");
  if (empty_choice) out.element("option", tr("Välj"), {{"value", ""}});
  for (const auto &choice : choices) {
    const bool chosen = choice.value == field.value;
    if (choice.retired && !chosen) continue;
    out.raw("<option").attr("value", choice.value);
    if (chosen) out.raw(" selected");
    out.raw(">").text(choice.words).raw("</option>");
  }
  out.raw("</select><svg class=\"select-field__icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M6 9l6 6 6-6\" "
          "fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/></svg></div>");
  if (field.readonly) input_hidden(out, field.id, field.value); // a disabled control is not sent
  end_field(out, field);
}

void input_radios(Out &out, const Field &field, const std::vector<Choice> &choices) {
  begin_group(out, field, "radio-button-group");
  std::size_t index = 0;
  for (const auto &choice : choices)
    if (const bool chosen = choice.value == field.value; !choice.retired || chosen)
      one_choice(out, field, choice, index++, "radio-button", "radio", chosen);
  if (field.readonly) input_hidden(out, field.id, field.value);
  end_group(out);
}

namespace {
/// A drawn face: the mouth goes from down (0) to up (1).
void draw_face(Out &out, double mood) {
  const auto bend = std::to_string(static_cast<int>(std::lround(34 + (mood - 0.5) * 18)));
  const auto corner = std::to_string(static_cast<int>(std::lround(32 - (mood - 0.5) * 6)));
  out.raw("<svg class=\"face\" viewBox=\"0 0 48 48\" aria-hidden=\"true\" focusable=\"false\"><g fill=\"none\" stroke=\"currentColor\" "
          "stroke-width=\"2.5\" stroke-linecap=\"round\"><circle cx=\"24\" cy=\"24\" r=\"20\"/><path d=\"M17 19v1M31 19v1\"/><path");
  out.attr("d", "M15 " + corner + "Q24 " + bend + " 33 " + corner).raw("/></g></svg>");
}
} // namespace

void input_faces(Out &out, const Field &field, const std::vector<Choice> &choices) {
  begin_group(out, field, "radio-button-group faces");
  std::size_t index = 0, drawn = 0, faces = 0;
  for (const auto &choice : choices) faces += !choice.value.empty() ? 1 : 0;
  for (const auto &choice : choices) {
    const bool chosen = choice.value == field.value;
    const auto place = drawn;
    drawn += !choice.value.empty() ? 1 : 0;
    if (choice.retired && !chosen) continue;
    const auto id = element_id(field) + "-" + std::to_string(index++);
    out.open("div", {{"class", choice.value.empty() ? "radio-button" : "radio-button face-choice"}});
    out.raw("<input class=\"radio-button__input\" type=\"radio\"").attr("name", field.id).attr("id", id).attr("value", choice.value);
    if (chosen) out.raw(" checked");
    if (field.readonly) out.raw(" disabled");
    if (!field.error.empty()) out.raw(" aria-invalid=\"true\"");
    out.raw("><label class=\"radio-button__label\"").attr("for", id).raw(">");
    if (!choice.value.empty()) draw_face(out, faces > 1 ? static_cast<double>(place) / static_cast<double>(faces - 1) : 0.5);
    out.raw("<span>").text(choice.words).raw("</span></label>").close("div");
  }
  if (field.readonly) input_hidden(out, field.id, field.value);
  end_group(out);
}

namespace {
/// The answers of one question: a group of radios of its own, named by the question.
void matrix_answers(Out &out, const Field &question, const std::vector<Choice> &answers) {
  out.raw("<fieldset class=\"matrix-answers\" tabindex=\"-1\"").attr("id", element_id(question));
  out.attr("aria-labelledby", element_id(question) + "-words"); // the row's heading names the group: said once
  if (const auto ids = described_by(question); !ids.empty()) out.attr("aria-describedby", ids);
  out.raw(">");
  std::size_t index = 0;
  for (const auto &answer : answers) {
    const bool chosen = answer.value == question.value;
    const auto id = element_id(question) + "-" + std::to_string(index++);
    out.raw("<div class=\"radio-button\">");
    if (!answer.retired || chosen) {
      out.raw("<input class=\"radio-button__input\" type=\"radio\"").attr("name", question.id).attr("id", id).attr("value", answer.value);
      if (chosen) out.raw(" checked");
      if (question.readonly) out.raw(" disabled");
      if (!question.error.empty()) out.raw(" aria-invalid=\"true\"");
      out.raw("><label class=\"radio-button__label\"").attr("for", id).raw("><span>").text(answer.words).raw("</span></label>");
    }
    out.raw("</div>");
  }
  if (question.readonly) input_hidden(out, question.id, question.value);
  out.close("fieldset");
}
} // namespace

void input_matrix(Out &out, std::string_view title, const std::vector<Field> &questions, const std::vector<Choice> &answers) {
  const auto columns = std::to_string(answers.size());
  out.raw("<div class=\"matrix\"").attr("data-columns", columns).raw("><table>").element("caption", title);
  out.raw("<thead><tr>").element("th", tr("Fråga"), {{"scope", "col"}});
  for (const auto &answer : answers) out.element("th", answer.words, {{"scope", "col"}, {"class", "answer"}});
  out.raw("</tr></thead><tbody>");
  for (const auto &question : questions) {
    out.raw("<tr")
        .attr("class", question.error.empty() ? "" : "wrong")
        .raw("><th scope=\"row\"><span")
        .attr("id", element_id(question) + "-words")
        .raw(">");
    label_words(out, question);
    out.raw("</span>");
    law_note(out, question);
    notes(out, question);
    out.raw("</th><td").attr("colspan", columns).raw(">");
    matrix_answers(out, question, answers);
    out.raw("</td></tr>");
  }
  out.raw("</tbody></table></div>");
}

void input_checks(Out &out, const Field &field, const std::vector<Choice> &choices, const std::vector<std::string> &chosen) {
  begin_group(out, field, "checkbox-group");
  std::size_t index = 0;
  for (const auto &choice : choices)
    if (const bool on = among(chosen, choice.value); !choice.retired || on) one_choice(out, field, choice, index++, "checkbox", "checkbox", on);
  if (field.readonly)
    for (const auto &value : chosen) input_hidden(out, field.id, value);
  end_group(out);
}

void input_check(Out &out, const Field &field) {
  out.open("div", {{"class", field.error.empty() ? "check-field" : "check-field check-field--error"}}).open("div", {{"class", "checkbox"}});
  out.raw("<input class=\"checkbox__input\" type=\"checkbox\" value=\"1\"").attr("id", element_id(field)).attr("name", field.id);
  if (field.value == "1") out.raw(" checked");
  if (field.readonly) out.raw(" disabled");
  if (field.required) out.raw(" required");
  if (const auto ids = described_by(field); !ids.empty()) out.attr("aria-describedby", ids);
  if (!field.error.empty()) out.raw(" aria-invalid=\"true\"");
  out.raw(">").open("label", {{"class", "checkbox__label"}, {"for", element_id(field)}}).text(field.label.words).close("label").close("div");
  law_note(out, field);
  if (field.readonly && field.value == "1") input_hidden(out, field.id, "1");
  end_field(out, field);
}

void input_file(Out &out, const Field &field, std::string_view accept) {
  begin_field(out, field, "text-field");
  out.raw("<input class=\"file\" type=\"file\"").attr("id", element_id(field)).attr("name", field.id);
  if (!accept.empty()) out.attr("accept", accept);
  control_attributes(out, field);
  out.raw(">");
  end_field(out, field);
}

void input_hidden(Out &out, std::string_view name, std::string_view value) {
  out.raw("<input type=\"hidden\"").attr("name", name).attr("value", value).raw(">");
}

namespace {
std::string_view button_css(Button kind) {
  switch (kind) {
  case Button::primary: return "button button--primary button--medium";
  case Button::secondary: return "button button--secondary button--medium";
  case Button::quiet: return "button button--tertiary button--medium";
  case Button::danger: return "button button--secondary button--medium button--danger";
  }
  return "button";
}
} // namespace

void button(Out &out, std::string_view words, Button kind, std::string_view name, std::string_view value) {
  out.raw("<button type=\"submit\"").attr("class", button_css(kind));
  if (!name.empty()) out.attr("name", name).attr("value", value);
  out.raw(">").text(words).raw("</button>");
}

void link_button(Out &out, std::string_view href, std::string_view words, Button kind) { out.link(href, words, button_css(kind)); }

void begin_form(Out &out, std::string_view action, bool files, std::string_view css) {
  out.raw("<form method=\"post\"").attr("action", action);
  if (files) out.raw(" enctype=\"multipart/form-data\"");
  // The server checks and answers in words at the field; the browser's own bubbles do neither.
  out.attr("class", css.empty() ? "form" : css).raw(" novalidate>");
  input_hidden(out, "_csrf", marks().csrf);
}

void end_form(Out &out) { out.close("form"); }

void begin_search_form(Out &out, std::string_view action, std::string_view css) {
  out.raw("<form method=\"get\"").attr("action", action).attr("class", css.empty() ? "form form--row" : css).raw(">");
}

void error_summary(Out &out, const Problem &problem) {
  if (problem.fields.empty() && problem.message.empty()) return;
  out.raw("<div class=\"error-list\" role=\"alert\" tabindex=\"-1\" data-focus>");
  out.element("h2", problem.message.empty() ? std::string(tr("Det här behöver rättas")) : problem.message);
  if (!problem.fields.empty()) {
    out.open("ul", {{"class", "error-list__list"}});
    for (const auto &field : problem.fields) {
      out.open("li");
      if (field.field.empty()) out.text(field.message);
      else out.link("#f-" + field.field, field.message, "error-list__link");
      out.close("li");
    }
    out.close("ul");
  }
  out.close("div");
}

} // namespace rt::html
