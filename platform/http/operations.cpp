#include "platform/http/operations.hpp"
#include "platform/http/internal.hpp"
#include "platform/log/log.hpp"
#include <chrono>
#include <fstream>
#include <sodium.h>
#include <unistd.h>

namespace rt::http {
namespace {

bool works(const Check &check) {
  try {
    return check.works();
  } catch (const std::exception &) { return false; }
}

bool has_token(const Request &request, const std::string &token) {
  const auto given = request.header("authorization");
  const std::string wanted = "Bearer " + token;
  return !token.empty() && given.size() == wanted.size() && sodium_memcmp(given.data(), wanted.data(), wanted.size()) == 0;
}

void set_process_gauges() {
  static const auto start = std::chrono::steady_clock::now();
  std::ifstream statm("/proc/self/statm");
  double pages = 0, resident = 0;
  if (statm >> pages >> resident) metrics::set("rt_memory_bytes", {}, resident * static_cast<double>(::sysconf(_SC_PAGESIZE)));
  metrics::set("rt_uptime_seconds", {}, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

} // namespace

bool own_machine(std::string_view remote) { return remote == "::1" || remote.rfind("127.", 0) == 0; }

Handler health_handler(std::vector<Check> checks) {
  return [checks = std::move(checks)](Request &request) {
    bool all = true;
    std::string parts;
    for (const auto &check : checks) {
      const bool good = works(check);
      if (!good) log::error("health.failed", {{"request", request.id}, {"check", check.name}});
      all = all && good;
      parts += ",\"" + check.name + "\":\"" + (good ? "ok" : "fel") + "\"";
    }
    return json("{\"status\":\"" + std::string(all ? "ok" : "fel") + "\"" + parts + "}\n", all ? 200 : 503);
  };
}

Handler metrics_handler(std::string token) {
  set_process_gauges();
  return [token = std::move(token)](Request &request) {
    // What came through a proxy is not from this machine, even when the proxy is.
    const bool near = own_machine(request.remote) && request.header("x-forwarded-for").empty();
    if (!near && !has_token(request, token)) return status_page(request, 404);
    set_process_gauges();
    Response out = text(metrics::text());
    out.content_type = "text/plain; version=0.0.4; charset=utf-8";
    return out;
  };
}

} // namespace rt::http
