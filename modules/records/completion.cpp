// What a draft keeps of the stored record (rights per field, groups that were not sent), and whether what it points at is there.
#include "modules/records/engine.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using access::Actor;
using definitions::Field;
using definitions::FieldType;

namespace {

constexpr const char *kOrigin = "_row"; ///< the row's place before, from 1, as the form sends it

const db::Value kNothing{db::Null{}};

const db::Value &value_in(const GroupRow &row, const std::string &field) {
  const auto found = row.find(field);
  return found != row.end() ? found->second : kNothing;
}

std::string not_yours(const Field &field) { return tr_f("{0}: din roll får inte ändra det här.", {field.title.str()}); }

const std::vector<GroupRow> *rows_of(const Record *record, const std::string &group) {
  if (record == nullptr) return nullptr;
  const auto found = record->groups.find(group);
  return found != record->groups.end() ? &found->second : nullptr;
}

/// One row's locked fields are as they were in the row that it comes from.
void keep_row(const GroupTable &group, const Actor &actor, const GroupRow *was, const GroupRow &defaults, std::size_t index, GroupRow &row,
              std::vector<FieldError> &errors) {
  for (const auto *field : group.fields) {
    if (field->retired && was != nullptr && may_write(*field, actor) && row.count(field->id) == 0) row[field->id] = value_in(*was, field->id);
    if (may_write(*field, actor) || field->type == FieldType::computed) continue;
    const auto &kept = value_in(was != nullptr ? *was : defaults, field->id);
    const auto &sent = value_in(row, field->id);
    // What may not be seen may not be guessed at either: even the right value is refused.
    if (!std::holds_alternative<db::Null>(sent) && (sent != kept || !may_read(*field, actor)))
      errors.push_back({group.group->id + "." + std::to_string(index) + "." + field->id, not_yours(*field)});
    if (std::holds_alternative<db::Null>(kept)) row.erase(field->id);
    else row[field->id] = kept;
  }
}

/// Everything of one kind that the record points at, each with the control it stands in.
template<class Visit> void each_value(const Table &t, const Record &record, const Record *before, Visit visit) {
  for (const auto *field : t.fields) {
    const auto &value = record.value(field->id);
    if (record.has(field->id) && (before == nullptr || before->value(field->id) != value)) visit(*field, value, field->id);
  }
  for (const auto &group : t.groups) {
    const auto *rows = rows_of(&record, group.group->id);
    const auto *was = rows_of(before, group.group->id);
    for (std::size_t i = 0; rows != nullptr && i < rows->size(); ++i)
      for (const auto *field : group.fields) {
        const auto &value = value_in((*rows)[i], field->id);
        const bool known =
            was != nullptr && std::any_of(was->begin(), was->end(), [&](const GroupRow &row) { return value_in(row, field->id) == value; });
        if (!std::holds_alternative<db::Null>(value) && !known) visit(*field, value, group.group->id + "." + std::to_string(i) + "." + field->id);
      }
  }
}

std::int64_t id_in(const db::Value &value) {
  const auto *whole = std::get_if<std::int64_t>(&value);
  return whole != nullptr ? *whole : 0;
}

std::vector<std::int64_t> people_in(const Field &field, const db::Value &value) {
  std::vector<std::int64_t> ids;
  if (field.type == FieldType::person && field.id != "person") ids.push_back(id_in(value));
  if (field.type == FieldType::persons && std::holds_alternative<std::string>(value))
    for (const auto &one : persons_from_text(field, std::get<std::string>(value))) ids.push_back(one.person);
  return ids;
}

} // namespace

void Records::Impl::normalise_row(const Table &t, const std::string &group, GroupRow &row) {
  for (auto it = row.begin(); it != row.end();) {
    const auto *field = t.reg->field(it->first);
    const auto *text = std::get_if<std::string>(&it->second);
    const bool nothing = std::holds_alternative<db::Null>(it->second) || (text != nullptr && text->empty());
    if (it->first != kOrigin && (field == nullptr || field->group != group || nothing)) {
      it = row.erase(it);
      continue;
    }
    if (field != nullptr && (field->type == FieldType::decimal || field->type == FieldType::money))
      if (const auto *whole = std::get_if<std::int64_t>(&it->second)) it->second = static_cast<double>(*whole);
    ++it;
  }
}

void Records::Impl::keep_protected(const Table &t, const Actor &actor, Record &draft, const Record *before, std::vector<FieldError> &errors) const {
  normalise(t, draft);
  const auto defaults = blank(*t.reg, actor, today());
  for (const auto *field : t.fields) {
    // What is no longer asked for cannot be emptied by not being asked for.
    if (field->retired && before != nullptr && may_write(*field, actor) && !draft.has(field->id)) draft.values[field->id] = before->value(field->id);
    if (may_write(*field, actor) || field->type == FieldType::computed) continue;
    const auto kept = (before != nullptr ? *before : defaults).value(field->id);
    if (draft.has(field->id) && (draft.value(field->id) != kept || !may_read(*field, actor))) errors.push_back({field->id, not_yours(*field)});
    draft.values[field->id] = kept;
    if (field->type == FieldType::givers) draft.givers = before != nullptr ? before->givers : std::vector<Giver>{};
  }
  for (const auto &group : t.groups) {
    const auto *was = rows_of(before, group.group->id);
    const auto sent = draft.groups.find(group.group->id);
    if (sent == draft.groups.end()) continue;
    const auto row_defaults = blank_row(*t.reg, group.group->id, actor, today());
    for (std::size_t i = 0; i < sent->second.size(); ++i) {
      auto &row = sent->second[i];
      const auto named = static_cast<std::size_t>(id_in(value_in(row, kOrigin)));
      const auto origin = row.count(kOrigin) != 0 ? named - 1 : i; // 0 - 1: a new row, past the end
      row.erase(kOrigin);
      keep_row(group, actor, was != nullptr && origin < was->size() ? &(*was)[origin] : nullptr, row_defaults, i, row, errors);
    }
  }
  draft.hidden.clear();
}

void Records::Impl::complete_groups(const Table &t, Record &draft, const Record *before) const {
  for (const auto &group : t.groups) {
    const auto &id = group.group->id;
    if (draft.groups.find(id) == draft.groups.end()) {
      const auto *was = rows_of(before, id);
      draft.groups[id] = was != nullptr ? *was : std::vector<GroupRow>{};
    }
    auto &rows = draft.groups[id];
    for (auto &row : rows) {
      normalise_row(t, id, row);
      row.erase(kOrigin);
    }
    rows.erase(std::remove_if(rows.begin(), rows.end(), [](const GroupRow &row) { return row.empty(); }), rows.end());
  }
}

void Records::Impl::check_pointed_at(db::Connection &c, const Table &t, const Actor &actor, const Record &draft, const Record *before,
                                     std::vector<FieldError> &errors) const {
  const auto scope = actor.scope();
  std::vector<std::int64_t> people;
  bool staff = false;
  each_value(t, draft, before, [&](const Field &field, const db::Value &value, const std::string &control) {
    if (field.points_at_record() && field.id != "contact" && !store::visible(c, "r_" + field.target, id_in(value), scope))
      errors.push_back({control, tr_f("{0}: posten finns inte, eller så får du inte se den.", {field.title.str()})});
    if (field.type == FieldType::file && !store::may_have_file(c, actor.unit, t.reg->id, draft.id, actor.user, id_in(value)))
      errors.push_back({control, tr_f("{0}: filen finns inte kvar. Välj den igen.", {field.title.str()})});
    const auto named = people_in(field, value);
    people.insert(people.end(), named.begin(), named.end());
    staff = staff || field.type == FieldType::staff_list || field.type == FieldType::staff || field.type == FieldType::team;
  });
  if (!people.empty()) {
    const auto seen = store::person_names(c, actor, people);
    each_value(t, draft, before, [&](const Field &field, const db::Value &value, const std::string &control) {
      for (const auto id : people_in(field, value))
        if (seen.count(id) == 0) {
          errors.push_back({control, tr_f("{0}: personen finns inte, eller så får du inte se hen.", {field.title.str()})});
          break;
        }
    });
  }
  if (!staff) return;
  const auto missing = [&](const char *sql, std::int64_t id) { return !c.exists(sql, {id, draft.unit}); };
  each_value(t, draft, before, [&](const Field &field, const db::Value &value, const std::string &control) {
    if (field.type == FieldType::team && missing("SELECT 1 FROM team WHERE id = ? AND unit_id = ?", id_in(value)))
      errors.push_back({control, tr_f("{0}: gruppen finns inte i enheten.", {field.title.str()})});
    if (field.type != FieldType::staff && field.type != FieldType::staff_list) return;
    auto ids = std::holds_alternative<std::string>(value) ? ids_from_text(std::get<std::string>(value)) : std::vector<std::int64_t>{id_in(value)};
    if (std::any_of(ids.begin(), ids.end(), [&](auto id) { return missing("SELECT 1 FROM staff WHERE id = ? AND unit_id = ?", id); }))
      errors.push_back({control, tr_f("{0}: medarbetaren finns inte i enheten.", {field.title.str()})});
  });
}

void Records::Impl::write_parts(db::Connection &c, const Table &t, const Record &after, const Record *before) {
  store::write_groups(c, t, after, before);
  store::write_persons(c, t, after, before != nullptr);
  store::write_staff(c, t, after, before != nullptr);
  each_value(t, after, before, [&](const Field &field, const db::Value &value, const std::string &) {
    if (field.type == FieldType::file) store::give_file(c, id_in(value), after.id);
  });
}

} // namespace rt::records
