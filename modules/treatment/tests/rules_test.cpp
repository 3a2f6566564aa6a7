// The scoring facts as a quality officer would check them, at the boundaries.
#include "modules/treatment/rules.hpp"
#include <gtest/gtest.h>

using namespace rt::treatment;

namespace {
const Parameters kOrs{.cutoff = 250, .alert_below = 0, .alert_drop = 0, .reliable_change = 50, .smallest_rise = 1};
const Parameters kSrs{.cutoff = 360, .alert_below = 360, .alert_drop = 10, .reliable_change = 50, .smallest_rise = 1};
} // namespace

TEST(Scores, SumIsTheFourScales) {
  EXPECT_EQ(total({63, 38, 71, 57}), 229);
  EXPECT_EQ(total({0, 0, 0, 0}), 0) << "0 is a real score";
  EXPECT_EQ(total({100, 100, 100, 100}), 400);
}

TEST(Scores, ASumOnlyBecomesAQuarterEachAndStillAddsUp) {
  EXPECT_EQ(scores_from_total(240), (Scores{60, 60, 60, 60}));
  for (int sum = 0; sum <= 400; ++sum) EXPECT_EQ(total(scores_from_total(sum)), sum);
  EXPECT_EQ(scores_from_total(249), (Scores{63, 62, 62, 62}));
}

TEST(Topic, IsTheLowestScaleOrScales) {
  EXPECT_EQ(lowest_scales({63, 38, 71, 57}), (std::vector<int>{1}));
  EXPECT_EQ(lowest_scales({50, 38, 38, 57}), (std::vector<int>{1, 2}));
  EXPECT_TRUE(lowest_scales({50, 50, 50, 50}).empty()) << "nothing stands out";
}

TEST(Cutoff, TwentyFourNineIsUnderTwentyFiveIsNot) {
  EXPECT_TRUE(referral_question(249, kOrs));
  EXPECT_FALSE(referral_question(250, kOrs));
  EXPECT_FALSE(referral_question(std::nullopt, kOrs)) << "without a rating nothing is asked";
}

TEST(Cutoff, ByAgeWhenTheInstrumentSaysSo) {
  rt::definitions::Instrument cors;
  cors.cutoffs = {{6, 12, 32}, {13, 17, 28}, {18, 150, 25}};
  EXPECT_EQ(parameters(cors, 9).cutoff, 320);
  EXPECT_EQ(parameters(cors, 12).cutoff, 320);
  EXPECT_EQ(parameters(cors, 13).cutoff, 280);
  EXPECT_EQ(parameters(cors, 18).cutoff, 250);
  EXPECT_EQ(parameters(cors, std::nullopt).cutoff, 250);
  EXPECT_TRUE(referral_question(319, parameters(cors, 9)));
  EXPECT_FALSE(referral_question(320, parameters(cors, 9)));
}

TEST(SrsAlert, UnderThirtySix) {
  EXPECT_TRUE(alert(359, std::nullopt, kSrs).below);
  EXPECT_FALSE(alert(360, std::nullopt, kSrs));
  EXPECT_FALSE(alert(100, std::nullopt, kOrs)) << "ORS gives no alert";
}

TEST(SrsAlert, ADropOfOnePointFromTheSessionBefore) {
  EXPECT_FALSE(alert(371, 380, kSrs)) << "0,9 is not enough";
  EXPECT_EQ(alert(370, 380, kSrs).dropped, 10);
  EXPECT_FALSE(alert(390, 380, kSrs));
  EXPECT_FALSE(alert(390, std::nullopt, kSrs)) << "the first has nothing to fall from";
}

TEST(Change, AnyRiseCountsUnlessTheParameterAsksForMore) {
  EXPECT_TRUE(positive_change(200, 201, kOrs));
  EXPECT_FALSE(positive_change(200, 200, kOrs));
  EXPECT_FALSE(positive_change(200, 199, kOrs));
  auto strict = kOrs;
  strict.smallest_rise = 50;
  EXPECT_FALSE(positive_change(200, 249, strict));
  EXPECT_TRUE(positive_change(200, 250, strict));
}

TEST(Change, FirstSessionHasNoZone) {
  EXPECT_EQ(zone({}, kOrs), Zone::none);
  EXPECT_EQ(zone({100}, kOrs), Zone::none);
  EXPECT_EQ(zone({200, 249}, kOrs), Zone::same);
  EXPECT_EQ(zone({200, 210, 250}, kOrs), Zone::better);
  EXPECT_EQ(zone({250, 201}, kOrs), Zone::same);
  EXPECT_EQ(zone({250, 200}, kOrs), Zone::worse);
}

TEST(ChildSafety, LowIsSaferAndTheDirectionCanBeTurned) {
  EXPECT_EQ(safety_sum({1, 1, 1}), 3);
  EXPECT_EQ(safety_sum({4, 4, 4}), 12);
  EXPECT_TRUE(safer(9, 8));
  EXPECT_FALSE(safer(8, 8));
  EXPECT_FALSE(safer(8, 9));
  EXPECT_TRUE(safer(8, 9, false));
}

TEST(Viewpoint, SrsAtTheNextSession) {
  EXPECT_EQ(next_srs(340, 341), NextSrs::up);
  EXPECT_EQ(next_srs(340, 340), NextSrs::same);
  EXPECT_EQ(next_srs(340, 339), NextSrs::down);
}

TEST(NextStep, ANewContactShouldHaveASessionBooked) {
  CaseFacts f{.received = "2019-03-01"};
  EXPECT_EQ(next_step(f, {}).what, Step::first_session);
  EXPECT_EQ(next_step(f, {}).on, "2019-03-08");
  f.next_booked = "2019-03-12";
  EXPECT_EQ(next_step(f, {}).what, Step::session);
  EXPECT_EQ(next_step(f, {}).on, "2019-03-12");
}

TEST(NextStep, AHeldSessionWithoutSrsComesFirst) {
  CaseFacts f{.in_treatment = true, .received = "2019-01-01", .started = "2019-02-01", .next_booked = "2019-03-12", .last_held = "2019-03-05"};
  EXPECT_EQ(next_step(f, {}).what, Step::missing_srs);
  EXPECT_EQ(next_step(f, {}).on, "2019-03-05");
  f.last_srs_on = "2019-03-05";
  EXPECT_EQ(next_step(f, {}).what, Step::session);
  f.last_srs_on = "";
  EXPECT_EQ(next_step(f, {.uses_srs = false}).what, Step::session) << "a team that does not use SRS lacks none";
}

TEST(NextStep, CaseReviewSixWeeksAfterTheLast) {
  CaseFacts f{.in_treatment = true, .received = "2019-01-01", .started = "2019-01-10", .next_booked = "2019-05-01", .last_review = "2019-02-01"};
  EXPECT_EQ(review_due(f, {}), "2019-03-15");
  EXPECT_EQ(next_step(f, {}).what, Step::review);
  f.last_review = "";
  EXPECT_EQ(review_due(f, {}), "2019-02-21") << "six weeks after the start";
}

TEST(NextStep, AfterTheFifthOfFiveTalksComesTheEnding) {
  CaseFacts f{
      .in_treatment = true, .received = "2019-01-01", .started = "2019-02-20", .last_held = "2019-03-05", .held = 4, .last_srs_on = "2019-03-05"};
  EXPECT_EQ(next_step(f, {.sessions_planned = 5}).what, Step::book_next);
  f.held = 5;
  EXPECT_EQ(next_step(f, {.sessions_planned = 5}).what, Step::ending);
  EXPECT_EQ(next_step(f, {.sessions_planned = 5}).on, "2019-03-19");
}

TEST(NextStep, AClosedContactWaitsForNothing) {
  CaseFacts f{.open = false, .received = "2019-01-01", .last_held = "2019-03-05"};
  EXPECT_EQ(next_step(f, {}).what, Step::none);
  EXPECT_EQ(next_step(f, {}).on, kNoDate);
}
