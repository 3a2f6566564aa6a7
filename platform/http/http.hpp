#pragma once
// The web server: limits, timeouts, CSRF, strict CSP, compression, ETags, embedded files, live events, metrics.
// Behind it is libmicrohttpd (epoll, a pool of threads); nothing outside this folder knows that.
#include "platform/core/clock.hpp"
#include "platform/core/result.hpp"
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt::http {

enum class Method { get, post, put, del, head };

struct Upload {
  std::string filename;
  std::string content_type;
  std::string bytes;
};

/// Name-value pairs in the order sent; a name may repeat.
class Fields {
public:
  void add(std::string name, std::string value) { items_.emplace_back(std::move(name), std::move(value)); }
  /// The first value of that name, "" when absent.
  const std::string &operator[](std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>> &items() const { return items_; }

private:
  std::vector<std::pair<std::string, std::string>> items_;
};

struct Request {
  Method method = Method::get;
  std::string path;                ///< decoded, without query
  std::vector<std::string> params; ///< of the route's {…} in order
  Fields query;
  Fields form; ///< urlencoded or multipart texts
  std::map<std::string, Upload> files;
  std::string body;                           ///< of application/json
  std::map<std::string, std::string> headers; ///< names in lower case
  std::map<std::string, std::string> cookies;
  std::string remote; ///< address, for rate limits; never logged with a name
  std::string id;     ///< request id, in the log and in error pages
  const std::string &param(std::size_t i) const { return params.at(i); }
  std::string header(std::string_view lower_case_name) const;
  std::string cookie(std::string_view name) const;
  bool wants_json() const;
  bool wants_fragment() const; ///< an htmx-like request for a part of the page (X-Fragment: 1)
};

struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool cacheable = false; ///< private, with ETag; else no-store
  /// What comes after `body`, made piece by piece while it is sent: puts the next piece into the text, false when there was none left.
  /// Called by a worker, outside the request: nothing of the handler's thread is there any more.
  std::function<bool(std::string &)> more = {};
  Response &header(std::string name, std::string value);
  Response &cookie(std::string_view name, std::string_view value, std::int64_t max_age_s, bool http_only = true);
};
Response html(std::string body, int status = 200);
Response json(std::string body, int status = 200);
Response redirect(std::string where); ///< 303
Response download(std::string bytes, std::string content_type, const std::string &filename);
Response text(std::string body, int status = 200);
/// application/problem+json or a Swedish page with the same words, by what the request wants.
Response problem(const Request &request, const Problem &problem);
int status_of(ProblemKind kind);

using Handler = std::function<Response(Request &)>;

/// What the server checks before the handler runs.
struct RouteOptions {
  bool csrf = true;               ///< false only for the kiosk's and the API's token-carrying requests
  std::size_t max_body = 1 << 20; ///< bytes; imports raise it
  std::string help = {};          ///< one sentence, for `rodatraden routes` and the API document
  std::string permission = {};    ///< for the same list: who may
};

/// "/board/{team}/{id}": {…} matches one path segment. Longest literal prefix wins, then the fewest {…}.
class Router {
public:
  void add(Method method, std::string pattern, Handler handler, RouteOptions options = {});
  void get(std::string pattern, Handler handler, RouteOptions options = {});
  void post(std::string pattern, Handler handler, RouteOptions options = {});
  struct Route {
    Method method;
    std::string pattern;
    Handler handler;
    RouteOptions options;
  };
  /// nullptr when nothing matches; `other_method` tells 405 from 404.
  const Route *match(Method method, std::string_view path, std::vector<std::string> &params, bool &other_method) const;
  const std::vector<Route> &routes() const { return routes_; }

private:
  std::vector<Route> routes_;
};

struct Asset {
  std::string_view name; ///< "css/app.css"
  std::string_view content_type;
  std::string_view bytes;
  std::string_view hash;         ///< 8 hex digits of the content
  std::string_view brotli, gzip; ///< compressed when the program was built; "" when it would not be smaller
};
/// The files under web/, embedded at build; sorted by name.
const std::vector<Asset> &assets();

/// Live events to open pages (server-sent events at /live?topic=…, the parameter may repeat). publish() is cheap when
/// nobody listens.
class Live {
public:
  Live();
  ~Live();
  /// `data` is one line of JSON without personal data: {"cell":"viewpoints_adapted"}.
  void publish(std::string_view topic, std::string_view data);
  struct Impl;
  Impl &impl() { return *impl_; }

private:
  std::unique_ptr<Impl> impl_;
};

struct Config {
  std::string address = "127.0.0.1";
  int port = 8080;           ///< 0 = any free one
  int threads = 0;           ///< that run handlers; 0 = twice the number of processors, at least 4
  int header_timeout_s = 10; ///< a slow client is cut off, nobody else waits
  int max_connections = 1000;
  std::size_t max_header = 16 * 1024;
  bool secure_cookies = false; ///< true behind TLS
  /// Addresses whose X-Forwarded-For says who asked, and whose X-Forwarded-Proto how. Nobody else's headers are believed:
  /// X-Forwarded-Proto is then taken away before a handler sees it.
  std::vector<std::string> trusted_proxies;
  /// Asked after Before for every /live; not set = everybody may. Topics carry no personal data, but are not for the
  /// world.
  std::function<bool(const Request &, std::string_view topic)> may_listen;
};

/// Runs before every handler that is not a static file: finds the session, sets thread marks; may answer itself.
/// When there is a session it sets html::marks().csrf = csrf_token(session_secret): forms then carry that token and the
/// server checks what comes back against it. Without a session the server has already put a token there that belongs to
/// a cookie of its own, so that the login form is protected too. html::marks().lang = the reader's own language, when
/// it is known. The server sets html::marks().path itself.
using Before = std::function<std::optional<Response>(Request &)>;
/// Runs after the response is made (log, metrics) with the seconds it took.
using After = std::function<void(const Request &, const Response &, double seconds, std::string_view route)>;

class Server {
public:
  Server(const Router &router, Config config, Before before, After after, Live *live);
  ~Server();
  int port() const; ///< the real one
  void stop();      ///< finishes running requests, then closes
  struct Impl;

private:
  std::unique_ptr<Impl> impl_;
};

/// Counters and histograms in Prometheus' text form; names without personal data.
namespace metrics {
void count(std::string_view name, std::string_view labels = {}, double by = 1);
void observe(std::string_view name, std::string_view labels, double seconds);
void set(std::string_view name, std::string_view labels, double value); ///< a gauge: what it is now
std::string text();
} // namespace metrics

/// The CSRF token that belongs to a session secret, and its check in constant time.
std::string csrf_token(std::string_view session_secret);
bool csrf_ok(std::string_view session_secret, std::string_view token);

} // namespace rt::http
