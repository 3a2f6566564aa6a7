// A level above the unit and its units beside one another, protected as one table of the whole city: what is shown of a
// department must not give away what is hidden in its board's picture, nor the other way.
#include "modules/measures/impl.hpp"
#include "modules/measures/privacy_worth.hpp"
#include <algorithm>

namespace rt::measures {
namespace {

constexpr std::size_t kFigures = 1 + organisation::kSexes; ///< whole, then by sex

Value &value_at(BySex &by_sex, std::size_t i) { return i == 0 ? by_sex.all : by_sex.sex[i - 1]; }

/// A unit, or what units belong to. The city is the root; a name that is left out holds nobody together.
struct Place {
  Level level = Level::unit;
  std::vector<std::string> name; ///< of the city down to itself
  std::vector<std::int64_t> units;
  int owner = -1; ///< the only unit in it: its people know the figure
  std::size_t parent = 0;
};

/// The units first, in their order; after them every level that holds one.
std::vector<Place> places_of(const std::vector<store::Placed> &units) {
  std::vector<Place> all(units.size());
  std::map<std::pair<Level, std::vector<std::string>>, std::size_t> known;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto &u = units[i];
    all[i] = {Level::unit, {}, {u.id}, static_cast<int>(i), i};
    std::size_t child = i;
    // From the nearest upward: the department stands inside its administration, and so on.
    const std::vector<std::pair<Level, std::vector<std::string>>> above{{Level::department, {u.city, u.board, u.administration, u.department}},
                                                                        {Level::administration, {u.city, u.board, u.administration}},
                                                                        {Level::board, {u.city, u.board}},
                                                                        {Level::city, {u.city}}};
    for (const auto &key : above) {
      if (key.second.back().empty() || u.city.empty() || (key.first != Level::city && u.board.empty())) continue;
      const auto [at, fresh] = known.emplace(key, all.size());
      if (fresh) all.push_back({key.first, key.second, {}, -1, at->second});
      all[at->second].units.push_back(u.id);
      all[child].parent = at->second;
      child = at->second;
    }
  }
  for (std::size_t p = units.size(); p < all.size(); ++p)
    if (all[p].units.size() == 1)
      for (std::size_t i = 0; i < units.size(); ++i)
        if (units[i].id == all[p].units.front()) all[p].owner = static_cast<int>(i);
  return all;
}

bool adds_up(Kind kind) { return kind == Kind::count || kind == Kind::sum || is_share(kind) || is_mean(kind); }

template<typename T> void pack(std::string &text, const T &value) { text.append(reinterpret_cast<const char *>(&value), sizeof value); }

/// One year of the whole city: every place by tertial, year and sex, with everything that they are sums of.
class CityYear {
public:
  CityYear(const Definition &d, const std::vector<Place> &places, std::vector<std::vector<BySex>> &rows, std::size_t first_period)
      : definition_(d), places_(places), rows_(rows), first_(first_period) {
    for (std::size_t place = 0; place < places.size(); ++place)
      for (std::size_t grain = 0; grain < kGrains; ++grain)
        for (std::size_t f = 0; f < kFigures; ++f) {
          cells_.push_back(cell(place, grain, f));
          // A level says more the more units it holds, and a year more than its tertials.
          worth_.push_back((places[place].level == Level::unit ? 1 : 1 + static_cast<double>(places[place].units.size())) * (grain == 3 ? 2 : 1));
        }
  }
  /// Everything that decides what is hidden.
  std::string question() const {
    std::string text;
    pack(text, definition_.kind);
    for (const Place &place : places_) pack(text, place.parent), pack(text, place.owner), pack(text, place.units.size());
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (!empty(i) || cells_[i].fixed) pack(text, i), pack(text, cells_[i].count), pack(text, cells_[i].rest), pack(text, cells_[i].fixed);
    return text;
  }
  std::vector<bool> search() {
    relate();
    privacy::protect(cells_, relations_, worth_);
    std::vector<bool> hidden;
    for (const auto &one : cells_) hidden.push_back(one.hidden);
    return hidden;
  }
  void hide(const std::vector<bool> &hidden) {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      Value &value = value_at(rows_[i / kFigures / kGrains][first_ + i / kFigures % kGrains], i % kFigures);
      value.flag.clear(), value.odd = Odd::none; // its sentences may hold what is hidden
      if (!hidden[i] || value.state != State::figure || value.printed) continue;
      value = Value{};
      value.state = State::suppressed;
    }
  }
  static constexpr std::size_t kGrains = 4; ///< three tertials and the year

private:
  const Definition &definition_;
  const std::vector<Place> &places_;
  std::vector<std::vector<BySex>> &rows_;
  std::size_t first_;
  std::vector<privacy::Cell> cells_;
  std::vector<privacy::Relation> relations_;
  std::vector<double> worth_;

  static std::size_t at(std::size_t place, std::size_t grain, std::size_t figure) { return (place * kGrains + grain) * kFigures + figure; }
  privacy::Cell cell(std::size_t place, std::size_t grain, std::size_t f) const {
    const Value &value = value_at(rows_[place][first_ + grain], f);
    privacy::Cell made;
    made.fixed = value.printed, made.owner = places_[place].owner;
    if (value.state != State::figure) return made;
    // Of a share either group may be recognised: those who have what is asked for, and those who lack it.
    const bool share = (is_share(definition_.kind) || definition_.kind == Kind::distinct) && value.denominator > 0;
    made.count = share ? value.numerator : static_cast<double>(value.n);
    made.rest = share ? value.denominator - value.numerator : 0;
    if (!is_share(definition_.kind) && definition_.kind == Kind::count) made.count = value.numerator;
    return made;
  }
  bool empty(std::size_t i) const { return cells_[i].count == 0 && cells_[i].rest == 0; }
  void add(std::size_t total, std::vector<std::size_t> parts) {
    std::erase_if(parts, [&](std::size_t part) { return empty(part); });
    if (!empty(total) && !parts.empty()) relations_.push_back({total, std::move(parts)});
  }
  void relate() {
    for (std::size_t place = 0; place < places_.size(); ++place)
      for (std::size_t grain = 0; grain < kGrains; ++grain)
        add(at(place, grain, 0), {at(place, grain, 1), at(place, grain, 2), at(place, grain, 3), at(place, grain, 4)});
    if (!adds_up(definition_.kind)) return; // people counted once, medians: nothing to subtract from
    std::vector<std::vector<std::size_t>> inside(places_.size());
    for (std::size_t place = 0; place < places_.size(); ++place)
      if (places_[place].parent != place) inside[places_[place].parent].push_back(place);
    for (std::size_t place = 0; place < places_.size(); ++place)
      for (std::size_t f = 0; f < kFigures; ++f) {
        add(at(place, 3, f), {at(place, 0, f), at(place, 1, f), at(place, 2, f)});
        for (std::size_t grain = 0; grain < kGrains && !inside[place].empty(); ++grain) {
          std::vector<std::size_t> parts;
          for (const std::size_t part : inside[place]) parts.push_back(at(part, grain, f));
          add(at(place, grain, f), std::move(parts));
        }
      }
  }
};

} // namespace

Compared Measures::compare(std::string_view measure, std::int64_t unit, Level asked_level, const std::vector<Period> &periods) const {
  Compared out;
  auto c = impl_->pool.read();
  db::Transaction one_moment(*c, db::Mode::read);
  const plan::Compiled *m = impl_->latest(measure);
  const auto units = store::units_of_city(*c, unit);
  if (m == nullptr || periods.empty() || units.empty()) return out;
  const auto places = places_of(units);
  int first = periods.front().first.year(), last = first;
  for (const Period &p : periods) first = std::min(first, p.first.year()), last = std::max(last, p.last.year());
  std::vector<Period> grains;
  for (int year = first; year <= last; ++year) {
    for (int t = 1; t <= 3; ++t) grains.push_back(tertial_period(year, t));
    grains.push_back(year_period(year));
  }
  std::vector<Whose> whose;
  for (const Place &place : places) whose.emplace_back(place.units, place.level != Level::unit);
  auto rows = impl_->side_by_side(*c, std::string(measure), whose, grains);
  for (std::size_t g = 0; g < grains.size(); g += CityYear::kGrains) {
    CityYear year(m->definition, places, rows, g);
    year.hide(impl_->known_years.of({units.front().id, m->definition.id, grains[g].first.year()}, year.question(), [&] { return year.search(); }));
  }

  const auto asked = [&](const std::vector<BySex> &row) {
    std::vector<BySex> values;
    for (const Period &p : periods) {
      const auto found = std::find(grains.begin(), grains.end(), p);
      BySex value; // months and rolling years would tell what a tertial hides
      for (std::size_t f = 0; f < kFigures; ++f) value_at(value, f).state = State::suppressed;
      values.push_back(found == grains.end() ? value : row[static_cast<std::size_t>(found - grains.begin())]);
    }
    return values;
  };
  std::size_t level = 0;
  while (level < units.size() && units[level].id != unit) ++level;
  for (std::size_t up = level; places[up].level <= asked_level; up = places[up].parent) {
    level = up;
    if (places[up].parent == up) break;
  }
  if (places[level].level != asked_level) return out; // the unit belongs to none of that kind
  out.title = places[level].name.empty() ? units[level].name : places[level].name.back();
  out.rows.push_back({0, out.title, asked(rows[level])});
  for (std::size_t i = 0; i < units.size(); ++i)
    if (std::find(places[level].units.begin(), places[level].units.end(), units[i].id) != places[level].units.end())
      out.rows.push_back({units[i].id, units[i].name, asked(rows[i])});
  return out;
}

} // namespace rt::measures
