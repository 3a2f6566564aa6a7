#pragma once
// How a contact's year is laid out: days that are working days, sessions at an even pace, ratings along a course.
#include "app/demo/plan.hpp"
#include "app/demo/random.hpp"

namespace rt::demo {

Date day(std::string_view iso);
/// A working day in that month, late enough and early enough to be real.
Date working_day(Random &random, int year, int month);
Date nearest_working_day(Date d);
/// The months of a year in which things end, with the summer thin: n of them, spread.
std::vector<int> spread_months(Random &random, int n, int first = 1, int last = 12);
Date birth_for_age(Random &random, Date at, int low, int high);

/// Four areas that make `total` tenths; each 0-100.
void split_total(Random &random, int total, int (&tenths)[4]);
RatingPlan ors_rating(Random &random, int total, int rater = 1);
RatingPlan srs_rating(Random &random);

/// Sessions from the first day to the last, about `every` days apart, the first and last on those very days.
void lay_sessions(Random &random, ContactPlan &contact, Date first, Date last, int every, int srs_percent);
/// ORS at every held session from `from` on, first and last totals as given, the way between uneven.
void lay_ors(Random &random, ContactPlan &contact, int first_total, int last_total, int rater = 1, std::optional<Date> from = std::nullopt);
/// Two more sessions ahead of the demo's day for an open contact.
void book_ahead(Random &random, ContactPlan &contact, int every);

void plan_staff(Plan &plan);
void plan_youth_clinic(Plan &plan, Random &random);
void plan_family_group(Plan &plan, Random &random);
void plan_housing(Plan &plan, Random &random);
void plan_kbt(Plan &plan, Random &random);
void plan_small_teams(Plan &plan, Random &random);
void plan_outreach(Plan &plan, Random &random);
void plan_viewpoints(Plan &plan, Random &random);

} // namespace rt::demo
