#include "api/rest/fields.h"

#include <gtest/gtest.h>

#include <string>

#include "core/limits.h"

namespace mien::api::rest {
namespace {

TEST(Fields, RefusesUnknownAndRepeatedNames) {
  EXPECT_TRUE(Fields::from_query("a=1&b=2", {"a", "b"}));
  const auto unknown = Fields::from_query("a=1&c=2", {"a", "b"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message, "Unknown query parameter 'c'.");
  const auto twice = Fields::from_query("a=1&a=1", {"a", "b"});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().message, "The query parameter 'a' comes twice.");
  const auto long_name = Fields::from_query(std::string(1000, 'x'), {"a"});
  ASSERT_FALSE(long_name);
  EXPECT_LT(long_name.error().message.size(), 120U);
}

TEST(Fields, BoundPages) {
  const auto page = [](std::string_view query) {
    return page_of(*Fields::from_query(query, {"page_size", "page_token"}));
  };
  EXPECT_EQ(page("")->limit, limits::kRestPageSizeDefault);
  EXPECT_EQ(page("page_size=500")->limit, 500U);
  EXPECT_EQ(page("page_token=t")->after, "t");
  for (const std::string_view bad : {"page_size=0", "page_size=501", "page_size=-1", "page_size=", "page_size=1x",
                                     "page_size=99999999999999999999999999", "page_size=1e2"})
    EXPECT_FALSE(page(bad)) << bad;
}

TEST(Fields, ReadNumbersBooleansAndAttributesStrictly) {
  EXPECT_EQ(parse_number("threshold", "97.5"), 97.5);
  for (const std::string_view bad : {"", "x", "1x", " 1", "nan", "inf", "1e999"}) EXPECT_FALSE(parse_number("n", bad));
  EXPECT_EQ(parse_boolean("consent", "true"), true);
  for (const std::string_view bad : {"", "1", "True", "yes"}) EXPECT_FALSE(parse_boolean("consent", bad));
  EXPECT_EQ(parse_attributes(" { \"a\" : [1, 2.5, null, true, {\"b\":\"\\u00d8\"}], \"c\": 18446744073709551615 } "),
            "{\"a\":[1,2.5,null,true,{\"b\":\"\xC3\x98\"}],\"c\":18446744073709551615}");
  for (const std::string_view bad : {"", "[]", "1", "{", "{\"a\":1,\"a\":2}", "{\"a\":1e400}"})
    EXPECT_FALSE(parse_attributes(bad)) << bad;
}

TEST(Fields, TakeOneCollectionOnly) {
  EXPECT_EQ(collection_of(std::nullopt, std::nullopt)->text(), "people");
  EXPECT_EQ(collection_of("a", std::nullopt)->text(), "a");
  EXPECT_EQ(collection_of(std::nullopt, "b")->text(), "b");
  EXPECT_FALSE(collection_of("a", "a"));
  EXPECT_FALSE(collection_of("", std::nullopt));
  EXPECT_FALSE(collection_of("a/b", std::nullopt));
}

}  // namespace
}  // namespace mien::api::rest
