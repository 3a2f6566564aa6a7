#include "modules/measures/rules.hpp"
#include "platform/i18n/i18n.hpp"
#include <cmath>

namespace rt::measures {
namespace rules {
namespace {

bool divides(const Definition &d, const Sums &s) {
  return is_share(d.kind) || is_mean(d.kind) || (d.kind == Kind::distinct && d.unit == "percent") || (d.kind == Kind::median && s.n[kAll] > 0);
}

} // namespace

double rounded(double value, int decimals) {
  const double scale = std::pow(10, decimals);
  return std::floor(value * scale + 0.5 + 1e-9) / scale;
}

Value figure(const Definition &d, const Sums &s, int i, const Setting &setting) {
  Value v;
  v.numerator = s.numerator[i];
  v.denominator = s.denominator[i];
  v.n = s.n[i];
  if (setting.version_break) {
    v.state = State::not_comparable;
    v.flag = tr("Definitionen ändrades under perioden, därför går talen inte att lägga ihop.");
    v.odd = Odd::definition;
    return v;
  }
  if (!setting.begun) return v; // not_yet
  v.state = State::figure;
  const bool percent = d.unit == "percent" && d.kind != Kind::median && !is_mean(d.kind);
  if (d.kind == Kind::median) {
    v.value = v.numerator;
    if (v.n == 0) v.state = State::missing;
  } else if (divides(d, s)) {
    if (v.denominator == 0) v.state = State::missing;
    else v.value = v.numerator / v.denominator * (percent ? 100 : 1);
  } else {
    v.value = v.numerator;
    if (!setting.in_use) v.state = State::missing;
    if (d.kind == Kind::distinct) v.denominator = 0;
  }
  return v;
}

Value beside(const Definition &d, Value computed, const Measures::Printed &p) {
  Value shown;
  shown.state = p.state;
  shown.value = p.value;
  shown.printed = true;
  shown.flag = p.flag;
  if (!p.flag.empty()) shown.odd = Odd::printed;
  const bool records = computed.state == State::figure && computed.n > 0;
  if (!records) {
    shown.n = 0;
    return shown;
  }
  // Somebody has judged that the figure cannot be compared; records do not take that back.
  if (p.state == State::not_comparable || p.state == State::removed) {
    shown.flag = tr_f("Registret ger {0}, men uppgiften är angiven som {1}.", {show(d, computed), show(d, shown)});
    shown.odd = Odd::printed;
    return shown;
  }
  if (p.state != State::figure) return computed;
  if (std::abs(rounded(computed.value, d.decimals) - rounded(p.value, d.decimals)) > 1e-6)
    computed.odd = Odd::printed, computed.flag = tr_f("Registret ger {0}, men tryckt uppgift är {1}.", {show(d, computed), show(d, shown)});
  return computed;
}

Value index_beside(const Definition &d, const Value &computed, const Measures::Printed &p) {
  if (computed.state == State::figure && !computed.printed) {
    Value records = computed;
    records.n = std::max<std::int64_t>(records.n, 1);
    return beside(d, records, p);
  }
  Value shown;
  shown.state = p.state;
  shown.value = p.value;
  shown.printed = true;
  shown.flag = p.flag;
  if (!p.flag.empty()) shown.odd = Odd::printed;
  if (computed.state == State::figure && p.state == State::figure && shown.flag.empty() &&
      std::abs(rounded(computed.value, d.decimals) - rounded(p.value, d.decimals)) > 1e-6)
    shown.odd = Odd::printed, shown.flag = tr_f("Tryckt uppgift är {0}, men delarna ger {1}.", {show(d, shown), show(d, computed)});
  return shown;
}

Value ratio(const Value &above, const Value &below, double per) {
  Value v;
  v.state = above.state != State::figure ? above.state : below.state;
  v.printed = above.printed && below.printed;
  if (v.state != State::figure) return v;
  v.numerator = above.value, v.denominator = below.value;
  v.n = above.n;
  if (below.value == 0) v.state = State::missing;
  else v.value = above.value / below.value * per;
  return v;
}

void flag(const Definition &d, BySex &v, const Setting &setting) {
  if (v.all.state != State::figure || !v.all.flag.empty()) return;
  if (d.unit == "percent" && d.kind != Kind::index && v.all.value > 100 + 1e-9) {
    v.all.flag = tr("Andelen är över 100 %: det som räknas är fler än det som det räknas av.");
    v.all.odd = Odd::impossible;
    return;
  }
  if (d.kind != Kind::count && d.kind != Kind::sum && !from_outside(d.kind) && !(d.kind == Kind::distinct && d.unit != "percent")) return;
  if (d.unit == "percent" || d.unit == "points") return;
  double parts = 0;
  int figures = 0;
  for (const Value &sex : v.sex) {
    if (sex.state != State::figure || sex.printed != v.all.printed) continue;
    parts += sex.value;
    ++figures;
  }
  const bool too_many = parts > v.all.value + 1e-6 && !setting.couples;
  const bool too_few = parts < v.all.value - 1e-6 && figures >= 2;
  if (figures >= 2 && (too_many || too_few))
    v.all.odd = Odd::parts,
    v.all.flag = tr_f("Delarna blir {0} men hela talet är {1}.", {number(parts, d.decimals), number(v.all.value, d.decimals)});
}

} // namespace rules

std::string show(const Definition &d, const Value &v) {
  switch (v.state) {
  case State::missing: return std::string(tr("saknas"));
  case State::not_comparable: return std::string(tr("ej jämförbart"));
  case State::removed: return std::string(tr("borttagen"));
  case State::not_yet: return std::string(tr("inte än"));
  case State::suppressed: return std::string(tr("visas inte"));
  case State::figure: break;
  }
  const double value = rules::rounded(v.value, d.decimals);
  if (d.unit == "percent") return percent(value, d.decimals);
  std::string words = number(value, d.decimals);
  if (d.unit == "months") return tr_f("{0} mån", {words});
  if (d.unit == "days") return tr_f("{0} dagar", {words});
  if (d.unit == "hours") return tr_f("{0} timmar", {words});
  if (d.unit == "kr") return tr_f("{0} kr", {words});
  if (d.unit == "tkr") return tr_f("{0} tkr", {words});
  return words;
}

namespace {
constexpr std::string_view kLevels[] = {"unit", "department", "administration", "board", "city"};
}
std::optional<Level> level_from(std::string_view id) {
  for (std::size_t i = 0; i < std::size(kLevels); ++i)
    if (kLevels[i] == id) return static_cast<Level>(i);
  return std::nullopt;
}
std::string_view id_of(Level level) { return kLevels[static_cast<std::size_t>(level)]; }

std::optional<State> state_from(std::string_view words) {
  if (words == "saknas") return State::missing;
  if (words == "ej jämförbart") return State::not_comparable;
  if (words == "borttagen") return State::removed;
  return std::nullopt;
}

} // namespace rt::measures
