// Number formats: which numbers in a workbook are days.
#include "platform/calendar/date.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/parts.hpp"
#include <algorithm>
#include <cmath>
#include <cstdio>

namespace rt::sheet::detail {

namespace {

/// The format's first part without quoted words, colours, locales and escaped characters, in lower case.
std::string bare_code(std::string_view code) {
  std::string bare;
  for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '"' || c == '[') {
      const auto end = code.find(c == '"' ? '"' : ']', i + 1);
      // [h]:mm is a duration: the letter says so, and it is no day.
      if (c == '[' && end == i + 2) bare += code[i + 1];
      if (end == std::string_view::npos) break;
      i = end;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else {
      bare += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
  }
  return bare;
}

constexpr double kFirstDay = 1, kLastDay = 2958465; // 1900-01-01 … 9999-12-31

} // namespace

Format format_of(int id, std::string_view code) {
  if (code.empty()) {
    if (id == 9 || id == 10) return Format::percent;
    if (id == 22) return Format::date_time;
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58)) return Format::date;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return Format::time;
    return Format::general;
  }
  const std::string bare = bare_code(code);
  if (fold(bare) == "general" || fold(bare) == "standard") return Format::general;
  const bool day = bare.find_first_of("yd") != std::string::npos || bare.find("mmm") != std::string::npos ||
                   bare.find("\xC3\xA5") != std::string::npos; // "åååå-mm-dd" is how Swedish Excel shows it
  const bool clock = bare.find_first_of("hs") != std::string::npos;
  if (day) return clock ? Format::date_time : Format::date;
  if (clock && bare.find_first_of("0#") == std::string::npos) return Format::time;
  if (bare.find('%') != std::string::npos) return Format::percent;
  return Format::general;
}

std::string number_words(double number) {
  if (!std::isfinite(number)) return {};
  char buffer[64];
  if (std::fabs(number) < 1e15 && number == std::floor(number)) {
    std::snprintf(buffer, sizeof buffer, "%.0f", number == 0 ? 0.0 : number);
    return buffer;
  }
  // Fifteen digits is what Excel itself shows; 0.1 + 0.2 is then 0,3.
  std::snprintf(buffer, sizeof buffer, "%.15g", number);
  std::string words = buffer;
  std::replace(words.begin(), words.end(), '.', ',');
  return words;
}

Cell cell_of(double number, Format format) {
  Cell cell{CellKind::number, {}, number};
  const bool is_day = (format == Format::date || format == Format::date_time) && number >= kFirstDay && number < kLastDay + 1;
  const bool is_clock = format == Format::time && number >= 0 && number < kLastDay + 1;
  if (!is_day && !is_clock) {
    cell.text = format == Format::percent ? number_words(std::round(number * 1e12) / 1e10) + " %" : number_words(number);
    return cell;
  }
  double whole = std::floor(number);
  int minutes = static_cast<int>(std::lround((number - whole) * 24 * 60));
  if (minutes == 24 * 60) whole += 1, minutes = 0;
  char clock[16];
  std::snprintf(clock, sizeof clock, "%02d:%02d", minutes / 60, minutes % 60);
  if (is_clock && whole == 0) {
    cell.kind = CellKind::text;
    cell.text = clock;
    return cell;
  }
  cell.kind = CellKind::date;
  cell.text = to_iso(date_from_excel(static_cast<int>(whole)));
  if (minutes > 0) cell.text += std::string(" ") + clock;
  return cell;
}

} // namespace rt::sheet::detail
