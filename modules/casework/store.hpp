#pragma once
// All SQL of the module. It reads the registers' tables (written by modules/records only) and owns case_watch, case_habits and
// case_handover. Registers and fields that are not installed are simply not there.
#include "modules/casework/rules.hpp"

namespace rt::casework::store {

using access::Actor;

/// The registers that the module knows by name; null when their pack is not installed.
struct Known {
  const definitions::Register *cases = nullptr, *task = nullptr, *note = nullptr, *network = nullptr, *household = nullptr;
  explicit Known(const definitions::Catalog &catalog);
};
/// "r.number", or "NULL" when the register lacks the field.
std::string column(const definitions::Register &reg, std::string_view field, std::string_view alias = "r");
/// "1, 2": the states that are not final, or "" when the register has none.
std::string open_states(const definitions::Register &reg);

Timeline timeline(db::Connection &c, const definitions::Catalog &catalog, const Actor &actor, const TimelineQuery &query, bool with_words);

enum class Leads { scope, where }; ///< which of the two conditions is the shorter way to the rows
/// `where` is appended to the scope (" AND r.person_id = ?"), its values in `args` after the scope's.
std::vector<CaseLine> cases(db::Connection &c, const Known &known, const access::Scope &scope, const std::string &where, const db::Values &args,
                            int limit, Leads leads);
/// "?, ?, …" for the ids, values appended; padded to fifties so that there are few texts to prepare.
std::string id_list(const std::vector<std::int64_t> &ids, db::Values &args);
/// Open tasks of the cases, the one that is due first per case; one query.
std::map<std::int64_t, NextStep> next_steps(db::Connection &c, const Known &known, const access::Scope &scope, const std::vector<CaseLine> &lines);
std::map<std::int64_t, std::string> last_notes(db::Connection &c, const Known &known, const access::Scope &scope, const std::vector<CaseLine> &lines);
struct Guardians {
  int all = 0, contacted = 0;
};
std::map<std::int64_t, Guardians> guardians(db::Connection &c, const Known &known, const access::Scope &scope, const std::vector<CaseLine> &lines);
/// Birth years of the cases' people, as the cases have them.
std::map<std::int64_t, int> birth_years(db::Connection &c, const access::Scope &scope, const std::vector<CaseLine> &lines);

std::vector<NetworkPerson> network(db::Connection &c, const Known &known, const access::Scope &scope, std::int64_t person, Date today);
/// The households that the person lives in now, with everybody's id and role; names are filled in by the service.
std::vector<Household> households(db::Connection &c, const Known &known, const access::Scope &scope, std::int64_t person);
/// Other people whose guardian is one of this person's guardians (registered ones only).
std::vector<std::int64_t> children_of_the_same(db::Connection &c, const Known &known, const access::Scope &scope, std::int64_t person);

/// The newest record of the register for each of the people: id and date.
std::map<std::int64_t, std::pair<std::int64_t, std::string>> newest_of(db::Connection &c, const definitions::Register &reg,
                                                                       const access::Scope &scope, const std::vector<std::int64_t> &people);

bool watches(db::Connection &c, std::int64_t user, std::int64_t case_id);
void watch(db::Connection &c, const Actor &actor, std::int64_t case_id, bool follow, const std::string &now);

CaseHabits habits(db::Connection &c, std::int64_t unit);
void set_habits(db::Connection &c, std::int64_t unit, const CaseHabits &habits);

std::int64_t offer(db::Connection &c, const Transfer &transfer, std::int64_t user);
std::optional<Transfer> transfer(db::Connection &c, std::int64_t id);
std::vector<Transfer> transfers(db::Connection &c, const std::string &where, const db::Values &args);
void answer(db::Connection &c, const Transfer &transfer);

} // namespace rt::casework::store
