#include "api/dynamodb/value_json.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <random>
#include <string>

#include "unit/dynamodb/random_values.h"

namespace mien::api::dynamodb {
namespace {

std::string text_of(const AttributeValue& value) {
  JsonWriter out;
  write_value(out, value);
  return out.take();
}

TEST(ValueJson, ReadsWhatItWrites) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomValues random(seed);
  for (int round = 0; round < 2000; ++round) {
    const AttributeValue value = random.value(4);
    const std::string text = text_of(value);
    const auto read = read_value(boost::json::parse(text));
    ASSERT_TRUE(read) << text << " " << read.error().message;
    ASSERT_EQ(*read, value) << text;
    ASSERT_EQ(text_of(*read), text);
  }
}

TEST(ValueJson, WritesNumbersInTheirNormalForm) {
  const auto read = read_value(boost::json::parse(R"({"NS":["1.0","1e2"]})"));
  ASSERT_TRUE(read);
  EXPECT_EQ(text_of(*read), R"({"NS":["1","100"]})");
}

TEST(ValueJson, LeavesOutTypesThatAreNull) {
  const auto read = read_value(boost::json::parse(R"({"S":"a","N":null,"Unknown":[]})"));
  ASSERT_TRUE(read);
  EXPECT_EQ(text_of(*read), R"({"S":"a"})");
}

}  // namespace
}  // namespace mien::api::dynamodb
