#pragma once
// What happened in the demo unit 2016-2019, as plain values, before anything is stored. Every person is invented.
// The records of 2018 are laid out so that the measures give the unit's published figures; demo_test computes them all.
#include "modules/organisation/organisation.hpp"
#include "platform/calendar/date.hpp"
#include <optional>
#include <string>
#include <vector>

namespace rt::demo {

using organisation::Sex;

inline constexpr std::string_view kToday = "2019-03-22"; ///< the day on which the demo opens

struct StaffPlan {
  std::string name, title, languages;
  std::vector<std::string> teams; ///< codes
  std::string login;              ///< empty = no user
  std::string role;
};

/// One rating: four areas in tenths.
struct RatingPlan {
  int rater = 1; ///< option code of the register: 1 client, 2 mother, 3 father, 5 social worker
  int tenths[4] = {0, 0, 0, 0};
  bool faces = false;
  std::string language = "sv", comment;
  int total() const { return tenths[0] + tenths[1] + tenths[2] + tenths[3]; }
};

struct SessionPlan {
  Date date;
  int minute = 600; ///< past midnight
  int place = 1;
  std::vector<int> present = {1};
  bool held = true;
  bool booked = false; ///< lies ahead of the demo's day
  std::vector<RatingPlan> ors;
  std::optional<RatingPlan> srs;
};

struct RentPlan {
  Date due;
  std::optional<Date> paid;
  int amount = 0;
  bool risk = false;
  std::string plan_b;
};

struct SafetyPlan {
  Date date;
  int parent = 1, moment = 1, q[3] = {1, 1, 1}; ///< q are option codes
};

/// One contact with everything that belongs to it.
struct ContactPlan {
  std::string team;
  Sex sex = Sex::unknown;
  Date birth;
  int commissioner = 1, reason = 99;
  Date received;
  std::optional<Date> info_meeting, started, motivation_done, ended;
  bool info_all_present = true;
  std::optional<bool> continued, both_parents;
  int ending = 0;   ///< option code, 0 = open
  int referral = 0; ///< option code, 0 = not asked
  std::vector<SessionPlan> sessions;
  std::vector<RentPlan> rents;
  std::vector<SafetyPlan> safety;
  struct Kbt {
    int substance, start_tenths;
    std::optional<int> end_tenths, outcome;
  };
  std::optional<Kbt> kbt;
  struct Exit {
    bool need_left;
    int housing;
  };
  std::optional<Exit> exit;
  std::optional<Date> reviewed;
  bool review_srs = true, review_file = true;
};

struct ViewpointPlan {
  Date received;
  std::string team;
  int category, concerns, way;
  std::vector<std::pair<int, Sex>> givers; ///< role code, sex
  bool child = false;
  std::optional<bool> adapted;
  std::string description, measure, comment;
  std::optional<Date> fed_back;
  int next_srs = 0;
  bool handled = true;
};

struct LinkPlan {
  Date identified;
  Sex sex;
  int activity;
  std::optional<Date> linked, confirmed;
};
struct ParentPlan {
  Date date;
  Sex sex;
  int child_sex, way;
  bool other_parent;
};
struct AnswerPlan { ///< talk_survey and ros_survey
  Date date;
  Sex sex;
  int first, second; ///< option codes
};

struct Plan {
  std::vector<StaffPlan> staff;
  std::vector<ContactPlan> contacts;
  std::vector<ViewpointPlan> viewpoints;
  std::vector<LinkPlan> links;
  std::vector<ParentPlan> parents;
  std::vector<AnswerPlan> talk_answers, ros_answers;
};

/// Deterministic: the same plan for the same seed, on every machine.
Plan make_plan(std::uint64_t seed = 2018);

/// Invented people.
std::string first_name(Sex sex, std::uint64_t n);
std::string last_name(std::uint64_t n);

} // namespace rt::demo
