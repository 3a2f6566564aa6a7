// All cells anew: one pass over each register, the sums in arrays; what differs from what is kept is written. And the proof that cells = records.
#include "modules/measures/impl.hpp"
#include <algorithm>
#include <atomic>
#include <cmath>
#include <future>
#include <iterator>
#include <tuple>

namespace rt::measures {
namespace {

constexpr std::int64_t kWorthThreads = 20000; // rows; fewer are read before another thread has begun
constexpr unsigned kMostThreads = 4;          // the people who work meanwhile need the database's readers too
// Cells that differ are written one by one while they are few; else all of them at once, which shuts out readers for a moment.
constexpr std::size_t kFewChanged = 1000, kWorthOneByOne = 20;

struct PlaceHash {
  std::size_t operator()(const store::CellKey &k) const {
    auto h = static_cast<std::uint64_t>(k.unit) * 0x9E3779B97F4A7C15ULL;
    h = (h ^ static_cast<std::uint64_t>(k.team)) * 0xC2B2AE3D27D4EB4FULL;
    h = (h ^ static_cast<std::uint64_t>(k.month)) * 0x165667B19E3779F9ULL;
    return static_cast<std::size_t>(h ^ (h >> 29));
  }
};

/// The sums of one register's measures. A measure takes room at a place when it has something to count there.
class Grid {
public:
  explicit Grid(std::size_t measures) : measures_(measures) {}
  std::uint32_t place(const store::CellKey &key) {
    if (!keys_.empty() && keys_[last_] == key) return last_; // rows lie together in time
    const auto [found, fresh] = places_.emplace(key, static_cast<std::uint32_t>(keys_.size()));
    if (fresh) {
      keys_.push_back(key);
      starts_.resize(starts_.size() + measures_, 0);
    }
    return last_ = found->second;
  }
  Sums *block(std::uint32_t place, std::size_t measure, std::size_t slots) {
    std::uint32_t &start = starts_[place * measures_ + measure];
    if (start == 0) {
      start = static_cast<std::uint32_t>(sums_.size()) + 1;
      sums_.resize(sums_.size() + slots);
    }
    return &sums_[start - 1];
  }
  /// Every place and measure that has sums.
  template<typename Fn> void each(Fn fn) const {
    for (std::uint32_t p = 0; p < keys_.size(); ++p)
      for (std::size_t m = 0; m < measures_; ++m)
        if (const auto start = starts_[p * measures_ + m]; start != 0) fn(keys_[p], m, &sums_[start - 1]);
  }

private:
  std::size_t measures_;
  std::unordered_map<store::CellKey, std::uint32_t, PlaceHash> places_;
  std::vector<store::CellKey> keys_;
  std::vector<std::uint32_t> starts_;
  std::vector<Sums> sums_;
  std::uint32_t last_ = 0;
};

/// The parts that are placed by the same date, so that the month is worked out once.
struct ByDate {
  int at = -1;
  struct One {
    const plan::Part *part;
    const plan::Compiled *measure;
    std::size_t number, slots;
  };
  std::vector<One> parts;
};

/// A share whose halves stand in two registers has rows from both. The rows are in order.
store::Cell together(const store::Cell &a, const store::Cell &b) {
  store::Cell cell = a;
  cell.whole.add(b.whole);
  auto parts = store::unpack(a.parts);
  for (const store::Part &other : store::unpack(b.parts)) {
    const auto same = std::find_if(parts.begin(), parts.end(), [&](const store::Part &p) { return p.split == other.split && p.part == other.part; });
    if (same != parts.end()) same->sums.add(other.sums);
    else parts.push_back(other);
  }
  std::sort(parts.begin(), parts.end(), [](const auto &x, const auto &y) { return std::tie(x.split, x.part) < std::tie(y.split, y.part); });
  cell.parts = store::pack(parts);
  return cell;
}
void add_same(std::vector<store::CellRow> &rows) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (kept > 0 && !store::before(rows[kept - 1], rows[i])) rows[kept - 1].cell = together(rows[kept - 1].cell, rows[i].cell);
    else if (kept++ != i) rows[kept - 1] = std::move(rows[i]);
  }
  rows.resize(kept);
}

} // namespace

store::Cell cell_of(const plan::Compiled &m, const Sums *block) {
  store::Cell cell;
  cell.whole = *block++;
  std::vector<store::Part> parts;
  for (std::size_t s = 0; s < m.definition.splits.size(); ++s)
    for (const auto &part : m.definition.splits[s].parts) {
      if (!block->empty()) parts.push_back({m.split_numbers[s], part.code, *block});
      ++block;
    }
  std::sort(parts.begin(), parts.end(), [](const auto &x, const auto &y) { return std::tie(x.split, x.part) < std::tie(y.split, y.part); });
  cell.parts = store::pack(parts);
  return cell;
}

std::vector<store::CellRow> Measures::Impl::evaluate_base(db::Connection &c, const plan::Base &b,
                                                          const std::map<std::string, std::int64_t> &key_by_measure, const TeamCodes &teams) const {
  std::vector<store::CellRow> rows;
  std::vector<ByDate> dates;
  std::vector<const plan::Compiled *> measures;
  std::set<int> tables, columns;
  for (const auto &part : b.parts) {
    const auto &m = measure(part.measure);
    if (m.direct) continue;
    auto same = std::find_if(dates.begin(), dates.end(), [&](const ByDate &d) { return d.at == part.at; });
    if (same == dates.end()) same = dates.insert(dates.end(), ByDate{part.at, {}});
    same->parts.push_back({&part, &m, measures.size(), slots(part)});
    measures.push_back(&m);
    tables.merge(link_tables_of(b, part));
    columns.merge(columns_of(b, part));
  }
  if (dates.empty()) return rows;
  const auto links = store::load_links(c, b, nullptr, 0, &tables);
  Evaluator evaluator(b, links, teams);
  Grid grid(measures.size());
  const auto count = [&](const double *row) {
    evaluator.on(row);
    const std::int64_t unit = static_cast<std::int64_t>(row[plan::kUnit]);
    const std::int64_t team = plan::nothing(row[plan::kTeam]) ? 0 : static_cast<std::int64_t>(row[plan::kTeam]);
    for (const ByDate &date : dates) {
      if (plan::nothing(row[date.at])) continue;
      const Month month = month_of_day(row[date.at]);
      std::uint32_t place = 0;
      bool placed = false;
      for (const auto &one : date.parts) {
        if (!in_force(*one.measure, month)) continue;
        const Contribution contribution = evaluator.part(*one.part, one.measure->definition.kind);
        if (!contribution.counts) continue;
        if (!placed) place = grid.place({unit, team, month.index}), placed = true;
        add(*one.part, contribution, row, grid.block(place, one.number, one.slots));
      }
    }
  };
  store::scan(c, b, {}, count, &columns);
  grid.each([&](const store::CellKey &key, std::size_t number, const Sums *block) {
    const plan::Compiled &m = *measures[number];
    const std::int64_t id = key_by_measure.at(m.definition.id);
    if (store::Cell cell = cell_of(m, block); !cell.empty()) rows.push_back({id, key, std::move(cell)});
  });
  return rows;
}

std::vector<store::CellRow> Measures::Impl::evaluate_all(db::Connection &c, const std::map<std::string, std::int64_t> &key_by_measure,
                                                         Sees sees) const {
  const TeamCodes teams = store::team_codes(c, plan.team_codes);
  std::vector<std::pair<std::int64_t, const plan::Base *>> bases; // the longest first, so that the last ones fill the gaps
  std::int64_t size = 0;
  for (const plan::Base &b : plan.bases)
    if (store::has_tables(c, b)) size += bases.emplace_back(store::size_of(c, b), &b).first;
  std::stable_sort(bases.begin(), bases.end(), [](const auto &a, const auto &b) { return a.first > b.first; });

  std::atomic<std::size_t> next = 0;
  const auto evaluate = [&](db::Connection &with) {
    std::vector<store::CellRow> rows;
    for (std::size_t i = next++; i < bases.size(); i = next++)
      for (auto &row : evaluate_base(with, *bases[i].second, key_by_measure, teams)) rows.push_back(std::move(row));
    std::sort(rows.begin(), rows.end(), store::before); // each thread its own
    return rows;
  };
  std::vector<std::future<std::vector<store::CellRow>>> others;
  if (sees == Sees::committed && size >= kWorthThreads)
    for (unsigned i = 1; i < std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads); ++i)
      others.push_back(std::async(std::launch::async, [&] { return evaluate(*pool.read()); }));
  auto rows = evaluate(c);
  for (auto &other : others) {
    auto theirs = other.get();
    const auto ours = static_cast<std::ptrdiff_t>(rows.size());
    rows.insert(rows.end(), std::make_move_iterator(theirs.begin()), std::make_move_iterator(theirs.end()));
    std::inplace_merge(rows.begin(), rows.begin() + ours, rows.end(), store::before);
  }
  add_same(rows);
  return rows;
}

namespace {

/// The kept cells and those just counted, side by side in one order: what only one of them has stands alone. `both` may not use the connection.
template<typename Fn> void kept_and_counted(db::Connection &c, const std::vector<store::CellRow> &fresh, Fn both) {
  auto f = fresh.begin();
  store::walk_cells(c, [&](const store::CellRow &stored) {
    for (; f != fresh.end() && store::before(*f, stored); ++f) both(nullptr, &*f);
    const bool same = f != fresh.end() && !store::before(stored, *f);
    both(&stored, same ? &*f : nullptr);
    if (same) ++f;
  });
  for (; f != fresh.end(); ++f) both(nullptr, &*f);
}

} // namespace

void Measures::Impl::rebuild(db::Connection &c, Sees sees) {
  db::Transaction transaction(c);
  const auto fresh = evaluate_all(c, keys(c, true), sees);
  std::vector<store::CellRow> changed; // an empty cell is one that goes
  kept_and_counted(c, fresh, [&](const store::CellRow *stored, const store::CellRow *counted) {
    if (counted == nullptr) changed.push_back({stored->measure, stored->key, {}});
    else if (stored == nullptr || !(stored->cell == counted->cell)) changed.push_back(*counted);
  });
  if (changed.size() > std::max(kFewChanged, fresh.size() / kWorthOneByOne)) store::replace_cells(c, fresh);
  else
    for (const auto &row : changed) store::write_cell(c, row.key, row.measure, row.cell);
  store::keep_fingerprints(c, fingerprints);
  transaction.commit();
}

void Measures::rebuild(db::Connection &connection) {
  const Sees sees = connection.in_transaction() ? Sees::uncommitted : Sees::committed;
  { // for itself: on PostgreSQL taking an index away shuts out readers, those that count with us too
    db::Transaction indexes(connection);
    store::make_indexes(connection, impl_->plan);
    indexes.commit();
  }
  db::Transaction transaction(connection);
  records::begin_alone(connection);
  impl_->rebuild(connection, sees);
  transaction.commit();
}

std::vector<Measures::Difference> Measures::check(db::Connection &connection) {
  std::vector<Difference> differences;
  const auto key_by_measure = impl_->keys(connection, true);
  const auto fresh = impl_->evaluate_all(connection, key_by_measure, connection.in_transaction() ? Sees::uncommitted : Sees::committed);
  std::map<std::int64_t, std::string> id_of;
  for (const auto &[id, key] : key_by_measure) id_of[key] = id;
  const auto compare = [&](const store::CellRow &where, const Sums &a, const Sums &b, const std::string &part) {
    for (int i = 0; i < 5; ++i) {
      std::string words =
          "unit " + std::to_string(where.key.unit) + ", team " + std::to_string(where.key.team) + ", " + to_iso(Month{where.key.month}) + part;
      if (i != kAll) words += ", " + std::string(organisation::id_of(static_cast<Sex>(i)));
      const auto differ = [&](double x, double y, const char *what) {
        if (std::abs(x - y) > 1e-6 * std::max(1.0, std::abs(x))) differences.push_back({id_of[where.measure], words + ", " + what, x, y});
      };
      differ(a.numerator[i], b.numerator[i], "numerator");
      differ(a.denominator[i], b.denominator[i], "denominator");
      differ(static_cast<double>(a.n[i]), static_cast<double>(b.n[i]), "n");
    }
  };
  const auto both = [&](const store::CellRow &where, const store::Cell &a, const store::Cell &b) {
    if (a == b) return;
    compare(where, a.whole, b.whole, "");
    if (a.parts == b.parts) return;
    std::map<std::pair<int, int>, std::pair<Sums, Sums>> parts;
    for (const auto &part : store::unpack(a.parts)) parts[{part.split, part.part}].first = part.sums;
    for (const auto &part : store::unpack(b.parts)) parts[{part.split, part.part}].second = part.sums;
    for (const auto &[which, sums] : parts)
      compare(where, sums.first, sums.second, ", split " + std::to_string(which.first) + " part " + std::to_string(which.second));
  };
  const store::Cell none;
  kept_and_counted(connection, fresh, [&](const store::CellRow *stored, const store::CellRow *counted) {
    both(stored != nullptr ? *stored : *counted, stored != nullptr ? stored->cell : none, counted != nullptr ? counted->cell : none);
  });
  return differences;
}

} // namespace rt::measures
