#pragma once
// The demo city: the district's ten units twelve times over, with ten years of life. What is told once is written again as rows, with
// new numbers for everything, so that ten million records are there in minutes. For measuring, and for looking at a whole city.
#include "modules/definitions/definitions.hpp"
#include "platform/db/db.hpp"
#include <functional>
#include <string>

namespace rt::demo {

inline constexpr int kDistricts = 12, kCityYears = 10;
inline constexpr std::int64_t kCityRecords = 10'000'000;

/// The share of an ordinary district's clients with which twelve of them have about so many records; at most 1.
double city_share(std::int64_t records);

struct City {
  std::int64_t records = 0, units = 0, copies = 0;
};
/// Writes the first district, the only thing in the database, again until there are about `records`. The copies are spread unevenly
/// over twelve districts, and districts differ in how much of what is written down now and then they lack. The rows are written past
/// the registers' rules, for they have been through them once; of their history the states come with. Figures and the units' own
/// rhythms are the caller's to make.
City make_city(db::Pool &pool, const definitions::Catalog &catalog, std::int64_t records, const std::function<void(const std::string &)> &progress);

} // namespace rt::demo
