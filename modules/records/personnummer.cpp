// Personnummer (folkbokföringslagen 1991:481, 18 §) and samordningsnummer (lag 2022:1697): form, date and the control
// digit by Luhn's algorithm.
#include "modules/records/records.hpp"
#include "platform/core/text.hpp"

namespace rt::records {
namespace {

struct Digits {
  std::string all; ///< 10 or 12 digits
  bool century_passed = false; ///< "+": the person is 100 or more
};

std::optional<Digits> digits_of(std::string_view text) {
  Digits result;
  for (const char c : trim(text)) {
    if (c >= '0' && c <= '9') result.all += c;
    else if (c == '+') result.century_passed = true;
    else if (c != '-' && c != ' ') return std::nullopt;
  }
  if (result.all.size() != 10 && result.all.size() != 12) return std::nullopt;
  return result;
}

bool control_digit_fits(std::string_view ten) {
  int sum = 0;
  for (std::size_t i = 0; i < ten.size(); ++i) {
    int n = (ten[i] - '0') * (i % 2 == 0 ? 2 : 1);
    sum += n > 9 ? n - 9 : n;
  }
  return sum % 10 == 0;
}

int two(std::string_view text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

/// A samordningsnummer has 60 added to the day.
bool real_day(int year, int month, int day) {
  if (day > 60) day -= 60;
  const auto two_digits = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return date_from_iso(std::to_string(year) + "-" + two_digits(month) + "-" + two_digits(day)).has_value();
}

} // namespace

std::string personnummer_fault(std::string_view text) {
  const auto digits = digits_of(text);
  if (!digits) return std::string(tr("Skriv personnumret med tolv siffror, ÅÅÅÅMMDD-NNNN."));
  const auto ten = digits->all.substr(digits->all.size() - 10);
  // Leap days need the right century; ten digits are tried in both.
  const int year = two(ten, 0), month = two(ten, 2), day = two(ten, 4);
  const bool day_exists = digits->all.size() == 12 ? real_day(two(digits->all, 0) * 100 + year, month, day)
                                                   : real_day(2000 + year, month, day) || real_day(1900 + year, month, day);
  if (!day_exists) return std::string(tr("Personnumret börjar med ett datum som inte finns."));
  if (!control_digit_fits(ten)) return std::string(tr("Sista siffran i personnumret stämmer inte. Kontrollera att du skrev rätt."));
  return {};
}

std::string normal_personnummer(std::string_view text, Date today) {
  if (!personnummer_fault(text).empty()) return {};
  const auto digits = *digits_of(text);
  if (digits.all.size() == 12) return digits.all.substr(0, 8) + "-" + digits.all.substr(8);
  int century = year_of(today) / 100;
  if (two(digits.all, 0) > year_of(today) % 100) --century;
  if (digits.century_passed) --century;
  return std::to_string(century) + digits.all.substr(0, 6) + "-" + digits.all.substr(6);
}

} // namespace rt::records
