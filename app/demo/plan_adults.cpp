// Bostödsverksamheten and KBT-teamet. Resursenheten 6.5: the published figures of 2017 and 2018.
#include "app/demo/plan_tools.hpp"
#include <algorithm>

namespace rt::demo {
namespace {

constexpr int kHousing = 10;

/// Marks `late` of the tenant-months as late or unpaid, more at the turn of the year and in summer.
void settle_rents(Random &random, std::vector<RentPlan *> rents, int in_time) {
  random.shuffle(rents);
  for (std::size_t i = 0; i < rents.size(); ++i) {
    RentPlan &rent = *rents[i];
    if (static_cast<int>(i) < in_time) {
      rent.paid = rent.due - random.between(0, 6);
    } else if (random.chance(70)) {
      rent.paid = rent.due + random.between(2, 24);
      rent.risk = random.chance(60);
    }
    if (rent.risk)
      rent.plan_b = random.pick(std::vector<std::string>{"Lånar av sin bror", "Autogiro från nästa månad", "Betalar tillsammans på mötet"});
  }
}

struct Tenants {
  std::vector<ContactPlan *> women, men;
};

void add_rent(ContactPlan &contact, Random &random, Month month) {
  RentPlan rent;
  rent.due = nearest_working_day(last_day(month)); // the month's last banking day
  rent.amount = 4200 + 100 * random.between(0, 28);
  contact.rents.push_back(rent);
}

ContactPlan housing_contact(Random &random, Sex sex, Date started, std::optional<Date> ended) {
  ContactPlan c;
  c.team = "BOSTOD";
  c.sex = sex;
  c.birth = birth_for_age(random, started, 21, 58);
  c.commissioner = 3;
  c.reason = kHousing;
  c.started = started;
  c.received = nearest_working_day(started - random.between(10, 40));
  c.ended = ended;
  if (ended) c.ending = random.chance(75) ? 1 : 2;
  const Date last = ended ? *ended : nearest_working_day(day(kToday) - random.between(1, 14));
  lay_sessions(random, c, started, last, 26, 84);
  for (auto &session : c.sessions) session.place = random.chance(50) ? 2 : 1;
  if (ended && *ended >= day("2019-01-01")) c.exit = ContactPlan::Exit{random.chance(30), random.pick(std::vector<int>{1, 1, 1, 2, 4})};
  if (!ended) book_ahead(random, c, 21);
  return c;
}

} // namespace

void plan_housing(Plan &plan, Random &random) {
  std::vector<ContactPlan> all;
  // 2017: 90 persons (34 women, 56 men): 30 ended (10, 20), 60 went on (24, 36) into 2018, where half of them ended.
  for (int i = 0; i < 30; ++i)
    all.push_back(
        housing_contact(random, i < 10 ? Sex::female : Sex::male, working_day(random, 2016, 1 + i % 12), working_day(random, 2017, 2 + i % 11)));
  const std::size_t went_on = all.size();
  for (int i = 0; i < 60; ++i) {
    std::optional<Date> ended;
    if (i % 2 == 1) ended = working_day(random, 2018, 2 + i % 11);
    all.push_back(
        housing_contact(random, i < 24 ? Sex::female : Sex::male, working_day(random, i % 3 ? 2016 : 2017, i % 3 ? 6 + i % 7 : 1 + i % 2), ended));
  }
  // 2018: 46 new (20 women, 26 men); the first ones from January rent all year.
  const std::size_t fresh = all.size();
  for (int i = 0; i < 46; ++i) {
    const bool woman = i < 20;
    const bool january = woman ? i < 8 : i - 20 < 9;
    std::optional<Date> ended;
    if (!january && i % 6 == 0) ended = working_day(random, 2019, 1 + i % 2);
    all.push_back(
        housing_contact(random, woman ? Sex::female : Sex::male, january ? day("2018-01-03") : working_day(random, 2018, 2 + i % 10), ended));
  }
  for (int i = 0; i < 9; ++i)
    all.push_back(housing_contact(random, i % 3 ? Sex::male : Sex::female, nearest_working_day(day("2019-01-14") + i * 6), std::nullopt));

  // Tenants all through 2018: 20 women (12 that went on, 8 new) and 27 men (18 and 9).
  // Rent in time: women 211 of 240 (88 %), men 240 of 324 (74 %), all 451 of 564 (80 %). 2017: 342 of 456 (75 %).
  auto tenants = [&](int year) {
    Tenants t;
    for (std::size_t i = went_on; i < fresh; ++i)
      if (year == 2017 ? true : !all[i].ended) (all[i].sex == Sex::female ? t.women : t.men).push_back(&all[i]);
    if (year >= 2018)
      for (std::size_t i = fresh; i < fresh + 46; ++i)
        if (*all[i].started == day("2018-01-03")) (all[i].sex == Sex::female ? t.women : t.men).push_back(&all[i]);
    if (year == 2017) {
      t.women.resize(15);
      t.men.resize(23);
    }
    return t;
  };
  auto year_of_rents = [&](int year, int months, int women_in_time, int men_in_time) {
    Tenants t = tenants(year);
    for (auto *group : {&t.women, &t.men}) {
      std::vector<RentPlan *> rents;
      for (ContactPlan *contact : *group) {
        contact->rents.reserve(64);
        for (int m = 1; m <= months; ++m) {
          add_rent(*contact, random, make_month(year, m));
          rents.push_back(&contact->rents.back());
        }
      }
      settle_rents(random, rents, group == &t.women ? women_in_time : men_in_time);
    }
  };
  year_of_rents(2017, 12, 140, 202);
  year_of_rents(2018, 12, 211, 240);
  year_of_rents(2019, 2, 34, 39);
  for (auto &contact : all) plan.contacts.push_back(std::move(contact));
}

namespace {

struct KbtSpec {
  Sex sex;
  Date ended;
  int months;
  bool planned;
  int outcome; ///< 0 = not rated at the end, 1 reduced, 2 kept, 3 not reduced
};

ContactPlan kbt_contact(Random &random, Sex sex, Date started, std::optional<Date> ended, bool planned, int outcome) {
  ContactPlan c;
  c.team = "KBT";
  c.sex = sex;
  c.birth = birth_for_age(random, started, 22, 61);
  c.commissioner = 3;
  const int substance = started >= day("2019-01-01") && random.chance(20) ? 3 : random.between(1, 2);
  c.reason = 6 + substance;
  c.started = started;
  c.received = nearest_working_day(started - random.between(12, 40));
  if (random.chance(started >= day("2018-06-01") ? 92 : 60)) {
    c.info_meeting = nearest_working_day(started - random.between(3, 9));
    c.info_all_present = random.chance(88);
  }
  c.continued = true;
  c.ended = ended;
  if (ended) c.ending = planned ? 1 : 2;
  lay_sessions(random, c, started, ended ? *ended : nearest_working_day(day(kToday) - random.between(1, 13)), 20, 88);
  ContactPlan::Kbt kbt{substance, random.between(45, 95), std::nullopt, std::nullopt};
  if (outcome == 2) kbt.start_tenths = random.between(0, 5);
  if (outcome > 0) {
    kbt.outcome = outcome;
    kbt.end_tenths = outcome == 1   ? kbt.start_tenths - random.between(15, 40)
                     : outcome == 2 ? 0
                                    : std::min(100, kbt.start_tenths + random.between(0, 10));
  }
  c.kbt = kbt;
  if (!ended) book_ahead(random, c, 14);
  return c;
}

} // namespace

void plan_kbt(Plan &plan, Random &random) {
  std::vector<ContactPlan> all;
  auto closed = [&](const KbtSpec &s) { all.push_back(kbt_contact(random, s.sex, add_months(s.ended, -s.months), s.ended, s.planned, s.outcome)); };
  // 2016: 24 ended, 12 as planned (50 %); 20 rated, 18 reduced or kept (90 %).
  for (int i = 0; i < 24; ++i)
    closed({i % 4 == 0 ? Sex::female : Sex::male, working_day(random, 2016, 3 + i % 10), 5 + i % 6, i % 2 == 0,
            i < 18   ? 1 + (i % 5 == 0)
            : i < 20 ? 3
                     : 0});
  // 2017: 27 ended, 20 as planned (74 %); 26 rated, 20 reduced or kept (77 %); women 20 and 22 months, men 9 or 10.
  for (int i = 0; i < 27; ++i)
    closed({i < 2 ? Sex::female : Sex::male, working_day(random, 2017, 1 + (i * 5) % 12),
            i == 0   ? 20
            : i == 1 ? 22
            : i < 14 ? 9
                     : 10,
            (i * 3) % 27 < 20 && i != 26 ? true : false,
            i < 20   ? 1 + (i % 6 == 0)
            : i < 26 ? 3
                     : 0});
  int planned17 = 0;
  for (auto &c : all)
    if (year_of(*c.ended) == 2017) planned17 += c.ending == 1;
  for (auto &c : all) {
    if (year_of(*c.ended) != 2017 || planned17 == 20) continue;
    if (planned17 < 20 && c.ending == 2) c.ending = 1, ++planned17;
    else if (planned17 > 20 && c.ending == 1) c.ending = 2, --planned17;
  }
  // 2018: 33 ended: 18 women (11 of 14 and 7 of 15 months), 15 men (9 of 8 and 6 of 9 months); 24 as planned (73 %),
  // those are rated at the end and all had reduced or kept (100 %).
  for (int i = 0; i < 18; ++i)
    closed({Sex::female, working_day(random, 2018, 2 + i % 11), i < 11 ? 14 : 15, i % 4 != 3, i % 4 != 3 ? 1 + (i % 3 == 0) : 0});
  for (int i = 0; i < 15; ++i)
    closed({Sex::male, working_day(random, 2018, i < 3 ? 2 + i : 9 + i % 4), i < 9 ? 8 : 9, i % 3 != 0, i % 3 != 0 ? 1 + (i % 4 == 0) : 0});
  // 2018 goes on: 20 open (1 woman, 18 men, 1 other), 18 of them through the motivation phase in 2018.
  for (int i = 0; i < 20; ++i) {
    const Sex sex = i == 0 ? Sex::female : i == 1 ? Sex::other : Sex::male;
    const Date started = i < 2 ? working_day(random, 2017, 10) : working_day(random, 2018, 2 + i % 9);
    std::optional<Date> ended;
    if (i >= 14) ended = std::min(working_day(random, 2019, 1 + i % 3), nearest_working_day(day(kToday) - 3));
    all.push_back(kbt_contact(random, sex, started, ended, i % 5 != 0, ended ? 1 + (i % 3 == 0) : 0));
  }
  // The motivation phase: three talks. 2018: 30 of 38 went on (79 %); 2017: 33 of 36 (92 %); not followed before.
  int followed17 = 0;
  for (auto &c : all) {
    Date done = nearest_working_day(*c.started + 35);
    if (c.ended && done > *c.ended) done = *c.ended;
    if (year_of(done) == 2017 && followed17 == 33) continue;
    if (year_of(done) < 2017) continue;
    followed17 += year_of(done) == 2017;
    c.motivation_done = done;
  }
  // The team began to note it in January 2017: those whose three talks had ended last before are the first it noted.
  std::vector<ContactPlan *> noted_first;
  for (auto &c : all)
    if (!c.motivation_done && (!c.ended || *c.ended > day("2017-02-28")) && *c.started + 35 < day("2017-01-01")) noted_first.push_back(&c);
  std::stable_sort(noted_first.begin(), noted_first.end(), [](const auto *a, const auto *b) { return *a->started > *b->started; });
  for (auto *c : noted_first)
    if (followed17 < 33) c->motivation_done = nearest_working_day(day("2017-01-09") + 7 * (followed17++ % 3));
  auto stopped = [&](Sex sex, Date received) {
    ContactPlan c;
    c.team = "KBT";
    c.sex = sex;
    c.birth = birth_for_age(random, received, 22, 58);
    c.commissioner = 3;
    c.reason = 7 + random.between(0, 1);
    c.received = received;
    c.continued = false;
    c.motivation_done = nearest_working_day(received + random.between(30, 50));
    c.ended = c.motivation_done;
    c.ending = 3;
    lay_sessions(random, c, nearest_working_day(received + 14), *c.ended, 14, 70);
    all.push_back(c);
  };
  for (int i = 0; i < 3; ++i) stopped(Sex::male, working_day(random, 2017, 3 + i * 3));
  for (int i = 0; i < 8; ++i) stopped(i == 0 ? Sex::female : Sex::male, working_day(random, 2018, 2 + i));
  for (int i = 0; i < 12; ++i) { // new this year
    ContactPlan c = kbt_contact(random, i % 3 ? Sex::male : Sex::female, nearest_working_day(day("2019-01-08") + i * 5), std::nullopt, true, 0);
    const Date done = nearest_working_day(*c.started + 35);
    if (done < day(kToday)) c.motivation_done = done;
    else c.continued.reset();
    all.push_back(c);
  }
  for (auto &contact : all) plan.contacts.push_back(std::move(contact));
}

} // namespace rt::demo
