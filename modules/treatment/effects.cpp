#include "modules/treatment/effects.hpp"
#include "modules/treatment/rules.hpp"

namespace rt::treatment {

namespace {
struct Rated {
  std::string date;
  std::int64_t rater;
  Tenths sum;
};

/// Oldest first; of several on a day the client's own (the lowest rater code) last, because it is the one that decides.
std::vector<Rated> srs_of(db::Connection &c, std::int64_t contact) {
  std::vector<Rated> rated;
  c.query("SELECT date, rater, total FROM r_srs WHERE deleted_at IS NULL AND contact_id = ? ORDER BY date, rater DESC, id", {contact},
          [&](const db::Row &row) { rated.push_back({row.str(0), row.integer(1), static_cast<Tenths>(row.integer(2))}); });
  return rated;
}

/// The last rating up to the viewpoint's day against the same rater's first one after it.
std::optional<NextSrs> effect(const std::vector<Rated> &rated, const std::string &received) {
  const Rated *then = nullptr;
  for (const auto &r : rated)
    if (r.date <= received) then = &r;
  if (!then) return std::nullopt;
  for (const auto &r : rated)
    if (r.date > received && r.rater == then->rater) return next_srs(then->sum, r.sum);
  return std::nullopt;
}
} // namespace

void ViewpointEffects::changed(db::Connection &, const records::Change &change) {
  if (!change.after || !change.after->contact) return;
  const bool rating = change.reg->id == "srs";
  const bool viewpoint = change.reg->id == "viewpoint" && !change.after->has("next_srs");
  if (!rating && !viewpoint) return;
  std::lock_guard lock(mutex_);
  waiting_[std::this_thread::get_id()].insert(change.after->contact);
}

void ViewpointEffects::committed() {
  std::set<std::int64_t> contacts;
  {
    std::lock_guard lock(mutex_);
    const auto it = waiting_.find(std::this_thread::get_id());
    if (it == waiting_.end()) return;
    contacts = std::move(it->second);
    waiting_.erase(it);
  }
  fill_in(contacts);
}

void ViewpointEffects::fill_in(const std::set<std::int64_t> &contacts) {
  const auto *reg = records_.catalog().find("viewpoint");
  if (!reg || !reg->field("next_srs") || !reg->field("contact") || !records_.catalog().find("srs")) return;
  struct Found {
    std::int64_t viewpoint, unit;
    NextSrs effect;
  };
  std::vector<Found> found;
  {
    auto c = records_.pool().read();
    struct Open {
      std::int64_t id, unit, contact;
      std::string received;
    };
    std::vector<Open> open;
    c->query("SELECT id, unit_id, contact_id, received FROM r_viewpoint WHERE next_srs IS NULL AND contact_id IS NOT NULL AND deleted_at IS NULL", {},
             [&](const db::Row &row) {
               if (contacts.contains(row.integer(2))) open.push_back({row.integer(0), row.integer(1), row.integer(2), row.str(3)});
             });
    for (const auto &o : open)
      if (const auto e = effect(srs_of(*c, o.contact), o.received)) found.push_back({o.id, o.unit, *e});
  }
  for (const auto &f : found) {
    const auto system = access::system_actor(f.unit);
    auto draft = records_.get(system, "viewpoint", f.viewpoint, "SRS vid nästa samtal");
    if (!draft || draft->locked) continue;
    draft->values["next_srs"] = std::int64_t{static_cast<int>(f.effect)};
    // Somebody may have changed it this very moment; then the next rating or change tries again.
    (void)records_.save(system, "viewpoint", std::move(*draft));
  }
}

} // namespace rt::treatment
