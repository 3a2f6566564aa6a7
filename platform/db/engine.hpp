#pragma once
// What each engine gives the pool. Internal to platform/db.
#include "platform/db/db.hpp"
#include <functional>
#include <string>
#include <unordered_map>

namespace rt::db {

/// Opens connections to one database. connect() is called by several threads.
class Engine {
public:
  virtual ~Engine() = default;
  virtual Backend backend() const = 0;
  virtual std::unique_ptr<Connection> connect(Mode mode) = 0;
  virtual void backup_to(const std::string &file) = 0;
  virtual std::int64_t warm(const std::stop_token &) { return 0; }
};
std::unique_ptr<Engine> sqlite_engine(std::string_view path, const Options &options);
std::unique_ptr<Engine> postgres_engine(std::string_view url, const Options &options);

/// "a = ? AND b = '?'" becomes "a = $1 AND b = '?'": parameters, but not what stands in quotes or comments.
std::string numbered_parameters(std::string_view sql);
/// The same with `text` in place of each, counted from 1.
std::string replaced_parameters(std::string_view sql, const std::function<std::string(int number)> &text);

/// The beginning of a statement for an error message. Statements carry no values, so this is safe to log.
std::string excerpt(std::string_view sql);

/// Throws when a text holds a NUL character, which PostgreSQL cannot store and SQLite would hide.
void refuse_nul(std::string_view text);

/// Told of every statement; see work.hpp.
void count_statement();

/// Prepared statements by their text. Past this many the cache is emptied: texts that are built (filters) must not pile
/// up.
inline constexpr std::size_t kMostStatements = 500;

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template<class T> using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

} // namespace rt::db
