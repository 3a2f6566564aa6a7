// The shared screen: one page per tool, and what somebody does on it.
#include "modules/mapping/pages.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>

namespace rt::mapping {

std::string address_of(const Sheet &sheet) { return "/tillsammans/" + sheet.reg->id + "/" + std::to_string(sheet.record.id); }

std::string date_of(const Register &reg, const Record &record) {
  const auto day = date_from_iso(record.text(reg.date_field).substr(0, 10));
  return day ? long_date(*day) : std::string{};
}
std::string date_of(const Sheet &sheet) { return date_of(*sheet.reg, sheet.record); }

namespace {

/// "worries.2": a part and a place in it.
std::pair<std::string, std::size_t> place_in(const std::string &text) {
  const auto dot = text.rfind('.');
  if (dot == std::string::npos) return {};
  return {text.substr(0, dot), static_cast<std::size_t>(std::max<long long>(0, parse_integer(text.substr(dot + 1)).value_or(0)))};
}

/// What has just been done, in words. The address says only what and where, never the words of a card.
std::string said_words(const View &view, const http::Request &request) {
  const auto &said = request.query["sagt"];
  const auto [part_id, at] = place_in(request.query["kort"]);
  const auto *part = view.sheet.tool.part(part_id);
  if (said == "flyttat" && part != nullptr) return tr_f("Flyttat till {0}, plats {1}.", {title_of(*view.sheet.reg, *part), std::to_string(at + 1)});
  if (said == "bort") return std::string(tr("Borttaget."));
  if (said == "tillbaka") return std::string(tr("Tillbaka på sin plats."));
  if (said == "bada") return std::string(tr("Någon annan ändrade samma kort samtidigt. Båda finns kvar: bestäm tillsammans vad som ska stå."));
  return {};
}

void write_said(Out &out, const View &view, const http::Request &request) {
  const auto words = said_words(view, request);
  if (request.query["sagt"] == "sparat") out.element("p", tr("Sparat."), {{"class", "saved without-script"}});
  out.open("div", {{"class", "said"}, {"id", "sagt"}, {"role", "status"}})
      .open("p", {{"class", request.query["sagt"] == "bada" ? "met" : ""}})
      .text(words)
      .close("p");
  if (request.query["sagt"] == "bort" && view.can_write()) {
    const auto [part, at] = place_in(request.query["kort"]);
    html::begin_form(out, address_of(view.sheet), false, "inline undo");
    html::input_hidden(out, "del", part);
    html::input_hidden(out, "plats", std::to_string(at));
    html::input_hidden(out, "version", request.query["angra"]);
    out.raw("<button class=\"act main\" type=\"submit\" name=\"gor\" value=\"tillbaka\">").text(tr("Ångra")).close("button");
    html::end_form(out);
  }
  out.close("div");
}

void write_head(Out &out, const View &view, const std::string &heading, bool compares) {
  const auto &sheet = view.sheet;
  out.open("header", {{"class", "head"}}).open("div");
  out.element("h1", heading);
  out.open("p", {{"class", "whom"}}).text(sheet.child).raw(sheet.child.empty() ? "" : " · ").text(date_of(sheet)).close("p");
  out.close("div");
  out.open("nav", {{"class", "ways"}, {"aria-label", tr("Det här kan du göra")}});
  out.raw("<span class=\"kept\" id=\"sparat\" data-sending=\"")
      .text(tr("Sparar …"))
      .raw("\" data-kept=\"")
      .text(tr("Sparat"))
      .raw("\" data-lost=\"")
      .text(tr("Inte sparat än. Vi försöker igen."))
      .raw("\" data-out=\"")
      .text(tr("Du är utloggad. Logga in i en annan flik, så sparas det som står här."))
      .raw("\" data-refused=\"")
      .text(tr("Gick inte att spara."))
      .raw("\"></span>");
  const auto address = address_of(sheet);
  if (compares) out.link(address, tr("Tillbaka till den här"));
  else if (view.staff_version) out.link(address, tr("Familjens version"));
  else {
    if (sheet.tool.shape != Shape::story) out.link(address + "/jamfor", tr("Då och nu"));
  }
  out.raw("<button type=\"button\" class=\"act with-script\" data-print>")
      .text(view.big_paper ? tr("Skriv ut på A3") : tr("Skriv ut"))
      .raw("</button>");
  if (!compares && !view.staff_version)
    out.link(view.big_paper ? address : address + "?papper=a3", view.big_paper ? tr("Papper: A4") : tr("Papper: A3"));
  out.link("/register/" + sheet.reg->id + "/" + std::to_string(sheet.record.id), tr("Klart för i dag"));
  out.close("nav").close("header");
}

void write_stops(Out &out, const View &view) {
  const auto stops = stops_of(view);
  if (stops.empty()) return;
  out.open("nav", {{"class", "stops"}, {"aria-label", tr("Delarna")}});
  for (const auto &[id, words] : stops) out.link("#" + id, words);
  out.close("nav");
}

http::Response show(const View &view, const http::Request &request, int status = 200) {
  Out out;
  out.reserve(24 * 1024);
  if (!view.sheet.why_not.empty()) out.element("p", view.sheet.why_not, {{"class", "only-read"}});
  if (view.staff_version)
    out.element("p", tr("Här syns era egna anteckningar. Vänd bort skärmen innan du går vidare, och ge inte det här papperet till familjen."),
                {{"class", "warning"}, {"role", "note"}});
  write_said(out, view, request);
  if (!view.problem.message.empty() && view.failed_part.empty()) out.element("p", view.problem.message, {{"class", "fault"}, {"role", "alert"}});
  write_stops(out, view);
  out.raw("<div id=\"board\"").attr("class", "board " + std::string(view.sheet.tool.for_child ? "for-child " : "") + view.sheet.reg->id);
  out.attr("data-version", std::to_string(view.sheet.record.version))
      .attr("data-focus", request.query.has("kort") ? "k-" + replace_all(request.query["kort"], ".", "-") : "");
  if (view.deps.live != nullptr) out.attr("data-topic", topic_of(view.sheet));
  out.raw(">");
  write_tool(out, view);
  out.close("div");
  return screen(view, view.sheet.reg->singular.str(), out.str(), status, false);
}

// ---- what was sent ----

Act::Kind kind_of(const std::string &doing) {
  if (doing == "lagg") return Act::Kind::add;
  if (doing == "spara") return Act::Kind::edit;
  if (doing == "bort") return Act::Kind::remove;
  if (doing == "svara") return Act::Kind::set;
  return Act::Kind::move;
}

std::size_t number_in(const http::Request &request, std::string_view name) {
  return static_cast<std::size_t>(std::max<long long>(0, parse_integer(request.form[name]).value_or(0)));
}

Act read_act(const http::Request &request) {
  const auto &doing = request.form["gor"];
  Act act;
  act.kind = kind_of(doing);
  act.part = request.form["del"];
  act.at = number_in(request, "plats");
  act.mark = request.form["marke"];
  act.place = kLast;
  if (doing == "upp" || doing == "ner") {
    act.to = act.part;
    act.place = doing == "upp" ? (act.at > 0 ? act.at - 1 : 0) : act.at + 1;
  } else if (starts_with(doing, "till:")) act.to = doing.substr(5);
  else if (doing == "flytta") {
    act.to = request.form["till"];
    act.place = number_in(request, "till_plats");
  }
  for (const auto &[name, value] : request.form.items())
    if (starts_with(name, "v_")) act.values[name.substr(2)] = value;
  return act;
}

/// The child names a face: an empty name takes the name away.
Act name_face(const Sheet &sheet, Act act) {
  const auto *part = sheet.tool.part(act.part);
  if (part == nullptr) return act;
  const bool empty = trim(act.values["called"]).empty();
  act.kind = empty ? Act::Kind::remove : Act::Kind::add;
  for (const auto &card : cards_of(*sheet.reg, *part, sheet.record))
    if (option_id(*sheet.reg, card.row, "face") == act.values["face"]) {
      act.at = card.at;
      act.mark = card.mark;
      if (!empty) act.kind = Act::Kind::edit;
    }
  return act;
}

std::string_view word_for(const Act &act, const Done &done) {
  if (done.met) return "bada";
  if (act.kind == Act::Kind::move) return "flyttat";
  return act.kind == Act::Kind::remove ? "bort" : "sparat";
}

std::string address_after(const Sheet &sheet, std::string_view said, const Outcome &outcome) {
  return address_of(sheet) + "?sagt=" + std::string(said) + "&kort=" + outcome.done.part + "." + std::to_string(outcome.done.at) +
         (said == "bort" ? "&angra=" + std::to_string(outcome.version) : "");
}

http::Response refused(View view, const http::Request &request, const Act &act, Problem problem) {
  const int status = http::status_of(problem.kind);
  if (act.kind == Act::Kind::add || act.kind == Act::Kind::edit) {
    view.failed_part = act.part;
    view.typed = act.values;
    if (act.kind == Act::Kind::edit) {
      view.edited_part = act.part;
      view.edited_at = act.at;
      view.failed_part.clear();
    }
  }
  view.problem = std::move(problem);
  return show(view, request, status);
}

std::int64_t id_of(const http::Request &request) { return parse_integer(request.param(1)).value_or(0); }

http::Response do_it(const Deps &deps, const http::Request &request, const Actor &actor) {
  auto sheet = open(deps, actor, request.param(0), id_of(request));
  if (!sheet) return http::problem(request, sheet.error());
  auto asked = read_act(request);
  if (request.form["gor"] == "tillbaka") {
    const auto back = put_back(deps, actor, *sheet, static_cast<int>(number_in(request, "version")), asked.part, asked.at);
    if (!back) return refused({deps, actor, std::move(*sheet)}, request, asked, back.error());
    return http::redirect(address_after(*sheet, "tillbaka", *back));
  }
  if (request.form["gor"] == "namn") asked = name_face(*sheet, asked);
  const auto done = act(deps, actor, *sheet, asked);
  if (!done) return refused({deps, actor, std::move(*sheet)}, request, asked, done.error());
  return http::redirect(address_after(*sheet, word_for(asked, done->done), *done));
}

http::Response open_page(const Deps &deps, const http::Request &request, const Actor &actor) {
  auto sheet = open(deps, actor, request.param(0), id_of(request));
  if (!sheet) return http::problem(request, sheet.error());
  View view{deps, actor, std::move(*sheet)};
  std::tie(view.edited_part, view.edited_at) = place_in(request.query["andra"]);
  view.big_paper = request.query["papper"] == "a3";
  view.staff_version = request.query["version"] == "var";
  return show(view, request);
}

} // namespace

http::Response screen(const View &view, const std::string &heading, std::string_view body, int status, bool compares) {
  Out out;
  out.raw("<a class=\"skip\" href=\"#main\">").text(tr("Till innehållet")).raw("</a><main id=\"main\" tabindex=\"-1\">");
  write_head(out, view, heading, compares);
  out.raw(body).raw("</main>");
  std::vector<std::string> styles{"mapping.css"};
  if (view.big_paper) styles.emplace_back("mapping-a3.css");
  return http::html(html::bare_page(heading, out.str(), view.staff_version ? "together staff" : "together", {}, false, {"mapping.js"}, styles),
                    status);
}

void add_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<Deps>(given);
  router.get("/tillsammans/{register}/{id}",
             access::guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return open_page(*deps, r, a); }),
             {.help = "Kartläggning, tre hus, cirklar, barnskala: tillsammans på skärm", .permission = "read_records"});
  router.post("/tillsammans/{register}/{id}",
              access::guarded(May::write_records, [deps](http::Request &r, const Actor &a) { return do_it(*deps, r, a); }),
              {.help = "Skriv, flytta, ta bort och ångra ett kort", .permission = "write_records"});
  add_compare_pages(router, deps);
  add_drawing_pages(router, deps);
  add_choose_pages(router, deps);
}

} // namespace rt::mapping
