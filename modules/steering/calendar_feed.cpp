// The year wheel as iCalendar. Titles are neutral: a calendar is seen by others and leaves the system (rule: no case
// text or name in a calendar title), so only the common words of a unit's year are written, else the ring's name.
#include "modules/steering/steering.hpp"
#include "platform/core/text.hpp"
#include <libical/ical.h>
#include <memory>

namespace rt::steering {
namespace {

using Component = std::unique_ptr<icalcomponent, void (*)(icalcomponent *)>;
Component own(icalcomponent *c) { return {c, icalcomponent_free}; }

std::string neutral_title(const WheelEvent &event) {
  static constexpr std::string_view kKnown[] = {
      "APT", "VP", "VB", "T1", "T2", "Medarbetarsamtal", "Medarbetarenkät", "Skyddsrond", "Planeringsdag", "Trivseldag", "Semester"};
  const std::string words = fold(event.words);
  for (const auto known : kKnown) {
    const std::string k = fold(known);
    if (starts_with(words, k) &&
        (words.size() == k.size() || words[k.size()] == ' ' || words[k.size()] == ',' || words[k.size()] == ':' || k.size() > 4))
      return std::string(known) + " (" + std::string(tr("årshjulet")) + ")";
  }
  return std::string(title_of(event.ring)) + " (" + std::string(tr("årshjulet")) + ")";
}

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
  icalcomponent_add_property(c, icalproperty_new_description(std::string(tr("Påminnelse från årshjulet")).c_str()));
  icalcomponent_add_property(c, icalproperty_new_trigger(trigger));
  return c;
}

icalcomponent *vevent(const WheelEvent &event, Date date, Instant now) {
  icalcomponent *c = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const std::string uid = "arshjul-" + std::to_string(event.id) + "@rodatraden";
  icalcomponent_add_property(c, icalproperty_new_uid(uid.c_str()));
  icalcomponent_add_property(c, icalproperty_new_dtstamp(icaltime_from_timet_with_zone(now, 0, icaltimezone_get_utc_timezone())));
  icalcomponent_add_property(c, icalproperty_new_dtstart(day_of_event(date)));
  icalcomponent_add_property(c, icalproperty_new_dtend(day_of_event(date + 1)));
  icalcomponent_add_property(c, icalproperty_new_summary(neutral_title(event).c_str()));
  icalcomponent_add_property(c, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
  if (event.remind_days > 0 && event.done_at.empty()) icalcomponent_add_component(c, alarm(event.remind_days));
  return c;
}
} // namespace

std::string to_ical(const std::vector<WheelEvent> &events, std::string_view calendar_name, Instant now) {
  const Component calendar = own(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//Roda traden//Arshjul//SV"));
  icalproperty *name = icalproperty_new_x(std::string(calendar_name).c_str());
  icalproperty_set_x_name(name, "X-WR-CALNAME");
  icalcomponent_add_property(calendar.get(), name);
  for (const auto &event : events)
    if (const auto date = date_from_iso(event.date)) icalcomponent_add_component(calendar.get(), vevent(event, *date, now));
  const std::unique_ptr<char, void (*)(void *)> text{icalcomponent_as_ical_string_r(calendar.get()), icalmemory_free_buffer};
  return text ? std::string(text.get()) : std::string{};
}

std::vector<IcalEvent> read_ical(std::string_view text) {
  const Component calendar = own(icalparser_parse_string(std::string(text).c_str()));
  std::vector<IcalEvent> events;
  if (!calendar) return events;
  for (icalcomponent *c = icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT); c != nullptr;
       c = icalcomponent_get_next_component(calendar.get(), ICAL_VEVENT_COMPONENT)) {
    const icaltimetype start = icalcomponent_get_dtstart(c);
    char date[16];
    std::snprintf(date, sizeof date, "%04d-%02d-%02d", start.year % 10000, start.month % 100, start.day % 100);
    const char *uid = icalcomponent_get_uid(c), *summary = icalcomponent_get_summary(c);
    events.push_back(
        {uid != nullptr ? uid : "", date, summary != nullptr ? summary : "", icalcomponent_get_first_component(c, ICAL_VALARM_COMPONENT) != nullptr});
  }
  return events;
}

} // namespace rt::steering
