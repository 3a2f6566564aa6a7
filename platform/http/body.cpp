#include "platform/http/body.hpp"
#include "platform/log/log.hpp"
#include <algorithm>
#include <cstring>

namespace rt::http {

Body::Taken Body::take(char *buffer, std::size_t most) {
  const std::lock_guard lock(mutex_);
  if (broken_) return {Now::broken};
  if (taken_ < piece_.size()) {
    const auto bytes = std::min(most, piece_.size() - taken_);
    std::memcpy(buffer, piece_.data() + taken_, bytes);
    taken_ += bytes;
    return {Now::bytes, bytes};
  }
  return {ended_ ? Now::end : Now::empty};
}

void Body::make() {
  const std::lock_guard lock(mutex_);
  piece_.clear();
  taken_ = 0;
  try {
    ended_ = !more_(piece_);
  } catch (const std::exception &error) {
    const std::string what = error.what(); // only the first line: what follows may quote values
    log::error("http.body", {{"what", what.substr(0, std::min(what.find('\n'), std::size_t{300}))}});
    broken_ = true;
  }
}

} // namespace rt::http
