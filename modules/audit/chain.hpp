#pragma once
// What is hashed, and how. Internal to modules/audit.
#include "modules/audit/audit.hpp"
#include <string>

namespace rt::audit {

/// One row as it is stored.
struct Link {
  std::int64_t seq = 0;
  std::string at;
  std::int64_t unit = 0, actor = 0;
  std::string actor_name, role, act, object, purpose, detail;
  std::string prev; ///< hash of the row before, "" for the first
};

/// SHA-256 in hex over every field of the row, each with its length, so that no two rows write the same bytes.
std::string hash_of(const Link &link);

/// Why a row does not follow on the one before (its seq and hash); "" when it does.
std::string misfit(const Link &link, const std::string &hash, std::int64_t seq_before, const std::string &hash_before);

} // namespace rt::audit
