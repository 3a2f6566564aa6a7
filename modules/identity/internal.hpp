#pragma once
// Rules and store of identity. Internal to the module.
#include "modules/identity/identity.hpp"

namespace rt::identity {

inline constexpr std::int64_t kQuarter = 15 * 60;
inline constexpr std::int64_t kSessionLife = 8 * 3600, kSessionIdle = 30 * 60;
inline constexpr std::int64_t kSessionKept = 24 * 3600; ///< an ended one still tells whose draft comes
inline constexpr std::int64_t kSeenEvery = 60;          ///< a session's last use is written at most this often
inline constexpr int kFailuresAllowed = 10;

/// How often the wrong password was given for one login, or from one address.
struct Door {
  std::int64_t failures = 0;
  Instant since = 0;        ///< when the first of them came
  Instant closed_until = 0; ///< 0 = open
};
bool closed(const Door &door, Instant now);
Door after_failure(const Door &door, Instant now);

/// What is wrong with a new password, in words; "" when nothing is.
std::string password_fault(std::string_view password, std::string_view login);
std::vector<FieldError> user_faults(const User &user);
/// "  Anna.L " and "anna.l" are one login.
std::string plain_login(std::string_view typed);
/// Where to go after the login: a page of this server, never another one.
std::string safe_next(std::string_view next);
std::string sha256(std::string_view text);
std::string new_token();
/// A password to be said aloud and used once: "bakori-lutemo-sovune-pagidu".
std::string one_time_password();

namespace store {
struct Stored {
  User user;
  std::string password_hash;
};
std::optional<Stored> by_id(db::Connection &c, std::int64_t id);
std::optional<Stored> by_login(db::Connection &c, std::string_view login);
std::vector<User> of_unit(db::Connection &c, std::int64_t unit);
std::int64_t insert(db::Connection &c, const User &user, const std::string &password_hash);
bool update(db::Connection &c, const User &user); ///< false when the stored version is another than the user's
void set_hash(db::Connection &c, std::int64_t user, const std::string &password_hash, bool must_change);
/// Others who manage users of the unit wait until this change is done; then nobody closes the last but one beside it.
void hold_managers(db::Connection &c, std::int64_t unit);
void set_language(db::Connection &c, std::int64_t user, std::string_view lang);
bool teams_in_unit(db::Connection &c, const std::vector<std::int64_t> &teams, std::int64_t unit);

Door door(db::Connection &c, const std::string &key);
void set_door(db::Connection &c, const std::string &key, const Door &door);
void open_door(db::Connection &c, const std::string &key);

struct Session {
  std::int64_t user = 0;
  Instant created = 0, seen = 0;
};
std::optional<Session> session(db::Connection &c, const std::string &token_hash);
void add_session(db::Connection &c, const std::string &token_hash, std::int64_t user, Instant now);
void touch_session(db::Connection &c, const std::string &token_hash, Instant now);
void end_session(db::Connection &c, const std::string &token_hash);
void end_sessions_of(db::Connection &c, std::int64_t user);
void forget_old(db::Connection &c, Instant now); ///< sessions and doors that nobody will use again
} // namespace store

} // namespace rt::identity
