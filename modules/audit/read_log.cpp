#include "modules/audit/audit.hpp"
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace rt::audit {
namespace {

constexpr std::size_t kMostWaiting = 20000; ///< then log() waits: nobody reads faster than the trace is kept
constexpr std::size_t kAtATime = 500;       ///< so that a writer is never kept waiting long
constexpr auto kPause = std::chrono::milliseconds(100);
constexpr int kTriesAtTheEnd = 50;

} // namespace

struct ReadLog::Impl {
  Impl(db::Pool &p, const Clock &c) : pool(p), clock(c), worker([this] { work(); }) {}

  ~Impl() {
    {
      const std::scoped_lock lock(mutex);
      ending = true;
    }
    changed.notify_all();
    worker.join();
  }

  void work() {
    std::unique_lock lock(mutex);
    for (int tries = 0;;) {
      changed.wait(lock, [&] { return ending || !waiting.empty(); });
      if (waiting.empty() || (ending && tries >= kTriesAtTheEnd)) return;
      const std::size_t count = std::min(waiting.size(), kAtATime);
      const std::vector<Trace> batch(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count));
      lock.unlock();
      const bool stored = store(batch);
      if (!stored) std::this_thread::sleep_for(kPause); // the disk or the server is away: what was read is kept and tried again
      lock.lock();
      tries = stored ? 0 : tries + 1;
      if (!stored) continue;
      waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count));
      changed.notify_all();
    }
  }

  bool store(const std::vector<Trace> &batch) {
    try {
      const auto connection = pool.write();
      append(*connection, batch);
      return true;
    } catch (const db::Error &) { return false; }
  }

  db::Pool &pool;
  const Clock &clock;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Trace> waiting;
  bool ending = false;
  std::thread worker; // last: it uses all the others
};

ReadLog::ReadLog(db::Pool &pool, const Clock &clock) : impl_(std::make_unique<Impl>(pool, clock)) {}
ReadLog::~ReadLog() = default;

void ReadLog::log(const access::Actor &actor, Event event) {
  Trace read{actor, impl_->clock.now(), std::move(event)};
  read.actor.session_secret.clear();
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait(lock, [&] { return impl_->waiting.size() < kMostWaiting; });
  impl_->waiting.push_back(std::move(read));
  impl_->changed.notify_all();
}

void ReadLog::flush() {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait(lock, [&] { return impl_->waiting.empty(); });
}

} // namespace rt::audit
