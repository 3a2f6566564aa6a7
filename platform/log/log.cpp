#include "platform/log/log.hpp"
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <memory>
#include <mutex>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace rt::log {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (unsigned char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c < 0x20 || c == 0x7f) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", c);
      out += code;
    } else {
      out += static_cast<char>(c);
    }
  }
  return out + '"';
}

std::string now_text() {
  const auto now = std::chrono::system_clock::now();
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
                utc.tm_sec, static_cast<int>(millis));
  return text;
}

struct State {
  std::mutex mutex;
  std::shared_ptr<spdlog::logger> logger;
  std::atomic<Level> level{Level::warn};
  std::function<void(std::string_view)> capture;
  std::atomic<bool> captured{false};
};

State &state() {
  static State s;
  return s;
}

std::shared_ptr<spdlog::logger> make_logger(const std::string &file) {
  spdlog::sink_ptr sink;
  if (file.empty()) sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  else sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  auto logger = std::make_shared<spdlog::logger>("rt", sink);
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::trace);
  logger->flush_on(spdlog::level::trace);
  return logger;
}

constexpr std::string_view kNames[] = {"debug", "info", "warn", "error"};

void write(Level level, std::string_view event, Fields fields) {
  if (!enabled(level)) return;
  std::string line = "{\"time\":\"" + now_text() + "\",\"level\":\"";
  line.append(kNames[static_cast<int>(level)]).append("\",\"event\":").append(quoted(event));
  for (const auto &[key, value] : fields) line.append(",").append(quoted(key)).append(":").append(value.json());
  line += '}';
  State &s = state();
  std::shared_ptr<spdlog::logger> logger;
  {
    std::lock_guard lock(s.mutex);
    if (s.capture) return s.capture(line);
    if (!s.logger) s.logger = make_logger({});
    logger = s.logger;
  }
  logger->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

} // namespace

Level level_from(std::string_view name) {
  for (int i = 0; i < 4; ++i)
    if (kNames[i] == name) return static_cast<Level>(i);
  return Level::info;
}

std::string Value::json() const {
  if (const auto *text = std::get_if<std::string>(&value_)) return quoted(*text);
  if (const auto *number = std::get_if<std::int64_t>(&value_)) return std::to_string(*number);
  if (const auto *flag = std::get_if<bool>(&value_)) return *flag ? "true" : "false";
  const double real = std::get<double>(value_);
  if (!std::isfinite(real)) return "null";
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", real);
  return text;
}

void start(Level level, const std::string &file) {
  auto logger = make_logger(file);
  State &s = state();
  std::lock_guard lock(s.mutex);
  s.logger = std::move(logger);
  s.level = level;
}

bool enabled(Level level) { return state().captured || level >= state().level.load(std::memory_order_relaxed); }

void debug(std::string_view event, Fields fields) { write(Level::debug, event, fields); }
void info(std::string_view event, Fields fields) { write(Level::info, event, fields); }
void warn(std::string_view event, Fields fields) { write(Level::warn, event, fields); }
void error(std::string_view event, Fields fields) { write(Level::error, event, fields); }

Capture::Capture(std::function<void(std::string_view line)> sink) {
  std::lock_guard lock(state().mutex);
  state().capture = std::move(sink);
  state().captured = true;
}
Capture::~Capture() {
  std::lock_guard lock(state().mutex);
  state().capture = nullptr;
  state().captured = false;
}

} // namespace rt::log
