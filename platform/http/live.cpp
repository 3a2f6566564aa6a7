#include "platform/http/internal.hpp"
#include <algorithm>
#include <chrono>

namespace rt::http {
namespace {

// A page that has not read this much has been asleep; it is told that it lost events and reads everything anew.
constexpr std::size_t kMaxPending = 32 * 1024;

void send(Listener &listener, std::string_view event) {
  if (listener.pending.size() + event.size() > kMaxPending) listener.pending = "data: {\"lost\":true}\n\n";
  else listener.pending.append(event);
  if (!listener.waiting) return;
  listener.waiting = false;
  listener.wake();
}

} // namespace

Live::Live() : impl_(std::make_unique<Impl>()) {
  impl_->heart = std::thread([impl = impl_.get()] { impl->beat(); });
}

Live::~Live() {
  impl_->close();
  impl_->heart.join();
}

void Live::publish(std::string_view topic, std::string_view data) {
  std::lock_guard lock(impl_->mutex);
  if (impl_->listeners.empty()) return;
  std::string line(data);
  std::erase_if(line, [](char c) { return c == '\n' || c == '\r'; });
  const std::string event = "data: " + line + "\n\n";
  for (auto &listener : impl_->listeners)
    if (std::find(listener->topics.begin(), listener->topics.end(), topic) != listener->topics.end()) send(*listener, event);
}

std::shared_ptr<Listener> Live::Impl::join(std::vector<std::string> topics, std::function<void()> wake) {
  std::lock_guard lock(mutex);
  if (closed || listeners.size() >= limit) return nullptr;
  auto listener = std::make_shared<Listener>();
  listener->topics = std::move(topics);
  listener->wake = std::move(wake);
  // A browser that lost the line tries again after this long; the first bytes also make it say "open".
  listener->pending = "retry: 2000\n\n";
  listeners.push_back(listener);
  metrics::set("rt_live_listeners", {}, static_cast<double>(listeners.size()));
  return listener;
}

void Live::Impl::leave(const std::shared_ptr<Listener> &listener) {
  std::lock_guard lock(mutex);
  listeners.remove(listener);
  metrics::set("rt_live_listeners", {}, static_cast<double>(listeners.size()));
}

void Live::Impl::close() {
  {
    std::lock_guard lock(mutex);
    closed = true;
    for (auto &listener : listeners) {
      listener->closed = true;
      if (!listener->waiting) continue;
      listener->waiting = false;
      listener->wake();
    }
  }
  changed.notify_all();
}

/// A comment line now and then keeps proxies from closing the stream and shows which listeners are gone.
void Live::Impl::beat() {
  std::unique_lock lock(mutex);
  while (!closed) {
    changed.wait_for(lock, std::chrono::seconds(heartbeat_s), [&] { return closed; });
    if (closed) return;
    for (auto &listener : listeners) send(*listener, ": \n\n");
  }
}

} // namespace rt::http
