#include "picture_refusal.h"

#include <gtest/gtest.h>

namespace mien::cli {
namespace {

TEST(PictureRefusal, BlamesOneOnlyWhereTheServersTextIsSure) {
  EXPECT_EQ(blamed_picture("Picture 3: No face.", 5), 3U);
  EXPECT_EQ(blamed_picture("Picture 3 does not show", 5), 3U);
  for (const std::string text : {"Picture 6: x", "Picture 0: x", "Picture : x", "Picture 3", "Pictures 1 and 2", "x"})
    EXPECT_EQ(blamed_picture(text, 5), std::nullopt) << text;
  EXPECT_EQ(blamed_picture("Picture 1: x", 1), std::nullopt);
}

TEST(PictureRefusal, PutsANameForTheNumber) {
  EXPECT_EQ(name_blamed_picture("Picture 12: No face.", 12, "a.jpg"), "a.jpg: No face.");
  EXPECT_EQ(name_blamed_picture("Picture 3 does not show it.", 3, "a.jpg"), "a.jpg does not show it.");
}

}  // namespace
}  // namespace mien::cli
