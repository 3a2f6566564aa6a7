#pragma once
// The demo district: nine more units beside Resursenheten, each with its own packs and three years of invented life in every
// register. Nothing here knows a register by name but the spine (case, household, provider): what is told is made from the
// definitions, so a new register is in the demo the day it is written.
#include "app/demo/demo.hpp"
#include "app/demo/random.hpp"
#include <map>

namespace rt::demo {

struct DistrictTeam {
  std::string code, name;
};
struct DistrictUnit {
  std::string name, code, login; ///< login: the part before the dot ("bou.chef")
  std::vector<std::string> packs;
  std::vector<DistrictTeam> teams;
  std::string people; ///< "children" | "adults"
  std::string worker; ///< title of those who handle cases
  int staff_per_team = 4;
  int clients_per_year = 80;
  int low_age = 18, high_age = 64;
};
const std::vector<DistrictUnit> &district_units();

/// What a unit's life leans on.
struct Kept {
  std::int64_t id = 0, person = 0, case_id = 0, household = 0, team = 0, staff = 0;
  Date date;
};
/// How long and how much: `share` of the clients that a unit has a year.
struct DistrictSize {
  int years = 3;
  double share = 1;
};
struct UnitWorld {
  DistrictSize size;
  const DistrictUnit *plan = nullptr;
  std::int64_t unit = 0;
  std::vector<std::int64_t> teams;
  std::map<std::int64_t, std::vector<std::int64_t>> staff; ///< by team
  std::vector<std::int64_t> persons;
  std::map<std::string, std::vector<Kept>> kept; ///< by register
  Date first, today;
};

/// The first day of the district's life, so many years before the demo's day.
Date district_begins(Date today, int years);

/// A register's values for one event: every field that is shown, by its type, so that the definition's own checks hold.
/// Nothing when a required value cannot be made (a reference to what the unit does not keep).
std::optional<records::Draft> make_record(Random &random, const definitions::Register &reg, const UnitWorld &world, const Kept &about,
                                          const Kept *parent, std::string_view parent_field);

struct District {
  std::vector<std::int64_t> units;
  int records = 0, left_out = 0;
  std::map<std::string, int> by_register;    ///< how many of each, over all units
  std::map<std::string, std::string> faults; ///< register → why one was left out
};
/// Makes the units in a database where make_unit has made the first (whose own registers it leaves alone). Deterministic.
/// `only`: no other units than those that keep one of these packs; each is the same as in the whole district.
Result<District> make_district(db::Pool &pool, records::Records &records, records::Persons &persons, organisation::Organisation &organisation,
                               identity::Identity &identity, std::int64_t first_unit, Date today, const DistrictSize &size,
                               const std::vector<std::string> &only, const std::function<void(const std::string &)> &progress);

} // namespace rt::demo
