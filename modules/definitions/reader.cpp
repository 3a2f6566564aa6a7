#include "modules/definitions/reader.hpp"
#include "platform/core/text.hpp"

namespace rt::definitions {

std::string did_you_mean(std::string_view word, const std::vector<std::string> &known) {
  const auto near = nearest(word, known);
  return near ? tr_f("Menade du ”{0}”?", {*near}) : std::string{};
}

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > 50 || text[0] < 'a' || text[0] > 'z') return false;
  for (const char c : text)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  return true;
}

Place TableReader::at(std::string_view key) const {
  const auto *node = table_.find(key);
  return node != nullptr ? node->place : place_;
}

Place TableReader::key_place(std::string_view key) const {
  const auto *member = table_.member(key);
  return member != nullptr ? member->place : place_;
}

const Node *TableReader::take(std::string_view key, bool required) {
  used(key);
  const auto *node = table_.find(key);
  if (node == nullptr && required) find(place_, tr_f("Nyckeln ”{0}” saknas.", {std::string(key)}));
  return node;
}

void TableReader::wrong(std::string_view key, const Node &node, std::string_view expected) {
  find(node.place, tr_f("”{0}” ska vara {1}.", {std::string(key), std::string(expected)}));
}

std::string TableReader::text(std::string_view key, bool required) {
  const auto *node = take(key, required);
  if (node == nullptr) return {};
  if (node->kind != Node::Kind::text) {
    wrong(key, *node, tr("en text inom citattecken"));
    return {};
  }
  if (required && trim(node->text).empty()) find(node->place, tr_f("”{0}” får inte vara tom.", {std::string(key)}));
  return node->text;
}

std::string TableReader::id(std::string_view key) {
  auto value = text(key, true);
  const auto *node = table_.find(key);
  if (node != nullptr && node->kind == Node::Kind::text && !is_id(value)) {
    find(node->place, tr_f("”{0}” kan inte vara ett id. Använd bara a–z, 0–9 och _, och börja med en bokstav.", {value}));
    return {};
  }
  return value;
}

std::string TableReader::name(std::string_view key) {
  auto value = text(key, true);
  const auto *node = table_.find(key);
  if (node != nullptr && node->kind == Node::Kind::text && !is_id(replace_all(value, "-", "_"))) {
    find(node->place, tr_f("”{0}” kan inte vara ett id. Använd bara a–z, 0–9, _ och -, och börja med en bokstav.", {value}));
    return {};
  }
  return value;
}

Text TableReader::words(std::string_view key, bool required) {
  const auto *node = take(key, required);
  if (node == nullptr) return {};
  if (node->kind != Node::Kind::table) {
    wrong(key, *node, tr("en text per språk, till exempel { sv = \"Namn\", en = \"Name\" }"));
    return {};
  }
  TableReader languages(loading_, file_, *node, node->place);
  Text result;
  result.sv = languages.text("sv");
  result.en = languages.text("en");
  if (trim(result.sv).empty()) find(node->place, tr_f("”{0}” saknar svensk text (sv).", {std::string(key)}));
  languages.finish();
  return result;
}

bool TableReader::flag(std::string_view key) {
  const auto *node = take(key, false);
  if (node == nullptr) return false;
  if (node->kind != Node::Kind::boolean) wrong(key, *node, tr("true eller false"));
  return node->truth;
}

std::optional<int> TableReader::integer(std::string_view key, bool required) {
  const auto *node = take(key, required);
  if (node == nullptr) return std::nullopt;
  if (node->kind != Node::Kind::integer || node->number < -1e9 || node->number > 1e9) {
    wrong(key, *node, tr("ett heltal"));
    return std::nullopt;
  }
  return static_cast<int>(node->number);
}

std::optional<double> TableReader::number(std::string_view key) {
  const auto *node = take(key, false);
  if (node == nullptr) return std::nullopt;
  if (node->kind != Node::Kind::integer && node->kind != Node::Kind::real) {
    wrong(key, *node, tr("ett tal"));
    return std::nullopt;
  }
  return node->number;
}

std::vector<std::string> TableReader::texts(std::string_view key) {
  const auto *node = take(key, false);
  std::vector<std::string> result;
  if (node == nullptr) return result;
  if (node->kind != Node::Kind::array) {
    wrong(key, *node, tr("en lista med texter, till exempel [\"a\", \"b\"]"));
    return result;
  }
  for (const auto &item : node->items) {
    if (item.kind == Node::Kind::text) result.push_back(item.text);
    else wrong(key, item, tr("en lista med texter, till exempel [\"a\", \"b\"]"));
  }
  return result;
}

std::vector<std::string> TableReader::one_or_more(std::string_view key, bool required) {
  const auto *node = take(key, required);
  if (node == nullptr) return {};
  if (node->kind == Node::Kind::text) return {node->text};
  return texts(key);
}

std::vector<std::pair<std::string, std::string>> TableReader::pairs(std::string_view key) {
  const auto *node = take(key, false);
  std::vector<std::pair<std::string, std::string>> result;
  if (node == nullptr) return result;
  if (node->kind != Node::Kind::table) {
    wrong(key, *node, tr("en tabell med texter, till exempel { decided = \"today\" }"));
    return result;
  }
  for (const auto &member : node->members) {
    if (member.value.kind == Node::Kind::text) result.emplace_back(member.key, member.value.text);
    else wrong(key, member.value, tr("en tabell med texter, till exempel { decided = \"today\" }"));
  }
  return result;
}

void TableReader::optional_date(std::string_view key, std::string &into) {
  into = text(key);
  if (!into.empty() && !date_from_iso(into)) find(at(key), tr_f("”{0}” är inget datum. Skriv som 2026-11-22.", {into}));
}

std::string TableReader::one_of(std::string_view key, const std::vector<std::string> &known, std::string_view otherwise, bool required) {
  const auto *node = table_.find(key);
  auto value = text(key, required);
  if (node == nullptr) return std::string(otherwise);
  if (node->kind != Node::Kind::text) return std::string(otherwise);
  for (const auto &word : known)
    if (word == value) return value;
  auto suggestion = did_you_mean(value, known);
  if (suggestion.empty()) suggestion = tr_f("Välj mellan {0}.", {join(known, ", ")});
  find(node->place, tr_f("”{0}” är inget som ”{1}” kan vara.", {value, std::string(key)}), suggestion);
  return std::string(otherwise);
}

std::vector<const Node *> TableReader::tables(std::string_view key) {
  const auto *node = take(key, false);
  std::vector<const Node *> result;
  if (node == nullptr) return result;
  if (node->kind != Node::Kind::array) {
    wrong(key, *node, tr("en lista med tabeller"));
    return result;
  }
  for (const auto &item : node->items) {
    if (item.kind == Node::Kind::table) result.push_back(&item);
    else wrong(key, item, tr("en lista med tabeller"));
  }
  return result;
}

void TableReader::finish() {
  const std::vector<std::string> known(used_.begin(), used_.end());
  for (const auto &member : table_.members) {
    if (used_.count(member.key) != 0) continue;
    find(member.place, tr_f("Nyckeln ”{0}” finns inte här.", {member.key}), did_you_mean(member.key, known));
  }
}

} // namespace rt::definitions
