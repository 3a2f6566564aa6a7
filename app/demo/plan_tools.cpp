#include "app/demo/plan_tools.hpp"
#include <algorithm>

namespace rt::demo {

Date day(std::string_view iso) { return *date_from_iso(iso); }

Date nearest_working_day(Date d) {
  while (!is_working_day(d)) d = d - 1;
  return d;
}

Date working_day(Random &random, int year, int month) {
  const Month m = make_month(year, month);
  Date d = first_day(m) + random.between(1, last_day(m) - first_day(m) - 1);
  Date back = nearest_working_day(d);
  while (month_containing(back) != m || !is_working_day(back)) {
    d = d + 1;
    back = legal_last_day(d);
  }
  return back;
}

std::vector<int> spread_months(Random &random, int n, int first, int last) {
  // July is nearly empty, June and December are full: when people end what they began.
  static constexpr int kWeight[12] = {8, 8, 9, 8, 10, 13, 2, 6, 9, 9, 9, 11};
  int sum = 0;
  for (int m = first; m <= last; ++m) sum += kWeight[m - 1];
  std::vector<int> months;
  int carried = 0;
  for (int m = first; m <= last; ++m) {
    carried += n * kWeight[m - 1];
    while (carried * 2 >= sum && static_cast<int>(months.size()) < n) {
      months.push_back(m);
      carried -= sum;
    }
  }
  while (static_cast<int>(months.size()) < n) months.push_back(last);
  random.shuffle(months);
  return months;
}

Date birth_for_age(Random &random, Date at, int low, int high) {
  const int age = random.between(low, high);
  // At least one and at most eleven months into the age, so that no boundary is crossed by accident.
  return add_months(at, -12 * age) - random.between(40, 320);
}

void split_total(Random &random, int total, int (&tenths)[4]) {
  total = std::clamp(total, 0, 400);
  int left = total;
  for (int i = 0; i < 4; ++i) {
    const int even = left / (4 - i);
    const int low = std::max(0, left - (3 - i) * 100);
    const int high = std::min(100, left);
    tenths[i] = i == 3 ? left : std::clamp(even + random.between(-14, 14), low, high);
    left -= tenths[i];
  }
}

RatingPlan ors_rating(Random &random, int total, int rater) {
  RatingPlan rating;
  rating.rater = rater;
  split_total(random, total, rating.tenths);
  return rating;
}

RatingPlan srs_rating(Random &random) {
  RatingPlan rating;
  split_total(random, random.chance(12) ? random.between(290, 358) : random.between(360, 398), rating.tenths);
  rating.faces = random.chance(8);
  if (random.chance(9)) rating.language = random.pick(std::vector<std::string>{"en", "ar", "so"});
  return rating;
}

void lay_sessions(Random &random, ContactPlan &contact, Date first, Date last, int every, int srs_percent) {
  const Date today = day(kToday);
  const int count = std::max(1, (last - first + every / 2) / every) + 1;
  Date previous = first - 1;
  for (int i = 0; i < count; ++i) {
    Date at = first + (count == 1 ? 0 : (last - first) * i / (count - 1));
    if (i > 0 && i < count - 1) at = nearest_working_day(at + random.between(-2, 2));
    if (at <= previous || at > today) continue;
    if (i > 0 && i < count - 1 && month_of(at) == 7 && random.chance(80)) continue;
    previous = at;
    SessionPlan session;
    session.date = at;
    session.minute = 8 * 60 + 30 * random.between(0, 17);
    session.place = random.chance(80) ? 1 : random.between(2, 5);
    const bool must = i == 0 || i == count - 1;
    session.held = must || random.chance(93);
    if (session.held && random.chance(srs_percent)) session.srs = srs_rating(random);
    contact.sessions.push_back(session);
  }
}

void lay_ors(Random &random, ContactPlan &contact, int first_total, int last_total, int rater, std::optional<Date> from) {
  std::vector<SessionPlan *> rated;
  for (auto &session : contact.sessions)
    if (session.held && (!from || session.date >= *from)) rated.push_back(&session);
  const int n = static_cast<int>(rated.size());
  for (int i = 0; i < n; ++i) {
    int total = n == 1 ? last_total : first_total + (last_total - first_total) * i / (n - 1);
    if (i > 0 && i < n - 1) total = std::clamp(total + random.between(-25, 25), 20, 395);
    rated[static_cast<std::size_t>(i)]->ors.push_back(ors_rating(random, total, rater));
  }
}

void book_ahead(Random &random, ContactPlan &contact, int every) {
  const Date today = day(kToday);
  Date at = today + random.between(0, every);
  for (int i = 0; i < 2; ++i, at = at + every) {
    SessionPlan session;
    session.date = legal_last_day(at);
    session.minute = 8 * 60 + 30 * random.between(0, 17);
    session.held = false;
    session.booked = true;
    contact.sessions.push_back(session);
  }
}

} // namespace rt::demo
