#pragma once
// A unit with two teams, a head and a therapist in each, and the shipped pack installed.
#include "modules/definitions/tests/shipped.hpp"
#include "modules/records/records.hpp"
#include "platform/testing/databases.hpp"
#include <algorithm>

namespace rt::records {

inline const definitions::Catalog &shipped_catalog() {
  static const definitions::Loaded kLoaded = definitions::load(shipped_packs(), {"open-care"});
  return kLoaded.catalog;
}

inline std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  for (const auto *part : {&organisation::migrations(), &audit::migrations(), &migrations()}) all.insert(all.end(), part->begin(), part->end());
  return all;
}

/// A response as it reaches the reader: with what the server makes while it sends.
inline http::Response sent(http::Response response) {
  if (response.more)
    for (std::string piece; response.more(piece); piece.clear()) response.body += piece;
  return response;
}

struct World {
  explicit World(const std::string &engine, const definitions::Catalog &definitions = shipped_catalog()) : db(engine), catalog(definitions) {
    auto c = db.pool().write();
    (void)db::migrate(*c, all_migrations()).value();
    db::Transaction t(*c);
    organisation::Organisation organisation(db.pool());
    unit = organisation.add_unit(*c, {0, "Resursenheten", "Förvaltningen", "Nämnden", "Staden", "RE"}).value();
    family = organisation.add_team(*c, {0, unit, "FNG", "Familj- och nätverksgruppen", "Familj", "assessed", "children", 1, true}).value();
    youth = organisation.add_team(*c, {0, unit, "UNG", "Ungdomsgruppen", "Ungdom", "service", "children", 2, true}).value();
    maria_staff = organisation.add_staff(*c, {0, unit, "Maria Berg", "behandlare", "", {family}, "2016-01-01", ""}).value();
    t.commit();
    records.install(*c);
    anna = actor(1, 0, "Anna Lindqvist", access::Role::head, {});
    maria = actor(2, maria_staff, "Maria Berg", access::Role::therapist, {family});
    olle = actor(3, 0, "Olle Ek", access::Role::therapist, {youth});
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
  std::int64_t person(const char *first, Sex sex, const char *born) {
    Person p;
    p.first_name = first;
    p.last_name = "Exempel";
    p.sex = sex;
    p.birth_date = born;
    return persons.save(maria, p).value();
  }
  /// A girl's contact in the family team, received 10 January 2019.
  Record contact() {
    Record draft;
    draft.values["person"] = person("Elsa", Sex::female, "2004-05-06");
    draft.values["received"] = std::string("2019-01-10");
    return records.save(maria, "contact", draft).value();
  }
  Record viewpoint(const char *text = "Svårt att hitta hit") {
    Record draft;
    draft.values["received"] = std::string("2019-02-01");
    draft.values["category"] = std::int64_t{1};
    draft.values["description"] = std::string(text);
    draft.givers = {{"client", Sex::female, false}};
    return draft;
  }
  testing::TestDatabase db;
  const definitions::Catalog &catalog;
  FixedClock clock{from_iso("2019-03-22T10:00:00Z")};
  audit::ReadLog read_log{db.pool(), clock};
  Records records{db.pool(), catalog, clock, read_log};
  Persons persons{db.pool(), clock, read_log};
  std::int64_t unit = 0, family = 0, youth = 0, maria_staff = 0;
  access::Actor anna, maria, olle;
};

/// A value that the field accepts; `variation` chooses among several.
inline db::Value good_value(const definitions::Field &field, unsigned variation) {
  using definitions::FieldType;
  switch (field.type) {
  case FieldType::text:
  case FieldType::long_text: return "text " + std::to_string(variation % 7);
  case FieldType::integer: return static_cast<std::int64_t>(variation % 10);
  case FieldType::decimal:
  case FieldType::money: return static_cast<double>(variation % 1000) / 4;
  case FieldType::date: return to_iso(make_date(2019, 1, 1) + static_cast<int>(variation % 60));
  case FieldType::datetime: return std::string("2019-03-22T10:00:00Z");
  case FieldType::choice: return static_cast<std::int64_t>(field.options[variation % field.options.size()].code);
  case FieldType::choices: return std::to_string(field.options[variation % field.options.size()].code);
  case FieldType::item: return static_cast<std::int64_t>(field.options[variation % field.options.size()].score);
  case FieldType::yes_no: return static_cast<std::int64_t>(variation % 2);
  case FieldType::scale: return static_cast<std::int64_t>(variation % 101);
  case FieldType::givers:
    return givers_to_text(field, {{field.options[variation % field.options.size()].id, static_cast<Sex>(variation % 4), false}});
  default: return db::Null{};
  }
}

} // namespace rt::records
