#include "modules/measures/privacy_worth.hpp"
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <tuple>
#include <utility>

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
  Way(std::vector<Cell> &cells, const std::vector<Relation> &relations, const std::vector<double> &worth, Number number)
      : cells_(cells), relations_(relations), number_(number) {
    of_cell_.resize(cells.size());
    for (std::size_t r = 0; r < relations.size(); ++r) {
      of_cell_[relations[r].total].push_back({r, -1});
      for (const auto part : relations[r].parts) of_cell_[part].push_back({r, 1});
    }
    owed_.resize(relations.size());
    place_in_open_.resize(relations.size());
    steps_.resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Cell &cell = cells[i];
      known_.push_back(cell.fixed);
      // Few and small: what says least is hidden first.
      cost_.push_back(cell.hidden ? 0 : (10 + cell.count + cell.rest) * (worth.empty() ? 1 : worth[i]));
    }
    on_a_.resize(cells.size());
    find_leaves();
  }

  /// The cells of the cheapest way that was found, `start` among them; empty when there is none. With `insider` a way that does not
  /// lean on what that owner knows.
  std::vector<std::size_t> find(std::size_t start, int insider = kNobody) {
    for (std::size_t i = 0; i < cells_.size() && insider != insider_; ++i)
      known_[i] = cells_[i].fixed || (insider != kNobody && cells_[i].owner == insider);
    insider_ = insider;
    best_.clear();
    best_cost_ = kEndless;
    looked_ = 0;
    made_ways(start);
    place(start, 1);
    walk(0, 0);
    take_back();
    return best_;
  }

  /// Now `cell` is hidden, and costs nothing more.
  void hide(std::size_t cell) {
    if (!std::exchange(cells_[cell].hidden, true) && !above_[cell].empty()) hidden_leaves_.push_back(cell);
    cost_[cell] = 0;
  }

private:
  struct Member {
    std::size_t relation;
    int sign; ///< a part counts plus, the total minus
  };

  // ---- made ways ----

  bool nothing(std::size_t cell) const { return cells_[cell].count == 0 && cells_[cell].rest == 0; } // a nought is shown

  /// What each leaf is counted in, itself first; and its neighbours, the leaves that stand beside it in a sum.
  void find_leaves() {
    above_.resize(cells_.size());
    beside_.resize(cells_.size());
    first_in_.resize(cells_.size());
    std::vector<bool> is_sum(cells_.size());
    for (const auto &relation : relations_) is_sum[relation.total] = true;
    for (std::size_t leaf = 0; leaf < cells_.size(); ++leaf) {
      if (is_sum[leaf] || nothing(leaf)) continue;
      leaves_.push_back(leaf);
      if (cells_[leaf].hidden) hidden_leaves_.push_back(leaf);
      auto &above = above_[leaf];
      above.push_back(leaf);
      for (std::size_t i = 0; i < above.size(); ++i)
        for (const auto &m : of_cell_[above[i]]) {
          const auto total = relations_[m.relation].total;
          if (m.sign > 0 && std::find(above.begin(), above.end(), total) == above.end()) above.push_back(total);
        }
      for (const auto cell : above)
        if (first_in_[cell].size() < kMostLeaves) first_in_[cell].push_back(leaf);
      for (const auto &m : of_cell_[leaf])
        for (const auto part : relations_[m.relation].parts)
          if (part != leaf && !is_sum[part] && !nothing(part)) beside_[leaf].push_back(part);
      std::sort(beside_[leaf].begin(), beside_[leaf].end());
      beside_[leaf].erase(std::unique(beside_[leaf].begin(), beside_[leaf].end()), beside_[leaf].end());
    }
  }

  void made_ways(std::size_t start) {
    for (const auto a : first_in_[start]) {
      if (best_cost_ <= 0) return; // nothing is cheaper
      consider(start, {{a, 1}});
      pairs(start, a);
      for (const auto b : beside_[a])
        for (const auto c : beside_[a]) {
          if (c <= b || cost_[a] + cost_[b] + cost_[c] >= best_cost_ || std::binary_search(beside_[b].begin(), beside_[b].end(), c))
            continue; // in one line with b: no corner
          for (const auto d : beside_[b])
            if (d != a && std::binary_search(beside_[c].begin(), beside_[c].end(), d)) consider(start, {{a, 1}, {b, -1}, {c, -1}, {d, 1}});
        }
    }
  }

  /// One person more in `a` and one fewer in another leaf: every sum that both are in stays as it is. There are as many pairs as leaves,
  /// so what each would cost is looked up first.
  void pairs(std::size_t start, std::size_t a) {
    double of_a = 0;
    std::size_t known_on_a = 0;
    for (const auto cell : above_[a]) on_a_[cell] = true, of_a += cost_[cell], known_on_a += known_[cell];
    const auto other = [&](std::size_t b) {
      if (b == a || cost_[a] + cost_[b] >= best_cost_ || room(a) + room(b) + 1 < kPossible) return;
      double spent = of_a;
      std::size_t known = known_on_a;
      bool good = true;
      for (std::size_t i = 0; i < above_[b].size() && good; ++i) {
        const auto cell = above_[b][i];
        if (on_a_[cell]) spent -= cost_[cell], known -= known_[cell], good = cell != start;
        else spent += cost_[cell], good = !known_[cell];
      }
      if (good && known == 0 && spent < best_cost_) consider(start, {{a, 1}, {b, -1}});
    };
    // What is hidden already costs nothing: a way among them is the end of the search.
    for (std::size_t i = 0; i < hidden_leaves_.size() && best_cost_ > 0; ++i) other(hidden_leaves_[i]);
    for (std::size_t i = 0; i < leaves_.size() && best_cost_ > 0; ++i)
      if (!cells_[leaves_[i]].hidden) other(leaves_[i]);
    for (const auto cell : above_[a]) on_a_[cell] = false;
  }

  /// Keeps the way if it is cheaper than the best, true to every sum, and leaves enough numbers possible.
  void consider(std::size_t start, std::initializer_list<std::pair<std::size_t, int>> moved) {
    touched_.clear();
    for (const auto &[leaf, step] : moved)
      for (const auto cell : above_[leaf]) {
        if (steps_[cell] == 0) touched_.push_back(cell); // one that came back to nought stands twice, which harms nothing
        steps_[cell] += step;
      }
    double spent = 0;
    bool good = steps_[start] != 0;
    made_.clear();
    for (const auto cell : touched_) {
      const int step = std::exchange(steps_[cell], 0);
      if (step == 0 || !good) continue;
      spent += cost_[cell];
      good = !known_[cell] && spent < best_cost_;
      made_.emplace_back(cell, step);
    }
    if (!good || possible(made_) < kPossible) return;
    for (const auto &[cell, step] : made_) place(cell, step);
    if (open_.empty()) keep(spent);
    while (!way_.empty()) take_back();
  }

  void keep(double spent) {
    best_cost_ = spent;
    best_.clear();
    for (const auto &[cell, step] : way_) best_.push_back(cell);
    std::sort(best_.begin(), best_.end());
  }

  // ---- the walk ----

  void owe(std::size_t relation, int change) {
    int &owed = owed_[relation];
    const bool was_open = owed != 0;
    owed += change;
    if (was_open == (owed != 0)) return;
    auto &place = place_in_open_[relation];
    if (!was_open) {
      place = open_.size();
      open_.push_back(relation);
      return;
    }
    open_[place] = open_.back();
    place_in_open_[open_[place]] = place;
    open_.pop_back();
  }
  void place(std::size_t cell, int step) {
    way_.emplace_back(cell, step);
    steps_[cell] = step;
    for (const auto &m : of_cell_[cell]) owe(m.relation, m.sign * step);
  }
  /// The last that was placed.
  void take_back() {
    const auto [cell, step] = way_.back();
    way_.pop_back();
    steps_[cell] = 0;
    for (const auto &m : of_cell_[cell]) owe(m.relation, -m.sign * step);
  }
  int opened_by(std::size_t cell, int step) const {
    int opened = 0;
    for (const auto &m : of_cell_[cell]) {
      const int before = owed_[m.relation], after = before + m.sign * step;
      opened += (after != 0 ? 1 : 0) - (before != 0 ? 1 : 0);
    }
    return opened;
  }

  /// How many numbers `start` could have: as far as the way can be taken up and down. Nought is never hidden, and a careful
  /// reader knows it: no number may fall below one.
  double possible(const std::vector<std::pair<std::size_t, int>> &way) const {
    double up = kEndless, down = kEndless;
    for (const auto &[cell, step] : way) {
      auto &far = step > 0 ? down : up;
      far = std::min(far, std::floor(room(cell) / std::abs(step)));
    }
    return up + down + 1;
  }
  double room(std::size_t cell) const { return std::max(0.0, cells_[cell].*number_ - 1); } ///< how far it may fall

  struct Choice {
    std::size_t cell;
    int step, opened; ///< how many more sums are out of true after it than before: a way closes by those that lie in line
    double cost;
    std::size_t place; ///< as the sum has them
    bool operator<(const Choice &o) const { return std::tie(opened, cost, place) < std::tie(o.opened, o.cost, o.place); }
  };

  void walk(double spent, std::size_t depth) {
    if (spent >= best_cost_ || ++looked_ > (best_.empty() ? kLooks : kLooksFurther)) return;
    if (open_.empty()) {
      if (possible(way_) >= kPossible) keep(spent);
      return;
    }
    const auto first_open = *std::min_element(open_.begin(), open_.end());
    const auto &relation = relations_[first_open];
    const int owed = owed_[first_open];
    if (depth == choices_.size()) choices_.emplace_back();
    auto choices = std::move(choices_[depth]); // its memory, kept from walk to walk
    choices.clear();
    const auto offer = [&](std::size_t cell, int sign) {
      if (steps_[cell] != 0 || known_[cell] || nothing(cell) || spent + cost_[cell] >= best_cost_) return;
      const int step = owed > 0 ? -sign : sign;
      choices.push_back({cell, step, opened_by(cell, step), cost_[cell], choices.size()});
    };
    for (const auto part : relation.parts) offer(part, 1);
    offer(relation.total, -1);
    std::sort(choices.begin(), choices.end());
    for (const auto &choice : choices) {
      if (spent + choice.cost >= best_cost_) continue;
      place(choice.cell, choice.step);
      walk(spent + choice.cost, depth + 1);
      take_back();
    }
    choices_[depth] = std::move(choices);
  }

  std::vector<Cell> &cells_;
  const std::vector<Relation> &relations_;
  Number number_;
  std::vector<std::vector<Member>> of_cell_;
  std::vector<std::size_t> leaves_, hidden_leaves_;      ///< cells that are no sums
  std::vector<std::vector<std::size_t>> above_, beside_; ///< by leaf
  std::vector<std::vector<std::size_t>> first_in_;       ///< of each cell: some of the leaves that it is a sum of
  std::vector<double> cost_;                             ///< by cell, while one way is looked for
  std::vector<char> known_, on_a_;                       ///< by cell
  std::vector<std::size_t> touched_;
  std::vector<std::pair<std::size_t, int>> made_;
  std::vector<std::pair<std::size_t, int>> way_;  ///< the steps so far
  std::vector<int> steps_;                        ///< the same by cell; nought where it does not go
  std::vector<int> owed_;                         ///< by relation: what the steps so far add up to; nought when it holds
  std::vector<std::size_t> open_, place_in_open_; ///< the relations that do not hold
  std::vector<std::vector<Choice>> choices_;
  std::vector<std::size_t> best_;
  double best_cost_ = kEndless;
  int looked_ = 0, insider_ = kNobody;
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
bool widen(std::size_t cell, const std::vector<Cell> &cells, const std::vector<Relation> &relations, Way &way) {
  bool more = false;
  for (const auto &relation : relations) {
    const auto touches = [&](std::size_t m) { return m == cell || cells[m].hidden; };
    if (!touches(relation.total) && std::none_of(relation.parts.begin(), relation.parts.end(), touches)) continue;
    const auto hide = [&](std::size_t m) {
      if (!cells[m].hidden && !cells[m].fixed && cells[m].count + cells[m].rest > 0) way.hide(m), more = true;
    };
    std::for_each(relation.parts.begin(), relation.parts.end(), hide);
    hide(relation.total);
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
      if (!cells[i].fixed && small(cells[i].*numbers[k])) {
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
      while (found.empty() && widen(cell, cells, relations, way)) found = way.find(cell, insider);
      for (const auto other : found) way.hide(other);
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
