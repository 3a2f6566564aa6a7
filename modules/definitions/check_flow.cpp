// What a register does over time must point at what is there: steps, deadlines, letters, views; and every condition compares what can be
// compared.
#include "modules/definitions/checker.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::definitions {

void Checker::age_limits(const Node &node) {
  const auto *limits = node.find("age_limits");
  if (limits == nullptr || limits->text.empty()) return;
  if (reg_.field("person") == nullptr && reg_.field("contact") == nullptr && reg_.field("case") == nullptr)
    return find(limits->place, std::string(tr("Registret handlar inte om någon person och kan inte varna för åldern.")));
  target_exists(limits->place, limits->text);
  loading_.later.push_back([file = reg_.file, place = limits->place, name = limits->text](Loading &loading) {
    const auto *other = loading.catalog.find(name);
    if (other == nullptr) return;
    for (const auto &[id, type] :
         {std::pair{"age_from", FieldType::integer}, {"age_to", FieldType::integer}, {"valid_from", FieldType::date}, {"valid_to", FieldType::date}})
      if (const auto *field = other->field(id); field == nullptr || field->type != type)
        return loading.find(file, place, tr_f("Registret ”{0}” saknar fältet ”{1}”, som säger vilka åldrar som gäller och när.", {name, id}));
  });
}

void Checker::clash(const Node &node) {
  for (const char *key : {"of", "day", "last_day", "begins", "ends"}) {
    const auto *name = node.find(key);
    if (name == nullptr || name->text.empty()) continue;
    const auto *field = reg_.field(name->text);
    if (field == nullptr) {
      unknown_field(name->place, name->text);
      continue;
    }
    const std::string_view is = key;
    if (!field->group.empty()) find(name->place, tr_f("Fältet ”{0}” upprepas och kan inte säga vad som är upptaget.", {field->id}));
    if ((is == "day" || is == "last_day") && field->type != FieldType::date) find(name->place, tr_f("”{0}” är inget datum.", {field->id}));
    if ((is == "begins" || is == "ends") && field->type != FieldType::time) find(name->place, tr_f("”{0}” är inget klockslag.", {field->id}));
  }
  condition(node, "when");
}

void Checker::retired(const Field &field, const Node &node) {
  const auto place = node.find("retired")->place;
  if (field.id == reg_.date_field) find(place, tr_f("Fältet ”{0}” placerar posten i tiden och kan inte tas ur bruk.", {field.id}));
  for (const auto &step : reg_.transitions)
    if (std::find(step.requires_fields.begin(), step.requires_fields.end(), field.id) != step.requires_fields.end())
      find(place, tr_f("Fältet ”{0}” är taget ur bruk, men steget ”{1}” kräver att det är ifyllt.", {field.id, step.id}));
}

void Checker::states() {
  int initial = 0;
  for (const auto &s : reg_.states) initial += s.initial ? 1 : 0;
  if (!reg_.states.empty() && initial != 1)
    find(root_.find("state")->items.front().place, std::string(tr("Exakt ett läge ska vara det första (initial = true).")));
  each("transition", [this](const Node &node) {
    if (const auto *from = node.find("from")) {
      if (from->kind == Node::Kind::text) names_state(*from);
      for (const auto &one : from->items) names_state(one);
    }
    if (const auto *to = node.find("to")) names_state(*to);
    if (const auto *fields = node.find("requires_fields"))
      for (const auto &name : fields->items)
        if (reg_.field(name.text) == nullptr) unknown_field(name.place, name.text);
    roles(node, "roles");
    condition(node, "when");
    names_fields_of(node, "sets");
    if (const auto *other = node.find("not_by"); other != nullptr && !has_transition(other->text))
      find(other->place, tr_f("Steget ”{0}” finns inte.", {other->text}));
    if (const auto *creates = node.find("creates"))
      for (const auto &part : creates->items) creation(part);
  });
}

void Checker::names_state(const Node &state) {
  if (!state.text.empty() && reg_.state(state.text) == nullptr)
    find(state.place, tr_f("Läget ”{0}” finns inte.", {state.text}), did_you_mean(state.text, ids_of(reg_.states)));
}

bool Checker::has_transition(const std::string &id) const {
  return std::any_of(reg_.transitions.begin(), reg_.transitions.end(), [&](const auto &t) { return t.id == id; });
}

void Checker::roles(const Node &node, std::string_view key) {
  const auto *list = node.find(key);
  if (list == nullptr) return;
  for (const auto &role : list->items)
    if (std::find(role_ids().begin(), role_ids().end(), role.text) == role_ids().end())
      find(role.place, tr_f("Rollen ”{0}” finns inte.", {role.text}), did_you_mean(role.text, role_ids()));
}

void Checker::names_fields_of(const Node &node, std::string_view key) {
  const auto *table = node.find(key);
  if (table == nullptr) return;
  for (const auto &member : table->members)
    if (reg_.field(member.key) == nullptr) unknown_field(member.place, member.key);
}

void Checker::creation(const Node &node) {
  condition(node, "when");
  const auto *target = node.find("register");
  if (target == nullptr) return;
  target_exists(target->place, target->text);
  std::vector<std::pair<std::string, Place>> there;
  if (const auto *link = node.find("link")) there.emplace_back(link->text, link->place);
  if (const auto *copies = node.find("copies"))
    for (const auto &member : copies->members) {
      there.emplace_back(member.key, member.place);
      if (reg_.field(member.value.text) == nullptr) unknown_field(member.value.place, member.value.text);
    }
  loading_.later.push_back([file = reg_.file, there, name = target->text](Loading &loading) {
    const auto *reg = loading.catalog.find(name);
    if (reg == nullptr) return;
    for (const auto &[field, place] : there)
      if (reg->field(field) == nullptr)
        loading.find(file, place, tr_f("Fältet ”{0}” finns inte i registret ”{1}”.", {field, name}), did_you_mean(field, ids_of(reg->fields)));
  });
}

void Checker::moment(const Node &node, std::string_view key) {
  const auto *value = node.find(key);
  if (value == nullptr || value->text.empty()) return;
  if (starts_with(value->text, "state:")) {
    Node state = *value;
    state.text = value->text.substr(6);
    return names_state(state);
  }
  const auto dot = value->text.find('.');
  if (dot == std::string::npos) return names_field(node, key);
  loading_.later.push_back([file = reg_.file, place = value->place, reg = value->text.substr(0, dot), field = value->text.substr(dot + 1),
                            here = reg_.id](Loading &loading) {
    const auto *other = loading.catalog.find(reg), *own = loading.catalog.find(here);
    if (other == nullptr) loading.find(file, place, tr_f("Registret ”{0}” finns inte.", {reg}));
    else if (other->field(field) == nullptr)
      loading.find(file, place, tr_f("Fältet ”{0}” finns inte i registret ”{1}”.", {field, reg}), did_you_mean(field, ids_of(other->fields)));
    else if (own != nullptr && !belong_together(*other, *own))
      loading.find(
          file, place,
          tr_f("Poster i registret ”{0}” kan inte uppfylla tidsgränsen: de pekar inte hit och delar varken ärende, kontakt eller person.", {reg}));
  });
}

bool Checker::belong_together(const Register &other, const Register &own) {
  for (const auto &field : other.fields) {
    if (!field.group.empty()) continue;
    if (field.type == FieldType::reference && field.target == own.id) return true;
    if ((field.type == FieldType::household && own.id == "household") || (field.type == FieldType::provider && own.id == "provider")) return true;
  }
  for (const char *shared : {"case", "contact", "person"})
    if (other.field(shared) != nullptr && own.field(shared) != nullptr) return true;
  return false;
}

void Checker::flow() {
  each("deadline", [this](const Node &node) {
    for (const char *key : {"from", "met_by"}) moment(node, key);
    for (const char *key : {"before", "suspended_from", "suspended_to", "extended_to", "extended_why", "responsible"}) names_field(node, key);
    condition(node, "when");
    condition(node, "until");
    met_when(node);
  });
  each("letter", [this](const Node &node) { letter(node); });
  each("phrase", [this](const Node &node) { names_field(node, "field"); });
  each("view", [this](const Node &node) {
    condition(node, "filter");
    const auto *sort = node.find("sort");
    if (sort == nullptr) return;
    const auto name = starts_with(sort->text, "-") ? sort->text.substr(1) : sort->text;
    if (name != "state" && reg_.field(name) == nullptr) unknown_field(sort->place, name);
  });
}

void Checker::met_when(const Node &node) {
  const auto *text = node.find("met_when"), *by = node.find("met_by");
  const auto dot = by != nullptr ? by->text.find('.') : std::string::npos;
  if (text == nullptr || dot == std::string::npos) return condition(node, "met_when");
  const auto parsed = parse_condition(text->text);
  if (!parsed.value) return find(inside(*text, parsed.error.column), parsed.error.message);
  std::vector<std::string> names;
  fields_of(*parsed.value, names);
  loading_.later.push_back([file = reg_.file, place = text->place, name = by->text.substr(0, dot), names](Loading &loading) {
    const auto *other = loading.catalog.find(name);
    if (other == nullptr) return; // said where met_by names it
    for (const auto &field : names)
      if (field != "state" && other->field(field) == nullptr)
        loading.find(file, place, tr_f("Fältet ”{0}” finns inte i registret ”{1}”.", {field, name}), did_you_mean(field, ids_of(other->fields)));
  });
}

void Checker::letter(const Node &node) {
  const auto *texts = node.find("text");
  if (texts == nullptr) return;
  auto known = ids_of(reg_.fields);
  known.insert(known.end(), {"today", "me", "unit", "team", "state"});
  for (const auto &language : texts->members) {
    const auto &text = language.value.text;
    for (auto open = text.find("{{"); open != std::string::npos; open = text.find("{{", open + 2)) {
      const auto close = text.find("}}", open);
      if (close == std::string::npos) {
        find(language.value.place, std::string(tr("Brevet har ”{{” utan ”}}”.")));
        break;
      }
      const std::string word(trim(text.substr(open + 2, close - open - 2)));
      const auto *field = reg_.field(word);
      if (field != nullptr && !field->group.empty()) find(language.value.place, tr_f("Fältet ”{0}” upprepas och kan inte stå i ett brev.", {word}));
      else if (std::find(known.begin(), known.end(), word) == known.end())
        find(language.value.place, tr_f("Brevet nämner ”{0}”, som inte är något fält.", {word}), did_you_mean(word, known));
    }
  }
}

void Checker::condition(const Node &node, std::string_view key) {
  const auto *text = node.find(key);
  if (text == nullptr || text->kind != Node::Kind::text || text->text.empty()) return;
  const auto parsed = parse_condition(text->text);
  if (!parsed.value) find(inside(*text, parsed.error.column), parsed.error.message);
  else sound(*text, *parsed.value);
}

void Checker::sound(const Node &text, const Condition &condition) {
  for (const auto &part : condition.parts) sound(text, part);
  if (condition.field.empty()) return;
  if (condition.field == "state") {
    if (condition.kind == Condition::Kind::compare && reg_.state(condition.value) == nullptr)
      find(inside(text, condition.value_column), tr_f("Läget ”{0}” finns inte.", {condition.value}),
           did_you_mean(condition.value, ids_of(reg_.states)));
    return;
  }
  const auto *field = reg_.field(condition.field);
  if (field == nullptr) return unknown_field(inside(text, condition.column), condition.field);
  if (condition.kind == Condition::Kind::compare) comparable(text, condition, *field);
}

void Checker::comparable(const Node &text, const Condition &condition, const Field &field) {
  const auto place = inside(text, condition.value_column);
  const auto shape = shape_of(field);
  const auto &value = condition.value;
  const bool equality = condition.op == "=" || condition.op == "!=";
  const bool sorts = field.type == FieldType::time || field.type == FieldType::month; // "09:30" and "2026-11" stand in order as they are written
  if (!equality && !sorts && shape != Shape::number && shape != Shape::date)
    return find(inside(text, condition.column), tr_f("”{0}” kan bara jämföras med = eller !=.", {field.id}));
  if (const auto *other = condition.quoted ? nullptr : reg_.field(value); other != nullptr) {
    if (field.option(value) != nullptr) // compared with the field, silently: nobody means that
      return find(place, tr_f("”{0}” är både ett svar i ”{1}” och ett fält.", {value, field.id}), tr_f("Skriv '{0}' om du menar svaret.", {value}));
    if (shape_of(*other) != shape || other->tenths != field.tenths)
      find(place, tr_f("”{0}” och ”{1}” är olika slags värden och kan inte jämföras.", {field.id, value}));
    return;
  }
  auto known = ids_of(field.options);
  bool good = false;
  switch (shape) {
  case Shape::number: good = parse_number(value).has_value(); break;
  case Shape::date: good = value == "today" || date_from_iso(value).has_value(); break;
  case Shape::code: good = field.option(value) != nullptr; break;
  case Shape::truth: good = value == "yes" || value == "no"; break;
  case Shape::text: good = true; break;
  case Shape::staff: good = value == "me"; break;
  case Shape::other: break;
  }
  if (good) return;
  if (shape == Shape::date || shape == Shape::number) known = ids_of(reg_.fields);
  find(place, tr_f("”{0}” kan inte jämföras med ”{1}”.", {field.id, value}), did_you_mean(value, known));
}

} // namespace rt::definitions
