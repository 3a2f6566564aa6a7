// The only file that knows libmicrohttpd. Few threads wait on sockets (epoll); a connection whose request is whole is
// suspended while a worker makes the response, so that neither a slow client nor a slow page holds the others.
#include "platform/core/text.hpp"
#include "platform/http/body.hpp"
#include "platform/http/dispatch.hpp"
#include "platform/http/form.hpp"
#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <microhttpd.h>
#include <set>
#include <sodium.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rt::http {
namespace {

// A body over its limit is still read to its end up to here, so that the browser shows our page and not a broken line.
constexpr std::size_t kSwallow = 64u << 20;
constexpr int kBodyGrace_s = 30;
constexpr std::size_t kSlowestBytesPerSecond = 10 * 1024;

std::int64_t now_ms() { return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// An open connection, for the watch over those that drip a byte now and then.
struct Socket {
  int fd;
  std::atomic<std::int64_t> deadline{0}; ///< ms; 0 = none
};

/// One request on its way.
struct Exchange {
  enum class State { headers, body, working, done };
  std::string uri;
  State state = State::headers;
  MHD_Connection *connection = nullptr;
  Socket *socket = nullptr;
  Request request;
  Plan plan;
  const Asset *asset = nullptr;
  std::string body;
  std::size_t max_body = 0;
  Response response;
};

struct Stream {
  Live::Impl *live;
  std::shared_ptr<Listener> listener;
  MHD_Connection *connection;
};

ssize_t read_stream(void *cls, std::uint64_t, char *buffer, std::size_t max) {
  auto &stream = *static_cast<Stream *>(cls);
  std::lock_guard lock(stream.live->mutex);
  Listener &listener = *stream.listener;
  if (listener.closed) return MHD_CONTENT_READER_END_OF_STREAM;
  if (listener.pending.empty()) {
    listener.waiting = true;
    MHD_suspend_connection(stream.connection);
    return 0;
  }
  const auto bytes = std::min(max, listener.pending.size());
  std::copy_n(listener.pending.data(), bytes, buffer);
  listener.pending.erase(0, bytes);
  return static_cast<ssize_t>(bytes);
}

void free_stream(void *cls) {
  std::unique_ptr<Stream> stream(static_cast<Stream *>(cls));
  stream->live->leave(stream->listener);
}

std::optional<Method> method_of(std::string_view name) {
  if (name == "GET") return Method::get;
  if (name == "POST") return Method::post;
  if (name == "PUT") return Method::put;
  if (name == "DELETE") return Method::del;
  if (name == "HEAD") return Method::head;
  return std::nullopt;
}

/// The address at the other end; an IPv4 address is written as one also when the socket speaks IPv6.
std::string peer_of(MHD_Connection *connection) {
  const auto *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  char text[INET6_ADDRSTRLEN] = "";
  if (info && info->client_addr->sa_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in *>(info->client_addr)->sin_addr, text, sizeof text);
  else if (info && info->client_addr->sa_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6 *>(info->client_addr)->sin6_addr, text, sizeof text);
  const std::string_view words = text;
  return std::string(words.starts_with("::ffff:") && words.find('.') != words.npos ? words.substr(7) : words);
}

std::string new_id() {
  unsigned char bytes[6];
  randombytes_buf(bytes, sizeof bytes);
  return to_hex(std::string_view(reinterpret_cast<const char *>(bytes), sizeof bytes));
}

} // namespace

struct Server::Impl {
  Setup setup;
  MHD_Daemon *daemon = nullptr;
  int listen_fd = -1, real_port = 0;

  std::mutex queue_mutex;
  std::condition_variable queue_changed;
  std::deque<std::function<void()>> queue;
  bool stopping = false;
  std::vector<std::thread> workers;

  std::mutex sockets_mutex;
  std::set<Socket *> sockets;
  std::condition_variable janitor_wakes;
  bool janitor_stops = false;
  std::thread janitor;
  std::atomic<int> open_exchanges{0};

  Impl(const Router &router, Config config, Before before, After after, Live *live)
      : setup{router, std::move(config), std::move(before), std::move(after), live} {}

  void start();
  void stop();
  void work();
  void watch();
  bool enqueue(MHD_Connection *connection, std::function<void()> task);
  void answer(Exchange &exchange);
  MHD_Response *sent_piece_by_piece(Exchange &exchange);
  int begin(Exchange &exchange, const char *method);
  bool take_body(Exchange &exchange, const char *data, std::size_t size);
  void finish_body(Exchange &exchange);
  MHD_Result respond(Exchange &exchange);
  MHD_Result access(MHD_Connection *connection, const char *method, const char *data, std::size_t *size, Exchange &exchange);
};

namespace {

MHD_Result on_header(void *cls, MHD_ValueKind, const char *key, const char *value) {
  auto &request = *static_cast<Request *>(cls);
  auto &slot = request.headers[lower(key)];
  if (!slot.empty()) slot += ", ";
  slot += value ? value : "";
  return MHD_YES;
}

void *on_uri(void *cls, const char *uri, MHD_Connection *) {
  auto exchange = std::make_unique<Exchange>();
  exchange->uri = uri;
  ++static_cast<Server::Impl *>(cls)->open_exchanges;
  return exchange.release();
}

MHD_Result on_access(void *cls, MHD_Connection *connection, const char *, const char *method, const char *, const char *data, std::size_t *size,
                     void **con_cls) {
  try {
    return static_cast<Server::Impl *>(cls)->access(connection, method, data, size, *static_cast<Exchange *>(*con_cls));
  } catch (const std::exception &) {
    return MHD_NO; // out of memory: this connection is given up, the others go on
  }
}

void on_completed(void *cls, MHD_Connection *, void **con_cls, MHD_RequestTerminationCode) {
  std::unique_ptr<Exchange> exchange(static_cast<Exchange *>(*con_cls));
  *con_cls = nullptr;
  if (!exchange) return;
  auto &server = *static_cast<Server::Impl *>(cls);
  if (exchange->socket) exchange->socket->deadline = now_ms() + 1000 * (server.setup.config.header_timeout_s + 5);
  --server.open_exchanges;
}

void on_connection(void *cls, MHD_Connection *connection, void **socket_context, MHD_ConnectionNotificationCode code) {
  auto &server = *static_cast<Server::Impl *>(cls);
  std::lock_guard lock(server.sockets_mutex);
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    const auto *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    auto socket = std::make_unique<Socket>();
    socket->fd = info ? info->connect_fd : -1;
    socket->deadline = now_ms() + 1000 * server.setup.config.header_timeout_s;
    *socket_context = socket.get();
    server.sockets.insert(socket.release());
  } else if (auto *socket = static_cast<Socket *>(*socket_context)) {
    server.sockets.erase(socket);
    delete socket;
    *socket_context = nullptr;
  }
}

std::size_t leave_as_it_is(void *, MHD_Connection *, char *text) { return std::strlen(text); }
void silent(void *, const char *, va_list) {}

bool read_uri(const std::string &uri, Request &request) {
  const auto question = uri.find('?');
  auto path = url_decode(std::string_view(uri).substr(0, question), false);
  if (!path || path->empty() || (*path)[0] != '/' || path->find('\0') != std::string::npos || !is_utf8(*path)) return false;
  request.path = std::move(*path);
  return question == std::string::npos || parse_urlencoded(std::string_view(uri).substr(question + 1), request.query);
}

std::size_t header_bytes(const Request &request, const std::string &uri) {
  std::size_t bytes = uri.size();
  for (const auto &[name, value] : request.headers) bytes += name.size() + value.size() + 4;
  return bytes;
}

} // namespace

/// The status to answer at once, or 0 to go on.
int Server::Impl::begin(Exchange &exchange, const char *method) {
  Request &request = exchange.request;
  request.id = new_id();
  MHD_get_connection_values(exchange.connection, MHD_HEADER_KIND, &on_header, &request);
  request.remote = remote_of(peer_of(exchange.connection), request, setup.config.trusted_proxies);
  request.cookies = parse_cookies(request.header("cookie"));
  if (header_bytes(request, exchange.uri) > setup.config.max_header) return 431;
  if (!read_uri(exchange.uri, request)) return 400;
  const auto known = method_of(method);
  if (!known) return 405;
  request.method = *known;
  const bool reads = request.method == Method::get || request.method == Method::head;
  exchange.asset = reads ? asset_at(request.path) : nullptr;
  if (exchange.asset) return 0;
  exchange.plan = plan_for(request, setup);
  exchange.max_body = exchange.plan.route && !reads ? exchange.plan.route->options.max_body : 0;
  return exchange.plan.early_status;
}

/// False when the sender goes on long past the limit.
bool Server::Impl::take_body(Exchange &exchange, const char *data, std::size_t size) {
  if (exchange.body.size() + size <= exchange.max_body && !exchange.plan.early_status) {
    exchange.body.append(data, size);
    return true;
  }
  if (!exchange.plan.early_status) {
    exchange.plan.early_status = 413;
    exchange.body.clear();
    exchange.body.shrink_to_fit();
    exchange.max_body = kSwallow;
  }
  if (size > exchange.max_body) return false;
  exchange.max_body -= size;
  return true;
}

void Server::Impl::finish_body(Exchange &exchange) {
  Request &request = exchange.request;
  if (exchange.body.empty() || exchange.plan.early_status) return;
  const auto type = lower(request.header("content-type"));
  if (starts_with(type, "application/x-www-form-urlencoded")) {
    if (!parse_urlencoded(exchange.body, request.form)) exchange.plan.early_status = 400;
  } else if (starts_with(type, "multipart/form-data")) {
    const auto boundary = multipart_boundary(request.header("content-type"));
    if (!parse_multipart(exchange.body, boundary, request.form, request.files)) exchange.plan.early_status = 400;
  } else {
    request.body = std::move(exchange.body);
  }
  exchange.body = {};
}

/// The connection waits until the task, which a worker does, wakes it.
bool Server::Impl::enqueue(MHD_Connection *connection, std::function<void()> task) {
  std::lock_guard lock(queue_mutex);
  if (stopping) return false;
  MHD_suspend_connection(connection);
  queue.push_back(std::move(task));
  queue_changed.notify_one();
  return true;
}

void Server::Impl::work() {
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock lock(queue_mutex);
      queue_changed.wait(lock, [&] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      task = std::move(queue.front());
      queue.pop_front();
    }
    task();
  }
}

void Server::Impl::answer(Exchange &exchange) {
  try {
    exchange.response = dispatch(exchange.request, exchange.plan, setup);
  } catch (...) { // memory is gone even for the error page
    exchange.response = {};
    exchange.response.status = 500;
  }
  exchange.state = Exchange::State::done;
  MHD_resume_connection(exchange.connection);
}

namespace {

/// A response that is made while it is sent: the pieces by workers, the sending by the threads that wait on sockets.
struct Outflow {
  Server::Impl *server;
  std::shared_ptr<Body> body;
  MHD_Connection *connection;
  Socket *socket;
};

ssize_t read_outflow(void *cls, std::uint64_t, char *buffer, std::size_t max) {
  auto &out = *static_cast<Outflow *>(cls);
  out.socket->deadline = now_ms() + 1000 * kBodyGrace_s;
  const auto [now, bytes] = out.body->take(buffer, max);
  if (now == Body::Now::bytes) return static_cast<ssize_t>(bytes);
  if (now == Body::Now::end) return MHD_CONTENT_READER_END_OF_STREAM;
  out.socket->deadline = 0; // the next piece is ours to make; nobody is cut off for that
  const bool asked = now == Body::Now::empty && out.server->enqueue(out.connection, [body = out.body, connection = out.connection] {
    body->make();
    MHD_resume_connection(connection);
  });
  return asked ? 0 : MHD_CONTENT_READER_END_WITH_ERROR;
}

void free_outflow(void *cls) { delete static_cast<Outflow *>(cls); }

} // namespace

MHD_Response *Server::Impl::sent_piece_by_piece(Exchange &exchange) {
  constexpr std::size_t kBlock = 64 * 1024;
  auto *out = new Outflow{this, std::make_shared<Body>(std::move(exchange.response)), exchange.connection, exchange.socket};
  return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kBlock, &read_outflow, out, &free_outflow);
}

MHD_Result Server::Impl::respond(Exchange &exchange) {
  Response &response = exchange.response;
  MHD_Response *out = nullptr;
  if (exchange.plan.live && response.status == 200) {
    auto listener =
        setup.live->impl().join(exchange.request.query.all("topic"), [connection = exchange.connection] { MHD_resume_connection(connection); });
    if (listener) {
      auto *stream = new Stream{&setup.live->impl(), listener, exchange.connection};
      out = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 2048, &read_stream, stream, &free_stream);
      response.content_type = "text/event-stream; charset=utf-8";
      response.header("X-Accel-Buffering", "no");
    } else {
      response.status = 503;
    }
  }
  if (!out && response.more) out = sent_piece_by_piece(exchange);
  else if (!out) {
    auto *body = new std::string(std::move(response.body));
    exchange.socket->deadline = now_ms() + 1000 * (kBodyGrace_s + static_cast<std::int64_t>(body->size() / kSlowestBytesPerSecond));
    out = MHD_create_response_from_buffer_with_free_callback_cls(
        body->size(), body->data(), [](void *cls) { delete static_cast<std::string *>(cls); }, body);
  }
  if (!out) return MHD_NO;
  MHD_add_response_header(out, "Content-Type", response.content_type.c_str());
  for (const auto &[name, value] : response.headers) MHD_add_response_header(out, name.c_str(), value.c_str());
  const auto result = MHD_queue_response(exchange.connection, static_cast<unsigned>(response.status), out);
  MHD_destroy_response(out);
  return result;
}

MHD_Result Server::Impl::access(MHD_Connection *connection, const char *method, const char *data, std::size_t *size, Exchange &exchange) {
  switch (exchange.state) {
  case Exchange::State::headers: {
    exchange.connection = connection;
    exchange.socket = static_cast<Socket *>(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context);
    exchange.plan.early_status = begin(exchange, method);
    exchange.state = Exchange::State::body;
    const auto length = parse_integer(exchange.request.header("content-length")).value_or(0);
    if (exchange.plan.early_status) exchange.max_body = kSwallow;
    else if (length > static_cast<long long>(exchange.max_body)) exchange.plan.early_status = 413, exchange.max_body = kSwallow;
    exchange.socket->deadline = now_ms() + 1000 * (kBodyGrace_s + length / static_cast<long long>(kSlowestBytesPerSecond));
    if (length <= static_cast<long long>(kSwallow)) return MHD_YES;
    exchange.response = dispatch(exchange.request, exchange.plan, setup);
    exchange.state = Exchange::State::done;
    return respond(exchange);
  }
  case Exchange::State::body:
    if (*size > 0) {
      const bool good = take_body(exchange, data, *size);
      *size = 0;
      return good ? MHD_YES : MHD_NO;
    }
    if (exchange.asset) {
      exchange.response = serve_asset(*exchange.asset, exchange.request);
      for (const auto &header : security_headers()) exchange.response.headers.push_back(header);
      exchange.state = Exchange::State::done;
      return respond(exchange);
    }
    finish_body(exchange);
    exchange.state = Exchange::State::working;
    exchange.socket->deadline = 0;
    if (enqueue(connection, [this, &exchange] { answer(exchange); })) return MHD_YES;
    exchange.plan.early_status = 503;
    exchange.response = dispatch(exchange.request, exchange.plan, setup);
    exchange.response.header("Connection", "close");
    exchange.state = Exchange::State::done;
    return respond(exchange);
  case Exchange::State::working: return MHD_YES;
  case Exchange::State::done: return respond(exchange);
  }
  return MHD_NO;
}

/// Cuts off those who have not sent their headers, body, or taken their response in time, however alive they look.
void Server::Impl::watch() {
  std::unique_lock lock(sockets_mutex);
  while (!janitor_stops) {
    janitor_wakes.wait_for(lock, std::chrono::seconds(1));
    const auto now = now_ms();
    for (auto *socket : sockets) {
      const auto deadline = socket->deadline.load();
      if (!deadline || deadline > now) continue;
      ::shutdown(socket->fd, SHUT_RDWR);
      socket->deadline = 0;
      metrics::count("rt_http_cut_off_total");
    }
  }
}

/// Many systems give a process 1024 files from the beginning, fewer than our connections and the database need.
static void allow_many_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= 4096) return;
  limit.rlim_cur = std::min<rlim_t>(4096, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void Server::Impl::start() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  allow_many_files();
  listen_fd = listen_on(setup.config, real_port);
  const auto &config = setup.config;
  const unsigned processors = std::max(2u, std::thread::hardware_concurrency());
  const unsigned io_threads = std::min(4u, processors);
  const std::size_t memory = std::max<std::size_t>(32 * 1024, 2 * config.max_header);
  daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, nullptr, nullptr, &on_access, this,
                            MHD_OPTION_EXTERNAL_LOGGER, &silent, nullptr, MHD_OPTION_LISTEN_SOCKET,
                            listen_fd,                                                                                //
                            MHD_OPTION_THREAD_POOL_SIZE, io_threads,                                                  //
                            MHD_OPTION_CONNECTION_LIMIT, static_cast<unsigned>(std::max(config.max_connections, 16)), //
                            MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(config.header_timeout_s),            //
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,                                               //
                            MHD_OPTION_URI_LOG_CALLBACK, &on_uri, this,                                               //
                            MHD_OPTION_STRICT_FOR_CLIENT, 1,                                                          //
                            MHD_OPTION_UNESCAPE_CALLBACK, &leave_as_it_is, nullptr,                                   //
                            MHD_OPTION_NOTIFY_COMPLETED, &on_completed, this,                                         //
                            MHD_OPTION_NOTIFY_CONNECTION, &on_connection, this, MHD_OPTION_END);
  if (!daemon) {
    ::close(listen_fd);
    throw std::runtime_error("the web server does not start");
  }
  const int wanted = config.threads > 0 ? config.threads : static_cast<int>(2 * processors);
  for (int i = 0; i < wanted; ++i) workers.emplace_back([this] { work(); });
  janitor = std::thread([this] { watch(); });
}

void Server::Impl::stop() {
  if (!daemon) return;
  const auto quiet = MHD_quiesce_daemon(daemon);
  if (quiet != MHD_INVALID_SOCKET) ::close(quiet);
  {
    std::lock_guard lock(queue_mutex);
    stopping = true;
  }
  queue_changed.notify_all();
  for (auto &worker : workers) worker.join();
  if (setup.live) setup.live->impl().close();
  // What the workers made is still on its way out through the sockets.
  for (int i = 0; i < 200 && open_exchanges > 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  MHD_stop_daemon(daemon);
  daemon = nullptr;
  {
    std::lock_guard lock(sockets_mutex);
    janitor_stops = true;
  }
  janitor_wakes.notify_all();
  janitor.join();
}

Server::Server(const Router &router, Config config, Before before, After after, Live *live)
    : impl_(std::make_unique<Impl>(router, std::move(config), std::move(before), std::move(after), live)) {
  impl_->start();
}
Server::~Server() { stop(); }
int Server::port() const { return impl_->real_port; }
void Server::stop() { impl_->stop(); }

} // namespace rt::http
