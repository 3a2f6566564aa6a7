#pragma once
// What the pages of this module share. Internal.
#include "modules/explore/explore.hpp"

namespace rt::explore::pages {

/// What an address may ask for: every pack's measures, and of the units' own only the reader's.
std::vector<measures::Definition> known_to(const Deps &deps, const access::Actor &actor);
/// A question as it was kept or travelled in a form: "m=clients&per=ar".
Question question_of(const Deps &deps, const access::Actor &actor, std::string_view query);

} // namespace rt::explore::pages
