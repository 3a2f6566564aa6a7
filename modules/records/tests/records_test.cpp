#include "modules/records/tests/fixture.hpp"
#include <chrono>
#include "platform/db/work.hpp"
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace rt::records {
namespace {

using definitions::FieldType;

class RecordsTest : public ::testing::TestWithParam<std::string> {
protected:
  World w{GetParam()};
};
RT_BOTH_DATABASES(RecordsTest);

std::string words_of(const Problem &problem) {
  std::string all;
  for (const auto &error : problem.fields) all += error.message + "\n";
  return all;
}

/// A sound record of any register: required fields filled, people and contacts taken from the world.
Record sound(World &w, const definitions::Register &reg, std::int64_t contact, std::int64_t person, unsigned variation = 1) {
  Record draft;
  for (const auto &field : reg.fields) {
    if (field.type == FieldType::person) draft.values[field.id] = person;
    else if (field.type == FieldType::reference && field.target == "contact") draft.values[field.id] = contact;
    else if (field.type == FieldType::staff) draft.values[field.id] = w.maria_staff;
    else if (field.type == FieldType::reference) continue;
    else if (field.type == FieldType::date) draft.values[field.id] = std::string("2019-02-01");
    else draft.values[field.id] = good_value(field, variation);
  }
  return draft;
}

TEST_P(RecordsTest, EveryRegisterOfThePackSavesAndReadsBack) {
  const auto contact = w.contact();
  for (const auto &reg : shipped_catalog().registers) {
    SCOPED_TRACE(reg.id);
    const auto saved = w.records.save(w.maria, reg.id, sound(w, reg, contact.id, contact.person));
    ASSERT_TRUE(saved.has_value()) << words_of(saved.error());
    const auto back = w.records.get(w.maria, reg.id, saved->id, "test");
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->values, saved->values);
    EXPECT_EQ(back->version, 1);
  }
}

TEST_P(RecordsTest, RequiredFieldsAreAskedForInSwedishAtTheField) {
  for (const auto &reg : shipped_catalog().registers) {
    SCOPED_TRACE(reg.id);
    const auto refused = w.records.save(w.maria, reg.id, {});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ProblemKind::invalid);
    for (const auto &field : reg.fields) {
      if (!field.required) continue;
      EXPECT_TRUE(std::any_of(refused.error().fields.begin(), refused.error().fields.end(), [&](const auto &e) {
        return e.field == field.id && e.message.rfind(field.title.sv + ": ", 0) == 0;
      })) << field.id;
    }
  }
}

TEST_P(RecordsTest, BadValuesAreRefusedWithASentenceThatSaysWhatToDo) {
  auto draft = w.viewpoint();
  draft.values["category"] = std::int64_t{7};
  draft.values["received"] = std::string("2019-02-31");
  const auto refused = w.records.save(w.maria, "viewpoint", draft);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(words_of(refused.error()), "Datum: skriv datumet som 2026-11-22 eller 22/11.\n"
                                       "Kategori: svaret finns inte bland dem som går att välja.\n");
  EXPECT_EQ(refused.error().message, "2 svar behöver rättas innan posten kan sparas.");
}

TEST_P(RecordsTest, AScaleIsFromZeroToTenAndTheSumIsComputed) {
  const auto contact = w.contact();
  Record draft;
  draft.values = {{"contact", contact.id},    {"date", std::string("2019-02-01")},
                  {"rater", std::int64_t{1}}, {"s1", std::int64_t{101}},
                  {"s2", std::int64_t{80}},   {"s3", std::int64_t{42}},
                  {"s4", std::int64_t{90}}};
  const auto refused = w.records.save(w.maria, "srs", draft);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(words_of(refused.error()), "Relation: skriv ett tal mellan 0 och 10.\n");
  draft.values["s1"] = std::int64_t{100};
  const auto saved = w.records.save(w.maria, "srs", draft).value();
  const auto &reg = *shipped_catalog().find("srs");
  EXPECT_EQ(show(*reg.field("total"), saved.value("total")), "31,2");
  EXPECT_EQ(show(*reg.field("lowest"), saved.value("lowest")), "Arbetssätt");
}

TEST_P(RecordsTest, ARecordTakesPersonSexBirthYearAndTeamFromItsContact) {
  const auto contact = w.contact();
  EXPECT_EQ(contact.contact, contact.id) << "a contact belongs to itself";
  EXPECT_EQ(contact.sex, Sex::female);
  EXPECT_EQ(contact.birth_year, 2004);
  EXPECT_EQ(contact.team, w.family);
  EXPECT_EQ(contact.state, 1) << "the first state";
  Record draft;
  draft.values = {{"contact", contact.id}, {"date", std::string("2019-02-01")}};
  const auto session = w.records.save(w.anna, "session", draft).value();
  EXPECT_EQ(session.person, contact.person);
  EXPECT_EQ(session.sex, Sex::female);
  EXPECT_EQ(session.birth_year, 2004);
  EXPECT_EQ(session.team, w.family);
  EXPECT_EQ(session.counts[1], 1);
  EXPECT_EQ(session.counts[0] + session.counts[2] + session.counts[3], 0);
}

TEST_P(RecordsTest, ARecordKeepsTheSexThatThePersonHadAtTheEvent) {
  auto contact = w.contact();
  auto person = w.persons.get(w.maria, contact.person, "test").value();
  person.sex = Sex::other;
  ASSERT_TRUE(w.persons.save(w.maria, person).has_value());
  contact.values["reason"] = std::int64_t{3};
  const auto changed = w.records.save(w.maria, "contact", contact).value();
  EXPECT_EQ(changed.sex, Sex::female);
  EXPECT_EQ(changed.version, 2);
}

TEST_P(RecordsTest, ACoupleGivesOneViewpointAndIsCountedAsTwoPeople) {
  auto draft = w.viewpoint();
  draft.givers = {{"mother", Sex::female, false}, {"father", Sex::male, false}};
  const auto saved = w.records.save(w.maria, "viewpoint", draft).value();
  EXPECT_EQ(saved.counts[1], 1);
  EXPECT_EQ(saved.counts[2], 1);
  EXPECT_EQ(saved.counts[0], 0);
  EXPECT_EQ(saved.sex, Sex::unknown);
  const auto back = w.records.get(w.maria, "viewpoint", saved.id, "test").value();
  ASSERT_EQ(back.givers.size(), 2U);
  EXPECT_EQ(back.givers[1].role, "father");
  EXPECT_EQ(show(*shipped_catalog().find("viewpoint")->field("givers"), back.value("givers")), "Mamma (kvinna), Pappa (man)");
  auto c = w.db.pool().read();
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM record_giver WHERE register_id = 'viewpoint' AND record_id = ?", {saved.id}), 2);
}

TEST_P(RecordsTest, TwoWhoEditTheSameRecordGetAConflictThatSaysWhoChangedWhat) {
  const auto first = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  auto annas = first, marias = first;
  annas.values["measure"] = std::string("Ny skylt");
  ASSERT_TRUE(w.records.save(w.anna, "viewpoint", annas).has_value());
  marias.values["category"] = std::int64_t{2};
  const auto conflict = w.records.save(w.maria, "viewpoint", marias);
  ASSERT_FALSE(conflict.has_value());
  EXPECT_EQ(conflict.error().kind, ProblemKind::conflict);
  EXPECT_EQ(conflict.error().message, "Anna Lindqvist ändrade posten 22 mars 2019 11:00. Det du skrev finns kvar.");
  EXPECT_EQ(words_of(conflict.error()), "Åtgärd: ändrat av Anna Lindqvist 22 mars 2019 11:00.\n");
  EXPECT_EQ(w.records.get(w.maria, "viewpoint", first.id, "test")->integer("category"), 1);
}

TEST_P(RecordsTest, WhatIsRemovedCanBeTakenBack) {
  const auto saved = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  EXPECT_EQ(w.records.remove(w.maria, "viewpoint", saved.id, 1).error().kind, ProblemKind::forbidden);
  ASSERT_TRUE(w.records.remove(w.anna, "viewpoint", saved.id, 1).has_value());
  EXPECT_EQ(w.records.get(w.anna, "viewpoint", saved.id, "test").error().kind, ProblemKind::not_found);
  EXPECT_EQ(w.records.list(w.anna, "viewpoint", {}, "test").total, 0);
  ASSERT_TRUE(w.records.restore(w.anna, "viewpoint", saved.id).has_value());
  EXPECT_EQ(w.records.get(w.anna, "viewpoint", saved.id, "test")->values, saved.values);
}

TEST_P(RecordsTest, ASignedRecordIsOnlyRead) {
  auto saved = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  const auto signed_record = w.records.sign(w.maria, "viewpoint", saved.id, 1).value();
  EXPECT_TRUE(signed_record.locked);
  saved.version = 2;
  saved.values["measure"] = std::string("Efteråt");
  const auto refused = w.records.save(w.maria, "viewpoint", saved);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "Posten är signerad och låst. Skriv en ny post som rättar den.");
  EXPECT_EQ(w.records.remove(w.anna, "viewpoint", saved.id, 2).error().kind, ProblemKind::forbidden);
}

TEST_P(RecordsTest, AnotherTeamSeesNothingOfARecord) {
  const auto contact = w.contact();
  EXPECT_EQ(w.records.get(w.olle, "contact", contact.id, "test").error().kind, ProblemKind::not_found);
  EXPECT_EQ(w.records.list(w.olle, "contact", {}, "test").total, 0);
  EXPECT_TRUE(w.records.history(w.olle, "contact", contact.id).empty());
  EXPECT_EQ(w.persons.get(w.olle, contact.person, "test").error().kind, ProblemKind::not_found);
  EXPECT_TRUE(w.persons.search(w.olle, "Elsa", 10).empty());
  EXPECT_TRUE(w.records.contact_names(w.olle, {contact.id}).empty());
  auto copy = contact;
  copy.values["reason"] = std::int64_t{3};
  EXPECT_EQ(w.records.save(w.olle, "contact", copy).error().kind, ProblemKind::not_found);
  Record session;
  session.values = {{"contact", contact.id}, {"date", std::string("2019-02-01")}};
  EXPECT_EQ(words_of(w.records.save(w.olle, "session", session).error()), "Kontakten finns inte, eller så får du inte se den.\n");
  EXPECT_EQ(w.records.list(w.anna, "contact", {}, "test").total, 1);
}

TEST_P(RecordsTest, NobodyWithoutTheRightReadsOrWrites) {
  const access::Actor nobody;
  EXPECT_EQ(w.records.save(nobody, "viewpoint", w.viewpoint()).error().kind, ProblemKind::forbidden);
  EXPECT_EQ(w.records.get(nobody, "viewpoint", 1, "test").error().kind, ProblemKind::forbidden);
  EXPECT_TRUE(w.records.list(nobody, "viewpoint", {}, "test").rows.empty());
}

TEST_P(RecordsTest, AStateIsReachedOnlyByItsStepAndWithItsFields) {
  auto contact = w.contact();
  const auto early = w.records.move_state(w.maria, "contact", contact.id, 1, "start_direct");
  ASSERT_FALSE(early.has_value());
  EXPECT_EQ(words_of(early.error()), "Fyll i Behandlingen började innan du väljer ”Börja behandlingen”.\n");
  contact.values["started"] = std::string("2019-01-20");
  ASSERT_TRUE(w.records.save(w.maria, "contact", contact).has_value());
  EXPECT_EQ(w.records.move_state(w.maria, "contact", contact.id, 2, "start_direct")->state, 4);
  EXPECT_EQ(w.records.move_state(w.maria, "contact", contact.id, 3, "start_direct").error().kind, ProblemKind::invalid);
  EXPECT_EQ(w.records.move_state(w.maria, "contact", contact.id, 3, "reopen").error().kind, ProblemKind::invalid);
}

TEST_P(RecordsTest, AnEndBeforeTheStartIsRefusedAndTheTreatmentTimeIsWholeMonths) {
  auto contact = w.contact();
  contact.values["started"] = std::string("2019-01-20");
  contact.values["ended"] = std::string("2019-01-19");
  EXPECT_EQ(words_of(w.records.save(w.maria, "contact", contact).error()), "Hur avslutades kontakten?: välj ett svar.\n");
  contact.values["ending"] = std::int64_t{1};
  EXPECT_EQ(words_of(w.records.save(w.maria, "contact", contact).error()), "Avslutet kan inte ligga före starten.\n");
  contact.values["ended"] = std::string("2019-03-20");
  const auto saved = w.records.save(w.maria, "contact", contact).value();
  EXPECT_EQ(saved.integer("months"), 2);
  EXPECT_EQ(saved.integer("days_to_start"), 10);
}

TEST_P(RecordsTest, AnAnonymousAnswerCannotBeTiedToAMomentOrAPerson) {
  Record draft;
  draft.values = {{"date", std::string("2019-02-01")}, {"sex", std::int64_t{2}}, {"helpful", std::int64_t{1}}};
  const auto saved = w.records.save(w.maria, "talk_survey", draft).value();
  EXPECT_EQ(saved.staff, 0);
  EXPECT_EQ(saved.sex, Sex::male);
  auto c = w.db.pool().read();
  c->query("SELECT created_at, created_by, updated_at, staff_id FROM r_talk_survey", {}, [](const db::Row &row) {
    EXPECT_EQ(row.text(0), "2019-03-22");
    EXPECT_TRUE(row.null(1));
    EXPECT_EQ(row.text(2), "2019-03-22");
    EXPECT_TRUE(row.null(3));
  });
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM record_history WHERE who IS NOT NULL OR user_id IS NOT NULL OR at <> '2019-03-22'"), 0);
  for (const auto &entry : audit::entries(*c, "talk_survey", 0, 10, 0)) {
    EXPECT_EQ(entry.object, "talk_survey:answer") << "no id";
    EXPECT_EQ(entry.at, "2019-03-21T23:00:00Z") << "midnight in Sweden";
    EXPECT_EQ(entry.actor_name, "");
  }
  EXPECT_EQ(audit::entries(*c, "talk_survey", 0, 10, 0).size(), 1U);
}

TEST_P(RecordsTest, EveryWriteAndReadIsInTheChain) {
  const auto saved = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  (void)w.records.get(w.anna, "viewpoint", saved.id, "uppföljning");
  w.read_log.flush();
  auto c = w.db.pool().read();
  const auto entries = audit::entries(*c, "viewpoint:" + std::to_string(saved.id), 0, 10, 0);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].act, "read");
  EXPECT_EQ(entries[1].act, "create");
  EXPECT_EQ(entries[1].detail.find("Svårt"), std::string::npos) << "never values";
  EXPECT_FALSE(audit::verify(*c).broken.has_value());
}

TEST_P(RecordsTest, TheHistoryIsReadInWords) {
  auto saved = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  saved.values["category"] = std::int64_t{2};
  ASSERT_TRUE(w.records.save(w.anna, "viewpoint", saved).has_value());
  ASSERT_TRUE(w.records.move_state(w.anna, "viewpoint", saved.id, 2, "handle").has_value());
  const auto history = w.records.history(w.maria, "viewpoint", saved.id);
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[0].differences[0].field, "Läge");
  EXPECT_EQ(history[0].differences[0].after, "Hanterad på möte");
  EXPECT_EQ(history[1].who, "Anna Lindqvist");
  EXPECT_EQ(history[1].differences[0].before, "Klagomål");
  EXPECT_EQ(history[1].differences[0].after, "Önskemål");
  EXPECT_EQ(history[2].what, "skapad");
}

TEST_P(RecordsTest, NothingChangedIsNotANewVersion) {
  const auto saved = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  EXPECT_EQ(w.records.save(w.maria, "viewpoint", saved)->version, 1);
}

TEST_P(RecordsTest, AnInstallationTwiceChangesNothingAndTheViewSpeaksInWords) {
  auto c = w.db.pool().write();
  EXPECT_TRUE(w.records.install(*c).empty());
}

TEST_P(RecordsTest, TheViewSpeaksInWords) {
  ASSERT_TRUE(w.records.save(w.maria, "viewpoint", w.viewpoint()).has_value());
  auto c = w.db.pool().read();
  c->query("SELECT category, state, sex, women FROM v_viewpoint", {}, [](const db::Row &row) {
    EXPECT_EQ(row.text(0), "Klagomål");
    EXPECT_EQ(row.text(1), "Ny");
    EXPECT_EQ(row.text(2), "kvinna");
    EXPECT_EQ(row.integer(3), 1);
  });
}

TEST_P(RecordsTest, ANewFieldIsAddedAndWhatWasThereStays) {
  const auto saved = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  auto newer = shipped_catalog();
  for (auto &reg : newer.registers)
    if (reg.id == "viewpoint") {
      definitions::Field field;
      field.id = "order";
      field.title.sv = "Ordning";
      field.type = FieldType::integer;
      reg.fields.push_back(field);
    }
  Records records(w.db.pool(), newer, w.clock, w.read_log);
  {
    auto c = w.db.pool().write();
    EXPECT_EQ(records.install(*c), std::vector<std::string>{"Registret Synpunkter har fått fältet Ordning."});
  }
  auto back = records.get(w.maria, "viewpoint", saved.id, "test").value();
  EXPECT_EQ(back.values, saved.values);
  back.values["order"] = std::int64_t{3}; // a word of SQL: its column is f_order
  EXPECT_EQ(records.save(w.maria, "viewpoint", back)->integer("order"), 3);
}

struct Seen : Listener {
  std::vector<std::string> log;
  void changed(db::Connection &c, const Change &change) override {
    EXPECT_TRUE(c.in_transaction());
    log.push_back(change.before == nullptr ? "new" : change.after == nullptr ? "gone" : "changed");
  }
  void committed() override { log.push_back("committed"); }
  void begin_bulk() override { log.push_back("begin"); }
  void end_bulk(db::Connection &) override { log.push_back("end"); }
};

TEST_P(RecordsTest, ListenersHearOfEachChangeInsideTheTransactionAndOfTheCommitAfter) {
  Seen seen;
  w.records.listen(seen);
  auto saved = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
  (void)w.records.save(w.maria, "viewpoint", {});
  ASSERT_TRUE(w.records.remove(w.anna, "viewpoint", saved.id, 1).has_value());
  ASSERT_TRUE(w.records
                  .bulk([&](db::Connection &c) -> Result<void> {
                    RT_CHECK(w.records.save_in(c, w.maria, "viewpoint", w.viewpoint()));
                    return {};
                  })
                  .has_value());
  EXPECT_EQ(seen.log, (std::vector<std::string>{"new", "committed", "gone", "committed", "begin", "new", "end", "committed"}));
}

TEST_P(RecordsTest, ABulkThatFailsLeavesNothing) {
  const auto result = w.records.bulk([&](db::Connection &c) -> Result<void> {
    RT_CHECK(w.records.save_in(c, w.maria, "viewpoint", w.viewpoint()));
    RT_CHECK(w.records.save_in(c, w.maria, "viewpoint", {}));
    return {};
  });
  EXPECT_FALSE(result.has_value());
  EXPECT_EQ(w.records.list(w.anna, "viewpoint", {}, "test").total, 0);
}

TEST_P(RecordsTest, AListIsOneQueryWhateverTheNumberOfRows) {
  ASSERT_TRUE(w.records
                  .bulk([&](db::Connection &c) -> Result<void> {
                    for (int i = 0; i < 100; ++i) RT_CHECK(w.records.save_in(c, w.maria, "viewpoint", w.viewpoint()));
                    return {};
                  })
                  .has_value());
  const auto before = db::statements_here();
  const auto page = w.records.list(w.anna, "viewpoint", {}, "test");
  EXPECT_EQ(db::statements_here() - before, 1) << "rows, how many there are and whose they are";
  EXPECT_EQ(page.rows.size(), 40U);
  EXPECT_EQ(page.total, 100);
  EXPECT_FALSE(page.uncounted);
  EXPECT_TRUE(page.more);
  ASSERT_TRUE(w.records.save(w.maria, "viewpoint", w.viewpoint()).has_value());
  EXPECT_EQ(w.records.list(w.anna, "viewpoint", {}, "test").total, 101);
  EXPECT_EQ(w.records.list(w.olle, "viewpoint", {}, "test").total, 0) << "nobody gets another's total";
}

TEST_P(RecordsTest, FiltersAreUnderstoodAndWhatIsNotUnderstoodShowsNothing) {
  auto draft = w.viewpoint("Ljudet i rummet");
  ASSERT_TRUE(w.records.save(w.maria, "viewpoint", draft).has_value());
  draft = w.viewpoint("50% nöjd");
  draft.values["category"] = std::int64_t{3};
  draft.values["received"] = std::string("2019-03-01");
  ASSERT_TRUE(w.records.save(w.maria, "viewpoint", draft).has_value());
  const auto total = [&](const std::string &field, const std::string &op, const std::string &value) {
    ListQuery query;
    query.filters = {{field, op, value}};
    return w.records.list(w.maria, "viewpoint", query, "test").total;
  };
  EXPECT_EQ(total("category", "=", "praise"), 1);
  EXPECT_EQ(total("category", "!=", "praise"), 1);
  EXPECT_EQ(total("date", ">=", "2019-03-01"), 1);
  EXPECT_EQ(total("state", "=", "new"), 2);
  EXPECT_EQ(total("sex", "=", "female"), 2);
  EXPECT_EQ(total("team", "=", std::to_string(w.family)), 2);
  EXPECT_EQ(total("measure", "none", ""), 2);
  EXPECT_EQ(total("description", "contains", "RUMMET"), 1);
  EXPECT_EQ(total("description", "contains", "0%"), 1) << "% is a letter here";
  EXPECT_EQ(total("description", "contains", "' OR 1=1 --"), 0);
  EXPECT_EQ(total("category", "=", "nonsense"), 0);
  EXPECT_EQ(total("no_such_field", "=", "1"), 0);
  EXPECT_EQ(total("category", "; DROP", "1"), 0);
}

TEST_P(RecordsTest, InCaseHandlingNobodyIsSoughtByWhatIsWrittenAboutThem) {
  auto contact = w.contact();
  contact.values["wishes"] = std::string("kvällstider");
  ASSERT_TRUE(w.records.save(w.maria, "contact", contact).has_value());
  ListQuery query;
  query.filters = {{"wishes", "contains", "kväll"}};
  EXPECT_EQ(w.records.list(w.maria, "contact", query, "test").total, 0);
}

TEST_P(RecordsTest, AListIsSortedWithEmptyLastOnBothEngines) {
  for (const char *fed_back : {"2019-02-20", "", "2019-02-10"}) {
    auto draft = w.viewpoint();
    if (*fed_back != 0) draft.values["fed_back"] = std::string(fed_back);
    ASSERT_TRUE(w.records.save(w.maria, "viewpoint", draft).has_value());
  }
  const auto order = [&](const std::string &sort) {
    ListQuery query;
    query.sort = sort;
    std::string all;
    for (const auto &row : w.records.list(w.maria, "viewpoint", query, "test").rows) all += row.text("fed_back") + " ";
    return all;
  };
  EXPECT_EQ(order("fed_back"), "2019-02-10 2019-02-20  ");
  EXPECT_EQ(order("-fed_back"), "2019-02-20 2019-02-10  ");
}

TEST_P(RecordsTest, ReplayingTheHistoryGivesTheRecordAsItIs) {
  const auto contact = w.contact();
  const auto &reg = *shipped_catalog().find("viewpoint");
  rc::check("history replays to the current record", [&] {
    auto steps = *rc::gen::arbitrary<std::vector<unsigned>>();
    steps.resize(std::min<std::size_t>(steps.size(), 10)); // each step is a committed transaction on a real disk
    auto record = w.records.save(w.maria, "viewpoint", w.viewpoint()).value();
    for (const auto step : steps) {
      const auto &field = reg.fields[step % reg.fields.size()];
      auto draft = record;
      if (field.type == FieldType::reference) draft.values[field.id] = contact.id;
      else if (field.type == FieldType::givers) draft.givers = givers_from_text(field, std::get<std::string>(good_value(field, step / 16)));
      else if (!field.required && step % 3 == 0) draft.values.erase(field.id);
      else draft.values[field.id] = good_value(field, step / 16);
      record = w.records.save(w.maria, "viewpoint", draft).value();
    }
    RC_ASSERT(w.records.replayed(w.maria, "viewpoint", record.id).value().values == record.values);
    const auto back = w.records.get(w.maria, "viewpoint", record.id, "test").value();
    const auto replayed = w.records.replayed(w.maria, "viewpoint", record.id).value();
    RC_ASSERT(back.values == replayed.values);
    RC_ASSERT(std::equal(std::begin(back.counts), std::end(back.counts), std::begin(replayed.counts)));
    RC_ASSERT(back.sex == replayed.sex && back.state == replayed.state && back.team == replayed.team && back.version == replayed.version);
  });
}

TEST_P(RecordsTest, ProtectedPeopleAreMaskedForThoseWhoDoNotWorkWithThem) {
  const auto contact = w.contact();
  auto person = w.persons.get(w.maria, contact.person, "test").value();
  person.is_protected = true;
  ASSERT_TRUE(w.persons.save(w.maria, person).has_value());
  EXPECT_EQ(w.persons.names(w.anna, {person.id}).at(person.id), "Skyddad person");
  EXPECT_EQ(w.records.contact_names(w.anna, {contact.id}).at(contact.id), "Skyddad person");
  EXPECT_EQ(w.persons.get(w.anna, person.id, "test")->first_name, "Skyddad person");
  EXPECT_EQ(w.persons.get(w.maria, person.id, "test")->first_name, "Elsa");
  EXPECT_TRUE(w.persons.search(w.anna, "Elsa", 10).empty());
}

TEST_P(RecordsTest, PeopleAreFoundByNameNumberOrCaseNumber) {
  const auto contact = w.contact();
  auto person = w.persons.get(w.maria, contact.person, "test").value();
  person.personnummer = "20040506-2380";
  auto refused = w.persons.save(w.maria, person);
  if (!refused) { EXPECT_EQ(refused.error().fields[0].message, "Sista siffran i personnumret stämmer inte. Kontrollera att du skrev rätt."); }
  for (char last = '0'; last <= '9' && !refused; ++last) {
    person.personnummer.back() = last;
    refused = w.persons.save(w.maria, person);
  }
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(w.persons.search(w.maria, "els", 10).size(), 1U);
  EXPECT_EQ(w.persons.search(w.maria, "exempel elsa", 10).size(), 1U);
  EXPECT_EQ(w.persons.search(w.maria, "lsa", 10).size(), 0U) << "words are sought from their beginning";
  EXPECT_EQ(w.persons.search(w.maria, person.personnummer.substr(2), 10).size(), 1U);
  EXPECT_EQ(w.persons.search(w.maria, std::to_string(contact.id), 10).size(), 1U);
  Person twin;
  twin.first_name = "Tvilling";
  twin.personnummer = person.personnummer;
  EXPECT_EQ(w.persons.save(w.maria, twin).error().fields[0].message, "Det finns redan en person med det personnumret.");
}

} // namespace
} // namespace rt::records
