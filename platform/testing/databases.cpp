#include "platform/testing/databases.hpp"
#include <atomic>
#include <cstdlib>
#include <unistd.h>

namespace rt::testing {
namespace {
std::string unique_name() {
  static std::atomic<int> next{0};
  return "rt_test_" + std::to_string(::getpid()) + "_" + std::to_string(next++);
}
} // namespace

std::vector<std::string> databases() {
  std::vector<std::string> engines{"sqlite"};
  if (std::getenv("RT_TEST_PG") != nullptr) engines.emplace_back("postgres");
  return engines;
}

TestDatabase::TestDatabase(const std::string &engine) : engine_(engine), name_(unique_name()) {
  if (engine == "postgres") {
    admin_ = std::getenv("RT_TEST_PG"); // postgresql://…/postgres
    auto admin = db::Pool::open(admin_);
    admin->write()->script("CREATE DATABASE " + name_);
    // A test's database does not outlive the test: waiting for the disk at every commit only costs time.
    admin->write()->script("ALTER DATABASE " + name_ + " SET synchronous_commit = off");
    url_ = admin_.substr(0, admin_.rfind('/') + 1) + name_;
  } else {
    url_ = "sqlite:/tmp/" + name_ + ".sqlite";
  }
  pool_ = db::Pool::open(url_);
  if (engine != "postgres") pool_->write()->script("PRAGMA synchronous = OFF");
}

TestDatabase::~TestDatabase() {
  pool_.reset();
  if (engine_ == "postgres") {
    auto admin = db::Pool::open(admin_);
    admin->write()->script("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
  } else {
    for (const char *ending : {"", "-wal", "-shm"}) ::unlink((url_.substr(7) + ending).c_str());
  }
}

} // namespace rt::testing
