// Signed and locked: a correction is a new record, shown together with the old, which is counted no more.
#include "modules/records/tests/flow_pack.hpp"
#include "modules/records/tests/site.hpp"
#include <gtest/gtest.h>

namespace rt::records {
namespace {

class Corrections : public ::testing::TestWithParam<std::string>, public Site {
protected:
  Corrections() : Site(GetParam(), flow_catalog()) {
    Record note;
    note.values = {{"day", std::string("2019-03-20")},
                   {"note", std::string("Modern berättade att Elsa sover dåligt på nätterna.")},
                   {"place", std::string("Hemma")}};
    note = w.records.save(w.maria, "talk", note).value();
    signed_note = w.records.sign(w.maria, "talk", note.id, note.version).value();
    path = "/register/talk/" + std::to_string(signed_note.id);
  }
  http::Response correct(const char *text) {
    return post(path + "/ratta", {{"day", "2019-03-20"}, {"note", text}, {"place", "Hemma"}, {"gor", "spara"}});
  }
  int counted(std::int64_t id) {
    auto c = w.db.pool().read();
    return static_cast<int>(c->count("SELECT n0 + n1 + n2 + n3 FROM r_talk WHERE id = ?", {id}));
  }
  Record signed_note;
  std::string path;
};
RT_BOTH_DATABASES(Corrections);

TEST_P(Corrections, ASignedNoteIsOnlyReadAndSaysWhoSigned) {
  const auto page = get(path);
  EXPECT_TRUE(has(page, "Signerad och låst av Maria Berg 22 mars 2019 11:00."));
  EXPECT_TRUE(has(page, "/ratta"));
  EXPECT_FALSE(has(page, "/andra"));
  EXPECT_EQ(w.records.save(w.maria, "talk", signed_note).error().kind, ProblemKind::forbidden);
}

TEST_P(Corrections, ACorrectionIsANewRecordAndTheOldStandsAsItWas) {
  const auto form = get(path + "/ratta");
  EXPECT_TRUE(has(form, "Modern berättade att Elsa sover dåligt på nätterna.</textarea>")) << "one begins from what was written";
  const auto saved = correct("Modern berättade att Elsa sover bra på nätterna.");
  ASSERT_EQ(saved.status, 303) << saved.body;
  const auto old = w.records.get(w.maria, "talk", signed_note.id, "test").value();
  EXPECT_EQ(old.text("note"), "Modern berättade att Elsa sover dåligt på nätterna.");
  EXPECT_TRUE(old.locked);
  const auto page = get(path);
  EXPECT_TRUE(has(page, "Rättad av Maria Berg 22 mars 2019 11:00."));
  EXPECT_TRUE(has(page, "<del><span class=\"sr-only\">borttaget:</span> dåligt "));
  EXPECT_TRUE(has(page, "<ins><span class=\"sr-only\">tillagt:</span> bra "));
  EXPECT_FALSE(has(page, "/ratta\"")) << "it is the correction that is corrected next";
  const auto correction = get(location(saved));
  EXPECT_TRUE(has(correction, "Den här posten rättar en signerad post."));
  EXPECT_TRUE(has(correction, "href=\"" + path + "\""));
}

TEST_P(Corrections, OnlyTheCorrectionIsCountedUntilItIsRemoved) {
  ASSERT_EQ(counted(signed_note.id), 1);
  ASSERT_EQ(correct("Rättad text.").status, 303);
  const auto tie = w.records.ties(w.maria, "talk", signed_note.id).corrected_by.at(0);
  EXPECT_EQ(counted(signed_note.id), 0);
  EXPECT_EQ(counted(tie.record), 1);
  ASSERT_TRUE(w.records.remove(w.anna, "talk", tie.record, 1).has_value());
  EXPECT_EQ(counted(signed_note.id), 1);
  EXPECT_TRUE(w.records.ties(w.maria, "talk", signed_note.id).corrected_by.empty());
  ASSERT_TRUE(w.records.restore(w.anna, "talk", tie.record).has_value());
  EXPECT_EQ(counted(signed_note.id), 0);
  const auto replayed = w.records.replayed(w.maria, "talk", signed_note.id).value();
  EXPECT_EQ(replayed.counts[0] + replayed.counts[1] + replayed.counts[2] + replayed.counts[3], 0) << "the history tells it too";
}

TEST_P(Corrections, ARecordIsCorrectedOnceAndThenItsCorrectionIs) {
  ASSERT_EQ(correct("Första rättelsen.").status, 303);
  const auto second = correct("Andra rättelsen av samma post.");
  EXPECT_EQ(second.status, 409);
  EXPECT_TRUE(has(second, "Andra rättelsen av samma post.")) << "the text is not lost";
  EXPECT_TRUE(has(second, "Posten är redan rättad."));
}

TEST_P(Corrections, AnUnsignedRecordIsChangedNotCorrected) {
  Record note;
  note.values = {{"day", std::string("2019-03-20")}};
  note = w.records.save(w.maria, "talk", note).value();
  EXPECT_FALSE(w.records.correct(w.maria, "talk", note.id, note).has_value());
  EXPECT_EQ(get("/register/talk/" + std::to_string(note.id) + "/ratta").status, 303);
}

TEST_P(Corrections, ACorrectedDecisionIsApprovedAnew) {
  Record draft;
  draft.values = {{"opened", std::string("2019-03-01")}, {"plan", std::string("Plan")}, {"decision", std::string("Bistånd beviljas.")}};
  auto record = w.records.save(w.maria, "investigation", draft).value();
  record = w.records.move_state(w.maria, "investigation", record.id, record.version, "hand_in").value();
  record = w.records.move_state(w.anna, "investigation", record.id, record.version, "approve").value();
  const auto corrected = w.records.correct(w.maria, "investigation", record.id, record).value();
  EXPECT_EQ(corrected.state, 1) << "it begins where every decision begins";
  EXPECT_FALSE(corrected.locked);
}

TEST_P(Corrections, OutsideTheTeamThereIsNothingToCorrect) {
  as(w.olle);
  EXPECT_EQ(get(path + "/ratta").status, 404);
  EXPECT_FALSE(w.records.correct(w.olle, "talk", signed_note.id, signed_note).has_value());
}

TEST_P(Corrections, TheDraftOfACorrectionIsItsOwn) {
  post("/register/talk/utkast/" + std::to_string(signed_note.id) + "/rattelse", {{"note", "Halvskriven rättelse"}});
  EXPECT_TRUE(has(get(path + "/ratta"), "Halvskriven rättelse"));
  post("/register/talk/utkast/" + std::to_string(signed_note.id) + "/rattelse/bort", {});
  EXPECT_FALSE(has(get(path + "/ratta"), "Halvskriven rättelse"));
}

TEST_P(Corrections, TheHistoryPageTellsEachChangeFieldByField) {
  Record note;
  note.values = {{"day", std::string("2019-03-20")}, {"note", std::string("Vi talade länge om skolan och vänner.")}};
  note = w.records.save(w.maria, "talk", note).value();
  note.values["note"] = std::string("Vi talade länge om skolan och familjen.");
  note.values["place"] = std::string("Kontoret");
  ASSERT_TRUE(w.records.save(w.anna, "talk", note).has_value());
  const auto page = get("/register/talk/" + std::to_string(note.id) + "/historik");
  EXPECT_TRUE(has(page, "av Anna Lindqvist"));
  EXPECT_TRUE(has(page, "</span> vänner."));
  EXPECT_TRUE(has(page, "</span> familjen."));
  EXPECT_TRUE(has(page, "Plats: <ins>Kontoret</ins>"));
  as(w.olle);
  EXPECT_EQ(get("/register/talk/" + std::to_string(note.id) + "/historik").status, 404);
}

} // namespace
} // namespace rt::records
