#pragma once
// Structured log: one JSON object per line. The event id is catalogued in docs/drift/loggar.md. Never personal data:
// no names, personnummer, case text or free text a user typed; ids of requests, routes, counts and times only.
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace rt::log {

enum class Level { debug, info, warn, error };
/// "debug" … "error"; info when unknown.
Level level_from(std::string_view name);

/// A field's value keeps its JSON type.
class Value {
public:
  Value(const char *text) : value_(std::string(text)) {}
  Value(std::string_view text) : value_(std::string(text)) {}
  Value(const std::string &text) : value_(text) {}
  Value(bool flag) : value_(flag) {}
  Value(int number) : value_(std::int64_t{number}) {}
  Value(long number) : value_(static_cast<std::int64_t>(number)) {}
  Value(long long number) : value_(static_cast<std::int64_t>(number)) {}
  Value(unsigned number) : value_(static_cast<std::int64_t>(number)) {}
  Value(unsigned long number) : value_(static_cast<std::int64_t>(number)) {}
  Value(double number) : value_(number) {}
  std::string json() const;

private:
  std::variant<std::string, std::int64_t, double, bool> value_;
};

using Fields = std::initializer_list<std::pair<std::string_view, Value>>;

/// Lines go to the standard error stream, or are appended to `file` when it is named. Before start() only warnings and
/// errors are written, to standard error.
void start(Level level, const std::string &file = {});
bool enabled(Level level);

void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warn(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

/// Sends lines to a test (or a job's own record) for the life of the object, at every level.
class Capture {
public:
  explicit Capture(std::function<void(std::string_view line)> sink);
  ~Capture();
  Capture(const Capture &) = delete;
  Capture &operator=(const Capture &) = delete;
};

} // namespace rt::log
