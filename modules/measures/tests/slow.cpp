#include "modules/measures/tests/slow.hpp"
#include <algorithm>
#include <set>

namespace rt::measures::testing {

using definitions::Field;
using definitions::FieldType;
using language::Expr;
using language::What;

Slow::Slow(World &world) : w_(world) {
  for (const auto &reg : w_.catalog.registers) {
    records::ListQuery query;
    query.limit = 1000000;
    query.with_total = false;
    query.with_groups = true;
    all_[reg.id] = w_.records.list(w_.system, reg.id, query, "test").rows;
  }
}

const std::vector<records::Record> &Slow::of(const std::string &reg) const { return all_.at(reg); }

Slow::Number Slow::stored(const Field &field, const Record &record) const {
  if (!record.has(field.id)) return std::nullopt;
  if (field.type == FieldType::date) return date_from_iso(record.text(field.id).substr(0, 10))->days;
  if (field.type == FieldType::month) return date_from_iso(record.text(field.id) + "-01")->days;
  if (field.type == FieldType::datetime) return swedish_day(from_iso(record.text(field.id))).days;
  const auto &value = record.value(field.id);
  if (const auto *whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole) / (field.tenths ? 10 : 1);
  if (const auto *real = std::get_if<double>(&value)) return *real / (field.tenths ? 10 : 1);
  return record.text(field.id).empty() ? Number() : 1;
}

Slow::Number Slow::word(const Expr &left, const std::string &word, const Register &reg) const {
  if (left.word == "state") return reg.state(word)->code;
  if (left.word == "team") return w_.teams.count(word) != 0 ? Number(w_.teams.at(word)) : Number(-7);
  if (left.word == "sex" && reg.field("sex") == nullptr)
    return static_cast<int>(organisation::sex_from(word == "female" ? "kvinna" : word == "male" ? "man" : word == "other" ? "annat" : ""));
  const Register *owner = &reg;
  std::string id = left.word;
  if (left.what == What::path) owner = w_.catalog.find(reg.field(left.word)->target), id = left.field;
  if (left.what == What::linked) owner = w_.catalog.find(left.linked.reg), id = left.linked.field;
  const Field *field = owner->field(id);
  if (field->type == FieldType::yes_no) return word == "yes" ? 1 : 0;
  if (const auto *option = field->option(word)) return field->type == FieldType::item ? option->score : option->code;
  return std::nullopt;
}

Slow::Number Slow::value(const Expr &e, Row row) const {
  const auto &[reg, record] = row;
  switch (e.what) {
  case What::number:
  case What::date: return e.number;
  case What::age: {
    const Number day = stored(*reg->field(e.parts.empty() ? reg->date_field : e.parts[0].word), *record);
    if (!day || record->birth_year == 0) return std::nullopt;
    return year_of(Date{static_cast<std::int32_t>(*day)}) - record->birth_year;
  }
  case What::add:
  case What::subtract:
  case What::multiply: {
    const Number a = value(e.parts[0], row), b = value(e.parts[1], row);
    if (!a || !b) return std::nullopt;
    if (e.what == What::multiply) return *a * *b;
    return e.what == What::add ? *a + *b : *a - *b;
  }
  case What::linked: return linked(e, row);
  case What::path: {
    const Field *reference = reg->field(e.word);
    if (reference != nullptr && reference->type == FieldType::reference) {
      for (const auto &other : of(reference->target))
        if (other.id == record->integer(e.word)) return stored(*w_.catalog.find(reference->target)->field(e.field), other);
      return std::nullopt;
    }
    const auto &instrument = *w_.catalog.instrument(e.word);
    if (e.field == "smallest_rise") return instrument.smallest_rise;
    if (e.field == "reliable_change") return instrument.reliable_change;
    if (instrument.cutoffs.size() == 1) return instrument.cutoffs[0].value;
    Expr age;
    age.what = What::age;
    const Number years = value(age, row);
    for (const auto &cutoff : instrument.cutoffs)
      if (years && *years >= cutoff.from_age && *years <= cutoff.to_age) return cutoff.value;
    return std::nullopt;
  }
  default: break;
  }
  if (e.word == "state") return record->state;
  if (e.word == "team") return record->team == 0 ? Number() : Number(static_cast<double>(record->team));
  if (const Field *field = reg->field(e.word)) return stored(*field, *record);
  if (e.word == "sex") return static_cast<int>(record->sex);
  const std::int64_t id = e.word == "person" ? record->person : record->contact;
  return id == 0 ? Number() : Number(static_cast<double>(id));
}

bool Slow::compares(const Expr &e, Row row) const {
  const Number a = value(e.parts[0], row);
  Number b;
  const Expr &right = e.parts[1];
  if (right.what == What::name)
    b = row.reg->field(right.word) == nullptr || e.parts[0].what == What::name ? word(e.parts[0], right.word, *row.reg) : Number();
  if (!b) b = right.what == What::name && row.reg->field(right.word) == nullptr ? Number() : value(right, row);
  if (!a || !b) return false;
  const double d = *a - *b;
  const bool same = std::abs(d) < 1e-9;
  if (e.word == "=") return same;
  if (e.word == "!=") return !same;
  if (e.word == "<") return d < 0 && !same;
  if (e.word == "<=") return d < 0 || same;
  if (e.word == ">") return d > 0 && !same;
  return d > 0 || same;
}

namespace {
Date moved(Date day, double n, const std::string &unit, bool after) {
  const int count = static_cast<int>(after ? n : -n);
  if (unit[0] == 'm') return add_months(day, count);
  if (unit[0] == 'y') return add_months(day, 12 * count);
  return day + (unit[0] == 'w' ? 7 * count : count);
}
} // namespace

bool Slow::holds(const Expr &e, Row row) const {
  switch (e.what) {
  case What::both: return holds(e.parts[0], row) && holds(e.parts[1], row);
  case What::either: return holds(e.parts[0], row) || holds(e.parts[1], row);
  case What::negate: return !holds(e.parts[0], row);
  case What::is_set: return value(e.parts[0], row).has_value();
  case What::is_missing: return !value(e.parts[0], row).has_value();
  case What::in: {
    const Number a = value(e.parts[0], row);
    return a && std::any_of(e.parts.begin() + 1, e.parts.end(), [&](const Expr &item) {
             return (item.what == What::name ? word(e.parts[0], item.word, *row.reg) : Number(item.number)) == a;
           });
  }
  case What::has: {
    const auto codes = split(row.record->text(e.parts[0].word), ',');
    return std::find(codes.begin(), codes.end(), std::to_string(row.reg->field(e.parts[0].word)->option(e.parts[1].word)->code)) != codes.end();
  }
  case What::within: {
    const Number day = value(e.parts[0], row), anchor = value(e.parts[1], row);
    if (!day || !anchor) return false;
    const bool after = e.field == "after";
    const double end = moved(Date{static_cast<std::int32_t>(*anchor)}, e.number, e.word, after).days;
    return after ? *day >= *anchor && *day <= end : *day <= *anchor && *day >= end;
  }
  case What::compare: return compares(e, row);
  default: return linked(e, row).value_or(0) > 0;
  }
}

/// The records that share the key, in order of date and id, without the counted one.
std::vector<const records::Record *> Slow::tied(const language::Linked &l, Row row, const Register &linked) const {
  const std::string same = l.of_same.empty() ? "contact" : l.of_same;
  const auto key = [&](const Register &reg, const Record &record) -> std::int64_t {
    if (same == "person") return record.person;
    if (reg.id == same) return record.id;
    if (same == "contact") return record.contact;
    for (const Field &field : reg.fields)
      if (field.type == FieldType::reference && field.target == same) return record.integer(field.id);
    return 0;
  };
  const std::int64_t wanted = key(*row.reg, *row.record);
  std::vector<const Record *> found;
  for (const Record &other : of(linked.id))
    if (wanted != 0 && key(linked, other) == wanted) found.push_back(&other);
  const Field *date = linked.field(linked.date_field);
  std::sort(found.begin(), found.end(), [&](const Record *a, const Record *b) {
    const double x = date == nullptr ? 0 : stored(*date, *a).value_or(-1e18), y = date == nullptr ? 0 : stored(*date, *b).value_or(-1e18);
    return x != y ? x < y : a->id < b->id;
  });
  return found;
}

Slow::Number Slow::linked(const Expr &e, Row row) const {
  const auto &l = e.linked;
  const Register &reg = *w_.catalog.find(l.reg);
  auto records = tied(l, row, reg);
  Number group;
  if (!l.by_same.empty()) { // the counted record's own, else the first in the list with two, else the first with any
    const Field &by = *reg.field(l.by_same);
    if (row.reg == &reg) {
      group = stored(by, *row.record);
    } else {
      for (const int least : {2, 1})
        for (const auto &option : by.options)
          if (!group &&
              std::count_if(records.begin(), records.end(), [&](const Record *r) { return stored(by, *r) == Number(option.code); }) >= least)
            group = option.code;
    }
    std::erase_if(records, [&](const Record *r) { return !group || stored(by, *r) != group; });
  }
  std::erase_if(records, [&](const Record *r) { return row.reg == &reg && r->id == row.record->id; });
  if (!l.side.empty()) {
    const Number anchor = stored(*row.reg->field(l.anchor), *row.record);
    const bool after = l.side == "after";
    std::erase_if(records, [&](const Record *r) {
      const Number day = stored(*reg.field(reg.date_field), *r);
      if (!anchor || !day || (after ? *day < *anchor : *day > *anchor)) return true;
      if (l.within == 0) return false;
      const double end = moved(Date{static_cast<std::int32_t>(*anchor)}, l.within, l.unit, after).days;
      return after ? *day > end : *day < end;
    });
  }
  if (!e.parts.empty()) std::erase_if(records, [&](const Record *r) { return !holds(e.parts[0], {&reg, r}); });
  if (l.pick == "exists") return records.empty() ? 0 : 1;
  if (l.pick == "count") return static_cast<double>(records.size());
  std::vector<double> values;
  Expr field;
  field.word = l.field.empty() ? reg.date_field : l.field;
  for (const Record *r : records)
    if (const Number v = value(field, {&reg, r})) values.push_back(*v);
  if (values.empty()) return std::nullopt;
  if (l.pick == "first") return values.front();
  if (l.pick == "last") return values.back();
  if (l.pick == "lowest") return *std::min_element(values.begin(), values.end());
  if (l.pick == "highest") return *std::max_element(values.begin(), values.end());
  double sum = 0;
  for (double v : values) sum += v;
  return l.pick == "sum" ? sum : sum / static_cast<double>(values.size());
}

bool Slow::in_period(const language::Selection &s, Row row, const Period &period) const {
  const double first = first_day(period.first).days, last = last_day(period.last).days;
  if (!s.from.empty()) {
    const Number from = stored(*row.reg->field(s.from), *row.record), to = stored(*row.reg->field(s.to), *row.record);
    return from && *from <= last && (!to || *to >= first);
  }
  const Field *field = row.reg->field(s.moment);
  if (field == nullptr) field = row.reg->field(row.reg->date_field); // a state, or nothing
  const Number day = stored(*field, *row.record);
  return day && *day >= first && *day <= last;
}

bool Slow::counts(const language::Selection &s, const definitions::MeasureSource &source, Row row) const {
  const auto key = [&](const char *name) { return source.keys.count(name) != 0 ? source.keys.at(name) : std::string(); };
  if (const std::string team = key("team"); !team.empty() && (w_.teams.count(team) == 0 || w_.teams.at(team) != row.record->team)) return false;
  if (const auto *state = row.reg->field(s.moment) == nullptr ? row.reg->state(s.moment) : nullptr;
      state != nullptr && row.record->state != state->code)
    return false;
  if (!s.where.empty() && !holds(s.where[0], row)) return false;
  return key("where").empty() || holds(*language::parse_condition(key("where")).condition, row);
}

std::optional<SlowFigure> Slow::figure(const definitions::MeasureSource &source, const Period &period) const {
  static const std::vector<std::string> kinds{"count", "share", "sum", "mean", "distinct", "change"};
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto &k) { return source.keys.count(k) != 0; });
  if (kind == kinds.end()) return std::nullopt;
  const std::string &text = source.keys.at(*kind);
  const auto phrase = *(*kind == "change" ? language::parse_change(text) : language::parse_phrase(text, *kind != "count" && *kind != "share")).phrase;
  std::optional<language::Phrase> below;
  if (source.keys.count("of") != 0) below = *language::parse_phrase(source.keys.at("of"), *kind == "distinct").phrase;
  if (*kind == "share" && !below) below = phrase, below->selection.where.clear();
  if (!phrase.selection.part.empty()) return std::nullopt;
  const auto &s = phrase.selection;
  const bool together = below && below->selection.reg == s.reg && below->selection.moment == s.moment && below->selection.from == s.from;
  SlowFigure figure;
  std::set<double> once[2][5];
  const auto add = [&](double *into, std::set<double> *seen, Row row, const language::Phrase &from, double amount) {
    const Number v = from.value.empty() ? Number(1) : value(from.value[0], row);
    if (!v) return;
    if (*kind == "sum" || ((*kind == "mean" || *kind == "change") && into == figure.numerator)) amount = *v;
    for (int i = 0; i < 5; ++i) {
      const double weight = i == 4 ? 1 : row.record->counts[i];
      if (weight <= 0) continue;
      if (*kind != "distinct") into[i] += weight * amount;
      else if (seen[i].insert(*v).second) into[i] += 1;
    }
  };
  const auto each = [&](const language::Selection &selection, const auto &row) {
    const Register *reg = w_.catalog.find(selection.reg);
    for (const Record &record : of(selection.reg))
      if (in_period(selection, {reg, &record}, period)) row(Row{reg, &record});
  };
  each(s, [&](Row row) {
    const bool inside = !together || counts(below->selection, source, row);
    if (!inside || !counts(s, source, row)) return;
    add(figure.numerator, once[0], row, phrase, 1);
    if (*kind == "mean" || *kind == "change") add(figure.denominator, once[1], row, phrase, 1);
  });
  if (below)
    each(below->selection, [&](Row row) {
      if (counts(below->selection, source, row)) add(figure.denominator, once[1], row, *below, 1);
    });
  return figure;
}

} // namespace rt::measures::testing
