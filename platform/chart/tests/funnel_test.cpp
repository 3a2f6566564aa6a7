#include "platform/chart/chart.hpp"
#include <gtest/gtest.h>

namespace rt::chart {
namespace {

Funnel of(std::vector<FunnelPoint> points) {
  Funnel funnel;
  funnel.title = "2018", funnel.center = 80, funnel.what = "personer", funnel.points = std::move(points);
  return funnel;
}

// Around 80 %: with 100 people chance gives 80 ± 7.8 (95 %) and ± 12.4 (99.8 %); with 10 people ± 24.8 and ± 39.1.
TEST(Funnel, TheSameShareIsFarInALargeGroupAndChanceInASmall) {
  const auto funnel = of({{"Stor", 100, 60}, {"Liten", 10, 60}, {"Mellan", 100, 90}, {"Bra", 400, 95}});
  EXPECT_EQ(place_of(funnel, funnel.points[0]), FunnelPlace::far_below);
  EXPECT_EQ(place_of(funnel, funnel.points[1]), FunnelPlace::within);
  EXPECT_EQ(place_of(funnel, funnel.points[2]), FunnelPlace::above);
  EXPECT_EQ(place_of(funnel, funnel.points[3]), FunnelPlace::far_above);
}

TEST(Funnel, SaysInWordsWhatItShows) {
  const auto svg = funnel(of({{"Stor & stark", 100, 60}, {"Liten", 10, 60}}));
  EXPECT_NE(svg.find("Stor &amp; stark 60\u00a0%, klart under resten"), std::string::npos) << svg;
  EXPECT_NE(svg.find("Liten 60\u00a0%, inom det som slumpen ger"), std::string::npos);
}

TEST(Funnel, StackedPicturesStandUnderOneAnother) {
  const auto one = funnel(of({{"A", 100, 60}}));
  const auto svg = stacked({{"Första", one}, {"Andra", one}}, "Foten");
  EXPECT_LT(svg.find("Första"), svg.find("Andra"));
  EXPECT_NE(svg.find("height=\"744\""), std::string::npos)
      << svg.substr(0, 300); // 24 above and below, and twice title, picture and gap: 28 + 300 + 20
}

} // namespace
} // namespace rt::chart
