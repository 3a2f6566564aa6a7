#pragma once
// A small authority unit whose pack has one rule of every kind.
#include "modules/deadlines/deadlines.hpp"
#include "platform/testing/databases.hpp"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace rt::deadlines {

inline const char *kTestPack = R"toml(
[register]
id = "report"
title = { sv = "Orosanmälningar", en = "Reports" }
singular = { sv = "Orosanmälan", en = "Report" }
about = "unit"
purpose = "case"
date_field = "received_on"
[[field]]
id = "received_on"
type = "date"
title = { sv = "Datum", en = "Date" }
required = true
[[field]]
id = "received"
type = "datetime"
title = { sv = "Inkom", en = "Received" }
[[field]]
id = "protective"
type = "datetime"
title = { sv = "Skyddsbedömning", en = "Protective assessment" }
[[field]]
id = "decided"
type = "date"
title = { sv = "Beslut", en = "Decision" }
[[field]]
id = "extended_to"
type = "date"
title = { sv = "Förlängd till", en = "Extended to" }
[[field]]
id = "extended_why"
type = "long_text"
title = { sv = "Skäl", en = "Reason" }
[[field]]
id = "child"
type = "yes_no"
title = { sv = "Gäller barn", en = "About a child" }
[[field]]
id = "handler"
type = "staff"
title = { sv = "Handläggare", en = "Handler" }
[[state]]
id = "new"
code = 1
title = { sv = "Ny", en = "New" }
initial = true
[[state]]
id = "closed"
code = 2
title = { sv = "Stängd", en = "Closed" }
final = true
[[transition]]
id = "close"
title = { sv = "Stäng", en = "Close" }
from = "new"
to = "closed"
[[deadline]]
id = "protective"
title = { sv = "Skyddsbedömning", en = "Protective assessment" }
law = "SoL 20 kap. 1 §"
from = "received"
within = "same day"
met_by = "protective"
when = "child = yes"
responsible = "handler"
[[deadline]]
id = "preliminary"
title = { sv = "Förhandsbedömning klar", en = "Preliminary assessment done" }
law = "SoL 20 kap. 2 §"
from = "received_on"
within = "14 days"
met_by = "decided"
until = "state = closed"
extended_to = "extended_to"
extended_why = "extended_why"
responsible = "handler"
[[deadline]]
id = "talk"
title = { sv = "Allvarssamtal", en = "Serious talk" }
from = "received"
within = "48 hours"
met_by = "talk.held_at"
met_when = "held = yes"
[[deadline]]
id = "after"
title = { sv = "Återkoppling", en = "Feedback" }
from = "state:closed"
within = "1 week"
)toml";

inline const char *kTalk = R"toml(
[register]
id = "talk"
title = { sv = "Samtal", en = "Talks" }
singular = { sv = "Samtal", en = "Talk" }
about = "unit"
purpose = "case"
date_field = "date"
[[field]]
id = "report"
type = "reference"
target = "report"
title = { sv = "Anmälan", en = "Report" }
[[field]]
id = "date"
type = "date"
title = { sv = "Datum", en = "Date" }
required = true
[[field]]
id = "held_at"
type = "datetime"
title = { sv = "Hölls", en = "Held at" }
[[field]]
id = "held"
type = "yes_no"
title = { sv = "Blev av", en = "Took place" }
)toml";

inline const char *kPlacement = R"toml(
[register]
id = "placement"
title = { sv = "Placeringar", en = "Placements" }
singular = { sv = "Placering", en = "Placement" }
about = "unit"
purpose = "case"
date_field = "started"
[[field]]
id = "started"
type = "date"
title = { sv = "Började", en = "Began" }
required = true
[[field]]
id = "ended"
type = "date"
title = { sv = "Slutade", en = "Ended" }
[[field]]
id = "paused_from"
type = "date"
title = { sv = "Vilar från", en = "Rests from" }
[[field]]
id = "paused_to"
type = "date"
title = { sv = "Vilar till", en = "Rests until" }
[[deadline]]
id = "visits"
title = { sv = "Uppföljning av placerat barn", en = "Visit" }
from = "started"
per = "term"
times = 2
met_by = "visit.date"
until = "ended"
[[deadline]]
id = "consideration"
title = { sv = "Övervägande", en = "Consideration" }
from = "started"
every = "6 months"
met_by = "visit.considered"
until = "ended"
suspended_from = "paused_from"
suspended_to = "paused_to"
[[deadline]]
id = "health"
title = { sv = "Hälsoundersökning", en = "Health examination" }
from = "started"
within = "2 months"
valid_to = "2019-06-30"
[[deadline]]
id = "health"
title = { sv = "Hälsoundersökning", en = "Health examination" }
from = "started"
within = "1 month"
valid_from = "2019-07-01"
)toml";

inline const char *kVisit = R"toml(
[register]
id = "visit"
title = { sv = "Besök", en = "Visits" }
singular = { sv = "Besök", en = "Visit" }
about = "unit"
purpose = "case"
date_field = "date"
[[field]]
id = "placement"
type = "reference"
target = "placement"
title = { sv = "Placering", en = "Placement" }
[[field]]
id = "date"
type = "date"
title = { sv = "Datum", en = "Date" }
required = true
[[field]]
id = "considered"
type = "date"
title = { sv = "Övervägt", en = "Considered" }
)toml";

inline const char *kControl = R"toml(
[register]
id = "control"
title = { sv = "Egenkontroller", en = "Self-controls" }
singular = { sv = "Egenkontroll", en = "Self-control" }
about = "unit"
purpose = "quality"
date_field = "date"
[[field]]
id = "date"
type = "date"
title = { sv = "Datum", en = "Date" }
required = true
[[deadline]]
id = "rhythm"
title = { sv = "Egenkontroll", en = "Self-control" }
per = "year"
times = 8
of_unit = true
)toml";

inline const char *kCase = R"toml(
[register]
id = "case"
title = { sv = "Ärenden", en = "Cases" }
singular = { sv = "Ärende", en = "Case" }
about = "unit"
purpose = "case"
date_field = "opened"
[[field]]
id = "opened"
type = "date"
title = { sv = "Öppnat", en = "Opened" }
required = true
)toml";

inline const char *kFollowUp = R"toml(
[register]
id = "follow_up"
title = { sv = "Uppföljningar", en = "Follow-ups" }
singular = { sv = "Uppföljning", en = "Follow-up" }
about = "case"
purpose = "case"
date_field = "date"
[[field]]
id = "case"
type = "reference"
target = "case"
title = { sv = "Ärende", en = "Case" }
[[field]]
id = "person"
type = "person"
title = { sv = "Person", en = "Person" }
[[field]]
id = "date"
type = "date"
title = { sv = "Datum", en = "Date" }
required = true
[[field]]
id = "next"
type = "date"
title = { sv = "Nästa", en = "Next" }
[[deadline]]
id = "next"
title = { sv = "Nästa uppföljning", en = "Next follow-up" }
from = "date"
before = "next"
met_by = "follow_up.date"
)toml";

inline const definitions::Catalog &test_catalog() {
  static const definitions::Loaded kLoaded = [] {
    namespace fs = std::filesystem;
    const auto folder = fs::temp_directory_path() / ("rt-deadlines-" + std::to_string(::getpid()));
    fs::create_directories(folder / "duty" / "registers");
    std::ofstream(folder / "duty" / "pack.toml") << "[pack]\nid = \"duty\"\nversion = 1\ntitle = { sv = \"Mottagning\", en = \"Reception\" }\n";
    for (const auto &[name, text] :
         {std::pair{"report", kTestPack}, std::pair{"talk", kTalk}, std::pair{"placement", kPlacement}, std::pair{"visit", kVisit},
          std::pair{"control", kControl}, std::pair{"case", kCase}, std::pair{"follow_up", kFollowUp}})
      std::ofstream(folder / "duty" / "registers" / (std::string(name) + ".toml")) << text;
    auto loaded = definitions::load(folder.string(), {"duty"});
    fs::remove_all(folder);
    return loaded;
  }();
  for (const auto &finding : kLoaded.findings) ADD_FAILURE() << finding.file << ":" << finding.line << " " << finding.message;
  return kLoaded.catalog;
}

struct World {
  explicit World(const std::string &engine, const char *now = "2019-03-22T10:00:00Z") : db(engine), clock(from_iso(now)) {
    std::vector<db::Migration> all;
    for (const auto *part : {&organisation::migrations(), &audit::migrations(), &records::migrations(), &migrations()})
      all.insert(all.end(), part->begin(), part->end());
    auto c = db.pool().write();
    (void)db::migrate(*c, all).value();
    db::Transaction t(*c);
    unit = organisation.add_unit(*c, {0, "Barn och ungdom", "Förvaltningen", "Nämnden", "Staden", "BOU"}).value();
    reception = organisation.add_team(*c, {0, unit, "MOT", "Mottagningen", "Mott", "assessed", "children", 1, true}).value();
    placed = organisation.add_team(*c, {0, unit, "FAM", "Familjehem", "Fam", "assessed", "children", 2, true}).value();
    maria_staff = organisation.add_staff(*c, {0, unit, "Maria Berg", "socialsekreterare", "", {reception}, "2016-01-01", ""}).value();
    t.commit();
    records.install(*c);
    anna = actor(1, 0, "Anna Lindqvist", access::Role::head, {});
    maria = actor(2, maria_staff, "Maria Berg", access::Role::social_worker, {reception});
    olle = actor(3, 0, "Olle Ek", access::Role::social_worker, {placed});
    records.listen(deadlines);
  }
  access::Actor actor(std::int64_t user, std::int64_t staff, const char *name, access::Role role, std::vector<std::int64_t> teams) const {
    access::Actor a;
    a.user = user, a.staff = staff, a.name = name, a.role = role, a.unit = unit, a.teams = std::move(teams);
    return a;
  }
  using Values = std::map<std::string, db::Value>;
  records::Record save(const access::Actor &who, const char *reg, Values values) {
    records::Record draft;
    draft.values = std::move(values);
    auto saved = records.save(who, reg, draft);
    EXPECT_TRUE(saved.has_value()) << (saved ? "" : saved.error().message);
    return saved.value();
  }
  records::Record change(const access::Actor &who, const char *reg, std::int64_t id, Values values) {
    auto draft = records.get(who, reg, id, "test").value();
    for (auto &[field, value] : values) draft.values[field] = value;
    return records.save(who, reg, draft).value();
  }
  /// A report about a child that came in at a moment, in Maria's hands.
  records::Record report(const char *moment = "2019-03-11T09:00:00Z") {
    const std::string at = moment;
    return save(maria, "report", {{"received_on", at.substr(0, 10)}, {"received", at}, {"child", std::int64_t{1}}, {"handler", maria_staff}});
  }
  /// "rule#occurrence last phase" of everything kept for a record.
  std::vector<std::string> kept(const char *reg, std::int64_t record) {
    std::vector<std::string> rows;
    auto c = db.pool().read();
    c->query(
        "SELECT rule_id, occurrence, last_day, phase, done, times FROM deadline WHERE register_id = ? AND record_id = ? ORDER BY rule_id, occurrence",
        {std::string(reg), record}, [&](const db::Row &row) {
          std::string text = row.str(0) + "#" + row.str(1) + " " + row.str(2) + " " + std::to_string(row.integer(3));
          if (row.integer(5) > 1) text += " " + std::to_string(row.integer(4)) + "/" + std::to_string(row.integer(5));
          rows.push_back(text);
        });
    return rows;
  }
  std::vector<Difference> differences() {
    auto c = db.pool().write();
    return deadlines.check(*c);
  }
  testing::TestDatabase db;
  FixedClock clock;
  audit::ReadLog read_log{db.pool(), clock};
  organisation::Organisation organisation{db.pool()};
  records::Records records{db.pool(), test_catalog(), clock, read_log};
  records::Persons persons{db.pool(), clock, read_log};
  Deadlines deadlines{db.pool(), records, persons, organisation, clock};
  std::int64_t unit = 0, reception = 0, placed = 0, maria_staff = 0;
  access::Actor anna, maria, olle;
};

} // namespace rt::deadlines
