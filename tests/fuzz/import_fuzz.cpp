// LIBS rt_modules_records
// Any table into any register: the plan never crashes, every bad row says why, and the same input gives the same plan.
#include "modules/records/import_plan.hpp"
#include <cstdlib>

namespace importing = rt::records::importing;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  static const auto kLoaded = rt::definitions::load("", {"open-care"});
  const auto &registers = kLoaded.catalog.registers;
  if (size < 2 || registers.empty()) return 0;
  const auto &reg = registers[data[0] % registers.size()];
  const auto book = rt::sheet::read({reinterpret_cast<const char *>(data) + 1, size - 1}, "fuzz.csv");
  if (!book) return 0;
  const auto targets = importing::targets(reg);
  importing::Known known;
  known.teams = {{1, 1, "FNG", "Familj", "F", "", "children", 1, true}};
  known.staff = {{1, 1, "Maria Berg", "", "", {1}, "", ""}};
  known.people = {{1, "elsa exempel", "20040506-1234", "2004-05-06"}};
  known.contacts = {{1, 1, "2018-01-01", ""}};
  known.load = [](std::int64_t) { return std::optional<rt::records::Record>(); };
  rt::access::Actor actor;
  actor.unit = 1;
  for (const auto &sheet : book->sheets) {
    int header = importing::header_row(sheet, targets, {});
    if (header < 0) header = 0;
    if (sheet.rows.empty()) continue;
    const auto columns = importing::map_columns(sheet, header, targets, {}, {});
    rt::records::ImportOptions options;
    options.team = 1;
    const importing::Fixes fixes;
    const importing::Input input{reg, targets, sheet, header, columns, options, fixes, known, actor, rt::make_date(2019, 3, 22)};
    std::vector<std::string> notes, again;
    const auto plan = importing::plan(input, notes), second = importing::plan(input, again);
    if (plan.size() != second.size() || notes != again) std::abort();
    for (std::size_t i = 0; i < plan.size(); ++i) {
      if (plan[i].outcome != second[i].outcome) std::abort();
      if ((plan[i].outcome == importing::Outcome::bad) != !plan[i].errors.empty()) std::abort();
    }
  }
  return 0;
}
