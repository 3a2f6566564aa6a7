#include "modules/definitions/tree.hpp"
#include <algorithm>
// With exceptions, as in platform/config: the two forms of toml++ may not be linked into one program.
// The library asserts what it reports as a syntax error a line later ("[[["): a broken file must never end the program.
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

namespace rt::definitions {
namespace {

Place place_of(const toml::source_region &source) { return {static_cast<int>(source.begin.line), static_cast<int>(source.begin.column)}; }

Node convert(const toml::node &from);

Node convert_table(const toml::table &table) {
  Node node;
  node.kind = Node::Kind::table;
  for (const auto &[key, value] : table) node.members.push_back({std::string(key.str()), place_of(key.source()), convert(value)});
  // The library sorts by key; people read in the order they wrote.
  std::stable_sort(node.members.begin(), node.members.end(), [](const Node::Member &a, const Node::Member &b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  });
  return node;
}

Node convert(const toml::node &from) {
  Node node;
  if (const auto *table = from.as_table()) {
    node = convert_table(*table);
  } else if (const auto *array = from.as_array()) {
    node.kind = Node::Kind::array;
    for (const auto &item : *array) node.items.push_back(convert(item));
  } else if (const auto *text = from.as_string()) {
    node.kind = Node::Kind::text;
    node.text = text->get();
  } else if (const auto *whole = from.as_integer()) {
    node.kind = Node::Kind::integer;
    node.text = std::to_string(whole->get());
    node.number = static_cast<double>(whole->get());
  } else if (const auto *real = from.as_floating_point()) {
    node.kind = Node::Kind::real;
    node.number = real->get();
    std::ostringstream words;
    words << real->get();
    node.text = words.str();
  } else if (const auto *truth = from.as_boolean()) {
    node.kind = Node::Kind::boolean;
    node.truth = truth->get();
    node.text = truth->get() ? "true" : "false";
  } else if (const auto *date = from.as_date()) {
    node.kind = Node::Kind::text; // a bare 2018-01-01 is read as the same text in quotes
    std::ostringstream words;
    words << date->get();
    node.text = words.str();
  } else {
    node.kind = Node::Kind::other;
  }
  node.place = place_of(from.source());
  return node;
}

} // namespace

const Node::Member *Node::member(std::string_view key) const {
  for (const auto &m : members)
    if (m.key == key) return &m;
  return nullptr;
}

const Node *Node::find(std::string_view key) const {
  const auto *m = member(key);
  return m != nullptr ? &m->value : nullptr;
}

Node parse_toml(std::string_view text, const std::string &file, std::vector<Finding> &findings) {
  try {
    return convert(toml::parse(text, std::string_view(file)));
  } catch (const toml::parse_error &error) {
    const auto place = place_of(error.source());
    findings.push_back({file, place.line, place.column, tr_f("Filen går inte att läsa som TOML: {0}", {std::string(error.description())}), ""});
  }
  return {};
}

} // namespace rt::definitions
