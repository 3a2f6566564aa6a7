#pragma once
// The text of a measure as a tree, before anybody has asked what the words mean. docs/utveckling/mattspraket.md has the
// grammar.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt::measures::language {

/// What is wrong, where in the text (1-based character), and what may have been meant.
struct Mistake {
  int column = 1;
  std::string message;
  std::string suggestion;
};

enum class What {
  number,  ///< 12.5
  date,    ///< 2019-01-01
  name,    ///< started, planned, KBT – the checker finds out which
  path,    ///< contact.reason, ors.cutoff
  compare, ///< parts[0] word parts[1]; word is = != < <= > >=
  both,    ///< and
  either,  ///< or
  negate,  ///< not
  is_set,
  is_missing,
  in,     ///< parts[0] in (parts[1…])
  has,    ///< parts[0] has parts[1]
  within, ///< parts[0] within number word(unit) word2(after|before) parts[1]
  add,
  subtract,
  multiply,
  age,    ///< age [at parts[0]]
  linked, ///< first ors.total where (…) by same rater
};

/// Records that are tied to the one being counted.
struct Linked {
  std::string pick; ///< first last count exists sum mean lowest highest
  std::string reg, field;
  int reg_column = 0, field_column = 0;
  std::string of_same; ///< "" = contact; "person" or the id of a register that the linked record refers to
  int same_column = 0;
  std::string by_same; ///< field whose value the compared records share
  int by_column = 0;
  int within = 0;     ///< 0 = any time
  std::string unit;   ///< days weeks months years
  std::string side;   ///< after before, "" = any time
  std::string anchor; ///< date field of the record being counted
  int anchor_column = 0;
};

struct Expr {
  What what = What::name;
  int column = 1;
  std::string word, field;
  double number = 0;
  std::vector<Expr> parts; ///< for linked: the condition in where (…), if any
  Linked linked;
};

/// "contact ended in period where …"
struct Selection {
  std::string reg, moment; ///< moment: a date field, a state, or "" = the register's own date
  std::string part;        ///< household.children, report_of_concern.protective_assessment: a group's rows, kept dates
  int part_column = 1;
  int reg_column = 1, moment_column = 1;
  std::string from, to; ///< "running from started to ended": those that went on in the period
  int from_column = 1, to_column = 1;
  std::vector<Expr> where; ///< none or one
};
/// "months of contact ended in period …": the value is what is summed, averaged or told apart.
struct Phrase {
  std::vector<Expr> value; ///< none or one
  Selection selection;
};

struct Parsed {
  std::optional<Phrase> phrase;
  std::vector<Mistake> mistakes;
};
/// `with_value`: the text starts with "<value> of".
Parsed parse_phrase(std::string_view text, bool with_value);
/// "register.deadline [due in period where …]": what was to be done in the period.
Parsed parse_kept(std::string_view text);
/// "ors.total by same rater of contact ended in period": the value is last minus first.
Parsed parse_change(std::string_view text);
/// "a per 1000 b"
struct RatioText {
  std::string above, below;
  int above_column = 1, below_column = 1;
  double per = 1;
  std::vector<Mistake> mistakes;
};
RatioText parse_ratio(std::string_view text);
struct ParsedCondition {
  std::optional<Expr> condition;
  std::vector<Mistake> mistakes;
};
ParsedCondition parse_condition(std::string_view text);
/// "mean(a, b, c)" of other measures.
struct IndexText {
  std::vector<std::pair<std::string, int>> measures; ///< id and column
  std::vector<Mistake> mistakes;
};
IndexText parse_index(std::string_view text);

// ---- what may stand next, for those who write ----
enum class Form { selection, with_value, kept, change, ratio, index, condition };
enum class Slot {
  reg,          ///< the register that is counted
  part,         ///< its group or deadline, after the dot
  moment,       ///< a date field or a state
  date,         ///< a date field
  value,        ///< what is asked about, summed or told apart
  right,        ///< what `left` is compared with
  path,         ///< a field of `word`, after the dot
  linked_reg,   ///< after first, last, count …
  linked_field, ///< of `word`
  same,         ///< after "of same"
  by,           ///< after "by same"
  measure,
};
/// What the parser waited for when a text that is only begun came to its end.
struct Awaited {
  std::vector<std::string> words; ///< and signs, of the grammar
  std::vector<Slot> slots;
  std::string reg, part;    ///< what is counted, when that is said already
  std::string linked;       ///< inside the where (…) of a linked register
  std::string pick;         ///< before linked_reg and linked_field
  std::string word;         ///< before the dot
  std::optional<Expr> left; ///< what is compared
  bool may_share = false;   ///< "by same" has something to hold for
  bool may_end = false;     ///< the text is whole as it stands
};
Awaited awaited(std::string_view beginning, Form form);

// ---- words of the text, for the parser ----
enum class Kind { word, number, date, sign, end, bad };
struct Word {
  Kind kind = Kind::end;
  std::string text;
  double number = 0;
  int column = 1;
};
std::vector<Word> words_of(std::string_view text);

} // namespace rt::measures::language
