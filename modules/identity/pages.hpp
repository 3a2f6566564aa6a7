#pragma once
// What the module's pages share. Internal to the module.
#include "modules/identity/identity.hpp"

namespace rt::identity {

std::string error_at(const Problem &problem, std::string_view field);
std::vector<html::Choice> languages();
/// "Familj- och nätverksgruppen, KBT-teamet"; "" for the whole unit.
std::string team_names(const User &user, const std::vector<organisation::Team> &teams);
void add_user_pages(http::Router &router, const Deps &deps); ///< /anvandare

} // namespace rt::identity
