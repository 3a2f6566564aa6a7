#include "modules/measures/store.hpp"
#include "platform/core/text.hpp"
#include "platform/db/indexes.hpp"
#include <algorithm>
#include <cstdio>

namespace rt::measures::store {
namespace {

using plan::Column;
using plan::Read;
using plan::Table;

/// Those of the places in `only`, or all; nullptr = all.
std::string columns(const Table &table, const std::set<int> *only = nullptr) {
  std::string sql;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (only == nullptr || only->count(static_cast<int>(i)) != 0) sql += (sql.empty() ? "" : ", ") + sql_of(table.columns[i]);
  return sql;
}
std::string table_name(const Table &table) { return table.group == nullptr ? "r_" + table.reg->id : "r_" + table.reg->id + "__" + table.group->id; }

/// A linked register's rows, or the rows of a group of the counted record.
std::string linked_columns(const Table &table) {
  std::string sql;
  for (const Column &column : table.columns) sql += (sql.empty() ? "l." : ", l.") + column.sql;
  return sql;
}
std::string linked_from(const Table &table) {
  return " FROM " + table_name(table) + " l WHERE " + (table.group == nullptr ? "l.deleted_at IS NULL AND " : "");
}

std::string marks(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

/// Dates come by the hundred thousand and the database holds real ones only: digits to day number, without a calendar's
/// checks.
double day_of(std::string_view t) {
  const bool month = t.size() == 7; // its first day
  if ((t.size() < 10 && !month) || t[4] != '-' || (!month && t[7] != '-')) return plan::kNothing;
  auto two = [&](std::size_t i) { return (t[i] - '0') * 10 + (t[i + 1] - '0'); };
  int y = two(0) * 100 + two(2);
  const int m = two(5), d = month ? 1 : two(8);
  y -= m <= 2 ? 1 : 0; // the year begins in March, so that a leap day is the last
  const int era = y / 400, year = y % 400, day = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const int days = era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
  return days;
}
double bits(const Column &column, std::string_view text) {
  std::uint64_t mask = 0;
  for (const std::string &part : split(text, ',')) {
    const auto code = parse_integer(part);
    for (std::size_t i = 0; code && i < column.field->options.size() && i < 52; ++i)
      if (column.field->options[i].code == *code) mask |= std::uint64_t{1} << i;
  }
  return static_cast<double>(mask);
}

/// Whole tables and several units come as a stream; one unit's rows in one answer, whose statement is prepared once.
void read(db::Connection &c, const Table &table, const std::string &sql, bool many, const db::Values &args,
          const std::function<void(const double *)> &row, const std::set<int> *only = nullptr) {
  std::vector<double> buffer(table.columns.size(), plan::kNothing);
  std::vector<std::size_t> places; // of what is read, in the order that it comes
  for (std::size_t i = 0; i < buffer.size(); ++i)
    if (only == nullptr || only->count(static_cast<int>(i)) != 0) places.push_back(i);
  const auto each = [&](const db::Row &r) {
    int came = 0;
    for (const std::size_t place : places) buffer[place] = to_double(table.columns[place], r, came++);
    row(buffer.data());
  };
  if (many) c.walk(sql, args, each);
  else c.query(sql, args, each);
}

/// A column of the register's own rows, not of a group's or a kept date's.
bool of_register(const Table &table, const Column &column) { return table.group == nullptr && table.rule.empty() && column.from == 'r'; }

/// Only short values of the register's own rows.
bool lies_in_an_index(const Table &table) {
  constexpr std::size_t kMost = 24; // columns
  return table.columns.size() <= kMost && std::all_of(table.columns.begin(), table.columns.end(), [&](const Column &column) {
           return of_register(table, column) && column.read != Read::present;
         });
}

/// When something ended, that which goes on after everything: a condition on it is one stretch of an index.
std::string end_of(const std::string &to) { return "COALESCE(" + to + ", '9999-12-31')"; }

/// The month's first day as the column writes it, `days` later.
std::string start_of(const Column &column, Month month, int days = 0) {
  return column.read == Read::month ? to_iso(month) : to_iso(first_day(month) + days);
}

/// The keys that the rows have, each once.
std::vector<std::int64_t> keys_in(const Rows &rows, int column) {
  std::vector<std::int64_t> keys;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (const double key = rows.row(i)[column]; !plan::nothing(key)) keys.push_back(static_cast<std::int64_t>(key));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::string base_sql(const plan::Base &base, const Where &where, const std::set<int> *only) {
  return "SELECT " + columns(base.table, only) + from(base.table) + " WHERE r.deleted_at IS NULL" + where.sql;
}

} // namespace

std::string among(const db::Connection &c) {
  return c.backend() == db::Backend::postgres ? " = ANY (CAST(? AS BIGINT[]))" : " IN (SELECT value FROM json_each(?))";
}
std::string numbers(const db::Connection &c, const std::vector<std::int64_t> &all) {
  const bool pg = c.backend() == db::Backend::postgres;
  std::string list(1, pg ? '{' : '[');
  for (const auto one : all) list += (list.size() > 1 ? "," : "") + std::to_string(one);
  return list + (pg ? '}' : ']');
}

std::string sql_of(const Column &column) { return column.from == 'd' ? column.sql : std::string(1, column.from) + "." + column.sql; }
std::string from(const Table &table) {
  if (table.group != nullptr) return " FROM " + table_name(table) + " g JOIN r_" + table.reg->id + " r ON r.id = g.record_id";
  if (table.rule.empty()) return " FROM r_" + table.reg->id + " r";
  // What rests or is no longer asked for is neither in time nor late (deadlines::Phase); so counts deadlines::shares too.
  return " FROM deadline d JOIN r_" + table.reg->id + " r ON r.id = d.record_id AND r.unit_id = d.unit_id AND d.register_id = '" + table.reg->id +
         "' AND d.rule_id = '" + table.rule + "' AND d.phase IN (0, 1, 2, 5)";
}

double to_double(const Column &column, const db::Row &row, int i) {
  switch (column.read) {
  case Read::number: return row.figure(i) / column.divide;
  case Read::date:
  case Read::month: return day_of(row.text(i)); // no date in an empty text
  case Read::moment: {
    const auto text = row.text(i);
    const Instant at = text.empty() ? -1 : from_iso(text);
    return at < 0 ? day_of(text) : swedish_day(at).days;
  }
  case Read::choices: return row.null(i) ? plan::kNothing : bits(column, row.text(i));
  case Read::present: return row.text(i).empty() ? plan::kNothing : 1;
  }
  return plan::kNothing;
}

Where &Where::units(const std::vector<std::int64_t> &ids) {
  sql += ids.size() == 1 ? " AND r.unit_id = ?" : " AND r.unit_id IN (" + marks(ids.size()) + ")";
  args.insert(args.end(), ids.begin(), ids.end());
  of_units = ids;
  return *this;
}
Where &Where::unit(std::int64_t id) { return units({id}); }
Where &Where::before(std::string_view column, Date day) {
  sql += " AND " + std::string(column) + " < ?";
  args.emplace_back(to_iso(day));
  return *this;
}
Where &Where::team(std::int64_t id) {
  if (id == 0) {
    sql += " AND (r.team_id IS NULL OR r.team_id = 0)";
    return *this;
  }
  sql += " AND r.team_id = ?";
  args.emplace_back(id);
  return *this;
}
Where &Where::team_of(const std::vector<std::int64_t> &units, const std::string &code) {
  sql += " AND r.team_id IN (SELECT t.id FROM team t WHERE t.unit_id IN (" + marks(units.size()) + ") AND t.code = ?)";
  args.insert(args.end(), units.begin(), units.end());
  args.emplace_back(code);
  return *this;
}
Where &Where::record(std::int64_t id) { return key("id", id); }
Where &Where::key(const std::string &column, std::int64_t value) {
  sql += " AND r." + column + " = ?";
  args.emplace_back(value);
  return *this;
}
Where &Where::without(const Column &column) {
  sql += " AND " + sql_of(column) + " IS NULL";
  return *this;
}
Where &Where::dates(const Column &column, Month first, Month last) {
  const int wider = column.read == Read::moment ? 1 : 0;
  sql += " AND " + sql_of(column) + " >= ? AND " + sql_of(column) + " < ?";
  args.emplace_back(start_of(column, first, -wider));
  args.emplace_back(start_of(column, last + 1, wider));
  return *this;
}
// Most of what ever began has ended long ago: the index lies by when it ended (end_of), and no record before that is looked at.
Where &Where::running(const Table &table, const Column &from_column, const Column &to_column, const Period &period) {
  const bool covered = lies_in_an_index(table); // else what goes on is found in an index of the days, and only those rows are fetched
  const bool indexed = !covered && of_register(table, from_column) && of_register(table, to_column) && !of_units.empty();
  const std::string from = indexed ? "x." + from_column.sql : sql_of(from_column), to = indexed ? "x." + to_column.sql : sql_of(to_column);
  const std::string condition = end_of(to) + " >= ? AND " + from + " < ?";
  if (indexed) {
    sql += " AND r.id IN (SELECT x.id FROM " + table_name(table) + " x WHERE x.deleted_at IS NULL AND x.unit_id IN (" + marks(of_units.size()) +
           ") AND " + condition + ")";
    args.insert(args.end(), of_units.begin(), of_units.end());
  } else {
    sql += " AND " + condition;
  }
  args.emplace_back(start_of(to_column, period.first));
  args.emplace_back(start_of(from_column, period.last + 1));
  return *this;
}
Where &Where::scope(const access::Scope &scope) {
  sql += scope.where("r", args);
  return *this;
}

std::vector<LinkRows> load_links(db::Connection &c, const plan::Base &base, const Rows *of, std::int64_t unit, const std::set<int> *only) {
  std::vector<LinkRows> links;
  for (const plan::LinkTable &link : base.link_tables) {
    if (only != nullptr && only->count(static_cast<int>(links.size())) == 0) {
      links.emplace_back();
      continue;
    }
    const std::string key = "l." + link.key_sql;
    std::string sql = "SELECT " + linked_columns(link.table) + linked_from(link.table) + key + " IS NOT NULL";
    db::Values args;
    if (of != nullptr) {
      sql += " AND " + key + among(c);
      args.emplace_back(numbers(c, keys_in(*of, link.base_key)));
    }
    if (unit != 0 && link.table.group == nullptr) {
      sql += " AND l.unit_id = ?";
      args.emplace_back(unit);
    }
    LinkRows made;
    made.rows.width = link.table.columns.size();
    read(c, link.table, sql, of == nullptr, args,
         [&](const double *row) { made.rows.data.insert(made.rows.data.end(), row, row + made.rows.width); });
    made.index();
    links.push_back(std::move(made));
  }
  return links;
}

void scan(db::Connection &c, const plan::Base &base, const Where &where, const std::function<void(const double *)> &row, const std::set<int> *only) {
  read(c, base.table, base_sql(base, where, only), where.sql.empty() || where.of_units.size() > 1, where.args, row, only);
}

Loaded load(db::Connection &c, const plan::Base &base, const Where &where, const std::set<int> *only, const std::set<int> *columns) {
  Loaded loaded;
  loaded.rows.width = base.table.columns.size();
  scan(c, base, where, [&](const double *row) { loaded.rows.data.insert(loaded.rows.data.end(), row, row + loaded.rows.width); }, columns);
  if (loaded.rows.size() > 0) loaded.links = load_links(c, base, &loaded.rows, where.links_of, only);
  else loaded.links.resize(base.link_tables.size());
  return loaded;
}

TeamCodes team_codes(db::Connection &c, const std::vector<std::string> &codes) {
  TeamCodes found;
  if (codes.empty()) return found;
  c.query("SELECT id, code FROM team WHERE code IN (" + marks(codes.size()) + ")", db::Values(codes.begin(), codes.end()), [&](const db::Row &row) {
    for (std::size_t i = 0; i < codes.size(); ++i)
      if (row.text(1) == codes[i]) found[row.integer(0)] = static_cast<int>(i);
  });
  return found;
}

void places(db::Connection &c, const plan::Base &base, int key_column, std::int64_t key, const std::vector<int> &at,
            const std::function<void(std::int64_t, std::int64_t, const std::vector<double> &)> &place) {
  std::string sql = "SELECT r.unit_id, r.team_id";
  for (int column : at) sql += ", " + sql_of(base.table.columns[static_cast<std::size_t>(column)]);
  sql += from(base.table) + " WHERE " + sql_of(base.table.columns[static_cast<std::size_t>(key_column)]) + " = ? AND r.deleted_at IS NULL";
  std::vector<std::tuple<std::int64_t, std::int64_t, std::vector<double>>> found;
  c.query(sql, {key}, [&](const db::Row &row) {
    std::vector<double> days;
    for (std::size_t i = 0; i < at.size(); ++i)
      days.push_back(to_double(base.table.columns[static_cast<std::size_t>(at[i])], row, static_cast<int>(i) + 2));
    found.emplace_back(row.integer(0), row.integer(1), std::move(days));
  });
  for (const auto &[unit, team, days] : found) place(unit, team, days);
}

std::int64_t size_of(db::Connection &c, const plan::Base &base) { return c.count("SELECT MAX(id) FROM " + table_name(base.table)); }

namespace {

/// The unit, the days that place a row in time, and all else that is read of it.
std::string covering(const Table &table, const std::vector<std::string> &days) {
  std::string columns = "unit_id";
  for (const auto &day : days) columns += ", " + day;
  for (const Column &column : table.columns)
    if (column.sql != "unit_id" && std::find(days.begin(), days.end(), column.sql) == days.end()) columns += ", " + column.sql;
  return columns;
}
/// So that another set of columns is another name.
std::string short_sum(std::string_view text) {
  std::uint32_t sum = 2166136261U;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 16777619U;
  char hex[9];
  std::snprintf(hex, sizeof hex, "%08x", sum);
  return hex;
}

} // namespace

bool has_tables(db::Connection &c, const plan::Base &base) {
  if (!c.has_table("r_" + base.table.reg->id) || !c.has_table(table_name(base.table))) return false;
  if (!base.table.rule.empty() && !c.has_table("deadline")) return false;
  for (const auto &link : base.link_tables)
    if (!c.has_table(table_name(link.table))) return false;
  return true;
}

// The registers have indexes for their own date, their clients and what their records point at (records::Records::install); only
// other dates are this module's.
//
// What is counted anew for every asked period (persons told apart, medians) reads years of a unit's rows: all that it asks for lies in an index
// of its own, so that the rows themselves need not be fetched one by one.
static std::map<std::string, std::string> wanted_indexes(const plan::Plan &plan) {
  std::map<std::string, std::string> wanted; // name → what
  for (const plan::Base &base : plan.bases) {
    const auto &reg = *base.table.reg;
    const auto column_of = [&](int i) -> const Column & { return base.table.columns[static_cast<std::size_t>(i)]; };
    const auto whole = [&](const std::vector<std::string> &days) {
      const std::string columns = covering(base.table, days);
      wanted["measure_" + reg.id + "_all_" + short_sum(columns)] = "r_" + reg.id + " (" + columns + ") WHERE deleted_at IS NULL";
    };
    for (const plan::Part &part : base.parts) {
      if (part.from >= 0 && of_register(base.table, column_of(part.from)) && of_register(base.table, column_of(part.to))) {
        const auto &from = column_of(part.from).sql, &to = column_of(part.to).sql;
        if (lies_in_an_index(base.table)) whole({end_of(to), from});
        else
          wanted["measure_" + reg.id + "_" + to + "_" + from] =
              "r_" + reg.id + " (unit_id, " + end_of(to) + ", " + from + ") WHERE deleted_at IS NULL";
      } else if (part.at >= 0 && plan.measures[static_cast<std::size_t>(part.measure)].direct && lies_in_an_index(base.table)) {
        whole({column_of(part.at).sql});
      } else {
        for (int at : {part.at, part.from})
          if (at >= 0) {
            const Column &column = column_of(at);
            const bool own_date = column.field != nullptr && column.field->id == reg.date_field;
            if (column.from == 'r' && !own_date) wanted["measure_" + reg.id + "_" + column.sql] = "r_" + reg.id + " (unit_id, " + column.sql + ")";
            if (column.from == 'g') wanted["measure_" + table_name(base.table) + "_" + column.sql] = table_name(base.table) + " (" + column.sql + ")";
          }
      }
    }
  }
  return wanted;
}

static bool has_table_of(db::Connection &c, const std::string &what) { return c.has_table(what.substr(0, what.find(' '))); }

bool lacks_indexes(db::Connection &c, const plan::Plan &plan) {
  auto wanted = wanted_indexes(plan);
  for (const auto &name : db::indexes_named(c, "measure_", "r_"))
    if (wanted.erase(name) == 0) return true;
  return std::any_of(wanted.begin(), wanted.end(), [&](const auto &one) { return has_table_of(c, one.second); });
}

void make_indexes(db::Connection &c, const plan::Plan &plan) {
  const auto wanted = wanted_indexes(plan);
  for (const auto &name : db::indexes_named(c, "measure_", "r_"))
    if (wanted.count(name) == 0) c.script("DROP INDEX " + name);
  for (const auto &[name, what] : wanted)
    if (has_table_of(c, what)) c.script("CREATE INDEX IF NOT EXISTS " + name + " ON " + what);
}

} // namespace rt::measures::store
