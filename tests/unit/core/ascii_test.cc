#include "core/ascii.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(Ascii, TrimsBlanksAtBothEndsOnly) {
  EXPECT_EQ(trimmed(" \t a b\t"), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(" \t "), "");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed("a\r\n"), "a\r\n");
  EXPECT_EQ(trimmed(" a\r\n", " \r\n"), "a");
}

}  // namespace
}  // namespace mien
