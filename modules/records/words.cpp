// From stored values to what people read, and from what people write to stored values.
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <cmath>
#include <set>

namespace rt::records {

using definitions::Field;
using definitions::FieldType;
using definitions::Option;

namespace {

std::string decimals(double value, int most) {
  int places = 0;
  double scaled = value;
  while (places < most && std::fabs(scaled - std::round(scaled)) > 1e-9) scaled *= 10, ++places;
  return number(value, places);
}

std::string show_number(const Field &field, double value) {
  if (field.tenths) return number(value / 10, 1);
  if (field.type == FieldType::money) return decimals(value, 2) == number(value, 0) ? number(value, 0) : number(value, 2);
  return decimals(value, 6);
}

const Option *by_score(const Field &field, std::int64_t score) {
  for (const auto &option : field.options)
    if (option.score == score) return &option;
  return nullptr;
}

std::string show_givers(const Field &field, const std::string &text) {
  std::vector<std::string> words;
  for (const auto &giver : givers_from_text(field, text)) {
    const auto *role = field.option(giver.role);
    auto one = role != nullptr ? role->title.str() : std::string(tr("Okänd"));
    const auto people = giver.child ? organisation::People::children : organisation::People::adults;
    if (giver.sex != Sex::unknown) one += " (" + std::string(organisation::word(giver.sex, people, false)) + ")";
    words.push_back(std::move(one));
  }
  return join(words, ", ");
}

std::string show_whole(const Field &field, std::int64_t value) {
  switch (field.type) {
  case FieldType::yes_no: return std::string(value != 0 ? tr("Ja") : tr("Nej"));
  case FieldType::choice: case FieldType::computed: {
    if (field.options.empty()) break;
    const auto *option = field.option_by_code(static_cast<int>(value));
    return option != nullptr ? option->title.str() : std::string(tr("Okänt svar"));
  }
  case FieldType::item: {
    const auto *option = by_score(field, value);
    return option != nullptr ? option->title.str() : std::string(tr("Okänt svar"));
  }
  default: break;
  }
  return show_number(field, static_cast<double>(value));
}

std::string show_datetime(const std::string &text) {
  const auto at = from_iso(text);
  if (at < 0) return text.substr(0, 10);
  return to_iso(swedish_day(at)) + " " + clock_text(at);
}

bool says(const Option &option, std::string_view folded) {
  if (fold(option.title.sv) == folded || fold(option.title.en) == folded || option.id == folded) return true;
  return std::any_of(option.spellings.begin(), option.spellings.end(), [&](const auto &s) { return fold(s) == folded; });
}

const Option *option_said(const Field &field, std::string_view text) {
  const auto folded = fold(text);
  for (const auto &option : field.options)
    if (says(option, folded)) return &option;
  return nullptr;
}

auto wrong(std::string message) { return fail(ProblemKind::invalid, std::move(message)); }

auto not_an_answer(const Field &field, std::string_view text) {
  std::vector<std::string> titles;
  for (const auto &option : field.options) titles.push_back(option.title.str());
  const auto near = nearest(text, titles);
  auto message = tr_f("”{0}” finns inte bland svaren.", {std::string(text)});
  message += ' ' + (near ? tr_f("Menade du ”{0}”?", {*near}) : tr_f("Välj mellan {0}.", {join(titles, ", ")}));
  return wrong(message);
}

Result<db::Value> parse_yes_no(std::string_view text) {
  static const std::set<std::string> kYes{"ja", "j", "yes", "y", "x", "1", "sant", "true"}, kNo{"nej", "n", "no", "0", "falskt", "false"};
  const auto word = fold(text);
  if (kYes.count(word) != 0) return db::Value{std::int64_t{1}};
  if (kNo.count(word) != 0) return db::Value{std::int64_t{0}};
  return wrong(tr_f("”{0}” är varken ja eller nej.", {std::string(text)}));
}

Result<db::Value> parse_scale(std::string_view text) {
  const auto value = parse_number(text);
  if (!value) return wrong(tr_f("”{0}” är inget tal. Skriv till exempel 6,3.", {std::string(text)}));
  const double tenths = *value * 10;
  if (std::fabs(tenths) > 1e6 || std::fabs(tenths - std::round(tenths)) > 1e-6)
    return wrong(tr_f("”{0}” har för många decimaler. Skriv med en, till exempel 6,3.", {std::string(text)}));
  return db::Value{static_cast<std::int64_t>(std::llround(tenths))};
}

Result<db::Value> parse_choices(const Field &field, std::string_view text) {
  std::set<int> codes;
  for (const auto &part : split(replace_all(std::string(text), ";", ","), ',')) {
    const auto word = trim(part);
    if (word.empty()) continue;
    const auto *option = option_said(field, word);
    if (option == nullptr) return not_an_answer(field, word);
    codes.insert(option->code);
  }
  std::vector<std::string> written;
  for (const int code : codes) written.push_back(std::to_string(code));
  return db::Value{join(written, ",")};
}

/// "Mamma, pappa" or "mamma och pappa": one giver per word; the role often says the sex.
Result<db::Value> parse_givers(const Field &field, std::string_view text) {
  std::vector<Giver> givers;
  auto list = replace_all(replace_all(replace_all(std::string(text), " och ", ","), ";", ","), "+", ",");
  for (const auto &part : split(replace_all(replace_all(list, "/", ","), "&", ","), ',')) {
    const auto word = trim(part);
    if (word.empty()) continue;
    const auto *option = option_said(field, word);
    if (option == nullptr) return not_an_answer(field, word);
    Giver giver{option->id, organisation::sex_from(word), false};
    givers.push_back(giver);
    if (option->id == "parents") givers.push_back(giver); // a couple is two people
  }
  return db::Value{givers_to_text(field, givers)};
}

Result<db::Value> parse_datetime(std::string_view text, Date today) {
  if (from_iso(text) >= 0) return db::Value{std::string(text)};
  const auto words = trim(text);
  auto blank_at = words.find_last_of(" T");
  int minute = 0;
  std::string_view day = words;
  if (blank_at != std::string_view::npos && words.substr(blank_at).find_first_of(":.") != std::string_view::npos && words.size() - blank_at <= 6) {
    const auto clock = split(replace_all(std::string(words.substr(blank_at + 1)), ".", ":"), ':');
    const auto hours = parse_integer(clock[0]), minutes = clock.size() > 1 ? parse_integer(clock[1]) : std::nullopt;
    if (hours && minutes && *hours >= 0 && *hours < 24 && *minutes >= 0 && *minutes < 60) {
      minute = static_cast<int>(*hours * 60 + *minutes);
      day = words.substr(0, blank_at);
    }
  }
  const auto date = parse_date(day, today);
  if (!date) return wrong(tr_f("”{0}” är ingen tid. Skriv till exempel 2026-11-22 14:30.", {std::string(text)}));
  return db::Value{to_iso(from_swedish(*date, minute))};
}

} // namespace

std::string clock_text(Instant at) {
  const int minute = swedish_minute(at);
  const auto two_digits = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two_digits(minute / 60) + ":" + two_digits(minute % 60);
}

std::string moment_text(std::string_view stored) {
  const auto at = from_iso(stored);
  if (at >= 0) return long_date(swedish_day(at)) + " " + clock_text(at);
  const auto day = date_from_iso(stored.substr(0, 10));
  return day ? long_date(*day) : std::string(stored);
}

std::string show(const Field &field, const db::Value &value) {
  if (std::holds_alternative<db::Null>(value)) return {};
  if (const auto *whole = std::get_if<std::int64_t>(&value)) return show_whole(field, *whole);
  if (const auto *real = std::get_if<double>(&value)) return show_number(field, *real);
  const auto &text = std::get<std::string>(value);
  switch (field.type) {
  case FieldType::choices: {
    std::vector<std::string> words;
    for (const auto &part : split(text, ','))
      if (const auto *option = field.option_by_code(static_cast<int>(parse_integer(part).value_or(-1)))) words.push_back(option->title.str());
    return join(words, ", ");
  }
  case FieldType::givers: return show_givers(field, text);
  case FieldType::datetime: return show_datetime(text);
  default: return text;
  }
}

Result<db::Value> parse(const Field &field, std::string_view raw, Date today) {
  const auto text = trim(raw);
  if (text.empty() || field.type == FieldType::computed) return db::Value{db::Null{}};
  switch (field.type) {
  case FieldType::text: case FieldType::long_text: return db::Value{std::string(text)};
  case FieldType::integer: {
    const auto value = parse_integer(text);
    if (!value) return wrong(tr_f("”{0}” är inget heltal. Skriv till exempel 12.", {std::string(text)}));
    return db::Value{static_cast<std::int64_t>(*value)};
  }
  case FieldType::decimal: case FieldType::money: {
    const auto value = parse_number(text);
    if (!value) return wrong(tr_f("”{0}” är inget tal. Skriv till exempel 1 234,50.", {std::string(text)}));
    return db::Value{*value};
  }
  case FieldType::date: {
    const auto date = parse_date(text, today);
    if (!date) return wrong(tr_f("”{0}” är inget datum. Skriv datumet som 2026-11-22 eller 22/11.", {std::string(text)}));
    return db::Value{to_iso(*date)};
  }
  case FieldType::datetime: return parse_datetime(text, today);
  case FieldType::choice: case FieldType::item: {
    const auto *option = option_said(field, text);
    if (option == nullptr) return not_an_answer(field, text);
    return db::Value{static_cast<std::int64_t>(field.type == FieldType::item ? option->score : option->code)};
  }
  case FieldType::choices: return parse_choices(field, text);
  case FieldType::yes_no: return parse_yes_no(text);
  case FieldType::scale: return parse_scale(text);
  case FieldType::givers: return parse_givers(field, text);
  default: break;
  }
  const auto id = parse_integer(text);
  if (!id || *id <= 0) return wrong(tr_f("{0}: välj i listan.", {field.title.str()}));
  return db::Value{static_cast<std::int64_t>(*id)};
}

} // namespace rt::records
