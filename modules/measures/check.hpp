#pragma once
// Gives the words of one expression a meaning: fields, options, states, teams. Types are checked here.
#include "modules/measures/plan.hpp"
#include <optional>

namespace rt::measures::plan {

enum class Type { number, date, choice, choices, yes_no, state, team, sex, id, text, truth };

/// What an expression is, and which field or register its values belong to.
struct Typed {
  int node = -1;
  Type type = Type::number;
  const definitions::Field *field = nullptr;
  const definitions::Register *reg = nullptr;
};

// ---- check_types.cpp ----
/// Throws the mistake, with the nearest of what could have been meant.
[[noreturn]] void stop(int column, std::string_view message, const std::string &word = {}, const std::vector<std::string> &meant = {});
std::string type_words(const Typed &t);
Type type_of(definitions::FieldType type);
Column column_of(const definitions::Field &field);

// ---- check_relations.cpp ----
struct RelationMistake {
  std::size_t measure = 0;
  std::string key, other; ///< the key, and which of its measures
  language::Mistake mistake;
};
/// at_most, same_as and parts that name no measure, another unit, themselves, or that go round.
std::vector<RelationMistake> relation_mistakes(const Plan &plan);

/// Compiles expressions into the nodes of one base. A language::Mistake is thrown at the first mistake.
class Checker {
public:
  Checker(const definitions::Catalog &catalog, Plan &plan, int base) : catalog_(catalog), plan_(plan), base_number_(base) {}
  int condition(const language::Expr &e);
  Typed value(const language::Expr &e);
  int date_column(const std::string &field, int column); ///< a date field of the counted register
  int add(Node node);
  int both(int a, int b); ///< and; -1 is "always"
  int equals_team(const std::string &code);
  int equals_state(const definitions::State &state);
  /// A field of the counted register or of its rows, for a split; -1 when there is none of that name with choices.
  int split_column(const std::string &field, const definitions::Field **found);

private:
  const definitions::Catalog &catalog_;
  Plan &plan_;
  int base_number_;
  int link_table_ = -1; ///< ≥ 0 inside the where (…) of a linked register

  Base &base() { return plan_.bases[static_cast<std::size_t>(base_number_)]; }
  Table &table();
  const definitions::Register &reg() { return *table().reg; }
  int fixed(Fixed column, const char *sql);
  int column_node(int column);
  Typed field_of(const definitions::Field &field);
  const definitions::Field *field_here(const std::string &id); ///< of the table's rows, or of the register they belong to
  std::optional<Typed> kept(const language::Expr &e);          ///< due, met, in_time, days_late of a deadline
  Typed name(const language::Expr &e);
  Typed path(const language::Expr &e);
  Typed cutoff(const definitions::Instrument &instrument);
  Typed age(const language::Expr &e);
  Typed arithmetic(const language::Expr &e);
  int compare(const language::Expr &e);
  int compare_with(const Typed &left, const language::Expr &right, Code code);
  int within(const language::Expr &e);
  int in(const language::Expr &e);
  int has(const language::Expr &e);
  /// The code that a bare word means beside a value of `left`'s type.
  double word_of(const Typed &left, const language::Expr &e);
  Typed linked(const language::Expr &e);
  Typed link_value(Link link, const definitions::Register &linked_reg, Typed type);
  int link_table(const definitions::Register &linked_reg, const language::Linked &l, int column);
  int base_key(const std::string &same, int column);
  std::string linked_key(const definitions::Register &linked_reg, const std::string &same, int column);
  int put_table(const definitions::Register &linked_reg, const std::string &key_sql, int base_key, const definitions::Group *group = nullptr);
  void set_by(Link &link, const definitions::Register &linked_reg, const language::Linked &l);
  const definitions::Register &find_register(const std::string &id, int column);
  std::vector<std::string> names_here();
};

} // namespace rt::measures::plan
