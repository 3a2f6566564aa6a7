// Keeps the dates equal to what the records say: in the same transaction as a change, once after a bulk, and again from
// nothing when the rules are others.
#include "modules/deadlines/impl.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <chrono>
#include <thread>

namespace rt::deadlines {

using definitions::FieldType;
using records::Record;

namespace {

constexpr int kAtOnce = 500;
constexpr int kBeside = 100; ///< while others work: a few hundredths of a second each
constexpr std::chrono::milliseconds kBreath{2};
constexpr std::int64_t kMostAtStart = 5000; ///< records; more than a start may wait for
constexpr std::int64_t kLockSpace = std::int64_t{900} << 48;

std::optional<Moment> field_moment(const Record &record, const std::string &field) {
  return record.has(field) ? moment_from(record.text(field)) : std::nullopt;
}
std::optional<Date> field_day(const Record &record, const std::string &field) {
  const auto at = field.empty() ? std::nullopt : field_moment(record, field);
  return at ? std::optional(at->day) : std::nullopt;
}

std::optional<Moment> start_of(const Watched &w, const Deadline &rule, const Record &record, const States &states) {
  if (!starts_with(rule.from, "state:")) return field_moment(record, rule.from.empty() ? w.reg->date_field : rule.from);
  const auto *state = w.reg->state(rule.from.substr(6));
  std::optional<Moment> start; // the last time that it came there: a case that was opened again
  for (const auto &[code, at] : states)
    if (state != nullptr && code == state->code) start = at;
  return start;
}

/// When the rule ceased to ask: the day that the condition itself names, else when the state came, else the last change.
Date end_of(const Watched &w, const Deadline &rule, const Record &record, const States &states) {
  std::optional<Date> end;
  if (const auto parsed = definitions::parse_condition(rule.until); parsed.value) {
    std::vector<std::string> fields;
    definitions::fields_of(*parsed.value, fields);
    for (const auto &id : fields) {
      const auto *field = w.reg->field(id);
      if (field == nullptr || (field->type != FieldType::date && field->type != FieldType::datetime)) continue;
      if (const auto day = field_day(record, id)) end = std::max(end.value_or(*day), *day);
    }
  }
  if (end) return *end;
  for (const auto &[code, at] : states)
    if (code == record.state) end = at.day;
  if (end) return *end;
  const auto changed = moment_from(record.updated_at);
  return changed ? changed->day : Date{};
}

void staff_of(const Watched &w, const Deadline &rule, const Record &record, Kept &k) {
  k.staff = record.staff;
  const auto *field = rule.responsible.empty() ? nullptr : w.reg->field(rule.responsible);
  if (field == nullptr || !record.has(field->id)) return;
  const auto ids = split(record.text(field->id), ',');
  k.staff = parse_integer(ids[0]).value_or(0);
  if (ids.size() > 1) k.other_staff = parse_integer(ids[1]).value_or(0);
}

std::int64_t key_in(const std::string &field, const Record &record) {
  if (field.empty()) return record.id;
  if (field == "contact" && record.contact != 0) return record.contact;
  if (field == "person" && record.person != 0) return record.person;
  return record.integer(field);
}

} // namespace

namespace {

/// By what a record finds those that meet its rule: the first that it has.
const Source *source_for(const Source &source, const Record &record) {
  if (key_in(source.key_field, record) != 0) return &source;
  for (const auto &other : source.otherwise)
    if (key_in(other.key_field, record) != 0) return &other;
  return nullptr;
}

/// What other records say: for each version of a rule, and each way to find them, the moments by the key that they share.
using There = std::map<std::pair<const Deadline *, const Source *>, std::map<std::int64_t, std::vector<store::MetThere>>>;

There what_others_say(db::Connection &c, const Watched &w, const std::vector<Record> &loaded, Date today) {
  There there;
  for (const auto &[rule, source] : w.sources) {
    if (source.kind != Source::Kind::other) continue;
    std::map<const Source *, std::set<std::int64_t>> keys;
    for (const auto &record : loaded)
      if (const auto *way = source_for(source, record); way != nullptr) keys[way].insert(key_in(way->key_field, record));
    for (const auto &[way, those] : keys) {
      auto &by_key = there[{rule, way}];
      for (auto &met : store::met_there(c, *way, *rule, {those.begin(), those.end()}))
        if (rule->met_when.empty() || records::holds(*way->reg, met.there, rule->met_when, today).value_or(false))
          by_key[met.key].push_back(std::move(met));
    }
  }
  return there;
}

void what_meets(const Watched &w, const Deadline &rule, const Record &record, const Moment &start, const States &states, There &there, Date today,
                Facts &facts) {
  const auto &source = w.sources.at(&rule);
  if (source.kind == Source::Kind::field) {
    facts.early_counts = true;
    if (rule.met_when.empty() || records::holds(*w.reg, record, rule.met_when, today).value_or(false))
      if (const auto met = field_moment(record, source.field->id)) facts.met.push_back(*met);
  } else if (source.kind == Source::Kind::state) {
    facts.early_counts = true;
    for (const auto &[code, at] : states)
      if (code == source.state) facts.met.push_back(at);
  } else if (source.kind == Source::Kind::other) {
    // The next of the same kind is one that comes after: an earlier follow-up does not meet what this one agreed.
    const auto *way = source_for(source, record);
    if (way == nullptr) return;
    for (const auto &met : there[{&rule, way}][key_in(way->key_field, record)])
      if (source.reg != w.reg || (met.record != record.id && met.at.day > start.day)) facts.met.push_back(met.at);
  }
}

Facts facts_of(const Watched &w, const Deadline &rule, const Record &record, const Moment &start, const States &states, There &there, Date today) {
  const auto holds = [&](const std::string &condition) { return records::holds(*w.reg, record, condition, today).value_or(false); };
  Facts facts;
  facts.start = start;
  facts.applies = rule.when.empty() || holds(rule.when);
  if (!facts.applies) return facts;
  facts.before = field_day(record, rule.before);
  if (const auto from = field_day(record, rule.suspended_from)) facts.pauses.push_back({*from, field_day(record, rule.suspended_to)});
  if (rule.extended_why.empty() || record.has(rule.extended_why)) facts.extended_to = field_day(record, rule.extended_to);
  if (!rule.until.empty() && holds(rule.until)) facts.ended_on = end_of(w, rule, record, states);
  what_meets(w, rule, record, start, states, there, today, facts);
  return facts;
}

} // namespace

std::vector<Deadlines::Impl::Worked> Deadlines::Impl::work_out(db::Connection &c, const Watched &w, const std::vector<std::int64_t> &ids) const {
  std::vector<Worked> all;
  if (ids.empty()) return all;
  const auto loaded = store::load(c, w, ids);
  if (loaded.empty()) return all;
  std::map<std::int64_t, States> states;
  if (w.needs_states) states = store::states(c, w, ids);
  const Date today = this->today();
  auto there = what_others_say(c, w, loaded, today);
  for (const auto &record : loaded) {
    const auto &came = states[record.id];
    for (const auto *rule : w.rules)
      for (const auto *version : rule->versions) {
        const auto start = version->of_unit ? std::nullopt : start_of(w, *version, record, came);
        if (!start || version_at(rule->versions, start->day) != version) continue;
        const auto facts = facts_of(w, *version, record, *start, came, there, today);
        if (auto found = occurrences({version}, facts, today); !found.empty()) all.push_back({record, facts, rule, std::move(found)});
        break;
      }
  }
  return all;
}

std::vector<Deadlines::Impl::Worked> Deadlines::Impl::work_out_unit(db::Connection &c, const Watched &w, std::int64_t unit) const {
  std::vector<Worked> all;
  for (const auto *rule : w.rules) {
    if (!rule->newest().of_unit) continue;
    Worked one;
    one.rule = rule;
    one.record.unit = unit;
    one.facts.met = store::met_in_unit(c, w.sources.at(&rule->newest()), rule->newest(), unit, today());
    if (one.facts.met.empty()) continue; // nothing known of the unit's rhythm yet: the first record begins it
    std::sort(one.facts.met.begin(), one.facts.met.end());
    one.facts.start = Moment{window_of(rule->newest().per, one.facts.met.front().day).first};
    one.occurrences = occurrences(rule->versions, one.facts, today());
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Kept> Deadlines::Impl::kept_of(const Watched &w, const Worked &worked) const {
  std::vector<Kept> rows;
  for (const auto &o : worked.occurrences) {
    Kept k;
    k.register_id = w.reg->id;
    k.record = worked.record.id;
    k.rule = worked.rule->id;
    k.rule_from = o.rule->valid_from;
    k.occurrence = o.number;
    k.unit = worked.record.unit;
    k.team = worked.record.team;
    k.person = worked.record.person;
    if (k.record != 0) staff_of(w, *o.rule, worked.record, k);
    k.started = to_stored(o.start);
    k.target = to_iso(o.days.target);
    // A time that rests has no last day; what is done has the one that it was measured by.
    if (o.phase != Phase::resting) k.last = to_iso(o.days.last);
    if (o.days.last_at >= 0) k.last_at = to_iso(o.days.last_at);
    if (o.met) k.met = to_stored(*o.met);
    k.phase = o.phase;
    k.times = o.times;
    k.done = o.done;
    k.days_left = o.days.left;
    k.paused_days = o.days.paused_days;
    k.per_period = !o.rule->per.empty();
    k.extended = o.days.extended_to.has_value();
    rows.push_back(std::move(k));
  }
  if (!rows.empty() && rows.back().per_period && !worked.facts.ended_on) rows.back().live = true;
  return rows;
}

std::vector<Kept> Deadlines::Impl::fresh(db::Connection &c, const Watched &w, const std::vector<std::int64_t> &ids) const {
  std::vector<Kept> all;
  for (const auto &worked : work_out(c, w, ids)) {
    auto rows = kept_of(w, worked);
    all.insert(all.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  }
  return all;
}

std::vector<Kept> Deadlines::Impl::fresh_unit(db::Connection &c, const Watched &w, std::int64_t unit) const {
  std::vector<Kept> all;
  for (const auto &worked : work_out_unit(c, w, unit)) {
    auto rows = kept_of(w, worked);
    all.insert(all.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  }
  return all;
}

void Deadlines::Impl::mark(Marks &marks, const definitions::Register &reg, const Record &record) const {
  if (const auto found = watched.find(reg.id); found != watched.end()) {
    const auto &w = found->second;
    marks.records[&w].insert(record.id);
    if (std::any_of(w.rules.begin(), w.rules.end(), [](const auto *rule) { return rule->newest().of_unit; })) marks.units[&w].insert(record.unit);
  }
  const auto others = meets.find(reg.id);
  if (others == meets.end()) return;
  for (const auto &m : others->second) {
    const auto key = key_in(m.source->link_field, record);
    if (key == 0) continue;
    if (m.source->key_field.empty()) marks.records[m.watched].insert(key);
    else marks.shared.insert({m, key});
  }
}

void Deadlines::Impl::process(db::Connection &c, Marks &marks, bool lock) {
  for (const auto &[m, key] : marks.shared)
    for (const auto id : store::sharing(c, *m.watched, *m.source, key)) marks.records[m.watched].insert(id);
  std::map<int, std::pair<const Watched *, std::vector<std::int64_t>>> ordered; // one order for every writer
  for (const auto &[w, ids] : marks.records) ordered[w->number] = {w, {ids.begin(), ids.end()}};
  // Two writers at once would each work out the date without the other's record: the second waits until the first is done.
  if (lock && c.backend() == db::Backend::postgres)
    for (const auto &[number, work] : ordered)
      for (const auto id : work.second)
        c.query("SELECT pg_advisory_xact_lock(?)", {kLockSpace + (std::int64_t{number} << 36) + (id & ((std::int64_t{1} << 36) - 1))},
                [](const db::Row &) {});
  for (const auto &[number, work] : ordered) {
    const auto &[w, ids] = work;
    for (std::size_t at = 0; at < ids.size(); at += kAtOnce) {
      const std::vector<std::int64_t> some(ids.begin() + static_cast<std::ptrdiff_t>(at),
                                           ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), at + kAtOnce)));
      store::replace(c, store::kept(c, *w, some), fresh(c, *w, some));
    }
  }
  for (const auto &[w, units] : marks.units)
    for (const auto unit : units) store::replace(c, store::kept_of_unit(c, *w, unit), fresh_unit(c, *w, unit));
}

void Deadlines::changed(db::Connection &c, const records::Change &change) {
  const auto &id = change.reg->id;
  if (impl_->watched.find(id) == impl_->watched.end() && impl_->meets.find(id) == impl_->meets.end()) return;
  Marks now;
  Marks *marks = &now;
  {
    const std::scoped_lock lock(impl_->mutex);
    const auto bulk = impl_->bulk.find(std::this_thread::get_id());
    if (bulk != impl_->bulk.end()) marks = &bulk->second; // this thread's own
  }
  for (const auto *record : {change.before, change.after})
    if (record != nullptr) impl_->mark(*marks, *change.reg, *record);
  if (marks == &now) impl_->process(c, now, true);
}

void Deadlines::begin_bulk() {
  const std::scoped_lock lock(impl_->mutex);
  impl_->bulk[std::this_thread::get_id()] = {};
}

void Deadlines::end_bulk(db::Connection &c) {
  Marks work;
  {
    const std::scoped_lock lock(impl_->mutex);
    const auto mine = impl_->bulk.find(std::this_thread::get_id());
    if (mine == impl_->bulk.end()) return;
    work = std::move(mine->second);
    impl_->bulk.erase(mine);
  }
  impl_->process(c, work, false);
}

bool Deadlines::stale(db::Connection &c) {
  const auto stored = c.scalar("SELECT fingerprint FROM deadline_rules WHERE number = 1");
  const auto *text = std::get_if<std::string>(&stored);
  return text == nullptr ? !impl_->rules.empty() : *text != impl_->fingerprint;
}

void Deadlines::rebuild(db::Connection &c) {
  db::Transaction tx(c);
  c.exec("DELETE FROM deadline");
  for (const auto &[id, w] : impl_->watched) {
    for (auto ids = store::next_ids(c, w, 0, kAtOnce); !ids.empty(); ids = store::next_ids(c, w, ids.back(), kAtOnce))
      store::replace(c, {}, impl_->fresh(c, w, ids));
    for (const auto unit : store::units_of(c, w)) store::replace(c, {}, impl_->fresh_unit(c, w, unit));
  }
  c.exec("DELETE FROM deadline_rules");
  c.exec("INSERT INTO deadline_rules (number, fingerprint) VALUES (1, ?)", {impl_->fingerprint});
  tx.commit();
}

void Deadlines::rebuild_rhythms(db::Connection &c) {
  db::Transaction tx(c);
  Marks marks;
  for (const auto &[id, w] : impl_->watched)
    for (const auto unit : store::units_of(c, w)) marks.units[&w].insert(unit);
  impl_->process(c, marks, true);
  tx.commit();
}

bool Deadlines::is_large(db::Connection &c) const {
  std::int64_t records = 0;
  for (const auto &[id, w] : impl_->watched) records += c.count("SELECT COALESCE(MAX(id), 0) FROM " + records::table_name(*w.reg));
  return records > kMostAtStart;
}

bool Deadlines::rebuild_beside(const std::function<bool()> &stopped) {
  const auto work = [&](Marks marks) {
    auto lease = impl_->pool.write();
    db::Transaction tx(*lease);
    records::wait_for_bulk(*lease);
    impl_->process(*lease, marks, true);
    tx.commit();
  };
  const auto next = [&](const Watched &w, std::int64_t after) { return store::next_ids(*impl_->pool.read(), w, after, kBeside); };
  for (const auto &[id, w] : impl_->watched) {
    for (auto ids = next(w, 0); !ids.empty(); ids = next(w, ids.back())) {
      if (stopped()) return false;
      Marks marks;
      marks.records[&w].insert(ids.begin(), ids.end());
      work(std::move(marks));
      std::this_thread::sleep_for(kBreath); // those who wait to write come in between
    }
    Marks units;
    for (const auto unit : store::units_of(*impl_->pool.read(), w)) units.units[&w].insert(unit);
    work(std::move(units));
  }
  auto lease = impl_->pool.write();
  db::Transaction tx(*lease);
  std::vector<std::string> gone; // registers that no longer have any rule
  lease->query("SELECT DISTINCT register_id FROM deadline", {}, [&](const db::Row &row) {
    if (impl_->watched.find(row.text(0)) == impl_->watched.end()) gone.push_back(row.str(0));
  });
  for (const auto &reg : gone) lease->exec("DELETE FROM deadline WHERE register_id = ?", {reg});
  lease->exec("DELETE FROM deadline_rules");
  lease->exec("INSERT INTO deadline_rules (number, fingerprint) VALUES (1, ?)", {impl_->fingerprint});
  tx.commit();
  return true;
}

namespace {

std::string words_of(const Kept &k) {
  return k.started + " " + k.target + " " + k.last + " " + k.met + " " + std::to_string(static_cast<int>(k.phase)) + " " + std::to_string(k.done) +
         "/" + std::to_string(k.times) + " " + std::to_string(k.team) + " " + std::to_string(k.staff) + " " + std::to_string(k.person) +
         (k.live ? " +" : "");
}

void compare(const Watched &w, const std::map<Key, Kept> &stored, const std::vector<Kept> &fresh, std::vector<Difference> &differences) {
  std::map<Key, Kept> should;
  for (const auto &k : fresh) should.emplace(key_of(k), k);
  const auto where = [&](const Key &key) {
    return w.reg->id + " " + std::to_string(key.record) + " " + key.rule + " " + std::to_string(key.occurrence);
  };
  for (const auto &[key, k] : stored) {
    const auto found = should.find(key);
    if (found == should.end()) differences.push_back({where(key), words_of(k), ""});
    else if (found->second != k) differences.push_back({where(key), words_of(k), words_of(found->second)});
  }
  for (const auto &[key, k] : should)
    if (stored.count(key) == 0) differences.push_back({where(key), "", words_of(k)});
}

} // namespace

std::vector<Difference> Deadlines::check(db::Connection &c) {
  std::vector<Difference> differences;
  std::int64_t seen = 0;
  for (const auto &[id, w] : impl_->watched) {
    for (auto ids = store::next_ids(c, w, 0, kAtOnce); !ids.empty(); ids = store::next_ids(c, w, ids.back(), kAtOnce)) {
      const auto stored = store::kept(c, w, ids);
      seen += static_cast<std::int64_t>(stored.size());
      compare(w, stored, impl_->fresh(c, w, ids), differences);
    }
    for (const auto unit : store::units_of(c, w)) {
      const auto stored = store::kept_of_unit(c, w, unit);
      seen += static_cast<std::int64_t>(stored.size());
      compare(w, stored, impl_->fresh_unit(c, w, unit), differences);
    }
  }
  // Those of records that are gone, or of rules that no pack has any more.
  if (const auto all = c.count("SELECT COUNT(*) FROM deadline"); all != seen)
    differences.push_back({"deadline", std::to_string(all), std::to_string(seen)});
  return differences;
}

void Deadlines::roll() {
  const Date day = impl_->today();
  {
    const std::scoped_lock lock(impl_->mutex);
    if (impl_->rolled == day.days) return;
  }
  Marks marks;
  {
    auto lease = impl_->pool.read();
    lease->query("SELECT register_id, record_id, unit_id FROM deadline WHERE live = 1 AND last_day < ?", {to_iso(day)}, [&](const db::Row &row) {
      const auto found = impl_->watched.find(row.text(0));
      if (found == impl_->watched.end()) return;
      if (row.integer(1) != 0) marks.records[&found->second].insert(row.integer(1));
      else marks.units[&found->second].insert(row.integer(2));
    });
  }
  if (!marks.empty()) {
    auto lease = impl_->pool.write();
    db::Transaction tx(*lease);
    impl_->process(*lease, marks, false);
    tx.commit();
  }
  const std::scoped_lock lock(impl_->mutex);
  impl_->rolled = day.days;
}

} // namespace rt::deadlines
