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
/// The first read waits this long for company. Each transaction makes every reader of SQLite forget the pages it holds, so few are better than many.
constexpr auto kGather = std::chrono::milliseconds(20);
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
    arrived.notify_one();
    worker.join();
  }

  void work() {
    std::unique_lock lock(mutex);
    for (int tries = 0;;) {
      arrived.wait(lock, [&] { return ending || !waiting.empty(); });
      arrived.wait_for(lock, kGather, [&] { return ending || flushing > 0 || waiting.size() >= kAtATime; });
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
      stored_some.notify_all();
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
  std::condition_variable arrived;     ///< the worker listens
  std::condition_variable stored_some; ///< those who wait for the worker
  std::vector<Trace> waiting;
  int flushing = 0; ///< how many want it stored now
  bool ending = false;
  std::thread worker; // last: it uses all the others
};

ReadLog::ReadLog(db::Pool &pool, const Clock &clock) : impl_(std::make_unique<Impl>(pool, clock)) {}
ReadLog::~ReadLog() = default;

void ReadLog::log(const access::Actor &actor, Event event) {
  Trace read{actor, impl_->clock.now(), std::move(event)};
  read.actor.session_secret.clear();
  std::unique_lock lock(impl_->mutex);
  impl_->stored_some.wait(lock, [&] { return impl_->waiting.size() < kMostWaiting; });
  impl_->waiting.push_back(std::move(read));
  const auto count = impl_->waiting.size();
  if (count == 1 || count == kAtATime) impl_->arrived.notify_one();
}

void ReadLog::flush() {
  std::unique_lock lock(impl_->mutex);
  ++impl_->flushing;
  impl_->arrived.notify_one();
  impl_->stored_some.wait(lock, [&] { return impl_->waiting.empty(); });
  --impl_->flushing;
}

} // namespace rt::audit
