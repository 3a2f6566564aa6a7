// Recursive descent over the words of a measure. Written by hand: each place knows what it waited for, and can say so.
#include "modules/measures/language.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <array>
#include <utility>

namespace rt::measures::language {
namespace {

constexpr std::array<std::string_view, 8> kPicks{"first", "last", "count", "exists", "sum", "mean", "lowest", "highest"};
constexpr std::array<std::string_view, 6> kSigns{"=", "!=", "<", "<=", ">", ">="};
constexpr int kDeepest = 40; // nested parentheses; a measure is read by people, and the parser must not run out of stack

/// Thrown inside this file only; one mistake ends the reading of a text.
struct Stop {
  Mistake mistake;
};

class Parser {
public:
  explicit Parser(std::string_view text, Awaited *watch = nullptr) : words_(words_of(text)), watch_(watch) {}

  Phrase phrase(bool with_value) {
    Phrase phrase;
    if (with_value) {
      phrase.value.push_back(sum());
      expect_word("of", tr("Efter värdet ska ordet of stå, till exempel ”months of contact ended in period”."));
    }
    phrase.selection = selection();
    the_end();
    return phrase;
  }
  Phrase kept() {
    Phrase phrase;
    hope(Slot::reg);
    if (next().kind != Kind::sign || next().text != ".") stop(tr("Skriv register.tidsfrist, till exempel report_of_concern.protective_assessment."));
    phrase.selection = selection(now().kind == Kind::word);
    the_end();
    return phrase;
  }
  Phrase change() {
    Phrase phrase;
    const Word reg = now();
    Expr last = ties("last");
    if (last.linked.field.empty()) {
      Mistake mistake{reg.column, std::string(tr("Skriv vilket tal som förändras, till exempel ors.total.")), {}};
      throw Stop{mistake};
    }
    Expr first = last;
    first.linked.pick = "first";
    phrase.value.push_back(pair(What::subtract, std::move(last), std::move(first)));
    expect_word("of", tr("Efter värdet ska ordet of stå, till exempel ”months of contact ended in period”."));
    phrase.selection = selection();
    the_end();
    return phrase;
  }
  RatioText ratio() {
    RatioText result;
    hope(Slot::measure);
    const Word above = take_word(tr("Här ska ett måtts id stå."));
    expect_word("per", tr("Efter måttet ska per stå: a per b eller a per 1000 b."));
    if (now().kind == Kind::number) result.per = words_[at_++].number;
    hope(Slot::measure);
    const Word below = take_word(tr("Här ska ett måtts id stå."));
    result.above = above.text, result.above_column = above.column;
    result.below = below.text, result.below_column = below.column;
    the_end();
    return result;
  }
  Expr whole_condition() {
    Expr result = either();
    the_end();
    return result;
  }
  IndexText index() {
    IndexText result;
    expect_word("mean", tr("Ett index skrivs som mean(mått, mått)."));
    expect_sign("(", tr("Efter mean ska måtten stå inom parentes: mean(a, b, c)."));
    do {
      hope(Slot::measure);
      const Word word = take_word(tr("Här ska ett måtts id stå."));
      result.measures.emplace_back(word.text, word.column);
    } while (take_sign(","));
    expect_sign(")", tr("Parentesen efter mean stängs inte."));
    the_end();
    return result;
  }

private:
  std::vector<Word> words_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Awaited *watch_; ///< told what could have stood where the text ends

  bool ended() const { return watch_ != nullptr && now().kind == Kind::end; }
  void hope(std::string_view word) const {
    if (ended()) watch_->words.emplace_back(word);
  }
  void hope(Slot slot) const {
    if (ended()) watch_->slots.push_back(slot);
  }
  void hope(Slot slot, const std::string &before) const {
    if (ended()) watch_->word = before;
    hope(slot);
  }
  /// What `left` is compared with, while that is read.
  Expr compared(const Expr &left) {
    if (watch_ == nullptr) return sum();
    const auto outer = std::exchange(watch_->left, left);
    Expr right = sum();
    watch_->left = outer;
    return right;
  }
  const Word &now() const { return words_[at_]; }
  const Word &next() const { return words_[std::min(at_ + 1, words_.size() - 1)]; }
  bool on(std::string_view word) const {
    hope(word);
    return now().kind == Kind::word && now().text == word;
  }
  bool on_sign(std::string_view sign) const {
    hope(sign);
    return now().kind == Kind::sign && now().text == sign;
  }
  bool take(std::string_view word) { return on(word) && ++at_ > 0; }
  bool take_sign(std::string_view sign) { return on_sign(sign) && ++at_ > 0; }
  [[noreturn]] void stop(std::string_view message, const std::vector<std::string> &meant = {}) const {
    Mistake mistake{now().column, std::string(message), {}};
    if (now().kind == Kind::bad) mistake.message = tr_f("Tecknet {0} används inte i måttspråket.", {now().text});
    if (now().kind == Kind::word)
      if (auto near = nearest(now().text, meant)) mistake.suggestion = *near;
    throw Stop{mistake};
  }
  Word take_word(std::string_view otherwise) {
    if (now().kind != Kind::word) stop(otherwise);
    return words_[at_++];
  }
  void expect_word(std::string_view word, std::string_view otherwise) {
    if (!take(word)) stop(otherwise, {std::string(word)});
  }
  void expect_sign(std::string_view sign, std::string_view otherwise) {
    if (!take_sign(sign)) stop(otherwise);
  }
  void the_end() const {
    if (now().kind != Kind::end) stop(tr_f("Uttrycket borde vara slut före ”{0}”. Saknas and eller or?", {now().text}), {"and", "or", "where"});
  }

  /// `may_end`: "in period" may be left out, when what is counted says it by itself.
  Selection selection(bool may_end = false) {
    Selection s;
    hope(Slot::reg);
    const Word reg = take_word(tr("Här ska ett register stå, till exempel contact."));
    s.reg = reg.text;
    s.reg_column = reg.column;
    if (watch_ != nullptr) watch_->reg = reg.text, watch_->left.reset();
    if (take_sign(".")) {
      hope(Slot::part, reg.text);
      const Word part = take_word(tr("Efter punkten ska en grupp med rader eller en tidsfrist stå."));
      s.part = part.text, s.part_column = part.column;
      if (watch_ != nullptr) watch_->part = part.text;
    }
    if (may_end && now().kind == Kind::end && watch_ == nullptr) return s;
    hope(Slot::moment);
    if (take("running")) {
      expect_word("from", tr("Efter running skrivs from och to: ”contact running from started to ended in period”."));
      hope(Slot::date);
      const Word from = take_word(tr("Efter from ska ett datumfält stå."));
      expect_word("to", tr("Efter from-fältet skrivs to och ett datumfält."));
      hope(Slot::date);
      const Word to = take_word(tr("Efter to ska ett datumfält stå."));
      s.from = from.text, s.from_column = from.column, s.to = to.text, s.to_column = to.column;
    } else if (now().kind == Kind::word && !on("in")) {
      s.moment = now().text;
      s.moment_column = now().column;
      ++at_;
    }
    expect_word("in", tr("Här ska ”in period” stå: det som räknas ska höra till en period."));
    expect_word("period", tr("Efter in ska ordet period stå."));
    if (take("where")) s.where.push_back(either());
    return s;
  }

  Expr pair(What what, Expr left, Expr right) const {
    Expr e;
    e.what = what;
    e.column = left.column;
    e.parts.push_back(std::move(left));
    e.parts.push_back(std::move(right));
    return e;
  }
  Expr either() {
    if (++depth_ > kDeepest) stop(tr("Uttrycket har för många parenteser inuti varandra."));
    Expr left = both();
    while (take("or")) left = pair(What::either, std::move(left), both());
    --depth_;
    return left;
  }
  Expr both() {
    Expr left = negated();
    while (take("and")) left = pair(What::both, std::move(left), negated());
    return left;
  }
  Expr negated() {
    if (!on("not")) return comparison();
    if (++depth_ > kDeepest) stop(tr("Uttrycket har för många parenteser inuti varandra."));
    Expr e;
    e.what = What::negate;
    e.column = now().column;
    ++at_;
    e.parts.push_back(negated());
    --depth_;
    return e;
  }
  Expr comparison() {
    if (take_sign("(")) {
      Expr inner = either();
      expect_sign(")", tr("Parentesen stängs inte. Här ska ) stå."));
      return inner;
    }
    if (watch_ != nullptr) watch_->left.reset();
    Expr left = sum();
    Expr result = after(std::move(left));
    if (take("by")) share_by(result);
    else if (at_ >= 3 && words_[at_ - 3].text == "by" && words_[at_ - 2].text == "same") { // taken by the last linked record, said of them all
      int found = 0;
      mark_by(result, words_[at_ - 1], found);
    }
    return result;
  }
  Expr after(Expr left) {
    if (ended() && left.what == What::linked && left.linked.pick == "exists") return left; // a question of its own: nothing is compared
    if (watch_ != nullptr) watch_->left = left;
    for (std::string_view sign : kSigns)
      if (take_sign(sign)) {
        Expr right = compared(left);
        Expr e = pair(What::compare, std::move(left), std::move(right));
        e.word = sign;
        return e;
      }
    if (take("is")) return after_is(std::move(left));
    if (take("in")) return after_in(left);
    if (take("has")) {
      Expr right = compared(left);
      return pair(What::has, std::move(left), std::move(right));
    }
    if (on("within")) return after_within(std::move(left));
    if (left.what == What::linked && left.linked.pick == "exists") return left;
    stop(tr("Här saknas en jämförelse: =, !=, <, <=, >, >=, is set, is missing, in (…), has eller within."), {"is", "in", "has", "within"});
  }
  Expr after_is(Expr left) {
    Expr e;
    e.column = left.column;
    if (take("set") || take("missing")) {
      e.what = words_[at_ - 1].text == "set" ? What::is_set : What::is_missing;
      e.parts.push_back(std::move(left));
      return e;
    }
    const bool negated = take("not");
    hope(Slot::right);
    if (now().kind != Kind::word) stop(tr("Efter is ska set, missing eller ett värde stå."));
    Expr right = compared(left);
    e = pair(What::compare, std::move(left), std::move(right));
    e.word = negated ? "!=" : "=";
    return e;
  }
  Expr after_in(const Expr &left) {
    Expr e;
    e.what = What::in;
    e.column = left.column;
    e.parts.push_back(left);
    expect_sign("(", tr("Efter in skrivs värdena inom parentes: in (planned, unplanned)."));
    do e.parts.push_back(compared(left));
    while (take_sign(","));
    expect_sign(")", tr("Parentesen stängs inte. Här ska ) stå."));
    return e;
  }
  std::string unit_of_time() {
    static const std::vector<std::string> units{"days", "weeks", "months", "years", "day", "week", "month", "year"};
    const Word word = now();
    for (const auto &unit : units) hope(unit);
    if (std::find(units.begin(), units.end(), word.text) == units.end()) stop(tr("Här ska days, weeks, months eller years stå."), units);
    ++at_;
    return word.text.back() == 's' ? word.text : word.text + "s";
  }
  int whole_number() {
    if (now().kind != Kind::number || now().text.find('.') != std::string::npos || now().number > 10000)
      stop(tr("Efter within ska ett helt tal stå, till exempel within 3 months."));
    return static_cast<int>(words_[at_++].number);
  }
  std::string side() {
    if (!on("after") && !on("before")) stop(tr("Här ska after eller before stå."), {"after", "before"});
    return words_[at_++].text;
  }
  Expr after_within(Expr left) {
    Expr e;
    e.what = What::within;
    e.column = left.column;
    ++at_;
    e.number = whole_number();
    e.word = unit_of_time();
    e.field = side();
    hope(Slot::date);
    e.parts.push_back(std::move(left));
    e.parts.push_back(term());
    return e;
  }
  Expr sum() {
    Expr left = product();
    while (on_sign("+") || on_sign("-")) {
      const What what = on_sign("+") ? What::add : What::subtract;
      ++at_;
      left = pair(what, std::move(left), product());
    }
    return left;
  }
  Expr product() {
    Expr left = term();
    while (take_sign("*")) left = pair(What::multiply, std::move(left), term());
    return left;
  }
  Expr term() {
    Expr e;
    e.column = now().column;
    if (now().kind == Kind::number || now().kind == Kind::date) {
      e.what = now().kind == Kind::number ? What::number : What::date;
      e.number = now().number;
      e.word = now().text;
      ++at_;
      return e;
    }
    if (ended()) hope(watch_->left ? Slot::right : Slot::value);
    if (now().kind != Kind::word) stop(tr("Här ska ett fält, ett värde eller ett tal stå."));
    if (on("age")) {
      ++at_;
      e.what = What::age;
      if (take("at")) {
        hope(Slot::date);
        e.parts.push_back(term());
      }
      return e;
    }
    const bool pick = std::find(kPicks.begin(), kPicks.end(), now().text) != kPicks.end();
    if (pick && (next().kind == Kind::word || (watch_ != nullptr && next().kind == Kind::end))) return linked();
    e.word = now().text;
    ++at_;
    if (take_sign(".")) {
      e.what = What::path;
      hope(Slot::path, e.word);
      e.field = take_word(tr("Efter punkten ska ett fält stå.")).text;
    }
    return e;
  }
  Expr linked() {
    const int column = now().column;
    const std::string pick = words_[at_++].text;
    Expr e = ties(pick);
    e.column = column;
    return e;
  }
  /// What follows first, last, count …: the register, its field, and what ties it to the counted record.
  Expr ties(const std::string &pick) {
    Expr e;
    e.what = What::linked;
    e.column = now().column;
    Linked &l = e.linked;
    l.pick = pick;
    if (watch_ != nullptr) watch_->pick = pick, watch_->may_share = true;
    hope(Slot::linked_reg);
    const Word reg = take_word(tr("Här ska ett register stå, till exempel ors."));
    l.reg = reg.text, l.reg_column = reg.column;
    if (take_sign(".")) {
      hope(Slot::linked_field, reg.text);
      const Word field = take_word(tr("Efter punkten ska ett fält stå."));
      l.field = field.text, l.field_column = field.column;
    }
    if (watch_ != nullptr && on("of") && next().kind == Kind::end && depth_ == 0) watch_->words.emplace_back("same");
    if (on("of") && (next().text == "same" || depth_ > 0)) { // in a value, a bare "of" leads to what is counted
      ++at_;
      expect_word("same", tr("Efter of skrivs same: ”exists srs of same session”."));
      hope(Slot::same, reg.text);
      const Word same = take_word(tr("Efter of same ska person, contact eller ett register stå."));
      l.of_same = same.text, l.same_column = same.column;
    }
    if (on("within") || on("after") || on("before")) {
      if (take("within")) {
        l.within = whole_number();
        l.unit = unit_of_time();
      }
      l.side = side();
      hope(Slot::date);
      const Word anchor = take_word(tr("Här ska ett datumfält stå."));
      l.anchor = anchor.text, l.anchor_column = anchor.column;
    }
    if (take("where")) {
      expect_sign("(", tr("Efter where i ett länkat register skrivs villkoret inom parentes: last ors.total where "
                          "(rater = client)."));
      const auto outer = watch_ == nullptr ? std::optional<Expr>() : std::exchange(watch_->left, std::nullopt);
      if (watch_ != nullptr) watch_->linked = reg.text;
      e.parts.push_back(either());
      if (watch_ != nullptr && !ended()) watch_->linked.clear(), watch_->left = outer;
      expect_sign(")", tr("Parentesen stängs inte. Här ska ) stå."));
    }
    if (on("by") && (next().text == "same" || (watch_ != nullptr && next().kind == Kind::end))) {
      ++at_;
      share_by(e);
    }
    return e;
  }
  /// "by same rater" after a comparison holds for all linked records in it.
  void share_by(Expr &e) {
    expect_word("same", tr("Efter by ska ordet same stå: by same rater."));
    if (ended()) hope(Slot::by, first_linked(e));
    const Word field = take_word(tr("Efter by same ska ett fält stå, till exempel rater."));
    int found = 0;
    mark_by(e, field, found);
    if (found == 0) {
      --at_;
      stop(tr("by same gäller länkade register (first, last, count …), och här finns inget sådant."));
    }
  }
  static std::string first_linked(const Expr &e) {
    if (e.what == What::linked) return e.linked.reg;
    for (const Expr &part : e.parts)
      if (auto found = first_linked(part); !found.empty()) return found;
    return {};
  }
  static void mark_by(Expr &e, const Word &field, int &found) {
    if (e.what == What::linked) {
      ++found;
      if (e.linked.by_same.empty()) e.linked.by_same = field.text, e.linked.by_column = field.column;
      return;
    }
    for (Expr &part : e.parts) mark_by(part, field, found);
  }
};

} // namespace

Awaited awaited(std::string_view beginning, Form form) {
  Awaited result;
  Parser parser(beginning, &result);
  try {
    switch (form) {
    case Form::selection: parser.phrase(false); break;
    case Form::with_value: parser.phrase(true); break;
    case Form::kept: parser.kept(); break;
    case Form::change: parser.change(); break;
    case Form::ratio: parser.ratio(); break;
    case Form::index: parser.index(); break;
    case Form::condition: parser.whole_condition(); break;
    }
    result.may_end = true;
  } catch (const Stop &) { return result; } // what was hoped for at the end is noted; a mistake before it leaves nothing
  return result;
}
Parsed parse_phrase(std::string_view text, bool with_value) {
  try {
    return {Parser(text).phrase(with_value), {}};
  } catch (const Stop &stop) { return {{}, {stop.mistake}}; }
}
Parsed parse_kept(std::string_view text) {
  try {
    return {Parser(text).kept(), {}};
  } catch (const Stop &stop) { return {{}, {stop.mistake}}; }
}
Parsed parse_change(std::string_view text) {
  try {
    return {Parser(text).change(), {}};
  } catch (const Stop &stop) { return {{}, {stop.mistake}}; }
}
RatioText parse_ratio(std::string_view text) {
  try {
    return Parser(text).ratio();
  } catch (const Stop &stop) {
    RatioText wrong;
    wrong.mistakes.push_back(stop.mistake);
    return wrong;
  }
}
ParsedCondition parse_condition(std::string_view text) {
  try {
    return {Parser(text).whole_condition(), {}};
  } catch (const Stop &stop) { return {{}, {stop.mistake}}; }
}
IndexText parse_index(std::string_view text) {
  try {
    return Parser(text).index();
  } catch (const Stop &stop) { return {{}, {stop.mistake}}; }
}

} // namespace rt::measures::language
