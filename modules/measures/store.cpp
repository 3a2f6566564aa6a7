#include "modules/measures/store.hpp"
#include "platform/core/text.hpp"

namespace rt::measures::store {
namespace {

using plan::Column;
using plan::Read;
using plan::Table;

std::string columns(const Table &table, std::string_view alias) {
  std::string sql;
  for (const Column &column : table.columns) {
    if (!sql.empty()) sql += ", ";
    sql.append(alias).append(".").append(column.sql);
  }
  return sql;
}
std::string from(const Table &table, std::string_view alias) {
  return " FROM r_" + table.reg->id + " " + std::string(alias);
}

/// Dates come by the hundred thousand and the database holds real ones only: digits to day number, without a calendar's
/// checks.
double day_of(std::string_view t) {
  if (t.size() < 10 || t[4] != '-' || t[7] != '-') return plan::kNothing;
  auto two = [&](std::size_t i) { return (t[i] - '0') * 10 + (t[i + 1] - '0'); };
  int y = two(0) * 100 + two(2);
  const int m = two(5), d = two(8);
  y -= m <= 2 ? 1 : 0; // the year begins in March, so that a leap day is the last
  const int era = y / 400, year = y % 400, day = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
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

void read(db::Connection &c, const Table &table, const std::string &sql, const db::Values &args,
          const std::function<void(const double *)> &row) {
  std::vector<double> buffer(table.columns.size());
  c.query(sql, args, [&](const db::Row &r) {
    for (std::size_t i = 0; i < buffer.size(); ++i) buffer[i] = to_double(table.columns[i], r, static_cast<int>(i));
    row(buffer.data());
  });
}

std::string base_sql(const plan::Base &base, const Where &where) {
  return "SELECT " + columns(base.table, "r") + from(base.table, "r") + " WHERE r.deleted_at IS NULL" + where.sql;
}

} // namespace

double to_double(const Column &column, const db::Row &row, int i) {
  if (row.null(i)) return plan::kNothing;
  switch (column.read) {
  case Read::number:
    return row.real(i) / column.divide;
  case Read::date:
    return day_of(row.text(i));
  case Read::moment: {
    const Instant at = from_iso(row.text(i));
    return at < 0 ? day_of(row.text(i)) : swedish_day(at).days;
  }
  case Read::choices:
    return bits(column, row.text(i));
  case Read::present:
    return row.text(i).empty() ? plan::kNothing : 1;
  }
  return plan::kNothing;
}

Where &Where::unit(std::int64_t id) {
  sql += " AND r.unit_id = ?";
  args.emplace_back(id);
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
Where &Where::team_of(std::int64_t unit_id, const std::string &code) {
  sql += " AND r.team_id IN (SELECT t.id FROM team t WHERE t.unit_id = ? AND t.code = ?)";
  args.emplace_back(unit_id);
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
  sql += " AND r." + column.sql + " IS NULL";
  return *this;
}
Where &Where::dates(const Column &column, Month first, Month last) {
  const int wider = column.read == Read::moment ? 1 : 0;
  sql += " AND r." + column.sql + " >= ? AND r." + column.sql + " < ?";
  args.emplace_back(to_iso(first_day(first) - wider));
  args.emplace_back(to_iso(first_day(last + 1) + wider));
  return *this;
}
Where &Where::running(const Column &from_column, const Column &to_column, const Period &period) {
  sql += " AND r." + from_column.sql + " < ? AND (r." + to_column.sql + " IS NULL OR r." + to_column.sql + " >= ?)";
  args.emplace_back(to_iso(first_day(period.last + 1)));
  args.emplace_back(to_iso(first_day(period.first)));
  return *this;
}
Where &Where::scope(const access::Scope &scope) {
  sql += scope.where("r", args);
  return *this;
}

std::vector<LinkRows> load_links(db::Connection &c, const plan::Base &base, const Where &where,
                                 const std::set<int> *only) {
  std::vector<LinkRows> links;
  for (const plan::LinkTable &link : base.link_tables) {
    if (only != nullptr && only->count(static_cast<int>(links.size())) == 0) {
      links.emplace_back();
      continue;
    }
    const std::string key = "l." + link.key_sql;
    std::string sql = "SELECT " + columns(link.table, "l") + from(link.table, "l") +
                      " WHERE l.deleted_at IS NULL AND " + key + " IS NOT NULL";
    if (!where.sql.empty())
      sql += " AND " + key + " IN (SELECT r." + base.table.columns[static_cast<std::size_t>(link.base_key)].sql +
             from(base.table, "r") + " WHERE r.deleted_at IS NULL" + where.sql + ")";
    sql += " ORDER BY " + key + ", l." + link.table.columns[plan::kLinkDate].sql + ", l.id";
    LinkRows made;
    made.rows.width = link.table.columns.size();
    read(c, link.table, sql, where.args,
         [&](const double *row) { made.rows.data.insert(made.rows.data.end(), row, row + made.rows.width); });
    made.index();
    links.push_back(std::move(made));
  }
  return links;
}

void scan(db::Connection &c, const plan::Base &base, const Where &where,
          const std::function<void(const double *)> &row) {
  read(c, base.table, base_sql(base, where), where.args, row);
}

Loaded load(db::Connection &c, const plan::Base &base, const Where &where, const std::set<int> *only) {
  Loaded loaded;
  loaded.rows.width = base.table.columns.size();
  scan(c, base, where,
       [&](const double *row) { loaded.rows.data.insert(loaded.rows.data.end(), row, row + loaded.rows.width); });
  if (loaded.rows.size() > 0)
    loaded.links = load_links(c, base, where, only);
  else
    loaded.links.resize(base.link_tables.size());
  return loaded;
}

TeamCodes team_codes(db::Connection &c, const std::vector<std::string> &codes) {
  TeamCodes found;
  c.query("SELECT id, code FROM team", {}, [&](const db::Row &row) {
    for (std::size_t i = 0; i < codes.size(); ++i)
      if (row.text(1) == codes[i]) found[row.integer(0)] = static_cast<int>(i);
  });
  return found;
}

void places(db::Connection &c, const plan::Base &base, int key_column, std::int64_t key, const std::vector<int> &at,
            const std::function<void(std::int64_t, std::int64_t, const std::vector<double> &)> &place) {
  std::string sql = "SELECT r.unit_id, r.team_id";
  for (int column : at) sql += ", r." + base.table.columns[static_cast<std::size_t>(column)].sql;
  sql += from(base.table, "r") + " WHERE r." + base.table.columns[static_cast<std::size_t>(key_column)].sql +
         " = ? AND r.deleted_at IS NULL";
  std::vector<std::tuple<std::int64_t, std::int64_t, std::vector<double>>> found;
  c.query(sql, {key}, [&](const db::Row &row) {
    std::vector<double> days;
    for (std::size_t i = 0; i < at.size(); ++i)
      days.push_back(to_double(base.table.columns[static_cast<std::size_t>(at[i])], row, static_cast<int>(i) + 2));
    found.emplace_back(row.integer(0), row.integer(1), std::move(days));
  });
  for (const auto &[unit, team, days] : found) place(unit, team, days);
}

bool has_tables(db::Connection &c, const plan::Base &base) {
  if (!c.has_table("r_" + base.table.reg->id)) return false;
  for (const auto &link : base.link_tables)
    if (!c.has_table("r_" + link.table.reg->id)) return false;
  return true;
}

void make_indexes(db::Connection &c, const plan::Plan &plan) {
  std::map<std::string, std::string> wanted; // name → what
  auto add = [&](const Table &table, const std::string &columns_sql, const std::string &name) {
    wanted["measure_" + table.reg->id + "_" + name] = "r_" + table.reg->id + " (" + columns_sql + ")";
  };
  for (const plan::Base &base : plan.bases) {
    if (!has_tables(c, base)) continue;
    for (const plan::Part &part : base.parts)
      for (int at : {part.at, part.from})
        if (at >= 0) {
          const std::string &column = base.table.columns[static_cast<std::size_t>(at)].sql;
          add(base.table, "unit_id, " + column, column);
        }
    for (const plan::LinkTable &link : base.link_tables) {
      if (link.key_sql != "id") add(link.table, link.key_sql, link.key_sql);
      const std::string &own = base.table.columns[static_cast<std::size_t>(link.base_key)].sql;
      if (own != "id") add(base.table, own, own);
    }
  }
  for (const auto &[name, what] : wanted) c.script("CREATE INDEX IF NOT EXISTS " + name + " ON " + what);
}

} // namespace rt::measures::store
