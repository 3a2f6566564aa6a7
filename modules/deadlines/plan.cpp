// How the rules of the installed packs point into the database; made once.
#include "modules/deadlines/impl.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::deadlines {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;

namespace {

bool in_own_table(const Field &field) { return field.group.empty(); }

const Field *reference_to(const Register &from, const Register &to) {
  for (const auto &field : from.fields) {
    if (!in_own_table(field)) continue;
    if (field.type == FieldType::reference && field.target == to.id) return &field;
    if ((field.type == FieldType::household && to.id == "household") || (field.type == FieldType::provider && to.id == "provider")) return &field;
  }
  return nullptr;
}

/// Every record keeps its contact under a name of its own.
std::string column_of(const Field &field) {
  return field.id == "contact" ? "contact_id" : field.id == "person" ? "person_id" : records::column_name(field);
}

void need(Watched &w, std::string_view field_id) {
  const auto *field = w.reg->field(field_id);
  if (field == nullptr || !in_own_table(*field)) return;
  if (std::find(w.fields.begin(), w.fields.end(), field) == w.fields.end()) w.fields.push_back(field);
}

void need_condition(Watched &w, const std::string &condition) {
  if (condition.empty()) return;
  const auto parsed = definitions::parse_condition(condition);
  if (!parsed.value) return;
  std::vector<std::string> fields;
  definitions::fields_of(*parsed.value, fields);
  for (const auto &field : fields) need(w, field);
  // A field may be compared with another; naming too many costs nothing.
  const std::function<void(const definitions::Condition &)> values = [&](const definitions::Condition &c) {
    if (!c.quoted) need(w, c.value);
    for (const auto &part : c.parts) values(part);
  };
  values(*parsed.value);
}

void need_rule(Watched &w, const Deadline &rule, const Source &source) {
  for (const auto *field :
       {&rule.from, &rule.before, &rule.suspended_from, &rule.suspended_to, &rule.extended_to, &rule.extended_why, &rule.responsible})
    need(w, *field);
  need_condition(w, rule.when);
  need_condition(w, rule.until);
  if (source.kind == Source::Kind::field) {
    need(w, source.field->id);
    need_condition(w, rule.met_when);
  }
  if (source.kind == Source::Kind::other && !source.key_field.empty()) need(w, source.key_field);
  for (const auto &other : source.otherwise) need(w, other.key_field);
  if (rule.from.empty()) need(w, w.reg->date_field);
  w.needs_states =
      w.needs_states || starts_with(rule.from, "state:") || source.kind == Source::Kind::state || rule.until.find("state") != std::string::npos;
}

std::string print_of(const Register &reg, const Deadline &d) {
  std::string all = reg.id;
  for (const auto &part : {d.id,
                           d.from,
                           std::to_string(static_cast<int>(d.within.unit)),
                           std::to_string(d.within.count),
                           std::string(d.next_weekday ? "1" : "0"),
                           d.before,
                           std::string(d.repeats ? "1" : "0"),
                           d.per,
                           std::to_string(d.times),
                           std::string(d.of_unit ? "1" : "0"),
                           d.met_by,
                           d.met_when,
                           d.until,
                           d.when,
                           d.suspended_from,
                           d.suspended_to,
                           d.extended_to,
                           d.extended_why,
                           d.responsible,
                           d.valid_from,
                           d.valid_to})
    all += '|' + part;
  return all + '\n';
}

} // namespace

Source Deadlines::Impl::source_of(const Watched &w, const Deadline &rule) const {
  Source s;
  if (rule.of_unit) {
    s.kind = Source::Kind::of_unit;
    s.reg = w.reg;
    s.field = w.reg->field(rule.met_by.empty() ? w.reg->date_field : rule.met_by);
    return s;
  }
  if (rule.met_by.empty()) return s;
  if (starts_with(rule.met_by, "state:")) {
    const auto *state = w.reg->state(rule.met_by.substr(6));
    if (state != nullptr) s.kind = Source::Kind::state, s.state = state->code;
    return s;
  }
  const auto dot = rule.met_by.find('.');
  if (dot == std::string::npos) {
    s.field = w.reg->field(rule.met_by);
    if (s.field != nullptr && in_own_table(*s.field)) s.kind = Source::Kind::field, s.reg = w.reg;
    return s;
  }
  s.reg = records.catalog().find(rule.met_by.substr(0, dot));
  if (s.reg == nullptr) return s;
  s.field = s.reg->field(rule.met_by.substr(dot + 1));
  if (s.field == nullptr || !in_own_table(*s.field)) return s;
  if (const auto *reference = reference_to(*s.reg, *w.reg); reference != nullptr && s.reg != w.reg) {
    s.kind = Source::Kind::other;
    s.link_field = reference->id;
    s.link_column = column_of(*reference);
    s.key_column = "id";
    return s;
  }
  // The same case; where a unit works with contacts, the same contact; else the same person.
  for (const char *shared : {"case", "contact", "person"}) {
    const auto *here = w.reg->field(shared), *there = s.reg->field(shared);
    if (here == nullptr || there == nullptr || !in_own_table(*here) || !in_own_table(*there)) continue;
    Source way = s;
    way.otherwise.clear();
    way.kind = Source::Kind::other;
    way.link_field = way.key_field = shared;
    way.link_column = column_of(*there);
    way.key_column = column_of(*here);
    if (s.kind == Source::Kind::none) s = std::move(way);
    else s.otherwise.push_back(std::move(way));
  }
  return s;
}

void Deadlines::Impl::prepare_register(const Register &reg) {
  auto &w = watched[reg.id];
  w.reg = &reg;
  w.number = static_cast<int>(watched.size());
  for (const auto &rule : rules) {
    if (rule.reg != &reg) continue;
    w.rules.push_back(&rule);
    for (const auto *version : rule.versions) {
      const auto &source = w.sources[version] = source_of(w, *version);
      need_rule(w, *version, source);
      fingerprint += print_of(reg, *version);
    }
  }
  w.select = "SELECT r.id, r.unit_id, r.team_id, r.staff_id, r.person_id, r.contact_id, r.state, r.updated_at";
  for (const auto *field : w.fields) w.select += ", r." + column_of(*field);
  w.select += " FROM " + records::table_name(reg) + " r WHERE r.deleted_at IS NULL AND r.id IN (";
}

void Deadlines::Impl::prepare() {
  fingerprint = "2\n"; // how rules are read: another number makes every date anew
  for (const auto &reg : records.catalog().registers)
    for (const auto &rule : reg.deadlines) {
      auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule &r) { return r.reg == &reg && r.id == rule.id; });
      if (found == rules.end()) found = rules.insert(rules.end(), Rule{&reg, rule.id, {}});
      found->versions.push_back(&rule);
    }
  for (auto &rule : rules)
    std::stable_sort(rule.versions.begin(), rule.versions.end(), [](const auto *a, const auto *b) { return a->valid_from < b->valid_from; });
  for (const auto &reg : records.catalog().registers)
    if (!reg.deadlines.empty()) prepare_register(reg);
  for (const auto &[id, w] : watched)
    for (const auto &[rule, source] : w.sources)
      if (source.kind == Source::Kind::other) {
        meets[source.reg->id].push_back({&w, &source});
        for (const auto &other : source.otherwise) meets[source.reg->id].push_back({&w, &other});
      }
}

const Rule *Deadlines::Impl::find(std::string_view reg, std::string_view rule) const {
  for (const auto &one : rules)
    if (one.reg->id == reg && one.id == rule) return &one;
  return nullptr;
}

} // namespace rt::deadlines
