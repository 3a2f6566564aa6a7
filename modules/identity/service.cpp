#include "modules/identity/internal.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <chrono>
#include <mutex>
#include <semaphore>
#include <sodium.h>
#include <unordered_map>

namespace rt::identity {
namespace {

constexpr std::string_view kPurpose = "behörighet";
constexpr std::int64_t kCached = 10; ///< seconds an actor is kept: a lost right is gone from every server after that
constexpr std::size_t kMostCached = 5000;

/// argon2id. At most two at once: each takes 19 MiB, and the rest of the server must go on.
class Passwords {
public:
  explicit Passwords(bool fast) : fast_(fast) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  }

  /// A place among the two; none when the server has had too much to do for a while.
  struct Turn {
    std::counting_semaphore<2> *places;
    ~Turn() {
      if (places != nullptr) places->release();
    }
  };
  Turn turn() {
    const bool mine = places_.try_acquire_for(std::chrono::seconds(5));
    return {mine ? &places_ : nullptr};
  }

  std::string hash(std::string_view password) {
    places_.acquire();
    const Turn turn{&places_};
    std::string out(crypto_pwhash_STRBYTES, '\0');
    const auto work = fast_ ? crypto_pwhash_argon2id_OPSLIMIT_MIN : 2U;
    const auto memory = fast_ ? crypto_pwhash_argon2id_MEMLIMIT_MIN : 19456U * 1024;
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), work, memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
      throw std::runtime_error("no memory for a password hash");
    return out.substr(0, out.find('\0'));
  }

  bool fits(std::string_view password, const std::string &hash) const {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
  }

  /// A hash that no password fits, as costly as a real one: an unknown login takes as long as a known one.
  std::string nobodys_hash() const {
    return (fast_ ? "$argon2id$v=19$m=8,t=1,p=1$" : "$argon2id$v=19$m=19456,t=2,p=1$") +
           std::string("AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  }

private:
  bool fast_;
  std::counting_semaphore<2> places_{2};
};

Problem refused() { return {ProblemKind::invalid, std::string(tr("Användarnamnet eller lösenordet stämmer inte. Försök igen.")), {}}; }
Problem door_closed() { return {ProblemKind::busy, std::string(tr("Det har blivit för många försök. Vänta en kvart och försök igen.")), {}}; }
Problem too_busy() { return {ProblemKind::busy, std::string(tr("Många loggar in just nu. Vänta några sekunder och försök igen.")), {}}; }
Problem unknown_user() { return {ProblemKind::not_found, std::string(tr("Användaren finns inte.")), {}}; }

Problem invalid(std::vector<FieldError> faults) { return {ProblemKind::invalid, std::string(tr("Rätta det som är markerat.")), std::move(faults)}; }

std::string object_of(std::int64_t user) { return "user:" + (user == 0 ? std::string("unknown") : std::to_string(user)); }

/// Ids only: the log never holds what was typed.
std::string rights_of(const User &user) {
  std::string words = "role=" + std::string(access::id_of(user.role)) + " active=" + (user.active ? "1" : "0") + " teams=";
  for (std::size_t i = 0; i < user.teams.size(); ++i) words += (i == 0 ? "" : ",") + std::to_string(user.teams[i]);
  return words;
}

access::Actor actor_of(const User &user) {
  access::Actor actor;
  actor.user = user.id;
  actor.staff = user.staff;
  actor.name = user.name;
  actor.role = user.role;
  actor.unit = user.unit;
  actor.teams = user.teams;
  actor.lang = i18n::lang_from(user.lang);
  return actor;
}

bool same_unit(const access::Actor &by, std::int64_t unit) { return by.user == access::kSystemUser || by.unit == unit; }

} // namespace

struct Identity::Impl {
  Impl(db::Pool &p, const Clock &c, bool fast) : pool(p), clock(c), passwords(fast) {}

  void log(db::Connection &c, const access::Actor &by, audit::Act act, std::int64_t user, std::string detail) {
    audit::append(c, by, clock.now(), {act, object_of(user), std::string(kPurpose), std::move(detail)});
  }

  /// The user when login and password fit. Whatever is wrong, the same work is done and the same words are said.
  Result<User> check(std::string_view typed, std::string_view password, std::string_view remote) {
    const auto turn = passwords.turn();
    if (turn.places == nullptr) return fail(too_busy());
    const std::string login = plain_login(typed).substr(0, 200);
    const std::string of_login = sha256("login " + login), of_address = sha256("address " + std::string(remote));
    std::optional<store::Stored> known;
    {
      const auto c = pool.read();
      if (closed(store::door(*c, of_login), clock.now()) || closed(store::door(*c, of_address), clock.now())) return fail(door_closed());
      known = store::by_login(*c, login);
    }
    const bool fits = passwords.fits(password, known ? known->password_hash : passwords.nobodys_hash());
    if (fits && known && known->user.active) return known->user;
    const auto c = pool.write();
    db::Transaction together(*c);
    for (const std::string &key : {of_login, of_address}) store::set_door(*c, key, after_failure(store::door(*c, key), clock.now()));
    access::Actor nobody;
    if (known) nobody.unit = known->user.unit;
    log(*c, nobody, audit::Act::login_failed, known ? known->user.id : 0, {});
    together.commit();
    return fail(refused());
  }

  std::string start_session(const User &user) {
    const std::string token = new_token();
    const auto c = pool.write();
    db::Transaction together(*c);
    store::forget_old(*c, clock.now());
    store::open_door(*c, sha256("login " + user.login));
    store::add_session(*c, sha256(token), user.id, clock.now());
    log(*c, actor_of(user), audit::Act::login, user.id, {});
    together.commit();
    return token;
  }

  struct Known {
    access::Actor actor;
    store::Session session;
    bool over = false; ///< unused for too long, or a working day old
    bool must_change = false;
  };
  std::optional<Known> read_session(const std::string &token_hash, const std::string &token) {
    const Instant now = clock.now();
    std::optional<store::Session> session;
    std::optional<store::Stored> stored;
    {
      const auto c = pool.read();
      session = store::session(*c, token_hash);
      if (session) stored = store::by_id(*c, session->user);
    }
    if (!session || !stored || !stored->user.active) return std::nullopt;
    Known known{actor_of(stored->user), *session, now - session->created >= kSessionLife || now - session->seen >= kSessionIdle};
    known.actor.session_secret = sha256("csrf " + token);
    known.must_change = stored->user.must_change;
    return known;
  }
  std::optional<Known> read_open(const std::string &token_hash, const std::string &token) {
    auto known = read_session(token_hash, token);
    if (!known || known->over) return std::nullopt;
    if (clock.now() - known->session.seen >= kSeenEvery) store::touch_session(*pool.write(), token_hash, clock.now());
    return known;
  }

  /// The user as it can be stored, or what is wrong with it.
  static Result<User> sound(const access::Actor &by, const User &user, std::string_view password) {
    RT_CHECK(access::require(by, access::May::manage_users));
    User added = user;
    added.login = plain_login(user.login);
    if (!same_unit(by, added.unit)) return fail(access::require({}, access::May::manage_users).error());
    auto faults = user_faults(added);
    if (std::string fault = password_fault(password, added.login); !fault.empty()) faults.push_back({"password", std::move(fault)});
    if (!faults.empty()) return fail(invalid(std::move(faults)));
    return added;
  }

  Result<std::int64_t> add(db::Connection &c, const access::Actor &by, User added, const std::string &hash) {
    if (!store::teams_in_unit(c, added.teams, added.unit)) return fail(invalid({{"teams", std::string(tr("Gruppen finns inte i enheten."))}}));
    try {
      db::Transaction together(c);
      added.id = store::insert(c, added, hash);
      log(c, by, audit::Act::right_changed, added.id, "added " + rights_of(added));
      together.commit();
      return added.id;
    } catch (const db::ConstraintError &) { return fail(invalid({{"login", std::string(tr("Användarnamnet är upptaget. Välj ett annat."))}})); }
  }

  /// What the list of staff says follows the account: title and groups, and the day when somebody ends.
  Result<void> keep_staff(db::Connection &c, const access::Actor &by, User &user, const StaffFacts &facts) {
    organisation::Organisation organisation(pool);
    organisation::Staff row;
    if (user.staff != 0) {
      const auto all = organisation.staff(user.unit);
      const auto known = std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.id == user.staff; });
      if (known == all.end()) return fail(invalid({{"staff", std::string(tr("Medarbetaren finns inte i enheten."))}}));
      row = *known;
    } else if (facts.title.empty() || user.role == access::Role::kiosk) return {};
    const auto today = to_iso(swedish_day(clock.now()));
    row.unit = user.unit;
    row.name = user.name;
    row.title = facts.title;
    if (access::works_with_clients(user.role)) row.teams = user.teams; // others keep the groups that they are counted in
    row.ended = user.active ? "" : row.ended.empty() ? today : row.ended;
    if (user.staff == 0) row.started = today;
    RT_TRY(user.staff, organisation.add_staff(c, row));
    audit::append(c, by, clock.now(), {audit::Act::right_changed, "staff:" + std::to_string(user.staff), std::string(kPurpose), "staff"});
    return {};
  }

  static bool manages(const User &user) { return user.active && access::require(actor_of(user), access::May::manage_users).has_value(); }

  void forget_actors() {
    const std::scoped_lock lock(mutex);
    cache.clear();
  }

  struct Cached {
    access::Actor actor;
    Instant until;
    bool must_change = false;
  };
  db::Pool &pool;
  const Clock &clock;
  Passwords passwords;
  std::mutex mutex;
  std::unordered_map<std::string, Cached> cache;
};

Identity::Identity(db::Pool &pool, const Clock &clock, bool fast_hashing_for_tests)
    : impl_(std::make_shared<Impl>(pool, clock, fast_hashing_for_tests)) {}

Result<std::int64_t> Identity::add_user(const access::Actor &by, const User &user, std::string_view password) {
  RT_TRY(const User added, Impl::sound(by, user, password));
  const std::string hash = impl_->passwords.hash(password);
  return impl_->add(*impl_->pool.write(), by, added, hash);
}

Result<void> Identity::set_password(const access::Actor &by, std::int64_t user, std::string_view password) {
  if (by.user != user) RT_CHECK(access::require(by, access::May::manage_users));
  const auto known = store::by_id(*impl_->pool.read(), user);
  if (!known || !same_unit(by, known->user.unit)) return fail(unknown_user());
  if (std::string fault = password_fault(password, known->user.login); !fault.empty()) return fail(invalid({{"password", std::move(fault)}}));
  const std::string hash = impl_->passwords.hash(password);
  const auto c = impl_->pool.write();
  db::Transaction together(*c);
  store::set_hash(*c, user, hash, false);
  store::end_sessions_of(*c, user); // whoever knew the old password is out
  store::open_door(*c, sha256("login " + known->user.login));
  impl_->log(*c, by, audit::Act::right_changed, user, "password");
  together.commit();
  impl_->forget_actors();
  return {};
}

Result<Identity::Welcome> Identity::welcome(const access::Actor &by, const User &user, const StaffFacts &staff) {
  Welcome made{0, one_time_password()};
  RT_TRY(User added, Impl::sound(by, user, made.password));
  added.must_change = user.role != access::Role::kiosk; // nobody is there to change a screen's
  const std::string hash = impl_->passwords.hash(made.password);
  const auto c = impl_->pool.write();
  db::Transaction together(*c);
  RT_CHECK(impl_->keep_staff(*c, by, added, staff));
  RT_TRY(made.user, impl_->add(*c, by, added, hash));
  together.commit();
  return made;
}

Result<std::string> Identity::give_password(const access::Actor &by, std::int64_t user) {
  RT_CHECK(access::require(by, access::May::manage_users));
  if (by.user == user) return fail(ProblemKind::forbidden, std::string(tr("Byt ditt eget lösenord under Mitt konto: där behövs det du har nu.")));
  const auto known = store::by_id(*impl_->pool.read(), user);
  if (!known || !same_unit(by, known->user.unit)) return fail(unknown_user());
  auto password = one_time_password();
  const std::string hash = impl_->passwords.hash(password);
  const auto c = impl_->pool.write();
  db::Transaction together(*c);
  store::set_hash(*c, user, hash, known->user.role != access::Role::kiosk);
  store::end_sessions_of(*c, user);
  store::open_door(*c, sha256("login " + known->user.login));
  impl_->log(*c, by, audit::Act::right_changed, user, "one-time password");
  together.commit();
  impl_->forget_actors();
  return password;
}

Result<void> Identity::update_user(const access::Actor &by, const User &user, std::optional<StaffFacts> staff) {
  RT_CHECK(access::require(by, access::May::manage_users));
  const auto c = impl_->pool.write();
  db::Transaction together(*c);
  const auto known = store::by_id(*c, user.id);
  if (!known || !same_unit(by, known->user.unit)) return fail(unknown_user());
  User changed = user; // the login and the unit are for life
  changed.login = known->user.login;
  changed.unit = known->user.unit;
  if (auto faults = user_faults(changed); !faults.empty()) return fail(invalid(std::move(faults)));
  if (!store::teams_in_unit(*c, changed.teams, changed.unit)) return fail(invalid({{"teams", std::string(tr("Gruppen finns inte i enheten."))}}));
  if (by.user == user.id && (changed.role != known->user.role || !changed.active))
    return fail(invalid({{"role", std::string(tr("Du kan inte ändra din egen roll eller stänga ditt eget konto. Be en kollega."))}}));
  const auto other_was_first = [] {
    return fail(ProblemKind::conflict,
                std::string(tr("Någon annan har ändrat användaren medan du skrev. Se vad som står nu och gör om din ändring.")));
  };
  if (known->user.version != changed.version) return other_was_first();
  if (Impl::manages(known->user) && !Impl::manages(changed)) {
    store::hold_managers(*c, changed.unit);
    const auto all = store::of_unit(*c, changed.unit);
    if (std::none_of(all.begin(), all.end(), [&](const User &other) { return other.id != changed.id && Impl::manages(other); }))
      return fail(invalid({{"role", std::string(tr("Någon måste kunna sköta användarna. Ge den rätten till någon annan först."))}}));
  }
  if (staff) RT_CHECK(impl_->keep_staff(*c, by, changed, *staff));
  if (!store::update(*c, changed)) return other_was_first();
  if (!changed.active) store::end_sessions_of(*c, changed.id);
  impl_->log(*c, by, audit::Act::right_changed, changed.id, rights_of(changed));
  together.commit();
  impl_->forget_actors();
  return {};
}

Result<void> Identity::set_language(const access::Actor &by, std::string_view lang) {
  if (lang != "sv" && lang != "en") return fail(invalid({{"lang", std::string(tr("Välj svenska eller engelska."))}}));
  if (by.user <= 0) return fail(unknown_user());
  store::set_language(*impl_->pool.write(), by.user, lang);
  impl_->forget_actors();
  return {};
}

Result<void> Identity::confirm_password(const access::Actor &by, std::string_view password, std::string_view remote) {
  const auto known = user(by.user);
  if (!known) return fail(unknown_user());
  if (auto checked = impl_->check(known->login, password, remote); checked) return {};
  else if (checked.error().kind == ProblemKind::busy) return fail(checked.error());
  return fail(invalid({{"current", std::string(tr("Det är inte ditt nuvarande lösenord."))}}));
}

std::vector<User> Identity::users(std::int64_t unit) const { return store::of_unit(*impl_->pool.read(), unit); }

std::optional<User> Identity::user(std::int64_t id) const {
  auto known = store::by_id(*impl_->pool.read(), id);
  if (!known) return std::nullopt;
  return std::move(known->user);
}

std::optional<User> Identity::user_by_login(std::string_view login) const {
  auto known = store::by_login(*impl_->pool.read(), plain_login(login));
  if (!known) return std::nullopt;
  return std::move(known->user);
}

Result<std::string> Identity::login(std::string_view login, std::string_view password, std::string_view remote) {
  RT_TRY(const User user, impl_->check(login, password, remote));
  return impl_->start_session(user);
}

void Identity::logout(std::string_view token) {
  const std::string token_hash = sha256(token);
  {
    const std::scoped_lock lock(impl_->mutex);
    impl_->cache.erase(token_hash);
  }
  const auto c = impl_->pool.write();
  db::Transaction together(*c);
  const auto session = store::session(*c, token_hash);
  if (!session) return;
  store::end_session(*c, token_hash);
  if (const auto known = store::by_id(*c, session->user)) impl_->log(*c, actor_of(known->user), audit::Act::logout, known->user.id, {});
  together.commit();
}

std::optional<access::Actor> Identity::timed_out(std::string_view token) {
  if (token.size() != 64) return std::nullopt;
  auto known = impl_->read_session(sha256(token), std::string(token));
  if (!known || !known->over || impl_->clock.now() - known->session.created >= kSessionKept) return std::nullopt;
  return std::move(known->actor);
}

std::optional<access::Actor> Identity::actor(std::string_view token) {
  if (token.size() != 64) return std::nullopt; // not one of ours: no need to ask the database
  const std::string token_hash = sha256(token);
  const Instant now = impl_->clock.now();
  {
    const std::scoped_lock lock(impl_->mutex);
    if (const auto found = impl_->cache.find(token_hash); found != impl_->cache.end() && now < found->second.until) return found->second.actor;
  }
  auto known = impl_->read_open(token_hash, std::string(token));
  const std::scoped_lock lock(impl_->mutex);
  if (!known) {
    impl_->cache.erase(token_hash);
    return std::nullopt;
  }
  if (impl_->cache.size() >= kMostCached) impl_->cache.clear();
  impl_->cache[token_hash] = {known->actor, now + kCached, known->must_change};
  return std::move(known->actor);
}

bool Identity::must_change(std::string_view token) {
  const std::string token_hash = sha256(token);
  const std::scoped_lock lock(impl_->mutex);
  const auto found = impl_->cache.find(token_hash);
  return found != impl_->cache.end() && found->second.must_change;
}

// ---- programs ----

Result<std::string> Identity::make_token(const access::Actor &by, std::string_view login, std::string_view name) {
  RT_CHECK(access::require(by, access::May::manage_users));
  const auto user = user_by_login(plain_login(login));
  if (!user || user->unit != by.unit || !user->active)
    return fail(ProblemKind::not_found, std::string(tr("Det finns ingen aktiv användare med det namnet i enheten.")));
  if (trim(name).empty() || name.size() > 100)
    return fail(ProblemKind::invalid, std::string(tr("Skriv vad nyckeln ska användas till.")),
                {{"name", std::string(tr("Skriv vad nyckeln ska användas till.")), 0}});
  std::string token = "rt_" + new_token();
  const auto c = impl_->pool.write();
  db::Transaction together(*c);
  const auto id = c->insert("INSERT INTO api_token (unit_id, user_id, name, token_hash, made_at) VALUES (?,?,?,?,?) RETURNING id",
                            {by.unit, user->id, std::string(trim(name)), sha256(token), to_iso(impl_->clock.now())});
  audit::append(*c, by, impl_->clock.now(),
                {audit::Act::right_changed, "token:" + std::to_string(id), "nyckel till API", "user:" + std::to_string(user->id)});
  together.commit();
  return token;
}

std::vector<Identity::Token> Identity::tokens(const access::Actor &by) const {
  std::vector<Token> found;
  if (!by.may(access::May::manage_users)) return found;
  impl_->pool.read()->query(
      "SELECT t.id, t.user_id, t.name, u.login, t.made_at, t.used_on, t.revoked_at FROM api_token t JOIN app_user u ON u.id = t.user_id "
      "WHERE t.unit_id = ? ORDER BY t.id",
      {by.unit},
      [&](const db::Row &r) { found.push_back({r.integer(0), r.integer(1), r.str(2), r.str(3), r.str(4), r.str(5), !r.text(6).empty()}); });
  return found;
}

Result<void> Identity::revoke_token(const access::Actor &by, std::int64_t id) {
  RT_CHECK(access::require(by, access::May::manage_users));
  const auto c = impl_->pool.write();
  db::Transaction together(*c);
  if (c->exec("UPDATE api_token SET revoked_at = ? WHERE id = ? AND unit_id = ? AND revoked_at = ''", {to_iso(impl_->clock.now()), id, by.unit}) == 0)
    return fail(ProblemKind::not_found, std::string(tr("Nyckeln finns inte eller är redan återkallad.")));
  audit::append(*c, by, impl_->clock.now(), {audit::Act::right_changed, "token:" + std::to_string(id), "nyckel till API", "återkallad"});
  together.commit();
  impl_->forget_actors();
  return {};
}

std::optional<access::Actor> Identity::program(std::string_view token) {
  if (token.size() != 67 || token.substr(0, 3) != "rt_") return std::nullopt;
  const std::string token_hash = sha256(token);
  const Instant now = impl_->clock.now();
  {
    const std::scoped_lock lock(impl_->mutex);
    if (const auto found = impl_->cache.find(token_hash); found != impl_->cache.end() && now < found->second.until) return found->second.actor;
  }
  std::int64_t user = 0;
  std::string used_on;
  std::optional<store::Stored> stored;
  {
    const auto c = impl_->pool.read();
    c->query("SELECT user_id, used_on FROM api_token WHERE token_hash = ? AND revoked_at = ''", {token_hash}, [&](const db::Row &r) {
      user = r.integer(0);
      used_on = r.str(1);
    });
    if (user != 0) stored = store::by_id(*c, user);
  }
  if (!stored || !stored->user.active) return std::nullopt;
  if (const auto today = to_iso(swedish_day(now)); used_on != today)
    impl_->pool.write()->exec("UPDATE api_token SET used_on = ? WHERE token_hash = ?", {today, token_hash});
  auto actor = actor_of(stored->user);
  const std::scoped_lock lock(impl_->mutex);
  if (impl_->cache.size() >= kMostCached) impl_->cache.clear();
  impl_->cache[token_hash] = {actor, now + kCached, false};
  return actor;
}

} // namespace rt::identity
