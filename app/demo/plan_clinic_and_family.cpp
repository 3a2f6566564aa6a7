// Ungdomsmottagningen and Familj- och nätverksgruppen. Resursenheten 5.5 and 6.5.
#include "app/demo/plan_tools.hpp"

namespace rt::demo {
namespace {

constexpr int kMood = 3, kRelations = 4, kIdentity = 5, kBehaviour = 1, kViolence = 2, kParenting = 6;

struct Course {
  int first, last;
};
/// Totals in tenths: a course that rises, or one that does not; ending under or over the cut-off of 25.
Course course(Random &random, bool rises, bool under) {
  if (rises && under) {
    const int last = random.between(170, 245);
    return {last - random.between(15, 70), last};
  }
  if (rises) return {random.between(120, 235), random.between(258, 370)};
  const int first = random.between(180, 300);
  return {first, first - random.between(0, 40)};
}

ContactPlan clinic_contact(Random &random, Sex sex, bool mood, Date started) {
  ContactPlan c;
  c.team = "UM";
  c.sex = sex;
  c.birth = birth_for_age(random, started, 14, 21);
  c.commissioner = 1;
  c.reason = mood ? kMood : random.pick(std::vector<int>{kRelations, kIdentity, kRelations, 99});
  c.started = started;
  c.received = nearest_working_day(started - random.between(4, 20));
  return c;
}

void closed_clinic(Plan &plan, Random &random, Date ended, Sex sex, bool mood, bool rises, bool under, bool brief, bool referred) {
  const int days = brief ? random.between(28, 80) : random.between(112, 210);
  ContactPlan c = clinic_contact(random, sex, mood, nearest_working_day(ended - days));
  c.ended = ended;
  c.ending = random.chance(82) ? 1 : 2;
  if (under) c.referral = referred ? 2 + static_cast<int>(random.chance(40)) : 1;
  lay_sessions(random, c, *c.started, ended, brief ? 14 : 24, 92);
  const Course way = course(random, rises, under);
  lay_ors(random, c, way.first, way.last);
  plan.contacts.push_back(std::move(c));
}

void clinic_year(Plan &plan, Random &random, int year, int closed, int positive, int under_rising, int boys, int mood, int brief_under,
                 int brief_over, int referred, int last_month = 12) {
  const auto months = spread_months(random, closed, 1, last_month);
  for (int i = 0; i < closed; ++i) {
    const bool rises = i < positive;
    const bool under = i < under_rising;
    const bool brief = under ? i < brief_under : (i - under_rising) < brief_over;
    Date ended = working_day(random, year, months[static_cast<std::size_t>(i)]);
    if (ended > day(kToday)) ended = nearest_working_day(day(kToday) - random.between(3, 15));
    closed_clinic(plan, random, ended, (i * 7) % closed < boys ? Sex::male : Sex::female, (i * 13) % closed < mood, rises, under, brief,
                  under && i < referred);
  }
}

} // namespace

void plan_youth_clinic(Plan &plan, Random &random) {
  clinic_year(plan, random, 2016, 90, 70, 18, 19, 48, 15, 50, 4); // 78 %
  clinic_year(plan, random, 2017, 93, 80, 20, 20, 50, 17, 52, 4); // 86 %
  // 2018: 100 closed, all rose, 27 ended under 25 (6 referred, 24 within three months), 75 within three months.
  clinic_year(plan, random, 2018, 100, 100, 27, 22, 56, 24, 51, 6);
  // 38 more were in talks 2018: started in the autumn; 25 of them ended 2019 (23 rose), 13 go on. 8 boys, 21 of low mood.
  for (int i = 0; i < 38; ++i) {
    const bool closes = i < 25;
    const Date started = working_day(random, 2018, closes ? 10 + i % 3 : 9 + i % 4);
    ContactPlan c = clinic_contact(random, i % 5 == 1 ? Sex::male : Sex::female, i % 9 < 5 && i < 37, started);
    if (closes) {
      Date ended = working_day(random, 2019, 1 + i % 3);
      if (ended >= day(kToday)) ended = nearest_working_day(day(kToday) - 4 - i % 5);
      c.ended = ended;
      c.ending = i % 6 == 0 ? 2 : 1;
      lay_sessions(random, c, started, ended, 15, 92);
      const bool rises = i >= 2, under = i < 7;
      if (under) c.referral = i < 3 ? 2 : 1;
      const Course way = course(random, rises, under);
      lay_ors(random, c, way.first, way.last);
    } else {
      lay_sessions(random, c, started, nearest_working_day(day(kToday) - random.between(2, 16)), 17, 90);
      lay_ors(random, c, random.between(150, 240), random.between(200, 320));
      book_ahead(random, c, 14);
    }
    plan.contacts.push_back(std::move(c));
  }
  for (int i = 0; i < 22; ++i) { // new this year
    const Date started = nearest_working_day(day("2019-01-09") + i * 3);
    ContactPlan c = clinic_contact(random, i % 4 == 0 ? Sex::male : Sex::female, i % 2 == 0, started);
    if (i == 9) c.sex = Sex::other;
    lay_sessions(random, c, started, nearest_working_day(day(kToday) - random.between(0, 8)), 12, 88);
    lay_ors(random, c, random.between(130, 240), random.between(180, 300));
    book_ahead(random, c, 14);
    plan.contacts.push_back(std::move(c));
  }
}

namespace {

struct FamilySpec {
  Sex sex;
  int reason;
  Date started;
  std::optional<Date> ended;
  bool child = false; ///< under twelve
  bool rises = true;
  bool planned = true;
};

void family_contact(Plan &plan, Random &random, const FamilySpec &spec) {
  static const Date ors_begins = day("2018-01-01"), safety_begins = day("2018-10-15");
  ContactPlan c;
  c.team = "FNG";
  c.sex = spec.sex;
  c.birth = spec.child ? birth_for_age(random, day(kToday), 4, 10) : birth_for_age(random, day("2017-01-01"), 12, 15);
  c.commissioner = 2;
  c.reason = spec.reason;
  c.started = spec.started;
  c.received = nearest_working_day(spec.started - random.between(8, 35));
  c.both_parents = random.chance(78);
  c.ended = spec.ended;
  if (spec.ended) c.ending = spec.planned ? 1 : 2;
  const Date last = spec.ended ? *spec.ended : nearest_working_day(day(kToday) - random.between(1, 12));
  lay_sessions(random, c, spec.started, last, 18, 90);
  for (auto &session : c.sessions) {
    if (random.chance(70)) session.present.push_back(2);
    if (random.chance(52)) session.present.push_back(3);
    if (random.chance(12)) session.present.push_back(6);
    session.place = random.chance(55) ? 1 : 2;
  }
  // Everybody who takes part rates the child's wellbeing; the lines go the same way.
  const int first = random.between(140, 240);
  const int finish = spec.rises ? first + random.between(40, 130) : first - random.between(5, 40);
  lay_ors(random, c, first, finish, 1, ors_begins);
  lay_ors(random, c, first - random.between(5, 25), finish - random.between(0, 15), 2, ors_begins);
  if (random.chance(45)) lay_ors(random, c, first - random.between(0, 30), finish - random.between(0, 20), 3, ors_begins);
  if (spec.reason == kViolence && last >= safety_begins) {
    const bool safer = spec.rises;
    for (int parent = 1; parent <= (random.chance(60) ? 2 : 1); ++parent) {
      SafetyPlan start{std::max(spec.started, safety_begins) + 5, parent, 1, {3, 2, 2}};
      start.date = legal_last_day(start.date);
      if (start.date < last) c.safety.push_back(start);
      if (spec.ended) c.safety.push_back({*spec.ended, parent, 2, {safer ? 2 : 3, safer ? 4 : 2, safer ? 3 : 1}});
    }
  }
  if (!spec.ended) book_ahead(random, c, 14);
  plan.contacts.push_back(std::move(c));
}

} // namespace

void plan_family_group(Plan &plan, Random &random) {
  // 2017: 99 youths of twelve or more (55 girls, 44 boys): 59 ended within the year (33, 26), 40 went on (22, 18).
  const auto ends17 = spread_months(random, 59, 3, 12);
  for (int i = 0; i < 59; ++i) {
    const Date ended = working_day(random, 2017, ends17[static_cast<std::size_t>(i)]);
    const Date started = std::max(nearest_working_day(ended - random.between(60, 200)), day("2017-01-09"));
    family_contact(plan, random, {i < 33 ? Sex::female : Sex::male, i % 2 ? kBehaviour : kRelations, started, ended, false, true, i % 5 != 0});
  }
  // 2018: 125 youths (72 girls, 53 boys): the 40 that went on, all ended 2018, and 85 new (50, 35), 30 ended 2018.
  // 33 of the 70 that ended had destructive behaviour as reason; 30 of them rose: 91 %.
  const auto ends18 = spread_months(random, 70, 2, 12);
  int behaviour = 0;
  for (int i = 0; i < 70; ++i) {
    const bool went_on = i < 40;
    const bool girl = went_on ? i < 22 : (i - 40) < 18;
    Date ended = working_day(random, 2018, went_on ? ends18[static_cast<std::size_t>(i)] : 8 + i % 5);
    const Date started = went_on ? working_day(random, 2017, 6 + i % 6) : working_day(random, 2018, 1 + i % 4);
    const bool is_behaviour = i % 2 == 0 && behaviour < 33;
    if (is_behaviour) ++behaviour;
    const int reason = is_behaviour ? kBehaviour : (i % 4 == 1 ? kViolence : kRelations);
    family_contact(plan, random, {girl ? Sex::female : Sex::male, reason, started, ended, false, !(is_behaviour && behaviour > 30), i % 6 != 0});
  }
  // 55 of the new (32 girls, 23 boys) were open at the turn of the year; 15 of them ended 2019: 9 of behaviour, 7 rose.
  for (int i = 0; i < 55; ++i) {
    const bool closes = i < 15;
    std::optional<Date> ended;
    if (closes) ended = std::min(working_day(random, 2019, 1 + i % 3), nearest_working_day(day(kToday) - 2));
    const int reason = closes ? (i < 9 ? kBehaviour : kViolence) : (i % 3 == 0 ? kViolence : i % 3 == 1 ? kBehaviour : kRelations);
    family_contact(plan, random,
                   {(i * 7) % 55 < 32 ? Sex::female : Sex::male, reason, working_day(random, 2018, 6 + i % 6), ended, false,
                    !(closes && (i == 3 || i == 7 || i == 11)), i % 7 != 0});
  }
  for (int i = 0; i < 16; ++i) // new this year
    family_contact(plan, random,
                   {i % 2 ? Sex::female : Sex::male, i % 3 == 0 ? kViolence : kBehaviour, nearest_working_day(day("2019-01-10") + i * 3),
                    std::nullopt, false, true, true});
  for (int i = 0; i < 45; ++i) { // younger children
    const Date started = working_day(random, 2018, 1 + i % 12);
    std::optional<Date> ended;
    if (i % 3 != 0) ended = std::min(nearest_working_day(started + random.between(90, 200)), nearest_working_day(day(kToday) - 1 - i % 20));
    if (ended && *ended <= started + 20) ended.reset();
    family_contact(plan, random, {i % 2 ? Sex::female : Sex::male, i % 2 ? kViolence : kParenting, started, ended, true, i % 9 != 0, true});
  }
}

} // namespace rt::demo
