#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using definitions::Field;
using definitions::FieldType;

namespace {

constexpr const char *kBase = "r.id, r.unit_id, r.team_id, r.staff_id, r.person_id, r.contact_id, r.sex, r.birth_year, r.n0, r.n1, r.n2, r.n3, "
                              "r.state, r.version, r.locked, r.deleted_at, r.created_at, r.updated_at";
constexpr int kBaseColumns = 18;

db::Value id_or_null(std::int64_t id) { return id != 0 ? db::Value{id} : db::Value{db::Null{}}; }

/// The values that insert and update share, in this order.
constexpr const char *kWritten[] = {"unit_id", "team_id", "staff_id", "person_id", "contact_id", "sex",   "birth_year",
                                    "n0",      "n1",      "n2",       "n3",        "state",      "locked"};

void written_values(const Table &table, const Record &r, db::Values &args) {
  args.insert(args.end(), {r.unit, id_or_null(r.team), id_or_null(r.staff), id_or_null(r.person), id_or_null(r.contact),
                           static_cast<std::int64_t>(r.sex), id_or_null(r.birth_year)});
  for (const int n : r.counts) args.emplace_back(static_cast<std::int64_t>(n));
  args.emplace_back(static_cast<std::int64_t>(r.state));
  args.emplace_back(static_cast<std::int64_t>(r.locked ? 1 : 0));
  for (const auto *field : table.fields) args.push_back(r.value(field->id));
}

GroupTable make_group_table(const definitions::Register &reg, const definitions::Group &group) {
  GroupTable table;
  table.group = &group;
  table.name = group_table_name(reg, group.id);
  std::string names, marks;
  for (const auto &field : reg.fields) {
    if (field.group != group.id) continue;
    table.fields.push_back(&field);
    table.columns.push_back(column_name(field));
    names += ", " + table.columns.back();
    marks += ", ?";
  }
  table.select = "SELECT record_id" + names + " FROM " + table.name + " WHERE record_id IN (";
  table.insert = "INSERT INTO " + table.name + " (record_id, position" + names + ") VALUES (?, ?" + marks + ")";
  return table;
}

} // namespace

Table make_table(const definitions::Register &reg) {
  Table table;
  table.reg = &reg;
  table.givers = givers_field(reg);
  table.name = table_name(reg);
  table.select = std::string("SELECT ") + kBase;
  std::string names, marks;
  for (const char *column : kWritten) {
    names += std::string(names.empty() ? "" : ", ") + column;
    marks += marks.empty() ? "?" : ", ?";
  }
  for (const auto &field : reg.fields) {
    table.links_people = table.links_people || field.type == FieldType::persons || (field.type == FieldType::person && field.id != "person");
    if (!in_record(field)) continue;
    const auto column = column_name(field);
    table.fields.push_back(&field);
    table.columns.push_back(column);
    table.select += ", r." + column;
    names += ", " + column;
    marks += ", ?";
    table.person_field = table.person_field || field.id == "person";
    table.contact_field = table.contact_field || (field.id == "contact" && field.type == FieldType::reference);
    table.sex_field = table.sex_field || field.id == "sex";
  }
  table.select += " FROM " + table.name + " r WHERE 1=1";
  table.insert = "INSERT INTO " + table.name + " (" + names + ", version, created_at, created_by, updated_at, updated_by) VALUES (" + marks +
                 ", 1, ?, ?, ?, ?) RETURNING id";
  for (const auto &group : reg.groups) table.groups.push_back(make_group_table(reg, group));
  return table;
}

namespace store {

Record read(const db::Row &row, const Table &table) {
  Record r;
  r.id = row.integer(0);
  r.unit = row.integer(1);
  r.team = row.integer(2);
  r.staff = row.integer(3);
  r.person = row.integer(4);
  r.contact = row.integer(5);
  r.sex = static_cast<Sex>(row.integer(6));
  r.birth_year = static_cast<int>(row.integer(7));
  for (int i = 0; i < organisation::kSexes; ++i) r.counts[i] = static_cast<int>(row.integer(8 + i));
  r.state = static_cast<int>(row.integer(12));
  r.version = static_cast<int>(row.integer(13));
  r.locked = row.flag(14);
  r.deleted = !row.null(15);
  r.created_at = row.str(16);
  r.updated_at = row.str(17);
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const int column = kBaseColumns + static_cast<int>(i);
    if (!row.null(column)) r.values.emplace(table.fields[i]->id, row.value(column));
  }
  if (table.givers != nullptr) r.givers = givers_from_text(*table.givers, r.text(table.givers->id));
  return r;
}

std::optional<Record> find(db::Connection &c, const Table &table, std::int64_t id, const access::Scope &scope, bool with_deleted) {
  db::Values args{id};
  auto sql = table.select + " AND r.id = ?" + scope.where("r", args);
  if (!with_deleted) sql += " AND r.deleted_at IS NULL";
  std::optional<Record> found;
  c.query(sql, args, [&](const db::Row &row) { found = read(row, table); });
  if (found && !table.groups.empty()) {
    std::vector<Record> one{std::move(*found)};
    read_groups(c, table, one);
    found = std::move(one.front());
  }
  return found;
}

void read_groups(db::Connection &c, const Table &table, std::vector<Record> &records) {
  if (records.empty()) return;
  std::map<std::int64_t, Record *> by_id;
  std::vector<std::int64_t> ids;
  for (auto &record : records) {
    by_id[record.id] = &record;
    ids.push_back(record.id);
  }
  for (const auto &group : table.groups) {
    for (auto &record : records) record.groups[group.group->id].clear();
    for (std::size_t from = 0; from < ids.size(); from += 500) {
      db::Values args;
      const std::vector<std::int64_t> part(ids.begin() + static_cast<std::ptrdiff_t>(from),
                                           ids.begin() + static_cast<std::ptrdiff_t>(std::min(from + 500, ids.size())));
      c.query(group.select + id_marks(part, args) + ") ORDER BY record_id, position", args, [&](const db::Row &row) {
        auto &values = by_id[row.integer(0)]->groups[group.group->id].emplace_back();
        for (std::size_t i = 0; i < group.fields.size(); ++i)
          if (const int column = static_cast<int>(i) + 1; !row.null(column)) values.emplace(group.fields[i]->id, row.value(column));
      });
    }
  }
}

void write_groups(db::Connection &c, const Table &table, const Record &record, const Record *before) {
  static const db::Value kNothing{db::Null{}};
  for (const auto &group : table.groups) {
    const auto rows = record.groups.find(group.group->id);
    if (rows == record.groups.end()) continue;
    if (before != nullptr) {
      const auto was = before->groups.find(group.group->id);
      if (was != before->groups.end() && was->second == rows->second) continue;
      c.exec("DELETE FROM " + group.name + " WHERE record_id = ?", {record.id});
    }
    std::int64_t position = 0;
    for (const auto &row : rows->second) {
      db::Values args{record.id, ++position};
      for (const auto *field : group.fields) {
        const auto value = row.find(field->id);
        args.push_back(value != row.end() ? value->second : kNothing);
      }
      c.exec(group.insert, args);
    }
  }
}

void write_persons(db::Connection &c, const Table &table, const Record &record, bool replace) {
  if (!table.links_people) return;
  if (replace) c.exec("DELETE FROM record_person WHERE register_id = ? AND record_id = ?", {table.reg->id, record.id});
  const auto add = [&](const Field &field, const db::Value &value) {
    std::vector<PersonRole> people;
    if (field.type == FieldType::persons && std::holds_alternative<std::string>(value))
      people = persons_from_text(field, std::get<std::string>(value));
    else if (field.type == FieldType::person && field.id != "person" && std::holds_alternative<std::int64_t>(value))
      people = {{"", std::get<std::int64_t>(value)}};
    for (const auto &one : people) {
      const auto *role = field.option(one.role);
      c.exec("INSERT INTO record_person (register_id, record_id, field, person_id, role) VALUES (?, ?, ?, ?, ?)",
             {table.reg->id, record.id, field.id, one.person, static_cast<std::int64_t>(role != nullptr ? role->code : 0)});
      link_person_team(c, one.person, record.team);
    }
  };
  for (const auto *field : table.fields) add(*field, record.value(field->id));
  for (const auto &group : table.groups) {
    const auto rows = record.groups.find(group.group->id);
    if (rows == record.groups.end()) continue;
    for (const auto *field : group.fields)
      for (const auto &row : rows->second)
        if (const auto value = row.find(field->id); value != row.end()) add(*field, value->second);
  }
}

void write_staff(db::Connection &c, const Table &table, const Record &record, bool replace) {
  for (const auto *field : table.fields) {
    if (field->type != FieldType::staff_list) continue;
    if (replace) c.exec("DELETE FROM record_staff WHERE register_id = ? AND record_id = ? AND field = ?", {table.reg->id, record.id, field->id});
    for (const auto staff : ids_from_text(record.text(field->id)))
      c.exec("INSERT INTO record_staff (staff_id, register_id, field, record_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
             {staff, table.reg->id, field->id, record.id});
  }
}

std::int64_t insert(db::Connection &c, const Table &table, const Record &record, const Stamp &stamp) {
  db::Values args;
  args.reserve(table.columns.size() + 18);
  written_values(table, record, args);
  args.insert(args.end(), {stamp.at, id_or_null(stamp.user), stamp.at, id_or_null(stamp.user)});
  return c.insert(table.insert, args);
}

bool update(db::Connection &c, const Table &table, const Record &before, const Record &after, const Stamp &stamp) {
  db::Values was, is, args;
  written_values(table, before, was);
  written_values(table, after, is);
  std::string sql = "UPDATE " + table.name + " SET ";
  for (std::size_t i = 0; i < is.size(); ++i)
    if (is[i] != was[i]) {
      sql += (i < std::size(kWritten) ? std::string(kWritten[i]) : table.columns[i - std::size(kWritten)]) + " = ?, ";
      args.push_back(std::move(is[i]));
    }
  args.insert(args.end(), {stamp.at, id_or_null(stamp.user), after.id, static_cast<std::int64_t>(before.version)});
  return c.exec(sql + "version = version + 1, updated_at = ?, updated_by = ? WHERE id = ? AND version = ? AND deleted_at IS NULL", args) == 1;
}

bool set_deleted(db::Connection &c, const Table &table, std::int64_t id, int expected_version, bool deleted, const Stamp &stamp) {
  return c.exec("UPDATE " + table.name + " SET deleted_at = ?, version = version + 1, updated_at = ?, updated_by = ? WHERE id = ? AND version = ?",
                {deleted ? db::Value{stamp.at} : db::Value{db::Null{}}, stamp.at, id_or_null(stamp.user), id,
                 static_cast<std::int64_t>(expected_version)}) == 1;
}

void write_givers(db::Connection &c, const Table &table, std::int64_t id, const std::vector<Giver> &givers, bool replace) {
  if (replace) c.exec("DELETE FROM record_giver WHERE register_id = ? AND record_id = ?", {table.reg->id, id});
  std::int64_t position = 0;
  for (const auto &giver : givers) {
    const auto *role = table.givers->option(giver.role);
    c.exec("INSERT INTO record_giver (register_id, record_id, position, role, sex, child) VALUES (?, ?, ?, ?, ?, ?)",
           {table.reg->id, id, ++position, static_cast<std::int64_t>(role != nullptr ? role->code : 0), static_cast<std::int64_t>(giver.sex),
            static_cast<std::int64_t>(giver.child ? 1 : 0)});
  }
}

bool visible(db::Connection &c, const std::string &table_name, std::int64_t id, const access::Scope &scope) {
  db::Values args{id};
  const auto where = scope.where("r", args);
  return c.exists("SELECT 1 FROM " + table_name + " r WHERE r.id = ? AND r.deleted_at IS NULL" + where, args);
}

std::optional<PersonFacts> person_facts(db::Connection &c, std::int64_t person, std::int64_t unit, const access::Scope &scope) {
  std::optional<PersonFacts> facts;
  db::Values args{person, unit};
  auto where = person_scope(scope, args);
  // Somebody who was registered a moment ago is nobody's yet: the record makes them the team's.
  if (!scope.teams.empty() && !scope.nothing)
    where = " AND (NOT EXISTS (SELECT 1 FROM person_team own WHERE own.person_id = p.id) OR (1=1" + where + "))";
  c.query("SELECT p.sex, p.birth_date FROM person p WHERE p.id = ? AND p.unit_id = ?" + where, args, [&](const db::Row &row) {
    facts = PersonFacts{static_cast<Sex>(row.integer(0)), static_cast<int>(parse_integer(row.text(1).substr(0, 4)).value_or(0))};
  });
  return facts;
}

void write_words(db::Connection &c, std::int64_t unit, std::int64_t person, const std::string &sought, bool replace) {
  if (replace) c.exec("DELETE FROM person_word WHERE person_id = ?", {person});
  for (const auto &word : split(sought, ' '))
    if (!word.empty()) c.exec("INSERT INTO person_word (unit_id, word, person_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", {unit, word, person});
}

void link_person_team(db::Connection &c, std::int64_t person, std::int64_t team) {
  if (person != 0 && team != 0) c.exec("INSERT INTO person_team (person_id, team_id) VALUES (?, ?) ON CONFLICT DO NOTHING", {person, team});
}

} // namespace store
} // namespace rt::records
