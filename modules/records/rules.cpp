// The pure rules of a record: is it complete and sound, what follows from it. No clock, no database.
#include "modules/records/records.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <cmath>

namespace rt::records {

using definitions::Condition;
using definitions::Field;
using definitions::FieldType;
using definitions::Register;

namespace {

constexpr std::size_t kTextLimit = 500, kLongTextLimit = 20000;

std::optional<double> number_of(const db::Value &value) {
  if (const auto *whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto *real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

std::optional<Date> date_of(const db::Value &value) {
  const auto *text = std::get_if<std::string>(&value);
  return text != nullptr && text->size() >= 10 ? date_from_iso(std::string_view(*text).substr(0, 10)) : std::nullopt;
}

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

std::optional<bool> compare(const Register &reg, const Record &record, const Condition &c, Date today) {
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
  case FieldType::date: case FieldType::datetime: {
    const auto a = date_of(left);
    const auto b = other != nullptr ? date_of(record.value(c.value)) : c.value == "today" ? std::optional(today) : date_from_iso(c.value);
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
  case FieldType::text: case FieldType::long_text:
    return ordered(order_of(record.text(c.field), other != nullptr ? record.text(c.value) : c.value), c.op);
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

std::optional<bool> evaluate(const Register &reg, const Record &record, const Condition &c, Date today) {
  switch (c.kind) {
  case Condition::Kind::has: return c.field == "state" ? record.state != 0 : record.has(c.field);
  case Condition::Kind::compare: return compare(reg, record, c, today);
  case Condition::Kind::negation: {
    const auto inner = evaluate(reg, record, c.parts.front(), today);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  case Condition::Kind::any: case Condition::Kind::all: {
    const bool stop = c.kind == Condition::Kind::any;
    bool unknown = false;
    for (const auto &part : c.parts) {
      const auto value = evaluate(reg, record, part, today);
      if (value == stop) return stop;
      unknown = unknown || !value;
    }
    return unknown ? std::nullopt : std::optional(!stop);
  }
  }
  return std::nullopt;
}

std::string missing(const Field &field) {
  switch (field.type) {
  case FieldType::choice: case FieldType::choices: case FieldType::yes_no: case FieldType::item:
  case FieldType::reference: case FieldType::person: case FieldType::staff: case FieldType::team:
    return tr_f("{0}: välj ett svar.", {field.title.str()});
  case FieldType::date: case FieldType::datetime: return tr_f("{0}: skriv ett datum.", {field.title.str()});
  case FieldType::scale: return tr_f("{0}: sätt ett märke på skalan.", {field.title.str()});
  case FieldType::givers: return tr_f("{0}: lägg till minst en person.", {field.title.str()});
  default: return tr_f("{0}: fyll i fältet.", {field.title.str()});
  }
}

std::string limits(const Field &field, double value) {
  const double scale = field.tenths ? 10 : 1;
  const int decimals = field.type == FieldType::integer || field.type == FieldType::item ? 0 : field.type == FieldType::scale ? 1 : 2;
  const auto words = [&](double limit) { return number(limit, limit == std::floor(limit) ? 0 : decimals); };
  double low = field.min.value_or(field.type == FieldType::scale ? 0 : -1e15);
  double high = field.max.value_or(field.type == FieldType::scale ? 10 : 1e15);
  if (value >= low * scale && value <= high * scale) return {};
  if (low > -1e15 && high < 1e15)
    return tr_f("{0}: skriv ett tal mellan {1} och {2}.", {field.title.str(), words(low), words(high)});
  return value < low * scale ? tr_f("{0}: talet får inte vara mindre än {1}.", {field.title.str(), words(low)})
                             : tr_f("{0}: talet får inte vara större än {1}.", {field.title.str(), words(high)});
}

std::string date_fault(const Field &field, const db::Value &value) {
  const auto date = date_of(value);
  if (!date) return tr_f("{0}: skriv datumet som 2026-11-22 eller 22/11.", {field.title.str()});
  if (year_of(*date) < 1900 || year_of(*date) > 2100) return tr_f("{0}: året ser fel ut.", {field.title.str()});
  return {};
}

std::string unknown_answer(const Field &field) { return tr_f("{0}: svaret finns inte bland dem som går att välja.", {field.title.str()}); }

/// What is wrong with one value that is there; "" = nothing.
std::string value_fault(const Field &field, const db::Value &value) {
  const auto whole = std::holds_alternative<std::int64_t>(value);
  const auto text = std::holds_alternative<std::string>(value);
  switch (field.type) {
  case FieldType::text: case FieldType::long_text: {
    if (!text) return tr_f("{0}: skriv en text.", {field.title.str()});
    const auto limit = field.type == FieldType::text ? kTextLimit : kLongTextLimit;
    const auto &words = std::get<std::string>(value);
    if (!is_utf8(words)) return tr_f("{0}: texten har tecken som inte går att läsa.", {field.title.str()});
    if (words.size() > limit) return tr_f("{0}: texten är för lång. Korta den till högst {1} tecken.", {field.title.str(), std::to_string(limit)});
    return {};
  }
  case FieldType::integer: case FieldType::scale: case FieldType::decimal: case FieldType::money: {
    const auto value_number = number_of(value);
    const bool needs_whole = field.type == FieldType::integer || field.type == FieldType::scale;
    if (!value_number || !std::isfinite(*value_number) || (needs_whole && !whole)) return tr_f("{0}: skriv ett tal.", {field.title.str()});
    return limits(field, *value_number);
  }
  case FieldType::item: {
    const auto fits = [&](const definitions::Option &o) { return whole && o.score == std::get<std::int64_t>(value); };
    return std::any_of(field.options.begin(), field.options.end(), fits) ? "" : unknown_answer(field);
  }
  case FieldType::choice:
    return whole && field.option_by_code(static_cast<int>(std::get<std::int64_t>(value))) != nullptr ? "" : unknown_answer(field);
  case FieldType::choices:
    if (!text) return unknown_answer(field);
    for (const auto &part : split(std::get<std::string>(value), ','))
      if (field.option_by_code(static_cast<int>(parse_integer(part).value_or(-1))) == nullptr) return unknown_answer(field);
    return {};
  case FieldType::yes_no: return whole && (std::get<std::int64_t>(value) == 0 || std::get<std::int64_t>(value) == 1) ? "" : unknown_answer(field);
  case FieldType::date: case FieldType::datetime: return date_fault(field, value);
  case FieldType::givers: return text ? "" : missing(field);
  default: return whole ? "" : unknown_answer(field);
  }
}

db::Value calculated(const Register &reg, const Record &record, const definitions::Calculation &c) {
  const auto between = [&](auto count) -> db::Value {
    const auto from = date_of(record.value(c.arguments[0])), to = date_of(record.value(c.arguments[1]));
    if (!from || !to) return db::Null{};
    return static_cast<std::int64_t>(count(*from, *to));
  };
  if (c.function == "days") return between([](Date a, Date b) { return b - a; });
  if (c.function == "months") return between([](Date a, Date b) { return months_between(a, b); });
  if (c.function == "years") return between([](Date a, Date b) { return months_between(a, b) / 12; });
  double sum = 0, least = 0;
  std::int64_t lowest = 0, place = 0;
  bool real = false;
  for (const auto &argument : c.arguments) {
    const auto value = number_of(record.value(argument));
    if (!value) return db::Null{}; // a sum of what is partly missing would be a lie
    const auto *field = reg.field(argument);
    real = real || (field != nullptr && (field->type == FieldType::decimal || field->type == FieldType::money));
    sum += *value;
    ++place;
    if (lowest == 0 || *value < least) lowest = place, least = *value;
  }
  if (c.function == "lowest") return lowest;
  if (c.function == "mean") sum /= static_cast<double>(c.arguments.size());
  if (real) return sum;
  return static_cast<std::int64_t>(std::llround(sum));
}

} // namespace

std::optional<bool> holds(const Register &reg, const Record &record, std::string_view condition, Date today) {
  const auto parsed = definitions::parse_condition(condition);
  return parsed.value ? evaluate(reg, record, *parsed.value, today) : std::nullopt;
}

bool shown(const Register &reg, const Field &field, const Record &record, Date today) {
  return field.show_when.empty() || holds(reg, record, field.show_when, today).value_or(false);
}

std::vector<FieldError> check(const Register &reg, const Record &draft, Date today) {
  std::vector<FieldError> errors;
  for (const auto &field : reg.fields) {
    if (field.type == FieldType::computed) continue;
    if (draft.has(field.id)) {
      auto fault = value_fault(field, draft.value(field.id));
      if (!fault.empty()) errors.push_back({field.id, std::move(fault)});
      continue;
    }
    const bool wanted = field.required || (!field.required_when.empty() && holds(reg, draft, field.required_when, today).value_or(false));
    if (wanted && shown(reg, field, draft, today)) errors.push_back({field.id, missing(field)});
  }
  if (!errors.empty()) return errors; // rules over several fields speak of sound fields only
  for (const auto &rule : reg.checks)
    if (holds(reg, draft, rule.rule, today) == false) errors.push_back({rule.field, rule.message.str()});
  return errors;
}

void compute(const Register &reg, Record &draft) {
  for (const auto &field : reg.fields) {
    if (field.type != FieldType::computed) continue;
    const auto parsed = definitions::parse_calculation(field.compute);
    if (parsed.value) draft.values[field.id] = calculated(reg, draft, *parsed.value);
  }
}

Record blank(const Register &reg, const access::Actor &actor, Date today) {
  Record record;
  record.unit = actor.unit;
  for (const auto &state : reg.states)
    if (state.initial) record.state = state.code;
  for (const auto &field : reg.fields) {
    if (field.default_value.empty()) continue;
    if (field.default_value == "me") {
      if (actor.staff != 0) record.values[field.id] = actor.staff;
    } else if (field.default_value == "today") {
      record.values[field.id] = to_iso(today);
    } else if (auto value = parse(field, field.default_value == "now" ? to_iso(today) : field.default_value, today)) {
      record.values[field.id] = *value;
    }
  }
  return record;
}

} // namespace rt::records
