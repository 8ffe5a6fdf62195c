// Any bytes give parts that lie inside the body, one after the other, within the limits; or an Error. Never a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/http/multipart.h"
#include "core/limits.h"

// The first line is the Content-Type, the rest the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\n');
  const std::string_view content_type = input.substr(0, end);
  const std::string_view body = end == std::string_view::npos ? std::string_view{} : input.substr(end + 1);
  const auto parts = mien::api::parse_multipart(content_type, body);
  if (!parts) {
    if (parts.error().code != mien::ErrorCode::kInvalidArgument || parts.error().message.empty()) std::abort();
    return 0;
  }
  if (parts->empty() || parts->size() > mien::limits::kMultipartPartsMax) std::abort();
  const char* at = body.data();
  for (const auto& part : *parts) {
    if (part.name.empty() || part.body.data() < at || part.body.data() + part.body.size() > body.data() + body.size())
      std::abort();
    at = part.body.data() + part.body.size();
  }
  return 0;
}
