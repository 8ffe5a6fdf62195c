#include "support/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace mien {

void expect_golden(const std::string& name, std::string_view text) {
  const std::string path = MIEN_SOURCE_DIR "/tests/golden/" + name;
  if (std::getenv("MIEN_GOLDEN_WRITE") != nullptr) {
    std::ofstream(path, std::ios::binary) << text << '\n';
    return;
  }
  std::ifstream in(path, std::ios::binary);
  const std::string wanted{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(std::string(text) + "\n", wanted) << path;
}

}  // namespace mien
