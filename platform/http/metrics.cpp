#include "platform/http/http.hpp"
#include <array>
#include <cstdio>
#include <map>
#include <mutex>

namespace rt::http::metrics {
namespace {

constexpr std::array<double, 11> kBuckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};

struct Histogram {
  std::array<long long, kBuckets.size()> at_most{};
  long long count = 0;
  double sum = 0;
};

struct Store {
  std::mutex mutex;
  std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>> counters, gauges;
  std::map<std::string, std::map<std::string, Histogram, std::less<>>, std::less<>> histograms;
};

Store &store() {
  static Store s;
  return s;
}

template<class Families> auto &cell(Families &families, std::string_view name, std::string_view labels) {
  auto family = families.find(name);
  if (family == families.end()) family = families.emplace(std::string(name), typename Families::mapped_type{}).first;
  auto found = family->second.find(labels);
  if (found == family->second.end()) found = family->second.emplace(std::string(labels), typename Families::mapped_type::mapped_type{}).first;
  return found->second;
}

std::string plain(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

void line(std::string &out, const std::string &name, const std::string &labels, const std::string &value) {
  out += name;
  if (!labels.empty()) out += "{" + labels + "}";
  out += " " + value + "\n";
}

} // namespace

void count(std::string_view name, std::string_view labels, double by) {
  std::lock_guard lock(store().mutex);
  cell(store().counters, name, labels) += by;
}

void observe(std::string_view name, std::string_view labels, double seconds) {
  std::lock_guard lock(store().mutex);
  Histogram &h = cell(store().histograms, name, labels);
  for (std::size_t i = 0; i < kBuckets.size(); ++i)
    if (seconds <= kBuckets[i]) ++h.at_most[i];
  ++h.count;
  h.sum += seconds;
}

void set(std::string_view name, std::string_view labels, double value) {
  std::lock_guard lock(store().mutex);
  cell(store().gauges, name, labels) = value;
}

std::string text() {
  std::lock_guard lock(store().mutex);
  std::string out;
  for (const auto &[name, cells] : store().counters) {
    out += "# TYPE " + name + " counter\n";
    for (const auto &[labels, value] : cells) line(out, name, labels, plain(value));
  }
  for (const auto &[name, cells] : store().gauges) {
    out += "# TYPE " + name + " gauge\n";
    for (const auto &[labels, value] : cells) line(out, name, labels, plain(value));
  }
  for (const auto &[name, cells] : store().histograms) {
    out += "# TYPE " + name + " histogram\n";
    for (const auto &[labels, h] : cells) {
      const std::string comma = labels.empty() ? "" : ",";
      for (std::size_t i = 0; i < kBuckets.size(); ++i)
        line(out, name + "_bucket", labels + comma + "le=\"" + plain(kBuckets[i]) + "\"", std::to_string(h.at_most[i]));
      line(out, name + "_bucket", labels + comma + "le=\"+Inf\"", std::to_string(h.count));
      line(out, name + "_sum", labels, plain(h.sum));
      line(out, name + "_count", labels, std::to_string(h.count));
    }
  }
  return out;
}

} // namespace rt::http::metrics
