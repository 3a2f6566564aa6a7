#include "platform/http/dispatch.hpp"
#include "platform/core/text.hpp"
#include "platform/db/db.hpp"
#include "platform/db/work.hpp"
#include "platform/html/html.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/log/log.hpp"
#include <chrono>
#include <cxxabi.h>
#include <sodium.h>

namespace rt::http {
namespace {

constexpr std::string_view kAnonymousCookie = "rt_pre";
constexpr std::string_view kLanguageCookie = "rt_lang";

std::string random_hex() {
  unsigned char bytes[16];
  randombytes_buf(bytes, sizeof bytes);
  return to_hex(std::string_view(reinterpret_cast<const char *>(bytes), sizeof bytes));
}

bool is_hex32(std::string_view text) { return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

Lang language_of(const Request &request) {
  const auto chosen = request.cookie(kLanguageCookie);
  return i18n::lang_from(chosen.empty() ? request.header("accept-language") : chosen);
}

bool writes(Method method) { return method == Method::post || method == Method::put || method == Method::del; }

/// Everybody gets a token: those without a session one that belongs to a cookie that only this check uses.
class Marks {
public:
  explicit Marks(const Request &request) : secret_(request.cookie(kAnonymousCookie)) {
    if (!is_hex32(secret_)) {
      secret_ = random_hex();
      fresh_ = true;
    }
    html::marks() = {};
    html::marks().path = request.path;
    html::marks().csrf = anonymous_ = csrf_token(secret_);
  }
  ~Marks() { html::marks() = {}; }
  Marks(const Marks &) = delete;
  Marks &operator=(const Marks &) = delete;
  /// The cookie goes with a page only: an icon that is not found must not replace the one that the open form belongs
  /// to.
  void finish(Response &response) const {
    if (response.status != 200) return;
    const bool used = fresh_ && html::marks().csrf == anonymous_ && response.body.find(anonymous_) != std::string::npos;
    if (used) response.cookie(kAnonymousCookie, secret_, 12 * 3600);
  }

private:
  std::string secret_, anonymous_;
  bool fresh_ = false;
};

bool csrf_passes(const Request &request, const RouteOptions &options) {
  if (!writes(request.method)) return true;
  if (!same_origin(request)) return false;
  if (!options.csrf) return true;
  // A browser never sends this header by itself, and who sends it is not known by a cookie (http::Before).
  if (starts_with(request.header("authorization"), "Bearer ")) return true;
  const auto in_header = request.header("x-csrf-token");
  return same_csrf(html::marks().csrf, in_header.empty() ? request.form["_csrf"] : in_header);
}

std::string type_name(const std::exception &error) {
  int status = 0;
  char *plain = abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status);
  std::string name = plain ? plain : "exception";
  std::free(plain);
  return name;
}

/// An exception means that the environment broke. Only its first line is logged: what follows may quote values.
Response guarded_call(Request &request, const Plan &plan, const Setup &setup) {
  try {
    if (setup.before)
      if (auto answer = setup.before(request)) return std::move(*answer);
    const auto &lang = html::marks().lang;
    const i18n::Scope reader(lang.empty() ? i18n::current() : i18n::lang_from(lang));
    if (plan.live) {
      const auto topics = request.query.all("topic");
      for (const auto &topic : topics)
        if (setup.config.may_listen && !setup.config.may_listen(request, topic)) return status_page(request, 403);
      return topics.empty() || topics.size() > 20 ? status_page(request, 400) : text({});
    }
    if (!csrf_passes(request, plan.route->options)) {
      log::warn("http.csrf", {{"request", request.id}, {"route", plan.route->pattern}});
      return status_page(request, 403);
    }
    return plan.route->handler(request);
  } catch (const db::BusyError &) {
    log::warn("http.busy", {{"request", request.id}, {"route", plan.route ? plan.route->pattern : "/live"}});
    return std::move(status_page(request, 503).header("Retry-After", "2"));
  } catch (const std::exception &error) {
    const std::string what = error.what();
    log::error("http.error", {{"request", request.id},
                              {"route", plan.route ? plan.route->pattern : "/live"},
                              {"type", type_name(error)},
                              {"what", what.substr(0, std::min(what.find('\n'), std::size_t{300}))}});
  } catch (...) { log::error("http.error", {{"request", request.id}, {"route", plan.route ? plan.route->pattern : "/live"}}); }
  return status_page(request, 500);
}

bool has_header(const Response &response, std::string_view name) {
  for (const auto &header : response.headers)
    if (header.first == name) return true;
  return false;
}

void set_caching(const Request &request, Response &response) {
  if (has_header(response, "Cache-Control")) return;
  if (!response.cacheable || response.status != 200) {
    response.header("Cache-Control", "no-store");
    return;
  }
  response.header("Cache-Control", "private, no-cache");
  const auto tag = etag_of(response.body, html::marks().csrf);
  response.header("ETag", "W/\"" + tag + "\"");
  if (!etag_matches(request.header("if-none-match"), tag)) return;
  response.status = 304;
  response.body.clear();
}

void secure(const Config &config, Response &response) {
  for (const auto &[name, value] : security_headers())
    if (!has_header(response, name)) response.headers.emplace_back(name, value);
  if (!config.secure_cookies) return;
  response.header("Strict-Transport-Security", "max-age=31536000");
  for (auto &[name, value] : response.headers)
    if (name == "Set-Cookie") value += "; Secure";
}

std::string_view method_name(Method method) {
  constexpr std::string_view kNames[] = {"GET", "POST", "PUT", "DELETE", "HEAD"};
  return kNames[static_cast<int>(method)];
}

/// What the page cost, for those who measure on the machine itself: a stranger learns nothing from how long an answer took to make.
void tell_cost(const Request &request, Response &response, double seconds, std::int64_t statements) {
  if (!own_machine(request.remote) || !request.header("x-forwarded-for").empty()) return;
  char words[96];
  std::snprintf(words, sizeof words, "app;dur=%.3f, db;desc=\"%lld\"", seconds * 1000, static_cast<long long>(statements));
  response.header("Server-Timing", words);
}

void tell(const Request &request, const Response &response, const Setup &setup, std::string_view route, double seconds, std::int64_t statements) {
  // The pattern, never the path: a path may hold an id, and a figure per id is no figure.
  const std::string status = std::to_string(response.status);
  const std::string labels = "route=\"" + std::string(route) + "\",method=\"" + std::string(method_name(request.method)) + "\"";
  metrics::count("rt_http_requests_total", labels + ",status=\"" + status + "\"");
  metrics::observe("rt_http_seconds", labels, seconds);
  metrics::count("rt_db_statements_total", labels, static_cast<double>(statements));
  if (log::enabled(log::Level::info))
    log::info("http.request", {{"request", request.id},
                               {"method", method_name(request.method)},
                               {"route", route},
                               {"status", response.status},
                               {"ms", seconds * 1000},
                               {"bytes", response.body.size()}});
  if (setup.after) setup.after(request, response, seconds, route);
}

} // namespace

Plan plan_for(Request &request, const Setup &setup) {
  Plan plan;
  if (setup.live && request.path == "/live") {
    if (request.method == Method::get) plan.live = true;
    else plan.early_status = 405;
    return plan;
  }
  bool other_method = false;
  plan.route = setup.router.match(request.method, request.path, request.params, other_method);
  if (!plan.route) plan.early_status = other_method ? 405 : 404;
  return plan;
}

Response dispatch(Request &request, const Plan &plan, const Setup &setup) {
  const auto start = std::chrono::steady_clock::now();
  const auto statements = db::statements_here();
  const i18n::Scope scope(language_of(request));
  const Marks marks(request);
  Response response = plan.early_status ? status_page(request, plan.early_status) : guarded_call(request, plan, setup);
  marks.finish(response);
  set_caching(request, response);
  compress(request.header("accept-encoding"), response);
  secure(setup.config, response);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const std::string_view route = plan.early_status ? "-" : plan.live ? "/live" : std::string_view(plan.route->pattern);
  tell_cost(request, response, took.count(), db::statements_here() - statements);
  tell(request, response, setup, route, took.count(), db::statements_here() - statements);
  return response;
}

} // namespace rt::http
