#pragma once
// /matt: all measures · /matt/{id}: what it means and its history · /matt/{id}/poster: the records behind a figure.
#include "modules/measures/measures.hpp"
#include "modules/organisation/organisation.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"

namespace rt::measures {

struct Deps {
  Measures &measures;
  organisation::Organisation &organisation;
  db::Pool &pool;
  audit::ReadLog &read_log;
  const Clock &clock;
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
  std::string explore = {}; ///< address of the page for own questions to the figures; "" = there is none
  std::string editor = {};  ///< address of the page where measures are written; "" = there is none
};
void add_pages(http::Router &router, const Deps &deps);
/// /api/v1/measures: the same figures for other programs. add_pages adds it.
void add_api(http::Router &router, const Deps &deps);
/// What the API's own description says of it: paths and components of an OpenAPI document, as JSON.
std::string api_description();

/// Where the records behind a figure are: "/matt/rent_in_time/poster?period=2018&sex=female".
std::string records_href(std::string_view measure, const Period &period, std::optional<Sex> sex = std::nullopt, std::int64_t team = 0);

} // namespace rt::measures
