// Ties between records: what a step made, what a correction corrects; and from the history who took which step.
#include "modules/records/store.hpp"

namespace rt::records::store {
namespace {

/// "?, ?, …" padded to a multiple of 50, so that few statements are prepared whatever the number of rows.
std::string marks(const std::vector<Record> &rows, db::Values &args) {
  std::string text;
  const auto padded = (rows.size() + 49) / 50 * 50;
  for (std::size_t i = 0; i < padded; ++i) {
    text += i == 0 ? "?" : ", ?";
    args.emplace_back(i < rows.size() ? rows[i].id : rows.front().id);
  }
  return text;
}

constexpr std::string_view word_of(TieKind kind) { return kind == TieKind::made ? "made" : "correction"; }

} // namespace

void add_tie(db::Connection &c, TieKind kind, const definitions::Register &reg, std::int64_t record, const definitions::Register &from_reg,
             std::int64_t from_record, std::string_view step, const Stamp &stamp) {
  c.exec(
      "INSERT INTO record_tie (kind, register_id, record_id, from_register, from_record, step, at, user_id, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {std::string(word_of(kind)), reg.id, record, from_reg.id, from_record, std::string(step), stamp.at,
       stamp.user != 0 ? db::Value{stamp.user} : db::Value{db::Null{}}, db::opt(stamp.name)});
}

Ties ties(db::Connection &c, std::string_view register_id, std::int64_t id) {
  Ties ties;
  const std::string reg(register_id);
  // The newest correction last: it is the one that counts.
  c.query("SELECT kind, from_register, from_record, step, at, who FROM record_tie WHERE register_id = ? AND record_id = ? ORDER BY id", {reg, id},
          [&](const db::Row &row) {
            (row.str(0) == "made" ? ties.made_from : ties.corrects) = Tie{row.str(1), row.integer(2), row.str(3), row.str(4), row.str(5)};
          });
  c.query("SELECT kind, register_id, record_id, step, at, who FROM record_tie WHERE from_register = ? AND from_record = ? ORDER BY id", {reg, id},
          [&](const db::Row &row) {
            Tie tie{row.str(1), row.integer(2), row.str(3), row.str(4), row.str(5)};
            (row.str(0) == "made" ? ties.made : ties.corrected_by).push_back(std::move(tie));
          });
  return ties;
}

std::int64_t corrected_by_id(db::Connection &c, std::string_view register_id, std::int64_t id) {
  std::int64_t old = 0;
  c.query("SELECT from_record FROM record_tie WHERE register_id = ? AND record_id = ? AND kind = 'correction'", {std::string(register_id), id},
          [&](const db::Row &row) { old = row.integer(0); });
  return old;
}

std::vector<std::int64_t> corrected(db::Connection &c, const Table &table, const std::vector<Record> &rows) {
  std::vector<std::int64_t> ids;
  if (rows.empty()) return ids;
  db::Values args{table.reg->id};
  const auto sql = "SELECT DISTINCT t.from_record FROM record_tie t JOIN " + table.name +
                   " r ON r.id = t.record_id AND r.deleted_at IS NULL "
                   "WHERE t.from_register = ? AND t.from_record IN (" +
                   marks(rows, args) + ") AND t.kind = 'correction'";
  c.query(sql, args, [&](const db::Row &row) { ids.push_back(row.integer(0)); });
  return ids;
}

std::vector<Taken> taken_steps(db::Connection &c, std::string_view register_id, const std::vector<Record> &rows) {
  std::vector<Taken> taken;
  if (rows.empty()) return taken;
  db::Values args{std::string(register_id)};
  const auto sql = "SELECT record_id, user_id, what, at FROM record_history WHERE register_id = ? AND record_id IN (" + marks(rows, args) +
                   ") AND what LIKE 'steg:%' ORDER BY version, id";
  c.query(sql, args,
          [&](const db::Row &row) { taken.push_back({row.integer(0), row.null(1) ? 0 : row.integer(1), row.str(2).substr(5), row.str(3)}); });
  return taken;
}

} // namespace rt::records::store
