#include "platform/core/text.hpp"
#include "platform/http/http.hpp"

namespace rt::http {
namespace {
const std::string kNothing;
}

const std::string &Fields::operator[](std::string_view name) const {
  for (const auto &[key, value] : items_)
    if (key == name) return value;
  return kNothing;
}

bool Fields::has(std::string_view name) const {
  for (const auto &item : items_)
    if (item.first == name) return true;
  return false;
}

std::vector<std::string> Fields::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto &[key, value] : items_)
    if (key == name) values.push_back(value);
  return values;
}

std::string Request::header(std::string_view lower_case_name) const {
  const auto it = headers.find(std::string(lower_case_name));
  return it == headers.end() ? std::string{} : it->second;
}

std::string Request::cookie(std::string_view name) const {
  const auto it = cookies.find(std::string(name));
  return it == cookies.end() ? std::string{} : it->second;
}

bool Request::wants_json() const {
  const auto accept = header("accept");
  if (accept.find("text/html") != std::string::npos) return false;
  return accept.find("json") != std::string::npos || header("content-type").find("json") != std::string::npos;
}

bool Request::wants_fragment() const { return header("x-fragment") == "1"; }

} // namespace rt::http
