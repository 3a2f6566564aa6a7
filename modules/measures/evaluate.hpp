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
/// Linked rows in order of key, date and id.
struct LinkRows {
  Rows rows;
  std::unordered_map<std::int64_t, std::pair<std::uint32_t, std::uint32_t>> by_key; ///< key → [first, last)
  void index();
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

/// Distinct values and medians: kept whole, because they do not add up.
struct Pile {
  std::set<double> numerator[5], denominator[5];
  std::vector<double> values[5];
  void add(Kind kind, const Contribution &c, const double *row);
  Sums sums(Kind kind) const;

private:
  Sums sums_; ///< of what adds up row by row, though not month by month
};

/// Is the version of the measure in force in that month?
inline bool in_force(const plan::Compiled &m, Month month) { return month >= m.first && month <= m.last; }
inline Month month_of_day(double day) { return month_containing(Date{static_cast<std::int32_t>(day)}); }

} // namespace rt::measures
