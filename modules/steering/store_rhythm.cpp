// SQL of what comes back through the year: the wheel, the follow-up, the development list.
#include "modules/steering/store.hpp"

namespace rt::steering::store {
namespace {
db::Value num(std::int64_t n) { return n; }
template<class E> db::Value code(E e) { return static_cast<std::int64_t>(e); }

constexpr std::string_view kEvent = "SELECT id, unit_id, team_id, year, month, day, words, ring, deadline, responsible, remind_days, "
                                    "done_at, done_by, flag, source, version FROM steer_event ";
WheelEvent read_event(const db::Row &r) {
  WheelEvent e;
  e.id = r.integer(0), e.unit = r.integer(1), e.team = r.integer(2);
  e.year = static_cast<int>(r.integer(3)), e.month = static_cast<int>(r.integer(4));
  e.date = r.str(5), e.words = r.str(6), e.ring = static_cast<Ring>(r.integer(7)), e.deadline = r.flag(8);
  e.responsible = r.str(9), e.remind_days = static_cast<int>(r.integer(10));
  e.done_at = r.str(11), e.done_by = r.str(12), e.flag = r.str(13), e.source = r.str(14), e.version = static_cast<int>(r.integer(15));
  return e;
}

constexpr std::string_view kFollowUp =
    "SELECT id, unit_id, team_id, expected_id, month, see, why, lesson, updated_at, updated_by, version FROM steer_followup ";
FollowUp read_follow_up(const db::Row &r) {
  return {r.integer(0),
          r.integer(1),
          r.integer(2),
          r.integer(3),
          r.str(4),
          r.str(5),
          r.str(6),
          r.str(7),
          r.str(8),
          r.str(9),
          static_cast<int>(r.integer(10))};
}

constexpr std::string_view kIdea =
    "SELECT id, unit_id, team_id, followup_id, words, source, owner, state, reviewed, created_at, done_at, version FROM steer_idea ";
Idea read_idea(const db::Row &r) {
  return {r.integer(0), r.integer(1), r.integer(2), r.integer(3),
          r.str(4),     r.str(5),     r.str(6),     static_cast<IdeaState>(r.integer(7)),
          r.str(8),     r.str(9),     r.str(10),    static_cast<int>(r.integer(11))};
}

template<class T, class Read> std::vector<T> all(Connection &c, const std::string &sql, const db::Values &args, Read read) {
  std::vector<T> found;
  c.query(sql, args, [&](const db::Row &r) { found.push_back(read(r)); });
  return found;
}
template<class T> std::optional<T> first(std::vector<T> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}
} // namespace

std::vector<WheelEvent> events(Connection &c, std::int64_t unit, int year) {
  // Dated events in the order of the days; what has no day stands last in its month.
  return all<WheelEvent>(c,
                         std::string(kEvent) + "WHERE unit_id = ? AND (year = ? OR ? = 0) AND deleted = 0 "
                                               "ORDER BY year, month, CASE WHEN day = '' THEN '9' ELSE day END, id",
                         {num(unit), num(year), num(year)}, read_event);
}
std::optional<WheelEvent> event(Connection &c, std::int64_t id) {
  return first(all<WheelEvent>(c, std::string(kEvent) + "WHERE id = ? AND deleted = 0", {num(id)}, read_event));
}
std::int64_t insert_event(Connection &c, const WheelEvent &e) {
  return c.insert("INSERT INTO steer_event (unit_id, team_id, year, month, day, words, ring, deadline, responsible, remind_days, "
                  "done_at, done_by, flag, source) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id",
                  {num(e.unit), num(e.team), num(e.year), num(e.month), e.date, e.words, code(e.ring), num(e.deadline), e.responsible,
                   num(e.remind_days), e.done_at, e.done_by, e.flag, e.source});
}
bool update_event(Connection &c, const WheelEvent &e) {
  return c.exec(
             "UPDATE steer_event SET team_id = ?, year = ?, month = ?, day = ?, words = ?, ring = ?, deadline = ?, responsible = ?, "
             "remind_days = ?, done_at = ?, done_by = ?, flag = ?, version = version + 1 WHERE id = ? AND unit_id = ? AND version = ? AND deleted = 0",
             {num(e.team), num(e.year), num(e.month), e.date, e.words, code(e.ring), num(e.deadline), e.responsible, num(e.remind_days), e.done_at,
              e.done_by, e.flag, num(e.id), num(e.unit), num(e.version)}) == 1;
}

std::vector<FollowUp> follow_ups(Connection &c, std::int64_t unit, int year) {
  const std::string y = std::to_string(year);
  return all<FollowUp>(c, std::string(kFollowUp) + "WHERE unit_id = ? AND month >= ? AND month <= ? ORDER BY month, id",
                       {num(unit), y + "-01", y + "-12"}, read_follow_up);
}
std::optional<FollowUp> follow_up(Connection &c, std::int64_t expected_id, std::int64_t team, std::string_view month) {
  return first(all<FollowUp>(c, std::string(kFollowUp) + "WHERE expected_id = ? AND team_id = ? AND month = ?",
                             {num(expected_id), num(team), std::string(month)}, read_follow_up));
}
std::int64_t insert_follow_up(Connection &c, const FollowUp &f) {
  return c.insert("INSERT INTO steer_followup (unit_id, team_id, expected_id, month, see, why, lesson, updated_at, updated_by) "
                  "VALUES (?,?,?,?,?,?,?,?,?) RETURNING id",
                  {num(f.unit), num(f.team), num(f.expected), f.month, f.see, f.why, f.lesson, f.updated_at, f.updated_by});
}
bool update_follow_up(Connection &c, const FollowUp &f) {
  return c.exec("UPDATE steer_followup SET see = ?, why = ?, lesson = ?, updated_at = ?, updated_by = ?, version = version + 1 "
                "WHERE id = ? AND unit_id = ? AND version = ?",
                {f.see, f.why, f.lesson, f.updated_at, f.updated_by, num(f.id), num(f.unit), num(f.version)}) == 1;
}

std::vector<Idea> ideas(Connection &c, std::int64_t unit, bool with_done) {
  return all<Idea>(c, std::string(kIdea) + "WHERE unit_id = ? AND (state <> 3 OR ? = 1) ORDER BY state, created_at DESC, id DESC",
                   {num(unit), num(with_done)}, read_idea);
}
std::optional<Idea> idea(Connection &c, std::int64_t id) { return first(all<Idea>(c, std::string(kIdea) + "WHERE id = ?", {num(id)}, read_idea)); }
std::int64_t insert_idea(Connection &c, const Idea &i) {
  return c.insert("INSERT INTO steer_idea (unit_id, team_id, followup_id, words, source, owner, state, reviewed, created_at, done_at) "
                  "VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id",
                  {num(i.unit), num(i.team), num(i.followup), i.words, i.source, i.owner, code(i.state), i.reviewed, i.created_at, i.done_at});
}
bool update_idea(Connection &c, const Idea &i) {
  return c.exec("UPDATE steer_idea SET team_id = ?, words = ?, source = ?, owner = ?, state = ?, reviewed = ?, done_at = ?, "
                "version = version + 1 WHERE id = ? AND unit_id = ? AND version = ?",
                {num(i.team), i.words, i.source, i.owner, code(i.state), i.reviewed, i.done_at, num(i.id), num(i.unit), num(i.version)}) == 1;
}

} // namespace rt::steering::store
