#include "api/http/url.h"

#include <gtest/gtest.h>

#include "support/code_of.h"

namespace mien::api {
namespace {

TEST(Url, RefusesIdsThatCouldMeanAnotherPath) {
  EXPECT_EQ(decode_path_segment("a%3Ab").value(), "a:b");
  for (const std::string_view bad : {"a%2Fb", "%2e%2F", "a%5cb", "%00", "%0a", "%7f", "%", "%ff", "%c0%af"}) {
    const auto decoded = decode_path_segment(bad);
    ASSERT_FALSE(decoded) << bad;
    EXPECT_EQ(decoded.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Url, ReadsQueries) {
  const auto parts = parse_query("query=a+b%2B&collection=&flag");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 3U);
  EXPECT_EQ((*parts)[0].second, "a b+");
  EXPECT_EQ((*parts)[1].second, "");
  EXPECT_EQ((*parts)[2].first, "flag");
  EXPECT_TRUE(parse_query("")->empty());
  for (const std::string_view bad : {"a=%", "%zz=1", "=1", "a=1&&b=2", "&", "a=%00", "a=%ff"})
    EXPECT_EQ(code_of(parse_query(bad)), ErrorCode::kInvalidArgument) << bad;
}

}  // namespace
}  // namespace mien::api
