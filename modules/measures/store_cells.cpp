// Cells and printed history.
#include "modules/measures/store.hpp"

namespace rt::measures::store {
namespace {

int sex_of(int index) { return index == kAll ? -1 : index; }
int index_of(std::int64_t sex) { return sex < 0 ? kAll : static_cast<int>(sex); }

constexpr std::string_view kInsert =
    "INSERT INTO cell (measure_id, unit_id, team_id, month, sex, numerator, denominator, n) VALUES ";
constexpr std::string_view kUpdate =
    " ON CONFLICT (measure_id, unit_id, month, team_id, sex) DO UPDATE SET numerator = excluded.numerator,"
    " denominator = excluded.denominator, n = excluded.n";

void put(db::Values &args, const CellKey &key, std::int64_t measure, int i, const Sums &s) {
  args.insert(args.end(), {measure, key.unit, key.team, std::int64_t{key.month}, std::int64_t{sex_of(i)},
                           s.numerator[i], s.denominator[i], s.n[i]});
}
bool present(const Sums &s, int i) { return s.n[i] != 0 || s.numerator[i] != 0 || s.denominator[i] != 0; }

void take(Sums &s, const db::Row &row, int first) {
  const int i = index_of(row.integer(first));
  s.numerator[i] = row.real(first + 1);
  s.denominator[i] = row.real(first + 2);
  s.n[i] = row.integer(first + 3);
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

Cells read_cells(db::Connection &c) {
  Cells cells;
  c.query("SELECT unit_id, team_id, month, measure_id, sex, numerator, denominator, n FROM cell", {},
          [&](const db::Row &row) {
            take(cells[{row.integer(0), row.integer(1), static_cast<int>(row.integer(2))}][row.integer(3)], row, 4);
          });
  return cells;
}

std::map<std::int64_t, Sums> read_cell(db::Connection &c, const CellKey &key) {
  std::map<std::int64_t, Sums> sums;
  c.query("SELECT measure_id, sex, numerator, denominator, n FROM cell WHERE unit_id = ? AND month = ? AND team_id = ?",
          {key.unit, std::int64_t{key.month}, key.team},
          [&](const db::Row &row) { take(sums[row.integer(0)], row, 1); });
  return sums;
}

void write_cell(db::Connection &c, const CellKey &key, std::int64_t measure, const Sums &before, const Sums &after) {
  for (int i = 0; i < 5; ++i) {
    const bool same = before.numerator[i] == after.numerator[i] && before.denominator[i] == after.denominator[i] &&
                      before.n[i] == after.n[i];
    if (same) continue;
    if (!present(after, i)) {
      c.exec("DELETE FROM cell WHERE measure_id = ? AND unit_id = ? AND month = ? AND team_id = ? AND sex = ?",
             {measure, key.unit, std::int64_t{key.month}, key.team, std::int64_t{sex_of(i)}});
      continue;
    }
    db::Values args;
    put(args, key, measure, i, after);
    c.exec(std::string(kInsert) + "(?, ?, ?, ?, ?, ?, ?, ?)" + std::string(kUpdate), args);
  }
}

void replace_cells(db::Connection &c, const Cells &cells) {
  constexpr int kBatch = 100; // rows per statement: few round trips, and one prepared text
  c.exec("DELETE FROM cell");
  std::string full(kInsert);
  for (int i = 0; i < kBatch; ++i) full += i == 0 ? "(?, ?, ?, ?, ?, ?, ?, ?)" : ", (?, ?, ?, ?, ?, ?, ?, ?)";
  db::Values args;
  auto single = [&] {
    for (std::size_t at = 0; at < args.size(); at += 8)
      c.exec(std::string(kInsert) + "(?, ?, ?, ?, ?, ?, ?, ?)",
             db::Values(args.begin() + static_cast<std::ptrdiff_t>(at),
                        args.begin() + static_cast<std::ptrdiff_t>(at) + 8));
    args.clear();
  };
  for (const auto &[key, measures] : cells)
    for (const auto &[measure, sums] : measures)
      for (int i = 0; i < 5; ++i) {
        if (!present(sums, i)) continue;
        put(args, key, measure, i, sums);
        if (args.size() < static_cast<std::size_t>(kBatch) * 8) continue;
        c.exec(full, args);
        args.clear();
      }
  single();
}

void sum_cells(db::Connection &c, std::int64_t unit, std::int64_t team, std::int64_t measure, Month first, Month last,
               const std::function<void(std::int64_t, int, int, double, double, std::int64_t)> &row) {
  std::string sql = "SELECT measure_id, month, sex, SUM(numerator), SUM(denominator), SUM(n) FROM cell WHERE unit_id = "
                    "? AND month >= ? AND month <= ?";
  db::Values args{unit, std::int64_t{first.index}, std::int64_t{last.index}};
  if (team != 0) {
    sql += " AND team_id = ?";
    args.emplace_back(team);
  }
  if (measure != 0) {
    sql += " AND measure_id = ?";
    args.emplace_back(measure);
  }
  c.query(sql + " GROUP BY measure_id, month, sex", args, [&](const db::Row &r) {
    row(r.integer(0), static_cast<int>(r.integer(1)), index_of(r.integer(2)), r.real(3), r.real(4), r.integer(5));
  });
}

std::map<std::int64_t, int> first_months(db::Connection &c, std::int64_t unit, std::int64_t team) {
  std::map<std::int64_t, int> months;
  std::string sql = "SELECT measure_id, MIN(month) FROM cell WHERE unit_id = ?";
  db::Values args{unit};
  if (team != 0) {
    sql += " AND team_id = ?";
    args.emplace_back(team);
  }
  c.query(sql + " GROUP BY measure_id", args,
          [&](const db::Row &row) { months[row.integer(0)] = static_cast<int>(row.integer(1)); });
  return months;
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
