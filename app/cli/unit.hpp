#pragma once
// Commands that work on one unit: opens the program and finds the unit and team that were named.
#include "app/cli/cli.hpp"

namespace rt::cli {

struct OpenUnit {
  std::unique_ptr<app::App> app;
  std::int64_t unit = 0, team = 0;
};
Result<OpenUnit> open_unit(const Common &common, const std::string &team = "");

} // namespace rt::cli
