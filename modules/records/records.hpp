#pragma once
// The records engine: one typed SQL table per register, forms, states, history, lists, import and export.
// A service call authorises, applies the pure rules, stores record + history + audit, and tells the listeners
// (measures) in one transaction.
#include "modules/access/access.hpp"
#include "modules/audit/audit.hpp"
#include "modules/definitions/definitions.hpp"
#include "modules/organisation/organisation.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rt::records {

using organisation::Sex;

/// One of several people who gave something together. Each is counted under their own sex.
struct Giver {
  std::string role; ///< option id: "client", "mother", "father", "network" …
  Sex sex = Sex::unknown;
  bool child = false;
};

/// One row of a repeated group: values by field id, in stored form.
using GroupRow = std::map<std::string, db::Value>;

/// One of several people in a record, each with a role (field type persons).
struct PersonRole {
  std::string role; ///< option id
  std::int64_t person = 0;
};

/// A record as it is in memory. Values are in stored form: codes of choices, tenths of scales, ISO dates, ids.
struct Record {
  std::int64_t id = 0;
  std::int64_t unit = 0, team = 0, staff = 0;
  std::int64_t person = 0;      ///< 0 = none
  std::int64_t contact = 0;     ///< the treatment contact (register "contact") it belongs to, 0 = none
  Sex sex = Sex::unknown;       ///< as it was at the event
  int birth_year = 0;           ///< 0 = unknown
  int counts[4] = {1, 0, 0, 0}; ///< people counted under unknown, female, male, other; one for one person
  int state = 0;                ///< code of the register's state, 0 = none
  int version = 0;
  bool locked = false, deleted = false;
  std::string created_at, updated_at;
  std::map<std::string, db::Value> values;
  std::vector<Giver> givers;
  /// Rows of the repeated groups, by group id. A group that is absent here is left as it is when the record is saved; lists do
  /// not read groups unless asked to.
  std::map<std::string, std::vector<GroupRow>> groups;
  /// Fields that the reader's role may not see ("Dold"): their values are not here and stay as they are when saved.
  std::set<std::string> hidden;
  const db::Value &value(std::string_view field) const; ///< Null when absent
  std::int64_t integer(std::string_view field) const;
  std::string text(std::string_view field) const;
  bool has(std::string_view field) const;
};

/// What a caller wants saved. id 0 = new; else `version` must be the stored one (conflict tells what changed).
using Draft = Record;

/// Told in the same transaction as the change. `before` is null for a new record, `after` null for a removed one.
struct Change {
  const definitions::Register *reg;
  const Record *before;
  const Record *after;
};
class Listener {
public:
  virtual ~Listener() = default;
  virtual void changed(db::Connection &connection, const Change &change) = 0;
  /// After commit, outside the transaction: tell the open pages.
  virtual void committed() {}
  /// Many changes follow (import, demo): collect, then work once at end_bulk.
  virtual void begin_bulk() {}
  virtual void end_bulk(db::Connection &connection) { (void)connection; }
};

struct Filter {
  std::string field; ///< field id, or "team" "staff" "state" "person" "contact" "sex" "date" "id"
  std::string op;    ///< "=", "!=", "<", "<=", ">", ">=", "has", "none", "in" (ids), "contains" (quality registers only)
  std::string value; ///< option ids, ISO dates, numbers, "3,7" for "in"; "me" for a field with staff
};
struct ListQuery {
  std::vector<Filter> filters;
  std::string sort; ///< field id, "-field" for descending; default: newest date first
  int limit = 40, offset = 0;
  bool with_total = true;
  bool with_groups = false;   ///< one more query per repeated group of the register
  std::string condition = {}; ///< of a definition's view: "handler = me and not state = closed"
  std::int64_t me = 0;        ///< the reader's staff id, for "me"
  /// A record's id: the rows that come next after it in the order, or those just before it. A deep page costs what the first does;
  /// with `offset` everything before is walked past.
  std::int64_t after = 0, before = 0;
};
/// A list is counted so far and no further: "fler än 10 000" is as much as a reader needs, and costs the same at a million.
inline constexpr std::int64_t kMostCounted = 10000;
struct ListPage {
  std::vector<Record> rows;
  std::int64_t total = 0;
  bool uncounted = false; ///< there are more than `total`
  bool more = false;      ///< rows come after these (with `before`: come before these)
  /// Names of the rows' own people that the reader may see, from the same query (protected masked).
  std::map<std::int64_t, std::string> persons = {};
};

struct HistoryEntry {
  std::string at, who;
  std::string what; ///< "skapad", "ändrad", "borttagen", "signerad", "återställd", "rättad", "steg:<id>"
  struct Difference {
    std::string field, before, after; ///< shown form
    bool words = false;               ///< a text: what differs is shown word by word
  };
  std::vector<Difference> differences;
  int version = 0;
};

/// A step as the reader meets it. A step whose condition does not hold is not offered at all.
struct Step {
  const definitions::Transition *transition = nullptr;
  std::string why_not;              ///< a sentence that explains why the reader may not take it; "" = may
  std::vector<std::string> missing; ///< fields to fill in first
};
/// What is filled in on a step's own page: fields of the record, and for each `creates` fields of the new record.
struct StepInput {
  std::map<std::string, db::Value> values;
  std::vector<std::map<std::string, db::Value>> created;
};
/// A record that a step will make, as far as it is known, and what it still needs.
struct Creating {
  const definitions::Register *reg = nullptr;
  std::size_t index = 0; ///< in the step's `creates`
  Record draft;
  std::vector<std::string> missing;
};
/// Another record that this one came from, made, corrects or is corrected by.
struct Tie {
  std::string register_id;
  std::int64_t record = 0;
  std::string step, at, who;
};
struct Ties {
  std::vector<Tie> made, corrected_by; ///< the newest last
  std::optional<Tie> made_from, corrects;
};

/// An uploaded file of a record.
struct StoredFile {
  std::int64_t id = 0;
  std::string filename, content_type, sha256, uploaded_at;
  std::int64_t size = 0;
  std::string bytes; ///< only when it is fetched to be read
};
inline constexpr std::size_t kMostFileBytes = 10u << 20;

class Records {
public:
  Records(db::Pool &pool, const definitions::Catalog &catalog, const Clock &clock, audit::ReadLog &read_log);
  const definitions::Catalog &catalog() const;
  db::Pool &pool() const;
  void listen(Listener &listener);

  /// Creates missing tables and columns for every register of the catalog; never drops. Returns what was done.
  std::vector<std::string> install(db::Connection &connection);

  /// Writes down which versions of the packs the tables were made for. Conflict when the database has a newer version of one: a
  /// downgrade would lose what only the newer knows.
  Result<void> remember_packs(db::Connection &connection);

  /// One record inside the actor's scope, read logged. not_found also for what the actor may not see.
  Result<Record> get(const access::Actor &actor, std::string_view register_id, std::int64_t id, std::string_view purpose);
  ListPage list(const access::Actor &actor, std::string_view register_id, const ListQuery &query, std::string_view purpose);
  /// Which records such a list has, in its order, with their versions: no further than `most`.
  std::vector<std::pair<std::int64_t, int>> matching(const access::Actor &actor, std::string_view register_id, const ListQuery &query, int most);
  /// These records in this order, with their groups; without what the actor may not see. Read logged.
  std::vector<Record> some(const access::Actor &actor, std::string_view register_id, const std::vector<std::int64_t> &ids, std::string_view purpose);
  /// Checks, fills computed and inherited values, stores. Field errors in invalid; stale version = conflict.
  Result<Record> save(const access::Actor &actor, std::string_view register_id, Draft draft);
  /// The same inside the caller's transaction (kiosk, import). The caller calls committed() after commit.
  Result<Record> save_in(db::Connection &connection, const access::Actor &actor, std::string_view register_id, Draft draft);
  /// Takes a step: fills in, checks, creates in other registers, signs - in one transaction.
  Result<Record> move_state(const access::Actor &actor, std::string_view register_id, std::int64_t id, int version, std::string_view transition,
                            const StepInput &input = {});
  /// The same inside the caller's transaction; what it did is to be rolled back when it is refused. The caller calls committed().
  Result<Record> move_state_in(db::Connection &connection, const access::Actor &actor, std::string_view register_id, std::int64_t id, int version,
                               std::string_view transition, const StepInput &input = {});
  /// The steps from each record's state, in the order of `rows`; one query for all.
  std::vector<std::vector<Step>> steps(const access::Actor &actor, std::string_view register_id, const std::vector<Record> &rows);
  /// What a step would create from the record as it is in `record`.
  std::vector<Creating> creating(const access::Actor &actor, const definitions::Register &reg, const Record &record,
                                 const definitions::Transition &step);
  /// A new record that corrects a signed one. The old stays as it is, marked, and is counted no more.
  Result<Record> correct(const access::Actor &actor, std::string_view register_id, std::int64_t corrects, Draft draft);
  Ties ties(const access::Actor &actor, std::string_view register_id, std::int64_t id);
  /// What is told about a record without hindering it: a rule of the definition that does not hold, an age outside the team's limits.
  std::vector<std::string> warnings(const access::Actor &actor, const definitions::Register &reg, const Record &record);
  /// Which of the records are corrected by another; one query.
  std::vector<std::int64_t> corrected(std::string_view register_id, const std::vector<Record> &rows);
  Result<void> remove(const access::Actor &actor, std::string_view register_id, std::int64_t id, int version);
  /// The same inside the caller's transaction (undo of an import, many at once). The caller has authorised and calls committed().
  Result<void> remove_in(db::Connection &connection, const access::Actor &actor, std::string_view register_id, std::int64_t id, int version);
  Result<void> restore(const access::Actor &actor, std::string_view register_id, std::int64_t id); ///< undo of remove
  Result<void> restore_in(db::Connection &connection, const access::Actor &actor, std::string_view register_id, std::int64_t id);
  /// Signs and locks: afterwards the record is only read; a correction is a new record (correct).
  Result<Record> sign(const access::Actor &actor, std::string_view register_id, std::int64_t id, int version);
  std::vector<HistoryEntry> history(const access::Actor &actor, std::string_view register_id, std::int64_t id);
  /// The record as its history tells it; equal to the stored one, or something wrote past the service (doctor).
  /// With a version: as it was then.
  Result<Record> replayed(const access::Actor &actor, std::string_view register_id, std::int64_t id, int version = 0);
  /// Names of the contacts' clients for a page of contact ids, in one query; protected masked, outside the scope absent.
  std::map<std::int64_t, std::string> contact_names(const access::Actor &actor, const std::vector<std::int64_t> &contacts);
  /// The reader's contacts that are not closed, newest first: what a form offers. `words` narrows by the client's name.
  std::vector<std::pair<std::int64_t, std::string>> open_contacts(const access::Actor &actor, std::string_view words, int limit);
  /// What records of a register are called, for a page of ids, in one query: "Elsa Ek, 2019-01-10", "Solgläntan". Protected people
  /// are masked, what is outside the scope is absent.
  std::map<std::int64_t, std::string> reference_names(const access::Actor &actor, std::string_view register_id, const std::vector<std::int64_t> &ids);
  /// The newest of them, for a chooser. `words` narrows by name or number (2001:637 15 §).
  std::vector<std::pair<std::int64_t, std::string>> reference_choices(const access::Actor &actor, std::string_view register_id,
                                                                      std::string_view words, int limit);
  /// Keeps an uploaded file until the record that has it is saved (at most a day). Refuses what is too large or of no sensible kind.
  Result<std::int64_t> add_file(const access::Actor &actor, std::string_view register_id, const definitions::Field &field, std::string_view filename,
                                std::string_view bytes);
  /// A file of a record that the actor may read, with its bytes; read logged.
  Result<StoredFile> file(const access::Actor &actor, std::string_view register_id, std::int64_t record, std::int64_t file);
  /// Names and sizes for a page of file ids, in one query; without bytes. Files outside the unit are absent.
  std::map<std::int64_t, StoredFile> file_names(const access::Actor &actor, const std::vector<std::int64_t> &ids);
  /// How many records of each register belong to the contact, zero too; one query.
  std::vector<std::pair<std::string, std::int64_t>> belongings(const access::Actor &actor, std::int64_t contact);
  void committed();
  /// Tells the listeners of a change that another writer of this module made in `connection` (two people made one).
  void announce(db::Connection &connection, const Change &change);
  /// Runs `work` with listeners in bulk mode inside one write transaction. No other change of a record comes in between
  /// (turns.cpp); the audit chain is written last, so that reading, logging in and starting a rating go on meanwhile.
  Result<void> bulk(const std::function<Result<void>(db::Connection &)> &work);
  /// Inside bulk(): kept and appended to the audit chain at its end. Else appended at once.
  void trace(db::Connection &connection, const access::Actor &actor, audit::Event event);

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// ---- turns between one change and many (turns.cpp) ----
// While an import, its undo or a rebuild works, its listeners collect and count at the end, from what they see then: a change that
// another transaction commits in between would be in no figure. SQLite has one writer anyway; on PostgreSQL these locks hold between
// all processes and end with the transaction.
/// Before a transaction's first change of a record: waits while somebody works in bulk. BusyError when it takes too long.
void wait_for_bulk(db::Connection &connection);
/// Before anything is read in bulk: waits for the changes under way, and lets no other begin until the transaction ends.
void begin_alone(db::Connection &connection);

// ---- pure helpers (rules.cpp), usable without a database ----
/// Checks the draft against the register's definition: types, ranges, required, required_when, checks. A field in a group is named
/// "children.0.name". An answer that was retired before the record's date is refused unless `before` had it already.
std::vector<FieldError> check(const definitions::Register &reg, const Record &draft, Date today, const Record *before = nullptr);
/// Fills computed fields.
void compute(const definitions::Register &reg, Record &draft);
/// One field's stored value in words ("Klagomål", "6,3", "2018-01-10", "ja").
std::string show(const definitions::Field &field, const db::Value &value);
/// What a person typed or a file holds, as a stored value; the error is a Swedish sentence with an example.
Result<db::Value> parse(const definitions::Field &field, std::string_view text, Date today);
/// A new record with the definition's defaults ("today", "me", option ids) and the first state.
Record blank(const definitions::Register &reg, const access::Actor &actor, Date today);
/// Does a condition of the definition ("ending = planned") hold for the record? Nothing when a value it needs is empty.
/// `me` is the reader's staff id.
std::optional<bool> holds(const definitions::Register &reg, const Record &record, std::string_view condition, Date today, std::int64_t me = 0);
/// Is the field asked for, given the others (show_when)?
bool shown(const definitions::Register &reg, const definitions::Field &field, const Record &record, Date today);
/// The stored text of a givers field: "role.sex.child" with the role's code, several with commas: "2.1.0,3.2.0".
std::string givers_to_text(const definitions::Field &field, const std::vector<Giver> &givers);
std::vector<Giver> givers_from_text(const definitions::Field &field, std::string_view text);
/// The same for a persons field: "role.person,…". What cannot be read is left out.
std::string persons_to_text(const definitions::Field &field, const std::vector<PersonRole> &persons);
std::vector<PersonRole> persons_from_text(const definitions::Field &field, std::string_view text);
/// The ids of a staff_list, in the order they were chosen: "3,7".
std::vector<std::int64_t> ids_from_text(std::string_view text);
/// Can a list be put in this order, or narrowed by it, by an index however many the records are? A text, number, day or choice of the list.
bool is_indexed(const definitions::Register &reg, const definitions::Field &field);
/// May the actor see, or change, the field's value? (read_roles, write_roles; the system itself always.)
bool may_read(const definitions::Field &field, const access::Actor &actor);
bool may_write(const definitions::Field &field, const access::Actor &actor);
/// Takes away what the actor may not see and names it in `hidden`.
void hide(const definitions::Register &reg, const access::Actor &actor, Record &record);
/// The record with one row of a group laid into its values, so that conditions and calculations of the row's fields see both.
Record with_row(const Record &record, const GroupRow &row);
/// A new row with the definition's defaults.
GroupRow blank_row(const definitions::Register &reg, std::string_view group, const access::Actor &actor, Date today);
/// Does the field have its column in the record's own table? (Fields of groups have theirs in the group's table.)
inline bool in_record(const definitions::Field &field) { return field.group.empty(); }
/// The register's field of type givers, or null.
const definitions::Field *givers_field(const definitions::Register &reg);
/// The SQL table and the column that keeps a field. A name that SQL or every table already uses gets the prefix f_.
std::string table_name(const definitions::Register &reg);
std::string group_table_name(const definitions::Register &reg, std::string_view group);
std::string column_name(const definitions::Field &field);
/// What is wrong with a personnummer or samordningsnummer (12 or 10 digits, control digit), as a sentence; "" = nothing.
std::string personnummer_fault(std::string_view text);
/// "19800102-1234" from what people write; "" when it is not one. `today` decides the century of ten digits.
std::string normal_personnummer(std::string_view text, Date today);
/// Could the two names be one, written differently? "Åsa Sjöö" and "Aasa Sjoo"; "Wikström" and "Vikstrom".
bool similar_names(std::string_view a, std::string_view b);

// ---- persons ----
struct Person {
  std::int64_t id = 0;
  std::int64_t unit = 0;
  std::string first_name, last_name, personnummer, language, needs;
  Sex sex = Sex::unknown;
  std::string birth_date; ///< ISO or ""
  bool is_protected = false;
  int version = 0;
  bool interpreter = false;     ///< wants an interpreter in `language`
  std::string flags;            ///< ids with commas: "newly_arrived,homeless"
  std::int64_t merged_into = 0; ///< the person that this one turned out to be; the row stays as a signpost
};
/// A number that the person has or had: personnummer, samordningsnummer, reserve number, another system's id.
struct PersonNumber {
  std::string kind; ///< "official" | "reserve" | "other"
  std::string number, valid_from, valid_to;
};
/// Somebody who may be the same human as the one being registered.
struct Likeness {
  Person person;            ///< id 0 when the reader may not see who it is
  bool same_number = false; ///< else the same birth date and a similar name
  bool outside = false;     ///< in the unit, but in a group that the reader does not work in
};
/// People by name, personnummer or case number only, inside the scope (2001:637 15 §).
class Persons {
public:
  Persons(db::Pool &pool, const Clock &clock, audit::ReadLog &read_log) : pool_(pool), clock_(clock), read_log_(read_log) {}
  Result<Person> get(const access::Actor &actor, std::int64_t id, std::string_view purpose);
  Result<std::int64_t> save(const access::Actor &actor, Person person);
  std::int64_t insert(db::Connection &connection, const Person &person); ///< bulk: no checks, caller audits
  std::vector<Person> search(const access::Actor &actor, std::string_view words, int limit);
  /// Shown names for a page of ids in one query; protected persons masked, ids outside the scope absent.
  std::map<std::int64_t, std::string> names(const access::Actor &actor, const std::vector<std::int64_t> &ids);
  /// Before a person is registered: who in the unit has the same number, or the same birth date and a similar name?
  std::vector<Likeness> alike(const access::Actor &actor, const Person &person);
  /// A person whom another group of the unit works with is worked with here too. By number only; never a protected person.
  Result<std::int64_t> take_in(const access::Actor &actor, std::string_view personnummer);
  /// Every number, newest first, inside the reader's scope.
  std::vector<PersonNumber> numbers(const access::Actor &actor, std::int64_t person);
  Result<void> add_number(const access::Actor &actor, std::int64_t person, PersonNumber number);

private:
  db::Pool &pool_;
  const Clock &clock_;
  audit::ReadLog &read_log_;
};

/// The packs that the database was made for, in the order in which they came; none for a new database.
std::vector<std::string> installed_packs(db::Connection &connection);

const std::vector<db::Migration> &migrations(); ///< numbers 400-499

} // namespace rt::records

#include "modules/records/merge.hpp"
