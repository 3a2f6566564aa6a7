#include "modules/steering/steering.hpp"
#include <gtest/gtest.h>

namespace rt::steering {
namespace {
using measures::Better;
using measures::Kind;
using measures::State;

measures::Value figure(double v) {
  measures::Value value;
  value.state = State::figure;
  value.value = v;
  return value;
}
Target percent_target(double v) { return {TargetKind::number, v, "%"}; }
Target count_target(double v) { return {TargetKind::number, v, ""}; }
Date on(const char *iso) { return *date_from_iso(iso); }

TEST(Target, is_read_as_plans_write_it) {
  EXPECT_EQ(*parse_target("80 %"), percent_target(80));
  EXPECT_EQ(*parse_target("1,3 %"), percent_target(1.3));
  EXPECT_EQ(*parse_target("75"), count_target(75));
  EXPECT_EQ(parse_target("öka")->kind, TargetKind::increase);
  EXPECT_EQ(parse_target("Minska")->kind, TargetKind::decrease);
  EXPECT_EQ(parse_target("Tas fram av nämnd/styrelse")->kind, TargetKind::by_board);
  EXPECT_EQ(parse_target("")->kind, TargetKind::none);
  EXPECT_FALSE(parse_target("ungefär hälften"));
  EXPECT_FALSE(parse_target("180 %"));
  EXPECT_FALSE(parse_target("-4"));
}

TEST(Target, is_written_so_that_it_can_be_read_again) {
  for (const char *words : {"80 %", "1,3 %", "75", "öka", "minska", "Tas fram av nämnd", ""})
    EXPECT_EQ(*parse_target(write_target(*parse_target(words))), *parse_target(words)) << words;
}

TEST(Elapsed, a_whole_year_is_one_and_the_running_year_counts_its_days) {
  EXPECT_DOUBLE_EQ(elapsed_years(year_period(2018), on("2019-03-22")), 1);
  EXPECT_DOUBLE_EQ(elapsed_years(year_period(2019), on("2019-03-22")), 81.0 / 365);
  EXPECT_DOUBLE_EQ(elapsed_years(year_period(2019), on("2018-12-31")), 0);
  EXPECT_NEAR(elapsed_years(tertial_period(2018, 1), on("2019-01-01")), 120.0 / 365, 1e-12);
  EXPECT_NEAR(elapsed_years(rolling12(make_month(2019, 2)), on("2019-03-22")), 1, 1e-12);
}

TEST(Proposal, a_count_is_compared_with_what_should_be_reached_by_today) {
  Ask ask{count_target(80), Kind::count, Better::higher, figure(23), {}, 81.0 / 365}; // 17,75 by 22 March
  EXPECT_EQ(propose(ask), Judgement::fully);
  ask.now = figure(15);
  EXPECT_EQ(propose(ask), Judgement::partly);
  ask.now = figure(14);
  EXPECT_EQ(propose(ask), Judgement::not_met);
  ask.elapsed_years = 1;
  ask.now = figure(80);
  EXPECT_EQ(propose(ask), Judgement::fully);
}

TEST(Proposal, a_share_has_the_same_target_all_year_and_is_judged_as_it_is_shown) {
  Ask ask{percent_target(80), Kind::share, Better::higher, figure(79.8), {}, 0.2};
  EXPECT_EQ(propose(ask), Judgement::fully);
  ask.now = figure(77);
  EXPECT_EQ(propose(ask), Judgement::partly);
  ask.now = figure(63);
  EXPECT_EQ(propose(ask), Judgement::not_met);
}

TEST(Proposal, lower_is_better_turns_the_comparison) {
  Ask ask{percent_target(5), Kind::share, Better::lower, figure(4), {}, 1};
  EXPECT_EQ(propose(ask), Judgement::fully);
  ask.now = figure(6);
  EXPECT_EQ(propose(ask), Judgement::partly);
  ask.now = figure(9);
  EXPECT_EQ(propose(ask), Judgement::not_met);
}

TEST(Proposal, increase_and_decrease_are_compared_with_the_year_before) {
  Ask ask{{TargetKind::increase, 0, ""}, Kind::share, Better::higher, figure(80), figure(75), 1};
  EXPECT_EQ(propose(ask), Judgement::fully);
  ask.target.kind = TargetKind::decrease;
  EXPECT_EQ(propose(ask), Judgement::not_met);
  ask.before = {};
  EXPECT_EQ(propose(ask), Judgement::not_assessed) << "nothing to compare with is not a failure";
}

TEST(Proposal, nothing_is_judged_without_a_figure_or_a_target) {
  Ask ask{percent_target(80), Kind::share, Better::higher, {}, {}, 1};
  for (const State state : {State::missing, State::not_comparable, State::removed, State::not_yet, State::suppressed}) {
    ask.now.state = state;
    EXPECT_EQ(propose(ask), Judgement::not_assessed);
  }
  ask.now = figure(100);
  ask.target.kind = TargetKind::by_board;
  EXPECT_EQ(propose(ask), Judgement::not_assessed);
}

TEST(Judgement, a_person_who_says_otherwise_is_marked_and_silence_is_not) {
  Assessment a;
  a.proposed = Judgement::partly, a.judged = Judgement::fully;
  EXPECT_TRUE(a.contradicts());
  a.judged = Judgement::partly;
  EXPECT_FALSE(a.contradicts());
  a.proposed = Judgement::not_assessed, a.judged = Judgement::fully;
  EXPECT_FALSE(a.contradicts());
}

TEST(Forecast, counts_go_on_at_their_pace_and_shares_stay) {
  EXPECT_DOUBLE_EQ(*forecast(Kind::count, figure(20), 0.25), 80);
  EXPECT_DOUBLE_EQ(*forecast(Kind::share, figure(82), 0.25), 82);
  EXPECT_FALSE(forecast(Kind::count, figure(80), 1)) << "a year that is over needs no forecast";
  EXPECT_FALSE(forecast(Kind::count, {}, 0.5));
}

TEST(Economy, a_printed_deviation_that_does_not_recompute_is_flagged_with_both_figures) {
  EconomyYear y;
  y.budget = 17177, y.outcome = 14466, y.printed_deviation = 2634;
  EXPECT_EQ(economy_flag(y), "Tabellen säger 2\u202f634, budget minus utfall ger 2\u202f711.");
  y.budget = 14800, y.outcome = 14422, y.printed_deviation = 378;
  EXPECT_EQ(economy_flag(y), "");
  y.printed_deviation.reset();
  EXPECT_EQ(economy_flag(y), "");
}

TEST(Survey, the_index_is_compared_with_the_mean_of_its_three_parts) {
  std::vector<SurveyValue> v;
  const auto add = [&](int year, double ami, double a, double b, double c) {
    for (const auto &[name, value] : {std::pair{"Aktivt medskapandeindex", ami}, {"Motivation", a}, {"Ledarskap", b}, {"Styrning", c}})
      v.push_back({1, year, name, State::figure, value, ""});
  };
  add(2017, 88, 90, 86, 86), add(2018, 91, 94, 88, 90), add(2019, 85, 86, 83, 85);
  const auto flags = survey_flags(v);
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags.at(2017), "Tabellen säger 88, medelvärdet av de tre delarna ger 87.");
}

TEST(HistoryValue, missing_and_not_comparable_are_values_and_empty_is_nothing) {
  EXPECT_EQ((*read_history_value("saknas"))->state, State::missing);
  EXPECT_EQ((*read_history_value("Ej jämförbart"))->state, State::not_comparable);
  EXPECT_EQ((*read_history_value("borttagen"))->state, State::removed);
  EXPECT_DOUBLE_EQ((*read_history_value("1 234,5"))->value, 1234.5);
  EXPECT_FALSE(read_history_value("")->has_value());
  EXPECT_FALSE(read_history_value("cirka 80"));
}

measures::Definition named(const char *id, std::vector<std::string> printed) {
  measures::Definition d;
  d.id = id;
  d.printed = std::move(printed);
  return d;
}

TEST(Rows, the_sexes_of_a_row_belong_to_the_measure_of_the_whole) {
  const std::vector<measures::Definition> definitions{
      named("youth_linked", {"Förebyggande/ungdomar länkade (antal)"}),          named("parents_informed", {"Förebyggande/föräldrar informerade"}),
      named("clinic_clients", {"Ungdomsmottagningen/ungdomar i samtal"}),        named("rent_in_time", {"Bostöd/hyra i tid %"}),
      named("kbt_months", {"KBT/behandlingstid medel mån", "other: KBT/annan"}), named("parents_of_girls", {"Förebyggande/föräldrar till pojkar"})};
  const std::vector<std::pair<std::string, std::string>> rows{{"Förebyggande", "ungdomar länkade (antal)"},
                                                              {"Förebyggande", "varav flickor"},
                                                              {"Förebyggande", "föräldrar informerade"},
                                                              {"Förebyggande", "varav pappor"},
                                                              {"Förebyggande", "föräldrar till flickor"},
                                                              {"Ungdomsmottagningen", "ungdomar i samtal"},
                                                              {"Ungdomsmottagningen", "varav pojkar %"},
                                                              {"Bostöd", "hyra i tid %"},
                                                              {"Bostöd", "hyra i tid kvinnor %"},
                                                              {"KBT", "personer"},
                                                              {"KBT", "kvinnor"},
                                                              {"KBT", "behandlingstid medel mån"},
                                                              {"KBT", "behandlingstid män mån"},
                                                              {"KBT", "annan"},
                                                              {"Förebyggande", "föräldrar till pojkar"}};
  const auto m = match_rows(rows, definitions);
  using S = measures::Sex;
  EXPECT_EQ(m[0].measure, "youth_linked");
  EXPECT_FALSE(m[0].sex);
  EXPECT_EQ(m[1].measure, "youth_linked");
  EXPECT_EQ(m[1].sex, S::female);
  EXPECT_EQ(m[3].measure, "parents_informed");
  EXPECT_EQ(m[3].sex, S::male);
  EXPECT_EQ(m[4].measure, "") << "parents counted by the child's sex are another figure";
  EXPECT_EQ(m[6].measure, "") << "22 % boys is not 22 boys";
  EXPECT_EQ(m[8].measure, "rent_in_time");
  EXPECT_EQ(m[8].sex, S::female);
  EXPECT_EQ(m[10].measure, "") << "the whole above has no measure";
  EXPECT_EQ(m[12].measure, "kbt_months");
  EXPECT_EQ(m[12].sex, S::male);
  EXPECT_EQ(m[13].sex, S::other) << "a measure may name the row of one sex itself";
  EXPECT_EQ(m[14].measure, "parents_of_girls");
  EXPECT_FALSE(m[14].sex) << "boys are in the row's name, not the sex of those counted";
}

} // namespace
} // namespace rt::steering
