// Then and now: two of the same kind about the same child, beside each other.
#include "modules/mapping/pages.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>

namespace rt::mapping {

namespace {

void cards(Out &out, const std::vector<Card> &all, std::string_view css, std::string_view tag) {
  for (const auto &card : all) {
    out.open("li", {{"class", css}});
    if (!tag.empty()) out.element("p", tag, {{"class", "tag-words"}});
    if (!card.by.empty()) out.element("p", card.by, {{"class", "by"}});
    out.element("p", card.words, {{"class", "words"}}).close("li");
  }
}

/// What the three kinds of cards are called: then and now, or whose they are when two made one each.
struct Tags {
  std::string fresh, kept, gone;
};
std::string made_with(const Register &reg, const Record &record) {
  const auto *with = reg.field("with");
  return with != nullptr && record.has("with") ? records::show(*with, record.value("with")) : std::string{};
}
Tags tags_of(const Register &reg, const Record &then, const Record &now) {
  const auto theirs = made_with(reg, then), ours = made_with(reg, now);
  if (theirs != ours) return {ours, std::string(tr("Båda")), theirs};
  return {std::string(tr("Nytt")), "", std::string(tr("Stod här då"))};
}

void part_then_and_now(Out &out, const Register &reg, const Part &part, const Record &then, const Record &now, std::size_t tone) {
  const auto tags = tags_of(reg, then, now);
  const auto compared = compare(cards_of(reg, part, then), cards_of(reg, part, now));
  out.open("section", {{"class", "part column tone-" + std::to_string(tone)}}).element("h2", title_of(reg, part)).open("ol", {{"class", "cards"}});
  cards(out, compared.fresh, "card fresh", tags.fresh);
  cards(out, compared.kept, "card", tags.kept);
  cards(out, compared.gone, tags.kept.empty() ? "card gone" : "card other", tags.gone);
  out.close("ol");
  if (compared.fresh.empty() && compared.kept.empty() && compared.gone.empty()) out.element("p", tr("Tomt båda gångerna."), {{"class", "ask"}});
  out.close("section");
}

std::string moves_in_words(const std::vector<Moved> &moves) {
  std::vector<std::string> said;
  for (const auto &one : moves) {
    if (one.then && one.now) said.push_back(tr_f("{0} från {1} till {2}", {one.who, figure(*one.then), figure(*one.now)}));
    else if (one.now) said.push_back(tr_f("{0} {1} nu", {one.who, figure(*one.now)}));
    else said.push_back(tr_f("{0} {1} då", {one.who, figure(*one.then)}));
  }
  return tr_f("Linjen från 0 till 10: {0}.", {join(said, ", ")});
}

void scale_then_and_now(Out &out, const Register &reg, const Record &then, const Record &now) {
  const auto moves = moved(marks_of(reg, then), marks_of(reg, now));
  if (moves.empty()) return;
  const auto *score = reg.field("score");
  out.open("section", {{"class", "part scale"}}).element("h2", score != nullptr ? score->title.str() : std::string(tr("Skalan")));
  out.open("div", {{"class", "line-holder"}}).raw(scale_moves(moves, moves_in_words(moves))).close("div");
  out.element("p", tr("Tom ring är då, fylld är nu."), {{"class", "ask"}}).close("section");
}

/// Who came nearer, who is further away, who is new.
void circles_then_and_now(Out &out, const View &view, const Record &then) {
  const auto &reg = *view.sheet.reg;
  const auto ring_of = [&](const Record &record, const std::string &name) -> std::optional<std::size_t> {
    for (std::size_t ring = 0; ring < view.sheet.tool.parts.size(); ++ring)
      for (const auto &card : cards_of(reg, view.sheet.tool.parts[ring], record))
        if (fold(card.words) == fold(name)) return ring;
    return std::nullopt;
  };
  out.open("div", {{"class", "columns"}});
  for (std::size_t ring = 0; ring < view.sheet.tool.parts.size(); ++ring) {
    const auto &part = view.sheet.tool.parts[ring];
    out.open("section", {{"class", "part column"}}).element("h2", title_of(reg, part)).open("ol", {{"class", "cards"}});
    for (const auto &card : cards_of(reg, part, view.sheet.record)) {
      const auto was = ring_of(then, card.words);
      const bool other = !was || *was != ring;
      out.open("li", {{"class", other ? "card fresh" : "card"}});
      if (!was) out.element("p", tr("Ny"), {{"class", "tag-words"}});
      else if (other)
        out.element("p",
                    *was > ring ? tr_f("Närmare. Var i {0}", {title_of(reg, view.sheet.tool.parts[*was])})
                                : tr_f("Längre bort. Var i {0}", {title_of(reg, view.sheet.tool.parts[*was])}),
                    {{"class", "tag-words"}});
      out.element("p", card.words, {{"class", "words"}}).close("li");
    }
    for (const auto &card : cards_of(reg, part, then))
      if (!ring_of(view.sheet.record, card.words)) {
        out.open("li", {{"class", "card gone"}})
            .element("p", tr("Stod här då"), {{"class", "tag-words"}})
            .element("p", card.words, {{"class", "words"}})
            .close("li");
      }
    out.close("ol").close("section");
  }
  out.close("div");
}

void faces_then_and_now(Out &out, const View &view, const Record &then) {
  const auto &reg = *view.sheet.reg;
  const auto chosen = [&](const Record &record, const Field &field) {
    for (const auto &option : field.options)
      if (record.has(field.id) && record.integer(field.id) == option.score)
        return face(option.id) + "<span>" + html::escape(option.title.str()) + "</span>";
    return "<span class=\"none\">" + html::escape(tr("inte valt")) + "</span>";
  };
  html::begin_table(out, tr("Ansikten då och nu"), {{std::string(tr("Plats"))}, {date_of(reg, then)}, {date_of(view.sheet)}}, "then-now");
  for (const auto &id : view.sheet.tool.single) {
    const auto &field = *reg.field(id);
    html::begin_row(out);
    out.element("th", field.title.str(), {{"scope", "row"}});
    out.open("td").raw(chosen(then, field)).close("td").open("td").raw(chosen(view.sheet.record, field)).close("td");
    html::end_row(out);
  }
  html::end_table(out);
}

void write_choice(Out &out, const View &view, const std::vector<Record> &others, std::int64_t with) {
  out.open("nav", {{"class", "stops always"}, {"aria-label", tr("Jämför med")}}).element("span", tr("Jämför med"));
  for (const auto &one : others) {
    out.raw("<a").attr("href", address_of(view.sheet) + "/jamfor?med=" + std::to_string(one.id));
    if (one.id == with) out.raw(" aria-current=\"true\"");
    out.raw(">").text(date_of(*view.sheet.reg, one));
    if (const auto *made = view.sheet.reg->field("with"); made != nullptr && one.has("with"))
      out.text(", " + records::show(*made, one.value("with")));
    out.raw("</a>");
  }
  out.close("nav");
}

http::Response page(const Deps &deps, const http::Request &request, const Actor &actor) {
  auto sheet = open(deps, actor, request.param(0), parse_integer(request.param(1)).value_or(0));
  if (!sheet) return http::problem(request, sheet.error());
  View view{deps, actor, std::move(*sheet)};
  auto others = all_of(deps, actor, *view.sheet.reg, view.sheet.record.person);
  std::erase_if(others, [&](const Record &one) { return one.id == view.sheet.record.id || !may_compare(*view.sheet.reg, view.sheet.record, one); });
  Out out;
  if (others.empty()) {
    out.element("p", tr("Det finns bara den här än. Gör en till nästa gång ni ses, så visas skillnaden här."), {{"class", "nothing"}});
    return screen(view, tr_f("{0}: då och nu", {view.sheet.reg->singular.str()}), out.str(), 200, true);
  }
  // Unless one is chosen: the one before this, else the nearest there is.
  const auto day = view.sheet.record.text(view.sheet.reg->date_field);
  auto then = std::find_if(others.begin(), others.end(), [&](const Record &one) {
    return one.text(view.sheet.reg->date_field) <= day && one.value("with") == view.sheet.record.value("with");
  });
  const auto asked = parse_integer(request.query["med"]).value_or(0);
  if (const auto found = std::find_if(others.begin(), others.end(), [&](const Record &one) { return one.id == asked; }); found != others.end())
    then = found;
  if (then == others.end()) then = others.begin();
  write_choice(out, view, others, then->id);
  out.open("div", {{"class", "board compared " + view.sheet.reg->id}});
  write_comparison(out, view, *then);
  out.close("div");
  return screen(view, tr_f("{0}: då och nu", {view.sheet.reg->singular.str()}), out.str(), 200, true);
}

} // namespace

void write_comparison(Out &out, const View &view, const Record &then) {
  const auto &reg = *view.sheet.reg;
  if (made_with(reg, then) == made_with(reg, view.sheet.record))
    out.element("p", tr_f("Då är {0}. Nu är {1}.", {date_of(reg, then), date_of(view.sheet)}), {{"class", "ask"}});
  else out.element("p", tr_f("{0} och {1}, bredvid varandra.", {made_with(reg, view.sheet.record), made_with(reg, then)}), {{"class", "ask"}});
  if (view.sheet.tool.shape == Shape::circles) return circles_then_and_now(out, view, then);
  if (view.sheet.tool.shape == Shape::faces) faces_then_and_now(out, view, then);
  if (view.sheet.tool.part("marks") != nullptr) scale_then_and_now(out, reg, then, view.sheet.record);
  out.open("div", {{"class", view.sheet.tool.for_child && view.sheet.tool.parts.size() == 4 ? "columns four" : "columns"}});
  std::size_t tone = 0;
  for (const auto &part : view.sheet.tool.parts)
    if (part.id != "marks" && part.id != "score_why" && part.id != "face_names" && part.where.empty())
      part_then_and_now(out, reg, part, then, view.sheet.record, tone++);
  out.close("div");
}

void add_compare_pages(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.get("/tillsammans/{register}/{id}/jamfor",
             access::guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return page(*deps, r, a); }),
             {.help = "Två kartläggningar, hus, cirklar eller barnskalor bredvid varandra", .permission = "read_records"});
}

} // namespace rt::mapping
