#include "modules/organisation/organisation.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <map>

namespace rt::organisation {
namespace {

constexpr std::string_view kUnit = "SELECT id, name, administration, board, city, code, department FROM unit";
constexpr std::string_view kTeam = "SELECT id, unit_id, code, name, short_name, entry, people, sort_order, active FROM team";
constexpr std::string_view kStaff = "SELECT id, unit_id, name, title, languages, started, ended FROM staff";

std::vector<Unit> read_units(db::Connection &c, std::string_view rest, const db::Values &args = {}) {
  std::vector<Unit> found;
  c.query(std::string(kUnit) + std::string(rest), args,
          [&](const db::Row &row) { found.push_back({row.integer(0), row.str(1), row.str(2), row.str(3), row.str(4), row.str(5), row.str(6)}); });
  return found;
}

std::vector<Team> read_teams(db::Connection &c, std::string_view rest, const db::Values &args) {
  std::vector<Team> found;
  c.query(std::string(kTeam) + std::string(rest), args, [&](const db::Row &row) {
    found.push_back(
        {row.integer(0), row.integer(1), row.str(2), row.str(3), row.str(4), row.str(5), row.str(6), static_cast<int>(row.integer(7)), row.flag(8)});
  });
  return found;
}

/// Two queries however many people there are.
std::vector<Staff> read_staff(db::Connection &c, const std::string &where, const db::Values &args) {
  std::vector<Staff> found;
  std::map<std::int64_t, std::size_t> place;
  c.query(std::string(kStaff) + where + " ORDER BY name, id", args, [&](const db::Row &row) {
    place[row.integer(0)] = found.size();
    found.push_back({row.integer(0), row.integer(1), row.str(2), row.str(3), row.str(4), {}, row.str(5), row.str(6)});
  });
  c.query("SELECT staff_id, team_id FROM staff_team WHERE staff_id IN (SELECT id FROM staff" + where + ") ORDER BY staff_id, team_id", args,
          [&](const db::Row &row) { found[place.at(row.integer(0))].teams.push_back(row.integer(1)); });
  return found;
}

template<class T> std::optional<T> first(std::vector<T> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

/// Code and name are what every list and import leans on.
Result<void> named(const std::string &code, const std::string &name) {
  std::vector<FieldError> errors;
  if (trim(code).empty()) errors.push_back({"code", std::string(tr("Skriv en kod, till exempel FNG."))});
  if (trim(name).empty()) errors.push_back({"name", std::string(tr("Skriv ett namn."))});
  if (errors.empty()) return {};
  return fail(ProblemKind::invalid, std::string(tr("Det saknas uppgifter.")), std::move(errors));
}

/// Runs a change; a code that is taken becomes a Problem and leaves the caller's transaction whole.
template<class Change> auto unless_taken(db::Connection &c, Change change) -> Result<decltype(change())> {
  try {
    db::Transaction inner(c);
    auto result = change();
    inner.commit();
    return result;
  } catch (const db::ConstraintError &) {
    return fail(ProblemKind::conflict, std::string(tr("Koden används redan. Välj en annan.")),
                {{"code", std::string(tr("Koden används redan. Välj en annan."))}});
  }
}

Result<void> found_one(Result<std::int64_t> changed) {
  RT_TRY(const std::int64_t rows, std::move(changed));
  if (rows == 0) return fail(ProblemKind::not_found, std::string(tr("Det du söker finns inte.")));
  return {};
}

} // namespace

std::vector<Unit> Organisation::units() const { return read_units(*pool_.read(), " ORDER BY name, id"); }
std::optional<Unit> Organisation::unit(std::int64_t id) const { return first(read_units(*pool_.read(), " WHERE id = ?", {id})); }
std::optional<Unit> Organisation::unit_by_code(std::string_view code) const {
  return first(read_units(*pool_.read(), " WHERE code = ?", {std::string(code)}));
}

std::vector<Team> Organisation::teams(std::int64_t unit) const {
  return read_teams(*pool_.read(), " WHERE unit_id = ? ORDER BY sort_order, name, id", {unit});
}
std::optional<Team> Organisation::team(std::int64_t id) const { return first(read_teams(*pool_.read(), " WHERE id = ?", {id})); }
std::optional<Team> Organisation::team_by_code(std::int64_t unit, std::string_view code_or_name) const {
  const std::string wanted = fold(code_or_name);
  if (wanted.empty()) return std::nullopt;
  for (const Team &team : teams(unit))
    if (fold(team.code) == wanted || fold(team.name) == wanted || fold(team.short_name) == wanted) return team;
  return std::nullopt;
}

std::vector<Staff> Organisation::staff(std::int64_t unit) const { return read_staff(*pool_.read(), " WHERE unit_id = ?", {unit}); }
std::optional<Staff> Organisation::staff_member(std::int64_t id) const { return first(read_staff(*pool_.read(), " WHERE id = ?", {id})); }

Result<std::int64_t> Organisation::add_unit(db::Connection &c, const Unit &unit) {
  RT_CHECK(named(unit.code, unit.name));
  return unless_taken(c, [&] {
    return c.insert("INSERT INTO unit (code, name, administration, board, city, department) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                    {unit.code, unit.name, unit.administration, unit.board, unit.city, unit.department});
  });
}

Result<void> Organisation::update_unit(db::Connection &c, const Unit &unit) {
  RT_CHECK(named(unit.code, unit.name));
  return found_one(unless_taken(c, [&] {
    return c.exec("UPDATE unit SET code = ?, name = ?, administration = ?, board = ?, city = ?, department = ? WHERE id = ?",
                  {unit.code, unit.name, unit.administration, unit.board, unit.city, unit.department, unit.id});
  }));
}

Result<std::int64_t> Organisation::add_team(db::Connection &c, const Team &team) {
  RT_CHECK(named(team.code, team.name));
  if (!c.exists("SELECT 1 FROM unit WHERE id = ?", {team.unit})) return fail(ProblemKind::not_found, std::string(tr("Enheten finns inte.")));
  return unless_taken(c, [&] {
    return c.insert("INSERT INTO team (unit_id, code, name, short_name, entry, people, sort_order, active) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                    {team.unit, team.code, team.name, team.short_name.empty() ? team.name : team.short_name, team.entry, team.people,
                     std::int64_t{team.order}, std::int64_t{team.active}});
  });
}

Result<void> Organisation::update_team(db::Connection &c, const Team &team) {
  RT_CHECK(named(team.code, team.name));
  return found_one(unless_taken(c, [&] {
    return c.exec("UPDATE team SET code = ?, name = ?, short_name = ?, entry = ?, people = ?, sort_order = ?, active = ? "
                  "WHERE id = ? AND unit_id = ?",
                  {team.code, team.name, team.short_name.empty() ? team.name : team.short_name, team.entry, team.people, std::int64_t{team.order},
                   std::int64_t{team.active}, team.id, team.unit});
  }));
}

Result<std::int64_t> Organisation::add_staff(db::Connection &c, const Staff &staff) {
  if (trim(staff.name).empty())
    return fail(ProblemKind::invalid, std::string(tr("Det saknas uppgifter.")), {{"name", std::string(tr("Skriv ett namn."))}});
  for (const std::int64_t team : staff.teams)
    if (!c.exists("SELECT 1 FROM team WHERE id = ? AND unit_id = ?", {team, staff.unit}))
      return fail(ProblemKind::invalid, std::string(tr("Gruppen finns inte i enheten.")),
                  {{"teams", std::string(tr("Gruppen finns inte i enheten."))}});
  db::Transaction together(c);
  if (staff.id != 0) { // known already: what the list says of her is changed. Rows are never removed; what somebody did stays theirs.
    if (c.exec("UPDATE staff SET name = ?, title = ?, ended = ? WHERE id = ? AND unit_id = ?",
               {staff.name, staff.title, db::opt(staff.ended), staff.id, staff.unit}) == 0)
      return fail(ProblemKind::not_found, std::string(tr("Medarbetaren finns inte.")));
    c.exec("DELETE FROM staff_team WHERE staff_id = ?", {staff.id});
    for (const std::int64_t team : staff.teams) c.exec("INSERT INTO staff_team (staff_id, team_id) VALUES (?, ?)", {staff.id, team});
    together.commit();
    return staff.id;
  }
  const std::int64_t id = c.insert("INSERT INTO staff (unit_id, name, title, languages, started, ended) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                                   {staff.unit, staff.name, staff.title, staff.languages, db::opt(staff.started), db::opt(staff.ended)});
  for (const std::int64_t team : staff.teams) c.exec("INSERT INTO staff_team (staff_id, team_id) VALUES (?, ?)", {id, team});
  together.commit();
  return id;
}

std::vector<std::string> Organisation::packs(std::int64_t unit) const {
  std::vector<std::string> found;
  pool_.read()->query("SELECT pack FROM unit_pack WHERE unit_id = ? ORDER BY pack", {unit}, [&](const db::Row &r) { found.push_back(r.str(0)); });
  return found;
}

void Organisation::set_packs(db::Connection &c, std::int64_t unit, const std::vector<std::string> &packs) {
  c.exec("DELETE FROM unit_pack WHERE unit_id = ?", {unit});
  for (const auto &pack : packs) c.exec("INSERT INTO unit_pack (unit_id, pack) VALUES (?,?)", {unit, pack});
}

} // namespace rt::organisation
