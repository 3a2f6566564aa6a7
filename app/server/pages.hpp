#pragma once
// Pages that belong to no module: search over everything, the unit itself; and the small bridges between modules.
#include "app/server/app.hpp"
#include "modules/records/pages.hpp"
#include "platform/html/html.hpp"

namespace rt::app {

using FrameOf = std::function<html::Frame(const access::Actor &, std::string_view section)>;

/// /sok: pages, goals and measures for everybody; people by name, number or case only for those who handle cases.
void add_search_page(App &app, http::Router &router, const FrameOf &frame);
/// /enheten: the unit's names and its teams, for those who may manage the unit.
void add_unit_page(App &app, http::Router &router, const FrameOf &frame);

/// Follow-ups, wheel events and meetings that steering wants on Min dag.
std::vector<treatment::TodoItem> steering_todos(App &app, const access::Actor &actor);
/// The reader's own dates that are late or within their first reminder; for those who lead, how many are late.
std::vector<treatment::TodoItem> deadline_todos(App &app, const access::Actor &actor);
/// What stands beside the registers: audits, when the unit's packs have any.
std::vector<records::Deps::Beside> beside_registers(App &app, const access::Actor &actor);
/// The nearest date to keep of each record on a board, in words. Only what is among the unit's most pressing is told.
std::map<std::int64_t, std::string> due_on_cards(App &app, const access::Actor &actor, std::string_view reg,
                                                 const std::vector<std::int64_t> &records);
/// Reviews that the reader has promised, and feedback on their own work.
std::vector<treatment::TodoItem> review_todos(App &app, const access::Actor &actor);
/// Cases that the reader follows, and those that others want to hand over here.
std::vector<treatment::TodoItem> case_todos(App &app, const access::Actor &actor);
/// What has a last day for a person, for the person's page.
std::vector<casework::Due> deadlines_of(App &app, const access::Actor &actor, std::int64_t person);
/// The measures that a record is counted in, as knots upwards.
std::vector<html::Knot> feeds_of(App &app, std::string_view reg, std::int64_t id);
/// A record in words without a name, for the thread.
std::optional<steering::Deps::RecordWords> words_of_record(App &app, const access::Actor &actor, std::string_view reg, std::int64_t id);
/// The ORS and SRS ratings of a contact, oldest first.
std::vector<steering::Deps::Step> ratings_of(App &app, const access::Actor &actor, std::int64_t contact);

} // namespace rt::app
