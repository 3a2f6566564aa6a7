#include "modules/records/import_store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>
#include <sodium.h>

namespace rt::records {

const std::vector<db::Migration> &import_migrations() {
  static const std::vector<db::Migration> kMigrations{
      {450, "Imports: the uploaded file until it is done, what was corrected, what was made of it (for undo), and how headings were read.",
       R"sql(
CREATE TABLE import_job (
  id {{identity}}, unit_id {{integer}} NOT NULL, register_id TEXT NOT NULL, user_id {{integer}} NOT NULL, who TEXT NOT NULL, filename TEXT NOT NULL,
  file_hash TEXT NOT NULL, content TEXT, sheet TEXT NOT NULL DEFAULT '', team_id {{integer}}, day TEXT NOT NULL DEFAULT '',
  skip_bad {{integer}} NOT NULL DEFAULT 0, state TEXT NOT NULL, failure TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, committed_at TEXT,
  created {{integer}} NOT NULL DEFAULT 0, changed {{integer}} NOT NULL DEFAULT 0, skipped {{integer}} NOT NULL DEFAULT 0
){{strict}};
CREATE INDEX import_job_register ON import_job (unit_id, register_id, file_hash);
CREATE TABLE import_choice (
  id {{identity}}, job_id {{integer}} NOT NULL REFERENCES import_job (id), heading TEXT NOT NULL, target TEXT NOT NULL
){{strict}};
CREATE INDEX import_choice_job ON import_choice (job_id);
CREATE TABLE import_fix (
  id {{identity}}, job_id {{integer}} NOT NULL REFERENCES import_job (id), row_no {{integer}} NOT NULL, column_no {{integer}} NOT NULL, words TEXT NOT NULL
){{strict}};
CREATE INDEX import_fix_job ON import_fix (job_id, row_no, column_no);
CREATE TABLE import_row (
  id {{identity}}, job_id {{integer}} NOT NULL REFERENCES import_job (id), record_id {{integer}} NOT NULL, is_new {{integer}} NOT NULL, version {{integer}} NOT NULL
){{strict}};
CREATE INDEX import_row_job ON import_row (job_id);
CREATE TABLE import_memory (
  id {{identity}}, unit_id {{integer}} NOT NULL, register_id TEXT NOT NULL, signature TEXT NOT NULL, heading TEXT NOT NULL, target TEXT NOT NULL
){{strict}};
CREATE INDEX import_memory_register ON import_memory (unit_id, register_id, signature);
)sql"},
      {451, "The people that an import made, so that an undo takes them away; the team that goes with a file's headings.",
       R"sql(
CREATE TABLE import_person (
  id {{identity}}, job_id {{integer}} NOT NULL REFERENCES import_job (id), person_id {{integer}} NOT NULL
){{strict}};
CREATE INDEX import_person_job ON import_person (job_id, person_id);
CREATE TABLE import_memory_team (
  id {{identity}}, unit_id {{integer}} NOT NULL, register_id TEXT NOT NULL, signature TEXT NOT NULL, team_id {{integer}} NOT NULL,
  UNIQUE (unit_id, register_id, signature)
){{strict}};
)sql"},
  };
  return kMigrations;
}

namespace importing {

namespace {


constexpr const char *kJob =
    "SELECT id, unit_id, user_id, register_id, who, filename, file_hash, state, failure, created_at, committed_at, sheet, team_id, "
    "day, skip_bad, created, changed, skipped FROM import_job ";

Job read_job(const db::Row &row) {
  Job job;
  job.id = row.integer(0);
  job.unit = row.integer(1);
  job.user = row.integer(2);
  job.register_id = row.str(3);
  job.who = row.str(4);
  job.filename = row.str(5);
  job.hash = row.str(6);
  job.state = row.str(7);
  job.failure = row.str(8);
  job.created_at = row.str(9);
  job.committed_at = row.str(10);
  job.options.sheet = row.str(11);
  job.options.team = row.integer(12);
  job.options.date = row.str(13);
  job.options.skip_bad_rows = row.flag(14);
  job.created = static_cast<int>(row.integer(15));
  job.changed = static_cast<int>(row.integer(16));
  job.skipped = static_cast<int>(row.integer(17));
  return job;
}

db::Value whole(std::int64_t n) { return n; }

void read_people(db::Connection &c, const access::Actor &actor, Known &out) {
  // By number: anybody in the unit, since who knows the whole number knows the person. By name: only those one may see.
  c.query("SELECT id, personnummer, birth_date FROM person WHERE unit_id = ? ORDER BY id", {actor.unit},
          [&](const db::Row &row) { out.people.push_back({row.integer(0), "", row.str(1), row.str(2)}); });
  db::Values args{actor.unit};
  const auto where = store::person_scope(actor.scope(), args);
  c.query("SELECT p.id, p.first_name, p.last_name FROM person p WHERE p.unit_id = ? AND p.is_protected = 0" + where, args, [&](const db::Row &row) {
    const auto id = row.integer(0);
    const auto at = std::lower_bound(out.people.begin(), out.people.end(), id, [](const auto &person, auto sought) { return person.id < sought; });
    if (at != out.people.end() && at->id == id) at->name = fold(row.str(1) + " " + row.str(2));
  });
}

void read_contacts(db::Connection &c, const definitions::Register &contact, const access::Actor &actor, Known &out) {
  const auto *received = contact.field(contact.date_field);
  const auto *ended = contact.field("ended");
  if (received == nullptr) return;
  db::Values args;
  const auto where = actor.scope().where("r", args);
  c.query("SELECT r.id, r.person_id, r." + column_name(*received) + (ended != nullptr ? ", r." + column_name(*ended) : ", ''") + " FROM " +
              table_name(contact) + " r WHERE r.deleted_at IS NULL" + where + " ORDER BY r.id",
          args, [&](const db::Row &row) { out.contacts.push_back({row.integer(0), row.integer(1), row.str(2), row.str(3)}); });
}

void read_existing(db::Connection &c, const definitions::Register &reg, const access::Actor &actor, Known &out) {
  const auto fields = unique_fields(reg);
  if (fields.empty()) return;
  std::string columns = "r.id";
  for (const auto &id : fields) {
    const auto *field = reg.field(id);
    if (field == nullptr) return;
    columns += ", r." + column_name(*field);
  }
  db::Values args;
  const auto where = actor.scope().where("r", args);
  c.query("SELECT " + columns + " FROM " + table_name(reg) + " r WHERE r.deleted_at IS NULL" + where, args, [&](const db::Row &row) {
    Record record;
    for (std::size_t i = 0; i < fields.size(); ++i) record.values[fields[i]] = row.value(static_cast<int>(i) + 1);
    out.existing.emplace(unique_key(reg, record), row.integer(0));
  });
}

} // namespace

std::string base64(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.resize(out.size() - 1); // its end mark
  return out;
}

std::string from_base64(std::string_view text) {
  std::string out(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char *>(out.data()), out.size(), text.data(), text.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return {};
  out.resize(size);
  return out;
}

std::string hash_of(std::string_view bytes) {
  std::string digest(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char *>(digest.data()), digest.size(), reinterpret_cast<const unsigned char *>(bytes.data()),
                     bytes.size(), nullptr, 0);
  return to_hex(digest);
}

std::int64_t insert_job(db::Connection &c, const Job &job, std::string_view bytes) {
  return c.insert(
      "INSERT INTO import_job (unit_id, register_id, user_id, who, filename, file_hash, content, sheet, team_id, day, skip_bad, state, created_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
      {job.unit, job.register_id, job.user, job.who, job.filename, job.hash, bytes.empty() ? db::Value{db::Null{}} : db::Value{base64(bytes)},
       job.options.sheet, job.options.team, job.options.date, whole(job.options.skip_bad_rows ? 1 : 0), job.state, job.created_at});
}

std::optional<Job> job(db::Connection &c, std::int64_t unit, std::int64_t id) {
  std::optional<Job> found;
  c.query(std::string(kJob) + "WHERE id = ? AND unit_id = ?", {id, unit}, [&](const db::Row &row) { found = read_job(row); });
  if (found)
    c.query("SELECT heading, target FROM import_choice WHERE job_id = ?", {id},
            [&](const db::Row &row) { found->options.mapping[row.str(0)] = row.str(1); });
  return found;
}

std::string content(db::Connection &c, std::int64_t job) {
  std::string bytes;
  c.query("SELECT content FROM import_job WHERE id = ?", {job}, [&](const db::Row &row) { bytes = from_base64(row.text(0)); });
  return bytes;
}

void save_options(db::Connection &c, std::int64_t job, const ImportOptions &options) {
  c.exec("UPDATE import_job SET sheet = ?, team_id = ?, day = ?, skip_bad = ? WHERE id = ?",
         {options.sheet, options.team, options.date, whole(options.skip_bad_rows ? 1 : 0), job});
  c.exec("DELETE FROM import_choice WHERE job_id = ?", {job});
  for (const auto &[heading, target] : options.mapping)
    c.exec("INSERT INTO import_choice (job_id, heading, target) VALUES (?, ?, ?)", {job, heading, target});
}

void remove_fix(db::Connection &c, std::int64_t job, int row, int column) {
  c.exec("DELETE FROM import_fix WHERE job_id = ? AND row_no = ? AND column_no = ?", {job, whole(row), whole(column)});
}

void save_fix(db::Connection &c, std::int64_t job, int row, int column, std::string_view words) {
  remove_fix(c, job, row, column);
  c.exec("INSERT INTO import_fix (job_id, row_no, column_no, words) VALUES (?, ?, ?, ?)", {job, whole(row), whole(column), std::string(words)});
}

Fixes fixes(db::Connection &c, std::int64_t job) {
  Fixes out;
  c.query("SELECT row_no, column_no, words FROM import_fix WHERE job_id = ?", {job}, [&](const db::Row &row) {
    const int number = static_cast<int>(row.integer(0)), column = static_cast<int>(row.integer(1));
    if (column < 0) out.skipped.push_back(number);
    else out.cells[{number, column}] = row.str(2);
  });
  return out;
}

void finish(db::Connection &c, const Job &job) {
  c.exec("UPDATE import_job SET state = ?, failure = ?, committed_at = ?, created = ?, changed = ?, skipped = ?, content = NULL WHERE id = ?",
         {job.state, job.failure, db::opt(job.committed_at), whole(job.created), whole(job.changed), whole(job.skipped), job.id});
  c.exec("DELETE FROM import_fix WHERE job_id = ?", {job.id});
  c.exec("DELETE FROM import_choice WHERE job_id = ?", {job.id});
}

void remove_job(db::Connection &c, std::int64_t job) {
  for (const char *table : {"import_fix", "import_choice", "import_row", "import_person"})
    c.exec(std::string("DELETE FROM ") + table + " WHERE job_id = ?", {job});
  c.exec("DELETE FROM import_job WHERE id = ?", {job});
}

std::vector<Job> recent(db::Connection &c, std::int64_t unit, std::string_view register_id, int limit) {
  std::vector<Job> out;
  c.query(std::string(kJob) + "WHERE unit_id = ? AND register_id = ? AND state IN ('done', 'undone') ORDER BY id DESC LIMIT ?",
          {unit, std::string(register_id), whole(limit)}, [&](const db::Row &row) { out.push_back(read_job(row)); });
  return out;
}

std::string read_before(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view hash) {
  std::string day;
  c.query("SELECT committed_at FROM import_job WHERE unit_id = ? AND register_id = ? AND file_hash = ? AND state = 'done' ORDER BY id DESC LIMIT 1",
          {unit, std::string(register_id), std::string(hash)}, [&](const db::Row &row) { day = row.str(0); });
  return day;
}

int purge(db::Connection &c, std::string_view before) {
  std::vector<std::int64_t> old;
  c.query("SELECT id FROM import_job WHERE state = 'open' AND created_at < ?", {std::string(before)},
          [&](const db::Row &row) { old.push_back(row.integer(0)); });
  for (const auto id : old) remove_job(c, id);
  return static_cast<int>(old.size());
}

void add_row(db::Connection &c, std::int64_t job, const ImportedRow &row) {
  c.exec("INSERT INTO import_row (job_id, record_id, is_new, version) VALUES (?, ?, ?, ?)",
         {job, row.record, whole(row.is_new ? 1 : 0), whole(row.version)});
}

std::vector<ImportedRow> rows(db::Connection &c, std::int64_t job) {
  std::vector<ImportedRow> out;
  c.query("SELECT record_id, is_new, version FROM import_row WHERE job_id = ? ORDER BY id DESC", {job},
          [&](const db::Row &row) { out.push_back({row.integer(0), row.flag(1), static_cast<int>(row.integer(2))}); });
  return out;
}

void add_person(db::Connection &c, std::int64_t job, std::int64_t person) {
  c.exec("INSERT INTO import_person (job_id, person_id) VALUES (?, ?)", {job, person});
}

std::vector<std::int64_t> remove_people(db::Connection &c, const definitions::Catalog &catalog, const Job &undone) {
  std::set<std::int64_t> gone;
  c.query(
      "SELECT p.id FROM import_person i JOIN person p ON p.id = i.person_id WHERE i.job_id = ? AND p.version = 1 AND p.merged_into IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM person_merge m WHERE m.kept_id = p.id) AND NOT EXISTS (SELECT 1 FROM person_number n WHERE n.person_id = p.id)",
      {undone.id}, [&](const db::Row &row) { gone.insert(row.integer(0)); });
  for (const auto &reg : catalog.registers) {
    if (gone.empty()) break;
    // A record that somebody else has removed may be put back: it still holds on to its person.
    const bool own = reg.id == undone.register_id;
    db::Values args{undone.id};
    if (own) args.emplace_back(undone.id);
    std::set<std::string> columns{"person_id"};
    for (const auto &field : reg.fields)
      if (field.type == definitions::FieldType::person) columns.insert(column_name(field));
    for (const auto &column : columns)
      c.query(
          "SELECT DISTINCT r." + column + " FROM import_person i JOIN " + table_name(reg) + " r ON r." + column +
              " = i.person_id WHERE i.job_id = ?" +
              (own ? " AND NOT (r.deleted_at IS NOT NULL AND EXISTS (SELECT 1 FROM import_row o WHERE o.job_id = ? AND o.record_id = r.id AND o.is_new = 1))"
                   : ""),
          args, [&](const db::Row &row) { gone.erase(row.integer(0)); });
  }
  // People who stand in a record beside others ("två barn, en mormor").
  c.query("SELECT DISTINCT l.person_id FROM import_person i JOIN record_person l ON l.person_id = i.person_id WHERE i.job_id = ? AND NOT "
          "(l.register_id = ? AND EXISTS (SELECT 1 FROM import_row o WHERE o.job_id = ? AND o.record_id = l.record_id AND o.is_new = 1))",
          {undone.id, undone.register_id, undone.id}, [&](const db::Row &row) { gone.erase(row.integer(0)); });
  for (const auto id : gone) {
    c.exec("DELETE FROM person_team WHERE person_id = ?", {id});
    c.exec("DELETE FROM person_word WHERE person_id = ?", {id});
    c.exec("DELETE FROM person WHERE id = ?", {id});
  }
  c.exec("DELETE FROM import_person WHERE job_id = ?", {undone.id});
  return {gone.begin(), gone.end()};
}

void know_again(db::Connection &c, const Job &undone, std::int64_t record, int version_before, int version_now) {
  c.exec("UPDATE import_row SET version = ? WHERE record_id = ? AND version = ? AND is_new = 1 AND job_id IN "
         "(SELECT id FROM import_job WHERE unit_id = ? AND register_id = ?)",
         {whole(version_now), record, whole(version_before), undone.unit, undone.register_id});
}

std::map<std::string, std::string> remembered(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view signature) {
  std::map<std::string, std::string> out;
  c.query("SELECT heading, target FROM import_memory WHERE unit_id = ? AND register_id = ? AND signature = ?",
          {unit, std::string(register_id), std::string(signature)}, [&](const db::Row &row) { out[row.str(0)] = row.str(1); });
  return out;
}

std::map<std::string, std::string> remembered_headings(db::Connection &c, std::int64_t unit, std::string_view register_id) {
  std::map<std::string, std::string> out;
  c.query("SELECT heading, target FROM import_memory WHERE unit_id = ? AND register_id = ? AND target <> '-'", {unit, std::string(register_id)},
          [&](const db::Row &row) { out[row.str(0)] = row.str(1); });
  return out;
}

void remember(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view signature,
              const std::vector<ImportColumn> &columns, const std::map<std::string, std::string> &chosen) {
  c.exec("DELETE FROM import_memory WHERE unit_id = ? AND register_id = ? AND signature = ?",
         {unit, std::string(register_id), std::string(signature)});
  for (const auto &column : columns) {
    const bool left_out = chosen.count(column.header) != 0 || chosen.count("#" + std::to_string(column.index + 1)) != 0;
    if (column.header.empty() || (column.key.empty() && !left_out)) continue;
    c.exec("INSERT INTO import_memory (unit_id, register_id, signature, heading, target) VALUES (?, ?, ?, ?, ?)",
           {unit, std::string(register_id), std::string(signature), bare(column.header), column.key.empty() ? std::string("-") : column.key});
  }
}

std::int64_t remembered_team(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view signature) {
  std::int64_t team = 0;
  c.query("SELECT team_id FROM import_memory_team WHERE unit_id = ? AND register_id = ? AND signature = ?",
          {unit, std::string(register_id), std::string(signature)}, [&](const db::Row &row) { team = row.integer(0); });
  return team;
}

void remember_team(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view signature, std::int64_t team) {
  c.exec("DELETE FROM import_memory_team WHERE unit_id = ? AND register_id = ? AND signature = ?",
         {unit, std::string(register_id), std::string(signature)});
  if (team != 0)
    c.exec("INSERT INTO import_memory_team (unit_id, register_id, signature, team_id) VALUES (?, ?, ?, ?)",
           {unit, std::string(register_id), std::string(signature), team});
}

Known known(db::Connection &c, const definitions::Catalog &catalog, const definitions::Register &reg, const access::Actor &actor,
            const std::vector<organisation::Team> &teams, const std::vector<organisation::Staff> &staff) {
  Known out;
  for (const auto &team : teams)
    if (actor.scope().covers(actor.unit, team.id)) out.teams.push_back(team);
  out.staff = staff;
  const bool people = std::any_of(reg.fields.begin(), reg.fields.end(), [](const auto &field) {
    return field.type == definitions::FieldType::person || field.type == definitions::FieldType::persons || field.id == "contact";
  });
  if (people) read_people(c, actor, out);
  if (const auto *contact = catalog.find("contact"); contact != nullptr && reg.field("contact") != nullptr) read_contacts(c, *contact, actor, out);
  constexpr int kAll = 1000000;
  for (const auto &field : reg.fields)
    if (const auto *target = is_link(field) && !field.target.empty() ? catalog.find(field.target) : nullptr;
        target != nullptr && out.records.count(target->id) == 0)
      out.records[target->id] = store::reference_choices(c, actor, *target, "", kAll);
  read_existing(c, reg, actor, out);
  out.load = [&c, &reg, scope = actor.scope(), table = make_table(reg)](std::int64_t id) { return store::find(c, table, id, scope); };
  return out;
}

} // namespace importing
} // namespace rt::records
