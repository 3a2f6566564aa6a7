// Personnummer (folkbokföringslagen 1991:481, 18 §), samordningsnummer (lag 2022:1697) and reserve numbers: form, date and the
// control digit by Luhn's algorithm. A reserve number has a letter after the date: the tax agency's interim numbers (T, R, S …), health
// care's (K …) and those that IVO takes (T123, TF10). Each system makes its own, so only their form and date can be checked.
#include "modules/records/records.hpp"
#include "platform/core/text.hpp"

namespace rt::records {
namespace {

struct Parts {
  std::string date;            ///< six or eight digits
  std::string number;          ///< four characters: three and the control digit, or a reserve number's
  bool century_passed = false; ///< "+": the person turns 100 this year or has done so
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

std::optional<Parts> parts_of(std::string_view text) {
  Parts parts;
  std::string all;
  for (char c : trim(text)) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (is_digit(c) || is_letter(c)) all += c;
    else if (c == '+' && all.size() >= 6) parts.century_passed = true;
    else if (c != '-' && c != ' ') return std::nullopt;
  }
  if (all.size() != 10 && all.size() != 12) return std::nullopt;
  parts.date = all.substr(0, all.size() - 4);
  parts.number = all.substr(all.size() - 4);
  if (parts.date.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return parts;
}

bool is_reserve(const std::string &number) {
  return is_letter(number[0]) && (is_digit(number[1]) || is_letter(number[1])) && is_digit(number[2]) && is_digit(number[3]);
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

/// The day of birth in a century; a samordningsnummer has 60 added to the day.
std::optional<Date> day_of_birth(int century, std::string_view six) {
  int day = two(six, 4);
  if (day > 60) day -= 60;
  const auto two_digits = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return date_from_iso(std::to_string(century * 100 + two(six, 0)) + "-" + two_digits(two(six, 2)) + "-" + two_digits(day));
}

} // namespace

std::string personnummer_fault(std::string_view text) {
  const auto parts = parts_of(text);
  if (!parts) return std::string(tr("Skriv personnumret med tolv siffror, ÅÅÅÅMMDD-NNNN."));
  const auto six = parts->date.substr(parts->date.size() - 6);
  // Leap days need the right century; ten digits are tried in both.
  const bool day_exists = parts->date.size() == 8 ? two(parts->date, 0) >= 18 && day_of_birth(two(parts->date, 0), six).has_value()
                                                  : day_of_birth(20, six).has_value() || day_of_birth(19, six).has_value();
  if (!day_exists) return std::string(tr("Personnumret börjar med ett datum som inte finns."));
  if (is_reserve(parts->number)) return {};
  if (parts->number.find_first_not_of("0123456789") != std::string::npos)
    return std::string(tr("Ett reservnummer har en bokstav först efter datumet, till exempel 20080102-T123."));
  if (parts->number.substr(0, 3) == "000" || !control_digit_fits(six + parts->number))
    return std::string(tr("Sista siffran i personnumret stämmer inte. Kontrollera att du skrev rätt."));
  return {};
}

std::string normal_personnummer(std::string_view text, Date today) {
  if (!personnummer_fault(text).empty()) return {};
  const auto parts = *parts_of(text);
  if (parts.date.size() == 8) return parts.date + "-" + parts.number;
  // The latest century in which the person is already born; "+" is one more.
  int century = year_of(today) / 100;
  const auto born = day_of_birth(century, parts.date);
  if (!born || *born > today) --century;
  if (parts.century_passed) --century;
  return std::to_string(century) + parts.date + "-" + parts.number;
}

} // namespace rt::records
