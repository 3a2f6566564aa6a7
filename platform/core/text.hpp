#pragma once
// Small text helpers that everything uses. UTF-8 throughout.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt {

std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string> &parts, std::string_view separator);
bool starts_with(std::string_view text, std::string_view prefix);
std::string replace_all(std::string text, std::string_view from, std::string_view to);
/// Lower case for A-Z, Å, Ä, Ö and the other Latin-1 letters; enough for matching Swedish words, not for sorting.
std::string lower(std::string_view text);
/// Lower case, trimmed, inner white space (also NBSP and thin space) folded to one blank: "  Kön " = "kön".
std::string fold(std::string_view text);
/// True when every byte sequence is valid UTF-8.
bool is_utf8(std::string_view text);
/// Edit distance, for "menade du …?".
int edit_distance(std::string_view a, std::string_view b);
/// The candidate nearest to `word` when it is near enough to be a misspelling, else nothing.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string> &candidates);

/// Whole number, optionally signed; blanks and thin spaces as thousands separators are accepted ("1 234").
std::optional<long long> parse_integer(std::string_view text);
/// Swedish or plain number: "1 234,5", "1234.5", "−3"; a trailing % is accepted and ignored. "" and "-" are nothing.
std::optional<double> parse_number(std::string_view text);

/// "1 234,5" with a narrow no-break space (U+202F) as thousands separator; English gives "1,234.5".
std::string format_number(double value, int decimals, bool swedish = true);
std::string format_integer(long long value, bool swedish = true);

std::string to_hex(std::string_view bytes);
/// Percent-encoding for one URL component.
std::string url_encode(std::string_view text);
/// nullopt for a broken escape.
std::optional<std::string> url_decode(std::string_view text, bool plus_is_space = true);

} // namespace rt
