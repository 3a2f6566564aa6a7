// What makes a register sound: every name points at something, every field has what its type needs.
#include "modules/definitions/checker.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::definitions {

Shape shape_of(const Field &field) {
  switch (field.type) {
  case FieldType::integer:
  case FieldType::decimal:
  case FieldType::money:
  case FieldType::scale:
  case FieldType::item: return Shape::number;
  case FieldType::computed: return field.options.empty() ? Shape::number : Shape::code;
  case FieldType::date:
  case FieldType::datetime: return Shape::date;
  case FieldType::faces: return Shape::number;
  case FieldType::choice:
  case FieldType::choices: return Shape::code;
  case FieldType::staff:
  case FieldType::staff_list: return Shape::staff;
  case FieldType::time:
  case FieldType::month:
  case FieldType::address:
  case FieldType::personnummer: return Shape::text;
  case FieldType::yes_no: return Shape::truth;
  case FieldType::text:
  case FieldType::long_text: return Shape::text;
  default: return Shape::other;
  }
}

void Checker::run() {
  unique_ids("section");
  unique_ids("field");
  unique_ids("state");
  unique_ids("transition");
  unique_ids("group");
  unique_ids("letter");
  unique_ids("view");
  head();
  one_title_one_field();
  each("field", [this](const Node &node) {
    const auto *id = node.find("id");
    const auto *field = id != nullptr ? reg_.field(id->text) : nullptr;
    if (field != nullptr) check_field(*field, node);
  });
  states();
  flow();
  each("check", [this](const Node &node) {
    condition(node, "rule");
    names_field(node, "field");
  });
  each("warning", [this](const Node &node) {
    condition(node, "rule");
    age_limits(node);
  });
  each("clash", [this](const Node &node) { clash(node); });
}

void Checker::find(Place place, std::string message, std::string suggestion) {
  loading_.find(reg_.file, place, std::move(message), std::move(suggestion));
}

Place Checker::inside(const Node &text, int column) { return {text.place.line, text.place.column + 1 + column}; }

void Checker::unique_ids(std::string_view key) {
  std::map<std::string, int> ids, codes;
  each(key, [&](const Node &node) {
    unique(node, "id", ids);
    if (key == "state") unique(node, "code", codes);
  });
}

void Checker::unique(const Node &node, std::string_view key, std::map<std::string, int> &seen) {
  const auto *value = node.find(key);
  if (value == nullptr || value->text.empty()) return;
  const auto [at, fresh] = seen.emplace(value->text, value->place.line);
  if (fresh) return;
  find(value->place, key == "id" ? tr_f("”{0}” finns redan, på rad {1}.", {value->text, std::to_string(at->second)})
                                 : tr_f("Koden {0} används redan, på rad {1}.", {value->text, std::to_string(at->second)}));
}

void Checker::one_title_one_field() {
  std::map<std::string, int> titles;
  each("field", [&](const Node &node) {
    const auto *title = node.find("title"), *group = node.find("group");
    const auto *words = title != nullptr ? title->find("sv") : nullptr;
    if (words == nullptr || words->text.empty()) return;
    const auto [at, fresh] = titles.emplace((group != nullptr ? group->text : std::string()) + "\n" + fold(words->text), words->place.line);
    if (!fresh)
      find(words->place, tr_f("”{0}” är redan rubriken på ett annat fält, på rad {1}. Den som läser in en fil kan inte skilja dem åt.",
                              {words->text, std::to_string(at->second)}));
  });
}

void Checker::unknown_field(Place place, const std::string &name) {
  find(place, tr_f("Fältet ”{0}” finns inte i registret.", {name}), did_you_mean(name, ids_of(reg_.fields)));
}

void Checker::names_field(const Node &node, std::string_view key) {
  const auto *value = node.find(key);
  if (value != nullptr && !value->text.empty() && reg_.field(value->text) == nullptr) unknown_field(value->place, value->text);
}

void Checker::head() {
  const auto *head = root_.find("register");
  if (const auto *date = head->find("date_field"); date != nullptr && !date->text.empty()) {
    const auto *field = reg_.field(date->text);
    if (field == nullptr) unknown_field(date->place, date->text);
    else if (shape_of(*field) != Shape::date)
      find(date->place, tr_f("Fältet ”{0}” är inget datum och kan inte placera posten i tiden.", {date->text}));
    else if (!field->required && !field->retired) // a retired one is told where it is retired
      find(date->place, tr_f("Fältet ”{0}” placerar posten i tiden och måste därför vara obligatoriskt (required = true).", {date->text}));
  }
  if (const auto *unique = head->find("unique"); unique != nullptr) {
    for (const auto &part : split(unique->text, ',')) {
      const std::string name(trim(part));
      if (reg_.field(name) == nullptr) unknown_field(unique->place, name);
    }
  }
  if (reg_.fields.empty()) find(head->place, std::string(tr("Registret har inga fält.")));
  const auto *contact = reg_.field("contact");
  if (reg_.about == "contact" && contact == nullptr)
    find(head->find("about")->place, std::string(tr("Registret handlar om en kontakt men saknar fältet ”contact”.")));
  if (reg_.about == "person" && reg_.field("person") == nullptr)
    find(head->find("about")->place, std::string(tr("Registret handlar om en person men saknar fältet ”person”.")));
  for (const char *about : {"case", "household"})
    if (reg_.about == about && reg_.id != about && reg_.field(about) == nullptr)
      find(head->find("about")->place, tr_f("Registret säger about = \"{0}\" men saknar fältet ”{0}”.", {about}));
}

void Checker::check_field(const Field &field, const Node &node) {
  reserved(field, node);
  options(field, node);
  limits(field, node);
  if (const auto *section = node.find("section")) {
    std::vector<std::string> known;
    bool found = false;
    for (const auto &s : reg_.sections) {
      known.push_back(s.id);
      found = found || s.id == field.section;
    }
    if (!found) find(section->place, tr_f("Avsnittet ”{0}” finns inte.", {field.section}), did_you_mean(field.section, known));
  }
  target(field, node);
  computed(field, node);
  default_value(field, node);
  condition(node, "show_when");
  condition(node, "required_when");
  roles(node, "read_roles");
  roles(node, "write_roles");
  if (const auto *group = node.find("group"); group != nullptr) in_group(field, *group);
  if (field.retired) retired(field, node);
  const bool private_type = field.type == FieldType::person || field.type == FieldType::staff || field.type == FieldType::reference;
  if (reg_.anonymous && private_type)
    find(node.find("type")->place, tr_f("Ett anonymt register får inte ha fältet ”{0}”: svaret skulle kunna kopplas till en person.", {field.id}));
  if (node.find("sex_columns") != nullptr && field.type != FieldType::givers)
    find(node.member("sex_columns")->place, std::string(tr("”sex_columns” hör bara till fält av typen givers.")));
}

void Checker::in_group(const Field &field, const Node &group) {
  static const std::vector<std::string> kOwn{"person", "contact", "case", "household", "staff", "team", "sex"};
  if (reg_.group(field.group) == nullptr) find(group.place, tr_f("Gruppen ”{0}” finns inte.", {field.group}));
  const bool own = std::find(kOwn.begin(), kOwn.end(), field.id) != kOwn.end() || field.id == reg_.date_field || field.type == FieldType::givers;
  if (own) find(group.place, tr_f("Fältet ”{0}” hör till posten själv och kan inte stå i en grupp.", {field.id}));
}

void Checker::reserved(const Field &field, const Node &node) {
  static const std::map<std::string, FieldType> kReserved{
      {"person", FieldType::person}, {"contact", FieldType::reference}, {"staff", FieldType::staff},    {"team", FieldType::team},
      {"sex", FieldType::choice},    {"date", FieldType::date},         {"case", FieldType::reference}, {"household", FieldType::household}};
  const auto place = node.find("id")->place;
  // The columns that every register's table and view have; PostgreSQL refuses a view with two of one name.
  static const std::set<std::string> kTaken{
      "id",         "unit",       "state",          "version",    "unit_id",    "team_id",    "staff_id",   "person_id",
      "contact_id", "birth_year", "unknown_people", "women",      "men",        "others",     "n0",         "n1",
      "n2",         "n3",         "locked",         "created_at", "created_by", "updated_at", "updated_by", "deleted_at"};
  if (kTaken.count(field.id) != 0) find(place, tr_f("”{0}” är upptaget: varje post har redan det.", {field.id}));
  const auto known = kReserved.find(field.id);
  if (known != kReserved.end() && known->second != field.type)
    find(place, tr_f("Fältet ”{0}” betyder samma sak i alla register och måste ha sin vanliga typ.", {field.id}));
  if (field.id == "contact" && field.type == FieldType::reference && field.target != "contact")
    find(place, std::string(tr("Fältet ”contact” ska peka på registret contact.")));
  if (field.id == "case" && field.type == FieldType::reference && field.target != "case")
    find(place, std::string(tr("Fältet ”case” ska peka på registret case.")));
  if (field.id == "sex" && field.type == FieldType::choice)
    for (const auto &option : field.options)
      if (option.code < 0 || option.code > 3) find(place, std::string(tr("Kön har koderna 0 okänt, 1 kvinna, 2 man och 3 annat.")));
}

void Checker::options(const Field &field, const Node &node) {
  const bool wants = field.type == FieldType::choice || field.type == FieldType::choices || field.type == FieldType::item ||
                     field.type == FieldType::givers || field.type == FieldType::faces || field.type == FieldType::persons;
  const auto *list = node.find("options");
  const auto *named = node.find("options_from");
  if (list != nullptr && named != nullptr) find(named->place, std::string(tr("Skriv options eller options_from, inte båda.")));
  if (wants && named == nullptr && (list == nullptr || list->items.empty()))
    find(node.find("type")->place, tr_f("Fältet ”{0}” har inga svar att välja på (options).", {field.id}));
  if (!wants && list != nullptr) find(node.member("options")->place, tr_f("Fältet ”{0}” är inget val och kan inte ha options.", {field.id}));
  if (list == nullptr) return;
  std::map<std::string, int> ids, codes, scores;
  for (const auto &option : list->items) {
    unique(option, "id", ids);
    unique(option, "code", codes);
    if (field.type == FieldType::item) unique(option, "score", scores);
  }
}

void Checker::limits(const Field &field, const Node &node) {
  for (const char *key : {"min", "max"}) {
    const auto *limit = node.find(key);
    if (limit == nullptr) continue;
    if (shape_of(field) != Shape::number || field.type == FieldType::computed)
      find(node.member(key)->place, tr_f("”{0}” hör bara till fält med tal.", {key}));
    else if (field.type == FieldType::scale && (limit->number < 0 || limit->number > 100))
      find(limit->place, std::string(tr("En skala ligger mellan 0 och 100.")));
  }
  if (field.min && field.max && *field.min > *field.max) find(node.find("min")->place, std::string(tr("”min” är större än ”max”.")));
}

void Checker::target(const Field &field, const Node &node) {
  const auto *target = node.find("target");
  if (field.type == FieldType::household || field.type == FieldType::provider) return target_exists(node.find("type")->place, field.target);
  if (field.type != FieldType::reference) {
    if (target != nullptr) find(node.member("target")->place, std::string(tr("”target” hör bara till fält av typen reference.")));
    return;
  }
  if (target == nullptr) {
    find(node.find("type")->place, tr_f("Fältet ”{0}” säger inte vilket register det pekar på (target).", {field.id}));
    return;
  }
  target_exists(target->place, field.target);
}

void Checker::target_exists(Place place, const std::string &target) {
  loading_.later.push_back([file = reg_.file, place, name = target](Loading &loading) {
    if (loading.catalog.find(name) != nullptr) return;
    std::vector<std::string> known;
    for (const auto &r : loading.catalog.registers) known.push_back(r.id);
    loading.find(file, place, tr_f("Registret ”{0}” finns inte.", {name}), did_you_mean(name, known));
  });
}

void Checker::computed(const Field &field, const Node &node) {
  const auto *compute = node.find("compute");
  if (field.type != FieldType::computed) {
    if (compute != nullptr) find(node.member("compute")->place, std::string(tr("”compute” hör bara till fält av typen computed.")));
    return;
  }
  if (field.required) find(node.find("required")->place, tr_f("Fältet ”{0}” räknas fram och kan inte vara obligatoriskt.", {field.id}));
  if (compute == nullptr) {
    find(node.find("type")->place, tr_f("Fältet ”{0}” säger inte hur det räknas (compute).", {field.id}));
    return;
  }
  const auto parsed = parse_calculation(field.compute);
  if (!parsed.value) return find(inside(*compute, parsed.error.column), parsed.error.message);
  calculation(field, *compute, *parsed.value);
}

void Checker::calculation(const Field &field, const Node &compute, const Calculation &c) {
  static const std::vector<std::string> kNumbers{"sum", "mean", "lowest", "difference", "product"}, kDates{"days", "months", "years", "age"};
  static const std::vector<std::string> kAll{"sum", "mean", "lowest", "difference", "product", "days", "months", "years", "age", "count"};
  const auto is = [&](const std::vector<std::string> &list) { return std::find(list.begin(), list.end(), c.function) != list.end(); };
  if (!is(kAll)) return find(inside(compute, 0), tr_f("Räknesättet ”{0}” finns inte.", {c.function}), did_you_mean(c.function, kAll));
  if (c.function == "count") {
    if (c.arguments.size() != 1 || reg_.group(c.arguments[0]) == nullptr)
      find(inside(compute, c.columns[0]), tr_f("count räknar rader i en grupp: ”{0}” är ingen grupp.", {c.arguments[0]}));
    return;
  }
  if (const auto dot = c.arguments.front().find('.'); dot != std::string::npos) return sum_of_rows(compute, c, dot);
  const bool two = is(kDates) || c.function == "difference" || c.function == "product";
  if (two && c.arguments.size() != 2)
    return find(compute.place, is(kDates) ? tr_f("{0} räknar mellan två datum: {0}(start, slut).", {c.function})
                                          : tr_f("{0} räknar med två tal: {0}(a, b).", {c.function}));
  const auto *first = reg_.field(c.arguments.front());
  for (std::size_t i = 0; i < c.arguments.size(); ++i) {
    const auto place = inside(compute, c.columns[i]);
    const auto *argument = reg_.field(c.arguments[i]);
    const bool birth = i == 0 && c.function == "age" && argument != nullptr && argument->type == FieldType::personnummer;
    if (argument == nullptr) unknown_field(place, c.arguments[i]);
    else if (argument->group != field.group && !argument->group.empty())
      find(place, tr_f("”{0}” står i en grupp. Räkna med sum({1}.{0}).", {argument->id, argument->group}));
    else if (birth) continue;
    else if (is(kDates) ? shape_of(*argument) != Shape::date : shape_of(*argument) != Shape::number || argument->type == FieldType::computed)
      find(place, is(kDates) ? tr_f("”{0}” är inget datum.", {argument->id}) : tr_f("”{0}” är inget tal.", {argument->id}));
    else if (first != nullptr && (argument->type == FieldType::scale) != (first->type == FieldType::scale))
      find(place, tr_f("”{0}” och ”{1}” räknas i olika steg (skala och heltal) och kan inte läggas ihop.", {first->id, argument->id}));
    else if (c.function == "product" && argument->type == FieldType::scale)
      find(place, tr_f("”{0}” är en skala och kan inte multipliceras.", {argument->id}));
  }
}

void Checker::sum_of_rows(const Node &compute, const Calculation &c, std::size_t dot) {
  const auto place = inside(compute, c.columns[0]);
  const auto group = c.arguments[0].substr(0, dot), name = c.arguments[0].substr(dot + 1);
  const auto *field = reg_.field(name);
  if (c.function != "sum" || c.arguments.size() != 1)
    return find(place, std::string(tr("Bara sum räknar över raderna i en grupp: sum(grupp.fält).")));
  if (reg_.group(group) == nullptr) return find(place, tr_f("Gruppen ”{0}” finns inte.", {group}));
  if (field == nullptr || field->group != group) return find(place, tr_f("Fältet ”{0}” finns inte i gruppen ”{1}”.", {name, group}));
  if (shape_of(*field) != Shape::number) find(place, tr_f("”{0}” är inget tal.", {name}));
}

void Checker::default_value(const Field &field, const Node &node) {
  const auto *value = node.find("default");
  if (value == nullptr) return;
  const auto &word = field.default_value;
  bool good = true;
  std::string suggestion;
  switch (field.type) {
  case FieldType::date: good = word == "today" || date_from_iso(word).has_value(); break;
  case FieldType::datetime: good = word == "now"; break;
  case FieldType::staff:
  case FieldType::staff_list: good = word == "me"; break;
  case FieldType::time:
  case FieldType::month: break; // read like what people write
  case FieldType::yes_no: good = word == "yes" || word == "no"; break;
  case FieldType::choice:
  case FieldType::item:
  case FieldType::faces:
    good = field.option(word) != nullptr;
    if (!good) suggestion = did_you_mean(word, ids_of(field.options));
    break;
  case FieldType::integer:
  case FieldType::decimal:
  case FieldType::money:
  case FieldType::scale: good = parse_number(word).has_value(); break;
  case FieldType::text:
  case FieldType::long_text: break;
  default: good = false;
  }
  if (!good) find(value->place, tr_f("”{0}” kan inte vara förvalt i fältet ”{1}”.", {word, field.id}), suggestion);
}

void check_register(Loading &loading, const Register &reg, const Node &root) { Checker(loading, reg, root).run(); }

} // namespace rt::definitions
