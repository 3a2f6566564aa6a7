// What months do not add up to (people told apart, medians, what runs): read from the register for the period that is asked for.
#include "modules/measures/impl.hpp"
#include <algorithm>
#include <iterator>

namespace rt::measures {

const store::Loaded &LastRead::load(db::Connection &c, Ask ask, const Period &period, const std::set<int> &tables,
                                    const std::function<store::Where()> &where) {
  const bool has_rows = ask_ == ask && period_.first <= period.first && period_.last >= period.last;
  if (!has_rows) {
    const store::Where rows = where();
    loaded_ = store::load(c, *ask.base, rows, &tables, ask.columns);
    links_of_ = rows.links_of;
    ask_ = std::move(ask), period_ = period, tables_ = tables;
    return loaded_;
  }
  std::set<int> more;
  std::set_difference(tables.begin(), tables.end(), tables_.begin(), tables_.end(), std::inserter(more, more.end()));
  if (more.empty()) return loaded_;
  auto links = store::load_links(c, *ask_.base, &loaded_.rows, links_of_, &more);
  for (const int table : more) loaded_.links[static_cast<std::size_t>(table)] = std::move(links[static_cast<std::size_t>(table)]);
  tables_.merge(more);
  return loaded_;
}

const std::set<std::int64_t> &LastRead::teams(db::Connection &c, std::int64_t unit, const std::string &code) {
  const auto [found, fresh] = teams_.try_emplace({unit, code});
  if (fresh)
    c.query("SELECT id FROM team WHERE unit_id = ? AND code = ?", {unit, code}, [&](const db::Row &row) { found->second.insert(row.integer(0)); });
  return found->second;
}

const TeamCodes &LastRead::team_codes(db::Connection &c, const plan::Plan &plan) {
  if (!team_codes_) team_codes_ = store::team_codes(c, plan.team_codes);
  return *team_codes_;
}

ReadOnce::ReadOnce() : last_(std::make_unique<LastRead>()) {}
ReadOnce::~ReadOnce() = default;

store::Where Measures::Impl::within(const plan::Compiled &m, const Whose &whose, bool any_team) const {
  store::Where w;
  w.units(whose.units);
  if (draft) w.links_of = whose.units.front();
  if (whose.team != 0) w.team(whose.team);
  else if (!m.definition.team.empty() && !any_team) w.team_of(whose.units, m.definition.team);
  return w;
}

store::Where Measures::Impl::rows_of(const plan::Compiled &m, const plan::Place &place, const Whose &whose, const Period &period,
                                     bool any_team) const {
  store::Where w = within(m, whose, any_team);
  const auto &table = base(place.base).table;
  const plan::Part &one = part(place);
  const auto column = [&](int i) -> const plan::Column & { return table.columns[static_cast<std::size_t>(i)]; };
  if (one.at >= 0) w.dates(column(one.at), period.first, period.last);
  else w.running(table, column(one.from), column(one.to), period);
  if (!table.rule.empty()) w.before("d.last_day", swedish_day(clock.now())); // today there is still time
  return w;
}

/// Every row that counts in some of the periods: `put` is told the row, in which of them, and what it adds.
template<class Put>
void Measures::Impl::each_direct(db::Connection &c, const plan::Compiled &m, const Whose &whose, const std::vector<Period> &periods, LastRead &last,
                                 Put put) const {
  Period all = periods.front();
  for (const Period &p : periods) all.first = std::min(all.first, p.first), all.last = std::max(all.last, p.last);
  const bool any_team = last.of_many && !whose.above && whose.team == 0 && !m.definition.team.empty();
  const auto *own_teams = any_team ? &last.teams(c, whose.units.front(), m.definition.team) : nullptr;
  for (const auto &place : m.parts) {
    const plan::Base &b = base(place.base);
    const plan::Part &one = part(place);
    const auto tables = link_tables_of(b, one);
    store::Where in = within(m, whose, any_team);
    const auto &columns = direct_reads[static_cast<std::size_t>(place.base)].at({one.at, one.from, one.to});
    const auto &loaded = last.load(c, {&b, std::move(in.sql), std::move(in.args), one.at, one.from, one.to, &columns}, all, tables,
                                   [&] { return rows_of(m, place, whose, all, any_team); });
    const bool asks_team = std::any_of(b.nodes.begin(), b.nodes.end(), [](const plan::Node &n) { return n.code == plan::Code::team; });
    const TeamCodes none, &teams = asks_team ? last.team_codes(c, plan) : none;
    Evaluator evaluator(b, loaded.links, teams);
    for (std::size_t i = 0; i < loaded.rows.size(); ++i) {
      const double *row = loaded.rows.row(i);
      if (own_teams != nullptr && (plan::nothing(row[plan::kTeam]) || own_teams->count(static_cast<std::int64_t>(row[plan::kTeam])) == 0)) continue;
      evaluator.on(row);
      std::optional<Contribution> contribution;
      for (std::size_t p = 0; p < periods.size(); ++p) {
        if (!hits(one, row, periods[p])) continue;
        if (!contribution) contribution = evaluator.part(one, m.definition.kind);
        if (!contribution->counts) break;
        put(one, row, p, *contribution);
      }
    }
  }
}

std::map<std::int64_t, std::vector<Sums>> Measures::Impl::direct(db::Connection &c, const plan::Compiled &m, const Whose &whose,
                                                                 const std::vector<Period> &periods, LastRead &last, int by) const {
  std::map<std::int64_t, std::vector<Pile>> piles;
  each_direct(c, m, whose, periods, last, [&](const plan::Part &one, const double *row, std::size_t p, const Contribution &contribution) {
    const auto put = [&](std::int64_t code) {
      auto &pile = piles[code];
      pile.resize(periods.size());
      pile[p].add(m.definition.kind, contribution, row);
    };
    if (by == kWhole) put(0);
    if (by == kByTeam) put(plan::nothing(row[plan::kTeam]) ? 0 : static_cast<std::int64_t>(row[plan::kTeam]));
    if (by >= 0)
      each_part(one, one.splits[static_cast<std::size_t>(by)], row,
                [&](int number) { put(m.definition.splits[static_cast<std::size_t>(by)].parts[static_cast<std::size_t>(number)].code); });
  });
  std::map<std::int64_t, std::vector<Sums>> sums;
  if (by == kWhole) sums[0].resize(periods.size());
  for (const auto &[code, pile] : piles) {
    auto &row = sums[code];
    row.clear();
    for (const Pile &one : pile) row.push_back(one.sums(m.definition.kind));
  }
  return sums;
}

Measures::Impl::Places Measures::Impl::direct_at(db::Connection &c, const plan::Compiled &m, const std::vector<Whose> &places,
                                                 const std::vector<Period> &periods) const {
  std::map<std::int64_t, std::vector<std::size_t>> places_of; // unit → where it is counted
  std::vector<std::int64_t> units;
  for (std::size_t i = 0; i < places.size(); ++i)
    for (const std::int64_t unit : places[i].units) {
      auto &of = places_of[unit];
      if (of.empty()) units.push_back(unit);
      of.push_back(i);
    }
  LastRead rows;
  std::vector<std::vector<Pile>> piles(places.size(), std::vector<Pile>(periods.size()));
  std::map<std::int64_t, Month> used; // unit → the earliest asked month in which it is known to have something
  each_direct(c, m, {units, true}, periods, rows, [&](const plan::Part &, const double *row, std::size_t p, const Contribution &contribution) {
    const auto unit = static_cast<std::int64_t>(row[plan::kUnit]);
    for (const std::size_t i : places_of.at(unit)) piles[i][p].add(m.definition.kind, contribution, row);
    const auto [at, fresh] = used.emplace(unit, periods[p].last);
    if (!fresh) at->second = std::min(at->second, periods[p].last);
  });
  // Nought is a figure from the first record on, also one from before the first period.
  std::set<Month> ends;
  for (const Period &p : periods) ends.insert(p.last);
  std::vector<std::int64_t> perhaps; // have nothing in the periods, or something later than the first
  std::copy_if(units.begin(), units.end(), std::back_inserter(perhaps), [&](std::int64_t unit) {
    const auto at = used.find(unit);
    return at == used.end() || at->second > *ends.begin();
  });
  for (auto end = ends.rbegin(); end != ends.rend() && !perhaps.empty(); ++end) { // from the last: most that are not in use then never were
    perhaps = units_in_use(c, m, perhaps, *end);
    for (const std::int64_t unit : perhaps) {
      const auto [at, fresh] = used.emplace(unit, *end);
      if (!fresh) at->second = std::min(at->second, *end);
    }
  }
  Places out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto &row = out.sums.emplace_back();
    for (const Pile &pile : piles[i]) row.push_back(pile.sums(m.definition.kind));
    Month &first = out.used.emplace_back(kNever);
    for (const std::int64_t unit : places[i].units)
      if (const auto at = used.find(unit); at != used.end()) first = std::min(first, at->second);
  }
  return out;
}

bool hits(const plan::Part &part, const double *row, const Period &period) {
  if (part.at >= 0) {
    if (plan::nothing(row[part.at])) return false;
    const Month month = month_of_day(row[part.at]);
    return month >= period.first && month <= period.last;
  }
  const double from = row[part.from], to = row[part.to];
  return !plan::nothing(from) && from <= last_day(period.last).days && (plan::nothing(to) || to >= first_day(period.first).days);
}

std::vector<std::int64_t> Measures::Impl::units_in_use(db::Connection &c, const plan::Compiled &m, const std::vector<std::int64_t> &units, Month end,
                                                       std::int64_t team) const {
  const plan::Place &place = m.parts.front();
  const plan::Part &p = part(place);
  const plan::Base &b = base(place.base);
  store::Where w;
  if (units.size() == 1) w.unit(units.front());
  if (team != 0) w.team(team);
  else if (!m.definition.team.empty()) w.team_of(units, m.definition.team);
  w.dates(b.table.columns[static_cast<std::size_t>(p.at >= 0 ? p.at : p.from)], make_month(1900, 1), end);
  const std::string rows = "SELECT 1" + store::from(b.table) + " WHERE r.deleted_at IS NULL" + w.sql;
  if (units.size() == 1) return c.exists(rows + " LIMIT 1", w.args) ? units : std::vector<std::int64_t>{}; // PostgreSQL plans it quicker
  db::Values args{store::numbers(c, units)};
  args.insert(args.end(), w.args.begin(), w.args.end());
  std::vector<std::int64_t> used;
  c.query("SELECT u.id FROM unit u WHERE u.id" + store::among(c) + " AND EXISTS (" + rows + " AND r.unit_id = u.id)", args,
          [&](const db::Row &row) { used.push_back(row.integer(0)); });
  return used;
}

} // namespace rt::measures
