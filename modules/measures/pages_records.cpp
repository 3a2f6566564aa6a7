// The records behind a figure: what is listed and what is hidden always add up to the figure above.
#include "modules/measures/pages_parts.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/sheet.hpp"
#include <map>

namespace rt::measures::pages {
namespace {

constexpr int kRowsOnPage = 100;

/// What the address asks for, checked.
struct Asked {
  const Definition *definition = nullptr;
  Where where;
  Period period;
  std::optional<Sex> sex;
  int page = 0;
};

Result<Asked> asked(const Deps &deps, const http::Request &request, const access::Actor &actor) {
  Asked a;
  a.definition = asked_for(deps, request, actor);
  if (a.definition == nullptr) return fail(ProblemKind::not_found, std::string(tr("Måttet finns inte.")));
  a.where.unit = actor.unit;
  a.where.team = parse_integer(request.query["team"]).value_or(0);
  if (a.where.team != 0)
    if (const auto team = deps.organisation.team(a.where.team); !team || team->unit != actor.unit)
      return fail(ProblemKind::not_found, std::string(tr("Verksamheten finns inte i din enhet.")));
  const std::string &text = request.query["period"];
  const auto period = text.empty() ? std::optional(year_period(year_of(swedish_day(deps.clock.now())))) : period_from_text(text);
  if (!period) return fail(ProblemKind::not_found, std::string(tr("Perioden finns inte. Skriv den som 2018, 2018-T1 eller 2018-03.")));
  a.period = *period;
  const std::string &sex = request.query["sex"];
  for (int i = 0; i < organisation::kSexes; ++i)
    if (sex == organisation::id_of(static_cast<Sex>(i))) a.sex = static_cast<Sex>(i);
  a.page = static_cast<int>(std::clamp<long long>(parse_integer(request.query["sida"]).value_or(1) - 1, 0, 1'000'000));
  return a;
}

std::string page_href(const Asked &a, int page) {
  return records_href(a.definition->id, a.period, a.sex, a.where.team) + "&sida=" + std::to_string(page);
}

Result<Lineage> behind(const Deps &deps, const access::Actor &actor, const Asked &a, audit::Act act, Slice slice = {}) {
  RT_TRY(auto lineage, deps.measures.lineage(actor, a.definition->id, a.where, a.period, a.sex, slice));
  deps.read_log.log(actor,
                    {act, "measure:" + a.definition->id, "uppföljning", to_text(a.period) + ", " + std::to_string(lineage.rows.size()) + " poster"});
  return lineage;
}

void choices(html::Out &out, const Asked &a, const BySex &value) {
  std::vector<html::Tab> tabs;
  const auto &d = *a.definition;
  tabs.push_back({records_href(d.id, a.period, std::nullopt, a.where.team), std::string(tr("alla")), !a.sex});
  for (int sex : {1, 2, 3, 0}) {
    if (value.sex[sex].n == 0 && a.sex != static_cast<Sex>(sex)) continue;
    tabs.push_back({records_href(d.id, a.period, static_cast<Sex>(sex), a.where.team),
                    std::string(organisation::word(static_cast<Sex>(sex), organisation::people_from(d.people))), a.sex == static_cast<Sex>(sex)});
  }
  html::tabs(out, tr("Kön"), tabs);
}

void periods(html::Out &out, const Asked &a) {
  std::vector<html::Tab> tabs;
  auto add = [&](const Period &p) { tabs.push_back({records_href(a.definition->id, p, a.sex, a.where.team), period_name(p), p == a.period}); };
  add(previous(a.period));
  add(a.period);
  if (a.period.kind == PeriodKind::year)
    for (int tertial = 1; tertial <= 3; ++tertial) add(tertial_period(a.period.last.year(), tertial));
  html::tabs(out, tr("Period"), tabs);
}

/// The figure and how it is put together: "61 av 88, 69 %".
void total(html::Out &out, const Definition &d, const Value &v, const Lineage &lineage) {
  out.open("p", {{"class", "fig"}, {"data-live-key", d.id}}).text(show(d, v));
  if (const auto words = of_words(d, v); !words.empty()) out.raw(" <span>").text(words).raw("</span>");
  out.close("p");
  if (!v.flag.empty()) html::message(out, html::Tone::partly, v.flag);
  if (v.printed) html::message(out, html::Tone::info, tr("Siffran är tryckt eller inskriven. Det finns inga poster bakom den här."));
  if (lineage.hidden > 0)
    html::message(
        out, html::Tone::info,
        tr_n("{} post är dold för dig och räknas ändå med i siffran.", "{} poster är dolda för dig och räknas ändå med i siffran.", lineage.hidden));
}

void table(html::Out &out, const Deps &deps, const Asked &a, const Lineage &lineage) {
  const Definition &d = *a.definition;
  std::map<std::int64_t, std::string> teams;
  for (const auto &team : deps.organisation.teams(a.where.unit)) teams[team.id] = team.short_name;
  std::vector<html::Column> columns{
      {std::string(tr("Datum")), "date"}, {std::string(tr("Post"))}, {std::string(tr("Verksamhet"))}, {std::string(tr("Räknas")), "n"}};
  if (divides(d)) columns.push_back({std::string(tr("Av")), "n"});
  html::begin_table(out, tr("Posterna bakom siffran"), columns);
  const std::size_t first = static_cast<std::size_t>(a.page) * kRowsOnPage;
  for (std::size_t i = first; i < lineage.rows.size() && i < first + kRowsOnPage; ++i) {
    const LineageRow &row = lineage.rows[i];
    const std::string href = row.record == 0 ? std::string() : "/register/" + row.register_id + "/" + std::to_string(row.record);
    html::begin_row(out, href);
    html::cell(out, row.date, "date");
    out.raw("<td>");
    if (href.empty()) out.text(row.words);
    else out.link(href, row.words);
    out.raw("</td>");
    html::cell(out, teams[row.team]);
    html::cell(out, amount(d, row.numerator), "n");
    if (divides(d)) html::cell(out, amount(d, row.denominator), "n");
    html::end_row(out);
  }
  double numerator = 0, denominator = 0;
  for (const auto &row : lineage.rows) numerator += row.numerator, denominator += row.denominator;
  auto sum = [&](const std::string &words, double top, double below) {
    html::begin_row(out, {}, "sum");
    out.raw("<td></td>");
    html::cell(out, words);
    out.raw("<td></td>");
    html::cell(out, amount(d, top), "n");
    if (divides(d)) html::cell(out, amount(d, below), "n");
    html::end_row(out);
  };
  if (d.kind != Kind::median) {
    if (lineage.hidden > 0) sum(tr_n("{} dold", "{} dolda", lineage.hidden), lineage.hidden_numerator, lineage.hidden_denominator);
    sum(std::string(tr("Summa")), numerator + lineage.hidden_numerator, denominator + lineage.hidden_denominator);
  }
  html::end_table(out);
  const int pages = static_cast<int>((lineage.rows.size() + kRowsOnPage - 1) / kRowsOnPage);
  if (pages < 2) return;
  std::vector<html::Tab> tabs;
  for (int page = 0; page < pages; ++page) tabs.push_back({page_href(a, page + 1), std::to_string(page + 1), page == a.page});
  html::tabs(out, tr("Sidor"), tabs);
}

/// The register's list of those that lack the field; in the period when it is the list's own date that places them.
std::string left_out_href(const Deps &deps, const Definition &d, const LeftOut &one, const Where &where, const Period &period) {
  if (one.field.empty() || (one.why != LeftOut::Why::no_date && one.why != LeftOut::Why::no_value)) return "";
  const auto *reg = deps.measures.catalog().find(d.base);
  if (reg == nullptr || reg->anonymous) return "";
  std::string href = "/register/" + reg->id + "?saknar=" + one.field;
  if (one.why == LeftOut::Why::no_value && reg->date_field == d.at)
    href += "&from=" + to_iso(first_day(period.first)) + "&to=" + to_iso(last_day(period.last));
  std::int64_t team = where.team;
  if (const auto own = d.team.empty() ? std::nullopt : deps.organisation.team_by_code(where.unit, d.team); own && team == 0) team = own->id;
  return team == 0 ? href : href + "&team=" + std::to_string(team);
}

} // namespace

bool divides(const Definition &d) { return d.unit == "percent" || is_mean(d.kind); }

std::string left_out_words(const LeftOut &one) {
  const auto n = one.count;
  switch (one.why) {
  case LeftOut::Why::no_date: return tr_n("{} post saknar datumet", "{} poster saknar datumet", n) + " " + one.words;
  case LeftOut::Why::no_value: return tr_n("{} post saknar uppgiften", "{} poster saknar uppgiften", n) + " " + one.words;
  case LeftOut::Why::state: return tr_n("{} post är i ett annat läge", "{} poster är i ett annat läge", n);
  case LeftOut::Why::outside: break;
  }
  return tr_n("{} post har annat än det som räknas i", "{} poster har annat än det som räknas i", n) + " " + one.words;
}

void left_out(html::Out &out, const Deps &deps, const Definition &d, Where where, const Period &period, const BySex &value, bool may_open) {
  if (d.base.empty()) return;
  const auto all = deps.measures.left_out(d.id, where, period);
  const auto no_sex = d.by_sex ? value.sex[0].n : 0;
  if (all.empty() && no_sex == 0) return;
  out.open("section", {{"class", "left-out"}}).element("h2", tr_f("Inte med i siffran, {0}", {period_name(period)}));
  out.open("ul");
  for (const auto &one : all) {
    const std::string href = may_open ? left_out_href(deps, d, one, where, period) : "";
    out.open("li");
    if (href.empty()) out.text(left_out_words(one));
    else out.link(href, left_out_words(one));
    out.close("li");
  }
  if (no_sex > 0) {
    const std::string words = tr_n("{} post saknar kön: den är med i siffran men inte bland kvinnor och män",
                                   "{} poster saknar kön: de är med i siffran men inte bland kvinnor och män", no_sex);
    out.open("li");
    if (may_open) out.link(records_href(d.id, period, Sex::unknown, where.team), words);
    else out.text(words);
    out.close("li");
  }
  out.close("ul").close("section");
}

http::Response records_page(const Deps &deps, http::Request &request, const access::Actor &actor) {
  const auto a = asked(deps, request, actor);
  if (!a) return http::problem(request, a.error());
  const auto lineage = behind(deps, actor, *a, audit::Act::read, {static_cast<std::size_t>(a->page) * kRowsOnPage, kRowsOnPage});
  if (!lineage) return http::problem(request, lineage.error());
  const Definition &d = *a->definition;
  const int pages = static_cast<int>((lineage->rows.size() + kRowsOnPage - 1) / kRowsOnPage);
  if (a->page > 0 && a->page >= pages) // an old link: fewer rows than then
    return http::redirect(page_href(*a, std::max(pages, 1)));
  const BySex &value = lineage->figure;
  html::Out out;
  html::thread(out, {{std::string(tr("Mått")), d.title.str(), "/matt/" + d.id, "knot-measure-" + d.id}},
               {period_name(a->period), std::string(a->sex ? organisation::word(*a->sex, organisation::people_from(d.people)) : tr("alla")), "", ""},
               {});
  total(out, d, a->sex ? value.sex[static_cast<int>(*a->sex)] : value.all, *lineage);
  periods(out, *a);
  choices(out, *a, value);
  if (lineage->rows.empty() && lineage->hidden == 0)
    html::empty_state(out, tr("Inga poster hör till siffran i den här perioden. Välj en annan period."));
  else table(out, deps, *a, *lineage);
  if (!a->sex) left_out(out, deps, d, a->where, a->period, value, actor.may(access::May::read_records));
  if (actor.may(access::May::export_records) && !lineage->rows.empty()) {
    std::string href = records_href(d.id, a->period, a->sex, a->where.team);
    href.replace(href.find("/poster?"), 8, "/poster.csv?");
    out.open("p", {{"class", "actions"}});
    html::link_button(out, href, tr("Spara listan som CSV"));
    out.close("p");
  }
  auto frame = deps.frame(actor, "matt");
  frame.title = tr_f("Posterna bakom: {0}", {d.title.str()});
  frame.lead = d.reads.str();
  frame.live = "board:" + std::to_string(actor.unit); // told when a record changes a figure
  return http::html(html::page(frame, out.str()));
}

http::Response records_file(const Deps &deps, http::Request &request, const access::Actor &actor) {
  const auto a = asked(deps, request, actor);
  if (!a) return http::problem(request, a.error());
  const auto lineage = behind(deps, actor, *a, audit::Act::export_);
  if (!lineage) return http::problem(request, lineage.error());
  std::map<std::int64_t, std::string> teams;
  for (const auto &team : deps.organisation.teams(a->where.unit)) teams[team.id] = team.name;
  sheet::OutSheet file;
  file.name = a->definition->id;
  file.header = {std::string(tr("Datum")), std::string(tr("Post")), std::string(tr("Verksamhet")), std::string(tr("Räknas")), std::string(tr("Av"))};
  for (const auto &row : lineage->rows) file.rows.push_back({row.date, row.words, teams[row.team], row.numerator, row.denominator});
  if (lineage->hidden > 0)
    file.rows.push_back(
        {std::string(), tr_n("{} dold", "{} dolda", lineage->hidden), std::string(), lineage->hidden_numerator, lineage->hidden_denominator});
  return http::download(sheet::write_csv(file), "text/csv; charset=utf-8", a->definition->id + "-" + to_text(a->period) + ".csv");
}

} // namespace rt::measures::pages
