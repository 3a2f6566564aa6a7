#pragma once
// All SQL of the plan lives here. Internal to the module; transactions belong to the callers.
#include "modules/steering/steering.hpp"

namespace rt::steering::store {

using db::Connection;

std::vector<Goal> goals(Connection &c, std::int64_t unit, int year);
std::optional<Goal> goal(Connection &c, std::int64_t id);
std::int64_t insert_goal(Connection &c, const Goal &goal);
bool update_goal(Connection &c, const Goal &goal); ///< false when the version is not the stored one

std::vector<Expected> expected(Connection &c, std::int64_t unit, int year);
std::optional<Expected> one_expected(Connection &c, std::int64_t id);
std::int64_t insert_expected(Connection &c, const Expected &e);
bool update_expected(Connection &c, const Expected &e);
bool remove(Connection &c, std::string_view table, std::int64_t unit, std::int64_t id, int version);

std::vector<Paragraph> paragraphs(Connection &c, std::int64_t unit, int year);
std::optional<Paragraph> paragraph(Connection &c, std::int64_t goal, std::int64_t team, Part part);
std::int64_t insert_paragraph(Connection &c, const Paragraph &p);
bool update_paragraph(Connection &c, const Paragraph &p);

std::vector<Assessment> assessments(Connection &c, std::int64_t unit, int year);
std::optional<Assessment> assessment(Connection &c, std::int64_t expected, std::string_view period);
std::int64_t insert_assessment(Connection &c, const Assessment &a, int year);
bool update_assessment(Connection &c, const Assessment &a);

std::vector<WheelEvent> events(Connection &c, std::int64_t unit, int year); ///< year 0 = all
std::optional<WheelEvent> event(Connection &c, std::int64_t id);
std::int64_t insert_event(Connection &c, const WheelEvent &e);
bool update_event(Connection &c, const WheelEvent &e);

std::vector<FollowUp> follow_ups(Connection &c, std::int64_t unit, int year);
std::optional<FollowUp> follow_up(Connection &c, std::int64_t expected, std::int64_t team, std::string_view month);
std::int64_t insert_follow_up(Connection &c, const FollowUp &f);
bool update_follow_up(Connection &c, const FollowUp &f);

std::vector<Idea> ideas(Connection &c, std::int64_t unit, bool with_done);
std::optional<Idea> idea(Connection &c, std::int64_t id);
std::int64_t insert_idea(Connection &c, const Idea &i);
bool update_idea(Connection &c, const Idea &i);

/// The trace of a change: what stood before and what stands after, next to the audit chain's ids.
void note(Connection &c, const access::Actor &actor, Instant at, std::string_view kind, std::int64_t id, std::string_view what,
          std::string_view before, std::string_view after);
std::vector<HistoryRow> history(Connection &c, std::int64_t unit, std::string_view kind, std::int64_t id);

} // namespace rt::steering::store

namespace rt::steering {
/// forbidden unless the actor may and the unit is the actor's own.
Result<void> may_in_unit(const access::Actor &actor, access::May may, std::int64_t unit);
/// conflict in words that tell what to do; nothing typed is lost, the page shows both texts.
tl::unexpected<Problem> conflict();
tl::unexpected<Problem> no_such();
Result<void> check_words(std::string_view field, std::string_view words, std::size_t most, bool required);
} // namespace rt::steering
