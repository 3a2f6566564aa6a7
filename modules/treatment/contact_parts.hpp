#pragma once
// Parts of the contact's page that are also shown again after a form with errors.
#include "modules/treatment/case_view.hpp"
#include "platform/http/http.hpp"

namespace rt::treatment {

void contact_header(Out &out, const Deps &deps, const access::Actor &actor, const CaseView &view);
void sessions_tab(Out &out, const Deps &deps, const access::Actor &actor, const CaseView &view, const Problem *problem = nullptr,
                  const http::Fields *given = nullptr);
void ending_tab(Out &out, const Deps &deps, const access::Actor &actor, const CaseView &view, const Problem *problem, const http::Fields *given);
/// The form that makes a code for the tablet; `session` 0 = the next one booked or the last held.
void start_rating_form(Out &out, const Deps &deps, const CaseView &view, std::int64_t session);
/// The steps that the contact can take now, each with what it asks for.
void steps_part(Out &out, const Deps &deps, const access::Actor &actor, const CaseView &view);
http::Response take_step(const Deps &deps, const http::Request &request, const access::Actor &actor);
void add_contact_acts(http::Router &router, const std::shared_ptr<Deps> &deps);

} // namespace rt::treatment
