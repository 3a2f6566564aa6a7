// Cells and printed history.
#include "modules/measures/store.hpp"
#include <algorithm>
#include <tuple>

namespace rt::measures::store {
namespace {

int sex_of(int index) { return index == kAll ? -1 : index; }
int index_of(std::int64_t sex) { return sex < 0 ? kAll : static_cast<int>(sex); }

constexpr std::string_view kInsert =
    "INSERT INTO cell (measure_id, split, part, unit_id, team_id, month, sex, numerator, denominator, n) VALUES ";
constexpr std::string_view kOne = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::size_t kWidth = 10;

void put(db::Values &args, const CellRow &row) {
  args.insert(args.end(), {row.slice.measure, std::int64_t{row.slice.split}, std::int64_t{row.slice.part}, row.key.unit, row.key.team,
                           std::int64_t{row.key.month}, std::int64_t{sex_of(row.sex)}, row.numerator, row.denominator, row.n});
}
bool present(const Sums &s, int i) { return s.n[i] != 0 || s.numerator[i] != 0 || s.denominator[i] != 0; }

void take(Sums &s, const db::Row &row, int first) {
  const int i = index_of(row.integer(first));
  s.numerator[i] = row.real(first + 1);
  s.denominator[i] = row.real(first + 2);
  s.n[i] = row.integer(first + 3);
}
Slice slice_of(const db::Row &row, int first) { return {row.integer(first), static_cast<int>(row.integer(first + 1)), static_cast<int>(row.integer(first + 2))}; }
std::string marks(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

} // namespace

std::map<std::string, std::int64_t> keys(db::Connection &c, const std::map<std::string, std::string> &fingerprints,
                                         bool write, bool *stale) {
  std::map<std::string, std::int64_t> known;
  std::map<std::string, std::string> prints;
  auto read = [&] {
    c.query("SELECT id, measure, fingerprint FROM measure_key", {}, [&](const db::Row &row) {
      known[row.str(1)] = row.integer(0);
      prints[row.str(1)] = row.str(2);
    });
  };
  read();
  bool missing = false;
  for (const auto &[id, print] : fingerprints) {
    if (stale != nullptr && prints[id] != print) *stale = true;
    if (known.count(id) != 0) continue;
    missing = true;
    if (write)
      c.exec("INSERT INTO measure_key (measure, fingerprint) VALUES (?, '') ON CONFLICT (measure) DO NOTHING", {id});
  }
  if (missing && write) read();
  return known;
}

void keep_fingerprints(db::Connection &c, const std::map<std::string, std::string> &fingerprints) {
  for (const auto &[id, print] : fingerprints)
    c.exec("UPDATE measure_key SET fingerprint = ? WHERE measure = ? AND fingerprint <> ?", {print, id, print});
}

bool before(const CellRow &a, const CellRow &b) { return std::tie(a.slice, a.key, a.sex) < std::tie(b.slice, b.key, b.sex); }

std::vector<CellRow> read_cells(db::Connection &c) {
  std::vector<CellRow> cells;
  c.query("SELECT measure_id, split, part, unit_id, team_id, month, sex, numerator, denominator, n FROM cell", {}, [&](const db::Row &row) {
    cells.push_back({slice_of(row, 0), {row.integer(3), row.integer(4), static_cast<int>(row.integer(5))}, index_of(row.integer(6)), row.real(7), row.real(8), row.integer(9)});
  });
  std::sort(cells.begin(), cells.end(), before);
  return cells;
}

Slices read_cell(db::Connection &c, const CellKey &key) {
  Slices sums;
  c.query("SELECT measure_id, split, part, sex, numerator, denominator, n FROM cell WHERE unit_id = ? AND month = ? AND team_id = ?",
          {key.unit, std::int64_t{key.month}, key.team},
          [&](const db::Row &row) { take(sums[slice_of(row, 0)], row, 3); });
  return sums;
}

void write_cell(db::Connection &c, const CellKey &key, const Slice &slice, const Sums &before, const Sums &after) {
  static const std::string kWrite = std::string(kInsert) + std::string(kOne) +
                                    " ON CONFLICT (measure_id, split, part, unit_id, team_id, month, sex) DO UPDATE SET numerator = excluded.numerator,"
                                    " denominator = excluded.denominator, n = excluded.n";
  for (int i = 0; i < 5; ++i) {
    const bool same = before.numerator[i] == after.numerator[i] && before.denominator[i] == after.denominator[i] &&
                      before.n[i] == after.n[i];
    if (same) continue;
    if (!present(after, i)) {
      c.exec("DELETE FROM cell WHERE measure_id = ? AND split = ? AND part = ? AND unit_id = ? AND team_id = ? AND month = ? AND sex = ?",
             {slice.measure, std::int64_t{slice.split}, std::int64_t{slice.part}, key.unit, key.team, std::int64_t{key.month}, std::int64_t{sex_of(i)}});
      continue;
    }
    db::Values args;
    put(args, {slice, key, i, after.numerator[i], after.denominator[i], after.n[i]});
    c.exec(kWrite, args);
  }
}

void replace_cells(db::Connection &c, const std::vector<CellRow> &rows) {
  constexpr std::size_t kBatch = 200; // rows per statement: few round trips, and one prepared text
  c.exec("DELETE FROM cell");
  std::string full(kInsert);
  for (std::size_t i = 0; i < kBatch; ++i) full.append(i == 0 ? "" : ", ").append(kOne);
  db::Values args;
  args.reserve(kBatch * kWidth);
  std::size_t at = 0;
  for (; at + kBatch <= rows.size(); at += kBatch) {
    args.clear();
    for (std::size_t i = 0; i < kBatch; ++i) put(args, rows[at + i]);
    c.exec(full, args);
  }
  const std::string single = std::string(kInsert) + std::string(kOne);
  for (; at < rows.size(); ++at) {
    args.clear();
    put(args, rows[at]);
    c.exec(single, args);
  }
}

void sum_cells(db::Connection &c, const CellAsk &ask,
               const std::function<void(std::int64_t, std::int64_t, int, int, double, double, std::int64_t)> &row) {
  const std::string part = ask.by_team ? "team_id" : "part";
  std::string sql = "SELECT measure_id, " + part + ", month, sex, SUM(numerator), SUM(denominator), SUM(n) FROM cell WHERE unit_id IN (" +
                    marks(ask.units.size()) + ") AND month >= ? AND month <= ? AND split = ?";
  db::Values args(ask.units.begin(), ask.units.end());
  args.insert(args.end(), {std::int64_t{ask.first.index}, std::int64_t{ask.last.index}, std::int64_t{ask.split}});
  if (ask.team != 0) {
    sql += " AND team_id = ?";
    args.emplace_back(ask.team);
  }
  if (ask.measure != 0) {
    sql += " AND measure_id = ?";
    args.emplace_back(ask.measure);
  }
  c.query(sql + " GROUP BY measure_id, " + part + ", month, sex", args, [&](const db::Row &r) {
    row(r.integer(0), r.integer(1), static_cast<int>(r.integer(2)), index_of(r.integer(3)), r.real(4), r.real(5), r.integer(6));
  });
}

std::map<std::int64_t, int> first_months(db::Connection &c, const std::vector<std::int64_t> &units, std::int64_t team) {
  std::map<std::int64_t, int> months;
  std::string sql = "SELECT measure_id, MIN(month) FROM cell WHERE split = 0 AND unit_id IN (" + marks(units.size()) + ")";
  db::Values args(units.begin(), units.end());
  if (team != 0) {
    sql += " AND team_id = ?";
    args.emplace_back(team);
  }
  c.query(sql + " GROUP BY measure_id", args,
          [&](const db::Row &row) { months[row.integer(0)] = static_cast<int>(row.integer(1)); });
  return months;
}

std::map<std::int64_t, std::string> team_names(db::Connection &c, const std::vector<std::int64_t> &units) {
  std::map<std::int64_t, std::string> names;
  c.query("SELECT id, name FROM team WHERE unit_id IN (" + marks(units.size()) + ")", db::Values(units.begin(), units.end()),
          [&](const db::Row &row) { names[row.integer(0)] = row.str(1); });
  return names;
}

/// A name that is left out holds nobody together: then the unit stands alone.
std::vector<std::int64_t> units_of(db::Connection &c, std::int64_t unit, Level level) {
  if (level == Level::unit) return {unit};
  std::string sql = "SELECT u.id FROM unit u JOIN unit o ON o.id = ? AND (u.id = o.id OR (u.city = o.city AND o.city <> ''";
  if (level != Level::city) sql += " AND u.board = o.board AND o.board <> ''";
  if (level == Level::administration) sql += " AND u.administration = o.administration AND o.administration <> ''";
  std::vector<std::int64_t> units;
  c.query(sql + ")) ORDER BY u.id", {unit}, [&](const db::Row &row) { units.push_back(row.integer(0)); });
  return units.empty() ? std::vector<std::int64_t>{unit} : units;
}

void write_printed(db::Connection &c, const Measures::Printed &p) {
  c.exec("INSERT INTO measure_printed (measure, unit_id, period, sex, state, value, source, flag) VALUES (?, ?, ?, ?, "
         "?, ?, ?, ?)"
         " ON CONFLICT (unit_id, measure, period, sex) DO UPDATE SET state = excluded.state, value = excluded.value,"
         " source = excluded.source, flag = excluded.flag",
         {p.measure, p.unit, p.period, std::int64_t{p.sex ? static_cast<int>(*p.sex) : -1},
          std::int64_t{static_cast<int>(p.state)}, p.value, p.source, p.flag});
}

std::vector<Measures::Printed> read_printed(db::Connection &c, std::int64_t unit) {
  std::vector<Measures::Printed> all;
  c.query("SELECT measure, period, sex, state, value, source, flag FROM measure_printed WHERE unit_id = ? ORDER BY "
          "measure, period, sex",
          {unit}, [&](const db::Row &row) {
            Measures::Printed p;
            p.measure = row.str(0);
            p.unit = unit;
            p.period = row.str(1);
            if (row.integer(2) >= 0) p.sex = static_cast<Sex>(row.integer(2));
            p.state = static_cast<State>(row.integer(3));
            p.value = row.real(4);
            p.source = row.str(5);
            p.flag = row.str(6);
            all.push_back(std::move(p));
          });
  return all;
}

} // namespace rt::measures::store
