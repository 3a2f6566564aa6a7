// Dates as people write them. The text is reduced to a shape ("2/2 4") that decides which part is what.
#include "platform/calendar/date.hpp"

#include <algorithm>
#include <chrono>

namespace rt {

namespace {

struct Parts {
  std::string shape; // digits: their count; w: a word; then the separator, blanks folded
  std::vector<int> numbers;
  std::string word;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_mark(char c) { return c == '-' || c == '/' || c == '.'; }
char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string plain_blanks(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\u00a0") {
      out += ' ';
      ++i;
    } else {
      out += text[i] == '\t' ? ' ' : text[i];
    }
  }
  return out;
}

void add_separator(std::string &shape, char c) {
  if (c == ' ' && (shape.empty() || shape.back() == ' ' || is_mark(shape.back()))) return;
  if (is_mark(c) && !shape.empty() && shape.back() == ' ') shape.pop_back();
  shape += c;
}

std::optional<Parts> take_apart(std::string_view raw) {
  const std::string text = plain_blanks(raw);
  Parts parts;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    if (is_digit(text[i])) {
      int number = 0;
      while (end < text.size() && is_digit(text[end]) && end - i < 9) number = number * 10 + (text[end++] - '0');
      parts.numbers.push_back(number);
      parts.shape += static_cast<char>('0' + (end - i));
    } else if (is_letter(text[i]) && parts.word.empty()) {
      while (end < text.size() && is_letter(text[end])) parts.word += lower_letter(text[end++]);
      parts.shape += 'w';
    } else if (text[i] == ' ' || is_mark(text[i])) {
      add_separator(parts.shape, text[end++]);
    } else {
      return std::nullopt;
    }
    i = end;
  }
  while (!parts.shape.empty() && parts.shape.back() == ' ') parts.shape.pop_back();
  return parts;
}

std::optional<int> month_from_word(std::string_view word) {
  static constexpr std::string_view kSwedish[] = {"januari", "februari", "mars",      "april",   "maj",      "juni",
                                                  "juli",    "augusti",  "september", "oktober", "november", "december"};
  static constexpr std::string_view kEnglish[] = {"january", "february", "march",     "april",   "may",      "june",
                                                  "july",    "august",   "september", "october", "november", "december"};
  if (word == "sept") return 9;
  for (int i = 0; i < 12; ++i)
    for (const auto name : {kSwedish[i], kEnglish[i]})
      if (word == name || word == name.substr(0, 3)) return i + 1;
  return std::nullopt;
}

std::optional<Date> real_date(int year, int month, int day) {
  const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                        std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 1000 || year > 9999 || !ymd.ok()) return std::nullopt;
  return make_date(year, month, day);
}

std::optional<Date> short_year(int year, int month, int day, Date today) {
  const int century = year_of(today) / 100 * 100;
  for (const int c : {century + 100, century, century - 100})
    if (const auto date = real_date(c + year, month, day); date && *date <= add_months(today, 120)) return date;
  return std::nullopt;
}

std::optional<Date> with_year(char digits, int year, int month, int day, Date today) {
  return digits == '2' ? short_year(year, month, day, today) : real_date(year, month, day);
}

} // namespace

std::optional<Date> date_from_iso(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  const auto parts = take_apart(text);
  if (!parts || parts->shape != "4-2-2") return std::nullopt;
  return real_date(parts->numbers[0], parts->numbers[1], parts->numbers[2]);
}

std::optional<Date> parse_date(std::string_view text, Date today) {
  const auto parts = take_apart(text);
  if (!parts) return std::nullopt;
  const auto &n = parts->numbers;
  std::string shape = parts->shape;
  const char last = shape.empty() ? ' ' : shape.back();
  std::replace(shape.begin(), shape.end(), '1', '2'); // a day or a month may be written with one digit
  if (shape == "8") return real_date(n[0] / 10000, n[0] / 100 % 100, n[0] % 100);
  if (shape == "6") return short_year(n[0] / 10000, n[0] / 100 % 100, n[0] % 100, today);
  if (shape == "4-2-2" || shape == "4/2/2" || shape == "4.2.2") return real_date(n[0], n[1], n[2]);
  if (shape == "2/2") return real_date(year_of(today), n[1], n[0]);
  if (last == '1') return std::nullopt; // a year is never one digit
  for (const std::string_view form : {"2/2 ", "2/2-", "2/2/", "2.2."})
    if (shape.size() == 5 && shape.substr(0, 4) == form && (last == '2' || last == '4')) return with_year(last, n[2], n[1], n[0], today);
  const auto month = month_from_word(parts->word);
  if (!month) return std::nullopt;
  if (shape == "2 w") return real_date(year_of(today), *month, n[0]);
  if (shape == "2 w 4" || shape == "2 w 2") return with_year(last, n[1], *month, n[0], today);
  return std::nullopt;
}

} // namespace rt
