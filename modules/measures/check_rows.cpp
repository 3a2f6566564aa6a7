// What is counted besides a register's records: the rows of a repeated group, and the kept dates of a deadline.
#include "modules/measures/check.hpp"

namespace rt::measures::plan {

using definitions::Field;
using definitions::FieldType;
using language::Expr;

/// Rows of a group are asked for their own fields and for those of the record they stand in; other groups by their sums.
const Field *Checker::field_here(const std::string &id) {
  const Field *field = reg().field(id);
  if (field == nullptr) return nullptr;
  const definitions::Group *group = table().group;
  if (!field->group.empty()) return group != nullptr && field->group == group->id ? field : nullptr;
  return link_table_ >= 0 && group != nullptr ? nullptr : field;
}
int Checker::split_column(const std::string &id, const Field **found) {
  const Field *field = field_here(id);
  if (field == nullptr) return -1;
  const Type type = type_of(field->type);
  const bool choices = type == Type::choice || type == Type::choices || type == Type::yes_no || field->type == FieldType::item;
  if (!choices) return -1;
  *found = field;
  Column column = column_of(*field);
  if (!field->group.empty()) column.from = 'g';
  return table().add(column);
}

/// The words of a kept date. "in_time" is what the deadlines module has found, so that both say the same.
std::optional<Typed> Checker::kept(const Expr &e) {
  if (link_table_ >= 0 || table().rule.empty()) return std::nullopt;
  Typed t;
  t.reg = &reg();
  const auto column = [&](const char *sql, Read read) { return column_node(table().add({sql, read, 1, nullptr, 'd'})); };
  if (e.word == "due" || e.word == "met") {
    t.type = Type::date;
    t.node = e.word == "due" ? column("d.last_day", Read::date) : column("d.met", Read::moment);
  } else if (e.word == "in_time") {
    t.type = Type::yes_no;
    t.node = column("CASE WHEN d.phase = 1 THEN 1 ELSE 0 END", Read::number);
  } else if (e.word == "days_late") {
    Node node;
    node.code = Code::subtract;
    node.a = column("d.met", Read::moment), node.b = column("d.last_day", Read::date);
    t.node = add(node);
  } else {
    return std::nullopt;
  }
  return t;
}
} // namespace rt::measures::plan
