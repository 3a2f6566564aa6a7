#include "modules/steering/tests/fixture.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <cmath>

namespace rt::steering {
namespace {
class PlanTest : public SteeringTest {};

TEST_P(PlanTest, the_plan_of_2019_has_seven_unit_goals_and_thirteen_expected_results_with_targets_and_measures) {
  const auto report = import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  for (const auto &e : report.errors) ADD_FAILURE() << e.row << ": " << e.message;
  const auto plan = steering.plan(unit, 2019);
  ASSERT_EQ(plan.children(0).size(), 1u);
  const Goal council = *plan.children(0).front();
  EXPECT_EQ(council.level, Level::council);
  const Goal board = *plan.children(council.id).front();
  EXPECT_EQ(board.level, Level::board);
  EXPECT_EQ(plan.children(board.id).size(), 7u);
  EXPECT_EQ(plan.results_under(council.id).size(), 13u) << "all hang under the council's goal";
  int with_target = 0;
  for (const auto &e : plan.expected) with_target += e.target.kind == TargetKind::number && !e.measure.empty();
  EXPECT_EQ(with_target, 13);
  EXPECT_NE(plan.words(plan.results_of(plan.children(board.id)[3]->id).front()->goal, kbt, Part::methods), "");
  EXPECT_EQ(plan.expected.back().team, 0) << "the viewpoints are the whole unit's";
}

TEST(Packs, the_plans_name_measures_that_the_pack_defines_and_the_goals_of_the_city_load) {
  const std::string root = [] {
    std::string up = ".";
    while (up.size() < 40 && !std::ifstream(up + "/packs/stockholm/pack.toml")) up += "/..";
    return up + "/packs";
  }();
  const auto loaded = definitions::load(root, {"open-care", "stockholm"});
  for (const auto &f : loaded.findings) ADD_FAILURE() << f.file << ":" << f.line << " " << f.message;
  EXPECT_EQ(loaded.catalog.goals.size(), 4u);
  for (const char *plan : {"packs/open-care/plan-2018.csv", "packs/open-care/plan-2019.csv"}) {
    std::istringstream lines(project_file(plan));
    int named = 0;
    for (std::string line; std::getline(lines, line);) {
      const auto cells = split(line, ';');
      if (cells.size() < 6 || cells[4].empty() || cells[4] == "mått") continue;
      ++named;
      EXPECT_TRUE(std::any_of(loaded.catalog.measures.begin(), loaded.catalog.measures.end(), [&](const auto &m) { return m.id == cells[4]; }))
          << cells[4];
    }
    EXPECT_GE(named, 7);
  }
}

TEST_P(PlanTest, the_check_list_names_what_is_missing) {
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  auto plan = steering.plan(unit, 2019);
  const auto count = [&](PlanGap::Kind kind) {
    int n = 0;
    for (const auto &g : plan_gaps(plan)) n += g.kind == kind;
    return n;
  };
  EXPECT_EQ(count(PlanGap::Kind::no_results), 2) << "the budget and the common responsibility have none";
  EXPECT_EQ(count(PlanGap::Kind::no_followup), 0);
  std::erase_if(plan.paragraphs, [&](const Paragraph &p) { return p.team == kbt && p.part == Part::followup; });
  EXPECT_EQ(count(PlanGap::Kind::no_followup), 1);
}

TEST_P(PlanTest, reading_the_same_file_again_changes_nothing) {
  const auto file = project_file("packs/open-care/plan-2018.csv");
  import_plan(2018, file);
  const auto again = import_plan(2018, file);
  EXPECT_EQ(again.created, 0);
  EXPECT_EQ(again.changed, 0);
}

TEST_P(PlanTest, what_is_exported_can_be_imported_for_another_year_and_is_the_same_plan) {
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  const auto file = steering.export_plan(unit, 2019);
  const auto report = import_plan(2020, file);
  EXPECT_TRUE(report.errors.empty());
  const auto a = steering.plan(unit, 2019), b = steering.plan(unit, 2020);
  ASSERT_EQ(a.expected.size(), b.expected.size());
  for (std::size_t i = 0; i < a.expected.size(); ++i) {
    EXPECT_EQ(a.expected[i].text, b.expected[i].text);
    EXPECT_EQ(a.expected[i].target, b.expected[i].target);
    EXPECT_EQ(a.expected[i].team, b.expected[i].team);
    EXPECT_EQ(a.expected[i].measure, b.expected[i].measure);
  }
  EXPECT_EQ(a.paragraphs.size(), b.paragraphs.size());
  EXPECT_EQ(a.goals.size(), b.goals.size());
}

TEST_P(PlanTest, a_row_that_cannot_be_placed_is_named_and_the_rest_is_kept) {
  const auto report = import_plan(2019, "nivå;mål;förväntat resultat;mått;målvärde;team\n"
                                        "enhet;Ett gott mål;;;;\n"
                                        "avdelning;Fel nivå;;;;\n"
                                        "enhet;Ett gott mål;80 länkas;youth_linkd;80;FUG\n"
                                        "enhet;Ett gott mål;60 informeras;parents_informed;sextio;FUG\n"
                                        "enhet;Ett gott mål;70 betalar;rent_in_time;70 %;Bostöd och mer\n"
                                        "enhet;Ett gott mål;80 länkas;youth_linked;80;FUG\n");
  ASSERT_EQ(report.errors.size(), 4u);
  EXPECT_EQ(report.errors[0].row, 3);
  EXPECT_EQ(report.errors[1].row, 4);
  EXPECT_EQ(report.errors[1].message, "Måttet youth_linkd finns inte. Menade du youth_linked?");
  EXPECT_EQ(report.errors[2].field, "målvärde");
  EXPECT_EQ(report.errors[3].field, "team");
  EXPECT_EQ(steering.plan(unit, 2019).expected.size(), 1u);
}

TEST_P(PlanTest, a_dry_run_tells_what_would_happen_and_stores_nothing) {
  const auto report = *steering.import_plan(head, {unit, 2019, "", true}, project_file("packs/open-care/plan-2019.csv"), "plan.csv");
  EXPECT_GT(report.created, 20);
  EXPECT_TRUE(steering.plan(unit, 2019).goals.empty());
}

TEST_P(PlanTest, a_planning_systems_file_with_several_plans_asks_which) {
  const std::string file = "goal_id,plan,board_goal,unit_goal,expected_results\n"
                           "SYS-1,SYS,1.2.3,Brukare får stöd,\"Att brukare får information.\nAtt medarbetare har kunskap.\"\n"
                           "FAM-1,FAM,1.2.3,Barn får stöd,Trygga barn\n";
  const auto asked = steering.import_plan(head, {unit, 2022, "", false}, file, "unit-goals.csv");
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().message, "Filen har flera planer. Välj en av dem: SYS, FAM.");
  import_plan(2022, file, "SYS");
  const auto indicators = import_plan(2022,
                                      "plan,level,under_goal,indicator,arsmal,kf_arsmal,periodicitet\n"
                                      "SYS,KF,1.2,Sjukfrånvaro,\"1,3 %\",Tas fram av nämnd/styrelse,Tertial\n"
                                      "SYS,KF,1.4,Andel nöjda,88 %,öka,År\n"
                                      "SYS,E,L2777,Andel certifierade,50,,År\n",
                                      "SYS");
  const auto plan = steering.plan(unit, 2022);
  ASSERT_EQ(plan.children(0).size(), 2u) << "goals 1.2 and 1.4 of the council";
  ASSERT_EQ(plan.expected.size(), 4u);
  EXPECT_EQ(plan.expected[1].text, "Att medarbetare har kunskap.");
  EXPECT_EQ(plan.expected[2].target, (Target{TargetKind::number, 1.3, "%"}));
  EXPECT_EQ(plan.expected[2].upper_target, "Tas fram av nämnd/styrelse");
  ASSERT_EQ(indicators.errors.size(), 1u);
  EXPECT_EQ(indicators.errors[0].row, 4);
}

TEST_P(PlanTest, pack_goals_are_installed_once_and_follow_the_pack) {
  std::vector<definitions::GoalSource> goals{{"kf", "", "council", "Kommunens mål", 2019, "", 1}, {"n", "kf", "board", "Nämndens mål", 2019, "", 5}};
  EXPECT_EQ(steering.install_goals(head, unit, goals)->created, 2);
  EXPECT_EQ(steering.install_goals(head, unit, goals)->same, 2);
  goals[1].title = "Nämndens nya mål";
  EXPECT_EQ(steering.install_goals(head, unit, goals)->changed, 1);
  const auto plan = steering.plan(unit, 2019);
  EXPECT_EQ(plan.goals.at(1).title, "Nämndens nya mål");
  EXPECT_EQ(plan.goals.at(1).parent, plan.goals.at(0).id);
  EXPECT_EQ(steering.history(unit, "goal", plan.goals.at(1).id).at(0).before, "Nämndens mål");
}

TEST_P(PlanTest, inherited_goals_are_locked_in_the_units_plan) {
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  auto board = steering.plan(unit, 2019).goals.at(1);
  board.title = "Ett eget mål";
  EXPECT_EQ(steering.save_goal(head, board).error().kind, ProblemKind::forbidden);
}

TEST_P(PlanTest, two_who_write_in_the_same_paragraph_do_not_overwrite_each_other) {
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  const auto goal = steering.plan(unit, 2019).expected.front().goal;
  Paragraph mine{0, unit, goal, um, Part::resources, "Min text", "", "", 1}, theirs = mine;
  mine.version = steering.plan(unit, 2019).words(goal, um, Part::resources).empty() ? 0 : 1;
  theirs.version = mine.version;
  theirs.words = "Deras text";
  ASSERT_TRUE(steering.save_paragraph(head, mine));
  const auto refused = steering.save_paragraph(head, theirs);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::conflict);
  EXPECT_EQ(steering.plan(unit, 2019).words(goal, um, Part::resources), "Min text");
}

TEST_P(PlanTest, another_units_plan_can_neither_be_read_about_nor_written) {
  access::Actor stranger = head;
  stranger.unit = unit + 1;
  Goal g{0, unit, 0, 0, 2019, Level::unit, "", "Ett mål", 1, 0};
  EXPECT_EQ(steering.save_goal(stranger, g).error().kind, ProblemKind::not_found);
}

TEST_P(PlanTest, a_therapist_does_not_change_the_plan) {
  Goal g{0, unit, 0, 0, 2019, Level::unit, "", "Ett mål", 1, 0};
  EXPECT_EQ(steering.save_goal(therapist, g).error().kind, ProblemKind::forbidden);
}

TEST_P(PlanTest, a_goal_is_not_removed_from_under_its_results) {
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  const auto plan = steering.plan(unit, 2019);
  const Goal full = *plan.goal(plan.expected.front().goal);
  EXPECT_EQ(steering.remove_goal(head, full.id, full.version).error().kind, ProblemKind::invalid);
  const Goal empty = plan.goals.back();
  ASSERT_TRUE(plan.results_of(empty.id).empty());
  EXPECT_TRUE(steering.remove_goal(head, empty.id, empty.version));
  EXPECT_EQ(steering.plan(unit, 2019).goals.size(), plan.goals.size() - 1);
}

// ---- judgements and the board ----

TEST_P(PlanTest, the_board_asks_for_all_figures_at_once) {
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  set("youth_linked", "YTD-2019-03", 23);
  set("rent_in_time", "YTD-2019-03", 77);
  questions = 0;
  const auto board = steering.board(unit, 0, year_to_date(make_month(2019, 3)), 2019);
  EXPECT_EQ(questions, 1);
  ASSERT_EQ(board.groups.size(), 5u) << "goals without expected results are not on the wall";
  const auto &linked = board.groups.at(0).rows.at(0);
  EXPECT_EQ(linked.shown, Judgement::fully) << "23 is ahead of the pace to 80";
  EXPECT_EQ(*linked.forecast, std::round(23 / (81.0 / 365)));
  EXPECT_EQ(linked.months.size(), 12u);
  EXPECT_EQ(board.groups.at(2).rows.at(1).shown, Judgement::partly);
  EXPECT_EQ(board.groups.at(1).rows.at(0).shown, Judgement::not_assessed);
}

TEST_P(PlanTest, a_team_sees_its_own_rows_and_what_the_whole_unit_shares) {
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  const auto board = steering.board(unit, kbt, year_to_date(make_month(2019, 3)), 2019);
  ASSERT_EQ(board.groups.size(), 2u);
  EXPECT_EQ(board.groups.at(0).rows.size(), 3u);
  EXPECT_EQ(board.groups.at(1).rows.at(0).team, "Hela enheten");
  EXPECT_TRUE(board.groups.at(1).rows.at(0).own);
}

TEST_P(PlanTest, the_persons_word_wins_and_is_marked_when_it_contradicts_the_figure) {
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  set("rent_in_time", "YTD-2019-03", 77);
  std::int64_t rent = 0;
  for (const auto &e : steering.plan(unit, 2019).expected)
    if (e.measure == "rent_in_time") rent = e.id;
  Assessment a;
  a.unit = unit, a.expected = rent, a.period = "YTD-2019-03", a.judged = Judgement::fully;
  const auto without_reason = steering.judge(head, a);
  ASSERT_FALSE(without_reason);
  EXPECT_EQ(without_reason.error().fields.at(0).field, "reason");
  a.reason = "Två hyror bokfördes på fel månad.", a.lesson = "Stäm av tidigare.";
  const auto judged = steering.judge(head, a);
  ASSERT_TRUE(judged);
  EXPECT_EQ(judged->proposed, Judgement::partly);
  EXPECT_EQ(judged->figure, "77");
  const auto board = steering.board(unit, bostod, year_to_date(make_month(2019, 3)), 2019);
  const auto &row = board.groups.at(0).rows.at(1);
  EXPECT_EQ(row.shown, Judgement::fully);
  EXPECT_TRUE(row.contradicts);
  EXPECT_EQ(row.lesson, "Stäm av tidigare.");
  a.judged = Judgement::partly;
  EXPECT_EQ(steering.judge(head, a).error().kind, ProblemKind::conflict) << "the stored one has a version";
  a.version = judged->version;
  ASSERT_TRUE(steering.judge(head, a));
  EXPECT_EQ(steering.history(unit, "expected", rent).size(), 3u) << "imported, judged, judged anew";
}

RT_BOTH_DATABASES(PlanTest);
} // namespace
} // namespace rt::steering
