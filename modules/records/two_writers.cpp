#include "modules/records/two_writers.hpp"
#include "modules/records/form_state.hpp"
#include <algorithm>

namespace rt::records {

namespace {

/// Without the mark of where a row came from, which the form adds.
std::vector<GroupRow> rows_of(const Record &record, const std::string &group) {
  const auto found = record.groups.find(group);
  auto rows = found != record.groups.end() ? found->second : std::vector<GroupRow>{};
  for (auto &row : rows) row.erase("_row");
  return rows;
}

void take(const Field &field, const Record &from, Record &onto) {
  if (from.has(field.id)) onto.values[field.id] = from.value(field.id);
  else onto.values.erase(field.id);
  if (field.type == FieldType::givers) onto.givers = from.givers;
}

bool is_text(const Field &field) { return field.type == FieldType::long_text || field.type == FieldType::text; }

} // namespace

Meeting meet(const Register &reg, const Record &base, const Record &theirs, const Record &mine) {
  Meeting meeting{mine, {}, {}};
  const auto sort = [&](const std::string &id, bool they, bool i, bool alike, auto take_theirs) {
    if (!they || alike) return;
    if (i) return meeting.both.push_back(id);
    meeting.taken.push_back(id);
    take_theirs();
  };
  for (const auto &field : reg.fields) {
    if (!in_form(field) || !in_record(field) || theirs.hidden.count(field.id) != 0) continue;
    const auto &was = base.value(field.id), &is = theirs.value(field.id), &own = mine.value(field.id);
    sort(field.id, was != is, was != own, is == own, [&] { take(field, theirs, meeting.merged); });
  }
  for (const auto &group : reg.groups) {
    if (mine.groups.find(group.id) == mine.groups.end()) continue;
    const auto &was = rows_of(base, group.id), &is = rows_of(theirs, group.id), &own = rows_of(mine, group.id);
    sort(group.id, was != is, was != own, is == own, [&] { meeting.merged.groups[group.id] = is; });
  }
  if (mine.team == base.team) meeting.merged.team = theirs.team;
  return meeting;
}

Choice choice_from(std::string_view text) { return text == "deras" ? Choice::theirs : text == "bada" ? Choice::both : Choice::mine; }

bool can_keep_both(const Register &reg, std::string_view id) {
  const auto *field = reg.field(id);
  return field != nullptr ? is_text(*field) : reg.group(id) != nullptr;
}

void choose(const Register &reg, std::string_view id, Choice choice, const Record &theirs, Record &mine) {
  if (choice == Choice::mine) return;
  if (const auto *field = reg.field(id)) {
    if (choice == Choice::theirs) return take(*field, theirs, mine);
    const auto own = mine.text(id), other = theirs.text(id);
    if (!is_text(*field) || other.empty() || own == other) return;
    mine.values[field->id] = own + (own.empty() ? "" : field->type == FieldType::long_text ? "\n\n" : "; ") + other;
    return;
  }
  const auto *group = reg.group(id);
  if (group == nullptr) return;
  const auto &others = rows_of(theirs, group->id);
  auto &rows = mine.groups[group->id];
  if (choice == Choice::theirs) rows = others;
  else
    for (const auto &row : others)
      if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(row);
}

} // namespace rt::records
