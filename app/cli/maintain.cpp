// doctor, backup, restore
#include "app/cli/cli.hpp"
#include "app/maintenance/maintenance.hpp"
#include <iostream>

namespace rt::cli {

int doctor(const Common &common) {
  const auto checks = app::doctor({common.setup.database, app::all_migrations(), common.setup.packs_folder, common.setup.packs});
  Table table;
  table.keys = {"name", "ok", "words"};
  for (std::string_view heading : {tr("kontroll"), tr("hel"), tr("vad")}) table.headings.emplace_back(heading);
  for (const auto &check : checks)
    table.rows.push_back(
        {check.name, common.json ? db::Value{std::int64_t{check.ok}} : db::Value{std::string(check.ok ? tr("ja") : tr("nej"))}, check.words});
  print(table, common.json ? Format::json : Format::table);
  return app::healthy(checks) ? 0 : 5;
}

int backup(const Common &common, const std::string &file) {
  if (auto done = app::backup(common.setup.database, file); !done) return complain(done.error());
  std::cout << tr_f("Kopian är tagen: {0}", {file}) << '\n';
  return 0;
}

int restore(const Common &common, const std::string &file, bool force) {
  if (auto done = app::restore(file, common.setup.database, force, app::all_migrations()); !done) return complain(done.error());
  std::cout << tr("Kopian är tillbakalagd.") << '\n';
  return 0;
}

} // namespace rt::cli
