#pragma once
// Where the source's own packs are, seen from a test program somewhere under the source's folder.
#include <filesystem>
#include <string>

inline std::string shipped_packs() {
  namespace fs = std::filesystem;
  for (const auto &start : {fs::current_path(), fs::read_symlink("/proc/self/exe")})
    for (auto at = start; at != at.root_path(); at = at.parent_path())
      if (fs::exists(at / "packs" / "open-care" / "pack.toml")) return (at / "packs").string();
  return "packs";
}
