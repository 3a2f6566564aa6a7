#pragma once
// Reads over the case lines and the registers for the pages of this module. The scope is part of every query.
#include "modules/treatment/treatment.hpp"
#include <map>

namespace rt::treatment {

struct ListRow {
  std::int64_t contact = 0, person = 0, team = 0, staff = 0;
  std::string name; ///< masked when protected
  bool is_protected = false;
  int state = 0, sessions_held = 0, topic = 0;
  NextStep next;
  std::string next_time, received, started, ended, last_held, last_ors_on, last_srs_on, last_review, review_on;
  Tenths last_ors = -1, last_srs = -1;
  bool srs_alert = false, srs_missing = false;
};

enum class Show { mine, team, all, without_srs, ending, this_week, closed };

struct ListAsk {
  Show show = Show::all;
  std::int64_t team = 0;  ///< one team of the scope, 0 = all of it
  std::string after_date; ///< keyset: the last row of the page before
  std::int64_t after_contact = 0;
  int limit = 40;
  std::string today, in_a_week;
  Tenths cutoff = 250;
};
/// One query over an index, names included; one row more than the limit tells that there are more.
std::vector<ListRow> list_cases(db::Connection &c, const access::Actor &actor, const ListAsk &ask);
std::vector<ListRow> lines_of_persons(db::Connection &c, const access::Actor &actor, const std::vector<std::int64_t> &persons);
std::optional<ListRow> line_of(db::Connection &c, const access::Actor &actor, std::int64_t contact);
/// Open and under treatment, by employee then name: for the case review.
std::vector<ListRow> under_treatment(db::Connection &c, const access::Actor &actor, std::int64_t staff);

/// A booked or held session of a day with its contact's line.
struct DaySession {
  std::int64_t session = 0;
  std::string time;
  int state = 0, version = 0, place = 0;
  bool interpreter = false;
  ListRow line;
};
std::vector<DaySession> sessions_of_day(db::Connection &c, const access::Actor &actor, const std::string &day);

/// The client's ORS sums, oldest first, of each contact of the list.
std::map<std::int64_t, std::vector<Tenths>> ors_sums(db::Connection &c, const access::Actor &actor, const std::vector<std::int64_t> &contacts);

struct Review {
  std::string date;
  std::optional<bool> file_current, both_parents;
  std::string note;
};
/// The last review of each contact of the list.
std::map<std::int64_t, Review> last_reviews(db::Connection &c, const access::Actor &actor, const std::vector<std::int64_t> &contacts);

} // namespace rt::treatment
