#pragma once
// The inside of Treatment; not for others.
#include "modules/treatment/effects.hpp"
#include "modules/treatment/treatment.hpp"

namespace rt::treatment {

struct Treatment::Impl {
  Impl(db::Pool &p, records::Records &r, const Clock &c) : pool(p), records(r), clock(c), lines(p, r.catalog()), effects(r) {}
  db::Pool &pool;
  records::Records &records;
  const Clock &clock;
  CaseLines lines;
  ViewpointEffects effects;

  Result<Receipt> store_answer(std::string_view token, const Answer &answer);
  /// The receipt of a key that is stored already; not_found when it is new.
  Result<Receipt> stored(db::Connection &connection, std::string_view token, const std::string &key);
  Result<records::Draft> draft_of(const Ticket &ticket, const Answer &answer);
  Result<int> move_waiting();
};

} // namespace rt::treatment
