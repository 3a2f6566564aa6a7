// The case line: one row per contact with what its list shows, kept in the records' own transaction.
#include "modules/treatment/store.hpp"
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace rt::treatment {

namespace {

/// One contact's facts as they stand in the registers, and the line they make.
struct Line {
  std::int64_t contact = 0, unit = 0, team = 0, staff = 0, person = 0;
  int state = 0;
  CaseFacts facts;
  std::string ended, next_time;
  Tenths last_ors = -1, last_srs = -1;
  int topic = 0; ///< bits 1, 2, 4, 8: the lowest scales of the last rating
  bool srs_alert = false;

  db::Values values(const Habits &habits) const {
    const auto step = next_step(facts, habits);
    const auto number = [](auto n) { return db::Value{static_cast<std::int64_t>(n)}; };
    return {number(contact),
            number(unit),
            number(team),
            number(staff),
            number(person),
            number(facts.open),
            number(state),
            facts.received,
            facts.started,
            ended,
            step.on,
            number(static_cast<int>(step.what)),
            step.what == Step::session ? next_time : std::string(),
            number(facts.held),
            facts.last_held,
            facts.last_ors_on,
            number(last_ors),
            number(topic),
            facts.last_srs_on,
            number(last_srs),
            number(srs_alert),
            number(facts.open && srs_missing(facts, habits)),
            facts.last_review,
            facts.open ? review_due(facts, habits) : std::string()};
  }
};

constexpr const char *kColumns =
    "contact_id, unit_id, team_id, staff_id, person_id, is_open, state, received, started, ended, next_on, next_step, next_time, sessions_held, "
    "last_held, last_ors_on, last_ors, topic, last_srs_on, last_srs, srs_alert, srs_missing, last_review, review_on";
constexpr int kColumnCount = 24;

/// A register's rows by contact, of one contact or of all: the same text for a change and for a rebuild.
std::string of_contacts(const char *select, std::int64_t contact, const char *order, db::Values &args) {
  std::string sql = std::string(select) + " WHERE deleted_at IS NULL AND contact_id IS NOT NULL";
  if (contact) {
    sql += " AND contact_id = ?";
    args.emplace_back(contact);
  }
  return sql + " ORDER BY contact_id, " + order;
}

} // namespace

struct CaseLines::Impl {
  Impl(db::Pool &p, const definitions::Catalog &c) : pool(p), catalog(c) {
    const auto *contacts = catalog.find("contact");
    const auto *sessions = catalog.find("session");
    const auto code = [](const definitions::Register *reg, std::string_view id) {
      const auto *state = reg ? reg->state(id) : nullptr;
      return state ? state->code : -1;
    };
    complete = contacts && sessions && catalog.find("ors") && catalog.find("srs") && catalog.find("case_review");
    closed = code(contacts, "closed");
    received = code(contacts, "received");
    info_meeting = code(contacts, "info_meeting");
    booked = code(sessions, "booked");
    held = code(sessions, "held");
    if (const auto *ors = catalog.find("ors"); ors && ors->field("rater") && ors->field("rater")->option("client"))
      client = ors->field("rater")->option("client")->code;
    if (const auto *srs = catalog.instrument("srs")) srs_parameters = parameters(*srs, std::nullopt);
  }
  db::Pool &pool;
  const definitions::Catalog &catalog;
  bool complete = false;
  int closed = -1, received = -1, info_meeting = -1, booked = -1, held = -1, client = -1;
  Parameters srs_parameters;
  std::mutex mutex;
  /// An import works in its own thread; ratings that others save meanwhile keep their lines current as always.
  std::map<std::thread::id, std::set<std::int64_t>> bulk;

  std::map<std::int64_t, Line> read(db::Connection &c, std::int64_t contact) const;
  void read_sessions(db::Connection &c, std::int64_t contact, std::map<std::int64_t, Line> &lines) const;
  void read_ratings(db::Connection &c, std::int64_t contact, std::map<std::int64_t, Line> &lines) const;
  void write(db::Connection &c, std::int64_t contact, const std::map<std::int64_t, Line> &lines);
  Habits habits_of(db::Connection &c, std::int64_t team, std::map<std::int64_t, Habits> &known) const {
    const auto it = known.find(team);
    if (it != known.end()) return it->second;
    return known[team] = store::habits(c, team).value_or(Habits{});
  }
};

std::map<std::int64_t, Line> CaseLines::Impl::read(db::Connection &c, std::int64_t contact) const {
  std::map<std::int64_t, Line> lines;
  db::Values args;
  std::string sql =
      "SELECT id, unit_id, team_id, COALESCE(handler, staff_id), person_id, state, received, started, ended FROM r_contact WHERE deleted_at IS NULL";
  if (contact) {
    sql += " AND id = ?";
    args.emplace_back(contact);
  }
  c.query(sql, args, [&](const db::Row &row) {
    Line l;
    l.contact = row.integer(0);
    l.unit = row.integer(1);
    l.team = row.integer(2);
    l.staff = row.integer(3);
    l.person = row.integer(4);
    l.state = static_cast<int>(row.integer(5));
    l.facts.received = row.str(6);
    l.facts.started = row.str(7);
    l.ended = row.str(8);
    l.facts.open = l.state != closed;
    l.facts.in_treatment = l.facts.open && l.state != received && l.state != info_meeting;
    lines.emplace(l.contact, std::move(l));
  });
  if (lines.empty()) return lines;
  read_sessions(c, contact, lines);
  read_ratings(c, contact, lines);
  db::Values review_args;
  c.query(of_contacts("SELECT contact_id, date FROM r_case_review", contact, "date", review_args), review_args, [&](const db::Row &row) {
    if (const auto it = lines.find(row.integer(0)); it != lines.end()) it->second.facts.last_review = row.str(1);
  });
  return lines;
}

void CaseLines::Impl::read_sessions(db::Connection &c, std::int64_t contact, std::map<std::int64_t, Line> &lines) const {
  db::Values args;
  c.query(of_contacts("SELECT contact_id, date, time, state FROM r_session", contact, "date, time", args), args, [&](const db::Row &row) {
    const auto it = lines.find(row.integer(0));
    if (it == lines.end()) return;
    auto &l = it->second;
    if (row.integer(3) == booked && l.facts.next_booked.empty()) {
      l.facts.next_booked = row.str(1);
      l.next_time = row.str(2);
    } else if (row.integer(3) == held) {
      l.facts.last_held = row.str(1);
      ++l.facts.held;
    }
  });
}

void CaseLines::Impl::read_ratings(db::Connection &c, std::int64_t contact, std::map<std::int64_t, Line> &lines) const {
  db::Values ors_args;
  // The client's own last rating is the contact's, another's only when there is none.
  const auto own_last = "CASE WHEN rater = " + std::to_string(client) + " THEN 1 ELSE 0 END, date, id";
  c.query(of_contacts("SELECT contact_id, date, total, s1, s2, s3, s4 FROM r_ors", contact, own_last.c_str(), ors_args), ors_args,
          [&](const db::Row &row) {
            const auto it = lines.find(row.integer(0));
            if (it == lines.end()) return;
            auto &l = it->second;
            l.facts.last_ors_on = row.str(1);
            l.last_ors = static_cast<Tenths>(row.integer(2));
            l.topic = 0;
            for (const int i : lowest_scales({static_cast<int>(row.integer(3)), static_cast<int>(row.integer(4)), static_cast<int>(row.integer(5)),
                                              static_cast<int>(row.integer(6))}))
              l.topic |= 1 << i;
          });
  db::Values srs_args;
  std::int64_t at = 0;
  std::map<std::int64_t, Tenths> before; // by rater, of the contact being read
  c.query(of_contacts("SELECT contact_id, date, total, rater FROM r_srs", contact, "date, id", srs_args), srs_args, [&](const db::Row &row) {
    const auto it = lines.find(row.integer(0));
    if (it == lines.end()) return;
    if (at != row.integer(0)) before.clear();
    at = row.integer(0);
    auto &l = it->second;
    const auto sum = static_cast<Tenths>(row.integer(2));
    const auto previous = before.find(row.integer(3));
    l.srs_alert = static_cast<bool>(alert(sum, previous == before.end() ? std::nullopt : std::optional<Tenths>(previous->second), srs_parameters));
    before[row.integer(3)] = sum;
    l.facts.last_srs_on = row.str(1);
    l.last_srs = sum;
  });
}

void CaseLines::Impl::write(db::Connection &c, std::int64_t contact, const std::map<std::int64_t, Line> &lines) {
  std::map<std::int64_t, Habits> habits;
  if (contact) c.exec("DELETE FROM treatment_line WHERE contact_id = ?", {contact});
  else c.exec("DELETE FROM treatment_line");
  std::string marks = "?";
  for (int i = 1; i < kColumnCount; ++i) marks += ",?";
  const auto insert = std::string("INSERT INTO treatment_line (") + kColumns + ") VALUES (" + marks + ")";
  for (const auto &[id, line] : lines) c.exec(insert, line.values(habits_of(c, line.team, habits)));
}

CaseLines::CaseLines(db::Pool &pool, const definitions::Catalog &catalog) : impl_(std::make_unique<Impl>(pool, catalog)) {}
CaseLines::~CaseLines() = default;

void CaseLines::changed(db::Connection &connection, const records::Change &change) {
  static const std::set<std::string, std::less<>> watched = {"contact", "session", "ors", "srs", "case_review"};
  if (!impl_->complete || !watched.contains(change.reg->id)) return;
  std::set<std::int64_t> contacts;
  for (const auto *record : {change.before, change.after})
    if (record) contacts.insert(change.reg->id == "contact" ? record->id : record->contact);
  contacts.erase(0);
  {
    std::lock_guard lock(impl_->mutex);
    if (const auto it = impl_->bulk.find(std::this_thread::get_id()); it != impl_->bulk.end()) {
      it->second.insert(contacts.begin(), contacts.end());
      return;
    }
  }
  for (const auto contact : contacts) {
    // Locks the contact's line first: of two ratings saved at once the later one must see the earlier.
    connection.exec("UPDATE treatment_line SET state = state WHERE contact_id = ?", {contact});
    impl_->write(connection, contact, impl_->read(connection, contact));
  }
}

void CaseLines::begin_bulk() {
  std::lock_guard lock(impl_->mutex);
  impl_->bulk[std::this_thread::get_id()];
}

void CaseLines::end_bulk(db::Connection &connection) {
  std::set<std::int64_t> touched;
  {
    std::lock_guard lock(impl_->mutex);
    const auto it = impl_->bulk.find(std::this_thread::get_id());
    if (it == impl_->bulk.end()) return;
    touched = std::move(it->second);
    impl_->bulk.erase(it);
  }
  constexpr std::size_t kOneByOne = 300;
  if (touched.size() > kOneByOne) {
    rebuild(connection);
    return;
  }
  for (const auto contact : touched) impl_->write(connection, contact, impl_->read(connection, contact));
}

std::int64_t CaseLines::rebuild(db::Connection &connection) {
  if (!impl_->complete) return 0;
  const auto lines = impl_->read(connection, 0);
  impl_->write(connection, 0, lines);
  return static_cast<std::int64_t>(lines.size());
}

std::vector<std::int64_t> CaseLines::check(db::Connection &connection) {
  std::vector<std::int64_t> different;
  if (!impl_->complete) return different;
  std::map<std::int64_t, db::Values> stored;
  connection.query(std::string("SELECT ") + kColumns + " FROM treatment_line", {}, [&](const db::Row &row) {
    auto &values = stored[row.integer(0)];
    for (int i = 0; i < kColumnCount; ++i) values.push_back(row.value(i));
  });
  std::map<std::int64_t, Habits> habits;
  for (const auto &[id, line] : impl_->read(connection, 0)) {
    const auto it = stored.find(id);
    if (it == stored.end() || it->second != line.values(impl_->habits_of(connection, line.team, habits))) different.push_back(id);
    if (it != stored.end()) stored.erase(it);
  }
  for (const auto &[id, values] : stored) different.push_back(id);
  return different;
}

} // namespace rt::treatment
