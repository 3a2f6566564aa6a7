#include "modules/records/step_rules.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using access::Actor;
using definitions::Field;
using definitions::FieldType;
using definitions::Register;
using definitions::Transition;

namespace {

bool is_text(const Field &field) { return field.type == FieldType::text || field.type == FieldType::long_text; }

/// "enhetschef eller biträdande enhetschef"
std::string roles_in_words(const std::vector<std::string> &roles) {
  std::string words;
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (i > 0) words += i + 1 == roles.size() ? " " + std::string(tr("eller")) + " " : ", ";
    words += access::title_of(access::role_from(roles[i]));
  }
  return words;
}

db::Value moment(const Field &field, Instant now, bool whole_day) {
  auto day = to_iso(swedish_day(now));
  switch (field.type) {
  case FieldType::datetime: return whole_day ? to_iso(from_swedish(swedish_day(now), 0)) : to_iso(now);
  case FieldType::time: return clock_text(now);
  case FieldType::month: return day.substr(0, 7);
  case FieldType::text: return whole_day ? day : day + " " + clock_text(now);
  default: return day;
  }
}

db::Value own(const Field &field, const Actor &actor) {
  if (is_text(field)) return db::opt(actor.name);
  if (actor.staff == 0) return db::Null{};
  if (field.type == FieldType::staff_list) return std::to_string(actor.staff);
  return actor.staff;
}

db::Value filled(const Field &field, const std::string &word, const Actor &actor, Instant now) {
  if (word == "today" || word == "now") return moment(field, now, word == "today");
  if (word == "me") return own(field, actor);
  auto value = parse(field, word, swedish_day(now));
  return value ? *value : db::Value{db::Null{}};
}

db::Value option_carried(const Field &from, const db::Value &value, const Field &to) {
  const auto *code = std::get_if<std::int64_t>(&value);
  const auto *option = code != nullptr ? from.option_by_code(static_cast<int>(*code)) : nullptr;
  const auto *same = option != nullptr ? to.option(option->id) : nullptr;
  return same != nullptr ? db::Value{static_cast<std::int64_t>(same->code)} : db::Value{db::Null{}};
}

} // namespace

std::string created_name(std::size_t creation, std::string_view field) { return "steg." + std::to_string(creation) + "." + std::string(field); }

const Transition *step_of(const Register &reg, const Record &record, std::string_view id) {
  const auto *from = reg.state_by_code(record.state);
  for (const auto &step : reg.transitions)
    if (step.id == id && from != nullptr && step.leaves(from->id) && reg.state(step.to) != nullptr) return &step;
  return nullptr;
}

bool offered(const Register &reg, const Record &record, const Transition &step, Date today) {
  if (record.locked || step_of(reg, record, step.id) == nullptr) return false;
  return step.when.empty() || holds(reg, record, step.when, today).value_or(false);
}

std::string why_not(const Actor &actor, const Register &reg, const Record &record, const Transition &step, const std::vector<store::Taken> &taken) {
  if (actor.user == access::kSystemUser) return {};
  const auto title = step.title.str();
  if (!step.roles.empty() && std::find(step.roles.begin(), step.roles.end(), access::id_of(actor.role)) == step.roles.end())
    return tr_f("Din roll får inte ta steget ”{0}”. Det tas av {1}.", {title, roles_in_words(step.roles)});
  if (step.signs && !actor.may(access::May::sign_records)) return tr_f("Steget ”{0}” signerar posten, och din roll får inte signera.", {title});
  if (step.not_by.empty()) return {};
  const store::Taken *last = nullptr; // only the latest time counts: what was sent back is handed in anew
  for (const auto &one : taken)
    if (one.record == record.id && one.step == step.not_by) last = &one;
  if (last == nullptr || last->user != actor.user) return {};
  std::string other = step.not_by;
  for (const auto &t : reg.transitions)
    if (t.id == step.not_by) other = t.title.str();
  return tr_f("Du tog själv steget ”{0}” {1}. En annan person måste ta steget ”{2}”.", {other, moment_text(last->at), title});
}

void fill_in(const Actor &actor, const Register &reg, const Transition &step, Instant now, const std::map<std::string, db::Value> &typed,
             Record &record) {
  for (const auto &[name, word] : step.sets) {
    const auto *field = reg.field(name);
    if (field == nullptr || typed.count(name) != 0) continue;
    if (auto value = filled(*field, word, actor, now); !std::holds_alternative<db::Null>(value)) record.values[name] = std::move(value);
  }
}

std::vector<std::string> missing_fields(const Register &reg, const Transition &step, const Record &record, Date today) {
  std::vector<std::string> missing;
  for (const auto &name : step.requires_fields) {
    const auto *field = reg.field(name);
    if (field != nullptr && !record.has(name) && shown(reg, *field, record, today)) missing.push_back(name);
  }
  return missing;
}

db::Value carried(const Field &from, const db::Value &value, const Field &to) {
  if (std::holds_alternative<db::Null>(value)) return value;
  if (from.type == FieldType::choice && to.type == FieldType::choice) return option_carried(from, value, to);
  const auto *text = std::get_if<std::string>(&value);
  if (from.type == FieldType::datetime && to.type == FieldType::date)
    return text != nullptr && from_iso(*text) >= 0 ? db::Value{to_iso(swedish_day(from_iso(*text)))} : db::Value{db::Null{}};
  if (from.type == FieldType::date && to.type == FieldType::datetime) {
    const auto day = text != nullptr ? date_from_iso(*text) : std::nullopt;
    return day ? db::Value{to_iso(from_swedish(*day, 0))} : db::Value{db::Null{}};
  }
  if (from.type == FieldType::staff && to.type == FieldType::staff_list) return std::to_string(std::get<std::int64_t>(value));
  if (from.type == FieldType::staff_list && to.type == FieldType::staff) {
    const auto first = text != nullptr ? parse_integer(split(*text, ',').front()) : std::nullopt;
    return first ? db::Value{static_cast<std::int64_t>(*first)} : db::Value{db::Null{}};
  }
  if (from.type == to.type && from.target == to.target) return value;
  if (is_text(to) && from.type != FieldType::person && from.type != FieldType::reference) return db::opt(show(from, value));
  return db::Null{};
}

Record made_from(const Register &here, const Record &record, const definitions::Creation &creation, const Register &there, const Actor &actor,
                 Date today) {
  auto draft = blank(there, actor, today);
  draft.unit = record.unit;
  draft.team = record.team;
  for (const auto &[to, from] : creation.copies) {
    const auto *target = there.field(to), *source = here.field(from);
    if (target == nullptr || source == nullptr) continue;
    auto value = carried(*source, record.value(from), *target);
    if (!std::holds_alternative<db::Null>(value)) draft.values[to] = std::move(value);
    if (target->type == FieldType::givers) draft.givers = givers_from_text(*target, draft.text(to));
  }
  if (!creation.link.empty() && record.id != 0) draft.values[creation.link] = record.id;
  return draft;
}

} // namespace rt::records
