#pragma once
// Two registered people who are one human: what would move, the merge in one transaction, and the way back.
// Part of records.hpp, which includes it last.

namespace rt::records {

struct MergePreview {
  Person kept, gone;
  std::vector<std::pair<std::string, std::int64_t>> moves; ///< register id and number of records, removed ones too
  std::int64_t records = 0;
  std::int64_t told_sex = 0;            ///< records that had no sex or birth year and get those of the kept person
  std::vector<std::string> differences; ///< sentences: "Namn: Elsa Ek står kvar, Else Ek finns kvar i historiken."
};

/// A merge that was made and not undone.
struct Merged {
  std::int64_t id = 0, kept = 0, gone = 0;
  std::string at, who;
  std::int64_t records = 0;
  std::string why_not; ///< why it can no longer be undone; "" = it can
};

/// For heads and deputies: the records of every group of the unit move, also those outside the reader's own groups.
class Merges {
public:
  Merges(Records &records, Persons &persons, const Clock &clock) : records_(records), persons_(persons), clock_(clock) {}
  Result<MergePreview> preview(const access::Actor &actor, std::int64_t kept, std::int64_t gone);
  Result<std::int64_t> merge(const access::Actor &actor, std::int64_t kept, std::int64_t gone);
  /// Everything as before, as long as nothing new was written about the person.
  Result<void> undo(const access::Actor &actor, std::int64_t merge);
  std::vector<Merged> of(const access::Actor &actor, std::int64_t person);

private:
  Records &records_;
  Persons &persons_;
  const Clock &clock_;
};

} // namespace rt::records
