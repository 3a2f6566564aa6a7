#include "bench/queries.hpp"
#include "platform/calendar/date.hpp"
#include <set>
#include <stdexcept>

namespace rt::bench {
namespace {

using namespace measures;
using plan::Code;
using plan::Column;
using plan::Pick;
using plan::Read;

struct NoSql {};

std::string table_name(const plan::Table &t) { return t.group == nullptr ? "r_" + t.reg->id : "r_" + t.reg->id + "__" + t.group->id; }

class Writer {
public:
  Writer(const plan::Plan &plan, const plan::Base &base, bool pg) : plan_(plan), base_(base), pg_(pg) {}

  std::string from() const {
    const auto &t = base_.table;
    if (t.group != nullptr) return table_name(t) + " g JOIN r_" + t.reg->id + " r ON r.id = g.record_id";
    if (t.rule.empty()) return "r_" + t.reg->id + " r";
    return "deadline d JOIN r_" + t.reg->id + " r ON r.id = d.record_id AND d.register_id = '" + t.reg->id + "' AND d.rule_id = '" + t.rule +
           "' AND d.phase IN (0, 1, 2, 5)";
  }
  std::string month(int column) const {
    const Column &c = at(column);
    return pg_ && c.read == Read::date && c.from != 'd' ? "to_char(" + name(c) + ", 'YYYY-MM')" : "substr(" + name(c) + ", 1, 7)";
  }
  std::string name(int column) const { return name(at(column)); }
  const Column &at(int column) const { return base_.table.columns[static_cast<std::size_t>(column)]; }

  std::string condition(int number, const plan::Table *linked = nullptr, const std::string &alias = {}) {
    if (number < 0) return {};
    const auto &n = base_.nodes[static_cast<std::size_t>(number)];
    const auto side = [&](int i) { return value(i, linked, alias); };
    const auto two = [&](const char *op) { return compared(n.a, op, n.b, linked, alias); };
    switch (n.code) {
    case Code::equal: return two("=");
    case Code::not_equal: return two("<>");
    case Code::less: return two("<");
    case Code::less_equal: return two("<=");
    case Code::greater: return two(">");
    case Code::greater_equal: return two(">=");
    case Code::both: return "(" + condition(n.a, linked, alias) + " AND " + condition(n.b, linked, alias) + ")";
    case Code::either: return "(" + condition(n.a, linked, alias) + " OR " + condition(n.b, linked, alias) + ")";
    case Code::negate: return "NOT COALESCE(" + condition(n.a, linked, alias) + ", " + (pg_ ? "FALSE" : "0") + ")";
    case Code::is_set: return side(n.a) + " IS NOT NULL";
    case Code::is_missing: return side(n.a) + " IS NULL";
    case Code::in: {
      std::string list;
      for (const double v : n.list) list += (list.empty() ? "" : ", ") + plain(v);
      return side(n.a) + " IN (" + list + ")";
    }
    case Code::has: {
      const auto &field = base_.nodes[static_cast<std::size_t>(n.a)];
      const Column &c = column(field.a, linked);
      const auto code = c.field->options[static_cast<std::size_t>(n.number)].code;
      return "',' || " + name(c, alias) + " || ',' LIKE '%," + std::to_string(code) + ",%'";
    }
    case Code::within: {
      const auto day = date(n.a, linked, alias), anchor = date(n.b, linked, alias);
      const auto end = moved(anchor, n.after ? n.number : -n.number, n.unit);
      return n.after ? "(" + day + " >= " + anchor + " AND " + day + " <= " + end + ")"
                     : "(" + day + " <= " + anchor + " AND " + day + " >= " + end + ")";
    }
    case Code::linked:
      if (const auto &link = base_.links[static_cast<std::size_t>(n.a)]; link.pick == Pick::exists) return "EXISTS " + picked(link);
      return side(number) + " > 0";
    default: return side(number) + " > 0";
    }
  }

  std::string value(int number, const plan::Table *linked = nullptr, const std::string &alias = {}) {
    const auto &n = base_.nodes[static_cast<std::size_t>(number)];
    switch (n.code) {
    case Code::number: return plain(n.number);
    case Code::column: {
      const Column &c = column(n.a, linked);
      if (c.read == Read::present) return "NULLIF(" + name(c, alias) + ", '')";
      return c.divide != 1 ? "(" + name(c, alias) + " / " + plain(c.divide) + ".0)" : name(c, alias);
    }
    case Code::team: {
      std::string sql = "(SELECT CASE t.code";
      for (std::size_t i = 0; i < plan_.team_codes.size(); ++i) sql += " WHEN '" + plan_.team_codes[i] + "' THEN " + std::to_string(i);
      return sql + " END FROM team t WHERE t.id = " + name(column(n.a, linked), alias) + ")";
    }
    case Code::linked: {
      const auto &link = base_.links[static_cast<std::size_t>(n.a)];
      if (link.pick == Pick::exists) return "CASE WHEN EXISTS " + picked(link) + " THEN 1 ELSE 0 END";
      return picked(link);
    }
    case Code::age: {
      const auto day = date(n.a, linked, alias);
      return "(" + year(day) + " - NULLIF(" + value(n.b, linked, alias) + ", 0))";
    }
    case Code::cutoff: {
      const auto age = value(n.a, linked, alias);
      std::string sql = "CASE";
      for (const auto &cut : n.instrument->cutoffs)
        sql +=
            " WHEN " + age + " BETWEEN " + std::to_string(cut.from_age) + " AND " + std::to_string(cut.to_age) + " THEN " + std::to_string(cut.value);
      return sql + " END";
    }
    case Code::add: return "(" + value(n.a, linked, alias) + " + " + value(n.b, linked, alias) + ")";
    case Code::multiply: return "(" + value(n.a, linked, alias) + " * " + value(n.b, linked, alias) + ")";
    case Code::subtract:
      if (is_date(n.a, linked) && is_date(n.b, linked)) return days_between(date(n.a, linked, alias), date(n.b, linked, alias));
      return "(" + value(n.a, linked, alias) + " - " + value(n.b, linked, alias) + ")";
    default: return "CASE WHEN " + condition(number, linked, alias) + " THEN 1 ELSE 0 END";
    }
  }

  std::string year(const std::string &day) const { return "CAST(substr(CAST(" + day + " AS TEXT), 1, 4) AS INTEGER)"; }
  std::string day(int column) const { return day_of(at(column), {}); }

private:
  static std::string plain(double v) {
    if (v == static_cast<double>(static_cast<std::int64_t>(v))) return std::to_string(static_cast<std::int64_t>(v));
    return std::to_string(v);
  }
  const Column &column(int i, const plan::Table *linked) const {
    return (linked == nullptr ? base_.table : *linked).columns[static_cast<std::size_t>(i)];
  }
  std::string name(const Column &c, const std::string &alias = {}) const {
    if (!alias.empty()) return alias + "." + c.sql;
    return c.from == 'd' ? c.sql : std::string(1, c.from) + "." + c.sql;
  }
  std::string day_of(const Column &c, const std::string &alias) const {
    const auto sql = name(c, alias);
    if (c.read == Read::month) return pg_ ? "CAST(" + sql + " || '-01' AS DATE)" : "(" + sql + " || '-01')";
    if (c.read == Read::date) return c.from == 'd' && pg_ ? "CAST(NULLIF(" + sql + ", '') AS DATE)" : sql;
    return pg_ ? "CAST(substr(" + sql + ", 1, 10) AS DATE)" : "substr(" + sql + ", 1, 10)";
  }
  bool is_date(int number, const plan::Table *linked) const {
    const auto &n = base_.nodes[static_cast<std::size_t>(number)];
    if (n.code == Code::column) {
      const auto read = column(n.a, linked).read;
      return read == Read::date || read == Read::month || read == Read::moment;
    }
    if (n.code != Code::linked) return false;
    const auto &link = base_.links[static_cast<std::size_t>(n.a)];
    if (link.column < 0 || link.pick == Pick::count || link.pick == Pick::exists) return false;
    const auto read = base_.link_tables[static_cast<std::size_t>(link.table)].table.columns[static_cast<std::size_t>(link.column)].read;
    return read == Read::date || read == Read::month || read == Read::moment;
  }
  std::string date(int number, const plan::Table *linked, const std::string &alias) {
    const auto &n = base_.nodes[static_cast<std::size_t>(number)];
    if (n.code == Code::column) return day_of(column(n.a, linked), alias);
    if (n.code == Code::number) return (pg_ ? "DATE '" : "'") + to_iso(Date{static_cast<std::int32_t>(n.number)}) + "'";
    if (n.code == Code::linked) return picked(base_.links[static_cast<std::size_t>(n.a)]);
    throw NoSql{};
  }
  std::string compared(int a, const char *op, int b, const plan::Table *linked, const std::string &alias) {
    if (is_date(a, linked) || is_date(b, linked)) return "(" + date(a, linked, alias) + " " + op + " " + date(b, linked, alias) + ")";
    return "(" + value(a, linked, alias) + " " + op + " " + value(b, linked, alias) + ")";
  }
  std::string moved(const std::string &day, double n, char unit) const {
    const std::string count = plain(unit == 'w' ? 7 * n : n), what = unit == 'm' ? "months" : unit == 'y' ? "years" : "days";
    return pg_ ? "CAST(" + day + " + INTERVAL '" + count + " " + what + "' AS DATE)"
               : "date(" + day + ", '" + (n < 0 ? "" : "+") + count + " " + what + "')";
  }
  std::string days_between(const std::string &a, const std::string &b) const {
    return pg_ ? "(" + a + " - " + b + ")" : "(julianday(" + a + ") - julianday(" + b + "))";
  }
  std::string picked(const plan::Link &link) {
    const auto &linked = base_.link_tables[static_cast<std::size_t>(link.table)];
    const auto alias = "l" + std::to_string(++aliases_);
    const auto own = [&](const std::string &as) {
      return as + "." + linked.key_sql + " = " + name(at(linked.base_key)) +
             (linked.table.group == nullptr ? " AND " + as + ".deleted_at IS NULL" : "");
    };
    std::string where = own(alias);
    if (link.not_itself) where += " AND " + alias + ".id <> r.id";
    const Column &linked_date = linked.table.columns[plan::kLinkDate];
    if (link.side != 0) {
      const auto day = day_of(linked_date, alias), anchor = day_of(at(link.anchor), {});
      where += " AND " + day + (link.side > 0 ? " >= " : " <= ") + anchor;
      if (link.within > 0) where += " AND " + day + (link.side > 0 ? " <= " : " >= ") + moved(anchor, link.side * link.within, link.unit);
    }
    std::string first; // whose rows, found once for the counted row
    if (link.by_column >= 0 && link.by_base >= 0)
      where += " AND " + name(linked.table.columns[static_cast<std::size_t>(link.by_column)], alias) + " = " + name(at(link.by_base));
    else if (link.by_column >= 0) {
      first = shared(link, linked, own) + " " + alias + "s CROSS JOIN ";
      where += " AND " + name(linked.table.columns[static_cast<std::size_t>(link.by_column)], alias) + " = " + alias + "s.code";
    }
    if (link.filter >= 0) where += " AND " + condition(link.filter, &linked.table, alias);
    const auto source = " FROM " + first + table_name(linked.table) + " " + alias + " WHERE " + where;
    if (link.pick == Pick::exists) return "(SELECT 1" + source + ")";
    if (link.pick == Pick::count) return "(SELECT COUNT(*)" + source + ")";
    const Column &c = linked.table.columns[static_cast<std::size_t>(link.column)];
    const auto sql = is_day(c) ? day_of(c, alias) : c.divide != 1 ? "(" + name(c, alias) + " / " + plain(c.divide) + ".0)" : name(c, alias);
    switch (link.pick) {
    case Pick::sum: return "(SELECT SUM(" + sql + ")" + source + ")";
    case Pick::mean: return "(SELECT AVG(" + sql + ")" + source + ")";
    case Pick::lowest: return "(SELECT MIN(" + sql + ")" + source + ")";
    case Pick::highest: return "(SELECT MAX(" + sql + ")" + source + ")";
    default: break;
    }
    const std::string way = link.pick == Pick::last ? " DESC" : "";
    return "(SELECT " + sql + source + " AND " + name(c, alias) + " IS NOT NULL ORDER BY " + name(linked_date, alias) + way + ", " + alias + ".id" +
           way + " LIMIT 1)";
  }
  /// Whose rows are compared: the first in the order with two rows, else the first with one.
  template<typename Own> std::string shared(const plan::Link &link, const plan::LinkTable &linked, Own own) {
    const auto alias = "l" + std::to_string(++aliases_);
    const auto by = name(linked.table.columns[static_cast<std::size_t>(link.by_column)], alias);
    std::string codes, order = "CASE " + by;
    for (std::size_t i = 0; i < link.order.size(); ++i) {
      codes += (codes.empty() ? "" : ", ") + plain(link.order[i]);
      order += " WHEN " + plain(link.order[i]) + " THEN " + std::to_string(i);
    }
    return "(SELECT " + by + " AS code FROM " + table_name(linked.table) + " " + alias + " WHERE " + own(alias) + " AND " + by + " IN (" + codes +
           ") GROUP BY " + by + " ORDER BY CASE WHEN COUNT(*) > 1 THEN 0 ELSE 1 END, " + order + " END LIMIT 1)";
  }
  static bool is_day(const Column &c) { return c.read == Read::date || c.read == Read::month || c.read == Read::moment; }

  const plan::Plan &plan_;
  const plan::Base &base_;
  bool pg_;
  int aliases_ = 0;
};

/// What a row adds above and below the line.
struct Adds {
  std::string above, below, where;
};
Adds adds_of(Writer &w, const plan::Part &part, Kind kind) {
  Adds adds;
  const auto of = w.condition(part.of), holds = w.condition(part.condition);
  const auto both = of.empty() ? holds : holds.empty() ? of : of + " AND " + holds;
  if (is_share(kind)) {
    if (part.role == plan::Role::whole) {
      adds.where = of;
      adds.above = holds.empty() ? "1" : "CASE WHEN " + holds + " THEN 1 ELSE 0 END";
      adds.below = "1";
    } else {
      adds.where = both;
      adds.above = part.role == plan::Role::numerator ? "1" : "0";
      adds.below = part.role == plan::Role::denominator ? "1" : "0";
    }
    return adds;
  }
  adds.where = both;
  adds.above = part.value >= 0 ? w.value(part.value) : "1";
  adds.below = is_mean(kind) ? "1" : "";
  if (part.value >= 0) adds.where += (adds.where.empty() ? "" : " AND ") + adds.above + " IS NOT NULL";
  return adds;
}

/// `n`: what the counts of each sex are called, less their number.
std::string sums_of(const Adds &adds, const std::string &n, const std::string &only = {}) {
  std::string sql;
  const auto one = [&](const std::string &what) { sql += ", SUM(" + (only.empty() ? what : "CASE WHEN " + only + " THEN " + what + " END") + ")"; };
  one(adds.above);
  if (!adds.below.empty()) one(adds.below);
  for (int sex = 0; sex < 4; ++sex) {
    const auto people = n + std::to_string(sex);
    one(adds.above == "1" ? people : people + " * " + adds.above);
    if (!adds.below.empty()) one(people);
  }
  return sql;
}

/// One GROUP BY; `part` is a column more to group by, `choices` one of several choices, with its codes, that a row may belong to at once.
std::string query_of(const std::string &month, const std::string &source, const Adds &adds, const std::string &part, const std::string &choices,
                     const std::vector<int> &codes) {
  std::string sums;
  if (codes.empty()) sums = sums_of(adds, "r.n");
  for (const int code : codes) sums += sums_of(adds, "r.n", "',' || " + choices + " || ',' LIKE '%," + std::to_string(code) + ",%'");
  return "SELECT r.unit_id, r.team_id, " + month + (part.empty() ? "" : ", " + part) + sums + source +
         (part.empty() ? " GROUP BY 1, 2, 3" : " GROUP BY 1, 2, 3, 4");
}

std::string part_of(Writer &w, const plan::Part &part, const plan::SplitBy &by) {
  if (by.ages.empty()) return w.name(by.column);
  const auto born = w.name(by.column), age = "(" + w.year(w.day(part.at)) + " - " + born + ")";
  std::string sql = "CASE WHEN " + born + " IS NULL OR " + born + " = 0 THEN 0";
  for (std::size_t i = 0; i < by.ages.size(); ++i)
    sql += " WHEN " + age + " BETWEEN " + std::to_string(by.ages[i].first) + " AND " + std::to_string(by.ages[i].second) + " THEN " +
           std::to_string(i + 1);
  return sql + " ELSE 0 END";
}

} // namespace

std::vector<Query> queries(const plan::Plan &plan, db::Backend backend, std::vector<std::string> &left_out) {
  std::vector<Query> all;
  for (const auto &m : plan.measures) {
    if (m.direct) continue;
    std::vector<Query> own;
    try {
      for (const auto &place : m.parts) {
        const auto &base = plan.bases[static_cast<std::size_t>(place.base)];
        const auto &part = base.parts[static_cast<std::size_t>(place.part)];
        Writer w(plan, base, backend == db::Backend::postgres);
        const auto adds = adds_of(w, part, m.definition.kind);
        const auto month = w.month(part.at);
        auto source = " FROM " + w.from() + " WHERE r.deleted_at IS NULL AND " + w.name(part.at) + " IS NOT NULL" +
                      (adds.where.empty() ? "" : " AND " + adds.where);
        if (m.first > Month{0}) source += " AND " + month + " >= '" + to_iso(m.first) + "'"; // each version its own months
        if (m.last < Month{12 * 3000}) source += " AND " + month + " <= '" + to_iso(m.last) + "'";
        own.push_back({m.definition.id, query_of(month, source, adds, {}, {}, {}), true});
        for (const auto &by : part.splits) {
          if (!by.several) {
            own.push_back({m.definition.id, query_of(month, source, adds, part_of(w, part, by), {}, {})});
            continue;
          }
          std::vector<int> codes;
          for (const int place_of : by.codes) codes.push_back(w.at(by.column).field->options[static_cast<std::size_t>(place_of)].code);
          own.push_back({m.definition.id, query_of(month, source, adds, {}, w.name(by.column), codes)});
        }
      }
    } catch (const NoSql &) {
      left_out.push_back(m.definition.id);
      continue;
    }
    all.insert(all.end(), own.begin(), own.end());
  }
  return all;
}

std::vector<std::string> bare_reads(const plan::Plan &plan) {
  std::set<std::string> reads;
  const auto add = [&](const plan::Table &t) {
    reads.insert("SELECT SUM(LENGTH(updated_at)) FROM r_" + t.reg->id);
    if (t.group != nullptr) reads.insert("SELECT SUM(record_id) FROM " + table_name(t));
    if (!t.rule.empty()) reads.insert("SELECT SUM(LENGTH(last_at)) FROM deadline");
  };
  for (const auto &base : plan.bases) {
    add(base.table);
    for (const auto &link : base.link_tables) add(link.table);
  }
  return {reads.begin(), reads.end()};
}

} // namespace rt::bench
