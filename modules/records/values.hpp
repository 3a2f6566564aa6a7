#pragma once
// Inside modules/records: a stored value seen as a number or a day.
#include "platform/calendar/date.hpp"
#include "platform/db/db.hpp"
#include <optional>

namespace rt::records {

inline std::optional<double> number_of(const db::Value &value) {
  if (const auto *whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto *real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

/// The day of a date or a moment; of a personnummer the day of birth.
std::optional<Date> date_of(const db::Value &value);

} // namespace rt::records
