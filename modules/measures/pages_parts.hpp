#pragma once
#include "modules/measures/pages.hpp"

namespace rt::measures::pages {

/// "flickor 34 · pojkar 46"; those without people are left out.
std::string sexes(const Definition &definition, const BySex &value);
/// The measure of the address; none when it does not exist or is another unit's own.
const Definition *asked_for(const Deps &deps, const http::Request &request, const access::Actor &actor);
std::string team_name(const Deps &deps, const access::Actor &actor, const Definition &definition);
/// The figures as a curve, all and by sex, with its table; "" when there is nothing to draw.
std::string curve(const Definition &definition, const std::vector<BySex> &values, const std::vector<std::string> &labels, const std::string &title);
bool divides(const Definition &definition);     ///< "61 av 88"
std::string left_out_words(const LeftOut &one); ///< "3 poster saknar uppgiften Avslutad"
http::Response records_page(const Deps &deps, http::Request &request, const access::Actor &actor);
http::Response records_file(const Deps &deps, http::Request &request, const access::Actor &actor);

/// "Det här är inte med i siffran": how many records, why, and the way to them.
void left_out(html::Out &out, const Deps &deps, const Definition &d, Where where, const Period &period, const BySex &value, bool may_open);

/// The way to /siffror-att-titta-pa, and the page itself.
void flags_link(html::Out &out);
void add_flag_pages(http::Router &router, const Deps &deps);

} // namespace rt::measures::pages
