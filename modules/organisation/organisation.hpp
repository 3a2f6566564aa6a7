#pragma once
// City, board (nämnd), administration, department (avdelning), unit, teams, staff. Every row of the system carries its board's unit.
#include "platform/calendar/date.hpp"
#include "platform/core/result.hpp"
#include "platform/db/db.hpp"
#include <optional>
#include <string>
#include <vector>

namespace rt::organisation {

/// Sex as counted. Never forced to two; codes are stored everywhere and never change.
enum class Sex { unknown = 0, female = 1, male = 2, other = 3 };
inline constexpr int kSexes = 4;
Sex sex_from(std::string_view words); ///< kvinna, flicka, mamma, k, f, man, pojke, pappa, m, annan, annat …; unknown else
std::string_view id_of(Sex sex);      ///< "female" "male" "other" "unknown"
/// "kvinnor"/"flickor"/"mammor" by the kind of people a measure counts, plural or singular, in the current language.
enum class People { adults, children, parents };
std::string_view word(Sex sex, People people = People::adults, bool plural = true);
People people_from(std::string_view id); ///< "children" "parents" else adults

struct Unit {
  std::int64_t id = 0;
  std::string name, administration, board, city, code;
  std::string department = {}; ///< avdelning, between the unit and its administration; "" = there is none
};
struct Team {
  std::int64_t id = 0;
  std::int64_t unit = 0;
  std::string code; ///< "FNG": what import files and packs say
  std::string name;
  std::string short_name;
  std::string entry;  ///< "service" = serviceinsats, "assessed" = biståndsbedömd, "whole" = hela enheten
  std::string people; ///< "children" | "adults" | "parents": how sexes are named
  int order = 0;
  bool active = true;
};
struct Staff {
  std::int64_t id = 0;
  std::int64_t unit = 0;
  std::string name, title, languages;
  std::vector<std::int64_t> teams;
  std::string started, ended;
};

class Organisation {
public:
  explicit Organisation(db::Pool &pool) : pool_(pool) {}
  std::vector<Unit> units() const;
  std::optional<Unit> unit(std::int64_t id) const;
  std::optional<Unit> unit_by_code(std::string_view code) const;
  std::vector<Team> teams(std::int64_t unit) const;
  std::optional<Team> team(std::int64_t id) const;
  std::optional<Team> team_by_code(std::int64_t unit, std::string_view code_or_name) const;
  std::vector<Staff> staff(std::int64_t unit) const;
  std::optional<Staff> staff_member(std::int64_t id) const;
  /// Ids of the definition packs that the unit has chosen; none = every installed pack.
  std::vector<std::string> packs(std::int64_t unit) const;
  void set_packs(db::Connection &c, std::int64_t unit, const std::vector<std::string> &packs);
  Result<std::int64_t> add_unit(db::Connection &c, const Unit &unit);
  Result<std::int64_t> add_team(db::Connection &c, const Team &team);
  Result<std::int64_t> add_staff(db::Connection &c, const Staff &staff);
  Result<void> update_unit(db::Connection &c, const Unit &unit);
  Result<void> update_team(db::Connection &c, const Team &team);

private:
  db::Pool &pool_;
};

const std::vector<db::Migration> &migrations(); ///< numbers 100-199

} // namespace rt::organisation
