#pragma once
// Everything about one contact, read within the actor's scope, for its page.
#include "modules/treatment/pages.hpp"

namespace rt::treatment {

struct CaseView {
  records::Record contact;
  ListRow line;
  std::string name;
  bool is_protected = false;
  std::string needs;           ///< interpreter, pauses … "" for a protected person
  std::string language = "sv"; ///< the kiosk's language that fits the client
  std::optional<int> age_at_start;
  std::vector<records::Record> sessions, ors, srs, safety, reviews, viewpoints; ///< oldest first
  Habits habits;
};
Result<CaseView> load_case(const Deps &deps, const access::Actor &actor, std::int64_t contact);

Scores scores_of(const records::Record &rating);
/// The last ORS that decides the ending: the client's own, else the latest by anyone.
std::optional<Tenths> deciding_ors(const definitions::Catalog &catalog, const std::vector<records::Record> &ors);
/// Which number a session has: "samtal 3 av 5" counts those that were held and those still booked, in order.
int number_of(const std::vector<records::Record> &sessions, std::int64_t session, int cancelled_code);

std::string ors_curve(const definitions::Catalog &catalog, const std::vector<records::Record> &ors, std::optional<int> age, std::int64_t highlight);
std::string srs_curve(const definitions::Catalog &catalog, const std::vector<records::Record> &srs);

} // namespace rt::treatment
