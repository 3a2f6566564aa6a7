#pragma once
// Every register of every shipped pack in one database, with records made from the definitions alone.
#include "modules/records/form_state.hpp"
#include "modules/records/tests/site.hpp"

namespace rt::records {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;

inline const definitions::Catalog &every_pack() {
  static const definitions::Loaded kLoaded = definitions::load(shipped_packs(), {});
  return kLoaded.catalog;
}

inline const Date kToday = make_date(2019, 3, 22);

inline std::string words_of(const Problem &problem) {
  std::string all = problem.message;
  for (const auto &error : problem.fields) all += "\n  " + error.field + ": " + error.message;
  return all;
}

/// An answer that was not retired by the day of these tests, or came after it.
inline const definitions::Option &an_answer(const Field &field) {
  for (const auto &option : field.options)
    if (option.valid_to.empty() && option.valid_from.empty()) return option;
  return field.options.front();
}

/// Values that a field may be tried with, to find some that break a rule.
inline std::vector<db::Value> tries(const Field &field) {
  std::vector<db::Value> values{db::Null{}};
  switch (field.type) {
  case FieldType::date:
    for (const char *day : {"2018-12-01", "2019-03-10", "2019-03-22", "2019-04-20", "2020-06-01"}) values.emplace_back(std::string(day));
    break;
  case FieldType::datetime:
    for (const char *at : {"2018-12-01T10:00:00Z", "2019-03-10T10:00:00Z", "2019-03-22T10:00:00Z", "2020-06-01T10:00:00Z"})
      values.emplace_back(std::string(at));
    break;
  case FieldType::time: values.insert(values.end(), {std::string("08:00"), std::string("16:00")}); break;
  case FieldType::month: values.insert(values.end(), {std::string("2018-01"), std::string("2020-01")}); break;
  case FieldType::choice:
    for (const auto &option : field.options) values.emplace_back(std::int64_t{option.code});
    break;
  case FieldType::item:
  case FieldType::faces:
    for (const auto &option : field.options) values.emplace_back(std::int64_t{option.score});
    break;
  case FieldType::yes_no: values.insert(values.end(), {std::int64_t{0}, std::int64_t{1}}); break;
  case FieldType::integer:
    for (const double n : {field.min.value_or(0), field.min.value_or(0) + 1, field.max.value_or(1000) - 1, field.max.value_or(1000)})
      values.emplace_back(static_cast<std::int64_t>(n));
    break;
  case FieldType::decimal:
  case FieldType::money:
    for (const double n : {field.min.value_or(0), field.min.value_or(0) + 1, field.max.value_or(100000)}) values.emplace_back(n);
    break;
  case FieldType::scale: values.insert(values.end(), {std::int64_t{0}, std::int64_t{100}}); break;
  default: break;
  }
  return values;
}

/// The fields that a rule speaks of; of what is computed, what it is computed from.
inline std::vector<const Field *> fields_of_rule(const Register &reg, const std::string &rule) {
  std::vector<const Field *> fields;
  for (const auto &field : reg.fields) {
    const auto names = [&](const std::string &words, const std::string &id) {
      for (auto at = words.find(id); at != std::string::npos; at = words.find(id, at + 1)) {
        const auto letter = [&](std::size_t i) {
          return i < words.size() && (std::isalnum(static_cast<unsigned char>(words[i])) != 0 || words[i] == '_');
        };
        if ((at == 0 || !letter(at - 1)) && !letter(at + id.size())) return true;
      }
      return false;
    };
    bool named = names(rule, field.id);
    for (const auto &other : reg.fields)
      named = named || (other.type == FieldType::computed && names(rule, other.id) && names(other.compute, field.id));
    if (named && in_record(field) && field.type != FieldType::computed) fields.push_back(&field);
  }
  return fields;
}

/// Tries the fields' values, one after another, until `good` says yes; the record as it was when nothing does.
inline bool try_until(const std::vector<const Field *> &fields, Record &record, const std::function<bool(const Record &)> &good, std::size_t at = 0) {
  if (at == fields.size()) return good(record);
  const auto kept = record.value(fields[at]->id);
  if (try_until(fields, record, good, at + 1)) return true;
  for (const auto &value : tries(*fields[at])) {
    record.values[fields[at]->id] = value;
    if (try_until(fields, record, good, at + 1)) return true;
  }
  record.values[fields[at]->id] = kept;
  return false;
}

class ShippedWorld {
public:
  explicit ShippedWorld(const std::string &engine) : site(engine, every_pack()) {
    head = w.actor(11, w.maria_staff, "Maria Berg", access::Role::head, {});
    deputy = w.actor(12, w.maria_staff, "Karin Ek", access::Role::deputy, {w.family, w.youth});
    elsa = w.person("Elsa", Sex::female, "2006-05-06");
    site.as(head);
  }

  /// The clock's day for every date, so that "not before the start" holds; a number in the middle of what is asked for.
  db::Value value_for(const Field &field, int depth = 0) {
    switch (field.type) {
    case FieldType::text:
    case FieldType::long_text: return std::string("ord");
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::money: {
      const double number = std::clamp(12.0, field.min.value_or(-1e9), field.max.value_or(1e9));
      return field.type == FieldType::integer ? db::Value{static_cast<std::int64_t>(number)} : db::Value{number};
    }
    case FieldType::date: return std::string("2019-03-22");
    case FieldType::datetime: return std::string("2019-03-22T10:00:00Z");
    case FieldType::time: return std::string(field.id == "begins" ? "13:30" : "14:30");
    case FieldType::month: return std::string("2019-03");
    case FieldType::choice: return std::int64_t{an_answer(field).code};
    case FieldType::choices: return std::to_string(an_answer(field).code);
    case FieldType::item:
    case FieldType::faces: return std::int64_t{an_answer(field).score};
    case FieldType::yes_no: return std::int64_t{1};
    case FieldType::scale: return std::int64_t{50};
    case FieldType::person: return elsa;
    case FieldType::persons: return persons_to_text(field, {{field.options.front().id, elsa}});
    case FieldType::staff: return w.maria_staff;
    case FieldType::staff_list: return std::to_string(w.maria_staff);
    case FieldType::team: return w.family;
    case FieldType::address: return std::string("Storgatan 1\n127 32\nSkärholmen");
    case FieldType::personnummer: return std::string("19701063-2391");
    case FieldType::reference:
    case FieldType::household:
    case FieldType::provider:
      if (depth > 6) return db::Null{};
      return a_record(field.target, depth + 1);
    default: return db::Null{};
    }
  }

  Record draft_of(const Register &reg, bool only_required, int depth = 0) {
    Record draft = blank(reg, head, kToday);
    for (const auto &field : reg.fields) {
      if (!in_record(field) || field.type == FieldType::computed || field.type == FieldType::file) continue;
      if (field.type == FieldType::givers) draft.givers = {{field.options.front().id, Sex::female, false}};
      else if (field.required || (!only_required && depth == 0)) draft.values[field.id] = value_for(field, depth);
    }
    return draft;
  }

  /// A record that a reference can point at; one for each register is enough.
  std::int64_t a_record(const std::string &register_id, int depth = 0) {
    if (const auto found = made.find(register_id); found != made.end()) return found->second;
    const auto &reg = *w.catalog.find(register_id);
    auto draft = draft_of(reg, true, depth);
    for (const auto &group : reg.groups) fill_group(reg, group, draft, depth);
    const auto saved = w.records.save(head, register_id, draft);
    EXPECT_TRUE(saved.has_value()) << register_id << ": " << (saved ? "" : words_of(saved.error()));
    return saved ? made[register_id] = saved->id : 0;
  }

  void fill_group(const Register &reg, const definitions::Group &group, Record &draft, int depth) {
    GroupRow row;
    for (const auto &field : reg.fields)
      if (field.group == group.id && field.type != FieldType::computed && field.type != FieldType::file) row[field.id] = value_for(field, depth + 1);
    draft.groups[group.id] = {row};
  }

  /// Every field filled in.
  Record full(const Register &reg) {
    auto draft = draft_of(reg, false);
    for (const auto &group : reg.groups) fill_group(reg, group, draft, 0);
    // What must end after its beginning ends the day after.
    for (int days = 1; days <= 3; ++days)
      for (const auto &error : check(reg, draft, kToday))
        if (const auto *field = reg.field(error.field); field != nullptr && field->type == FieldType::date)
          draft.values[field->id] = to_iso(kToday + days);
    for (std::size_t i = 0; i < reg.clashes.size(); ++i) { // each record takes a day of its own
      const auto day = to_iso(kToday + 10 * ++taken);
      draft.values[reg.clashes[i].day] = day;
      if (!reg.clashes[i].last_day.empty()) draft.values[reg.clashes[i].last_day] = day;
    }
    return draft;
  }

  /// The record as a browser would send it.
  static Form form_of(const Register &reg, const Record &record) {
    const auto state = from_record(reg, record);
    Form form{{"gor", "spara"}, {"_version", std::to_string(record.version)}, {"_team", state.team}};
    for (const auto &[control, text] : state.typed) form.emplace_back(control, text);
    for (const auto &[control, values] : state.chosen)
      for (const auto &value : values) form.emplace_back(control, value);
    for (const auto &[group, origins] : state.rows)
      for (std::size_t i = 0; i < origins.size(); ++i) form.emplace_back(row_prefix(group, i) + "_rad", origins[i]);
    for (std::size_t i = 0; i < state.givers.size(); ++i) {
      const auto row = "givers." + std::to_string(i);
      form.emplace_back(row + ".role", state.givers[i].role);
      form.emplace_back(row + ".sex", state.givers[i].sex);
      form.emplace_back(row + ".child", state.givers[i].child ? "1" : "");
    }
    return form;
  }
  /// Writes another text in a control, or in every box of it.
  static void type(Form &form, const std::string &control, const std::string &text) {
    std::erase_if(form, [&](const auto &pair) { return pair.first == control; });
    form.emplace_back(control, text);
  }

  Site site;
  World &w = site.w;
  access::Actor head, deputy;
  std::int64_t elsa = 0;
  std::map<std::string, std::int64_t> made;
  int taken = 0;
};

} // namespace rt::records
