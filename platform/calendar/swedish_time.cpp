// The only file that knows time zones. Needs the system's tzdata.
#include "platform/calendar/date.hpp"

#include <date/tz.h>

namespace rt {

namespace {

const date::time_zone &stockholm() {
  static const date::time_zone *const zone = date::locate_zone("Europe/Stockholm");
  return *zone;
}

std::chrono::seconds local_seconds(std::int64_t utc_seconds) {
  const date::sys_seconds at{std::chrono::seconds{utc_seconds}};
  return stockholm().to_local(at).time_since_epoch();
}

} // namespace

Date swedish_day(std::int64_t utc_seconds) { return {static_cast<std::int32_t>(std::chrono::floor<date::days>(local_seconds(utc_seconds)).count())}; }

int swedish_minute(std::int64_t utc_seconds) {
  const auto local = local_seconds(utc_seconds);
  return static_cast<int>(std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<date::days>(local)).count());
}

std::int64_t from_swedish(Date day, int minute) {
  const date::local_seconds local{date::days{day.days} + std::chrono::minutes{minute}};
  // The hour that comes twice in October: the first; the hour missing in March: the moment the clocks move.
  return stockholm().to_sys(local, date::choose::earliest).time_since_epoch().count();
}

} // namespace rt
