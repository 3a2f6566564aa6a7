#include "modules/access/access.hpp"
#include <algorithm>
#include <array>

namespace rt::access {
namespace {

using Rights = std::uint32_t;

template<class... Acts> constexpr Rights rights(Acts... acts) { return ((Rights{1} << static_cast<int>(acts)) | ...); }

constexpr Rights kDeputy =
    rights(May::read_board, May::read_records, May::write_records, May::sign_records, May::delete_records, May::import_records, May::export_records,
           May::edit_goals, May::write_followup, May::review_cases, May::manage_unit, May::start_rating, May::make_reports);

/// The least each role needs. Who reads the log is not who mostly works with the records (lag 2001:454, HSLF-FS
/// practice).
struct RoleRow {
  Role role;
  std::string_view id;
  Rights rights;
  bool whole_unit; ///< sees every team's records; else only the own teams'
};
constexpr std::array<RoleRow, 7> kRoles{{
    {Role::none, "none", 0, false},
    {Role::head, "head", kDeputy | rights(May::read_audit, May::manage_users), true},
    {Role::deputy, "deputy", kDeputy, true},
    {Role::therapist, "therapist",
     rights(May::read_board, May::read_records, May::write_records, May::sign_records, May::import_records, May::write_followup, May::review_cases,
            May::start_rating),
     false},
    // Reads records for import and export, never writes or signs one by hand.
    {Role::administrator, "administrator",
     rights(May::read_board, May::read_records, May::import_records, May::export_records, May::edit_goals, May::read_audit, May::manage_users,
            May::manage_unit, May::make_reports),
     true},
    {Role::kiosk, "kiosk", rights(May::start_rating), false},
    {Role::social_worker, "social_worker",
     rights(May::read_board, May::read_records, May::write_records, May::sign_records, May::import_records, May::write_followup, May::review_cases,
            May::start_rating),
     false},
}};

const RoleRow &row_of(Role role) { return kRoles[static_cast<std::size_t>(role)]; }

} // namespace

Role role_from(std::string_view id) {
  for (const RoleRow &row : kRoles)
    if (row.id == id) return row.role;
  return Role::none;
}

std::string_view id_of(Role role) { return row_of(role).id; }

std::string_view title_of(Role role) {
  switch (role) {
  case Role::none: return tr("ingen roll");
  case Role::head: return tr("enhetschef");
  case Role::deputy: return tr("biträdande enhetschef");
  case Role::therapist: return tr("behandlare");
  case Role::administrator: return tr("administratör");
  case Role::kiosk: return tr("surfplatta");
  case Role::social_worker: return tr("handläggare");
  }
  return {};
}

namespace {

/// `plus` before a column keeps the planner from choosing an index by it; the values compared are the same.
std::string compiled(const Scope &scope, std::string_view alias, std::string_view plus, db::Values &args) {
  if (scope.nothing) return " AND 1=0";
  const std::string table = std::string(plus) + (alias.empty() ? std::string() : std::string(alias) + ".");
  args.emplace_back(scope.unit);
  std::string sql = " AND " + table + "unit_id = ?";
  if (scope.teams.empty()) return sql;
  sql += " AND " + table + "team_id IN (";
  for (std::size_t i = 0; i < scope.teams.size(); ++i) {
    sql += i == 0 ? "?" : ",?";
    args.emplace_back(scope.teams[i]);
  }
  return sql + ")";
}

} // namespace

std::string Scope::where(std::string_view alias, db::Values &args) const { return compiled(*this, alias, "", args); }

std::string Scope::beside(std::string_view alias, db::Values &args) const { return compiled(*this, alias, "+", args); }

bool Scope::covers(std::int64_t unit_id, std::int64_t team_id) const {
  if (nothing || unit_id != unit) return false;
  return teams.empty() || std::find(teams.begin(), teams.end(), team_id) != teams.end();
}

bool Actor::may(May what) const {
  if (user == kSystemUser) return true;
  return user > 0 && (row_of(role).rights & rights(what)) != 0;
}

Scope Actor::scope() const {
  if (unit == 0 || !may(May::read_records)) return {};
  if (user == kSystemUser || row_of(role).whole_unit) return {unit, {}, false};
  // An empty list means every team of the unit, so somebody without a team of their own must get nothing.
  return {unit, teams, teams.empty()};
}

Actor system_actor(std::int64_t unit) {
  Actor actor;
  actor.user = kSystemUser;
  actor.name = "system";
  actor.unit = unit;
  return actor;
}

Actor &current() {
  thread_local Actor actor;
  return actor;
}

Result<void> require(const Actor &actor, May what) {
  if (actor.may(what)) return {};
  if (actor.user == 0) return fail(ProblemKind::forbidden, std::string(tr("Du behöver logga in först.")));
  return fail(ProblemKind::forbidden, std::string(tr("Du har inte behörighet till det här. Fråga din chef om du behöver den i ditt arbete.")));
}

} // namespace rt::access
