#pragma once
// What a chart says in words: for those who cannot see it, for print and for the search of a reader's eye.
#include "platform/chart/chart.hpp"
#include <string>

namespace rt::chart {

std::string gap_words(Gap gap);
/// "62 %", or why there is nothing: the point's own words before any made here.
std::string words_at(const Point &point, const std::string &unit, int decimals);
std::string point_words(const Point &point, const std::string &unit, int decimals);
/// "kvinnor: från 71 % (2016) till 86 % (2018), lägst 71 % (2016), högst 88 % (2017)."
std::string series_words(const std::string &name, const std::vector<Point> &points, const std::string &unit, int decimals);
/// Title and description, the given one or one made from the data.
std::string label_of(const Chart &chart);
std::string target_words(const Chart &chart);

} // namespace rt::chart
