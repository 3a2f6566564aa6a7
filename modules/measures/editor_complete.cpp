// Completion: the parser says what it waited for, the definitions say which words that can be.
#include "modules/measures/check.hpp"
#include "modules/measures/editor.hpp"
#include "modules/measures/editor_words.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::measures::editor {
namespace {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;
using language::Awaited;
using language::Expr;
using language::Form;
using language::Slot;
using language::What;
using plan::Type;

constexpr std::size_t kMostCandidates = 400; // a city has some hundred measures to choose from

std::string small(std::string_view words) { return fold(words); }
bool choice_like(Type type) { return type == Type::choice || type == Type::choices || type == Type::yes_no; }
const Field *reference_to(const Register &reg, std::string_view target) {
  for (const Field &field : reg.fields)
    if (field.type == FieldType::reference && field.target == target) return &field;
  return nullptr;
}
bool of_contact(const Register &reg) { return reg.about == "contact" || reference_to(reg, "contact") != nullptr; }
bool of_person(const Register &reg) { return reg.about == "person" || of_contact(reg); }

/// Gathers the candidates that fit what is typed already.
class Found {
public:
  explicit Found(std::string_view typed) : typed_(small(std::string(typed))) {}
  void add(std::string text, std::string title, std::string insert = {}, int back = 0) {
    if (!seen_.insert(text).second) return;
    const int rank = rank_of(text, title);
    if (rank < 0) return;
    if (insert.empty()) insert = text + " ";
    found_.emplace_back(rank, Candidate{std::move(text), std::move(insert), back, std::move(title)});
  }
  std::vector<Candidate> list() {
    std::stable_sort(found_.begin(), found_.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    if (found_.size() > kMostCandidates) found_.resize(kMostCandidates);
    std::vector<Candidate> all;
    for (auto &[rank, one] : found_) all.push_back(std::move(one));
    return all;
  }

private:
  std::string typed_;
  std::set<std::string> seen_;
  std::vector<std::pair<int, Candidate>> found_;
  /// By the id, or by the Swedish word: "avsl" finds `ended`, Avslutad.
  int rank_of(const std::string &text, const std::string &title) const {
    if (typed_.empty()) return 0;
    const auto id = small(text), words = small(title);
    if (starts_with(id, typed_)) return 0;
    if (starts_with(words, typed_)) return 1;
    if (typed_.size() > 1 && (id.find(typed_) != std::string::npos || words.find(typed_) != std::string::npos)) return 2;
    return -1;
  }
};

/// One place in an expression.
class Place {
public:
  Place(const Here &here, const Awaited &awaited, Form form, bool asks, Found &found)
      : here_(here), awaited_(awaited), form_(form), asks_(asks), found_(found) {
    counted_ = here.catalog.find(awaited.reg);
    group_ = awaited.part;
    if (awaited.linked.empty()) return;
    linked_ = here.catalog.find(awaited.linked);
    if (linked_ == nullptr && counted_ != nullptr && counted_->group(awaited.linked) != nullptr) linked_ = counted_, linked_group_ = awaited.linked;
  }
  void all() {
    const bool date = std::find(awaited_.slots.begin(), awaited_.slots.end(), Slot::date) != awaited_.slots.end();
    for (const Slot slot : awaited_.slots)
      if (!date || slot == Slot::date) put(slot);
    for (const auto &word : awaited_.words) put_word(word);
  }

private:
  const Here &here_;
  const Awaited &awaited_;
  Form form_;
  bool asks_; ///< in a condition, not in the value before "of"
  Found &found_;
  const Register *counted_ = nullptr, *linked_ = nullptr;
  std::string group_, linked_group_;

  const Register *current() const { return linked_ != nullptr ? linked_ : counted_; }
  bool here(const Register &reg, const Field &field) const {
    const auto &group = linked_ != nullptr ? linked_group_ : group_;
    if (linked_ != nullptr && !linked_group_.empty()) return field.group == group;
    return field.group.empty() || (&reg == counted_ && linked_ == nullptr && field.group == group);
  }
  bool kept() const { return counted_ != nullptr && linked_ == nullptr && !group_.empty() && counted_->group(group_) == nullptr; }
  void word(std::string_view text) { found_.add(std::string(text), gloss(text)); }

  template<class Fits> void fields(const Register *reg, Fits fits, std::string_view after = " ") {
    if (reg == nullptr) return;
    for (const Field &field : reg->fields)
      if (!field.retired && here(*reg, field) && fits(field)) found_.add(field.id, field.title.str(), field.id + std::string(after));
  }
  void dates(const Register *reg) {
    if (kept()) word("due");
    fields(reg, [](const Field &f) { return plan::type_of(f.type) == Type::date; });
  }

  void put(Slot slot) {
    switch (slot) {
    case Slot::reg: return registers();
    case Slot::part: return parts();
    case Slot::moment:
      if (form_ == Form::kept || kept()) return word("due");
      dates(counted_);
      if (counted_ != nullptr)
        for (const auto &state : counted_->states) found_.add(state.id, tr_f("läget är {0}", {state.title.str()}));
      return;
    case Slot::date: return dates(counted_);
    case Slot::value: return value();
    case Slot::right: return right();
    case Slot::path: return path();
    case Slot::linked_reg: return linked_registers();
    case Slot::linked_field: return linked_fields();
    case Slot::same:
      word("person"), word("contact");
      if (counted_ != nullptr) found_.add(counted_->id, counted_->title.str());
      for (const Register &reg : here_.catalog.registers)
        if (counted_ != nullptr && reference_to(*counted_, reg.id) != nullptr) found_.add(reg.id, reg.title.str());
      return;
    case Slot::by: {
      const Register *reg = here_.catalog.find(awaited_.word);
      if (reg == nullptr) return;
      for (const Field &field : reg->fields)
        if (field.type == FieldType::choice && field.group.empty() && !field.retired) found_.add(field.id, field.title.str());
      return;
    }
    case Slot::measure:
      for (const auto &source : here_.catalog.measures)
        if (here_.catalog.keeps_file(here_.packs, source.file) && source.keys.count("index") == 0 && source.keys.count("ratio") == 0)
          found_.add(source.id, source.title.str());
      return;
    }
  }
  void registers() {
    const bool kept_only = form_ == Form::kept;
    for (const Register &reg : here_.catalog.registers)
      if (here_.catalog.keeps(here_.packs, reg.pack) && (!kept_only || !reg.deadlines.empty()))
        found_.add(reg.id, reg.title.str(), reg.id + (kept_only ? "." : " "));
  }
  void parts() {
    const Register *reg = here_.catalog.find(awaited_.word);
    if (reg == nullptr) return;
    if (form_ != Form::kept)
      for (const auto &group : reg->groups) found_.add(group.id, group.title.str());
    for (const auto &deadline : reg->deadlines)
      if (!deadline.of_unit) found_.add(deadline.id, deadline.title.str());
  }
  void picks(bool truth) {
    if (linked_ != nullptr) return;
    if (truth) word("exists");
    for (const auto *pick : {"count", "first", "last", "sum", "mean", "lowest", "highest"}) word(pick);
  }
  void value() {
    const Register *reg = current();
    if (reg == nullptr) { // the value comes before what is counted: both are put in
      if (form_ == Form::with_value) word("person");
      for (const Register &one : here_.catalog.registers)
        if (here_.catalog.keeps(here_.packs, one.pack))
          for (const Field &field : one.fields)
            if (plan::type_of(field.type) == Type::number && field.group.empty() && !field.retired)
              found_.add(field.id + " of " + one.id, field.title.str() + " · " + one.title.str());
      return;
    }
    if (kept())
      for (const auto *of_date : {"in_time", "met", "due", "days_late"}) word(of_date);
    if (asks_) {
      fields(reg, [](const Field &) { return true; });
      if (!reg->states.empty() && linked_group_.empty()) word("state");
      for (const auto *own : {"team", "sex", "age"})
        if (linked_group_.empty()) word(own);
      if (linked_ == nullptr)
        for (const Field &field : reg->fields)
          if (field.type == FieldType::reference && field.group.empty() && here_.catalog.find(field.target) != nullptr)
            found_.add(field.id + ".", tr_f("ett fält i {0}", {small(here_.catalog.find(field.target)->singular.str())}), field.id + ".");
      picks(true);
      word("not");
      return;
    }
    word("person");
    fields(reg, [](const Field &f) { return plan::type_of(f.type) == Type::number; });
    picks(false);
  }

  /// What an expression to the left of a sign is.
  struct Left {
    Type type = Type::number;
    const Field *field = nullptr;
    const Register *reg = nullptr;
  };
  Left name_in(const Register *reg, const std::string &id) const {
    if (reg == nullptr) return {};
    if (const Field *field = reg->field(id)) return {plan::type_of(field->type), field, reg};
    if (id == "state") return {Type::state, nullptr, reg};
    if (id == "team") return {Type::team, nullptr, reg};
    if (id == "sex") return {Type::sex, nullptr, reg};
    if (id == "person" || id == "contact") return {Type::id, nullptr, reg};
    if (id == "due" || id == "met") return {Type::date, nullptr, reg};
    if (id == "in_time") return {Type::yes_no, nullptr, reg};
    return {};
  }
  Left left_of(const Expr &e) const {
    switch (e.what) {
    case What::name: return name_in(current(), e.word);
    case What::path: {
      const Field *reference = current() == nullptr ? nullptr : current()->field(e.word);
      return reference == nullptr ? Left{} : name_in(here_.catalog.find(reference->target), e.field);
    }
    case What::linked: {
      if (e.linked.pick == "exists") return {Type::truth, nullptr, nullptr};
      if (e.linked.pick == "count") return {};
      const Register *reg = here_.catalog.find(e.linked.reg);
      if (reg == nullptr && counted_ != nullptr && counted_->group(e.linked.reg) != nullptr) reg = counted_;
      return reg == nullptr ? Left{} : name_in(reg, e.linked.field.empty() ? reg->date_field : e.linked.field);
    }
    case What::date: return {Type::date, nullptr, nullptr};
    case What::add:
    case What::subtract: {
      const Left a = left_of(e.parts[0]), b = left_of(e.parts[1]);
      return a.type == Type::date && b.type == Type::number ? a : Left{};
    }
    default: return {};
    }
  }
  void right() {
    if (!awaited_.left) return;
    const Left left = left_of(*awaited_.left);
    switch (left.type) {
    case Type::choice:
    case Type::choices:
      for (const auto &option : left.field->options) found_.add(option.id, option.title.str());
      return;
    case Type::yes_no: word("yes"), word("no"); return;
    case Type::state:
      for (const auto &state : left.reg->states) found_.add(state.id, state.title.str());
      return;
    case Type::sex:
      for (const auto *sex : {"female", "male", "other", "unknown"}) word(sex);
      return;
    case Type::team:
      for (const auto &[code, name] : here_.teams) found_.add(code, name);
      return;
    case Type::number:
      if (left.field != nullptr && left.field->type == FieldType::item)
        for (const auto &option : left.field->options) found_.add(option.id, option.title.str());
      fields(current(), [](const Field &f) { return plan::type_of(f.type) == Type::number; });
      for (const auto &instrument : here_.catalog.instruments)
        for (const auto *limit : {"cutoff", "smallest_rise", "reliable_change"})
          found_.add(instrument.id + "." + limit, gloss(limit) + " · " + instrument.title.str());
      return picks(false);
    case Type::date: dates(current()); return picks(false);
    default: return;
    }
  }
  void path() {
    if (const auto *instrument = here_.catalog.instrument(awaited_.word); instrument != nullptr)
      for (const auto *limit : {"cutoff", "smallest_rise", "reliable_change"}) word(limit);
    const Field *reference = current() == nullptr ? nullptr : current()->field(awaited_.word);
    const Register *target = reference == nullptr ? nullptr : here_.catalog.find(reference->target);
    if (target == nullptr) return;
    for (const Field &field : target->fields)
      if (field.group.empty() && !field.retired) found_.add(field.id, field.title.str());
  }
  bool tied(const Register &reg) const {
    if (counted_ == nullptr) return of_contact(reg);
    return (of_contact(reg) && (counted_->id == "contact" || of_contact(*counted_))) || (of_person(reg) && of_person(*counted_)) ||
           reference_to(reg, counted_->id) != nullptr || reference_to(*counted_, reg.id) != nullptr;
  }
  void linked_registers() {
    const bool needs_field = awaited_.pick != "count" && awaited_.pick != "exists";
    if (counted_ != nullptr && form_ != Form::change)
      for (const auto &group : counted_->groups) found_.add(group.id, group.title.str(), group.id + (needs_field ? "." : " "));
    for (const Register &reg : here_.catalog.registers)
      if (here_.catalog.keeps(here_.packs, reg.pack) && tied(reg)) found_.add(reg.id, reg.title.str(), reg.id + (needs_field ? "." : " "));
  }
  void linked_fields() {
    const Register *reg = here_.catalog.find(awaited_.word);
    const bool group = reg == nullptr && counted_ != nullptr && counted_->group(awaited_.word) != nullptr;
    if (group) reg = counted_;
    if (reg == nullptr) return;
    const bool any = (awaited_.pick == "first" || awaited_.pick == "last") && form_ != Form::change;
    for (const Field &field : reg->fields)
      if (!field.retired && field.group == (group ? awaited_.word : std::string()) && (any || plan::type_of(field.type) == Type::number))
        found_.add(field.id, field.title.str());
  }

  /// A word of the grammar, when it makes sense beside what is compared.
  void put_word(const std::string &text) {
    const bool comparing = awaited_.left.has_value() && text != "and" && text != "or" && text != "by" && text != ")";
    const Left left = comparing ? left_of(*awaited_.left) : Left{};
    const bool ordered = left.type == Type::number || left.type == Type::date;
    const auto has = [&](std::string_view word) { return std::find(awaited_.words.begin(), awaited_.words.end(), word) != awaited_.words.end(); };
    if (text == "." || text == "+" || text == "-" || text == "*" || text == "," || text == "(" || text == "not") return;
    if (has("is") && comparing) { // after a value: the signs
      if (left.type == Type::truth) return;
      if (text == "is") {
        word("is set"), word("is missing");
        return;
      }
      if (text == "has" && left.type != Type::choices) return;
      if ((text == "<" || text == "<=" || text == ">" || text == ">=") && !ordered) return;
      if ((text == "=" || text == "!=" || text == "in") && (left.type == Type::choices || left.type == Type::text || left.type == Type::id)) return;
      if (text == "within" && left.type != Type::date) return;
      if (text == "in") return found_.add("in (", gloss("in ("), "in (");
    }
    if (text == "in") return word("in period");
    if (text == "running") return word("running from");
    if (text == "of" && asks_) return word("of same");
    if (text == "by") {
      if (awaited_.may_share) word("by same");
      return;
    }
    if (text == "mean" && form_ == Form::index) return found_.add("mean(", gloss("mean("), "mean(");
    if (text == "where" && asks_) return found_.add("where (", gloss("where"), "where (");
    if (text == ")") return found_.add(")", gloss(")"), ") ");
    if (text == "day" || text == "week" || text == "month" || text == "year") return;
    if ((text == "after" || text == "before" || text == "within") && !asks_ && awaited_.pick.empty() && form_ != Form::condition)
      return; // seldom in a value
    word(text);
  }
};

/// The letters of a word right before the cursor, and right after it.
bool word_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

void in_key(const Scan &scan, Found &found) {
  if (!scan.has_header && scan.entries.empty()) found.add("[[measure]]", std::string(tr("här börjar ett mått")), "[[measure]]\n");
  bool has_kind = false;
  for (std::size_t i = 0; i < kKinds; ++i) has_kind = has_kind || (scan.entry(keys()[i].id) != nullptr && scan.entry(keys()[i].id)->value_at != 0);
  for (std::size_t i = 0; i < keys().size(); ++i) {
    const Key &key = keys()[i];
    const Entry *used = scan.entry(key.id);
    if (used != nullptr || (i < kKinds && has_kind)) continue;
    found.add(std::string(key.id), std::string(tr(key.title)), std::string(key.insert), key.back);
  }
}

void in_list_of_splits(const Here &here, const Scan &scan, Found &found) {
  const auto [id, part] = counted_by(scan);
  found.add("sex", gloss("sex"), "sex"), found.add("team", gloss("team"), "team");
  found.add("age_group", std::string(tr("åldersgrupp")), "age_group");
  const Register *reg = here.catalog.find(id);
  if (reg == nullptr) return;
  for (const Field &field : reg->fields)
    if (!field.retired && (field.group.empty() || field.group == part) && choice_like(plan::type_of(field.type)))
      found.add(field.id, field.title.str(), field.id);
}

void in_text(const Here &here, const Scan &scan, std::string_view beginning, std::string_view rest, Found &found) {
  const std::string &key = scan.cursor.key;
  if (key == "split") return in_list_of_splits(here, scan, found);
  if (key == "team")
    for (const auto &[code, name] : here.teams) found.add(code, name, code);
  if (key == "at_most" || key == "same_as" || key == "parts")
    for (const auto &source : here.catalog.measures)
      if (here.catalog.keeps_file(here.packs, source.file)) found.add(source.id, source.title.str(), source.id);
  for (const auto &[word, title] : fixed_words(key)) found.add(word, title, word);
  const auto form = form_of(key, scan.entry("distinct") != nullptr);
  if (!form) return;
  Awaited awaited = language::awaited(beginning, *form);
  const auto words = language::words_of(beginning);
  const bool asked = std::any_of(words.begin(), words.end(), [](const auto &w) { return w.text == "where"; });
  const bool asks = *form == Form::condition || (asked && !awaited.reg.empty()) || !awaited.linked.empty();
  if (awaited.reg.empty()) {
    auto counted = *form == Form::condition ? counted_by(scan) : counted_in(*form, std::string(beginning) + " x " + std::string(rest));
    awaited.reg = counted.first, awaited.part = counted.second;
  }
  Place(here, awaited, *form, asks, found).all();
}

/// After a word that makes the text whole no blank is put in; after another what comes next is wanted at once.
void close_up(const std::string &beginning, Form form, Completion &result) {
  result.may_end = language::awaited(beginning, form).may_end;
  for (Candidate &one : result.candidates)
    if (one.insert == one.text + " " && language::awaited(beginning + one.text, form).may_end) one.insert.pop_back();
}

} // namespace

Completion complete(const Here &here, std::string_view text, Spot cursor) {
  Completion result{cursor, cursor, false, {}};
  if (text.size() > kMostText) return result;
  const auto at = offset_of(text, cursor);
  const Scan found_there = scan(text, at);
  const Cursor &place = found_there.cursor;
  auto first = at, last = at;
  while (first > place.begins && word_letter(text[first - 1])) --first;
  while (last < text.size() && word_letter(text[last])) ++last;
  if (place.in == Cursor::In::key) first = std::min(place.begins, at);
  result.from = spot_of(text, first), result.to = spot_of(text, last);
  Found found(text.substr(first, at - first));
  switch (place.in) {
  case Cursor::In::elsewhere: return result;
  case Cursor::In::key: {
    const auto line_ends = std::min(text.find('\n', at), text.size());
    if (text.substr(last, line_ends - last).find('=') != std::string_view::npos) return result; // a key that has its value already
    in_key(found_there, found);
    break;
  }
  case Cursor::In::value:
    for (const auto &[word, title] : fixed_words(place.key)) found.add("\"" + word + "\"", title, "\"" + word + "\"");
    break;
  case Cursor::In::text: {
    auto ends = last;
    while (ends < text.size() && text[ends] != '"' && text[ends] != '\'') ++ends;
    in_text(here, found_there, text.substr(place.begins, first - place.begins), text.substr(last, ends - last), found);
    break;
  }
  }
  result.candidates = found.list();
  if (place.in == Cursor::In::text)
    if (const auto form = form_of(place.key, found_there.entry("distinct") != nullptr))
      close_up(std::string(text.substr(place.begins, first - place.begins)), *form, result);
  return result;
}

std::vector<WordList> word_lists(const Here &here, std::string_view text) {
  std::vector<WordList> lists;
  const auto scanned = scan(text.substr(0, kMostText), 0);
  const auto [id, part] = counted_by(scanned);
  const Register *reg = here.catalog.find(id);
  const auto fill = [&](std::string title, auto put) {
    Found found("");
    put(found);
    if (auto words = found.list(); !words.empty()) lists.push_back({std::move(title), std::move(words)});
  };
  if (reg != nullptr) {
    fill(tr_f("Fält i {0}", {small(reg->title.str())}), [&](Found &found) {
      for (const Field &field : reg->fields)
        if (!field.retired && (field.group.empty() || field.group == part)) found.add(field.id, field.title.str());
    });
    fill(std::string(tr("Lägen")), [&, r = reg](Found &found) {
      for (const auto &state : r->states) found.add(state.id, state.title.str());
    });
    fill(std::string(tr("Rader och tidsfrister")), [&, r = reg](Found &found) {
      for (const auto &group : r->groups) found.add(r->id + "." + group.id, group.title.str());
      for (const auto &deadline : r->deadlines)
        if (!deadline.of_unit) found.add(r->id + "." + deadline.id, deadline.title.str());
    });
    for (const Field &field : reg->fields)
      if (!field.retired && !field.options.empty() && (field.group.empty() || field.group == part))
        fill(tr_f("Svar på {0}", {field.title.str()}), [&](Found &found) {
          for (const auto &option : field.options) found.add(option.id, option.title.str());
        });
  }
  fill(std::string(tr("Register")), [&](Found &found) {
    for (const Register &one : here.catalog.registers)
      if (here.catalog.keeps(here.packs, one.pack)) found.add(one.id, one.title.str());
  });
  fill(std::string(tr("Språkets ord")), [](Found &found) {
    for (const auto *word : {"in period", "running from", "where",   "and",     "or",      "not",  "is set", "is missing", "in (",
                             "has",       "within",       "after",   "before",  "first",   "last", "count",  "exists",     "sum",
                             "mean",      "lowest",       "highest", "of same", "by same", "age",  "state",  "team",       "sex"})
      found.add(word, gloss(word));
  });
  fill(std::string(tr("Nycklar")), [](Found &found) {
    for (const Key &key : keys()) found.add(std::string(key.id), std::string(tr(key.title)));
  });
  return lists;
}

} // namespace rt::measures::editor
