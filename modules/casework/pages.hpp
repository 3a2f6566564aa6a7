#pragma once
// What the module's pages share; not for others.
#include "modules/casework/rules.hpp"
#include <map>
#include <memory>

namespace rt::casework {

using access::Actor;
using access::May;
using html::Out;

/// The unit's names behind ids, read once for a page.
struct Names {
  std::map<std::int64_t, std::string> teams, staff;
  std::string of_staff(const std::vector<std::int64_t> &ids) const; ///< "Anna Lindqvist och Olle Ek"; "" when none is known
  std::string of_team(std::int64_t id) const;
};
Names names_of(const Deps &deps, std::int64_t unit);
std::vector<html::Choice> staff_choices(const Deps &deps, const Actor &actor);
std::vector<html::Choice> team_choices(const Deps &deps, std::int64_t unit, const access::Scope &scope);

Date today(const Deps &deps);
std::int64_t id_param(const http::Request &request, std::size_t index = 0);
std::int64_t id_in(const http::Fields &fields, std::string_view name);
std::string case_href(std::int64_t id);
/// "22 mars", with the year when it is another; "i dag", "i går", "i morgon".
std::string near_date(std::string_view iso, Date today);
http::Response page(const Deps &deps, const Actor &actor, std::string_view section, const std::string &title, const std::string &lead,
                    const std::string &body, bool own_heading = false, int status = 200);
/// The name of a case in a sentence: "Barn, öppnat 12 mars 2026".
std::string case_words(const CaseLine &line, Date today);
/// The two steps of a transfer, in the receiver's and the sender's words.
std::string_view transfer_state(std::string_view state);

/// "Inget är bestämt." with the way to decide it, for those who may.
void no_next_step(Out &out, const Deps &deps, const Actor &actor, std::int64_t case_id);
void write_deadlines(Out &out, const Deps &deps, const std::vector<Due> &deadlines);
void write_timeline(Out &out, const Deps &deps, const Timeline &timeline, const Names &names, bool links);
void write_network(Out &out, const Deps &deps, const Actor &actor, const std::vector<NetworkPerson> &people, std::int64_t person, bool masked);

void add_person_pages(http::Router &router, const std::shared_ptr<Deps> &deps);
void add_person_forms(http::Router &router, const std::shared_ptr<Deps> &deps);
void add_merge_pages(http::Router &router, const std::shared_ptr<Deps> &deps);
void add_case_pages(http::Router &router, const std::shared_ptr<Deps> &deps);
void add_sharing_pages(http::Router &router, const std::shared_ptr<Deps> &deps);
void add_presentation_page(http::Router &router, const std::shared_ptr<Deps> &deps);

} // namespace rt::casework
