#pragma once
// Who may do what, where. A Scope is compiled into every query over person data, never filtered afterwards.
#include "platform/core/clock.hpp"
#include "platform/core/result.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "platform/i18n/i18n.hpp"
#include <set>
#include <string>
#include <vector>

namespace rt::access {

enum class Role { none, head, deputy, therapist, administrator, kiosk, social_worker };
/// Works with clients of their own teams: a therapist, or a social worker or care assessor of an authority unit.
constexpr bool works_with_clients(Role role) { return role == Role::therapist || role == Role::social_worker; }
Role role_from(std::string_view id); ///< "head" …; none when unknown
std::string_view id_of(Role role);
std::string_view title_of(Role role); ///< "enhetschef", in the current language

/// What a role lets one do. One name per kind of act; routes and services ask for it.
enum class May {
  read_board,   ///< results without persons: everybody in the unit
  read_records, ///< person records inside the scope
  write_records,
  sign_records,
  delete_records,
  import_records,
  export_records,
  edit_goals,     ///< plan, judgements, wheel
  write_followup, ///< monthly follow-up of one's own team
  review_cases,   ///< ärendegenomgång
  read_audit,
  manage_users,
  manage_unit,
  start_rating, ///< make a PIN or QR for the kiosk
  make_reports,
};

/// Which rows a reader may see. Empty teams = every team of the unit.
struct Scope {
  std::int64_t unit = 0;
  std::vector<std::int64_t> teams;
  bool nothing = true;
  /// " AND r.unit_id = ? AND r.team_id IN (?,?)" with the values appended to `args`; "AND 1=0" for nothing.
  /// `alias` is the table's alias in the query ("r").
  std::string where(std::string_view alias, db::Values &args) const;
  /// The same condition, kept from choosing the index (" AND +r.unit_id = ? …"): where an id, a person or words lead, that is always the
  /// shorter way, and a planner that sorts by date under a LIMIT would otherwise walk the whole unit.
  std::string beside(std::string_view alias, db::Values &args) const;
  bool covers(std::int64_t unit_id, std::int64_t team_id) const;
};

inline constexpr std::int64_t kSystemUser = -1; ///< import at start, demo, command line

/// The person behind a request or a command.
struct Actor {
  std::int64_t user = 0;  ///< 0 = nobody; -1 = the system itself (import at start, demo, command line)
  std::int64_t staff = 0; ///< the staff record, 0 when none
  std::string name;
  Role role = Role::none;
  std::int64_t unit = 0;
  std::vector<std::int64_t> teams; ///< a therapist's own teams; empty = whole unit for head, deputy, administrator
  Lang lang = Lang::sv;
  std::string session_secret; ///< for CSRF; never logged
  bool may(May what) const;
  Scope scope() const;
};
/// The system's own actor for a unit: may everything, recorded as "system" in the audit chain.
Actor system_actor(std::int64_t unit);

/// The actor of the current request, set at the edge; role none when not logged in. Thread-local.
Actor &current();

/// forbidden with a Swedish sentence unless the actor may.
Result<void> require(const Actor &actor, May what);

/// Wraps a page: not logged in → redirect to /login?next=…; may not → 403 page.
using Page = std::function<http::Response(http::Request &, const Actor &)>;
http::Handler guarded(May what, Page page);
/// The same for a page that everybody who is logged in has (one's own account).
http::Handler logged_in(Page page);

} // namespace rt::access
