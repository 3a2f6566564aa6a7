// Beside the text: what is wrong in it, or what it means, what it gives and on which records.
#include "modules/measures/editor_pages.hpp"
#include "modules/measures/pages_parts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::measures::editor {
namespace {

std::string line_of(std::string_view text, int number) {
  const auto first = offset_of(text, {number, 1});
  return std::string(text.substr(first, std::min(text.find('\n', first), text.size()) - first));
}

/// The line as it is written, with the wrong word marked.
void marked_line(html::Out &out, std::string_view text, const Fault &fault) {
  const std::string line = line_of(text, fault.at.line);
  const auto first = offset_of(line, {1, fault.at.column}), last = offset_of(line, {1, fault.at.column + fault.length});
  const auto from = first > 60 ? offset_of(line, {1, std::max(1, fault.at.column - 40)}) : 0; // the end of a long line, not all of it
  out.raw("<code class=\"fault__line\">").text((from > 0 ? "… " : "") + line.substr(from, first - from)).raw("<mark>");
  out.text(last > first ? line.substr(first, last - first) : " ").raw("</mark>").text(line.substr(last, 40)).raw("</code>");
}

void faults(html::Out &out, std::string_view text, const std::vector<Fault> &all) {
  out.open("div", {{"role", "status"}, {"class", "verdict"}});
  out.element("h2", tr_n("{} fel i texten", "{} fel i texten", static_cast<long long>(all.size()))).close("div");
  out.open("ol", {{"class", "faults"}});
  for (const Fault &fault : all) {
    const std::string line = std::to_string(fault.at.line), column = std::to_string(fault.at.column);
    out.open("li")
        .raw("<a href=\"#f-text\"")
        .attr("data-line", line)
        .attr("data-column", column)
        .attr("data-length", std::to_string(fault.length))
        .raw(">");
    out.text(tr_f("Rad {0}, tecken {1}", {line, column})).raw("</a>");
    marked_line(out, text, fault);
    out.element("p", fault.message);
    if (!fault.meant.empty()) {
      out.open("p").text(tr_f("Menade du {0}?", {fault.meant})).raw(" <button type=\"button\" class=\"as-link\" hidden");
      out.attr("data-line", line)
          .attr("data-column", column)
          .attr("data-length", std::to_string(fault.length))
          .attr("data-fix", fault.meant)
          .raw(">");
      out.text(tr_f("Byt till {0}", {fault.meant})).raw("</button>").close("p");
    }
    out.close("li");
  }
  out.close("ol");
}

void fact(html::Out &out, std::string_view word, std::string_view value) {
  if (!value.empty()) out.element("dt", word).element("dd", value);
}

void meaning(html::Out &out, const Deps &deps, const access::Actor &actor, const Judged &judged) {
  const Definition &d = judged.definition;
  out.element("p", judged.written_reading, {{"class", "measure-reading"}});
  if (judged.reading != judged.written_reading) {
    out.open("p", {{"class", "quiet"}}).text(tr("Måttets egen mening, som visas för läsaren:")).raw(" ").text(judged.reading).close("p");
  }
  for (const auto &note : judged.notes) html::message(out, html::Tone::partly, note);
  html::begin_disclosure(out, tr("Så räknas måttet"));
  out.open("dl", {{"class", "facts"}});
  fact(out, judged.card.denominator.empty() ? tr("Räknar") : tr("Räknas"), judged.card.numerator);
  fact(out, tr("Av"), judged.card.denominator);
  fact(out, tr("Period"), judged.card.moment);
  if (const auto *reg = d.base.empty() ? nullptr : deps.measures.catalog().find(d.base); reg != nullptr) fact(out, tr("Register"), reg->title.str());
  fact(out, tr("Verksamhet"), pages::team_name(deps, actor, d));
  std::string splits;
  for (const auto &split : d.splits) splits += (splits.empty() ? "" : ", ") + split.title.str();
  fact(out, tr("Delas på"), splits);
  fact(out, tr("Bättre när"), d.better == Better::higher ? tr("högre") : d.better == Better::lower ? tr("lägre") : std::string_view());
  fact(out, tr("Källa"), d.source);
  fact(out, tr("Lag"), d.law);
  fact(out, tr("Version"),
       d.valid_from.empty() ? std::to_string(d.version) : tr_f("{0}, gäller från {1}", {std::to_string(d.version), d.valid_from}));
  out.close("dl");
  html::end_disclosure(out);
}

void figures(html::Out &out, const Definition &d, const Tried &tried) {
  const Value &whole = tried.by_year.back().all;
  out.open("p", {{"class", "fig"}}).text(show(d, whole));
  if (whole.state == State::figure) {
    out.raw(" <span>");
    if (const auto words = of_words(d, whole); !words.empty()) out.text(words).raw(" · ");
    if (tried.of_records) out.text(tr_n("{} post", "{} poster", whole.n)).raw(" · ");
    out.text(period_name(tried.whole)).raw("</span>");
  }
  out.close("p");
  if (!whole.flag.empty()) html::message(out, html::Tone::partly, whole.flag);
  std::vector<std::string> labels;
  for (const Period &month : tried.months) labels.push_back(month_name(month.first.number(), true));
  const auto any = std::any_of(tried.by_month.begin(), tried.by_month.end(), [](const BySex &v) { return v.all.state == State::figure; });
  if (any) out.raw(pages::curve(d, tried.by_month, labels, long_month(tried.months.front().first) + "–" + long_month(tried.months.back().first)));
  if (!tried.only.empty()) html::message(out, html::Tone::info, tried.only);
  html::begin_table(
      out, tr("Hela år och de senaste tolv månaderna"),
      {{std::string(tr("Period"))}, {std::string(tr("Resultat")), "n"}, {std::string(tr("Poster")), "n"}, {std::string(tr("Delat på kön"))}});
  for (std::size_t i = tried.years.size(); i-- > 0;) {
    html::begin_row(out);
    html::cell(out, tried.years[i] == tried.whole ? std::string(tr("Tolv månader")) : period_name(tried.years[i]));
    html::cell(out, show(d, tried.by_year[i].all), "n");
    html::cell(out, tried.by_year[i].all.state == State::figure && tried.of_records ? format_integer(tried.by_year[i].all.n) : std::string(), "n");
    html::cell(out, pages::sexes(d, tried.by_year[i]), "sex");
    html::end_row(out);
  }
  html::end_table(out);
}

void records(html::Out &out, const Definition &d, const Tried &tried) {
  if (!tried.of_records) return;
  const auto &rows = tried.lineage.rows;
  out.element("h2", rows.empty()               ? std::string(tr("Posterna bakom"))
                    : rows.size() > kRowsShown ? tr_f("De {0} första posterna bakom", {std::to_string(kRowsShown)})
                                               : std::string(tr("Posterna bakom")));
  if (rows.empty()) {
    html::empty_state(out,
                      tr("Ingen post hör till måttet de senaste tolv månaderna. Se nedan vad som lämnas utanför, eller pröva ett vidare villkor."));
  } else {
    std::vector<html::Column> columns{{std::string(tr("Datum")), "date"}, {std::string(tr("Post"))}, {std::string(tr("Räknas")), "n"}};
    if (pages::divides(d)) columns.push_back({std::string(tr("Av")), "n"});
    html::begin_table(out, period_name(tried.whole), columns);
    for (std::size_t i = 0; i < rows.size() && i < kRowsShown; ++i) {
      const LineageRow &row = rows[i];
      html::begin_row(out);
      html::cell(out, row.date, "date");
      out.raw("<td>");
      if (row.record == 0) out.text(row.words);
      else out.link("/register/" + row.register_id + "/" + std::to_string(row.record), row.words);
      out.raw("</td>");
      html::cell(out, amount(d, row.numerator), "n");
      if (pages::divides(d)) html::cell(out, amount(d, row.denominator), "n");
      html::end_row(out);
    }
    html::end_table(out);
    if (rows.size() > kRowsShown)
      out.element("p", tr_f("Av {0} poster.", {format_integer(static_cast<long long>(rows.size()))}), {{"class", "quiet"}});
  }
  if (tried.left_out.empty()) return;
  out.open("section", {{"class", "left-out"}}).element("h2", tr_f("Inte med i siffran, {0}", {period_name(tried.whole)})).open("ul");
  for (const auto &one : tried.left_out) out.element("li", pages::left_out_words(one));
  out.close("ul").close("section");
}

} // namespace

void write_answer(html::Out &out, const Deps &deps, const access::Actor &actor, std::string_view text, const Judged &judged,
                  const Result<Tried> &tried) {
  if (!judged.faults.empty()) return faults(out, text, judged.faults);
  out.open("div", {{"role", "status"}, {"class", "verdict"}}).element("h2", tr("Måttet är rätt skrivet")).close("div");
  meaning(out, deps, actor, judged);
  if (!tried) return html::message(out, html::Tone::partly, tried.error().message);
  if (tried->months.empty())
    return html::message(out, html::Tone::info, tr("Måttet räknas inte ur poster, så det finns inget att pröva. Siffran skrivs in eller läses in."));
  figures(out, judged.definition, *tried);
  records(out, judged.definition, *tried);
}

} // namespace rt::measures::editor
