#pragma once
// A unit with a family group and another group, the child and youth pack, a child whose mapping is made.
#include "modules/definitions/tests/shipped.hpp"
#include "modules/mapping/pages.hpp"
#include "platform/testing/databases.hpp"
#include <algorithm>

namespace rt::mapping {

inline const definitions::Catalog &child_catalog() {
  // Only the tools and the case that they may refer to: eighty tables more would make every test slow.
  static const definitions::Catalog kCatalog = [] {
    auto catalog = definitions::load(shipped_packs(), {"common", "child-and-youth"}).catalog;
    std::erase_if(catalog.registers, [](const Register &reg) {
      return reg.id != "case" && std::none_of(tools().begin(), tools().end(), [&](const Tool &tool) { return tool.register_id == reg.id; });
    });
    return catalog;
  }();
  return kCatalog;
}
inline const Register &reg_of(std::string_view id) { return *child_catalog().find(id); }

struct World {
  explicit World(const std::string &engine) : db(engine) {
    set_up();
    records::Person p;
    p.first_name = "Leo Emil";
    p.last_name = "Exempelson";
    p.personnummer = "19701063-2391"; // of the public test series
    auto saved = persons.save(maria, p);
    if (!saved) throw std::runtime_error(saved.error().message);
    leo = *saved;
  }
  void set_up() {
    auto c = db.pool().write();
    std::vector<db::Migration> all;
    for (const auto *part : {&organisation::migrations(), &audit::migrations(), &records::migrations()})
      all.insert(all.end(), part->begin(), part->end());
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.number < b.number; });
    (void)db::migrate(*c, all).value();
    db::Transaction t(*c);
    unit = organisation.add_unit(*c, {0, "Barn och ungdom", "Förvaltningen", "Nämnden", "Staden", "BU"}).value();
    family = organisation.add_team(*c, {0, unit, "FAM", "Familjegruppen", "Familj", "assessed", "children", 1, true}).value();
    youth = organisation.add_team(*c, {0, unit, "UNG", "Ungdomsgruppen", "Ungdom", "assessed", "children", 2, true}).value();
    maria_staff = organisation.add_staff(*c, {0, unit, "Maria Berg", "socialsekreterare", "", {family}, "2016-01-01", ""}).value();
    sara_staff = organisation.add_staff(*c, {0, unit, "Sara Lund", "socialsekreterare", "", {family}, "2016-01-01", ""}).value();
    t.commit();
    records.install(*c);
    maria = actor(2, maria_staff, "Maria Berg", access::Role::social_worker, {family});
    sara = actor(3, sara_staff, "Sara Lund", access::Role::social_worker, {family});
    olle = actor(4, 0, "Olle Ek", access::Role::social_worker, {youth});
    kerstin = actor(5, 0, "Kerstin Admin", access::Role::administrator, {});
  }
  access::Actor actor(std::int64_t user, std::int64_t staff, const char *name, access::Role role, std::vector<std::int64_t> teams) const {
    access::Actor a;
    a.user = user;
    a.staff = staff;
    a.name = name;
    a.role = role;
    a.unit = unit;
    a.teams = std::move(teams);
    return a;
  }
  /// A new record of a tool about Leo.
  std::int64_t made(std::string_view reg) {
    auto id = begin(deps(), maria, reg_of(reg), leo);
    if (!id)
      throw std::runtime_error(std::string(reg) + ": " + id.error().message + (id.error().fields.empty() ? "" : " " + id.error().fields[0].message));
    return *id;
  }
  Deps deps() {
    return {records, persons, organisation, clock, nullptr, [](const access::Actor &, std::string_view) { return html::Frame{}; }};
  }
  testing::TestDatabase db;
  FixedClock clock{from_iso("2026-03-22T10:00:00Z")};
  audit::ReadLog read_log{db.pool(), clock};
  organisation::Organisation organisation{db.pool()};
  records::Records records{db.pool(), child_catalog(), clock, read_log};
  records::Persons persons{db.pool(), clock, read_log};
  std::int64_t unit = 0, family = 0, youth = 0, maria_staff = 0, sara_staff = 0, leo = 0;
  access::Actor maria, sara, olle, kerstin;
};

} // namespace rt::mapping
