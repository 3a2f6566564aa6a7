// What a field holds in the language of measures, and how it is said.
#include "modules/measures/check.hpp"
#include "platform/core/text.hpp"

namespace rt::measures::plan {

using definitions::Field;
using definitions::FieldType;
using language::Mistake;

void stop(int column, std::string_view message, const std::string &word, const std::vector<std::string> &meant) {
  Mistake mistake{column, std::string(message), {}};
  if (!word.empty())
    if (auto near = nearest(word, meant)) mistake.suggestion = *near;
  throw Mistake(mistake);
}

std::string type_words(const Typed &t) {
  switch (t.type) {
  case Type::number: return std::string(tr("ett tal"));
  case Type::date: return std::string(tr("ett datum"));
  case Type::choice: return std::string(tr("ett val i en lista"));
  case Type::choices: return std::string(tr("flera val i en lista"));
  case Type::yes_no: return std::string(tr("ja eller nej"));
  case Type::state: return std::string(tr("ett läge"));
  case Type::team: return std::string(tr("en verksamhet"));
  case Type::sex: return std::string(tr("ett kön"));
  case Type::id: return std::string(tr("en post eller person"));
  case Type::text: return std::string(tr("en text"));
  case Type::truth: return std::string(tr("ett villkor"));
  }
  return {};
}

Type type_of(FieldType type) {
  switch (type) {
  case FieldType::text:
  case FieldType::long_text:
  case FieldType::givers:
  case FieldType::time:
  case FieldType::staff_list:
  case FieldType::persons:
  case FieldType::address:
  case FieldType::personnummer: return Type::text;
  case FieldType::integer:
  case FieldType::decimal:
  case FieldType::money:
  case FieldType::scale:
  case FieldType::item:
  case FieldType::faces:
  case FieldType::computed: return Type::number;
  case FieldType::date:
  case FieldType::datetime:
  case FieldType::month: return Type::date;
  case FieldType::choice: return Type::choice;
  case FieldType::choices: return Type::choices;
  case FieldType::yes_no: return Type::yes_no;
  case FieldType::team: return Type::team;
  case FieldType::reference:
  case FieldType::person:
  case FieldType::staff:
  case FieldType::household:
  case FieldType::provider:
  case FieldType::file: return Type::id;
  }
  return Type::text;
}

Column column_of(const Field &field) {
  Column column;
  column.sql = records::column_name(field);
  column.field = &field;
  column.divide = field.tenths ? 10 : 1;
  switch (type_of(field.type)) {
  case Type::date: column.read = field.type == FieldType::date ? Read::date : field.type == FieldType::month ? Read::month : Read::moment; break;
  case Type::choices: column.read = Read::choices; break;
  case Type::text: column.read = Read::present; break;
  default: break;
  }
  return column;
}

} // namespace rt::measures::plan
