// One record's values from its definition: plausible, in order of time, and sound by the definition's own checks.
#include "app/demo/district.hpp"
#include "app/demo/plan.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <optional>
#include <set>

namespace rt::demo {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;
using records::Draft;

namespace {

constexpr int kRounds = 10; ///< of mending what the checks find

const std::vector<std::string> &sentences() {
  static const std::vector<std::string> kSentences{
      "Samtalet gick enligt plan. Nästa steg är bokat.",           "Önskar kontakt helst på förmiddagar. Påminnelse skickas dagen före.",
      "Båda har fått information och tycker att planen stämmer.",  "Behöver mer tid. Vi ses igen om två veckor.",
      "Allt är klart enligt rutinen. Inget mer att göra just nu.", "Fungerar bra i vardagen. Vill fortsätta som hittills.",
      "Uppgifterna är kontrollerade med den det gäller.",          "Tar upp frågan på nästa möte i gruppen."};
  return kSentences;
}
const std::vector<std::string> &phrases() {
  static const std::vector<std::string> kPhrases{"enligt överenskommelse", "efter samråd",         "på egen begäran",
                                                 "enligt rutin",           "uppföljning planerad", "som tidigare"};
  return kPhrases;
}

bool speaks_of(const Field &field, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return field.id.find(word) != std::string::npos; });
}

class Maker {
public:
  Maker(Random &random, const Register &reg, const UnitWorld &world, const Kept &about, const Kept *parent, std::string_view parent_field)
      : random_(random), reg_(reg), world_(world), about_(about), parent_(parent), parent_field_(parent_field), clock_(about.date) {}

  std::optional<Draft> make() {
    draft_.unit = world_.unit;
    draft_.team = about_.team;
    draft_.person = about_.person;
    if (!reg_.date_field.empty()) set_date(*reg_.field(reg_.date_field), about_.date);
    for (const auto &field : reg_.fields)
      if (field.group.empty() && field.id != reg_.date_field) fill(field);
    for (const auto &group : reg_.groups) fill_group(group);
    keep_deadlines();
    walk_states();
    return mend() ? std::optional<Draft>(std::move(draft_)) : std::nullopt;
  }

private:
  static db::Value whole(std::int64_t n) { return n; }
  void put(const Field &field, std::optional<db::Value> value) {
    if (value) draft_.values[field.id] = std::move(*value);
    else draft_.values.erase(field.id);
  }
  void set_date(const Field &field, Date day) {
    draft_.values[field.id] = field.type == FieldType::datetime ? to_iso(from_swedish(day, random_.between(8 * 60, 16 * 60))) : to_iso(day);
  }

  /// Most of what may be left open is filled in; some of it never is, as in life.
  void fill(const Field &field) {
    if (field.type == FieldType::computed) return;
    if (field.type == FieldType::givers) {
      if (draft_.givers.empty()) draft_.givers = givers(field);
      return;
    }
    const bool filled = field.required || field.in_list || random_.chance(72);
    put(field, filled ? value_of(field) : std::nullopt);
  }

  std::optional<db::Value> value_of(const Field &field) {
    switch (field.type) {
    case FieldType::text: return text_of(field);
    case FieldType::long_text: return db::Value{random_.pick(sentences())};
    case FieldType::address:
      return db::Value{"Exempelgatan " + std::to_string(random_.between(1, 90)) + "\n127 3" + std::to_string(random_.between(0, 9)) + " Skärholmen"};
    case FieldType::personnummer: return db::Value{std::string("19811218-9876")}; // a public test number
    case FieldType::time: return db::Value{clock_text()};
    case FieldType::month: return db::Value{to_iso(month_containing(about_.date))};
    case FieldType::integer: return whole(number(field, 0, 12));
    case FieldType::decimal:
      return db::Value{static_cast<double>(number(field, 0, 40)) + 0.5 * static_cast<double>(random_.between(0, field.max ? 0 : 1))};
    case FieldType::money: return db::Value{static_cast<double>(number(field, 4, 120)) * (field.max ? 1 : 100)};
    case FieldType::date:
    case FieldType::datetime: return moment(field);
    case FieldType::choice: return option(field, false);
    case FieldType::item:
    case FieldType::faces: return option(field, true);
    case FieldType::choices: return several(field);
    case FieldType::yes_no: return whole(random_.chance(72) ? 1 : 0);
    case FieldType::scale:
      return whole(random_.between(static_cast<int>(field.min.value_or(0) * 10) + 20, static_cast<int>(field.max.value_or(10) * 10) - 3));
    case FieldType::staff: return staff();
    case FieldType::staff_list: return staff_list();
    case FieldType::team: return draft_.team != 0 ? whole(draft_.team) : std::optional<db::Value>();
    case FieldType::person: return person(field);
    case FieldType::persons: return persons(field);
    case FieldType::reference:
    case FieldType::household:
    case FieldType::provider: return reference(field);
    default: return std::nullopt; // files are uploaded by people; computed comes by itself
    }
  }

  std::int64_t number(const Field &field, int low, int high) {
    if (field.min) low = static_cast<int>(*field.min);
    if (field.max) high = static_cast<int>(*field.max);
    if (high < low) high = low + 12;
    return random_.between(low, std::min(high, low + 400));
  }
  std::string clock_text() {
    const int minute = random_.between(8, 16) * 60 + 15 * random_.between(0, 3);
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(minute / 60) + ":" + two(minute % 60);
  }
  std::optional<db::Value> text_of(const Field &field) {
    std::string words = random_.pick(phrases());
    if (speaks_of(field, {"phone", "telephone"})) words = "070-174 06 " + std::to_string(random_.between(10, 99));
    else if (speaks_of(field, {"mail"})) words = "exempel@example.com";
    else if (speaks_of(field, {"number", "dnr", "reference", "invoice"}))
      words = std::to_string(year_of(about_.date)) + "/" + std::to_string(random_.between(100, 9999));
    else if (speaks_of(field, {"name", "who", "contact", "reporter", "by"}))
      words = first_name(Sex::unknown, random_.next()) + " " + last_name(random_.next());
    else if (speaks_of(field, {"school"})) words = "Exempelskolan";
    else if (speaks_of(field, {"place", "where", "street"})) words = "Torget";
    if (field.max_length > 0 && static_cast<int>(words.size()) > field.max_length)
      words = words.substr(0, static_cast<std::size_t>(std::min(field.max_length, 3)));
    return db::Value{words};
  }
  /// Later than what came before it, and not after the demo's day unless it is a plan.
  std::optional<db::Value> moment(const Field &field) {
    clock_ = clock_ + random_.between(0, 12);
    const bool plan = speaks_of(field, {"planned", "next", "due", "until", "expires", "ends", "valid_to", "booked", "deadline"});
    Date day = plan ? clock_ + random_.between(20, 150) : clock_;
    if (day > world_.today && !plan) {
      if (!field.required) return std::nullopt;
      day = std::max(about_.date, world_.today - 1);
    }
    if (field.type == FieldType::datetime) return db::Value{to_iso(from_swedish(day, random_.between(8 * 60, 16 * 60)))};
    return db::Value{to_iso(day)};
  }
  /// The first answers are the common ones; a retired one is not given any more.
  std::optional<db::Value> option(const Field &field, bool score) {
    std::vector<const definitions::Option *> open;
    const auto day = to_iso(about_.date);
    for (const auto &one : field.options)
      if ((one.valid_to.empty() || one.valid_to >= day) && (one.valid_from.empty() || one.valid_from <= day)) open.push_back(&one);
    if (open.empty()) return std::nullopt;
    const int last = static_cast<int>(open.size()) - 1;
    const auto *chosen =
        open[static_cast<std::size_t>(score ? random_.between(0, last) : std::min(random_.between(0, last), random_.between(0, last)))];
    return whole(score ? chosen->score : chosen->code);
  }
  std::optional<db::Value> several(const Field &field) {
    std::vector<std::string> codes;
    for (const auto &one : field.options)
      if (one.valid_to.empty() && random_.chance(codes.empty() ? 55 : 20)) codes.push_back(std::to_string(one.code));
    if (codes.empty()) codes.push_back(std::to_string(field.options.front().code));
    return db::Value{join(codes, ",")};
  }
  const std::vector<std::int64_t> *colleagues() const {
    const auto found = world_.staff.find(draft_.team);
    return found != world_.staff.end() && !found->second.empty() ? &found->second : nullptr;
  }
  std::optional<db::Value> staff() {
    if (about_.staff != 0) return whole(about_.staff);
    const auto *team = colleagues();
    return team != nullptr ? whole(random_.pick(*team)) : std::optional<db::Value>();
  }
  std::optional<db::Value> staff_list() {
    const auto *team = colleagues();
    if (team == nullptr) return std::nullopt;
    const auto first = about_.staff != 0 ? about_.staff : random_.pick(*team), second = random_.pick(*team);
    return db::Value{std::to_string(first) + (second != first ? "," + std::to_string(second) : std::string())};
  }
  std::optional<db::Value> person(const Field &field) {
    if (field.id == "person" && about_.person != 0) return whole(about_.person);
    return world_.persons.empty() ? std::optional<db::Value>() : whole(random_.pick(world_.persons));
  }
  std::optional<db::Value> persons(const Field &field) {
    if (world_.persons.empty()) return std::nullopt;
    return db::Value{std::to_string(field.options.front().code) + "." + std::to_string(random_.pick(world_.persons))};
  }
  std::vector<records::Giver> givers(const Field &field) {
    const auto sex = random_.chance(58) ? Sex::female : Sex::male;
    return {{field.options.front().id, sex, world_.plan->people == "children" && random_.chance(60)}};
  }
  /// What the record hangs on; else something of the same person, else something older of the unit's.
  std::optional<db::Value> reference(const Field &field) {
    if (parent_ != nullptr && field.id == parent_field_) return whole(parent_->id);
    if (field.target == "case" && about_.case_id != 0) return whole(about_.case_id);
    if (field.target == "household" && about_.household != 0) return whole(about_.household);
    const auto found = world_.kept.find(field.target);
    if (found == world_.kept.end() || found->second.empty()) return std::nullopt;
    for (const auto &one : found->second)
      if (about_.person != 0 && one.person == about_.person && one.date <= about_.date) return whole(one.id);
    if (about_.person != 0 && !field.required && field.target != "provider") return std::nullopt;
    for (int tries = 0; tries < 20; ++tries)
      if (const auto &one = random_.pick(found->second); one.date <= about_.date) return whole(one.id);
    return field.required ? whole(found->second.front().id) : std::optional<db::Value>();
  }

  void fill_group(const definitions::Group &group) {
    auto &rows = draft_.groups[group.id];
    const int count = std::clamp(random_.between(1, 3), group.min, std::max(group.min, group.max));
    const auto outer = std::move(draft_.values);
    for (int i = 0; i < count; ++i) {
      draft_.values.clear();
      for (const auto &field : reg_.fields)
        if (field.group == group.id) fill(field);
      rows.push_back(std::move(draft_.values));
    }
    draft_.values = outer;
  }

  static int days_of(const definitions::Within &within) {
    using Unit = definitions::Within::Unit;
    switch (within.unit) {
    case Unit::same_day: return 0;
    case Unit::hours: return std::max(1, within.count / 24);
    case Unit::days: return within.count;
    case Unit::working_days: return within.count * 7 / 5;
    case Unit::weeks: return within.count * 7;
    case Unit::months: return within.count * 30;
    case Unit::years: return within.count * 365;
    case Unit::none: break;
    }
    return 0;
  }
  /// Most deadlines are kept, some are kept late, some are forgotten: that is what the watch list is for.
  void keep_deadlines() {
    for (const auto &rule : reg_.deadlines) {
      const auto *met = rule.met_by.empty() ? nullptr : reg_.field(rule.met_by);
      const auto *from = rule.from.empty() ? nullptr : reg_.field(rule.from);
      if (met == nullptr || from == nullptr || rule.repeats || (met->type != FieldType::date && met->type != FieldType::datetime) ||
          met->id == reg_.date_field)
        continue;
      const auto start = date_from_iso(draft_.text(from->id).substr(0, 10));
      if (!start) continue;
      const int limit = days_of(rule.within), luck = random_.between(1, 100);
      const Date day = *start + (luck <= 86 ? random_.between(0, limit) * 9 / 10 : limit + random_.between(1, 20));
      if (luck > 95 || day > world_.today) put(*met, met->required ? std::optional<db::Value>(to_iso(world_.today)) : std::nullopt);
      else set_date(*met, day);
    }
  }

  /// From the first state along the steps; old records have come further.
  void walk_states() {
    if (reg_.states.empty()) return;
    const auto *state = &reg_.states.front();
    for (const auto &one : reg_.states)
      if (one.initial) state = &one;
    int steps = std::clamp((world_.today - about_.date) / 45, 0, 6);
    while (steps-- > 0 && !state->final) {
      std::vector<const definitions::Transition *> ways;
      for (const auto &way : reg_.transitions)
        if (way.leaves(state->id) && way.to != state->id) ways.push_back(&way);
      if (ways.empty()) break;
      const auto &way = *random_.pick(ways);
      taken_.push_back(&way);
      for (const auto &name : way.requires_fields)
        if (const auto *field = reg_.field(name); field != nullptr && field->group.empty() && !draft_.has(name)) put(*field, value_of(*field));
      for (const auto &[name, said] : way.sets)
        if (const auto *field = reg_.field(name); field != nullptr && !draft_.has(name) && (said == "today" || said == "now" || said == "me"))
          put(*field, value_of(*field));
      state = reg_.state(way.to);
    }
    draft_.state = state->code;
    drop_later(state->id);
  }

  static std::set<std::string> told_by(const definitions::Transition &way) {
    std::set<std::string> fields(way.requires_fields.begin(), way.requires_fields.end());
    for (const auto &[name, said] : way.sets) fields.insert(name);
    return fields;
  }
  /// What only a later step tells is not told yet: an open task has no day when it was done. What a deadline asks for has been
  /// thought of already.
  void drop_later(const std::string &state) {
    std::set<std::string> seen{state}, later;
    for (std::vector<std::string> waiting{state}; !waiting.empty();) {
      const auto from = waiting.back();
      waiting.pop_back();
      for (const auto &way : reg_.transitions) {
        if (!way.leaves(from)) continue;
        later.merge(told_by(way));
        if (seen.insert(way.to).second) waiting.push_back(way.to);
      }
    }
    for (const auto *way : taken_)
      for (const auto &name : told_by(*way)) later.erase(name);
    for (const auto &rule : reg_.deadlines)
      if (!rule.from.empty() && !rule.repeats && rule.within.unit != definitions::Within::Unit::none) later.erase(rule.met_by);
    for (const auto &name : later)
      if (const auto *field = reg_.field(name); field != nullptr && !field->required && field->group.empty() && name != reg_.date_field)
        draft_.values.erase(name);
  }

  void drop_hidden() {
    for (const auto &field : reg_.fields) {
      if (!field.group.empty() || records::shown(reg_, field, draft_, world_.today)) continue;
      draft_.values.erase(field.id);
      if (field.type == FieldType::givers) draft_.givers.clear();
    }
  }
  bool mend() {
    for (int round = 0; round < kRounds; ++round) {
      drop_hidden();
      records::compute(reg_, draft_);
      const auto errors = records::check(reg_, draft_, world_.today);
      if (errors.empty()) return true;
      for (const auto &error : errors) mend(error.field, round);
    }
    return false;
  }
  void mend(const std::string &name, int round) {
    const auto *field = reg_.field(name.substr(0, name.find('.')));
    if (field == nullptr) {
      if (const auto dot = name.find('.'); dot != std::string::npos) draft_.groups.erase(name.substr(0, dot));
      return;
    }
    if (!field->group.empty()) return void(draft_.groups.erase(field->group));
    const bool dated = field->type == FieldType::date || field->type == FieldType::datetime;
    if (round >= 3 && !field->required && round % 2 == 1 && draft_.has(field->id)) put(*field, std::nullopt);
    else if (dated && field->id != reg_.date_field && round % 2 == 0) set_date(*field, about_.date + 10 * round);
    else if (dated && field->id == reg_.date_field) set_date(*field, about_.date - round);
    else if (field->type == FieldType::givers) draft_.givers = givers(*field);
    else put(*field, value_of(*field));
  }

  Random &random_;
  const Register &reg_;
  const UnitWorld &world_;
  const Kept &about_;
  const Kept *parent_;
  std::string_view parent_field_;
  Date clock_;
  Draft draft_;
  std::vector<const definitions::Transition *> taken_ = {}; ///< steps on the way to the record's state
};

} // namespace

std::optional<Draft> make_record(Random &random, const Register &reg, const UnitWorld &world, const Kept &about, const Kept *parent,
                                 std::string_view parent_field) {
  return Maker(random, reg, world, about, parent, parent_field).make();
}

} // namespace rt::demo
