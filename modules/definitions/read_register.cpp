#include "modules/definitions/expression.hpp"
#include "modules/definitions/reader.hpp"


namespace rt::definitions {

Option read_option(Loading &loading, const std::string &file, const Node &node) {
  TableReader table(loading, file, node, node.place);
  Option option;
  option.id = table.id();
  option.code = table.integer("code", true).value_or(-1);
  if (option.code < 0 && node.find("code") != nullptr) table.find(table.at("code"), std::string(tr("”code” ska vara 0 eller större.")));
  option.title = table.words("title", true);
  table.optional_date("valid_from", option.valid_from);
  table.optional_date("valid_to", option.valid_to);
  option.spellings = table.texts("spellings");
  option.score = table.integer("score").value_or(option.code);
  table.finish();
  return option;
}

namespace {

const std::vector<std::pair<std::string, FieldType>> &types() {
  static const std::vector<std::pair<std::string, FieldType>> kTypes{{"text", FieldType::text},
                                                                     {"long_text", FieldType::long_text},
                                                                     {"integer", FieldType::integer},
                                                                     {"decimal", FieldType::decimal},
                                                                     {"money", FieldType::money},
                                                                     {"date", FieldType::date},
                                                                     {"datetime", FieldType::datetime},
                                                                     {"choice", FieldType::choice},
                                                                     {"choices", FieldType::choices},
                                                                     {"yes_no", FieldType::yes_no},
                                                                     {"scale", FieldType::scale},
                                                                     {"item", FieldType::item},
                                                                     {"computed", FieldType::computed},
                                                                     {"reference", FieldType::reference},
                                                                     {"person", FieldType::person},
                                                                     {"staff", FieldType::staff},
                                                                     {"team", FieldType::team},
                                                                     {"givers", FieldType::givers},
                                                                     {"time", FieldType::time},
                                                                     {"month", FieldType::month},
                                                                     {"staff_list", FieldType::staff_list},
                                                                     {"persons", FieldType::persons},
                                                                     {"household", FieldType::household},
                                                                     {"provider", FieldType::provider},
                                                                     {"file", FieldType::file},
                                                                     {"faces", FieldType::faces},
                                                                     {"address", FieldType::address},
                                                                     {"personnummer", FieldType::personnummer}};
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
  field.personal = table.flag("personal") || field.type == FieldType::address || field.type == FieldType::personnummer;
  for (const auto *option : table.tables("options")) field.options.push_back(read_option(loading, file, *option));
  const auto list = table.text("options_from");
  if (!list.empty()) {
    std::vector<std::string> known;
    for (const auto &[id, options] : loading.code_lists) known.push_back(id);
    const auto found = loading.code_lists.find(list);
    if (found != loading.code_lists.end()) field.options = found->second;
    else table.find(table.at("options_from"), tr_f("Kodlistan ”{0}” finns inte.", {list}), did_you_mean(list, known));
  }
  field.target = table.text("target");
  if (field.type == FieldType::household) field.target = "household";
  if (field.type == FieldType::provider) field.target = "provider";
  field.read_roles = table.texts("read_roles");
  field.write_roles = table.texts("write_roles");
  field.group = table.text("group");
  field.max_length = table.integer("max_length").value_or(0);
  field.retired = table.flag("retired");
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
  if (field.retired) { // what is not asked for cannot be missing, and no list needs its column
    field.required = field.in_list = false;
    field.required_when.clear();
    field.default_value.clear();
  }
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

void read_head(TableReader &table, Register &reg) {
  reg.id = table.id();
  reg.title = table.words("title", true);
  reg.singular = table.words("singular", true);
  reg.about_text = table.words("about_text");
  reg.empty_text = table.words("empty_text");
  reg.about = table.one_of("about", {"person", "contact", "case", "household", "unit", "none"}, "none", true);
  reg.purpose = table.one_of("purpose", {"case", "quality"}, "case", true);
  reg.law = table.text("law");
  reg.date_field = table.text("date_field", true);
  reg.people = table.one_of("people", {"children", "adults", "parents"}, "");
  reg.signed_notes = table.flag("signed_notes");
  reg.anonymous = table.flag("anonymous");
  reg.unique = table.text("unique");
  reg.record = table.text("record");
  if (reg.record.empty()) reg.record = "here";
  reg.area = table.one_of("area", {"cases", "quality", "people", "economy", "collaboration", "work"}, reg.purpose == "case" ? "cases" : "quality");
  table.finish();
}

/// What is computed takes its form from what it is computed from: tenths, or the name of the lowest area.
void complete_computed(Register &reg) {
  for (auto &field : reg.fields) {
    field.tenths = field.type == FieldType::scale;
    if (field.type != FieldType::computed) continue;
    const auto calculation = parse_calculation(field.compute);
    if (!calculation.value) continue;
    const auto &argument = calculation.value->arguments.front(); // "a", or "group.a"
    const auto dot = argument.find('.');
    const auto *first = reg.field(dot == std::string::npos ? argument : argument.substr(dot + 1));
    const auto &function = calculation.value->function;
    field.tenths = first != nullptr && first->type == FieldType::scale && (function == "sum" || function == "mean" || function == "difference");
    if (function != "lowest") continue;
    int code = 0;
    for (const auto &argument : calculation.value->arguments) {
      const auto *area = reg.field(argument);
      ++code;
      if (area != nullptr) field.options.push_back({area->id, code, area->title, {}, {}, {}, code});
    }
  }
}

Group read_group(Loading &loading, const std::string &file, const Node &node) {
  TableReader table(loading, file, node, node.place);
  Group group;
  group.id = table.id();
  group.title = table.words("title", true);
  group.singular = table.words("singular", true);
  group.section = table.text("section");
  group.min = table.integer("min").value_or(0);
  group.max = table.integer("max").value_or(50);
  table.finish();
  return group;
}

/// A matrix is drawn as one table but kept as one item field per question, so that measures and exports see questions.
void read_matrix(Loading &loading, const std::string &file, const Node &node, Register &reg) {
  TableReader table(loading, file, node, node.place);
  Matrix matrix;
  matrix.id = table.id();
  matrix.title = table.words("title", true);
  matrix.section = table.text("section");
  const bool required = table.flag("required");
  const auto show_when = table.text("show_when");
  std::vector<Option> options;
  for (const auto *option : table.tables("options")) options.push_back(read_option(loading, file, *option));
  if (options.empty()) table.find(table.place(), tr_f("Matrisen ”{0}” har inga svar att välja på (options).", {matrix.id}));
  for (const auto *question : table.tables("questions")) {
    TableReader part(loading, file, *question, question->place);
    Field field;
    field.id = matrix.id + "_" + part.id();
    field.type = FieldType::item;
    field.title = part.words("title", true);
    field.help = part.words("help");
    field.law = part.text("law");
    field.required = required;
    field.options = options;
    field.section = matrix.section;
    field.show_when = show_when;
    field.matrix = matrix.id;
    part.finish();
    if (reg.field(field.id) != nullptr) part.find(part.place(), tr_f("Fältet ”{0}” finns redan.", {field.id}));
    matrix.fields.push_back(field.id);
    reg.fields.push_back(std::move(field));
  }
  if (matrix.fields.empty()) table.find(table.place(), tr_f("Matrisen ”{0}” har inga frågor (questions).", {matrix.id}));
  table.finish();
  reg.matrices.push_back(std::move(matrix));
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
  read_all(root, "group", reg.groups, read_group);
  for (auto &field : reg.fields) { // the rows stand where their group stands, and no list has them as columns
    const auto *group = reg.group(field.group);
    if (group != nullptr && field.section.empty()) field.section = group->section;
    if (group != nullptr) field.in_list = false;
  }
  for (const auto *matrix : root.tables("matrix")) read_matrix(loading, file, *matrix, reg);
  read_flow(root, reg);
  read_all(root, "check", reg.checks, [](Loading &l, const std::string &f, const Node &n) {
    TableReader table(l, f, n, n.place);
    Check check{table.text("rule", true), table.words("message", true), table.text("field", true)};
    table.finish();
    return check;
  });
  read_all(root, "warning", reg.warnings, [](Loading &l, const std::string &f, const Node &n) {
    TableReader table(l, f, n, n.place);
    Warning warning{table.text("rule"), table.text("age_limits"), table.words("message", true)};
    table.finish();
    if (warning.rule.empty() == warning.age_limits.empty())
      table.find(table.place(), std::string(tr("En varning har antingen ”rule” eller ”age_limits”.")));
    return warning;
  });
  read_all(root, "clash", reg.clashes, [](Loading &l, const std::string &f, const Node &n) {
    TableReader table(l, f, n, n.place);
    Clash clash{table.text("of", true), table.text("day", true), table.text("last_day"),      table.text("begins"),
                table.text("ends"),     table.text("when"),      table.words("message", true)};
    table.finish();
    return clash;
  });
  root.finish();
  complete_computed(reg);
  check_register(loading, reg, node);
  if (const auto *other = loading.catalog.find(reg.id))
    loading.find(file, head_table.at("id"), tr_f("Registret ”{0}” finns redan, i {1}.", {reg.id, other->file}));
  else if (!reg.id.empty()) loading.catalog.registers.push_back(std::move(reg));
}

} // namespace rt::definitions
