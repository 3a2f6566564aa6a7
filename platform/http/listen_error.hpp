#pragma once
// Why the server could not begin to listen: thrown by the constructor of http::Server. Whoever starts it says it in the user's language.
#include <stdexcept>
#include <string>

namespace rt::http {

struct ListenError : std::runtime_error {
  enum class Why { taken, not_allowed, no_such_address, other };
  ListenError(Why reason, std::string where, int port_number, const std::string &detail)
      : std::runtime_error("cannot listen on " + where + ":" + std::to_string(port_number) + ": " + detail), why(reason), address(std::move(where)),
        port(port_number) {}
  Why why;
  std::string address;
  int port;
};

} // namespace rt::http
