#pragma once
// Dates that must be kept: worked out from every record in the same transaction as the change, listed for those who must
// act, explained, extended by a decision, put in a neutral calendar, and counted as a share kept in time.
#include "modules/access/access.hpp"
#include "modules/deadlines/rules.hpp"
#include "modules/records/records.hpp"
#include "platform/db/db.hpp"
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rt::deadlines {

/// One occurrence of one rule for one record, as kept. Derived: it can always be made again from the records.
struct Kept {
  std::string register_id;
  std::int64_t record = 0;     ///< 0 = the unit's own rhythm (of_unit)
  std::string rule, rule_from; ///< id, and the version's valid_from ("" = always)
  int occurrence = 1;
  std::int64_t unit = 0, team = 0, staff = 0, other_staff = 0, person = 0; ///< two handlers at most
  std::string started;                                                     ///< as records keep a day or a moment
  std::string target, last, last_at, met;                                  ///< ISO; last is empty while the time rests
  Phase phase = Phase::open;
  int times = 1, done = 0, days_left = 0, paused_days = 0;
  bool per_period = false, extended = false;
  bool live = false; ///< the newest period of a rule that goes on: the next one comes by itself
  auto operator<=>(const Kept &) const = default;
};

enum class Group { overdue, today, week, fortnight, later };
/// "Försenade", "I dag" …
std::string_view title_of(Group group);

/// A kept date as a reader sees it today.
struct Item {
  Kept kept;
  State state = State::running;
  Group group = Group::later;
  int days = 0;                  ///< left; negative = late
  std::string title;             ///< of the rule: "Förhandsbedömning klar"
  std::string about;             ///< of the register: "orosanmälan"
  std::string who;               ///< the person's name as the reader may see it; empty when there is none
  std::string responsible, team; ///< names
  std::string href;
  bool reminder = false; ///< today is one of the rule's days of reminder
};

enum class Whose { mine, all };
/// current: what runs, without what has been late for more than half a year and would hide it. That is `old`.
enum class Show { current, old, resting };
struct Ask {
  Whose whose = Whose::all; ///< all = what the reader's rights cover: the own teams, or the unit
  std::int64_t team = 0, staff = 0;
  std::string rule; ///< "register.rule"; "" = all
  Show show = Show::current;
  bool by_responsible = false; ///< sorted by responsible instead of by day
  int horizon = -1;            ///< no later than so many days from today; -1 = all
  int limit = 100, offset = 0;
  bool exact = false; ///< counts to the last one, for what is written down
};
/// So many are counted and no more: "fler än 1 000" is as much as a reader can use, and costs the same at a million.
inline constexpr std::int64_t kMostCounted = 1000;
std::string count_words(std::int64_t count); ///< "88", "fler än 1 000"
struct Queue {
  std::vector<Item> items;
  std::map<Group, std::int64_t> counts; ///< without `later`
  std::int64_t resting = 0, old = 0;
  bool more = false;
};

/// "Varför detta datum?" of one kept date.
struct Detail {
  Item item;
  std::vector<std::string> steps;
  std::string law, source;
  bool may_extend = false;
  int version = 0; ///< of the record, for the extension
};

struct Check {
  std::int64_t team = 0; ///< 0 = the whole unit
  int year = 0, week = 0;
  std::string who, at, note;
  int overdue = 0, soon = 0; ///< as they stood when it was signed
};

/// Of what had its last day in the period: how many were done in time. What is still open and late counts against.
struct Share {
  std::string register_id, rule, title;
  std::int64_t team = 0;
  std::int64_t in_time = 0, late = 0, not_done = 0;
  std::int64_t all() const { return in_time + late + not_done; }
};

struct Difference {
  std::string where, kept, fresh;
};

/// A register's rule with its versions, for filters and texts.
struct Rule {
  const definitions::Register *reg = nullptr;
  std::string id;
  std::vector<const Deadline *> versions;
  const Deadline &newest() const { return *versions.back(); }
};

class Deadlines final : public records::Listener {
public:
  Deadlines(db::Pool &pool, records::Records &records, records::Persons &persons, const organisation::Organisation &organisation, const Clock &clock);
  ~Deadlines() override;
  const std::vector<Rule> &rules() const;
  /// Those of the packs that the reader's unit has chosen.
  std::vector<const Rule *> rules_of(const access::Actor &actor) const;

  // ---- kept in step with the records ----
  void changed(db::Connection &connection, const records::Change &change) override;
  void begin_bulk() override;
  void end_bulk(db::Connection &connection) override;
  /// The rules are others than those that the kept dates were made by.
  bool stale(db::Connection &connection);
  void rebuild(db::Connection &connection);
  void rebuild_rhythms(db::Connection &connection); ///< only what counts a unit's records (of_unit)
  /// The same while others work: a few records at a time, each few in a transaction of their own. False when it was stopped half-way;
  /// the next start begins again. For many records; few are made again at once.
  bool rebuild_beside(const std::function<bool()> &stopped);
  bool is_large(db::Connection &connection) const; ///< too many to make again while a start waits
  /// What a rebuild would change; empty = the kept dates are what the records say.
  std::vector<Difference> check(db::Connection &connection);
  /// New weeks, months and terms ask for themselves. Cheap when nothing began; run daily and before a list.
  void roll();

  // ---- reading ----
  Queue queue(const access::Actor &actor, const Ask &ask);
  /// Those of one record, newest first; a few (the record page).
  std::vector<Item> of_record(const access::Actor &actor, std::string_view register_id, std::int64_t record);
  /// What runs for a person in any register, first to fall due first (the person's page).
  std::vector<Item> of_person(const access::Actor &actor, std::int64_t person);
  /// People with something overdue inside the reader's scope (the review of a caseload).
  std::vector<std::int64_t> late_people(const access::Actor &actor);
  Result<Detail> detail(const access::Actor &actor, std::string_view register_id, std::int64_t record, std::string_view rule, int occurrence);
  /// "2 är försenade, 1 ska bli klar i dag, 3 inom en vecka." Counts only, no personal data.
  std::string summary(const access::Actor &actor, Whose whose);
  std::vector<Share> shares(const access::Actor &actor, const Period &period, bool by_team);

  // ---- acting ----
  /// A decision to extend: new last day and the reason, written into the record's own fields with its history.
  Result<void> extend(const access::Actor &actor, std::string_view register_id, std::int64_t record, std::string_view rule, int occurrence,
                      int version, std::string_view to, std::string_view why);
  /// The weekly walk through the list is signed; once per team and week.
  Result<void> sign_week(const access::Actor &actor, std::int64_t team, std::string_view note);
  std::vector<Check> checks(const access::Actor &actor, int limit);

  // ---- the calendar ----
  Result<std::string> make_feed(const access::Actor &actor); ///< the secret of the address, shown once
  Result<void> revoke_feed(const access::Actor &actor);
  /// Days with how many of the owner's dates end there; nothing when the secret is not valid.
  struct FeedDay {
    Date day;
    int count = 0;
  };
  struct Feed {
    std::int64_t user = 0;
    std::vector<FeedDay> days;
  };
  std::optional<Feed> feed(std::string_view token);

  Date today() const;
  struct Impl;

private:
  std::unique_ptr<Impl> impl_;
};

/// The feed as iCalendar: one event a day, "Bevakning (3)"; no rule, no name, no number.
std::string to_ical(const Deadlines::Feed &feed, Instant now);

const std::vector<db::Migration> &migrations(); ///< numbers 900-999

} // namespace rt::deadlines
