// The pure rules of a record: is it complete and sound. No clock, no database.
#include "modules/records/records.hpp"
#include "modules/records/values.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <cmath>

namespace rt::records {

using definitions::Field;
using definitions::FieldType;
using definitions::Option;
using definitions::Register;

namespace {

constexpr std::size_t kTextLimit = 500, kLongTextLimit = 20000;

std::string missing(const Field &field) {
  switch (field.type) {
  case FieldType::choice:
  case FieldType::choices:
  case FieldType::yes_no:
  case FieldType::item:
  case FieldType::faces:
  case FieldType::reference:
  case FieldType::person:
  case FieldType::staff:
  case FieldType::staff_list:
  case FieldType::team:
  case FieldType::household:
  case FieldType::provider: return tr_f("{0}: välj ett svar.", {field.title.str()});
  case FieldType::date:
  case FieldType::datetime: return tr_f("{0}: skriv ett datum.", {field.title.str()});
  case FieldType::scale: return tr_f("{0}: sätt ett märke på skalan.", {field.title.str()});
  case FieldType::givers:
  case FieldType::persons: return tr_f("{0}: lägg till minst en person.", {field.title.str()});
  case FieldType::file: return tr_f("{0}: välj en fil.", {field.title.str()});
  default: return tr_f("{0}: fyll i fältet.", {field.title.str()});
  }
}

std::string limits(const Field &field, double value) {
  const double scale = field.tenths ? 10 : 1;
  const int decimals = field.type == FieldType::integer || field.type == FieldType::item ? 0 : field.type == FieldType::scale ? 1 : 2;
  const auto words = [&](double limit) { return number(limit, limit == std::floor(limit) ? 0 : decimals); };
  double low = field.min.value_or(field.type == FieldType::scale ? 0 : -1e15);
  double high = field.max.value_or(field.type == FieldType::scale ? 10 : 1e15);
  if (value >= low * scale && value <= high * scale) return {};
  if (low > -1e15 && high < 1e15) return tr_f("{0}: skriv ett tal mellan {1} och {2}.", {field.title.str(), words(low), words(high)});
  return value < low * scale ? tr_f("{0}: talet får inte vara mindre än {1}.", {field.title.str(), words(low)})
                             : tr_f("{0}: talet får inte vara större än {1}.", {field.title.str(), words(high)});
}

std::string date_fault(const Field &field, const db::Value &value) {
  const auto date = date_of(value);
  if (!date) return tr_f("{0}: skriv datumet som 2026-11-22 eller 22/11.", {field.title.str()});
  if (year_of(*date) < 1900 || year_of(*date) > 2100) return tr_f("{0}: året ser fel ut.", {field.title.str()});
  return {};
}

std::string unknown_answer(const Field &field) { return tr_f("{0}: svaret finns inte bland dem som går att välja.", {field.title.str()}); }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string text_fault(const Field &field, const std::string &words) {
  if (!is_utf8(words)) return tr_f("{0}: texten har tecken som inte går att läsa.", {field.title.str()});
  const auto own = field.type == FieldType::text ? kTextLimit : kLongTextLimit;
  const auto limit = field.max_length > 0 ? static_cast<std::size_t>(field.max_length) : own;
  const auto length = characters(words);
  if (length > limit)
    return tr_f("{0}: texten är för lång, {1} tecken. Korta den till högst {2} tecken.",
                {field.title.str(), std::to_string(length), std::to_string(limit)});
  return {};
}

std::string address_fault(const Field &field, const std::string &words) {
  const auto lines = split(words, '\n');
  if (lines.size() != 3 || !is_utf8(words) || words.size() > kTextLimit) return tr_f("{0}: skriv gata, postnummer och ort.", {field.title.str()});
  const bool digits = lines[1].size() == 6 && lines[1][3] == ' ' && lines[1].find_first_not_of("0123456789 ") == std::string::npos;
  return lines[1].empty() || digits ? "" : tr_f("{0}: postnumret ska ha fem siffror, till exempel 127 32.", {field.title.str()});
}

bool is_clock(const std::string &text) {
  if (text.size() != 5 || text[2] != ':') return false;
  const auto hour = parse_integer(text.substr(0, 2)), minute = parse_integer(text.substr(3));
  return hour && minute && *hour >= 0 && *hour < 24 && *minute >= 0 && *minute < 60;
}

/// Whole numbers only, as ids and codes are; at least one of them.
bool all_whole(const std::string &text, char between) {
  const auto parts = split(text, between);
  return !parts.empty() && std::all_of(parts.begin(), parts.end(), [](const auto &part) { return parse_integer(part).value_or(0) > 0; });
}

bool sound_persons(const Field &field, const std::string &text) {
  const auto persons = persons_from_text(field, text);
  const auto known = [&](const PersonRole &p) { return p.person != 0 && field.option(p.role) != nullptr; };
  return !persons.empty() && persons.size() == split(text, ',').size() && std::all_of(persons.begin(), persons.end(), known);
}

/// What is wrong with one text that is there; "" = nothing.
std::string words_fault(const Field &field, const std::string &words) {
  switch (field.type) {
  case FieldType::choices:
    for (const auto &part : split(words, ','))
      if (field.option_by_code(static_cast<int>(parse_integer(part).value_or(-1))) == nullptr) return unknown_answer(field);
    return {};
  case FieldType::time: return is_clock(words) ? "" : tr_f("{0}: skriv klockslaget som 14:30.", {field.title.str()});
  case FieldType::month: return words.size() == 7 && date_from_iso(words + "-01") ? "" : tr_f("{0}: skriv månaden som 2026-11.", {field.title.str()});
  case FieldType::staff_list: return all_whole(words, ',') ? "" : unknown_answer(field);
  case FieldType::persons: return sound_persons(field, words) ? "" : tr_f("{0}: välj vem varje person är.", {field.title.str()});
  case FieldType::address: return address_fault(field, words);
  case FieldType::personnummer: {
    const auto fault = personnummer_fault(words);
    return fault.empty() ? "" : field.title.str() + ": " + fault;
  }
  default: return {};
  }
}

/// What is wrong with one value that is there; "" = nothing.
std::string value_fault(const Field &field, const db::Value &value) {
  const auto whole = std::holds_alternative<std::int64_t>(value);
  const auto *text = std::get_if<std::string>(&value);
  switch (field.type) {
  case FieldType::text:
  case FieldType::long_text: return text == nullptr ? tr_f("{0}: skriv en text.", {field.title.str()}) : text_fault(field, *text);
  case FieldType::integer:
  case FieldType::scale:
  case FieldType::decimal:
  case FieldType::money: {
    const auto value_number = number_of(value);
    const bool needs_whole = field.type == FieldType::integer || field.type == FieldType::scale;
    if (!value_number || !std::isfinite(*value_number) || (needs_whole && !whole)) return tr_f("{0}: skriv ett tal.", {field.title.str()});
    return limits(field, *value_number);
  }
  case FieldType::item:
  case FieldType::faces: {
    const auto fits = [&](const Option &o) { return whole && o.score == std::get<std::int64_t>(value); };
    return std::any_of(field.options.begin(), field.options.end(), fits) ? "" : unknown_answer(field);
  }
  case FieldType::choice:
    return whole && field.option_by_code(static_cast<int>(std::get<std::int64_t>(value))) != nullptr ? "" : unknown_answer(field);
  case FieldType::yes_no: return whole && (std::get<std::int64_t>(value) == 0 || std::get<std::int64_t>(value) == 1) ? "" : unknown_answer(field);
  case FieldType::date:
  case FieldType::datetime: return date_fault(field, value);
  case FieldType::givers: return text != nullptr ? "" : missing(field);
  case FieldType::choices:
  case FieldType::time:
  case FieldType::month:
  case FieldType::staff_list:
  case FieldType::persons:
  case FieldType::address:
  case FieldType::personnummer: return text != nullptr ? words_fault(field, *text) : missing(field);
  default: return whole ? "" : unknown_answer(field);
  }
}

/// A code list changes over time: what is newly answered must have been on it on the record's day.
std::string retired_fault(const Field &field, const db::Value &value, const db::Value &before, const std::string &day) {
  const auto was = split("," + (std::holds_alternative<std::string>(before)    ? std::get<std::string>(before)
                                : std::holds_alternative<std::int64_t>(before) ? std::to_string(std::get<std::int64_t>(before))
                                                                               : ""),
                         ',');
  const auto codes = std::holds_alternative<std::string>(value)    ? split(std::get<std::string>(value), ',')
                     : std::holds_alternative<std::int64_t>(value) ? std::vector<std::string>{std::to_string(std::get<std::int64_t>(value))}
                                                                   : std::vector<std::string>{};
  for (const auto &code : codes) {
    if (std::find(was.begin(), was.end(), code) != was.end()) continue;
    const auto number = parse_integer(code).value_or(-1);
    const bool scored = field.type == FieldType::item || field.type == FieldType::faces;
    for (const auto &option : field.options) {
      if ((scored ? option.score : option.code) != number) continue;
      if (!option.valid_to.empty() && option.valid_to < day)
        return tr_f("{0}: ”{1}” slutade användas {2}. Välj ett annat svar.", {field.title.str(), option.title.str(), option.valid_to});
      if (!option.valid_from.empty() && option.valid_from > day)
        return tr_f("{0}: ”{1}” börjar användas {2}. Välj ett annat svar.", {field.title.str(), option.title.str(), option.valid_from});
    }
  }
  return {};
}

bool has_dated_options(const Field &field) {
  switch (field.type) {
  case FieldType::choice:
  case FieldType::choices:
  case FieldType::item:
  case FieldType::faces: break;
  default: return false;
  }
  return std::any_of(field.options.begin(), field.options.end(), [](const Option &o) { return !o.valid_from.empty() || !o.valid_to.empty(); });
}

/// What every field is checked with.
struct Checking {
  const Register &reg;
  Date today;
  std::string day; ///< of the record
  std::vector<FieldError> errors;
};

/// `prefix` and `words` come before the field's id and the message for a row of a group: "children.0.", "Barn 1, ".
void check_field(Checking &checking, const Field &field, const Record &record, const Record *before, const std::string &prefix,
                 const std::string &words) {
  if (field.type == FieldType::computed) return;
  std::string fault;
  if (record.has(field.id)) {
    fault = value_fault(field, record.value(field.id));
    static const db::Value kNothing{db::Null{}};
    if (fault.empty() && has_dated_options(field))
      fault = retired_fault(field, record.value(field.id), before != nullptr ? before->value(field.id) : kNothing, checking.day);
  } else {
    const bool wanted =
        field.required || (!field.required_when.empty() && holds(checking.reg, record, field.required_when, checking.today).value_or(false));
    if (wanted && record.hidden.count(field.id) == 0 && shown(checking.reg, field, record, checking.today)) fault = missing(field);
  }
  if (!fault.empty()) checking.errors.push_back({prefix + field.id, words + fault});
}

void check_group(Checking &checking, const definitions::Group &group, const Record &draft, const Record *before) {
  const auto found = draft.groups.find(group.id);
  if (found == draft.groups.end()) return;
  const auto &rows = found->second;
  if (static_cast<int>(rows.size()) < group.min)
    checking.errors.push_back({group.id, group.title.str() + ": " + tr_n("lägg till minst en rad.", "lägg till minst {} rader.", group.min)});
  if (static_cast<int>(rows.size()) > group.max)
    checking.errors.push_back({group.id, group.title.str() + ": " + tr_n("högst en rad får plats.", "högst {} rader får plats.", group.max)});
  const std::vector<GroupRow> *was = nullptr;
  if (before != nullptr)
    if (const auto old = before->groups.find(group.id); old != before->groups.end()) was = &old->second;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto record = with_row(draft, rows[i]);
    std::optional<Record> row_before;
    if (was != nullptr && i < was->size()) row_before = with_row(*before, (*was)[i]);
    for (const auto &field : checking.reg.fields)
      if (field.group == group.id)
        check_field(checking, field, record, row_before ? &*row_before : nullptr, group.id + "." + std::to_string(i) + ".",
                    group.singular.str() + " " + std::to_string(i + 1) + ", ");
  }
}

} // namespace

std::vector<FieldError> check(const Register &reg, const Record &draft, Date today, const Record *before) {
  const auto date = date_of(draft.value(reg.date_field));
  Checking checking{reg, today, to_iso(date.value_or(today)), {}};
  for (const auto &field : reg.fields)
    if (in_record(field)) check_field(checking, field, draft, before, "", "");
  for (const auto &group : reg.groups) check_group(checking, group, draft, before);
  auto errors = std::move(checking.errors);
  if (!errors.empty()) return errors; // rules over several fields speak of sound fields only
  for (const auto &rule : reg.checks)
    if (holds(reg, draft, rule.rule, today) == false) errors.push_back({rule.field, rule.message.str()});
  return errors;
}

namespace {

/// A field's default as a stored value; Null when it has none.
db::Value default_of(const Field &field, const access::Actor &actor, Date today) {
  if (field.default_value.empty()) return db::Null{};
  if (field.default_value == "me") {
    if (actor.staff == 0) return db::Null{};
    return field.type == FieldType::staff_list ? db::Value{std::to_string(actor.staff)} : db::Value{actor.staff};
  }
  if (field.default_value == "today") return to_iso(today);
  auto value = parse(field, field.default_value == "now" ? to_iso(today) : field.default_value, today);
  return value ? *value : db::Value{db::Null{}};
}

} // namespace

GroupRow blank_row(const Register &reg, std::string_view group, const access::Actor &actor, Date today) {
  GroupRow row;
  for (const auto &field : reg.fields)
    if (field.group == group)
      if (auto value = default_of(field, actor, today); !std::holds_alternative<db::Null>(value)) row[field.id] = std::move(value);
  return row;
}

Record blank(const Register &reg, const access::Actor &actor, Date today) {
  Record record;
  record.unit = actor.unit;
  for (const auto &state : reg.states)
    if (state.initial) record.state = state.code;
  for (auto &[id, value] : blank_row(reg, "", actor, today)) record.values[id] = std::move(value);
  for (const auto &group : reg.groups)
    for (int i = 0; i < group.min; ++i) record.groups[group.id].push_back(blank_row(reg, group.id, actor, today));
  return record;
}

} // namespace rt::records
