// What is told about a record without hindering it.
#include "modules/records/engine.hpp"
#include "platform/core/text.hpp"

namespace rt::records {
using access::Actor;
using definitions::Register;

namespace {

/// How old the person was on the record's day; by the year alone when the day of birth is not known.
std::optional<int> age_of(db::Connection &c, const Record &record, Date day) {
  std::optional<Date> born;
  if (record.person != 0)
    c.query("SELECT birth_date FROM person WHERE id = ?", {record.person}, [&](const db::Row &row) { born = date_from_iso(row.str(0)); });
  if (!born) return record.birth_year > 0 ? std::optional(year_of(day) - record.birth_year) : std::nullopt;
  const auto month_and_day = [](Date date) { return to_iso(date).substr(5); };
  return year_of(day) - year_of(*born) - (month_and_day(day) < month_and_day(*born) ? 1 : 0);
}

constexpr int kNoLimit = -1;

/// "0–20 år", "från 65 år", "till och med 17 år".
std::string limits_in_words(int from, int to) {
  if (from == kNoLimit) return tr_f("till och med {0} år", {std::to_string(to)});
  if (to == kNoLimit) return tr_f("från {0} år", {std::to_string(from)});
  return tr_f("{0}–{1} år", {std::to_string(from), std::to_string(to)});
}

/// The limits that hold for the record's team on its day, when the age is outside all of them; a team without own limits has the unit's.
std::string outside_limits(db::Connection &c, const Register &limits, const Record &record, Date day, int age) {
  const auto *team = limits.field("team");
  const auto team_column = team != nullptr ? "r." + column_name(*team) : std::string("NULL");
  std::vector<std::string> own, units;
  bool inside_own = false, inside_units = false;
  c.query("SELECT " + team_column + ", r.age_from, r.age_to FROM " + table_name(limits) +
              " r WHERE r.deleted_at IS NULL AND r.unit_id = ? AND r.valid_from <= ? AND (r.valid_to IS NULL OR r.valid_to >= ?) ORDER BY r.id",
          {record.unit, to_iso(day), to_iso(day)}, [&](const db::Row &row) {
            const auto whose = row.integer(0);
            if (whose != 0 && whose != record.team) return;
            const int from = row.null(1) ? kNoLimit : static_cast<int>(row.integer(1));
            const int to = row.null(2) ? kNoLimit : static_cast<int>(row.integer(2));
            if (from == kNoLimit && to == kNoLimit) return;
            const bool inside = (from == kNoLimit || age >= from) && (to == kNoLimit || age <= to);
            (whose != 0 ? own : units).push_back(limits_in_words(from, to));
            (whose != 0 ? inside_own : inside_units) |= inside;
          });
  const auto &those = own.empty() ? units : own;
  if (those.empty() || (own.empty() ? inside_units : inside_own)) return {};
  return join(those, ", ");
}

} // namespace

std::vector<std::string> Records::warnings(const Actor &actor, const Register &reg, const Record &record) {
  std::vector<std::string> told;
  const auto day = date_from_iso(record.text(reg.date_field).substr(0, 10)).value_or(impl_->today());
  for (const auto &warning : reg.warnings) {
    if (!warning.rule.empty()) {
      if (holds(reg, record, warning.rule, impl_->today(), actor.staff) == false) told.push_back(warning.message.str());
      continue;
    }
    const auto *limits = impl_->catalog.find(warning.age_limits);
    auto c = impl_->pool.read();
    const auto age = limits != nullptr ? age_of(*c, record, day) : std::nullopt;
    const auto words = age ? outside_limits(*c, *limits, record, day, *age) : std::string{};
    if (!words.empty()) told.push_back(warning.message.str() + " " + tr_f("Personen är {0} år; målgruppen är {1}.", {std::to_string(*age), words}));
  }
  return told;
}

} // namespace rt::records
