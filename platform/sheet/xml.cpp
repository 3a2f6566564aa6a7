// XML as it is in workbooks. Only the five entities of the standard and numbered characters are decoded, so a file cannot
// grow while it is read; a document type declaration is refused.
#include "platform/sheet/parts.hpp"
#include <charconv>

namespace rt::sheet::detail {

namespace {

std::string_view local(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

void append_utf8(std::string &out, std::uint32_t c) {
  if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

/// Appends what `entity` (between & and ;) stands for; false when it is none we know.
bool append_entity(std::string &out, std::string_view entity) {
  constexpr std::pair<std::string_view, char> kNames[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto &[name, c] : kNames)
    if (entity == name) return out += c, true;
  if (entity.size() < 2 || entity[0] != '#') return false;
  const bool hex = entity[1] == 'x' || entity[1] == 'X';
  const auto digits = entity.substr(hex ? 2 : 1);
  std::uint32_t code = 0;
  const auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  if (error != std::errc() || last != digits.data() + digits.size()) return false;
  append_utf8(out, code);
  return true;
}

std::string decoded(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '&') {
      const auto end = raw.find(';', i);
      if (end != std::string_view::npos && end - i <= 12 && append_entity(out, raw.substr(i + 1, end - i - 1))) {
        i = end;
        continue;
      }
    }
    out += raw[i];
  }
  return out;
}

constexpr std::string_view kBlank = " \t\r\n";

} // namespace

Xml::Token Xml::next() {
  if (pending_close_) {
    pending_close_ = false;
    attributes_.clear();
    return close;
  }
  while (at_ < text_.size()) {
    if (text_[at_] != '<') {
      const auto stop = std::min(text_.find('<', at_), text_.size());
      raw_ = text_.substr(at_, stop - at_);
      literal_ = false;
      at_ = stop;
      return text;
    }
    const auto rest = text_.substr(at_);
    if (rest.starts_with("<![CDATA[")) {
      const auto stop = text_.find("]]>", at_);
      if (stop == std::string_view::npos) return broken;
      raw_ = text_.substr(at_ + 9, stop - at_ - 9);
      literal_ = true;
      at_ = stop + 3;
      return text;
    }
    if (rest.starts_with("<?") || rest.starts_with("<!--")) {
      const std::string_view mark = rest[1] == '?' ? "?>" : "-->";
      const auto stop = text_.find(mark, at_ + (rest[1] == '?' ? 2 : 4));
      if (stop == std::string_view::npos) return broken;
      at_ = stop + mark.size();
      continue;
    }
    if (rest.starts_with("<!")) return broken;
    if (!tag()) return broken;
    return is_close_ ? close : open;
  }
  return end;
}

bool Xml::tag() {
  ++at_;
  is_close_ = at_ < text_.size() && text_[at_] == '/';
  if (is_close_) ++at_;
  const auto stop = text_.find_first_of(" \t\r\n/>", at_);
  if (stop == std::string_view::npos || stop == at_) return false;
  name_ = local(text_.substr(at_, stop - at_));
  at_ = stop;
  attributes_.clear();
  for (;;) {
    at_ = text_.find_first_not_of(kBlank, at_);
    if (at_ == std::string_view::npos) return at_ = text_.size(), false;
    if (text_[at_] == '>') return ++at_, true;
    if (text_[at_] == '/') {
      if (at_ + 1 >= text_.size() || text_[at_ + 1] != '>' || is_close_) return false;
      at_ += 2;
      pending_close_ = true;
      return true;
    }
    const auto equals = text_.find('=', at_);
    if (equals == std::string_view::npos) return false;
    auto key = text_.substr(at_, equals - at_);
    while (!key.empty() && kBlank.find(key.back()) != std::string_view::npos) key.remove_suffix(1);
    const auto quote = text_.find_first_not_of(kBlank, equals + 1);
    if (quote == std::string_view::npos || (text_[quote] != '"' && text_[quote] != '\'')) return false;
    const auto last = text_.find(text_[quote], quote + 1);
    if (last == std::string_view::npos || attributes_.size() > 200) return false;
    attributes_.emplace_back(local(key), text_.substr(quote + 1, last - quote - 1));
    at_ = last + 1;
  }
}

std::string Xml::attribute(std::string_view name) const {
  for (const auto &[key, value] : attributes_)
    if (key == name) return decoded(value);
  return {};
}

std::string Xml::words() const { return literal_ ? std::string(raw_) : decoded(raw_); }

void Xml::skip() {
  for (int depth = 1; depth > 0;) {
    switch (next()) {
    case open: ++depth; break;
    case close: --depth; break;
    case end:
    case broken: return;
    case text: break;
    }
  }
}

} // namespace rt::sheet::detail
