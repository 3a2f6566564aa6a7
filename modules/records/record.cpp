// The record as a value, and the names its register has in the database.
#include "modules/records/records.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::records {

const db::Value &Record::value(std::string_view field) const {
  static const db::Value kNothing{db::Null{}};
  const auto found = values.find(std::string(field));
  return found != values.end() ? found->second : kNothing;
}

std::int64_t Record::integer(std::string_view field) const {
  const auto &v = value(field);
  if (const auto *whole = std::get_if<std::int64_t>(&v)) return *whole;
  if (const auto *real = std::get_if<double>(&v)) return static_cast<std::int64_t>(*real);
  return 0;
}

std::string Record::text(std::string_view field) const {
  const auto &v = value(field);
  if (const auto *words = std::get_if<std::string>(&v)) return *words;
  if (const auto *whole = std::get_if<std::int64_t>(&v)) return std::to_string(*whole);
  return {};
}

bool Record::has(std::string_view field) const {
  const auto &v = value(field);
  if (const auto *words = std::get_if<std::string>(&v)) return !words->empty();
  return !std::holds_alternative<db::Null>(v);
}

std::string table_name(const definitions::Register &reg) { return "r_" + reg.id; }

std::string column_name(const definitions::Field &field) {
  static const std::set<std::string> kTaken{
      // in every register's table
      "id", "unit_id", "team_id", "staff_id", "person_id", "contact_id", "sex", "birth_year", "n0", "n1", "n2", "n3", "state", "version", "locked",
      "deleted_at", "created_at", "created_by", "updated_at", "updated_by",
      // words of SQL that cannot stand alone as a column in one of the engines
      "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "between", "both", "by", "case", "cast", "check", "collate", "column",
      "commit", "constraint", "create", "cross", "current", "default", "deferrable", "delete", "desc", "distinct", "do", "drop", "else", "end",
      "escape", "except", "exists", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike", "in", "index",
      "indexed", "initially", "inner", "insert", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit",
      "natural", "not", "notnull", "nothing", "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "placing", "primary", "references",
      "returning", "right", "rowid", "select", "set", "similar", "some", "symmetric", "table", "then", "to", "trailing", "transaction", "true",
      "union", "unique", "update", "user", "using", "values", "variadic", "verbose", "when", "where", "window", "with"};
  return kTaken.count(field.id) != 0 ? "f_" + field.id : field.id;
}

std::string group_table_name(const definitions::Register &reg, std::string_view group) { return "r_" + reg.id + "__" + std::string(group); }

const definitions::Field *givers_field(const definitions::Register &reg) {
  for (const auto &field : reg.fields)
    if (field.type == definitions::FieldType::givers) return &field;
  return nullptr;
}

std::string givers_to_text(const definitions::Field &field, const std::vector<Giver> &givers) {
  std::string text;
  for (const auto &giver : givers) {
    const auto *role = field.option(giver.role);
    if (!text.empty()) text += ',';
    text += std::to_string(role != nullptr ? role->code : 0) + '.' + std::to_string(static_cast<int>(giver.sex)) + '.' + (giver.child ? '1' : '0');
  }
  return text;
}

std::vector<Giver> givers_from_text(const definitions::Field &field, std::string_view text) {
  std::vector<Giver> givers;
  if (text.empty()) return givers;
  for (const auto &part : split(text, ',')) {
    const auto pieces = split(part, '.');
    if (pieces.size() != 3) continue;
    Giver giver;
    if (const auto *role = field.option_by_code(static_cast<int>(parse_integer(pieces[0]).value_or(-1)))) giver.role = role->id;
    const auto sex = parse_integer(pieces[1]).value_or(0);
    giver.sex = static_cast<Sex>(sex >= 0 && sex < organisation::kSexes ? sex : 0);
    giver.child = pieces[2] == "1";
    givers.push_back(giver);
  }
  return givers;
}

std::string persons_to_text(const definitions::Field &field, const std::vector<PersonRole> &persons) {
  std::string text;
  for (const auto &one : persons) {
    const auto *role = field.option(one.role);
    if (role != nullptr && one.person != 0) text += (text.empty() ? "" : ",") + std::to_string(role->code) + "." + std::to_string(one.person);
  }
  return text;
}

std::vector<PersonRole> persons_from_text(const definitions::Field &field, std::string_view text) {
  std::vector<PersonRole> persons;
  if (text.empty()) return persons;
  for (const auto &part : split(text, ',')) {
    const auto dot = part.find('.');
    const auto person = dot != std::string::npos ? parse_integer(part.substr(dot + 1)).value_or(0) : 0;
    if (person == 0) continue;
    const auto *role = field.option_by_code(static_cast<int>(parse_integer(part.substr(0, dot)).value_or(-1)));
    persons.push_back({role != nullptr ? role->id : std::string{}, person});
  }
  return persons;
}

std::vector<std::int64_t> ids_from_text(std::string_view text) {
  std::vector<std::int64_t> ids;
  for (const auto &part : split(text, ','))
    if (const auto id = parse_integer(part); id && *id > 0) ids.push_back(*id);
  return ids;
}

namespace {
bool has_role(const std::vector<std::string> &roles, const access::Actor &actor) {
  return roles.empty() || actor.user == access::kSystemUser || std::find(roles.begin(), roles.end(), access::id_of(actor.role)) != roles.end();
}
} // namespace

bool may_read(const definitions::Field &field, const access::Actor &actor) { return has_role(field.read_roles, actor); }
bool may_write(const definitions::Field &field, const access::Actor &actor) { return has_role(field.write_roles, actor) && may_read(field, actor); }

void hide(const definitions::Register &reg, const access::Actor &actor, Record &record) {
  for (const auto &field : reg.fields) {
    if (field.read_roles.empty() || may_read(field, actor)) continue;
    if (field.group.empty()) {
      if (record.values.erase(field.id) != 0) record.hidden.insert(field.id);
      if (field.type == definitions::FieldType::givers) record.givers.clear();
      continue;
    }
    const auto group = record.groups.find(field.group);
    if (group == record.groups.end()) continue;
    for (auto &row : group->second)
      if (row.erase(field.id) != 0) record.hidden.insert(field.id);
  }
}

} // namespace rt::records
