// Conditions of the definitions ("ending = planned and not handler = me") over a record. Three answers: yes, no, cannot be said.
#include "modules/records/records.hpp"
#include "modules/records/values.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using definitions::Condition;
using definitions::Field;
using definitions::FieldType;
using definitions::Register;

namespace {

/// What "today" and "me" mean.
struct Now {
  Date today;
  std::int64_t me = 0;
};

bool ordered(int comparison, std::string_view op) {
  if (op == "=") return comparison == 0;
  if (op == "!=") return comparison != 0;
  if (op == "<") return comparison < 0;
  if (op == "<=") return comparison <= 0;
  if (op == ">") return comparison > 0;
  return comparison >= 0;
}

template<class T> int order_of(const T &a, const T &b) { return a < b ? -1 : b < a ? 1 : 0; }

bool has_code(std::string_view codes, int code) {
  for (const auto &part : split(codes, ','))
    if (parse_integer(part) == code) return true;
  return false;
}

std::optional<bool> compare(const Register &reg, const Record &record, const Condition &c, const Now &now) {
  if (c.field == "state") {
    const auto *state = reg.state(c.value);
    return state != nullptr && ordered(record.state == state->code ? 0 : 1, c.op);
  }
  const auto *field = reg.field(c.field);
  if (field == nullptr || !record.has(c.field)) return std::nullopt;
  const auto &left = record.value(c.field);
  const auto *other = c.quoted ? nullptr : reg.field(c.value);
  if (other != nullptr && !record.has(c.value)) return std::nullopt;
  switch (field->type) {
  case FieldType::date:
  case FieldType::datetime: {
    const auto a = date_of(left);
    const auto b = other != nullptr ? date_of(record.value(c.value)) : c.value == "today" ? std::optional(now.today) : date_from_iso(c.value);
    if (!a || !b) return std::nullopt;
    return ordered(order_of(*a, *b), c.op);
  }
  case FieldType::choice: {
    if (other != nullptr) return ordered(left == record.value(c.value) ? 0 : 1, c.op);
    const auto *option = field->option(c.value);
    return option != nullptr && ordered(record.integer(c.field) == option->code ? 0 : 1, c.op);
  }
  case FieldType::choices: {
    const auto *option = field->option(c.value);
    return option != nullptr && ordered(has_code(record.text(c.field), option->code) ? 0 : 1, c.op);
  }
  case FieldType::yes_no:
    return ordered((record.integer(c.field) != 0) == (other != nullptr ? record.integer(c.value) != 0 : c.value == "yes") ? 0 : 1, c.op);
  case FieldType::staff:
  case FieldType::staff_list: {
    const auto who = other != nullptr ? record.integer(c.value) : c.value == "me" ? now.me : parse_integer(c.value).value_or(0);
    if (who == 0) return std::nullopt;
    const auto ids = ids_from_text(record.text(c.field));
    return ordered(std::find(ids.begin(), ids.end(), who) != ids.end() ? 0 : 1, c.op);
  }
  case FieldType::time:
  case FieldType::month:
  case FieldType::address:
  case FieldType::personnummer:
  case FieldType::text:
  case FieldType::long_text: return ordered(order_of(record.text(c.field), other != nullptr ? record.text(c.value) : c.value), c.op);
  default: break;
  }
  if (field->type == FieldType::computed && !field->options.empty()) {
    const auto *option = field->option(c.value);
    return option != nullptr && ordered(record.integer(c.field) == option->code ? 0 : 1, c.op);
  }
  const auto a = number_of(left);
  auto b = other != nullptr ? number_of(record.value(c.value)) : parse_number(c.value);
  if (!a || !b) return std::nullopt;
  if (other == nullptr && field->tenths) b = *b * 10;
  return ordered(order_of(*a, *b), c.op);
}

std::optional<bool> evaluate(const Register &reg, const Record &record, const Condition &c, const Now &now) {
  switch (c.kind) {
  case Condition::Kind::has: return c.field == "state" ? record.state != 0 : record.has(c.field);
  case Condition::Kind::compare: return compare(reg, record, c, now);
  case Condition::Kind::negation: {
    const auto inner = evaluate(reg, record, c.parts.front(), now);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  case Condition::Kind::any:
  case Condition::Kind::all: {
    const bool stop = c.kind == Condition::Kind::any;
    bool unknown = false;
    for (const auto &part : c.parts) {
      const auto value = evaluate(reg, record, part, now);
      if (value == stop) return stop;
      unknown = unknown || !value;
    }
    return unknown ? std::nullopt : std::optional(!stop);
  }
  }
  return std::nullopt;
}

} // namespace

std::optional<bool> holds(const Register &reg, const Record &record, std::string_view condition, Date today, std::int64_t me) {
  const auto parsed = definitions::parse_condition(condition);
  return parsed.value ? evaluate(reg, record, *parsed.value, {today, me}) : std::nullopt;
}

bool shown(const Register &reg, const Field &field, const Record &record, Date today) {
  return field.show_when.empty() || holds(reg, record, field.show_when, today).value_or(false);
}

} // namespace rt::records
