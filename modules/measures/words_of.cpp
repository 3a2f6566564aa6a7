// Cuts a measure's text into words, numbers, dates and signs.
#include "modules/measures/language.hpp"
#include "platform/calendar/date.hpp"
#include <cstdlib>

namespace rt::measures::language {
namespace {

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Word date_or_number(std::string_view text, std::size_t &at) {
  Word word;
  const std::size_t start = at;
  if (text.size() >= start + 10 && text[start + 4] == '-' && text[start + 7] == '-') {
    word.text = text.substr(start, 10);
    if (auto date = date_from_iso(word.text)) {
      at += 10;
      word.kind = Kind::date;
      word.number = date->days;
      return word;
    }
  }
  while (at < text.size() && digit(text[at])) ++at;
  if (at + 1 < text.size() && text[at] == '.' && digit(text[at + 1])) {
    ++at;
    while (at < text.size() && digit(text[at])) ++at;
  }
  word.kind = Kind::number;
  word.text = text.substr(start, at - start);
  word.number = std::strtod(word.text.c_str(), nullptr);
  return word;
}

Word sign(std::string_view text, std::size_t &at) {
  Word word;
  word.kind = Kind::sign;
  for (std::string_view two : {"!=", "<=", ">="})
    if (text.substr(at, 2) == two) {
      word.text = two;
      at += 2;
      return word;
    }
  word.text = text.substr(at, 1);
  if (std::string_view("=<>(),.+-*").find(text[at]) == std::string_view::npos) word.kind = Kind::bad;
  ++at;
  return word;
}

} // namespace

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  int characters = 0; // columns count characters, not bytes: å is one
  std::size_t counted = 0;
  auto column_at = [&](std::size_t at) {
    for (; counted < at; ++counted)
      if ((static_cast<unsigned char>(text[counted]) & 0xC0U) != 0x80U) ++characters;
    return characters + 1;
  };
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && blank(text[at])) ++at;
    const int column = column_at(at);
    Word word;
    if (at >= text.size()) {
      word.column = column;
      words.push_back(word);
      return words;
    }
    if (letter(text[at])) {
      const std::size_t start = at;
      while (at < text.size() && (letter(text[at]) || digit(text[at]))) ++at;
      word.kind = Kind::word;
      word.text = text.substr(start, at - start);
    } else if (digit(text[at])) {
      word = date_or_number(text, at);
    } else {
      word = sign(text, at);
    }
    word.column = column;
    words.push_back(std::move(word));
  }
}

} // namespace rt::measures::language
