#include "app/maintenance/maintenance.hpp"
#include "modules/audit/audit.hpp"
#include "modules/organisation/organisation.hpp"
#include "platform/testing/databases.hpp"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace rt::app {

namespace fs = std::filesystem;

std::vector<db::Migration> known() {
  auto steps = organisation::migrations();
  steps.insert(steps.end(), audit::migrations().begin(), audit::migrations().end());
  return steps;
}

const Check *find(const std::vector<Check> &checks, std::string_view name) {
  for (const Check &check : checks)
    if (check.name == name) return &check;
  return nullptr;
}

void add_unit(db::Pool &pool, const std::string &code) {
  organisation::Organisation org(pool);
  ASSERT_TRUE(org.add_unit(*pool.write(), {0, "Resursenheten", "", "", "", code, ""}));
}

class Doctor : public ::testing::TestWithParam<std::string> {
protected:
  Doctor() {
    (void)db::migrate(*db.pool().write(), known()).value();
    audit::append(*db.pool().write(), access::system_actor(1), 1553249700, {audit::Act::import, "contact:1", "systemet", ""});
  }
  std::vector<Check> look(std::vector<db::Migration> migrations = known()) { return doctor({db.url(), std::move(migrations), "", {"open-care"}}); }
  bool ok(const std::vector<Check> &checks, std::string_view name) {
    const Check *check = find(checks, name);
    EXPECT_NE(check, nullptr) << name;
    return check != nullptr && check->ok;
  }
  testing::TestDatabase db{GetParam()};
};
RT_BOTH_DATABASES(Doctor);

TEST_P(Doctor, FindsAWholeSystemHealthy) {
  const auto checks = look();
  for (const Check &check : checks) {
    EXPECT_TRUE(check.ok) << check.name << ": " << check.words;
    EXPECT_FALSE(check.words.empty());
  }
  EXPECT_TRUE(healthy(checks));
  EXPECT_EQ(checks.size(), GetParam() == "sqlite" ? 7U : 5U);
}

TEST_P(Doctor, TellsAnOlderAndANewerSchemaApart) {
  auto more = known();
  more.push_back({999, "Later.", ""});
  auto checks = look(more);
  EXPECT_FALSE(ok(checks, "schema"));
  EXPECT_NE(find(checks, "schema")->words.find("migrate"), std::string::npos);
  checks = look({known()[0]});
  EXPECT_FALSE(ok(checks, "schema"));
  EXPECT_NE(find(checks, "schema")->words.find("nyare"), std::string::npos);
  EXPECT_FALSE(healthy(checks));
}

TEST_P(Doctor, FindsABrokenLog) {
  db.pool().write()->script("UPDATE audit_event SET object = 'contact:2'");
  EXPECT_FALSE(ok(look(), "audit"));
}

TEST_P(Doctor, FindsAnEmptyDatabase) {
  testing::TestDatabase empty(GetParam());
  EXPECT_FALSE(ok(doctor({empty.url(), known(), "", {"open-care"}}), "schema"));
}

TEST_P(Doctor, FindsPacksThatCannotBeLoaded) { EXPECT_FALSE(ok(doctor({db.url(), known(), "", {"no-such-pack"}}), "packs")); }

/// A folder of its own with a database in it.
class Copies : public ::testing::Test {
protected:
  Copies() : folder("/tmp/rt_copies_" + std::to_string(::getpid())) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    database = at("unit.sqlite");
    copy = at("copy.sqlite");
    pool = db::Pool::open(database);
    (void)db::migrate(*pool->write(), known()).value();
    add_unit(*pool, "first");
  }
  ~Copies() override {
    pool.reset();
    fs::remove_all(folder);
  }
  std::string at(const std::string &name) const { return folder + "/" + name; }
  void write(const std::string &name, std::string_view bytes) const { std::ofstream(at(name)) << bytes; }
  static std::vector<std::string> units_in(const std::string &file) {
    const auto opened = db::Pool::open(file);
    std::vector<std::string> codes;
    opened->read()->query("SELECT code FROM unit ORDER BY id", {}, [&](const db::Row &row) { codes.push_back(row.str(0)); });
    return codes;
  }
  std::string folder, database, copy;
  std::unique_ptr<db::Pool> pool;
};

TEST_F(Copies, ACopyIsTakenWhileTheServerRunsAndComesBack) {
  ASSERT_TRUE(backup(database, copy));
  add_unit(*pool, "after the copy");
  pool.reset();
  const auto refused = restore(copy, database, false, known());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::conflict);
  EXPECT_EQ(units_in(database).size(), 2U);
  ASSERT_TRUE(restore(copy, database, true, known()));
  EXPECT_EQ(units_in(database), (std::vector<std::string>{"first"}));
  EXPECT_EQ(units_in(database + ".old").size(), 2U); // what was replaced is not lost
  ASSERT_TRUE(restore(copy, database, true, known()));
  EXPECT_EQ(units_in(database + ".old").size(), 2U); // nor by a second restore
  EXPECT_EQ(units_in(database + ".old2").size(), 1U);
}

TEST_F(Copies, ACopyComesBackToAnEmptyPlace) {
  ASSERT_TRUE(backup(database, copy));
  ASSERT_TRUE(restore(copy, at("new.sqlite"), false, known()));
  EXPECT_EQ(units_in(at("new.sqlite")), (std::vector<std::string>{"first"}));
  { const auto made = db::Pool::open(at("empty.sqlite")); }
  EXPECT_TRUE(restore(copy, at("empty.sqlite"), false, known()));
}

TEST_F(Copies, ADatabaseInUseIsNotReplaced) {
  ASSERT_TRUE(backup(database, copy));
  const auto refused = restore(copy, database, true, known());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::busy);
  add_unit(*pool, "still running"); // and the server goes on undisturbed
  EXPECT_EQ(units_in(database).size(), 2U);
}

TEST_F(Copies, NothingIsOverwrittenByACopy) {
  write("copy.sqlite", "something dear");
  EXPECT_EQ(backup(database, copy).error().kind, ProblemKind::conflict);
  EXPECT_EQ(backup(at("nothing.sqlite"), at("x")).error().kind, ProblemKind::not_found);
  EXPECT_FALSE(fs::exists(at("nothing.sqlite")));
  EXPECT_FALSE(backup(database, at("no/such/folder/copy")));
}

TEST_F(Copies, WhatIsNotAWholeKnownCopyIsRefusedAndTheDatabaseStays) {
  pool.reset();
  write("text", "not a database at all, but long enough to look at");
  EXPECT_EQ(restore(at("text"), database, true, known()).error().kind, ProblemKind::invalid);
  { db::Pool::open(at("other.sqlite"))->write()->script("CREATE TABLE t (n INTEGER)"); }
  EXPECT_EQ(restore(at("other.sqlite"), database, true, known()).error().kind, ProblemKind::invalid);
  ASSERT_TRUE(backup(database, copy));
  EXPECT_NE(restore(copy, database, true, {known()[0]}).error().message.find("nyare"), std::string::npos);
  EXPECT_EQ(restore(at("nothing"), database, true, known()).error().kind, ProblemKind::not_found);
  EXPECT_EQ(restore(database, database, true, known()).error().kind, ProblemKind::invalid);
  EXPECT_EQ(units_in(database), (std::vector<std::string>{"first"}));
}

TEST_F(Copies, ABrokenDatabaseIsReplacedByItsCopy) {
  ASSERT_TRUE(backup(database, copy));
  pool.reset();
  write("unit.sqlite", std::string(4096, 'x'));
  EXPECT_FALSE(healthy(doctor({database, known(), "", {"open-care"}})));
  ASSERT_TRUE(restore(copy, database, true, known()));
  EXPECT_EQ(units_in(database), (std::vector<std::string>{"first"}));
}

TEST_F(Copies, TheDoctorMakesNoFileAndSaysThatItIsMissing) {
  const auto checks = doctor({at("nothing.sqlite"), known(), "", {"open-care"}});
  EXPECT_FALSE(find(checks, "database")->ok);
  EXPECT_FALSE(fs::exists(at("nothing.sqlite")));
}

TEST_F(Copies, PostgresqlHasItsOwnTools) {
  EXPECT_NE(backup("postgresql://127.0.0.1/x", copy).error().message.find("pg_dump"), std::string::npos);
  EXPECT_FALSE(restore(copy, "postgresql://127.0.0.1/x", true, known()));
}

} // namespace rt::app
