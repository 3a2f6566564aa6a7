// A register's table, indexes and readable view. Columns are added, never dropped: a retired field stays readable.
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;
using store::naming_field;

namespace {

std::string sql_type(const Field &field, const db::Dialect &dialect) {
  switch (field.type) {
  case FieldType::date: return std::string(dialect.date());
  case FieldType::decimal:
  case FieldType::money: return std::string(dialect.real());
  case FieldType::text:
  case FieldType::long_text:
  case FieldType::datetime:
  case FieldType::choices:
  case FieldType::givers:
  case FieldType::time:
  case FieldType::month:
  case FieldType::staff_list:
  case FieldType::persons:
  case FieldType::address:
  case FieldType::personnummer: return std::string(dialect.text());
  default: return std::string(dialect.integer());
  }
}

/// A mean or a sum of amounts is a real; everything else computed is whole (tenths, days, months).
bool computes_real(const Register &reg, const Field &field) {
  if (field.type != FieldType::computed || field.compute.rfind("count", 0) == 0) return false;
  for (const auto &other : reg.fields)
    if ((other.type == FieldType::decimal || other.type == FieldType::money) && field.compute.find(other.id) != std::string::npos) return true;
  return false;
}

std::string column_type(const Register &reg, const Field &field, const db::Dialect &dialect) {
  return computes_real(reg, field) ? std::string(dialect.real()) : sql_type(field, dialect);
}

std::string create_table(const Table &table, const db::Dialect &d) {
  const std::string whole(d.integer()), text(d.text());
  std::string sql = "CREATE TABLE " + table.name + " (id " + std::string(d.identity()) + ", unit_id " + whole + " NOT NULL, team_id " + whole +
                    ", staff_id " + whole + ", person_id " + whole + ", contact_id " + whole + ", sex " + whole + " NOT NULL DEFAULT 0, birth_year " +
                    whole + ", n0 " + whole + " NOT NULL DEFAULT 0, n1 " + whole + " NOT NULL DEFAULT 0, n2 " + whole + " NOT NULL DEFAULT 0, n3 " +
                    whole + " NOT NULL DEFAULT 0, state " + whole + " NOT NULL DEFAULT 0, version " + whole + " NOT NULL DEFAULT 1, locked " + whole +
                    " NOT NULL DEFAULT 0, deleted_at " + text + ", created_at " + text + " NOT NULL, created_by " + whole + ", updated_at " + text +
                    " NOT NULL, updated_by " + whole;
  for (std::size_t i = 0; i < table.columns.size(); ++i) sql += ", " + table.columns[i] + " " + column_type(*table.reg, *table.fields[i], d);
  return sql + ")" + std::string(d.strict());
}

/// What lists, boards and lineage look records up by; all leave out what was removed.
void create_indexes(db::Connection &c, const Table &table) {
  const auto *date = table.reg->field(table.reg->date_field);
  const auto day = date != nullptr ? column_name(*date) : std::string("id");
  const auto make = [&](const std::string &name, const std::string &columns) {
    c.script("CREATE INDEX IF NOT EXISTS " + table.name + "_" + name + " ON " + table.name + " (" + columns + ") WHERE deleted_at IS NULL");
  };
  make("unit", "unit_id, " + day + ", id");
  make("team", "unit_id, team_id, " + day + ", id");
  make("state", "unit_id, state, " + day + ", id");
  // With the scope's columns, so that a planner without statistics prefers the few rows of one client to a whole team's.
  make("of_contact", "contact_id, unit_id, team_id, " + day);
  make("of_person", "person_id, unit_id, team_id, " + day);
  for (const auto *field : table.fields) // what belongs to a case, a placement, a plan
    if (field->points_at_record() && field->id != "contact") make("to_" + column_name(*field), column_name(*field) + ", unit_id, team_id, " + day);
  for (std::size_t i = 0; i < table.reg->clashes.size(); ++i) // who has it that day (clashes.cpp)
    make("taken" + std::to_string(i + 1),
         column_name(*table.reg->field(table.reg->clashes[i].of)) + ", " + column_name(*table.reg->field(table.reg->clashes[i].day)));
}

constexpr std::int64_t kLarge = 2000; ///< below this a scan is as quick as an index

bool is_choice(const Field &field) { return field.type == FieldType::choice || field.type == FieldType::yes_no; }

/// The registers whose numbers have come so far; one query for all.
std::vector<const Table *> large_ones(db::Connection &c, const std::vector<const Table *> &tables) {
  std::vector<const Table *> large;
  for (std::size_t at = 0; at < tables.size(); at += 100) {
    std::string sql;
    for (std::size_t i = at; i < std::min(at + 100, tables.size()); ++i)
      sql += std::string(i == at ? "" : " UNION ALL ") + "SELECT " + std::to_string(i) + ", MAX(id) FROM " + tables[i]->name;
    c.query(sql, {}, [&](const db::Row &row) {
      if (row.integer(1) >= kLarge) large.push_back(tables[static_cast<std::size_t>(row.integer(0))]);
    });
  }
  return large;
}

std::string quoted(const std::string &text) { return "'" + replace_all(text, "'", "''") + "'"; }

/// Several values of a text "1,3" in words, in the order of `rows`; the engines join texts differently.
std::string joined(const db::Dialect &d, const std::string &words, const std::string &from, const std::string &order) {
  if (d.backend == db::Backend::postgres) return "(SELECT string_agg(" + words + ", ', ' ORDER BY " + order + ") FROM " + from + ")";
  return "(SELECT group_concat(w, ', ') FROM (SELECT " + words + " AS w FROM " + from + " ORDER BY " + order + "))";
}

constexpr const char *kPersonWords = "CASE WHEN p.is_protected = 1 THEN 'Skyddad person' ELSE trim(p.first_name || ' ' || p.last_name) END";

class Words {
public:
  Words(const db::Dialect &dialect, const definitions::Catalog &catalog, const Table &table) : d_(dialect), catalog_(catalog), table_(table) {}

  /// `column` with its alias: "r.category". `owner` is what holds the record's id: "r.id", in a group "r.record_id".
  std::string of(const Field &field, const std::string &column, const std::string &owner) const {
    switch (field.type) {
    case FieldType::choice: return cases(field, column, false);
    case FieldType::item:
    case FieldType::faces: return cases(field, column, true);
    case FieldType::yes_no: return "CASE " + column + " WHEN 1 THEN 'ja' WHEN 0 THEN 'nej' END";
    case FieldType::computed:
      if (!field.options.empty()) return cases(field, column, false);
      return field.tenths ? column + " / 10.0" : column;
    case FieldType::scale: return column + " / 10.0";
    case FieldType::choices: return several(field, column);
    case FieldType::staff_list: return joined(d_, "s.name", "staff s WHERE ',' || " + column + " || ',' LIKE '%,' || s.id || ',%'", "s.name");
    case FieldType::persons: return persons(field, column, owner);
    case FieldType::person:
      if (field.id == "person") return column;
      return "(SELECT " + std::string(kPersonWords) + " FROM person p WHERE p.id = " + column + ")";
    case FieldType::file: return "(SELECT f.filename FROM record_file f WHERE f.id = " + column + ")";
    case FieldType::address: return "replace(" + column + ", '\n', ', ')";
    case FieldType::household:
    case FieldType::provider: return reference(field, column);
    default: return column;
    }
  }

private:
  static std::string cases(const Field &field, const std::string &column, bool by_score) {
    if (field.options.empty()) return column;
    std::string sql = "CASE " + column;
    for (const auto &option : field.options)
      sql += " WHEN " + std::to_string(by_score ? option.score : option.code) + " THEN " + quoted(option.title.sv);
    return sql + " END";
  }
  static std::string several(const Field &field, const std::string &column) {
    std::string sql;
    for (const auto &option : field.options)
      sql += std::string(sql.empty() ? "" : " || ") + "CASE WHEN ',' || " + column + " || ',' LIKE '%," + std::to_string(option.code) + ",%' THEN " +
             quoted(option.title.sv + "; ") + " ELSE '' END";
    return sql;
  }
  std::string persons(const Field &field, const std::string &column, const std::string &owner) const {
    // record_person has the people of all rows of a group together; there the text itself says whose they are.
    const std::string role = cases(field, "l.role", false);
    std::string from = "record_person l JOIN person p ON p.id = l.person_id WHERE l.register_id = " + quoted(table_.reg->id) +
                       " AND l.record_id = " + owner + " AND l.field = " + quoted(field.id);
    if (!field.group.empty()) from += " AND ',' || " + column + " || ',' LIKE '%,' || l.role || '.' || l.person_id || ',%'";
    return joined(d_, role + " || ': ' || " + kPersonWords, from, "l.id");
  }
  std::string reference(const Field &field, const std::string &column) const {
    const auto *target = catalog_.find(field.target);
    const auto *name = target != nullptr ? naming_field(*target) : nullptr;
    if (name == nullptr) return column;
    return "(SELECT t." + column_name(*name) + " FROM " + table_name(*target) + " t WHERE t.id = " + column + ")";
  }

  const db::Dialect &d_;
  const definitions::Catalog &catalog_;
  const Table &table_;
};

/// v_<register>: the same rows in words, for anyone with a database tool.
void create_view(db::Connection &c, const Table &table, const Words &words) {
  const std::string view = "v_" + table.reg->id;
  std::string sql = "CREATE VIEW " + view +
                    " AS SELECT r.id, r.unit_id, r.team_id, r.staff_id, r.person_id, r.contact_id, "
                    "CASE r.sex WHEN 1 THEN 'kvinna' WHEN 2 THEN 'man' WHEN 3 THEN 'annat' ELSE 'okänt' END AS sex, r.birth_year, "
                    "r.n0 AS unknown_people, r.n1 AS women, r.n2 AS men, r.n3 AS others";
  if (!table.reg->states.empty()) {
    sql += ", CASE r.state";
    for (const auto &state : table.reg->states) sql += " WHEN " + std::to_string(state.code) + " THEN " + quoted(state.title.sv);
    sql += " END AS state";
  }
  sql += ", r.version, r.locked, r.created_at, r.updated_at";
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    sql += ", " + words.of(*table.fields[i], "r." + table.columns[i], "r.id") + " AS " + table.columns[i];
  c.script("DROP VIEW IF EXISTS " + view);
  c.script(sql + " FROM " + table.name + " r WHERE r.deleted_at IS NULL");
}

void create_group_view(db::Connection &c, const Table &table, const GroupTable &group, const Words &words) {
  const std::string view = "v_" + table.reg->id + "__" + group.group->id;
  std::string sql = "CREATE VIEW " + view + " AS SELECT r.record_id, r.position";
  for (std::size_t i = 0; i < group.columns.size(); ++i)
    sql += ", " + words.of(*group.fields[i], "r." + group.columns[i], "r.record_id") + " AS " + group.columns[i];
  c.script("DROP VIEW IF EXISTS " + view);
  c.script(sql + " FROM " + group.name + " r JOIN " + table.name + " o ON o.id = r.record_id WHERE o.deleted_at IS NULL");
}

/// Creates a table or adds the columns that it lacks.
void install_group(db::Connection &c, const Table &table, const GroupTable &group, std::vector<std::string> &done) {
  const auto &d = c.dialect();
  const bool fresh = !c.has_table(group.name);
  if (fresh) {
    const std::string whole(d.integer());
    std::string sql =
        "CREATE TABLE " + group.name + " (id " + std::string(d.identity()) + ", record_id " + whole + " NOT NULL, position " + whole + " NOT NULL";
    for (std::size_t i = 0; i < group.columns.size(); ++i) sql += ", " + group.columns[i] + " " + column_type(*table.reg, *group.fields[i], d);
    c.script(sql + ")" + std::string(d.strict()));
    c.script("CREATE INDEX " + group.name + "_record ON " + group.name + " (record_id, position)");
    return;
  }
  const auto existing = c.columns_of(group.name);
  for (std::size_t i = 0; i < group.columns.size(); ++i) {
    if (std::find(existing.begin(), existing.end(), group.columns[i]) != existing.end()) continue;
    c.script("ALTER TABLE " + group.name + " ADD COLUMN " + group.columns[i] + " " + column_type(*table.reg, *group.fields[i], d));
    done.push_back(tr_f("Registret {0} har fått fältet {1}.", {table.reg->title.str(), group.fields[i]->title.str()}));
  }
}

} // namespace

bool is_indexed(const Register &reg, const Field &field) {
  if (field.id == reg.date_field) return true;
  if (!field.in_list || !in_record(field)) return false;
  switch (field.type) {
  case FieldType::text:
  case FieldType::choice:
  case FieldType::yes_no:
  case FieldType::date:
  case FieldType::datetime:
  case FieldType::integer:
  case FieldType::decimal:
  case FieldType::money:
  case FieldType::scale:
  case FieldType::month:
  case FieldType::computed:
  case FieldType::team: return true;
  default: return false;
  }
}

namespace store {

std::vector<std::string> install(db::Connection &c, const Table &table) {
  std::vector<std::string> done;
  const auto &dialect = c.dialect();
  if (!c.has_table(table.name)) {
    c.script(create_table(table, dialect));
    done.push_back(tr_f("Registret {0} är skapat.", {table.reg->title.str()}));
  } else {
    const auto existing = c.columns_of(table.name);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (std::find(existing.begin(), existing.end(), table.columns[i]) != existing.end()) continue;
      c.script("ALTER TABLE " + table.name + " ADD COLUMN " + table.columns[i] + " " + column_type(*table.reg, *table.fields[i], dialect));
      done.push_back(tr_f("Registret {0} har fått fältet {1}.", {table.reg->title.str(), table.fields[i]->title.str()}));
    }
  }
  for (const auto &group : table.groups) install_group(c, table, group, done);
  create_indexes(c, table);
  return done;
}

void index_large(db::Connection &c, const std::vector<const Table *> &tables) {
  for (const auto *table : large_ones(c, tables)) {
    const auto &reg = *table->reg;
    const auto *date = reg.field(reg.date_field);
    const auto day = date != nullptr ? column_name(*date) + ", " : std::string{};
    const auto make = [&](const std::string &name, const std::string &columns) { // for those who see the unit, and for those who see a team
      for (const std::string reader : {"unit_id", "unit_id, team_id"})
        c.script("CREATE INDEX IF NOT EXISTS " + table->name + (reader == "unit_id" ? "_u_" : "_t_") + name + " ON " + table->name + " (" + reader +
                 ", " + columns + ") WHERE deleted_at IS NULL");
    };
    make("state", "state, " + day + "id");
    make("staff", "staff_id, " + day + "id");
    for (const auto &field : reg.fields) {
      if (!is_indexed(reg, field) || field.id == reg.date_field) continue;
      make("by_" + column_name(field), column_name(field) + ", id");
      if (is_choice(field)) make("of_" + column_name(field), column_name(field) + ", " + day + "id");
    }
  }
}

void fill_staff(db::Connection &c, const std::vector<const Table *> &tables) {
  if (c.exists("SELECT 1 FROM record_staff LIMIT 1")) return;
  const bool sqlite = c.backend() == db::Backend::sqlite;
  for (const auto *table : tables)
    for (std::size_t i = 0; i < table->fields.size(); ++i) {
      if (table->fields[i]->type != FieldType::staff_list) continue;
      const auto column = "r." + table->columns[i];
      c.exec("INSERT INTO record_staff (staff_id, register_id, field, record_id) SELECT DISTINCT " +
                 std::string(sqlite ? "j.value" : "CAST(j.value AS BIGINT)") + ", ?, ?, r.id FROM " + table->name + " r, " +
                 (sqlite ? "json_each('[' || " + column + " || ']') j" : "regexp_split_to_table(" + column + ", ',') AS j(value)") + " WHERE " +
                 column + " IS NOT NULL",
             {table->reg->id, table->fields[i]->id});
    }
}

void fill_words(db::Connection &c) {
  if (c.exists("SELECT 1 FROM person_word LIMIT 1") || !c.exists("SELECT 1 FROM person LIMIT 1")) return;
  const bool sqlite = c.backend() == db::Backend::sqlite;
  c.exec(std::string("INSERT INTO person_word (unit_id, word, person_id) SELECT DISTINCT p.unit_id, j.value, p.id FROM person p, ") +
         (sqlite ? R"(json_each('["' || replace(replace(replace(trim(p.sought), '\', ''), '"', ''), ' ', '","') || '"]') j)"
                 : "regexp_split_to_table(trim(p.sought), ' ') AS j(value)") +
         " WHERE j.value <> ''");
}

void create_views(db::Connection &c, const definitions::Catalog &catalog, const Table &table) {
  const Words words(c.dialect(), catalog, table);
  create_view(c, table, words);
  for (const auto &group : table.groups) create_group_view(c, table, group, words);
}

} // namespace store
} // namespace rt::records
