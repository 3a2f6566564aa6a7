#pragma once
// Reads one table of a definition key by key; what is missing, of the wrong type or unknown becomes findings.
#include "modules/definitions/tree.hpp"
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace rt::definitions {

/// What the whole loading shares.
struct Loading {
  Catalog catalog;
  std::vector<Finding> findings;
  /// Checks that need every pack to be read: references between registers, instruments, goals.
  std::vector<std::function<void(Loading &)>> later;
  std::map<std::string, std::vector<Option>> code_lists; ///< by id; a pack's own and those of the packs it requires
  void find(const std::string &file, Place place, std::string message, std::string suggestion = {}) {
    findings.push_back({file, place.line, place.column, std::move(message), std::move(suggestion)});
  }
};

/// "menade du ”sex”?" or "" when nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string> &known);
/// a-z, 0-9 and _, beginning with a letter: becomes a column name.
bool is_id(std::string_view text);

class TableReader {
public:
  /// `what` names the table in messages: "fältet", "registret".
  TableReader(Loading &loading, std::string file, const Node &table, Place place)
      : loading_(loading), file_(std::move(file)), table_(table), place_(place) {}

  std::string text(std::string_view key, bool required = false);
  std::string id(std::string_view key = "id");
  /// An id that never becomes a column: hyphens too.
  std::string name(std::string_view key = "id");
  Text words(std::string_view key, bool required = false);
  bool flag(std::string_view key);
  std::optional<int> integer(std::string_view key, bool required = false);
  std::optional<double> number(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  /// One text or a list of them.
  std::vector<std::string> one_or_more(std::string_view key, bool required = false);
  /// A table of texts, as pairs in the order of the file.
  std::vector<std::pair<std::string, std::string>> pairs(std::string_view key);
  void optional_date(std::string_view key, std::string &into);
  /// One of the known words; "" and a finding else.
  std::string one_of(std::string_view key, const std::vector<std::string> &known, std::string_view otherwise, bool required = false);
  /// The tables of an array of tables (or of inline tables).
  std::vector<const Node *> tables(std::string_view key);
  /// Reports every key that nobody asked for.
  void finish();

  Place at(std::string_view key) const;        ///< of the value, else of the table
  Place key_place(std::string_view key) const; ///< of the key, else of the table
  Place place() const { return place_; }
  const Node &node() const { return table_; }
  void find(Place place, std::string message, std::string suggestion = {}) { loading_.find(file_, place, std::move(message), std::move(suggestion)); }
  void used(std::string_view key) { used_.insert(std::string(key)); }
  const std::string &file() const { return file_; }
  Loading &loading() { return loading_; }

private:
  const Node *take(std::string_view key, bool required);
  void wrong(std::string_view key, const Node &node, std::string_view expected);
  Loading &loading_;
  std::string file_;
  const Node &table_;
  Place place_;
  std::set<std::string> used_;
};

// One reader per kind of file.
void read_register(Loading &loading, const std::string &pack, int version, const std::string &file, const Node &root);
void read_instrument(Loading &loading, const std::string &file, const Node &root);
void read_measures(Loading &loading, const std::string &file, const Node &root);
void read_goals(Loading &loading, const std::string &file, const Node &root);
void read_audit(Loading &loading, const std::string &file, const Node &root);
void read_code_lists(Loading &loading, const std::string &file, const Node &root);
Option read_option(Loading &loading, const std::string &file, const Node &node);
/// What a register does over time: steps, deadlines, phrases, letters, views (read_flow.cpp).
void read_flow(TableReader &root, Register &reg);
/// The roles that definitions may name.
const std::vector<std::string> &role_ids();
/// What a register's own rules demand of its fields, states and expressions.
void check_register(Loading &loading, const Register &reg, const Node &root);

} // namespace rt::definitions
