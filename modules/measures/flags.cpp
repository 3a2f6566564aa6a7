// What is odd among the figures of a unit: what they say of one another, and what the earlier ones say. The rules are in
// quality.cpp; here is what they are given: two questions for all the measures together.
#include "modules/measures/impl.hpp"
#include "modules/measures/quality.hpp"
#include "modules/measures/rules.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::measures {
namespace {

using quality::Flag;

constexpr int kYearsBack = 10, kTertialYearsBack = 5, kMonthsBack = 36; ///< what is usual is told by no more than this

/// As far back as the period is judged by, oldest first; empty for what has no earlier ones of its kind.
std::vector<Period> earlier(const Period &period) {
  std::vector<Period> all;
  const int year = period.first.year();
  if (period.kind == PeriodKind::year && period.months() == 12)
    for (int y = year - kYearsBack; y < year; ++y) all.push_back(year_period(y));
  if (period.kind == PeriodKind::tertial)
    for (int back = kTertialYearsBack * 3; back > 0; --back) {
      const Month first = period.first - 4 * back;
      all.push_back(tertial_period(first.year(), (first.number() - 1) / 4 + 1));
    }
  if (period.kind == PeriodKind::month)
    for (int back = kMonthsBack; back > 0; --back) all.push_back(month_period(period.first - back));
  return all;
}

/// The unit's months and printed figures, of one measure or all of them.
class History {
public:
  History(Measures::Impl &impl, db::Connection &c, Where where, Month first, const std::string *only)
      : impl_(impl), where_(where), today_(swedish_day(impl.clock.now())), keys_(impl.keys(c, false)) {
    store::CellAsk ask;
    ask.units = {where.unit}, ask.team = where.team;
    ask.first = std::min(first, this_month() - kMonthsBack - 1), ask.last = this_month();
    if (only != nullptr)
      if (const auto key = keys_.find(*only); key != keys_.end()) ask.measure = key->second;
    store::read_months(c, ask, [&](std::int64_t measure, int month, const Sums &sums) { months_[measure][month] = sums; });
    if (where.team != 0) return; // print speaks of the whole unit
    for (auto &p : store::read_printed(c, where.unit)) {
      if (p.sex) continue;
      if (const auto period = period_from_text(p.period)) given_[p.measure].push_back(*period);
      prints_.emplace(std::pair(p.measure, p.period), std::move(p));
    }
  }

  Month this_month() const { return month_containing(today_); }
  bool has_print(const std::string &id) const { return given_.count(id) != 0; }

  std::optional<Flag> far(const std::string &id, const Period &period) const { return far(id, period, figure(id, period)); }
  std::optional<Flag> far(const std::string &id, const Period &period, const Value &now) const {
    const plan::Compiled *m = impl_.version_at(id, period.last);
    if (m == nullptr || m->direct || of_others(m->definition.kind) || period.last >= this_month()) return std::nullopt;
    std::vector<Value> before;
    for (const Period &one : earlier(period))
      if (in_force(*m, one.first) && in_force(*m, one.last)) before.push_back(figure(id, one));
    return quality::outlier(m->definition, before, period, now);
  }
  std::optional<quality::Awaited> awaited(const Definition &d) const {
    const auto found = given_.find(d.id);
    if (!from_outside(d.kind) || found == given_.end()) return std::nullopt;
    return quality::overdue(d.every, found->second, today_);
  }
  std::optional<Flag> stopped(const std::string &id) const {
    const plan::Compiled *m = impl_.latest(id);
    const auto *all = months_of(id);
    if (m == nullptr || m->direct || all == nullptr) return std::nullopt;
    std::vector<quality::MonthCount> with_records;
    for (const auto &[month, sums] : *all)
      if (sums.n[kAll] > 0) with_records.push_back({Month{month}, static_cast<double>(sums.n[kAll])});
    return quality::stopped(m->definition, with_records, today_);
  }

private:
  Measures::Impl &impl_;
  Where where_;
  Date today_;
  std::map<std::string, std::int64_t> keys_;
  std::map<std::int64_t, std::map<int, Sums>> months_; ///< key of the measure → month → sums
  std::map<std::string, std::vector<Period>> given_;   ///< measure → periods that were typed or read in
  std::map<std::pair<std::string, std::string>, Measures::Printed> prints_;

  const std::map<int, Sums> *months_of(const std::string &id) const {
    const auto key = keys_.find(id);
    if (key == keys_.end()) return nullptr;
    const auto found = months_.find(key->second);
    return found == months_.end() ? nullptr : &found->second;
  }
  /// For everybody, as the pages show it.
  Value figure(const std::string &id, const Period &period) const {
    const plan::Compiled *m = impl_.version_at(id, period.last);
    Value value;
    if (m == nullptr) return value;
    if (!from_outside(m->definition.kind)) {
      Sums sums;
      rules::Setting setting;
      setting.in_use = false;
      if (const auto *months = months_of(id)) {
        setting.in_use = !months->empty() && months->begin()->first <= period.last.index;
        for (auto at = months->lower_bound(period.first.index); at != months->end() && at->first <= period.last.index; ++at) sums.add(at->second);
      }
      value = rules::figure(m->definition, sums, kAll, setting);
    }
    const auto print = prints_.find({id, to_text(period)});
    return print == prints_.end() ? value : rules::beside(m->definition, std::move(value), print->second);
  }
};

/// A flag and the figure that it stands at.
struct Found {
  std::size_t measure = 0, period = 0;
  Flag flag;
};

/// What a measure's figures say beside others' of the same period.
void related(const Measures::Impl &impl, const std::vector<std::string> &ids, const std::vector<std::vector<BySex>> &rows,
             const std::vector<Period> &periods, std::vector<Found> &found) {
  std::map<std::string, std::size_t, std::less<>> place;
  for (std::size_t i = 0; i < ids.size(); ++i) place.emplace(ids[i], i);
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (std::size_t p = 0; p < periods.size(); ++p) {
      const plan::Compiled *m = impl.version_at(ids[i], periods[p].last);
      if (m == nullptr || !m->definition.related()) continue;
      const auto at = [&](const std::string &id) -> quality::Figure {
        const plan::Compiled *other = impl.latest(id);
        const auto known = place.find(id);
        if (other == nullptr || known == place.end()) return {&m->definition, {}};
        return {&other->definition, rows[known->second][p]};
      };
      const quality::Figure own{&m->definition, rows[i][p]};
      const auto put = [&](std::optional<Flag> flag) {
        if (!flag) return;
        flag->period = periods[p];
        found.push_back({i, p, std::move(*flag)});
      };
      if (!m->definition.at_most.empty()) put(quality::above(own, at(m->definition.at_most)));
      if (!m->definition.same_as.empty()) put(quality::unlike(own, at(m->definition.same_as)));
      std::vector<quality::Figure> parts;
      for (const auto &part : m->definition.parts) parts.push_back(at(part));
      if (!parts.empty()) put(quality::not_the_sum(own, parts));
    }
}

/// The measures themselves, and after them those that they are compared with.
std::vector<std::string> with_related(const Measures::Impl &impl, const std::vector<std::string> &ids) {
  std::vector<std::string> all = ids;
  const auto add = [&](const std::string &id) {
    if (!id.empty() && std::find(all.begin(), all.end(), id) == all.end()) all.push_back(id);
  };
  for (const auto &id : ids)
    if (const plan::Compiled *m = impl.latest(id)) {
      add(m->definition.at_most);
      add(m->definition.same_as);
      for (const auto &part : m->definition.parts) add(part);
    }
  return all;
}

Month first_needed(const std::vector<Period> &periods) {
  Month first = periods.front().first;
  for (const Period &period : periods) {
    const auto before = earlier(period);
    if (!before.empty()) first = std::min(first, before.front().first);
  }
  return first;
}

} // namespace

std::vector<std::vector<BySex>> Measures::Impl::flagged(db::Connection &c, const std::vector<std::string> &ids, Where where,
                                                        const std::vector<Period> &periods, Flags flags, LastRead *last) {
  // Above the unit nobody is asked to look: it is the unit that knows.
  if (flags == Flags::own || periods.empty() || ids.empty()) return values(c, ids, where, periods, last);
  const auto all = with_related(*this, ids);
  auto rows = values(c, all, where, periods, last);
  std::vector<Found> found;
  related(*this, all, rows, periods, found);
  rows.resize(ids.size());
  const History history(*this, c, where, first_needed(periods), ids.size() == 1 ? ids.data() : nullptr);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const plan::Compiled *m = latest(ids[i]);
    if (m == nullptr) continue;
    const auto awaited = history.awaited(m->definition);
    const auto silent = history.stopped(ids[i]);
    for (std::size_t p = 0; p < periods.size(); ++p) {
      const Value &value = rows[i][p].all;
      const bool old = awaited && (periods[p] == awaited->last || (value.state == State::missing && periods[p].first > awaited->last.last));
      if (old) found.push_back({i, p, quality::old_figure(m->definition, *awaited)});
      if (silent && periods[p].first <= history.this_month() && periods[p].last >= history.this_month()) found.push_back({i, p, *silent});
      if (auto far = history.far(ids[i], periods[p], value)) found.push_back({i, p, std::move(*far)});
    }
  }
  for (const Found &one : found)
    if (one.measure < ids.size())
      quality::say(rows[one.measure][one.period].all, one.flag.what, flags == Flags::plain ? one.flag.plain : one.flag.words);
  return rows;
}

namespace {

/// What the figure itself says: whole, or the first sex that says something.
std::optional<Flag> own_flag(const Definition &d, const Period &period, const BySex &figures) {
  for (const int sex : {-1, 1, 2, 3, 0}) {
    const Value &value = sex < 0 ? figures.all : figures.sex[sex];
    if (value.odd == Odd::none || value.odd == Odd::definition) continue; // that a definition changed is known
    Flag flag;
    flag.what = value.odd, flag.measure = d.id, flag.period = period, flag.value = figures.all;
    flag.words =
        (sex < 0 ? std::string() : std::string(organisation::word(static_cast<Sex>(sex), organisation::people_from(d.people))) + ": ") + value.flag;
    flag.plain = flag.words;
    flag.figures = std::to_string(std::llround(value.value * 100)) + "/" + std::to_string(value.n);
    return flag;
  }
  return std::nullopt;
}

/// So many years are looked through, this one among them.
constexpr int kYears = 5, kMonths = 12;

} // namespace

std::vector<Flag> Measures::Impl::flags(db::Connection &c, std::int64_t unit, const std::vector<const Definition *> &of) {
  const Month now = month_containing(swedish_day(clock.now()));
  std::vector<Period> years, months;
  for (int year = now.year() - kYears + 1; year <= now.year(); ++year) years.push_back(year_period(year));
  for (int back = kMonths; back > 0; --back) months.push_back(month_period(now - back));
  const Where where{unit};
  const History history(*this, c, where, first_needed(years), nullptr);
  std::vector<std::string> ids;
  for (const Definition *d : of) {
    const plan::Compiled *m = latest(d->id);
    // What is counted anew for every period costs a question each, and contradicts only what it is compared with.
    if (m != nullptr && (!m->direct || d->related() || history.has_print(d->id))) ids.push_back(d->id);
  }
  const auto all = with_related(*this, ids);
  const auto rows = values(c, all, where, years);
  std::vector<Flag> flags;
  std::vector<Found> between;
  related(*this, all, rows, years, between);
  for (Found &one : between)
    if (one.measure < ids.size()) flags.push_back(std::move(one.flag));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const plan::Compiled *m = latest(ids[i]);
    for (std::size_t y = 0; y < years.size(); ++y) {
      if (auto flag = own_flag(m->definition, years[y], rows[i][y])) flags.push_back(std::move(*flag));
      if (auto flag = history.far(ids[i], years[y], rows[i][y].all)) flags.push_back(std::move(*flag));
    }
    for (const Period &month : months)
      if (auto flag = history.far(ids[i], month)) flags.push_back(std::move(*flag));
    if (const auto awaited = history.awaited(m->definition)) flags.push_back(quality::old_figure(m->definition, *awaited));
    if (auto flag = history.stopped(ids[i])) flags.push_back(std::move(*flag));
  }
  std::map<std::tuple<std::string, std::string, std::string>, Flag::Seen> seen;
  store::read_seen(c, unit, [&](const quality::Sight &s, const Flag::Seen &by) { seen[{s.measure, s.what, s.period}] = by; });
  for (Flag &flag : flags)
    if (const auto found = seen.find({flag.measure, std::string(quality::id_of(flag.what)), to_text(flag.period)}); found != seen.end())
      flag.seen = found->second;
  std::stable_sort(flags.begin(), flags.end(),
                   [](const Flag &a, const Flag &b) { return a.what != b.what ? a.what < b.what : a.period.last > b.period.last; });
  return flags;
}

std::vector<Flag> Measures::flags(std::int64_t unit, const std::vector<const Definition *> &of) const {
  auto c = impl_->pool.read();
  db::Transaction one_moment(*c, db::Mode::read);
  return impl_->flags(*c, unit, of);
}

Result<void> Measures::see(const access::Actor &actor, const quality::Sight &sight) {
  RT_CHECK(access::require(actor, access::May::edit_goals));
  const Definition *d = find(sight.measure);
  if (d == nullptr || !quality::odd_from(sight.what) || !period_from_text(sight.period) || sight.figures.size() > 400)
    return fail(ProblemKind::not_found, std::string(tr("Det finns inget att titta på där längre.")));
  constexpr std::size_t kMostNote = 1000;
  quality::Sight kept = sight;
  kept.note = std::string(trim(sight.note));
  if (kept.note.empty())
    return fail(ProblemKind::invalid, std::string(tr("Skriv vad du kom fram till.")),
                {{"note", std::string(tr("Skriv vad du kom fram till, till exempel: Stämmer, vi hade två nya grupper.")), 0}});
  if (kept.note.size() > kMostNote)
    return fail(ProblemKind::invalid, std::string(tr("Anteckningen är för lång.")),
                {{"note", tr_f("Skriv högst {0} tecken.", {std::to_string(kMostNote)}), 0}});
  auto c = impl_->pool.write();
  db::Transaction transaction(*c);
  store::write_seen(*c, actor.unit, kept, {kept.note, actor.name, to_iso(impl_->clock.now()), kept.figures}, actor.user);
  audit::append(*c, actor, impl_->clock.now(), {audit::Act::update, "measure:" + d->id, "uppföljning", "sett: " + kept.what + " " + kept.period});
  transaction.commit();
  return {};
}

} // namespace rt::measures
