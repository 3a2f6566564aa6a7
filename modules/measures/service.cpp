// Keeps the cells equal to the records: marks what a change touches, counts those places again, rebuilds, checks.
#include "modules/measures/impl.hpp"
#include "modules/measures/words.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <cmath>

namespace rt::measures {
namespace {

constexpr std::size_t kTooMany = 2000; // places; past this one scan per register is quicker than place by place

void tables_of_node(const plan::Base &base, int number, std::set<int> &tables) {
  if (number < 0) return;
  const plan::Node &n = base.nodes[static_cast<std::size_t>(number)];
  if (n.code == plan::Code::linked) {
    tables.insert(base.links[static_cast<std::size_t>(n.a)].table);
    return;
  }
  if (n.code == plan::Code::column || n.code == plan::Code::team || n.code == plan::Code::number) return;
  tables_of_node(base, n.a, tables);
  tables_of_node(base, n.b, tables);
}

/// What of the counted row a node looks at. A linked value looks at what finds the linked rows.
void columns_of_node(const plan::Base &base, int number, std::set<int> &columns) {
  if (number < 0) return;
  const plan::Node &n = base.nodes[static_cast<std::size_t>(number)];
  if (n.code == plan::Code::number) return;
  if (n.code == plan::Code::column || n.code == plan::Code::team) {
    columns.insert(n.a);
    return;
  }
  if (n.code == plan::Code::linked) {
    const plan::Link &link = base.links[static_cast<std::size_t>(n.a)];
    columns.insert(base.link_tables[static_cast<std::size_t>(link.table)].base_key);
    if (link.not_itself) columns.insert(plan::kId);
    if (link.side != 0) columns.insert(link.anchor);
    if (link.by_base >= 0) columns.insert(link.by_base);
    return;
  }
  columns_of_node(base, n.a, columns);
  columns_of_node(base, n.b, columns);
}

double stored_day(const plan::Column &column, const records::Record &record) {
  if (column.field == nullptr || !record.has(column.field->id)) return plan::kNothing;
  const std::string text = record.text(column.field->id);
  if (column.read == plan::Read::moment)
    if (const Instant at = from_iso(text); at >= 0) return swedish_day(at).days;
  const auto date = date_from_iso(column.read == plan::Read::month ? text + "-01" : text.substr(0, 10));
  return date ? date->days : plan::kNothing;
}
double stored_day(const plan::Column &column, const records::GroupRow &row) {
  records::Record alone;
  if (const auto found = row.find(column.field->id); found != row.end()) alone.values[column.field->id] = found->second;
  return stored_day(column, alone);
}

std::int64_t key_in(const plan::LinkTable &link, const records::Record &record) {
  if (link.key_sql == "id" || link.table.group != nullptr) return record.id;
  if (link.key_sql == "contact_id") return record.contact;
  if (link.key_sql == "person_id") return record.person;
  return record.integer(link.key_sql);
}

} // namespace

std::set<int> link_tables_of(const plan::Base &base, const plan::Part &part) {
  std::set<int> tables;
  for (int node : {part.of, part.condition, part.value}) tables_of_node(base, node, tables);
  return tables;
}

std::set<int> columns_of(const plan::Base &base, const plan::Part &part) {
  std::set<int> columns{plan::kUnit, plan::kTeam, plan::kN0, plan::kN1, plan::kN2, plan::kN3};
  for (int node : {part.of, part.condition, part.value}) columns_of_node(base, node, columns);
  for (int column : {part.at, part.from, part.to})
    if (column >= 0) columns.insert(column);
  for (const auto &by : part.splits) columns.insert(by.column);
  return columns;
}

void Measures::Impl::prepare() {
  for (std::size_t i = 0; i < plan.measures.size(); ++i) {
    const auto &m = plan.measures[i];
    versions[m.definition.id].push_back(static_cast<int>(i));
    fingerprints[m.definition.id] += m.fingerprint + "\n";
  }
  for (const auto &m : plan.measures) {
    if (&m != latest(m.definition.id)) continue;
    definitions.push_back(m.definition);
    Text &reads = definitions.back().reads;
    if (!reads.sv.empty()) continue;
    const i18n::Scope swedish(Lang::sv);
    reads.sv = words::reading(cat, m);
    const i18n::Scope english(Lang::en);
    reads.en = words::reading(cat, m);
  }
  for (const auto &b : plan.bases) {
    auto &by_at = cells_read.emplace_back();
    auto &direct = direct_reads.emplace_back();
    for (const auto &part : b.parts) {
      if (measure(part.measure).direct) {
        direct[{part.at, part.from, part.to}].merge(columns_of(b, part));
      } else if (part.at >= 0) {
        by_at[part.at].columns.merge(columns_of(b, part));
        by_at[part.at].tables.merge(link_tables_of(b, part));
      }
    }
  }
}

const plan::Compiled *Measures::Impl::latest(std::string_view id) const {
  const auto found = versions.find(id);
  return found == versions.end() ? own_measure(id) : &measure(found->second.back());
}
const plan::Compiled *Measures::Impl::version_at(std::string_view id, Month month) const {
  const auto found = versions.find(id);
  if (found == versions.end()) return own_measure(id);
  for (int i : found->second)
    if (in_force(measure(i), month)) return &measure(i);
  return nullptr;
}

std::map<std::string, std::int64_t> Measures::Impl::keys(db::Connection &c, bool write) {
  const std::lock_guard lock(mutex);
  if (key_of.size() < fingerprints.size()) key_of = store::keys(c, fingerprints, write, nullptr);
  return key_of;
}

Pending &Measures::Impl::mine() { return pending[std::this_thread::get_id()]; }

void Measures::Impl::mark_record(Pending &p, const records::Record &record, const definitions::Register &reg) const {
  if (record.deleted) return;
  for (std::size_t b = 0; b < plan.bases.size(); ++b) {
    if (plan.bases[b].table.reg->id != reg.id) continue;
    for (const auto &[at, reads] : cells_read[b]) {
      const plan::Column &column = plan.bases[b].table.columns[static_cast<std::size_t>(at)];
      const auto mark = [&, at = at](double day) {
        if (!plan::nothing(day)) p.marks.insert({{record.unit, record.team, month_of_day(day).index}, static_cast<int>(b), at});
      };
      if (column.from == 'r') {
        mark(stored_day(column, record));
        continue;
      }
      const auto rows = record.groups.find(plan.bases[b].table.group->id);
      if (rows != record.groups.end())
        for (const auto &row : rows->second) mark(stored_day(column, row));
    }
    for (const auto &part : plan.bases[b].parts) // no cells to count again, but open pages want to know
      if (measure(part.measure).direct) p.told[record.unit].insert(measure(part.measure).definition.id);
  }
}

void Measures::Impl::mark_links(Pending &p, const records::Record &record, const definitions::Register &reg) const {
  for (std::size_t b = 0; b < plan.bases.size(); ++b)
    for (std::size_t t = 0; t < plan.bases[b].link_tables.size(); ++t) {
      const auto &link = plan.bases[b].link_tables[t];
      if (link.table.reg->id != reg.id) continue;
      const std::int64_t key = key_in(link, record);
      if (key != 0) p.links.insert({static_cast<int>(b), static_cast<int>(t), key});
      for (const auto &part : plan.bases[b].parts)
        if (measure(part.measure).direct && link_tables_of(plan.bases[b], part).count(static_cast<int>(t)) != 0)
          p.told[record.unit].insert(measure(part.measure).definition.id);
    }
}

void Measures::Impl::look_up(db::Connection &c, const std::set<LinkMark> &links, std::set<Mark> &marks) const {
  for (const LinkMark &link : links) {
    std::vector<int> ats;
    for (const auto &[at, reads] : cells_read[static_cast<std::size_t>(link.base)])
      if (reads.tables.count(link.table) != 0) ats.push_back(at);
    if (ats.empty()) continue;
    const plan::Base &b = base(link.base);
    store::places(c, b, b.link_tables[static_cast<std::size_t>(link.table)].base_key, link.key, ats,
                  [&](std::int64_t unit, std::int64_t team, const std::vector<double> &days) {
                    for (std::size_t i = 0; i < ats.size(); ++i)
                      if (!plan::nothing(days[i])) marks.insert({{unit, team, month_of_day(days[i]).index}, link.base, ats[i]});
                  });
  }
}

std::map<int, std::vector<Sums>> Measures::Impl::evaluate_cell(db::Connection &c, const store::CellKey &cell,
                                                               const std::set<std::pair<int, int>> &places, const TeamCodes &teams) const {
  std::map<int, std::vector<Sums>> sums;
  const Month month{cell.month};
  for (const auto &[b, at] : places) {
    const plan::Base &one = base(b);
    const Reads &reads = cells_read[static_cast<std::size_t>(b)].at(at);
    const auto where = store::Where{}.unit(cell.unit).team(cell.team).dates(one.table.columns[static_cast<std::size_t>(at)], month, month);
    const auto loaded = store::load(c, one, where, &reads.tables, &reads.columns);
    Evaluator evaluator(one, loaded.links, teams);
    for (std::size_t i = 0; i < loaded.rows.size(); ++i) {
      const double *row = loaded.rows.row(i);
      if (month_of_day(row[at]) != month) continue;
      evaluator.on(row);
      for (const auto &part : one.parts) {
        const auto &m = measure(part.measure);
        if (part.at != at || m.direct || !in_force(m, month)) continue;
        auto &block = sums[part.measure];
        if (block.empty()) block.resize(slots(part));
        add(part, evaluator.part(part, m.definition.kind), row, block.data());
      }
    }
  }
  return sums;
}

void Measures::Impl::refresh(db::Connection &c, const std::set<Mark> &marks, std::map<std::int64_t, std::set<std::string>> &told) {
  if (marks.empty()) return;
  const auto key_by_measure = keys(c, true);
  const TeamCodes teams = store::team_codes(c, plan.team_codes);
  std::map<store::CellKey, std::set<std::pair<int, int>>> by_cell;
  for (const Mark &mark : marks) by_cell[mark.cell].insert({mark.base, mark.at});
  // Two writers at once would each count without the other's record: the second waits until the first is done.
  if (c.backend() == db::Backend::postgres)
    for (auto it = by_cell.begin(); it != by_cell.end();) {
      const std::int64_t unit = it->first.unit;
      c.query("SELECT pg_advisory_xact_lock(?)", {(std::int64_t{500} << 40) + unit}, [](const db::Row &) {});
      while (it != by_cell.end() && it->first.unit == unit) ++it;
    }
  for (auto &[cell_key, places] : by_cell) {
    std::set<int> touched;
    for (const auto &[b, at] : std::set<std::pair<int, int>>(places))
      for (const auto &part : base(b).parts) {
        const auto &m = measure(part.measure);
        if (part.at != at || m.direct || !in_force(m, Month{cell_key.month})) continue;
        touched.insert(part.measure);
        for (const auto &other : m.parts) places.insert({other.base, this->part(other).at}); // both halves of a share over two registers
      }
    auto fresh = evaluate_cell(c, cell_key, places, teams);
    auto stored = store::read_cell(c, cell_key);
    for (int number : touched) {
      const plan::Compiled &m = measure(number);
      const std::int64_t key = key_by_measure.at(m.definition.id);
      auto &block = fresh[number];
      block.resize(slots(part(m.parts.front())));
      const store::Cell cell = cell_of(m, block.data());
      if (cell == stored[key]) continue;
      store::write_cell(c, cell_key, key, cell);
      told[cell_key.unit].insert(m.definition.id);
    }
  }
}

Measures::Measures(db::Pool &pool, const definitions::Catalog &catalog, const Clock &clock) : impl_(std::make_unique<Impl>(pool, catalog, clock)) {
  impl_->prepare();
  auto c = pool.read();
  impl_->load_own(*c);
}
Measures::~Measures() = default;
const std::vector<definitions::Finding> &Measures::findings() const { return impl_->plan.findings; }
const std::vector<Definition> &Measures::definitions() const {
  const std::shared_lock lock(impl_->own_mutex);
  return impl_->generations.back();
}
std::vector<const Definition *> Measures::definitions_of(std::int64_t unit, const std::vector<std::string> &packs) const {
  std::vector<const Definition *> found;
  for (const auto &d : definitions())
    if (d.own_of != 0 ? d.own_of == unit : impl_->cat.keeps_file(packs, d.file)) found.push_back(&d);
  return found;
}
const Definition *Measures::find(std::string_view id) const {
  const auto *m = impl_->latest(id);
  return m == nullptr ? nullptr : &m->definition;
}
std::vector<Definition> Measures::versions(std::string_view id) const {
  std::vector<Definition> all;
  if (const auto found = impl_->versions.find(id); found != impl_->versions.end())
    for (int i : found->second) all.push_back(impl_->measure(i).definition);
  return all;
}
Measures::Card Measures::card(std::string_view id) const {
  const auto *m = impl_->latest(id);
  if (m == nullptr) return {};
  return {words::counted(impl_->cat, *m), words::counted_of(impl_->cat, *m), words::moment(impl_->cat, *m)};
}
const definitions::Catalog &Measures::catalog() const { return impl_->cat; }
bool Measures::stale(db::Connection &connection) const {
  bool stale = false;
  store::keys(connection, impl_->fingerprints, false, &stale);
  return stale || store::lacks_indexes(connection, impl_->plan);
}

void Measures::changed(db::Connection &connection, const records::Change &change) {
  Pending work;
  {
    const std::lock_guard lock(impl_->mutex);
    Pending &p = impl_->mine();
    if (!p.everything)
      for (const records::Record *record : {change.before, change.after})
        if (record != nullptr) {
          impl_->mark_record(p, *record, *change.reg);
          impl_->mark_links(p, *record, *change.reg);
        }
    if (p.bulk) {
      if (p.marks.size() + p.links.size() > kTooMany) p.everything = true, p.marks.clear(), p.links.clear();
      return;
    }
    work.marks.swap(p.marks);
    work.links.swap(p.links);
  }
  impl_->look_up(connection, work.links, work.marks);
  impl_->refresh(connection, work.marks, work.told);
  const std::lock_guard lock(impl_->mutex);
  for (auto &[unit, ids] : work.told) impl_->mine().told[unit].merge(ids);
}

void Measures::begin_bulk() {
  const std::lock_guard lock(impl_->mutex);
  Pending &p = impl_->mine();
  p = {};
  p.bulk = true;
}

void Measures::end_bulk(db::Connection &connection) {
  Pending work;
  {
    const std::lock_guard lock(impl_->mutex);
    work = std::move(impl_->mine());
    impl_->pending.erase(std::this_thread::get_id());
  }
  if (!work.everything) impl_->look_up(connection, work.links, work.marks);
  if (work.everything || work.marks.size() > kTooMany) {
    impl_->rebuild(connection, Sees::uncommitted);
    std::vector<std::int64_t> units;
    connection.query("SELECT DISTINCT unit_id FROM cell", {}, [&](const db::Row &row) { units.push_back(row.integer(0)); });
    for (std::int64_t unit : units)
      for (const auto &d : impl_->definitions) work.told[unit].insert(d.id);
  } else {
    impl_->refresh(connection, work.marks, work.told);
  }
  const std::lock_guard lock(impl_->mutex);
  impl_->mine().told = std::move(work.told);
}

void Measures::committed() {
  std::map<std::int64_t, std::set<std::string>> told;
  {
    const std::lock_guard lock(impl_->mutex);
    const auto mine = impl_->pending.find(std::this_thread::get_id());
    if (mine == impl_->pending.end() || mine->second.bulk) return;
    told.swap(mine->second.told);
    impl_->pending.erase(mine);
  }
  if (!impl_->tell) return;
  for (auto &[unit, ids] : told) {
    for (const auto &m : impl_->plan.measures) // an index moves with its parts
      for (const auto &id : m.index_of)
        if (ids.count(id) != 0) ids.insert(m.definition.id);
    if (!ids.empty()) impl_->tell(unit, {ids.begin(), ids.end()});
  }
}

void Measures::on_change(std::function<void(std::int64_t, const std::vector<std::string> &)> tell) { impl_->tell = std::move(tell); }

} // namespace rt::measures
