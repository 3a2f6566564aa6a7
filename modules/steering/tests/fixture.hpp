#pragma once
// A unit with two teams, and figures that a test sets by hand in place of the measure engine.
#include "modules/audit/audit.hpp"
#include "modules/steering/steering.hpp"
#include "platform/testing/databases.hpp"
#include <fstream>
#include <sstream>

namespace rt::steering {

inline std::string project_file(const std::string &name) {
  for (std::string up = "./"; up.size() < 40; up += "../")
    if (std::ifstream in(up + name, std::ios::binary); in) {
      std::ostringstream text;
      text << in.rdbuf();
      return text.str();
    }
  ADD_FAILURE() << "no file " << name;
  return {};
}

class SteeringTest : public ::testing::TestWithParam<std::string> {
protected:
  void SetUp() override {
    auto c = database.pool().write();
    std::vector<db::Migration> all;
    for (const auto *list : {&organisation::migrations(), &audit::migrations(), &migrations()}) all.insert(all.end(), list->begin(), list->end());
    ASSERT_TRUE(db::migrate(*c, all));
    organisation::Unit u;
    u.name = "Resursenheten", u.code = "RES", u.board = "Skärholmen", u.city = "Stockholm", u.administration = "Skärholmens stadsdelsförvaltning";
    unit = *organisation.add_unit(*c, u);
    const auto team = [&](const char *code, const char *name, const char *people) {
      organisation::Team t;
      t.unit = unit, t.code = code, t.name = name, t.short_name = name, t.entry = "service", t.people = people;
      return *organisation.add_team(*c, t);
    };
    um = team("UM", "Ungdomsmottagningen", "children");
    kbt = team("KBT", "KBT-teamet", "adults");
    fug = team("FUG", "Förebyggande ungdomsgruppen", "children");
    fng = team("FNG", "Familj- och nätverksgruppen", "children");
    bostod = team("BOSTOD", "Bostödsverksamheten", "adults");
    foraldrar = team("FORALDRAR", "Föräldrarådgivarna", "parents");
    head = access::system_actor(unit);
    head.name = "Anna Lindqvist", head.user = 7, head.role = access::Role::head;
    therapist = head;
    therapist.name = "Nadia Karimi", therapist.user = 8, therapist.role = access::Role::therapist, therapist.teams = {kbt};
    using measures::Kind;
    define("youth_linked", Kind::count, {"Förebyggande/ungdomar länkade (antal)"});
    define("parents_informed", Kind::count, {"Förebyggande/föräldrar informerade"});
    define("viewpoints_adapted", Kind::count, {});
    define("rent_in_time", Kind::share, {"Bostöd/hyra i tid %"});
    define("budget", Kind::manual, {"Ekonomi/budget"});
    for (const char *id : {"ros_limits", "um_positive_change", "fng_positive_change", "talk_helpful", "fng_safer", "housing_no_need_left",
                           "kbt_reduced", "kbt_planned_ending", "kbt_motivation"})
      define(id, Kind::share, {});
  }
  void define(const char *id, measures::Kind kind, std::vector<std::string> printed) {
    measures::Definition d;
    d.id = id, d.kind = kind, d.title.sv = id, d.printed = std::move(printed);
    d.unit = kind == measures::Kind::share ? "percent" : "count";
    definitions.push_back(d);
  }
  /// The figure of a measure in a period ("YTD-2019-03", "2018"), in the whole unit.
  void set(const std::string &measure, const std::string &period, double value) {
    measures::BySex v;
    v.all.state = measures::State::figure, v.all.value = value;
    figure[measure + " " + period] = v;
  }
  Figures figures() {
    Figures f;
    f.find = [this](std::string_view id) -> const measures::Definition * {
      for (const auto &d : definitions)
        if (d.id == id) return &d;
      return nullptr;
    };
    f.all = [this] { return definitions; };
    f.of_unit = [this](std::int64_t) { return definitions; };
    f.values = [this](const std::vector<std::string> &ids, measures::Where where, const std::vector<Period> &periods) {
      ++questions;
      std::vector<std::vector<measures::BySex>> found;
      for (const auto &id : ids) {
        found.emplace_back();
        for (const auto &p : periods) found.back().push_back(where.team == 0 ? figure[id + " " + to_text(p)] : measures::BySex{});
      }
      return found;
    };
    f.feeds = [this](std::string_view register_id, std::int64_t record) { return feeds[std::string(register_id) + " " + std::to_string(record)]; };
    f.lineage = [](const access::Actor &, std::string_view, measures::Where, const Period &,
                   std::optional<measures::Sex>) -> Result<measures::Lineage> { return measures::Lineage{}; };
    f.store_printed = [this](db::Connection &, const measures::Measures::Printed &p) { printed.push_back(p); };
    f.printed = [this](std::int64_t) { return printed; };
    f.show = [](const measures::Definition &, const measures::Value &v) {
      return v.state == measures::State::figure ? number(v.value) : std::string("–");
    };
    return f;
  }
  ImportReport import_plan(int year, const std::string &bytes, const std::string &plan = {}) {
    const auto report = steering.import_plan(head, {unit, year, plan, false}, bytes, "plan.csv");
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    return report.value_or(ImportReport{});
  }

  rt::testing::TestDatabase database{GetParam()};
  organisation::Organisation organisation{database.pool()};
  FixedClock clock{from_iso("2019-03-22T10:15:00Z")};
  std::vector<measures::Definition> definitions;
  std::map<std::string, measures::BySex> figure;
  std::vector<measures::Measures::Printed> printed;
  std::map<std::string, std::vector<measures::Measures::Fed>> feeds;
  int questions = 0;
  Steering steering{database.pool(), organisation, figures(), clock};
  std::int64_t unit = 0, um = 0, kbt = 0, fug = 0, fng = 0, bostod = 0, foraldrar = 0;
  access::Actor head, therapist;
};

} // namespace rt::steering
