#include "modules/audit/audit.hpp"
#include "modules/audit/chain.hpp"
#include "platform/testing/databases.hpp"
#include <functional>
#include <gtest/gtest.h>
#include <set>
#include <thread>

namespace rt::audit {

access::Actor anna() {
  access::Actor a;
  a.user = 7;
  a.name = "Anna Lindqvist";
  a.role = access::Role::head;
  a.unit = 1;
  return a;
}

TEST(Hash, DependsOnEveryFieldAndOnWhereOneEnds) {
  const Link link{1, "2019-03-22T10:00:00Z", 1, 7, "Anna", "head", "read", "contact:412", "uppföljning", "", ""};
  std::set<std::string> hashes{hash_of(link)};
  const auto changed = [&](const std::function<void(Link &)> &change) {
    Link other = link;
    change(other);
    hashes.insert(hash_of(other));
  };
  changed([](Link &l) { l.seq = 2; });
  changed([](Link &l) { l.at = "2019-03-22T10:00:01Z"; });
  changed([](Link &l) { l.unit = 2; });
  changed([](Link &l) { l.actor = 8; });
  changed([](Link &l) { l.actor_name = "Bo"; });
  changed([](Link &l) { l.role = "deputy"; });
  changed([](Link &l) { l.act = "update"; });
  changed([](Link &l) { l.object = "contact:413"; });
  changed([](Link &l) { l.purpose = "arbete i ärendet"; });
  changed([](Link &l) { l.detail = "1"; });
  changed([](Link &l) { l.prev = "00"; });
  changed([](Link &l) { l.object = "contact:41", l.purpose = "2uppföljning"; });
  EXPECT_EQ(hashes.size(), 13U);
  EXPECT_EQ(hash_of(link).size(), 64U);
  // The first link ever written must verify for as long as the law asks: the encoding never changes.
  EXPECT_EQ(hash_of(link), "4cadf1cb7b0b796c86a373032274e6a64f15451118a07f6c54064850462c536e");
}

class AuditTest : public ::testing::TestWithParam<std::string> {
protected:
  AuditTest() { (void)db::migrate(*db.pool().write(), migrations()).value(); }
  void write(int number, const std::string &object = "contact:") {
    auto c = db.pool().write();
    for (int i = 1; i <= number; ++i) append(*c, anna(), clock.now(), {Act::read, object + std::to_string(i), "uppföljning", ""});
  }
  Verification check() { return verify(*db.pool().read()); }
  void tamper(std::string_view sql) { db.pool().write()->script(sql); }
  FixedClock clock{1553249700};
  testing::TestDatabase db{GetParam()};
};
RT_BOTH_DATABASES(AuditTest);

TEST_P(AuditTest, AWholeChainIsWhole) {
  EXPECT_EQ(check().rows, 0);
  EXPECT_FALSE(check().broken);
  write(20);
  const auto seen = check();
  EXPECT_FALSE(seen.broken);
  EXPECT_EQ(seen.rows, 20);
  EXPECT_EQ(seen.last_hash.size(), 64U);
}

TEST_P(AuditTest, EveryKindOfTamperingIsFoundWhereItBegins) {
  struct Case {
    std::string_view what, sql;
    std::int64_t seq;
  };
  const Case cases[] = {
      {"changed", "UPDATE audit_event SET actor_name = 'Bo' WHERE seq = 4", 4},
      {"changed with a new hash", "UPDATE audit_event SET object = 'contact:9', hash = prev WHERE seq = 4", 4},
      {"removed", "DELETE FROM audit_event WHERE seq = 4", 5},
      {"first removed", "DELETE FROM audit_event WHERE seq = 1", 2},
      {"last removed", "DELETE FROM audit_event WHERE seq = 10", 10},
      {"several last removed", "DELETE FROM audit_event WHERE seq > 7", 8},
      {"inserted last",
       "INSERT INTO audit_event SELECT 11, at, unit_id, actor_id, actor_name, role, act, object, purpose, "
       "detail, hash, hash FROM audit_event WHERE seq = 10",
       11},
      {"inserted first",
       "INSERT INTO audit_event SELECT 0, at, unit_id, actor_id, actor_name, role, act, object, purpose, "
       "detail, prev, hash FROM audit_event WHERE seq = 1",
       0},
      {"inserted between",
       "UPDATE audit_event SET seq = seq + 1000 WHERE seq > 5; UPDATE audit_event SET seq = seq - 999 WHERE seq > "
       "1000; "
       "INSERT INTO audit_event SELECT 6, at, unit_id, actor_id, actor_name, role, act, object, purpose, "
       "detail, hash, hash FROM audit_event WHERE seq = 5",
       6},
      {"reordered",
       "UPDATE audit_event SET seq = 99 WHERE seq = 4; UPDATE audit_event SET seq = 4 WHERE seq = 5; "
       "UPDATE audit_event SET seq = 5 WHERE seq = 99",
       4},
      {"head changed", "UPDATE audit_head SET hash = 'x'", 11},
  };
  for (const Case &c : cases) {
    tamper("DELETE FROM audit_event; UPDATE audit_head SET seq = 0, hash = ''");
    write(10);
    ASSERT_FALSE(check().broken);
    tamper(c.sql);
    const auto seen = check();
    ASSERT_TRUE(seen.broken) << c.what;
    EXPECT_EQ(seen.broken->seq, c.seq) << c.what;
    EXPECT_FALSE(seen.broken->why.empty());
  }
}

TEST_P(AuditTest, ATraceIsSavedWithItsRecordOrNotAtAll) {
  auto c = db.pool().write();
  {
    db::Transaction t(*c);
    append(*c, anna(), clock.now(), {Act::create, "contact:1", "arbete i ärendet", ""});
  }
  EXPECT_EQ(check().rows, 0);
  db::Transaction t(*c);
  append(*c, anna(), clock.now(), {Act::create, "contact:2", "arbete i ärendet", ""});
  t.commit();
  EXPECT_EQ(check().rows, 1);
  EXPECT_FALSE(check().broken);
}

TEST_P(AuditTest, ManyWritersMakeOneChain) {
  auto other = db::Pool::open(db.url());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      db::Pool &pool = t % 2 == 0 ? db.pool() : *other;
      for (int i = 0; i < 20; ++i) {
        auto c = pool.write();
        append(*c, anna(), clock.now(), {Act::update, "contact:" + std::to_string(t), "arbete i ärendet", ""});
      }
    });
  for (auto &thread : threads) thread.join();
  EXPECT_EQ(check().rows, 80);
  EXPECT_FALSE(check().broken);
}

TEST_P(AuditTest, ALongChainIsReadInPieces) {
  auto c = db.pool().write();
  db::Transaction t(*c);
  for (int i = 0; i < 5001; ++i) append(*c, access::system_actor(1), clock.now(), {Act::import, "contact:1", "systemet", ""});
  t.commit();
  EXPECT_EQ(check().rows, 5001);
  EXPECT_FALSE(check().broken);
}

TEST_P(AuditTest, EntriesAreFoundByObjectActorAndUnitNewestFirst) {
  write(3);
  write(1, "contact_note:");
  auto c = db.pool().write();
  append(*c, access::system_actor(2), clock.now(), {Act::import, "viewpoint:list", "systemet", "412 rader"});
  EXPECT_EQ(entries(*c, "", 0, 100, 0).size(), 5U);
  const auto of_all_contacts = entries(*c, "contact", 0, 100, 0);
  ASSERT_EQ(of_all_contacts.size(), 3U);
  EXPECT_EQ(of_all_contacts[0].object, "contact:3");
  EXPECT_EQ(of_all_contacts[0].at, "2019-03-22T10:15:00Z");
  EXPECT_EQ(of_all_contacts[0].actor_name, "Anna Lindqvist");
  EXPECT_EQ(of_all_contacts[0].role, "head");
  EXPECT_EQ(entries(*c, "contact:2", 0, 100, 0).size(), 1U);
  EXPECT_EQ(entries(*c, "", 7, 100, 0).size(), 4U);
  EXPECT_EQ(entries(*c, "", 0, 100, 0, 2).at(0).role, "system");
  EXPECT_EQ(entries(*c, "", 0, 2, 1).at(0).object, "contact_note:1");
  EXPECT_TRUE(entries(*c, "contact:2", 99, 100, 0).empty());
}

TEST_P(AuditTest, SomeDaysAreSwedishDaysAndAreFoundThroughAnIndex) {
  auto c = db.pool().write();
  for (const char *at : {"2019-03-21T22:59:59Z", "2019-03-21T23:00:00Z", "2019-03-22T22:59:59Z", "2019-03-22T23:00:00Z"})
    append(*c, anna(), from_iso(at), {Act::read, "contact:1", "uppföljning", ""});
  append(*c, access::system_actor(2), from_iso("2019-03-22T10:00:00Z"), {Act::read, "contact:1", "systemet", ""});
  const Date day = make_date(2019, 3, 22);
  const auto found = entries(*c, "", 0, 100, 0, 1, {day, day});
  ASSERT_EQ(found.size(), 2U); // Sweden is an hour before UTC in March: the day begins at 23 the evening before
  EXPECT_EQ(found[0].at, "2019-03-22T22:59:59Z");
  EXPECT_EQ(found[1].at, "2019-03-21T23:00:00Z");
  EXPECT_EQ(entries(*c, "", 0, 100, 0, 1, {day + 1, std::nullopt}).size(), 1U);
  EXPECT_EQ(entries(*c, "", 0, 100, 0, 1, {std::nullopt, day - 1}).size(), 1U);
  EXPECT_EQ(entries(*c, "contact:1", 7, 100, 0, 1, {day, day}).size(), 2U);
  EXPECT_EQ(entries(*c, "", 0, 1, 1, 1, {day, day}).at(0).at, "2019-03-21T23:00:00Z"); // the next page
  if (c->backend() != db::Backend::sqlite) return;                                     // a table as small as this one PostgreSQL rightly reads whole
  std::string plan;
  c->query("EXPLAIN QUERY PLAN SELECT seq FROM audit_event WHERE 1 = 1 AND unit_id = ? AND at >= ? AND at < ? ORDER BY at DESC, seq DESC LIMIT 50",
           {std::int64_t{1}, std::string("2019-03-21T23:00:00Z"), std::string("2019-03-22T23:00:00Z")},
           [&](const db::Row &row) { plan += row.str(3) + "\n"; });
  EXPECT_NE(plan.find("audit_event_day"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("SCAN"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
}

TEST_P(AuditTest, ReadsAreStoredByAGroupCommit) {
  ReadLog log(db.pool(), clock);
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) log.log(anna(), {Act::read, "contact:" + std::to_string(i), "uppföljning", ""});
    });
  for (auto &thread : threads) thread.join();
  log.flush();
  EXPECT_EQ(check().rows, 300);
  EXPECT_FALSE(check().broken);
}

TEST_P(AuditTest, NothingReadIsForgottenWhenTheServerStopsOrTheDiskIsBusy) {
  {
    ReadLog log(db.pool(), clock);
    auto writer = db.pool().write(); // SQLite: the log must wait for its turn
    db::Transaction t(*writer);
    append(*writer, anna(), clock.now(), {Act::update, "contact:1", "arbete i ärendet", ""});
    for (int i = 0; i < 50; ++i) log.log(anna(), {Act::read, "contact:1", "uppföljning", ""});
    t.commit();
  }
  EXPECT_EQ(check().rows, 51);
  EXPECT_FALSE(check().broken);
}

TEST_P(AuditTest, AReadIsTracedWithItsOwnTime) {
  ReadLog log(db.pool(), clock);
  log.log(anna(), {Act::read, "contact:1", "uppföljning", ""});
  log.flush();
  clock.advance(60);
  log.log(anna(), {Act::read, "contact:2", "uppföljning", ""});
  log.flush();
  const auto found = entries(*db.pool().read(), "", 0, 10, 0);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].at, "2019-03-22T10:16:00Z");
  EXPECT_EQ(found[1].at, "2019-03-22T10:15:00Z");
}

} // namespace rt::audit
