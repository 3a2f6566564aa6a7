// Every type of field, a repeated group, rights per field: kept, checked, computed and told, on both databases.
#include "modules/records/tests/everything_pack.hpp"
#include <gtest/gtest.h>

namespace rt::records {
namespace {

using definitions::FieldType;

class EverythingTest : public ::testing::TestWithParam<std::string> {
protected:
  EverythingWorld w{GetParam()};
};
RT_BOTH_DATABASES(EverythingTest);

std::string words_of(const Problem &problem) {
  std::string all;
  for (const auto &error : problem.fields) all += error.field + ": " + error.message + "\n";
  return all;
}

TEST(EverythingPack, IsSoundAndHasEveryType) {
  for (const auto &finding : everything_loaded().findings) ADD_FAILURE() << finding.file << ":" << finding.line << " " << finding.message;
  std::set<FieldType> seen;
  for (const auto &field : everything_loaded().catalog.find("everything")->fields) seen.insert(field.type);
  // All but the record's own team, one member of staff and givers, which the shipped registers have.
  EXPECT_EQ(seen.size() + 3, static_cast<std::size_t>(FieldType::personnummer) + 1);
}

TEST_P(EverythingTest, EveryFieldIsSavedAndReadBack) {
  const auto saved = w.records.save(w.anna, "everything", w.full());
  ASSERT_TRUE(saved.has_value()) << words_of(saved.error());
  const auto back = w.records.get(w.anna, "everything", saved->id, "test").value();
  EXPECT_EQ(back.values, saved->values);
  EXPECT_EQ(back.groups, saved->groups);
  ASSERT_EQ(back.groups.at("children").size(), 2U);
  EXPECT_EQ(back.groups.at("children")[0].at("who"), db::Value{w.sibling});
  for (const auto &field : w.reg().fields) {
    if (in_record(field) && field.id != "before") { EXPECT_TRUE(back.has(field.id)) << field.id; }
  }
}

TEST_P(EverythingTest, WhatIsComputedFollowsFromFieldsAndRows) {
  const auto saved = w.records.save(w.anna, "everything", w.full()).value();
  EXPECT_EQ(saved.integer("rows"), 2);
  EXPECT_EQ(saved.integer("nights"), 15);
  EXPECT_EQ(saved.value("left"), db::Value{1232.0});
  EXPECT_EQ(saved.integer("years"), 48) << "born 3 October 1970: a samordningsnummer has 60 added to the day";
  auto none = w.least();
  none.groups["children"] = {{{"child_name", std::string("Lo")}}};
  const auto partly = w.records.save(w.anna, "everything", none).value();
  EXPECT_EQ(partly.integer("rows"), 1);
  EXPECT_FALSE(partly.has("nights")) << "a sum of what is partly missing would be a lie";
}

struct Bad {
  const char *field;
  db::Value value;
  const char *message;
};
const std::vector<Bad> kBad{
    {"name", std::string("Tretton tecken"), "Rubrik: texten är för lång, 14 tecken. Korta den till högst 12 tecken."},
    {"persons", std::string("1.99999"), "Vårdnadshavare: personen finns inte, eller så får du inte se hen."},
    {"persons", std::string("7.1"), "Vårdnadshavare: välj vem varje person är."},
    {"handlers", std::string("99999"), "Handläggare: medarbetaren finns inte i enheten."},
    {"home", std::int64_t{99999}, "Hushåll: posten finns inte, eller så får du inte se den."},
    {"place", std::int64_t{99999}, "Utförare: posten finns inte, eller så får du inte se den."},
    {"before", std::int64_t{99999}, "Tidigare: posten finns inte, eller så får du inte se den."},
    {"address", std::string("Storgatan 1\n1273\nSkärholmen"), "Adress: postnumret ska ha fem siffror, till exempel 127 32."},
    {"number", std::string("19701063-2392"), "Förälderns nummer: Sista siffran i personnumret stämmer inte. Kontrollera att du skrev rätt."},
    {"day", std::string("2019-02-31"), "Dag: skriv datumet som 2026-11-22 eller 22/11."},
    {"count", std::int64_t{21}, "Antal: skriv ett tal mellan 0 och 20."},
    {"cost", std::string("mycket"), "Kostnad: skriv ett tal."},
    {"clock", std::string("25:00"), "Klockan: skriv klockslaget som 14:30."},
    {"month", std::string("2019-13"), "Månad: skriv månaden som 2026-11."},
    {"one", std::int64_t{7}, "Ett val: svaret finns inte bland dem som går att välja."},
    {"one", std::int64_t{1}, "Ett val: ”Gammalt” slutade användas 2018-12-31. Välj ett annat svar."},
    {"several", std::string("1,9"), "Flera val: svaret finns inte bland dem som går att välja."},
    {"asked", std::int64_t{2}, "Frågat: svaret finns inte bland dem som går att välja."},
    {"scale", std::int64_t{101}, "Skala: skriv ett tal mellan 0 och 10."},
    {"level", std::int64_t{9}, "Nivå: svaret finns inte bland dem som går att välja."},
    {"mood", std::int64_t{9}, "Känsla: svaret finns inte bland dem som går att välja."},
    {"paper", std::int64_t{99999}, "Handling: filen finns inte kvar. Välj den igen."},
    {"checklist_plan", std::int64_t{9}, "Finns en plan?: svaret finns inte bland dem som går att välja."},
};

TEST_P(EverythingTest, EachBadValueIsRefusedAtItsFieldWithASentence) {
  for (const auto &bad : kBad) {
    auto draft = w.least();
    draft.values[bad.field] = bad.value;
    const auto refused = w.records.save(w.anna, "everything", draft);
    ASSERT_FALSE(refused.has_value()) << bad.field;
    EXPECT_EQ(words_of(refused.error()), std::string(bad.field) + ": " + bad.message + "\n");
  }
  auto draft = w.least();
  draft.groups["children"] = {{{"child_name", std::string("Lo")}}, {{"stays", std::int64_t{40}}}};
  EXPECT_EQ(words_of(w.records.save(w.anna, "everything", draft).error()),
            "children.1.child_name: Syskon 2, Namn: fyll i fältet.\n"
            "children.1.stays: Syskon 2, Nätter hemma: skriv ett tal mellan 0 och 31.\n");
  draft.groups["children"].assign(4, {{"child_name", std::string("Lo")}});
  EXPECT_EQ(words_of(w.records.save(w.anna, "everything", draft).error()), "children: Syskon: högst 3 rader får plats.\n");
}

TEST_P(EverythingTest, ARetiredAnswerStaysReadableAndIsOfferedByTheRecordsDay) {
  auto draft = w.least();
  draft.values["day"] = std::string("2018-06-01");
  draft.values["one"] = std::int64_t{1};
  auto saved = w.records.save(w.anna, "everything", draft);
  ASSERT_TRUE(saved.has_value()) << "it was used on that day";
  EXPECT_EQ(show(*w.reg().field("one"), saved->value("one")), "Gammalt");
  saved->values["day"] = std::string("2019-06-01");
  EXPECT_TRUE(w.records.save(w.anna, "everything", *saved).has_value()) << "an answer that was there is kept";
}

TEST_P(EverythingTest, AGroupThatIsNotSentIsLeftAndOneThatIsEmptyIsEmptied) {
  auto saved = w.records.save(w.anna, "everything", w.full()).value();
  auto draft = saved;
  draft.groups.clear();
  draft.values["count"] = std::int64_t{8};
  saved = w.records.save(w.anna, "everything", draft).value();
  EXPECT_EQ(saved.groups.at("children").size(), 2U);
  EXPECT_EQ(saved.integer("rows"), 2);
  draft = saved;
  draft.groups["children"].clear();
  saved = w.records.save(w.anna, "everything", draft).value();
  EXPECT_EQ(w.records.get(w.anna, "everything", saved.id, "test")->groups.at("children").size(), 0U);
  EXPECT_EQ(saved.integer("rows"), 0);
}

TEST_P(EverythingTest, WhatOthersMayNotSeeIsHiddenKeptAndNeverChangedByThem) {
  const auto annas = w.records.save(w.anna, "everything", w.full()).value();
  auto marias = w.records.get(w.maria, "everything", annas.id, "test").value();
  EXPECT_FALSE(marias.has("secret"));
  EXPECT_EQ(marias.hidden, (std::set<std::string>{"remark", "secret"}));
  EXPECT_EQ(marias.groups.at("children")[0].count("remark"), 0U);
  EXPECT_EQ(marias.integer("judged"), 1) << "read by all, written by the head";

  marias.values["count"] = std::int64_t{9};
  const auto saved = w.records.save(w.maria, "everything", marias);
  ASSERT_TRUE(saved.has_value()) << words_of(saved.error());
  EXPECT_FALSE(saved->has("secret"));
  const auto back = w.records.get(w.anna, "everything", annas.id, "test").value();
  EXPECT_EQ(back.text("secret"), "Bara för mig");
  EXPECT_EQ(back.groups.at("children")[0].at("remark"), db::Value{std::string("Chefens")});

  auto tries = *saved;
  tries.values["judged"] = std::int64_t{0};
  tries.values["secret"] = std::string("ändrat");
  EXPECT_EQ(words_of(w.records.save(w.maria, "everything", tries).error()), "secret: Chefens anteckning: din roll får inte ändra det här.\n"
                                                                            "judged: Bedömt av chefen: din roll får inte ändra det här.\n");
  ListQuery probing;
  probing.filters = {{"secret", "has", ""}};
  EXPECT_EQ(w.records.list(w.maria, "everything", probing, "test").rows.size(), 0U) << "a filter must not tell what a field hides";
  for (const auto &row : w.records.list(w.maria, "everything", {}, "test").rows) EXPECT_FALSE(row.has("secret"));
  for (const auto &entry : w.records.history(w.maria, "everything", annas.id))
    for (const auto &difference : entry.differences) {
      EXPECT_EQ(difference.after.find("Bara för mig"), std::string::npos);
      EXPECT_EQ(difference.after.find("Chefens ord: Chefens"), std::string::npos);
    }
}

TEST_P(EverythingTest, TheHistoryTellsWhichRowsChangedAndReplays) {
  auto saved = w.records.save(w.anna, "everything", w.full()).value();
  saved.groups["children"].erase(saved.groups["children"].begin());
  saved = w.records.save(w.anna, "everything", saved).value();
  const auto history = w.records.history(w.anna, "everything", saved.id);
  ASSERT_EQ(history.size(), 2U);
  bool told = false;
  for (const auto &difference : history[0].differences)
    if (difference.field == "Syskon 1") {
      told = true;
      EXPECT_NE(difference.before.find("Namn: Nils"), std::string::npos);
      EXPECT_NE(difference.before.find("Person: Nils Exempel"), std::string::npos);
      EXPECT_EQ(difference.after, "");
    }
  EXPECT_TRUE(told);
  const auto replayed = w.records.replayed(w.anna, "everything", saved.id).value();
  EXPECT_EQ(replayed.groups, saved.groups);
  EXPECT_EQ(replayed.values, saved.values);
}

TEST_P(EverythingTest, PeopleInRolesAreFoundByAnIndexAndThePersonsTeamKnowsThem) {
  const auto saved = w.records.save(w.anna, "everything", w.full()).value();
  auto c = w.db.pool().read();
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM record_person WHERE register_id = 'everything' AND record_id = ?", {saved.id}), 3);
  EXPECT_EQ(c->count("SELECT role FROM record_person WHERE person_id = ?", {w.father}), 2);
}

TEST_P(EverythingTest, TheViewHasWords) {
  const auto saved = w.records.save(w.anna, "everything", w.full()).value();
  auto c = w.db.pool().read();
  std::map<std::string, std::string> words;
  c->query("SELECT mood, persons, handlers, home, place, paper, address, month FROM v_everything WHERE id = ?", {saved.id}, [&](const db::Row &row) {
    for (int i = 0; i < row.columns(); ++i) words[std::string(row.name(i))] = row.str(i);
  });
  EXPECT_EQ(words["mood"], "Hög");
  EXPECT_EQ(words["persons"], "Mamma: Maja Exempel, Pappa: Ali Exempel");
  EXPECT_EQ(words["handlers"], "Maria Berg, Sara Lund");
  EXPECT_EQ(words["home"], "Familjen Ek");
  EXPECT_EQ(words["place"], "Solgläntan");
  EXPECT_EQ(words["paper"], "beslut.pdf");
  EXPECT_EQ(words["address"], "Storgatan 1, lgh 2, 127 32, Skärholmen");
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM v_everything__children WHERE record_id = ? AND kind = 'Hög' AND who = 'Nils Exempel'", {saved.id}), 1);
}

TEST_P(EverythingTest, AFileIsReadByThoseWhoSeeTheRecordAndOnlyThere) {
  const auto saved = w.records.save(w.anna, "everything", w.full()).value();
  const auto id = saved.integer("paper");
  const auto file = w.records.file(w.maria, "everything", saved.id, id).value();
  EXPECT_EQ(file.bytes, "%PDF-1.4 prov");
  EXPECT_EQ(file.content_type, "application/pdf");
  EXPECT_EQ(file.sha256.size(), 64U);
  EXPECT_FALSE(w.records.file(w.olle, "everything", saved.id, id).has_value()) << "another team";
  const auto other = w.records.save(w.anna, "everything", w.least("Två")).value();
  EXPECT_FALSE(w.records.file(w.maria, "everything", other.id, id).has_value()) << "the file of another record";
  auto stolen = other;
  stolen.values["paper"] = id;
  EXPECT_FALSE(w.records.save(w.maria, "everything", stolen).has_value());
}

TEST_P(EverythingTest, OnlyFilesOfSensibleKindsAreKept) {
  const auto &paper = *w.reg().field("paper");
  const auto refused = [&](std::string_view name, std::string_view bytes) {
    return !w.records.add_file(w.maria, "everything", paper, name, bytes).has_value();
  };
  EXPECT_FALSE(refused("bild.jpg", "\xFF\xD8\xFF\xE0 bild"));
  EXPECT_FALSE(refused("anteckning.txt", "vanlig text med å"));
  EXPECT_TRUE(refused("beslut.pdf", "<html><script>alert(1)</script></html>")) << "a name says nothing about what is in a file";
  EXPECT_TRUE(refused("program.exe", std::string_view("MZ\x90\0\3", 5)));
  EXPECT_TRUE(refused("brev.docx", "PK\x03\x04 [Content_Types].xml word/document.xml word/vbaProject.bin"));
  EXPECT_FALSE(refused("brev.docx", "PK\x03\x04 [Content_Types].xml word/document.xml"));
  EXPECT_TRUE(refused("stor.txt", std::string(kMostFileBytes + 1, 'a')));
}

TEST_P(EverythingTest, RecordsAreChosenByWordsThatPeopleKnow) {
  const auto saved = w.records.save(w.maria, "everything", w.least()).value();
  EXPECT_EQ(w.records.reference_names(w.maria, "provider", {w.place}).at(w.place), "Solgläntan");
  EXPECT_EQ(w.records.reference_names(w.maria, "everything", {saved.id}).at(saved.id), "Elsa Exempel, Ett, 2019-02-01");
  EXPECT_EQ(w.records.reference_choices(w.maria, "provider", "solg", 10).size(), 1U);
  EXPECT_EQ(w.records.reference_choices(w.maria, "provider", "mån", 10).size(), 0U);
  EXPECT_EQ(w.records.reference_choices(w.maria, "everything", "elsa", 10).size(), 1U);
  EXPECT_EQ(w.records.reference_choices(w.maria, "everything", "Ett", 10).size(), 0U)
      << "2001:637 15 §: nobody is sought by what is written about them";
  EXPECT_TRUE(w.records.reference_names(w.olle, "everything", {saved.id}).empty());
}

TEST_P(EverythingTest, AnUpgradeAddsColumnsToGroupsAndKeepsWhatIsThere) {
  const auto saved = w.records.save(w.anna, "everything", w.full()).value();
  auto toml = everything_toml() + field_toml("shoe", "integer", "Skostorlek", "group = \"children\"") + field_toml("visit", "time", "Besökstid");
  const auto newer = PackFolder({{"household", named_register("household", "Hushåll", "Hushåll")},
                                 {"provider", named_register("provider", "Utförare", "Utförare")},
                                 {"everything", toml}})
                         .load();
  ASSERT_TRUE(newer.findings.empty());
  Records upgraded(w.db.pool(), newer.catalog, w.clock, w.read_log);
  upgraded.install(*w.db.pool().write());
  auto back = upgraded.get(w.anna, "everything", saved.id, "test").value();
  EXPECT_EQ(back.groups, saved.groups);
  EXPECT_EQ(back.values, saved.values);
  back.groups["children"][1]["shoe"] = std::int64_t{31};
  back.values["visit"] = std::string("08:00");
  const auto changed = upgraded.save(w.anna, "everything", back).value();
  EXPECT_EQ(upgraded.get(w.anna, "everything", changed.id, "test")->groups.at("children")[1].at("shoe"), db::Value{std::int64_t{31}});
}

// The public test vectors of the tax agency and of personnummer/meta 3.1, and those of law-and-standards 1.4.
TEST(Personnummer, VectorsFromTheTaxAgencyAndTheOpenSpecification) {
  for (const char *good :
       {"701063-2391", "19701063-2391", "860813-4667", "19860813-4667", "198608134667", "20120412-9991", "1204129991", "19850864-9962", "090527+1474",
        "520426+9996", "000101-T220", "20000101T220", "000101-R220", "20080102-T123", "20080102-TF10", "19561110-K064"})
    EXPECT_EQ(personnummer_fault(good), "") << good;
  for (const char *bad :
       {"860813-4668", "111111-0000", "19850931-9962", "701093-2391", "000101-1R13", "000101-11R3", "not blank", "19701063-239", "00000000-0000"})
    EXPECT_NE(personnummer_fault(bad), "") << bad;
  const auto today = make_date(2019, 3, 22);
  EXPECT_EQ(normal_personnummer("701063-2391", today), "19701063-2391");
  EXPECT_EQ(normal_personnummer("090527+1474", today), "19090527-1474");
  EXPECT_EQ(normal_personnummer("000101-t220", today), "20000101-T220");
  EXPECT_EQ(normal_personnummer("191231-9996", make_date(2019, 3, 22)).substr(0, 4), personnummer_fault("191231-9996").empty() ? "1919" : "")
      << "nobody is born tomorrow";
}

TEST(WhatPeopleWrite, IsUnderstoodByType) {
  const auto today = make_date(2019, 3, 22);
  definitions::Field field;
  field.title = {"Fält", "Field"};
  const auto parsed = [&](FieldType type, const char *text) {
    field.type = type;
    const auto value = parse(field, text, today);
    return value ? std::get<std::string>(*value) : "fel: " + value.error().message;
  };
  for (const char *text : {"14:30", "14.30", "1430", "kl 14:30", "14:30:00"}) EXPECT_EQ(parsed(FieldType::time, text), "14:30") << text;
  EXPECT_EQ(parsed(FieldType::time, "9"), "09:00");
  EXPECT_EQ(parsed(FieldType::time, "halv tre"), "fel: ”halv tre” är inget klockslag. Skriv till exempel 14:30.");
  for (const char *text : {"2026-11", "202611", "11/2026", "nov 2026", "november 2026", "2026-11-22"})
    EXPECT_EQ(parsed(FieldType::month, text), "2026-11") << text;
  for (const char *text : {"Storgatan 1\n12732\nSkärholmen", "Storgatan 1\n127 32 Skärholmen", "Storgatan 1, 127 32 Skärholmen"})
    EXPECT_EQ(parsed(FieldType::address, text), "Storgatan 1\n127 32\nSkärholmen") << text;
  EXPECT_EQ(parsed(FieldType::address, "127 32 Skärholmen"), "\n127 32\nSkärholmen");
}

} // namespace
} // namespace rt::records
