// import, plan, report, pack check
#include "app/cli/cli.hpp"
#include "app/cli/unit.hpp"
#include <filesystem>
#include <iostream>
#include <unistd.h>

namespace rt::cli {
namespace {

int tell(const steering::ImportReport &report, bool json) {
  if (json) {
    print_json_object({{"read", std::int64_t{report.read}},
                       {"created", std::int64_t{report.created}},
                       {"changed", std::int64_t{report.changed}},
                       {"same", std::int64_t{report.same}},
                       {"errors", static_cast<std::int64_t>(report.errors.size())}});
  } else {
    std::cout << tr_f("{0} rader lästa: {1} nya, {2} ändrade, {3} lika",
                      {std::to_string(report.read), std::to_string(report.created), std::to_string(report.changed), std::to_string(report.same)})
              << '\n';
    for (const auto &flag : report.flags) std::cout << "  ! " << flag << '\n';
  }
  if (!report.errors.empty())
    return complain({ProblemKind::invalid, tr_n("{} rad lästes inte in:", "{} rader lästes inte in:", static_cast<long long>(report.errors.size())),
                     report.errors});
  return 0;
}

std::string name_of(const std::string &file) { return std::filesystem::path(file).filename().string(); }

} // namespace

int import_records(const Common &common, const Import &options) {
  auto opened = open_unit(common, options.team);
  if (!opened) return complain(opened.error());
  const auto system = access::system_actor(opened->unit);
  const std::string bytes = read_all(options.file), name = name_of(options.file);
  auto &steering = *opened->app->steering;
  if (!options.kind.empty()) {
    if (options.kind == "wheel" && options.year == 0)
      return complain({ProblemKind::invalid, std::string(tr("Säg vilket år årshjulet gäller med --year.")), {}});
    auto report = options.kind == "outcomes"   ? steering.import_outcomes(system, opened->unit, bytes, name, options.dry_run)
                  : options.kind == "economy"  ? steering.import_economy(system, opened->unit, bytes, name, options.dry_run)
                  : options.kind == "survey"   ? steering.import_survey(system, opened->unit, bytes, name, options.dry_run)
                  : options.kind == "followup" ? steering.import_follow_ups(system, opened->unit, bytes, name, options.dry_run)
                                               : steering.import_wheel(system, opened->unit, options.year, bytes, name, options.dry_run);
    return report ? tell(*report, common.json) : complain(report.error());
  }
  if (options.register_id.empty())
    return complain({ProblemKind::invalid, std::string(tr("Säg vad som läses in: --register ID eller --history SLAG.")), {}});
  records::ImportOptions how;
  how.team = opened->team;
  how.sheet = options.sheet;
  how.dry_run = options.dry_run;
  how.skip_bad_rows = options.skip_bad_rows;
  const auto report = opened->app->imports->import_file(system, options.register_id, bytes, name, how);
  if (!report) return complain(report.error());
  if (common.json)
    print_json_object({{"read", std::int64_t{report->rows}},
                       {"created", std::int64_t{report->created}},
                       {"changed", std::int64_t{report->changed}},
                       {"skipped", std::int64_t{report->skipped + report->repeated + report->unchanged}},
                       {"bad", std::int64_t{report->bad}}});
  else
    std::cout << report->understood << '\n'
              << tr_f("{0} nya, {1} ändras, {2} hoppas över", {std::to_string(report->created), std::to_string(report->changed),
                                                               std::to_string(report->skipped + report->repeated + report->unchanged)})
              << (options.dry_run ? " (" + std::string(tr("prov, inget är sparat")) + ")" : "") << '\n';
  std::vector<FieldError> rows;
  for (const auto &error : report->errors) rows.push_back({error.header, error.message, error.row});
  if (!rows.empty())
    return complain({ProblemKind::invalid, tr_n("{} sak passar inte:", "{} saker passar inte:", static_cast<long long>(rows.size())), rows});
  return 0;
}

int plan(const Common &common, const std::string &verb, int year, const std::string &file, const std::string &which, bool dry_run) {
  auto opened = open_unit(common);
  if (!opened) return complain(opened.error());
  auto &steering = *opened->app->steering;
  if (verb == "export") {
    write_all(file, steering.export_plan(opened->unit, year));
    return 0;
  }
  auto report = steering.import_plan(access::system_actor(opened->unit), {opened->unit, year, which, dry_run}, read_all(file), name_of(file));
  return report ? tell(*report, common.json) : complain(report.error());
}

int licence_import(const Common &common, const std::string &file) {
  auto opened = open_unit(common);
  if (!opened) return complain(opened.error());
  const auto loaded = opened->app->treatment->load_wordings(access::system_actor(opened->unit), read_all(file), name_of(file));
  if (!loaded) return complain(loaded.error());
  if (common.json) print_json_object({{"loaded", std::int64_t{*loaded}}});
  else
    std::cout << tr_n("{} uppsättning texter är inläst och används nu på surfplattan.",
                      "{} uppsättningar texter är inlästa och används nu på surfplattan.", *loaded)
              << '\n';
  return 0;
}

int report(const Common &common, const std::string &kind, int year, const std::string &format, const std::string &file) {
  auto opened = open_unit(common);
  if (!opened) return complain(opened.error());
  auto made = opened->app->reports->file(access::system_actor(opened->unit), opened->unit, year,
                                         reports::kind_from(kind).value_or(reports::Kind::year), format);
  if (!made) return complain(made.error());
  write_all(file, *made);
  return 0;
}

namespace {

/// The measures speak of registers, so they are read when the registers are; nothing of it is kept.
void check_measures(definitions::Loaded &loaded) {
  const auto file = std::filesystem::temp_directory_path() / ("rodatraden-pack-" + std::to_string(::getpid()) + ".sqlite");
  {
    const auto pool = db::Pool::open("sqlite:" + file.string());
    const SystemClock clock;
    if (!db::migrate(*pool->write(), app::all_migrations())) return;
    const measures::Measures measures(*pool, loaded.catalog, clock);
    loaded.findings = measures.findings();
  }
  for (const char *rest : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + rest);
}

} // namespace

int pack_check(const std::string &folder, bool json) {
  auto loaded = definitions::check(folder);
  if (loaded.findings.empty()) check_measures(loaded);
  Table table;
  table.keys = {"file", "line", "column", "message", "suggestion"};
  for (std::string_view heading : {tr("fil"), tr("rad"), tr("kolumn"), tr("fel"), tr("förslag")}) table.headings.emplace_back(heading);
  for (const auto &finding : loaded.findings)
    table.rows.push_back({finding.file, std::int64_t{finding.line}, std::int64_t{finding.column}, finding.message, finding.suggestion});
  if (json) print(table, Format::json);
  else if (table.rows.empty())
    std::cout << tr_f("Paketet är helt: {0} register, {1} mått.",
                      {std::to_string(loaded.catalog.registers.size()), std::to_string(loaded.catalog.measures.size())})
              << '\n';
  else
    for (const auto &finding : loaded.findings)
      std::cout << finding.file << ':' << finding.line << ':' << finding.column << ": " << finding.message
                << (finding.suggestion.empty() ? "" : " " + finding.suggestion) << '\n';
  return loaded.findings.empty() ? 0 : 2;
}

} // namespace rt::cli
