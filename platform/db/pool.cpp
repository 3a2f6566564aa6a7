#include "platform/db/engine.hpp"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace rt::db {
namespace {

constexpr std::chrono::seconds kLongestWait{30};

/// Connections of one kind: those that wait for work, how many there are, how many there may be.
struct Side {
  std::vector<std::unique_ptr<Connection>> idle;
  int open = 0;
  int most = 1;
  std::thread::id holder = {}; ///< the last to borrow; with only one connection, who has it
};

class EnginePool final : public Pool {
public:
  EnginePool(std::unique_ptr<Engine> engine, const Options &options) : engine_(std::move(engine)) {
    readers_.most = options.readers;
    writers_.most = backend() == Backend::sqlite ? 1 : options.writers;
    write(); // a wrong address or password is told at once, not by the first page
  }

  Backend backend() const override { return engine_->backend(); }
  Lease read() override { return borrow(Mode::read); }
  Lease write() override { return borrow(Mode::write); }
  void backup_to(const std::string &file) override { engine_->backup_to(file); }
  std::int64_t warm(const std::stop_token &stop) override { return engine_->warm(stop); }

private:
  Side &side(Mode mode) { return mode == Mode::read ? readers_ : writers_; }

  Lease borrow(Mode mode) {
    std::unique_lock lock(mutex_);
    Side &s = side(mode);
    const auto me = std::this_thread::get_id();
    if (s.most == 1 && s.holder == me) throw Error("this thread holds the only writer already and would wait for itself");
    if (!returned_.wait_for(lock, kLongestWait, [&] { return !s.idle.empty() || s.open < s.most; })) throw BusyError("no connection became free");
    s.holder = me;
    if (!s.idle.empty()) {
      auto connection = std::move(s.idle.back());
      s.idle.pop_back();
      return {*this, std::move(connection), mode};
    }
    ++s.open;
    lock.unlock(); // connecting takes time; others go on
    try {
      return {*this, engine_->connect(mode), mode};
    } catch (...) {
      lock.lock();
      --s.open;
      s.holder = {};
      returned_.notify_all();
      throw;
    }
  }

  void give_back(std::unique_ptr<Connection> connection, Mode mode) override {
    const bool lost = !connection->usable();
    const bool keep = !lost && !connection->in_transaction(); // a forgotten transaction ends with its connection
    std::vector<std::unique_ptr<Connection>> closed;
    const std::scoped_lock lock(mutex_);
    Side &s = side(mode);
    s.holder = {};
    if (lost) { // then the idle ones are lost too
      s.open -= static_cast<int>(s.idle.size());
      closed.swap(s.idle);
    }
    if (keep) s.idle.push_back(std::move(connection));
    else --s.open;
    returned_.notify_all();
  }

  std::unique_ptr<Engine> engine_;
  std::mutex mutex_;
  std::condition_variable returned_;
  Side readers_, writers_;
};

} // namespace

Lease::Lease(Pool &pool, std::unique_ptr<Connection> connection, Mode mode) : pool_(&pool), connection_(std::move(connection)), mode_(mode) {}
Lease::Lease(Lease &&) noexcept = default;
Lease::~Lease() {
  if (connection_) pool_->give_back(std::move(connection_), mode_);
}

std::unique_ptr<Pool> Pool::open(std::string_view url, Options options) {
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return std::make_unique<EnginePool>(postgres_engine(url, options), options);
  if (url.starts_with("sqlite:")) url.remove_prefix(7);
  return std::make_unique<EnginePool>(sqlite_engine(url, options), options);
}

} // namespace rt::db
