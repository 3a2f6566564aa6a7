// The unit's own Excel file (Figur 1): ten columns, mixed spellings, empty cells, dates as 180110 - in three file formats.
#include "modules/records/import.hpp"
#include "modules/records/import_plan.hpp"
#include "modules/records/tests/fixture.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/sheet.hpp"

namespace rt::records {
namespace {

using sheet::OutSheet;

const std::vector<std::string> kFigure1 = {"Kategori",
                                           "Vem tog emot?",
                                           "Vem lämnar synpunkten?",
                                           "KÖN",
                                           "Synpunkten gäller",
                                           "Lämnades skriftligt /muntligt",
                                           "Kort beskrivning av klagomålet/synpunkten",
                                           "Åtgärd",
                                           "Återkoppling datum",
                                           "Kommentar"};
using Words = std::vector<std::string>;
// The example row of Figur 1, word for word.
const Words kExample = {"Klagomål",
                        "Angela",
                        "Brukare",
                        "pojke",
                        "Insatsens innehåll/fysisk miljö",
                        "Muntligt",
                        "Ungdomen hann inte säga en sak. Hade velat ha mer tid.",
                        "Göra en tydlig agenda. Förbered när det är 20 min kvar så att det finns chans att hinna med det ungdomen vill ta upp.",
                        "180110",
                        "SRS ökat."};
const std::vector<Words> kRows = {
    kExample,
    {"KLAGOMAL ", "Olle", "Föräldrar", "kvinna och man", "tider", "munt", "Svårt att komma ifrån\njobbet", "Kvällstid", "180214", ""},
    {"önskemål", "", "mamma", "", "Bemötande", "SKRIFTLIGT", "Vill ha \"fika\"; gärna kaffe", "", "2018-03-02", ""},
    {"Beröm", "Maria", "brukare", "k", "", "Genom SRS", "Bra lyssnat", "", "2018-03-05", "-"},
};

std::string csv(const std::vector<Words> &rows, char separator = ';') {
  std::string out;
  std::vector<Words> all{kFigure1};
  all.insert(all.end(), rows.begin(), rows.end());
  for (const auto &row : all) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool quote = row[i].find_first_of(";,\"\n") != std::string::npos;
      out += (i ? std::string(1, separator) : "") + (quote ? "\"" + replace_all(row[i], "\"", "\"\"") + "\"" : row[i]);
    }
    out += "\r\n";
  }
  return out;
}

std::string latin(const std::string &utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    if (utf8[i] != '\xC3') out += utf8[i];
    else out += static_cast<char>(utf8[++i] + 0x40);
  }
  return out;
}

/// A title row above the heading, real dates, a second sheet that is something else.
std::string xlsx(const std::vector<Words> &rows) {
  OutSheet notes{"Läs mig", {"Så fyller du i"}, {}, {{std::string("En rad per synpunkt")}}, ""};
  OutSheet out{"Synpunkter 2018", kFigure1, {}, {}, "Synpunkter Resursenheten"};
  for (const auto &row : rows) {
    auto &cells = out.rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i == 8 && row[i].size() == 6)
        cells.emplace_back("20" + row[i].substr(0, 2) + "-" + row[i].substr(2, 2) + "-" + row[i].substr(4)); // a date cell
      else if (row[i].empty()) cells.emplace_back();
      else cells.emplace_back(row[i]);
    }
  }
  return sheet::write_xlsx({notes, out}, "Anna");
}

/// Every record as people read it, in the order of their texts.
std::vector<std::string> shown(World &world, const char *register_id = "viewpoint") {
  const auto &reg = *world.records.catalog().find(register_id);
  std::vector<std::string> out;
  for (const auto &record : world.records.list(world.anna, register_id, {{}, "id", 1000, 0, true}, "test").rows) {
    std::string line = std::to_string(record.counts[1]) + "k " + std::to_string(record.counts[2]) + "m";
    for (const auto &field : reg.fields) line += " | " + show(field, record.value(field.id));
    out.push_back(std::move(line));
  }
  std::sort(out.begin(), out.end());
  return out;
}

class Import : public ::testing::TestWithParam<std::string> {
protected:
  ImportReport read(const std::string &bytes, const std::string &name, ImportOptions options = {}, const char *reg = "viewpoint") {
    if (options.team == 0) options.team = world.family;
    auto report = imports.import_file(world.anna, reg, bytes, name, options);
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    for (const auto &error : report ? report->errors : std::vector<ImportError>{})
      last_errors += std::to_string(error.row) + " " + error.header + ": " + error.message + "\n";
    return report ? *report : ImportReport{};
  }
  World world{GetParam()};
  Imports imports{world.records, world.persons, world.clock};
  std::string last_errors;
};
RT_BOTH_DATABASES(Import);

TEST_P(Import, ThreeFileFormatsGiveTheSameRecords) {
  std::vector<std::vector<std::string>> results;
  for (const auto &[bytes, name] : {std::pair{csv(kRows), "utf8.csv"}, {latin(csv(kRows)), "latin.csv"}, {xlsx(kRows), "figur1.xlsx"}}) {
    const auto report = read(bytes, name);
    EXPECT_EQ(report.state, "done") << last_errors;
    EXPECT_EQ(report.created, 4);
    results.push_back(shown(world));
    ASSERT_TRUE(imports.undo(world.anna, report.job));
    EXPECT_TRUE(shown(world).empty());
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
  // One viewpoint of a couple: two givers, both sexes counted. No sex said and the role says it: a mother is a woman.
  EXPECT_TRUE(starts_with(results[0][3], "1k 1m | 2018-02-14 | Klagomål | Olle | Föräldrar (kvinna), Föräldrar (man)")) << results[0][3];
  EXPECT_NE(results[0][1].find("1k 0m | 2018-03-02 | Önskemål |  | Mamma (kvinna)"), std::string::npos) << results[0][1];
}

TEST_P(Import, TheExampleRowIsStoredAndShownExactly) {
  const auto report = read(csv({kExample}), "figur1.csv");
  ASSERT_EQ(report.state, "done") << last_errors;
  const auto record = world.records.list(world.anna, "viewpoint", {}, "test").rows.at(0);
  const auto &reg = *world.records.catalog().find("viewpoint");
  const auto says = [&](const char *field) { return show(*reg.field(field), record.value(field)); };
  EXPECT_EQ(says("category"), kExample[0]);
  EXPECT_EQ(says("receiver"), kExample[1]);
  EXPECT_EQ(says("givers"), "Brukare (pojke)");
  EXPECT_EQ(says("concerns"), kExample[4]);
  EXPECT_EQ(says("way"), kExample[5]);
  EXPECT_EQ(says("description"), kExample[6]);
  EXPECT_EQ(says("measure"), kExample[7]);
  EXPECT_EQ(says("fed_back"), "2018-01-10");
  EXPECT_EQ(says("comment"), kExample[9]);
  EXPECT_EQ(record.counts[static_cast<int>(Sex::male)], 1);
  EXPECT_EQ(record.team, world.family);
  // The file has no date of its own: the day of the feedback is taken, and that is said.
  EXPECT_EQ(says("received"), "2018-01-10");
  ASSERT_EQ(report.notes.size(), 1u);
  EXPECT_EQ(report.notes[0], "Filen har ingen kolumn för Datum. Dagen tas från Återkoppling datum.");
}

TEST_P(Import, SaysWhatWasUnderstood) {
  ImportOptions options;
  options.dry_run = true;
  const auto report = read(xlsx(kRows), "figur1.xlsx", options);
  EXPECT_EQ(report.understood, "Excel (.xlsx), 2 blad");
  EXPECT_EQ(report.sheets, (Words{"Läs mig", "Synpunkter 2018"}));
  EXPECT_EQ(report.sheet, "Synpunkter 2018");
  EXPECT_EQ(report.header_row, 3);
  ASSERT_EQ(report.columns.size(), 10u);
  EXPECT_EQ(report.columns[3].key, "givers.sex");
  EXPECT_EQ(report.columns[8].key, "fed_back");
  EXPECT_EQ(report.columns[8].kind, "datum");
  EXPECT_EQ(report.columns[8].why, "samma rubrik");
  EXPECT_EQ(report.columns[6].examples.at(0), kExample[6]);
  EXPECT_EQ(report.created, 4);
  EXPECT_EQ(report.state, "open");
  EXPECT_TRUE(shown(world).empty()); // a dry run stores nothing
}

TEST_P(Import, RowsThatDoNotFitAreNamedAndNothingIsStored) {
  auto rows = kRows;
  rows[0][0] = "Klagomol";
  rows[1][3] = "blå";
  rows[2][8] = "i våras";
  rows[3][6] = "";
  const auto report = read(csv(rows), "fel.csv");
  EXPECT_EQ(report.state, "open");
  EXPECT_EQ(report.bad, 4);
  EXPECT_EQ(last_errors,
            "2 Kategori: ”Klagomol” finns inte bland svaren. Menade du ”Klagomål”?\n"
            "3 KÖN: ”blå” går inte att läsa som kön. Skriv kvinna, man, flicka, pojke, annat eller okänt; för två personer ”kvinna och man”.\n"
            "4 Återkoppling datum: ”i våras” är inget datum. Skriv datumet som 2026-11-22 eller 22/11.\n"
            "5 Kort beskrivning av klagomålet/synpunkten: Kort beskrivning av klagomålet/synpunkten: fyll i fältet.\n");
  EXPECT_TRUE(shown(world).empty());
  ImportOptions options;
  options.skip_bad_rows = true;
  rows[3] = kRows[3];
  const auto skipped = read(csv(rows), "fel.csv", options);
  EXPECT_EQ(skipped.state, "done");
  EXPECT_EQ(skipped.created, 1);
  EXPECT_EQ(skipped.skipped, 3);
}

TEST_P(Import, ReadingTheFileAgainAddsNothing) {
  EXPECT_EQ(read(csv(kRows), "a.csv").created, 4);
  const auto before = shown(world);
  const auto again = read(csv(kRows), "a.csv");
  EXPECT_EQ(again.created, 0);
  EXPECT_EQ(again.unchanged, 4);
  EXPECT_NE(
      std::find_if(again.notes.begin(), again.notes.end(), [](const auto &note) { return starts_with(note, "Samma fil lästes in 22 mars 2019"); }),
      again.notes.end());
  // The same rows twice in a file, and the same rows in another format.
  auto doubled = kRows;
  doubled.insert(doubled.end(), kRows.begin(), kRows.end());
  EXPECT_EQ(read(csv(doubled), "b.csv").repeated, 4);
  EXPECT_EQ(read(xlsx(kRows), "c.xlsx").created, 0);
  EXPECT_EQ(shown(world), before);
}

TEST_P(Import, ChangedRowsChangeAndUndoRestoresThem) {
  const auto first = read(csv(kRows), "a.csv");
  const auto before = shown(world);
  auto rows = kRows;
  rows[0][7] = "Ny agenda";
  rows.push_back({"Beröm", "Maria", "pappa", "", "", "", "Tack", "", "2018-04-01", ""});
  const auto second = read(csv(rows), "b.csv");
  EXPECT_EQ(second.changed, 1);
  EXPECT_EQ(second.created, 1);
  EXPECT_EQ(second.unchanged, 3);
  const auto undone = imports.undo(world.anna, second.job);
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->restored, 1);
  EXPECT_EQ(undone->removed, 1);
  EXPECT_EQ(undone->kept, 0);
  EXPECT_EQ(shown(world), before);
  EXPECT_FALSE(imports.undo(world.anna, second.job)); // once
  // What somebody has worked with since is left alone.
  auto one = world.records.list(world.anna, "viewpoint", {{}, "id", 1, 0, true}, "test").rows.at(0);
  one.values["comment"] = std::string("Uppföljt på mötet");
  ASSERT_TRUE(world.records.save(world.anna, "viewpoint", one));
  const auto all = imports.undo(world.anna, first.job);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->removed, 3); // the restored one too: it is again what the first file made of it
  EXPECT_EQ(all->kept, 1);
  EXPECT_EQ(shown(world).size(), 1u);
}

TEST_P(Import, TheWizardCorrectsRemembersAndForgetsTheFile) {
  auto rows = kRows;
  rows[0][0] = "Klagomol";
  std::string bytes = replace_all(csv(rows), "Åtgärd", "Vad vi gör");
  const auto job = imports.upload(world.maria, "viewpoint", bytes, "figur1.csv");
  ASSERT_TRUE(job);
  auto seen = imports.preview(world.maria, *job);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->bad, 1);
  EXPECT_EQ(seen->columns[7].key, "");
  EXPECT_EQ(seen->options.team, world.family);     // Maria works in one team: chosen for her
  EXPECT_FALSE(imports.preview(world.olle, *job)); // the file is Maria's
  ImportOptions options = seen->options;
  options.mapping["Vad vi gör"] = "measure";
  ASSERT_TRUE(imports.choose(world.maria, *job, options));
  ASSERT_TRUE(imports.correct(world.maria, *job, 2, 0, "Klagomål"));
  ASSERT_TRUE(imports.skip_row(world.maria, *job, 5, true));
  seen = imports.preview(world.maria, *job);
  EXPECT_EQ(seen->bad, 0);
  EXPECT_EQ(seen->created, 3);
  EXPECT_EQ(seen->skipped, 1);
  const auto done = imports.commit(world.maria, *job);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->state, "done");
  auto c = world.db.pool().read();
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM import_job WHERE content IS NOT NULL"), 0);
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM import_fix"), 0);
  const auto recent = imports.recent(world.maria, "viewpoint");
  ASSERT_EQ(recent.size(), 1u);
  EXPECT_EQ(recent[0].created, 3);
  // The next file with the same headings is understood at once.
  ImportOptions dry;
  dry.dry_run = true;
  const auto next = read(bytes, "nästa.csv", dry);
  EXPECT_EQ(next.columns[7].key, "measure");
  EXPECT_EQ(next.columns[7].why, "som förra gången");
}

TEST_P(Import, AnUploadedFileIsGoneAfterADay) {
  const auto job = imports.upload(world.maria, "viewpoint", csv(kRows), "figur1.csv");
  ASSERT_TRUE(job);
  world.clock.advance(23 * 3600);
  EXPECT_EQ(imports.purge(), 0);
  EXPECT_TRUE(imports.preview(world.maria, *job));
  world.clock.advance(2 * 3600);
  EXPECT_EQ(imports.purge(), 1);
  EXPECT_FALSE(imports.preview(world.maria, *job));
}

TEST_P(Import, ContactsMakeNewPeopleOnceAndFindTheOldOnes) {
  world.contact(); // Elsa Exempel, born 2004-05-06
  const std::string file = "Namn;Född;Kön;Inkommen;Behandlare;Grupp\n"
                           "Elsa Exempel;2004-05-06;flicka;2018-03-01;Maria;FNG\n"
                           "Nils Ny;2005-01-02;pojke;2018-03-02;Maria Berg;Familj- och nätverksgruppen\n"
                           "Nils Ny;2005-01-02;pojke;2018-09-02;;fng\n";
  const auto report = read(file, "kontakter.csv", {}, "contact");
  EXPECT_EQ(report.state, "done") << last_errors;
  EXPECT_EQ(report.created, 3);
  EXPECT_EQ(report.new_people, 1);
  auto c = world.db.pool().read();
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM person"), 2);
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM r_contact WHERE birth_year = 2005 AND sex = 2"), 2);
  EXPECT_EQ(read(file, "kontakter.csv", {}, "contact").unchanged, 3);
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM person"), 2);
}

TEST_P(Import, UndoTakesAwayThePeopleThatOnlyTheFileKnew) {
  world.contact(); // Elsa was here before
  const std::string file = "Namn;Född;Kön;Inkommen;Behandlare;Grupp\n"
                           "Elsa Exempel;2004-05-06;flicka;2018-03-01;Maria;FNG\n"
                           "Nils Ny;2005-01-02;pojke;2018-03-02;Maria;FNG\n"
                           "Nina Ny;2006-01-02;flicka;2018-03-02;Maria;FNG\n"
                           "Nora Ny;2007-01-02;flicka;2018-03-02;Maria;FNG\n";
  const auto report = read(file, "kontakter.csv", {}, "contact");
  ASSERT_EQ(report.new_people, 3) << last_errors;
  auto c = world.db.pool().read();
  const auto number = [&](const std::string &name) { return c->count("SELECT id FROM person WHERE first_name = ?", {name}); };
  const auto nils = number("Nils"), nina = number("Nina");
  // Nils has got another contact since, and somebody has written Nina's language.
  Draft more;
  more.unit = world.unit, more.team = world.family, more.person = nils;
  more.values = {{"person", nils}, {"received", std::string("2018-08-01")}, {"commissioner", std::int64_t{1}}, {"reason", std::int64_t{99}}};
  const auto second = world.records.save(world.anna, "contact", more);
  ASSERT_TRUE(second) << second.error().message;
  auto person = world.persons.get(world.anna, nina, "test").value();
  person.language = "somaliska";
  ASSERT_TRUE(world.persons.save(world.anna, person));

  const auto undone = imports.undo(world.anna, report.job);
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_EQ(undone->removed, 4);
  EXPECT_EQ(undone->people, 1);
  EXPECT_NE(number("Elsa"), 0);
  EXPECT_NE(number("Nils"), 0);
  EXPECT_NE(number("Nina"), 0);
  EXPECT_EQ(number("Nora"), 0);
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM audit_event WHERE object LIKE 'person:%' AND purpose = 'inläsning ångrad'"), 1);
  // What was taken away together with its person cannot come back without her.
  const auto orphan =
      c->count("SELECT r.id FROM r_contact r WHERE r.deleted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = r.person_id)");
  ASSERT_NE(orphan, 0);
  const auto back = world.records.restore(world.anna, "contact", orphan);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().kind, ProblemKind::conflict);
  // The file can be read again, and Nora is made anew.
  EXPECT_EQ(read(file, "kontakter.csv", {}, "contact").created, 4) << last_errors;
  EXPECT_NE(number("Nora"), 0);
}

TEST_P(Import, TheTeamIsRememberedWithTheHeadings) {
  const auto first = read(csv(kRows), "jan.csv"); // for the family team
  ASSERT_EQ(first.state, "done");
  ImportOptions dry;
  dry.dry_run = true;
  const auto next = imports.import_file(world.anna, "viewpoint", csv(kRows), "feb.csv", dry);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->options.team, world.family);
  EXPECT_EQ(next->bad, 0);
  // Other headings are another file.
  const auto other = imports.import_file(world.anna, "viewpoint", replace_all(csv(kRows), "Kommentar", "Övrigt"), "annan.csv", dry);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->options.team, 0);
}

TEST_P(Import, RowsFindTheirContactByNumberOrPerson) {
  const auto contact = world.contact();
  const std::string file =
      "Ärende;Förfallodatum;Betaldatum\n" + std::to_string(contact.id) + ";2019-02-28;2019-02-27\nElsa Exempel;2019-03-31;\n99999;2019-01-31;\n";
  const auto report = read(file, "hyra.csv", {}, "rent");
  EXPECT_EQ(report.bad, 1);
  EXPECT_EQ(last_errors, "4 Ärende: Ärendet 99999 finns inte, eller så får du inte se det.\n");
  ImportOptions options;
  options.skip_bad_rows = true;
  EXPECT_EQ(read(file, "hyra.csv", options, "rent").created, 2);
  for (const auto &row : world.records.list(world.anna, "rent", {}, "test").rows) EXPECT_EQ(row.contact, contact.id);
}

TEST_P(Import, AnonymousRowsAreKnownByTheirFileOnly) {
  const auto *reg = world.records.catalog().find("talk_survey");
  ASSERT_NE(reg, nullptr);
  ASSERT_TRUE(reg->unique.empty());
  std::string head, row;
  for (const auto &field : reg->fields) {
    if (field.type == definitions::FieldType::computed) continue;
    head += field.title.sv + ";";
    row += (field.type == definitions::FieldType::date ? "2018-05-02" : field.options.empty() ? "ja" : field.options[0].title.sv) + ";";
  }
  const std::string file = head + "\n" + row + "\n" + row + "\n";
  const auto first = read(file, "enkät.csv", {}, "talk_survey");
  EXPECT_EQ(first.created, 2) << last_errors;
  const auto again = read(file, "enkät.csv", {}, "talk_survey");
  EXPECT_EQ(again.created, 0);
  EXPECT_EQ(again.repeated, 2);
}

TEST_P(Import, BigFilesGoOnInTheBackground) {
  std::vector<Words> rows;
  for (int i = 0; i < 2500; ++i) {
    rows.push_back(kExample);
    rows.back()[6] = "Synpunkt nummer " + std::to_string(i);
  }
  const auto job = imports.upload(world.maria, "viewpoint", csv(rows), "stor.csv");
  ASSERT_TRUE(job);
  const auto started = imports.commit(world.maria, *job);
  ASSERT_TRUE(started);
  EXPECT_TRUE(started->state == "running" || started->state == "done");
  imports.wait();
  const auto done = imports.preview(world.maria, *job);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->state, "done") << done->failure;
  EXPECT_EQ(done->created, 2500);
  const auto undone = imports.undo(world.maria, *job);
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->removed, 2500);
}

TEST_P(Import, NeedsTheRight) {
  auto nobody = world.maria;
  nobody.role = access::Role::kiosk;
  EXPECT_FALSE(imports.import_file(nobody, "viewpoint", csv(kRows), "a.csv", {}));
  EXPECT_FALSE(imports.upload(nobody, "viewpoint", csv(kRows), "a.csv"));
  EXPECT_FALSE(imports.import_file(world.anna, "finns_inte", csv(kRows), "a.csv", {}));
}

TEST(ImportGivers, CouplesAreTwoPeople) {
  const auto &field = *givers_field(*shipped_catalog().find("viewpoint"));
  const auto sexes = [&](const char *roles, const char *words) {
    const auto givers = importing::read_givers(field, roles, words);
    if (!givers) return std::string("fel: ") + givers.error().message;
    std::string out;
    for (const auto &giver : *givers) out += giver.role + ":" + std::string(organisation::id_of(giver.sex)) + (giver.child ? "*" : "") + " ";
    return out;
  };
  EXPECT_EQ(sexes("Brukare", "kvinna och man"), "client:female client:male ");
  EXPECT_EQ(sexes("Brukare", "k/m"), "client:female client:male ");
  EXPECT_EQ(sexes("Brukare", "Par"), "client:unknown client:unknown ");
  EXPECT_EQ(sexes("Föräldrar", "par"), "parents:unknown parents:unknown ");
  EXPECT_EQ(sexes("mamma och pappa", ""), "mother:female father:male ");
  EXPECT_EQ(sexes("brukaren", "Flicka"), "client:female* ");
  EXPECT_EQ(sexes("Brukare", "annat"), "client:other ");
  EXPECT_EQ(sexes("Brukare", ""), "client:unknown ");
  EXPECT_EQ(sexes("mamma, pappa, nätverk", "k/m"),
            "fel: Det står 3 personer men 2 kön. Skriv lika många, till exempel ”kvinna och man” för ett par.");
}

TEST(ImportHeadings, AreKnownWithoutCaseSpacesAndAccents) {
  EXPECT_EQ(importing::bare(" Lämnades  skriftligt /muntligt:"), "lamnadesskriftligtmuntligt");
  const auto targets = importing::targets(*shipped_catalog().find("viewpoint"));
  sheet::Sheet sheet;
  sheet.rows = {{{sheet::CellKind::text, "Synpunkter 2018", 0}},
                {},
                {{sheet::CellKind::text, "KATEGORI", 0},
                 {sheet::CellKind::text, "Atgard", 0},
                 {sheet::CellKind::text, "Synpunkten gälller", 0},
                 {sheet::CellKind::text, "Eget", 0}}};
  const int header = importing::header_row(sheet, targets, {});
  ASSERT_EQ(header, 2);
  const auto columns = importing::map_columns(sheet, header, targets, {}, {});
  EXPECT_EQ(columns[0].key, "category");
  EXPECT_EQ(columns[1].key, "measure");
  EXPECT_EQ(columns[2].key, "concerns");
  EXPECT_EQ(columns[2].why, "liknande rubrik");
  EXPECT_EQ(columns[3].key, "");
}

TEST(ImportValues, SerialDaysAndLooseSpelling) {
  const auto &reg = *shipped_catalog().find("viewpoint");
  const Date today = make_date(2019, 3, 22);
  const auto day = [&](const char *text, sheet::CellKind kind = sheet::CellKind::text) {
    const auto value = importing::read_value(*reg.field("fed_back"), {kind, text, 0}, today);
    return value ? show(*reg.field("fed_back"), *value) : value.error().message;
  };
  EXPECT_EQ(day("43110"), "2018-01-10");
  EXPECT_EQ(day("180110"), "2018-01-10");
  EXPECT_EQ(day("2018-01-10 00:00:00"), "2018-01-10");
  EXPECT_EQ(day("2018-01-10 13:30", sheet::CellKind::date), "2018-01-10");
  const auto category = [&](const char *text) {
    const auto value = importing::read_value(*reg.field("category"), {sheet::CellKind::text, text, 0}, today);
    return value ? show(*reg.field("category"), *value) : value.error().message;
  };
  for (const char *spelling : {"Klagomål", "klagomal", "KLAGOMÅL ", "Klagomål.", "klago-mål"}) EXPECT_EQ(category(spelling), "Klagomål");
}

} // namespace
} // namespace rt::records
