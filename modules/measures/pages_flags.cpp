// /siffror-att-titta-pa: what is odd among the unit's figures, each with why, the figures behind it, and who has looked.
#include "modules/measures/pages.hpp"
#include "modules/measures/pages_parts.hpp"
#include "modules/measures/quality.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::measures::pages {
namespace {

using quality::Flag;

constexpr const char *kPath = "/siffror-att-titta-pa";

/// What was typed last time, when something had to be put right.
struct Typed {
  std::size_t at = 0; ///< of which flag; 0 = none
  std::string note;
  const Problem *problem = nullptr;
};

bool same(const Flag &flag, const quality::Sight &sight) {
  return flag.measure == sight.measure && quality::id_of(flag.what) == sight.what && to_text(flag.period) == sight.period;
}

void compared_with(html::Out &out, const Deps &deps, const Flag &flag) {
  if (flag.others.empty()) return;
  out.open("p", {{"class", "quiet"}}).text(tr("Jämför med")).text(" ");
  for (std::size_t i = 0; i < flag.others.size(); ++i) {
    const Definition *other = deps.measures.find(flag.others[i]);
    if (i > 0) out.text(", ");
    out.link("/matt/" + flag.others[i], other == nullptr ? flag.others[i] : other->title.str());
  }
  out.close("p");
}

void seen_words(html::Out &out, const Flag &flag) {
  if (!flag.seen) return;
  const auto day = date_from_iso(std::string_view(flag.seen->at).substr(0, 10));
  out.open("p", {{"class", "quiet"}});
  out.text(tr_f("{0}, {1}: ”{2}”", {flag.seen->by, day ? long_date(*day) : flag.seen->at, flag.seen->note}));
  if (flag.new_since_seen()) out.text(" ").element("strong", tr("Siffrorna har ändrats sedan dess."));
  out.close("p");
}

void seen_form(html::Out &out, const Flag &flag, std::size_t number, const Typed &typed) {
  const bool wrong = typed.at == number && typed.problem != nullptr;
  html::begin_disclosure(out, flag.seen ? tr("Skriv något nytt") : tr("Jag har tittat på den"), wrong);
  html::begin_form(out, kPath, false, "form");
  html::input_hidden(out, "measure", flag.measure);
  html::input_hidden(out, "what", quality::id_of(flag.what));
  html::input_hidden(out, "period", to_text(flag.period));
  html::input_hidden(out, "figures", flag.figures);
  html::input_hidden(out, "at", std::to_string(number));
  html::Field note("note-" + std::to_string(number), html::Label(tr("Vad kom du fram till?")));
  note.help = tr("Alla i enheten ser anteckningen. Skriv inga namn. Siffran ändras inte.");
  note.required = true;
  note.max_length = 500;
  if (wrong) note.value = typed.note, note.error = typed.problem->message;
  html::input_area(out, note, 2);
  html::button(out, tr("Spara som sett"), html::Button::secondary);
  html::end_form(out);
  html::end_disclosure(out);
}

void one_flag(html::Out &out, const Deps &deps, const access::Actor &actor, const Flag &flag, std::size_t number, const Typed &typed) {
  const Definition *d = deps.measures.find(flag.measure);
  if (d == nullptr) return;
  out.open("li", {{"class", "item"}}).open("p").link("/matt/" + d->id, d->title.str()).text(" · " + period_name(flag.period));
  if (flag.value.state == State::figure) {
    out.text(" · ");
    if (!flag.value.printed && flag.value.n > 0 && actor.may(access::May::read_records))
      out.link(records_href(d->id, flag.period), tr_f("{0}, se posterna", {show(*d, flag.value)}));
    else out.text(show(*d, flag.value));
  }
  out.close("p").element("p", flag.words, {{"class", "flag"}});
  compared_with(out, deps, flag);
  seen_words(out, flag);
  if (actor.may(access::May::edit_goals)) seen_form(out, flag, number, typed);
  out.close("li");
}

/// By kind, the worst first. The numbers go on through both lists, so that each form is told from the others.
void flags_of(html::Out &out, const Deps &deps, const access::Actor &actor, const std::vector<Flag> &flags, bool open, const Typed &typed) {
  Odd kind = Odd::none;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i].open() != open) continue;
    if (flags[i].what != kind) {
      if (kind != Odd::none) out.close("ul");
      kind = flags[i].what;
      out.element(open ? "h2" : "h3", quality::title_of(kind)).open("ul", {{"class", "plain items"}});
    }
    one_flag(out, deps, actor, flags[i], i + 1, typed);
  }
  if (kind != Odd::none) out.close("ul");
}

http::Response show_flags(const Deps &deps, const access::Actor &actor, const Typed &typed) {
  const auto flags = deps.measures.flags(actor.unit, deps.measures.definitions_of(actor.unit, deps.organisation.packs(actor.unit)));
  const auto open = std::count_if(flags.begin(), flags.end(), [](const Flag &flag) { return flag.open(); });
  const auto seen = static_cast<std::ptrdiff_t>(flags.size()) - open;
  html::Out out;
  if (typed.problem != nullptr) html::error_summary(out, *typed.problem);
  if (open == 0)
    html::empty_state(out, flags.empty()
                               ? tr("Inget sticker ut. Här samlas siffror som inte går ihop, uppgifter som har blivit gamla och siffror långt "
                                    "från de vanliga.")
                               : tr("Allt som stack ut är sett."));
  flags_of(out, deps, actor, flags, true, typed);
  if (seen > 0) {
    html::begin_disclosure(out, tr_n("En som är sedd", "{} som är sedda", static_cast<int>(seen)), open == 0);
    flags_of(out, deps, actor, flags, false, typed);
    html::end_disclosure(out);
  }
  auto frame = deps.frame(actor, "matt");
  frame.title = tr("Siffror att titta på");
  frame.lead = tr("Det som inte går ihop, har blivit gammalt eller ligger långt från det vanliga de senaste fem åren. Inget rättas av sig självt.");
  frame.styles.emplace_back("css/steering.css");
  frame.live = "board:" + std::to_string(actor.unit);
  return http::html(html::page(frame, out.str()), typed.problem == nullptr ? 200 : http::status_of(typed.problem->kind));
}

http::Response see(const Deps &deps, http::Request &request, const access::Actor &actor) {
  const auto number = static_cast<std::size_t>(std::max<std::int64_t>(parse_integer(request.form["at"]).value_or(0), 0));
  quality::Sight sight{request.form["measure"], request.form["what"], request.form["period"], request.form["figures"],
                       request.form["note-" + std::to_string(number)]};
  const auto done = deps.measures.see(actor, sight);
  if (done) return http::redirect(kPath);
  if (done.error().kind != ProblemKind::invalid) return http::problem(request, done.error());
  // The list may have changed since: the words go where the flag stands now.
  const auto flags = deps.measures.flags(actor.unit, deps.measures.definitions_of(actor.unit, deps.organisation.packs(actor.unit)));
  Typed typed{0, sight.note, nullptr};
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (same(flags[i], sight)) typed.at = i + 1;
  Problem problem = done.error();
  for (auto &field : problem.fields) field.field = "note-" + std::to_string(typed.at);
  typed.problem = &problem;
  return show_flags(deps, actor, typed);
}

} // namespace

void flags_link(html::Out &out) { html::link_button(out, kPath, tr("Siffror att titta på")); }

void add_flag_pages(http::Router &router, const Deps &deps) {
  using access::May;
  http::RouteOptions options;
  options.permission = "read_board";
  options.help = "Siffror som inte går ihop, är gamla eller ligger långt från de vanliga";
  router.get(kPath, access::guarded(May::read_board, [deps](http::Request &, const access::Actor &actor) { return show_flags(deps, actor, {}); }),
             options);
  options.permission = "edit_goals";
  options.help = "Sparar att någon har tittat på siffran, med en anteckning";
  router.post(kPath, access::guarded(May::edit_goals, [deps](http::Request &r, const access::Actor &actor) { return see(deps, r, actor); }), options);
}

} // namespace rt::measures::pages
