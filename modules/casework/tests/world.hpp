#pragma once
// A unit with two groups and another unit, the pack `common` installed, a child with a case.
#include "modules/casework/rules.hpp"
#include "modules/definitions/tests/shipped.hpp"
#include "platform/testing/databases.hpp"
#include <algorithm>

namespace rt::casework {

inline const definitions::Catalog &common_catalog() {
  static const definitions::Loaded kLoaded = definitions::load(shipped_packs(), {"common"});
  return kLoaded.catalog;
}

struct World {
  explicit World(const std::string &engine) : db(engine) {
    auto c = db.pool().write();
    std::vector<db::Migration> all;
    for (const auto *part : {&organisation::migrations(), &audit::migrations(), &records::migrations(), &migrations()})
      all.insert(all.end(), part->begin(), part->end());
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.number < b.number; });
    (void)db::migrate(*c, all).value();
    db::Transaction t(*c);
    unit = organisation.add_unit(*c, {0, "Barn och ungdom", "Förvaltningen", "Nämnden", "Staden", "BU"}).value();
    reception = organisation.add_team(*c, {0, unit, "MOT", "Mottagningsgruppen", "Mottag", "assessed", "children", 1, true}).value();
    children = organisation.add_team(*c, {0, unit, "BAR", "Barngruppen", "Barn", "assessed", "children", 2, true}).value();
    other_unit = organisation.add_unit(*c, {0, "Grannenheten", "Grannförvaltningen", "Grannämnden", "Staden", "GR"}).value();
    neighbours = organisation.add_team(*c, {0, other_unit, "GRA", "Granngruppen", "Grann", "assessed", "children", 1, true}).value();
    maria_staff = organisation.add_staff(*c, {0, unit, "Maria Berg", "socialsekreterare", "", {reception}, "2016-01-01", ""}).value();
    olle_staff = organisation.add_staff(*c, {0, unit, "Olle Ek", "socialsekreterare", "", {children}, "2016-01-01", ""}).value();
    sara_staff = organisation.add_staff(*c, {0, unit, "Sara Lund", "socialsekreterare", "", {reception}, "2016-01-01", ""}).value();
    t.commit();
    records.install(*c);
    anna = actor(1, 0, "Anna Lindqvist", access::Role::head, unit, {});
    maria = actor(2, maria_staff, "Maria Berg", access::Role::social_worker, unit, {reception});
    olle = actor(3, olle_staff, "Olle Ek", access::Role::social_worker, unit, {children});
    sara = actor(4, sara_staff, "Sara Lund", access::Role::social_worker, unit, {reception});
    vera = actor(5, 0, "Vera Grann", access::Role::head, other_unit, {});
  }
  static access::Actor actor(std::int64_t user, std::int64_t staff, const char *name, access::Role role, std::int64_t unit,
                             std::vector<std::int64_t> teams) {
    access::Actor a;
    a.user = user;
    a.staff = staff;
    a.name = name;
    a.role = role;
    a.unit = unit;
    a.teams = std::move(teams);
    return a;
  }
  std::int64_t person(const char *first, const char *last = "Exempel", const char *born = "2012-05-06",
                      organisation::Sex sex = organisation::Sex::female) {
    records::Person p;
    p.first_name = first;
    p.last_name = last;
    p.sex = sex;
    p.birth_date = born;
    return persons.save(maria, p).value();
  }
  records::Record save(const access::Actor &who, const char *reg, std::map<std::string, db::Value> values) {
    auto draft = records::blank(*common_catalog().find(reg), who, swedish_day(clock.now()));
    for (auto &[field, value] : values) draft.values[field] = value;
    auto saved = records.save(who, reg, std::move(draft));
    if (!saved) {
      std::string why = saved.error().message;
      for (const auto &error : saved.error().fields) why += "\n" + error.field + ": " + error.message;
      throw std::runtime_error(std::string(reg) + ": " + why);
    }
    return *saved;
  }
  /// Opened 10 January 2026 in the reception group; nobody handles it.
  records::Record open_case(std::int64_t of, std::int64_t handler = 0) {
    std::map<std::string, db::Value> values{
        {"person", of}, {"opened", std::string("2026-01-10")}, {"kind", std::int64_t{1}}, {"number", std::string("BU-26-17")}};
    values["handlers"] = db::opt(handler != 0 ? std::to_string(handler) : "");
    return save(maria, "case", values);
  }
  testing::TestDatabase db;
  FixedClock clock{from_iso("2026-03-22T10:00:00Z")};
  audit::ReadLog read_log{db.pool(), clock};
  organisation::Organisation organisation{db.pool()};
  records::Records records{db.pool(), common_catalog(), clock, read_log};
  records::Persons persons{db.pool(), clock, read_log};
  records::Merges merges{records, persons, clock};
  Casework casework{records, persons, organisation, read_log, clock};
  std::int64_t unit = 0, other_unit = 0, reception = 0, children = 0, neighbours = 0, maria_staff = 0, olle_staff = 0, sara_staff = 0;
  access::Actor anna, maria, olle, sara, vera;
};

} // namespace rt::casework
