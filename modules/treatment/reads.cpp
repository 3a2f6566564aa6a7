#include "modules/treatment/reads.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>

namespace rt::treatment {

namespace {
constexpr std::string_view kLine =
    "l.contact_id, l.person_id, l.team_id, l.staff_id, l.state, l.sessions_held, l.topic, l.next_on, l.next_step, l.next_time, l.received, l.started, "
    "l.ended, l.last_held, l.last_ors_on, l.last_ors, l.last_srs_on, l.last_srs, l.srs_alert, l.srs_missing, l.last_review, l.review_on, "
    "p.first_name, p.last_name, p.is_protected";
constexpr int kLineColumns = 25;

ListRow read_line(const db::Row &row, int at = 0) {
  ListRow r;
  const auto integer = [&](int i) { return row.integer(at + i); };
  const auto str = [&](int i) { return row.str(at + i); };
  r.contact = integer(0);
  r.person = integer(1);
  r.team = integer(2);
  r.staff = integer(3);
  r.state = static_cast<int>(integer(4));
  r.sessions_held = static_cast<int>(integer(5));
  r.topic = static_cast<int>(integer(6));
  r.next = {static_cast<Step>(integer(8)), str(7)};
  r.next_time = str(9);
  r.received = str(10);
  r.started = str(11);
  r.ended = str(12);
  r.last_held = str(13);
  r.last_ors_on = str(14);
  r.last_ors = static_cast<Tenths>(integer(15));
  r.last_srs_on = str(16);
  r.last_srs = static_cast<Tenths>(integer(17));
  r.srs_alert = row.flag(at + 18);
  r.srs_missing = row.flag(at + 19);
  r.last_review = str(20);
  r.review_on = str(21);
  r.is_protected = row.flag(at + 24);
  // A protected person is masked in every list (OSL 21 kap. 3 a §); the contact is found by its next step and therapist.
  if (r.is_protected) r.name = tr("Skyddade uppgifter");
  else {
    r.name = str(22);
    if (!row.text(at + 23).empty()) r.name.append(r.name.empty() ? "" : " ").append(row.text(at + 23));
  }
  if (r.name.empty()) r.name = tr("Namn saknas");
  return r;
}

std::string from_line(std::string_view condition) {
  std::string sql = "SELECT ";
  sql.append(kLine).append(" FROM treatment_line l LEFT JOIN person p ON p.id = l.person_id WHERE ").append(condition);
  return sql;
}

std::vector<ListRow> rows_of(db::Connection &c, const std::string &sql, const db::Values &args) {
  std::vector<ListRow> rows;
  rows.reserve(41);
  c.query(sql, args, [&](const db::Row &row) { rows.push_back(read_line(row)); });
  return rows;
}
} // namespace

std::vector<ListRow> list_cases(db::Connection &c, const access::Actor &actor, const ListAsk &ask) {
  db::Values args;
  const bool closed = ask.show == Show::closed;
  auto sql = from_line(closed ? "l.is_open = 0" : "l.is_open = 1");
  sql += actor.scope().where("l", args);
  const auto add = [&](std::string_view words, std::initializer_list<db::Value> values) {
    sql.append(words);
    args.insert(args.end(), values);
  };
  if (ask.team) add(" AND l.team_id = ?", {ask.team});
  switch (ask.show) {
  case Show::mine: add(" AND l.staff_id = ?", {actor.staff}); break;
  case Show::without_srs: add(" AND l.srs_missing = 1", {}); break;
  case Show::ending:
    add(" AND (l.next_step = ? OR (l.last_ors >= ? AND l.sessions_held >= 2))",
        {std::int64_t{static_cast<int>(Step::ending)}, std::int64_t{ask.cutoff}});
    break;
  case Show::this_week:
    add(" AND l.next_step = ? AND l.next_on >= ? AND l.next_on <= ?", {std::int64_t{static_cast<int>(Step::session)}, ask.today, ask.in_a_week});
    break;
  default: break;
  }
  const auto limit = " LIMIT " + std::to_string(ask.limit + 1);
  if (closed) {
    if (!ask.after_date.empty()) add(" AND (l.ended, l.contact_id) < (?, ?)", {ask.after_date, ask.after_contact});
    return rows_of(c, sql + " ORDER BY l.ended DESC, l.contact_id DESC" + limit, args);
  }
  if (!ask.after_date.empty()) add(" AND (l.next_on, l.contact_id) > (?, ?)", {ask.after_date, ask.after_contact});
  return rows_of(c, sql + " ORDER BY l.next_on, l.contact_id" + limit, args);
}

std::vector<ListRow> lines_of_persons(db::Connection &c, const access::Actor &actor, const std::vector<std::int64_t> &persons) {
  if (persons.empty()) return {};
  std::string in;
  db::Values args;
  for (const auto id : persons) {
    in += in.empty() ? "?" : ",?";
    args.emplace_back(id);
  }
  auto sql = from_line("l.person_id IN (" + in + ")");
  sql += actor.scope().where("l", args);
  return rows_of(c, sql + " ORDER BY l.is_open DESC, l.next_on, l.contact_id LIMIT 100", args);
}

std::optional<ListRow> line_of(db::Connection &c, const access::Actor &actor, std::int64_t contact) {
  db::Values args{contact};
  auto sql = from_line("l.contact_id = ?");
  sql += actor.scope().where("l", args);
  auto rows = rows_of(c, sql, args);
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::vector<ListRow> under_treatment(db::Connection &c, const access::Actor &actor, std::int64_t staff) {
  db::Values args;
  auto sql = from_line("l.is_open = 1 AND l.started <> ''");
  sql += actor.scope().where("l", args);
  if (staff) {
    sql += " AND l.staff_id = ?";
    args.emplace_back(staff);
  }
  return rows_of(c, sql + " ORDER BY l.staff_id, l.review_on, l.contact_id LIMIT 2000", args);
}

std::vector<DaySession> sessions_of_day(db::Connection &c, const access::Actor &actor, const std::string &day) {
  db::Values args{day};
  std::string sql = "SELECT s.id, s.time, s.state, s.version, s.place, s.interpreter, ";
  sql.append(kLine).append(" FROM r_session s JOIN treatment_line l ON l.contact_id = s.contact_id LEFT JOIN person p ON p.id = l.person_id "
                           "WHERE s.deleted_at IS NULL AND s.date = ?");
  sql += actor.scope().where("s", args);
  sql +=
      " AND COALESCE(s.handler, s.staff_id) = ? ORDER BY COALESCE(s.time, ''), s.id LIMIT 60"; // not by the index on time: the day is much narrower
  args.emplace_back(actor.staff);
  std::vector<DaySession> sessions;
  c.query(sql, args, [&](const db::Row &row) {
    DaySession d;
    d.session = row.integer(0);
    d.time = row.str(1);
    d.state = static_cast<int>(row.integer(2));
    d.version = static_cast<int>(row.integer(3));
    d.place = static_cast<int>(row.integer(4));
    d.interpreter = row.flag(5);
    d.line = read_line(row, 6);
    sessions.push_back(std::move(d));
  });
  static_assert(kLineColumns == 25, "sessions_of_day reads the line after six columns of its own");
  return sessions;
}

std::map<std::int64_t, std::vector<Tenths>> ors_sums(db::Connection &c, const access::Actor &actor, const std::vector<std::int64_t> &contacts) {
  std::map<std::int64_t, std::vector<Tenths>> sums;
  if (contacts.empty()) return sums;
  db::Values args;
  std::string in;
  for (const auto id : contacts) {
    in += in.empty() ? "?" : ",?";
    args.emplace_back(id);
  }
  auto sql = "SELECT r.contact_id, r.total FROM r_ors r WHERE r.deleted_at IS NULL AND r.rater = (SELECT MIN(o.rater) FROM r_ors o WHERE "
             "o.contact_id = r.contact_id AND o.deleted_at IS NULL) AND r.contact_id IN (" +
             in + ")";
  sql += actor.scope().where("r", args);
  c.query(sql + " ORDER BY r.contact_id, r.date, r.id", args,
          [&](const db::Row &row) { sums[row.integer(0)].push_back(static_cast<Tenths>(row.integer(1))); });
  return sums;
}

std::map<std::int64_t, Review> last_reviews(db::Connection &c, const access::Actor &actor, const std::vector<std::int64_t> &contacts) {
  std::map<std::int64_t, Review> reviews;
  // In portions: an IN list has a bound.
  for (std::size_t from = 0; from < contacts.size(); from += 400) {
    db::Values args;
    std::string in;
    for (std::size_t i = from; i < std::min(contacts.size(), from + 400); ++i) {
      in += in.empty() ? "?" : ",?";
      args.emplace_back(contacts[i]);
    }
    auto sql =
        "SELECT r.contact_id, r.date, r.file_current, r.both_parents, r.note FROM r_case_review r WHERE r.deleted_at IS NULL AND r.contact_id IN (" +
        in + ")";
    sql += actor.scope().where("r", args);
    c.query(sql + " ORDER BY r.contact_id, r.date, r.id", args, [&](const db::Row &row) {
      Review review;
      review.date = row.str(1);
      if (!row.null(2)) review.file_current = row.flag(2);
      if (!row.null(3)) review.both_parents = row.flag(3);
      review.note = row.str(4);
      reviews[row.integer(0)] = std::move(review);
    });
  }
  return reviews;
}

} // namespace rt::treatment
