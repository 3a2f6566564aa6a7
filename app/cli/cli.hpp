#pragma once
// The command line: what every command is given and how it answers. Exit codes: 0 done, 1 broken, 2 wrong input,
// 3 not found, 4 not allowed, 5 conflict, 6 busy.
#include "app/server/app.hpp"
#include <set>
#include <string>
#include <vector>

namespace rt::cli {

struct Common {
  app::Setup setup;
  bool json = false;
  std::string unit; ///< name or code; "" = the only one
};

int exit_code(ProblemKind kind);
/// Prints the problem with its rows to stderr and gives the exit code.
int complain(const Problem &problem);

/// Rows under headings: aligned text, or with --json a list of objects, or CSV.
struct Table {
  std::vector<std::string> keys;     ///< JSON names
  std::vector<std::string> headings; ///< Swedish or English
  std::vector<std::vector<db::Value>> rows;
};
enum class Format { table, json, csv };
void print(const Table &table, Format format);
void print_json_object(const std::vector<std::pair<std::string, db::Value>> &fields);

std::string read_all(const std::string &file); ///< "-" = standard input; throws std::runtime_error
void write_all(const std::string &file, std::string_view bytes);

struct Serve {
  std::string address = "127.0.0.1";
  int port = 8080;
  int threads = 0;
  bool demo = false, secure_cookies = false;
  std::string today; ///< ISO date on which the clock starts; "" = the real one
  std::string config_file, log_level, public_url;
  std::set<std::string> said; ///< options that stood on the command line
};
int serve(Common common, const Serve &options);
int init(const Common &common);
int migrate(const Common &common);
struct Demo {
  std::string size = "unit"; ///< unit | district | city
  int extra_contacts = 0;
  std::int64_t records = 0;      ///< of a city; 0 = ten million
  std::vector<std::string> only; ///< of a district: packs
};
int demo(Common common, const Demo &demo);

struct UserAdd {
  std::string login, name, role, password_file;
  std::string title; ///< "socialsekreterare": the user is also one of the unit's staff, with work of their own
  std::vector<std::string> teams;
};
struct UnitAdd {
  std::string name, code, department, administration, board, city;
  std::vector<std::string> teams; ///< "KBT=KBT-teamet"
};
int unit_add(const Common &common, const UnitAdd &options);
/// Keys for programs: made, listed, revoked.
int token_add(const Common &common, const std::string &login, const std::string &name);
int token_list(const Common &common);
int token_revoke(const Common &common, long long id);
int user_add(const Common &common, const UserAdd &options);
int audit_verify(const Common &common);
int doctor(const Common &common);
int backup(const Common &common, const std::string &file);
int restore(const Common &common, const std::string &file, bool force);
int pack_check(const std::string &folder, bool json);
int routes(const Common &common);

struct Figure {
  std::string level = "unit"; ///< how far it is summed upward; above the unit small figures are hidden
  std::string measure, period, split, format = "table", team;
};
int measure(const Common &common, const Figure &figure);
int explain(const Common &common, const Figure &figure);
/// The clock's offset with which it is the morning of that day.
std::int64_t offset_to(Date day);
int rebuild(Common common, bool check, const std::string &today); ///< today: the day that deadlines are judged from, "" = the real one

struct Import {
  std::string register_id, kind, file, team, sheet;
  int year = 0;
  bool dry_run = false, skip_bad_rows = false;
};
int import_records(const Common &common, const Import &options);
int plan(const Common &common, const std::string &verb, int year, const std::string &file, const std::string &which, bool dry_run);
int licence_import(const Common &common, const std::string &file);
int report(const Common &common, const std::string &kind, int year, const std::string &format, const std::string &file);

} // namespace rt::cli
