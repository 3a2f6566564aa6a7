#pragma once
// Persons, households, networks and cases as one whole: the person's page, a new person, the case and who works with it,
// transfers, the review of a caseload, the watch list and the view without sex. Records are written through modules/records.
#include "modules/organisation/organisation.hpp"
#include "modules/records/records.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rt::casework {

// ---- the timeline ----

/// One record about the person, in words that the reader may see.
struct Event {
  std::string register_id, title, date; ///< title: the register's name for one; date: ISO
  std::int64_t record = 0, team = 0, staff = 0;
  std::string words; ///< "Beviljas · Kontaktfamilj": the telling fields of the list
  std::string state;
  bool locked = false, coming = false;
};
struct Timeline {
  std::vector<Event> events;                                ///< newest first
  std::vector<std::pair<std::string, std::int64_t>> counts; ///< register id and number, of all pages
  std::int64_t total = 0;
};
struct TimelineQuery {
  std::int64_t person = 0;
  std::string register_id; ///< "" = all
  int limit = 40, offset = 0;
  std::string until; ///< ISO date: nothing later (what was handed over); "" = all
};

// ---- the people around ----

/// Somebody in the person's network. `known` is the id when they are registered here.
struct NetworkPerson {
  std::int64_t record = 0, known = 0;
  std::string name, relation, phone, language, consent, consent_scope, consent_until, contacted;
  bool guardian = false, professional = false;
  int circle = 0; ///< 1 inner, 2 middle, 3 outer; 0 = not placed
};
struct HouseholdMember {
  std::int64_t person = 0;
  std::string name, role;
  bool child = false;
};
struct Household {
  std::int64_t record = 0;
  std::string name, registered;
  std::vector<HouseholdMember> members;
};
struct Sibling {
  std::int64_t person = 0;
  std::string name, through; ///< "samma hushåll", "samma vårdnadshavare"
};

/// The newest plan of each of some people. A couple has two plans: one per adult (C02).
struct Plans {
  std::string register_id;                                             ///< "" when no register of plans is installed
  std::map<std::int64_t, std::pair<std::int64_t, std::string>> newest; ///< by person: record and date
};

// ---- the case ----

struct CaseLine {
  std::int64_t id = 0, person = 0, team = 0;
  std::string number, kind, opened, closed, state;
  std::vector<std::int64_t> handlers, co_workers;
  int version = 0;
  bool open = true;
  std::string person_name; ///< shown form; masked when protected
  std::string next_step, next_due;
  std::string last_note; ///< ISO date of the latest signed or drafted note
};
/// The next thing to do for a person or case: the open task that is due first.
struct NextStep {
  std::int64_t record = 0;
  std::string what, due;
  std::int64_t responsible = 0;
};
/// A date that must be kept, as modules/deadlines tells it.
struct Due {
  std::string title, date, why; ///< why: "fyra månader från 12 mars"
  bool late = false;
  std::string href;
};

/// How a unit works with its cases.
struct CaseHabits {
  int handlers = 1; ///< two where the unit wants two responsible for each case
  int weeks_without_note = 4;
};

/// What a handler's caseload review shows for one case; empty = nothing is missing.
enum class Gap { no_note, no_next_step, late_step, late_deadline, no_guardian, one_handler, no_second_guardian };
std::string_view words_of(Gap gap);
struct ReviewLine {
  CaseLine line;
  std::vector<Gap> gaps;
};

/// A case offered to another unit or team, waiting for the receiver.
struct Transfer {
  std::int64_t id = 0, case_id = 0, from_unit = 0, from_team = 0, to_unit = 0, to_team = 0, person = 0, new_case = 0, new_person = 0;
  std::string at, who, reason, state, answered_at, answered_by, answer; ///< state: "offered" | "received" | "declined" | "withdrawn"
  std::string kind;                                                     ///< the case's, in words
};

class Casework {
public:
  Casework(records::Records &records, records::Persons &persons, organisation::Organisation &organisation, audit::ReadLog &read_log,
           const Clock &clock);
  ~Casework();

  /// Is the pack with cases installed? Without it persons still have pages.
  bool has_cases() const;

  // reading; every call is inside the reader's scope and read logged
  Timeline timeline(const access::Actor &actor, const TimelineQuery &query);
  std::vector<NetworkPerson> network(const access::Actor &actor, std::int64_t person);
  std::vector<Household> households(const access::Actor &actor, std::int64_t person);
  std::vector<Sibling> siblings(const access::Actor &actor, std::int64_t person, const std::vector<Household> &households);
  Plans plans(const access::Actor &actor, const std::vector<std::int64_t> &people);
  std::vector<CaseLine> cases_of(const access::Actor &actor, std::int64_t person);
  std::map<std::int64_t, std::vector<CaseLine>> cases_of(const access::Actor &actor, const std::vector<std::int64_t> &people); ///< one query
  std::optional<NextStep> next_step(const access::Actor &actor, std::int64_t person, std::int64_t case_id = 0);
  /// Open cases in the scope, oldest first. One query; next step and last note by two more.
  std::vector<CaseLine> open_cases(const access::Actor &actor);

  // the case
  Result<CaseLine> get(const access::Actor &actor, std::int64_t case_id);
  /// "Ta ärendet": the one who has room. Fails when somebody else took it first and the unit wants one.
  Result<void> take(const access::Actor &actor, std::int64_t case_id, int version);
  Result<void> assign(const access::Actor &actor, std::int64_t case_id, int version, std::vector<std::int64_t> handlers,
                      std::vector<std::int64_t> co_workers, std::int64_t team);
  Result<void> close(const access::Actor &actor, std::int64_t case_id, int version, std::string_view date, std::string_view reason);
  Result<void> reopen(const access::Actor &actor, std::int64_t case_id, int version);

  // transfer to another unit
  Result<std::int64_t> offer(const access::Actor &actor, std::int64_t case_id, std::int64_t to_unit, std::int64_t to_team, std::string_view reason);
  std::vector<Transfer> offers_to(const access::Actor &actor);
  std::vector<Transfer> transfers_of(const access::Actor &actor, std::int64_t case_id);
  std::vector<Transfer> received_about(const access::Actor &actor, std::int64_t person); ///< cases that came from elsewhere
  /// The receiving unit takes over: a case of its own with the person's own row; the sender's case is closed. One transaction.
  Result<std::int64_t> receive(const access::Actor &actor, std::int64_t transfer, std::int64_t team);
  Result<void> decline(const access::Actor &actor, std::int64_t transfer, std::string_view why);
  Result<void> withdraw(const access::Actor &actor, std::int64_t transfer);
  /// What the other unit had written when it handed the case over; for those who work with the person where it came to.
  Result<Timeline> handed_over(const access::Actor &actor, std::int64_t transfer, const TimelineQuery &page);

  // review and watch
  /// `late_people`: those with an overdue deadline, from modules/deadlines.
  std::vector<ReviewLine> review(const access::Actor &actor, std::int64_t handler, const std::vector<std::int64_t> &late_people);
  bool watches(const access::Actor &actor, std::int64_t case_id);
  void watch(const access::Actor &actor, std::int64_t case_id, bool follow);
  std::vector<CaseLine> watched(const access::Actor &actor);

  CaseHabits habits(std::int64_t unit);
  Result<void> set_habits(const access::Actor &actor, const CaseHabits &habits);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// ---- pages ----

struct Deps {
  Casework &casework;
  records::Records &records;
  records::Persons &persons;
  records::Merges &merges;
  organisation::Organisation &organisation;
  const Clock &clock;
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
  /// The deadlines of a person's records, and the people with something overdue (modules/deadlines, through wire.cpp).
  std::function<std::vector<Due>(const access::Actor &, std::int64_t person)> deadlines = {};
  std::function<std::vector<std::int64_t>(const access::Actor &)> late_people = {};
  /// Where a family and a social worker work together at a screen about the person; "" = the unit has no such tools.
  std::function<std::string(const access::Actor &, std::int64_t person)> together = {};
};
/// /person/…, /arende/…, /fordelning, /arendelage, /bevakade, /overlamningar.
void add_pages(http::Router &router, const Deps &deps);
/// The address of a person's page, for the rooms that lead there.
std::string person_href(std::int64_t id);

const std::vector<db::Migration> &migrations(); ///< numbers 1000-1099

} // namespace rt::casework
