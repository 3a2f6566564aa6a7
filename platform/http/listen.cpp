#include "platform/http/listen_error.hpp"
#include "platform/core/text.hpp"
#include "platform/http/dispatch.hpp"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rt::http {

static ListenError::Why why_not(int error) {
  if (error == EADDRINUSE) return ListenError::Why::taken;
  if (error == EACCES || error == EPERM) return ListenError::Why::not_allowed;
  return error == EADDRNOTAVAIL ? ListenError::Why::no_such_address : ListenError::Why::other;
}

int listen_on(const Config &config, int &real_port) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  if (getaddrinfo(config.address.empty() ? nullptr : config.address.c_str(), std::to_string(config.port).c_str(), &hints, &found) != 0)
    throw ListenError(ListenError::Why::no_such_address, config.address, config.port, "unknown address");
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  const int listen_fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (listen_fd < 0 || ::bind(listen_fd, found->ai_addr, found->ai_addrlen) != 0 || ::listen(listen_fd, 512) != 0) {
    const int error = errno;
    if (listen_fd >= 0) ::close(listen_fd);
    throw ListenError(why_not(error), config.address, config.port, std::strerror(error));
  }
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  ::getsockname(listen_fd, reinterpret_cast<sockaddr *>(&bound), &size);
  real_port =
      ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6 &>(bound).sin6_port : reinterpret_cast<sockaddr_in &>(bound).sin_port);
  return listen_fd;
}

constexpr std::size_t kLongestAddress = INET6_ADDRSTRLEN;

std::string remote_of(const std::string &peer, Request &request, const std::vector<std::string> &trusted) {
  const auto known = [&](std::string_view address) { return std::find(trusted.begin(), trusted.end(), address) != trusted.end(); };
  if (!known(peer)) {
    request.headers.erase("x-forwarded-proto");
    return peer;
  }
  // Each proxy adds the one that asked it, so the first from the right that is no proxy of ours is the asker.
  const auto steps = split(request.header("x-forwarded-for"), ',');
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    const auto address = trim(*step);
    if (address.empty() || address.size() >= kLongestAddress) break;
    if (!known(address)) return std::string(address);
  }
  return peer;
}

} // namespace rt::http
