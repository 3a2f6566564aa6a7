#pragma once
// The packs that travel inside the program. Link with rt_embedded_packs; made by tools/embed.cpp.
#include <string_view>
#include <vector>

namespace rt {

struct File {
  std::string_view name; ///< "open-care/registers/viewpoint.toml"
  std::string_view bytes;
};
/// Every file under packs/, sorted by name.
const std::vector<File> &embedded_packs();

} // namespace rt
