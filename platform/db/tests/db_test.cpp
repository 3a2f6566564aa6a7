#include "platform/db/engine.hpp"
#include "platform/db/indexes.hpp"
#include "platform/testing/databases.hpp"
#include <unistd.h>
#include <cstdlib>
#include <atomic>
#include <filesystem>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <sys/stat.h>
#include <thread>

namespace rt::db {

using Int = std::int64_t;

class Database : public ::testing::TestWithParam<std::string> {
protected:
  Database() {
    auto c = pool().write();
    const Dialect &d = c->dialect();
    c->script("CREATE TABLE thing (id " + std::string(d.identity()) + ", name TEXT UNIQUE, n " + std::string(d.integer()) +
              " CHECK (n >= -9223372036854775807), r " + std::string(d.real()) + ", day " + std::string(d.date()) + ")" + std::string(d.strict()) +
              "; CREATE TABLE part (id " + std::string(d.identity()) + ", thing_id " + std::string(d.integer()) + " NOT NULL REFERENCES thing (id))" +
              std::string(d.strict()));
  }
  Pool &pool() { return db_.pool(); }
  bool sqlite() { return GetParam() == "sqlite"; }
  Int add(Connection &c, const std::string &name, Int n = 0) { return c.insert("INSERT INTO thing (name, n) VALUES (?, ?) RETURNING id", {name, n}); }
  Int things(Connection &c) { return c.count("SELECT count(*) FROM thing"); }

  testing::TestDatabase db_{GetParam()};
};
RT_BOTH_DATABASES(Database);

TEST_P(Database, GivesBackWhatItGot) {
  auto c = pool().write();
  const std::string words = "Åsa Öberg – 日本 \U0001F600 'citat' \"och\" ?";
  const Int largest = std::numeric_limits<Int>::max();
  c->exec("INSERT INTO thing (name, n, r, day) VALUES (?, ?, ?, ?)", {words, largest, 0.1, std::string("2019-03-22")});
  int rows = 0;
  c->query("SELECT name, n, r, day, n AS again FROM thing WHERE name = ?", {words}, [&](const Row &row) {
    ++rows;
    EXPECT_EQ(row.columns(), 5);
    EXPECT_EQ(row.name(4), "again");
    EXPECT_EQ(row.text(0), words);
    EXPECT_EQ(row.integer(1), largest);
    EXPECT_EQ(row.real(2), 0.1);
    EXPECT_EQ(row.text(3), "2019-03-22");
    EXPECT_EQ(row.value(0), Value{words});
    EXPECT_EQ(row.value(1), Value{largest});
    EXPECT_EQ(row.value(2), Value{0.1});
    EXPECT_EQ(row.value(3), Value{std::string("2019-03-22")});
  });
  EXPECT_EQ(rows, 1);
}

TEST_P(Database, NullIsNotZeroAndNotEmpty) {
  auto c = pool().write();
  c->exec("INSERT INTO thing (name, n) VALUES (?, ?)", {opt(""), Null{}});
  c->query("SELECT name, n, r FROM thing WHERE name IS NULL", {}, [&](const Row &row) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(row.null(i));
    EXPECT_EQ(row.text(0), "");
    EXPECT_EQ(row.integer(1), 0);
    EXPECT_EQ(row.value(2), Value{Null{}});
  });
  EXPECT_EQ(c->scalar("SELECT max(n) FROM thing"), Value{Null{}});
  EXPECT_EQ(c->count("SELECT max(n) FROM thing"), 0);
  EXPECT_EQ(c->scalar("SELECT n FROM thing WHERE id = -1"), Value{Null{}});
}

TEST_P(Database, AFigureThatIsMissingIsNoFigure) {
  auto c = pool().write();
  c->exec("INSERT INTO thing (name, n, r) VALUES ('a', 3, 0.5), ('b', NULL, NULL)");
  c->query("SELECT n, r FROM thing ORDER BY name", {}, [first = true](const Row &row) mutable {
    EXPECT_EQ(std::isnan(row.figure(0)), !first);
    EXPECT_EQ(std::isnan(row.figure(1)), !first);
    if (first) { EXPECT_EQ(row.figure(0) + row.figure(1), 3.5); }
    first = false;
  });
}

TEST_P(Database, ManyRowsAreFilledInWithWhateverTheyHold) {
  auto c = pool().write();
  const std::vector<Values> rows{{std::string("tabb\toch\nrad"), Int{-3}, 0.1},
                                 {std::string("\\N och \\. och \r"), Null{}, 1e300},
                                 {Null{}, Int{9007199254740993}, Null{}},
                                 {std::string("åäö \"'"), Int{0}, -0.5}};
  auto next = rows.begin();
  const auto give = [&](Values &row) {
    if (next == rows.end()) return false;
    row = *next++;
    return true;
  };
  EXPECT_EQ(c->fill("thing", "name, n, r", give), 4);
  std::vector<Values> back;
  c->query("SELECT name, n, r FROM thing ORDER BY id", {}, [&](const Row &row) { back.push_back({row.value(0), row.value(1), row.value(2)}); });
  EXPECT_EQ(back, rows);
  {
    const Transaction undone(*c);
    next = rows.begin();
    EXPECT_THROW(c->fill("thing", "name, n, r", give), ConstraintError); // the names are there already
  }
  {
    const Transaction undone(*c);
    EXPECT_THROW(c->fill("thing", "name, n, r", [](Values &) -> bool { throw std::runtime_error("inget mer"); }), std::runtime_error);
  }
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM thing"), 4); // the connection goes on
}

TEST_P(Database, AWholeTableIsWalkedInOrder) {
  auto c = pool().write();
  c->script("CREATE TABLE long (id INTEGER PRIMARY KEY)");
  std::string values;
  for (int i = 1; i <= 25000; ++i) values += (i == 1 ? "(" : ", (") + std::to_string(i) + ")";
  c->script("INSERT INTO long (id) VALUES " + values);
  const auto walked = [&](db::Connection &with) {
    Int rows = 0, sum = 0;
    with.walk("SELECT id FROM long WHERE id > ? ORDER BY id", {Int{10}}, [&](const Row &row) { sum += ++rows + 10 == row.integer(0) ? 1 : 0; });
    EXPECT_EQ(sum, rows); // each in its place
    return rows;
  };
  EXPECT_EQ(walked(*c), 24990);
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(walked(*c), 24990);
  EXPECT_EQ(walked(*pool().read()), 24990);
  Transaction mine(*c);
  c->exec("DELETE FROM long WHERE id > 15000");
  EXPECT_EQ(walked(*c), 14990); // sees what its own transaction did
  EXPECT_TRUE(c->in_transaction());
  mine.commit();
}

TEST_P(Database, IsReadIntoMemoryWhileOthersWork) {
  auto c = pool().write();
  c->script("CREATE TABLE long (id INTEGER PRIMARY KEY, words TEXT)");
  for (int i = 0; i < 500; ++i) c->exec("INSERT INTO long (id, words) VALUES (?, ?)", {Int{i}, std::string(1000, 'a')});
  const bool sqlite = c->backend() == Backend::sqlite;
  if (sqlite) c->script("PRAGMA wal_checkpoint(PASSIVE)");
  const auto size = sqlite ? c->count("SELECT * FROM pragma_page_size") * c->count("SELECT * FROM pragma_page_count") : 0;
  Transaction busy(*c); // somebody saves meanwhile
  c->exec("INSERT INTO long (id) VALUES (1000)");
  EXPECT_EQ(pool().warm({}), size);
  std::stop_source closing;
  closing.request_stop();
  EXPECT_EQ(pool().warm(closing.get_token()), 0);
  busy.commit();
  EXPECT_EQ(pool().read()->count("SELECT COUNT(*) FROM long"), 501);
}

TEST_P(Database, AWalkedRowHasTheValuesThatAQueriedOneHas) {
  auto c = pool().write();
  c->script("CREATE TABLE odd (id INTEGER PRIMARY KEY, words TEXT, r " + std::string(c->dialect().real()) + ")");
  const std::string signs = "tab\t, rad\n, \\N, \\\\, å \b\f\v\r\x01";
  c->exec("INSERT INTO odd (id, words, r) VALUES (1, ?, 0.1), (2, NULL, NULL), (3, ?, -7)", {signs, std::string()});
  const std::string sql = "SELECT id, words, r, id > 1, 3 * id AS three FROM odd WHERE words IS NULL OR words <> ? ORDER BY id";
  const auto rows_of = [&](auto ask) {
    std::vector<std::vector<Value>> rows;
    ask(sql, Values{std::string("it's \\ not \n this")}, [&](const Row &row) {
      EXPECT_EQ(row.columns(), 5);
      EXPECT_EQ(row.name(4), "three");
      EXPECT_EQ(row.null(1), row.integer(0) == 2);
      EXPECT_EQ(std::isnan(row.figure(2)), row.integer(0) == 2);
      EXPECT_EQ(row.flag(3), row.integer(0) > 1);
      auto &values = rows.emplace_back();
      for (int i = 0; i < row.columns(); ++i) values.push_back(row.value(i));
    });
    return rows;
  };
  const auto walked = rows_of([&](auto... asked) { c->walk(asked...); });
  EXPECT_EQ(walked, rows_of([&](auto... asked) { c->query(asked...); }));
  ASSERT_EQ(walked.size(), 3U);
  EXPECT_EQ(walked[0][1], Value{signs});
  EXPECT_THROW(c->walk("SELECT id FROM odd", {}, [](const Row &) { throw std::runtime_error("nog"); }), std::runtime_error);
  EXPECT_THROW(c->walk("SELECT id FROM nowhere", {}, [](const Row &) {}), Error);
  EXPECT_EQ(c->count("SELECT COUNT(*) FROM odd"), 3) << "the connection goes on";
}

TEST_P(Database, SumsOfIntegersAreIntegersAndMeansAreReals) {
  auto c = pool().write();
  add(*c, "a", 1);
  add(*c, "b", 2);
  EXPECT_EQ(c->scalar("SELECT sum(n) FROM thing"), Value{Int{3}});
  EXPECT_EQ(c->scalar("SELECT avg(n) FROM thing"), Value{1.5});
  EXPECT_EQ(c->scalar("SELECT count(*) FROM thing"), Value{Int{2}});
  EXPECT_EQ(c->count("SELECT count(*) FROM thing WHERE (n > ?) = (1 = 1)", {Int{1}}), 1);
}

TEST_P(Database, CountsChangedRows) {
  auto c = pool().write();
  for (const char *name : {"a", "b", "c"}) add(*c, name);
  EXPECT_EQ(c->exec("UPDATE thing SET n = n + 1 WHERE name <> ?", {std::string("a")}), 2);
  EXPECT_EQ(c->exec("UPDATE thing SET n = 5 WHERE name = 'nobody'"), 0);
  EXPECT_EQ(c->exec("CREATE INDEX thing_n ON thing (n)"), 0);
  EXPECT_EQ(c->exec("DELETE FROM thing"), 3);
  EXPECT_FALSE(c->exists("SELECT 1 FROM thing"));
}

TEST_P(Database, BrokenRulesAreNamedWithoutTheirValues) {
  auto c = pool().write();
  add(*c, "Anna Andersson");
  const auto words = [&](const std::string &sql, const Values &args) -> std::string {
    try {
      c->exec(sql, args);
    } catch (const ConstraintError &error) { return error.what(); }
    return "nothing was refused";
  };
  const std::string unique = words("INSERT INTO thing (name) VALUES (?)", {std::string("Anna Andersson")});
  EXPECT_NE(unique.find("thing"), std::string::npos);
  EXPECT_NE(unique.find("name"), std::string::npos);
  EXPECT_EQ(unique.find("Anna"), std::string::npos);
  EXPECT_NE(words("INSERT INTO part (thing_id) VALUES (?)", {Int{99}}).find("failed"), std::string::npos);
  EXPECT_NE(words("INSERT INTO part (thing_id) VALUES (?)", {Null{}}).find("thing_id"), std::string::npos);
  EXPECT_EQ(words("INSERT INTO thing (n) VALUES (?)", {std::string("Anna")}).find("Anna"), std::string::npos);
  EXPECT_THROW(c->exec("INSERT INTO thing (name) VALUES (?)", {std::string("a\0b", 3)}), ConstraintError);
  EXPECT_THROW(c->exec("SELECT nothing FROM nowhere"), Error);
  EXPECT_THROW(c->exec("SELECT \"nothing\" FROM thing"), Error);
  EXPECT_THROW(c->exec("UPDATE thing SET n = ?", {}), Error);
  EXPECT_EQ(things(*c), 1);
}

TEST_P(Database, ATransactionIsSavedWhollyOrNotAtAll) {
  auto c = pool().write();
  {
    Transaction t(*c);
    add(*c, "lost");
    EXPECT_TRUE(c->in_transaction());
  }
  EXPECT_EQ(things(*c), 0);
  EXPECT_FALSE(c->in_transaction());
  Transaction t(*c);
  add(*c, "kept");
  t.commit();
  EXPECT_EQ(things(*c), 1);
  EXPECT_THROW(t.commit(), Error);
}

TEST_P(Database, AnInnerTransactionIsUndoneAlone) {
  auto c = pool().write();
  {
    Transaction outer(*c);
    add(*c, "outer");
    {
      Transaction inner(*c);
      add(*c, "undone");
      Transaction innermost(*c);
      add(*c, "also undone");
      innermost.commit();
    }
    {
      Transaction inner(*c);
      EXPECT_THROW(add(*c, "outer"), ConstraintError); // a broken rule inside does not spoil the whole
    }
    Transaction inner(*c);
    add(*c, "inner");
    inner.commit();
    outer.commit();
  }
  EXPECT_EQ(things(*c), 2);
  EXPECT_FALSE(c->exists("SELECT 1 FROM thing WHERE name LIKE '%undone'"));
}

TEST_P(Database, AFailedTransactionIsNeverSilentlyLost) {
  auto c = pool().write();
  Transaction t(*c);
  add(*c, "a");
  EXPECT_THROW(add(*c, "a"), ConstraintError);
  if (sqlite()) EXPECT_NO_THROW(t.commit()); // the statement alone was undone
  else EXPECT_THROW(t.commit(), Error);      // PostgreSQL gives up the whole, and says so
}

TEST_P(Database, OneTextIsPreparedOnceAndMayRunInsideItself) {
  auto c = pool().write();
  for (int i = 0; i < 5; ++i) add(*c, "t" + std::to_string(i), i);
  const std::string sql = "SELECT n FROM thing WHERE n >= ? ORDER BY n";
  Int sum = 0;
  c->query(sql, {Int{0}}, [&](const Row &outer) {
    const Int from = outer.integer(0);
    c->query(sql, {from}, [&](const Row &inner) { sum += inner.integer(0); });
  });
  EXPECT_EQ(sum, 0 * 1 + 1 * 2 + 2 * 3 + 3 * 4 + 4 * 5);
  const Int before = c->statements_run();
  c->exists("SELECT 1 FROM thing");
  EXPECT_EQ(c->statements_run(), before + 1);
}

TEST_P(Database, ManyBuiltTextsDoNotPileUp) {
  auto c = pool().write();
  for (std::size_t i = 0; i < kMostStatements * 2 + 10; ++i)
    EXPECT_EQ(c->count("SELECT " + std::to_string(i) + " + ?", {Int{1}}), static_cast<Int>(i) + 1);
}

TEST_P(Database, ANewColumnIsSeenByStatementsPreparedBefore) {
  auto reader = pool().read();
  const std::string sql = "SELECT * FROM thing";
  add(*pool().write(), "a");
  int columns = 0;
  reader->query(sql, {}, [&](const Row &row) { columns = row.columns(); });
  pool().write()->script("ALTER TABLE thing ADD COLUMN later TEXT");
  reader->query(sql, {}, [&](const Row &row) { columns = row.columns() - columns; });
  EXPECT_EQ(columns, 1);
  EXPECT_EQ(reader->columns_of("thing").back(), "later");
}

TEST_P(Database, KnowsItsTables) {
  auto c = pool().read();
  EXPECT_TRUE(c->has_table("thing"));
  EXPECT_FALSE(c->has_table("nothing"));
  EXPECT_EQ(c->columns_of("part"), (std::vector<std::string>{"id", "thing_id"}));
  EXPECT_TRUE(c->columns_of("nothing").empty());
}

TEST_P(Database, AReaderCannotWrite) { EXPECT_THROW(pool().read()->exec("DELETE FROM thing"), Error); }

TEST_P(Database, ReadersSeeTheLastSavedStateWhileAWriterWorks) {
  auto writer = pool().write();
  auto reader = pool().read();
  add(*writer, "saved");
  {
    Transaction t(*writer);
    add(*writer, "not yet");
    EXPECT_EQ(things(*reader), 1);
    t.commit();
  }
  EXPECT_EQ(things(*reader), 2);
  Transaction moment(*reader, Mode::read);
  EXPECT_EQ(things(*reader), 2);
  add(*writer, "later");
  EXPECT_EQ(things(*reader), 2); // a read transaction sees one moment
}

TEST_P(Database, ManyThreadsReadAndWrite) {
  constexpr int kWriters = 4, kEach = 25;
  std::atomic<int> impossible{0}, running{kWriters};
  std::vector<std::thread> threads;
  for (int w = 0; w < kWriters; ++w)
    threads.emplace_back([&, w] {
      for (int i = 0; i < kEach; ++i) {
        auto c = pool().write();
        Transaction t(*c);
        add(*c, std::to_string(w) + "+" + std::to_string(i), 1);
        add(*c, std::to_string(w) + "-" + std::to_string(i), -1);
        t.commit();
      }
      --running;
    });
  for (int r = 0; r < 12; ++r) // more than there are connections: some wait for their turn
    threads.emplace_back([&] {
      do {
        if (pool().read()->count("SELECT sum(n) FROM thing") != 0) ++impossible;
      } while (running > 0);
    });
  for (auto &thread : threads) thread.join();
  EXPECT_EQ(impossible, 0);
  EXPECT_EQ(things(*pool().read()), 2 * kWriters * kEach);
}

TEST_P(Database, AnotherWriterIsToldToComeBack) {
  Options impatient;
  impatient.busy_timeout_ms = 50;
  auto other = Pool::open(db_.url(), impatient);
  add(*pool().write(), "row", 1);
  auto first = pool().write();
  Transaction t(*first);
  first->exec("UPDATE thing SET n = 2");
  auto second = other->write();
  EXPECT_THROW(
      {
        Transaction u(*second);
        second->exec("UPDATE thing SET n = 3");
      },
      BusyError);
  t.commit();
  EXPECT_EQ(second->exec("UPDATE thing SET n = 3"), 1); // and succeeds when it does
}

TEST_P(Database, AThreadThatWouldWaitForItselfIsToldAtOnce) {
  auto first = pool().write();
  if (sqlite()) EXPECT_THROW(pool().write(), Error);
  else EXPECT_NO_THROW(pool().write());
}

TEST_P(Database, AForgottenTransactionIsUndoneWhenTheConnectionIsGivenBack) {
  {
    auto c = pool().write();
    c->script("BEGIN");
    add(*c, "forgotten");
  }
  EXPECT_EQ(things(*pool().write()), 0);
}

TEST_P(Database, ABackupIsAWholeDatabase) {
  add(*pool().write(), "kept");
  const std::string file = "/tmp/rt_backup_" + std::to_string(::getpid()) + ".sqlite";
  if (!sqlite()) {
    EXPECT_THROW(pool().backup_to(file), BusyError);
    return;
  }
  auto writer = pool().write();
  Transaction t(*writer);
  add(*writer, "unfinished");
  pool().backup_to(file); // while somebody writes
  EXPECT_EQ(things(*Pool::open(file)->read()), 1);
  struct stat about{};
  ASSERT_EQ(::stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0077, 0U) << "others may read the copy";
  for (const char *ending : {"", "-wal", "-shm"}) ::unlink((file + ending).c_str());
}

TEST(SqliteInMemory, IsSharedByTheConnectionsOfAPool) {
  auto pool = Pool::open("sqlite::memory:");
  auto writer = pool->write();
  writer->script("CREATE TABLE t (n INTEGER)");
  auto reader = pool->read();
  Transaction t(*writer);
  writer->exec("INSERT INTO t VALUES (1)");
  EXPECT_EQ(reader->count("SELECT count(*) FROM t"), 0);
  t.commit();
  EXPECT_EQ(reader->count("SELECT count(*) FROM t"), 1);
  EXPECT_EQ(Pool::open("sqlite::memory:")->read()->has_table("t"), false); // each pool has its own
}

/// Another program (a backup, a look with sqlite3) must not take the WAL away from a running server: that lost what was
/// committed afterwards.
TEST(SqliteFile, StaysLockedWhenMoreConnectionsOpenAndAnotherProgramComesAndGoes) {
  if (std::system("command -v sqlite3 > /dev/null") != 0) GTEST_SKIP() << "needs the sqlite3 program";
  const auto folder = std::filesystem::temp_directory_path() / ("rt-locks-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const std::string file = folder / "unit.sqlite";
  {
    auto pool = Pool::open(file);
    pool->write()->script("CREATE TABLE thing (id INTEGER PRIMARY KEY)");
    { auto one = pool->read(), two = pool->read(); } // connections opened after the first hold no less
    const auto look = "sqlite3 " + file + " 'SELECT COUNT(*) FROM thing'";
    ASSERT_EQ(std::system((look + " > /dev/null").c_str()), 0);
    ASSERT_TRUE(std::filesystem::exists(file + "-wal")) << "the other program thought that it was the last";
    pool->write()->exec("INSERT INTO thing (id) VALUES (1)");
    EXPECT_EQ(std::system((look + " | grep -qx 1").c_str()), 0) << "what is committed is seen by others";
  }
  std::filesystem::remove_all(folder);
}

TEST(SqliteFile, WhatIsWrittenComesIntoTheFileWithoutTheWriter) {
  const auto folder = std::filesystem::temp_directory_path() / ("rt-kept-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const std::string file = folder / "unit.sqlite";
  {
    const auto pool = Pool::open(file);
    auto c = pool->write();
    c->script("CREATE TABLE page (words TEXT)");
    for (int i = 0; i < 1500; ++i) c->exec("INSERT INTO page (words) VALUES (?)", {std::string(4000, 'o')});
    for (int i = 0; i < 200 && std::filesystem::file_size(file) < 4'000'000; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_GE(std::filesystem::file_size(file), 4'000'000u);
    EXPECT_EQ(pool->read()->count("SELECT COUNT(*) FROM page"), 1500);
  }
  std::filesystem::remove_all(folder);
}

TEST_P(Database, IndexesPutAsideComeBackAndWhatKeepsRowsUniqueStays) {
  auto c = pool().write();
  const auto indexed = [&] {
    return c->count(sqlite() ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'index' AND name = 'thing_day'"
                             : "SELECT COUNT(*) FROM pg_indexes WHERE schemaname = current_schema() AND indexname = 'thing_day'");
  };
  c->script("CREATE INDEX thing_day ON thing (day, n) WHERE n > 0");
  IndexesAside indexes(*c);
  indexes.put_aside("thing");
  EXPECT_EQ(indexed(), 0);
  add(*c, "Ros", 1);
  EXPECT_THROW(add(*c, "Ros", 2), Error);
  indexes.make_again();
  EXPECT_EQ(indexed(), 1);
}

TEST(Opening, SaysWhenThereIsNoDatabase) {
  EXPECT_THROW(Pool::open("sqlite:/no/such/place/x.sqlite"), Error);
  EXPECT_THROW(Pool::open("postgresql://127.0.0.1:1/x"), Error);
}

TEST(Parameters, AreNumberedButNotInsideQuotesAndComments) {
  EXPECT_EQ(numbered_parameters("a = ? AND b = ?"), "a = $1 AND b = $2");
  EXPECT_EQ(numbered_parameters("a = '?' AND \"b?\" = ?"), "a = '?' AND \"b?\" = $1");
  EXPECT_EQ(numbered_parameters("a = 'it''s ?' OR b = ?"), "a = 'it''s ?' OR b = $1");
  EXPECT_EQ(numbered_parameters("? -- why?\n, ? /* ? */ ?"), "$1 -- why?\n, $2 /* ? */ $3");
  EXPECT_EQ(numbered_parameters("'open ?"), "'open ?");
  EXPECT_EQ(numbered_parameters("/* open ?"), "/* open ?");
}

} // namespace rt::db
