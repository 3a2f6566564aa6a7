#pragma once
// The generic pages of every register: index, list, form, record, export, and the same as JSON. They must feel hand-made.
#include "modules/records/records.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"
#include <optional>

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
  std::function<std::vector<std::pair<std::string, std::string>>(const access::Actor &, std::string_view register_id, std::int64_t record)> actions =
      {};
  /// What else belongs on a record's page, as finished HTML under its facts (its deadlines); may be empty.
  std::function<std::string(const access::Actor &, std::string_view register_id, std::int64_t record)> panel = {};
  /// What stands beside the registers of an area ("Granskningar" beside quality): area, address, words.
  struct Beside {
    std::string area, href, title, about;
  };
  std::function<std::vector<Beside>(const access::Actor &)> beside = {};
  /// The next date that must be kept for each record of a page ("Förhandsbedömning klar 2026-11-22"); may be empty.
  std::function<std::map<std::int64_t, std::string>(const access::Actor &, std::string_view register_id, const std::vector<std::int64_t> &records)>
      due = {};
  /// The page of everything about a person, where a record's person leads; may be empty.
  std::function<std::string(std::int64_t person)> person_href = {};
  /// What other modules add to the API's own description; may be empty.
  std::function<std::string()> described = {};
};

/// A form that somebody sends after the session has ended is kept as that user's draft; nothing else is done with it. Gives the address
/// of the form, where it is offered after the login; nothing when the request is no such form or it cannot be kept.
struct KeptForm {
  std::string address;
  std::string saved;      ///< "10.42"
  bool automatic = false; ///< sent by the page itself while its user was writing
};
std::optional<KeptForm> keep_unsent(Records &records, const Clock &clock, const access::Actor &user, const http::Request &request);

/// /register, /register/{id}, /register/{id}/ny, /register/{id}/{record} …, /api/v1/registers/…
void add_pages(http::Router &router, const Deps &deps);

} // namespace rt::records
