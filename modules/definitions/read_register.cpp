#include "modules/definitions/expression.hpp"
#include "modules/definitions/reader.hpp"


namespace rt::definitions {
namespace {

const std::vector<std::pair<std::string, FieldType>> &types() {
  static const std::vector<std::pair<std::string, FieldType>> kTypes{
      {"text", FieldType::text},         {"long_text", FieldType::long_text}, {"integer", FieldType::integer},
      {"decimal", FieldType::decimal},   {"money", FieldType::money},         {"date", FieldType::date},
      {"datetime", FieldType::datetime}, {"choice", FieldType::choice},       {"choices", FieldType::choices},
      {"yes_no", FieldType::yes_no},     {"scale", FieldType::scale},         {"item", FieldType::item},
      {"computed", FieldType::computed}, {"reference", FieldType::reference}, {"person", FieldType::person},
      {"staff", FieldType::staff},       {"team", FieldType::team},           {"givers", FieldType::givers}};
  return kTypes;
}

FieldType read_type(TableReader &table) {
  std::vector<std::string> names;
  for (const auto &[name, type] : types()) names.push_back(name);
  const auto word = table.one_of("type", names, "", true);
  for (const auto &[name, type] : types())
    if (name == word) return type;
  return FieldType::text;
}

Option read_option(Loading &loading, const std::string &file, const Node &node) {
  TableReader table(loading, file, node, node.place);
  Option option;
  option.id = table.id();
  option.code = table.integer("code", true).value_or(-1);
  if (option.code < 0 && node.find("code") != nullptr) table.find(table.at("code"), std::string(tr("”code” ska vara 0 eller större.")));
  option.title = table.words("title", true);
  option.valid_from = table.text("valid_from");
  option.valid_to = table.text("valid_to");
  for (const char *key : {"valid_from", "valid_to"}) {
    const auto *value = node.find(key);
    if (value != nullptr && value->kind == Node::Kind::text && !date_from_iso(value->text))
      table.find(value->place, tr_f("”{0}” är inget datum. Skriv som 2026-11-22.", {value->text}));
  }
  option.spellings = table.texts("spellings");
  option.score = table.integer("score").value_or(option.code);
  table.finish();
  return option;
}

Field read_field(Loading &loading, const std::string &file, const Node &node) {
  TableReader table(loading, file, node, node.place);
  Field field;
  field.id = table.id();
  field.type = read_type(table);
  field.title = table.words("title", true);
  field.help = table.words("help");
  field.law = table.text("law");
  field.required = table.flag("required");
  field.in_list = table.flag("in_list");
  field.personal = table.flag("personal");
  for (const auto *option : table.tables("options")) field.options.push_back(read_option(loading, file, *option));
  field.target = table.text("target");
  field.compute = table.text("compute");
  field.min = table.number("min");
  field.max = table.number("max");
  field.unit = table.text("unit");
  field.default_value = table.text("default");
  field.section = table.text("section");
  field.show_when = table.text("show_when");
  field.required_when = table.text("required_when");
  field.columns = table.texts("columns");
  field.sex_columns = table.texts("sex_columns");
  table.finish();
  return field;
}

State read_state(Loading &loading, const std::string &file, const Node &node) {
  TableReader table(loading, file, node, node.place);
  State state;
  state.id = table.id();
  state.code = table.integer("code", true).value_or(0);
  if (state.code <= 0 && node.find("code") != nullptr) table.find(table.at("code"), std::string(tr("Ett läges ”code” ska vara 1 eller större.")));
  state.title = table.words("title", true);
  state.initial = table.flag("initial");
  state.final = table.flag("final");
  table.finish();
  return state;
}

Transition read_transition(Loading &loading, const std::string &file, const Node &node) {
  TableReader table(loading, file, node, node.place);
  Transition transition;
  transition.id = table.id();
  transition.title = table.words("title", true);
  transition.from = table.text("from", true);
  transition.to = table.text("to", true);
  transition.requires_fields = table.texts("requires_fields");
  transition.roles = table.texts("roles");
  table.finish();
  return transition;
}

void read_head(TableReader &table, Register &reg) {
  reg.id = table.id();
  reg.title = table.words("title", true);
  reg.singular = table.words("singular", true);
  reg.about_text = table.words("about_text");
  reg.empty_text = table.words("empty_text");
  reg.about = table.one_of("about", {"person", "contact", "unit", "none"}, "none", true);
  reg.purpose = table.one_of("purpose", {"case", "quality"}, "case", true);
  reg.law = table.text("law");
  reg.date_field = table.text("date_field", true);
  reg.people = table.one_of("people", {"children", "adults", "parents"}, "");
  reg.signed_notes = table.flag("signed_notes");
  reg.anonymous = table.flag("anonymous");
  reg.unique = table.text("unique");
  table.finish();
}

/// What is computed takes its form from what it is computed from: tenths, or the name of the lowest area.
void complete_computed(Register &reg) {
  for (auto &field : reg.fields) {
    field.tenths = field.type == FieldType::scale;
    if (field.type != FieldType::computed) continue;
    const auto calculation = parse_calculation(field.compute);
    if (!calculation.value) continue;
    const auto *first = reg.field(calculation.value->arguments.front());
    const auto &function = calculation.value->function;
    field.tenths = first != nullptr && first->type == FieldType::scale && (function == "sum" || function == "mean");
    if (function != "lowest") continue;
    int code = 0;
    for (const auto &argument : calculation.value->arguments) {
      const auto *area = reg.field(argument);
      ++code;
      if (area != nullptr) field.options.push_back({area->id, code, area->title, {}, {}, {}, code});
    }
  }
}

template<class T, class Read>
void read_all(TableReader &root, std::string_view key, std::vector<T> &into, Read read) {
  for (const auto *node : root.tables(key)) into.push_back(read(root.loading(), root.file(), *node));
}

} // namespace

void read_register(Loading &loading, const std::string &pack, int version, const std::string &file, const Node &node) {
  TableReader root(loading, file, node, {1, 1});
  Register reg;
  reg.pack = pack;
  reg.version = version;
  reg.file = file;
  root.used("register");
  const auto *head = node.find("register");
  if (head == nullptr || head->kind != Node::Kind::table) {
    root.find({1, 1}, std::string(tr("Filen saknar tabellen [register].")));
    return;
  }
  TableReader head_table(loading, file, *head, head->place);
  read_head(head_table, reg);
  read_all(root, "section", reg.sections, [](Loading &l, const std::string &f, const Node &n) {
    TableReader table(l, f, n, n.place);
    Section section{table.id(), table.words("title", true)};
    table.finish();
    return section;
  });
  read_all(root, "field", reg.fields, read_field);
  read_all(root, "state", reg.states, read_state);
  read_all(root, "transition", reg.transitions, read_transition);
  read_all(root, "check", reg.checks, [](Loading &l, const std::string &f, const Node &n) {
    TableReader table(l, f, n, n.place);
    Check check{table.text("rule", true), table.words("message", true), table.text("field", true)};
    table.finish();
    return check;
  });
  root.finish();
  complete_computed(reg);
  check_register(loading, reg, node);
  if (const auto *other = loading.catalog.find(reg.id))
    loading.find(file, head_table.at("id"), tr_f("Registret ”{0}” finns redan, i {1}.", {reg.id, other->file}));
  else if (!reg.id.empty())
    loading.catalog.registers.push_back(std::move(reg));
}

} // namespace rt::definitions
