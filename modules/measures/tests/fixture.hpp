#pragma once
// A unit with the shipped registers and measures, whose records are written as a quality officer would write them:
// "contact A: team = UM; sex = female; born = 2001; received = 2018-01-10".
#include "modules/deadlines/deadlines.hpp"
#include "modules/definitions/tests/shipped.hpp"
#include "modules/measures/measures.hpp"
#include "platform/core/text.hpp"
#include "platform/testing/databases.hpp"
#include <map>

namespace rt::measures::testing {

inline definitions::Catalog shipped_catalog(const std::vector<std::string> &packs = {"open-care"}) {
  return definitions::load(shipped_packs(), packs).catalog;
}
/// A measure of the test's own, by its keys.
definitions::MeasureSource measure(const std::string &id, const std::map<std::string, std::string> &keys);

class World {
public:
  explicit World(const std::string &engine, definitions::Catalog catalog = shipped_catalog());
  void new_unit(); ///< what follows is saved in another unit of the same database
  /// Fields by name; `team`, `sex`, `born`, `state` and `givers` too. References by the name given to an earlier
  /// record. Rows of a group: "children = (name = A, living = yes) (name = B)". Staff by their name.
  records::Record save(const std::string &reg, const std::map<std::string, std::string> &fields, const std::string &name = {});
  records::Draft draft(const std::string &reg, const std::map<std::string, std::string> &fields);
  records::Record get(const std::string &reg, std::int64_t id);
  void remove(const std::string &reg, const records::Record &record);
  std::int64_t member(const std::string &name); ///< of the unit's staff; employed the first time they are named
  /// The differences between cells and records, as one text; empty when there are none.
  std::string differences();
  BySex value(const std::string &measure, const std::string &period, const std::string &team = {});
  access::Actor actor(access::Role role, const std::vector<std::string> &team_codes = {}) const;
  rt::testing::TestDatabase db;
  definitions::Catalog catalog;
  FixedClock clock{from_iso("2019-03-22T10:00:00Z")};
  audit::ReadLog read_log;
  records::Records records;
  records::Persons persons;
  organisation::Organisation organisation;
  deadlines::Deadlines deadlines;
  Measures measures;
  std::int64_t unit = 0;
  std::map<std::string, std::int64_t> teams;
  std::map<std::string, std::int64_t> names; ///< of saved records
  access::Actor system;
};

/// Splits "a = 1; b = två" into fields.
std::map<std::string, std::string> fields_of(std::string_view text);

} // namespace rt::measures::testing
