#include "app/cli/unit.hpp"
#include "platform/core/text.hpp"

namespace rt::cli {

Result<OpenUnit> open_unit(const Common &common, const std::string &team) {
  OpenUnit opened;
  RT_TRY(opened.app, app::App::open(common.setup, false));
  const auto units = opened.app->organisation->units();
  std::vector<std::string> names;
  for (const auto &unit : units) {
    names.push_back(unit.name);
    if (common.unit.empty() ? units.size() == 1 : fold(unit.name) == fold(common.unit) || fold(unit.code) == fold(common.unit)) opened.unit = unit.id;
  }
  if (units.empty())
    return fail(ProblemKind::not_found, std::string(tr("Databasen har ingen enhet ännu. Lägg upp en på sidan Enheten eller skapa demon.")));
  if (opened.unit == 0) return fail(ProblemKind::not_found, tr_f("Säg vilken enhet med --unit: {0}.", {join(names, ", ")}));
  if (!team.empty()) {
    const auto found = opened.app->organisation->team_by_code(opened.unit, team);
    if (!found) return fail(ProblemKind::not_found, tr_f("Det finns ingen verksamhet som heter {0}.", {team}));
    opened.team = found->id;
  }
  return opened;
}

} // namespace rt::cli
