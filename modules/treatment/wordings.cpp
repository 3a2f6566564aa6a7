// The unit's licensed wordings: from a form or a file, used until replaced. Nothing licensed is shipped.
#include "modules/treatment/kiosk_texts.hpp"
#include "modules/treatment/service.hpp"
#include "modules/treatment/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::treatment {

namespace {

std::vector<FieldError> wording_faults(const definitions::Catalog &catalog, Wording &wording) {
  std::vector<FieldError> errors;
  if (trim(wording.reference).empty())
    errors.push_back({"reference", std::string(tr("Skriv licensens nummer eller avtal. Den sparas med varje skattning.")), 0});
  if (!catalog.instrument(wording.instrument)) errors.push_back({"instrument", std::string(tr("Välj ett instrument.")), 0});
  std::erase_if(wording.texts, [](const auto &pair) { return trim(pair.second).empty(); });
  for (int i = 1; i <= kScales; ++i)
    if (std::none_of(wording.texts.begin(), wording.texts.end(), [&](const auto &p) { return p.first == std::to_string(i); }))
      errors.push_back({"text_" + std::to_string(i), std::string(tr("Skriv texten till området, som den står i licensen.")), 0});
  return errors;
}

/// The new one is used from now on; what was used before is kept for the ratings that it was shown to.
std::int64_t use_wording(db::Connection &c, const access::Actor &actor, Instant now, Wording &wording) {
  wording.unit = actor.unit;
  wording.loaded_at = to_iso(now);
  if (const auto old = store::wording(c, wording.unit, wording.instrument, wording.language, wording.variant))
    store::retire_wording(c, old->id, wording.unit, wording.loaded_at);
  const auto id = store::add_wording(c, wording, actor.user);
  audit::append(c, actor, now,
                {audit::Act::create, "wording:" + std::to_string(id), "licensierade texter", wording.instrument + " " + wording.language});
  return id;
}
} // namespace

Result<std::int64_t> Treatment::load_wording(const access::Actor &actor, Wording wording) {
  RT_CHECK(access::require(actor, access::May::manage_unit));
  if (auto errors = wording_faults(impl_->records.catalog(), wording); !errors.empty())
    return fail(ProblemKind::invalid, std::string(tr("Några texter saknas.")), std::move(errors));
  auto connection = impl_->pool.write();
  db::Transaction tx(*connection);
  const auto id = use_wording(*connection, actor, impl_->clock.now(), wording);
  tx.commit();
  return id;
}

Result<int> Treatment::load_wordings(const access::Actor &actor, std::string_view bytes, std::string_view filename) {
  RT_CHECK(access::require(actor, access::May::manage_unit));
  RT_TRY(auto wordings, read_wordings(impl_->records.catalog(), bytes, filename));
  std::vector<FieldError> errors;
  for (auto &wording : wordings)
    for (auto &fault : wording_faults(impl_->records.catalog(), wording)) {
      const auto which = fault.field.starts_with("text_") ? tr_f("område {0}", {fault.field.substr(5)})
                         : fault.field == "reference"     ? std::string(tr("licens"))
                                                          : std::string(tr("instrument"));
      errors.push_back({wording.instrument + ", " + wording.language + ", " + wording.variant + ", " + which, fault.message, 0});
    }
  if (!errors.empty()) return fail(ProblemKind::invalid, std::string(tr("Några texter saknas. Ingenting är inläst.")), std::move(errors));
  auto connection = impl_->pool.write();
  db::Transaction tx(*connection);
  for (auto &wording : wordings) use_wording(*connection, actor, impl_->clock.now(), wording);
  tx.commit();
  return static_cast<int>(wordings.size());
}

Result<void> Treatment::remove_wording(const access::Actor &actor, std::int64_t id) {
  RT_CHECK(access::require(actor, access::May::manage_unit));
  auto connection = impl_->pool.write();
  db::Transaction tx(*connection);
  store::retire_wording(*connection, id, actor.unit, to_iso(impl_->clock.now()));
  audit::append(*connection, actor, impl_->clock.now(), {audit::Act::remove, "wording:" + std::to_string(id), "licensierade texter", ""});
  tx.commit();
  return {};
}

std::vector<Wording> Treatment::wordings(std::int64_t unit) {
  auto connection = impl_->pool.read();
  return store::wordings(*connection, unit);
}

std::optional<Wording> Treatment::wording(std::int64_t unit, Kind kind, std::string_view lang, bool faces) {
  auto connection = impl_->pool.read();
  return store::wording(*connection, unit, id_of(kind), lang, faces ? "faces" : "standard");
}

} // namespace rt::treatment
