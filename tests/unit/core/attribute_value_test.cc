#include "core/attribute_value.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "core/table.h"

namespace mien {
namespace {

AttributeValue text(std::string_view value) { return AttributeValue(std::string(value)); }
AttributeValue number(std::string_view value) { return AttributeValue(Decimal::parse(value).value()); }

TEST(AttributeValue, KnowsItsTypeByName) {
  for (const std::string_view name : {"S", "N", "B", "SS", "NS", "BS", "M", "L", "BOOL", "NULL"}) {
    const auto type = attribute_type(name);
    ASSERT_TRUE(type) << name;
    EXPECT_EQ(name_of(*type), name);
  }
  EXPECT_EQ(attribute_type("s"), std::nullopt);
  EXPECT_EQ(AttributeValue(AttributeValue::Null{}).type(), AttributeType::kNull);
  EXPECT_EQ(AttributeValue("text").type(), AttributeType::kS);
}

/// Found out with DynamoDB Local, as those of numbers were.
TEST(AttributeValue, CountsBytesAsDynamoDbDoes) {
  EXPECT_EQ(counted_bytes(AttributeValue(true)), 1U);
  EXPECT_EQ(counted_bytes(AttributeValue(AttributeValue::Null{})), 1U);
  EXPECT_EQ(counted_bytes(AttributeValue(AttributeValue::List{})), 3U);
  EXPECT_EQ(counted_bytes(AttributeValue(AttributeValue::List{text("a"), text("b")})), 7U);
  EXPECT_EQ(counted_bytes(AttributeValue(AttributeValue::Map{})), 3U);
  EXPECT_EQ(counted_bytes(AttributeValue(AttributeValue::Map{{"a", text("b")}})), 6U);
  EXPECT_EQ(counted_bytes(AttributeValue(AttributeValue::StringSet{"a", "bc"})), 3U);
  EXPECT_EQ(counted_bytes(AttributeValue(AttributeValue::NumberSet{Decimal::of(1), Decimal::of(22)})), 4U);
  EXPECT_EQ(counted_bytes(AttributeValue(AttributeValue::BinarySet{Binary{"abc"}})), 3U);
  EXPECT_EQ(counted_bytes(text("\xC3\xA9")), 2U);
  EXPECT_EQ(counted_bytes(Item{{"pk", text("sz")}, {"v", text("xxx")}}), 8U);
}

TEST(AttributeValue, ComparesScalarsOfOneType) {
  EXPECT_EQ(compare(text("a"), text("b")), std::strong_ordering::less);
  EXPECT_EQ(compare(text("\xC3\xA9"), text("z")), std::strong_ordering::greater);
  EXPECT_EQ(compare(number("10"), number("9")), std::strong_ordering::greater);
  EXPECT_EQ(compare(AttributeValue(Binary{"\x01"}), AttributeValue(Binary{"\xFF"})), std::strong_ordering::less);
  EXPECT_EQ(compare(text("1"), number("1")), std::nullopt);
  EXPECT_EQ(compare(AttributeValue(true), AttributeValue(true)), std::nullopt);
  EXPECT_EQ(compare(AttributeValue(AttributeValue::List{}), AttributeValue(AttributeValue::List{})), std::nullopt);
}

TEST(AttributeValue, IsEqualWhateverTheOrderOfSetsAndMembers) {
  EXPECT_EQ(AttributeValue(AttributeValue::StringSet{"a", "b"}), AttributeValue(AttributeValue::StringSet{"b", "a"}));
  EXPECT_EQ(AttributeValue(AttributeValue::Map{{"a", number("7")}}),
            AttributeValue(AttributeValue::Map{{"a", number("7.0")}}));
  EXPECT_NE(AttributeValue(AttributeValue::List{text("a"), text("b")}),
            AttributeValue(AttributeValue::List{text("b"), text("a")}));
  EXPECT_NE(text("1"), number("1"));
}

class KeyOf : public testing::Test {
 protected:
  static Table books() {
    const auto name = TableName::parse("books");
    KeyAttribute partition{"pk", AttributeType::kS};
    return {.name = *name, .partition = std::move(partition), .sort = KeyAttribute{"sk", AttributeType::kB}};
  }
  static KeyFault::Problem problem(const Item& item) { return key_of(books(), item).error().problem; }
};

TEST_F(KeyOf, TakesTheKeyAttributesAlone) {
  const Item item{{"pk", text("a")}, {"sk", AttributeValue(Binary{"b"})}, {"v", number("1")}};
  EXPECT_EQ(key_of(books(), item), (ItemKey{"a", "b"}));
  EXPECT_EQ(key_item(books(), item).size(), 2U);
}

TEST_F(KeyOf, NamesWhatIsWrong) {
  const AttributeValue sort(Binary{"b"});
  EXPECT_EQ(problem({{"sk", sort}}), KeyFault::Problem::kMissing);
  EXPECT_EQ(problem({{"pk", number("1")}, {"sk", sort}}), KeyFault::Problem::kWrongType);
  EXPECT_EQ(problem({{"pk", text("")}, {"sk", sort}}), KeyFault::Problem::kEmpty);
  EXPECT_EQ(problem({{"pk", text("a")}, {"sk", AttributeValue(Binary{})}}), KeyFault::Problem::kEmpty);
  EXPECT_EQ(key_of(books(), {{"pk", text("a")}}).error().attribute.name, "sk");
}

TEST_F(KeyOf, TakesKeysUpToTheirLimits) {
  const auto key = [](std::size_t partition, std::size_t sort) {
    return key_of(books(),
                  {{"pk", text(std::string(partition, 'x'))}, {"sk", AttributeValue(Binary{std::string(sort, 'y')})}});
  };
  EXPECT_TRUE(key(limits::kPartitionKeyBytesMax, limits::kSortKeyBytesMax));
  EXPECT_EQ(key(limits::kPartitionKeyBytesMax + 1, 1).error().problem, KeyFault::Problem::kTooLong);
  EXPECT_EQ(key(1, limits::kSortKeyBytesMax + 1).error().problem, KeyFault::Problem::kTooLong);
}

TEST(TableNames, AreOfDynamoDbsForm) {
  for (const std::string& good : {std::string("abc"), std::string("A-b_c.9"), std::string(255, 'x')})
    EXPECT_TRUE(TableName::parse(good)) << good;
  for (const std::string& bad : {std::string(), std::string("ab"), std::string("a!b"), std::string("a b"),
                                 std::string(256, 'x'), std::string("\xC3\xA9\xC3\xA9")})
    EXPECT_FALSE(TableName::parse(bad)) << bad;
}

TEST(ScanSegments, DivideAllPositions) {
  for (const std::uint32_t total : {1U, 2U, 3U, 1000U, limits::kScanSegmentsMax}) {
    EXPECT_EQ((Segment{0, total}.begin()), 0U);
    EXPECT_EQ((Segment{total - 1, total}.end()), std::uint64_t{1} << 32);
    if (total > 1) {
      EXPECT_EQ((Segment{0, total}.end()), (Segment{1, total}.begin()));
    }
  }
}

/// Stored rows depend on it: it may never change.
TEST(ScanSegments, FindAPartitionWhereItWasEver) {
  EXPECT_NE(scan_position("a"), scan_position("b"));
  EXPECT_EQ(scan_position("mien"), 0x7D26D747U);
}

}  // namespace
}  // namespace mien
