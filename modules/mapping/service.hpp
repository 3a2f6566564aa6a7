#pragma once
// Inside the module: a tool as it is for one reader, and what somebody does with it, through the records engine.
#include "modules/mapping/mapping.hpp"
#include "modules/mapping/rules.hpp"

namespace rt::mapping {

using access::Actor;
using access::May;

/// A record opened as its tool.
struct Sheet {
  const Register *reg = nullptr;
  Tool tool;
  Record record;
  std::string child; ///< the first name of whom it is about; no family name, no number
  bool writes = false;
  std::string why_not; ///< why the reader cannot write, as a sentence
};
Result<Sheet> open(const Deps &deps, const Actor &actor, std::string_view register_id, std::int64_t id);

struct Outcome {
  Done done;
  int version = 0;
};
/// Puts the act on the record as it is now. Somebody who saves at the same moment is never written over: the act is put on
/// top of theirs.
Result<Outcome> act(const Deps &deps, const Actor &actor, const Sheet &sheet, Act act);
/// Takes back a removal: the card as it was before `version`, to the place where it lay.
Result<Outcome> put_back(const Deps &deps, const Actor &actor, const Sheet &sheet, int version, std::string_view part, std::size_t at);

/// The child's drawing: a PNG or JPEG, told by its content, in the record's own field.
Result<void> hang_up(const Deps &deps, const Actor &actor, const Sheet &sheet, std::string_view filename, std::string_view bytes);

/// The person's records of the register, the newest first.
std::vector<Record> all_of(const Deps &deps, const Actor &actor, const Register &reg, std::int64_t person);
/// A new, empty one for the person.
Result<std::int64_t> begin(const Deps &deps, const Actor &actor, const Register &reg, std::int64_t person);
/// The tools of the packs that the reader's unit has chosen.
std::vector<const Register *> tools_of(const Deps &deps, const Actor &actor);

/// What other screens listen to; holds no name and no number of a person.
std::string topic_of(const Sheet &sheet);
Date today(const Deps &deps);
/// What readings are logged with.
inline constexpr std::string_view kPurpose = "arbete på delad skärm";

} // namespace rt::mapping
