#include "core/utf8.h"

#include <gtest/gtest.h>

#include <string_view>

namespace mien {
namespace {

TEST(Utf8, CutsBetweenCharacters) {
  EXPECT_EQ(cut_utf8("aä€", 6), "aä€");
  EXPECT_EQ(cut_utf8("aä€", 5), "aä");
  EXPECT_EQ(cut_utf8("aä€", 2), "a");
  EXPECT_EQ(cut_utf8("€", 1), "");
}

TEST(Utf8, RefusesWhatIsNotWellFormed) {
  for (const char* text :
       {"\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5", "\xe2\x82"}) {
    std::string_view rest(text);
    EXPECT_FALSE(take_code_point(rest)) << text;
    EXPECT_EQ(rest, text);
  }
  std::string_view rest("\xF4\x8F\xBF\xBF!");
  EXPECT_EQ(take_code_point(rest), char32_t{0x10FFFF});
  EXPECT_EQ(rest, "!");
  EXPECT_EQ(count_code_points("aä€😀"), 4U);
}

}  // namespace
}  // namespace mien
