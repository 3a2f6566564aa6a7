#include "platform/i18n/i18n.hpp"

#include "platform/core/text.hpp"
#include "platform/i18n/catalogue.hpp"

#include <vector>

namespace rt {

namespace i18n {

namespace {

thread_local Lang current_lang = Lang::sv;

/// The weight of one item of Accept-Language: "en-GB;q=0.8".
double weight_of(const std::string &item) {
  const auto q = item.find("q=");
  return q == std::string::npos ? 1.0 : parse_number(std::string_view(item).substr(q + 2)).value_or(0);
}

} // namespace

Scope::Scope(Lang lang) : before_(current_lang) { current_lang = lang; }
Scope::~Scope() { current_lang = before_; }

Lang current() { return current_lang; }

Lang lang_from(std::string_view text) {
  double swedish = 0, english = 0;
  const auto items = split(text, ',');
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string item = lower(trim(items[i]));
    const double weight = weight_of(item) - static_cast<double>(i) * 1e-6; // among equals the first wins
    if (starts_with(item, "sv") && weight > swedish) swedish = weight;
    if (starts_with(item, "en") && weight > english) english = weight;
  }
  return english > swedish ? Lang::en : Lang::sv;
}

std::string_view code(Lang lang) { return lang == Lang::en ? "en" : "sv"; }

} // namespace i18n

namespace {

/// The forms in the current language; nullptr when the Swedish text is the one to use.
const std::vector<std::string_view> *translation(std::string_view swedish) {
  if (i18n::current() == Lang::sv) return nullptr;
  const auto &catalogue = i18n::english();
  const auto found = catalogue.find(swedish);
  return found == catalogue.end() || found->second.front().empty() ? nullptr : &found->second;
}

/// Replaces {} (in order) and {0}, {1} … in one pass, so that an argument's own braces are left alone.
std::string fill(std::string_view text, const std::vector<std::string_view> &args) {
  std::string out;
  std::size_t next = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool empty = text.substr(i, 2) == "{}";
    const bool numbered = !empty && i + 2 < text.size() && text[i] == '{' && text[i + 2] == '}' && text[i + 1] >= '0' && text[i + 1] <= '9';
    const std::size_t index = empty ? next : numbered ? static_cast<std::size_t>(text[i + 1] - '0') : args.size();
    if (index >= args.size()) {
      out += text[i];
      continue;
    }
    out += args[index];
    if (empty) ++next;
    i += empty ? 1 : 2;
  }
  return out;
}

} // namespace

std::string_view tr(std::string_view swedish) {
  const auto *forms = translation(swedish);
  return forms ? forms->front() : swedish;
}

std::string tr_n(std::string_view one, std::string_view many, long long n) {
  std::string_view text = n == 1 ? one : many; // Swedish and English agree: n != 1 is plural
  if (const auto *forms = translation(one)) text = n == 1 ? forms->front() : forms->back();
  return fill(text, {format_integer(n, i18n::current() == Lang::sv)});
}

std::string tr_f(std::string_view swedish, std::initializer_list<std::string_view> args) { return fill(tr(swedish), args); }

const std::string &Text::str() const { return i18n::current() == Lang::en && !en.empty() ? en : sv; }

} // namespace rt
