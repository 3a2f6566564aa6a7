// The district's life: units, people and cases first, then every register in the order in which they lean on each other.
#include "app/demo/district.hpp"
#include "app/demo/plan.hpp"
#include <algorithm>
#include <cmath>
#include <set>

namespace rt::demo {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;
using records::Draft;

namespace {

constexpr int kMostOfOne = 700; ///< records of one register in one unit and three years
constexpr int kUnitEvents = 30; ///< of a register that is about the unit: about ten a year

/// What three years of an ordinary unit have, in the time and share of this one.
int over(const UnitWorld &world, int in_three_years) {
  return std::max(1, static_cast<int>(std::lround(in_three_years * world.size.share * world.size.years / 3)));
}

struct Told {
  db::Connection &connection;
  records::Records &records;
  records::Persons &persons;
  const access::Actor actor;
  UnitWorld &world;
  District &made;
};

/// The summer is thin and so is Christmas.
Date some_day(Random &random, Date first, Date last) {
  for (;;) {
    const Date day = first + random.between(0, last - first);
    const int month = month_of(day);
    if ((month == 7 && random.chance(60)) || (month == 12 && day_of(day) > 20) || !is_working_day(day)) continue;
    return day;
  }
}

std::uint64_t seed_of(std::string_view words) {
  std::uint64_t seed = 1469598103934665603ULL; // FNV-1a: the same life on every machine
  for (const char c : words) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return seed;
}

Result<UnitWorld> build_unit(db::Pool &pool, organisation::Organisation &organisation, identity::Identity &identity, const DistrictUnit &plan,
                             Date today, const DistrictSize &size) {
  UnitWorld world;
  world.plan = &plan;
  world.today = today;
  world.size = size;
  world.first = district_begins(today, size.years);
  Random random(seed_of(plan.code));
  struct Login {
    std::string login, name;
    access::Role role;
    std::int64_t staff;
    std::vector<std::int64_t> teams;
  };
  std::vector<Login> logins;
  {
    auto c = pool.write();
    db::Transaction tx(*c);
    RT_TRY(world.unit, organisation.add_unit(
                           *c, {0, plan.name, "Skärholmens stadsdelsförvaltning", "Skärholmens stadsdelsnämnd", "Stockholms stad", plan.code, ""}));
    organisation.set_packs(*c, world.unit, plan.packs);
    int order = 0;
    const auto add = [&](const std::string &title, std::vector<std::int64_t> teams) {
      organisation::Staff staff;
      staff.unit = world.unit;
      staff.name = first_name(random.chance(75) ? Sex::female : Sex::male, random.next()) + " " + last_name(random.next());
      staff.title = title;
      staff.started = "2015-08-17";
      staff.teams = std::move(teams);
      auto id = organisation.add_staff(*c, staff);
      return std::pair(id, staff.name);
    };
    for (const auto &team : plan.teams) {
      RT_TRY(const auto id, organisation.add_team(*c, {0, world.unit, team.code, team.name, team.name, "assessed", plan.people, ++order, true}));
      world.teams.push_back(id);
      for (int i = 0; i < plan.staff_per_team; ++i) {
        auto [staff, name] = add(plan.worker, {id});
        if (!staff) return fail(staff.error());
        world.staff[id].push_back(*staff);
        if (i == 0) logins.push_back({plan.login + "." + std::to_string(order), name, access::Role::social_worker, *staff, {id}});
      }
    }
    auto [head, head_name] = add("Enhetschef", {});
    if (!head) return fail(head.error());
    auto [deputy, deputy_name] = add("Biträdande enhetschef", world.teams);
    if (!deputy) return fail(deputy.error());
    logins.push_back({plan.login + ".chef", head_name, access::Role::head, *head, {}});
    logins.push_back({plan.login + ".bitr", deputy_name, access::Role::deputy, *deputy, {}});
    tx.commit();
  }
  for (const auto &login : logins) {
    identity::User user;
    user.login = login.login, user.name = login.name, user.role = login.role, user.unit = world.unit, user.staff = login.staff,
    user.teams = login.teams;
    RT_CHECK(identity.add_user(access::system_actor(world.unit), user, kPassword));
  }
  return world;
}

void add_people(Told &told, int count) {
  const auto &plan = *told.world.plan;
  Random random(seed_of(plan.code + " people"));
  for (int i = 0; i < count; ++i) {
    records::Person person;
    person.unit = told.world.unit;
    person.sex = random.chance(51) ? Sex::female : Sex::male;
    person.first_name = first_name(person.sex, random.next());
    person.last_name = last_name(random.next());
    // The first ones come first, and are as old then as the last ones at the end.
    const int earlier = (told.world.size.years - 3) * (count - i) / count;
    const int age = random.between(plan.low_age, plan.high_age) + earlier;
    person.birth_date = to_iso(make_date(year_of(told.world.today) - age - 2, random.between(1, 12), random.between(1, 28)));
    person.is_protected = random.chance(1);
    told.world.persons.push_back(told.persons.insert(told.connection, person));
  }
}

const Field *field_of(const Register &reg, FieldType type, std::string_view target = {}) {
  for (const auto &field : reg.fields)
    if (field.group.empty() && field.type == type && (target.empty() || field.target == target)) return &field;
  return nullptr;
}

/// What a register hangs on: a required reference to something of the unit's own, else the case, the household or a person.
const Field *parent_of(const Register &reg) {
  for (const auto &field : reg.fields)
    if (field.group.empty() && field.required && field.type == FieldType::reference && field.target != "case" && field.target != "contact")
      return &field;
  for (const auto &field : reg.fields)
    if (field.group.empty() && field.type == FieldType::reference && field.target != "case" && field.target != "contact" && field.target != reg.id &&
        field.in_list)
      return &field;
  return nullptr;
}

/// Each register after those that its records refer to; what goes in a circle stays in the order of the packs.
std::vector<const Register *> in_order(const definitions::Catalog &catalog, const DistrictUnit &plan) {
  std::vector<const Register *> waiting, order;
  for (const auto &reg : catalog.registers)
    if (catalog.keeps(plan.packs, reg.pack)) waiting.push_back(&reg);
  std::set<std::string> open;
  for (const auto *reg : waiting) open.insert(reg->id);
  while (!waiting.empty()) {
    const auto before = waiting.size();
    for (auto it = waiting.begin(); it != waiting.end();) {
      const auto leans = [&](const Field &field) {
        return !field.target.empty() && field.target != (*it)->id && open.count(field.target) != 0 && (field.required || field.target == "case");
      };
      if (std::any_of((*it)->fields.begin(), (*it)->fields.end(), leans)) {
        ++it;
        continue;
      }
      open.erase((*it)->id);
      order.push_back(*it);
      it = waiting.erase(it);
    }
    if (waiting.size() != before) continue;
    open.erase(waiting.front()->id);
    order.push_back(waiting.front());
    waiting.erase(waiting.begin());
  }
  return order;
}

Result<void> keep(Told &told, const Register &reg, Random &random, const Kept &about, const Kept *parent, std::string_view parent_field) {
  auto draft = make_record(random, reg, told.world, about, parent, parent_field);
  if (!draft) {
    ++told.made.left_out;
    told.made.faults.emplace(reg.id, "no values hold");
    return {};
  }
  auto saved = told.records.save_in(told.connection, told.actor, reg.id, std::move(*draft));
  if (!saved) { // what the pure checks do not see; the demo goes on and its test says what was left out
    ++told.made.left_out;
    auto &why = told.made.faults[reg.id];
    why = saved.error().message;
    for (const auto &field : saved.error().fields) why += " | " + field.field + ": " + field.message;
    return {};
  }
  Kept one = about;
  one.id = saved->id;
  one.team = saved->team;
  one.person = saved->person;
  if (saved->staff != 0) one.staff = saved->staff;
  if (reg.id == "case") one.case_id = saved->id;
  if (reg.id == "household") one.household = saved->id;
  told.world.kept[reg.id].push_back(one);
  ++told.made.records;
  ++told.made.by_register[reg.id];
  return {};
}

Result<void> tell_after(Told &told, const Register &reg, Random &random, const Field &link) {
  const auto found = told.world.kept.find(link.target);
  if (found == told.world.kept.end()) return {};
  const auto parents = found->second; // a register may refer to itself
  const int likely = 35 + static_cast<int>(seed_of(reg.id) % 50), most = 1 + static_cast<int>(seed_of(reg.id) / 64 % 2);
  int count = 0;
  for (const auto &parent : parents) {
    if (!random.chance(likely)) continue;
    for (int i = random.between(1, most); i > 0 && count < over(told.world, kMostOfOne); --i, ++count) {
      const int room = told.world.today - parent.date;
      if (room < 2) continue;
      Kept about = parent;
      about.date = parent.date + random.between(1, std::min(room - 1, 150) + 1);
      if (about.date > told.world.today) about.date = told.world.today;
      RT_CHECK(keep(told, reg, random, about, &parent, link.id));
    }
  }
  return {};
}

Result<void> tell_cases(Told &told, const Register &reg, Random &random) {
  const auto &world = told.world;
  const int count = over(world, world.plan->clients_per_year * 3);
  std::vector<Date> days;
  for (int i = 0; i < count; ++i) days.push_back(some_day(random, world.first, world.today - 3));
  std::sort(days.begin(), days.end());
  for (int i = 0; i < count; ++i) {
    Kept about;
    about.person = world.persons[static_cast<std::size_t>(i) % world.persons.size()];
    about.team = random.pick(world.teams);
    about.staff = random.pick(world.staff.at(about.team));
    about.date = days[static_cast<std::size_t>(i)];
    RT_CHECK(keep(told, reg, random, about, nullptr, ""));
  }
  return {};
}

Result<void> tell_events(Told &told, const Register &reg, Random &random, int count) {
  const bool people = field_of(reg, FieldType::person) != nullptr;
  for (int i = 0; i < count; ++i) {
    Kept about;
    about.team = random.pick(told.world.teams);
    about.staff = random.pick(told.world.staff.at(about.team));
    about.date = some_day(random, told.world.first, told.world.today - 1);
    if (people) about.person = random.pick(told.world.persons);
    RT_CHECK(keep(told, reg, random, about, nullptr, ""));
  }
  return {};
}

Result<void> tell(Told &told, const Register &reg) {
  Random random(seed_of(told.world.plan->code + " " + reg.id));
  if (reg.id == "case") return tell_cases(told, reg, random);
  if (reg.id == "provider") return tell_events(told, reg, random, 8);
  if (const auto *parent = parent_of(reg); parent != nullptr && told.world.kept.count(parent->target) != 0)
    return tell_after(told, reg, random, *parent);
  const auto *of_case = field_of(reg, FieldType::reference, "case");
  if (of_case != nullptr && told.world.kept.count("case") != 0) return tell_after(told, reg, random, *of_case);
  const bool of_people = reg.about == "person" || reg.about == "household";
  return tell_events(told, reg, random, over(told.world, of_people ? told.world.plan->clients_per_year : kUnitEvents));
}

} // namespace

Result<District> make_district(db::Pool &pool, records::Records &records, records::Persons &persons, organisation::Organisation &organisation,
                               identity::Identity &identity, std::int64_t first_unit, Date today, const DistrictSize &size,
                               const std::vector<std::string> &only, const std::function<void(const std::string &)> &progress) {
  District made;
  const auto live = [&](UnitWorld &world) {
    return records.bulk([&](db::Connection &connection) -> Result<void> {
      Told told{connection, records, persons, access::system_actor(world.unit), world, made};
      add_people(told, over(world, world.plan->clients_per_year * 2));
      for (const auto *reg : in_order(records.catalog(), *world.plan)) {
        if (world.unit == first_unit && reg->pack == "open-care") continue; // make_unit has told its own story
        RT_CHECK(tell(told, *reg));
      }
      return {};
    });
  };
  // Resursenheten keeps the shared registers too.
  static const DistrictUnit kFirst{"Resursenheten", "RES", "", {"open-care"}, {}, "children", "Behandlare", 0, 40, 12, 45};
  {
    auto c = pool.write();
    db::Transaction tx(*c);
    organisation.set_packs(*c, first_unit, kFirst.packs);
    tx.commit();
  }
  UnitWorld first;
  first.plan = &kFirst;
  first.unit = first_unit;
  first.today = today;
  first.size = size;
  first.first = district_begins(today, size.years);
  for (const auto &staff : organisation.staff(first_unit))
    for (const auto team : staff.teams) first.staff[team].push_back(staff.id);
  for (const auto &team : organisation.teams(first_unit))
    if (first.staff.count(team.id) != 0) first.teams.push_back(team.id);
  RT_CHECK(live(first));
  made.units.push_back(first_unit);
  const auto wanted = [&](const DistrictUnit &plan) {
    return only.empty() || std::any_of(plan.packs.begin(), plan.packs.end(),
                                       [&](const auto &pack) { return std::find(only.begin(), only.end(), pack) != only.end(); });
  };
  for (const auto &plan : district_units()) {
    if (!wanted(plan)) continue;
    RT_TRY(auto world, build_unit(pool, organisation, identity, plan, today, size));
    RT_CHECK(live(world));
    made.units.push_back(world.unit);
    progress(tr_f("{0} är klar.", {plan.name}));
  }
  return made;
}

} // namespace rt::demo
