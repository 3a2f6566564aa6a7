// A pack grows: nothing that was kept is lost, and an older program does not touch a newer database.
#include "modules/records/tests/fixture.hpp"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace rt::records {
namespace {

namespace fs = std::filesystem;

class PackUpgradeTest : public ::testing::TestWithParam<std::string> {
protected:
  PackUpgradeTest() : folder(fs::temp_directory_path() / ("rt-pack-" + std::to_string(::getpid()) + "-" + GetParam())) {
    auto c = db.pool().write();
    (void)db::migrate(*c, all_migrations()).value();
    organisation::Organisation organisation(db.pool());
    db::Transaction t(*c);
    actor.unit = organisation.add_unit(*c, {0, "Enheten", "", "", "", "E", ""}).value();
    t.commit();
    actor.user = 1;
    actor.name = "Anna Lindqvist";
    actor.role = access::Role::head;
  }
  ~PackUpgradeTest() override { fs::remove_all(folder); }

  definitions::Catalog pack(int version, const std::string &options, const std::string &more) {
    fs::create_directories(folder / "p" / "registers");
    std::ofstream(folder / "p" / "pack.toml") << "[pack]\nid = \"p\"\nversion = " << version << "\ntitle = { sv = \"P\" }\nrequires = []\n";
    std::ofstream(folder / "p" / "registers" / "visit.toml")
        << "[register]\nid = \"visit\"\ntitle = { sv = \"Besök\" }\nsingular = { sv = \"Besök\" }\nabout = \"unit\"\npurpose = \"quality\"\ndate_field = \"day\"\n"
           "[[field]]\nid = \"day\"\ntype = \"date\"\ntitle = { sv = \"Dag\" }\nrequired = true\n"
           "[[field]]\nid = \"kind\"\ntype = \"choice\"\ntitle = { sv = \"Slag\" }\noptions = ["
        << options << "]\n"
        << more;
    auto loaded = definitions::load(folder.string(), {"p"});
    for (const auto &finding : loaded.findings) ADD_FAILURE() << finding.file << ":" << finding.line << " " << finding.message;
    return std::move(loaded.catalog);
  }
  /// The program with that catalog, opened on the database.
  struct Program {
    Program(PackUpgradeTest &test, definitions::Catalog made)
        : catalog(std::move(made)), records(test.db.pool(), catalog, test.clock, test.read_log) {}
    definitions::Catalog catalog;
    Records records;
    Result<void> install(db::Pool &pool) {
      auto c = pool.write();
      records.install(*c);
      return records.remember_packs(*c);
    }
  };
  static constexpr const char *kHome = "{ id = \"home\", code = 1, title = { sv = \"Hembesök\" } }";
  static constexpr const char *kHomeRetired =
      "{ id = \"home\", code = 1, title = { sv = \"Hembesök\" }, valid_to = \"2018-12-31\" }, { id = \"video\", code = 2, title = { sv = \"Video\" } }";
  testing::TestDatabase db{GetParam()};
  FixedClock clock{from_iso("2019-03-22T10:00:00Z")};
  audit::ReadLog read_log{db.pool(), clock};
  access::Actor actor;
  fs::path folder;
};

TEST_P(PackUpgradeTest, ANewerVersionKeepsEveryValueAndAnOlderIsRefused) {
  Program first(*this, pack(1, kHome, "[[field]]\nid = \"note\"\ntype = \"text\"\ntitle = { sv = \"Anteckning\" }\n"));
  ASSERT_TRUE(first.install(db.pool()));
  Record draft;
  draft.values = {{"day", std::string("2018-05-04")}, {"kind", std::int64_t{1}}, {"note", std::string("Ringde på")}};
  const auto saved = first.records.save(actor, "visit", draft).value();

  Program second(*this, pack(2, kHomeRetired,
                             "[[field]]\nid = \"note\"\ntype = \"text\"\ntitle = { sv = \"Anteckning\" }\n"
                             "[[field]]\nid = \"minutes\"\ntype = \"integer\"\ntitle = { sv = \"Minuter\" }\n"));
  ASSERT_TRUE(second.install(db.pool()));
  auto record = second.records.get(actor, "visit", saved.id, "test").value();
  EXPECT_EQ(record.text("note"), "Ringde på");
  EXPECT_EQ(record.version, saved.version) << "an upgrade is no change of the record";
  const auto *kind = second.catalog.find("visit")->field("kind");
  EXPECT_EQ(show(*kind, record.value("kind")), "Hembesök") << "a retired answer stays readable";
  record.values["minutes"] = std::int64_t{40};
  ASSERT_TRUE(second.records.save(actor, "visit", record));
  EXPECT_EQ(second.records.get(actor, "visit", saved.id, "test").value().integer("minutes"), 40);
  EXPECT_EQ(installed_packs(*db.pool().read()), std::vector<std::string>{"p"});

  // A third version no longer knows the note: the column and what stands in it stay.
  Program third(*this, pack(3, kHomeRetired, "[[field]]\nid = \"minutes\"\ntype = \"integer\"\ntitle = { sv = \"Minuter\" }\n"));
  ASSERT_TRUE(third.install(db.pool()));
  auto later = third.records.get(actor, "visit", saved.id, "test").value();
  later.values["minutes"] = std::int64_t{45};
  ASSERT_TRUE(third.records.save(actor, "visit", later));
  EXPECT_EQ(std::get<std::string>(db.pool().read()->scalar("SELECT note FROM r_visit WHERE id = ?", {saved.id})), "Ringde på");

  Program old(*this, pack(2, kHome, ""));
  const auto refused = old.install(db.pool());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::conflict);
  EXPECT_EQ(refused.error().message,
            "Databasen har version 3 av paketet p, men programmet har version 2. Använd den nyare versionen: en äldre skulle tappa uppgifter.");
}
RT_BOTH_DATABASES(PackUpgradeTest);

TEST(UnitPacks, AUnitKeepsWhatItChoseWhatThatNeedsAndWhatIsShared) {
  definitions::Catalog catalog;
  catalog.pack_infos = {
      {"common", 1, {}, {}, true}, {"family-law", 1, {}, {}, false}, {"child", 1, {}, {"family-law"}, false}, {"elderly", 1, {}, {}, false}};
  EXPECT_TRUE(catalog.keeps({"child"}, "child"));
  EXPECT_TRUE(catalog.keeps({"child"}, "family-law"));
  EXPECT_TRUE(catalog.keeps({"child"}, "common"));
  EXPECT_FALSE(catalog.keeps({"child"}, "elderly"));
  EXPECT_TRUE(catalog.keeps({}, "elderly")) << "a unit that has chosen none keeps everything";
  EXPECT_TRUE(catalog.keeps_file({"child"}, "child/audits/a.toml"));
}

} // namespace
} // namespace rt::records
