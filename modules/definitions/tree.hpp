#pragma once
// A TOML file as a plain tree with the place of every key and value. The TOML library is behind this and nowhere else.
#include "modules/definitions/definitions.hpp"
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rt::definitions {

struct Place {
  int line = 0, column = 0;
};

struct Node {
  enum class Kind { text, integer, real, boolean, array, table, other };
  struct Member;
  Kind kind = Kind::table;
  std::string text; ///< of a text; of numbers and truth values as they are written
  double number = 0;
  bool truth = false;
  std::vector<Node> items;     ///< of an array
  std::vector<Member> members; ///< of a table, in the order of the file
  Place place;
  const Member *member(std::string_view key) const;
  const Node *find(std::string_view key) const;
};

struct Node::Member {
  std::string key;
  Place place; ///< of the key
  Node value;
};

/// Reads a file's text. A syntax error becomes one finding and an empty table.
Node parse_toml(std::string_view text, const std::string &file, std::vector<Finding> &findings);

} // namespace rt::definitions
