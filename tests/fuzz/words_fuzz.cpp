// LIBS rt_modules_records
// What people write in a field: days, periods, numbers, personnummer, and the small expressions of a register. What is understood is
// understood the same way when it is written back.
#include "modules/definitions/expression.hpp"
#include "modules/records/records.hpp"
#include "platform/calendar/date.hpp"
#include "platform/core/text.hpp"
#include <cmath>
#include <cstdlib>

using namespace rt;

namespace {

void must(bool good) {
  if (!good) std::abort();
}

void days(std::string_view text) {
  const auto today = make_date(2019, 3, 22);
  if (const auto day = parse_date(text, today)) must(date_from_iso(to_iso(*day)) == day && parse_date(to_iso(*day), today) == day);
  if (const auto day = date_from_iso(text)) must(to_iso(*day) == text);
  if (const auto period = period_from_text(text)) must(period->months() >= 1 && period_from_text(to_text(*period)) == period);
}

void numbers(std::string_view text) {
  if (const auto number = parse_number(text)) must(std::isfinite(*number));
  if (const auto number = parse_integer(text)) must(parse_integer(std::to_string(*number)) == number);
}

void people(std::string_view text) {
  const auto today = make_date(2019, 3, 22);
  const auto normal = records::normal_personnummer(text, today);
  if (!normal.empty()) must(records::personnummer_fault(normal).empty() && records::normal_personnummer(normal, today) == normal);
}

void expressions(std::string_view text) {
  const auto condition = definitions::parse_condition(text);
  must(condition.value.has_value() || !condition.error.message.empty());
  const auto calculation = definitions::parse_calculation(text);
  must(calculation.value.has_value() || !calculation.error.message.empty());
}

void letters(std::string_view text) {
  must(url_decode(url_encode(text)) == std::string(text));
  if (!is_utf8(text)) return;
  must(is_utf8(lower(text)) && fold(fold(text)) == fold(text));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  if (size > 2048) return 0;
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  days(text);
  numbers(text);
  people(text);
  expressions(text);
  letters(text);
  return 0;
}
