#include "platform/chart/chart.hpp"
#include "platform/chart/svg.hpp"
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
  const auto says = [&](const std::string &name, const std::string &value, const std::string &verdict) {
    return svg.find("; " + name + " " + value) != std::string::npos && svg.find(value + ", " + verdict) != std::string::npos;
  };
  const auto sixty = svg::value_text(60, "%", 0); // with the space that does not break
  EXPECT_TRUE(says("Stor &amp; stark", sixty, "klart under resten")) << svg;
  EXPECT_TRUE(says("Liten", sixty, "inom det som slumpen ger")) << svg;
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
