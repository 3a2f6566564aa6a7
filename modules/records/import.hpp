#pragma once
// Reading what a unit has today into a register: upload → what was understood → what does not fit → what will happen → done, undo.
// The uploaded file is kept in the database until it is done (at most a day), never in the browser. The same service serves
// the command line.
#include "modules/organisation/organisation.hpp"
#include "modules/records/records.hpp"
#include <memory>

namespace rt::records {

/// What the person chose; empty = what the program understood.
struct ImportOptions {
  std::int64_t team = 0;                      ///< for rows without a team of their own; 0 = as the last time with the same headings
  std::string sheet;                          ///< name of the sheet
  std::map<std::string, std::string> mapping; ///< heading (or "#3" for the third column) → column key; "-" = do not read
  std::string date;                           ///< ISO date for rows without a date of their own
  bool dry_run = false;
  bool skip_bad_rows = false; ///< leave out rows that do not fit instead of refusing the whole file
};

/// One column of the file as it was understood.
struct ImportColumn {
  int index = 0; ///< 0-based
  std::string header;
  std::string key;   ///< field id, "givers.sex", "person.name", "team", "state" …; "" = not read
  std::string title; ///< of what it is read as
  std::string kind;  ///< "datum", "val", "text" …
  std::string why;   ///< "samma rubrik", "som förra gången", "du valde"
  std::vector<std::string> examples;
};

/// Something in a row that does not fit. `column` is -1 when it is the row as a whole.
struct ImportError {
  int row = 0; ///< as the spreadsheet numbers it, from 1
  int column = -1;
  std::string header;
  std::string value;
  std::string message;
};

struct ImportReport {
  std::int64_t job = 0;
  std::string register_id, filename;
  std::string understood; ///< "CSV, Windows-1252, semikolon"
  std::vector<std::string> sheets;
  std::string sheet;
  int header_row = 0; ///< from 1; 0 = none found
  std::vector<ImportColumn> columns;
  std::vector<std::string> notes; ///< sentences: which date was taken, that the same file was read before …
  int rows = 0;                   ///< rows with content below the heading
  int created = 0, changed = 0, unchanged = 0, repeated = 0, skipped = 0, bad = 0, new_people = 0;
  std::vector<ImportError> errors;
  std::string state = "open"; ///< "open", "running", "done", "undone", "failed"
  std::string failure;        ///< why "failed"
  int done_rows = 0;          ///< while "running"
  ImportOptions options;      ///< what holds now
  int will_do() const { return created + changed; }
};

struct ImportUndo {
  int removed = 0, restored = 0;
  int kept = 0;   ///< changed by somebody since: left as they are
  int people = 0; ///< people that the import had made and that nothing else refers to: gone too
};

/// A line in the list of earlier imports.
struct ImportJob {
  std::int64_t id = 0;
  std::string filename, who, at, state;
  int created = 0, changed = 0, skipped = 0;
};

class Imports {
public:
  Imports(Records &records, Persons &persons, const Clock &clock);
  ~Imports();

  /// Everything at once, for the command line. Not committed when a row does not fit, unless skip_bad_rows.
  Result<ImportReport> import_file(const access::Actor &actor, std::string_view register_id, std::string_view bytes, std::string_view filename,
                                   const ImportOptions &options);

  /// The same in steps, for the page. upload() reads the file once, so that a bad one is refused at once.
  Result<std::int64_t> upload(const access::Actor &actor, std::string_view register_id, std::string_view bytes, std::string_view filename);
  Result<ImportReport> preview(const access::Actor &actor, std::int64_t job);
  Result<void> choose(const access::Actor &actor, std::int64_t job, const ImportOptions &options);
  /// Corrects one cell; the text is used instead of the file's.
  Result<void> correct(const access::Actor &actor, std::int64_t job, int row, int column, std::string_view text);
  Result<void> skip_row(const access::Actor &actor, std::int64_t job, int row, bool skip);
  /// One transaction: all or nothing. Bigger files go on in the background; preview() then says "running".
  Result<ImportReport> commit(const access::Actor &actor, std::int64_t job);
  Result<void> cancel(const access::Actor &actor, std::int64_t job);
  /// Removes what was created and restores what was changed, except what somebody has changed since.
  Result<ImportUndo> undo(const access::Actor &actor, std::int64_t job);
  std::vector<ImportJob> recent(const access::Actor &actor, std::string_view register_id, int limit = 10);
  /// Deletes uploaded files older than a day; run at start and now and then.
  int purge();
  void wait(); ///< for what runs in the background

  Records &records() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

const std::vector<db::Migration> &import_migrations(); ///< numbers 450-499, a part of migrations()

} // namespace rt::records
