#pragma once
// All SQL of the module: reading rows of registers for the evaluator, cells, keys and printed history.
#include "modules/measures/evaluate.hpp"
#include "modules/measures/quality.hpp"
#include "platform/db/db.hpp"
#include <functional>
#include <tuple>

namespace rt::measures::store {

/// A condition over the counted register, alias r: " AND r.unit_id = ?" with its values.
struct Where {
  std::string sql;
  db::Values args;
  std::int64_t links_of = 0;          ///< linked rows of this unit only; 0 = wherever they are
  std::vector<std::int64_t> of_units; ///< those that `units` named
  Where &unit(std::int64_t id);
  Where &units(const std::vector<std::int64_t> &ids);
  Where &before(std::string_view column, Date day);
  Where &team(std::int64_t id);
  Where &team_of(const std::vector<std::int64_t> &units, const std::string &code); ///< the team that a measure is limited to
  Where &record(std::int64_t id);
  Where &key(const std::string &column, std::int64_t value);
  /// Rows whose date lies in the months; a day wider for moments, which are stored in UTC.
  Where &dates(const plan::Column &column, Month first, Month last);
  /// Rows that had begun and not ended in the period. Say the units first: those rows are then found in the index alone.
  Where &running(const plan::Table &table, const plan::Column &from, const plan::Column &to, const Period &period);
  Where &without(const plan::Column &column);
  Where &scope(const access::Scope &scope);
};
struct Loaded {
  Rows rows;
  std::vector<LinkRows> links;
};
/// `only`: the link tables that are asked for, `columns`: what of the counted rows, the rest is nothing; nullptr = all.
Loaded load(db::Connection &c, const plan::Base &base, const Where &where, const std::set<int> *only = nullptr,
            const std::set<int> *columns = nullptr);
/// What is linked to these rows, or to any when `of` is nullptr; `unit`: only that unit's records, 0 = wherever they are.
std::vector<LinkRows> load_links(db::Connection &c, const plan::Base &base, const Rows *of, std::int64_t unit, const std::set<int> *only = nullptr);
/// About how many rows a pass over the register reads: its highest number.
std::int64_t size_of(db::Connection &c, const plan::Base &base);
/// One pass over the register without keeping its rows. `only`: the columns that are asked for, the rest are nothing; nullptr = all.
void scan(db::Connection &c, const plan::Base &base, const Where &where, const std::function<void(const double *)> &row,
          const std::set<int> *only = nullptr);
TeamCodes team_codes(db::Connection &c, const std::vector<std::string> &codes);
/// Where a record's own rows are: unit, team and the asked date columns, for those whose `key_column` is `key`.
void places(db::Connection &c, const plan::Base &base, int key_column, std::int64_t key, const std::vector<int> &at,
            const std::function<void(std::int64_t unit, std::int64_t team, const std::vector<double> &days)> &place);
std::string sql_of(const plan::Column &column); ///< with its alias
/// "… is one of these", however many they are: they are one value, so that the statement stays the same.
std::string among(const db::Connection &c);
std::string numbers(const db::Connection &c, const std::vector<std::int64_t> &all); ///< that value
std::string from(const plan::Table &table); ///< " FROM …" of what is counted; the register is r, a group's rows g, kept dates d
double to_double(const plan::Column &column, const db::Row &row, int i);
/// The indexes by which one cell is refreshed without reading its whole register; other programs' and versions' go.
bool lacks_indexes(db::Connection &c, const plan::Plan &plan); ///< or has those that nobody asks for any more
void make_indexes(db::Connection &c, const plan::Plan &plan);
bool has_tables(db::Connection &c, const plan::Base &base);

// ---- cells ----
struct CellKey {
  std::int64_t unit = 0, team = 0;
  int month = 0;
  auto operator<=>(const CellKey &) const = default; // unit, team, month
};
/// What is kept of one measure at one place: the whole, and the parts of its splits packed in a text, so that a place costs one
/// row for a measure however it is split.
struct Cell {
  Sums whole;
  std::string parts;
  bool empty() const { return whole.empty() && parts.empty(); }
  bool operator==(const Cell &) const = default;
};
struct Part {
  int split = 0, part = 0;
  Sums sums;
};
std::string pack(const std::vector<Part> &parts); ///< those that are not empty, in order
std::vector<Part> unpack(std::string_view text);
/// Keys of the measures, made when they are missing. `stale`: definitions have changed since the cells were built.
std::map<std::string, std::int64_t> keys(db::Connection &c, const std::map<std::string, std::string> &fingerprints, bool write, bool *stale);
void keep_fingerprints(db::Connection &c, const std::map<std::string, std::string> &fingerprints);
std::map<std::int64_t, Cell> read_cell(db::Connection &c, const CellKey &key); ///< by measure
void write_cell(db::Connection &c, const CellKey &key, std::int64_t measure, const Cell &cell);
/// One row of the table of cells.
struct CellRow {
  std::int64_t measure = 0;
  CellKey key;
  Cell cell;
};
bool before(const CellRow &a, const CellRow &b);                                     ///< as they lie in the table: by place, then measure
void walk_cells(db::Connection &c, const std::function<void(const CellRow &)> &row); ///< every one, in that order
void replace_cells(db::Connection &c, const std::vector<CellRow> &rows);             ///< in order
/// What is asked of the cells: measure 0 = every measure, team 0 = every team, split 0 = the wholes.
struct CellAsk {
  std::vector<std::int64_t> units;
  std::int64_t team = 0, measure = 0;
  int split = 0;
  bool by_team = false, by_unit = false;
  Month first, last;
};
/// Sums per measure key, part (or team when asked by team) and month.
void sum_cells(db::Connection &c, const CellAsk &ask,
               const std::function<void(std::int64_t measure, std::int64_t part, int month, const Sums &sums)> &row);
/// The wholes only, everybody together: what the earlier months say.
void read_months(db::Connection &c, const CellAsk &ask, const std::function<void(std::int64_t measure, int month, const Sums &sums)> &row);
std::map<std::int64_t, int> first_months(db::Connection &c, const std::vector<std::int64_t> &units, std::int64_t team,
                                         const std::set<std::int64_t> &measures); ///< by measure
void first_months_by_unit(db::Connection &c, const std::vector<std::int64_t> &units, std::int64_t measure,
                          const std::function<void(std::int64_t unit, int month)> &row);
/// The units of the same city, each with what it belongs to; the unit alone when no city is named.
struct Placed {
  std::int64_t id = 0;
  std::string name, department, administration, board, city;
};
std::vector<Placed> units_of_city(db::Connection &c, std::int64_t unit);

std::map<std::int64_t, std::string> team_names(db::Connection &c, const std::vector<std::int64_t> &units);

// ---- printed history ----
void write_printed(db::Connection &c, const Measures::Printed &printed);
std::vector<Measures::Printed> read_printed(db::Connection &c, std::int64_t unit);
std::vector<Measures::Printed> read_printed(db::Connection &c, const std::vector<std::int64_t> &units, const std::vector<std::string> &measures);

// ---- flags that somebody has looked at ----
void write_seen(db::Connection &c, std::int64_t unit, const quality::Sight &sight, const quality::Flag::Seen &seen, std::int64_t by);
void read_seen(db::Connection &c, std::int64_t unit, const std::function<void(const quality::Sight &, const quality::Flag::Seen &)> &row);

} // namespace rt::measures::store
