#pragma once
// What the pages of this module share: the question as it was asked, and its form. Internal.
#include "modules/explore/explore.hpp"

namespace rt::explore::pages {

/// What an address may ask for: every pack's measures, and of the units' own only the reader's.
std::vector<measures::Definition> known_to(const Deps &deps, const access::Actor &actor);
/// A question as it was kept or travelled in a form: "m=clients&per=ar".
Question question_of(const Deps &deps, const access::Actor &actor, std::string_view query);

struct View {
  const Deps &deps;
  const access::Actor &actor;
  Question question;
  std::vector<organisation::Team> teams;
  Date today;
  std::vector<LevelChoice> levels = {};   ///< above the unit, for those who may look there
  std::vector<std::string> left_out = {}; ///< measures that were asked for beyond the most
  bool swapped = false, shortened = false, coarser = false;
  bool only_own = false; ///< asked for more than the unit by somebody who may not, or who has nothing above it
};

std::string home_of(const View &view, const measures::Definition &definition);
/// What the unit is shown, and what the question asks for besides.
std::vector<const measures::Definition *> choices_of(const View &view);
void question_form(html::Out &out, const View &view);

} // namespace rt::explore::pages
