#pragma once
// Inside this module: how a rule's words point into the database, and what a change makes it necessary to work out again.
#include "modules/deadlines/deadlines.hpp"
#include <mutex>
#include <set>
#include <thread>

namespace rt::deadlines {

/// What meets a rule, or what it shares with the records that do.
struct Source {
  enum class Kind { none, field, state, other, of_unit };
  Kind kind = Kind::none;
  const definitions::Register *reg = nullptr; ///< of the records that meet it
  const definitions::Field *field = nullptr;
  int state = 0;
  // kind other: a record there meets one here when there.link = here.key
  std::string link_field, link_column;
  std::string key_field, key_column; ///< "" and "id" when the other record refers to this one
  /// What they share besides: a record without a case goes by its contact, one without that by its person.
  std::vector<Source> otherwise;
};

/// A register with rules, ready to be read.
struct Watched {
  const definitions::Register *reg = nullptr;
  std::vector<const Rule *> rules;
  std::map<const Deadline *, Source> sources;
  std::vector<const definitions::Field *> fields; ///< those that the rules need
  std::string select;
  bool needs_states = false;
  int number = 0;
};

/// A register whose records may meet the rules of another.
struct Meets {
  const Watched *watched = nullptr;
  const Source *source = nullptr;
  auto operator<=>(const Meets &) const = default;
};

struct Marks {
  std::map<const Watched *, std::set<std::int64_t>> records, units;
  std::set<std::pair<Meets, std::int64_t>> shared; ///< the key (case, contact) whose records must be found
  bool empty() const { return records.empty() && units.empty() && shared.empty(); }
};

/// When a record came to its states: code and moment, oldest first.
using States = std::vector<std::pair<int, Moment>>;
/// The moments that meet, by record.
using Met = std::map<std::int64_t, std::vector<Moment>>;

struct Key {
  std::int64_t record = 0, unit = 0;
  std::string rule;
  int occurrence = 0;
  auto operator<=>(const Key &) const = default;
};
inline Key key_of(const Kept &k) { return {k.record, k.unit, k.rule, k.occurrence}; }

namespace store {
std::string placeholders(std::size_t n);
/// Ids padded to a few lengths, so that few statements are prepared.
void add_ids(const std::vector<std::int64_t> &ids, db::Values &args, std::string &sql);
std::vector<records::Record> load(db::Connection &c, const Watched &watched, const std::vector<std::int64_t> &ids);
std::vector<std::int64_t> next_ids(db::Connection &c, const Watched &watched, std::int64_t after, int limit);
std::map<std::int64_t, States> states(db::Connection &c, const Watched &watched, const std::vector<std::int64_t> &ids);
/// What meets the rule among other records, by their key.
struct MetThere {
  std::int64_t key = 0, record = 0;
  records::Record there;
  Moment at;
};
std::vector<MetThere> met_there(db::Connection &c, const Source &source, const Deadline &rule, const std::vector<std::int64_t> &keys);
std::vector<Moment> met_in_unit(db::Connection &c, const Source &source, const Deadline &rule, std::int64_t unit, Date today);
std::vector<std::int64_t> sharing(db::Connection &c, const Watched &watched, const Source &source, std::int64_t key);
std::vector<std::int64_t> units_of(db::Connection &c, const Watched &watched);

std::string columns(std::string_view alias); ///< of a Kept, in the order of read()
Kept read(const db::Row &row, int from = 0);
std::map<Key, Kept> kept(db::Connection &c, const Watched &watched, const std::vector<std::int64_t> &ids);
std::map<Key, Kept> kept_of_unit(db::Connection &c, const Watched &watched, std::int64_t unit);
/// Writes only what differs.
void replace(db::Connection &c, const std::map<Key, Kept> &stored, const std::vector<Kept> &fresh);
} // namespace store

struct Deadlines::Impl {
  db::Pool &pool;
  records::Records &records;
  records::Persons &persons;
  const organisation::Organisation &organisation;
  const Clock &clock;
  std::vector<Rule> rules;
  std::map<std::string, Watched, std::less<>> watched;
  std::map<std::string, std::vector<Meets>, std::less<>> meets; ///< by the register that meets
  std::string fingerprint;

  std::mutex mutex;
  std::map<std::thread::id, Marks> bulk;
  int rolled = 0; ///< the day that new periods were last made for
  struct Names {
    Instant until = 0;
    std::map<std::int64_t, std::string> teams, staff;
    std::set<std::string> hidden;                    ///< registers of packs that the unit has not chosen: kept, but nobody is reminded
    std::string shown(std::string_view alias) const; ///< " AND d.register_id NOT IN ('…')", or nothing
  };
  std::map<std::int64_t, std::shared_ptr<const Names>> names; ///< of a unit, for half a minute

  void prepare();
  void prepare_register(const definitions::Register &reg);
  Source source_of(const Watched &w, const Deadline &rule) const;
  Date today() const { return swedish_day(clock.now()); }
  const Rule *find(std::string_view reg, std::string_view rule) const;
  std::shared_ptr<const Names> names_of(std::int64_t unit);

  // ---- working out (keep.cpp) ----
  struct Worked {
    records::Record record;
    Facts facts;
    const Rule *rule = nullptr;
    std::vector<Occurrence> occurrences;
  };
  std::vector<Worked> work_out(db::Connection &c, const Watched &w, const std::vector<std::int64_t> &ids) const;
  std::vector<Worked> work_out_unit(db::Connection &c, const Watched &w, std::int64_t unit) const;
  std::vector<Kept> kept_of(const Watched &w, const Worked &worked) const;
  std::vector<Kept> fresh(db::Connection &c, const Watched &w, const std::vector<std::int64_t> &ids) const;
  std::vector<Kept> fresh_unit(db::Connection &c, const Watched &w, std::int64_t unit) const;
  void mark(Marks &marks, const definitions::Register &reg, const records::Record &record) const;
  void process(db::Connection &c, Marks &marks, bool lock);
};

} // namespace rt::deadlines
