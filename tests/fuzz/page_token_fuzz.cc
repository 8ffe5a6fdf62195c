// Any text is a page token of this listing or refused, and every cursor survives its way through a token: of its own
// listing only.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/store_sqlite/page_token.h"

namespace {

constexpr std::size_t kCursorBytesMax = 170;
constexpr std::size_t kTokenBytesMax = 255;

bool is_refused(const mien::Result<std::optional<std::string>>& cursor) {
  return !cursor && cursor.error().code == mien::ErrorCode::kInvalidPageToken;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mien::sqlite;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Listing listing = Listing("faces").add("staff");
  const Listing other = Listing("faces").add("guests");

  if (const auto cursor = read_page_token(listing, bytes); !cursor && !is_refused(cursor)) std::abort();

  const std::string_view cursor = bytes.substr(0, kCursorBytesMax);
  const std::string token = make_page_token(listing, cursor);
  if (token.empty() || token.size() > kTokenBytesMax) std::abort();
  const auto read = read_page_token(listing, token);
  if (!read || *read != cursor || !is_refused(read_page_token(other, token))) std::abort();
  return 0;
}
