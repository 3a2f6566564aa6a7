#include "platform/core/text.hpp"
#include "platform/http/internal.hpp"
#include <array>
#include <sodium.h>

namespace rt::http {
namespace {

constexpr std::size_t kBytes = 16;
using Block = std::array<unsigned char, kBytes>;

/// The same for every server process over one database: it depends on the session's own secret only.
Block base_token(std::string_view session_secret) {
  static constexpr unsigned char kContext[] = "rodatraden csrf v1";
  Block out;
  crypto_generichash(out.data(), kBytes, reinterpret_cast<const unsigned char *>(session_secret.data()), session_secret.size(), kContext,
                     sizeof kContext - 1);
  return out;
}

bool from_hex(std::string_view hex, unsigned char *out, std::size_t bytes) {
  std::size_t written = 0;
  return hex.size() == bytes * 2 && sodium_hex2bin(out, bytes, hex.data(), hex.size(), nullptr, &written, nullptr) == 0 && written == bytes;
}

} // namespace

// The token is masked with new random bytes each time, so that a compressed page never holds the same secret text
// twice (BREACH).
std::string csrf_token(std::string_view session_secret) {
  const Block base = base_token(session_secret);
  std::array<unsigned char, 2 * kBytes> token;
  randombytes_buf(token.data(), kBytes);
  for (std::size_t i = 0; i < kBytes; ++i) token[kBytes + i] = token[i] ^ base[i];
  return to_hex(std::string_view(reinterpret_cast<const char *>(token.data()), token.size()));
}

bool csrf_ok(std::string_view session_secret, std::string_view token) {
  std::array<unsigned char, 2 * kBytes> sent;
  if (session_secret.empty() || !from_hex(token, sent.data(), sent.size())) return false;
  for (std::size_t i = 0; i < kBytes; ++i) sent[kBytes + i] ^= sent[i];
  const Block base = base_token(session_secret);
  return sodium_memcmp(sent.data() + kBytes, base.data(), kBytes) == 0;
}

bool same_csrf(std::string_view expected, std::string_view sent) {
  std::array<unsigned char, 2 * kBytes> a, b;
  if (!from_hex(expected, a.data(), a.size()) || !from_hex(sent, b.data(), b.size())) return false;
  for (std::size_t i = 0; i < kBytes; ++i) {
    a[kBytes + i] ^= a[i];
    b[kBytes + i] ^= b[i];
  }
  return sodium_memcmp(a.data() + kBytes, b.data() + kBytes, kBytes) == 0;
}

bool same_origin(const Request &request) {
  // Browsers send Sec-Fetch-Site to trustworthy addresses only (TLS, the own machine); Origin is "null" for a form on a
  // page with Referrer-Policy no-referrer. Then the token alone decides.
  const auto site = request.header("sec-fetch-site");
  if (!site.empty()) return site == "same-origin" || site == "none";
  const auto origin = request.header("origin");
  if (origin.empty() || origin == "null") return true;
  const auto scheme = origin.find("://");
  return scheme != std::string::npos && lower(origin.substr(scheme + 3)) == lower(request.header("host"));
}

} // namespace rt::http
