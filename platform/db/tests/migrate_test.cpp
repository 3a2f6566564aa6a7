#include "platform/testing/databases.hpp"
#include <gtest/gtest.h>
#include <thread>

namespace rt::db {

const std::vector<Migration> kTwoSteps = {
    {101, "Things are counted.", "CREATE TABLE thing (id {{identity}}, n {{integer}}, r {{real}}, d {{date}}){{strict}};"},
    {102, "Things have names.", "ALTER TABLE thing ADD COLUMN name TEXT; CREATE INDEX thing_name ON thing (name);"},
};

class Migrations : public ::testing::TestWithParam<std::string> {
protected:
  testing::TestDatabase db{GetParam()};
};
RT_BOTH_DATABASES(Migrations);

TEST_P(Migrations, ApplyWhatIsMissingOnce) {
  auto c = db.pool().write();
  EXPECT_EQ(schema_version(*c), 0);
  EXPECT_EQ(migrate(*c, {kTwoSteps[0]}), 1);
  EXPECT_EQ(schema_version(*c), 101);
  EXPECT_EQ(migrate(*c, kTwoSteps), 1);
  EXPECT_EQ(migrate(*c, kTwoSteps), 0);
  EXPECT_EQ(schema_version(*c), 102);
  EXPECT_EQ(c->insert("INSERT INTO thing (name, d) VALUES ('a', '2019-03-22') RETURNING id", {}), 1);
}

TEST_P(Migrations, RefuseADatabaseOfANewerProgram) {
  auto c = db.pool().write();
  ASSERT_TRUE(migrate(*c, kTwoSteps));
  const auto refused = migrate(*c, {kTwoSteps[0]});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::invalid);
  EXPECT_NE(refused.error().message.find("nyare version"), std::string::npos);
  EXPECT_NE(refused.error().message.find("102"), std::string::npos);
}

TEST_P(Migrations, AStepThatFailsLeavesNoTrace) {
  auto c = db.pool().write();
  const std::vector<Migration> broken = {kTwoSteps[0], {102, "Broken.", "CREATE TABLE half (n TEXT); CREATE TABLE thing (n TEXT);"}};
  EXPECT_THROW((void)migrate(*c, broken), Error);
  EXPECT_EQ(schema_version(*c), 101);
  EXPECT_FALSE(c->has_table("half"));
  EXPECT_EQ(migrate(*c, kTwoSteps), 1);
}

TEST_P(Migrations, RefuseTwoStepsWithOneNumberAndUnknownPlaceholders) {
  auto c = db.pool().write();
  EXPECT_THROW((void)migrate(*c, {kTwoSteps[0], kTwoSteps[0]}), Error);
  EXPECT_THROW((void)migrate(*c, {{7, "Unknown.", "CREATE TABLE x (n {{money}});"}}), Error);
}

TEST_P(Migrations, TwoServersThatStartTogetherApplyEachStepOnce) {
  auto other = Pool::open(db.url());
  int applied[2] = {0, 0};
  std::thread a([&] { applied[0] = migrate(*db.pool().write(), kTwoSteps).value_or(-100); });
  std::thread b([&] { applied[1] = migrate(*other->write(), kTwoSteps).value_or(-100); });
  a.join();
  b.join();
  EXPECT_EQ(applied[0] + applied[1], 2);
}

} // namespace rt::db
