#pragma once
// How a measure's rows are divided besides by sex and team: age groups, and the choices of a field.
#include "modules/measures/plan.hpp"

namespace rt::measures::plan {

struct MadeSplit {
  Split split;
  SplitBy by;
};
/// `groups`: "0-12, 13-17, 18-"; "" = those usual for children or for everybody. A language::Mistake is thrown.
MadeSplit split_by_age(const std::string &groups, const std::string &people);
MadeSplit split_by_field(const definitions::Field &field, int column);

} // namespace rt::measures::plan
