#pragma once
// Steering: the goal chain from the council to the team, expected results with targets, judgements and lessons, the year
// wheel, the monthly follow-up, the development list, and the history that the unit brings from its files.
// Figures come from measures; words and judgements come from people and always win over the proposal (and say so).
#include "modules/measures/measures.hpp"
#include "platform/core/clock.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt::steering {

// ---- the goal chain -------------------------------------------------------------------------------------------------

enum class Level { council = 1, board = 2, unit = 3, team = 4 };
std::string_view id_of(Level level);                     ///< "council" "board" "unit" "team"
std::optional<Level> level_from(std::string_view words); ///< "kommunfullmäktige", "KF", "nämnd", "enhet", "unit" …
std::string_view title_of(Level level);                  ///< "Kommunfullmäktiges mål" …, in the current language

struct Goal {
  std::int64_t id = 0, unit = 0, parent = 0, team = 0; ///< team: only for team goals
  int year = 0;
  Level level = Level::unit;
  std::string code; ///< the pack's id, or "1.4.1"; "" for own goals
  std::string title;
  int position = 0, version = 0;
  bool inherited() const { return level == Level::council || level == Level::board; } ///< read-only in the unit's plan
};

enum class TargetKind { none = 0, number = 1, increase = 2, decrease = 3, by_board = 4 };
struct Target {
  TargetKind kind = TargetKind::none;
  double value = 0;
  std::string unit; ///< "%" or "" (a count)
  bool operator==(const Target &) const = default;
};

struct Expected {
  std::int64_t id = 0, unit = 0, goal = 0, team = 0; ///< team 0 = the whole unit
  int year = 0;
  std::string text;
  std::string measure;   ///< id of a measure, "" = judged by people alone
  std::string indicator; ///< the indicator's name when no measure computes it
  Target target;
  std::string upper_target; ///< what the level above asks: "öka", "83", "Tas fram av nämnd" – as written
  std::string period;       ///< "År", "Tertial" as written
  int position = 0, version = 0;
};

/// The parts of a goal that are written in words, per goal and team.
enum class Part { expected = 1, methods = 2, resources = 3, followup = 4, development = 5 };
inline constexpr Part kParts[] = {Part::expected, Part::methods, Part::resources, Part::followup, Part::development};
std::string_view title_of(Part part); ///< "Arbetssätt" …
struct Paragraph {
  std::int64_t id = 0, unit = 0, goal = 0, team = 0;
  Part part = Part::methods;
  std::string words, updated_at, updated_by;
  int version = 0;
};

enum class Judgement { not_assessed = 0, fully = 1, partly = 2, not_met = 3 };
std::string_view sign_of(Judgement judgement);  ///< ● ◐ ○ –
std::string_view title_of(Judgement judgement); ///< "uppfylls helt" …
std::string_view id_of(Judgement judgement);    ///< "fully" …
std::optional<Judgement> judgement_from(std::string_view id_or_words);

/// What a person decided for one expected result and period.
struct Assessment {
  std::int64_t id = 0, unit = 0, expected = 0;
  std::string period; ///< "2018", "2018-T1", "2019-03"
  Judgement proposed = Judgement::not_assessed, judged = Judgement::not_assessed;
  std::string reason, lesson;
  std::string figure; ///< the figure as it was shown when the person judged: "91 %"
  std::string at, by;
  int version = 0;
  bool contradicts() const;
};

/// A unit's plan for one year, whole: everything that the pages and reports draw.
struct Plan {
  std::int64_t unit = 0;
  int year = 0;
  std::vector<Goal> goals; ///< in the order of the document
  std::vector<Expected> expected;
  std::vector<Paragraph> paragraphs;
  const Goal *goal(std::int64_t id) const;
  const Expected *result(std::int64_t id) const;
  std::vector<const Goal *> path(const Goal &goal) const;      ///< from the top down to the goal itself
  std::vector<const Goal *> children(std::int64_t goal) const; ///< 0 = the tops
  std::vector<const Expected *> results_of(std::int64_t goal) const;
  std::vector<const Expected *> results_under(std::int64_t goal) const; ///< at any depth
  std::string words(std::int64_t goal, std::int64_t team, Part part) const;
};

/// What is still missing in a plan, for the check list at its end.
struct PlanGap {
  enum class Kind { no_results, no_methods, no_followup, no_target, no_measure } kind;
  std::int64_t goal = 0, team = 0, expected = 0;
};
std::vector<PlanGap> plan_gaps(const Plan &plan);

// ---- rules (pure) ---------------------------------------------------------------------------------------------------

/// "80 %", "75", "1,3 %", "öka", "minska", "Tas fram av nämnd/styrelse", "" → a target; an error says what to write.
Result<Target> parse_target(std::string_view words);
std::string show_target(const Target &target);  ///< "mål 80 %", "ska öka", "målet tas fram av nämnden", "inget målvärde"
std::string write_target(const Target &target); ///< as a file has it: "80 %", "öka"
/// What share of a year the part of `period` that has passed on `today` is (1 = a whole year).
double elapsed_years(const Period &period, Date today);
/// True when months add up (counts and sums): their target grows with the year.
bool adds_up(measures::Kind kind);
/// The target that should be reached in the passed part of the period.
double target_now(const Target &target, measures::Kind kind, double elapsed_years);
/// From this share of the target on a result is partly met; below it is not met. The unit's own rule, not a law.
inline constexpr double kPartlyFrom = 0.8;
struct Ask {
  Target target;
  measures::Kind kind = measures::Kind::count;
  measures::Better better = measures::Better::higher;
  measures::Value now, before; ///< the period and the same period a year earlier
  double elapsed_years = 1;
};
Judgement propose(const Ask &ask);
/// Year-end by simple pace for counts, the share so far for shares; nothing when there is no figure or the year is over.
std::optional<double> forecast(measures::Kind kind, const measures::Value &year_to_date, double elapsed_years);
std::string show_forecast(const measures::Definition &measure, double forecast); ///< as the figure itself is shown

// ---- board ----------------------------------------------------------------------------------------------------------

/// The figures that steering needs, as functions, so that it can be tested without registers.
struct Figures {
  std::function<const measures::Definition *(std::string_view)> find;
  std::function<std::vector<measures::Definition>()> all;
  std::function<std::vector<measures::Definition>(std::int64_t unit)> of_unit; ///< what the unit is shown: of its packs, and its own
  std::function<std::vector<std::vector<measures::BySex>>(const std::vector<std::string> &, measures::Where, const std::vector<Period> &)> values;
  std::function<Result<measures::Lineage>(const access::Actor &, std::string_view, measures::Where, const Period &, std::optional<measures::Sex>)>
      lineage;
  std::function<std::vector<measures::Measures::Fed>(std::string_view, std::int64_t)> feeds;
  std::function<void(db::Connection &, const measures::Measures::Printed &)> store_printed;
  std::function<std::vector<measures::Measures::Printed>(std::int64_t)> printed;
  /// A measure of the unit's own for a row that no pack knows; not set = such rows are kept without one.
  std::function<std::string(db::Connection &, std::int64_t unit, std::string_view printed, std::string_view title, bool percent)> add_own;
  std::function<std::string(const measures::Definition &, const measures::Value &)> show;
};
Figures figures_of(measures::Measures &measures, const organisation::Organisation &organisation);

struct BoardRow {
  Expected expected;
  std::string team; ///< name, "Hela enheten" for 0
  const measures::Definition *measure = nullptr;
  measures::BySex now, before;                           ///< the period, the same a year earlier
  std::optional<measures::BySex> own;                    ///< the team's part of a result that the whole unit shares
  std::vector<std::pair<Month, measures::Value>> months; ///< twelve, oldest first
  double target_now = 0;                                 ///< what should be reached by today
  std::optional<double> forecast;
  Judgement proposed = Judgement::not_assessed, shown = Judgement::not_assessed;
  bool by_person = false, contradicts = false;
  std::string reason, lesson, lesson_when;
};
struct BoardGroup {
  Goal goal;
  std::vector<BoardRow> rows;
};
struct Board {
  Period period;
  Date today;
  std::vector<BoardGroup> groups;
};

// ---- year wheel -----------------------------------------------------------------------------------------------------

enum class Ring { plan = 0, followup = 1, workplace = 2, method = 3 };
inline constexpr int kRings = 4;
std::string_view title_of(Ring ring); ///< "Planering", "Uppföljning", "Arbetsmiljö", "Metod och tema"

struct WheelEvent {
  std::int64_t id = 0, unit = 0, team = 0;
  int year = 0, month = 0; ///< the month it stands in
  std::string date;        ///< ISO; "" = some time in the month
  std::string words;
  Ring ring = Ring::plan;
  bool deadline = false;   ///< "senast"
  std::string responsible; ///< a function or a name: "biträdande enhetschef"
  int remind_days = 0;     ///< days before; 0 = no reminder
  std::string done_at, done_by;
  std::string flag;   ///< what does not fit, never corrected: "VP 15/5 står i februari: kontrollera"
  std::string source; ///< "årshjul.csv rad 6"
  int version = 0;
};
/// One cell of a printed wheel, which may hold several dates.
std::vector<WheelEvent> read_wheel_cell(int year, int month, std::string_view words);
/// A theme that must be taken up at least twice a year, and where it stands.
struct ThemeRule {
  std::string theme; ///< "HBTQ", "Bemötande"
  int times = 2;
  std::vector<Month> months;
  bool kept() const { return static_cast<int>(months.size()) >= times; }
};
std::vector<ThemeRule> theme_rules(const std::vector<WheelEvent> &events);
/// The events as iCalendar with neutral titles; parsed back by the test.
std::string to_ical(const std::vector<WheelEvent> &events, std::string_view calendar_name, Instant now);
/// UID, day and summary of each event of an iCalendar text (for tests and a later import).
struct IcalEvent {
  std::string uid, date, summary;
  bool alarm = false;
};
std::vector<IcalEvent> read_ical(std::string_view text);

// ---- follow-up, development list ------------------------------------------------------------------------------------

/// The three questions of one expected result and month.
struct FollowUp {
  std::int64_t id = 0, unit = 0, team = 0, expected = 0;
  std::string month; ///< "2019-03"
  std::string see, why, lesson;
  std::string updated_at, updated_by;
  int version = 0;
};
enum class IdeaState { active = 1, resting = 2, done = 3 }; ///< green, yellow, leaves the list
std::string_view title_of(IdeaState state);
struct Idea {
  std::int64_t id = 0, unit = 0, team = 0, followup = 0;
  std::string words, source, owner;
  IdeaState state = IdeaState::active;
  std::string reviewed; ///< "2019-03": last month the management group went through it
  std::string created_at, done_at;
  int version = 0;
};

// ---- history brought from files -------------------------------------------------------------------------------------

struct EconomyYear {
  std::int64_t unit = 0;
  int year = 0;
  std::optional<double> budget, outcome, printed_deviation;
  bool forecast = false;
  std::string cause, source;
};
/// "Tabellen säger 2 634, budget minus utfall ger 2 711"; "" when they agree or a part is missing.
std::string economy_flag(const EconomyYear &year);

struct SurveyValue {
  std::int64_t unit = 0;
  int year = 0;
  std::string statement;
  measures::State state = measures::State::figure;
  double value = 0;
  std::string source;
};
/// AMI against the mean of motivation, leadership and governance, per year; "" when they agree.
std::map<int, std::string> survey_flags(const std::vector<SurveyValue> &values);

/// One cell of a history file, as it stands there.
struct SeriesValue {
  std::int64_t unit = 0;
  std::string service, label; ///< "Förebyggande", "varav flickor"
  int year = 0, row = 0;
  measures::State state = measures::State::figure;
  double value = 0;
  std::string measure; ///< "" = no measure has this name
  std::optional<measures::Sex> sex;
  std::string source, flag;
};

struct ImportReport {
  int read = 0, created = 0, changed = 0, same = 0;
  std::vector<FieldError> errors; ///< rows that were left out, and why
  std::vector<std::string> flags; ///< what was kept as printed though it does not fit
};

/// "saknas", "ej jämförbart", "borttagen", a number, or nothing.
struct ReadValue {
  measures::State state = measures::State::figure;
  double value = 0;
};
Result<std::optional<ReadValue>> read_history_value(std::string_view words);

/// Finds the measure and sex that each row of a history file means. `rows` are (service, label) in the file's order.
struct RowMeaning {
  std::string measure;
  std::optional<measures::Sex> sex;
};
std::vector<RowMeaning> match_rows(const std::vector<std::pair<std::string, std::string>> &rows, const std::vector<measures::Definition> &measures);

// ---- the service ----------------------------------------------------------------------------------------------------

struct HistoryRow {
  std::string at, who, what, before, after;
};

/// Authorises, applies the rules, stores with history and audit in one transaction.
class Steering {
public:
  Steering(db::Pool &pool, const organisation::Organisation &organisation, Figures figures, const Clock &clock);

  // plan
  Plan plan(std::int64_t unit, int year) const;
  std::vector<int> years(std::int64_t unit) const;
  Result<Goal> save_goal(const access::Actor &actor, Goal goal);
  Result<void> remove_goal(const access::Actor &actor, std::int64_t goal, int version); ///< only without what hangs under
  Result<Expected> save_expected(const access::Actor &actor, Expected expected);
  Result<void> remove_expected(const access::Actor &actor, std::int64_t expected, int version);
  Result<Paragraph> save_paragraph(const access::Actor &actor, Paragraph paragraph);
  /// Council and board goals (and unit goals, if the pack has them) as the packs give them; titles follow the pack.
  Result<ImportReport> install_goals(const access::Actor &actor, std::int64_t unit, const std::vector<definitions::GoalSource> &goals);
  struct PlanImport {
    std::int64_t unit = 0;
    int year = 0;
    std::string plan; ///< which plan of a file that holds several ("FAM")
    bool dry_run = false;
  };
  /// nivå;mål;förväntat resultat;mått;målvärde;team – or a unit-goals or indicators file of a city's planning system.
  Result<ImportReport> import_plan(const access::Actor &actor, const PlanImport &where, std::string_view bytes, std::string_view filename);
  std::string export_plan(std::int64_t unit, int year) const; ///< CSV that import_plan reads back

  // judgements
  Result<Assessment> judge(const access::Actor &actor, Assessment assessment);
  std::vector<Assessment> assessments(std::int64_t unit, int year) const;                           ///< every period of the year
  std::vector<HistoryRow> history(std::int64_t unit, std::string_view kind, std::int64_t id) const; ///< newest first

  // board
  Board board(std::int64_t unit, std::int64_t team, const Period &period, int plan_year) const;
  Date today() const;
  Instant now() const { return clock_.now(); }

  // wheel
  std::vector<WheelEvent> wheel(std::int64_t unit, int year) const;
  std::vector<int> wheel_years(std::int64_t unit) const;
  Result<WheelEvent> save_event(const access::Actor &actor, WheelEvent event);
  Result<void> remove_event(const access::Actor &actor, std::int64_t event, int version);
  Result<void> mark_event(const access::Actor &actor, std::int64_t event, bool done);
  Result<ImportReport> import_wheel(const access::Actor &actor, std::int64_t unit, int year, std::string_view bytes, std::string_view filename,
                                    bool dry_run = false);
  /// Undone events whose day is near: for Min dag. Includes those past.
  std::vector<WheelEvent> due_events(std::int64_t unit, Date today, int days_ahead) const;
  /// A new secret address for the feed; the stored form is its hash. Earlier ones of the same user stop working.
  Result<std::string> make_feed(const access::Actor &actor);
  Result<void> revoke_feed(const access::Actor &actor);
  std::optional<std::int64_t> feed_unit(std::string_view token) const;

  // follow-up and development list
  std::vector<FollowUp> follow_ups(std::int64_t unit, std::int64_t team, int year) const; ///< team 0 = all
  Result<FollowUp> save_follow_up(const access::Actor &actor, FollowUp followup);
  /// What should have been followed up by today and is not: per team the months since January that lack an answer.
  struct Due {
    std::int64_t team = 0;
    std::string month;
    int missing = 0;
  };
  std::vector<Due> due_follow_ups(std::int64_t unit, Date today) const;
  std::vector<Idea> ideas(std::int64_t unit, bool with_done) const;
  Result<Idea> save_idea(const access::Actor &actor, Idea idea);
  Result<void> review_ideas(const access::Actor &actor, const std::vector<std::int64_t> &ideas); ///< marks this month

  // history from files
  Result<ImportReport> import_outcomes(const access::Actor &actor, std::int64_t unit, std::string_view bytes, std::string_view filename,
                                       bool dry_run = false);
  Result<ImportReport> import_economy(const access::Actor &actor, std::int64_t unit, std::string_view bytes, std::string_view filename,
                                      bool dry_run = false);
  Result<ImportReport> import_survey(const access::Actor &actor, std::int64_t unit, std::string_view bytes, std::string_view filename,
                                     bool dry_run = false);
  /// period;verksamhet;mått;vad ser vi;varför;lärdom;bedömning;skäl;utvecklingsförslag;ansvarig – what a team has written
  /// month by month, and the judgements of a month or a year.
  Result<ImportReport> import_follow_ups(const access::Actor &actor, std::int64_t unit, std::string_view bytes, std::string_view filename,
                                         bool dry_run = false);
  std::vector<SeriesValue> series(std::int64_t unit) const;
  std::vector<EconomyYear> economy(std::int64_t unit) const;
  std::vector<SurveyValue> survey(std::int64_t unit) const;
  Result<void> save_economy(const access::Actor &actor, const EconomyYear &year);

  const Figures &figures() const { return figures_; }
  const organisation::Organisation &organisation() const { return organisation_; }
  db::Pool &pool() const { return pool_; }

private:
  db::Pool &pool_;
  const organisation::Organisation &organisation_;
  Figures figures_;
  const Clock &clock_;
};

// ---- pages ----------------------------------------------------------------------------------------------------------

struct Deps {
  Steering &steering;
  http::Live &live;
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
  /// The ratings of a contact as an SVG, with one rating marked; "" = nothing to show or not allowed. From treatment.
  std::function<std::string(const access::Actor &, std::int64_t contact, std::int64_t highlight_rating)> curve = {};
  /// Pictures that the unit's head has put on the board, as finished HTML; large on a TV. "" = none. From explore.
  std::function<std::string(const access::Actor &, bool wall)> pictures = {};
  /// One record of a register inside the actor's scope, read logged: contact id and words without a name.
  struct RecordWords {
    std::int64_t contact = 0;
    std::string words;
    std::string href;
  };
  std::function<std::optional<RecordWords>(const access::Actor &, std::string_view register_id, std::int64_t record)> record = {};
  /// Ratings (register id, record id, words) that belong to a contact, oldest first; the last step down the thread.
  struct Step {
    std::string register_id;
    std::int64_t record = 0;
    std::string words;
  };
  std::function<std::vector<Step>(const access::Actor &, std::int64_t contact)> ratings = {};
};
/// /tavla, /traden, /planen, /arshjul, /uppfoljning, /utveckling, /ekonomi, /medarbetarenkat, /historik and their actions.
void add_pages(http::Router &router, const Deps &deps);
/// The menu items that this module offers: board, thread, plan, follow-up, wheel, development list.
std::vector<html::Tab> menu();

/// Tells open boards that the figures of these measures changed.
void tell_boards(http::Live &live, std::int64_t unit, const std::vector<std::string> &measures);

const std::vector<db::Migration> &migrations(); ///< numbers 600-699

} // namespace rt::steering
