#pragma once
// Users, passwords (argon2id), sessions, login pages.
#include "modules/access/access.hpp"
#include "modules/audit/audit.hpp"
#include "modules/organisation/organisation.hpp"
#include "platform/core/clock.hpp"
#include "platform/db/db.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rt::identity {

struct User {
  std::int64_t id = 0;
  std::string login, name;
  access::Role role = access::Role::none;
  std::int64_t unit = 0, staff = 0;
  std::vector<std::int64_t> teams;
  std::string lang = "sv";
  bool active = true;
  int version = 0;          ///< as it was read: a change on an older one is refused
  bool must_change = false; ///< has a one-time password, and gets nowhere before it is changed
};

/// What the list of staff says of a user.
struct StaffFacts {
  std::string title; ///< "" = has no row there, or keeps it without a title
};

/// Login and sessions. A failed login takes as long as a good one; ten failures on one login or address within
/// fifteen minutes close the door for fifteen minutes. Sessions live 8 hours, 30 minutes unused (kept with a draft).
class Identity {
public:
  Identity(db::Pool &pool, const Clock &clock, bool fast_hashing_for_tests = false);
  Result<std::int64_t> add_user(const access::Actor &by, const User &user, std::string_view password);
  Result<void> set_password(const access::Actor &by, std::int64_t user, std::string_view password);
  /// Conflict when another administrator was first. With `staff`, what the list of staff says of the user is changed too. Somebody who
  /// may manage users is always left.
  Result<void> update_user(const access::Actor &by, const User &user, std::optional<StaffFacts> staff = {});
  /// A new colleague: the account, the row in the list of staff, and a password that is told once and changed at the first login.
  struct Welcome {
    std::int64_t user = 0;
    std::string password;
  };
  Result<Welcome> welcome(const access::Actor &by, const User &user, const StaffFacts &staff);
  /// A new one-time password for somebody else; every session of theirs ends.
  Result<std::string> give_password(const access::Actor &by, std::int64_t user);
  /// Is the session's user to change a one-time password before anything else? Known from actor(), asked just before.
  bool must_change(std::string_view token);
  std::vector<User> users(std::int64_t unit) const;
  std::optional<User> user(std::int64_t id) const;
  std::optional<User> user_by_login(std::string_view login) const;
  Result<void> set_language(const access::Actor &by, std::string_view lang); ///< one's own
  /// Is it the actor's own password? Counted and slowed like a login.
  Result<void> confirm_password(const access::Actor &by, std::string_view password, std::string_view remote);
  /// The session token for the cookie.
  Result<std::string> login(std::string_view login, std::string_view password, std::string_view remote);
  void logout(std::string_view token);
  /// The actor behind a session token; nobody when it is unknown or too old. Cached for 10 s.
  std::optional<access::Actor> actor(std::string_view token);
  /// The actor of a session that time alone has ended, for a day after the login: not to let anybody in, but to know whose half-written
  /// form it is. Nobody after a logout, a new password or a closed account.
  std::optional<access::Actor> timed_out(std::string_view token);

  /// A program's key to the API: acts as the user, until it is revoked. Shown once; only its hash is kept.
  struct Token {
    std::int64_t id = 0, user = 0;
    std::string name, login, made_at, used_on; ///< used_on: the last day, "" = never
    bool revoked = false;
  };
  Result<std::string> make_token(const access::Actor &by, std::string_view login, std::string_view name);
  std::vector<Token> tokens(const access::Actor &by) const;
  Result<void> revoke_token(const access::Actor &by, std::int64_t id);
  /// The actor behind "Authorization: Bearer <token>"; nobody when it is unknown or revoked. Cached like a session.
  std::optional<access::Actor> program(std::string_view token);

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// /login, /logout. (`secure_cookies` is carried out by the server, which adds Secure to every cookie.)
void add_pages(http::Router &router, Identity &identity, bool secure_cookies);

struct Deps {
  Identity &identity;
  organisation::Organisation &organisation;
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
};
/// /konto (own password, language) and /anvandare (for those who manage users).
void add_account_pages(http::Router &router, Deps deps);
inline constexpr std::string_view kSessionCookie = "rt_session";

const std::vector<db::Migration> &migrations(); ///< numbers 300-399

} // namespace rt::identity
