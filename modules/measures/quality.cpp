#include "modules/measures/quality.hpp"
#include "modules/measures/rules.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <array>
#include <cmath>

namespace rt::measures::quality {
namespace {

constexpr std::array<std::string_view, 8> kIds{"none", "impossible", "parts", "printed", "definition", "partial", "stale", "outlier"};
constexpr int kWhole = -1;

/// The same text in every language.
std::string raw(double value, int decimals) {
  const double scale = std::pow(10, decimals);
  const auto whole = static_cast<std::int64_t>(std::llround(value * scale));
  return std::to_string(whole) + (decimals > 0 ? "e-" + std::to_string(decimals) : "");
}
const Value &at(const BySex &value, int sex) { return sex == kWhole ? value.all : value.sex[sex]; }
double shown(const Figure &figure, int sex) { return rules::rounded(at(figure.value, sex).value, figure.definition->decimals); }
bool known(const Figure &figure, int sex) { return at(figure.value, sex).state == State::figure; }
std::string quoted(const Figure &figure) { return "”" + figure.definition->title.str() + "”"; }
std::string said(const Figure &figure, int sex) { return show(*figure.definition, at(figure.value, sex)); }

/// "flickor: …" before what is said of one sex.
std::string of_sex(const Figure &figure, int sex, std::string words) {
  if (sex == kWhole) return words;
  return std::string(organisation::word(static_cast<Sex>(sex), organisation::people_from(figure.definition->people))) + ": " + words;
}
Flag made(Odd what, const Figure &figure, const std::vector<const Figure *> &others) {
  Flag flag;
  flag.what = what, flag.measure = figure.definition->id, flag.value = figure.value.all;
  for (const auto *other : others) flag.others.push_back(other->definition->id);
  return flag;
}

/// Everybody first, then sex by sex: the first that breaks the rule.
template<class Breaks> std::optional<int> first_that(const Figure &figure, const Breaks &breaks) {
  for (const int sex : {kWhole, 1, 2, 3, 0})
    if (known(figure, sex) && (sex == kWhole || figure.definition->by_sex) && breaks(sex)) return sex;
  return std::nullopt;
}

} // namespace

std::string_view id_of(Odd what) { return kIds[static_cast<std::size_t>(what)]; }
std::optional<Odd> odd_from(std::string_view id) {
  for (std::size_t i = 1; i < kIds.size(); ++i)
    if (kIds[i] == id) return static_cast<Odd>(i);
  return std::nullopt;
}
std::string_view title_of(Odd what) {
  switch (what) {
  case Odd::impossible: return tr("Kan inte stämma");
  case Odd::parts: return tr("Delarna blir inte helheten");
  case Odd::printed: return tr("Register och tryck skiljer sig");
  case Odd::definition: return tr("Definitionen ändrades");
  case Odd::partial: return tr("Alla har inte lämnat");
  case Odd::stale: return tr("Gammal uppgift");
  case Odd::outlier: return tr("Långt från det vanliga");
  case Odd::none: break;
  }
  return {};
}

void say(Value &value, Odd what, const std::string &words) {
  if (value.odd == Odd::none) value.odd = what;
  value.flag += (value.flag.empty() ? "" : " ") + words;
}

// ---- between measures ----

std::optional<Flag> above(const Figure &figure, const Figure &limit) {
  const auto sex = first_that(figure, [&](int s) { return known(limit, s) && shown(figure, s) > shown(limit, s) + 1e-9; });
  if (!sex) return std::nullopt;
  Flag flag = made(Odd::impossible, figure, {&limit});
  flag.words = of_sex(figure, *sex, tr_f("{0} är mer än {1} för {2}, och det går inte.", {said(figure, *sex), said(limit, *sex), quoted(limit)}));
  flag.plain = of_sex(figure, *sex, tr_f("Siffran är högre än den för {0}, och det går inte.", {quoted(limit)}));
  flag.figures = raw(shown(figure, *sex), figure.definition->decimals) + ">" + raw(shown(limit, *sex), limit.definition->decimals);
  return flag;
}

std::optional<Flag> unlike(const Figure &figure, const Figure &other) {
  const int decimals = std::min(figure.definition->decimals, other.definition->decimals);
  const auto rounded = [&](const Figure &f, int s) { return rules::rounded(at(f.value, s).value, decimals); };
  const auto sex = first_that(figure, [&](int s) { return known(other, s) && std::abs(rounded(figure, s) - rounded(other, s)) > 1e-9; });
  if (!sex) return std::nullopt;
  Flag flag = made(Odd::impossible, figure, {&other});
  flag.words = of_sex(figure, *sex, tr_f("Ska vara lika med {0}, som är {1}, men är {2}.", {quoted(other), said(other, *sex), said(figure, *sex)}));
  flag.plain = of_sex(figure, *sex, tr_f("Ska vara lika med {0}, men är det inte.", {quoted(other)}));
  flag.figures = raw(shown(figure, *sex), figure.definition->decimals) + "/" + raw(shown(other, *sex), other.definition->decimals);
  return flag;
}

std::optional<Flag> not_the_sum(const Figure &whole, const std::vector<Figure> &parts) {
  const auto together = [&](int s) {
    double sum = 0;
    for (const Figure &part : parts) sum += shown(part, s);
    return sum;
  };
  // What is written with decimals was rounded, part by part.
  const double slack =
      whole.definition->decimals == 0 ? 1e-6 : 0.5001 * std::pow(10, -whole.definition->decimals) * static_cast<double>(parts.size());
  const auto sex = first_that(whole, [&](int s) {
    return std::all_of(parts.begin(), parts.end(), [&](const Figure &part) { return known(part, s); }) &&
           std::abs(together(s) - shown(whole, s)) > slack;
  });
  if (!sex) return std::nullopt;
  std::vector<const Figure *> others;
  std::string names, sum, figures;
  for (const Figure &part : parts) {
    others.push_back(&part);
    names += (names.empty() ? "" : ", ") + quoted(part);
    sum += (sum.empty() ? "" : " + ") + said(part, *sex);
    figures += raw(shown(part, *sex), part.definition->decimals) + "+";
  }
  Flag flag = made(Odd::parts, whole, others);
  flag.words = of_sex(whole, *sex,
                      tr_f("Delarna {0} blir {1} = {2}, men hela talet är {3}.",
                           {names, sum, number(together(*sex), whole.definition->decimals), said(whole, *sex)}));
  flag.plain = of_sex(whole, *sex, tr_f("Delarna {0} blir inte tillsammans hela talet.", {names}));
  flag.figures = figures + "=" + raw(shown(whole, *sex), whole.definition->decimals);
  return flag;
}

// ---- against earlier figures ----

namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

bool is_count(const Definition &d) {
  return d.unit == "count" && (d.kind == Kind::count || d.kind == Kind::distinct || d.kind == Kind::manual || d.kind == Kind::imported);
}

/// So many times what chance alone gives lie between the figure and the usual one; nothing when chance cannot be told.
std::optional<double> by_chance(const Definition &d, const Value &now, double usual) {
  // Anscombe: twice the root of a count has the width one, also of few.
  if (is_count(d)) return 2 * std::abs(std::sqrt(std::max(0.0, now.value) + 0.375) - std::sqrt(std::max(0.0, usual) + 0.375));
  if (d.unit != "percent" || now.denominator <= 0 || !(is_share(d.kind) || d.kind == Kind::distinct)) return std::nullopt;
  const double share = (usual / 100 * now.denominator + 1) / (now.denominator + 2); // nobody of none yet is not never
  return std::abs(now.value / 100 - usual / 100) / std::sqrt(share * (1 - share) / now.denominator);
}

/// The least that is worth a look when all the earlier figures were the same.
double smallest_step(const Definition &d, double usual) {
  if (d.unit == "percent" || d.unit == "points") return 2;
  return std::max(std::pow(10, -d.decimals), std::abs(usual) / 20);
}

std::string span(const Definition &d, double low, double high) {
  Value a, b;
  a.state = b.state = State::figure, a.value = low, b.value = high;
  if (show(d, a) == show(d, b)) return show(d, a);
  return show(d, a) + "–" + show(d, b);
}
std::string how_many(const Period &period, std::size_t n) {
  const int count = static_cast<int>(n);
  switch (period.kind) {
  case PeriodKind::month: return tr_n("den förra månaden", "de {} tidigare månaderna", count);
  case PeriodKind::tertial: return tr_n("det förra tertialet", "de {} tidigare tertialen", count);
  case PeriodKind::year:
  case PeriodKind::rolling12: break;
  }
  return tr_n("det förra året", "de {} tidigare åren", count);
}

} // namespace

std::optional<Flag> outlier(const Definition &d, const std::vector<Value> &earlier, const Period &period, const Value &now) {
  if (now.state != State::figure) return std::nullopt;
  std::vector<double> values;
  for (const Value &one : earlier)
    if (one.state == State::figure) values.push_back(one.value);
  if (values.size() < kFewestEarlier) return std::nullopt;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (now.value >= *low && now.value <= *high) return std::nullopt;
  const double usual = median(values);
  std::vector<double> distances;
  for (const double value : values) distances.push_back(std::abs(value - usual));
  const double width = std::max(1.4826 * median(distances), smallest_step(d, usual));
  if (std::abs(now.value - usual) <= kFar * width) return std::nullopt;
  if (const auto chance = by_chance(d, now, usual); chance && *chance <= kFar) return std::nullopt;
  // Of means: so few records that one of them could be all of it.
  if (!now.printed && is_mean(d.kind) && now.n < 5) return std::nullopt;
  Flag flag;
  flag.what = Odd::outlier, flag.measure = d.id, flag.period = period, flag.value = now;
  const bool more = now.value > usual;
  const std::string since = how_many(period, values.size());
  flag.words = more ? tr_f("Ovanligt högt: {0} har det varit {1}.", {since, span(d, *low, *high)})
                    : tr_f("Ovanligt lågt: {0} har det varit {1}.", {since, span(d, *low, *high)});
  flag.plain = more ? tr_f("Ovanligt högt jämfört med {0}.", {since}) : tr_f("Ovanligt lågt jämfört med {0}.", {since});
  flag.figures = raw(now.value, d.decimals) + "|" + raw(*low, d.decimals) + ".." + raw(*high, d.decimals);
  return flag;
}

namespace {

Period after(const Period &p, PeriodKind kind) {
  const Month next = p.last + 1;
  if (kind == PeriodKind::month) return month_period(next);
  if (kind == PeriodKind::tertial) return tertial_period(next.year(), (next.number() - 1) / 4 + 1);
  return year_period(next.year());
}
int months_of_grace(PeriodKind kind) { return kind == PeriodKind::month ? 1 : kind == PeriodKind::tertial ? 2 : 3; }

} // namespace

std::optional<Awaited> overdue(std::optional<PeriodKind> every, const std::vector<Period> &given, Date today) {
  if (given.empty()) return std::nullopt;
  Period last = given.front();
  for (const Period &period : given)
    if (period.last > last.last || (period.last == last.last && period.first > last.first)) last = period;
  const PeriodKind kind = every.value_or(last.kind);
  const Period next = after(last, kind);
  const Date due = last_day(next.last + months_of_grace(kind));
  if (today <= due) return std::nullopt;
  return Awaited{last, next, due};
}

Flag old_figure(const Definition &d, const Awaited &awaited) {
  Flag flag;
  flag.what = Odd::stale, flag.measure = d.id, flag.period = awaited.last;
  flag.words = flag.plain = tr_f("Gammal uppgift: den senaste gäller {0}. Den för {1} borde ha kommit senast {2}.",
                                 {period_name(awaited.last), period_name(awaited.next), long_date(awaited.due)});
  flag.figures = to_text(awaited.last) + "<" + to_text(awaited.next);
  return flag;
}

std::optional<Flag> stopped(const Definition &d, const std::vector<MonthCount> &months, Date today) {
  constexpr int kYears = 3, kSilence = 3;
  constexpr double kExpected = 8;
  if (months.size() < kFewestEarlier) return std::nullopt;
  const Month now = month_containing(today);
  const Month last = months.back().month;
  const int silence = now - last - 1; // this month is not over
  if (silence < kSilence) return std::nullopt;
  int longest = 0;
  double count = 0;
  Month first = last;
  for (std::size_t i = months.size(); i-- > 0 && last - months[i].month < kYears * 12;) {
    if (i + 1 < months.size() && last - months[i + 1].month < kYears * 12) longest = std::max(longest, months[i + 1].month - months[i].month - 1);
    count += months[i].count;
    first = months[i].month;
  }
  const double a_month = count / (last - first + 1);
  if (silence <= 2 * longest || a_month * silence < kExpected) return std::nullopt;
  Flag flag;
  flag.what = Odd::stale, flag.measure = d.id, flag.period = month_period(last);
  flag.words = a_month < 1.5
                   ? tr_f("Inget har registrerats sedan {0}. Förut var det ungefär {1} om året.", {long_month(last), number(a_month * 12, 0)})
                   : tr_f("Inget har registrerats sedan {0}. Förut var det ungefär {1} i månaden.", {long_month(last), number(a_month, 0)});
  flag.plain = tr_f("Inget har registrerats sedan {0}.", {long_month(last)});
  flag.figures = "<" + to_iso(last);
  return flag;
}

// ---- not together ----

namespace {

std::string_view kind_words(const Definition &d) {
  if (is_share(d.kind)) return tr("en andel");
  switch (d.kind) {
  case Kind::mean: return tr("ett medelvärde");
  case Kind::median: return tr("en median");
  case Kind::change: return tr("en förändring");
  case Kind::index: return tr("ett index");
  case Kind::ratio: return tr("ett tal per ett annat");
  default: return d.unit == "percent" ? tr("en andel") : tr("ett antal eller en summa");
  }
}
std::string_view unit_words(const std::string &unit) {
  if (unit == "percent") return tr("procent");
  if (unit == "count") return tr("antal");
  if (unit == "months") return tr("månader");
  if (unit == "days") return tr("dagar");
  if (unit == "hours") return tr("timmar");
  if (unit == "points") return tr("poäng");
  return unit == "kr" ? tr("kronor") : tr("tusen kronor");
}

} // namespace

std::string not_together(const Definition &a, std::string_view moment_a, const Definition &b, std::string_view moment_b) {
  if (a.unit != b.unit)
    return tr_f("Måtten räknas i olika enheter: {0} och {1}.", {std::string(unit_words(a.unit)), std::string(unit_words(b.unit))});
  if (kind_words(a) != kind_words(b))
    return tr_f("De räknas på olika sätt: den ena är {0}, den andra {1}.", {std::string(kind_words(a)), std::string(kind_words(b))});
  // Two counts may lie side by side whatever dates they go by; two shares or times of the same cases may not.
  if (!moment_a.empty() && !moment_b.empty() && moment_a != moment_b && !is_count(a))
    return tr_f("De hör till perioden på olika sätt: ”{0}” och ”{1}”.", {std::string(moment_a), std::string(moment_b)});
  if (a.id == b.id && a.version != b.version) return std::string(tr("Det är olika versioner av samma mått."));
  return {};
}

std::vector<std::size_t> breaks(const std::vector<std::string> &since, const std::vector<Period> &periods) {
  std::vector<std::size_t> found;
  for (std::size_t v = 1; v < since.size(); ++v) {
    const auto from = date_from_iso(since[v]);
    if (!from) continue;
    const Month month = month_containing(*from);
    for (std::size_t i = 1; i < periods.size(); ++i)
      if (periods[i].first >= month && periods[i - 1].first < month) {
        found.push_back(i);
        break;
      }
  }
  return found;
}

} // namespace rt::measures::quality
