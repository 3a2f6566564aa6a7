#pragma once
// Shared by the pages of this module; not for others.
#include "modules/treatment/treatment.hpp"
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
  bool shared_device = false; ///< came by code: a tablet that others use next
  std::string error;
  std::vector<std::pair<std::string, std::string>> given; ///< shown again after an error
};
std::string kiosk_form(const FormView &view);
std::string kiosk_message(std::string_view lang, std::string_view title_key, std::string_view text_key, bool shared_device);

void add_kiosk_pages(http::Router &router, const Deps &deps);
void add_ticket_pages(http::Router &router, const Deps &deps);
void add_list_pages(http::Router &router, const Deps &deps);
void add_contact_pages(http::Router &router, const Deps &deps);
void add_day_pages(http::Router &router, const Deps &deps);
void add_review_pages(http::Router &router, const Deps &deps);
void add_viewpoint_pages(http::Router &router, const Deps &deps);
void add_licence_pages(http::Router &router, const Deps &deps);

Date today(const Clock &clock);
/// "22 mars", with the year when it is another; "i dag", "i går", "i morgon", "mån 25 mars" near today.
std::string near_date(std::string_view iso, Date today);
/// "26,9" from 269 tenths.
std::string points(Tenths tenths);
html::Frame make_frame(const Deps &deps, const access::Actor &actor, std::string_view section, std::string title, std::string lead = {});

} // namespace rt::treatment
