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
  case FieldType::choice:
  case FieldType::computed: {
    if (field.options.empty()) break;
    const auto *option = field.option_by_code(static_cast<int>(value));
    return option != nullptr ? option->title.str() : std::string(tr("Okänt svar"));
  }
  case FieldType::item:
  case FieldType::faces: {
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

/// "Telefon, besök"; an answer may itself have commas: the longest that is one is meant.
Result<db::Value> parse_choices(const Field &field, std::string_view text) {
  std::set<int> codes;
  const auto parts = split(replace_all(std::string(text), ";", ","), ',');
  for (std::size_t at = 0; at < parts.size();) {
    if (trim(parts[at]).empty()) {
      ++at;
      continue;
    }
    const Option *option = nullptr;
    std::size_t used = parts.size() - at;
    for (; used > 0; --used) {
      option = option_said(
          field, trim(join({parts.begin() + static_cast<std::ptrdiff_t>(at), parts.begin() + static_cast<std::ptrdiff_t>(at + used)}, ",")));
      if (option != nullptr) break;
    }
    if (option == nullptr) return not_an_answer(field, trim(parts[at]));
    codes.insert(option->code);
    at += used;
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
    // "Brukare (pojke)", as a list and a file say it.
    const auto open = word.rfind('(');
    const auto said = open != std::string_view::npos && word.back() == ')' ? word.substr(open + 1, word.size() - open - 2) : std::string_view{};
    const auto *option = option_said(field, said.empty() ? word : trim(word.substr(0, open)));
    if (option == nullptr) return not_an_answer(field, word);
    Giver giver{option->id, organisation::sex_from(said.empty() ? word : said),
                fold(said) == fold(organisation::word(Sex::female, organisation::People::children, false)) ||
                    fold(said) == fold(organisation::word(Sex::male, organisation::People::children, false))};
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

/// "14:30", "14.30", "1430", "kl 9".
Result<db::Value> parse_time(std::string_view text) {
  auto words = fold(text);
  for (const char *before : {"klockan ", "kl. ", "kl "})
    if (starts_with(words, before)) words = words.substr(std::string_view(before).size());
  if (words.size() == 8 && words.substr(5) == ":00") words = words.substr(0, 5); // 14:30:00, as spreadsheets write it
  words = replace_all(words, ".", ":");
  if (words.find(':') == std::string::npos && (words.size() == 3 || words.size() == 4)) words.insert(words.size() - 2, ":");
  const auto parts = split(words, ':');
  const auto hour = parse_integer(parts[0]), minute = parts.size() > 1 ? parse_integer(parts[1]) : std::optional<long long>(0);
  const bool digits = words.find_first_not_of("0123456789:") == std::string::npos && parts.size() <= 2;
  if (!digits || !hour || !minute || *hour > 23 || *minute > 59)
    return wrong(tr_f("”{0}” är inget klockslag. Skriv till exempel 14:30.", {std::string(text)}));
  const auto two = [](long long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return db::Value{two(*hour) + ":" + two(*minute)};
}

/// "2026-11", "november 2026", "11/2026", or a day in the month.
Result<db::Value> parse_month(std::string_view text, Date today) {
  auto words = fold(text);
  const auto parts = split(replace_all(words, "/", "-"), '-');
  if (parts.size() == 2 && parts[0].size() <= 2 && parts[1].size() == 4) words = parts[1] + "-" + (parts[0].size() < 2 ? "0" : "") + parts[0];
  if (words.size() == 6 && words.find_first_not_of("0123456789") == std::string::npos) words.insert(4, "-");
  if (words.size() == 7 && words[4] == '-' && date_from_iso(words + "-01")) return db::Value{words};
  auto day = parse_date(words, today);
  if (!day) day = parse_date("1 " + words, today);
  if (!day) return wrong(tr_f("”{0}” är ingen månad. Skriv till exempel 2026-11.", {std::string(text)}));
  return db::Value{to_iso(*day).substr(0, 7)};
}

/// Where the postcode begins in "127 32 Skärholmen", or npos.
std::size_t postcode_at(std::string_view line) {
  for (std::size_t i = 0; i + 5 <= line.size(); ++i) {
    std::size_t digits = 0, at = i;
    while (at < line.size() && digits < 5 && ((line[at] >= '0' && line[at] <= '9') || (digits == 3 && line[at] == ' ')))
      digits += line[at++] != ' ' ? 1 : 0;
    const bool whole = digits == 5 && (at == line.size() || line[at] == ' ') && (i == 0 || line[i - 1] == ' ');
    if (whole) return i;
  }
  return std::string_view::npos;
}

/// Three lines; or one with commas: "Storgatan 1, 127 32 Skärholmen".
Result<db::Value> parse_address(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto &line : split(text, '\n')) lines.emplace_back(trim(line));
  if (lines.size() > 3) return wrong(std::string(tr("Skriv adressen på tre rader: gata, postnummer och ort.")));
  std::string street = lines[0], postcode, town;
  if (lines.size() == 3) {
    postcode = lines[1];
    town = lines[2];
  } else {
    auto last = lines.size() == 2 ? lines[1] : std::string{};
    if (lines.size() == 1)
      if (const auto comma = street.rfind(','); comma != std::string::npos || postcode_at(street) == 0) {
        last = comma == std::string::npos ? street : std::string(trim(std::string_view(street).substr(comma + 1)));
        street = comma == std::string::npos ? std::string{} : std::string(trim(std::string_view(street).substr(0, comma)));
      }
    const auto at = postcode_at(last);
    const auto end = at == std::string::npos ? 0 : last.find(' ', at + 4);
    postcode = at == std::string::npos ? "" : last.substr(at, end == std::string::npos ? std::string::npos : end - at);
    town = at == std::string::npos ? last : end == std::string::npos ? "" : std::string(trim(std::string_view(last).substr(end)));
  }
  postcode = replace_all(postcode, " ", "");
  if (postcode.size() == 5) postcode.insert(3, " ");
  if (street.empty() && postcode.empty() && town.empty()) return db::Value{db::Null{}};
  return db::Value{street + "\n" + postcode + "\n" + town};
}

/// "Storgatan 1, 127 32 Skärholmen".
std::string show_address(const std::string &text) {
  const auto lines = split(text, '\n');
  if (lines.size() != 3) return text;
  const auto place = std::string(trim(lines[1] + " " + lines[2]));
  return lines[0] + (lines[0].empty() || place.empty() ? "" : ", ") + place;
}

Result<db::Value> parse_staff_list(const Field &field, std::string_view text) {
  std::vector<std::string> ids;
  for (const auto &part : split(text, ',')) {
    const auto id = parse_integer(part);
    if (!id || *id <= 0) return wrong(tr_f("{0}: välj i listan.", {field.title.str()}));
    auto said = std::to_string(*id);
    if (std::find(ids.begin(), ids.end(), said) == ids.end()) ids.push_back(std::move(said));
  }
  return db::Value{join(ids, ",")};
}

Result<db::Value> parse_persons(const Field &field, std::string_view text) {
  const auto persons = persons_from_text(field, text);
  const bool whole =
      persons.size() == split(text, ',').size() && std::none_of(persons.begin(), persons.end(), [](const auto &p) { return p.role.empty(); });
  if (!whole) return wrong(tr_f("{0}: välj vem varje person är.", {field.title.str()}));
  return db::Value{persons_to_text(field, persons)};
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
  case FieldType::address: return show_address(text);
  // Names are with those who know them (pages_shared.cpp); here only how many.
  case FieldType::staff_list: return tr_n("en medarbetare", "{} medarbetare", static_cast<long long>(ids_from_text(text).size()));
  case FieldType::persons: return tr_n("en person", "{} personer", static_cast<long long>(persons_from_text(field, text).size()));
  default: return text;
  }
}

Result<db::Value> parse(const Field &field, std::string_view raw, Date today) {
  const auto text = trim(raw);
  if (text.empty() || field.type == FieldType::computed) return db::Value{db::Null{}};
  switch (field.type) {
  case FieldType::text:
  case FieldType::long_text: return db::Value{std::string(text)};
  case FieldType::integer: {
    const auto value = parse_integer(text);
    if (!value) return wrong(tr_f("”{0}” är inget heltal. Skriv till exempel 12.", {std::string(text)}));
    return db::Value{static_cast<std::int64_t>(*value)};
  }
  case FieldType::decimal:
  case FieldType::money: {
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
  case FieldType::choice:
  case FieldType::item:
  case FieldType::faces: {
    const auto *option = option_said(field, text);
    if (option == nullptr) return not_an_answer(field, text);
    return db::Value{static_cast<std::int64_t>(field.type == FieldType::choice ? option->code : option->score)};
  }
  case FieldType::choices: return parse_choices(field, text);
  case FieldType::yes_no: return parse_yes_no(text);
  case FieldType::scale: return parse_scale(text);
  case FieldType::givers: return parse_givers(field, text);
  case FieldType::time: return parse_time(text);
  case FieldType::month: return parse_month(text, today);
  case FieldType::address: return parse_address(text);
  case FieldType::personnummer: {
    auto fault = personnummer_fault(text);
    if (!fault.empty()) return wrong(std::move(fault));
    return db::Value{normal_personnummer(text, today)};
  }
  case FieldType::staff_list: return parse_staff_list(field, text);
  case FieldType::persons: return parse_persons(field, text);
  default: break;
  }
  const auto id = parse_integer(text);
  if (!id || *id <= 0) return wrong(tr_f("{0}: välj i listan.", {field.title.str()}));
  return db::Value{static_cast<std::int64_t>(*id)};
}

} // namespace rt::records
