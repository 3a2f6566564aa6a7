#pragma once
// Inside modules/records: the pure steps of an import, from cells to drafts. No clock, no database.
#include "modules/records/import.hpp"
#include "platform/sheet/sheet.hpp"
#include <functional>
#include <optional>
#include <unordered_map>

namespace rt::records::importing {

/// What a column may be read as.
struct Target {
  std::string key;
  std::string title;
  std::string kind;                  ///< shown: "datum", "val"
  std::vector<std::string> headings; ///< that mean it, best first
  const definitions::Field *field = nullptr;
};
std::vector<Target> targets(const definitions::Register &reg);
const Target *find(const std::vector<Target> &targets, std::string_view key);

/// Heading text without case, spaces, accents and signs, for comparison: "Lämnades skriftligt /muntligt" = "lamnadesskriftligtmuntligt".
std::string bare(std::string_view text);
/// The row (0-based) that names most columns, among the first 25; -1 when none names any.
int header_row(const sheet::Sheet &sheet, const std::vector<Target> &targets, const std::map<std::string, std::string> &remembered);
/// `remembered` and `chosen`: heading → key.
std::vector<ImportColumn> map_columns(const sheet::Sheet &sheet, int header, const std::vector<Target> &targets,
                                      const std::map<std::string, std::string> &remembered, const std::map<std::string, std::string> &chosen);
/// Tells one kind of file from another: the headings, in order.
std::string signature(const sheet::Sheet &sheet, int header);

/// What the rows may refer to, fetched once.
struct KnownPerson {
  std::int64_t id = 0;
  std::string name; ///< folded "anna ek"; "" when it may not be found by name
  std::string personnummer, birth_date;
};
struct KnownContact {
  std::int64_t id = 0, person = 0;
  std::string received, ended;
};
struct Existing {
  std::int64_t id = 0;
};
struct Known {
  std::map<std::string, std::vector<std::pair<std::int64_t, std::string>>>
      records; ///< of the registers that fields point at, with what they are called
  std::vector<organisation::Team> teams;
  std::vector<organisation::Staff> staff;
  std::vector<KnownPerson> people;
  std::vector<KnownContact> contacts;
  std::unordered_map<std::string, std::int64_t> existing; ///< unique key → record
  /// The stored record, to see whether a row changes it; nothing when it may not be seen.
  std::function<std::optional<Record>(std::int64_t)> load;
};

enum class Outcome { create, change, unchanged, repeated, skipped, bad };
struct PlannedRow {
  int row = 0; ///< from 1
  Outcome outcome = Outcome::create;
  Draft draft;
  std::optional<Person> new_person; ///< to be stored first; rows with the same person_key share one
  std::string person_key;
  std::vector<ImportError> errors;
};

struct Fixes {
  std::map<std::pair<int, int>, std::string> cells; ///< (row, column) → text
  std::vector<int> skipped;                         ///< rows
};

struct Input {
  const definitions::Register &reg;
  const std::vector<Target> &targets;
  const sheet::Sheet &sheet;
  int header = 0;
  const std::vector<ImportColumn> &columns;
  const ImportOptions &options;
  const Fixes &fixes;
  const Known &known;
  const access::Actor &actor;
  Date today;
  const sheet::Workbook *book = nullptr; ///< groups may have sheets of their own
};

/// What the sheet of a group says, by the number that ties it to its record.
struct SheetRows {
  std::vector<GroupRow> rows;
  std::string error;
};
using GroupSheets = std::map<std::string, std::map<std::string, SheetRows>>; ///< by group, by number
GroupSheets read_group_sheets(const Input &in);
/// A group written in one cell.
Result<std::vector<GroupRow>> read_rows(const Input &in, const definitions::Group &group, std::string_view text);
/// Does the cell name something that is kept elsewhere?
bool is_link(const definitions::Field &field);
Result<db::Value> read_link(const Known &known, const definitions::Field &field, std::string_view text, Date today);
std::vector<PlannedRow> plan(const Input &input, std::vector<std::string> &notes);

/// The fields of Register.unique as one text; "" when one is empty or the register has none.
std::string unique_key(const definitions::Register &reg, const Record &record);
std::vector<std::string> unique_fields(const definitions::Register &reg);

/// One cell's words as a stored value. More lenient than parse(): Excel's serial days, spelling without accents.
Result<db::Value> read_value(const definitions::Field &field, const sheet::Cell &cell, Date today);
/// "kvinna och man", "k/m", "par", "pojke" → one giver each, joined with the roles.
Result<std::vector<Giver>> read_givers(const definitions::Field &field, std::string_view roles, std::string_view sexes);

} // namespace rt::records::importing
