#include "modules/measures/evaluate.hpp"
#include <algorithm>
#include <bit>
#include <tuple>

namespace rt::measures {
namespace {

using plan::Code;
using plan::Link;
using plan::Node;
using plan::nothing;
using plan::Pick;

double moved(double day, double n, char unit) {
  const Date date{static_cast<std::int32_t>(day)};
  const int count = static_cast<int>(n);
  switch (unit) {
  case 'w': return day + 7.0 * count;
  case 'm': return add_months(date, count).days;
  case 'y': return add_months(date, 12 * count).days;
  default: return day + count;
  }
}

double truth_value(bool b) { return b ? 1 : 0; }

} // namespace

namespace {
/// Rows without a date stand first, on both databases.
struct Order {
  double key, date, id;
  std::uint32_t row;
  bool operator<(const Order &o) const { return std::tie(key, date, id) < std::tie(o.key, o.date, o.id); }
};
} // namespace

void LinkRows::index() {
  const auto count = static_cast<std::uint32_t>(rows.size());
  std::vector<Order> order(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const double *row = rows.row(i);
    const double date = row[plan::kLinkDate];
    order[i] = {row[plan::kLinkKey], nothing(date) ? -1e18 : date, row[plan::kLinkId], i};
  }
  if (!std::is_sorted(order.begin(), order.end())) {
    std::sort(order.begin(), order.end());
    std::vector<double> sorted;
    sorted.reserve(rows.data.size());
    for (const Order &o : order) sorted.insert(sorted.end(), rows.row(o.row), rows.row(o.row) + rows.width);
    rows.data.swap(sorted);
  }
  keys_.clear(), starts_.clear();
  const auto highest = count == 0 ? 0 : static_cast<std::int64_t>(order.back().key);
  dense_ = count > 0 && order.front().key >= 0 && highest < 8 * std::int64_t{count} + 1024 ? highest + 1 : 0;
  if (dense_ > 0) {
    starts_.assign(static_cast<std::size_t>(dense_) + 1, 0);
    for (const Order &o : order) ++starts_[static_cast<std::size_t>(o.key) + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    return;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto key = static_cast<std::int64_t>(order[i].key);
    if (keys_.empty() || keys_.back() != key) keys_.push_back(key), starts_.push_back(i);
  }
  starts_.push_back(count);
}

std::pair<std::uint32_t, std::uint32_t> LinkRows::of(std::int64_t key) const {
  if (dense_ > 0) {
    if (key < 0 || key >= dense_) return {0, 0};
    return {starts_[static_cast<std::size_t>(key)], starts_[static_cast<std::size_t>(key) + 1]};
  }
  const auto found = std::lower_bound(keys_.begin(), keys_.end(), key);
  if (found == keys_.end() || *found != key) return {0, 0};
  const auto i = static_cast<std::size_t>(found - keys_.begin());
  return {starts_[i], starts_[i + 1]};
}

Evaluator::Evaluator(const plan::Base &base, const std::vector<LinkRows> &links, const TeamCodes &teams)
    : base_(base), links_(links), teams_(teams), memory_(base.links.size()), remembered_(base.links.size()) {}

void Evaluator::on(const double *row) {
  row_ = row;
  std::fill(remembered_.begin(), remembered_.end(), 0);
}

// A comparison with a missing value is false, also for !=: what is not known fulfils nothing.
double Evaluator::compare(const Node &n, const double *row) {
  const double a = node(n.a, row), b = node(n.b, row);
  if (nothing(a) || nothing(b)) return 0;
  constexpr double kNear = 1e-9; // tenths as doubles
  switch (n.code) {
  case Code::equal: return truth_value(std::abs(a - b) < kNear);
  case Code::not_equal: return truth_value(std::abs(a - b) >= kNear);
  case Code::less: return truth_value(a < b - kNear);
  case Code::less_equal: return truth_value(a <= b + kNear);
  case Code::greater: return truth_value(a > b + kNear);
  default: return truth_value(a >= b - kNear);
  }
}

double Evaluator::within(const Node &n, const double *row) {
  const double day = node(n.a, row), anchor = node(n.b, row);
  if (nothing(day) || nothing(anchor)) return 0;
  const double end = moved(anchor, n.after ? n.number : -n.number, n.unit);
  return truth_value(n.after ? day >= anchor && day <= end : day <= anchor && day >= end);
}

double Evaluator::node(int number, const double *row) {
  const Node &n = base_.nodes[static_cast<std::size_t>(number)];
  switch (n.code) {
  case Code::number: return n.number;
  case Code::column: return row[n.a];
  case Code::team: {
    const auto found = nothing(row[n.a]) ? teams_.end() : teams_.find(static_cast<std::int64_t>(row[n.a]));
    return found == teams_.end() ? plan::kNothing : found->second;
  }
  case Code::linked: return linked(n.a);
  case Code::age: {
    const double day = node(n.a, row), born = node(n.b, row);
    if (nothing(day) || nothing(born) || born == 0) return plan::kNothing;
    return year_of(Date{static_cast<std::int32_t>(day)}) - born;
  }
  case Code::cutoff: {
    const double age = node(n.a, row);
    for (const auto &cutoff : n.instrument->cutoffs)
      if (!nothing(age) && age >= cutoff.from_age && age <= cutoff.to_age) return cutoff.value;
    return plan::kNothing;
  }
  case Code::both: return truth_value(truth(n.a, row) && truth(n.b, row));
  case Code::either: return truth_value(truth(n.a, row) || truth(n.b, row));
  case Code::negate: return truth_value(!truth(n.a, row));
  case Code::is_set: return truth_value(!nothing(node(n.a, row)));
  case Code::is_missing: return truth_value(nothing(node(n.a, row)));
  case Code::in: {
    const double v = node(n.a, row);
    return truth_value(!nothing(v) && std::find(n.list.begin(), n.list.end(), v) != n.list.end());
  }
  case Code::has: {
    const double v = node(n.a, row);
    return truth_value(!nothing(v) && ((static_cast<std::uint64_t>(v) >> static_cast<int>(n.number)) & 1U) != 0);
  }
  case Code::within: return within(n, row);
  case Code::add: return node(n.a, row) + node(n.b, row);
  case Code::subtract: return node(n.a, row) - node(n.b, row);
  case Code::multiply: return node(n.a, row) * node(n.b, row);
  default: return compare(n, row);
  }
}

double Evaluator::linked(int number) {
  const auto i = static_cast<std::size_t>(number);
  if (remembered_[i] == 0) {
    memory_[i] = pick(base_.links[i]);
    remembered_[i] = 1;
  }
  return memory_[i];
}

/// Whose rows are compared: the counted row's own, else the first in the list who has at least two, else the first who
/// has any.
double Evaluator::group_of(const Link &link, std::uint32_t first, std::uint32_t last) const {
  if (link.by_base >= 0) return row_[link.by_base];
  const Rows &rows = links_[static_cast<std::size_t>(link.table)].rows;
  double any = plan::kNothing;
  for (double code : link.order) {
    int count = 0;
    for (std::uint32_t i = first; i < last; ++i)
      if (rows.row(i)[link.by_column] == code) ++count;
    if (count >= 2) return code;
    if (count == 1 && nothing(any)) any = code;
  }
  return any;
}

bool Evaluator::belongs(const Link &link, const double *linked_row, double group) {
  if (link.not_itself && linked_row[plan::kLinkId] == row_[plan::kId]) return false;
  if (link.by_column >= 0 && linked_row[link.by_column] != group) return false;
  if (link.side != 0) {
    const double anchor = row_[link.anchor], day = linked_row[plan::kLinkDate];
    if (nothing(anchor) || nothing(day)) return false;
    if (link.side > 0 ? day < anchor : day > anchor) return false;
    if (link.within > 0) {
      const double end = moved(anchor, link.side * link.within, link.unit);
      if (link.side > 0 ? day > end : day < end) return false;
    }
  }
  return truth(link.filter, linked_row);
}

double Evaluator::pick(const Link &link) {
  const bool counts = link.pick == Pick::count || link.pick == Pick::exists;
  const LinkRows &table = links_[static_cast<std::size_t>(link.table)];
  const double key = row_[base_.link_tables[static_cast<std::size_t>(link.table)].base_key];
  const auto [first, last] = nothing(key) ? std::pair<std::uint32_t, std::uint32_t>{0, 0} : table.of(static_cast<std::int64_t>(key));
  if (first == last) return counts ? 0 : plan::kNothing;
  const double group = link.by_column >= 0 ? group_of(link, first, last) : 0;
  double result = plan::kNothing, sum = 0;
  int count = 0;
  for (std::uint32_t i = first; i < last; ++i) {
    const double *row = table.rows.row(i);
    if (!belongs(link, row, group)) continue;
    if (!counts) {
      const double v = row[link.column];
      if (nothing(v)) continue;
      if (link.pick == Pick::first && count > 0) break;
      if (link.pick == Pick::first || link.pick == Pick::last || count == 0) result = v;
      if (link.pick == Pick::lowest) result = std::min(result, v);
      if (link.pick == Pick::highest) result = std::max(result, v);
      sum += v;
    }
    ++count;
  }
  if (link.pick == Pick::count) return count;
  if (link.pick == Pick::exists) return truth_value(count > 0);
  if (link.pick == Pick::sum && count > 0) return sum;
  if (link.pick == Pick::mean && count > 0) return sum / count;
  return result;
}

Contribution Evaluator::part(const plan::Part &part, Kind kind) {
  Contribution c;
  if (!truth(part.of, row_)) return c;
  const bool holds = truth(part.condition, row_);
  c.value = part.value >= 0 ? node(part.value, row_) : 1;
  if (part.value >= 0 && nothing(c.value)) return c;
  switch (kind) {
  case Kind::share:
  case Kind::ontime:
    c.denominator = part.role == plan::Role::numerator ? 0 : truth_value(part.role == plan::Role::whole || holds);
    c.numerator = part.role == plan::Role::denominator ? 0 : truth_value(holds);
    break;
  case Kind::distinct: // of persons: the same rule, told apart afterwards
    c.denominator = part.role == plan::Role::numerator ? 0 : truth_value(part.role == plan::Role::whole || holds);
    c.numerator = part.role == plan::Role::denominator ? 0 : truth_value(holds);
    if (part.of < 0 && part.role == plan::Role::whole) c.denominator = c.numerator;
    break;
  case Kind::mean:
  case Kind::change:
  case Kind::median:
    c.numerator = holds ? c.value : 0;
    c.denominator = truth_value(holds);
    break;
  default: c.numerator = holds ? c.value : 0;
  }
  const bool sums = kind == Kind::sum || is_mean(kind) || kind == Kind::median;
  c.counts = sums ? holds : c.numerator > 0 || c.denominator > 0;
  return c;
}

void Sums::add(const Contribution &c, const double *row) {
  if (!c.counts) return;
  numerator[kAll] += c.numerator;
  denominator[kAll] += c.denominator;
  ++n[kAll];
  for (int sex = 0; sex < organisation::kSexes; ++sex) {
    const double weight = people(row, sex);
    if (nothing(weight) || weight <= 0) continue;
    numerator[sex] += weight * c.numerator;
    denominator[sex] += weight * c.denominator;
    ++n[sex];
  }
}

void Sums::add(const Sums &other) {
  for (int i = 0; i < 5; ++i) {
    numerator[i] += other.numerator[i];
    denominator[i] += other.denominator[i];
    n[i] += other.n[i];
  }
}

bool Sums::empty() const { return *this == Sums{}; }

int part_of(const plan::Part &part, const plan::SplitBy &by, const double *row) {
  const double v = row[by.column];
  if (nothing(v) || by.several) return 0;
  if (by.ages.empty()) {
    for (std::size_t i = 0; i < by.codes.size(); ++i)
      if (by.codes[i] == v) return static_cast<int>(i) + 1;
    return 0;
  }
  const double day = row[part.at >= 0 ? part.at : part.from];
  if (v == 0 || nothing(day)) return 0;
  const int age = year_of(Date{static_cast<std::int32_t>(day)}) - static_cast<int>(v);
  for (std::size_t i = 0; i < by.ages.size(); ++i)
    if (age >= by.ages[i].first && age <= by.ages[i].second) return static_cast<int>(i) + 1;
  return 0;
}

std::size_t slots(const plan::Part &part) {
  std::size_t count = 1;
  for (const auto &by : part.splits) count += by.parts();
  return count;
}

void add(const plan::Part &part, const Contribution &c, const double *row, Sums *block) {
  if (!c.counts) return;
  block->add(c, row);
  ++block;
  for (const auto &by : part.splits) {
    each_part(part, by, row, [&](int i) { block[i].add(c, row); });
    block += by.parts();
  }
}

void Pile::add(Kind kind, const Contribution &c, const double *row) {
  if (!c.counts) return;
  for (int i = 0; i < 5; ++i) {
    if (i != kAll && !(people(row, i) > 0)) continue;
    if (kind == Kind::median) {
      values[i].push_back(c.value);
      continue;
    }
    if (kind != Kind::distinct) { // a count or share over what goes on in the period
      sums_.add(c, row);
      return;
    }
    if (c.numerator > 0) numerator[i].push_back(c.value);
    if (c.denominator > 0) denominator[i].push_back(c.value);
  }
}

namespace {

/// How many different values. A table of twice their number is quicker than to sort them: a unit's page tells tens of thousands apart.
std::int64_t told_apart(const std::vector<double> &values) {
  int digits = 4; // of the table's size, in twos
  while ((std::size_t{1} << digits) < 2 * values.size()) ++digits;
  const std::size_t size = std::size_t{1} << digits;
  constexpr std::uint64_t kFree = ~std::uint64_t{0}; // no value: a number's bits are never all set
  std::vector<std::uint64_t> table(size, kFree);
  std::int64_t count = 0;
  for (const double value : values) {
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0); // -0 is 0
    std::size_t place = bits * 0x9E3779B97F4A7C15ULL >> (64 - digits);
    while (table[place] != kFree && table[place] != bits) place = (place + 1) & (size - 1);
    if (table[place] == bits) continue;
    table[place] = bits;
    ++count;
  }
  return count;
}

} // namespace

Sums Pile::sums(Kind kind) const {
  if (kind != Kind::distinct && kind != Kind::median) return sums_;
  Sums s;
  for (int i = 0; i < 5; ++i) {
    if (kind == Kind::distinct) {
      s.n[i] = told_apart(denominator[i]);
      s.numerator[i] = static_cast<double>(told_apart(numerator[i]));
      s.denominator[i] = static_cast<double>(s.n[i]);
      continue;
    }
    auto sorted = values[i];
    std::sort(sorted.begin(), sorted.end());
    const auto count = sorted.size();
    s.n[i] = static_cast<std::int64_t>(count);
    s.denominator[i] = static_cast<double>(count);
    if (count > 0) s.numerator[i] = count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
  }
  return s;
}

} // namespace rt::measures
