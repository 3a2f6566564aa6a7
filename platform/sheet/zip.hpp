#pragma once
// Zip files as office documents use them: read with limits, written without compression.
#include "platform/core/result.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt::sheet {

/// A zip file in memory. Only what the central directory names exists; a part is unpacked to exactly the size it says.
class Zip {
public:
  struct Entry {
    std::string name;
    std::uint64_t packed = 0, unpacked = 0;
    std::size_t offset = 0;
    int method = 0;
    bool encrypted = false;
  };
  /// `bytes` must outlive the Zip.
  static Result<Zip> open(std::string_view bytes);
  const std::vector<Entry> &entries() const { return entries_; }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The part's bytes; nothing when it is missing or broken.
  std::optional<std::string> part(std::string_view name) const;

private:
  const Entry *find(std::string_view name) const;
  std::string_view bytes_;
  std::vector<Entry> entries_;
};

struct ZipPart {
  std::string name, bytes;
};
std::string write_zip(const std::vector<ZipPart> &parts);

} // namespace rt::sheet
