// Linked records: which rows of another register belong to the counted one, and which of them is meant.
#include "modules/measures/check.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <array>

namespace rt::measures::plan {
namespace {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;
using language::Expr;
using language::Linked;
using language::Mistake;

constexpr std::array<std::string_view, 8> kPicks{"first", "last", "count", "exists", "sum", "mean", "lowest", "highest"};

const Field *reference_to(const Register &reg, std::string_view target) {
  for (const Field &field : reg.fields)
    if (field.type == FieldType::reference && field.target == target) return &field;
  return nullptr;
}
bool of_contact(const Register &reg) { return reg.about == "contact" || reference_to(reg, "contact") != nullptr; }
bool of_person(const Register &reg) { return reg.about == "person" || of_contact(reg); }

} // namespace

int Checker::base_key(const std::string &same, int column) {
  const Register &counted = *base().table.reg;
  if (same == "person") {
    if (of_person(counted)) return kPerson;
    throw Mistake{column, tr_f("Registret {0} hör inte till en person.", {counted.id}), {}};
  }
  if (counted.id == same) return kId;
  if (same == "contact" && of_contact(counted)) return kContact;
  const Field *field = reference_to(counted, same);
  if (field == nullptr) throw Mistake{column, tr_f("Registret {0} pekar inte på {1}.", {counted.id, same}), {}};
  return base().table.add({records::column_name(*field), Read::number, 1, field});
}

std::string Checker::linked_key(const Register &linked_reg, const std::string &same, int column) {
  if (same == "person") {
    if (of_person(linked_reg)) return "person_id";
    throw Mistake{column, tr_f("Registret {0} hör inte till en person.", {linked_reg.id}), {}};
  }
  if (linked_reg.id == same) return "id";
  if (same == "contact" && of_contact(linked_reg)) return "contact_id";
  const Field *field = reference_to(linked_reg, same);
  if (field == nullptr)
    throw Mistake{column, tr_f("Registret {0} pekar inte på {1}. Skriv of same och vad de har gemensamt.", {linked_reg.id, same}), {}};
  return records::column_name(*field);
}

int Checker::put_table(const Register &linked_reg, const std::string &key_sql, int key, const definitions::Group *group) {
  auto &tables = base().link_tables;
  for (std::size_t i = 0; i < tables.size(); ++i)
    if (tables[i].table.reg == &linked_reg && tables[i].table.group == group && tables[i].key_sql == key_sql && tables[i].base_key == key)
      return static_cast<int>(i);
  LinkTable made;
  made.table.reg = &linked_reg;
  made.key_sql = key_sql;
  made.base_key = key;
  made.table.columns.push_back({key_sql, Read::number, 1, nullptr});
  made.table.columns.push_back({"id", Read::number, 1, nullptr});
  made.table.group = group;
  if (group != nullptr) { // the order in which the rows stand in the record
    made.table.columns.push_back({"position", Read::number, 1, nullptr});
    tables.push_back(std::move(made));
    return static_cast<int>(tables.size()) - 1;
  }
  const Field *date = linked_reg.field(linked_reg.date_field);
  made.table.columns.push_back({date != nullptr ? records::column_name(*date) : "id",
                                date == nullptr                     ? Read::number
                                : date->type == FieldType::datetime ? Read::moment
                                                                    : Read::date,
                                1, nullptr});
  tables.push_back(std::move(made));
  return static_cast<int>(tables.size()) - 1;
}

int Checker::link_table(const Register &linked_reg, const Linked &l, int column) {
  const std::string same = l.of_same.empty() ? "contact" : l.of_same;
  const int at = l.of_same.empty() ? column : l.same_column;
  if (same != "person" && same != "contact") find_register(same, at);
  const int key = base_key(same, at);
  return put_table(linked_reg, linked_key(linked_reg, same, at), key);
}

/// "by same rater": among several raters the first in the field's list who has rated at least twice.
void Checker::set_by(Link &link, const Register &linked_reg, const Linked &l) {
  const Field *field = linked_reg.field(l.by_same);
  const definitions::Group *group = base().link_tables[static_cast<std::size_t>(link.table)].table.group;
  if (field != nullptr && field->group != (group == nullptr ? std::string() : group->id)) field = nullptr;
  if (field == nullptr || field->type != FieldType::choice) {
    std::vector<std::string> choices;
    for (const auto &f : linked_reg.fields)
      if (f.type == FieldType::choice) choices.push_back(f.id);
    Mistake mistake{l.by_column, tr_f("by same ska följas av ett fält med val i {0}.", {linked_reg.id}), {}};
    if (auto near = nearest(l.by_same, choices)) mistake.suggestion = *near;
    throw Mistake(mistake);
  }
  auto &linked_table = base().link_tables[static_cast<std::size_t>(link.table)].table;
  link.by_column = linked_table.add({records::column_name(*field), Read::number, 1, field});
  for (const auto &option : field->options) link.order.push_back(option.code);
  const Register &counted = *base().table.reg;
  if (const Field *own = counted.field(l.by_same); own != nullptr && &counted == &linked_reg && own->group.empty())
    link.by_base = base().table.add({records::column_name(*own), Read::number, 1, own});
}

Typed Checker::linked(const Expr &e) {
  const Linked &l = e.linked;
  if (link_table_ >= 0) throw Mistake{e.column, std::string(tr("Ett länkat register kan inte stå inuti ett annat.")), {}};
  const Register &counted = *base().table.reg;
  const definitions::Group *group = catalog_.find(l.reg) == nullptr ? counted.group(l.reg) : nullptr;
  if (group != nullptr && (!l.side.empty() || !l.of_same.empty()))
    throw Mistake{e.column, tr_f("Raderna {0} hör till posten själv. Skriv bara ett villkor efter where.", {l.reg}), {}};
  const Register &linked_reg = group != nullptr ? counted : find_register(l.reg, l.reg_column);
  Link link;
  link.pick = static_cast<Pick>(std::find(kPicks.begin(), kPicks.end(), l.pick) - kPicks.begin());
  link.table = group != nullptr ? put_table(counted, "record_id", kId, group) : link_table(linked_reg, l, l.reg_column);
  link.not_itself = group == nullptr && &linked_reg == &counted;
  Typed type;
  const bool no_field = link.pick == Pick::count || link.pick == Pick::exists;
  if (no_field && !l.field.empty()) throw Mistake{l.field_column, tr_f("{0} räknar poster och tar inget fält.", {l.pick}), {}};
  if (!no_field) {
    if (group != nullptr && l.field.empty()) throw Mistake{l.reg_column, tr_f("{0} behöver ett fält i raderna {1}.", {l.pick, l.reg}), {}};
    link_table_ = link.table; // the field is looked up in the linked register
    Expr field;
    field.word = l.field.empty() ? linked_reg.date_field : l.field;
    field.column = l.field.empty() ? l.reg_column : l.field_column;
    Typed found;
    try {
      found = name(field);
    } catch (...) {
      link_table_ = -1;
      throw;
    }
    link_table_ = -1;
    link.column = base().nodes.back().a;
    const bool arithmetic = link.pick != Pick::first && link.pick != Pick::last;
    if (found.type == Type::team || (arithmetic && found.type != Type::number))
      throw Mistake{field.column, tr_f("{0} behöver ett fält med tal.", {l.pick}), {}};
    type = found;
  }
  if (link.pick == Pick::exists) type.type = Type::truth;
  if (!l.side.empty()) {
    link.anchor = date_column(l.anchor, l.anchor_column);
    link.side = l.side == "after" ? 1 : -1;
    link.within = l.within;
    link.unit = l.unit.empty() ? 'd' : l.unit[0];
  }
  if (!l.by_same.empty()) set_by(link, linked_reg, l);
  if (!e.parts.empty()) {
    link_table_ = link.table;
    try {
      link.filter = condition(e.parts[0]);
    } catch (...) {
      link_table_ = -1;
      throw;
    }
    link_table_ = -1;
  }
  return link_value(link, linked_reg, type);
}

} // namespace rt::measures::plan
