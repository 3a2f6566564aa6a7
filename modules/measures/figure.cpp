#include "modules/measures/figure.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <array>

namespace rt::measures {

std::string_view id_of(State state) {
  constexpr std::array<std::string_view, 6> kIds{"figure", "missing", "not_comparable", "removed", "not_yet", "suppressed"};
  return kIds.at(static_cast<std::size_t>(state));
}

std::string_view id_of(Kind kind) {
  constexpr std::array<std::string_view, 12> kIds{"count", "sum",    "share",  "mean",   "median", "distinct",
                                                  "index", "manual", "change", "ontime", "ratio",  "imported"};
  return kIds.at(static_cast<std::size_t>(kind));
}

Figure figure_of(const Definition &definition, const Value &value) {
  return {value.state, value.value, value.numerator, value.denominator, value.n, value.printed, show(definition, value), value.flag};
}

void hide(Figure &figure) {
  Value hidden;
  hidden.state = State::suppressed;
  figure.state = hidden.state;
  figure.value = figure.numerator = figure.denominator = 0;
  figure.words = show({}, hidden);
  figure.flag.clear();
}

std::string amount(const Definition &d, double value) {
  return number(
      value, is_mean(d.kind) || d.kind == Kind::sum ? std::max(d.decimals, value == static_cast<double>(static_cast<long long>(value)) ? 0 : 1) : 0);
}

std::string of_words(const Definition &d, const Value &value) {
  if (value.state != State::figure || value.printed || value.denominator <= 0 || (d.unit != "percent" && !is_mean(d.kind))) return {};
  return tr_f("{0} av {1}", {amount(d, value.numerator), amount(d, value.denominator)});
}

chart::Point point_of(const Figure &figure, std::string label) {
  chart::Point point{std::move(label), std::nullopt, chart::Gap::missing, figure.words};
  if (figure.state == State::figure) point.value = figure.value, point.gap = chart::Gap::value;
  else if (figure.state == State::not_comparable) point.gap = chart::Gap::not_comparable;
  else if (figure.state == State::suppressed) point.gap = chart::Gap::suppressed;
  return point;
}

// ---- as data ----

std::vector<std::pair<std::string, std::string>> splits_of(const Definition &d) {
  std::vector<std::pair<std::string, std::string>> all;
  if (d.by_sex) all.emplace_back("sex", tr("kön"));
  if (d.base.empty()) return all; // typed, or made of other measures
  if (d.team.empty()) all.emplace_back("team", lower(tr("Verksamhet")));
  for (const auto &split : d.splits) all.emplace_back(split.id, lower(split.title.str()));
  return all;
}

namespace {

bool may_split(const Definition &d, std::string_view by) {
  const auto all = splits_of(d);
  return std::any_of(all.begin(), all.end(), [&](const auto &one) { return one.first == by; });
}

/// No, in words, and what can be asked for instead.
Problem cannot_split(const Asking &asking) {
  const auto refused = [](std::string words) { return Problem{ProblemKind::invalid, words, {{"split", words, 0}}}; };
  if (asking.measures.size() != 1) return refused(tr_f("Inget av enhetens mått går att dela på {0}.", {asking.split}));
  const auto &d = *asking.measures.front();
  std::vector<std::string> words;
  for (const auto &[id, title] : splits_of(d)) words.push_back(id + " (" + title + ")");
  if (words.empty()) return refused(tr_f("{0} går inte att dela.", {d.title.str()}));
  return refused(tr_f("{0} går inte att dela på {1}. Det går att dela på {2}.", {d.title.str(), asking.split, join(words, ", ")}));
}

void add_sexes(std::vector<Row> &rows, const Definition &d, const Period &period, const BySex &value) {
  for (const Sex sex : {Sex::female, Sex::male, Sex::other, Sex::unknown})
    if (const Value &one = value.sex[static_cast<int>(sex)]; one.n > 0 || one.printed) rows.push_back({&d, period, sex, {}, figure_of(d, one)});
}

/// Above the unit: the same figures as Explore shows there, and the same ones hidden.
Result<std::vector<Row>> rows_above(const Measures &measures, const Asking &asking) {
  const auto known = [](const Period &p) { return p.kind == PeriodKind::tertial || p == year_period(p.first.year()); };
  if (!std::all_of(asking.periods.begin(), asking.periods.end(), known))
    return fail(ProblemKind::invalid, std::string(tr("Ovanför enheten visas år och tertial. Skriv perioden som 2018 eller 2018-T1.")));
  if (asking.where.team != 0 || (asking.by_part() && asking.split != "unit"))
    return fail(ProblemKind::invalid, std::string(tr("Ovanför enheten delas siffran på sex eller unit, och inte på verksamheter.")));
  std::vector<Row> rows;
  for (const auto *d : asking.measures) {
    const auto found = measures.compare(d->id, asking.where.unit, asking.level, asking.periods);
    if (found.rows.empty()) return fail(ProblemKind::not_found, std::string(tr("Enheten hör inte till någon sådan nivå.")));
    for (std::size_t p = 0; p < asking.periods.size(); ++p)
      for (const auto &row : found.rows) {
        if (row.unit != 0 && asking.split != "unit") continue;
        rows.push_back({d, asking.periods[p], std::nullopt, row.title, figure_of(*d, row.values[p].all)});
        if (asking.split == "sex" && d->by_sex)
          for (const Sex sex : {Sex::female, Sex::male, Sex::other, Sex::unknown})
            if (const Value &one = row.values[p].sex[static_cast<int>(sex)]; one.n > 0 || one.printed || one.state == State::suppressed)
              rows.push_back({d, asking.periods[p], sex, row.title, figure_of(*d, one)});
      }
  }
  return rows;
}

} // namespace

Result<std::vector<Row>> rows_of(const Measures &measures, const Asking &asking) {
  if (asking.level != Level::unit) return rows_above(measures, asking);
  const auto &all = asking.measures;
  if (!asking.split.empty() && std::none_of(all.begin(), all.end(), [&](const auto *d) { return may_split(*d, asking.split); }))
    return tl::unexpected(cannot_split(asking));
  std::vector<std::string> ids;
  for (const auto *d : all) ids.push_back(d->id);
  const auto values = measures.values(ids, asking.where, asking.periods, Flags::all);
  std::vector<Row> rows;
  for (std::size_t m = 0; m < all.size(); ++m) {
    const auto &d = *all[m];
    const auto parts =
        asking.by_part() && may_split(d, asking.split) ? measures.split(d.id, asking.split, asking.where, asking.periods) : std::vector<SplitRow>{};
    for (std::size_t p = 0; p < asking.periods.size(); ++p) {
      const auto &period = asking.periods[p];
      rows.push_back({&d, period, std::nullopt, {}, figure_of(d, values[m][p].all)});
      if (asking.split == "sex") add_sexes(rows, d, period, values[m][p]);
      for (const auto &part : parts) // a part that has nothing in this period is not in its answer
        if (const auto &one = part.values[p].all; one.state != State::not_yet)
          rows.push_back({&d, period, std::nullopt, part.title, figure_of(d, one)});
    }
  }
  return rows;
}

std::vector<std::string> keys_of(const Asking &asking) {
  std::vector<std::string> keys{"measure", "title", "period", "sex", "value", "numerator", "denominator", "n", "state", "shown", "note"};
  if (asking.by_part()) keys.insert(keys.begin() + 4, "part");
  return keys;
}

std::vector<db::Value> cells_of(const Asking &asking, const Row &row) {
  const auto &f = row.figure;
  const auto known = [](bool known, double value) { return known ? db::Value{value} : db::Value{db::Null{}}; };
  std::vector<db::Value> cells{row.measure->id, row.measure->title.str(), to_text(row.period),
                               std::string(row.sex ? organisation::id_of(*row.sex) : std::string_view("all"))};
  if (asking.by_part()) cells.emplace_back(row.part);
  cells.push_back(known(f.state == State::figure, f.value));
  const bool hidden = f.state == State::suppressed; // what is hidden is not nought
  cells.push_back(known(!f.printed && !hidden, f.numerator));
  cells.push_back(known(!f.printed && !hidden, f.denominator));
  cells.emplace_back(hidden ? db::Value{db::Null{}} : db::Value{f.n});
  cells.emplace_back(std::string(id_of(f.state)));
  cells.emplace_back(f.words);
  cells.emplace_back(f.flag);
  return cells;
}

} // namespace rt::measures
