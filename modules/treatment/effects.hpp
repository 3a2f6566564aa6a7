#pragma once
// How SRS turned out at the session after a viewpoint: filled in by itself ("SRS ökat", "oförändrat", "minskat").
#include "modules/records/records.hpp"
#include <mutex>
#include <set>
#include <thread>

namespace rt::treatment {

/// Hears of ratings and viewpoints in their transaction, writes after it through the records' own door.
class ViewpointEffects final : public records::Listener {
public:
  explicit ViewpointEffects(records::Records &records) : records_(records) {}
  void changed(db::Connection &connection, const records::Change &change) override;
  void committed() override;

private:
  void fill_in(const std::set<std::int64_t> &contacts);
  records::Records &records_;
  std::mutex mutex_;
  std::map<std::thread::id, std::set<std::int64_t>> waiting_;
};

} // namespace rt::treatment
