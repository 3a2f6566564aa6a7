#pragma once
// All SQL of this module over its own tables. Callers hold the connection and the transaction.
#include "modules/treatment/treatment.hpp"

namespace rt::treatment::store {

std::int64_t add_ticket(db::Connection &c, const Ticket &ticket, std::int64_t by);
/// Codes of tickets past their time open nothing and may be given out again.
void free_old_pins(db::Connection &c, const std::string &now);
bool pin_taken(db::Connection &c, std::string_view pin);
std::optional<Ticket> ticket(db::Connection &c, std::int64_t id);
std::optional<Ticket> ticket_by_token(db::Connection &c, std::string_view token);
std::optional<Ticket> ticket_by_pin(db::Connection &c, std::string_view pin, const std::string &now);
void mark_opened(db::Connection &c, std::int64_t ticket, const std::string &now);
void end_ticket(db::Connection &c, std::int64_t ticket, const std::string &now);
void drop_pin(db::Connection &c, std::int64_t ticket);

struct StoredReceipt {
  Kind kind;
  std::int64_t record, single_ticket;
};
std::optional<StoredReceipt> receipt(db::Connection &c, std::string_view key);
/// ConstraintError when the key, or the single ticket, already has one.
void add_receipt(db::Connection &c, std::string_view key, const Ticket &ticket, std::int64_t wording, const std::string &day);
void set_receipt_record(db::Connection &c, std::string_view key, std::int64_t record);

/// Dates and sums of one rater's ratings of a contact, oldest first (reads the records' table).
std::vector<std::pair<std::string, Tenths>> ratings_of(db::Connection &c, Kind kind, std::int64_t contact, std::int64_t rater);

/// Wrong codes of one address (or "*") since `since`.
int fails(db::Connection &c, std::string_view who, const std::string &since);
void add_fail(db::Connection &c, std::string_view who, const std::string &since, const std::string &now);

struct Waiting {
  std::string key;
  std::int64_t unit, team;
  Kind kind;
  std::string day, answer;
};
void add_waiting(db::Connection &c, const Waiting &waiting);
/// The answers whose group is large enough or whose day is past.
std::vector<Waiting> ready_answers(db::Connection &c, int at_least, const std::string &today);
void drop_waiting(db::Connection &c, std::string_view key);
std::int64_t waiting(db::Connection &c, std::int64_t unit, Kind kind);

std::int64_t add_wording(db::Connection &c, const Wording &wording, std::int64_t by);
void retire_wording(db::Connection &c, std::int64_t id, std::int64_t unit, const std::string &now);
std::vector<Wording> wordings(db::Connection &c, std::int64_t unit);
std::optional<Wording> wording(db::Connection &c, std::int64_t unit, std::string_view instrument, std::string_view language,
                               std::string_view variant);

std::optional<Habits> habits(db::Connection &c, std::int64_t team);
std::map<std::int64_t, Habits> habits_of(db::Connection &c, std::int64_t unit); ///< of the teams that have chosen their own
void set_habits(db::Connection &c, std::int64_t team, const Habits &habits);

std::vector<std::pair<std::string, std::string>> done_items(db::Connection &c, std::int64_t user, const std::string &since);
void set_done(db::Connection &c, std::int64_t user, std::string_view item, const std::string &now);
void set_undone(db::Connection &c, std::int64_t user, std::string_view item);

} // namespace rt::treatment::store
