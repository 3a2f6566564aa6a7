// Cards: read, written, moved, taken away. Each is a form, so that all of it works without a script.
#include "modules/mapping/pages.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"

namespace rt::mapping {

namespace {

std::string element_id(const Part &part, std::size_t at) { return "k-" + part.id + "-" + std::to_string(at); }

void act_button(Out &out, std::string_view value, std::string_view words, std::string_view css = "act") {
  out.raw("<button type=\"submit\" name=\"gor\"").attr("class", css).attr("value", value).raw(">").text(words).close("button");
}

std::string given(const View &view, const Part &part, const std::string &field) {
  if (view.failed_part != part.id) return {};
  const auto found = view.typed.find(field);
  return found != view.typed.end() ? found->second : std::string{};
}

/// What stands in a control: what was typed, else what the card says.
std::string value_of(const View &view, const Part &part, const Card *card, const std::string &field) {
  if (auto typed = given(view, part, field); !typed.empty() || card == nullptr) return typed;
  if (!part.field.empty()) return card->raw;
  const auto *definition = view.sheet.reg->field(field);
  const auto value = card->row.find(field);
  if (value == card->row.end()) return {};
  if (definition->type == FieldType::choice) return option_id(*view.sheet.reg, card->row, field);
  if (definition->type == FieldType::scale && std::holds_alternative<std::int64_t>(value->second))
    return figure(static_cast<int>(std::get<std::int64_t>(value->second)));
  return records::show(*definition, value->second);
}

void label(Out &out, const std::string &id, std::string_view words, std::string_view help = {}) {
  out.open("label", {{"for", id}}).text(words);
  if (!help.empty()) out.raw(" ").element("small", help);
  out.close("label");
}

void numbers(Out &out, const Field &field, const std::string &id, const std::string &chosen) {
  out.open("fieldset", {{"class", "numbers"}}).element("legend", field.title.str());
  for (int i = 0; i <= static_cast<int>(field.max.value_or(10)); ++i) {
    const auto number = std::to_string(i);
    out.raw("<input type=\"radio\"").attr("name", "v_" + field.id).attr("id", id + "-" + number).attr("value", number);
    if (chosen == number) out.raw(" checked");
    if (i == 0 && field.required) out.raw(" required");
    out.raw(">");
    label(out, id + "-" + number, number);
  }
  out.close("fieldset");
}

void pictures(Out &out, const Field &field, const std::string &id, const std::string &chosen) {
  out.raw("<details class=\"choose\"><summary>")
      .text(field.title.str())
      .raw("</summary><fieldset class=\"palette\">")
      .element("legend", field.title.str(), {{"class", "sr-only"}});
  out.raw("<input type=\"radio\" value=\"\"").attr("name", "v_" + field.id).attr("id", id + "-0").raw(chosen.empty() ? " checked>" : ">");
  label(out, id + "-0", tr("Ingen"));
  for (const auto &option : field.options) {
    out.raw("<input type=\"radio\"").attr("name", "v_" + field.id).attr("id", id + "-" + option.id).attr("value", option.id);
    if (chosen == option.id) out.raw(" checked");
    out.raw("><label")
        .attr("for", id + "-" + option.id)
        .raw(">")
        .raw(picture(option.id))
        .raw("<span>")
        .text(option.title.str())
        .raw("</span></label>");
  }
  out.raw("</fieldset></details>");
}

void control(Out &out, const View &view, const Part &part, const Card *card, const std::string &field_id, const std::string &id) {
  const auto &field = *view.sheet.reg->field(field_id);
  const auto value = value_of(view, part, card, field_id);
  const auto name = "v_" + field_id;
  if (field.type == FieldType::scale) return numbers(out, field, id, value);
  if (field.type == FieldType::choice && starts_with(field_id, "picture")) return pictures(out, field, id, value);
  out.open("div", {{"class", "control"}});
  label(out, id, field.title.str(), field.required ? std::string_view{} : tr("om ni vill"));
  if (field.type == FieldType::choice) {
    out.raw("<select").attr("name", name).attr("id", id).raw(field.required ? " required>" : ">");
    out.raw("<option value=\"\">").text(tr("Välj")).raw("</option>");
    for (const auto &option : field.options) {
      out.raw("<option").attr("value", option.id).raw(option.id == value ? " selected>" : ">").text(option.title.str()).close("option");
    }
    out.close("select");
  } else if (field.type == FieldType::long_text) {
    out.raw("<textarea rows=\"2\"").attr("name", name).attr("id", id).raw(field.required ? " required>" : ">").text(value).close("textarea");
  } else {
    out.raw("<input type=\"text\" autocomplete=\"off\"").attr("name", name).attr("id", id).attr("value", value);
    if (field.max_length > 0) out.attr("maxlength", std::to_string(field.max_length));
    out.raw(field.required ? " required>" : ">");
  }
  out.close("div");
}

void controls(Out &out, const View &view, const Part &part, const Card *card, const std::string &id) {
  if (!part.field.empty()) {
    out.open("div", {{"class", "control"}});
    label(out, id, card != nullptr ? tr("Kortets ord") : view.sheet.tool.for_child ? tr("Vad vill du berätta?") : tr("Skriv ett kort"));
    out.raw("<textarea rows=\"2\" name=\"v_words\" maxlength=\"1000\"")
        .attr("id", id)
        .raw(card != nullptr ? " required>" : ">")
        .text(value_of(view, part, card, "words"))
        .close("textarea")
        .close("div");
    return;
  }
  std::size_t index = 0;
  auto asked = part.more;
  asked.insert(asked.begin(), part.words);
  for (const auto &field : asked) control(out, view, part, card, field, id + "-" + std::to_string(index++));
}

bool may_go(const Part &from, const Part &to) { return from.id != to.id && from.group == to.group && from.field.empty() == to.field.empty(); }

/// Up, down, to another place, away: behind one word, so that the screen stays calm.
void write_moves(Out &out, const View &view, const Part &part, const Card &card, std::size_t count) {
  begin_act(out, view, part, &card, "moves");
  out.raw("<details class=\"menu\"><summary")
      .attr("aria-label", tr_f("Flytta: {0}", {called(card)}))
      .raw(">")
      .text(tr("Flytta"))
      .raw("</summary><div class=\"menu-box\">");
  if (card.at > 0) act_button(out, "upp", tr("Uppåt"));
  if (card.at + 1 < count) act_button(out, "ner", tr("Nedåt"));
  for (const auto &to : view.sheet.tool.parts)
    if (may_go(part, to)) act_button(out, "till:" + to.id, tr_f("Till: {0}", {title_of(*view.sheet.reg, to)}));
  act_button(out, "bort", tr("Ta bort"));
  out.raw("</div></details>");
  html::end_form(out);
}

void write_row_words(Out &out, const View &view, const Part &part, const Card &card) {
  const auto &reg = *view.sheet.reg;
  if (part.id == "marks") { // who, the number, why
    const auto name = card.row.find("whose_name");
    const auto number = card.row.find("number");
    out.open("p", {{"class", "words"}}).text(name != card.row.end() ? records::show(*reg.field("whose_name"), name->second) : card.words);
    if (number != card.row.end() && std::holds_alternative<std::int64_t>(number->second))
      out.raw(" <b>").text(figure(static_cast<int>(std::get<std::int64_t>(number->second)))).raw("</b>");
    out.close("p");
    if (const auto why = card.row.find("reason"); why != card.row.end())
      out.element("p", records::show(*reg.field("reason"), why->second), {{"class", "further"}});
    return;
  }
  bool drawn = false;
  for (const auto &id : part.more)
    if (const auto chosen = option_id(reg, card.row, id); starts_with(id, "picture") && !chosen.empty()) {
      if (!drawn) out.open("div", {{"class", "drawn"}});
      drawn = true;
      out.raw(picture(chosen, reg.field(id)->option(chosen)->title.str()));
    }
  if (drawn) out.close("div");
  out.element("p", card.words, {{"class", "words"}});
  for (const auto &id : part.more) {
    const auto value = card.row.find(id);
    if (value == card.row.end() || starts_with(id, "picture")) continue;
    const auto title = reg.field(id)->title.str();
    out.open("p", {{"class", "further"}})
        .element("small", title.ends_with('?') ? title : title + ":")
        .raw(" ")
        .text(records::show(*reg.field(id), value->second))
        .close("p");
  }
}

void write_card(Out &out, const View &view, const Part &part, const Card &card, std::size_t count) {
  const auto id = element_id(part, card.at);
  const bool edited = view.can_write() && view.edited_part == part.id && view.edited_at == card.at;
  out.open("li", {{"class", edited ? "card editing" : "card"},
                  {"id", id},
                  {"data-part", part.id},
                  {"data-at", std::to_string(card.at)},
                  {"data-mark", card.mark}});
  if (edited) {
    begin_act(out, view, part, &card, "edit");
    controls(out, view, part, &card, id + "-ord");
    out.open("p", {{"class", "edit-row"}});
    act_button(out, "spara", tr("Klar"), "act main");
    out.open("a", {{"class", "without-script"}, {"href", address_of(view.sheet) + "#" + id}}).text(tr("Stäng utan att spara")).close("a");
    out.close("p");
    html::end_form(out);
  } else {
    if (view.can_write()) out.raw("<span class=\"grip\" aria-hidden=\"true\"></span>");
    if (!card.by.empty()) out.element("p", card.by, {{"class", "by"}});
    if (part.field.empty()) write_row_words(out, view, part, card);
    else out.element("p", card.words, {{"class", "words"}});
    if (view.can_write()) {
      out.open("div", {{"class", "tools"}});
      out.raw("<a class=\"change\"")
          .attr("href", address_of(view.sheet) + "?andra=" + part.id + "." + std::to_string(card.at) + "#" + id)
          .attr("aria-label", tr_f("Ändra: {0}", {called(card)}))
          .raw(">")
          .text(tr("Ändra"))
          .close("a");
      write_moves(out, view, part, card, count);
      out.close("div");
    }
  }
  out.close("li");
}

} // namespace

std::string called(const Card &card) {
  constexpr std::size_t kLong = 48;
  if (card.words.size() <= kLong) return card.words;
  auto cut = card.words.find(' ', kLong - 12);
  if (cut > kLong + 12) // none at all is further still
    return card.words;
  return card.words.substr(0, cut) + " …";
}

std::string option_id(const Register &reg, const records::GroupRow &row, std::string_view field) {
  const auto value = row.find(std::string(field));
  const auto *definition = reg.field(field);
  if (value == row.end() || definition == nullptr || !std::holds_alternative<std::int64_t>(value->second)) return {};
  const auto *option = definition->option_by_code(static_cast<int>(std::get<std::int64_t>(value->second)));
  return option != nullptr ? option->id : std::string{};
}

void begin_act(Out &out, const View &view, const Part &part, const Card *card, std::string_view css) {
  html::begin_form(out, address_of(view.sheet), false, "inline " + std::string(css));
  html::input_hidden(out, "del", part.id);
  if (card == nullptr) return;
  html::input_hidden(out, "plats", std::to_string(card->at));
  html::input_hidden(out, "marke", card->mark);
}

void write_add(Out &out, const View &view, const Part &part) {
  if (!view.can_write()) return;
  begin_act(out, view, part, nullptr, part.field.empty() ? "add rows" : "add");
  const bool failed = view.failed_part == part.id && view.edited_part.empty();
  if (failed) out.element("p", view.problem.message, {{"class", "fault"}, {"role", "alert"}});
  controls(out, view, part, nullptr, "ny-" + part.id);
  act_button(out, "lagg", part.id == "marks" ? tr("Sätt ut på linjen") : tr("Lägg till"), "act main");
  html::end_form(out);
}

void write_cards(Out &out, const View &view, const Part &part) {
  const auto cards = cards_of(*view.sheet.reg, part, view.sheet.record);
  out.raw("<ol class=\"cards\"")
      .attr("data-list", part.id)
      .attr("data-kind", part.field.empty() ? part.group : "lines")
      .attr("aria-label", title_of(*view.sheet.reg, part))
      .raw(">");
  for (const auto &card : cards) write_card(out, view, part, card, cards.size());
  out.close("ol");
}

void write_part(Out &out, const View &view, const Part &part, std::string_view css) {
  out.open("section", {{"class", css}, {"id", "del-" + part.id}, {"data-section", part.id}, {"aria-labelledby", "rubrik-" + part.id}});
  out.element("h2", title_of(*view.sheet.reg, part), {{"id", "rubrik-" + part.id}});
  if (const auto help = help_of(*view.sheet.reg, part); !help.empty()) out.element("p", help, {{"class", "ask"}});
  write_cards(out, view, part);
  write_add(out, view, part);
  out.close("section");
}

} // namespace rt::mapping
