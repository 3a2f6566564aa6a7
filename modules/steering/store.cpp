#include "modules/steering/store.hpp"

namespace rt::steering::store {
namespace {
db::Value num(std::int64_t n) { return n; }
template<class E> db::Value code(E e) { return static_cast<std::int64_t>(e); }

constexpr std::string_view kGoal = "SELECT id, unit_id, parent_id, team_id, year, level, code, title, position, version FROM steer_goal ";
Goal read_goal(const db::Row &r) {
  return {r.integer(0),
          r.integer(1),
          r.integer(2),
          r.integer(3),
          static_cast<int>(r.integer(4)),
          static_cast<Level>(r.integer(5)),
          r.str(6),
          r.str(7),
          static_cast<int>(r.integer(8)),
          static_cast<int>(r.integer(9))};
}

constexpr std::string_view kExpected =
    "SELECT id, unit_id, goal_id, team_id, year, words, measure, indicator, target_kind, target_value, target_unit, "
    "upper_target, period, position, version FROM steer_expected ";
Expected read_expected(const db::Row &r) {
  Expected e{r.integer(0), r.integer(1), r.integer(2), r.integer(3), static_cast<int>(r.integer(4)), r.str(5), r.str(6), r.str(7), {}, {}, {}, 0, 0};
  e.target = {static_cast<TargetKind>(r.integer(8)), r.real(9), r.str(10)};
  e.upper_target = r.str(11);
  e.period = r.str(12);
  e.position = static_cast<int>(r.integer(13));
  e.version = static_cast<int>(r.integer(14));
  return e;
}

constexpr std::string_view kParagraph =
    "SELECT p.id, p.unit_id, p.goal_id, p.team_id, p.part, p.words, p.updated_at, p.updated_by, p.version FROM steer_paragraph p ";
Paragraph read_paragraph(const db::Row &r) {
  return {r.integer(0),
          r.integer(1),
          r.integer(2),
          r.integer(3),
          static_cast<Part>(r.integer(4)),
          r.str(5),
          r.str(6),
          r.str(7),
          static_cast<int>(r.integer(8))};
}

constexpr std::string_view kAssessment =
    "SELECT id, unit_id, expected_id, period, proposed, judged, reason, lesson, figure, at, by_name, version FROM steer_assessment ";
Assessment read_assessment(const db::Row &r) {
  return {r.integer(0), r.integer(1), r.integer(2), r.str(3),  static_cast<Judgement>(r.integer(4)), static_cast<Judgement>(r.integer(5)), r.str(6),
          r.str(7),     r.str(8),     r.str(9),     r.str(10), static_cast<int>(r.integer(11))};
}

template<class T, class Read> std::vector<T> all(Connection &c, const std::string &sql, const db::Values &args, Read read) {
  std::vector<T> found;
  c.query(sql, args, [&](const db::Row &r) { found.push_back(read(r)); });
  return found;
}
template<class T, class Read> std::optional<T> one(Connection &c, const std::string &sql, const db::Values &args, Read read) {
  auto found = all<T>(c, sql, args, read);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}
} // namespace

std::vector<Goal> goals(Connection &c, std::int64_t unit, int year) {
  return all<Goal>(c, std::string(kGoal) + "WHERE unit_id = ? AND year = ? AND deleted = 0 ORDER BY level, position, id", {num(unit), num(year)},
                   read_goal);
}
std::optional<Goal> goal(Connection &c, std::int64_t id) {
  return one<Goal>(c, std::string(kGoal) + "WHERE id = ? AND deleted = 0", {num(id)}, read_goal);
}
std::int64_t insert_goal(Connection &c, const Goal &g) {
  return c.insert("INSERT INTO steer_goal (unit_id, parent_id, team_id, year, level, code, title, position) "
                  "VALUES (?,?,?,?,?,?,?,?) RETURNING id",
                  {num(g.unit), num(g.parent), num(g.team), num(g.year), code(g.level), g.code, g.title, num(g.position)});
}
bool update_goal(Connection &c, const Goal &g) {
  return c.exec("UPDATE steer_goal SET parent_id = ?, team_id = ?, code = ?, title = ?, position = ?, version = version + 1 "
                "WHERE id = ? AND unit_id = ? AND version = ? AND deleted = 0",
                {num(g.parent), num(g.team), g.code, g.title, num(g.position), num(g.id), num(g.unit), num(g.version)}) == 1;
}

std::vector<Expected> expected(Connection &c, std::int64_t unit, int year) {
  return all<Expected>(c, std::string(kExpected) + "WHERE unit_id = ? AND year = ? AND deleted = 0 ORDER BY position, id", {num(unit), num(year)},
                       read_expected);
}
std::optional<Expected> one_expected(Connection &c, std::int64_t id) {
  return one<Expected>(c, std::string(kExpected) + "WHERE id = ? AND deleted = 0", {num(id)}, read_expected);
}
std::int64_t insert_expected(Connection &c, const Expected &e) {
  return c.insert("INSERT INTO steer_expected (unit_id, goal_id, team_id, year, words, measure, indicator, target_kind, "
                  "target_value, target_unit, upper_target, period, position) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id",
                  {num(e.unit), num(e.goal), num(e.team), num(e.year), e.text, e.measure, e.indicator, code(e.target.kind), e.target.value,
                   e.target.unit, e.upper_target, e.period, num(e.position)});
}
bool update_expected(Connection &c, const Expected &e) {
  return c.exec("UPDATE steer_expected SET goal_id = ?, team_id = ?, words = ?, measure = ?, indicator = ?, target_kind = ?, "
                "target_value = ?, target_unit = ?, upper_target = ?, period = ?, position = ?, version = version + 1 "
                "WHERE id = ? AND unit_id = ? AND version = ? AND deleted = 0",
                {num(e.goal), num(e.team), e.text, e.measure, e.indicator, code(e.target.kind), e.target.value, e.target.unit, e.upper_target,
                 e.period, num(e.position), num(e.id), num(e.unit), num(e.version)}) == 1;
}
bool remove(Connection &c, std::string_view table, std::int64_t unit, std::int64_t id, int version) {
  return c.exec("UPDATE " + std::string(table) +
                    " SET deleted = 1, version = version + 1 WHERE id = ? AND unit_id = ? AND version = ? AND deleted = 0",
                {num(id), num(unit), num(version)}) == 1;
}

std::vector<Paragraph> paragraphs(Connection &c, std::int64_t unit, int year) {
  return all<Paragraph>(c,
                        std::string(kParagraph) + "JOIN steer_goal g ON g.id = p.goal_id WHERE p.unit_id = ? AND g.year = ? "
                                                  "AND g.deleted = 0 ORDER BY p.goal_id, p.team_id, p.part",
                        {num(unit), num(year)}, read_paragraph);
}
std::optional<Paragraph> paragraph(Connection &c, std::int64_t goal_id, std::int64_t team, Part part) {
  return one<Paragraph>(c, std::string(kParagraph) + "WHERE p.goal_id = ? AND p.team_id = ? AND p.part = ?", {num(goal_id), num(team), code(part)},
                        read_paragraph);
}
std::int64_t insert_paragraph(Connection &c, const Paragraph &p) {
  return c.insert("INSERT INTO steer_paragraph (unit_id, goal_id, team_id, part, words, updated_at, updated_by) VALUES (?,?,?,?,?,?,?) RETURNING id",
                  {num(p.unit), num(p.goal), num(p.team), code(p.part), p.words, p.updated_at, p.updated_by});
}
bool update_paragraph(Connection &c, const Paragraph &p) {
  return c.exec("UPDATE steer_paragraph SET words = ?, updated_at = ?, updated_by = ?, version = version + 1 WHERE id = ? AND version = ?",
                {p.words, p.updated_at, p.updated_by, num(p.id), num(p.version)}) == 1;
}

std::vector<Assessment> assessments(Connection &c, std::int64_t unit, int year) {
  return all<Assessment>(c, std::string(kAssessment) + "WHERE unit_id = ? AND year = ? ORDER BY at, id", {num(unit), num(year)}, read_assessment);
}
std::optional<Assessment> assessment(Connection &c, std::int64_t expected_id, std::string_view period) {
  return one<Assessment>(c, std::string(kAssessment) + "WHERE expected_id = ? AND period = ?", {num(expected_id), std::string(period)},
                         read_assessment);
}
std::int64_t insert_assessment(Connection &c, const Assessment &a, int year) {
  return c.insert("INSERT INTO steer_assessment (unit_id, expected_id, period, year, proposed, judged, reason, lesson, figure, at, by_name) "
                  "VALUES (?,?,?,?,?,?,?,?,?,?,?) RETURNING id",
                  {num(a.unit), num(a.expected), a.period, num(year), code(a.proposed), code(a.judged), a.reason, a.lesson, a.figure, a.at, a.by});
}
bool update_assessment(Connection &c, const Assessment &a) {
  return c.exec("UPDATE steer_assessment SET proposed = ?, judged = ?, reason = ?, lesson = ?, figure = ?, at = ?, by_name = ?, "
                "version = version + 1 WHERE id = ? AND unit_id = ? AND version = ?",
                {code(a.proposed), code(a.judged), a.reason, a.lesson, a.figure, a.at, a.by, num(a.id), num(a.unit), num(a.version)}) == 1;
}

void note(Connection &c, const access::Actor &actor, Instant at, std::string_view kind, std::int64_t id, std::string_view what,
          std::string_view before, std::string_view after) {
  c.exec("INSERT INTO steer_history (unit_id, kind, object_id, at, user_id, by_name, what, before, after) VALUES (?,?,?,?,?,?,?,?,?)",
         {num(actor.unit), std::string(kind), num(id), to_iso(at), num(actor.user), actor.name, std::string(what), std::string(before),
          std::string(after)});
}
std::vector<HistoryRow> history(Connection &c, std::int64_t unit, std::string_view kind, std::int64_t id) {
  return all<HistoryRow>(
      c, "SELECT at, by_name, what, before, after FROM steer_history WHERE unit_id = ? AND kind = ? AND object_id = ? ORDER BY id DESC",
      {num(unit), std::string(kind), num(id)}, [](const db::Row &r) { return HistoryRow{r.str(0), r.str(1), r.str(2), r.str(3), r.str(4)}; });
}

} // namespace rt::steering::store
