#include "core/setup_table.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace mien {
namespace {

/// Texts and values of every kind, with everything that the encoding uses itself.
class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}
  SetupTable table() {
    SetupTable out;
    for (std::size_t i = below(6); i > 0; --i) out.insert_or_assign(text(), value());
    return out;
  }

 private:
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_() % end); }
  std::string text() {
    constexpr std::string_view kCharacters("a=&%,+ \n\0\xc3\xa9\"", 12);
    std::string out;
    for (std::size_t i = below(8); i > 0; --i) out += kCharacters[below(kCharacters.size())];
    return out;
  }
  SetupValue value() {
    switch (below(6)) {
      case 0:
        return random_() % 2 == 0;
      case 1:
        return static_cast<std::int64_t>(random_());
      case 2:
        return static_cast<double>(random_()) / 7;
      case 3:
        return text();
      case 4: {
        std::vector<std::string> texts;
        for (std::size_t i = below(4); i > 0; --i) texts.push_back(text());
        return texts;
      }
      default:
        break;
    }
    TextMap map;
    for (std::size_t i = below(4); i > 0; --i) map.insert_or_assign(text(), text());
    return map;
  }

  std::mt19937_64 random_;
};

TEST(SetupTable, ComesBackFromItsEncoding) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const SetupTable table = Maker(seed).table();
    const std::string encoded = encode_setup(table);
    const auto decoded = decode_setup(encoded);
    ASSERT_TRUE(decoded) << "seed " << seed << ": " << encoded;
    EXPECT_EQ(*decoded, table) << "seed " << seed << ": " << encoded;
  }
}

TEST(SetupTable, LeavesOutWhatNoKeyTakes) {
  EXPECT_EQ(encode_setup({{"a", SetupValue()}, {"b", std::int64_t{1}}}), "b=i1");
}

TEST(SetupTable, RefusesWhatIsNoEncoding) {
  for (const std::string_view text :
       {"a", "a=", "a=x", "a=i", "a=i1.5", "a=n", "a=b2", "a=lx", "a=l%zz,", "a=mb", "a=i1&a=i1"}) {
    const auto decoded = decode_setup(text);
    ASSERT_FALSE(decoded) << text;
    EXPECT_EQ(decoded.error().code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace mien
