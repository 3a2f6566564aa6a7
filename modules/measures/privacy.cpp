#include "modules/measures/privacy_worth.hpp"
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>

namespace rt::measures::privacy {
namespace {

constexpr int kLooks = 4000, kLooksFurther = 1000; ///< steps to find a way, and to find a cheaper one
constexpr std::size_t kMostLeaves = 4;             ///< of a secret: fewer than kFewest people stand in no more places
constexpr int kNobody = -1;                        ///< owner of a cell that nobody knows from within
constexpr double kEndless = std::numeric_limits<double>::infinity();

bool small(double count) { return count > 0 && count < kFewest; }

/// One kind of number in the table: those who have, or those who lack.
using Number = double Cell::*;

/// Looks for a way of steps (+1 or −1 in some cells) that leaves every relation true, through `start`. Taking it t times gives
/// another table that looks the same from outside, as long as no number falls below nought.
///
/// Two kinds of looking. The made ways are few and always at hand: one person more in one leaf (a cell that is no sum), in
/// every sum above it; the same with one person fewer in another leaf; and the corners of a square of four leaves. Then a
/// walk from sum to sum looks for something cheaper.
class Way {
public:
  Way(const std::vector<Cell> &cells, const std::vector<Relation> &relations, const std::vector<double> &worth, Number number)
      : cells_(cells), relations_(relations), worth_(worth), number_(number) {
    of_cell_.resize(cells.size());
    for (std::size_t r = 0; r < relations.size(); ++r) {
      of_cell_[relations[r].total].push_back({r, -1});
      for (const auto part : relations[r].parts) of_cell_[part].push_back({r, 1});
    }
    owed_.resize(relations.size());
    step_.resize(cells.size());
    seen_.resize(cells.size());
    find_leaves();
  }

  /// The cells of the cheapest way that was found, `start` among them; empty when there is none. With `insider` a way that does not
  /// lean on what that owner knows.
  std::vector<std::size_t> find(std::size_t start, int insider = kNobody) {
    insider_ = insider;
    best_.clear();
    best_cost_ = kEndless;
    looked_ = 0;
    made_ways(start);
    place(start, 1);
    walk(0);
    take_back(start);
    return best_;
  }

private:
  struct Member {
    std::size_t relation;
    int sign; ///< a part counts plus, the total minus
  };

  bool is_known(std::size_t cell) const { return cells_[cell].fixed || (insider_ != kNobody && cells_[cell].owner == insider_); }

  // ---- made ways ----

  bool nothing(std::size_t cell) const { return cells_[cell].count == 0 && cells_[cell].rest == 0; } // a nought is shown

  /// What each leaf is counted in, itself first; and its neighbours, the leaves that stand beside it in a sum.
  void find_leaves() {
    above_.resize(cells_.size());
    beside_.resize(cells_.size());
    std::vector<bool> is_sum(cells_.size());
    for (const auto &relation : relations_) is_sum[relation.total] = true;
    for (std::size_t leaf = 0; leaf < cells_.size(); ++leaf) {
      if (is_sum[leaf] || nothing(leaf)) continue;
      leaves_.push_back(leaf);
      auto &above = above_[leaf];
      above.push_back(leaf);
      for (std::size_t i = 0; i < above.size(); ++i)
        for (const auto &m : of_cell_[above[i]]) {
          const auto total = relations_[m.relation].total;
          if (m.sign > 0 && std::find(above.begin(), above.end(), total) == above.end()) above.push_back(total);
        }
      for (const auto &m : of_cell_[leaf])
        for (const auto part : relations_[m.relation].parts)
          if (part != leaf && !is_sum[part] && !nothing(part)) beside_[leaf].push_back(part);
      std::sort(beside_[leaf].begin(), beside_[leaf].end());
      beside_[leaf].erase(std::unique(beside_[leaf].begin(), beside_[leaf].end()), beside_[leaf].end());
    }
  }

  void made_ways(std::size_t start) {
    std::size_t taken = 0;
    for (const auto a : leaves_) {
      if (std::find(above_[a].begin(), above_[a].end(), start) == above_[a].end()) continue;
      if (++taken > kMostLeaves) return;
      consider(start, {{a, 1}});
      for (const auto b : leaves_)
        if (b != a && cost(a) + cost(b) < best_cost_) consider(start, {{a, 1}, {b, -1}});
      for (const auto b : beside_[a])
        for (const auto c : beside_[a]) {
          if (c <= b || cost(a) + cost(b) + cost(c) >= best_cost_ || std::binary_search(beside_[b].begin(), beside_[b].end(), c))
            continue; // in one line with b: no corner
          for (const auto d : beside_[b])
            if (d != a && std::binary_search(beside_[c].begin(), beside_[c].end(), d)) consider(start, {{a, 1}, {b, -1}, {c, -1}, {d, 1}});
        }
    }
  }

  /// Keeps the way if it is cheaper than the best, true to every sum, and leaves enough numbers possible.
  void consider(std::size_t start, std::initializer_list<std::pair<std::size_t, int>> moved) {
    touched_.clear();
    for (const auto &[leaf, step] : moved)
      for (const auto cell : above_[leaf]) {
        if (!seen_[cell]) touched_.push_back(cell);
        seen_[cell] = true;
        step_[cell] += step;
      }
    double spent = 0;
    bool good = step_[start] != 0;
    for (std::size_t i = 0; good && i < touched_.size(); ++i)
      if (const auto cell = touched_[i]; step_[cell] != 0) {
        spent += cost(cell);
        good = !is_known(cell) && spent < best_cost_;
      }
    if (good) {
      for (const auto cell : touched_)
        if (step_[cell] != 0) place(cell, step_[cell]);
      good = std::all_of(owed_.begin(), owed_.end(), [](int owed) { return owed == 0; }) && possible() >= kPossible;
      if (good) keep(spent);
      for (const auto cell : touched_)
        if (step_[cell] != 0) take_back(cell);
    }
    for (const auto cell : touched_) step_[cell] = 0, seen_[cell] = false;
  }

  void keep(double spent) {
    best_cost_ = spent;
    best_.clear();
    for (const auto &[cell, step] : steps_) best_.push_back(cell);
  }

  // ---- the walk ----

  double cost(std::size_t cell) const {
    if (cells_[cell].hidden || !cells_[cell].published) return 0;
    return (10 + cells_[cell].count + cells_[cell].rest) * (worth_.empty() ? 1 : worth_[cell]); // few and small: what says least is hidden first
  }

  void place(std::size_t cell, int step) {
    steps_[cell] = step;
    for (const auto &m : of_cell_[cell]) owed_[m.relation] += m.sign * step;
  }
  int opened_by(std::size_t cell, int step) const {
    int opened = 0;
    for (const auto &m : of_cell_[cell]) {
      const int before = owed_[m.relation], after = before + m.sign * step;
      opened += (after != 0 ? 1 : 0) - (before != 0 ? 1 : 0);
    }
    return opened;
  }
  void take_back(std::size_t cell) {
    for (const auto &m : of_cell_[cell]) owed_[m.relation] -= m.sign * steps_[cell];
    steps_.erase(cell);
  }

  /// How many numbers `start` could have: as far as the way can be taken up and down. Nought is never hidden, and a careful
  /// reader knows it: no number may fall below one.
  double possible() const {
    double up = kEndless, down = kEndless;
    for (const auto &[cell, step] : steps_) {
      auto &room = step > 0 ? down : up;
      room = std::min(room, std::floor(std::max(0.0, cells_[cell].*number_ - 1) / std::abs(step)));
    }
    return up + down + 1;
  }

  void walk(double spent) {
    if (spent >= best_cost_ || ++looked_ > (best_.empty() ? kLooks : kLooksFurther)) return;
    const auto open = std::find_if(owed_.begin(), owed_.end(), [](int owed) { return owed != 0; });
    if (open == owed_.end()) {
      if (possible() < kPossible) return;
      keep(spent);
      return;
    }
    const auto &relation = relations_[static_cast<std::size_t>(open - owed_.begin())];
    const int owed = *open;
    struct Choice {
      std::size_t cell;
      int step, opened; ///< how many more sums are out of true after it than before: a way closes by those that lie in line
      double cost;
    };
    std::vector<Choice> choices;
    const auto offer = [&](std::size_t cell, int sign) {
      const int step = owed > 0 ? -sign : sign;
      if (steps_.count(cell) == 0 && !is_known(cell) && !nothing(cell)) choices.push_back({cell, step, opened_by(cell, step), cost(cell)});
    };
    for (const auto part : relation.parts) offer(part, 1);
    offer(relation.total, -1);
    std::stable_sort(choices.begin(), choices.end(),
                     [](const auto &a, const auto &b) { return a.opened != b.opened ? a.opened < b.opened : a.cost < b.cost; });
    for (const auto &choice : choices) {
      place(choice.cell, choice.step);
      walk(spent + choice.cost);
      take_back(choice.cell);
    }
  }

  const std::vector<Cell> &cells_;
  const std::vector<Relation> &relations_;
  const std::vector<double> &worth_;
  Number number_;
  std::vector<std::vector<Member>> of_cell_;
  std::vector<std::size_t> leaves_;                      ///< cells that are no sums
  std::vector<std::vector<std::size_t>> above_, beside_; ///< by leaf
  std::vector<int> step_;                                ///< by cell, of the way being made; nought between them
  std::vector<bool> seen_;
  std::vector<std::size_t> touched_;
  std::vector<int> owed_; ///< by relation: what the steps so far add up to; nought when it holds
  std::map<std::size_t, int> steps_;
  std::vector<std::size_t> best_;
  double best_cost_ = kEndless;
  int looked_ = 0;
  int insider_ = kNobody;
};

/// Whoever knows one place from within may not stand between a secret and those who look for it: of each owner that the way goes
/// by, another way goes round.
std::vector<int> owners_on(const std::vector<std::size_t> &way, const std::vector<Cell> &cells, int own) {
  std::vector<int> owners;
  for (const auto cell : way)
    if (const int owner = cells[cell].owner; owner != kNobody && owner != own && std::find(owners.begin(), owners.end(), owner) == owners.end())
      owners.push_back(owner);
  return owners;
}

/// Hides what shares a sum with what is hidden; false when there was nothing left to hide.
bool widen(std::size_t cell, std::vector<Cell> &cells, const std::vector<Relation> &relations) {
  std::vector<bool> near(cells.size());
  near[cell] = true;
  bool more = false;
  for (const auto &relation : relations) {
    auto members = relation.parts;
    members.push_back(relation.total);
    if (std::none_of(members.begin(), members.end(), [&](auto m) { return near[m] || cells[m].hidden; })) continue;
    for (const auto m : members) {
      const bool hideable = !cells[m].hidden && !cells[m].fixed && cells[m].published && cells[m].count + cells[m].rest > 0;
      if (!hideable) continue;
      cells[m].hidden = more = true;
    }
  }
  return more;
}

} // namespace

void protect(std::vector<Cell> &cells, const std::vector<Relation> &relations) { protect(cells, relations, {}); }

void protect(std::vector<Cell> &cells, const std::vector<Relation> &relations, const std::vector<double> &worth) {
  std::vector<std::size_t> secret[2];
  const Number numbers[] = {&Cell::count, &Cell::rest};
  for (std::size_t i = 0; i < cells.size(); ++i)
    for (int k = 0; k < 2; ++k)
      if (cells[i].published && !cells[i].fixed && small(cells[i].*numbers[k])) {
        cells[i].hidden = true;
        secret[k].push_back(i);
      }
  for (int k = 0; k < 2; ++k) {
    Way way(cells, relations, worth, numbers[k]);
    // The smallest have the fewest ways out: they choose first.
    std::stable_sort(secret[k].begin(), secret[k].end(), [&](auto a, auto b) { return cells[a].*numbers[k] < cells[b].*numbers[k]; });
    const auto hide_round = [&](std::size_t cell, int insider) {
      auto found = way.find(cell, insider);
      // Rare, in tables where little is left to hide behind: take what lies nearest and look again.
      while (found.empty() && widen(cell, cells, relations)) found = way.find(cell, insider);
      for (const auto other : found) cells[other].hidden = true;
      return found;
    };
    for (const auto cell : secret[k]) {
      const auto found = hide_round(cell, kNobody);
      // What a level's few are, each of its units' few are too: those are secrets of their own, and who has them knows them.
      if (cells[cell].owner == kNobody) continue;
      for (const int insider : owners_on(found, cells, cells[cell].owner)) hide_round(cell, insider);
    }
  }
}

} // namespace rt::measures::privacy
