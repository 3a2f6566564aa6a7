#pragma once
// Self-control by sample (egenkontroll, SOSFS 2011:9 5 kap. 2 §): records are drawn by a rule that can be repeated, a
// colleague reads and answers questions by area, the one whose work it is gets feedback, and the share that is kept is
// followed by question, area and group over time.
#include "modules/records/records.hpp"
#include "platform/html/html.hpp"

namespace rt::assurance {

/// What a reviewer answers. Not relevant counts in no share.
enum class Answer { none = 0, yes = 1, partly = 2, no = 3, not_relevant = 4 };
std::string_view title_of(Answer answer); ///< "Ja" …, in the current language

/// The time that a sample is drawn from: "2019-03", "2019-Q1", "2019-VT", "2019-T1" or "2019".
struct Span {
  std::string label;
  Date first, last; ///< inclusive
};
/// The span of the audit's kind ("month" "quarter" "term" "tertial" "year") that holds the day.
Span span_of(std::string_view kind, Date day);
std::optional<Span> span_from(std::string_view kind, std::string_view label);
std::string words_of(const Span &span); ///< "tertial 1 2019", "våren 2019"

/// Chooses among `population` records, numbered from 0 in the order of their dates: `count` at random by the seed, or every
/// `count`-th from a start that the seed gives. The same seed chooses the same records on every machine; ascending.
std::vector<std::size_t> choose(std::string_view rule, int count, std::size_t population, std::uint64_t seed);

/// A sample.
struct Draw {
  std::int64_t id = 0, unit = 0;
  std::string audit, period, drawn_at, drawn_by;
  std::int64_t seed = 0;
  int population = 0, items = 0, done = 0;
};
struct Reply {
  Answer answer = Answer::none;
  std::string comment;
};
/// One record to review.
struct Item {
  std::int64_t id = 0, draw = 0, unit = 0, record = 0, team = 0;
  std::int64_t staff = 0;    ///< whose record it is, 0 = nobody's
  std::int64_t reviewer = 0; ///< staff, 0 = not given to anyone
  std::string audit, period, group, feedback, done_at, done_by, seen_at;
  int version = 0;
  std::map<std::string, Reply> replies; ///< by question
};

/// How often it was kept, of the answers that count.
struct Share {
  int yes = 0, partly = 0, no = 0, not_relevant = 0;
  int counted() const { return yes + partly + no; }
  /// Yes as a share of what counts, 0-100; nothing when nobody answered.
  std::optional<double> percent() const;
  Share &operator+=(const Share &other);
};
struct Compliance {
  std::vector<std::string> periods;                              ///< oldest first
  std::map<std::string, std::map<std::string, Share>> questions; ///< question → period
  std::map<std::string, std::map<std::string, Share>> areas;
  std::map<std::string, std::map<std::string, Share>> groups; ///< group in words → period
  std::map<std::string, Share> all;                           ///< period
};

class Assurance {
public:
  Assurance(db::Pool &pool, records::Records &records, const organisation::Organisation &organisation, const Clock &clock)
      : pool_(pool), records_(records), organisation_(organisation), clock_(clock) {}
  const definitions::Catalog &catalog() const { return records_.catalog(); }
  records::Records &records() const { return records_; }
  const organisation::Organisation &organisation() const { return organisation_; }
  Date today() const { return swedish_day(clock_.now()); }

  /// Draws from the unit's records of the period and gives them to colleagues of the same team, fewest first. The seed is drawn too unless one is given (the demo's). A second sample
  /// of the same period leaves out what was drawn before. Invalid when there is nothing (more) to draw.
  Result<Draw> draw(const access::Actor &actor, std::string_view audit, const Span &span, std::optional<std::uint64_t> seed = {});
  std::vector<Draw> draws(const access::Actor &actor, std::string_view audit) const; ///< newest first; "" = every audit
  Result<Draw> find(const access::Actor &actor, std::int64_t draw) const;
  std::vector<Item> items(const access::Actor &actor, std::int64_t draw) const;
  /// What the reader has to review, oldest first.
  std::vector<Item> mine(const access::Actor &actor) const;
  /// Reviews of the reader's own work with feedback not yet read.
  std::vector<Item> feedback(const access::Actor &actor) const;
  /// For its reviewer, for those who lead the unit, and, when done, for the one whose work it is.
  Result<Item> item(const access::Actor &actor, std::int64_t id) const;
  Result<void> assign(const access::Actor &actor, std::int64_t item, std::int64_t reviewer);
  /// Stores the answers; `done` closes the review: then every question must be answered.
  Result<void> save(const access::Actor &actor, Item item, bool done);
  Result<void> seen(const access::Actor &actor, std::int64_t item); ///< the feedback has been read
  Compliance compliance(const access::Actor &actor, const definitions::Audit &audit) const;

private:
  bool may_lead(const access::Actor &actor) const;
  db::Pool &pool_;
  records::Records &records_;
  const organisation::Organisation &organisation_;
  const Clock &clock_;
};

struct Deps {
  Assurance &assurance;
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
};
void add_pages(http::Router &router, Deps deps); ///< /granskningar

const std::vector<db::Migration> &migrations(); ///< numbers 1100-1199

} // namespace rt::assurance
