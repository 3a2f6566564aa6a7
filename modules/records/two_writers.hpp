#pragma once
// Inside the module: two people have changed the same record since they both read it. What only one of them changed is
// taken as it is; what both changed is for a human to choose. Nothing that anybody wrote is thrown away.
#include "modules/records/records.hpp"

namespace rt::records {

struct Meeting {
  Record merged;                  ///< mine, with what only they changed
  std::vector<std::string> taken; ///< fields and groups that only they changed, by id, in the form's order
  std::vector<std::string> both;  ///< those that both changed, differently
};
/// `base` = what I read, `theirs` = what is stored now, `mine` = what I wrote.
Meeting meet(const definitions::Register &reg, const Record &base, const Record &theirs, const Record &mine);

enum class Choice { mine, theirs, both };
Choice choice_from(std::string_view text); ///< "deras", "bada", else mine
/// Can the two be kept, one under the other? Texts and rows can; a date cannot.
bool can_keep_both(const definitions::Register &reg, std::string_view id);
/// Puts the choice for a field or group onto my draft.
void choose(const definitions::Register &reg, std::string_view id, Choice choice, const Record &theirs, Record &mine);

} // namespace rt::records
