// What follows from what is written: sums, means, days between, ages, and sums over the rows of a group.
#include "modules/records/records.hpp"
#include "modules/records/values.hpp"
#include "platform/core/text.hpp"
#include <cmath>

namespace rt::records {

using definitions::Calculation;
using definitions::Field;
using definitions::FieldType;
using definitions::Register;

std::optional<Date> date_of(const db::Value &value) {
  const auto *text = std::get_if<std::string>(&value);
  if (text == nullptr || text->size() < 10) return std::nullopt;
  if ((*text)[4] == '-') return date_from_iso(std::string_view(*text).substr(0, 10));
  if (text->size() != 13) return std::nullopt; // 19800102-1234; a samordningsnummer has 60 added to the day
  auto day = parse_integer(text->substr(6, 2)).value_or(0);
  if (day > 60) day -= 60;
  return date_from_iso(text->substr(0, 4) + "-" + text->substr(4, 2) + (day < 10 ? "-0" : "-") + std::to_string(day));
}

namespace {

bool is_real(const Field *field) { return field != nullptr && (field->type == FieldType::decimal || field->type == FieldType::money); }

const std::vector<GroupRow> &rows_of(const Record &record, const std::string &group) {
  static const std::vector<GroupRow> kNone;
  const auto found = record.groups.find(group);
  return found != record.groups.end() ? found->second : kNone;
}

db::Value sum_of_rows(const Register &reg, const Record &record, const std::string &group, const std::string &name) {
  double sum = 0;
  bool real = is_real(reg.field(name));
  for (const auto &row : rows_of(record, group)) {
    const auto found = row.find(name);
    const auto value = found != row.end() ? number_of(found->second) : std::nullopt;
    if (!value) return db::Null{}; // a sum of what is partly missing would be a lie
    real = real || std::holds_alternative<double>(found->second);
    sum += *value;
  }
  if (real) return sum;
  return static_cast<std::int64_t>(std::llround(sum));
}

db::Value of_two(const Register &reg, const Record &record, const Calculation &c) {
  const auto a = number_of(record.value(c.arguments[0])), b = number_of(record.value(c.arguments[1]));
  if (!a || !b) return db::Null{};
  const double result = c.function == "product" ? *a * *b : *a - *b;
  if (is_real(reg.field(c.arguments[0])) || is_real(reg.field(c.arguments[1]))) return result;
  return static_cast<std::int64_t>(std::llround(result));
}

db::Value calculated(const Register &reg, const Record &record, const Calculation &c) {
  const auto between = [&](auto count) -> db::Value {
    const auto from = date_of(record.value(c.arguments[0])), to = date_of(record.value(c.arguments[1]));
    if (!from || !to) return db::Null{};
    return static_cast<std::int64_t>(count(*from, *to));
  };
  if (c.function == "days") return between([](Date a, Date b) { return b - a; });
  if (c.function == "months") return between([](Date a, Date b) { return months_between(a, b); });
  if (c.function == "years") return between([](Date a, Date b) { return months_between(a, b) / 12; });
  if (c.function == "age") return between([](Date a, Date b) { return age_at(a, b); });
  if (c.function == "count") return static_cast<std::int64_t>(rows_of(record, c.arguments[0]).size());
  if (c.function == "difference" || c.function == "product") return of_two(reg, record, c);
  if (const auto dot = c.arguments[0].find('.'); dot != std::string::npos)
    return sum_of_rows(reg, record, c.arguments[0].substr(0, dot), c.arguments[0].substr(dot + 1));
  double sum = 0, least = 0;
  std::int64_t lowest = 0, place = 0;
  bool real = false;
  for (const auto &argument : c.arguments) {
    const auto value = number_of(record.value(argument));
    if (!value) return db::Null{}; // a sum of what is partly missing would be a lie
    const auto *field = reg.field(argument);
    real = real || is_real(field);
    sum += *value;
    ++place;
    if (lowest == 0 || *value < least) lowest = place, least = *value;
  }
  if (c.function == "lowest") return lowest;
  if (c.function == "mean") sum /= static_cast<double>(c.arguments.size());
  if (real) return sum;
  return static_cast<std::int64_t>(std::llround(sum));
}

/// The computed fields of one group, or of the record itself for "".
void compute_part(const Register &reg, const std::string &group, const Record &from, GroupRow &into) {
  for (const auto &field : reg.fields) {
    if (field.type != FieldType::computed || field.group != group) continue;
    const auto parsed = definitions::parse_calculation(field.compute);
    if (parsed.value) into[field.id] = calculated(reg, from, *parsed.value);
  }
}

} // namespace

Record with_row(const Record &record, const GroupRow &row) {
  Record both = record;
  for (const auto &[id, value] : row) both.values[id] = value;
  return both;
}

void compute(const Register &reg, Record &draft) {
  for (auto &[group, rows] : draft.groups)
    for (auto &row : rows) compute_part(reg, group, with_row(draft, row), row);
  compute_part(reg, "", draft, draft.values);
}

} // namespace rt::records
