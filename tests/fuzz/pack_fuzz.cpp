// LIBS rt_modules_definitions
// CORPUS packs
// Any text as a file of a pack: it becomes definitions or findings with a place and a sentence, whatever kind of file it is taken for.
#include "modules/definitions/reader.hpp"
#include "platform/core/text.hpp"
#include <cstdlib>

using namespace rt::definitions;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  if (size > 16384) return 0;
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  Loading loading;
  const auto node = parse_toml(text, "p/registers/x.toml", loading.findings);
  if (loading.findings.empty()) {
    read_register(loading, "p", 1, "p/registers/x.toml", node);
    read_instrument(loading, "p/instruments/x.toml", node);
    read_measures(loading, "p/measures/x.toml", node);
    read_goals(loading, "p/goals/x.toml", node);
    for (const auto &check : loading.later) check(loading);
  }
  for (const auto &finding : loading.findings)
    if (finding.line < 1 || finding.message.empty()) std::abort();
  for (const auto &reg : loading.catalog.registers)
    for (const auto &field : reg.fields)
      if (reg.field(field.id) == nullptr) std::abort();
  return 0;
}
