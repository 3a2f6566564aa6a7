// My dates as iCalendar. A calendar is seen by others and leaves the system: an event says how many, never what or whom.
#include "modules/deadlines/deadlines.hpp"
#include <libical/ical.h>
#include <memory>

namespace rt::deadlines {
namespace {

using Component = std::unique_ptr<icalcomponent, void (*)(icalcomponent *)>;

icaltimetype day_of_event(Date d) {
  icaltimetype t = icaltime_null_time();
  t.year = year_of(d);
  t.month = month_of(d);
  t.day = day_of(d);
  t.is_date = 1;
  return t;
}

icalcomponent *alarm(int days_before) {
  icaltriggertype trigger{};
  trigger.duration = icaldurationtype_from_int(-days_before * 24 * 3600);
  icalcomponent *c = icalcomponent_new(ICAL_VALARM_COMPONENT);
  icalcomponent_add_property(c, icalproperty_new_action(ICAL_ACTION_DISPLAY));
  icalcomponent_add_property(c, icalproperty_new_description(std::string(tr("Bevakning")).c_str()));
  icalcomponent_add_property(c, icalproperty_new_trigger(trigger));
  return c;
}

icalcomponent *vevent(const Deadlines::FeedDay &day, std::int64_t user, Instant now) {
  icalcomponent *c = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const auto uid = "bevakning-" + std::to_string(user) + "-" + to_iso(day.day) + "@rodatraden";
  icalcomponent_add_property(c, icalproperty_new_uid(uid.c_str()));
  icalcomponent_add_property(c, icalproperty_new_dtstamp(icaltime_from_timet_with_zone(now, 0, icaltimezone_get_utc_timezone())));
  icalcomponent_add_property(c, icalproperty_new_dtstart(day_of_event(day.day)));
  icalcomponent_add_property(c, icalproperty_new_dtend(day_of_event(day.day + 1)));
  icalcomponent_add_property(c, icalproperty_new_summary(tr_f("Bevakning ({0})", {std::to_string(day.count)}).c_str()));
  icalcomponent_add_property(c, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
  for (const int days : {7, 3}) icalcomponent_add_component(c, alarm(days));
  return c;
}

} // namespace

std::string to_ical(const Deadlines::Feed &feed, Instant now) {
  const Component calendar{icalcomponent_new(ICAL_VCALENDAR_COMPONENT), icalcomponent_free};
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//Roda traden//Bevakning//SV"));
  icalproperty *name = icalproperty_new_x(std::string(tr("Bevakning")).c_str());
  icalproperty_set_x_name(name, "X-WR-CALNAME");
  icalcomponent_add_property(calendar.get(), name);
  for (const auto &day : feed.days) icalcomponent_add_component(calendar.get(), vevent(day, feed.user, now));
  const std::unique_ptr<char, void (*)(void *)> text{icalcomponent_as_ical_string_r(calendar.get()), icalmemory_free_buffer};
  return text ? std::string(text.get()) : std::string{};
}

} // namespace rt::deadlines
