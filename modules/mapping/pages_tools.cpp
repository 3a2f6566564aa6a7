// The tools as they look: three columns and the line, three houses, circles, faces, a story in panels.
#include "modules/mapping/pages.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>

namespace rt::mapping {

namespace {

void begin_section(Out &out, std::string_view id, std::string_view css, std::string_view heading, std::string_view help = {}) {
  out.raw("<section")
      .attr("class", css)
      .attr("id", "del-" + std::string(id))
      .attr("data-section", id)
      .attr("aria-labelledby", "rubrik-" + std::string(id))
      .raw(">");
  out.element("h2", heading, {{"id", "rubrik-" + std::string(id)}});
  if (!help.empty()) out.element("p", help, {{"class", "ask"}});
}

// ---- columns ----

std::string in_words(const std::vector<Mark> &marks) {
  if (marks.empty()) return std::string(tr("En linje från 0 till 10. Ingen har svarat än."));
  std::vector<std::string> said;
  for (const auto &mark : marks) said.push_back(mark.who + " " + figure(mark.tenths));
  return tr_f("Linjen från 0 till 10: {0}.", {join(said, ", ")});
}

void write_scale(Out &out, const View &view, const Part &part) {
  const auto &reg = *view.sheet.reg;
  const auto *score = reg.field("score");
  const auto marks = marks_of(reg, view.sheet.record);
  begin_section(out, part.id, "scale part", score != nullptr ? score->title.str() : title_of(reg, part), score != nullptr ? score->help.str() : "");
  out.open("div", {{"class", "line-holder"}})
      .raw(scale_line(marks, in_words(marks), false))
      .raw(scale_line(marks, in_words(marks), true))
      .close("div");
  write_cards(out, view, part);
  write_add(out, view, part);
  out.close("section");
}

void write_columns(Out &out, const View &view) {
  const auto &parts = view.sheet.tool.parts;
  std::size_t lines = 0;
  for (const auto &part : parts)
    if (!part.field.empty() && part.id != "score_why") ++lines;
  out.open("div", {{"class", lines == 4 ? "columns four" : "columns"}});
  std::size_t tone = 0;
  for (const auto &part : parts)
    if (!part.field.empty() && part.id != "score_why") write_part(out, view, part, "part column tone-" + std::to_string(tone++));
  out.close("div");
  out.open("div", {{"class", "below"}});
  for (const auto &part : parts) {
    if (part.id == "marks") write_scale(out, view, part);
    else if (part.id == "score_why") write_part(out, view, part, "part beside with-del-marks"); // goes with the line on a narrow screen
    else if (part.field.empty()) write_part(out, view, part, "part beside");
  }
  out.close("div");
}

// ---- houses ----

void write_symbol(Out &out, const View &view, const Part &part, const Card &card) {
  const auto &reg = *view.sheet.reg;
  const auto id = option_id(reg, card.row, part.words);
  out.open("li", {{"class", "symbol"},
                  {"id", "k-" + part.id + "-" + std::to_string(card.at)},
                  {"data-part", part.id},
                  {"data-at", std::to_string(card.at)},
                  {"data-mark", card.mark}});
  if (!view.can_write()) {
    out.raw(picture(id, card.words)).close("li");
    return;
  }
  out.raw("<span class=\"on-paper\">").raw(picture(id)).raw("</span>");
  begin_act(out, view, part, &card, "moves");
  out.raw("<details class=\"menu\"><summary")
      .attr("aria-label", tr_f("Flytta: {0}", {card.words}))
      .raw(">")
      .raw(picture(id))
      .raw("</summary><div class=\"menu-box\">");
  for (const auto &to : view.sheet.tool.parts)
    if (to.group == part.group && to.id != part.id)
      out.raw("<button class=\"act\" type=\"submit\" name=\"gor\"")
          .attr("value", "till:" + to.id)
          .raw(">")
          .text(tr_f("Till: {0}", {title_of(reg, to)}))
          .close("button");
  out.raw("<button class=\"act\" type=\"submit\" name=\"gor\" value=\"bort\">").text(tr("Ta bort")).raw("</button></div></details>");
  html::end_form(out);
  out.close("li");
}

void write_symbols(Out &out, const View &view, const Part &part) {
  const auto &reg = *view.sheet.reg;
  out.raw("<ol class=\"symbols\"")
      .attr("data-list", part.id)
      .attr("data-kind", part.group)
      .attr("aria-label", tr_f("Bilder i {0}", {title_of(reg, part)}))
      .raw(">");
  for (const auto &card : cards_of(reg, part, view.sheet.record)) write_symbol(out, view, part, card);
  out.close("ol");
  if (!view.can_write()) return;
  begin_act(out, view, part, nullptr, "add-symbol");
  html::input_hidden(out, "gor", "lagg");
  out.raw("<details class=\"choose\"><summary>").text(tr("Sätt dit en bild")).raw("</summary><div class=\"palette\">");
  for (const auto &option : reg.field(part.words)->options)
    out.raw("<button type=\"submit\" class=\"act\"")
        .attr("name", "v_" + part.words)
        .attr("value", option.id)
        .raw(">")
        .raw(picture(option.id))
        .raw("<span>")
        .text(option.title.str())
        .raw("</span></button>");
  out.raw("</div></details>");
  html::end_form(out);
}

void write_houses(Out &out, const View &view) {
  out.open("div", {{"class", "houses"}});
  for (const auto &part : view.sheet.tool.parts) {
    if (part.field.empty()) continue;
    out.open(
        "section",
        {{"class", "part house house-" + part.id}, {"id", "del-" + part.id}, {"data-section", part.id}, {"aria-labelledby", "rubrik-" + part.id}});
    out.open("div", {{"class", "attic"}}).raw(roof(part.id)).close("div").open("div", {{"class", "walls"}});
    out.element("h2", title_of(*view.sheet.reg, part), {{"id", "rubrik-" + part.id}});
    if (const auto help = help_of(*view.sheet.reg, part); !help.empty()) out.element("p", help, {{"class", "ask"}});
    if (const auto *symbols = view.sheet.tool.part("symbols-" + part.id)) write_symbols(out, view, *symbols);
    write_cards(out, view, part);
    write_add(out, view, part);
    out.close("div").close("section");
  }
  out.close("div");
}

// ---- circles ----

std::vector<Placed> placed(const View &view) {
  std::vector<Placed> people;
  std::size_t ring = 0;
  for (const auto &part : view.sheet.tool.parts) {
    const auto cards = cards_of(*view.sheet.reg, part, view.sheet.record);
    for (const auto &card : cards) {
      const auto relation = card.row.find("relation");
      Placed one{part.id,   card.words,  relation != card.row.end() ? records::show(*view.sheet.reg->field("relation"), relation->second) : "",
                 card.mark, "",          ring,
                 card.at,   cards.size()};
      one.label = card.words + (one.relation.empty() ? "" : " " + one.relation) + ", " + title_of(*view.sheet.reg, part);
      people.push_back(std::move(one));
    }
    ++ring;
  }
  return people;
}

void write_circles(Out &out, const View &view) {
  std::vector<std::string> rings;
  for (const auto &part : view.sheet.tool.parts) rings.push_back(title_of(*view.sheet.reg, part));
  out.open("div", {{"class", "circles"}});
  begin_section(out, "ringar", "part rings-part", view.sheet.reg->title.str());
  if (view.can_write())
    out.open("p", {{"class", "ask with-script"}})
        .text(tr("Dra namnen mellan cirklarna."))
        .raw(" ")
        .element("span", tr("Med tangenter: piltangent upp är utåt, ner är inåt, Enter ändrar."), {{"class", "for-keys"}})
        .close("p");
  out.raw(circles(placed(view), rings, view.sheet.child.empty() ? std::string(tr("Jag")) : view.sheet.child,
                  tr("Cirklar med personer, samma som i listan bredvid"), view.can_write()));
  out.close("section");
  out.open("div", {{"class", "ring-lists"}});
  for (const auto &part : view.sheet.tool.parts) write_part(out, view, part, "part ring-list");
  out.close("div").close("div");
}

// ---- faces ----

const Card *named(const std::vector<Card> &cards, const Register &reg, const std::string &face) {
  for (const auto &card : cards)
    if (option_id(reg, card.row, "face") == face) return &card;
  return nullptr;
}

void write_face_names(Out &out, const View &view, const Part &part) {
  const auto &reg = *view.sheet.reg;
  const auto cards = cards_of(reg, part, view.sheet.record);
  begin_section(out, part.id, "part face-names", tr("Vad heter ansiktena?"), tr("Du bestämmer. Skriv under varje ansikte."));
  out.open("ul", {{"class", "faces"}});
  for (const auto &option : reg.field("face")->options) {
    const auto *card = named(cards, reg, option.id);
    out.open("li").raw(face(option.id));
    if (card != nullptr) out.element("b", card->words, {{"class", view.can_write() ? "on-paper" : ""}});
    if (view.can_write()) {
      begin_act(out, view, part, card, "name-face");
      html::input_hidden(out, "v_face", option.id);
      const auto id = "namn-" + option.id;
      out.element("label", option.title.str(), {{"for", id}, {"class", "sr-only"}});
      out.raw("<input type=\"text\" name=\"v_called\" maxlength=\"40\" autocomplete=\"off\"")
          .attr("id", id)
          .attr("value", card != nullptr ? card->words : "")
          .raw(">");
      out.raw("<button class=\"act without-script\" type=\"submit\" name=\"gor\" value=\"namn\">").text(tr("Spara")).raw("</button>");
      html::end_form(out);
    }
    out.close("li");
  }
  out.close("ul").close("section");
}

void write_face_row(Out &out, const View &view, const Field &field, const std::vector<Card> &names) {
  const auto &record = view.sheet.record;
  out.open("section", {{"class", "part place"}, {"data-section", field.id}, {"id", "del-" + field.id}});
  Part part;
  part.id = field.id;
  if (view.can_write()) begin_act(out, view, part, nullptr, "answer");
  out.raw("<fieldset class=\"faces\"").raw(view.can_write() ? ">" : " disabled>").element("legend", field.title.str());
  for (const auto &option : field.options) {
    const auto id = "f-" + field.id + "-" + option.id;
    const auto *own = named(names, *view.sheet.reg, option.id);
    out.raw("<input type=\"radio\"").attr("name", "v_" + field.id).attr("id", id).attr("value", option.id);
    if (record.has(field.id) && record.integer(field.id) == option.score) out.raw(" checked");
    out.raw("><label")
        .attr("for", id)
        .raw(">")
        .raw(face(option.id))
        .raw("<span>")
        .text(own != nullptr ? own->words : option.title.str())
        .raw("</span></label>");
  }
  out.close("fieldset");
  if (view.can_write()) {
    out.raw("<button class=\"act without-script\" type=\"submit\" name=\"gor\" value=\"svara\">").text(tr("Spara")).raw("</button>");
    html::end_form(out);
  }
  if (record.has(field.id)) // a form is not printed: on paper stands what was chosen
    for (const auto &option : field.options)
      if (record.integer(field.id) == option.score) {
        const auto *own = named(names, *view.sheet.reg, option.id);
        out.raw("<p class=\"on-paper answer-words\">")
            .text(field.title.str())
            .raw(face(option.id))
            .text(own != nullptr ? own->words : option.title.str())
            .raw("</p>");
      }
  out.close("section");
}

void write_faces(Out &out, const View &view) {
  const auto *names = view.sheet.tool.part("face_names");
  std::vector<Card> called;
  if (names != nullptr) {
    write_face_names(out, view, *names);
    called = cards_of(*view.sheet.reg, *names, view.sheet.record);
  }
  out.open("div", {{"class", "places"}});
  for (const auto &id : view.sheet.tool.single) write_face_row(out, view, *view.sheet.reg->field(id), called);
  out.close("div");
  if (const auto *tells = view.sheet.tool.part("tells")) write_part(out, view, *tells, "part beside");
}

// ---- words and pictures ----

void write_story(Out &out, const View &view) {
  for (const auto &part : view.sheet.tool.parts) write_part(out, view, part, part.id == "story" ? "part story" : "part beside");
}

/// What the staff writes for itself: never on the shared screen.
void write_internal(Out &out, const View &view) {
  out.open("section", {{"class", "part internal"}}).element("h2", tr("Bara för oss"));
  bool any = false;
  for (const auto &id : view.sheet.tool.internal) {
    if (!view.sheet.record.has(id)) continue;
    any = true;
    out.element("h3", view.sheet.reg->field(id)->title.str());
    out.element("p", records::show(*view.sheet.reg->field(id), view.sheet.record.value(id)), {{"class", "pre"}});
  }
  if (!any) out.element("p", tr("Inget är skrivet bara för er. Det skrivs i postens formulär."), {{"class", "ask"}});
  out.close("section");
}

} // namespace

std::vector<std::pair<std::string, std::string>> stops_of(const View &view) {
  std::vector<std::pair<std::string, std::string>> stops;
  const auto shape = view.sheet.tool.shape;
  if (shape == Shape::faces || shape == Shape::story) return stops;
  if (shape == Shape::circles) stops.emplace_back("del-ringar", std::string(tr("Cirklarna")));
  for (const auto &part : view.sheet.tool.parts) {
    if (shape == Shape::houses && part.field.empty()) continue;
    if (part.id == "score_why") continue;
    stops.emplace_back("del-" + part.id, part.id == "marks" ? std::string(tr("Skalan")) : title_of(*view.sheet.reg, part));
  }
  return stops;
}

void write_tool(Out &out, const View &view) {
  switch (view.sheet.tool.shape) {
  case Shape::columns: write_columns(out, view); break;
  case Shape::houses: write_houses(out, view); break;
  case Shape::circles: write_circles(out, view); break;
  case Shape::faces: write_faces(out, view); break;
  case Shape::story: write_story(out, view); break;
  }
  write_drawing(out, view);
  if (view.staff_version) write_internal(out, view);
}

} // namespace rt::mapping
