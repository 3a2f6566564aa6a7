// Cells and printed history.
#include "modules/measures/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <charconv>
#include <tuple>

namespace rt::measures::store {
namespace {

constexpr std::size_t kWidth = 20;
constexpr std::string_view kColumns = "measure_id, unit_id, team_id, month, numerator, denominator, n, numerator0, denominator0, n0, numerator1, "
                                      "denominator1, n1, numerator2, denominator2, n2, numerator3, denominator3, n3, parts";
constexpr int kOrder[5] = {kAll, 0, 1, 2, 3}; ///< of the sums in a row

std::string insert() { return "INSERT INTO cell (" + std::string(kColumns) + ") VALUES "; }
std::string one_row() {
  std::string text = "(?";
  for (std::size_t i = 1; i < kWidth; ++i) text += ",?";
  return text + ")";
}
void put(db::Values &args, const CellRow &row) {
  args.insert(args.end(), {row.measure, row.key.unit, row.key.team, std::int64_t{row.key.month}});
  for (const int i : kOrder) args.insert(args.end(), {row.cell.whole.numerator[i], row.cell.whole.denominator[i], row.cell.whole.n[i]});
  args.emplace_back(row.cell.parts);
}
Sums sums_at(const db::Row &row, int first) {
  Sums s;
  for (const int i : kOrder) {
    s.numerator[i] = row.real(first++);
    s.denominator[i] = row.real(first++);
    s.n[i] = row.integer(first++);
  }
  return s;
}
bool present(const Sums &s, int i) { return s.n[i] != 0 || s.numerator[i] != 0 || s.denominator[i] != 0; }

void number(std::string &text, double value) {
  char buffer[32];
  const auto end = value == static_cast<double>(static_cast<std::int64_t>(value))
                       ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<std::int64_t>(value)).ptr
                       : std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  text.append(buffer, end);
  text += ' ';
}
std::string marks(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

} // namespace

// "split part [sex numerator denominator n]… ;" – numbers that read back exactly.
std::string pack(const std::vector<Part> &parts) {
  std::string text;
  for (const Part &part : parts) {
    if (part.sums.empty()) continue;
    number(text, part.split);
    number(text, part.part);
    for (int i = 0; i < 5; ++i) {
      if (!present(part.sums, i)) continue;
      number(text, i);
      number(text, part.sums.numerator[i]);
      number(text, part.sums.denominator[i]);
      number(text, static_cast<double>(part.sums.n[i]));
    }
    text.back() = ';';
  }
  return text;
}
std::vector<Part> unpack(std::string_view text) {
  std::vector<Part> parts;
  const char *at = text.data(), *const end = at + text.size();
  const auto next = [&] {
    double value = 0;
    at = std::from_chars(at, end, value).ptr;
    return value;
  };
  while (at < end) {
    Part part;
    part.split = static_cast<int>(next());
    ++at;
    part.part = static_cast<int>(next());
    while (at < end && *at == ' ') {
      ++at;
      const int i = std::clamp(static_cast<int>(next()), 0, 4);
      ++at;
      part.sums.numerator[i] = next();
      ++at;
      part.sums.denominator[i] = next();
      ++at;
      part.sums.n[i] = static_cast<std::int64_t>(next());
    }
    ++at; // ;
    parts.push_back(part);
  }
  return parts;
}

std::map<std::string, std::int64_t> keys(db::Connection &c, const std::map<std::string, std::string> &fingerprints, bool write, bool *stale) {
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
    if (write) c.exec("INSERT INTO measure_key (measure, fingerprint) VALUES (?, '') ON CONFLICT (measure) DO NOTHING", {id});
  }
  if (missing && write) read();
  return known;
}

void keep_fingerprints(db::Connection &c, const std::map<std::string, std::string> &fingerprints) {
  for (const auto &[id, print] : fingerprints)
    c.exec("UPDATE measure_key SET fingerprint = ? WHERE measure = ? AND fingerprint <> ?", {print, id, print});
}

bool before(const CellRow &a, const CellRow &b) {
  return std::tie(a.key.unit, a.key.month, a.key.team, a.measure) < std::tie(b.key.unit, b.key.month, b.key.team, b.measure);
}

void walk_cells(db::Connection &c, const std::function<void(const CellRow &)> &row) {
  CellRow cell;
  c.walk("SELECT " + std::string(kColumns) + " FROM cell ORDER BY unit_id, month, team_id, measure_id", {}, [&](const db::Row &r) {
    cell.measure = r.integer(0);
    cell.key = {r.integer(1), r.integer(2), static_cast<int>(r.integer(3))};
    cell.cell.whole = sums_at(r, 4);
    cell.cell.parts.assign(r.text(19));
    row(cell);
  });
}

std::map<std::int64_t, Cell> read_cell(db::Connection &c, const CellKey &key) {
  std::map<std::int64_t, Cell> cells;
  c.query("SELECT " + std::string(kColumns) + " FROM cell WHERE unit_id = ? AND month = ? AND team_id = ?",
          {key.unit, std::int64_t{key.month}, key.team}, [&](const db::Row &row) { cells[row.integer(0)] = {sums_at(row, 4), row.str(19)}; });
  return cells;
}

void write_cell(db::Connection &c, const CellKey &key, std::int64_t measure, const Cell &cell) {
  static const std::string kWrite = [] {
    std::string sql = insert() + one_row() + " ON CONFLICT (unit_id, month, team_id, measure_id) DO UPDATE SET ";
    std::size_t place = 0;
    for (const auto &column : split(kColumns, ','))
      if (place++ >= 4) sql += (place > 5 ? ", " : "") + std::string(trim(column)) + " = excluded." + std::string(trim(column));
    return sql;
  }();
  if (cell.empty()) {
    c.exec("DELETE FROM cell WHERE measure_id = ? AND unit_id = ? AND month = ? AND team_id = ?",
           {measure, key.unit, std::int64_t{key.month}, key.team});
    return;
  }
  db::Values args;
  put(args, {measure, key, cell});
  c.exec(kWrite, args);
}

// In the table's order; the other index is made once afterwards.
void replace_cells(db::Connection &c, const std::vector<CellRow> &rows) {
  c.exec("DELETE FROM cell");
  c.script("DROP INDEX IF EXISTS cell_measure");
  auto next = rows.begin();
  c.fill("cell", kColumns, [&](db::Values &row) {
    if (next == rows.end()) return false;
    put(row, *next++);
    return true;
  });
  c.script("CREATE INDEX cell_measure ON cell (measure_id, unit_id, month)");
}

void sum_cells(db::Connection &c, const CellAsk &ask, const std::function<void(std::int64_t, std::int64_t, int, const Sums &)> &row) {
  std::string where = " FROM cell WHERE unit_id IN (" + marks(ask.units.size()) + ") AND month >= ? AND month <= ?";
  db::Values args(ask.units.begin(), ask.units.end());
  args.insert(args.end(), {std::int64_t{ask.first.index}, std::int64_t{ask.last.index}});
  if (ask.team != 0) {
    where += " AND team_id = ?";
    args.emplace_back(ask.team);
  }
  if (ask.measure != 0) {
    where += " AND measure_id = ?";
    args.emplace_back(ask.measure);
  }
  if (ask.split == 0) {
    const std::string part = ask.by_team ? "team_id" : ask.by_unit ? "unit_id" : "0";
    // One unit has a few teams' rows for a month: SQLite sorts them slower than they are added here, PostgreSQL hands them over slower.
    const bool here = ask.units.size() == 1 && c.backend() == db::Backend::sqlite;
    const std::string before = here ? ", " : ", SUM(", after = here ? "" : ")";
    std::string sql = "SELECT measure_id, " + part + ", month";
    for (const char *sex : {"", "0", "1", "2", "3"})
      for (const char *column : {"numerator", "denominator", "n"}) sql += before + column + sex + after;
    sql += where;
    if (!here) sql += " GROUP BY measure_id, month" + (part == "0" ? "" : ", " + part);
    std::map<std::tuple<std::int64_t, int, std::int64_t>, Sums> added; // measure, month, part
    c.query(sql, args, [&](const db::Row &r) {
      if (here) added[{r.integer(0), static_cast<int>(r.integer(2)), r.integer(1)}].add(sums_at(r, 3));
      else row(r.integer(0), r.integer(1), static_cast<int>(r.integer(2)), sums_at(r, 3));
    });
    for (const auto &[key, sums] : added) row(std::get<0>(key), std::get<2>(key), std::get<1>(key), sums);
    return;
  }
  std::map<std::tuple<std::int64_t, int, int>, Sums> found; // measure, month, part
  c.query("SELECT measure_id, month, parts" + where, args, [&](const db::Row &r) {
    for (const Part &part : unpack(r.text(2)))
      if (part.split == ask.split) found[{r.integer(0), static_cast<int>(r.integer(1)), part.part}].add(part.sums);
  });
  for (const auto &[key, sums] : found) row(std::get<0>(key), std::get<2>(key), std::get<1>(key), sums);
}

void read_months(db::Connection &c, const CellAsk &ask, const std::function<void(std::int64_t measure, int month, const Sums &sums)> &row) {
  std::string sql = "SELECT measure_id, month, SUM(numerator), SUM(denominator), SUM(n) FROM cell WHERE unit_id IN (" + marks(ask.units.size()) +
                    ") AND month >= ? AND month <= ?";
  db::Values args(ask.units.begin(), ask.units.end());
  args.insert(args.end(), {std::int64_t{ask.first.index}, std::int64_t{ask.last.index}});
  if (ask.team != 0) {
    sql += " AND team_id = ?";
    args.emplace_back(ask.team);
  }
  if (ask.measure != 0) {
    sql += " AND measure_id = ?";
    args.emplace_back(ask.measure);
  }
  c.query(sql + " GROUP BY measure_id, month", args, [&](const db::Row &r) {
    Sums sums;
    sums.numerator[kAll] = r.real(2), sums.denominator[kAll] = r.real(3), sums.n[kAll] = r.integer(4);
    row(r.integer(0), static_cast<int>(r.integer(1)), sums);
  });
}

std::map<std::int64_t, int> first_months(db::Connection &c, const std::vector<std::int64_t> &units, std::int64_t team,
                                         const std::set<std::int64_t> &measures) {
  std::map<std::int64_t, int> months;
  if (measures.empty()) return months;
  // The first entry of each measure and unit in the key's index; grouping would read every cell of the units.
  std::string sql = "SELECT k.id, (SELECT MIN(c.month) FROM cell c WHERE c.measure_id = k.id AND c.unit_id = u.id";
  db::Values args;
  if (team != 0) {
    sql += " AND c.team_id = ?";
    args.emplace_back(team);
  }
  sql += ") FROM unit u CROSS JOIN measure_key k WHERE u.id IN (" + marks(units.size()) + ") AND k.id" + among(c);
  args.insert(args.end(), units.begin(), units.end());
  args.emplace_back(numbers(c, {measures.begin(), measures.end()}));
  c.query(sql, args, [&](const db::Row &row) {
    if (row.null(1)) return;
    const auto month = static_cast<int>(row.integer(1));
    const auto [at, fresh] = months.emplace(row.integer(0), month);
    if (!fresh) at->second = std::min(at->second, month);
  });
  return months;
}

void first_months_by_unit(db::Connection &c, const std::vector<std::int64_t> &units, std::int64_t measure,
                          const std::function<void(std::int64_t unit, int month)> &row) {
  db::Values args{measure};
  args.insert(args.end(), units.begin(), units.end());
  c.query("SELECT unit_id, MIN(month) FROM cell WHERE measure_id = ? AND unit_id IN (" + marks(units.size()) + ") GROUP BY unit_id", args,
          [&](const db::Row &r) { row(r.integer(0), static_cast<int>(r.integer(1))); });
}

std::vector<Placed> units_of_city(db::Connection &c, std::int64_t unit) {
  std::vector<Placed> units;
  c.query("SELECT u.id, u.name, u.department, u.administration, u.board, u.city FROM unit u JOIN unit o ON o.id = ? "
          "AND (u.id = o.id OR (u.city = o.city AND o.city <> '')) ORDER BY u.name, u.id",
          {unit}, [&](const db::Row &r) { units.push_back({r.integer(0), r.str(1), r.str(2), r.str(3), r.str(4), r.str(5)}); });
  return units;
}

std::map<std::int64_t, std::string> team_names(db::Connection &c, const std::vector<std::int64_t> &units) {
  std::map<std::int64_t, std::string> names;
  c.query("SELECT id, name FROM team WHERE unit_id IN (" + marks(units.size()) + ")", db::Values(units.begin(), units.end()),
          [&](const db::Row &row) { names[row.integer(0)] = row.str(1); });
  return names;
}

void write_printed(db::Connection &c, const Measures::Printed &p) {
  c.exec("INSERT INTO measure_printed (measure, unit_id, period, sex, state, value, source, flag) VALUES (?, ?, ?, ?, "
         "?, ?, ?, ?)"
         " ON CONFLICT (unit_id, measure, period, sex) DO UPDATE SET state = excluded.state, value = excluded.value,"
         " source = excluded.source, flag = excluded.flag",
         {p.measure, p.unit, p.period, std::int64_t{p.sex ? static_cast<int>(*p.sex) : -1}, std::int64_t{static_cast<int>(p.state)}, p.value,
          p.source, p.flag});
}

void write_seen(db::Connection &c, std::int64_t unit, const quality::Sight &sight, const quality::Flag::Seen &seen, std::int64_t by) {
  c.exec("INSERT INTO measure_seen (unit_id, measure, what, period, figures, note, by_id, by_name, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
         "ON CONFLICT (unit_id, measure, what, period) DO UPDATE SET figures = excluded.figures, note = excluded.note, by_id = excluded.by_id, "
         "by_name = excluded.by_name, seen_at = excluded.seen_at",
         {unit, sight.measure, sight.what, sight.period, sight.figures, sight.note, by, seen.by, seen.at});
}

void read_seen(db::Connection &c, std::int64_t unit, const std::function<void(const quality::Sight &, const quality::Flag::Seen &)> &row) {
  c.query("SELECT measure, what, period, figures, note, by_name, seen_at FROM measure_seen WHERE unit_id = ?", {unit},
          [&](const db::Row &r) { row({r.str(0), r.str(1), r.str(2), r.str(3), r.str(4)}, {r.str(4), r.str(5), r.str(6), r.str(3)}); });
}

namespace {

constexpr std::string_view kPrinted = "SELECT measure, period, sex, state, value, source, flag, unit_id FROM measure_printed WHERE ";

std::vector<Measures::Printed> printed_where(db::Connection &c, const std::string &condition, const db::Values &args) {
  std::vector<Measures::Printed> all;
  c.query(std::string(kPrinted) + condition + " ORDER BY unit_id, measure, period, sex", args, [&](const db::Row &row) {
    Measures::Printed p;
    p.measure = row.str(0);
    p.period = row.str(1);
    if (row.integer(2) >= 0) p.sex = static_cast<Sex>(row.integer(2));
    p.state = static_cast<State>(row.integer(3));
    p.value = row.real(4);
    p.source = row.str(5);
    p.flag = row.str(6);
    p.unit = row.integer(7);
    all.push_back(std::move(p));
  });
  return all;
}

} // namespace

std::vector<Measures::Printed> read_printed(db::Connection &c, std::int64_t unit) { return printed_where(c, "unit_id = ?", {unit}); }

std::vector<Measures::Printed> read_printed(db::Connection &c, const std::vector<std::int64_t> &units, const std::vector<std::string> &measures) {
  if (units.empty() || measures.empty()) return {};
  db::Values args(units.begin(), units.end());
  args.insert(args.end(), measures.begin(), measures.end());
  return printed_where(c, "unit_id IN (" + marks(units.size()) + ") AND measure IN (" + marks(measures.size()) + ")", args);
}

} // namespace rt::measures::store
