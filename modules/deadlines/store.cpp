// All SQL that works the dates out and keeps them.
#include "modules/deadlines/impl.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::deadlines::store {
namespace {

constexpr std::size_t kRowsAtOnce = 20;
/// In the order of values_of; the first five are the key.
constexpr const char *kWritten[] = {"register_id",    "record_id", "unit_id",   "rule_id",     "occurrence", "rule_from", "team_id", "staff_id",
                                    "other_staff_id", "person_id", "started",   "target_day",  "last_day",   "last_at",   "met",     "phase",
                                    "times",          "done",      "days_left", "paused_days", "per_period", "extended",  "live"};
constexpr std::size_t kKeyColumns = 5;

db::Value whole_or_null(std::int64_t id) { return id != 0 ? db::Value{id} : db::Value{db::Null{}}; }

void put(records::Record &record, const definitions::Field &field, const db::Row &row, int column) {
  if (!row.null(column)) record.values.emplace(field.id, row.value(column));
}

/// The state after the change, from a row of the history: "_state":[2,3] gives 3.
std::optional<int> state_after(std::string_view difference) {
  constexpr std::string_view kName = "\"_state\":[";
  const auto at = difference.find(kName);
  if (at == std::string_view::npos) return std::nullopt;
  const auto end = difference.find(']', at), comma = difference.find(',', at);
  if (end == std::string_view::npos || comma == std::string_view::npos || comma > end) return std::nullopt;
  const auto code = parse_integer(difference.substr(comma + 1, end - comma - 1));
  return code ? std::optional(static_cast<int>(*code)) : std::nullopt;
}

db::Values values_of(const Kept &k) {
  return {k.register_id,
          k.record,
          k.unit,
          k.rule,
          std::int64_t{k.occurrence},
          k.rule_from,
          whole_or_null(k.team),
          whole_or_null(k.staff),
          whole_or_null(k.other_staff),
          whole_or_null(k.person),
          k.started,
          k.target,
          k.last,
          k.last_at,
          k.met,
          static_cast<std::int64_t>(k.phase),
          std::int64_t{k.times},
          std::int64_t{k.done},
          std::int64_t{k.days_left},
          std::int64_t{k.paused_days},
          std::int64_t{k.per_period},
          std::int64_t{k.extended},
          std::int64_t{k.live}};
}

void write_rows(db::Connection &c, const std::vector<const Kept *> &rows) {
  std::string columns;
  for (const char *column : kWritten) columns += (columns.empty() ? "" : ", ") + std::string(column);
  for (std::size_t at = 0; at < rows.size();) {
    const auto n = rows.size() - at >= kRowsAtOnce ? kRowsAtOnce : std::size_t{1};
    db::Values args;
    args.reserve(n * std::size(kWritten));
    std::string sql = "INSERT INTO deadline (" + columns + ") VALUES ";
    for (std::size_t i = 0; i < n; ++i, ++at) {
      sql += std::string(i ? ", (" : "(") + placeholders(std::size(kWritten)) + ")";
      for (auto &value : values_of(*rows[at])) args.push_back(std::move(value));
    }
    c.exec(sql, args);
  }
}

/// Only what has changed: each of the indexes that stays as it is stays unread.
void update_row(db::Connection &c, const Kept &stored, const Kept &fresh) {
  const auto before = values_of(stored), after = values_of(fresh);
  std::string sql;
  db::Values args;
  for (std::size_t i = kKeyColumns; i < after.size(); ++i)
    if (before[i] != after[i]) sql += (sql.empty() ? "" : ", ") + std::string(kWritten[i]) + " = ?", args.push_back(after[i]);
  if (sql.empty()) return;
  std::string where;
  for (std::size_t i = 0; i < kKeyColumns; ++i) where += (where.empty() ? "" : " AND ") + std::string(kWritten[i]) + " = ?", args.push_back(after[i]);
  c.exec("UPDATE deadline SET " + sql + " WHERE " + where, args);
}

} // namespace

std::string placeholders(std::size_t n) {
  std::string text;
  for (std::size_t i = 0; i < n; ++i) text += i ? ",?" : "?";
  return text;
}

/// Few lengths, so that few texts are prepared. The places left over get a number that nothing has: 0 is a unit's own rhythm.
void add_ids(const std::vector<std::int64_t> &ids, db::Values &args, std::string &sql) {
  constexpr std::int64_t kNobody = -1;
  std::size_t n = 1;
  for (const std::size_t most : {1, 8, 64, 500})
    if (n = std::max<std::size_t>(most, n); n >= ids.size()) break;
  n = std::max(n, ids.size());
  for (std::size_t i = 0; i < n; ++i) args.emplace_back(i < ids.size() ? ids[i] : kNobody);
  sql += placeholders(n) + ")";
}

std::vector<records::Record> load(db::Connection &c, const Watched &w, const std::vector<std::int64_t> &ids) {
  std::vector<records::Record> loaded;
  auto sql = w.select;
  db::Values args;
  add_ids(ids, args, sql);
  c.query(sql, args, [&](const db::Row &row) {
    records::Record r;
    r.id = row.integer(0);
    r.unit = row.integer(1);
    r.team = row.integer(2);
    r.staff = row.integer(3);
    r.person = row.integer(4);
    r.contact = row.integer(5);
    r.state = static_cast<int>(row.integer(6));
    r.updated_at = row.str(7);
    for (std::size_t i = 0; i < w.fields.size(); ++i) put(r, *w.fields[i], row, static_cast<int>(i) + 8);
    loaded.push_back(std::move(r));
  });
  return loaded;
}

std::vector<std::int64_t> next_ids(db::Connection &c, const Watched &w, std::int64_t after, int limit) {
  std::vector<std::int64_t> ids;
  c.query("SELECT id FROM " + records::table_name(*w.reg) + " WHERE id > ? AND deleted_at IS NULL ORDER BY id LIMIT ?", {after, std::int64_t{limit}},
          [&](const db::Row &row) { ids.push_back(row.integer(0)); });
  return ids;
}

std::map<std::int64_t, States> states(db::Connection &c, const Watched &w, const std::vector<std::int64_t> &ids) {
  std::map<std::int64_t, States> found;
  std::string sql = "SELECT record_id, at, difference FROM record_history WHERE register_id = ? AND record_id IN (";
  db::Values args{w.reg->id};
  add_ids(ids, args, sql);
  c.query(sql + " ORDER BY record_id, version", args, [&](const db::Row &row) {
    const auto code = state_after(row.text(2));
    const auto at = moment_from(row.text(1));
    if (code && at) found[row.integer(0)].emplace_back(*code, *at);
  });
  return found;
}

std::vector<MetThere> met_there(db::Connection &c, const Source &s, const Deadline &rule, const std::vector<std::int64_t> &keys) {
  std::vector<const definitions::Field *> fields;
  if (!rule.met_when.empty())
    for (const auto &field : s.reg->fields)
      if (field.group.empty() && rule.met_when.find(field.id) != std::string::npos) fields.push_back(&field);
  std::string sql = "SELECT r.id, r." + s.link_column + ", r.state, r." + records::column_name(*s.field);
  for (const auto *field : fields) sql += ", r." + records::column_name(*field);
  sql += " FROM " + records::table_name(*s.reg) + " r WHERE r.deleted_at IS NULL AND r." + records::column_name(*s.field) + " IS NOT NULL AND r." +
         s.link_column + " IN (";
  db::Values args;
  add_ids(keys, args, sql);
  std::vector<MetThere> found;
  c.query(sql, args, [&](const db::Row &row) {
    const auto at = moment_from(row.text(3));
    if (!at) return;
    MetThere m{row.integer(1), row.integer(0), {}, *at};
    m.there.id = m.record;
    m.there.state = static_cast<int>(row.integer(2));
    for (std::size_t i = 0; i < fields.size(); ++i) put(m.there, *fields[i], row, static_cast<int>(i) + 4);
    found.push_back(std::move(m));
  });
  return found;
}

std::vector<Moment> met_in_unit(db::Connection &c, const Source &s, const Deadline &rule, std::int64_t unit, Date today) {
  std::vector<Moment> met;
  if (s.field == nullptr) return met;
  std::vector<const definitions::Field *> fields;
  for (const auto &field : s.reg->fields)
    if (field.group.empty() && (rule.met_when + " " + rule.when).find(field.id) != std::string::npos) fields.push_back(&field);
  std::string sql = "SELECT r.id, r.state, r." + records::column_name(*s.field);
  for (const auto *field : fields) sql += ", r." + records::column_name(*field);
  c.query(sql + " FROM " + records::table_name(*s.reg) + " r WHERE r.deleted_at IS NULL AND r.unit_id = ? AND r." + records::column_name(*s.field) +
              " IS NOT NULL",
          {unit}, [&](const db::Row &row) {
            records::Record r;
            r.id = row.integer(0);
            r.state = static_cast<int>(row.integer(1));
            for (std::size_t i = 0; i < fields.size(); ++i) put(r, *fields[i], row, static_cast<int>(i) + 3);
            const auto holds = [&](const std::string &condition) {
              return condition.empty() || records::holds(*s.reg, r, condition, today).value_or(false);
            };
            if (!holds(rule.met_when) || !holds(rule.when)) return;
            if (const auto at = moment_from(row.text(2))) met.push_back(*at);
          });
  return met;
}

std::vector<std::int64_t> sharing(db::Connection &c, const Watched &w, const Source &s, std::int64_t key) {
  std::vector<std::int64_t> ids;
  c.query("SELECT id FROM " + records::table_name(*w.reg) + " WHERE " + s.key_column + " = ? AND deleted_at IS NULL", {key},
          [&](const db::Row &row) { ids.push_back(row.integer(0)); });
  return ids;
}

std::vector<std::int64_t> units_of(db::Connection &c, const Watched &w) {
  std::vector<std::int64_t> units;
  c.query("SELECT DISTINCT unit_id FROM " + records::table_name(*w.reg), {}, [&](const db::Row &row) { units.push_back(row.integer(0)); });
  return units;
}

std::string columns(std::string_view alias) {
  std::string sql;
  for (const char *name : {"register_id",    "record_id", "rule_id",   "rule_from",   "occurrence", "unit_id",  "team_id", "staff_id",
                           "other_staff_id", "person_id", "started",   "target_day",  "last_day",   "last_at",  "met",     "phase",
                           "times",          "done",      "days_left", "paused_days", "per_period", "extended", "live"})
    sql += std::string(sql.empty() ? "" : ", ") + std::string(alias) + "." + name;
  return sql;
}

Kept read(const db::Row &row, int at) {
  Kept k;
  k.register_id = row.str(at++);
  k.record = row.integer(at++);
  k.rule = row.str(at++);
  k.rule_from = row.str(at++);
  k.occurrence = static_cast<int>(row.integer(at++));
  for (auto *id : {&k.unit, &k.team, &k.staff, &k.other_staff, &k.person}) *id = row.integer(at++);
  for (auto *text : {&k.started, &k.target, &k.last, &k.last_at, &k.met}) *text = row.str(at++);
  k.phase = static_cast<Phase>(row.integer(at++));
  for (auto *number : {&k.times, &k.done, &k.days_left, &k.paused_days}) *number = static_cast<int>(row.integer(at++));
  for (auto *flag : {&k.per_period, &k.extended, &k.live}) *flag = row.flag(at++);
  return k;
}

std::map<Key, Kept> kept(db::Connection &c, const Watched &w, const std::vector<std::int64_t> &ids) {
  std::map<Key, Kept> found;
  std::string sql = "SELECT " + columns("d") + " FROM deadline d WHERE d.register_id = ? AND d.record_id IN (";
  db::Values args{w.reg->id};
  add_ids(ids, args, sql);
  c.query(sql, args, [&](const db::Row &row) {
    auto k = read(row);
    found.emplace(key_of(k), std::move(k));
  });
  return found;
}

std::map<Key, Kept> kept_of_unit(db::Connection &c, const Watched &w, std::int64_t unit) {
  std::map<Key, Kept> found;
  c.query("SELECT " + columns("d") + " FROM deadline d WHERE d.register_id = ? AND d.record_id = 0 AND d.unit_id = ?", {w.reg->id, unit},
          [&](const db::Row &row) {
            auto k = read(row);
            found.emplace(key_of(k), std::move(k));
          });
  return found;
}

void replace(db::Connection &c, const std::map<Key, Kept> &stored, const std::vector<Kept> &fresh) {
  std::vector<const Kept *> add;
  std::set<Key> stays;
  for (const auto &k : fresh) {
    const auto found = stored.find(key_of(k));
    if (found == stored.end()) {
      add.push_back(&k);
      continue;
    }
    stays.insert(found->first);
    if (found->second != k) update_row(c, found->second, k);
  }
  for (const auto &[key, k] : stored)
    if (stays.count(key) == 0)
      c.exec("DELETE FROM deadline WHERE register_id = ? AND record_id = ? AND unit_id = ? AND rule_id = ? AND occurrence = ?",
             {k.register_id, k.record, k.unit, k.rule, std::int64_t{k.occurrence}});
  write_rows(c, add);
}

} // namespace rt::deadlines::store
