#pragma once
// Inside modules/reports: the frozen copies.
#include "modules/reports/reports.hpp"

namespace rt::reports::store {

struct Frozen {
  std::int64_t id = 0;
  Facts facts;
  std::string at, by;
};
std::string to_text(const Facts &facts);
std::optional<Facts> from_text(std::string_view text);
std::optional<Frozen> frozen(db::Connection &c, std::int64_t unit, int year, Kind kind = Kind::year);
void insert(db::Connection &c, std::int64_t unit, const Facts &facts, const access::Actor &actor, const std::string &at);
/// False when there is none.
bool reopen(db::Connection &c, std::int64_t unit, int year, Kind kind, const std::string &at);

} // namespace rt::reports::store
