#include "modules/assurance/store.hpp"

namespace rt::assurance::store {
namespace {

constexpr std::string_view kDraw =
    "SELECT d.id, d.unit_id, d.audit, d.period, d.seed, d.population, d.drawn_at, d.drawn_by, COUNT(i.id), "
    "SUM(CASE WHEN i.done_at <> '' THEN 1 ELSE 0 END) FROM assurance_draw d LEFT JOIN assurance_item i ON i.draw_id = d.id ";
constexpr std::string_view kDrawEnd = " GROUP BY d.id, d.unit_id, d.audit, d.period, d.seed, d.population, d.drawn_at, d.drawn_by ORDER BY d.id DESC";

Draw read_draw(const db::Row &r) {
  Draw d;
  d.id = r.integer(0), d.unit = r.integer(1), d.audit = r.str(2), d.period = r.str(3), d.seed = r.integer(4);
  d.population = static_cast<int>(r.integer(5)), d.drawn_at = r.str(6), d.drawn_by = r.str(7);
  d.items = static_cast<int>(r.integer(8)), d.done = static_cast<int>(r.integer(9));
  return d;
}

std::string text(std::string_view words) { return std::string(words); }

} // namespace

std::int64_t insert_draw(db::Connection &c, const Draw &d) {
  return c.insert("INSERT INTO assurance_draw (unit_id, audit, period, seed, population, drawn_at, drawn_by) VALUES (?,?,?,?,?,?,?) RETURNING id",
                  {d.unit, d.audit, d.period, d.seed, std::int64_t{d.population}, d.drawn_at, d.drawn_by});
}

std::int64_t insert_item(db::Connection &c, const Item &i) {
  return c.insert(
      "INSERT INTO assurance_item (draw_id, unit_id, record_id, team_id, staff_id, reviewer_id, group_words) VALUES (?,?,?,?,?,?,?) RETURNING id",
      {i.draw, i.unit, i.record, i.team, i.staff, i.reviewer, i.group});
}

std::vector<Draw> draws(db::Connection &c, std::int64_t unit, std::string_view audit) {
  std::vector<Draw> found;
  c.query(text(kDraw) + "WHERE d.unit_id = ? AND (d.audit = ? OR ? = '')" + text(kDrawEnd), {unit, text(audit), text(audit)},
          [&](const db::Row &r) { found.push_back(read_draw(r)); });
  return found;
}

std::optional<Draw> draw(db::Connection &c, std::int64_t unit, std::int64_t id) {
  std::optional<Draw> found;
  c.query(text(kDraw) + "WHERE d.unit_id = ? AND d.id = ?" + text(kDrawEnd), {unit, id}, [&](const db::Row &r) { found = read_draw(r); });
  return found;
}

std::vector<std::int64_t> drawn_records(db::Connection &c, std::int64_t unit, std::string_view audit, std::string_view period) {
  std::vector<std::int64_t> found;
  c.query(
      "SELECT i.record_id FROM assurance_draw d JOIN assurance_item i ON i.draw_id = d.id WHERE d.unit_id = ? AND d.audit = ? AND d.period = ? ORDER BY i.record_id",
      {unit, text(audit), text(period)}, [&](const db::Row &r) { found.push_back(r.integer(0)); });
  return found;
}

std::vector<Item> items(db::Connection &c, std::int64_t unit, const std::string &where, const db::Values &args) {
  db::Values all{unit};
  all.insert(all.end(), args.begin(), args.end());
  std::vector<Item> found;
  c.query("SELECT i.id, i.draw_id, i.unit_id, i.record_id, i.team_id, i.staff_id, i.reviewer_id, i.group_words, i.feedback, i.done_at, i.done_by, "
          "i.seen_at, i.version, d.audit, d.period FROM assurance_item i JOIN assurance_draw d ON d.id = i.draw_id WHERE i.unit_id = ? AND " +
              where + " ORDER BY i.id",
          all, [&](const db::Row &r) {
            Item i;
            i.id = r.integer(0), i.draw = r.integer(1), i.unit = r.integer(2), i.record = r.integer(3), i.team = r.integer(4);
            i.staff = r.integer(5), i.reviewer = r.integer(6), i.group = r.str(7), i.feedback = r.str(8), i.done_at = r.str(9);
            i.done_by = r.str(10), i.seen_at = r.str(11), i.version = static_cast<int>(r.integer(12)), i.audit = r.str(13), i.period = r.str(14);
            found.push_back(std::move(i));
          });
  return found;
}

std::optional<Item> item(db::Connection &c, std::int64_t unit, std::int64_t id) {
  auto found = items(c, unit, "i.id = ?", {id});
  if (found.empty()) return std::nullopt;
  auto &one = found.front();
  c.query("SELECT question, answer, comment FROM assurance_answer WHERE item_id = ?", {id},
          [&](const db::Row &r) { one.replies[r.str(0)] = {static_cast<Answer>(r.integer(1)), r.str(2)}; });
  return one;
}

bool update(db::Connection &c, const Item &i) {
  if (c.exec("UPDATE assurance_item SET feedback = ?, done_at = ?, done_by = ?, version = version + 1 WHERE id = ? AND unit_id = ? AND version = ?",
             {i.feedback, i.done_at, i.done_by, i.id, i.unit, std::int64_t{i.version}}) == 0)
    return false;
  c.exec("DELETE FROM assurance_answer WHERE item_id = ?", {i.id});
  for (const auto &[question, reply] : i.replies)
    if (reply.answer != Answer::none || !reply.comment.empty())
      c.exec("INSERT INTO assurance_answer (item_id, question, answer, comment) VALUES (?,?,?,?)",
             {i.id, question, static_cast<std::int64_t>(reply.answer), reply.comment});
  return true;
}

bool assign(db::Connection &c, std::int64_t unit, std::int64_t item, std::int64_t reviewer) {
  return c.exec("UPDATE assurance_item SET reviewer_id = ?, version = version + 1 WHERE id = ? AND unit_id = ? AND done_at = ''",
                {reviewer, item, unit}) == 1;
}

void see(db::Connection &c, std::int64_t item, std::string_view at) {
  c.exec("UPDATE assurance_item SET seen_at = ? WHERE id = ? AND seen_at = ''", {text(at), item});
}

std::map<std::int64_t, int> load(db::Connection &c, std::int64_t unit) {
  std::map<std::int64_t, int> found;
  c.query("SELECT reviewer_id, COUNT(*) FROM assurance_item WHERE unit_id = ? AND done_at = '' GROUP BY reviewer_id", {unit},
          [&](const db::Row &r) { found[r.integer(0)] = static_cast<int>(r.integer(1)); });
  return found;
}

std::vector<AnswerRow> answers(db::Connection &c, std::int64_t unit, std::string_view audit) {
  std::vector<AnswerRow> found;
  c.query("SELECT a.question, d.period, i.group_words, a.answer, COUNT(*) FROM assurance_draw d JOIN assurance_item i ON i.draw_id = d.id "
          "JOIN assurance_answer a ON a.item_id = i.id WHERE d.unit_id = ? AND d.audit = ? AND i.done_at <> '' "
          "GROUP BY a.question, d.period, i.group_words, a.answer",
          {unit, text(audit)}, [&](const db::Row &r) {
            found.push_back({r.str(0), r.str(1), r.str(2), static_cast<Answer>(r.integer(3)), static_cast<int>(r.integer(4))});
          });
  return found;
}

} // namespace rt::assurance::store
