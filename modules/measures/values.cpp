// Figures for any period: months are added up, what does not add up is counted for the period itself.
#include "modules/measures/impl.hpp"
#include "modules/measures/rules.hpp"
#include "platform/core/text.hpp"
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

store::Where Measures::Impl::within(const plan::Compiled &m, Where where) const {
  store::Where w;
  w.unit(where.unit);
  if (where.team != 0)
    w.team(where.team);
  else if (!m.definition.team.empty())
    w.team_of(where.unit, m.definition.team);
  return w;
}

store::Where Measures::Impl::rows_of(const plan::Compiled &m, const plan::Place &place, Where where,
                                     const Period &period) const {
  store::Where w = within(m, where);
  const auto &columns = base(place.base).table.columns;
  const plan::Part &one = part(place);
  if (one.at >= 0)
    w.dates(columns[static_cast<std::size_t>(one.at)], period.first, period.last);
  else
    w.running(columns[static_cast<std::size_t>(one.from)], columns[static_cast<std::size_t>(one.to)], period);
  return w;
}

std::vector<Sums> Measures::Impl::direct(db::Connection &c, const plan::Compiled &m, Where where,
                                         const std::vector<Period> &periods) const {
  std::vector<Pile> piles(periods.size());
  const TeamCodes teams = store::team_codes(c, plan.team_codes);
  Period all = periods.front();
  for (const Period &p : periods) all.first = std::min(all.first, p.first), all.last = std::max(all.last, p.last);
  for (const auto &place : m.parts) {
    const plan::Base &b = base(place.base);
    const plan::Part &one = part(place);
    const store::Where w = rows_of(m, place, where, all);
    const auto tables = link_tables_of(b, one);
    const auto loaded = store::load(c, b, w, &tables);
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
  return !plan::nothing(from) && from <= last_day(period.last).days &&
         (plan::nothing(to) || to >= first_day(period.first).days);
}

namespace {

/// One asking for figures: what was read once, and how one figure is put together from it.
class Figures {
public:
  Figures(Measures::Impl &impl, db::Connection &c, Where where, const std::vector<Period> &periods)
      : impl_(impl),
        c_(c),
        where_(where),
        periods_(periods),
        keys_(impl.keys(c, false)),
        prints_(printed_of(c, where.unit)),
        today_(month_containing(swedish_day(impl.clock.now()))) {}

  /// One query for the cells of all the months; `only` one measure, or all of them.
  void read_cells(const std::string *only) {
    Month first = periods_.front().first, last = periods_.front().last;
    for (const Period &p : periods_) first = std::min(first, p.first), last = std::max(last, p.last);
    const auto key = only == nullptr ? keys_.end() : keys_.find(*only);
    store::sum_cells(
        c_, where_.unit, where_.team, key == keys_.end() ? 0 : key->second, first, last,
        [&](std::int64_t measure, int month, int sex, double numerator, double denominator, std::int64_t n) {
          Sums &s = cells_[measure][month];
          s.numerator[sex] = numerator, s.denominator[sex] = denominator, s.n[sex] = n;
        });
  }

  std::vector<BySex> of(const std::string &id) {
    const plan::Compiled *newest = impl_.latest(id);
    if (newest == nullptr) return std::vector<BySex>(periods_.size());
    if (newest->definition.kind == Kind::index) return index(*newest);
    std::vector<BySex> row(periods_.size());
    std::map<const plan::Compiled *, std::vector<std::size_t>> at_once; // direct measures: one reading for all periods
    for (std::size_t p = 0; p < periods_.size(); ++p) {
      const plan::Compiled *m = impl_.version_at(id, periods_[p].last);
      if (m == nullptr) m = newest;
      const bool version_break = !in_force(*m, periods_[p].first) && impl_.version_at(id, periods_[p].first) != nullptr;
      if (m->direct && !version_break)
        at_once[m].push_back(p);
      else
        row[p] = figure(*m, added_up(*m, periods_[p]), periods_[p], version_break);
    }
    for (const auto &[m, which] : at_once) {
      std::vector<Period> asked;
      for (std::size_t p : which) asked.push_back(periods_[p]);
      const auto sums = impl_.direct(c_, *m, where_, asked);
      for (std::size_t k = 0; k < which.size(); ++k) row[which[k]] = figure(*m, sums[k], asked[k], false);
    }
    return row;
  }

private:
  Measures::Impl &impl_;
  db::Connection &c_;
  Where where_;
  const std::vector<Period> &periods_;
  std::map<std::string, std::int64_t> keys_;
  std::map<std::int64_t, std::map<int, Sums>> cells_; ///< key of the measure → month → sums
  PrintedMap prints_;
  Month today_;
  std::optional<std::map<std::int64_t, int>> first_months_;

  Sums added_up(const plan::Compiled &m, const Period &period) {
    Sums sums;
    const auto key = keys_.find(m.definition.id);
    if (key == keys_.end()) return sums;
    const auto &months = cells_[key->second];
    for (auto it = months.lower_bound(period.first.index); it != months.end() && it->first <= period.last.index; ++it)
      sums.add(it->second);
    return sums;
  }
  /// Nought is a figure once the register is in use for the measure; before that nothing is known.
  bool in_use(const plan::Compiled &m, const Sums &sums, const Period &period) {
    if (sums.n[kAll] > 0) return true;
    if (m.direct) return impl_.store_in_use(c_, m, where_, period);
    if (!first_months_) first_months_ = store::first_months(c_, where_.unit, where_.team);
    const auto key = keys_.find(m.definition.id);
    const auto found = key == keys_.end() ? first_months_->end() : first_months_->find(key->second);
    return found != first_months_->end() && found->second <= period.last.index;
  }
  BySex figure(const plan::Compiled &m, const Sums &sums, const Period &period, bool version_break) {
    rules::Setting setting;
    setting.begun = period.first <= today_;
    setting.version_break = version_break;
    setting.couples = has_couples(impl_.plan, m);
    BySex v;
    if (m.definition.kind != Kind::manual) {
      setting.in_use = in_use(m, sums, period);
      v.all = rules::figure(m.definition, sums, kAll, setting);
      for (int sex = 0; sex < organisation::kSexes && m.definition.by_sex; ++sex)
        v.sex[sex] = rules::figure(m.definition, sums, sex, setting);
    } else if (setting.begun) {
      v.all.state = State::missing;
      for (Value &sex : v.sex) sex.state = State::missing;
    }
    if (where_.team == 0 || !m.definition.team.empty() ||
        m.definition.base.empty()) // print speaks of the unit, or of the measure's own team
      for (int i = 0; i < 5; ++i) {
        Value &value = i == kAll ? v.all : v.sex[i];
        if (const auto *p = print(m.definition.id, period, i)) value = rules::beside(m.definition, value, *p);
      }
    rules::flag(m.definition, v, setting);
    return v;
  }
  const Measures::Printed *print(const std::string &id, const Period &period, int index) const {
    const auto found = prints_.find({id, to_text(period), index});
    return found == prints_.end() ? nullptr : &found->second;
  }
  std::vector<BySex> index(const plan::Compiled &m) {
    std::vector<std::vector<BySex>> parts;
    for (const auto &id : m.index_of) parts.push_back(of(id));
    std::vector<BySex> row(periods_.size());
    for (std::size_t p = 0; p < periods_.size(); ++p)
      for (int s = 0; s < 5; ++s) {
        std::vector<Value> values;
        for (const auto &part : parts) values.push_back(s == kAll ? part[p].all : part[p].sex[s]);
        Value &v = s == kAll ? row[p].all : row[p].sex[s];
        v = mean_of(values);
        if (const auto *printed = print(m.definition.id, periods_[p], s))
          v = rules::index_beside(m.definition, v, *printed);
      }
    return row;
  }
};

} // namespace

std::vector<std::vector<BySex>> Measures::Impl::values(db::Connection &c, const std::vector<std::string> &ids,
                                                       Where where, const std::vector<Period> &periods) {
  std::vector<std::vector<BySex>> result;
  if (periods.empty() || ids.empty()) return std::vector<std::vector<BySex>>(ids.size());
  Figures figures(*this, c, where, periods);
  const plan::Compiled *one = ids.size() == 1 ? latest(ids[0]) : nullptr;
  figures.read_cells(one != nullptr && one->index_of.empty() ? &ids[0] : nullptr);
  for (const auto &id : ids) result.push_back(figures.of(id));
  return result;
}

bool Measures::Impl::store_in_use(db::Connection &c, const plan::Compiled &m, Where where, const Period &period) const {
  const plan::Place &place = m.parts.front();
  const plan::Part &p = part(place);
  const plan::Base &b = base(place.base);
  store::Where w = within(m, where);
  w.dates(b.table.columns[static_cast<std::size_t>(p.at >= 0 ? p.at : p.from)], make_month(1900, 1), period.last);
  return c.exists("SELECT 1 FROM r_" + b.table.reg->id + " r WHERE r.deleted_at IS NULL" + w.sql + " LIMIT 1", w.args);
}

BySex Measures::value(std::string_view measure, Where where, const Period &period) const {
  return values({std::string(measure)}, where, {period}).front().front();
}

std::vector<std::vector<BySex>> Measures::values(const std::vector<std::string> &measures, Where where,
                                                 const std::vector<Period> &periods) const {
  auto c = impl_->pool.read();
  db::Transaction one_moment(*c, db::Mode::read);
  return impl_->values(*c, measures, where, periods);
}

Result<void> Measures::enter(const access::Actor &actor, std::string_view measure, const Entry &entry) {
  RT_CHECK(access::require(actor, access::May::edit_goals));
  const Definition *d = find(measure);
  if (d == nullptr) return fail(ProblemKind::not_found, std::string(tr("Måttet finns inte.")));
  Printed p{d->id,         actor.unit, std::string(trim(entry.period)), entry.sex,
            State::figure, 0,          std::string(trim(entry.source)), {}};
  std::vector<FieldError> errors;
  const auto period = period_from_text(p.period);
  if (!period) errors.push_back({"period", std::string(tr("Skriv perioden som 2018, 2018-T1 eller 2018-03."))});
  const auto value = parse_number(entry.value);
  const auto state = state_from(fold(entry.value));
  if (state)
    p.state = *state;
  else if (!value)
    errors.push_back({"value", std::string(tr("Skriv ett tal, till exempel 87 eller 12,5, eller ordet saknas."))});
  else if (d->unit == "percent" && (*value < 0 || *value > 100))
    errors.push_back({"value", std::string(tr("En andel är mellan 0 och 100."))});
  else
    p.value = *value;
  if (p.source.empty()) errors.push_back({"source", std::string(tr("Skriv var siffran kommer ifrån."))});
  if (!errors.empty())
    return fail(ProblemKind::invalid, std::string(tr("Något behöver rättas innan siffran kan sparas.")),
                std::move(errors));
  p.period = to_text(*period);
  {
    auto c = impl_->pool.write();
    db::Transaction transaction(*c);
    store::write_printed(*c, p);
    audit::append(*c, actor, impl_->clock.now(), {audit::Act::update, "measure:" + d->id, "uppföljning", p.period});
    transaction.commit();
  }
  if (impl_->tell) impl_->tell(actor.unit, {d->id});
  return {};
}

void Measures::store_printed(db::Connection &connection, const Printed &printed) {
  store::write_printed(connection, printed);
}
std::vector<Measures::Printed> Measures::printed(std::int64_t unit) const {
  auto c = impl_->pool.read();
  return store::read_printed(*c, unit);
}

std::optional<Measures::PrintedRow> Measures::printed_row(std::string_view name) const {
  for (const Definition &d : definitions())
    for (const std::string &printed : d.printed) {
      if (printed == name) return PrintedRow{d.id, std::nullopt};
      for (int sex = 0; sex < organisation::kSexes; ++sex)
        if (printed == std::string(organisation::id_of(static_cast<Sex>(sex))) + ": " + std::string(name))
          return PrintedRow{d.id, static_cast<Sex>(sex)};
    }
  return std::nullopt;
}

} // namespace rt::measures
