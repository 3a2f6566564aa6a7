// Synpunkter at the operations meeting: unhandled ones one by one, what recurs, and how many by sex and child.
#include "modules/treatment/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::treatment {

namespace {

using Rows = std::vector<records::Record>;

Rows viewpoints(const Deps &deps, const access::Actor &actor, std::vector<records::Filter> filters, std::string sort, int limit) {
  records::ListQuery query;
  query.filters = std::move(filters);
  query.sort = std::move(sort);
  query.limit = limit;
  query.with_total = false;
  return deps.records.list(actor, "viewpoint", query, "verksamhetsmöte").rows;
}

std::string title(const definitions::Catalog &catalog, const records::Record &r, std::string_view field) {
  return r.has(field) ? option_title(catalog, "viewpoint", field, r.integer(field)) : std::string();
}

std::string givers_words(const definitions::Catalog &catalog, const records::Record &r) {
  const auto *reg = catalog.find("viewpoint");
  const auto *field = reg ? reg->field("givers") : nullptr;
  std::string words;
  for (const auto &giver : r.givers) {
    const auto *option = field ? field->option(giver.role) : nullptr;
    words += (words.empty() ? "" : " " + std::string(tr("och")) + " ") + (option ? lower(option->title.str()) : std::string(tr("annan")));
  }
  return words;
}

/// What the unit did the last times somebody said the same kind of thing: a start for the group's own proposal.
void earlier_adaptations(Out &out, const Rows &adapted, const records::Record &r) {
  int shown = 0;
  for (const auto &other : adapted) {
    if (other.id == r.id || other.integer("concerns") != r.integer("concerns") || trim(other.text("measure")).empty()) continue;
    if (!shown) out.open("div", {{"class", "earlier"}}).element("b", tr("Så har ni anpassat förut")).open("ul", {{"class", "plain"}});
    out.element("li", other.text("measure"));
    if (++shown == 3) break;
  }
  if (shown) out.close("ul").close("div");
}

void handle_form(Out &out, const records::Record &r, const Rows &adapted) {
  const auto id = std::to_string(r.id);
  html::begin_form(out, "/synpunkter/" + id);
  html::input_hidden(out, "version", std::to_string(r.version));
  out.open("p").open("label", {{"for", "measure-" + id}, {"class", "label"}}).text(tr("Vilken anpassning gör vi?")).close("label");
  out.open("textarea", {{"class", "textarea-field__textarea"}, {"id", "measure-" + id}, {"name", "measure"}, {"rows", "3"}})
      .text(r.text("measure"))
      .close("textarea")
      .close("p");
  earlier_adaptations(out, adapted, r);
  out.open("fieldset", {{"class", "ticks"}}).element("legend", tr("Leder den till en anpassning?"));
  for (const auto *value : {"1", "0"}) {
    out.open("label", {{"class", "tickbox"}}).raw("<input type=\"radio\" name=\"adapted\"").attr("value", value);
    if (r.has("adapted") && std::to_string(r.integer("adapted")) == value) out.raw(" checked");
    out.raw("> ").text(*value == '1' ? tr("Ja") : tr("Nej")).close("label");
  }
  out.close("fieldset");
  html::button(out, tr("Hanterad på mötet"), html::Button::primary, "act", "handle");
  html::button(out, tr("Spara, ta upp nästa gång"), html::Button::quiet, "act", "save");
  html::end_form(out);
}

void unhandled(Out &out, const Deps &deps, const access::Actor &actor, Date day) {
  const auto &catalog = deps.records.catalog();
  const auto waiting = viewpoints(deps, actor, {{"state", "=", "new"}}, "received", 200);
  if (waiting.empty()) {
    html::empty_state(out, tr("Alla synpunkter är hanterade. Nya kommer hit av sig själva."), "/register/viewpoint", tr("Se alla synpunkter"));
    return;
  }
  const auto adapted = viewpoints(deps, actor, {{"adapted", "=", "1"}}, "-received", 200);
  out.element("p", tr_n("{} synpunkt att ta upp.", "{} synpunkter att ta upp.", static_cast<long long>(waiting.size())), {{"class", "lead"}});
  const bool may_write = actor.may(access::May::write_records);
  const auto names = names_of(deps, actor.unit);
  out.open("ol", {{"class", "viewpoints"}});
  for (const auto &r : waiting) {
    out.open("li").open("p", {{"class", "said"}}).text(r.text("description")).close("p");
    std::string facts;
    const auto add = [&](const std::string &words) {
      if (!words.empty()) facts += (facts.empty() ? "" : " · ") + words;
    };
    add(near_date(r.text("received"), day));
    add(lower(title(catalog, r, "category")));
    add(lower(title(catalog, r, "concerns")));
    if (const auto who = givers_words(catalog, r); !who.empty()) add(tr_f("från {0}", {who}));
    if (r.integer("child") == 1) add(std::string(tr("ett barn")));
    if (const auto team = names->team_short.find(r.team); team != names->team_short.end()) add(team->second);
    if (r.has("next_srs")) add(lower(title(catalog, r, "next_srs")));
    out.element("p", facts, {{"class", "bits"}});
    if (may_write) handle_form(out, r, adapted);
    out.close("li");
  }
  out.close("ol");
}

struct Pattern {
  std::int64_t concerns = 0;
  int n = 0, adapted = 0, children = 0;
  std::vector<const records::Record *> examples;
};

std::vector<Pattern> patterns_of(const Rows &rows) {
  std::map<std::int64_t, Pattern> found;
  for (const auto &r : rows) {
    auto &p = found[r.integer("concerns")];
    p.concerns = r.integer("concerns");
    ++p.n;
    if (r.integer("adapted") == 1) ++p.adapted;
    if (r.integer("child") == 1) ++p.children;
    if (p.examples.size() < 3) p.examples.push_back(&r); // newest first
  }
  std::vector<Pattern> list;
  for (auto &[key, p] : found) list.push_back(std::move(p));
  std::stable_sort(list.begin(), list.end(), [](const auto &a, const auto &b) { return a.n > b.n; });
  return list;
}

void patterns(Out &out, const definitions::Catalog &catalog, const Rows &rows) {
  if (rows.empty()) {
    html::empty_state(out, tr("Inga synpunkter i perioden. Här syns vilka slags synpunkter som kommer igen, med exempel och anpassningar."));
    return;
  }
  out.open("ol", {{"class", "patterns"}});
  for (const auto &p : patterns_of(rows)) {
    const auto name = p.concerns ? option_title(catalog, "viewpoint", "concerns", p.concerns) : std::string(tr("Inte angivet vad den gäller"));
    out.open("li").element("h2", name);
    out.open("p", {{"class", "bits"}})
        .element("b", tr_n("{} synpunkt", "{} synpunkter", p.n))
        .text(tr_f(", {0} ledde till en anpassning", {std::to_string(p.adapted)}));
    if (p.children) out.text(tr_f(", {0} från barn", {std::to_string(p.children)}));
    out.text(".").close("p").open("ul", {{"class", "plain"}});
    for (const auto *r : p.examples) {
      out.open("li").open("a", {{"href", "/register/viewpoint/" + std::to_string(r->id)}}).text(r->text("description")).close("a");
      if (!trim(r->text("measure")).empty()) out.raw(" ").element("span", tr_f("→ {0}", {r->text("measure")}), {{"class", "adaptation"}});
      out.close("li");
    }
    out.close("ul").close("li");
  }
  out.close("ol");
}

struct Count {
  int n = 0, women = 0, men = 0, other = 0, unknown = 0, children = 0, adapted = 0;
  void add(const records::Record &r) {
    ++n;
    unknown += r.counts[0];
    women += r.counts[1];
    men += r.counts[2];
    other += r.counts[3];
    if (r.integer("child") == 1) ++children;
    if (r.integer("adapted") == 1) ++adapted;
  }
};

void counts(Out &out, const Rows &rows) {
  std::map<std::string, Count> months;
  Count all;
  for (const auto &r : rows) {
    months[r.text("received").substr(0, 7)].add(r);
    all.add(r);
  }
  html::begin_table(out, tr("Synpunkter per månad"),
                    {{std::string(tr("Månad")), "", "", {}},
                     {std::string(tr("Synpunkter")), "n", "", {}},
                     {std::string(tr("Anpassning")), "n", "", {}},
                     {std::string(tr("Kvinnor")), "n", "", {}},
                     {std::string(tr("Män")), "n", "", {}},
                     {std::string(tr("Annat")), "n", "", {}},
                     {std::string(tr("Okänt")), "n", "", {}},
                     {std::string(tr("Från barn")), "n", "", {}}},
                    "list");
  const auto line = [&](const std::string &name, const Count &c, std::string_view css) {
    html::begin_row(out, {}, css);
    html::cell(out, name);
    for (const int value : {c.n, c.adapted, c.women, c.men, c.other, c.unknown, c.children}) html::cell(out, std::to_string(value), "n");
    html::end_row(out);
  };
  for (const auto &[month, c] : months) {
    const auto first = date_from_iso(month + "-01");
    line(first ? long_month(month_containing(*first)) : month, c, "");
  }
  line(std::string(tr("Hela perioden")), all, "sum");
  html::end_table(out);
  if (all.women + all.men + all.other + all.unknown != all.n)
    out.element("p",
                tr_f("{0} synpunkter från {1} personer: när två lämnar en synpunkt tillsammans räknas båda.",
                     {std::to_string(all.n), std::to_string(all.women + all.men + all.other + all.unknown)}),
                {{"class", "lead"}});
}

http::Response page(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  const auto day = today(deps.clock);
  const bool pattern = request.query["flik"] == "monster", count = request.query["flik"] == "antal";
  Out out;
  html::tabs(out, tr("Synpunkter"),
             {{"/synpunkter", std::string(tr("Att ta upp")), !pattern && !count},
              {"/synpunkter?flik=monster", std::string(tr("Mönster")), pattern},
              {"/synpunkter?flik=antal", std::string(tr("Antal")), count}});
  if (!pattern && !count) {
    unhandled(out, deps, actor, day);
  } else {
    const int this_year = year_of(day);
    int year = static_cast<int>(parse_integer(request.query["ar"]).value_or(this_year));
    if (year < 2000 || year > this_year) year = this_year;
    const auto flik = std::string(pattern ? "monster" : "antal");
    std::vector<html::Tab> years;
    for (int y = this_year - 3; y <= this_year; ++y)
      years.push_back({"/synpunkter?flik=" + flik + "&ar=" + std::to_string(y), std::to_string(y), y == year});
    html::tabs(out, tr("År"), years);
    const auto rows = viewpoints(
        deps, actor, {{"received", ">=", std::to_string(year) + "-01-01"}, {"received", "<=", std::to_string(year) + "-12-31"}}, "-received", 5000);
    if (pattern) patterns(out, deps.records.catalog(), rows);
    else counts(out, rows);
  }
  return http::html(
      html::page(make_frame(deps, actor, "synpunkter", std::string(tr("Synpunkter")),
                            std::string(tr("På verksamhetsmötet går ni igenom dem en i taget och kommer med förslag på anpassningar."))),
                 out.str()));
}

http::Response save(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  auto draft = deps.records.get(actor, "viewpoint", id_param(request), "verksamhetsmöte");
  if (!draft) return http::problem(request, draft.error());
  draft->version = static_cast<int>(parse_integer(request.form["version"]).value_or(0));
  if (const auto measure = std::string(trim(request.form["measure"])); !measure.empty()) draft->values["measure"] = measure;
  else draft->values.erase("measure");
  if (const auto &adapted = request.form["adapted"]; !adapted.empty()) draft->values["adapted"] = std::int64_t{adapted == "1"};
  const bool handle = request.form["act"] == "handle";
  if (handle && !draft->has("adapted"))
    return http::problem(
        request, {ProblemKind::invalid, std::string(tr("Välj om synpunkten leder till en anpassning innan ni markerar den som hanterad.")), {}});
  const auto id = draft->id;
  const auto saved = deps.records.save(actor, "viewpoint", std::move(*draft));
  if (!saved) return http::problem(request, saved.error());
  if (handle) {
    const auto moved = deps.records.move_state(actor, "viewpoint", id, saved->version, "handle");
    if (!moved) return http::problem(request, moved.error());
  }
  return http::redirect("/synpunkter");
}

} // namespace

void add_viewpoint_pages(http::Router &router, const Deps &given) {
  const auto deps = std::make_shared<Deps>(given);
  using access::May;
  router.get("/synpunkter", access::guarded(May::read_records, [deps](http::Request &r, const access::Actor &a) { return page(*deps, r, a); }),
             {.help = "Synpunkter på verksamhetsmötet", .permission = "read_records"});
  router.post("/synpunkter/{id}", access::guarded(May::write_records, [deps](http::Request &r, const access::Actor &a) { return save(*deps, r, a); }),
              {.help = "Anpassning och hanterad", .permission = "write_records"});
}

} // namespace rt::treatment
