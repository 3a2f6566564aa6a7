// Two registered people who were one human: nothing is lost, and it can be undone.
#include "modules/records/tests/fixture.hpp"
#include <gtest/gtest.h>

namespace rt::records {
namespace {

struct Heard final : Listener {
  int changes = 0;
  Sex before = Sex::unknown, after = Sex::unknown;
  void changed(db::Connection &, const Change &change) override {
    ++changes;
    before = change.before != nullptr ? change.before->sex : Sex::unknown;
    after = change.after != nullptr ? change.after->sex : Sex::unknown;
  }
};

class MergeTest : public ::testing::TestWithParam<std::string> {
protected:
  MergeTest() {
    Person p;
    p.first_name = "Elsa";
    p.last_name = "Exempel";
    p.sex = Sex::female;
    p.birth_date = "2004-05-06";
    kept = w.persons.save(w.maria, p).value();
    Person q;
    q.first_name = "Okänd";
    q.last_name = "Flicka";
    q.personnummer = "20040506-2389";
    if (!personnummer_fault(q.personnummer).empty()) q.personnummer = "19811218-9876";
    q.language = "somaliska";
    q.interpreter = true;
    gone = w.persons.save(w.olle, q).value();
    auto stored = w.persons.get(w.olle, gone, "test").value();
    stored.sex = Sex::unknown;
    Record draft;
    draft.values = {{"person", gone}, {"received", std::string("2019-01-10")}};
    contact = w.records.save(w.olle, "contact", draft).value();
    w.clock.advance(60);
  }
  World w{GetParam()};
  Merges merges{w.records, w.persons, w.clock};
  std::int64_t kept = 0, gone = 0;
  Record contact;
};
RT_BOTH_DATABASES(MergeTest);

TEST_P(MergeTest, ThePreviewSaysWhatMovesAndChangesNothing) {
  const auto preview = merges.preview(w.anna, kept, gone).value();
  ASSERT_EQ(preview.moves.size(), 1U);
  EXPECT_EQ(preview.moves[0], (std::pair<std::string, std::int64_t>{"contact", 1}));
  EXPECT_EQ(w.records.get(w.anna, "contact", contact.id, "test")->person, gone);
  EXPECT_FALSE(preview.differences.empty());
}

TEST_P(MergeTest, OnlyHeadsAndDeputiesMakeTwoPeopleOne) {
  EXPECT_EQ(merges.merge(w.maria, kept, gone).error().kind, ProblemKind::forbidden);
  EXPECT_EQ(merges.merge(w.anna, kept, kept).error().kind, ProblemKind::not_found);
}

TEST_P(MergeTest, RecordsNumbersAndGroupsFollowAndTheHistoryTellsIt) {
  ASSERT_TRUE(merges.merge(w.anna, kept, gone).has_value());
  const auto moved = w.records.get(w.anna, "contact", contact.id, "test").value();
  EXPECT_EQ(moved.person, kept);
  EXPECT_EQ(moved.integer("person"), kept);
  EXPECT_EQ(moved.version, 2);
  EXPECT_EQ(w.records.history(w.anna, "contact", contact.id).front().what, "sammanförd");
  EXPECT_EQ(w.records.replayed(w.anna, "contact", contact.id)->person, kept) << "the history gives the record as it is";
  const auto person = w.persons.get(w.olle, kept, "test");
  ASSERT_TRUE(person.has_value()) << "the youth group works with the kept person now";
  EXPECT_EQ(person->language, "somaliska");
  EXPECT_TRUE(person->interpreter);
  EXPECT_FALSE(person->personnummer.empty());
  EXPECT_TRUE(w.persons.search(w.anna, "Okänd", 5).empty());
  EXPECT_EQ(w.persons.search(w.anna, person->personnummer, 5).at(0).id, kept);
  EXPECT_EQ(w.persons.get(w.anna, gone, "test")->merged_into, kept);
  EXPECT_EQ(merges.merge(w.anna, kept, gone).error().kind, ProblemKind::not_found) << "not twice";
}

TEST_P(MergeTest, WhatWasUnknownIsKnownAndTheListenersHearIt) {
  Record draft = contact;
  auto lease = w.db.pool().write();
  lease->exec("UPDATE r_contact SET sex = 0, birth_year = NULL, n0 = 1, n1 = 0, n2 = 0 WHERE id = ?", {contact.id});
  { const auto release = std::move(lease); }
  Heard heard;
  w.records.listen(heard);
  EXPECT_EQ(merges.preview(w.anna, kept, gone)->told_sex, 1);
  ASSERT_TRUE(merges.merge(w.anna, kept, gone).has_value());
  EXPECT_EQ(heard.changes, 1);
  EXPECT_EQ(heard.before, Sex::unknown);
  EXPECT_EQ(heard.after, Sex::female);
  const auto moved = w.records.get(w.anna, "contact", contact.id, "test").value();
  EXPECT_EQ(moved.birth_year, 2004);
  EXPECT_EQ(moved.counts[0], 0);
  EXPECT_EQ(moved.counts[1], 1);
}

TEST_P(MergeTest, ItCanBeUndoneAsLongAsNothingNewIsWritten) {
  const auto number = w.persons.get(w.olle, gone, "test")->personnummer;
  const auto id = merges.merge(w.anna, kept, gone).value();
  ASSERT_EQ(merges.of(w.anna, kept).size(), 1U);
  EXPECT_EQ(merges.of(w.anna, kept)[0].why_not, "");
  w.clock.advance(60);
  const auto undone = merges.undo(w.anna, id);
  ASSERT_TRUE(undone.has_value()) << undone.error().message;
  EXPECT_EQ(w.records.get(w.anna, "contact", contact.id, "test")->person, gone);
  EXPECT_EQ(w.records.replayed(w.anna, "contact", contact.id)->person, gone);
  EXPECT_EQ(w.persons.get(w.anna, gone, "test")->personnummer, number);
  EXPECT_EQ(w.persons.get(w.anna, kept, "test")->personnummer, "");
  EXPECT_EQ(w.persons.get(w.anna, kept, "test")->language, "");
  EXPECT_FALSE(w.persons.get(w.olle, kept, "test").has_value()) << "the youth group no longer works with her";
  EXPECT_EQ(w.persons.search(w.anna, "Okänd", 5).size(), 1U);
  EXPECT_TRUE(merges.of(w.anna, kept).empty());
}

TEST_P(MergeTest, AfterANewRecordItStays) {
  const auto id = merges.merge(w.anna, kept, gone).value();
  w.clock.advance(60);
  Record draft;
  draft.values = {{"person", kept}, {"received", std::string("2019-03-01")}};
  ASSERT_TRUE(w.records.save(w.maria, "contact", draft).has_value());
  EXPECT_EQ(merges.undo(w.anna, id).error().kind, ProblemKind::conflict);
  EXPECT_EQ(w.records.get(w.anna, "contact", contact.id, "test")->person, kept);
}

TEST_P(MergeTest, TheProtectionOfEitherStaysWithThePerson) {
  auto secret = w.persons.get(w.olle, gone, "test").value();
  secret.is_protected = true;
  ASSERT_TRUE(w.persons.save(w.olle, secret).has_value());
  ASSERT_TRUE(merges.merge(w.anna, kept, gone).has_value());
  EXPECT_TRUE(w.persons.get(w.maria, kept, "test")->is_protected);
}

} // namespace
} // namespace rt::records
