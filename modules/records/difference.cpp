#include "modules/records/difference.hpp"
#include <algorithm>
#include <cstdint>

namespace rt::records {
namespace {

using Kind = DifferencePart::Kind;
using Tokens = std::vector<std::string_view>;

constexpr std::size_t kMostCells = 10'000'000; ///< 3 000 words against 3 000; more is told as one change

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Words, each with the white space that follows it.
Tokens tokens_of(std::string_view text) {
  Tokens tokens;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (is_space(text[i]) && (i + 1 == text.size() || !is_space(text[i + 1]))) {
      tokens.push_back(text.substr(start, i + 1 - start));
      start = i + 1;
    }
  if (start < text.size()) tokens.push_back(text.substr(start));
  return tokens;
}

void add(std::vector<DifferencePart> &parts, Kind kind, std::string_view text) {
  if (text.empty()) return;
  if (parts.empty() || parts.back().kind != kind) parts.push_back({kind, {}});
  parts.back().text += text;
}

/// Longest common subsequence of the middle, where the texts differ.
void differ(const Tokens &a, const Tokens &b, std::vector<DifferencePart> &parts) {
  const auto n = a.size(), m = b.size();
  if ((n + 1) * (m + 1) > kMostCells) {
    for (const auto &word : a) add(parts, Kind::gone, word);
    for (const auto &word : b) add(parts, Kind::added, word);
    return;
  }
  std::vector<std::uint16_t> common((n + 1) * (m + 1), 0); // common[i][j]: of a from i and b from j
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint16_t & { return common[i * (m + 1) + j]; };
  for (std::size_t i = n; i-- > 0;)
    for (std::size_t j = m; j-- > 0;)
      at(i, j) = a[i] == b[j] ? static_cast<std::uint16_t>(at(i + 1, j + 1) + 1) : std::max(at(i + 1, j), at(i, j + 1));
  std::size_t i = 0, j = 0;
  while (i < n || j < m) {
    if (i < n && j < m && a[i] == b[j]) add(parts, Kind::same, a[i++]), ++j;
    else if (i < n && (j == m || at(i + 1, j) >= at(i, j + 1))) add(parts, Kind::gone, a[i++]);
    else add(parts, Kind::added, b[j++]);
  }
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The words at the beginning and at the end of a long stretch that nobody changed.
std::string cut(const std::string &text, bool first, bool last) {
  constexpr std::size_t kAround = 60;
  if (characters(text) <= 3 * kAround) return text;
  const auto words = tokens_of(text);
  std::string head, tail;
  for (std::size_t i = 0; i < words.size() && head.size() < kAround; ++i) head += words[i];
  for (std::size_t i = words.size(); i-- > 0 && tail.size() < kAround;) tail = std::string(words[i]) + tail;
  if (first) return "… " + tail;
  if (last) return head + "…";
  return head + "… " + tail;
}

} // namespace

std::vector<DifferencePart> word_difference(std::string_view before, std::string_view after) {
  std::vector<DifferencePart> parts;
  auto a = tokens_of(before), b = tokens_of(after);
  std::size_t first = 0, last = 0;
  while (first < a.size() && first < b.size() && a[first] == b[first]) add(parts, Kind::same, a[first++]);
  while (last < a.size() - first && last < b.size() - first && a[a.size() - 1 - last] == b[b.size() - 1 - last]) ++last;
  const Tokens tail(a.end() - static_cast<std::ptrdiff_t>(last), a.end());
  differ(Tokens(a.begin() + static_cast<std::ptrdiff_t>(first), a.end() - static_cast<std::ptrdiff_t>(last)),
         Tokens(b.begin() + static_cast<std::ptrdiff_t>(first), b.end() - static_cast<std::ptrdiff_t>(last)), parts);
  for (const auto &word : tail) add(parts, Kind::same, word);
  return parts;
}

bool is_long(std::string_view before, std::string_view after) {
  constexpr std::size_t kWords = 6;
  return !before.empty() && !after.empty() && std::max(tokens_of(before).size(), tokens_of(after).size()) >= kWords;
}

void write_difference(html::Out &out, std::string_view before, std::string_view after) {
  const auto parts = word_difference(before, after);
  out.open("span", {{"class", "pre words-differ"}});
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto &part = parts[i];
    if (part.kind == Kind::same) {
      out.text(cut(part.text, i == 0, i + 1 == parts.size()));
      continue;
    }
    const bool gone = part.kind == Kind::gone;
    out.open(gone ? "del" : "ins").element("span", gone ? tr("borttaget:") : tr("tillagt:"), {{"class", "sr-only"}}).raw(" ").text(part.text);
    out.element("span", tr("slut"), {{"class", "sr-only"}}).close(gone ? "del" : "ins");
  }
  out.close("span");
}

} // namespace rt::records
