#pragma once
// The append-only chain of what was read and written about persons. Each row carries the hash of the one before, so a
// changed, removed or inserted row is found by `rodatraden audit verify`. SoL/OSL: lag (2001:454) 10 §.
#include "modules/access/access.hpp"
#include "platform/calendar/date.hpp"
#include "platform/core/clock.hpp"
#include "platform/db/db.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rt::audit {

enum class Act { read, create, update, remove, sign, import, export_, login, login_failed, logout, right_changed, undo };
std::string_view id_of(Act act);

struct Event {
  Act act;
  std::string object;  ///< "contact:412", "contact:list" – ids only, never a name
  std::string purpose; ///< "arbete i ärendet", "uppföljning", "systemet"
  std::string detail;  ///< ids or counts, never values of person fields
};

/// Appends inside the caller's transaction: the record and its trace are saved together or not at all.
void append(db::Connection &connection, const access::Actor &actor, Instant at, const Event &event);

/// Who did what, when.
struct Trace {
  access::Actor actor;
  Instant at = 0;
  Event event;
};
/// Several at once, in their order: the chain's head is read and moved once.
void append(db::Connection &connection, const std::vector<Trace> &traces);

/// Reads are appended by a small group commit of its own, so that a page need not wait for the disk.
/// log() returns when the event is handed over; flush() when all are stored. The destructor flushes.
class ReadLog {
public:
  ReadLog(db::Pool &pool, const Clock &clock);
  ~ReadLog();
  void log(const access::Actor &actor, Event event);
  void flush();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct Broken {
  std::int64_t seq; ///< the first row that does not fit
  std::string why;
};
struct Verification {
  std::int64_t rows = 0;
  std::string last_hash;
  std::optional<Broken> broken;
};
Verification verify(db::Connection &connection);

struct Entry {
  std::int64_t seq;
  std::string at, actor_name, role, act, object, purpose, detail;
};
/// Swedish days, both inclusive; not set = open.
struct Days {
  std::optional<Date> from, to;
};
/// Newest first; filters empty = all. `object` is "contact:412", or "contact" for every contact. unit 0 = every unit.
std::vector<Entry> entries(db::Connection &connection, std::string_view object, std::int64_t user, int limit, int offset, std::int64_t unit = 0,
                           const Days &days = {});
std::string_view words_of(std::string_view act); ///< "läste", "ändrade" … in the current language

/// What the pages need. The names come from those who own them: users from identity, objects from the registers.
struct Deps {
  db::Pool &pool;
  ReadLog &read_log;
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
  std::function<std::vector<html::Choice>(std::int64_t unit)> users = {}; ///< id and name, for the filter
  std::function<std::string(std::string_view object)> object_words = {};  ///< "contact" -> "kontakt"; "" = unknown
};
/// /logg, for those who may read the audit chain.
void add_pages(http::Router &router, const Deps &deps);

const std::vector<db::Migration> &migrations(); ///< numbers 200-299

} // namespace rt::audit
