#pragma once
// Explore: a reader's own question to the figures – which measures, which periods, split how, drawn how. The question stands
// whole in the address, so that it can be sent to a colleague; it can be kept under a name, shared with the unit and taken
// away as a picture or as data. What is taken away is protected (measures::privacy).
#include "modules/measures/measures.hpp"
#include "modules/organisation/organisation.hpp"
#include "platform/chart/chart.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rt::explore {

inline constexpr std::size_t kMostMeasures = 6, kMostTeams = 16;
inline constexpr std::size_t kMostUnits = 40; ///< beside one another; a funnel takes them all
inline constexpr int kMostYears = 10, kMostMonthYears = 3;

enum class Grain { month, tertial, year, rolling };
int most_years(Grain grain); ///< as many as are read at once
enum class Split { none, sex, team, unit };
enum class Picture { curve, bars, small, funnel, table };

/// What is asked. Its text is the address: "m=…&per=manad&fran=2018&till=2019&delat=kon&bild=kurva".
struct Question {
  std::vector<std::string> measures;
  std::vector<std::int64_t> teams; ///< when split by team; empty = all that have figures
  Grain grain = Grain::year;
  int from = 0, to = 0; ///< years, inclusive
  Split split = Split::none;
  Picture picture = Picture::curve;
  /// Above the unit: its department, administration, board or city, and the units in it. Everything there is protected.
  measures::Level level = measures::Level::unit;
  std::vector<std::int64_t> units; ///< when split by unit; empty = all that have figures
  bool together = false;           ///< measures that may stand in one picture do
};
/// A question as it was asked, and what had to give for it to be answered; the page says so beside the field.
struct Asked {
  Question question;
  std::vector<std::string> left_out; ///< measures beyond the most that are shown at once
  bool swapped = false;              ///< from a later year than to
  bool shortened = false;            ///< more years than are read at once; the last ones are shown
  bool coarser = false;              ///< months above the unit: shown by tertial
};
/// Missing or impossible parts get what is nearest: the question of an old link is still a question. `year` = this year.
Asked asked_from(const http::Fields &query, const std::vector<measures::Definition> &known, int year);
Question question_from(const http::Fields &query, const std::vector<measures::Definition> &known, int year);
std::string to_query(const Question &question); ///< without "?"; the same question always gives the same text
/// The periods that are asked for and have begun, oldest first.
std::vector<Period> periods_of(const Question &question, Date today);

// ---- the answer ----

/// One line of figures through the periods.
struct Line {
  std::string name; ///< "alla", "flickor", "KBT-teamet", "Resursenheten"
  std::int64_t team = 0, unit = 0;
  std::optional<organisation::Sex> sex;
  std::vector<measures::Value> values; ///< one for each period
};
struct Part {
  const measures::Definition *measure = nullptr;
  std::vector<Line> lines;
  std::vector<std::size_t> breaks; ///< the definition changed before these periods: figures before and after are not one series
};
/// Measures whose figures may stand in one picture, and why the others may not.
struct Company {
  std::vector<std::size_t> parts;
  std::string why_apart; ///< from the first picture; "" for the first
};
struct Answer {
  std::vector<Period> periods;
  std::vector<Part> parts; ///< one for each measure
  bool is_protected = false;
  std::string level;              ///< name of what lies above the unit: "Skärholmens stadsdelsnämnd"; "" in the unit
  std::vector<Company> companies; ///< when measures are asked for together
};
struct Asker {
  const measures::Measures &measures;
  const std::vector<organisation::Team> &teams; ///< of the unit
  std::int64_t unit = 0;
  Date today;
};
Answer answer(const Asker &asker, const Question &question);
/// The same for somebody outside the unit: what is small is hidden, and what would give it away among months, tertials,
/// years, teams and sexes; whatever part of it is asked for, the same figures are hidden.
Answer answer_outside(const Asker &asker, const Question &question);
/// Levels above the unit that it belongs to and that hold another unit too, the nearest first.
struct LevelChoice {
  measures::Level level;
  std::string name;
  std::vector<organisation::Unit> units; ///< in it, by name
};
std::vector<LevelChoice> levels_of(const organisation::Organisation &organisation, std::int64_t unit);

/// The pictures of an answer; small multiples are one for each line. Empty for a table.
struct Drawing {
  std::string title;
  std::string svg; ///< as it stands alone, in a file
  chart::Chart chart;
  std::optional<chart::Funnel> funnel; ///< instead of the chart
  bool bars = false;
};
std::vector<Drawing> drawings(const Answer &answer, Picture picture);

// ---- kept questions ----

struct Saved {
  std::int64_t id = 0, unit = 0, owner = 0;
  std::string title, query, owner_name;
  bool shared = false, on_board = false;
};
/// A board is read at a glance: no more pictures than this.
inline constexpr std::size_t kMostOnBoard = 4;
class Explore {
public:
  Explore(db::Pool &pool, const Clock &clock) : pool_(pool), clock_(clock) {}
  /// The reader's own and what colleagues of the unit have shared, by title.
  std::vector<Saved> saved(const access::Actor &actor) const;
  /// The owner has one of each title: another with the same title takes its place, and saving twice keeps one.
  struct Kept {
    std::int64_t id = 0;
    bool replaced = false; ///< there was another question under the title
  };
  Result<Kept> save(const access::Actor &actor, std::string_view title, const Question &question, bool shared);
  Result<void> remove(const access::Actor &actor, std::int64_t id); ///< own; a head also what is shared
  /// A head shows what is shared on the unit's results board, or takes it away.
  Result<void> put_on_board(const access::Actor &actor, std::int64_t id, bool on);
  std::vector<Saved> on_board(std::int64_t unit) const;

private:
  db::Pool &pool_;
  const Clock &clock_;
};

struct Deps {
  Explore &explore;
  measures::Measures &measures;
  organisation::Organisation &organisation;
  audit::ReadLog &read_log;
  const Clock &clock;
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
  /// The records behind a figure.
  std::function<std::string(std::string_view measure, const Period &, std::optional<organisation::Sex>, std::int64_t team)> records_href;
};
/// /utforska, its files, and the kept questions.
void add_pages(http::Router &router, const Deps &deps);

/// The pictures on the unit's results board, as finished HTML; "" = none that the reader may see. `wall` = large, for a TV.
std::string board_pictures(const Deps &deps, const access::Actor &actor, bool wall);

const std::vector<db::Migration> &migrations(); ///< numbers 1200-1299

} // namespace rt::explore
