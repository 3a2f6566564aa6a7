#include "modules/measures/words.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <array>

namespace rt::measures::words {
namespace {

using definitions::Catalog;
using definitions::Field;
using definitions::Register;
using language::Expr;
using language::What;

/// The first letter small, so that a title can stand inside a sentence; ORS, KBT and RoS stay.
std::string small(const std::string &title) {
  const std::string word = title.substr(0, title.find(' '));
  if (word.size() < 2 || std::any_of(word.begin() + 1, word.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return title;
  const std::size_t first = (static_cast<unsigned char>(title[0]) & 0x80U) != 0 ? 2 : 1;
  return lower(title.substr(0, first)) + title.substr(first);
}
std::string quoted(const std::string &word) { return "”" + word + "”"; }

class Reader {
public:
  Reader(const Catalog &catalog, const Register *reg) : catalog_(catalog), reg_(reg) {}

  std::string condition(const Expr &e) const {
    switch (e.what) {
    case What::both: return tr_f("{0} och {1}", {condition(e.parts[0]), condition(e.parts[1])});
    case What::either: return tr_f("antingen {0} eller {1}", {condition(e.parts[0]), condition(e.parts[1])});
    case What::negate: return tr_f("det inte gäller att {0}", {condition(e.parts[0])});
    case What::is_set: return tr_f("{0} är ifyllt", {value(e.parts[0])});
    case What::is_missing: return tr_f("{0} saknas", {value(e.parts[0])});
    case What::in: return tr_f("{0} är {1}", {value(e.parts[0]), list(e)});
    case What::has: return tr_f("{0} omfattar {1}", {value(e.parts[0]), option(e.parts[0], e.parts[1])});
    case What::within: return within(e);
    case What::compare: return with_shared(e);
    case What::linked: return linked(e);
    default: return value(e);
    }
  }
  std::string value(const Expr &e) const {
    switch (e.what) {
    case What::number: return e.number == static_cast<int>(e.number) ? number(e.number) : number(e.number, 1);
    case What::date: return e.word;
    case What::age: return std::string(tr("åldern det året"));
    case What::add: return tr_f("{0} plus {1}", {value(e.parts[0]), value(e.parts[1])});
    case What::subtract: return tr_f("{0} minus {1}", {value(e.parts[0]), value(e.parts[1])});
    case What::multiply: return tr_f("{0} gånger {1}", {value(e.parts[0]), value(e.parts[1])});
    case What::linked: return linked(e);
    case What::path: return path(e);
    default: return name(e.word);
    }
  }

private:
  const Catalog &catalog_;
  const Register *reg_;
  bool shared_ = true; ///< say by what linked records belong together

  std::string name(const std::string &word) const {
    if (word == "state") return std::string(tr("läget"));
    if (word == "team") return std::string(tr("verksamheten"));
    if (word == "sex") return std::string(tr("kön"));
    if (word == "person") return std::string(tr("person"));
    if (reg_->field(word) == nullptr) {
      if (word == "due") return std::string(tr("sista dagen"));
      if (word == "met") return std::string(tr("dagen då det blev klart"));
      if (word == "in_time") return std::string(tr("klart i tid"));
      if (word == "days_late") return std::string(tr("dagar efter sista dagen"));
    }
    const Field *field = reg_->field(word);
    return field == nullptr ? word : quoted(field->title.str()); // as it stands in the form: "Ställdes frågan?"
  }
  std::string path(const Expr &e) const {
    const Field *reference = reg_->field(e.word);
    const Register *target = reference == nullptr ? nullptr : catalog_.find(reference->target);
    if (target != nullptr) {
      const Field *field = target->field(e.field);
      return tr_f("{0} i {1}", {field == nullptr ? e.field : quoted(field->title.str()), small(target->singular.str())});
    }
    const auto *instrument = catalog_.instrument(e.word);
    if (instrument == nullptr) return e.word;
    if (e.field == "smallest_rise") return tr_f("den minsta höjning som räknas ({0})", {number(instrument->smallest_rise, 1)});
    if (e.field == "reliable_change") return tr_f("en tillförlitlig förändring ({0})", {number(instrument->reliable_change, 1)});
    return instrument->cutoffs.size() == 1 ? tr_f("gränsen {0}", {number(instrument->cutoffs[0].value)}) : std::string(tr("gränsen för åldern"));
  }
  /// "by same rater" holds for the whole comparison and is said once, at its end.
  std::string with_shared(const Expr &e) const {
    const Expr *first = first_linked(e);
    if (first == nullptr || first->linked.by_same.empty()) return compare(e);
    Reader once(*this);
    once.shared_ = false;
    const Register *reg = catalog_.find(first->linked.reg);
    const Field *by = reg == nullptr ? nullptr : reg->field(first->linked.by_same);
    return by == nullptr ? once.compare(e) : tr_f("{0}, med samma svar på {1}", {once.compare(e), quoted(by->title.str())});
  }
  static const Expr *first_linked(const Expr &e) {
    if (e.what == What::linked) return &e;
    for (const Expr &part : e.parts)
      if (const Expr *found = first_linked(part); found != nullptr) return found;
    return nullptr;
  }
  std::string compare(const Expr &e) const {
    const std::string a = value(e.parts[0]), b = option(e.parts[0], e.parts[1]);
    if (e.word == "=") return tr_f("{0} är {1}", {a, b});
    if (e.word == "!=") return tr_f("{0} inte är {1}", {a, b});
    if (is_day(e.parts[0]) && e.word == "<") return tr_f("{0} är före {1}", {a, b});
    if (is_day(e.parts[0]) && e.word == "<=") return tr_f("{0} är senast {1}", {a, b});
    if (is_day(e.parts[0]) && e.word == ">") return tr_f("{0} är efter {1}", {a, b});
    if (is_day(e.parts[0]) && e.word == ">=") return tr_f("{0} är tidigast {1}", {a, b});
    if (e.word == "<") return tr_f("{0} är under {1}", {a, b});
    if (e.word == "<=") return tr_f("{0} är högst {1}", {a, b});
    if (e.word == ">") return tr_f("{0} är över {1}", {a, b});
    return tr_f("{0} är minst {1}", {a, b});
  }
  bool is_day(const Expr &e) const {
    if (e.what != What::name) return false;
    const Field *field = reg_->field(e.word);
    return field == nullptr ? e.word == "due" || e.word == "met"
                            : field->type == definitions::FieldType::date || field->type == definitions::FieldType::month;
  }
  /// A word of the field's own list stands in quotes with its title; dates compare by being the same day or before.
  std::string option(const Expr &left, const Expr &right) const {
    if (right.what != What::name) return value(right);
    const Field *field = left.what == What::name ? reg_->field(left.word) : nullptr;
    if (left.what == What::path)
      if (const Field *reference = reg_->field(left.word); reference != nullptr)
        if (const Register *target = catalog_.find(reference->target); target != nullptr) field = target->field(left.field);
    if (field != nullptr)
      if (const auto *found = field->option(right.word); found != nullptr) return quoted(found->title.str());
    if (left.word == "state")
      if (const auto *state = reg_->state(right.word); state != nullptr) return quoted(state->title.str());
    if (left.word == "sex") return sex_word(right.word);
    if (left.word == "in_time") return std::string(right.word == "yes" ? tr("ja") : tr("nej"));
    if (field != nullptr && field->type == definitions::FieldType::yes_no) return std::string(right.word == "yes" ? tr("ja") : tr("nej"));
    return left.word == "team" ? right.word : name(right.word);
  }
  static std::string sex_word(const std::string &id) {
    for (int sex = 0; sex < organisation::kSexes; ++sex)
      if (organisation::id_of(static_cast<Sex>(sex)) == id)
        return std::string(organisation::word(static_cast<Sex>(sex), organisation::People::adults, false));
    return id;
  }
  std::string list(const Expr &e) const {
    std::string words;
    for (std::size_t i = 1; i < e.parts.size(); ++i) {
      if (i > 1) words += i + 1 == e.parts.size() ? " " + std::string(tr("eller")) + " " : ", ";
      words += option(e.parts[0], e.parts[i]);
    }
    return words;
  }
  static std::string time(double n, const std::string &unit) {
    const auto count = static_cast<long long>(n);
    if (unit == "days") return tr_n("{} dag", "{} dagar", count);
    if (unit == "weeks") return tr_n("{} vecka", "{} veckor", count);
    if (unit == "months") return tr_n("{} månad", "{} månader", count);
    return tr_n("{} år", "{} år", count);
  }
  std::string within(const Expr &e) const {
    const std::string length = time(e.number, e.word);
    return e.field == "after" ? tr_f("{0} är inom {1} efter {2}", {value(e.parts[0]), length, value(e.parts[1])})
                              : tr_f("{0} är inom {1} före {2}", {value(e.parts[0]), length, value(e.parts[1])});
  }
  std::string linked(const Expr &e) const {
    const auto &l = e.linked;
    const Register *reg = catalog_.find(l.reg);
    const auto *group = reg == nullptr ? reg_->group(l.reg) : nullptr;
    if (group != nullptr) reg = reg_;
    if (reg == nullptr) return l.reg;
    const std::string row =
        group == nullptr ? reg->singular.str() : small(group->singular.str().empty() ? group->title.str() : group->singular.str());
    const Field *field = reg->field(l.field.empty() ? reg->date_field : l.field);
    std::string what = field == nullptr || l.field.empty() ? row : row + " (" + small(field->title.str()) + ")";
    if (!e.parts.empty()) what += " " + tr_f("där {0}", {Reader(catalog_, reg).condition(e.parts[0])});
    if (shared_ && !l.by_same.empty())
      if (const Field *by = reg->field(l.by_same); by != nullptr) what += ", " + tr_f("med samma svar på {0}", {quoted(by->title.str())});
    if (!l.side.empty()) {
      const std::string anchor = name(l.anchor);
      const std::string length = l.within > 0 ? tr_f("inom {0}", {time(l.within, l.unit)}) + " " : std::string();
      what += " " + length + std::string(l.side == "after" ? tr("efter") : tr("före")) + " " + anchor;
    }
    if (l.pick == "first") return tr_f("första {0}", {what});
    if (l.pick == "last") return tr_f("sista {0}", {what});
    if (l.pick == "count") return tr_f("antalet {0}", {what});
    if (l.pick == "exists") return tr_f("det finns {0}", {what});
    if (l.pick == "sum") return tr_f("summan av {0}", {what});
    if (l.pick == "mean") return tr_f("medeltalet av {0}", {what});
    if (l.pick == "lowest") return tr_f("lägsta {0}", {what});
    return tr_f("högsta {0}", {what});
  }
};

/// Of a group of rows, or of a deadline as it is now.
std::string part_title(const Register &reg, const std::string &id) {
  if (id.empty()) return {};
  if (const auto *group = reg.group(id)) return group->title.str();
  std::string title = id;
  for (const auto &deadline : reg.deadlines)
    if (deadline.id == id) title = deadline.title.str();
  return title;
}

std::string selection(const Catalog &catalog, const language::Phrase &phrase) {
  const auto &s = phrase.selection;
  const Register *reg = catalog.find(s.reg);
  if (reg == nullptr) return s.reg;
  const Reader reader(catalog, reg);
  const std::string part = part_title(*reg, s.part);
  std::string words = part.empty() ? small(reg->title.str()) : tr_f("{0} i {1}", {quoted(part), small(reg->title.str())});
  const auto *state = reg->field(s.moment) == nullptr ? reg->state(s.moment) : nullptr;
  std::string where;
  if (state != nullptr) where = tr_f("läget är {0}", {quoted(state->title.str())});
  if (!s.where.empty()) {
    const std::string condition = reader.condition(s.where[0]);
    where = where.empty() ? condition : tr_f("{0} och {1}", {where, condition});
  }
  if (!where.empty()) words = tr_f("{0} där {1}", {words, where});
  if (!phrase.value.empty() && phrase.value[0].what == What::name && phrase.value[0].word == "person") return tr_f("personer med {0}", {words});
  return phrase.value.empty() ? words : tr_f("{0} för {1}", {reader.value(phrase.value[0]), words});
}

} // namespace

std::string counted(const Catalog &catalog, const plan::Compiled &m) {
  return m.numerator.selection.reg.empty() ? std::string() : selection(catalog, m.numerator);
}
std::string counted_of(const Catalog &catalog, const plan::Compiled &m) { return m.denominator ? selection(catalog, *m.denominator) : std::string(); }

std::string moment(const Catalog &catalog, const plan::Compiled &m) {
  const auto &s = m.numerator.selection;
  const Register *reg = catalog.find(s.reg);
  if (reg == nullptr) return {};
  auto title = [&](const std::string &id) {
    const Field *field = reg->field(id);
    return field == nullptr ? id : field->title.str();
  };
  if (!s.part.empty() && reg->group(s.part) == nullptr)
    return std::string(tr("Hör till perioden där sista dagen ligger; det som ännu har tid kvar räknas inte"));
  if (!s.from.empty()) return tr_f("Pågår i perioden: från {0} till {1}", {quoted(title(s.from)), quoted(title(s.to))});
  return tr_f("Hör till perioden där {0} ligger", {quoted(title(m.definition.at))});
}

namespace {
std::string title_of(const Catalog &catalog, const std::string &id) {
  for (const auto &measure : catalog.measures)
    if (measure.id == id) return quoted(measure.title.str());
  return quoted(id);
}
std::string titles(const Catalog &catalog, const std::vector<std::string> &ids) {
  std::string words;
  for (std::size_t i = 0; i < ids.size(); ++i)
    words += (i == 0 ? "" : i + 1 == ids.size() ? " " + std::string(tr("och")) + " " : ", ") + title_of(catalog, ids[i]);
  return words;
}
} // namespace

std::string reading(const Catalog &catalog, const plan::Compiled &m) {
  const std::string what = counted(catalog, m);
  std::string first;
  switch (m.definition.kind) {
  case Kind::count: first = tr_f("Räknar {0}.", {what}); break;
  case Kind::sum: first = tr_f("Summan av {0}.", {what}); break;
  case Kind::share: first = tr_f("Andelen {0}, av {1}.", {what, counted_of(catalog, m)}); break;
  case Kind::mean: first = tr_f("Medeltalet av {0}.", {what}); break;
  case Kind::median: first = tr_f("Medianen av {0}.", {what}); break;
  case Kind::distinct:
    first = m.denominator ? tr_f("Andelen {0}, av {1}. Var och en räknas en gång.", {what, counted_of(catalog, m)})
                          : tr_f("Räknar {0}. Var och en räknas en gång.", {what});
    break;
  case Kind::change: first = tr_f("Medeltalet av {0}. Ett plus betyder att talet har stigit.", {what}); break;
  case Kind::ontime: first = tr_f("Andelen som blev klar i tid, av {0}.", {counted_of(catalog, m)}); break;
  case Kind::index: return tr_f("Medeltalet av {0}.", {titles(catalog, m.index_of)});
  case Kind::ratio:
    return m.per == 1 ? tr_f("{0} delat med {1}.", {title_of(catalog, m.index_of[0]), title_of(catalog, m.index_of[1])})
                      : tr_f("{0} per {1} {2}.", {title_of(catalog, m.index_of[0]), number(m.per), title_of(catalog, m.index_of[1])});
  case Kind::manual: return std::string(tr("Skrivs in för hand eller läses in."));
  case Kind::imported: return tr_f("Läses in: {0}.", {m.definition.source});
  }
  return first + " " + moment(catalog, m) + ".";
}

} // namespace rt::measures::words
