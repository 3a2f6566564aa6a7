// Lists: filters and order become one indexed query, with the reader's scope compiled into it.
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;

namespace {

/// A condition that no row meets: what cannot be understood or is not allowed never shows more than asked for.
constexpr const char *kNothing = " AND 1=0";

struct Target {
  std::string column;
  const Field *field = nullptr; ///< null for what every record has
};

std::optional<Target> target_of(const Register &reg, const std::string &name) {
  if (name == "date") {
    const auto *date = reg.field(reg.date_field);
    return date != nullptr ? std::optional(Target{"r." + column_name(*date), date}) : std::nullopt;
  }
  static const std::vector<std::pair<std::string, std::string>> kBase{
      {"team", "r.team_id"},       {"staff", "r.staff_id"}, {"state", "r.state"}, {"person", "r.person_id"},
      {"contact", "r.contact_id"}, {"sex", "r.sex"},        {"id", "r.id"}};
  for (const auto &[id, column] : kBase)
    if (id == name) return Target{column, nullptr};
  const auto *field = reg.field(name);
  return field != nullptr ? std::optional(Target{"r." + column_name(*field), field}) : std::nullopt;
}

bool is_comparison(const std::string &op) { return op == "=" || op == "!=" || op == "<" || op == "<=" || op == ">" || op == ">="; }

std::optional<db::Value> base_value(const Register &reg, const Filter &filter) {
  if (filter.field == "state") {
    const auto *state = reg.state(filter.value);
    return state != nullptr ? std::optional(db::Value{static_cast<std::int64_t>(state->code)}) : std::nullopt;
  }
  if (filter.field == "sex") return db::Value{static_cast<std::int64_t>(organisation::sex_from(filter.value))};
  const auto id = parse_integer(filter.value);
  return id ? std::optional(db::Value{static_cast<std::int64_t>(*id)}) : std::nullopt;
}

std::optional<db::Value> field_value(const Field &field, const std::string &text) {
  switch (field.type) {
  case FieldType::choice:
  case FieldType::computed:
    if (field.options.empty()) break;
    if (const auto *option = field.option(text)) return db::Value{static_cast<std::int64_t>(option->code)};
    return std::nullopt;
  case FieldType::item:
  case FieldType::faces:
    if (const auto *option = field.option(text)) return db::Value{static_cast<std::int64_t>(option->score)};
    return std::nullopt;
  case FieldType::yes_no: return db::Value{static_cast<std::int64_t>(text == "yes" || text == "1" ? 1 : 0)};
  case FieldType::date: return date_from_iso(text) ? std::optional(db::Value{text}) : std::nullopt;
  case FieldType::datetime:
  case FieldType::text:
  case FieldType::long_text:
  case FieldType::time:
  case FieldType::month:
  case FieldType::address:
  case FieldType::personnummer: return db::Value{text};
  case FieldType::decimal:
  case FieldType::money: {
    const auto number = parse_number(text);
    return number ? std::optional(db::Value{*number}) : std::nullopt;
  }
  default: break;
  }
  const auto number = parse_number(text);
  if (!number) return std::nullopt;
  return db::Value{static_cast<std::int64_t>(*number * (field.tenths ? 10 : 1) + (*number < 0 ? -0.5 : 0.5))};
}

bool is_text(const Field *field) {
  return field != nullptr && (field->type == FieldType::text || field->type == FieldType::long_text || field->type == FieldType::address);
}

std::string like_pattern(const std::string &words) {
  return "%" + lower(replace_all(replace_all(replace_all(words, "\\", "\\\\"), "%", "\\%"), "_", "\\_")) + "%";
}

std::string where_of(const Register &reg, const Filter &filter, db::Values &args, bool negated = false) {
  const auto target = target_of(reg, filter.field);
  if (!target) return kNothing;
  if (filter.op == "has") return " AND " + target->column + " IS NOT NULL";
  if (filter.op == "none") return " AND " + target->column + " IS NULL";
  // 2001:637 15 §: in case handling nobody is sought by what is written about them.
  if (is_text(target->field) && reg.purpose != "quality") return kNothing;
  if (filter.op == "contains") {
    if (!is_text(target->field)) return kNothing;
    args.emplace_back(like_pattern(filter.value));
    return " AND lower(" + target->column + ") LIKE ? ESCAPE '\\'";
  }
  if (filter.op == "in") {
    std::vector<std::int64_t> ids;
    for (const auto &one : split(filter.value, ','))
      if (const auto id = parse_integer(one)) ids.push_back(*id);
    if (target->field != nullptr || ids.empty()) return kNothing;
    return " AND " + target->column + " IN (" + store::id_marks(ids, args) + ")";
  }
  if (!is_comparison(filter.op)) return kNothing;
  if (target->field != nullptr && target->field->type == FieldType::choices) {
    const auto *option = target->field->option(filter.value);
    if (option == nullptr || (filter.op != "=" && filter.op != "!=")) return kNothing;
    args.emplace_back("%," + std::to_string(option->code) + ",%");
    return " AND (',' || " + target->column + " || ',') " + (filter.op == "=" ? "LIKE ?" : "NOT LIKE ?");
  }
  if (target->field != nullptr && (target->field->type == FieldType::staff_list || target->field->type == FieldType::persons)) {
    const auto id = parse_integer(filter.value);
    if (!id || (filter.op != "=" && filter.op != "!=")) return kNothing;
    // One's own by an index. Not under "not": there an empty field must neither hold nor fail.
    if (filter.op == "=" && !negated && target->field->type == FieldType::staff_list) {
      args.insert(args.end(), {static_cast<std::int64_t>(*id), reg.id, target->field->id});
      return " AND r.id IN (SELECT own.record_id FROM record_staff own WHERE own.staff_id = ? AND own.register_id = ? AND own.field = ?)";
    }
    // "3,7" has 7; "1.17,2.18" has the person 18 in any role.
    args.emplace_back(std::string(target->field->type == FieldType::persons ? "%." : "%,") + std::to_string(*id) + ",%");
    return " AND (',' || " + target->column + " || ',') " + (filter.op == "=" ? "LIKE ?" : "NOT LIKE ?");
  }
  const auto value = target->field != nullptr ? field_value(*target->field, filter.value) : base_value(reg, filter);
  if (!value) return kNothing;
  args.push_back(*value);
  return " AND " + target->column + " " + (filter.op == "!=" ? "<>" : filter.op) + " ?";
}

/// A definition's condition as SQL; three-valued like the rules: what is empty neither holds nor fails.
std::string where_of(const Register &reg, const definitions::Condition &condition, std::int64_t me, Date today, db::Values &args,
                     bool negated = false) {
  using Kind = definitions::Condition::Kind;
  const auto joined = [&](const char *word) {
    std::string sql = "(";
    for (const auto &part : condition.parts)
      sql += (sql.size() > 1 ? std::string(" ") + word + " " : std::string{}) + where_of(reg, part, me, today, args, negated);
    return sql + ")";
  };
  switch (condition.kind) {
  case Kind::any: return joined("OR");
  case Kind::all: return joined("AND");
  case Kind::negation: return "(NOT " + where_of(reg, condition.parts.front(), me, today, args, true) + ")";
  default: break;
  }
  // What is compared with the state is a state, also where a field has its name ("state = proposed").
  if (condition.kind == Kind::compare && !condition.quoted && condition.field != "state") {
    const auto left = target_of(reg, condition.field);
    if (const auto *other = reg.field(condition.value); other != nullptr && left)
      return "(" + left->column + " " + (condition.op == "!=" ? "<>" : condition.op) + " r." + column_name(*other) + ")";
  }
  Filter filter{condition.field, condition.kind == Kind::has ? "has" : condition.op, condition.value};
  if (!condition.quoted && filter.value == "me") filter.value = std::to_string(me);
  if (!condition.quoted && filter.value == "today") filter.value = to_iso(today);
  return "(" + where_of(reg, filter, args, negated).substr(5) + ")"; // without " AND "
}

/// What the rows stand in order of. Empty values come last either way, which the engines do not agree on: they are a part of their own.
struct Order {
  std::string column; ///< "" = by id alone
  bool down = true, may_be_empty = false;
};

Order order_of(const Register &reg, const std::string &sort) {
  const bool down = sort.empty() || sort[0] == '-';
  const auto target = target_of(reg, sort.empty() ? "date" : down ? sort.substr(1) : sort);
  if (!target || target->column == "r.id") return {{}, !target || down, false};
  return {target->column, down, target->field == nullptr ? target->column != "r.state" && target->column != "r.sex" : !target->field->required};
}

/// The whole list is merged from stretches that each lie in order in one index: one per team of the reader and per state that is asked for.
struct Stretch {
  access::Scope scope;
  std::int64_t state = -1; ///< any
};

constexpr std::size_t kMostStretches = 12;

/// "Not closed" as the states that remain; by date each of them is in order in its index. Takes what it has understood from the filters.
std::vector<std::int64_t> states_asked(const Register &reg, const Order &order, std::vector<Filter> &filters) {
  const auto *date = reg.field(reg.date_field);
  const bool by_date = date != nullptr && order.column == "r." + column_name(*date);
  std::set<std::int64_t> left{0}; // a record from before the register had states
  for (const auto &state : reg.states) left.insert(state.code);
  bool any = false;
  for (auto at = filters.begin(); by_date && at != filters.end();) {
    const auto *state = at->field == "state" && at->op == "!=" ? reg.state(at->value) : nullptr;
    if (state != nullptr) {
      left.erase(state->code);
      at = filters.erase(at);
      any = true;
    } else ++at;
  }
  return any ? std::vector<std::int64_t>(left.begin(), left.end()) : std::vector<std::int64_t>{-1};
}

/// "… and not state = closed" of a view is the same as the filter that leaves the state out.
void take_states(const Register &reg, definitions::Condition &condition, std::vector<Filter> &filters) {
  using Kind = definitions::Condition::Kind;
  if (condition.kind != Kind::all) return;
  const auto leaves_out = [&](const definitions::Condition &part) {
    if (part.kind != Kind::negation || part.parts.front().kind != Kind::compare) return false;
    const auto &inner = part.parts.front();
    if (inner.field != "state" || inner.op != "=" || reg.state(inner.value) == nullptr) return false;
    filters.push_back({"state", "!=", inner.value});
    return true;
  };
  std::vector<definitions::Condition> rest;
  for (auto &part : condition.parts)
    if (!leaves_out(part)) rest.push_back(part);
  if (!rest.empty()) condition.parts = std::move(rest);
  else filters.resize(filters.size() - condition.parts.size()); // nothing but states: as it was
}

/// A few persons, contacts or records: so few rows that the filter's own index is the way to them.
bool leads(const Filter &filter) {
  return (filter.op == "=" || filter.op == "in") && (filter.field == "person" || filter.field == "contact" || filter.field == "id");
}

std::vector<Stretch> stretches(const access::Scope &scope, const std::vector<std::int64_t> &states) {
  std::vector<Stretch> all;
  std::vector<access::Scope> scopes;
  for (const auto team : scope.teams) {
    scopes.push_back(scope);
    scopes.back().teams = {team};
  }
  if (scopes.empty() || scopes.size() * states.size() > kMostStretches) scopes = {scope};
  for (const auto &one : scopes)
    for (const auto state : states) all.push_back({one, state});
  return all;
}

class ListSql {
public:
  ListSql(const Table &table, const ListQuery &query, Date today, const Order &order, std::vector<Filter> filters,
          std::optional<definitions::Condition> condition)
      : table_(table), query_(query), order_(order), filters_(std::move(filters)), down_(order.down != (query.before != 0)),
        condition_(std::move(condition)), today_(today),
        led_(std::any_of(filters_.begin(), filters_.end(), [](const Filter &one) { return leads(one); })) {}

  std::string where(const Stretch &stretch, db::Values &args) const {
    auto sql = (led_ ? stretch.scope.beside("r", args) : stretch.scope.where("r", args)) + " AND r.deleted_at IS NULL";
    if (stretch.state >= 0) sql += " AND r.state = ?", args.emplace_back(stretch.state);
    for (const auto &filter : filters_) sql += where_of(*table_.reg, filter, args);
    if (condition_) sql += " AND " + where_of(*table_.reg, *condition_, query_.me, today_, args);
    return sql;
  }

  /// One stretch of one part (0 = with a value, 1 = empty), in order, no longer than the page.
  std::string rows(const Stretch &stretch, int part, int limit, db::Values &args) const {
    const std::string key = order_.column.empty() ? "r.id" : order_.column, way = down_ ? " DESC" : " ASC";
    auto sql = table_.select;
    sql.insert(sql.find(" FROM "), ", " + std::to_string(part) + " AS part_, " + key + " AS key_");
    sql += where(stretch, args);
    if (order_.may_be_empty) sql += part == 0 ? " AND " + key + " IS NOT NULL" : " AND " + key + " IS NULL";
    sql += from_place(part, args);
    sql += " ORDER BY " + (part == 0 && !order_.column.empty() ? key + way + ", " : std::string{}) + "r.id" + way + " LIMIT ?";
    args.emplace_back(static_cast<std::int64_t>(limit));
    return "SELECT * FROM (" + sql + ") s";
  }

  std::string outer_order() const {
    const std::string way = down_ ? " DESC" : " ASC";
    return " ORDER BY x.part_" + std::string(query_.before != 0 ? " DESC" : "") + (order_.column.empty() ? "" : ", x.key_" + way) + ", x.id" + way;
  }

private:
  /// Where the page begins: after the row that it was left at, which is found by its id. No value of a record stands in an address.
  std::string from_place(int part, db::Values &args) const {
    const auto id = query_.before != 0 ? query_.before : query_.after;
    if (id == 0) return {};
    const std::string than = down_ ? " < " : " > ";
    if (order_.column.empty()) return args.emplace_back(id), " AND r.id" + than + "?";
    const auto place = "(SELECT k." + order_.column.substr(2) + " FROM " + table_.name + " k WHERE k.id = ?)";
    if (part == 0) {
      args.insert(args.end(), {id, id});
      auto sql = "(" + order_.column + ", r.id)" + than + "(" + place + ", ?)";
      if (query_.before == 0 || !order_.may_be_empty) return " AND " + sql;
      args.insert(args.end() - 2, id); // everything that has a value stands before what is empty
      return " AND (" + place + " IS NULL OR " + sql + ")";
    }
    args.insert(args.end(), {id, id});
    if (query_.before != 0) return " AND r.id" + than + "CASE WHEN " + place + " IS NULL THEN ? ELSE " + (down_ ? "0" : kHighest) + " END";
    return " AND r.id" + than + "CASE WHEN " + place + " IS NULL THEN ? ELSE " + (down_ ? kHighest : "0") + " END";
  }

  static constexpr const char *kHighest = "9223372036854775807";
  const Table &table_;
  const ListQuery &query_;
  const Order &order_;
  std::vector<Filter> filters_;
  bool down_;
  std::optional<definitions::Condition> condition_;
  Date today_;
  bool led_;
};

} // namespace

namespace store {

std::vector<std::pair<std::int64_t, int>> matching(db::Connection &c, const Table &table, const access::Scope &scope, const ListQuery &query,
                                                   Date today) {
  const auto order = order_of(*table.reg, query.sort);
  std::optional<definitions::Condition> condition;
  if (!query.condition.empty()) {
    condition = definitions::parse_condition(query.condition).value;
    if (!condition) return {};
  }
  const ListSql sql_of(table, query, today, order, query.filters, std::move(condition));
  db::Values args;
  const auto where = sql_of.where({scope}, args);
  args.emplace_back(static_cast<std::int64_t>(query.limit));
  const std::string way = order.down ? " DESC" : " ASC", key = order.column;
  const auto by = key.empty() ? "r.id" + way : "CASE WHEN " + key + " IS NULL THEN 1 ELSE 0 END, " + key + way + ", r.id" + way;
  std::vector<std::pair<std::int64_t, int>> rows;
  c.query("SELECT r.id, r.version FROM " + table.name + " r WHERE 1=1" + where + " ORDER BY " + by + " LIMIT ?", args,
          [&](const db::Row &row) { rows.emplace_back(row.integer(0), static_cast<int>(row.integer(1))); });
  return rows;
}

std::vector<Record> some(db::Connection &c, const Table &table, const access::Scope &scope, const std::vector<std::int64_t> &ids) {
  std::map<std::int64_t, Record> found;
  for (std::size_t from = 0; from < ids.size(); from += 500) { // an engine takes only so many values at once
    db::Values args;
    const auto where = scope.beside("r", args);
    const auto marks = id_marks(
        {ids.begin() + static_cast<std::ptrdiff_t>(from), ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), from + 500))}, args);
    c.query(table.select + where + " AND r.deleted_at IS NULL AND r.id IN (" + marks + ")", args, [&](const db::Row &row) {
      auto record = read(row, table);
      found.emplace(record.id, std::move(record));
    });
  }
  std::vector<Record> rows;
  for (const auto id : ids)
    if (const auto one = found.find(id); one != found.end()) {
      rows.push_back(std::move(one->second));
      found.erase(one);
    }
  return rows;
}

ListPage list(db::Connection &c, const Table &table, const access::Scope &scope, const ListQuery &query, Date today) {
  const auto order = order_of(*table.reg, query.sort);
  auto filters = query.filters;
  std::optional<definitions::Condition> condition;
  if (!query.condition.empty()) {
    condition = definitions::parse_condition(query.condition).value;
    if (!condition) return {}; // what cannot be understood never shows more than was asked for
    take_states(*table.reg, *condition, filters);
  }
  const auto states = states_asked(*table.reg, order, filters);
  const ListSql sql_of(table, query, today, order, std::move(filters), std::move(condition));
  const int limit = query.limit + 1; // one more tells that there are more

  db::Values args;
  std::string sql = "SELECT x.*";
  if (table.person_field) { // whose they are, in the same query
    db::Values unused;
    sql += ", p.first_name, p.last_name, p.is_protected, CASE WHEN p.id IS NOT NULL" + person_scope(scope, args) + " THEN 1 ELSE 0 END";
  } else sql += ", NULL, NULL, NULL, 0";
  if (query.with_total) {
    std::string counted;
    for (const auto &stretch : stretches(scope, states))
      counted += std::string(counted.empty() ? "" : " UNION ALL ") + "SELECT * FROM (SELECT 1 AS one FROM " + table.name + " r WHERE 1=1" +
                 sql_of.where(stretch, args) + " LIMIT " + std::to_string(kMostCounted + 1) + ") s";
    sql += ", (SELECT COUNT(*) FROM (" + counted + " LIMIT " + std::to_string(kMostCounted + 1) + ") n)";
  } else sql += ", 0";
  std::string merged;
  for (const auto &stretch : stretches(scope, states))
    for (int part = 0; part <= (order.may_be_empty ? 1 : 0); ++part)
      merged += (merged.empty() ? "" : " UNION ALL ") + sql_of.rows(stretch, part, query.offset + limit, args);
  sql += " FROM (" + merged + ") x" + (table.person_field ? " LEFT JOIN person p ON p.id = x.person_id" : "") + sql_of.outer_order() +
         " LIMIT ? OFFSET ?";
  args.insert(args.end(), {static_cast<std::int64_t>(limit), static_cast<std::int64_t>(query.offset)});

  ListPage page;
  c.query(sql, args, [&](const db::Row &row) {
    page.total = row.integer(row.columns() - 1);
    if (static_cast<int>(page.rows.size()) == query.limit) {
      page.more = true;
      return;
    }
    page.rows.push_back(read(row, table));
    const int named = row.columns() - 5;
    if (row.flag(named + 3)) page.persons[page.rows.back().person] = shown_name(row, named);
  });
  if (page.rows.empty() && query.with_total && (query.offset > 0 || query.after != 0 || query.before != 0)) { // past the end
    auto first = query;
    first.offset = 0;
    first.after = first.before = 0;
    const auto there = list(c, table, scope, first, today);
    page.total = there.total;
    page.uncounted = there.uncounted;
    return page;
  }
  if (query.before != 0) std::reverse(page.rows.begin(), page.rows.end());
  if (!query.with_total) page.total = query.offset + static_cast<std::int64_t>(page.rows.size());
  page.uncounted = query.with_total && page.total > kMostCounted;
  if (page.uncounted) page.total = kMostCounted;
  return page;
}

} // namespace store
} // namespace rt::records
