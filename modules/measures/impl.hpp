#pragma once
// What Measures holds; the parts of the service are files: service.cpp (cells), values.cpp (figures), lineage.cpp
// (records).
#include "modules/measures/store.hpp"
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <thread>

namespace rt::measures {

/// A place whose figures must be counted again: one register and date, one unit, team and month.
struct Mark {
  store::CellKey cell;
  int base = 0, at = 0;
  auto operator<=>(const Mark &) const = default;
};
/// Counted rows that belong to a linked record, not yet looked up.
struct LinkMark {
  int base = 0, table = 0;
  std::int64_t key = 0;
  auto operator<=>(const LinkMark &) const = default;
};
/// What one thread's transaction has touched.
struct Pending {
  bool bulk = false;
  bool everything = false; ///< too much to go cell by cell
  std::set<Mark> marks;
  std::set<LinkMark> links;
  std::map<std::int64_t, std::set<std::string>> told; ///< unit → measures, for the open pages
};

/// What the records are that are counted: the committed ones, which several connections may read at once while the caller keeps others
/// from writing, or also what the caller's own transaction has changed, which only its connection sees.
enum class Sees { committed, uncommitted };

/// Whose records are asked for: one unit's, or those of all units that something above the unit holds together.
struct Whose {
  std::vector<std::int64_t> units;
  std::int64_t team = 0; ///< 0 = all teams
  bool above = false;    ///< typed figures are put together from those of the units, even of a single one
  Whose(Where where) : units{where.unit}, team(where.team) {}
  Whose(std::vector<std::int64_t> all, bool is_above) : units(std::move(all)), above(is_above) {}
};

/// The rows that were read last: measures that ask for the same ones, one after another, share them, also for shorter periods.
class LastRead {
public:
  /// Which rows: of a base, within a place, placed in time by these columns.
  struct Ask {
    const plan::Base *base = nullptr;
    std::string within;
    db::Values args;
    int at = -1, from = -1, to = -1;
    const std::set<int> *columns = nullptr; ///< of the rows; the same for all that ask for these dates
    bool operator==(const Ask &) const = default;
  };
  /// Of the period and perhaps more, with these linked registers and perhaps more. `where` says the rows of the period; it is asked only when they
  /// must be read.
  const store::Loaded &load(db::Connection &c, Ask ask, const Period &period, const std::set<int> &tables,
                            const std::function<store::Where()> &where);
  /// The unit's teams of this code.
  const std::set<std::int64_t> &teams(db::Connection &c, std::int64_t unit, const std::string &code);
  const TeamCodes &team_codes(db::Connection &c, const plan::Plan &plan);
  /// Many measures are asked for: those of single teams share the whole unit's rows.
  bool of_many = false;

private:
  Ask ask_;
  Period period_;
  std::int64_t links_of_ = 0; ///< store::Where::links_of of the rows
  std::set<int> tables_;
  store::Loaded loaded_;
  std::map<std::pair<std::int64_t, std::string>, std::set<std::int64_t>> teams_;
  std::optional<TeamCodes> team_codes_;
};

/// What was hidden in a city's years when they were last asked for. To search takes long; the years before this one seldom change, and
/// one that has changed, by whatever it was, is another question.
class KnownYears {
public:
  using Key = std::tuple<std::int64_t, std::string, int>; ///< the city's first unit, the measure, the year
  template<class Search> std::vector<bool> of(const Key &key, std::string question, const Search &search) {
    {
      const std::scoped_lock lock(mutex_);
      if (const auto found = years_.find(key); found != years_.end() && found->second.first == question) return found->second.second;
    }
    auto hidden = search(); // others need not wait for it
    const std::scoped_lock lock(mutex_);
    if (bytes_ > kMost) years_.clear(), bytes_ = 0;
    bytes_ += question.size();
    years_[key] = {std::move(question), hidden};
    return hidden;
  }

private:
  static constexpr std::size_t kMost = 32'000'000; ///< bytes of questions; then they are asked anew. At city size one is 90 kB at most
  std::size_t bytes_ = 0;
  std::mutex mutex_;
  std::map<Key, std::pair<std::string, std::vector<bool>>> years_;
};

struct Measures::Impl {
  Impl(db::Pool &p, const definitions::Catalog &catalog, const Clock &k) : Impl(p, catalog, k, plan::compile(catalog)) {}
  Impl(db::Pool &p, const definitions::Catalog &catalog, const Clock &k, plan::Plan made) : pool(p), clock(k), plan(std::move(made)), cat(catalog) {}
  db::Pool &pool;
  const Clock &clock;
  const plan::Plan plan;
  const definitions::Catalog &cat;
  std::vector<Definition> definitions; ///< the packs': the latest version of each
  // The units' own measures (own.cpp) come while the program runs; both only grow, so that a page may keep what it was
  // given.
  mutable std::shared_mutex own_mutex;
  std::deque<plan::Compiled> own;
  std::map<std::string, const plan::Compiled *, std::less<>> own_by_id;
  std::deque<std::vector<Definition>> generations;               ///< the packs' and the own ones together; the last is today's
  std::map<std::string, std::vector<int>, std::less<>> versions; ///< id → measures of the plan, oldest first
  std::map<std::string, std::string> fingerprints;
  /// What the measures of a base read together: of the counted row, and which link tables.
  struct Reads {
    std::set<int> columns, tables;
  };
  std::vector<std::map<int, Reads>> cells_read;                                 ///< base → date column → what its cells are counted from
  std::vector<std::map<std::tuple<int, int, int>, std::set<int>>> direct_reads; ///< base → at, from, to → columns that direct measures read
  KnownYears known_years;
  std::mutex mutex;
  std::map<std::thread::id, Pending> pending;
  std::map<std::string, std::int64_t> key_of;
  std::function<void(std::int64_t, const std::vector<std::string> &)> tell;
  bool draft = false; ///< a measure that somebody is writing: it has no cells, and may not ask about another unit through linked records

  const plan::Base &base(int i) const { return plan.bases[static_cast<std::size_t>(i)]; }
  const plan::Compiled &measure(int i) const { return plan.measures[static_cast<std::size_t>(i)]; }
  const plan::Part &part(const plan::Place &p) const { return base(p.base).parts[static_cast<std::size_t>(p.part)]; }
  const plan::Compiled *version_at(std::string_view id, Month month) const;
  const plan::Compiled *latest(std::string_view id) const;

  void prepare();
  void load_own(db::Connection &c);
  const plan::Compiled *own_measure(std::string_view id) const;
  std::map<std::string, std::int64_t> keys(db::Connection &c, bool write);
  Pending &mine(); ///< of this thread; the mutex is held
  void mark_record(Pending &p, const records::Record &record, const definitions::Register &reg) const;
  void mark_links(Pending &p, const records::Record &record, const definitions::Register &reg) const;
  void look_up(db::Connection &c, const std::set<LinkMark> &links, std::set<Mark> &marks) const;
  void refresh(db::Connection &c, const std::set<Mark> &marks, std::map<std::int64_t, std::set<std::string>> &told);
  /// Measure → its whole and parts, one after another.
  std::map<int, std::vector<Sums>> evaluate_cell(db::Connection &c, const store::CellKey &cell, const std::set<std::pair<int, int>> &places,
                                                 const TeamCodes &teams) const;
  std::vector<store::CellRow> evaluate_base(db::Connection &c, const plan::Base &b, const std::map<std::string, std::int64_t> &key_by_measure,
                                            const TeamCodes &teams) const;
  std::vector<store::CellRow> evaluate_all(db::Connection &c, const std::map<std::string, std::int64_t> &key_by_measure, Sees sees) const;
  void rebuild(db::Connection &c, Sees sees);

  std::vector<std::vector<BySex>> values(db::Connection &c, const std::vector<std::string> &ids, Where where, const std::vector<Period> &periods,
                                         LastRead *last = nullptr);
  /// The same with what other measures and earlier figures say of them (flags.cpp).
  std::vector<std::vector<BySex>> flagged(db::Connection &c, const std::vector<std::string> &ids, Where where, const std::vector<Period> &periods,
                                          Flags flags, LastRead *last = nullptr);
  std::vector<quality::Flag> flags(db::Connection &c, std::int64_t unit, const std::vector<const Definition *> &of);
  /// Sums of direct measures for each period, by part: 0 is the whole, or the team or part's code when `by` says so.
  static constexpr int kWhole = -1, kByTeam = -2;
  std::map<std::int64_t, std::vector<Sums>> direct(db::Connection &c, const plan::Compiled &m, const Whose &whose, const std::vector<Period> &periods,
                                                   LastRead &last, int by = kWhole) const;
  template<class Put>
  void each_direct(db::Connection &c, const plan::Compiled &m, const Whose &whose, const std::vector<Period> &periods, LastRead &last, Put put) const;
  /// Sums of a direct measure for each place and period, from one reading of all their rows.
  struct Places {
    std::vector<std::vector<Sums>> sums;
    std::vector<Month> used; ///< by place: the first asked month with a record in it or before it
  };
  static constexpr Month kNever{12 * 3000};
  Places direct_at(db::Connection &c, const plan::Compiled &m, const std::vector<Whose> &places, const std::vector<Period> &periods) const;
  /// Figures of each, unprotected; what they are made of is read once for all.
  std::vector<std::vector<BySex>> side_by_side(db::Connection &c, const std::string &id, const std::vector<Whose> &places,
                                               const std::vector<Period> &periods);
  std::vector<SplitRow> split(db::Connection &c, std::string_view id, std::string_view by, Where where, const std::vector<Period> &periods,
                              LastRead *last = nullptr);
  /// Which rows of its register a measure looks at: the units, the asked team or the measure's own, unless `any_team`.
  store::Where within(const plan::Compiled &m, const Whose &whose, bool any_team = false) const;
  /// The same, in the period; of kept dates those whose last day has passed.
  store::Where rows_of(const plan::Compiled &m, const plan::Place &place, const Whose &whose, const Period &period, bool any_team = false) const;
  /// Those whose register has anything for the measure up to that month. Before that nothing is known.
  std::vector<std::int64_t> units_in_use(db::Connection &c, const plan::Compiled &m, const std::vector<std::int64_t> &units, Month end,
                                         std::int64_t team = 0) const;
  Lineage lineage(db::Connection &c, const access::Actor &actor, const plan::Compiled &m, Where where, const Period &period,
                  std::optional<Sex> sex) const;
  /// What the records themselves have chosen, behind the words of those rows.
  void add_words(db::Connection &c, std::vector<LineageRow> &rows, Slice slice) const;
  std::vector<LeftOut> left_out(db::Connection &c, const plan::Compiled &m, Where where, const Period &period) const;
};

/// A measure's block as it is kept.
store::Cell cell_of(const plan::Compiled &m, const Sums *block);
bool hits(const plan::Part &part, const double *row, const Period &period);   ///< does the row belong to the period?
std::set<int> link_tables_of(const plan::Base &base, const plan::Part &part); ///< that the part asks
std::set<int> columns_of(const plan::Base &base, const plan::Part &part);     ///< of the counted row, that the part looks at

} // namespace rt::measures
