#include "modules/steering/tests/fixture.hpp"
#include <algorithm>

namespace rt::steering {
namespace {
class RhythmTest : public SteeringTest {};

// ---- the year wheel ----

TEST_P(RhythmTest, the_printed_wheel_is_read_with_its_doubtful_date_flagged) {
  const auto report = *steering.import_wheel(head, unit, 2019, project_file("packs/demo-unit/year-wheel-2019.csv"), "year-wheel-2019.csv");
  EXPECT_TRUE(report.errors.empty());
  EXPECT_EQ(report.read, 33);
  EXPECT_EQ(report.created, 35) << "T1 and T2 have a date for the team and one for the unit";
  ASSERT_EQ(report.flags.size(), 1u);
  EXPECT_EQ(report.flags[0], "VP 15/5 står i februari: kontrollera.");
  const auto events = steering.wheel(unit, 2019);
  for (const auto &rule : theme_rules(events)) EXPECT_TRUE(rule.kept()) << rule.theme;
  EXPECT_TRUE(std::none_of(events.begin(), events.end(), [](const WheelEvent &e) { return e.month == 7; })) << "July is empty";
  const auto again = *steering.import_wheel(head, unit, 2019, project_file("packs/demo-unit/year-wheel-2019.csv"), "year-wheel-2019.csv");
  EXPECT_EQ(again.created, 0);
}

TEST_P(RhythmTest, a_flag_stands_until_somebody_changes_what_it_is_about) {
  steering.import_wheel(head, unit, 2019, "månad,händelse\nfebruari,VP 15/5\n", "w.csv").value();
  auto e = steering.wheel(unit, 2019).at(0);
  e.responsible = "enhetschef";
  e = *steering.save_event(head, e);
  EXPECT_NE(steering.wheel(unit, 2019).at(0).flag, "");
  e.words = "VP", e.date = "2019-02-15";
  ASSERT_TRUE(steering.save_event(head, e));
  EXPECT_EQ(steering.wheel(unit, 2019).at(0).flag, "");
  EXPECT_EQ(steering.wheel(unit, 2019).at(0).month, 2);
}

TEST_P(RhythmTest, deadlines_are_due_until_done_and_meetings_that_were_are_not) {
  steering.import_wheel(head, unit, 2019, project_file("packs/demo-unit/year-wheel-2019.csv"), "w.csv").value();
  const auto words = [&] {
    std::vector<std::string> found;
    for (const auto &e : steering.due_events(unit, *date_from_iso("2019-03-22"), 14)) found.push_back(e.words);
    return found;
  };
  EXPECT_EQ(words(), (std::vector<std::string>{"Medarbetarenkät", "Semesterönskemål inför sommaren", "T1: verksamhet klar",
                                               "APT tema: Vilka utmaningar och möjligheter ser vi framöver i verksamheten"}));
  for (const auto &e : steering.wheel(unit, 2019))
    if (e.words == "Medarbetarenkät") { ASSERT_TRUE(steering.mark_event(therapist, e.id, true)); }
  EXPECT_EQ(words().front(), "Semesterönskemål inför sommaren");
}

TEST_P(RhythmTest, the_feed_opens_with_its_token_until_it_is_revoked_or_replaced) {
  const auto first = *steering.make_feed(head);
  EXPECT_EQ(steering.feed_unit(first), unit);
  const auto second = *steering.make_feed(head);
  EXPECT_FALSE(steering.feed_unit(first));
  ASSERT_TRUE(steering.revoke_feed(head));
  EXPECT_FALSE(steering.feed_unit(second));
  EXPECT_FALSE(steering.feed_unit("' OR 1=1"));
}

// ---- follow-up and development list ----

TEST_P(RhythmTest, the_three_questions_are_answered_per_result_and_month_by_the_team_itself) {
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  std::int64_t planned = 0, linked = 0;
  for (const auto &e : steering.plan(unit, 2019).expected) {
    if (e.measure == "kbt_planned_ending") planned = e.id;
    if (e.measure == "youth_linked") linked = e.id;
  }
  FollowUp f{0,  unit, kbt, planned, "2019-02", "Fyra av fem avslutade enligt plan.", "Informationsmötena.", "Fortsätt med informationsmöten.",
             "", "",   0};
  const auto saved = steering.save_follow_up(therapist, f);
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(steering.save_follow_up(therapist, f)->version, 1) << "autosave of the same text is no change";
  f.see = "Ändrat.";
  EXPECT_EQ(steering.save_follow_up(therapist, f).error().kind, ProblemKind::conflict);
  f.version = 1;
  EXPECT_EQ(steering.save_follow_up(therapist, f)->version, 2);
  f.team = fug, f.expected = linked, f.version = 0;
  EXPECT_EQ(steering.save_follow_up(therapist, f).error().kind, ProblemKind::forbidden) << "not her team";
  EXPECT_TRUE(steering.save_follow_up(head, f));
  const auto board = steering.board(unit, kbt, year_to_date(make_month(2019, 3)), 2019);
  EXPECT_EQ(board.groups.at(0).rows.at(1).lesson, "Fortsätt med informationsmöten.");
  EXPECT_EQ(board.groups.at(0).rows.at(1).lesson_when, "februari 2019");
}

TEST_P(RhythmTest, months_that_are_over_and_unanswered_are_due) {
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  const auto due = steering.due_follow_ups(unit, *date_from_iso("2019-03-22"));
  const auto it = std::find_if(due.begin(), due.end(), [&](const auto &d) { return d.team == kbt && d.month == "2019-02"; });
  ASSERT_NE(it, due.end());
  EXPECT_EQ(it->missing, 3);
  EXPECT_TRUE(std::none_of(due.begin(), due.end(), [](const auto &d) { return d.month == "2019-03"; })) << "March is not over";
}

TEST_P(RhythmTest, a_done_proposal_leaves_the_list_and_stays_in_history) {
  Idea i;
  i.unit = unit, i.words = "Klädkrokar i barnhöjd", i.source = "Synpunkter i februari", i.owner = "Peter";
  i = *steering.save_idea(therapist, i);
  EXPECT_EQ(steering.ideas(unit, false).size(), 1u);
  i.state = IdeaState::resting;
  i = *steering.save_idea(head, i);
  ASSERT_TRUE(steering.review_ideas(head, {i.id}));
  i = steering.ideas(unit, false).at(0);
  EXPECT_EQ(i.reviewed, "2019-03");
  i.state = IdeaState::done;
  i = *steering.save_idea(head, i);
  EXPECT_TRUE(steering.ideas(unit, false).empty());
  ASSERT_EQ(steering.ideas(unit, true).size(), 1u);
  EXPECT_NE(steering.ideas(unit, true).at(0).done_at, "");
  EXPECT_EQ(steering.history(unit, "idea", i.id).size(), 4u);
}

TEST_P(RhythmTest, what_the_teams_have_written_is_read_once_and_what_contradicts_a_figure_needs_its_reason) {
  import_plan(2018, project_file("packs/open-care/plan-2018.csv"));
  import_plan(2019, project_file("packs/open-care/plan-2019.csv"));
  const auto file = project_file("packs/demo-unit/followup.csv");
  const auto report = *steering.import_follow_ups(head, unit, file, "followup.csv");
  for (const auto &e : report.errors) ADD_FAILURE() << e.row << ": " << e.message;
  EXPECT_EQ(report.created, 25);
  EXPECT_EQ(steering.assessments(unit, 2018).size(), 8u);
  EXPECT_EQ(steering.ideas(unit, false).size(), 5u);
  EXPECT_EQ(steering.import_follow_ups(head, unit, file, "followup.csv")->created, 0);
  set("rent_in_time", "2019-03", 40);
  const auto bad = *steering.import_follow_ups(head, unit,
                                               "period;verksamhet;mått;vad ser vi;bedömning;skäl\n"
                                               "i våras;KBT;kbt_reduced;x;;\n"
                                               "2019-03;UM;kbt_reduced;x;;\n"
                                               "2019-03;BOSTOD;rent_in_time;;helt;\n",
                                               "f.csv");
  ASSERT_EQ(bad.errors.size(), 3u);
  EXPECT_EQ(bad.errors[0].field, "period");
  EXPECT_EQ(bad.errors[1].field, "mått") << "the measure is another team's";
  EXPECT_EQ(bad.errors[2].message, "Skriv varför du bedömer annorlunda än siffran.");
}

// ---- history from files ----

TEST_P(RhythmTest, the_outcomes_of_three_years_keep_what_is_missing_and_what_cannot_be_compared) {
  const auto report = *steering.import_outcomes(head, unit, project_file("packs/demo-unit/outcomes.csv"), "resursenheten-outcomes.csv");
  EXPECT_EQ(report.read, 36);
  EXPECT_TRUE(report.errors.empty());
  const auto find = [&](const char *measure, const char *period, std::optional<measures::Sex> sex) -> const measures::Measures::Printed * {
    for (const auto &p : printed)
      if (p.measure == measure && p.period == period && p.sex == sex) return &p;
    return nullptr;
  };
  ASSERT_NE(find("youth_linked", "2018", {}), nullptr);
  EXPECT_EQ(find("youth_linked", "2018", {})->value, 80);
  EXPECT_EQ(find("youth_linked", "2018", measures::Sex::male)->value, 46);
  EXPECT_EQ(find("rent_in_time", "2016", {})->state, measures::State::not_comparable);
  EXPECT_EQ(find("rent_in_time", "2018", measures::Sex::female)->value, 88);
  EXPECT_EQ(find("rent_in_time", "2018", {})->source, "resursenheten-outcomes.csv rad 25");
  EXPECT_EQ(find("youth_linked", "2016", measures::Sex::female), nullptr) << "an empty cell is nothing";
  const auto series = steering.series(unit);
  const auto without =
      std::count_if(series.begin(), series.end(), [](const SeriesValue &v) { return v.measure.empty() && v.label == "ORS under 25 vid avslut %"; });
  EXPECT_EQ(without, 1) << "a row without a measure is kept";
  printed.clear();
  EXPECT_EQ(steering.import_outcomes(head, unit, project_file("packs/demo-unit/outcomes.csv"), "o.csv")->created, 0);
}

TEST_P(RhythmTest, parts_that_do_not_make_the_whole_are_flagged_and_kept) {
  const auto report = *steering.import_outcomes(
      head, unit, "verksamhet,mått,2018\nFörebyggande,ungdomar länkade (antal),81\nFörebyggande,varav flickor,34\nFörebyggande,varav pojkar,46\n",
      "o.csv");
  ASSERT_EQ(report.flags.size(), 1u);
  EXPECT_EQ(report.flags[0], "2018: 34 + 46 ger 80, raden säger 81.");
  EXPECT_EQ(printed.at(0).value, 81);
  EXPECT_EQ(printed.at(0).flag, "34 + 46 ger 80, raden säger 81.");
}

TEST_P(RhythmTest, another_units_history_is_read_with_its_bad_cells_named) {
  const auto report =
      *steering.import_outcomes(head, unit, "verksamhet;mått;2016;2017\nKBT;personer;60;ungefär 70\nKBT;personer;1;2\n;;3;4\n", "o.csv");
  ASSERT_EQ(report.errors.size(), 3u);
  EXPECT_EQ(report.errors[0].row, 2);
  EXPECT_EQ(report.errors[1].message, "personer finns redan på en tidigare rad i filen.");
  EXPECT_EQ(report.errors[2].message, "Raden har inget mått.");
  EXPECT_EQ(steering.series(unit).size(), 1u);
}

TEST_P(RhythmTest, economy_is_kept_as_printed_and_two_years_are_flagged) {
  const auto report = *steering.import_economy(head, unit, project_file("packs/demo-unit/economy.csv"), "economy.csv");
  ASSERT_EQ(report.flags.size(), 2u);
  EXPECT_EQ(report.flags[0], "2016: Tabellen säger 2\u202f634, budget minus utfall ger 2\u202f711.");
  EXPECT_EQ(report.flags[1], "2018: Tabellen säger 1\u202f843, budget minus utfall ger 1\u202f841.");
  ASSERT_EQ(printed.size(), 4u) << "the measure budget names its row";
  EXPECT_EQ(printed[0].value, 17177);
  const auto years = steering.economy(unit);
  ASSERT_EQ(years.size(), 4u);
  EXPECT_EQ(*years[0].printed_deviation, 2634);
  EXPECT_FALSE(years[2].forecast);
  EXPECT_TRUE(years[3].forecast) << "2019 is not over";
}

TEST_P(RhythmTest, the_staff_survey_is_kept_as_printed_and_2017_is_flagged) {
  const auto report = *steering.import_survey(head, unit, project_file("packs/demo-unit/staff-survey.csv"), "staff-survey.csv");
  ASSERT_EQ(report.flags.size(), 1u);
  EXPECT_EQ(report.flags[0], "2017: Tabellen säger 88, medelvärdet av de tre delarna ger 87.");
  EXPECT_EQ(steering.survey(unit).size(), 12u);
  EXPECT_EQ(steering.survey(unit).at(0).statement, "Aktivt medskapandeindex");
}

RT_BOTH_DATABASES(RhythmTest);
} // namespace
} // namespace rt::steering
