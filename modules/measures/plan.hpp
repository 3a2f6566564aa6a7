#pragma once
// Measures compiled against the catalog: which columns of which registers are read, and what is asked of each row.
// A value: made once, then only read. Every figure in memory is a double; NaN is "no value".
#include "modules/measures/language.hpp"
#include "modules/measures/measures.hpp"
#include <cmath>
#include <limits>

namespace rt::measures::plan {

inline constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
inline bool nothing(double v) { return std::isnan(v); }

/// How a column becomes a double: a date its day number, a month that of its first day, several choices a set of bits by the option's
/// place, a text 1.
enum class Read { number, date, month, moment, choices, present };
struct Column {
  std::string sql;
  Read read = Read::number;
  double divide = 1; ///< 10 for what is stored as tenths
  const definitions::Field *field = nullptr;
  /// Of what it is a column: the register (r), a row of its repeated group (g), a kept date (d; `sql` is then complete).
  char from = 'r';
};
/// The first columns of every counted register, in this order.
enum Fixed { kId, kUnit, kTeam, kSex, kBirthYear, kN0, kN1, kN2, kN3, kState, kContact, kPerson, kFixedColumns };
/// The first columns of every linked register.
enum LinkedFixed { kLinkKey, kLinkId, kLinkDate, kLinkedFixedColumns };

struct Table {
  const definitions::Register *reg = nullptr;
  std::vector<Column> columns;
  const definitions::Group *group = nullptr; ///< one row per row of the group
  std::string rule;                          ///< one row per kept date of this deadline
  int add(const Column &column);             ///< its place; the same column is read once
};

enum class Code {
  number,
  column,
  team,
  linked,
  age,
  cutoff,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  both,
  either,
  negate,
  is_set,
  is_missing,
  in,
  has,
  within,
  add,
  subtract,
  multiply,
};
struct Node {
  Code code = Code::number;
  int a = -1, b = -1; ///< nodes, or a column or link in `a`
  double number = 0;
  std::vector<double> list;
  char unit = 'd'; ///< within: d w m y
  bool after = true;
  const definitions::Instrument *instrument = nullptr;
};

enum class Pick { first, last, count, exists, sum, mean, lowest, highest };
/// Rows of another register that share a key with the counted row: loaded in one ordered pass.
struct LinkTable {
  Table table;
  std::string key_sql; ///< column of the linked register
  int base_key = kId;  ///< column of the counted register
};
struct Link {
  int table = 0;
  Pick pick = Pick::last;
  int column = -1;
  int filter = -1;           ///< node over the linked row
  int by_column = -1;        ///< linked column whose value is shared
  int by_base = -1;          ///< the counted row's own value decides, when it has that field
  std::vector<double> order; ///< of by-values: which one goes first
  int within = 0;
  char unit = 'd';
  int side = 0;    ///< 1 after, -1 before the anchor, 0 any time
  int anchor = -1; ///< column of the counted row
  bool not_itself = false;
  std::string text; ///< what tells two links apart
};

/// How a row finds its part of a split.
struct SplitBy {
  int column = -1;                       ///< the value; for ages the birth year
  std::vector<std::pair<int, int>> ages; ///< from, to
  std::vector<int> codes;                ///< of the parts after "not known"; for several choices their places in the set
  bool several = false;
  std::size_t parts() const { return 1 + (ages.empty() ? codes.size() : ages.size()); }
};
enum class Role { whole, numerator, denominator };
struct Part {
  int measure = 0;
  Role role = Role::whole;
  int at = -1;                 ///< date column that places the row
  int from = -1, to = -1;      ///< running from … to …
  int of = -1;                 ///< node: counts in the denominator
  int condition = -1;          ///< node: counts in the numerator
  int value = -1;              ///< node: what is summed, averaged, told apart
  std::vector<SplitBy> splits; ///< as the definition's
};
struct Base {
  Table table;
  std::vector<Node> nodes;
  std::vector<LinkTable> link_tables;
  std::vector<Link> links;
  std::vector<Part> parts;
};
struct Place {
  int base = 0, part = 0;
};
struct Compiled {
  Definition definition;
  std::vector<Place> parts;
  std::vector<std::string> index_of; ///< measures that an index or a ratio is put together from
  double per = 1;                    ///< ratio: per so many
  std::vector<int> split_numbers;    ///< of the splits in the cells, 1 …; the same split has the same number in every version
  bool direct = false;               ///< no cells: evaluated for the asked period
  Month first{0};                    ///< this version counts from this month
  Month last{12 * 3000};             ///< to this one
  std::string fingerprint;           ///< of the text that decides the figure
  language::Phrase numerator;        ///< for the reading
  std::optional<language::Phrase> denominator;
  std::string limits; ///< words of team and where
};
struct Plan {
  std::vector<Base> bases;
  std::vector<Compiled> measures; ///< versions of one id follow each other, oldest first
  std::vector<std::string> team_codes;
  std::vector<definitions::Finding> findings;
  /// Of the findings, in the same order: the key, and the mistake with its place in the key's text.
  std::vector<std::pair<std::string, language::Mistake>> mistakes;
};

/// Parses and checks every measure of the catalog. `catalog` must outlive the plan.
Plan compile(const definitions::Catalog &catalog);
/// Other measures over the same registers: one that is being written.
Plan compile(const definitions::Catalog &catalog, const std::vector<definitions::MeasureSource> &measures);

} // namespace rt::measures::plan
