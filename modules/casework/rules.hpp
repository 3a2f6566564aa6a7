#pragma once
// What is decided here without a clock or a database.
#include "modules/casework/casework.hpp"

namespace rt::casework {

/// "3,7" of a staff list, in the order they were chosen.
std::vector<std::int64_t> staff_ids(std::string_view text);
std::string staff_text(const std::vector<std::int64_t> &ids);

/// What is missing in one open case.
struct Facts {
  std::string last_note; ///< "" = none
  std::string opened;
  std::string next_due; ///< of the first open task; "" = none
  bool has_step = false, deadline_late = false, child = false;
  int handlers = 0, guardians = 0, guardians_contacted = 0;
};
std::vector<Gap> gaps(const Facts &facts, const CaseHabits &habits, Date today);

/// A piece of a text; `gendered` words tell of the sex of somebody.
struct Piece {
  std::string text;
  bool gendered = false;
};
/// "hon", "pappa", "dottern" … found as whole words, whatever their case; the text is otherwise unchanged.
std::vector<Piece> flag_gendered(std::string_view text);
int gendered_words(const std::vector<Piece> &pieces);
/// The text with everything that names the person or their family taken out: names, personnummer.
std::string without_names(std::string_view text, const std::vector<std::string> &names);

/// What a person may be marked with (C01). Ids are stored, words shown.
struct Flag {
  std::string_view id, words;
};
std::vector<Flag> flags();

/// Three circles around the person, for the eye; the list beside says the same. Names inside, professionals as squares.
std::string circles_svg(const std::vector<NetworkPerson> &people, std::string_view centre);

} // namespace rt::casework
