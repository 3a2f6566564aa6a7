// Figures for any period: months are added up, what does not add up is counted for the period itself.
#include "modules/measures/impl.hpp"
#include "modules/measures/rules.hpp"
#include <algorithm>

namespace rt::measures {
namespace {

using PrintedKey = std::tuple<std::string, std::string, int>;
using PrintedMap = std::map<PrintedKey, Measures::Printed>;

PrintedMap printed_of(db::Connection &c, std::int64_t unit) {
  PrintedMap map;
  for (auto &p : store::read_printed(c, unit)) {
    PrintedKey key{p.measure, p.period, p.sex ? static_cast<int>(*p.sex) : kAll};
    map.emplace(std::move(key), std::move(p));
  }
  return map;
}

bool has_couples(const plan::Plan &plan, const plan::Compiled &m) {
  for (const auto &place : m.parts)
    for (const auto &field : plan.bases[static_cast<std::size_t>(place.base)].table.reg->fields)
      if (field.type == definitions::FieldType::givers) return true;
  return false;
}

/// An index from its parts, which are figures themselves.
Value mean_of(const std::vector<Value> &parts) {
  Value v;
  v.state = State::figure;
  v.printed = true;
  for (const Value &part : parts) {
    if (part.state != State::figure) {
      v.state = part.state;
      v.value = 0;
      return v;
    }
    v.value += part.value / static_cast<double>(parts.size());
    v.n += part.n;
    v.printed = v.printed && part.printed;
  }
  v.numerator = v.value * static_cast<double>(parts.size());
  v.denominator = static_cast<double>(parts.size());
  return v;
}

} // namespace

std::vector<Sums> Measures::Impl::direct(db::Connection &c, const plan::Compiled &m, Where where, const std::vector<Period> &periods) const {
  std::vector<Pile> piles(periods.size());
  const TeamCodes teams = store::team_codes(c, plan.team_codes);
  Period all = periods.front();
  for (const Period &p : periods) all.first = std::min(all.first, p.first), all.last = std::max(all.last, p.last);
  for (const auto &place : m.parts) {
    const plan::Base &b = base(place.base);
    const plan::Part &one = part(place);
    store::Where w;
    w.unit(where.unit);
    if (where.team != 0) w.team(where.team);
    if (one.at >= 0) w.dates(b.table.columns[static_cast<std::size_t>(one.at)], all.first, all.last);
    else w.running(b.table.columns[static_cast<std::size_t>(one.from)], b.table.columns[static_cast<std::size_t>(one.to)], all);
    const auto loaded = store::load(c, b, w);
    Evaluator evaluator(b, loaded.links, teams);
    for (std::size_t i = 0; i < loaded.rows.size(); ++i) {
      const double *row = loaded.rows.row(i);
      evaluator.on(row);
      std::optional<Contribution> contribution;
      for (std::size_t p = 0; p < periods.size(); ++p) {
        if (!hits(one, row, periods[p])) continue;
        if (!contribution) contribution = evaluator.part(one, m.definition.kind);
        piles[p].add(m.definition.kind, *contribution, row);
      }
    }
  }
  std::vector<Sums> sums;
  for (const Pile &pile : piles) sums.push_back(pile.sums(m.definition.kind));
  return sums;
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

std::vector<std::vector<BySex>> Measures::Impl::values(db::Connection &c, const std::vector<std::string> &ids, Where where,
                                                       const std::vector<Period> &periods) {
  std::vector<std::vector<BySex>> result(ids.size(), std::vector<BySex>(periods.size()));
  if (periods.empty() || ids.empty()) return result;
  const auto key_by_measure = keys(c, false);
  Month first = periods.front().first, last = periods.front().last;
  for (const Period &p : periods) first = std::min(first, p.first), last = std::max(last, p.last);
  std::map<std::int64_t, std::map<int, Sums>> cells; // measure → month → sums
  const auto only = ids.size() == 1 ? key_by_measure.find(ids[0]) : key_by_measure.end();
  store::sum_cells(c, where.unit, where.team, only == key_by_measure.end() ? 0 : only->second, first, last,
                   [&](std::int64_t measure, int month, int sex, double numerator, double denominator, std::int64_t n) {
                     Sums &s = cells[measure][month];
                     s.numerator[sex] = numerator, s.denominator[sex] = denominator, s.n[sex] = n;
                   });
  const PrintedMap prints = printed_of(c, where.unit);
  std::optional<std::map<std::int64_t, int>> first_month;
  const Month today = month_containing(swedish_day(clock.now()));

  auto sums_of = [&](const plan::Compiled &m, const Period &period) {
    Sums sums;
    const auto key = key_by_measure.find(m.definition.id);
    if (key == key_by_measure.end()) return sums;
    const auto &months = cells[key->second];
    for (auto it = months.lower_bound(period.first.index); it != months.end() && it->first <= period.last.index; ++it) sums.add(it->second);
    return sums;
  };
  auto in_use = [&](const plan::Compiled &m, const Sums &sums, const Period &period) {
    if (sums.n[kAll] > 0) return true;
    if (m.direct) return store_in_use(c, m, where, period);
    if (!first_month) first_month = store::first_months(c, where.unit, where.team);
    const auto key = key_by_measure.find(m.definition.id);
    const auto found = key == key_by_measure.end() ? first_month->end() : first_month->find(key->second);
    return found != first_month->end() && found->second <= period.last.index;
  };
  auto with_printed = [&](const plan::Compiled &m, BySex &v, const Period &period, rules::Setting setting) {
    if (where.team == 0 || !m.definition.team.empty() || m.definition.base.empty())
      for (int i = 0; i < 5; ++i) {
        const auto p = prints.find({m.definition.id, to_text(period), i});
        if (p == prints.end()) continue;
        Value &value = i == kAll ? v.all : v.sex[i];
        value = rules::beside(m.definition, value, p->second);
      }
    rules::flag(m.definition, v, setting);
  };
  auto one = [&](const plan::Compiled &m, const Sums &sums, const Period &period, bool version_break) {
    rules::Setting setting;
    setting.begun = period.first <= today;
    setting.version_break = version_break;
    setting.couples = has_couples(plan, m);
    BySex v;
    if (m.definition.kind != Kind::manual) {
      setting.in_use = in_use(m, sums, period);
      v.all = rules::figure(m.definition, sums, kAll, setting);
      for (int sex = 0; sex < organisation::kSexes; ++sex) v.sex[sex] = rules::figure(m.definition, sums, sex, setting);
    } else if (setting.begun) {
      v.all.state = State::missing;
      for (Value &sex : v.sex) sex.state = State::missing;
    }
    with_printed(m, v, period, setting);
    return v;
  };
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const plan::Compiled *newest = latest(ids[i]);
    if (newest == nullptr) continue;
    if (newest->definition.kind == Kind::index) {
      const auto parts = values(c, newest->index_of, where, periods);
      for (std::size_t p = 0; p < periods.size(); ++p) {
        BySex &v = result[i][p];
        for (int s = 0; s < 5; ++s) {
          std::vector<Value> of_parts;
          for (const auto &part : parts) of_parts.push_back(s == kAll ? part[p].all : part[p].sex[s]);
          (s == kAll ? v.all : v.sex[s]) = mean_of(of_parts);
          const auto print = prints.find({ids[i], to_text(periods[p]), s});
          if (print != prints.end()) (s == kAll ? v.all : v.sex[s]) = rules::index_beside(newest->definition, s == kAll ? v.all : v.sex[s], print->second);
        }
      }
      continue;
    }
    std::map<const plan::Compiled *, std::vector<std::size_t>> at_once; // direct measures: one reading for all periods
    for (std::size_t p = 0; p < periods.size(); ++p) {
      const plan::Compiled *m = version_at(ids[i], periods[p].last);
      if (m == nullptr) m = newest;
      const bool version_break = !in_force(*m, periods[p].first) && version_at(ids[i], periods[p].first) != nullptr;
      if (m->direct && !version_break) at_once[m].push_back(p);
      else result[i][p] = one(*m, sums_of(*m, periods[p]), periods[p], version_break);
    }
    for (const auto &[m, which] : at_once) {
      std::vector<Period> asked;
      for (std::size_t p : which) asked.push_back(periods[p]);
      const auto sums = direct(c, *m, where, asked);
      for (std::size_t k = 0; k < which.size(); ++k) result[i][which[k]] = one(*m, sums[k], asked[k], false);
    }
  }
  return result;
}

bool Measures::Impl::store_in_use(db::Connection &c, const plan::Compiled &m, Where where, const Period &period) const {
  const plan::Place &place = m.parts.front();
  const plan::Part &p = part(place);
  const plan::Base &b = base(place.base);
  store::Where w;
  w.unit(where.unit);
  if (where.team != 0) w.team(where.team);
  w.dates(b.table.columns[static_cast<std::size_t>(p.at >= 0 ? p.at : p.from)], make_month(1900, 1), period.last);
  return c.exists("SELECT 1 FROM r_" + b.table.reg->id + " r WHERE r.deleted_at IS NULL" + w.sql + " LIMIT 1", w.args);
}

BySex Measures::value(std::string_view measure, Where where, const Period &period) const {
  return values({std::string(measure)}, where, {period}).front().front();
}

std::vector<std::vector<BySex>> Measures::values(const std::vector<std::string> &measures, Where where, const std::vector<Period> &periods) const {
  auto c = impl_->pool.read();
  db::Transaction one_moment(*c, db::Mode::read);
  return impl_->values(*c, measures, where, periods);
}

void Measures::store_printed(db::Connection &connection, const Printed &printed) { store::write_printed(connection, printed); }
std::vector<Measures::Printed> Measures::printed(std::int64_t unit) const {
  auto c = impl_->pool.read();
  return store::read_printed(*c, unit);
}

std::optional<Measures::PrintedRow> Measures::printed_row(std::string_view name) const {
  for (const Definition &d : impl_->definitions)
    for (const std::string &printed : d.printed) {
      if (printed == name) return PrintedRow{d.id, std::nullopt};
      for (int sex = 0; sex < organisation::kSexes; ++sex)
        if (printed == std::string(organisation::id_of(static_cast<Sex>(sex))) + ": " + std::string(name)) return PrintedRow{d.id, static_cast<Sex>(sex)};
    }
  return std::nullopt;
}

} // namespace rt::measures
