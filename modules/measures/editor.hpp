#pragma once
// A measure that somebody is writing: judged, read aloud in plain words, completed word by word and tried on the unit's own records.
// Nothing here writes a cell: a draft is a text until it stands in a pack.
#include "modules/measures/editor_text.hpp"
#include "modules/measures/language.hpp"
#include <memory>

namespace rt::measures {
namespace plan {
struct Plan;
}
namespace editor {

/// More than any measure needs, and little enough to be judged at every stroke.
inline constexpr std::size_t kMostText = 8000;
/// Records of the unit that one try may read; past it the try says so instead of working on.
inline constexpr std::int64_t kMostRows = 150000;
/// Tries at the same time in the whole program: readers of figures must not wait for those who experiment.
inline constexpr int kMostTries = 3;
inline constexpr int kMostDrafts = 200; ///< of a unit
inline constexpr std::size_t kRowsShown = 10;

/// How a pack's text is read; given by app/, which knows the definitions' reader.
struct Read {
  std::vector<definitions::MeasureSource> measures;
  std::vector<definitions::Finding> findings;
  bool is_toml = true;
};
using Reader = std::function<Read(std::string_view text)>;

// ---- judged (editor.cpp) ----

struct Fault {
  Spot at;
  int length = 1; ///< characters of what is wrong
  std::string message;
  std::string meant; ///< the word that may have been meant; "" = nothing is near
};
struct Judged {
  std::vector<Fault> faults;
  std::vector<std::string> notes; ///< what is no fault but should be known before it is taken into use
  bool whole = false;
  Definition definition;
  std::string reading;         ///< the measure's own words, or those below when it has none
  std::string written_reading; ///< what the expression says
  Measures::Card card;
  bool by_month = false;                  ///< months add up to it: its figures will stand in cells
  std::shared_ptr<const plan::Plan> plan; ///< of this measure, and of those that an index or a ratio is put together from
};
/// What the unit has to write with.
struct Here {
  const definitions::Catalog &catalog;
  std::vector<std::string> packs;                         ///< that the unit has chosen
  std::vector<std::pair<std::string, std::string>> teams; ///< code and name
};
Judged judge(const Here &here, const Reader &reader, std::string_view text);

// ---- completed (editor_complete.cpp) ----

struct Candidate {
  std::string text;   ///< the id, as it is read in the list
  std::string insert; ///< what is put in; the cursor then stands `back` characters from its end
  int back = 0;
  std::string title; ///< in plain words
};
struct Completion {
  Spot from, to;        ///< what is replaced: the word at the cursor
  bool may_end = false; ///< the text is whole as it stands: nothing need be offered unasked
  std::vector<Candidate> candidates;
};
/// What the grammar and the definitions allow where the cursor stands, nearest first.
Completion complete(const Here &here, std::string_view text, Spot cursor);
/// The same words for those without a script: of the register that is counted.
struct WordList {
  std::string title;
  std::vector<Candidate> words;
};
std::vector<WordList> word_lists(const Here &here, std::string_view text);

// ---- tried (editor_try.cpp) ----

struct Tried {
  std::vector<Period> months, years; ///< closed, oldest first; the years' last is the twelve months together
  std::vector<BySex> by_month, by_year;
  Period whole; ///< the twelve months: the period of the records below
  Lineage lineage;
  std::vector<LeftOut> left_out;
  bool of_records = true; ///< false: typed, imported or put together from other figures
  std::string only;       ///< why less than everything is shown; "" = everything is
};
/// One try at a time for each user: a new one waits for the one before, and the one that waited gives up its place.
class Tries {
public:
  Tries(db::Pool &pool, const definitions::Catalog &catalog, const Clock &clock);
  ~Tries();
  /// Reads only, in one moment of the database; forbidden, busy and too_large are told in sentences.
  Result<Tried> run(const access::Actor &actor, const Judged &judged, std::int64_t most_rows = kMostRows);
  struct Impl;

private:
  std::unique_ptr<Impl> impl_;
};

// ---- kept (editor_drafts.cpp) ----

struct Draft {
  std::int64_t id = 0, unit = 0, version = 0;
  std::string title, text, changed_at, changed_by;
};
class Drafts {
public:
  Drafts(db::Pool &pool, const Clock &clock) : pool_(pool), clock_(clock) {}
  Result<std::vector<Draft>> all(const access::Actor &actor) const; ///< last changed first, without their texts
  Result<Draft> get(const access::Actor &actor, std::int64_t id) const;
  Result<Draft> create(const access::Actor &actor, std::string_view text);
  /// conflict when somebody has saved since `version` was read.
  Result<Draft> save(const access::Actor &actor, std::int64_t id, std::int64_t version, std::string_view text);
  Result<void> remove(const access::Actor &actor, std::int64_t id);
  Result<void> restore(const access::Actor &actor, std::int64_t id);

private:
  db::Pool &pool_;
  const Clock &clock_;
};

} // namespace editor
} // namespace rt::measures
