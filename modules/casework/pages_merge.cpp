// Two registrations of one human: find the other, see what moves, bring them together, and back again.
#include "modules/casework/pages.hpp"
#include "platform/core/text.hpp"

namespace rt::casework {
namespace {

std::string shown(const records::Person &p) {
  return std::string(trim(p.first_name + " " + p.last_name)) + (p.birth_date.empty() ? "" : ", " + tr_f("född {0}", {p.birth_date}));
}

void search_form(Out &out, std::int64_t person, const std::string &words) {
  html::begin_form(out, person_href(person) + "/sammanfor", false, "search form");
  html::Field field("q", html::Label(tr("Den andra registreringen")));
  field.value = words;
  field.help = tr("Sök på namn, personnummer eller ärendenummer.");
  html::input_text(out, field, "search");
  html::button(out, tr("Sök"));
  html::end_form(out);
}

void write_preview(Out &out, const Deps &deps, const records::MergePreview &preview) {
  out.element("h2", tr("Det här händer"));
  out.element(
      "p", tr_f("{0} finns kvar. {1} förs in i den registreringen och går inte längre att söka fram.", {shown(preview.kept), shown(preview.gone)}));
  if (preview.moves.empty()) out.element("p", tr("Inga poster behöver flyttas."));
  else {
    html::begin_table(out, tr("Poster som flyttas"), {{std::string(tr("Register"))}, {std::string(tr("Poster")), "n"}}, "list");
    for (const auto &[id, count] : preview.moves) {
      html::begin_row(out);
      const auto *reg = deps.records.catalog().find(id);
      html::cell(out, reg != nullptr ? reg->title.str() : id);
      html::cell(out, std::to_string(count), "n");
      html::end_row(out);
    }
    html::end_table(out);
  }
  if (preview.told_sex > 0)
    out.element("p", tr_n("En post saknar kön eller födelseår och får personens. Måtten räknas om samtidigt.",
                          "{} poster saknar kön eller födelseår och får personens. Måtten räknas om samtidigt.",
                          static_cast<long long>(preview.told_sex)));
  if (!preview.differences.empty()) {
    out.element("h2", tr("Uppgifterna skiljer sig")).open("ul");
    for (const auto &line : preview.differences) out.element("li", line);
    out.close("ul");
  }
  out.element("p", tr("Båda posternas historik finns kvar. Du kan föra isär dem så länge inget nytt har skrivits."), {{"class", "quiet"}});
}

http::Response show(const Deps &deps, const http::Request &request, const Actor &actor, const Problem &problem = {}) {
  const auto id = id_param(request);
  auto kept = deps.persons.get(actor, id, tr("sammanföring"));
  if (!kept) return http::problem(request, kept.error());
  const auto other = id_in(request.form, "other");
  const auto words = request.form["q"];
  Out out;
  if (!problem.message.empty()) html::error_summary(out, problem);
  if (other == 0) {
    search_form(out, id, words);
    const auto found = words.empty() ? std::vector<records::Person>{} : deps.persons.search(actor, words, 20);
    if (!words.empty() && found.empty()) html::message(out, html::Tone::info, tr("Ingen person hittades."));
    out.open("ul", {{"class", "plain"}});
    for (const auto &one : found) {
      if (one.id == id) continue;
      out.open("li");
      html::begin_form(out, person_href(id) + "/sammanfor", false, "inline");
      html::input_hidden(out, "other", std::to_string(one.id));
      out.element("span", shown(one)).raw(" ");
      html::button(out, tr("Visa vad som flyttas"), html::Button::secondary);
      html::end_form(out);
      out.close("li");
    }
    out.close("ul");
  } else {
    const auto preview = deps.merges.preview(actor, id, other);
    if (!preview) return http::problem(request, preview.error());
    write_preview(out, deps, *preview);
    html::begin_form(out, person_href(id) + "/sammanfor");
    html::input_hidden(out, "other", std::to_string(other));
    out.open("p", {{"class", "actions"}});
    html::button(out, tr("För samman dem"), html::Button::primary, "gor", "ja");
    html::link_button(out, person_href(id), tr("Nej, låt dem vara två"), html::Button::quiet);
    out.close("p");
    html::end_form(out);
  }
  return page(deps, actor, "cases", std::string(tr("Samma person finns två gånger")), tr_f("Den som finns kvar: {0}.", {shown(*kept)}), out.take(),
              false, problem.message.empty() ? 200 : http::status_of(problem.kind));
}

http::Response merge(const Deps &deps, const http::Request &request, const Actor &actor) {
  if (request.form["gor"] != "ja") return show(deps, request, actor);
  const auto done = deps.merges.merge(actor, id_param(request), id_in(request.form, "other"));
  if (!done) return http::problem(request, done.error());
  return http::redirect(person_href(id_param(request)) + "?flik=uppgifter");
}

http::Response unmerge(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto done = deps.merges.undo(actor, id_in(request.form, "merge"));
  if (!done) return http::problem(request, done.error());
  return http::redirect(person_href(id_param(request)) + "?flik=uppgifter");
}

} // namespace

void add_merge_pages(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.get("/person/{id}/sammanfor", access::guarded(May::delete_records, [deps](http::Request &r, const Actor &a) { return show(*deps, r, a); }),
             {.help = "Två registreringar av samma person", .permission = "delete_records"});
  router.post("/person/{id}/sammanfor", access::guarded(May::delete_records, [deps](http::Request &r, const Actor &a) { return merge(*deps, r, a); }),
              {.help = "Sök den andra, förhandsvisa och för samman", .permission = "delete_records"});
  router.post("/person/{id}/isar", access::guarded(May::delete_records, [deps](http::Request &r, const Actor &a) { return unmerge(*deps, r, a); }),
              {.help = "Ångra en sammanföring", .permission = "delete_records"});
}

} // namespace rt::casework
