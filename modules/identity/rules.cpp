#include "modules/identity/internal.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <sodium.h>

namespace rt::identity {
namespace {

constexpr int kShortestPassword = 12, kLongestPassword = 200;

/// Letters, not bytes: a sequence's following bytes are 10xxxxxx.
int length_of(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool login_is_plain(std::string_view login) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '@'; };
  return login.size() >= 2 && login.size() <= 80 && std::all_of(login.begin(), login.end(), plain);
}

} // namespace

bool closed(const Door &door, Instant now) { return now < door.closed_until; }

Door after_failure(const Door &door, Instant now) {
  if (door.failures == 0 || now - door.since >= kQuarter) return {1, now, 0};
  if (door.failures + 1 < kFailuresAllowed) return {door.failures + 1, door.since, 0};
  return {0, now, now + kQuarter};
}

std::string password_fault(std::string_view password, std::string_view login) {
  const int length = length_of(password);
  if (length < kShortestPassword) return std::string(tr("Lösenordet behöver vara minst 12 tecken. Flera ord efter varandra är lätta att minnas."));
  if (length > kLongestPassword) return std::string(tr("Lösenordet får vara högst 200 tecken."));
  if (!login.empty() && lower(password).find(lower(login)) != std::string::npos)
    return std::string(tr("Lösenordet får inte innehålla användarnamnet."));
  return {};
}

std::vector<FieldError> user_faults(const User &user) {
  std::vector<FieldError> faults;
  if (!login_is_plain(user.login))
    faults.push_back({"login", std::string(tr("Skriv ett användarnamn med minst två av tecknen a–z, 0–9, punkt, bindestreck, _ och @."))});
  if (trim(user.name).empty()) faults.push_back({"name", std::string(tr("Skriv personens namn."))});
  if (user.role == access::Role::none) faults.push_back({"role", std::string(tr("Välj en roll."))});
  if (access::works_with_clients(user.role) && user.teams.empty())
    faults.push_back({"teams", std::string(tr("Välj minst en grupp: en behandlare eller handläggare ser bara sina egna gruppers ärenden."))});
  if (user.lang != "sv" && user.lang != "en") faults.push_back({"lang", std::string(tr("Välj svenska eller engelska."))});
  return faults;
}

std::string plain_login(std::string_view typed) { return lower(trim(typed)); }

std::string safe_next(std::string_view next) {
  const bool own = next.starts_with('/') && !next.starts_with("//") && next.find('\\') == std::string_view::npos &&
                   std::none_of(next.begin(), next.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return own && !next.starts_with("/login") ? std::string(next) : "/";
}

std::string sha256(std::string_view text) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char *>(digest.data()), reinterpret_cast<const unsigned char *>(text.data()), text.size());
  return to_hex(digest);
}

std::string one_time_password() {
  constexpr std::string_view kConsonants = "bdfghjklmnprstv", kVowels = "aeiou"; // without what is mistaken for something else
  std::string words;
  for (int i = 0; i < 12; ++i) { // 12 syllables: 75 bits
    if (i > 0 && i % 3 == 0) words += '-';
    words += kConsonants[randombytes_uniform(kConsonants.size())];
    words += kVowels[randombytes_uniform(kVowels.size())];
  }
  return words;
}

std::string new_token() {
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return to_hex(bytes);
}

} // namespace rt::identity
