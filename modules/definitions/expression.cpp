#include "modules/definitions/expression.hpp"
#include "platform/i18n/i18n.hpp"
#include <stdexcept>

namespace rt::definitions {
namespace {

struct Token {
  enum class Kind { word, quoted, sign, end };
  Kind kind = Kind::end;
  std::string text;
  int column = 0;
};

struct Stop {
  SyntaxError error;
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
         (static_cast<unsigned char>(c) >= 0x80);
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t i = 0;
  while (i < text.size()) {
    const auto start = i;
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\n') {
      ++i;
    } else if (c == '\'') {
      const auto end = text.find('\'', i + 1);
      if (end == std::string_view::npos) throw Stop{{static_cast<int>(i), std::string(tr("Citattecknet stängs aldrig."))}};
      tokens.push_back({Token::Kind::quoted, std::string(text.substr(i + 1, end - i - 1)), static_cast<int>(start)});
      i = end + 1;
    } else if (is_word(c)) {
      while (i < text.size() && is_word(text[i])) ++i;
      tokens.push_back({Token::Kind::word, std::string(text.substr(start, i - start)), static_cast<int>(start)});
    } else {
      ++i;
      if ((c == '<' || c == '>' || c == '!') && i < text.size() && text[i] == '=') ++i;
      tokens.push_back({Token::Kind::sign, std::string(text.substr(start, i - start)), static_cast<int>(start)});
    }
  }
  tokens.push_back({Token::Kind::end, "", static_cast<int>(text.size())});
  return tokens;
}

class Parser {
public:
  explicit Parser(std::string_view text) : tokens_(tokens_of(text)) {}

  Condition condition() {
    auto first = conjunction();
    if (!word("or")) return first;
    Condition any;
    any.kind = Condition::Kind::any;
    any.parts.push_back(std::move(first));
    while (take_word("or")) any.parts.push_back(conjunction());
    return any;
  }

  Calculation calculation() {
    Calculation result;
    result.function = expect_word(tr("Här väntas ett räknesätt, till exempel sum(a, b)."));
    expect_sign("(");
    do {
      result.columns.push_back(peek().column);
      result.arguments.push_back(expect_word(tr("Här väntas namnet på ett fält.")));
    } while (take_sign(","));
    expect_sign(")");
    return result;
  }

  void end() {
    if (peek().kind != Token::Kind::end) stop(tr_f("”{0}” passar inte in här.", {peek().text}));
  }

private:
  Condition conjunction() {
    auto first = term();
    if (!word("and")) return first;
    Condition all;
    all.kind = Condition::Kind::all;
    all.parts.push_back(std::move(first));
    while (take_word("and")) all.parts.push_back(term());
    return all;
  }

  Condition term() {
    if (++depth_ > 20) stop(std::string(tr("Villkoret är för djupt nästlat.")));
    Condition result;
    if (take_word("not")) {
      result.kind = Condition::Kind::negation;
      result.parts.push_back(term());
    } else if (take_sign("(")) {
      result = condition();
      expect_sign(")");
    } else {
      result = comparison();
    }
    --depth_;
    return result;
  }

  Condition comparison() {
    Condition result;
    result.column = peek().column;
    result.field = expect_word(tr("Här väntas namnet på ett fält."));
    if (peek().kind != Token::Kind::sign || peek().text == ")") return result;
    static const std::vector<std::string> kOps{"=", "!=", "<", "<=", ">", ">="};
    bool known = false;
    for (const auto &op : kOps) known = known || op == peek().text;
    if (!known) stop(tr_f("”{0}” är inget jämförelsetecken. Använd = != < <= > eller >=.", {peek().text}));
    result.kind = Condition::Kind::compare;
    result.op = peek().text;
    ++next_;
    result.value_column = peek().column;
    result.quoted = peek().kind == Token::Kind::quoted;
    if (peek().kind != Token::Kind::word && !result.quoted) stop(std::string(tr("Efter jämförelsetecknet väntas ett värde.")));
    result.value = peek().text;
    ++next_;
    return result;
  }

  const Token &peek() const { return tokens_[next_]; }
  bool word(std::string_view w) const { return peek().kind == Token::Kind::word && peek().text == w; }
  bool take_word(std::string_view w) { return word(w) && ++next_ > 0; }
  bool take_sign(std::string_view s) { return peek().kind == Token::Kind::sign && peek().text == s && ++next_ > 0; }
  void expect_sign(std::string_view s) {
    if (!take_sign(s)) stop(tr_f("Här väntas ”{0}”.", {std::string(s)}));
  }
  std::string expect_word(std::string_view otherwise) {
    if (peek().kind != Token::Kind::word) stop(std::string(otherwise));
    return tokens_[next_++].text;
  }
  [[noreturn]] void stop(std::string message) const { throw Stop{{peek().column, std::move(message)}}; }

  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  int depth_ = 0;
};

template<class T, class Fn> Parsed<T> run(std::string_view text, Fn part) {
  try {
    Parser parser(text);
    auto value = part(parser);
    parser.end();
    return {std::move(value), {}};
  } catch (const Stop &stop) { return {std::nullopt, stop.error}; }
}

} // namespace

Parsed<Condition> parse_condition(std::string_view text) {
  return run<Condition>(text, [](Parser &p) { return p.condition(); });
}

Parsed<Calculation> parse_calculation(std::string_view text) {
  return run<Calculation>(text, [](Parser &p) { return p.calculation(); });
}

void fields_of(const Condition &condition, std::vector<std::string> &fields) {
  if (!condition.field.empty()) fields.push_back(condition.field);
  for (const auto &part : condition.parts) fields_of(part, fields);
}

} // namespace rt::definitions
