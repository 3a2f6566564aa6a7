#pragma once
// The two small languages inside a register's definition: conditions ("ending = planned and started < today") and
// calculations ("sum(s1, s2, s3, s4)"). Parsed here once; modules/records evaluates them.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt::definitions {

/// condition := and-part {"or" and-part};  and-part := term {"and" term};
/// term := "not" term | "(" condition ")" | field | field op value;  op := = != < <= > >=
struct Condition {
  enum class Kind { any, all, negation, has, compare };
  Kind kind = Kind::has;
  std::vector<Condition> parts;
  std::string field, op, value;
  int column = 0;       ///< of the field, 0-based in the text
  int value_column = 0; ///< of the value
  bool quoted = false;  ///< the value stood in quotes: never a field's name
};

struct Calculation {
  std::string function; ///< "sum", "mean", "lowest", "months", "days", "years"
  std::vector<std::string> arguments;
  std::vector<int> columns; ///< of the arguments, 0-based
};

struct SyntaxError {
  int column = 0; ///< 0-based in the text
  std::string message;
};

template<class T> struct Parsed {
  std::optional<T> value;
  SyntaxError error;
};

Parsed<Condition> parse_condition(std::string_view text);
Parsed<Calculation> parse_calculation(std::string_view text);

/// Every field that the condition names (values may name fields too; only those that do, by `is_field`).
void fields_of(const Condition &condition, std::vector<std::string> &fields);

} // namespace rt::definitions
