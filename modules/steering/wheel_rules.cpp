// How a printed year wheel is read: dates as people write them in a cell, never corrected, flagged when they do not fit.
#include "modules/steering/steering.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::steering {
namespace {

struct Found {
  std::size_t at = 0, length = 0;
  int day = 0, month = 0;
};

bool digit(char c) { return c >= '0' && c <= '9'; }

/// "8/1", "15/3": one or two digits on both sides of a slash, not part of a longer number.
std::vector<Found> dates_in(std::string_view words) {
  std::vector<Found> found;
  for (std::size_t slash = words.find('/'); slash != std::string_view::npos; slash = words.find('/', slash + 1)) {
    std::size_t begin = slash, end = slash + 1;
    while (begin > 0 && slash - begin < 2 && digit(words[begin - 1])) --begin;
    while (end < words.size() && end - slash <= 2 && digit(words[end])) ++end;
    if (begin == slash || end == slash + 1) continue;
    if ((begin > 0 && digit(words[begin - 1])) || (end < words.size() && digit(words[end]))) continue;
    Found f{begin, end - begin, 0, 0};
    for (std::size_t i = begin; i < slash; ++i) f.day = f.day * 10 + (words[i] - '0');
    for (std::size_t i = slash + 1; i < end; ++i) f.month = f.month * 10 + (words[i] - '0');
    found.push_back(f);
  }
  return found;
}

bool any_of(const std::string &folded, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return folded.find(w) != std::string::npos; });
}
bool starts_word(const std::string &folded, std::string_view word) {
  return starts_with(folded, word) && (folded.size() == word.size() || folded[word.size()] == ' ' || folded[word.size()] == ',');
}

Ring ring_of(std::string_view words) {
  const std::string w = fold(words);
  if (starts_word(w, "apt")) return Ring::method;
  if (any_of(w, {"brand", "hot och våld", "skydds", "otillåten", "trivsel", "lex sarah", "medarbetar", "arbetsmiljö"})) return Ring::workplace;
  if (starts_word(w, "vb") || starts_word(w, "t1") || starts_word(w, "t2") || any_of(w, {"uppföljning", "jämställdhet", "resultat"}))
    return Ring::followup;
  return Ring::plan;
}

/// The words without the date, and without a "senast" that only introduced it.
std::string without_date(std::string_view words, const Found &f, bool &deadline) {
  std::string before{trim(words.substr(0, f.at))};
  std::string after{trim(words.substr(f.at + f.length))};
  constexpr std::string_view kLatest = "senast";
  if (const std::string folded = lower(before);
      folded.size() >= kLatest.size() && folded.compare(folded.size() - kLatest.size(), kLatest.size(), kLatest) == 0) {
    deadline = true;
    before = std::string(trim(before.substr(0, before.size() - kLatest.size())));
  }
  if (after.empty())
    while (!before.empty() && (before.back() == ',' || before.back() == ' ')) before.pop_back();
  if (before.empty()) return after;
  if (after.empty()) return before;
  return after.front() == ',' ? before + after : before + " " + after;
}

bool real_date(int year, int month, int day) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
  return date_from_iso(text).has_value();
}

WheelEvent read_part(int year, int month, std::string_view words) {
  WheelEvent event;
  event.year = year;
  event.month = month;
  event.words = std::string(trim(words));
  event.ring = ring_of(event.words);
  const auto dates = dates_in(words);
  if (dates.empty()) return event;
  const Found &f = dates.front();
  const std::string written{words.substr(f.at, f.length)};
  if (f.month < 1 || f.month > 12 || !real_date(year, f.month, f.day)) {
    event.flag = tr_f("Datumet {0} finns inte: kontrollera.", {written});
    return event;
  }
  if (f.month != month) { // A misprint or a deliberate reference: only the unit knows, so nothing is moved.
    event.flag = tr_f("{0} står i {1}: kontrollera.", {event.words, month_name(month)});
    return event;
  }
  event.date = to_iso(make_date(year, f.month, f.day));
  event.words = without_date(words, f, event.deadline);
  if (any_of(fold(event.words), {" klar", "klart"})) event.deadline = true;
  return event;
}
} // namespace

std::vector<WheelEvent> read_wheel_cell(int year, int month, std::string_view words) {
  const auto parts = split(words, ',');
  int dated = 0;
  for (const auto &p : parts) dated += !dates_in(p).empty();
  if (dated < 2) return {read_part(year, month, words)};
  std::vector<WheelEvent> events;
  std::string subject; // "T1 klar 12/4, verksamhet klar 1/4": the second part is about T1 too
  for (const auto &part : parts) {
    if (dates_in(part).empty() && !events.empty()) {
      events.back().words += ", " + std::string(trim(part));
      continue;
    }
    events.push_back(read_part(year, month, trim(part)));
    if (subject.empty()) {
      subject = split(events.back().words, ' ').front();
    } else {
      events.back().words = subject + ": " + events.back().words;
      events.back().ring = events.front().ring;
    }
  }
  return events;
}

std::vector<ThemeRule> theme_rules(const std::vector<WheelEvent> &events) {
  // Both themes are to be taken up twice a year: the unit's own decision for equal treatment and for reception.
  std::vector<ThemeRule> rules{{"HBTQ", 2, {}}, {"Bemötande", 2, {}}};
  for (auto &rule : rules) {
    const std::string theme = fold(rule.theme);
    for (const auto &e : events) {
      const Month m = make_month(e.year, e.month);
      if (fold(e.words).find(theme) == std::string::npos) continue;
      if (std::find(rule.months.begin(), rule.months.end(), m) == rule.months.end()) rule.months.push_back(m);
    }
    std::sort(rule.months.begin(), rule.months.end());
  }
  return rules;
}

} // namespace rt::steering
