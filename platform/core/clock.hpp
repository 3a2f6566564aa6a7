#pragma once
// All time is injected: only a Clock reads the time, so that days pass in milliseconds in a test and the demo
// can live in March 2019.
#include <cstdint>
#include <string>

namespace rt {

/// Seconds since 1970-01-01T00:00:00Z.
using Instant = std::int64_t;

/// "2019-03-22T10:15:00Z". Timestamps are stored in this form (TEXT) in every table.
std::string to_iso(Instant at);
/// Reads what to_iso writes; -1 when it is not such a text.
Instant from_iso(std::string_view text);

class Clock {
public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

/// The machine's clock, moved by a fixed number of seconds (0 in operation; the demo starts in its own year).
class SystemClock final : public Clock {
public:
  explicit SystemClock(std::int64_t offset_seconds = 0) : offset_(offset_seconds) {}
  Instant now() const override;

private:
  std::int64_t offset_;
};

/// A clock that a test moves.
class FixedClock final : public Clock {
public:
  explicit FixedClock(Instant at) : at_(at) {}
  Instant now() const override { return at_; }
  void set(Instant at) { at_ = at; }
  void advance(std::int64_t seconds) { at_ += seconds; }

private:
  Instant at_;
};

} // namespace rt
