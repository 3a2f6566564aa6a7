#include "platform/config/config.hpp"
#include "platform/core/clock.hpp"
#include <fstream>
#include <gtest/gtest.h>
#include <map>

using namespace rt;

namespace {
config::Environment environment(std::map<std::string, std::string> values = {}) {
  return [values](const std::string &name) -> std::optional<std::string> {
    const auto it = values.find(name);
    return it == values.end() ? std::nullopt : std::optional<std::string>(it->second);
  };
}
std::string error_of(std::string_view toml, std::map<std::string, std::string> values = {}) {
  const auto result = config::parse(toml, "rt.toml", environment(std::move(values)));
  return result ? "" : result.error().message;
}
} // namespace

TEST(Config, nothing_said_is_a_server_on_the_own_machine) {
  const auto c = config::parse("", "", environment());
  ASSERT_TRUE(c);
  EXPECT_EQ(c->address, "127.0.0.1");
  EXPECT_EQ(c->port, 8080);
  EXPECT_FALSE(c->secure_cookies);
  EXPECT_TRUE(c->packs.empty()); // those of the database
}

TEST(Config, every_key_is_read) {
  const auto c = config::parse(R"(database = "postgresql://rt@db/rt"
address = "0.0.0.0"
port = 80
threads = 8
secure_cookies = true
log_level = "warn"
log_file = "/var/log/rt.jsonl"
today = 2019-03-22
packs_folder = "/etc/rt/packs"
packs = ["open-care", "own"]
metrics_token = "0123456789abcdef"
public_url = "https://rodatraden.kommunen.se/"
trusted_proxies = ["10.0.0.1", "::1"]
)",
                               "rt.toml", environment());
  ASSERT_TRUE(c) << c.error().message;
  EXPECT_EQ(c->database, "postgresql://rt@db/rt");
  EXPECT_EQ(c->address, "0.0.0.0");
  EXPECT_EQ(c->port, 80);
  EXPECT_EQ(c->threads, 8);
  EXPECT_TRUE(c->secure_cookies);
  EXPECT_EQ(c->log_level, "warn");
  EXPECT_EQ(c->log_file, "/var/log/rt.jsonl");
  EXPECT_EQ(c->today, "2019-03-22");
  EXPECT_EQ(c->packs_folder, "/etc/rt/packs");
  EXPECT_EQ(c->packs, (std::vector<std::string>{"open-care", "own"}));
  EXPECT_EQ(c->metrics_token, "0123456789abcdef");
  EXPECT_EQ(c->public_url, "https://rodatraden.kommunen.se"); // addresses are put after it
  EXPECT_EQ(c->trusted_proxies, (std::vector<std::string>{"10.0.0.1", "::1"}));
  EXPECT_FALSE(config::parse("public_url = \"rodatraden.kommunen.se\"", "rt.toml", environment()));
  EXPECT_FALSE(config::parse("trusted_proxies = [\"min proxy\"]", "rt.toml", environment()));
}

TEST(Config, the_environment_wins_over_the_file) {
  const auto c =
      config::parse("port = 80", "rt.toml", environment({{"RT_PORT", "81"}, {"RT_PACKS", "a, b"}, {"RT_SECURE_COOKIES", "1"}, {"RT_OFFSET", "-60"}}));
  ASSERT_TRUE(c) << c.error().message;
  EXPECT_EQ(c->port, 81);
  EXPECT_EQ(c->packs, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(c->secure_cookies);
  EXPECT_EQ(c->offset, -60);
}

TEST(Config, errors_say_file_line_and_what_to_write) {
  EXPECT_EQ(error_of("database = \"x\"\nport = 99999\n"), "rt.toml:2: port ska vara ett heltal 0–65535.");
  EXPECT_EQ(error_of("\n\nsecure_cookie = true\n"), "rt.toml:3: Inställningen secure_cookie finns inte. Menar du secure_cookies?");
  EXPECT_EQ(error_of("xyzzy = 1"), "rt.toml:1: Inställningen xyzzy finns inte.");
  EXPECT_EQ(error_of("log_level = \"loud\""), "rt.toml:1: log_level ska vara debug, info, warn eller error.");
  EXPECT_EQ(error_of("today = \"2019-02-31\""), "rt.toml:1: today ska vara ett datum som 2019-03-22.");
  EXPECT_EQ(error_of("packs = [1]"), "rt.toml:1: packs ska vara en lista med paket.");
  EXPECT_EQ(error_of("a = \n").rfind("rt.toml:1: Filen går inte att läsa som TOML: ", 0), 0u);
  EXPECT_EQ(error_of("", {{"RT_PORT", "hundra"}}), "Miljövariabeln RT_PORT ska vara ett heltal 0–65535.");
  EXPECT_EQ(error_of("today = 2019-03-22\noffset = 5"), "Ange antingen today eller offset, inte båda.");
}

TEST(Config, a_missing_file_is_said_by_name) {
  const auto c = config::load("/no/such/rt.toml", environment());
  ASSERT_FALSE(c);
  EXPECT_EQ(c.error().message, "Filen /no/such/rt.toml går inte att öppna.");
}

TEST(Config, the_demos_day_keeps_the_time_of_day) {
  config::Config c;
  c.today = "2019-03-22";
  const auto now = from_iso("2026-11-22T10:15:00Z");
  EXPECT_EQ(to_iso(now + config::clock_offset(c, now)), "2019-03-22T10:15:00Z");
  c.today.clear();
  c.offset = 7;
  EXPECT_EQ(config::clock_offset(c, now), 7);
}

TEST(Config, every_key_says_what_it_means) {
  for (const auto &key : config::keys()) {
    EXPECT_FALSE(key.meaning.empty());
    EXPECT_EQ(key.environment.substr(0, 3), "RT_");
  }
  EXPECT_EQ(config::keys().size(), 14u);
}
