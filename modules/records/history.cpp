// The history of a record: each change as small JSON, append-only. Replaying all of it gives the record as it is.
#include "modules/records/store.hpp"
#include <nlohmann/json.hpp>

namespace rt::records::store {

using nlohmann::json;

namespace {

void write_text(std::string &out, const std::string &text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\n': out += "\\n"; break;
    default:
      if (static_cast<unsigned char>(c) >= 0x20) {
        out += c;
      } else {
        char code[8];
        std::snprintf(code, sizeof code, "\\u%04x", c);
        out += code;
      }
    }
  }
  out += '"';
}

void write_value(std::string &out, const db::Value &value) {
  if (const auto *whole = std::get_if<std::int64_t>(&value)) out += std::to_string(*whole);
  else if (const auto *real = std::get_if<double>(&value)) out += json(*real).dump();
  else if (const auto *text = std::get_if<std::string>(&value)) write_text(out, *text);
  else out += "null";
}

db::Value value_of(const json &j) {
  if (j.is_number_integer()) return j.get<std::int64_t>();
  if (j.is_number()) return j.get<double>();
  if (j.is_string()) return j.get<std::string>();
  return db::Null{};
}

db::Value whole(std::int64_t value) { return value; }

/// What every record has beside its fields.
std::vector<std::pair<const char *, db::Value>> frame(const Record &r) {
  return {{"_unit", whole(r.unit)},
          {"_team", whole(r.team)},
          {"_staff", whole(r.staff)},
          {"_person", whole(r.person)},
          {"_contact", whole(r.contact)},
          {"_sex", whole(static_cast<int>(r.sex))},
          {"_birth_year", whole(r.birth_year)},
          {"_n0", whole(r.counts[0])},
          {"_n1", whole(r.counts[1])},
          {"_n2", whole(r.counts[2])},
          {"_n3", whole(r.counts[3])},
          {"_state", whole(r.state)},
          {"_locked", whole(r.locked ? 1 : 0)},
          {"_deleted", whole(r.deleted ? 1 : 0)}};
}

} // namespace

std::string difference(const Table &table, const Record *before, const Record &after) {
  std::string out = "{";
  const auto add = [&](const std::string &name, const db::Value &was, const db::Value &is) {
    if (out.size() > 1) out += ',';
    out += '"' + name + "\":[";
    write_value(out, was);
    out += ',';
    write_value(out, is);
    out += ']';
  };
  const auto now = frame(after);
  const auto then = frame(before != nullptr ? *before : [] {
    Record nothing;
    nothing.counts[0] = 0;
    return nothing;
  }());
  for (std::size_t i = 0; i < now.size(); ++i)
    if (now[i].second != then[i].second) add(now[i].first, then[i].second, now[i].second);
  static const db::Value kNothing{db::Null{}};
  for (const auto *one : table.fields) {
    const auto &field = *one;
    const auto &was = before != nullptr ? before->value(field.id) : kNothing;
    const auto &is = after.value(field.id);
    if (was != is) add(field.id, was, is);
  }
  for (const auto &group : table.groups) {
    const auto rows = after.groups.find(group.group->id);
    if (rows == after.groups.end()) continue;
    const auto was = before != nullptr ? before->groups.find(group.group->id) : after.groups.end();
    const bool had = before != nullptr && was != before->groups.end() && !was->second.empty();
    if (had ? was->second != rows->second : !rows->second.empty())
      add(group.group->id, had ? db::Value{rows_to_text(was->second)} : kNothing,
          rows->second.empty() ? kNothing : db::Value{rows_to_text(rows->second)});
  }
  return out + "}";
}

std::string rows_to_text(const std::vector<GroupRow> &rows) {
  std::string out = "[";
  for (const auto &row : rows) {
    out += out.size() > 1 ? ",{" : "{";
    bool first = true;
    for (const auto &[id, value] : row) {
      out += std::string(first ? "" : ",") + '"' + id + "\":";
      write_value(out, value);
      first = false;
    }
    out += '}';
  }
  return out + "]";
}

std::vector<GroupRow> rows_from_text(const std::string &text) {
  std::vector<GroupRow> rows;
  const auto list = json::parse(text, nullptr, false);
  if (!list.is_array()) return rows;
  for (const auto &one : list) {
    auto &row = rows.emplace_back();
    for (const auto &[id, value] : one.items()) row[id] = value_of(value);
  }
  return rows;
}

void append_history(db::Connection &c, const Table &table, std::int64_t id, int version, std::string_view what, const std::string &difference,
                    const Stamp &stamp) {
  c.exec("INSERT INTO record_history (register_id, record_id, version, at, user_id, who, what, difference) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
         {table.reg->id, id, static_cast<std::int64_t>(version), stamp.at, stamp.user != 0 ? db::Value{stamp.user} : db::Value{db::Null{}},
          db::opt(stamp.name), std::string(what), difference});
}

std::vector<HistoryRow> history(db::Connection &c, const definitions::Register &reg, std::int64_t id, int after_version) {
  std::vector<HistoryRow> rows;
  c.query(
      "SELECT at, who, what, difference, version FROM record_history WHERE register_id = ? AND record_id = ? AND version > ? ORDER BY version, id",
      {reg.id, id, static_cast<std::int64_t>(after_version)},
      [&](const db::Row &row) { rows.push_back({row.str(0), row.str(1), row.str(2), row.str(3), static_cast<int>(row.integer(4))}); });
  return rows;
}

std::vector<FieldChange> changes(const std::string &difference) {
  std::vector<FieldChange> result;
  const auto object = json::parse(difference, nullptr, false);
  if (!object.is_object()) return result;
  for (const auto &[name, pair] : object.items())
    if (pair.is_array() && pair.size() == 2) result.push_back({name, value_of(pair[0]), value_of(pair[1])});
  return result;
}

void replay(const Table &table, const std::string &difference, Record &onto) {
  for (const auto &group : table.groups) onto.groups[group.group->id]; // none until the history says otherwise
  for (const auto &change : changes(difference)) {
    const auto number = std::holds_alternative<std::int64_t>(change.after) ? std::get<std::int64_t>(change.after) : 0;
    if (change.field == "_unit") onto.unit = number;
    else if (change.field == "_team") onto.team = number;
    else if (change.field == "_staff") onto.staff = number;
    else if (change.field == "_person") onto.person = number;
    else if (change.field == "_contact") onto.contact = number;
    else if (change.field == "_sex") onto.sex = static_cast<Sex>(number);
    else if (change.field == "_birth_year") onto.birth_year = static_cast<int>(number);
    else if (change.field == "_state") onto.state = static_cast<int>(number);
    else if (change.field == "_locked") onto.locked = number != 0;
    else if (change.field == "_deleted") onto.deleted = number != 0;
    else if (change.field.size() == 3 && change.field.compare(0, 2, "_n") == 0) onto.counts[(change.field[2] - '0') & 3] = static_cast<int>(number);
    else if (table.reg->group(change.field) != nullptr)
      onto.groups[change.field] =
          std::holds_alternative<std::string>(change.after) ? rows_from_text(std::get<std::string>(change.after)) : std::vector<GroupRow>{};
    else if (std::holds_alternative<db::Null>(change.after)) onto.values.erase(change.field);
    else onto.values[change.field] = change.after;
  }
  if (table.givers != nullptr) onto.givers = givers_from_text(*table.givers, onto.text(table.givers->id));
}

} // namespace rt::records::store
