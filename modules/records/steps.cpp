// Steps between states, and signatures.
#include "modules/records/engine.hpp"
#include <algorithm>

namespace rt::records {

using access::Actor;
using access::May;

Result<Record> Records::move_state(const Actor &actor, std::string_view register_id, std::int64_t id, int version, std::string_view transition_id) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::write_records));
  auto result = impl_->in_transaction([&](db::Connection &c) -> Result<Record> {
    RT_TRY(const Record before, impl_->load_for_change(c, *table, actor, id, version));
    const auto &reg = *table->reg;
    const auto found = std::find_if(reg.transitions.begin(), reg.transitions.end(), [&](const auto &t) { return t.id == transition_id; });
    const auto *from = reg.state_by_code(before.state);
    const auto *to = found != reg.transitions.end() ? reg.state(found->to) : nullptr;
    if (from == nullptr || to == nullptr || !found->leaves(from->id))
      return fail(ProblemKind::invalid, std::string(tr("Det steget går inte att ta härifrån. Ladda om sidan och försök igen.")));
    const auto &roles = found->roles;
    if (!roles.empty() && actor.user != -1 && std::find(roles.begin(), roles.end(), access::id_of(actor.role)) == roles.end())
      return fail(ProblemKind::forbidden, std::string(tr("Din roll får inte ta det här steget.")));
    std::vector<FieldError> errors;
    for (const auto &name : found->requires_fields)
      if (const auto *field = reg.field(name); field != nullptr && !before.has(name))
        errors.push_back({name, tr_f("Fyll i {0} innan du väljer ”{1}”.", {field->title.str(), found->title.str()})});
    if (!errors.empty()) return fail(invalid(std::move(errors)));
    auto after = before;
    after.state = to->code;
    return impl_->write(c, *table, actor, std::move(after), &before, "ändrad", audit::Act::update);
  });
  if (result) committed();
  return result;
}

Result<Record> Records::sign(const Actor &actor, std::string_view register_id, std::int64_t id, int version) {
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  RT_CHECK(access::require(actor, May::sign_records));
  auto result = impl_->in_transaction([&](db::Connection &c) -> Result<Record> {
    RT_TRY(const Record before, impl_->load_for_change(c, *table, actor, id, version));
    auto after = before;
    after.locked = true;
    return impl_->write(c, *table, actor, std::move(after), &before, "signerad", audit::Act::sign);
  });
  if (result) committed();
  return result;
}

} // namespace rt::records
