#include "platform/http/form.hpp"
#include "platform/core/text.hpp"
#include <cstdlib>

namespace rt::http {
namespace {

bool same_word(std::string_view a, std::string_view b) { return lower(a) == lower(b); }

/// A text field as people typed it: line ends become \n, and it must be UTF-8 without NUL.
bool clean(std::string &value) {
  if (value.find('\0') != std::string::npos || !is_utf8(value)) return false;
  if (value.find('\r') != std::string::npos) value = replace_all(replace_all(value, "\r\n", "\n"), "\r", "\n");
  return true;
}

/// Browsers of old send the whole path.
std::string base_name(const std::string &name) {
  const auto slash = name.find_last_of("/\\");
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

struct Part {
  std::string disposition, type;
};

Part part_headers(std::string_view head) {
  Part part;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    const auto line = head.substr(0, end);
    head = end == std::string_view::npos ? std::string_view{} : head.substr(end + 2);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = trim(line.substr(0, colon));
    const auto value = trim(line.substr(colon + 1));
    if (same_word(name, "content-disposition")) part.disposition = value;
    if (same_word(name, "content-type")) part.type = value;
  }
  return part;
}

bool take_part(std::string_view part, Fields &fields, std::map<std::string, Upload> &files) {
  const auto gap = part.find("\r\n\r\n");
  if (gap == std::string_view::npos) return false;
  const auto head = part_headers(part.substr(0, gap + 2));
  std::string bytes(part.substr(gap + 4));
  std::string name = header_parameter(head.disposition, "name");
  if (name.empty() || !clean(name)) return false;
  if (head.disposition.find("filename=") != std::string::npos) {
    std::string filename = base_name(header_parameter(head.disposition, "filename"));
    if (!clean(filename)) return false;
    if (filename.empty() && bytes.empty()) return true;
    files[name] = Upload{std::move(filename), head.type, std::move(bytes)};
    return true;
  }
  if (!clean(bytes)) return false;
  fields.add(std::move(name), std::move(bytes));
  return fields.items().size() <= kMaxFields;
}

} // namespace

bool parse_urlencoded(std::string_view text, Fields &into) {
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = url_decode(pair.substr(0, equals));
    auto value = equals == std::string_view::npos ? std::optional<std::string>("") : url_decode(pair.substr(equals + 1));
    if (!name || !value || !clean(*name) || !clean(*value)) return false;
    into.add(std::move(*name), std::move(*value));
    if (into.items().size() > kMaxFields) return false;
  }
  return true;
}

std::string header_parameter(std::string_view header, std::string_view key) {
  std::size_t at = header.find(';');
  while (at != std::string_view::npos) {
    at = header.find_first_not_of("; \t", at);
    if (at == std::string_view::npos) return {};
    const auto equals = header.find('=', at);
    if (equals == std::string_view::npos) return {};
    const auto name = trim(header.substr(at, equals - at));
    std::string value;
    at = equals + 1;
    if (at < header.size() && header[at] == '"') {
      // Browsers percent-encode a quote in a file name; a backslash stands for itself in them.
      const auto close = header.find('"', at + 1);
      if (close == std::string_view::npos) return {};
      value = replace_all(std::string(header.substr(at + 1, close - at - 1)), "%22", "\"");
      at = header.find(';', close);
    } else {
      const auto end = header.find(';', at);
      value = trim(header.substr(at, end == std::string_view::npos ? end : end - at));
      at = end;
    }
    if (same_word(name, key)) return value;
  }
  return {};
}

std::string multipart_boundary(std::string_view content_type) {
  if (!starts_with(lower(trim(content_type)), "multipart/form-data")) return {};
  auto boundary = header_parameter(content_type, "boundary");
  return boundary.size() > 70 ? std::string{} : boundary;
}

bool parse_multipart(std::string_view body, std::string_view boundary, Fields &fields, std::map<std::string, Upload> &files) {
  if (boundary.empty()) return false;
  const std::string first = "--" + std::string(boundary);
  const std::string next = "\r\n" + first;
  if (!starts_with(body, first)) return false;
  body.remove_prefix(first.size());
  for (;;) {
    if (starts_with(body, "--")) return true;
    if (!starts_with(body, "\r\n")) return false;
    body.remove_prefix(2);
    const auto end = body.find(next);
    if (end == std::string_view::npos) return false;
    if (!take_part(body.substr(0, end), fields, files)) return false;
    if (files.size() > 20) return false;
    body.remove_prefix(end + next.size());
  }
}

std::map<std::string, std::string> parse_cookies(std::string_view header) {
  std::map<std::string, std::string> cookies;
  while (!header.empty() && cookies.size() < 50) {
    const auto end = header.find(';');
    const auto pair = header.substr(0, end);
    header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    cookies.emplace(trim(pair.substr(0, equals)), trim(pair.substr(equals + 1)));
  }
  return cookies;
}

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
  for (const auto &item : split(accept_encoding, ',')) {
    const auto semicolon = item.find(';');
    if (!same_word(trim(std::string_view(item).substr(0, semicolon)), coding)) continue;
    if (semicolon == std::string::npos) return true;
    const auto q = header_parameter(item, "q");
    return q.empty() || std::strtod(q.c_str(), nullptr) > 0;
  }
  return false;
}

} // namespace rt::http
