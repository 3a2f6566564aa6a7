#pragma once
// The one evaluator: what a row adds to a measure. Cells, direct figures, lineage and rebuild all come through here.
#include "modules/measures/plan.hpp"
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>

namespace rt::measures {

/// Rows of one table, one after another.
struct Rows {
  std::size_t width = 0;
  std::vector<double> data;
  std::size_t size() const { return width == 0 ? 0 : data.size() / width; }
  const double *row(std::size_t i) const { return data.data() + i * width; }
};
/// Linked rows in order of key, date and id: a person's history is one run of them.
struct LinkRows {
  Rows rows;
  void index();                                                       ///< puts the rows in order
  std::pair<std::uint32_t, std::uint32_t> of(std::int64_t key) const; ///< [first, last)

private:
  std::vector<std::int64_t> keys_;    ///< in order; empty when `first_of_` is used
  std::vector<std::uint32_t> starts_; ///< of each key's run, and the end; by key itself when the keys are dense
  std::int64_t dense_ = 0;            ///< keys are below this
};
/// Team id → place in Plan::team_codes; teams that no measure names are absent.
using TeamCodes = std::unordered_map<std::int64_t, int>;

struct Contribution {
  bool counts = false; ///< the row is behind the figure
  double numerator = 0, denominator = 0;
  double value = 0; ///< what is told apart or ranked (distinct, median)
};

/// Evaluates the rows of one base. Linked values are remembered per row, so that measures share them.
class Evaluator {
public:
  Evaluator(const plan::Base &base, const std::vector<LinkRows> &links, const TeamCodes &teams);
  void on(const double *row);
  Contribution part(const plan::Part &part, Kind kind);
  double node(int node, const double *row);

private:
  const plan::Base &base_;
  const std::vector<LinkRows> &links_;
  const TeamCodes &teams_;
  const double *row_ = nullptr;
  std::vector<double> memory_;
  std::vector<char> remembered_;
  bool truth(int node, const double *row) { return node < 0 || this->node(node, row) > 0; }
  double linked(int number);
  double pick(const plan::Link &link);
  double group_of(const plan::Link &link, std::uint32_t first, std::uint32_t last) const;
  bool belongs(const plan::Link &link, const double *linked_row, double group);
  double compare(const plan::Node &n, const double *row);
  double within(const plan::Node &n, const double *row);
};

/// Sums for all (index 4) and for each sex code (0-3).
inline constexpr int kAll = 4;
struct Sums {
  double numerator[5] = {}, denominator[5] = {};
  std::int64_t n[5] = {};
  void add(const Contribution &c, const double *row);
  void add(const Sums &other);
  bool empty() const;
  bool operator==(const Sums &) const = default;
};
/// How many people of that sex the row counts; a couple gives one viewpoint and counts in two sexes.
inline double people(const double *row, int sex) { return row[plan::kN0 + sex]; }

/// One measure at one place: the whole first, then the parts of each split in turn.
std::size_t slots(const plan::Part &part);
void add(const plan::Part &part, const Contribution &c, const double *row, Sums *block);
/// The parts of a split that a row belongs to, by place: 0 = not known. Only a field with several choices gives more than one.
template<typename Fn> void each_part(const plan::Part &part, const plan::SplitBy &by, const double *row, Fn fn);

/// Distinct values and medians: kept whole, because they do not add up.
struct Pile {
  std::vector<double> numerator[5], denominator[5]; ///< with repeats: told apart at the end
  std::vector<double> values[5];
  void add(Kind kind, const Contribution &c, const double *row);
  Sums sums(Kind kind) const;

private:
  Sums sums_; ///< of what adds up row by row, though not month by month
};

int part_of(const plan::Part &part, const plan::SplitBy &by, const double *row);
template<typename Fn> void each_part(const plan::Part &part, const plan::SplitBy &by, const double *row, Fn fn) {
  if (!by.several || plan::nothing(row[by.column]) || row[by.column] == 0) return fn(part_of(part, by, row));
  const auto set = static_cast<std::uint64_t>(row[by.column]);
  for (std::size_t i = 0; i < by.codes.size(); ++i)
    if (((set >> by.codes[i]) & 1U) != 0) fn(static_cast<int>(i) + 1);
}

/// Is the version of the measure in force in that month?
inline bool in_force(const plan::Compiled &m, Month month) { return month >= m.first && month <= m.last; }
inline Month month_of_day(double day) { return month_containing(Date{static_cast<std::int32_t>(day)}); }

} // namespace rt::measures
