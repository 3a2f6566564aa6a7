#pragma once
// Measures: the language in which a figure is defined, and the engine that keeps every figure current and explainable.
// One evaluator gives cells, lineage and rebuild, so the listed records always add up to the figure.
#include "modules/records/records.hpp"
#include "platform/calendar/date.hpp"
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rt::measures {

using organisation::Sex;

enum class Kind {
  count,
  sum,
  share,
  mean,
  median,
  distinct,
  index,
  manual,
  change,  ///< mean of last minus first of paired ratings
  ontime,  ///< share of the kept dates of a deadline that were met in time
  ratio,   ///< one measure per another: "a per 1000 b"
  imported ///< as manual, but always from the named source
};
enum class Better { higher, lower, none };
/// What is typed or read in, and not computed from records.
inline bool from_outside(Kind kind) { return kind == Kind::manual || kind == Kind::imported; }
/// What is put together from other measures' figures.
inline bool of_others(Kind kind) { return kind == Kind::index || kind == Kind::ratio; }
inline bool is_mean(Kind kind) { return kind == Kind::mean || kind == Kind::change; }
inline bool is_share(Kind kind) { return kind == Kind::share || kind == Kind::ontime; }

/// A way to divide a measure besides sex and team: age group, or a field with choices.
struct Split {
  std::string id; ///< "age_group" or the field
  Text title;
  struct Part {
    int code = 0; ///< of the option; the group's place for ages; -1 = not known
    Text title;
  };
  std::vector<Part> parts; ///< the first is what is not known
};

struct Definition {
  std::string id;
  Text title;
  Text reads; ///< "Räknar … Hör till månaden när …", written from the parsed measure
  Kind kind = Kind::count;
  std::string unit; ///< "percent" | "count" | "months" | "points" | "kr"
  Better better = Better::higher;
  std::string base;       ///< register counted, "" for manual and index
  std::string at;         ///< date field that places a record in a period
  std::string team;       ///< code of the team it is limited to, "" = all
  std::string people;     ///< how sexes are named
  std::string source;     ///< "beräknas ur register", "import", …
  std::string valid_from; ///< ISO date of this version
  int version = 1;
  int decimals = 0;
  bool by_sex = true;        ///< false when the measure itself asks for the sex: the share of boys is not split into girls and boys
  std::vector<Split> splits; ///< besides sex and team
  std::vector<std::string> printed;
  std::string file;        ///< of its pack: "open-care/measures/kbt.toml"; "" for a unit's own
  std::string law;         ///< why it is counted so
  std::int64_t own_of = 0; ///< the unit that brought it with a file of its own; 0 = from a pack
  // What must hold between its figure and others', as the definition declares it (quality.hpp).
  std::string at_most;                  ///< never above this measure's figure
  std::string same_as;                  ///< always this measure's figure
  std::vector<std::string> parts;       ///< together they are this figure
  std::optional<PeriodKind> every = {}; ///< how often a typed or imported figure comes
  bool related() const { return !at_most.empty() || !same_as.empty() || !parts.empty(); }
};

/// Why there is no figure, or that there is one.
enum class State { figure, missing, not_comparable, removed, not_yet, suppressed };

/// What is odd about a figure. Nothing is corrected; a person looks at it (quality.hpp).
enum class Odd {
  none,
  impossible, ///< it contradicts another figure, or is a share above 100 %
  parts,      ///< the parts do not make the whole
  printed,    ///< print and records differ, or the print itself was odd
  definition, ///< the definition changed within the period
  partial,    ///< some of the units have not given theirs
  stale,      ///< a newer figure should be here by now
  outlier     ///< far from all its own earlier figures
};

/// A figure for one measure, period, sex (or all), team (or all).
struct Value {
  State state = State::not_yet;
  double numerator = 0, denominator = 0; ///< counts and sums: denominator 0
  double value = 0;                      ///< percent 0-100, count, mean …; meaningless unless figure
  std::int64_t n = 0;                    ///< records behind it
  bool printed = false;                  ///< imported or typed, not computed from records
  std::string flag;                      ///< Swedish sentence when there is something odd about the figure; "" else
  Odd odd = Odd::none;                   ///< what the flag is about; of several the first
};

struct BySex {
  Value all;
  Value sex[4]; ///< by organisation::Sex code
};

struct LineageRow {
  std::string register_id;
  std::int64_t record = 0;
  std::string date;
  std::int64_t team = 0;
  Sex sex = Sex::unknown;
  double numerator = 0, denominator = 0; ///< what the row adds to the cell
  std::string words;                     ///< "Ungdom, 17 år · avslutad enligt planering 22 mars" – no name
};
struct Lineage {
  std::vector<LineageRow> rows;
  std::int64_t hidden = 0; ///< records that the reader may not see; rows + hidden make the cell
  double hidden_numerator = 0, hidden_denominator = 0;
  BySex figure; ///< of the same moment
};
/// What the figures of one page are counted from, when they are counted anew for the asked period (`direct`): the same rows are read once, so
/// ask for the longest period first. As short-lived as the page, for it does not see what is saved meanwhile.
class ReadOnce {
public:
  ReadOnce();
  ~ReadOnce();

private:
  friend class Measures;
  std::unique_ptr<class LastRead> last_;
};

/// Rows that somebody looks at: they get their words in full.
struct Slice {
  std::size_t first = 0, count = std::numeric_limits<std::size_t>::max();
};

/// Records of the counted register that a figure leaves out, and why: how many for each reason.
struct LeftOut {
  enum class Why {
    no_date,  ///< would count, but lacks the date that gives it a period
    no_value, ///< lies in the period but lacks what the measure asks for
    state,    ///< lies in the period but stands in another state
    outside,  ///< lies in the period but says something else than what is asked for
  } why = Why::outside;
  std::string field; ///< id of the field that decides; "" for the state and for what stands in another register
  std::string words; ///< its title
  std::int64_t count = 0;
};

/// How far the figure is summed upward from the unit: the unit's department (avdelning), administration, board (nämnd), city.
enum class Level { unit, department, administration, board, city };
/// "unit" "department" "administration" "board" "city"
std::optional<Level> level_from(std::string_view id);
std::string_view id_of(Level level);

/// Which flags come with the figures. What the figures themselves say (a share above 100 %, parts, print) always comes.
enum class Flags {
  own,   ///< only that
  all,   ///< also what other measures and the earlier figures say
  plain, ///< the same, in words without any other figure than the flagged one: for what may leave the unit
};
namespace quality {
struct Flag;
struct Sight;
/// Why the figures of two measures may not stand in one series or one picture; "" when they may. The moments as their cards say.
std::string not_together(const Definition &a, std::string_view moment_a, const Definition &b, std::string_view moment_b);
/// The definition changed between these periods: figures before and after are not one series. `since` are the dates from which the
/// versions count, oldest first; the answer is the first period of each newer version.
std::vector<std::size_t> breaks(const std::vector<std::string> &since, const std::vector<Period> &periods);
} // namespace quality

struct Where {
  std::int64_t unit = 0;
  std::int64_t team = 0; ///< 0 = all teams
};

/// One part of a split: a team, an age group, an option. Values by period.
struct SplitRow {
  std::int64_t code = 0; ///< team id, or the part's code
  std::string title;
  std::vector<BySex> values;
};

/// The department, administration, board or city of a unit, and its units beside one another.
struct Compared {
  struct Row {
    std::int64_t unit = 0; ///< 0: the level as a whole, first
    std::string title;
    std::vector<BySex> values; ///< one for each period
  };
  std::string title; ///< of the level: "Skärholmens stadsdelsnämnd"; "" when the unit belongs to none of that kind
  std::vector<Row> rows;
};

class Measures final : public records::Listener {
public:
  /// Parses and checks every measure of the catalog; findings say file, line, column and what was meant.
  Measures(db::Pool &pool, const definitions::Catalog &catalog, const Clock &clock);
  ~Measures() override;
  const std::vector<definitions::Finding> &findings() const;
  const std::vector<Definition> &definitions() const;
  /// What a unit is shown: the measures of the packs that it keeps, and its own. `packs` as the organisation says it; none = all.
  std::vector<const Definition *> definitions_of(std::int64_t unit, const std::vector<std::string> &packs) const;
  const Definition *find(std::string_view id) const;           ///< the latest version
  std::vector<Definition> versions(std::string_view id) const; ///< oldest first; a series breaks where the version changes
  /// What the definition says in words, in the current language; "" where it has nothing to say.
  struct Card {
    std::string numerator, denominator, moment;
  };
  Card card(std::string_view id) const;
  const definitions::Catalog &catalog() const;
  bool stale(db::Connection &connection) const; ///< a definition, or what it is read by, is new or changed since the last rebuild

  BySex value(std::string_view measure, Where where, const Period &period) const;
  /// One query for many measures: board and reports. Result is indexed [measure][period].
  std::vector<std::vector<BySex>> values(const std::vector<std::string> &measures, Where where, const std::vector<Period> &periods,
                                         Flags flags = Flags::own, ReadOnce *once = nullptr) const;
  /// Everything odd about the unit's figures of these measures, the worst first: the last five years, the last twelve months.
  /// The same number of questions however many measures, except those that no cells are kept for (`direct`).
  std::vector<quality::Flag> flags(std::int64_t unit, const std::vector<const Definition *> &of) const;
  /// Somebody has looked at it, with a note for the next reader. Kept with audit.
  Result<void> see(const access::Actor &actor, const quality::Sight &sight);
  /// The level above the unit and its units beside one another, by tertial and year. Protected: nobody is told a
  /// few persons' figure by it, nor by what other levels and periods show, even if he knows one of the units from within.
  /// A measure that is typed has a figure there only if it adds up.
  Compared compare(std::string_view measure, std::int64_t unit, Level level, const std::vector<Period> &periods) const;
  /// The measure divided by "team", "age_group" or a field that it names in `split`; parts without records are left out.
  /// What every record has once adds up to the whole; a field with several choices counts a record in each.
  std::vector<SplitRow> split(std::string_view measure, std::string_view by, Where where, const std::vector<Period> &periods,
                              ReadOnce *once = nullptr) const;
  Result<Lineage> lineage(const access::Actor &actor, std::string_view measure, Where where, const Period &period, std::optional<Sex> sex,
                          Slice slice = {}) const;
  /// Most records first. One question for the period; empty for what is not computed from records.
  std::vector<LeftOut> left_out(std::string_view measure, Where where, const Period &period) const;
  /// The measures that a record feeds, with the month it is counted in: "räknas i 3 mått".
  struct Fed {
    std::string measure;
    Month month;
    double numerator, denominator;
  };
  std::vector<Fed> feeds(std::string_view register_id, std::int64_t record) const;

  void rebuild(db::Connection &connection);
  struct Difference {
    std::string measure, where;
    double stored, fresh;
  };
  std::vector<Difference> check(db::Connection &connection); ///< cells = facts?

  /// Imported or typed history: one value per measure, year (or other period) and sex.
  struct Printed {
    std::string measure;
    std::int64_t unit = 0;
    std::string period; ///< "2018"
    std::optional<Sex> sex;
    State state = State::figure;
    double value = 0;
    std::string source; ///< "resursenheten-outcomes.csv rad 5"
    std::string flag;
  };
  void store_printed(db::Connection &connection, const Printed &printed);
  /// A measure of the unit's own, whose figures are imported or typed and not computed: a row of a history file that no
  /// pack knows. `printed` is its name there ("Familjeteamet/nöjda %"); the same name gives the same measure again.
  /// Shares (`percent`) and counts.
  std::string add_own(db::Connection &connection, std::int64_t unit, std::string_view printed, std::string_view title, bool percent);
  std::vector<Printed> printed(std::int64_t unit) const;
  /// A person types what comes from outside: "87", "saknas", "ej jämförbart", "borttagen". For manual measures and
  /// history; who and when is in the audit chain.
  struct Entry {
    std::string period, value, source; ///< as typed
    std::optional<Sex> sex;
  };
  Result<void> enter(const access::Actor &actor, std::string_view measure, const Entry &entry);
  /// The measure and sex that a row of a history file means: "Förebyggande/varav flickor". A measure's `printed` names
  /// stand for all; with "female: " or "male: " … before them for one sex.
  struct PrintedRow {
    std::string measure;
    std::optional<Sex> sex;
  };
  std::optional<PrintedRow> printed_row(std::string_view name) const;

  void changed(db::Connection &connection, const records::Change &change) override;
  void committed() override;
  void begin_bulk() override;
  void end_bulk(db::Connection &connection) override;
  /// Called after commit with the ids of the measures whose cells changed.
  void on_change(std::function<void(std::int64_t unit, const std::vector<std::string> &measures)> tell);

  struct Impl; ///< the inside, for the files of this module

private:
  std::unique_ptr<Impl> impl_;
};

/// "91 %", "23", "12,4 mån", "saknas", "ej jämförbart" …
std::string show(const Definition &definition, const Value &value);
/// "saknas", "ej jämförbart" and "borttagen" in a history file are values.
std::optional<State> state_from(std::string_view words);

namespace privacy {

// What may be shown outside the unit. A figure about one to four people is hidden (26 kap. 1 § OSL: a person must not be
// recognised), and so is every further figure from which it could be worked out: by subtraction from a total, across
// teams, sexes and periods. Pure: no clock, no SQL.
//
// A hidden figure is safe when another table agrees with everything that is shown and yet has another number there. The
// rules look for such tables themselves: a closed way of +1 and −1 through hidden cells that no shown sum can feel.

/// Fewer people than this are hidden. Nought is shown: it is about nobody.
inline constexpr double kFewest = 5;
/// So many numbers must be possible for what is hidden, for a reader who knows everything that is shown.
inline constexpr double kPossible = 3;

/// How much stands behind a figure. Of a count or mean: the people. Of a share, when it goes where anybody may read it:
/// those who have what is asked for, and in `rest` those who lack it; either group alone may be recognised.
struct Cell {
  double count = 0, rest = 0;
  bool fixed = false;  ///< known already, from print: cannot be hidden and is nobody's secret
  bool hidden = false; ///< out: what protect() decided
  int owner = -1;      ///< who knows it from within and could use it against the others; -1 = nobody
};
/// cells[total] is the sum of cells[parts]; a rolling year is the total of its twelve months.
struct Relation {
  std::size_t total = 0;
  std::vector<std::size_t> parts;
};

/// Hides what is small and what would give it away. What is hidden already stays hidden.
void protect(std::vector<Cell> &cells, const std::vector<Relation> &relations);

/// A table of places (teams, units) by periods, each figure whole and by sex, with everything that they are sums of.
struct Table {
  std::vector<std::vector<BySex>> figures; ///< [place][period]; with parts, the whole stands first
  std::vector<Period> periods;
  bool parts_add_up = false; ///< the first place is the sum of the others
  bool months_add_up = true; ///< periods are sums of their months
};
/// Sets State::suppressed and takes the numbers away. Printed figures stay: they are public since before.
void protect(Table &table);

} // namespace privacy

const std::vector<db::Migration> &migrations(); ///< numbers 500-599

} // namespace rt::measures

#include "modules/measures/figure.hpp" // the figure as it is shown; part of what other modules see
