// One INSERT … SELECT for each table: the first district's rows beside a small table that says what every copy adds to their numbers.
#include "app/demo/city.hpp"
#include "modules/records/records.hpp"
#include "platform/db/indexes.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace rt::demo {
namespace {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;

/// What is added to a number of the first district, by what the number is of; the column of table city_copy with the same name.
constexpr std::int64_t kPerCopy = 10'000'000; ///< records, people
constexpr std::int64_t kPerDistrict = 10'000; ///< units, teams, staff, users

/// Some districts have more clients than others: how their copies are shared out.
constexpr std::array<int, kDistricts> kWeights{10, 14, 7, 12, 9, 16, 8, 11, 13, 6, 15, 10};
/// And in some, so many of a hundred are never written down.
constexpr std::array<int, kDistricts> kLost{0, 6, 3, 12, 18, 2, 9, 24, 5, 8, 14, 1};
constexpr std::array<const char *, kDistricts> kNames{"Skärholmen", "Rinkeby-Kista", "Spånga-Tensta", "Hässelby-Vällingby",
                                                      "Bromma",     "Kungsholmen",   "Norrmalm",      "Östermalm",
                                                      "Södermalm",  "Enskede-Årsta", "Farsta",        "Hägersten-Älvsjö"};

/// The district of every copy; the first copy of each is what its units and people are made by.
std::vector<int> districts_of(std::int64_t copies) {
  std::vector<int> districts;
  for (int d = 0; d < kDistricts; ++d) districts.push_back(d);
  std::array<int, kDistricts> given{};
  given.fill(1);
  while (static_cast<std::int64_t>(districts.size()) < copies) {
    int next = 0;
    for (int d = 1; d < kDistricts; ++d)
      if (given[d] * kWeights[next] < given[next] * kWeights[d]) next = d;
    ++given[next];
    districts.push_back(next);
  }
  return districts;
}

void write_copies(db::Connection &c, std::int64_t copies) {
  c.script("CREATE TEMP TABLE city_copy (k BIGINT, district BIGINT, place TEXT, rec BIGINT, loc BIGINT, lost BIGINT, founds BIGINT)");
  const auto districts = districts_of(copies);
  for (std::size_t k = 1; k < districts.size(); ++k) {
    const int d = districts[k];
    c.exec("INSERT INTO city_copy VALUES (?,?,?,?,?,?,?)",
           {static_cast<std::int64_t>(k), std::int64_t{d}, std::string(kNames[static_cast<std::size_t>(d)]), static_cast<std::int64_t>(k) * kPerCopy,
            d * kPerDistrict, std::int64_t{kLost[static_cast<std::size_t>(d)]}, std::int64_t{k < kDistricts ? 1 : 0}});
  }
}

/// SQL for the columns that are not copied as they are.
using Changed = std::map<std::string, std::string>;

class Copier {
public:
  Copier(db::Connection &c, const definitions::Catalog &catalog) : c_(c), indexes_(c) {
    for (const auto &reg : catalog.registers) {
      for (const auto &field : reg.fields) leaned_on_.insert(field.target);
      for (const auto &rule : reg.deadlines) { // a date is kept by another record, or by how many there are
        if (const auto dot = rule.met_by.find('.'); dot != std::string::npos) leaned_on_.insert(rule.met_by.substr(0, dot));
        if (rule.of_unit) leaned_on_.insert(reg.id);
      }
    }
    std::string names;
    for (const auto &reg : catalog.registers)
      if (is_leaf(reg)) names += (names.empty() ? "'" : ",'") + reg.id + "'";
    leaves_ = names.empty() ? "''" : names;
  }
  /// What nothing else leans on may be missing.
  bool is_leaf(const Register &reg) const { return reg.pack != "open-care" && leaned_on_.count(reg.id) == 0 && reg.id != "case"; }

  std::int64_t copy(const std::string &table, const Changed &changed, bool only_founders, const std::string &where = {}) {
    indexes_.put_aside(table);
    std::string into, from;
    for (const auto &column : c_.columns_of(table)) {
      const auto found = changed.find(column);
      if (found != changed.end() && found->second.empty()) continue; // the database numbers it
      into += (into.empty() ? "" : ", ") + column;
      from += std::string(from.empty() ? "" : ", ") + (found != changed.end() ? found->second : "s." + column);
    }
    c_.script("DROP TABLE IF EXISTS city_from");
    c_.script("CREATE TEMP TABLE city_from AS SELECT * FROM " + table);
    std::string sql = "INSERT INTO " + table + " (" + into + ") SELECT " + from + " FROM city_copy c CROSS JOIN city_from s WHERE 1 = 1";
    if (only_founders) sql += " AND c.founds = 1";
    if (!where.empty()) sql += " AND " + where;
    return c_.exec(sql);
  }
  std::int64_t copy(const Register &reg) {
    Changed changed{{"id", "s.id + c.rec"},
                    {"unit_id", "s.unit_id + c.loc"},
                    {"team_id", "s.team_id + c.loc"},
                    {"staff_id", "s.staff_id + c.loc"},
                    {"person_id", "s.person_id + c.rec"},
                    {"contact_id", "s.contact_id + c.rec"}};
    for (const auto &field : reg.fields)
      if (field.group.empty()) change(changed, field);
    const auto records = copy(records::table_name(reg), changed, false, is_leaf(reg) ? "NOT " + lost("s.id") : "");
    for (const auto &group : reg.groups) {
      Changed rows{{"id", ""}, {"record_id", "s.record_id + c.rec"}};
      for (const auto &field : reg.fields)
        if (field.group == group.id) change(rows, field);
      copy(records::group_table_name(reg, group.id), rows, false, is_leaf(reg) ? "NOT " + lost("s.record_id") : "");
    }
    return records;
  }
  std::string kept(const std::string &reg, const std::string &record) const {
    return "NOT (" + reg + " IN (" + leaves_ + ") AND " + lost(record) + ")";
  }
  /// Of a change that a record's history keeps, only the state: the rest says ids of the first district.
  std::string state_of(const std::string &difference) const {
    // As the product writes it, without the spaces that json_build_object puts in: the history is searched as text.
    if (c_.backend() == db::Backend::postgres) return "'{\"_state\":' || CAST(CAST(" + difference + " AS json)->'_state' AS text) || '}'";
    return "json_object('_state', json_extract(" + difference + ", '$._state'))";
  }
  void make_indexes() { indexes_.make_again(); }

private:
  static std::string lost(const std::string &record) { return "((" + record + " * 7919 + c.k * 104729) % 100 < c.lost)"; }
  void change(Changed &changed, const Field &field) const {
    const auto column = records::column_name(field);
    switch (field.type) {
    case FieldType::reference:
    case FieldType::person:
    case FieldType::household:
    case FieldType::provider: changed[column] = "s." + column + " + c.rec"; break;
    case FieldType::staff:
    case FieldType::team: changed[column] = "s." + column + " + c.loc"; break;
    case FieldType::staff_list: changed[column] = added_staff(column); break;
    case FieldType::persons: changed[column] = added_people(column); break;
    default: break;
    }
  }
  /// "3,7": members of staff.
  std::string added_staff(const std::string &column) const {
    if (c_.backend() == db::Backend::postgres)
      return "(SELECT string_agg((v::bigint + c.loc)::text, ',' ORDER BY n) FROM unnest(string_to_array(s." + column +
             ", ',')) WITH ORDINALITY AS u(v, n) WHERE s." + column + " <> '')";
    return "CASE WHEN s." + column + " <> '' THEN (SELECT group_concat(value + c.loc) FROM json_each('[' || s." + column + " || ']')) END";
  }
  /// "2.15,1.16": role and person.
  std::string added_people(const std::string &column) const {
    if (c_.backend() == db::Backend::postgres)
      return "(SELECT string_agg(split_part(v, '.', 1) || '.' || (split_part(v, '.', 2)::bigint + c.rec), ',' ORDER BY n) FROM unnest(string_to_array(s." +
             column + ", ',')) WITH ORDINALITY AS u(v, n) WHERE s." + column + " <> '')";
    return "CASE WHEN s." + column +
           " <> '' THEN (SELECT group_concat(substr(value, 1, instr(value, '.')) || (CAST(substr(value, instr(value, '.') + 1) AS "
           "INTEGER) + c.rec)) FROM json_each('[\"' || replace(s." +
           column + ", ',', '\",\"') || '\"]')) END";
  }

  db::Connection &c_;
  db::IndexesAside indexes_;
  std::set<std::string> leaned_on_;
  std::string leaves_;
};

void copy_spine(Copier &copier) {
  copier.copy("unit",
              {{"id", "s.id + c.loc"},
               {"code", "s.code || c.district"},
               {"name", "s.name || ' ' || c.place"},
               {"administration", "c.place || 's stadsdelsförvaltning'"},
               {"board", "c.place || 's stadsdelsnämnd'"}},
              true);
  copier.copy("unit_pack", {{"unit_id", "s.unit_id + c.loc"}}, true);
  copier.copy("team", {{"id", "s.id + c.loc"}, {"unit_id", "s.unit_id + c.loc"}}, true);
  copier.copy("staff", {{"id", "s.id + c.loc"}, {"unit_id", "s.unit_id + c.loc"}}, true);
  copier.copy("staff_team", {{"staff_id", "s.staff_id + c.loc"}, {"team_id", "s.team_id + c.loc"}}, true);
  copier.copy(
      "app_user",
      {{"id", "s.id + c.loc"}, {"login", "s.login || '.' || (c.district + 1)"}, {"unit_id", "s.unit_id + c.loc"}, {"staff_id", "s.staff_id + c.loc"}},
      true);
  copier.copy("app_user_team", {{"user_id", "s.user_id + c.loc"}, {"team_id", "s.team_id + c.loc"}}, true);
}

void copy_people(Copier &copier) {
  copier.copy("person",
              {{"id", "s.id + c.rec"}, {"unit_id", "s.unit_id + c.loc"}, {"personnummer", "NULL"}, {"merged_into", "s.merged_into + c.rec"}}, false);
  copier.copy("person_team", {{"person_id", "s.person_id + c.rec"}, {"team_id", "s.team_id + c.loc"}}, false);
  copier.copy("person_word", {{"person_id", "s.person_id + c.rec"}, {"unit_id", "s.unit_id + c.loc"}}, false);
}

/// What follows from the records: who is in them, when they came to their states, kept dates, courses of treatment. The unit's own
/// rhythms (record 0) depend on how many records there are: they are the caller's.
void copy_around(Copier &copier) {
  const auto kept = copier.kept("s.register_id", "s.record_id");
  copier.copy("record_staff", {{"staff_id", "s.staff_id + c.loc"}, {"record_id", "s.record_id + c.rec"}}, false, kept);
  copier.copy("record_person", {{"id", ""}, {"person_id", "s.person_id + c.rec"}, {"record_id", "s.record_id + c.rec"}}, false, kept);
  copier.copy("record_giver", {{"id", ""}, {"record_id", "s.record_id + c.rec"}}, false, kept);
  copier.copy("deadline",
              {{"id", ""},
               {"record_id", "s.record_id + c.rec"},
               {"unit_id", "s.unit_id + c.loc"},
               {"team_id", "s.team_id + c.loc"},
               {"staff_id", "s.staff_id + c.loc"},
               {"other_staff_id", "s.other_staff_id + c.loc"},
               {"person_id", "s.person_id + c.rec"}},
              false, "s.record_id <> 0 AND " + kept);
  copier.copy("record_history", {{"id", ""}, {"record_id", "s.record_id + c.rec"}, {"difference", copier.state_of("s.difference")}}, false,
              "s.difference LIKE '%\"_state\":%' AND " + kept);
  copier.copy("treatment_line",
              {{"contact_id", "s.contact_id + c.rec"},
               {"unit_id", "s.unit_id + c.loc"},
               {"team_id", "s.team_id + c.loc"},
               {"staff_id", "s.staff_id + c.loc"},
               {"person_id", "s.person_id + c.rec"}},
              false);
}

/// PostgreSQL counts on by itself; the next number comes after the last.
void count_on(db::Connection &c) {
  if (c.backend() != db::Backend::postgres) return;
  std::vector<std::string> tables;
  c.query("SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'id' AND is_identity = 'YES'",
          {}, [&](const db::Row &row) { tables.push_back(row.str(0)); });
  for (const auto &table : tables)
    (void)c.scalar("SELECT setval(pg_get_serial_sequence('" + table + "', 'id'), GREATEST(1, (SELECT COALESCE(MAX(id), 0) FROM " + table + ")))");
}

std::int64_t records_in(db::Connection &c, const definitions::Catalog &catalog) {
  std::int64_t all = 0;
  for (const auto &reg : catalog.registers) all += c.count("SELECT COUNT(*) FROM " + records::table_name(reg));
  return all;
}

} // namespace

double city_share(std::int64_t records) {
  // Told whole, a district of ten years has about this many; what Resursenheten has of its own is always told.
  constexpr double kDistrict = 220'000, kAlways = 30'000;
  return std::clamp((static_cast<double>(records) / kDistricts - kAlways) / (kDistrict - kAlways), 0.05, 1.0);
}

City make_city(db::Pool &pool, const definitions::Catalog &catalog, std::int64_t records, const std::function<void(const std::string &)> &progress) {
  auto lease = pool.write();
  db::Connection &c = *lease;
  City city;
  const auto first = records_in(c, catalog);
  city.copies = std::max<std::int64_t>(kDistricts, (records + first / 2) / std::max<std::int64_t>(first, 1));
  write_copies(c, city.copies);
  Copier copier(c, catalog);
  {
    db::Transaction tx(c);
    copy_spine(copier);
    copy_people(copier);
    tx.commit();
  }
  city.records = first;
  std::int64_t told = 0;
  for (const auto &reg : catalog.registers) {
    db::Transaction tx(c);
    city.records += copier.copy(reg);
    tx.commit();
    if (city.records / 1'000'000 == told) continue;
    told = city.records / 1'000'000;
    progress(tr_n("{} miljon poster", "{} miljoner poster", told));
  }
  {
    db::Transaction tx(c);
    copy_around(copier);
    count_on(c);
    tx.commit();
  }
  progress(std::string(tr("Index")));
  copier.make_indexes();
  c.script("DROP TABLE IF EXISTS city_from");
  c.script("DROP TABLE city_copy");
  // SQLite plans by the indexes alone, as in operation: figures on some of the tables would only lead it astray.
  if (c.backend() == db::Backend::postgres) c.script("ANALYZE");
  city.units = c.count("SELECT COUNT(*) FROM unit");
  return city;
}

} // namespace rt::demo
