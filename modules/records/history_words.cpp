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
  static std::string in(const std::map<std::int64_t, std::string> &names, const db::Value &value) {
    if (id_of(value) == 0) return {};
    const auto found = names.find(id_of(value));
    return found != names.end() ? found->second : std::string(tr("en annan"));
  }
  std::string shown(const definitions::Field &field, const db::Value &value) const {
    if (std::holds_alternative<db::Null>(value)) return {};
    switch (field.type) {
    case FieldType::team: return in(teams, value);
    case FieldType::staff: return in(staff, value);
    case FieldType::person: return in(persons, value);
    case FieldType::reference: return field.target == "contact" ? in(contacts, value) : std::string(tr("en annan post"));
    default: return show(field, value);
    }
  }
};

/// Persons and contacts that the rows name, for two queries over all of them.
void collect(const Table &table, const std::vector<FieldChange> &changes, std::vector<std::int64_t> &persons, std::vector<std::int64_t> &contacts) {
  for (const auto &change : changes) {
    const auto *field = table.reg->field(change.field);
    if (field == nullptr) continue;
    for (const auto &value : {change.before, change.after}) {
      if (id_of(value) == 0) continue;
      if (field->type == FieldType::person) persons.push_back(id_of(value));
      if (field->type == FieldType::reference && field->target == "contact") contacts.push_back(id_of(value));
    }
  }
}

std::string state_words(const definitions::Register &reg, const db::Value &value) {
  const auto *state = reg.state_by_code(static_cast<int>(id_of(value)));
  return state != nullptr ? state->title.str() : std::string{};
}

} // namespace

std::vector<HistoryEntry> in_words(db::Connection &c, const access::Actor &actor, const Table &table, const std::vector<HistoryRow> &rows,
                                   const std::map<std::int64_t, std::string> &teams, const std::map<std::int64_t, std::string> &staff) {
  std::vector<std::vector<FieldChange>> all;
  std::vector<std::int64_t> persons, contacts;
  for (const auto &row : rows) {
    all.push_back(changes(row.difference));
    collect(table, all.back(), persons, contacts);
  }
  const Names names{teams, staff, person_names(c, actor, persons), contact_names(c, actor, contacts)};
  std::vector<HistoryEntry> entries;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    HistoryEntry entry{rows[i].at, rows[i].who, rows[i].what, {}};
    for (const auto &field : table.reg->fields) // in the form's order, not the alphabet's
      for (const auto &change : all[i])
        if (change.field == field.id) entry.differences.push_back({field.title.str(), names.shown(field, change.before), names.shown(field, change.after)});
    for (const auto &change : all[i]) {
      if (change.field == "_state" && !table.reg->states.empty())
        entry.differences.push_back({std::string(tr("Läge")), state_words(*table.reg, change.before), state_words(*table.reg, change.after)});
      if (change.field == "_team" && table.reg->field("team") == nullptr)
        entry.differences.push_back({std::string(tr("Grupp")), Names::in(teams, change.before), Names::in(teams, change.after)});
    }
    entries.push_back(std::move(entry));
  }
  std::reverse(entries.begin(), entries.end());
  return entries;
}

} // namespace rt::records::store
