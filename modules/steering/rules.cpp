// What arithmetic decides: targets, proposals, forecasts, and the sums that must agree. No clock, no SQL.
#include "modules/steering/steering.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <cmath>

namespace rt::steering {
using measures::Better;
using measures::Kind;
using measures::State;

std::string_view id_of(Level level) {
  switch (level) {
  case Level::council: return "council";
  case Level::board: return "board";
  case Level::unit: return "unit";
  case Level::team: return "team";
  }
  return "unit";
}

std::optional<Level> level_from(std::string_view words) {
  const std::string w = fold(words);
  if (w == "council" || w == "kf" || w == "kommunfullmäktige" || w == "fullmäktige") return Level::council;
  if (w == "board" || w == "n" || w == "nämnd" || w == "nämnden") return Level::board;
  if (w == "unit" || w == "e" || w == "enhet" || w == "enheten") return Level::unit;
  if (w == "team" || w == "t" || w == "verksamhet" || w == "grupp") return Level::team;
  return std::nullopt;
}

std::string_view title_of(Level level) {
  switch (level) {
  case Level::council: return tr("Kommunfullmäktiges mål");
  case Level::board: return tr("Nämndens mål");
  case Level::unit: return tr("Enhetens mål");
  case Level::team: return tr("Gruppens mål");
  }
  return {};
}

std::string_view title_of(Part part) {
  switch (part) {
  case Part::expected: return tr("Förväntat resultat");
  case Part::methods: return tr("Arbetssätt");
  case Part::resources: return tr("Resursanvändning");
  case Part::followup: return tr("Uppföljning");
  case Part::development: return tr("Utveckling");
  }
  return {};
}

std::string_view sign_of(Judgement judgement) {
  switch (judgement) {
  case Judgement::fully: return "●";
  case Judgement::partly: return "◐";
  case Judgement::not_met: return "○";
  case Judgement::not_assessed: return "–";
  }
  return "–";
}

std::string_view title_of(Judgement judgement) {
  switch (judgement) {
  case Judgement::fully: return tr("uppfylls helt");
  case Judgement::partly: return tr("uppfylls delvis");
  case Judgement::not_met: return tr("uppfylls inte");
  case Judgement::not_assessed: return tr("ej bedömd");
  }
  return {};
}

std::string_view id_of(Judgement judgement) {
  switch (judgement) {
  case Judgement::fully: return "fully";
  case Judgement::partly: return "partly";
  case Judgement::not_met: return "not_met";
  case Judgement::not_assessed: return "not_assessed";
  }
  return "not_assessed";
}

std::optional<Judgement> judgement_from(std::string_view words) {
  const std::string w = fold(words);
  if (w == "fully" || w == "uppfylls helt" || w == "helt" || w == "●") return Judgement::fully;
  if (w == "partly" || w == "uppfylls delvis" || w == "delvis" || w == "◐") return Judgement::partly;
  if (w == "not_met" || w == "uppfylls inte" || w == "uppfylls ej" || w == "inte" || w == "○") return Judgement::not_met;
  if (w == "not_assessed" || w == "ej bedömd" || w == "–" || w == "-") return Judgement::not_assessed;
  return std::nullopt;
}

std::string_view title_of(Ring ring) {
  switch (ring) {
  case Ring::plan: return tr("Planering");
  case Ring::followup: return tr("Uppföljning");
  case Ring::workplace: return tr("Arbetsmiljö");
  case Ring::method: return tr("Metod och tema");
  }
  return {};
}

std::string_view title_of(IdeaState state) {
  switch (state) {
  case IdeaState::active: return tr("pågående");
  case IdeaState::resting: return tr("vilande");
  case IdeaState::done: return tr("klart");
  }
  return {};
}

bool Assessment::contradicts() const { return proposed != Judgement::not_assessed && judged != Judgement::not_assessed && proposed != judged; }

// ---- targets ----

Result<Target> parse_target(std::string_view words) {
  const std::string w = fold(words);
  if (w.empty() || w == "-" || w == "–") return Target{};
  if (w == "öka" || w == "ska öka" || w == "ökar") return Target{TargetKind::increase, 0, ""};
  if (w == "minska" || w == "ska minska" || w == "minskar") return Target{TargetKind::decrease, 0, ""};
  if (starts_with(w, "tas fram av")) return Target{TargetKind::by_board, 0, ""};
  const bool share = w.find('%') != std::string::npos;
  const auto value = parse_number(w);
  if (!value || !std::isfinite(*value))
    return fail(ProblemKind::invalid, std::string(tr("Skriv målvärdet som 80 %, 75, öka, minska eller Tas fram av nämnd.")));
  if (*value < 0 || *value > 1e9 || (share && *value > 100))
    return fail(ProblemKind::invalid, std::string(tr("Målvärdet ska vara ett tal från 0, och högst 100 när det är procent.")));
  return Target{TargetKind::number, *value, share ? "%" : ""};
}

namespace {
int decimals_of(double value) {
  return std::abs(value - std::round(value)) < 1e-9 ? 0 : std::abs(value * 10 - std::round(value * 10)) < 1e-9 ? 1 : 2;
}
std::string target_figure(const Target &target) {
  return target.unit == "%" ? percent(target.value, decimals_of(target.value)) : number(target.value, decimals_of(target.value));
}
} // namespace

std::string show_target(const Target &target) {
  switch (target.kind) {
  case TargetKind::number: return tr_f("mål {0}", {target_figure(target)});
  case TargetKind::increase: return std::string(tr("ska öka"));
  case TargetKind::decrease: return std::string(tr("ska minska"));
  case TargetKind::by_board: return std::string(tr("målet tas fram av nämnden"));
  case TargetKind::none: return std::string(tr("inget målvärde"));
  }
  return {};
}

std::string write_target(const Target &target) {
  switch (target.kind) {
  case TargetKind::number: {
    // A file is read by machines and by Swedish Excel: decimal comma, plain blank.
    std::string text = replace_all(format_number(target.value, decimals_of(target.value)), "\u202f", "");
    return target.unit == "%" ? text + " %" : text;
  }
  case TargetKind::increase: return "öka";
  case TargetKind::decrease: return "minska";
  case TargetKind::by_board: return "Tas fram av nämnd";
  case TargetKind::none: return "";
  }
  return {};
}

double elapsed_years(const Period &period, Date today) {
  const Date first = first_day(period.first), last = last_day(period.last);
  if (today < first) return 0;
  const int days = (today < last ? today : last) - first + 1;
  const int year = year_of(last);
  const int length = make_date(year, 12, 31) - make_date(year, 1, 1) + 1;
  return std::min(1.0, static_cast<double>(days) / length);
}

bool adds_up(Kind kind) { return kind == Kind::count || kind == Kind::sum; }

double target_now(const Target &target, Kind kind, double elapsed) {
  // Distinct people and hand-typed counts do not add up by month, but a yearly number of them still grows with the year.
  const bool grows = target.unit != "%" && (adds_up(kind) || kind == Kind::distinct);
  return grows ? target.value * elapsed : target.value;
}

Judgement propose(const Ask &ask) {
  if (ask.now.state != State::figure || ask.elapsed_years <= 0) return Judgement::not_assessed;
  const double value = ask.now.value;
  if (ask.target.kind == TargetKind::increase || ask.target.kind == TargetKind::decrease) {
    if (ask.before.state != State::figure) return Judgement::not_assessed;
    const double change = ask.target.kind == TargetKind::increase ? value - ask.before.value : ask.before.value - value;
    return change > 0 ? Judgement::fully : change == 0 ? Judgement::partly : Judgement::not_met;
  }
  if (ask.target.kind != TargetKind::number) return Judgement::not_assessed;
  const double target = target_now(ask.target, ask.kind, ask.elapsed_years);
  // Shares are judged as they are shown: 79,8 % is written 80 % and meets 80 %.
  const double shown = ask.target.unit == "%" ? std::round(value) : value;
  if (ask.better == Better::lower) return shown <= target ? Judgement::fully : shown * kPartlyFrom <= target ? Judgement::partly : Judgement::not_met;
  return shown >= target ? Judgement::fully : shown >= target * kPartlyFrom ? Judgement::partly : Judgement::not_met;
}

std::optional<double> forecast(Kind kind, const measures::Value &year_to_date, double elapsed) {
  if (year_to_date.state != State::figure || elapsed <= 0 || elapsed >= 1) return std::nullopt;
  return adds_up(kind) ? std::round(year_to_date.value / elapsed) : year_to_date.value;
}

std::string show_forecast(const measures::Definition &measure, double forecast) {
  measures::Value value;
  value.state = State::figure, value.value = forecast;
  return measures::show(measure, value);
}

// ---- sums that must agree ----

std::string economy_flag(const EconomyYear &year) {
  if (!year.budget || !year.outcome || !year.printed_deviation) return {};
  const double recomputed = *year.budget - *year.outcome;
  if (std::abs(recomputed - *year.printed_deviation) < 0.5) return {};
  return tr_f("Tabellen säger {0}, budget minus utfall ger {1}.", {number(*year.printed_deviation), number(recomputed)});
}

std::map<int, std::string> survey_flags(const std::vector<SurveyValue> &values) {
  struct Year {
    std::optional<double> index;
    double sum = 0;
    int parts = 0;
  };
  std::map<int, Year> years;
  for (const auto &v : values) {
    if (v.state != State::figure) continue;
    const std::string name = fold(v.statement);
    auto &year = years[v.year];
    if (name == "aktivt medskapandeindex" || name == "ami") year.index = v.value;
    else if (name == "motivation" || name == "ledarskap" || name == "styrning") year.sum += v.value, ++year.parts;
  }
  std::map<int, std::string> flags;
  for (const auto &[number_of_year, year] : years) {
    if (!year.index || year.parts != 3) continue;
    const double mean = std::round(year.sum / 3);
    if (std::abs(mean - *year.index) < 0.5) continue;
    flags[number_of_year] = tr_f("Tabellen säger {0}, medelvärdet av de tre delarna ger {1}.", {number(*year.index), number(mean)});
  }
  return flags;
}

Result<std::optional<ReadValue>> read_history_value(std::string_view words) {
  const std::string w = fold(words);
  if (w.empty()) return std::optional<ReadValue>{};
  if (w == "saknas" || w == "-" || w == "–") return std::optional(ReadValue{State::missing, 0});
  if (w == "ej jämförbart" || w == "ej jämförbar" || w == "inte jämförbart") return std::optional(ReadValue{State::not_comparable, 0});
  if (w == "borttagen" || w == "borttaget") return std::optional(ReadValue{State::removed, 0});
  if (const auto value = parse_number(w); value && std::isfinite(*value)) return std::optional(ReadValue{State::figure, *value});
  return fail(ProblemKind::invalid, std::string(tr("Skriv ett tal, saknas, ej jämförbart eller borttagen.")));
}

namespace {
/// The sex named in a row's label, and the label without that word.
std::pair<std::optional<measures::Sex>, std::string> sex_in(std::string_view label) {
  std::vector<std::string> rest;
  std::optional<measures::Sex> sex;
  for (const auto &word : split(fold(label), ' ')) {
    const auto found = word.size() > 2 ? organisation::sex_from(word) : measures::Sex::unknown;
    static const std::map<std::string, measures::Sex, std::less<>> plurals{
        {"flickor", measures::Sex::female}, {"pojkar", measures::Sex::male}, {"kvinnor", measures::Sex::female}, {"män", measures::Sex::male},
        {"mammor", measures::Sex::female},  {"pappor", measures::Sex::male}, {"annan", measures::Sex::other},    {"annat", measures::Sex::other}};
    if (const auto it = plurals.find(word); it != plurals.end()) sex = it->second;
    else if (found != measures::Sex::unknown) sex = found;
    else if (word != "varav" && word != "medel" && !word.empty()) rest.push_back(word);
  }
  return {sex, join(rest, " ")};
}
bool is_percent(std::string_view label) { return label.find('%') != std::string_view::npos; }
} // namespace

std::vector<RowMeaning> match_rows(const std::vector<std::pair<std::string, std::string>> &rows,
                                   const std::vector<measures::Definition> &definitions) {
  // A measure names the rows that are printed of it: "Bostöd/hyra i tid %", and of one sex "female: Bostöd/hyra i tid kvinnor %".
  std::map<std::string, RowMeaning> by_name;
  for (const auto &d : definitions)
    for (const auto &name : d.printed) {
      const auto colon = name.find(": ");
      const auto sex = colon == std::string::npos ? measures::Sex::unknown : organisation::sex_from(name.substr(0, colon));
      if (sex == measures::Sex::unknown) by_name.emplace(fold(name), RowMeaning{d.id, std::nullopt});
      else by_name.emplace(fold(name.substr(colon + 2)), RowMeaning{d.id, sex});
    }
  std::vector<RowMeaning> meanings(rows.size());
  std::map<std::string, std::string> without_sex; // "bostöd/hyra i tid %" → measure, also without the word "medel"
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto &[service, label] = rows[i];
    const auto it = by_name.find(fold(service + "/" + label));
    if (it == by_name.end()) continue;
    meanings[i] = it->second;
    if (const auto [sex, rest] = sex_in(label); !it->second.sex && !sex) without_sex[fold(service) + "/" + rest] = it->second.measure;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!meanings[i].measure.empty()) continue;
    const auto &[service, label] = rows[i];
    const auto [sex, rest] = sex_in(label);
    if (!sex) continue;
    if (const auto it = without_sex.find(fold(service) + "/" + rest); it != without_sex.end()) {
      meanings[i] = {it->second, sex};
      continue;
    }
    // "varav flickor", "kvinnor": a part of the nearest row above in the same service that is a whole, if both are counts.
    if (!rest.empty() || is_percent(label)) continue;
    for (std::size_t j = i; j-- > 0 && fold(rows[j].first) == fold(service);) {
      if (sex_in(rows[j].second).first) continue;
      if (!is_percent(rows[j].second)) meanings[i] = {meanings[j].measure, sex};
      break;
    }
    if (meanings[i].measure.empty()) meanings[i].sex.reset();
  }
  return meanings;
}

// ---- the plan as a tree ----

const Goal *Plan::goal(std::int64_t id) const {
  const auto it = std::find_if(goals.begin(), goals.end(), [&](const Goal &g) { return g.id == id; });
  return it == goals.end() ? nullptr : &*it;
}
const Expected *Plan::result(std::int64_t id) const {
  const auto it = std::find_if(expected.begin(), expected.end(), [&](const Expected &e) { return e.id == id; });
  return it == expected.end() ? nullptr : &*it;
}
std::vector<const Goal *> Plan::path(const Goal &start) const {
  std::vector<const Goal *> path;
  for (const Goal *g = &start; g != nullptr && path.size() < 8; g = goal(g->parent)) path.insert(path.begin(), g);
  return path;
}
std::vector<const Goal *> Plan::children(std::int64_t parent) const {
  std::vector<const Goal *> found;
  for (const auto &g : goals)
    if (g.parent == parent) found.push_back(&g);
  return found;
}
std::vector<const Expected *> Plan::results_of(std::int64_t goal_id) const {
  std::vector<const Expected *> found;
  for (const auto &e : expected)
    if (e.goal == goal_id) found.push_back(&e);
  return found;
}
std::vector<const Expected *> Plan::results_under(std::int64_t goal_id) const {
  std::vector<const Expected *> found;
  for (const auto &e : expected) {
    const Goal *g = goal(e.goal);
    if (g == nullptr) continue;
    const auto up = path(*g);
    if (std::any_of(up.begin(), up.end(), [&](const Goal *a) { return a->id == goal_id; })) found.push_back(&e);
  }
  return found;
}
std::vector<PlanGap> plan_gaps(const Plan &plan) {
  using Kind = PlanGap::Kind;
  std::vector<PlanGap> gaps;
  for (const auto &g : plan.goals) {
    if (g.inherited()) continue;
    const auto results = plan.results_of(g.id);
    if (results.empty() && plan.children(g.id).empty()) gaps.push_back({Kind::no_results, g.id, g.team, 0});
    std::vector<std::int64_t> teams;
    for (const auto *e : results) {
      if (std::find(teams.begin(), teams.end(), e->team) == teams.end()) teams.push_back(e->team);
      if (e->target.kind == TargetKind::none) gaps.push_back({Kind::no_target, g.id, e->team, e->id});
      if (e->measure.empty()) gaps.push_back({Kind::no_measure, g.id, e->team, e->id});
    }
    for (const auto team : teams) {
      // What the whole unit has written about the goal holds for its teams too.
      const auto written = [&](Part part) { return !plan.words(g.id, team, part).empty() || !plan.words(g.id, 0, part).empty(); };
      if (!written(Part::methods)) gaps.push_back({Kind::no_methods, g.id, team, 0});
      if (!written(Part::followup)) gaps.push_back({Kind::no_followup, g.id, team, 0});
    }
  }
  return gaps;
}

std::string Plan::words(std::int64_t goal_id, std::int64_t team, Part part) const {
  for (const auto &p : paragraphs)
    if (p.goal == goal_id && p.team == team && p.part == part) return p.words;
  return {};
}

} // namespace rt::steering
