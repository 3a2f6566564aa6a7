// Förebyggande ungdomsgruppen and the small teams. Resursenheten 6.5.
#include "app/demo/plan_tools.hpp"
#include <algorithm>

namespace rt::demo {

void plan_staff(Plan &plan) {
  plan.staff = {
      {"Anna Lindqvist", "Enhetschef", "svenska, engelska", {}, "anna", "head"},
      {"Peter Åström", "Bitr. enhetschef", "svenska, finska", {"FNG", "FORALDRAR", "SKOLA"}, "peter", "deputy"},
      {"Leyla Demir", "Bitr. enhetschef", "svenska, turkiska, kurdiska", {"UM", "FUG", "SIG", "KBT", "BOSTOD"}, "leyla", "deputy"},
      {"Kerstin Holm", "Administratör", "svenska", {}, "kerstin", "administrator"},
      {"Maja Ek", "Kurator", "svenska, engelska", {"UM"}, "maja", "therapist"},
      {"Yusuf Warsame", "Kurator", "svenska, somaliska, engelska", {"UM"}, "yusuf", "therapist"},
      {"Tove Sandberg", "Kurator", "svenska, spanska", {"UM"}, "", ""},
      {"Nadia Karimi", "Familjebehandlare", "svenska, dari, persiska", {"FNG"}, "nadia", "therapist"},
      {"Johan Dahl", "Familjebehandlare", "svenska", {"FNG"}, "johan", "therapist"},
      {"Rana Haddad", "Familjebehandlare", "svenska, arabiska", {"FNG"}, "", ""},
      {"Elin Nyström", "Familjebehandlare", "svenska, engelska", {"FNG"}, "", ""},
      {"Mehmet Kaya", "Familjebehandlare", "svenska, turkiska", {"FNG"}, "", ""},
      {"Stina Öberg", "Familjebehandlare", "svenska", {"FNG", "SKOLA"}, "", ""},
      {"Samuel Tesfaye", "Familjebehandlare", "svenska, tigrinja, amarinja", {"FNG"}, "", ""},
      {"Ida Hedlund", "Familjebehandlare", "svenska, franska", {"FNG"}, "", ""},
      {"Karim Saleh", "Behandlare", "svenska, arabiska", {"KBT"}, "karim", "therapist"},
      {"Lena Wallin", "Behandlare", "svenska", {"KBT"}, "", ""},
      {"Viktor Ljung", "Behandlare", "svenska, engelska", {"KBT"}, "", ""},
      {"Fatima Osman", "Behandlingsassistent", "svenska, somaliska", {"BOSTOD"}, "fatima", "therapist"},
      {"Magnus Fors", "Behandlingsassistent", "svenska", {"BOSTOD"}, "", ""},
      {"Aster Gebre", "Behandlingsassistent", "svenska, tigrinja", {"BOSTOD"}, "", ""},
      {"Hanna Björk", "Behandlingsassistent", "svenska", {"BOSTOD"}, "", ""},
      {"Robert Norén", "Case manager", "svenska", {"BOSTOD", "KBT"}, "", ""},
      {"Abdi Farah", "Fältassistent", "svenska, somaliska", {"FUG"}, "abdi", "therapist"},
      {"Saga Lund", "Fältassistent", "svenska", {"FUG"}, "", ""},
      {"Dani Petrovic", "Fältassistent", "svenska, serbiska", {"FUG"}, "", ""},
      {"Julia Strand", "Projektledare ungdomsrådet", "svenska", {"FUG"}, "", ""},
      {"Mariam Yilmaz", "Föräldrarådgivare", "svenska, turkiska", {"FORALDRAR"}, "mariam", "therapist"},
      {"Eva Sjöberg", "Föräldrarådgivare", "svenska", {"FORALDRAR"}, "", ""},
      {"Hodan Mohamud", "Föräldrarådgivare", "svenska, somaliska", {"FORALDRAR"}, "", ""},
      {"Anton Viklund", "Skolsocionom", "svenska", {"SKOLA", "UM"}, "", ""},
      {"Feven Alm", "Skolsocionom", "svenska, tigrinja", {"SKOLA", "FORALDRAR"}, "", ""},
      {"Oskar Falk", "Samordnare", "svenska", {"SIG"}, "", ""},
      {"Bilal Rahimi", "Samordnare", "svenska, dari", {"SIG", "FUG"}, "", ""},
      {"Linnea Hellgren", "Familjebehandlare", "svenska", {"FNG"}, "", ""},
      {"Simon Bakir", "Behandlare", "svenska, arabiska, kurdiska", {"KBT", "FNG"}, "", ""},
  };
}

void plan_small_teams(Plan &plan, Random &random) {
  // Parent counsellors: up to five talks on the parents' own mission.
  for (int year = 2016; year <= 2019; ++year) {
    const int n = year == 2019 ? 16 : 58 + 4 * (year - 2016);
    for (int i = 0; i < n; ++i) {
      ContactPlan c;
      c.team = "FORALDRAR";
      c.sex = random.chance(68) ? Sex::female : Sex::male;
      const Date started = year == 2019 ? nearest_working_day(day("2019-01-08") + i * 4) : working_day(random, year, 1 + i % 12);
      c.birth = birth_for_age(random, started, 26, 48);
      c.commissioner = random.chance(40) ? 4 : 1;
      c.reason = 6;
      c.received = nearest_working_day(started - random.between(2, 14));
      c.started = started;
      const int talks = random.between(1, 5);
      Date last = nearest_working_day(started + 14 * (talks - 1));
      if (last < day(kToday) - 10) {
        c.ended = last;
        c.ending = 1;
      } else {
        last = nearest_working_day(day(kToday) - random.between(1, 9));
      }
      lay_sessions(random, c, started, std::max(started, last), 14, 75);
      if (c.sessions.size() > 5) c.sessions.resize(5);
      if (!c.ended && c.sessions.size() < 4) book_ahead(random, c, 14);
      plan.contacts.push_back(std::move(c));
    }
  }
  for (int i = 0; i < 12; ++i) { // the school team began in spring 2019
    ContactPlan c;
    c.team = "SKOLA";
    c.sex = i % 2 ? Sex::male : Sex::female;
    const Date started = nearest_working_day(day("2019-01-21") + i * 4);
    c.birth = birth_for_age(random, started, 13, 15);
    c.commissioner = 5;
    c.reason = 11;
    c.received = nearest_working_day(started - 8);
    c.started = started;
    lay_sessions(random, c, started, nearest_working_day(day(kToday) - random.between(1, 6)), 8, 85);
    book_ahead(random, c, 7);
    plan.contacts.push_back(std::move(c));
  }
  for (int i = 0; i < 22; ++i) { // people who want to leave crime
    ContactPlan c;
    c.team = "SIG";
    c.sex = i % 8 == 3 ? Sex::female : Sex::male;
    const Date started = working_day(random, 2018, 1 + i % 12);
    c.birth = birth_for_age(random, started, 18, 28);
    c.commissioner = i % 3 ? 1 : 3;
    c.reason = 12;
    c.received = nearest_working_day(started - 10);
    c.started = started;
    const Date last = nearest_working_day(std::min(started + random.between(90, 260), day(kToday) - 3));
    if (last < day("2019-01-20")) {
      c.ended = last;
      c.ending = random.chance(60) ? 1 : 2;
    }
    lay_sessions(random, c, started, std::max(started, last), 16, 80);
    if (!c.ended) book_ahead(random, c, 14);
    plan.contacts.push_back(std::move(c));
  }
  // After-talk survey and RoS survey are new this year.
  for (int i = 0; i < 41; ++i)
    plan.talk_answers.push_back({nearest_working_day(day("2019-01-14") + i * 66 / 41), random.chance(64) ? Sex::female : Sex::male,
                                 i % 5 == 2    ? 2
                                 : i % 13 == 7 ? 3
                                               : 1,
                                 0});
  for (int i = 0; i < 118; ++i) {
    const Date lesson = day(i < 60 ? "2019-02-13" : "2019-03-14");
    const Sex sex = i % 17 == 4 ? Sex::unknown : i % 2 ? Sex::male : Sex::female;
    plan.ros_answers.push_back({lesson, sex, random.chance(74) ? 1 : random.between(2, 3), random.chance(79) ? 1 : random.between(2, 3)});
  }
}

void plan_outreach(Plan &plan, Random &random) {
  // Confirmed contacts: 2016 42, 2017 54, 2018 80 (34 girls, 46 boys), and 23 so far this year. Others were never confirmed.
  struct Year {
    int year, confirmed, girls, unconfirmed, last_month;
  };
  for (const Year &y : {Year{2016, 42, 17, 11, 12}, {2017, 54, 22, 14, 12}, {2018, 80, 34, 19, 12}, {2019, 23, 9, 8, 3}}) {
    const auto months = spread_months(random, y.confirmed, 1, y.last_month);
    for (int i = 0; i < y.confirmed; ++i) {
      LinkPlan link;
      link.sex = (i * 7) % y.confirmed < y.girls ? Sex::female : Sex::male;
      Date confirmed = working_day(random, y.year, months[static_cast<std::size_t>(i)]);
      if (confirmed > day(kToday)) confirmed = nearest_working_day(day(kToday) - random.between(1, 9));
      link.confirmed = confirmed;
      link.linked = nearest_working_day(confirmed - random.between(24, 38));
      link.identified = nearest_working_day(*link.linked - random.between(0, 20));
      link.activity = random.pick(std::vector<int>{3, 3, 3, 2, 1, 4, 5, 9});
      plan.links.push_back(link);
    }
    for (int i = 0; i < y.unconfirmed; ++i) {
      LinkPlan link;
      link.sex = random.chance(40) ? Sex::female : Sex::male;
      link.identified = std::min(working_day(random, y.year, 1 + i % y.last_month), nearest_working_day(day(kToday) - random.between(2, 40)));
      link.activity = random.pick(std::vector<int>{3, 2, 1, 9});
      // Those of earlier years that were never confirmed were asked and said no: nothing waits for them.
      if (y.year == 2019 && random.chance(70))
        link.linked = std::min(legal_last_day(link.identified + random.between(1, 12)), nearest_working_day(day(kToday) - 1));
      plan.links.push_back(link);
    }
  }
  // Parents told: 2018 73 (41 mothers, 32 fathers; 21 of girls, 52 of boys); counted since 2018.
  for (const Year &y : {Year{2018, 73, 41, 21, 12}, {2019, 19, 10, 6, 3}}) {
    const auto months = spread_months(random, y.confirmed, 1, y.last_month);
    for (int i = 0; i < y.confirmed; ++i) {
      ParentPlan parent;
      Date at = working_day(random, y.year, months[static_cast<std::size_t>(i)]);
      if (at > day(kToday)) at = nearest_working_day(day(kToday) - random.between(1, 9));
      parent.date = at;
      parent.sex = i < y.girls ? Sex::female : Sex::male;
      parent.child_sex = (i * 5) % y.confirmed < y.unconfirmed ? 1 : 2;
      parent.way = random.chance(70) ? 1 : 2;
      parent.other_parent = random.chance(72);
      plan.parents.push_back(parent);
    }
  }
}

} // namespace rt::demo
