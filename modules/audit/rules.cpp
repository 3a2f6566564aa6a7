#include "modules/audit/chain.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <array>
#include <sodium.h>

namespace rt::audit {
namespace {

/// Stored in every row: never change one.
constexpr std::array<std::string_view, 12> kActs{"read",   "create", "update",       "remove", "sign",          "import",
                                                 "export", "login",  "login_failed", "logout", "right_changed", "undo"};

void add(std::string &bytes, std::string_view field) {
  bytes += std::to_string(field.size());
  bytes += ':';
  bytes += field;
}

} // namespace

std::string_view id_of(Act act) { return kActs[static_cast<std::size_t>(act)]; }

std::string_view words_of(std::string_view act) {
  if (act == "read") return tr("läste");
  if (act == "create") return tr("skapade");
  if (act == "update") return tr("ändrade");
  if (act == "remove") return tr("tog bort");
  if (act == "sign") return tr("signerade");
  if (act == "import") return tr("läste in");
  if (act == "export") return tr("tog ut");
  if (act == "login") return tr("loggade in");
  if (act == "login_failed") return tr("misslyckades med att logga in");
  if (act == "logout") return tr("loggade ut");
  if (act == "right_changed") return tr("ändrade behörighet");
  if (act == "undo") return tr("ångrade");
  return act;
}

std::string hash_of(const Link &link) {
  std::string bytes;
  bytes.reserve(256);
  add(bytes, link.prev);
  add(bytes, std::to_string(link.seq));
  add(bytes, link.at);
  add(bytes, std::to_string(link.unit));
  add(bytes, std::to_string(link.actor));
  for (const std::string *field : {&link.actor_name, &link.role, &link.act, &link.object, &link.purpose, &link.detail}) add(bytes, *field);
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char *>(digest.data()), reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size());
  return to_hex(digest);
}

std::string misfit(const Link &link, const std::string &hash, std::int64_t seq_before, const std::string &hash_before) {
  if (link.seq != seq_before + 1) return std::string(tr("En eller flera rader före den här saknas."));
  if (link.prev != hash_before) return std::string(tr("Raden hör inte ihop med raden före: en rad är ändrad, flyttad eller utbytt."));
  if (hash_of(link) != hash) return std::string(tr("Radens innehåll har ändrats efter att den skrevs."));
  return {};
}

} // namespace rt::audit
