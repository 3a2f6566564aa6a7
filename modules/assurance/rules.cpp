// Spans, choice and shares: pure.
#include "modules/assurance/assurance.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::assurance {
namespace {

/// SplitMix64: the same numbers from the same seed with every compiler, which the standard's shuffle does not promise.
class Numbers {
public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t limit) {
    const std::uint64_t unfair = UINT64_MAX - UINT64_MAX % limit;
    std::uint64_t number = next();
    while (number >= unfair) number = next();
    return number % limit;
  }

private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

Span months(std::string label, Month first, int count) { return {std::move(label), first_day(first), last_day(first + (count - 1))}; }

} // namespace

std::string_view title_of(Answer answer) {
  switch (answer) {
  case Answer::yes: return tr("Ja");
  case Answer::partly: return tr("Delvis");
  case Answer::no: return tr("Nej");
  case Answer::not_relevant: return tr("Inte aktuellt");
  case Answer::none: break;
  }
  return tr("Inte besvarad");
}

Span span_of(std::string_view kind, Date day) {
  const int year = year_of(day), month = month_of(day);
  const auto y = std::to_string(year);
  if (kind == "month") return months(to_iso(month_containing(day)), month_containing(day), 1);
  if (kind == "quarter") return months(y + "-Q" + std::to_string((month - 1) / 3 + 1), make_month(year, (month - 1) / 3 * 3 + 1), 3);
  if (kind == "term") return month <= 6 ? months(y + "-VT", make_month(year, 1), 6) : months(y + "-HT", make_month(year, 7), 6);
  if (kind == "tertial") return months(y + "-T" + std::to_string((month - 1) / 4 + 1), make_month(year, (month - 1) / 4 * 4 + 1), 4);
  return months(y, make_month(year, 1), 12);
}

std::optional<Span> span_from(std::string_view kind, std::string_view label) {
  if (label.size() < 4) return std::nullopt;
  const auto year = parse_integer(label.substr(0, 4));
  if (!year || *year < 1990 || *year > 2200) return std::nullopt;
  for (int month = 1; month <= 12; ++month) {
    auto span = span_of(kind, make_date(static_cast<int>(*year), month, 1));
    if (span.label == label) return span;
  }
  return std::nullopt;
}

std::string words_of(const Span &span) {
  auto year = std::to_string(year_of(span.first));
  const int length = month_containing(span.last) - month_containing(span.first) + 1;
  if (length == 1) return long_month(month_containing(span.first));
  if (length == 3) return tr_f("kvartal {0} {1}", {std::to_string((month_of(span.first) - 1) / 3 + 1), year});
  if (length == 6) return month_of(span.first) == 1 ? tr_f("våren {0}", {year}) : tr_f("hösten {0}", {year});
  if (length == 4) return tr_f("tertial {0} {1}", {std::to_string((month_of(span.first) - 1) / 4 + 1), year});
  return year;
}

std::vector<std::size_t> choose(std::string_view rule, int count, std::size_t population, std::uint64_t seed) {
  std::vector<std::size_t> chosen;
  if (population == 0 || count < 1) return chosen;
  Numbers numbers(seed);
  const auto wanted = static_cast<std::size_t>(count);
  if (rule == "every") {
    for (std::size_t at = numbers.below(std::min(wanted, population)); at < population; at += wanted) chosen.push_back(at);
    return chosen;
  }
  std::vector<std::size_t> all(population);
  for (std::size_t i = 0; i < population; ++i) all[i] = i;
  for (std::size_t i = 0; i < std::min(wanted, population); ++i) {
    std::swap(all[i], all[i + numbers.below(population - i)]);
    chosen.push_back(all[i]);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

std::optional<double> Share::percent() const {
  if (counted() == 0) return std::nullopt;
  return 100.0 * yes / counted();
}

Share &Share::operator+=(const Share &other) {
  yes += other.yes, partly += other.partly, no += other.no, not_relevant += other.not_relevant;
  return *this;
}

} // namespace rt::assurance
