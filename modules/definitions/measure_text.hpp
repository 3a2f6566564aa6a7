#pragma once
// Measures that somebody is writing in the program: the same reading as of a pack's file. For app/, which hands it to the editor.
#include "modules/definitions/definitions.hpp"

namespace rt::definitions {

struct MeasureText {
  std::vector<MeasureSource> measures;
  std::vector<Finding> findings;
  bool is_toml = true; ///< false: the only finding is where the text stopped being TOML
};
MeasureText read_measure_text(std::string_view text, const std::string &file);

} // namespace rt::definitions
