#include "api/rest/picture_response.h"

#include <string>
#include <string_view>

#include "core/number.h"

namespace mien::api::rest {
namespace {

std::string_view content_type(ImageFormat format) {
  switch (format) {
    case ImageFormat::kPng:
      return "image/png";
    case ImageFormat::kWebp:
      return "image/webp";
    case ImageFormat::kJpeg:
      break;
  }
  return "image/jpeg";
}

}  // namespace

Result<std::optional<std::uint32_t>> photo_size(const Fields& query) {
  const auto text = query.get("size");
  if (!text) return std::nullopt;
  const auto size = number_of<std::uint32_t>(*text);
  if (!size) return fail(ErrorCode::kInvalidArgument, "size must be a number of pixels.");
  return size;
}

HttpResponse picture_response(const app::Photo& photo) {
  return {.status = 200,
          .headers = {{"Content-Type", std::string(content_type(photo.format))},
                      {"Cache-Control", "no-store"},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"}},
          .body = std::string(reinterpret_cast<const char*>(photo.file.data()), photo.file.size())};
}

}  // namespace mien::api::rest
