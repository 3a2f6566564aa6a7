#pragma once
// A body that is made while it is sent (Response::more). What is made ahead is one piece, so memory does not grow with the file.
#include "platform/http/http.hpp"
#include <mutex>

namespace rt::http {

class Body {
public:
  /// Takes the response's body as the first piece, and what makes the rest.
  explicit Body(Response &&response) : piece_(std::move(response.body)), more_(std::move(response.more)) {}
  enum class Now { bytes, empty, end, broken };
  struct Taken {
    Now now;
    std::size_t bytes = 0;
  };
  /// The next bytes of what is made; `empty` = make() is to be called.
  Taken take(char *buffer, std::size_t most);
  /// Makes the next piece, which may be nothing yet: long work is done in turns with others. What goes wrong breaks the connection: the reader must not take half a file for a whole one.
  void make();

private:
  std::mutex mutex_;
  std::string piece_;
  std::size_t taken_ = 0;
  std::function<bool(std::string &)> more_;
  bool ended_ = false, broken_ = false;
};

} // namespace rt::http
