#include "app/tables/tables.h"

#include <gtest/gtest.h>

#include "app/tables/items.h"
#include "core/limits.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_ids.h"
#include "fakes/memory_store.h"

namespace mien::app {
namespace {

class PutTableItemTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(create.run({.name = name, .partition = id, .actor = "root"})); }
  ErrorCode error_of(const Item& item) {
    const auto done = put.run(name, item);
    return done ? ErrorCode::kInternal : done.error().code;
  }

  fakes::MemoryStore store;
  fakes::FakeClock clock;
  fakes::FakeIds ids;
  TableName name = TableName::parse("faces").value();
  const KeyAttribute id{"id", AttributeType::kS};
  CreateTable create{store.tables(), {clock, ids}};
  PutTableItem put{store.tables()};
};

TEST_F(PutTableItemTest, PutsAnItemInThePlaceOfTheOneWithItsKey) {
  ASSERT_TRUE(put.run(name, {{"id", AttributeValue("1")}, {"a", AttributeValue("old")}}));
  const Item item{{"id", AttributeValue("1")}, {"b", AttributeValue("new")}};
  ASSERT_TRUE(put.run(name, item));
  const Table table = store.tables().find(name).value();
  EXPECT_EQ(table.item_count, 1U);
  EXPECT_EQ(GetTableItem(store.tables()).run(table, {"1"}).value(), item);
}

TEST_F(PutTableItemTest, RefusesWhatNoTableTakes) {
  EXPECT_EQ(put.run(TableName::parse("nowhere").value(), {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(error_of({{"a", AttributeValue("x")}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(error_of({{"id", AttributeValue("")}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(error_of({{"id", AttributeValue(true)}}), ErrorCode::kInvalidArgument);
  const std::size_t room = limits::kItemBytesMax - 4;
  EXPECT_EQ(error_of({{"id", AttributeValue("1")}, {"v", AttributeValue(std::string(room, 'x'))}}),
            ErrorCode::kInternal);
  EXPECT_EQ(error_of({{"id", AttributeValue("1")}, {"v", AttributeValue(std::string(room + 1, 'x'))}}),
            ErrorCode::kInvalidArgument);
  AttributeValue deep("x");
  for (std::size_t i = 0; i <= limits::kItemDepthMax; ++i) deep = AttributeValue(AttributeValue::List{deep});
  EXPECT_EQ(error_of({{"id", AttributeValue("1")}, {"v", deep}}), ErrorCode::kInvalidArgument);
}

TEST_F(PutTableItemTest, ListsTablesInPages) {
  for (const char* other : {"aaa", "zzz"})
    ASSERT_TRUE(create.run({.name = TableName::parse(other).value(), .partition = id, .actor = ""}));
  const ListTables list(store.tables());
  const auto first = list.run("", 2).value();
  EXPECT_TRUE(first.more);
  EXPECT_EQ(first.names.back().text(), "faces");
  const auto last = list.run("faces", 2).value();
  EXPECT_FALSE(last.more);
  EXPECT_EQ(last.names.size(), 1U);
}

}  // namespace
}  // namespace mien::app
