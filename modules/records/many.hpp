#pragma once
// One act on many records: those that are marked, or everything that a list shows. What is to be done is written down first; then it is
// done in small batches, so that others write in between, and what was refused is kept with its reason. A removal can be undone.
#include "modules/records/records.hpp"
#include <memory>

namespace rt::records {

inline constexpr int kMostAtOnce = 100000;

struct ManyAct {
  enum class Kind { remove, step, restore };
  Kind kind = Kind::remove;
  std::string step; ///< the step's title in Swedish: from each state the step that is called so
  std::string back; ///< the list's address, to go back to: "?state=open"
};

struct ManyReport {
  std::int64_t job = 0;
  std::string register_id, state; ///< "open", "running", "stopped", "done"
  ManyAct act;
  int total = 0, done = 0, refused = 0;
  bool can_undo = false;
  std::int64_t undone_by = 0; ///< the job that took it back
  /// Why some were refused, the most common reason first, and the first records of each.
  struct Refusal {
    std::string reason;
    int count = 0;
    std::vector<std::int64_t> records = {};
  };
  std::vector<Refusal> refusals = {};
};

class Many {
public:
  using Rows = std::vector<std::pair<std::int64_t, int>>; ///< records with the versions that the reader saw
  Many(Records &records, const Clock &clock);
  ~Many();
  /// Writes down what is to be done with what; nothing is done yet.
  Result<std::int64_t> prepare(const access::Actor &actor, std::string_view register_id, const ManyAct &act, const Rows &rows);
  /// Does it, or what is left of it. Few are done before it returns, more in the background.
  Result<void> start(const access::Actor &actor, std::int64_t job);
  /// One's own jobs only.
  Result<ManyReport> report(const access::Actor &actor, std::int64_t job) const;
  /// A removal taken back: a job of its own, which is begun. Gives its number.
  Result<std::int64_t> undo(const access::Actor &actor, std::int64_t job);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace rt::records
