// Names and types: what a bare word means depends on what stands on the other side of the sign.
#include "modules/measures/check.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::measures::plan {
namespace {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;
using language::Expr;
using language::What;

std::vector<std::string> ids_of(const std::vector<definitions::Option> &options) {
  std::vector<std::string> ids;
  for (const auto &option : options) ids.push_back(option.id);
  return ids;
}

char unit_letter(const std::string &unit) { return unit.empty() ? 'd' : unit[0]; }

Code code_of(const std::string &sign) {
  if (sign == "=") return Code::equal;
  if (sign == "!=") return Code::not_equal;
  if (sign == "<") return Code::less;
  if (sign == "<=") return Code::less_equal;
  if (sign == ">") return Code::greater;
  return Code::greater_equal;
}

} // namespace

Table &Checker::table() { return link_table_ < 0 ? base().table : base().link_tables[static_cast<std::size_t>(link_table_)].table; }
int Checker::add(Node node) {
  base().nodes.push_back(std::move(node));
  return static_cast<int>(base().nodes.size()) - 1;
}
int Checker::both(int a, int b) {
  if (a < 0) return b;
  if (b < 0) return a;
  Node node;
  node.code = Code::both, node.a = a, node.b = b;
  return add(node);
}
int Checker::column_node(int column) {
  Node node;
  node.code = Code::column, node.a = column;
  return add(node);
}
int Checker::fixed(Fixed column, const char *sql) {
  return link_table_ < 0 ? static_cast<int>(column) : table().add({sql, Read::number, 1, nullptr});
}
int Checker::equals_team(const std::string &code) {
  auto &codes = plan_.team_codes;
  auto found = std::find(codes.begin(), codes.end(), code);
  if (found == codes.end()) found = codes.insert(codes.end(), code);
  Node team, wanted, node;
  team.code = Code::team, team.a = fixed(kTeam, "team_id");
  wanted.number = static_cast<double>(found - codes.begin());
  node.code = Code::equal, node.a = add(team), node.b = add(wanted);
  return add(node);
}
int Checker::equals_state(const definitions::State &state) {
  Node wanted, node;
  wanted.number = state.code;
  node.code = Code::equal, node.a = column_node(fixed(kState, "state")), node.b = add(wanted);
  return add(node);
}

std::vector<std::string> Checker::names_here() {
  std::vector<std::string> names{"state", "team", "sex", "age"};
  if (!table().rule.empty()) names.insert(names.end(), {"due", "met", "in_time", "days_late"});
  for (const auto &field : reg().fields)
    if (field_here(field.id) != nullptr) names.push_back(field.id);
  return names;
}
const Register &Checker::find_register(const std::string &id, int column) {
  if (const Register *found = catalog_.find(id)) return *found;
  std::vector<std::string> ids;
  for (const auto &r : catalog_.registers) ids.push_back(r.id);
  stop(column, tr_f("Registret {0} finns inte.", {id}), id, ids);
}

Typed Checker::field_of(const Field &field) {
  Typed t;
  t.type = type_of(field.type);
  t.field = &field;
  t.reg = &reg();
  Column column = column_of(field);
  if (link_table_ < 0 && !field.group.empty()) column.from = 'g';
  if (field.type == FieldType::team) {
    Node node;
    node.code = Code::team, node.a = table().add(column);
    t.node = add(node);
  } else {
    t.node = column_node(table().add(column));
  }
  return t;
}

Typed Checker::name(const Expr &e) {
  Typed t;
  t.reg = &reg();
  if (auto of_date = kept(e)) return *of_date;
  const bool plain_row = link_table_ >= 0 && table().group != nullptr; // a group's row has its own fields only
  if (plain_row && field_here(e.word) == nullptr)
    stop(e.column, tr_f("Raderna {0} har inget fält som heter {1}.", {table().group->id, e.word}), e.word, names_here());
  if (e.word == "state") {
    if (reg().states.empty()) stop(e.column, tr_f("Registret {0} har inga lägen.", {reg().id}));
    t.type = Type::state;
    t.node = column_node(fixed(kState, "state"));
  } else if (e.word == "team") {
    t.type = Type::team;
    Node node;
    node.code = Code::team, node.a = fixed(kTeam, "team_id");
    t.node = add(node);
  } else if (e.word == "sex") {
    t.type = Type::sex;
    t.node = column_node(fixed(kSex, "sex"));
  } else if (const Field *field = field_here(e.word); field != nullptr) {
    return field_of(*field);
  } else if (e.word == "person" || e.word == "contact") {
    t.type = Type::id;
    t.node = column_node(e.word == "person" ? fixed(kPerson, "person_id") : fixed(kContact, "contact_id"));
  } else {
    stop(e.column, tr_f("Registret {0} har inget fält som heter {1}.", {reg().id, e.word}), e.word, names_here());
  }
  return t;
}

/// ors.cutoff is the instrument's; contact.reason is the field of the record that is referred to.
Typed Checker::path(const Expr &e) {
  const Field *reference = field_here(e.word);
  if (reference == nullptr || reference->type != FieldType::reference) {
    const auto *instrument = catalog_.instrument(e.word);
    if (instrument == nullptr)
      stop(e.column, tr_f("{0} är varken ett fält som pekar på en annan post eller ett instrument.", {e.word}), e.word, names_here());
    Node node;
    if (e.field == "cutoff") return cutoff(*instrument);
    if (e.field == "smallest_rise") node.number = instrument->smallest_rise;
    else if (e.field == "reliable_change") node.number = instrument->reliable_change;
    else
      stop(e.column, tr_f("Ett instrument har cutoff, smallest_rise och reliable_change, inte {0}.", {e.field}), e.field,
           {"cutoff", "smallest_rise", "reliable_change"});
    return {add(node), Type::number, nullptr, nullptr};
  }
  if (link_table_ >= 0) stop(e.column, tr("I ett länkat register kan du bara fråga efter dess egna fält."));
  const Register &target = find_register(reference->target, e.column);
  Column pointing = column_of(*reference);
  if (!reference->group.empty()) pointing.from = 'g';
  // A record's own contact is also in contact_id, which has the index: without it every save of a contact walks the registers that ask after it.
  const bool own_contact = reference->id == "contact" && reference->group.empty();
  const int key = own_contact ? kContact : base().table.add(pointing);
  Link link;
  link.table = put_table(target, "id", key);
  const Field *field = target.field(e.field);
  if (field == nullptr || !field->group.empty()) {
    std::vector<std::string> ids;
    for (const auto &f : target.fields) ids.push_back(f.id);
    stop(e.column, tr_f("Registret {0} har inget fält som heter {1}.", {target.id, e.field}), e.field, ids);
  }
  link.column = base().link_tables[static_cast<std::size_t>(link.table)].table.add(column_of(*field));
  return link_value(link, target, {-1, type_of(field->type), field, &target});
}

/// One limit for all ages is a number; several need the age when the record belongs to its period.
Typed Checker::cutoff(const definitions::Instrument &instrument) {
  Node node;
  if (instrument.cutoffs.size() == 1) {
    node.number = instrument.cutoffs[0].value;
  } else {
    node.code = Code::cutoff, node.instrument = &instrument;
    node.a = age({}).node;
  }
  return {add(node), Type::number, nullptr, nullptr};
}

Typed Checker::link_value(Link link, const Register &linked_reg, Typed type) {
  link.text = std::to_string(link.table) + "/" + std::to_string(static_cast<int>(link.pick)) + "/" + std::to_string(link.column) + "/" +
              std::to_string(link.filter) + "/" + std::to_string(link.by_column) + "/" + std::to_string(link.by_base) + "/" +
              std::to_string(link.within) + link.unit + std::to_string(link.side) + "/" + std::to_string(link.anchor);
  auto &links = base().links;
  auto same = std::find_if(links.begin(), links.end(), [&](const Link &l) { return l.text == link.text; });
  if (same == links.end()) same = links.insert(links.end(), std::move(link));
  Node node;
  node.code = Code::linked, node.a = static_cast<int>(same - links.begin());
  type.node = add(node);
  type.reg = &linked_reg;
  return type;
}

Typed Checker::age(const Expr &e) {
  Node node;
  node.code = Code::age;
  const Field *field = nullptr;
  if (e.parts.empty()) {
    field = reg().field(reg().date_field);
    if (field == nullptr) stop(e.column, tr("Skriv vid vilket datum åldern gäller: age at started."));
  } else if (e.parts[0].what == What::name) {
    field = field_here(e.parts[0].word);
  }
  if (field == nullptr || type_of(field->type) != Type::date)
    stop(e.column, tr("Efter age at ska ett datumfält stå."), e.parts.empty() ? "" : e.parts[0].word, names_here());
  Column column = column_of(*field);
  if (link_table_ < 0 && !field->group.empty()) column.from = 'g';
  node.a = column_node(table().add(column));
  node.b = column_node(fixed(kBirthYear, "birth_year"));
  return {add(node), Type::number, nullptr, nullptr};
}

Typed Checker::arithmetic(const Expr &e) {
  const Typed left = value(e.parts[0]), right = value(e.parts[1]);
  const bool minus = e.what == What::subtract, times = e.what == What::multiply;
  const bool dates = left.type == Type::date && right.type == Type::date && minus;
  const bool shifted = left.type == Type::date && right.type == Type::number && !times;
  if (!dates && !shifted && (left.type != Type::number || right.type != Type::number))
    stop(e.parts[1].column, tr_f("Det går inte att räkna med {0} och {1} tillsammans.", {type_words(left), type_words(right)}));
  Node node;
  node.code = times ? Code::multiply : minus ? Code::subtract : Code::add;
  node.a = left.node, node.b = right.node;
  return {add(node), shifted ? Type::date : Type::number, nullptr, nullptr};
}

Typed Checker::value(const Expr &e) {
  Node node;
  switch (e.what) {
  case What::number:
  case What::date: node.number = e.number; return {add(node), e.what == What::date ? Type::date : Type::number, nullptr, nullptr};
  case What::name: return name(e);
  case What::path: return path(e);
  case What::age: return age(e);
  case What::add:
  case What::subtract:
  case What::multiply: return arithmetic(e);
  case What::linked: return linked(e);
  default: stop(e.column, tr("Här ska ett värde stå, inte ett villkor."));
  }
}

double Checker::word_of(const Typed &left, const Expr &e) {
  const std::string &word = e.word;
  switch (left.type) {
  case Type::choice:
  case Type::choices:
    if (const auto *option = left.field->option(word)) return option->code;
    stop(e.column, tr_f("Fältet {0} har inget val som heter {1}.", {left.field->id, word}), word, ids_of(left.field->options));
  case Type::yes_no:
    if (word == "yes" || word == "no") return word == "yes" ? 1 : 0;
    stop(e.column, tr("Här ska yes eller no stå."), word, {"yes", "no"});
  case Type::state: {
    if (const auto *state = left.reg->state(word)) return state->code;
    std::vector<std::string> ids;
    for (const auto &s : left.reg->states) ids.push_back(s.id);
    stop(e.column, tr_f("Registret {0} har inget läge som heter {1}.", {left.reg->id, word}), word, ids);
  }
  case Type::sex: {
    const std::vector<std::string> ids{"unknown", "female", "male", "other"};
    const auto found = std::find(ids.begin(), ids.end(), word);
    if (found == ids.end()) stop(e.column, tr("Här ska female, male, other eller unknown stå."), word, ids);
    return static_cast<double>(found - ids.begin());
  }
  case Type::team: {
    auto &codes = plan_.team_codes;
    auto found = std::find(codes.begin(), codes.end(), word);
    if (found == codes.end()) found = codes.insert(codes.end(), word);
    return static_cast<double>(found - codes.begin());
  }
  default: stop(e.column, tr_f("{0} går inte att jämföra med ett ord.", {type_words(left)}));
  }
}

int Checker::compare_with(const Typed &left, const Expr &right, Code code) {
  const bool ordered = left.type == Type::number || left.type == Type::date;
  const bool order = code != Code::equal && code != Code::not_equal;
  Node node;
  node.code = code, node.a = left.node;
  if (left.type == Type::choices) stop(right.column, tr("Ett fält med flera val jämförs med has: info_present has client."));
  if (left.type == Type::text || left.type == Type::id)
    stop(right.column, tr_f("{0} kan bara jämföras med is set och is missing.", {type_words(left)}));
  if (order && !ordered) stop(right.column, tr_f("{0} har ingen ordning. Använd =, != eller in (…).", {type_words(left)}));
  if (!ordered) {
    if (right.what != What::name) stop(right.column, tr_f("Till vänster står {0}. Här ska ett av dess ord stå.", {type_words(left)}));
    Node word;
    word.number = word_of(left, right);
    node.b = add(word);
    return add(node);
  }
  if (right.what == What::name && left.field != nullptr && left.field->type == FieldType::item)
    if (const auto *option = left.field->option(right.word)) {
      Node word;
      word.number = option->score;
      node.b = add(word);
      return add(node);
    }
  const Typed other = value(right);
  if (other.type != left.type) stop(right.column, tr_f("Till vänster står {0} men här står {1}.", {type_words(left), type_words(other)}));
  node.b = other.node;
  return add(node);
}

int Checker::compare(const Expr &e) { return compare_with(value(e.parts[0]), e.parts[1], code_of(e.word)); }

int Checker::within(const Expr &e) {
  const Typed left = value(e.parts[0]), right = value(e.parts[1]);
  if (left.type != Type::date) stop(e.parts[0].column, tr_f("within jämför datum, men här står {0}.", {type_words(left)}));
  if (right.type != Type::date) stop(e.parts[1].column, tr_f("within jämför datum, men här står {0}.", {type_words(right)}));
  Node node;
  node.code = Code::within, node.a = left.node, node.b = right.node;
  node.number = e.number, node.unit = unit_letter(e.word), node.after = e.field == "after";
  return add(node);
}

int Checker::in(const Expr &e) {
  const Typed left = value(e.parts[0]);
  Node node;
  node.code = Code::in, node.a = left.node;
  for (std::size_t i = 1; i < e.parts.size(); ++i) {
    const Expr &item = e.parts[i];
    if (left.type == Type::number || left.type == Type::date) {
      if (item.what != (left.type == Type::number ? What::number : What::date)) stop(item.column, tr_f("I listan ska {0} stå.", {type_words(left)}));
      node.list.push_back(item.number);
    } else {
      if (item.what != What::name) stop(item.column, tr("I listan ska ord ur fältets val stå."));
      node.list.push_back(word_of(left, item));
    }
  }
  if (left.type == Type::choices) stop(e.column, tr("Ett fält med flera val jämförs med has: info_present has client."));
  return add(node);
}

int Checker::has(const Expr &e) {
  const Typed left = value(e.parts[0]);
  if (left.type != Type::choices) stop(e.column, tr_f("has frågar ett fält med flera val, men här står {0}.", {type_words(left)}));
  if (e.parts[1].what != What::name) stop(e.parts[1].column, tr("Efter has ska ett av fältets val stå."));
  word_of(left, e.parts[1]);
  const auto &options = left.field->options;
  const auto option = std::find_if(options.begin(), options.end(), [&](const auto &o) { return o.id == e.parts[1].word; });
  Node node;
  node.code = Code::has, node.a = left.node, node.number = static_cast<double>(option - options.begin());
  return add(node);
}

int Checker::condition(const Expr &e) {
  Node node;
  switch (e.what) {
  case What::both:
  case What::either:
    node.code = e.what == What::both ? Code::both : Code::either;
    node.a = condition(e.parts[0]), node.b = condition(e.parts[1]);
    return add(node);
  case What::negate: node.code = Code::negate, node.a = condition(e.parts[0]); return add(node);
  case What::is_set:
  case What::is_missing:
    node.code = e.what == What::is_set ? Code::is_set : Code::is_missing;
    node.a = value(e.parts[0]).node;
    return add(node);
  case What::compare: return compare(e);
  case What::in: return in(e);
  case What::has: return has(e);
  case What::within: return within(e);
  case What::linked:
    if (e.linked.pick == "exists") return linked(e).node;
    [[fallthrough]];
  default: stop(e.column, tr("Här ska ett villkor stå, till exempel ending = planned."));
  }
}

int Checker::date_column(const std::string &id, int column) {
  if (!table().rule.empty() && (id.empty() || id == "due")) return table().add({"d.last_day", Read::date, 1, nullptr, 'd'});
  const Field *field = field_here(id);
  if (field == nullptr || type_of(field->type) != Type::date) {
    std::vector<std::string> dates;
    for (const auto &f : reg().fields)
      if (type_of(f.type) == Type::date && field_here(f.id) != nullptr) dates.push_back(f.id);
    for (const auto &s : reg().states) dates.push_back(s.id);
    stop(column, tr_f("Registret {0} har inget datumfält och inget läge som heter {1}.", {reg().id, id}), id, dates);
  }
  Column made = column_of(*field);
  if (!field->group.empty()) made.from = 'g';
  return table().add(made);
}

} // namespace rt::measures::plan
