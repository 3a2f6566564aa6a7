#include "platform/log/log.hpp"
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <unistd.h>
#include <vector>

using namespace rt;

TEST(Log, one_json_object_per_line_whatever_the_text_holds) {
  std::vector<std::string> lines;
  {
    log::Capture capture([&](std::string_view line) { lines.emplace_back(line); });
    log::info("http.request", {{"route", "/a\"b\\c"}, {"status", 200}, {"ms", 1.5}, {"cached", true}, {"t", "rad\nrad\x01"}});
  }
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].find('\n'), std::string::npos);
  EXPECT_NE(lines[0].find(R"("level":"info","event":"http.request","route":"/a\"b\\c","status":200,"ms":1.5,"cached":true)"), std::string::npos)
      << lines[0];
  EXPECT_NE(lines[0].find(R"("t":"rad\nrad\u0001"})"), std::string::npos) << lines[0];
}

TEST(Log, a_number_that_json_lacks_is_null) { EXPECT_EQ(log::Value(std::numeric_limits<double>::quiet_NaN()).json(), "null"); }

TEST(Log, level_decides_what_reaches_the_file) {
  const auto file = std::filesystem::temp_directory_path() / ("rt-log-" + std::to_string(::getpid()) + ".jsonl");
  log::start(log::Level::warn, file.string());
  log::info("not.written");
  log::warn("written");
  log::start(log::Level::warn);
  std::ifstream in(file);
  std::string line, all;
  while (std::getline(in, line)) all += line;
  EXPECT_EQ(all.find("not.written"), std::string::npos);
  EXPECT_NE(all.find("\"event\":\"written\""), std::string::npos);
  std::filesystem::remove(file);
}
