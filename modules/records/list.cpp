// Lists: filters and order become one indexed query, with the reader's scope compiled into it.
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"

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
  static const std::vector<std::pair<std::string, std::string>> kBase{{"team", "r.team_id"}, {"staff", "r.staff_id"}, {"state", "r.state"},
    {"person", "r.person_id"}, {"contact", "r.contact_id"}, {"sex", "r.sex"}, {"id", "r.id"}};
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
  case FieldType::choice: case FieldType::computed:
    if (field.options.empty()) break;
    if (const auto *option = field.option(text)) return db::Value{static_cast<std::int64_t>(option->code)};
    return std::nullopt;
  case FieldType::item: case FieldType::faces:
    if (const auto *option = field.option(text)) return db::Value{static_cast<std::int64_t>(option->score)};
    return std::nullopt;
  case FieldType::yes_no: return db::Value{static_cast<std::int64_t>(text == "yes" || text == "1" ? 1 : 0)};
  case FieldType::date: return date_from_iso(text) ? std::optional(db::Value{text}) : std::nullopt;
  case FieldType::datetime: case FieldType::text: case FieldType::long_text: case FieldType::time: case FieldType::month: case FieldType::address:
  case FieldType::personnummer:
    return db::Value{text};
  case FieldType::decimal: case FieldType::money: {
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

std::string where_of(const Register &reg, const Filter &filter, db::Values &args) {
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
std::string where_of(const Register &reg, const definitions::Condition &condition, std::int64_t me, Date today, db::Values &args) {
  using Kind = definitions::Condition::Kind;
  const auto joined = [&](const char *word) {
    std::string sql = "(";
    for (const auto &part : condition.parts) sql += (sql.size() > 1 ? std::string(" ") + word + " " : std::string{}) + where_of(reg, part, me, today, args);
    return sql + ")";
  };
  switch (condition.kind) {
  case Kind::any: return joined("OR");
  case Kind::all: return joined("AND");
  case Kind::negation: return "(NOT " + where_of(reg, condition.parts.front(), me, today, args) + ")";
  default: break;
  }
  if (condition.kind == Kind::compare && !condition.quoted) {
    const auto left = target_of(reg, condition.field);
    if (const auto *other = reg.field(condition.value); other != nullptr && left)
      return "(" + left->column + " " + (condition.op == "!=" ? "<>" : condition.op) + " r." + column_name(*other) + ")";
  }
  Filter filter{condition.field, condition.kind == Kind::has ? "has" : condition.op, condition.value};
  if (!condition.quoted && filter.value == "me") filter.value = std::to_string(me);
  if (!condition.quoted && filter.value == "today") filter.value = to_iso(today);
  return "(" + where_of(reg, filter, args).substr(5) + ")"; // without " AND "
}

std::string order_of(const Register &reg, const std::string &sort) {
  const bool down = sort.empty() || sort[0] == '-';
  const auto target = target_of(reg, sort.empty() ? "date" : down ? sort.substr(1) : sort);
  if (!target) return " ORDER BY r.id DESC";
  const std::string way = down ? " DESC" : " ASC";
  // The engines place empty values differently; last is where people look for them.
  const bool may_be_empty = target->field != nullptr && !target->field->required;
  return " ORDER BY " + (may_be_empty ? "CASE WHEN " + target->column + " IS NULL THEN 1 ELSE 0 END, " : std::string{}) + target->column + way +
         ", r.id" + way;
}

std::string key_of(const db::Values &args) {
  std::string key;
  for (const auto &arg : args) {
    key += '\x1f';
    if (const auto *whole = std::get_if<std::int64_t>(&arg)) key += std::to_string(*whole);
    else if (const auto *real = std::get_if<double>(&arg)) key += std::to_string(*real);
    else if (const auto *text = std::get_if<std::string>(&arg)) key += "'" + *text;
  }
  return key;
}

} // namespace

namespace store {

ListPage list(db::Connection &c, const Table &table, const access::Scope &scope, const ListQuery &query, Date today, const KnownTotals &known) {
  db::Values args;
  auto where = scope.where("r", args) + " AND r.deleted_at IS NULL";
  for (const auto &filter : query.filters) where += where_of(*table.reg, filter, args);
  if (!query.condition.empty()) {
    const auto parsed = definitions::parse_condition(query.condition);
    where += parsed.value ? " AND " + where_of(*table.reg, *parsed.value, query.me, today, args) : std::string(kNothing);
  }
  ListPage page;
  Counted now;
  auto page_args = args;
  page_args.emplace_back(static_cast<std::int64_t>(query.limit));
  page_args.emplace_back(static_cast<std::int64_t>(query.offset));
  auto sql = table.select + where + order_of(*table.reg, query.sort) + " LIMIT ? OFFSET ?";
  sql.insert(sql.find(" FROM "), ", (SELECT MAX(h.id) FROM record_history h)");
  c.query(sql, page_args, [&](const db::Row &row) {
    page.rows.push_back(read(row, table));
    now.history = row.integer(row.columns() - 1);
  });
  page.total = query.offset + static_cast<std::int64_t>(page.rows.size());
  if (!query.with_total) return page;
  const auto key = table.name + where + key_of(args);
  const auto before = now.history >= 0 ? known(key, nullptr) : std::nullopt;
  if (before && before->history == now.history) {
    page.total = before->total;
    return page;
  }
  page.total = now.total = c.count("SELECT COUNT(*) FROM " + table.name + " r WHERE 1=1" + where, args);
  if (now.history >= 0) known(key, &now);
  return page;
}

} // namespace store
} // namespace rt::records
