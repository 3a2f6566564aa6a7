#include "modules/audit/chain.hpp"
#include "platform/i18n/i18n.hpp"

namespace rt::audit {
namespace {

constexpr std::string_view kColumns = "seq, at, unit_id, actor_id, actor_name, role, act, object, purpose, detail, prev, hash";
constexpr int kHash = 11;

Link link_of(const db::Row &row) {
  return {row.integer(0), row.str(1), row.integer(2), row.integer(3), row.str(4), row.str(5),
          row.str(6),     row.str(7), row.str(8),     row.str(9),     row.str(10)};
}

struct Head {
  std::int64_t seq = -1;
  std::string hash;
};

Head read_head(db::Connection &c, bool and_lock = false) {
  Head head;
  // SQLite has one writer anyway; on PostgreSQL the row is held until the caller's transaction ends.
  const bool lock = and_lock && c.backend() == db::Backend::postgres;
  c.query(lock ? "SELECT seq, hash FROM audit_head WHERE id = 1 FOR UPDATE" : "SELECT seq, hash FROM audit_head WHERE id = 1", {},
          [&](const db::Row &row) { head = {row.integer(0), row.str(1)}; });
  return head;
}

/// The head to build on; between reading and moving it nobody else may.
Head lock_head(db::Connection &c) {
  Head head = read_head(c, true);
  if (head.seq < 0) throw db::Error("the head of the audit chain is gone");
  return head;
}

void move_head(db::Connection &c, const Head &head) { c.exec("UPDATE audit_head SET seq = ?, hash = ? WHERE id = 1", {head.seq, head.hash}); }

/// Stores one link on `head` and makes it the head.
void add_link(db::Connection &c, Head &head, const access::Actor &actor, Instant at, const Event &event) {
  const std::string_view role = actor.user == access::kSystemUser ? "system" : access::id_of(actor.role);
  const Link link{head.seq + 1, to_iso(at),    actor.unit,   actor.user, actor.name, std::string(role), std::string(id_of(event.act)),
                  event.object, event.purpose, event.detail, head.hash};
  head.hash = hash_of(link);
  head.seq = link.seq;
  static const std::string insert = "INSERT INTO audit_event (" + std::string(kColumns) + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  c.exec(insert, {link.seq, link.at, link.unit, link.actor, link.actor_name, link.role, link.act, link.object, link.purpose, link.detail, link.prev,
                  head.hash});
}

void append_links(db::Connection &c, const std::vector<Trace> &traces) {
  Head head = lock_head(c);
  for (const Trace &trace : traces) add_link(c, head, trace.actor, trace.at, trace.event);
  move_head(c, head);
}

} // namespace

void append(db::Connection &c, const std::vector<Trace> &traces) {
  if (traces.empty()) return;
  if (c.in_transaction()) return append_links(c, traces);
  db::Transaction alone(c);
  append_links(c, traces);
  alone.commit();
}

void append(db::Connection &c, const access::Actor &actor, Instant at, const Event &event) { append(c, {Trace{actor, at, event}}); }

Verification verify(db::Connection &c) {
  constexpr std::int64_t kAtATime = 5000; // the chain may be long; memory need not be
  const db::Transaction one_moment(c, db::Mode::read);
  Verification seen;
  std::int64_t last = 0;
  for (std::int64_t before = -1; before != last && !seen.broken;) {
    before = last;
    c.query("SELECT " + std::string(kColumns) + " FROM audit_event WHERE seq > ? ORDER BY seq LIMIT ?", {last, kAtATime}, [&](const db::Row &row) {
      if (seen.broken) return;
      const Link link = link_of(row);
      const std::string hash = row.str(kHash);
      if (std::string why = misfit(link, hash, last, seen.last_hash); !why.empty()) {
        seen.broken = Broken{link.seq, std::move(why)};
        return;
      }
      ++seen.rows;
      last = link.seq;
      seen.last_hash = hash;
    });
  }
  const Head head = read_head(c);
  if (!seen.broken && (head.seq != last || head.hash != seen.last_hash))
    seen.broken = Broken{last + 1, std::string(tr("De sista raderna saknas eller har lagts till vid sidan av systemet."))};
  if (!seen.broken && c.exists("SELECT 1 FROM audit_event WHERE seq < 1"))
    seen.broken = Broken{0, std::string(tr("Det finns rader före kedjans första."))};
  return seen;
}

std::vector<Entry> entries(db::Connection &c, std::string_view object, std::int64_t user, int limit, int offset, std::int64_t unit,
                           const Days &days) {
  std::string where = " WHERE 1 = 1";
  db::Values args;
  if (!object.empty()) {
    const bool one = object.find(':') != std::string_view::npos;
    where += one ? " AND object = ?" : " AND substr(object, 1, ?) = ?";
    const std::string prefix = std::string(object) + (one ? "" : ":");
    if (!one) args.emplace_back(static_cast<std::int64_t>(prefix.size()));
    args.emplace_back(prefix);
  }
  if (user != 0) {
    where += " AND actor_id = ?";
    args.emplace_back(user);
  }
  if (unit != 0) {
    where += " AND unit_id = ?";
    args.emplace_back(unit);
  }
  if (days.from) {
    where += " AND at >= ?";
    args.emplace_back(to_iso(from_swedish(*days.from, 0)));
  }
  if (days.to) {
    where += " AND at < ?";
    args.emplace_back(to_iso(from_swedish(*days.to + 1, 0)));
  }
  // Some days are read from the index that has the day; the whole log in the chain's own order.
  const char *order = days.from || days.to ? " ORDER BY at DESC, seq DESC" : " ORDER BY seq DESC";
  args.emplace_back(std::int64_t{limit});
  args.emplace_back(std::int64_t{offset});
  std::vector<Entry> found;
  c.query("SELECT " + std::string(kColumns) + " FROM audit_event" + where + order + " LIMIT ? OFFSET ?", args, [&](const db::Row &row) {
    Link link = link_of(row);
    found.push_back({link.seq, std::move(link.at), std::move(link.actor_name), std::move(link.role), std::move(link.act), std::move(link.object),
                     std::move(link.purpose), std::move(link.detail)});
  });
  return found;
}

} // namespace rt::audit
