#include "platform/core/text.hpp"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace rt {
namespace {

constexpr std::string_view kNarrowBlank = "\u202F";
constexpr std::string_view kMinus = "\u2212";
constexpr std::string_view kMinusSigns[] = {"-", "\u2212", "\u2013"};

/// Bytes of the blank that begins here: ASCII white space, NBSP, U+2000-200A, U+202F, a stray byte order mark; else 0.
std::size_t blank_length(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
  if (text.substr(0, 2) == "\u00A0") return 2;
  if (text.size() < 3) return 0;
  const auto last = static_cast<unsigned char>(text[2]);
  if (text.substr(0, 2) == "\xE2\x80") return (last >= 0x80 && last <= 0x8A) || last == 0xAF ? 3 : 0;
  return text.substr(0, 3) == "\uFEFF" ? 3 : 0;
}

/// Bytes of the blank that ends the text, 0 when it ends with something else.
std::size_t trailing_blank_length(std::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(3, text.size()); ++length)
    if (blank_length(text.substr(text.size() - length)) == length) return length;
  return 0;
}

/// Bytes of the UTF-8 sequence that begins here; 0 when it is broken (overlong, surrogate, past U+10FFFF).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF ? 2 : (first >> 4) == 0xE ? 3 : first >= 0xF0 && first <= 0xF4 ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) > 0x9F;
  const bool too_high = first == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || too_high ? 0 : length;
}

/// The letters of a text, one view each; a broken byte is a letter of its own.
std::vector<std::string_view> letters(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(1, sequence_length(text));
    out.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Do exactly three digits begin here?
bool group_of_three(std::string_view text) {
  if (text.size() < 3 || !std::all_of(text.begin(), text.begin() + 3, is_digit)) return false;
  return text.size() == 3 || !is_digit(text[3]);
}

/// One plain form for what people write: "− 1 234" is "-1234". Nothing when a blank is not a thousands separator.
std::optional<std::string> plain_number(std::string_view text) {
  text = trim(text);
  std::string out;
  for (std::string_view sign : kMinusSigns)
    if (starts_with(text, sign)) {
      text = trim(text.substr(sign.size()));
      out = "-";
      break;
    }
  if (out.empty() && text.size() > 1 && text[0] == '+' && is_digit(text[1])) text.remove_prefix(1);
  const std::size_t sign_length = out.size();
  while (!text.empty()) {
    if (const std::size_t blank = blank_length(text)) {
      text.remove_prefix(blank);
      if (out.size() == sign_length || !is_digit(out.back()) || !group_of_three(text)) return std::nullopt;
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

/// Drops `separator` where it groups thousands; false when it stands anywhere else.
bool drop_thousands(std::string &number, char separator) {
  std::string out;
  const std::size_t decimals = number.find_first_of(separator == ',' ? "." : ",");
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (number[i] != separator) {
      out += number[i];
    } else if (i == 0 || i > decimals || !group_of_three(std::string_view(number).substr(i + 1))) {
      return false;
    }
  }
  number = std::move(out);
  return true;
}

/// "1234567.25" with separators; `plain` may begin with a minus.
std::string grouped(std::string_view plain, bool swedish) {
  const bool negative = starts_with(plain, "-");
  if (negative) plain.remove_prefix(1);
  const std::size_t point = std::min(plain.find('.'), plain.size());
  std::string out(negative ? kMinus : std::string_view());
  for (std::size_t i = 0; i < point; ++i) {
    if (i > 0 && (point - i) % 3 == 0) out += swedish ? kNarrowBlank : std::string_view(",");
    out += plain[i];
  }
  if (point < plain.size()) (out += swedish ? ',' : '.') += plain.substr(point + 1);
  return out;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

} // namespace

std::string_view trim(std::string_view text) {
  while (const std::size_t blank = blank_length(text)) text.remove_prefix(blank);
  while (const std::size_t blank = trailing_blank_length(text)) text.remove_suffix(blank);
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t from = 0;;) {
    const std::size_t to = text.find(separator, from);
    parts.emplace_back(text.substr(from, to - from));
    if (to == std::string_view::npos) return parts;
    from = to + 1;
  }
}

std::string join(const std::vector<std::string> &parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

bool starts_with(std::string_view text, std::string_view prefix) { return text.starts_with(prefix); }

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  if (from.empty()) return text;
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    if (c >= 'A' && c <= 'Z') out[i] = static_cast<char>(c + 0x20);
    // In UTF-8 the letters U+00C0-U+00DE are C3 80 - C3 9E; C3 97 is the multiplication sign.
    if (c == 0xC3 && i + 1 < out.size()) {
      const auto next = static_cast<unsigned char>(out[++i]);
      if (next >= 0x80 && next <= 0x9E && next != 0x97) out[i] = static_cast<char>(next + 0x20);
    }
  }
  return out;
}

std::string fold(std::string_view text) {
  std::string out;
  for (text = trim(text); !text.empty();) {
    if (const std::size_t blank = blank_length(text)) {
      if (out.back() != ' ') out += ' ';
      text.remove_prefix(blank);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  out = lower(out);
  // Files from a Mac carry å, ä and ö as a letter and an accent.
  for (const auto &[two, one] : {std::pair{"a\u030A", "å"}, {"a\u0308", "ä"}, {"o\u0308", "ö"}, {"e\u0301", "é"}})
    out = replace_all(std::move(out), two, one);
  return out;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

int edit_distance(std::string_view a, std::string_view b) {
  const auto left = letters(a), right = letters(b);
  std::vector<int> before, row(right.size() + 1), next(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= left.size(); ++i) {
    next[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const int replaced = row[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, replaced});
      // Two letters that changed places are one mistake.
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before = row;
    row.swap(next);
  }
  return row.back();
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string> &candidates) {
  const std::string wanted = fold(word);
  const int allowed = std::min<int>(3, static_cast<int>(letters(wanted).size()) / 3);
  std::optional<std::string> best;
  int best_distance = allowed + 1;
  for (const std::string &candidate : candidates) {
    const int distance = edit_distance(wanted, fold(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::optional<long long> parse_integer(std::string_view text) {
  const auto plain = plain_number(text);
  if (!plain) return std::nullopt;
  long long value = 0;
  const char *end = plain->data() + plain->size();
  const auto [stop, error] = std::from_chars(plain->data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<double> parse_number(std::string_view text) {
  text = trim(text);
  if (text.ends_with('%')) text.remove_suffix(1);
  auto number = plain_number(text);
  if (!number) return std::nullopt;
  const std::size_t comma = number->rfind(','), point = number->rfind('.');
  if (comma != std::string::npos && point != std::string::npos && // "1,234.5" and "1.234,5": the last one is decimal
      !drop_thousands(*number, comma < point ? ',' : '.'))
    return std::nullopt;
  std::replace(number->begin(), number->end(), ',', '.');
  const bool only_figures = std::all_of(number->begin(), number->end(), [](char c) { return is_digit(c) || c == '.' || c == '-'; });
  double value = 0;
  const char *end = number->data() + number->size();
  const auto [stop, error] = std::from_chars(number->data(), end, value);
  if (!only_figures || error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::string format_number(double value, int decimals, bool swedish) {
  std::string plain = fmt::format("{:.{}f}", value, decimals);
  const bool zero = plain.find_first_not_of("-0.") == std::string::npos;
  if (zero && starts_with(plain, "-")) plain.erase(0, 1);
  return grouped(plain, swedish);
}

std::string format_integer(long long value, bool swedish) { return grouped(std::to_string(value), swedish); }

std::string to_hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    (out += "0123456789abcdef"[byte >> 4]) += "0123456789abcdef"[byte & 15];
  }
  return out;
}

std::string url_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain) out += c;
    else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::optional<std::string> url_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

} // namespace rt
