#pragma once
// Inside modules/records: all SQL of the import.
#include "modules/records/import_plan.hpp"
#include "modules/records/store.hpp"

namespace rt::records::importing {

struct Job {
  std::int64_t id = 0, unit = 0, user = 0;
  std::string register_id, who, filename, hash, state, failure, created_at, committed_at;
  ImportOptions options;
  int created = 0, changed = 0, skipped = 0;
};

std::string hash_of(std::string_view bytes);
std::string base64(std::string_view bytes);
std::string from_base64(std::string_view text);
std::int64_t insert_job(db::Connection &c, const Job &job, std::string_view bytes); ///< bytes empty = not kept
std::optional<Job> job(db::Connection &c, std::int64_t unit, std::int64_t id);
std::string content(db::Connection &c, std::int64_t job);
void save_options(db::Connection &c, std::int64_t job, const ImportOptions &options);
void save_fix(db::Connection &c, std::int64_t job, int row, int column, std::string_view words);
void remove_fix(db::Connection &c, std::int64_t job, int row, int column);
Fixes fixes(db::Connection &c, std::int64_t job);
void finish(db::Connection &c, const Job &job); ///< counts and state; the file and the fixes are removed
void remove_job(db::Connection &c, std::int64_t job);
std::vector<Job> recent(db::Connection &c, std::int64_t unit, std::string_view register_id, int limit);
/// The day the same file was read into the same register, when it was and was not undone.
std::string read_before(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view hash);
int purge(db::Connection &c, std::string_view before);

struct ImportedRow {
  std::int64_t record = 0;
  bool is_new = false;
  int version = 0;
};
void add_row(db::Connection &c, std::int64_t job, const ImportedRow &row);
std::vector<ImportedRow> rows(db::Connection &c, std::int64_t job);
/// A person that the import made, so that an undo can take her away again.
void add_person(db::Connection &c, std::int64_t job, std::int64_t person);
/// Takes away the people whom the undone import made, whom nobody has changed and whom no record refers to but those it took away
/// with it. Gives their ids.
std::vector<std::int64_t> remove_people(db::Connection &c, const definitions::Catalog &catalog, const Job &undone);
/// An undone change brings a record back to what an earlier import made of it: that import knows it again.
void know_again(db::Connection &c, const Job &undone, std::int64_t record, int version_before, int version_now);

std::map<std::string, std::string> remembered(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view signature);
/// Every heading that was ever mapped for the register, to find the heading row.
std::map<std::string, std::string> remembered_headings(db::Connection &c, std::int64_t unit, std::string_view register_id);
void remember(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view signature,
              const std::vector<ImportColumn> &columns, const std::map<std::string, std::string> &chosen);

std::int64_t remembered_team(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view signature); ///< 0 = none
void remember_team(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view signature, std::int64_t team);

Known known(db::Connection &c, const definitions::Catalog &catalog, const definitions::Register &reg, const access::Actor &actor,
            const std::vector<organisation::Team> &teams, const std::vector<organisation::Staff> &staff);

} // namespace rt::records::importing
