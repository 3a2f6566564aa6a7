#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records::store {

using definitions::FieldType;

namespace {

std::int64_t id_of(const db::Value &value) {
  const auto *whole = std::get_if<std::int64_t>(&value);
  return whole != nullptr ? *whole : 0;
}

struct Names {
  std::map<std::int64_t, std::string> teams, staff, persons, contacts;
  std::map<std::string, std::map<std::int64_t, std::string>> records; ///< by register
  std::map<std::int64_t, StoredFile> files;
  static std::string in(const std::map<std::int64_t, std::string> &names, std::int64_t id) {
    if (id == 0) return {};
    const auto found = names.find(id);
    return found != names.end() ? found->second : std::string(tr("en annan"));
  }
  static std::string in(const std::map<std::int64_t, std::string> &names, const db::Value &value) { return in(names, id_of(value)); }
  std::string record(const std::string &target, const db::Value &value) const {
    const auto found = records.find(target);
    const auto name = found != records.end() ? found->second.find(id_of(value)) : std::map<std::int64_t, std::string>::const_iterator{};
    return found != records.end() && name != found->second.end() ? name->second : std::string(tr("en annan post"));
  }
  std::string shown(const definitions::Field &field, const db::Value &value) const {
    if (std::holds_alternative<db::Null>(value)) return {};
    switch (field.type) {
    case FieldType::team: return in(teams, value);
    case FieldType::staff: return in(staff, value);
    case FieldType::person: return in(persons, value);
    case FieldType::staff_list:
    case FieldType::persons: return several(field, std::holds_alternative<std::string>(value) ? std::get<std::string>(value) : std::string{});
    case FieldType::reference: return field.target == "contact" ? in(contacts, value) : record(field.target, value);
    case FieldType::household:
    case FieldType::provider: return record(field.target, value);
    case FieldType::file: {
      const auto found = files.find(id_of(value));
      return found != files.end() ? found->second.filename : std::string(tr("en fil"));
    }
    default: return show(field, value);
    }
  }
  std::string several(const definitions::Field &field, const std::string &text) const {
    std::vector<std::string> parts;
    if (field.type == FieldType::staff_list)
      for (const auto id : ids_from_text(text)) parts.push_back(in(staff, id));
    else
      for (const auto &one : persons_from_text(field, text)) {
        const auto *role = field.option(one.role);
        parts.push_back((role != nullptr ? role->title.str() + ": " : std::string{}) + in(persons, one.person));
      }
    return join(parts, ", ");
  }
  std::string row(const definitions::Register &reg, const access::Actor &actor, const std::string &group, const GroupRow &values) const {
    std::vector<std::string> parts;
    for (const auto &field : reg.fields) {
      const auto value = values.find(field.id);
      if (field.group != group || value == values.end()) continue;
      parts.push_back(field.title.str() + ": " + (may_read(field, actor) ? shown(field, value->second) : std::string(tr("Dold"))));
    }
    return join(parts, ", ");
  }
};

/// Every id that the changes name, to be fetched with one query per kind.
struct Ids {
  std::vector<std::int64_t> persons, contacts, files;
  std::map<std::string, std::vector<std::int64_t>> records;

  void value(const definitions::Field &field, const db::Value &value) {
    if (field.type == FieldType::persons && std::holds_alternative<std::string>(value))
      for (const auto &one : persons_from_text(field, std::get<std::string>(value))) persons.push_back(one.person);
    if (id_of(value) == 0) return;
    if (field.type == FieldType::person) persons.push_back(id_of(value));
    else if (field.type == FieldType::file) files.push_back(id_of(value));
    else if (field.points_at_record() && field.target == "contact") contacts.push_back(id_of(value));
    else if (field.points_at_record()) records[field.target].push_back(id_of(value));
  }
  void changes(const definitions::Register &reg, const std::vector<FieldChange> &list) {
    for (const auto &change : list)
      for (const auto &side : {change.before, change.after}) {
        if (const auto *field = reg.field(change.field); field != nullptr) value(*field, side);
        if (reg.group(change.field) == nullptr || !std::holds_alternative<std::string>(side)) continue;
        for (const auto &row : rows_from_text(std::get<std::string>(side)))
          for (const auto &[id, inner] : row)
            if (const auto *field = reg.field(id); field != nullptr) value(*field, inner);
      }
  }
};

std::vector<GroupRow> rows_of(const db::Value &value) {
  return std::holds_alternative<std::string>(value) ? rows_from_text(std::get<std::string>(value)) : std::vector<GroupRow>{};
}

/// Only the rows that differ: what is the same at the beginning and at the end is left out.
void tell_group(const Names &names, const access::Actor &actor, const definitions::Register &reg, const definitions::Group &group,
                const FieldChange &change, std::vector<HistoryEntry::Difference> &differences) {
  const auto before = rows_of(change.before), after = rows_of(change.after);
  std::size_t first = 0, last = 0;
  const auto least = std::min(before.size(), after.size());
  while (first < least && before[first] == after[first]) ++first;
  while (last < least - first && before[before.size() - 1 - last] == after[after.size() - 1 - last]) ++last;
  const auto rows = std::max(before.size(), after.size()) - last;
  for (std::size_t i = first; i < rows; ++i) {
    const auto was = i < before.size() - last ? names.row(reg, actor, group.id, before[i]) : std::string{};
    const auto is = i < after.size() - last ? names.row(reg, actor, group.id, after[i]) : std::string{};
    HistoryEntry::Difference difference;
    difference.field = group.singular.str() + " " + std::to_string(i + 1);
    difference.before = was;
    difference.after = is;
    differences.push_back(std::move(difference));
  }
}

std::string state_words(const definitions::Register &reg, const db::Value &value) {
  const auto *state = reg.state_by_code(static_cast<int>(id_of(value)));
  return state != nullptr ? state->title.str() : std::string{};
}

} // namespace

std::vector<HistoryEntry> in_words(db::Connection &c, const access::Actor &actor, const definitions::Catalog &catalog, const Table &table,
                                   const std::vector<HistoryRow> &rows, const std::map<std::int64_t, std::string> &teams,
                                   const std::map<std::int64_t, std::string> &staff) {
  std::vector<std::vector<FieldChange>> all;
  Ids ids;
  for (const auto &row : rows) {
    all.push_back(changes(row.difference));
    ids.changes(*table.reg, all.back());
  }
  Names names{teams, staff, person_names(c, actor, ids.persons), contact_names(c, actor, ids.contacts), {}, file_names(c, actor.unit, ids.files)};
  for (const auto &[target, list] : ids.records)
    if (const auto *reg = catalog.find(target)) names.records[target] = reference_names(c, actor, *reg, list);
  std::vector<HistoryEntry> entries;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    HistoryEntry entry{rows[i].at, rows[i].who, rows[i].what, {}};
    for (const auto &field : table.reg->fields) // in the form's order, not the alphabet's
      for (const auto &change : all[i])
        if (change.field == field.id) {
          const auto said = [&](const db::Value &value) {
            if (may_read(field, actor)) return names.shown(field, value);
            return std::holds_alternative<db::Null>(value) ? std::string{} : std::string(tr("Dold"));
          };
          HistoryEntry::Difference difference;
          difference.field = field.title.str();
          difference.before = said(change.before);
          difference.after = said(change.after);
          entry.differences.push_back(std::move(difference));
        }
    for (const auto &group : table.reg->groups)
      for (const auto &change : all[i])
        if (change.field == group.id) tell_group(names, actor, *table.reg, group, change, entry.differences);
    for (const auto &change : all[i]) {
      if (change.field == "_state" && !table.reg->states.empty())
        entry.differences.push_back({std::string(tr("Läge")), state_words(*table.reg, change.before), state_words(*table.reg, change.after)});
      if (change.field == "_team" && table.reg->field("team") == nullptr)
        entry.differences.push_back({std::string(tr("Grupp")), Names::in(teams, change.before), Names::in(teams, change.after)});
    }
    entry.version = rows[i].version;
    entries.push_back(std::move(entry));
  }
  std::reverse(entries.begin(), entries.end());
  return entries;
}

} // namespace rt::records::store
