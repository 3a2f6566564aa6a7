#include "modules/measures/tests/fixture.hpp"
#include <stdexcept>

namespace rt::measures::testing {
namespace {

using definitions::Field;
using definitions::FieldType;

void prepare(db::Pool &pool) {
  std::vector<db::Migration> all;
  for (const auto *part :
       {&organisation::migrations(), &audit::migrations(), &records::migrations(), &deadlines::migrations(), &measures::migrations()})
    all.insert(all.end(), part->begin(), part->end());
  (void)db::migrate(*pool.write(), all).value();
}

db::Value stored(const Field &field, const std::string &text, const std::map<std::string, std::int64_t> &names) {
  if (field.type == FieldType::choice) {
    const auto *option = field.option(text);
    if (option == nullptr) throw std::runtime_error(field.id + ": inget val heter " + text);
    return std::int64_t{option->code};
  }
  if (field.type == FieldType::item) return std::int64_t{field.option(text)->score};
  if (field.type == FieldType::yes_no) return std::int64_t{text == "yes" || text == "ja"};
  if (field.type == FieldType::reference) return names.at(text);
  if (field.type == FieldType::choices) {
    std::vector<std::string> codes;
    for (const auto &part : split(text, ',')) codes.push_back(std::to_string(field.option(std::string(trim(part)))->code));
    return join(codes, ",");
  }
  auto parsed = records::parse(field, text, make_date(2019, 3, 22));
  if (!parsed) throw std::runtime_error(field.id + " = " + text + ": " + parsed.error().message);
  return *parsed;
}

/// "(name = A, living = yes) (name = B)"
std::vector<records::GroupRow> rows_of(const definitions::Register &reg, const std::string &group, const std::string &text,
                                       const std::map<std::string, std::int64_t> &names) {
  std::vector<records::GroupRow> rows;
  for (std::size_t at = text.find('('); at != std::string::npos; at = text.find('(', at + 1)) {
    records::GroupRow row;
    for (const auto &part : split(text.substr(at + 1, text.find(')', at) - at - 1), ',')) {
      const auto equals = part.find('=');
      const std::string id(trim(part.substr(0, equals)));
      const Field *field = reg.field(id);
      if (field == nullptr || field->group != group) throw std::runtime_error("raderna " + group + " har inget fält " + id);
      row[id] = stored(*field, std::string(trim(part.substr(equals + 1))), names);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

} // namespace

std::map<std::string, std::string> fields_of(std::string_view text) {
  std::map<std::string, std::string> fields;
  for (const auto &part : split(text, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string::npos) throw std::runtime_error("väntade fält = värde: " + part);
    fields[std::string(trim(part.substr(0, equals)))] = trim(part.substr(equals + 1));
  }
  return fields;
}

definitions::MeasureSource measure(const std::string &id, const std::map<std::string, std::string> &keys) {
  definitions::MeasureSource source;
  source.id = id;
  source.file = "test/measures/test.toml";
  source.title = {id, id};
  source.keys = keys;
  return source;
}

World::World(const std::string &engine, definitions::Catalog with)
    : db(engine), catalog(std::move(with)), read_log((prepare(db.pool()), db.pool()), clock), records(db.pool(), catalog, clock, read_log),
      persons(db.pool(), clock, read_log), organisation(db.pool()), deadlines(db.pool(), records, persons, organisation, clock),
      measures(db.pool(), catalog, clock) {
  {
    auto c = db.pool().write();
    records.install(*c);
    measures.rebuild(*c);
  }
  records.listen(deadlines);
  records.listen(measures);
  new_unit();
}

void World::new_unit() {
  auto c = db.pool().write();
  db::Transaction t(*c);
  unit = organisation.add_unit(*c, {0, "Resursenheten", "Förvaltningen", "Nämnden", "Staden", "RE" + std::to_string(unit), ""}).value();
  int order = 0;
  for (const char *code : {"FORALDRAR", "FUG", "SKOLA", "UM", "SIG", "FNG", "BOSTOD", "KBT"})
    teams[code] = organisation.add_team(*c, {0, unit, code, code, code, "service", "adults", ++order, true}).value();
  t.commit();
  names.clear();
  system = access::system_actor(unit);
}

records::Draft World::draft(const std::string &reg_id, const std::map<std::string, std::string> &fields) {
  const auto &reg = *catalog.find(reg_id);
  records::Draft d;
  d.unit = unit;
  auto find = [&](const char *key) { return fields.count(key) != 0 ? fields.at(key) : std::string(); };
  if (const auto team = find("team"); !team.empty()) d.team = teams.at(team);
  if (const auto state = find("state"); !state.empty()) d.state = reg.state(state)->code;
  if (reg.field("person") != nullptr && fields.count("person") == 0) {
    records::Person person;
    person.unit = unit;
    person.first_name = "Någon", person.last_name = "Exempel";
    person.sex = organisation::sex_from(find("sex"));
    person.birth_date = (find("born").empty() ? "1990" : find("born")) + "-06-15";
    auto c = db.pool().write();
    d.values["person"] = persons.insert(*c, person);
  }
  for (const auto &group : reg.groups)
    if (const auto given = fields.find(group.id); given != fields.end()) d.groups[group.id] = rows_of(reg, group.id, given->second, names);
  for (const auto &field : reg.fields) {
    if (!field.group.empty()) continue;
    const auto given = fields.find(field.id);
    if (field.type == FieldType::givers && given != fields.end()) {
      for (const auto &part : split(given->second, ',')) {
        const auto words = split(trim(part), ' ');
        d.givers.push_back({words[0], organisation::sex_from(words[1]), false});
      }
    } else if (given != fields.end() && field.type == FieldType::person) {
      d.values[field.id] = names.at(given->second);
    } else if (given != fields.end() && field.type == FieldType::staff) {
      d.values[field.id] = member(given->second);
    } else if (given != fields.end()) {
      d.values[field.id] = stored(field, given->second, names);
    } else if (field.required && (field.type == FieldType::text || field.type == FieldType::long_text)) {
      d.values[field.id] = std::string("exempel");
    } else if (field.required && field.type == FieldType::choice && !field.options.empty()) {
      d.values[field.id] = std::int64_t{field.options.front().code}; // what the example does not speak of
    }
  }
  return d;
}

records::Record World::save(const std::string &reg, const std::map<std::string, std::string> &fields, const std::string &name) {
  auto saved = records.save(system, reg, draft(reg, fields));
  if (!saved) {
    std::string why = reg + ": " + saved.error().message;
    for (const auto &f : saved.error().fields) why += " " + f.field + ": " + f.message;
    throw std::runtime_error(why);
  }
  if (!name.empty()) {
    names[name] = saved->id;
    if (saved->person != 0) names[name + ".person"] = saved->person;
  }
  return *saved;
}

std::int64_t World::member(const std::string &name) {
  const auto [known, is_new] = names.try_emplace("medarbetare " + name, 0);
  if (is_new) {
    auto c = db.pool().write();
    known->second = organisation.add_staff(*c, {0, unit, name, "", "", {}, "", ""}).value();
  }
  return known->second;
}

records::Record World::get(const std::string &reg, std::int64_t id) { return records.get(system, reg, id, "uppföljning").value(); }
void World::remove(const std::string &reg, const records::Record &record) {
  if (auto done = records.remove(system, reg, record.id, record.version); !done) throw std::runtime_error(done.error().message);
}

std::string World::differences() {
  auto c = db.pool().write();
  std::string text;
  for (const auto &d : measures.check(*c))
    text += d.measure + " (" + d.where + "): stored " + std::to_string(d.stored) + ", fresh " + std::to_string(d.fresh) + "\n";
  return text;
}

BySex World::value(const std::string &measure, const std::string &period, const std::string &team) {
  return measures.value(measure, {unit, team.empty() ? 0 : teams.at(team)}, *period_from_text(period));
}

access::Actor World::actor(access::Role role, const std::vector<std::string> &team_codes) const {
  access::Actor a;
  a.user = 7;
  a.name = "Maria";
  a.role = role;
  a.unit = unit;
  for (const auto &code : team_codes) a.teams.push_back(teams.at(code));
  return a;
}

} // namespace rt::measures::testing
