// Where measures are written. Everything is a plain form; with web/js/measure.js it is judged and tried as one types.
#include "modules/measures/editor_pages.hpp"
#include "modules/measures/pages_parts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::measures {
namespace {

using access::Actor;
using access::May;
using editor::Draft;
using editor::Here;
using editor::Judged;

constexpr std::size_t kMostForm = 64 * 1024; // a text of the longest kind, encoded; what is longer is refused at the door

/// What every page here needs; made once, shared by the routes.
struct Desk {
  Desk(const Deps &given, editor::Reader reader)
      : deps(given), read(std::move(reader)), drafts(given.pool, given.clock), tries(given.pool, given.measures.catalog(), given.clock) {}
  const Deps deps;
  const editor::Reader read;
  editor::Drafts drafts;
  editor::Tries tries;
};

Here here_of(const Desk &desk, const Actor &actor) {
  Here here{desk.deps.measures.catalog(), desk.deps.organisation.packs(actor.unit), {}};
  for (const auto &team : desk.deps.organisation.teams(actor.unit)) here.teams.emplace_back(team.code, team.name);
  return here;
}
std::string address(const Desk &desk, std::int64_t draft) { return desk.deps.editor + "/" + std::to_string(draft); }
std::int64_t draft_of(const http::Request &request) { return parse_integer(request.param(0)).value_or(0); }
/// The browser sends line breaks as two characters.
std::string text_in(const http::Request &request) { return replace_all(request.form["text"], "\r\n", "\n"); }

/// Judged, and tried when it is whole. Which records were shown is in the audit chain.
void answer(html::Out &out, Desk &desk, const Actor &actor, std::int64_t draft, std::string_view text, int *status = nullptr) {
  const Judged judged = editor::judge(here_of(desk, actor), desk.read, text);
  Result<editor::Tried> tried = editor::Tried{};
  if (judged.whole) tried = desk.tries.run(actor, judged);
  if (tried && !tried->lineage.rows.empty())
    desk.deps.read_log.log(actor, {audit::Act::read, "measure_draft:" + std::to_string(draft), "uppföljning",
                                   std::to_string(std::min(tried->lineage.rows.size(), editor::kRowsShown)) + " poster"});
  if (status != nullptr && !tried && tried.error().kind == ProblemKind::busy) *status = http::status_of(ProblemKind::busy);
  editor::write_answer(out, desk.deps, actor, text, judged, tried);
}

// ---- the list ----

const definitions::MeasureSource *source_of(const Desk &desk, std::string_view id) {
  const definitions::MeasureSource *found = nullptr;
  for (const auto &source : desk.deps.measures.catalog().measures)
    if (source.id == id) found = &source; // the latest version stands last
  return found;
}

/// A copy has a name of its own, so that both can be taken into use.
std::string copy_of(const definitions::MeasureSource &source) {
  return editor::text_of(source, source.id + "_kopia", {source.title.sv + " (kopia)", source.title.en.empty() ? "" : source.title.en + " (copy)"});
}
std::string_view empty_text() {
  return "[[measure]]\nid = \"nytt_matt\"\ntitle = { sv = \"Nytt mått\", en = \"New measure\" }\ncount = \"\"\nbetter = \"none\"\n";
}

std::string title_of(const Draft &draft) { return draft.title.empty() ? std::string(tr("Mått utan namn")) : draft.title; }
std::string day_and_time(const std::string &iso) {
  const Instant at = from_iso(iso);
  return at < 0 ? iso : long_date(swedish_day(at));
}

/// What the packs give the unit, to begin with.
std::vector<html::Choice> measures_to_copy(const Desk &desk, const Actor &actor) {
  std::vector<html::Choice> choices;
  for (const auto *d : desk.deps.measures.definitions_of(actor.unit, desk.deps.organisation.packs(actor.unit)))
    if (d->own_of == 0 && source_of(desk, d->id) != nullptr) choices.push_back({d->id, d->title.str()});
  std::sort(choices.begin(), choices.end(), [](const auto &a, const auto &b) { return fold(a.words) < fold(b.words); });
  return choices;
}

/// The first lesson: a measure of the unit's own, as text and in plain words beside one another.
void example(html::Out &out, const Desk &desk, const Actor &actor) {
  html::empty_state(
      out,
      tr("Här samlas mått som ni skriver själva. Ett mått är en mening: vad som räknas, vilket datum som avgör perioden och vilket villkor som gäller. "
         "Så här ser ett av enhetens mått ut:"));
  const definitions::MeasureSource *shown = nullptr;
  for (const auto *d : desk.deps.measures.definitions_of(actor.unit, desk.deps.organisation.packs(actor.unit))) {
    const auto *source = d->own_of == 0 && d->kind == Kind::count ? source_of(desk, d->id) : nullptr;
    const bool better = source != nullptr && source->keys.at("count").find("where") != std::string::npos; // a condition teaches more
    if (source != nullptr && (shown == nullptr || better)) shown = source;
    if (better) break;
  }
  if (shown == nullptr) return;
  const std::string text = copy_of(*shown);
  const Judged judged = editor::judge(here_of(desk, actor), desk.read, text);
  out.raw("<pre class=\"measure-text\" tabindex=\"0\"").attr("aria-label", tr("Måttets text")).raw(">").text(text).raw("</pre>");
  if (judged.whole) out.element("p", judged.written_reading, {{"class", "measure-reading"}});
  html::begin_form(out, desk.deps.editor, false, "inline measure-begin");
  html::input_hidden(out, "fran", shown->id);
  html::button(out, tr("Börja med det här måttet"));
  html::end_form(out);
}

void new_draft(html::Out &out, const Desk &desk, const Actor &actor) {
  out.element("h2", tr("Skriv ett nytt"));
  html::begin_form(out, desk.deps.editor, false, "form inline measure-new");
  html::Field from("fran", html::Label(tr("Utgå från ett mått som finns")));
  from.help = tr("Lämna tomt för att börja med ett tomt mått.");
  html::input_select(out, from, measures_to_copy(desk, actor));
  html::button(out, tr("Skapa utkastet"), html::Button::secondary);
  html::end_form(out);
}

http::Response list_page(Desk &desk, http::Request &request, const Actor &actor) {
  const auto drafts = desk.drafts.all(actor);
  if (!drafts) return http::problem(request, drafts.error());
  html::Out out;
  if (const auto removed = parse_integer(request.query["borttaget"]).value_or(0); removed != 0) {
    html::message(out, html::Tone::info, tr("Utkastet är borttaget."));
    html::begin_form(out, address(desk, removed) + "/tillbaka", false, "inline");
    html::button(out, tr("Ångra"), html::Button::secondary);
    html::end_form(out);
  }
  if (drafts->empty()) example(out, desk, actor);
  if (!drafts->empty()) {
    html::begin_table(out, tr("Utkast"), {{std::string(tr("Mått"))}, {std::string(tr("Ändrat")), "date"}, {std::string(tr("Av"))}});
    for (const Draft &draft : *drafts) {
      html::begin_row(out, address(desk, draft.id));
      out.raw("<td>").link(address(desk, draft.id), title_of(draft)).raw("</td>");
      html::cell(out, day_and_time(draft.changed_at), "date");
      html::cell(out, draft.changed_by);
      html::end_row(out);
    }
    html::end_table(out);
  }
  new_draft(out, desk, actor);
  auto frame = desk.deps.frame(actor, "matt");
  frame.title = tr("Skriv mått");
  frame.lead = tr("Utkast till mått som enheten skriver själv. De prövas på enhetens poster och syns inte för andra förrän de tas i bruk.");
  frame.styles.emplace_back("css/measure.css");
  return http::html(html::page(frame, out.str()));
}

http::Response create(Desk &desk, http::Request &request, const Actor &actor) {
  const std::string &from = request.form["fran"];
  const auto *source = from.empty() ? nullptr : source_of(desk, from);
  if (!from.empty() && (source == nullptr || !desk.deps.measures.catalog().keeps_file(desk.deps.organisation.packs(actor.unit), source->file)))
    return http::problem(request, {ProblemKind::not_found, std::string(tr("Måttet finns inte.")), {}});
  const auto made = desk.drafts.create(actor, source == nullptr ? std::string(empty_text()) : copy_of(*source));
  return made ? http::redirect(address(desk, made->id)) : http::problem(request, made.error());
}

// ---- one draft ----

/// Without a script the words that fit are read here; with it they come where the cursor is.
void words(html::Out &out, const Desk &desk, const Actor &actor, std::string_view text) {
  html::begin_disclosure(out, tr("Ord som går att använda"), false, "disclosure measure-words");
  for (const auto &list : editor::word_lists(here_of(desk, actor), text)) {
    out.element("h3", list.title).open("dl", {{"class", "facts"}});
    for (const auto &word : list.words) out.open("dt").element("code", word.text).close("dt").element("dd", word.title);
    out.close("dl");
  }
  html::end_disclosure(out);
}

void into_use(html::Out &out, const Desk &desk, const Draft &draft) {
  html::begin_disclosure(out, tr("Ta måttet i bruk, eller ta bort utkastet"));
  out.element(
      "p",
      tr("Hämta filen, lägg den i mappen measures i enhetens eget paket och kontrollera den med rodatraden pack check. När programmet startas om räknas måttet på alla "
         "sidor, också bakåt i tiden."));
  out.open("p", {{"class", "actions"}});
  html::link_button(out, address(desk, draft.id) + "/fil", tr("Hämta som fil"));
  out.close("p");
  html::begin_form(out, address(desk, draft.id) + "/bort", false, "inline measure-begin");
  out.raw("<button type=\"submit\" class=\"as-link\">").text(tr("Ta bort utkastet")).raw("</button>");
  html::end_form(out);
  html::end_disclosure(out);
}

struct Shown {
  Draft draft;      ///< as it is kept
  std::string text; ///< as it is typed
  const Problem *problem = nullptr;
  bool kept = false;
};

http::Response show(Desk &desk, const Actor &actor, const Shown &shown) {
  html::Out out;
  if (shown.kept) html::message(out, html::Tone::good, tr("Utkastet är sparat."));
  if (shown.problem != nullptr) html::message(out, html::Tone::bad, shown.problem->message);
  out.open("div", {{"class", "measure-editor"}}).open("div", {{"class", "measure-side"}});
  html::begin_form(out, address(desk, shown.draft.id), false, "form measure-form");
  html::input_hidden(out, "version", std::to_string(shown.draft.version));
  html::Field field("text", html::Label(tr("Måttets text")));
  field.value = shown.text;
  field.help = tr("Ctrl+mellanslag visar de ord som passar där du står. Pil och Enter väljer, Esc stänger.");
  html::input_area(out, field, 18);
  out.raw("<p class=\"quiet\" id=\"plats\" hidden")
      .attr("data-words", tr_f("Rad {0}, tecken {1}", {"%1", "%2"}))
      .attr("data-busy", tr("Prövar …"))
      .attr("data-lost", tr("Ingen kontakt med programmet. Texten står kvar här."))
      .attr("data-found", tr_f("{0} ord passar här", {"%1"}))
      .attr("data-list", tr("Ord som passar"))
      .attr("data-none", tr("Inget ord att föreslå här"))
      .raw("></p>");
  out.open("p", {{"class", "actions"}});
  html::button(out, tr("Spara utkastet"), html::Button::primary, "gor", "spara");
  html::button(out, tr("Pröva"), html::Button::secondary, "gor", "prova");
  out.close("p");
  html::end_form(out);
  words(out, desk, actor, shown.text);
  out.open("section", {{"class", "measure-use"}});
  into_use(out, desk, shown.draft);
  out.close("section");
  out.close("div").open("section", {{"class", "measure-answer"}, {"id", "svar"}, {"aria-label", tr("Vad texten betyder")}});
  answer(out, desk, actor, shown.draft.id, shown.text);
  out.close("section").close("div");
  auto frame = desk.deps.frame(actor, "matt");
  frame.title = title_of(shown.draft);
  frame.lead = tr_f("Utkast, senast sparat av {0} {1}. Ingen annan enhet ser det.", {shown.draft.changed_by, day_and_time(shown.draft.changed_at)});
  frame.styles.emplace_back("css/measure.css");
  frame.scripts.emplace_back("measure.js");
  return http::html(html::page(frame, out.str()), shown.problem == nullptr ? 200 : http::status_of(shown.problem->kind));
}

http::Response draft_page(Desk &desk, http::Request &request, const Actor &actor) {
  const auto draft = desk.drafts.get(actor, draft_of(request));
  if (!draft) return http::problem(request, draft.error());
  return show(desk, actor, {*draft, draft->text, nullptr, request.query["sparat"] == "1"});
}

http::Response save_or_try(Desk &desk, http::Request &request, const Actor &actor) {
  const auto draft = desk.drafts.get(actor, draft_of(request));
  if (!draft) return http::problem(request, draft.error());
  const std::string text = text_in(request);
  if (request.form["gor"] == "prova") {
    Draft seen = *draft;
    seen.version = parse_integer(request.form["version"]).value_or(0); // as the writer read it
    return show(desk, actor, {seen, text, nullptr, false});
  }
  const auto saved = desk.drafts.save(actor, draft->id, parse_integer(request.form["version"]).value_or(0), text);
  if (saved) return http::redirect(address(desk, draft->id) + "?sparat=1");
  return show(desk, actor, {*draft, text, &saved.error(), false}); // after a conflict the next save is over what the other wrote
}

/// For the script: the answer alone.
http::Response try_it(Desk &desk, http::Request &request, const Actor &actor) {
  const auto draft = desk.drafts.get(actor, draft_of(request));
  if (!draft) return http::problem(request, draft.error());
  html::Out out;
  int status = 200;
  answer(out, desk, actor, draft->id, text_in(request), &status);
  return http::html(out.take(), status);
}

std::string json_text(std::string_view words) {
  std::string text = "\"";
  for (const char c : words) {
    if (c == '"' || c == '\\') text += '\\';
    if (c == '\n') text += "\\n";
    else if (static_cast<unsigned char>(c) >= 0x20) text += c;
  }
  return text + "\"";
}

http::Response complete(Desk &desk, http::Request &request, const Actor &actor) {
  const auto draft = desk.drafts.get(actor, draft_of(request));
  if (!draft) return http::problem(request, draft.error());
  const auto number = [&](std::string_view name) {
    return static_cast<int>(std::clamp<long long>(parse_integer(request.form[name]).value_or(1), 1, static_cast<long long>(editor::kMostText) + 1));
  };
  const auto found = editor::complete(here_of(desk, actor), text_in(request), {number("rad"), number("tecken")});
  const auto spot = [](editor::Spot at) { return "[" + std::to_string(at.line) + "," + std::to_string(at.column) + "]"; };
  std::string body =
      "{\"from\":" + spot(found.from) + ",\"to\":" + spot(found.to) + ",\"end\":" + (found.may_end ? "true" : "false") + ",\"words\":[";
  for (const auto &one : found.candidates)
    body += (body.back() == '[' ? "" : ",") +
            ("[" + json_text(one.text) + "," + json_text(one.title) + "," + json_text(one.insert) + "," + std::to_string(one.back) + "]");
  return http::json(body + "]}");
}

http::Response file(Desk &desk, http::Request &request, const Actor &actor) {
  const auto draft = desk.drafts.get(actor, draft_of(request));
  if (!draft) return http::problem(request, draft.error());
  const auto scanned = editor::scan(draft->text, 0);
  std::string name;
  if (const auto *id = scanned.entry("id"); id != nullptr && !id->texts.empty())
    for (const char c : id->texts.front().substr(0, 60))
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') name += c;
  return http::download(draft->text, "application/toml; charset=utf-8", (name.empty() ? "matt" : name) + ".toml");
}

http::Response remove(Desk &desk, http::Request &request, const Actor &actor) {
  const auto gone = desk.drafts.remove(actor, draft_of(request));
  return gone ? http::redirect(desk.deps.editor + "?borttaget=" + std::to_string(draft_of(request))) : http::problem(request, gone.error());
}
http::Response restore(Desk &desk, http::Request &request, const Actor &actor) {
  const auto back = desk.drafts.restore(actor, draft_of(request));
  return back ? http::redirect(address(desk, draft_of(request))) : http::problem(request, back.error());
}

} // namespace

void add_editor_pages(http::Router &router, const Deps &deps, editor::Reader read) {
  const auto desk = std::make_shared<Desk>(deps, std::move(read));
  const auto page = [desk](http::Response (*work)(Desk &, http::Request &, const Actor &)) {
    return access::guarded(May::manage_unit, [desk, work](http::Request &request, const Actor &actor) { return work(*desk, request, actor); });
  };
  const auto options = [](std::string help) {
    http::RouteOptions made;
    made.permission = "manage_unit";
    made.help = std::move(help);
    made.max_body = kMostForm;
    return made;
  };
  const std::string &root = deps.editor;
  router.get(root, page(list_page), options("Utkast till egna mått"));
  router.post(root, page(create), options("Börjar ett utkast till ett mått"));
  router.get(root + "/{draft}", page(draft_page), options("Ett utkast: texten, felen, meningen och siffrorna"));
  router.post(root + "/{draft}", page(save_or_try), options("Sparar ett utkast, eller prövar det"));
  router.post(root + "/{draft}/prova", page(try_it), options("Prövar en text medan den skrivs"));
  router.post(root + "/{draft}/ord", page(complete), options("De ord som passar där markören står"));
  router.post(root + "/{draft}/bort", page(remove), options("Tar bort ett utkast"));
  router.post(root + "/{draft}/tillbaka", page(restore), options("Tar tillbaka ett borttaget utkast"));
  router.get(root + "/{draft}/fil", page(file), options("Utkastet som fil för ett paket"));
}

} // namespace rt::measures
