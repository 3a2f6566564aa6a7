#pragma once
// Every measure that has cells as a person would write it in SQL: one GROUP BY over its register for the whole, and one more for each
// split. What the engine is compared with.
#include "modules/measures/plan.hpp"
#include "platform/db/db.hpp"
#include <string>
#include <vector>

namespace rt::bench {

struct Query {
  std::string measure, sql;
  bool whole = false; ///< not of a split: its fourth column is what stands above the line
};
/// Measures whose question has no plain SQL are named in `left_out`.
std::vector<Query> queries(const measures::plan::Plan &plan, db::Backend backend, std::vector<std::string> &left_out);
/// The tables that those queries read, each once, as one bare reading of all rows.
std::vector<std::string> bare_reads(const measures::plan::Plan &plan);

} // namespace rt::bench
