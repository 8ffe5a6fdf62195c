#include "core/percent.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(Percent, DecodesEscapesStrictly) {
  EXPECT_EQ(percent_decode("a%2Fb%c3%98+"), "a/b\xC3\x98+");
  EXPECT_EQ(form_decode("a+b%2B"), "a b+");
  for (const std::string_view bad : {"%", "%2", "%2x", "a%zz", "%%41"}) {
    EXPECT_FALSE(percent_decode(bad)) << bad;
    EXPECT_FALSE(form_decode(bad)) << bad;
  }
}

TEST(Percent, LeavesWhatIsNoEscapeWhereItIsToBeLenient) {
  EXPECT_EQ(percent_decode_leniently("%41%+%2%zz%%42"), "A%+%2%zz%B");
  EXPECT_EQ(form_decode_leniently("%2B+%2"), "+ %2");
}

TEST(Percent, EncodesWhatItDoesNotKeep) {
  EXPECT_EQ(percent_encode("a:b/\xC3\x98 ~"), "a%3Ab%2F%C3%98%20~");
  EXPECT_EQ(percent_encode("a b/c", Slashes::kKept), "a%20b/c");
  EXPECT_EQ(form_encode("a b+*~/", "*"), "a+b%2B*%7E%2F");
}

}  // namespace
}  // namespace mien
