// Plans as files. Three forms are read: our own (nivå;mål;förväntat resultat;mått;målvärde;team), and a city planning
// system's lists of unit goals and of indicators. A row that cannot be placed is reported and left out; the rest is kept.
#include "modules/audit/audit.hpp"
#include "modules/steering/store.hpp"
#include "modules/steering/table.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/sheet.hpp"
#include <algorithm>

namespace rt::steering {
using access::Actor;
namespace {

/// The plan being built inside the import's transaction.
class Builder {
public:
  Builder(db::Connection &c, const Actor &actor, Instant at, std::int64_t unit, int year, ImportReport &report)
      : c_(c), actor_(actor), at_(at), unit_(unit), year_(year), report_(report), goals_(store::goals(c, unit, year)),
        expected_(store::expected(c, unit, year)) {}

  Goal *by_code(Level level, std::string_view code) {
    for (auto &g : goals_)
      if (g.level == level && !code.empty() && g.code == code) return &g;
    return nullptr;
  }
  /// By code, else by level, parent and words; made when it is new.
  std::int64_t goal(Level level, std::int64_t parent, std::int64_t team, const std::string &code, const std::string &title) {
    for (auto &g : goals_) {
      if (g.level != level || g.team != team) continue;
      if (!code.empty() && !g.code.empty() ? g.code != code : fold(g.title) != fold(title)) continue;
      if (g.title != title && !title.empty()) {
        store::update_goal(c_, [&] {
          Goal n = g;
          n.title = title;
          return n;
        }());
        trace(audit::Act::update, "goal", g.id, g.title, title);
        g.title = title, ++g.version, ++report_.changed;
      } else {
        ++report_.same;
      }
      return g.id;
    }
    Goal g{0, unit_, parent, team, year_, level, code, title, static_cast<int>(goals_.size()) + 1, 1};
    g.id = store::insert_goal(c_, g);
    trace(audit::Act::create, "goal", g.id, "", title);
    goals_.push_back(g);
    ++report_.created;
    return g.id;
  }
  std::int64_t expected(Expected e) {
    e.unit = unit_, e.year = year_;
    for (auto &old : expected_) {
      if (old.goal != e.goal || old.team != e.team || fold(old.text) != fold(e.text)) continue;
      if (old.target == e.target && old.measure == e.measure && old.upper_target == e.upper_target && old.indicator == e.indicator) {
        ++report_.same;
        return old.id;
      }
      e.id = old.id, e.version = old.version, e.position = old.position;
      store::update_expected(c_, e);
      trace(audit::Act::update, "expected", e.id, show_target(old.target), show_target(e.target));
      old = e, ++old.version, ++report_.changed;
      return e.id;
    }
    e.position = static_cast<int>(expected_.size()) + 1;
    e.id = store::insert_expected(c_, e);
    trace(audit::Act::create, "expected", e.id, "", e.text);
    expected_.push_back(e);
    ++report_.created;
    return e.id;
  }
  void paragraph(std::int64_t goal, std::int64_t team, Part part, const std::string &words) {
    if (words.empty()) return;
    const auto old = store::paragraph(c_, goal, team, part);
    if (old && old->words == words) return;
    Paragraph p{old ? old->id : 0, unit_, goal, team, part, words, to_iso(at_), actor_.name, old ? old->version : 0};
    if (old) store::update_paragraph(c_, p);
    else p.id = store::insert_paragraph(c_, p);
    trace(old ? audit::Act::update : audit::Act::create, "paragraph", p.id, old ? old->words : "", words);
  }
  void refuse(int row, std::string_view field, std::string message) { report_.errors.push_back({std::string(field), std::move(message), row}); }

private:
  void trace(audit::Act act, std::string_view kind, std::int64_t id, std::string_view before, std::string_view after) {
    store::note(c_, actor_, at_, kind, id, "inläst från fil", before, after);
    audit::append(c_, actor_, at_, {act, std::string(kind) + ":" + std::to_string(id), "styrning", "import"});
  }
  db::Connection &c_;
  const Actor &actor_;
  Instant at_;
  std::int64_t unit_;
  int year_;
  ImportReport &report_;
  std::vector<Goal> goals_;
  std::vector<Expected> expected_;
};

/// The team a cell names: 0 for the whole unit; the error suggests the nearest name.
Result<std::int64_t> team_of(const organisation::Organisation &organisation, std::int64_t unit, const std::string &words) {
  const std::string w = fold(words);
  if (w.empty() || w == "hela enheten" || w == "alla" || starts_with(w, "hela ")) return 0;
  if (const auto team = organisation.team_by_code(unit, words)) return team->id;
  std::vector<std::string> names;
  for (const auto &t : organisation.teams(unit)) names.push_back(t.code), names.push_back(t.name);
  const auto near = nearest(words, names);
  return fail(ProblemKind::invalid, near ? tr_f("Verksamheten {0} finns inte. Menade du {1}?", {words, *near})
                                         : tr_f("Verksamheten {0} finns inte. Lägg upp den först eller skriv Hela enheten.", {words}));
}

/// A measure's id by id, title or the name it has in a history file ("Familjeteamet/nöjda %"); "" when the cell is empty.
Result<std::string> measure_of(const Figures &figures, std::int64_t unit, const std::string &words) {
  if (words.empty()) return std::string{};
  std::vector<std::string> ids;
  for (const auto &d : figures.all()) {
    if (d.own_of != 0 && d.own_of != unit) continue;
    const auto same = [&](const std::string &name) { return fold(name) == fold(words); };
    if (d.id == words || same(d.title.sv) || std::any_of(d.printed.begin(), d.printed.end(), same)) return d.id;
    ids.push_back(d.id), ids.push_back(d.title.sv);
  }
  const auto near = nearest(words, ids);
  return fail(ProblemKind::invalid, near ? tr_f("Måttet {0} finns inte. Menade du {1}?", {words, *near}) : tr_f("Måttet {0} finns inte.", {words}));
}

struct Context {
  Builder &builder;
  const organisation::Organisation &organisation;
  const Figures &figures;
  std::int64_t unit;
};

void read_own(const Table &table, const Context &x) {
  const int level_c = table.column({"nivå", "level"}), goal_c = table.column({"mål", "goal"}), code_c = table.column({"kod", "code"}),
            result_c = table.column({"förväntat resultat", "expected result"}), measure_c = table.column({"mått", "measure"}),
            target_c = table.column({"målvärde", "mål värde", "target"}), team_c = table.column({"team", "verksamhet"});
  const std::pair<Part, int> parts[] = {{Part::expected, table.column({"vi vill uppnå"})},
                                        {Part::methods, table.column({"arbetssätt"})},
                                        {Part::resources, table.column({"resursanvändning"})},
                                        {Part::followup, table.column({"uppföljning"})},
                                        {Part::development, table.column({"utveckling"})}};
  std::int64_t last[5] = {}; // the last goal of each level: what the next row hangs under
  for (const auto &row : table.rows) {
    const auto level = level_from(cell(row, level_c));
    if (!level) {
      x.builder.refuse(row.number, "nivå", std::string(tr("Skriv nivån som kommunfullmäktige, nämnd, enhet eller team.")));
      continue;
    }
    const auto team = team_of(x.organisation, x.unit, cell(row, team_c));
    if (!team) {
      x.builder.refuse(row.number, "team", team.error().message);
      continue;
    }
    const int n = static_cast<int>(*level);
    const std::string title = cell(row, goal_c), result = cell(row, result_c);
    if (title.empty() && last[n] == 0) {
      x.builder.refuse(row.number, "mål", std::string(tr("Raden har inget mål, och inget mål på samma nivå står ovanför.")));
      continue;
    }
    if (title.size() > 1000 || result.size() > 2000) {
      x.builder.refuse(row.number, "mål", std::string(tr("Texten är för lång. Korta den.")));
      continue;
    }
    if (!title.empty()) {
      std::int64_t parent = 0;
      for (int up = n - 1; up >= 1 && parent == 0; --up) parent = last[up];
      last[n] = x.builder.goal(*level, parent, *level == Level::team ? *team : 0, cell(row, code_c), title);
      for (int down = n + 1; down <= 4; ++down) last[down] = 0;
    }
    for (const auto &[part, column] : parts) x.builder.paragraph(last[n], *team, part, cell(row, column));
    if (result.empty()) continue;
    const auto target = parse_target(cell(row, target_c));
    const auto measure = measure_of(x.figures, x.unit, cell(row, measure_c));
    if (!target) x.builder.refuse(row.number, "målvärde", target.error().message);
    if (!measure) x.builder.refuse(row.number, "mått", measure.error().message);
    if (!target || !measure) continue;
    Expected e;
    e.goal = last[n], e.team = *team, e.text = result, e.measure = *measure, e.target = *target;
    x.builder.expected(e);
  }
}

/// The rows of one plan; a file with several plans and no choice is refused with what there is to choose.
Result<std::vector<const Table::Row *>> rows_of_plan(const Table &table, const std::string &plan) {
  const int column = table.column({"plan"});
  std::vector<std::string> plans;
  std::vector<const Table::Row *> rows;
  for (const auto &row : table.rows) {
    const std::string p = cell(row, column);
    if (std::find(plans.begin(), plans.end(), p) == plans.end()) plans.push_back(p);
    if (plan.empty() || fold(p) == fold(plan)) rows.push_back(&row);
  }
  if (column >= 0 && plan.empty() && plans.size() > 1)
    return fail(ProblemKind::invalid, tr_f("Filen har flera planer. Välj en av dem: {0}.", {join(plans, ", ")}), {{"plan", join(plans, ", "), 0}});
  if (rows.empty()) return fail(ProblemKind::invalid, tr_f("Planen {0} finns inte i filen. Där finns: {1}.", {plan, join(plans, ", ")}));
  return rows;
}

/// A goal above that the file knows only by its number.
std::int64_t numbered(const Context &x, Level level, const std::string &code) {
  if (Goal *g = x.builder.by_code(level, code)) return g->id;
  std::int64_t parent = 0;
  if (level == Level::board)
    if (const auto dot = code.rfind('.'); dot != std::string::npos && code.find('.') != dot)
      parent = numbered(x, Level::council, code.substr(0, dot));
  return x.builder.goal(level, parent, 0, code,
                        level == Level::council ? tr_f("Kommunfullmäktiges mål {0}", {code}) : tr_f("Nämndens mål {0}", {code}));
}

Result<void> read_unit_goals(const Table &table, const Context &x, const std::string &plan) {
  RT_TRY(const auto rows, rows_of_plan(table, plan));
  const int code_c = table.column({"goal_id"}), board_c = table.column({"board_goal"}), goal_c = table.column({"unit_goal"}),
            results_c = table.column({"expected_results"});
  for (const auto *row : rows) {
    const std::string title = cell(*row, goal_c), board = cell(*row, board_c);
    if (title.empty()) {
      x.builder.refuse(row->number, "unit_goal", std::string(tr("Raden har inget mål.")));
      continue;
    }
    const auto parent = board.empty() ? 0 : numbered(x, Level::board, board);
    const auto goal = x.builder.goal(Level::unit, parent, 0, cell(*row, code_c), title);
    for (const auto &line : split(cell(*row, results_c), '\n')) {
      if (trim(line).empty()) continue;
      if (line.size() > 2000) {
        x.builder.refuse(row->number, "expected_results", std::string(tr("Texten är för lång. Korta den.")));
        continue;
      }
      Expected e;
      e.goal = goal, e.text = std::string(trim(line));
      x.builder.expected(e);
    }
  }
  return {};
}

Result<void> read_indicators(const Table &table, const Context &x, const std::string &plan) {
  RT_TRY(const auto rows, rows_of_plan(table, plan));
  const int level_c = table.column({"level"}), under_c = table.column({"under_goal"}), name_c = table.column({"indicator"}),
            own_c = table.column({"arsmal", "årsmål"}), upper_c = table.column({"kf_arsmal", "kf:s årsmål"}),
            period_c = table.column({"periodicitet"});
  for (const auto *row : rows) {
    const auto level = level_from(cell(*row, level_c));
    const std::string under = cell(*row, under_c), name = cell(*row, name_c);
    if (!level || name.empty()) {
      x.builder.refuse(row->number, level ? "indicator" : "level",
                       std::string(level ? tr("Raden har ingen indikator.") : tr("Skriv nivån som KF, N eller E.")));
      continue;
    }
    const auto target = parse_target(cell(*row, own_c));
    if (!target) {
      x.builder.refuse(row->number, "arsmal", target.error().message);
      continue;
    }
    Expected e;
    if (*level == Level::unit) {
      const Goal *goal = x.builder.by_code(Level::unit, under);
      if (goal == nullptr) {
        x.builder.refuse(
            row->number, "under_goal",
            tr_f("Enhetsmålet {0} finns inte i planen. Läs in enhetsmålen först eller lägg indikatorn under ett mål för hand.", {under}));
        continue;
      }
      e.goal = goal->id;
    } else {
      e.goal = numbered(x, *level, under);
    }
    e.text = name, e.indicator = name, e.target = *target, e.upper_target = cell(*row, upper_c), e.period = cell(*row, period_c);
    if (const auto measure = measure_of(x.figures, x.unit, name)) e.measure = *measure; // computed when the unit has such a measure
    x.builder.expected(e);
  }
  return {};
}
} // namespace

Result<ImportReport> Steering::import_plan(const Actor &actor, const PlanImport &where, std::string_view bytes, std::string_view filename) {
  RT_CHECK(may_in_unit(actor, access::May::edit_goals, where.unit));
  RT_TRY(const auto table, read_table(bytes, filename));
  ImportReport report;
  report.read = static_cast<int>(table.rows.size());
  auto c = pool_.write();
  db::Transaction tx(*c);
  Builder builder(*c, actor, clock_.now(), where.unit, where.year, report);
  const Context x{builder, organisation_, figures_, where.unit};
  if (table.has({"unit_goal"})) {
    RT_CHECK(read_unit_goals(table, x, where.plan));
  } else if (table.has({"indicator"})) {
    RT_CHECK(read_indicators(table, x, where.plan));
  } else {
    RT_CHECK(need(table, {"nivå", "mål"}));
    read_own(table, x);
  }
  if (!where.dry_run) tx.commit();
  return report;
}

std::string Steering::export_plan(std::int64_t unit, int year) const {
  const Plan p = plan(unit, year);
  std::map<std::int64_t, std::string> teams{{0, ""}};
  for (const auto &t : organisation_.teams(unit)) teams[t.id] = t.code;
  sheet::OutSheet out;
  out.name = std::string(tr("Plan")) + " " + std::to_string(year);
  out.header = {"nivå", "kod",           "mål",        "förväntat resultat", "mått",        "målvärde",
                "team", "vi vill uppnå", "arbetssätt", "resursanvändning",   "uppföljning", "utveckling"};
  static const std::map<Level, std::string> levels{
      {Level::council, "kommunfullmäktige"}, {Level::board, "nämnd"}, {Level::unit, "enhet"}, {Level::team, "team"}};
  const auto row_of = [&](const Goal &g, std::int64_t team, bool title) {
    std::vector<std::variant<std::monostate, std::string, double, std::int64_t>> row{
        levels.at(g.level), g.code, title ? g.title : std::string{}, std::string{}, std::string{}, std::string{}, teams[team]};
    for (const Part part : kParts) row.emplace_back(p.words(g.id, team, part));
    return row;
  };
  const std::function<void(const Goal &)> write = [&](const Goal &g) {
    out.rows.push_back(row_of(g, g.team, true));
    std::vector<std::int64_t> written{g.team};
    const auto words_row = [&](std::int64_t team) {
      if (std::find(written.begin(), written.end(), team) != written.end()) return;
      written.push_back(team);
      auto row = row_of(g, team, false);
      if (std::any_of(row.begin() + 7, row.end(), [](const auto &v) { return !std::get<std::string>(v).empty(); }))
        out.rows.push_back(std::move(row));
    };
    for (const auto &para : p.paragraphs)
      if (para.goal == g.id) words_row(para.team);
    for (const auto *e : p.results_of(g.id)) {
      const std::string none;
      out.rows.push_back(
          {levels.at(g.level), none, none, e->text, e->measure, write_target(e->target), teams[e->team], none, none, none, none, none});
    }
    for (const auto *child : p.children(g.id)) write(*child);
  };
  for (const auto *top : p.children(0)) write(*top);
  return sheet::write_csv(out);
}

} // namespace rt::steering
