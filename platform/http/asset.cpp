#include "platform/core/text.hpp"
#include "platform/http/form.hpp"
#include "platform/http/internal.hpp"
#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace rt::http {
namespace {

std::uint64_t fnv1a(std::string_view bytes, std::uint64_t hash) {
  for (unsigned char c : bytes) hash = (hash ^ c) * 1099511628211ull;
  return hash;
}

const Asset *find_asset(std::string_view name) {
  const auto &all = assets();
  const auto it = std::lower_bound(all.begin(), all.end(), name, [](const Asset &asset, std::string_view key) { return asset.name < key; });
  return it != all.end() && it->name == name ? &*it : nullptr;
}

} // namespace

std::string etag_of(std::string_view body, std::string_view leave_out) {
  std::uint64_t hash = 1469598103934665603ull;
  for (;;) {
    const auto at = leave_out.empty() ? std::string_view::npos : body.find(leave_out);
    hash = fnv1a(body.substr(0, at), hash);
    if (at == std::string_view::npos) break;
    body.remove_prefix(at + leave_out.size());
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

bool etag_matches(std::string_view if_none_match, std::string_view tag) {
  for (const auto &item : split(if_none_match, ',')) {
    auto one = trim(item);
    if (one == "*") return true;
    if (starts_with(one, "W/")) one.remove_prefix(2);
    if (one.size() == tag.size() + 2 && one.front() == '"' && one.substr(1, tag.size()) == tag) return true;
  }
  return false;
}

const Asset *asset_at(std::string_view path) {
  if (starts_with(path, "/s/")) return find_asset(path.substr(3));
  // A service worker reaches only what lies beside it, and browsers look for favicon.ico at the root.
  if (path.size() > 1 && path.find('/', 1) == std::string_view::npos) return find_asset("root" + std::string(path));
  return nullptr;
}

Response serve_asset(const Asset &asset, const Request &request) {
  Response out;
  out.content_type = asset.content_type;
  const bool immutable = request.query["v"] == asset.hash;
  out.header("Cache-Control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
  out.header("ETag", "W/\"" + std::string(asset.hash) + "\"");
  if (!asset.brotli.empty()) out.header("Vary", "Accept-Encoding");
  if (etag_matches(request.header("if-none-match"), asset.hash)) {
    out.status = 304;
    return out;
  }
  const auto accept = request.header("accept-encoding");
  std::string_view bytes = asset.bytes;
  if (!asset.brotli.empty() && accepts_coding(accept, "br")) {
    bytes = asset.brotli;
    out.header("Content-Encoding", "br");
  } else if (!asset.gzip.empty() && accepts_coding(accept, "gzip")) {
    bytes = asset.gzip;
    out.header("Content-Encoding", "gzip");
  }
  out.body.assign(bytes);
  return out;
}

} // namespace rt::http
