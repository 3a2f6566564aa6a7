// The demo unit: people and records from the plan, goals and history through the same importers that a real unit uses.
#include "app/demo/city.hpp"
#include "app/demo/demo.hpp"
#include "app/demo/district.hpp"
#include "app/demo/random.hpp"
#include "app/server/app.hpp"
#include "platform/core/embedded.hpp"
#include <chrono>
#include <thread>

namespace rt::app {
namespace {

Result<std::string_view> packed(std::string_view name) {
  for (const auto &file : embedded_packs())
    if (file.name == name) return file.bytes;
  return fail(ProblemKind::not_found, tr_f("Filen {0} finns inte i programmet.", {name}));
}

using Import = std::function<Result<steering::ImportReport>(std::string_view bytes, std::string_view name)>;

Result<void> bring(std::string_view name, const std::function<void(const std::string &)> &progress, const Import &import) {
  RT_TRY(const auto bytes, packed(name));
  RT_TRY(const auto report, import(bytes, name));
  for (const auto &error : report.errors) progress(std::string(name) + ", " + tr_f("rad {0}", {std::to_string(error.row)}) + ": " + error.message);
  for (const auto &flag : report.flags) progress(std::string(name) + ": " + flag);
  return {};
}

Result<void> bring_plan_and_history(App &app, std::int64_t unit, const std::function<void(const std::string &)> &progress) {
  const auto system = access::system_actor(unit);
  auto &steering = *app.steering;
  RT_CHECK(steering.install_goals(system, unit, app.catalog().goals));
  for (const int year : {2018, 2019}) {
    const std::string file = "open-care/plan-" + std::to_string(year) + ".csv";
    RT_CHECK(bring(file, progress, [&](std::string_view bytes, std::string_view name) {
      return steering.import_plan(system, {unit, year, "", false}, bytes, name);
    }));
  }
  RT_CHECK(bring("demo-unit/outcomes.csv", progress, [&](auto bytes, auto name) { return steering.import_outcomes(system, unit, bytes, name); }));
  RT_CHECK(bring("demo-unit/economy.csv", progress, [&](auto bytes, auto name) { return steering.import_economy(system, unit, bytes, name); }));
  RT_CHECK(bring("demo-unit/staff-survey.csv", progress, [&](auto bytes, auto name) { return steering.import_survey(system, unit, bytes, name); }));
  RT_CHECK(bring("demo-unit/year-wheel-2019.csv", progress,
                 [&](auto bytes, auto name) { return steering.import_wheel(system, unit, 2019, bytes, name); }));
  RT_CHECK(bring("demo-unit/followup.csv", progress, [&](auto bytes, auto name) { return steering.import_follow_ups(system, unit, bytes, name); }));
  return {};
}

/// How the unit's teams work: the outreach group meets youths where they are and rates no talks, the parent counsellors offer at most
/// five talks.
Result<void> set_habits(App &app, std::int64_t unit) {
  const auto set = [&](std::string_view code, auto change) -> Result<void> {
    const auto team = app.organisation->team_by_code(unit, code);
    if (!team) return {};
    auto habits = app.treatment->habits(team->id);
    change(habits);
    return app.treatment->set_habits(access::system_actor(unit), team->id, habits);
  };
  RT_CHECK(set("FUG", [](treatment::Habits &habits) { habits.uses_ors = habits.uses_srs = false; }));
  return set("FORALDRAR", [](treatment::Habits &habits) { habits.sessions_planned = 5; });
}

/// Open contacts without a course of their own, so that a list is as long as a city's.
Result<void> lengthen(App &app, std::int64_t unit, int count, const std::function<void(const std::string &)> &progress) {
  const auto system = access::system_actor(unit);
  const auto teams = app.organisation->teams(unit);
  const Date today = swedish_day(app.clock().now());
  demo::Random random(4711);
  return app.records->bulk([&](db::Connection &connection) -> Result<void> {
    for (int i = 0; i < count; ++i) {
      records::Person person;
      person.unit = unit;
      person.sex = random.chance(55) ? organisation::Sex::female : organisation::Sex::male;
      person.first_name = "Person";
      person.last_name = std::to_string(i + 1);
      person.birth_date = to_iso(today - random.between(12 * 365, 60 * 365));
      const auto id = app.persons->insert(connection, person);
      records::Draft draft;
      draft.unit = unit;
      draft.team = random.pick(teams).id;
      draft.person = id;
      draft.state = 4;
      const Date received = today - random.between(10, 500);
      draft.values = {{"person", id},
                      {"received", to_iso(received)},
                      {"commissioner", std::int64_t{1}},
                      {"reason", std::int64_t{99}},
                      {"started", to_iso(received + 7)}};
      RT_TRY(const auto contact, app.records->save_in(connection, system, "contact", std::move(draft)));
      records::Draft session;
      session.unit = unit;
      session.contact = contact.id;
      session.state = 1;
      session.values = {{"contact", contact.id}, {"date", to_iso(today + random.between(0, 60))}};
      RT_CHECK(app.records->save_in(connection, system, "session", std::move(session)));
      if ((i + 1) % 2000 == 0) progress(tr_f("{0} av {1} extra kontakter", {std::to_string(i + 1), std::to_string(count)}));
    }
    return {};
  });
}

} // namespace

Result<void> make_demo(App &app, int extra_contacts, const std::function<void(const std::string &)> &progress) {
  if (!app.organisation->units().empty())
    return fail(ProblemKind::conflict, std::string(tr("Databasen har redan en enhet. Demon skapas bara i en tom databas.")));
  RT_TRY(const auto made, demo::make_unit(app.pool(), *app.records, *app.persons, *app.organisation, *app.identity, app.clock(), progress));
  RT_CHECK(set_habits(app, made.unit));
  if (extra_contacts > 0) RT_CHECK(lengthen(app, made.unit, extra_contacts, progress));
  progress(tr_f("{0} personer, {1} kontakter, {2} samtal, {3} skattningar, {4} synpunkter",
                {std::to_string(made.people), std::to_string(made.contacts), std::to_string(made.sessions), std::to_string(made.ratings),
                 std::to_string(made.viewpoints)}));
  return bring_plan_and_history(app, made.unit, progress);
}

const std::vector<std::string> kDistrictPacks{"open-care",      "child-and-youth", "family",          "elderly-care", "income-support", "disability",
                                              "daily-activity", "prevention",      "housing-support", "adults",       "stockholm"};

namespace {

/// Two terms' samples of each audit, most of them answered: the compliance pages have something to show.
Result<void> review_samples(App &app, std::int64_t unit) {
  auto head = access::system_actor(unit);
  for (const auto &one : app.organisation->staff(unit))
    if (one.title == "Enhetschef") head.name = one.name;
  const auto chosen = app.organisation->packs(unit);
  demo::Random random(static_cast<std::uint64_t>(unit) * 977);
  for (const auto &audit : app.catalog().audits) {
    if (!app.catalog().keeps_file(chosen, audit.file)) continue;
    const Date today = swedish_day(app.clock().now());
    for (int back = 3; back >= 1; --back) {
      auto span = assurance::span_of(audit.period, today);
      for (int i = 0; i < back; ++i) span = assurance::span_of(audit.period, span.first - 1);
      const auto draw = app.assurance->draw(head, audit.id, span, static_cast<std::uint64_t>(back) * 31 + 7);
      if (!draw) continue; // nothing in the period
      for (const auto &item : app.assurance->items(head, draw->id)) {
        if (back == 1 && random.chance(40)) continue; // still waiting
        auto review = item;
        for (const auto &question : audit.questions) {
          const int luck = random.between(1, 100);
          review.replies[question.id].answer = luck <= 66 + 5 * (3 - back) ? assurance::Answer::yes
                                               : luck <= 82                ? assurance::Answer::partly
                                               : luck <= 93                ? assurance::Answer::no
                                                                           : assurance::Answer::not_relevant;
        }
        auto reviewer = head; // a colleague answers, as in life
        for (const auto &one : app.organisation->staff(unit))
          if (one.id == item.reviewer) reviewer.name = one.name;
        review.feedback = "Tydligt och lätt att följa. Skriv gärna vem som sagt vad.";
        RT_CHECK(app.assurance->save(reviewer, review, true));
      }
    }
  }
  return {};
}

} // namespace

Result<void> make_district_demo(App &app, const std::vector<std::string> &only, const std::function<void(const std::string &)> &progress) {
  RT_CHECK(make_demo(app, 0, progress));
  const auto first = app.organisation->units().front().id;
  const Date today = swedish_day(app.clock().now());
  RT_TRY(const auto made,
         demo::make_district(app.pool(), *app.records, *app.persons, *app.organisation, *app.identity, first, today, {}, only, progress));
  for (const auto unit : made.units) {
    if (unit != first) RT_CHECK(app.steering->install_goals(access::system_actor(unit), unit, app.catalog().goals));
    RT_CHECK(review_samples(app, unit));
  }
  for (const auto &[reg, why] : made.faults) progress(reg + ": " + why);
  progress(tr_f("{0} poster i {1} register och {2} enheter; {3} utelämnade.", {std::to_string(made.records), std::to_string(made.by_register.size()),
                                                                               std::to_string(made.units.size()), std::to_string(made.left_out)}));
  return {};
}

Result<void> make_city_demo(App &app, std::int64_t records, const std::function<void(const std::string &)> &progress) {
  RT_CHECK(make_demo(app, 0, progress));
  const auto first = app.organisation->units().front().id;
  const Date today = swedish_day(app.clock().now());
  RT_TRY(const auto told, demo::make_district(app.pool(), *app.records, *app.persons, *app.organisation, *app.identity, first, today,
                                              {demo::kCityYears, demo::city_share(records)}, {}, progress));
  for (const auto unit : told.units)
    if (unit != first) RT_CHECK(app.steering->install_goals(access::system_actor(unit), unit, app.catalog().goals));
  const auto city = demo::make_city(app.pool(), app.catalog(), records, progress);
  for (const auto &unit : app.organisation->units())
    if (std::find(told.units.begin(), told.units.end(), unit.id) == told.units.end())
      RT_CHECK(app.steering->install_goals(access::system_actor(unit.id), unit.id, app.catalog().goals));
  auto c = app.pool().write();
  progress(std::string(tr("Tidsgränserna läggs upp")));
  app.deadlines->rebuild_rhythms(*c);
  progress(std::string(tr("Måtten räknas")));
  app.measures->rebuild(*c);
  progress(tr_f("{0} poster i {1} enheter.", {number(static_cast<double>(city.records), 0), std::to_string(city.units)}));
  return {};
}

void housekeeping(App &app, const std::stop_token &stop) {
  using namespace std::chrono_literals;
  for (int tick = 0; !stop.stop_requested(); ++tick) {
    std::this_thread::sleep_for(500ms);
    try {
      if (app.remake_deadlines && app.deadlines->rebuild_beside([&] { return stop.stop_requested(); })) app.remake_deadlines = false;
    } catch (const db::BusyError &) { // begins again
      continue;
    }
    if (tick % 60 != 59) continue; // every half minute
    try {
      (void)app.treatment->store_waiting_answers();
      if (tick % 7200 == 59) (void)app.imports->purge();
      app.deadlines->roll();          // new terms and months begin
    } catch (const db::BusyError &) { // somebody writes for long: the next turn does it
    }
  }
}

} // namespace rt::app
