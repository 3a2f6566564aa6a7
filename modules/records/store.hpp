#pragma once
// All SQL of the records engine. Internal: the service authorises, the store only reads and writes.
#include "modules/records/records.hpp"

namespace rt::records {

/// A repeated group's table: r_<register>__<group> (record_id, position, the fields).
struct GroupTable {
  const definitions::Group *group = nullptr;
  std::string name;
  std::vector<const definitions::Field *> fields;
  std::vector<std::string> columns;
  std::string select, insert;
};

/// A register's table with its prepared texts; made once.
struct Table {
  const definitions::Register *reg = nullptr;
  const definitions::Field *givers = nullptr; ///< the field of type givers, if any
  std::string name;
  std::vector<const definitions::Field *> fields; ///< that have their column here: all but those of groups
  std::vector<std::string> columns;               ///< of the fields, same order
  std::vector<GroupTable> groups;
  bool links_people = false; ///< has people beside `person`, kept in record_person too
  std::string select;        ///< "SELECT … FROM r_x r WHERE 1=1"
  std::string insert;
  bool person_field = false, contact_field = false, sex_field = false;
};
Table make_table(const definitions::Register &reg);

/// Who wrote, as kept beside the record. Anonymous registers keep neither name nor time of day.
struct Stamp {
  std::int64_t user = 0;
  std::string name;
  std::string at;
};

/// "10:42" in Sweden; "22 nov 2026 10:42" of a stored timestamp, only the day when that is all there is.
std::string clock_text(Instant at);
std::string moment_text(std::string_view stored);

namespace store {

std::vector<std::string> install(db::Connection &c, const Table &table);
/// v_<register> and v_<register>__<group>: the rows in words. After every table is there: a view may lead to another register.
void create_views(db::Connection &c, const definitions::Catalog &catalog, const Table &table);
Record read(const db::Row &row, const Table &table);
/// `with_deleted` = also what was removed.
std::optional<Record> find(db::Connection &c, const Table &table, std::int64_t id, const access::Scope &scope, bool with_deleted = false);
std::int64_t insert(db::Connection &c, const Table &table, const Record &record, const Stamp &stamp);
/// Writes the columns that differ, so that only their indexes are touched. `before` is what is stored; false when its version is no longer.
bool update(db::Connection &c, const Table &table, const Record &before, const Record &after, const Stamp &stamp);
bool set_deleted(db::Connection &c, const Table &table, std::int64_t id, int expected_version, bool deleted, const Stamp &stamp);
void write_givers(db::Connection &c, const Table &table, std::int64_t id, const std::vector<Giver> &givers, bool replace);
/// The rows of the groups of these records, one query per group; a record without rows gets an empty list.
void read_groups(db::Connection &c, const Table &table, std::vector<Record> &records);
void write_groups(db::Connection &c, const Table &table, const Record &record, const Record *before);
/// Everybody whom the record names beside its own person, so that a person's records are found by an index.
void write_persons(db::Connection &c, const Table &table, const Record &record, bool replace);
/// Who has the record in a field of several staff ("3,7"), so that one's own are found by an index.
void write_staff(db::Connection &c, const Table &table, const Record &record, bool replace);
/// Once, for the records that were there before record_staff was.
void fill_staff(db::Connection &c, const std::vector<const Table *> &tables);
/// Rows, how many there are and whose they are: one query.
ListPage list(db::Connection &c, const Table &table, const access::Scope &scope, const ListQuery &query, Date today);
/// The ids and versions of the same rows in the same order, no further than the query's limit.
std::vector<std::pair<std::int64_t, int>> matching(db::Connection &c, const Table &table, const access::Scope &scope, const ListQuery &query,
                                                   Date today);
/// These records in this order; what is removed or outside the scope is left out.
std::vector<Record> some(db::Connection &c, const Table &table, const access::Scope &scope, const std::vector<std::int64_t> &ids);
/// The indexes that a register needs once it has grown; told by the definition. Nothing while it is small: then a scan is as quick.
void index_large(db::Connection &c, const std::vector<const Table *> &tables);
bool visible(db::Connection &c, const std::string &table_name, std::int64_t id, const access::Scope &scope);

/// What a person's row gives to a record of theirs.
struct PersonFacts {
  Sex sex = Sex::unknown;
  int birth_year = 0;
};
/// Nothing when the person is not in the unit, or outside the scope: nobody is reached by writing a number in a form.
std::optional<PersonFacts> person_facts(db::Connection &c, std::int64_t person, std::int64_t unit, const access::Scope &scope);
/// A note, a decision, a task: whose it is comes from the first record that it refers to and that is somebody's (its case).
/// As with a contact: taken when it is chosen, and then as it was at the event.
void inherit_reference(db::Connection &c, const Table &table, const access::Scope &scope, Record &draft, const Record *before);
/// The words that a person is found by, in step with `sought`.
void write_words(db::Connection &c, std::int64_t unit, std::int64_t person, const std::string &sought, bool replace);
void fill_words(db::Connection &c); ///< once, for the people that were there before person_word was
void link_person_team(db::Connection &c, std::int64_t person, std::int64_t team);
/// A number that the person has had; does nothing when it is already there.
void keep_number(db::Connection &c, std::int64_t unit, std::int64_t person, std::string_view kind, const std::string &number,
                 const std::string &valid_to);

// ---- names (names.cpp) ----
/// "?, ?, …" padded to a multiple of 50, so that few statements are prepared whatever the number of rows.
std::string id_marks(const std::vector<std::int64_t> &ids, db::Values &args);
std::map<std::int64_t, std::string> person_names(db::Connection &c, const access::Actor &actor, const std::vector<std::int64_t> &ids);
std::map<std::int64_t, std::string> contact_names(db::Connection &c, const access::Actor &actor, const std::vector<std::int64_t> &ids);
std::vector<std::pair<std::int64_t, std::string>> open_contacts(db::Connection &c, const access::Actor &actor, const std::string &closed_states,
                                                                std::string_view words, int limit);
/// What a record of the register is called: the person, the first text of the list, the day. One query for a page of ids.
std::map<std::int64_t, std::string> reference_names(db::Connection &c, const access::Actor &actor, const definitions::Register &reg,
                                                    const std::vector<std::int64_t> &ids);
std::vector<std::pair<std::int64_t, std::string>> reference_choices(db::Connection &c, const access::Actor &actor, const definitions::Register &reg,
                                                                    std::string_view words, int limit);
/// The text that a register's records are known by ("name" of a provider), or null.
const definitions::Field *naming_field(const definitions::Register &reg);

// ---- files (files.cpp) ----
std::int64_t insert_file(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view field, const StoredFile &file,
                         const Stamp &stamp);
std::optional<StoredFile> file_of(db::Connection &c, std::int64_t unit, std::string_view register_id, std::int64_t record, std::int64_t file);
std::map<std::int64_t, StoredFile> file_names(db::Connection &c, std::int64_t unit, const std::vector<std::int64_t> &ids);
/// May this record have the file: uploaded by the writer and not used yet, or the record's own since before?
bool may_have_file(db::Connection &c, std::int64_t unit, std::string_view register_id, std::int64_t record, std::int64_t user, std::int64_t file);
void give_file(db::Connection &c, std::int64_t file, std::int64_t record);
int purge_files(db::Connection &c, std::string_view before); ///< uploaded before, never used

/// " AND +p.unit_id = ? AND EXISTS (… person_team …)": people inside the reader's scope.
std::string person_scope(const access::Scope &scope, db::Values &args);
std::string shown_name(const db::Row &row, int first_column); ///< first_name, last_name, is_protected

// ---- ties between records, and who took which step (ties.cpp) ----
enum class TieKind { made, correction };
void add_tie(db::Connection &c, TieKind kind, const definitions::Register &reg, std::int64_t record, const definitions::Register &from_reg,
             std::int64_t from_record, std::string_view step, const Stamp &stamp);
Ties ties(db::Connection &c, std::string_view register_id, std::int64_t id);
/// The record that `id` corrects, 0 = none.
std::int64_t corrected_by_id(db::Connection &c, std::string_view register_id, std::int64_t id);
/// Which of the records have a correction that is not removed.
std::vector<std::int64_t> corrected(db::Connection &c, const Table &table, const std::vector<Record> &rows);
struct Taken {
  std::int64_t record = 0, user = 0;
  std::string step, at;
};
/// Who last took each step of the records, oldest first.
std::vector<Taken> taken_steps(db::Connection &c, std::string_view register_id, const std::vector<Record> &rows);

// ---- history (history.cpp) ----
/// The changed fields as JSON: {"category":[1,2],"_state":[1,2]}. "{}" when nothing changed.
std::string difference(const Table &table, const Record *before, const Record &after);
void append_history(db::Connection &c, const Table &table, std::int64_t id, int version, std::string_view what, const std::string &difference,
                    const Stamp &stamp);
struct HistoryRow {
  std::string at, who, what, difference;
  int version = 0;
};
std::vector<HistoryRow> history(db::Connection &c, const definitions::Register &reg, std::int64_t id, int after_version = 0);
/// The history as a person reads it, newest first.
std::vector<HistoryEntry> in_words(db::Connection &c, const access::Actor &actor, const definitions::Catalog &catalog, const Table &table,
                                   const std::vector<HistoryRow> &rows, const std::map<std::int64_t, std::string> &teams,
                                   const std::map<std::int64_t, std::string> &staff);
/// Field id (or "_state" …) with the values before and after.
struct FieldChange {
  std::string field;
  db::Value before, after;
};
/// The rows of a group as one text, and back.
std::string rows_to_text(const std::vector<GroupRow> &rows);
std::vector<GroupRow> rows_from_text(const std::string &text);
std::vector<FieldChange> changes(const std::string &difference);
/// Puts the "after" values onto the record: replaying every row of the history gives the current record.
void replay(const Table &table, const std::string &difference, Record &onto);

} // namespace store
} // namespace rt::records
