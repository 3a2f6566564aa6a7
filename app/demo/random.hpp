#pragma once
// The demo's own dice: the same numbers on every machine and standard library, so that a figure can be published.
#include <cstdint>
#include <utility>
#include <vector>

namespace rt::demo {

class Random {
public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  /// splitmix64
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// low … high, both included
  int between(int low, int high) { return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1)); }
  bool chance(int percent) { return between(1, 100) <= percent; }
  template<class T> const T &pick(const std::vector<T> &from) { return from[next() % from.size()]; }
  template<class T> void shuffle(std::vector<T> &items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[next() % i]);
  }

private:
  std::uint64_t state_;
};

} // namespace rt::demo
