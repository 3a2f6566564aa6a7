#pragma once
// Shared by the pages of this module; not for others.
#include "modules/treatment/reads.hpp"
#include "modules/treatment/treatment.hpp"
#include <map>
#include <string>
#include <string_view>

namespace rt::treatment {

/// The pages' own texts and lookups.
using html::Out;

/// What the kiosk's form needs to be drawn.
struct FormView {
  const Ticket *ticket = nullptr;
  const definitions::Register *reg = nullptr;
  const Wording *wording = nullptr; ///< null = neutral texts
  std::string lang, key;
  bool faces = false;
  std::string device; ///< the code page that a tablet came from, which others use next; "" = one's own phone
  std::string error;
  std::vector<std::pair<std::string, std::string>> given; ///< shown again after an error
};
std::string kiosk_form(const FormView &view);
std::string kiosk_message(std::string_view lang, std::string_view title_key, std::string_view text_key, const std::string &device);
/// The unit in the address of its own code page: "resursenheten".
std::string unit_slug(const organisation::Unit &unit);

void add_kiosk_pages(http::Router &router, const Deps &deps);
void add_ticket_pages(http::Router &router, const Deps &deps);
void add_list_pages(http::Router &router, const Deps &deps);
void add_contact_pages(http::Router &router, const Deps &deps);
void add_day_pages(http::Router &router, const Deps &deps);
void add_review_pages(http::Router &router, const Deps &deps);
void add_viewpoint_pages(http::Router &router, const Deps &deps);
void add_licence_pages(http::Router &router, const Deps &deps);

Date today(const Clock &clock);
/// Codes of choices and states by their ids, from the definition.
int code_of(const definitions::Catalog &catalog, std::string_view reg, std::string_view field, std::string_view option);
int state_code(const definitions::Catalog &catalog, std::string_view reg, std::string_view state);
std::string option_title(const definitions::Catalog &catalog, std::string_view reg, std::string_view field, std::int64_t code);
/// Names of the unit's teams and employees; kept for half a minute, so that a list needs no query for them.
struct Names {
  std::map<std::int64_t, std::string> teams, team_short, staff;
};
std::shared_ptr<const Names> names_of(const Deps &deps, std::int64_t unit);
/// "Samtal 14.30 tis 26 mars" – what the contact waits for, as one sentence; `late` when the day is past.
struct StepWords {
  std::string what, when;
  bool late = false;
};
StepWords step_words(const ListRow &row, Date today);
/// "nära relationer" from the bits of the lowest scales; "" when none stands out.
std::string topic_words(const definitions::Catalog &catalog, int topic);
std::int64_t id_param(const http::Request &request, std::size_t i = 0);
http::Response not_found(const http::Request &request);

/// "22 mars", with the year when it is another; "i dag", "i går", "i morgon", "mån 25 mars" near today.
std::string near_date(std::string_view iso, Date today);
/// "26,9" from 269 tenths.
std::string points(Tenths tenths);
html::Frame make_frame(const Deps &deps, const access::Actor &actor, std::string_view section, std::string title, std::string lead = {});

} // namespace rt::treatment
