#include "platform/core/clock.hpp"
#include <gtest/gtest.h>
#include <string_view>

namespace rt {

TEST(Clock, WritesAndReadsTheStoredForm) {
  EXPECT_EQ(to_iso(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_iso(1553249700), "2019-03-22T10:15:00Z");
  EXPECT_EQ(from_iso("2019-03-22T10:15:00Z"), 1553249700);
  for (Instant at = 0; at < 4'000'000'000; at += 123'456'789) EXPECT_EQ(from_iso(to_iso(at)), at);
}

TEST(Clock, RefusesWhatIsNotATimestamp) {
  for (std::string_view text : {"", "2019-03-22", "2019-03-22 10:15:00Z", "2019-02-29T00:00:00Z", "2019-03-22T24:00:00Z", "2019-03-22T10:15:00+",
                                "2019-13-01T00:00:00Z", "x019-03-22T10:15:00Z", "2019-03-22T10:-5:00Z"})
    EXPECT_EQ(from_iso(text), -1) << text;
}

TEST(Clock, ADemoLivesInItsOwnYear) {
  const SystemClock today, moved(-86400);
  EXPECT_NEAR(static_cast<double>(today.now() - moved.now()), 86400, 2);
}

TEST(Clock, ATestMovesItsClock) {
  FixedClock clock(from_iso("2019-03-22T10:15:00Z"));
  clock.advance(3600);
  EXPECT_EQ(to_iso(clock.now()), "2019-03-22T11:15:00Z");
}

} // namespace rt
