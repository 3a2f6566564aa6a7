// The figures that a question asks for, inside the unit and outside it, and their pictures.
#include "modules/explore/explore.hpp"
#include <algorithm>

namespace rt::explore {
namespace {

using measures::BySex;
using measures::Definition;
using measures::State;
using measures::Value;
using organisation::Sex;

constexpr Sex kShownSexes[] = {Sex::female, Sex::male, Sex::other, Sex::unknown};

bool any_figure(const std::vector<Value> &values) {
  return std::any_of(values.begin(), values.end(),
                     [](const Value &v) { return (v.state == State::figure && (v.n > 0 || v.printed)) || v.state == State::suppressed; });
}

const Value &pick(const BySex &by_sex, std::optional<Sex> sex) { return sex ? by_sex.sex[static_cast<int>(*sex)] : by_sex.all; }

std::vector<Value> through(const std::vector<BySex> &values, std::optional<Sex> sex) {
  std::vector<Value> out;
  for (const auto &one : values) out.push_back(pick(one, sex));
  return out;
}

/// Figures of the whole unit (team 0) and, when asked for, of each team: [place][measure][period].
struct Figures {
  std::vector<std::int64_t> places;
  std::vector<std::vector<std::vector<BySex>>> values;
};

Figures figures_of(const Asker &asker, const Question &q, const std::vector<Period> &periods, measures::Flags flags) {
  Figures out;
  out.places = {0};
  if (q.split == Split::team)
    for (const auto &team : asker.teams) out.places.push_back(team.id);
  for (const auto place : out.places) out.values.push_back(asker.measures.values(q.measures, {asker.unit, place}, periods, flags));
  return out;
}

/// People counted once, medians and figures made of others have no sums that could be subtracted from.
bool adds_up(const Definition &d) {
  return d.kind == measures::Kind::count || d.kind == measures::Kind::sum || measures::is_share(d.kind) || measures::is_mean(d.kind);
}

bool splits_by_team(const Definition &d) { return d.team.empty() && !d.base.empty(); }

std::vector<Line> lines_of(const Asker &asker, const Question &q, const Definition &d, std::size_t measure, const Figures &figures) {
  std::vector<Line> lines;
  const auto add = [&](Line line, bool always) {
    if (always || any_figure(line.values)) lines.push_back(std::move(line));
  };
  const auto &whole = figures.values[0][measure];
  add({q.split == Split::team ? std::string(tr("Hela enheten")) : std::string(tr("alla")), 0, 0, {}, through(whole, {})}, true);
  if (q.split == Split::sex && d.by_sex)
    for (const auto sex : kShownSexes)
      add({std::string(organisation::word(sex, organisation::people_from(d.people))), 0, 0, sex, through(whole, sex)}, false);
  if (q.split == Split::team && splits_by_team(d))
    for (std::size_t p = 1; p < figures.places.size(); ++p) {
      const auto id = figures.places[p];
      if (!q.teams.empty() && std::find(q.teams.begin(), q.teams.end(), id) == q.teams.end()) continue;
      add({asker.teams[p - 1].name, id, 0, {}, through(figures.values[p][measure], {})}, false);
    }
  return lines;
}

std::vector<std::size_t> breaks_of(const Asker &asker, const Definition &d, const std::vector<Period> &periods) {
  std::vector<std::string> since;
  for (const auto &version : asker.measures.versions(d.id)) since.push_back(version.valid_from);
  return measures::quality::breaks(since, periods);
}

/// Measures in one picture: only those that are counted alike, one line each. A question of one measure has its own picture.
void keep_company(const Asker &asker, const Question &q, Answer &answer) {
  if (!q.together || answer.parts.size() < 2 || q.split != Split::none) return;
  for (std::size_t p = 0; p < answer.parts.size(); ++p) {
    const auto &d = *answer.parts[p].measure;
    std::string why;
    const auto fits = [&](const Company &company) {
      const auto &first = *answer.parts[company.parts.front()].measure;
      const auto reason = measures::quality::not_together(first, asker.measures.card(first.id).moment, d, asker.measures.card(d.id).moment);
      if (why.empty() && !reason.empty()) why = tr_f("{0} och {1} ritas var för sig. {2}", {first.title.str(), d.title.str(), reason});
      return reason.empty();
    };
    const auto found = std::find_if(answer.companies.begin(), answer.companies.end(), fits);
    if (found != answer.companies.end()) found->parts.push_back(p);
    else answer.companies.push_back({{p}, why});
  }
}

Answer compose(const Asker &asker, const Question &q, std::vector<Period> periods, const Figures &figures) {
  Answer out;
  out.periods = std::move(periods);
  for (std::size_t m = 0; m < q.measures.size(); ++m) {
    const auto *d = asker.measures.find(q.measures[m]);
    if (d != nullptr) out.parts.push_back({d, lines_of(asker, q, *d, m, figures), breaks_of(asker, *d, out.periods)});
  }
  keep_company(asker, q, out);
  return out;
}

/// A year's months, tertials and the year itself, in this order: everything that adds up within it.
std::vector<Period> grains_of(int year) {
  std::vector<Period> all;
  for (int m = 1; m <= 12; ++m) all.push_back(month_period(make_month(year, m)));
  for (int t = 1; t <= 3; ++t) all.push_back(tertial_period(year, t));
  all.push_back(year_period(year));
  return all;
}

} // namespace

namespace {

/// The level as a whole, and its units or the sexes. `inside`: the reader's own unit as her own pages show it.
std::vector<Line> lines_above(const Asker &asker, const Question &q, const Definition &d, const measures::Compared &found,
                              const std::vector<Period> &periods, bool inside) {
  std::vector<Line> lines;
  const auto add = [&](Line line, bool always) {
    if (always || any_figure(line.values)) lines.push_back(std::move(line));
  };
  if (found.rows.empty()) return lines;
  add({found.title, 0, 0, {}, through(found.rows[0].values, {})}, true);
  if (q.split == Split::sex && d.by_sex)
    for (const auto sex : kShownSexes)
      add({std::string(organisation::word(sex, organisation::people_from(d.people))), 0, 0, sex, through(found.rows[0].values, sex)}, false);
  for (std::size_t r = 1; r < found.rows.size() && q.split != Split::sex; ++r) {
    const auto &row = found.rows[r];
    const bool own = row.unit == asker.unit;
    // Without a split the own unit stands beside the whole; that is what one wants to know.
    if (q.split != Split::unit && !own) continue;
    if (!q.units.empty() && !own && std::find(q.units.begin(), q.units.end(), row.unit) == q.units.end()) continue;
    const auto values = own && inside ? asker.measures.values({d.id}, {asker.unit}, periods).front() : row.values;
    add({row.title, 0, row.unit, {}, through(values, {})}, own);
  }
  return lines;
}

Answer answer_above(const Asker &asker, const Question &q, bool inside) {
  Answer out;
  out.periods = periods_of(q, asker.today);
  out.is_protected = true;
  for (const auto &id : q.measures) {
    const auto *d = asker.measures.find(id);
    if (d == nullptr) continue;
    const auto found = asker.measures.compare(id, asker.unit, q.level, out.periods);
    if (!found.title.empty()) out.level = found.title;
    out.parts.push_back({d, lines_above(asker, q, *d, found, out.periods, inside), breaks_of(asker, *d, out.periods)});
  }
  keep_company(asker, q, out);
  return out;
}

} // namespace

std::vector<LevelChoice> levels_of(const organisation::Organisation &organisation, std::int64_t unit) {
  using organisation::Unit;
  std::vector<LevelChoice> found;
  const auto all = organisation.units();
  const auto own = std::find_if(all.begin(), all.end(), [&](const Unit &u) { return u.id == unit; });
  if (own == all.end() || own->city.empty()) return found;
  const auto offer = [&](measures::Level level, const std::string &name, const auto &same) {
    if (name.empty()) return;
    LevelChoice choice{level, name, {}};
    for (const auto &u : all)
      if (u.city == own->city && same(u)) choice.units.push_back(u);
    if (choice.units.size() > 1) found.push_back(std::move(choice));
  };
  const auto board = [&](const Unit &u) { return u.board == own->board; };
  const auto administration = [&](const Unit &u) { return board(u) && u.administration == own->administration; };
  if (!own->board.empty()) {
    offer(measures::Level::department, own->department, [&](const Unit &u) { return administration(u) && u.department == own->department; });
    offer(measures::Level::administration, own->administration, administration);
    offer(measures::Level::board, own->board, board);
  }
  offer(measures::Level::city, own->city, [](const Unit &) { return true; });
  return found;
}

Answer answer(const Asker &asker, const Question &q) {
  if (q.level != measures::Level::unit) return answer_above(asker, q, true);
  auto periods = periods_of(q, asker.today);
  const auto figures = figures_of(asker, q, periods, measures::Flags::all);
  return compose(asker, q, std::move(periods), figures);
}

Answer answer_outside(const Asker &asker, const Question &asked) {
  if (asked.level != measures::Level::unit) return answer_above(asker, asked, false);
  // Two rolling years in a row differ by two single months; they are not given out.
  auto q = asked;
  if (q.grain == Grain::rolling) q.grain = Grain::year;
  const auto periods = periods_of(q, asker.today);
  // Every grain, every team and both sexes are weighed together, whatever is asked for: else two files could be subtracted.
  auto everything = q;
  everything.split = Split::team;
  Figures shown;
  shown.places = {0};
  for (const auto &team : asker.teams) shown.places.push_back(team.id);
  shown.values.assign(shown.places.size(), std::vector<std::vector<BySex>>(q.measures.size()));
  for (int year = q.from; year <= q.to; ++year) {
    const auto grains = grains_of(year);
    auto figures = figures_of(asker, everything, grains, measures::Flags::own);
    for (std::size_t m = 0; m < q.measures.size(); ++m) {
      measures::privacy::Table table;
      const auto *d = asker.measures.find(q.measures[m]);
      const bool by_team = d != nullptr && splits_by_team(*d);
      for (std::size_t p = 0; p < figures.places.size(); ++p)
        if (p == 0 || by_team) table.figures.push_back(figures.values[p][m]);
      table.periods = grains;
      table.parts_add_up = by_team && d != nullptr && adds_up(*d);
      table.months_add_up = d != nullptr && adds_up(*d);
      measures::privacy::protect(table);
      for (std::size_t p = 0; p < figures.places.size(); ++p)
        for (std::size_t g = 0; g < grains.size(); ++g)
          if (std::find(periods.begin(), periods.end(), grains[g]) != periods.end())
            shown.values[p][m].push_back(p < table.figures.size() ? table.figures[p][g] : BySex{});
    }
  }
  auto out = compose(asker, q, periods, shown);
  out.is_protected = true;
  return out;
}

// ---- pictures ----

namespace {

std::string label_of(const Period &period, bool one_year) {
  switch (period.kind) {
  case PeriodKind::year: return std::to_string(period.first.year());
  case PeriodKind::tertial:
    return "T" + std::to_string((period.first.number() - 1) / 4 + 1) + (one_year ? "" : " " + std::to_string(period.first.year()));
  case PeriodKind::month:
  case PeriodKind::rolling12: break;
  }
  return month_name(period.last.number(), true) + (one_year ? "" : " " + std::to_string(period.last.year() % 100));
}

chart::Point point_of(const Definition &d, const Value &value, std::string label) {
  return measures::point_of(measures::figure_of(d, value), std::move(label));
}

chart::Chart empty_chart(const Definition &d, std::string title) {
  chart::Chart chart;
  chart.title = std::move(title);
  chart.unit = d.unit == "percent" ? "%" : "";
  chart.decimals = d.decimals;
  if (d.unit == "percent") chart.max = 100;
  return chart;
}

/// A line is broken where the definition changed: what lies before and after is not one series.
chart::Series series_of(const Answer &answer, const Definition &d, const Line &line, int color, const std::vector<std::size_t> &breaks) {
  chart::Series series{line.name, color, {}};
  const bool one_year = !answer.periods.empty() && answer.periods.front().last.year() == answer.periods.back().last.year();
  for (std::size_t i = 0; i < answer.periods.size(); ++i) series.points.push_back(point_of(d, line.values[i], label_of(answer.periods[i], one_year)));
  for (const auto at : breaks)
    for (std::size_t i = at; i < series.points.size(); ++i)
      if (series.points[i].value) {
        series.points[i].gap = chart::Gap::not_comparable;
        break;
      }
  return series;
}

constexpr int kWidth = 760, kHeight = 280; // alone on a desk; a phone gets its own

/// The last period in which anything is known: what a bar for each team and a funnel show.
std::size_t last_known(const Answer &answer, const Part &part) {
  for (std::size_t i = answer.periods.size(); i-- > 0;)
    for (const auto &line : part.lines)
      if (line.values[i].state == State::figure && line.values[i].n > 0) return i;
  return 0;
}

constexpr std::size_t kMostLines = 5; // more lines than this in one picture are not read

std::vector<Drawing> small_ones(const Answer &answer, const Part &part) {
  std::vector<Drawing> out;
  double top = 0; // one scale for all, or they could not be compared
  for (const auto &line : part.lines)
    for (const auto &value : line.values)
      if (value.state == State::figure) top = std::max(top, value.value);
  for (const auto &line : part.lines) {
    Drawing one;
    one.chart = empty_chart(*part.measure, line.name);
    if (!one.chart.max && top > 0) one.chart.max = top;
    auto series = series_of(answer, *part.measure, line, 1, part.breaks);
    series.name.clear();
    one.chart.series.push_back(std::move(series));
    one.chart.width = 320, one.chart.height = 160;
    one.title = part.measure->title.str() + ": " + line.name;
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<Drawing> funnel_of(const Answer &answer, const Part &part) {
  if (part.measure->unit != "percent" || answer.periods.empty() || part.lines.empty()) return std::nullopt;
  const auto at = last_known(answer, part);
  const auto &whole = part.lines.front().values[at];
  if (whole.state != State::figure || whole.denominator <= 0) return std::nullopt;
  chart::Funnel funnel;
  funnel.title = period_name(answer.periods[at]);
  funnel.center = whole.value, funnel.center_words = measures::show(*part.measure, whole);
  funnel.what = tr("antal bakom siffran");
  funnel.width = kWidth, funnel.height = 340;
  for (std::size_t l = 1; l < part.lines.size(); ++l)
    if (const auto &value = part.lines[l].values[at]; value.state == State::figure && value.denominator > 0)
      funnel.points.push_back({part.lines[l].name, value.denominator, value.value, measures::show(*part.measure, value)});
  if (funnel.points.size() < 2) return std::nullopt;
  Drawing one;
  one.title = part.measure->title.str();
  one.funnel = std::move(funnel);
  return one;
}

std::vector<Drawing> of_part(const Answer &answer, const Part &part, Picture picture) {
  if (picture == Picture::funnel) {
    if (auto one = funnel_of(answer, part)) return {std::move(*one)};
    return {};
  }
  if (picture == Picture::small || (picture == Picture::curve && part.lines.size() > kMostLines)) return small_ones(answer, part);
  Drawing one;
  one.title = part.measure->title.str();
  one.bars = picture == Picture::bars;
  const auto sized = [](chart::Chart chart) {
    chart.width = kWidth, chart.height = kHeight;
    return chart;
  };
  if (one.bars && part.lines.size() > 1 && part.lines[1].team + part.lines[1].unit != 0) { // a bar for each, of the last period
    const auto at = last_known(answer, part);
    one.chart = sized(empty_chart(*part.measure, period_name(answer.periods[at])));
    chart::Series series{"", 1, {}};
    for (const auto &line : part.lines) series.points.push_back(point_of(*part.measure, line.values[at], line.name));
    one.chart.series.push_back(std::move(series));
    return {std::move(one)};
  }
  std::string span;
  if (!answer.periods.empty()) span = period_name(answer.periods.front());
  if (answer.periods.size() > 1) span += " – " + period_name(answer.periods.back());
  one.chart = sized(empty_chart(*part.measure, span));
  for (std::size_t l = 0; l < part.lines.size(); ++l)
    one.chart.series.push_back(series_of(answer, *part.measure, part.lines[l],
                                         part.lines.size() == 1 ? 1
                                         : l == 0               ? 5
                                                                : static_cast<int>(l),
                                         part.breaks));
  return {std::move(one)};
}

/// Several measures as lines of one picture.
Part in_company(const Answer &answer, const Company &company) {
  Part part;
  part.measure = answer.parts[company.parts.front()].measure;
  for (const auto p : company.parts) {
    if (answer.parts[p].lines.empty()) continue;
    auto line = answer.parts[p].lines.front();
    line.name = answer.parts[p].measure->title.str();
    part.lines.push_back(std::move(line));
    for (const auto at : answer.parts[p].breaks)
      if (std::find(part.breaks.begin(), part.breaks.end(), at) == part.breaks.end()) part.breaks.push_back(at);
  }
  std::sort(part.breaks.begin(), part.breaks.end());
  return part;
}

} // namespace

std::vector<Drawing> drawings(const Answer &answer, Picture picture) {
  std::vector<Drawing> out;
  if (picture == Picture::table) return out;
  std::vector<Part> parts;
  for (const auto &company : answer.companies) parts.push_back(in_company(answer, company));
  for (const auto &part : answer.companies.empty() ? answer.parts : parts)
    for (auto &one : of_part(answer, part, picture)) {
      one.svg = one.funnel ? chart::funnel(*one.funnel) : one.bars ? chart::bars(one.chart) : chart::line(one.chart);
      out.push_back(std::move(one));
    }
  return out;
}

} // namespace rt::explore
