#pragma once
// The generic pages of every register: index, list, form, record, export, and the same as JSON. They must feel hand-made.
#include "modules/records/records.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"

namespace rt::records {

/// What the pages lean on; wire.cpp fills it once.
struct Deps {
  Records &records;
  Persons &persons;
  organisation::Organisation &organisation;
  const Clock &clock;
  /// Menu, unit, date and reader for the frame.
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
  /// The measures that a record feeds, as knots upward: "räknas i 3 mått".
  std::function<std::vector<html::Knot>(std::string_view register_id, std::int64_t record)> feeds;
  /// Further actions beside a record ("Starta en skattning"), by register; may be empty.
  std::function<std::vector<std::pair<std::string, std::string>>(const access::Actor &, std::string_view register_id, std::int64_t record)> actions = {};
  /// What else belongs on a record's page, as finished HTML under its facts (its deadlines); may be empty.
  std::function<std::string(const access::Actor &, std::string_view register_id, std::int64_t record)> panel = {};
};

/// /register, /register/{id}, /register/{id}/ny, /register/{id}/{record} …, /api/v1/registers/…
void add_pages(http::Router &router, const Deps &deps);

} // namespace rt::records
