// A register's table, indexes and readable view. Columns are added, never dropped: a retired field stays readable.
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;

namespace {

std::string sql_type(const Field &field, const db::Dialect &dialect) {
  switch (field.type) {
  case FieldType::date: return std::string(dialect.date());
  case FieldType::decimal: case FieldType::money: return std::string(dialect.real());
  case FieldType::text: case FieldType::long_text: case FieldType::datetime: case FieldType::choices: case FieldType::givers:
    return std::string(dialect.text());
  case FieldType::computed: {
    return std::string(dialect.integer());
  }
  default: return std::string(dialect.integer());
  }
}

/// A mean or a sum of amounts is a real; everything else computed is whole (tenths, days, months).
bool computes_real(const Register &reg, const Field &field) {
  if (field.type != FieldType::computed) return false;
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
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    sql += ", " + table.columns[i] + " " + column_type(*table.reg, table.reg->fields[i], d);
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
}

std::string quoted(const std::string &text) { return "'" + replace_all(text, "'", "''") + "'"; }

std::string words_of(const Field &field, const std::string &column) {
  const auto cases = [&](auto value_of) {
    std::string sql = "CASE " + column;
    for (const auto &option : field.options) sql += " WHEN " + std::to_string(value_of(option)) + " THEN " + quoted(option.title.sv);
    return sql + " END";
  };
  switch (field.type) {
  case FieldType::choice: return cases([](const auto &o) { return o.code; });
  case FieldType::item: return cases([](const auto &o) { return o.score; });
  case FieldType::yes_no: return "CASE " + column + " WHEN 1 THEN 'ja' WHEN 0 THEN 'nej' END";
  case FieldType::computed:
    if (!field.options.empty()) return cases([](const auto &o) { return o.code; });
    return field.tenths ? column + " / 10.0" : column;
  case FieldType::scale: return column + " / 10.0";
  case FieldType::choices: {
    std::string sql;
    for (const auto &option : field.options)
      sql += std::string(sql.empty() ? "" : " || ") + "CASE WHEN ',' || " + column + " || ',' LIKE '%," + std::to_string(option.code) + ",%' THEN " +
             quoted(option.title.sv + "; ") + " ELSE '' END";
    return sql;
  }
  default: return column;
  }
}

/// v_<register>: the same rows in words, for anyone with a database tool.
void create_view(db::Connection &c, const Table &table) {
  const std::string view = "v_" + table.reg->id;
  std::string sql = "CREATE VIEW " + view + " AS SELECT r.id, r.unit_id, r.team_id, r.staff_id, r.person_id, r.contact_id, "
                    "CASE r.sex WHEN 1 THEN 'kvinna' WHEN 2 THEN 'man' WHEN 3 THEN 'annat' ELSE 'okänt' END AS sex, r.birth_year, "
                    "r.n0 AS unknown_people, r.n1 AS women, r.n2 AS men, r.n3 AS others";
  if (!table.reg->states.empty()) {
    sql += ", CASE r.state";
    for (const auto &state : table.reg->states) sql += " WHEN " + std::to_string(state.code) + " THEN " + quoted(state.title.sv);
    sql += " END AS state";
  }
  sql += ", r.version, r.locked, r.created_at, r.updated_at";
  for (std::size_t i = 0; i < table.columns.size(); ++i) sql += ", " + words_of(table.reg->fields[i], "r." + table.columns[i]) + " AS " + table.columns[i];
  c.script("DROP VIEW IF EXISTS " + view);
  c.script(sql + " FROM " + table.name + " r WHERE r.deleted_at IS NULL");
}

} // namespace

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
      c.script("ALTER TABLE " + table.name + " ADD COLUMN " + table.columns[i] + " " + column_type(*table.reg, table.reg->fields[i], dialect));
      done.push_back(tr_f("Registret {0} har fått fältet {1}.", {table.reg->title.str(), table.reg->fields[i].title.str()}));
    }
  }
  create_indexes(c, table);
  create_view(c, table);
  return done;
}

} // namespace store
} // namespace rt::records
