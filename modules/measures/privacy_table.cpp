// A table of figures as cells and the sums between them, for the rules of privacy.cpp.
#include "modules/measures/measures.hpp"
#include <algorithm>

namespace rt::measures::privacy {
namespace {

constexpr std::size_t kFigures = 1 + organisation::kSexes; ///< whole, then by sex

Value &value_at(BySex &by_sex, std::size_t i) { return i == 0 ? by_sex.all : by_sex.sex[i - 1]; }

/// The table as cells and the sums between them.
class Sums {
public:
  explicit Sums(Table &table) : table_(table), periods_(table.periods.size()) {
    for (std::size_t place = 0; place < table.figures.size(); ++place)
      for (std::size_t period = 0; period < periods_; ++period)
        for (std::size_t f = 0; f < kFigures; ++f) cells.push_back(cell(value_at(table.figures[place][period], f)));
    sexes();
    if (table.parts_add_up) parts();
    if (table.months_add_up) months();
  }
  void write_back() {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      Value &value = value_at(table_.figures[i / kFigures / periods_][i / kFigures % periods_], i % kFigures);
      if (!cells[i].hidden || value.state != State::figure || value.printed) continue;
      value = Value{};
      value.state = State::suppressed;
    }
  }
  std::vector<Cell> cells;
  std::vector<Relation> relations;

private:
  Table &table_;
  std::size_t periods_;

  std::size_t at(std::size_t place, std::size_t period, std::size_t figure) const { return (place * periods_ + period) * kFigures + figure; }
  static Cell cell(const Value &value) {
    Cell made;
    made.fixed = value.printed;
    if (value.state != State::figure) return made;
    made.count = static_cast<double>(value.n);
    return made;
  }
  bool empty(std::size_t i) const { return cells[i].count == 0 && cells[i].rest == 0; }
  void add(std::size_t total, std::vector<std::size_t> parts) {
    parts.erase(std::remove_if(parts.begin(), parts.end(), [&](std::size_t part) { return empty(part); }), parts.end());
    if (!empty(total) && !parts.empty()) relations.push_back({total, std::move(parts)});
  }
  void sexes() {
    for (std::size_t place = 0; place < table_.figures.size(); ++place)
      for (std::size_t period = 0; period < periods_; ++period) {
        std::vector<std::size_t> of;
        for (std::size_t f = 1; f < kFigures; ++f) of.push_back(at(place, period, f));
        add(at(place, period, 0), std::move(of));
      }
  }
  void parts() {
    for (std::size_t period = 0; period < periods_; ++period)
      for (std::size_t f = 0; f < kFigures; ++f) {
        std::vector<std::size_t> of;
        for (std::size_t place = 1; place < table_.figures.size(); ++place) of.push_back(at(place, period, f));
        add(at(0, period, f), std::move(of));
      }
  }
  void months() {
    std::vector<std::pair<Month, std::size_t>> single;
    for (std::size_t p = 0; p < periods_; ++p)
      if (table_.periods[p].first == table_.periods[p].last) single.emplace_back(table_.periods[p].first, p);
    for (std::size_t p = 0; p < periods_; ++p) {
      const Period &period = table_.periods[p];
      if (period.first == period.last) continue;
      for (std::size_t place = 0; place < table_.figures.size(); ++place)
        for (std::size_t f = 0; f < kFigures; ++f) {
          std::vector<std::size_t> of;
          for (const auto &[month, number] : single)
            if (month >= period.first && month <= period.last) of.push_back(at(place, number, f));
          add(at(place, p, f), std::move(of));
        }
    }
  }
};

} // namespace

void protect(Table &table) {
  Sums sums(table);
  protect(sums.cells, sums.relations);
  sums.write_back();
}

} // namespace rt::measures::privacy
