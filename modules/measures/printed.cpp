// What comes from outside: typed figures, and history as it was printed.
#include "modules/measures/impl.hpp"
#include "platform/core/text.hpp"

namespace rt::measures {

Result<void> Measures::enter(const access::Actor &actor, std::string_view measure, const Entry &entry) {
  RT_CHECK(access::require(actor, access::May::edit_goals));
  const Definition *d = find(measure);
  if (d == nullptr) return fail(ProblemKind::not_found, std::string(tr("Måttet finns inte.")));
  Printed p{d->id, actor.unit, std::string(trim(entry.period)), entry.sex, State::figure, 0, std::string(trim(entry.source)), {}};
  std::vector<FieldError> errors;
  const auto period = period_from_text(p.period);
  if (!period) errors.push_back({"period", std::string(tr("Skriv perioden som 2018, 2018-T1 eller 2018-03."))});
  const auto value = parse_number(entry.value);
  const auto state = state_from(fold(entry.value));
  if (state) p.state = *state;
  else if (!value) errors.push_back({"value", std::string(tr("Skriv ett tal, till exempel 87 eller 12,5, eller ordet saknas."))});
  else if (d->unit == "percent" && (*value < 0 || *value > 100)) errors.push_back({"value", std::string(tr("En andel är mellan 0 och 100."))});
  else p.value = *value;
  if (p.source.empty()) errors.push_back({"source", std::string(tr("Skriv var siffran kommer ifrån."))});
  if (!errors.empty()) return fail(ProblemKind::invalid, std::string(tr("Något behöver rättas innan siffran kan sparas.")), std::move(errors));
  p.period = to_text(*period);
  {
    auto c = impl_->pool.write();
    db::Transaction transaction(*c);
    store::write_printed(*c, p);
    audit::append(*c, actor, impl_->clock.now(), {audit::Act::update, "measure:" + d->id, "uppföljning", p.period});
    transaction.commit();
  }
  if (impl_->tell) impl_->tell(actor.unit, {d->id});
  return {};
}

void Measures::store_printed(db::Connection &connection, const Printed &printed) { store::write_printed(connection, printed); }
std::vector<Measures::Printed> Measures::printed(std::int64_t unit) const {
  auto c = impl_->pool.read();
  return store::read_printed(*c, unit);
}

std::optional<Measures::PrintedRow> Measures::printed_row(std::string_view name) const {
  for (const Definition &d : definitions())
    for (const std::string &printed : d.printed) {
      if (printed == name) return PrintedRow{d.id, std::nullopt};
      for (int sex = 0; sex < organisation::kSexes; ++sex)
        if (printed == std::string(organisation::id_of(static_cast<Sex>(sex))) + ": " + std::string(name))
          return PrintedRow{d.id, static_cast<Sex>(sex)};
    }
  return std::nullopt;
}

} // namespace rt::measures
