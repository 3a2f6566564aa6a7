#pragma once
// A browser made of one socket, for tests that must see the very bytes.
#include "platform/core/text.hpp"
#include <arpa/inet.h>
#include <chrono>
#include <map>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace rt::http::testing {

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;
  std::string body;
};

class Client {
public:
  explicit Client(int port, int timeout_s = 5) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    timeval limit{timeout_s, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr *>(&to), sizeof to) != 0) throw std::runtime_error("connect");
  }
  ~Client() { ::close(fd_); }
  Client(const Client &) = delete;
  Client &operator=(const Client &) = delete;

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  /// Reads until `until` is in what came, the other side closes, or the time is out.
  std::string read_until(std::string_view until) {
    while (until.empty() || got_.find(until) == std::string::npos)
      if (!more()) break;
    return got_;
  }
  /// True when the server closes the connection within the timeout.
  bool is_closed() {
    char c;
    return ::recv(fd_, &c, 1, 0) == 0;
  }
  Reply reply(bool head = false) {
    read_until("\r\n\r\n");
    const auto gap = got_.find("\r\n\r\n");
    if (gap == std::string::npos) return {};
    Reply out;
    out.status = std::stoi(got_.substr(9, 3));
    for (const auto &line : split(got_.substr(0, gap), '\n')) {
      const auto colon = line.find(':');
      if (colon != std::string::npos) out.headers[lower(line.substr(0, colon))] = std::string(trim(line.substr(colon + 1)));
    }
    const auto length = head || out.status == 304 ? 0 : std::stoul("0" + out.headers["content-length"]);
    while (got_.size() < gap + 4 + length)
      if (!more()) break;
    out.body = got_.substr(gap + 4, length);
    got_.erase(0, gap + 4 + length);
    return out;
  }
  Reply get(const std::string &path, const std::string &headers = {}) {
    send("GET " + path + " HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n");
    return reply();
  }
  Reply post(const std::string &path, const std::string &body, const std::string &headers = {},
             const std::string &type = "application/x-www-form-urlencoded") {
    send("POST " + path + " HTTP/1.1\r\nHost: t\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
         "\r\n" + body);
    return reply();
  }

private:
  bool more() {
    char buffer[16384];
    const auto n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n <= 0) return false;
    got_.append(buffer, static_cast<std::size_t>(n));
    return true;
  }
  int fd_;
  std::string got_;
};

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace rt::http::testing
