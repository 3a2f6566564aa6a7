#pragma once
// Store and service tests run on both engines: TEST_P over rt::testing::databases().
#include "platform/db/db.hpp"
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace rt::testing {

/// "sqlite" always, "postgres" when RT_TEST_PG (a URL of a server where databases may be created) is set; ./dev test sets it.
std::vector<std::string> databases();
/// A new empty database of that engine, dropped at the end of the object.
class TestDatabase {
public:
  explicit TestDatabase(const std::string &engine);
  ~TestDatabase();
  db::Pool &pool() { return *pool_; }
  const std::string &url() const { return url_; }

private:
  std::string engine_, url_, admin_, name_;
  std::unique_ptr<db::Pool> pool_;
};

} // namespace rt::testing

/// class MyTest : public ::testing::TestWithParam<std::string> { … TestDatabase db{GetParam()}; };  RT_BOTH_DATABASES(MyTest)
#define RT_BOTH_DATABASES(suite)                                                                                                                     \
  INSTANTIATE_TEST_SUITE_P(Databases, suite, ::testing::ValuesIn(rt::testing::databases()), [](const auto &info) { return info.param; })
