#pragma once
// Session ratings with a client: tickets and kiosk, the contact and its curves, case review, my day, the operations
// meeting's viewpoints. All person data is written through modules/records; this module owns what surrounds it.
#include "modules/organisation/organisation.hpp"
#include "modules/records/records.hpp"
#include "modules/treatment/rules.hpp"
#include "platform/chart/chart.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rt::treatment {

// ---- the case line: what the list of contacts shows, kept current in the same transaction as the records ----

/// Derived from contact, session, ors, srs and case_review; rebuild() makes it anew and check() proves it equal.
class CaseLines final : public records::Listener {
public:
  CaseLines(db::Pool &pool, const definitions::Catalog &catalog);
  ~CaseLines() override;
  void changed(db::Connection &connection, const records::Change &change) override;
  void begin_bulk() override;
  void end_bulk(db::Connection &connection) override;
  /// Every contact anew; returns how many.
  std::int64_t rebuild(db::Connection &connection);
  /// Contacts whose stored line differs from a fresh one; empty = proved equal.
  std::vector<std::int64_t> check(db::Connection &connection);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// ---- tickets and answers ----

/// What a person is asked to fill in on the kiosk.
enum class Kind { ors, srs, child_safety, talk_survey, ros_survey };
std::string_view id_of(Kind kind); ///< also the register's id
std::optional<Kind> kind_from(std::string_view id);
bool is_anonymous(Kind kind);

struct TicketRequest {
  Kind kind = Kind::ors;
  std::int64_t contact = 0, session = 0; ///< 0 for the anonymous surveys
  std::int64_t team = 0;                 ///< of the survey; else the contact's
  std::string rater = "client";          ///< option id: client, mother, father, guardian, social_worker, network
  std::string parent = {}, moment = {};  ///< child_safety: mother/father, start/end
  std::string lang = "sv";
  bool faces = false;
  bool many = false; ///< one link for a class: many answers
};

/// Leave to give one answer (or many, for a class) without login.
struct Ticket {
  std::int64_t id = 0, unit = 0, team = 0, contact = 0, session = 0;
  Kind kind = Kind::ors;
  std::string rater, parent, moment, lang;
  bool faces = false, many = false;
  std::string pin;   ///< six digits; "" when it no longer opens anything
  std::string token; ///< in the address /k/{token}
  std::string created_at, expires_at, opened_at;
  bool used = false;
};

struct Answer {
  std::string key; ///< made once per shown form; the same key is never stored twice
  std::string lang;
  bool faces = false;
  std::vector<std::pair<std::string, std::string>> fields; ///< s1 … s4 in tenths, or option ids
};

struct Receipt {
  bool repeated = false; ///< the key was known: nothing was stored anew
  Kind kind = Kind::ors;
  std::int64_t record = 0;              ///< 0 for anonymous answers
  std::int64_t ticket = 0, contact = 0; ///< to tell the page that waits for it; 0 when repeated or anonymous
};

/// The unit's licensed wording of an instrument. Replaces the neutral texts; nothing licensed is shipped.
struct Wording {
  std::int64_t id = 0, unit = 0;
  std::string instrument, language, variant = "standard", reference; ///< reference: the licence
  std::string loaded_at;
  std::vector<std::pair<std::string, std::string>> texts; ///< "title", "lead", "1" … "4", "low", "high", "low.1" …
};

/// The wordings in a TOML file ([[wording]] tables) or a table (CSV, XLSX, ODS; one text per row).
Result<std::vector<Wording>> read_wordings(const definitions::Catalog &catalog, std::string_view bytes, std::string_view filename);

class Treatment {
public:
  /// Adds its case lines to the records' listeners.
  Treatment(db::Pool &pool, records::Records &records, const Clock &clock);
  ~Treatment();
  CaseLines &lines();

  Result<Ticket> start(const access::Actor &actor, const TicketRequest &request);
  /// A ticket that the actor may see, for the page that shows its code.
  Result<Ticket> ticket(const access::Actor &actor, std::int64_t id);
  /// May the actor listen to "ticket-N" or "contact-N"? The topics carry nothing, but that something happens there is known
  /// only to those who may read it.
  bool may_hear(const access::Actor &actor, std::string_view topic);
  /// The ticket's code no longer opens anything (answers already filled in are still received).
  Result<void> close(const access::Actor &actor, std::int64_t id);
  /// Counts wrong codes per unit and address, per unit and in all; `busy` when the door is closed for a while. `unit` = the code
  /// page's own, whose tickets alone it opens; 0 = the page of all units.
  Result<Ticket> by_pin(std::string_view pin, std::string_view remote, std::int64_t unit = 0);
  /// The form's ticket; not_found when unknown or too old to be opened.
  Result<Ticket> open(std::string_view token);
  /// Stored and committed when this returns. conflict = another answer was already given on the ticket.
  Result<Receipt> submit(std::string_view token, const Answer &answer);
  /// Own ratings only (the ticket's rater), for "Vill du se din kurva?"; only with the key that just was answered.
  std::vector<chart::Rating> own_curve(std::string_view token, std::string_view key);

  /// Anonymous answers wait until five are there or the day is over, then are stored in random order.
  Result<int> store_waiting_answers();
  std::int64_t waiting_answers(std::int64_t unit, Kind kind);

  Result<std::int64_t> load_wording(const access::Actor &actor, Wording wording);
  Result<void> remove_wording(const access::Actor &actor, std::int64_t id);
  std::vector<Wording> wordings(std::int64_t unit);
  /// All wordings of a file, or none. The problem names the rows that do not fit.
  Result<int> load_wordings(const access::Actor &actor, std::string_view bytes, std::string_view filename);
  std::optional<Wording> wording(std::int64_t unit, Kind kind, std::string_view lang, bool faces);

  /// What a user has ticked off on my day, with when; newest last.
  std::vector<std::pair<std::string, std::string>> ticked(const access::Actor &actor);
  void tick(const access::Actor &actor, std::string_view item, bool done);

  Habits habits(std::int64_t team);
  std::map<std::int64_t, Habits> habits_of(std::int64_t unit); ///< by team, one query; a team that is missing has the usual ones
  Result<void> set_habits(const access::Actor &actor, std::int64_t team, const Habits &habits);

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// ---- my day ----

/// One thing to do. `key` is stable ("review:412") so that it can be ticked off and taken back.
struct TodoItem {
  enum class Column { must, promised } column = Column::must;
  std::string key;
  std::string title;  ///< "Ärendegenomgång"
  std::string detail; ///< one line: rule and reason
  std::string href;
  std::string due;      ///< ISO date; "" = no date
  bool can_tick = true; ///< false: it goes away when the thing itself is done
};
using TodoSource = std::function<std::vector<TodoItem>(const access::Actor &)>;

// ---- pages ----

struct Deps {
  Treatment &treatment;
  records::Records &records;
  records::Persons &persons;
  organisation::Organisation &organisation;
  audit::ReadLog &read_log;
  const Clock &clock;
  http::Live *live = nullptr;
  std::string public_url = {}; ///< "https://rodatraden.kommunen.se"; "" = from the request's Host
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
  std::vector<TodoSource> todos = {}; ///< further things for Min dag (steering's follow-ups)
};
/// /min-dag, /arenden…, /genomgang, /synpunkter, /enkater, /skattningar, /kiosk and /k/{token}.
void add_pages(http::Router &router, const Deps &deps);

/// The contact's ORS curves as SVG, "" when the actor may not see it or there is none. `highlight`: id of the ors record
/// to draw in thread red, 0 = none.
std::string curve(records::Records &records, const access::Actor &actor, std::int64_t contact, std::int64_t highlight = 0);

const std::vector<db::Migration> &migrations(); ///< numbers 700-799

} // namespace rt::treatment
