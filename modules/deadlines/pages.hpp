#pragma once
// Bevakning: what is due, why, the decision to extend, the signed week, the share kept in time, and my calendar.
#include "modules/deadlines/deadlines.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"
#include <functional>

namespace rt::deadlines {

struct Deps {
  Deadlines &deadlines;
  organisation::Organisation &organisation;
  const Clock &clock;
  audit::ReadLog &read_log;
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
  /// Is the owner of a calendar's secret still active? A feed of somebody who has left is closed.
  std::function<bool(std::int64_t user)> active = {};
};

/// /bevakning, /bevakning/{register}/{record}/{rule}/{occurrence}, /bevakning/signerade, /bevakning/utfall, /bevakning/kalender, /bevakning.ics
void add_pages(http::Router &router, const Deps &deps);

/// The dates of one record for its own page: a heading and a line each; nothing when it has none.
std::string panel(Deadlines &deadlines, const access::Actor &actor, std::string_view register_id, std::int64_t record);

// ---- shared by the pages of this module ----
namespace pages {
std::string detail_href(const Kept &kept);
/// "3 dagar kvar", "går ut i dag", "2 dagar sen".
std::string days_words(const Item &item);
void add_detail(http::Router &router, const std::shared_ptr<Deps> &deps);
void add_outcome(http::Router &router, const std::shared_ptr<Deps> &deps);
html::Frame frame(const Deps &deps, const access::Actor &actor, std::string title, std::string lead = {});
} // namespace pages

} // namespace rt::deadlines
