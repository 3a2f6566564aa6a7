// Figures for any period: months are added up, what does not add up is counted for the period itself.
#include "modules/measures/impl.hpp"
#include "modules/measures/rules.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::measures {
namespace {

using PrintedKey = std::tuple<std::string, std::string, int>;
using PrintedMap = std::map<PrintedKey, Measures::Printed>;

void put(PrintedMap &map, Measures::Printed &p) {
  PrintedKey key{p.measure, p.period, p.sex ? static_cast<int>(*p.sex) : kAll};
  map.emplace(std::move(key), std::move(p));
}
PrintedMap printed_of(db::Connection &c, std::int64_t unit) {
  PrintedMap map;
  for (auto &p : store::read_printed(c, unit)) put(map, p);
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

/// What several places' figures are made of, read once for all of them.
struct ReadTogether {
  explicit ReadTogether(const std::vector<Whose> &all) : places(all) {}
  std::map<std::int64_t, std::map<std::int64_t, std::map<int, Sums>>> cells; ///< unit → key of the measure → month → sums
  std::map<std::int64_t, std::map<std::int64_t, int>> first_months;
  std::map<std::int64_t, PrintedMap> prints;
  const std::vector<Whose> &places;
  std::map<const plan::Compiled *, Measures::Impl::Places> direct; ///< read from the register when the first place asks for it
};

/// One asking for figures: what was read once, and how one figure is put together from it.
class Figures {
public:
  Figures(Measures::Impl &impl, db::Connection &c, Where where, const std::vector<Period> &periods, LastRead *last)
      : impl_(impl), c_(c), whose_(where), periods_(periods), read_(last == nullptr ? own_read_ : *last), keys_(impl.keys(c, false)),
        today_(month_containing(swedish_day(impl.clock.now()))) {
    prints_.push_back(printed_of(c, where.unit));
  }
  /// Of these units, from what was read together.
  Figures(Measures::Impl &impl, db::Connection &c, Whose whose, const std::vector<Period> &periods, ReadTogether &read, std::size_t place)
      : impl_(impl), c_(c), whose_(std::move(whose)), periods_(periods), read_(own_read_), keys_(impl.keys(c, false)),
        today_(month_containing(swedish_day(impl.clock.now()))) {
    first_months_.emplace();
    together_ = &read, place_ = place;
    for (const std::int64_t unit : whose_.units) {
      const auto prints = read.prints.find(unit);
      prints_.push_back(prints == read.prints.end() ? PrintedMap{} : prints->second);
      if (const auto cells = read.cells.find(unit); cells != read.cells.end())
        for (const auto &[key, months] : cells->second)
          for (const auto &[month, sums] : months) cells_[key][month].add(sums);
      if (const auto first = read.first_months.find(unit); first != read.first_months.end())
        for (const auto &[key, month] : first->second) {
          const auto [at, fresh] = first_months_->emplace(key, month);
          if (!fresh) at->second = std::min(at->second, month);
        }
    }
  }

  /// One query for the cells of all the months.
  void read_cells(const std::vector<std::string> &ids) {
    for (const auto &id : ids) want(id);
    read_.of_many = ids.size() > 3;
    store::CellAsk ask = asked();
    if (wanted_.size() == 1) ask.measure = *wanted_.begin();
    store::sum_cells(c_, ask, [&](std::int64_t measure, std::int64_t, int month, const Sums &sums) { cells_[measure][month] = sums; });
  }

  std::vector<BySex> of(const std::string &id) {
    const plan::Compiled *newest = impl_.latest(id);
    if (newest == nullptr) return std::vector<BySex>(periods_.size());
    if (of_others(newest->definition.kind)) return of_parts(*newest);
    std::vector<BySex> row(periods_.size());
    std::map<const plan::Compiled *, std::vector<std::size_t>> at_once; // direct measures: one reading for all periods
    for (std::size_t p = 0; p < periods_.size(); ++p) {
      const plan::Compiled *m = impl_.version_at(id, periods_[p].last);
      if (m == nullptr) m = newest;
      const bool broken = breaks(*m, id, periods_[p]);
      if (m->direct && !broken) at_once[m].push_back(p);
      else row[p] = figure(*m, added_up(*m, periods_[p]), periods_[p], broken);
    }
    for (const auto &[m, which] : at_once) {
      std::vector<Period> some;
      for (std::size_t p : which) some.push_back(periods_[p]);
      const auto sums = directly(*m, some);
      for (std::size_t k = 0; k < which.size(); ++k) row[which[k]] = figure(*m, sums[k], some[k], false);
    }
    return row;
  }

  std::vector<SplitRow> parts(const std::string &id, std::string_view by) {
    const plan::Compiled *newest = impl_.latest(id);
    std::vector<SplitRow> rows;
    if (newest == nullptr || newest->parts.empty()) return rows;
    std::map<std::int64_t, std::size_t> place;
    const auto row_of = [&](std::int64_t code) -> SplitRow & {
      const auto [found, fresh] = place.emplace(code, rows.size());
      if (fresh) rows.push_back({code, title_of(*newest, by, code), std::vector<BySex>(periods_.size())});
      return rows[found->second];
    };
    for (std::size_t p = 0; p < periods_.size(); ++p) {
      const plan::Compiled *m = impl_.version_at(id, periods_[p].last);
      if (m == nullptr) m = newest;
      const int number = split_number(*m, by);
      if (number == 0 && by != "team") continue; // this version is not split so
      const bool broken = breaks(*m, id, periods_[p]);
      for (const auto &[code, sums] : sums_of_parts(*m, number, by == "team", p))
        row_of(code).values[p] = figure(*m, sums, periods_[p], broken, false);
    }
    put_in_order(*newest, by, rows);
    return rows;
  }

private:
  Measures::Impl &impl_;
  db::Connection &c_;
  Whose whose_;
  const std::vector<Period> &periods_;
  LastRead own_read_;
  LastRead &read_;
  ReadTogether *together_ = nullptr; ///< and which of its places this is
  std::size_t place_ = 0;
  std::map<std::string, std::int64_t> keys_;
  std::map<std::int64_t, std::map<int, Sums>> cells_; ///< key of the measure → month → sums
  std::vector<PrintedMap> prints_;                    ///< of each unit
  Month today_;
  std::set<std::int64_t> wanted_; ///< keys of the measures that are asked for, and of what they are put together from
  std::optional<std::map<std::int64_t, int>> first_months_;
  struct Use {
    Month unused{-1}, used = Measures::Impl::kNever; ///< the last month known to be before use, and the first known to be in it
  };
  std::map<const plan::Compiled *, Use> uses_;                                                               ///< of direct measures
  std::map<std::pair<const plan::Compiled *, int>, std::map<std::int64_t, std::vector<Sums>>> direct_parts_; ///< by part, of every period
  std::map<std::int64_t, std::string> teams_;

  void want(const std::string &id) {
    if (const auto key = keys_.find(id); key != keys_.end() && !wanted_.insert(key->second).second) return;
    if (const plan::Compiled *m = impl_.latest(id); m != nullptr)
      for (const auto &part : m->index_of) want(part);
  }
  store::CellAsk asked() const {
    store::CellAsk ask;
    ask.units = whose_.units, ask.team = whose_.team;
    ask.first = periods_.front().first, ask.last = periods_.front().last;
    for (const Period &p : periods_) ask.first = std::min(ask.first, p.first), ask.last = std::max(ask.last, p.last);
    return ask;
  }
  /// Those whose cells that were read do not tell already that they are in use in every period.
  std::set<std::int64_t> perhaps_unused() const {
    int first = periods_.front().last.index;
    for (const Period &p : periods_) first = std::min(first, p.last.index);
    std::set<std::int64_t> keys;
    for (const std::int64_t key : wanted_)
      if (const auto read = cells_.find(key); read == cells_.end() || read->second.empty() || read->second.begin()->first > first) keys.insert(key);
    return keys;
  }
  bool breaks(const plan::Compiled &m, const std::string &id, const Period &period) const {
    return !in_force(m, period.first) && impl_.version_at(id, period.first) != nullptr;
  }

  /// The sums of a direct measure in each of the periods.
  std::vector<Sums> directly(const plan::Compiled &m, const std::vector<Period> &periods) {
    Use &use = uses_[&m];
    if (together_ == nullptr) {
      auto sums = std::move(impl_.direct(c_, m, whose_, periods, read_).at(0));
      for (std::size_t p = 0; p < periods.size(); ++p) // what has records is in use, and stays so
        if (sums[p].n[kAll] > 0) use.used = std::min(use.used, periods[p].last);
      return sums;
    }
    const auto [read, fresh] = together_->direct.try_emplace(&m);
    if (fresh) read->second = impl_.direct_at(c_, m, together_->places, periods);
    use.used = read->second.used[place_];
    use.unused = Month{use.used.index - 1};
    return read->second.sums[place_];
  }
  Sums added_up(const plan::Compiled &m, const Period &period) {
    Sums sums;
    const auto key = keys_.find(m.definition.id);
    if (key == keys_.end()) return sums;
    const auto &months = cells_[key->second];
    for (auto it = months.lower_bound(period.first.index); it != months.end() && it->first <= period.last.index; ++it) sums.add(it->second);
    return sums;
  }
  /// Nought is a figure once the register is in use for the measure; before that nothing is known.
  bool in_use(const plan::Compiled &m, const Sums &sums, const Period &period) {
    if (sums.n[kAll] > 0) return true;
    const auto key = keys_.find(m.definition.id);
    if (m.direct) {
      Use &use = uses_[&m];
      if (period.last > use.unused && period.last < use.used) {
        Month &told = impl_.units_in_use(c_, m, whose_.units, period.last, whose_.team).empty() ? use.unused : use.used;
        told = period.last;
      }
      return period.last >= use.used;
    }
    if (key == keys_.end()) return false;
    if (const auto &read = cells_[key->second]; !read.empty() && read.begin()->first <= period.last.index) return true;
    if (!first_months_) first_months_ = store::first_months(c_, whose_.units, whose_.team, perhaps_unused());
    const auto found = first_months_->find(key->second);
    return found != first_months_->end() && found->second <= period.last.index;
  }
  BySex figure(const plan::Compiled &m, const Sums &sums, const Period &period, bool version_break, bool with_print = true) {
    rules::Setting setting;
    setting.begun = period.first <= today_;
    setting.version_break = version_break;
    setting.couples = has_couples(impl_.plan, m);
    BySex v;
    if (!from_outside(m.definition.kind)) {
      setting.in_use = in_use(m, sums, period);
      v.all = rules::figure(m.definition, sums, kAll, setting);
      for (int sex = 0; sex < organisation::kSexes && m.definition.by_sex; ++sex) v.sex[sex] = rules::figure(m.definition, sums, sex, setting);
    } else if (setting.begun) {
      v.all.state = State::missing;
      for (Value &sex : v.sex) sex.state = State::missing;
    }
    if (!with_print) return v;
    if (whose_.above) {
      add_prints(m.definition, v, period);
    } else if (whose_.team == 0 || !m.definition.team.empty() ||
               m.definition.base.empty()) { // print speaks of the unit, or of the measure's own team
      for (int i = 0; i < 5; ++i) {
        Value &value = i == kAll ? v.all : v.sex[i];
        if (const auto *p = print(prints_.front(), m.definition.id, period, i)) value = rules::beside(m.definition, value, *p);
      }
    }
    rules::flag(m.definition, v, setting);
    return v;
  }
  static const Measures::Printed *print(const PrintedMap &prints, const std::string &id, const Period &period, int index) {
    const auto found = prints.find({id, to_text(period), index});
    return found == prints.end() ? nullptr : &found->second;
  }
  /// Typed counts of several units add up; typed shares do not, for nobody knows of how many.
  void add_prints(const Definition &d, BySex &v, const Period &period) {
    if (!from_outside(d.kind) || d.unit == "percent" || d.unit == "points") return;
    for (int i = 0; i < 5; ++i) {
      Value &value = i == kAll ? v.all : v.sex[i];
      std::size_t found = 0;
      for (const PrintedMap &prints : prints_)
        if (const auto *p = print(prints, d.id, period, i); p != nullptr && p->state == State::figure) {
          value.state = State::figure, value.printed = true;
          value.value += p->value, value.numerator += p->value;
          ++found;
        }
      if (found > 0 && found < prints_.size() && i == kAll)
        value.odd = Odd::partial,
        value.flag = tr_f("{0} av {1} enheter har lämnat siffran.", {std::to_string(found), std::to_string(prints_.size())});
    }
  }
  /// An index or a ratio from its parts, which are figures themselves.
  std::vector<BySex> of_parts(const plan::Compiled &m) {
    std::vector<std::vector<BySex>> parts;
    for (const auto &id : m.index_of) parts.push_back(of(id));
    std::vector<BySex> row(periods_.size());
    for (std::size_t p = 0; p < periods_.size(); ++p)
      for (int s = 0; s < 5; ++s) {
        std::vector<Value> values;
        for (const auto &part : parts) values.push_back(s == kAll ? part[p].all : part[p].sex[s]);
        Value &v = s == kAll ? row[p].all : row[p].sex[s];
        v = m.definition.kind == Kind::ratio ? rules::ratio(values[0], values[1], m.per * (m.definition.unit == "percent" && m.per == 1 ? 100 : 1))
                                             : mean_of(values);
        if (whose_.above) continue;
        if (const auto *printed = print(prints_.front(), m.definition.id, periods_[p], s)) v = rules::index_beside(m.definition, v, *printed);
      }
    for (BySex &v : row) rules::flag(m.definition, v, {});
    return row;
  }

  // ---- splits ----
  static int split_number(const plan::Compiled &m, std::string_view by) {
    for (std::size_t i = 0; i < m.definition.splits.size(); ++i)
      if (m.definition.splits[i].id == by) return m.split_numbers[i];
    return 0;
  }
  std::map<std::int64_t, Sums> sums_of_parts(const plan::Compiled &m, int number, bool by_team, std::size_t p) {
    std::map<std::int64_t, Sums> parts;
    if (m.direct) {
      int by = Measures::Impl::kByTeam;
      for (std::size_t i = 0; i < m.split_numbers.size() && !by_team; ++i)
        if (m.split_numbers[i] == number) by = static_cast<int>(i);
      const auto [of_all, fresh] = direct_parts_.try_emplace({&m, by});
      if (fresh) of_all->second = impl_.direct(c_, m, whose_, periods_, read_, by);
      for (const auto &[code, sums] : of_all->second)
        if (!sums[p].empty()) parts[code] = sums[p];
      return parts;
    }
    store::CellAsk ask = asked();
    const auto key = keys_.find(m.definition.id);
    if (key == keys_.end()) return parts;
    ask.measure = key->second;
    ask.split = number, ask.by_team = by_team;
    ask.first = periods_[p].first, ask.last = periods_[p].last;
    store::sum_cells(c_, ask, [&](std::int64_t, std::int64_t part, int, const Sums &sums) { parts[part].add(sums); });
    return parts;
  }
  std::string title_of(const plan::Compiled &m, std::string_view by, std::int64_t code) {
    if (by != "team") {
      for (const Split &split : m.definition.splits)
        for (const auto &part : split.parts)
          if (split.id == by && part.code == code) return part.title.str();
      return std::string(tr("annat"));
    }
    if (teams_.empty()) teams_ = store::team_names(c_, whose_.units);
    const auto found = teams_.find(code);
    return found == teams_.end() ? std::string(tr("utan verksamhet")) : found->second;
  }
  /// As the definition has them; what is not known last. Teams in their own order.
  void put_in_order(const plan::Compiled &m, std::string_view by, std::vector<SplitRow> &rows) const {
    std::map<std::int64_t, std::size_t> order;
    for (const Split &split : m.definition.splits)
      if (split.id == by)
        for (std::size_t i = 1; i < split.parts.size(); ++i) order[split.parts[i].code] = i;
    const auto place = [&](const SplitRow &row) {
      const auto found = order.find(row.code);
      return found == order.end() ? (by == "team" && row.code != 0 ? static_cast<std::size_t>(row.code) : std::size_t{1} << 40) : found->second;
    };
    std::stable_sort(rows.begin(), rows.end(), [&](const SplitRow &a, const SplitRow &b) { return place(a) < place(b); });
  }
};

} // namespace

std::vector<std::vector<BySex>> Measures::Impl::values(db::Connection &c, const std::vector<std::string> &ids, Where where,
                                                       const std::vector<Period> &periods, LastRead *last) {
  std::vector<std::vector<BySex>> result;
  if (periods.empty() || ids.empty()) return std::vector<std::vector<BySex>>(ids.size());
  Figures figures(*this, c, where, periods, last);
  if (!draft) figures.read_cells(ids);
  for (const auto &id : ids) result.push_back(figures.of(id));
  return result;
}

std::vector<SplitRow> Measures::Impl::split(db::Connection &c, std::string_view id, std::string_view by, Where where,
                                            const std::vector<Period> &periods, LastRead *last) {
  if (periods.empty()) return {};
  Figures figures(*this, c, where, periods, last);
  const std::string measure(id);
  figures.read_cells({measure});
  return figures.parts(measure, by);
}

std::vector<std::vector<BySex>> Measures::Impl::side_by_side(db::Connection &c, const std::string &id, const std::vector<Whose> &places,
                                                             const std::vector<Period> &periods) {
  ReadTogether read(places);
  std::set<std::int64_t> every;
  for (const Whose &place : places) every.insert(place.units.begin(), place.units.end());
  const std::vector<std::int64_t> units(every.begin(), every.end());
  store::CellAsk ask;
  ask.units = units, ask.by_unit = true;
  ask.first = periods.front().first, ask.last = periods.front().last;
  for (const Period &p : periods) ask.first = std::min(ask.first, p.first), ask.last = std::max(ask.last, p.last);
  const auto known = keys(c, false);
  const plan::Compiled *m = latest(id);
  std::vector<std::string> needed{id};
  if (m != nullptr) needed.insert(needed.end(), m->index_of.begin(), m->index_of.end());
  for (const auto &one : needed)
    if (const auto key = known.find(one); key != known.end()) {
      ask.measure = key->second;
      store::sum_cells(c, ask, [&](std::int64_t measure, std::int64_t of, int month, const Sums &sums) { read.cells[of][measure][month] = sums; });
      store::first_months_by_unit(c, units, key->second, [&](std::int64_t of, int month) { read.first_months[of][key->second] = month; });
    }
  for (auto &p : store::read_printed(c, units, needed)) {
    PrintedMap &prints = read.prints[p.unit];
    put(prints, p);
  }
  std::vector<std::vector<BySex>> rows;
  for (std::size_t i = 0; i < places.size(); ++i) rows.push_back(Figures(*this, c, places[i], periods, read, i).of(id));
  return rows;
}

std::vector<SplitRow> Measures::split(std::string_view measure, std::string_view by, Where where, const std::vector<Period> &periods,
                                      ReadOnce *once) const {
  auto c = impl_->pool.read();
  db::Transaction one_moment(*c, db::Mode::read);
  return impl_->split(*c, measure, by, where, periods, once == nullptr ? nullptr : once->last_.get());
}

BySex Measures::value(std::string_view measure, Where where, const Period &period) const {
  return values({std::string(measure)}, where, {period}).front().front();
}

std::vector<std::vector<BySex>> Measures::values(const std::vector<std::string> &measures, Where where, const std::vector<Period> &periods,
                                                 Flags flags, ReadOnce *once) const {
  auto c = impl_->pool.read();
  db::Transaction one_moment(*c, db::Mode::read);
  return impl_->flagged(*c, measures, where, periods, flags, once == nullptr ? nullptr : once->last_.get());
}

} // namespace rt::measures
