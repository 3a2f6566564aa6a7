#pragma once
// From sums to a figure that a person may read: pure, no clock and no SQL.
#include "modules/measures/evaluate.hpp"

namespace rt::measures::rules {

/// What is known about the place besides its sums.
struct Setting {
  bool begun = true;          ///< the period has started
  bool in_use = true;         ///< the register had records for this measure by the end of the period
  bool version_break = false; ///< the definition changed inside the period
  bool couples = false;       ///< one record may count people of several sexes
};
Value figure(const Definition &definition, const Sums &sums, int index, const Setting &setting);
/// Sets the printed value beside the computed one: records win, a difference is told.
Value beside(const Definition &definition, Value computed, const Measures::Printed &printed);
/// An index whose parts are printed too is shown as printed; what the parts give is told when it differs.
Value index_beside(const Definition &definition, const Value &computed, const Measures::Printed &printed);
/// Flags what cannot be: parts that do not sum, a share over 100.
void flag(const Definition &definition, BySex &value, const Setting &setting);
/// One figure per so many of another; missing when either is, or when there is nothing to divide by.
Value ratio(const Value &above, const Value &below, double per);
double rounded(double value, int decimals);

} // namespace rt::measures::rules
