#include "modules/definitions/measure_text.hpp"
#include "modules/definitions/reader.hpp"

namespace rt::definitions {

MeasureText read_measure_text(std::string_view text, const std::string &file) {
  Loading loading;
  const auto node = parse_toml(text, file, loading.findings);
  if (!loading.findings.empty()) return {{}, std::move(loading.findings), false};
  read_measures(loading, file, node);
  return {std::move(loading.catalog.measures), std::move(loading.findings), true};
}

} // namespace rt::definitions
