#pragma once
// Signs of Safety at a shared screen: a family and a social worker fill in a mapping, three houses, circles, the child's
// scale, words and pictures or a safety plan together. The records of the packs hold the data; here are only the pages.
#include "modules/organisation/organisation.hpp"
#include "modules/records/records.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace rt::mapping {

/// What the pages lean on; wire.cpp fills it once.
struct Deps {
  records::Records &records;
  records::Persons &persons;
  organisation::Organisation &organisation;
  const Clock &clock;
  http::Live *live = nullptr; ///< none = other screens follow when they are loaded anew
  /// Of the page where a tool is chosen; the tools themselves have no frame: nothing of the program is on the shared screen.
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
};

/// /tillsammans/…
void add_pages(http::Router &router, const Deps &deps);

/// Ways in from a record: address and words; none when the register is no such tool.
std::vector<std::pair<std::string, std::string>> actions(const records::Records &records, const access::Actor &actor, std::string_view register_id,
                                                         std::int64_t record);
/// The way in from a person's page; "" when the unit's packs have no tool.
std::string person_href(const Deps &deps, const access::Actor &actor, std::int64_t person);

/// Who may hear that a tool changed: those who may read its record.
bool may_hear(records::Records &records, const access::Actor &actor, std::string_view topic);

} // namespace rt::mapping
