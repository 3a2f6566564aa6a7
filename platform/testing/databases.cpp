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
    url_ = admin_.substr(0, admin_.rfind('/') + 1) + name_;
  } else {
    url_ = "sqlite:/tmp/" + name_ + ".sqlite";
  }
  pool_ = db::Pool::open(url_);
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
