// Viewpoints: what clients say and what it changed. 2018: 88 led to an adaptation, from 61 women and 31 men (6.4).
#include "app/demo/plan_tools.hpp"
#include <algorithm>

namespace rt::demo {
namespace {

struct Story {
  int category, concerns; ///< option codes of the register
  std::string said, done;
};

const std::vector<Story> &stories() {
  static const std::vector<Story> all = {
      {1, 3, "Tiden mitt på dagen krockar med jobbet.", "Vi bokar samtal efter klockan 17 varannan vecka."},
      {2, 3, "Vill bli påmind dagen före.", "Påminnelse med sms är inlagd."},
      {1, 1, "Hann inte säga det viktigaste.", "Agenda i början och en avstämning när det är 20 minuter kvar."},
      {2, 1, "Vill rita när det är svårt att prata.", "Pennor och whiteboard finns i rummet."},
      {2, 3, "Vill träffas ute i stället för på kontoret.", "Vi går en promenad under samtalet."},
      {1, 1, "Väntrummet känns trångt och högljutt.", "Möts i entrén och går direkt till rummet."},
      {3, 2, "Kändes skönt att ni frågade hur jag ville ha det.", "Vi frågar alla om upplägget på första mötet."},
      {1, 6, "Avslutet kom för fort.", "Avslutet delas upp på två samtal."},
      {2, 5, "Vill att pappa också är med.", "Båda föräldrarna bjuds in till nästa möte."},
      {1, 4, "Förstod inte vad som skulle hända efter mötet.", "Vi skriver ner nästa steg och ger det på papper."},
      {2, 4, "Vill ha informationen på arabiska.", "Tolk bokas och det skrivna översätts."},
      {1, 1, "Det blev mycket prat och lite övning.", "Rollspel planeras till nästa gång."},
      {2, 1, "Svårt att sitta still en hel timme.", "Två korta pass med paus emellan."},
      {1, 3, "Svårt att nå er på telefon.", "Direktnummer och telefontid lämnas på första mötet."},
      {2, 5, "Vill bestämma ordningen på det vi tar upp.", "Brukaren väljer första ämnet varje gång."},
      {3, 1, "Skattningen fick mig att se att det blivit bättre.", "Kurvan visas i början av varje samtal."},
      {1, 2, "Kändes som att vi pratade över huvudet på mig.", "Behandlaren vänder sig först till barnet."},
      {2, 1, "Krokarna sitter för högt för de små.", "Krokar i barnhöjd är uppsatta."},
      {1, 1, "För många personer på nätverksmötet.", "Vi delar upp mötet och brukaren väljer vilka som är med."},
      {2, 3, "Vill kunna ses på skolan.", "Var tredje träff läggs på skolan."},
      {1, 4, "Hyresavin kom bort.", "Vi sätter upp autogiro tillsammans."},
      {2, 6, "Vill kunna höra av mig efter avslutet.", "Uppföljningssamtal bokas efter tre månader."},
      {1, 5, "Ni hade redan bestämt målet.", "Målen skrivs om tillsammans på nästa möte."},
      {2, 2, "Vill ha samma behandlare hela tiden.", "Ersättare presenteras i förväg vid ledighet."},
  };
  return all;
}

ViewpointPlan viewpoint(Random &random, Date received, bool adapted) {
  static const std::vector<std::string> teams = {"UM", "UM", "FNG", "FNG", "FNG", "KBT", "BOSTOD", "FORALDRAR", "SKOLA"};
  ViewpointPlan v;
  const Story &story = random.pick(stories());
  v.received = received;
  v.team = random.pick(teams);
  if (v.team == "SKOLA" && received < day("2019-01-21")) v.team = "FNG";
  v.category = story.category;
  v.concerns = story.concerns;
  v.way = random.pick(std::vector<int>{2, 2, 3, 3, 1});
  v.description = story.said;
  v.adapted = adapted;
  if (adapted) v.measure = story.done;
  else if (random.chance(50)) v.measure = "Vi förklarade varför det är så här.";
  if (random.chance(adapted ? 88 : 60)) v.fed_back = std::min(legal_last_day(received + random.between(3, 21)), nearest_working_day(day(kToday)));
  if (adapted && v.fed_back) v.next_srs = random.pick(std::vector<int>{1, 1, 1, 2, 3});
  return v;
}

} // namespace

void plan_viewpoints(Plan &plan, Random &random) {
  struct Year {
    int year, adapted, couples, single_women, other, last_month;
  };
  // 2018: 84 given by one (57 women, 27 men) and 4 by couples: 88 viewpoints, 61 women, 31 men.
  for (const Year &y : {Year{2017, 52, 2, 33, 21, 12}, {2018, 88, 4, 57, 34, 12}, {2019, 21, 1, 13, 9, 3}}) {
    const auto months = spread_months(random, y.adapted + y.other, 1, y.last_month);
    for (int i = 0; i < y.adapted + y.other; ++i) {
      const bool adapted = i < y.adapted;
      Date at = working_day(random, y.year, months[static_cast<std::size_t>(i)]);
      if (at > day(kToday)) at = nearest_working_day(day(kToday) - random.between(1, 12));
      ViewpointPlan v = viewpoint(random, at, adapted);
      const bool couple = adapted ? i < y.couples : i % 11 == 3;
      const bool woman = adapted ? (i - y.couples) < y.single_women : random.chance(60);
      const int role = v.team == "FORALDRAR" || (v.team == "FNG" && random.chance(50)) ? (woman ? 2 : 3) : 1;
      if (couple) v.givers = {{2, Sex::female}, {3, Sex::male}};
      else v.givers = {{role, woman ? Sex::female : Sex::male}};
      v.child = !couple && role == 1 && (v.team == "UM" || v.team == "FNG" || v.team == "SKOLA") && random.chance(60);
      plan.viewpoints.push_back(std::move(v));
    }
  }
  // The latest ones wait for the next team meeting.
  for (int i = 0; i < 7; ++i) {
    ViewpointPlan v = viewpoint(random, nearest_working_day(day(kToday) - 1 - i), false);
    v.givers = {{1, i % 3 ? Sex::female : Sex::male}};
    v.adapted.reset();
    v.measure.clear();
    v.fed_back.reset();
    v.handled = false;
    plan.viewpoints.push_back(std::move(v));
  }
}

Plan make_plan(std::uint64_t seed) {
  Plan plan;
  Random random(seed);
  plan_staff(plan);
  plan_youth_clinic(plan, random);
  plan_family_group(plan, random);
  plan_housing(plan, random);
  plan_kbt(plan, random);
  plan_small_teams(plan, random);
  plan_outreach(plan, random);
  plan_viewpoints(plan, random);
  // Case reviews: about every sixth week; a few wait longer, some are new and have none yet.
  int n = 0;
  for (ContactPlan &c : plan.contacts) {
    if (c.ended || c.received > day("2019-02-20")) continue;
    const bool late = ++n % 14 == 3;
    c.reviewed = nearest_working_day(day(kToday) - (late ? random.between(45, 60) : random.between(2, 40)));
    c.review_srs = random.chance(88);
    c.review_file = random.chance(84);
  }
  return plan;
}

} // namespace rt::demo
