#pragma once
// Inside the module: what makes a register sound. The fields and their answers are checked in check_register.cpp; steps, deadlines, letters and
// conditions in check_flow.cpp.
#include "modules/definitions/expression.hpp"
#include "modules/definitions/reader.hpp"
#include <map>

namespace rt::definitions {

/// What a value can be compared with.
enum class Shape { number, date, code, truth, text, staff, other };
Shape shape_of(const Field &field);

template<class T> std::vector<std::string> ids_of(const std::vector<T> &all) {
  std::vector<std::string> ids;
  for (const auto &one : all) ids.push_back(one.id);
  return ids;
}

class Checker {
public:
  Checker(Loading &loading, const Register &reg, const Node &root) : loading_(loading), reg_(reg), root_(root) {}
  void run();

private:
  template<class Fn> void each(std::string_view key, Fn work) {
    const auto *list = root_.find(key);
    if (list == nullptr) return;
    for (const auto &node : list->items)
      if (node.kind == Node::Kind::table) work(node);
  }
  void find(Place place, std::string message, std::string suggestion = {});
  static Place inside(const Node &text, int column);
  void unique_ids(std::string_view key);
  void unique(const Node &node, std::string_view key, std::map<std::string, int> &seen);
  /// Files are read by their headings: two fields with one title could not be told apart.
  void one_title_one_field();
  void unknown_field(Place place, const std::string &name);
  void names_field(const Node &node, std::string_view key);
  void head();
  void check_field(const Field &field, const Node &node);
  void in_group(const Field &field, const Node &group);
  /// The register that says for whom the team is: its limits must be numbers, and its days say when they hold.
  void age_limits(const Node &node);
  void clash(const Node &node);
  /// What is no longer asked for can be neither what places the record in time nor what a step waits for.
  void retired(const Field &field, const Node &node);
  /// Names that lists, forms and tables use in every register have one meaning.
  void reserved(const Field &field, const Node &node);
  void options(const Field &field, const Node &node);
  void limits(const Field &field, const Node &node);
  void target(const Field &field, const Node &node);
  void target_exists(Place place, const std::string &target);
  void computed(const Field &field, const Node &node);
  void calculation(const Field &field, const Node &compute, const Calculation &c);
  /// sum(children.days): a number in the group's rows.
  void sum_of_rows(const Node &compute, const Calculation &c, std::size_t dot);
  void default_value(const Field &field, const Node &node);
  void states();
  void names_state(const Node &state);
  bool has_transition(const std::string &id) const;
  void roles(const Node &node, std::string_view key);
  void names_fields_of(const Node &node, std::string_view key);
  /// What a step creates: the other register and its fields are known only when every pack has been read.
  void creation(const Node &node);
  /// A moment named by a field with a date, by "state:<id>", or by "register.field" of the records that refer to this one.
  void moment(const Node &node, std::string_view key);
  /// How modules/deadlines finds the records that meet a rule: they refer here, or share the case, contact or person.
  static bool belong_together(const Register &other, const Register &own);
  void flow();
  /// A condition on the record that meets the deadline: one of this register, or of the one that met_by names.
  void met_when(const Node &node);
  /// Every {{word}} of a letter is a field or one of the words that every letter has (modules/records/letters.cpp).
  void letter(const Node &node);
  void condition(const Node &node, std::string_view key);
  void sound(const Node &text, const Condition &condition);
  void comparable(const Node &text, const Condition &condition, const Field &field);
  Loading &loading_;
  const Register &reg_;
  const Node &root_;
};

} // namespace rt::definitions
