#include "adapters/system/system_keys.h"

#include <array>
#include <cstddef>
#include <string_view>

#include "adapters/system/system_ids.h"

namespace mien {
namespace {

/// Random characters of an alphabet whose size is a power of two, so that each is equally likely.
template <std::size_t kCount>
std::string random_text(std::string_view alphabet) {
  std::array<unsigned char, kCount> bytes{};
  fill_random(bytes);
  std::string out;
  for (const unsigned char byte : bytes) out += alphabet[byte % alphabet.size()];
  return out;
}

}  // namespace

KeyMaker::Pair SystemKeys::make() const {
  return {.access_key_id = "MIEN" + random_text<16>("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
          .secret = random_text<40>("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")};
}

}  // namespace mien
