// The measure engine behind the small interface that steering uses.
#include "modules/steering/steering.hpp"

namespace rt::steering {
using access::Actor;

Figures figures_of(measures::Measures &m, const organisation::Organisation &organisation) {
  Figures f;
  f.find = [&m](std::string_view id) { return m.find(id); };
  f.all = [&m] { return m.definitions(); };
  f.of_unit = [&m, &organisation](std::int64_t unit) {
    std::vector<measures::Definition> found;
    for (const auto *d : m.definitions_of(unit, organisation.packs(unit))) found.push_back(*d);
    return found;
  };
  f.values = [&m](const std::vector<std::string> &ids, measures::Where where, const std::vector<Period> &periods) {
    // The report leaves the unit: what is odd is said without others' figures.
    return m.values(ids, where, periods, measures::Flags::plain);
  };
  f.lineage = [&m](const Actor &a, std::string_view id, measures::Where w, const Period &p, std::optional<measures::Sex> s) {
    return m.lineage(a, id, w, p, s);
  };
  f.feeds = [&m](std::string_view register_id, std::int64_t record) { return m.feeds(register_id, record); };
  f.store_printed = [&m](db::Connection &c, const measures::Measures::Printed &p) { m.store_printed(c, p); };
  f.printed = [&m](std::int64_t unit) { return m.printed(unit); };
  f.add_own = [&m](db::Connection &c, std::int64_t unit, std::string_view printed, std::string_view title, bool percent) {
    return m.add_own(c, unit, printed, title, percent);
  };
  f.show = measures::show;
  return f;
}

} // namespace rt::steering
