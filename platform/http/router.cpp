#include "platform/core/text.hpp"
#include "platform/http/http.hpp"
#include <algorithm>
#include <stdexcept>

namespace rt::http {
namespace {

/// Walks pattern and path side by side. A segment "{name}" takes one non-empty path segment.
bool fits(std::string_view pattern, std::string_view path, std::vector<std::string> &params) {
  params.clear();
  for (;;) {
    const auto p = pattern.find('/', 1), q = path.find('/', 1);
    const auto want = pattern.substr(0, p), have = path.substr(0, q);
    if (want.size() > 2 && want[1] == '{' && want.back() == '}') {
      if (have.size() < 2) return false;
      params.emplace_back(have.substr(1));
    } else if (want != have) {
      return false;
    }
    if ((p == std::string_view::npos) != (q == std::string_view::npos)) return false;
    if (p == std::string_view::npos) return true;
    pattern.remove_prefix(p);
    path.remove_prefix(q);
  }
}

std::size_t literal_prefix(std::string_view pattern) { return std::min(pattern.find('{'), pattern.size()); }
/// The longest literal prefix first, then the fewest {…}: "/register/{id}/import" goes before
/// "/register/{id}/{record}".
std::pair<std::size_t, std::ptrdiff_t> literalness(std::string_view pattern) {
  return {literal_prefix(pattern), -std::count(pattern.begin(), pattern.end(), '{')};
}

} // namespace

void Router::add(Method method, std::string pattern, Handler handler, RouteOptions options) {
  if (pattern.empty() || pattern[0] != '/') throw std::logic_error("a route starts with a slash: " + pattern);
  for (const auto &route : routes_)
    if (route.method == method && route.pattern == pattern) throw std::logic_error("the route exists already: " + pattern);
  routes_.push_back({method, std::move(pattern), std::move(handler), std::move(options)});
}

void Router::get(std::string pattern, Handler handler, RouteOptions options) {
  add(Method::get, std::move(pattern), std::move(handler), std::move(options));
}

void Router::post(std::string pattern, Handler handler, RouteOptions options) {
  add(Method::post, std::move(pattern), std::move(handler), std::move(options));
}

const Router::Route *Router::match(Method method, std::string_view path, std::vector<std::string> &params, bool &other_method) const {
  other_method = false;
  if (method == Method::head) method = Method::get;
  const Route *best = nullptr;
  std::vector<std::string> found;
  for (const auto &route : routes_) {
    if (!fits(route.pattern, path, found)) continue;
    if (route.method != method) {
      other_method = true;
    } else if (!best || literalness(route.pattern) > literalness(best->pattern)) {
      best = &route;
      params = found;
    }
  }
  return best;
}

} // namespace rt::http
